//! Reading order: columns where a page has a clear gutter, else from top to bottom.

use super::grid::Grid;
use super::lines::Segment;

/// Segments on one baseline.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub parts: Vec<Segment>,
}

impl Line {
    pub fn x0(&self) -> f32 {
        self.parts.first().map_or(0.0, |p| p.x0)
    }

    pub fn x1(&self) -> f32 {
        self.parts.iter().map(|p| p.x1).fold(f32::MIN, f32::max)
    }

    pub fn y(&self) -> f32 {
        self.largest().map_or(0.0, |p| p.y)
    }

    pub fn size(&self) -> f32 {
        self.largest().map_or(1.0, |p| p.size)
    }

    pub fn chars(&self) -> usize {
        self.parts.iter().map(|p| p.chars).sum()
    }

    pub fn bold(&self) -> bool {
        self.parts.iter().all(|p| p.bold)
    }

    fn largest(&self) -> Option<&Segment> {
        self.parts.iter().max_by_key(|p| p.chars)
    }

    /// The text, its parts separated as their gaps are wide.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                out.push('\t');
            }
            out.push_str(&part.text);
        }
        out
    }
}

/// A line or a table.
#[derive(Debug, Clone)]
pub enum Item {
    Line(Line),
    Table(Grid),
}

/// A part of a page that is read from top to bottom, with the borders of its text.
#[derive(Debug, Clone, Default)]
pub struct Region {
    pub items: Vec<Item>,
    pub left: f32,
    pub right: f32,
    /// Where its longest line ends.
    pub reach: f32,
    /// One of several columns side by side.
    pub column: bool,
}

enum Element {
    Text(Segment),
    Table(Grid),
}

impl Element {
    fn span(&self) -> (f32, f32) {
        match self {
            Self::Text(s) => (s.x0, s.x1),
            Self::Table(g) => (g.x0, g.x1),
        }
    }

    fn top(&self) -> f32 {
        match self {
            Self::Text(s) => s.y - 0.5 * s.size,
            Self::Table(g) => g.y0,
        }
    }
}

/// The regions of a page in reading order.
pub fn regions(segments: Vec<Segment>, grids: Vec<Grid>) -> Vec<Region> {
    let mut elements: Vec<Element> =
        segments.into_iter().map(Element::Text).chain(grids.into_iter().map(Element::Table)).collect();
    elements.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let mut out = Vec::new();
    split(elements, 0, &mut out);
    out
}

fn split(elements: Vec<Element>, depth: usize, out: &mut Vec<Region>) {
    let gutter = if depth < 2 && elements.len() >= 8 { gutter(&elements) } else { None };
    let Some(gutter) = gutter else {
        out.push(region(elements, depth > 0));
        return;
    };
    // What crosses the gutter parts the page into bands; a band of two columns is read one column after the other.
    let mut plain: Vec<Element> = Vec::new();
    let mut band: Vec<Element> = Vec::new();
    for element in elements {
        let (x0, x1) = element.span();
        if x0 < gutter && x1 > gutter {
            settle(&mut band, &mut plain, gutter, depth, out);
            plain.push(element);
        } else {
            band.push(element);
        }
    }
    settle(&mut band, &mut plain, gutter, depth, out);
    if !plain.is_empty() {
        out.push(region(plain, depth > 0));
    }
}

fn settle(
    band: &mut Vec<Element>,
    plain: &mut Vec<Element>,
    gutter: f32,
    depth: usize,
    out: &mut Vec<Region>,
) {
    let band = std::mem::take(band);
    let (left, right): (Vec<&Element>, Vec<&Element>) = band.iter().partition(|e| e.span().1 <= gutter);
    if reads_as_text(&left) && reads_as_text(&right) {
        if !plain.is_empty() {
            out.push(region(std::mem::take(plain), depth > 0));
        }
        let (left, right) = band.into_iter().partition(|e| e.span().1 <= gutter);
        split(left, depth + 1, out);
        split(right, depth + 1, out);
    } else {
        plain.extend(band);
    }
}

/// Whether one side of a gutter is running text: several lines, most of them long.
fn reads_as_text(side: &[&Element]) -> bool {
    let texts: Vec<&Segment> = side
        .iter()
        .filter_map(|e| match e {
            Element::Text(s) => Some(s),
            Element::Table(_) => None,
        })
        .collect();
    let x0 = texts.iter().map(|s| s.x0).fold(f32::MAX, f32::min);
    let x1 = texts.iter().map(|s| s.x1).fold(f32::MIN, f32::max);
    let long = texts.iter().filter(|s| s.chars >= 8 && s.x1 - s.x0 >= 0.6 * (x1 - x0)).count();
    texts.len() >= 3 && long * 2 >= texts.len()
}

/// Where a gutter runs: a place in the middle half that few elements cross.
fn gutter(elements: &[Element]) -> Option<f32> {
    let left = elements.iter().map(|e| e.span().0).fold(f32::MAX, f32::min);
    let right = elements.iter().map(|e| e.span().1).fold(f32::MIN, f32::max);
    let size = elements.iter().find_map(|e| match e {
        Element::Text(s) => Some(s.size),
        Element::Table(_) => None,
    })?;
    let steps = 600_usize;
    let width = (right - left) / steps as f32;
    if width <= 0.0 {
        return None;
    }
    let mut crossing = vec![0_i32; steps + 2];
    for element in elements {
        let (x0, x1) = element.span();
        let from = ((x0 - left) / width).floor().clamp(0.0, steps as f32) as usize;
        let to = ((x1 - left) / width).ceil().clamp(0.0, steps as f32) as usize;
        crossing[from] += 1;
        crossing[(to + 1).min(steps + 1)] -= 1;
    }
    let mut sum = 0;
    let counts: Vec<i32> = crossing
        .iter()
        .map(|d| {
            sum += d;
            sum
        })
        .collect();
    let middle = &counts[steps / 4..=steps * 3 / 4];
    let least = *middle.iter().min()?;
    if least as usize * 5 > elements.len() * 2 {
        return None;
    }
    // The widest run of places that the fewest elements cross.
    let (mut best, mut i) = ((0, 0), 0);
    while i < middle.len() {
        let n = middle[i..].iter().take_while(|c| **c == least).count();
        if n > best.1 {
            best = (i, n);
        }
        i += n.max(1);
    }
    let open = best.1 as f32 * width;
    let at = left + (steps / 4 + best.0) as f32 * width + open / 2.0 - width / 2.0;
    (open >= 0.5 * size).then_some(at)
}

fn region(elements: Vec<Element>, column: bool) -> Region {
    let mut items: Vec<(f32, Item)> = Vec::new();
    let mut texts: Vec<Segment> = Vec::new();
    for element in elements {
        match element {
            Element::Text(s) => texts.push(s),
            Element::Table(g) => items.push(((g.y0 + g.y1) / 2.0, Item::Table(g))),
        }
    }
    for line in lines(texts) {
        items.push((line.y() - 0.35 * line.size(), Item::Line(line)));
    }
    items.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut region = Region { items: items.into_iter().map(|i| i.1).collect(), column, ..Region::default() };
    let all = || region.items.iter().filter_map(|i| if let Item::Line(l) = i { Some(l) } else { None });
    let (lefts, rights): (Vec<f32>, Vec<f32>) = all().map(|l| (l.x0(), l.x1())).unzip();
    let size = all().map(Line::size).next().unwrap_or(10.0);
    let left = border(lefts.iter().copied(), size);
    let right = -border(rights.iter().map(|x| -x), size);
    region.reach = rights.iter().copied().fold(f32::MIN, f32::max);
    (region.left, region.right) = (left, right);
    region
}

/// The least place that more than a stray line reaches.
fn border(places: impl Iterator<Item = f32>, size: f32) -> f32 {
    let mut places: Vec<f32> = places.collect();
    places.sort_by(f32::total_cmp);
    let enough = (places.len() / 12).clamp(1, 4);
    let found =
        (0..places.len()).find(|&i| places.get(i + enough).is_some_and(|p| p - places[i] <= 0.6 * size));
    found.or(if places.is_empty() { None } else { Some(0) }).map_or(0.0, |i| places[i])
}

/// Segments of one baseline as lines, from top to bottom.
pub fn lines(mut segments: Vec<Segment>) -> Vec<Line> {
    segments.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Line> = Vec::new();
    for segment in segments {
        let recent = lines.len().saturating_sub(3);
        let place = lines[recent..].iter().rposition(|l| l.parts.iter().any(|p| p.beside(&segment)));
        match place {
            Some(i) => lines[recent + i].parts.push(segment),
            None => lines.push(Line { parts: vec![segment] }),
        }
    }
    for line in &mut lines {
        line.parts.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    lines.sort_by(|a, b| a.y().total_cmp(&b.y()));
    lines
}
