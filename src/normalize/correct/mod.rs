//! An analyst's corrections: fields set, observations taken out into the ledger or added by hand. What does not fit the
//! documents as they are now becomes an issue and changes nothing.

mod amount;
mod hand;
mod set;
mod stale;
mod when;

use crate::codelist::Codelists;
use crate::model::correction::{self, CorrectionCounts, CorrectionRow};
use crate::model::{Batch, Issue, LedgerEntry, LedgerReason, Locator, Observation, Operation, Severity};
use set::{Setter, order};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Codes of the issues, which name the file and the row.
const STALE: &str = "I-correction-stale";
const UNMATCHED: &str = "I-correction-unmatched";
const INVALID: &str = "I-correction-invalid";
/// Two rows of one field differ, and the later one holds.
const REPEATED: &str = "I-correction-repeated";
/// The documents say by now what the row wants.
const NEEDLESS: &str = "I-correction-needless";
/// Nothing in the row tells whether its cell is still what it was.
const UNGUARDED: &str = "I-correction-unguarded";

/// Fields that say together what a number is.
const NUMERIC: [&str; 7] = ["unit", "kind", "qualifier", "value", "low", "high", "direction"];

/// What came of the corrections.
#[derive(Debug, Default)]
pub struct Corrected {
    pub counts: CorrectionCounts,
    pub issues: Vec<Issue>,
    /// What was done, a line each.
    pub lines: Vec<String>,
}

/// A row with what it wants.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    row: &'a CorrectionRow,
    operation: Operation,
    /// Empty unless a field is corrected.
    field: &'static str,
}

/// Applies the rows to the batches, in the order of the files; a later row wins.
pub fn apply(batches: &mut [Batch], rows: &[CorrectionRow], lists: &Codelists) -> Corrected {
    let mut work = Work { lists, done: Corrected::default() };
    if rows.is_empty() {
        return work.done;
    }
    let mut wanted = Vec::new();
    for row in rows {
        match read(row, lists) {
            Ok(one) => wanted.push(one),
            Err(what) => work.invalid(row, &what),
        }
    }
    let (adds, rest): (Vec<Wanted>, Vec<Wanted>) =
        wanted.into_iter().partition(|w| w.operation == Operation::Add);
    // what is taken out makes room for what is added, and what was added can be corrected in turn
    let rest = work.existing(batches, rest);
    for one in adds {
        work.add(batches, one.row);
    }
    for one in work.existing(batches, rest) {
        work.missing(batches, one.row);
    }
    work.done.issues.sort();
    work.done
}

/// What a row wants, or why that cannot be told.
fn read<'a>(row: &'a CorrectionRow, lists: &Codelists) -> Result<Wanted<'a>, String> {
    let named = |text: &str| {
        let all = Operation::ALL.iter().map(|m| m.code());
        set::member(&lists.labels, Operation::SET, all, text).map(Operation::parse)
    };
    let (mut operation, field) = (row.get("operation"), row.get("field"));
    // a list without that column says it in the field
    if operation.is_empty() && matches!(named(field), Ok(Some(Operation::Reject | Operation::Add))) {
        operation = field;
    }
    let operation = match operation {
        "" => Operation::Correct,
        text => named(text)?.unwrap_or(Operation::Correct),
    };
    if operation == Operation::Add {
        return Ok(Wanted { row, operation, field: "" });
    }
    if row.get("observation_id").is_empty() {
        return Err("没有填观测编号。请把“观测值”中的一行粘贴到该行，或填写以 o 开头的编号".into());
    }
    if operation == Operation::Reject {
        return Ok(Wanted { row, operation, field: "" });
    }
    let allowed = || correction::FIELDS.map(|f| correction::label(f, true)).join("、");
    match correction::field(field) {
        Some(field) => Ok(Wanted { row, operation, field }),
        None if field.is_empty() => Err(format!("没有填字段和更正值。字段可选：{}", allowed())),
        None => Err(format!("没有可更正的字段“{field}”。可选：{}", allowed())),
    }
}

/// Applies rows and keeps what came of them.
struct Work<'a> {
    lists: &'a Codelists,
    done: Corrected,
}

impl Work<'_> {
    fn tell(&mut self, code: &str, severity: Severity, row: &CorrectionRow, what: &str) {
        let message = format!("{}{what}", row.place());
        self.done
            .issues
            .push(Issue::new(code, severity, &row.file, message).at(format!("第 {} 行", row.row)));
    }

    fn invalid(&mut self, row: &CorrectionRow, what: &str) {
        self.done.counts.invalid += 1;
        self.tell(INVALID, Severity::Warning, row, &format!("未采用：{what}"));
    }

    fn stale(&mut self, row: &CorrectionRow, what: &str) {
        self.done.counts.stale += 1;
        let what = format!("未采用，因为原文已变：{what}。请核对后按现在的观测重新填写，或删除该行");
        self.tell(STALE, Severity::Warning, row, &what);
    }

    /// Corrects and takes out; returns the rows whose observation is not there.
    fn existing<'r>(&mut self, batches: &mut [Batch], rows: Vec<Wanted<'r>>) -> Vec<Wanted<'r>> {
        let ids: HashSet<&str> = rows.iter().map(|w| w.row.get("observation_id")).collect();
        let mut places: HashMap<String, (usize, usize)> = HashMap::new();
        for (b, batch) in batches.iter().enumerate() {
            for (i, o) in batch.observations.iter().enumerate() {
                if ids.contains(&*o.observation_id) {
                    places.entry(o.observation_id.to_string()).or_insert((b, i));
                }
            }
        }
        let (mut found, mut missing) = (BTreeMap::<(usize, usize), Vec<Wanted>>::new(), Vec::new());
        for one in rows {
            match places.get(one.row.get("observation_id")) {
                Some(&at) => found.entry(at).or_default().push(one),
                None => missing.push(one),
            }
        }
        let mut out: Vec<(usize, usize, &CorrectionRow)> = Vec::new();
        for ((b, i), rows) in found {
            let o = &mut batches[b].observations[i];
            let rows: Vec<Wanted> = rows.into_iter().filter(|w| self.guarded(w.row, o)).collect();
            match rows.iter().rev().find(|w| w.operation == Operation::Reject) {
                Some(reject) => {
                    self.done.counts.repeated += rows.len() - 1;
                    out.push((b, i, reject.row));
                }
                None => self.correct(o, &rows),
            }
        }
        for (b, i, row) in out.into_iter().rev() {
            self.done.counts.rejected += 1;
            reject(&mut batches[b], i, row);
            self.done.lines.push(format!("{} 删除（{}）", row.get("observation_id"), row.signed()));
        }
        missing
    }

    /// Whether the observation is still what the row was written for.
    fn guarded(&mut self, row: &CorrectionRow, o: &Observation) -> bool {
        let (sentence, quote) = (row.get("sentence"), row.get("quote"));
        if !sentence.is_empty() && !stale::same(sentence, &o.sentence) {
            self.stale(row, &format!("更正时原句为“{sentence}”，现在为“{}”", o.sentence.trim()));
            return false;
        }
        if !quote.is_empty() && !stale::same_quote(quote, &o.quote) {
            self.stale(
                row,
                &format!("更正时原文表述为“{quote}”，现在为“{}”（{}）", o.quote, o.sentence.trim()),
            );
            return false;
        }
        if quote.is_empty() && o.correction.is_none() && matches!(o.locator, Locator::Cell { .. }) {
            // the id of a cell stays when its number changes
            let what = format!("没有原文表述，无法核对单元格是否已改（现在为“{}”）。请补上原文表述", o.quote);
            self.tell(UNGUARDED, Severity::Note, row, &what);
        }
        true
    }

    /// Sets fields, the last row of each.
    fn correct(&mut self, o: &mut Observation, rows: &[Wanted]) {
        let mut last: Vec<Wanted> = Vec::new();
        for &one in rows {
            // place and province are one thing
            let same = |f: &str| if f == "province" { "place" } else { f }.to_owned();
            if let Some(at) = last.iter().position(|w| same(w.field) == same(one.field)) {
                let earlier = last.remove(at);
                self.done.counts.repeated += 1;
                if earlier.row.get("new") != one.row.get("new") {
                    let what = format!(
                        "与 {} 更正同一字段（{} 的“{}”）而值不同：“{}”与“{}”。采用了后者，请删除其一",
                        earlier.row.place(),
                        o.observation_id,
                        correction::label(one.field, true),
                        earlier.row.get("new"),
                        one.row.get("new")
                    );
                    self.tell(REPEATED, Severity::Note, one.row, &what);
                }
            }
            last.push(one);
        }
        last.sort_by_key(|w| order(w.field));
        let Settled { mut setter, mut held, mut wrong } = settle(o, &last, self.lists);
        let numeric = |w: &Wanted| NUMERIC.contains(&w.field);
        if held.iter().any(numeric)
            && let Err(what) = setter.check()
        {
            let (numbers, others): (Vec<Wanted>, Vec<Wanted>) = held.into_iter().partition(numeric);
            wrong.extend(numbers.into_iter().map(|w| (w.row, what.clone())));
            Settled { setter, held, .. } = settle(o, &others, self.lists);
        }
        for (row, what) in wrong {
            self.invalid(row, &what);
        }
        let mut set = setter.o;
        let mut marks: Vec<String> = set.correction.take().into_iter().collect();
        for Wanted { row, field, .. } in held {
            self.done.counts.corrected += 1;
            let (before, after) = (self.shown(o, field), self.shown(&set, field));
            if before == after {
                let what = format!(
                    "与现在的值相同（{} {after}），不再需要，可以删除",
                    correction::label(field, true)
                );
                self.tell(NEEDLESS, Severity::Note, row, &what);
                continue;
            }
            let mark = format!("{field}: {before}→{after}（{}）", row.signed());
            self.done.lines.push(format!(
                "{} {}：{before}→{after}（{}）",
                o.observation_id,
                correction::label(field, true),
                row.signed()
            ));
            marks.push(mark);
            set.rule.push_str(if set.rule.is_empty() { "correction:" } else { ";correction:" });
            set.rule.push_str(field);
        }
        set.correction = (!marks.is_empty()).then(|| marks.join("；"));
        *o = set;
    }

    /// What an observation has in a field, as people read it.
    fn shown(&self, o: &Observation, field: &str) -> String {
        let column = if field == "indicator" { "indicator_label" } else { field };
        match correction::present(o, column).as_str() {
            "" if matches!(field, "place" | "province") => "全国".to_owned(),
            "" => "空".to_owned(),
            code => self.lists.labels.zh(field, code).to_owned(),
        }
    }

    fn add(&mut self, batches: &mut [Batch], row: &CorrectionRow) {
        match hand::add(batches, row, self.lists) {
            Ok(hand::Added::New(id)) => {
                self.done.counts.added += 1;
                self.done.lines.push(format!("{id} 新增“{}”（{}）", row.get("quote"), row.signed()));
            }
            Ok(hand::Added::Known(b, i, wanted)) => {
                // the program finds it by itself now: what the analyst says of it still holds
                let wanted: Vec<(&'static str, CorrectionRow)> = wanted;
                let rows: Vec<Wanted> = wanted
                    .iter()
                    .map(|(field, row)| Wanted { row, operation: Operation::Correct, field })
                    .collect();
                let what = format!(
                    "要新增的数，程序现已自行提取（{}），所填各项按更正采用",
                    batches[b].observations[i].observation_id
                );
                self.tell(NEEDLESS, Severity::Note, row, &what);
                let (before, notes) = (self.done.counts.clone(), self.done.issues.len());
                self.correct(&mut batches[b].observations[i], &rows);
                self.done.counts =
                    CorrectionCounts { added: before.added + 1, invalid: self.done.counts.invalid, ..before };
                let later = self.done.issues.split_off(notes);
                self.done.issues.extend(later.into_iter().filter(|i| i.code != NEEDLESS));
            }
            Err(hand::Refusal::Invalid(what)) => self.invalid(row, &what),
            Err(hand::Refusal::Stale(what)) => self.stale(row, &what),
            Err(hand::Refusal::Unmatched(what)) => self.unmatched(row, &what),
        }
    }

    fn unmatched(&mut self, row: &CorrectionRow, what: &str) {
        self.done.counts.unmatched += 1;
        self.tell(UNMATCHED, Severity::Warning, row, &format!("未采用：{what}"));
    }

    /// A row whose observation is gone: with its sentence changed, or altogether.
    fn missing(&mut self, batches: &[Batch], row: &CorrectionRow) {
        let id = row.get("observation_id");
        let Some(o) = stale::successor(batches, row) else {
            let what =
                format!("没有编号为 {id} 的观测，也没有相同或相近的原句。请核对编号和文件，或删除该行");
            return self.unmatched(row, &what);
        };
        let was = match (row.get("sentence"), row.get("quote")) {
            ("", quote) => format!("原文表述为“{quote}”"),
            (sentence, _) => format!("原句为“{sentence}”"),
        };
        let what = format!(
            "编号 {id} 已不存在，更正时{was}；现在相近的是 {}（{} {}）：“{}”",
            o.observation_id,
            o.source,
            o.locator,
            o.sentence.trim()
        );
        self.stale(row, &what);
    }
}

/// The observation with the fields set in their order, what held, and what was wrong.
fn settle<'l, 'r>(o: &Observation, rows: &[Wanted<'r>], lists: &'l Codelists) -> Settled<'l, 'r> {
    let mut settled = Settled { setter: Setter::new(o.clone(), lists), held: Vec::new(), wrong: Vec::new() };
    for &one in rows {
        match settled.setter.set(one.field, one.row.get("new")) {
            Ok(()) => settled.held.push(one),
            Err(what) => settled.wrong.push((one.row, what)),
        }
    }
    settled
}

struct Settled<'l, 'r> {
    setter: Setter<'l>,
    held: Vec<Wanted<'r>>,
    wrong: Vec<(&'r CorrectionRow, String)>,
}

/// Takes an observation out: its numerals stand in the ledger.
fn reject(batch: &mut Batch, at: usize, row: &CorrectionRow) {
    let o = batch.observations.remove(at);
    let entry = LedgerEntry {
        document_id: o.document_id,
        start: o.start,
        end: o.end,
        locator: o.locator,
        quote: o.quote,
        reason: LedgerReason::Rejected,
        rule: format!("correction:{}", row.signed()).into(),
        section_number: o.section_number,
    };
    enter(&mut batch.ledger, entry);
    recount(batch);
}

/// Puts an entry in its place by offset; one without stands last.
fn enter(ledger: &mut Vec<LedgerEntry>, entry: LedgerEntry) {
    let at = match entry.start {
        Some(start) => ledger.iter().position(|l| l.start.is_some_and(|s| s > start)),
        None => None,
    };
    ledger.insert(at.unwrap_or(ledger.len()), entry);
}

/// Counts the numerals of each section anew.
fn recount(batch: &mut Batch) {
    for section in &mut batch.sections {
        let number = section.section.number;
        let observed = batch.observations.iter().filter(|o| o.start.is_some() && o.section_number == number);
        let listed = batch.ledger.iter().filter(|l| l.start.is_some() && l.section_number == number);
        section.extracted = observed.count() as u32;
        section.unplaced = listed.clone().filter(|l| l.reason == LedgerReason::Unknown).count() as u32;
        section.numerals = section.extracted + listed.count() as u32;
    }
}
