//! What is counted: the noun phrase beside a number, and the words that indicator rules look at.

use super::period::PeriodHit;
use super::quantity::Found;
use super::site::Site;
use crate::codelist::{CueHit, IndustryHit, Role, WordList};
use crate::model::{Dimension, Kind};
use std::ops::Range;

/// The longest noun phrases, in characters.
const LONGEST_AFTER: usize = 16;
const LONGEST_BEFORE: usize = 18;

/// The noun phrase of a number and the head that rules look at, by bytes.
pub struct Subject {
    /// Empty where nothing names it.
    pub phrase: Range<usize>,
    pub head: [Range<usize>; 2],
    /// Whether the head ends with its last word.
    pub closed: bool,
}

/// The subject of a number, from the words after it or, where none follow, before it.
pub fn subject(site: &Site, f: &Found, previous_end: Option<usize>, next_start: Option<usize>) -> Subject {
    let words = &site.lists.words;
    let clause = site.clause_at(f.start);
    let (start, end) = site
        .clauses
        .get(clause)
        .map_or((site.sentence.start, site.sentence.end), |c| (c.range.start, c.range.end));
    let limit = end.min(next_start.unwrap_or(end)).max(f.end);
    let mut after = after(site.text, f.end..limit, words);
    // 抽检400批次合格率100%: the noun that runs up to the next number and names a rate belongs to that one
    if next_start == Some(after.end) && words.ends_with_amount(&site.text[after.clone()]) {
        after.end = after.start;
    }
    let from = previous_end.filter(|p| *p > start && *p <= f.start).unwrap_or(start).min(f.start);
    let until = undated(site, f.start).max(from);
    let before = before(site.text, unbased(site, from..until), words);
    let counted = matches!(f.quantity.dimension, Dimension::Count);
    let mut noun = noun_in_quote(site.text, f.start..f.end);
    if !counted || site.lists.units.spelled(&site.text[noun.clone()]).is_some() {
        noun.start = noun.end;
    }
    let follows = site.text[after.clone()].chars().nth(1).is_some();
    let nothing = f.end..f.end;
    let (head, closed) = match (counted, follows) {
        (true, true) if noun.end == after.start => ([noun.start..after.end, nothing], true),
        (true, true) => ([noun.clone(), after.clone()], true),
        (true, false) => ([before.clone(), noun.clone()], !noun.is_empty()),
        (false, true) => ([before.clone(), after.clone()], true),
        (false, false) => ([before.clone(), nothing], true),
    };
    let phrase = if counted && follows { after } else { before };
    let phrase = if phrase.is_empty() && !noun.is_empty() { noun } else { phrase };
    Subject { phrase, head, closed }
}

/// The industry a number is about: the one named nearest before it in its head, then in its clause, and for a place
/// below the province (`local`) in the sentence up to it.
pub fn industry<'a>(site: &Site<'a>, f: &Found, what: &Subject, kind: Kind, local: bool) -> Option<&'a str> {
    if site.industries.is_empty() || (kind == Kind::Ratio && f.quantity.dimension == Dimension::Ratio) {
        return None;
    }
    let last = |range: Range<usize>| {
        let inside = |h: &&IndustryHit| h.start >= range.start && h.end <= range.end;
        site.industries.iter().rev().find(inside).map(|h| h.label)
    };
    let [first, second] = &what.head;
    let clause = || site.clauses.get(site.clause_at(f.start)).and_then(|c| last(c.range.clone()));
    // a province's own figure is of an industry only where its clause says so
    let sentence = || local.then(|| last(site.sentence.start..f.start)).flatten();
    last(second.clone()).or_else(|| last(first.clone())).or_else(clause).or_else(sentence)
}

/// The words before a number without what it is compared with: 粮食产量|比上年|增加.
fn unbased(site: &Site, range: Range<usize>) -> Range<usize> {
    let inside = |start: usize, end: usize| start >= range.start && end <= range.end;
    let period = |p: &&PeriodHit| p.base.is_some() && inside(p.range.start, p.range.end);
    let cue = |h: &&CueHit| matches!(h.role, Role::Base(_)) && inside(h.start, h.end);
    let periods = site.periods.iter().filter(period).map(|p| (p.range.start, p.range.end));
    let cues = site.cues.iter().filter(cue).map(|h| (h.start, h.end));
    let (mut first, mut last) = (range.end, range.start);
    for (start, end) in periods.chain(cues) {
        first = first.min(start);
        last = last.max(end);
    }
    if first == range.end {
        return range;
    }
    // 粮食产量比上年增加: the subject stands before the comparison; 比上年，粮食产量增加: behind it
    let open = site.text[range.start..first].trim_end_matches(['比', '较', '与', '，']);
    match open.chars().nth(1) {
        Some(_) => range.start..range.start + open.len(),
        None => last..range.end,
    }
}

/// Where the words before a number end once its own date is left out: 合格率由2022年的|96.1%.
fn undated(site: &Site, start: usize) -> usize {
    let dated = site.periods.iter().rev().find(|p| {
        p.range.end <= start && matches!(&site.text[p.range.end..start], "" | "的" | "的约" | "约" | "末的")
    });
    dated.map_or(start, |p| p.range.start)
}

/// A noun that the quote itself ends with: 3万多农户, 六大机制.
fn noun_in_quote(text: &str, quote: Range<usize>) -> Range<usize> {
    let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let (mut count, mut length) = (0, 0);
    for c in text[quote.clone()].chars().rev().take_while(han) {
        count += 1;
        length += c.len_utf8();
    }
    if count >= 2 { quote.end - length..quote.end } else { quote.end..quote.end }
}

fn after(text: &str, range: Range<usize>, words: &WordList) -> Range<usize> {
    let skip = if text[range.clone()].starts_with('的') { '的'.len_utf8() } else { 0 };
    let start = range.start + skip;
    let longest = end_of(text, start..range.end, LONGEST_AFTER);
    // a word that ends the phrase may begin inside it and end beyond
    start..start + words.subject_length(&text[start..range.end]).min(longest - start)
}

/// Where the first so many characters of a stretch end.
fn end_of(text: &str, range: Range<usize>, characters: usize) -> usize {
    text[range.clone()].char_indices().nth(characters).map_or(range.end, |(i, _)| range.start + i)
}

fn before(text: &str, range: Range<usize>, words: &WordList) -> Range<usize> {
    let mut start = range.start;
    let slice = &text[range.clone()];
    let cut = slice
        .rfind(['、', '，', '；', '：', '。'])
        .map(|i| i + slice[i..].chars().next().map_or(0, char::len_utf8));
    if let Some(cut) = cut
        && slice[cut..].chars().nth(1).is_some()
    {
        start += cut;
    }
    start += list_number(&text[start..range.end]);
    // 南昌市、赣州市分别帮扶企业: what is shared out stands behind 分别
    const SHARED: &str = "分别";
    if let Some(at) = text[start..range.end].rfind(SHARED)
        && text[start + at + SHARED.len()..range.end].chars().nth(1).is_some()
    {
        start += at + SHARED.len();
    }
    let mut rest = &text[start..range.end];
    while let Some(shorter) = words.without_closing(rest) {
        rest = shorter;
    }
    let end = start + rest.len();
    while let Some(shorter) = words.without_opening(rest) {
        rest = shorter;
    }
    let skip = rest.chars().count().saturating_sub(LONGEST_BEFORE);
    let start = end - rest.len() + rest.char_indices().nth(skip).map_or(rest.len(), |(i, _)| i);
    start..end
}

/// The length of a list number that a line opens with: 2.培训, （3）培训.
fn list_number(text: &str) -> usize {
    let inner = text.trim_start_matches(['（', '(']);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = rest.trim_start_matches(['.', '．', '、', '）', ')']);
    let numbered = rest.len() < inner.len() || inner.len() == text.len();
    if after.len() < rest.len() && numbered { text.len() - after.len() } else { 0 }
}
