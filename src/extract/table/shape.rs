//! The shape of rows: where the header of a table stands, where its figures begin, and where the next table starts.

use super::grid::Row;
use super::label::squeeze;
use super::value::{Class, class};
use crate::codelist::{Codelists, TableRole};
use std::collections::BTreeSet;

/// Rows of figures that tell which columns hold them.
const SAMPLE: usize = 40;
/// Most levels of a header.
const LEVELS: usize = 6;
/// Rows without figures that may stand between a header and its first figure.
pub(super) const BETWEEN: usize = 4;
/// What a row holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// Columns of texts and years, merged areas filled.
    pub texts: BTreeSet<u32>,
    /// Columns of the row's own figures, marks for missing ones among them.
    pub valued: BTreeSet<u32>,
    pub numbers: usize,
    pub years: usize,
    pub missing: usize,
    pub worded: usize,
    /// Different cells, a merged one counted once.
    pub distinct: usize,
    /// The first column that holds anything.
    pub first: u32,
    /// The first cell is a text of the row itself, not merged from above.
    pub own_first: bool,
    /// The only cell is merged over this many columns.
    pub unit_line: bool,
    pub note: bool,
}

impl Shape {
    pub fn of(row: &Row, lists: &Codelists) -> Self {
        let mut shape = Self { first: u32::MAX, ..Self::default() };
        let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
        let numbered = numbered_periods(row, lists).is_some();
        for slot in &row.slots {
            let Some(class) = class(&slot.cell, lists) else { continue };
            let class = if numbered && class == Class::Number { Class::Year } else { class };
            if seen.insert((slot.cell.row, slot.cell.column)) {
                shape.distinct += 1;
            }
            shape.first = shape.first.min(slot.column);
            let text = matches!(class, Class::Text | Class::Year | Class::Date);
            if text {
                shape.texts.insert(slot.column);
            }
            if slot.filled {
                continue;
            }
            match class {
                Class::Number => shape.numbers += 1,
                Class::Year => shape.years += 1,
                Class::Missing => shape.missing += 1,
                Class::Worded => shape.worded += 1,
                Class::Text => {
                    let text = squeeze(&slot.cell.text());
                    shape.unit_line |= lists.table_words.starts(TableRole::UnitLine, &text).is_some();
                    if slot.column == shape.first {
                        shape.own_first = true;
                        shape.note = is_note(&text, lists);
                    }
                }
                Class::Date | Class::Broken => {}
            }
            if class.valued() {
                shape.valued.insert(slot.column);
            }
        }
        shape
    }

    /// Whether the row holds figures.
    pub fn figures(&self) -> bool {
        self.numbers > 0 || self.missing > 0 || self.worded > 0 || self.years > 0
    }

    /// Whether the row is one text: a title, a section, a note.
    pub fn single(&self) -> bool {
        self.distinct == 1 && !self.figures()
    }

    /// Texts in columns of figures.
    pub fn over(&self, columns: &BTreeSet<u32>) -> usize {
        self.texts.intersection(columns).count()
    }
}

/// 月份 | 1 | 2 | 3: numbers that are months or quarters of the header, and the word they lack.
pub(super) fn numbered_periods(row: &Row, lists: &Codelists) -> Option<&'static str> {
    let mut own = row.own();
    let first = squeeze(&own.next()?.cell.text());
    let suffix = match first.chars().last()? {
        '月' | '份' => "月",
        '季' | '度' => "季度",
        _ => return None,
    };
    let mut count = 0;
    let rising = own.all(|s| {
        count += 1;
        squeeze(&s.cell.text()).parse() == Ok(count)
    });
    (rising && count > 1 && count <= 12 && lists.table_words.is(TableRole::Period, &first)).then_some(suffix)
}

/// Whether a text in the first column is a note under or over a table.
pub(super) fn is_note(text: &str, lists: &Codelists) -> bool {
    let words = &lists.table_words;
    let Some(word) = words.starts(TableRole::Note, text) else {
        let circled = text.starts_with(|c: char| ('①'..='⑳').contains(&c) || c == '*' || c == '＊');
        return circled && text.chars().count() > 6;
    };
    let rest = &text[word.len()..];
    rest.is_empty()
        || word.ends_with(['：', ':'])
        || rest.starts_with(['：', ':', '.', '、', '1', '①', '（', '('])
        || word.chars().count() > 1
}

/// Where a table stands in rows: its title, its header, its first row under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// The rows before this one are title, unit and notes.
    pub header: usize,
    /// The first row under the header.
    pub body: usize,
}

/// The first table of the rows; none where no header is found. `rows_given` are the header's rows as a hint names
/// them, 0-based.
pub(super) fn plan(rows: &[Row], lists: &Codelists, given: &[u32]) -> Option<Plan> {
    if let (Some(first), Some(last)) = (given.iter().min(), given.iter().max()) {
        let header = rows.iter().position(|r| r.number >= *first)?;
        let body = rows.iter().position(|r| r.number > *last)?;
        return (header < body).then_some(Plan { header, body });
    }
    let shapes: Vec<Shape> = rows.iter().map(|r| Shape::of(r, lists)).collect();
    let first = |test: &dyn Fn(&Shape) -> bool| shapes.iter().position(test);
    // years alone may be a header, words alone too
    let figures = [
        first(&|s: &Shape| s.numbers > 0 && !(s.unit_line && s.numbers < 2)),
        first(&|s: &Shape| s.missing > 0 && s.distinct > 1),
        first(&|s: &Shape| s.worded > 0 && s.distinct > 1),
        first(&|s: &Shape| s.years > 0 && s.distinct > 1),
    ];
    let mut tried: Vec<usize> = figures.into_iter().flatten().collect();
    tried.sort_unstable();
    tried.dedup();
    // the first figures whose header is found; a row of words or years may itself be the header of those below it
    tried.into_iter().find_map(|at| above(rows, &shapes, at, lists))
}

/// The header above the first row of figures.
fn above(rows: &[Row], shapes: &[Shape], figures: usize, lists: &Codelists) -> Option<Plan> {
    let columns = columns_of_figures(&shapes[figures..]);
    let past_first: BTreeSet<u32> = columns.iter().skip(1).copied().collect();
    let stub = shapes[figures].first;
    let own_first = |s: &Shape| s.own_first && s.first <= stub;
    let over = |s: &Shape| {
        let first = columns.first().is_some_and(|c| *c == s.first) && !past_first.is_empty();
        s.over(if first { &past_first } else { &columns })
    };
    // a row of years or words over figures in the same columns is a header; in the body it is not
    let heads = |i: usize| {
        let s = &shapes[i];
        let bare = s.numbers == 0 && s.missing == 0;
        let words = s.over(&columns) + if s.worded > 0 && !s.texts.is_empty() { s.worded } else { 0 };
        bare && s.distinct > 1 && !s.unit_line && words > 0 && (over(s) > 0 || s.worded > 0)
    };
    let mut end = None;
    let mut start = figures;
    let mut skipped = 0;
    for i in (0..figures).rev() {
        let s = &shapes[i];
        if end.is_some() {
            let gap = rows[start].number - rows[i].number > 1;
            if gap || figures - start > LEVELS + BETWEEN || s.note {
                break;
            }
            let taken =
                (start..end.unwrap_or(start)).any(|j| own_first(&shapes[j]) && !units_only(&rows[j], lists));
            let level = heads(i) && !(taken && own_first(s) && !merged_down(&rows[i], rows[start].number));
            // a lone text over some of the columns: a group typed once
            let group = s.single()
                && !s.unit_line
                && s.texts.first().is_some_and(|c| *c > shapes[start].first)
                && !covers_stub(s, &shapes[start]);
            if !level && !group {
                break;
            }
            start = i;
            continue;
        }
        let corner =
            s.unit_line && s.distinct > 1 && s.over(&past_first) >= past_first.len().div_ceil(2).max(1);
        let head = heads(i) || (corner && s.numbers == 0 && s.missing == 0);
        let under_another = head
            && own_first(s)
            && !units_only(&rows[i], lists)
            && i > 0
            && heads(i - 1)
            && own_first(&shapes[i - 1])
            && rows[i].number == rows[i - 1].number + 1
            && over(&shapes[i - 1]) * 2 >= over(s)
            && !merged_down(&rows[i - 1], rows[i].number);
        if head && !under_another {
            (start, end) = (i, Some(i + 1));
        } else {
            skipped += 1;
            if skipped > BETWEEN {
                return None;
            }
        }
    }
    end.map(|body| Plan { header: start, body })
}

/// Whether the first cell of a row is merged down to another row.
fn merged_down(row: &Row, to: u32) -> bool {
    row.slots.first().and_then(|s| s.area).is_some_and(|a| a.last_row >= to)
}

/// Whether a lone text is merged over the first column of the header.
fn covers_stub(single: &Shape, header: &Shape) -> bool {
    single.texts.contains(&header.first)
}

/// Whether every cell but the first is a unit.
pub(super) fn units_only(row: &Row, lists: &Codelists) -> bool {
    let mut cells = row.slots.iter().skip(1).filter(|s| !s.filled).peekable();
    cells.peek().is_some()
        && cells.all(|s| {
            let text = squeeze(&s.cell.text());
            let bare = text.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
            super::unit::parse(lists, bare).is_some()
        })
}

/// The columns that hold figures in the rows that follow.
fn columns_of_figures(shapes: &[Shape]) -> BTreeSet<u32> {
    let mut columns = BTreeSet::new();
    for shape in shapes.iter().filter(|s| s.figures()).take(SAMPLE) {
        columns.extend(shape.valued.iter().copied());
    }
    columns
}
