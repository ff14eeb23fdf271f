//! `zhiliang indicators`: which subjects no indicator covers, and what a new row of the list would change.

use crate::codelist::Codelists;
use crate::config::Config;
use crate::error::Error;
use crate::model::Observation;
use crate::pipeline;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// How many changes are shown of each sort, and how many subjects.
const SHOWN: usize = 20;
const SUBJECTS: usize = 60;

/// The subjects of observations without an indicator, the most frequent first, with units and an example each.
pub fn unmapped(config: &Config, lists: &Codelists) -> Result<String, Error> {
    let mut subjects: BTreeMap<(String, String), Vec<Observation>> = BTreeMap::new();
    let (mut all, mut open) = (0, 0);
    for batch in pipeline::batches_of(config, lists)? {
        all += batch.observations.len();
        for o in batch.observations.into_iter().filter(|o| o.indicator.is_none()) {
            open += 1;
            let unit = o.quantity.unit.as_deref().unwrap_or("无单位").to_owned();
            subjects
                .entry((o.subject.clone().unwrap_or_else(|| "（无主语）".into()), unit))
                .or_default()
                .push(o);
        }
    }
    let mut rows: Vec<_> = subjects.into_iter().collect();
    rows.sort_by_key(|(_, observations)| std::cmp::Reverse(observations.len()));
    let mut out = format!("{all} 个观测中有 {open} 个没有指标，涉及 {} 种主语\n", rows.len());
    for ((subject, unit), observations) in rows.iter().take(SUBJECTS) {
        let example = observations.first().map_or(String::new(), marked);
        let _ = writeln!(out, "{:>4}  {subject}（{unit}）  {example}", observations.len());
    }
    if rows.len() > SUBJECTS {
        let _ = writeln!(out, "另有 {} 种主语未列出", rows.len() - SUBJECTS);
    }
    out.push_str("可用 zhiliang indicators --try 行 预览一行新指标的效果，再写入 codelist/indicator.csv\n");
    Ok(out)
}

/// What a row, added to the list, would change: observations that gain an indicator, change it or lose it.
pub fn preview(config_file: &Path, config: &Config, row: &str) -> Result<String, Error> {
    let before = pipeline::load_lists(config_file)?;
    let after = pipeline::load_lists_with(config_file, row)?;
    let codes = |lists: &Codelists| -> Result<Vec<Observation>, Error> {
        Ok(pipeline::batches_of(config, lists)?.into_iter().flat_map(|b| b.observations).collect())
    };
    let old: HashMap<Arc<str>, Option<Arc<str>>> =
        codes(&before)?.into_iter().map(|o| (o.observation_id, o.indicator)).collect();
    let (mut gained, mut changed, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for o in codes(&after)? {
        match (old.get(&o.observation_id).cloned().flatten(), &o.indicator) {
            (None, Some(_)) => gained.push((Arc::from(""), o)),
            (Some(was), Some(now)) if was != *now => changed.push((was, o)),
            (Some(was), None) => lost.push((was, o)),
            _ => {}
        }
    }
    let mut out = String::new();
    for (what, list) in [("新得到指标", &gained), ("指标改变", &changed), ("失去指标", &lost)] {
        let _ = writeln!(out, "{what}：{} 个观测", list.len());
        for (was, o) in list.iter().take(SHOWN) {
            let now = o.indicator.as_deref().unwrap_or("无");
            let was = if was.is_empty() { String::new() } else { format!("{was} → ") };
            let _ = writeln!(out, "  {was}{now}  {}", marked(o));
        }
        if list.len() > SHOWN {
            let _ = writeln!(out, "  另有 {} 个", list.len() - SHOWN);
        }
    }
    Ok(out)
}

/// The sentence with the quote marked, cut around it.
fn marked(o: &Observation) -> String {
    const AROUND: usize = 18;
    let Some(at) = o.sentence.find(&o.quote) else { return format!("{}【{}】", o.sentence, o.quote) };
    let (before, rest) = o.sentence.split_at(at);
    let skip = before.chars().count().saturating_sub(AROUND);
    let before: String = before.chars().skip(skip).collect();
    let after: String = rest[o.quote.len()..].chars().take(AROUND).collect();
    let dots = if skip > 0 { "…" } else { "" };
    format!("{dots}{before}【{}】{after}", o.quote).replace('\n', " ")
}
