//! The documents: what the list says of each, and its text with headings and ledger.

use super::columns::{Columns, column};
use super::limit::Shown;
use super::offsets::utf16;
use super::words::Words;
use crate::config::Language;
use crate::model::{Batch, LedgerReason, Observation};
use crate::report::Release;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// A line longer than this is no heading.
const HEADING: usize = 120;

/// A document in the list.
#[derive(Serialize)]
pub struct Entry {
    id: String,
    title: String,
    /// Source, dates and counts in one line.
    about: String,
    /// Its observations on the page: from, to.
    from: usize,
    to: usize,
    /// Its text stands on the page.
    text: bool,
    /// It has a text that is too long for the page.
    left_out: bool,
}

/// What is read when a document is opened.
#[derive(Serialize)]
pub struct Body<'a> {
    text: &'a str,
    /// Where a line that is a heading starts, in UTF-16 units, and its level.
    headings: Vec<[u32; 2]>,
    ledger: Columns<'a>,
    /// As the spans of observations.
    start: Vec<i64>,
    length: Vec<u32>,
}

/// The list; observations of one document stand together in `shown`.
pub fn entries(release: &Release, shown: &[&Observation], texts: &[bool], words: &Words) -> Vec<Entry> {
    let mut ranges: HashMap<&str, (usize, usize)> = HashMap::new();
    for (i, o) in shown.iter().enumerate() {
        ranges.entry(&o.document_id).or_insert((i, i)).1 = i + 1;
    }
    let entry = |(batch, text): (&Batch, &bool)| {
        let (from, to) = ranges.get(batch.document_id.as_str()).copied().unwrap_or_default();
        Entry {
            id: batch.document_id.clone(),
            title: batch.title.clone(),
            about: about(batch, to - from, words),
            from,
            to,
            text: *text,
            left_out: !batch.text.is_empty() && !text,
        }
    };
    release.batches.iter().zip(texts).map(entry).collect()
}

fn about(batch: &Batch, shown: usize, words: &Words) -> String {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(batch.origin.issuer.clone());
    facts.extend(batch.origin.published.as_deref().map(|p| format!("{p} {}", words.get("published"))));
    facts.push(batch.source.path.clone());
    let (observations, ledger) = (batch.observations.len(), batch.ledger.len());
    let mut counts = words.filled("about_document", &[&observations.to_string(), &ledger.to_string()]);
    if shown < observations {
        counts.push_str(&words.filled("about_part", &[&shown.to_string()]));
    }
    facts.push(counts);
    facts.join(" · ")
}

/// The bodies, in the order of the list.
pub fn bodies<'a>(release: &'a Release, shown: &Shown) -> Vec<Body<'a>> {
    let of = |(at, batch)| body(release, batch, shown.texts[at], shown.ledger[at]);
    release.batches.iter().enumerate().map(of).collect()
}

fn body<'a>(release: &'a Release, batch: &'a Batch, with_text: bool, entries: usize) -> Body<'a> {
    let ledger = &batch.ledger[..entries];
    let text = if with_text { batch.text.as_str() } else { "" };
    let label = |r: LedgerReason| {
        let labels = &release.lists.labels;
        let zh = release.config.language == Language::Zh;
        let label =
            if zh { labels.zh(LedgerReason::SET, r.code()) } else { labels.en(LedgerReason::SET, r.code()) };
        Cow::Owned(label.to_owned())
    };
    let note = |r: LedgerReason| match release.config.language {
        Language::Zh => Cow::Borrowed(release.lists.labels.note(LedgerReason::SET, r.code())),
        Language::En => Cow::Borrowed(""),
    };
    let ledger_columns = Columns::from([
        ("reason", column(ledger.iter().map(|l| label(l.reason)).collect())),
        ("note", column(ledger.iter().map(|l| note(l.reason)).collect())),
        ("quote", column(ledger.iter().map(|l| Cow::Borrowed(&*l.quote)).collect())),
        ("rule", column(ledger.iter().map(|l| Cow::Borrowed(&*l.rule)).collect())),
        ("locator", column(ledger.iter().map(|l| Cow::Owned(l.locator.to_string())).collect())),
    ]);
    let (mut start, mut length) = (vec![-1; ledger.len()], vec![0; ledger.len()]);
    if with_text {
        let points: Vec<u32> =
            ledger.iter().flat_map(|l| [l.start.unwrap_or(0), l.end.unwrap_or(0)]).collect();
        for (i, span) in utf16(text, &points).chunks_exact(2).enumerate() {
            if ledger[i].start.is_some() {
                start[i] = i64::from(span[0]);
                length[i] = span[1].saturating_sub(span[0]);
            }
        }
    }
    let headings = if with_text { headings(batch) } else { Vec::new() };
    Body { text, headings, ledger: ledger_columns, start, length }
}

/// The lines of the text that are headings of its sections.
fn headings(batch: &Batch) -> Vec<[u32; 2]> {
    let mut sections = batch.sections.iter().filter(|s| s.section.number > 0).peekable();
    let (mut points, mut levels) = (Vec::new(), Vec::new());
    let mut at = 0_u32;
    for line in batch.text.split('\n') {
        let length = line.chars().count() as u32;
        while let Some(section) = sections.next_if(|s| s.start <= at + length) {
            let heading = section.section.heading.as_str();
            let short = (length as usize) <= HEADING && !heading.is_empty();
            if short && section.start >= at && line.contains(heading) && points.last() != Some(&at) {
                points.push(at);
                levels.push(section.section.level);
            }
        }
        at += length + 1;
    }
    utf16(&batch.text, &points).into_iter().zip(levels).map(|(a, b)| [a, b]).collect()
}
