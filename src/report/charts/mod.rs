//! Which charts are drawn, what stands in them, and their files: SVG, PNG, data and alternative text.
//!
//! A chart shows no more than its comparison allows: what is graded `none` is refused, or drawn as small multiples.

mod build;
mod choose;

use super::Release;
use super::chart::{self, Chart, Style};
use crate::config::{ChartSettings, Language};
use crate::model::{Issue, Severity};
use anyhow::{Context, Result};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;
use std::path::Path;

/// A chart with its data, before it is drawn.
pub struct Picture {
    pub name: String,
    pub chart: Chart,
    /// The figures it shows: header and rows.
    pub data: Vec<Vec<String>>,
    pub transparent: bool,
}

/// The pictures of a release, and why a chart that was asked for is not drawn.
pub fn pictures(release: &Release) -> (Vec<Picture>, Vec<Issue>) {
    let wanted: Vec<ChartSettings> = if release.config.charts.is_empty() {
        choose::defaults(release)
    } else {
        release.config.charts.clone()
    };
    let (mut pictures, mut issues) = (Vec::new(), Vec::new());
    for settings in &wanted {
        match build::picture(release, settings) {
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
                issues.push(Issue::new("I-chart-refused", Severity::Note, "", what));
            }
        }
    }
    (pictures, issues)
}

/// Draws the pictures into a folder: one SVG and one PNG of 3840×2160 each, data, alternative text, and an index.
pub fn write(release: &Release, pictures: &[Picture], folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let language = match release.config.language {
        Language::Zh => chart::Language::Zh,
        Language::En => chart::Language::En,
    };
    pictures
        .par_iter()
        .map(|picture| -> Result<()> {
            let style = Style { transparent: picture.transparent, language, ..Style::default() };
            let svg = chart::svg(&picture.chart, &style).with_context(|| picture.name.clone())?;
            let png = chart::png(&svg, 2.0).with_context(|| picture.name.clone())?;
            let file = |extension: &str| folder.join(format!("{}.{extension}", picture.name));
            std::fs::write(file("svg"), svg)?;
            std::fs::write(file("png"), png)?;
            std::fs::write(file("txt"), format!("{}\n", picture.chart.frame().alt))?;
            let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
            for row in &picture.data {
                csv.write_record(row)?;
            }
            std::fs::write(file("csv"), csv.into_inner()?)?;
            Ok(())
        })
        .collect::<Result<()>>()?;
    let index: Vec<_> = pictures
        .iter()
        .map(|p| {
            let frame = p.chart.frame();
            let files: Vec<String> = ["svg", "png", "csv", "txt"].iter().map(|e| format!("{}.{e}", p.name)).collect();
            json!({ "name": p.name, "title": frame.title, "subtitle": frame.subtitle, "alt": frame.alt, "files": files })
        })
        .collect();
    let path = folder.join("index.json");
    std::fs::write(&path, serde_json::to_string_pretty(&index)? + "\n")
        .with_context(|| path.display().to_string())?;
    Ok(())
}
