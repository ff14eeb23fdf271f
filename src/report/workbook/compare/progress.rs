//! How far each place got: from → to, with change and multiple.

use super::super::chart::{ChartKind, ChartSource, NativeChart};
use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Table};
use super::super::parts::{linked, quote};
use super::super::say;
use crate::model::{Observation, Qualifier};
use crate::report::Release;
use crate::report::finding::pairs;

const LABEL: (&str, &str) = ("图中标签", "Chart label");
const FROM: (&str, &str) = ("起（见单位列）", "From (see unit)");
const TO: (&str, &str) = ("止（见单位列）", "To (see unit)");
/// Most pairs of a chart.
const POINTS: usize = 20;
/// Most charts: one a unit.
const CHARTS: usize = 3;

/// The sheet, where the documents say from where to where something went.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Option<Sheet<'static>> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut found = pairs(release);
    if found.is_empty() {
        return None;
    }
    // pairs of one unit stand together and are one chart; units with most pairs first, of equal ones the first met
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (_, to) in &found {
        let unit = release.say().unit(to).name;
        match counts.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, n)) => *n += 1,
            None => counts.push((unit, 1)),
        }
    }
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    found.sort_by_cached_key(|(_, to)| {
        let unit = release.say().unit(to).name;
        counts.iter().position(|(known, _)| *known == unit)
    });
    used.extend(found.iter().flat_map(|(from, to)| [*from, *to]));
    let rows: Vec<Row> = found.iter().map(|(from, to)| row(release, from, to)).collect();
    let table = Table {
        name: p("起止变化表", "From_to_table").into(),
        columns: vec![
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("地点", "Place")).width(16.0),
            Column::prose(p("指标", "Indicator")).width(24.0),
            Column::text(p("时期", "Period")),
            Column::prose(p("起：原文", "From: quote")).width(14.0),
            Column::prose(p("止：原文", "To: quote")).width(14.0),
            Column::number(p(FROM.0, FROM.1)),
            Column::number(p(TO.0, TO.1)),
            Column::text(p("单位", "Unit")),
            Column::prose(p("变化", "Change")).width(20.0),
            Column::prose(p("为原来的", "Multiple")).width(16.0),
            Column::prose(p(LABEL.0, LABEL.1)).width(24.0),
        ],
        rows,
    };
    let title = p("起止变化：从多少到多少", "From and to: how far each place got");
    let mut sheet = Sheet::new(
        p("起止变化", "From and to"),
        title,
        p("各地从多少变到多少，不与水平值混排", "How far each place got, apart from levels"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.frozen_columns = 3;
    sheet.lines = vec![
        release.say().named(p("来源", "Source"), &release.sources(found.iter().map(|(from, _)| *from))),
        p(
            "起和止是一次变化的两端，不相加；有界的数只在标签中写出，不画。",
            "Both ends of one change, never added; bounds stand in labels.",
        )
        .to_owned(),
    ];
    let exact = |o: &Observation| o.quantity.qualifier == Qualifier::Exact;
    let mut at = 0;
    for (unit, n) in counts.into_iter().take(CHARTS) {
        let rows = at..at + n.min(POINTS);
        at += n;
        if !found[rows.clone()].iter().any(|(from, to)| exact(from) && exact(to)) {
            continue;
        }
        sheet.charts.push(NativeChart {
            kind: ChartKind::Bar,
            title: format!("{}{}", p("从多少到多少", "From and to"), release.say().bracketed(&unit)),
            unit,
            source: ChartSource {
                sheet: None,
                labels: p(LABEL.0, LABEL.1).into(),
                values: p(TO.0, TO.1).into(),
                before: Some(p(FROM.0, FROM.1).into()),
                rows: Some(rows),
            },
            highlight: Vec::new(),
            log: false,
            alt_text: title.to_owned(),
        });
    }
    Some(sheet)
}

fn row(release: &Release, from: &Observation, to: &Observation) -> Row {
    let unit = release.say().unit(to);
    let derived = |rule: &str| {
        let all = &release.compared.derived;
        let found = all.iter().find(|d| d.rule == rule && d.inputs.contains(&to.observation_id));
        found.map_or_else(Cell::empty, |d| {
            say::ends(release, &d.result, d.unit.as_deref().unwrap_or("")).into()
        })
    };
    let exact = |o: &Observation| o.quantity.value.filter(|_| o.quantity.qualifier == Qualifier::Exact);
    let both = exact(from).zip(exact(to));
    let province = to.province().map_or(String::new(), |p| release.say().province(p));
    let place = release.say().local_of(to);
    let what = match say::indicator(release, to) {
        name if name.is_empty() => to.subject.clone().unwrap_or_default(),
        name => name,
    };
    // both ends are drawn, or neither
    let said = if both.is_some() {
        String::new()
    } else {
        release.say().bracketed(&format!("{}→{}", quote(release, from), quote(release, to)))
    };
    Row::from(vec![
        province.clone().into(),
        place.clone().into(),
        what.clone().into(),
        say::period(release, to.period.as_ref().map(|p| p.code.as_str())).into(),
        linked(release, Cell::text(quote(release, from)), from),
        linked(release, Cell::text(quote(release, to)), to),
        say::number(both.map(|b| b.0), unit.exponent),
        say::number(both.map(|b| b.1), unit.exponent),
        unit.name.clone().into(),
        derived("from_to_change"),
        derived("from_to_multiple"),
        format!("{} {what}{said}", release.say().place_of(to)).into(),
    ])
}
