//! Coverage, province × indicator: a pattern for each state, so that they differ without colour too.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::font::{Weight, width};
use super::frame::Frame;
use super::pattern::{self, State};
use super::scene::{Area, Scene, Type};
use super::style::{INK, MARGIN, MUTED, Style, WHITE};
use super::text::{elide, wrap_evenly};

/// What is reported by whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heatmap {
    /// The words around the drawing.
    pub frame: Frame,
    /// The rows, in the order drawn.
    pub provinces: Vec<String>,
    /// The columns, in the order drawn.
    pub indicators: Vec<String>,
    /// A row of cells a province, a cell an indicator.
    pub cells: Vec<Vec<Cell>>,
}

/// One cell; its text is drawn where it fits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What is known.
    pub state: State,
    /// The value in short: `33个`. May be empty.
    #[serde(default)]
    pub text: String,
}

struct Grid {
    area: Area,
    column: f64,
    row: f64,
    text: f64,
}

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Heatmap, style: &Style) -> Result<()> {
    let (rows, columns) = (chart.provinces.len(), chart.indicators.len());
    ensure!(rows > 0 && columns > 0, "没有可画的省份或指标");
    ensure!(rows <= 40 && columns <= 40, "覆盖图最多40行40列，现有{rows}行{columns}列");
    let whole = chart.cells.len() == rows && chart.cells.iter().all(|row| row.len() == columns);
    ensure!(whole, "覆盖图的格子数与省份、指标不符");

    let occurs = |state: &State| chart.cells.iter().flatten().any(|cell| cell.state == *state);
    let states: Vec<State> = pattern::STATES.into_iter().filter(occurs).collect();
    pattern::legend(scene, (area.x0, area.y0), &states, true, style);
    let size = ((area.height() - 150.0) / rows as f64 * 0.8).clamp(13.0, 26.0);
    let name_set = Type::bold(size, INK);
    let widest = chart.provinces.iter().map(|name| name_set.width(name)).fold(0.0, f64::max);
    let count_width = Type::regular(20.0, MUTED).width(style.words().reported_count);
    let left = widest.min(area.width() * 0.2).max(count_width) + 28.0;
    let right = count_width.max(60.0) + 18.0;
    let widest_column = if columns > 5 { 240.0 } else { 360.0 };
    let column = ((area.width() - left - right) / columns as f64).min(widest_column);
    let head_size: f64 = if column >= 96.0 {
        21.0
    } else if column >= 60.0 {
        17.0
    } else {
        13.0
    };
    // words of letters are not torn
    let words =
        chart.indicators.iter().flat_map(|name| name.split_whitespace()).filter(|word| word.is_ascii());
    let longest = words.map(|word| width(word, 1.0, Weight::Regular)).fold(0.0, f64::max);
    let head_size =
        if longest > 0.0 { head_size.min(((column - 8.0) / longest).max(13.0)) } else { head_size };
    let most = (column * 0.94 / head_size).floor().max(1.0);
    let heads: Vec<Vec<String>> = chart
        .indicators
        .iter()
        .map(|name| {
            let even = column.min(most * head_size + 2.0) - 6.0;
            let room = if name.is_ascii() { column - 6.0 } else { even };
            wrap_evenly(name, head_size, Weight::Regular, room, 4)
        })
        .collect();
    let head_lines = heads.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let head = head_lines * head_size * 1.25 + 16.0;
    let top = area.y0 + pattern::LEGEND + 32.0 + head;
    let row = ((area.y1 - top - 26.0) / rows as f64).min(if rows > 4 { 84.0 } else { 120.0 });
    let longest =
        chart.cells.iter().flatten().map(|cell| width(&cell.text, 1.0, Weight::Bold)).fold(1.0, f64::max);
    let text = (row * 0.68).min((column - 26.0) / longest).clamp(13.0, 27.0);
    let x0 = area.x0 + left;
    let bounds = Area::new(x0, top, x0 + column * columns as f64, top + row * rows as f64);
    let grid = Grid { area: bounds, column, row, text };

    let head_set = Type::regular(head_size, INK).middle();
    for (at, lines) in heads.iter().enumerate() {
        let leading = head_size * 1.25;
        let first = top - 14.0 - leading * (lines.len() - 1) as f64;
        scene.lines(lines, x0 + column * (at as f64 + 0.5), first, leading, head_set);
    }
    for (at, name) in chart.provinces.iter().enumerate() {
        let y = top + row * (at as f64 + 0.5);
        let short = elide(name, size, Weight::Bold, left - 20.0);
        scene.text(short, area.x0, name_set.centred(y), name_set);
        for (column, cell) in chart.cells[at].iter().enumerate() {
            draw_cell(scene, &grid, (at, column), cell, style);
        }
    }
    counts(scene, &grid, chart, style);
    Ok(())
}

/// How many indicators each province reports, and how many provinces report each indicator.
fn counts(scene: &mut Scene, grid: &Grid, chart: &Heatmap, style: &Style) {
    let size = grid.text.clamp(13.0, 20.0);
    let set = Type::regular(size, MUTED).middle();
    let reported = |cell: &&Cell| matches!(cell.state, State::Reported | State::NotComparable);
    let x = grid.area.x1 + 18.0;
    let head = Type::regular(20.0, MUTED);
    scene.text(style.words().reported_count, x, grid.area.y0 - 14.0, head);
    let middle = x + head.width(style.words().reported_count) / 2.0;
    for (at, cells) in chart.cells.iter().enumerate() {
        let y = grid.area.y0 + grid.row * (at as f64 + 0.5);
        scene.text(cells.iter().filter(reported).count().to_string(), middle, set.centred(y), set);
    }
    for at in 0..chart.indicators.len() {
        let count = chart.cells.iter().filter(|cells| reported(&&cells[at])).count();
        let x = grid.area.x0 + grid.column * (at as f64 + 0.5);
        scene.text(count.to_string(), x, grid.area.y1 + 10.0 + size, set);
    }
    let first = Type::regular(size, MUTED);
    scene.text(style.words().reported_count, MARGIN, grid.area.y1 + 10.0 + size, first);
}

fn draw_cell(scene: &mut Scene, grid: &Grid, (row, column): (usize, usize), cell: &Cell, style: &Style) {
    let gap = if grid.row > 34.0 { 3.0 } else { 1.5 };
    let x = grid.area.x0 + grid.column * column as f64;
    let y = grid.area.y0 + grid.row * row as f64;
    let area = Area::new(x, y, x + grid.column, y + grid.row).inset(gap);
    pattern::fill(scene, area, cell.state, style.highlight);
    if cell.state == State::NotReported && cell.text.is_empty() {
        pattern::dash(scene, area);
    }
    let fits =
        width(&cell.text, grid.text, Weight::Bold) <= area.width() - 8.0 && grid.text * 1.3 <= area.height();
    if cell.text.is_empty() || !fits {
        return;
    }
    let color = if cell.state == State::Reported { WHITE } else { INK };
    let set = Type::bold(grid.text, color);
    let baseline = set.centred(area.centre().1);
    pattern::text_on(scene, area, &cell.text, baseline, set, (cell.state, style.highlight));
}
