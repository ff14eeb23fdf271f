//! `observations`: every observation with its sentence, the ledger, indicators, documents, issues.

use super::model::{Body, Book, Cell, Column, Row, Sheet, SheetKind, Stream, Table};
use super::parts::{self, linked, word};
use super::{evidence, notes, say};
use crate::model::schema::{self, Column as SchemaColumn, Type, Value};
use crate::model::{Observation, Severity};
use crate::report::Release;

/// Names of sheets that others lead to.
const OBSERVATIONS: (&str, &str) = ("观测值", "Observations");
const LEDGER: (&str, &str) = ("数字台账", "Ledger");
const DOCUMENTS: (&str, &str) = ("文档", "Documents");

/// The workbook of a release.
pub fn book<'a>(release: &'a Release) -> Book<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let title = p("观测值与数字台账", "Observations and ledger");
    let all: Vec<&Observation> = release.observations.iter().collect();
    let sheets = vec![
        parts::cover(
            release,
            &release.say().named(&release.config.title, title),
            p(
                "每个观测值及其原句；其余每个数字的去向",
                "Every observation with its sentence, and every other numeral",
            ),
        ),
        parts::contents(release),
        notes::sheet(release),
        observations(release),
        ledger(release),
        indicators(release),
        documents(release),
        issues(release),
        evidence::sheet(release, all, Some(p(OBSERVATIONS.0, OBSERVATIONS.1))),
    ];
    parts::book(release, title, sheets)
}

fn observations<'a>(release: &'a Release) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let columns = columns(release);
    let rows = release.observations.iter().map(move |o| Ok(observation(release, o)));
    let stream =
        Stream { name: p("观测值表", "Observations_table").into(), columns, rows: Box::new(rows) };
    let mut sheet = Sheet::new(
        p(OBSERVATIONS.0, OBSERVATIONS.1),
        p("观测值：文件中的每一个数", "Observations: every figure of the documents"),
        p("每个观测值及其原句，可筛选", "Every observation with its sentence"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![
        p(
            "空白的上限或下限表示无界；空白的时期表示原文未写明；空白的指标表示代码表中没有对应项。",
            "A blank bound is unbounded; a blank period is not stated; a blank indicator is not in the list.",
        )
        .to_owned(),
        release.say().named(p("来源", "Source"), &release.sources(release.observations)),
        format!("{}{}", p("界的说法见", "Bounds: "), notes::marker(release, "界")),
    ];
    sheet
}

/// The columns of the sheet of observations; the form for corrections has them too.
pub fn columns(release: &Release) -> Vec<Column> {
    let p = |zh, en| release.config.pick(zh, en);
    vec![
        Column::text(p("观测编号", "Observation id")),
        Column::text(p("省（区、市）", "Province")),
        Column::prose(p("地点", "Place")).width(18.0),
        Column::prose(p("指标", "Indicator")).width(20.0),
        Column::prose(p("原文表述", "Quote")).width(16.0),
        Column::number(p("数值（展示单位）", "Value (display unit)")),
        Column::text(p("展示单位", "Display unit")),
        Column::text(p("界", "Qualifier")),
        Column::text(p("类型", "Kind")),
        Column::text(p("状态", "Status")),
        Column::text(p("时期", "Period")),
        Column::prose(p("原句", "Sentence")).width(60.0),
        Column::prose(p("对象", "Subject")).width(20.0),
        Column::prose(p("行业", "Industry")).width(12.0),
        Column::number(p("数值（基本单位）", "Value (base unit)")),
        Column::number(p("下限（基本单位）", "Low (base unit)")),
        Column::number(p("上限（基本单位）", "High (base unit)")),
        Column::text(p("单位", "Unit")),
        Column::text(p("每", "Per")),
        Column::text(p("方向", "Direction")),
        Column::text(p("期初", "Period start")),
        Column::text(p("期末", "Period end")),
        Column::text(p("时期依据", "Period basis")),
        Column::prose(p("对比基期", "Comparison base")).width(12.0),
        Column::prose(p("歧义", "Ambiguity")).width(12.0),
        Column::prose(p("文档", "Document")).width(20.0),
        Column::prose(p("位置", "Locator")).width(18.0),
        Column::prose(p("规则", "Rule")).width(30.0),
        Column::prose(p("更正", "Correction")).width(28.0),
    ]
}

fn observation(release: &Release, o: &Observation) -> Row {
    let unit = release.say().unit(o);
    let q = &o.quantity;
    let text = |s: Option<&str>| Cell::text(s.unwrap_or(""));
    Row::keyed(
        &*o.observation_id,
        vec![
            linked(release, Cell::text(&*o.observation_id), o),
            say::province(release, o.province().unwrap_or_default()).into(),
            o.place.as_ref().map_or_else(Cell::empty, |p| release.say().full_place(&p.name).into()),
            say::indicator(release, o).into(),
            linked(release, Cell::text(o.quote.clone()), o),
            linked(release, say::number(q.value, unit.exponent), o),
            unit.name.clone().into(),
            word(release, "qualifier", q.qualifier.code()).into(),
            word(release, "kind", o.kind.code()).into(),
            word(release, "status", o.status.code()).into(),
            say::period(release, o.period.as_ref().map(|p| p.code.as_str())).into(),
            o.sentence.to_string().into(),
            text(o.subject.as_deref()),
            text(o.industry.as_deref().map(|industry| release.say().industry(industry))),
            say::number(q.value, 0),
            say::number(q.low, 0),
            say::number(q.high, 0),
            text(q.unit.as_deref().map(|unit| release.say().unit_name(unit)).as_deref()),
            text(q.per.as_deref().map(|per| release.say().per(per)).as_deref()),
            o.direction.map_or_else(Cell::empty, |d| word(release, "direction", d.code()).into()),
            o.period.as_ref().map_or_else(Cell::empty, |p| day(p.start)),
            o.period.as_ref().map_or_else(Cell::empty, |p| day(p.end)),
            word(release, "period_basis", o.period_basis.code()).into(),
            text(o.comparison_base.as_deref().map(|base| release.say().base(base)).as_deref()),
            text(o.ambiguity.as_deref()),
            document_link(release, &o.document_id),
            o.locator.to_string().into(),
            o.rule.clone().into(),
            text(o.correction.as_deref()),
        ],
    )
}

/// The id of a document, leading to its row.
fn document_link(release: &Release, id: &str) -> Cell {
    Cell::text(id).leading_to_row(release.config.pick(DOCUMENTS.0, DOCUMENTS.1), id)
}

/// A day as a date cell.
fn day(date: chrono::NaiveDate) -> Cell {
    use chrono::Datelike;
    Cell::date(u16::try_from(date.year()).unwrap_or(1900), date.month() as u8, date.day() as u8)
}

fn ledger<'a>(release: &'a Release) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = release.batches.iter().flat_map(move |batch| {
        let text: Vec<char> = batch.text.chars().collect();
        batch.ledger.iter().enumerate().map(move |(i, entry)| {
            let cells = vec![
                document_link(release, &entry.document_id),
                entry.locator.to_string().into(),
                entry.quote.clone().into(),
                word(release, "ledger_reason", entry.reason.code()).into(),
                around(&text, entry.start, entry.end).into(),
                (&*entry.rule).into(),
            ];
            // the first of a document can be linked to
            Ok(if i == 0 { Row::keyed(&*batch.document_id, cells) } else { Row::from(cells) })
        })
    });
    let columns = vec![
        Column::prose(p("文档", "Document")).width(20.0),
        Column::prose(p("位置", "Locator")).width(18.0),
        Column::prose(p("原文", "Text")).width(24.0),
        Column::text(p("原因", "Reason")),
        Column::prose(p("原句", "Sentence")).width(60.0),
        Column::prose(p("规则", "Rule")).width(30.0),
    ];
    let stream = Stream { name: p("数字台账表", "Ledger_table").into(), columns, rows: Box::new(rows) };
    let mut sheet = Sheet::new(
        p(LEDGER.0, LEDGER.1),
        p("数字台账：没有成为观测值的每一个数字及其原因", "Ledger: every other numeral and why"),
        p("其余每个数字的去向", "Every other numeral"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.lines = vec![
        p(
            "原文中的每个数字要么在“观测值”中，要么在本表中；“未归类”请人工查看。",
            "Every numeral is here or among the observations; look at those without a class.",
        )
        .to_owned(),
    ];
    sheet
}

/// So many characters around a numeral are shown at most on either side.
const AROUND: usize = 120;

/// The sentence around a stretch of text, cut where it is long; empty for cells.
fn around(text: &[char], start: Option<u32>, end: Option<u32>) -> String {
    let (Some(start), Some(end)) = (start, end) else { return String::new() };
    let (start, end) = ((start as usize).min(text.len()), (end as usize).min(text.len()));
    let stops = |c: &char| matches!(c, '。' | '！' | '？' | '\n');
    let from = text[..start].iter().rposition(stops).map_or(0, |i| i + 1).max(start.saturating_sub(AROUND));
    let to = text[end..].iter().position(stops).map_or(text.len(), |i| end + i + 1).min(end + AROUND);
    text[from..to].iter().collect::<String>().trim().to_owned()
}

/// The indicators that were met, with the names of their themes.
fn indicators(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let title = p("指标：代码、名称与单位", "Indicators: codes, names and units");
    let name = p("指标", "Indicators");
    let mut sheet =
        plain(release, name, p("指标表", "Indicators_table"), title, schema::INDICATORS, &release.indicators);
    let Body::Table(table) = &mut sheet.body else { return sheet };
    if let Some(at) = schema::INDICATORS.iter().position(|c| c.name == "theme") {
        for (row, indicator) in table.rows.iter_mut().zip(&release.indicators) {
            row.cells[at] = word(release, "theme", &indicator.theme).into();
        }
    }
    sheet
}

/// The documents, each leading to its figures and its ledger.
fn documents(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let name = p(DOCUMENTS.0, DOCUMENTS.1);
    let title = p("文档：来源与规模", "Documents: sources and sizes");
    let mut sheet =
        plain(release, name, p("文档表", "Documents_table"), title, schema::DOCUMENTS, release.batches);
    let Body::Table(table) = &mut sheet.body else { return sheet };
    let at = |column: &str| schema::DOCUMENTS.iter().position(|c| c.name == column);
    for (row, batch) in table.rows.iter_mut().zip(release.batches) {
        row.key = Some(batch.document_id.to_string());
        let mut lead = |column: &str, sheet: &str, key: Option<&str>| {
            if let (Some(at), Some(key)) = (at(column), key) {
                row.cells[at] = std::mem::take(&mut row.cells[at]).leading_to_row(sheet, key);
            }
        };
        let first = batch.observations.first().map(|o| &*o.observation_id);
        lead("observations", p(OBSERVATIONS.0, OBSERVATIONS.1), first);
        let entries = (!batch.ledger.is_empty()).then_some(&*batch.document_id);
        lead("ledger", p(LEDGER.0, LEDGER.1), entries);
    }
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
        name: p("问题表", "Issues_table").into(),
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
                format!("{text}{}", release.say().bracketed(release.config.pick(unit_word(c.unit), "n")))
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
