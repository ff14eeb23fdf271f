//! How figures are shown to people: display units, bounds as signs and words, province names in short.

use crate::codelist::Codelists;
use crate::model::quantity::shift;
use crate::model::{Dimension, Observation, Qualifier};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A display unit: its name and the base-10 exponent that it hides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayUnit {
    pub name: String,
    pub exponent: i32,
}

/// The unit in which an observation is shown: its indicator's for amounts, 万 or 亿 for large ones, else its own.
pub fn display_unit(o: &Observation, lists: &Codelists) -> DisplayUnit {
    let unit = o.quantity.unit.as_deref().unwrap_or_default();
    let wanted =
        o.indicator.as_deref().and_then(|i| lists.indicators.get(i)).map(|e| e.display_unit.as_str());
    if let Some(wanted) = wanted
        && let Some(exponent) = exponent_of(wanted, unit)
    {
        return DisplayUnit { name: wanted.to_owned(), exponent };
    }
    if o.quantity.dimension == Dimension::Money {
        let size =
            [o.quantity.value, o.quantity.low, o.quantity.high].into_iter().flatten().map(|v| v.abs()).max();
        let exponent = match size {
            Some(s) if s >= Decimal::from(100_000_000) => 8,
            Some(s) if s >= Decimal::from(10_000) => 4,
            _ => 0,
        };
        return DisplayUnit { name: with_exponent(exponent, unit), exponent };
    }
    DisplayUnit { name: unit.to_owned(), exponent: 0 }
}

/// 万元 over 元 is 4, 亿元 is 8, 元 is 0; none where the units are not the same.
fn exponent_of(display: &str, unit: &str) -> Option<i32> {
    match display.strip_suffix(unit)? {
        "" if !unit.is_empty() => Some(0),
        "万" => Some(4),
        "亿" => Some(8),
        "千" => Some(3),
        _ => None,
    }
}

fn with_exponent(exponent: i32, unit: &str) -> String {
    match exponent {
        4 => format!("万{unit}"),
        8 => format!("亿{unit}"),
        _ => unit.to_owned(),
    }
}

/// A decimal in a display unit, as a float for charts and cells.
pub fn shown(value: Option<Decimal>, unit: &DisplayUnit) -> Option<f64> {
    value.and_then(|v| shift(v, -unit.exponent).to_f64())
}

/// A number as people read it: no more digits than it has, thousands apart.
pub fn number(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |d| ("-", d));
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(w, f)| (w, f));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if whole.len() >= 5 && i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(c);
    }
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

/// The sign of a qualifier: > ≥ < ≤ ≈, or nothing.
pub fn sign(o: &Observation) -> &'static str {
    let fall = o.quantity.value.is_some_and(|v| v.is_sign_negative() && !v.is_zero());
    match (o.quantity.qualifier, fall) {
        (Qualifier::MoreThan, false) | (Qualifier::Nearly | Qualifier::LessThan, true) => ">",
        (Qualifier::AtLeast, false) | (Qualifier::AtMost, true) => "≥",
        (Qualifier::Nearly | Qualifier::LessThan, false) | (Qualifier::MoreThan, true) => "<",
        (Qualifier::AtMost, false) | (Qualifier::AtLeast, true) => "≤",
        (Qualifier::Approx, _) => "≈",
        _ => "",
    }
}

/// 山东省 as 山东, 广西壮族自治区 as 广西, 内蒙古自治区 as 内蒙古.
pub fn short_name(province: &str) -> String {
    let ethnic = ["壮族", "回族", "维吾尔"];
    let mut name = province;
    for suffix in ["特别行政区", "自治区", "省", "市"] {
        if let Some(short) = name.strip_suffix(suffix) {
            name = short;
            break;
        }
    }
    for e in ethnic {
        name = name.strip_suffix(e).unwrap_or(name);
    }
    name.to_owned()
}

/// Chinese numerals for the counts of titles: 四省.
pub fn chinese_count(n: usize) -> String {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match n {
        2 => "两".into(),
        0..=10 => DIGITS[n].into(),
        11..=19 => format!("十{}", DIGITS[n - 10]),
        20..=99 if n.is_multiple_of(10) => format!("{}十", DIGITS[n / 10]),
        20..=99 => format!("{}十{}", DIGITS[n / 10], DIGITS[n % 10]),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_read_well() {
        assert_eq!(short_name("广西壮族自治区"), "广西");
        assert_eq!(short_name("内蒙古自治区"), "内蒙古");
        assert_eq!(short_name("天津市"), "天津");
        assert_eq!(number(Decimal::new(1_375_000, 2)), "13,750");
        assert_eq!(number(Decimal::new(45, 1)), "4.5");
        assert_eq!(number(Decimal::from(1200)), "1200");
        assert_eq!(chinese_count(4), "四");
        assert_eq!(exponent_of("万元", "元"), Some(4));
        assert_eq!(exponent_of("万元", "家"), None);
    }
}
