//! The annotated documents: what must be found in them, and how right.

use std::path::Path;
use zhiliang::codelist::Codelists;
use zhiliang::evaluate::{Gold, Negative, Score, score};
use zhiliang::{extract, ingest, normalize};

/// The score of `tests/gold/NAME`.
pub fn scored(name: &str) -> Score {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold").join(name);
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    let meta: serde_json::Value = serde_json::from_str(&read("meta.json")).unwrap();
    let lists = Codelists::load(None).unwrap();
    let mut document = ingest::document_of_text(name, String::new(), &lists);
    document.title = meta["title"].as_str().unwrap_or("").to_owned();
    document.origin.reference_period = meta["reference_period"].as_str().map(str::to_owned);
    ingest::prose(&mut document, read("text.txt"), &lists);
    let extraction = extract::extract(&document, &lists);
    let batch = normalize::normalize(document, extraction, &lists);
    let gold: Vec<Gold> = read("gold.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let negatives: Vec<Negative> =
        read("negatives.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    score(&batch.observations, &gold, &negatives)
}

/// The annotated documents.
fn documents() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap());
    let mut names: Vec<String> =
        entries.filter(|e| e.path().is_dir()).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() >= 13, "{names:?}");
    names
}

/// Right with the alternatives, of the matches.
fn lenient(score: &Score, field: &str) -> f64 {
    let (_, right, total) = score.fields[field];
    right as f64 / total as f64
}

#[test]
fn the_seed_is_read_right() {
    let score = scored("smc-2021");
    assert_eq!((score.gold, score.missed.len()), (85, 0), "{:?}", score.missed);
    assert!(score.spurious.is_empty() && score.on_negatives.is_empty(), "{score:?}");
    for field in ["value", "low", "high", "unit", "qualifier", "kind", "direction", "status", "province"] {
        assert_eq!(lenient(&score, field), 1.0, "{field}: {:?}", score.wrong);
    }
    for field in ["place", "time_period", "indicator", "comparison_base", "per"] {
        assert!(lenient(&score, field) >= 0.97, "{field}: {:?}", score.wrong);
    }
}

#[test]
fn documents_of_other_genres_are_read_right() {
    let mut all = Score::default();
    for name in documents().into_iter().filter(|n| n != "smc-2021") {
        let score = scored(&name);
        assert!(score.recall() >= 0.97, "{name}: missed {:?}", score.missed);
        assert!(score.precision() >= 0.97, "{name}: {:?} {:?}", score.spurious, score.on_negatives);
        all.add(score);
    }
    for (field, floor) in [
        ("value", 0.98),
        ("low", 0.98),
        ("high", 0.98),
        ("unit", 0.98),
        ("qualifier", 0.97),
        ("status", 0.97),
        ("direction", 0.97),
        ("kind", 0.93),
        ("province", 0.93),
        ("place", 0.93),
        ("time_period", 0.93),
    ] {
        assert!(lenient(&all, field) >= floor, "{field} {:.3}: {:#?}", lenient(&all, field), all.wrong);
    }
}
