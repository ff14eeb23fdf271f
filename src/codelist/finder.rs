//! One pass over a line finds the words of several lists at once; each list then has its leftmost-longest words.

use super::area::AreaHit;
use super::phrase::PhraseHit;
use super::{Codelists, CueHit, Row};
use crate::error::Error;
use std::collections::HashMap;
use std::ops::Range;

type Overlapping = daachorse::CharwiseDoubleArrayAhoCorasick<u32>;

/// What a line holds of the code lists, by bytes of the whole text, in order.
#[derive(Default)]
pub struct Hits<'a> {
    pub areas: Vec<AreaHit<'a>>,
    pub phrases: Vec<PhraseHit<'a>>,
    /// A cue with two roles gives two hits.
    pub cues: Vec<CueHit<'a>>,
    pub industries: Vec<IndustryHit<'a>>,
    found: [Vec<Found>; 4],
}

/// An industry named in a text, by bytes.
#[derive(Debug, Clone, Copy)]
pub struct IndustryHit<'a> {
    pub start: usize,
    pub end: usize,
    /// Its Chinese label.
    pub label: &'a str,
}

impl Codelists {
    /// The cues of a short text, in order.
    pub fn cues_of<'a>(&'a self, text: &str) -> Vec<CueHit<'a>> {
        let mut hits = Hits::default();
        self.find(text, 0..text.len(), &[], &mut hits);
        hits.cues
    }

    /// Finds the areas, phrases, cues and industries of a line. `strong` are the strong area names in the line; a weak one that
    /// overlaps none of them is added, and one inside a longer phrase is no area (入海口 is no 海口).
    pub fn find<'a>(&'a self, text: &str, line: Range<usize>, strong: &[AreaHit<'a>], hits: &mut Hits<'a>) {
        let Hits { areas, phrases, cues, industries, found } = hits;
        self.finder.find(text, line, found);
        let [weak, phrase_words, cue_words, industry_words] = found;
        industries.clear();
        let named =
            |f: &Found| IndustryHit { start: f.start, end: f.end, label: self.industries.label(f.word) };
        industries.extend(industry_words.iter().map(named));
        phrases.clear();
        phrases.extend(phrase_words.iter().filter_map(|f| self.phrases.hit(f.word, f.start, f.end)));
        cues.clear();
        for f in cue_words.iter() {
            cues.extend(self.cues.hits(f.word, f.start, f.end));
        }
        areas.clear();
        areas.extend_from_slice(strong);
        let mut at = 0;
        for f in weak.iter() {
            while strong.get(at).is_some_and(|s| s.end <= f.start) {
                at += 1;
            }
            if strong.get(at).is_none_or(|s| f.end <= s.start) {
                areas.push(self.areas.weak_hit(f.word, f.start, f.end));
            }
        }
        if areas.len() > strong.len() {
            areas.sort_by_key(|a| a.start);
        }
        let mut next = 0;
        areas.retain(|a| {
            while phrases.get(next).is_some_and(|p| p.end < a.end) {
                next += 1;
            }
            let covered = phrases.get(next).filter(|p| p.start <= a.start && a.end <= p.end);
            covered.is_none_or(|p| p.end - p.start <= a.end - a.start)
        });
    }
}

/// A word of one of the lists, by bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    /// Position in its list.
    pub word: u32,
}

/// The words of `N` lists.
pub(super) struct Finder<const N: usize> {
    automaton: Option<Overlapping>,
    /// For each pattern its `(list, position)`.
    targets: Vec<Vec<(u8, u32)>>,
}

impl<const N: usize> Finder<N> {
    /// Of the words of each list, in the order of their positions.
    pub fn new(lists: [Vec<&str>; N]) -> Result<Self, Error> {
        let mut positions: HashMap<&str, usize> = HashMap::new();
        let mut targets: Vec<Vec<(u8, u32)>> = Vec::new();
        for (list, words) in lists.iter().enumerate() {
            for (word, text) in words.iter().enumerate() {
                let at = *positions.entry(text).or_insert_with(|| {
                    targets.push(Vec::new());
                    targets.len() - 1
                });
                targets[at].push((list as u8, word as u32));
            }
        }
        let mut patterns: Vec<(&str, u32)> = positions.into_iter().map(|(p, at)| (p, at as u32)).collect();
        patterns.sort_unstable();
        let automaton =
            match patterns.is_empty() {
                true => None,
                false => Some(Overlapping::with_values(patterns).map_err(|e| {
                    Row { file: "codelist".into(), line: 0, cells: vec![] }.error(e.to_string())
                })?),
            };
        Ok(Self { automaton, targets })
    }

    /// The leftmost-longest words of each list in a stretch of text, in order.
    pub fn find(&self, text: &str, range: Range<usize>, found: &mut [Vec<Found>; N]) {
        found.iter_mut().for_each(Vec::clear);
        let Some(automaton) = &self.automaton else { return };
        let base = range.start;
        for m in automaton.find_overlapping_iter(&text[range]) {
            for &(list, word) in &self.targets[m.value() as usize] {
                let list = &mut found[usize::from(list)];
                let hit = Found { start: base + m.start(), end: base + m.end(), word };
                // ends rise: a hit that starts no later than the last ones swallows those it covers
                while list.last().is_some_and(|last| last.start >= hit.start && last.end <= hit.end) {
                    list.pop();
                }
                list.push(hit);
            }
        }
        for list in found {
            let mut end = 0;
            list.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
            list.retain(|f| {
                let free = f.start >= end;
                if free {
                    end = f.end;
                }
                free
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_its_leftmost_longest_words() {
        let finder = Finder::new([vec!["增长", "增长率", "年均"], vec!["长率", "率"]]).unwrap();
        let text = "年均增长率，增长";
        let mut found = [Vec::new(), Vec::new()];
        finder.find(text, 0..text.len(), &mut found);
        let shown = |list: &[Found]| list.iter().map(|f| text[f.start..f.end].to_owned()).collect::<Vec<_>>();
        assert_eq!(shown(&found[0]), ["年均", "增长率", "增长"]);
        assert_eq!(shown(&found[1]), ["长率"]);
    }
}
