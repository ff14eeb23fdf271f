//! A look at the tags before they are parsed: the tokenizer compares every attribute of a tag with all before it, so
//! a tag of a million attributes would take days.

use crate::ingest::parsed::Refusal;

/// Most attributes of one tag.
const MOST_ATTRIBUTES: usize = 256;
/// Most of what looks like attributes inside a script.
const MOST_IN_RAW: usize = 4_096;
/// Largest page.
const MOST_BYTES: usize = 1 << 30;
/// Elements whose content is not markup.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// Refuses what cannot be parsed in time that grows with the length.
pub fn check(text: &str) -> Result<(), Refusal> {
    if text.len() > MOST_BYTES {
        return Err(format!("网页有 {} MB，超过上限 {} MB。请拆分", text.len() >> 20, MOST_BYTES >> 20));
    }
    tags(text.as_bytes(), MOST_ATTRIBUTES).map_err(|n| {
        format!("网页的一个标签有 {n} 个属性，不像正常的网页，未读取。请在浏览器中打开并重新保存网页")
    })
}

/// Looks at each tag; the error is the number of attributes that is too high.
fn tags(bytes: &[u8], most: usize) -> Result<(), usize> {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'<') {
        at += found + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            at += 1 + end_of_comment(&rest[1..]);
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closing)..];
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let length = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let (end, attributes) = attributes(bytes, at + usize::from(closing) + length);
        if attributes > most {
            return Err(attributes);
        }
        at = end;
        if !closing && let Some(raw) = RAW.iter().find(|r| name[..length].eq_ignore_ascii_case(r.as_bytes()))
        {
            // Inside svg or select some of these are not raw, so what is inside is looked at too.
            let end = end_of_raw(bytes, at, raw);
            if most == MOST_ATTRIBUTES {
                tags(&bytes[at..end], MOST_IN_RAW)?;
            }
            at = end;
        }
    }
    Ok(())
}

/// The length of a comment that began with `--`, its end included.
fn end_of_comment(bytes: &[u8]) -> usize {
    let ends = |w: &[u8]| w.starts_with(b"-->") || w == b"--!>";
    let found = bytes.windows(4).position(ends).map(|i| i + 3);
    found.or_else(|| bytes.ends_with(b"-->").then_some(bytes.len())).unwrap_or(bytes.len())
}

/// Where the end tag of a raw element begins.
fn end_of_raw(bytes: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'<') {
        at += found;
        let rest = &bytes[at + 1..];
        if rest.first() == Some(&b'/')
            && rest.get(1..1 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// The end of a tag and how many attributes it has.
fn attributes(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let (mut count, mut named, mut after, mut value) = (0, false, false, false);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => return (at, count),
            b'"' | b'\'' if value => {
                at += bytes[at..].iter().position(|b| *b == byte).map_or(bytes.len() - at, |i| i + 1);
                (named, after, value) = (false, false, false);
            }
            b'=' if named || after => value = true,
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => {
                if !value {
                    after |= named;
                    named = false;
                }
            }
            _ if value => {
                at += bytes[at..]
                    .iter()
                    .position(|b| b.is_ascii_whitespace() || *b == b'>')
                    .unwrap_or(bytes.len() - at);
                (named, after, value) = (false, false, false);
            }
            _ => {
                count += usize::from(!named);
                (named, after) = (true, false);
            }
        }
    }
    (at, count)
}

#[cfg(test)]
mod tests {
    use super::{attributes, check};

    #[test]
    fn attributes_are_counted() {
        let count = |tag: &str| attributes(tag.as_bytes(), 0).1;
        assert_eq!(count(" a=1 b='x > y' c d = \"2\" e/>"), 5);
        assert_eq!(count(" a=/x/y b>"), 2);
        assert_eq!(count(">"), 0);
        let many: String = (0..3000).map(|i| format!(" a{i}")).collect();
        assert!(check(&format!("<p{many}>x")).is_err());
        assert!(check(&format!("<!--<p{many}>-->x<script>i<p{many}</script><p>")).is_ok());
        assert!(
            check("<").is_ok() && check("</").is_ok() && check("<!--").is_ok() && check("<a b='").is_ok()
        );
    }
}
