//! Why a numeral is no measure: one small rule after another, in order; the first that holds decides.
//!
//! A rule is a file with its positive and negative cases beside it; `template.rs` is the one to copy. Its place in
//! [`BEFORE`] is its priority.

mod age_group;
mod book_title;
mod code;
mod date;
mod denominator;
mod guard;
mod heading_number;
mod indefinite;
mod phrase;
mod place_name;
mod plan_years;
mod quoted;
#[cfg(test)]
mod template;
#[cfg(test)]
mod testing;

use super::numeral::Numeral;
use super::quantity::Found;
use super::site::Site;
use crate::model::LedgerReason;
use std::borrow::Cow;
use std::ops::Range;

/// The reason, the bytes it covers and the row or rule that decided.
pub struct Excluded {
    pub reason: LedgerReason,
    pub range: Range<usize>,
    pub rule: Cow<'static, str>,
}

/// No code is longer than this many characters.
const LONGEST_CODE: usize = 64;

type Rule = fn(&Site, &Numeral) -> Option<Excluded>;

/// Rules that come before a quantity is tried.
const BEFORE: &[Rule] = &[
    phrase::phrase,
    denominator::denominator,
    place_name::place_name,
    date::date,
    heading_number::heading_number,
    book_title::book_title,
    guard::guard_before,
    code::code,
    guard::guard_after,
    plan_years::plan_years,
    quoted::quoted,
    indefinite::indefinite,
];

/// What says that a numeral is no measure, before its unit is looked at.
pub fn excluded(site: &Site, numeral: &Numeral) -> Option<Excluded> {
    BEFORE.iter().find_map(|rule| rule(site, numeral))
}

/// What says that a quantity that was read is no measure after all.
pub fn read_in_vain(site: &Site, f: &Found) -> Option<Excluded> {
    age_group::age_group(site, f)
}

/// What remains when no unit made it a measure.
pub fn leftover(site: &Site, numeral: &Numeral) -> Excluded {
    let range = numeral.start..numeral.end;
    let rule = |reason, rule: &'static str| Excluded { reason, range: range.clone(), rule: rule.into() };
    if site.quote_at(numeral.start).is_some() {
        return rule(LedgerReason::Label, "rule:quoted");
    }
    if numeral.arabic {
        return rule(LedgerReason::Unknown, "rule:no_unit");
    }
    let single = site.text[range.clone()].chars().count() == 1;
    rule(if single { LedgerReason::Lexical } else { LedgerReason::Unknown }, "rule:no_unit")
}

fn found(reason: LedgerReason, range: Range<usize>, rule: impl Into<Cow<'static, str>>) -> Option<Excluded> {
    Some(Excluded { reason, range, rule: rule.into() })
}

/// The end of a run of letters, digits and the signs of codes.
fn token_end(text: &str, start: usize) -> usize {
    let in_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '—' | '–' | ':' | '_');
    let mut end = start;
    for c in text[start..].chars().take(LONGEST_CODE).take_while(|c| in_code(*c)) {
        end += c.len_utf8();
    }
    end
}
