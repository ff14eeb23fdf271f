//! Prose and tables become mentions; every other numeral becomes a ledger entry.
//!
//! For prose: lines → sentences → clauses; in each sentence the code lists are looked up once ([`site`]); each numeral
//! is excluded ([`exclude`]), or read as a quantity ([`quantity`]), or left over; then each quantity is told its
//! movement ([`change`]), status, place ([`area`]), period and subject. No input or output, and no failure: what
//! cannot be placed is an `Issue`.

pub mod area;
pub mod change;
pub mod clause;
mod composition;
pub mod exclude;
mod mark;
pub mod numeral;
pub mod per;
pub mod period;
pub mod quantity;
pub mod site;
pub mod status;
pub mod subject;
pub mod table;
mod unitless;
mod when;

use crate::codelist::{Codelists, Hits};
use crate::model::CodePoints;
use crate::model::mention::sentence_key;
use crate::model::{
    Context, Dimension, Direction, Document, Extraction, Kind, LedgerEntry, LedgerReason, Locator, Mention,
    PlaceLevel, Prose, Qualifier, Section, Status,
};
use numeral::Lexicon;
use quantity::Found;
use site::Site;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A paragraph of more bytes than this says nothing in particular about a number in it.
const LONGEST_AROUND: usize = 12_000;

/// How many bytes of text there are to a mention, as a rule.
const TEXT_OF_A_MENTION: usize = 100;

/// Everything that a document says in numbers.
pub fn extract(document: &Document, lists: &Codelists) -> Extraction {
    let mut out = Extraction::default();
    prose(document, lists, &mut out);
    for sheet in &document.sheets {
        table::sheet(document, sheet, lists, &mut out);
    }
    out
}

/// What stands around a sentence.
struct Around<'a> {
    section: &'a Section,
    /// Its heading.
    name: &'a Arc<str>,
    heading: Range<usize>,
    line: Range<usize>,
    /// Whether its headings say that everything under them is intended.
    targets: bool,
}

/// Adds a row that decided to those joined by `;`.
fn join(rule: &mut String, parts: &[&str]) {
    if !rule.is_empty() {
        rule.push(';');
    }
    parts.iter().for_each(|part| rule.push_str(part));
}

/// The running state of a document's prose.
struct Reader<'a> {
    document: &'a Document,
    document_id: Arc<str>,
    lists: &'a Codelists,
    points: CodePoints<'a>,
    /// Where in the view the last span was looked up.
    guess: usize,
    /// How often each sentence was met.
    seen: HashMap<u128, u32>,
    tracker: area::Tracker<'a>,
    scope: when::Scope,
    /// The year the document speaks of, where it is known.
    reference: Option<i32>,
}

fn prose(document: &Document, lists: &Codelists, out: &mut Extraction) {
    let text = document.view.text();
    let areas = lists.areas.find(text);
    let reference = when::reference(document);
    let mut reader = Reader {
        document,
        document_id: document.document_id.as_str().into(),
        lists,
        points: CodePoints::new(&document.text),
        guess: 0,
        seen: HashMap::new(),
        tracker: area::Tracker::new(lists, &document.title, text, &areas),
        scope: when::Scope::new(&document.title, reference, document.view.text()),
        reference,
    };
    let (mut hits, mut marks) = (Hits::default(), Vec::new());
    out.mentions.reserve(text.len() / TEXT_OF_A_MENTION);
    let mut under: Vec<(u32, bool)> = Vec::new();
    for section in &document.sections {
        let province = reader.tracker.enter_section(section, text, &areas);
        out.section_provinces.push(province);
        reader.scope.enter_section(&section.heading, section.level);
        under.retain(|(level, _)| *level < section.level);
        let inherited = under.last().is_some_and(|(_, target)| *target);
        under.push((section.level, inherited || lists.words.intends(&section.heading)));
        let under = under.last().is_some_and(|(_, target)| *target);
        let name: Arc<str> = section.heading.as_str().into();
        let heading = section.heading_range(text);
        for line in clause::lines(text, section.start..section.end) {
            reader.tracker.enter_paragraph();
            let around =
                Around { section, name: &name, heading: heading.clone(), line: line.clone(), targets: under };
            mark::marks(text, line.clone(), &mut marks);
            let strong = site::part(&areas, &line, |a| a.start);
            lists.find(text, line.clone(), strong, &mut hits);
            for sentence in clause::sentences(text, line, &marks) {
                reader.sentence(Site::new(text, sentence, lists, &hits, &marks), &around, out);
            }
        }
    }
    reader.residue(out);
    out.ledger.sort_by_key(|l| (l.start, l.end));
}

impl<'a> Reader<'a> {
    fn sentence(&mut self, site: Site, around: &Around, out: &mut Extraction) {
        let text = self.document.view.text();
        let sentence = site.sentence.clone();
        self.document.view.span_near(sentence.start, sentence.end, &self.document.text, &mut self.guess);
        let found = self.scan(&site, around.section, out);
        self.scope.enter_sentence(&site);
        let numbers: Vec<usize> = found.iter().map(|f| f.start).collect();
        let places = self.tracker.sentence(&site, &numbers);
        if found.is_empty() {
            return;
        }
        let mut movements = change::movements(&site, &found);
        let members = composition::carry(&site, &found, &mut movements);
        let spans: Vec<(usize, usize)> = found.iter().map(|f| (f.start, f.end)).collect();
        let statuses = status::statuses(&site, &spans, around.targets, self.reference);
        let written: Arc<str> = self.written(sentence.start, sentence.end).into();
        let key = sentence_key(&written);
        let earlier = self.earlier(key);
        let base = out.mentions.len();
        for (i, ((mut f, movement), place)) in found.into_iter().zip(movements).zip(places).enumerate() {
            let (mut status, mut status_cue) = statuses[i];
            let composition::Member { follows: chained, part } = members.get(i).copied().unwrap_or_default();
            if movement.kind == Kind::From {
                // 力争由58%提高到65%: where it starts from is what was
                (status, status_cue) = (Status::Actual, None);
            }
            let previous_end = (i > 0).then(|| spans[i - 1].1);
            let next_start = spans.get(i + 1).map(|s| s.0);
            let what = subject::subject(&site, &f, previous_end, next_start);
            if f.quantity.per.is_none() {
                f.quantity.per = per::per(&site, &f);
            }
            if f.quantity.per.is_none() && i > 0 {
                let joint = &text[spans[i - 1].1.min(f.start)..f.start];
                let pair = movement.kind == Kind::To || matches!(joint, "、" | "和" | "及" | "与");
                let before = out.mentions.last().filter(|m| pair && m.quantity.unit == f.quantity.unit);
                f.quantity.per = before.and_then(|m| m.quantity.per.clone());
            }
            let negative = f.quantity.value.or(f.quantity.low).is_some_and(|v| v.is_sign_negative());
            let relative = matches!(movement.kind, Kind::Change | Kind::GrowthRate);
            if relative && movement.direction == Some(Direction::Down) && !negative {
                f.quantity.negate();
            }
            let before = out.mentions[base..].last();
            let closes = movement.kind == Kind::To && before.is_some_and(|m| m.kind == Kind::From);
            let opened: Vec<usize> = out.mentions[base..]
                .iter()
                .zip(&spans)
                .filter(|(m, _)| m.kind == Kind::From)
                .map(|(_, span)| span.0)
                .collect();
            let (mut period, mut period_basis) = self.scope.period(&site, f.start, f.end, &opened, &numbers);
            if let Some(first) = before.filter(|_| chained) {
                (period, period_basis) = (first.period, first.period_basis);
            }
            let (quote_start, quote_end) =
                self.document.view.span_near(f.start, f.end, &self.document.text, &mut self.guess.clone());
            let (start, end) = (self.points.at(quote_start), self.points.at(quote_end));
            let numeral = self.written(f.numeral_start, f.numeral_end).into_owned();
            let occurrence = out.mentions[base..].iter().filter(|m| m.numeral == numeral).count() as u32;
            let mut rules = std::mem::take(&mut f.rule);
            if !movement.rule.0.is_empty() {
                join(&mut rules, &[movement.rule.0, movement.rule.1]);
            }
            if let Some(opener) = movement.opener {
                join(&mut rules, &["cue:", opener]);
            }
            if let Some(cue) = status_cue {
                join(&mut rules, &["target:", cue]);
            }
            if !place.rule.is_empty() {
                join(&mut rules, &[place.rule]);
            }
            let local = place.place.as_ref().is_some_and(|p| p.level > PlaceLevel::Province);
            let industry = part.or_else(|| subject::industry(&site, &f, &what, movement.kind, local));
            let industry = industry.map(str::to_owned);
            let mut phrase = Some(&text[what.phrase]).filter(|p| !p.is_empty()).map(str::to_owned);
            // 分别帮扶320家、280家和215家: the later numbers of a list are of what the first is
            let listed = i > 0
                && phrase.is_none()
                && (chained || matches!(&text[spans[i - 1].1..f.start], "、" | "和" | "及" | "以及" | "，"))
                && before.is_some_and(|m| m.quantity.unit == f.quantity.unit && m.kind == movement.kind);
            if listed || chained {
                phrase = before.and_then(|m| m.subject.clone());
            }
            // 产量…，增长5%: what moves without a name of its own is what the number before it is of
            let same = phrase.is_none() && i > 0 && (movement.bare || closes || relative || chained);
            if same {
                phrase = before.and_then(|m| m.subject.clone());
            }
            let continues = (i > 0 && (movement.bare || listed || closes)).then(|| base + i - 1);
            let clause = site.clauses.get(site.clause_at(f.start)).map_or(0..0, |c| c.range.clone());
            let context = Context::Prose(Prose {
                head: what.head,
                head_closed: what.closed,
                clause: clause.start.min(f.start)..clause.end.max(f.end),
                quote: f.start..f.end,
                sentence: sentence.start,
                line: around.line.clone(),
                around: around.line.len() <= LONGEST_AROUND,
                heading: around.heading.clone(),
            });
            out.mentions.push(Mention {
                locator: Locator::Text { start, end },
                offsets: None,
                quote: self.document.text[quote_start..quote_end].to_owned(),
                numeral,
                view_start: f.numeral_start,
                sentence: written.clone(),
                sentence_key: key,
                sentence_occurrence: earlier,
                occurrence,
                section: around.name.clone(),
                section_number: around.section.number,
                quantity: f.quantity,
                kind: movement.kind,
                direction: movement.direction,
                status,
                ambiguity: movement.ambiguity,
                place: place.place,
                places: place.places,
                period,
                period_basis,
                comparison_base: movement.base,
                subject: phrase,
                industry,
                context,
                continues,
                rules,
            });
        }
    }

    /// How many sentences of the same key were met before; counts this one.
    fn earlier(&mut self, key: u128) -> u32 {
        let count = self.seen.entry(key).or_insert(0);
        *count += 1;
        *count - 1
    }

    /// The quantities of a sentence; every other numeral goes to the ledger.
    fn scan(&mut self, site: &Site, section: &Section, out: &mut Extraction) -> Vec<Found> {
        let lexicon = Lexicon { cues: &self.lists.cues, units: &self.lists.units, words: &self.lists.words };
        let mut found: Vec<Found> = Vec::new();
        let mut at = site.sentence.start;
        for mark in site.marks.iter().filter(|m| m.class & mark::NUMERAL != 0) {
            if mark.at < at {
                continue;
            }
            at = mark.at;
            let c = mark.c;
            let Some(n) = numeral::at(site.text, at, lexicon) else { continue };
            if let Some(f) = composition::read(site, &n) {
                at = f.end;
                found.push(f);
                continue;
            }
            let excluded = match exclude::excluded(site, &n) {
                Some(e) => e,
                None => match quantity::read(site.text, &n, site.sentence.start, lexicon) {
                    Some(mut f) => match exclude::read_in_vain(site, &f) {
                        Some(excluded) => excluded,
                        None => {
                            carry_bound(site, found.last(), &mut f);
                            share_unit(site, &mut found, &f);
                            at = f.end.max(n.digits_end).max(at + c.len_utf8());
                            found.push(f);
                            continue;
                        }
                    },
                    None => match unitless::read(site, &n, found.last(), lexicon) {
                        Some(f) => {
                            at = f.end;
                            found.push(f);
                            continue;
                        }
                        None => exclude::leftover(site, &n),
                    },
                },
            };
            let start = excluded.range.start.max(found.last().map_or(0, |f| f.end)).min(at);
            // a run of digits that is no number is passed over as a whole
            let run = if n.reading.is_none() && n.arabic { n.digits_end } else { at };
            let end = excluded.range.end.max(at + c.len_utf8()).max(run);
            self.ledger(start, end, excluded.reason, excluded.rule, section.number, out);
            at = end;
        }
        found
    }

    fn ledger(
        &mut self,
        start: usize,
        end: usize,
        reason: LedgerReason,
        rule: Cow<'static, str>,
        section: u32,
        out: &mut Extraction,
    ) {
        let (from, to) =
            self.document.view.span_near(start, end, &self.document.text, &mut self.guess.clone());
        self.ledger_span(from, to, reason, rule, section, out);
    }

    fn ledger_span(
        &mut self,
        from: usize,
        to: usize,
        reason: LedgerReason,
        rule: Cow<'static, str>,
        section: u32,
        out: &mut Extraction,
    ) {
        let (start, end) = (self.points.at(from), self.points.at(to));
        out.ledger.push(LedgerEntry {
            document_id: self.document_id.clone(),
            start: Some(start),
            end: Some(end),
            locator: Locator::Text { start, end },
            quote: self.document.text[from..to].to_owned(),
            reason,
            rule,
            section_number: section,
        });
    }

    /// Numerals that stand in what cleaning removed.
    fn residue(&mut self, out: &mut Extraction) {
        let text = &self.document.text;
        for &(from, to) in &self.document.view.residue {
            let mut at = from;
            while at < to {
                let Some(c) = text[at..to].chars().next() else { break };
                if !numeral::is_numeral(c) {
                    at += c.len_utf8();
                    continue;
                }
                let end = text[at..to].find(|c| !numeral::is_numeral(c)).map_or(to, |i| at + i);
                self.ledger_span(at, end, LedgerReason::Residue, "residue".into(), 0, out);
                at = end;
            }
        }
    }

    /// A stretch of the view as the original has it, on one line.
    fn written(&self, start: usize, end: usize) -> Cow<'a, str> {
        if start >= end {
            return Cow::Borrowed("");
        }
        let guess = &mut self.guess.clone();
        let (from, to) = self.document.view.span_near(start, end, &self.document.text, guess);
        let residue = &self.document.view.residue;
        let first = residue.partition_point(|(a, _)| *a < from);
        if residue.get(first).is_none_or(|(_, b)| *b > to) {
            return Cow::Borrowed(self.document.text[from..to].trim());
        }
        let mut shown = String::new();
        let mut cut = from;
        for &(a, b) in residue[first..].iter().take_while(|(_, b)| *b <= to) {
            shown.push_str(&self.document.text[cut..a]);
            cut = b;
        }
        shown.push_str(&self.document.text[cut..to]);
        Cow::Owned(shown.trim().to_owned())
    }
}

/// 分别不低于95%、94%、90%: the bound before the first number of a list holds for the others.
fn carry_bound(site: &Site, previous: Option<&Found>, f: &mut Found) {
    let Some(previous) = previous.filter(|p| p.end <= f.start) else { return };
    let listed = matches!(&site.text[previous.end..f.start], "、" | "和" | "，" | "及");
    let same = previous.quantity.unit == f.quantity.unit && f.quantity.qualifier == Qualifier::Exact;
    let clause =
        site.clauses.get(site.clause_at(previous.start)).map_or(site.sentence.start, |c| c.range.start);
    let shared = site.text[clause.min(previous.start)..previous.start].contains("分别");
    let bounded = previous.start < previous.numeral_start || previous.bound_carried;
    let limit =
        matches!(previous.quantity.qualifier, Qualifier::AtLeast | Qualifier::AtMost | Qualifier::MoreThan);
    if listed && same && shared && bounded && limit {
        f.quantity = f.quantity.clone().with_qualifier(previous.quantity.qualifier);
        f.bound_carried = true;
    }
}

/// 197个、140个工作日, 0.7个、3.2个和2.6个百分点: the unit written once, behind the last number of a list.
fn share_unit(site: &Site, found: &mut [Found], f: &Found) {
    let q = &f.quantity;
    let shared = matches!(q.dimension, Dimension::Time | Dimension::Points);
    if !shared || !site.text[f.numeral_end..].starts_with('个') {
        return;
    }
    let mut next = f.start;
    for previous in found.iter_mut().rev() {
        let listed =
            previous.end <= next && matches!(&site.text[previous.end..next], "、" | "和" | "及" | "与");
        if !listed || previous.quantity.unit.as_deref() != Some("个") {
            return;
        }
        next = previous.start;
        previous.quantity.unit.clone_from(&q.unit);
        previous.quantity.dimension = q.dimension;
    }
}
