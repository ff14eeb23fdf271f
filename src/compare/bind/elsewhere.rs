//! The operand that another document gives: a province's population or product, of the year of the figure.

use super::{Corpus, Selector, Year};
use crate::model::{Observation, Period, Reason};
use crate::say::Say;
use std::cmp::Reverse;

/// A figure that may stand in another document, and how it fits.
pub(super) struct Elsewhere {
    pub at: usize,
    /// The periods of both, and whether they differ.
    pub note: String,
    pub reasons: Vec<Reason>,
}

impl Corpus<'_> {
    /// A figure of another document for the anchor's province: of the anchor's calendar year, or else of the nearest
    /// year, the earlier of two; where the anchor has no year, the latest.
    pub(super) fn elsewhere(&self, selector: &Selector, anchor: usize) -> Option<Elsewhere> {
        let a = &self.observations[anchor];
        let reference = self.lookup.reference_periods.get(&*a.document_id);
        let inherited = reference.and_then(|code| Period::parse(code)).filter(|_| a.period.is_none());
        let ours = a.period.as_ref().or(inherited.as_ref());
        let province = a.province()?;
        let fits = |o: &Observation| {
            (o.industry.is_none() || o.industry == a.industry)
                && o.place.as_ref().map(|p| p.level) == a.place.as_ref().map(|p| p.level)
        };
        let period = |i: usize| self.observations[i].period.as_ref();
        let at = selector
            .codes()?
            .iter()
            .flat_map(|code| self.of_province(code, Some(province)))
            .copied()
            .filter(|c| *c != anchor && fits(&self.observations[*c]) && self.fits(selector, *c))
            .min_by_key(|c| (Distance::of(ours, period(*c)), Reverse(period(*c).map(|p| p.end)), *c))?;
        let say = &self.lookup.say;
        let (words, reasons) = compared(ours, period(at), say);
        let (colon, none) = (say.colon(), say.pick("文中未写", "not stated"));
        let said = match (&a.period, reference) {
            (Some(period), _) => period.code.clone(),
            (None, Some(reference)) => {
                let note = say.pick("文件的参考期，文中未写", "the document's; the text names none");
                format!("{reference}{}", say.bracketed(note))
            }
            (None, None) => none.to_owned(),
        };
        let theirs = period(at).map_or(none, |p| p.code.as_str());
        let note = say.remarks(&[
            format!("{}{colon}{said}", say.pick("分子时期", "period of the numerator")),
            format!("{}{colon}{theirs}", say.pick("分母时期", "of the denominator")),
            words,
        ]);
        Some(Elsewhere { at, note, reasons })
    }

    /// The figure of the anchor's place for exactly its period, or for the one its growth is against; of any document,
    /// the anchor's own first. A wildcard means the anchor's indicator.
    pub(super) fn of_period(
        &self,
        selector: &Selector,
        anchor: usize,
        year: Year,
        chosen: &[usize],
    ) -> Option<Elsewhere> {
        let a = &self.observations[anchor];
        let code = &a.period.as_ref()?.code;
        let wanted = match year {
            Year::Base => base_period(code, a.comparison_base.as_deref())?,
            Year::Nearest | Year::Same => code.clone(),
        };
        let own = a.indicator.as_deref().map(str::to_owned);
        let codes = selector.codes().or(own.as_ref().map(std::slice::from_ref))?;
        let fits = |o: &Observation| {
            o.period.as_ref().is_some_and(|p| p.code == wanted)
                && o.industry == a.industry
                && o.place.as_ref().map(|p| &p.name) == a.place.as_ref().map(|p| &p.name)
                && o.places.is_empty()
        };
        let at = codes
            .iter()
            .flat_map(|code| self.of_province(code, a.province()))
            .copied()
            .filter(|c| !chosen.contains(c) && fits(&self.observations[*c]) && self.fits(selector, *c))
            .min_by_key(|c| (self.observations[*c].document_id != a.document_id, *c))?;
        Some(Elsewhere { at, note: String::new(), reasons: Vec::new() })
    }
}

/// The period that growth is against: the same part of the year that the base names, or of the year before; null
/// where the base is another period (环比) or a span.
pub fn base_period(code: &str, base: Option<&str>) -> Option<String> {
    let year: i32 = code.get(..4)?.parse().ok().filter(|_| Period::parse(code).is_some())?;
    let digits = |text: &str| text.get(..4)?.parse::<i32>().ok().filter(|y| (1900..2200).contains(y));
    let named = base.and_then(|b| b.char_indices().find_map(|(at, _)| digits(&b[at..])));
    let annual = base.is_none_or(|b| ["上年", "去年", "同比", "同期"].iter().any(|word| b.contains(word)));
    let span = code.len() > 4 && !code.contains('-');
    let before = named.or((annual && !span).then_some(year - 1))?;
    Some(format!("{before}{}", &code[4..])).filter(|code| !span && Period::parse(code).is_some())
}

/// How far a period lies from the wanted one; the least is the best.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Distance {
    undated: bool,
    years: u32,
    later: bool,
    other: bool,
    part_of_year: bool,
}

impl Distance {
    fn of(wanted: Option<&Period>, found: Option<&Period>) -> Self {
        let (years, later) = match (wanted, found) {
            (Some(w), Some(f)) => (w.last_year().abs_diff(f.last_year()), f.last_year() > w.last_year()),
            _ => (0, false),
        };
        Self {
            undated: found.is_none(),
            years,
            later,
            other: wanted.is_some_and(|w| found.is_some_and(|f| f.code != w.code)),
            part_of_year: found.is_some_and(|f| f.code.contains('-')),
        }
    }
}

/// Words for how two periods differ, and the reason; nothing where they are the same.
fn compared(ours: Option<&Period>, theirs: Option<&Period>, say: &Say<'_>) -> (String, Vec<Reason>) {
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        let words =
            say.pick("不能排除两者时期不一致，仅供参考", "the two periods may differ: for orientation only");
        return (words.to_owned(), vec![Reason::Time]);
    };
    if ours.code == theirs.code {
        return (String::new(), Vec::new());
    }
    let (a, b) = (ours.last_year(), theirs.last_year());
    let words = match (a == b, say.zh) {
        (true, true) => format!("同在{a}年而长短不同，仅供参考"),
        (true, false) => format!("both in {a} and of different length: for orientation only"),
        (false, true) => format!("两者时期不一致（{a}年与{b}年），仅供参考"),
        (false, false) => format!("the two periods differ ({a} and {b}): for orientation only"),
    };
    (words, vec![Reason::Time])
}

#[cfg(test)]
mod tests {
    use super::{Distance, base_period};
    use crate::model::Period;

    #[test]
    fn the_same_year_comes_first_then_the_nearest_then_the_earlier() {
        let of = |wanted: Option<&str>, found: &str| {
            let parse = |code: &str| Period::parse(code).unwrap();
            Distance::of(wanted.map(parse).as_ref(), Some(&parse(found)))
        };
        let order = ["2021", "2021-Q1", "2020", "2022", "2019", "2023"];
        for pair in order.windows(2) {
            assert!(of(Some("2021"), pair[0]) < of(Some("2021"), pair[1]), "{pair:?}");
        }
        assert!(of(Some("2021-Q1/Q3"), "2021") < of(Some("2021-Q1/Q3"), "2022"));
        assert!(of(Some("2021"), "2001") < Distance::of(None, None));
    }

    #[test]
    fn growth_is_against_the_period_that_its_base_names() {
        let base = |code, base| base_period(code, base);
        assert_eq!(base("2021", None).as_deref(), Some("2020"));
        assert_eq!(base("2021-Q1/Q3", Some("上年同期")).as_deref(), Some("2020-Q1/Q3"));
        assert_eq!(base("2021", Some("2015年")).as_deref(), Some("2015"));
        assert_eq!(base("2021-06", Some("上月")), None);
        assert_eq!(base("2018/2022", None), None);
    }
}
