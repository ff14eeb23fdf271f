//! What the rules' own tests ask.

use crate::codelist::Codelists;
use crate::{extract, ingest};
use std::sync::LazyLock;

static LISTS: LazyLock<Codelists> = LazyLock::new(|| match Codelists::load(None) {
    Ok(lists) => lists,
    Err(e) => panic!("{e}"),
});

/// The rules that put numerals of a text into the ledger.
fn rules(text: &str) -> Vec<String> {
    let document = ingest::document_of_text("rule", text.to_owned(), &LISTS);
    extract::extract(&document, &LISTS).ledger.into_iter().map(|l| l.rule.into_owned()).collect()
}

/// The rule decides about a numeral of the text.
pub(super) fn some(text: &str, rule: &str) {
    let found = rules(text);
    assert!(found.iter().any(|r| r.starts_with(rule)), "{text}: {rule} is not among {found:?}");
}

/// The rule decides about no numeral of the text.
pub(super) fn none(text: &str, rule: &str) {
    let found = rules(text);
    assert!(!found.iter().any(|r| r.starts_with(rule)), "{text}: {found:?}");
}
