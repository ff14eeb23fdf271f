//! Units and measure words, the guards that keep a spelling from being one, and nouns that serve as units.

use super::Row;
use crate::error::Error;
use crate::model::Dimension;
use std::collections::HashMap;

/// A unit of `unit.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Base unit, as it stands in the dataset.
    pub unit: String,
    pub dimension: Dimension,
    /// Power of ten already inside the spelling (千元 3).
    pub exponent: i32,
}

/// A unit found at the start of a text.
#[derive(Debug, Clone, Copy)]
pub struct UnitMatch<'a> {
    pub unit: &'a Unit,
    /// Length of the spelling in bytes.
    pub length: usize,
    /// The spelling is a noun that serves as the unit (3万多农户).
    pub noun: bool,
}

struct Guard {
    after_digits: bool,
    not_before: Vec<String>,
}

/// The rows of `unit.csv`, `unit_guard.csv` and `unit_noun.csv`.
pub struct UnitList {
    spellings: HashMap<String, Unit>,
    nouns: HashMap<String, Unit>,
    guards: HashMap<String, Guard>,
    longest: usize,
}

impl UnitList {
    pub(super) fn new(units: &[Row], guards: &[Row], nouns: &[Row]) -> Result<Self, Error> {
        let mut list =
            Self { spellings: HashMap::new(), nouns: HashMap::new(), guards: HashMap::new(), longest: 0 };
        for row in units {
            let dimension = Dimension::parse(row.cell(2))
                .ok_or_else(|| row.error(format!("`{}` is no dimension", row.cell(2))))?;
            let exponent = match row.cell(3) {
                "" => 0,
                n => n.parse().map_err(|_| row.error(format!("`{n}` is no exponent of ten")))?,
            };
            if row.cell(0).is_empty() {
                return Err(row.error("the unit is empty"));
            }
            let unit = Unit { unit: row.cell(0).to_owned(), dimension, exponent };
            let own = (exponent == 0).then_some(row.cell(0));
            for spelling in own.into_iter().chain(row.list(1)) {
                list.longest = list.longest.max(spelling.chars().count());
                list.spellings.insert(spelling.to_owned(), unit.clone());
            }
        }
        for row in guards {
            let not_before =
                row.cell(2).split('|').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned);
            let guard = Guard { after_digits: row.cell(1) == "digits", not_before: not_before.collect() };
            list.guards.insert(row.cell(0).to_owned(), guard);
        }
        for row in nouns {
            let unit = list
                .spellings
                .get(row.cell(1))
                .ok_or_else(|| row.error(format!("the unit `{}` is not in unit.csv", row.cell(1))))?
                .clone();
            list.longest = list.longest.max(row.cell(0).chars().count());
            list.nouns.insert(row.cell(0).to_owned(), unit);
        }
        Ok(list)
    }

    /// The longest unit at the start of `text`. `digits`: Arabic digits, 万 or 亿 stand right before it.
    pub fn match_at(&self, text: &str, digits: bool) -> Option<UnitMatch<'_>> {
        let mut ends: Vec<usize> =
            text.char_indices().take(self.longest).map(|(i, c)| i + c.len_utf8()).collect();
        ends.reverse();
        for end in ends {
            let spelling = &text[..end];
            if let Some(unit) = self.spellings.get(spelling)
                && self.allowed(spelling, &text[end..], digits)
            {
                return Some(UnitMatch { unit, length: end, noun: false });
            }
            if let Some(unit) = self.nouns.get(spelling) {
                return Some(UnitMatch { unit, length: end, noun: true });
            }
        }
        None
    }

    /// The unit of exactly this spelling (a header's unit, a `per`).
    pub fn spelled(&self, spelling: &str) -> Option<&Unit> {
        self.spellings.get(spelling)
    }

    /// The longest noun that can serve as a unit at the start of `text`, in bytes.
    pub fn noun_at(&self, text: &str) -> Option<UnitMatch<'_>> {
        let mut ends: Vec<usize> =
            text.char_indices().take(self.longest).map(|(i, c)| i + c.len_utf8()).collect();
        ends.reverse();
        ends.into_iter().find_map(|end| {
            self.nouns.get(&text[..end]).map(|unit| UnitMatch { unit, length: end, noun: true })
        })
    }

    fn allowed(&self, spelling: &str, after: &str, digits: bool) -> bool {
        self.guards.get(spelling).is_none_or(|guard| {
            (digits || !guard.after_digits) && !guard.not_before.iter().any(|w| after.starts_with(w.as_str()))
        })
    }
}
