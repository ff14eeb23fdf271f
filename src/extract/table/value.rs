//! Cells become quantities: plain numbers, numbers stored as text, and worded ones (1.3万余家, 近100家, 12.5%).

use super::super::numeral::{self, Lexicon, is_numeral};
use super::super::quantity;
use super::label::{squeeze, unmarked};
use super::unit::HeadUnit;
use crate::codelist::{Codelists, TableRole};
use crate::model::quantity::shift;
use crate::model::{CellValue, Dimension, Qualifier, Quantity, SheetCell};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What sort of cell it is, before anything is known of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Number,
    /// A number that could be a year.
    Year,
    /// A mark for a number that is not there.
    Missing,
    /// A number in words, with an approximator or a unit.
    Worded,
    Text,
    Date,
    /// An error or a formula without a value.
    Broken,
}

impl Class {
    /// Whether the cell stands where a number would.
    pub fn valued(self) -> bool {
        matches!(self, Self::Number | Self::Year | Self::Missing | Self::Worded | Self::Broken)
    }
}

/// Cells longer than this are prose.
const LONGEST: usize = 24;

/// The class of a cell; white space alone is none.
pub(super) fn class(cell: &SheetCell, lists: &Codelists) -> Option<Class> {
    let text = match &cell.value {
        CellValue::Number(n) => {
            let year = n.fract() == 0.0 && (1949.0..=2100.0).contains(n) && !cell.percent;
            return Some(if year { Class::Year } else { Class::Number });
        }
        CellValue::Date(_) => return Some(Class::Date),
        CellValue::Error(_) | CellValue::Uncached => return Some(Class::Broken),
        CellValue::Text(text) => squeeze(text),
    };
    if text.is_empty() {
        return None;
    }
    if lists.table_words.is(TableRole::Missing, &text) {
        return Some(Class::Missing);
    }
    if text.chars().count() > LONGEST || !text.chars().any(is_numeral) {
        return Some(Class::Text);
    }
    if let Some((number, percent)) = plain(&text, lists) {
        let year = !percent
            && text.len() == 4
            && number.scale() == 0
            && super::when::YEARS.contains(&i32::try_from(number.mantissa()).unwrap_or(0));
        return Some(if year { Class::Year } else { Class::Number });
    }
    if super::when::whole(&text).is_some() {
        return Some(Class::Text);
    }
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let found = worded(&text, None, lists);
    let worded = found.is_some_and(|(q, _)| digits || q.qualifier != Qualifier::Exact);
    Some(if worded { Class::Worded } else { Class::Text })
}

/// The quantity of a cell in a column of this unit; none where it holds no number.
/// The second is whether the unit is the cell's own.
pub(super) fn read(cell: &SheetCell, unit: Option<&HeadUnit>, lists: &Codelists) -> Option<(Quantity, bool)> {
    let text = squeeze(&cell.text());
    let percent = || Some((Arc::from("%"), Dimension::Ratio));
    let plain_number = match &cell.value {
        CellValue::Number(_) => text.parse::<Decimal>().ok().map(|n| (n, false)),
        CellValue::Text(_) => plain(&text, lists),
        _ => return None,
    };
    let Some((number, sign)) = plain_number else {
        let (mut quantity, own) = worded(&text, unit, lists)?;
        if !own && let Some(unit) = unit {
            quantity.per = quantity.per.or_else(|| unit.per.clone());
        }
        return Some((quantity, own));
    };
    if sign || cell.percent {
        let number = if cell.percent && cell.is_number() { shift(number, 2) } else { number };
        let ratio = if text.ends_with('‰') { Some(("‰".into(), Dimension::Ratio)) } else { percent() };
        let (unit, dimension) = ratio.unzip();
        let dimension = dimension.unwrap_or(Dimension::Ratio);
        return Some((Quantity::worded(number, 0, Qualifier::Exact, unit, dimension), true));
    }
    let quantity = match unit {
        Some(u) => {
            let q = Quantity::worded(number, u.exponent, Qualifier::Exact, u.unit.clone(), u.dimension);
            Quantity { per: u.per.clone(), ..q }
        }
        None => Quantity::worded(number, 0, Qualifier::Exact, None, Dimension::Other),
    };
    Some((quantity, false))
}

/// A number stored as text: 21,034, -3.5, +5%, 12.5%, ↓3.2; whether a percent sign follows.
fn plain(text: &str, lists: &Codelists) -> Option<(Decimal, bool)> {
    let text = unmarked(text);
    let (body, percent) = match text.strip_suffix(['%', '‰']) {
        Some(body) => (body, true),
        None => (text, false),
    };
    let (body, negative) = signed(body, lists);
    if body.is_empty() || !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let grouped = body.contains([',', '，']);
    let digits: String = body.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    if grouped {
        let whole = body.split('.').next().unwrap_or(body);
        let mut groups = whole.split([',', '，']);
        let first = groups.next().map_or(0, str::len);
        if !(1..=3).contains(&first) || groups.any(|g| g.len() != 3 && g.len() != 4) {
            return None;
        }
    }
    let number: Decimal = digits.parse().ok()?;
    Some((if negative { -number } else { number }, percent))
}

/// A text without its sign or word of direction, and whether it is negative.
fn signed<'t>(text: &'t str, lists: &Codelists) -> (&'t str, bool) {
    if let Some(rest) = text.strip_prefix('-') {
        return (rest, true);
    }
    let words = &lists.table_words;
    if let Some(word) = words.starts(TableRole::Down, text) {
        return (&text[word.len()..], true);
    }
    match words.starts(TableRole::Up, text) {
        Some(word) => (&text[word.len()..], false),
        None => (text, false),
    }
}

/// A number in words that takes the whole cell; the unit of the column stands in where the cell has none.
fn worded(text: &str, unit: Option<&HeadUnit>, lists: &Codelists) -> Option<(Quantity, bool)> {
    let text = unmarked(text);
    if text.chars().count() > LONGEST {
        return None;
    }
    let (body, negative) = signed(text, lists);
    let turn = |mut q: Quantity| {
        if negative {
            q.negate();
        }
        q
    };
    if let Some(quantity) = whole(body, lists) {
        return Some((turn(quantity), true));
    }
    let lexicon = Lexicon { cues: &lists.cues, units: &lists.units, words: &lists.words };
    let first = body.char_indices().find(|(_, c)| is_numeral(*c))?.0;
    let scaled = numeral::at(body, first, lexicon)?.reading.is_some_and(|r| r.scale > 0);
    let stand_in = match unit {
        Some(HeadUnit { unit: Some(base), .. }) if scaled => base.to_string(),
        Some(u) if u.unit.is_some() => u.written.split(['/', '／']).next().unwrap_or(&u.written).to_owned(),
        _ => "个".to_owned(),
    };
    let known = unit.is_some_and(|u| u.unit.is_some());
    // 100以上 and 近100 alike: the unit stands behind all of it, or behind the number
    let mut quantity = whole(&format!("{body}{stand_in}"), lists).or_else(|| {
        let lexicon = Lexicon { cues: &lists.cues, units: &lists.units, words: &lists.words };
        let end = numeral::at(body, first, lexicon)?.end;
        whole(&format!("{}{stand_in}{}", &body[..end], &body[end..]), lists)
    })?;
    if !known {
        quantity.unit = None;
        quantity.dimension = Dimension::Other;
    }
    Some((turn(quantity), false))
}

/// The quantity that a whole text is, as prose reads it.
fn whole(text: &str, lists: &Codelists) -> Option<Quantity> {
    let lexicon = Lexicon { cues: &lists.cues, units: &lists.units, words: &lists.words };
    let first = text.char_indices().find(|(_, c)| is_numeral(*c))?.0;
    let numeral = numeral::at(text, first, lexicon)?;
    let found = quantity::read(text, &numeral, 0, lexicon)?;
    (found.start == 0 && found.end == text.len()).then_some(found.quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> SheetCell {
        SheetCell { row: 0, column: 0, value: CellValue::Text(text.into()), percent: false, span: None }
    }

    #[test]
    fn cells_are_read_as_prose_reads_them() {
        let lists = Codelists::load(None).unwrap();
        let home = super::super::unit::parse(&lists, "家").unwrap();
        let money = super::super::unit::parse(&lists, "亿元").unwrap();
        for (text, unit, value, qualifier, base) in [
            ("1.3万余家", None, "13000", Qualifier::MoreThan, Some("家")),
            ("21,034", Some(&home), "21034", Qualifier::Exact, Some("家")),
            ("12.5%", Some(&home), "12.5", Qualifier::Exact, Some("%")),
            ("近100家", None, "100", Qualifier::Nearly, Some("家")),
            ("1.3万余", Some(&home), "13000", Qualifier::MoreThan, Some("家")),
            ("近100", Some(&home), "100", Qualifier::Nearly, Some("家")),
            ("100以上", Some(&home), "100", Qualifier::AtLeast, Some("家")),
            ("约1.5", Some(&money), "150000000", Qualifier::Approx, Some("元")),
            ("3.2亿", Some(&money), "320000000", Qualifier::Exact, Some("元")),
            ("下降3.2%", None, "-3.2", Qualifier::Exact, Some("%")),
            ("约200", None, "200", Qualifier::Approx, None),
            ("-0.5", Some(&money), "-50000000", Qualifier::Exact, Some("元")),
        ] {
            let (q, _) = read(&cell(text), unit, &lists).unwrap_or_else(|| panic!("{text}"));
            let shown = q.value.map(|v| v.normalize().to_string()).unwrap_or_default();
            assert_eq!((shown.as_str(), q.qualifier, q.unit.as_deref()), (value, qualifier, base), "{text}");
        }
    }

    #[test]
    fn classes_are_told_apart() {
        let lists = Codelists::load(None).unwrap();
        for (text, class) in [
            ("…", Class::Missing),
            ("数据缺失", Class::Missing),
            ("21,034", Class::Number),
            ("2021", Class::Year),
            ("2021年", Class::Text),
            ("第一产业", Class::Text),
            ("三亚", Class::Text),
            ("近百家", Class::Worded),
            ("10人以下", Class::Worded),
            ("四平市", Class::Text),
            ("1.3万余家", Class::Worded),
        ] {
            assert_eq!(super::class(&cell(text), &lists), Some(class), "{text}");
        }
    }
}
