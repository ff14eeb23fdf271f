//! One figure of a place over several periods: changes, growth and average growth with their bounds, and where a
//! series breaks because its figures are not defined alike.
//!
//! A series has one place, indicator, kind, industry and length of period, and one [`definition`]. Only actual
//! figures with a period and a unit are in one. What is not sure to be the same is a break: it is named, and nothing
//! is computed across it.

mod definition;

use super::convert::{conversion, said};
use super::interval::Interval;
use super::words::{label, quotes};
use crate::codelist::Codelists;
use crate::model::{
    Conversion, Dimension, Kind, Observation, Period, Reason, Status, Trend, comparison::Ends,
};
use crate::say::Say;
use chrono::Datelike;
use definition::{Definition, Label, Written};
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator, ParallelSliceMut};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A contradiction names so many figures at most, in words and among the inputs.
const NAMED: usize = 5;
/// So many series are made at a time.
const TOGETHER: usize = 1024;

/// The trends of a corpus, in the order of the indicator list and of GB/T 2260.
pub fn trends(observations: &[Observation], say: &Say<'_>) -> Vec<Trend> {
    let lists = say.lists;
    let mut groups = groups(observations);
    let order: HashMap<&str, usize> =
        lists.indicators.entries().iter().enumerate().map(|(i, e)| (&*e.code, i)).collect();
    groups.sort_by_cached_key(|group| {
        let o = &observations[group[0]];
        let at = o.indicator.as_deref().and_then(|i| order.get(i)).copied().unwrap_or(usize::MAX);
        let area = o.place.as_ref().map(|p| (p.ref_area.is_none(), p.ref_area.clone()));
        (at, area, group[0])
    });
    // a part after the other, so that what is moved to the whole leaves its room to one that follows
    let mut all = Vec::with_capacity(groups.iter().map(Vec::len).sum());
    let mut done: Vec<Vec<Trend>> = Vec::new();
    let of = |group: &Vec<usize>| of_group(group.iter().map(|i| &observations[*i]).collect(), say);
    for part in groups.chunks(TOGETHER) {
        let next = || part.par_iter().map(of).collect();
        ((), done) = rayon::join(|| all.extend(done.into_iter().flatten()), next);
    }
    all.extend(done.into_iter().flatten());
    all
}

/// What figures of one series share, beside their definition; null for a figure that is in none.
fn thing(o: &Observation) -> Option<impl Hash + Eq + '_> {
    let place = o.place.as_ref().filter(|_| o.places.is_empty())?;
    let indicator = o.indicator.as_deref()?;
    o.quantity.unit.as_deref()?;
    if o.status != Status::Actual {
        return None;
    }
    Some((indicator, &place.name, &place.ref_area, kind(o)?, &o.industry, length(o.period.as_ref()?)))
}

/// The kind that a figure counts as; null for movements and for where they start.
fn kind(o: &Observation) -> Option<Kind> {
    let kind = o.stands_as();
    (!matches!(kind, Kind::Change | Kind::GrowthRate | Kind::From)).then_some(kind)
}

fn is_rate(o: &Observation) -> bool {
    matches!(o.quantity.dimension, Dimension::Ratio | Dimension::Points)
}

/// The months of a period. One longer than a quarter and shorter than a year is also told by its first month: first
/// halves stand beside first halves.
fn length(period: &Period) -> (i32, u32) {
    let month = |day: chrono::NaiveDate| day.year() * 12 + day.month0() as i32;
    let months = month(period.end) - month(period.start) + 1;
    (months, if (4..12).contains(&months) { period.start.month() } else { 0 })
}

/// Positions of the figures that may be a series, where there are several; each in order.
fn groups(observations: &[Observation]) -> Vec<Vec<usize>> {
    let hash = |(i, o): (usize, &Observation)| {
        let mut hasher = DefaultHasher::new();
        thing(o)?.hash(&mut hasher);
        Some((hasher.finish(), i))
    };
    let mut hashes: Vec<(u64, usize)> = observations.par_iter().enumerate().filter_map(hash).collect();
    hashes.par_sort_unstable();
    let alike: Vec<&[(u64, usize)]> =
        hashes.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1).collect();
    alike.par_iter().flat_map_iter(|alike| same(observations, alike)).collect()
}

/// Figures of one hash parted by what they are of.
fn same(observations: &[Observation], alike: &[(u64, usize)]) -> Vec<Vec<usize>> {
    let of = |i: usize| thing(&observations[i]);
    if alike.iter().all(|(_, i)| of(*i) == of(alike[0].1)) {
        return vec![alike.iter().map(|(_, i)| *i).collect()];
    }
    let mut same: HashMap<_, Vec<usize>> = HashMap::new();
    for (_, i) in alike {
        same.entry(of(*i)).or_default().push(*i);
    }
    same.into_values().filter(|group| group.len() > 1).collect()
}

/// A period of a series with its figures.
struct Point<'a> {
    /// Id of the figure that is shown.
    id: Arc<str>,
    /// Code of the period.
    code: Arc<str>,
    period: &'a Period,
    /// The one that tells most first.
    figures: Vec<&'a Observation>,
    interval: Interval,
    contradictory: bool,
    /// At the prices of one year.
    constant: bool,
    /// The unit of the interval.
    unit: Option<&'a Arc<str>>,
    /// What brought figures in other units to it.
    converted: Vec<Conversion>,
}

impl<'a> Point<'a> {
    fn of(
        period: &'a Period,
        mut figures: Vec<&'a Observation>,
        constant: bool,
        unit: Option<&'a Arc<str>>,
        lists: &Codelists,
    ) -> Self {
        let mut converted = Vec::new();
        let mut intervals = Vec::with_capacity(figures.len());
        for o in &figures {
            let by = conversion(o, unit, lists);
            intervals.push(Interval::converted(o, by.as_ref()));
            converted.extend(by);
        }
        let (mut kept, mut contradictory) = (0, false);
        if figures.len() > 1 {
            let width = |i: &Interval| Some(i.high.finite()? - i.low.finite()?);
            let by_width = |i: &usize| width(&intervals[*i]).map_or((true, None), |w| (false, Some(w)));
            kept = (0..intervals.len()).min_by_key(by_width).unwrap_or(0);
            // some two exclude each other where the highest low end lies above the lowest high end
            let low = intervals.iter().max_by_key(|i| (i.low.at, i.low.open));
            let high = intervals.iter().min_by_key(|i| (i.high.at, !i.high.open));
            contradictory = low.zip(high).is_some_and(|(low, high)| low.surely_above(high));
        }
        figures.swap(0, kept);
        let interval = intervals.swap_remove(kept);
        let (id, code) = (figures[0].observation_id.clone(), period.code.as_str().into());
        Self { id, code, period, figures, interval, contradictory, constant, unit, converted }
    }

    fn shown(&self) -> &'a Observation {
        self.figures[0]
    }
}

/// The rows of figures that share all but perhaps their definition.
fn of_group(mut figures: Vec<&Observation>, say: &Say<'_>) -> Vec<Trend> {
    let lists = say.lists;
    figures.sort_by_key(|o| o.period.as_ref().map(|p| (p.start, p.end)));
    let code = |o: &Observation| o.period.as_ref().map(|p| (p.start, p.end));
    if figures.first().map(|o| code(o)) == figures.last().map(|o| code(o)) {
        return Vec::new();
    }
    let mut name: Option<Label> = None;
    let mut definitions: Vec<(Definition, Vec<&Observation>)> = Vec::new();
    let mut numbered: HashMap<Definition, usize> = HashMap::new();
    let mut known: HashMap<Written, usize> = HashMap::new();
    let mut of_figure: Vec<usize> = Vec::with_capacity(figures.len());
    let mut before: Option<(Written, usize)> = None;
    for o in &figures {
        let written = Written::of(o, lists);
        let at = match &before {
            Some((last, at)) if *last == written => *at,
            _ => *known.entry(written.clone()).or_insert_with_key(|written| {
                let definition = written
                    .definition(name.get_or_insert_with(|| Label::of(label(figures[0]), lists)), lists);
                *numbered.entry(definition).or_insert_with_key(|definition| {
                    definitions.push((definition.clone(), Vec::new()));
                    definitions.len() - 1
                })
            }),
        };
        definitions[at].1.push(o);
        of_figure.push(at);
        before = Some((written, at));
    }
    let series: Vec<Vec<Point>> = definitions
        .iter_mut()
        .map(|(definition, of)| points(std::mem::take(of), definition.at_constant_prices(), lists))
        .collect();
    let mut rows = Vec::with_capacity(figures.len() + 1);
    for points in &series {
        rows.extend(points.windows(2).filter_map(|w| row(&w[0], &w[1], 2, None, say)));
    }
    rows.extend(breaks(&figures, &of_figure, &definitions, &series, say));
    rows.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    for points in series.iter().filter(|points| points.len() > 2) {
        let broken = points.iter().find(|p| p.contradictory).map(|p| contradiction(p, say));
        rows.extend(row(&points[0], &points[points.len() - 1], points.len() as u32, broken, say));
    }
    rows
}

/// The figures of one definition by period; they come in order.
fn points<'a>(figures: Vec<&'a Observation>, constant: bool, lists: &Codelists) -> Vec<Point<'a>> {
    let same = |a: &&Observation, b: &&Observation| {
        let days = |o: &Observation| o.period.as_ref().map(|p| (p.start, p.end));
        days(a) == days(b)
    };
    let unit = figures.first().and_then(|o| o.quantity.unit.as_ref());
    figures
        .chunk_by(same)
        .filter_map(|of| Some(Point::of(of[0].period.as_ref()?, of.to_vec(), constant, unit, lists)))
        .collect()
}

/// Where one definition alone follows another alone from one period to the next.
fn breaks(
    figures: &[&Observation],
    of_figure: &[usize],
    definitions: &[(Definition, Vec<&Observation>)],
    series: &[Vec<Point>],
    say: &Say<'_>,
) -> Vec<Trend> {
    if definitions.len() < 2 {
        return Vec::new();
    }
    // by period: the days, the definition, whether there are others
    let mut line: Vec<(Option<&Period>, usize, bool)> = Vec::new();
    for (o, &at) in figures.iter().zip(of_figure) {
        let period = o.period.as_ref();
        let days = |p: Option<&Period>| p.map(|p| (p.start, p.end));
        match line.last_mut() {
            Some(last) if days(last.0) == days(period) => last.2 |= last.1 != at,
            _ => line.push((period, at, false)),
        }
    }
    let mut rows = Vec::new();
    for pair in line.windows(2) {
        let ((from, a, several), (to, b, others)) = (pair[0], pair[1]);
        if a == b || several || others {
            continue;
        }
        let at = |definition: usize, period: Option<&Period>| {
            let days = period.map(|p| (p.start, p.end));
            let found =
                series[definition].binary_search_by_key(&days, |p| Some((p.period.start, p.period.end)));
            found.ok().map(|i| &series[definition][i])
        };
        let why = definitions[a].0.against(&definitions[b].0, say);
        if let (Some(from), Some(to), Some(mut why)) = (at(a, from), at(b, to), why) {
            if let (Reason::Unit, Some(x), Some(y)) = (why.0, from.unit, to.unit)
                && x != y
            {
                why.1 = definition::differ(say.pick("单位", "units"), say.quoted(x), say.quoted(y), say);
            }
            rows.extend(row(from, to, 2, Some(why), say));
        }
    }
    rows
}

/// Why nothing is computed from a period with figures that exclude each other.
fn contradiction(point: &Point, say: &Say<'_>) -> (Reason, String) {
    let quotes = quotes(point.figures.iter().take(NAMED).copied(), say);
    let more = if point.figures.len() > NAMED { say.pick("等", " and others") } else { "" };
    let code = &point.period.code;
    let words = match say.zh {
        true => format!("{code}的数不一致：{quotes}{more}"),
        false => format!("figures of {code} exclude each other: {quotes}{more}"),
    };
    (Reason::Definition, words)
}

/// From one period to a later one; null where they overlap.
fn row(
    from: &Point,
    to: &Point,
    periods: u32,
    broken: Option<(Reason, String)>,
    say: &Say<'_>,
) -> Option<Trend> {
    if to.period.start <= from.period.end {
        return None;
    }
    let a = from.shown();
    let (indicator, place) = (a.indicator.clone()?, a.place.clone()?);
    let contradictory = || [from, to].into_iter().find(|p| p.contradictory).map(|p| contradiction(p, say));
    let (reason, words) = broken.or_else(contradictory).unzip();
    let mut inputs = vec![from.id.clone(), to.id.clone()];
    for point in [from, to].into_iter().filter(|p| p.contradictory) {
        inputs.extend(point.figures.iter().take(NAMED).skip(1).map(|o| o.observation_id.clone()));
    }
    let unit = from.unit.cloned();
    let whole = reason.is_none();
    let change = whole.then(|| to.interval.minus(&from.interval).ends());
    let change_unit = whole.then(|| change_unit(unit.as_ref())).flatten();
    let amounts = whole
        && !is_rate(a)
        && unit.as_deref().is_some_and(|unit| !say.lists.words.has_no_zero(unit))
        && from.interval.sign() == Some(1)
        && to.interval.sign() == Some(1);
    let growth = amounts.then(|| known(growth(&from.interval, &to.interval))).flatten();
    let years = to.period.end.year() - from.period.end.year();
    let annual = amounts && years > 1 && length(from.period).0 == 12;
    let cagr = annual.then(|| known(average(&from.interval, &to.interval, years as u32))).flatten();
    let nominal = growth.is_some() && a.quantity.dimension == Dimension::Money && !from.constant;
    let converted = said(from.converted.iter().chain(&to.converted), say);
    let caveat = match words {
        Some(words) => words.into(),
        None if nominal && say.zh => "增速按所写金额计算，未扣除价格变动".into(),
        None if nominal => "growth of amounts as stated, prices not taken out".into(),
        None if converted.is_some() => converted.unwrap_or_default().into(),
        None => "".into(),
    };
    Some(Trend {
        indicator,
        label: a.indicator_label.clone().unwrap_or_else(|| label(a).into()),
        kind: kind(a)?,
        industry: a.industry.clone(),
        place,
        unit,
        per: a.quantity.per.clone(),
        from: from.code.clone(),
        to: to.code.clone(),
        periods,
        inputs,
        change,
        change_unit,
        growth,
        cagr,
        break_reason: reason,
        caveat,
    })
}

fn change_unit(unit: Option<&Arc<str>>) -> Option<Arc<str>> {
    let unit = unit?;
    Some(match &**unit {
        "%" => "百分点".into(),
        "‰" => "千分点".into(),
        _ => unit.clone(),
    })
}

/// What grew by how many percent; both surely positive.
fn growth(from: &Interval, to: &Interval) -> Interval {
    percent(&to.over(from))
}

/// The same a year on average, its ends to eight decimals of a percent.
fn average(from: &Interval, to: &Interval, years: u32) -> Interval {
    percent(&to.root_over(from, years))
}

/// A factor as growth in percent.
fn percent(factor: &Interval) -> Interval {
    factor.minus(&Interval::exactly(Decimal::ONE)).times(&Interval::exactly(Decimal::ONE_HUNDRED))
}

/// The ends, where anything is known.
fn known(interval: Interval) -> Option<Ends> {
    Some(interval.ends()).filter(|ends| ends.low.is_some() || ends.high.is_some())
}

#[cfg(test)]
mod tests;
