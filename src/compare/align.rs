//! Which observations stand side by side, graded with reasons, ranked no further than their bounds allow.
//!
//! Observations meet in a pool by family of indicators, kind, dimension, per and year. Inside a pool those of the same
//! kind, status, unit, period and base are compared; `to` stands as a level, `from` never does. A province that has no
//! such figure follows beside the ranking with what differs: time, unit, denominator, level, target or edition. A
//! figure that names no period takes its document's reference period, for the comparison only and with that as a
//! reason.

mod grade;
mod subject;

use super::Documents;
use super::convert::{commonest_unit, conversion, said};
use super::derive::contrast;
use super::interval::{Interval, median, rank_bounds};
use crate::codelist::Codelists;
use crate::model::{
    Comparability, Comparison, ComparisonRow, Contrast, Conversion, Dimension, Kind, Observation, Period,
    PlaceLevel, Reason, Status, ToHighest,
};
use crate::say::Say;
use grade::{Grade, apart_reasons, grade, row_reasons};
use polars::prelude::{DataFrame, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series, col};
use rayon::prelude::{ParallelIterator, ParallelSlice};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::Arc;
use subject::Subjects;
use xxhash_rust::xxh3::xxh3_64;

/// So many pools are compared at a time.
const TOGETHER: usize = 256;
/// So many figures are contrasted each with each.
const PAIRED: usize = 100;
/// A rank needs this many provinces, a median this many.
const RANKED: usize = 3;
const MEDIAN: usize = 5;

/// The comparisons of these [`pools`], in the order of the indicator list.
pub fn comparisons(
    observations: &[Observation],
    documents: &Documents,
    pools: &[Vec<usize>],
    say: &Say<'_>,
) -> Vec<Comparison> {
    let lists = say.lists;
    let of_part = |pools: &[Vec<usize>]| {
        let mut comparisons = Vec::new();
        let mut subjects = Subjects::new(lists);
        for members in pools {
            let figures: Vec<Figure> =
                members.iter().map(|&i| Figure::of(&observations[i], documents, &mut subjects)).collect();
            if figures.iter().map(|f| f.province()).collect::<BTreeSet<_>>().len() >= 2 {
                comparisons.extend(of_pool(&figures, say));
            }
        }
        comparisons
    };
    let parts: Vec<Vec<Comparison>> = pools.par_chunks(TOGETHER).map(of_part).collect();
    let mut comparisons: Vec<Comparison> = parts.into_iter().flatten().collect();
    let order: HashMap<&str, usize> =
        lists.indicators.entries().iter().enumerate().map(|(i, e)| (&*e.code, i)).collect();
    comparisons.sort_by_cached_key(|c| {
        (c.indicators.first().and_then(|i| order.get(i.as_str()).copied()), c.kind, c.comparison_id.clone())
    });
    comparisons
}

/// An observation with what it is compared by.
struct Figure<'a> {
    observation: &'a Observation,
    period: Option<Cow<'a, Period>>,
    inherited: bool,
    /// What a change or growth is against, a year where it is one; none where the text does not say.
    base: Option<String>,
    /// What its subject says beyond the indicator.
    rest: Arc<str>,
    /// Another edition of its document is newer.
    older: bool,
    /// The unit that stands for all its unit converts into.
    measure: &'a str,
    names: Names,
}

/// What the rows of many comparisons have in common.
struct Names {
    province: Arc<str>,
    place: Arc<str>,
    ref_area: Option<Arc<str>>,
    period: Option<Arc<str>>,
}

impl<'a> Figure<'a> {
    fn of(observation: &'a Observation, documents: &Documents, subjects: &mut Subjects<'a>) -> Self {
        let (period, inherited) = period_of(observation, documents);
        let base = observation.comparison_base.as_deref();
        let place = observation.place.as_ref();
        let names = Names {
            province: subjects.shared(observation.province().unwrap_or("")),
            place: match observation.places.is_empty() {
                true => subjects.shared(place.map_or("", |p| &p.name)),
                false => {
                    let names: Vec<&str> = observation.places.iter().map(|p| p.name.as_str()).collect();
                    subjects.shared(&names.join("、"))
                }
            },
            ref_area: place.and_then(|p| p.ref_area.as_deref()).map(|code| subjects.shared(code)),
            period: period.as_ref().map(|p| subjects.shared(&p.code)),
        };
        Self {
            names,
            observation,
            base: base.map(|b| base_year(b, period.as_deref())),
            period,
            inherited,
            rest: subjects.rest(observation),
            older: documents.older.contains(&*observation.document_id),
            measure: subjects.lists.conversions.family(observation.quantity.unit.as_deref().unwrap_or("")),
        }
    }

    fn code(&self) -> &str {
        self.period.as_ref().map_or("", |p| p.code.as_str())
    }

    fn province(&self) -> &'a str {
        self.observation.province().unwrap_or("")
    }

    fn indicator(&self) -> &'a str {
        self.observation.indicator.as_deref().unwrap_or("")
    }

    fn kind(&self) -> Kind {
        self.observation.stands_as()
    }

    fn level(&self) -> PlaceLevel {
        self.observation.place.as_ref().map_or(PlaceLevel::Province, |p| p.level)
    }

    /// A figure for the province as a whole.
    fn provincial(&self) -> bool {
        self.observation.places.is_empty() && self.level() == PlaceLevel::Province
    }

    /// Of one place that is smaller than a province.
    fn local(&self) -> bool {
        self.observation.places.is_empty() && self.level() > PlaceLevel::Province
    }
}

/// The period a figure is compared by, and whether it is its document's.
fn period_of<'a>(o: &'a Observation, documents: &Documents) -> (Option<Cow<'a, Period>>, bool) {
    match &o.period {
        Some(period) => (Some(Cow::Borrowed(period)), false),
        None => {
            let reference = documents.reference_periods.get(&*o.document_id);
            (reference.and_then(|p| Period::parse(p)).map(Cow::Owned), true)
        }
    }
}

/// The base of a change as a year where it is one: 上年 and 去年同期 of 2021 are 2020.
fn base_year(base: &str, period: Option<&Period>) -> String {
    let digits: String = base.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() == 4 {
        return digits;
    }
    let before = base.contains("上年") || base.contains("去年") || base.contains("上一年");
    match period {
        Some(period) if before => (period.last_year() - 1).to_string(),
        _ => base.to_owned(),
    }
}

/// Positions of the observations that may meet, grouped with polars by their key.
pub fn pools(
    observations: &[Observation],
    documents: &Documents,
    lists: &Codelists,
) -> PolarsResult<Vec<Vec<usize>>> {
    let (mut rows, mut keys, mut key) = (Vec::new(), Vec::new(), String::new());
    for (i, o) in observations.iter().enumerate() {
        let Some(indicator) =
            o.indicator.as_deref().filter(|_| o.province().is_some() && o.kind != Kind::From)
        else {
            continue;
        };
        let kin = lists.comparable.get(indicator);
        let family = kin.map_or(indicator, |k| k.family.as_str());
        let apart = kin.is_some_and(|k| k.grade == Comparability::None && k.family != indicator);
        // different concepts are shown beside each other whatever their kind
        let kind = if apart && o.kind == Kind::Change { Kind::Level } else { o.stands_as() };
        let year = period_of(o, documents).0.map_or(0, |p| p.last_year());
        let dimension = o.quantity.dimension;
        let per = o.quantity.per.as_deref().unwrap_or("");
        key.clear();
        let _ = write!(key, "{family}\u{1}{kind}\u{1}{dimension}\u{1}{per}\u{1}{year}");
        // numbers group several times as fast as texts
        keys.push(xxh3_64(key.as_bytes()));
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
    let mut pools = Vec::with_capacity(lists.len());
    for series in (0..lists.len()).filter_map(|i| lists.get_as_series(i)) {
        pools.push(series.u64()?.into_no_null_iter().map(|i| i as usize).collect());
    }
    Ok(pools)
}

/// What figures that are compared share: indicator family or indicator, kind, status, units that convert, period, base.
type Cell<'a> = (&'a str, Kind, Status, &'a str, &'a str, &'a str);

/// The comparisons of a pool.
fn of_pool(figures: &[Figure], say: &Say<'_>) -> Vec<Comparison> {
    let kin = figures.first().and_then(|f| say.lists.comparable.get(f.indicator()));
    let concepts_differ = kin.is_some_and(|k| k.grade == Comparability::None);
    let base = commonest_base(figures);
    let mut cells: BTreeMap<Cell, Vec<&Figure>> = BTreeMap::new();
    let all_older = figures.iter().all(|f| f.older);
    for f in figures.iter().filter(|f| all_older || !f.older) {
        let concept = if concepts_differ { f.indicator() } else { "" };
        let against = f.base.as_deref().or(base.as_deref()).unwrap_or("");
        let key = (concept, f.kind(), f.observation.status, f.measure, f.code(), against);
        cells.entry(key).or_default().push(f);
    }
    let cells: Vec<(Cell, Vec<&Figure>, Vec<&Figure>)> = cells
        .into_iter()
        .map(|(key, members)| {
            let provincial = one_each(members.iter().copied().filter(|f| f.provincial()));
            (key, members, provincial)
        })
        .collect();
    // of cells that differ in unit, period or base alone, the one of most provinces
    let mut main: BTreeMap<(&str, Kind, Status), (usize, bool, Cell)> = BTreeMap::new();
    for (key, _, provincial) in &cells {
        let whole_year = key.4.len() == 4;
        let best = main.entry((key.0, key.1, key.2)).or_insert((provincial.len(), whole_year, *key));
        if (provincial.len(), whole_year) > (best.0, best.1) {
            *best = (provincial.len(), whole_year, *key);
        }
    }
    let statuses: BTreeSet<(&str, Kind)> = main.keys().map(|(concept, kind, _)| (*concept, *kind)).collect();
    let mut found = Vec::new();
    for (key, members, provincial) in &cells {
        let is_main = main.get(&(key.0, key.1, key.2)).is_some_and(|(_, _, cell)| cell == key);
        if provincial.len() >= 2 {
            let apart = if is_main { beside(figures, provincial, key, concepts_differ) } else { Vec::new() };
            found.extend(comparison(provincial, &apart, say, false));
        } else if is_main {
            found.extend(lower(members, kin.is_some() && !concepts_differ, say));
        }
    }
    if concepts_differ {
        let side_by_side = concepts(figures, say);
        // the same figures that cannot be compared are shown once
        found.retain(|c: &Comparison| side_by_side.is_none() || c.comparability != Comparability::None);
        found.extend(side_by_side);
    } else if found.is_empty() && statuses.len() == 1 && kin.is_some() {
        // a few figures of different periods: a pair or three that the list allows to stand together
        let actual: Vec<&Figure> = figures
            .iter()
            .filter(|f| f.observation.status == Status::Actual && f.measure == figures[0].measure)
            .collect();
        found.extend(lower(&actual, true, say));
    }
    found
}

/// Different concepts beside each other: never ranked. One figure for each concept of a province.
fn concepts(figures: &[Figure], say: &Say<'_>) -> Option<Comparison> {
    let mut all: Vec<&Figure> = Vec::new();
    let names: BTreeSet<&str> = figures.iter().map(Figure::indicator).collect();
    for name in &names {
        let of = |f: &&Figure| f.indicator() == *name && f.observation.status == Status::Actual;
        all.extend(best_known(&figures.iter().filter(of).collect::<Vec<_>>()));
    }
    let differ = names.len() > 1 || subject::differ(&all) || grade::industries_differ(&all);
    let provinces: BTreeSet<&str> = all.iter().map(|f| f.province()).collect();
    if provinces.len() < 2 || !differ {
        return None;
    }
    all.sort_by_key(|f| code(f));
    comparison(&all, &[], say, true)
}

/// One figure a province: its own, or where it has none that of a place in it.
fn best_known<'a, 'b>(figures: &[&'a Figure<'b>]) -> Vec<&'a Figure<'b>> {
    let mut found = one_each(figures.iter().copied().filter(|f| f.provincial()));
    let known: BTreeSet<&str> = found.iter().map(|f| f.province()).collect();
    let others = figures.iter().copied().filter(|f| !f.provincial() && !known.contains(f.province()));
    let local = one_each(others);
    found.extend(local);
    found
}

/// Figures of places below the province. `linked`: the list of comparable indicators allows levels to meet.
fn lower(figures: &[&Figure], linked: bool, say: &Say<'_>) -> Option<Comparison> {
    if linked {
        let all = best_known(figures);
        return if all.len() >= 2 { comparison(&all, &[], say, false) } else { None };
    }
    // places of one level, every one of them: cities with cities
    let mut levels: BTreeMap<PlaceLevel, BTreeMap<(String, &str), &Figure>> = BTreeMap::new();
    for f in figures.iter().copied().filter(|f| f.local()) {
        let name = f.observation.place.as_ref().map_or("", |p| p.name.as_str());
        let kept = levels.entry(f.level()).or_default().entry((code(f), name)).or_insert(f);
        if preference(f) < preference(kept) {
            *kept = f;
        }
    }
    let places = levels.into_values().max_by_key(BTreeMap::len)?;
    let all: Vec<&Figure> = places.into_values().collect();
    let provinces: BTreeSet<&str> = all.iter().map(|f| f.province()).collect();
    if provinces.len() >= 2 { comparison(&all, &[], say, false) } else { None }
}

/// The provinces of a pool that have no figure like those compared: each with its nearest one.
fn beside<'a, 'b>(
    figures: &'a [Figure<'b>],
    compared: &[&Figure],
    key: &Cell,
    concepts_differ: bool,
) -> Vec<(&'a Figure<'b>, Vec<Reason>)> {
    let known: BTreeSet<&str> = compared.iter().map(|f| f.province()).collect();
    let mut nearest: BTreeMap<(String, &str), (Vec<Reason>, &Figure)> = BTreeMap::new();
    for f in figures {
        let other = concepts_differ && f.indicator() != key.0;
        if known.contains(f.province()) || f.kind() != key.1 || other {
            continue;
        }
        // a plan is not looked at beside what was done elsewhere the other way round
        if key.2 == Status::Target && f.observation.status != Status::Target {
            continue;
        }
        let reasons = apart_reasons(f, key);
        let place = (code(f)[..2].to_owned(), f.province());
        let better = nearest
            .get(&place)
            .is_none_or(|(r, kept)| (reasons.len(), preference(f)) < (r.len(), preference(kept)));
        if better {
            nearest.insert(place, (reasons, f));
        }
    }
    nearest.into_values().map(|(reasons, f)| (f, reasons)).collect()
}

/// The base that most figures state.
fn commonest_base(figures: &[Figure]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for base in figures.iter().filter_map(|f| f.base.as_deref()) {
        *counts.entry(base).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map(|(base, _)| base.to_owned())
}

/// One comparison: `compared` are graded together, the others stand beside them.
fn comparison(
    compared: &[&Figure],
    apart: &[(&Figure, Vec<Reason>)],
    say: &Say<'_>,
    concepts_differ: bool,
) -> Option<Comparison> {
    let first = compared.first()?.observation;
    let Grade { grade, reasons, mut caveat } = grade(compared, say, concepts_differ);
    let unit = commonest_unit(compared.iter().map(|f| f.observation));
    let conversions: Vec<Option<Conversion>> =
        compared.iter().map(|f| conversion(f.observation, unit, say.lists)).collect();
    if let Some(said) = said(conversions.iter().flatten(), say) {
        caveat = say.remarks(&[caveat, said]);
    }
    let intervals: Vec<Interval> = compared
        .iter()
        .zip(&conversions)
        .map(|(f, c)| Interval::converted(f.observation, c.as_ref()))
        .collect();
    let provinces: BTreeSet<&str> = compared.iter().map(|f| f.province()).collect();
    let levels: BTreeSet<PlaceLevel> = compared.iter().map(|f| f.level()).collect();
    let several = compared.iter().any(|f| !f.observation.places.is_empty());
    let alike = !grade::industries_differ(compared) && levels.len() == 1 && !several;
    let ranked = grade != Comparability::None && provinces.len() >= RANKED && alike;
    let ranks = if ranked { rank_bounds(&intervals) } else { Vec::new() };
    let mut indicators: Vec<String> = Vec::new();
    for f in compared.iter().copied().chain(apart.iter().map(|(f, _)| *f)) {
        if !indicators.iter().any(|i| i == f.indicator()) {
            indicators.push(f.indicator().to_owned());
        }
    }
    let mut rows: Vec<ComparisonRow> = Vec::with_capacity(compared.len() + apart.len());
    for (i, figure) in compared.iter().enumerate() {
        let mut row = row(figure, grade, row_reasons(figure, &reasons), conversions[i].clone());
        if let Some(&(best, worst)) = ranks.get(i) {
            (row.rank_min, row.rank_max) = (Some(best), Some(worst));
        }
        rows.push(row);
    }
    rows.extend(apart.iter().map(|(f, reasons)| {
        row(f, Comparability::None, reasons.clone(), conversion(f.observation, unit, say.lists))
    }));
    let label = indicators.iter().map(|code| say.indicator(code)).collect::<Vec<_>>().join(" / ");
    let kind = compared[0].kind();
    let id_of = format!(
        "{}|{kind}|{:?}|{:?}|{}|{}|{:?}|{:?}|{concepts_differ}",
        indicators.join(","),
        unit,
        first.quantity.per,
        first.status,
        compared[0].code(),
        compared[0].base,
        levels,
    );
    Some(Comparison {
        comparison_id: format!("c{}", &blake3::hash(id_of.as_bytes()).to_hex()[..11]),
        indicators,
        label,
        kind,
        dimension: first.quantity.dimension,
        unit: unit.map(|u| u.to_string()),
        per: first.quantity.per.clone(),
        status: first.status,
        comparability: grade,
        reasons,
        caveat,
        median: (ranked && provinces.len() >= MEDIAN).then(|| median(&intervals)).flatten().map(|m| m.ends()),
        rows,
    })
}

fn row(
    figure: &Figure,
    comparability: Comparability,
    reasons: Vec<Reason>,
    conversion: Option<Conversion>,
) -> ComparisonRow {
    let o = figure.observation;
    let converted = conversion.as_ref().map(|c| c.apply(&o.quantity));
    let q = converted.as_ref().unwrap_or(&o.quantity);
    let names = &figure.names;
    ComparisonRow {
        observation_id: o.observation_id.clone(),
        indicator: o.indicator.clone().unwrap_or_default(),
        province: names.province.clone(),
        ref_area: names.ref_area.clone(),
        place: names.place.clone(),
        value: q.value,
        low: q.low,
        high: q.high,
        conversion: conversion.map(Box::new),
        period: names.period.clone(),
        rank_min: None,
        rank_max: None,
        comparability,
        reasons,
    }
}

/// The GB/T 2260 code of a figure's place; what the list lacks comes last.
fn code(figure: &Figure) -> String {
    let place = figure.observation.place.as_ref();
    place.and_then(|p| p.ref_area.clone()).unwrap_or_else(|| "999999".to_owned())
}

/// Which figure speaks for a place: newest edition, not of one industry, the plainest subject, stated period.
fn preference(f: &Figure) -> (bool, bool, usize, PlaceLevel, bool) {
    (f.older, f.observation.industry.is_some(), f.rest.chars().count(), f.level(), f.inherited)
}

/// One figure a province, in GB/T 2260 order; of equal ones the first in the text.
fn one_each<'a, 'b: 'a>(figures: impl Iterator<Item = &'a Figure<'b>>) -> Vec<&'a Figure<'b>> {
    let mut by_province: BTreeMap<(String, &str), &Figure> = BTreeMap::new();
    for figure in figures {
        let key = (code(figure)[..2].to_owned(), figure.province());
        let kept = by_province.entry(key).or_insert(figure);
        if preference(figure) < preference(kept) {
            *kept = figure;
        }
    }
    by_province.into_values().collect()
}

/// Each row of a comparison against the one with the highest known end: made when it is asked for, as it takes more
/// room than the figures. Null for that one, and for rows that are not compared.
pub fn to_highest<'a>(
    comparison: &Comparison,
    find: impl Fn(&str) -> Option<&'a Observation>,
) -> Vec<Option<ToHighest>> {
    let compared = |r: &ComparisonRow| {
        let o = find(&r.observation_id).filter(|_| r.comparability != Comparability::None)?;
        Some((o, Interval::converted(o, r.conversion.as_deref())))
    };
    let rows: Vec<Option<(&Observation, Interval)>> = comparison.rows.iter().map(compared).collect();
    let known = |i: &Interval| i.value.or(i.low.finite()).or(i.high.finite());
    let some = rows.iter().enumerate().filter_map(|(i, r)| r.as_ref().map(|r| (i, r)));
    let Some((top, highest)) = some.max_by_key(|(_, (_, i))| known(i)) else { return vec![None; rows.len()] };
    rows.iter()
        .enumerate()
        .map(|(i, row)| {
            let (o, interval) = row.as_ref().filter(|_| i != top)?;
            let (difference, ratio) = contrast((o, interval), (highest.0, &highest.1));
            Some(ToHighest { difference, ratio })
        })
        .collect()
}

/// Each pair of figures of a comparison that are not `none`, the higher first: made when they are asked for, for all
/// pairs of all comparisons are many times the observations. Of more figures than there are provinces (counties), each
/// against the highest alone. `find` gives the observation of an id.
pub fn contrasts<'a>(
    comparison: &Comparison,
    find: impl Fn(&str) -> Option<&'a Observation>,
) -> Vec<Contrast> {
    let rows: Vec<(&ComparisonRow, &Observation)> = comparison
        .rows
        .iter()
        .filter(|r| r.comparability != Comparability::None)
        .filter_map(|r| Some((r, find(&r.observation_id)?)))
        .collect();
    let unit = match (comparison.dimension, comparison.unit.as_deref()) {
        (Dimension::Ratio, Some("%")) => Some("百分点".to_owned()),
        _ => comparison.unit.clone(),
    };
    let known = |r: &ComparisonRow| r.value.or(r.low).or(r.high);
    let interval = |r: &ComparisonRow, o: &Observation| Interval::converted(o, r.conversion.as_deref());
    let highest = (0..rows.len()).max_by_key(|&i| known(rows[i].0)).filter(|_| rows.len() > PAIRED);
    let pairs = (0..rows.len()).flat_map(|i| (i + 1..rows.len()).map(move |j| (i, j)));
    let against = |top: usize| (0..rows.len()).filter(move |&i| i != top).map(move |i| (top, i));
    let chosen: Vec<(usize, usize)> = match highest {
        Some(top) => against(top).collect(),
        None => pairs.collect(),
    };
    let mut found = Vec::with_capacity(chosen.len());
    for (one, other) in chosen.into_iter().map(|(i, j)| (&rows[i], &rows[j])) {
        let ((a, x), (b, y)) = if known(one.0) >= known(other.0) { (one, other) } else { (other, one) };
        let (x, y) = ((*x, &interval(a, x)), (*y, &interval(b, y)));
        let (difference, ratio) = contrast(x, y);
        let mut reasons = a.reasons.clone();
        reasons.extend(b.reasons.iter().filter(|r| !a.reasons.contains(r)));
        found.push(Contrast {
            comparison_id: comparison.comparison_id.clone(),
            indicator: a.indicator.to_string(),
            observation_id_a: a.observation_id.to_string(),
            observation_id_b: b.observation_id.to_string(),
            province_a: a.province.to_string(),
            province_b: b.province.to_string(),
            difference,
            difference_unit: unit.clone(),
            ratio,
            comparability: comparison.comparability,
            reasons,
        });
    }
    found
}
