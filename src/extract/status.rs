//! Done or intended: 目标, 力争, 到2025年, 预计, 将 against what was done.

use super::site::Site;
use crate::codelist::Role;
use crate::codelist::cue::TargetReach;
use crate::model::{PeriodExpr, Status, YearRef};

/// The status of each number of a sentence, with the word that decided.
pub fn statuses<'a>(
    site: &Site<'a>,
    numbers: &[(usize, usize)],
    under: bool,
    reference: Option<i32>,
) -> Vec<(Status, Option<&'a str>)> {
    let aims =
        site.cues.iter().any(|h| matches!(h.role, Role::Target(_))) || site.periods.iter().any(|p| p.target);
    let from = |start| if aims { own_past(site, start, reference) } else { site.sentence.start };
    numbers.iter().map(|&(start, end)| one(site, start, end, from(start), under, reference)).collect()
}

/// What stands before `from` intends nothing of the number.
fn one<'a>(
    site: &Site<'a>,
    start: usize,
    end: usize,
    from: usize,
    under: bool,
    reference: Option<i32>,
) -> (Status, Option<&'a str>) {
    let clause = site.clause_at(start);
    let (clause_start, clause_end) = site
        .clauses
        .get(clause)
        .map_or((site.sentence.start, site.sentence.end), |c| (c.range.start, c.range.end));
    let part = |at: usize| site.clauses.get(site.clause_at(at)).map(|c| c.part);
    let mut status: Option<(Status, &'a str)> = None;
    for hit in site.cues.iter().filter(|hit| hit.start >= from) {
        match hit.role {
            Role::Done if hit.end <= start => status = Some((Status::Actual, "")),
            Role::Target(TargetReach::Onward) if hit.end <= start => status = Some((Status::Target, hit.cue)),
            Role::Target(TargetReach::Part) if hit.end <= start && part(hit.start) == part(start) => {
                status = Some((Status::Target, hit.cue));
            }
            Role::Target(TargetReach::Verb)
                if hit.end <= start && part(hit.start) == part(start) && is_verb(site, hit.start) =>
            {
                status = Some((Status::Target, hit.cue));
            }
            Role::Target(TargetReach::Clause) if hit.end <= start && hit.start >= clause_start => {
                status = Some((Status::Target, hit.cue));
            }
            Role::Target(TargetReach::Before) if hit.start >= end && hit.end <= clause_end => {
                return (Status::Target, Some(hit.cue));
            }
            _ => {}
        }
    }
    if let Some((status, cue)) = status {
        return (status, (!cue.is_empty()).then_some(cue));
    }
    // 到2025年，…达到: a date to come governs what follows it
    if site.periods.iter().any(|p| {
        p.target
            && p.range.start >= from
            && p.range.end <= start
            && !past(p.expr, reference)
            && !opens_pair(site, p.range.end)
    }) {
        return (Status::Target, Some("到…年"));
    }
    if under {
        return (Status::Target, Some("heading"));
    }
    (Status::Actual, None)
}

/// Where the part of the sentence begins that has a date of its own which is past: 力争到2025年…；2023年，…增加到300家
/// intends nothing behind the semicolon. The start of the sentence where there is none.
fn own_past(site: &Site, start: usize, reference: Option<i32>) -> usize {
    let before = &site.text[site.sentence.start..start];
    let Some(at) = before.rfind(['；', ';']).map(|at| site.sentence.start + at) else {
        return site.sentence.start;
    };
    let dated = site.periods.iter().any(|p| {
        !p.target && p.base.is_none() && p.range.start > at && p.range.end <= start && past(p.expr, reference)
    });
    if dated { at } else { site.sentence.start }
}

/// Whether a word that is noun or verb is the verb: 2022年计划建成, but not 雏鹰计划培育.
fn is_verb(site: &Site, at: usize) -> bool {
    let clause = site.clauses.get(site.clause_at(at)).map_or(site.sentence.start, |c| c.range.start);
    let before = site.text[clause.min(at)..at].trim_end();
    before.is_empty()
        || site.lists.words.may_plan(before)
        || site.periods.iter().any(|p| p.range.end == at)
        || site.areas.iter().any(|a| a.end == at)
}

/// 增加到2023年的7.23张 says when, not until when.
fn opens_pair(site: &Site, end: usize) -> bool {
    site.text[end..].starts_with('的')
}

/// Whether a period ends with the document's reference year or before: 到2020年底 in a report of 2021.
fn past(expr: Option<PeriodExpr>, reference: Option<i32>) -> bool {
    match (expr.map(|e| e.to.unwrap_or(e.from)), reference) {
        (Some(YearRef::Absolute(year)), Some(reference)) => year <= reference,
        _ => false,
    }
}
