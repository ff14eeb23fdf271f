//! What is known of a cell, as patterns that differ without colour too.

use serde::{Deserialize, Serialize};

use super::scene::{Area, Scene, Type};
use super::style::{GREY, GUIDE, INK, PALE, Rgb, Style, Words};

/// What is known of an indicator in a province.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// A result for the province.
    Reported,
    /// A target, no result.
    TargetOnly,
    /// Only for a city, a county or an enterprise.
    LowerLevelOnly,
    /// Nothing; that does not mean nothing was done.
    #[default]
    NotReported,
    /// Reported in a concept of its own.
    NotComparable,
    /// No document is about the province.
    NoSource,
}

/// All states in the order of the legend.
pub(super) const STATES: [State; 6] = [
    State::Reported,
    State::TargetOnly,
    State::LowerLevelOnly,
    State::NotComparable,
    State::NotReported,
    State::NoSource,
];
/// The type size of the legend.
pub(super) const LEGEND: f64 = 22.0;

impl State {
    /// What the legend calls it.
    pub(super) fn name(self, words: &Words) -> &'static str {
        match self {
            State::Reported => words.reported,
            State::TargetOnly => words.target_only,
            State::LowerLevelOnly => words.lower_level,
            State::NotReported => words.not_reported,
            State::NotComparable => words.not_comparable,
            State::NoSource => words.no_source,
        }
    }
}

/// Solid, outlined, hatched, dotted, pale, and empty.
pub(super) fn fill(scene: &mut Scene, area: Area, state: State, color: Rgb) {
    match state {
        State::Reported => scene.rect(area, color),
        State::TargetOnly => {
            scene.hollow(area, 3.0, color);
        }
        State::LowerLevelOnly => {
            scene.rect(area, color.tint(0.08));
            hatch(scene, area, color.tint(0.42));
        }
        State::NotComparable => {
            scene.rect(area, PALE);
            dots(scene, area, GREY.tint(0.75));
        }
        State::NotReported => scene.rect(area, PALE),
        State::NoSource => scene.hollow(area, 2.0, GUIDE),
    }
}

/// Text in the middle of `area` at `baseline`, on a plain ground where the pattern would disturb it.
pub(super) fn text_on(
    scene: &mut Scene,
    area: Area,
    text: &str,
    baseline: f64,
    set: Type,
    (state, color): (State, Rgb),
) {
    let ground = match state {
        State::LowerLevelOnly => Some(color.tint(0.08)),
        State::NotComparable => Some(PALE),
        _ => None,
    };
    let x = area.centre().0;
    if let Some(ground) = ground {
        let half = (set.width(text) / 2.0 + 5.0).min(area.width() / 2.0);
        let plate = Area::new(x - half, baseline - set.size * 0.96, x + half, baseline + set.size * 0.21);
        scene.rect(Area { y0: plate.y0.max(area.y0), y1: plate.y1.min(area.y1), ..plate }, ground);
    }
    scene.text(text, x, baseline, set.middle());
}

/// The dash of a cell that stays empty.
pub(super) fn dash(scene: &mut Scene, area: Area) {
    let (x, y) = area.centre();
    scene.line(vec![(x - 7.0, y), (x + 7.0, y)], 2.0, GREY.tint(0.7));
}

/// Diagonal lines whose ends stay inside the area.
fn hatch(scene: &mut Scene, area: Area, color: Rgb) {
    const STEP: f64 = 11.0;
    const WIDTH: f64 = 3.0;
    let area = area.inset(WIDTH / 2.0);
    let (wide, high) = (area.width(), area.height());
    let mut offset = STEP / 2.0;
    while offset < wide + high {
        let start = (area.x0 + (offset - high).max(0.0), area.y0 + offset.min(high));
        let end = (area.x0 + offset.min(wide), area.y0 + (offset - wide).max(0.0));
        if end.0 - start.0 > WIDTH {
            scene.line(vec![start, end], WIDTH, color);
        }
        offset += STEP;
    }
}

/// A grid of points, centred in the area.
fn dots(scene: &mut Scene, area: Area, color: Rgb) {
    const STEP: f64 = 10.0;
    let fit = |length: f64| ((length - 4.0) / STEP).floor().max(1.0) as usize;
    let (columns, rows) = (fit(area.width()), fit(area.height()));
    let (x, y) = area.centre();
    let first = |middle: f64, count: usize| middle - STEP * (count - 1) as f64 / 2.0;
    for row in 0..rows {
        for column in 0..columns {
            let at = (first(x, columns) + STEP * column as f64, first(y, rows) + STEP * row as f64);
            scene.disc(at.0, at.1, 2.0, color);
        }
    }
}

/// Swatches with their names, in a line; what is not reported has a dash where cells have one.
pub(super) fn legend(
    scene: &mut Scene,
    (mut x, y): (f64, f64),
    states: &[State],
    dashed: bool,
    style: &Style,
) {
    let set = Type::regular(LEGEND, INK);
    for state in states {
        let name = state.name(style.words());
        let swatch = Area::new(x, y - 2.0, x + 46.0, y + 26.0);
        fill(scene, swatch, *state, style.highlight);
        if dashed && *state == State::NotReported {
            dash(scene, swatch);
        }
        scene.text(name, x + 58.0, set.centred(y + 12.0), set);
        x += 58.0 + set.width(name) + 44.0;
    }
}
