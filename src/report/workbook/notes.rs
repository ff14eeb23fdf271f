//! The notes sheet: what experience reports are, conventions, qualifiers, grades, reasons.

use super::model::{Body, Column, Row, Sheet, SheetKind, Table};
use super::parts::word;
use crate::model::sets::{Bound, Comparability, CoverageState, Kind, Qualifier, Reason, Status};
use crate::report::Release;

/// The notes, numbered as markers name them: topic and text in Chinese and English.
const NOTES: [[&str; 4]; 9] = [
    [
        "来源性质",
        "经验材料是各省选择性披露的成果，不是统计报表：未报告≠未开展，更不是零；列出的省份不代表全部。",
        "What the sources are",
        "Experience reports disclose selected results and are no statistics: not reported does not mean not done, and is never zero.",
    ],
    [
        "数值与单位",
        "金额以元为基本单位，展示时用万元或亿元；百分数保留为百分数，两个百分数之差用百分点。数据集只去掉十的幂；比较时公顷与亩等有固定换算的单位折成一种，并注明换算。",
        "Values and units",
        "Money is held in yuan and shown in 万元 (10,000) or 亿元 (100 million). Percent stay percent; two of them differ in percentage points. Units with a fixed factor are converted for comparison only, and it is said.",
    ],
    [
        "界",
        "余、多、超过是下界，近、不足是上界，以上、以内含端点；有界的数字不当作确数，排名和比值给出区间。",
        "Bounds",
        "余, 多 and 超过 give lower bounds, 近 and 不足 upper ones, 以上 and 以内 include the end. A bound is no exact number: ranks and ratios are given as ranges.",
    ],
    [
        "增减的符号",
        "变动和增长率带符号：下降为负。“节省一半以上”记为上限 −50%。",
        "Signs of changes",
        "Changes and growth are signed: a fall is negative.",
    ],
    [
        "由…到…",
        "“由8家增加到300家”是一次变化的两端，不相加；与其他省比较时只用终点。",
        "From and to",
        "The two ends of one change are never added; only where it arrived is compared.",
    ],
    [
        "目标",
        "目标、力争、预计等未做到的数单列，不与实际数合计或混排。",
        "Targets",
        "What is intended or expected stands apart from what was achieved.",
    ],
    [
        "时期",
        "原句未写时期的数，比较时按文件所属时期，并注明“时期按文件推定”。",
        "Periods",
        "A figure without a period is compared by its document's reference period, and that is said.",
    ],
    [
        "四种空白",
        "未报告（空白）、不适用、不可比与零是四回事；空白从不表示零。",
        "Four kinds of nothing",
        "Not reported (blank), not applicable, not comparable and zero are four different things.",
    ],
    [
        "证据",
        "每个数字都链接到“证据”表中的一行，给出原句及其在原文中的位置。",
        "Evidence",
        "Every figure leads to a row of the sheet Evidence, with its sentence and where it stands.",
    ],
];

/// The marker of a note: [注3] for bounds.
pub fn marker(release: &Release, topic: &str) -> String {
    let at = NOTES.iter().position(|n| n[0] == topic).map_or(0, |i| i + 1);
    format!("[{}{at}]", release.config.pick("注", "Note "))
}

/// The sheet.
pub fn sheet(release: &Release) -> Sheet<'static> {
    let p = |zh, en| release.config.pick(zh, en);
    let mut rows: Vec<[String; 3]> = NOTES
        .iter()
        .map(|[topic, text, topic_en, text_en]| {
            [marker(release, topic), p(topic, topic_en).to_owned(), p(text, text_en).to_owned()]
        })
        .collect();
    let mut set = |title: &str, set: &str, codes: Vec<&'static str>| {
        for code in codes {
            let note = match release.config.language {
                crate::config::Language::Zh => release.lists.labels.note(set, code).to_owned(),
                crate::config::Language::En => String::new(),
            };
            let text = if note.is_empty() {
                code.to_owned()
            } else {
                format!("{note}{}", release.say().bracketed(code))
            };
            rows.push([title.to_owned(), word(release, set, code), text]);
        }
    };
    set(p("界", "Qualifier"), Qualifier::SET, Qualifier::ALL.iter().map(|m| m.code()).collect());
    set(p("类型", "Kind"), Kind::SET, Kind::ALL.iter().map(|m| m.code()).collect());
    set(
        p("可比性", "Comparability"),
        Comparability::SET,
        Comparability::ALL.iter().map(|m| m.code()).collect(),
    );
    set(p("差异", "Reasons"), Reason::SET, Reason::ALL.iter().map(|m| m.code()).collect());
    set(p("计算结果的界", "Bound of a result"), Bound::SET, Bound::ALL.iter().map(|m| m.code()).collect());
    set(p("披露情况", "Coverage"), CoverageState::SET, CoverageState::ALL.iter().map(|m| m.code()).collect());
    set(p("状态", "Status"), Status::SET, Status::ALL.iter().map(|m| m.code()).collect());
    let table = Table {
        name: p("说明表", "Notes_table").into(),
        columns: vec![
            Column::text(p("编号", "No.")),
            Column::text(p("项目", "Item")),
            Column::prose(p("说明", "Meaning")).width(90.0),
        ],
        rows: rows.into_iter().map(|[a, b, c]| Row::from(vec![a.into(), b.into(), c.into()])).collect(),
    };
    let mut sheet = Sheet::new(
        p("说明", "Notes"),
        p("说明：约定与定义", "Notes: conventions and definitions"),
        p("约定、界的说法、可比性等级", "Conventions, qualifiers, grades"),
        SheetKind::Notes,
        Body::Table(table),
    );
    sheet.lines = vec![
        p(
            "本表列出约定、界的说法、可比性等级；其他工作表用 [注n] 引用。",
            "Conventions, qualifiers and grades; other sheets refer to them as [Note n].",
        )
        .to_owned(),
    ];
    sheet
}
