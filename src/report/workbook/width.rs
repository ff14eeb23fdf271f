//! How wide text is in a column and into how many lines it breaks, Chinese counting double.
//! An estimate on the safe side: the fonts of the reader's machine are not known here.

use super::model::{Cell, Column, Row, Value};
use super::style::number_text;

/// Widest column that is chosen on its own, in characters.
pub const WIDEST: f64 = 60.0;
/// Width of a table up to which its prose grows, so that the page is used.
const ROOMY: f64 = 128.0;
/// Width that a wrapped column keeps when a sheet would grow too wide to print.
const NARROWEST_PROSE: f64 = 40.0;
/// Width of a table, in characters, up to which a landscape A4 page stays readable.
const READABLE: f64 = 170.0;
/// Prose of more lines than this makes its column wider while the page stays legible.
const MANY_LINES: usize = 9;
/// Width of a table up to which long prose may widen it.
const LEGIBLE: f64 = 215.0;
/// Excel's tallest row holds about this many lines; longer text makes its column wider at any price.
const TALLEST_LINES: usize = 25;
/// Width that a column of very long text may grow to.
const WIDEST_PROSE: f64 = 120.0;
/// Room for the filter button of a header.
const FILTER_BUTTON: f64 = 3.0;
/// A longer header is broken into two lines.
const LEVEL_HEADER: f64 = 22.0;
/// Least room at the edges of a header.
const EDGE: f64 = 0.8;
/// Room at the edges of a cell.
const PADDING: f64 = 1.3;
/// Room that keeps a cell away from its neighbour.
const INDENT: f64 = 1.4;
/// How many of the longest texts decide whether a column grows.
const LONGEST: usize = 20;

/// Width of a character in units of a digit.
fn of_char(c: char) -> f64 {
    match c {
        '\u{0}'..='\u{1f}' => 0.0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => 0.7,
        '%' | '@' | 'm' | 'w' | 'M' | 'W' => 1.7,
        'A'..='Z' | '&' => 1.3,
        '0'..='9' => 1.1,
        '\u{20}'..='\u{2ff}' => 1.05,
        '\u{ff61}'..='\u{ffdc}' => 1.05,
        _ => 2.0,
    }
}

/// Width of a text on one line, in units of a digit.
pub fn of_text(text: &str) -> f64 {
    text.chars().map(of_char).sum()
}

/// Breaks a text so that each line fits `width`: anywhere between Chinese characters, at spaces between words,
/// and never so that a closing mark begins a line.
pub fn break_text(text: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0.0;
        for piece in pieces(paragraph) {
            let room = of_text(piece.trim_end());
            if !line.is_empty() && used + room > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            for c in piece.chars() {
                if used > 0.0 && used + of_char(c) > width && !c.is_whitespace() && room > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(c);
                used += of_char(c);
            }
        }
        lines.push(line);
    }
    lines
}

/// Pieces that stay on one line: a word with the space after it, or one Chinese character with its closing marks.
fn pieces(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let joins = before.is_some_and(|p| {
            let word = of_char(p) < 2.0 && of_char(c) < 2.0 && !p.is_whitespace();
            word || "，。、；：？！）》”’】％".contains(c) || "（《“‘【".contains(p)
        });
        if !joins {
            starts.push(at);
        }
        before = Some(c);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
}

/// Lines that a text takes in a column of this width.
pub fn lines_in(text: &str, width: f64) -> usize {
    break_text(text, (width - PADDING - INDENT).max(2.0)).len()
}

/// Lines that a header takes beside its filter button.
pub fn header_lines(header: &str, width: f64) -> usize {
    break_text(header, (width - FILTER_BUTTON - EDGE - INDENT).max(4.0)).len()
}

/// Width of the text that a cell shows.
fn of_cell(cell: &Cell, column: &Column) -> f64 {
    match &cell.value {
        Value::Empty => 0.0,
        Value::Text(text) => text.split('\n').map(of_text).fold(0.0, f64::max),
        Value::Number(number) => of_text(&number_text(column.number, cell.decimals, *number)),
        Value::Date(..) => 15.0,
    }
}

/// A width for each column: the given one, or what its content needs up to [`WIDEST`].
pub fn of_columns(columns: &[Column], rows: &[Row]) -> Vec<f64> {
    let mut widths: Vec<f64> =
        columns.iter().enumerate().map(|(at, column)| of_column(at, column, rows)).collect();
    let excess = widths.iter().sum::<f64>() - READABLE;
    let shrinks = |column: &Column| column.wrap && column.width.is_none();
    let spare = |(column, width): (&Column, &f64)| {
        if shrinks(column) { (width - NARROWEST_PROSE).max(0.0) } else { 0.0 }
    };
    let spare: Vec<f64> = columns.iter().zip(&widths).map(spare).collect();
    let total_spare: f64 = spare.iter().sum();
    if excess > 0.0 && total_spare > 0.0 {
        let share = (excess / total_spare).min(1.0);
        for (width, spare) in widths.iter_mut().zip(spare) {
            *width = (*width - spare * share).round();
        }
    }
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| column.wrap) {
        let longest = longest(at, rows);
        let on_one_line = |width| longest.iter().all(|text| lines_in(text, width) <= 1);
        while shrinks(column) && widths.iter().sum::<f64>() < ROOMY && !on_one_line(widths[at]) {
            widths[at] += 2.0;
        }
        while widths[at] < WIDEST_PROSE {
            let lines = longest.iter().map(|text| lines_in(text, widths[at])).max().unwrap_or(1);
            let legible = column.width.is_none() && widths.iter().sum::<f64>() < LEGIBLE;
            if lines <= MANY_LINES || (lines <= TALLEST_LINES && !legible) {
                break;
            }
            widths[at] += 5.0;
        }
    }
    widths
}

fn of_column(at: usize, column: &Column, rows: &[Row]) -> f64 {
    if let Some(width) = column.width {
        return width;
    }
    let header = of_text(&column.header);
    let header = if header > LEVEL_HEADER { (header / 2.0).max(LEVEL_HEADER / 2.0) + 4.0 } else { header };
    let content = rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| of_cell(cell, column));
    let content = content.fold(0.0, f64::max);
    (content + PADDING + INDENT).max(header + FILTER_BUTTON + EDGE + INDENT).clamp(7.0, WIDEST).ceil()
}

fn longest(at: usize, rows: &[Row]) -> Vec<&str> {
    let mut texts: Vec<&str> = rows
        .iter()
        .filter_map(|row| match &row.cells.get(at)?.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    texts.truncate(LONGEST);
    texts
}

/// Lines that a cell takes in a column of this width.
pub fn cell_lines(cell: &Cell, column: &Column, width: f64) -> usize {
    match &cell.value {
        Value::Text(text) if breaks(text, column, width) => lines_in(text, width),
        _ => 1,
    }
}

/// Whether a text is broken into lines: where the column asks for it, and where it would be cut off.
pub fn breaks(text: &str, column: &Column, width: f64) -> bool {
    text.contains('\n') || ((column.wrap || width >= 12.0) && of_text(text) + PADDING + INDENT > width)
}

#[cfg(test)]
mod tests {
    use super::{LEGIBLE, WIDEST, break_text, lines_in, of_columns, of_text};
    use crate::report::workbook::model::{Cell, Column, Row};

    #[test]
    fn chinese_counts_double() {
        assert_eq!(of_text("福建省"), 6.0);
        assert!(of_text("ab") < 3.0);
        assert_eq!(of_text("（%）"), 5.7);
    }

    #[test]
    fn text_breaks_before_it_is_too_wide() {
        let lines = break_text("全省新增质量管理体系认证企业13750家，同比增长62%。", 20.0);
        assert!(lines.iter().all(|line| of_text(line) <= 20.0), "{lines:?}");
        assert_eq!(lines.concat(), "全省新增质量管理体系认证企业13750家，同比增长62%。");
        assert!(lines.iter().all(|line| !line.starts_with('，') && !line.starts_with('。')), "{lines:?}");
    }

    #[test]
    fn a_word_longer_than_the_column_breaks_inside() {
        let lines = break_text(&"x".repeat(50), 10.0);
        assert!(lines.len() > 4 && lines.iter().all(|line| of_text(line) <= 10.0), "{lines:?}");
    }

    #[test]
    fn line_feeds_count() {
        assert_eq!(lines_in("一\n二\n三", 20.0), 3);
    }

    #[test]
    fn widths_follow_content_up_to_the_cap() {
        let columns = [Column::text("省份"), Column::prose("原句"), Column::number("企业（家）")];
        let long = "句".repeat(200);
        let rows =
            [Row::from(vec![Cell::from("广西壮族自治区"), Cell::from(long), Cell::number(1_234_567.0)])];
        let widths = of_columns(&columns, &rows);
        assert!((15.0..19.0).contains(&widths[0]), "{widths:?}");
        assert!(widths[1] >= WIDEST, "{widths:?}");
        assert!((10.0..18.0).contains(&widths[2]), "{widths:?}");
    }

    #[test]
    fn wide_tables_shrink_their_prose() {
        let columns: Vec<Column> = (0..5).map(|n| Column::prose(&format!("列{n}"))).collect();
        let rows = [Row::from(vec![Cell::from("句".repeat(100)); 5])];
        assert!(of_columns(&columns, &rows).iter().sum::<f64>() <= LEGIBLE + 25.0);
    }
}
