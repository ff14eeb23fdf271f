//! How a figure is marked: a dot, hollow for a target, with an open arrow on a side that is not known and a segment
//! between two ends.

use super::axis::{Reach, Scale};
use super::figure::Figure;
use super::scene::Scene;
use super::style::Rgb;

/// The sizes of marks; they shrink with the rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct MarkSize {
    pub radius: f64,
    pub arrow: f64,
    pub gap: f64,
}

impl MarkSize {
    pub fn of_rows(row_height: f64) -> Self {
        let radius = (row_height * 0.15).clamp(5.5, 17.0);
        Self { radius, arrow: radius * 4.0 + 8.0, gap: radius * 0.5 + 7.0 }
    }

    pub fn stroke(&self) -> f64 {
        (self.radius * 0.34).clamp(2.0, 4.0)
    }

    /// The room a mark takes to the left and right of its lowest and highest value.
    pub fn reach(&self, figure: &Figure) -> (f64, f64) {
        let side = |open: bool, segment: bool| match (open, segment) {
            (true, _) => self.arrow,
            (false, true) => self.stroke(),
            (false, false) => self.radius,
        };
        let range = figure.value.is_none();
        (side(figure.low.is_none(), range), side(figure.high.is_none(), range))
    }

    /// The same as a demand on the scale, before labels.
    pub fn demand(&self, figure: &Figure) -> Option<Reach> {
        let (low, high) = figure.extent()?;
        let (left, right) = self.reach(figure);
        Some(Reach { low, high, left: left.min(self.radius), right })
    }

    /// Draws the figure at height `y`; returns its left and right edge.
    pub fn draw(&self, scene: &mut Scene, figure: &Figure, scale: &Scale, y: f64, color: Rgb) -> (f64, f64) {
        let Some((low, high)) = figure.extent() else { return (scale.x0, scale.x0) };
        let (from, to) = (scale.at(low), scale.at(high));
        let stroke = self.stroke();
        let least = if figure.value.is_none() { 1.0 } else { self.radius * 2.6 };
        let ranged = figure.low.is_some() && figure.high.is_some() && to - from >= least;
        if ranged {
            let cap = self.radius * 0.75;
            scene.line(vec![(from, y), (to, y)], stroke, color);
            scene.line(vec![(from, y - cap), (from, y + cap)], stroke, color);
            scene.line(vec![(to, y - cap), (to, y + cap)], stroke, color);
        }
        let two_ends = figure.value.is_none() && ranged;
        let (left, right) = self.reach(figure);
        let mut edges = (from - left, to + right);
        if figure.high.is_none() {
            scene.arrow(to, y, self.arrow, stroke, color);
        }
        if figure.low.is_none() {
            let room = if low < 0.0 { f64::INFINITY } else { (from - scale.x0).max(self.radius * 2.2) };
            let length = self.arrow.min(room);
            scene.arrow(from, y, -length, stroke, color);
            edges.0 = from - length;
        }
        if !two_ends {
            let x = scale.at(figure.anchor().unwrap_or(low));
            if figure.target {
                scene.ring(x, y, self.radius - stroke / 2.0, stroke, color);
            } else {
                scene.disc(x, y, self.radius, color);
            }
            edges = (edges.0.min(x - self.radius), edges.1.max(x + self.radius));
        }
        edges
    }
}
