//! Which observations stand side by side, graded with reasons, ranked no further than their bounds allow.
//!
//! Observations meet by family of indicators, kind, dimension, per, status and year. `to` stands as a level, `from`
//! never does. One figure a province: its own, or where it gives none, that of a place in it. A figure that names no
//! period takes its document's reference period, for the comparison only and with that as a reason.

use super::Documents;
use super::derive::contrast;
use super::interval::{Interval, median, rank_bounds};
use crate::codelist::Codelists;
use crate::model::{
    Comparability, Comparison, ComparisonRow, Contrast, Dimension, Kind, Observation, Period, PlaceLevel,
    Reason, Status,
};
use polars::prelude::{DataFrame, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series, col};
use std::collections::BTreeMap;

/// A rank needs this many provinces, a median this many.
const RANKED: usize = 3;
const MEDIAN: usize = 5;

/// The comparisons of a corpus and the contrasts inside them, in the order of the indicator list.
pub fn align(
    observations: &[Observation],
    documents: &Documents,
    lists: &Codelists,
) -> PolarsResult<(Vec<Comparison>, Vec<Contrast>)> {
    let mut comparisons = Vec::new();
    for members in groups(observations, documents, lists)? {
        let figures: Vec<Figure> =
            members.into_iter().map(|i| Figure::of(&observations[i], documents)).collect();
        comparisons.extend(compare(figures, lists));
    }
    let order = |c: &Comparison| {
        lists
            .indicators
            .entries()
            .iter()
            .position(|e| c.indicators.first().is_some_and(|code| **code == *e.code))
    };
    comparisons.sort_by_key(|c| (order(c), c.kind, c.comparison_id.clone()));
    let by_id: BTreeMap<&str, &Observation> =
        observations.iter().map(|o| (o.observation_id.as_str(), o)).collect();
    let contrasts = comparisons.iter().flat_map(|c| contrasts(c, &by_id)).collect();
    Ok((comparisons, contrasts))
}

/// An observation with the period it is compared by.
struct Figure<'a> {
    observation: &'a Observation,
    period: Option<Period>,
    inherited: bool,
}

impl<'a> Figure<'a> {
    fn of(observation: &'a Observation, documents: &Documents) -> Self {
        let reference =
            || documents.reference_periods.get(&*observation.document_id).and_then(|p| Period::parse(p));
        match &observation.period {
            Some(period) => Self { observation, period: Some(period.clone()), inherited: false },
            None => Self { observation, period: reference(), inherited: true },
        }
    }

    fn code(&self) -> Option<&str> {
        self.period.as_ref().map(|p| p.code.as_str())
    }

    /// A figure for the province as a whole.
    fn provincial(&self) -> bool {
        let o = self.observation;
        o.places.is_empty() && o.place.as_ref().is_some_and(|p| p.level == PlaceLevel::Province)
    }
}

/// Positions of the observations that may meet, grouped with polars by their key.
fn groups(
    observations: &[Observation],
    documents: &Documents,
    lists: &Codelists,
) -> PolarsResult<Vec<Vec<usize>>> {
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    for (i, o) in observations.iter().enumerate() {
        let Some(indicator) =
            o.indicator.as_deref().filter(|_| o.province().is_some() && o.kind != Kind::From)
        else {
            continue;
        };
        let kin = lists.comparable.get(indicator);
        let family = kin.map_or(indicator, |k| k.family.as_str());
        let concepts_differ = kin.is_some_and(|k| k.grade == Comparability::None && k.family != indicator);
        let kind = match o.kind {
            Kind::To => Kind::Level,
            // different concepts are shown beside each other whatever their kind
            Kind::Change if concepts_differ => Kind::Level,
            kind => kind,
        };
        let year = Figure::of(o, documents).period.map_or(0, |p| p.last_year());
        let unit = o.quantity.unit.as_deref().unwrap_or("");
        let per = o.quantity.per.as_deref().unwrap_or("");
        keys.push(format!("{family}\u{1}{kind}\u{1}{unit}\u{1}{per}\u{1}{}\u{1}{year}", o.status));
        rows.push(i as u64);
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let columns =
        vec![Series::new("key".into(), keys).into_column(), Series::new("row".into(), rows).into_column()];
    let height = columns[0].len();
    let grouped =
        DataFrame::new(height, columns)?.lazy().group_by_stable([col("key")]).agg([col("row")]).collect()?;
    let lists = grouped.column("row")?.list()?.clone();
    let mut groups = Vec::with_capacity(lists.len());
    for series in (0..lists.len()).filter_map(|i| lists.get_as_series(i)) {
        groups.push(series.u64()?.into_no_null_iter().map(|i| i as usize).collect());
    }
    Ok(groups)
}

/// One comparison of figures that may meet, where two provinces or more have one.
fn compare(figures: Vec<Figure>, lists: &Codelists) -> Option<Comparison> {
    let provincial: Vec<&Figure> = one_each(figures.iter().filter(|f| f.provincial()));
    let lower: Vec<&Figure> = one_each(figures.iter().filter(|f| {
        !f.provincial() && !provincial.iter().any(|p| p.observation.province() == f.observation.province())
    }));
    let apart = provincial.len() >= 2;
    if provincial.len() + lower.len() < 2 {
        return None;
    }
    let mut rows: Vec<(&Figure, bool)> = provincial.iter().map(|f| (*f, false)).collect();
    rows.extend(lower.iter().map(|f| (*f, apart)));
    let first = rows[0].0.observation;
    let compared: Vec<&Figure> = rows.iter().filter(|(_, apart)| !apart).map(|(f, _)| *f).collect();
    let (grade, reasons, caveat) = grade(&compared, lists);
    let intervals: Vec<Interval> = compared.iter().map(|f| Interval::of(f.observation)).collect();
    let alike = !industries_differ(&compared) && !compared.iter().any(|f| !f.provincial());
    let ranked = grade != Comparability::None && compared.len() >= RANKED && alike;
    let ranks = if ranked { rank_bounds(&intervals) } else { Vec::new() };
    let highest = highest(&intervals).filter(|_| grade != Comparability::None);
    let mut indicators: Vec<String> = Vec::new();
    for (f, _) in &rows {
        let code = f.observation.indicator.as_deref().unwrap_or_default().to_owned();
        if !indicators.contains(&code) {
            indicators.push(code);
        }
    }
    let mut compared_at = 0;
    let rows: Vec<ComparisonRow> = rows
        .iter()
        .map(|(figure, apart)| {
            let o = figure.observation;
            let place = o.place.clone();
            let mut row = ComparisonRow {
                observation_id: o.observation_id.clone(),
                indicator: o.indicator.as_deref().unwrap_or_default().to_owned(),
                province: o.province().unwrap_or_default().to_owned(),
                ref_area: place.as_ref().and_then(|p| p.ref_area.clone()),
                place: if o.places.is_empty() {
                    place.map(|p| p.name.clone()).unwrap_or_default()
                } else {
                    o.places.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")
                },
                value: o.quantity.value,
                low: o.quantity.low,
                high: o.quantity.high,
                period: figure.code().map(str::to_owned),
                rank_min: None,
                rank_max: None,
                ratio_to_highest: None,
                difference_to_highest: None,
                comparability: if *apart { Comparability::None } else { grade },
                reasons: row_reasons(figure, *apart, &reasons),
            };
            if !*apart {
                if let Some(&(best, worst)) = ranks.get(compared_at) {
                    (row.rank_min, row.rank_max) = (Some(best), Some(worst));
                }
                if let Some(top) = highest.filter(|top| *top != compared_at) {
                    let (difference, ratio) = contrast(o, compared[top].observation);
                    row.difference_to_highest = Some(difference);
                    row.ratio_to_highest = ratio;
                }
                compared_at += 1;
            }
            row
        })
        .collect();
    let label = indicators
        .iter()
        .map(|c| lists.indicators.get(c).map_or(c.as_str(), |e| &*e.label_zh))
        .collect::<Vec<_>>()
        .join(" / ");
    let kind = if first.kind == Kind::To { Kind::Level } else { first.kind };
    let year = compared.first().and_then(|f| f.period.as_ref()).map_or(0, Period::last_year);
    let id_of = format!(
        "{}|{kind}|{:?}|{:?}|{}|{year}",
        indicators.join(","),
        first.quantity.unit,
        first.quantity.per,
        first.status
    );
    Some(Comparison {
        comparison_id: format!("c{}", &blake3::hash(id_of.as_bytes()).to_hex()[..11]),
        indicators,
        label,
        kind,
        dimension: first.quantity.dimension,
        unit: first.quantity.unit.as_deref().map(str::to_owned),
        per: first.quantity.per.clone(),
        status: first.status,
        comparability: grade,
        reasons,
        caveat,
        median: (ranked && compared.len() >= MEDIAN).then(|| median(&intervals)).flatten().map(|m| m.ends()),
        rows,
    })
}

/// One figure a province, in GB/T 2260 order: not specific to an industry first, then in text order.
fn one_each<'a, 'b: 'a>(figures: impl Iterator<Item = &'a Figure<'b>>) -> Vec<&'a Figure<'b>> {
    let mut by_province: BTreeMap<(String, &str), &Figure> = BTreeMap::new();
    for figure in figures {
        let o = figure.observation;
        let code = o.place.as_ref().and_then(|p| p.ref_area.as_deref()).map_or("99", |c| &c[..2]).to_owned();
        let rank = |f: &Figure| {
            let o = f.observation;
            let level = o.place.as_ref().map(|p| p.level);
            (o.industry.is_some(), level, f.inherited)
        };
        let kept = by_province.entry((code, o.province().unwrap_or(""))).or_insert(figure);
        if rank(figure) < rank(kept) {
            *kept = figure;
        }
    }
    by_province.into_values().collect()
}

fn industries_differ(figures: &[&Figure]) -> bool {
    figures.windows(2).any(|w| w[0].observation.industry != w[1].observation.industry)
}

/// The grade of figures that stand side by side, what differs, and what to say of it.
fn grade(figures: &[&Figure], lists: &Codelists) -> (Comparability, Vec<Reason>, String) {
    let mut reasons = Vec::new();
    let mut grade = Comparability::Full;
    let mut caveats: Vec<String> = Vec::new();
    let mut lower = |to: Comparability, grade: &mut Comparability, reason: Reason| {
        *grade = (*grade).max(to);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    for figure in figures {
        let o = figure.observation;
        if let Some(kin) = o.indicator.as_deref().and_then(|i| lists.comparable.get(i)) {
            lower(kin.grade, &mut grade, kin.reason);
            if !caveats.contains(&kin.caveat) {
                caveats.push(kin.caveat.clone());
            }
        }
        if figure.inherited {
            lower(Comparability::Partial, &mut grade, Reason::PeriodInherited);
        }
        if !figure.provincial() {
            lower(Comparability::Partial, &mut grade, Reason::Level);
        }
    }
    let differ = |pick: fn(&Figure) -> Option<String>| figures.windows(2).any(|w| pick(w[0]) != pick(w[1]));
    if differ(|f| f.code().map(str::to_owned)) {
        lower(Comparability::Partial, &mut grade, Reason::Time);
    }
    if differ(|f| f.observation.comparison_base.clone()) {
        lower(Comparability::Partial, &mut grade, Reason::Denominator);
    }
    if industries_differ(figures) {
        let money = matches!(figures[0].observation.quantity.dimension, Dimension::Money);
        let growth = figures[0].observation.kind == Kind::GrowthRate;
        if money || growth {
            lower(Comparability::None, &mut grade, Reason::Concept);
        } else {
            lower(Comparability::Partial, &mut grade, Reason::Definition);
        }
        let names: Vec<&str> = figures.iter().filter_map(|f| f.observation.industry.as_deref()).collect();
        if !names.is_empty() {
            caveats.push(format!("涉及不同行业：{}", names.join("、")));
        }
    }
    let open = |f: &&Figure| f.observation.quantity.low.is_none() || f.observation.quantity.high.is_none();
    if figures.iter().any(open) {
        lower(Comparability::Partial, &mut grade, Reason::Bound);
    }
    (grade, reasons, caveats.join("；"))
}

/// Of the reasons of a group, those that hold for a row, and its own.
fn row_reasons(figure: &Figure, apart: bool, group: &[Reason]) -> Vec<Reason> {
    let o = figure.observation;
    let own = |reason: &Reason| match reason {
        Reason::PeriodInherited => figure.inherited,
        Reason::Level => !figure.provincial(),
        Reason::Bound => o.quantity.low.is_none() || o.quantity.high.is_none(),
        _ => !apart,
    };
    let mut reasons: Vec<Reason> = group.iter().copied().filter(own).collect();
    if apart && !reasons.contains(&Reason::Level) {
        reasons.push(Reason::Level);
    }
    if o.status == Status::Target && !reasons.contains(&Reason::TargetVsActual) && apart {
        reasons.push(Reason::TargetVsActual);
    }
    reasons
}

/// The figure that is surely not below any other, or the one with the highest known end.
fn highest(intervals: &[Interval]) -> Option<usize> {
    let known = |i: &Interval| i.value.or(i.low.finite()).or(i.high.finite());
    (0..intervals.len()).max_by_key(|&i| known(&intervals[i]))
}

/// Each pair of provinces of a comparison that is not `none`, the higher first.
fn contrasts(comparison: &Comparison, by_id: &BTreeMap<&str, &Observation>) -> Vec<Contrast> {
    let rows: Vec<&ComparisonRow> =
        comparison.rows.iter().filter(|r| r.comparability != Comparability::None).collect();
    let mut found = Vec::new();
    for (i, a) in rows.iter().enumerate() {
        for b in &rows[i + 1..] {
            let known = |r: &ComparisonRow| r.value.or(r.low).or(r.high);
            let (a, b) = if known(a) >= known(b) { (*a, *b) } else { (*b, *a) };
            let (Some(x), Some(y)) =
                (by_id.get(a.observation_id.as_str()), by_id.get(b.observation_id.as_str()))
            else {
                continue;
            };
            let (difference, ratio) = contrast(x, y);
            let unit = if comparison.dimension == Dimension::Ratio && comparison.unit.as_deref() == Some("%")
            {
                Some("百分点".to_owned())
            } else {
                comparison.unit.clone()
            };
            let mut reasons = a.reasons.clone();
            reasons.extend(b.reasons.iter().filter(|r| !a.reasons.contains(r)));
            found.push(Contrast {
                comparison_id: comparison.comparison_id.clone(),
                indicator: a.indicator.clone(),
                observation_id_a: a.observation_id.clone(),
                observation_id_b: b.observation_id.clone(),
                province_a: a.province.clone(),
                province_b: b.province.clone(),
                difference,
                difference_unit: unit,
                ratio,
                comparability: comparison.comparability,
                reasons,
            });
        }
    }
    found
}
