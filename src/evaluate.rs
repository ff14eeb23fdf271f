//! Precision, recall and accuracy by field against an annotation in `tests/gold`'s format.

use crate::model::Observation;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One annotated measure.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    pub id: String,
    pub quote: String,
    pub num_start: u32,
    pub num_end: u32,
    #[serde(default)]
    pub borderline: bool,
    #[serde(default)]
    pub alt: BTreeMap<String, Vec<Value>>,
    #[serde(flatten)]
    pub fields: BTreeMap<String, Value>,
}

/// One annotated span that is no measure.
#[derive(Debug, Clone, Deserialize)]
pub struct Negative {
    pub id: String,
    pub quote: String,
    pub start: u32,
    pub end: u32,
    #[serde(default)]
    pub borderline: bool,
}

/// The fields that are compared, in the order they are printed.
pub const FIELDS: &[&str] = &[
    "quote",
    "value",
    "low",
    "high",
    "unit",
    "per",
    "dimension",
    "qualifier",
    "kind",
    "direction",
    "status",
    "province",
    "place",
    "time_period",
    "comparison_base",
    "indicator",
];

/// The score of one document.
#[derive(Debug, Clone, Default)]
pub struct Score {
    pub gold: usize,
    pub found: usize,
    pub missed: Vec<String>,
    pub spurious: Vec<String>,
    pub on_negatives: Vec<String>,
    /// Right without and with the alternatives, out of the matches, by field.
    pub fields: BTreeMap<&'static str, (usize, usize, usize)>,
    /// Wrong even with the alternatives.
    pub wrong: Vec<String>,
}

impl Score {
    /// Found of the annotated; borderline ones that are missed do not count.
    pub fn recall(&self) -> f64 {
        ratio(self.gold - self.missed.len(), self.gold)
    }

    /// Right of the found; borderline ones do not count against it.
    pub fn precision(&self) -> f64 {
        ratio(self.found - self.spurious.len() - self.on_negatives.len(), self.found)
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    /// Adds another document's score.
    pub fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.missed.extend(other.missed);
        self.spurious.extend(other.spurious);
        self.on_negatives.extend(other.on_negatives);
        self.wrong.extend(other.wrong);
        for (field, (strict, lenient, total)) in other.fields {
            let sum = self.fields.entry(field).or_default();
            *sum = (sum.0 + strict, sum.1 + lenient, sum.2 + total);
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Scores observations of a document against its annotation; matching is by overlap with the numeral.
pub fn score(observations: &[Observation], gold: &[Gold], negatives: &[Negative]) -> Score {
    let mut score = Score { gold: gold.len(), found: observations.len(), ..Score::default() };
    let span = |o: &Observation| (o.start.unwrap_or(0), o.end.unwrap_or(0));
    let mut used = vec![false; observations.len()];
    for g in gold {
        let at = observations.iter().enumerate().position(|(i, o)| {
            let (start, end) = span(o);
            !used[i] && start < g.num_end && g.num_start < end
        });
        let Some(i) = at else {
            if g.borderline {
                score.gold -= 1;
            } else {
                score.missed.push(format!("{} {}", g.id, g.quote));
            }
            continue;
        };
        used[i] = true;
        for &field in FIELDS {
            let value = field_of(&observations[i], field);
            let expected = g.fields.get(field).cloned().unwrap_or(if field == "quote" {
                Value::String(g.quote.clone())
            } else {
                Value::Null
            });
            let strict = same(&value, &expected);
            let lenient = strict || g.alt.get(field).is_some_and(|alt| alt.iter().any(|a| same(&value, a)));
            let entry = score.fields.entry(field).or_default();
            *entry = (entry.0 + usize::from(strict), entry.1 + usize::from(lenient), entry.2 + 1);
            if !lenient {
                score.wrong.push(format!("{} {} {field}: {value} instead of {expected}", g.id, g.quote));
            }
        }
    }
    for (o, _) in observations.iter().zip(&used).filter(|(_, used)| !**used) {
        let (start, end) = span(o);
        match negatives.iter().find(|n| start < n.end && n.start < end) {
            Some(n) if n.borderline => score.found -= 1,
            Some(n) => score.on_negatives.push(format!("{} {} read as {}", n.id, n.quote, o.quote)),
            None => score.spurious.push(format!("{} at {start}", o.quote)),
        }
    }
    score
}

/// The score as lines for people; with details, every difference.
pub fn report(score: &Score, details: bool) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    let (hit, all) = (score.gold - score.missed.len(), score.gold);
    let _ = writeln!(text, "recall {hit}/{all} {:.4}", score.recall());
    let _ = writeln!(
        text,
        "precision {:.4} (spurious {}, on negatives {})",
        score.precision(),
        score.spurious.len(),
        score.on_negatives.len()
    );
    let _ = writeln!(text, "f1 {:.4}", score.f1());
    let _ = writeln!(text, "{:<16} {:>8} {:>8}", "field", "strict", "lenient");
    for field in FIELDS {
        if let Some((strict, lenient, total)) = score.fields.get(field) {
            let _ = writeln!(
                text,
                "{field:<16} {:>8.4} {:>8.4}",
                ratio(*strict, *total),
                ratio(*lenient, *total)
            );
        }
    }
    if details {
        for (name, list) in [
            ("missed", &score.missed),
            ("spurious", &score.spurious),
            ("on negatives", &score.on_negatives),
            ("wrong", &score.wrong),
        ] {
            for item in list {
                let _ = writeln!(text, "{name}: {item}");
            }
        }
    }
    text
}

fn field_of(o: &Observation, field: &str) -> Value {
    let string = |s: Option<&str>| s.map_or(Value::Null, |s| Value::String(s.to_owned()));
    let number = |d: Option<Decimal>| d.map_or(Value::Null, |d| Value::String(d.normalize().to_string()));
    match field {
        "quote" => Value::String(o.quote.clone()),
        "value" => number(o.quantity.value),
        "low" => number(o.quantity.low),
        "high" => number(o.quantity.high),
        "unit" => string(o.quantity.unit.as_deref()),
        "per" => string(o.quantity.per.as_deref()),
        "dimension" => string(Some(o.quantity.dimension.code())),
        "qualifier" => string(Some(o.quantity.qualifier.code())),
        "kind" => string(Some(o.kind.code())),
        "direction" => string(o.direction.map(|d| d.code())),
        "status" => string(Some(o.status.code())),
        "province" => string(o.province()),
        "place" => string(o.place.as_ref().map(|p| p.name.as_str())),
        "time_period" => string(o.period.as_ref().map(|p| p.code.as_str())),
        "comparison_base" => string(o.comparison_base.as_deref()),
        "indicator" => string(o.indicator.as_deref()),
        _ => Value::Null,
    }
}

/// Whether two values are the same; numbers to four decimals.
fn same(a: &Value, b: &Value) -> bool {
    let number = |v: &Value| match v {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.parse::<f64>().ok(),
        _ => None,
    };
    match (number(a), number(b)) {
        (Some(x), Some(y)) => (x - y).abs() <= 1e-4_f64.max(y.abs() * 1e-9),
        _ => a == b,
    }
}
