//! What a run is made from: the inputs' bytes and origins, code lists and settings, and the hash of all of it.

use crate::codelist::Codelists;
use crate::config::Config;
use crate::error::Error;
use crate::ingest::{self, Input};
use crate::model::{CorrectionRow, Issue};
use crate::run::record::ReleaseRecord;
use crate::run::shard::Rules;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::path::{Path, PathBuf};

/// The code lists with the extension beside a settings file.
pub fn load_lists(config_file: &Path) -> Result<Codelists, Error> {
    load_lists_with(config_file, "")
}

/// The same with one more row of `indicator.csv`.
pub fn load_lists_with(config_file: &Path, indicator: &str) -> Result<Codelists, Error> {
    Codelists::load_with(codelists(config_file).as_deref(), indicator)
}

/// The folder of code lists beside a settings file, where there is one.
fn codelists(config_file: &Path) -> Option<PathBuf> {
    let folder = config_file.parent().unwrap_or(Path::new("")).join("codelist");
    folder.is_dir().then_some(folder)
}

/// An input with its bytes, their hash, and its origin.
pub struct Loaded {
    pub input: Input,
    pub bytes: Vec<u8>,
    pub content: blake3::Hash,
    pub origin: Vec<u8>,
}

/// Reads the inputs' bytes; what cannot be read is refused.
pub fn load(config: &Config) -> Result<(Vec<Loaded>, Vec<Issue>), Error> {
    let (inputs, mut refused) = ingest::list(&config.raw)?;
    let empty = || Error::RawEmpty { folder: config.raw.clone(), formats: ingest::formats() };
    if inputs.is_empty() && refused.is_empty() {
        return Err(empty());
    }
    let limits = config.ingest_limits();
    let read: Vec<Result<Loaded, Issue>> = inputs
        .par_iter()
        .map(|input| {
            let bytes = ingest::load(input, limits)?;
            let name = input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let origin = std::fs::read(input.path.with_file_name(format!("{name}.toml"))).unwrap_or_default();
            let content = blake3::hash(&bytes);
            Ok(Loaded { input: input.clone(), bytes, content, origin })
        })
        .collect();
    let mut loaded = Vec::new();
    for result in read {
        match result {
            Ok(l) => loaded.push(l),
            Err(issue) => refused.push(issue),
        }
    }
    Ok((loaded, refused))
}

/// A file that the present release was made from and that cannot be read now would go missing without a word.
pub fn vanished(present: &ReleaseRecord, refused: &[Issue]) -> Result<(), Error> {
    let lost = |i: &&Issue| match i.code.as_str() {
        "I-unreadable" | "I-link-outside" => present.inputs.contains_key(&*i.document_id),
        "I-folder-unreadable" => {
            let folder = format!("{}/", i.document_id);
            present.inputs.keys().any(|path| path.starts_with(&folder) || i.document_id.is_empty())
        }
        _ => false,
    };
    match refused.iter().find(lost) {
        Some(i) => Err(Error::InputVanished { path: i.document_id.to_string(), what: i.message.clone() }),
        None => Ok(()),
    }
}

/// The day of the newest input file.
pub fn newest_file(loaded: &[Loaded]) -> Option<chrono::NaiveDate> {
    let modified = |l: &Loaded| std::fs::metadata(&l.input.path).and_then(|m| m.modified()).ok();
    let newest = loaded.iter().filter_map(modified).max()?;
    Some(chrono::DateTime::<chrono::Local>::from(newest).date_naive())
}

/// What documents are read with: version, code lists, limits, hints about sheets.
pub fn rules(config: &Config, lists: &Codelists) -> Rules {
    Rules {
        version: VERSION.into(),
        lists: lists.fingerprints.iter().map(|(name, print)| ((*name).to_owned(), print.clone())).collect(),
        settings: format!("{:?}{:?}", config.ingest_limits(), config.sheets),
    }
}

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Hash of inputs, refusals, settings, code lists, corrections and version: what decides whether a run has anything to do. The lists
/// count by their bytes, so that they need not be read for it.
pub fn fingerprint(
    config: &Config,
    config_file: &Path,
    loaded: &[Loaded],
    refused: &[Issue],
    corrections: &[CorrectionRow],
) -> Result<String, Error> {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    // where a project lies, and how many releases and records it keeps, is no part of what it says
    let fixed = Config::default();
    let settings = Config {
        raw: fixed.raw,
        output: fixed.output,
        history: fixed.history,
        run_records: fixed.run_records,
        ..config.clone()
    };
    part(serde_json::to_string(&settings).unwrap_or_default().as_bytes());
    part(VERSION.as_bytes());
    part(Codelists::fingerprint(codelists(config_file).as_deref())?.as_bytes());
    for l in loaded {
        part(l.input.relative.as_bytes());
        part(l.content.as_bytes());
        part(&l.origin);
    }
    for i in refused {
        part(i.document_id.as_bytes());
        part(i.code.as_bytes());
    }
    // by what they say: a workbook that is saved again changes its bytes
    if !corrections.is_empty() {
        part(serde_json::to_string(corrections).unwrap_or_default().as_bytes());
    }
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}
