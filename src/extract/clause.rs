//! Paragraphs, sentences and clauses of a cleaned text, by bytes.

use super::mark::{self, CLAUSE, Mark, PAUSE, STOP};
use super::numeral::is_numeral;
use std::ops::Range;

/// A sentence with its parts: clauses between commas, and the parts between semicolons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub range: Range<usize>,
    pub clauses: Vec<Clause>,
}

/// A clause. `part` counts the semicolons before it in the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub range: Range<usize>,
    pub part: usize,
}

/// A sentence longer than this many bytes ends at its next pause, one longer than [`LONGEST`] at once.
const LONG: usize = 1_500;
const LONGEST: usize = 2_400;

/// The sentences of a line: ended by 。！？ outside quotes or by the line's end. `marks` are those of the line.
pub fn sentences(text: &str, line: Range<usize>, marks: &[Mark]) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = line.start;
    let mut looked = line.start;
    let mut next = 0;
    while let Some(mark) = marks.get(next) {
        next += 1;
        if mark.at < start {
            continue;
        }
        if let Some(cut) = cut(text, start, &mut looked, mark.at) {
            push(text, start..cut, marks, &mut found);
            start = cut;
            next -= 1;
            continue;
        }
        let end = mark.at + mark.c.len_utf8();
        if mark.class & STOP != 0 {
            let closes =
                |c: char| matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '。' | '！' | '？' | '!' | '?');
            let end = text[end..line.end].find(|c| !closes(c)).map_or(line.end, |i| end + i);
            push(text, start..end, marks, &mut found);
            start = end;
        } else if mark.class & PAUSE != 0 && mark.at - start > LONG {
            push(text, start..end, marks, &mut found);
            start = end;
        }
    }
    while let Some(cut) = cut(text, start, &mut looked, line.end) {
        push(text, start..cut, marks, &mut found);
        start = cut;
    }
    push(text, start..line.end, marks, &mut found);
    found
}

/// Where what nobody would call a sentence is cut before `end`, so that the work stays linear. What stands before
/// `looked` was looked at.
fn cut(text: &str, start: usize, looked: &mut usize, end: usize) -> Option<usize> {
    if end - start <= LONGEST {
        return None;
    }
    let from = (start + LONGEST..end).find(|&i| text.is_char_boundary(i))?.max(*looked);
    if from >= end {
        return None;
    }
    *looked = end;
    let inside = |c: char| is_numeral(c) || matches!(c, '.' | '%' | '-');
    text[from..end]
        .char_indices()
        .map(|(i, c)| (from + i, c))
        .find(|&(at, c)| !inside(c) || (at - start > 10 * LONGEST && !is_numeral(c)))
        .map(|(at, c)| at + c.len_utf8())
}

fn push(text: &str, range: Range<usize>, marks: &[Mark], found: &mut Vec<Sentence>) {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.start + slice.trim_end().len();
    if start < end {
        let marks = mark::inside(marks, start..end);
        found.push(Sentence { range: start..end, clauses: clauses(text, start..end, marks) });
    }
}

/// The clauses of a sentence: split at commas, semicolons, colons and stops; a comma between digits does not split.
fn clauses(text: &str, sentence: Range<usize>, marks: &[Mark]) -> Vec<Clause> {
    let mut found = Vec::new();
    let (mut start, mut part) = (sentence.start, 0);
    let mut depth = 0_usize;
    for &Mark { at, c, .. } in marks.iter().filter(|m| m.class & CLAUSE != 0) {
        match c {
            '《' | '〈' => depth += 1,
            '》' | '〉' => depth = depth.saturating_sub(1),
            ',' if text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit) => {}
            _ if depth == 0 => {
                if start < at {
                    found.push(Clause { range: start..at, part });
                }
                start = at + c.len_utf8();
                part += usize::from(matches!(c, '；' | ';'));
            }
            _ => {}
        }
    }
    if start < sentence.end {
        found.push(Clause { range: start..sentence.end, part });
    }
    found
}

/// The lines of a text that hold something, by bytes.
pub fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let base = range.start;
    let mut at = base;
    text[range].split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let end = start + line.trim_end_matches('\n').len();
        (!line.trim().is_empty()).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_clauses_split_where_readers_pause() {
        let text = "全省帮扶1,200家，增长5%；出台《甲，乙规划》13项。“质量第一。”下一句";
        let mut marks = Vec::new();
        mark::marks(text, 0..text.len(), &mut marks);
        let found = sentences(text, 0..text.len(), &marks);
        let shown: Vec<&str> = found.iter().map(|s| &text[s.range.clone()]).collect();
        assert_eq!(shown, ["全省帮扶1,200家，增长5%；出台《甲，乙规划》13项。", "“质量第一。”", "下一句"]);
        let clauses: Vec<(&str, usize)> =
            found[0].clauses.iter().map(|c| (&text[c.range.clone()], c.part)).collect();
        assert_eq!(clauses, [("全省帮扶1,200家", 0), ("增长5%", 0), ("出台《甲，乙规划》13项", 1)]);
    }
}
