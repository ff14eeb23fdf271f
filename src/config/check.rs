//! The settings of one check before a release, `[[check]]` of `pipeline.toml`.

use serde::{Deserialize, Serialize};

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
    /// How many provinces must report each indicator; 1 where left out.
    #[serde(default)]
    pub minimum: Option<u32>,
    /// How many times larger or smaller than last time a figure may be; 10 where left out.
    #[serde(default)]
    pub factor: Option<f64>,
    /// How many months ago the latest reference period may have ended; 18 where left out.
    #[serde(default)]
    pub months: Option<u32>,
    /// How many days old the newest input may be; 90 where left out.
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
    /// The release is published, with an issue.
    Warn,
    /// Nothing is published.
    #[default]
    Fail,
}

impl CheckKind {
    /// The kind as `pipeline.toml` writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Shares => "shares",
            Self::Provinces => "provinces",
            Self::Coverage => "coverage",
            Self::Indicators => "indicators",
            Self::Factor => "factor",
            Self::PeriodAge => "period-age",
            Self::FileAge => "file-age",
        }
    }

    /// The keys that mean something to it, beside `kind` and `level`.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Shares | Self::Indicators => &["indicators"],
            Self::Provinces => &["provinces", "indicators"],
            Self::Coverage => &["indicators", "minimum"],
            Self::Factor => &["indicators", "factor"],
            Self::PeriodAge => &["months"],
            Self::FileAge => &["days"],
        }
    }
}

impl CheckSettings {
    /// How many provinces must report an indicator.
    pub fn minimum(&self) -> u32 {
        self.minimum.unwrap_or(1)
    }

    /// How many times larger or smaller a figure may be.
    pub fn factor(&self) -> f64 {
        self.factor.unwrap_or(10.0)
    }

    /// How many months ago the latest period may have ended.
    pub fn months(&self) -> i64 {
        i64::from(self.months.unwrap_or(18))
    }

    /// How many days old the newest file may be.
    pub fn days(&self) -> i64 {
        i64::from(self.days.unwrap_or(90))
    }

    /// Whether it looks at an indicator.
    pub fn looks_at(&self, indicator: Option<&str>) -> bool {
        self.indicators.is_empty() || indicator.is_some_and(|code| self.indicators.iter().any(|i| i == code))
    }

    /// Its name in messages and records: the kind with what it looks at.
    pub fn name(&self) -> String {
        let kind = match self.kind {
            CheckKind::Shares => "占比在 0—100 之间".to_owned(),
            CheckKind::Provinces => format!("应有省份 {}", self.provinces.join("、")),
            CheckKind::Coverage => format!("至少 {} 个省份报告", self.minimum()),
            CheckKind::Indicators => "指标不缺失".to_owned(),
            CheckKind::Factor => format!("与上期相差不过 {} 倍", self.factor()),
            CheckKind::PeriodAge => format!("所属时期不早于 {} 个月前", self.months()),
            CheckKind::FileAge => format!("最新的输入文件不超过 {} 天", self.days()),
        };
        match self.indicators.is_empty() {
            true => kind,
            false => format!("{kind}（{}）", self.indicators.join("、")),
        }
    }

    /// What is wrong with the settings: a key that says nothing, one that is missing, a number out of bounds.
    pub fn wrong(&self) -> Option<String> {
        let kind = self.kind.code();
        let given = [
            ("indicators", !self.indicators.is_empty()),
            ("provinces", !self.provinces.is_empty()),
            ("minimum", self.minimum.is_some()),
            ("factor", self.factor.is_some()),
            ("months", self.months.is_some()),
            ("days", self.days.is_some()),
        ];
        let has = |key: &str| given.contains(&(key, true));
        let keys = self.kind.keys();
        if let Some((key, _)) = given.iter().find(|(key, given)| *given && !keys.contains(key)) {
            return Some(format!("kind = \"{kind}\" 不用 {key}，可写 {}", keys.join("、")));
        }
        let needed = match self.kind {
            CheckKind::Provinces => "provinces",
            CheckKind::Coverage => "indicators",
            _ => "",
        };
        if !needed.is_empty() && !has(needed) {
            return Some(format!("kind = \"{kind}\" 要写明 {needed}，否则什么也不检查"));
        }
        if self.minimum == Some(0) {
            return Some("minimum = 0 什么也不检查，写 1 或更大的数".to_owned());
        }
        if !(self.factor() > 1.0 && self.factor().is_finite()) {
            return Some(format!("factor = {} 不可用，写大于 1 的数", self.factor()));
        }
        None
    }
}
