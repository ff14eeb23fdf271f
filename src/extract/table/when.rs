//! Periods of tables: whole labels (2021, 2021年, 1—9月, 2021Q1, dates), periods inside labels, and their nearness.

use super::super::period;
use crate::model::{Part, PeriodExpr, YearRef};
use chrono::{Datelike, NaiveDate};

/// Years that a bare number may mean.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1949..=2100;

/// The period that a whole label is; the text has no white space.
pub(super) fn whole(text: &str) -> Option<PeriodExpr> {
    if text.is_empty() || text.chars().count() > 24 {
        return None;
    }
    if let Some(expr) = compact(text) {
        return Some(expr);
    }
    let core = text.strip_prefix("截至").or_else(|| text.strip_prefix("截止")).unwrap_or(text);
    let core = ["累计", "累计数", "累计值", "合计", "实际", "实绩", "末数", "数", "同期", "（含）"]
        .iter()
        .find_map(|w| core.strip_suffix(w).filter(|rest| !rest.is_empty()))
        .unwrap_or(core);
    let hits = period::find(core, 0..core.len());
    let [hit] = hits.as_slice() else { return None };
    let all = hit.range == (0..core.len()) && hit.base.is_none();
    hit.expr.filter(|_| all)
}

/// 2021, 202106, 2021-06, 2021/6, 2021.06, 2021Q1, Q1, 2021年Q1, 2021—2022.
fn compact(text: &str) -> Option<PeriodExpr> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let year = || text.get(..4)?.parse::<i32>().ok().filter(|y| YEARS.contains(y));
    let quarter = |rest: &str| {
        let q = rest.strip_prefix(['Q', 'q'])?;
        q.parse::<u32>().ok().filter(|q| (1..=4).contains(q)).map(|q| Part::Quarters(q, q))
    };
    let month = |rest: &str| {
        let month = rest.parse::<u32>().ok().filter(|m| (1..=12).contains(m))?;
        (rest.len() <= 2).then_some(Part::Months(month, month))
    };
    if let Some(part) = quarter(text) {
        return Some(PeriodExpr { from: YearRef::Unsaid, to: None, part });
    }
    if digits == 8
        && text.len() == 8
        && let (Some(year), Some(part)) = (year(), month(text.get(4..6)?))
        && text.get(6..)?.parse::<u32>().is_ok_and(|d| (1..=31).contains(&d))
    {
        return Some(PeriodExpr { from: YearRef::Absolute(year), to: None, part });
    }
    if digits == 6 && text.len() == 6 {
        let (year, part) = (year()?, month(text.get(4..)?)?);
        return Some(PeriodExpr { from: YearRef::Absolute(year), to: None, part });
    }
    if digits != 4 {
        return None;
    }
    let (year, rest) = (year()?, text.get(4..)?);
    let plain = rest.strip_prefix('年').unwrap_or(rest);
    if rest.is_empty() {
        return Some(PeriodExpr::year(year));
    }
    let cut = rest.trim_start_matches(['-', '/', '.', '—', '–', '－', '年']);
    let part = quarter(plain).or_else(|| quarter(cut)).or_else(|| {
        let tight = rest.len() - cut.len() <= '—'.len_utf8() && cut.bytes().all(|b| b.is_ascii_digit());
        month(cut).filter(|_| tight && rest.starts_with(['-', '/', '.']))
    });
    if let Some(part) = part {
        return Some(PeriodExpr { from: YearRef::Absolute(year), to: None, part });
    }
    let last: i32 = cut.parse().ok().filter(|y| YEARS.contains(y) && *y > year)?;
    Some(PeriodExpr { from: YearRef::Absolute(year), to: Some(YearRef::Absolute(last)), part: Part::Whole })
}

/// The month of a date.
pub(super) fn of_date(date: NaiveDate) -> PeriodExpr {
    let month = date.month();
    PeriodExpr { from: YearRef::Absolute(date.year()), to: None, part: Part::Months(month, month) }
}

/// The first period inside a label with a year of its own, its bytes, and the base of a comparison.
pub(super) fn within(text: &str) -> (Option<(std::ops::Range<usize>, PeriodExpr)>, Option<String>) {
    let hits = period::find(text, 0..text.len());
    let base = hits.iter().find_map(|h| h.base.clone());
    let stated = hits.into_iter().filter(|h| h.base.is_none()).find_map(|h| {
        let expr = h.expr.filter(|e| e.part != Part::SoFar)?;
        let said = matches!(expr.from, YearRef::Absolute(_)) || expr.part != Part::Whole;
        said.then_some((h.range, expr))
    });
    (stated, base)
}

/// The only period of a title, if it has one.
pub(super) fn of_title(text: &str) -> Option<PeriodExpr> {
    let hits = period::find(text, 0..text.len());
    let exprs: Vec<PeriodExpr> = hits.iter().filter(|h| h.base.is_none()).filter_map(|h| h.expr).collect();
    let said = |e: &&PeriodExpr| matches!(e.from, YearRef::Absolute(_)) || e.part != Part::Whole;
    let mut said = exprs.iter().filter(said);
    let first = *said.next()?;
    said.all(|e| *e == first).then_some(first)
}

/// One period of several, nearest first: a month takes its year, a bare year its months, 上年 its year from those behind.
pub(super) fn nearest(all: &[PeriodExpr]) -> Option<PeriodExpr> {
    let (first, rest) = all.split_first()?;
    let mut expr = *first;
    let year = || rest.iter().find_map(|e| absolute(e.from));
    match expr.from {
        YearRef::Unsaid => {
            if let Some(from) = rest.iter().map(|e| e.from).find(|f| *f != YearRef::Unsaid) {
                expr.from = from;
            }
            if let (YearRef::Relative(n), Some(y)) = (expr.from, year()) {
                expr.from = YearRef::Absolute(y + n);
            }
        }
        YearRef::Relative(n) => {
            if let Some(y) = year() {
                expr.from = YearRef::Absolute(y + n);
            }
        }
        YearRef::Absolute(_) => {}
    }
    if expr.part == Part::Whole && expr.to.is_none() {
        // 2020年 beside 2021年 under the title 2021年1—9月 means the same months
        let later = |e: &&PeriodExpr| match (absolute(expr.from), absolute(e.from)) {
            (Some(own), Some(theirs)) => own <= theirs,
            (_, None) => true,
            (None, Some(_)) => matches!(expr.from, YearRef::Relative(_)),
        };
        if let Some(part) =
            rest.iter().filter(|e| e.to.is_none()).filter(later).map(|e| e.part).find(|p| *p != Part::Whole)
        {
            expr.part = part;
        }
    }
    Some(expr)
}

/// The year of a reference that names one.
pub(super) fn absolute(year: YearRef) -> Option<i32> {
    match year {
        YearRef::Absolute(y) => Some(y),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_labels_are_periods() {
        let year = |y| YearRef::Absolute(y);
        for (text, from, part) in [
            ("2021", year(2021), Part::Whole),
            ("2021年", year(2021), Part::Whole),
            ("2021年1—9月", year(2021), Part::Months(1, 9)),
            ("1—9月", YearRef::Unsaid, Part::Months(1, 9)),
            ("2021Q1", year(2021), Part::Quarters(1, 1)),
            ("一季度", YearRef::Unsaid, Part::Quarters(1, 1)),
            ("2021-06", year(2021), Part::Months(6, 6)),
            ("202106", year(2021), Part::Months(6, 6)),
            ("2021年末", year(2021), Part::Whole),
            ("上年", YearRef::Relative(-1), Part::Whole),
            ("2021年1-6月累计", year(2021), Part::Months(1, 6)),
        ] {
            let expr = whole(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((expr.from, expr.part), (from, part), "{text}");
        }
        for text in ["370000", "第一产业", "2021年GDP", "3年", "一般公共预算收入", "1234"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
