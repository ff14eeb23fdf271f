//! The body of a table: rows read one after another, each cell told from notes, labels and marks, and counted.

use super::column::Role;
use super::count::{Counts, Earlier, RowCount};
use super::emit::{Around, Contexts, emit};
use super::grid::{Row, Slot};
use super::label::squeeze;
use super::lane::Shared;
use super::part::Part;
use super::place;
use super::rows::RowLabels;
use super::scope::Scope;
use super::shape;
use super::value::{Class, class};
use crate::codelist::TableRole;
use crate::model::{Extraction, LedgerReason, Severity};
use std::collections::HashSet;

/// A text of more characters is no section of a table.
const LONGEST_SECTION: usize = 40;

/// A table that is open, with what counts its cells.
pub(super) struct Open {
    pub part: Part,
    pub count: RowCount,
    outer: Scope,
    /// Which stretch of columns of the sheet it stands in.
    lane: u32,
    unitless: HashSet<String>,
    contexts: Contexts,
}

/// The texts of a title or header row.
pub(super) fn texts(row: &Row, shared: &mut Shared, out: &mut Extraction) {
    for slot in row.own() {
        note(slot, shared, out);
        shared.report.label(&slot.cell, LedgerReason::Label, out);
    }
}

/// A note that explains a mark is kept as an issue.
fn note(slot: &Slot, shared: &mut Shared, out: &mut Extraction) {
    let raw = slot.cell.text();
    let text = squeeze(&raw);
    let words = &shared.lists.table_words;
    let explains = words.last_within(TableRole::Legend, &text).is_some()
        && ['“', '"', '「', '‘'].iter().any(|q| text.contains(*q));
    if explains {
        let what = format!("表注说明了符号的含义：{}", raw.trim());
        shared.report.cell_issue("I-table-legend", Severity::Note, &slot.cell, what, out);
    }
}

impl Open {
    pub fn new(part: Part, count: RowCount, outer: Scope, lane: u32) -> Self {
        Self { part, count, outer, lane, unitless: HashSet::new(), contexts: Contexts::new() }
    }

    /// Reads the next row.
    pub fn read(
        &mut self,
        row: &Row,
        first: bool,
        counts: &Counts,
        shared: &mut Shared,
        out: &mut Extraction,
    ) {
        let lists = shared.lists;
        let figures = self.part.measures().any(|c| {
            row.at(c.number).is_some_and(|s| !s.filled && class(&s.cell, lists).is_some_and(Class::valued))
        });
        if !figures && self.aside(row, shared, out) {
            return;
        }
        if first && figures && self.numbered(row, shared, out) {
            return;
        }
        let home = self.part.scope.area.or(self.outer.area);
        let labels = self.part.labels(row, figures, lists, &mut shared.meanings, home);
        let earlier = self.count.row(if figures { &labels.path } else { "" }, counts);
        for slot in row.own() {
            let Some(at) = self.part.columns.iter().position(|c| c.number == slot.column) else {
                if self.part.holds(slot.column) {
                    shared.report.ledger(&slot.cell, LedgerReason::Unknown, "no_header", out);
                }
                continue;
            };
            self.cell(slot, at, &labels, &earlier, shared, out);
        }
    }

    fn cell(
        &mut self,
        slot: &Slot,
        at: usize,
        labels: &RowLabels,
        earlier: &Earlier,
        shared: &mut Shared,
        out: &mut Extraction,
    ) {
        let (lists, cell) = (shared.lists, &slot.cell);
        let column = &self.part.columns[at];
        let report = &mut shared.report;
        let Some(class) = class(cell, lists) else { return };
        if class == Class::Missing && !matches!(column.role, Role::Label { .. }) {
            return report.missing(cell, out);
        }
        match (column.role, class) {
            (Role::Ordinal, _) => report.ledger(cell, LedgerReason::Ordinal, "ordinal", out),
            (Role::Code, _) => report.ledger(cell, LedgerReason::Code, "code", out),
            (Role::Period, _) => report.ledger(cell, LedgerReason::Date, "date", out),
            (Role::Label { .. }, _) => {
                let named = place::listed(lists, &shared.meanings.of(&cell.text(), lists).label.text);
                let reason = if named { LedgerReason::PlaceName } else { LedgerReason::Label };
                report.label(cell, reason, out);
            }
            (Role::Unit | Role::Remark, _) => report.label(cell, LedgerReason::Label, out),
            (Role::Measure, Class::Date) => report.ledger(cell, LedgerReason::Date, "date", out),
            (Role::Measure, Class::Broken | Class::Text) => {
                report.ledger(cell, LedgerReason::Unknown, "text", out);
            }
            (Role::Measure, _) if !labels.labelled => {
                report.ledger(cell, LedgerReason::Unknown, "no_label", out);
            }
            (Role::Measure, _) => {
                let occurrence = (self.lane, self.count.cell(at, earlier));
                let around = Around { lists, outer: &self.outer, section: shared.section.clone() };
                let unitless = emit(
                    cell,
                    &self.part,
                    column,
                    labels,
                    occurrence,
                    &around,
                    &mut self.contexts,
                    report,
                    out,
                );
                if let Some(unitless) = unitless
                    && self.unitless.insert(unitless.header.clone())
                {
                    let header = &unitless.header;
                    let what = format!(
                        "工作表“{}”的列“{header}”没有写明单位，单位留空。请在列名中写明，如“{header}（万元）”，\
                         或在 pipeline.toml 的 [[sheet]] 中写明 unit",
                        shared.section
                    );
                    report.issue("I-unit-missing", Severity::Warning, what, out);
                }
            }
        }
    }

    /// Notes and sources, and texts too long for a section.
    fn aside(&self, row: &Row, shared: &mut Shared, out: &mut Extraction) -> bool {
        let Some(first) = row.own().find(|s| !s.cell.text().trim().is_empty()) else { return true };
        let text = squeeze(&first.cell.text());
        let stray = self.part.measures().any(|c| c.number == first.column);
        let long = text.chars().count() > LONGEST_SECTION || text.contains('。');
        if !(shape::is_note(&text, shared.lists) || long || stray) {
            return false;
        }
        texts(row, shared, out);
        true
    }

    /// A row that numbers the columns: 甲 | 1 | 2 | 3.
    fn numbered(&self, row: &Row, shared: &mut Shared, out: &mut Extraction) -> bool {
        let cells: Vec<&Slot> = self.part.measures().filter_map(|c| row.at(c.number)).collect();
        let numbers: Vec<i64> = cells.iter().filter_map(|s| squeeze(&s.cell.text()).parse().ok()).collect();
        let rising = numbers.len() == cells.len()
            && numbers.len() > 1
            && numbers[0] <= 3
            && numbers.windows(2).all(|w| w[1] == w[0] + 1);
        let stub = row.own().find(|s| !cells.iter().any(|c| c.column == s.column));
        let lettered = stub.is_none_or(|s| {
            let text = squeeze(&s.cell.text());
            text.chars().count() == 1 && "甲乙丙丁ABabⅠ01".contains(text.as_str())
                || shared.lists.table_words.is(TableRole::Ordinal, &text)
        });
        if !(rising && lettered) {
            return false;
        }
        for slot in row.own() {
            shared.report.ledger(&slot.cell, LedgerReason::Ordinal, "column_number", out);
        }
        true
    }
}
