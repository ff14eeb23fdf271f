//! The comparison tables: one a comparison, its figures leading to their observations.

use super::words::Words;
use crate::model::comparison::Ends;
use crate::model::quantity::shift;
use crate::model::{Comparability, Comparison, ComparisonRow, Kind, Observation, Qualifier, Status};
use crate::report::Release;
use crate::report::finding::{Finding, findings, side_by_side};
use crate::say::Say;
use crate::say::style::{DisplayUnit, number};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Most provinces of a comparison that is also put into a sentence.
const SENTENCE: usize = 8;

/// A comparison as the page shows it.
#[derive(Serialize)]
pub struct Panel {
    id: String,
    title: String,
    short: String,
    grade: String,
    grade_code: &'static str,
    count: usize,
    finding: String,
    columns: Vec<Head>,
    rows: Vec<Row>,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct Head {
    name: String,
    number: bool,
}

#[derive(Serialize)]
struct Row {
    cells: Vec<Cell>,
    /// It stands apart from the others: not comparable.
    apart: bool,
}

#[derive(Serialize, Default)]
struct Cell {
    text: String,
    number: bool,
    /// It may be long, and wraps.
    long: bool,
    /// The observation it leads to.
    id: Option<String>,
}

/// The comparisons with two rows or more that stand side by side.
pub fn compared<'a>(release: &Release<'a>) -> Vec<&'a Comparison> {
    release.compared.comparisons.iter().filter(|c| side_by_side(c).len() >= 2).collect()
}

/// The panels of these comparisons, each with at most so many rows. `present` says whether an observation is on the page.
pub fn panels(
    release: &Release,
    comparisons: &[&Comparison],
    most: usize,
    present: &dyn Fn(&str) -> bool,
    words: &Words,
) -> Vec<Panel> {
    let findings = findings(release);
    let by_rows: HashMap<&[Arc<str>], &Finding> =
        findings.iter().map(|f| (f.observations.as_slice(), f)).collect();
    let mut panels: Vec<Panel> =
        comparisons.iter().map(|c| panel(release, c, most, &by_rows, present, words)).collect();
    // what several comparisons are called is told apart by the period
    let mut names: HashMap<String, usize> = HashMap::new();
    for panel in &panels {
        *names.entry(panel.short.clone()).or_default() += 1;
    }
    for (panel, comparison) in panels.iter_mut().zip(comparisons) {
        if names[&panel.short] > 1
            && let Some(period) = common_period(comparison)
        {
            panel.short.push_str(&release.say().bracketed(&release.say().period(period)));
        }
    }
    panels
}

/// The period of all rows that stand side by side.
fn common_period(comparison: &Comparison) -> Option<&str> {
    let beside = side_by_side(comparison);
    let first = beside.first()?.period.as_deref()?;
    beside.iter().all(|r| r.period.as_deref() == Some(first)).then_some(first)
}

/// The rows of a comparison: those that stand side by side, then those that stand apart from them.
pub fn rows(comparison: &Comparison) -> Vec<(&ComparisonRow, bool)> {
    let beside = side_by_side(comparison);
    let ids: HashSet<&str> = beside.iter().map(|r| &*r.observation_id).collect();
    let apart = comparison.rows.iter().filter(|r| !ids.contains(&*r.observation_id));
    beside.iter().map(|r| (*r, false)).chain(apart.map(|r| (r, true))).collect()
}

fn panel(
    release: &Release,
    comparison: &Comparison,
    most: usize,
    findings: &HashMap<&[Arc<str>], &Finding>,
    present: &dyn Fn(&str) -> bool,
    words: &Words,
) -> Panel {
    let beside = side_by_side(comparison);
    let ids: Vec<Arc<str>> = beside.iter().map(|r| r.observation_id.clone()).collect();
    let all = rows(comparison);
    let rows: Vec<(&ComparisonRow, &Observation, bool)> = all
        .iter()
        .take(most)
        .filter_map(|(r, apart)| release.observation(&r.observation_id).map(|o| (*r, o, *apart)))
        .collect();
    let table = Table::new(release, comparison, &rows);
    let word = |set: &str, code: &'static str| release.say().word(set, code).to_owned();
    let say = release.say();
    let sources = say.named(words.get("source"), &release.sources(rows.iter().map(|(_, o, _)| *o)));
    let unit = match table.unit.name.as_str() {
        "" => String::new(),
        name => format!(" · {}", say.named(words.get("unit"), name)),
    };
    let mut lines = vec![format!("{sources}{unit}")];
    if all.len() > most {
        lines.insert(0, words.filled("rows_left", &[&(all.len() - most).to_string()]));
    }
    if !comparison.caveat.is_empty() {
        lines.push(comparison.caveat.clone());
    }
    if let Some(median) = &comparison.median {
        let exponent = table.unit.exponent.max(0) as u32;
        let unit = comparison.unit.as_deref().unwrap_or_default();
        let said = say.print_in(median, exponent, unit);
        lines.push(say.named(words.get("median"), &said));
    }
    let target = match comparison.status {
        Status::Target => format!("·{}", words.get("target")),
        Status::Actual => String::new(),
    };
    let kind = word(Kind::SET, comparison.kind.code());
    // of many provinces the sentence says what the table says
    let finding = findings.get(ids.as_slice()).filter(|_| ids.len() <= SENTENCE);
    Panel {
        id: comparison.comparison_id.clone(),
        title: format!(
            "{}{}{}{}",
            comparison.label,
            say.bracketed(&format!("{kind}{target}")),
            say.pick("，", ", "),
            words.filled("provinces_n", &[&beside.len().to_string()])
        ),
        short: match comparison.kind {
            Kind::Level => format!("{}{target}", comparison.label),
            _ => format!("{}·{kind}{target}", comparison.label),
        },
        grade: word(Comparability::SET, comparison.comparability.code()),
        grade_code: comparison.comparability.code(),
        count: beside.len(),
        finding: finding.map(|f| f.text.clone()).unwrap_or_default(),
        columns: table.head(words),
        rows: rows.iter().map(|(r, o, apart)| table.row(r, o, *apart, present, words)).collect(),
        lines,
    }
}

/// The ratios of the rows to the highest, by observation.
fn ratios<'a>(release: &Release, comparison: &'a Comparison) -> HashMap<&'a str, Ends> {
    let rows = comparison.rows.iter().zip(release.to_highest(comparison));
    rows.filter_map(|(row, highest)| Some((&*row.observation_id, highest?.ratio?))).collect()
}

/// Which columns a comparison needs.
struct Table<'a> {
    say: Say<'a>,
    comparison: &'a Comparison,
    /// To the highest of the comparison, by observation.
    ratios: HashMap<&'a str, Ends>,
    unit: DisplayUnit,
    local: bool,
    several: bool,
    industries: bool,
    bounded: bool,
    ranked: bool,
}

impl<'a> Table<'a> {
    fn new(
        release: &'a Release<'a>,
        comparison: &'a Comparison,
        rows: &[(&ComparisonRow, &Observation, bool)],
    ) -> Self {
        let own = |o: &&&Observation| o.quantity.unit.as_deref() == comparison.unit.as_deref();
        let size =
            |o: &&Observation| o.quantity.value.or(o.quantity.high).or(o.quantity.low).map(|v| v.abs());
        let largest = rows.iter().map(|(_, o, _)| o).filter(own).max_by_key(|o| size(o));
        let none = DisplayUnit { name: String::new(), exponent: 0 };
        Self {
            say: release.say(),
            comparison,
            ratios: ratios(release, comparison),
            unit: largest.map_or(none, |o| release.say().unit(o)),
            local: rows.iter().any(|(r, _, _)| r.place != r.province),
            several: comparison.indicators.len() > 1,
            industries: rows.iter().any(|(_, o, _)| o.industry.is_some()),
            bounded: rows.iter().any(|(_, o, _)| o.quantity.qualifier != Qualifier::Exact),
            ranked: rows.iter().any(|(r, _, _)| r.rank_min.is_some()),
        }
    }

    fn head(&self, words: &Words) -> Vec<Head> {
        let text = |name: &str| Head { name: name.to_owned(), number: false };
        let amount = |name: &str| Head {
            name: if self.unit.name.is_empty() {
                name.into()
            } else {
                format!("{name}{}", self.say.bracketed(&self.unit.name))
            },
            number: true,
        };
        let mut head = vec![text(words.get("province_short"))];
        let mut add = |wanted: bool, one: Head| {
            if wanted {
                head.push(one)
            }
        };
        add(self.local, text(words.get("place")));
        add(self.several, text(words.get("indicator")));
        add(self.industries, text(words.get("industry")));
        add(true, text(words.get("quote")));
        add(true, amount(words.get("value")));
        add(self.bounded, text(words.get("qualifier")));
        add(self.bounded, Head { name: words.get("low").to_owned(), number: true });
        add(self.bounded, Head { name: words.get("high").to_owned(), number: true });
        add(true, text(words.get("time")));
        add(self.ranked, Head { name: words.get("rank").to_owned(), number: true });
        add(true, text(words.get("ratio_highest")));
        add(true, text(words.get("comparability")));
        head
    }

    fn row(
        &self,
        row: &ComparisonRow,
        o: &Observation,
        apart: bool,
        present: &dyn Fn(&str) -> bool,
        words: &Words,
    ) -> Row {
        let text = |text: &str| Cell { text: text.to_owned(), ..Cell::default() };
        let long =
            |text: &str| Cell { text: text.to_owned(), long: text.chars().count() > 9, ..Cell::default() };
        let id = Some(o.observation_id.to_string()).filter(|id| present(id));
        // a figure in another unit stands in its quote only
        let same = o.quantity.unit.as_deref() == self.comparison.unit.as_deref();
        let shown = |v: Option<Decimal>| v.filter(|_| same).map(|v| number(shift(v, -self.unit.exponent)));
        let amount = |v: Option<Decimal>, without: &str| Cell {
            text: shown(v).unwrap_or_else(|| without.to_owned()),
            number: true,
            ..Cell::default()
        };
        let whole = row.place == row.province;
        let place = self.say.local(&row.province, &row.place);
        let unbounded = if same { words.get("unbounded") } else { "—" };
        let figure = match (o.quantity.value.is_some(), same) {
            (true, true) => shown(o.quantity.value).unwrap_or_default(),
            _ => self.say.label_of(o),
        };
        let mut cells = vec![text(&self.say.full_place(&row.province))];
        let mut add = |wanted: bool, one: Cell| {
            if wanted {
                cells.push(one)
            }
        };
        add(self.local, long(if whole { words.get("whole_province") } else { &place }));
        add(self.several, long(&self.say.what(o)));
        add(self.industries, long(o.industry.as_deref().map_or("", |industry| self.say.industry(industry))));
        add(true, Cell { id: id.clone(), ..long(&o.said()) });
        add(true, Cell { text: figure, number: true, id, ..Cell::default() });
        add(self.bounded, text(self.say.word(Qualifier::SET, o.quantity.qualifier.code())));
        add(self.bounded, amount(o.quantity.low, unbounded));
        add(self.bounded, amount(o.quantity.high, unbounded));
        add(true, text(&row.period.as_deref().map_or(String::new(), |code| self.say.period(code))));
        let rank = match (row.rank_min, row.rank_max) {
            (Some(a), Some(b)) if a == b => a.to_string(),
            (Some(a), Some(b)) => format!("{a}—{b}"),
            _ => words.get("not_ranked").to_owned(),
        };
        add(self.ranked, Cell { text: rank, number: true, ..Cell::default() });
        let ratio = self.ratios.get(&*row.observation_id);
        add(true, text(&ratio.map_or_else(|| "—".into(), |e| self.say.print(e, "倍"))));
        let grade = self.say.word(Comparability::SET, row.comparability.code());
        let reasons = self.say.reasons(&row.reasons);
        let graded =
            if reasons.is_empty() { grade.to_owned() } else { words.filled("graded", &[grade, &reasons]) };
        add(true, text(&graded));
        Row { cells, apart }
    }
}
