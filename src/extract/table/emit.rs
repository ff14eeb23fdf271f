//! A cell with its row and its column becomes a mention.

use super::column::Column;
use super::meaning::Movement;
use super::nearest::{row_index, unit_of};
use super::part::Part;
use super::place::{self, Named};
use super::report::Report;
use super::rows::RowLabels;
use super::scope::Scope;
use super::{value, when};
use crate::codelist::Codelists;
use crate::model::mention::sentence_key;
use crate::model::{
    Context, Dimension, Direction, Extraction, Kind, LedgerReason, Mention, PeriodBasis, PeriodExpr,
    Quantity, SheetCell, Status, Words, YearRef,
};
use std::collections::HashMap;
use std::sync::Arc;

/// What is the same for all cells of a table.
pub(super) struct Around<'a> {
    pub lists: &'a Codelists,
    /// What the sheet, the document and the settings say where the table says nothing.
    pub outer: &'a Scope,
    pub section: Arc<str>,
}

/// Contexts for indicator matching made before; a table repeats them.
pub(super) type Contexts = HashMap<String, Arc<Words>>;

/// More contexts than this are forgotten at once.
const MOST_CONTEXTS: usize = 10_000;

/// The mention of a cell; none where the cell holds no number, which is then in the ledger.
#[allow(clippy::too_many_arguments)]
pub(super) fn emit(
    cell: &SheetCell,
    part: &Part,
    column: &Column,
    labels: &RowLabels,
    (lane, occurrence): (u32, u32),
    around: &Around,
    contexts: &mut Contexts,
    report: &mut Report,
    out: &mut Extraction,
) -> Option<Unitless> {
    let lists = around.lists;
    let (unit, source) = unit_of(part, column, labels, around);
    let Some((mut quantity, worded)) = value::read(cell, unit.as_ref(), lists) else {
        report.ledger(cell, LedgerReason::Unknown, "unread", out);
        return None;
    };
    let movement = column.movement.filter(|m| *m != Movement::Level).or_else(|| {
        let words = labels.meaning.as_ref()?.movement?;
        (column.movement.is_none()).then_some(words)
    });
    let (kind, down) = kind(movement, &quantity);
    let moves = matches!(kind, Kind::Change | Kind::GrowthRate);
    if moves && down && quantity.value.is_some_and(|v| v.is_sign_positive() && !v.is_zero()) {
        quantity.negate();
    }
    let direction = quantity
        .value
        .or(quantity.low)
        .filter(|v| moves && !v.is_zero())
        .map(|v| if v.is_sign_negative() { Direction::Down } else { Direction::Up });
    let (period, period_basis) = period(part, column, labels, around.outer);
    let home = part.scope.area.or(around.outer.area);
    let named = labels.named.as_ref().or(column.area.as_ref());
    let place = match named {
        Some(named) => place::place(lists, named, home, labels.around),
        None => home.map(|h| lists.areas.place(h)),
    };
    let subject = subject(part, column, labels, named, place.is_some(), around.outer);
    let mut rules = format!("header:{}", column.path);
    if worded {
        rules.push_str(";unit:cell");
    } else if !source.is_empty() {
        rules.push_str(";unit:");
        rules.push_str(source);
    }
    if let Some(Named::Group(name) | Named::Nation(name)) = named {
        rules.push_str(";area:aggregate:");
        rules.push_str(name);
    }
    let moving = labels.meaning.as_ref().filter(|m| m.movement.is_some());
    let base = column.base.clone().or_else(|| moving.and_then(|m| m.base.clone())).filter(|_| moves);
    let target = !moves && kind != Kind::Share && column.target;
    if contexts.len() >= MOST_CONTEXTS {
        contexts.clear();
    }
    let own: String = match labels.part {
        Some(part) => {
            let words = labels.words[part..].iter().chain(&column.words).filter(|w| !w.is_empty());
            words.map(String::as_str).collect::<Vec<_>>().join(" ")
        }
        None => subject.clone(),
    };
    let words = contexts.entry(own.clone()).or_insert_with(|| {
        Arc::new(Words {
            head: own.clone(),
            clause: own.clone(),
            sentence: part.scope.text.clone(),
            section: around.section.to_string(),
        })
    });
    let (quote, offsets) = report.quote(cell);
    let unitless = (quantity.unit.is_none() && !column.index && !row_index(labels) && !part.scope.index)
        .then(|| Unitless {
            header: if column.path.is_empty() { labels.path.clone() } else { column.path.clone() },
        });
    let sentence = match part.scope.text.as_str() {
        "" => format!("{} | {}", labels.path, column.path),
        title => format!("{} | {} | {title}", labels.path, column.path),
    };
    out.mentions.push(Mention {
        locator: report.locator(cell),
        offsets,
        quote,
        numeral: String::new(),
        view_start: 0,
        sentence_key: sentence_key(&sentence),
        sentence: sentence.into(),
        sentence_occurrence: lane,
        occurrence,
        section: around.section.clone(),
        section_number: 0,
        quantity,
        kind,
        direction,
        status: if target { Status::Target } else { Status::Actual },
        ambiguity: None,
        place,
        places: Vec::new(),
        period,
        period_basis,
        comparison_base: base,
        subject: (!subject.is_empty()).then(|| subject.clone()),
        industry: None,
        context: Context::Words(words.clone()),
        continues: None,
        rules,
    });
    report.observations += 1;
    unitless
}

/// A figure whose unit nothing tells.
pub(super) struct Unitless {
    pub header: String,
}

/// The kind of a figure, and whether its words say it fell.
fn kind(movement: Option<Movement>, quantity: &Quantity) -> (Kind, bool) {
    let ratio = quantity.dimension == Dimension::Ratio && quantity.unit.as_deref() != Some("倍");
    let points = quantity.dimension == Dimension::Points;
    match movement {
        Some(Movement::Growth { down } | Movement::Change { down }) if points => (Kind::Change, down),
        Some(Movement::Growth { down }) if ratio || quantity.unit.is_none() => (Kind::GrowthRate, down),
        Some(Movement::Change { down }) if ratio => (Kind::GrowthRate, down),
        Some(Movement::Growth { down } | Movement::Change { down }) => (Kind::Change, down),
        Some(Movement::Share) if ratio || quantity.unit.is_none() => (Kind::Share, false),
        _ if quantity.unit.as_deref() == Some("倍") => (Kind::Ratio, false),
        _ if ratio => (Kind::Share, false),
        _ => (Kind::Level, false),
    }
}

/// The period of a cell: of its row and column, else of the title.
fn period(
    part: &Part,
    column: &Column,
    labels: &RowLabels,
    outer: &Scope,
) -> (Option<PeriodExpr>, PeriodBasis) {
    let mut all: Vec<PeriodExpr> = labels.periods.iter().chain(&column.periods).copied().collect();
    let stated = !all.is_empty();
    if !stated {
        // 增长 beside 2020年 and 2021年 is of the last of them
        let years = part.measures().flat_map(|c| &c.periods);
        let last = years
            .filter(|p| p.to.is_none())
            .filter_map(|p| match p.from {
                YearRef::Absolute(y) => Some((y, *p)),
                _ => None,
            })
            .max_by_key(|(y, _)| *y);
        all.extend(last.map(|(_, p)| p));
    }
    all.extend(part.scope.period);
    all.extend(outer.period);
    let basis = if stated { PeriodBasis::Stated } else { PeriodBasis::Inherited };
    match when::nearest(&all) {
        Some(expr) => (Some(expr), basis),
        None => (None, PeriodBasis::None),
    }
}

/// What is measured, as the labels say it; totals and groups of areas by their name before it.
fn subject(
    part: &Part,
    column: &Column,
    labels: &RowLabels,
    named: Option<&Named>,
    placed: bool,
    outer: &Scope,
) -> String {
    let mut words: Vec<&str> = Vec::new();
    match named {
        Some(Named::Group(name) | Named::Nation(name)) => words.push(name),
        Some(Named::Scope(name)) if !placed => words.push(name),
        _ => {}
    }
    let before = words.len();
    words.extend(labels.words.iter().map(String::as_str));
    words.extend(column.words.iter().map(String::as_str));
    let moving = words.len() == before + 1 && column.movement_only && labels.words.is_empty();
    if words.len() == before || moving {
        let title = [&part.scope.label, &outer.label].into_iter().find(|l| !l.is_empty());
        let leaf = column.levels.last();
        let generic = leaf.map_or("", |m| if m.words.is_empty() { &m.label.text } else { &m.words });
        match title {
            Some(title) => words.insert(before, title),
            None if !moving && column.periods.is_empty() => words.push(generic),
            None => {}
        }
    }
    words.retain(|w| !w.is_empty());
    if part.scope.index && !words.iter().any(|w| w.ends_with("指数")) {
        words.push("指数");
    }
    words.join(" ")
}
