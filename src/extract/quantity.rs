//! From a numeral to a quantity with its exact quote: approximators before and after, range, unit, per.

use super::join;
use super::numeral::{self, Lexicon, Numeral, Reading};
use crate::codelist::unit::{Unit, UnitMatch};
use crate::model::quantity::shift;
use crate::model::{Dimension, Qualifier, Quantity};
use rust_decimal::Decimal;
use std::sync::{Arc, LazyLock};

/// Room for the rows that decide about a quantity.
const ROOM: usize = 80;

/// One text for all percentages.
static PERCENT: LazyLock<Arc<str>> = LazyLock::new(|| "%".into());

/// A quantity found in the text, by bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The quote: approximators, number, unit.
    pub start: usize,
    pub end: usize,
    /// The numeral alone.
    pub numeral_start: usize,
    pub numeral_end: usize,
    pub quantity: Quantity,
    /// Rows that decided, joined by `;`.
    pub rule: String,
    /// A growth in itself: 翻一番.
    pub doubling: bool,
    /// The bound was said of an earlier number of the list.
    pub bound_carried: bool,
}

/// What stands between a numeral and its unit or after it.
struct Tail<'a> {
    unit: Option<UnitMatch<'a>>,
    unit_end: usize,
    after: Option<Qualifier>,
    end: usize,
    /// 半 after a unit of time: 三年半.
    half: bool,
}

/// Reads the quantity of a numeral; none where no unit tells that it measures. `floor` is the start of the sentence.
pub fn read(text: &str, numeral: &Numeral, floor: usize, lexicon: Lexicon) -> Option<Found> {
    let mut reading = numeral.reading.clone()?;
    // 数十家: a bare 十 like 数百
    let ten = !numeral.arabic && &text[numeral.start..numeral.end] == "十";
    if ten && text[floor..numeral.start].ends_with('数') {
        reading.bare = true;
    }
    if let Some(found) = doubling(text, numeral, &reading, floor, lexicon) {
        return Some(found);
    }
    let before = &text[floor..numeral.start];
    let (lead, mut lead_rule, lead_length) = lead(before, numeral, &reading, lexicon);
    if reading.bare && reading.inner.is_none() && lead.is_none() && !counted_bare(&reading) {
        return None;
    }
    if let Some(found) = range(text, numeral, &reading, floor, lexicon) {
        return Some(found);
    }
    let tail = tail(text, numeral, &reading, lexicon)?;
    let round = reading.scale >= 4 && power_of_ten(&reading.number) && !numeral.arabic;
    if round && reading.inner.is_none() && lead.is_none() && tail.unit.is_some_and(|u| u.noun) {
        return None; // 千亿产业集群
    }
    let mut rule = String::with_capacity(ROOM);
    let (unit, dimension, exponent) = unit_of(&reading, tail.unit.as_ref());
    if let Some(unit) = &unit {
        join(&mut rule, &["unit:", unit]);
    }
    let scale = reading.scale + exponent;
    let mut number = reading.number;
    if tail.half {
        number += Decimal::new(5, 1);
    }
    let upper = reading.upper.or_else(|| several(before, &reading));
    let mut start = numeral.start - lead_length;
    let mut quantity = match upper {
        Some(upper) => {
            let low = if lead_rule == Some("数") { number * Decimal::TWO } else { number };
            let mut q = Quantity::range(low, upper, scale, unit, dimension);
            if reading.upper.is_some() && lead == Some(Qualifier::Nearly) {
                start = numeral.start;
                lead_rule = None;
            }
            q.qualifier = Qualifier::Range;
            q
        }
        None => {
            let qualifier = combine(lead, reading.inner, tail.after);
            Quantity::worded(number, scale, qualifier, unit, dimension)
        }
    };
    if let Some(word) = lead_rule {
        join(&mut rule, &["cue:", word]);
    }
    if reading.percent || reading.permille {
        quantity.step = Decimal::ONE;
    }
    let mut end = tail.end;
    if dimension == Dimension::Money && text[end..].starts_with('整') && !text[end..].starts_with("整体") {
        end += '整'.len_utf8();
    }
    if let Some((per, length)) = per(&text[tail.unit_end..], lexicon) {
        quantity.per = Some(per);
        end = end.max(tail.unit_end + length);
        if let Some((length, after)) = lexicon.cues.qualifier_after(&text[end..]) {
            quantity = quantity.with_qualifier(after);
            end += length;
        }
    }
    let frost = quantity.unit.as_deref().is_some_and(|u| matches!(u, "摄氏度" | "℃" | "度"));
    let below = frost && text[floor..numeral.start].ends_with("零下");
    let below = below.then(|| (numeral.start - "零下".len(), true));
    if let Some((sign_start, true)) = below.or_else(|| sign(text, numeral.start, floor)) {
        start = start.min(sign_start);
        quantity.negate();
        quantity.number = quantity.number.map(|n| -n);
    }
    Some(Found {
        start,
        end,
        numeral_start: numeral.start,
        numeral_end: numeral.digits_end,
        quantity,
        rule,
        doubling: false,
        bound_carried: false,
    })
}

fn power_of_ten(number: &Decimal) -> bool {
    [1, 10, 100, 1000].iter().any(|n| *number == Decimal::from(*n))
}

/// 百万元, 千亿元: an exponent word that counts by itself; a lone 百 or 千 does not.
fn counted_bare(reading: &Reading) -> bool {
    reading.scale >= 4 && reading.number > Decimal::ONE
}

/// The approximator before a numeral: what it says, its rule, and how many bytes of the quote it is.
fn lead<'t>(
    before: &'t str,
    numeral: &Numeral,
    reading: &Reading,
    lexicon: Lexicon,
) -> (Option<Qualifier>, Option<&'t str>, usize) {
    let (trimmed, currency) = currency(before);
    if let Some((length, qualifier)) = lexicon.cues.qualifier_before(trimmed) {
        let rule = &trimmed[trimmed.len() - length..];
        if lexicon.cues.stays_outside(rule) {
            return (Some(qualifier), Some(rule), 0);
        }
        return (Some(qualifier), Some(rule), length + currency);
    }
    let currency = if before.ends_with("人民币") { 0 } else { currency };
    let round = reading.bare
        || reading.scale >= 4
        || reading.percent
        || (!numeral.arabic && reading.number >= Decimal::TEN);
    if round || numeral.arabic {
        let words: &[(&'static str, Qualifier, bool)] = &[
            ("上", Qualifier::AtLeast, true),
            ("过", Qualifier::MoreThan, true),
            ("数", Qualifier::Range, true),
        ];
        for &(word, qualifier, bare_only) in words {
            let large = reading.percent || (!numeral.arabic && reading.scale >= 4);
            let amount = word == "过"
                && reading.scale >= 4
                && trimmed.strip_suffix(word).is_some_and(|b| lexicon.words.ends_with_amount(b));
            let allowed = !bare_only || reading.bare || (word == "过" && large) || amount;
            let compound = trimmed.ends_with("以上")
                || trimmed.ends_with("加上")
                || trimmed.ends_with("总数")
                || trimmed.ends_with("人数")
                || trimmed.ends_with("户数")
                || trimmed.ends_with("通过")
                || trimmed.ends_with("经过")
                || trimmed.ends_with("超过");
            if allowed && trimmed.ends_with(word) && !compound {
                return (Some(qualifier), Some(word), word.len() + currency);
            }
        }
    }
    (None, None, currency)
}

/// A currency sign or name right before the number: the text before it, and its length.
fn currency(before: &str) -> (&str, usize) {
    for sign in ["人民币", "￥", "¥", "RMB"] {
        if let Some(rest) = before.strip_suffix(sign) {
            return (rest, sign.len());
        }
    }
    (before, 0)
}

/// 数百, 数千: up to nine of the bare exponent.
fn several(before: &str, reading: &Reading) -> Option<Decimal> {
    (reading.bare && before.ends_with('数') && !before.ends_with("总数"))
        .then(|| reading.number * Decimal::from(9))
}

fn combine(lead: Option<Qualifier>, inner: Option<Qualifier>, after: Option<Qualifier>) -> Qualifier {
    let firm = |q: Option<Qualifier>| q.filter(|q| *q != Qualifier::Approx);
    firm(lead).or(firm(inner)).or(firm(after)).or(lead).or(inner).or(after).unwrap_or(Qualifier::Exact)
}

/// The unit in the dataset, its dimension, and the exponent inside its spelling.
fn unit_of(reading: &Reading, unit: Option<&UnitMatch>) -> (Option<Arc<str>>, Dimension, i32) {
    if reading.percent {
        return (Some(PERCENT.clone()), Dimension::Ratio, 0);
    }
    if reading.permille {
        return (Some("‰".into()), Dimension::Ratio, 0);
    }
    unit.map_or((None, Dimension::Other, 0), |u| {
        (Some(u.unit.unit.clone()), u.unit.dimension, u.unit.exponent)
    })
}

/// Unit and approximator after a numeral.
fn tail<'a>(text: &str, numeral: &Numeral, reading: &Reading, lexicon: Lexicon<'a>) -> Option<Tail<'a>> {
    let mut at = numeral.end;
    if text[at..].starts_with(' ') && numeral.arabic {
        at += 1; // 54.6 dB
    }
    let before_unit = lexicon.cues.qualifier_after(&text[at..]);
    if reading.percent || reading.permille {
        let (after, end) = match before_unit {
            Some((length, q)) => (Some(q), at + length),
            None => match text[at..].strip_prefix('强') {
                Some(_) => (Some(Qualifier::MoreThan), at + '强'.len_utf8()),
                None => (None, at),
            },
        };
        return Some(Tail { unit: None, unit_end: end, after, end, half: false });
    }
    let digits = numeral.arabic || text[..at].ends_with(['万', '亿', '余', '多']);
    let mut half = false;
    // 两个多月, 两个半小时
    if let Some(rest) = text[at..].strip_prefix('个') {
        let middle = rest.chars().next();
        if let Some(c @ ('多' | '半' | '余')) = middle
            && let Some((unit, length)) = time_behind(&rest[c.len_utf8()..], lexicon)
        {
            let unit = UnitMatch { unit, length, noun: false };
            let end = at + '个'.len_utf8() + c.len_utf8() + length;
            half = c == '半';
            let after = (!half).then_some(Qualifier::MoreThan);
            return Some(Tail { unit: Some(unit), unit_end: end, after, end, half });
        }
    }
    let mut unit = lexicon.units.match_at(&text[at..], digits);
    if unit.is_none() {
        unit = collective(&text[at..], numeral, lexicon);
        if let Some(u) = unit {
            let end = at + u.length;
            return Some(Tail { unit: Some(u), unit_end: end, after: None, end, half: false });
        }
        // 三千以上农户: the approximator stands before the unit
        let (length, q) = before_unit?;
        let rest = &text[at + length..];
        let u = lexicon.units.match_at(rest, digits)?;
        let end = at + length + u.length;
        return Some(Tail { unit: Some(u), unit_end: end, after: Some(q), end, half: false });
    }
    let matched = unit?;
    if matched.noun && !numeral.arabic && !counts_nouns(reading) {
        return None;
    }
    at += matched.length;
    let unit_end = at;
    if matched.unit.dimension == Dimension::Time && text[at..].starts_with('半') {
        half = true;
        at += '半'.len_utf8();
    }
    let time = (matched.unit.dimension == Dimension::Time)
        .then(|| lexicon.cues.qualifier_after_time(&text[at..]))
        .flatten();
    let after = lexicon
        .cues
        .qualifier_after(&text[at..])
        .filter(|(length, _)| {
            *length > 3 || matched.unit.dimension == Dimension::Time || &*matched.unit.unit == "倍"
        })
        .or(time);
    let end = at + after.map_or(0, |(length, _)| length);
    Some(Tail { unit, unit_end: if half { at } else { unit_end }, after: after.map(|(_, q)| q), end, half })
}

/// A unit of time behind 个半 or 个多, with the length of what is written of it: 两个半小时, 两个半月.
fn time_behind<'a>(rest: &str, lexicon: Lexicon<'a>) -> Option<(&'a Unit, usize)> {
    let own = lexicon.units.match_at(rest, false).filter(|u| u.unit.dimension == Dimension::Time);
    let named = || {
        let c = rest.chars().next()?;
        Some((lexicon.units.spelled(&format!("个{c}"))?, c.len_utf8()))
    };
    own.map(|u| (u.unit, u.length)).or_else(|| named().filter(|(u, _)| u.dimension == Dimension::Time))
}

/// A noun counts without a measure word only behind a larger number: 三千农户, not 三农.
fn counts_nouns(reading: &Reading) -> bool {
    reading.inner.is_some() || reading.scale > 0 || reading.number >= Decimal::TEN || reading.upper.is_some()
}

/// 六大机制: 大 and a noun behind a small Chinese numeral.
fn collective<'a>(rest: &str, numeral: &Numeral, lexicon: Lexicon<'a>) -> Option<UnitMatch<'a>> {
    let noun = rest.strip_prefix('大')?;
    if numeral.arabic {
        return None;
    }
    let unit = lexicon.units.noun_at(noun)?;
    Some(UnitMatch { unit: unit.unit, length: '大'.len_utf8() + unit.length, noun: true })
}

/// `/月`, `/平方米` after a unit: what it is per, and the bytes.
fn per(rest: &str, lexicon: Lexicon) -> Option<(String, usize)> {
    let after = rest.strip_prefix('/')?;
    let known = |s: &str| {
        lexicon.units.spelled(s).is_some()
            || matches!(s, "月" | "季" | "季度" | "日" | "周" | "人" | "户" | "年" | "床" | "企业")
    };
    // 公里/百平方公里, but 元/千瓦时
    let power = after.chars().next().filter(|c| "十百千万".contains(*c)).map_or(0, char::len_utf8);
    let ends: Vec<usize> = after.char_indices().take(7).map(|(i, c)| i + c.len_utf8()).collect();
    let named = |end: usize| known(&after[..end]) || (power > 0 && end > power && known(&after[power..end]));
    let end = ends.into_iter().rev().find(|&end| named(end))?;
    let mut length = 1 + end;
    // mg/m3 is per 立方米
    let measure = lexicon.units.spelled(&after[..end]);
    let measure =
        measure.filter(|u| !matches!(u.dimension, Dimension::Time | Dimension::Count | Dimension::Money));
    let mut per = measure.filter(|u| u.exponent == 0).map_or(&after[..end], |u| &*u.unit).to_owned();
    if let Some(more) = after[end..].strip_prefix(['·', '/', '.'])
        && let Some(second) = more.chars().next().filter(|c| "年月日天人户".contains(*c))
    {
        per = format!("{per}·{second}");
        length += (after.len() - end - more.len()) + second.len_utf8();
    }
    Some((per, length))
}

/// A minus sign or 负 before the number: where it starts, and whether it is a sign.
fn sign(text: &str, at: usize, floor: usize) -> Option<(usize, bool)> {
    let before = &text[floor..at];
    let c = before.chars().next_back()?;
    let start = at - c.len_utf8();
    match c {
        // 负1.2% is a sign, 减负1.1亿元 is none
        '负' => {
            let earlier = text[floor..start].chars().next_back();
            let open = earlier.is_none_or(|c| !c.is_alphanumeric() || "为是至到从由达和与".contains(c));
            open.then_some((start, true))
        }
        '-' | '−' => {
            let earlier = text[floor..start].chars().next_back();
            let operand = earlier.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '%' | ')' | '）'));
            (!operand).then_some((start, true))
        }
        _ => None,
    }
}

const CONNECTORS: &[&str] = &["——", "—", "–", "-", "~", "～", "至", "到", "－", "−", "∼"];

/// 30%-50%, 3至5年, 10—15个: two numerals, a connector, a unit.
fn range(text: &str, numeral: &Numeral, first: &Reading, floor: usize, lexicon: Lexicon) -> Option<Found> {
    let mut at = numeral.end;
    let first_unit = lexicon.units.match_at(&text[at..], true).filter(|u| !u.noun);
    if let Some(unit) = first_unit {
        at += unit.length;
    }
    let connector = CONNECTORS.iter().find(|c| text[at..].starts_with(**c))?;
    let spoken = matches!(*connector, "至" | "到");
    if spoken && first_unit.is_some() && opened(&text[floor..numeral.start]) {
        return None;
    }
    let second = numeral::at(text, at + connector.len(), lexicon)?;
    let reading = second.reading.clone()?;
    if reading.upper.is_some() || first.upper.is_some() || first.inner.is_some() {
        return None;
    }
    let tail = tail(text, &second, &reading, lexicon)?;
    let (unit, dimension, exponent) = unit_of(&reading, tail.unit.as_ref());
    let scale = reading.scale + exponent;
    let own = first.scale > 0 || first_unit.is_some_and(|u| u.unit.exponent > 0);
    let first_scale = first.scale + first_unit.map_or(0, |u| u.unit.exponent);
    if let (Some(a), Some(b)) = (first_unit, tail.unit.as_ref())
        && a.unit.unit != b.unit.unit
    {
        return None;
    }
    let (mut low, mut high) = (first.number, reading.number);
    if first.percent && !reading.percent {
        return None;
    }
    if reading.percent && !first.percent && !numeral.arabic && tail.unit.is_none() {
        low *= Decimal::TEN; // 三到五成
    }
    if own && first_scale != scale {
        low = shift(low, first_scale - scale);
    }
    // 在50%～30%之间
    if low > high && text[tail.end..].starts_with("之间") {
        std::mem::swap(&mut low, &mut high);
    }
    if low >= high {
        return None;
    }
    let (lead, lead_rule, lead_length) = lead(&text[floor..numeral.start], numeral, first, lexicon);
    let mut quantity = Quantity::range(low, high, scale, unit, dimension);
    let mut end = tail.end;
    if let Some((per, length)) = per(&text[tail.unit_end..], lexicon) {
        quantity.per = Some(per);
        end = end.max(tail.unit_end + length);
    }
    let mut rule = String::with_capacity(ROOM);
    if let Some(unit) = &quantity.unit {
        join(&mut rule, &["unit:", unit]);
    }
    join(&mut rule, &["range:", connector]);
    let quoted_lead = if lead.is_some() { lead_length } else { 0 };
    if let (Some(word), true) = (lead_rule, quoted_lead > 0) {
        join(&mut rule, &["cue:", word]);
    }
    Some(Found {
        start: numeral.start - quoted_lead,
        end,
        numeral_start: numeral.start,
        numeral_end: second.digits_end,
        quantity,
        rule,
        doubling: false,
        bound_carried: false,
    })
}

/// Whether 从 or 由 opens a change shortly before: 从8家到300家 is no range.
fn opened(before: &str) -> bool {
    let tail: String = before.chars().rev().take(12).collect();
    let stop = tail.find(['，', '。', '；', '、']).unwrap_or(tail.len());
    tail[..stop].contains(['从', '由'])
}

/// 翻一番 is a growth of 100 %, 翻两番 of 300 %.
fn doubling(
    text: &str,
    numeral: &Numeral,
    reading: &Reading,
    floor: usize,
    lexicon: Lexicon,
) -> Option<Found> {
    let rest = text[numeral.end..].strip_prefix('番')?;
    let before = &text[floor..numeral.start];
    let words = ["翻了近", "翻了", "翻近", "翻"];
    let word = words.iter().find(|w| before.ends_with(**w))?;
    let times = u32::try_from(reading.number.mantissa())
        .ok()
        .filter(|n| (1..=6).contains(n) && reading.number.scale() == 0)?;
    let percent = (Decimal::from(2_u32.pow(times)) - Decimal::ONE) * Decimal::ONE_HUNDRED;
    let mut end = text.len() - rest.len();
    let lead = lexicon.cues.qualifier_before(&before[..before.len() - word.len()]);
    let mut qualifier = match lead {
        _ if word.ends_with('近') => Qualifier::Nearly,
        Some((_, qualifier)) => qualifier,
        None => Qualifier::Exact,
    };
    let lead = lead.map_or(0, |(length, _)| length);
    for more in ["有余", "以上", "多"] {
        if rest.starts_with(more) {
            qualifier = if more == "以上" { Qualifier::AtLeast } else { Qualifier::MoreThan };
            end += more.len();
            break;
        }
    }
    let mut quantity = Quantity::worded(percent, 0, qualifier, Some("%".into()), Dimension::Ratio);
    quantity.step = Decimal::ZERO;
    Some(Found {
        start: numeral.start - word.len() - lead,
        end,
        numeral_start: numeral.start,
        numeral_end: numeral.digits_end,
        quantity,
        rule: "rule:doubling".into(),
        doubling: true,
        bound_carried: false,
    })
}
