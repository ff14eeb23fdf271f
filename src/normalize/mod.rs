//! Mentions become observations: the period gets its code, the words their indicator, the mention its id.
//! No input or output, and no failure.

pub mod indicator;
pub mod period;

use crate::codelist::Codelists;
use crate::model::{
    Batch, Document, Extraction, Issue, Locator, Mention, Observation, SectionCount, Severity,
};

/// The batch of a document: its observations with ids, its ledger, its sections with their counts.
pub fn normalize(document: Document, extraction: Extraction, lists: &Codelists) -> Batch {
    let reference = period::Reference::of(&document);
    let Extraction { mentions, section_provinces, ledger, issues } = extraction;
    let codes = indicator::assign(&mentions, lists);
    let mut observations: Vec<Observation> = Vec::with_capacity(mentions.len());
    for (mention, code) in mentions.into_iter().zip(codes) {
        observations.push(observation(&document, mention, code, &reference, lists));
    }
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

fn observation(
    document: &Document,
    mention: Mention,
    code: Option<(String, String)>,
    reference: &period::Reference,
    lists: &Codelists,
) -> Observation {
    let (start, end) = match mention.locator {
        Locator::Text { start, end } => (Some(start), Some(end)),
        Locator::Cell { .. } => (None, None),
    };
    let mut rules = mention.rules.clone();
    let indicator = code.map(|(code, rule)| {
        rules.push(rule);
        code
    });
    let indicator_label =
        indicator.as_deref().and_then(|c| lists.indicators.get(c)).map(|entry| entry.label_zh.clone());
    let period = mention.period.and_then(|expr| reference.resolve(expr));
    let industry = indicator::industry(&mention, lists);
    Observation {
        observation_id: id(&document.document_id, &mention),
        document_id: document.document_id.clone(),
        source: document.source.path.clone(),
        section: mention.section,
        section_number: mention.section_number,
        sentence: mention.sentence,
        locator: mention.locator,
        quote: mention.quote,
        start,
        end,
        indicator,
        indicator_label,
        industry,
        subject: mention.subject,
        place: mention.place,
        places: mention.places,
        period_basis: if period.is_some() { mention.period_basis } else { crate::model::PeriodBasis::None },
        period,
        comparison_base: mention.comparison_base,
        quantity: mention.quantity,
        kind: mention.kind,
        direction: mention.direction,
        status: mention.status,
        ambiguity: mention.ambiguity,
        rule: rules.join(";"),
        correction: None,
    }
}

/// A hash that an edit elsewhere does not change: of the document, the sentence without white space, the numeral as
/// written and their occurrences; for cells of sheet, row and column header.
fn id(document_id: &str, mention: &Mention) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |s: &str| {
        hasher.update(s.as_bytes());
        hasher.update(b"\0");
    };
    part(document_id);
    if let Locator::Cell { sheet, .. } = &mention.locator {
        part(sheet);
    }
    let sentence: String = mention.sentence.chars().filter(|c| !c.is_whitespace()).collect();
    part(&sentence);
    part(&mention.numeral);
    part(&mention.occurrence.to_string());
    part(&mention.sentence_occurrence.to_string());
    format!("o{}", &hasher.finalize().to_hex()[..15])
}
