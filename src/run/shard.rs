//! The batch of a document on disk, kept by what made it: content, origin, code lists, limits and version.

use super::record::write_whole;
use crate::ingest::Input;
use crate::model::Batch;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What documents are read with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Version of the program with what it was built from.
    pub version: String,
    /// Fingerprint of each code list.
    pub lists: BTreeMap<String, String>,
    /// Limits and hints about sheets.
    pub settings: String,
}

/// What made a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    key: String,
    content: String,
    origin: String,
}

/// What the last run left, in `index.json`: the rules, and by path what made each shard.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Index {
    rules: Rules,
    shards: BTreeMap<String, Made>,
}

/// The shards of an output folder.
pub struct Shards {
    folder: PathBuf,
    rules: Rules,
    fingerprint: String,
    before: Index,
}

/// Length of the checksum that begins a shard.
const CHECKSUM: usize = 64;

impl Shards {
    /// The shards under an output folder, read with these rules.
    pub fn new(output: &Path, rules: Rules) -> Self {
        let folder = output.join(".shards");
        let bytes = std::fs::read(folder.join("index.json")).ok();
        let before = bytes.and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default();
        let fingerprint = serde_json::to_string(&rules).unwrap_or_default();
        Self { folder, rules, fingerprint, before }
    }

    /// The key of an input: its path, bytes and origin, and the rules.
    pub fn key(&self, input: &Input, content: &blake3::Hash, origin: &[u8]) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [input.relative.as_bytes(), content.as_bytes(), origin, self.fingerprint.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// Why an input has to be read, in Chinese: new, changed, or read with other rules than last time.
    pub fn why(&self, path: &str, content: &blake3::Hash, origin: &[u8]) -> String {
        let Some(made) = self.before.shards.get(path) else { return "新文件".into() };
        if made.content != content.to_hex().as_str() {
            return "内容有变化".into();
        }
        if made.origin != blake3::hash(origin).to_hex().as_str() {
            return "来源文件有变化".into();
        }
        let (old, new) = (&self.before.rules, &self.rules);
        if old.version != new.version {
            return "zhiliang 已更新".into();
        }
        let lists: Vec<&str> = new
            .lists
            .iter()
            .filter(|(name, fingerprint)| old.lists.get(*name) != Some(fingerprint))
            .map(|(name, _)| name.trim_end_matches(".csv"))
            .collect();
        if !lists.is_empty() {
            return format!("代码表 {} 有变化", lists.join("、"));
        }
        if old.settings != new.settings {
            return "读取设置有变化".into();
        }
        "上次的中间结果缺失或损坏".into()
    }

    /// The shard of a key, where it exists and is what was written.
    pub fn load(&self, key: &str) -> Option<Batch> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        let (checksum, body) = bytes.split_at_checked(CHECKSUM)?;
        (blake3::hash(body).to_hex().as_bytes() == checksum).then_some(())?;
        serde_json::from_slice(body).ok()
    }

    /// Keeps a shard. A shard that cannot be kept costs the next run time and nothing else.
    pub fn save(&self, key: &str, batch: &Batch) {
        let _ = std::fs::create_dir_all(&self.folder);
        let Ok(body) = serde_json::to_vec(batch) else { return };
        let mut bytes = blake3::hash(&body).to_hex().as_bytes().to_vec();
        bytes.extend(body);
        let aside = self.folder.join(format!("{key}.tmp"));
        if std::fs::write(&aside, bytes).is_ok() {
            let _ = std::fs::rename(&aside, self.path(key));
        }
    }

    /// Removes the shards of other inputs than these (path, key, content, origin), and notes what made these.
    pub fn keep_only(&self, inputs: &[(String, String, blake3::Hash, Vec<u8>)]) {
        let shards = inputs.iter().map(|(path, key, content, origin)| {
            let made = Made {
                key: key.clone(),
                content: content.to_hex().to_string(),
                origin: blake3::hash(origin).to_hex().to_string(),
            };
            (path.clone(), made)
        });
        let index = Index { rules: self.rules.clone(), shards: shards.collect() };
        let keys: std::collections::HashSet<String> =
            index.shards.values().map(|made| format!("{}.json", made.key)).collect();
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != "index.json" && !keys.contains(&name) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        if let Ok(text) = serde_json::to_vec(&index) {
            let _ = write_whole(&self.folder.join("index.json"), &text);
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}
