//! Numbers as analysts type them: 1,300, 1300万, 1.3亿元, -5%.

use crate::codelist::{Unit, UnitList};
use rust_decimal::Decimal;

/// A number, the power of ten after it, and its unit, where they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    pub number: Decimal,
    pub exponent: Option<i32>,
    pub unit: Option<Unit>,
}

/// The exponent and unit of a spelling that may begin with 万 or 亿: 万元, 家, 亿.
pub fn unit(text: &str, units: &UnitList) -> Option<(i32, Option<Unit>)> {
    let (mut exponent, mut rest) = (0, text);
    loop {
        if rest.is_empty() {
            return Some((exponent, None));
        }
        if let Some(unit) = units.spelled(rest) {
            return Some((exponent + unit.exponent, Some(unit.clone())));
        }
        rest = if let Some(after) = rest.strip_prefix('万') {
            exponent += 4;
            after
        } else {
            exponent += 8;
            rest.strip_prefix('亿')?
        };
    }
}

/// The amount of a text, or what is wrong with it.
pub fn amount(text: &str, units: &UnitList) -> Result<Amount, String> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '．' => '.',
            '−' | '－' | '–' => '-',
            '％' => '%',
            c => c,
        })
        .collect();
    let (negative, body) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.trim_start_matches(['+', '＋'])),
    };
    let end = body.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(body.len());
    let number: Decimal = body[..end]
        .parse()
        .map_err(|_| format!("“{text}”不是数。可写 1300、1300万、1.3亿元、-5 这样的数"))?;
    let number = if negative { -number } else { number };
    let rest = &body[end..];
    let (exponent, unit) = unit(rest, units)
        .ok_or_else(|| format!("“{text}”中的“{rest}”不是已知的单位（见 unit.csv）；界写在字段“界”中"))?;
    Ok(Amount { number, exponent: (!rest.is_empty()).then_some(exponent), unit })
}

/// A quote from its first digit on.
pub fn from_digit(quote: &str) -> Option<&str> {
    quote.find(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)).map(|at| &quote[at..])
}

/// The amount that a quote shows from its first digit on: 超过1300万元.
pub fn of_quote(quote: &str, units: &UnitList) -> Option<Amount> {
    amount(from_digit(quote)?, units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codelist::Codelists;

    #[test]
    fn amounts_are_read_as_they_are_typed() {
        let units = Codelists::load(None).unwrap().units;
        for (text, number, exponent, unit) in [
            ("1300", "1300", None, None),
            ("1,300", "1300", None, None),
            ("１３００万", "1300", Some(4), None),
            ("1.3亿元", "1.3", Some(8), Some("元")),
            ("2 千元", "2", Some(3), Some("元")),
            ("-5%", "-5", Some(0), Some("%")),
            ("−0.5", "-0.5", None, None),
        ] {
            let found = amount(text, &units).unwrap();
            assert_eq!(found.number, number.parse().unwrap(), "{text}");
            assert_eq!((found.exponent, found.unit.as_ref().map(|u| &*u.unit)), (exponent, unit), "{text}");
        }
        for text in ["", "一千三", "1300余", "1.2.3", "12飞船"] {
            assert!(amount(text, &units).is_err(), "{text}");
        }
        assert_eq!(of_quote("超过1300万元", &units).unwrap().number, Decimal::from(1300));
    }
}
