//! A release is built aside and swapped in as a whole; the one before it moves to the history.
//!
//! What lies in the output folder tells at every moment how far a run came, so that the next one can go on from there
//! ([`repair`](super::repair)): `.building-…` is unfinished, `.ready-ID` is a whole release on its way in (or, after
//! the exchange, the earlier one on its way out), `.old-ID` the earlier one where the swap takes two steps,
//! `.removing-…` is being deleted.

use super::history::{self, Order};
use super::patient::rename;
use super::record::ReleaseRecord;
use super::repair;
use crate::error::Error;
use std::path::{Path, PathBuf};

/// A folder in which a release is being built; gone when dropped unless published.
pub struct Building {
    folder: tempfile::TempDir,
    output: PathBuf,
}

impl Building {
    /// Starts a release beside the present one.
    pub fn start(output: &Path) -> Result<Self, Error> {
        let folder = tempfile::Builder::new()
            .prefix(repair::BUILDING)
            .tempdir_in(output)
            .map_err(|e| Error::output(output, e))?;
        Ok(Self { folder, output: output.to_owned() })
    }

    /// Where the files of the release go.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the release in place; readers see the old one or the new. `keep` earlier ones stay in the history.
    ///
    /// # Errors
    /// The folder cannot be written; or the present release cannot be moved because a program has a file of it open:
    /// the new one is in the history then, and the error says so.
    pub fn publish(self, release_id: &str, keep: usize) -> Result<PathBuf, Error> {
        let latest = self.output.join("latest");
        open_to_all(self.folder.path());
        sync(self.folder.path()).map_err(|e| Error::output(self.folder.path(), e))?;
        let ready = self.output.join(format!("{}{release_id}", repair::READY));
        let aside = self.folder.keep();
        rename(&aside, &ready).map_err(|e| Error::output(&aside, e))?;
        if !latest.exists() {
            rename(&ready, &latest).map_err(|e| Error::output(&latest, e))?;
        } else if let Err(cause) = swap(&ready, &latest, &self.output, release_id) {
            let history = self.output.join("history");
            let place = history.join(release_id);
            let moved = std::fs::create_dir_all(&history).and_then(|()| rename(&ready, &place));
            return Err(match moved {
                Ok(()) => Error::InUse { latest, place, cause },
                Err(_) => Error::output(&latest, cause),
            });
        }
        repair::settle(&self.output, keep)?;
        let mut order = Order::load(&self.output);
        order.add(release_id);
        order.save(&self.output);
        history::prune(&self.output, &mut order, keep);
        let _ = sync_folder(&self.output);
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

/// Puts the files and folders of a release on the disk, so that a power cut leaves no empty files behind a rename.
fn sync(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync(&path)?;
        } else {
            // where a system only syncs what may be written
            std::fs::OpenOptions::new().read(true).write(true).open(&path)?.sync_all()?;
        }
    }
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Windows keeps folders by itself.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Exchanges the release that is ready and the present one in one step.
#[cfg(target_os = "linux")]
fn swap(ready: &Path, latest: &Path, output: &Path, release_id: &str) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, ready, CWD, latest, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            swap_in_steps(ready, latest, output, release_id)
        }
        Err(e) => Err(e.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(ready: &Path, latest: &Path, output: &Path, release_id: &str) -> std::io::Result<()> {
    swap_in_steps(ready, latest, output, release_id)
}

/// The same by two renames, where the system cannot do it in one; the next run finishes what a kill leaves in between.
fn swap_in_steps(ready: &Path, latest: &Path, output: &Path, release_id: &str) -> std::io::Result<()> {
    let away = output.join(format!("{}{release_id}", repair::OLD));
    rename(latest, &away)?;
    if let Err(e) = rename(ready, latest) {
        rename(&away, latest)?;
        return Err(e);
    }
    Ok(())
}

/// The folder of a release by its id: the latest, or one of the history.
pub fn find(output: &Path, release_id: &str) -> Option<PathBuf> {
    let latest = output.join("latest");
    if ReleaseRecord::load(&latest).is_some_and(|r| r.release_id == release_id) {
        return Some(latest);
    }
    let plain = !release_id.is_empty() && !release_id.contains(['/', '\\', '.']);
    Some(output.join("history").join(release_id)).filter(|p| plain && p.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(folder: &Path, id: &str) {
        std::fs::create_dir_all(folder).unwrap();
        let record = ReleaseRecord { release_id: id.into(), ..ReleaseRecord::default() };
        record.save(folder).unwrap();
    }

    fn published(output: &Path, id: &str, keep: usize) {
        repair::repair(output, keep).unwrap();
        let building = Building::start(output).unwrap();
        release(building.folder(), id);
        building.publish(id, keep).unwrap();
    }

    fn history(output: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(output.join("history")).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn leftovers(output: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(output).unwrap().flatten();
        let names = entries.map(|e| e.file_name().to_string_lossy().into_owned());
        names.filter(|n| n.starts_with('.') && !n.ends_with(".json")).collect()
    }

    fn latest(output: &Path) -> String {
        ReleaseRecord::load(&output.join("latest")).unwrap().release_id
    }

    #[test]
    fn the_history_keeps_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        for id in ["r1", "r2", "r3", "r4"] {
            published(dir.path(), id, 2);
        }
        assert_eq!((latest(dir.path()), history(dir.path())), ("r4".into(), vec!["r2".into(), "r3".into()]));
        // published again, it counts as the newest once
        published(dir.path(), "r2", 2);
        assert_eq!((latest(dir.path()), history(dir.path())), ("r2".into(), vec!["r3".into(), "r4".into()]));
        published(dir.path(), "r5", 0);
        assert_eq!(history(dir.path()), Vec::<String>::new());
        assert_eq!(leftovers(dir.path()), Vec::<String>::new());
    }

    #[test]
    fn every_state_that_a_kill_can_leave_is_repaired() {
        let output = |folders: &[(&str, &str)]| {
            let dir = tempfile::tempdir().unwrap();
            for (folder, id) in folders {
                release(&dir.path().join(folder), id);
            }
            std::fs::create_dir_all(dir.path().join(".building-x/charts")).unwrap();
            repair::repair(dir.path(), 5).unwrap();
            let found = (latest(dir.path()), history(dir.path()), leftovers(dir.path()));
            assert_eq!(found.2, Vec::<String>::new(), "{folders:?}");
            (found.0, found.1)
        };
        let none = Vec::new();
        // whole, but not yet swapped in: the run did not come to its end
        assert_eq!(output(&[("latest", "r1"), (".ready-r2", "r2")]), ("r1".into(), none.clone()));
        // exchanged: what is aside is the earlier one
        assert_eq!(output(&[("latest", "r2"), (".ready-r2", "r1")]), ("r2".into(), vec!["r1".into()]));
        // between the two steps of a swap
        assert_eq!(output(&[(".old-r2", "r1"), (".ready-r2", "r2")]), ("r2".into(), vec!["r1".into()]));
        assert_eq!(output(&[("latest", "r2"), (".old-r2", "r1")]), ("r2".into(), vec!["r1".into()]));
        // only the earlier one is left
        assert_eq!(output(&[(".old-r2", "r1")]), ("r1".into(), none.clone()));
        // the first release of all
        assert_eq!(output(&[(".ready-r1", "r1")]), ("r1".into(), none.clone()));
        assert_eq!(output(&[("latest", "r1"), (".removing-r0", "r0")]), ("r1".into(), none));
    }

    #[test]
    fn a_release_whose_record_cannot_be_read_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        published(dir.path(), "r1", 5);
        std::fs::write(dir.path().join("latest/run.json"), "{").unwrap();
        published(dir.path(), "r2", 5);
        assert_eq!(latest(dir.path()), "r2");
        assert_eq!(history(dir.path()), ["unreadable-1"]);
    }
}
