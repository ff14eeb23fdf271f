//! Colours, fonts and number formats of a workbook; the colours are those of the drawn charts.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use super::model::NumberStyle;

/// The colour of what the reader should look at.
pub const HIGHLIGHT: u32 = 0x0012_539F;
/// The colour of everything else in a chart.
pub const GREY: u32 = 0x0084_8D98;
/// Text that stands back: legends, axis labels, words in place of a figure.
pub const MUTED: u32 = 0x0059_626D;
/// Ordinary text.
pub const INK: u32 = 0x001D_232B;
/// Lines between rows.
pub const RULE: u32 = 0x00DC_E0E5;
/// Behind the headers, whose text is white.
pub const HEADER_FILL: u32 = HIGHLIGHT;
/// The text of the headers.
pub const HEADER_INK: u32 = 0x00FF_FFFF;

/// The font of the workbooks; machines without it choose another Chinese font.
pub const FONT: &str = "Microsoft YaHei";
/// Size of ordinary text in points.
pub const FONT_SIZE: f64 = 10.0;
/// Height of a line of ordinary text in points, generous enough for any Chinese font.
pub const LINE_HEIGHT: f64 = 15.0;
/// Height of a row of so many lines, in points, at most what Excel takes.
pub fn row_height(lines: usize) -> f64 {
    (lines.max(1) as f64 * LINE_HEIGHT + 5.0).min(409.0)
}

/// What a cell looks like.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Look {
    /// A1.
    Title,
    /// A1 of the cover.
    CoverTitle,
    /// Unit, source and legend.
    Line,
    /// A link that stands alone.
    LineLink,
    /// A header; numeric ones stand on the right.
    Header {
        /// Whether its column holds figures.
        numeric: bool,
        /// Whether its column is the first, which stands flush with the title.
        first: bool,
    },
    /// A label on the cover.
    Label,
    /// A cell of a table, or a value on the cover.
    Body(BodyLook),
}

/// What a cell of a table looks like.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct BodyLook {
    /// Excel's number format; empty for text.
    pub number: String,
    /// A link.
    pub link: bool,
    /// Broken into lines.
    pub wrap: bool,
    /// At the top of its row instead of the middle.
    pub top: bool,
    /// A word in place of a figure.
    pub muted: bool,
    /// Marked as text, so that editing does not turn it into a formula.
    pub quoted: bool,
    /// At the left although it is a number or a date.
    pub left: bool,
    /// In the first column, flush with the title.
    pub first: bool,
}

/// The formats in use, each made once.
#[derive(Default)]
pub struct Formats {
    made: HashMap<Look, Format>,
}

impl Formats {
    /// The format of a look.
    pub fn of(&mut self, look: &Look) -> &Format {
        if !self.made.contains_key(look) {
            self.made.insert(look.clone(), make(look));
        }
        &self.made[look]
    }
}

/// Ordinary text; the default of every cell.
pub fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(FONT_SIZE).set_font_color(Color::RGB(INK))
}

fn make(look: &Look) -> Format {
    let base = base().set_align(FormatAlign::VerticalCenter);
    match look {
        Look::Title => base.set_bold().set_font_size(14).set_font_color(Color::RGB(HIGHLIGHT)),
        Look::CoverTitle => base.set_bold().set_font_size(22).set_font_color(Color::RGB(HIGHLIGHT)),
        Look::Line => base.set_font_size(9).set_font_color(Color::RGB(MUTED)),
        Look::LineLink => linked(base.set_font_size(9)),
        Look::Header { numeric, first } => {
            let base = base
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(HEADER_FILL))
                .set_font_color(Color::RGB(HEADER_INK));
            // The indent keeps the text clear of the filter button.
            if *numeric {
                base.set_align(FormatAlign::Right).set_indent(2)
            } else {
                base.set_align(FormatAlign::Left).set_indent(u8::from(!first))
            }
        }
        Look::Label => ruled(base.set_font_color(Color::RGB(MUTED))),
        Look::Body(body) => make_body(base, body),
    }
}

fn make_body(base: Format, look: &BodyLook) -> Format {
    let mut format = ruled(base);
    if look.link {
        format = linked(format);
    }
    if look.muted {
        format = format.set_font_color(Color::RGB(MUTED));
    }
    if look.wrap {
        format = format.set_text_wrap();
    }
    if look.top {
        format = format.set_align(FormatAlign::Top);
    }
    if look.quoted {
        format = format.set_quote_prefix();
    }
    if !look.number.is_empty() {
        format = format.set_num_format(&look.number);
    }
    let right = look.muted || (!look.left && !look.number.is_empty());
    let format = format.set_align(if right { FormatAlign::Right } else { FormatAlign::Left });
    format.set_indent(u8::from(right || !look.first))
}

fn ruled(format: Format) -> Format {
    format.set_border_bottom(FormatBorder::Hair).set_border_bottom_color(Color::RGB(RULE))
}

fn linked(format: Format) -> Format {
    format.set_font_color(Color::RGB(HIGHLIGHT)).set_underline(FormatUnderline::Single)
}

/// Excel's number format for a number: separators unless plain, decimals as given or as the value needs.
pub fn number_format(style: NumberStyle, decimals: Option<u8>, number: f64) -> String {
    let decimals = match (style, decimals) {
        (_, Some(decimals)) => decimals,
        (NumberStyle::Fixed(decimals), None) => decimals,
        (NumberStyle::AsGiven | NumberStyle::Plain, None) => needed_decimals(number),
    };
    let whole = if style == NumberStyle::Plain { "0" } else { "#,##0" };
    match decimals {
        0 => whole.to_owned(),
        _ => format!("{whole}.{}", "0".repeat(usize::from(decimals))),
    }
}

/// A number as its format shows it, to measure it.
pub fn number_text(style: NumberStyle, decimals: Option<u8>, number: f64) -> String {
    let format = number_format(style, decimals, number);
    let decimals = format.split_once('.').map_or(0, |(_, zeros)| zeros.len());
    let digits = format!("{number:.decimals$}");
    let whole = digits.trim_start_matches('-').split('.').next().unwrap_or_default().len();
    let commas = if format.starts_with('#') { whole.saturating_sub(1) / 3 } else { 0 };
    digits + &",".repeat(commas)
}

/// Decimals of the shortest text that reads back as the number, at most six.
fn needed_decimals(number: f64) -> u8 {
    number.to_string().split_once('.').map_or(0, |(_, digits)| digits.len().min(6) as u8)
}

#[cfg(test)]
mod tests {
    use super::{number_format, number_text};
    use crate::report::workbook::model::NumberStyle::{AsGiven, Fixed, Plain};

    #[test]
    fn number_formats_keep_the_decimals_of_the_source() {
        assert_eq!(number_format(AsGiven, None, 13750.0), "#,##0");
        assert_eq!(number_format(AsGiven, None, 13.42), "#,##0.00");
        assert_eq!(number_format(AsGiven, Some(1), 62.0), "#,##0.0");
        assert_eq!(number_format(Fixed(2), None, 3.0), "#,##0.00");
        assert_eq!(number_format(Plain, None, 2021.0), "0");
    }

    #[test]
    fn shown_numbers_are_measured_with_their_separators() {
        assert_eq!(number_text(AsGiven, None, 1_234_567.0).len(), "1,234,567".len());
        assert_eq!(number_text(AsGiven, None, -123.5).len(), "-123.5".len());
        assert_eq!(number_text(Plain, None, 2021.0), "2021");
    }
}
