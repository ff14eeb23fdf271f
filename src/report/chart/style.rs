//! How charts look: canvas, palette and words of their own. Sizes are pixels of the canvas.

use serde::{Deserialize, Serialize};

pub(super) const MARGIN: f64 = 84.0;

/// A colour, red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

pub(super) const WHITE: Rgb = Rgb(0xff, 0xff, 0xff);
pub(super) const INK: Rgb = Rgb(0x1d, 0x23, 0x2b);
pub(super) const MUTED: Rgb = Rgb(0x59, 0x62, 0x6d);
pub(super) const GREY: Rgb = Rgb(0x84, 0x8d, 0x98);
pub(super) const GUIDE: Rgb = Rgb(0xdc, 0xe0, 0xe5);
pub(super) const PALE: Rgb = Rgb(0xf1, 0xf3, 0xf5);

impl Rgb {
    /// The colour mixed with white; 1 leaves it as it is.
    pub(super) fn tint(self, share: f64) -> Rgb {
        let mix = |part: u8| (255.0 - (255.0 - f64::from(part)) * share).round() as u8;
        Rgb(mix(self.0), mix(self.1), mix(self.2))
    }

    /// Contrast with white as WCAG 2 defines it, 1 to 21.
    pub fn contrast_with_white(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2);
        1.05 / (luminance + 0.05)
    }
}

/// The language of the few words a chart adds by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// A variant of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// Draw the title; `false` for slides that have their own.
    pub title: bool,
    /// Width of the canvas: 1920 for 16:9.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Leave the background out.
    pub transparent: bool,
    /// The language of the words a chart adds by itself.
    pub language: Language,
    /// The one colour that is not grey; text in it needs a contrast of 4.5 with white.
    pub highlight: Rgb,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            title: true,
            width: 1920.0,
            height: 1080.0,
            transparent: false,
            language: Language::Zh,
            highlight: Rgb(0x12, 0x53, 0x9f),
        }
    }
}

impl Style {
    pub(super) fn words(&self) -> &'static Words {
        match self.language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// The same chart on a canvas of this shape.
    pub fn on_canvas(self, (width, height): (f64, f64)) -> Self {
        Self { width, height, ..self }
    }

    pub(super) fn color(&self, highlight: bool) -> Rgb {
        if highlight { self.highlight } else { GREY }
    }

    pub(super) fn text_color(&self, highlight: bool) -> Rgb {
        if highlight { self.highlight } else { INK }
    }
}

/// The words charts add by themselves.
pub(super) struct Words {
    pub unit: &'static str,
    pub comma: &'static str,
    pub log: &'static str,
    pub own_scales: &'static str,
    pub unranked: &'static str,
    pub reported: &'static str,
    pub target_only: &'static str,
    pub lower_level: &'static str,
    pub not_reported: &'static str,
    pub not_comparable: &'static str,
    pub no_source: &'static str,
    pub reported_count: &'static str,
    pub not_included: &'static str,
    pub brackets: [&'static str; 2],
    pub bounds_pale: &'static str,
    pub schematic: &'static str,
    pub darker: &'static str,
    /// Names of large numbers on axes, smallest first.
    pub scales: &'static [(f64, &'static str)],
}

static ZH: Words = Words {
    unit: "单位：",
    comma: "，",
    log: "对数刻度",
    own_scales: "各行单位不同，各用各的刻度，线段长短不可互比",
    unranked: "不可比，不作排序",
    reported: "已报告",
    target_only: "仅有目标",
    lower_level: "仅有下级地区数据",
    not_reported: "未报告",
    not_comparable: "不可比",
    no_source: "没有文件",
    reported_count: "已报告数",
    not_included: "未纳入",
    brackets: ["（", "）"],
    bounds_pale: "只有界或区间的数不按大小着色",
    schematic: "示意图，不代表行政区划边界",
    darker: "颜色越深，数值越大",
    scales: &[(1e8, "亿")],
};

static EN: Words = Words {
    unit: "Unit: ",
    comma: ", ",
    log: "log scale",
    own_scales: "Units differ: each row has its own scale, lengths do not compare",
    unranked: "Not comparable, not ranked",
    reported: "Reported",
    target_only: "Target only",
    lower_level: "Lower-level areas only",
    not_reported: "Not reported",
    not_comparable: "Not comparable",
    no_source: "No document",
    reported_count: "Reported",
    not_included: "Not included",
    brackets: [" (", ")"],
    bounds_pale: "Figures with a bound or a range only are not shaded by size",
    darker: "The darker, the larger",
    schematic: "Schematic; not a statement on boundaries",
    scales: &[(1e6, "m"), (1e9, "bn")],
};

#[cfg(test)]
mod tests {
    use super::{GREY, INK, MUTED, Style};

    #[test]
    fn text_contrasts_with_the_background() {
        for color in [INK, MUTED, Style::default().highlight] {
            assert!(color.contrast_with_white() >= 4.5, "{color:?} {}", color.contrast_with_white());
        }
        assert!(GREY.contrast_with_white() >= 3.0, "{}", GREY.contrast_with_white());
    }
}
