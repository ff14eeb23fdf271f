//! Parts of a whole: one bar of 100%, or ranked bars where the parts are too many to be labelled in place.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::bars;
use super::font::Weight;
use super::frame::Frame;
use super::rows::{self, Row};
use super::scene::{Area, Scene, Type};
use super::style::{GREY, INK, MUTED, Rgb, Style, WHITE};
use super::text::{elide, wrap_evenly};

/// Parts that add up to 100%, in the given order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Composition {
    /// The words around the drawing.
    pub frame: Frame,
    /// The parts; values in percent.
    pub parts: Vec<Row>,
}

const MOST_IN_ONE_BAR: usize = 7;
const LABEL: f64 = 40.0;
const NAME: f64 = 32.0;
const NOTE: f64 = 23.0;

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Composition, style: &Style) -> Result<()> {
    let mut shares = Vec::new();
    for part in &chart.parts {
        let share = part.figure.checked(&part.name)?;
        ensure!(share >= 0.0, "{}：占比不能为负", part.name);
        shares.push(share);
    }
    let total: f64 = shares.iter().sum();
    let rounding = 0.5 * shares.len() as f64 + 0.5;
    ensure!((total - 100.0).abs() <= rounding, "各部分之和为{total}，不是100%");
    if shares.len() > MOST_IN_ONE_BAR || chart.parts.iter().any(|part| part.figure.target) {
        return bars::draw(scene, area, &rows::sorted(&chart.parts)?, "%", style);
    }
    one_bar(scene, area, &chart.parts, &shares, style);
    Ok(())
}

fn one_bar(scene: &mut Scene, area: Area, parts: &[Row], shares: &[f64], style: &Style) {
    let total: f64 = shares.iter().sum();
    let top = area.y0 + area.height() * 0.15;
    let bar = Area::new(area.x0, top, area.x1, top + (area.height() * 0.32).min(220.0));
    let slot = area.width() / parts.len() as f64;
    let room = slot.min(520.0) - 28.0;
    let mut x = bar.x0;
    let mut middles = Vec::new();
    let mut greys = grey_steps(parts);
    for (part, share) in parts.iter().zip(shares) {
        let wide = bar.width() * share / total;
        let color = if part.highlight { style.highlight } else { greys.next().unwrap_or(GREY) };
        let end = (x + wide - 3.0).max(x + 1.0);
        scene.rect(Area { x0: x, x1: end, ..bar }, color);
        let set = Type::bold(60.0, if color.contrast_with_white() >= 4.5 { WHITE } else { INK }).middle();
        let inside = set.width(&part.figure.label) + 24.0 <= end - x;
        if inside {
            scene.text(&part.figure.label, (x + end) / 2.0, set.centred(bar.centre().1), set);
        }
        middles.push(((x + end) / 2.0, x, inside));
        x += wide;
    }
    let texts: Vec<(String, Vec<String>, Vec<String>)> = parts
        .iter()
        .zip(&middles)
        .map(|(part, (_, _, inside))| {
            let label =
                if *inside { String::new() } else { elide(&part.figure.label, LABEL, Weight::Bold, room) };
            let name = wrap_evenly(&part.name, NAME, Weight::Bold, room, 2);
            (label, name, wrap_evenly(&part.note, NOTE, Weight::Regular, room, 3))
        })
        .collect();
    let widths: Vec<f64> = texts.iter().map(|text| widest(text) + 28.0).collect();
    let starts = spread_out(&middles.iter().map(|middle| middle.1).collect::<Vec<_>>(), &widths, area);
    let edges: Vec<f64> = middles.iter().map(|middle| middle.1).collect();
    let levels = leader_levels(&edges, &starts);
    let deepest = levels.iter().copied().fold(0.0, f64::max);
    for (at, (part, text)) in parts.iter().zip(&texts).enumerate() {
        let color = style.text_color(part.highlight);
        let (from, to, turn) = (edges[at] + 1.0, starts[at] + 1.0, bar.y1 + 16.0 + levels[at]);
        let foot = bar.y1 + deepest + 32.0;
        scene.line(vec![(from, bar.y1 + 4.0), (from, turn), (to, turn), (to, foot)], 2.0, GREY);
        let start = starts[at];
        let mut y = foot + 14.0 + NAME;
        y = scene.lines(&text.1, start, y, NAME * 1.3, Type::bold(NAME, color));
        if !middles[at].2 {
            scene.text(&text.0, start, y + LABEL - NAME, Type::bold(LABEL, color));
            y += LABEL * 1.35;
        }
        scene.lines(&text.2, start, y, NOTE * 1.4, Type::regular(NOTE, MUTED));
    }
}

/// How deep each leader turns, so that leaders bent to one side do not cross.
fn leader_levels(edges: &[f64], starts: &[f64]) -> Vec<f64> {
    const STEP: f64 = 12.0;
    let count = |wanted: &dyn Fn(usize) -> bool| (0..edges.len()).filter(|at| wanted(*at)).count() as f64;
    let level = |at: usize| match starts[at] - edges[at] {
        bend if bend < -0.5 => STEP * count(&|other| other < at && starts[other] < edges[other] - 0.5),
        bend if bend > 0.5 => STEP * count(&|other| other > at && starts[other] > edges[other] + 0.5),
        _ => 0.0,
    };
    (0..edges.len()).map(level).collect()
}

/// Greys that differ, dark to light, for the parts without the highlight.
fn grey_steps(parts: &[Row]) -> impl Iterator<Item = Rgb> + use<> {
    let count = parts.iter().filter(|part| !part.highlight).count().max(1);
    let step = 0.7 / count as f64;
    (0..count).map(move |at| MUTED.tint(1.0 - step * at as f64))
}

fn widest((label, name, note): &(String, Vec<String>, Vec<String>)) -> f64 {
    let label = Type::bold(LABEL, INK).width(label);
    let name = name.iter().map(|line| Type::bold(NAME, INK).width(line)).fold(0.0, f64::max);
    let note = note.iter().map(|line| Type::regular(NOTE, INK).width(line)).fold(0.0, f64::max);
    label.max(name).max(note)
}

/// Left edges near the wanted ones, in order, apart by their widths and inside the area.
fn spread_out(wanted: &[f64], widths: &[f64], area: Area) -> Vec<f64> {
    let mut starts = wanted.to_vec();
    for at in 1..starts.len() {
        starts[at] = starts[at].max(starts[at - 1] + widths[at - 1]);
    }
    let mut limit = area.x1;
    for at in (0..starts.len()).rev() {
        starts[at] = starts[at].min(limit - widths[at]);
        limit = starts[at];
    }
    starts
}
