//! How large each industry or product is and how good: what the documents say of it, side by side and never ranked.

use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Table};
use super::super::notes;
use super::super::parts::{linked, quote, word};
use super::super::say;
use crate::model::sets::{Kind, Qualifier, Status};
use crate::model::{Locator, Observation};
use crate::report::Release;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The sheet, where documents of prose say what a question on industries asks.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Option<Sheet<'static>> {
    let p = |zh, en| release.config.pick(zh, en);
    let questions = release.lists.questions.iter().filter(|q| q.by_industry);
    let codes = questions.flat_map(|q| &q.indicators);
    let asked: Vec<&str> = codes.flat_map(|code| release.lists.comparable.named(code)).collect();
    let place_of = |code: &str| asked.iter().position(|a| *a == code);
    let mut found: Vec<(usize, &Observation)> = release
        .observations
        .iter()
        .filter(|o| o.industry.is_some() && matches!(o.locator, Locator::Text { .. }) && o.kind != Kind::From)
        .filter_map(|o| Some((place_of(o.indicator.as_deref()?)?, o)))
        .collect();
    if found.is_empty() {
        return None;
    }
    // the industries of a place together, those that most is said of first
    let thing = |o: &'a Observation| (o.industry.as_deref(), o.place.as_ref().map(|p| p.name.as_str()));
    let mut said: HashMap<_, usize> = HashMap::new();
    for (_, o) in &found {
        *said.entry(thing(o)).or_default() += 1;
    }
    found.sort_by_key(|(at, o)| {
        let area = o.place.as_ref().and_then(|p| p.ref_area.clone());
        (Reverse(said[&thing(o)]), area, o.industry.clone(), *at, o.kind)
    });
    used.extend(found.iter().map(|(_, o)| *o));
    let table = Table {
        name: p("特色产业表", "Industries_table").into(),
        columns: vec![
            Column::text(p("行业", "Industry")),
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("地点", "Place")).width(16.0),
            Column::prose(p("指标", "Indicator")).width(20.0),
            Column::text(p("类型", "Kind")),
            Column::prose(p("原文表述", "Quote")).width(16.0),
            Column::text(p("界", "Qualifier")),
            Column::number(p("数值（见单位列）", "Value (see unit)")),
            Column::text(p("单位", "Unit")),
            Column::text(p("状态", "Status")),
            Column::text(p("时期", "Period")),
        ],
        rows: found.iter().map(|(_, o)| row(release, o)).collect(),
    };
    let mut sheet = Sheet::new(
        p("特色产业", "Industries"),
        p("特色产业：规模与质量，不作排序", "Industries: size and quality, not ranked"),
        p(
            "各地特色产业有多大、质量如何，一表看全",
            "How large the industries are and how good, on one sheet",
        ),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![
        release.say().named(p("来源", "Source"), &release.sources(found.iter().map(|(_, o)| *o))),
        format!(
            "{}{}{}",
            p(
                "行业、指标和时期不同，只并列，不排名、不相加；界的说法见",
                "Industries, indicators and periods differ: side by side, neither ranked nor added. Bounds: ",
            ),
            notes::marker(release, "界"),
            p("。", "."),
        ),
    ];
    Some(sheet)
}

fn row(release: &Release, o: &Observation) -> Row {
    let say = release.say();
    let unit = release.say().unit(o);
    let local = say.local_of(o);
    Row::from(vec![
        o.industry.as_deref().map_or("", |industry| say.industry(industry)).into(),
        say::province(release, o.province().unwrap_or_default()).into(),
        say::or_whole(release, local).into(),
        o.indicator.as_deref().map_or(String::new(), |code| say.indicator(code)).into(),
        word(release, Kind::SET, o.kind.code()).into(),
        linked(release, Cell::text(quote(release, o)), o),
        word(release, Qualifier::SET, o.quantity.qualifier.code()).into(),
        linked(release, say::number(o.quantity.value, unit.exponent), o),
        unit.name.clone().into(),
        word(release, Status::SET, o.status.code()).into(),
        say::period(release, o.period.as_ref().map(|p| p.code.as_str())).into(),
    ])
}
