//! Writes the sheets whose rows are held in memory: cover, contents, and tables with their charts.

use anyhow::{Context, Result};
use rust_xlsxwriter::{Table as ExcelTable, TableColumn, TableStyle, Worksheet};

use super::cells::{Mode, Pen, Place, write_cell, write_header, write_row};
use super::chart::{CHART_WIDTH, Charted, NativeChart};
use super::clean::clean;
use super::model::{Cell, Column, Fact, NumberStyle, Row, SheetKind, Table, Value};
use super::page::set_print_area;
use super::plan::Planned;
use super::style::{Look, row_height};
use super::width::lines_in;

/// Pixels in a point at 96 dots an inch.
const PIXELS: f64 = 96.0 / 72.0;
/// Pixels of a row and of a column that nobody set.
const DEFAULT_ROW: u32 = 22;
const DEFAULT_COLUMN: u32 = 64;
/// Pixels between two charts.
const CHART_GAP: u32 = 20;

/// A chart with the table it draws from.
pub type DrawnChart<'a> = (&'a NativeChart, Charted<'a>);

/// Writes labels and values.
pub fn write_facts(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    facts: &[Fact],
    pen: &mut Pen,
) -> Result<()> {
    let width = planned.widths.get(1).copied().unwrap_or(60.0);
    for (fact, row) in facts.iter().zip(planned.first_row..) {
        let lines = match &fact.value.value {
            Value::Text(text) => lines_in(text, width),
            _ => 1,
        };
        sheet.set_row_height(row, row_height(lines) + 4.0)?;
        sheet.write_string_with_format(row, 0, clean(&fact.label), pen.formats.of(&Look::Label))?;
        let place = Place { row, column: 1, number: NumberStyle::Plain, wrap: true, top: false };
        write_cell(sheet, &place, &fact.value, pen, true).with_context(|| fact.label.clone())?;
    }
    set_print_area(sheet, planned, planned.first_row + facts.len().max(1) as u32 - 1, 0)
}

/// A sheet as the contents list it.
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Rows of its table, where it has one.
    pub rows: Option<usize>,
}

/// Writes the list of sheets.
pub fn write_contents(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    listed: &[Listed],
    pen: &mut Pen,
) -> Result<()> {
    let [number, name, purpose, rows] = pen.words.contents;
    let columns =
        vec![Column::text(number), Column::text(name), Column::prose(purpose), Column::fixed(rows, 0)];
    let rows = listed.iter().enumerate().map(|(at, sheet)| {
        Row::from(vec![
            Cell::number(at as f64 + 1.0),
            Cell::text(&sheet.name).leading_to_sheet(&sheet.name),
            Cell::text(&sheet.purpose),
            sheet.rows.map_or_else(Cell::empty, |rows| Cell::number(rows as f64)),
        ])
    });
    let table = Table { name: pen.words.contents_table.to_owned(), columns, rows: rows.collect() };
    write_table(sheet, planned, &table, &[], pen)
}

/// Writes a table and the charts to its right.
pub fn write_table(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    table: &Table,
    charts: &[DrawnChart<'_>],
    pen: &mut Pen,
) -> Result<()> {
    let none = [no_rows(&table.columns, pen.words.no_rows)];
    let rows = if table.rows.is_empty() { &none[..] } else { &table.rows[..] };
    write_header(sheet, planned.first_row, &table.columns, &planned.widths, pen)?;
    let mut heights = Vec::with_capacity(rows.len());
    for (row, at) in rows.iter().zip(planned.first_row + 1..) {
        heights.push(write_row(sheet, at, row, &table.columns, &planned.widths, pen, Mode::Held)?);
    }
    let last_row = planned.first_row + rows.len() as u32;
    sheet.add_table(
        planned.first_row,
        0,
        last_row,
        table.columns.len() as u16 - 1,
        &excel_table(table, planned.kind, pen),
    )?;
    let (chart_row, chart_columns) = write_charts(sheet, planned, charts, &heights)?;
    set_print_area(sheet, planned, last_row.max(chart_row), chart_columns)
}

fn no_rows(columns: &[Column], words: &str) -> Row {
    let mut cells = vec![Cell::empty(); columns.len()];
    cells[0] = Cell::text(words);
    Row::from(cells)
}

fn excel_table(table: &Table, kind: SheetKind, pen: &mut Pen) -> ExcelTable {
    let columns: Vec<TableColumn> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let look = Look::Header { numeric: column.number.is_numeric(), first: at == 0 };
            TableColumn::new().set_header(&column.header).set_header_format(pen.formats.of(&look))
        })
        .collect();
    let filters = kind != SheetKind::Contents;
    ExcelTable::new()
        .set_name(&table.name)
        .set_columns(&columns)
        .set_style(TableStyle::Light2)
        .set_banded_rows(true)
        .set_autofilter(filters)
}

/// Inserts the charts; returns the last row and the number of columns that they reach.
fn write_charts(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    charts: &[DrawnChart<'_>],
    heights: &[f64],
) -> Result<(u32, usize)> {
    if charts.is_empty() {
        return Ok((0, 0));
    }
    let column = planned.widths.len() as u16;
    sheet.set_column_width(column, 3.0)?;
    let mut top = 0;
    for (chart, source) in charts {
        let drawn = chart.build(source)?;
        sheet.insert_chart_with_offset(planned.first_row + 1, column + 1, &drawn, 0, top)?;
        top += chart.height(chart.drawn_rows(source).len()) + CHART_GAP;
    }
    let mut rows = 0;
    let mut below = 0;
    while below < top {
        below += heights.get(rows as usize).map_or(DEFAULT_ROW, |points| (points * PIXELS).round() as u32);
        rows += 1;
    }
    // One column more, so that the frame of the chart is printed whatever the font makes of the widths.
    let columns = CHART_WIDTH.div_ceil(DEFAULT_COLUMN) as usize + 1;
    Ok((planned.first_row + rows, usize::from(column) + 1 + columns))
}
