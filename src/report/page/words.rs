//! Every word the page itself says, in both languages: `words.csv`.

use crate::config::Language;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;

const LIST: &str = include_str!("words.csv");

/// The words of one language by key.
#[derive(Debug, Clone)]
pub struct Words(pub BTreeMap<String, String>);

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(LIST.as_bytes());
        let column = if language == Language::Zh { 1 } else { 2 };
        let mut words = BTreeMap::new();
        for row in reader.records() {
            let row = row.context("words.csv")?;
            let word = row.get(column).unwrap_or_default();
            ensure!(!word.is_empty(), "words.csv: {:?} lacks a language", &row[0]);
            words.insert(row[0].to_owned(), word.to_owned());
        }
        Ok(Self(words))
    }

    /// The word of a key; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The word with `{0}`, `{1}` … filled in.
    pub fn filled(&self, key: &str, parts: &[&str]) -> String {
        let mut text = self.get(key).to_owned();
        for (i, part) in parts.iter().enumerate() {
            text = text.replace(&format!("{{{i}}}"), part);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::{SCRIPTS, TEMPLATE};
    use std::collections::BTreeSet;

    /// The keys that follow `before` in a text.
    fn keys(text: &str, before: &str) -> BTreeSet<String> {
        let key = |rest: &str| -> String {
            rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
        };
        text.split(before).skip(1).map(key).collect()
    }

    #[test]
    fn every_word_that_is_asked_for_is_there_and_every_one_is_used() {
        let words = Words::of(Language::Zh).unwrap();
        assert_eq!(words.0.len(), Words::of(Language::En).unwrap().0.len());
        let mut used = keys(TEMPLATE, "{{ w.");
        used.extend(keys(SCRIPTS, "W."));
        for source in [include_str!("mod.rs"), include_str!("panels.rs"), include_str!("documents.rs")] {
            used.extend(keys(source, "words.get(\""));
            used.extend(keys(source, "words.filled(\""));
        }
        for key in &used {
            assert!(words.0.contains_key(key), "words.csv lacks {key}");
        }
        let spare: Vec<&String> = words.0.keys().filter(|k| !used.contains(*k)).collect();
        assert!(spare.is_empty(), "nothing says {spare:?}");
    }

    #[test]
    fn blanks_are_filled_in() {
        let words = Words::of(Language::Zh).unwrap();
        assert_eq!(words.filled("count", &["85", "12"]), "共 85 个，显示 12 个");
    }
}
