//! Comparison over whole runs: units of one measure, coverage of prose and spreadsheets, ranks of derived figures,
//! growth against a series, and files that repeat each other.

use super::project::Project;
use std::collections::HashMap;

type Row = HashMap<String, String>;

fn only<'a>(rows: &'a [Row], wanted: &[(&str, &str)]) -> &'a Row {
    let found: Vec<&Row> = rows.iter().filter(|r| wanted.iter().all(|(c, v)| r[*c] == *v)).collect();
    assert_eq!(found.len(), 1, "{wanted:?}: {rows:#?}");
    found[0]
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn ran(project: &Project) {
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn units_of_one_measure_are_compared_in_the_commonest() {
    let project = Project::empty();
    project.write(
        "raw/a.txt",
        "2021年，河南省粮食播种面积16000万亩。\n2021年，山东省粮食播种面积835.5万公顷。\n\
         2021年，安徽省粮食播种面积超过10900万亩。\n2020年，山东省粮食播种面积12400万亩。\n",
    );
    ran(&project);
    let rows = project.table("comparisons");
    let shandong = only(&rows, &[("province", "山东省"), ("time_period", "2021"), ("kind", "level")]);
    assert_eq!((shandong["unit"].as_str(), shandong["conversion"].as_str()), ("亩", "1公顷=15亩"));
    assert_eq!(number(shandong, "value"), 125_325_000.0);
    assert_eq!((shandong["rank_min"].as_str(), shandong["rank_max"].as_str()), ("2", "3"));
    assert!(
        !shandong["reasons"].contains("unit") && shandong["caveat"].contains("1公顷=15亩"),
        "{shandong:?}"
    );
    // what the written digits leave open is converted with the figure
    let contrasts = project.table("contrasts");
    let pair = only(&contrasts, &[("province_a", "河南省"), ("province_b", "山东省")]);
    assert!((number(pair, "difference_low") - (159_995_000.0 - 125_332_500.0)).abs() < 1.0, "{pair:?}");
    // the dataset keeps each unit as written
    let observations = project.table("observations");
    let written = only(&observations, &[("province", "山东省"), ("time_period", "2021")]);
    assert_eq!((written["unit"].as_str(), number(written, "value")), ("公顷", 8_355_000.0));
    let trends = project.table("trends");
    let trend = only(&trends, &[("province", "山东省")]);
    assert_eq!((trend["break"].as_str(), trend["unit"].as_str()), ("", "亩"), "{trend:?}");
    assert!(trend["caveat"].contains("1公顷=15亩"), "{trend:?}");
    assert!((number(trend, "change") - 1_325_000.0).abs() < 1.0, "{trend:?}");
}

#[test]
fn coverage_counts_the_provinces_of_documents_and_of_the_country() {
    let project = Project::empty();
    project.write(
        "raw/a.txt",
        "2021年，山东省帮扶企业7000余家。\n2021年，福建省帮扶企业3000家，常住人口4187万人。\n2021年，浙江省杭州市帮扶企业100家。\n",
    );
    let mut sheet = "表 2021年常住人口（万人）\n地区,2021年\n".to_owned();
    for province in ["河北省", "山东省", "福建省", "浙江省", "广东省", "香港特别行政区"]
    {
        sheet.push_str(&format!("{province},5000\n"));
    }
    project.write("raw/b.csv", sheet);
    ran(&project);
    let totals = project.table("coverage_totals");
    let assisted = only(&totals, &[("indicator", "enterprises_assisted")]);
    let counts = |row: &Row| {
        ["reported", "lower_level_only", "target_only", "not_reported", "provinces", "of_31"]
            .map(|c| row[c].clone())
            .join(" ")
    };
    assert_eq!(counts(assisted), "2 1 0 0 3 2");
    let residents = only(&totals, &[("indicator", "resident_population")]);
    assert_eq!(counts(residents), "3 0 0 0 3 5", "{residents:?}");
    let coverage = project.table("coverage");
    assert!(coverage.iter().all(|c| c["province"] != "广东省"), "no document is about it");
}

#[test]
fn figures_per_resident_are_ranked_where_three_provinces_have_them() {
    let project = Project::empty();
    project.write(
        "raw/a.txt",
        "2021年，山东省帮扶企业7000家。\n2021年，福建省帮扶企业3000家。\n2021年，浙江省帮扶企业超过6000家。\n",
    );
    project.write(
        "raw/b.csv",
        "表 2021年常住人口（万人）\n地区,2021年\n山东省,10170\n福建省,4187\n浙江省,6540\n",
    );
    ran(&project);
    let derived = project.table("derived");
    let of = |province| only(&derived, &[("rule", "per_resident"), ("province", province)]);
    let ranks = |row: &Row| format!("{}-{} of {}", row["rank_min"], row["rank_max"], row["ranked"]);
    assert_eq!(ranks(of("浙江省")), "1-1 of 3", "{:?}", of("浙江省"));
    assert_eq!(ranks(of("福建省")), "2-2 of 3");
    assert_eq!(ranks(of("山东省")), "3-3 of 3");
    assert_eq!(of("浙江省")["open_ends"], "low");
}

#[test]
fn growth_is_held_against_the_series_of_other_documents() {
    let project = Project::empty();
    project
        .write("raw/a.csv", "表 专利授权数（件）\n地区,2020年,2021年\n山东省,1000,1200\n福建省,1000,1500\n");
    project.write("raw/b.txt", "2021年，山东省专利授权数增长20%。\n2021年，福建省专利授权数增长20%。\n");
    ran(&project);
    let checks = project.table("consistency");
    let growth: Vec<&Row> = checks.iter().filter(|c| c["rule"] == "growth_of_series").collect();
    assert_eq!(growth.len(), 2, "{checks:#?}");
    let result =
        |quote: &str| growth.iter().find(|c| c["explanation"].contains(quote)).unwrap()["result"].as_str();
    assert_eq!((result("1200"), result("1500")), ("pass", "flag"));
}

#[test]
fn files_that_contradict_each_other_give_a_finding_a_figure() {
    let project = Project::empty();
    for n in 0..30 {
        let sheet =
            format!("表 规模以上工业企业数（家）\n地区,2020年,2021年\n福建省,{},{}\n", 1000 + n, 2000 + n);
        project.write(&format!("raw/{n:02}.csv"), sheet);
    }
    ran(&project);
    let checks = project.table("consistency");
    let contradictions = checks.iter().filter(|c| c["rule"] == "contradiction").count();
    assert_eq!(contradictions, 2 * 29, "one for each that differs from the first");
}
