//! How cells say things: periods, indicators, figures in their display unit.

use super::model::Cell;
use crate::config::Language;
use crate::model::quantity::shift;
use crate::model::{Observation, Period};
use crate::report::Release;
use crate::report::style::{DisplayUnit, display_unit};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// Most decimals of a figure as its source gave it.
const DECIMALS: u32 = 8;

/// A period as people write it: 2021年, 2021年前三季度, 2021年1—6月, 2018—2022年; in English the code.
pub fn period(release: &Release, code: Option<&str>) -> String {
    let code = code.unwrap_or_default();
    match release.config.language {
        Language::Zh => chinese(code).unwrap_or_else(|| code.to_owned()),
        Language::En => code.to_owned(),
    }
}

fn chinese(code: &str) -> Option<String> {
    Period::parse(code)?;
    let (head, last) = code.split_once('/').map_or((code, None), |(h, l)| (h, Some(l)));
    let Some((year, part)) = head.split_once('-') else {
        return Some(last.map_or(format!("{head}年"), |last| format!("{head}—{last}年")));
    };
    let number = |text: &str| text.trim_start_matches(['Q', '0']).to_owned();
    let said = match (part.starts_with('Q'), part, last) {
        (true, "Q1", Some("Q2")) | (false, "01", Some("06")) => "上半年".to_owned(),
        (false, "07", Some("12")) | (true, "Q3", Some("Q4")) => "下半年".to_owned(),
        (true, "Q1", Some("Q3")) => "前三季度".to_owned(),
        (true, one, None) => format!(
            "第{}季度",
            ["一", "二", "三", "四"].get(one[1..].parse::<usize>().ok()?.checked_sub(1)?)?
        ),
        (true, one, Some(last)) => format!("第{}—{}季度", number(one), number(last)),
        (false, one, None) => format!("{}月", number(one)),
        (false, one, Some(last)) => format!("{}—{}月", number(one), number(last)),
    };
    Some(format!("{year}年{said}"))
}

/// The indicator of an observation with its industry, in the language of the release; empty where nothing fits.
pub fn indicator(release: &Release, o: &Observation) -> String {
    let label = match release.config.language {
        Language::Zh => o.indicator_label.as_deref().unwrap_or_default(),
        Language::En => {
            let entry = o.indicator.as_deref().and_then(|i| release.lists.indicators.get(i));
            entry.map_or("", |e| e.label_en.as_str())
        }
    };
    match o.industry.as_deref().filter(|industry| !label.is_empty() && !label.contains(industry)) {
        Some(industry) => format!("{label}（{industry}）"),
        None => label.to_owned(),
    }
}

/// The name of an indicator by its code.
pub fn indicator_name(release: &Release, code: &str) -> String {
    let entry = release.lists.indicators.get(code);
    entry.map_or(code.to_owned(), |e| release.config.pick(&e.label_zh, &e.label_en).to_owned())
}

/// A number in a display unit, with the decimals that its source gave.
pub fn number(value: Option<Decimal>, exponent: i32) -> Cell {
    let Some(value) = value.map(|v| shift(v, -exponent).round_dp(DECIMALS).normalize()) else {
        return Cell::empty();
    };
    value.to_f64().map_or_else(Cell::empty, |f| Cell::decimal(f, value.scale() as u8))
}

/// A computed end with four significant digits at least, rounded away from what is not known.
pub fn end(value: Option<Decimal>, rounding: RoundingStrategy) -> Cell {
    let Some(value) = value else { return Cell::empty() };
    let (mut size, mut decimals) = (value.abs(), 3_u32);
    while size >= Decimal::TEN && decimals > 0 {
        size /= Decimal::TEN;
        decimals -= 1;
    }
    while !size.is_zero() && size < Decimal::ONE && decimals < 12 {
        size *= Decimal::TEN;
        decimals += 1;
    }
    let value = value.round_dp_with_strategy(decimals, rounding).normalize();
    value.to_f64().map_or_else(Cell::empty, |f| Cell::decimal(f, value.scale() as u8))
}

/// The display unit of an observation, with what it is per: 万元/月.
pub fn unit(release: &Release, o: &Observation) -> (DisplayUnit, String) {
    let unit = display_unit(o, release.lists);
    let name = with_per(&unit.name, o.quantity.per.as_deref());
    (unit, name)
}

/// A unit with what it is per.
pub fn with_per(unit: &str, per: Option<&str>) -> String {
    match per.filter(|per| !unit.ends_with(&format!("/{per}"))) {
        Some(per) => format!("{unit}/{per}"),
        None => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{chinese, end, number};
    use crate::report::workbook::model::Cell;
    use rust_decimal::{Decimal, RoundingStrategy};

    #[test]
    fn periods_read_as_people_write_them() {
        for (code, said) in [
            ("2021", "2021年"),
            ("2018/2022", "2018—2022年"),
            ("2021-06", "2021年6月"),
            ("2021-01/06", "2021年上半年"),
            ("2021-01/09", "2021年1—9月"),
            ("2021-Q1/Q3", "2021年前三季度"),
            ("2021-Q4", "2021年第四季度"),
            ("2021-Q2/Q4", "2021年第2—4季度"),
        ] {
            assert_eq!(chinese(code).as_deref(), Some(said), "{code}");
        }
        assert_eq!(chinese("去年"), None);
    }

    #[test]
    fn numbers_keep_what_they_say() {
        assert_eq!(number(Some(Decimal::from(13_420_000)), 4), Cell::decimal(1342.0, 0));
        assert_eq!(number(Some(Decimal::new(977, 3)), 0), Cell::decimal(0.977, 3));
        let low = end(Some(Decimal::new(307_692, 5)), RoundingStrategy::ToNegativeInfinity);
        assert_eq!(low, Cell::decimal(3.076, 3));
        let high = end(Some(Decimal::new(133_331, 1)), RoundingStrategy::ToPositiveInfinity);
        assert_eq!(high, Cell::decimal(13_334.0, 0));
        let small = end(Some(Decimal::new(12345, 8)), RoundingStrategy::ToPositiveInfinity);
        assert_eq!(small, Cell::decimal(0.000_123_5, 7));
    }
}
