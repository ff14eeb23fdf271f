//! Figures of places over several periods, from made-up reports and tables to the table, the sheet and `explain`.

use super::project::Project;
use calamine::{DataType, Reader, Xlsx, open_workbook};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

type Row = HashMap<String, String>;

/// A bulletin of a year: amounts, a share, a figure with an open end, one of a half-year.
fn bulletin(year: i32, gdp: &str, firms: &str) -> String {
    format!(
        "山东省{year}年国民经济和社会发展统计公报\n\n初步核算，{year}年全省实现地区生产总值{gdp}亿元，按可比价格计算，\
         比上年增长5.5%。年末全省城镇化率6{}%。全省帮扶{firms}家企业。上半年接待游客100万人次。\n",
        year - 2020
    )
}

fn project() -> Project {
    let project = Project::empty();
    project.write("raw/a-2020.txt", bulletin(2020, "80000", "100"));
    project.write("raw/a-2021.txt", bulletin(2021, "85000", "200余"));
    project.write("raw/a-2022.txt", bulletin(2022, "90000", "300"));
    // a first edition with another figure leaves the comparison
    project.write("raw/old.txt", bulletin(2022, "99999", "300"));
    project.write("raw/old.txt.toml", "id = \"old\"\n");
    project.write("raw/a-2022.txt.toml", "id = \"new\"\nsupersedes = \"old\"\n");
    let table = "地区,年份,地区生产总值（亿元）,粮食产量（万吨）\n河北省,2018,1000,3700\n河北省,2020,1100,3795\n\
                 河北省,2021,1331,3825\n";
    project.write("raw/hebei.csv", table);
    let years = "表 规模以上工业企业数（家）\n地区,2019年,2020年\n福建省,100,110\n";
    project.write("raw/fujian.csv", years);
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("条趋势"), "{}", ran.err);
    project
}

fn find<'a>(rows: &'a [Row], place: &str, indicator: &str, from: &str, to: &str) -> &'a Row {
    rows.iter()
        .find(|r| {
            [("place", place), ("indicator", indicator), ("from_period", from), ("to_period", to)]
                .iter()
                .all(|(c, v)| r[*c] == *v)
        })
        .unwrap_or_else(|| panic!("{place} {indicator} {from} {to}: {rows:#?}"))
}

fn near(text: &str, number: f64) -> bool {
    text.parse::<f64>().is_ok_and(|n| (n - number).abs() < 1e-6 * number.abs().max(1.0))
}

#[test]
fn documents_and_sheets_give_trends() {
    let project = project();
    let rows = project.table("trends");
    let gdp = find(&rows, "山东省", "gdp", "2020", "2021");
    assert!(near(&gdp["growth"], 6.25) && near(&gdp["change"], 5e11), "{gdp:?}");
    assert!(near(&gdp["change_low"], 4.999e11) && near(&gdp["change_high"], 5.001e11), "{gdp:?}");
    // the edition that was replaced contradicts nothing
    let whole = find(&rows, "山东省", "gdp", "2020", "2022");
    assert_eq!((whole["periods"].as_str(), whole["break"].as_str()), ("3", ""));
    assert!(near(&whole["growth"], 12.5) && near(&whole["cagr"], 6.066_017_177), "{whole:?}");
    let firms = find(&rows, "山东省", "enterprises_assisted", "2020", "2021");
    assert_eq!((firms["growth_bound"].as_str(), firms["growth_high"].as_str()), ("lower", ""));
    assert!(near(&firms["growth_low"], 100.0), "{firms:?}");
    let share = find(&rows, "山东省", "urbanization_rate", "2020", "2021");
    assert_eq!((share["change_unit"].as_str(), share["growth"].as_str()), ("百分点", ""));
    let half = find(&rows, "山东省", "tourists", "2020-01/06", "2022-01/06");
    assert_eq!((half["cagr"].as_str(), half["growth_bound"].as_str()), ("", "range"));
    let hebei = find(&rows, "河北省", "gdp", "2018", "2021");
    assert!(hebei["cagr_low"].parse::<f64>().unwrap() < 10.0, "{hebei:?}");
    assert!(hebei["cagr_high"].parse::<f64>().unwrap() > 10.0, "{hebei:?}");
    find(&rows, "河北省", "grain_output", "2020", "2021");
    assert!(rows.iter().any(|r| r["place"] == "福建省" && near(&r["growth"], 10.0)), "{rows:#?}");

    let explained = project.run(&["explain", &hebei["trend_id"]]).out;
    for id in hebei["inputs"].split(';') {
        assert!(explained.contains(id), "{explained}");
    }
    assert!(explained.contains("年均增速：约10%"), "{explained}");
}

#[test]
fn the_sheet_says_what_moved_and_what_broke() {
    let project = project();
    project.write("raw/b-2022.txt", bulletin(2022, "91000", "300"));
    assert_eq!(project.run(&["-q"]).code, 0);
    let path = project.path("output/latest/workbooks/cross-province-comparison.xlsx");
    let mut book = open_workbook::<Xlsx<BufReader<File>>, _>(path).unwrap();
    let names = book.sheet_names();
    let at = names.iter().position(|n| n == "趋势").unwrap();
    assert_eq!((names[at - 1].as_str(), names[at + 1].as_str()), ("派生指标", "一致性检查"));
    let sheet = book.worksheet_range("趋势").unwrap();
    let lines: Vec<Vec<String>> =
        sheet.rows().map(|r| r.iter().map(|c| c.as_string().unwrap_or_default()).collect()).collect();
    let line = |start: &[&str]| {
        lines
            .iter()
            .find(|l| l.iter().zip(start).all(|(a, b)| a == b))
            .unwrap_or_else(|| panic!("{lines:#?}"))
    };
    let header =
        ["省（区、市）", "地区", "指标", "起", "止", "起值", "止值", "变化", "增速", "年均增速", "说明"];
    assert_eq!(line(&header)[..], header);
    let gdp = line(&["山东", "山东省", "地区生产总值", "2020年", "2021年"]);
    assert_eq!(gdp[5..8], ["80000亿元", "85000亿元", "约5000亿元（4999—5001亿元）"]);
    let broken = line(&["山东", "山东省", "地区生产总值", "2021年", "2022年"]);
    assert!(broken[7..10].iter().all(String::is_empty), "{broken:?}");
    assert!(broken[10].starts_with("中断（口径不同）") && broken[10].contains("90000亿元"), "{broken:?}");
    let evidence = book.worksheet_range("证据").unwrap();
    let shown = |quote: &str| evidence.rows().flatten().any(|c| c.as_string().as_deref() == Some(quote));
    assert!(["80000亿元", "90000亿元", "91000亿元", "1331"].into_iter().all(shown));
}

#[test]
fn one_period_makes_no_sheet() {
    let project = Project::seeded();
    assert_eq!(project.run(&["-q"]).code, 0);
    let rows = project.table("trends");
    let book = project.path("output/latest/workbooks/cross-province-comparison.xlsx");
    let book = open_workbook::<Xlsx<BufReader<File>>, _>(book).unwrap();
    assert_eq!(rows.is_empty(), !book.sheet_names().contains(&"趋势".to_owned()));
}
