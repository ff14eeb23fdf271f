//! What a subject says beyond its indicator: 工业产品 of 工业产品抽查批次, 累计 of 累计建成.

use super::Figure;
use crate::codelist::{Codelists, Role};
use crate::model::Observation;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a cumulative figure's subject says beyond its indicator.
const CUMULATIVE: &str = "累计";

/// What is left of the subjects, each looked at once.
pub(super) struct Subjects<'a> {
    pub lists: &'a Codelists,
    known: HashMap<(Arc<str>, String), Arc<str>>,
    nothing: Arc<str>,
    shared: HashSet<Arc<str>>,
}

impl<'a> Subjects<'a> {
    pub fn new(lists: &'a Codelists) -> Self {
        Self { lists, known: HashMap::new(), nothing: "".into(), shared: HashSet::new() }
    }

    /// A text as the one that all figures share.
    pub fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.shared.get(text) {
            return known.clone();
        }
        let text: Arc<str> = text.into();
        self.shared.insert(text.clone());
        text
    }

    /// The subject of an observation without dates, places, the words of its indicator and words that say nothing.
    pub fn rest(&mut self, o: &Observation) -> Arc<str> {
        let (Some(subject), Some(indicator)) = (&o.subject, &o.indicator) else {
            return self.nothing.clone();
        };
        let key = (indicator.clone(), subject.clone());
        if let Some(rest) = self.known.get(&key) {
            return rest.clone();
        }
        let rest: Arc<str> = self.strip(subject, indicator).into();
        self.known.insert(key, rest.clone());
        rest
    }

    fn strip(&self, subject: &str, indicator: &str) -> String {
        let mut covered = dates(subject);
        covered.extend(self.lists.areas.find(subject).iter().map(|a| (a.start, a.end)));
        let scopes = self.lists.cues_of(subject);
        covered.extend(scopes.iter().filter(|c| matches!(c.role, Role::Scope(_))).map(|c| (c.start, c.end)));
        let words = &self.lists.words;
        let named = self.lists.indicators.get(indicator).map_or("", |e| &*e.label_zh);
        let kept: String = subject
            .char_indices()
            .filter(|(i, _)| !covered.iter().any(|(start, end)| start <= i && i < end))
            .map(|(_, c)| c)
            .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
            .collect();
        let mut rest = kept.trim_start_matches(['省', '市', '区', '县']);
        while let Some(shorter) = words.without_opening(rest).or_else(|| words.without_closing(rest)) {
            rest = shorter;
        }
        let rest: String = rest.chars().filter(|c| !named.contains(*c)).collect();
        let mut rest = words.without_fillers(&rest).to_owned();
        if rest.chars().count() < 2 {
            rest.clear();
        }
        // counts from a beginning, which one without the word does not
        if words.is_cumulative(subject) && !words.is_cumulative(named) && !words.is_cumulative(&rest) {
            rest.push_str(CUMULATIVE);
        }
        rest
    }
}

/// Digits with the 年, 月 or 日 behind them.
fn dates(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut digits = false;
    for (i, c) in text.char_indices() {
        if c.is_ascii_digit() || (digits && matches!(c, '年' | '月' | '日')) {
            found.push((i, i + c.len_utf8()));
        }
        digits = c.is_ascii_digit();
    }
    found
}

/// Whether figures of one indicator speak of different things.
pub(super) fn differ(figures: &[&Figure]) -> bool {
    figures.windows(2).any(|w| w[0].rest != w[1].rest)
}
