//! What the documents state against what they imply.

use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Stream};
use super::super::parts::{linked, word};
use crate::model::{Consistency, Observation, Verdict};
use crate::report::Release;

/// The sheet; what is flagged stands first.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut checks: Vec<&Consistency> = release.compared.consistency.iter().collect();
    checks.sort_by_key(|c| match c.result {
        Verdict::Flag => 0,
        Verdict::Undetermined => 1,
        Verdict::Pass => 2,
    });
    used.extend(checks.iter().flat_map(|c| &c.inputs).filter_map(|id| release.observation(id)));
    let count = |result: Verdict| checks.iter().filter(|c| c.result == result).count();
    let (passed, flagged, open) = (count(Verdict::Pass), count(Verdict::Flag), count(Verdict::Undetermined));
    let rows = checks.into_iter().map(move |check| Ok(row(release, check)));
    let stream = Stream {
        name: p("一致性检查表", "Checks_table").into(),
        columns: vec![
            Column::text(p("结果", "Result")),
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("检查", "Check")).width(30.0),
            Column::prose(p("原文", "Stated")).width(24.0),
            Column::prose(p("复算", "Recomputed")).width(30.0),
            Column::prose(p("说明", "Explanation")).width(60.0),
        ],
        rows: Box::new(rows),
    };
    let mut sheet = Sheet::new(
        p("一致性检查", "Consistency"),
        p("一致性检查：原文数字之间是否自洽", "Consistency checks: do the figures agree"),
        p("复算原文给出的比率、部分与整体", "Recomputed rates, parts and wholes"),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![match release.config.language {
        crate::config::Language::Zh => format!(
            "存疑{flagged}项，未能判断{open}项，一致{passed}项。存疑不等于错误：说明列出为何不能复算一致。"
        ),
        crate::config::Language::En => {
            format!("{flagged} flagged, {open} undetermined, {passed} passed. A flag is not an error.")
        }
    }];
    sheet
}

fn row(release: &Release, check: &Consistency) -> Row {
    let first = check.inputs.first().and_then(|id| release.observation(id));
    let stated = Cell::text(check.stated.clone());
    Row::from(vec![
        word(release, Verdict::SET, check.result.code()).into(),
        first.and_then(|o| o.province()).map_or(String::new(), |p| release.say().province(p)).into(),
        check.label.clone().into(),
        match first {
            Some(o) => linked(release, stated, o),
            None => stated,
        },
        check.recomputed.clone().into(),
        check.explanation.clone().into(),
    ])
}
