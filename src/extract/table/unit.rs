//! Units as tables write them: in brackets, after 单位：, in a cell of their own, several in a list.

use super::label::brackets;
use crate::codelist::table_word::Fit;
use crate::codelist::{Codelists, TableRole};
use crate::model::Dimension;
use std::sync::Arc;

/// A unit with its exponent, as written in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadUnit {
    /// The base unit; none for a bare exponent (亿).
    pub unit: Option<Arc<str>>,
    pub dimension: Dimension,
    pub exponent: i32,
    pub per: Option<String>,
    pub written: String,
}

/// The unit that a whole text is: 亿元, 万人, %, 元/人, 亿.
pub(super) fn parse(lists: &Codelists, text: &str) -> Option<HeadUnit> {
    let text = text.trim_matches(['±', '+', '＋']).trim_start_matches("+-").trim_start_matches('-');
    if text.is_empty() || text.chars().count() > 12 {
        return None;
    }
    let make = |unit: Option<Arc<str>>, dimension, exponent, per: Option<&str>| HeadUnit {
        unit,
        dimension,
        exponent,
        per: per.map(str::to_owned),
        written: text.to_owned(),
    };
    if let Some((unit, dimension, exponent)) = plain(lists, text) {
        return Some(make(Some(unit), dimension, exponent, None));
    }
    if let Some((over, per)) = text.split_once(['/', '／'])
        && let Some((unit, dimension, exponent)) = plain(lists, over)
        && !per.is_empty()
        && !per.chars().any(|c| c.is_ascii_digit())
        && (plain(lists, per).is_some() || per.chars().count() <= 3)
    {
        return Some(make(Some(unit), dimension, exponent, Some(per)));
    }
    let (exponent, rest) = powers(text);
    (exponent > 0 && rest.is_empty()).then(|| make(None, Dimension::Other, exponent, None))
}

fn plain(lists: &Codelists, text: &str) -> Option<(Arc<str>, Dimension, i32)> {
    let mut rest = text;
    let mut exponent = 0;
    loop {
        if let Some(unit) = lists.units.spelled(rest) {
            return Some((unit.unit.clone(), unit.dimension, exponent + unit.exponent));
        }
        let c = rest.chars().next()?;
        exponent += power(c)?;
        rest = &rest[c.len_utf8()..];
    }
}

fn power(c: char) -> Option<i32> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

fn powers(text: &str) -> (i32, &str) {
    let mut exponent = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let Some(p) = power(c) else { break };
        exponent += p;
        rest = &rest[c.len_utf8()..];
    }
    (exponent, rest)
}

/// The unit inside a label, and the label without it: 生产总值（亿元）, 增长%, 发行额/亿元.
pub(super) fn within(lists: &Codelists, label: &str) -> Option<(HeadUnit, String)> {
    for (range, inner) in brackets(label).into_iter().rev() {
        let inner = lists
            .table_words
            .starts(TableRole::UnitLine, inner)
            .or_else(|| ["单位"].into_iter().find(|w| inner.starts_with(w) && inner.len() > w.len()))
            .map_or(inner, |w| &inner[w.len()..]);
        let pieces = || inner.split(['，', '、', ',', '；', ';', '：', ':']);
        let found = parse(lists, inner).or_else(|| pieces().find_map(|p| parse(lists, p)));
        if let Some(unit) = found {
            let rest = format!("{}{}", &label[..range.start], &label[range.end..]);
            return Some((unit, rest));
        }
    }
    for sign in ["±%", "+-%", "%", "‰", "个百分点", "百分点"] {
        if let Some(rest) = label.strip_suffix(sign)
            && !rest.is_empty()
            && !rest.ends_with(|c: char| c.is_ascii_digit())
            && let Some(unit) = parse(lists, sign)
        {
            return Some((unit, rest.trim_end_matches(['±', '+', '-', '/', '_', ':', '：']).to_owned()));
        }
    }
    let at = label.rfind(['/', '／', '_', ':', '：', '|', ',', '，'])?;
    let width = label[at..].chars().next().map_or(1, char::len_utf8);
    let unit = parse(lists, &label[at + width..])?;
    (at > 0).then(|| (unit, label[..at].to_owned()))
}

/// The units that a line above a table states, in order: 单位：万元、家, or in brackets at its end.
pub(super) fn stated(lists: &Codelists, line: &str) -> Vec<HeadUnit> {
    let words = &lists.table_words;
    let open = line
        .char_indices()
        .find_map(|(i, _)| words.starts(TableRole::UnitLine, &line[i..]).map(|w| i + w.len()));
    if let Some(at) = open {
        return list(lists, &line[at..]);
    }
    match within(lists, line) {
        Some((unit, _)) if line.ends_with(['）', ')', ']', '】']) => match brackets(line).pop() {
            Some((_, inner)) if inner.contains(['、', '，', ',']) => list(lists, inner),
            _ => vec![unit],
        },
        _ => Vec::new(),
    }
}

fn list(lists: &Codelists, text: &str) -> Vec<HeadUnit> {
    let end = text.find(['）', ')', ']', '】', '。']).unwrap_or(text.len());
    let text = &text[..end];
    // 家（户） and 元/人 are units of their own
    if let Some(unit) = parse(lists, text) {
        return vec![unit];
    }
    let pieces = |cut: &[char]| -> Vec<HeadUnit> {
        text.split(cut).filter_map(|p| parse(lists, p.trim_matches(['：', ':']))).collect()
    };
    let parts = pieces(&['、', '，', ',', '；', ';', '|']);
    if parts.is_empty() { pieces(&['/', '和', '及', '、']) } else { parts }
}

/// Of several units, the one that fits what a label measures; a sole unit fits unless the label is of another sort.
pub(super) fn fitting<'a>(units: &'a [HeadUnit], fit: Option<&Fit>) -> Option<&'a HeadUnit> {
    let Some(fit) = fit else { return if let [one] = units { Some(one) } else { None } };
    let same: Vec<&HeadUnit> = units.iter().filter(|u| u.dimension == fit.dimension).collect();
    let listed = |u: &&&HeadUnit| fit.units.iter().any(|f| Some(f.as_str()) == u.unit.as_deref());
    match (same.as_slice(), units) {
        ([], [one]) if one.unit.is_none() || !opposed(one.dimension, fit.dimension) => Some(one),
        ([], _) => None,
        ([one], [_]) => Some(one),
        ([one], _) => Some(one),
        (several, _) => several.iter().find(listed).copied(),
    }
}

/// Whether a label of one dimension cannot be in a unit of another: rates in 亿元, money in 人.
fn opposed(unit: Dimension, label: Dimension) -> bool {
    use Dimension::{Count, Money, Points, Ratio};
    let relative = |d| matches!(d, Ratio | Points);
    relative(unit) != relative(label) || matches!((unit, label), (Money, Count) | (Count, Money))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_from_headers() {
        let lists = Codelists::load(None).unwrap();
        for (label, written, rest) in [
            ("地区生产总值（亿元）", "亿元", "地区生产总值"),
            ("发行总额（亿）", "亿", "发行总额"),
            ("增长率(%)", "%", "增长率"),
            ("比上年增长%", "%", "比上年增长"),
            ("人均可支配收入（元/人）", "元/人", "人均可支配收入"),
            ("产值（亿元，现价）", "亿元", "产值"),
            ("面积（单位：千公顷）", "千公顷", "面积"),
            ("企业数/家", "家", "企业数"),
            ("比上年±%", "%", "比上年"),
        ] {
            let (unit, left) = within(&lists, label).unwrap_or_else(|| panic!("{label}"));
            assert_eq!((unit.written.as_str(), left.as_str()), (written, rest), "{label}");
        }
        assert!(within(&lists, "企业数（规模以上）").is_none());
        let units = stated(&lists, "单位：万元、家");
        let of = |label: &str| fitting(&units, lists.table_words.fit(label)).and_then(|u| u.unit.clone());
        assert_eq!(of("补贴金额").as_deref(), Some("元"));
        assert_eq!(of("帮扶企业数").as_deref(), Some("家"));
        assert_eq!(of("增长率"), None);
    }
}
