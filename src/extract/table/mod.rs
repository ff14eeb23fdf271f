//! Sheets become mentions: titles, units, headers of several levels, areas and periods on either axis, several tables.
//!
//! Every cell has texts around it: the labels of its row and what they stand under, the levels of its header, the
//! lines over the table, the name of the sheet. Each text is understood by itself ([`meaning`]) as area, period, unit,
//! movement or indicator, and the nearest text that says one of these decides it, so that no orientation need be known.
//!
//! A sheet is read as it arrives. The first [`LOOK`] rows decide where the header stands ([`shape`]) and what the
//! columns hold ([`column`]); the rows that follow are read with that shape ([`part`], [`tree`], [`emit`]) until one
//! opens another table, for which the next [`LOOK`] rows are waited for. Tables side by side with an empty column
//! between them are read as lanes of their own.

mod body;
mod column;
mod count;
mod emit;
mod front;
mod grid;
mod label;
mod lane;
mod meaning;
mod nearest;
mod part;
mod place;
mod report;
mod rows;
mod scope;
mod shape;
mod tree;
mod unit;
mod value;
mod when;

use crate::codelist::Codelists;
use crate::model::{Document, Extraction, Merge, Sheet, SheetCell, SheetHint};
use grid::{Filler, Row};
use lane::{Lane, Shared};
use report::Report;
use scope::Scope;
use std::sync::Arc;

/// Rows that decide the shape of a table.
pub const LOOK: usize = 2_000;

/// Reads a whole sheet.
pub fn sheet(document: &Document, sheet: &Sheet, lists: &Codelists, out: &mut Extraction) {
    let hint = sheet.hint.as_ref();
    let mut reader = TableReader::new(document, &sheet.name, &sheet.caption, &sheet.merges, hint, lists);
    reader.push(sheet.cells.clone(), out);
    reader.finish(out);
}

/// What a sheet held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SheetCounts {
    pub observations: u64,
    pub tables: u64,
}

/// Reads a sheet from batches of its cells.
pub struct TableReader<'a> {
    filler: Filler,
    /// Rows that wait for the lanes to be decided.
    waiting: Vec<Row>,
    lanes: Vec<Lane>,
    shared: Shared<'a>,
    caption: String,
    skip: bool,
}

impl<'a> TableReader<'a> {
    /// A reader of the sheet of this name. `caption` stands over a table inside a document; the merged areas of the
    /// whole sheet are known beforehand.
    pub fn new(
        document: &'a Document,
        name: &str,
        caption: &str,
        merges: &[Merge],
        hint: Option<&'a SheetHint>,
        lists: &'a Codelists,
    ) -> Self {
        let mut outer = Scope::of(&[document.title.clone(), name.to_owned()], lists);
        outer.text.clear();
        outer.label.clear();
        if let Some(period) = hint.and_then(SheetHint::period) {
            outer.period = Some(period);
        }
        outer.units = hint
            .and_then(|h| h.unit.as_deref())
            .and_then(|u| unit::parse(lists, &label::squeeze(u)))
            .into_iter()
            .collect();
        Self {
            filler: Filler::new(merges),
            waiting: Vec::new(),
            lanes: Vec::new(),
            shared: Shared {
                lists,
                hint,
                outer,
                section: Arc::from(name),
                report: Report::new(document, name),
                meanings: Default::default(),
                tables: 0,
            },
            caption: caption.to_owned(),
            skip: hint.is_some_and(|h| h.skip),
        }
    }

    /// Reads more cells, in reading order; a batch ends with a whole row. What is understood is added to `out`, which
    /// the caller may empty between batches.
    pub fn push(&mut self, cells: Vec<SheetCell>, out: &mut Extraction) {
        if self.skip {
            return;
        }
        let rows = self.filler.rows(cells);
        if self.lanes.is_empty() {
            self.waiting.extend(rows);
            if self.waiting.len() < LOOK {
                return;
            }
            self.open();
            let rows = std::mem::take(&mut self.waiting);
            self.route(rows);
        } else {
            self.route(rows);
        }
        for lane in &mut self.lanes {
            lane.run(false, &mut self.shared, out);
        }
    }

    /// Reads what is left, and says what was counted.
    pub fn finish(mut self, out: &mut Extraction) -> SheetCounts {
        if self.skip {
            let name = self.shared.section.to_string();
            let what = format!("工作表“{name}”按 pipeline.toml 的 [[sheet]] skip = true 未读取");
            self.shared.report.issue("I-sheet-skipped", crate::model::Severity::Note, what, out);
            return SheetCounts::default();
        }
        if self.lanes.is_empty() {
            self.open();
        }
        let rows = std::mem::take(&mut self.waiting);
        self.route(rows);
        for lane in &mut self.lanes {
            lane.run(true, &mut self.shared, out);
        }
        self.shared.report.finish(out);
        SheetCounts { observations: self.shared.report.observations, tables: self.shared.tables }
    }

    /// Decides the lanes: tables side by side, an empty column between them in all rows.
    fn open(&mut self) {
        let cuts = lane::cuts(&self.waiting, self.shared.lists);
        let mut first = 0;
        for cut in cuts.into_iter().chain([u32::MAX]) {
            self.lanes.push(Lane::new(self.lanes.len() as u32, first, cut, &self.caption));
            first = cut;
        }
    }

    fn route(&mut self, rows: Vec<Row>) {
        if let [only] = self.lanes.as_mut_slice() {
            only.queue.extend(rows);
            return;
        }
        for row in rows {
            for lane in &mut self.lanes {
                lane.queue.extend(row.between(lane.first, lane.end));
            }
        }
    }
}
