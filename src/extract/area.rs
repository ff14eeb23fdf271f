//! Where: area names resolved against their surroundings, and carried from clause to clause.
//!
//! A place governs what follows it in its clause and in the later clauses of its part of the sentence; the place a
//! sentence opens with governs the whole sentence and the sentences after it that name none. 全省 and 全市 resolve
//! against the place in force. A semicolon returns to the sentence's own place.

use super::site::{self, Site};
use crate::codelist::area::AreaHit;
use crate::codelist::cue::Scope;
use crate::codelist::{AreaList, Codelists, CueHit, Role, WordList};
use crate::model::{Place, PlaceLevel, Section};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// What may stand between a place and the figure that it is compared by.
pub(super) const AVERAGES: &[&str] = &["平均水平", "平均值", "平均", "水平", "均值"];

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

/// What names a place in a sentence.
enum Item<'b> {
    Area(&'b AreaHit<'b>),
    Scope(usize, usize, Scope),
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
            .or_else(|| tracker.issuer(text, hits))
            .or_else(|| tracker.about(text, hits, 0));
        tracker.section = tracker.document;
        tracker
    }

    /// The area whose government or office signs the document: 衡阳市人民政府办公室 on a line of its own.
    fn issuer(&self, text: &str, hits: &[AreaHit]) -> Option<usize> {
        hits.iter().filter(|h| !h.all).find_map(|hit| {
            let before = text[..hit.start].trim_end_matches([' ', '\t', '\u{3000}']);
            if !before.is_empty() && !before.ends_with('\n') {
                return None;
            }
            let line = text[hit.end..].split('\n').next().unwrap_or("");
            let office = self.words.names_an_office(line) && line.chars().nth(LONGEST_OFFICE).is_none();
            (office && !line.contains('。')).then(|| self.sole(hit.candidates)).flatten()
        })
    }

    /// The area that a stretch of text with these names is about: the smallest that holds all places of its main
    /// province. The stretch starts at byte `base` of the text that the hits are of.
    fn about(&self, text: &str, hits: &[AreaHit], base: usize) -> Option<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut last_end = usize::MAX;
        for hit in hits.iter().filter(|h| !h.all) {
            let after = &text[hit.end - base..];
            if self.words.name_goes_on(after) || self.words.is_landmark(after) || dateline(after) {
                continue;
            }
            let parent = found.last().copied();
            let pick =
                hit.candidates.iter().copied().find(|&c| parent.is_some_and(|p| self.areas.within(c, p)));
            // 绍兴市柯桥区 is one place, and the district
            if pick.is_some() && last_end == hit.start && text.len() <= LONGEST_TITLE {
                found.pop();
            }
            last_end = hit.end;
            let pick = pick.or_else(|| self.sole(hit.candidates));
            found.extend(pick);
        }
        // a report on the whole country names a place in passing
        let national = |w: &str| memchr::memmem::find_iter(text.as_bytes(), w).count();
        if !found.is_empty() && national("全国") + national("我国") > found.len() {
            return None;
        }
        let provinces: Vec<usize> = found.iter().filter_map(|&i| self.areas.province_of(i)).collect();
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for &p in &provinces {
            *counts.entry(p).or_default() += 1;
        }
        let most = counts.values().copied().max()?;
        let main = provinces.iter().copied().find(|p| counts[p] == most)?;
        let inside: Vec<usize> =
            found.iter().copied().filter(|&i| self.areas.province_of(i) == Some(main)).collect();
        if inside.len() * 2 <= found.len() {
            return None;
        }
        let first = *inside.first()?;
        if inside.iter().all(|&i| i == first) {
            return Some(first);
        }
        let prefecture = self.areas.prefecture_of(first);
        if let Some(p) = prefecture
            && inside.iter().all(|&i| self.areas.prefecture_of(i) == Some(p) || self.areas.within(i, first))
        {
            return Some(p);
        }
        Some(main)
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
        let mut current = self.current.clone();
        if let Some(heard) =
            self.heard.as_ref().filter(|_| speech && current.iter().all(|s| s.range.is_empty()))
        {
            current = vec![heard.clone()];
        }
        if !named && !site.text[site.sentence.clone()].contains(['县', '旗']) {
            // the places in force stay in force
            let answer = self.answer(&current, "area:carried");
            return vec![answer; numbers.len()];
        }
        let groups = self.groups(site);
        let opening = current;
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

    /// The places of a sentence in contiguous groups (A、B和C), resolved.
    fn groups(&mut self, site: &Site) -> Vec<Vec<Spot>> {
        let mut groups: Vec<Vec<Spot>> = Vec::new();
        for spot in self.spots(site) {
            if let Some(group) = groups.last_mut()
                && let Some(last) = group.last()
            {
                let between = &site.text[last.range.end.min(spot.range.start)..spot.range.start];
                if matches!(between, "" | "、" | "和" | "及" | "与" | "以及") {
                    group.push(spot);
                    continue;
                }
            }
            groups.push(vec![spot]);
        }
        groups
    }

    fn spots(&mut self, site: &Site) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        let scopes = site.cues.iter().filter_map(|h| match h.role {
            Role::Scope(scope) => Some((h.start, h.end, *scope)),
            _ => None,
        });
        let mut items: Vec<(usize, Item)> = site.areas.iter().map(|a| (a.start, Item::Area(a))).collect();
        items.extend(scopes.map(|(s, e, scope)| (s, Item::Scope(s, e, scope))));
        items.sort_by_key(|(start, _)| *start);
        for (start, item) in items {
            if site.in_title(start) || compared(site, start) || dateline_at(site, &item) {
                continue;
            }
            match item {
                Item::Area(hit) if hit.all => {
                    spots.extend(hit.candidates.iter().map(|&i| self.spot(hit.start..hit.end, i)));
                }
                Item::Area(hit) => {
                    let adjacent = spots.last().filter(|s| s.range.end == hit.start).and_then(|s| s.index);
                    let Some(index) =
                        self.resolve(site, hit.start, hit.end, hit.candidates, hit.weak, adjacent)
                    else {
                        continue;
                    };
                    self.remember(index);
                    let spot = self.spot(hit.start..hit.end, index);
                    match spots.last_mut() {
                        Some(last) if adjacent.is_some_and(|a| self.areas.within(index, a)) => {
                            *last = Spot { range: last.range.start..hit.end, ..spot };
                        }
                        _ => spots.push(spot),
                    }
                }
                Item::Scope(start, end, scope) => {
                    let inside = spots.last().and_then(|s| s.index);
                    if let Some(spot) = self.scope(start..end, scope, inside) {
                        spots.push(spot);
                    }
                }
            }
        }
        if site.text[site.sentence.clone()].contains(['县', '旗']) {
            self.add_unlisted(site, &mut spots);
        }
        spots
    }

    fn remember(&mut self, index: usize) {
        let home = self.document.and_then(|d| self.areas.province_of(d));
        if home.is_some_and(|h| !self.areas.within(index, h)) {
            return; // 全市 is no city elsewhere
        }
        match self.areas.get(index).level {
            PlaceLevel::Prefecture => self.last_prefecture = Some(index),
            PlaceLevel::County => {
                self.last_county = Some(index);
                self.last_prefecture = self.areas.prefecture_of(index).or(self.last_prefecture);
            }
            _ => {}
        }
    }

    /// The area a name means here; none where it is a part of another name or nothing tells.
    fn resolve(
        &self,
        site: &Site,
        start: usize,
        end: usize,
        candidates: &[usize],
        weak: bool,
        adjacent: Option<usize>,
    ) -> Option<usize> {
        let after = &site.text[end..];
        if self.words.name_goes_on(after) {
            return None;
        }
        if let Some(parent) = adjacent {
            let inside: Vec<usize> =
                candidates.iter().copied().filter(|&c| c != parent && self.areas.within(c, parent)).collect();
            if !inside.is_empty() {
                return self.sole(&inside);
            }
        }
        let written = &site.text[start..end];
        let full = candidates.iter().any(|&c| self.areas.get(c).name == written);
        if !full && self.words.is_village(after) {
            return None;
        }
        let around = [
            self.current.first().and_then(|s| s.index).and_then(|i| self.areas.prefecture_of(i)),
            self.last_prefecture,
            self.section,
            self.section.and_then(|s| self.areas.province_of(s)),
            self.document.and_then(|s| self.areas.province_of(s)),
        ];
        if weak {
            // an ordinary word: only in its own prefecture, and where 市, 县 or a list of places stands beside it
            let inside = around
                .iter()
                .flatten()
                .find_map(|&outer| candidates.iter().copied().find(|&c| self.areas.within(c, outer)));
            let listed =
                after.starts_with('、') && site.areas.iter().any(|h| h.start == end + '、'.len_utf8());
            let listed = listed
                || (site.text[..start].ends_with('、')
                    && site.areas.iter().any(|h| h.end + '、'.len_utf8() == start));
            let opens = site.clauses.iter().any(|c| c.range.start == start);
            // 沿海城市 holds 海城市; what opens a clause with its full name is the place itself
            if let Some(own) = candidates.iter().copied().find(|&c| self.areas.get(c).name == written)
                && opens
            {
                return Some(own);
            }
            // 东港草莓: a product of the place right behind its name
            let near = after.char_indices().nth(PRODUCT).map_or(after, |(i, _)| &after[..i]);
            let product = site.lists.industries.find(near).next().is_some_and(|(start, _, _)| start == 0);
            return inside.filter(|&i| {
                listed || (opens && (product || self.areas.get(i).level == PlaceLevel::Prefecture))
            });
        }
        for outer in around.into_iter().flatten() {
            let inside: Vec<usize> =
                candidates.iter().copied().filter(|&c| self.areas.within(c, outer)).collect();
            if !inside.is_empty() {
                return self.sole(&inside);
            }
        }
        let index = self.sole(candidates)?;
        let short_county =
            self.areas.get(index).level == PlaceLevel::County && self.areas.get(index).name != written;
        let elsewhere = self.section.and_then(|s| self.areas.province_of(s)).is_some();
        (!(short_county && elsewhere)).then_some(index)
    }

    /// 全省, 全市, 该县 against the place in force.
    fn scope(&self, range: Range<usize>, scope: Scope, nearest: Option<usize>) -> Option<Spot> {
        let here = nearest.or_else(|| self.current.first().and_then(|s| s.index)).or(self.section);
        let province = here.or(self.section).and_then(|i| self.areas.province_of(i));
        let named = |i: Option<usize>, suffix: &str| i.filter(|&i| self.areas.get(i).name.ends_with(suffix));
        let index = match scope {
            Scope::Level(PlaceLevel::National) => {
                let place = Arc::new(Place {
                    name: String::new(),
                    ref_area: None,
                    level: PlaceLevel::National,
                    province: None,
                });
                return Some(Spot { range, index: None, place });
            }
            Scope::Level(PlaceLevel::Province) => province,
            Scope::City => {
                let county_city = self.section.filter(|&s| self.areas.get(s).level == PlaceLevel::County);
                named(county_city, "市")
                    .or_else(|| here.and_then(|h| self.areas.prefecture_of(h)))
                    .or_else(|| named(province, "市"))
                    .or(self.last_prefecture)
            }
            Scope::Level(PlaceLevel::Prefecture) => {
                here.and_then(|h| self.areas.prefecture_of(h)).or(self.last_prefecture)
            }
            Scope::Level(PlaceLevel::County) => {
                here.filter(|&h| self.areas.get(h).level == PlaceLevel::County).or(self.last_county)
            }
            Scope::Region => named(here.filter(|&h| self.areas.get(h).level == PlaceLevel::County), "区")
                .or_else(|| named(province, "自治区"))
                .or_else(|| named(self.last_county, "区")),
            Scope::Level(_) => here,
        };
        index.map(|i| self.spot(range, i))
    }

    /// Counties and banners that the list lacks, where they open a clause or follow their city.
    fn add_unlisted(&self, site: &Site, spots: &mut Vec<Spot>) {
        let mut more = Vec::new();
        for clause in &site.clauses {
            let begin = spots
                .iter()
                .find(|s| s.range.start == clause.range.start)
                .map_or(clause.range.start, |s| s.range.end);
            let slice = &site.text[begin..clause.range.end];
            let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
            let name = slice.char_indices().take(5).take_while(|(_, c)| han(c));
            let last = name.skip(1).find(|(_, c)| matches!(c, '县' | '旗'));
            let Some(end) = last.map(|(i, c)| i + c.len_utf8()) else { continue };
            if slice[..end].char_indices().any(|(i, _)| self.words.is_no_county(&slice[i..end], i == 0)) {
                continue;
            }
            let taken = |at: usize| spots.iter().any(|s| s.range.start < begin + end && s.range.end > at);
            if taken(begin) {
                continue;
            }
            let outer = spots.iter().find(|s| s.range.end == begin).and_then(|s| s.index).or(self.section);
            let base = outer.map(|o| self.areas.place(o));
            let name = format!("{}{}", base.as_ref().map_or("", |b| b.name.as_str()), &slice[..end]);
            let province = base.and_then(|b| b.province.clone());
            let place = Arc::new(Place { name, ref_area: None, level: PlaceLevel::County, province });
            more.push(Spot { range: begin..begin + end, index: None, place });
        }
        spots.extend(more);
        spots.sort_by_key(|s| s.range.start);
    }
}

/// Whether what follows a place is the date of a dispatch: 北京3月28日电.
fn dateline(after: &str) -> bool {
    let date = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日');
    let rest = after.trim_start_matches(date);
    rest.len() < after.len()
        && after[..after.len() - rest.len()].ends_with('日')
        && rest.starts_with(['电', '讯'])
}

fn dateline_at(site: &Site, item: &Item) -> bool {
    matches!(item, Item::Area(hit) if dateline(&site.text[hit.end..]))
}

/// Whether the place is only compared with: 占全国, 高于全省平均, 比山东.
fn compared(site: &Site, at: usize) -> bool {
    site.lists.words.compares(&site.text[site.sentence.start..at])
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
