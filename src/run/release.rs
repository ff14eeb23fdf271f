//! A release is built aside and swapped in as a whole; the one before it moves to the history.

use super::record::ReleaseRecord;
use crate::compare::diff::Past;
use crate::error::Error;
use std::path::{Path, PathBuf};

/// A folder in which a release is being built; gone when dropped unless published.
pub struct Building {
    folder: tempfile::TempDir,
    output: PathBuf,
}

impl Building {
    /// Starts a release beside the present one, and clears away what a killed run left.
    pub fn start(output: &Path) -> Result<Self, Error> {
        if let Ok(entries) = std::fs::read_dir(output) {
            for entry in entries.flatten() {
                if entry.file_name().to_string_lossy().starts_with(".building-") {
                    let _ = std::fs::remove_dir_all(entry.path());
                }
            }
        }
        let folder = tempfile::Builder::new()
            .prefix(".building-")
            .tempdir_in(output)
            .map_err(|e| Error::output(output, e))?;
        Ok(Self { folder, output: output.to_owned() })
    }

    /// Where the files of the release go.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the release in place; readers see the old one or the new. `keep` earlier ones stay in the history.
    pub fn publish(self, keep: usize) -> Result<PathBuf, Error> {
        let latest = self.output.join("latest");
        let aside = self.folder.keep();
        open_to_all(&aside);
        if latest.exists() {
            swap(&aside, &latest).map_err(|e| Error::output(&latest, e))?;
            // aside now holds the earlier release
            let new = ReleaseRecord::load(&latest).map(|r| r.release_id);
            match ReleaseRecord::load(&aside).map(|r| r.release_id) {
                Some(id) if Some(&id) != new.as_ref() && keep > 0 => {
                    let history = self.output.join("history");
                    let place = history.join(&id);
                    std::fs::create_dir_all(&history).map_err(|e| Error::output(&history, e))?;
                    let _ = std::fs::remove_dir_all(&place);
                    std::fs::rename(&aside, &place).map_err(|e| Error::output(&place, e))?;
                }
                _ => {
                    let _ = std::fs::remove_dir_all(&aside);
                }
            }
        } else {
            std::fs::rename(&aside, &latest).map_err(|e| Error::output(&latest, e))?;
        }
        prune(&self.output.join("history"), keep);
        Ok(latest)
    }
}

/// A temporary folder is private to its maker; a release is for all readers.
#[cfg(unix)]
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
}

#[cfg(not(unix))]
fn open_to_all(_folder: &Path) {}

/// Exchanges two folders in one step.
#[cfg(target_os = "linux")]
fn swap(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            swap_in_steps(a, b)
        }
        Err(e) => Err(e.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(a: &Path, b: &Path) -> std::io::Result<()> {
    swap_in_steps(a, b)
}

/// Exchanges two folders by renames, where the file system cannot do it in one.
fn swap_in_steps(a: &Path, b: &Path) -> std::io::Result<()> {
    let away = b.with_extension("old");
    std::fs::rename(b, &away)?;
    if let Err(e) = std::fs::rename(a, b) {
        std::fs::rename(&away, b)?;
        return Err(e);
    }
    std::fs::rename(&away, a)
}

/// Keeps the newest releases of the history.
fn prune(history: &Path, keep: usize) {
    let Ok(entries) = std::fs::read_dir(history) else { return };
    let mut releases: Vec<(std::time::SystemTime, PathBuf)> =
        entries.flatten().filter_map(|e| Some((e.metadata().ok()?.modified().ok()?, e.path()))).collect();
    releases.sort();
    let surplus = releases.len().saturating_sub(keep);
    for (_, path) in releases.into_iter().take(surplus) {
        let _ = std::fs::remove_dir_all(path);
    }
}

/// The observations of an earlier release, as far as changes are told by them.
pub fn past(release: &Path) -> Option<Vec<Past>> {
    let text = std::fs::read_to_string(release.join("dataset/observations.csv")).ok()?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().ok()?.clone();
    let at = |name: &str| headers.iter().position(|h| h == name);
    let columns = [
        "observation_id",
        "document_id",
        "indicator",
        "indicator_label",
        "kind",
        "province",
        "place",
        "time_period",
        "quote",
        "sentence",
    ]
    .map(at);
    let mut past = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cell = |n: usize| columns[n].and_then(|i| record.get(i)).unwrap_or("").to_owned();
        let optional = |n: usize| Some(cell(n)).filter(|s| !s.is_empty());
        past.push(Past {
            observation_id: cell(0),
            document_id: cell(1),
            indicator: optional(2),
            label: optional(3),
            kind: cell(4),
            province: optional(5),
            place: optional(6),
            period: optional(7),
            quote: cell(8),
            sentence: cell(9),
        });
    }
    Some(past)
}

/// The folder of a release by its id: the latest, or one of the history.
pub fn find(output: &Path, release_id: &str) -> Option<PathBuf> {
    let latest = output.join("latest");
    if ReleaseRecord::load(&latest).is_some_and(|r| r.release_id == release_id) {
        return Some(latest);
    }
    Some(output.join("history").join(release_id)).filter(|p| p.is_dir())
}
