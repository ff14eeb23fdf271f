//! A sentence with everything found in it: what the rules look at.

use super::clause::{Clause, Sentence};
use super::mark::{self, Mark, QUOTE};
use super::period::{self, PeriodHit};
use crate::codelist::area::AreaHit;
use crate::codelist::phrase::PhraseHit;
use crate::codelist::{Codelists, CueHit, Hits, IndustryHit, Role};
use std::ops::Range;

/// A sentence and its hits, by bytes of the whole view.
pub struct Site<'a> {
    pub text: &'a str,
    pub sentence: Range<usize>,
    pub clauses: Vec<Clause>,
    pub lists: &'a Codelists,
    pub areas: &'a [AreaHit<'a>],
    pub phrases: &'a [PhraseHit<'a>],
    pub cues: &'a [CueHit<'a>],
    pub industries: &'a [IndustryHit<'a>],
    pub periods: Vec<PeriodHit>,
    pub marks: &'a [Mark],
    /// What classes of marks the sentence has.
    pub classes: u8,
    /// Quotations, without their marks.
    quotes: Vec<(usize, usize)>,
}

impl<'a> Site<'a> {
    /// A sentence with what was found in its line.
    pub fn new(
        text: &'a str,
        sentence: Sentence,
        lists: &'a Codelists,
        line: &'a Hits<'a>,
        marks: &'a [Mark],
    ) -> Self {
        let Sentence { range, clauses } = sentence;
        let marks = mark::inside(marks, range.clone());
        Self {
            text,
            clauses,
            lists,
            areas: part(&line.areas, &range, |a| a.start),
            phrases: part(&line.phrases, &range, |p| p.start),
            cues: part(&line.cues, &range, |c| c.start),
            industries: part(&line.industries, &range, |i| i.start),
            periods: period::find_at(text, range.clone(), marks),
            quotes: quotes(marks),
            marks,
            classes: marks.iter().fold(0, |all, m| all | m.class),
            sentence: range,
        }
    }

    /// The bracket a byte stands in: where it opens.
    pub fn bracket(&self, at: usize) -> Option<usize> {
        if self.classes & mark::BRACKET == 0 {
            return None;
        }
        let before = &self.marks[..self.marks.partition_point(|m| m.at < at)];
        let mut closed = 0;
        for mark in before.iter().rev().filter(|m| m.class & mark::BRACKET != 0) {
            match mark.c {
                '）' | ')' => closed += 1,
                _ if closed == 0 => return Some(mark.at),
                _ => closed -= 1,
            }
        }
        None
    }

    /// Whether a byte stands inside 《》 that opens in the sentence.
    pub fn in_title(&self, at: usize) -> bool {
        let last = self.marks[..self.marks.partition_point(|m| m.at < at)]
            .iter()
            .rev()
            .find(|m| matches!(m.c, '《' | '》'));
        last.is_some_and(|m| m.c == '《')
    }

    /// The quotation a byte stands in, without its marks.
    pub fn quote_at(&self, at: usize) -> Option<(usize, usize)> {
        self.quotes.iter().copied().find(|(open, close)| *open <= at && at < *close)
    }

    /// The clause a byte stands in.
    pub fn clause_at(&self, at: usize) -> usize {
        let clause = self.clauses.partition_point(|c| c.range.end <= at);
        clause.min(self.clauses.len().saturating_sub(1))
    }

    /// Whether 每 and a unit stand shortly before: 每月一次, 每季度至少开展一次.
    pub fn per_before(&self, at: usize) -> bool {
        let clause = self.clauses.get(self.clause_at(at)).map_or(self.sentence.start, |c| c.range.start);
        self.text[clause.min(at)..at].chars().rev().take(10).any(|c| c == '每')
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

/// The hits that start inside a range.
pub(super) fn part<'a, T>(hits: &'a [T], range: &Range<usize>, start: impl Fn(&T) -> usize) -> &'a [T] {
    let from = hits.partition_point(|h| start(h) < range.start);
    let to = from + hits[from..].partition_point(|h| start(h) < range.end);
    &hits[from..to]
}

/// The quotations of a sentence: “…”, ‘…’ and "…".
fn quotes(marks: &[Mark]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    for &Mark { at, c, .. } in marks.iter().filter(|m| m.class & QUOTE != 0) {
        match c {
            '“' | '‘' | '「' => open.push((c, at + c.len_utf8())),
            '"' => match open.iter().rposition(|(o, _)| *o == '"') {
                Some(i) => {
                    found.push((open[i].1, at));
                    open.truncate(i);
                }
                None => open.push(('"', at + 1)),
            },
            _ => {
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
        }
    }
    // the innermost first
    found.sort_by_key(|(open, close)| (close - open, *open));
    found
}
