//! Runs of Chinese numerals read into numbers: 三千二百, 两三, 十几, 二〇二一.

use super::{MOST_DIGITS, Reading, exponent, power};
use rust_decimal::Decimal;

pub(super) fn digit_value(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Reads a whole run of Chinese numerals; none where it is no number.
pub fn read_run(run: &str) -> Option<Reading> {
    let chars: Vec<char> = run.chars().map(plain_form).collect();
    if chars.iter().any(|c| matches!(c, '半' | '双')) {
        return None;
    }
    if chars.iter().all(|c| exponent(*c).is_some()) {
        return bare(&chars);
    }
    if chars.iter().all(|c| digit_value(*c).is_some()) {
        return digits_only(&chars);
    }
    if let Some(at) = chars.iter().position(|c| *c == '几') {
        return vague(&chars, at);
    }
    let pair = (1..chars.len())
        .find(|&i| digit_value(chars[i]).is_some() && digit_value(chars[i - 1]).is_some_and(|d| d > 0));
    if let Some(i) = pair {
        let mut lower = chars.clone();
        lower.remove(i);
        let mut upper = chars.clone();
        upper.remove(i - 1);
        let (low, high) = (evaluate(&lower)?, evaluate(&upper)?);
        return neighbours(chars[i - 1], chars[i]).then(|| split(low, Some(high))).flatten();
    }
    split(evaluate(&chars)?, None)
}

/// Banker's and traditional forms as the plain ones; 廿 and 卅 stay.
fn plain_form(c: char) -> char {
    match c {
        '拾' => '十',
        '佰' => '百',
        '仟' => '千',
        '萬' => '万',
        '億' => '亿',
        other => other,
    }
}

/// Whether two neighbouring digits say a range: 两三, 三五, 七八.
fn neighbours(a: char, b: char) -> bool {
    match (digit_value(a), digit_value(b)) {
        (Some(a), Some(b)) => b == a + 1 || (a == 3 && b == 5),
        _ => false,
    }
}

/// A run of exponents only: 十 and 百万 are numbers, a lone 百 counts beside an approximator.
fn bare(chars: &[char]) -> Option<Reading> {
    let scales: Vec<i32> = chars.iter().filter_map(|c| exponent(*c)).collect();
    match scales.as_slice() {
        [1] => Some(Reading::plain(Decimal::TEN, 0)),
        [s] if *s >= 4 => Some(Reading { bare: true, ..Reading::plain(Decimal::ONE, *s) }),
        [s] => Some(Reading { bare: true, ..Reading::plain(power(*s), 0) }),
        [rest @ .., last] if *last >= 4 && rest.iter().all(|s| s < last) && rest.is_sorted() => {
            let lead: i32 = rest.iter().sum();
            let single = rest.len() == 1 && rest[0] == 1;
            Some(Reading { bare: !single, ..Reading::plain(power(lead), *last) })
        }
        _ => None,
    }
}

/// Digits without exponents: one is itself, neighbours are a range, three or more are read off (二〇二一).
fn digits_only(chars: &[char]) -> Option<Reading> {
    match chars {
        [d] => Some(Reading::plain(Decimal::from(digit_value(*d)?), 0)),
        [a, b] if neighbours(*a, *b) => {
            let mut reading = Reading::plain(Decimal::from(digit_value(*a)?), 0);
            reading.upper = Some(Decimal::from(digit_value(*b)?));
            Some(reading)
        }
        _ if chars.len() > MOST_DIGITS => None,
        _ => {
            let read: String =
                chars.iter().filter_map(|c| digit_value(*c)).map(|d| char::from(b'0' + d as u8)).collect();
            let ascending = chars.windows(2).all(|w| digit_value(w[1]) == digit_value(w[0]).map(|d| d + 1));
            let zero = chars.iter().any(|c| matches!(c, '〇' | '零'));
            (zero || (chars.len() >= 3 && !ascending))
                .then(|| read.parse().ok().map(|n| Reading::plain(n, 0)))
                .flatten()
        }
    }
}

/// 十几 is 11 to 19, 二十几 21 to 29, 几十 20 to 90, 几百 200 to 900.
fn vague(chars: &[char], at: usize) -> Option<Reading> {
    let with = |d: char| {
        let mut filled = chars.to_vec();
        filled[at] = d;
        evaluate(&filled)
    };
    if chars.len() == 1 {
        return None;
    }
    let low = if at == 0 { '二' } else { '一' };
    split(with(low)?, Some(with('九')?))
}

/// A value with its trailing exponent taken apart where nothing is lost by it.
fn split((value, scale): (Decimal, i32), upper: Option<(Decimal, i32)>) -> Option<Reading> {
    let mut reading = Reading::plain(value / power(scale), scale);
    reading.number = reading.number.normalize();
    if let Some((high, _)) = upper {
        reading.upper = Some((high / power(scale)).normalize());
    }
    Some(reading)
}

/// The value of a well-formed run and the exponent its last character writes (万 4, 亿 8, else 0).
fn evaluate(chars: &[char]) -> Option<(Decimal, i32)> {
    let (mut total, mut section, mut digit): (Decimal, Decimal, Option<u32>) =
        (Decimal::ZERO, Decimal::ZERO, None);
    let mut last_unit = Decimal::MAX;
    for (i, &c) in chars.iter().enumerate() {
        if let Some(d) = digit_value(c) {
            if digit.is_some_and(|p| p > 0) {
                return None;
            }
            digit = Some(d);
            continue;
        }
        match c {
            '廿' | '卅' if section.is_zero() && digit.is_none() => {
                section += Decimal::from(if c == '廿' { 20 } else { 30 });
                last_unit = Decimal::TEN;
            }
            '十' | '百' | '千' => {
                let unit = power(exponent(c)?);
                if unit >= last_unit && !section.is_zero() {
                    return None;
                }
                let factor = match digit.take() {
                    Some(0) => return None,
                    Some(d) => Decimal::from(d),
                    None if c == '十' || i == 0 => Decimal::ONE,
                    None => return None,
                };
                section += factor * unit;
                last_unit = unit;
            }
            '万' | '亿' => {
                section += digit.take().map_or(Decimal::ZERO, Decimal::from);
                if section.is_zero() && total.is_zero() {
                    return None;
                }
                let unit = power(exponent(c)?);
                if section.is_zero() {
                    total = total.checked_mul(unit)?;
                } else if c == '亿' {
                    total = (total + section).checked_mul(unit)?;
                } else {
                    total += section.checked_mul(unit)?;
                }
                section = Decimal::ZERO;
                last_unit = Decimal::MAX;
            }
            _ => return None,
        }
    }
    // 一百二 is 120, 三万五 is 35,000
    if let Some(d) = digit {
        let before = chars.len().checked_sub(2).map(|i| chars[i]);
        let colloquial = before.and_then(exponent).filter(|p| *p >= 2 && d > 0);
        section += Decimal::from(d) * colloquial.map_or(Decimal::ONE, |p| power(p - 1));
    }
    let scale = match chars.last() {
        Some('万') => 4,
        Some('亿') => 8,
        _ => 0,
    };
    Some((total + section, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(run: &str) -> Option<(String, Option<String>)> {
        read_run(run).map(|r| {
            let show = |n: Decimal| (n * power(r.scale)).normalize().to_string();
            (show(r.number), r.upper.map(show))
        })
    }

    fn number(run: &str) -> Option<String> {
        value(run).and_then(|(n, upper)| upper.is_none().then_some(n))
    }

    #[test]
    fn chinese_numerals_are_read() {
        for (run, expected) in [
            ("三千二百", "3200"),
            ("一亿二千万", "120000000"),
            ("两千", "2000"),
            ("十", "10"),
            ("十二", "12"),
            ("二十", "20"),
            ("一百零五", "105"),
            ("一百二", "120"),
            ("三万五", "35000"),
            ("三万零五百", "30500"),
            ("二〇二一", "2021"),
            ("百万", "1000000"),
            ("五千亿", "500000000000"),
            ("廿三", "23"),
            ("壹仟贰佰", "1200"),
            ("三万亿", "3000000000000"),
        ] {
            assert_eq!(number(run).as_deref(), Some(expected), "{run}");
        }
    }

    #[test]
    fn neighbouring_digits_are_ranges() {
        for (run, low, high) in [
            ("两三", "2", "3"),
            ("三四十", "30", "40"),
            ("十七八", "17", "18"),
            ("七八千", "7000", "8000"),
            ("三五", "3", "5"),
            ("十几", "11", "19"),
            ("几十", "20", "90"),
            ("几百万", "2000000", "9000000"),
        ] {
            assert_eq!(value(run), Some((low.to_owned(), Some(high.to_owned()))), "{run}");
        }
    }

    #[test]
    fn what_is_no_number_stays_unread() {
        for run in ["三三", "双", "百千", "一二三", "几", "半"] {
            assert_eq!(value(run), None, "{run}");
        }
    }
}
