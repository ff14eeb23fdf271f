//! What is measured: the indicator and the industry of each mention, by the cue rules of the code lists.

use crate::codelist::Codelists;
use crate::model::{Dimension, Kind, Mention, PlaceLevel};

/// Code and deciding rule of each mention; none where nothing fits. A bare continuation (…，增长62%) and the end of
/// a from→to pair take the indicator of the number they continue.
pub fn assign(mentions: &[Mention], lists: &Codelists) -> Vec<Option<(String, String)>> {
    let mut codes: Vec<Option<(String, String)>> = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let continued = mention.context.continues.and_then(|i| codes.get(i).cloned()).flatten();
        let code = continued.map(|(code, _)| (code, "indicator:continued".to_owned())).or_else(|| {
            let q = &mention.quantity;
            lists
                .indicators
                .find(q, mention.kind, &mention.context)
                .map(|(entry, line)| (entry.code.clone(), format!("indicator:{}@{line}", entry.code)))
        });
        codes.push(code);
    }
    codes
}

/// The industry a number is about: the one named nearest before it in its clause, then in its head, and for a
/// place below the province in the sentence.
pub fn industry(mention: &Mention, lists: &Codelists) -> Option<String> {
    if mention.kind == Kind::Ratio && mention.quantity.dimension == Dimension::Ratio {
        return None;
    }
    let last = |text: &str| lists.industries.find(text).last().map(|(_, _, label)| label.to_owned());
    // a province's own figure is of an industry only where its clause says so
    let local = mention.place.as_ref().is_some_and(|p| p.level > PlaceLevel::Province);
    last(&mention.context.head)
        .or_else(|| last(&mention.context.clause))
        .or_else(|| local.then(|| last(&mention.context.sentence)).flatten())
}
