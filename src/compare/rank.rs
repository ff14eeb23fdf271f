//! Ranks of derived figures: of one rule and period, where three provinces or more have it for the whole province.

use super::interval::{Interval, rank_bounds};
use crate::model::{Bound, Comparability, Derived, Reason};
use std::collections::{BTreeMap, BTreeSet};

/// A rank needs this many provinces.
const RANKED: usize = 3;

/// Gives every derived figure that can be ranked its place, no further than the bounds allow. Figures that take a
/// denominator of another year, or whose provinces divide by different things, are not ranked with the others.
pub fn rank(derived: &mut [Derived]) {
    type Group = (String, String, Option<String>, Option<String>);
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (i, d) in derived.iter().enumerate() {
        let whole = d.province.is_some() && d.place == d.province;
        let known = d.period.is_some() && d.result.bound != Bound::Indeterminate;
        let alike = !d.reasons.contains(&Reason::Denominator);
        if whole && known && alike && d.comparability != Comparability::None {
            let key = (d.rule.clone(), d.label.clone(), d.unit.clone(), d.period.clone());
            groups.entry(key).or_default().push(i);
        }
    }
    for members in groups.into_values() {
        let provinces: BTreeSet<&str> =
            members.iter().filter_map(|&i| derived[i].province.as_deref()).collect();
        // two figures of a province: nothing says which one counts
        if provinces.len() < RANKED || provinces.len() != members.len() {
            continue;
        }
        let intervals: Vec<Interval> =
            members.iter().map(|&i| Interval::of_ends(&derived[i].result)).collect();
        for (&i, (best, worst)) in members.iter().zip(rank_bounds(&intervals)) {
            let d = &mut derived[i];
            (d.rank_min, d.rank_max, d.ranked) = (Some(best), Some(worst), Some(members.len() as u32));
        }
    }
}
