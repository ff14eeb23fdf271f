//! The batch of a document on disk, kept by what made it: content, origin, code lists, limits and version.

use crate::ingest::Input;
use crate::model::Batch;
use std::path::{Path, PathBuf};

/// The shards of an output folder.
pub struct Shards {
    folder: PathBuf,
    /// Fingerprint of what all documents are read with.
    rules: String,
}

impl Shards {
    /// The shards under an output folder, read with these rules.
    pub fn new(output: &Path, rules: &str) -> Self {
        Self { folder: output.join(".shards"), rules: rules.to_owned() }
    }

    /// The key of an input: its path, bytes and origin, and the rules.
    pub fn key(&self, input: &Input, bytes: &[u8], origin: &[u8]) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [input.relative.as_bytes(), bytes, origin, self.rules.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// The shard of a key, where it exists and reads.
    pub fn load(&self, key: &str) -> Option<Batch> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps a shard. A shard that cannot be kept costs the next run time and nothing else.
    pub fn save(&self, key: &str, batch: &Batch) {
        let _ = std::fs::create_dir_all(&self.folder);
        let Ok(bytes) = serde_json::to_vec(batch) else { return };
        let aside = self.folder.join(format!("{key}.tmp"));
        if std::fs::write(&aside, bytes).is_ok() {
            let _ = std::fs::rename(&aside, self.path(key));
        }
    }

    /// Removes the shards that none of these keys names.
    pub fn keep_only(&self, keys: &[String]) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !keys.iter().any(|k| name == format!("{k}.json")) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}
