//! What is put into the page as it is: JSON that cannot end its script, pictures as data addresses, and the hashes by
//! which the page's own scripts and styles are let in.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// JSON for a `<script type="application/json">`: `<`, `>`, `&` and the line separators of JavaScript are escaped.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn json<T: Serialize>(value: &T) -> Result<String> {
    let plain = serde_json::to_string(value)?;
    let mut text = String::with_capacity(plain.len() + plain.len() / 64);
    for c in plain.chars() {
        match c {
            // outside strings JSON has none of these
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", c as u32)),
            c => text.push(c),
        }
    }
    Ok(text)
}

/// An SVG as an address that needs no file.
pub fn svg_address(svg: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
}

/// The source expression of a Content-Security-Policy that lets in exactly this script or style.
pub fn source_hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_end_its_script() {
        let text = "</script><script>alert(1)</script><!-- & \u{2028}\u{2029} 𠮷\"\\";
        let written = json(&text).unwrap();
        assert!(!written.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        // the example of CSP level 3
        let hash = source_hash("alert('Hello, world.');");
        assert_eq!(hash, "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }
}
