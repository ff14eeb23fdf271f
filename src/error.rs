//! Why a run cannot go on: each error has a stable code, an exit code, the place, and what to do.

use std::path::PathBuf;

/// An error about the run. What is wrong with the data is an `Issue` instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("E-config: {file}, line {line}: {what}. {remedy}")]
    Config { file: PathBuf, line: usize, what: String, remedy: String },
    #[error("E-config-missing: {file} cannot be read: {cause}. Run `zhiliang` in a project folder, or name the file with --config")]
    ConfigMissing { file: PathBuf, cause: std::io::Error },
    #[error("E-codelist: {file}, line {line}: {what}")]
    Codelist { file: String, line: usize, what: String },
    #[error("E-raw-missing: the input folder {folder} does not exist. Create it and put reports and spreadsheets into it, or set `raw` in pipeline.toml")]
    RawMissing { folder: PathBuf },
    #[error("E-raw-empty: the input folder {folder} holds no report or spreadsheet ({formats}). Put one there")]
    RawEmpty { folder: PathBuf, formats: String },
    #[error("E-all-refused: none of the {count} inputs under {folder} could be read; see the messages above")]
    AllRefused { folder: PathBuf, count: usize },
    #[error("E-strict: {count} inputs were refused and --strict is set: nothing was published, the last release is untouched")]
    Strict { count: usize },
    #[error("E-output: {path} cannot be written: {cause}. {remedy}")]
    Output { path: PathBuf, cause: std::io::Error, remedy: String },
    #[error("E-locked: another run holds {path}. Wait for it to end, then run again")]
    Locked { path: PathBuf },
    #[error("E-input: {path}: {what}")]
    Input { path: String, what: String },
    #[error("E-not-found: no observation, comparison or derived figure has the id {id} in {release}")]
    NotFound { id: String, release: PathBuf },
}

impl Error {
    /// The exit code of the design: 1 the run failed, 2 usage or configuration, 3 strict, 4 locked.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config { .. } | Self::ConfigMissing { .. } | Self::Codelist { .. } => 2,
            Self::Strict { .. } => 3,
            Self::Locked { .. } => 4,
            _ => 1,
        }
    }
}
