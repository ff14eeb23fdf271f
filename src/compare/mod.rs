//! Provinces side by side: comparisons with their grades, contrasts, derived figures, checks, coverage.
//!
//! Ids are aligned with polars; everything is computed on exact decimals with both ends kept ([`interval`]).

pub mod align;
pub mod bind;
pub mod consistency;
pub mod coverage;
pub mod derive;
pub mod diff;
pub mod formula;
pub mod interval;
pub mod print;
mod words;

use crate::codelist::Codelists;
use crate::error::Error;
use crate::model::{Batch, Comparison, Consistency, Contrast, Coverage, Derived, Issue, Observation};
use std::collections::{BTreeMap, HashSet};

/// All that compare makes of a corpus.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    pub comparisons: Vec<Comparison>,
    pub contrasts: Vec<Contrast>,
    pub derived: Vec<Derived>,
    pub consistency: Vec<Consistency>,
    pub coverage: Vec<Coverage>,
    pub issues: Vec<Issue>,
}

/// What is known of the documents beside their observations.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// Reference period by document.
    pub reference_periods: BTreeMap<String, String>,
    /// Documents that another document of the corpus replaces.
    pub superseded: HashSet<String>,
}

impl Documents {
    /// From the batches of a corpus.
    pub fn of<'a>(batches: impl IntoIterator<Item = &'a Batch>) -> Self {
        let mut known = Self::default();
        for batch in batches {
            if let Some(period) = &batch.origin.reference_period {
                known.reference_periods.insert(batch.document_id.clone(), period.clone());
            }
            known.superseded.extend(batch.origin.supersedes.clone());
        }
        known
    }
}

/// Compares the observations of a corpus.
pub fn compare(
    observations: &[Observation],
    documents: &Documents,
    lists: &Codelists,
) -> Result<Compared, Error> {
    let current: Vec<Observation> =
        observations.iter().filter(|o| !documents.superseded.contains(&*o.document_id)).cloned().collect();
    let rows = derive::DerivedRow::rows(&lists.derived)?;
    let checks = consistency::CheckRow::rows(&lists.checks)?;
    let lookup = bind::Lookup { reference_periods: documents.reference_periods.clone() };
    let (comparisons, contrasts) = align::align(&current, documents, lists)
        .map_err(|e| Error::Input { path: "observations".into(), what: e.to_string() })?;
    let (derived, issues) = derive::derive(&current, &rows, &lookup);
    Ok(Compared {
        comparisons,
        contrasts,
        derived,
        consistency: consistency::check(&current, &checks, &lookup),
        coverage: coverage::coverage(&current, lists),
        issues,
    })
}
