//! `observations`: every observation with its sentence, the ledger, indicators, documents, issues.

use super::model::{Body, Book, Cell, Column, Row, Sheet, SheetKind, Stream, Table};
use super::parts::{self, linked, word};
use crate::model::schema::{self, Column as SchemaColumn, Type, Value};
use crate::model::{Observation, Severity};
use crate::report::Release;
use crate::report::style::{display_unit, shown};

/// The workbook of a release.
pub fn book<'a>(release: &'a Release) -> Book<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let title = p("观测值与数字台账", "Observations and ledger");
    let all: Vec<&Observation> = release.observations.iter().collect();
    let sheets = vec![
        parts::cover(
            release,
            &format!("{}：{title}", release.config.title),
            p(
                "每个观测值及其原句；其余每个数字的去向",
                "Every observation with its sentence, and every other numeral",
            ),
        ),
        parts::contents(release),
        parts::notes(release),
        observations(release),
        ledger(release),
        plain(
            release,
            p("指标", "Indicators"),
            "指标表",
            p("指标：代码、名称与单位", "Indicators"),
            schema::INDICATORS,
            &release.indicators,
        ),
        plain(
            release,
            p("文档", "Documents"),
            "文档表",
            p("文档：来源与规模", "Documents"),
            schema::DOCUMENTS,
            release.batches,
        ),
        issues(release),
        parts::evidence(release, &all),
    ];
    parts::book(release, title, sheets)
}

fn observations<'a>(release: &'a Release) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let columns = vec![
        Column::text(p("观测编号", "Observation id")),
        Column::text(p("省（区、市）", "Province")),
        Column::prose(p("地点", "Place")).width(22.0),
        Column::prose(p("指标", "Indicator")).width(20.0),
        Column::text(p("行业", "Industry")),
        Column::prose(p("对象", "Subject")).width(22.0),
        Column::text(p("原文表述", "Quote")),
        Column::number(p("数值（基本单位）", "Value (base unit)")),
        Column::number(p("下限（基本单位）", "Low (base unit)")),
        Column::number(p("上限（基本单位）", "High (base unit)")),
        Column::text(p("单位", "Unit")),
        Column::text(p("每", "Per")),
        Column::number(p("数值（展示单位）", "Value (display unit)")),
        Column::text(p("展示单位", "Display unit")),
        Column::text(p("界", "Qualifier")),
        Column::text(p("类型", "Kind")),
        Column::text(p("方向", "Direction")),
        Column::text(p("状态", "Status")),
        Column::text(p("时期", "Period")),
        Column::text(p("期初", "Period start")),
        Column::text(p("期末", "Period end")),
        Column::text(p("时期依据", "Period basis")),
        Column::text(p("对比基期", "Comparison base")),
        Column::text(p("歧义", "Ambiguity")),
        Column::prose(p("原句", "Sentence")),
        Column::text(p("文档", "Document")),
        Column::text(p("位置", "Locator")),
        Column::prose(p("规则", "Rule")).width(30.0),
        Column::text(p("更正", "Correction")),
    ];
    let rows = release.observations.iter().map(move |o| Ok(observation(release, o)));
    let stream = Stream { name: "观测值表".into(), columns, rows: Box::new(rows) };
    let mut sheet = Sheet::new(
        p("观测值", "Observations"),
        p("观测值：文件中的每一个数", "Observations: every figure of the documents"),
        p("每个观测值及其原句，可筛选", "Every observation with its sentence"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![
        p(
            "空白的上限或下限表示无界；空白的时期表示原文未写明；空白的指标表示代码表中没有对应项。",
            "Blank bounds are unbounded.",
        )
        .to_owned(),
        format!("{}：{}", p("来源", "Source"), release.sources(release.observations)),
    ];
    sheet
}

fn observation(release: &Release, o: &Observation) -> Row {
    let unit = display_unit(o, release.lists);
    let number = |v: Option<f64>| v.map_or_else(Cell::empty, Cell::number);
    let base = crate::report::style::DisplayUnit { name: String::new(), exponent: 0 };
    let q = &o.quantity;
    let text = |s: Option<&str>| Cell::text(s.unwrap_or(""));
    Row::keyed(
        o.observation_id.clone(),
        vec![
            linked(release, Cell::text(o.observation_id.clone()), o),
            text(o.province()),
            text(o.place.as_ref().map(|p| p.name.as_str())),
            text(o.indicator_label.as_deref()),
            text(o.industry.as_deref()),
            text(o.subject.as_deref()),
            linked(release, Cell::text(o.quote.clone()), o),
            linked(release, number(shown(q.value, &base)), o),
            number(shown(q.low, &base)),
            number(shown(q.high, &base)),
            text(q.unit.as_deref()),
            text(q.per.as_deref()),
            number(shown(q.value, &unit)),
            Cell::text(unit.name.clone()),
            word(release, "qualifier", q.qualifier.code()).into(),
            word(release, "kind", o.kind.code()).into(),
            o.direction.map_or_else(Cell::empty, |d| word(release, "direction", d.code()).into()),
            word(release, "status", o.status.code()).into(),
            text(o.period.as_ref().map(|p| p.code.as_str())),
            o.period.as_ref().map_or_else(Cell::empty, |p| day(p.start)),
            o.period.as_ref().map_or_else(Cell::empty, |p| day(p.end)),
            word(release, "period_basis", o.period_basis.code()).into(),
            text(o.comparison_base.as_deref()),
            text(o.ambiguity.as_deref()),
            o.sentence.to_string().into(),
            o.document_id.to_string().into(),
            o.locator.to_string().into(),
            o.rule.clone().into(),
            text(o.correction.as_deref()),
        ],
    )
}

/// A day as a date cell.
fn day(date: chrono::NaiveDate) -> Cell {
    use chrono::Datelike;
    Cell::date(u16::try_from(date.year()).unwrap_or(1900), date.month() as u8, date.day() as u8)
}

fn ledger<'a>(release: &'a Release) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = release.batches.iter().flat_map(|b| &b.ledger).map(move |l| {
        Ok(Row::from(vec![
            (&*l.document_id).into(),
            l.locator.to_string().into(),
            l.quote.clone().into(),
            word(release, "ledger_reason", l.reason.code()).into(),
            (&*l.rule).into(),
        ]))
    });
    let columns = vec![
        Column::text(p("文档", "Document")),
        Column::text(p("位置", "Locator")),
        Column::prose(p("原文", "Text")).width(40.0),
        Column::text(p("原因", "Reason")),
        Column::prose(p("规则", "Rule")).width(40.0),
    ];
    let stream = Stream { name: "数字台账表".into(), columns, rows: Box::new(rows) };
    let mut sheet = Sheet::new(
        p("数字台账", "Ledger"),
        p("数字台账：没有成为观测值的每一个数字及其原因", "Ledger: every other numeral and why"),
        p("其余每个数字的去向", "Every other numeral"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.lines = vec![
        p(
            "原文中的每个数字要么在“观测值”中，要么在本表中；“未归类”请人工查看。",
            "Every numeral is here or among the observations.",
        )
        .to_owned(),
    ];
    sheet
}

fn issues(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = release
        .issues
        .iter()
        .map(|i| {
            Row::from(vec![
                word(release, Severity::SET, i.severity.code()).into(),
                i.code.clone().into(),
                i.document_id.clone().into(),
                i.locator.clone().into(),
                i.message.clone().into(),
            ])
        })
        .collect();
    let table = Table {
        name: "问题表".into(),
        columns: vec![
            Column::text(p("级别", "Severity")),
            Column::text(p("代码", "Code")),
            Column::prose(p("文档", "Document")).width(30.0),
            Column::text(p("位置", "Locator")),
            Column::prose(p("说明", "Message")),
        ],
        rows,
    };
    Sheet::new(
        p("问题", "Issues"),
        p("问题：关于数据的提示", "Issues"),
        p("拒收的文件、缺失的信息、不宜给出的数字", "Refused inputs and findings about the data"),
        SheetKind::Data,
        Body::Table(table),
    )
}

/// A table as the schema has it.
fn plain<T>(
    release: &Release,
    name: &str,
    table: &str,
    title: &str,
    columns: &[SchemaColumn<T>],
    rows: &[T],
) -> Sheet<'static> {
    let head = columns
        .iter()
        .map(|c| {
            let text = release.config.pick(c.label_zh, c.label_en);
            let number = matches!(c.ty, Type::Integer | Type::Number);
            let header = if number {
                format!("{text}（{}）", release.config.pick(unit_word(c.unit), "n"))
            } else {
                text.to_owned()
            };
            if number { Column::fixed(&header, 0) } else { Column::prose(&header).width(24.0) }
        })
        .collect();
    let rows = rows
        .iter()
        .map(|row| {
            Row::from(
                columns
                    .iter()
                    .map(|c| match (c.get)(row) {
                        Value::Null => Cell::empty(),
                        Value::Str(s) if !c.set.is_empty() => word(release, c.set, &s).into(),
                        Value::Str(s) => s.into(),
                        Value::Int(i) => Cell::number(i as f64),
                        Value::Num(n) => Cell::number(n),
                        Value::Date(d) => d.to_string().into(),
                    })
                    .collect::<Vec<Cell>>(),
            )
        })
        .collect();
    let table = Table { name: table.into(), columns: head, rows };
    Sheet::new(name, title, title, SheetKind::Data, Body::Table(table))
}

fn unit_word(unit: &str) -> &str {
    match unit {
        "byte" => "字节",
        _ => "个",
    }
}
