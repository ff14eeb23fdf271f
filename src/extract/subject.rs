//! What is counted: the noun phrase beside a number, and the words that indicator rules look at.

use super::quantity::Found;
use super::site::Site;
use crate::model::Dimension;

/// Words that end the noun phrase after a number.
const STOPS: &[&str] = &[
    "获得",
    "获",
    "取得",
    "通过",
    "作为",
    "开展",
    "进行",
    "脱贫",
    "实现",
    "出口",
    "得到",
    "入选",
    "参与",
    "参加",
    "被",
    "列入",
    "完成",
    "达到",
    "建成",
    "投产",
    "开工",
    "增长",
    "下降",
    "入驻",
    "纳入",
    "以及",
    "等",
    "，",
    "。",
    "；",
    "、",
    "：",
    "（",
    "(",
    "）",
    "！",
    "？",
    "”",
    "“",
    "\n",
    "和",
    "为",
    "占",
    "推进",
    "提供",
    "用于",
    "实施",
    "增加",
    "减少",
    "扩大",
    "提高到",
    "提高至",
    "提升到",
    "提升至",
    "降至",
    "降到",
    "增至",
    "升至",
    "缩短",
    "压缩",
    "发展到",
    "的",
];
/// Verbs that open the words before a number and are no part of its noun phrase.
const VERBS: &[&str] = &[
    "达到", "达", "为", "共", "共有", "累计", "有", "约", "近", "超", "超过", "突破", "实现", "完成", "新增",
    "增长", "增加", "下降", "提高", "提升", "减少", "降低", "分别", "获得", "其中", "同比", "共计", "合计",
    "总计", "已", "了", "仅", "均", "由", "从", "是", "的", "到", "至", "、", "和", "及", "力争",
];

/// Nouns of amounts and rates: right before a number they are what it measures.
const OF_THE_NEXT: &[&str] =
    &["率", "占比", "比重", "比例", "收入", "总额", "产值", "面积", "产量", "投资", "资金", "金额", "人数"];

/// The noun phrase of a number and the head that rules look at.
pub struct Subject {
    pub phrase: Option<String>,
    pub head: String,
}

/// The subject of a number, from the words after it or, where none follow, before it.
pub fn subject(site: &Site, f: &Found, previous_end: Option<usize>, next_start: Option<usize>) -> Subject {
    let clause = site.clause_at(f.start);
    let (start, end) = site
        .clauses
        .get(clause)
        .map_or((site.sentence.start, site.sentence.end), |c| (c.range.start, c.range.end));
    let limit = end.min(next_start.unwrap_or(end)).max(f.end);
    let mut after = after(&site.text[f.end..limit]);
    // 抽检400批次合格率100%: the noun that runs up to the next number and names a rate belongs to that one
    if next_start == Some(f.end + after.len()) && OF_THE_NEXT.iter().any(|w| after.ends_with(w)) {
        after.clear();
    }
    let from = previous_end.filter(|p| *p > start && *p <= f.start).unwrap_or(start).min(f.start);
    let before = before(&site.text[from..undated(site, f.start).max(from)]);
    let counted = matches!(f.quantity.dimension, Dimension::Count);
    let noun = noun_in_quote(&site.text[f.start..f.end]);
    let noun = if !counted || site.lists.units.spelled(&noun).is_some() { String::new() } else { noun };
    let head = match (counted, after.chars().count() >= 2) {
        (true, true) => format!("{noun}{after}"),
        (true, false) => format!("{before}\u{1}{noun}"),
        (false, true) => format!("{before}\u{1}{after}"),
        (false, false) => before.clone(),
    };
    let phrase = if counted && after.chars().count() >= 2 { after } else { before };
    let phrase = if phrase.is_empty() && !noun.is_empty() { noun } else { phrase };
    Subject { phrase: (!phrase.is_empty()).then_some(phrase), head }
}

/// Where the words before a number end once its own date is left out: 合格率由2022年的|96.1%.
fn undated(site: &Site, start: usize) -> usize {
    let dated = site.periods.iter().rev().find(|p| {
        p.range.end <= start && matches!(&site.text[p.range.end..start], "" | "的" | "的约" | "约" | "末的")
    });
    dated.map_or(start, |p| p.range.start)
}

/// A noun that the quote itself ends with: 3万多农户, 六大机制.
fn noun_in_quote(quote: &str) -> String {
    let tail: String = quote.chars().rev().take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    let tail: String = tail.chars().rev().collect();
    if tail.chars().count() >= 2 { tail } else { String::new() }
}

fn after(text: &str) -> String {
    let text = text.strip_prefix('的').unwrap_or(text);
    let stop = STOPS.iter().filter_map(|s| text.find(s)).min().unwrap_or(text.len());
    text[..stop].chars().take(16).collect()
}

fn before(text: &str) -> String {
    let mut text = text;
    let cut = text
        .rfind(['、', '，', '；', '：', '。'])
        .map(|i| i + text[i..].chars().next().map_or(0, char::len_utf8));
    if let Some(cut) = cut
        && text[cut..].chars().count() >= 2
    {
        text = &text[cut..];
    }
    loop {
        let shorter = VERBS.iter().find_map(|v| text.strip_suffix(v));
        match shorter {
            Some(s) => text = s,
            None => break,
        }
    }
    loop {
        let shorter = VERBS.iter().find_map(|v| text.strip_prefix(v));
        match shorter {
            Some(s) => text = s,
            None => break,
        }
    }
    let skip = text.chars().count().saturating_sub(18);
    text.chars().skip(skip).collect()
}
