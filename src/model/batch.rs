//! What the stages exchange: everything that came of one document. A batch is a shard on disk.

use super::{Issue, LedgerEntry, Observation, Origin, Section, Source};
use serde::{Deserialize, Serialize};

/// The observations, ledger and issues of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub document_id: String,
    pub title: String,
    pub origin: Origin,
    pub source: Source,
    /// Decoded text, stored in the dataset; empty for workbooks.
    pub text: String,
    pub sections: Vec<SectionCount>,
    pub observations: Vec<Observation>,
    pub ledger: Vec<LedgerEntry>,
    pub issues: Vec<Issue>,
}

/// A section with its place and its count of numerals: every numeral is extracted or in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionCount {
    pub document_id: String,
    pub section: Section,
    /// Code points of the decoded text.
    pub start: u32,
    pub end: u32,
    pub province: Option<String>,
    pub numerals: u32,
    pub extracted: u32,
    /// In the ledger with reason `unknown`.
    pub unplaced: u32,
}
