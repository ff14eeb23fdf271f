//! Relative and partial periods get their years from the document's reference period.

use crate::model::{Document, Part, Period, PeriodExpr, YearRef};

/// What a document's relative words count from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The year that 今年 and 全年 mean; none where nothing tells.
    year: Option<i32>,
    /// The last month that 今年以来 reaches, where the reference period or the date of publication tells.
    month: Option<u32>,
}

impl Reference {
    /// From the origin's reference period, else the title's year, else the base year of a comparison plus one, else
    /// the year of publication.
    pub fn of(document: &Document) -> Self {
        let stated = document.origin.reference_period.as_deref().and_then(Period::parse);
        let title = || {
            let text = document.title.as_str();
            years(text).next()
        };
        let base = || {
            let text = document.view.text();
            text.match_indices("年同期").filter_map(|(at, _)| year_before(text, at)).max().map(|y| y + 1)
        };
        let published = || document.origin.published.as_deref().and_then(|p| years(p).next());
        let year = stated.as_ref().map(Period::last_year).or_else(title).or_else(base).or_else(published);
        let month = stated.filter(|p| p.code.contains('-')).map(|p| {
            use chrono::Datelike;
            p.end.month()
        });
        Self { year, month }
    }

    /// The period of an expression; none where a year is missing.
    pub fn resolve(&self, expr: PeriodExpr) -> Option<Period> {
        let year = |y: YearRef| match y {
            YearRef::Absolute(y) => Some(y),
            YearRef::Relative(n) => self.year.map(|y| y + n),
            YearRef::Unsaid => self.year,
        };
        let part = match (expr.part, self.month) {
            (Part::SoFar, Some(month)) if month < 12 => Part::Months(1, month),
            (part, _) => part,
        };
        let to = match expr.to {
            Some(to) => Some(year(to)?),
            None => None,
        };
        Period::resolved(year(expr.from)?, to, part)
    }
}

/// The four-digit years of a text.
fn years(text: &str) -> impl Iterator<Item = i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .filter(|y| (1950..=2100).contains(y))
}

fn year_before(text: &str, at: usize) -> Option<i32> {
    let start = at.checked_sub(4)?;
    text.get(start..at)?.parse().ok().filter(|y| (1950..=2100).contains(y))
}
