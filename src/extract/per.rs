//! What a figure is per, where the words before it say so: 人均, 户均, 每万人, 每亩.

use super::numeral;
use super::quantity::Found;
use super::site::Site;
use crate::model::Dimension;

/// How far before a number the words may stand, in characters.
const REACH: usize = 16;

/// The `per` of a number from the words before it in its clause; none for percentages and spans of time.
pub fn per(site: &Site, f: &Found) -> Option<String> {
    if matches!(f.quantity.dimension, Dimension::Ratio | Dimension::Points | Dimension::Time) {
        return None;
    }
    let clause = site.clauses.get(site.clause_at(f.start))?;
    let before = &site.text[clause.range.start.min(f.start)..f.start];
    let skip = before.char_indices().rev().nth(REACH - 1).map_or(0, |(i, _)| i);
    let near = &before[skip..];
    if let Some((at, per)) = site.lists.words.average(near) {
        // 人均可支配收入, but not 人均增收3000元、总额5亿元
        return (!near[at..].contains('、')).then(|| per.to_owned());
    }
    each(site, near)
}

/// 每万人, 每千名老年人, 每户, 每月, 每人每年, 每个家庭户.
fn each(site: &Site, near: &str) -> Option<String> {
    let at = near.rfind('每')?;
    let own = one(site, &near[at + '每'.len_utf8()..]);
    // 每人每年, 单个企业每年 is no denominator of its own
    let outer = near[..at].rfind('每').and_then(|outer| {
        let between = &near[outer + '每'.len_utf8()..at];
        one(site, between).filter(|per| per.len() == between.len() && !between.is_empty())
    });
    let often = ["年", "月", "季度", "日"].iter().find(|w| near[at + '每'.len_utf8()..].starts_with(**w));
    match (outer, own, often) {
        (Some(outer), _, Some(often)) => Some(format!("{outer}·{often}")),
        (outer, own, _) => own.or(outer),
    }
}

/// What stands behind one 每.
fn one(site: &Site, rest: &str) -> Option<String> {
    let digits: usize = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || (numeral::is_chinese_numeral(*c) && *c != '半'))
        .map(char::len_utf8)
        .sum();
    let unit = &rest[digits..];
    if let Some(month) = ["季度", "月", "人", "户", "村", "周"].iter().find(|w| unit.starts_with(**w))
    {
        return (*month != "周").then(|| rest[..digits + month.len()].to_owned());
    }
    let found = site.lists.units.match_at(unit, true)?;
    if let Some(noun) = site.lists.units.noun_at(&unit[found.length..]).filter(|_| unit.starts_with('个')) {
        return Some(noun.unit.unit.to_string());
    }
    // 每年 says how often, not what the unit is divided by
    let time = found.unit.dimension == Dimension::Time;
    (!time && (!found.noun || digits > 0)).then(|| rest[..digits + found.length].to_owned())
}
