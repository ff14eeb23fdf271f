//! Where: area names resolved against their surroundings, and carried from clause to clause.
//!
//! A place governs what follows it in its clause and in the later clauses of its part of the sentence; the place a
//! sentence opens with governs the whole sentence and the sentences after it that name none. 全省 and 全市 resolve
//! against the place in force. A semicolon returns to the sentence's own place.

mod about;
mod spots;

use super::mark;
use super::site::{self, Site};
use crate::codelist::area::AreaHit;
use crate::codelist::{AreaList, Codelists, CueHit, Role, WordList};
use crate::model::{Place, PlaceLevel, Section};
use std::ops::Range;
use std::sync::Arc;

/// What may stand between a place and the figure that it is compared by.
pub(super) const AVERAGES: &[&str] = &["平均水平", "平均值", "平均", "水平", "均值"];

/// Words for all of an area.
pub(super) const WHOLES: &[&str] = &["全国", "全省", "全市", "全区", "全县", "全州"];

/// A title or heading has no more bytes than this.
const LONGEST_TITLE: usize = 240;

/// The longest rest of a line that names who signs, in characters.
const LONGEST_OFFICE: usize = 16;

/// The longest name of a product, in characters.
const PRODUCT: usize = 12;

/// A place in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    pub range: Range<usize>,
    /// Position in the area list; none for the nation and for names the list lacks.
    pub index: Option<usize>,
    pub place: Arc<Place>,
}

/// What is known of the place of a number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Where {
    pub place: Option<Arc<Place>>,
    pub places: Vec<Arc<Place>>,
    pub rule: &'static str,
}

/// Carries places through a document.
pub struct Tracker<'a> {
    areas: &'a AreaList,
    words: &'a WordList,
    document: Option<usize>,
    section: Option<usize>,
    /// The places of the headings above, by level.
    above: Vec<(u32, usize)>,
    current: Vec<Spot>,
    /// The county or city that the last sentence came to.
    heard: Option<Spot>,
    last_prefecture: Option<usize>,
    last_county: Option<usize>,
}

impl<'a> Tracker<'a> {
    /// A tracker for a document; `hits` are the strong area names of its text.
    pub fn new(lists: &'a Codelists, title: &str, text: &str, hits: &[AreaHit]) -> Self {
        let mut tracker = Self {
            areas: &lists.areas,
            words: &lists.words,
            document: None,
            section: None,
            above: Vec::new(),
            current: Vec::new(),
            heard: None,
            last_prefecture: None,
            last_county: None,
        };
        tracker.document = tracker
            .about(title, &lists.areas.find(title), 0)
            .or_else(|| tracker.opening_county(title))
            .or_else(|| tracker.issuer(text, hits))
            .or_else(|| tracker.about(text, hits, 0));
        tracker.section = tracker.document;
        tracker
    }

    /// The one candidate that stands out by itself: the only one, or the highest level.
    fn sole(&self, candidates: &[usize]) -> Option<usize> {
        let level = candidates.iter().map(|&c| self.areas.get(c).level).min()?;
        let mut best = candidates.iter().copied().filter(|&c| self.areas.get(c).level == level);
        let first = best.next()?;
        best.next().is_none().then_some(first)
    }

    /// Enters a section: its place is that of its heading, or of its text. Returns its province.
    pub fn enter_section(&mut self, section: &Section, text: &str, hits: &[AreaHit]) -> Option<String> {
        let (level, heading) = (section.level, section.heading.as_str());
        let body = section.body.max(section.start)..section.end.max(section.start);
        self.above.retain(|(l, _)| *l < level);
        let document = self.above.last().map(|(_, place)| *place).or(self.document);
        let inside = |i: usize| document.is_none_or(|d| self.areas.within(i, d) || self.areas.within(d, i));
        let by_heading = self.about(heading, &self.areas.find(heading), 0).filter(|&i| inside(i));
        let body = body.start.min(body.end)..body.end;
        let by_body = self.about(&text[body.clone()], site::part(hits, &body, |a| a.start), body.start);
        self.section = match (by_heading, document, by_body) {
            (Some(h), _, _) => Some(h),
            (None, Some(d), Some(b)) if !self.areas.within(b, d) => Some(d),
            (None, Some(d), _) => Some(d),
            (None, None, b) => b,
        };
        self.above.extend(self.section.map(|place| (level, place)));
        self.last_prefecture = self.section.and_then(|s| self.areas.prefecture_of(s));
        self.last_county = self.section.filter(|&s| self.areas.get(s).level == PlaceLevel::County);
        self.enter_paragraph();
        self.section.and_then(|s| self.areas.province_of(s)).map(|p| self.areas.get(p).name.clone())
    }

    /// Enters a paragraph: back to the section's place.
    pub fn enter_paragraph(&mut self) {
        self.current = self.section.map(|s| self.spot(0..0, s)).into_iter().collect();
    }

    fn spot(&self, range: Range<usize>, index: usize) -> Spot {
        Spot { range, index: Some(index), place: self.areas.place(index) }
    }

    /// The places of a sentence for each byte offset asked, in the order given; moves on to the next sentence.
    pub fn sentence(&mut self, site: &Site, numbers: &[usize]) -> Vec<Where> {
        let scoped = |h: &CueHit| matches!(h.role, Role::Scope(_));
        let named = !site.areas.is_empty() || site.cues.iter().any(scoped);
        // somebody speaks: of the place that the report has come to
        let words = &site.text[site.sentence.clone()];
        let speech = words.starts_with('“') || words.contains("：“");
        let heard = self.heard.as_ref().filter(|_| speech && self.current.iter().all(|s| s.range.is_empty()));
        let current = heard.map_or(self.current.as_slice(), std::slice::from_ref);
        if !named && site.classes & mark::COUNTY == 0 {
            // the places in force stay in force
            let answer = self.answer(current, "area:carried");
            return vec![answer; numbers.len()];
        }
        let opening = current.to_vec();
        let groups = self.groups(site);
        let mut subject: Option<Vec<Spot>> = None;
        let mut carry = opening.clone();
        let mut part = 0;
        let mut answers = vec![Where::default(); numbers.len()];
        let clauses: Vec<usize> = numbers.iter().map(|n| site.clause_at(*n)).collect();
        for (ci, clause) in site.clauses.iter().enumerate() {
            if clause.part != part {
                part = clause.part;
                carry = subject.clone().unwrap_or_else(|| opening.clone());
            }
            let here: Vec<&Vec<Spot>> =
                groups.iter().filter(|g| clause.range.contains(&g[0].range.start)).collect();
            let inside: Vec<usize> = (0..numbers.len()).filter(|&i| clauses[i] == ci).collect();
            let shared = here.last().map_or(&carry, |g| *g);
            if shared.len() >= 2
                && shared.len() == inside.len()
                && ["分别", "依次"].iter().any(|w| site.text[clause.range.clone()].contains(w))
                && inside.iter().all(|&i| here.last().is_none_or(|g| g[g.len() - 1].range.end <= numbers[i]))
            {
                // A、B和C分别完成1、2和3
                for (&i, spot) in inside.iter().zip(shared) {
                    answers[i] = Where {
                        place: Some(spot.place.clone()),
                        places: Vec::new(),
                        rule: "area:respectively",
                    };
                }
                if let Some(group) = here.last() {
                    carry = (*group).clone();
                }
                continue;
            }
            for &i in &inside {
                let (number, answer) = (&numbers[i], &mut answers[i]);
                let around = site.bracket(*number);
                let near = here.iter().rev().find(|g| {
                    g[g.len() - 1].range.end <= *number
                        && site.bracket(g[0].range.start).is_none_or(|b| around == Some(b))
                });
                let beside = around.and_then(|b| self.before_bracket(site, b, *number));
                *answer = match (beside, near) {
                    (Some(spot), _) => self.answer(&[spot], "area:bracket"),
                    (None, Some(group)) => self.answer(group, "area:clause"),
                    (None, None) => self.answer(&carry, "area:carried"),
                };
            }
            // what stands in brackets governs nothing beyond them
            let here: Vec<&Vec<Spot>> =
                here.into_iter().filter(|g| site.bracket(g[0].range.start).is_none()).collect();
            let Some(last) = here.last() else { continue };
            let listed = here.len() > 1
                && last.len() == 1
                && site.text[last[0].range.end..clause.range.end].contains('等')
                && here.iter().all(|g| g.len() == 1);
            if listed {
                continue;
            }
            let whole = &site.text[clause.range.clone()];
            let label = last.len() == 1
                && site.text[last[0].range.clone()] == *whole.trim()
                && site.text[clause.range.end..].starts_with('：');
            if self.foreign(last) && !label {
                // a place elsewhere says where from; it does not take over a document about one province
                continue;
            }
            if ci == 0
                || (subject.is_none()
                    && site.clauses[..ci].iter().all(|c| is_only_time(site, c.range.clone())))
            {
                let first = here[0];
                let lead = &site.text[clause.range.start..first[0].range.start];
                if lead.chars().count() <= 3 || is_only_time(site, clause.range.start..first[0].range.start) {
                    subject = Some(first.clone());
                }
            }
            carry = (*last).clone();
        }
        if let Some(subject) = subject {
            self.current = subject;
        } else if !speech {
            let local = |s: &Spot| s.index.is_some_and(|i| self.areas.get(i).level > PlaceLevel::Province);
            self.heard = match carry.as_slice() {
                [one] if local(one) && !one.range.is_empty() => Some(one.clone()),
                _ => None,
            };
        }
        answers
    }

    /// 高于全国平均水平（87.5%）: the place right before a bracket is that of the figure that opens it.
    fn before_bracket(&self, site: &Site, open: usize, number: usize) -> Option<Spot> {
        let inside = &site.text[open..number];
        if inside.chars().nth(1).is_some() {
            return None;
        }
        let before = &site.text[site.sentence.start..open];
        let place = AVERAGES.iter().find_map(|w| before.strip_suffix(w)).unwrap_or(before);
        let end = site.sentence.start + place.len();
        let scope = site.cues.iter().find_map(|h| match h.role {
            Role::Scope(scope) if h.end == end => self.scope(h.start..h.end, *scope, None),
            _ => None,
        });
        let named = || site.areas.iter().find(|a| a.end == end && !a.weak && !a.all);
        scope.or_else(|| {
            let hit = named()?;
            self.sole(hit.candidates).map(|i| self.spot(hit.start..hit.end, i))
        })
    }

    /// Whether places lie outside the one province that the document is about.
    fn foreign(&self, group: &[Spot]) -> bool {
        let home = self.document.and_then(|d| self.areas.province_of(d));
        home.is_some_and(|h| group.iter().any(|s| s.index.is_some_and(|i| !self.areas.within(i, h))))
    }

    fn answer(&self, group: &[Spot], rule: &'static str) -> Where {
        match group {
            [] => Where { place: None, places: Vec::new(), rule: "" },
            [one] => {
                let national = one.place.level == PlaceLevel::National;
                Where { place: (!national).then(|| one.place.clone()), places: Vec::new(), rule }
            }
            many => {
                let places: Vec<Arc<Place>> = many.iter().map(|s| s.place.clone()).collect();
                let indices: Option<Vec<usize>> = many.iter().map(|s| s.index).collect();
                let common = indices.and_then(|all| {
                    let p = self
                        .areas
                        .prefecture_of(all[0])
                        .filter(|&p| all.iter().all(|&i| self.areas.within(i, p)));
                    p.or_else(|| {
                        self.areas
                            .province_of(all[0])
                            .filter(|&p| all.iter().all(|&i| self.areas.within(i, p)))
                    })
                });
                Where { place: common.map(|c| self.areas.place(c)), places, rule: "area:several" }
            }
        }
    }
}

/// Whether a stretch says only when: 2021年，.
fn is_only_time(site: &Site, range: Range<usize>) -> bool {
    let covered: usize = site
        .periods
        .iter()
        .filter(|p| p.range.start >= range.start && p.range.end <= range.end)
        .map(|p| site.text[p.range.clone()].chars().count())
        .sum();
    let length = site.text[range].chars().count();
    length == 0 || (covered > 0 && length <= covered + 4)
}
