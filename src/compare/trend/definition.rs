//! What a figure is defined as, so far as its words tell: unit, what it is per, the rest of the subject, the basis of
//! its prices, and whether it is cumulative. Figures of different definitions are no series.

use crate::codelist::{Codelists, CueHit, Role};
use crate::model::{Locator, Observation, Reason};
use crate::say::Say;
use std::borrow::Cow;

/// The definition of a figure, with what stands everywhere left out of its subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Definition<'a> {
    /// The one that stands for all it converts into.
    unit: Option<&'a str>,
    per: Option<&'a str>,
    /// The subject without numbers, dates, places and the label of the indicator.
    rest: String,
    basis: Option<String>,
    cumulative: bool,
}

/// What of a figure decides its definition, as written: figures alike in it need no further reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Written<'a> {
    /// The one that stands for all it converts into.
    unit: Option<&'a str>,
    per: Option<&'a str>,
    /// Without digits: most subjects of a series differ in the year alone.
    subject: Cow<'a, str>,
    basis: Option<Cow<'a, str>>,
    cumulative: bool,
}

/// The label of an indicator, as subjects are read.
pub struct Label(String);

impl Label {
    /// Of the label as it is listed.
    pub fn of(label: &str, lists: &Codelists) -> Self {
        Self(lists.words.same_names(&without_digits(label)))
    }
}

impl<'a> Written<'a> {
    /// Of an observation.
    pub fn of(o: &'a Observation, lists: &'a Codelists) -> Self {
        let subject = o.subject.as_deref().unwrap_or("");
        let (before, behind) = around(o);
        let words = &lists.words;
        let clause = match &o.locator {
            Locator::Cell { .. } => before,
            Locator::Text { .. } => before.rsplit(is_stop).next().unwrap_or(before),
        };
        let cumulative = words.is_cumulative(subject) || words.is_cumulative(clause);
        let basis = basis(subject, lists).or_else(|| match &o.locator {
            Locator::Cell { .. } => basis(&o.sentence, lists).or_else(|| basis(&o.section, lists)),
            Locator::Text { .. } => {
                // a figure between the words and this one has them for itself
                let near = before.rsplit(['。', '；', ';']).next().unwrap_or(before);
                basis(near, lists)
                    .filter(|(_, at)| !near[*at..].contains(|c: char| c.is_ascii_digit()))
                    .or_else(|| basis(bracket(behind), lists))
            }
        });
        Self {
            unit: o.quantity.unit.as_deref().map(|unit| lists.conversions.family(unit)),
            per: o.quantity.per.as_deref(),
            subject: without_digits(subject),
            basis: basis.map(|(words, _)| words),
            cumulative,
        }
    }

    /// Its definition, for figures of an indicator with this [`Label`].
    pub fn definition(&self, label: &Label, lists: &Codelists) -> Definition<'a> {
        Definition {
            unit: self.unit,
            per: self.per,
            rest: rest(&self.subject, label, lists),
            basis: self.basis.as_deref().map(str::to_owned),
            cumulative: self.cumulative,
        }
    }
}

impl Definition<'_> {
    /// Whether its words say that it is at the prices of one year.
    pub fn at_constant_prices(&self) -> bool {
        self.basis.is_some()
    }

    /// How another differs from it, in a word and in words; null where they are the same.
    pub fn against(&self, other: &Self, say: &Say<'_>) -> Option<(Reason, String)> {
        let unsaid = say.pick("未写", "not stated");
        let words = |what: &str, a: Option<&str>, b: Option<&str>, none: &str| {
            let said = |words: Option<&str>| words.map_or(none.to_owned(), |words| say.quoted(words));
            differ(what, said(a), said(b), say)
        };
        if self.unit != other.unit {
            return Some((Reason::Unit, words(say.pick("单位", "units"), self.unit, other.unit, unsaid)));
        }
        if self.per != other.per {
            return Some((
                Reason::Unit,
                words(say.pick("每单位", "what it is per"), self.per, other.per, unsaid),
            ));
        }
        if self.rest != other.rest {
            let named = |d: &Self| Some(d.rest.clone()).filter(|rest| !rest.is_empty());
            let (a, b) = (named(self), named(other));
            let none = say.pick("未加限定", "without qualification");
            let what = say.pick("口径", "definitions");
            return Some((Reason::Definition, words(what, a.as_deref(), b.as_deref(), none)));
        }
        if self.basis != other.basis {
            let what = say.pick("价格口径", "prices");
            let said = words(what, self.basis.as_deref(), other.basis.as_deref(), unsaid);
            return Some((Reason::Definition, said));
        }
        let cumulative =
            say.pick("口径不同：一侧为累计数，一侧不是", "definitions differ: one is cumulative, one is not");
        (self.cumulative != other.cumulative).then(|| (Reason::Definition, cumulative.to_owned()))
    }
}

/// Says that two things differ: 单位不同：“家”与“户”.
pub fn differ(what: &str, a: String, b: String, say: &Say<'_>) -> String {
    if say.zh { format!("{what}不同：{a}与{b}") } else { format!("{what} differ: {a} and {b}") }
}

fn is_stop(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '、' | ',' | ';' | ':')
}

/// The sentence before the quote and behind it; for cells all of it stands before.
fn around(o: &Observation) -> (&str, &str) {
    match o.locator {
        Locator::Cell { .. } => (&o.sentence, ""),
        Locator::Text { .. } => o.sentence.split_once(o.quote.as_str()).unwrap_or((&o.sentence, "")),
    }
}

/// What stands in the bracket that a text begins with.
fn bracket(text: &str) -> &str {
    text.strip_prefix(['（', '(']).and_then(|t| t.split(['）', ')']).next()).unwrap_or("")
}

/// The words that say at which prices a text measures, with a year right before them, and where they end. Current
/// prices are what an amount is in unless it says otherwise.
fn basis<'t>(text: &'t str, lists: &Codelists) -> Option<(Cow<'t, str>, usize)> {
    let (start, end) = lists.words.constant_prices(text)?;
    let before = text[..start].trim_end_matches(['年', '价', '格', '按']);
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let year = if digits == 4 { &before[before.len() - 4..] } else { "" };
    let words = &text[start..end];
    Some((if year.is_empty() { words.into() } else { format!("{year}年{words}").into() }, end))
}

/// A subject that has no digits, without dates, places, words for the whole of a place and the label of its indicator.
fn rest(subject: &str, label: &Label, lists: &Codelists) -> String {
    let mut text = subject.to_owned();
    for hit in lists.areas.find(&text).iter().rev() {
        text.replace_range(hit.start..hit.end, " ");
    }
    let scope = |c: &CueHit| matches!(c.role, Role::Scope(_));
    let scopes: Vec<_> = lists.cues_of(&text).into_iter().filter(scope).map(|c| c.start..c.end).collect();
    for range in scopes.into_iter().rev() {
        text.replace_range(range, " ");
    }
    let text = lists.words.same_names(&text);
    let text = text.replacen(label.0.as_str(), " ", 1);
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '%' | '‰')).collect()
}

fn without_digits(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_numeric) {
        text.chars().filter(|c| !c.is_numeric()).collect::<String>().into()
    } else {
        text.into()
    }
}
