//! Figures in units of one measure (公顷, 亩) brought to one of them, as `codelist/unit_conversion.csv` says.

use crate::codelist::{Codelists, Factor};
use crate::model::{Conversion, Observation};
use crate::say::Say;
use std::sync::Arc;

/// What brings a figure to a unit, where it is written in another of the same measure.
pub fn conversion(o: &Observation, to: Option<&Arc<str>>, lists: &Codelists) -> Option<Conversion> {
    let (from, to) = (o.quantity.unit.as_ref()?, to?);
    if from == to {
        return None;
    }
    let Factor { times, over } = lists.conversions.factor(from, to)?;
    Some(Conversion { from: from.clone(), to: to.clone(), times, over })
}

/// The unit that most of the figures are written in; of equal ones the first.
pub fn commonest_unit<'a>(figures: impl Iterator<Item = &'a Observation>) -> Option<&'a Arc<str>> {
    let mut counts: Vec<(Option<&Arc<str>>, usize)> = Vec::new();
    for unit in figures.map(|o| o.quantity.unit.as_ref()) {
        match counts.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, n)) => *n += 1,
            None => counts.push((unit, 1)),
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max()?;
    counts.into_iter().find(|(_, n)| *n == most)?.0
}

/// Says what was converted: 按1公顷=15亩换算; null where nothing was.
pub fn said<'a>(conversions: impl Iterator<Item = &'a Conversion>, say: &Say<'_>) -> Option<String> {
    let mut said: Vec<String> = conversions.map(|by| by.say(|unit| say.unit_name(unit))).collect();
    said.sort_unstable();
    said.dedup();
    let said = (!said.is_empty()).then(|| say.join(&said))?;
    Some(if say.zh { format!("按{said}换算") } else { format!("converted with {said}") })
}
