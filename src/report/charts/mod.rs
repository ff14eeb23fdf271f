//! Which charts are drawn, what stands in them, and their files.
//!
//! A chart shows no more than its comparison allows: what is graded `none` is refused, or drawn as small multiples.

mod build;
mod choose;
mod files;

use super::Release;
use super::chart::{self, Chart, Style};
use crate::config::{ChartSettings, Language};
use crate::model::{Issue, Severity};
use anyhow::{Context, Result};

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
        let built = build::picture(release, settings, &focus).and_then(|picture| {
            // what cannot be laid out is refused here, and takes nothing else with it
            let laid_out = chart::layout_boxes(&picture.chart, &style(release, &picture));
            laid_out.map(|_| picture).map_err(|e| format!("{:#}", e.root_cause()))
        });
        match built {
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

/// The style of a picture in the language of the release.
fn style(release: &Release, picture: &Picture) -> Style {
    let language = match release.config.language {
        Language::Zh => chart::Language::Zh,
        Language::En => chart::Language::En,
    };
    Style { language, ..Style::default().on_canvas(picture.settings.size.canvas()) }
}

/// The picture as SVG, with real text.
pub fn svg(release: &Release, picture: &Picture) -> Result<String> {
    chart::svg(&picture.chart, &style(release, picture)).with_context(|| picture.settings.name.clone())
}
