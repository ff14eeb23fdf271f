//! What a layout produces: shapes with their places, before anything is painted. Text knows its box.

use super::font::{Weight, drawable, width};
use super::style::{Rgb, WHITE};

/// The part of an em above and below the baseline that ink may use.
const ABOVE: f64 = 0.88;
const BELOW: f64 = 0.13;

/// Which point of a text stands at its `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub size: f64,
    pub weight: Weight,
    pub color: Rgb,
    pub anchor: Anchor,
}

impl Type {
    pub fn regular(size: f64, color: Rgb) -> Self {
        Self { size, weight: Weight::Regular, color, anchor: Anchor::Start }
    }

    pub fn bold(size: f64, color: Rgb) -> Self {
        Self { weight: Weight::Bold, ..Self::regular(size, color) }
    }

    pub fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub fn width(&self, text: &str) -> f64 {
        width(text, self.size, self.weight)
    }

    /// The baseline that centres a line on `y`.
    pub fn centred(&self, y: f64) -> f64 {
        y + self.size * (ABOVE - BELOW) / 2.0
    }
}

/// A rectangle; `y` grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Area {
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0, y0, x1, y1 }
    }

    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    pub fn centre(&self) -> (f64, f64) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    pub fn inset(&self, by: f64) -> Self {
        Self::new(self.x0 + by, self.y0 + by, self.x1 - by, self.y1 - by)
    }
}

/// Something to paint.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Text {
        text: String,
        x: f64,
        baseline: f64,
        set: Type,
    },
    Rect {
        area: Area,
        fill: Rgb,
    },
    Disc {
        x: f64,
        y: f64,
        radius: f64,
        fill: Rgb,
    },
    Ring {
        x: f64,
        y: f64,
        radius: f64,
        width: f64,
        color: Rgb,
    },
    Line {
        points: Vec<(f64, f64)>,
        width: f64,
        color: Rgb,
    },
    /// A horizontal or vertical line in the background that makes way for text.
    Guide {
        from: (f64, f64),
        to: (f64, f64),
        width: f64,
        color: Rgb,
    },
}

/// The box of a text that a chart draws.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBox {
    /// The text as drawn, after wrapping and shortening.
    pub text: String,
    /// Left edge.
    pub x0: f64,
    /// Upper edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Lower edge.
    pub y1: f64,
}

/// All shapes of a chart in painting order.
#[derive(Debug, Default)]
pub(super) struct Scene {
    pub shapes: Vec<Shape>,
}

impl Scene {
    pub fn text(&mut self, text: impl AsRef<str>, x: f64, baseline: f64, set: Type) {
        let text = drawable(text.as_ref());
        if !text.is_empty() {
            self.shapes.push(Shape::Text { text, x, baseline, set });
        }
    }

    /// Lines below each other; returns the baseline after the last one.
    pub fn lines(&mut self, lines: &[String], x: f64, baseline: f64, leading: f64, set: Type) -> f64 {
        for (row, line) in lines.iter().enumerate() {
            self.text(line, x, baseline + leading * row as f64, set);
        }
        baseline + leading * lines.len() as f64
    }

    pub fn rect(&mut self, area: Area, fill: Rgb) {
        self.shapes.push(Shape::Rect { area, fill });
    }

    /// A hollow rectangle with its border inside the area.
    pub fn hollow(&mut self, area: Area, width: f64, color: Rgb) {
        self.rect(area, color);
        self.rect(area.inset(width), WHITE);
    }

    pub fn disc(&mut self, x: f64, y: f64, radius: f64, fill: Rgb) {
        self.shapes.push(Shape::Disc { x, y, radius, fill });
    }

    pub fn ring(&mut self, x: f64, y: f64, radius: f64, width: f64, color: Rgb) {
        self.shapes.push(Shape::Ring { x, y, radius, width, color });
    }

    pub fn line(&mut self, points: Vec<(f64, f64)>, width: f64, color: Rgb) {
        self.shapes.push(Shape::Line { points, width, color });
    }

    pub fn guide(&mut self, from: (f64, f64), to: (f64, f64), width: f64, color: Rgb) {
        self.shapes.push(Shape::Guide { from, to, width, color });
    }

    /// Cuts the guides where text stands.
    pub fn clear_text(&mut self) {
        let boxes = self.text_boxes();
        let cut = |shape: Shape| match shape {
            Shape::Guide { from, to, width, color } => {
                let line = |(from, to)| Shape::Line { points: vec![from, to], width, color };
                visible(from, to, &boxes).into_iter().map(line).collect()
            }
            shape => vec![shape],
        };
        self.shapes = std::mem::take(&mut self.shapes).into_iter().flat_map(cut).collect();
    }

    /// An open arrow from `x` over `length` pixels, to the left where it is negative.
    pub fn arrow(&mut self, x: f64, y: f64, length: f64, width: f64, color: Rgb) {
        self.pointer((x, y), length, false, width, color);
    }

    /// An open arrow from `y` over `length` pixels, upwards where it is negative.
    pub fn arrow_upright(&mut self, x: f64, y: f64, length: f64, width: f64, color: Rgb) {
        self.pointer((x, y), length, true, width, color);
    }

    fn pointer(&mut self, from: (f64, f64), length: f64, upright: bool, width: f64, color: Rgb) {
        let place = |along: f64, aside: f64| match upright {
            false => (from.0 + along, from.1 + aside),
            true => (from.0 + aside, from.1 + along),
        };
        let barb = (length.abs() * 0.45).min(width * 3.2) * length.signum();
        let reach = barb.abs() * 0.75;
        self.line(vec![from, place(length, 0.0)], width, color);
        self.line(
            vec![place(length - barb, -reach), place(length, 0.0), place(length - barb, reach)],
            width,
            color,
        );
    }

    /// The boxes of all texts.
    pub fn text_boxes(&self) -> Vec<TextBox> {
        let texts = self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text { text, x, baseline, set } => Some((text, *x, *baseline, set)),
            _ => None,
        });
        let boxed = |(text, x, baseline, set): (&String, f64, f64, &Type)| {
            let wide = set.width(text);
            let x0 = match set.anchor {
                Anchor::Start => x,
                Anchor::Middle => x - wide / 2.0,
                Anchor::End => x - wide,
            };
            let (y0, y1) = (baseline - ABOVE * set.size, baseline + BELOW * set.size);
            TextBox { text: text.clone(), x0, y0, x1: x0 + wide, y1 }
        };
        texts.map(boxed).collect()
    }
}

/// The parts of a horizontal or vertical line that keep a distance from every box.
fn visible(from: (f64, f64), to: (f64, f64), boxes: &[TextBox]) -> Vec<((f64, f64), (f64, f64))> {
    const KEEP: f64 = 6.0;
    let upright = from.0 == to.0;
    let (start, end) =
        if upright { (from.1.min(to.1), from.1.max(to.1)) } else { (from.0.min(to.0), from.0.max(to.0)) };
    let mut hidden: Vec<(f64, f64)> = boxes
        .iter()
        .filter(|text| {
            let (low, high) = if upright { (text.x0, text.x1) } else { (text.y0, text.y1) };
            let at = if upright { from.0 } else { from.1 };
            low - KEEP < at && at < high + KEEP
        })
        .map(|text| if upright { (text.y0 - 2.0, text.y1 + 2.0) } else { (text.x0 - KEEP, text.x1 + KEEP) })
        .collect();
    hidden.sort_by(|a, b| a.0.total_cmp(&b.0));
    let point = |at: f64| if upright { (from.0, at) } else { (at, from.1) };
    let mut parts = Vec::new();
    let mut at = start;
    for (low, high) in hidden {
        if low > at && at < end {
            parts.push((point(at), point(low.min(end))));
        }
        at = at.max(high);
    }
    if at < end {
        parts.push((point(at), point(end)));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::style::INK;
    use super::{Scene, Shape, Type};

    #[test]
    fn guides_make_way_for_text() {
        let mut scene = Scene::default();
        scene.guide((50.0, 0.0), (50.0, 100.0), 1.0, INK);
        scene.text("山东", 40.0, 50.0, Type::regular(10.0, INK));
        scene.clear_text();
        let lines = scene.shapes.iter().filter(|shape| matches!(shape, Shape::Line { .. })).count();
        assert_eq!(lines, 2);
    }
}
