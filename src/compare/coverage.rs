//! Province by indicator: reported, only a target, only a lower level, or not reported. Never zero.

use crate::codelist::Codelists;
use crate::model::{Coverage, CoverageState, CoverageTotal, Locator, Observation, PlaceLevel, Status};
use std::collections::{BTreeMap, HashMap};

/// Codes of the special administrative regions and Taiwan: counted by themselves, not among the 31.
const APART: [&str; 3] = ["71", "81", "82"];

/// The coverage of every indicator, for every province that the documents are about, in the order of the indicator
/// list and of GB/T 2260; and by indicator how many provinces report it. The documents are those of prose, or all
/// where only spreadsheets are given: a yearbook of the nation does not make every province one that is written about.
pub fn coverage(observations: &[Observation], lists: &Codelists) -> (Vec<Coverage>, Vec<CoverageTotal>) {
    let order: HashMap<&str, usize> =
        lists.indicators.entries().iter().enumerate().map(|(i, e)| (&*e.code, i)).collect();
    let mut codes: HashMap<&str, Option<&str>> = HashMap::new();
    let mut written: BTreeMap<&str, &str> = BTreeMap::new();
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    let mut cells: BTreeMap<(usize, &str), Vec<&Observation>> = BTreeMap::new();
    for o in observations {
        let Some(province) = o.province() else { continue };
        let code = *codes.entry(province).or_insert_with(|| lists.areas.code_of(province));
        let code = code.unwrap_or("99");
        all.insert(code, province);
        if matches!(o.locator, Locator::Text { .. }) {
            written.insert(code, province);
        }
        if let Some(&at) = o.indicator.as_deref().and_then(|i| order.get(i)) {
            cells.entry((at, code)).or_default().push(o);
        }
    }
    let provinces = if written.is_empty() { &all } else { &written };
    let mut indicators: Vec<usize> = cells.keys().map(|(i, _)| *i).collect();
    indicators.dedup();
    let mut coverage = Vec::with_capacity(indicators.len() * provinces.len());
    let mut totals = Vec::with_capacity(indicators.len());
    for at in indicators {
        let entry = &lists.indicators.entries()[at];
        let from = coverage.len();
        for (code, province) in provinces {
            let found = cells.get(&(at, *code));
            coverage.push(Coverage {
                indicator: entry.code.to_string(),
                province: (*province).to_owned(),
                state: found.map_or(CoverageState::NotReported, |f| state(f)),
                observations: found
                    .map_or_else(Vec::new, |f| f.iter().map(|o| o.observation_id.clone()).collect()),
            });
        }
        let count = |wanted| coverage[from..].iter().filter(|c| c.state == wanted).count() as u32;
        let everywhere = cells.range((at, "")..(at + 1, ""));
        let mainland = |code: &str| code != "99" && !APART.iter().any(|a| code.starts_with(a));
        totals.push(CoverageTotal {
            indicator: entry.code.to_string(),
            label: entry.label_zh.to_string(),
            reported: count(CoverageState::Reported),
            lower_level_only: count(CoverageState::LowerLevelOnly),
            target_only: count(CoverageState::TargetOnly),
            not_reported: count(CoverageState::NotReported),
            provinces: provinces.len() as u32,
            of_all: everywhere
                .filter(|((_, code), found)| mainland(code) && state(found) == CoverageState::Reported)
                .count() as u32,
            prose: cells
                .range((at, "")..(at + 1, ""))
                .any(|(_, found)| found.iter().any(|o| matches!(o.locator, Locator::Text { .. }))),
        });
    }
    (coverage, totals)
}

fn state(found: &[&Observation]) -> CoverageState {
    let provincial = |o: &&&Observation| {
        o.places.is_empty() && o.place.as_ref().is_some_and(|p| p.level == PlaceLevel::Province)
    };
    let actual: Vec<&&Observation> = found.iter().filter(|o| o.status == Status::Actual).collect();
    if actual.is_empty() {
        return CoverageState::TargetOnly;
    }
    if actual.iter().any(provincial) { CoverageState::Reported } else { CoverageState::LowerLevelOnly }
}
