//! `cross-province-comparison`: findings, coverage, a sheet a comparable theme with a native chart, derived figures,
//! trends, consistency checks, what changed.

use super::chart::{ChartKind, ChartSource, NativeChart};
use super::model::{Body, Book, Cell, Column, Row, Sheet, SheetKind, Table};
use super::parts::{self, linked, word};
use crate::compare::print::print;
use crate::model::quantity::shift;
use crate::model::{
    Comparability, Comparison, ComparisonRow, CoverageState, Dimension, Observation, Qualifier,
};
use crate::report::Release;
use crate::report::finding::{findings, side_by_side};
use crate::report::style::{DisplayUnit, display_unit, label, short_name};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::HashMap;

/// The workbook of a release.
pub fn book<'a>(release: &'a Release) -> Book<'a> {
    let title = release.config.pick("各省对比", "Cross-province comparison");
    let mut used: Vec<&Observation> = Vec::new();
    let mut sheets = vec![
        parts::cover(
            release,
            &format!("{}：{title}", release.config.title),
            release.config.pick(
                "各省同类指标的对比、派生指标、一致性检查，每个数字可查原句",
                "Comparison of the provinces",
            ),
        ),
        parts::contents(release),
        parts::notes(release),
        findings_sheet(release, &mut used),
        coverage_sheet(release, &mut used),
    ];
    let mut names: Vec<String> = Vec::new();
    let mut drawn: Vec<Row> = Vec::new();
    for comparison in release.compared.comparisons.iter().filter(|c| side_by_side(c).len() >= 2) {
        sheets.push(comparison_sheet(release, comparison, &mut names, &mut used, &mut drawn));
    }
    sheets.push(derived_sheet(release, &mut used));
    sheets.extend(super::trends::sheet(release, &mut used));
    sheets.push(consistency_sheet(release, &mut used));
    sheets.push(changes_sheet(release));
    sheets.push(chart_sheet(release, drawn));
    let order: HashMap<&str, usize> =
        release.observations.iter().enumerate().map(|(i, o)| (o.observation_id.as_str(), i)).collect();
    used.sort_by_key(|o| order.get(o.observation_id.as_str()));
    used.dedup_by_key(|o| &o.observation_id);
    sheets.push(parts::evidence(release, &used));
    parts::book(release, title, sheets)
}

fn findings_sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut rows = Vec::new();
    for (i, finding) in findings(release).into_iter().enumerate() {
        let observations: Vec<&Observation> =
            finding.observations.iter().filter_map(|id| release.observation(id)).collect();
        used.extend(&observations);
        let mut cells = vec![Cell::number((i + 1) as f64), finding.topic.into(), finding.text.into()];
        for n in 0..4 {
            cells.push(observations.get(n).map_or_else(Cell::empty, |o| {
                let place = o.province().map(short_name).unwrap_or_default();
                linked(release, Cell::text(format!("{place} {}", label(o, release.lists))), o)
            }));
        }
        rows.push(Row::from(cells));
    }
    let table = Table {
        name: "要点表".into(),
        columns: vec![
            Column::fixed(p("序号", "No."), 0).width(6.0),
            Column::prose(p("主题", "Topic")).width(20.0),
            Column::prose(p("要点", "Finding")),
            Column::text(p("证据1", "Evidence 1")),
            Column::text(p("证据2", "Evidence 2")),
            Column::text(p("证据3", "Evidence 3")),
            Column::text(p("证据4", "Evidence 4")),
        ],
        rows,
    };
    let mut sheet = Sheet::new(
        p("要点", "Findings"),
        p("要点：由比较自动生成，界与可比性已计入", "Findings, generated from the comparison"),
        p("各主题的结论，每个数字可查原句", "The findings in sentences"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.lines = vec![
        p(
            "“超过”“至少”等词按原文的界写出；不可比的只并列，不比较。",
            "Bounds are kept as the sources word them.",
        )
        .to_owned(),
    ];
    sheet
}

fn coverage_sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let provinces = release.provinces();
    let mut rows = Vec::new();
    for indicator in &release.indicators {
        let cells: Vec<_> =
            release.compared.coverage.iter().filter(|c| c.indicator == indicator.indicator).collect();
        if cells.is_empty() {
            continue;
        }
        let reported = cells.iter().filter(|c| c.state == CoverageState::Reported).count();
        let theme = word(release, "theme", &indicator.theme);
        let mut row =
            vec![Cell::text(theme), indicator.label_zh.clone().into(), Cell::number(reported as f64)];
        for province in &provinces {
            let cell = cells.iter().find(|c| &c.province == province);
            row.push(match cell {
                Some(c) if c.state != CoverageState::NotReported => {
                    let observation = c.observations.first().and_then(|id| release.observation(id));
                    let state = word(release, CoverageState::SET, c.state.code());
                    match observation {
                        Some(o) => {
                            used.push(o);
                            linked(release, Cell::text(state), o)
                        }
                        None => state.into(),
                    }
                }
                _ => word(release, CoverageState::SET, CoverageState::NotReported.code()).into(),
            });
        }
        rows.push((reported, Row::from(row)));
    }
    rows.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let mut columns = vec![
        Column::text(p("主题", "Theme")),
        Column::text(p("指标", "Indicator")),
        Column::fixed(p("已报告省份（个）", "Reporting provinces"), 0),
    ];
    columns.extend(provinces.iter().map(|province| Column::text(&short_name(province))));
    let table =
        Table { name: "覆盖情况表".into(), columns, rows: rows.into_iter().map(|(_, r)| r).collect() };
    let title = format!(
        "{}：{}{}",
        p("覆盖情况", "Coverage"),
        provinces.len(),
        p("个省份×指标", " provinces by indicator")
    );
    let mut sheet = Sheet::new(
        p("覆盖情况", "Coverage"),
        &title,
        p("哪些省报告了哪些指标", "Which province reports what"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![
        p("已报告：文件给出本级数据；仅有下级数据：只给出所辖市县的数据；仅有目标：尚未做到；未报告：文件没有给出，不等于没有开展，更不是零。", "Not reported is not zero.").to_owned(),
        format!("{}{}{}", p("文件涉及", "Documents are about "), provinces.len(), p("个省份，全国共34个省级行政区，其余没有文件。", " of 34 provinces.")),
    ];
    sheet
}

/// A name of at most 31 characters that no sheet has.
fn sheet_name(wanted: &str, names: &mut Vec<String>) -> String {
    let clean: String = wanted.chars().map(|c| if "[]:*?/\\".contains(c) { '·' } else { c }).collect();
    let base: String = clean.trim().chars().take(24).collect();
    let mut name = base.trim_end().to_owned();
    let mut n = 2;
    while names.contains(&name) {
        name = format!("{base}{n}");
        n += 1;
    }
    names.push(name.clone());
    name
}

fn comparison_sheet<'a>(
    release: &'a Release,
    comparison: &Comparison,
    names: &mut Vec<String>,
    used: &mut Vec<&'a Observation>,
    drawn: &mut Vec<Row>,
) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let observations: Vec<&Observation> =
        comparison.rows.iter().filter_map(|r| release.observation(&r.observation_id)).collect();
    used.extend(&observations);
    let largest = observations
        .iter()
        .filter(|o| o.quantity.unit.as_deref() == comparison.unit.as_deref())
        .max_by_key(|o| o.quantity.value.or(o.quantity.high).or(o.quantity.low).map(|v| v.abs()));
    let unit = largest
        .map(|o| display_unit(o, release.lists))
        .unwrap_or(DisplayUnit { name: String::new(), exponent: 0 });
    let base_unit = comparison.unit.clone().unwrap_or_default();
    let kind = word(release, "kind", comparison.kind.code());
    let several = comparison.indicators.len() > 1;
    let short =
        release.lists.indicators.get(&comparison.indicators[0]).map_or(comparison.label.clone(), |e| {
            if several { format!("{}等", e.label_zh) } else { e.label_zh.to_string() }
        });
    let target = if comparison.status == crate::model::Status::Target { "目标" } else { "" };
    let name = sheet_name(
        &if kind == "水平" { format!("{short}{target}") } else { format!("{short}{target}·{kind}") },
        names,
    );
    let ranked = comparison.rows.iter().any(|r| r.rank_min.is_some());
    let show = |v: Option<Decimal>| -> Cell {
        v.and_then(|v| {
            let shown = shift(v, -unit.exponent);
            shown.to_f64().map(|f| Cell::decimal(f, shown.normalize().scale() as u8))
        })
        .unwrap_or_else(Cell::empty)
    };
    let base = |v: Option<Decimal>| v.and_then(|v| v.to_f64()).map_or_else(Cell::empty, Cell::number);
    let shown: Vec<(&ComparisonRow, &Observation)> =
        comparison.rows.iter().filter_map(|r| release.compared_as(comparison, r).map(|o| (r, o))).collect();
    let any = |test: fn(&ComparisonRow, &Observation) -> bool| shown.iter().any(|(r, o)| test(r, o));
    let local = any(|r, _| r.place != r.province);
    let industries = any(|_, o| o.industry.is_some());
    let bounded = any(|_, o| o.quantity.qualifier != Qualifier::Exact);
    let u = |text: &str| format!("{text}（{}）", unit.name);
    let mut columns = vec![Column::text(p("代码", "Code")), Column::text(p("省（区、市）", "Province"))];
    if local {
        columns.push(Column::prose(p("地点", "Place")).width(18.0));
    }
    if several {
        columns.push(Column::prose(p("指标", "Indicator")).width(18.0));
    }
    if industries {
        columns.push(Column::prose(p("行业", "Industry")).width(12.0));
    }
    columns.extend([
        Column::text(p("原文表述", "Quote")),
        Column::text(p("界", "Qualifier")),
        Column::number(&u(p("数值", "Value"))),
    ]);
    if bounded {
        columns.extend([Column::number(&u(p("下限", "Low"))), Column::number(&u(p("上限", "High")))]);
    }
    if unit.exponent != 0 {
        columns.push(Column::number(&format!("{}（{base_unit}）", p("数值", "Value"))));
    }
    columns.extend([
        Column::text(p("时期", "Period")),
        Column::text(p("名次", "Rank")),
        Column::text(p("与最高之比", "Ratio to the highest")),
        Column::text(p("可比性", "Comparability")),
        Column::prose(p("差异", "Reasons")).width(26.0),
    ]);
    let mut rows = Vec::new();
    for (row, o) in &shown {
        // another unit stands in the quote only
        let same = o.quantity.unit.as_deref() == comparison.unit.as_deref();
        let own = |v: Option<Decimal>| v.filter(|_| same);
        let code = o
            .province()
            .and_then(|p| release.lists.areas.named(p).first())
            .map(|&i| release.lists.areas.get(i).code.clone());
        let rank = match (row.rank_min, row.rank_max) {
            (Some(a), Some(b)) if a == b => Cell::number(f64::from(a)),
            (Some(a), Some(b)) => Cell::text(format!("{a}—{b}")),
            _ => Cell::text(if ranked { p("不排名", "not ranked") } else { "—" }),
        };
        let ratio = row.ratio_to_highest.map_or_else(Cell::empty, |e| Cell::text(print(&e, "倍")));
        let mut cells = vec![Cell::text(code.unwrap_or_default()), row.province.clone().into()];
        if local {
            let whole = row.place == row.province;
            let place = row.place.strip_prefix(row.province.as_str()).unwrap_or(&row.place);
            cells.push(Cell::text(if whole { p("全省（区、市）", "whole province") } else { place }));
        }
        if several {
            cells.push(o.indicator_label.as_deref().unwrap_or_default().into());
        }
        if industries {
            cells.push(o.industry.clone().unwrap_or_default().into());
        }
        cells.extend([
            linked(release, Cell::text(o.quote.clone()), o),
            word(release, "qualifier", o.quantity.qualifier.code()).into(),
            linked(release, show(own(o.quantity.value)), o),
        ]);
        if bounded {
            cells.extend([show(own(o.quantity.low)), show(own(o.quantity.high))]);
        }
        if unit.exponent != 0 {
            cells.push(base(own(o.quantity.value)));
        }
        cells.extend([
            row.period.clone().unwrap_or_default().into(),
            rank,
            ratio,
            word(release, "comparability", row.comparability.code()).into(),
            Cell::text(
                row.reasons.iter().map(|r| word(release, "reason", r.code())).collect::<Vec<_>>().join("、"),
            ),
        ]);
        rows.push(Row::from(cells));
    }
    // the chart draws exact values only; a bound stands in its label
    let first_drawn = drawn.len();
    let mut exact = 0;
    for row in side_by_side(comparison) {
        let Some(o) = release.compared_as(comparison, row) else { continue };
        let is_exact = o.quantity.qualifier == Qualifier::Exact;
        let short = short_name(&row.province);
        let text = if is_exact {
            short.clone()
        } else {
            format!("{short}（{}）", label(o, release.lists).replace('<', "‹"))
        };
        exact += usize::from(is_exact);
        let value = if is_exact { show(o.quantity.value) } else { Cell::empty() };
        drawn.push(Row::from(vec![
            name.clone().into(),
            short.into(),
            text.into(),
            value,
            unit.name.clone().into(),
        ]));
    }
    let count = side_by_side(comparison).len();
    // 5G基站数: a table's name starts with a letter
    let lead = if name.starts_with(char::is_alphabetic) { "" } else { "_" };
    let table_name = format!("{lead}{}表", name.replace(|c: char| !c.is_alphanumeric(), "_"));
    let table = Table { name: table_name, columns, rows };
    let grade = word(release, "comparability", comparison.comparability.code());
    let title = format!("{}（{kind}），{count}{}，{grade}", comparison.label, p("个省份", " provinces"));
    let purpose = format!("{}{}", comparison.label, p("的各省对比", " by province"));
    let mut sheet = Sheet::new(&name, &title, &purpose, SheetKind::Data, Body::Table(table));
    sheet.frozen_columns = 2;
    let source = format!(
        "{}：{}。{}：{}",
        p("来源", "Source"),
        release.sources(observations.iter().copied()),
        p("单位", "Unit"),
        unit.name
    );
    sheet.lines = vec![source];
    if !comparison.caveat.is_empty() {
        sheet.lines.push(comparison.caveat.clone());
    }
    if let Some(median) = &comparison.median {
        let shown = crate::compare::print::print_scaled(median, unit.exponent.max(0) as u32, &base_unit);
        sheet.lines.push(format!("{}：{shown}", p("中位数", "Median")));
    }
    if comparison.comparability != Comparability::None && exact >= 2 && count >= 2 {
        sheet.charts = vec![NativeChart {
            kind: if comparison.dimension == Dimension::Ratio { ChartKind::Dot } else { ChartKind::Bar },
            title: format!("{}（{}）", comparison.label, unit.name),
            unit: unit.name.clone(),
            source: ChartSource {
                sheet: Some(p(CHART_SHEET.0, CHART_SHEET.1).into()),
                labels: p("图中标签", "Chart label").into(),
                values: p(CHART_VALUE.0, CHART_VALUE.1).into(),
                rows: Some(first_drawn..first_drawn + count),
            },
            highlight: vec![0],
            log: false,
            alt_text: title,
        }];
    } else {
        drawn.truncate(first_drawn);
    }
    sheet
}

/// The sheet that the native charts draw from, and its column of values.
const CHART_SHEET: (&str, &str) = ("图表数据", "Chart data");
const CHART_VALUE: (&str, &str) = ("图中数值（见单位列）", "Chart value (see unit)");

fn chart_sheet(release: &Release, rows: Vec<Row>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let table = Table {
        name: "图表数据表".into(),
        columns: vec![
            Column::text(p("工作表", "Sheet")),
            Column::text(p("省（区、市）", "Province")),
            Column::text(p("图中标签", "Chart label")),
            Column::number(p(CHART_VALUE.0, CHART_VALUE.1)),
            Column::text(p("单位", "Unit")),
        ],
        rows,
    };
    let mut sheet = Sheet::new(
        p(CHART_SHEET.0, CHART_SHEET.1),
        p("图表数据：各对比表中的图所用数据", "Data of the native charts"),
        p("各对比表中的图所用数据", "Data of the charts"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.lines = vec![
        p(
            "有界的数不画成点，界写在标签里，数值留空。",
            "A bound is never drawn as a point: it stands in the label.",
        )
        .to_owned(),
    ];
    sheet
}

fn derived_sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut rows = Vec::new();
    for derived in &release.compared.derived {
        let inputs: Vec<&Observation> =
            derived.inputs.iter().filter_map(|id| release.observation(id)).collect();
        used.extend(&inputs);
        let unit = derived.unit.clone().unwrap_or_default();
        let number = |v: Option<Decimal>| {
            v.and_then(|v| {
                let rounded = v.round_dp(4).normalize();
                rounded.to_f64().map(|f| Cell::decimal(f, rounded.scale().min(4) as u8))
            })
            .unwrap_or_else(Cell::empty)
        };
        let low = derived
            .result
            .low
            .map(|v| v.round_dp_with_strategy(4, rust_decimal::RoundingStrategy::ToNegativeInfinity));
        let high = derived
            .result
            .high
            .map(|v| v.round_dp_with_strategy(4, rust_decimal::RoundingStrategy::ToPositiveInfinity));
        let indeterminate = derived.result.bound == crate::model::Bound::Indeterminate;
        let shown = inputs.iter().map(|o| o.quote.as_str()).collect::<Vec<_>>().join("、");
        let quotes = inputs
            .first()
            .map_or_else(|| Cell::text(shown.clone()), |o| linked(release, Cell::text(shown.clone()), o));
        rows.push(Row::from(vec![
            derived.province.as_deref().map(short_name).unwrap_or_default().into(),
            derived.place.clone().unwrap_or_default().into(),
            derived.label.clone().into(),
            Cell::text(print(&derived.result, &unit)),
            if indeterminate { Cell::empty() } else { number(derived.result.value) },
            number(low),
            number(high),
            unit.into(),
            word(release, "bound", derived.result.bound.code()).into(),
            quotes,
            derived.formula.clone().into(),
            derived.assumption.clone().into(),
            derived.caveat.clone().into(),
        ]));
    }
    let table = Table {
        name: "派生指标表".into(),
        columns: vec![
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("地点", "Place")).width(22.0),
            Column::prose(p("派生指标", "Derived figure")).width(34.0),
            Column::prose(p("表述", "Reading")).width(26.0),
            Column::number(p("数值（见单位列）", "Value (see unit)")),
            Column::number(p("下限（见单位列）", "Low (see unit)")),
            Column::number(p("上限（见单位列）", "High (see unit)")),
            Column::text(p("单位", "Unit")),
            Column::text(p("界", "Bound")),
            Column::prose(p("所用数字", "Inputs")).width(24.0),
            Column::prose(p("公式", "Formula")).width(30.0),
            Column::prose(p("假定", "Assumption")).width(30.0),
            Column::prose(p("注意", "Caveat")).width(30.0),
        ],
        rows,
    };
    let mut sheet = Sheet::new(
        p("派生指标", "Derived"),
        p("派生指标：由原文数字推算，界随输入传递", "Derived figures"),
        p("由原文数字推算的指标，附公式、假定与界", "Figures computed from others"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.frozen_columns = 3;
    sheet.lines = vec![
        p(
            "下限向下取、上限向上取；“界不定”表示原文不能确定大小，不给数值。假定与界分列。",
            "Lower ends are rounded down, upper ends up.",
        )
        .to_owned(),
    ];
    sheet
}

fn consistency_sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = release
        .compared
        .consistency
        .iter()
        .map(|check| {
            let first = check.inputs.first().and_then(|id| release.observation(id));
            used.extend(check.inputs.iter().filter_map(|id| release.observation(id)));
            let stated = Cell::text(check.stated.clone());
            Row::from(vec![
                first.and_then(|o| o.province()).map(short_name).unwrap_or_default().into(),
                check.label.clone().into(),
                first.map_or(stated.clone(), |o| linked(release, stated.clone(), o)),
                check.recomputed.clone().into(),
                word(release, "verdict", check.result.code()).into(),
                check.explanation.clone().into(),
            ])
        })
        .collect();
    let table = Table {
        name: "一致性检查表".into(),
        columns: vec![
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("检查", "Check")).width(32.0),
            Column::prose(p("原文", "Stated")).width(30.0),
            Column::prose(p("复算", "Recomputed")).width(30.0),
            Column::text(p("结果", "Result")),
            Column::prose(p("说明", "Explanation")),
        ],
        rows,
    };
    let mut sheet = Sheet::new(
        p("一致性检查", "Consistency"),
        p("一致性检查：原文数字之间是否自洽", "Consistency checks"),
        p("复算原文给出的比率、部分与整体", "Recomputed rates, parts and wholes"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![p("存疑不等于错误：说明列出为何不能复算一致。", "A flag is not an error.").to_owned()];
    sheet
}

fn changes_sheet(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = release
        .changes
        .iter()
        .map(|change| {
            let either = change.new.as_ref().or(change.old.as_ref());
            let old = |pick: fn(&crate::compare::diff::Past) -> String| {
                change.old.as_ref().map(pick).unwrap_or_default()
            };
            let new = |pick: fn(&crate::compare::diff::Past) -> String| {
                change.new.as_ref().map(pick).unwrap_or_default()
            };
            Row::from(vec![
                word(release, "change_type", change.change).into(),
                either.and_then(|e| e.province.clone()).unwrap_or_default().into(),
                either.and_then(|e| e.label.clone()).unwrap_or_default().into(),
                old(|e| e.quote.clone()).into(),
                new(|e| e.quote.clone()).into(),
                old(|e| e.sentence.clone()).into(),
                new(|e| e.sentence.clone()).into(),
            ])
        })
        .collect();
    let table = Table {
        name: "本期变化表".into(),
        columns: vec![
            Column::text(p("变化", "Change")),
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("指标", "Indicator")).width(22.0),
            Column::text(p("上期原文", "Old quote")),
            Column::text(p("本期原文", "New quote")),
            Column::prose(p("上期原句", "Old sentence")),
            Column::prose(p("本期原句", "New sentence")),
        ],
        rows,
    };
    let line = if release.earlier {
        format!(
            "{}{}{}",
            p("与上一次发布相比，共", "Against the last release: "),
            release.changes.len(),
            p("处变化。", " changes.")
        )
    } else {
        p("这是首次发布，没有可比的上一期。", "This is the first release.").to_owned()
    };
    let mut sheet = Sheet::new(
        p("本期变化", "Changes"),
        p("本期变化：新增、移除与修订", "Changes since the last release"),
        p("与上一次发布相比的新增、移除、修订", "Added, removed, revised"),
        SheetKind::Data,
        Body::Table(table),
    );
    sheet.lines = vec![line];
    sheet
}
