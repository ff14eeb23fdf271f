//! Paints a scene with plotters into SVG. Nothing is decided here.

use anyhow::{Result, anyhow};
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::font::{FAMILY, Weight};
use super::scene::{Anchor, Scene, Shape, Type};
use super::style::{Rgb, Style, WHITE};

/// The SVG backend divides font sizes by this, and puts the baseline of top-anchored text `DROP` em below its y.
const BACKEND_SCALE: f64 = 1.24;
const DROP: f64 = 0.76;

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The scene as an SVG document of the size of the canvas, described by `alt` for those who cannot see it.
pub(super) fn paint(scene: &Scene, style: &Style, alt: &str) -> Result<String> {
    let mut svg = String::new();
    {
        let canvas =
            SVGBackend::with_string(&mut svg, (style.width as u32, style.height as u32)).into_drawing_area();
        if !style.transparent {
            canvas.fill(&color(WHITE)).map_err(|error| anyhow!("{error}"))?;
        }
        for shape in &scene.shapes {
            paint_shape(&canvas, shape).map_err(|error| anyhow!("{error}"))?;
        }
        canvas.present().map_err(|error| anyhow!("{error}"))?;
    }
    Ok(described(&svg, alt))
}

type Painted = std::result::Result<(), plotters::drawing::DrawingAreaErrorKind<std::io::Error>>;

fn paint_shape(canvas: &Canvas<'_>, shape: &Shape) -> Painted {
    match shape {
        Shape::Text { text, x, baseline, set } => {
            let top = at(*x, baseline - DROP * set.size);
            canvas.draw(&Text::new(text.as_str(), top, text_style(set)))
        }
        Shape::Rect { area, fill } => {
            canvas.draw(&Rectangle::new([at(area.x0, area.y0), at(area.x1, area.y1)], color(*fill).filled()))
        }
        Shape::Disc { x, y, radius, fill } => {
            canvas.draw(&Circle::new(at(*x, *y), *radius, color(*fill).filled()))
        }
        Shape::Ring { x, y, radius, width, color: stroke } => {
            canvas.draw(&Circle::new(at(*x, *y), *radius, color(WHITE).filled()))?;
            canvas.draw(&Circle::new(at(*x, *y), *radius, stroked(*stroke, *width)))
        }
        Shape::Guide { from, to, width, color } => {
            canvas.draw(&PathElement::new([at(from.0, from.1), at(to.0, to.1)], stroked(*color, *width)))
        }
        Shape::Line { points, width, color } => {
            let points: Vec<_> = points.iter().map(|&(x, y)| at(x, y)).collect();
            canvas.draw(&PathElement::new(points, stroked(*color, *width)))
        }
    }
}

fn at(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

fn color(Rgb(red, green, blue): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

fn stroked(stroke: Rgb, width: f64) -> ShapeStyle {
    color(stroke).stroke_width(width.round() as u32)
}

fn text_style(set: &Type) -> TextStyle<'static> {
    let weight = match set.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::Bold => FontStyle::Bold,
    };
    let horizontal = match set.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let font = FontDesc::new(FontFamily::Name(FAMILY), set.size * BACKEND_SCALE, weight);
    TextStyle { font, color: color(set.color).to_backend_color(), pos: Pos::new(horizontal, VPos::Top) }
}

/// Adds the alternative text where screen readers look for it.
pub(super) fn described(svg: &str, alt: &str) -> String {
    let alt: String = alt.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let alt = alt.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match svg.split_once(">\n") {
        Some((head, body)) if !alt.is_empty() => {
            format!("{head} role=\"img\">\n<desc>{alt}</desc>\n{body}")
        }
        _ => svg.to_owned(),
    }
}
