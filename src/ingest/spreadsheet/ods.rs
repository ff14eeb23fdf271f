//! `.ods`, streamed: the library would lay out repeated rows and drops merged areas, percent and date types.

use super::batch::Batches;
use super::cell;
use super::parts::attribute;
use crate::ingest::container::{Container, broken};
use crate::ingest::{Limits, Note};
use crate::model::{CellValue, Merge, SheetCell};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{BufRead, BufReader};

/// Longest run of blanks that one element stands for.
const BLANKS: usize = 256;

/// Streams the sheets of an `.ods`.
pub fn stream(bytes: &[u8], limits: Limits, issues: &mut Vec<Note>, out: &mut Batches) -> Result<(), String> {
    let mut container = Container::open(bytes, limits)?;
    let manifest = container.read("META-INF/manifest.xml", 1 << 20)?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(super::ENCRYPTED.into());
    }
    let Some(entry) = container.entry("content.xml")? else {
        return Err(broken(&"缺少 content.xml"));
    };
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, entry));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_end_names = false;
    let mut book = Book { reader, buffer: Vec::new(), out, issues };
    book.read()
}

struct Book<'r, 's, R: BufRead> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    out: &'r mut Batches<'s>,
    issues: &'r mut Vec<Note>,
}

/// A cell as its start tag and content tell it.
struct Found {
    value: Option<CellValue>,
    percent: bool,
    repeat: u32,
    spanned: (u32, u32),
}

impl<R: BufRead> Book<'_, '_, R> {
    fn read(&mut self) -> Result<(), String> {
        let mut hidden = HashSet::new();
        let mut style = String::new();
        while let Some(start) = self.start(None)? {
            match start.name().0 {
                "style:style" => style = attribute(&start, "name").unwrap_or_default(),
                "style:table-properties" if attribute(&start, "display").as_deref() == Some("false") => {
                    hidden.insert(style.clone());
                }
                "table:tracked-changes" | "office:scripts" | "office:font-face-decls" => self.skip(&start)?,
                "table:table" => {
                    let name = attribute(&start, "name").unwrap_or_default();
                    let hidden = attribute(&start, "style-name").is_some_and(|s| hidden.contains(&s));
                    self.sheet(&name, hidden)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The next start tag; none at the end of this element, or at the end of the file where none is named.
    fn start(&mut self, within: Option<&str>) -> Result<Option<BytesStart<'static>>, String> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(|e| broken(&e))? {
                Event::Start(start) => return Ok(Some(start.into_owned())),
                Event::End(end) if within == Some(end.name().0) => return Ok(None),
                Event::Eof if within.is_none() => return Ok(None),
                Event::Eof => return Err(broken(&"content.xml 在中途结束")),
                _ => {}
            }
        }
    }

    fn skip(&mut self, start: &BytesStart) -> Result<(), String> {
        self.buffer.clear();
        self.reader.read_to_end_into(start.name(), &mut self.buffer).map(|_| ()).map_err(|e| broken(&e))
    }

    fn sheet(&mut self, name: &str, hidden: bool) -> Result<(), String> {
        self.out.begin(name, hidden, Vec::new());
        let (mut row, mut column, mut hidden_rows) = (0_u32, 0_u32, 0_u32);
        let mut hidden_columns = Vec::new();
        while let Some(start) = self.start(Some("table:table"))? {
            match start.name().0 {
                "table:table-column" => {
                    let next = column.saturating_add(count(&start, "number-columns-repeated"));
                    if is_hidden(&start) && hidden_columns.len() < 20_000 {
                        hidden_columns.push((column, next - 1));
                    }
                    column = next;
                }
                "table:table-row" => {
                    let repeat = count(&start, "number-rows-repeated");
                    let filled = self.row(name, row, repeat)?;
                    if filled && is_hidden(&start) {
                        hidden_rows = hidden_rows.saturating_add(repeat);
                    }
                    row = row.saturating_add(repeat);
                }
                "table:shapes" | "office:forms" | "table:named-expressions" => self.skip(&start)?,
                _ => {}
            }
        }
        super::hidden_notes(name, hidden, hidden_rows, &hidden_columns, self.out.extent.1, self.issues);
        self.out.end();
        Ok(())
    }

    /// Reads a row that stands for `repeat` rows; whether any of its cells has a value.
    fn row(&mut self, name: &str, row: u32, repeat: u32) -> Result<bool, String> {
        let mut cells: Vec<SheetCell> = Vec::new();
        let mut column = 0_u32;
        while let Some(start) = self.start(Some("table:table-row"))? {
            let covered = match start.name().0 {
                "table:table-cell" => false,
                "table:covered-table-cell" => true,
                _ => continue,
            };
            let found = self.cell(&start)?;
            if let Some(value) = found.value.filter(|_| !covered) {
                super::within(name, row.saturating_add(repeat), column.saturating_add(found.repeat))?;
                for column in column..column + found.repeat {
                    cells.push(SheetCell {
                        row,
                        column,
                        value: value.clone(),
                        percent: found.percent,
                        span: None,
                    });
                }
            }
            let (rows, columns) = found.spanned;
            if (rows > 1 || columns > 1) && !covered {
                self.out.merge(Merge {
                    first_row: row,
                    first_column: column,
                    last_row: row.saturating_add(rows - 1),
                    last_column: column.saturating_add(columns - 1),
                })?;
            }
            column = column.saturating_add(found.repeat);
        }
        for row in row..row.saturating_add(if cells.is_empty() { 0 } else { repeat }) {
            for cell in &cells {
                self.out.push(SheetCell { row, ..cell.clone() })?;
            }
        }
        Ok(!cells.is_empty())
    }

    fn cell(&mut self, start: &BytesStart) -> Result<Found, String> {
        let (mut kind, mut number, mut stored, mut date) = (String::new(), None, None, None);
        let (mut truth, mut formula, mut error) = (None, false, false);
        for attribute in start.attributes().with_checks(false).flatten() {
            let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { continue };
            match attribute.key.0 {
                "office:value-type" => kind = value.into_owned(),
                "office:value" => number = value.parse::<f64>().ok().filter(|n| n.is_finite()),
                "office:string-value" => stored = Some(value.into_owned()),
                "office:date-value" => date = cell::iso(&value),
                "office:boolean-value" => truth = Some(value == "true"),
                "table:formula" => formula = true,
                "calcext:value-type" => error = value == "error",
                _ => {}
            }
        }
        let shown = self.text(start.name().0)?;
        let failed = formula && (shown.starts_with('#') || shown.starts_with("Err:"));
        let value = match kind.as_str() {
            _ if error || failed => Some(CellValue::Error(shown.into())),
            "float" if shown == "TRUE" || shown == "FALSE" => Some(cell::boolean(shown == "TRUE")),
            "float" | "percentage" | "currency" => number.map(CellValue::Number),
            "date" => date,
            "boolean" => truth.map(cell::boolean),
            "string" if shown.is_empty() => stored.as_deref().and_then(cell::text),
            "" if formula && shown.is_empty() => Some(CellValue::Uncached),
            _ => cell::text(&shown),
        };
        Ok(Found {
            value,
            percent: kind == "percentage",
            repeat: count(start, "number-columns-repeated"),
            spanned: (count(start, "number-rows-spanned"), count(start, "number-columns-spanned")),
        })
    }

    /// The text of a cell up to its end tag: paragraphs on lines of their own, without notes and drawings.
    fn text(&mut self, element: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut paragraphs = 0;
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(|e| broken(&e))? {
                Event::Start(start) => match start.name().0 {
                    "text:p" if paragraphs == 0 => paragraphs = 1,
                    "text:p" | "text:line-break" => text.push('\n'),
                    "text:tab" => text.push('\t'),
                    "text:s" => {
                        let blanks = attribute(&start, "c").and_then(|c| c.parse().ok()).unwrap_or(1);
                        text.extend(std::iter::repeat_n(' ', BLANKS.min(blanks)));
                    }
                    name @ ("office:annotation" | "text:ruby-text" | "text:note" | "table:table") => {
                        let start = BytesStart::new(name.to_owned());
                        self.skip(&start)?;
                    }
                    name if name.starts_with("draw:") => {
                        let start = BytesStart::new(name.to_owned());
                        self.skip(&start)?;
                    }
                    _ => {}
                },
                Event::Text(part) if paragraphs > 0 => text.push_str(&part.xml10_content()),
                Event::CData(part) if paragraphs > 0 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(entity) if paragraphs > 0 => {
                    if let Some(known) = resolve_xml_entity(&entity) {
                        text.push_str(known);
                    } else if let Ok(Some(c)) = entity.resolve_char_ref() {
                        text.push(c);
                    }
                }
                Event::End(end) if end.name().0 == element => return Ok(text),
                Event::Eof => return Err(broken(&"content.xml 在中途结束")),
                _ => {}
            }
        }
    }
}

/// How often an element stands for itself, or how many rows or columns it spans; 1 where nothing says.
fn count(start: &BytesStart, name: &str) -> u32 {
    attribute(start, name).map_or(1, |v| v.parse::<u64>().map_or(1, |n| n.clamp(1, u32::MAX.into()) as u32))
}

fn is_hidden(start: &BytesStart) -> bool {
    matches!(attribute(start, "visibility").as_deref(), Some("collapse" | "filter"))
}
