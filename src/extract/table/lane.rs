//! A stretch of columns read from top to bottom: tables one under another, titles and notes between them.

use super::LOOK;
use super::body::{Open, texts};
use super::count::Counts;
use super::front::{AHEAD, Front, front};
use super::grid::{Row, Slot};
use super::label::squeeze;
use super::meaning::Meanings;
use super::part::Part;
use super::report::Report;
use super::scope::Scope;
use super::shape::{self, Shape};
use super::value::{Class, class};
use crate::codelist::Codelists;
use crate::model::SheetHint;
use crate::model::{Extraction, LedgerReason, Severity};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// What all lanes of a sheet use.
pub(super) struct Shared<'a> {
    pub lists: &'a Codelists,
    pub hint: Option<&'a SheetHint>,
    /// What the sheet, the document and the settings say where a table says nothing.
    pub outer: Scope,
    pub section: Arc<str>,
    pub report: Report<'a>,
    pub meanings: Meanings,
    pub tables: u64,
}

/// A stretch of columns.
pub(super) struct Lane {
    pub first: u32,
    /// Not included.
    pub end: u32,
    pub queue: VecDeque<Row>,
    open: Vec<Open>,
    counts: Counts,
    number: u32,
    header: Vec<String>,
    title: String,
    columns: BTreeSet<u32>,
    previous: u32,
    /// Rows read of the open table.
    read: u64,
    /// The lines over the first table, and those of them that are over all tables.
    over: Option<(Scope, Scope)>,
    caption: String,
    found: bool,
    told: bool,
}

/// Where columns are empty in all rows between tables with labels of their own.
pub(super) fn cuts(rows: &[Row], lists: &Codelists) -> Vec<u32> {
    let single: HashSet<u32> =
        rows.iter().filter(|r| Shape::of(r, lists).distinct < 2).map(|r| r.number).collect();
    let mut used: BTreeSet<u32> = BTreeSet::new();
    let mut wordy: HashMap<u32, (u32, u32)> = HashMap::new();
    for row in rows.iter().filter(|r| !single.contains(&r.number)) {
        for slot in &row.slots {
            used.insert(slot.column);
            let counts = wordy.entry(slot.column).or_insert((0, 0));
            match class(&slot.cell, lists) {
                Some(Class::Text | Class::Date) => counts.0 += 1,
                Some(_) => counts.1 += 1,
                None => {}
            }
        }
    }
    let columns: Vec<u32> = used.into_iter().collect();
    let words = |c: u32| wordy.get(&c).is_some_and(|(t, f)| t > f && *t > 1);
    let figures = |c: u32| wordy.get(&c).is_some_and(|(t, f)| f > t || (*f > 1 && *t <= 2));
    let mut cuts = Vec::new();
    let mut start = 0;
    for i in 1..columns.len() {
        let gap = columns[i] > columns[i - 1] + 1;
        let left = columns[start..i].iter().any(|&c| figures(c)) && words(columns[start]);
        let right = words(columns[i]) && columns[i + 1..].iter().any(|&c| figures(c));
        if gap && left && right {
            cuts.push(columns[i]);
            start = i;
        }
    }
    cuts
}

impl Lane {
    pub fn new(number: u32, first: u32, end: u32, caption: &str) -> Self {
        Self {
            first,
            end,
            queue: VecDeque::new(),
            open: Vec::new(),
            counts: Counts::default(),
            number,
            header: Vec::new(),
            title: String::new(),
            columns: BTreeSet::new(),
            previous: 0,
            read: 0,
            over: None,
            caption: caption.to_owned(),
            found: false,
            told: false,
        }
    }

    /// Reads the rows that wait, as far as they can be understood; all of them at the end of the sheet.
    pub fn run(&mut self, end: bool, shared: &mut Shared, out: &mut Extraction) {
        loop {
            if self.open.is_empty() {
                if self.queue.is_empty() || (self.queue.len() < LOOK && !end) {
                    return;
                }
                self.plan(shared, out);
                continue;
            }
            if self.queue.is_empty() || (self.queue.len() <= AHEAD && !end) {
                return;
            }
            match self.front(shared.lists) {
                Front::Next => self.counts.close(self.open.drain(..).map(|o| o.count)),
                Front::Repeated(rows) => {
                    for row in self.queue.drain(..rows.min(self.queue.len())).collect::<Vec<_>>() {
                        texts(&row, shared, out);
                    }
                }
                Front::Same => {
                    if let Some(row) = self.queue.pop_front() {
                        self.row(&row, shared, out);
                        self.previous = row.number;
                        self.read += 1;
                    }
                }
            }
        }
    }

    fn front(&self, lists: &Codelists) -> Front {
        let Some(first) = self.queue.front() else { return Front::Same };
        let plain = |s: &Slot| class(&s.cell, lists) == Some(Class::Number);
        let quick = |s: &Slot| s.cell.is_number() && plain(s);
        if self.read == 0 || first.own().any(quick) || first.own().any(plain) {
            return Front::Same;
        }
        let ahead: Vec<&Row> = self.queue.iter().take(AHEAD).collect();
        front(&ahead, lists, &self.columns, &self.header, &self.title, self.previous)
    }

    /// Finds the next table in the rows that wait, and opens it; without one they go to the ledger.
    fn plan(&mut self, shared: &mut Shared, out: &mut Extraction) {
        let lists = shared.lists;
        let given: Vec<u32> = match shared.hint {
            Some(hint) if !self.found => hint.header_row.iter().map(|r| r.saturating_sub(1)).collect(),
            _ => Vec::new(),
        };
        let rows = self.queue.make_contiguous();
        let look = &rows[..rows.len().min(LOOK)];
        let Some(plan) = shape::plan(look, lists, &given) else { return self.unknown(shared, out) };
        let columns: BTreeSet<u32> =
            look[plan.body..].iter().take(LOOK / 20).flat_map(|r| Shape::of(r, lists).valued).collect();
        let header: Vec<String> = look[plan.header..plan.body]
            .iter()
            .flat_map(|r| r.slots.iter())
            .map(|s| squeeze(&s.cell.text()))
            .collect();
        let mut body = plan.body + 1;
        while body < look.len() {
            let ahead: Vec<&Row> = look[body..].iter().take(AHEAD).collect();
            let previous = look[body - 1].number;
            if front(&ahead, lists, &columns, &header, "", previous) == Front::Next {
                break;
            }
            body += 1;
        }
        let titles = &look[..plan.header];
        let mut parts = Part::split(
            titles,
            &look[plan.header..plan.body],
            &look[plan.body..body.min(look.len())],
            lists,
            &mut shared.meanings,
            shared.hint,
        );
        if parts.is_empty() {
            return self.unknown(shared, out);
        }
        let mut lines: Vec<String> = std::mem::take(&mut self.caption).lines().map(str::to_owned).collect();
        let captioned = !lines.is_empty();
        let body = plan.body;
        self.title = titles.iter().flat_map(|r| r.own()).map(|s| squeeze(&s.cell.text())).collect();
        lines.extend(titles.iter().flat_map(|r| r.own()).map(|s| s.cell.text().trim().to_owned()));
        (self.header, self.columns, self.read, self.found) = (header, columns, 0, true);
        shared.tables += 1;
        let mut outers = Vec::new();
        for part in &mut parts {
            if captioned {
                part.scope = Scope::of(&lines, lists);
            }
            outers.push(self.outer(&mut part.scope, &lines, shared));
        }
        let counts = self.counts.open(&parts);
        for ((part, count), outer) in parts.into_iter().zip(counts).zip(outers) {
            self.open.push(Open::new(part, count, outer, self.number));
        }
        for row in self.queue.drain(..body).collect::<Vec<_>>() {
            texts(&row, shared, out);
            self.previous = row.number;
        }
    }

    /// What the lines over all tables of the sheet say where those of this table say nothing.
    fn outer(&mut self, scope: &mut Scope, lines: &[String], shared: &Shared) -> Scope {
        let mut outer = shared.outer.clone();
        match &self.over {
            None => {
                let last = lines.iter().rposition(|l| {
                    let one = Scope::of(std::slice::from_ref(l), shared.lists);
                    one.titles > 0
                });
                let above = match last {
                    Some(last) if scope.titles > 1 => Scope::of(&lines[..last], shared.lists),
                    _ => Scope { units: Vec::new(), label: String::new(), ..scope.clone() },
                };
                self.over = Some((scope.clone(), above));
            }
            Some((whole, _)) if scope.titles == 0 && scope.units.is_empty() => *scope = whole.clone(),
            Some((_, above)) => {
                outer.period = above.period.or(outer.period);
                outer.area = above.area.or(outer.area);
                if !above.units.is_empty() {
                    outer.units = above.units.clone();
                }
            }
        }
        outer
    }

    /// The rows that wait hold no table.
    fn unknown(&mut self, shared: &mut Shared, out: &mut Extraction) {
        let count = self.queue.len().min(LOOK);
        let mut figures = false;
        for row in self.queue.drain(..count).collect::<Vec<_>>() {
            figures |= Shape::of(&row, shared.lists).figures();
            for slot in row.own() {
                match class(&slot.cell, shared.lists) {
                    Some(Class::Text | Class::Date) => {
                        shared.report.label(&slot.cell, LedgerReason::Label, out)
                    }
                    _ => shared.report.ledger(&slot.cell, LedgerReason::Unknown, "no_header", out),
                }
            }
        }
        if figures && !self.found && !std::mem::replace(&mut self.told, true) {
            let what = format!(
                "工作表“{}”没有找到表头：需要一行列名，其下至少一行数据。未读取其中数字。\
                 可在 pipeline.toml 的 [[sheet]] 中用 header_row 写明表头所在的行（如 header_row = [3, 4]），\
                 用 orientation 写明方向；不需要的表写 skip = true",
                shared.section
            );
            shared.report.issue("I-table-no-header", Severity::Warning, what, out);
        }
    }

    /// Reads one row of the open tables.
    fn row(&mut self, row: &Row, shared: &mut Shared, out: &mut Extraction) {
        let lists = shared.lists;
        let first = self.read == 0;
        let mut held: BTreeSet<u32> = BTreeSet::new();
        for open in &mut self.open {
            let own = |s: &&Slot| open.part.holds(s.column);
            let before = held.len();
            held.extend(row.own().filter(own).map(|s| s.column));
            match held.len() - before {
                0 => {}
                n if n == row.own().count() => open.read(row, first, &self.counts, shared, out),
                _ => {
                    if let Some(row) = open.part.range().and_then(|(a, b)| row.between(a, b + 1)) {
                        open.read(&row, first, &self.counts, shared, out);
                    }
                }
            }
        }
        // beside the tables
        for slot in row.own().filter(|s| !held.contains(&s.column)) {
            match class(&slot.cell, lists) {
                Some(Class::Text | Class::Date) => shared.report.label(&slot.cell, LedgerReason::Label, out),
                Some(_) => shared.report.ledger(&slot.cell, LedgerReason::Unknown, "beside", out),
                None => {}
            }
        }
    }
}
