//! The page around a table: title, lines, the link back, frozen panes, column widths, and how it prints.

use anyhow::Result;
use rust_xlsxwriter::{Color, Url, Worksheet};

use super::cells::Pen;
use super::clean::clean;
use super::model::SheetKind;
use super::plan::{Planned, PlannedBody};
use super::style::{FONT, GREY, HIGHLIGHT, LINE_HEIGHT, Look, MUTED};

/// Excel's numbers for A4 and A3.
const A4: u8 = 9;
const A3: u8 = 8;
/// What is wider, in characters, is printed on A3.
const WIDE: f64 = 190.0;
/// The widest that A3 takes in letters that can be read: tables that need more are printed without their charts.
const WIDEST: f64 = 340.0;
/// A contents sheet of so many rows is printed on one page.
const CONTENTS_ROWS: u32 = 45;
/// Width of the charts beside a table, in characters.
const CHARTS_WIDTH: f64 = 90.0;
/// Width of a column that nobody set, in characters.
const DEFAULT_WIDTH: f64 = 8.43;
/// Characters of a title in the page header; Excel takes 255 for all of it.
const HEADER_TITLE: usize = 60;

/// What all sheets of a book share.
pub struct Frame<'a> {
    /// Title of the book, in the page header.
    pub title: &'a str,
    /// Name of the contents sheet.
    pub contents: Option<&'a str>,
}

/// Writes what stands above the table and sets widths, panes and print. Returns the height of the rows in points.
pub fn write_top(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    frame: &Frame<'_>,
    pen: &mut Pen,
) -> Result<()> {
    let cover = planned.kind == SheetKind::Cover;
    sheet.set_row_height(0, if cover { 46.0 } else { 27.0 })?;
    let look = if cover { Look::CoverTitle } else { Look::Title };
    sheet.write_string_with_format(0, 0, &planned.title, pen.formats.of(&look))?;
    for (line, row) in planned.lines.iter().zip(1..) {
        sheet.set_row_height(row, LINE_HEIGHT)?;
        sheet.write_string_with_format(row, 0, line, pen.formats.of(&Look::Line))?;
    }
    if let (Some(row), Some(contents)) = (planned.back_row, frame.contents) {
        let address = format!("internal:'{}'!A1", contents.replace('\'', "''"));
        let link = Url::new(address).set_text(pen.words.back);
        sheet.set_row_height(row, LINE_HEIGHT)?;
        sheet.write_url_with_format(row, 0, link, pen.formats.of(&Look::LineLink))?;
    }
    sheet.set_row_height(planned.first_row - 1, if cover { 12.0 } else { 6.0 })?;
    for (at, width) in planned.widths.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
    }
    sheet.set_screen_gridlines(false);
    sheet.set_tab_color(Color::RGB(match planned.kind {
        SheetKind::Cover | SheetKind::Contents | SheetKind::Notes => GREY,
        SheetKind::Data => HIGHLIGHT,
        SheetKind::Evidence => MUTED,
    }));
    if !matches!(planned.body, PlannedBody::Facts(_)) {
        sheet.set_freeze_panes(planned.first_row + 1, planned.frozen_columns)?;
        sheet.set_repeat_rows(planned.first_row, planned.first_row)?;
    }
    set_print(sheet, planned, frame, pen);
    Ok(())
}

fn set_print(sheet: &mut Worksheet, planned: &Planned<'_>, frame: &Frame<'_>, pen: &Pen) {
    let text = |text: &str| clean(text).chars().take(HEADER_TITLE).collect::<String>().replace('&', "&&");
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.45, 0.45, 0.75, 0.65, 0.35, 0.3);
    sheet.set_header(format!("&L&\"{FONT}\"&9{}&R&\"{FONT}\"&9{}", text(frame.title), text(&planned.name)));
    sheet.set_footer(format!("&C&\"{FONT}\"&9{}", pen.words.page));
}

/// Sets what is printed and on which paper: from A1 to the last row, as wide as table and text need, with the charts
/// where they have room.
pub fn set_print_area(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    last_row: u32,
    chart_columns: usize,
) -> Result<()> {
    let mut columns = planned.widths.len().max(1);
    let mut width: f64 = planned.widths.iter().sum();
    let table = width;
    while width < planned.text_width {
        columns += 1;
        width += DEFAULT_WIDTH;
    }
    let with_charts = if chart_columns > 0 { table + CHARTS_WIDTH } else { table };
    let beside = with_charts <= WIDEST;
    let last_column = columns.max(if beside { chart_columns } else { 0 }) as u16 - 1;
    let printed = if beside { width.max(with_charts) } else { width };
    if planned.kind == SheetKind::Contents && last_row <= CONTENTS_ROWS {
        sheet.set_print_fit_to_pages(1, 1);
    }
    sheet.set_paper_size(if printed > WIDE { A3 } else { A4 });
    sheet.set_print_area(0, 0, last_row, last_column)?;
    Ok(())
}
