//! Lines become paragraphs, over the ends of columns and pages too; footnotes wait until the paragraph is over.

use super::flow::{Item, Line, Region};
use super::grid::Grid;
use super::join::{is_contents_line, push_line, starts_numbered};
use super::notes::{note_blocks, split_notes};

/// A paragraph or a table, in reading order.
#[derive(Debug, Clone)]
pub enum Block {
    Paragraph(Paragraph),
    Table { grid: Grid, page: usize },
}

/// A paragraph and what its look says about it.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    pub text: String,
    pub size: f32,
    pub bold: bool,
    pub page: usize,
    pub centred: bool,
    pub lines: usize,
    pub footnote: bool,
}

/// A page as its regions in reading order.
pub struct PageFlow {
    pub number: usize,
    pub width: f32,
    pub regions: Vec<Region>,
}

struct Open {
    paragraph: Paragraph,
    last: Line,
    left: f32,
    right: f32,
    reach: f32,
    region: usize,
}

/// The blocks of all pages.
pub fn blocks(pages: Vec<PageFlow>, body: f32) -> Vec<Block> {
    let margins = margins(&pages);
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    let mut waiting: Vec<Block> = Vec::new();
    let mut region_id = 0;
    for page in pages {
        for mut region in page.regions {
            region_id += 1;
            widen(&mut region, page.width, &margins);
            let notes = split_notes(&mut region, body);
            let leading = leading(&region);
            for item in std::mem::take(&mut region.items) {
                let line = match item {
                    Item::Table(grid) => {
                        close(&mut open, &mut waiting, &mut out);
                        out.push(Block::Table { grid, page: page.number });
                        continue;
                    }
                    Item::Line(line) => line,
                };
                if let Some(o) = &mut open
                    && continues(o, &line, &region, region_id, leading, body)
                {
                    let longest = o.last.x1() > o.reach - 0.5 * line.size();
                    let full = room(o, &line) < 2.2 * line.size() || longest;
                    push_line(&mut o.paragraph.text, &o.last, &line, full);
                    o.paragraph.lines += 1;
                    o.paragraph.bold &= line.bold();
                    (o.last, o.left, o.right, o.region) = (line, region.left, region.right, region_id);
                    o.reach = region.reach;
                    continue;
                }
                close(&mut open, &mut waiting, &mut out);
                let paragraph = Paragraph {
                    text: line.text(),
                    size: line.size(),
                    bold: line.bold(),
                    page: page.number,
                    centred: is_centred(&line, &region),
                    lines: 1,
                    footnote: false,
                };
                let (left, right, reach) = (region.left, region.right, region.reach);
                open = Some(Open { paragraph, last: line, left, right, reach, region: region_id });
            }
            waiting.extend(note_blocks(notes, page.number));
        }
    }
    close(&mut open, &mut waiting, &mut out);
    out
}

fn close(open: &mut Option<Open>, waiting: &mut Vec<Block>, out: &mut Vec<Block>) {
    if let Some(o) = open.take() {
        out.push(Block::Paragraph(o.paragraph));
    }
    out.append(waiting);
}

/// The borders of the text on pages of one width, from the regions that have many lines.
fn margins(pages: &[PageFlow]) -> Vec<(f32, f32, f32)> {
    let mut found: Vec<(f32, Vec<f32>, Vec<f32>)> = Vec::new();
    for page in pages {
        for region in page.regions.iter().filter(|r| !r.column && r.items.len() >= 8) {
            let place = found.iter().position(|f| (f.0 - page.width).abs() < 2.0).unwrap_or_else(|| {
                found.push((page.width, Vec::new(), Vec::new()));
                found.len() - 1
            });
            found[place].1.push(region.left);
            found[place].2.push(region.right);
        }
    }
    let middle = |mut v: Vec<f32>| {
        v.sort_by(f32::total_cmp);
        v[v.len() / 2]
    };
    found.into_iter().map(|(w, l, r)| (w, middle(l), middle(r))).collect()
}

/// A region of few lines takes the borders of its page's kind, or mirrors its own left one.
fn widen(region: &mut Region, width: f32, margins: &[(f32, f32, f32)]) {
    if region.column || region.items.len() >= 8 {
        return;
    }
    match margins.iter().find(|m| (m.0 - width).abs() < 2.0) {
        Some(m) => (region.left, region.right) = (region.left.min(m.1), region.right.max(m.2)),
        None if region.items.len() < 4 => region.right = region.right.max(width - region.left),
        None => {}
    }
}

/// The usual distance of two lines.
fn leading(region: &Region) -> f32 {
    let lines: Vec<&Line> =
        region.items.iter().filter_map(|i| if let Item::Line(l) = i { Some(l) } else { None }).collect();
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter(|w| (w[0].size() - w[1].size()).abs() < 0.6)
        .map(|w| w[1].y() - w[0].y())
        .filter(|step| *step > 0.0)
        .collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(f32::MAX)
}

fn is_centred(line: &Line, region: &Region) -> bool {
    let middle = (line.x0() + line.x1()) / 2.0;
    (middle - (region.left + region.right) / 2.0).abs() < 1.2 * line.size()
        && line.x0() > region.left + line.size()
}

fn continues(open: &Open, line: &Line, region: &Region, id: usize, leading: f32, body: f32) -> bool {
    let (last, size) = (&open.last, line.size());
    if (last.size() - size).abs() > 0.08 * size.max(last.size())
        || last.parts.len() > 1
        || line.parts.len() > 1
    {
        return false;
    }
    let ending = open.paragraph.text.chars().next_back().unwrap_or(' ');
    let sentence_over = "。！？；：!?;".contains(ending);
    if sentence_over && last.bold() != line.bold() {
        return false;
    }
    let same_region = open.region == id;
    let step = line.y() - last.y();
    if same_region && (step > (1.4 * leading).max(1.3 * size) || step > 4.0 * size) {
        return false;
    }
    let titles = size > 1.12 * body && open.paragraph.centred && is_centred(line, region);
    if titles && same_region && step <= 2.2 * size && !sentence_over && !starts_numbered(&line.text()) {
        return true;
    }
    let room = room(open, line);
    let full = room < if sentence_over { 1.1 } else { 1.7 } * size;
    let flush = line.x0() <= region.left + 0.5 * size;
    let own_indent = last.x0() > open.left + 0.9 * size || open.paragraph.lines > 1;
    // A sentence that is not over goes on at the margin, even where the line before is a little short.
    let long = last.x1() > open.left + 0.75 * (open.right - open.left);
    let broken = flush && own_indent && long && !sentence_over && last.bold() == line.bold();
    let hyphen =
        open.paragraph.text.ends_with('-') && line.text().starts_with(|c: char| c.is_ascii_lowercase());
    if !(full || broken || hyphen) || is_contents_line(&open.paragraph.text) {
        return false;
    }
    let indented = line.x0() > region.left + 0.9 * size;
    if indented {
        // Deeper lines under a hanging number go on; a first line of a paragraph does not.
        let hanging = last.x0() <= line.x0() + 0.3 * size && last.x0() > region.left - 0.5 * size;
        let block = (last.x0() - line.x0()).abs() < 0.5 * size && open.paragraph.lines > 1;
        return same_region && !sentence_over && !starts_numbered(&line.text()) && (hanging || block);
    }
    // Without an indent only a sentence that is not over, or a line with no room left, tells that it goes on.
    !sentence_over || (own_indent && room + first_token(line, size) < 1.1 * size + 1.0 * size)
}

/// What is left of the line before, once the first word or number of the next one would stand there.
fn room(open: &Open, line: &Line) -> f32 {
    open.right - open.last.x1() - first_token(line, line.size())
}

fn first_token(line: &Line, size: f32) -> f32 {
    line.parts.first().map_or(size, |p| p.first_token).clamp(size, 12.0 * size)
}
