//! Where a table ends and the next one begins, seen from the rows at hand.

use super::grid::Row;
use super::label::squeeze;
use super::shape::{BETWEEN, Shape};
use crate::codelist::{Codelists, TableRole};
use std::collections::BTreeSet;

/// How far the first figure of a further table may be from its title.
pub(super) const AHEAD: usize = 14;

/// What the rows at the front mean for the table that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    /// The table goes on.
    Same,
    /// Another table starts with the first of them.
    Next,
    /// This many rows repeat title and header, as on a new page.
    Repeated(usize),
}

/// Whether the rows at the front open another table. `columns` are those of the figures so far, `header` the texts of
/// the header, `previous` the last row read.
pub(super) fn front(
    rows: &[&Row],
    lists: &Codelists,
    columns: &BTreeSet<u32>,
    header: &[String],
    title: &str,
    previous: u32,
) -> Front {
    let Some(first) = rows.first() else { return Front::Same };
    let opening = Shape::of(first, lists);
    if opening.numbers > 0 || opening.missing > 0 || opening.note {
        return Front::Same;
    }
    let mut shapes: Vec<Shape> = vec![opening];
    let mut head = 0;
    while shapes[head].single() || shapes[head].unit_line {
        let Some(row) = rows.get(head + 1).filter(|_| head < BETWEEN) else { return Front::Same };
        shapes.push(Shape::of(row, lists));
        head += 1;
    }
    let s = &shapes[head];
    if s.numbers > 0 || s.missing > 0 || s.distinct < 2 || s.worded > 0 {
        return Front::Same;
    }
    let mut levels = 1;
    let same = |row: &Row| row.own().all(|c| header.contains(&squeeze(&c.cell.text())));
    if same(rows[head]) {
        while rows.get(head + levels).is_some_and(|r| same(r)) {
            levels += 1;
        }
        let titles = rows[..head].iter().flat_map(|r| r.own()).map(|c| squeeze(&c.cell.text()));
        let words = &lists.table_words;
        let old = |t: &String| {
            title.contains(t.as_str())
                || words.starts(TableRole::Continued, t).is_some()
                || words.ends(TableRole::Continued, t).is_some()
                || words.starts(TableRole::UnitLine, t).is_some()
        };
        if titles.collect::<Vec<_>>().iter().all(old) {
            return Front::Repeated(head + levels);
        }
        return Front::Next;
    }
    let apart = head > 0 || first.number > previous + 1;
    let past: BTreeSet<u32> = columns.iter().copied().filter(|c| *c > s.first).collect();
    let over = s.over(&past);
    let enough = over * 2 >= past.len().max(2) || (past.len() == 1 && over == 1 && apart);
    // the years of the header again: 人口（万人） | 2020 | 2021
    let years: Vec<String> = rows[head].own().skip(1).map(|c| squeeze(&c.cell.text())).collect();
    let again = s.years > 1 && years.iter().all(|y| header.contains(y));
    let years_in_body = s.years > 0 && !apart && !again;
    let followed = rows[head + 1..].iter().take(AHEAD - BETWEEN).any(|r| {
        let below = Shape::of(r, lists);
        below.numbers > 0 || below.worded > 0
    });
    let opens = followed && !years_in_body && (enough || apart && over > 0 && s.texts.len() > 1);
    if opens { Front::Next } else { Front::Same }
}
