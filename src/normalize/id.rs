//! The ids of observations: hashes that an edit elsewhere in the document does not change.

use crate::model::{Locator, Mention};
use xxhash_rust::xxh3::xxh3_128;

/// What the ids of a document start from.
pub(super) fn document_key(document_id: &str) -> u128 {
    xxh3_128(document_id.as_bytes())
}

/// Hexadecimal digits of an id.
const DIGITS: usize = 15;

/// The id of a mention.
pub(super) fn id(document: u128, mention: &Mention) -> String {
    let Mention { sentence_key, occurrence, sentence_occurrence, numeral, locator, .. } = mention;
    id_of(document, *sentence_key, *occurrence, *sentence_occurrence, numeral, locator)
}

/// Of the document, the sentence without white space, the numeral as written and their occurrences; for cells of
/// sheet, row and column header. The hash is XXH3, 60 bits of it.
pub(super) fn id_of(
    document: u128,
    sentence_key: u128,
    occurrence: u32,
    sentence_occurrence: u32,
    numeral: &str,
    locator: &Locator,
) -> String {
    let mut input: Vec<u8> = Vec::with_capacity(128);
    input.extend_from_slice(&document.to_le_bytes());
    input.extend_from_slice(&sentence_key.to_le_bytes());
    input.extend_from_slice(&occurrence.to_le_bytes());
    input.extend_from_slice(&sentence_occurrence.to_le_bytes());
    input.extend_from_slice(numeral.as_bytes());
    input.push(0);
    if let Locator::Cell { sheet, .. } = locator {
        input.extend_from_slice(sheet.as_bytes());
    }
    let hash = xxh3_128(&input) >> 68;
    let mut id = String::with_capacity(1 + DIGITS);
    id.push('o');
    // `format!` is a tenth of the time of normalising
    id.extend((0..DIGITS).rev().map(|i| char::from(b"0123456789abcdef"[(hash >> (4 * i)) as usize & 15])));
    id
}
