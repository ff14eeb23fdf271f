//! Tables drawn with ruling lines: the lines make a grid, the characters fall into its cells.

use super::frame::{Frame, Owner, components, frame, merged};
use super::geometry::{Glyph, Page};
use super::join::joined;
use super::lines::{Segment, segments};

/// Most lines of one direction; a page with more is a drawing.
const MOST_LINES: usize = 600;

/// A table as it stands on a page.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    pub x0: f32,
    pub x1: f32,
    pub y0: f32,
    pub y1: f32,
    pub rows: usize,
    pub columns: usize,
    /// The borders of the columns, to tell whether a table goes on on the next page.
    pub borders: Vec<f32>,
    pub cells: Vec<Cell>,
}

/// A cell with its place and its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub text: String,
}

/// Takes the ruled tables off a page: their characters leave the page's list.
pub fn take(page: &mut Page) -> Vec<Grid> {
    let horizontal = merged(page.rules.iter().filter(|r| r.horizontal));
    let vertical = merged(page.rules.iter().filter(|r| !r.horizontal));
    if horizontal.len() < 3 || vertical.len() < 2 || horizontal.len().max(vertical.len()) > MOST_LINES {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = Vec::new();
    for (h, v) in components(&horizontal, &vertical) {
        if let Some((grid, inside)) = frame(h, v).and_then(|frame| fill(&frame, &page.glyphs)) {
            let mut keep = inside.iter().map(|inside| !inside);
            page.glyphs.retain(|_| keep.next().unwrap_or(true));
            grids.push(grid);
        }
    }
    grids.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    grids
}

/// The table of a frame, and which of the characters stand in it; none where it is no table.
fn fill(frame: &Frame, glyphs: &[Glyph]) -> Option<(Grid, Vec<bool>)> {
    let (columns, rows) = (frame.xs.len() - 1, frame.ys.len() - 1);
    let mut inside = vec![false; glyphs.len()];
    let mut content: Vec<Vec<Glyph>> = vec![Vec::new(); rows * columns];
    for (i, glyph) in glyphs.iter().enumerate() {
        let (x, y) = glyph.middle();
        let column = frame.xs.partition_point(|b| *b <= x).checked_sub(1).filter(|c| *c < columns);
        let row = frame.ys.partition_point(|b| *b <= y).checked_sub(1).filter(|r| *r < rows);
        if let (Some(column), Some(row)) = (column, row) {
            inside[i] = true;
            let owner = frame.owner[row * columns + column];
            content[owner.row * columns + owner.column].push(*glyph);
        }
    }
    let mut rows_out: Vec<Vec<Cell>> = Vec::new();
    for row in 0..rows {
        let cells: Vec<(usize, Owner)> = (0..columns)
            .map(|c| (c, frame.owner[row * columns + c]))
            .filter(|(c, o)| o.row == row && o.column == *c)
            .collect();
        let texts: Vec<Vec<Segment>> =
            cells.iter().map(|(c, _)| segments(&content[row * columns + c])).collect();
        let open = cells.iter().all(|(_, o)| o.high == 1);
        let levels = if open { shared_levels(&texts) } else { Vec::new() };
        if levels.is_empty() {
            let made = cells.iter().zip(&texts).map(|((c, o), text)| Cell {
                row: rows_out.len(),
                column: *c,
                row_span: o.high,
                column_span: o.wide,
                text: joined(text, frame.xs[*c], frame.xs[*c + o.wide]),
            });
            let made = made.collect();
            rows_out.push(made);
            continue;
        }
        for level in &levels {
            let made = cells.iter().zip(&texts).map(|((c, o), text)| {
                let line: Vec<Segment> =
                    text.iter().filter(|s| (s.y - level).abs() <= 0.5 * s.size).cloned().collect();
                let text = joined(&line, frame.xs[*c], frame.xs[*c + o.wide]);
                Cell { row: rows_out.len(), column: *c, row_span: 1, column_span: o.wide, text }
            });
            let made = made.collect();
            rows_out.push(made);
        }
    }
    respan(&mut rows_out, rows);
    let filled = |row: &Vec<Cell>| row.iter().filter(|c| !c.text.is_empty()).count();
    let cells = rows_out.iter().map(Vec::len).sum::<usize>();
    let texts = rows_out.iter().map(filled).sum::<usize>();
    let speaking = rows_out.iter().filter(|r| filled(r) >= 1).count();
    let broad = rows_out.iter().any(|r| filled(r) >= 2);
    if rows_out.len() < 3 || speaking < 3 || !broad || texts * 4 < cells {
        return None;
    }
    let grid = Grid {
        x0: frame.xs[0],
        x1: frame.xs[columns],
        y0: frame.ys[0],
        y1: frame.ys[rows],
        rows: rows_out.len(),
        columns,
        borders: frame.xs.clone(),
        cells: rows_out.into_iter().flatten().collect(),
    };
    Some((grid, inside))
}

/// Where rows were split, spans that were counted in drawn rows no longer hold; only an unsplit table keeps them.
fn respan(rows: &mut [Vec<Cell>], drawn: usize) {
    if rows.len() != drawn {
        let count = rows.len();
        for cell in rows.iter_mut().flatten() {
            cell.row_span = cell.row_span.min(count - cell.row);
        }
    }
}

/// A band between two lines that holds several rows of a table without lines between them: their baselines.
fn shared_levels(texts: &[Vec<Segment>]) -> Vec<f32> {
    let mut levels: Vec<(f32, usize)> = Vec::new();
    let mut all: Vec<&Segment> = texts.iter().flatten().collect();
    all.sort_by(|a, b| a.y.total_cmp(&b.y));
    for s in all {
        match levels.last_mut() {
            Some(last) if s.y - last.0 <= 0.5 * s.size => last.1 += 1,
            _ => levels.push((s.y, 1)),
        }
    }
    let speaking = texts.iter().filter(|t| !t.is_empty()).count();
    let filled = levels.iter().map(|l| l.1).sum::<usize>();
    let numeric = |t: &Vec<Segment>| {
        t.len() >= 2 && t.iter().filter(|s| is_figure(&s.text)).count() * 10 >= t.len() * 7
    };
    let figures = texts.iter().filter(|t| numeric(t)).count();
    let dense = filled as f32 >= 0.6 * (levels.len() * speaking) as f32;
    let labelled =
        texts.first().is_some_and(|t| t.len() == levels.len() && t.iter().all(|s| !is_figure(&s.text)));
    if (levels.len() >= 3 || labelled && levels.len() == 2)
        && speaking >= 2
        && dense
        && figures * 2 >= speaking - 1
        && figures >= 1
    {
        return levels.into_iter().map(|l| l.0).collect();
    }
    Vec::new()
}

/// A number, a percentage, or one of the signs that stand for none.
pub fn is_figure(text: &str) -> bool {
    let text = text.trim();
    let signs = matches!(text, "-" | "—" | "——" | "–" | "…" | "……" | ".." | "/" | "―" | "－");
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.chars().filter(|c| c.is_alphabetic()).count();
    signs
        || (digits > 0
            && others <= 1
            && text.starts_with(|c: char| c.is_ascii_digit() || "-−+－＋(<>≥≤".contains(c)))
}
