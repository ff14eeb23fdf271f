//! Indicators and the cue rules that point to them.
//!
//! A rule is groups joined by `&` that must all hold; alternatives inside a group are joined by `|`; a group that
//! starts with `!` must not hold. `h:` looks in the head noun phrase, `c:` (or nothing) in the clause, `s:` in the
//! sentence up to the number, `t:` in the paragraph. Among the rules that hold, the one that matched most text wins.

mod matcher;

use super::Row;
use crate::error::Error;
use crate::model::{Dimension, Kind, Quantity};
use std::collections::HashMap;
use std::sync::Arc;

pub use matcher::Matcher;
use matcher::Words;

/// An indicator of the list, without its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorEntry {
    pub code: Arc<str>,
    pub label_zh: Arc<str>,
    pub label_en: String,
    pub theme: String,
    pub dimension: Dimension,
    /// Base units of its level; empty allows every unit of the dimension.
    pub units: Vec<String>,
    pub display_unit: String,
    pub definition: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Head,
    Clause,
    Sentence,
    Section,
}

const SCOPES: usize = 4;

#[derive(Debug)]
struct Group {
    scope: Scope,
    negated: bool,
    /// Positions in the list of words, the longest words first.
    alternatives: Vec<u32>,
}

#[derive(Debug)]
struct Rule {
    entry: usize,
    line: usize,
    /// Positions in the list of units; empty allows every unit of the dimension.
    units: Vec<u16>,
    dimension: Dimension,
    groups: Vec<Group>,
}

/// The rows of `indicator.csv`.
pub struct IndicatorList {
    entries: Vec<IndicatorEntry>,
    by_code: HashMap<String, usize>,
    rules: Vec<Rule>,
    /// The units that rules name, by their positions.
    units: HashMap<String, u16>,
    /// Every word of the rules, and the rules that each one calls up.
    words: Words,
}

impl IndicatorList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let (mut entries, mut by_code, mut rules): (Vec<IndicatorEntry>, HashMap<String, usize>, Vec<Rule>) =
            Default::default();
        let mut words = Words::default();
        let mut numbered: HashMap<String, u16> = HashMap::new();
        for row in rows {
            let code = row.cell(0);
            if code.is_empty() {
                return Err(row.error("the code is empty"));
            }
            let units: Vec<String> = row.list(5).map(str::to_owned).collect();
            let entry = match by_code.get(code) {
                Some(&i) => i,
                None => {
                    let dimension = Dimension::parse(row.cell(4))
                        .ok_or_else(|| row.error(format!("`{}` is no dimension", row.cell(4))))?;
                    entries.push(IndicatorEntry {
                        code: code.into(),
                        label_zh: row.cell(1).into(),
                        label_en: row.cell(2).to_owned(),
                        theme: row.cell(3).to_owned(),
                        dimension,
                        units: units.clone(),
                        display_unit: row.cell(6).to_owned(),
                        definition: row.cell(8).to_owned(),
                    });
                    by_code.insert(code.to_owned(), entries.len() - 1);
                    entries.len() - 1
                }
            };
            let groups = parse_rule(row, &mut words)?;
            if !groups.is_empty() {
                let mut number = |unit: &String| {
                    let next = numbered.len() as u16;
                    *numbered.entry(unit.clone()).or_insert(next)
                };
                let units = units.iter().map(&mut number).collect();
                let dimension = entries[entry].dimension;
                rules.push(Rule { entry, line: row.line, units, dimension, groups });
            }
        }
        words.index(&rules);
        Ok(Self { entries, by_code, rules, units: numbered, words })
    }

    /// The words that the rules look for.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter()
    }

    /// The position of an indicator in the list.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    /// The indicator with a code.
    pub fn get(&self, code: &str) -> Option<&IndicatorEntry> {
        self.by_code.get(code).map(|&i| &self.entries[i])
    }

    /// Every indicator, in file order.
    pub fn entries(&self) -> &[IndicatorEntry] {
        &self.entries
    }
}

/// What of a quantity decides whether a rule can be of it.
struct Fitting {
    /// Position of its unit in the list; none for a unit that no rule names.
    unit: Option<u16>,
    unitless: bool,
    dimension: Dimension,
    /// A percentage that moves fits every indicator.
    any: bool,
}

impl IndicatorList {
    fn fitting(&self, quantity: &Quantity, kind: Kind) -> Fitting {
        let unit = quantity.unit.as_deref();
        let relative = matches!(quantity.dimension, Dimension::Ratio | Dimension::Points);
        let moves = match kind {
            Kind::GrowthRate => true,
            Kind::Change => relative,
            Kind::Ratio => unit == Some("倍"),
            _ => false,
        };
        Fitting {
            unit: unit.and_then(|u| self.units.get(u).copied()),
            unitless: unit.is_none(),
            dimension: quantity.dimension,
            any: moves && unit.is_some(),
        }
    }
}

impl Fitting {
    /// Whether a quantity can be of a rule: the units of its level, or a percentage that moves.
    fn fits(&self, rule: &Rule) -> bool {
        if self.unitless {
            return rule.units.is_empty();
        }
        let named = || self.unit.is_some_and(|u| rule.units.contains(&u));
        self.any || (self.dimension == rule.dimension && (rule.units.is_empty() || named()))
    }
}

fn parse_rule(row: &Row, list: &mut Words) -> Result<Vec<Group>, Error> {
    let mut groups = Vec::new();
    for part in row.cell(7).split('&').map(str::trim).filter(|p| !p.is_empty()) {
        let (negated, part) = part.strip_prefix('!').map_or((false, part), |p| (true, p.trim()));
        let (scope, words) = match part.split_once(':') {
            Some(("h", words)) => (Scope::Head, words),
            Some(("c", words)) => (Scope::Clause, words),
            Some(("s", words)) => (Scope::Sentence, words),
            Some(("t", words)) => (Scope::Section, words),
            Some((other, _)) => return Err(row.error(format!("`{other}:` is no scope; use h: c: s: or t:"))),
            None => (Scope::Clause, part),
        };
        let mut words: Vec<&str> = words.split('|').map(str::trim).filter(|w| !w.is_empty()).collect();
        words.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
        let alternatives: Vec<u32> = words.into_iter().map(|w| list.add(w)).collect();
        if alternatives.is_empty() {
            return Err(row.error("a group has no words"));
        }
        groups.push(Group { scope, negated, alternatives });
    }
    if !groups.is_empty() && groups.iter().all(|g| g.negated) {
        return Err(row.error("a rule needs a group that is not negated"));
    }
    // what fails soonest is looked at first
    groups.sort_by_key(|g| g.alternatives.len());
    Ok(groups)
}
