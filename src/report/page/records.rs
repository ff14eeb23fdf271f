//! The observations as columns: what the table shows and what the details say.

use super::columns::{Columns, column};
use super::offsets::utf16;
use crate::config::Language;
use crate::model::quantity::shift;
use crate::model::{Kind, Observation, PeriodBasis, PlaceLevel, Qualifier, Status};
use crate::report::Release;
use crate::say::style::number;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// The observations of the page, a column each.
#[derive(Serialize)]
pub struct Records<'a> {
    pub columns: Columns<'a>,
    /// Where each quote starts and how long it is, in UTF-16 units of its document's text; −1 for cells of workbooks.
    pub start: Vec<i64>,
    pub length: Vec<u32>,
    /// The figure in base units, for sorting and for the details; null where there is none.
    pub base: Vec<Option<f64>>,
}

/// The columns of these observations.
pub fn records<'a>(release: &'a Release, shown: &[&'a Observation]) -> Records<'a> {
    let mut columns = Columns::new();
    let mut add = |name: &'static str, get: &dyn Fn(&'a Observation) -> Cow<'a, str>| {
        columns.insert(name, column(shown.iter().map(|o| get(o)).collect()));
    };
    let say = release.say();
    let word = |set: &str, code: &'static str| -> Cow<'a, str> { Cow::Owned(say.word(set, code).to_owned()) };
    add("id", &|o| Cow::Borrowed(&o.observation_id));
    add("document", &|o| Cow::Borrowed(&o.document_id));
    add("province", &|o| say.full_place(o.province().unwrap_or_default()).into());
    add("place", &|o| say.full_place(o.place.as_ref().map_or("", |p| p.name.as_str())).into());
    add("level", &|o| o.place.as_ref().map_or("".into(), |p| word(PlaceLevel::SET, p.level.code())));
    add("area", &|o| o.place.as_ref().and_then(|p| p.ref_area.as_deref()).unwrap_or_default().into());
    add("places", &|o| {
        say.full_place(&o.places.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")).into()
    });
    add("indicator", &|o| match &o.indicator {
        Some(_) => say.label_or_none(o).into(),
        None => "".into(),
    });
    add("code", &|o| o.indicator.as_deref().unwrap_or_default().into());
    add("industry", &|o| o.industry.as_deref().map_or("", |industry| say.industry(industry)).into());
    add("subject", &|o| o.subject.as_deref().unwrap_or_default().into());
    add("quote", &|o| Cow::Borrowed(&o.quote));
    add("figure", &|o| say.label_of(o).into());
    add("value", &|o| in_unit(o, o.quantity.value, release).into());
    add("low", &|o| in_unit(o, o.quantity.low, release).into());
    add("high", &|o| in_unit(o, o.quantity.high, release).into());
    add("unit", &|o| say.unit(o).name.into());
    add("base_unit", &|o| say.unit_name(o.quantity.unit.as_deref().unwrap_or_default()).into());
    add("qualifier", &|o| word(Qualifier::SET, o.quantity.qualifier.code()));
    add("kind", &|o| o.kind.code().into());
    add("direction", &|o| o.direction.map_or("".into(), |d| word("direction", d.code())));
    add("status", &|o| word(Status::SET, o.status.code()));
    add("target", &|o| if o.status == Status::Target { "1" } else { "" }.into());
    add("period", &|o| o.period.as_ref().map_or("", |p| p.code.as_str()).into());
    add("dates", &|o| o.period.as_ref().map_or("".into(), |p| format!("{}—{}", p.start, p.end).into()));
    add("basis", &|o| word(PeriodBasis::SET, o.period_basis.code()));
    add("comparison_base", &|o| {
        o.comparison_base.as_deref().map_or(String::new(), |base| say.base(base)).into()
    });
    add("ambiguity", &|o| o.ambiguity.as_deref().unwrap_or_default().into());
    add("section", &|o| Cow::Borrowed(&o.section));
    // the words of a cell are joined by bars, and its row, column and title recur with other cells
    add("sentence", &|o| parts(&o.sentence)[0].into());
    add("middle", &|o| parts(&o.sentence)[1].into());
    add("tail", &|o| parts(&o.sentence)[2].into());
    add("locator", &|o| o.locator.to_string().into());
    add("rule", &|o| Cow::Borrowed(&o.rule));
    add("correction", &|o| o.correction.as_deref().unwrap_or_default().into());
    let (start, length) = spans(release, shown);
    let base = |o: &&Observation| {
        let q = &o.quantity;
        q.value.or(q.low).or(q.high).and_then(|v| v.to_f64())
    };
    Records { columns, start, length, base: shown.iter().map(base).collect() }
}

/// The kinds in their order: code, label, what it means.
pub fn kinds(release: &Release) -> Vec<[String; 3]> {
    let labels = &release.lists.labels;
    let kind = |k: &Kind| {
        let label = match release.config.language {
            Language::Zh => labels.zh(Kind::SET, k.code()),
            Language::En => labels.en(Kind::SET, k.code()),
        };
        [k.code().to_owned(), label.to_owned(), labels.note(Kind::SET, k.code()).to_owned()]
    };
    Kind::ALL.iter().map(kind).collect()
}

/// A decimal in the display unit, as people read it; empty where there is none.
fn in_unit(o: &Observation, value: Option<Decimal>, release: &Release) -> String {
    let exponent = release.say().unit(o).exponent;
    value.map(|v| number(shift(v, -exponent))).unwrap_or_default()
}

/// `row | column | title` in three: what stands before the first bar, between, and after the last.
fn parts(sentence: &str) -> [&str; 3] {
    const BAR: &str = " | ";
    match (sentence.find(BAR), sentence.rfind(BAR)) {
        (Some(a), Some(b)) if a < b => {
            [&sentence[..a], &sentence[a + BAR.len()..b], &sentence[b + BAR.len()..]]
        }
        (Some(a), _) => [&sentence[..a], &sentence[a + BAR.len()..], ""],
        _ => [sentence, "", ""],
    }
}

fn spans(release: &Release, shown: &[&Observation]) -> (Vec<i64>, Vec<u32>) {
    let (mut start, mut length) = (vec![-1; shown.len()], vec![0; shown.len()]);
    let mut by_document: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, o) in shown.iter().enumerate() {
        if o.start.is_some() && o.end.is_some() {
            by_document.entry(&o.document_id).or_default().push(i);
        }
    }
    for batch in release.batches.iter().filter(|b| !b.text.is_empty()) {
        let rows = by_document.remove(batch.document_id.as_str()).unwrap_or_default();
        let ends = |i: &usize| [shown[*i].start.unwrap_or(0), shown[*i].end.unwrap_or(0)];
        let points: Vec<u32> = rows.iter().flat_map(ends).collect();
        for (i, span) in rows.iter().zip(utf16(&batch.text, &points).chunks_exact(2)) {
            start[*i] = i64::from(span[0]);
            length[*i] = span[1].saturating_sub(span[0]);
        }
    }
    (start, length)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn the_words_of_a_cell_come_apart_and_go_together() {
        assert_eq!(parts("天津 | 产值（亿元） | 表一"), ["天津", "产值（亿元）", "表一"]);
        assert_eq!(parts("天津 | 产值 | 其中 | 表一"), ["天津", "产值 | 其中", "表一"]);
        assert_eq!(parts("天津 | 产值"), ["天津", "产值", ""]);
        assert_eq!(parts("全省7家。"), ["全省7家。", "", ""]);
    }
}
