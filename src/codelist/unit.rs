//! Units and measure words, the guards that keep a spelling from being one, and nouns that serve as units.

use super::Row;
use super::affix::Affixes;
use crate::error::Error;
use crate::model::Dimension;
use std::collections::HashMap;
use std::sync::Arc;

/// A unit of `unit.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Base unit, as it stands in the dataset.
    pub unit: Arc<str>,
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

#[derive(Default)]
struct Guard {
    after_digits: bool,
    not_before: Vec<String>,
}

/// What a spelling at the start of a text may be.
enum Spelling {
    Unit(Unit, Guard),
    Noun(Unit),
}

/// The rows of `unit.csv`, `unit_guard.csv` and `unit_noun.csv`.
pub struct UnitList {
    exact: HashMap<String, Unit>,
    spellings: Affixes<Spelling>,
}

impl UnitList {
    pub(super) fn new(units: &[Row], guards: &[Row], nouns: &[Row]) -> Result<Self, Error> {
        let mut exact: HashMap<String, Unit> = HashMap::new();
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
            let unit = Unit { unit: row.cell(0).into(), dimension, exponent };
            let own = (exponent == 0).then_some(row.cell(0));
            for spelling in own.into_iter().chain(row.list(1)) {
                exact.insert(spelling.to_owned(), unit.clone());
            }
        }
        let mut guarded: HashMap<String, Guard> = HashMap::new();
        for row in guards {
            let not_before =
                row.cell(2).split('|').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned);
            let guard = Guard { after_digits: row.cell(1) == "digits", not_before: not_before.collect() };
            guarded.insert(row.cell(0).to_owned(), guard);
        }
        let mut spellings: Vec<(String, Spelling)> = exact
            .iter()
            .map(|(s, u)| (s.clone(), Spelling::Unit(u.clone(), guarded.remove(s).unwrap_or_default())))
            .collect();
        let mut named: HashMap<String, Unit> = HashMap::new();
        for row in nouns {
            let unit = exact
                .get(row.cell(1))
                .ok_or_else(|| row.error(format!("the unit `{}` is not in unit.csv", row.cell(1))))?;
            named.insert(row.cell(0).to_owned(), unit.clone());
        }
        spellings.extend(named.into_iter().map(|(s, u)| (s, Spelling::Noun(u))));
        Ok(Self { exact, spellings: Affixes::prefixes(spellings) })
    }

    /// The longest unit at the start of `text`. `digits`: Arabic digits, 万 or 亿 stand right before it.
    pub fn match_at(&self, text: &str, digits: bool) -> Option<UnitMatch<'_>> {
        self.spellings.at_start(text).find_map(|(word, spelling)| match spelling {
            Spelling::Unit(unit, guard) => guard.allows(&text[word.len()..], digits).then_some(UnitMatch {
                unit,
                length: word.len(),
                noun: false,
            }),
            Spelling::Noun(unit) => Some(UnitMatch { unit, length: word.len(), noun: true }),
        })
    }

    /// The unit of exactly this spelling (a header's unit, a `per`).
    pub fn spelled(&self, spelling: &str) -> Option<&Unit> {
        self.exact.get(spelling)
    }

    /// The longest noun that can serve as a unit at the start of `text`, in bytes.
    pub fn noun_at(&self, text: &str) -> Option<UnitMatch<'_>> {
        self.spellings.at_start(text).find_map(|(word, spelling)| match spelling {
            Spelling::Noun(unit) => Some(UnitMatch { unit, length: word.len(), noun: true }),
            Spelling::Unit(..) => None,
        })
    }
}

impl Guard {
    fn allows(&self, after: &str, digits: bool) -> bool {
        (digits || !self.after_digits) && !self.not_before.iter().any(|w| after.starts_with(w.as_str()))
    }
}
