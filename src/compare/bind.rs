//! Which observations stand for the operands of a formula: a row's pattern, matched against all observations.
//!
//! The first operand of the formula is the anchor: each observation that fits it gives one binding, with the
//! nearest observation in the row's scope for every other operand.

mod corpus;
mod elsewhere;
mod list;
mod selector;

pub use corpus::{Corpus, Lookup};
pub use elsewhere::base_period;
pub use selector::{Selector, Year};

use super::formula::{Atom, Formula, Function, Unit, unit};
use super::interval::Interval;
use crate::codelist::IndicatorList;
use crate::model::{Locator, Observation, Period, PeriodBasis, Reason};
use chrono::Datelike;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far apart the operands of a row may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The same sentence and place.
    Sentence,
    /// The same document and place.
    Place,
    /// The same section and province.
    Section,
    /// The same province.
    Province,
    /// Figures that one clause lists side by side (80家…、120家…).
    List,
    /// A part that 其中 takes out of the whole before it.
    Among,
    /// All parts that 其中 lists of the whole before it, by place or by noun; they may have no indicator of their own.
    Parts,
    /// One figure a province, across documents.
    Provinces,
}

/// The operands of a row and how they meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// In the order the formula names them, a part before its whole; the first is the anchor.
    pub operands: Vec<(String, Selector)>,
    pub scope: Scope,
    /// The formula counts the anchor's places: only a joint figure fits.
    pub joint: bool,
}

/// The observations of each operand, in the order of the pattern.
#[derive(Debug, Clone)]
pub struct Binding<'a> {
    pub operands: Vec<(&'a str, Vec<&'a Observation>)>,
    /// The words call the anchor a year's amount.
    pub annual: bool,
    /// Words for what stands behind the choice (years that differ), or empty.
    pub note: String,
    /// What makes the operands unlike.
    pub reasons: BTreeSet<Reason>,
}

impl Pattern {
    /// The pattern of these formulas: `conditions` reads `name: key=value key=value; name: …`.
    pub fn parse(formulas: &[&Formula], scope: &str, conditions: &str) -> Result<Self, String> {
        let mut names: Vec<&str> = Vec::new();
        for atom in formulas.iter().flat_map(|f| &f.atoms) {
            if !names.contains(&atom.name.as_str()) {
                names.push(&atom.name);
            }
        }
        let mut operands: Vec<(String, Selector)> =
            names.iter().map(|name| ((*name).to_owned(), Selector::of(name))).collect();
        if operands.is_empty() {
            return Err("the formula names no operand".into());
        }
        for part in conditions.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, conditions) =
                part.split_once(':').ok_or(format!("`{part}` in `where` should read `name: key=value`"))?;
            let (_, selector) = operands
                .iter_mut()
                .find(|(known, _)| known == name.trim())
                .ok_or(format!("`{}` in `where` does not occur in the formula", name.trim()))?;
            selector.narrow(conditions)?;
        }
        for (name, selector) in operands.iter().skip(1) {
            // A wildcard means the indicator of the first operand.
            if selector.codes().is_none() && selector.elsewhere == Some(Year::Nearest) {
                return Err(format!("`{name}` may be any indicator only in one document"));
            }
        }
        for (name, selector) in &operands {
            if selector.within.iter().any(|whole| whole == name || !names.contains(&whole.as_str())) {
                return Err(format!("`within` of `{name}` names no other operand of the row"));
            }
        }
        let scope = Scope::parse(scope)?;
        if matches!(scope, Scope::Among | Scope::Parts) {
            let rank = |name: &str| ["part", "whole"].iter().position(|known| *known == name);
            if operands.len() != 2 || operands.iter().any(|(name, _)| rank(name).is_none()) {
                return Err("the scopes `among` and `parts` need the operands `part` and `whole`".into());
            }
            operands.sort_by_key(|(name, _)| rank(name));
        }
        let sums = formulas.iter().flat_map(|f| &f.atoms).any(|a| a.function == Function::Sum);
        if sums != matches!(scope, Scope::List | Scope::Parts | Scope::Provinces) {
            return Err("sum() goes with the scope `list`, `parts` or `provinces`, and only with it".into());
        }
        let places = |a: &&Atom| a.function == Function::Places && a.name == operands[0].0;
        let joint = formulas.iter().flat_map(|f| &f.atoms).any(|a| places(&a));
        Ok(Self { operands, scope, joint })
    }

    /// Every indicator code and pattern of codes that the row names.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        self.operands.iter().flat_map(|(_, selector)| selector.indicators())
    }

    /// Finds an operand that no indicator of the list can stand for, which would never give a figure.
    pub fn validate(&self, list: &IndicatorList) -> Result<(), String> {
        let codes = || list.entries().iter().map(|entry| &*entry.code);
        match self.indicators().find(|pattern| !codes().any(|code| selector::glob(pattern, code))) {
            None => Ok(()),
            Some(pattern) if pattern.contains('*') => Err(format!("`{pattern}` fits no indicator")),
            Some(code) => {
                let like = codes().max_by_key(|known| (alike(known, code), std::cmp::Reverse(known.len())));
                let hint = like.map_or(String::new(), |like| format!("; `{like}` is the most like it"));
                Err(format!("`{code}` is no indicator{hint}. Name one in `where`: `{code}: indicator=…`"))
            }
        }
    }
}

/// How many characters two codes begin and end with in common.
fn alike(a: &str, b: &str) -> usize {
    let begin = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    begin + a.chars().rev().zip(b.chars().rev()).take_while(|(x, y)| x == y).count()
}

impl Scope {
    /// The scope by its name in the row.
    pub fn parse(name: &str) -> Result<Self, String> {
        Ok(match name.trim() {
            "sentence" => Self::Sentence,
            "place" | "" => Self::Place,
            "section" => Self::Section,
            "province" => Self::Province,
            "list" => Self::List,
            "among" => Self::Among,
            "parts" => Self::Parts,
            "provinces" => Self::Provinces,
            other => {
                return Err(format!(
                    "`{other}` is no scope; there are sentence, place, section, province, list, among, parts, provinces"
                ));
            }
        })
    }
}

impl<'a> Binding<'a> {
    /// The observation the binding hangs on.
    pub fn anchor(&self) -> &'a Observation {
        self.operands[0].1[0]
    }

    /// The observations of an operand.
    pub fn of(&self, name: &str) -> &[&'a Observation] {
        self.operands.iter().find(|(known, _)| *known == name).map_or(&[], |(_, list)| list)
    }

    /// Every observation used.
    pub fn observations(&self) -> impl Iterator<Item = &'a Observation> {
        self.operands.iter().flat_map(|(_, list)| list.iter().copied())
    }

    /// Ids of every observation used, in the order of the formula.
    pub fn inputs(&self) -> Vec<Arc<str>> {
        self.observations().map(|o| o.observation_id.clone()).collect()
    }

    /// The formula's result and unit; null where an atom has no number or unlike units are added.
    pub fn evaluate(&self, formula: &Formula) -> Option<(Interval, Unit)> {
        let atoms: Vec<Interval> = formula.atoms.iter().map(|a| self.value(a)).collect::<Option<_>>()?;
        let units: Vec<Unit> = formula.atoms.iter().map(|a| self.unit(a)).collect::<Option<_>>()?;
        Some((formula.evaluate(&atoms), formula.unit(&units)?))
    }

    fn value(&self, atom: &Atom) -> Option<Interval> {
        let list = self.of(&atom.name);
        match atom.function {
            Function::Itself => list.first().map(|o| Interval::of(o)),
            Function::Sum => {
                let start = Interval::exactly(Decimal::ZERO);
                (!list.is_empty()).then(|| list.iter().fold(start, |sum, o| sum.plus(&Interval::of(o))))
            }
            Function::Months => whole(self.months(atom)?),
            Function::Places => {
                let o = list.first()?;
                // Where as many are counted as places are named, the places are what is counted.
                whole(places(o)).filter(|n| n.value != o.quantity.value)
            }
        }
    }

    /// A year for what the row's words call annual, or else the months of the stated period.
    fn months(&self, atom: &Atom) -> Option<u32> {
        let o = self.of(&atom.name).first()?;
        if self.annual {
            return Some(12);
        }
        // A table of annual figures needs no monthly averages, and an inherited period may be another's.
        let stated = o.period_basis == PeriodBasis::Stated && matches!(o.locator, Locator::Text { .. });
        o.period.as_ref().filter(|_| stated).and_then(months)
    }

    fn unit(&self, atom: &Atom) -> Option<Unit> {
        match atom.function {
            Function::Itself | Function::Sum => {
                self.of(&atom.name).first()?.quantity.unit.as_deref().map(unit)
            }
            Function::Months | Function::Places => Some(Unit::new()),
        }
    }
}

fn whole(count: u32) -> Option<Interval> {
    (count > 1).then(|| Interval::exactly(Decimal::from(count)))
}

/// Whole months from the first to the last day; null where the period does not consist of whole months.
fn months(period: &Period) -> Option<u32> {
    let next = period.end.succ_opt()?;
    let months = (next.year() - period.start.year()) * 12 + next.month() as i32 - period.start.month() as i32;
    (period.start.day() == 1 && next.day() == 1).then_some(())?;
    u32::try_from(months).ok()
}

/// How many places a joint figure is about: those listed, and its own unless it only embraces them.
fn places(o: &Observation) -> u32 {
    let listed = u32::try_from(o.places.len()).unwrap_or(u32::MAX);
    let own = o
        .place
        .as_ref()
        .is_some_and(|own| !o.places.iter().any(|p| p.name == own.name || p.name.starts_with(&own.name)));
    listed + u32::from(own)
}
