//! What a killed run left behind is finished or cleared away by the next one, under its lock.

use super::history::{self, Order};
use super::record::ReleaseRecord;
use crate::error::Error;
use std::path::{Path, PathBuf};

/// Beginnings of the names of folders on their way.
pub const BUILDING: &str = ".building-";
pub const READY: &str = ".ready-";
pub const OLD: &str = ".old-";
pub const REMOVING: &str = ".removing-";

/// Brings an output folder into order before a run, whatever the last one came to.
pub fn repair(output: &Path, keep: usize) -> Result<(), Error> {
    for folder in named(output, BUILDING).into_iter().chain(named(output, REMOVING)) {
        let _ = std::fs::remove_dir_all(folder);
    }
    settle(output, keep)?;
    history::prune(output, &mut Order::load(output), keep);
    Ok(())
}

/// Finishes a swap: the latest release is in its place, and the one before it in the history.
pub fn settle(output: &Path, keep: usize) -> Result<(), Error> {
    let latest = output.join("latest");
    if !latest.exists() {
        // a whole new release before the one that was there
        let waiting = named(output, READY).into_iter().chain(named(output, OLD));
        if let Some(folder) = waiting.into_iter().find(|f| ReleaseRecord::load(f).is_some()) {
            std::fs::rename(&folder, &latest).map_err(|e| Error::output(&latest, e))?;
        }
    }
    for folder in named(output, READY) {
        let id = ReleaseRecord::load(&folder).map(|r| r.release_id);
        let own = id.as_deref().is_some_and(|id| folder.ends_with(format!("{READY}{id}")));
        if own {
            // it never came in: what it was made of is still there
            discard(output, &folder);
        } else {
            history::take(output, &folder, id, keep)?;
        }
    }
    for folder in named(output, OLD) {
        let id = ReleaseRecord::load(&folder).map(|r| r.release_id);
        history::take(output, &folder, id, keep)?;
    }
    let mut order = Order::load(output);
    if let Some(record) = ReleaseRecord::load(&latest)
        && order.last() != Some(record.release_id.as_str())
    {
        order.add(&record.release_id);
        order.save(output);
    }
    Ok(())
}

/// Takes a folder out of sight in one step, then deletes it.
pub fn discard(output: &Path, folder: &Path) {
    let name = folder.file_name().map(|n| n.to_string_lossy().trim_start_matches('.').to_owned());
    let away = output.join(format!("{REMOVING}{}", name.unwrap_or_default()));
    let _ = std::fs::remove_dir_all(&away);
    let gone = if std::fs::rename(folder, &away).is_ok() { away } else { folder.to_owned() };
    let _ = std::fs::remove_dir_all(gone);
}

/// The folders of the output whose names begin so, in order.
fn named(output: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(output).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|e| e.file_name().to_string_lossy().starts_with(prefix))
        .map(|e| e.path())
        .filter(|p| p.is_dir())
        .collect();
    found.sort();
    found
}
