//! The settings of one chart, `[[chart]]` of `pipeline.toml`.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// One chart of the release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartSettings {
    /// File name without extension; stable from run to run.
    #[serde(deserialize_with = "file_name")]
    pub name: String,
    pub kind: ChartKind,
    /// Codes of the indicators it shows.
    #[serde(default)]
    pub indicators: Vec<String>,
    /// Names of provinces, short or full; all where empty.
    #[serde(default)]
    pub provinces: Vec<String>,
    /// Only figures of an industry or product: for `multiples` of several indicators.
    #[serde(default)]
    pub by_industry: bool,
    /// Code of the period that is compared; the latest where left out.
    #[serde(default)]
    pub period: Option<String>,
    /// A title of your own instead of the finding.
    #[serde(default)]
    pub title: Option<String>,
    /// Provinces drawn in the highlight colour; those of the project where empty.
    #[serde(default)]
    pub highlight: Vec<String>,
    /// The files that are written.
    #[serde(default = "usual_formats", deserialize_with = "some_formats")]
    pub formats: Vec<Format>,
    /// Width and height of the standard picture in pixels.
    #[serde(default)]
    pub size: Size,
    /// The same files once more without the background.
    #[serde(default)]
    pub transparent: bool,
    /// The same files once more without the title.
    #[serde(default)]
    pub no_title: bool,
}

impl ChartSettings {
    /// A chart of these indicators; everything else as where `pipeline.toml` leaves it out.
    pub fn new(name: &str, kind: ChartKind, indicators: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            indicators,
            provinces: Vec::new(),
            by_industry: false,
            period: None,
            title: None,
            highlight: Vec::new(),
            formats: usual_formats(),
            size: Size::default(),
            transparent: false,
            no_title: false,
        }
    }
}

/// The kinds of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// Which province reports what.
    Coverage,
    /// Dots with intervals.
    Dots,
    /// Dots on a log axis.
    LogDots,
    /// Ranked bars from zero.
    Bars,
    /// From → to.
    Dumbbell,
    /// Changes around zero.
    Growth,
    /// Figures beside each other, not ranked.
    Multiples,
    /// Parts of a whole.
    Composition,
    /// Lines over periods.
    Trend,
    /// A tile a province.
    Tiles,
}

impl ChartKind {
    /// The kind as `pipeline.toml` and the index write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Dots => "dots",
            Self::LogDots => "log-dots",
            Self::Bars => "bars",
            Self::Dumbbell => "dumbbell",
            Self::Growth => "growth",
            Self::Multiples => "multiples",
            Self::Composition => "composition",
            Self::Trend => "trend",
            Self::Tiles => "tiles",
        }
    }
}

/// The formats a chart is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// SVG with real text.
    Svg,
    /// PNG of twice the size.
    Png,
    /// PNG of the size.
    #[serde(rename = "png-1x")]
    Png1x,
    /// SVG with text as outlines, for programs without the font.
    SvgOutlined,
}

impl Format {
    /// What follows the name of the chart.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => ".svg",
            Self::Png => ".png",
            Self::Png1x => "-1x.png",
            Self::SvgOutlined => "-outlined.svg",
        }
    }
}

/// Width and height in pixels, `"1920x1080"`. The larger is at most 3840, the smaller at least 480, and the width
/// one to two and a half times the height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self { width: 1920, height: 1080 }
    }
}

impl Size {
    /// Parses `WIDTHxHEIGHT`; null where it is none or out of bounds.
    pub fn parse(text: &str) -> Option<Self> {
        let (width, height) = text.trim().split_once(['x', 'X', '×'])?;
        let size = Self { width: width.trim().parse().ok()?, height: height.trim().parse().ok()? };
        let bounds = size.height >= 480 && size.width <= 3840;
        let shape = size.width >= size.height && size.width * 2 <= size.height * 5;
        (bounds && shape).then_some(size)
    }

    /// The canvas that charts of this shape are laid out on: as high as that of 16:9, at least as wide as that of 4:3.
    pub fn canvas(self) -> (f64, f64) {
        let ratio = f64::from(self.width) / f64::from(self.height);
        let width = (1080.0 * ratio).max(1440.0).round();
        (width, (width / ratio).round())
    }
}

impl Serialize for Size {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{}x{}", self.width, self.height))
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "size = \"{text}\" 不可用：写成 宽x高，如 \"1920x1080\"、\"1440x1080\"；宽不超过3840，高不小于480，\
                 宽是高的1至2.5倍"
            ))
        })
    }
}

fn usual_formats() -> Vec<Format> {
    vec![Format::Svg, Format::Png]
}

fn some_formats<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Format>, D::Error> {
    let mut formats: Vec<Format> = Vec::new();
    for format in Vec::<Format>::deserialize(from)? {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    if formats.is_empty() {
        return Err(D::Error::custom("formats 不能为空：可用 svg、png、png-1x、svg-outlined"));
    }
    Ok(formats)
}

fn file_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    let plain = |c: char| c.is_alphanumeric() || "-_".contains(c);
    if name.is_empty() || name.chars().count() > 80 || !name.chars().all(plain) || name == "index" {
        return Err(D::Error::custom(format!(
            "name = \"{name}\" 不能用作文件名：只用字母、数字、汉字、- 和 _"
        )));
    }
    if crate::model::file_name::reserved(&name) {
        return Err(D::Error::custom(format!(
            "name = \"{name}\" 不能用作文件名：Windows 留给设备用。请换一个"
        )));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_have_bounds_and_a_canvas() {
        assert_eq!(Size::parse("1920x1080").unwrap().canvas(), (1920.0, 1080.0));
        assert_eq!(Size::parse("960×540").unwrap().canvas(), (1920.0, 1080.0));
        assert_eq!(Size::parse("1440x1080").unwrap().canvas(), (1440.0, 1080.0));
        assert_eq!(Size::parse("1080x1080").unwrap().canvas(), (1440.0, 1440.0));
        for wrong in ["1080x1920", "320x240", "5000x3000", "3000x1000", "4:3", "x", "1920"] {
            assert_eq!(Size::parse(wrong), None, "{wrong}");
        }
    }
}
