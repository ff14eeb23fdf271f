//! `tests/cases/quantity.csv`: a sentence and what must be read in it, a row a case.

use std::path::Path;
use zhiliang::codelist::Codelists;
use zhiliang::model::Observation;
use zhiliang::model::schema::{OBSERVATIONS, Value};
use zhiliang::{extract, ingest, normalize};

const FIELDS: &[&str] = &["value", "low", "high", "unit", "qualifier", "kind", "direction", "status"];

fn observations(text: &str, lists: &Codelists) -> Vec<Observation> {
    let document = ingest::document_of_text("case", text.to_owned(), lists);
    let extraction = extract::extract(&document, lists);
    normalize::normalize(document, extraction, lists).observations
}

/// The value of a column as a case writes it.
fn shown(o: &Observation, column: &str) -> String {
    let column = OBSERVATIONS.iter().find(|c| c.name == column).unwrap();
    match (column.get)(o) {
        Value::Null => String::new(),
        Value::Str(s) => s,
        Value::Int(i) => i.to_string(),
        Value::Num(n) => n.to_string(),
        Value::Date(d) => d.to_string(),
    }
}

#[test]
fn every_case_is_read_as_expected() {
    let lists = Codelists::load(None).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/quantity.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).unwrap();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let (text, quote) = (&record[0], &record[1]);
        cases += 1;
        let found = observations(text, &lists);
        if quote.is_empty() {
            if let Some(o) = found.first() {
                wrong.push(format!("{text}: {} read as a measure", o.quote));
            }
            continue;
        }
        let Some(o) = found.iter().find(|o| o.quote == quote) else {
            let quotes: Vec<&str> = found.iter().map(|o| o.quote.as_str()).collect();
            wrong.push(format!("{text}: no {quote}, but {quotes:?}"));
            continue;
        };
        for (i, field) in FIELDS.iter().enumerate() {
            let (have, want) = (shown(o, field), &record[i + 2]);
            if have != want {
                wrong.push(format!("{text} {quote}: {field} is `{have}`, not `{want}`"));
            }
        }
    }
    assert!(cases > 50);
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}
