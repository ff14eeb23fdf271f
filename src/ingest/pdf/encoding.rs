//! The encodings of simple fonts: the base tables, and glyph names as /Differences gives them.

use std::collections::HashMap;
use std::sync::LazyLock;

static NAMES: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let lines = include_str!("glyph_names.txt").lines();
    let pairs = lines.filter_map(|line| {
        let (name, code) = line.split_once(' ')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    });
    pairs.collect()
});

/// The upper half of StandardEncoding; the lower is ASCII with curved quotes.
const STANDARD: &[(u8, char)] = &[
    (0x27, '’'),
    (0x60, '‘'),
    (0xa1, '¡'),
    (0xa2, '¢'),
    (0xa3, '£'),
    (0xa4, '⁄'),
    (0xa5, '¥'),
    (0xa6, 'ƒ'),
    (0xa7, '§'),
    (0xa8, '¤'),
    (0xa9, '\''),
    (0xaa, '“'),
    (0xab, '«'),
    (0xac, '‹'),
    (0xad, '›'),
    (0xae, '\u{fb01}'),
    (0xaf, '\u{fb02}'),
    (0xb1, '–'),
    (0xb2, '†'),
    (0xb3, '‡'),
    (0xb4, '·'),
    (0xb6, '¶'),
    (0xb7, '•'),
    (0xb8, '‚'),
    (0xb9, '„'),
    (0xba, '”'),
    (0xbb, '»'),
    (0xbc, '…'),
    (0xbd, '‰'),
    (0xbf, '¿'),
    (0xd0, '—'),
    (0xe1, 'Æ'),
    (0xe8, 'Ł'),
    (0xe9, 'Ø'),
    (0xea, 'Œ'),
    (0xf1, 'æ'),
    (0xf5, 'ı'),
    (0xf8, 'ł'),
    (0xf9, 'ø'),
    (0xfa, 'œ'),
    (0xfb, 'ß'),
];

/// The base tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

impl Base {
    /// By the name in the font's dictionary.
    pub fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            _ => None,
        }
    }

    /// The character of a code.
    pub fn char(self, code: u8) -> Option<char> {
        if code < 0x20 {
            return None;
        }
        let decode =
            |e: &'static encoding_rs::Encoding| e.decode_without_bom_handling(&[code]).0.chars().next();
        match self {
            Self::WinAnsi => decode(encoding_rs::WINDOWS_1252).filter(|c| !c.is_control()),
            Self::MacRoman => decode(encoding_rs::MACINTOSH),
            Self::Standard => match STANDARD.iter().find(|(c, _)| *c == code) {
                Some(&(_, c)) => Some(c),
                None => (code < 0x7f).then_some(code as char),
            },
        }
    }
}

/// The character that a glyph's name stands for: `percent`, `uni4E00`, `u20000`, `one.oldstyle`.
pub fn named(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().filter(|n| !n.is_empty())?;
    if let Some(&c) = NAMES.get(name) {
        return Some(c);
    }
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    if let Some(digits) = name.strip_prefix("uni") {
        return digits.get(..4).and_then(hex);
    }
    name.strip_prefix('u').filter(|d| (4..=6).contains(&d.len())).and_then(hex)
}

/// Text of a string outside content streams: UTF-16 or UTF-8 with a mark, else UTF-8, GBK or Latin.
pub fn text_string(bytes: &[u8]) -> String {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    match encoding_rs::GB18030.decode_without_bom_handling(bytes) {
        (text, false) => text.into_owned(),
        _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tables_give_characters() {
        assert_eq!(named(b"percent"), Some('%'));
        assert_eq!(named(b"uni4E2D"), Some('中'));
        assert_eq!(named(b"one.oldstyle"), Some('1'));
        assert_eq!(named(b"g123"), None);
        assert_eq!(Base::WinAnsi.char(0x85), Some('…'));
        assert_eq!(Base::Standard.char(b'7'), Some('7'));
    }

    #[test]
    fn strings_are_decoded() {
        assert_eq!(text_string(b"\xfe\xff\x4e\x2d"), "中");
        assert_eq!(text_string(b"\xb9\xab\xb1\xa8"), "公报");
    }
}
