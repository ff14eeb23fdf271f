//! A run on the checked-in inputs, seen from outside: every file of a release fits its description, nothing is touched
//! when nothing changed, and a change is told where people look.

use super::project::Project;
use calamine::{DataType, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::SystemTime;

/// The numerals of the specification, written out here and not taken from the program.
const NUMERALS: &str = "0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两半几双\
                        壹贰叁肆伍陆柒捌玖拾佰仟萬億①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ";

fn published() -> Project {
    let project = Project::seeded();
    let ran = project.run(&["-q"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "a quiet run says nothing");
    project
}

/// When each file was last written.
fn times(project: &Project) -> BTreeMap<String, SystemTime> {
    let folder = project.path("output/latest");
    let modified = |name: &str| std::fs::metadata(folder.join(name)).unwrap().modified().unwrap();
    project.files("output/latest").keys().map(|name| (name.clone(), modified(name))).collect()
}

#[test]
fn every_table_is_what_the_data_package_says() {
    let project = published();
    let package: serde_json::Value =
        serde_json::from_str(&project.read("output/latest/dataset/datapackage.json")).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 14);
    for resource in resources {
        let path = resource["path"].as_str().unwrap();
        let text = project.read(&format!("output/latest/dataset/{path}"));
        assert!(text.starts_with('\u{feff}'), "{path} does not open right in Excel");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert_eq!(header, fields.iter().map(|f| f["name"].as_str().unwrap()).collect::<Vec<_>>(), "{path}");
        let mut keys: Vec<Vec<String>> = Vec::new();
        for row in reader.records() {
            let row = row.unwrap();
            for (cell, field) in row.iter().zip(fields).filter(|(cell, _)| !cell.is_empty()) {
                value_fits(cell, field, path);
            }
            if let Some(key) = resource["schema"]["primaryKey"].as_array() {
                let at = |k: &serde_json::Value| header.iter().position(|h| k == h.as_str()).unwrap();
                keys.push(key.iter().map(|k| row[at(k)].to_owned()).collect());
            }
        }
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count, "{path}: a key stands twice");
    }
}

fn value_fits(cell: &str, field: &serde_json::Value, path: &str) {
    let fits = match field["type"].as_str().unwrap() {
        "integer" => cell.parse::<i64>().is_ok(),
        "number" => cell.parse::<f64>().is_ok_and(f64::is_finite),
        "date" => cell.parse::<chrono::NaiveDate>().is_ok(),
        _ => match field["categories"].as_array() {
            // several reasons are joined by ;
            Some(codes) => cell.split(';').all(|c| codes.iter().any(|k| k["value"] == c)),
            None => true,
        },
    };
    assert!(fits, "{path}: {cell} is no {} ({})", field["name"], field["type"]);
}

#[test]
fn every_numeral_of_the_specification_is_accounted_for() {
    let project = published();
    let text: Vec<char> = project.read("output/latest/dataset/text/smc-2021.txt").chars().collect();
    let mut spans: Vec<(usize, usize, String)> = Vec::new();
    for table in ["observations", "ledger"] {
        for row in project.table(table).iter().filter(|r| r["document_id"] == "smc-2021") {
            spans.push((row["start"].parse().unwrap(), row["end"].parse().unwrap(), row["quote"].clone()));
        }
    }
    spans.sort();
    // one numeral, one observation or one ledger entry
    for pair in spans.windows(2) {
        assert!(pair[0].1 <= pair[1].0, "{pair:?} overlap");
    }
    for (start, end, quote) in &spans {
        assert_eq!(text[*start..*end].iter().collect::<String>(), *quote);
    }
    for (i, c) in text.iter().enumerate().filter(|(_, c)| NUMERALS.contains(**c)) {
        let around: String = text[i.saturating_sub(8)..(i + 8).min(text.len())].iter().collect();
        assert!(spans.iter().any(|(s, e, _)| (*s..*e).contains(&i)), "{c} at {i} is nowhere: {around}");
    }
}

#[test]
fn figures_of_the_checked_in_inputs_are_right() {
    let project = published();
    let observations = project.table("observations");
    assert_eq!(observations.iter().filter(|o| o["document_id"] == "smc-2021").count(), 85);
    let cells: Vec<_> = observations.iter().filter(|o| o["document_id"] == "baseline-2021").collect();
    assert_eq!(cells.len(), 16);
    assert!(cells.iter().all(|o| o["locator"].contains('!') && o["start"].is_empty()));
    for (province, gdp, population) in [
        ("天津市", 15695.0, 1373.0),
        ("河北省", 40391.3, 7448.0),
        ("山西省", 22590.2, 3480.0),
        ("江苏省", 116_364.2, 8505.0),
        ("浙江省", 73515.8, 6540.0),
        ("福建省", 48810.4, 4187.0),
        ("山东省", 83095.9, 10170.0),
        ("广西壮族自治区", 24740.9, 5037.0),
    ] {
        for (indicator, number, mult, unit) in
            [("gdp", gdp, "8", "元"), ("resident_population", population, "4", "人")]
        {
            let row = cells.iter().find(|o| o["indicator"] == indicator && o["province"] == province);
            let row = row.unwrap_or_else(|| panic!("{province} {indicator}"));
            assert_eq!(row["number"].parse::<f64>().unwrap(), number, "{province} {indicator}");
            assert_eq!((row["unit_mult"].as_str(), row["unit"].as_str()), (mult, unit));
            assert_eq!((row["time_period"].as_str(), row["qualifier"].as_str()), ("2021", "exact"));
        }
    }
    let rates: Vec<_> =
        project.table("comparisons").into_iter().filter(|r| r["indicator"] == "product_pass_rate").collect();
    assert!(rates.len() >= 2 && rates.iter().all(|r| r["comparability"] == "partial"), "{rates:?}");
    assert!(rates.iter().all(|r| r["rank_min"].is_empty()), "two provinces make no ranking: {rates:?}");
}

#[test]
fn pictures_are_large_and_need_no_font() {
    let project = published();
    let files = project.files("output/latest/charts");
    let pictures: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(".png")).collect();
    assert!(pictures.len() >= 5);
    for (name, bytes) in pictures {
        assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n", "{name}");
        let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert!(side(16) >= 1920 && side(20) >= 1080, "{name} is {}×{}", side(16), side(20));
        let stem = Path::new(name).file_stem().unwrap().to_string_lossy().into_owned();
        for extension in ["svg", "csv", "txt"] {
            let beside = files.get(&format!("{stem}.{extension}"));
            assert!(beside.is_some_and(|b| !b.is_empty()), "{stem}.{extension}");
        }
    }
    let dots = String::from_utf8_lossy(&files["industries-covered.txt"]).into_owned();
    assert!(dots.contains("33") && dots.contains("18"), "{dots}");
    let index: serde_json::Value = serde_json::from_slice(&files["index.json"]).unwrap();
    for chart in index.as_array().unwrap() {
        for file in chart["files"].as_array().unwrap() {
            assert!(files.contains_key(file.as_str().unwrap()), "{file}");
        }
    }
}

#[test]
fn forced_runs_give_the_same_files() {
    let project = published();
    let first = project.files("output/latest");
    assert_eq!(project.run(&["-q", "--force"]).code, 0);
    let second = project.files("output/latest");
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(*bytes == second[name], "{name} differs");
    }
    assert!(!project.path("output/history").join(release_id(&project)).exists(), "not its own history");
}

fn release_id(project: &Project) -> String {
    let run: serde_json::Value = serde_json::from_str(&project.read("output/latest/run.json")).unwrap();
    run["release_id"].as_str().unwrap().to_owned()
}

#[test]
fn a_run_without_changes_touches_no_file() {
    let project = published();
    let before = times(&project);
    let again = project.run(&[]);
    assert!(again.code == 0 && again.err.contains("没有变化"), "{}", again.err);
    assert_eq!(before, times(&project));
    // every run leaves its record
    assert_eq!(std::fs::read_dir(project.path("output/runs")).unwrap().count(), 2);
}

#[test]
fn an_edit_makes_a_release_and_says_what_changed() {
    let project = Project::empty();
    project.write("raw/a.txt", "一、山东省：帮扶提质\n全省帮扶900家企业。发放补贴1200余万元。\n");
    project.write("raw/b.txt", "一、福建省：帮扶提质\n全省帮扶300家企业。\n");
    assert_eq!(project.run(&["-q"]).code, 0);
    let (first, before) = (release_id(&project), project.table("observations"));
    project.write("raw/a.txt", "一、山东省：帮扶提质\n全省帮扶950家企业。发放补贴1200余万元。\n");
    let ran = project.run(&[]);
    assert!(ran.err.contains("a.txt") && ran.err.contains("内容有变化"), "{}", ran.err);
    let unchanged = ran.err.lines().find(|l| l.starts_with("b.txt")).unwrap();
    assert!(unchanged.contains("未变"), "{unchanged}");
    assert_ne!(release_id(&project), first);
    let earlier = project.path("output/history").join(&first);
    assert!(earlier.join("workbooks").is_dir() && earlier.join("run.json").is_file());
    // what was not edited keeps its id
    let ids = |rows: &[std::collections::HashMap<String, String>], quote: &str| -> Vec<String> {
        rows.iter().filter(|r| r["quote"] == quote).map(|r| r["observation_id"].clone()).collect()
    };
    let after = project.table("observations");
    for quote in ["1200余万元", "300家"] {
        assert!(!ids(&before, quote).is_empty());
        assert_eq!(ids(&before, quote), ids(&after, quote));
    }
    let book = project.path("output/latest/workbooks/cross-province-comparison.xlsx");
    let mut book = open_workbook::<Xlsx<BufReader<File>>, _>(book).unwrap();
    let sheet = book.worksheet_range("本期变化").unwrap();
    let cells: Vec<String> = sheet.rows().flatten().filter_map(|c| c.as_string()).collect();
    for word in ["900家", "950家"] {
        assert!(cells.iter().any(|c| c == word), "{word}: {cells:?}");
    }
    assert!(!cells.iter().any(|c| c == "300家"), "{cells:?}");
}

#[test]
fn history_keeps_as_many_as_the_settings_say() {
    let project = Project::empty();
    project.write("pipeline.toml", "history = 2\n");
    for n in 1..=5 {
        project.write("raw/a.txt", format!("山东省帮扶{}家企业。\n", n * 100));
        assert_eq!(project.run(&["-q"]).code, 0);
    }
    assert_eq!(std::fs::read_dir(project.path("output/history")).unwrap().count(), 2);
    assert_eq!(project.table("observations")[0]["quote"], "500家");
}
