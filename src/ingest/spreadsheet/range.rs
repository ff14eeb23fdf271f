//! `.xls` through the library, which lays out the rectangle of a sheet: its records are looked through first, and a
//! rectangle beyond the limit is refused.

use super::batch::Batches;
use super::biff::{self, SheetRecords};
use super::cell;
use super::compound::Compound;
use crate::ingest::container::broken;
use crate::ingest::{Limits, Note};
use crate::model::{CellValue, Merge, SheetCell};
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls, XlsError};
use std::io::Cursor;

/// Streams the sheets of an `.xls`.
pub fn stream(bytes: &[u8], limits: Limits, issues: &mut Vec<Note>, out: &mut Batches) -> Result<(), String> {
    let records = {
        let file = Compound::open(bytes)?;
        let stream = file.stream(if file.has("Workbook") { "Workbook" } else { "Book" })?;
        biff::scan(&stream)?
    };
    let widest = records.iter().map(SheetRecords::rectangle).fold(0, u64::saturating_add);
    if widest > limits.extent() {
        return Err(format!(
            "工作表的数据散布在 {widest} 个单元格的范围内，超过上限 {} 个。请删去远处的零星单元格，或另存为 .xlsx；也可在 pipeline.toml 的 [limits] 中提高 cells（.xls 的范围最多为其四分之一）",
            limits.extent()
        ));
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => super::ENCRYPTED.to_owned(),
        e => broken(&e),
    })?;
    let metas = book.sheets_metadata().to_vec();
    let none = SheetRecords::default();
    for (number, meta) in metas.iter().enumerate().filter(|(_, m)| m.typ == SheetType::WorkSheet) {
        let name = meta.name.as_str();
        let extras = records.get(number).unwrap_or(&none);
        let merges = book.merge_cells_by_sheet_name(name).unwrap_or_default();
        let merges = merges.iter().filter(|m| m.start < m.end).map(|m| Merge {
            first_row: m.start.0,
            first_column: m.start.1,
            last_row: m.end.0,
            last_column: m.end.1,
        });
        let range = book.worksheet_range(name).map_err(|e| broken(&e))?;
        let (top, left) = range.start().unwrap_or_default();
        let hidden = meta.visible != SheetVisible::Visible;
        out.begin(name, hidden, merges.collect());
        for (row, column, data) in range.used_cells() {
            let (row, column) = (top + row as u32, left + column as u32);
            let Some(value) = cell::value(borrowed(data)) else { continue };
            let percent = matches!(value, CellValue::Number(_)) && extras.is_percent(row, column);
            out.push(SheetCell { row, column, value, percent, span: None })?;
        }
        super::hidden_notes(name, hidden, extras.hidden_rows, &extras.hidden_columns, out.extent.1, issues);
        out.end();
    }
    Ok(())
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::String(s) => DataRef::SharedString(s),
        Data::Int(i) => DataRef::Int(*i),
        Data::Float(f) => DataRef::Float(*f),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(d) => DataRef::DateTime(*d),
        Data::Error(e) => DataRef::Error(e.clone()),
        Data::DateTimeIso(s) => DataRef::DateTimeIso(s.clone()),
        Data::DurationIso(s) => DataRef::DurationIso(s.clone()),
        Data::Empty => DataRef::Empty,
    }
}
