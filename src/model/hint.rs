//! What `pipeline.toml` says of a sheet that its shape cannot tell.

use super::{Part, Period, PeriodExpr, YearRef};
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// Where the names stand that the shape leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// The first column names areas, also ones that the area list lacks.
    AreasDown,
    /// The header names areas.
    AreasAcross,
    /// The first column names periods, also as bare numbers.
    YearsDown,
    /// The header names periods, also as bare numbers.
    YearsAcross,
}

/// One `[[sheet]]` of `pipeline.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SheetHint {
    /// Path under `raw/`; `*` stands for any characters. Empty is every file.
    pub file: String,
    /// The name of the sheet; `*` stands for any characters. Empty is every sheet.
    pub sheet: String,
    /// The rows of the header, counted from 1 as spreadsheets show them.
    pub header_row: Vec<u32>,
    pub orientation: Option<Orientation>,
    /// The unit of columns whose header names none.
    pub unit: Option<String>,
    /// The period of cells that name none: `2021`, `2021-Q1/Q3`.
    pub period: Option<String>,
    /// The sheet is not read.
    pub skip: bool,
}

impl SheetHint {
    /// The last hint for a sheet of a file.
    pub fn of<'a>(hints: &'a [SheetHint], file: &str, sheet: &str) -> Option<&'a SheetHint> {
        hints.iter().rev().find(|h| matches(&h.file, file) && matches(&h.sheet, sheet))
    }

    /// Whether it is about a file.
    pub fn fits_file(&self, file: &str) -> bool {
        matches(&self.file, file)
    }

    /// The period as an expression.
    pub fn period(&self) -> Option<PeriodExpr> {
        let code = self.period.as_deref()?;
        let period = Period::parse(code)?;
        let (first, last) = (period.start.year(), period.end.year());
        let (a, b) = (period.start.month(), period.end.month());
        let part = match (code.contains('Q'), code.contains('-')) {
            (true, _) => Part::Quarters(a.div_ceil(3), b.div_ceil(3)),
            (false, true) => Part::Months(a, b),
            (false, false) => Part::Whole,
        };
        let to = (first != last).then_some(YearRef::Absolute(last));
        Some(PeriodExpr { from: YearRef::Absolute(first), to, part })
    }
}

/// Whether a name fits a pattern with `*`; an empty pattern fits all.
fn matches(pattern: &str, name: &str) -> bool {
    if pattern.is_empty() {
        return true;
    }
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let pieces: Vec<&str> = rest.split('*').collect();
    let (last, middle) = match pieces.split_last() {
        Some((last, middle)) => (*last, middle),
        None => return true,
    };
    for piece in middle {
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit() {
        for (pattern, name, fits) in [
            ("", "年鉴/2-1.xlsx", true),
            ("年鉴/*.xlsx", "年鉴/2-1.xlsx", true),
            ("*2-1*", "年鉴/2-1.xlsx", true),
            ("年鉴/*.xls", "年鉴/2-1.xlsx", false),
            ("2-1", "2-1", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
        let hint = SheetHint { period: Some("2021-Q1/Q3".into()), ..Default::default() };
        assert_eq!(hint.period().map(|p| p.part), Some(Part::Quarters(1, 3)));
    }
}
