//! `pipeline.toml`: every key documented in the file itself, unknown keys rejected with the line they stand on.

mod chart;

use crate::error::Error;
use crate::ingest::Limits;
use crate::model::SheetHint;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

pub use chart::{ChartKind, ChartSettings, Format, Size};

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

/// One check before a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSettings {
    pub kind: CheckKind,
    /// Whether what fails is told only, or nothing is published.
    #[serde(default)]
    pub level: Level,
    /// Codes of the indicators it looks at; all where empty.
    #[serde(default)]
    pub indicators: Vec<String>,
    /// Provinces that must be there, short or full names.
    #[serde(default)]
    pub provinces: Vec<String>,
    /// How many provinces must report each indicator.
    #[serde(default)]
    pub minimum: Option<u32>,
    /// How many times larger or smaller than last time a figure may be.
    #[serde(default)]
    pub factor: Option<f64>,
    /// How many months ago the latest reference period may have ended.
    #[serde(default)]
    pub months: Option<u32>,
    /// How many days old the newest input may be.
    #[serde(default)]
    pub days: Option<u32>,
}

/// The kinds of checks before a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// Shares lie within 0 and 100.
    Shares,
    /// The provinces named have figures.
    Provinces,
    /// Each indicator named is reported by `minimum` provinces.
    Coverage,
    /// No indicator is lost since the last release.
    Indicators,
    /// Figures lie within `factor` of the last release's.
    Factor,
    /// The latest reference period ended at most `months` ago.
    PeriodAge,
    /// The newest input file is at most `days` old.
    FileAge,
}

/// What a check that fails does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Warn,
    #[default]
    Fail,
}

impl CheckSettings {
    /// Its name in messages and records: the kind with what it looks at.
    pub fn name(&self) -> String {
        let kind = match self.kind {
            CheckKind::Shares => "占比在 0—100 之间",
            CheckKind::Provinces => "应有省份",
            CheckKind::Coverage => "最低覆盖",
            CheckKind::Indicators => "指标不缺失",
            CheckKind::Factor => "与上期相差不过若干倍",
            CheckKind::PeriodAge => "所属时期不过旧",
            CheckKind::FileAge => "输入文件不过旧",
        };
        match self.indicators.is_empty() {
            true => kind.to_owned(),
            false => format!("{kind}（{}）", self.indicators.join("、")),
        }
    }
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
        let text = std::fs::read_to_string(file)
            .map_err(|cause| Error::ConfigMissing { file: file.to_owned(), cause })?;
        let mut config = Self::parse(&text, file)?;
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
            let says = |line: &&str| line.trim_start().starts_with("name") && line.contains(name);
            let line = text.lines().enumerate().filter(|(_, l)| says(l)).nth(1).map_or(1, |(at, _)| at + 1);
            return Err(wrong(line, format!("两张图都叫 {name}：name 是文件名，不能重复")));
        }
        Ok(config)
    }

    /// The name that two charts have.
    fn repeated_name(&self) -> Option<&str> {
        let twice =
            |(at, chart): &(usize, &ChartSettings)| self.charts[..*at].iter().any(|c| c.name == chart.name);
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
        let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
        let (Ok(raw), Ok(output)) = (whole(&self.raw), whole(&self.output)) else { return Ok(()) };
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
            ("[[chart]]\nname = \"../b\"\nkind = \"bars\"\n", 5, "文件名"),
        ] {
            let error = Config::parse(&format!("{chart}{more}"), Path::new("p")).unwrap_err().to_string();
            assert!(error.contains(&format!("第 {line} 行")) && error.contains(word), "{more}: {error}");
        }
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(Config::parse("", Path::new("p")).unwrap(), Config::default());
    }
}
