//! The sheets that every workbook has: cover, contents, notes, evidence.

use super::model::{Body, Book, Cell, Column, Fact, Properties, Row, Sheet, SheetKind, Table};
use crate::config::Language;
use crate::model::Observation;
use crate::model::sets::{Bound, Comparability, CoverageState, Kind, Qualifier, Reason, Status};
use crate::report::Release;

/// The name of the evidence sheet.
pub fn evidence_name(release: &Release) -> &'static str {
    release.config.pick("证据", "Evidence")
}

/// A book of sheets with the properties of the release.
pub fn book<'a>(release: &Release, title: &str, sheets: Vec<Sheet<'a>>) -> Book<'a> {
    let language = if release.config.language == Language::Zh { "zh-CN" } else { "en" };
    let properties = Properties {
        title: title.to_owned(),
        subject: release.config.title.clone(),
        creator: "zhiliang".into(),
        language: language.into(),
        created: created(&release.latest_source),
    };
    Book::new(properties, sheets)
}

/// The date of the latest source as year, month, day; the first day where it is coarser.
fn created(date: &str) -> (u16, u8, u8) {
    let mut parts = date.split(|c: char| !c.is_ascii_digit()).filter_map(|p| p.parse::<u16>().ok());
    let year = parts.next().filter(|y| (1900..=9999).contains(y)).unwrap_or(2000);
    let month = parts.next().filter(|m| (1..=12).contains(m)).unwrap_or(1);
    let day = parts.next().filter(|d| (1..=28).contains(d)).unwrap_or(1);
    (year, month as u8, day as u8)
}

/// The cover.
pub fn cover(release: &Release, title: &str, about: &str) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut periods: Vec<String> =
        release.batches.iter().filter_map(|b| b.origin.reference_period.clone()).collect();
    periods.sort();
    periods.dedup();
    let documents = release.batches.iter().filter(|b| !b.text.is_empty()).count();
    let facts = vec![
        Fact::new(p("内容", "Content"), about),
        Fact::new(p("所属时期", "Period"), periods.join("、")),
        Fact::new(p("发布编号", "Release"), release.release_id.clone()),
        Fact::new(
            p("最新来源日期", "Latest source"),
            if release.latest_source.is_empty() {
                p("未注明", "not stated").to_owned()
            } else {
                release.latest_source.clone()
            },
        ),
        Fact::new(
            p("来源数", "Sources"),
            format!(
                "{}（{} {documents}，{} {}）",
                release.batches.len(),
                p("报告", "reports"),
                p("表格", "spreadsheets"),
                release.batches.len() - documents
            ),
        ),
        Fact::new(p("观测数", "Observations"), release.observations.len().to_string()),
        Fact::new(
            p("引用方式", "How to cite"),
            format!("{}，{} {}", release.config.title, p("发布编号", "release"), release.release_id),
        ),
        Fact::new(
            p("定义见", "Definitions"),
            Cell::text(p("说明", "Notes")).leading_to_sheet(p("说明", "Notes")),
        ),
    ];
    Sheet::new(
        p("封面", "Cover"),
        title,
        p("标题、时期、发布编号与来源", "Title, period, release and sources"),
        SheetKind::Cover,
        Body::Facts(facts),
    )
}

/// The contents; the writer fills them in.
pub fn contents(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    Sheet::new(
        p("目录", "Contents"),
        p("目录", "Contents"),
        p("各工作表及其用途", "The sheets and their purpose"),
        SheetKind::Contents,
        Body::Contents,
    )
}

/// The notes: what experience reports are, conventions, qualifiers, grades, reasons.
pub fn notes(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let labels = &release.lists.labels;
    let mut rows: Vec<(String, String, String)> = Vec::new();
    let texts = [
        (
            "来源性质",
            "经验材料是各省选择性披露的成果，不是统计报表：未报告≠未开展，更不是零；列出的省份不代表全部。",
        ),
        (
            "数值与单位",
            "金额以元为基本单位，展示时用万元或亿元；百分数保留为百分数，两个百分数之差用百分点；只去掉十的幂，斤、亩、公顷等不换算。",
        ),
        (
            "界",
            "余、多、超过是下界，近、不足是上界，以上、以内含端点；有界的数字不当作确数，排名和比值给出区间。",
        ),
        ("增减的符号", "变动和增长率带符号：下降为负。“节省一半以上”记为上限 −50%。"),
        ("由…到…", "“由8家增加到300家”是一次变化的两端，不相加；与其他省比较时只用终点。"),
        ("目标", "目标、力争、预计等未做到的数单列，不与实际数合计或混排。"),
        ("时期", "原句未写时期的数，比较时按文件所属时期，并注明“时期按文件推定”。"),
        ("未报告等四种情形", "未报告（空白）、不适用、不可比与零是四回事；空白从不表示零。"),
        (
            "证据",
            "每个数字都链接到“证据”表中的一行，给出原句及其在原文中的位置；位置为 text:起-止（字符序号）或 工作表!单元格。",
        ),
    ];
    for (i, (topic, text)) in texts.iter().enumerate() {
        rows.push((format!("[注{}]", i + 1), (*topic).to_owned(), (*text).to_owned()));
    }
    let mut set = |title: &str, set: &str, codes: Vec<&'static str>| {
        for code in codes {
            let (zh, note) = (labels.zh(set, code).to_owned(), labels.note(set, code).to_owned());
            let shown =
                if release.config.language == Language::Zh { zh } else { labels.en(set, code).to_owned() };
            let text = if note.is_empty() { code.to_owned() } else { format!("{note}（{code}）") };
            rows.push((title.to_owned(), shown, text));
        }
    };
    set("界", Qualifier::SET, Qualifier::ALL.iter().map(|m| m.code()).collect());
    set("类型", Kind::SET, Kind::ALL.iter().map(|m| m.code()).collect());
    set("可比性", Comparability::SET, Comparability::ALL.iter().map(|m| m.code()).collect());
    set("差异", Reason::SET, Reason::ALL.iter().map(|m| m.code()).collect());
    set("计算结果的界", Bound::SET, Bound::ALL.iter().map(|m| m.code()).collect());
    set("披露情况", CoverageState::SET, CoverageState::ALL.iter().map(|m| m.code()).collect());
    set("状态", Status::SET, Status::ALL.iter().map(|m| m.code()).collect());
    let table = Table {
        name: "说明表".into(),
        columns: vec![
            Column::text(p("编号", "No.")),
            Column::text(p("项目", "Item")),
            Column::prose(p("说明", "Meaning")),
        ],
        rows: rows.into_iter().map(|(a, b, c)| Row::from(vec![a.into(), b.into(), c.into()])).collect(),
    };
    let lines =
        vec![p("本表列出约定、界的说法、可比性等级。", "Conventions, qualifiers and grades.").to_owned()];
    let mut sheet = Sheet::new(
        p("说明", "Notes"),
        p("说明：约定与定义", "Notes: conventions and definitions"),
        p("约定、界的说法、可比性等级", "Conventions, qualifiers, grades"),
        SheetKind::Notes,
        Body::Table(table),
    );
    sheet.lines = lines;
    sheet
}

/// The evidence of some observations: a row each, keyed by id.
pub fn evidence(release: &Release, observations: &[&Observation]) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let rows = observations
        .iter()
        .map(|o| {
            Row::keyed(
                o.observation_id.clone(),
                vec![
                    o.observation_id.clone().into(),
                    o.province().unwrap_or("").into(),
                    o.quote.clone().into(),
                    o.sentence.to_string().into(),
                    o.section.to_string().into(),
                    o.source.to_string().into(),
                    o.locator.to_string().into(),
                ],
            )
        })
        .collect();
    let table = Table {
        name: "证据表".into(),
        columns: vec![
            Column::text(p("观测编号", "Observation id")),
            Column::text(p("省（区、市）", "Province")),
            Column::text(p("原文表述", "Quote")),
            Column::prose(p("原句", "Sentence")),
            Column::prose(p("章节", "Section")).width(24.0),
            Column::prose(p("来源文件", "Source file")).width(26.0),
            Column::text(p("位置", "Locator")),
        ],
        rows,
    };
    let mut sheet = Sheet::new(
        evidence_name(release),
        p("证据：每个数字的原句和位置", "Evidence: the sentence and place of every figure"),
        p("每个数字的原句和位置", "The sentence and place of every figure"),
        SheetKind::Evidence,
        Body::Table(table),
    );
    sheet.lines = vec![
        p(
            "位置 text:起-止 为字符序号，按 dataset/text 中的原文计；表格为 工作表!单元格。",
            "text:START-END counts characters of the decoded text.",
        )
        .to_owned(),
    ];
    sheet
}

/// A cell that leads to an observation's evidence row.
pub fn linked(release: &Release, cell: Cell, o: &Observation) -> Cell {
    let tip: String = o.sentence.chars().take(200).collect();
    cell.leading_to_row(evidence_name(release), &o.observation_id).tip(&tip)
}

/// The label of a code of a closed set in the release's language.
pub fn word(release: &Release, set: &str, code: &str) -> String {
    let labels = &release.lists.labels;
    let shown =
        if release.config.language == Language::Zh { labels.zh(set, code) } else { labels.en(set, code) };
    shown.to_owned()
}
