//! The evidence of a workbook: a row for every observation it uses, with the sentence and where it stands. Links stay
//! inside the file, so that a copy that is mailed on still works.

use super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Stream};
use super::say;
use crate::model::Observation;
use crate::report::Release;

/// The name of the sheet.
pub fn name(release: &Release) -> &'static str {
    release.config.pick("证据", "Evidence")
}

/// The sheet for some observations, in the order of documents and text, each once. `back`: the sheet whose rows have
/// the same keys.
pub fn sheet<'a>(release: &'a Release, used: Vec<&'a Observation>, back: Option<&'static str>) -> Sheet<'a> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut at: Vec<usize> =
        used.iter().filter_map(|o| release.by_id.get(&*o.observation_id).copied()).collect();
    at.sort_unstable();
    at.dedup();
    let rows = at.into_iter().map(move |i| Ok(row(release, &release.observations[i], back)));
    let stream = Stream {
        name: p("证据表", "Evidence_table").into(),
        columns: vec![
            Column::text(p("观测编号", "Observation id")),
            Column::text(p("省（区、市）", "Province")),
            Column::prose(p("指标", "Indicator")).width(20.0),
            Column::prose(p("原文表述", "Quote")).width(18.0),
            Column::prose(p("原句", "Sentence")).width(70.0),
            Column::prose(p("章节", "Section")).width(22.0),
            Column::prose(p("来源文件", "Source file")).width(26.0),
            Column::prose(p("位置", "Locator")).width(18.0),
            Column::prose(p("更正", "Correction")).width(28.0),
        ],
        rows: Box::new(rows),
    };
    let mut sheet = Sheet::new(
        name(release),
        p("证据：每个数字的原句和位置", "Evidence: the sentence and place of every figure"),
        p("每个数字的原句和位置", "The sentence and place of every figure"),
        SheetKind::Evidence,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 1;
    sheet.lines = vec![
        p(
            "位置 text:起-止 为字符序号，按 dataset/text 中的原文计；表格为 工作表!单元格。",
            "text:START-END counts characters of the texts in dataset/text; SHEET!CELL is a cell of a spreadsheet.",
        )
        .to_owned(),
    ];
    sheet
}

fn row(release: &Release, o: &Observation, back: Option<&'static str>) -> Row {
    let id = Cell::text(&*o.observation_id);
    let id = match back {
        Some(sheet) => id.leading_to_row(sheet, &o.observation_id),
        None => id,
    };
    Row::keyed(
        &*o.observation_id,
        vec![
            id,
            say::province(release, o.province().unwrap_or_default()).into(),
            say::indicator(release, o).into(),
            o.quote.clone().into(),
            o.sentence.to_string().into(),
            o.section.to_string().into(),
            o.source.to_string().into(),
            o.locator.to_string().into(),
            o.correction.clone().unwrap_or_default().into(),
        ],
    )
}
