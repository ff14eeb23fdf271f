//! The evidence page, `report.html`: the documents with every figure marked on one side, the table of observations on
//! the other, comparison tables and charts on top. One file that needs no network and no other file.
//!
//! The page is a template with three parts: what Rust writes (header, comparison tables, charts), the data as JSON,
//! and the scripts that draw the documents and the table from it with `textContent` alone. Its policy lets in no other
//! script, style or address.

mod columns;
#[cfg(test)]
mod contrast;
mod documents;
mod embed;
mod limit;
mod offsets;
mod panels;
mod records;
mod words;

use super::Release;
use super::charts::{self, Picture};
use crate::model::Observation;
use anyhow::{Context, Result};
use limit::Limits;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use words::Words;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// Before anything is drawn: whether the page is light or dark.
const HEAD_SCRIPT: &str = include_str!("theme.js");
/// The scripts, one after another inside one function.
const SCRIPTS: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("data.js"),
    include_str!("text.js"),
    include_str!("sheet.js"),
    include_str!("table.js"),
    include_str!("detail.js"),
    include_str!("page.js"),
    "})();\n"
);

/// Writes `report.html` into a folder.
pub fn write(release: &Release, pictures: &[Picture], folder: &Path) -> Result<()> {
    let path = folder.join("report.html");
    let html = render(release, pictures, Limits::default())?;
    std::fs::write(&path, html).with_context(|| path.display().to_string())
}

/// A name and what it says, in the header.
#[derive(Serialize)]
struct Fact {
    name: String,
    text: String,
}

#[derive(Serialize)]
struct Figure {
    title: String,
    alt: String,
    uri: String,
}

/// What the scripts read.
#[derive(Serialize)]
struct Data<'a> {
    words: &'a BTreeMap<String, String>,
    language: &'static str,
    kinds: Vec<[String; 3]>,
    /// Names of provinces, full and short, in the order of their codes.
    provinces: Vec<[String; 2]>,
    documents: Vec<documents::Entry>,
    records: records::Records<'a>,
}

/// What the template reads; the last nine go in as they are, everything else is escaped.
#[derive(Serialize)]
struct Page<'a> {
    w: &'a BTreeMap<String, String>,
    language: &'static str,
    title: &'a str,
    release: &'a str,
    facts: Vec<Fact>,
    notices: Vec<String>,
    panels: Vec<panels::Panel>,
    panels_left: String,
    charts: Vec<Figure>,
    data: String,
    bodies: Vec<String>,
    css: &'static str,
    head_script: &'static str,
    script: &'static str,
    style_hash: String,
    head_hash: String,
    script_hash: String,
}

fn render(release: &Release, pictures: &[Picture], limits: Limits) -> Result<String> {
    let words = Words::of(release.config.language)?;
    let comparisons = panels::compared(release);
    let shown = limit::choose(release, &comparisons, limits);
    let observations: Vec<&Observation> =
        shown.observations.iter().map(|&i| &release.observations[i]).collect();
    let here: HashSet<&str> = observations.iter().map(|o| &*o.observation_id).collect();
    let panels = panels::panels(
        release,
        &comparisons[..shown.comparisons],
        limits.rows,
        &|id| here.contains(id),
        &words,
    );
    let panels_left = match comparisons.len() - shown.comparisons {
        0 => String::new(),
        n => words.filled("panels_left", &[&n.to_string()]),
    };
    let figures = pictures.iter().map(|p| {
        let frame = p.chart.frame();
        let uri = embed::svg_address(&charts::svg(release, p)?);
        Ok(Figure { title: frame.title.clone(), alt: frame.alt.clone(), uri })
    });
    let data = Data {
        words: &words.0,
        language: release.config.pick("zh-CN", "en"),
        kinds: records::kinds(release),
        provinces: provinces(release, &observations),
        documents: documents::entries(release, &observations, &shown.texts, &words),
        records: records::records(release, &observations),
    };
    let bodies = documents::bodies(release, &shown);
    let bodies = bodies.iter().map(embed::json).collect::<Result<Vec<String>>>()?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page.html", TEMPLATE)?;
    let page = Page {
        w: &words.0,
        language: data.language,
        title: &release.config.title,
        release: &release.release_id,
        facts: facts(release, &words),
        notices: notices(release, &shown, &words),
        panels,
        panels_left,
        charts: figures.collect::<Result<Vec<Figure>>>()?,
        data: embed::json(&data)?,
        bodies,
        css: STYLE,
        head_script: HEAD_SCRIPT,
        script: SCRIPTS,
        style_hash: embed::source_hash(STYLE),
        head_hash: embed::source_hash(HEAD_SCRIPT),
        script_hash: embed::source_hash(SCRIPTS),
    };
    Ok(environment.get_template("page.html")?.render(Serde(&page))?)
}

fn facts(release: &Release, words: &Words) -> Vec<Fact> {
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text };
    let mut periods: Vec<&str> =
        release.batches.iter().filter_map(|b| b.origin.reference_period.as_deref()).collect();
    periods.sort_unstable();
    periods.dedup();
    let or_not_stated = |text: String| {
        if text.is_empty() { words.get("not_stated").to_owned() } else { text }
    };
    let reports = release.batches.iter().filter(|b| !b.text.is_empty()).count();
    let tables = release.batches.len() - reports;
    vec![
        fact(words.get("period"), or_not_stated(periods.join("、"))),
        fact(words.get("latest_source"), or_not_stated(release.latest_source.clone())),
        fact(words.get("release"), release.release_id.clone()),
        fact(
            words.get("sources"),
            words.filled("sources_text", &[&reports.to_string(), &tables.to_string()]),
        ),
        fact(words.get("provinces"), release.provinces().len().to_string()),
        fact(words.get("observations"), release.observations.len().to_string()),
    ]
}

/// What the page leaves out.
fn notices(release: &Release, shown: &limit::Shown, words: &Words) -> Vec<String> {
    let mut notices = Vec::new();
    let (all, here) = (release.observations.len(), shown.observations.len());
    if here < all {
        notices.push(words.filled("notice_observations", &[&all.to_string(), &here.to_string()]));
    }
    let all: usize = release.batches.iter().map(|b| b.ledger.len()).sum();
    let here: usize = shown.ledger.iter().sum();
    if here < all {
        notices.push(words.filled("notice_ledger", &[&all.to_string(), &here.to_string()]));
    }
    let without =
        release.batches.iter().zip(&shown.texts).filter(|(b, text)| !b.text.is_empty() && !**text).count();
    if without > 0 {
        notices.push(words.filled("notice_text", &[&without.to_string()]));
    }
    notices
}

/// The provinces that observations name, by code; those that the list lacks come last, by name.
fn provinces(release: &Release, observations: &[&Observation]) -> Vec<[String; 2]> {
    let names: HashSet<&str> = observations.iter().filter_map(|o| o.province()).collect();
    let areas = &release.lists.areas;
    let code = |name: &str| areas.named(name).first().map(|&i| areas.get(i).code.clone());
    let mut sorted: Vec<(bool, Option<String>, &str)> =
        names.into_iter().map(|n| (code(n).is_none(), code(n), n)).collect();
    sorted.sort();
    sorted.into_iter().map(|(_, _, n)| [n.to_owned(), crate::say::style::short_name(n)]).collect()
}
