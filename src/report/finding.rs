//! The findings in sentences, generated from the comparison by templates that know the bounds. What is not
//! comparable is said to be so and never compared.

use super::Release;
use super::style::{chinese_count, label, short_name};
use crate::compare::print::print;
use crate::model::{Comparability, Comparison, ComparisonRow, Kind, Locator, Observation, Reason, Verdict};

/// One finding with the observations it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub topic: String,
    pub text: String,
    pub observations: Vec<String>,
}

/// The findings of a release: comparisons first, then changes within a province, then what was flagged.
pub fn findings(release: &Release) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        prose_comparisons(release).into_iter().filter_map(|c| of_comparison(release, c)).collect();
    findings.extend(pairs(release).into_iter().map(|(from, to)| of_pair(release, from, to)));
    for check in release.compared.consistency.iter().filter(|c| c.result == Verdict::Flag) {
        findings.push(Finding {
            topic: "一致性存疑".into(),
            text: format!("{}：原文{}。{}", check.label, check.stated, check.explanation),
            observations: check.inputs.clone(),
        });
    }
    findings
}

/// The comparisons that rest on documents of prose.
pub fn prose_comparisons<'a>(release: &'a Release) -> Vec<&'a Comparison> {
    let prose = |c: &&Comparison| {
        c.rows.iter().any(|r| {
            release.observation(&r.observation_id).is_some_and(|o| matches!(o.locator, Locator::Text { .. }))
        })
    };
    release.compared.comparisons.iter().filter(prose).collect()
}

/// The rows of a comparison that stand side by side, the highest first; the others stand apart.
pub fn side_by_side(comparison: &Comparison) -> Vec<&ComparisonRow> {
    let apart = comparison.comparability != Comparability::None;
    let mut rows: Vec<&ComparisonRow> =
        comparison.rows.iter().filter(|r| !apart || r.comparability != Comparability::None).collect();
    if apart {
        let known = |r: &ComparisonRow| r.value.or(r.low).or(r.high);
        rows.sort_by_key(|r| std::cmp::Reverse(known(r)));
    }
    rows
}

/// The from→to pairs of a release.
pub fn pairs<'a>(release: &'a Release) -> Vec<(&'a Observation, &'a Observation)> {
    let from = release.observations.iter().zip(release.observations.iter().skip(1));
    from.filter(|(a, b)| {
        a.kind == Kind::From
            && b.kind == Kind::To
            && a.document_id == b.document_id
            && a.indicator == b.indicator
            && a.quantity.unit == b.quantity.unit
    })
    .collect()
}

fn of_comparison(release: &Release, comparison: &Comparison) -> Option<Finding> {
    let rows = side_by_side(comparison);
    let shown: Vec<(&ComparisonRow, &Observation)> =
        rows.iter().filter_map(|r| release.compared_as(comparison, r).map(|o| (*r, o))).collect();
    if shown.len() < 2 {
        return None;
    }
    let name = |r: &ComparisonRow| {
        let place = &r.place;
        let local = place.strip_prefix(r.province.as_str()).filter(|p| !p.is_empty());
        local.map_or_else(|| short_name(&r.province), |p| format!("{}{p}", short_name(&r.province)))
    };
    let list: Vec<String> =
        shown.iter().map(|(r, o)| format!("{}{}", name(r), label(o, release.lists))).collect();
    let target = if comparison.status == crate::model::Status::Target { "（目标）" } else { "" };
    let n = chinese_count(shown.len());
    let text = match comparison.comparability {
        Comparability::None => {
            format!("{n}省披露{}{target}：{}。概念或口径不同，不作比较。", comparison.label, list.join("、"))
        }
        grade => {
            let reasons: Vec<&str> =
                comparison.reasons.iter().map(|r| release.lists.labels.zh("reason", r.code())).collect();
            let grade = release.lists.labels.zh("comparability", grade.code());
            let graded = if reasons.is_empty() {
                grade.to_owned()
            } else {
                format!("{grade}：{}", reasons.join("、"))
            };
            let ratio = ratio(release, comparison, &shown);
            format!("{n}省披露{}{target}：{}{ratio}（{graded}）。", comparison.label, list.join("、"))
        }
    };
    let observations = shown.iter().map(|(r, _)| r.observation_id.clone()).collect();
    Some(Finding { topic: comparison.label.clone(), text, observations })
}

/// Of two provinces, the ratio with its bound: 山东为福建的3倍, 山东超过福建的3.07倍.
fn ratio(release: &Release, comparison: &Comparison, shown: &[(&ComparisonRow, &Observation)]) -> String {
    if shown.len() != 2 {
        return String::new();
    }
    // a province is not named by the figure of a city in it
    let contrast = release.contrasts(comparison).into_iter().find(|c| !c.reasons.contains(&Reason::Level));
    let Some((contrast, ends)) = contrast.and_then(|c| c.ratio.map(|r| (c, r))) else { return String::new() };
    let said = print(&ends, "倍");
    let (a, b) = (short_name(&contrast.province_a), short_name(&contrast.province_b));
    format!("，{a}与{b}之比{said}")
}

fn of_pair(release: &Release, from: &Observation, to: &Observation) -> Finding {
    let place = to.place.as_ref().map_or(String::new(), |p| short_name(&p.name));
    let what = to.indicator_label.as_deref().or(to.subject.as_deref()).unwrap_or_default().to_owned();
    let verb = if to.direction == Some(crate::model::Direction::Down) { "降至" } else { "增至" };
    let derived = |rule: &str| {
        release
            .compared
            .derived
            .iter()
            .find(|d| d.rule == rule && d.inputs.contains(&to.observation_id))
            .map(|d| print(&d.result, d.unit.as_deref().unwrap_or("")))
    };
    let more = match (derived("from_to_change"), derived("from_to_multiple")) {
        (Some(change), Some(multiple)) => format!("，变化{change}，为原来的{multiple}"),
        (Some(change), None) => format!("，变化{change}"),
        _ => String::new(),
    };
    Finding {
        topic: what.clone(),
        text: format!(
            "{place}{what}由{}{verb}{}{more}。",
            label(from, release.lists),
            label(to, release.lists)
        ),
        observations: vec![from.observation_id.clone(), to.observation_id.clone()],
    }
}
