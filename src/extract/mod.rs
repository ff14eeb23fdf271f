//! Prose and tables become mentions; every other numeral becomes a ledger entry.
//!
//! For prose: lines → sentences → clauses; in each sentence the code lists are looked up once ([`site`]); each numeral
//! is excluded ([`exclude`]), or read as a quantity ([`quantity`]), or left over; then each quantity is told its
//! movement ([`change`]), status, place ([`area`]), period and subject. No input or output, and no failure: what
//! cannot be placed is an `Issue`.

pub mod area;
pub mod change;
pub mod clause;
pub mod exclude;
pub mod numeral;
pub mod per;
pub mod period;
pub mod quantity;
pub mod site;
pub mod status;
pub mod subject;
pub mod table;
mod when;

use crate::codelist::Codelists;
use crate::model::{
    Context, Direction, Document, Extraction, Kind, LedgerEntry, LedgerReason, Locator, Mention, Period,
    Qualifier, Section,
};
use numeral::Lexicon;
use quantity::Found;
use site::Site;
use std::collections::HashMap;
use std::sync::Arc;

/// A paragraph of more bytes than this says nothing in particular about a number in it.
const LONGEST_AROUND: usize = 12_000;

/// Everything that a document says in numbers.
pub fn extract(document: &Document, lists: &Codelists) -> Extraction {
    let mut out = Extraction::default();
    prose(document, lists, &mut out);
    for sheet in &document.sheets {
        table::sheet(document, sheet, lists, &mut out);
    }
    out
}

/// The running state of a document's prose.
struct Reader<'a> {
    document: &'a Document,
    lists: &'a Codelists,
    points: CodePoints<'a>,
    /// How often each sentence was met.
    seen: HashMap<String, u32>,
    tracker: area::Tracker<'a>,
    scope: when::Scope,
    /// The year the document speaks of, where it is known.
    reference: Option<i32>,
}

fn prose(document: &Document, lists: &Codelists, out: &mut Extraction) {
    let text = document.view.text();
    let mut reader = Reader {
        document,
        lists,
        points: CodePoints::new(&document.text),
        seen: HashMap::new(),
        tracker: area::Tracker::new(&lists.areas, &document.title, text),
        scope: when::Scope::new(&document.title),
        reference: document.origin.reference_period.as_deref().and_then(Period::parse).map(|p| p.last_year()),
    };
    let mut under: Vec<(u32, bool)> = Vec::new();
    for section in &document.sections {
        let heading_end = section.body.max(section.start);
        let province =
            reader.tracker.enter_section(section.level, &section.heading, &text[heading_end..section.end]);
        out.section_provinces.push(province);
        reader.scope.enter_section(&section.heading, section.level);
        under.retain(|(level, _)| *level < section.level);
        let inherited = under.last().is_some_and(|(_, target)| *target);
        under.push((section.level, inherited || status::targets_under(&section.heading)));
        let under = under.last().is_some_and(|(_, target)| *target);
        for line in clause::lines(text, section.start..section.end) {
            reader.tracker.enter_paragraph();
            let nearby = if line.len() <= LONGEST_AROUND { &text[line.clone()] } else { "" };
            let around: Arc<str> = format!("{}\n{nearby}", section.heading).into();
            for sentence in clause::sentences(text, line.clone()) {
                reader.sentence(&sentence, section, under, &around, out);
            }
        }
    }
    reader.residue(out);
    out.ledger.sort_by_key(|l| (l.start, l.end));
}

impl<'a> Reader<'a> {
    fn sentence(
        &mut self,
        sentence: &clause::Sentence,
        section: &Section,
        under: bool,
        around: &Arc<str>,
        out: &mut Extraction,
    ) {
        let text = self.document.view.text();
        let site = Site::new(text, sentence, self.lists);
        let found = self.scan(&site, section, out);
        self.scope.enter_sentence(&site);
        let numbers: Vec<usize> = found.iter().map(|f| f.start).collect();
        let places = self.tracker.sentence(&site, &numbers);
        if found.is_empty() {
            return;
        }
        let movements = change::movements(&site, &found);
        let spans: Vec<(usize, usize)> = found.iter().map(|f| (f.start, f.end)).collect();
        let statuses = status::statuses(&site, &spans, under, self.reference);
        let written = self.written(sentence.range.start, sentence.range.end);
        let key: String = written.chars().filter(|c| !c.is_whitespace()).collect();
        let earlier = {
            let count = self.seen.entry(key).or_insert(0);
            *count += 1;
            *count - 1
        };
        let base = out.mentions.len();
        let mut numerals: HashMap<String, u32> = HashMap::new();
        for (i, mut f) in found.into_iter().enumerate() {
            let (movement, place) = (&movements[i], &places[i]);
            let (status, status_cue) = &statuses[i];
            let previous_end = (i > 0).then(|| spans[i - 1].1);
            let next_start = spans.get(i + 1).map(|s| s.0);
            let mut what = subject::subject(&site, &f, previous_end, next_start);
            if f.quantity.per.is_none() {
                f.quantity.per = per::per(&site, &f);
            }
            let negative = f.quantity.value.or(f.quantity.low).is_some_and(|v| v.is_sign_negative());
            let relative = matches!(movement.kind, Kind::Change | Kind::GrowthRate);
            if relative && movement.direction == Some(Direction::Down) && !negative {
                f.quantity.negate();
            }
            let closes = i > 0 && movement.kind == Kind::To && movements[i - 1].kind == Kind::From;
            let opened: Vec<usize> =
                (0..i).filter(|&j| movements[j].kind == Kind::From).map(|j| spans[j].0).collect();
            let (period, period_basis) = self.scope.period(&site, f.start, f.end, &opened);
            let (quote_start, quote_end) = self.document.view.span(f.start, f.end, &self.document.text);
            let (start, end) = (self.points.at(quote_start), self.points.at(quote_end));
            let numeral = self.written(f.numeral_start, f.numeral_end);
            let occurrence = {
                let count = numerals.entry(numeral.clone()).or_insert(0);
                *count += 1;
                *count - 1
            };
            let mut rules = f.rules.clone();
            rules.extend(movement.rules.iter().cloned());
            rules.extend(status_cue.iter().map(|c| format!("target:{c}")));
            if !place.rule.is_empty() {
                rules.push(place.rule.to_owned());
            }
            // 分别帮扶320家、280家和215家: the later numbers of a list are of what the first is
            let listed = i > 0
                && what.phrase.is_none()
                && matches!(&text[spans[i - 1].1..f.start], "、" | "和" | "及" | "以及" | "，")
                && out
                    .mentions
                    .last()
                    .is_some_and(|m| m.quantity.unit == f.quantity.unit && m.kind == movement.kind);
            if listed {
                what.phrase = out.mentions.last().and_then(|m| m.subject.clone());
            }
            let continues = (i > 0 && (movement.bare || listed)).then(|| base + i - 1);
            let context = Context {
                head: what.head.clone(),
                clause: clause_words(&site, &f),
                sentence: text[sentence.range.start..f.start].to_owned(),
                section: around.clone(),
                continues: continues.or_else(|| closes.then(|| base + i - 1)),
            };
            out.mentions.push(Mention {
                locator: Locator::Text { start, end },
                quote: self.document.text[quote_start..quote_end].to_owned(),
                numeral,
                view_start: f.numeral_start,
                sentence: written.clone(),
                sentence_occurrence: earlier,
                occurrence,
                section: section.heading.clone(),
                section_number: section.number,
                quantity: f.quantity,
                kind: movement.kind,
                direction: movement.direction,
                status: *status,
                ambiguity: movement.ambiguity.clone(),
                place: place.place.clone(),
                places: place.places.clone(),
                period,
                period_basis,
                comparison_base: movement.base.clone(),
                subject: what.phrase,
                context,
                rules,
            });
        }
    }

    /// The quantities of a sentence; every other numeral goes to the ledger.
    fn scan(&mut self, site: &Site, section: &Section, out: &mut Extraction) -> Vec<Found> {
        let lexicon = Lexicon { cues: &self.lists.cues, units: &self.lists.units };
        let mut found: Vec<Found> = Vec::new();
        let mut at = site.sentence.start;
        while at < site.sentence.end {
            let Some(c) = site.text[at..].chars().next() else { break };
            if !numeral::is_numeral(c) {
                at += c.len_utf8();
                continue;
            }
            let Some(n) = numeral::at(site.text, at, lexicon) else {
                at += c.len_utf8();
                continue;
            };
            let excluded = match exclude::excluded(site, &n) {
                Some(e) => e,
                None => match quantity::read(site.text, &n, site.sentence.start, lexicon) {
                    Some(mut f) => {
                        carry_bound(site, found.last(), &mut f);
                        at = f.end.max(n.digits_end).max(at + c.len_utf8());
                        found.push(f);
                        continue;
                    }
                    None => exclude::leftover(site, &n),
                },
            };
            let start = excluded.range.start.max(found.last().map_or(0, |f| f.end)).min(at);
            let end = excluded.range.end.max(at + c.len_utf8());
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
        rule: String,
        section: u32,
        out: &mut Extraction,
    ) {
        let (from, to) = self.document.view.span(start, end, &self.document.text);
        self.ledger_span(from, to, reason, rule, section, out);
    }

    fn ledger_span(
        &mut self,
        from: usize,
        to: usize,
        reason: LedgerReason,
        rule: String,
        section: u32,
        out: &mut Extraction,
    ) {
        let (start, end) = (self.points.at(from), self.points.at(to));
        out.ledger.push(LedgerEntry {
            document_id: self.document.document_id.clone(),
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
    fn written(&self, start: usize, end: usize) -> String {
        if start >= end {
            return String::new();
        }
        let (from, to) = self.document.view.span(start, end, &self.document.text);
        let mut shown = String::new();
        let mut cut = from;
        for &(a, b) in self.document.view.residue.iter().filter(|(a, b)| *a >= from && *b <= to) {
            shown.push_str(&self.document.text[cut..a]);
            cut = b;
        }
        shown.push_str(&self.document.text[cut..to]);
        shown.trim().to_owned()
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

/// The words of a number's clause on both sides of it, kept apart.
fn clause_words(site: &Site, f: &Found) -> String {
    let Some(clause) = site.clauses.get(site.clause_at(f.start)) else { return String::new() };
    let before = &site.text[clause.range.start.min(f.start)..f.start];
    let after = &site.text[f.end.min(clause.range.end)..clause.range.end];
    format!("{before}\u{1}{}\u{1}{after}", &site.text[f.start..f.end])
}

/// Byte offsets to code points of a text; mostly asked in rising order.
struct CodePoints<'a> {
    text: &'a str,
    /// Code points before every 1,024th byte.
    marks: Vec<u32>,
}

const STRIDE: usize = 1024;

impl<'a> CodePoints<'a> {
    fn new(text: &'a str) -> Self {
        let mut marks = vec![0];
        let mut count = 0_u32;
        for chunk in text.as_bytes().chunks(STRIDE) {
            count += chunk.iter().filter(|b| (**b & 0xc0) != 0x80).count() as u32;
            marks.push(count);
        }
        Self { text, marks }
    }

    fn at(&self, byte: usize) -> u32 {
        let mark = byte / STRIDE;
        let rest = &self.text.as_bytes()[mark * STRIDE..byte];
        self.marks[mark] + rest.iter().filter(|b| (**b & 0xc0) != 0x80).count() as u32
    }
}
