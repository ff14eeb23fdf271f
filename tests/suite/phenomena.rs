//! Data-driven cases: `tests/cases/phenomena.csv` says what a text gives; all that differ are listed at once.

use rust_decimal::Decimal;
use std::collections::BTreeMap;
use zhiliang::codelist::Codelists;
use zhiliang::model::Observation;
use zhiliang::{extract, ingest, normalize};

const ROWS: &str = include_str!("../cases/phenomena.csv");
/// Fractions do not end (三分之一 33.3333).
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 4);

/// One expectation: an observation of a text, or, without a quote, none.
#[derive(Debug, serde::Deserialize)]
struct Case {
    text: String,
    quote: String,
    value: String,
    low: String,
    high: String,
    unit: String,
    qualifier: String,
    kind: String,
    direction: String,
    status: String,
}

fn cases() -> Vec<Case> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(ROWS.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn observations(text: &str, lists: &Codelists) -> Vec<Observation> {
    let document = ingest::document_of_text("case", text.to_owned(), lists);
    let extraction = extract::extract(&document, lists);
    normalize::normalize(document, extraction, lists).observations
}

fn same(found: Option<Decimal>, expected: &str) -> bool {
    match (found, expected.parse::<Decimal>().ok()) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE,
        (a, b) => a.is_none() && b.is_none() && expected.is_empty(),
    }
}

/// What is different about an observation, field by field.
fn differences(found: &Observation, case: &Case) -> Vec<String> {
    let q = &found.quantity;
    let mut list = Vec::new();
    for (field, number, expected) in
        [("value", q.value, &case.value), ("low", q.low, &case.low), ("high", q.high, &case.high)]
    {
        if !same(number, expected) {
            let shown = number.map_or_else(|| "null".to_owned(), |n| n.normalize().to_string());
            list.push(format!("{field} is {shown}, not {expected}"));
        }
    }
    for (field, code, expected) in [
        ("unit", q.unit.as_deref().unwrap_or(""), &case.unit),
        ("qualifier", q.qualifier.code(), &case.qualifier),
        ("kind", found.kind.code(), &case.kind),
        ("direction", found.direction.map_or("", |d| d.code()), &case.direction),
        ("status", found.status.code(), &case.status),
    ] {
        if code != expected {
            list.push(format!("{field} is {code:?}, not {expected:?}"));
        }
    }
    list
}

#[test]
fn every_case_comes_out_as_written() {
    let cases = cases();
    assert!(cases.len() >= 120, "only {} cases", cases.len());
    let mut by_text: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &cases {
        by_text.entry(&case.text).or_default().push(case);
    }
    let lists = Codelists::load(None).unwrap();
    let mut failures = Vec::new();
    for (text, expected) in by_text {
        let mut found = observations(text, &lists);
        for case in expected.iter().filter(|c| !c.quote.is_empty()) {
            match found.iter().position(|o| o.quote == case.quote) {
                Some(at) => {
                    let wrong = differences(&found.remove(at), case);
                    failures.extend(wrong.iter().map(|w| format!("{text} {}: {w}", case.quote)));
                }
                None => failures.push(format!("{text} {}: not found", case.quote)),
            }
        }
        failures.extend(found.iter().map(|o| format!("{text} {}: should not be there", o.quote)));
    }
    assert!(failures.is_empty(), "{} differences:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn cases_are_written_right() {
    use zhiliang::model::{Direction, Kind, Qualifier, Status};
    for case in cases() {
        if case.quote.is_empty() {
            let rest = [&case.value, &case.low, &case.high, &case.unit, &case.qualifier, &case.kind];
            assert!(rest.iter().all(|c| c.is_empty()), "{case:?}");
            continue;
        }
        assert!(case.text.contains(&case.quote), "{case:?}");
        assert!(Qualifier::parse(&case.qualifier).is_some(), "{case:?}");
        let kind = Kind::parse(&case.kind);
        assert!(kind.is_some() && Status::parse(&case.status).is_some(), "{case:?}");
        // a direction goes with what moves, and with nothing else
        let moves = matches!(kind, Some(Kind::Change | Kind::GrowthRate | Kind::From | Kind::To));
        assert_eq!(Direction::parse(&case.direction).is_some(), moves, "{case:?}");
        for number in [&case.value, &case.low, &case.high].into_iter().filter(|n| !n.is_empty()) {
            assert!(number.parse::<Decimal>().is_ok(), "{case:?}");
        }
    }
}
