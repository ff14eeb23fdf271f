//! Page numbers and repeated headers and footers: what stands at the edge of most pages in the same words.

use super::flow::{Line, lines};
use super::lines::Segment;
use std::collections::HashMap;

/// The parts of a page's height, from the top and from the bottom, where furniture stands.
const EDGE: f32 = 0.12;
/// Most lines of furniture at one edge.
const DEEPEST: usize = 3;

/// A page's segments and its height.
pub struct Sheet {
    pub number: usize,
    pub height: f32,
    pub segments: Vec<Segment>,
}

/// Takes the furniture off; returns how many lines went.
pub fn strip(sheets: &mut [Sheet]) -> usize {
    let rows: Vec<Vec<Line>> = sheets.iter_mut().map(|s| lines(std::mem::take(&mut s.segments))).collect();
    let mut seen: HashMap<(String, i32, bool), usize> = HashMap::new();
    let mut offsets: HashMap<i64, usize> = HashMap::new();
    for (sheet, rows) in sheets.iter().zip(&rows) {
        for (top, row) in edges(rows, sheet.height) {
            let place = (row.y() / 6.0).floor() as i32;
            for (place, shape) in
                [place, place + 1].into_iter().flat_map(|p| shapes(row).into_iter().map(move |s| (p, s)))
            {
                *seen.entry((shape, place, top)).or_default() += 1;
            }
            if let Some(n) = bare_number(row).or(numbered_part(row)) {
                *offsets.entry(n - sheet.number as i64).or_default() += 1;
            }
        }
    }
    let pages = sheets.len();
    let repeated = |row: &Line, top: bool| {
        let place = (row.y() / 6.0).floor() as i32;
        let keys =
            [place, place + 1].into_iter().flat_map(|p| shapes(row).into_iter().map(move |s| (s, p, top)));
        let count = keys.filter_map(|key| seen.get(&key)).max().copied().unwrap_or(0);
        (count >= 3 && count * 5 >= pages * 2) || (pages == 2 && count == 2)
    };
    let numbered = |row: &Line, page: usize| {
        if is_page_number(&row.text()) {
            return true;
        }
        if let Some(n) = numbered_part(row) {
            return offsets.get(&(n - page as i64)).is_some_and(|count| *count >= 3);
        }
        let Some(n) = bare_number(row) else { return false };
        let offset = n - page as i64;
        offset == 0 || offsets.get(&offset).is_some_and(|count| *count >= 2)
    };
    let mut gone = 0;
    for (sheet, mut rows) in sheets.iter_mut().zip(rows) {
        let is_furniture =
            |row: &Line, top: bool| repeated(row, top) || numbered(row, sheet.number) || row.chars() == 0;
        let edge = |row: &Line| (row.y() < EDGE * sheet.height, row.y() > (1.0 - EDGE) * sheet.height);
        let head = rows.iter().take(DEEPEST).take_while(|r| edge(r).0 && is_furniture(r, true)).count();
        rows.drain(..head);
        let foot =
            rows.iter().rev().take(DEEPEST).take_while(|r| edge(r).1 && is_furniture(r, false)).count();
        rows.truncate(rows.len() - foot);
        gone += head + foot;
        sheet.segments = rows.into_iter().flat_map(|r| r.parts).collect();
    }
    gone
}

/// The lines at the edges of a page, and whether each is at the top.
fn edges(rows: &[Line], height: f32) -> Vec<(bool, &Line)> {
    let top = rows.iter().take(DEEPEST).filter(|r| r.y() < EDGE * height).map(|r| (true, r));
    let bottom =
        rows.iter().rev().take(DEEPEST).filter(|r| r.y() > (1.0 - EDGE) * height).map(|r| (false, r));
    top.chain(bottom).collect()
}

/// The shapes of a line: its whole, and each longer part, for headers that name the chapter beside the title.
fn shapes(row: &Line) -> Vec<String> {
    let mut out = vec![shape(&row.text())];
    if row.parts.len() > 1 {
        out.extend(row.parts.iter().filter(|p| p.chars >= 4).map(|p| shape(&p.text)).filter(|s| s != "#"));
        out.dedup();
    }
    out
}

/// The words of a text with each number as one sign.
fn shape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let c = if is_digit(c) { '#' } else { c };
        if !(c == '#' && out.ends_with('#')) {
            out.push(c);
        }
    }
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn bare_number(row: &Line) -> Option<i64> {
    let text: String = row.text().chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    (text.len() <= 4 && text.chars().all(|c| c.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The page number beside a running title, at one end of the line.
fn numbered_part(row: &Line) -> Option<i64> {
    let [first, .., last] = &row.parts[..] else { return None };
    [last, first].into_iter().find_map(|p| bare_number(&Line { parts: vec![p.clone()] }))
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A page number in one of its dresses: `- 3 -`, `—3—`, `第3页 共10页`, `3/10`, `· 3 ·`, `Page 3 of 10`, `iv`.
pub fn is_page_number(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let lower = text.to_lowercase();
    let dashed = text.trim_matches(|c| "-—–―－─·•‐~～|[]【】()（）".contains(c));
    let number = |s: &str| !s.is_empty() && s.chars().count() <= 4 && s.chars().all(|c| c.is_ascii_digit());
    if dashed.len() != text.len() && number(dashed) {
        return true;
    }
    let chinese = |s: &str| {
        !s.is_empty()
            && s.chars().count() <= 5
            && s.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十百〇零".contains(c))
    };
    let inner = text.trim_matches(|c| "-—–·,，/｜|()（）".contains(c));
    if let Some(rest) = inner.strip_prefix('第')
        && let Some((n, rest)) = rest.split_once('页')
    {
        let rest = rest.trim_matches(|c| "-—–·,，/｜|()（）".contains(c));
        let total = rest.strip_prefix('共').or(rest.strip_prefix("总")).and_then(|r| r.strip_suffix('页'));
        return chinese(n) && (rest.is_empty() || total.is_some_and(|t| chinese(t.trim_start_matches('计'))));
    }
    if let Some(rest) = lower.strip_prefix("page") {
        return rest.split("of").all(number) || rest.split('/').all(number);
    }
    if let Some((a, b)) = text.trim_end_matches('页').split_once('/') {
        return number(a)
            && number(b)
            && a.len() + b.len() <= 6
            && a.parse::<u32>().ok() <= b.parse::<u32>().ok();
    }
    let roman = lower.trim_matches(|c| "-—–·".contains(c));
    matches!(roman.len(), 1..=5) && roman.chars().all(|c| "ivx".contains(c))
        || roman.chars().count() == 1 && roman.chars().all(|c| ('ⅰ'..='ⅿ').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_in_their_dresses() {
        for text in [
            "- 3 -",
            "—3—",
            "－ 12 －",
            "第3页 共10页",
            "第 3 页",
            "第三页",
            "3/10",
            "Page 3 of 10",
            "· 3 ·",
            "iv",
        ] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2023年", "-3.5%", "第3页共10页的说明", "12家", "第一章", "10/3", "mix", "比重 3"]
        {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
