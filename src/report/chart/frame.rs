//! What stands around every drawing: the finding above it, source and remarks below it.

use serde::{Deserialize, Serialize};

use super::font::Weight;
use super::scene::{Area, Scene, Type};
use super::style::{GUIDE, INK, MARGIN, MUTED, Style};
use super::text::{wrap, wrap_evenly};

/// What every chart carries around its drawing. Empty parts take no room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Frame {
    /// The finding, at most 24 characters; neutral where comparability is only partial.
    pub title: String,
    /// Measure, unit, area, period.
    pub subtitle: String,
    /// Source and its date: `来源：…（2022-01-05）`.
    pub source: String,
    /// How many provinces are shown, why the others are not, and other remarks.
    pub footnote: String,
    /// The alternative text, for readers who cannot see the chart.
    pub alt: String,
}

const TITLE: f64 = 54.0;
const SUBTITLE: f64 = 29.0;
const SMALL: f64 = 22.0;

/// Draws the frame and returns the room left for the chart.
pub(super) fn lay_out(scene: &mut Scene, frame: &Frame, style: &Style) -> Area {
    let room = style.width - 2.0 * MARGIN;
    let mut y = 58.0;
    if style.title && !frame.title.is_empty() {
        scene.rect(Area::new(MARGIN, y, MARGIN + 76.0, y + 9.0), style.highlight);
        let set = Type::bold(TITLE, INK);
        let lines = wrap_evenly(&frame.title, TITLE, Weight::Bold, room, 2);
        y = scene.lines(&lines, MARGIN, y + 9.0 + TITLE * 1.22, TITLE * 1.25, set) - TITLE * 1.25;
    }
    let lines = wrap(&frame.subtitle, SUBTITLE, Weight::Regular, room, 2);
    if !lines.is_empty() {
        let set = Type::regular(SUBTITLE, MUTED);
        y = scene.lines(&lines, MARGIN, y + SUBTITLE * 1.75, SUBTITLE * 1.4, set) - SUBTITLE * 1.4;
    }

    let mut notes = wrap(&frame.footnote, SMALL, Weight::Regular, room, 3);
    notes.extend(wrap(&frame.source, SMALL, Weight::Regular, room, 2));
    let leading = SMALL * 1.45;
    let last = style.height - 46.0;
    let first = last - leading * notes.len().saturating_sub(1) as f64;
    let mut bottom = style.height - 60.0;
    if !notes.is_empty() {
        bottom = first - SMALL * 1.7;
        scene.line(vec![(MARGIN, bottom), (style.width - MARGIN, bottom)], 1.0, GUIDE);
        scene.lines(&notes, MARGIN, first, leading, Type::regular(SMALL, MUTED));
    }
    Area::new(MARGIN, y + 46.0, style.width - MARGIN, bottom - 26.0)
}
