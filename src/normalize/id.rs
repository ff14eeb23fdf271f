//! The ids of observations: hashes that an edit elsewhere in the document does not change.

use crate::model::{Locator, Mention};
use std::sync::Arc;

/// Makes the ids of one document's observations; the hash of a sentence serves all its numbers.
pub(super) struct Ids {
    document: blake3::Hasher,
    sentence: Option<(Arc<str>, blake3::Hasher)>,
}

impl Ids {
    pub fn new(document_id: &str) -> Self {
        let mut document = blake3::Hasher::new();
        part(&mut document, document_id);
        Self { document, sentence: None }
    }

    /// Of the document, the sentence without white space, the numeral as written and their occurrences; for cells of
    /// sheet, row and column header.
    pub fn id(&mut self, mention: &Mention) -> String {
        let mut hasher = match (&mention.locator, &self.sentence) {
            (Locator::Text { .. }, Some((sentence, hasher))) if Arc::ptr_eq(sentence, &mention.sentence) => {
                hasher.clone()
            }
            (locator, _) => {
                let mut hasher = self.document.clone();
                if let Locator::Cell { sheet, .. } = locator {
                    part(&mut hasher, sheet);
                }
                mention.sentence.split_whitespace().for_each(|word| {
                    hasher.update(word.as_bytes());
                });
                hasher.update(b"\0");
                self.sentence = Some((mention.sentence.clone(), hasher.clone()));
                hasher
            }
        };
        part(&mut hasher, &mention.numeral);
        part(&mut hasher, &mention.occurrence.to_string());
        part(&mut hasher, &mention.sentence_occurrence.to_string());
        format!("o{}", &hasher.finalize().to_hex()[..15])
    }
}

fn part(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(text.as_bytes());
    hasher.update(b"\0");
}
