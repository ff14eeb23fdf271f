//! What every workbook has: cover, contents, properties, links to the evidence.

use super::evidence;
use super::model::{Body, Book, Cell, Fact, Properties, Sheet, SheetKind};
use super::say;
use crate::config::Language;
use crate::model::Observation;
use crate::report::Release;

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
    let mut codes: Vec<&str> =
        release.batches.iter().filter_map(|b| b.origin.reference_period.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    let periods: Vec<String> = codes.into_iter().map(|code| say::period(release, Some(code))).collect();
    let documents = release.batches.iter().filter(|b| !b.text.is_empty()).count();
    let corrected = release.observations.iter().filter(|o| o.correction.is_some()).count();
    let mut facts = vec![
        Fact::new(p("内容", "Content"), about),
        Fact::new(p("所属时期", "Period"), periods.join(p("、", ", "))),
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
                "{}{}",
                release.batches.len(),
                release.say().bracketed(&format!(
                    "{} {documents}{}{} {}",
                    p("报告", "reports"),
                    p("，", ", "),
                    p("表格", "spreadsheets"),
                    release.batches.len() - documents
                ))
            ),
        ),
        Fact::new(p("观测数", "Observations"), release.observations.len().to_string()),
        Fact::new(
            p("人工更正", "Corrected by hand"),
            format!(
                "{corrected}{}",
                p("个观测，见“观测值”的“更正”列", " observations, see the column Correction")
            ),
        ),
        Fact::new(
            p("引用方式", "How to cite"),
            format!("{}{} {}", release.config.title, p("，发布编号", ", release"), release.release_id),
        ),
        Fact::new(
            p("定义见", "Definitions"),
            Cell::text(p("说明", "Notes")).leading_to_sheet(p("说明", "Notes")),
        ),
    ];
    if corrected == 0 {
        facts.retain(|f| f.label != p("人工更正", "Corrected by hand"));
    }
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

/// A cell that leads to an observation's evidence row.
pub fn linked(release: &Release, cell: Cell, o: &Observation) -> Cell {
    let tip: String = o.sentence.chars().take(200).collect();
    cell.leading_to_row(evidence::name(release), &o.observation_id).tip(&tip)
}

/// The quote of an observation, marked where an analyst corrected it.
pub fn quote(release: &Release, o: &Observation) -> String {
    let mark = release.config.pick("（更正）", " (corrected)");
    format!("{}{}", o.quote, if o.correction.is_some() { mark } else { "" })
}

/// The label of a code of a closed set in the release's language.
pub fn word(release: &Release, set: &str, code: &str) -> String {
    release.say().word(set, code).to_owned()
}
