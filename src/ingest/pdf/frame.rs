//! Ruling lines become the frame of a table: its borders, and which elementary cells are one cell.

use super::geometry::Rule;

/// Lines whose places differ by no more than this are one.
const SAME: f32 = 2.5;
/// A line reaches another across at most this gap.
const REACH: f32 = 3.5;
/// Most elementary cells of a grid.
const MOST_CELLS: usize = 100_000;

/// Lines on one level that touch, as one.
pub fn merged<'a>(rules: impl Iterator<Item = &'a Rule>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = rules.copied().collect();
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out: Vec<Rule> = Vec::new();
    let mut i = 0;
    while i < rules.len() {
        let mut j = i + 1;
        while j < rules.len() && rules[j].at - rules[i].at <= SAME {
            j += 1;
        }
        let level = &mut rules[i..j];
        let at = level.iter().map(|r| r.at).sum::<f32>() / level.len() as f32;
        level.sort_by(|a, b| a.from.total_cmp(&b.from));
        let first = out.len();
        for rule in level.iter() {
            match out[first..].last_mut() {
                Some(last) if rule.from <= last.to + REACH => last.to = last.to.max(rule.to),
                _ => out.push(Rule { at, ..*rule }),
            }
        }
        i = j;
    }
    out
}

/// Lines that cross or touch each other, group by group.
pub fn components(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut group: Vec<usize> = (0..horizontal.len() + vertical.len()).collect();
    fn root(group: &mut [usize], mut i: usize) -> usize {
        while group[i] != i {
            group[i] = group[group[i]];
            i = group[i];
        }
        i
    }
    for (i, h) in horizontal.iter().enumerate() {
        for (j, v) in vertical.iter().enumerate() {
            let meets = v.at >= h.from - REACH
                && v.at <= h.to + REACH
                && h.at >= v.from - REACH
                && h.at <= v.to + REACH;
            if meets {
                let (a, b) = (root(&mut group, i), root(&mut group, horizontal.len() + j));
                group[a] = b;
            }
        }
    }
    let mut out: Vec<(usize, Vec<Rule>, Vec<Rule>)> = Vec::new();
    for i in 0..group.len() {
        let id = root(&mut group, i);
        let place = out.iter().position(|o| o.0 == id).unwrap_or_else(|| {
            out.push((id, Vec::new(), Vec::new()));
            out.len() - 1
        });
        match horizontal.get(i) {
            Some(h) => out[place].1.push(*h),
            None => out[place].2.push(vertical[i - horizontal.len()]),
        }
    }
    out.into_iter().map(|(_, h, v)| (h, v)).collect()
}

/// A cell by its top-left elementary cell and its spans.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub row: usize,
    pub column: usize,
    pub high: usize,
    pub wide: usize,
}

/// The borders of the elementary cells and, for each cell, which cell it is part of.
pub struct Frame {
    pub xs: Vec<f32>,
    pub ys: Vec<f32>,
    /// For each elementary cell, row by row, the cell that it is part of.
    pub owner: Vec<Owner>,
}

/// The frame that crossing lines make; none where they part no columns.
pub fn frame(horizontal: Vec<Rule>, mut vertical: Vec<Rule>) -> Option<Frame> {
    if horizontal.len() < 2 || vertical.is_empty() {
        return None;
    }
    // Tables whose sides are open have their horizontal lines reach beyond the outermost vertical ones.
    let (top, bottom) = (horizontal.first()?.at, horizontal.last()?.at);
    let left = horizontal.iter().map(|h| h.from).fold(f32::MAX, f32::min);
    let right = horizontal.iter().map(|h| h.to).fold(f32::MIN, f32::max);
    for side in [left, right] {
        if vertical.iter().all(|v| (v.at - side).abs() > 8.0) {
            vertical.push(Rule { horizontal: false, at: side, from: top, to: bottom });
        }
    }
    let levels = |rules: &[Rule]| {
        let mut at: Vec<f32> = rules.iter().map(|r| r.at).collect();
        at.sort_by(f32::total_cmp);
        at.dedup_by(|b, a| *b - *a <= REACH);
        at
    };
    let (xs, ys) = (levels(&vertical), levels(&horizontal));
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns < 2 || rows < 1 || rows * columns > MOST_CELLS {
        return None;
    }
    // Whether a line of the level parts two neighbours.
    let parted = |rules: &[Rule], at: f32, from: f32, to: f32| {
        let middle = (from + to) / 2.0;
        rules.iter().any(|r| (r.at - at).abs() <= REACH && r.from <= middle && r.to >= middle)
    };
    let mut owner = vec![Owner { row: usize::MAX, column: 0, high: 0, wide: 0 }; rows * columns];
    for row in 0..rows {
        for column in 0..columns {
            if owner[row * columns + column].row != usize::MAX {
                continue;
            }
            let mut wide = 1;
            while column + wide < columns
                && owner[row * columns + column + wide].row == usize::MAX
                && !parted(&vertical, xs[column + wide], ys[row], ys[row + 1])
            {
                wide += 1;
            }
            let mut high = 1;
            while row + high < rows
                && (column..column + wide).all(|c| {
                    owner[(row + high) * columns + c].row == usize::MAX
                        && !parted(&horizontal, ys[row + high], xs[c], xs[c + 1])
                        && (c == column || !parted(&vertical, xs[c], ys[row + high], ys[row + high + 1]))
                })
            {
                high += 1;
            }
            for r in row..row + high {
                for c in column..column + wide {
                    owner[r * columns + c] = Owner { row, column, high, wide };
                }
            }
        }
    }
    Some(Frame { xs, ys, owner })
}
