//! Figures that a clause lists side by side, and whether the items of the list are of the same thing.

use super::corpus::BREAKS;
use super::selector::Items;
use super::{Binding, Corpus, Pattern, Selector};
use crate::model::{Kind, Observation};
use std::collections::BTreeSet;

/// What stands between the items of a list.
const MARKS: [char; 4] = ['、', '和', '及', '与'];

/// The words around the number of one item, in its clause and up to the next items.
struct Item<'a> {
    before: &'a str,
    after: &'a str,
}

impl<'a> Corpus<'a> {
    /// Figures of one indicator, place and unit that a clause lists.
    pub(super) fn lists<'p>(&'p self, pattern: &'p Pattern) -> Vec<Binding<'p>> {
        let (_, selector) = &pattern.operands[0];
        let mut found: Vec<Vec<usize>> = Vec::new();
        for sentence in &self.sentences {
            let mut run: Vec<usize> = Vec::new();
            for &i in sentence.iter().filter(|i| self.fits(selector, **i)) {
                if run.last().is_some_and(|&last| !self.listed(selector, last, i)) {
                    found.push(std::mem::take(&mut run));
                }
                run.push(i);
            }
            found.push(run);
        }
        found.retain(|run| run.len() > 1);
        found.sort_unstable();
        found.into_iter().filter_map(|run| self.complete(pattern, run)).collect()
    }

    /// The parts that 其中 lists of a whole, where there are several.
    pub(super) fn parts<'p>(&'p self, pattern: &'p Pattern) -> Vec<Binding<'p>> {
        let [(part_name, part), (whole_name, whole)] = pattern.operands.as_slice() else { return Vec::new() };
        let see = |list: &[usize]| list.iter().map(|i| &self.observations[*i]).collect::<Vec<_>>();
        let mut found = Vec::new();
        for sentence in &self.sentences {
            for (n, &w) in sentence.iter().enumerate().filter(|(_, w)| self.fits(whole, **w)) {
                let run = self.run_of_parts(part, w, &sentence[n + 1..]);
                if run.len() > 1 {
                    found.push((w, run));
                }
            }
        }
        found.sort_unstable();
        found
            .into_iter()
            .map(|(w, run)| Binding {
                operands: vec![(part_name, see(&run)), (whole_name, see(&[w]))],
                annual: false,
                note: String::new(),
                reasons: BTreeSet::new(),
            })
            .collect()
    }

    /// The parts among the figures behind a whole, up to the first that is none.
    fn run_of_parts(&self, part: &Selector, whole: usize, behind: &[usize]) -> Vec<usize> {
        let w = &self.observations[whole];
        let mut run: Vec<usize> = Vec::new();
        for &i in behind {
            let (o, last) = (&self.observations[i], run.last().copied().unwrap_or(whole));
            // How the whole or a part has moved stands beside it and is no part.
            if matches!(o.kind, Kind::GrowthRate | Kind::Change | Kind::Share) {
                continue;
            }
            let Some(text) = self.between(last, i).filter(|text| !text.contains(['。', '；', ';'])) else {
                break;
            };
            let beside = text.contains(MARKS) || o.place != self.observations[last].place;
            let follows =
                if run.is_empty() { text.contains("其中") } else { beside && !text.contains("其中") };
            let inside = match (&o.place, &w.place) {
                (Some(o), Some(w)) => o.name.starts_with(&w.name),
                (_, whole) => whole.is_none(),
            };
            let same = o.quantity.unit == w.quantity.unit
                && o.quantity.per == w.quantity.per
                && (o.indicator.is_none() || o.indicator == w.indicator);
            if !(follows && inside && same && self.fits(part, i)) {
                break;
            }
            run.push(i);
        }
        run
    }

    fn listed(&self, selector: &Selector, a: usize, b: usize) -> bool {
        let (x, y) = (&self.observations[a], &self.observations[b]);
        x.indicator == y.indicator
            && x.kind == y.kind
            && (x.place == y.place || (selector.items == Items::Head && x.province() == y.province()))
            && x.period == y.period
            && x.quantity.unit == y.quantity.unit
            && self.between(a, b).is_some_and(|text| {
                // Shares are told apart by their nouns, so that a comma may stand between them.
                let comma = selector.items == Items::Head && text.starts_with(['，', ',']);
                let text = if comma { text.trim_start_matches(['，', ',']) } else { text };
                (comma || text.contains(MARKS)) && !text.contains(BREAKS) && !text.contains("其中")
            })
            && match selector.items {
                Items::Any => true,
                Items::Same => self.item(a).zip(self.item(b)).is_some_and(|(p, q)| alike(x, &p, y, &q)),
                Items::Head if x.place != y.place => {
                    self.item(a).zip(self.item(b)).is_some_and(|(p, q)| p.is_place(x) && q.is_place(y))
                }
                Items::Head => self.item(a).zip(self.item(b)).is_some_and(|(p, q)| p.head() == q.head()),
            }
    }

    /// An item from the mark or break before its number to the one behind it.
    fn item(&self, i: usize) -> Option<Item<'a>> {
        let (before, after) = self.around(i)?;
        let ends = |c: char| MARKS.contains(&c) || BREAKS.contains(&c);
        Some(Item {
            before: before.rsplit(ends).next().unwrap_or(before),
            after: after.split(ends).next().unwrap_or(after),
        })
    }
}

impl Item<'_> {
    /// The words before 占, or before the number.
    fn noun(&self) -> &str {
        self.before.split_once('占').map_or(self.before, |(noun, _)| noun).trim_end()
    }

    /// Whether the noun is the name of the figure's place: a part of the whole that several places make up.
    fn is_place(&self, o: &Observation) -> bool {
        let province = o.province().unwrap_or("");
        let name = o.place.as_ref().map(|p| p.name.strip_prefix(province).unwrap_or(&p.name));
        name.is_some_and(|name| !name.is_empty() && self.noun().ends_with(name))
    }

    /// The last two characters of the noun.
    fn head(&self) -> Vec<char> {
        let noun: Vec<char> = self.noun().chars().collect();
        noun[noun.len().saturating_sub(2)..].to_vec()
    }
}

/// Whether two items are of the same noun under the same verb: their words are the same, or but for the industry
/// (80家厨具生产企业、120家绳网企业). 培训企业80家、帮扶企业120家 are two things, which may overlap.
fn alike(x: &Observation, p: &Item<'_>, y: &Observation, q: &Item<'_>) -> bool {
    let plain = |o: &Observation, text: &str| match (&x.industry, &y.industry, &o.industry) {
        (Some(a), Some(b), Some(own)) if a != b => text.replace(own.as_str(), ""),
        _ => text.to_owned(),
    };
    let industries = x.industry != y.industry && x.industry.is_some() && y.industry.is_some();
    let (before, lead) = (plain(x, p.before), plain(y, q.before));
    let (noun, other) = (plain(x, p.after), plain(y, q.after));
    // What the second item repeats must be what the first one has; what it leaves out it takes from there.
    if !before.ends_with(lead.as_str()) {
        return false;
    }
    if noun.is_empty() {
        return other.is_empty() || before.ends_with(other.as_str());
    }
    let head: Vec<char> = noun.chars().collect();
    let head: String = head[head.len().saturating_sub(2)..].iter().collect();
    other.starts_with(noun.as_str()) || (industries && other.contains(head.as_str()))
}

#[cfg(test)]
mod tests {
    use super::Item;

    #[test]
    fn the_head_stands_before_its_share() {
        let head = |before| Item { before, after: "" }.head().iter().collect::<String>();
        assert_eq!(head("乙类企业占"), "企业");
        assert_eq!(head("女性"), "女性");
        assert_eq!(head(""), "");
    }
}
