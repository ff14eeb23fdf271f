//! The invariants of the code base, read from its files.

use std::path::{Path, PathBuf};
use zhiliang::codelist::Codelists;
use zhiliang::model::sets;

const STAGES: &[&str] = &["ingest", "extract", "normalize", "tabulate", "compare", "report"];
/// Report shows what tabulate frames and compare computes; nothing else crosses.
const ALLOWED: &[(&str, &str)] = &[("report", "tabulate"), ("report", "compare")];
const LONGEST: usize = 600;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(at) = waiting.pop() {
        for entry in std::fs::read_dir(at).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 50);
    found
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    for (name, text) in sources() {
        assert!(text.starts_with("//!"), "{name} does not begin with //!");
        assert!(text.lines().count() <= LONGEST, "{name} is longer than {LONGEST} lines");
    }
}

#[test]
fn stages_meet_in_the_model() {
    for (name, text) in sources() {
        let Some(stage) = STAGES.iter().find(|s| name.starts_with(&format!("{s}/"))) else { continue };
        for other in STAGES.iter().filter(|o| o != &stage) {
            let crosses =
                text.contains(&format!("crate::{other}::")) || text.contains(&format!("crate::{{{other}"));
            assert!(!crosses || ALLOWED.contains(&(stage, other)), "{name} imports {other}");
        }
    }
}

#[test]
fn crates_stay_in_their_stage() {
    let homes: &[(&str, &[&str])] = &[
        ("calamine::", &["ingest/"]),
        ("polars::", &["tabulate/", "compare/", "report/"]),
        ("polars_io::", &["report/", "cli.rs"]),
        ("rust_xlsxwriter::", &["report/"]),
        ("plotters::", &["report/"]),
        ("resvg::", &["report/"]),
        ("minijinja::", &["report/"]),
    ];
    for (name, text) in sources() {
        for (used, at) in homes {
            assert!(!text.contains(used) || at.iter().any(|h| name.starts_with(h)), "{name} uses {used}");
        }
    }
}

#[test]
fn every_member_of_a_closed_set_has_both_labels() {
    let labels = Codelists::load(None).unwrap().labels;
    macro_rules! check {
        ($($set:ident),+) => { $( for member in sets::$set::ALL {
            assert!(labels.has(sets::$set::SET, member.code()), "{} {}", sets::$set::SET, member.code());
        } )+ };
    }
    check!(
        Qualifier,
        Dimension,
        Kind,
        Direction,
        Status,
        PeriodBasis,
        PlaceLevel,
        LedgerReason,
        Operation,
        Comparability,
        Reason,
        Bound,
        CoverageState,
        Verdict,
        Severity
    );
}
