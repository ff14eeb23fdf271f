//! Provinces, prefectures and counties of GB/T 2260, found by full and short names.

use super::{Automaton, Row, automaton};
use crate::error::Error;
use crate::model::{Place, PlaceLevel};
use std::collections::HashMap;
use std::sync::Arc;

/// One area of the list.
#[derive(Debug, Clone)]
pub struct Area {
    /// Six digits.
    pub code: String,
    /// Official name (云州区).
    pub name: String,
    pub level: PlaceLevel,
    /// English name (Yunzhou District); empty where the list lacks it.
    pub english: String,
}

/// An area name in a text, by bytes; several areas may share it.
#[derive(Debug, Clone, Copy)]
pub struct AreaHit<'a> {
    pub start: usize,
    pub end: usize,
    /// Positions in the list.
    pub candidates: &'a [usize],
    /// A short name that is also an ordinary word: counts only with support.
    pub weak: bool,
    /// The name is of all the candidates together (京津冀).
    pub all: bool,
}

/// The rows of `area.csv`.
pub struct AreaList {
    areas: Vec<Area>,
    /// Province, prefecture and place of each area, by position.
    provinces: Vec<Option<usize>>,
    prefectures: Vec<Option<usize>>,
    places: Vec<Arc<Place>>,
    by_code: HashMap<String, usize>,
    patterns: Vec<(Vec<usize>, bool)>,
    by_name: HashMap<String, usize>,
    /// Strong and weak names apart: a weak name never hides a strong one that begins inside it.
    strong: Option<Automaton>,
    /// From this pattern on the names are of regions.
    regions: u32,
    /// A weak name and the position of its pattern.
    weak: Vec<(String, usize)>,
}

impl AreaList {
    pub(super) fn new(rows: &[Row], regions: &[Row]) -> Result<Self, Error> {
        let mut areas = Vec::with_capacity(rows.len());
        let mut names: Vec<String> = Vec::new();
        let mut patterns: Vec<(Vec<usize>, bool)> = Vec::new();
        let mut by_name: HashMap<String, usize> = HashMap::new();
        let mut by_code: HashMap<String, usize> = HashMap::new();
        for row in rows {
            let (code, name) = (row.cell(0), row.cell(1));
            if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
                return Err(row.error(format!("`{code}` is no six-digit code")));
            }
            let level = match PlaceLevel::parse(row.cell(2)) {
                Some(l @ (PlaceLevel::Province | PlaceLevel::Prefecture | PlaceLevel::County)) => l,
                _ => return Err(row.error(format!("`{}` is no level", row.cell(2)))),
            };
            let index = areas.len();
            areas.push(Area {
                code: code.to_owned(),
                name: name.to_owned(),
                level,
                english: row.cell(5).to_owned(),
            });
            by_code.insert(code.to_owned(), index);
            let is_weak = |n: &str| row.list(4).any(|w| w == n);
            let strong = std::iter::once(name)
                .chain(row.list(3))
                .filter(|n| !is_weak(n))
                .map(|n| (n.to_owned(), false));
            let weak = row.list(4).map(|n| (n.to_owned(), true));
            for (n, weak) in strong.chain(weak) {
                let at = *by_name.entry(n.clone()).or_insert_with(|| {
                    names.push(n);
                    patterns.push((Vec::new(), true));
                    patterns.len() - 1
                });
                let (candidates, all_weak) = &mut patterns[at];
                if !candidates.contains(&index) {
                    candidates.push(index);
                }
                *all_weak &= weak;
            }
        }
        let first_region = names.len();
        for row in regions {
            let codes = row.list(1).map(|code| {
                by_code
                    .get(code)
                    .copied()
                    .ok_or_else(|| row.error(format!("`{code}` is no code of area.csv")))
            });
            patterns.push((codes.collect::<Result<_, _>>()?, false));
            names.push(row.cell(0).to_owned());
        }
        let strong: Vec<usize> = (0..names.len()).filter(|&i| !patterns[i].1).collect();
        let strong = automaton(strong.into_iter().map(|i| (names[i].as_str(), i as u32)));
        let weak = (0..names.len()).filter(|&i| patterns[i].1).map(|i| (names[i].clone(), i)).collect();
        let code = |code: String| by_code.get(&code).copied();
        let provinces: Vec<Option<usize>> =
            areas.iter().map(|a| code(format!("{}0000", &a.code[..2]))).collect();
        let prefectures: Vec<Option<usize>> = areas
            .iter()
            .enumerate()
            .map(|(i, a)| match a.level {
                PlaceLevel::County => code(format!("{}00", &a.code[..4])),
                PlaceLevel::Prefecture => Some(i),
                _ => None,
            })
            .collect();
        let places =
            (0..areas.len()).map(|i| Arc::new(place(&areas, i, provinces[i], prefectures[i]))).collect();
        Ok(Self {
            areas,
            provinces,
            prefectures,
            places,
            by_code,
            patterns,
            by_name,
            strong,
            regions: first_region as u32,
            weak,
        })
    }

    /// The strong area names of a text in order, leftmost-longest.
    pub fn find<'a>(&'a self, text: &str) -> Vec<AreaHit<'a>> {
        let Some(automaton) = &self.strong else { return Vec::new() };
        let hit = |m: daachorse::Match<u32>| AreaHit {
            start: m.start(),
            end: m.end(),
            candidates: &self.patterns[m.value() as usize].0,
            weak: false,
            all: m.value() >= self.regions,
        };
        automaton.leftmost_find_iter(text).map(hit).collect()
    }

    /// Every name of the list.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The weak names, by position.
    pub(super) fn weak_names(&self) -> impl Iterator<Item = &str> {
        self.weak.iter().map(|(name, _)| name.as_str())
    }

    /// The hit of a weak name.
    pub(super) fn weak_hit(&self, word: u32, start: usize, end: usize) -> AreaHit<'_> {
        AreaHit {
            start,
            end,
            candidates: &self.patterns[self.weak[word as usize].1].0,
            weak: true,
            all: false,
        }
    }

    /// The areas of exactly this name.
    pub fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], |&i| &self.patterns[i].0)
    }

    /// The code of the first area of exactly this name.
    pub fn code_of(&self, name: &str) -> Option<&str> {
        self.named(name).first().map(|&i| self.areas[i].code.as_str())
    }

    /// The area at a position.
    pub fn get(&self, index: usize) -> &Area {
        &self.areas[index]
    }

    /// The area with a code.
    pub fn by_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    /// Every province, in GB/T 2260 order.
    pub fn provinces(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter().filter(|a| a.level == PlaceLevel::Province)
    }

    /// The province of an area.
    pub fn province_of(&self, index: usize) -> Option<usize> {
        self.provinces[index]
    }

    /// The prefecture of a county or of itself; none for provinces and for counties directly under one.
    pub fn prefecture_of(&self, index: usize) -> Option<usize> {
        self.prefectures[index]
    }

    /// Whether `inner` lies in `outer` or is it.
    pub fn within(&self, inner: usize, outer: usize) -> bool {
        match self.areas[outer].level {
            PlaceLevel::Province => self.province_of(inner) == Some(outer),
            PlaceLevel::Prefecture => self.prefecture_of(inner) == Some(outer),
            _ => inner == outer,
        }
    }

    /// A full name in English, the smallest area first: 河北省衡水市安平县 is Anping County, Hengshui, Hebei. What the
    /// list lacks stays as written; several places are joined by 、 and come back joined by a semicolon.
    pub fn english(&self, name: &str) -> String {
        name.split('、').map(|one| self.english_of_one(one)).collect::<Vec<_>>().join("; ")
    }

    /// The areas whose full name in English this is (Anping County, Hengshui, Hebei), or whose short one.
    pub fn named_in_english(&self, name: &str) -> Vec<usize> {
        let all = 0..self.areas.len();
        let full = |i: &usize| self.english_of_one(&self.places[*i].name).eq_ignore_ascii_case(name);
        let found: Vec<usize> = all.clone().filter(full).collect();
        let short = |i: &usize| self.areas[*i].english.eq_ignore_ascii_case(name);
        if found.is_empty() { all.filter(short).collect() } else { found }
    }

    fn english_of_one(&self, name: &str) -> String {
        let (mut rest, mut within) = (name, None);
        let mut parts: Vec<&str> = Vec::new();
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let found = ends.filter_map(|end| {
                let inside = |&&i: &&usize| within.is_none_or(|outer| outer != i && self.within(i, outer));
                self.named(&rest[..end]).iter().find(inside).map(|&i| (i, end))
            });
            let Some((index, end)) = { found }.next() else { break };
            let area = &self.areas[index];
            parts.push(if area.english.is_empty() { &area.name } else { &area.english });
            (rest, within) = (&rest[end..], Some(index));
        }
        if !rest.is_empty() {
            parts.push(rest);
        }
        parts.reverse();
        parts.join(", ")
    }

    /// The place of an area: 山东省临沂市, 山西省大同市云州区.
    pub fn place(&self, index: usize) -> Arc<Place> {
        self.places[index].clone()
    }
}

fn place(areas: &[Area], index: usize, province: Option<usize>, prefecture: Option<usize>) -> Place {
    let area = &areas[index];
    let province = province.map(|p| areas[p].name.clone());
    let mut name = String::new();
    if area.level != PlaceLevel::Province {
        name.push_str(province.as_deref().unwrap_or(""));
    }
    if area.level == PlaceLevel::County
        && let Some(prefecture) = prefecture
    {
        name.push_str(&areas[prefecture].name);
    }
    name.push_str(&area.name);
    Place { name, ref_area: Some(area.code.clone()), level: area.level, province }
}
