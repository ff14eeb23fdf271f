//! The findings in sentences, generated from the comparison by templates that know the bounds; charts take their
//! titles from the same templates. What is not comparable is said to be so and never compared.

use super::Release;
use crate::model::comparison::Ends;
use crate::model::{
    Bound, Comparability, Comparison, ComparisonRow, Direction, Kind, Locator, Observation, Reason, Status,
    Verdict,
};
use crate::say::style::DisplayUnit;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest title of a chart, in characters.
pub const TITLE: usize = 24;

/// One finding with the observations it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub topic: String,
    pub text: String,
    pub observations: Vec<Arc<str>>,
}

/// A row of a comparison with its observation.
pub type Shown<'a> = (&'a ComparisonRow, &'a Observation);

/// The findings of a release: comparisons first, then changes within a province, then what was flagged.
pub fn findings(release: &Release) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        prose_comparisons(release).into_iter().filter_map(|c| of_comparison(release, c)).collect();
    findings.extend(pairs(release).into_iter().map(|(from, to)| of_pair(release, from, to)));
    for check in release.compared.consistency.iter().filter(|c| c.result == Verdict::Flag) {
        let say = release.say();
        findings.push(Finding {
            topic: say.pick("一致性存疑", "Inconsistent").into(),
            text: match say.zh {
                true => format!("{}：原文{}。{}", check.label, check.stated, check.explanation),
                false => {
                    format!("{}: stated {}. {}.", check.label, check.stated, capital(&check.explanation))
                }
            },
            observations: check.inputs.clone(),
        });
    }
    findings
}

/// The comparisons that rest on documents of prose.
pub fn prose_comparisons<'a>(release: &'a Release) -> Vec<&'a Comparison> {
    release.compared.comparisons.iter().filter(|c| of_prose(release, c)).collect()
}

/// Whether a comparison rests on documents of prose.
pub fn of_prose(release: &Release, comparison: &Comparison) -> bool {
    comparison.rows.iter().any(|r| {
        release.observation(&r.observation_id).is_some_and(|o| matches!(o.locator, Locator::Text { .. }))
    })
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

/// How many provinces the rows are of.
pub fn provinces_of(shown: &[Shown]) -> usize {
    shown.iter().map(|(r, _)| &*r.province).collect::<BTreeSet<_>>().len()
}

/// The title of a comparison: the finding where the grade is full and the ranks are sure, neutral otherwise.
/// `chosen`: the rows are those of chosen provinces, not all.
pub fn headline(
    release: &Release,
    comparison: &Comparison,
    shown: &[Shown],
    unit: &DisplayUnit,
    chosen: bool,
) -> String {
    let say = release.say();
    let n = provinces_of(shown);
    let topic = say.topic(comparison);
    let local = shown.iter().any(|(r, _)| r.place != r.province);
    let noun = if local { say.pick("地", "places") } else { say.pick("省", "provinces") };
    let mut candidates = Vec::new();
    let leads = |top: &ComparisonRow, others: &[Shown]| {
        let above = |(r, _): &Shown| top.rank_max.zip(r.rank_min).is_some_and(|(top, other)| top < other);
        !others.is_empty() && others.iter().all(above)
    };
    let target = match comparison.status {
        Status::Target => say.pick("目标", " targets"),
        Status::Actual => "",
    };
    match comparison.comparability {
        Comparability::None => {
            let kind = kind_word(release, comparison.kind);
            let own = own_title(release, comparison).filter(|_| target.is_empty() && kind.is_empty());
            if let Some(title) = own {
                candidates.push(capital(&title.replace("{n}", &say.count(n)).replace("{range}", "")));
            }
            candidates.push(match say.zh {
                true => format!("{}{noun}{topic}{kind}{target}：不作排序", say.count(n)),
                false => format!("{}{kind}{target}: not ranked", capital(&topic)),
            });
            candidates.extend(say.zh.then(|| format!("{}{noun}的数不可比，不作排序", say.count(n))));
        }
        Comparability::Full if shown.len() >= 3 && leads(shown[0].0, &shown[1..]) => {
            let (row, o) = shown[0];
            let place = say.place(&row.province, &row.place);
            let kind = kind_word(release, comparison.kind);
            let figure = say.worded(o, unit);
            let among = match (chosen, say.zh) {
                (false, _) => String::new(),
                (true, true) => format!("所列{}{noun}中", say.count(n)),
                (true, false) => format!(" of the {n} shown"),
            };
            if say.zh {
                candidates.push(format!("{among}{place}{topic}{kind}{target}居首，{figure}"));
                candidates.push(format!("{among}{place}{topic}{kind}{target}居首"));
                candidates.push(format!("{among}{place}居首，{figure}"));
            } else {
                candidates.push(format!("{place} leads{among} in {}{kind}{target}: {figure}", small(&topic)));
                candidates.push(format!("{place} leads{among} in {}{kind}{target}", small(&topic)));
            }
        }
        _ => {
            let range = range(release, shown, unit);
            let kind = kind_word(release, comparison.kind);
            let own = own_title(release, comparison).filter(|_| target.is_empty() && kind.is_empty());
            if let Some(title) = own {
                candidates.push(capital(&title.replace("{n}", &say.count(n)).replace("{range}", &range)));
            }
            if say.zh {
                candidates.push(format!("{}{noun}披露{topic}{kind}{target}", say.count(n)));
                candidates.push(format!("{}{noun}的披露情况", say.count(n)));
            } else {
                let count = capital(&say.count(n));
                candidates.push(format!("{count} {noun} report {}{kind}{target}: {range}", small(&topic)));
                candidates.push(format!("{count} {noun} report {}{kind}{target}", small(&topic)));
            }
        }
    }
    fitting(candidates, say.zh)
}

/// The title that the code list gives a family of indicators; with places to fill.
fn own_title<'a>(release: &'a Release, comparison: &Comparison) -> Option<&'a str> {
    let [zh, en] = &release.lists.comparable.get(comparison.indicators.first()?)?.title;
    Some(release.say().pick(zh, en)).filter(|title| !title.is_empty())
}

/// The first title that is short enough, else the shortest.
pub fn fitting(candidates: Vec<String>, zh: bool) -> String {
    let most = if zh { TITLE } else { TITLE * 3 };
    let short = candidates.iter().find(|c| c.chars().count() <= most);
    short.or_else(|| candidates.iter().min_by_key(|c| c.chars().count())).cloned().unwrap_or_default()
}

/// What a kind adds to the label of its indicator; nothing for a level.
pub fn kind_word(release: &Release, kind: Kind) -> &'static str {
    let say = release.say();
    match kind {
        Kind::Change => say.pick("增减", " change"),
        Kind::GrowthRate => say.pick("增速", " growth"),
        _ => "",
    }
}

/// From the lowest figure to the highest, with the words of their bounds: 390万元至超过1200万元, 18—33个.
fn range(release: &Release, shown: &[Shown], unit: &DisplayUnit) -> String {
    let say = release.say();
    let known = |o: &Observation| o.quantity.value.or(o.quantity.low).or(o.quantity.high);
    let lowest = shown.iter().min_by_key(|(_, o)| o.quantity.low.or(known(o)));
    let highest = shown.iter().max_by_key(|(_, o)| o.quantity.high.or(known(o)));
    let (Some((_, low)), Some((_, high))) = (lowest, highest) else { return String::new() };
    let bare = DisplayUnit { name: String::new(), exponent: unit.exponent };
    let (from, to) = (say.worded(low, &bare), say.worded(high, &bare));
    let plain = |o: &Observation| o.quantity.value.is_some() && o.quantity.low == o.quantity.high;
    let said = match (from == to, plain(low) && plain(high)) {
        (true, _) => from,
        (false, true) => format!("{from}{}{to}", say.pick("—", "–")),
        (false, false) => format!("{from}{}{to}", say.pick("至", " to ")),
    };
    say.with_unit(&said, unit)
}

fn of_comparison(release: &Release, comparison: &Comparison) -> Option<Finding> {
    let say = release.say();
    let rows = side_by_side(comparison);
    let shown: Vec<Shown> =
        rows.iter().filter_map(|r| release.compared_as(comparison, r).map(|o| (*r, o))).collect();
    if shown.len() < 2 {
        return None;
    }
    let unit = say.unit(largest(&shown)?);
    let title = headline(release, comparison, &shown, &unit, false);
    let apart = comparison.comparability == Comparability::None;
    let list: Vec<String> = shown
        .iter()
        .map(|(r, o)| {
            let what =
                if apart { format!("{}{}", say.pick("", " "), concept(release, o)) } else { String::new() };
            let figure = say.worded(o, &say.unit(o));
            format!("{}{what}{}{figure}", say.place(&r.province, &r.place), say.pick("", " "))
        })
        .collect();
    let reasons = say.reasons(&comparison.reasons);
    let grade = say.grade(comparison.comparability);
    let graded = match (reasons.is_empty(), say.zh) {
        (true, _) => grade.to_owned(),
        (false, true) => format!("{grade}：{reasons}"),
        (false, false) => format!("{grade}: {reasons}"),
    };
    let list = say.join(&list);
    let ratio = if apart { String::new() } else { ratio(release, comparison, &shown) };
    let text = match say.zh {
        true => format!("{title}：{list}{ratio}（{graded}）。").replace("不作排序：", "不作排序。"),
        false => format!("{title} — {list}{ratio} ({graded})."),
    };
    let observations = shown.iter().map(|(r, _)| r.observation_id.clone()).collect();
    Some(Finding { topic: say.topic(comparison), text, observations })
}

/// The figure of the largest size, which decides the unit of all.
pub fn largest<'a>(shown: &[Shown<'a>]) -> Option<&'a Observation> {
    let size = |o: &Observation| o.quantity.value.or(o.quantity.high).or(o.quantity.low).map(|v| v.abs());
    shown.iter().map(|(_, o)| *o).max_by_key(|o| size(o))
}

/// What a figure measures: indicator, and industry in brackets.
pub fn concept(release: &Release, o: &Observation) -> String {
    let what = release.say().what(o);
    match &o.industry {
        Some(industry) => {
            let say = release.say();
            format!("{what}{}", say.bracketed(say.industry(industry)))
        }
        None => what,
    }
}

/// Of two provinces, the ratio with its bound: 山东为福建的3倍, 山东超过福建的3.07倍.
fn ratio(release: &Release, comparison: &Comparison, shown: &[Shown]) -> String {
    if shown.len() != 2 {
        return String::new();
    }
    // a province is not named by the figure of a city in it
    let contrast = release.contrasts(comparison).into_iter().find(|c| !c.reasons.contains(&Reason::Level));
    let Some((contrast, ends)) = contrast.and_then(|c| c.ratio.map(|r| (c, r))) else { return String::new() };
    let say = release.say();
    let unit = DisplayUnit { name: say.pick("倍", "times").to_owned(), exponent: 0 };
    let said = say.ends(&ends, &unit);
    let (a, b) = (say.province(&contrast.province_a), say.province(&contrast.province_b));
    if say.zh { format!("，{a}与{b}之比{said}") } else { format!("; {a} is {said} {b}") }
}

/// The title of a change: 福建参与行动企业数由8家增至300家.
pub fn pair_headline(release: &Release, from: &Observation, to: &Observation) -> String {
    let say = release.say();
    let (place, what) = (say.place_of(to), say.what(to));
    let (a, b) = (say.worded(from, &say.unit(from)), say.worded(to, &say.unit(to)));
    let falls = to.direction == Some(Direction::Down);
    if say.zh {
        let verb = if falls { "降至" } else { "增至" };
        return format!("{place}{what}由{a}{verb}{b}");
    }
    let verb = if falls { "fell" } else { "rose" };
    format!("{place}: {} {verb} from {a} to {b}", small(&what))
}

/// By how much a pair changed: 增加292家，为原来的37.5倍.
pub fn pair_change(release: &Release, to: &Observation) -> String {
    let say = release.say();
    let derived = |rule: &str| {
        release.compared.derived.iter().find(|d| d.rule == rule && d.inputs.contains(&to.observation_id))
    };
    let mut parts = Vec::new();
    if let Some(d) = derived("from_to_change") {
        let own = say.unit(to);
        let rate = d.unit.as_deref() != to.quantity.unit.as_deref();
        let name = d.unit.clone().unwrap_or_default();
        let unit = match rate {
            true if say.zh => DisplayUnit { name, exponent: 0 },
            true => DisplayUnit { name: say.word_or("unit", &name), exponent: 0 },
            false => own,
        };
        let (verb, ends) = movement(&d.result);
        let verb = match (verb, say.zh) {
            (Some(Direction::Up), true) if rate => "提高",
            (Some(Direction::Down), true) if rate => "下降",
            (Some(Direction::Up), true) => "增加",
            (Some(Direction::Down), true) => "减少",
            (None, true) => "变化",
            (Some(Direction::Up), false) => "up ",
            (Some(Direction::Down), false) => "down ",
            (None, false) => "change ",
        };
        parts.push(format!("{verb}{}", say.ends(&ends, &unit)));
    }
    if let Some(d) = derived("from_to_multiple") {
        let unit = DisplayUnit { name: say.pick("倍", "times").to_owned(), exponent: 0 };
        let said = say.ends(&d.result, &unit);
        parts.push(if say.zh { format!("为原来的{said}") } else { format!("{said} the first figure") });
    }
    parts.join(say.pick("，", ", "))
}

/// Which way a change surely goes, and its size; none and the change as it is where that is not sure.
pub fn movement(change: &Ends) -> (Option<Direction>, Ends) {
    let zero = Decimal::ZERO;
    if change.low.is_some_and(|low| low >= zero) {
        return (Some(Direction::Up), *change);
    }
    if change.high.is_some_and(|high| high <= zero) {
        let flip = |end: Option<Decimal>| end.map(|v| -v);
        let bound = match change.bound {
            Bound::Lower => Bound::Upper,
            Bound::Upper => Bound::Lower,
            other => other,
        };
        let ends = Ends {
            value: flip(change.value),
            low: flip(change.high),
            high: flip(change.low),
            bound,
            low_open: change.high_open,
            high_open: change.low_open,
        };
        return (Some(Direction::Down), ends);
    }
    (None, *change)
}

fn of_pair(release: &Release, from: &Observation, to: &Observation) -> Finding {
    let say = release.say();
    let title = pair_headline(release, from, to);
    let change = pair_change(release, to);
    let more = if change.is_empty() { String::new() } else { format!("{}{change}", say.pick("，", ", ")) };
    Finding {
        topic: say.what(to),
        text: format!("{title}{more}{}", say.pick("。", ".")),
        observations: vec![from.observation_id.clone(), to.observation_id.clone()],
    }
}

/// The text with its first letter large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// The text with its first letter small, unless it is an abbreviation.
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_is_said_as_a_size() {
        let number = |n: i64| Some(Decimal::from(n));
        let fall = Ends {
            value: number(-594),
            low: None,
            high: number(-594),
            bound: Bound::Upper,
            low_open: false,
            high_open: true,
        };
        let (way, ends) = movement(&fall);
        assert_eq!(
            (way, ends.bound, ends.low, ends.low_open),
            (Some(Direction::Down), Bound::Lower, number(594), true)
        );
        assert_eq!(movement(&Ends { high: number(3), ..fall }).0, None);
        assert_eq!(
            (small("GDP"), small("Enterprises"), capital("four")),
            ("GDP".into(), "enterprises".into(), "Four".into())
        );
    }

    #[test]
    fn a_title_fits() {
        let long = "很".repeat(30);
        assert_eq!(fitting(vec![long.clone(), "短".into()], true), "短");
        assert_eq!(fitting(vec![long.clone()], true), long);
    }
}
