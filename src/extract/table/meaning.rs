//! What a label says: unit, period, base, movement, and the words that name an indicator.

use super::label::{Label, brackets, squeeze};
use super::unit::{self, HeadUnit};
use super::when;
use crate::codelist::{Codelists, Role, TableRole};
use crate::model::PeriodExpr;
use std::collections::HashMap;
use std::rc::Rc;

/// How the numbers of a label relate to its indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Movement {
    Growth { down: bool },
    Change { down: bool },
    Share,
    Level,
}

/// A label, understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    pub label: Label,
    /// The words of an indicator: without unit, period and footnote marks; empty for a unit or a period alone.
    pub words: String,
    pub unit: Option<HeadUnit>,
    /// The label is a unit and nothing else.
    pub unit_only: bool,
    pub period: Option<PeriodExpr>,
    /// The label is a period and nothing else.
    pub period_only: bool,
    /// What a comparison is against.
    pub base: Option<String>,
    pub movement: Option<Movement>,
    /// The movement is all the label says (增长, 比上年增长, 占比).
    pub movement_only: bool,
    /// The label says nothing of what is measured (数值, 绝对数).
    pub generic: bool,
    /// An index with its base: 上年=100.
    pub index: bool,
    pub target: bool,
}

impl Meaning {
    pub fn of(raw: &str, lists: &Codelists) -> Self {
        let words = &lists.table_words;
        let label = Label::new(raw, words);
        let mut m = Self {
            words: label.text.clone(),
            unit: None,
            unit_only: false,
            period: None,
            period_only: false,
            base: None,
            movement: None,
            movement_only: false,
            generic: words.is(TableRole::Generic, &label.text),
            index: false,
            target: false,
            label,
        };
        if let Some(expr) = when::whole(&m.label.text) {
            m.period = Some(expr);
            m.period_only = true;
            m.words.clear();
            return m;
        }
        let bare = m.label.text.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
        if let Some(unit) = unit::parse(lists, bare) {
            m.unit = Some(unit);
            m.unit_only = true;
            return m;
        }
        if let Some((unit, rest)) = unit::within(lists, &m.words) {
            m.unit = Some(unit);
            m.words = super::label::unmarked(&rest).to_owned();
        }
        if let Some(expr) = when::whole(&m.words) {
            m.period = Some(expr);
            m.period_only = true;
            m.words.clear();
            return m;
        }
        let index = |text: &str| words.ends(TableRole::Index, text).is_some();
        m.index = m.unit.is_none() && (brackets(&m.words).iter().any(|(_, b)| index(b)) || index(&m.words));
        let (stated, base) = when::within(&m.words);
        m.base = base;
        if let Some((range, expr)) = stated {
            m.period = Some(expr);
            let rest = m.words[range.end..].trim_start_matches(['的', '，', ',', '：', ':']);
            let year = when::absolute(expr.from).is_some();
            if range.start == 0 && year && !rest.is_empty() && !rest.starts_with(['（', '(', '版']) {
                m.words = rest.to_owned();
            }
        }
        m.generic |= words.is(TableRole::Generic, &m.words);
        let core = unbracketed(&m.words);
        m.movement = movement(lists, &core);
        m.movement_only = m.movement.is_some_and(|v| v != Movement::Level)
            && [TableRole::Growth, TableRole::Change, TableRole::Share].iter().any(|role| {
                words.ends(*role, &core).is_some_and(|w| only(lists, &core[..core.len() - w.len()]))
            });
        if m.base.is_none() && matches!(m.movement, Some(Movement::Growth { .. } | Movement::Change { .. })) {
            m.base = lists.cues_of(&core).into_iter().find_map(|hit| match hit.role {
                Role::Base(base) => Some(base.clone()),
                _ => None,
            });
        }
        m.target = words.ends(TableRole::Target, &core).is_some();
        m
    }
}

impl Meaning {
    /// Whether the label names what is measured.
    pub fn speaks(&self) -> bool {
        !self.unit_only && !self.period_only && !self.generic && !self.words.is_empty()
    }
}

/// Whether what stands before a word of movement only says against what: 比上年, 同比, 与上年相比.
fn only(lists: &Codelists, before: &str) -> bool {
    before.is_empty()
        || before.chars().count() <= 8
            && lists.cues_of(before).into_iter().any(|hit| matches!(hit.role, Role::Base(_)))
        || when::within(before).1.is_some()
}

/// A text without its bracket groups.
pub(super) fn unbracketed(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '（' | '(' | '[' | '【' => depth += 1,
            '）' | ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { squeeze(text) } else { out }
}

fn movement(lists: &Codelists, core: &str) -> Option<Movement> {
    let words = &lists.table_words;
    let roles = [TableRole::Growth, TableRole::Change, TableRole::Share, TableRole::Level];
    let (word, role) = roles
        .into_iter()
        .filter_map(|role| words.ends(role, core).map(|w| (w, role)))
        .max_by_key(|(w, _)| w.len())?;
    let down = words.is(TableRole::Down, word);
    Some(match role {
        TableRole::Growth => Movement::Growth { down },
        TableRole::Change => Movement::Change { down },
        TableRole::Share => Movement::Share,
        _ => Movement::Level,
    })
}

/// Labels understood before; a table repeats them.
#[derive(Default)]
pub(super) struct Meanings {
    known: HashMap<String, Rc<Meaning>>,
}

/// More labels than this are forgotten at once.
const MOST: usize = 50_000;

impl Meanings {
    pub fn of(&mut self, raw: &str, lists: &Codelists) -> Rc<Meaning> {
        if let Some(known) = self.known.get(raw) {
            return known.clone();
        }
        if self.known.len() >= MOST {
            self.known.clear();
        }
        let meaning = Rc::new(Meaning::of(raw, lists));
        self.known.insert(raw.to_owned(), meaning.clone());
        meaning
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_understood() {
        let lists = Codelists::load(None).unwrap();
        let of = |text: &str| Meaning::of(text, &lists);
        let gdp = of("2021年地区生产总值（亿元）");
        assert_eq!((gdp.words.as_str(), gdp.movement), ("地区生产总值", None));
        let growth = of("比上年增长%");
        assert_eq!(growth.movement, Some(Movement::Growth { down: false }));
        assert!(growth.movement_only && growth.base.as_deref() == Some("上年"));
        assert!(of("占比").movement_only && !of("合格率").movement_only);
        assert_eq!(of("工业增加值").movement, Some(Movement::Level));
        assert_eq!(of("增减").movement, Some(Movement::Change { down: false }));
        assert_eq!(of("降幅(%)").movement, Some(Movement::Growth { down: true }));
        assert!(of("居民消费价格指数（上年=100）").index);
        assert!(of("（亿元）").unit_only && of("2021年").period_only && of("绝对数").generic);
    }
}
