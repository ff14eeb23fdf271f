//! Turns a page so that most of its text runs from left to right, and sets apart what runs another way.

use super::geometry::{Glyph, Page, Rule};
use super::paths::Paths;
use std::collections::HashMap;

/// A character as it was drawn: from where to where the pen went, in page coordinates with y downwards.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    pub c: char,
    pub from: (f32, f32),
    pub to: (f32, f32),
    pub size: f32,
    pub bold: bool,
    pub hidden: bool,
}

/// The four directions of text, and text on a slant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Down,
    Left,
    Up,
    Slanted,
}

const WAYS: [Way; 4] = [Way::Right, Way::Down, Way::Left, Way::Up];

impl Placed {
    /// Whether it stands somewhere and has a size that can be read.
    pub fn is_sound(&self) -> bool {
        let values = [self.from.0, self.from.1, self.to.0, self.to.1, self.size];
        values.iter().all(|v| v.is_finite() && v.abs() < 1e5) && self.size > 0.5
    }

    fn way(&self) -> Way {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let (ax, ay) = (dx.abs(), dy.abs());
        if ax.max(ay) < 1e-3 {
            Way::Right
        } else if ay <= ax * 0.14 {
            if dx > 0.0 { Way::Right } else { Way::Left }
        } else if ax <= ay * 0.14 {
            if dy > 0.0 { Way::Down } else { Way::Up }
        } else {
            Way::Slanted
        }
    }
}

/// Where a point comes to stand when text of this way is turned to run rightwards.
fn turned(way: Way, (x, y): (f32, f32), width: f32, height: f32) -> (f32, f32) {
    match way {
        Way::Right | Way::Slanted => (x, y),
        Way::Down => (y, width - x),
        Way::Left => (width - x, height - y),
        Way::Up => (height - y, x),
    }
}

/// Fills the page with its characters and lines.
pub fn upright(mut page: Page, placed: Vec<Placed>, paths: Paths) -> Page {
    let (width, height) = (page.width, page.height);
    let (margin_x, margin_y) = (width * 0.02, height * 0.02);
    let inside = |p: &Placed| {
        p.from.0 > -margin_x
            && p.from.0 < width + margin_x
            && p.from.1 > -margin_y
            && p.from.1 < height + margin_y
    };
    let mut lists: [Vec<Glyph>; 4] = Default::default();
    for p in placed.iter().filter(|p| inside(p)) {
        let way = p.way();
        let Some(index) = WAYS.iter().position(|w| *w == way) else {
            page.slanted += usize::from(!p.c.is_whitespace());
            continue;
        };
        let (from, to) = (turned(way, p.from, width, height), turned(way, p.to, width, height));
        let y = (from.1 + to.1) / 2.0;
        lists[index].push(Glyph {
            c: p.c,
            x0: from.0,
            x1: to.0,
            y,
            size: p.size,
            bold: p.bold,
            hidden: p.hidden,
        });
    }
    let main = (0..4).rev().max_by_key(|&i| lists[i].iter().filter(|g| g.c != ' ').count()).unwrap_or(0);
    if matches!(WAYS[main], Way::Down | Way::Up) {
        (page.width, page.height) = (height, width);
    }
    for (i, list) in lists.into_iter().enumerate() {
        if i == main {
            page.glyphs = once(list);
        } else if list.iter().any(|g| g.c != ' ') {
            page.aside.push(once(list));
        }
    }
    let turn = |rule: &Rule| {
        let (a, b) = match rule.horizontal {
            true => ((rule.from, rule.at), (rule.to, rule.at)),
            false => ((rule.at, rule.from), (rule.at, rule.to)),
        };
        let (a, b) = (turned(WAYS[main], a, width, height), turned(WAYS[main], b, width, height));
        let horizontal = (a.1 - b.1).abs() < (a.0 - b.0).abs();
        let (at, from, to) = if horizontal { (a.1, a.0, b.0) } else { (a.0, a.1, b.1) };
        Rule { horizontal, at, from: from.min(to), to: from.max(to) }
    };
    page.rules = paths.rules.iter().map(turn).collect();
    page
}

/// Characters drawn twice at one place, to look bold or shaded, once.
fn once(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut seen: HashMap<(char, i32, i32), (f32, f32)> = HashMap::with_capacity(glyphs.len());
    let mut out = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let near = (0.4 * (glyph.x1 - glyph.x0).abs()).min(0.15 * glyph.size).max(0.05);
        let step = (glyph.size * 0.15).max(0.2);
        let (x, y) = (glyph.x0 / step, glyph.y / step);
        let (cx, cy) = (x.floor() as i32, y.floor() as i32);
        let (nx, ny) = (
            if x - x.floor() < 0.5 { cx - 1 } else { cx + 1 },
            if y - y.floor() < 0.5 { cy - 1 } else { cy + 1 },
        );
        let twice = [(cx, cy), (nx, cy), (cx, ny), (nx, ny)].iter().any(|&(x, y)| {
            let other = seen.get(&(glyph.c, x, y));
            other.is_some_and(|o| (o.0 - glyph.x0).abs() <= near && (o.1 - glyph.y).abs() <= near)
        });
        if glyph.c != ' ' && twice {
            continue;
        }
        seen.insert((glyph.c, cx, cy), (glyph.x0, glyph.y));
        out.push(glyph);
    }
    out
}
