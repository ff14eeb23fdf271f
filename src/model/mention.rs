//! What extract finds: mentions of quantities, and the ledger of every other numeral.

use super::{
    Direction, Issue, Kind, LedgerReason, Locator, PeriodBasis, PeriodExpr, PlaceLevel, Quantity, Status,
};
use serde::{Deserialize, Serialize};

/// A place as the text has it, resolved where the area list knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Full name from the province down (山东省临沂市), or as written where the list lacks it.
    pub name: String,
    /// Six-digit GB/T 2260 code; null where the list lacks it.
    pub ref_area: Option<String>,
    pub level: PlaceLevel,
    /// Full name of the province; null for the nation or where nothing tells it.
    pub province: Option<String>,
}

/// A quantity as found in a sentence or a cell, before it is given an indicator and a period code.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    pub locator: Locator,
    /// Exact text: approximator, number, unit.
    pub quote: String,
    /// The numeral alone, as written.
    pub numeral: String,
    /// Bytes of the numeral in the cleaned view.
    pub view_start: usize,
    pub sentence: String,
    /// How many sentences of the same wording stand before this one in the document.
    pub sentence_occurrence: u32,
    /// How many equal numerals stand before this one in the sentence.
    pub occurrence: u32,
    /// Heading of the section, or of the table column.
    pub section: String,
    pub section_number: u32,
    pub quantity: Quantity,
    pub kind: Kind,
    pub direction: Option<Direction>,
    pub status: Status,
    pub ambiguity: Option<String>,
    pub place: Option<Place>,
    pub places: Vec<Place>,
    /// The period as worded, with the years its scope lends it.
    pub period: Option<PeriodExpr>,
    pub period_basis: PeriodBasis,
    pub comparison_base: Option<String>,
    pub subject: Option<String>,
    /// What indicator matching reads.
    pub context: Context,
    /// Which rows of which code list decided, in the order they did.
    pub rules: Vec<String>,
}

/// The words around a mention that say what it measures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The noun phrase the number counts.
    pub head: String,
    /// The clause of the number, without the number itself.
    pub clause: String,
    /// The sentence up to the number.
    pub sentence: String,
    /// The heading and paragraph it stands in.
    pub section: std::sync::Arc<str>,
    /// The mention (by position) whose indicator this one continues: `…，增长62%`.
    pub continues: Option<usize>,
}

/// A numeral that is no observation, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub document_id: String,
    /// Code points of the decoded text; null for cells.
    pub start: Option<u32>,
    pub end: Option<u32>,
    pub locator: Locator,
    pub quote: String,
    pub reason: LedgerReason,
    /// Which row or rule decided.
    pub rule: String,
    pub section_number: u32,
}

/// What extract makes of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    pub mentions: Vec<Mention>,
    /// Full name of the province of each section, in the order of the document's sections.
    pub section_provinces: Vec<Option<String>>,
    pub ledger: Vec<LedgerEntry>,
    pub issues: Vec<Issue>,
}
