//! Fits Chinese text into a width: wraps where Chinese typography allows, shortens with … where it must.

use super::font::{Weight, drawable, width};

const NOT_FIRST: &str = "，。、；：？！）》”’】〕%％…—·,.;:?!)]}";
/// Stays with the number before it.
const UNITS: &str = "万亿元家个项场人户张次批倍";
const NOT_LAST: &str = "（《“‘【〔([{>≥<≤≈约近超";

/// `text` shortened with … to at most `room` pixels; empty where not even one character fits.
pub(super) fn elide(text: &str, size: f64, weight: Weight, room: f64) -> String {
    let text = drawable(text);
    if width(&text, size, weight) <= room {
        return text;
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        while kept.last().is_some_and(|c| NOT_LAST.contains(*c) || c.is_whitespace()) {
            kept.pop();
        }
        let short = kept.iter().collect::<String>() + "…";
        if !kept.is_empty() && width(&short, size, weight) <= room {
            return short;
        }
    }
    String::new()
}

/// `text` in at most `lines` lines of at most `room` pixels; the last line is shortened where the text is longer.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let text = drawable(text);
    let mut rest = text.as_str();
    let mut out = Vec::new();
    while !rest.is_empty() && out.len() < lines {
        if out.len() + 1 == lines {
            out.push(elide(rest, size, weight, room));
            break;
        }
        let cut = first_line(rest, size, weight, room);
        out.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    out.retain(|line| !line.is_empty());
    out
}

/// As [`wrap`], with lines of similar length: for headings.
pub(super) fn wrap_evenly(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let wrapped = wrap(text, size, weight, room, lines);
    if wrapped.len() < 2 || !fits(text, size, weight, room, lines) {
        return wrapped;
    }
    let narrower = (1..).map(|step| room - size * 0.5 * f64::from(step)).take_while(|room| *room > size);
    narrower
        .take_while(|room| fits(text, size, weight, *room, wrapped.len()))
        .last()
        .map_or(wrapped.clone(), |room| wrap(text, size, weight, room, wrapped.len()))
}

/// Whether `text` fits into `lines` lines without being shortened.
pub(super) fn fits(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> bool {
    let wrapped = wrap(text, size, weight, room, lines);
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let last_is_whole = wrapped.last().is_none_or(|line| width(line, size, weight) <= room);
    last_is_whole && wrapped.iter().map(|line| letters(line)).sum::<usize>() == letters(&drawable(text))
}

/// The byte at which the first line ends.
fn first_line(text: &str, size: f64, weight: Weight, room: f64) -> usize {
    let mut used = 0.0;
    let mut good = 0;
    let mut previous = None;
    for (at, c) in text.char_indices() {
        if previous.is_some_and(|before| may_break(before, c)) {
            good = at;
        }
        used += width(c.encode_utf8(&mut [0; 4]), size, weight);
        if used > room && at > 0 {
            return if good > 0 { good } else { at };
        }
        previous = Some(c);
    }
    text.len()
}

fn may_break(before: char, after: char) -> bool {
    let joins = |c: char| c.is_ascii_graphic();
    let counts = before.is_ascii_digit() && UNITS.contains(after);
    !(NOT_FIRST.contains(after) || NOT_LAST.contains(before) || counts || joins(before) && joins(after))
}

#[cfg(test)]
mod tests {
    use super::{Weight, elide, fits, wrap};

    #[test]
    fn punctuation_does_not_start_a_line_and_numbers_stay_whole() {
        assert_eq!(wrap("新疆维吾尔，自治区", 10.0, Weight::Regular, 50.0, 3), ["新疆维吾", "尔，自治区"]);
        assert_eq!(wrap("新增认证13750家", 10.0, Weight::Regular, 60.0, 3), ["新增认证", "13750家"]);
    }

    #[test]
    fn too_long_a_text_is_shortened() {
        assert_eq!(elide("新疆维吾尔自治区", 10.0, Weight::Regular, 50.0), "新疆维吾…");
        assert_eq!(elide("新疆", 10.0, Weight::Regular, 9.0), "");
        assert!(!fits("新疆维吾尔自治区", 10.0, Weight::Regular, 50.0, 1));
        assert!(fits("新疆维吾尔自治区", 10.0, Weight::Regular, 50.0, 2));
    }
}
