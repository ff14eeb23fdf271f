//! The form for corrections: an analyst copies it beside the settings, pastes rows of the sheet of observations into it
//! and says what is to change. It is written anew with every release; the copy is the analyst's.

use super::model::{Body, Book, Cell, Choices, Column, Form, Row, Sheet, SheetKind, Table};
use super::{observe, parts};
use crate::model::correction::{FIELDS, HEADERS, label};
use crate::model::{Direction, Kind, Operation, Qualifier, Status};
use crate::report::Release;

/// Rows that are ready.
const ROWS: u32 = 500;
/// Names of the sheets.
const FORM: (&str, &str) = ("更正", "Corrections");
const HOW: (&str, &str) = ("填写说明", "How to fill in");
const CHOICES: (&str, &str) = ("可选值", "Choices");

/// The workbook of a release.
pub fn book<'a>(release: &'a Release) -> Book<'a> {
    let title = release.config.pick("更正表", "Form for corrections");
    parts::book(release, title, vec![form(release), how(release), choices(release)])
}

/// The columns that say what to do, then those of the sheet of observations.
fn form(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let zh = release.config.language == crate::config::Language::Zh;
    let word = |set: &str, code: &str| parts::word(release, set, code);
    let fields: Vec<String> = FIELDS.iter().map(|f| label(f, zh).to_owned()).collect();
    let operations: Vec<String> = Operation::ALL.iter().map(|m| word(Operation::SET, m.code())).collect();
    let mut columns: Vec<Column> = Vec::new();
    let mut choices: Vec<Choices> = Vec::new();
    for (name, zh, en) in HEADERS.iter().take(5) {
        columns.push(Column::text(p(zh, en)).width(if matches!(*name, "new" | "why") { 22.0 } else { 11.0 }));
        choices.push(match *name {
            "operation" => Choices::Only(operations.clone()),
            "field" => Choices::Only(fields.clone()),
            "new" => Choices::Under { sheet: p(CHOICES.0, CHOICES.1).to_owned(), named_in: 1 },
            _ => Choices::Free,
        });
    }
    let sets = [
        (Qualifier::SET, label("qualifier", zh), Qualifier::ALL.iter().map(|m| m.code()).collect::<Vec<_>>()),
        (Kind::SET, label("kind", zh), Kind::ALL.iter().map(|m| m.code()).collect()),
        (Status::SET, label("status", zh), Status::ALL.iter().map(|m| m.code()).collect()),
        (Direction::SET, label("direction", zh), Direction::ALL.iter().map(|m| m.code()).collect()),
    ];
    for mut column in observe::columns(release) {
        let set = sets.iter().find(|(_, label, _)| *label == column.header);
        choices.push(set.map_or(Choices::Free, |(set, _, codes)| {
            Choices::Offered(codes.iter().map(|code| word(set, code)).collect())
        }));
        column.width = Some(column.width.unwrap_or(14.0));
        columns.push(column);
    }
    let body = Body::Form(Form { columns, choices, rows: ROWS });
    let mut sheet = Sheet::new(
        p(FORM.0, FORM.1),
        p("更正表：一行一处更正", "Corrections: a row each"),
        p("填写更正", "To fill in"),
        SheetKind::Data,
        body,
    );
    sheet.frozen_columns = 5;
    sheet.lines = vec![
        p(
            "请先把本文件复制到 pipeline.toml 所在的文件夹，名为 更正.xlsx，再填写；每次运行都会采用，本表不会被改写。",
            "Copy this file beside pipeline.toml as corrections.xlsx and fill in the copy: every run applies it, none changes it.",
        )
        .to_owned(),
        p(
            "把“观测值”表中的整行粘贴到“观测编号”起的各列，再选操作和字段，填更正值、更正人和理由。",
            "Paste a whole row of the sheet Observations from the column Observation id on, then say what is to change.",
        )
        .to_owned(),
    ];
    sheet
}

/// What to write, in the order in which one asks.
fn how(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let row = |zh: [&'static str; 2], en: [&'static str; 2]| {
        Row::from(vec![Cell::text(p(zh[0], en[0])), Cell::text(p(zh[1], en[1]))])
    };
    let rows = vec![
        row(
            [
                "放在哪里",
                "复制到 pipeline.toml 旁，名为 更正.xlsx（或 corrections.xlsx）。也可用 corrections.csv，表头为 observation_id,field,value,who,why，编码为 UTF-8 或 GBK；或用命令 zhiliang correct 编号 字段=值 --why 理由。",
            ],
            [
                "Where it goes",
                "Copy it beside pipeline.toml as corrections.xlsx. A corrections.csv with the header observation_id,field,value,who,why does as well, and so does zhiliang correct ID field=value --why REASON.",
            ],
        ),
        row(
            [
                "更正",
                "操作选“更正”（可不填），选字段，填更正值。一行改一个字段；同一观测改几个字段就粘贴几行。同一字段写了几次，以后面的为准。",
            ],
            [
                "Correct",
                "Operation Correct (or blank), a field, and its value. One field a row; of two rows for one field the later holds.",
            ],
        ),
        row(
            [
                "数值怎样写",
                "基本单位的数（1300），或带万、亿和单位（1300万元、1.3亿元）。下降写负数（-5%）。要清空下限、上限、时期等，写“空”。",
            ],
            [
                "Values",
                "In the base unit (1300), or with 万, 亿 and unit (1300万元). A fall is negative. To empty a field, write 空 or none.",
            ],
        ),
        row(
            [
                "其他字段",
                "界、类型、方向、状态、指标、行业、省在“可选值”表中有清单，也可写代码；地点写全称（山东省临沂市）或六位代码，全国写“全国”；时期写 2021、2021-06、2021年上半年等。",
            ],
            [
                "Other fields",
                "The sheet Choices lists closed sets, indicators, industries and provinces; codes do as well. Places by full name or six-digit code; periods as 2021, 2021-06, 2021-Q1/Q3.",
            ],
        ),
        row(
            ["删除", "不是观测值的数，操作选“删除”，写理由；它移入数字台账，原因为“人工删除”。"],
            [
                "Reject",
                "What is no observation: operation Reject and the reason. It stands in the ledger from then on.",
            ],
        ),
        row(
            [
                "新增",
                "程序没有提取的数，操作选“新增”，填文档、原文表述（与原文一字不差）、更正值、指标、地点、时期等；原文表述在文中不止一处时，再填原句。表格中的数填位置（工作表!单元格）。",
            ],
            [
                "Add",
                "A figure that was not found: operation Add, the document, the quote exactly as in the text, value, indicator, place, period; the sentence where the quote recurs. For spreadsheets the locator SHEET!CELL.",
            ],
        ),
        row(
            [
                "原文变了怎么办",
                "原句、原文表述与更正时不同的，不采用，在“问题”表中列出新旧原句（I-correction-stale）；编号对不上的列为 I-correction-unmatched；填错的列为 I-correction-invalid。请按提示修改。",
            ],
            [
                "When the text changes",
                "A row whose sentence or quote is another now is not applied and listed among the issues with both sentences (I-correction-stale); so are ids that match nothing and values that cannot be.",
            ],
        ),
        row(
            [
                "在哪里看到",
                "更正过的观测在“观测值”“证据”、证据页和数据集的“更正”列注明改了什么、谁、为什么；对比表的原文表述后有“（更正）”，图的脚注列出。",
            ],
            [
                "Where it shows",
                "In the column Correction of sheets, page and dataset; comparisons mark the quote, charts say it in the footnote.",
            ],
        ),
    ];
    let columns = vec![
        Column::text(p("问题", "Question")).width(16.0),
        Column::prose(p("做法", "Answer")).width(110.0),
    ];
    let table = Table { name: p("填写说明表", "HowTo").into(), columns, rows };
    Sheet::new(
        p(HOW.0, HOW.1),
        p("怎样填写更正表", "How to fill in the form"),
        p("怎样填写", "How to fill in"),
        SheetKind::Notes,
        Body::Table(table),
    )
}

/// A column for each field that has a list.
fn choices(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let zh = release.config.language == crate::config::Language::Zh;
    let lists = release.lists;
    let set = |set: &str, codes: Vec<&'static str>| -> Vec<String> {
        codes.into_iter().map(|code| parts::word(release, set, code)).collect()
    };
    let say = release.say();
    let mut indicators: Vec<String> =
        lists.indicators.entries().iter().map(|e| say.indicator(&e.code)).collect();
    let mut known = std::collections::HashSet::new();
    indicators.retain(|label| known.insert(label.clone()));
    let mut provinces = vec![say.full_place("全国")];
    provinces.extend(lists.areas.provinces().map(|a| say.full_place(&a.name)));
    let industries = lists.industries.labels();
    let industries = industries.iter().map(|label| say.industry(label).to_owned()).collect();
    let offered = [
        ("qualifier", set(Qualifier::SET, Qualifier::ALL.iter().map(|m| m.code()).collect())),
        ("kind", set(Kind::SET, Kind::ALL.iter().map(|m| m.code()).collect())),
        ("direction", set(Direction::SET, Direction::ALL.iter().map(|m| m.code()).collect())),
        ("status", set(Status::SET, Status::ALL.iter().map(|m| m.code()).collect())),
        ("indicator", indicators),
        ("industry", industries),
        ("place", provinces.clone()),
        ("province", provinces),
    ];
    let columns = offered.iter().map(|(field, _)| Column::text(label(field, zh)).width(20.0)).collect();
    let longest = offered.iter().map(|(_, list)| list.len()).max().unwrap_or(0);
    let cell = |list: &Vec<String>, i: usize| list.get(i).map_or_else(Cell::empty, Cell::text);
    let rows =
        (0..longest).map(|i| Row::from(offered.iter().map(|(_, list)| cell(list, i)).collect::<Vec<_>>()));
    let table = Table { name: p("可选值表", "ChoicesTable").into(), columns, rows: rows.collect() };
    Sheet::new(
        p(CHOICES.0, CHOICES.1),
        p("各字段可选的值", "Values to choose from"),
        p("下拉列表的内容", "What the drop-downs offer"),
        SheetKind::Notes,
        Body::Table(table),
    )
}
