//! Down to the sentences: of an observation the quote in its sentence and the rules that decided; of a comparison,
//! derived figure, trend or check the observations it rests on.

use crate::codelist::Codelists;
use crate::compare::{self, Documents};
use crate::config::Config;
use crate::error::Error;
use crate::model::schema::{OBSERVATIONS, Value};
use crate::model::{Batch, Observation, Trend};
use crate::say::Say;
use crate::say::print::print;
use std::fmt::Write;

/// What an id of the present inputs stands for.
pub fn explain(config: &Config, lists: &Codelists, id: &str) -> Result<String, Error> {
    let batches = crate::pipeline::batches_of(config, lists)?;
    let observations: Vec<Observation> =
        batches.iter().flat_map(|b: &Batch| b.observations.iter().cloned()).collect();
    let find = |id: &str| observations.iter().find(|o| *o.observation_id == *id);
    if let Some(o) = find(id) {
        return Ok(observation(o));
    }
    let compared = compare::compare(&observations, &Documents::of(&batches), &Say::chinese(lists))?;
    let (head, inputs) = if let Some(c) = compared.comparisons.iter().find(|c| c.comparison_id == id) {
        let reasons: Vec<&str> = c.reasons.iter().map(|r| lists.labels.zh("reason", r.code())).collect();
        let grade = lists.labels.zh("comparability", c.comparability.code());
        let mut head = format!("{}（{}）：{grade} {}\n{}\n", c.label, c.kind, reasons.join("、"), c.caveat);
        for row in &c.rows {
            let rank = row.rank_min.zip(row.rank_max).map_or(String::new(), |(a, b)| format!("名次 {a}—{b}"));
            let _ = writeln!(head, "  {} {} {rank}", row.place, row.observation_id);
        }
        (head, c.rows.iter().map(|r| r.observation_id.clone()).collect::<Vec<_>>())
    } else if let Some(d) = compared.derived.iter().find(|d| d.derived_id == id) {
        let unit = d.unit.as_deref().unwrap_or("");
        let mut head = format!(
            "{}：{}\n公式：{}\n规则：derived.csv 的 {}\n",
            d.label,
            print(&d.result, unit),
            d.formula,
            d.rule
        );
        let reasons: Vec<&str> = d.reasons.iter().map(|r| lists.labels.zh("reason", r.code())).collect();
        let grade = lists.labels.zh("comparability", d.comparability.code());
        let period = d.period.as_deref().unwrap_or("未写");
        let _ = writeln!(head, "时期：{period}；{grade} {}", reasons.join("、"));
        for (name, text) in [("假定", &d.assumption), ("注意", &d.caveat)] {
            if !text.is_empty() {
                let _ = writeln!(head, "{name}：{text}");
            }
        }
        (head, d.inputs.clone())
    } else if let Some(t) = compared.trends.iter().find(|t| t.trend_id() == id) {
        (trend(t, lists), t.inputs.clone())
    } else if let Some(c) = compared.consistency.iter().find(|c| c.check_id == id) {
        let head = format!(
            "{}：{}\n原文：{}\n复算：{}\n{}\n规则：{}\n",
            c.label,
            lists.labels.zh("verdict", c.result.code()),
            c.stated,
            c.recomputed,
            c.explanation,
            c.rule
        );
        (head, c.inputs.clone())
    } else {
        return Err(Error::NotFound { id: id.to_owned() });
    };
    let mut text = head;
    for o in inputs.iter().filter_map(|id| find(id)) {
        text.push('\n');
        text.push_str(&observation(o));
    }
    Ok(text)
}

/// What changed between the two periods, or why nothing is computed.
fn trend(t: &Trend, lists: &Codelists) -> String {
    let mut head = format!("{}{}，{}—{}\n", t.place.name, t.label, t.from, t.to);
    if let Some(reason) = t.break_reason {
        let _ = writeln!(head, "中断：{}", lists.labels.zh("reason", reason.code()));
    }
    let unit = t.change_unit.as_deref().unwrap_or("");
    for (name, ends, unit) in [("变化", t.change, unit), ("增速", t.growth, "%"), ("年均增速", t.cagr, "%")]
    {
        if let Some(ends) = ends {
            let _ = writeln!(head, "{name}：{}", print(&ends, unit));
        }
    }
    if !t.caveat.is_empty() {
        let _ = writeln!(head, "说明：{}", t.caveat);
    }
    head
}

/// The sentence with the quote marked, the fields, and the rules.
fn observation(o: &Observation) -> String {
    let mut text = String::new();
    let marked = match o.sentence.find(&o.quote) {
        Some(at) => format!("{}【{}】{}", &o.sentence[..at], o.quote, &o.sentence[at + o.quote.len()..]),
        None => format!("{}\n【{}】", o.sentence, o.quote),
    };
    let _ = writeln!(text, "{}  {}  {}", o.observation_id, o.source, o.locator);
    let _ = writeln!(text, "{marked}");
    for column in OBSERVATIONS {
        if matches!(column.name, "observation_id" | "sentence" | "source" | "locator" | "quote" | "rule") {
            continue;
        }
        let value = match (column.get)(o) {
            Value::Null => continue,
            Value::Str(s) => s,
            Value::Int(i) => i.to_string(),
            Value::Num(n) => n.to_string(),
            Value::Date(d) => d.to_string(),
        };
        let _ = writeln!(text, "  {}（{}）：{value}", column.label_zh, column.name);
    }
    let _ = writeln!(text, "  规则（rule）：");
    for rule in o.rule.split(';').filter(|r| !r.is_empty()) {
        let _ = writeln!(text, "    {rule}");
    }
    text
}
