//! What a run did: `output/runs/RUN_ID.json` of every run, `latest/run.json` of the one that built the release.

use crate::config::Config;
use crate::error::Error;
use crate::model::{CorrectionCounts, Issue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a release was made; part of the release, so without clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReleaseRecord {
    pub release_id: String,
    /// Hash of inputs, settings, code lists, corrections and version.
    pub fingerprint: String,
    /// The release that this one was compared with.
    pub compared_with: Option<String>,
    pub version: String,
    /// blake3 of each input.
    pub inputs: BTreeMap<String, String>,
    pub code_lists: BTreeMap<String, String>,
    pub counts: BTreeMap<String, usize>,
    /// What became of the rows of corrections.
    pub corrections: CorrectionCounts,
    /// Code of the latest reference period among the documents.
    pub latest_period: Option<String>,
    /// Inputs that were not read, told again by every run that has nothing to do.
    pub refused: Vec<Issue>,
    /// Checks that did not hold and were only to be told; told again likewise.
    pub warned: Vec<Issue>,
    /// Every file of the release but this record, with its size in bytes and blake3.
    pub files: BTreeMap<String, FileRecord>,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub bytes: u64,
    pub hash: String,
}

/// What one run did.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct RunRecord {
    pub run_id: String,
    pub started: String,
    pub finished: String,
    pub version: String,
    /// The settings it ran with.
    pub settings: serde_json::Value,
    pub release: Option<ReleaseRecord>,
    /// `running`, `published`, `nothing to do`, `failed`, or `interrupted` where it never came to its end.
    pub result: String,
    pub exit_code: u8,
    /// Why each document was read or not.
    pub documents: BTreeMap<String, String>,
    /// Why each stage ran or was skipped.
    pub stages: BTreeMap<String, String>,
    /// Milliseconds by stage.
    pub timings: Vec<(String, u128)>,
    /// Most memory the run held, in bytes; null where the system does not tell.
    pub peak_memory: Option<u64>,
    pub refused: Vec<String>,
    /// Findings about the data by severity.
    pub issues: BTreeMap<String, usize>,
    /// Changes since the earlier release by what they are.
    pub changes: BTreeMap<String, usize>,
    /// What became of the rows of corrections.
    pub corrections: CorrectionCounts,
    /// Checks before the release: name and outcome.
    pub checks: BTreeMap<String, String>,
    pub error: Option<String>,
}

impl Default for RunRecord {
    fn default() -> Self {
        Self {
            run_id: String::new(),
            started: String::new(),
            finished: String::new(),
            version: env!("CARGO_PKG_VERSION").into(),
            settings: serde_json::Value::Null,
            release: None,
            result: RUNNING.into(),
            exit_code: 0,
            documents: BTreeMap::new(),
            stages: BTreeMap::new(),
            timings: Vec::new(),
            peak_memory: None,
            refused: Vec::new(),
            issues: BTreeMap::new(),
            changes: BTreeMap::new(),
            corrections: CorrectionCounts::default(),
            checks: BTreeMap::new(),
            error: None,
        }
    }
}

const RUNNING: &str = "running";

impl ReleaseRecord {
    /// The record of a release folder, where it holds one.
    pub fn load(release: &Path) -> Option<Self> {
        let record: Self = serde_json::from_slice(&std::fs::read(release.join("run.json")).ok()?).ok()?;
        (!record.release_id.is_empty()).then_some(record)
    }

    /// Writes the record into a release folder.
    pub fn save(&self, release: &Path) -> Result<(), Error> {
        let path = release.join("run.json");
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::Report { what: e.to_string() })?;
        std::fs::write(&path, text + "\n").map_err(|e| Error::output(path, e))
    }

    /// Notes every file of the folder.
    pub fn add_files(&mut self, release: &Path) -> Result<(), Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |e| Error::output(path, e)
        };
        let mut waiting: Vec<PathBuf> = vec![release.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(&folder).map_err(failed(&folder))? {
                let path = entry.map_err(failed(&folder))?.path();
                if path.is_dir() {
                    waiting.push(path);
                    continue;
                }
                let Ok(name) = path.strip_prefix(release) else { continue };
                let name = name.to_string_lossy().replace('\\', "/");
                if name != "run.json" {
                    let bytes = std::fs::read(&path).map_err(failed(&path))?;
                    let hash = blake3::hash(&bytes).to_hex().to_string();
                    self.files.insert(name, FileRecord { bytes: bytes.len() as u64, hash });
                }
            }
        }
        Ok(())
    }

    /// The first file that is missing or has another size than it had.
    pub fn damaged(&self, release: &Path) -> Option<&str> {
        let whole = |name: &str, file: &FileRecord| {
            std::fs::metadata(release.join(name)).is_ok_and(|m| m.is_file() && m.len() == file.bytes)
        };
        self.files.iter().find(|(name, file)| !whole(name, file)).map(|(name, _)| name.as_str())
    }
}

impl RunRecord {
    /// The record of a run that begins now.
    pub fn begin(config: &Config) -> Self {
        let started = chrono::Utc::now();
        Self {
            run_id: format!("{}-{}", started.format("%Y%m%dT%H%M%S%3fZ"), std::process::id()),
            started: started.to_rfc3339(),
            settings: serde_json::to_value(config).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Writes the record among those of the runs. A record that cannot be written does not undo the run.
    pub fn save(&self, output: &Path) {
        let folder = output.join("runs");
        let _ = std::fs::create_dir_all(&folder);
        if let Ok(text) = serde_json::to_string_pretty(self) {
            let _ = write_whole(&folder.join(format!("{}.json", self.run_id)), (text + "\n").as_bytes());
        }
    }
}

/// Marks records of runs that never came to their end, and keeps the newest `keep` records.
pub fn tidy(output: &Path, keep: usize) {
    let entries = std::fs::read_dir(output.join("runs")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    let surplus = files.len().saturating_sub(keep);
    for old in files.drain(..surplus) {
        let _ = std::fs::remove_file(old);
    }
    // only the last can have been cut short: a run needs the lock
    let Some(last) = files.last() else { return };
    let record = std::fs::read(last).ok().and_then(|b| serde_json::from_slice::<RunRecord>(&b).ok());
    if let Some(mut record) = record.filter(|r| r.result == RUNNING) {
        record.result = "interrupted".into();
        record.save(output);
    }
}

/// Writes a file beside its place and renames it, so that it is there whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let aside = path.with_file_name(name);
    let written = std::fs::File::create(&aside).and_then(|mut file| {
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    });
    match written.and_then(|()| std::fs::rename(&aside, path)) {
        Ok(()) => Ok(()),
        Err(e) => {
            let _ = std::fs::remove_file(&aside);
            Err(e)
        }
    }
}

/// Most memory that this process held, in bytes; null where the system does not tell.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|k| k * 1024)
}
