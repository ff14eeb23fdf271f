//! What is measured: the indicator and the industry of each mention, by the cue rules of the code lists.

use crate::codelist::indicator::{IndicatorEntry, Matcher};
use crate::codelist::{Codelists, IndustryList};
use crate::model::{Context, Dimension, Kind, Mention, PlaceLevel, Prose, Words};
use std::collections::HashMap;
use std::ops::Range;
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

/// What tells the columns of tables apart: their words, the unit and the kind.
type Column = (usize, Option<String>, Kind);

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

/// Finds the industries that numbers are about.
pub struct Industries<'a> {
    list: &'a IndustryList,
    line: Range<usize>,
    /// Industries named in the line, by bytes of the text.
    hits: Vec<(Range<usize>, &'a str)>,
}

impl<'a> Industries<'a> {
    /// For the mentions of one text, asked for in text order.
    pub fn new(list: &'a IndustryList) -> Self {
        Self { list, line: usize::MAX..usize::MAX, hits: Vec::new() }
    }

    /// The industry a number is about: the one named nearest before it in its clause, then in its head, and for a
    /// place below the province in the sentence.
    pub fn find(&mut self, text: &str, mention: &Mention) -> Option<&'a str> {
        if mention.kind == Kind::Ratio && mention.quantity.dimension == Dimension::Ratio {
            return None;
        }
        // a province's own figure is of an industry only where its clause says so
        let local = mention.place.as_ref().is_some_and(|p| p.level > PlaceLevel::Province);
        match &mention.context {
            Context::Prose(at) => {
                if self.line != at.line {
                    self.line = at.line.clone();
                    let base = at.line.start;
                    self.hits.clear();
                    let found = self.list.find(&text[at.line.clone()]);
                    self.hits.extend(found.map(|(start, end, label)| (start + base..end + base, label)));
                }
                self.prose(at, local)
            }
            Context::Words(words) => {
                let list = self.list;
                let last = |text: &str| list.find(text).last().map(|(_, _, label)| label);
                last(&words.head)
                    .or_else(|| last(&words.clause))
                    .or_else(|| local.then(|| last(&words.sentence)).flatten())
            }
        }
    }

    fn prose(&self, at: &Prose, local: bool) -> Option<&'a str> {
        if self.hits.is_empty() {
            return None;
        }
        let last = |range: Range<usize>| {
            let inside = |h: &&(Range<usize>, &'a str)| h.0.start >= range.start && h.0.end <= range.end;
            self.hits.iter().rev().find(inside).map(|(_, label)| *label)
        };
        let [first, second] = &at.head;
        last(second.clone())
            .or_else(|| last(first.clone()))
            .or_else(|| last(at.clause.clone()))
            .or_else(|| local.then(|| last(at.sentence..at.quote.start)).flatten())
    }
}
