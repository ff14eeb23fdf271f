//! Tables of a page: which are data, and where their cells stand.

use super::content::Surroundings;
use super::dom::{Dom, Id};
use super::walk;
use crate::ingest::blocks::{Grid, GridCell};
use std::collections::BTreeMap;

/// Most columns of a table.
const WIDEST: u32 = 1_024;
/// Steps that finding free columns may take in one table; beyond it no cell is taken to reach down.
const MOST_STEPS: usize = 20_000_000;
/// Longest cell of a table that is still data, in characters, unless its cells are mostly short.
const LONG_CELL: usize = 200;

/// The rows of a table that are shown, with their cells.
fn rows<'a>(dom: &'a Dom, around: &'a Surroundings, table: Id) -> impl Iterator<Item = (Id, bool)> + 'a {
    let shown = |id: &Id| !around.out.get(*id as usize).copied().unwrap_or(false);
    dom.children(table)
        .filter(shown)
        .flat_map(move |part| {
            let head = dom.name(part) == "thead";
            let own = (dom.name(part) == "tr").then_some(part);
            let below = matches!(dom.name(part), "thead" | "tbody" | "tfoot").then(|| dom.children(part));
            own.into_iter()
                .chain(below.into_iter().flatten().filter(move |id| dom.name(*id) == "tr"))
                .map(move |r| (r, head))
        })
        .filter(move |(id, _)| shown(id))
}

fn cells<'a>(dom: &'a Dom, row: Id) -> impl Iterator<Item = Id> + 'a {
    dom.children(row).filter(|id| matches!(dom.name(*id), "td" | "th"))
}

/// A table that orders figures or words in rows and columns, rather than the page.
pub fn is_data(dom: &Dom, around: &Surroundings, table: Id) -> bool {
    if matches!(dom.attribute(table, "role"), Some("presentation" | "none")) {
        return false;
    }
    let (mut filled_rows, mut widest, mut filled, mut numbers, mut long) = (0, 0, 0_usize, 0_usize, 0_usize);
    let mut heads = false;
    for (row, head) in rows(dom, around, table) {
        let mut wide = 0;
        for cell in cells(dom, row) {
            heads |= head || dom.name(cell) == "th";
            let mut text = (0_usize, 0_usize, 0_usize);
            for id in dom.below(cell) {
                if matches!(dom.name(id), "h1" | "h2" | "h3" | "form" | "article") {
                    return false;
                }
                if dom.name(id) == "table" && id != cell && rows(dom, around, id).nth(1).is_some() {
                    // A table around another one with rows of its own is there for the layout.
                    return false;
                }
                if let Some((words, _)) = dom.words(id) {
                    for c in words.chars().filter(|c| !c.is_whitespace()) {
                        text.0 += 1;
                        text.1 += usize::from(c.is_ascii_digit());
                        text.2 += usize::from(c.is_alphabetic());
                    }
                }
            }
            if text.0 > 0 {
                wide += 1;
                filled += 1;
                numbers += usize::from(text.1 > 0 && text.2 <= 2);
                long += usize::from(text.0 > LONG_CELL);
            }
        }
        filled_rows += usize::from(wide > 0);
        widest = widest.max(wide);
    }
    if widest < 2 || filled_rows < 2 {
        return false;
    }
    long == 0 || numbers * 3 > filled || (heads && long * 3 < filled) || long * 8 < filled
}

/// The grid of a table; the cells are read with `depth` more tables around them.
pub fn grid(
    dom: &Dom,
    around: &Surroundings,
    table: Id,
    sheet: bool,
    depth: usize,
    told: &mut walk::Told,
) -> Grid {
    let mut grid = Grid::default();
    // For each column where a cell reaches down: how many columns it takes and the row where it ends.
    let mut reaching: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut steps = 0_usize;
    let mut number = 0_u32;
    for (row, head) in rows(dom, around, table) {
        let mut column = 0_u32;
        for cell in cells(dom, row) {
            while let Some((span, end)) = reaching.get(&column).copied() {
                steps += 1;
                if end > number {
                    column += span;
                } else {
                    reaching.remove(&column);
                }
            }
            if column >= WIDEST {
                told.cut_columns = true;
                break;
            }
            let asked = |name: &str| dom.attribute(cell, name).and_then(|v| v.trim().parse::<u32>().ok());
            let mut across = asked("colspan").unwrap_or(1).clamp(1, WIDEST - column);
            // A cell never covers one that reaches down into its row.
            if across > 1
                && let Some((next, _)) =
                    reaching.range(column + 1..column + across).find(|(_, (_, end))| *end > number)
            {
                across = next - column;
            }
            let down = match asked("rowspan") {
                Some(0) => u32::MAX - number,
                down => down.unwrap_or(1).min(u32::MAX - number),
            };
            if down > 1 && steps < MOST_STEPS {
                reaching.insert(column, (across, number + down));
            }
            grid.cells.push(GridCell {
                row: number,
                column,
                row_span: down,
                column_span: across,
                heading: head || dom.name(cell) == "th",
                blocks: walk::blocks(dom, around, cell, sheet, depth + 1, told),
            });
            column += across;
        }
        number += 1;
    }
    for cell in &mut grid.cells {
        cell.row_span = cell.row_span.min(number - cell.row).max(1);
    }
    grid
}
