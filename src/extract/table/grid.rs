//! Rows of cells in which merged areas are filled, made as the cells arrive.

use crate::model::{Merge, SheetCell};

/// A merged area is filled over this many columns at most.
const WIDEST: u32 = 256;

/// A place in a row: its own cell, or the one whose merged area covers it.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub column: u32,
    pub cell: SheetCell,
    /// The cell stands elsewhere in the merged area.
    pub filled: bool,
    pub area: Option<Merge>,
}

/// A row that has cells of its own.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// 0-based.
    pub number: u32,
    /// In column order.
    pub slots: Vec<Slot>,
}

impl Row {
    /// What stands in a column.
    pub fn at(&self, column: u32) -> Option<&Slot> {
        self.slots.binary_search_by_key(&column, |s| s.column).ok().map(|i| &self.slots[i])
    }

    /// The cells of the row itself.
    pub fn own(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|s| !s.filled)
    }

    /// The part of the row between two columns, the second not included; none where no cell is its own.
    pub fn between(&self, first: u32, end: u32) -> Option<Row> {
        let inside = |s: &&Slot| (first..end).contains(&s.column);
        let slots: Vec<Slot> = self.slots.iter().filter(inside).cloned().collect();
        // a title over two tables is each one's own
        let any = slots.iter().any(|s| !s.filled || s.cell.row == self.number);
        any.then_some(Row { number: self.number, slots })
    }
}

/// Makes rows of cells; the merged areas are known beforehand.
pub(super) struct Filler {
    /// By first row; those before `next` have begun.
    merges: Vec<Merge>,
    next: usize,
    active: Vec<(Merge, SheetCell)>,
}

impl Filler {
    pub fn new(merges: &[Merge]) -> Self {
        let mut merges: Vec<Merge> = merges
            .iter()
            .filter(|m| m.last_row >= m.first_row && m.last_column >= m.first_column)
            .copied()
            .collect();
        merges.sort_by_key(|m| (m.first_row, m.first_column));
        Self { merges, next: 0, active: Vec::new() }
    }

    /// The rows of a batch of cells; a batch ends with a whole row.
    pub fn rows(&mut self, mut cells: Vec<SheetCell>) -> Vec<Row> {
        if !cells.is_sorted_by_key(|c| (c.row, c.column)) {
            cells.sort_by_key(|c| (c.row, c.column));
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut cells = cells.into_iter().peekable();
        while let Some(first) = cells.next() {
            let number = first.row;
            let mut own = vec![first];
            while let Some(cell) = cells.next_if(|c| c.row == number) {
                own.push(cell);
            }
            rows.push(self.row(number, own));
        }
        rows
    }

    fn row(&mut self, number: u32, own: Vec<SheetCell>) -> Row {
        self.active.retain(|(area, _)| area.last_row >= number);
        while let Some(area) = self.merges.get(self.next).filter(|m| m.first_row <= number) {
            let corner =
                own.iter().find(|c| c.column == area.first_column).filter(|_| area.first_row == number);
            if let Some(cell) = corner {
                self.active.push((*area, cell.clone()));
            }
            self.next += 1;
        }
        let mut slots: Vec<Slot> = own
            .into_iter()
            .map(|cell| Slot { column: cell.column, cell, filled: false, area: None })
            .collect();
        let count = slots.len();
        for (area, cell) in &self.active {
            let last = area.last_column.min(area.first_column.saturating_add(WIDEST));
            for column in area.first_column..=last {
                match slots[..count].binary_search_by_key(&column, |s| s.column) {
                    Ok(i) => slots[i].area = Some(*area),
                    Err(_) => {
                        slots.push(Slot { column, cell: cell.clone(), filled: true, area: Some(*area) });
                    }
                }
            }
        }
        slots.sort_by_key(|s| s.column);
        slots.dedup_by_key(|s| s.column);
        Row { number, slots }
    }
}
