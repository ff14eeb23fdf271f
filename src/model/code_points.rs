//! Offsets are kept in bytes inside and given in code points outside.

/// Byte offsets to code points of one text.
pub struct CodePoints<'a> {
    text: &'a str,
    /// Code points before every [`STRIDE`]th byte.
    marks: Vec<u32>,
}

/// Bytes between two marks.
const STRIDE: usize = 128;

impl<'a> CodePoints<'a> {
    /// For the offsets of this text.
    pub fn new(text: &'a str) -> Self {
        let mut marks = vec![0];
        let mut count = 0_u32;
        for chunk in text.as_bytes().chunks(STRIDE) {
            count += chunk.iter().filter(|b| (**b & 0xc0) != 0x80).count() as u32;
            marks.push(count);
        }
        Self { text, marks }
    }

    /// The code points before a byte.
    pub fn at(&self, byte: usize) -> u32 {
        let mark = byte / STRIDE;
        let rest = &self.text.as_bytes()[mark * STRIDE..byte];
        self.marks[mark] + rest.iter().filter(|b| (**b & 0xc0) != 0x80).count() as u32
    }
}
