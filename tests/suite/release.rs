//! The main job end to end on the inputs that are checked in: what is published, and that it is right.

use super::project::Project;
use std::collections::HashMap;

type Rows = Vec<HashMap<String, String>>;

/// Rows whose columns have these values.
fn pick(rows: &Rows, wanted: &[(&str, &str)]) -> Rows {
    rows.iter().filter(|r| wanted.iter().all(|(c, v)| r[*c] == *v)).cloned().collect()
}

#[test]
fn a_release_is_whole_and_right() {
    let project = Project::seeded();
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files = project.files("output/latest");
    for name in ["coverage", "industries-covered", "from-to", "subsidy-funds", "certification-results"] {
        for extension in ["png", "svg", "csv", "txt"] {
            assert!(files.contains_key(&format!("charts/{name}.{extension}")), "{name}.{extension}");
        }
    }
    for table in [
        "observations",
        "documents",
        "sections",
        "indicators",
        "ledger",
        "comparisons",
        "contrasts",
        "derived",
        "trends",
        "consistency",
        "coverage",
        "coverage_totals",
        "changes",
        "issues",
    ] {
        assert!(files.contains_key(&format!("dataset/{table}.parquet")), "{table}");
    }
    assert!(files.contains_key("workbooks/cross-province-comparison.xlsx"));
    assert!(files.contains_key("workbooks/observations.xlsx"));
    offsets_and_numerals(&project);
    comparisons(&project);
    derived(&project);
}

/// Every quote stands at its offsets, and every numeral is inside an observation or in the ledger.
fn offsets_and_numerals(project: &Project) {
    let text: Vec<char> = project.read("output/latest/dataset/text/smc-2021.txt").chars().collect();
    let mut covered = vec![false; text.len()];
    for table in ["observations", "ledger"] {
        for row in pick(&project.table(table), &[("document_id", "smc-2021")]) {
            let (start, end): (usize, usize) = (row["start"].parse().unwrap(), row["end"].parse().unwrap());
            let written: String = text[start..end].iter().collect();
            assert_eq!(written, row["quote"], "{}", row["locator"]);
            covered[start..end].fill(true);
        }
    }
    for (i, c) in text.iter().enumerate().filter(|(_, c)| zhiliang::extract::numeral::is_numeral(**c)) {
        let around: String = text[i.saturating_sub(8)..(i + 8).min(text.len())].iter().collect();
        assert!(covered[i], "{c} at {i} is nowhere: {around}");
    }
}

fn comparisons(project: &Project) {
    let rows = project.table("comparisons");
    let industries = pick(&rows, &[("indicator", "industries_covered"), ("kind", "level")]);
    let mut values: Vec<(String, String)> =
        industries.iter().map(|r| (r["province"].clone(), r["value"].clone())).collect();
    values.sort();
    let expected = [("山东省", "33.0"), ("山西省", "24.0"), ("浙江省", "25.0"), ("福建省", "18.0")];
    assert_eq!(values, expected.map(|(p, v)| (p.to_owned(), v.to_owned())));
    assert!(
        industries
            .iter()
            .all(|r| r["comparability"] == "partial" && r["reasons"].contains("period_inherited"))
    );
    let first = pick(&industries, &[("province", "山东省")]);
    assert_eq!((first[0]["rank_min"].as_str(), first[0]["rank_max"].as_str()), ("1", "1"));
    let subsidy = pick(&rows, &[("indicator", "subsidy_funds")]);
    assert_eq!(subsidy.len(), 2);
    assert!(subsidy.iter().all(|r| r["comparability"] == "partial" && r["rank_min"].is_empty()));
    // 13750, +4538 and 429 are never one ranking
    for indicator in
        ["enterprises_newly_certified", "enterprises_certified", "enterprises_certified_with_assistance"]
    {
        for row in pick(&rows, &[("indicator", indicator)]) {
            assert_eq!((row["comparability"].as_str(), row["rank_min"].as_str()), ("none", ""));
        }
    }
    let contrasts = project.table("contrasts");
    let ratio = pick(&contrasts, &[("indicator", "subsidy_funds")]);
    let low: f64 = ratio[0]["ratio_low"].parse().unwrap();
    assert_eq!((ratio[0]["ratio_bound"].as_str(), ratio[0]["ratio_high"].as_str()), ("lower", ""));
    assert!((low - 3.073).abs() < 0.001, "{low}");
}

fn derived(project: &Project) {
    let rows = project.table("derived");
    let per_gdp: Rows = rows.iter().filter(|r| r["unit"] == "元/亿元").cloned().collect();
    let of = |province: &str| pick(&per_gdp, &[("province", province)])[0].clone();
    let shandong = of("山东省");
    assert_eq!(shandong["bound"], "lower");
    assert!((shandong["low"].parse::<f64>().unwrap() - 144.41).abs() < 0.01);
    assert!((of("福建省")["value"].parse::<f64>().unwrap() - 79.90).abs() < 0.01);
    // the printable figures of the annotation come out of the text itself, not only out of the annotation
    let expected =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/smc-2021/derived.jsonl"))
            .unwrap();
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-4 * b.abs().max(1.0);
    let (mut printable, mut missing) = (0, Vec::new());
    for line in expected.lines() {
        let figure: serde_json::Value = serde_json::from_str(line).unwrap();
        if figure["printable"] != true || figure["id"].as_str().unwrap().starts_with('X') {
            continue;
        }
        printable += 1;
        let value = figure["expected"].as_f64().unwrap();
        let found = rows.iter().any(|r| {
            let number = |c: &str| r[c].parse::<f64>().ok();
            r["bound"] == figure["bound"].as_str().unwrap()
                && number("value").is_some_and(|v| same(v, value))
                && (figure["low"].is_null()
                    || number("low").is_some_and(|v| same(v, figure["low"].as_f64().unwrap())))
                && (figure["high"].is_null()
                    || number("high").is_some_and(|v| same(v, figure["high"].as_f64().unwrap())))
        });
        if !found {
            missing.push(format!("{} {}", figure["id"], figure["name"]));
        }
    }
    assert!(printable >= 40 && missing.is_empty(), "{missing:#?}");
}

#[test]
fn equal_inputs_give_equal_files_in_two_folders() {
    let (one, two) = (Project::seeded(), Project::seeded());
    assert_eq!(one.run(&["-q"]).code, 0);
    assert_eq!(two.run(&["-q"]).code, 0);
    let (a, b) = (one.files("output/latest"), two.files("output/latest"));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "{name} differs");
    }
}

#[test]
fn nothing_is_done_twice_and_changes_are_told() {
    let project = Project::seeded();
    assert_eq!(project.run(&["-q"]).code, 0);
    let first = project.files("output/latest");
    let again = project.run(&[]);
    assert!(again.err.contains("没有变化"), "{}", again.err);
    assert_eq!(first, project.files("output/latest"));
    let name = "raw/小微企业质量管理体系认证提升行动地方典型经验.txt";
    let text = project.read(name);
    std::fs::remove_file(project.path(&format!("{name}.toml"))).unwrap();
    project.write(&format!("{name}.toml"), "id = \"smc-2021\"\nreference_period = \"2021\"\n");
    project.write(name, text.replace("33个行业领域900家企业", "33个行业领域950家企业"));
    let changed = project.run(&[]);
    assert_eq!(changed.code, 0, "{}", changed.err);
    assert!(changed.err.contains("未变，沿用") && changed.err.contains("内容有变化"), "{}", changed.err);
    assert!(changed.err.contains("修订 1"), "{}", changed.err);
    assert_eq!(std::fs::read_dir(project.path("output/history")).unwrap().count(), 1);
}

#[test]
fn the_commands_answer() {
    let project = Project::seeded();
    assert_eq!(project.run(&["-q"]).code, 0);
    let rows = project.table("observations");
    let row = pick(&rows, &[("quote", "1200余万元")])[0].clone();
    let explained = project.run(&["explain", &row["observation_id"]]);
    assert!(explained.out.contains("发放【1200余万元】补贴"), "{}", explained.out);
    let derived = project.table("derived")[0].clone();
    let down = project.run(&["explain", &derived["derived_id"]]);
    for id in derived["inputs"].split(';') {
        assert!(down.out.contains(id), "{}", down.out);
    }
    assert_eq!(project.run(&["explain", "o000"]).code, 1);
    let schema: serde_json::Value = serde_json::from_str(&project.run(&["schema"]).out).unwrap();
    assert_eq!(schema.as_array().unwrap().len(), 14);
    let text = "某市帮扶900家企业，发放补贴1200余万元。";
    let extracted = project.run_with(&["extract", "-", "--format", "jsonl"], text);
    let lines: Vec<serde_json::Value> =
        extracted.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(
        lines.iter().map(|l| l["quote"].as_str().unwrap()).collect::<Vec<_>>(),
        ["900家", "1200余万元"]
    );
    let quoted: String = text.chars().skip(lines[1]["start"].as_u64().unwrap() as usize).take(7).collect();
    assert_eq!(quoted, "1200余万元");
    assert!(project.run_with(&["extract", "-", "--format", "csv"], text).out.contains("1200余万元"));
    assert!(!project.run_with(&["extract", "-", "--format", "arrow"], text).out.is_empty());
}
