//! Numerals: digits, Chinese numerals and mixtures of both, with the approximators inside them, read into exact
//! decimals. Units and what stands around a numeral are not its business.

mod run;

use crate::codelist::{CueList, UnitList, WordList};
use crate::model::Qualifier;
use crate::model::quantity::shift;
use run::digit_value;
use rust_decimal::Decimal;

pub use run::read_run;

/// More digits than a decimal holds exactly.
const MOST_DIGITS: usize = 24;

/// How many of a run's last characters a unit may begin with (百分点, 千瓦时).
const LONGEST_UNIT: usize = 3;

/// Whether a character is part of a Chinese numeral.
pub fn is_chinese_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
            | '半'
            | '几'
            | '双'
            | '〇'
            | '零'
            | '廿'
            | '卅'
            | '壹'
            | '贰'
            | '叁'
            | '肆'
            | '伍'
            | '陆'
            | '柒'
            | '捌'
            | '玖'
            | '拾'
            | '佰'
            | '仟'
            | '萬'
            | '億'
    )
}

/// Whether a character is a circled or bracketed digit or a Roman numeral: it counts nothing.
fn is_enclosed(c: char) -> bool {
    matches!(c, '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛' | 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' | '㈠'..='㈩' | '㊀'..='㊉' | '❶'..='❿' | '⓪'..='⓾')
}

/// Whether a character is a numeral of any sort, as the ledger counts them.
pub fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || (c >= '\u{2000}' && (is_chinese_numeral(c) || ('０'..='９').contains(&c) || is_enclosed(c)))
}

/// A numeral in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Numeral {
    /// Bytes of everything numeric: digits, inner approximator, exponents.
    pub start: usize,
    pub end: usize,
    /// Where the digits as written end: the numeral without approximator and exponent.
    pub digits_end: usize,
    /// What it says; none where the run of numerals is no number (千方, 三三).
    pub reading: Option<Reading>,
    pub arabic: bool,
}

/// The value of a numeral.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Before the exponent.
    pub number: Decimal,
    /// Base-10 exponent written after the digits.
    pub scale: i32,
    /// The upper number of a range said in neighbouring digits (两三, 三四十), at the same scale.
    pub upper: Option<Decimal>,
    /// 余, 多, 几 inside the numeral.
    pub inner: Option<Qualifier>,
    /// It is already a percentage: 三成, 三分之一, 一半.
    pub percent: bool,
    /// It is a permillage: 千分之五.
    pub permille: bool,
    /// A bare 百, 千, 万 that counts only beside an approximator (近百家).
    pub bare: bool,
}

impl Reading {
    fn plain(number: Decimal, scale: i32) -> Self {
        Self { number, scale, upper: None, inner: None, percent: false, permille: false, bare: false }
    }
}

/// What numerals are read with.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    pub cues: &'a CueList,
    pub units: &'a UnitList,
    pub words: &'a WordList,
}

/// The numeral that starts at byte `at`, if one does.
pub fn at(text: &str, at: usize, lexicon: Lexicon) -> Option<Numeral> {
    let first = text[at..].chars().next()?;
    if first.is_ascii_digit() {
        return Some(arabic(text, at, lexicon));
    }
    if is_chinese_numeral(first) {
        return Some(chinese(text, at, lexicon));
    }
    if is_enclosed(first) {
        let end = at + first.len_utf8();
        return Some(Numeral { start: at, end, digits_end: end, reading: None, arabic: true });
    }
    None
}

fn arabic(text: &str, start: usize, lexicon: Lexicon) -> Numeral {
    let (number, digits_end) = digits(text, start);
    let Some(number) = number else {
        return Numeral { start, end: digits_end, digits_end, reading: None, arabic: true };
    };
    if let Some((number, end)) = slash_fraction(text, start, digits_end) {
        let reading = Reading { percent: true, ..Reading::plain(number, 0) };
        return Numeral { start, end, digits_end: end, reading: Some(reading), arabic: true };
    }
    if let Some(numeral) = fraction(text, start, digits_end, number, lexicon) {
        return numeral;
    }
    if let Some((end, half)) = tenths(&text[digits_end..])
        && number <= Decimal::TEN
    {
        let number = number * Decimal::TEN + if half { Decimal::from(5) } else { Decimal::ZERO };
        let reading = Reading { percent: true, ..Reading::plain(number, 0) };
        return Numeral { start, end: digits_end + end, digits_end, reading: Some(reading), arabic: true };
    }
    let mut reading = Reading::plain(number, 0);
    let mut end = digits_end;
    let (inner, after) = inner(text, end, lexicon);
    reading.inner = inner;
    end = after;
    let (scale, after) = exponents(text, end, lexicon.units);
    reading.scale = scale;
    if after > end {
        end = after;
        if scale >= 4
            && let Some((number, scale, after)) = lower_part(text, end, number, scale, lexicon.units)
        {
            reading.number = number;
            reading.scale = scale;
            end = after;
        }
        if reading.inner.is_none() {
            let (inner, after) = self::inner(text, end, lexicon);
            reading.inner = inner;
            if inner.is_some() {
                // 9千余万元
                let (more, after) = exponents(text, after, lexicon.units);
                reading.scale += more;
                end = after;
            } else {
                end = after;
            }
        }
    }
    Numeral { start, end, digits_end, reading: Some(reading), arabic: true }
}

/// Arabic digits with thousands commas and a decimal point; no value where there are too many.
fn digits(text: &str, start: usize) -> (Option<Decimal>, usize) {
    let bytes = text.as_bytes();
    let mut end = start;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    if end - start <= 3 {
        while bytes.get(end) == Some(&b',')
            && bytes[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count() == 3
        {
            end += 4;
        }
    }
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        let mut fraction = end + 1;
        while bytes.get(fraction).is_some_and(u8::is_ascii_digit) {
            fraction += 1;
        }
        // 19001.1.2 is no decimal
        if !(bytes.get(fraction) == Some(&b'.') && bytes.get(fraction + 1).is_some_and(u8::is_ascii_digit)) {
            end = fraction;
        }
    }
    let (mut mantissa, mut scale, mut count, mut fraction) = (0_i128, 0, 0, false);
    for b in &bytes[start..end] {
        match b {
            b'.' => fraction = true,
            b',' => {}
            digit => {
                count += 1;
                if count > MOST_DIGITS {
                    return (None, end);
                }
                mantissa = mantissa * 10 + i128::from(digit - b'0');
                scale += u32::from(fraction);
            }
        }
    }
    (Decimal::try_from_i128_with_scale(mantissa, scale).ok(), end)
}

/// 余, 多, 几 and 来 right after the digits, where a unit or an exponent follows.
fn inner(text: &str, at: usize, lexicon: Lexicon) -> (Option<Qualifier>, usize) {
    let Some(c) = text[at..].chars().next() else { return (None, at) };
    let Some(qualifier) = lexicon.cues.qualifier_inner(c) else { return (None, at) };
    let end = at + c.len_utf8();
    let rest = &text[end..];
    let exponent = rest.starts_with(['十', '百', '千', '万', '亿']);
    let more = rest.starts_with(['个', '名', '位']);
    let unit = lexicon.units.match_at(rest, true).is_some();
    if exponent || more || unit { (Some(qualifier), end) } else { (None, at) }
}

/// The exponents 十百千万亿 at a position, unless a unit starts there (千瓦时, 百分点).
fn exponents(text: &str, start: usize, units: &UnitList) -> (i32, usize) {
    let (mut scale, mut end) = (0, start);
    while let Some(c) = text[end..].chars().next() {
        let Some(power) = exponent(c) else { break };
        if units.match_at(&text[end..], true).is_some_and(|u| u.length > c.len_utf8()) {
            break;
        }
        scale += power;
        end += c.len_utf8();
    }
    if scale > 16 { (0, start) } else { (scale, end) }
}

fn exponent(c: char) -> Option<i32> {
    match c {
        '十' => Some(1),
        '百' => Some(2),
        '千' => Some(3),
        '万' | '萬' => Some(4),
        '亿' | '億' => Some(8),
        _ => None,
    }
}

/// The lower part of 3亿5千万, 1亿2000万: the sum at the lower scale.
fn lower_part(
    text: &str,
    at: usize,
    number: Decimal,
    scale: i32,
    units: &UnitList,
) -> Option<(Decimal, i32, usize)> {
    if !text[at..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (low, end) = digits(text, at);
    let (low_scale, after) = exponents(text, end, units);
    if low_scale == 0 || low_scale >= scale {
        return None;
    }
    Some((shift(number, scale - low_scale) + low?, low_scale, after))
}

/// 2/3 where it is a proper fraction and no date.
fn slash_fraction(text: &str, start: usize, end: usize) -> Option<(Decimal, usize)> {
    let rest = text[end..].strip_prefix('/')?;
    let (denominator, after) = digits(rest, 0);
    let (a, b): (Decimal, Decimal) = (text[start..end].parse().ok()?, denominator?);
    let closed = !rest[after..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '-');
    let open =
        !text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '-' || c == 'T');
    let follows = rest[after..].starts_with(['以', '左', '的', '强', '多', '，', '。', '、', '；']);
    (closed && open && follows && a < b && b <= Decimal::TEN)
        .then(|| ((a * Decimal::ONE_HUNDRED / b).round_dp(4), end + 1 + after))
}

/// X分之Y after a denominator: a percentage, or a permillage for 千分之.
fn fraction(
    text: &str,
    start: usize,
    denominator_end: usize,
    denominator: Decimal,
    lexicon: Lexicon,
) -> Option<Numeral> {
    let rest = text[denominator_end..].strip_prefix("分之")?;
    let from = text.len() - rest.len();
    let first = rest.chars().next()?;
    let (number, upper, end) = if first.is_ascii_digit() {
        let (number, end) = digits(text, from);
        (number?, None, end)
    } else {
        let end = run_end(text, from);
        let point = decimal_point(text, from, end);
        match point {
            Some((number, end)) => (number, None, end),
            None => {
                let value = read_run(&text[from..end])?;
                (value.number * power(value.scale), value.upper.map(|u| u * power(value.scale)), end)
            }
        }
    };
    if denominator.is_zero() {
        return None;
    }
    let permille = denominator == Decimal::ONE_THOUSAND;
    let factor = if permille { Decimal::ONE } else { Decimal::ONE_HUNDRED / denominator };
    let scaled = |n: Decimal| (n * factor).round_dp(4).normalize();
    let mut reading = Reading::plain(scaled(number), 0);
    reading.upper = upper.map(scaled);
    reading.percent = !permille;
    reading.permille = permille;
    let (inner, end) = inner_of_fraction(text, end, lexicon);
    reading.inner = inner;
    Some(Numeral { start, end, digits_end: end, reading: Some(reading), arabic: false })
}

fn inner_of_fraction(text: &str, at: usize, lexicon: Lexicon) -> (Option<Qualifier>, usize) {
    match text[at..].chars().next() {
        Some(c @ ('多' | '余' | '强')) => {
            let qualifier = lexicon.cues.qualifier_inner(c).unwrap_or(Qualifier::MoreThan);
            (Some(qualifier), at + c.len_utf8())
        }
        _ => (None, at),
    }
}

/// 成 as tenths, with 半 or a digit after it: its length and whether half a tenth more. Not 成立, 成果.
fn tenths(rest: &str) -> Option<(usize, bool)> {
    let after = rest.strip_prefix('成')?;
    let (half, tail) = match after.strip_prefix('半') {
        Some(tail) => (true, tail),
        None => (false, after),
    };
    let blocked = tail.starts_with([
        '立', '果', '效', '功', '员', '都', '本', '交', '长', '熟', '绩', '就', '分', '套', '型', '因', '县',
        '市', '年',
    ]);
    (!blocked || half).then(|| (rest.len() - tail.len(), half))
}

fn power(scale: i32) -> Decimal {
    shift(Decimal::ONE, scale)
}

fn run_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_chinese_numeral(c)).map_or(text.len(), |i| start + i)
}

fn chinese(text: &str, start: usize, lexicon: Lexicon) -> Numeral {
    let mut end = run_end(text, start);
    // a unit may begin with the run's last characters: 三千瓦, 五百分点 do not; 三十千瓦 does
    let run: Vec<(usize, char)> = text[start..end].char_indices().map(|(i, c)| (start + i, c)).collect();
    let tail = run.len().saturating_sub(LONGEST_UNIT).max(1);
    for &(i, c) in run.iter().skip(tail) {
        if exponent(c).is_some_and(|p| p < 4)
            && lexicon
                .units
                .match_at(&text[i..], true)
                .is_some_and(|u| u.length > end - i && u.unit.exponent == 0)
            && read_run(&text[start..i]).is_some_and(|r| !r.bare)
        {
            end = i;
            break;
        }
    }
    // 半 and 双 open words of their own behind a number (三年半 is read with the unit)
    if let Some(&(i, _)) = run.iter().skip(1).find(|&&(i, c)| i < end && matches!(c, '双' | '半')) {
        let one = &text[start..i] == "一" && text[i..].starts_with('半');
        if !one {
            end = i;
        }
    }
    let whole = |end: usize, reading: Option<Reading>| Numeral {
        start,
        end,
        digits_end: end,
        reading,
        arabic: false,
    };
    let written = &text[start..end];
    if let Some(reading) = half(text, start, end) {
        return whole(reading.1, Some(reading.0));
    }
    if let Some(value) = read_run(written) {
        let number = value.number * power(value.scale);
        if let Some(numeral) = fraction(text, start, end, number, lexicon) {
            return numeral;
        }
        if written.chars().count() <= 2
            && number < Decimal::TEN
            && let Some((length, half)) = tenths(&text[end..])
        {
            let five = if half { Decimal::from(5) } else { Decimal::ZERO };
            let mut reading = Reading { percent: true, ..Reading::plain(number * Decimal::TEN + five, 0) };
            reading.upper = value.upper.map(|u| u * Decimal::TEN + five);
            let mut tail = end + length;
            if !half {
                // 三成五 is 35 %
                let digit = text[tail..].chars().next().and_then(digit_value).filter(|d| *d > 0);
                let more = text[tail..].chars().nth(1).is_some_and(is_chinese_numeral);
                if let Some(d) = digit.filter(|_| !more) {
                    reading.number += Decimal::from(d);
                    tail += text[tail..].chars().next().map_or(0, char::len_utf8);
                }
            }
            let (inner, after) = inner_of_fraction(text, tail, lexicon);
            reading.inner = inner;
            return Numeral { start, end: after, digits_end: tail, reading: Some(reading), arabic: false };
        }
        if let Some((number, after)) = decimal_point(text, start, end) {
            let (scale, after) = exponents(text, after, lexicon.units);
            return whole(after, Some(Reading::plain(number, scale)));
        }
    }
    let mut reading = read_run(written);
    let mut tail = end;
    if let Some(reading) = &mut reading {
        let (inner, after) = inner(text, end, lexicon);
        if reading.inner.is_none() && inner.is_some() {
            reading.inner = inner;
            reading.bare = false;
            tail = after;
            let (scale, after) = exponents(text, tail, lexicon.units);
            reading.scale += scale;
            tail = after;
        }
    }
    Numeral { start, end: tail, digits_end: end, reading, arabic: false }
}

/// 一半, 半数, 过半, 近半: 50 %. 半 before a unit of time is half of it.
fn half(text: &str, start: usize, end: usize) -> Option<(Reading, usize)> {
    let fifty = Reading { percent: true, ..Reading::plain(Decimal::from(50), 0) };
    let (written, rest) = (&text[start..end], &text[end..]);
    match written {
        "一半" => Some((fifty, end)),
        "半" if rest.starts_with('数') => Some((fifty, end + '数'.len_utf8())),
        "半" if text[..start].ends_with(['过', '近', '超', '逾'])
            && !rest.starts_with(['个', '年', '天', '小', '月']) =>
        {
            Some((fifty, end))
        }
        "半" if rest.starts_with('年') && half_a_year(&text[..start], &rest['年'.len_utf8()..]) => {
            Some((Reading::plain(Decimal::new(5, 1), 0), end))
        }
        "半" if rest.starts_with("个月")
            || rest.starts_with("小时")
            || rest.starts_with("个小时")
            || rest.starts_with('天') =>
        {
            Some((Reading::plain(Decimal::new(5, 1), 0), end))
        }
        _ => None,
    }
}

/// 工期缩短半年 measures; 上半年, 半年来 and 半年报 do not.
fn half_a_year(before: &str, after: &str) -> bool {
    !before.ends_with(['上', '下', '前', '后', '每', '这', '过', '一', '个', '年', '头', '大', '小'])
        && !after.starts_with(['来', '报', '度', '内', '期', '龄', '会', '总', '工'])
}

/// 一点五 and 三点二: digits, 点, digits.
fn decimal_point(text: &str, start: usize, end: usize) -> Option<(Decimal, usize)> {
    let rest = text[end..].strip_prefix('点')?;
    let whole = read_run(&text[start..end])?;
    let from = text.len() - rest.len();
    let mut digits = String::new();
    let mut after = from;
    for c in rest.chars() {
        let Some(d) = digit_value(c).filter(|_| !matches!(c, '十' | '两' | '几' | '半')) else { break };
        digits.push(char::from(b'0' + d as u8));
        after += c.len_utf8();
    }
    let closes =
        text[after..].starts_with(['个', '亿', '万', '倍', '元', '%', '吨', '亩', '米', '公', '。', '，']);
    if digits.is_empty() || !closes || whole.upper.is_some() {
        return None;
    }
    let fraction: Decimal = format!("0.{digits}").parse().ok()?;
    Some((whole.number * power(whole.scale) + fraction, after))
}
