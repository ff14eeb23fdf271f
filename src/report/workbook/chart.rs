//! Native Excel charts: editable, in the colours of the pictures, drawn from the cells of a table.
//! A bound is said in the label (`山东（>1200）`) and its value cell stays empty: it is never drawn as a point.

use std::ops::Range;

use anyhow::{Context, Result, ensure};
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartAxisTickType, ChartDataLabel, ChartDataLabelPosition,
    ChartEmptyCells, ChartFont, ChartFormat, ChartLayout, ChartLegendPosition, ChartLine, ChartMarker,
    ChartMarkerType, ChartPoint, ChartRange, ChartSolidFill, ChartType, Color, ObjectMovement,
};

use super::clean::clean;
use super::model::{Cell, Column, NumberStyle, Row, Value};
use super::style::{FONT, GREY, HIGHLIGHT, INK, MUTED, RULE, number_format};

/// Characters that Excel takes of an alternative text, less one for the ellipsis.
const ALT_TEXT: usize = 250;
/// Width of a chart in pixels.
pub const CHART_WIDTH: u32 = 640;
/// So many names below dots or a line stand level.
const LEVEL_NAMES: usize = 10;
/// Signs that make a label say a bound.
const BOUND_SIGNS: [&str; 10] = ["（>", "（＞", "（≥", "（<", "（＜", "（≤", "(>", "(≥", "(<", "(≤"];

/// A native chart beside a table.
#[derive(Debug, Clone, PartialEq)]
pub struct NativeChart {
    /// The form.
    pub kind: ChartKind,
    /// The finding, or what is shown where there is none.
    pub title: String,
    /// Measure and unit, below the axis: `新增认证企业（家）`.
    pub unit: String,
    /// The cells that are drawn.
    pub source: ChartSource,
    /// Points to highlight, counted from the first row that is drawn; the others are grey.
    pub highlight: Vec<usize>,
    /// A logarithmic axis, for dots only; say 对数刻度 in `unit`.
    pub log: bool,
    /// What the chart says, for those who cannot see it.
    pub alt_text: String,
}

/// The form of a native chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Horizontal bars from zero, in the order of the cells.
    Bar,
    /// Dots over their categories; their axis need not begin at zero.
    Dot,
    /// A line through time.
    Line,
}

/// The cells that a chart draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartSource {
    /// The sheet of the table; the chart's own when absent.
    pub sheet: Option<String>,
    /// Header of the column with the labels.
    pub labels: String,
    /// Header of the column with the values; empty cells are not drawn.
    pub values: String,
    /// Header of the column with the values that stand before those, in grey: where a change began.
    pub before: Option<String>,
    /// Rows of the table, the first being 0; all when absent.
    pub rows: Option<Range<usize>>,
}

/// A table that charts can draw from.
pub struct Charted<'a> {
    /// Its sheet.
    pub sheet: &'a str,
    /// The row of its header.
    pub header_row: u32,
    /// Its columns.
    pub columns: &'a [Column],
    /// Its rows.
    pub rows: &'a [Row],
}

impl NativeChart {
    /// Height in pixels for so many points.
    pub fn height(&self, points: usize) -> u32 {
        match self.kind {
            ChartKind::Bar => {
                let bars = if self.source.before.is_some() { 44 } else { 30 };
                (points as u32 * bars + 130).clamp(260, 1100)
            }
            ChartKind::Dot | ChartKind::Line => 400,
        }
    }

    /// The rows that are drawn.
    pub fn drawn_rows(&self, table: &Charted<'_>) -> Range<usize> {
        self.source.rows.clone().unwrap_or(0..table.rows.len())
    }

    /// The chart of the spreadsheet library.
    ///
    /// # Errors
    /// A header or row that is not in the table, or a bound that would be drawn as a point.
    pub fn build(&self, table: &Charted<'_>) -> Result<Chart> {
        let drawn = self.drawn_rows(table);
        ensure!(
            drawn.start < drawn.end && drawn.end <= table.rows.len(),
            "chart {:?} draws rows {drawn:?}, the table on {:?} has {}",
            self.title,
            table.sheet,
            table.rows.len()
        );
        ensure!(
            !self.log || self.kind != ChartKind::Bar,
            "chart {:?}: bars start at zero, not on a log axis",
            self.title
        );
        let labels = self.column(table, &self.source.labels)?;
        let values = self.column(table, &self.source.values)?;
        let points: Vec<(&Cell, &Cell)> =
            table.rows[drawn.clone()].iter().map(|row| (&row.cells[labels], &row.cells[values])).collect();
        self.check_bounds(&points)?;

        let range = |column: usize| {
            let first = table.header_row + 1 + drawn.start as u32;
            let last = table.header_row + drawn.end as u32;
            ChartRange::new_from_range(table.sheet, first, column as u16, last, column as u16)
        };
        let mut chart =
            Chart::new(if self.kind == ChartKind::Bar { ChartType::Bar } else { ChartType::Line });
        let formats = label_formats(table.columns[values].number, &points);
        if let Some(before) = &self.source.before {
            let column = self.column(table, before)?;
            let cells: Vec<(&Cell, &Cell)> = table.rows[drawn.clone()]
                .iter()
                .map(|row| (&row.cells[labels], &row.cells[column]))
                .collect();
            let formats = label_formats(table.columns[column].number, &cells);
            let usual = formats.iter().flatten().next().cloned().unwrap_or_else(|| "#,##0".to_owned());
            let earlier = chart.add_series();
            earlier
                .set_categories(&range(labels))
                .set_values(&range(column))
                .set_name(clean(before).as_str());
            earlier.set_format(&mut filled(GREY));
            earlier.set_data_label(&label(&usual, ChartDataLabelPosition::OutsideEnd, false));
        }
        let series = chart.add_series();
        series
            .set_categories(&range(labels))
            .set_values(&range(values))
            .set_name(clean(self.name()).as_str());
        let colour = if self.highlight.is_empty() || self.kind == ChartKind::Line { HIGHLIGHT } else { GREY };
        let position = match self.kind {
            ChartKind::Bar => {
                series.set_format(&mut filled(colour)).set_gap(45);
                ChartDataLabelPosition::OutsideEnd
            }
            ChartKind::Dot => {
                series.set_format(ChartFormat::new().set_no_line()).set_marker(&marker(colour));
                ChartDataLabelPosition::Above
            }
            ChartKind::Line => {
                let mut line = ChartLine::new();
                line.set_color(Color::RGB(colour)).set_width(2.25);
                series.set_format(ChartFormat::new().set_line(&line)).set_marker(&marker(colour));
                ChartDataLabelPosition::Above
            }
        };
        if self.kind != ChartKind::Line {
            let highlighted = |at| ChartPoint::new().set_format(&mut filled(self.colour(at)));
            let point = |at| if self.colour(at) == colour { ChartPoint::new() } else { highlighted(at) };
            series.set_points(&(0..drawn.len()).map(point).collect::<Vec<_>>());
        }
        let usual = formats.iter().flatten().next().cloned().unwrap_or_else(|| "#,##0".to_owned());
        series.set_data_label(&label(&usual, position, false));
        // A label of its own where a number has other decimals, or is highlighted.
        let own = formats.iter().enumerate().map(|(at, format)| match format {
            Some(format) if *format != usual || self.highlight.contains(&at) => {
                label(format, position, self.highlight.contains(&at))
            }
            _ => ChartDataLabel::new(),
        });
        series.set_custom_data_labels(&own.collect::<Vec<_>>());
        self.dress(&mut chart, &points);
        chart.set_width(CHART_WIDTH).set_height(self.height(drawn.len()));
        Ok(chart)
    }

    /// The name of the series: the header where there are two, else the unit.
    fn name(&self) -> &str {
        if self.source.before.is_some() { &self.source.values } else { &self.unit }
    }

    fn column(&self, table: &Charted<'_>, header: &str) -> Result<usize> {
        table.columns.iter().position(|column| column.header == header).with_context(|| {
            format!("chart {:?}: sheet {:?} has no column {header:?}", self.title, table.sheet)
        })
    }

    fn check_bounds(&self, points: &[(&Cell, &Cell)]) -> Result<()> {
        for (label, value) in points {
            let Value::Text(label) = &label.value else { continue };
            let bound = BOUND_SIGNS.iter().any(|sign| label.contains(sign));
            ensure!(
                !bound || value.value == Value::Empty,
                "chart {:?}: {label:?} says a bound, its value must be empty so that no point is drawn",
                self.title
            );
        }
        Ok(())
    }

    fn colour(&self, point: usize) -> u32 {
        if self.highlight.is_empty() || self.highlight.contains(&point) { HIGHLIGHT } else { GREY }
    }

    /// Title, axes, lines and text of the chart.
    fn dress(&self, chart: &mut Chart, points: &[(&Cell, &Cell)]) {
        let bar = self.kind == ChartKind::Bar;
        let mut title_font = font(13.0, INK);
        title_font.set_bold();
        chart.title().set_name(clean(&self.title).as_str()).set_font(&title_font);
        chart.title().set_layout(&ChartLayout::new().set_offset(0.02, 0.03)).set_overlay(false);
        if self.source.before.is_some() {
            chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9.0, MUTED));
        } else {
            chart.legend().set_hidden();
        }
        chart.show_empty_cells_as(ChartEmptyCells::Gaps);
        let alt = clean(&self.alt_text);
        let short: String = alt.chars().take(ALT_TEXT).collect();
        chart.set_alt_text(if short.len() < alt.len() { format!("{short}…") } else { short });
        chart.set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
        let mut border = ChartLine::new();
        border.set_color(Color::RGB(RULE)).set_width(0.75);
        chart.chart_area().set_format(ChartFormat::new().set_border(&border));

        let mut rule = ChartLine::new();
        rule.set_color(Color::RGB(RULE)).set_width(0.75);
        let numbers = points.iter().filter_map(|(_, cell)| match cell.value {
            Value::Number(number) => Some(number),
            _ => None,
        });
        let lowest = numbers.clone().fold(f64::INFINITY, f64::min);

        // The library names axes by where they are drawn: the categories of bars run along y.
        let categories = if bar { chart.y_axis() } else { chart.x_axis() };
        let mut names = font(10.0, INK);
        if !bar {
            // Across the page while the names have room, up the page where there are many.
            names.set_rotation(if points.len() <= LEVEL_NAMES { 0 } else { -90 });
        }
        categories.set_font(&names).set_major_tick_type(ChartAxisTickType::None);
        categories.set_format(ChartFormat::new().set_line(&rule));
        categories.set_label_position(ChartAxisLabelPosition::Low).set_major_gridlines(false);
        if bar {
            categories.set_reverse();
        }
        let mut plain = font(9.0, MUTED);
        plain.unset_bold();
        let values = if bar { chart.x_axis() } else { chart.y_axis() };
        values.set_name(clean(&self.unit).as_str()).set_name_font(&plain).set_font(&font(9.0, MUTED));
        values.set_major_tick_type(ChartAxisTickType::None).set_num_format("#,##0.##########");
        values.set_format(ChartFormat::new().set_no_line());
        if bar {
            // Every bar carries its number, so the axis says only what is measured.
            values.set_major_gridlines(false).set_label_position(ChartAxisLabelPosition::None);
            if lowest >= 0.0 {
                values.set_min(0.0);
            }
        } else {
            values.set_major_gridlines(true).set_major_gridlines_line(&rule);
            if self.log {
                values.set_log_base(10);
            }
        }
    }
}

/// The number format of each drawn value, with its own decimals.
fn label_formats(style: NumberStyle, points: &[(&Cell, &Cell)]) -> Vec<Option<String>> {
    let format = |cell: &Cell| match cell.value {
        Value::Number(number) => Some(number_format(style, cell.decimals, number)),
        _ => None,
    };
    points.iter().map(|(_, cell)| format(cell)).collect()
}

fn label(format: &str, position: ChartDataLabelPosition, highlighted: bool) -> ChartDataLabel {
    let mut font = font(9.0, if highlighted { HIGHLIGHT } else { INK });
    if highlighted {
        font.set_bold();
    }
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format(format).set_font(&font).set_position(position);
    label
}

fn font(size: f64, colour: u32) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(size).set_color(Color::RGB(colour));
    font
}

fn filled(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour))).set_no_border();
    format
}

fn marker(colour: u32) -> ChartMarker {
    let mut marker = ChartMarker::new();
    marker.set_type(ChartMarkerType::Circle).set_size(10).set_format(&mut filled(colour));
    marker
}

#[cfg(test)]
mod tests {
    use super::{ChartKind, ChartSource, Charted, NativeChart};
    use crate::report::workbook::model::{Cell, Column, Row};

    fn chart(values: &str) -> NativeChart {
        NativeChart {
            kind: ChartKind::Bar,
            title: "福建认证企业最多".into(),
            unit: "企业（家）".into(),
            source: ChartSource {
                sheet: None,
                labels: "标签".into(),
                values: values.into(),
                before: None,
                rows: None,
            },
            highlight: vec![0],
            log: false,
            alt_text: String::new(),
        }
    }

    fn build(chart: &NativeChart, rows: &[Row]) -> String {
        let columns = [Column::text("标签"), Column::number("企业（家）")];
        match chart.build(&Charted { sheet: "认证", header_row: 5, columns: &columns, rows }) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_bound_is_never_drawn() {
        let good = [Row::from(vec!["山东（>1200）".into(), Cell::empty()])];
        assert_eq!(build(&chart("企业（家）"), &good), "");
        let bad = [Row::from(vec!["山东（>1200）".into(), Cell::number(1200.0)])];
        assert!(build(&chart("企业（家）"), &bad).contains("山东（>1200）"));
    }

    #[test]
    fn a_missing_column_is_named() {
        let rows = [Row::from(vec!["福建".into(), Cell::number(1.0)])];
        assert!(build(&chart("补贴（万元）"), &rows).contains("补贴（万元）"));
    }

    #[test]
    fn nothing_to_draw_is_an_error() {
        assert!(build(&chart("企业（家）"), &[]).contains("福建认证企业最多"));
    }
}
