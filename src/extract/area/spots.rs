//! The places that a sentence names, resolved against their surroundings.

use super::about::dateline;
use super::{PRODUCT, Spot, Tracker};
use crate::codelist::Role;
use crate::codelist::area::AreaHit;
use crate::codelist::cue::Scope;
use crate::extract::mark;
use crate::extract::site::Site;
use crate::model::{Place, PlaceLevel};
use std::ops::Range;
use std::sync::Arc;

/// Codes of the province that has banners begin so.
const BANNERS: &str = "15";

/// What names a place in a sentence.
enum Item<'b> {
    Area(&'b AreaHit<'b>),
    Scope(usize, usize, Scope),
}

impl Tracker<'_> {
    /// The places of a sentence in contiguous groups (A、B和C), resolved.
    pub(super) fn groups(&mut self, site: &Site) -> Vec<Vec<Spot>> {
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
                Item::Area(hit)
                    if self.is_scene(&site.text[site.sentence.start..hit.start], &site.text[hit.end..]) => {}
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
        if site.classes & mark::COUNTY != 0 {
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
            let noun = written.ends_with('区') && written.chars().count() == 2;
            if let Some(own) = candidates.iter().copied().find(|&c| self.areas.get(c).name == written)
                && opens
                && !noun
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
    pub(super) fn scope(&self, range: Range<usize>, scope: Scope, nearest: Option<usize>) -> Option<Spot> {
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
            // 张旗 is somebody's name; there are banners in one province
            let banner = slice[..end].ends_with('旗');
            let steppe = |p: &Arc<Place>| p.ref_area.as_deref().is_some_and(|code| code.starts_with(BANNERS));
            if banner && !base.as_ref().is_some_and(steppe) {
                continue;
            }
            let name = format!("{}{}", base.as_ref().map_or("", |b| b.name.as_str()), &slice[..end]);
            let province = base.and_then(|b| b.province.clone());
            let place = Arc::new(Place { name, ref_area: None, level: PlaceLevel::County, province });
            more.push(Spot { range: begin..begin + end, index: None, place });
        }
        spots.extend(more);
        spots.sort_by_key(|s| s.range.start);
    }
}

fn dateline_at(site: &Site, item: &Item) -> bool {
    matches!(item, Item::Area(hit) if dateline(&site.text[hit.end..]))
}

/// Whether the place is only compared with: 占全国, 高于全省平均, 比山东.
fn compared(site: &Site, at: usize) -> bool {
    site.lists.words.compares(&site.text[site.sentence.start..at])
}
