//! Lines joined: without a space between Chinese characters, with one between words, a broken number whole.

use super::flow::{Line, lines};
use super::lines::Segment;

/// A number of the kind that headings and list items begin with.
pub fn starts_numbered(text: &str) -> bool {
    let text = text.trim_start();
    let numeral = |c: char| "一二三四五六七八九十百〇零".contains(c);
    let mut chars = text.chars();
    match chars.next() {
        Some('（' | '(') => {
            let inner: String = chars.take_while(|c| !matches!(c, '）' | ')')).collect();
            inner.chars().count() <= 3
                && inner.chars().all(|c| numeral(c) || c.is_ascii_digit())
                && !inner.is_empty()
        }
        Some('第') => {
            let rest: String = chars.take(6).collect();
            let after = rest.trim_start_matches(|c: char| numeral(c) || c.is_ascii_digit());
            after.len() < rest.len() && after.starts_with(['章', '节', '条', '部', '篇'])
        }
        Some(c) if numeral(c) => text.trim_start_matches(numeral).starts_with('、'),
        Some(c) if c.is_ascii_digit() => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let mut after = rest.chars();
            match after.next() {
                Some('、' | '．') => true,
                Some('.') => !after.next().is_some_and(|c| c.is_ascii_digit()),
                _ => false,
            }
        }
        Some(c) => ('①'..='⑳').contains(&c) || "●•■◆○▪－—".contains(c),
        None => false,
    }
}

/// A line of a table of contents: its leader dots end in a page number.
pub fn is_contents_line(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(|c: char| c.is_ascii_digit())
        && (text.contains("....") || text.contains("……") || text.contains("····"))
}

/// Adds a line to the text before it. `full` says that the line before had no room for more.
pub fn push_line(text: &mut String, last: &Line, line: &Line, full: bool) {
    let blank = last.parts.last().is_some_and(|p| p.blank_after);
    let next = line.text();
    if text.ends_with('\u{ad}') {
        text.pop();
        text.push_str(&next);
        return;
    }
    let mut ends = text.chars().rev();
    let (end, before) = (ends.next().unwrap_or('。'), ends.next().unwrap_or('。'));
    let start = next.chars().next().unwrap_or('。');
    let number = |c: char| c.is_ascii_digit();
    if end == '-' && before.is_ascii_alphabetic() && start.is_ascii_lowercase() {
        text.pop();
    } else {
        let digits = (number(end) || (".,".contains(end) && number(before)))
            && (number(start) || ".,%".contains(start));
        let words = end.is_ascii_alphanumeric() && start.is_ascii_alphanumeric();
        let sentence = ".,;:)".contains(end) && start.is_ascii_alphabetic();
        if digits && full && !blank {
            // A number broken over the end of a line.
        } else if words || sentence || digits {
            text.push(' ');
        }
    }
    text.push_str(&next);
}

/// The lines of a cell as one text. A number goes on in the next line only where it fills the cell from side to side.
pub fn joined(segments: &[Segment], left: f32, right: f32) -> String {
    let mut text = String::new();
    let mut last: Option<Line> = None;
    for line in lines(segments.to_vec()) {
        match &last {
            None => text = line.text(),
            Some(last) => {
                let (before, after) = (last.x0() - left, right - last.x1());
                let full = before <= 0.8 * line.size() && after <= before + 0.6 * line.size();
                push_line(&mut text, last, &line, full);
            }
        }
        last = Some(line);
    }
    text.replace('\t', " ").trim().to_owned()
}
