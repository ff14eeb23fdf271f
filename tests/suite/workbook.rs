//! Both workbooks read back: their sheets, titles, tables and headers, the evidence, and figures known beforehand.

use super::project::Project;
use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::BufReader;

type Book = Xlsx<BufReader<File>>;
/// A row of a table by header.
type Row = BTreeMap<String, Data>;

const COMPARISON: &str = "cross-province-comparison";
const OBSERVATIONS: &str = "observations";
const PROFILES: &str = "province-profiles";
/// Sheets that hold no table of data.
const WITHOUT_TABLE: [&str; 1] = ["封面"];
/// Numbers that count or rank and measure nothing.
const PLAIN: [&str; 2] = ["序号", "名次"];

fn project() -> Project {
    let project = Project::seeded();
    let ran = project.run(&["-q"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    project
}

fn open(project: &Project, name: &str) -> Book {
    let path = project.path(&format!("output/latest/workbooks/{name}.xlsx"));
    let mut book = open_workbook::<Book, _>(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    book.load_tables().unwrap();
    book
}

/// The one table of a sheet: headers and rows.
fn table(book: &mut Book, sheet: &str) -> (Vec<String>, Vec<Row>) {
    let names: Vec<String> = book.table_names_in_sheet(sheet).into_iter().cloned().collect();
    assert_eq!(names.len(), 1, "{sheet}: {names:?}");
    let table = book.table_by_name(&names[0]).unwrap();
    let headers = table.columns().to_vec();
    let rows =
        table.data().rows().map(|r| headers.iter().cloned().zip(r.iter().cloned()).collect()).collect();
    (headers, rows)
}

fn text(row: &Row, header: &str) -> String {
    row.get(header).and_then(|d| d.as_string()).unwrap_or_default()
}

fn number(row: &Row, header: &str) -> Option<f64> {
    row.get(header).and_then(|d| d.get_float())
}

#[test]
fn sheets_stand_in_their_order() {
    let project = project();
    let names = open(&project, COMPARISON).sheet_names();
    assert_eq!(names[..5], ["封面", "目录", "说明", "要点", "覆盖情况"]);
    assert_eq!(
        names[names.len() - 7..],
        ["起止变化", "特色产业", "派生指标", "一致性检查", "本期变化", "图表数据", "证据"]
    );
    // what a director asks: industries covered, money, certification, industries' size and quality
    for sheet in ["覆盖面·个", "资金·万元", "认证成效·家", "产业规模·亿元", "质量效益·%"]
    {
        assert!(names.iter().any(|n| n == sheet), "{sheet}: {names:?}");
    }
    assert_eq!(
        open(&project, OBSERVATIONS).sheet_names(),
        ["封面", "目录", "说明", "观测值", "数字台账", "指标", "文档", "问题", "证据"]
    );
    let profiles = open(&project, PROFILES).sheet_names();
    assert_eq!(profiles[..4], ["封面", "目录", "说明", "天津市"]);
    assert_eq!(profiles.last().unwrap(), "证据");
    assert!(profiles.iter().any(|n| n == "福建省"), "{profiles:?}");
}

#[test]
fn sheets_are_titled_and_tables_are_whole() {
    let project = project();
    for name in [COMPARISON, OBSERVATIONS, PROFILES] {
        let mut book = open(&project, name);
        let sheets = book.sheet_names();
        let mut listed = HashSet::new();
        for row in table(&mut book, "目录").1 {
            listed.insert(text(&row, "工作表"));
        }
        assert!(sheets.iter().all(|s| s == "目录" || listed.contains(s)), "{name}: {listed:?}");
        for sheet in &sheets {
            assert!(sheet.chars().count() <= 31, "{sheet}");
            let merged = book.merge_cells_by_sheet_name(sheet).unwrap();
            assert!(merged.is_empty(), "{name} {sheet} has merged cells");
            let range = book.worksheet_range(sheet).unwrap();
            let title = range.get_value((0, 0)).and_then(|d| d.as_string()).unwrap_or_default();
            assert!(!title.trim().is_empty(), "{name} {sheet} has no title in A1");
            assert!(!range.rows().flatten().any(|c| matches!(c, Data::Error(_))), "{name} {sheet}");
            if WITHOUT_TABLE.contains(&sheet.as_str()) {
                continue;
            }
            headers_are_right(&mut book, name, sheet);
        }
    }
}

fn headers_are_right(book: &mut Book, name: &str, sheet: &str) {
    let (headers, rows) = table(book, sheet);
    let distinct: HashSet<String> = headers.iter().map(|h| h.to_lowercase()).collect();
    assert_eq!(distinct.len(), headers.len(), "{name} {sheet}: {headers:?}");
    assert!(!rows.is_empty(), "{name} {sheet} has no rows");
    for header in &headers {
        assert!(!header.trim().is_empty(), "{name} {sheet}: {headers:?}");
        let numeric = rows.iter().any(|r| matches!(r.get(header), Some(Data::Float(_) | Data::Int(_))));
        let unit = header.ends_with('）') && header.contains('（');
        assert!(!numeric || unit || PLAIN.contains(&header.as_str()), "{name} {sheet}: {header} has no unit");
    }
    for row in &rows {
        assert!(row.values().any(|c| !c.is_empty()), "{name} {sheet} has a blank row");
    }
}

#[test]
fn every_observation_stands_in_the_evidence() {
    let project = project();
    let mut book = open(&project, OBSERVATIONS);
    let rows = table(&mut book, "证据").1;
    let evidence: BTreeMap<String, &Row> = rows.iter().map(|r| (text(r, "观测编号"), r)).collect();
    let observations = project.table("observations");
    assert_eq!(evidence.len(), observations.len());
    for o in &observations {
        let row = evidence[&o["observation_id"]];
        assert_eq!(text(row, "原文表述"), o["quote"]);
        assert_eq!(text(row, "原句").trim(), o["sentence"].trim());
        assert_eq!(text(row, "位置"), o["locator"]);
        assert_eq!(text(row, "来源文件"), o["source"]);
    }
    // the other workbook shows the evidence of what it uses, in the same words
    let mut comparison = open(&project, COMPARISON);
    for row in table(&mut comparison, "证据").1 {
        let whole = evidence[&text(&row, "观测编号")];
        assert_eq!(text(&row, "原句"), text(whole, "原句"));
    }
}

#[test]
fn known_figures_stand_in_their_cells() {
    let project = project();
    let mut book = open(&project, COMPARISON);
    let rows = table(&mut book, "资金·万元").1;
    let of = |province: &str| rows.iter().find(|r| text(r, "省（区、市）") == province).unwrap();
    let shandong = of("山东省");
    assert_eq!(text(shandong, "代码"), "370000");
    assert_eq!(text(shandong, "界"), "超过");
    assert_eq!(number(shandong, "数值（万元）"), Some(1200.0));
    assert_eq!(number(shandong, "下限（万元）"), Some(1200.0));
    assert_eq!(number(shandong, "上限（万元）"), None);
    let fujian = of("福建省");
    assert_eq!((number(fujian, "数值（万元）"), number(fujian, "上限（万元）")), (Some(390.0), Some(390.0)));
    assert_eq!(text(fujian, "界"), "确数");

    let industries: Vec<(String, Option<f64>)> = table(&mut book, "覆盖面·个")
        .1
        .iter()
        .map(|r| (text(r, "省（区、市）"), number(r, "数值（个）")))
        .collect();
    for expected in [("山东省", 33.0), ("浙江省", 25.0), ("山西省", 24.0), ("福建省", 18.0)] {
        assert!(industries.contains(&(expected.0.to_owned(), Some(expected.1))), "{industries:?}");
    }
    let gdp = table(&mut book, "宏观经济·亿元").1;
    let jiangsu = gdp.iter().find(|r| text(r, "省（区、市）") == "江苏省").unwrap();
    assert_eq!(number(jiangsu, "数值（亿元）"), Some(116_364.2));

    let derived = table(&mut book, "派生指标").1;
    let per = |province: &str| {
        let unit = |r: &&Row| text(r, "单位") == "元/亿元" && text(r, "省（区、市）") == province;
        derived.iter().find(unit).unwrap_or_else(|| panic!("{province}"))
    };
    assert!((number(per("山东"), "下限（见单位列）").unwrap() - 144.4).abs() < 0.05);
    assert_eq!(number(per("山东"), "上限（见单位列）"), None);
    assert!((number(per("福建"), "数值（见单位列）").unwrap() - 79.90).abs() < 0.01);
    assert_eq!(text(per("福建"), "时期"), "2021年");
    assert!(!text(per("福建"), "可比性").is_empty());
}

#[test]
fn observations_are_numbers_where_they_are_numbers() {
    let project = project();
    let mut book = open(&project, OBSERVATIONS);
    let rows = table(&mut book, "观测值").1;
    let observations = project.table("observations");
    assert_eq!(rows.len(), observations.len());
    for (row, o) in rows.iter().zip(&observations) {
        assert_eq!(text(row, "观测编号"), o["observation_id"]);
        for (header, column) in
            [("数值（基本单位）", "value"), ("下限（基本单位）", "low"), ("上限（基本单位）", "high")]
        {
            assert_eq!(number(row, header), o[column].parse().ok(), "{} {column}", o["observation_id"]);
        }
    }
}

#[test]
fn english_workbooks_are_english_but_for_quotes() {
    // columns that say what the source says, and where
    const SOURCE: [&str; 22] = [
        "Quote",
        "From: quote",
        "To: quote",
        "Inputs",
        "Formula",
        "Stated",
        "Recomputed",
        "Sentence",
        "Section",
        "Locator",
        "Source file",
        "Subject",
        "Rule",
        "Ambiguity",
        "Text",
        "Label (zh)",
        "Unit",
        "Display unit",
        "Title",
        "Issuer",
        "Message",
        "Document",
    ];
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || "，。；：（）、".contains(c);
    let project = Project::seeded();
    project.write("pipeline.toml", "title = \"Certification\"\nlanguage = \"en\"\n");
    let ran = project.run(&["run"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in ["cross-province-comparison", "observations", "province-profiles", "corrections"] {
        let mut book: Xlsx<_> =
            open_workbook(project.path(&format!("output/latest/workbooks/{name}.xlsx"))).unwrap();
        for sheet in book.sheet_names() {
            assert!(!sheet.contains(chinese), "{name}: {sheet}");
            let range = book.worksheet_range(&sheet).unwrap();
            let rows: Vec<_> = range.rows().collect();
            // the header is the first row that is full
            let head = rows.iter().position(|r| r.len() > 1 && r.iter().all(|c| !matches!(c, Data::Empty)));
            for (i, row) in rows.iter().enumerate() {
                for (cell, at) in row.iter().zip(0..) {
                    let Data::String(text) = cell else { continue };
                    let column =
                        head.filter(|h| i > *h).and_then(|h| rows[h][at].as_string()).unwrap_or_default();
                    let notes = ["Notes", "How to fill in"].contains(&sheet.as_str());
                    // explanations quote figures
                    let figures = ["Explanation", "Assumption"].contains(&column.as_str());
                    let said = text.starts_with("Source: ") || SOURCE.contains(&column.as_str()) || notes;
                    let odd =
                        |word: &str| word.contains(chinese) && !word.contains(|c: char| c.is_ascii_digit());
                    let wrong = if figures { text.split(' ').any(odd) } else { text.contains(chinese) };
                    assert!(said || !wrong, "{name}, {sheet}, {column}: {text}");
                }
            }
        }
    }
}

#[test]
fn special_industries_stand_on_one_sheet() {
    let project = project();
    let mut book = open(&project, COMPARISON);
    let (headers, rows) = table(&mut book, "特色产业");
    assert_eq!(headers[..5], ["行业", "省（区、市）", "地点", "指标", "类型"]);
    let of = |industry: &str, indicator: &str| {
        let fits = |r: &&Row| text(r, "行业") == industry && text(r, "指标") == indicator;
        rows.iter().filter(fits).map(|r| text(r, "原文表述")).collect::<Vec<_>>()
    };
    assert_eq!(of("丝网", "行业（产业）企业数"), ["1.3万余家"]);
    assert_eq!(of("丝网", "销售收入"), ["600多亿元"]);
    assert_eq!(of("螺蛳粉", "销售收入"), ["217亿元", "45.7%"]);
    assert_eq!(of("螺蛳粉", "产品质量合格率"), ["97.7%"]);
    assert_eq!(of("沙县小吃", "产品质量合格率"), ["100%"]);
    // a bound is a number with its word, never a rank
    let wire = rows.iter().find(|r| text(r, "原文表述") == "600多亿元").unwrap();
    assert_eq!((text(wire, "界").as_str(), number(wire, "数值（见单位列）")), ("超过", Some(600.0)));
    assert!(!headers.iter().any(|h| h.contains("名次")));
}
