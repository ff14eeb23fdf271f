//! Province by indicator: what is reported, by how many of the provinces of the documents and of the 31.

use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Table};
use super::super::notes;
use super::super::parts::{linked, word};
use crate::model::{Coverage, CoverageState, Observation};
use crate::report::Release;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The sheet.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let provinces = release.provinces();
    let mut cells: HashMap<&str, Vec<&Coverage>> = HashMap::new();
    for cell in &release.compared.coverage {
        cells.entry(&cell.indicator).or_default().push(cell);
    }
    let mut totals: Vec<_> = release.compared.coverage_totals.iter().collect();
    totals.sort_by_key(|t| (!t.prose, Reverse(t.reported)));
    let mut rows = Vec::with_capacity(totals.len());
    for total in totals {
        let entry = release.lists.indicators.get(&total.indicator);
        let source = if total.prose { p("报告", "documents") } else { p("表格", "spreadsheets") };
        let mut row = vec![
            entry.map_or_else(Cell::empty, |e| word(release, "theme", &e.theme).into()),
            release.say().indicator(&total.indicator).into(),
            source.into(),
            Cell::number(f64::from(total.reported)),
            Cell::number(f64::from(total.of_all)),
        ];
        let of = cells.get(total.indicator.as_str()).map_or(&[][..], Vec::as_slice);
        for province in &provinces {
            let found = of.iter().find(|c| &c.province == province);
            let state = found.map_or(CoverageState::NotReported, |c| c.state);
            let cell = Cell::text(word(release, CoverageState::SET, state.code()));
            let first = found.and_then(|c| c.observations.first()).and_then(|id| release.observation(id));
            row.push(match first {
                Some(o) => {
                    used.push(o);
                    linked(release, cell, o)
                }
                None => cell,
            });
        }
        rows.push(Row::from(row));
    }
    let count = provinces.len();
    let mut columns = vec![
        Column::text(p("主题", "Theme")),
        Column::prose(p("指标", "Indicator")).width(24.0),
        Column::text(p("来自", "From")),
        Column::fixed(&with_count(release, count), 0).width(14.0),
        Column::fixed(p("全国31省中已报告（个）", "Reporting, of 31 provinces (n)"), 0).width(14.0),
    ];
    columns.extend(provinces.iter().map(|province| Column::text(&release.say().province(province))));
    let title =
        format!("{}{count}{}", p("覆盖情况：", "Coverage: "), p("个省份×指标", " provinces by indicator"));
    let mut sheet = Sheet::new(
        p("覆盖情况", "Coverage"),
        &title,
        p("哪些省报告了哪些指标", "Which province reports what"),
        SheetKind::Data,
        Body::Table(Table { name: p("覆盖情况表", "Coverage_table").into(), columns, rows }),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![
        format!(
            "{}{}{}",
            p(
                "已报告：文件给出本级数据；仅有下级数据：只给出所辖市县的数据；仅有目标：尚未做到；未报告：文件没有给出，不等于没有开展，更不是零",
                "Not reported: no figure in the documents. It does not mean not done, and is never zero",
            ),
            notes::marker(release, "来源性质"),
            p("。", "."),
        ),
        match release.config.language {
            crate::config::Language::Zh => {
                format!("文件涉及{count}个省份；全国按31个省（区、市）计，不含港澳台。")
            }
            crate::config::Language::En => {
                format!("The documents are about {count} provinces; of the country, 31 are counted.")
            }
        },
    ];
    sheet
}

fn with_count(release: &Release, count: usize) -> String {
    match release.config.language {
        crate::config::Language::Zh => format!("文件涉及{count}省中已报告（个）"),
        crate::config::Language::En => format!("Reporting, of {count} in documents (n)"),
    }
}
