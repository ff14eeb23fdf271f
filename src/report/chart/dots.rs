//! Dots on a common scale, sorted, with what is open or unknown drawn beside them. Also the dots around zero of growth.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::axis::{AXIS_HEIGHT, Scale};
use super::font::Weight;
use super::frame::Frame;
use super::mark::MarkSize;
use super::rows::{self, Name, Row};
use super::scene::{Area, Scene, Type};
use super::style::{GUIDE, Style};
use super::text::elide;

/// Sorted dots, on a linear scale from zero or on a log scale for values of different magnitude.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dots {
    /// The words around the drawing.
    pub frame: Frame,
    /// The unit of the values, for the axis: `万元`.
    pub unit: String,
    /// A logarithmic axis; every value must be above zero.
    #[serde(default)]
    pub log: bool,
    /// One dot each, in any order.
    pub rows: Vec<Row>,
}

/// Changes around zero, each with its concept and period in the note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// The words around the drawing.
    pub frame: Frame,
    /// The unit of the values, mostly `%`.
    pub unit: String,
    /// Keep the given order: the changes are not of one concept.
    #[serde(default)]
    pub unranked: bool,
    /// One dot each.
    pub rows: Vec<Row>,
}

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Dots, style: &Style) -> Result<()> {
    let rows = rows::sorted(&chart.rows)?;
    draw(scene, area, &rows, &chart.unit, Kind { log: chart.log, growth: false }, style)
}

pub(super) fn lay_out_growth(scene: &mut Scene, area: Area, chart: &Growth, style: &Style) -> Result<()> {
    let sorted = rows::sorted(&chart.rows)?;
    let rows = if chart.unranked { chart.rows.iter().collect() } else { sorted };
    draw(scene, area, &rows, &chart.unit, Kind { log: false, growth: true }, style)
}

#[derive(Clone, Copy)]
struct Kind {
    log: bool,
    growth: bool,
}

fn draw(scene: &mut Scene, area: Area, rows: &[&Row], unit: &str, kind: Kind, style: &Style) -> Result<()> {
    let area = Area { y1: area.y1 - AXIS_HEIGHT, ..area };
    let names: Vec<Name<'_>> = rows.iter().map(|row| Name::from(*row)).collect();
    let caption = Scale::caption(unit, kind.log, style.words());
    let place = rows::lay_out(scene, area, &names, &caption, style)?;
    let size = MarkSize::of_rows(place.height);
    let room = place.plot.width() * 0.42;
    let label_size = rows::label_size(rows.iter().map(|row| row.figure.label.as_str()), place.size, room);
    let label_set = Type::bold(label_size, style.text_color(false));
    let labels: Vec<String> =
        rows.iter().map(|row| elide(&row.figure.label, label_size, Weight::Bold, room)).collect();

    let ends = rows.iter().filter_map(|row| row.figure.extent());
    let (low, high) = ends
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (from, to)| (low.min(from), high.max(to)));
    ensure!(!kind.log || low > 0.0, "对数刻度只能画大于零的数值");
    let mut scale = Scale::round(low, high, kind.log);
    let leftward = |row: &Row| kind.growth && row.figure.anchor().is_some_and(|value| value < 0.0);
    let mut reaches = Vec::new();
    for (row, label) in rows.iter().zip(&labels) {
        if let Some(mut reach) = size.demand(&row.figure) {
            let beside = size.gap + label_set.width(label) + 4.0;
            if leftward(row) {
                reach.left = size.reach(&row.figure).0 + beside
            } else {
                reach.right += beside
            }
            reaches.push(reach);
        }
    }
    scale.spread(place.plot.x0 + size.radius, place.plot.x1, &reaches);
    let axis = if kind.growth { 0.0 } else { scale.low };
    scale.draw(scene, place.plot, unit, kind.growth, style.words());

    for ((row, label), &y) in rows.iter().zip(&labels).zip(&place.centres) {
        let color = style.color(row.highlight);
        if let Some((low, high)) = row.figure.extent() {
            let near = if leftward(row) { high } else { low };
            let (start, end) = ((scale.at(axis), y), (scale.at(near), y));
            if kind.growth {
                scene.line(vec![start, end], size.stroke(), color);
            } else {
                scene.guide(start, end, 2.0, GUIDE);
            }
        }
        let (left, right) = size.draw(scene, &row.figure, &scale, y, color);
        let set = Type { color: style.text_color(row.highlight), ..label_set };
        if leftward(row) {
            scene.text(label, left - size.gap, set.centred(y), set.end());
        } else {
            scene.text(label, right + size.gap, set.centred(y), set);
        }
    }
    Ok(())
}
