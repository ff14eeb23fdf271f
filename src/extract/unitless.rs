//! Figures that have no unit: 采购经理指数为50.2, 性别比由105.87下降为104.12, 比上年缩小0.05.

use super::numeral::{self, Lexicon, Numeral};
use super::quantity::{self, Found};
use super::site::Site;
use crate::codelist::Role;
use crate::model::{Dimension, Qualifier, Quantity};
use std::ops::Range;

/// How far behind the name of an index its figure may stand, in characters.
const REACH: usize = 36;
/// The longest list of numbers that share a unit.
const LONGEST_LIST: usize = 16;

/// The quantity of a number without a unit: of an index that the words before it name, of a unit that its noun
/// implies (人口4335万), or of the unit written behind the next number (快4.6和3.1个百分点).
pub fn read(site: &Site, n: &Numeral, previous: Option<&Found>, lexicon: Lexicon) -> Option<Found> {
    index(site, n, previous).or_else(|| implied(site, n, previous)).or_else(|| shared(site, n, lexicon))
}

/// 农村贫困人口为4335万, 减少1240万: 万 or 亿 of what the noun before counts.
fn implied(site: &Site, n: &Numeral, previous: Option<&Found>) -> Option<Found> {
    let reading = n.reading.as_ref().filter(|r| r.scale >= 4 && r.upper.is_none() && !r.bare)?;
    let cues = &site.lists.cues;
    let after = &site.text[n.end..];
    let behind = cues.qualifier_after(after).filter(|(length, _)| *length > 3);
    let end = n.end + behind.map_or(0, |(length, _)| length);
    if !ends_here(site, end) {
        return None;
    }
    let from = previous.map_or(site.sentence.start, |f| f.end).clamp(site.sentence.start, n.start);
    let named = site.lists.words.implied_unit(&site.text[from..n.start]);
    let continued = || previous.filter(|f| f.start >= site.sentence.start)?.quantity.unit.as_deref();
    let unit = site.lists.units.spelled(named.or_else(continued)?)?;
    let before = cues.qualifier_before(&site.text[site.sentence.start..n.start]);
    let qualifier =
        before.map(|(_, q)| q).or(reading.inner).or(behind.map(|(_, q)| q)).unwrap_or(Qualifier::Exact);
    let quantity =
        Quantity::worded(reading.number, reading.scale, qualifier, Some(unit.unit.clone()), unit.dimension);
    let start = n.start - before.map_or(0, |(length, _)| length);
    Some(found(n, start..end, quantity, format!("rule:implied_unit;unit:{}", unit.unit)))
}

/// 分别快4.6和3.1个百分点, 分别为11、24、59和35微克/立方米: the unit behind the last number of the list.
fn shared(site: &Site, n: &Numeral, lexicon: Lexicon) -> Option<Found> {
    let reading = n.reading.as_ref().filter(|r| n.arabic && !r.percent && r.upper.is_none() && !r.bare)?;
    let clause = site.clauses.get(site.clause_at(n.start)).map_or(site.sentence.clone(), |c| c.range.clone());
    let respectively =
        ["分别", "依次"].iter().any(|w| site.text[clause.start.min(n.start)..n.start].contains(w));
    let fraction = site.text[n.start..n.digits_end].contains('.');
    if !fraction && !respectively {
        return None;
    }
    let mut at = n.end;
    for _ in 0..LONGEST_LIST {
        let after = &site.text[at..];
        let joint = ["和", "、", "及", "与"].iter().find(|j| after.starts_with(**j))?;
        let next = numeral::at(site.text, at + joint.len(), lexicon)?;
        let scale = next.reading.as_ref().filter(|_| next.arabic)?.scale;
        if let Some(f) = quantity::read(site.text, &next, site.sentence.start, lexicon) {
            // 分别为1310、1322、1312万人: the 万 is of all as the unit is
            if scale != reading.scale && !(respectively && reading.scale == 0) {
                return None;
            }
            let q = f.quantity;
            let scale = if respectively { q.unit_mult } else { q.unit_mult - scale + reading.scale };
            let mut quantity = Quantity::worded(reading.number, scale, Qualifier::Exact, q.unit, q.dimension);
            quantity.per = q.per;
            return Some(found(n, n.start..n.end, quantity, "rule:shared_unit".into()));
        }
        if !respectively {
            return None;
        }
        at = next.end;
    }
    None
}

fn found(n: &Numeral, range: Range<usize>, quantity: Quantity, rule: String) -> Found {
    Found {
        start: range.start,
        end: range.end,
        numeral_start: n.start,
        numeral_end: n.digits_end,
        quantity,
        rule,
        doubling: false,
        bound_carried: false,
    }
}

/// The quantity of a number where the words before it name an index and nothing behind it is counted.
fn index(site: &Site, n: &Numeral, previous: Option<&Found>) -> Option<Found> {
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
    Some(found(n, n.start..n.end, quantity, "rule:index".into()))
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
