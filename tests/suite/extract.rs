//! The questions: `extract`, `eval`, `explain` and `schema` on the command line.

use super::project::Project;
use serde_json::Value;
use zhiliang::model::schema;

const TEXT: &str =
    "山东省帮扶900家企业，发放补贴1200余万元。\n福建省的参与企业由8家增至300家，节省检验时间一半以上。\n";

fn gold(name: &str) -> String {
    format!("{}/tests/gold/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn json_lines_have_the_columns_and_the_order_of_the_text() {
    let ran = Project::empty().run_with(&["extract", "-", "--format", "jsonl"], TEXT);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let names: Vec<&str> = schema::OBSERVATIONS.iter().map(|c| c.name).collect();
    let chars: Vec<char> = TEXT.chars().collect();
    let mut last = 0;
    let mut quotes = Vec::new();
    for line in ran.out.lines() {
        // the keys in the order of the line itself: each after the one before
        let mut at = 0;
        for name in &names {
            let key = format!("\"{name}\": ");
            at +=
                line[at..].find(&key).unwrap_or_else(|| panic!("{name} is missing or out of order: {line}"));
        }
        let row: Value = serde_json::from_str(line).unwrap();
        assert_eq!(row.as_object().unwrap().len(), names.len());
        let (start, end) = (row["start"].as_u64().unwrap() as usize, row["end"].as_u64().unwrap() as usize);
        assert!(start >= last && end <= chars.len(), "{line}");
        last = start;
        let quote: String = chars[start..end].iter().collect();
        assert_eq!(row["quote"], Value::from(quote.as_str()));
        assert_eq!(row["locator"], Value::from(format!("text:{start}-{end}")));
        quotes.push(quote);
    }
    assert_eq!(quotes, ["900家", "1200余万元", "8家", "300家", "一半以上"]);
}

#[test]
fn numbers_keep_their_bounds_and_signs() {
    let ran = Project::empty().run_with(&["extract", "-"], TEXT);
    let rows: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of = |row: &Value| (row["value"].as_f64(), row["low"].as_f64(), row["high"].as_f64());
    assert_eq!(of(&rows[1]), (Some(12_000_000.0), Some(12_000_000.0), None));
    assert_eq!(rows[1]["unit_mult"], 4);
    assert_eq!((rows[2]["kind"].as_str(), rows[3]["kind"].as_str()), (Some("from"), Some("to")));
    assert_eq!(of(&rows[4]), (Some(-50.0), None, Some(-50.0)));
    assert_eq!(
        (rows[0]["province"].as_str(), rows[4]["province"].as_str()),
        (Some("山东省"), Some("福建省"))
    );
}

#[test]
fn csv_arrow_and_the_ledger_come_out_too() {
    let project = Project::empty();
    let csv = project.run_with(&["extract", "-", "--format", "csv"], TEXT).out;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header, schema::OBSERVATIONS.iter().map(|c| c.name).collect::<Vec<_>>());
    assert_eq!(reader.records().count(), 5);
    let arrow = project.run_with(&["extract", "-", "--format", "arrow"], TEXT);
    assert!(arrow.code == 0 && arrow.out.starts_with("ARROW1"), "{}", arrow.err);
    let ledger = project.run_with(&["extract", "-", "--ledger"], "（二）2021年，第21届博览会开幕。");
    let rows: Vec<Value> = ledger.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let reasons: Vec<&str> = rows.iter().map(|r| r["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["heading_number", "date", "ordinal"]);
}

#[test]
fn files_of_every_format_are_read() {
    let project = Project::seeded();
    let file = "raw/supplementary/provincial-baseline-2021.xlsx";
    let rows = project.run(&["extract", file]).out;
    assert_eq!(rows.lines().count(), 16, "{rows}");
    assert!(rows.lines().all(|l| l.contains("\"start\": null")));
    // legacy encodings are decoded, and offsets count characters of the decoded text
    let (bytes, _, _) = encoding_rs::GBK.encode(TEXT);
    project.write("old.txt", &bytes);
    let old = project.run(&["extract", "old.txt"]);
    let new = project.run_with(&["extract", "-"], TEXT);
    let quotes = |out: &str| -> Vec<(Value, Value)> {
        out.lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap())
            .map(|v| (v["quote"].clone(), v["start"].clone()))
            .collect()
    };
    assert_eq!(quotes(&old.out), quotes(&new.out), "{}", old.err);
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let project = Project::empty();
    project.write("binary.dat", [0_u8, 1, 2, 255]);
    for (file, word) in [("none.txt", "无法读取"), ("binary.dat", "不是文本")] {
        let ran = project.run(&["extract", file]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{file}");
        assert!(
            ran.err.contains("E-input") && ran.err.contains(file) && ran.err.contains(word),
            "{}",
            ran.err
        );
    }
    assert_eq!(project.run(&["extract"]).code, 2);
}

/// What `eval` prints: a field's accuracies, or the first number of a line.
fn printed(out: &str, name: &str) -> Vec<f64> {
    let line = out.lines().find(|l| l.split_whitespace().next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("{name} is not in {out}"));
    line.split_whitespace().filter_map(|w| w.parse().ok()).collect()
}

#[test]
fn eval_prints_what_was_found() {
    let project = Project::empty();
    let run = |name: &str| {
        let (gold, doc) = (gold(&format!("{name}/gold.jsonl")), gold(&format!("{name}/text.txt")));
        let ran = project.run(&["eval", "--gold", &gold, "--doc", &doc]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let seed = run("smc-2021");
    assert!(seed.contains("recall 85/85 1.0000") && seed.contains("precision 1.0000"), "{seed}");
    for name in
        ["communique-2022", "fiscal-2022", "news-2021", "notice-2024", "quality-2023", "workreport-2023"]
    {
        let out = run(name);
        assert!(printed(&out, "recall")[0] >= 0.97, "{name}: {out}");
        assert!(printed(&out, "precision")[0] >= 0.97, "{name}: {out}");
        for field in ["value", "low", "high", "unit", "qualifier"] {
            let lenient = printed(&out, field)[1];
            assert!(lenient >= 0.95, "{name} {field}: {out}");
        }
    }
}

#[test]
fn explain_leads_from_every_kind_of_id_to_the_sentence() {
    let project = Project::seeded();
    assert_eq!(project.run(&["-q"]).code, 0);
    let observations = project.table("observations");
    let marked = |o: &std::collections::HashMap<String, String>| format!("【{}】", o["quote"]);
    for o in observations.iter().step_by(17) {
        let ran = project.run(&["explain", &o["observation_id"]]);
        assert!(ran.out.contains(&marked(o)) && ran.out.contains(&o["locator"]), "{}", ran.out);
    }
    for (table, id, inputs) in [
        ("derived", "derived_id", "inputs"),
        ("consistency", "check_id", "inputs"),
        ("comparisons", "comparison_id", "observation_id"),
    ] {
        let row = project.table(table)[0].clone();
        let ran = project.run(&["explain", &row[id]]);
        assert_eq!(ran.code, 0, "{}: {}", row[id], ran.err);
        for input in row[inputs].split(';') {
            let o = observations.iter().find(|o| o["observation_id"] == input).unwrap();
            assert!(ran.out.contains(input) && ran.out.contains(&marked(o)), "{input}: {}", ran.out);
        }
    }
    let unknown = project.run(&["explain", "o0123"]);
    assert!(unknown.code == 1 && unknown.err.contains("E-not-found") && unknown.err.contains("o0123"));
}

#[test]
fn schema_names_every_table_and_says_what_columns_are() {
    let ran = Project::empty().run(&["schema"]);
    let tables: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    let names: Vec<&str> = tables.iter().map(|t| t["name"].as_str().unwrap()).collect();
    let expected = "observations documents sections indicators ledger comparisons contrasts derived trends \
                    consistency coverage coverage_totals changes issues";
    assert_eq!(names, expected.split_whitespace().collect::<Vec<_>>());
    for table in &tables {
        for field in table["schema"]["fields"].as_array().unwrap() {
            for key in ["name", "type", "title", "title_en", "description"] {
                assert!(field[key].as_str().is_some_and(|t| !t.is_empty()), "{} {field}", table["name"]);
            }
        }
    }
}
