//! A sentence with everything found in it: what the rules look at.

use super::clause::{Clause, Sentence};
use super::period::PeriodHit;
use crate::codelist::area::AreaHit;
use crate::codelist::phrase::PhraseHit;
use crate::codelist::{Codelists, CueHit, Role};
use std::ops::Range;

/// A sentence and its hits, by bytes of the whole view.
pub struct Site<'a> {
    pub text: &'a str,
    pub sentence: Range<usize>,
    pub clauses: Vec<Clause>,
    pub lists: &'a Codelists,
    pub areas: Vec<AreaHit<'a>>,
    pub phrases: Vec<PhraseHit<'a>>,
    pub cues: Vec<CueHit<'a>>,
    pub periods: Vec<PeriodHit>,
    /// Quotations, without their marks.
    quotes: Vec<(usize, usize)>,
}

impl<'a> Site<'a> {
    /// Finds all that the code lists know in a sentence.
    pub fn new(text: &'a str, sentence: &Sentence, lists: &'a Codelists) -> Self {
        let range = sentence.range.clone();
        let slice = &text[range.clone()];
        let base = range.start;
        let phrases: Vec<PhraseHit> = lists
            .phrases
            .find(slice)
            .map(|h| PhraseHit { start: h.start + base, end: h.end + base, ..h })
            .collect();
        let mut areas = lists.areas.find(slice);
        for hit in &mut areas {
            hit.start += base;
            hit.end += base;
        }
        // 入海口 is no 海口
        areas.retain(|a| {
            !phrases.iter().any(|p| p.start <= a.start && a.end <= p.end && p.end - p.start > a.end - a.start)
        });
        let cues = lists.cues.find(slice).map(|h| CueHit { start: h.start + base, end: h.end + base, ..h });
        Self {
            text,
            clauses: sentence.clauses.clone(),
            lists,
            areas,
            phrases,
            cues: cues.collect(),
            periods: super::period::find(text, range.clone()),
            quotes: quotes(text, range.clone()),
            sentence: range,
        }
    }

    /// The quotation a byte stands in, without its marks.
    pub fn quote_at(&self, at: usize) -> Option<(usize, usize)> {
        self.quotes.iter().copied().find(|(open, close)| *open <= at && at < *close)
    }

    /// The clause a byte stands in.
    pub fn clause_at(&self, at: usize) -> usize {
        self.clauses.iter().position(|c| at < c.range.end).unwrap_or(self.clauses.len().saturating_sub(1))
    }

    /// Whether 每 and a unit stand shortly before: 每月一次, 每季度至少开展一次.
    pub fn per_before(&self, at: usize) -> bool {
        let clause = self.clauses.get(self.clause_at(at)).map_or(self.sentence.start, |c| c.range.start);
        let before: String = self.text[clause.min(at)..at].chars().rev().take(10).collect();
        before.contains('每')
    }

    /// The cues of a clause that end at or before a byte, nearest last.
    pub fn cues_before(&self, clause: usize, at: usize) -> impl DoubleEndedIterator<Item = &CueHit<'a>> {
        let start = self.clauses.get(clause).map_or(self.sentence.start, |c| c.range.start);
        self.cues.iter().filter(move |h| h.start >= start && h.end <= at)
    }

    /// Whether a cue of a role stands anywhere in a clause.
    pub fn clause_has(&self, clause: usize, role: impl Fn(&Role) -> bool) -> bool {
        let Some(clause) = self.clauses.get(clause) else { return false };
        self.cues.iter().any(|h| h.start >= clause.range.start && h.end <= clause.range.end && role(h.role))
    }
}

/// The quotations of a sentence: “…”, ‘…’ and "…".
fn quotes(text: &str, range: Range<usize>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    for (i, c) in text[range.clone()].char_indices() {
        let at = range.start + i;
        match c {
            '“' | '‘' | '「' => open.push((c, at + c.len_utf8())),
            '”' | '’' | '」' => {
                let want = match c {
                    '”' => '“',
                    '’' => '‘',
                    _ => '「',
                };
                if let Some(at_open) = open.iter().rposition(|(o, _)| *o == want) {
                    found.push((open[at_open].1, at));
                    open.truncate(at_open);
                }
            }
            '"' => match open.iter().rposition(|(o, _)| *o == '"') {
                Some(i) => {
                    found.push((open[i].1, at));
                    open.truncate(i);
                }
                None => open.push(('"', at + 1)),
            },
            _ => {}
        }
    }
    found.sort_unstable();
    // the innermost first
    found.sort_by_key(|(open, close)| close - open);
    found
}
