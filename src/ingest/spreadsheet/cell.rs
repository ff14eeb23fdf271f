//! What libraries call values becomes `CellValue`; number formats; cell addresses.

pub use crate::model::evidence::column_name;

use crate::model::{CellValue, Merge};
use calamine::{DataRef, ExcelDateTime};
use chrono::NaiveDate;

/// The value of a cell; none for blanks.
#[inline]
pub fn value(data: DataRef<'_>) -> Option<CellValue> {
    Some(match data {
        DataRef::Float(f) if f.is_finite() => CellValue::Number(f),
        DataRef::Int(i) => CellValue::Number(i as f64),
        DataRef::SharedString(s) => return text(s),
        DataRef::String(s) => return text(&s),
        DataRef::Bool(b) => boolean(b),
        DataRef::DateTime(d) => return date(d),
        DataRef::DateTimeIso(s) => return iso(&s),
        DataRef::DurationIso(s) => return text(&s),
        DataRef::Error(e) => CellValue::Error(e.to_string().into()),
        DataRef::Float(_) | DataRef::Empty => return None,
    })
}

/// A text cell; none where it holds white space only.
#[inline]
pub fn text(text: &str) -> Option<CellValue> {
    (!text.trim().is_empty()).then(|| CellValue::Text(text.into()))
}

/// A boolean as a spreadsheet program shows it.
pub fn boolean(value: bool) -> CellValue {
    CellValue::Text(if value { "TRUE" } else { "FALSE" }.into())
}

/// A serial number with a date format: a date, or the time of day as text.
fn date(serial: ExcelDateTime) -> Option<CellValue> {
    const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;
    let value = serial.as_f64();
    if !DAYS.contains(&value) {
        return value.is_finite().then_some(CellValue::Number(value));
    }
    if serial.is_duration() || value < 1.0 {
        let seconds = (value * 86_400.0).round() as u64;
        let clock = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        return Some(CellValue::Text(clock.into()));
    }
    serial.as_datetime().map(|t| CellValue::Date(t.date()))
}

/// A date in ISO 8601, with or without a time; anything else stays text.
pub fn iso(text: &str) -> Option<CellValue> {
    let day = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    match day {
        Some(day) if text.len() == 10 || text.as_bytes().get(10) == Some(&b'T') => Some(CellValue::Date(day)),
        _ => self::text(text),
    }
}

/// Whether a number format multiplies by a hundred: a percent sign that is neither quoted nor escaped.
pub fn percent(format: &str) -> bool {
    let mut quoted = false;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => _ = chars.next(),
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// Whether a built-in format shows percent.
pub fn percent_builtin(id: u16) -> bool {
    matches!(id, 9 | 10)
}

/// 0-based row and column of an address like `B3` or `$B$3`.
pub fn address(text: &str) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|b| *b != b'$') {
        match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' if row == 0 => {
                column = column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
            }
            digit @ b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?,
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// A merged area written as `A1:C2`; none where it is a single cell.
pub fn area(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':')?;
    let (first_row, first_column) = address(first)?;
    let (last_row, last_column) = address(last)?;
    ((first_row, first_column) < (last_row, last_column)).then_some(Merge {
        first_row,
        first_column,
        last_row,
        last_column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    #[test]
    fn a_quoted_percent_sign_is_no_percent_format() {
        assert!(percent("0.00%") && percent("0%;[Red]-0%"));
        assert!(!percent("0.00\"%\"") && !percent("0.0\\%") && !percent("General"));
    }

    #[test]
    fn addresses_and_areas() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(
            (address(""), address("A"), address("1"), address("A99999999999")),
            (None, None, None, None)
        );
        assert_eq!(column_name(16_383), "XFD");
        assert_eq!(area("B2:D3").map(|m| (m.first_column, m.last_row)), Some((1, 2)));
        assert_eq!(area("B2:B2"), None);
    }

    #[test]
    fn serial_numbers_become_dates() {
        let at = |serial, kind| value(DataRef::DateTime(ExcelDateTime::new(serial, kind, false)));
        let day = NaiveDate::from_ymd_opt(2021, 3, 5).unwrap();
        assert_eq!(at(44260.0, DateTime), Some(CellValue::Date(day)));
        assert_eq!(at(44260.99, DateTime), Some(CellValue::Date(day)));
        assert_eq!(at(0.5, DateTime), Some(CellValue::Text("12:00:00".into())));
        assert_eq!(at(1.25, TimeDelta), Some(CellValue::Text("30:00:00".into())));
        assert_eq!(at(-1e300, DateTime), Some(CellValue::Number(-1e300)));
        assert_eq!(at(f64::NAN, DateTime), None);
        assert_eq!(iso("2021-03-05T00:00:00"), Some(CellValue::Date(day)));
        assert_eq!(iso("2021-03-05之前"), Some(CellValue::Text("2021-03-05之前".into())));
    }
}
