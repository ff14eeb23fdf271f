//! The unit of a cell: that of the nearest text that says one and fits what is measured.

use super::column::Column;
use super::emit::Around;
use super::meaning::Movement;
use super::part::Part;
use super::rows::RowLabels;
use super::unit::{self, HeadUnit};
use crate::codelist::Codelists;
use crate::codelist::table_word::Fit;
use crate::model::Dimension;

/// The unit of a cell by nearness: unit column, row label, header, the table's title, the sheet's; and where it stood.
pub(super) fn unit_of(
    part: &Part,
    column: &Column,
    labels: &RowLabels,
    around: &Around,
) -> (Option<HeadUnit>, &'static str) {
    let moving = matches!(column.movement, Some(Movement::Growth { .. } | Movement::Share));
    let relative = |u: &HeadUnit| matches!(u.dimension, Dimension::Ratio | Dimension::Points);
    let moved = column.movement.is_some_and(|m| m != Movement::Level);
    if moved && let Some(unit) = column.unit.clone() {
        return (Some(unit), "header");
    }
    // the rate of what is counted in 万元 is not in 万元
    let fits = |u: &&HeadUnit| !moving || relative(u);
    let near = [(&labels.unit_cell, "column"), (&labels.unit, "row"), (&column.unit, "header")];
    for (unit, source) in near {
        if let Some(unit) = unit.as_ref().filter(fits) {
            return (Some(whole(unit, part, column, labels, around)), source);
        }
    }
    if column.index || row_index(labels) {
        return (None, "");
    }
    let fit = fit(column, labels, part, around.lists);
    for (scope, source) in [(&part.scope, "title"), (around.outer, "sheet")] {
        if let Some(unit) = unit::fitting(&scope.units, fit.as_ref()) {
            return (Some(whole(unit, part, column, labels, around)), source);
        }
        if !scope.units.is_empty() {
            return (None, "");
        }
    }
    (None, "")
}

/// A bare 亿 or 万 counts the unit of the title, or 元 where the label is of money.
fn whole(unit: &HeadUnit, part: &Part, column: &Column, labels: &RowLabels, around: &Around) -> HeadUnit {
    if unit.unit.is_some() {
        return unit.clone();
    }
    let fit = fit(column, labels, part, around.lists);
    let titles = part.scope.units.iter().chain(&around.outer.units);
    let base =
        titles.filter(|u| u.unit.is_some()).find(|u| fit.as_ref().is_none_or(|f| f.dimension == u.dimension));
    match (base, fit) {
        (Some(base), _) => HeadUnit {
            unit: base.unit.clone(),
            dimension: base.dimension,
            per: base.per.clone(),
            ..unit.clone()
        },
        (None, Some(Fit { dimension: Dimension::Money, .. })) => {
            HeadUnit { unit: Some("元".into()), dimension: Dimension::Money, ..unit.clone() }
        }
        (None, Some(Fit { dimension, units })) if units.len() == 1 => {
            HeadUnit { unit: units.first().map(|u| u.as_str().into()), dimension, ..unit.clone() }
        }
        _ => unit.clone(),
    }
}

/// What the labels of a cell say it measures.
fn fit(column: &Column, labels: &RowLabels, part: &Part, lists: &Codelists) -> Option<Fit> {
    let ratio = || Fit { dimension: Dimension::Ratio, units: vec!["%".into(), "‰".into()] };
    if matches!(column.movement, Some(Movement::Growth { .. } | Movement::Share)) {
        return Some(ratio());
    }
    // the row names what is measured only where the column does not
    let rows = labels.words.iter().rev().filter(|_| column.words.is_empty());
    let title = Some(&part.scope.label).filter(|_| column.words.is_empty());
    let words = column.words.iter().rev().chain(rows).chain(title);
    words.map(|w| super::meaning::unbracketed(w)).find_map(|w| lists.table_words.fit(&w).cloned())
}

/// Whether the row is of an index.
pub(super) fn row_index(labels: &RowLabels) -> bool {
    labels.meaning.as_ref().is_some_and(|m| m.index)
}
