//! The labels of rows as they stand under one another: indented, numbered, 其中, sections of a table.

use super::label::UNRANKED;
use super::meaning::Meaning;
use super::place::Named;
use crate::codelist::{Codelists, TableRole};
use std::rc::Rc;

/// A label that others may stand under.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub meaning: Rc<Meaning>,
    pub named: Option<Named>,
    indent: u16,
    rank: u8,
    /// The row has no figures: a heading of those below.
    section: bool,
    among: bool,
    /// Something stands under it further in.
    deep: bool,
}

/// The labels over the last row of a column, outermost first.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    pub stack: Vec<Entry>,
}

/// A row under 其中： stands this far in from it, at least.
const AMONG_WIDTH: u16 = 4;

impl Tree {
    /// Takes off what the label of the next row does not stand under.
    pub fn leave(&mut self, meaning: &Meaning, section: bool, lists: &Codelists) {
        let label = &meaning.label;
        let words = &lists.table_words;
        let total = words.is(TableRole::Total, &label.text)
            || words.is(TableRole::National, &label.text)
            || words.ends(TableRole::TotalEnd, &label.text).is_some();
        if total && label.indent == 0 {
            self.stack.clear();
            return;
        }
        while let Some(top) = self.stack.last() {
            let under = if label.among {
                !top.among && top.indent <= label.indent
            } else if top.among {
                // aligned behind 其中： it is another of the same
                label.indent > top.indent && label.indent < top.indent + AMONG_WIDTH
            } else if label.indent != top.indent {
                label.indent > top.indent
            } else if top.rank < UNRANKED || label.rank < UNRANKED {
                label.rank > top.rank
            } else {
                top.section && !section && !top.deep
            };
            if under {
                break;
            }
            let aligned = top.among && label.indent >= top.indent + AMONG_WIDTH;
            self.stack.pop();
            if aligned {
                break;
            }
        }
    }

    /// Puts the label of a row on top.
    pub fn enter(&mut self, meaning: Rc<Meaning>, named: Option<Named>, section: bool) {
        let label = &meaning.label;
        let (indent, rank, among) = (label.indent, label.rank, label.among);
        if let Some(top) = self.stack.last_mut() {
            top.deep |= indent > top.indent;
        }
        self.stack.push(Entry { meaning, named, indent, rank, section, among, deep: false });
    }

    /// Takes an area without figures off where another of its level follows: it was no heading.
    pub fn drop_empty_area(&mut self, within: impl Fn(usize) -> bool) {
        while let Some(top) = self.stack.last() {
            let beside = match &top.named {
                Some(Named::Area(area)) => top.section && !within(*area),
                _ => false,
            };
            if !beside {
                break;
            }
            self.stack.pop();
        }
    }

    /// The area that the next label stands under.
    pub fn area(&self) -> Option<usize> {
        self.stack.iter().rev().find_map(|e| match e.named {
            Some(Named::Area(area)) => Some(area),
            _ => None,
        })
    }
}
