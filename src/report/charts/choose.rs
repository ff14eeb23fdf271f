//! The default set of charts: coverage, an answer to every question of the list, then the comparisons that stand, what
//! is not comparable as small multiples, a map where many provinces stand in one comparison, and trends.

use super::build;
use crate::codelist::Question;
use crate::config::{ChartKind, ChartSettings};
use crate::model::{Comparability, Comparison, Dimension, Kind, Status};
use crate::report::Release;
use crate::report::finding::{of_prose, pairs, provinces_of, side_by_side};
use crate::say::style::short_name;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Unknown, StrDeserializer};
use std::collections::HashMap;

/// Most charts of the default set, trends aside.
const MOST: usize = 16;
/// Most trend charts.
const TRENDS: usize = 6;
/// A map by default needs so many provinces.
const MAPPED: usize = 10;

/// The charts that are drawn where `pipeline.toml` names none.
pub fn defaults(release: &Release) -> Vec<ChartSettings> {
    let mut wanted: Vec<ChartSettings> = Vec::new();
    if !release.compared.coverage.is_empty() {
        wanted.push(ChartSettings::new("coverage", ChartKind::Coverage, Vec::new()));
    }
    let mut comparisons: Vec<&Comparison> = release
        .compared
        .comparisons
        .iter()
        .filter(|c| c.status == Status::Actual && side_by_side(c).len() >= 2)
        .collect();
    comparisons.sort_by_key(|c| (!of_prose(release, c), std::cmp::Reverse(side_by_side(c).len())));
    for question in release.lists.questions.iter() {
        wanted.extend(answer(release, question, &comparisons));
    }
    if !wanted.iter().any(|w| w.kind == ChartKind::Dumbbell) {
        wanted.extend(from_to(release, "from-to", &[]));
    }
    let map = comparisons.iter().filter(|c| mapped(release, c) >= MAPPED).max_by_key(|c| {
        let levels = !matches!(c.kind, Kind::GrowthRate | Kind::Change);
        (of_prose(release, c), c.comparability == Comparability::Full, levels, mapped(release, c))
    });
    let map = map.map(|c| ChartSettings::new("map", ChartKind::Tiles, c.indicators.clone()));
    let most = MOST - usize::from(map.is_some());
    for comparison in comparisons {
        let name = name(release, comparison);
        let shown = |w: &ChartSettings| {
            w.name == name
                || w.kind != ChartKind::Multiples
                    && moves(w.kind) == moves_of(comparison)
                    && w.indicators == comparison.indicators
        };
        if wanted.len() < most && !wanted.iter().any(shown) {
            wanted.push(ChartSettings::new(&name, kind(release, comparison), comparison.indicators.clone()));
        }
    }
    wanted.extend(map);
    for indicator in build::trends(release).into_iter().take(TRENDS) {
        let name = format!("trend-{}", indicator.replace('_', "-"));
        wanted.push(ChartSettings::new(&name, ChartKind::Trend, vec![indicator]));
    }
    wanted
}

/// The chart that answers a question, where there are figures.
fn answer(release: &Release, question: &Question, comparisons: &[&Comparison]) -> Option<ChartSettings> {
    let named = question.indicators.iter().flat_map(|name| release.lists.comparable.named(name));
    let mut codes: Vec<String> = named.map(str::to_owned).collect();
    if codes.iter().any(|c| c == "*") {
        codes.clear();
    }
    if question.kind != "auto" {
        let text: StrDeserializer<Unknown> = question.kind.as_str().into_deserializer();
        let kind = ChartKind::deserialize(text).ok()?;
        if kind == ChartKind::Dumbbell {
            return from_to(release, &question.name, &codes);
        }
        let known = |code: &String| release.indicators.iter().any(|i| i.indicator == *code);
        let codes: Vec<String> = codes.into_iter().filter(known).collect();
        let of_industry = |code: &String| {
            release.observations.iter().any(|o| o.industry.is_some() && o.indicator.as_deref() == Some(code))
        };
        let codes: Vec<String> =
            codes.into_iter().filter(|c| !question.by_industry || of_industry(c)).collect();
        return (!codes.is_empty()).then(|| ChartSettings {
            by_industry: question.by_industry,
            ..ChartSettings::new(&question.name, kind, codes)
        });
    }
    let of = |c: &&&Comparison| c.indicators.iter().any(|i| codes.contains(i));
    let comparison = comparisons.iter().find(of)?;
    Some(ChartSettings::new(&question.name, kind(release, comparison), comparison.indicators.clone()))
}

/// The chart of changes from→to, where there are some.
fn from_to(release: &Release, name: &str, codes: &[String]) -> Option<ChartSettings> {
    let mut changed: Vec<String> =
        pairs(release).iter().filter_map(|(_, to)| to.indicator.as_deref().map(str::to_owned)).collect();
    changed.retain(|code| codes.is_empty() || codes.contains(code));
    let mut seen = Vec::new();
    changed.retain(|code| {
        !seen.contains(code) && {
            seen.push(code.clone());
            true
        }
    });
    (!changed.is_empty()).then(|| ChartSettings::new(name, ChartKind::Dumbbell, changed))
}

/// The provinces in the highlight colour: those of the settings, else the one that most often comes first. The same in
/// every chart of a release.
pub fn focus(release: &Release) -> Vec<String> {
    if !release.config.highlight.is_empty() {
        return release.config.highlight.clone();
    }
    let mut firsts: HashMap<String, usize> = HashMap::new();
    let comparisons = release.compared.comparisons.iter().filter(|c| c.status == Status::Actual);
    for comparison in comparisons.filter(|c| c.comparability != Comparability::None) {
        let prose = usize::from(of_prose(release, comparison)) * 100 + 1;
        if let Some(first) = side_by_side(comparison).first() {
            *firsts.entry(first.province.to_string()).or_default() += prose;
        }
    }
    let code = |name: &str| release.lists.areas.named(name).first().copied();
    let best = firsts.into_iter().max_by_key(|(name, n)| (*n, std::cmp::Reverse(code(name))));
    best.map(|(name, _)| vec![short_name(&name)]).unwrap_or_default()
}

fn name(release: &Release, comparison: &Comparison) -> String {
    let family = comparison.indicators.first().map_or("", String::as_str);
    let kin = release.lists.comparable.get(family).map_or(family, |k| k.family.as_str());
    let name = kin.replace('_', "-");
    match comparison.kind {
        Kind::Level | Kind::Share => name,
        kind => format!("{name}-{}", kind.code().replace('_', "-")),
    }
}

fn moves_of(comparison: &Comparison) -> bool {
    matches!(comparison.kind, Kind::GrowthRate | Kind::Change)
}

fn moves(kind: ChartKind) -> bool {
    kind == ChartKind::Growth
}

/// How many provinces a map of the comparison would show.
fn mapped(release: &Release, comparison: &Comparison) -> usize {
    if comparison.comparability == Comparability::None {
        return 0;
    }
    let rows = side_by_side(comparison);
    let whole = rows.iter().filter(|r| r.place == r.province);
    let shown: Vec<_> = whole.filter_map(|r| release.compared_as(comparison, r).map(|o| (*r, o))).collect();
    provinces_of(&shown)
}

fn kind(release: &Release, comparison: &Comparison) -> ChartKind {
    if comparison.comparability == Comparability::None {
        return ChartKind::Multiples;
    }
    if moves_of(comparison) {
        return ChartKind::Growth;
    }
    if !of_prose(release, comparison) && comparison.comparability == Comparability::Full {
        return ChartKind::Bars;
    }
    let values: Vec<_> = comparison.rows.iter().filter_map(|r| r.value).collect();
    let wide = values.iter().max().zip(values.iter().min()).is_some_and(|(max, min)| {
        !min.is_zero() && !min.is_sign_negative() && *max / *min > rust_decimal::Decimal::from(50)
    });
    if wide && comparison.dimension == Dimension::Money { ChartKind::LogDots } else { ChartKind::Dots }
}
