//! What was added, removed and revised since the last release.

use super::super::model::{Body, Column, Row, Sheet, SheetKind, Stream};
use super::super::parts::word;
use crate::model::{Change, Past};
use crate::report::Release;

/// The sheet.
pub fn sheet<'a>(release: &'a Release) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = release.changes.iter().map(move |change| Ok(row(release, change)));
    let stream = Stream {
        name: p("本期变化表", "Changes_table").into(),
        columns: vec![
            Column::text(p("变化", "Change")),
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("指标", "Indicator")).width(22.0),
            Column::prose(p("上期原文", "Old quote")).width(16.0),
            Column::prose(p("本期原文", "New quote")).width(16.0),
            Column::prose(p("上期原句", "Old sentence")).width(50.0),
            Column::prose(p("本期原句", "New sentence")).width(50.0),
        ],
        rows: Box::new(rows),
    };
    let mut sheet = Sheet::new(
        p("本期变化", "Changes"),
        p("本期变化：新增、移除与修订", "Changes since the last release"),
        p("与上一次发布相比的新增、移除、修订", "Added, removed, revised"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![if release.earlier {
        let n = release.changes.len();
        match release.config.language {
            crate::config::Language::Zh => format!("与上一次发布相比，共{n}处变化。"),
            crate::config::Language::En => format!("{n} changes since the last release."),
        }
    } else {
        p("这是首次发布，没有可比的上一期。", "This is the first release.").to_owned()
    }];
    sheet
}

/// The newer words; where they are the old ones, with what they were taken for before and are now.
fn new_quote(change: &Change) -> String {
    let Some(new) = &change.new else { return String::new() };
    let values = change.old.as_ref().filter(|old| old.quote == new.quote).map(|old| (old.value, new.value));
    match values {
        Some((Some(a), Some(b))) if a != b => format!("{}（{a} → {b}）", new.quote),
        _ => new.quote.clone(),
    }
}

fn row(release: &Release, change: &Change) -> Row {
    let either = change.either();
    let of = |past: &Option<Past>, pick: fn(&Past) -> String| past.as_ref().map(pick).unwrap_or_default();
    Row::from(vec![
        word(release, "change_type", &change.change).into(),
        either.and_then(|e| e.province.clone()).unwrap_or_default().into(),
        either.and_then(|e| e.label.clone()).unwrap_or_default().into(),
        of(&change.old, |e| e.quote.clone()).into(),
        new_quote(change).into(),
        of(&change.old, |e| e.sentence.clone()).into(),
        of(&change.new, |e| e.sentence.clone()).into(),
    ])
}
