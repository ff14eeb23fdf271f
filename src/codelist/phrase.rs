//! Phrases whose numerals measure nothing: idioms, slogans, fixed collectives, words.

use super::{Automaton, Row, automaton};
use crate::error::Error;
use crate::model::LedgerReason;

/// The rows of `phrase.csv`.
pub struct PhraseList {
    rows: Vec<(String, LedgerReason)>,
    automaton: Option<Automaton>,
}

/// A phrase found in a text, by bytes.
#[derive(Debug, Clone, Copy)]
pub struct PhraseHit<'a> {
    pub start: usize,
    pub end: usize,
    pub phrase: &'a str,
    pub reason: LedgerReason,
}

impl PhraseList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut list: Vec<(String, LedgerReason)> = Vec::new();
        for row in rows {
            let reason = LedgerReason::parse(row.cell(1))
                .ok_or_else(|| row.error(format!("`{}` is no ledger reason", row.cell(1))))?;
            if row.cell(0).is_empty() {
                return Err(row.error("the phrase is empty"));
            }
            if let Some((seen, _)) = list.iter().find(|(p, _)| p == row.cell(0)) {
                return Err(row.error(format!("`{seen}` stands twice")));
            }
            list.push((row.cell(0).to_owned(), reason));
        }
        let automaton = automaton(list.iter().map(|(p, _)| p.as_str()));
        Ok(Self { rows: list, automaton })
    }

    /// The phrases of a text, leftmost-longest.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = PhraseHit<'a>> {
        self.automaton.iter().flat_map(move |a| a.leftmost_find_iter(text)).map(|m| {
            let (phrase, reason) = &self.rows[m.value() as usize];
            PhraseHit { start: m.start(), end: m.end(), phrase, reason: *reason }
        })
    }
}
