//! Periods: as the text words them, and resolved to a code with its first and last day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A period by its code, with its first and last day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// `2021`, `2021-06`, `2021-Q1`, `2021-Q1/Q3`, `2021-01/06`, `2018/2022`.
    pub code: String,
    pub start: NaiveDate,
    pub end: NaiveDate,
}

/// The year of a period as worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum YearRef {
    Absolute(i32),
    /// Against the reference year: 今年 0, 去年 -1.
    Relative(i32),
    /// The text names no year (上半年, 6月): the scope's or the reference year.
    Unsaid,
}

/// The part of the year that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    Whole,
    /// Months first to last, 1-based.
    Months(u32, u32),
    /// Quarters first to last, 1-based.
    Quarters(u32, u32),
    /// Since the start of the year up to the document's date: 今年以来.
    SoFar,
}

/// A period as the text words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PeriodExpr {
    pub from: YearRef,
    /// The last year of a span of years.
    pub to: Option<YearRef>,
    pub part: Part,
}

impl PeriodExpr {
    /// A whole year.
    pub fn year(year: i32) -> Self {
        Self { from: YearRef::Absolute(year), to: None, part: Part::Whole }
    }
}

impl Period {
    /// The period of an expression whose years are known: `from` to `to`.
    pub fn resolved(from: i32, to: Option<i32>, part: Part) -> Option<Self> {
        let day = NaiveDate::from_ymd_opt;
        let month_end = |y: i32, m: u32| {
            let next = if m == 12 { day(y + 1, 1, 1) } else { day(y, m + 1, 1) };
            next.and_then(|d| d.pred_opt())
        };
        if let Some(to) = to.filter(|t| *t != from) {
            let (from, to) = (from.min(to), from.max(to));
            return Some(Self {
                code: format!("{from}/{to}"),
                start: day(from, 1, 1)?,
                end: day(to, 12, 31)?,
            });
        }
        let y = from;
        match part {
            Part::Whole | Part::SoFar => {
                Some(Self { code: format!("{y}"), start: day(y, 1, 1)?, end: day(y, 12, 31)? })
            }
            Part::Months(a, b) => {
                let code = if a == b { format!("{y}-{a:02}") } else { format!("{y}-{a:02}/{b:02}") };
                Some(Self { code, start: day(y, a, 1)?, end: month_end(y, b)? })
            }
            Part::Quarters(a, b) => {
                let code = if a == b { format!("{y}-Q{a}") } else { format!("{y}-Q{a}/Q{b}") };
                Some(Self { code, start: day(y, a * 3 - 2, 1)?, end: month_end(y, b * 3)? })
            }
        }
    }

    /// Parses a code as the dataset and origin files write it.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim();
        let (head, tail) = code.split_once('/').map_or((code, None), |(h, t)| (h, Some(t)));
        let (year, rest) = head.split_once('-').map_or((head, None), |(y, r)| (y, Some(r)));
        let year: i32 = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
        let Some(rest) = rest else {
            let to = match tail {
                Some(t) => Some(t.parse().ok()?),
                None => None,
            };
            return Self::resolved(year, to, Part::Whole);
        };
        let number = |s: &str| s.trim_start_matches('Q').parse::<u32>().ok();
        let first = number(rest.split('-').next()?)?;
        let last = match tail {
            Some(t) => number(t)?,
            None => first,
        };
        if rest.starts_with('Q') {
            (first >= 1 && last <= 4 && first <= last).then_some(())?;
            return Self::resolved(year, None, Part::Quarters(first, last));
        }
        (first >= 1 && last <= 12 && first <= last).then_some(())?;
        Self::resolved(year, None, Part::Months(first, last))
    }

    /// The year the period ends in.
    pub fn last_year(&self) -> i32 {
        use chrono::Datelike;
        self.end.year()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_round() {
        for code in ["2021", "2021-06", "2021-Q1", "2021-Q1/Q3", "2021-01/06", "2018/2022"] {
            assert_eq!(Period::parse(code).unwrap().code, code);
        }
        let q = Period::parse("2021-Q1/Q3").unwrap();
        assert_eq!((q.start.to_string(), q.end.to_string()), ("2021-01-01".into(), "2021-09-30".into()));
        assert_eq!(Period::parse("2021-13"), None);
        assert_eq!(Period::parse("去年"), None);
    }
}
