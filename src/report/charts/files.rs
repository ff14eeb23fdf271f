//! The files of the charts: pictures in the formats and variants asked for, data, alternative text, and the index.

use super::Picture;
use crate::config::Format;
use crate::report::Release;
use crate::report::chart::{self, Style};
use anyhow::{Context, Result};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;
use std::path::Path;

/// A picture with or without title and background.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Variant {
    untitled: bool,
    transparent: bool,
}

impl Variant {
    /// The variants of a picture, the usual one first.
    fn all(picture: &Picture) -> Vec<Variant> {
        let bools = |wanted: bool| if wanted { &[false, true][..] } else { &[false] };
        let mut all = Vec::new();
        for &untitled in bools(picture.settings.no_title) {
            for &transparent in bools(picture.settings.transparent) {
                all.push(Variant { untitled, transparent });
            }
        }
        all
    }

    /// What follows the name of the chart: nothing for the usual one.
    fn ending(self) -> String {
        let untitled = if self.untitled { "-untitled" } else { "" };
        let transparent = if self.transparent { "-transparent" } else { "" };
        format!("{untitled}{transparent}")
    }
}

/// The file of a variant in a format.
fn file_name(picture: &Picture, variant: Variant, format: Format) -> String {
    format!("{}{}{}", picture.settings.name, variant.ending(), format.ending())
}

/// Draws the pictures into a folder, with their data, alternative texts, and an index of all files.
pub fn write(release: &Release, pictures: &[Picture], folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    pictures
        .par_iter()
        .map(|picture| {
            draw(release, picture, folder).with_context(|| picture.settings.name.clone())?;
            let file = |extension: &str| folder.join(format!("{}.{extension}", picture.settings.name));
            std::fs::write(file("txt"), format!("{}\n", picture.chart.frame().alt))?;
            let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
            for row in &picture.data {
                csv.write_record(row)?;
            }
            std::fs::write(file("csv"), csv.into_inner()?)?;
            Ok(())
        })
        .collect::<Result<()>>()?;
    let index: Vec<_> = pictures.iter().map(entry).collect();
    let path = folder.join("index.json");
    std::fs::write(&path, serde_json::to_string_pretty(&index)? + "\n")
        .with_context(|| path.display().to_string())
}

fn draw(release: &Release, picture: &Picture, folder: &Path) -> Result<()> {
    let canvas = picture.settings.size.canvas();
    let standard = picture.settings.size.width as f32 / canvas.0 as f32;
    for variant in Variant::all(picture) {
        let style = Style {
            title: !variant.untitled,
            transparent: variant.transparent,
            ..super::style(release, picture)
        };
        let svg = chart::svg(&picture.chart, &style)?;
        for &format in &picture.settings.formats {
            let bytes = match format {
                Format::Svg => svg.clone().into_bytes(),
                Format::Png => chart::png(&svg, standard * 2.0)?,
                Format::Png1x => chart::png(&svg, standard)?,
                Format::SvgOutlined => chart::svg_outlined(&picture.chart, &style)?.into_bytes(),
            };
            std::fs::write(folder.join(file_name(picture, variant, format)), bytes)?;
        }
    }
    Ok(())
}

/// The entry of a picture: `files` lists all names, `variants` says what each picture is.
fn entry(picture: &Picture) -> serde_json::Value {
    let (frame, settings) = (picture.chart.frame(), &picture.settings);
    let mut files = Vec::new();
    let mut variants = Vec::new();
    for variant in Variant::all(picture) {
        for &format in &settings.formats {
            let file = file_name(picture, variant, format);
            let size =
                |factor: u32| format!("{}x{}", settings.size.width * factor, settings.size.height * factor);
            variants.push(json!({
                "file": file,
                "format": format,
                "size": match format {
                    Format::Png => Some(size(2)),
                    Format::Png1x => Some(size(1)),
                    Format::Svg | Format::SvgOutlined => None,
                },
                "title": !variant.untitled,
                "transparent": variant.transparent,
            }));
            files.push(file);
        }
    }
    files.extend(["csv", "txt"].map(|extension| format!("{}.{extension}", settings.name)));
    json!({
        "name": settings.name,
        "kind": settings.kind,
        "title": frame.title,
        "subtitle": frame.subtitle,
        "source": frame.source,
        "footnote": frame.footnote,
        "alt": frame.alt,
        "files": files,
        "variants": variants,
    })
}
