//! Phrases whose numerals measure nothing: idioms, slogans, fixed collectives, words.

use super::Row;
use crate::error::Error;
use crate::model::LedgerReason;

/// The rows of `phrase.csv`.
pub struct PhraseList {
    /// A phrase without a reason only keeps shorter ones from being found in it (万分之三 holds no 万分).
    rows: Vec<(String, Option<LedgerReason>)>,
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
        let mut list: Vec<(String, Option<LedgerReason>)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for row in rows {
            let reason = match row.cell(1) {
                "none" => None,
                code => Some(
                    LedgerReason::parse(code)
                        .ok_or_else(|| row.error(format!("`{code}` is no ledger reason")))?,
                ),
            };
            if row.cell(0).is_empty() {
                return Err(row.error("the phrase is empty"));
            }
            if !seen.insert(row.cell(0)) {
                return Err(row.error(format!("`{}` stands twice", row.cell(0))));
            }
            list.push((row.cell(0).to_owned(), reason));
        }
        Ok(Self { rows: list })
    }

    /// The phrases, by position.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(phrase, _)| phrase.as_str())
    }

    /// The hit of a phrase; none for one that only shields.
    pub(super) fn hit(&self, word: u32, start: usize, end: usize) -> Option<PhraseHit<'_>> {
        let (phrase, reason) = &self.rows[word as usize];
        reason.map(|reason| PhraseHit { start, end, phrase, reason })
    }

    /// Whether a text is a phrase of the list, and why it measures nothing.
    pub fn reason(&self, text: &str) -> Option<LedgerReason> {
        self.rows.iter().find(|(phrase, _)| phrase == text).and_then(|(_, reason)| *reason)
    }
}
