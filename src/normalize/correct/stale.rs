//! Whether a text is still what it was, and what became of an observation that is gone.

use crate::model::{Batch, CorrectionRow, Observation};
use std::collections::HashMap;

/// Sentences that share less are not taken for one another.
const ALIKE: f64 = 0.6;
/// The same where the quote is equal too, but nothing tells place or indicator.
const LESS_ALIKE: f64 = 0.3;

/// Whether two texts are the same but for white space and control characters, which sheets do not keep.
pub fn same(a: &str, b: &str) -> bool {
    let kept = |c: &char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
    };
    a.chars().filter(kept).eq(b.chars().filter(kept))
}

/// Whether two quotes are the same; programs for lists write 0.50 as 0.5.
pub fn same_quote(a: &str, b: &str) -> bool {
    let number = |text: &str| {
        text.trim().trim_start_matches('+').replace(',', "").parse::<rust_decimal::Decimal>().ok()
    };
    same(a, b) || number(a).is_some_and(|n| number(b) == Some(n))
}

/// The observation that most likely took the place of the one a row was written for; none where nothing is like it.
pub fn successor<'b>(batches: &'b [Batch], row: &CorrectionRow) -> Option<&'b Observation> {
    let (sentence, quote) = (row.get("sentence"), row.get("quote"));
    if sentence.is_empty() && quote.is_empty() {
        return None;
    }
    let document = [row.get("document_id"), row.get("source")];
    let named =
        |b: &&Batch| document.contains(&b.document_id.as_str()) || document.contains(&b.source.path.as_str());
    let own: Vec<&Batch> = batches.iter().filter(named).collect();
    let looked_at = if own.is_empty() { batches.iter().collect() } else { own };
    let all = || looked_at.iter().flat_map(|b| b.observations.iter());
    let mut likeness = Likeness { pairs: pairs(sentence), known: HashMap::new() };
    let (place, indicator) = (row.get("place"), row.get("indicator"));
    let told = !place.is_empty() || !indicator.is_empty();
    let meant = |o: &&Observation| {
        let bare = indicator.split('（').next().unwrap_or(indicator);
        let of_indicator = [o.indicator.as_deref(), o.indicator_label.as_deref()];
        same_quote(quote, &o.quote)
            && (place.is_empty() || o.place.as_ref().is_some_and(|p| p.name == place))
            && (indicator.is_empty()
                || of_indicator.iter().any(|i| *i == Some(indicator) || *i == Some(bare)))
    };
    let mut best = |among: &mut dyn Iterator<Item = &'b Observation>, least: f64| {
        let mut found: Option<(f64, &Observation)> = None;
        for o in among {
            let like = likeness.of(&o.sentence);
            if like >= least && found.is_none_or(|(most, _)| like > most) {
                found = Some((like, o));
            }
        }
        found.map(|(_, o)| o)
    };
    let by_quote = if quote.is_empty() {
        None
    } else {
        best(&mut all().filter(meant), if told { 0.0 } else { LESS_ALIKE })
    };
    // another number in the same words
    by_quote.or_else(|| if sentence.is_empty() { None } else { best(&mut all(), ALIKE) })
}

type Pairs = HashMap<(char, char), u32>;

/// How much sentences share with one, each sentence measured once.
struct Likeness<'a> {
    pairs: Pairs,
    known: HashMap<&'a str, f64>,
}

impl<'a> Likeness<'a> {
    fn of(&mut self, sentence: &'a str) -> f64 {
        let own = &self.pairs;
        *self.known.entry(sentence).or_insert_with(|| {
            let other = pairs(sentence);
            let shared: u32 = own.iter().map(|(pair, n)| *n.min(other.get(pair).unwrap_or(&0))).sum();
            let total: u32 = own.values().chain(other.values()).sum();
            if total == 0 { 0.0 } else { 2.0 * f64::from(shared) / f64::from(total) }
        })
    }
}

/// The neighbouring characters of a text, counted.
fn pairs(text: &str) -> Pairs {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut pairs = Pairs::new();
    for pair in chars.windows(2) {
        *pairs.entry((pair[0], pair[1])).or_default() += 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_no_difference_and_a_changed_word_is_a_small_one() {
        assert!(same("帮扶企业 7000余家。\n", "帮扶企业7000余家。"));
        assert!(!same("帮扶企业7000余家。", "帮扶企业8000余家。"));
        let mut likeness =
            Likeness { pairs: pairs("2021年，山东省帮扶企业7000余家。"), known: HashMap::new() };
        assert!(likeness.of("2021年，山东省共帮扶企业7000余家。") > ALIKE);
        assert!(likeness.of("2021年，福建省培训人员30场。") < ALIKE);
    }
}
