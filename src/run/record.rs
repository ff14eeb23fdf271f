//! What a run did: `output/runs/RUN_ID.json` of every run, `latest/run.json` of the one that built the release.

use crate::error::Error;
use crate::model::Issue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// How a release was made; part of the release, so without clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRecord {
    pub release_id: String,
    /// Hash of inputs, settings, code lists and version.
    pub fingerprint: String,
    /// The release that this one was compared with.
    pub compared_with: Option<String>,
    pub version: String,
    /// blake3 of each input.
    pub inputs: BTreeMap<String, String>,
    pub code_lists: BTreeMap<String, String>,
    pub counts: BTreeMap<String, usize>,
    /// Inputs that were not read, told again by every run that has nothing to do.
    #[serde(default)]
    pub refused: Vec<Issue>,
}

/// What one run did.
#[derive(Debug, Clone, Serialize)]
pub struct RunRecord {
    pub run_id: String,
    pub started: String,
    pub finished: String,
    pub version: String,
    pub release: Option<ReleaseRecord>,
    /// `published`, `nothing to do` or `failed`.
    pub result: String,
    /// Why each document was read or not.
    pub documents: BTreeMap<String, String>,
    /// Milliseconds by stage.
    pub timings: Vec<(String, u128)>,
    pub refused: Vec<String>,
    pub error: Option<String>,
}

impl ReleaseRecord {
    /// The record of a release folder, where it holds one.
    pub fn load(release: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(release.join("run.json")).ok()?).ok()
    }

    /// Writes the record into a release folder.
    pub fn save(&self, release: &Path) -> Result<(), Error> {
        let path = release.join("run.json");
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::Report { what: e.to_string() })?;
        std::fs::write(&path, text + "\n").map_err(|e| Error::output(path, e))
    }
}

impl RunRecord {
    /// Writes the record among those of the runs. A record that cannot be written does not undo the run.
    pub fn save(&self, output: &Path) {
        let folder = output.join("runs");
        let _ = std::fs::create_dir_all(&folder);
        if let Ok(text) = serde_json::to_string_pretty(self) {
            let _ = std::fs::write(folder.join(format!("{}.json", self.run_id)), text + "\n");
        }
    }
}
