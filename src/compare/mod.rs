//! Provinces side by side: comparisons with their grades, contrasts, derived figures, trends, checks, coverage.
//!
//! Ids are aligned with polars; everything is computed on exact decimals with both ends kept ([`interval`]).

pub mod align;
pub mod bind;
pub mod consistency;
pub mod convert;
pub mod coverage;
pub mod derive;
pub mod diff;
mod edition;
pub mod formula;
pub mod interval;
mod rank;
pub mod trend;
mod words;

pub use edition::Documents;

use crate::error::Error;
use crate::model::{Comparison, Consistency, Coverage, CoverageTotal, Derived, Issue, Observation, Trend};
use crate::say::Say;
use std::borrow::Cow;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// All that compare makes of a corpus.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    pub comparisons: Vec<Comparison>,
    pub derived: Vec<Derived>,
    pub trends: Vec<Trend>,
    pub consistency: Vec<Consistency>,
    pub coverage: Vec<Coverage>,
    /// By indicator, in the same order.
    pub coverage_totals: Vec<CoverageTotal>,
    pub issues: Vec<Issue>,
}

/// The id of a computed figure (`d`) or a check (`k`): of its rule and inputs, so that it is the same in every run.
fn id(letter: char, rule: &str, inputs: &[Arc<str>]) -> String {
    let key = [rule, &inputs.join("+")].join(":");
    format!("{letter}{:015x}", xxh3_128(key.as_bytes()) >> 68)
}

/// Compares the observations of a corpus; labels and explanations are in the language of `say`.
pub fn compare(
    observations: &[Observation],
    documents: &Documents,
    say: &Say<'_>,
) -> Result<Compared, Error> {
    let current: Cow<[Observation]> = match documents.superseded.is_empty() {
        true => Cow::Borrowed(observations),
        false => {
            observations.iter().filter(|o| !documents.superseded.contains(&*o.document_id)).cloned().collect()
        }
    };
    let lists = say.lists;
    let rows = derive::DerivedRow::rows(&lists.derived, &lists.indicators)?;
    let checks = consistency::CheckRow::rows(&lists.checks, &lists.indicators)?;
    let lookup = bind::Lookup { reference_periods: documents.reference_periods.clone(), say: *say };
    // polars waits for threads of its own: it comes first, and what takes long goes side by side behind it
    let pools = align::pools(&current, documents, lists)
        .map_err(|e| Error::Input { path: "observations".into(), what: e.to_string() })?;
    let (comparisons, corpus) = rayon::join(
        || align::comparisons(&current, documents, &pools, say),
        || bind::Corpus::new(&current, &lookup),
    );
    let ((derived, consistency), (trends, (coverage, coverage_totals))) = rayon::join(
        || {
            rayon::join(
                || derive::derive_from(&corpus, &rows),
                || consistency::check_corpus(&corpus, &checks),
            )
        },
        || rayon::join(|| trend::trends(&current, say), || coverage::coverage(&current, lists)),
    );
    let (mut derived, mut issues) = derived;
    derive::add_definitions(&mut derived, &current, &lists.comparable);
    rank::rank(&mut derived);
    issues.extend(documents.issues.iter().cloned());
    Ok(Compared { comparisons, derived, trends, consistency, coverage, coverage_totals, issues })
}
