//! Which rule fits best: the words of all rules are found in one pass over a line, and only the rules that a word
//! calls up are looked at.

use super::{Group, IndicatorEntry, IndicatorList, Rule, SCOPES, Scope};
use crate::model::mention::Prose;
use crate::model::{Kind, Quantity};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

/// What a word at the end of the head is worth more.
const HEAD_FINAL: usize = 12;
/// What a character of a matched word is worth, by scope.
const WEIGHTS: [usize; SCOPES] = [4, 2, 1, 1];

type Overlapping = daachorse::CharwiseDoubleArrayAhoCorasick<u32>;

/// Every word that rules look for.
#[derive(Default)]
pub(super) struct Words {
    positions: HashMap<String, u32>,
    /// Characters of each word.
    lengths: Vec<u16>,
    automaton: Option<Overlapping>,
    /// By scope: the rules whose rarest group a word belongs to.
    calls: [Calls; SCOPES],
}

/// The rules that each word calls up.
#[derive(Default)]
struct Calls {
    /// Where the rules of each word start, and one end more.
    starts: Vec<u32>,
    rules: Vec<u32>,
}

impl Calls {
    fn of(&self, word: u32) -> &[u32] {
        let word = word as usize;
        &self.rules[self.starts[word] as usize..self.starts[word + 1] as usize]
    }
}

impl Words {
    /// The position of a word, new or known.
    pub fn add(&mut self, word: &str) -> u32 {
        if let Some(&at) = self.positions.get(word) {
            return at;
        }
        let at = self.lengths.len() as u32;
        self.positions.insert(word.to_owned(), at);
        self.lengths.push(word.chars().count().min(usize::from(u16::MAX)) as u16);
        at
    }

    /// The words, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.positions.keys().map(String::as_str)
    }

    /// Builds the automaton and what calls up each rule.
    pub fn index(&mut self, rules: &[Rule]) {
        if !self.positions.is_empty() {
            self.automaton = daachorse::CharwiseDoubleArrayAhoCorasick::with_values(
                self.positions.iter().map(|(word, at)| (word.as_str(), *at)),
            )
            .ok();
        }
        let mut called: [Vec<(u32, u32)>; SCOPES] = Default::default();
        for (i, rule) in rules.iter().enumerate() {
            let rarity = |g: &&Group| {
                let shortest = g.alternatives.iter().map(|&w| self.lengths[w as usize]).min();
                // the narrower the scope, the fewer the words
                (SCOPES - g.scope as usize, shortest, std::cmp::Reverse(g.alternatives.len()))
            };
            let Some(group) = rule.groups.iter().filter(|g| !g.negated).max_by_key(rarity) else { continue };
            called[group.scope as usize].extend(group.alternatives.iter().map(|&word| (word, i as u32)));
        }
        self.calls = called.map(|mut pairs| {
            pairs.sort_unstable();
            let start = |word: usize| pairs.partition_point(|(w, _)| (*w as usize) < word) as u32;
            Calls {
                starts: (0..=self.lengths.len()).map(start).collect(),
                rules: pairs.iter().map(|(_, rule)| *rule).collect(),
            }
        });
    }
}

/// A word in a line, by bytes of the line.
#[derive(Clone, Copy)]
struct Hit {
    start: u32,
    end: u32,
    word: u32,
}

/// The words of one scope around one number. A mark is of its round only.
#[derive(Default)]
struct Marks {
    round: u32,
    marks: Vec<u32>,
    /// The words marked in this round that call up a rule, each once.
    list: Vec<u32>,
}

impl Marks {
    fn sized(words: usize) -> Self {
        Self { round: 0, marks: vec![0; words], list: Vec::new() }
    }

    fn clear(&mut self) {
        self.round += 1;
        self.list.clear();
    }

    fn mark(&mut self, word: u32, calls: &Calls) {
        let mark = &mut self.marks[word as usize];
        if *mark != self.round {
            *mark = self.round;
            if !calls.of(word).is_empty() {
                self.list.push(word);
            }
        }
    }

    fn has(&self, word: u32) -> bool {
        self.marks[word as usize] == self.round
    }
}

/// Room for the marks, kept from text to text: a small document would spend its time on clearing it.
#[derive(Default)]
struct Room {
    scopes: [Marks; SCOPES],
    /// Words that end the head.
    closing: Marks,
    looked_at: Vec<u32>,
    round: u32,
}

thread_local! {
    static ROOM: RefCell<Option<Room>> = const { RefCell::new(None) };
}

impl Room {
    /// Room for so many words and rules; that of an earlier text where it has the size.
    fn take(words: usize, rules: usize) -> Self {
        let kept = ROOM.take().filter(|r| {
            r.closing.marks.len() == words && r.looked_at.len() == rules && r.round < u32::MAX / 2
        });
        kept.unwrap_or_else(|| Self {
            scopes: std::array::from_fn(|_| Marks::sized(words)),
            closing: Marks::sized(words),
            looked_at: vec![0; rules],
            round: 0,
        })
    }
}

impl Drop for Matcher<'_, '_> {
    fn drop(&mut self) {
        ROOM.set(Some(std::mem::take(&mut self.room)));
    }
}

/// Finds the indicators of the numbers of one text, asked for in text order.
pub struct Matcher<'a, 't> {
    list: &'a IndicatorList,
    text: &'t str,
    line: Range<usize>,
    heading: Range<usize>,
    /// The hits of the line, by their ends.
    hits: Vec<Hit>,
    heading_hits: Vec<Hit>,
    room: Room,
    /// The sentence whose words are marked, and how far.
    sentence: (usize, usize),
}

impl<'a, 't> Matcher<'a, 't> {
    /// A matcher for the numbers of a text.
    pub fn new(list: &'a IndicatorList, text: &'t str) -> Self {
        let none = usize::MAX..usize::MAX;
        Self {
            list,
            text,
            line: none.clone(),
            heading: none,
            hits: Vec::new(),
            heading_hits: Vec::new(),
            room: Room::take(list.words.lengths.len(), list.rules.len()),
            sentence: (usize::MAX, usize::MAX),
        }
    }

    /// The indicator whose rule matches most of the words around a quantity, with the rule's line. Of equal rules
    /// the first in the file.
    pub fn find(&mut self, q: &Quantity, kind: Kind, at: &Prose) -> Option<(&'a IndicatorEntry, usize)> {
        self.enter(at);
        let list = self.list;
        let fitting = list.fitting(q, kind);
        self.room.round += 1;
        let Room { scopes, closing, looked_at, round } = &mut self.room;
        let mut best: Option<(usize, u32)> = None;
        for (scope, marks) in scopes.iter().enumerate() {
            for &word in &marks.list {
                for &i in list.words.calls[scope].of(word) {
                    let looked_at = &mut looked_at[i as usize];
                    if *looked_at == *round {
                        continue;
                    }
                    *looked_at = *round;
                    let rule = &list.rules[i as usize];
                    if !fitting.fits(rule) {
                        continue;
                    }
                    let Some(score) = score(list, rule, scopes, closing) else { continue };
                    if best.is_none_or(|(s, b)| score > s || (score == s && i < b)) {
                        best = Some((score, i));
                    }
                }
            }
        }
        let rule = &list.rules[best?.1 as usize];
        Some((&list.entries[rule.entry], rule.line))
    }

    /// Marks the words of each scope around a number.
    fn enter(&mut self, at: &Prose) {
        let calls = &self.list.words.calls;
        if at.line != self.line {
            find(self.list, &self.text[at.line.clone()], &mut self.hits);
            if at.heading != self.heading {
                find(self.list, &self.text[at.heading.clone()], &mut self.heading_hits);
                self.heading = at.heading.clone();
            }
            self.line = at.line.clone();
            self.sentence = (usize::MAX, usize::MAX);
            let section = &mut self.room.scopes[Scope::Section as usize];
            section.clear();
            let around: &[Hit] = if at.around { &self.hits } else { &[] };
            let calls = &calls[Scope::Section as usize];
            self.heading_hits.iter().chain(around).for_each(|h| section.mark(h.word, calls));
        }
        let base = at.line.start;
        let number = at.quote.start;
        let [head, clause, sentence, _] = &mut self.room.scopes;
        let from = if self.sentence.0 == at.sentence && self.sentence.1 <= number {
            self.sentence.1
        } else {
            sentence.clear();
            at.sentence
        };
        // what ends behind the last number may have begun before it
        let opens = (at.sentence - base) as u32;
        for hit in ending(&self.hits, from - base, number - base).filter(|h| h.start >= opens) {
            sentence.mark(hit.word, &calls[Scope::Sentence as usize]);
        }
        self.sentence = (at.sentence, number);
        clause.clear();
        head.clear();
        self.room.closing.clear();
        let [first, second] = &at.head;
        let last = if second.is_empty() { first } else { second };
        // one look at the hits of head and clause
        let from = at.clause.start.min(first.start).min(at.quote.start);
        let all = from..at.clause.end.max(at.quote.end).max(first.end).max(second.end);
        let (number, quote_end) = ((number - base) as u32, (at.quote.end - base) as u32);
        let opens = at.clause.start.saturating_sub(base) as u32;
        let closes = at.clause.end.saturating_sub(base) as u32;
        let inside =
            |h: &Hit, r: &Range<usize>| h.start as usize + base >= r.start && h.end as usize + base <= r.end;
        for hit in within(&self.hits, all, base) {
            let apart =
                hit.end <= number || hit.start >= quote_end || (hit.start >= number && hit.end <= quote_end);
            if apart && hit.start >= opens && hit.end <= closes {
                clause.mark(hit.word, &calls[Scope::Clause as usize]);
            }
            if inside(hit, first) || inside(hit, second) {
                head.mark(hit.word, &calls[Scope::Head as usize]);
                if at.head_closed
                    && hit.end as usize + base == last.end
                    && hit.start as usize + base >= last.start
                {
                    self.room.closing.mark(hit.word, &calls[Scope::Head as usize]);
                }
            }
        }
    }
}

/// How much text a rule matched; none where it does not hold.
fn score(list: &IndicatorList, rule: &Rule, scopes: &[Marks; SCOPES], closing: &Marks) -> Option<usize> {
    let mut total = 0;
    for group in &rule.groups {
        let marks = &scopes[group.scope as usize];
        // the longest stand first
        let present = group.alternatives.iter().find(|&&w| marks.has(w));
        let longest = present.map(|&w| list.words.lengths[w as usize]);
        match (group.negated, longest) {
            (false, None) | (true, Some(_)) => return None,
            (false, Some(length)) => {
                // Chinese heads are right-final: 园区产值 is 产值
                let ends = group.scope == Scope::Head && group.alternatives.iter().any(|&w| closing.has(w));
                total +=
                    usize::from(length) * WEIGHTS[group.scope as usize] + if ends { HEAD_FINAL } else { 0 };
            }
            (true, None) => {}
        }
    }
    Some(total)
}

/// The words of a stretch of text, by their ends.
fn find(list: &IndicatorList, text: &str, hits: &mut Vec<Hit>) {
    hits.clear();
    let Some(automaton) = &list.words.automaton else { return };
    for m in automaton.find_overlapping_iter(text) {
        hits.push(Hit { start: m.start() as u32, end: m.end() as u32, word: m.value() });
    }
}

/// The hits that end behind `from` and at or before `to`.
fn ending(hits: &[Hit], from: usize, to: usize) -> impl Iterator<Item = &Hit> {
    let first = hits.partition_point(|h| h.end as usize <= from);
    hits[first..].iter().take_while(move |h| h.end as usize <= to)
}

/// The hits inside a range of the text whose line starts at `base`.
fn within(hits: &[Hit], range: Range<usize>, base: usize) -> impl Iterator<Item = &Hit> {
    let (start, end) = (range.start - base, range.end.max(range.start) - base);
    ending(hits, start, end).filter(move |h| h.start as usize >= start)
}
