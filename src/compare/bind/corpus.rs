//! The observations with the indexes that binding needs: by indicator and province, and by sentence.

use super::{Binding, Pattern, Scope, Selector, Year};
use crate::model::{Kind, Locator, Observation, PlaceLevel};
use crate::say::Say;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Ends of a clause.
pub(super) const BREAKS: [char; 12] = ['，', '。', '；', '：', '！', '？', ',', ';', '!', '?', '\n', '（'];

/// What binding needs to know beside the observations.
#[derive(Clone)]
pub struct Lookup<'a> {
    /// Reference period of documents by id (`2021`).
    pub reference_periods: BTreeMap<String, String>,
    /// The language of labels and explanations.
    pub say: Say<'a>,
}

/// Observations and their indexes.
pub struct Corpus<'a> {
    pub observations: &'a [Observation],
    pub lookup: &'a Lookup<'a>,
    by_indicator: BTreeMap<&'a str, Vec<usize>>,
    /// By indicator, then by province; the nation's under the empty name.
    by_province: HashMap<&'a str, HashMap<&'a str, Vec<usize>>>,
    /// In text order; figures in cells have no sentence.
    pub(super) sentences: Vec<Vec<usize>>,
    pub(super) sentence_of: Vec<Option<usize>>,
    /// Bytes of the quote in its sentence.
    pub(super) spans: Vec<Option<(usize, usize)>>,
    /// Figures that stand in sentences.
    prose: Vec<usize>,
}

impl<'a> Corpus<'a> {
    /// Indexes the observations.
    pub fn new(observations: &'a [Observation], lookup: &'a Lookup<'a>) -> Self {
        let mut by_indicator: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_province: HashMap<&str, HashMap<&str, Vec<usize>>> = HashMap::new();
        let mut sentences: BTreeMap<(&str, u32, &str), Vec<usize>> = BTreeMap::new();
        for (i, o) in observations.iter().enumerate() {
            if let Some(indicator) = o.indicator.as_deref() {
                by_indicator.entry(indicator).or_default().push(i);
                by_province
                    .entry(indicator)
                    .or_default()
                    .entry(o.province().unwrap_or(""))
                    .or_default()
                    .push(i);
            }
            if matches!(o.locator, Locator::Text { .. }) {
                sentences.entry((&o.document_id, o.section_number, &o.sentence)).or_default().push(i);
            }
        }
        let mut sentence_of = vec![None; observations.len()];
        let mut spans = vec![None; observations.len()];
        let mut sentences: Vec<Vec<usize>> = sentences.into_values().collect();
        for (n, members) in sentences.iter_mut().enumerate() {
            members.sort_by_key(|i| (observations[*i].start, *i));
            let mut from = 0;
            for &i in members.iter() {
                sentence_of[i] = Some(n);
                let o = &observations[i];
                spans[i] = find(&o.sentence, &o.quote, from).or_else(|| find(&o.sentence, &o.quote, 0));
                from = spans[i].map_or(from, |(_, end)| end);
            }
        }
        let prose = (0..observations.len()).filter(|i| sentence_of[*i].is_some()).collect();
        Self { observations, lookup, by_indicator, by_province, sentences, sentence_of, spans, prose }
    }

    /// Every way to fill the pattern, in the order of the anchors.
    pub fn bindings<'p>(&'p self, pattern: &'p Pattern) -> Vec<Binding<'p>> {
        match pattern.scope {
            Scope::List => self.lists(pattern),
            Scope::Parts => self.parts(pattern),
            Scope::Provinces => self.provinces(pattern),
            _ => {
                let (_, selector) = &pattern.operands[0];
                self.indices(selector, of_prose(pattern.scope))
                    .into_iter()
                    .filter(|i| !pattern.joint || !self.observations[*i].places.is_empty())
                    .filter(|i| self.fits(selector, *i))
                    .filter_map(|i| self.complete(pattern, vec![i]))
                    .collect()
            }
        }
    }

    /// In order; where any indicator may fit, only those of prose if the scope is.
    pub(super) fn indices(&self, selector: &Selector, prose: bool) -> Vec<usize> {
        match selector.codes() {
            Some(codes) => {
                let of = |code: &String| self.by_indicator.get(code.as_str()).into_iter().flatten().copied();
                let mut all: Vec<usize> = codes.iter().flat_map(of).collect();
                all.sort_unstable();
                all
            }
            None if prose => self.prose.clone(),
            None => (0..self.observations.len()).collect(),
        }
    }

    pub(super) fn fits(&self, selector: &Selector, i: usize) -> bool {
        let says = |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
        selector.fits(&self.observations[i])
            && (selector.not_after.is_empty() || !says(&selector.not_after, self.clause(i)))
            && (selector.said.is_empty() || says(&selector.said, self.statement(i)))
            && !selector.refused.iter().any(|refused| self.fits(refused, i))
    }

    /// The other operands for these figures of the anchor.
    pub(super) fn complete<'p>(&'p self, pattern: &'p Pattern, anchors: Vec<usize>) -> Option<Binding<'p>> {
        let mut chosen = anchors.clone();
        let (mut note, mut reasons) = (String::new(), BTreeSet::new());
        let see = |list: &[usize]| list.iter().map(|i| &self.observations[*i]).collect::<Vec<_>>();
        let (name, first) = &pattern.operands[0];
        let mut operands = vec![(name.as_str(), see(&anchors))];
        let annual = self.says_annual(first, anchors[0]);
        for (name, selector) in &pattern.operands[1..] {
            let scope = selector.at.unwrap_or(pattern.scope);
            let found = if let Some(year) = selector.elsewhere {
                let other = match year {
                    Year::Nearest => self.elsewhere(selector, anchors[0])?,
                    Year::Same | Year::Base => self.of_period(selector, anchors[0], year, &chosen)?,
                };
                note = other.note;
                reasons.extend(other.reasons);
                other.at
            } else {
                self.nearest(selector, scope, anchors[0], &chosen)?
            };
            if self.observations[found].kind == Kind::GrowthRate && !self.grows(first, anchors[0], found) {
                return None;
            }
            chosen.push(found);
            operands.push((name, see(&[found])));
        }
        Some(Binding { operands, annual, note, reasons })
    }

    /// The observation nearest to the anchor that fits, within the scope.
    fn nearest(&self, selector: &Selector, scope: Scope, anchor: usize, chosen: &[usize]) -> Option<usize> {
        let a = &self.observations[anchor];
        if of_prose(scope) && self.sentence_of[anchor].is_none() {
            return None;
        }
        let candidates: Vec<usize> = match selector.codes() {
            Some(codes) => {
                codes.iter().flat_map(|code| self.of_province(code, a.province())).copied().collect()
            }
            // A wildcard beside a wildcard means the same indicator.
            None => self.of_province(a.indicator.as_deref()?, a.province()).to_vec(),
        };
        candidates
            .into_iter()
            .filter(|c| !chosen.contains(c) && self.reach(scope, anchor, *c) && self.fits(selector, *c))
            .min_by_key(|c| {
                let o = &self.observations[*c];
                let apart = o.start.unwrap_or(0).abs_diff(a.start.unwrap_or(0));
                let narrowed = self.narrowed(selector, *c);
                (narrowed, !self.together(anchor, *c), o.industry != a.industry, apart, *c)
            })
    }

    /// Whether a word of `plain` narrows the figure down (其中, 小微): between the figure before it and itself, or in
    /// its noun.
    fn narrowed(&self, selector: &Selector, i: usize) -> bool {
        if selector.plain.is_empty() {
            return false;
        }
        let from = self.span_before(i).map_or(0, |(_, end)| end);
        let lead =
            self.spans[i].and_then(|(at, _)| self.observations[i].sentence.get(from..at)).unwrap_or("");
        let noun = self.observations[i].subject.as_deref().unwrap_or("");
        selector.plain.iter().any(|word| lead.contains(word.as_str()) || noun.contains(word.as_str()))
    }

    /// Where the figure before this one stands in its sentence.
    fn span_before(&self, i: usize) -> Option<(usize, usize)> {
        let own = self.spans[i]?;
        let others = self.sentences[self.sentence_of[i]?].iter().filter_map(|m| self.spans[*m]);
        others.filter(|span| span.1 <= own.0).max()
    }

    /// The figures of an indicator in a province, in order.
    pub(super) fn of_province(&self, code: &str, province: Option<&str>) -> &[usize] {
        let provinces = self.by_province.get(code);
        provinces.and_then(|p| p.get(province.unwrap_or(""))).map_or(&[], Vec::as_slice)
    }

    /// Whether two observations may meet in this scope.
    fn reach(&self, scope: Scope, anchor: usize, other: usize) -> bool {
        let (a, o) = (&self.observations[anchor], &self.observations[other]);
        if a.document_id != o.document_id {
            return false;
        }
        let name = |o: &'a Observation| o.place.as_ref().map(|p| &p.name);
        let same_place = name(a) == name(o);
        let same_section = a.section_number == o.section_number;
        let near = match scope {
            Scope::Sentence => same_place && self.together(anchor, other) && self.adjacent(anchor, other),
            Scope::Place | Scope::List | Scope::Provinces => same_place,
            Scope::Section => same_section && a.province() == o.province(),
            Scope::Province => a.province().is_some() && a.province() == o.province(),
            Scope::Among | Scope::Parts => same_place && self.part_of(anchor, other),
        };
        let periods = match (&a.period, &o.period) {
            (Some(a), Some(o)) => a.code == o.code,
            _ => true,
        };
        let industries = match (&a.industry, &o.industry) {
            (Some(a), Some(o)) => a == o || scope == Scope::Among,
            (None, None) => true,
            // A figure of no industry is the whole's, unless it stands in the same passage about a small place.
            _ => {
                let local = a
                    .place
                    .as_ref()
                    .is_some_and(|p| !matches!(p.level, PlaceLevel::National | PlaceLevel::Province));
                scope == Scope::Province
                    || scope == Scope::Among
                    || self.together(anchor, other)
                    || (same_place && same_section && local)
            }
        };
        // Changes against different bases are no figures of one movement.
        let moves = |o: &Observation| matches!(o.kind, Kind::Change | Kind::GrowthRate);
        let bases = match (&a.comparison_base, &o.comparison_base) {
            (Some(x), Some(y)) => x == y || !moves(a) || !moves(o),
            _ => true,
        };
        near && periods && industries && bases
    }

    /// Whether two figures stand in one sentence.
    pub fn together(&self, a: usize, b: usize) -> bool {
        self.sentence_of[a].is_some() && self.sentence_of[a] == self.sentence_of[b]
    }

    /// Whether no figure of either's indicator and kind stands between two of one sentence.
    fn adjacent(&self, a: usize, b: usize) -> bool {
        let Some(sentence) = self.sentence_of[a] else { return false };
        let key = |i: usize| {
            let o = &self.observations[i];
            (o.indicator.as_deref(), o.kind)
        };
        let (from, to) = (self.spans[a].min(self.spans[b]), self.spans[a].max(self.spans[b]));
        !self.sentences[sentence].iter().any(|&m| {
            m != a
                && m != b
                && from < self.spans[m]
                && self.spans[m] < to
                && (key(m) == key(a) || key(m) == key(b))
                && self.observations[m].place == self.observations[a].place
        })
    }

    /// Whether a growth rate is the anchor's own: it belongs to the last level before it, or else to the first
    /// after it.
    fn grows(&self, anchors: &Selector, anchor: usize, rate: usize) -> bool {
        let Some(sentence) = self.sentence_of[rate] else { return true };
        let a = &self.observations[anchor];
        let levels: Vec<usize> = self.sentences[sentence]
            .iter()
            .copied()
            .filter(|m| {
                let o = &self.observations[*m];
                o.indicator == a.indicator && o.place == a.place && self.fits(anchors, *m)
            })
            .collect();
        let before = levels.iter().rev().find(|m| self.spans[**m] < self.spans[rate]);
        before.or(levels.first()).is_none_or(|m| *m == anchor) && self.respective(sentence, anchor, rate)
    }

    /// Whether a rate after 分别 has the place in its list that the level has among those before 分别.
    fn respective(&self, sentence: usize, level: usize, rate: usize) -> bool {
        let Some(text) = self.between(level, rate) else { return true };
        let (Some(at), Some((start, end))) = (text.find("分别"), self.spans[level]) else { return true };
        let turn = end + at;
        let listed = |from: usize, to: usize, rates: bool| {
            let inside = |m: &&usize| {
                let span = self.spans[**m];
                (self.observations[**m].kind == Kind::GrowthRate) == rates
                    && span.is_some_and(|(a, b)| from <= a && b <= to)
            };
            self.sentences[sentence].iter().filter(inside).count()
        };
        let Some((rate_start, _)) = self.spans[rate] else { return true };
        // Counted from 分别 backwards and forwards: as many rates follow as levels are meant.
        let rest = &self.observations[rate].sentence[turn..];
        let close = rest.find(['。', '；', ';']).map_or(turn + rest.len(), |n| turn + n);
        let rates = listed(turn, close, true);
        listed(turn, rate_start, true) + listed(start, turn, false) == rates
    }

    /// Whether 其中 takes `part` out of `whole`.
    fn part_of(&self, part: usize, whole: usize) -> bool {
        let (p, w) = (&self.observations[part], &self.observations[whole]);
        p.indicator == w.indicator
            && p.quantity.unit == w.quantity.unit
            && self
                .between(whole, part)
                .is_some_and(|text| text.contains("其中") && !text.contains(['。', '；']))
    }

    /// The text between two figures of one sentence, the first standing before the second.
    pub fn between(&self, a: usize, b: usize) -> Option<&'a str> {
        let (from, to) = (self.spans[a]?.1, self.spans[b]?.0);
        self.together(a, b).then_some(())?;
        self.observations[a].sentence.get(from..to)
    }

    /// The sentence before a figure, and after it.
    pub fn around(&self, i: usize) -> Option<(&'a str, &'a str)> {
        let (from, to) = self.spans[i]?;
        let sentence = &self.observations[i].sentence;
        Some((&sentence[..from], &sentence[to..]))
    }

    /// The clause before a figure.
    fn clause(&self, i: usize) -> &'a str {
        let before = self.around(i).map_or("", |(before, _)| before);
        before.rsplit(BREAKS).next().unwrap_or(before)
    }

    /// The sentence before a figure, from its last semicolon on.
    fn statement(&self, i: usize) -> &'a str {
        let before = self.around(i).map_or("", |(before, _)| before);
        before.rsplit(['；', ';']).next().unwrap_or(before)
    }

    fn says_annual(&self, selector: &Selector, i: usize) -> bool {
        let per_year = self.observations[i].quantity.per.as_deref() == Some("年");
        let clause = self.clause(i);
        !selector.annual.is_empty()
            && (per_year
                || selector.annual.iter().any(|word| {
                    clause.find(word.as_str()).is_some_and(|at| {
                        // 2021年销售收入 and 去年销售收入 name a year; 年销售收入 is the rate of any year.
                        !clause[..at].ends_with(|c: char| {
                            c.is_ascii_digit() || "〇一二三四五六七八九十去今上前当本同".contains(c)
                        })
                    })
                }))
    }

    /// One figure a province of each indicator that more than one province gives in prose.
    fn provinces<'p>(&'p self, pattern: &'p Pattern) -> Vec<Binding<'p>> {
        let (name, selector) = &pattern.operands[0];
        let mut groups: BTreeMap<(&str, Option<&str>), BTreeMap<&str, usize>> = BTreeMap::new();
        for i in self.indices(selector, true) {
            let o = &self.observations[i];
            let provincial = o.place.as_ref().is_some_and(|p| p.level == PlaceLevel::Province);
            if let (Some(_), true, Some(indicator), Some(province)) =
                (self.sentence_of[i], provincial && self.fits(selector, i), &o.indicator, o.province())
            {
                let group = groups.entry((indicator, o.quantity.unit.as_deref())).or_default();
                group.entry(province).or_insert(i);
            }
        }
        let all: BTreeSet<&str> =
            self.prose.iter().filter_map(|i| self.observations[*i].province()).collect();
        groups
            .into_values()
            .filter(|group| group.len() > 1)
            .map(|group| {
                let (given, of) = (group.len(), all.len());
                let note = match (given < of, self.lookup.say.zh) {
                    (false, _) => String::new(),
                    (true, true) => format!("{of}省中只有{given}省披露"),
                    (true, false) => format!("only {given} of {of} provinces report it"),
                };
                Binding {
                    operands: vec![(name, group.values().map(|i| &self.observations[*i]).collect())],
                    annual: false,
                    note,
                    reasons: BTreeSet::new(),
                }
            })
            .collect()
    }
}

/// Whether the scope is one that only sentences have.
fn of_prose(scope: Scope) -> bool {
    !matches!(scope, Scope::Place | Scope::Province)
}

/// The quote in the sentence from `from` on, not inside a longer number.
fn find(sentence: &str, quote: &str, from: usize) -> Option<(usize, usize)> {
    let numeric = quote.starts_with(|c: char| c.is_ascii_digit());
    sentence[from..].match_indices(quote).map(|(at, _)| from + at).find_map(|at| {
        let inside = numeric && sentence[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        (!inside && !quote.is_empty()).then_some((at, at + quote.len()))
    })
}
