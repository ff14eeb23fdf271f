//! What changed between two releases that are kept.

use crate::compare::diff::diff as changes_of;
use crate::config::Config;
use crate::error::Error;
use crate::model::{Change, Past};
use crate::run::record::ReleaseRecord;
use crate::run::{history, release};
use std::fmt::Write;

/// The changes from one release to another: by default from what the latest was compared with to the latest.
///
/// # Errors
/// There is no release yet, or none of these ids is kept.
pub fn diff(config: &Config, old: Option<&str>, new: Option<&str>) -> Result<Vec<Change>, Error> {
    let latest = ReleaseRecord::load(&config.output.join("latest"))
        .ok_or_else(|| Error::NoRelease { folder: config.output.clone() })?;
    let new = new.map_or(latest.release_id.clone(), str::to_owned);
    let old = match old {
        Some(id) => id.to_owned(),
        None => {
            latest.compared_with.clone().ok_or_else(|| Error::NoEarlier { id: latest.release_id.clone() })?
        }
    };
    let of = |id: &str| -> Result<Vec<Past>, Error> {
        let folder = release::find(&config.output, id);
        folder.and_then(|f| history::past(&f)).ok_or_else(|| {
            let kept = history::folders(&config.output).into_iter().map(|(id, _)| id);
            let kept: Vec<String> = kept.chain([latest.release_id.clone()]).collect();
            Error::UnknownRelease { id: id.to_owned(), kept: kept.join("、") }
        })
    };
    Ok(changes_of(&of(&old)?, &of(&new)?))
}

/// The changes as people read them, a paragraph each.
pub fn text(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let Some(either) = change.either() else { continue };
        let word = match change.change.as_str() {
            "added" => "新增",
            "removed" => "移除",
            _ => "修订",
        };
        let place = either.place.as_deref().or(either.province.as_deref()).unwrap_or("全国");
        let label = either.label.as_deref().unwrap_or("（无指标）");
        let period = either.period.as_deref().unwrap_or("未写时期");
        let quote = |past: &Option<Past>| past.as_ref().map(|p| p.quote.clone());
        let mut quotes =
            [quote(&change.old), quote(&change.new)].into_iter().flatten().collect::<Vec<_>>().join(" → ");
        // a correction changes what the same words are taken for
        if let (Some(old), Some(new)) = (&change.old, &change.new)
            && let (Some(a), Some(b)) = (old.value, new.value)
            && old.quote == new.quote
        {
            quotes = format!("{}（{a} → {b}）", new.quote);
        }
        let _ = writeln!(text, "{word} {place} {label}（{period}）：{quotes}");
        for (side, past) in [("  上期", &change.old), ("  本期", &change.new)] {
            if let Some(past) = past {
                let _ = writeln!(text, "{side} {}：{}", past.observation_id, past.sentence.trim());
            }
        }
    }
    let _ = writeln!(text, "共 {} 处变化", changes.len());
    text
}
