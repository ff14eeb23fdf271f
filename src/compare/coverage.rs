//! Province by indicator: reported, only a target, only a lower level, or not reported. Never zero.

use crate::codelist::Codelists;
use crate::model::{Coverage, CoverageState, Locator, Observation, PlaceLevel, Status};
use std::collections::BTreeMap;

/// The coverage of every indicator that prose reports, for every province that the documents are about, in the order
/// of the indicator list and of GB/T 2260.
pub fn coverage(observations: &[Observation], lists: &Codelists) -> Vec<Coverage> {
    let mut provinces: BTreeMap<String, String> = BTreeMap::new();
    let mut cells: BTreeMap<(usize, String), Vec<&Observation>> = BTreeMap::new();
    let order: BTreeMap<&str, usize> =
        lists.indicators.entries().iter().enumerate().map(|(i, e)| (&*e.code, i)).collect();
    let prose = observations.iter().filter(|o| matches!(o.locator, Locator::Text { .. }));
    for o in prose {
        let Some(province) = o.province() else { continue };
        let code =
            lists.areas.named(province).first().map_or("99".into(), |&i| lists.areas.get(i).code.clone());
        provinces.insert(code.clone(), province.to_owned());
        if let Some(&at) = o.indicator.as_deref().and_then(|i| order.get(i)) {
            cells.entry((at, code)).or_default().push(o);
        }
    }
    let mut indicators: Vec<usize> = cells.keys().map(|(i, _)| *i).collect();
    indicators.dedup();
    let mut coverage = Vec::with_capacity(indicators.len() * provinces.len());
    for at in indicators {
        for (code, province) in &provinces {
            let found = cells.get(&(at, code.clone()));
            coverage.push(Coverage {
                indicator: lists.indicators.entries()[at].code.to_string(),
                province: province.clone(),
                state: found.map_or(CoverageState::NotReported, |f| state(f)),
                observations: found
                    .map_or_else(Vec::new, |f| f.iter().map(|o| o.observation_id.clone()).collect()),
            });
        }
    }
    coverage
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
