//! The sheet of trends: what a figure of a place was in two periods, and how it moved between them.

use super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Stream};
use super::parts::{linked, quote, word};
use super::say;
use crate::model::{Observation, Trend, comparison::Ends};
use crate::report::Release;
use std::collections::HashMap;

/// Up to so many rows the figures lead to their sentences: each has two links, and a sheet takes 65,000.
const LINKED: usize = 30_000;

/// The sheet, where there are trends.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Option<Sheet<'a>> {
    let trends = &release.compared.trends;
    if trends.is_empty() {
        return None;
    }
    let p = |zh, en| release.config.pick(zh, en);
    let by_id: HashMap<&str, &Observation> =
        release.observations.iter().map(|o| (&*o.observation_id, o)).collect();
    let links = trends.len() <= LINKED;
    if links {
        used.extend(trends.iter().flat_map(|t| &t.inputs).filter_map(|id| by_id.get(&**id)));
    }
    let rows = trends.iter().map(move |t| Ok(row(release, t, &by_id, links)));
    let stream = Stream {
        name: p("趋势表", "Trends_table").into(),
        columns: vec![
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("地区", "Place")).width(22.0),
            Column::prose(p("指标", "Indicator")).width(26.0),
            Column::text(p("起", "From")),
            Column::text(p("止", "To")),
            Column::text(p("起值", "First figure")),
            Column::text(p("止值", "Last figure")),
            Column::prose(p("变化", "Change")).width(28.0),
            Column::prose(p("增速", "Growth")).width(22.0),
            Column::prose(p("年均增速", "Average annual growth")).width(22.0),
            Column::prose(p("说明", "Caveat")).width(36.0),
        ],
        rows: Box::new(rows),
    };
    let mut sheet = Sheet::new(
        p("趋势", "Trends"),
        p("趋势：同一地区同一指标的逐期变化", "Trends: a figure of a place over several periods"),
        p("逐期与首末期的变化、增速、年均增速，口径不同处中断", "Change and growth between periods"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 3;
    sheet.lines = vec![
        p(
            "只列实际数。下限向下取、上限向上取；比率只比百分点；口径、单位不同或数字不一致处中断，不作计算。",
            "Actual figures only. Lower ends are rounded down, upper ends up; nothing is computed across a break.",
        )
        .to_owned(),
    ];
    Some(sheet)
}

fn row(release: &Release, trend: &Trend, by_id: &HashMap<&str, &Observation>, links: bool) -> Row {
    let figure = |at: usize| {
        let Some(o) = trend.inputs.get(at).and_then(|id| by_id.get(&**id)) else {
            return Cell::empty();
        };
        let cell = Cell::text(quote(release, o));
        if links { linked(release, cell, o) } else { cell }
    };
    let said = |ends: &Option<Ends>, unit: &str| {
        ends.as_ref().map_or_else(Cell::empty, |ends| Cell::text(say::ends(release, ends, unit)))
    };
    let label = release.say().indicator(&trend.indicator);
    let indicator = match &trend.industry {
        Some(industry) => format!("{label}{}", release.say().bracketed(release.say().industry(industry))),
        None => label,
    };
    let caveat = match trend.break_reason {
        Some(reason) => {
            let broken = release.config.pick("中断", "Break");
            let why = release.say().bracketed(&word(release, "reason", reason.code()));
            release.say().named(&format!("{broken}{why}"), &trend.caveat)
        }
        None => trend.caveat.to_string(),
    };
    Row::from(vec![
        trend.place.province.as_deref().map_or(String::new(), |p| release.say().province(p)).into(),
        release.say().full_place(&trend.place.name).into(),
        indicator.into(),
        say::period(release, Some(&trend.from)).into(),
        say::period(release, Some(&trend.to)).into(),
        figure(0),
        figure(1),
        said(&trend.change, trend.change_unit.as_deref().unwrap_or("")),
        said(&trend.growth, "%"),
        said(&trend.cagr, "%"),
        caveat.into(),
    ])
}
