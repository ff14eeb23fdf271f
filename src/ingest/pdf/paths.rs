//! Paths that are drawn, as far as they are ruling lines: thin rectangles and straight strokes.

use super::geometry::{Matrix, Rule};
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::Number;

/// A filled rectangle of at most this height or width is a line.
const THIN: f32 = 3.0;
/// A line is at least this long.
const SHORTEST: f32 = 4.0;
/// Most lines of a page; a page with more is a drawing.
const MOST: usize = 50_000;

/// The path under construction, in page coordinates, and the lines found so far.
#[derive(Default)]
pub struct Paths {
    subpaths: Vec<Subpath>,
    pub rules: Vec<Rule>,
}

#[derive(Default)]
struct Subpath {
    points: Vec<(f32, f32)>,
    curved: bool,
    closed: bool,
}

impl Paths {
    /// Takes in one operator; those that are no path operators are passed over.
    pub fn step(&mut self, op: &Op<'_, '_>, matrix: Matrix) {
        let at = |x: Number, y: Number| matrix.apply(x.as_f32(), y.as_f32());
        match op {
            Op::MoveTo(p) => self.start(at(p.0, p.1)),
            Op::LineTo(p) => self.line(at(p.0, p.1), false),
            Op::CubicTo(c) => self.line(at(c.4, c.5), true),
            Op::CubicStartTo(c) => self.line(at(c.2, c.3), true),
            Op::CubicEndTo(c) => self.line(at(c.2, c.3), true),
            Op::ClosePath(_) => self.close(),
            Op::RectPath(r) => {
                let (x, y, w, h) = (r.0.as_f32(), r.1.as_f32(), r.2.as_f32(), r.3.as_f32());
                self.start(matrix.apply(x, y));
                for (x, y) in [(x + w, y), (x + w, y + h), (x, y + h)] {
                    self.line(matrix.apply(x, y), false);
                }
                self.close();
            }
            Op::StrokePath(_) => self.paint(true),
            Op::CloseAndStrokePath(_) => {
                self.close();
                self.paint(true);
            }
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                self.paint(false);
            }
            Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.close();
                self.paint(true);
            }
            Op::EndPath(_) => self.subpaths.clear(),
            _ => {}
        }
    }

    fn start(&mut self, point: (f32, f32)) {
        if self.subpaths.len() < MOST {
            self.subpaths.push(Subpath { points: vec![point], ..Subpath::default() });
        }
    }

    fn line(&mut self, point: (f32, f32), curved: bool) {
        if let Some(path) = self.subpaths.last_mut()
            && path.points.len() < 64
        {
            path.points.push(point);
            path.curved |= curved;
        }
    }

    fn close(&mut self) {
        if let Some(path) = self.subpaths.last_mut() {
            path.closed = true;
        }
    }

    fn paint(&mut self, stroke: bool) {
        for path in std::mem::take(&mut self.subpaths) {
            if path.curved || self.rules.len() > MOST {
                continue;
            }
            let xs = || path.points.iter().map(|p| p.0);
            let ys = || path.points.iter().map(|p| p.1);
            let (x0, x1) = (xs().fold(f32::MAX, f32::min), xs().fold(f32::MIN, f32::max));
            let (y0, y1) = (ys().fold(f32::MAX, f32::min), ys().fold(f32::MIN, f32::max));
            if (x1 - x0).min(y1 - y0) <= THIN {
                self.push((x0, (y0 + y1) / 2.0), (x1, (y0 + y1) / 2.0));
                self.push(((x0 + x1) / 2.0, y0), ((x0 + x1) / 2.0, y1));
            } else if stroke {
                for pair in path.points.windows(2) {
                    self.push(pair[0], pair[1]);
                }
                if path.closed && path.points.len() > 2 {
                    self.push(path.points[path.points.len() - 1], path.points[0]);
                }
            }
            // A filled area is a background; its edges are no lines.
        }
    }

    fn push(&mut self, a: (f32, f32), b: (f32, f32)) {
        let (dx, dy) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
        let rule = if dx >= SHORTEST && dy <= 1.0 {
            Rule { horizontal: true, at: (a.1 + b.1) / 2.0, from: a.0.min(b.0), to: a.0.max(b.0) }
        } else if dy >= SHORTEST && dx <= 1.0 {
            Rule { horizontal: false, at: (a.0 + b.0) / 2.0, from: a.1.min(b.1), to: a.1.max(b.1) }
        } else {
            return;
        };
        if [rule.at, rule.from, rule.to].iter().all(|v| v.is_finite() && v.abs() < 1e5) {
            self.rules.push(rule);
        }
    }
}
