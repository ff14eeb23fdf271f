//! How cells say things: periods, indicators, figures in their display unit.

use super::model::Cell;
use crate::config::Language;
use crate::model::Observation;
use crate::model::comparison::Ends;
use crate::model::quantity::shift;
use crate::report::Release;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// Most decimals of a figure as its source gave it.
const DECIMALS: u32 = 8;

/// The full name of a province; in English its name in that language.
pub fn province(release: &Release, name: &str) -> String {
    match release.config.language {
        Language::Zh => name.to_owned(),
        Language::En if name.is_empty() => String::new(),
        Language::En => release.say().province(name),
    }
}

/// A place in a province; that it is all of it where there is none.
pub fn or_whole(release: &Release, local: String) -> String {
    if local.is_empty() {
        release.config.pick("全省（区、市）", "whole province").to_owned()
    } else {
        local
    }
}

/// A period as people write it, by its code.
pub fn period(release: &Release, code: Option<&str>) -> String {
    code.map_or(String::new(), |code| release.say().period(code))
}

/// A computed figure with its bounds in words.
pub fn ends(release: &Release, ends: &Ends, unit: &str) -> String {
    release.say().print(ends, unit)
}

/// The indicator of an observation with its industry, in the language of the release; empty where nothing fits.
pub fn indicator(release: &Release, o: &Observation) -> String {
    let label = o.indicator.as_deref().map_or(String::new(), |code| release.say().indicator(code));
    match o.industry.as_deref().filter(|industry| !label.is_empty() && !label.contains(industry)) {
        Some(industry) => {
            let said = release.say().industry(industry);
            format!("{label}{}", release.say().bracketed(said))
        }
        None => label,
    }
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

/// The name of a sheet as one of a table: letters and digits, a letter first.
pub fn table_name(release: &Release, sheet: &str) -> String {
    let lead = if sheet.starts_with(char::is_alphabetic) { "" } else { "_" };
    let tail = release.say().pick("表", "_table");
    format!("{lead}{}{tail}", sheet.replace(|c: char| !c.is_alphanumeric(), "_"))
}

#[cfg(test)]
mod tests {
    use super::{end, number};
    use crate::report::workbook::model::Cell;
    use rust_decimal::{Decimal, RoundingStrategy};

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
