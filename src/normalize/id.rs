//! The ids of observations: hashes that an edit elsewhere in the document does not change.

use crate::model::{Locator, Mention};

/// Of the document, the sentence without white space, the numeral as written and their occurrences; for cells of
/// sheet, row and column header.
pub(super) fn id(document_id: &str, mention: &Mention) -> String {
    let mut input: Vec<u8> = Vec::with_capacity(128);
    input.extend_from_slice(&mention.sentence_key);
    input.extend_from_slice(&mention.occurrence.to_le_bytes());
    input.extend_from_slice(&mention.sentence_occurrence.to_le_bytes());
    for part in [document_id, &mention.numeral] {
        input.extend_from_slice(part.as_bytes());
        input.push(0);
    }
    if let Locator::Cell { sheet, .. } = &mention.locator {
        input.extend_from_slice(sheet.as_bytes());
    }
    let mut id = String::with_capacity(16);
    id.push('o');
    id.push_str(&blake3::hash(&input).to_hex()[..15]);
    id
}
