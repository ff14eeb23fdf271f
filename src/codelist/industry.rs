//! Industries and characteristic products, found by their names.

use super::{Automaton, Row, automaton};
use crate::error::Error;
use std::collections::HashMap;

/// The rows of `industry.csv`.
pub struct IndustryList {
    /// `(code, Chinese label)` of each pattern.
    patterns: Vec<(String, String)>,
    words: Vec<String>,
    automaton: Option<Automaton>,
    /// English label by Chinese label.
    english: HashMap<String, String>,
}

impl IndustryList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut words = Vec::new();
        let mut patterns = Vec::new();
        let mut english = HashMap::new();
        for row in rows {
            if row.cell(0).is_empty() || row.cell(1).is_empty() {
                return Err(row.error("code and label_zh must be given"));
            }
            if !row.cell(2).is_empty() {
                english.insert(row.cell(1).to_owned(), row.cell(2).to_owned());
            }
            for cue in row.cell(3).split('|').map(str::trim).filter(|c| !c.is_empty()) {
                if !words.contains(&cue.to_owned()) {
                    words.push(cue.to_owned());
                    patterns.push((row.cell(0).to_owned(), row.cell(1).to_owned()));
                }
            }
        }
        let automaton = automaton(words.iter().map(String::as_str).zip(0..));
        Ok(Self { patterns, words, automaton, english })
    }

    /// The words, by position.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The Chinese label of the industry that a word stands for.
    pub(super) fn label(&self, word: u32) -> &str {
        &self.patterns[word as usize].1
    }

    /// The Chinese labels, each once, in the order of the list.
    pub fn labels(&self) -> Vec<String> {
        let mut known = std::collections::HashSet::new();
        let labels = self.patterns.iter().map(|(_, label)| label);
        labels.filter(|label| known.insert(label.as_str())).cloned().collect()
    }

    /// The English label of a Chinese one; the Chinese where the list lacks it.
    pub fn english<'a>(&'a self, label: &'a str) -> &'a str {
        self.english.get(label).map_or(label, String::as_str)
    }

    /// The Chinese label of the industry with exactly this code or label, Chinese or English.
    pub fn named(&self, name: &str) -> Option<&str> {
        let english = |label: &str| self.english(label).eq_ignore_ascii_case(name);
        let found =
            self.patterns.iter().find(|(code, label)| code == name || label == name || english(label));
        found.map(|(_, label)| label.as_str())
    }

    /// `(start, end, Chinese label)` of each industry named in a text.
    pub fn find<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, usize, &'a str)> + use<'a, 't> {
        self.automaton
            .iter()
            .flat_map(move |a| a.leftmost_find_iter(text))
            .map(|m| (m.start(), m.end(), self.patterns[m.value() as usize].1.as_str()))
    }
}
