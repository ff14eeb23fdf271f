//! What ingest hands on: a document of prose, its sections, and sheets of cells.

use super::{Issue, SheetHint, View};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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

/// A sheet of a workbook, or a table inside a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    /// Non-empty cells in reading order; a merged area has its value in its top-left cell only.
    pub cells: Vec<SheetCell>,
    /// Merged areas, 0-based and inclusive.
    pub merges: Vec<Merge>,
    pub hidden: bool,
    /// What stands above a table inside a document (its caption, the unit line); empty for workbooks.
    pub caption: String,
    /// What the settings say of it.
    pub hint: Option<SheetHint>,
}

/// A merged area, 0-based and inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    pub first_row: u32,
    pub first_column: u32,
    pub last_row: u32,
    pub last_column: u32,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCell {
    /// 0-based.
    pub row: u32,
    /// 0-based.
    pub column: u32,
    pub value: CellValue,
    /// The number format shows percent: the number is a fraction.
    pub percent: bool,
    /// Byte range in the document's decoded text, for tables inside documents.
    pub span: Option<(usize, usize)>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue {
    /// Shown as the shortest decimal of at most 15 significant digits.
    Number(f64),
    /// As stored, white space included.
    Text(Box<str>),
    Date(NaiveDate),
    /// An error cell (#N/A, #REF! …) with its name.
    Error(Box<str>),
    /// A formula without a cached value.
    Uncached,
}

impl SheetCell {
    /// A cell of a workbook.
    pub fn new(row: u32, column: u32, value: CellValue) -> Self {
        Self { row, column, value, percent: false, span: None }
    }

    /// The text of the cell; empty for a formula without a cached value.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.value {
            CellValue::Number(number) => Cow::Owned(shortest(*number)),
            CellValue::Text(text) | CellValue::Error(text) => Cow::Borrowed(text),
            CellValue::Date(date) => Cow::Owned(date.to_string()),
            CellValue::Uncached => Cow::Borrowed(""),
        }
    }

    /// Whether the cell is a number rather than text.
    pub fn is_number(&self) -> bool {
        matches!(self.value, CellValue::Number(_))
    }
}

/// The decimal of at most 15 significant digits that Excel would show for a float.
pub fn shortest(value: f64) -> String {
    let text = format!("{value}");
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return text;
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_show_as_excel_shows_them() {
        assert_eq!(shortest(0.1 + 0.2), "0.3");
        assert_eq!(shortest(15695.0), "15695");
        assert_eq!(shortest(40391.3), "40391.3");
    }
}
