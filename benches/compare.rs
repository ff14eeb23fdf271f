//! How long it takes to compare provinces, and how that grows: 31 provinces × so many indicators × 20 years, at three
//! sizes, the largest 2,000 indicators. Seconds, seconds per million observations, and the memory that the result adds
//! for each observation. `cargo bench --bench compare`,
//! with other sizes behind `--`.

use rust_decimal::Decimal;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use zhiliang::codelist::Codelists;
use zhiliang::compare::{Documents, compare};
use zhiliang::model::{
    Dimension, Kind, Locator, Observation, Period, PeriodBasis, Place, Qualifier, Quantity, Status,
};
use zhiliang::say::Say;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const YEARS: i32 = 20;

/// Resident memory in bytes; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) * 1024
}

/// The figures of a yearbook: every province, indicator and year once.
fn yearbook(indicators: usize, lists: &Codelists) -> Vec<Observation> {
    let provinces: Vec<Arc<Place>> = lists
        .areas
        .provinces()
        .take(31)
        .map(|p| {
            let index = lists.areas.named(&p.name)[0];
            lists.areas.place(index)
        })
        .collect();
    // the list has some thousand: the others are numbered
    let mut codes: Vec<Arc<str>> = lists.indicators.entries().iter().map(|e| e.code.clone()).collect();
    codes.truncate(indicators);
    while codes.len() < indicators {
        codes.push(format!("indicator_{}", codes.len()).into());
    }
    let unit: Arc<str> = "家".into();
    let (document, source): (Arc<str>, Arc<str>) = ("yearbook".into(), "yearbook.xlsx".into());
    let section: Arc<str> = "".into();
    let mut all = Vec::with_capacity(indicators * provinces.len() * YEARS as usize);
    for (i, code) in codes.iter().enumerate() {
        for year in 0..YEARS {
            let period = Period::parse(&format!("{}", 2003 + year));
            for (p, place) in provinces.iter().enumerate() {
                let n = Decimal::from(1000 + (i * 37 + p * 101 + year as usize * 13) % 9000);
                let quantity = Quantity::worded(n, 0, Qualifier::Exact, Some(unit.clone()), Dimension::Count);
                all.push(Observation {
                    observation_id: format!("o{:015x}", all.len()).into(),
                    document_id: document.clone(),
                    source: source.clone(),
                    section: section.clone(),
                    section_number: 0,
                    sentence: format!("{} {code} {}", place.name, 2003 + year).into(),
                    locator: Locator::Cell {
                        sheet: code.to_string(),
                        row: p as u32 + 1,
                        column: year as u32 + 1,
                    },
                    quote: n.to_string(),
                    start: None,
                    end: None,
                    indicator: Some(code.clone()),
                    indicator_label: Some(code.clone()),
                    industry: None,
                    subject: None,
                    place: Some(place.clone()),
                    places: Vec::new(),
                    period: period.clone(),
                    period_basis: PeriodBasis::Stated,
                    comparison_base: None,
                    quantity,
                    kind: Kind::Level,
                    direction: None,
                    status: Status::Actual,
                    ambiguity: None,
                    rule: String::new(),
                    correction: None,
                });
            }
        }
    }
    all
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lists = Codelists::load(None)?;
    let given: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    if given.is_empty() {
        // a process each: memory that one size gave back would hide what the next takes
        for indicators in ["500", "1000", "2000"] {
            Command::new(std::env::current_exe()?).arg(indicators).status()?;
        }
        return Ok(());
    }
    for indicators in given {
        let observations = yearbook(indicators, &lists);
        let before = resident();
        let start = Instant::now();
        let compared = compare(&observations, &Documents::default(), &Say::chinese(&lists))?;
        let seconds = start.elapsed().as_secs_f64();
        let added = resident().saturating_sub(before);
        println!(
            "31 provinces × {indicators:>4} indicators × {YEARS} years, {:>7} observations: {seconds:.2} s ({:.2} s per million), {} comparisons, {} trends, {} bytes added an observation",
            observations.len(),
            seconds * 1e6 / observations.len() as f64,
            compared.comparisons.len(),
            compared.trends.len(),
            added / observations.len() as u64
        );
    }
    Ok(())
}
