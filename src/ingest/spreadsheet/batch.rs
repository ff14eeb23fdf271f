//! Cells become batches of whole rows, counted against the limit.

use crate::ingest::Limits;
use crate::model::{Merge, Sheet, SheetCell};
use std::mem::replace;

/// Most cells of a batch, but for a row that has more.
pub const BATCH: usize = 64 << 10;

/// Collects cells and hands on batches.
pub struct Batches<'s> {
    sink: &'s mut dyn FnMut(Sheet),
    sheet: Sheet,
    /// Cells that may still come.
    left: u64,
    most: u64,
    row: u32,
    /// Whether a batch of the sheet was handed on.
    begun: bool,
    /// One past the last row and column that hold a cell of the sheet.
    pub extent: (u32, u32),
}

impl<'s> Batches<'s> {
    /// Batches for this sink.
    pub fn new(limits: Limits, sink: &'s mut dyn FnMut(Sheet)) -> Self {
        let (left, most) = (limits.cells, limits.cells);
        Self { sink, sheet: Sheet::default(), left, most, row: 0, begun: false, extent: (0, 0) }
    }

    /// A sheet begins.
    pub fn begin(&mut self, name: &str, hidden: bool, merges: Vec<Merge>) {
        self.sheet = Sheet { name: name.to_owned(), hidden, merges, ..Sheet::default() };
        (self.row, self.begun, self.extent) = (0, false, (0, 0));
    }

    /// The sheet has a cell.
    #[inline]
    pub fn push(&mut self, cell: SheetCell) -> Result<(), String> {
        self.left = self.left.checked_sub(1).ok_or_else(|| self.full())?;
        if cell.row != self.row {
            self.row = cell.row;
            if self.sheet.cells.len() >= BATCH {
                self.flush();
            }
        }
        self.extent.0 = self.extent.0.max(cell.row.saturating_add(1));
        self.extent.1 = self.extent.1.max(cell.column.saturating_add(1));
        self.sheet.cells.push(cell);
        Ok(())
    }

    /// The sheet has a merged area.
    pub fn merge(&mut self, merge: Merge) -> Result<(), String> {
        self.left = self.left.checked_sub(1).ok_or_else(|| self.full())?;
        self.sheet.merges.push(merge);
        Ok(())
    }

    /// The sheet ends; an empty one is handed on too.
    pub fn end(&mut self) {
        if !self.begun || !self.sheet.cells.is_empty() || !self.sheet.merges.is_empty() {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let next = Sheet {
            name: self.sheet.name.clone(),
            hidden: self.sheet.hidden,
            cells: Vec::with_capacity(self.sheet.cells.len()),
            ..Sheet::default()
        };
        self.begun = true;
        (self.sink)(replace(&mut self.sheet, next));
    }

    /// The message about too many cells.
    pub fn full(&self) -> String {
        format!("单元格超过上限 {} 个。请拆分，或在 pipeline.toml 的 [limits] 中提高 cells", self.most)
    }
}
