//! The labels of a row: what they stand under, the areas and periods they name, the unit beside them.

use super::column::Role;
use super::grid::Row;
use super::label::squeeze;
use super::meaning::{Meaning, Meanings};
use super::part::Part;
use super::place::{self, Named, Near};
use super::unit::HeadUnit;
use super::when;
use crate::codelist::Codelists;
use crate::model::{CellValue, PeriodExpr, YearRef};
use std::rc::Rc;

/// What the labels of a row say.
#[derive(Debug, Clone, Default)]
pub(super) struct RowLabels {
    pub path: String,
    /// The words of an indicator, outermost first.
    pub words: Vec<String>,
    /// The words are of a part (其中：出口) from this one on: the whole says nothing of what the part is.
    pub part: Option<usize>,
    pub unit: Option<HeadUnit>,
    /// The unit of a column of units.
    pub unit_cell: Option<HeadUnit>,
    /// Nearest first.
    pub periods: Vec<PeriodExpr>,
    pub named: Option<Named>,
    /// The area around what is named.
    pub around: Option<usize>,
    pub meaning: Option<Rc<Meaning>>,
    pub labelled: bool,
}

impl Part {
    /// Reads the labels of the next row. `figures`: the row has some.
    pub fn labels(
        &mut self,
        row: &Row,
        figures: bool,
        lists: &Codelists,
        meanings: &mut Meanings,
        home: Option<usize>,
    ) -> RowLabels {
        let mut out = RowLabels::default();
        let mut path: Vec<String> = Vec::new();
        let code = self
            .columns
            .iter()
            .filter(|c| c.role == Role::Code)
            .filter_map(|c| row.at(c.number))
            .find_map(|s| place::of_code(lists, &squeeze(&s.cell.text())));
        let mut outer: Option<usize> = None;
        let mut changed = false;
        for i in 0..self.trees.len() {
            let column = self.trees[i].0;
            let Some(info) = self.columns.iter().find(|c| c.number == column) else { continue };
            let (areas, provinces) = match info.role {
                Role::Label { areas } => (areas, info.provinces),
                _ => continue,
            };
            // what is merged over from the left is no label of this column
            let here = |c: u32| row.at(c).filter(|s| s.cell.column == c && !s.cell.text().trim().is_empty());
            let slot = here(column);
            let later = self.trees[i + 1..].iter().any(|(c, _)| here(*c).is_some());
            let meaning = match slot {
                Some(s) => Some(meanings.of(&s.cell.text(), lists)),
                // left blank under the label it goes on with
                None if later => self.above[i].1.clone(),
                None => None,
            };
            let Some(meaning) = meaning else { continue };
            let same = self.above[i].1.as_ref().is_some_and(|a| Rc::ptr_eq(a, &meaning))
                && (later || slot.is_none_or(|s| s.filled));
            self.above[i].1 = Some(meaning.clone());
            if changed {
                self.trees[i].1.stack.clear();
            }
            if !same {
                changed = true;
                let tree = &mut self.trees[i].1;
                let section = !figures && self.columns.len() > 1;
                tree.leave(&meaning, section, lists);
                let near =
                    Near { parent: outer.or_else(|| tree.area()), last: self.last_area, home, provinces };
                let text = &meaning.label.text;
                let named = match areas {
                    true => place::name(lists, text, code, near)
                        .or_else(|| (self.areas_told && i == 0).then(|| Named::Unlisted(text.clone()))),
                    false if place::unmistakable(lists, text) => place::name(lists, text, code, near),
                    false => None,
                };
                if let Some(Named::Area(area)) = named {
                    tree.drop_empty_area(|outer| outer != area && lists.areas.within(area, outer));
                    self.last_area = Some(area);
                }
                tree.enter(meaning.clone(), named, section);
            }
            let stack = &self.trees[i].1.stack;
            let mut shown = String::new();
            for entry in stack {
                if !shown.is_empty() {
                    shown.push_str(" > ");
                }
                shown.push_str(&entry.meaning.label.shown);
            }
            path.push(shown);
            // an area names the row; what stands over it names only more of where
            let deepest = stack.iter().rposition(|e| e.named.is_some());
            for (at, entry) in stack.iter().enumerate() {
                match (&entry.named, deepest) {
                    (Some(named), Some(d)) if at == d => {
                        out.around = outer.or_else(|| {
                            stack[..at].iter().rev().find_map(|e| match e.named {
                                Some(Named::Area(a)) => Some(a),
                                _ => None,
                            })
                        });
                        out.named = Some(named.clone());
                    }
                    (Some(_), _) => {}
                    (None, _) if entry.meaning.speaks() => {
                        if entry.meaning.label.among {
                            out.part = Some(out.words.len());
                        }
                        out.words.push(entry.meaning.words.clone());
                    }
                    (None, _) => {}
                }
                if let Some(period) = entry.meaning.period {
                    out.periods.insert(0, period);
                }
                if entry.meaning.unit.is_some() && entry.named.is_none() {
                    out.unit = entry.meaning.unit.clone();
                }
            }
            if let Some(Named::Area(area)) = out.named {
                outer = Some(area);
            }
            if out.named.is_none() || stack.last().is_some_and(|e| e.named.is_none()) {
                out.meaning = stack.last().map(|e| e.meaning.clone());
            }
        }
        if out.named.is_none()
            && let Some(area) = code
        {
            path.push(lists.areas.get(area).code.clone());
            out.named = Some(Named::Area(area));
        }
        self.period_cells(row, lists, meanings, &mut path, &mut out);
        for column in self.columns.iter().filter(|c| c.role == Role::Unit) {
            if let Some(slot) = row.at(column.number) {
                out.unit_cell = meanings.of(&slot.cell.text(), lists).unit.clone();
            }
        }
        if path.is_empty() {
            let ordinals = self.columns.iter().filter(|c| matches!(c.role, Role::Ordinal | Role::Code));
            path.extend(ordinals.filter_map(|c| row.at(c.number)).map(|s| squeeze(&s.cell.text())));
        }
        out.labelled = !path.is_empty() || self.unlabelled;
        out.path = path.join(" | ");
        out
    }

    fn period_cells(
        &mut self,
        row: &Row,
        lists: &Codelists,
        meanings: &mut Meanings,
        path: &mut Vec<String>,
        out: &mut RowLabels,
    ) {
        let mut periods: Vec<PeriodExpr> = Vec::new();
        let mut shown = 0;
        for column in self.columns.iter().filter(|c| c.role == Role::Period) {
            let Some(slot) = row.at(column.number) else { continue };
            let text = slot.cell.text();
            if text.trim().is_empty() {
                continue;
            }
            let expr = match &slot.cell.value {
                CellValue::Date(date) => Some(when::of_date(*date)),
                _ => meanings.of(&text, lists).period.or_else(|| {
                    // 月份 | 3
                    let month = column.leaf().starts_with('月');
                    let season = column.leaf().starts_with('季');
                    let suffix = if month {
                        "月"
                    } else if season {
                        "季度"
                    } else {
                        ""
                    };
                    when::whole(&format!("{}{suffix}", squeeze(&text)))
                }),
            };
            path.insert(shown, squeeze(&text));
            shown += 1;
            periods.extend(expr);
        }
        // the month of a year of another column
        let merged = when::nearest(&periods.iter().rev().copied().collect::<Vec<_>>());
        let whole = merged.map(|p| match (p.from, self.last_period) {
            (YearRef::Unsaid, Some(last)) => PeriodExpr { from: last.from, ..p },
            _ => p,
        });
        if let Some(period) = whole {
            self.last_period = Some(period);
            out.periods.insert(0, period);
        }
    }
}
