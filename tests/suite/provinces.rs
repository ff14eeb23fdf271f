//! An invented report on 31 provinces that provokes every grade and reason, and the thirteen traps of comparison:
//! what an expert would sign, held against a run of the pipeline.

use super::project::Project;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Row = HashMap<String, String>;

fn cases(name: &str) -> Vec<Row> {
    let path = format!("{}/tests/cases/compare/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(&path).unwrap();
    let header = reader.headers().unwrap().clone();
    let row =
        |r: csv::StringRecord| header.iter().zip(&r).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    reader.records().map(|r| row(r.unwrap())).collect()
}

fn project() -> Project {
    let project = Project::empty();
    let raw = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/compare/provinces/raw");
    for entry in std::fs::read_dir(raw).unwrap() {
        let entry = entry.unwrap();
        let name = format!("raw/{}", entry.file_name().to_str().unwrap());
        project.write(&name, std::fs::read(entry.path()).unwrap());
    }
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    project
}

fn set(text: &str) -> BTreeSet<&str> {
    text.split(';').filter(|s| !s.is_empty()).collect()
}

/// The rows of a comparison that are compared with each other: those with a rank, or all.
fn compared(group: &[Row]) -> Vec<&Row> {
    let ranked: Vec<&Row> = group.iter().filter(|r| !r["rank_min"].is_empty()).collect();
    if ranked.is_empty() { group.iter().collect() } else { ranked }
}

/// What differs between an expectation and the group found for it.
fn differences(expected: &Row, found: &[&Vec<Row>]) -> Vec<String> {
    let Some(group) = found.first() else { return vec!["no comparison".into()] };
    let notes = set(&expected["note"]);
    let also: BTreeSet<&str> = notes.iter().filter_map(|n| n.strip_prefix("also=")).collect();
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            wrong.push(what);
        }
    };
    let main = compared(group);
    if expected["province"].is_empty() {
        must(!notes.contains("once") || found.len() == 1, format!("printed {} times", found.len()));
        if !expected["grade"].is_empty() {
            must(
                main[0]["comparability"] == expected["grade"],
                format!("grade {}", main[0]["comparability"]),
            );
            let got: BTreeSet<&str> = main.iter().flat_map(|r| set(&r["reasons"])).collect();
            let got: BTreeSet<&str> = got.difference(&also).copied().collect();
            must(got == set(&expected["reasons"]), format!("reasons {got:?}"));
            let n = notes.iter().find_map(|n| n.strip_prefix("n=")?.parse().ok()).unwrap_or(main.len());
            must(main.len() == n, format!("{} compared", main.len()));
        }
        return wrong;
    }
    let row = group.iter().find(|r| r["province"] == expected["province"]);
    if expected["note"].contains("absent") {
        must(row.is_none() || !notes.contains("absent"), "present".into());
        return wrong;
    }
    let Some(row) = row else { return vec!["the province is not there".into()] };
    if expected["note"].contains("apart") || expected["note"].contains("unranked") {
        must(row["rank_min"].is_empty(), format!("ranked {}", row["rank_min"]));
    }
    if !expected["grade"].is_empty() {
        must(row["comparability"] == expected["grade"], format!("grade {}", row["comparability"]));
    }
    if !expected["reasons"].is_empty() || expected["grade"] == "full" {
        let got: BTreeSet<&str> = set(&row["reasons"]).difference(&also).copied().collect();
        must(got == set(&expected["reasons"]), format!("reasons {got:?}"));
    }
    if !expected["rank_min"].is_empty() {
        let rank = (&row["rank_min"], &row["rank_max"]);
        must(rank == (&expected["rank_min"], &expected["rank_max"]), format!("rank {rank:?}"));
    }
    if let Some(value) = notes.iter().find_map(|n| n.strip_prefix("value=")) {
        must(row["value"].parse::<f64>().ok() == value.parse().ok(), format!("value {}", row["value"]));
    }
    wrong
}

#[test]
fn thirty_one_provinces_are_compared_as_an_expert_would() {
    let project = project();
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in project.table("comparisons") {
        groups.entry(row["comparison_id"].clone()).or_default().push(row);
    }
    let expectations = cases("provinces/expected.csv");
    let mut wrong = Vec::new();
    for e in &expectations {
        let indicators: BTreeSet<&str> = e["indicator"].split('|').collect();
        let note = |key: &str| e["note"].split(';').find_map(|n| n.strip_prefix(key).map(str::to_owned));
        let fits = |group: &&Vec<Row>| {
            let main = compared(group);
            group.iter().map(|r| r["indicator"].as_str()).collect::<BTreeSet<_>>() == indicators
                && group[0]["kind"] == e["kind"]
                && group[0]["status"] == e["status"]
                && main[0]["time_period"] == e["period"]
                && note("unit=").is_none_or(|unit| group[0]["unit"] == unit)
                && note("base=").is_none_or(|base| (main.len() <= 4) == (base == "2019"))
        };
        let mut found: Vec<&Vec<Row>> = groups.values().filter(fits).collect();
        found.sort_by_key(|g| std::cmp::Reverse(g.len()));
        for what in differences(e, &found) {
            wrong.push(format!("{} {} {} {}: {what}", e["indicator"], e["period"], e["province"], e["note"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), expectations.len(), wrong.join("\n"));
    // every grade and every reason occurs
    let rows: Vec<&Row> = groups.values().flatten().collect();
    for grade in ["full", "partial", "none"] {
        assert!(rows.iter().any(|r| r["comparability"] == grade), "{grade}");
    }
    let reasons: BTreeSet<&str> = rows.iter().flat_map(|r| set(&r["reasons"])).collect();
    let all =
        "time period_inherited level definition bound denominator target_vs_actual unit concept edition";
    assert_eq!(reasons, all.split(' ').collect());
    let coverage = project.table("coverage");
    for e in cases("provinces/coverage.csv") {
        let row = coverage
            .iter()
            .find(|r| r["indicator"] == e["indicator"] && r["province"] == e["province"])
            .unwrap_or_else(|| panic!("{e:?}"));
        assert_eq!(row["state"], e["state"], "{e:?}");
    }
}

/// One trap's text through the pipeline: the tables that tell whether it fell in.
struct Trap {
    observations: Vec<Row>,
    derived: Vec<Row>,
    comparisons: Vec<Row>,
    contrasts: Vec<Row>,
}

impl Trap {
    fn of(text: &str) -> Self {
        let project = Project::empty();
        project.write("raw/trap.txt", text);
        let ran = project.run(&[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let table = |name: &str| project.table(name);
        Self {
            observations: table("observations"),
            derived: table("derived"),
            comparisons: table("comparisons"),
            contrasts: table("contrasts"),
        }
    }

    fn observed(&self, value: &str) -> BTreeSet<&str> {
        let is = |o: &&Row| same(&o["value"], value);
        self.observations.iter().filter(is).map(|o| o["observation_id"].as_str()).collect()
    }

    /// Whether a condition holds: `column=value;…` of one observation, `derived=N` and its kin, `ranked:N` …
    fn holds(&self, condition: &str) -> bool {
        let derived = |test: &dyn Fn(f64) -> bool| {
            self.derived.iter().any(|d| {
                [&d["value"], &d["low"], &d["high"]].iter().any(|n| n.parse::<f64>().is_ok_and(test))
            })
        };
        if let Some(n) = condition.strip_prefix("derived=") {
            let n: f64 = n.parse().unwrap();
            return derived(&|v| (v - n).abs() < 1e-6);
        }
        if let Some(n) = condition.strip_prefix("derived>") {
            // a sum of bounds would be a lower end
            let n: f64 = n.parse().unwrap();
            return self.derived.iter().any(|d| same(&d["low"], &n.to_string()));
        }
        if let Some(rest) = condition.strip_prefix("derived~") {
            let mut parts = rest.split(';');
            let n: f64 = parts.next().unwrap().parse().unwrap();
            let rest: Vec<&str> = parts.collect();
            return self.derived.iter().any(|d| {
                d["value"].parse::<f64>().is_ok_and(|v| (v - n).abs() < 0.01)
                    && rest.iter().all(|p| cell(d, p))
            });
        }
        if let Some(words) = condition.strip_prefix("label~") {
            return self.derived.iter().any(|d| d["label"].contains(words));
        }
        if let Some(value) = condition.strip_prefix("ranked:") {
            return self.comparisons.iter().any(|c| same(&c["value"], value) && !c["rank_min"].is_empty());
        }
        if let Some(pair) = condition.strip_prefix("contrast:").and_then(|p| p.split_once('/')) {
            let (a, b) = (self.observed(pair.0), self.observed(pair.1));
            return self.contrasts.iter().any(|c| {
                let ids = [c["observation_id_a"].as_str(), c["observation_id_b"].as_str()];
                ids.iter().any(|i| a.contains(i)) && ids.iter().any(|i| b.contains(i))
            });
        }
        let together = condition.strip_prefix("ranked_together:").and_then(|p| p.split_once(','));
        if let Some((a, b)) = together {
            let rank = |v: &str| {
                let row = self.comparisons.iter().find(|c| same(&c["value"], v));
                row.map(|c| (c["comparison_id"].clone(), c["rank_min"].is_empty()))
            };
            return rank(a).is_some_and(|a| !a.1 && rank(b).is_some_and(|b| a == b));
        }
        if let Some((a, b)) = condition.strip_prefix("same_unit:").and_then(|p| p.split_once('=')) {
            let units = |u: &str| self.observations.iter().any(|o| o["unit"] == u);
            return !(units(a) && units(b));
        }
        if let Some((a, b)) = condition.strip_prefix("rank_exact:").and_then(|p| p.split_once('=')) {
            let rank = |place: &str| self.comparisons.iter().find(|c| c["place"].contains(place));
            let ranked = |r: Option<&Row>| r.is_some_and(|r| !r["rank_min"].is_empty());
            return ranked(rank(a)) && ranked(rank(b));
        }
        self.observations.iter().any(|o| condition.split(';').all(|part| cell(o, part)))
    }
}

/// `column=value` or `column~words` of a row.
fn cell(row: &Row, part: &str) -> bool {
    if let Some((column, words)) = part.split_once('~') {
        return row.get(column).unwrap_or_else(|| panic!("no column {column}")).contains(words);
    }
    let (column, value) = part.split_once('=').unwrap_or_else(|| panic!("`{part}` is no condition"));
    same(row.get(column).unwrap_or_else(|| panic!("no column {column}")), value)
}

fn same(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() < 1e-9,
        _ => a == b,
    }
}

#[test]
fn thirteen_traps_catch_nothing() {
    let traps = cases("traps.csv");
    assert_eq!(traps.iter().map(|t| t["trap"].as_str()).collect::<BTreeSet<_>>().len(), 13);
    let mut wrong = Vec::new();
    for trap in &traps {
        let found = Trap::of(&trap["text"]);
        let conditions = |column: &str| -> Vec<String> {
            trap[column].split('|').filter(|c| !c.is_empty()).map(str::to_owned).collect()
        };
        let missed = conditions("must").into_iter().filter(|c| !found.holds(c)).map(|c| ("must", c));
        let fallen = conditions("must_not").into_iter().filter(|c| found.holds(c)).map(|c| ("must not", c));
        wrong.extend(missed.chain(fallen).map(|(how, c)| format!("trap {}: {how} {c}", trap["trap"])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
