//! Spreadsheet files become sheets of cells: the format is told by the content, then each reader streams batches.

mod batch;
mod biff;
mod binary;
pub mod cell;
mod compound;
mod delimited;
mod ods;
mod ooxml;
mod parts;
mod range;
mod scan;
mod sniff;

pub use batch::BATCH;
pub use delimited::SHEET as DELIMITED_SHEET;

use crate::ingest::container::broken;
use crate::ingest::{Limits, Note};
use crate::model::Sheet;
use batch::Batches;
use sniff::Kind;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// The message about a workbook that wants a password.
pub(crate) const ENCRYPTED: &str = "工作簿已加密，无法读取。请在 Excel 中去掉打开密码后另存，再放入";

/// Reads a spreadsheet and hands on batches of whole rows; batches of one sheet follow one another, each has the
/// sheet's name, and merged areas are in the batch where the reader learns of them. The error says what to do.
pub fn stream(
    bytes: &[u8],
    extension: &str,
    limits: Limits,
    issues: &mut Vec<Note>,
    sink: &mut dyn FnMut(Sheet),
) -> Result<(), String> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(format!(
            "文件有 {} MB，超过上限 {} MB。请拆分，或在 pipeline.toml 的 [limits] 中提高 file_megabytes",
            bytes.len() >> 20,
            limits.file_bytes >> 20
        ));
    }
    let kind = sniff::sniff(bytes, limits)?;
    if let Some(what) = kind.lie(extension) {
        issues.push(Note::new("I-extension", what));
    }
    let (mut cells, in_sink) = (0_usize, Cell::new(false));
    let mut count = |sheet: Sheet| {
        cells += sheet.cells.len();
        in_sink.set(true);
        sink(sheet);
        in_sink.set(false);
    };
    // The libraries calculate with places that they have not checked, and panic on some damaged files.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut out = Batches::new(limits, &mut count);
        match kind {
            Kind::Xlsx => ooxml::stream(bytes, limits, issues, &mut out),
            Kind::Xlsb => binary::stream(bytes, limits, issues, &mut out),
            Kind::Ods => ods::stream(bytes, limits, issues, &mut out),
            Kind::Xls => range::stream(bytes, limits, issues, &mut out),
            Kind::Html => html(bytes, limits, &mut count),
            Kind::Text => delimited::stream(bytes, extension, issues, &mut out),
        }
    }));
    match outcome {
        Ok(outcome) => outcome?,
        Err(panic) if in_sink.get() => resume_unwind(panic),
        Err(_) => return Err(broken(&"内容不合格式")),
    }
    if cells == 0 {
        return Err("表格中没有任何单元格。请检查文件".into());
    }
    Ok(())
}

/// Reads a spreadsheet as a whole: the batches of a sheet joined, its cells in reading order.
pub fn read(
    bytes: &[u8],
    extension: &str,
    limits: Limits,
    issues: &mut Vec<Note>,
) -> Result<Vec<Sheet>, String> {
    let mut sheets: Vec<Sheet> = Vec::new();
    stream(bytes, extension, limits, issues, &mut |batch| match sheets.last_mut() {
        Some(last) if last.name == batch.name => {
            last.cells.extend(batch.cells);
            last.merges.extend(batch.merges);
        }
        _ => sheets.push(batch),
    })?;
    for sheet in &mut sheets {
        if !sheet.cells.is_sorted_by_key(|c| (c.row, c.column)) {
            sheet.cells.sort_by_key(|c| (c.row, c.column));
        }
        sheet.merges.sort_unstable();
    }
    Ok(sheets)
}

/// Tables of an HTML page saved as a spreadsheet.
fn html(bytes: &[u8], limits: Limits, sink: &mut dyn FnMut(Sheet)) -> Result<(), String> {
    let parsed = crate::ingest::html::read_tables(bytes)?;
    let mut sheets = crate::ingest::parsed::sheets(&parsed.text, &parsed.tables);
    if sheets.iter().map(|s| s.cells.len() as u64).sum::<u64>() > limits.cells {
        return Err(Batches::new(limits, &mut |_| ()).full());
    }
    if sheets.is_empty() {
        return Err("内容是网页，其中没有表格。请用 Excel 打开后另存为 .xlsx，再放入".into());
    }
    // a spreadsheet has cells, and no text to point into
    sheets.iter_mut().flat_map(|s| &mut s.cells).for_each(|c| c.span = None);
    sheets.into_iter().for_each(sink);
    Ok(())
}

/// Refuses a sheet that claims more rows or columns than a spreadsheet program has.
#[inline]
fn within(name: &str, rows: u32, columns: u32) -> Result<(), String> {
    const ROWS: u32 = 1_048_576;
    const COLUMNS: u32 = 16_384;
    if rows <= ROWS && columns <= COLUMNS {
        return Ok(());
    }
    Err(format!(
        "工作表“{name}”声称有 {rows} 行、{columns} 列，超过表格的上限（{ROWS} 行、{COLUMNS} 列），文件损坏或不可信，未读取"
    ))
}

/// Notes about a hidden sheet, and hidden rows and columns among those that are used.
fn hidden_notes(
    name: &str,
    hidden: bool,
    rows: u32,
    columns: &[(u32, u32)],
    used_columns: u32,
    issues: &mut Vec<Note>,
) {
    if hidden {
        let what = format!("工作表“{name}”是隐藏的，仍已读取");
        issues.push(Note::new("I-sheet-hidden", what).at(name));
    }
    let columns: u32 = columns
        .iter()
        .map(|&(first, last)| last.saturating_add(1).min(used_columns).saturating_sub(first))
        .fold(0, u32::saturating_add);
    let what = match (rows, columns) {
        (0, 0) => return,
        (rows, 0) => format!("{rows} 行"),
        (0, columns) => format!("{columns} 列"),
        (rows, columns) => format!("{rows} 行、{columns} 列"),
    };
    let what = format!("工作表“{name}”有 {what}被隐藏，仍已读取。不要的话请删除后再放入");
    issues.push(Note::new("I-rows-hidden", what).at(name));
}
