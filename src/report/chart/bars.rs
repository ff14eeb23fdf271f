//! Ranked horizontal bars from zero.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::axis::{AXIS_HEIGHT, Reach, Scale};
use super::font::Weight;
use super::frame::Frame;
use super::mark::MarkSize;
use super::rows::{self, Name, Row};
use super::scene::{Area, Scene, Type};
use super::style::Style;
use super::text::elide;

/// Ranked bars from zero, for values that are exact or nearly so. A bound ends in an open arrow, a target is hollow,
/// a range is refused: dots draw it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// The words around the drawing.
    pub frame: Frame,
    /// The unit of the values, for the axis.
    pub unit: String,
    /// One bar each, in any order; none below zero.
    pub rows: Vec<Row>,
}

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Bars, style: &Style) -> Result<()> {
    for row in &chart.rows {
        ensure!(row.figure.value.is_some(), "{}：区间不能画成条形，请用点图", row.name);
        ensure!(row.figure.value.is_none_or(|value| value >= 0.0), "{}：条形图不画负数", row.name);
    }
    let rows = rows::sorted(&chart.rows)?;
    draw(scene, area, &rows, &chart.unit, style)
}

/// Draws bars in the given order.
pub(super) fn draw(scene: &mut Scene, area: Area, rows: &[&Row], unit: &str, style: &Style) -> Result<()> {
    let area = Area { y1: area.y1 - AXIS_HEIGHT, ..area };
    let names: Vec<Name<'_>> = rows.iter().map(|row| Name::from(*row)).collect();
    let caption = Scale::caption(unit, false, style.words());
    let place = rows::lay_out(scene, area, &names, &caption, style)?;
    let size = MarkSize::of_rows(place.height);
    let half = (place.height * 0.32).min(38.0);
    let room = place.plot.width() * 0.42;
    let label_size = rows::label_size(rows.iter().map(|row| row.figure.label.as_str()), place.size, room);
    let set = Type::bold(label_size, style.text_color(false));
    let labels: Vec<String> =
        rows.iter().map(|row| elide(&row.figure.label, label_size, Weight::Bold, room)).collect();
    let value = |row: &Row| row.figure.anchor().unwrap_or_default();
    let most = rows.iter().map(|row| value(row)).fold(0.0, f64::max);
    let mut scale = Scale::round(0.0, most, false);
    let arrow = |row: &Row| if row.figure.high.is_none() { size.arrow } else { 0.0 };
    let reaches: Vec<Reach> = rows
        .iter()
        .zip(&labels)
        .map(|(row, label)| {
            let right = arrow(row) + size.gap + set.width(label) + 4.0;
            Reach { low: 0.0, high: value(row), left: 0.0, right }
        })
        .collect();
    scale.spread(place.plot.x0, place.plot.x1, &reaches);
    scale.draw(scene, place.plot, unit, false, style.words());

    for ((row, label), &y) in rows.iter().zip(&labels).zip(&place.centres) {
        let color = style.color(row.highlight);
        let end = scale.at(value(row));
        let bar = Area::new(scale.x0, y - half, end, y + half);
        if row.figure.target {
            scene.hollow(bar, size.stroke(), color);
        } else {
            scene.rect(bar, if row.figure.low.is_none() { color.tint(0.4) } else { color });
        }
        if row.figure.high.is_none() {
            scene.arrow(end, y, size.arrow, size.stroke(), color);
        }
        if row.figure.low.is_none() {
            let length = size.arrow.min(end - scale.x0);
            scene.arrow(end, y, -length, size.stroke(), color);
        }
        let set = Type { color: style.text_color(row.highlight), ..set };
        scene.text(label, end + arrow(row) + size.gap, set.centred(y), set);
    }
    Ok(())
}
