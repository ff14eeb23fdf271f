//! Writes a table that is too long to hold: row by row in constant memory, over as many sheets as it needs.
//! Such sheets have filters and one line a row, but no links, no Excel table and no broken lines: for those the
//! library keeps every row in memory.

use anyhow::{Context, Result};
use rust_xlsxwriter::Workbook;

use super::cells::{Mode, Pen, write_header, write_row};
use super::model::{Column, Row};
use super::names::{Names, numbered_sheet};
use super::page::{Frame, set_print_area, write_top};
use super::plan::{Planned, Rest, check_row};

/// How often progress is reported, in rows.
pub const REPORT_EVERY: usize = 10_000;

/// The rows of a long table.
pub struct Rows<'a> {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows read already.
    pub read: Vec<Row>,
    /// The rows still to come.
    pub rest: Rest<'a>,
}

/// Writes the table, `rows_per_sheet` rows a sheet; returns the name and the rows of each sheet.
pub fn write_stream(
    workbook: &mut Workbook,
    planned: &Planned<'_>,
    rows: Rows<'_>,
    rows_per_sheet: usize,
    frame: &Frame<'_>,
    pen: &mut Pen,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<(String, usize)>> {
    let Rows { columns, read, rest } = rows;
    let mut rows = read.into_iter().map(Ok).chain(rest).enumerate().peekable();
    let mut written = Vec::new();
    while rows.peek().is_some() {
        let name = numbered_sheet(&planned.name, written.len() + 1);
        Names::default().take_sheet(&name)?;
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        write_top(sheet, planned, frame, pen)?;
        write_header(sheet, planned.first_row, &columns, &planned.widths, pen)?;
        let mut count = 0;
        while count < rows_per_sheet
            && let Some((at, row)) = rows.next()
        {
            let row = row?;
            check_row(&row, &columns, at)?;
            let place = planned.first_row + 1 + count as u32;
            write_row(sheet, place, &row, &columns, &planned.widths, pen, Mode::Streamed)?;
            count += 1;
            if (at + 1).is_multiple_of(REPORT_EVERY) {
                progress(at + 1);
            }
        }
        let last = planned.first_row + count as u32;
        sheet.autofilter(planned.first_row, 0, last, columns.len() as u16 - 1).context("filters")?;
        set_print_area(sheet, planned, last, 0)?;
        written.push((name, count));
    }
    Ok(written)
}
