//! Paragraphs, sentences and clauses of a cleaned text, by bytes.

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

/// The sentences of a line: ended by 。！？ outside quotes or by the line's end.
pub fn sentences(text: &str, line: Range<usize>) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = line.start;
    let mut after_stop = false;
    for (i, c) in text[line.clone()].char_indices() {
        let at = line.start + i;
        if after_stop && !matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '。' | '！' | '？') {
            push(text, start..at, &mut found);
            start = at;
            after_stop = false;
        }
        if matches!(c, '。' | '！' | '？' | '!' | '?') {
            after_stop = true;
        }
        // what nobody would call a sentence is cut, so that the work stays linear
        let length = at - start;
        let pause = matches!(c, '，' | '；' | '、' | ',' | ';') && length > LONG;
        let inside = is_numeral(c) || matches!(c, '.' | '%' | '-');
        let anywhere = (length > LONGEST && !inside) || (length > 10 * LONGEST && !is_numeral(c));
        if pause || anywhere {
            push(text, start..at + c.len_utf8(), &mut found);
            start = at + c.len_utf8();
            after_stop = false;
        }
    }
    push(text, start..line.end, &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Sentence>) {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.start + slice.trim_end().len();
    if start < end {
        found.push(Sentence { range: start..end, clauses: clauses(text, start..end) });
    }
}

/// The clauses of a sentence: split at commas, semicolons, colons and stops; a comma between digits does not split.
fn clauses(text: &str, sentence: Range<usize>) -> Vec<Clause> {
    let mut found = Vec::new();
    let (mut start, mut part) = (sentence.start, 0);
    let mut depth = 0_usize;
    for (i, c) in text[sentence.clone()].char_indices() {
        let at = sentence.start + i;
        match c {
            '《' | '〈' => depth += 1,
            '》' | '〉' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ascii_comma = c == ',' && !text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        if depth == 0 && (matches!(c, '，' | '；' | ';' | '：' | '。' | '！' | '？') || ascii_comma) {
            if start < at {
                found.push(Clause { range: start..at, part });
            }
            start = at + c.len_utf8();
            part += usize::from(matches!(c, '；' | ';'));
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
        let found = sentences(text, 0..text.len());
        let shown: Vec<&str> = found.iter().map(|s| &text[s.range.clone()]).collect();
        assert_eq!(shown, ["全省帮扶1,200家，增长5%；出台《甲，乙规划》13项。", "“质量第一。”", "下一句"]);
        let clauses: Vec<(&str, usize)> =
            found[0].clauses.iter().map(|c| (&text[c.range.clone()], c.part)).collect();
        assert_eq!(clauses, [("全省帮扶1,200家", 0), ("增长5%", 0), ("出台《甲，乙规划》13项", 1)]);
    }
}
