//! Charts: plain data in, SVG text and PNG bytes out. Layout is measured with the embedded font before anything is
//! painted; choosing figures, writing titles and storing files are not done here.

mod axis;
mod bars;
mod composition;
mod dots;
mod dumbbell;
mod figure;
mod font;
mod frame;
mod heatmap;
mod mark;
mod multiples;
mod paint;
mod pattern;
mod render;
mod rows;
mod scene;
#[cfg(test)]
mod snapshots;
mod style;
#[cfg(test)]
mod tests;
mod text;
mod tiles;
mod trend;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

pub use bars::Bars;
pub use composition::Composition;
pub use dots::{Dots, Growth};
pub use dumbbell::{Change, Dumbbell};
pub use figure::Figure;
pub use font::missing_glyphs;
pub use frame::Frame;
pub use heatmap::{Cell, Heatmap};
pub use multiples::{Panel, SmallMultiples};
pub use pattern::State;
pub use render::{outlined, png};
pub use rows::Row;
pub use scene::TextBox;
pub use style::{Language, Rgb, Style};
pub use tiles::{Tile, Tiles};
pub use trend::{Series, Trend};

/// A chart, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Chart {
    /// Sorted dots with intervals and open ends.
    Dots(Dots),
    /// Ranked bars from zero.
    Bars(Bars),
    /// From → to.
    Dumbbell(Dumbbell),
    /// Changes around zero.
    Growth(Growth),
    /// Coverage, province × indicator.
    Heatmap(Heatmap),
    /// Different concepts side by side.
    SmallMultiples(SmallMultiples),
    /// Parts of 100%.
    Composition(Composition),
    /// Lines over periods.
    Trend(Trend),
    /// One tile a province, roughly where it lies.
    Tiles(Tiles),
}

impl Chart {
    /// The words around the drawing.
    pub fn frame(&self) -> &Frame {
        match self {
            Chart::Dots(chart) => &chart.frame,
            Chart::Bars(chart) => &chart.frame,
            Chart::Dumbbell(chart) => &chart.frame,
            Chart::Growth(chart) => &chart.frame,
            Chart::Heatmap(chart) => &chart.frame,
            Chart::SmallMultiples(chart) => &chart.frame,
            Chart::Composition(chart) => &chart.frame,
            Chart::Trend(chart) => &chart.frame,
            Chart::Tiles(chart) => &chart.frame,
        }
    }
}

impl Chart {
    /// The same, to change them.
    pub fn frame_mut(&mut self) -> &mut Frame {
        match self {
            Chart::Dots(chart) => &mut chart.frame,
            Chart::Bars(chart) => &mut chart.frame,
            Chart::Dumbbell(chart) => &mut chart.frame,
            Chart::Growth(chart) => &mut chart.frame,
            Chart::Heatmap(chart) => &mut chart.frame,
            Chart::SmallMultiples(chart) => &mut chart.frame,
            Chart::Composition(chart) => &mut chart.frame,
            Chart::Trend(chart) => &mut chart.frame,
            Chart::Tiles(chart) => &mut chart.frame,
        }
    }
}

/// The chart as SVG, on the canvas of the style, with real text in Noto Sans SC. The same chart gives the same text, byte for byte.
///
/// # Errors
/// The figures cannot be drawn in this kind of chart: none, too many, not finite, below zero where that has no place.
pub fn svg(chart: &Chart, style: &Style) -> Result<String> {
    paint::paint(&lay_out(chart, style)?, style, &chart.frame().alt)
}

/// The SVG with its text as outlines, for programs without the font.
///
/// # Errors
/// As [`svg`].
pub fn svg_outlined(chart: &Chart, style: &Style) -> Result<String> {
    Ok(paint::described(&outlined(&svg(chart, style)?)?, &chart.frame().alt))
}

/// The boxes of all texts that the chart draws, in pixels of the canvas.
///
/// # Errors
/// As [`svg`].
pub fn layout_boxes(chart: &Chart, style: &Style) -> Result<Vec<TextBox>> {
    Ok(lay_out(chart, style)?.text_boxes())
}

fn lay_out(chart: &Chart, style: &Style) -> Result<scene::Scene> {
    let mut scene = scene::Scene::default();
    let area = frame::lay_out(&mut scene, chart.frame(), style);
    let drawn = match chart {
        Chart::Dots(chart) => dots::lay_out(&mut scene, area, chart, style),
        Chart::Bars(chart) => bars::lay_out(&mut scene, area, chart, style),
        Chart::Dumbbell(chart) => dumbbell::lay_out(&mut scene, area, chart, style),
        Chart::Growth(chart) => dots::lay_out_growth(&mut scene, area, chart, style),
        Chart::Heatmap(chart) => heatmap::lay_out(&mut scene, area, chart, style),
        Chart::SmallMultiples(chart) => multiples::lay_out(&mut scene, area, chart, style),
        Chart::Composition(chart) => composition::lay_out(&mut scene, area, chart, style),
        Chart::Trend(chart) => trend::lay_out(&mut scene, area, chart, style),
        Chart::Tiles(chart) => tiles::lay_out(&mut scene, area, chart, style),
    };
    drawn.with_context(|| format!("图表“{}”无法绘制", chart.frame().title))?;
    scene.clear_text();
    Ok(scene)
}
