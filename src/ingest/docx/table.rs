//! A table while a document is read: rows and cells, spans and merges.

use crate::ingest::blocks::{Block, Grid, GridCell};
use std::collections::HashMap;

/// Most columns that a cell can be said to span.
const WIDEST: u32 = 1_000;

/// How a cell stands in a merged area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merge {
    #[default]
    None,
    First,
    Continued,
}

impl Merge {
    /// The meaning of a merge element's value.
    pub fn of(value: Option<&str>) -> Self {
        if value == Some("restart") { Merge::First } else { Merge::Continued }
    }
}

/// The cell being read.
#[derive(Debug, Default)]
pub struct Cell {
    pub span: Option<u32>,
    pub down: Merge,
    pub across: Merge,
    pub deleted: bool,
}

/// The row being read.
#[derive(Debug, Default)]
pub struct Row {
    pub before: u32,
    pub heading: bool,
    /// A tracked deletion or a hidden row: not text.
    pub left_out: bool,
    cells: Vec<(Cell, Vec<Block>)>,
}

/// The table being read.
#[derive(Debug, Default)]
pub struct Open {
    pub row: Row,
    pub cell: Cell,
    /// Notes that cells refer to; they follow the table.
    pub notes: Vec<Block>,
    rows: u32,
    grid: Vec<GridCell>,
    /// For each column where a vertically merged area is open, its cell and last row.
    open: HashMap<u32, (usize, u32)>,
}

impl Open {
    /// Ends the cell with what it holds.
    pub fn end_cell(&mut self, blocks: Vec<Block>) {
        let cell = std::mem::take(&mut self.cell);
        if !cell.deleted {
            self.row.cells.push((cell, blocks));
        }
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if row.left_out || row.cells.is_empty() {
            return;
        }
        let mut column = row.before.min(WIDEST);
        let first = self.grid.len();
        for (cell, blocks) in row.cells {
            let span = cell.span.unwrap_or(1).clamp(1, WIDEST);
            if cell.across == Merge::Continued && self.grid.len() > first {
                if let Some(last) = self.grid.last_mut() {
                    last.column_span += span;
                    last.blocks.extend(blocks);
                }
                column = column.saturating_add(span);
                continue;
            }
            let area = self.open.get(&column).copied().filter(|(_, last)| last + 1 == self.rows);
            match (cell.down, area) {
                (Merge::Continued, Some((index, _))) => {
                    if let Some(top) = self.grid.get_mut(index) {
                        top.row_span += 1;
                        top.blocks.extend(blocks);
                    }
                    self.open.insert(column, (index, self.rows));
                }
                _ => {
                    if cell.down == Merge::None {
                        self.open.remove(&column);
                    } else {
                        self.open.insert(column, (self.grid.len(), self.rows));
                    }
                    self.grid.push(GridCell {
                        row: self.rows,
                        column,
                        row_span: 1,
                        column_span: span,
                        heading: row.heading,
                        blocks,
                    });
                }
            }
            column = column.saturating_add(span);
        }
        self.rows += 1;
    }

    /// Ends the table.
    pub fn end(self) -> (Grid, Vec<Block>) {
        (Grid { cells: self.grid }, self.notes)
    }
}
