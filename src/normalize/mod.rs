//! Mentions become observations: the period gets its code, the words their indicator, the mention its id.
//! No input or output, and no failure.

pub mod correct;
mod id;
pub mod indicator;
pub mod period;

use crate::codelist::{Codelists, IndustryList};
use crate::model::{
    Batch, CodePoints, Document, Extraction, Issue, LedgerEntry, LedgerReason, Locator, Mention, Observation,
    PeriodBasis, Section, SectionCount, Severity,
};
use std::sync::Arc;

/// The batch of a document: its observations with ids, its ledger, its sections with their counts.
pub fn normalize(document: Document, extraction: Extraction, lists: &Codelists) -> Batch {
    let reference = period::Reference::of(&document);
    let Extraction { mentions, section_provinces, ledger, issues } = extraction;
    let text = document.view.text();
    let decided = indicator::assign(text, &mentions, lists);
    let mut maker = Maker {
        document_id: document.document_id.as_str().into(),
        key: id::document_key(&document.document_id),
        source: document.source.path.as_str().into(),
        reference,
        industries: &lists.industries,
    };
    let observations: Vec<Observation> =
        mentions.into_iter().zip(decided).map(|(mention, decided)| maker.make(mention, decided)).collect();
    let sections = sections(&document, section_provinces, &observations, &ledger);
    let mut issues: Vec<Issue> = document.issues.iter().cloned().chain(issues).collect();
    let unmapped = observations.iter().filter(|o| o.indicator.is_none()).count();
    if unmapped > 0 {
        let what = format!("{unmapped} 个观测没有对应的指标，指标留空。可在 codelist/indicator.csv 中加一行");
        issues.push(Issue::new("I-indicator-unmapped", Severity::Note, &document.document_id, what));
    }
    issues.sort();
    Batch {
        document_id: document.document_id,
        title: document.title,
        origin: document.origin,
        source: document.source,
        text: document.text,
        sections,
        observations,
        ledger,
        issues,
    }
}

/// The sections with what was counted in them.
fn sections(
    document: &Document,
    provinces: Vec<Option<String>>,
    observations: &[Observation],
    ledger: &[LedgerEntry],
) -> Vec<SectionCount> {
    #[derive(Default, Clone)]
    struct Count {
        extracted: u32,
        listed: u32,
        unplaced: u32,
    }
    let most = document.sections.iter().map(|s| s.number).max().unwrap_or(0);
    let mut counts = vec![Count::default(); most as usize + 1];
    for o in observations.iter().filter(|o| o.start.is_some()) {
        if let Some(count) = counts.get_mut(o.section_number as usize) {
            count.extracted += 1;
        }
    }
    for l in ledger.iter().filter(|l| l.start.is_some()) {
        if let Some(count) = counts.get_mut(l.section_number as usize) {
            count.listed += 1;
            count.unplaced += u32::from(l.reason == LedgerReason::Unknown);
        }
    }
    let points = CodePoints::new(&document.text);
    let place = |(section, province): (&Section, Option<String>)| {
        let (from, to) = match section.start < section.end {
            true => document.view.span(section.start, section.end, &document.text),
            false => (0, 0),
        };
        let Count { extracted, listed, unplaced } = counts[section.number as usize].clone();
        SectionCount {
            document_id: document.document_id.clone(),
            section: section.clone(),
            start: points.at(from),
            end: points.at(to),
            province,
            numerals: extracted + listed,
            extracted,
            unplaced,
        }
    };
    document.sections.iter().zip(provinces).map(place).collect()
}

/// Appends a whole number.
fn push_number(text: &mut String, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Makes the observations of a document.
struct Maker<'a> {
    document_id: Arc<str>,
    key: u128,
    source: Arc<str>,
    reference: period::Reference,
    industries: &'a IndustryList,
}

impl Maker<'_> {
    fn make(&mut self, mut mention: Mention, decided: Option<indicator::Decided>) -> Observation {
        let observation_id = id::id(self.key, &mention);
        let industry = indicator::industry(&mut mention, self.industries);
        let (start, end) = match mention.locator {
            Locator::Text { start, end } => (Some(start), Some(end)),
            Locator::Cell { .. } => mention.offsets.unzip(),
        };
        let mut rule = mention.rules;
        if let Some(decided) = decided {
            if !rule.is_empty() {
                rule.push(';');
            }
            rule.push_str("indicator:");
            match decided.line {
                Some(line) => {
                    rule.push_str(&decided.entry.code);
                    rule.push('@');
                    push_number(&mut rule, line);
                }
                None => rule.push_str("continued"),
            }
        }
        let period = mention.period.and_then(|expr| self.reference.resolve(expr));
        Observation {
            observation_id: observation_id.into(),
            document_id: self.document_id.clone(),
            source: self.source.clone(),
            section: mention.section,
            section_number: mention.section_number,
            sentence: mention.sentence,
            locator: mention.locator,
            quote: mention.quote,
            start,
            end,
            indicator: decided.map(|d| d.entry.code.clone()),
            indicator_label: decided.map(|d| d.entry.label_zh.clone()),
            industry,
            subject: mention.subject,
            place: mention.place,
            places: mention.places,
            period_basis: if period.is_some() { mention.period_basis } else { PeriodBasis::None },
            period,
            comparison_base: mention.comparison_base,
            quantity: mention.quantity,
            kind: mention.kind,
            direction: mention.direction,
            status: mention.status,
            ambiguity: mention.ambiguity,
            rule,
            correction: None,
        }
    }
}
