//! Data-driven cases: a file of `tests/cases/extract/` says what texts give. Each row is an observation of its text,
//! or, without a quote, that there is none; the header names the fields that are compared. All that differ are listed.

use rust_decimal::Decimal;
use std::path::PathBuf;
use zhiliang::codelist::Codelists;
use zhiliang::model::{Direction, Kind, Observation, PeriodBasis, Qualifier, Status};
use zhiliang::{extract, ingest, normalize};

/// Fractions do not end (三分之一 33.3333).
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 4);
/// Fields that are numbers.
const NUMBERS: [&str; 3] = ["value", "low", "high"];

/// A text with the observations expected of it, field by field.
struct Case {
    file: String,
    text: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Case {
    fn field<'a>(&self, row: &'a [String], name: &str) -> &'a str {
        let at = self.columns.iter().position(|c| c == name);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/extract");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_path(&path).unwrap();
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        for record in reader.records() {
            let row: Vec<String> = record.unwrap().iter().map(|c| c.trim().to_owned()).collect();
            if cases.last().is_none_or(|c| c.file != file || c.text != row[0]) {
                let (file, columns) = (file.clone(), columns.clone());
                cases.push(Case { file, text: row[0].clone(), columns, rows: Vec::new() });
            }
            if row.get(1).is_some_and(|quote| !quote.is_empty()) {
                cases.last_mut().unwrap().rows.push(row);
            }
        }
    }
    cases
}

fn observations(text: &str, lists: &Codelists) -> Vec<Observation> {
    let document = ingest::document_of_text("case", text.to_owned(), lists);
    let extraction = extract::extract(&document, lists);
    normalize::normalize(document, extraction, lists).observations
}

/// A field of an observation as the cases write it.
fn shown(o: &Observation, field: &str) -> String {
    let number = |n: Option<Decimal>| n.map_or_else(String::new, |n| n.normalize().to_string());
    match field {
        "quote" => o.quote.clone(),
        "value" => number(o.quantity.value),
        "low" => number(o.quantity.low),
        "high" => number(o.quantity.high),
        "unit" => o.quantity.unit.as_deref().unwrap_or_default().to_owned(),
        "qualifier" => o.quantity.qualifier.code().into(),
        "kind" => o.kind.code().into(),
        "direction" => o.direction.map_or("", |d| d.code()).into(),
        "status" => o.status.code().into(),
        "province" => o.province().unwrap_or("").into(),
        "place" => o.place.as_ref().map_or("", |p| &p.name).into(),
        "places" => o.places.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(";"),
        "time_period" => o.period.as_ref().map_or("", |p| &p.code).into(),
        "period_basis" => o.period_basis.code().into(),
        "comparison_base" => o.comparison_base.clone().unwrap_or_default(),
        other => panic!("{other} is no field"),
    }
}

fn same(field: &str, found: &str, expected: &str) -> bool {
    match (found.parse::<Decimal>(), expected.parse::<Decimal>()) {
        (Ok(a), Ok(b)) if NUMBERS.contains(&field) => (a - b).abs() <= TOLERANCE,
        _ => found == expected,
    }
}

#[test]
fn every_case_comes_out_as_written() {
    let cases = cases();
    assert!(cases.len() >= 1_000, "only {} cases", cases.len());
    let lists = Codelists::load(None).unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let name = format!("{}: {}", case.file, case.text.replace('\n', "⏎"));
        let found = observations(&case.text, &lists);
        let quotes: Vec<&str> = found.iter().map(|o| o.quote.as_str()).collect();
        let expected: Vec<&str> = case.rows.iter().map(|row| row[1].as_str()).collect();
        if quotes != expected {
            failures.push(format!("{name}: {quotes:?}, not {expected:?}"));
            continue;
        }
        for (row, o) in case.rows.iter().zip(&found) {
            for field in case.columns.iter().skip(1) {
                let (found, expected) = (shown(o, field), case.field(row, field));
                if !same(field, &found, expected) {
                    failures.push(format!("{name} {}: {field} is {found:?}, not {expected:?}", row[1]));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} differences:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn cases_are_written_right() {
    for case in cases() {
        let has = |name: &str| case.columns.iter().any(|c| c == name);
        for row in &case.rows {
            let at = format!("{} {row:?}", case.file);
            let field = |name: &str| case.field(row, name);
            assert!(case.text.contains(field("quote")), "{at}");
            assert!(!has("qualifier") || Qualifier::parse(field("qualifier")).is_some(), "{at}");
            assert!(!has("status") || Status::parse(field("status")).is_some(), "{at}");
            assert!(!has("period_basis") || PeriodBasis::parse(field("period_basis")).is_some(), "{at}");
            if has("kind") {
                // a direction goes with what moves, and with nothing else
                let kind = Kind::parse(field("kind"));
                let moves = matches!(kind, Some(Kind::Change | Kind::GrowthRate | Kind::From | Kind::To));
                assert!(kind.is_some(), "{at}");
                assert_eq!(Direction::parse(field("direction")).is_some(), moves, "{at}");
            }
            for number in NUMBERS.iter().map(|n| field(n)).filter(|n| !n.is_empty()) {
                assert!(number.parse::<Decimal>().is_ok(), "{at}");
            }
        }
    }
}
