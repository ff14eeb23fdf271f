//! Workbooks: what stands in them. How a workbook is written is the business of the files beside this one.

mod cells;
mod chart;
mod clean;
mod compare;
mod evidence;
mod fill;
mod form;
mod links;
mod model;
mod names;
mod notes;
mod observe;
mod package;
mod page;
mod parts;
mod plan;
mod profile;
mod say;
mod sheet;
mod stream;
mod style;
mod trends;
mod width;
mod words;
mod writer;

use super::Release;
use crate::config::Language;
use anyhow::{Context, Result};
use std::path::Path;

/// The workbooks: name in English, name in Chinese.
const COMPARISON: (&str, &str) = ("cross-province-comparison", "各省对比");
const OBSERVATIONS: (&str, &str) = ("observations", "观测值");
/// The form that an analyst copies beside the settings and fills in.
const FORM: (&str, &str) = ("corrections", "更正");
const PROFILES: (&str, &str) = ("province-profiles", "分省档案");

/// How many steps of rows the workbooks take: none where they are short.
pub fn steps(release: &Release) -> usize {
    let ledger: usize = release.batches.iter().map(|b| b.ledger.len()).sum();
    let long = [release.observations.len(), ledger]
        .into_iter()
        .filter(|rows| *rows > model::Limits::default().held_rows);
    long.map(|rows| rows / stream::REPORT_EVERY).sum()
}

/// Writes the workbooks of a release into a folder; `step` hears of every step of rows of the long tables.
pub fn write(release: &Release, folder: &Path, step: &(dyn Fn() + Sync)) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let name = |names: (&str, &str)| {
        let name = if release.config.names == Language::Zh { names.1 } else { names.0 };
        folder.join(format!("{name}.xlsx"))
    };
    let (comparison, (observations, profiles)) = rayon::join(
        || compare::book(release).save(&name(COMPARISON)),
        || {
            rayon::join(
                || observe::book(release).save_with_progress(&name(OBSERVATIONS), &mut |_| step()),
                || {
                    profile::book(release).save(&name(PROFILES))?;
                    form::book(release).save(&name(FORM))
                },
            )
        },
    );
    comparison?;
    observations?;
    profiles
}
