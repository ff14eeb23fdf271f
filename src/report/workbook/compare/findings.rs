//! The findings in sentences, each with the figures it rests on.

use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Table};
use super::super::notes;
use super::super::parts::linked;
use crate::model::Observation;
use crate::report::Release;
use crate::report::finding::findings;

/// So many figures of a finding stand beside it.
const FIGURES: usize = 8;

/// The sheet.
pub fn sheet<'a>(release: &'a Release, used: &mut Vec<&'a Observation>) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let found = findings(release);
    let width = found.iter().map(|f| f.observations.len()).max().unwrap_or(0).clamp(1, FIGURES);
    let mut rows = Vec::new();
    for (i, finding) in found.into_iter().enumerate() {
        let observations: Vec<&Observation> =
            finding.observations.iter().filter_map(|id| release.observation(id)).collect();
        used.extend(&observations);
        let mut cells = vec![Cell::number((i + 1) as f64), finding.topic.into(), finding.text.into()];
        for n in 0..width {
            cells.push(observations.get(n).map_or_else(Cell::empty, |o| {
                let place = release.say().place_of(o);
                linked(
                    release,
                    Cell::text(format!("{place} {}", release.say().label_of(o)).trim().to_owned()),
                    o,
                )
            }));
        }
        rows.push(Row::from(cells));
    }
    let mut columns = vec![
        Column::fixed(p("序号", "No."), 0).width(6.0),
        Column::prose(p("主题", "Topic")).width(20.0),
        Column::prose(p("要点", "Finding")).width(70.0),
    ];
    columns.extend((1..=width).map(|n| Column::prose(&format!("{}{n}", p("证据", "Evidence "))).width(27.0)));
    let mut sheet = Sheet::new(
        p("要点", "Findings"),
        p("要点：由比较自动生成，界与可比性已计入", "Findings, generated from the comparison"),
        p("各主题的结论，每个数字可查原句", "The findings in sentences, each figure with its sentence"),
        SheetKind::Data,
        Body::Table(Table { name: p("要点表", "Findings_table").into(), columns, rows }),
    );
    sheet.frozen_columns = 2;
    sheet.lines = vec![format!(
        "{}{}{}",
        p("“超过”“至少”等词按原文的界写出（", "Bounds are kept as the sources word them ("),
        notes::marker(release, "界"),
        p(
            "）；不可比的只并列，不比较。点“证据”列看原句。",
            "); what is not comparable is never compared. Evidence leads to the sentence."
        )
    )];
    sheet
}
