//! Checks before a release, as `[[check]]` in `pipeline.toml` declares them: what fails is told with its rows, and
//! nothing is published.

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

fn by_day(check: &CheckSettings) -> bool {
    matches!(check.kind, CheckKind::PeriodAge | CheckKind::FileAge)
}

fn rows(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let mut rows = match check.kind {
        CheckKind::Shares => shares(candidate),
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
fn shares(candidate: &Candidate) -> Vec<String> {
    let outside = |o: &&Observation| {
        let ends = [o.quantity.value, o.quantity.low, o.quantity.high];
        o.kind == Kind::Share
            && o.quantity.unit.as_deref() == Some("%")
            && ends
                .into_iter()
                .flatten()
                .any(|v| v.is_sign_negative() && !v.is_zero() || v > Decimal::ONE_HUNDRED)
    };
    candidate.observations.iter().filter(outside).map(named).collect()
}

/// The provinces that must have a figure; of the indicators named, or of any.
fn provinces(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let wanted = |o: &&Observation| {
        check.indicators.is_empty()
            || o.indicator.as_deref().is_some_and(|i| check.indicators.iter().any(|w| w == i))
    };
    let there: BTreeSet<&str> =
        candidate.observations.iter().filter(wanted).filter_map(|o| o.province()).collect();
    let missing = |name: &&String| !there.iter().any(|p| *p == name.as_str() || p.starts_with(name.as_str()));
    check.provinces.iter().filter(missing).map(|name| format!("{name} 没有数据")).collect()
}

/// Each indicator is reported by so many provinces.
fn coverage(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let minimum = check.minimum.unwrap_or(1);
    let few = |code: &String| {
        let total = candidate.totals.iter().find(|t| t.indicator == *code);
        let (count, label) = total.map_or((0, code.as_str()), |t| (t.reported, &t.label));
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
    let looked_at = |code: &str| check.indicators.is_empty() || check.indicators.iter().any(|i| i == code);
    before
        .into_iter()
        .filter(|(code, _)| looked_at(code) && !now.contains(code))
        .map(|(code, label)| format!("{label}（{code}）上期有，本期没有"))
        .collect()
}

/// A figure lies within a factor of what it was.
fn factor(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let most = check.factor.unwrap_or(10.0);
    type Key<'a> = (&'a str, Option<&'a str>, &'a str, Option<&'a str>, Option<&'a str>);
    let mut before: HashMap<Key, &Past> = HashMap::new();
    for past in candidate.earlier.into_iter().flatten() {
        if let Some(indicator) = past.indicator.as_deref() {
            let key = (
                indicator,
                past.industry.as_deref(),
                past.kind.as_str(),
                past.place.as_deref(),
                past.unit.as_deref(),
            );
            before.insert(key, past);
        }
    }
    let mut rows = Vec::new();
    for o in candidate.observations {
        let Some(indicator) = o.indicator.as_deref() else { continue };
        if !check.indicators.is_empty() && !check.indicators.iter().any(|i| i == indicator) {
            continue;
        }
        let place = o.place.as_ref().map(|p| p.name.as_str());
        let key = (indicator, o.industry.as_deref(), o.kind.code(), place, o.quantity.unit.as_deref());
        let Some(was) = before.get(&key) else { continue };
        let now = Past::of(o).value;
        let (Some(old), Some(new)) = (was.value, now) else { continue };
        let ratio = if old == 0.0 { f64::INFINITY } else { (new / old).abs() };
        if old != new && (ratio > most || ratio < 1.0 / most) {
            rows.push(format!("{}；上期 {}", named(o), was.quote));
        }
    }
    rows
}

/// The latest reference period ended no more than so many months ago.
fn period_age(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let most = check.months.unwrap_or(18);
    let Some(period) = candidate.latest_period.and_then(Period::parse) else {
        return vec!["没有文件写明所属时期".to_owned()];
    };
    let months = |d: NaiveDate| d.year() * 12 + d.month0() as i32;
    let age = months(candidate.today) - months(period.end);
    if age > most as i32 {
        return vec![format!("最新的所属时期 {} 已过去 {age} 个月，超过 {most} 个月", period.code)];
    }
    Vec::new()
}

/// The newest input was changed no more than so many days ago.
fn file_age(check: &CheckSettings, candidate: &Candidate) -> Vec<String> {
    let most = check.days.unwrap_or(90);
    let Some(newest) = candidate.newest_file else {
        return vec!["读不到输入文件的时间".to_owned()];
    };
    let age = (candidate.today - newest).num_days();
    if age > i64::from(most) {
        return vec![format!("最新的输入文件是 {newest} 的，已 {age} 天，超过 {most} 天")];
    }
    Vec::new()
}
