//! Figures computed from others, with formula, assumption, bound, period and comparability.

use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Stream};
use super::super::parts::{linked, quote, word};
use super::super::{notes, say};
use crate::model::{Bound, Comparability, Derived, Observation};
use crate::report::Release;
use rust_decimal::RoundingStrategy::{MidpointAwayFromZero, ToNegativeInfinity, ToPositiveInfinity};

/// The sheet.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let all = &release.compared.derived;
    used.extend(all.iter().flat_map(|d| &d.inputs).filter_map(|id| release.observation(id)));
    let ranked = all.iter().any(|d| d.rank_min.is_some());
    let mut columns = vec![
        Column::text(p("省（区、市）", "Province")),
        Column::prose(p("派生指标", "Derived figure")).width(28.0),
        Column::prose(p("地点", "Place")).width(16.0),
        Column::text(p("时期", "Period")),
        Column::prose(p("表述", "Reading")).width(24.0),
        Column::number(p("数值（见单位列）", "Value (see unit)")),
        Column::number(p("下限（见单位列）", "Low (see unit)")),
        Column::number(p("上限（见单位列）", "High (see unit)")),
        Column::text(p("单位", "Unit")),
        Column::text(p("界", "Bound")),
    ];
    if ranked {
        columns.push(Column::text(p("名次", "Rank")));
    }
    columns.extend([
        Column::prose(p("所用数字", "Inputs")).width(18.0),
        Column::prose(p("公式", "Formula")).width(22.0),
        Column::text(p("可比性", "Comparability")),
        Column::prose(p("差异", "Reasons")).width(14.0),
        Column::prose(p("假定", "Assumption")).width(22.0),
        Column::prose(p("注意", "Caveat")).width(26.0),
    ]);
    let rows = all.iter().map(move |d| Ok(row(release, d, ranked)));
    let stream = Stream { name: p("派生指标表", "Derived_table").into(), columns, rows: Box::new(rows) };
    let mut sheet = Sheet::new(
        p("派生指标", "Derived"),
        p("派生指标：由原文数字推算，界随输入传递", "Derived figures, with the bounds of their inputs"),
        p("由原文数字推算的指标，附公式、假定与界", "Figures computed from others, with formula and bounds"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![
        p(
            "下限向下取、上限向上取；“界不定”表示原文不能确定大小，不给数值。假定与界分列。公式中的数为原文数字。",
            "Lower ends are rounded down, upper ends up. What the text leaves open has no value. Assumptions stand apart.",
        )
        .to_owned(),
        format!("{}{}", p("界的说法见", "Bounds: "), notes::marker(release, "界")),
    ];
    sheet
}

fn row(release: &Release, d: &Derived, ranked: bool) -> Row {
    let p = |zh, en| release.config.pick(zh, en);
    let inputs: Vec<&Observation> = d.inputs.iter().filter_map(|id| release.observation(id)).collect();
    let unit = d.unit.clone().unwrap_or_default();
    let quotes = inputs.iter().map(|o| quote(release, o)).collect::<Vec<_>>().join(p("、", ", "));
    let quotes = match inputs.first() {
        Some(o) => linked(release, Cell::text(quotes), o),
        None => Cell::text(quotes),
    };
    let known = d.result.bound != Bound::Indeterminate;
    let value = d.result.value.filter(|_| known);
    let place = d.place.as_deref().unwrap_or_default();
    let local = release.say().local(d.province.as_deref().unwrap_or_default(), place);
    let mut cells: Vec<Cell> = vec![
        d.province.as_deref().map_or(String::new(), |p| release.say().province(p)).into(),
        d.label.clone().into(),
        say::or_whole(release, local).into(),
        say::period(release, d.period.as_deref()).into(),
        say::ends(release, &d.result, &unit).into(),
        say::end(value, MidpointAwayFromZero),
        say::end(d.result.low, ToNegativeInfinity),
        say::end(d.result.high, ToPositiveInfinity),
        release.say().unit_name(&unit).into(),
        word(release, Bound::SET, d.result.bound.code()).into(),
    ];
    if ranked {
        cells.push(match d.rank_min.zip(d.rank_max).zip(d.ranked) {
            Some(((a, b), n)) if a == b => Cell::text(format!("{a}/{n}")),
            Some(((a, b), n)) => Cell::text(format!("{a}—{b}/{n}")),
            None => Cell::text("—"),
        });
    }
    let reasons: Vec<String> = d.reasons.iter().map(|r| word(release, "reason", r.code())).collect();
    cells.extend([
        quotes,
        Cell::text(formula(release, d, &inputs)),
        word(release, Comparability::SET, d.comparability.code()).into(),
        reasons.join(p("、", ", ")).into(),
        d.assumption.clone().into(),
        d.caveat.clone().into(),
    ]);
    Row::from(cells)
}

/// The formula with the quotes of its figures instead of their ids.
fn formula(release: &Release, d: &Derived, inputs: &[&Observation]) -> String {
    let mut shown = d.formula.clone();
    for o in inputs {
        shown = shown.replace(&*o.observation_id, &quote(release, o));
    }
    shown.replace('*', "×").replace('/', "÷")
}
