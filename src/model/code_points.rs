//! Offsets are kept in bytes inside and given in code points outside.

/// Byte offsets to code points of one text.
pub struct CodePoints<'a> {
    text: &'a str,
    /// Code points before every [`STRIDE`]th byte.
    marks: Vec<u32>,
}

/// Bytes between two marks.
const STRIDE: usize = 64;

impl<'a> CodePoints<'a> {
    /// For the offsets of this text.
    pub fn new(text: &'a str) -> Self {
        let mut marks = vec![0];
        let mut count = 0_u32;
        let (chunks, rest) = text.as_bytes().as_chunks::<STRIDE>();
        marks.reserve(chunks.len() + 1);
        for chunk in chunks {
            // at most 64, which a byte holds: this way the compiler counts many at once
            count += u32::from(chunk.iter().map(|b| u8::from(starts_a_character(*b))).sum::<u8>());
            marks.push(count);
        }
        if !rest.is_empty() {
            marks.push(count + count_in(rest));
        }
        Self { text, marks }
    }

    /// The code points before a byte.
    pub fn at(&self, byte: usize) -> u32 {
        let mark = byte / STRIDE;
        self.marks[mark] + count_in(&self.text.as_bytes()[mark * STRIDE..byte])
    }
}

fn starts_a_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// The characters that start in a few bytes.
fn count_in(bytes: &[u8]) -> u32 {
    let (chunks, rest) = bytes.as_chunks::<16>();
    let whole =
        chunks.iter().map(|c| u32::from(c.iter().map(|b| u8::from(starts_a_character(*b))).sum::<u8>()));
    whole.sum::<u32>() + rest.iter().map(|b| u32::from(starts_a_character(*b))).sum::<u32>()
}
