//! What a period is when it is a base of comparison, and when a date only dates a report.

use crate::model::{Part, PeriodExpr, YearRef};

/// How many characters may name the source of a figure before the date of what it says.
const SOURCE: usize = 20;

/// The base a period is when 比, 较 or 与 stands before it, or 同期 or 相比 behind it: its end and name.
pub(super) fn base_of(
    text: &str,
    floor: usize,
    start: usize,
    end: usize,
    expr: Option<PeriodExpr>,
) -> Option<(usize, String)> {
    let before = &text[floor..start];
    let after = &text[end..];
    let compares = before.ends_with(['比', '较'])
        && !before.ends_with("占比")
        && !before.ends_with("同比")
        && !before.ends_with("环比");
    let beside = before.ends_with(['与', '同', '和']) && compares_on(after);
    let basis = before.ends_with("以") && after.starts_with("为基");
    let on = after.starts_with("基础上");
    let multiple = before.ends_with(['是', '为', '达', '到', '于']) && multiple_follows(after);
    if !(compares || beside || basis || on || multiple) {
        return None;
    }
    let expr = expr?;
    let same = after.starts_with("同期");
    let end = if same { end + "同期".len() } else { end };
    let written = &text[start..end];
    let name = match (expr.from, same) {
        (YearRef::Relative(-1), true) => "去年同期".to_owned(),
        (YearRef::Relative(-1), false) if written.ends_with(['末', '底']) => "上年末".to_owned(),
        (YearRef::Relative(-1), false) => "上年".to_owned(),
        (YearRef::Absolute(y), _) => {
            let code = match (expr.to, expr.part) {
                (Some(YearRef::Absolute(to)), _) => format!("{y}/{to}"),
                (_, Part::Months(a, b)) if a == b => format!("{y}-{a:02}"),
                (_, Part::Months(a, b)) => format!("{y}-{a:02}/{b:02}"),
                (_, Part::Quarters(a, b)) if a == b => format!("{y}-Q{a}"),
                (_, Part::Quarters(a, b)) => format!("{y}-Q{a}/Q{b}"),
                _ => y.to_string(),
            };
            if same { format!("{code}同期") } else { code }
        }
        _ => written.to_owned(),
    };
    Some((end, name))
}

/// What follows the date of a dispatch or of a speech.
pub(super) fn dates_a_report(after: &str) -> bool {
    let line = after.split(['\n', '。', '；']).next().unwrap_or("");
    after.starts_with('电')
        || (line.starts_with('在') && (line.contains("会议上") || line.contains("大会上")))
}

/// Whether a date is that of what is quoted: 据市场监管总局2025年4月通报.
pub(super) fn dates_a_source(before: &str, after: &str) -> bool {
    const SAYS: &[&str] = &["通报", "公布", "发布", "介绍", "消息", "报道", "透露"];
    let clause = before.rsplit(['，', '。', '；', '：', ',', ';', '\n']).next().unwrap_or("");
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '日');
    clause.contains('据') && clause.chars().count() <= SOURCE && SAYS.iter().any(|w| after.starts_with(w))
}

/// What follows 与2010年: 相比, 同期相比, 持平, or 第六次全国人口普查的4412519人相比.
fn compares_on(after: &str) -> bool {
    const LEVEL: &[&str] = &["持平", "基本持平", "相当", "相同", "一样", "比较"];
    let after = after.strip_prefix("同期").unwrap_or(after);
    let stop = after.find(['，', '。', '；', ',', ';']).unwrap_or(after.len());
    let clause = &after[..stop];
    LEVEL.iter().any(|w| after.starts_with(w))
        || clause.starts_with("相比")
        || clause.ends_with("相比")
        || clause == "比"
}

/// 的2.3倍 right behind a period: 是2013年的2.3倍.
fn multiple_follows(after: &str) -> bool {
    let Some(rest) = after.strip_prefix('的') else { return false };
    rest.chars().take(8).collect::<String>().contains('倍')
}
