//! What ingest hands on: a document of prose, its sections, and sheets of cells.

use super::{Issue, View};
use serde::{Deserialize, Serialize};

/// The file a document was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Path under `raw/`, with forward slashes.
    pub path: String,
    /// blake3 of the bytes, hex.
    pub hash: String,
    /// Size in bytes.
    pub bytes: u64,
    /// The format that was recognised (`txt`, `xlsx`).
    pub format: String,
    /// The text encoding that was recognised; null for workbooks.
    pub encoding: Option<String>,
}

/// What is known of where a document comes from: the file `raw/NAME.EXT.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// A short stable id; the path under `raw/` where it is missing.
    pub id: Option<String>,
    pub title: Option<String>,
    pub issuer: Option<String>,
    /// Date of publication as written (`2022`, `2022-01-05`).
    pub published: Option<String>,
    /// The period the document speaks of (`2021`).
    pub reference_period: Option<String>,
    pub url: Option<String>,
    pub licence: Option<String>,
    /// The id of the document that this one replaces.
    pub supersedes: Option<String>,
    /// Expected SHA-256 of the file, checked where given.
    pub sha256: Option<String>,
    pub note: Option<String>,
}

/// A document or workbook as ingest understood it.
#[derive(Debug, Clone)]
pub struct Document {
    pub document_id: String,
    pub title: String,
    pub origin: Origin,
    pub source: Source,
    /// The decoded text, byte-order mark removed and nothing else; empty for workbooks.
    pub text: String,
    /// The cleaned view of the text that extract reads.
    pub view: View,
    pub sections: Vec<Section>,
    pub sheets: Vec<Sheet>,
    pub issues: Vec<Issue>,
}

/// A stretch of a document under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// 1-based, in text order; 0 is what stands before the first heading.
    pub number: u32,
    /// Depth of the heading: 1 for 一、, 2 for （一）.
    pub level: u32,
    /// The heading without its number; empty for section 0.
    pub heading: String,
    /// Byte range in the cleaned view, heading included.
    pub start: usize,
    pub end: usize,
    /// Where the body starts, after the heading.
    pub body: usize,
}

impl Section {
    /// Where the heading stands in the view; empty where the section has none.
    pub fn heading_range(&self, view: &str) -> std::ops::Range<usize> {
        let end = self.body.max(self.start);
        let start = end.saturating_sub(self.heading.len());
        if view.get(start..end) == Some(self.heading.as_str()) { start..end } else { end..end }
    }
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub name: String,
    /// Non-empty cells in reading order.
    pub cells: Vec<SheetCell>,
    pub hidden: bool,
}

/// A cell as displayed, with its number where it is one.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCell {
    /// 0-based.
    pub row: u32,
    /// 0-based.
    pub column: u32,
    /// The text of the cell; for numbers the shortest decimal that reads back equal.
    pub text: String,
    /// Whether the cell is a number rather than text.
    pub numeric: bool,
    /// The number format shows percent: the text is a fraction.
    pub percent: bool,
}
