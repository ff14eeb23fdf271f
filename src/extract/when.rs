//! Which period governs a number: the sentence's own, or one that a title, a heading or a lead scopes it with.

use super::period::{self, PeriodHit};
use super::site::Site;
use crate::model::{Document, Period, PeriodBasis, PeriodExpr, YearRef};

/// How many characters may stand before the period a paragraph opens with.
const LEAD: usize = 4;
/// The level of the articles of a rule: 第一条.
const ARTICLE: u32 = 3;
/// How many characters may stand between a base of comparison and its own figure.
const OWN: usize = 20;

/// The periods in scope while a document is read.
pub struct Scope {
    reference: Option<i32>,
    title: Option<PeriodExpr>,
    heading: Option<(u32, PeriodExpr)>,
    lead: Option<PeriodExpr>,
    /// The lead of what stands before the first heading; it holds under the headings, up to the articles of a rule.
    opening: Option<PeriodExpr>,
    /// Whether the first heading is still to come.
    opens: bool,
    /// The year of its heading, lead or title: for 上半年 and 6月 in sentences that name none.
    year: Option<i32>,
    /// The only year that the document names: what has none elsewhere (7月份居民消费价格) is of it.
    only: Option<i32>,
}

impl Scope {
    /// The scope of a document's title; `reference` is the year it speaks of, `text` what it says.
    pub fn new(title: &str, reference: Option<i32>, text: &str) -> Self {
        let title = sole(title);
        Self {
            reference,
            title,
            heading: None,
            lead: None,
            opening: None,
            opens: true,
            year: title.and_then(absolute),
            only: only_year(text),
        }
    }

    /// A heading replaces what headings of its level or deeper set.
    pub fn enter_section(&mut self, heading: &str, level: u32) {
        self.opens = level == 0;
        if level >= ARTICLE {
            self.opening = None;
        }
        self.lead = None;
        if let Some(expr) = sole(heading) {
            self.heading = Some((level, expr));
        } else if self.heading.is_some_and(|(l, _)| l >= level) {
            self.heading = None;
        }
    }

    /// A sentence that opens with a period sets it for those after it.
    pub fn enter_sentence(&mut self, site: &Site) {
        let scoped = self.lead.and_then(absolute).or(self.title.and_then(absolute));
        self.year = self.heading.and_then(|(_, e)| absolute(e)).or(scoped);
        if let Some(hit) = site.periods.first().filter(|h| h.base.is_none() && !h.target)
            && site.text[site.sentence.start..hit.range.start].chars().count() <= LEAD
            && site.text[hit.range.end..].starts_with(['，', ',', '全', '我', '，', '、'])
            && hit.expr.is_some_and(|e| matches!(e.from, YearRef::Absolute(_)))
        {
            self.lead = hit.expr;
            let near = |year: i32| self.reference.is_some_and(|r| (r - 1..=r).contains(&year));
            if self.opens && hit.expr.and_then(absolute).is_some_and(near) {
                self.opening = hit.expr;
            }
        }
    }

    /// The period of the number at these bytes, and where it comes from.
    ///
    /// `opened` is where the number stands that opens the change this one closes: 由2021年的7352元降至7085元.
    pub fn period(
        &self,
        site: &Site,
        start: usize,
        end: usize,
        opened: &[usize],
        numbers: &[usize],
    ) -> (Option<PeriodExpr>, PeriodBasis) {
        if let Some(expr) = shared_out(site, start, numbers) {
            return (Some(self.with_year(expr, site, start)), PeriodBasis::Stated);
        }
        if let Some(expr) = stated(site, start, end, opened) {
            return (Some(self.with_year(expr, site, start)), PeriodBasis::Stated);
        }
        let scoped = self.lead.or(self.heading.map(|(_, e)| e)).or(self.title).or(self.opening);
        match scoped {
            Some(expr) => (Some(self.with_year(expr, site, start)), PeriodBasis::Inherited),
            None => (None, PeriodBasis::None),
        }
    }

    /// 上半年 takes the last year named before it; 今年 and 去年 count from the year of the heading they stand under.
    fn with_year(&self, expr: PeriodExpr, site: &Site, start: usize) -> PeriodExpr {
        let year = match expr.from {
            YearRef::Unsaid => named(site, start).or(self.year).or(self.only),
            YearRef::Relative(n) if expr.to.is_none() => {
                self.heading.and_then(|(_, e)| absolute(e)).map(|year| year + n)
            }
            _ => None,
        };
        year.map_or(expr, |year| PeriodExpr { from: YearRef::Absolute(year), ..expr })
    }
}

/// The last year that a sentence names before a number, not as a base or an aim.
fn named(site: &Site, start: usize) -> Option<i32> {
    let hits = site.periods.iter().rev().filter(|h| h.range.end <= start && h.base.is_none() && !h.target);
    hits.filter_map(|h| h.expr).find_map(absolute)
}

/// 2020年和2021年分别投入1.2亿元和1.5亿元: periods in a list, shared out over as many numbers of the clause.
fn shared_out(site: &Site, start: usize, numbers: &[usize]) -> Option<PeriodExpr> {
    let clause = &site.clauses.get(site.clause_at(start))?.range;
    if !site.text[clause.clone()].contains("分别") {
        return None;
    }
    let periods: Vec<&PeriodHit> =
        site.periods.iter().filter(|p| clause.contains(&p.range.start) && p.base.is_none()).collect();
    let joined =
        |w: &[&PeriodHit]| matches!(&site.text[w[0].range.end..w[1].range.start], "、" | "和" | "与" | "及");
    let inside: Vec<usize> = numbers.iter().copied().filter(|n| clause.contains(n)).collect();
    // 2013年到2017年，…分别为…: a number for each year of the span
    let ahead = || site.periods.iter().rev().find(|p| p.range.end <= clause.start && p.base.is_none());
    let span = if periods.is_empty() { ahead() } else { (periods.len() == 1).then(|| periods[0]) };
    if let Some(PeriodExpr { from: YearRef::Absolute(from), to: Some(YearRef::Absolute(to)), part }) =
        span.filter(|p| inside.first().is_some_and(|first| p.range.end <= *first)).and_then(|p| p.expr)
        && to > from
        && usize::try_from(to - from + 1).is_ok_and(|years| years == inside.len())
    {
        let at = inside.iter().position(|n| *n == start)? as i32;
        return Some(PeriodExpr { from: YearRef::Absolute(from + at), to: None, part });
    }
    let last = periods.last()?.range.end;
    let apart = inside.first().is_some_and(|first| last <= *first);
    if periods.len() < 2 || periods.len() != inside.len() || !apart || !periods.windows(2).all(joined) {
        return None;
    }
    let at = inside.iter().position(|n| *n == start)?;
    periods[at].expr
}

/// The period a sentence states for a number: the last before it, or one right behind it in brackets.
fn stated(site: &Site, start: usize, end: usize, opened: &[usize]) -> Option<PeriodExpr> {
    let of_the_opening = |p: &PeriodHit| {
        opened.iter().any(|&at| {
            p.range.end <= at
                && matches!(
                    &site.text[p.range.end..at],
                    "" | "的" | "的约" | "约" | "同期的" | "末的" | "底的" | "同期"
                )
        })
    };
    let behind = site.periods.iter().find(|p| {
        p.range.start >= end && matches!(&site.text[end..p.range.start], "（" | "(") && p.base.is_none()
    });
    if let Some(expr) = behind.and_then(|p| p.expr) {
        return Some(expr);
    }
    if let Some(hit) = of_its_base(site, start) {
        return hit.expr;
    }
    let part = |at: usize| site.clauses.get(site.clause_at(at)).map(|c| c.part);
    // 近三年 inside a part holds for that part
    let opens = |p: &PeriodHit| site.text[site.sentence.start..p.range.start].chars().count() <= LEAD;
    let several =
        |p: &PeriodHit| p.expr.is_some_and(|e| e.to.is_some() && !matches!(e.from, YearRef::Absolute(_)));
    let reaches = |p: &PeriodHit| !several(p) || opens(p) || part(p.range.start) == part(start);
    let before: Vec<&PeriodHit> = site
        .periods
        .iter()
        .filter(|p| {
            p.range.end <= start
                && p.base.is_none()
                && reaches(p)
                && p.expr.is_some()
                && !dates_a_name(site, p)
                && !of_the_opening(p)
        })
        .collect();
    // behind a semicolon the period counts again that the sentence opened with
    let opener = before.first().filter(|p| opens(p) && !p.target);
    let last = before.last()?;
    let back = part(last.range.start) != part(start) && !last.target;
    opener.filter(|_| back).unwrap_or(last).expr
}

/// The base of comparison whose own figure a number is: 较2016年的38微克/立方米下降, 与2010年普查的441万人相比.
pub fn of_its_base<'a>(site: &'a Site, start: usize) -> Option<&'a PeriodHit> {
    let hit = site.periods.iter().rev().find(|p| p.range.end <= start)?;
    let between = &site.text[hit.range.end..start];
    let own = between.ends_with('的') || between.ends_with("的约");
    let near = !between.contains(['，', '。', '；', '、']) && between.chars().count() <= OWN;
    let multiple =
        site.text[start..].chars().take(12).take_while(|c| !"，。；".contains(*c)).any(|c| c == '倍');
    (hit.base.is_some() && hit.expr.is_some() && own && near && !multiple).then_some(hit)
}

/// Whether a year only dates a standard, a founding or a document: （2021年版）, 始建于1958年.
fn dates_a_name(site: &Site, hit: &PeriodHit) -> bool {
    let before = &site.text[site.sentence.start..hit.range.start];
    let after = &site.text[hit.range.end..];
    let open = before.rfind('《').is_some_and(|i| !before[i..].contains('》'));
    open || after.starts_with('版')
        || before.ends_with("始建于")
        || before.ends_with("成立于")
        || before.ends_with("创建于")
}

/// The only period of a title or heading.
fn sole(text: &str) -> Option<PeriodExpr> {
    let hits = period::find(text, 0..text.len());
    let mut exprs = hits.iter().filter(|h| h.base.is_none()).filter_map(|h| h.expr);
    let first = exprs.next()?;
    let plan = text.contains("规划") || text.contains("计划") || text.contains("方案");
    (exprs.next().is_none() && !plan).then_some(first)
}

fn absolute(expr: PeriodExpr) -> Option<i32> {
    match (expr.from, expr.to) {
        (YearRef::Absolute(y), None) => Some(y),
        _ => None,
    }
}

/// The year a document speaks of: of its origin, else the last that its title or text gives for what was.
pub fn reference(document: &Document) -> Option<i32> {
    let stated = document.origin.reference_period.as_deref().and_then(Period::parse).map(|p| p.last_year());
    stated.or_else(|| last_year(&document.title)).or_else(|| last_year(document.view.text()))
}

/// The year of a text that names no other.
fn only_year(text: &str) -> Option<i32> {
    let year = |(at, _): (usize, &str)| -> Option<i32> {
        let digits = text.get(at.checked_sub(4)?..at)?;
        digits.parse().ok().filter(|y| (1950..=2100).contains(y))
    };
    let mut years = text.match_indices('年').filter_map(year);
    let first = years.next()?;
    years.all(|y| y == first).then_some(first)
}

/// The last year of a text that stands alone: not behind 到, not the end of a span (2021—2025年).
fn last_year(text: &str) -> Option<i32> {
    let year = |(at, _): (usize, &str)| {
        let digits = text.get(at.checked_sub(4)?..at)?;
        let year: i32 = digits.parse().ok().filter(|y| (1950..=2100).contains(y))?;
        let before = text[..at - 4].chars().next_back();
        let alone = before.is_none_or(|c| !c.is_ascii_digit() && !"到至—-–~～、".contains(c));
        alone.then_some(year)
    };
    text.match_indices('年').filter_map(year).max()
}
