//! `pipeline.toml`: every key documented in the file itself, unknown keys rejected with the line they stand on.

mod chart;
mod check;

use crate::error::Error;
use crate::ingest::Limits;
use crate::model::SheetHint;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

pub use chart::{ChartKind, ChartSettings, Format, Size};
pub use check::{CheckKind, CheckSettings, Level};

/// The settings of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Title on covers and in the data package.
    pub title: String,
    /// Folder of the settings file, where code lists and corrections lie; no setting.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Folder of the inputs, against the folder of this file.
    pub raw: PathBuf,
    /// Folder of the outputs.
    pub output: PathBuf,
    /// `zh` or `en`: what people see.
    pub language: Language,
    /// `en` or `zh`: the names of the workbook files.
    pub names: Language,
    /// How many earlier releases to keep.
    pub history: usize,
    /// How many records of runs to keep.
    pub run_records: usize,
    pub limits: LimitSettings,
    /// What the shape of a sheet cannot tell.
    #[serde(rename = "sheet")]
    pub sheets: Vec<SheetHint>,
    /// What must hold before a release is published.
    #[serde(rename = "check")]
    pub checks: Vec<CheckSettings>,
    /// Provinces drawn in the highlight colour in every chart; the one that most often comes first where empty.
    pub highlight: Vec<String>,
    /// The charts to draw; the default set where there is none.
    #[serde(rename = "chart")]
    pub charts: Vec<ChartSettings>,
}

/// What people see, or what files are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Zh,
    En,
}

/// Limits on one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    pub file_megabytes: u64,
    pub cells: u64,
    pub unzipped_megabytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "各省典型经验数据集".into(),
            folder: PathBuf::new(),
            raw: "raw".into(),
            output: "output".into(),
            language: Language::Zh,
            names: Language::En,
            history: 5,
            run_records: 500,
            limits: LimitSettings::default(),
            sheets: Vec::new(),
            checks: Vec::new(),
            highlight: Vec::new(),
            charts: Vec::new(),
        }
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            file_megabytes: limits.file_bytes >> 20,
            cells: limits.cells,
            unzipped_megabytes: limits.unzipped_bytes >> 20,
        }
    }
}

impl Config {
    /// Reads a settings file; paths in it are taken against its folder.
    pub fn load(file: &Path) -> Result<Self, Error> {
        let mut config = Self::parse(&text_of(file)?, file)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        config.folder = folder.to_owned();
        config.raw = folder.join(&config.raw);
        config.output = folder.join(&config.output);
        Ok(config)
    }

    /// Parses settings; `file` is for messages.
    pub fn parse(text: &str, file: &Path) -> Result<Self, Error> {
        let wrong = |line: usize, what: String| Error::Config {
            file: file.to_owned(),
            line,
            what,
            remedy: "各项设置见随项目提供的 pipeline.toml".into(),
        };
        let config: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |s| 1 + text[..s.start.min(text.len())].matches('\n').count());
            wrong(line, e.message().lines().next().unwrap_or("").to_owned())
        })?;
        if let Some(name) = config.repeated_name() {
            let lower = name.to_lowercase();
            let says =
                |line: &&str| line.trim_start().starts_with("name") && line.to_lowercase().contains(&lower);
            let line = text.lines().enumerate().filter(|(_, l)| says(l)).nth(1).map_or(1, |(at, _)| at + 1);
            return Err(wrong(line, format!("两张图都叫 {name}：name 是文件名，不能重复（不分大小写）")));
        }
        for (at, check) in config.checks.iter().enumerate() {
            if let Some(what) = check.wrong() {
                return Err(wrong(line_of(text, "[[check]]", at), what));
            }
        }
        Ok(config)
    }

    /// What is wrong with the `at`-th `[[table]]` of a settings file, as the error that names its line.
    pub fn wrong(file: &Path, table: &str, at: usize, what: String) -> Error {
        let text = text_of(file).unwrap_or_default();
        let remedy = "各项设置见随项目提供的 pipeline.toml".into();
        Error::Config { file: file.to_owned(), line: line_of(&text, table, at), what, remedy }
    }

    /// The name that two charts have.
    fn repeated_name(&self) -> Option<&str> {
        // one file where names do not differ by case
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let twice = |(at, chart): &(usize, &ChartSettings)| {
            self.charts[..*at].iter().any(|c| same(&c.name, &chart.name))
        };
        self.charts.iter().enumerate().find(twice).map(|(_, chart)| chart.name.as_str())
    }

    /// The limits for ingest.
    pub fn ingest_limits(&self) -> Limits {
        Limits {
            file_bytes: self.limits.file_megabytes << 20,
            cells: self.limits.cells,
            unzipped_bytes: self.limits.unzipped_megabytes << 20,
        }
    }

    /// Refuses an output inside the inputs or the other way round: a run would read what it wrote.
    pub fn check_folders(&self) -> Result<(), Error> {
        let (raw, output) = (whole(&self.raw), whole(&self.output));
        if output.starts_with(&raw) || raw.starts_with(&output) {
            return Err(Error::Nested { output: self.output.clone(), raw: self.raw.clone() });
        }
        Ok(())
    }

    /// Chinese where the language is Chinese, else English.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.language == Language::Zh { zh } else { en }
    }
}

/// The text of a settings file.
fn text_of(file: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(file).map_err(|cause| Error::ConfigMissing { file: file.to_owned(), cause })?;
    let text = String::from_utf8(bytes).map_err(|e| Error::Config {
        file: file.to_owned(),
        line: 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count(),
        what: "不是 UTF-8 编码".into(),
        remedy: "请用记事本打开，另存为时把编码选为 UTF-8".into(),
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The line of the `at`-th `[[table]]`; the first where it is written otherwise.
fn line_of(text: &str, table: &str, at: usize) -> usize {
    let heads = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with(table));
    heads.map(|(line, _)| line + 1).nth(at).unwrap_or(1)
}

/// A path without links and detours, as far as it exists.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |place: &Path| {
        let rest = path.strip_prefix(place).unwrap_or(Path::new(""));
        let place = place.canonicalize().ok()?;
        Some(if rest.as_os_str().is_empty() { place } else { place.join(rest) })
    };
    path.ancestors().find_map(real).unwrap_or_else(|| path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_rejected_with_its_line() {
        let error = Config::parse("title = \"t\"\n\nraww = \"x\"\n", Path::new("pipeline.toml")).unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains("第 3 行") && shown.contains("raww"), "{shown}");
        assert_eq!(error.exit_code(), 2);
    }

    #[test]
    fn wrong_settings_of_a_chart_name_the_line() {
        let chart = "[[chart]]\nname = \"a\"\nkind = \"dots\"\n";
        for (more, line, word) in [
            ("size = \"100x100\"\n", 4, "1920x1080"),
            ("formats = [\"gif\"]\n", 4, "svg-outlined"),
            ("formats = []\n", 4, "png-1x"),
            ("colour = 1\n", 4, "colour"),
            ("[[chart]]\nname = \"a\"\nkind = \"bars\"\n", 5, "不能重复"),
            ("[[chart]]\nname = \"A\"\nkind = \"bars\"\n", 5, "不分大小写"),
            ("[[chart]]\nname = \"con\"\nkind = \"bars\"\n", 5, "Windows"),
            ("[[chart]]\nname = \"../b\"\nkind = \"bars\"\n", 5, "文件名"),
        ] {
            let error = Config::parse(&format!("{chart}{more}"), Path::new("p")).unwrap_err().to_string();
            assert!(error.contains(&format!("第 {line} 行")) && error.contains(word), "{more}: {error}");
        }
    }

    #[test]
    fn wrong_settings_of_a_check_name_the_line() {
        let check = "title = \"t\"\n[[check]]\nkind = \"shares\"\n\n[[check]]\n";
        for (more, line, word) in [
            ("kind = \"shares\"\nfactor = 2\n", 5, "factor"),
            ("kind = \"coverage\"\nminimum = 3\n", 5, "indicators"),
            ("kind = \"coverage\"\nindicators = [\"a\"]\nminimum = 0\n", 5, "minimum"),
            ("kind = \"provinces\"\n", 5, "provinces"),
            ("kind = \"factor\"\nfactor = 1\n", 5, "大于 1"),
            ("kind = \"factor\"\nfactor = nan\n", 5, "大于 1"),
            ("kind = \"file-age\"\nmonths = 3\n", 5, "months"),
            ("kind = \"period-age\"\nindicators = [\"a\"]\n", 5, "indicators"),
            ("kind = \"period\"\n", 6, "period-age"),
            ("kind = \"shares\"\nlevel = \"error\"\n", 7, "fail"),
        ] {
            let error = Config::parse(&format!("{check}{more}"), Path::new("p")).unwrap_err().to_string();
            assert!(error.contains(&format!("第 {line} 行")) && error.contains(word), "{more}: {error}");
        }
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(Config::parse("", Path::new("p")).unwrap(), Config::default());
    }
}
