//! The encoding of a page: byte-order mark, bytes that are UTF-8, what the page declares, else the likeliest.

use crate::ingest::parsed::Refusal;
use crate::ingest::text;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// How far into a page its declaration is looked for.
const DECLARED_WITHIN: usize = 4096;

/// A page as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    /// The declaration was wrong, or bytes were lost.
    pub note: Option<String>,
}

/// Decodes a page. What it declares counts for less than what the bytes are.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return finish(encoding, &bytes[skip..], None);
    }
    let declared = declared(bytes);
    let plain = std::str::from_utf8(bytes);
    let likely = match (plain, declared) {
        (Ok(_), Some(d)) if !d.is_ascii_compatible() => None,
        (Ok(_), _) => Some(UTF_8),
        // A page cut within a character is still UTF-8.
        (Err(e), _)
            if e.error_len().is_none() && bytes.len() - e.valid_up_to() < 4 && e.valid_up_to() > 0 =>
        {
            Some(UTF_8)
        }
        _ => None,
    };
    let encoding = match likely {
        Some(encoding) => encoding,
        None => {
            let stated = declared.map(|d| if d == GBK { GB18030 } else { d });
            let fits = |e: &'static Encoding| !e.decode_without_bom_handling(bytes).1;
            match stated {
                Some(stated) if fits(stated) => stated,
                _ => guess(bytes, stated),
            }
        }
    };
    finish(encoding, bytes, declared)
}

/// The likeliest encoding where the declared one does not fit the bytes.
fn guess(bytes: &[u8], stated: Option<&'static Encoding>) -> &'static Encoding {
    let guessed = text::guess(bytes);
    let lost = |e: &'static Encoding| e.decode_without_bom_handling(bytes).0.matches('\u{fffd}').count();
    match stated {
        Some(stated) if lost(stated) <= lost(guessed) => stated,
        _ => guessed,
    }
}

fn finish(
    encoding: &'static Encoding,
    bytes: &[u8],
    declared: Option<&'static Encoding>,
) -> Result<Decoded, Refusal> {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let lost = if bad { text.matches('\u{fffd}').count() } else { 0 };
    if lost > 0 && lost * 20 > text.chars().count() || text.matches('\0').count() * 20 > text.len() {
        return Err("不是网页，或编码无法识别。请在浏览器中打开，另存为 UTF-8 的 .html".into());
    }
    let name = encoding.name();
    let same = declared.is_none_or(|d| d == encoding || (d == GBK && encoding == GB18030) || text.is_ascii());
    let note = match (same, lost) {
        (true, 0) => None,
        (true, lost) => Some(format!("按 {name} 解码，有 {lost} 个字节无法解码")),
        (false, _) => {
            let stated = declared.map_or("", Encoding::name);
            Some(format!("网页声明的编码是 {stated}，实际是 {name}，已按实际解码"))
        }
    };
    Ok(Decoded { text: text.into_owned(), encoding: name, note })
}

/// The encoding that a meta element or an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARED_WITHIN)];
    let lower = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = find(&lower[from..], b"charset").or_else(|| find(&lower[from..], b"encoding")) {
        let start = from + at + 7;
        let rest: Vec<u8> =
            lower[start..].iter().copied().skip_while(|b| b.is_ascii_alphabetic()).take(64).collect();
        let value: Vec<u8> = rest
            .iter()
            .copied()
            .skip_while(|b| matches!(b, b' ' | b'=' | b'"' | b'\'' | b'\t'))
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            .collect();
        if let Some(encoding) = Encoding::for_label(&value) {
            return Some(encoding);
        }
        from = start;
    }
    None
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|w| w == wanted)
}
