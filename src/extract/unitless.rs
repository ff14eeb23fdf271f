//! Figures that have no unit: 采购经理指数为50.2, 性别比由105.87下降为104.12, 比上年缩小0.05.

use super::numeral::Numeral;
use super::quantity::Found;
use super::site::Site;
use crate::codelist::Role;
use crate::model::{Dimension, Qualifier, Quantity};

/// How far behind the name of an index its figure may stand, in characters.
const REACH: usize = 36;

/// The quantity of a number without a unit, where the words before it name an index and nothing behind it is counted.
pub fn read(site: &Site, n: &Numeral, previous: Option<&Found>) -> Option<Found> {
    let reading =
        n.reading.as_ref().filter(|r| n.arabic && r.scale == 0 && !r.percent && r.upper.is_none())?;
    if !ends_here(site, n.end) {
        return None;
    }
    let clause = site.clauses.get(site.clause_at(n.start)).map_or(site.sentence.start, |c| c.range.start);
    let words = &site.lists.words;
    // 性别比（以女性为100，男性对女性的比例）由2010年的105.87: the name may stand before a bracket
    let from = previous.filter(|f| f.quantity.unit.is_some()).map_or(site.sentence.start, |f| f.end);
    let before = &site.text[from.clamp(site.sentence.start, n.start)..n.start];
    let named = words.index_named(before).is_some_and(|end| before[end..].chars().count() <= REACH);
    let moved =
        site.cues.iter().any(|h| {
            h.end <= n.start && n.start - h.end <= '了'.len_utf8() && matches!(h.role, Role::Change(_))
        }) || site.text[..n.start].ends_with(['高', '低', '大', '小']);
    // what follows an index in its sentence moves it: 比上年缩小0.05
    let continues = previous.is_some_and(|f| f.quantity.unit.is_none() && f.start >= site.sentence.start);
    let bracketed =
        site.text[..n.start].ends_with(['（', '(']) && site.text[n.end..].starts_with(['）', ')']);
    let holds = named || (continues && (moved || bracketed));
    if !holds || !valued(&site.text[clause.min(n.start)..n.start], moved) {
        return None;
    }
    let quantity = Quantity::worded(reading.number, 0, Qualifier::Exact, None, Dimension::Other);
    Some(Found {
        start: n.start,
        end: n.end,
        numeral_start: n.start,
        numeral_end: n.digits_end,
        quantity,
        rule: "rule:index".into(),
        doubling: false,
        bound_carried: false,
    })
}

/// Whether the words right before a number give it as a value.
fn valued(before: &str, moved: bool) -> bool {
    const WORDS: &[&str] = &[
        "为", "达", "达到", "是", "由", "从", "到", "至", "的", "指数", "比", "值", "：", "（", "均", "得分",
        "评分", "总分",
    ];
    moved || before.is_empty() || WORDS.iter().any(|w| before.ends_with(w))
}

/// Whether nothing that could be counted stands behind a number: a pause, or a word of change.
fn ends_here(site: &Site, end: usize) -> bool {
    let after = &site.text[end..];
    let pause = after.is_empty()
        || after.starts_with(['，', '。', '；', '、', '）', ')', '（', '(', '\n', ',', ';'])
        || after.starts_with("和");
    let word = |h: &&crate::codelist::CueHit| h.start == end && matches!(h.role, Role::Change(_));
    pause || site.cues.iter().any(|h| word(&h))
}
