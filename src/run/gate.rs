//! Checks before a release, as `[[check]]` in `pipeline.toml` declares them: what fails is told with its rows, and
//! nothing is published.

use crate::codelist::Codelists;
use crate::config::{CheckKind, CheckSettings, Level};
use crate::model::{CoverageTotal, Kind, Observation, Past, Period};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is to be released, as far as checks look at it.
pub struct Candidate<'a> {
    pub observations: &'a [Observation],
    pub totals: &'a [CoverageTotal],
    /// The observations of the release compared with; none at the first.
    pub earlier: Option<&'a [Past]>,
    /// Code of the latest reference period among the documents.
    pub latest_period: Option<&'a str>,
    /// Day of the newest file among the inputs.
    pub newest_file: Option<NaiveDate>,
    pub today: NaiveDate,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub name: String,
    pub level: Level,
    /// The day decides, which is no part of a release.
    pub of_the_day: bool,
    /// What is wrong, a line each; empty where it passed.
    pub rows: Vec<String>,
}

/// So many rows of a check are told.
const TOLD: usize = 20;

/// Runs the checks in their order.
pub fn run(checks: &[CheckSettings], candidate: &Candidate) -> Vec<Outcome> {
    let outcome = |check: &CheckSettings| Outcome {
        name: check.name(),
        level: check.level,
        of_the_day: by_day(check),
        rows: rows(check, candidate),
    };
    checks.iter().map(outcome).collect()
}

/// The checks that the day alone can fail: they are run also where there is nothing to do.
pub fn of_the_day(checks: &[CheckSettings]) -> Vec<CheckSettings> {
    checks.iter().filter(|c| by_day(c)).cloned().collect()
}

/// The first check that names an indicator or a province that is none: its position, and what is wrong.
pub fn wrong(checks: &[CheckSettings], lists: &Codelists) -> Option<(usize, String)> {
    let of = |check: &CheckSettings| {
        let unknown = |code: &&String| lists.indicators.get(code).is_none();
        if let Some(code) = check.indicators.iter().find(unknown) {
            return Some(format!("没有指标“{code}”，代码见 codelist/indicator.csv"));
        }
        let name = check.provinces.iter().find(|name| !is_province(lists, name))?;
        Some(format!("provinces 中的“{name}”不是省级行政区，写简称或全称"))
    };
    checks.iter().enumerate().find_map(|(at, check)| Some((at, of(check)?)))
}

/// Whether a name, short or full, is a province's.
pub fn is_province(lists: &Codelists, name: &str) -> bool {
    lists.areas.provinces().any(|p| is(&p.name, name))
}

/// Whether the name, short or full, is that of the province.
fn is(province: &str, name: &str) -> bool {
    let name = name.trim();
    name.chars().count() >= 2 && province.starts_with(name)
}

fn by_day(check: &CheckSettings) -> bool {
    matches!(check.kind, CheckKind::PeriodAge | CheckKind::FileAge)
}

fn rows(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let mut rows = match check.kind {
        CheckKind::Shares => shares(check, candidate),
        CheckKind::Provinces => provinces(check, candidate),
        CheckKind::Coverage => coverage(check, candidate),
        CheckKind::Indicators => lost(check, candidate),
        CheckKind::Factor => factor(check, candidate),
        CheckKind::PeriodAge => period_age(check, candidate),
        CheckKind::FileAge => file_age(check, candidate),
    };
    let more = rows.len().saturating_sub(TOLD);
    rows.truncate(TOLD);
    if more > 0 {
        rows.push(format!("另有 {more} 处"));
    }
    rows
}

fn named(o: &Observation) -> String {
    let place = o.place.as_ref().map_or("全国", |p| &p.name);
    let label = o.indicator_label.as_deref().or(o.subject.as_deref()).unwrap_or("（无指标）");
    format!("{} {place} {label}：{}（{} {}）", o.observation_id, o.quote, o.source, o.locator)
}

/// Shares in percent lie within 0 and 100.
fn shares(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let outside = |o: &&Observation| {
        let ends = [o.quantity.value, o.quantity.low, o.quantity.high];
        o.kind == Kind::Share
            && o.quantity.unit.as_deref() == Some("%")
            && check.looks_at(o.indicator.as_deref())
            && ends.into_iter().flatten().any(|v| v < Decimal::ZERO || v > Decimal::ONE_HUNDRED)
    };
    candidate.observations.iter().filter(outside).map(named).collect()
}

/// The provinces that must have a figure; of the indicators named, or of any.
fn provinces(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let there: BTreeSet<&str> = candidate
        .observations
        .iter()
        .filter(|o| check.looks_at(o.indicator.as_deref()))
        .filter_map(|o| o.province())
        .collect();
    let missing = |name: &&String| !there.iter().any(|p| is(p, name));
    check.provinces.iter().filter(missing).map(|name| format!("{name} 没有数据")).collect()
}

/// Each indicator is reported by so many provinces, in reports or spreadsheets.
fn coverage(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let minimum = check.minimum();
    let few = |code: &String| {
        let total = candidate.totals.iter().find(|t| t.indicator == *code);
        let (count, label) =
            total.map_or((0, code.as_str()), |t| (t.reported.max(t.of_all), t.label.as_str()));
        (count < minimum).then(|| format!("{label}（{code}）只有 {count} 个省份报告，少于 {minimum}"))
    };
    check.indicators.iter().filter_map(few).collect()
}

/// No indicator of the earlier release is missing.
fn lost(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let now: BTreeSet<&str> = candidate.observations.iter().filter_map(|o| o.indicator.as_deref()).collect();
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    for past in candidate.earlier.into_iter().flatten() {
        if let Some(code) = past.indicator.as_deref() {
            before.insert(code, past.label.as_deref().unwrap_or(code));
        }
    }
    before
        .into_iter()
        .filter(|(code, _)| check.looks_at(Some(code)) && !now.contains(code))
        .map(|(code, label)| format!("{label}（{code}）上期有，本期没有"))
        .collect()
}

/// What makes two figures ones to set beside each other, their periods aside.
type Key<'a> = (&'a str, Option<&'a str>, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

fn key(past: &Past) -> Option<Key<'_>> {
    Some((
        past.indicator.as_deref()?,
        past.industry.as_deref(),
        &past.kind,
        &past.status,
        past.place.as_deref(),
        past.unit.as_deref(),
    ))
}

/// What a figure says, or the bound that is known of it.
fn figure(past: &Past) -> Option<f64> {
    past.value.or(past.low).or(past.high)
}

/// A figure lies within a factor of what it was: of any figure of its period, or where the earlier release has none of
/// it, of the latest period before. Growth rates and changes swing by nature and are left out.
fn factor(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let most = check.factor();
    let mut before: HashMap<Key, Vec<&Past>> = HashMap::new();
    for past in candidate.earlier.into_iter().flatten() {
        if let Some(key) = key(past) {
            before.entry(key).or_default().push(past);
        }
    }
    let start = |period: Option<&str>| period.and_then(Period::parse).map(|p| (p.end, p.start));
    let mut rows = Vec::new();
    for o in candidate.observations {
        if !check.looks_at(o.indicator.as_deref()) || matches!(o.kind, Kind::GrowthRate | Kind::Change) {
            continue;
        }
        let now = Past::of(o);
        let Some(known) = key(&now).and_then(|key| before.get(&key)) else { continue };
        let own = start(now.period.as_deref());
        let earlier = || known.iter().map(|p| start(p.period.as_deref())).filter(|s| *s < own).max();
        let same = known.iter().any(|p| p.period == now.period);
        let then = if same { Some(own) } else { earlier() };
        let beside: Vec<&&Past> =
            known.iter().filter(|p| then.is_some_and(|t| start(p.period.as_deref()) == t)).collect();
        let near = |p: &&&Past| {
            let (Some(old), Some(new)) = (figure(p), figure(&now)) else { return true };
            let ratio = (new / old).abs();
            old == new || ratio <= most && ratio >= 1.0 / most
        };
        if let Some(was) = beside.first()
            && !beside.iter().any(near)
        {
            rows.push(format!("{}；上期 {}", named(o), was.quote));
        }
    }
    rows
}

/// The latest reference period ended no more than so many months ago.
fn period_age(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let most = check.months();
    let Some(period) = candidate.latest_period.and_then(Period::parse) else {
        return vec!["没有文件写明所属时期（来源文件的 reference_period）".to_owned()];
    };
    let months = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
    let age = months(candidate.today) - months(period.end);
    if age > most {
        return vec![format!("最新的所属时期 {} 已过去 {age} 个月，超过 {most} 个月", period.code)];
    }
    Vec::new()
}

/// The newest input was changed no more than so many days ago.
fn file_age(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let most = check.days();
    let Some(newest) = candidate.newest_file else {
        return vec!["读不到输入文件的时间".to_owned()];
    };
    let age = (candidate.today - newest).num_days();
    if age > most {
        return vec![format!("最新的输入文件是 {newest} 的，已 {age} 天，超过 {most} 天")];
    }
    Vec::new()
}
