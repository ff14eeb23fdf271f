//! Checks of what the documents state against what they imply, as the rows of `codelist/check.csv` declare them.
//!
//! A check passes, is flagged with an explanation, or is undetermined where bounds leave both open. Two checks are
//! no formulas and stand in code: items listed against their stated count, and documents that contradict each other.

mod contradiction;
mod integers;
mod listed;

use super::bind::{Binding, Corpus, Lookup, Pattern};
use super::derive::records;
use super::formula::{Formula, Unit, unit};
use super::interval::Interval;
use super::words::{Template, quotes};
use crate::codelist::{IndicatorList, Row};
use crate::error::Error;
use crate::model::{Bound, Consistency, Observation, Verdict};
use crate::say::Say;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeSet;

/// The columns of `check.csv`; the English texts may be left out.
const COLUMNS: [&str; 10] =
    ["check", "label", "test", "scope", "where", "pass", "flag", "label_en", "pass_en", "flag_en"];

/// A declared check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    pub check: String,
    /// The file's line, for messages.
    pub line: u64,
    pub label: Template,
    pub left: Formula,
    pub relation: Relation,
    /// A number without operands where the relation has no right side.
    pub right: Formula,
    pub pattern: Pattern,
    pub pass: Template,
    /// Empty where only a pass says something.
    pub flag: Template,
}

/// What a check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Both sides may be the same number, as far as their digits go.
    Agrees,
    AtMost,
    AtLeast,
    /// Parts make up the whole: more is wrong, less leaves open whether all are named.
    Fills,
    /// A whole number lies within the left side.
    IsWhole,
}

impl CheckRow {
    /// Reads the rows of a file; a message names the line and what is wrong there.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut rows: Vec<Self> = Vec::new();
        for (line, fields) in records(text, &COLUMNS)? {
            let row = Self::read(line, &fields).map_err(|e| format!("line {line}: {e}"))?;
            if rows.iter().any(|r| r.check == row.check) {
                return Err(format!("line {line}: the check `{}` stands twice", row.check));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Reads the rows of the code list, whose operands must be indicators; an error names the file and line they stand
    /// on.
    pub fn rows(list: &[Row], indicators: &IndicatorList) -> Result<Vec<Self>, Error> {
        let mut rows: Vec<Self> = Vec::new();
        for row in list {
            let fields: Vec<String> = (0..COLUMNS.len()).map(|i| row.cell(i).to_owned()).collect();
            let read = Self::read(row.line as u64, &fields).map_err(|e| row.error(e))?;
            read.pattern.validate(indicators).map_err(|e| row.error(e))?;
            if rows.iter().any(|r| r.check == read.check) {
                return Err(row.error(format!("the check `{}` stands twice", read.check)));
            }
            rows.push(read);
        }
        Ok(rows)
    }

    fn read(line: u64, fields: &[String]) -> Result<Self, String> {
        let [check, label, test, scope, conditions, pass, flag, english @ ..] = fields else {
            return Err(format!("expected {} columns", COLUMNS.len()));
        };
        let english = |n: usize| english.get(n).map_or("", String::as_str);
        let relations = [
            (" fills ", Relation::Fills),
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("=", Relation::Agrees),
        ];
        let (left, relation, right) = match test.strip_suffix("is whole") {
            Some(left) => (left, Relation::IsWhole, "0"),
            None => relations
                .iter()
                .find_map(|(sign, relation)| test.split_once(sign).map(|(l, r)| (l, *relation, r)))
                .ok_or(format!("`{test}` has none of =, <=, >=, fills, is whole"))?,
        };
        let (left, right) = (Formula::parse(left)?, Formula::parse(right)?);
        let pattern = Pattern::parse(&[&left, &right], scope, conditions)?;
        let names: Vec<&str> = pattern.operands.iter().map(|(name, _)| name.as_str()).collect();
        let label = Template::new(label, english(0));
        let (pass, flag) = (Template::new(pass, english(1)), Template::new(flag, english(2)));
        for template in [&label, &pass, &flag] {
            template.validate(&names)?;
        }
        Ok(Self { check: check.clone(), line, label, left, relation, right, pattern, pass, flag })
    }
}

/// Every check that the observations allow, in the order of the rows.
pub fn check(observations: &[Observation], rows: &[CheckRow], lookup: &Lookup<'_>) -> Vec<Consistency> {
    check_corpus(&Corpus::new(observations, lookup), rows)
}

/// The same of a corpus.
pub fn check_corpus(corpus: &Corpus<'_>, rows: &[CheckRow]) -> Vec<Consistency> {
    let of_rows = || rows.par_iter().map(|row| of_row(row, corpus)).collect::<Vec<_>>();
    let in_code = || (listed::check(corpus), contradiction::check(corpus));
    let (found, (listed, contradictory)) = rayon::join(of_rows, in_code);
    let mut checks: Vec<Consistency> = found.into_iter().flatten().collect();
    checks.extend(listed);
    checks.extend(contradictory);
    checks
}

fn of_row(row: &CheckRow, corpus: &Corpus<'_>) -> Vec<Consistency> {
    let mut seen = BTreeSet::new();
    let mut checks = Vec::new();
    for binding in corpus.bindings(&row.pattern) {
        let mut key = binding.inputs();
        key.sort_unstable();
        if seen.insert(key) {
            checks.extend(run(row, &binding, &corpus.lookup.say));
        }
    }
    checks
}

fn run(row: &CheckRow, binding: &Binding<'_>, say: &Say<'_>) -> Option<Consistency> {
    let ((left, measure), (right, other)) = (binding.evaluate(&row.left)?, binding.evaluate(&row.right)?);
    let ordered = matches!(row.relation, Relation::AtMost | Relation::AtLeast | Relation::Fills);
    if ordered && measure != other {
        return None;
    }
    // Only a count written in full can fail to be whole.
    if row.relation == Relation::IsWhole && Interval::of(binding.anchor()).ends().bound != Bound::Exact {
        return None;
    }
    let result = judge(row.relation, &left, &right);
    let explanation = match result {
        Verdict::Flag | Verdict::Undetermined if row.flag.is_empty() => return None,
        Verdict::Pass | Verdict::Undetermined if row.pass.is_empty() => return None,
        Verdict::Undetermined if row.relation == Relation::IsWhole => return None,
        Verdict::Pass => row.pass.fill(binding, say),
        Verdict::Flag => [integers::explain(row, binding, say), Some(row.flag.fill(binding, say))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(say.pick("。", ". ")),
        Verdict::Undetermined if row.relation == Relation::Fills && right.surely_above(&left) => {
            let english =
                "the parts add up to less than the whole; the text does not say whether all are named";
            say.pick("各项之和少于整体，文中未写是否列全", english).to_owned()
        }
        Verdict::Undetermined => say
            .pick("界不定，文中的数不足以判断", "undetermined: the figures stated do not decide it")
            .to_owned(),
    };
    let inputs = binding.inputs();
    Some(Consistency {
        check_id: super::id('k', &row.check, &inputs),
        rule: row.check.clone(),
        label: row.label.fill(binding, say),
        stated: stated(&row.left, binding, say),
        recomputed: recomputed(row, binding, (&left, &measure), &right, say),
        inputs,
        result,
        explanation,
    })
}

/// Pass or flag where every number that the bounds allow agrees on it.
fn judge(relation: Relation, left: &Interval, right: &Interval) -> Verdict {
    let decide = |yes: bool, no: bool| match (yes, no) {
        (true, _) => Verdict::Pass,
        (_, true) => Verdict::Flag,
        _ => Verdict::Undetermined,
    };
    let closed = |i: &Interval| matches!(i.ends().bound, Bound::Exact | Bound::Approx | Bound::Range);
    match relation {
        Relation::Agrees => decide(closed(left) && closed(right) && left.meets(right), !left.meets(right)),
        Relation::Fills => {
            let same = closed(left) && closed(right) && left.meets(right);
            decide(same, left.surely_above(right))
        }
        Relation::AtMost => decide(left.high.at <= right.low.at, left.surely_above(right)),
        Relation::AtLeast => decide(left.low.at >= right.high.at, right.surely_above(left)),
        Relation::IsWhole => {
            let ends = left.ends();
            match (ends.low, ends.high) {
                (Some(low), Some(high)) => decide(low.ceil() <= high, low.ceil() > high),
                _ => Verdict::Undetermined,
            }
        }
    }
}

fn stated(formula: &Formula, binding: &Binding<'_>, say: &Say<'_>) -> String {
    let mut named: Vec<&Observation> = Vec::new();
    for o in formula.atoms.iter().flat_map(|a| binding.of(&a.name)) {
        if !named.iter().any(|known| known.said() == o.said()) {
            named.push(o);
        }
    }
    quotes(named.into_iter(), say)
}

/// The side that is computed, in the unit of the stated one; of two sides compared, both.
fn recomputed(
    row: &CheckRow,
    binding: &Binding<'_>,
    left: (&Interval, &Unit),
    right: &Interval,
    say: &Say<'_>,
) -> String {
    let stated = row.left.atoms.first().and_then(|a| binding.of(&a.name).first());
    // A quotient of unlike things is printed as the percentage it is compared with.
    let pure = left.1.is_empty();
    let written = stated.and_then(|o| o.quantity.unit.as_deref());
    let suffix = written.filter(|u| !pure || unit(u).is_empty()).unwrap_or("");
    let print = |interval: &Interval| say.print(&interval.ends(), suffix);
    match row.relation {
        Relation::Agrees if row.right.atoms.is_empty() => print(left.0),
        Relation::Agrees => print(right),
        Relation::Fills => format!("{} ∶ {}", print(left.0), print(right)),
        Relation::AtMost => format!("{} ≤ {}", print(left.0), print(right)),
        Relation::AtLeast => format!("{} ≥ {}", print(left.0), print(right)),
        Relation::IsWhole => print(left.0),
    }
}
