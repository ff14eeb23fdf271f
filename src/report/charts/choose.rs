//! The default set of charts: coverage, every comparison that stands, changes from→to, and what is not comparable as
//! small multiples.

use crate::config::{ChartKind, ChartSettings};
use crate::model::{Comparability, Comparison, Dimension, Kind, Locator, Status};
use crate::report::Release;
use crate::report::finding::{pairs, side_by_side};

/// Most charts of the default set.
const MOST: usize = 16;

/// The charts that are drawn where `pipeline.toml` names none.
pub fn defaults(release: &Release) -> Vec<ChartSettings> {
    let mut wanted = Vec::new();
    if !release.compared.coverage.is_empty() {
        wanted.push(settings("coverage", ChartKind::Coverage, Vec::new()));
    }
    let mut comparisons: Vec<&Comparison> = release
        .compared
        .comparisons
        .iter()
        .filter(|c| c.status == Status::Actual && side_by_side(c).len() >= 2)
        .collect();
    comparisons.sort_by_key(|c| (!prose(release, c), std::cmp::Reverse(side_by_side(c).len())));
    let changes: Vec<String> = {
        let mut codes: Vec<String> =
            pairs(release).iter().filter_map(|(_, to)| to.indicator.as_deref().map(str::to_owned)).collect();
        codes.dedup();
        codes
    };
    if !changes.is_empty() {
        wanted.push(settings("from-to", ChartKind::Dumbbell, changes));
    }
    for comparison in comparisons {
        let kind = kind(release, comparison);
        let family = comparison.indicators.first().map_or("", String::as_str);
        let kin = release.lists.comparable.get(family).map_or(family, |k| k.family.as_str());
        let mut name = kin.replace('_', "-");
        if comparison.kind != Kind::Level && comparison.kind != Kind::Share {
            name = format!("{name}-{}", comparison.kind.code().replace('_', "-"));
        }
        if wanted.iter().all(|w: &ChartSettings| w.name != name) {
            wanted.push(settings(&name, kind, comparison.indicators.clone()));
        }
    }
    wanted.truncate(MOST);
    wanted
}

fn prose(release: &Release, comparison: &Comparison) -> bool {
    comparison.rows.iter().any(|r| {
        release.observation(&r.observation_id).is_some_and(|o| matches!(o.locator, Locator::Text { .. }))
    })
}

fn kind(release: &Release, comparison: &Comparison) -> ChartKind {
    if comparison.comparability == Comparability::None {
        return ChartKind::Multiples;
    }
    if comparison.kind == Kind::GrowthRate || comparison.kind == Kind::Change {
        return ChartKind::Growth;
    }
    if !prose(release, comparison) && comparison.comparability == Comparability::Full {
        return ChartKind::Bars;
    }
    let values: Vec<_> = comparison.rows.iter().filter_map(|r| r.value).collect();
    let wide = values.iter().max().zip(values.iter().min()).is_some_and(|(max, min)| {
        !min.is_zero() && !min.is_sign_negative() && *max / *min > rust_decimal::Decimal::from(50)
    });
    if wide && comparison.dimension == Dimension::Money { ChartKind::LogDots } else { ChartKind::Dots }
}

fn settings(name: &str, kind: ChartKind, indicators: Vec<String>) -> ChartSettings {
    ChartSettings {
        name: name.to_owned(),
        kind,
        indicators,
        provinces: Vec::new(),
        title: None,
        highlight: Vec::new(),
        transparent: false,
    }
}
