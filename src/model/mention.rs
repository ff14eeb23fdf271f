//! What extract finds: mentions of quantities, and the ledger of every other numeral.

use super::{
    Direction, Issue, Kind, LedgerReason, Locator, PeriodBasis, PeriodExpr, PlaceLevel, Quantity, Status,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

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
    pub sentence: Arc<str>,
    /// Code points of a cell of a table inside a document, in the document's decoded text; none for prose (its
    /// locator has them) and for workbooks.
    pub offsets: Option<(u32, u32)>,
    /// [`sentence_key`] of the sentence.
    pub sentence_key: u128,
    /// How many sentences of the same key stand before this one in the document.
    pub sentence_occurrence: u32,
    /// How many equal numerals stand before this one in the sentence.
    pub occurrence: u32,
    /// Heading of the section, or of the table column.
    pub section: Arc<str>,
    pub section_number: u32,
    pub quantity: Quantity,
    pub kind: Kind,
    pub direction: Option<Direction>,
    pub status: Status,
    pub ambiguity: Option<String>,
    pub place: Option<Arc<Place>>,
    pub places: Vec<Arc<Place>>,
    /// The period as worded, with the years its scope lends it.
    pub period: Option<PeriodExpr>,
    pub period_basis: PeriodBasis,
    pub comparison_base: Option<String>,
    pub subject: Option<String>,
    /// Chinese label of the industry that prose names; cells leave it to their headers.
    pub industry: Option<String>,
    /// What indicator matching reads.
    pub context: Context,
    /// The mention (by position) whose indicator this one continues: `…，增长62%`.
    pub continues: Option<usize>,
    /// Which rows of which code list decided, in the order they did, joined by `;`.
    pub rules: String,
}

/// What sentences of the same wording share, white space aside: their XXH3 hash of 128 bits.
pub fn sentence_key(sentence: &str) -> u128 {
    if !may_hold_white_space(sentence.as_bytes()) {
        return xxh3_128(sentence.as_bytes());
    }
    let mut hasher = Xxh3::new();
    sentence.split_whitespace().for_each(|part| hasher.update(part.as_bytes()));
    hasher.digest128()
}

/// Whether bytes of white space occur: the control characters and the blank, and what opens the wider ones (U+0085,
/// U+00A0, U+1680, U+2000 to U+205F, U+3000). Quotation marks open alike, so it may be that none does.
fn may_hold_white_space(text: &[u8]) -> bool {
    let opens = |b: &u8| *b <= b' ' || matches!(b, 0xc2 | 0xe1 | 0xe2);
    text.iter().fold(false, |any, b| any | opens(b))
        || memchr::memmem::find(text, "\u{3000}".as_bytes()).is_some()
}

/// Where the words stand that say what a mention measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context {
    /// In the cleaned view of the document.
    Prose(Prose),
    /// In the headers of a table; the cells of a column share them.
    Words(Arc<Words>),
}

/// The words around a number, as byte ranges of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The noun phrase the number counts, in one or two pieces.
    pub head: [Range<usize>; 2],
    /// The head ends with its last word, rather than with a measure word that is no part of it.
    pub head_closed: bool,
    /// The clause of the number.
    pub clause: Range<usize>,
    /// The number itself with approximator and unit.
    pub quote: Range<usize>,
    /// Where the sentence starts; what counts is its part before the number.
    pub sentence: usize,
    /// The paragraph.
    pub line: Range<usize>,
    /// The paragraph is short enough to say something about the number.
    pub around: bool,
    /// The heading of the section.
    pub heading: Range<usize>,
}

/// The words of a table that say what a cell measures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The label of the indicator.
    pub head: String,
    /// The labels around it.
    pub clause: String,
    /// Title and unit line.
    pub sentence: String,
    /// The name of the sheet.
    pub section: String,
}

impl Words {
    /// One text with the ranges of its parts, as if they stood in prose.
    pub fn as_prose(&self) -> (String, Prose) {
        let mut text = String::new();
        let mut place = |part: &str| {
            let start = text.len();
            text.push_str(part);
            let range = start..text.len();
            text.push('\n');
            range
        };
        let section = place(&self.section);
        let sentence = place(&self.sentence);
        let (clause, head) = (place(&self.clause), place(&self.head));
        // the clause alone stands before the number; the sentence is read up to its own end
        let quote = sentence.end..sentence.end;
        let prose = Prose {
            head: [head.clone(), head.end..head.end],
            head_closed: true,
            clause,
            quote,
            sentence: sentence.start,
            line: 0..head.end,
            around: true,
            heading: section,
        };
        (text, prose)
    }
}

/// A numeral that is no observation, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub document_id: Arc<str>,
    /// Code points of the decoded text; null for cells.
    pub start: Option<u32>,
    pub end: Option<u32>,
    pub locator: Locator,
    pub quote: String,
    pub reason: LedgerReason,
    /// Which row or rule decided.
    pub rule: Cow<'static, str>,
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
