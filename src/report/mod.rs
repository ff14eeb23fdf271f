//! What readers get: the dataset's files, workbooks, charts and the evidence page, written into one folder.

pub mod chart;
pub mod charts;
pub mod dataset;
pub mod finding;
pub mod page;
pub mod workbook;

use crate::codelist::Codelists;
use crate::compare::{self, Compared};
use crate::config::{Config, Language};
use crate::model::{
    Batch, Change, Comparison, ComparisonRow, Contrast, Indicator, Issue, Observation, ToHighest,
};
use crate::say::Say;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// All that a release shows.
pub struct Release<'a> {
    pub config: &'a Config,
    pub lists: &'a Codelists,
    pub release_id: String,
    /// Date of the latest source, as given.
    pub latest_source: String,
    pub batches: &'a [Batch],
    /// Every observation, in the order of documents and text.
    pub observations: &'a [Observation],
    /// Positions of the observations by their ids.
    pub by_id: HashMap<&'a str, usize>,
    /// What stands in another unit in a comparison, as it stands there; see [`converted`].
    pub converted: HashMap<(String, Arc<str>), Observation>,
    pub indicators: Vec<Indicator>,
    pub compared: &'a Compared,
    pub issues: Vec<Issue>,
    pub changes: Vec<Change>,
    /// Whether there was an earlier release to compare with.
    pub earlier: bool,
}

impl Release<'_> {
    /// The observation with an id.
    pub fn observation(&self, id: &str) -> Option<&Observation> {
        self.by_id.get(id).map(|&i| &self.observations[i])
    }

    /// The observation of a row of a comparison, in the unit of the comparison; its quote is as written.
    pub fn compared_as(&self, comparison: &Comparison, row: &ComparisonRow) -> Option<&Observation> {
        if row.conversion.is_some() {
            let key = (comparison.comparison_id.clone(), row.observation_id.clone());
            return self.converted.get(&key);
        }
        self.observation(&row.observation_id)
    }

    /// Names and figures in the language of the settings.
    pub fn say(&self) -> Say<'_> {
        Say::new(self.config, self.lists)
    }

    /// Each row of a comparison against the highest, made anew at each call.
    pub fn to_highest(&self, comparison: &Comparison) -> Vec<Option<ToHighest>> {
        compare::align::to_highest(comparison, |id| self.observation(id))
    }

    /// The pairs inside a comparison, made anew at each call.
    pub fn contrasts(&self, comparison: &Comparison) -> Vec<Contrast> {
        compare::align::contrasts(comparison, |id| self.observation(id))
    }

    /// The provinces that documents of prose are about, in GB/T 2260 order.
    pub fn provinces(&self) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        for cell in &self.compared.coverage {
            if !seen.contains(&cell.province) {
                seen.push(cell.province.clone());
            }
        }
        if seen.is_empty() {
            // figures without any indicator are of provinces all the same
            let named: BTreeSet<&str> = self.observations.iter().filter_map(|o| o.province()).collect();
            seen = named.into_iter().map(str::to_owned).collect();
            seen.sort_by_key(|name| self.lists.areas.code_of(name).unwrap_or("99"));
        }
        seen
    }

    /// The titles of the sources of some observations, for source lines.
    pub fn sources<'o>(&self, observations: impl IntoIterator<Item = &'o Observation>) -> String {
        let mut ids: Vec<&str> = Vec::new();
        for o in observations {
            if !ids.contains(&&*o.document_id) {
                ids.push(&o.document_id);
            }
        }
        let zh = self.config.language == Language::Zh;
        let title = |id: &&str| {
            let batch = self.batches.iter().find(|b| b.document_id == **id)?;
            let date = match (batch.origin.published.as_deref(), batch.origin.reference_period.as_deref()) {
                (Some(published), _) if zh => format!("（{published}）"),
                (Some(published), _) => format!(" ({published})"),
                (None, Some(period)) if zh => {
                    format!("（发布日期未注明，所属{}）", self.say().period(period))
                }
                (None, Some(period)) => format!(" (undated, on {})", self.say().period(period)),
                (None, None) => self.config.pick("（日期未注明）", " (undated)").to_owned(),
            };
            let quoted = if batch.title.contains(['“', '《']) {
                batch.title.clone()
            } else {
                format!("《{}》", batch.title)
            };
            Some(format!("{quoted}{date}"))
        };
        let shown: Vec<String> = ids.iter().take(3).filter_map(title).collect();
        let more = match ids.len() {
            0..=3 => String::new(),
            n if zh => format!("等{n}份"),
            n => format!(" and {} more", n - 3),
        };
        format!("{}{more}", shown.join(self.config.pick("、", ", ")))
    }
}

/// The observations that comparisons bring to another unit, by comparison and observation.
pub fn converted(
    comparisons: &[Comparison],
    find: impl Fn(&str) -> Option<Observation>,
) -> HashMap<(String, Arc<str>), Observation> {
    let mut found = HashMap::new();
    for comparison in comparisons {
        for row in &comparison.rows {
            let Some((by, mut o)) = row.conversion.as_ref().zip(find(&row.observation_id)) else { continue };
            o.quantity = by.apply(&o.quantity);
            found.insert((comparison.comparison_id.clone(), row.observation_id.clone()), o);
        }
    }
    found
}

/// The indicators that were met, with how often, in the order of the list.
pub fn indicators(observations: &[Observation], lists: &Codelists) -> Vec<Indicator> {
    let mut rows = Vec::new();
    for entry in lists.indicators.entries() {
        let met: Vec<&Observation> =
            observations.iter().filter(|o| o.indicator.as_deref() == Some(&entry.code)).collect();
        if met.is_empty() {
            continue;
        }
        let mut provinces: Vec<&str> = met.iter().filter_map(|o| o.province()).collect();
        provinces.sort_unstable();
        provinces.dedup();
        rows.push(Indicator {
            indicator: entry.code.to_string(),
            label_zh: entry.label_zh.to_string(),
            label_en: entry.label_en.clone(),
            theme: entry.theme.clone(),
            dimension: entry.dimension.code().to_owned(),
            unit: entry.units.join(";"),
            display_unit: entry.display_unit.clone(),
            observations: met.len() as u32,
            provinces: provinces.len() as u32,
        });
    }
    rows
}
