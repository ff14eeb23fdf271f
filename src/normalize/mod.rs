//! Mentions become observations: the period gets its code, the words their indicator, the mention its id.
//! No input or output, and no failure.

mod id;
pub mod indicator;
pub mod period;

use crate::codelist::Codelists;
use crate::model::{
    Batch, Document, Extraction, Issue, Locator, Mention, Observation, PeriodBasis, SectionCount, Severity,
};
use std::fmt::Write;
use std::sync::Arc;

/// The batch of a document: its observations with ids, its ledger, its sections with their counts.
pub fn normalize(document: Document, extraction: Extraction, lists: &Codelists) -> Batch {
    let reference = period::Reference::of(&document);
    let Extraction { mentions, section_provinces, ledger, issues } = extraction;
    let text = document.view.text();
    let decided = indicator::assign(text, &mentions, lists);
    let mut maker = Maker {
        document_id: document.document_id.as_str().into(),
        source: document.source.path.as_str().into(),
        reference,
        industries: indicator::Industries::new(&lists.industries),
        text,
        ids: id::Ids::new(&document.document_id),
    };
    let observations: Vec<Observation> =
        mentions.into_iter().zip(decided).map(|(mention, decided)| maker.make(mention, decided)).collect();
    let sections = document
        .sections
        .iter()
        .zip(section_provinces)
        .map(|(section, province)| {
            let (from, to) = match section.start < section.end {
                true => document.view.span(section.start, section.end, &document.text),
                false => (0, 0),
            };
            let inside = |n: u32| n == section.number;
            let extracted =
                observations.iter().filter(|o| o.start.is_some() && inside(o.section_number)).count() as u32;
            let listed = ledger.iter().filter(|l| l.start.is_some() && inside(l.section_number));
            let unplaced =
                listed.clone().filter(|l| l.reason == crate::model::LedgerReason::Unknown).count() as u32;
            SectionCount {
                document_id: document.document_id.clone(),
                section: section.clone(),
                start: document.text[..from].chars().count() as u32,
                end: document.text[..to].chars().count() as u32,
                province,
                numerals: extracted + listed.count() as u32,
                extracted,
                unplaced,
            }
        })
        .collect();
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

/// Makes the observations of a document.
struct Maker<'a> {
    document_id: Arc<str>,
    source: Arc<str>,
    reference: period::Reference,
    industries: indicator::Industries<'a>,
    text: &'a str,
    ids: id::Ids,
}

impl Maker<'_> {
    fn make(&mut self, mention: Mention, decided: Option<indicator::Decided>) -> Observation {
        let observation_id = self.ids.id(&mention);
        let industry = self.industries.find(self.text, &mention).map(str::to_owned);
        let (start, end) = match mention.locator {
            Locator::Text { start, end } => (Some(start), Some(end)),
            Locator::Cell { .. } => (None, None),
        };
        let mut rule = mention.rules;
        if let Some(decided) = decided {
            let separator = if rule.is_empty() { "" } else { ";" };
            let _ = match decided.line {
                Some(line) => write!(rule, "{separator}indicator:{}@{line}", decided.entry.code),
                None => write!(rule, "{separator}indicator:continued"),
            };
        }
        let period = mention.period.and_then(|expr| self.reference.resolve(expr));
        Observation {
            observation_id,
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
