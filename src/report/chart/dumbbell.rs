//! From → to. Levels never stand beside these: the two ends belong to one row, and rows of different units have each
//! their own scale.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::axis::{AXIS_HEIGHT, Reach, Scale, TICK};
use super::figure::Figure;
use super::font::Weight;
use super::frame::Frame;
use super::mark::MarkSize;
use super::rows::{self, Name};
use super::scene::{Area, Scene, Type};
use super::style::{GREY, MUTED, Style};
use super::text::elide;

/// Changes from one level to another, in the given order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dumbbell {
    /// The words around the drawing.
    pub frame: Frame,
    /// What the first level is: 提升行动前. Written once, above the first row.
    pub from_name: String,
    /// What the second level is.
    pub to_name: String,
    /// The changes.
    pub rows: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Province, or province and indicator.
    pub name: String,
    /// A remark in small type: 净增292家，为原来的37.5倍.
    #[serde(default)]
    pub note: String,
    /// The unit; rows of one unit share a scale only where every row has it.
    pub unit: String,
    /// Drawn in the highlight colour.
    #[serde(default)]
    pub highlight: bool,
    /// The first level.
    pub from: Figure,
    /// The second level.
    pub to: Figure,
}

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Dumbbell, style: &Style) -> Result<()> {
    for row in &chart.rows {
        row.from.checked(&row.name)?;
        row.to.checked(&row.name)?;
    }
    let rows = &chart.rows;
    let names: Vec<Name<'_>> =
        rows.iter().map(|row| Name { name: &row.name, note: &row.note, highlight: row.highlight }).collect();
    let shared = rows.windows(2).all(|pair| pair[0].unit == pair[1].unit);
    let unit = rows.first().filter(|_| shared).map_or("", |row| row.unit.as_str());
    let caption = Scale::caption(unit, false, style.words());
    let inner = Area { y0: area.y0 + HEAD * 1.6, y1: area.y1 - AXIS_HEIGHT, ..area };
    let place = rows::lay_out(scene, inner, &names, &caption, style)?;
    let size = MarkSize::of_rows(place.height);
    let room = place.plot.width() * 0.3;
    let texts = rows.iter().flat_map(|row| [row.from.label.as_str(), row.to.label.as_str()]);
    let label_size = rows::label_size(texts, place.size, room);
    let label_set = Type::bold(label_size, style.text_color(false));
    let shorten = |figure: &Figure| elide(&figure.label, label_size, Weight::Bold, room);
    let labels = rows.iter().map(|row| [shorten(&row.from), shorten(&row.to)]).collect();
    let heads = [&chart.from_name, &chart.to_name].map(|name| elide(name, HEAD, Weight::Regular, room));
    let ends = rows.iter().map(extent);
    let all = ends.clone().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or_default();
    let scales =
        ends.map(|own| if shared { all } else { own }).map(|(low, high)| Scale::round(low, high, false));
    let mut drawing = Drawing { rows, scales: scales.collect(), labels, heads, size, label_set };
    drawing.spread(place.plot.x0, place.plot.x1);

    let panels = !shared && place.height >= PANEL;
    if shared {
        drawing.scales[0].draw(scene, place.plot, unit, false, style.words());
    } else {
        let set = Type::regular(TICK, MUTED);
        let remark = elide(style.words().own_scales, TICK, Weight::Regular, place.plot.width() * 0.7);
        scene.text(remark, drawing.scales[0].x0, place.plot.y1 + 12.0 + TICK, set);
    }
    for (at, &y) in place.centres.iter().enumerate() {
        let lift = if panels { place.height * 0.1 } else { 0.0 };
        drawing.row(scene, at, y - lift, style);
        if panels {
            drawing.scales[at].draw_own(scene, y + place.height * 0.2, &rows[at].unit, style.words());
        }
    }
    Ok(())
}

const HEAD: f64 = 23.0;
/// The least height of a row that gets ticks of its own.
const PANEL: f64 = 130.0;

struct Drawing<'a> {
    rows: &'a [Change],
    scales: Vec<Scale>,
    labels: Vec<[String; 2]>,
    heads: [String; 2],
    size: MarkSize,
    label_set: Type,
}

impl Drawing<'_> {
    /// Gives every row the same pixels, with room for all labels and for the two words above the first row.
    fn spread(&mut self, left: f64, right: f64) {
        let head = Type::regular(HEAD, MUTED);
        let mut reaches = Vec::new();
        for (at, (row, scale)) in self.rows.iter().zip(&self.scales).enumerate() {
            let (near, far) = if falls(row) { (&row.to, &row.from) } else { (&row.from, &row.to) };
            let [before, after] =
                in_order(&self.labels[at], falls(row)).map(|text| self.label_set.width(text));
            let mut reach = (
                self.size.reach(near).0 + self.size.gap + before + 4.0,
                self.size.reach(far).1 + self.size.gap + after + 4.0,
            );
            if at == 0 {
                let [before, after] = in_order(&self.heads, falls(row)).map(|text| head.width(text) + 20.0);
                reach = (reach.0.max(before), reach.1.max(after));
            }
            let (low, high) = extent(row);
            reaches.push(Reach {
                low: scale.share(low),
                high: scale.share(high),
                left: reach.0,
                right: reach.1,
            });
        }
        let mut unit = Scale { low: 0.0, high: 1.0, log: false, x0: 0.0, x1: 1.0 };
        unit.spread(left, right, &reaches);
        for scale in &mut self.scales {
            (scale.x0, scale.x1) = (unit.x0, unit.x1);
        }
    }

    fn row(&self, scene: &mut Scene, at: usize, y: f64, style: &Style) {
        let (row, scale, size) = (&self.rows[at], &self.scales[at], self.size);
        let color = if row.highlight { style.highlight } else { MUTED };
        let (from, to) = (scale.at(middle(&row.from)), scale.at(middle(&row.to)));
        scene.line(vec![(from, y), (to, y)], (size.radius * 0.6).clamp(3.0, 9.0), color.tint(0.5));
        let first = size.draw(scene, &row.from, scale, y, GREY);
        let second = size.draw(scene, &row.to, scale, y, color);
        let (left, right) = (first.0.min(second.0), first.1.max(second.1));
        let strong = Type { color: style.text_color(row.highlight), ..self.label_set };
        let faint = Type { color: MUTED, ..self.label_set };
        let [before, after] = in_order(&self.labels[at], falls(row));
        let [left_set, right_set] = in_order(&[faint, strong], falls(row)).map(|set| *set);
        scene.text(before, left - size.gap, left_set.centred(y), left_set.end());
        scene.text(after, right + size.gap, right_set.centred(y), right_set);
        if at == 0 {
            let [before, after] = in_order(&self.heads, falls(row));
            let set = Type::regular(HEAD, MUTED);
            let line = y - size.radius.max(self.label_set.size * 0.5) - HEAD * 0.6;
            let overlap = (size.radius * 2.0 + 24.0 - (to - from).abs()).max(0.0) / 2.0;
            scene.text(before, from.min(to) + size.radius - overlap, line, set.end());
            scene.text(after, from.max(to) - size.radius + overlap, line, set);
        }
    }
}

fn falls(row: &Change) -> bool {
    middle(&row.to) < middle(&row.from)
}

/// From and to as they stand on the scale, left to right.
fn in_order<T>(pair: &[T; 2], falls: bool) -> [&T; 2] {
    if falls { [&pair[1], &pair[0]] } else { [&pair[0], &pair[1]] }
}

fn middle(figure: &Figure) -> f64 {
    figure.anchor().unwrap_or_default()
}

fn extent(row: &Change) -> (f64, f64) {
    let ends = |figure: &Figure| figure.extent().unwrap_or_default();
    let (from, to) = (ends(&row.from), ends(&row.to));
    (from.0.min(to.0), from.1.max(to.1))
}
