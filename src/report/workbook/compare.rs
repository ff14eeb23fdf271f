//! `cross-province-comparison`: findings, coverage, a sheet a theme with native charts, from → to, derived figures, trends,
//! consistency checks, what changed.

mod changes;
mod checks;
mod coverage;
mod derived;
mod drawn;
mod findings;
mod industries;
mod progress;
mod theme;

use super::model::Book;
use super::{evidence, notes, parts};
use crate::model::Observation;
use crate::report::Release;
use drawn::Drawn;

/// The workbook of a release.
pub fn book<'a>(release: &'a Release) -> Book<'a> {
    let title = release.config.pick("各省对比", "Cross-province comparison");
    let mut used: Vec<&Observation> = Vec::new();
    let mut sheets = vec![
        parts::cover(
            release,
            &release.say().named(&release.config.title, title),
            release.config.pick(
                "各省同类指标的对比、派生指标、一致性检查，每个数字可查原句",
                "The provinces compared; derived figures and checks; every figure with its sentence",
            ),
        ),
        parts::contents(release),
        notes::sheet(release),
        findings::sheet(release, &mut used),
        coverage::sheet(release, &mut used),
    ];
    let mut drawn = Drawn::default();
    // sheets that follow, whose names no theme may take
    let later = [
        ("起止变化", "From and to"),
        ("特色产业", "Industries"),
        ("其余对比", "Further comparisons"),
        ("派生指标", "Derived"),
        ("趋势", "Trends"),
        ("一致性检查", "Consistency"),
        ("本期变化", "Changes"),
        ("图表数据", "Chart data"),
        ("证据", "Evidence"),
    ];
    let mut taken: Vec<String> = sheets.iter().map(|s| s.name.clone()).collect();
    taken.extend(later.map(|(zh, en)| release.config.pick(zh, en).to_owned()));
    let (themes, rest) = theme::themes(release);
    for theme in themes {
        sheets.push(theme.sheet(release, &mut taken, &mut used, &mut drawn));
    }
    sheets.extend(progress::sheet(release, &mut used));
    sheets.extend(industries::sheet(release, &mut used));
    sheets.extend(theme::rest(release, rest, &mut used));
    sheets.push(derived::sheet(release, &mut used));
    sheets.extend(super::trends::sheet(release, &mut used));
    sheets.push(checks::sheet(release, &mut used));
    sheets.push(changes::sheet(release));
    sheets.push(drawn.sheet(release));
    sheets.push(evidence::sheet(release, used, None));
    parts::book(release, title, sheets)
}
