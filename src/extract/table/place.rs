//! Areas as tables name them: short, full, with codes; totals and regions kept apart; one name for a province and its city.

use crate::codelist::{Codelists, TableRole};
use crate::model::{Place, PlaceLevel};
use std::sync::Arc;

/// What a label of an axis of areas names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// An area of the list.
    Area(usize),
    /// The nation.
    Nation(String),
    /// A sum or a group of areas, by its name.
    Group(String),
    /// 全省, 全市: the area the table is about.
    Scope(String),
    /// An area that the list lacks.
    Unlisted(String),
}

/// What is known where a label stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Near {
    /// The area that the label is under.
    pub parent: Option<usize>,
    /// The last area of the same axis.
    pub last: Option<usize>,
    /// The area the table is about.
    pub home: Option<usize>,
    /// The axis lists provinces rather than their parts.
    pub provinces: bool,
}

/// Whether a label names an area of the list, whichever it is.
pub(super) fn listed(lists: &Codelists, text: &str) -> bool {
    !candidates(lists, text).is_empty()
}

/// Whether a label names a province, or a city by its full name: enough of an area outside an axis of areas.
pub(super) fn unmistakable(lists: &Codelists, text: &str) -> bool {
    let official = text.ends_with(['省', '市', '州']) || text.ends_with("自治区");
    candidates(lists, text).iter().any(|&i| {
        let level = lists.areas.get(i).level;
        level == PlaceLevel::Province && text.chars().count() > 1
            || level == PlaceLevel::Prefecture && official
    })
}

/// What a label of an axis of areas names; none for other words.
pub(super) fn name(lists: &Codelists, text: &str, code: Option<usize>, near: Near) -> Option<Named> {
    if let Some(code) = code {
        return Some(Named::Area(code));
    }
    let words = &lists.table_words;
    if words.is(TableRole::National, text) {
        return Some(Named::Nation(text.to_owned()));
    }
    if words.is(TableRole::Scope, text) {
        return Some(Named::Scope(text.to_owned()));
    }
    if words.is(TableRole::Total, text) || words.is(TableRole::Region, text) {
        return Some(Named::Group(text.to_owned()));
    }
    let found = candidates(lists, text);
    if !found.is_empty() {
        return match resolve(lists, &found, near) {
            Some(area) => Some(Named::Area(area)),
            None => Some(Named::Unlisted(text.to_owned())),
        };
    }
    if words.ends(TableRole::TotalEnd, text).is_some() {
        return Some(Named::Group(text.to_owned()));
    }
    words.ends(TableRole::AreaEnd, text).map(|_| Named::Unlisted(text.to_owned()))
}

/// The areas a label may mean: 山东, 山东省, 370000 山东省, 山东省济南市.
fn candidates(lists: &Codelists, text: &str) -> Vec<usize> {
    let areas = &lists.areas;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 6
        && let Some(area) = areas.by_code(&text[..6])
    {
        return vec![area];
    }
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit());
    for name in [text, text.trim_end_matches(|c: char| c.is_ascii_digit())] {
        let found = areas.named(name);
        if !found.is_empty() {
            return found.to_vec();
        }
    }
    if text.chars().count() < 4 {
        return Vec::new();
    }
    // names one after another, each inside the one before, that take the whole text
    let hits = areas.find(text);
    let whole = hits.first().is_some_and(|h| h.start == 0)
        && hits.last().is_some_and(|h| h.end == text.len())
        && hits.windows(2).all(|w| w[0].end == w[1].start);
    if !whole || hits.len() < 2 {
        return Vec::new();
    }
    let mut within: Vec<usize> = hits[0].candidates.to_vec();
    for hit in &hits[1..] {
        let inner = hit.candidates.iter().copied();
        within = inner.filter(|&i| within.iter().any(|&o| o != i && areas.within(i, o))).collect();
    }
    within
}

/// One of several areas of a name, by where it stands.
fn resolve(lists: &Codelists, found: &[usize], near: Near) -> Option<usize> {
    let areas = &lists.areas;
    let inside = |outer: usize| -> Vec<usize> {
        found.iter().copied().filter(|&i| i != outer && areas.within(i, outer)).collect()
    };
    let highest = |list: &[usize]| -> Option<usize> {
        let level = list.iter().map(|&i| areas.get(i).level).min()?;
        let mut best = list.iter().copied().filter(|&i| areas.get(i).level == level);
        let first = best.next()?;
        best.next().is_none().then_some(first)
    };
    if let Some(area) = near.parent.map(inside).and_then(|list| highest(&list)) {
        return Some(area);
    }
    let province = found.iter().copied().find(|&i| areas.get(i).level == PlaceLevel::Province);
    let sub = |i: usize| areas.get(i).level != PlaceLevel::Province;
    match (province, near.last) {
        (Some(province), Some(last)) if found.len() > 1 => {
            let repeated = last == province;
            let among_parts = sub(last);
            if (repeated || among_parts)
                && let Some(area) = areas.province_of(last).map(inside).and_then(|l| highest(&l))
            {
                return Some(area);
            }
        }
        (Some(_), None) if found.len() > 1 && !near.provinces => {
            if let Some(area) = near.home.map(inside).and_then(|list| highest(&list)) {
                return Some(area);
            }
        }
        _ => {}
    }
    if let Some(province) = province {
        return Some(province);
    }
    let around = [
        near.last.and_then(|l| areas.prefecture_of(l)),
        near.last.and_then(|l| areas.province_of(l)),
        near.home,
        near.home.and_then(|h| areas.province_of(h)),
    ];
    around.into_iter().flatten().find_map(|outer| highest(&inside(outer))).or_else(|| highest(found))
}

/// The place of what a label names; none for the nation, sums and groups.
pub(super) fn place(
    lists: &Codelists,
    named: &Named,
    home: Option<usize>,
    parent: Option<usize>,
) -> Option<Arc<Place>> {
    match named {
        Named::Area(area) => Some(lists.areas.place(*area)),
        Named::Scope(_) => home.map(|h| lists.areas.place(h)),
        Named::Unlisted(name) => {
            let around = parent.or(home).and_then(|p| lists.areas.province_of(p));
            let province = around.map(|p| lists.areas.get(p).name.clone());
            Some(Arc::new(Place { name: name.clone(), ref_area: None, level: PlaceLevel::Local, province }))
        }
        Named::Nation(_) | Named::Group(_) => None,
    }
}

/// The area of a code: 370000, 3701, 37, 370112000000.
pub(super) fn of_code(lists: &Codelists, text: &str) -> Option<usize> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let six = match text.len() {
        2 => format!("{text}0000"),
        4 => format!("{text}00"),
        6 | 9 | 12 => text[..6].to_owned(),
        _ => return None,
    };
    lists.areas.by_code(&six)
}

/// The area that a title is about: the deepest of those it names, where they lie in one another.
pub(super) fn of_title(lists: &Codelists, title: &str) -> Option<usize> {
    let areas = &lists.areas;
    let mut about: Option<usize> = None;
    for hit in areas.find(title).iter().filter(|h| !h.weak) {
        let inside = about
            .and_then(|a| hit.candidates.iter().copied().find(|&i| areas.within(i, a) || areas.within(a, i)));
        match (about, inside) {
            (None, _) => {
                let level = hit.candidates.iter().map(|&i| areas.get(i).level).min()?;
                let mut same = hit.candidates.iter().copied().filter(|&i| areas.get(i).level == level);
                about = same.next().filter(|_| same.next().is_none());
            }
            (Some(a), Some(i)) if areas.within(i, a) => about = Some(i),
            (Some(_), Some(_)) => {}
            (Some(_), None) => return None,
        }
    }
    about
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, near: Near) -> String {
        let lists = Codelists::load(None).unwrap();
        match name(&lists, text, None, near) {
            Some(Named::Area(a)) => lists.areas.place(a).name.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn names_are_resolved_by_where_they_stand() {
        let lists = Codelists::load(None).unwrap();
        let of = |code: &str| lists.areas.by_code(code);
        let none = Near::default();
        assert_eq!(named("山东", none), "山东省");
        assert_eq!(named("370000山东省", none), "山东省");
        assert_eq!(named("山东省济南市", none), "山东省济南市");
        assert_eq!(named("吉林", none), "吉林省");
        assert_eq!(named("吉林", Near { last: of("210000"), provinces: true, ..none }), "吉林省");
        assert_eq!(named("吉林", Near { last: of("220000"), ..none }), "吉林省吉林市");
        assert_eq!(named("吉林", Near { last: of("220100"), ..none }), "吉林省吉林市");
        assert_eq!(named("吉林", Near { parent: of("220000"), ..none }), "吉林省吉林市");
        assert_eq!(named("市中区", Near { last: of("370100"), ..none }), "山东省济南市市中区");
        assert_eq!(named("海南", Near { last: of("630000"), provinces: true, ..none }), "海南省");
        assert!(matches!(name(&lists, "合计", None, none), Some(Named::Group(_))));
        assert!(matches!(name(&lists, "全国", None, none), Some(Named::Nation(_))));
        assert!(matches!(name(&lists, "高新区", None, none), Some(Named::Unlisted(_))));
        assert_eq!(of_title(&lists, "2021年山东省济南市主要指标"), of("370100"));
    }
}
