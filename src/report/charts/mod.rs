//! Which charts are drawn, what stands in them, and their files.
//!
//! A chart shows no more than its comparison allows: what is graded `none` is refused, or drawn as small multiples.

mod build;
mod choose;
mod files;

use super::Release;
use super::chart::{self, Chart};
use crate::config::ChartSettings;
use crate::model::{Issue, Severity};

pub use files::write;

/// A chart with its data, before it is drawn.
pub struct Picture {
    /// What was asked for.
    pub settings: ChartSettings,
    pub chart: Chart,
    /// The figures it shows: header and rows.
    pub data: Vec<Vec<String>>,
}

/// The pictures of a release, and why a chart that was asked for is not drawn.
pub fn pictures(release: &Release) -> (Vec<Picture>, Vec<Issue>) {
    let own = !release.config.charts.is_empty();
    let wanted = if own { release.config.charts.clone() } else { choose::defaults(release) };
    let focus = choose::focus(release);
    let (mut pictures, mut issues) = (Vec::new(), Vec::new());
    for settings in &wanted {
        for what in build::complaints(release, settings) {
            let what = format!("图表“{}”：{what}", settings.name);
            issues.push(Issue::new("I-chart-setting", Severity::Warning, "", what));
        }
        match build::picture(release, settings, &focus) {
            Ok(picture) => {
                let texts = serde_json::to_string(&picture.chart).unwrap_or_default();
                let missing: String = chart::missing_glyphs(&texts).into_iter().collect();
                if !missing.is_empty() {
                    let what =
                        format!("图表“{}”中的字符 {missing} 不在内嵌字体中，图上以〓代替", settings.name);
                    issues.push(Issue::new("I-glyph-missing", Severity::Warning, "", what));
                }
                pictures.push(picture);
            }
            Err(why) => {
                let what = format!("图表“{}”没有画：{why}", settings.name);
                let severity = if own { Severity::Warning } else { Severity::Note };
                issues.push(Issue::new("I-chart-refused", severity, "", what));
            }
        }
    }
    (pictures, issues)
}
