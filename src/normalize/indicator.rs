//! What is measured: the indicator and the industry of each mention, by the cue rules of the code lists.

use crate::codelist::indicator::{IndicatorEntry, Matcher};
use crate::codelist::{Codelists, IndustryList};
use crate::model::{Context, Dimension, Kind, Mention, PlaceLevel, Words};
use std::collections::HashMap;
use std::sync::Arc;

/// An indicator with what decided for it.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    pub entry: &'a IndicatorEntry,
    /// The line of the rule; none where the number continues another.
    pub line: Option<usize>,
}

/// The indicator of each mention of a text; none where nothing fits. A bare continuation (…，增长62%) and the end of
/// a from→to pair take the indicator of the number they continue.
pub fn assign<'a>(text: &str, mentions: &[Mention], lists: &'a Codelists) -> Vec<Option<Decided<'a>>> {
    let mut matcher: Option<Matcher> = None;
    let mut cells = Cells { lists, known: HashMap::new() };
    let mut all: Vec<Option<Decided>> = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let continued = mention.continues.and_then(|i| all.get(i).copied()).flatten();
        // 菌棒1363万袋，增收7800万元: an amount of another kind is of something else
        let dimension = mention.quantity.dimension;
        let relative = matches!(dimension, Dimension::Ratio | Dimension::Points);
        let continued = continued
            .filter(|d| relative || d.entry.dimension == dimension || mentions_other(d.entry.dimension));
        let decided = match (continued, &mention.context) {
            (Some(decided), _) => Some(Decided { line: None, ..decided }),
            (None, Context::Prose(at)) => matcher
                .get_or_insert_with(|| Matcher::new(&lists.indicators, text))
                .find(&mention.quantity, mention.kind, at)
                .map(|(entry, line)| Decided { entry, line: Some(line) }),
            (None, Context::Words(words)) => cells.find(mention, words),
        };
        all.push(decided);
    }
    all
}

/// Whether an indicator is of no one dimension.
fn mentions_other(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Other | Dimension::Ratio | Dimension::Points)
}

/// What tells the columns of tables apart: their words, the unit and the kind.
type Column = (usize, Option<Arc<str>>, Kind);

/// The indicators of cells; those of a column share one answer.
struct Cells<'a> {
    lists: &'a Codelists,
    known: HashMap<Column, Option<Decided<'a>>>,
}

impl<'a> Cells<'a> {
    fn find(&mut self, mention: &Mention, words: &Arc<Words>) -> Option<Decided<'a>> {
        let q = &mention.quantity;
        let key = (Arc::as_ptr(words) as usize, q.unit.clone(), mention.kind);
        *self.known.entry(key).or_insert_with(|| {
            let (text, at) = words.as_prose();
            let mut matcher = Matcher::new(&self.lists.indicators, &text);
            matcher.find(q, mention.kind, &at).map(|(entry, line)| Decided { entry, line: Some(line) })
        })
    }
}

/// The industry that a mention is about: as prose names it, or as the headers of a cell do.
pub fn industry(mention: &mut Mention, list: &IndustryList) -> Option<String> {
    let Context::Words(words) = &mention.context else { return mention.industry.take() };
    if mention.kind == Kind::Ratio && mention.quantity.dimension == Dimension::Ratio {
        return None;
    }
    let local = mention.place.as_ref().is_some_and(|p| p.level > PlaceLevel::Province);
    let last = |text: &str| list.find(text).last().map(|(_, _, label)| label.to_owned());
    last(&words.head)
        .or_else(|| last(&words.clause))
        .or_else(|| local.then(|| last(&words.sentence)).flatten())
}
