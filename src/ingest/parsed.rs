//! What a reader of a document format makes of the bytes: text with headings, tables and notes.

use crate::model::{CellValue, Merge, Sheet, SheetCell};
use std::collections::HashSet;

/// A caption is the name of its table where it is no longer than this, in characters.
const LONGEST_NAME: usize = 30;

/// A document as its reader understood it. Every range is in bytes of `text`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The decoded text that is stored: paragraphs ended by `\n`; a table's cells separated by `\t`, its rows
    /// by `\n`. A cell of several paragraphs has `\n` inside, so only the ranges of `tables` tell cells apart.
    pub text: String,
    /// The title that a style, a tag or a meta element states.
    pub title: Option<String>,
    /// Headings by style or tag, in text order.
    pub headings: Vec<Heading>,
    /// Tables in text order.
    pub tables: Vec<Table>,
    /// What the reader wants people to know: a code like `I-docx-footnotes` and the message.
    pub notes: Vec<(String, String)>,
}

/// A line of the text that is a heading, its generated number included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    pub start: usize,
    pub end: usize,
    /// 1 is topmost.
    pub level: u8,
}

/// A table inside a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Bytes of text that the table takes, cells and separators.
    pub start: usize,
    pub end: usize,
    /// The lines just above that name it or give its unit (表1 …, 单位：万元), joined by `\n`; else empty.
    pub caption: String,
    /// Cells in reading order; what a merged cell covers has no cell of its own.
    pub cells: Vec<TableCell>,
}

/// A cell of a table, with the area it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableCell {
    /// 0-based.
    pub row: u32,
    /// 0-based.
    pub column: u32,
    pub row_span: u32,
    pub column_span: u32,
    pub start: usize,
    pub end: usize,
    /// The document marks the cell as a heading (a repeated header row, `<th>`).
    pub heading: bool,
}

/// A refusal: the Chinese sentence says what is wrong and what to do.
pub type Refusal = String;

/// Tables inside a document as sheets whose cells know where in the text they stand.
pub fn sheets(text: &str, tables: &[Table]) -> Vec<Sheet> {
    let mut names: HashSet<String> = HashSet::new();
    let sheet = |(i, table): (usize, &Table)| {
        let cell = |c: &TableCell| {
            let written = text.get(c.start..c.end).unwrap_or("");
            let value = CellValue::Text(written.trim().into());
            let kept = !written.trim().is_empty();
            kept.then(|| SheetCell { span: Some((c.start, c.end)), ..SheetCell::new(c.row, c.column, value) })
        };
        let merge = |c: &TableCell| {
            let (down, across) = (c.row_span.max(1) - 1, c.column_span.max(1) - 1);
            (down > 0 || across > 0).then_some(Merge {
                first_row: c.row,
                first_column: c.column,
                last_row: c.row.saturating_add(down),
                last_column: c.column.saturating_add(across),
            })
        };
        let mut cells: Vec<SheetCell> = table.cells.iter().filter_map(cell).collect();
        cells.sort_by_key(|c| (c.row, c.column));
        let line = table.caption.lines().next().unwrap_or("");
        let caption =
            line.split("单位").next().unwrap_or(line).trim_matches([' ', '\t', '\u{3000}', '（', '(', '：']);
        let short = !caption.is_empty() && caption.chars().count() <= LONGEST_NAME;
        let mut name = if short { caption.to_owned() } else { format!("表{}", i + 1) };
        while !names.insert(name.clone()) {
            name = format!("{name}（{}）", i + 1);
        }
        Sheet {
            name,
            cells,
            merges: table.cells.iter().filter_map(merge).collect(),
            caption: table.caption.clone(),
            ..Sheet::default()
        }
    };
    tables.iter().enumerate().map(sheet).collect()
}

impl Parsed {
    /// The text of a table's cell; empty for a range that is not of this document.
    pub fn cell_text(&self, cell: &TableCell) -> &str {
        self.text.get(cell.start..cell.end).unwrap_or("")
    }

    /// Adds a note.
    pub(crate) fn note(&mut self, code: &str, message: String) {
        self.notes.push((code.to_owned(), message));
    }
}
