//! `.xlsx` and `.xlsm`: a light pass over each sheet for what the cell reader does not tell, then the cells, streamed.

use super::batch::Batches;
use super::cell;
use super::parts::{self, Workbook};
use super::scan::{Extras, Scanner};
use crate::ingest::container::{Container, broken};
use crate::ingest::{Limits, Note};
use crate::model::{CellValue, SheetCell};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use memchr::memmem;
use std::io::Cursor;

/// Most errors of single cells that are passed over.
const BAD_CELLS: usize = 10_000;

/// Streams the sheets of a workbook.
pub fn stream(bytes: &[u8], limits: Limits, issues: &mut Vec<Note>, out: &mut Batches) -> Result<(), String> {
    let mut container = Container::open(bytes, limits)?;
    let listing = parts::workbook(&mut container)?;
    check_strings(&mut container, &listing, limits)?;
    container.verify(&|name| listing.is_sheet(name))?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let metas: Vec<_> = book.sheets_metadata().to_vec();
    for (number, meta) in metas.iter().enumerate() {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let name = meta.name.as_str();
        let mut extras = match listing.sheets.get(number) {
            Some((_, path)) => scan(&mut container, path, limits, out)?,
            None => Extras::default(),
        };
        let hidden = meta.visible != SheetVisible::Visible;
        out.begin(name, hidden, std::mem::take(&mut extras.merges));
        let bad = cells(&mut book, name, &extras, out).map_err(|e| e.in_sheet(name))?;
        super::hidden_notes(name, hidden, extras.hidden_rows, &extras.hidden_columns, out.extent.1, issues);
        notes(name, &listing, &extras, bad, issues);
        out.end();
    }
    Ok(())
}

/// The shared strings are kept in memory: their number and size are checked first.
fn check_strings(container: &mut Container, listing: &Workbook, limits: Limits) -> Result<(), String> {
    let path = format!("{}sharedStrings.xml", listing.folder);
    let size = container.size(&path);
    let most = limits.unzipped_bytes / 4;
    if size > most {
        return Err(format!(
            "工作簿的文字有 {} MB，超过上限 {} MB。请拆分，或在 pipeline.toml 的 [limits] 中提高 unzipped_megabytes（文字最多占其四分之一）",
            size >> 20,
            most >> 20
        ));
    }
    let mut strings = 0_u64;
    let mut head = Vec::new();
    let finder = memmem::Finder::new(b"si>");
    container.feed(&path, &mut |piece| {
        if head.len() < 4096 {
            head.extend_from_slice(&piece[..piece.len().min(4096)]);
        }
        strings += finder.find_iter(piece).count() as u64;
        (strings <= limits.cells.saturating_mul(3)).then_some(()).ok_or_else(|| {
            "工作簿的文字条数超过上限。请拆分，或在 pipeline.toml 的 [limits] 中提高 cells".to_owned()
        })
    })?;
    let claimed = memmem::find(&head, b"uniqueCount=\"").map(|at| &head[at + 13..]);
    let digits = claimed.map(|rest| rest.iter().copied().take_while(u8::is_ascii_digit));
    let claimed = digits
        .map(|d| d.fold(0_u64, |n, digit| n.saturating_mul(10).saturating_add(u64::from(digit - b'0'))));
    if claimed.unwrap_or(0) > size {
        return Err(broken(&"sharedStrings.xml 声称的文字条数比文件还大"));
    }
    Ok(())
}

fn scan(container: &mut Container, path: &str, limits: Limits, out: &Batches) -> Result<Extras, String> {
    let mut scanner = Scanner::new(limits.cells);
    container.feed(path, &mut |piece| scanner.feed(piece).then_some(()).ok_or_else(|| out.full()))?;
    Ok(scanner.finish())
}

/// Why the cells of a sheet cannot be read.
enum Stop {
    Limit(String),
    Broken(XlsxError),
}

impl Stop {
    fn in_sheet(self, name: &str) -> String {
        match self {
            Self::Limit(what) => what,
            Self::Broken(e) => format!("工作表“{name}”读取中断：{}", unreadable(&e)),
        }
    }
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Self::Broken(error)
    }
}

/// Streams the cells of a sheet; returns the errors of single cells.
fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    extras: &Extras,
    out: &mut Batches,
) -> Result<Vec<String>, Stop> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let percent: Vec<bool> = reader
        .styles()
        .iter()
        .map(|s| s.number_format.as_ref().is_some_and(|f| cell::percent(&f.format_code)))
        .collect();
    let mut uncached = extras.uncached.iter().peekable();
    let mut bad = Vec::new();
    loop {
        let (found, style) = match reader.next_cell_with_style_id() {
            Ok(Some(next)) => next,
            Ok(None) => return Ok(bad),
            Err(e) if passable(&e) && bad.len() < BAD_CELLS => {
                bad.push(e.to_string());
                continue;
            }
            Err(e) => return Err(e.into()),
        };
        let (row, column) = found.get_position();
        let value = match found.get_value() {
            DataRef::Empty => {
                while uncached.next_if(|at| **at < (row, column)).is_some() {}
                if uncached.peek().is_some_and(|at| **at == (row, column)) {
                    uncached.next();
                    Some(CellValue::Uncached)
                } else {
                    None
                }
            }
            DataRef::Float(f) if f.is_finite() => Some(CellValue::Number(*f)),
            DataRef::SharedString(s) => cell::text(s),
            other => cell::value(other.clone()),
        };
        let Some(value) = value else { continue };
        super::within(name, row.saturating_add(1), column.saturating_add(1)).map_err(Stop::Limit)?;
        let percent = matches!(value, CellValue::Number(_)) && percent.get(style).copied().unwrap_or(false);
        out.push(SheetCell { row, column, value, percent, span: None }).map_err(Stop::Limit)?;
    }
}

/// An error of one cell after which the reader goes on.
fn passable(error: &XlsxError) -> bool {
    matches!(error, XlsxError::CellError(_) | XlsxError::ParseFloat(_) | XlsxError::Unrecognized { .. })
}

fn notes(name: &str, listing: &Workbook, extras: &Extras, bad: Vec<String>, issues: &mut Vec<Note>) {
    if let Some((row, column)) = extras.uncached.first() {
        let what = format!(
            "工作表“{name}”有 {} 个公式没有缓存值，未作为数值。请用 Excel 或 WPS 打开、保存一次，再放入",
            extras.uncached.len()
        );
        let at = format!("{name}!{}{}", cell::column_name(*column), row + 1);
        issues.push(Note::new("I-formula-uncached", what).at(at));
    }
    if listing.recalculate && extras.zeros > 0 {
        let what = format!(
            "工作表“{name}”有 {} 个公式的缓存值是 0，而文件要求打开时重新计算：这些 0 可能没有算过。请用 Excel 或 WPS 打开、保存一次，再放入",
            extras.zeros
        );
        issues.push(Note::new("I-formula-zero", what).at(name));
    }
    if let Some(first) = bad.first() {
        let what = format!("工作表“{name}”有 {} 个单元格无法读取（{first}），已跳过", bad.len());
        issues.push(Note::new("I-cell-unreadable", what).at(name));
    }
}

/// The message about a workbook that the library refuses.
fn unreadable(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => super::ENCRYPTED.to_owned(),
        XlsxError::NotAWorksheet(_) | XlsxError::Unrecognized { .. } | XlsxError::CellTAttribute(_) => {
            format!("工作簿中有不认识的内容（{error}）。请用 Excel 另存为 .xlsx，再放入")
        }
        _ => broken(error),
    }
}
