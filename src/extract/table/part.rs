//! A table of one header: its columns, and its rows one after another.

use super::column::{Column, Role, Stats, header_texts};
use super::grid::{Row, Slot};
use super::label::squeeze;
use super::meaning::{Meaning, Meanings};
use super::place::{self, Named, Near};
use super::scope::Scope;
use super::tree::Tree;
use super::unit::HeadUnit;
use super::value::{Class, class};
use crate::codelist::{Codelists, TableRole};
use crate::model::{CellValue, PeriodExpr};
use crate::model::{Orientation, SheetHint};
use std::rc::Rc;

/// A table: its columns and the state of its rows.
pub(super) struct Part {
    pub columns: Vec<Column>,
    pub scope: Scope,
    pub trees: Vec<(u32, Tree)>,
    /// The last label of each label column, for cells left blank under it.
    pub above: Vec<(u32, Option<Rc<Meaning>>)>,
    pub last_area: Option<usize>,
    pub last_period: Option<PeriodExpr>,
    /// Whether the rows, not the columns, name what is measured.
    pub rows_speak: bool,
    /// The figures have no column of labels at all.
    pub unlabelled: bool,
    /// A hint says that the first labels are areas.
    pub areas_told: bool,
}

impl Part {
    /// The tables side by side under one header.
    pub fn split(
        titles: &[Row],
        header: &[Row],
        body: &[Row],
        lists: &Codelists,
        meanings: &mut Meanings,
        hint: Option<&SheetHint>,
    ) -> Vec<Part> {
        let mut numbers: Vec<u32> = header
            .iter()
            .chain(body)
            .flat_map(|r| r.slots.iter())
            .filter(|s| !s.cell.text().trim().is_empty() || matches!(s.cell.value, CellValue::Uncached))
            .map(|s| s.column)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let stats: Vec<Stats> = numbers.iter().map(|&n| Stats::of(body, n, lists, meanings)).collect();
        let figures = |i: usize| stats[i].figures > 0 && !stats[i].wordy();
        // columns with neither header nor figures nor words say nothing
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for i in 0..numbers.len() {
            let texts = header_texts(header, numbers[i], false);
            let leaf = texts.last().map(|t| squeeze(t)).unwrap_or_default();
            let fresh = groups.last().is_none_or(|group: &Vec<usize>| {
                let Some(&first) = group.first() else { return false };
                let measured = group.iter().any(|&g| figures(g) && g != first);
                let follows = (i + 1..numbers.len()).any(figures);
                let gap = numbers[i] > numbers[i - 1] + 1;
                let opening = header_texts(header, numbers[first], false);
                let opening = opening.last().map(|t| squeeze(t)).unwrap_or_default();
                let again = !leaf.is_empty() && leaf == opening;
                measured && follows && (again || gap && stats[i].wordy())
            });
            if fresh {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(i);
            }
        }
        let orientation = hint.and_then(|h| h.orientation);
        groups
            .into_iter()
            .map(|group| {
                let columns = build(&group, &numbers, &stats, header, lists, meanings, orientation);
                let first = columns.first().map_or(0, |c| c.number);
                let last = columns.last().map_or(0, |c| c.number);
                let mut lines = Scope::lines(titles, first, last, lists);
                lines.extend(corner_units(header, &columns, lists));
                let told = orientation == Some(Orientation::AreasDown);
                Part::new(columns, Scope::of(&lines, lists), body, lists, meanings, told)
            })
            .filter(|p| p.columns.iter().any(|c| c.role == Role::Measure))
            .collect()
    }

    fn new(
        columns: Vec<Column>,
        scope: Scope,
        body: &[Row],
        lists: &Codelists,
        meanings: &mut Meanings,
        areas_told: bool,
    ) -> Self {
        let labels: Vec<(u32, bool)> = columns
            .iter()
            .filter_map(|c| match c.role {
                Role::Label { areas } => Some((c.number, areas)),
                _ => None,
            })
            .collect();
        let rows_speak = labels.iter().any(|&(column, areas)| {
            let slots = body.iter().filter_map(|r| r.at(column));
            let speaks = |s: &Slot| {
                let m = meanings.of(&s.cell.text(), lists);
                !m.period_only && !m.words.is_empty() && class(&s.cell, lists) == Some(Class::Text)
            };
            !areas && slots.filter(|s| !s.filled).any(speaks)
        });
        let unlabelled = !columns
            .iter()
            .any(|c| matches!(c.role, Role::Label { .. } | Role::Period | Role::Code | Role::Ordinal));
        let mut part = Self {
            trees: labels.iter().map(|&(c, _)| (c, Tree::default())).collect(),
            above: labels.iter().map(|&(c, _)| (c, None)).collect(),
            columns,
            scope,
            last_area: None,
            last_period: None,
            rows_speak,
            unlabelled,
            areas_told,
        };
        part.take_corner(lists);
        part.lend_words();
        part
    }

    /// 人口（万人） | 2020 | 2021 over a column of areas: the corner names what is measured.
    fn take_corner(&mut self, lists: &Codelists) {
        let words = &lists.table_words;
        let bare = |c: &Column| c.words.is_empty() && c.unit.is_none() && c.movement.is_none();
        if self.rows_speak || !self.measures().all(bare) {
            return;
        }
        let named = |role: Role| matches!(role, Role::Label { .. } | Role::Period);
        let Some(corner) = self.columns.iter().find(|c| named(c.role)).and_then(|c| c.levels.last()) else {
            return;
        };
        let known = [TableRole::AreaColumn, TableRole::LabelColumn, TableRole::Period, TableRole::Generic];
        let spoken = corner.words.split(['\\', '/', '＼', '／']).next().unwrap_or("");
        let stub = known.iter().any(|role| words.is(*role, &corner.words) || words.is(*role, spoken))
            || corner.words.contains("地区") && corner.unit.is_none()
            || words.starts(TableRole::UnitLine, &corner.label.shown).is_some();
        if stub || corner.words.is_empty() || corner.unit_only {
            return;
        }
        self.scope.label = corner.words.clone();
        if let Some(unit) = &corner.unit {
            self.scope.units = vec![unit.clone()];
        }
        self.scope.period = corner.period.or(self.scope.period);
    }

    /// 增长 beside 地区生产总值 is its growth; 其中 beside it a part of it.
    fn lend_words(&mut self) {
        let mut before: Vec<String> = Vec::new();
        let mut unit: Option<HeadUnit> = None;
        for column in self.columns.iter_mut().filter(|c| c.role == Role::Measure) {
            let among = column.levels.last().is_some_and(|m| m.label.among)
                || column.levels.iter().any(|m| m.label.text.trim_end_matches([':', '：']) == "其中");
            let alone = column.movement_only && column.words.len() <= 1 && column.area.is_none();
            if among || (alone && !self.rows_speak) {
                let mut words = before.clone();
                words.retain(|w| !column.words.contains(w));
                words.append(&mut column.words);
                column.words = words;
                if among && column.unit.is_none() && column.movement.is_none() {
                    column.unit = unit.clone();
                }
            } else if !column.words.is_empty() && !column.movement_only {
                (before, unit) = (column.words.clone(), column.unit.clone());
            }
        }
    }

    /// Columns of figures.
    pub fn measures(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|c| c.role == Role::Measure)
    }

    /// The first and the last column.
    pub fn range(&self) -> Option<(u32, u32)> {
        Some((self.columns.first()?.number, self.columns.last()?.number))
    }

    /// Whether a column is one of the table's.
    pub fn holds(&self, column: u32) -> bool {
        self.range().is_some_and(|(first, last)| (first..=last).contains(&column))
    }
}

fn build(
    group: &[usize],
    numbers: &[u32],
    stats: &[Stats],
    header: &[Row],
    lists: &Codelists,
    meanings: &mut Meanings,
    hint: Option<Orientation>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut stub = true;
    for &i in group {
        let texts = header_texts(header, numbers[i], stub && stats[i].wordy());
        if texts.is_empty() && stats[i].figures == 0 && stats[i].texts == 0 {
            continue;
        }
        let numbered = header.last().and_then(|row| super::shape::numbered_periods(row, lists));
        let texts = match (numbered, texts.as_slice()) {
            (Some(suffix), [above @ .., last]) if last.trim().parse::<u32>().is_ok() => {
                above.iter().cloned().chain([format!("{}{suffix}", last.trim())]).collect()
            }
            _ => texts,
        };
        let mut column = Column::new(numbers[i], &texts, lists, meanings);
        column.decide(&stats[i], lists, stub, hint);
        if column.role == Role::Measure {
            stub = false;
        }
        columns.push(column);
    }
    across(&mut columns, lists, hint);
    columns
}

/// Areas that the header names: at a level where several stand side by side, or where a hint says so.
fn across(columns: &mut [Column], lists: &Codelists, hint: Option<Orientation>) {
    let depth = columns.iter().map(|c| c.levels.len()).max().unwrap_or(0);
    for level in 0..depth {
        let text = |c: &Column| c.levels.get(level).map(|m| m.label.text.clone());
        let named: Vec<String> = columns
            .iter()
            .filter(|c| c.role == Role::Measure)
            .filter_map(text)
            .filter(|t| place::listed(lists, t) && t.chars().count() > 1)
            .collect();
        let several = named.iter().any(|t| *t != named[0]);
        let sole = !named.is_empty() && named.iter().all(|t| place::unmistakable(lists, t));
        let told = hint == Some(Orientation::AreasAcross) && level == 0;
        if !(several || sole || told) {
            continue;
        }
        let mut last = None;
        let provinces = named.iter().filter(|t| place::unmistakable(lists, t)).count() * 2 > named.len();
        for column in columns.iter_mut().filter(|c| c.role == Role::Measure) {
            let Some(text) = text(column) else { continue };
            let near = Near { last, provinces, ..Near::default() };
            let Some(name) = place::name(lists, &text, None, near) else { continue };
            if let Named::Area(area) = name {
                last = Some(area);
            }
            let words = column.levels[level].words.clone();
            column.words.retain(|w| *w != words);
            column.area = Some(name);
        }
    }
}

/// The unit line in a corner of the header: 单位：亿元 over the labels.
fn corner_units(header: &[Row], columns: &[Column], lists: &Codelists) -> Vec<String> {
    let stub = |n: u32| columns.iter().any(|c| c.number == n && c.role != Role::Measure);
    header
        .iter()
        .flat_map(|r| r.own())
        .filter(|s| stub(s.column))
        .map(|s| s.cell.text().into_owned())
        .filter(|t| lists.table_words.starts(TableRole::UnitLine, &squeeze(t)).is_some())
        .collect()
}
