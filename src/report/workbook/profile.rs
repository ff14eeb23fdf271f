//! `province-profiles`: a sheet a province, its figures by theme with the sentences, ready to print.

use super::model::{Body, Book, Cell, Column, Row, Sheet, SheetKind, Stream};
use super::parts::{self, linked, quote, word};
use super::{evidence, notes, say};
use crate::model::{Locator, Observation, PlaceLevel, Status};
use crate::report::Release;
use std::collections::{BTreeMap, HashMap};

/// The name of the sheet of figures that are about no province.
const NATION: (&str, &str) = ("全国与跨省", "Nation and several provinces");

/// The workbook of a release.
pub fn book<'a>(release: &'a Release) -> Book<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let title = p("分省档案", "Province profiles");
    let mut sheets = vec![
        parts::cover(
            release,
            &release.say().named(&release.config.title, title),
            p(
                "每省一表：各主题的数字与原句，可直接打印",
                "A sheet a province: its figures by theme, with the sentences",
            ),
        ),
        parts::contents(release),
        notes::sheet(release),
    ];
    let mut used: Vec<&Observation> = Vec::new();
    let order = themes(release);
    for (name, mut figures) in provinces(release) {
        figures.sort_by_key(|o| key(release, &order, o));
        used.extend(&figures);
        sheets.push(sheet(release, name, figures));
    }
    sheets.push(evidence::sheet(release, used, None));
    parts::book(release, title, sheets)
}

/// The figures of every province that documents are about, in GB/T 2260 order; those of no province last.
fn provinces<'a>(release: &'a Release) -> Vec<(Option<String>, Vec<&'a Observation>)> {
    let mut by_name: HashMap<&str, Vec<&Observation>> = HashMap::new();
    for o in release.observations {
        by_name.entry(o.province().unwrap_or("")).or_default().push(o);
    }
    let mut found: Vec<(Option<String>, Vec<&Observation>)> = release
        .provinces()
        .into_iter()
        .filter_map(|name| by_name.remove(name.as_str()).map(|figures| (Some(name), figures)))
        .collect();
    found.extend(by_name.remove("").map(|figures| (None, figures)));
    found
}

/// The places of the themes in the list, by code.
fn themes(release: &Release) -> BTreeMap<String, usize> {
    let codes = release.lists.labels.codes("theme");
    codes.into_iter().enumerate().map(|(i, code)| (code, i)).collect()
}

/// Theme, indicator, the province before its places, the order of the text; what has no indicator comes last.
type Key<'a> = (bool, usize, Option<usize>, bool, PlaceLevel, &'a str, Option<u32>);

fn key<'a>(release: &Release, themes: &BTreeMap<String, usize>, o: &'a Observation) -> Key<'a> {
    let entry = o.indicator.as_deref().and_then(|i| release.lists.indicators.get(i));
    let theme = entry.and_then(|e| themes.get(&e.theme).copied()).unwrap_or(usize::MAX);
    let at = entry.and_then(|e| release.lists.indicators.position(&e.code));
    let level = o.place.as_ref().map_or(PlaceLevel::National, |p| p.level);
    let cell = matches!(o.locator, Locator::Cell { .. });
    (entry.is_none(), theme, at, cell, level, &o.document_id, o.start)
}

fn sheet<'a>(release: &'a Release, province: Option<String>, figures: Vec<&'a Observation>) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let name =
        province.as_deref().map_or(p(NATION.0, NATION.1).to_owned(), |name| say::province(release, name));
    let count = |test: &dyn Fn(&Observation) -> bool| figures.iter().filter(|o| test(o)).count();
    let targets = count(&|o| o.status == Status::Target);
    let unnamed = count(&|o| o.indicator.is_none());
    let lower = count(&|o| o.place.as_ref().is_some_and(|p| p.level > PlaceLevel::Province));
    let summary = match release.config.language {
        crate::config::Language::Zh => format!(
            "共{}个数：{}个为已实现，{targets}个为目标或预计；{lower}个属所辖市县；{unnamed}个尚无对应指标（列在最后）。",
            figures.len(),
            figures.len() - targets
        ),
        crate::config::Language::En => format!(
            "{} figures: {} achieved, {targets} intended; {lower} of cities and counties; {unnamed} without an indicator (at the end).",
            figures.len(),
            figures.len() - targets
        ),
    };
    let columns = vec![
        Column::text(p("主题", "Theme")).width(10.0),
        Column::prose(p("指标", "Indicator")).width(18.0),
        Column::prose(p("对象", "Subject")).width(20.0),
        Column::prose(p("地点", "Place")).width(14.0),
        Column::prose(p("原文表述", "Quote")).width(16.0),
        Column::number(p("数值（见单位列）", "Value (see unit)")),
        Column::text(p("单位", "Unit")),
        Column::text(p("界", "Qualifier")),
        Column::text(p("类型", "Kind")),
        Column::text(p("状态", "Status")),
        Column::text(p("时期", "Period")),
        Column::prose(p("原句", "Sentence")).width(64.0),
    ];
    let title = release.say().named(&name, p("各主题的数字与原句", "figures by theme, with the sentences"));
    let source = release.say().named(p("来源", "Source"), &release.sources(figures.iter().copied()));
    let rows = figures.into_iter().map(move |o| Ok(row(release, o)));
    let stream = Stream { name: say::table_name(release, &name), columns, rows: Box::new(rows) };
    let purpose = format!("{name}{}", p("的全部数字与原句", ": all figures and sentences"));
    let mut sheet = Sheet::new(&name, &title, &purpose, SheetKind::Data, Body::Stream(stream));
    sheet.frozen_columns = 2;
    sheet.lines =
        vec![summary, source, format!("{}{}", p("界的说法见", "Bounds: "), notes::marker(release, "界"))];
    sheet
}

/// Where in the province; the province itself where it is of all of it.
fn place_of(release: &Release, o: &Observation) -> String {
    let (say, local) = (release.say(), release.say().local_of(o));
    if local.is_empty() { say.province(o.province().unwrap_or_default()) } else { local }
}

fn row(release: &Release, o: &Observation) -> Row {
    let unit = release.say().unit(o);
    let theme =
        o.indicator.as_deref().and_then(|i| release.lists.indicators.get(i)).map(|e| e.theme.as_str());
    Row::keyed(
        &*o.observation_id,
        vec![
            theme.map_or_else(Cell::empty, |t| word(release, "theme", t).into()),
            say::indicator(release, o).into(),
            o.subject.clone().unwrap_or_default().into(),
            place_of(release, o).into(),
            linked(release, Cell::text(quote(release, o)), o),
            say::number(o.quantity.value, unit.exponent),
            unit.name.clone().into(),
            word(release, "qualifier", o.quantity.qualifier.code()).into(),
            word(release, "kind", o.kind.code()).into(),
            word(release, "status", o.status.code()).into(),
            say::period(release, o.period.as_ref().map(|p| p.code.as_str())).into(),
            o.sentence.to_string().into(),
        ],
    )
}
