//! What stands over a table: title, unit line, notes; and what they say of every cell under them.

use super::grid::Row;
use super::label::squeeze;
use super::shape::is_note;
use super::unit::{self, HeadUnit};
use super::{place, when};
use crate::codelist::{Codelists, TableRole};
use crate::model::PeriodExpr;

/// The lines over a table, and what they say.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Every line, joined.
    pub text: String,
    /// What the table measures, as far as the title says.
    pub label: String,
    pub units: Vec<HeadUnit>,
    pub period: Option<PeriodExpr>,
    pub area: Option<usize>,
    /// The figures are an index: 上年=100.
    pub index: bool,
    /// Lines that are no unit and no note.
    pub titles: usize,
}

impl Scope {
    /// The scope of lines of text.
    pub fn of(lines: &[String], lists: &Codelists) -> Self {
        let mut scope = Self::default();
        let mut spoken: Vec<&str> = Vec::new();
        for line in lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()) {
            spoken.push(line);
            let text = squeeze(numberless(line));
            if is_note(&squeeze(line), lists) {
                continue;
            }
            let units = unit::stated(lists, &text);
            if !units.is_empty() {
                scope.units = units;
            }
            let unit_line =
                lists.table_words.starts(TableRole::UnitLine, text.trim_start_matches(['（', '(']));
            if unit_line.is_some() {
                continue;
            }
            scope.titles += 1;
            let bracketed = super::label::brackets(&text).iter().any(|(r, _)| *r == (0..text.len()));
            scope.index |= super::label::brackets(&text)
                .iter()
                .any(|(_, inner)| lists.table_words.ends(TableRole::Index, inner).is_some());
            scope.period = when::of_title(&text).or(scope.period);
            scope.area = place::of_title(lists, &text).or(scope.area);
            let label = label(&text, lists);
            if !label.is_empty() && !bracketed {
                scope.label = label;
            }
        }
        scope.text = spoken.join(" ");
        scope
    }

    /// The lines of rows that are over a table.
    pub fn lines(rows: &[Row], first: u32, last: u32, lists: &Codelists) -> Vec<String> {
        let inside = |column: u32| (first..=last).contains(&column);
        let all: Vec<(bool, String)> = rows
            .iter()
            .flat_map(|r| r.slots.iter().filter(|s| !s.filled || s.cell.row == r.number))
            .fold(Vec::new(), |mut lines: Vec<(bool, String)>, slot| {
                let text = slot.cell.text().trim().to_owned();
                let here = inside(slot.column) || slot.area.is_some_and(|a| inside(a.first_column));
                match lines.iter_mut().find(|(_, t)| *t == text && slot.filled) {
                    Some(line) => line.0 |= here,
                    None if slot.filled && !here => {}
                    None => lines.push((here, text)),
                }
                lines
            });
        let own: Vec<String> = all.iter().filter(|(here, _)| *here).map(|(_, t)| t.clone()).collect();
        let unit = |t: &String| lists.table_words.starts(TableRole::UnitLine, &squeeze(t)).is_some();
        let titled = own.iter().any(|t| !unit(t));
        let united = own.iter().any(unit);
        // a lone title or unit line serves every table beside it
        let wanted = |here: bool, t: &String| here || if unit(t) { !united } else { !titled };
        all.into_iter().filter(|(here, t)| wanted(*here, t)).map(|(_, t)| t).collect()
    }
}

/// A title without the number it opens with: 表1-2, 附表3：, 2-15.
fn numberless(line: &str) -> &str {
    let number = |c: char| c.is_ascii_digit() || "-－—–.．一二三四五六七八九十（）()".contains(c);
    let body = line.trim_start_matches(['附', '续']);
    if let Some(rest) = body.strip_prefix('表') {
        let cut = rest.trim_start().trim_start_matches(number);
        let open = cut.trim_start_matches(['：', ':', '、']).trim_start();
        return if cut.len() < rest.len() && !open.is_empty() || open.is_empty() { open } else { line };
    }
    let cut = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '－' | '—' | '.'));
    let numbered = cut.len() < line.len() && cut.starts_with(char::is_whitespace);
    let year = super::when::whole(line[..line.len() - cut.len()].trim()).is_some();
    if numbered && !year { cut.trim_start() } else { line }
}

/// A title without period, area and unit.
fn label(text: &str, lists: &Codelists) -> String {
    let mut label = text.to_owned();
    if let Some((_, rest)) = unit::within(lists, &label) {
        label = rest;
    }
    for hit in super::super::period::find(&label.clone(), 0..label.len()).into_iter().rev() {
        let dated =
            hit.expr.is_some_and(|e| when::absolute(e.from).is_some() || e.part != crate::model::Part::Whole);
        if dated && hit.base.is_none() && label.get(hit.range.clone()).is_some() {
            label.replace_range(hit.range, "");
        }
    }
    let areas: Vec<_> = lists.areas.find(&label).iter().filter(|h| !h.weak).map(|h| h.start..h.end).collect();
    for range in areas.into_iter().rev() {
        label.replace_range(range, "");
    }
    for bracket in ["（）", "()", "[]"] {
        label = label.replace(bracket, "");
    }
    let words = &lists.table_words;
    while let Some(word) = words.starts(TableRole::TitleOpen, &label) {
        label = label[word.len()..].to_owned();
    }
    while let Some(word) = words.ends(TableRole::Title, &label) {
        label.truncate(label.len() - word.len());
    }
    label.trim_matches(['的', '：', ':', '-', '—', '、', '，']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_a_table_is_about() {
        let lists = Codelists::load(None).unwrap();
        let lines = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let scope = Scope::of(&lines(&["表1-2 2021年山东省各市地区生产总值", "单位：亿元"]), &lists);
        assert_eq!(scope.units.first().map(|u| u.written.as_str()), Some("亿元"));
        assert_eq!(scope.period, Some(PeriodExpr::year(2021)));
        assert_eq!(scope.area, lists.areas.by_code("370000"));
        assert_eq!(scope.label, "地区生产总值");
        let scope = Scope::of(&lines(&["工业增加值（亿元）"]), &lists);
        assert_eq!((scope.label.as_str(), scope.units.len()), ("工业增加值", 1));
    }
}
