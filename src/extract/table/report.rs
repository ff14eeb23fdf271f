//! What a sheet leaves besides observations: the ledger of other numerals, marks for missing figures, and issues.

use super::super::numeral::is_numeral;
use super::super::period;
use crate::model::CodePoints;
use crate::model::{
    CellValue, Document, Extraction, Issue, LedgerEntry, LedgerReason, Locator, Severity, SheetCell,
};
use std::collections::BTreeMap;

/// Issues of one code about single cells of a sheet; the rest is counted.
const MOST: usize = 20;

/// Collects what is said of a sheet.
pub(super) struct Report<'a> {
    pub document: &'a Document,
    pub sheet: String,
    points: Option<CodePoints<'a>>,
    /// Cells that became observations.
    pub observations: u64,
    /// Marks for figures that are not there, by what is written.
    missing: BTreeMap<String, u64>,
    told: BTreeMap<&'static str, usize>,
}

impl<'a> Report<'a> {
    pub fn new(document: &'a Document, sheet: &str) -> Self {
        Self {
            document,
            sheet: sheet.to_owned(),
            points: None,
            observations: 0,
            missing: BTreeMap::new(),
            told: BTreeMap::new(),
        }
    }

    pub fn locator(&self, cell: &SheetCell) -> Locator {
        Locator::Cell { sheet: self.sheet.clone(), row: cell.row, column: cell.column }
    }

    /// Code points of what the cell holds, white space around it left out, where it stands in a document; its text.
    pub fn quote(&mut self, cell: &SheetCell) -> (String, Option<(u32, u32)>) {
        let document: &'a Document = self.document;
        let Some(written) = cell.span.and_then(|(a, b)| document.text.get(a..b)) else {
            return (cell.text().trim().to_owned(), None);
        };
        let start = cell.span.map_or(0, |s| s.0) + (written.len() - written.trim_start().len());
        let quote = written.trim();
        let points = self.points.get_or_insert_with(|| CodePoints::new(&document.text));
        (quote.to_owned(), Some((points.at(start), points.at(start + quote.len()))))
    }

    /// A cell that is no observation goes to the ledger if it holds a numeral.
    pub fn ledger(&mut self, cell: &SheetCell, reason: LedgerReason, rule: &str, out: &mut Extraction) {
        let holds = match &cell.value {
            CellValue::Number(_) | CellValue::Date(_) => true,
            CellValue::Text(text) => text.chars().any(is_numeral),
            CellValue::Error(_) | CellValue::Uncached => return self.broken(cell, out),
        };
        if !holds {
            return;
        }
        let (quote, offsets) = self.quote(cell);
        let (start, end) = offsets.unzip();
        out.ledger.push(LedgerEntry {
            document_id: self.document.document_id.as_str().into(),
            start,
            end,
            locator: self.locator(cell),
            quote,
            reason,
            rule: format!("table:{rule}").into(),
            section_number: 0,
        });
    }

    /// A text that names or explains: dates are dates, everything else a label.
    pub fn label(&mut self, cell: &SheetCell, reason: LedgerReason, out: &mut Extraction) {
        let text = cell.text();
        // the powers of 万元 and 亿元 are in the figures already
        let counts = |c: char| is_numeral(c) && !"十百千万亿".contains(c);
        if matches!(cell.value, CellValue::Text(_)) && !text.chars().any(counts) {
            return;
        }
        let dated = matches!(cell.value, CellValue::Date(_))
            || super::when::whole(&super::label::squeeze(&text)).is_some()
            || !period::find(&text, 0..text.len()).is_empty();
        let (reason, rule) = if dated { (LedgerReason::Date, "date") } else { (reason, "label") };
        self.ledger(cell, reason, rule, out);
    }

    /// A mark for a figure that is not there.
    pub fn missing(&mut self, cell: &SheetCell, out: &mut Extraction) {
        *self.missing.entry(cell.text().trim().to_owned()).or_insert(0) += 1;
        self.ledger(cell, LedgerReason::Label, "missing", out);
    }

    /// An error cell or a formula without a value.
    fn broken(&mut self, cell: &SheetCell, out: &mut Extraction) {
        match &cell.value {
            CellValue::Error(name) => {
                let what = format!("单元格是错误值 {name}，未作为数值。请在表中改正公式，或留空");
                self.cell_issue("I-cell-error", Severity::Warning, cell, what, out);
            }
            CellValue::Uncached => {
                let what = "公式没有保存计算结果，未作为数值。请用 Excel 打开后另存，再放入".to_owned();
                self.cell_issue("I-formula-uncached", Severity::Warning, cell, what, out);
            }
            _ => {}
        }
    }

    /// An issue at a cell, up to a number of them.
    pub fn cell_issue(
        &mut self,
        code: &'static str,
        severity: Severity,
        cell: &SheetCell,
        what: String,
        out: &mut Extraction,
    ) {
        let told = self.told.entry(code).or_insert(0);
        *told += 1;
        if *told <= MOST {
            let issue = Issue::new(code, severity, &self.document.document_id, what);
            out.issues.push(issue.at(self.locator(cell)));
        }
    }

    /// An issue about the sheet.
    pub fn issue(&mut self, code: &str, severity: Severity, what: String, out: &mut Extraction) {
        out.issues.push(Issue::new(code, severity, &self.document.document_id, what).at(&self.sheet));
    }

    /// Says what was counted.
    pub fn finish(&mut self, out: &mut Extraction) {
        let more: Vec<(&'static str, usize)> =
            self.told.iter().filter(|(_, n)| **n > MOST).map(|(c, n)| (*c, *n)).collect();
        for (code, count) in more {
            let what = format!("工作表“{}”中同类问题共 {count} 处，只列出前 {MOST} 处", self.sheet);
            self.issue(code, Severity::Note, what, out);
        }
        if !self.missing.is_empty() {
            let total: u64 = self.missing.values().sum();
            let each: Vec<String> = self.missing.iter().map(|(mark, n)| format!("“{mark}”{n} 个")).collect();
            let what = format!(
                "工作表“{}”中 {total} 个单元格没有数值（{}），既不作为数值也不作为零",
                self.sheet,
                each.join("，")
            );
            self.issue("I-cell-missing", Severity::Note, what, out);
        }
    }
}
