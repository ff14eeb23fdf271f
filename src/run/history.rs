//! Earlier releases: the order in which they were published, which of them stay, and what they remember.

use super::record::write_whole;
use super::{patient, repair};
use crate::error::Error;
use crate::model::Past;
use std::path::{Path, PathBuf};

/// Ids of releases, the newest last, in `output/.order.json`.
#[derive(Debug, Default)]
pub struct Order {
    ids: Vec<String>,
}

impl Order {
    /// The order of an output folder; where it is lost, that of the folders' times.
    pub fn load(output: &Path) -> Self {
        let bytes = std::fs::read(output.join(FILE)).ok();
        let known: Option<Vec<String>> = bytes.and_then(|b| serde_json::from_slice(&b).ok());
        let mut ids = known.unwrap_or_default();
        let mut others: Vec<(std::time::SystemTime, String)> = folders(output)
            .into_iter()
            .filter(|(id, _)| !ids.contains(id))
            .filter_map(|(id, path)| Some((std::fs::metadata(path).ok()?.modified().ok()?, id)))
            .collect();
        others.sort();
        // what the list does not know is older than what it does
        let others: Vec<String> = others.into_iter().map(|(_, id)| id).collect();
        ids.splice(0..0, others);
        Self { ids }
    }

    /// A release is the newest now.
    pub fn add(&mut self, id: &str) {
        self.ids.retain(|known| known != id);
        self.ids.push(id.to_owned());
    }

    /// The newest.
    pub fn last(&self) -> Option<&str> {
        self.ids.last().map(String::as_str)
    }

    /// The ids, the oldest first.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Writes the list. One that cannot be written is made again from the folders' times.
    pub fn save(&self, output: &Path) {
        if let Ok(text) = serde_json::to_string_pretty(&self.ids) {
            let _ = write_whole(&output.join(FILE), (text + "\n").as_bytes());
        }
    }
}

const FILE: &str = ".order.json";

/// The releases of the history: id and folder.
pub fn folders(output: &Path) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(output.join("history")).into_iter().flatten().flatten();
    let mut found: Vec<(String, PathBuf)> = entries
        .map(|e| (e.file_name().to_string_lossy().into_owned(), e.path()))
        .filter(|(name, path)| path.is_dir() && !name.starts_with('.'))
        .collect();
    found.sort();
    found
}

/// Moves an earlier release into the history, or away where none is kept. One that cannot be read is kept as it is.
pub fn take(output: &Path, folder: &Path, id: Option<String>, keep: usize) -> Result<(), Error> {
    if keep == 0 {
        repair::discard(output, folder);
        return Ok(());
    }
    let history = output.join("history");
    std::fs::create_dir_all(&history).map_err(|e| Error::output(&history, e))?;
    let unreadable = || {
        let free = |n: &u32| !history.join(format!("unreadable-{n}")).exists();
        let number = (1..).find(free).unwrap_or(u32::MAX);
        format!("unreadable-{number}")
    };
    let place = history.join(id.unwrap_or_else(unreadable));
    if place.exists() {
        repair::discard(output, &place);
    }
    patient::rename(folder, &place).map_err(|e| Error::output(&place, e))
}

/// Keeps the newest releases of the history; the latest release is none of them.
pub fn prune(output: &Path, order: &mut Order, keep: usize) {
    let latest = order.last().map(str::to_owned);
    let mut there = folders(output);
    // the same release is not kept twice
    if let Some(at) = there.iter().position(|(id, _)| Some(id) == latest.as_ref()) {
        repair::discard(output, &there.remove(at).1);
    }
    let age = |id: &String| order.ids().iter().position(|known| known == id);
    there.sort_by_key(|(id, _)| age(id));
    let surplus = there.len().saturating_sub(keep);
    for (_, folder) in there.drain(..surplus) {
        repair::discard(output, &folder);
    }
    let kept: Vec<String> = there.into_iter().map(|(id, _)| id).chain(latest).collect();
    order.ids.retain(|id| kept.contains(id));
    order.save(output);
}

/// The observations of an earlier release, as far as changes are told by them; none where they cannot be read.
pub fn past(release: &Path) -> Option<Vec<Past>> {
    let text = std::fs::read_to_string(release.join("dataset/observations.csv")).ok()?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().ok()?.clone();
    let columns = Past::COLUMNS.map(|name| headers.iter().position(|h| h == name));
    let mut past = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        past.push(Past::from_cells(columns.map(|c| c.and_then(|i| record.get(i)).unwrap_or(""))));
    }
    Some(past)
}
