//! Writes rows: headers, cells with their looks, and links that leave a number a number.

use anyhow::{Context, Result};
use rust_xlsxwriter::{ExcelDateTime, Url, Worksheet};

use super::clean::clean;
use super::links::Anchors;
use super::model::{Cell, Column, NumberStyle, Row, Value};
use super::style::{BodyLook, Formats, Look, number_format, number_text, row_height};
use super::width::{breaks, cell_lines, header_lines};
use super::words::Words;

/// Characters (UTF-16) that a cell takes.
const TEXT_LIMIT: usize = 32_767;
/// Characters that the tip of a link takes.
const TIP_LIMIT: usize = 250;

/// What is needed to write cells of any sheet.
pub struct Pen {
    /// The formats in use.
    pub formats: Formats,
    /// The rows that links lead to.
    pub anchors: Anchors,
    /// The writer's own words.
    pub words: Words,
}

/// Writes a header row and returns its height in points.
pub fn write_header(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    widths: &[f64],
    pen: &mut Pen,
) -> Result<f64> {
    let lines = columns.iter().zip(widths).map(|(column, width)| header_lines(&column.header, *width)).max();
    let height = row_height(lines.unwrap_or(1)) + 4.0;
    sheet.set_row_height(row, height)?;
    for (at, column) in columns.iter().enumerate() {
        let format = pen.formats.of(&Look::Header { numeric: column.number.is_numeric(), first: at == 0 });
        sheet.write_string_with_format(row, at as u16, &column.header, format)?;
    }
    Ok(height)
}

/// How the rows of a sheet are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Kept in memory: with links and with heights.
    Held,
    /// Written once: no links, and one line a row, because the library keeps the height of every row in memory
    /// (and repeats the last row when that has one).
    Streamed,
}

/// Writes a row of a table and returns its height in points.
///
/// # Errors
/// A link to nowhere.
pub fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    row: &Row,
    columns: &[Column],
    widths: &[f64],
    pen: &mut Pen,
    mode: Mode,
) -> Result<f64> {
    let held = mode == Mode::Held;
    let cells = row.cells.iter().zip(columns).zip(widths);
    let lines = cells.clone().map(|((cell, column), width)| cell_lines(cell, column, *width));
    let lines = if held { lines.max().unwrap_or(1) } else { 1 };
    let height = row_height(lines);
    if held {
        sheet.set_row_height(at, height)?;
    }
    for (column_at, ((cell, column), width)) in cells.enumerate() {
        let wrap = held && matches!(&cell.value, Value::Text(text) if breaks(text, column, *width));
        let place = Place { row: at, column: column_at as u16, number: column.number, wrap, top: lines > 1 };
        write_cell(sheet, &place, cell, pen, held)
            .with_context(|| format!("row {}, column {:?}", at + 1, column.header))?;
    }
    Ok(height)
}

/// Where a cell stands and how its surroundings look.
pub struct Place {
    /// The row, from zero.
    pub row: u32,
    /// The column, from zero.
    pub column: u16,
    /// How the numbers of the column look.
    pub number: NumberStyle,
    /// Whether text is broken into lines.
    pub wrap: bool,
    /// Whether the cell stands at the top of its row.
    pub top: bool,
}

/// Writes a cell; with `links` off, only its value.
pub fn write_cell(
    sheet: &mut Worksheet,
    place: &Place,
    cell: &Cell,
    pen: &mut Pen,
    links: bool,
) -> Result<()> {
    let url = match &cell.link {
        Some(link) if links => pen.anchors.resolve(&link.target)?.map(|address| (address, link.tip.as_str())),
        _ => None,
    };
    let (row, column) = (place.row, place.column);
    let first = column == 0;
    let mut look =
        BodyLook { first, link: url.is_some(), wrap: place.wrap, top: place.top, ..BodyLook::default() };
    match &cell.value {
        Value::Empty => {
            look.link = false;
            sheet.write_blank(row, column, pen.formats.of(&Look::Body(look)))?;
        }
        Value::Text(text) => {
            look.muted = place.number.is_numeric();
            let text = fit(&clean(text), TEXT_LIMIT, pen.words.cut);
            look.quoted = text.starts_with(['=', '+', '-', '@']);
            let format = pen.formats.of(&Look::Body(look));
            match url {
                Some(url) => {
                    sheet.write_url_with_options(row, column, link(&url), text, url.1, Some(format))?
                }
                None => sheet.write_string_with_format(row, column, text, format)?,
            };
        }
        Value::Number(number) => {
            // Minus zero is zero.
            let number = *number + 0.0;
            look.number = number_format(place.number, cell.decimals, number);
            look.left = place.number == NumberStyle::Plain;
            let format = pen.formats.of(&Look::Body(look));
            if let Some(url) = &url {
                let text = number_text(place.number, cell.decimals, number);
                sheet.write_url(row, column, link(url).set_text(text))?;
            }
            // The library keeps links apart from values: this number replaces the text of the link.
            sheet.write_number_with_format(row, column, number, format)?;
        }
        Value::Date(year, month, day) => {
            look.number = pen.words.date.to_owned();
            look.left = true;
            let date = ExcelDateTime::from_ymd(*year, *month, *day)?;
            let format = pen.formats.of(&Look::Body(look));
            if let Some(url) = &url {
                sheet.write_url(row, column, link(url).set_text(format!("{year}-{month:02}-{day:02}")))?;
            }
            sheet.write_datetime_with_format(row, column, &date, format)?;
        }
    }
    Ok(())
}

fn link((address, tip): &(String, &str)) -> Url {
    Url::new(address.as_str()).set_tip(fit(&clean(tip), TIP_LIMIT, "…"))
}

/// A text within the limit, its end saying so where it was cut.
fn fit(text: &str, limit: usize, mark: &str) -> String {
    if text.encode_utf16().count() <= limit {
        return text.to_owned();
    }
    let mut room = limit - mark.encode_utf16().count();
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    kept + mark
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn long_text_is_cut_visibly() {
        assert_eq!(fit("企业质量", 4, "…"), "企业质量");
        assert_eq!(fit("企业质量管理", 4, "…"), "企业质…");
    }
}
