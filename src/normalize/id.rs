//! The ids of observations: hashes that an edit elsewhere in the document does not change.

use crate::model::{Locator, Mention};

/// What the ids of a document start from.
pub(super) fn document_key(document_id: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&blake3::hash(document_id.as_bytes()).as_bytes()[..16]);
    key
}

/// Of the document, the sentence without white space, the numeral as written and their occurrences; for cells of
/// sheet, row and column header.
pub(super) fn id(document: &[u8; 16], mention: &Mention) -> String {
    let mut input: Vec<u8> = Vec::with_capacity(128);
    input.extend_from_slice(document);
    input.extend_from_slice(&mention.sentence_key[..16]);
    input.extend_from_slice(&mention.occurrence.to_le_bytes());
    input.extend_from_slice(&mention.sentence_occurrence.to_le_bytes());
    input.extend_from_slice(mention.numeral.as_bytes());
    input.push(0);
    if let Locator::Cell { sheet, .. } = &mention.locator {
        input.extend_from_slice(sheet.as_bytes());
    }
    let mut id = String::with_capacity(16);
    id.push('o');
    id.push_str(&blake3::hash(&input).to_hex()[..15]);
    id
}
