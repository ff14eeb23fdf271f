//! Columns of a table: what each holds, and what its header says.

use super::grid::Row;
use super::label::squeeze;
use super::meaning::{Meaning, Meanings, Movement};
use super::place::{self, Named, Near};
use super::unit::HeadUnit;
use super::value::{Class, class};
use crate::codelist::{Codelists, TableRole};
use crate::model::Orientation;
use crate::model::PeriodExpr;
use std::collections::HashSet;
use std::rc::Rc;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names of what the rows are about.
    Label {
        areas: bool,
    },
    Period,
    Unit,
    Code,
    Ordinal,
    /// Text that says nothing of the figures.
    Remark,
    Measure,
}

/// How many cells of a column are of which sort.
#[derive(Debug, Clone, Default)]
pub(super) struct Stats {
    pub texts: usize,
    pub figures: usize,
    years: usize,
    dates: usize,
    units: usize,
    periods: usize,
    /// Different codes of areas: a code names its row, a figure may stand twice.
    codes: HashSet<usize>,
    named: usize,
    provinces: usize,
    parts: usize,
    ordered: usize,
    last: Option<f64>,
}

impl Stats {
    pub fn of(rows: &[Row], column: u32, lists: &Codelists, meanings: &mut Meanings) -> Self {
        let mut stats = Self::default();
        for slot in rows.iter().filter_map(|r| r.at(column)).filter(|s| !s.filled) {
            let Some(class) = class(&slot.cell, lists) else { continue };
            let raw = slot.cell.text();
            let text = squeeze(&raw);
            match class {
                Class::Text => stats.text(&raw, lists, meanings),
                Class::Date => stats.dates += 1,
                _ => stats.figures += 1,
            }
            if class == Class::Year {
                stats.years += 1;
            }
            if matches!(class, Class::Number | Class::Year) {
                stats.codes.extend(place::of_code(lists, &text).filter(|_| text.len() > 2));
                let number = text.parse::<f64>().ok();
                if number.is_some_and(|n| stats.last.map_or(n == 1.0 || n == 0.0, |l| n == l + 1.0)) {
                    stats.ordered += 1;
                }
                stats.last = number;
            }
        }
        stats
    }

    fn text(&mut self, raw: &str, lists: &Codelists, meanings: &mut Meanings) {
        self.texts += 1;
        let meaning = meanings.of(raw, lists);
        self.units += usize::from(meaning.unit_only);
        self.periods += usize::from(meaning.period_only);
        let text = &meaning.label.text;
        if place::listed(lists, text) {
            self.named += 1;
            match place::name(lists, text, None, Near::default()) {
                Some(Named::Area(a)) if lists.areas.get(a).level == crate::model::PlaceLevel::Province => {
                    self.provinces += 1;
                }
                _ => self.parts += 1,
            }
        }
    }

    /// Whether the column is mostly words.
    pub fn wordy(&self) -> bool {
        self.texts + self.dates > self.figures
    }

    /// Whether the column lists provinces rather than their parts.
    pub fn provinces(&self) -> bool {
        self.provinces > self.parts
    }
}

/// A column and its header.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub number: u32,
    pub role: Role,
    /// The header, level by level.
    pub path: String,
    pub levels: Vec<Rc<Meaning>>,
    /// The words of an indicator, from the top.
    pub words: Vec<String>,
    pub unit: Option<HeadUnit>,
    pub movement: Option<Movement>,
    pub movement_only: bool,
    /// Periods of the header, nearest first.
    pub periods: Vec<PeriodExpr>,
    pub base: Option<String>,
    pub area: Option<Named>,
    pub index: bool,
    pub target: bool,
    pub provinces: bool,
}

impl Column {
    /// A column under these header texts, from the top.
    pub fn new(number: u32, texts: &[String], lists: &Codelists, meanings: &mut Meanings) -> Self {
        let levels: Vec<Rc<Meaning>> = texts.iter().map(|t| meanings.of(t, lists)).collect();
        let path = levels.iter().map(|m| m.label.shown.as_str()).collect::<Vec<_>>().join(" > ");
        let leaf_first = || levels.iter().rev();
        let spoken = |m: &&Rc<Meaning>| m.speaks();
        let moving = leaf_first().find(|m| m.movement.is_some());
        Self {
            number,
            role: Role::Measure,
            path,
            words: levels.iter().filter(spoken).map(|m| m.words.clone()).collect(),
            unit: leaf_first().find_map(|m| m.unit.clone()),
            movement: moving.and_then(|m| m.movement),
            movement_only: levels.iter().filter(spoken).all(|m| m.movement_only) && moving.is_some(),
            periods: leaf_first().filter_map(|m| m.period).collect(),
            base: leaf_first().find_map(|m| m.base.clone()),
            area: None,
            index: levels.iter().any(|m| m.index),
            target: levels.last().is_some_and(|m| m.target),
            provinces: false,
            levels,
        }
    }

    /// The last level of the header, without decoration.
    pub fn leaf(&self) -> &str {
        self.levels.last().map_or("", |m| m.label.text.as_str())
    }

    fn is(&self, lists: &Codelists, role: TableRole) -> bool {
        lists.table_words.is(role, self.leaf())
            || self.levels.last().is_some_and(|m| lists.table_words.is(role, &m.words))
    }

    /// Decides what the column holds; `stub` while no column of figures stands before it.
    pub fn decide(&mut self, stats: &Stats, lists: &Codelists, stub: bool, hint: Option<Orientation>) {
        let words = &lists.table_words;
        let leaf = super::meaning::unbracketed(self.leaf());
        let first = stub && hint.is_some();
        let majority = |n: usize| n * 2 > stats.texts + stats.figures + stats.dates;
        let areas = self.is(lists, TableRole::AreaColumn)
            || (stats.named >= 2 && stats.named * 5 >= stats.texts * 2)
            || (first && hint == Some(Orientation::AreasDown));
        let header_period = self.is(lists, TableRole::Period);
        self.provinces = stats.provinces();
        self.role = if words.is(TableRole::Ordinal, &leaf)
            || words.ends(TableRole::Ordinal, &leaf).is_some_and(|w| w.chars().count() > 1)
            || (stub && leaf.is_empty() && stats.ordered > 2 && majority(stats.ordered))
        {
            Role::Ordinal
        } else if words.is(TableRole::Code, &leaf)
            || words.ends(TableRole::Code, &leaf).is_some_and(|w| w.chars().count() > 1)
            || (stub && stats.codes.len() > 1 && majority(stats.codes.len()) && self.unit.is_none())
        {
            Role::Code
        } else if self.is(lists, TableRole::UnitColumn) && (stats.units * 2 > stats.texts || stats.texts == 0)
        {
            Role::Unit
        } else if (header_period || (first && hint == Some(Orientation::YearsDown)))
            && (majority(stats.years + stats.dates + stats.periods)
                || header_period && stub && stats.texts <= stats.periods * 2)
            || (stub && leaf.is_empty() && majority(stats.years) && stats.years > 1)
        {
            Role::Period
        } else if stats.dates > 0 && majority(stats.dates) {
            if stub { Role::Period } else { Role::Remark }
        } else if self.is(lists, TableRole::Remark) && stats.wordy() {
            Role::Remark
        } else if stats.wordy() {
            let named = self.is(lists, TableRole::LabelColumn) || areas;
            if stub || named { Role::Label { areas } } else { Role::Remark }
        } else {
            Role::Measure
        };
    }
}

/// The texts of the header over a column, from the top, each merged or typed once over several columns.
pub(super) fn header_texts(header: &[Row], column: u32, stub: bool) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for (level, row) in header.iter().enumerate() {
        let own = row.at(column).map(|s| s.cell.text().into_owned()).filter(|t| !t.trim().is_empty());
        let text = own.or_else(|| {
            // typed once over the first of several columns
            let below = header[level + 1..].iter().any(|r| r.at(column).is_some_and(|s| !s.filled));
            if stub || !below {
                return None;
            }
            let before = &row.slots[..row.slots.partition_point(|s| s.column < column)];
            let left = before.iter().rfind(|s| !s.cell.text().trim().is_empty())?;
            let grouped =
                left.area.is_none_or(|a| a.first_column == a.last_column && a.first_row == a.last_row)
                    && header[level + 1..]
                        .iter()
                        .any(|r| r.at(left.column).is_some_and(|s| s.cell.row != left.cell.row));
            // only while every column between has a lower level of its own
            let between =
                (left.column..=column).all(|c| header[level + 1..].iter().any(|r| r.at(c).is_some()));
            (grouped && between).then(|| left.cell.text().into_owned())
        });
        if let Some(text) = text
            && texts.last() != Some(&text)
        {
            texts.push(text);
        }
    }
    // columns numbered under their names: （1） （2）
    let numbered = |t: &String| {
        let t = squeeze(t);
        let inner = t.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
        inner.len() < t.len() && inner.len() <= 2 && inner.bytes().all(|b| b.is_ascii_digit())
    };
    if texts.len() > 1 {
        texts.retain(|t| !numbered(t));
    }
    texts
}
