//! Tables without ruling lines between their cells: rows whose parts stand in the same columns.

use super::flow::{Item, Line, Region};
use super::geometry::Rule;
use super::grid::{Cell, Grid, is_figure};

/// Replaces the rows of such tables in a region by the tables.
pub fn find(region: &mut Region, rules: &[Rule]) {
    let items = std::mem::take(&mut region.items);
    let mut run: Vec<Line> = Vec::new();
    for item in items {
        match item {
            Item::Line(line)
                if run.last().is_none_or(|last| follows(last, &line)) && may_belong(&run, &line) =>
            {
                run.push(line);
            }
            Item::Line(line) => {
                settle(&mut run, rules, &mut region.items);
                if line.parts.len() >= 2 {
                    run.push(line);
                } else {
                    region.items.push(Item::Line(line));
                }
            }
            table => {
                settle(&mut run, rules, &mut region.items);
                region.items.push(table);
            }
        }
    }
    settle(&mut run, rules, &mut region.items);
}

fn follows(last: &Line, line: &Line) -> bool {
    line.y() - last.y() <= 3.2 * last.size().max(line.size())
}

/// A row of several parts, or a short one between such rows.
fn may_belong(run: &[Line], line: &Line) -> bool {
    let lone_before = run.last().is_some_and(|l| l.parts.len() < 2);
    line.parts.len() >= 2
        || (!run.is_empty() && !lone_before && line.chars() <= 12 && !line.text().ends_with('。'))
}

fn settle(run: &mut Vec<Line>, rules: &[Rule], out: &mut Vec<Item>) {
    let mut rows = std::mem::take(run);
    let tail: Vec<Line> = match rows.iter().rposition(|l| l.parts.len() >= 2) {
        Some(last) => rows.split_off(last + 1),
        None => std::mem::take(&mut rows),
    };
    match table(&rows, rules) {
        Some(grid) => out.push(Item::Table(grid)),
        None => out.extend(rows.into_iter().map(Item::Line)),
    }
    out.extend(tail.into_iter().map(Item::Line));
}

fn table(rows: &[Line], rules: &[Rule]) -> Option<Grid> {
    let several: Vec<&Line> = rows.iter().filter(|l| l.parts.len() >= 2).collect();
    if several.len() < 3 {
        return None;
    }
    // The number of columns that most rows have.
    let most = several.iter().map(|l| l.parts.len()).max()?.min(64);
    let count = |k: usize| several.iter().filter(|l| l.parts.len() == k).count();
    let columns = (2..=most).max_by_key(|&k| count(k) * 8 + k)?;
    let model: Vec<&&Line> = several.iter().filter(|l| l.parts.len() == columns).collect();
    if model.len() < 2 || model.len() * 2 < several.len() {
        return None;
    }
    let spans: Vec<(f32, f32)> = (0..columns)
        .map(|c| {
            let parts = || model.iter().map(move |l| &l.parts[c]);
            (parts().map(|p| p.x0).fold(f32::MAX, f32::min), parts().map(|p| p.x1).fold(f32::MIN, f32::max))
        })
        .collect();
    if spans.windows(2).any(|w| w[1].0 - w[0].1 < 0.0) {
        return None;
    }
    let body = || model.iter().flat_map(|l| l.parts[1..].iter());
    let figures = body().filter(|p| is_figure(&p.text)).count();
    let all = body().count();
    let ruled = is_ruled(rows, &spans, rules);
    if figures * 10 < all * if ruled { 3 } else { 5 } || is_contents(&model, columns) {
        return None;
    }
    let mut cells: Vec<Cell> = Vec::new();
    for (row, line) in rows.iter().enumerate() {
        for part in &line.parts {
            let reach = |s: &(f32, f32)| part.x1.min(s.1) - part.x0.max(s.0);
            let covered: Vec<usize> = (0..columns).filter(|&c| reach(&spans[c]) > 0.3 * part.size).collect();
            let nearest = (0..columns).max_by(|&a, &b| reach(&spans[a]).total_cmp(&reach(&spans[b])))?;
            let (first, last) =
                (covered.first().copied().unwrap_or(nearest), covered.last().copied().unwrap_or(nearest));
            match cells.last_mut().filter(|c| c.row == row && c.column + c.column_span > first) {
                Some(cell) => {
                    cell.text.push(' ');
                    cell.text.push_str(&part.text);
                }
                None => cells.push(Cell {
                    row,
                    column: first,
                    row_span: 1,
                    column_span: last - first + 1,
                    text: part.text.clone(),
                }),
            }
        }
    }
    let gaps = spans.windows(2).map(|w| (w[0].1 + w[1].0) / 2.0);
    let (x0, x1) = (spans[0].0, spans[columns - 1].1);
    let borders = std::iter::once(x0).chain(gaps).chain(std::iter::once(x1)).collect();
    let (y0, y1) = (rows[0].y() - rows[0].size(), rows[rows.len() - 1].y());
    Some(Grid { x0, x1, y0, y1, rows: rows.len(), columns, borders, cells })
}

/// Whether a long line stands above the rows and another below.
fn is_ruled(rows: &[Line], spans: &[(f32, f32)], rules: &[Rule]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let width = spans[spans.len() - 1].1 - spans[0].0;
    let long = |r: &&Rule| r.horizontal && r.to - r.from >= 0.8 * width && r.from <= spans[0].0 + 0.2 * width;
    let near = |from: f32, to: f32| rules.iter().filter(long).any(|r| r.at >= from && r.at <= to);
    let (size, end) = (first.size(), last.size());
    near(first.y() - 3.0 * size, first.y()) && near(last.y(), last.y() + 2.5 * end)
}

/// A table of contents: titles and page numbers that grow.
fn is_contents(model: &[&&Line], columns: usize) -> bool {
    if columns != 2 {
        return false;
    }
    let pages: Vec<u32> = model.iter().filter_map(|l| l.parts[1].text.trim().parse().ok()).collect();
    let numbered = |l: &&&&Line| {
        let text = l.parts[0].text.trim_start();
        text.starts_with(['一', '二', '三', '四', '五', '（', '(', '第', '附', '图', '表'])
            || text.contains(['…', '.'])
    };
    pages.len() == model.len()
        && pages.windows(2).all(|w| w[0] <= w[1])
        && model.iter().filter(numbered).count() * 2 >= model.len()
}
