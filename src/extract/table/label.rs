//! Labels as tables write them: white space, footnote marks, numbering, indentation, 其中.

use crate::codelist::{TableRole, TableWordList};

/// A label without its decoration, and what the decoration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// Without white space; digits and letters narrow.
    pub shown: String,
    /// Also without footnote marks, numbering and 其中.
    pub text: String,
    /// Width of the white space before it, in half-width characters.
    pub indent: u16,
    /// Depth of its numbering: 1 for 一、, 2 for （一）, 3 for 1., 4 for (1); 9 without.
    pub rank: u8,
    /// 其中: a part of what stands above.
    pub among: bool,
}

/// The rank of a label without numbering.
pub(super) const UNRANKED: u8 = 9;

impl Label {
    pub fn new(raw: &str, words: &TableWordList) -> Self {
        let indent = raw.chars().map_while(width).sum();
        let shown = squeeze(raw);
        let (rank, rest) = numbering(&shown);
        let (among, rest) = match words.starts(TableRole::Among, rest).filter(|w| w.len() < rest.len()) {
            Some(word) => (true, rest[word.len()..].trim_start_matches(['：', ':', '，', '、'])),
            None => (false, rest),
        };
        let (inner_rank, rest) = if among { numbering(rest) } else { (UNRANKED, rest) };
        let rank = rank.min(inner_rank);
        let text = unmarked(rest).to_owned();
        Self { shown, text, indent, rank, among }
    }
}

/// The width of a white space character; none for others.
fn width(c: char) -> Option<u16> {
    match c {
        '\u{3000}' => Some(2),
        '\t' => Some(4),
        '\u{200b}' | '\u{feff}' | '\n' | '\r' => Some(0),
        c if c.is_whitespace() => Some(1),
        _ => None,
    }
}

/// A text without white space and invisible characters; wide digits, letters and signs narrow, brackets stay.
pub(super) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}'))
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '．' | '＋' | '＝' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            '﹪' => '%',
            other => other,
        })
        .collect()
}

/// A text without the footnote marks at its end: 山东①, 山东*, 山东[1], 山东（1）, 山东¹.
pub(super) fn unmarked(text: &str) -> &str {
    let mut text = text;
    loop {
        let single = |c: char| matches!(c, '*' | '＊' | '†' | '‡' | '§' | '①'..='⑳' | '¹' | '²' | '³' | '⁴'..='⁹' | '#');
        let cut = text.trim_end_matches(single);
        // 平方米² and m² keep their exponent: a mark stands behind a Chinese name
        let latin = cut.ends_with(|c: char| c.is_ascii_alphanumeric()) && text.ends_with(['²', '³']);
        let cut = if latin { text } else { cut };
        let cut = ["]", "］", "】", "）", ")"]
            .iter()
            .find_map(|close| {
                let inner = cut.strip_suffix(close)?;
                let digits = inner.trim_end_matches(|c: char| c.is_ascii_digit());
                let count = inner.len() - digits.len();
                let open = digits.strip_suffix(['[', '［', '【', '（', '('])?;
                let noted = digits.strip_suffix("[注").or_else(|| digits.strip_suffix("（注"));
                ((1..=2).contains(&count) && !open.is_empty()).then_some(noted.unwrap_or(open))
            })
            .unwrap_or(cut);
        if cut == text || cut.is_empty() {
            return text;
        }
        text = cut;
    }
}

/// The numbering a label opens with: its depth, and the rest.
fn numbering(text: &str) -> (u8, &str) {
    let chinese = |c: char| "一二三四五六七八九十".contains(c);
    let bare = text.trim_start_matches(chinese);
    if bare.len() < text.len()
        && let Some(rest) = bare.strip_prefix(['、', '．', '.'])
    {
        return (1, rest);
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len()
        && text.len() - digits.len() <= 2
        && let Some(rest) = digits.strip_prefix(['、', '.', '．'])
        && !rest.starts_with(|c: char| c.is_ascii_digit())
        && !rest.is_empty()
    {
        return (3, rest);
    }
    if let Some(inner) = text.strip_prefix(['（', '(']) {
        for (rank, of) in [(2, chinese as fn(char) -> bool), (4, |c: char| c.is_ascii_digit())] {
            let rest = inner.trim_start_matches(of);
            if rest.len() < inner.len()
                && inner.len() - rest.len() <= 9
                && let Some(rest) = rest.strip_prefix(['）', ')'])
                && !rest.is_empty()
            {
                return (rank, rest);
            }
        }
    }
    (UNRANKED, text)
}

/// The bracket groups of a text, innermost text and byte range with the brackets, in order.
pub(super) fn brackets(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (i, c) in text.char_indices() {
        match c {
            '（' | '(' | '［' | '[' | '【' | '﹙' => open.push((i, i + c.len_utf8())),
            '）' | ')' | '］' | ']' | '】' | '﹚' => {
                if let Some((start, inner)) = open.pop() {
                    found.push((start..i + c.len_utf8(), &text[inner..i]));
                }
            }
            _ => {}
        }
    }
    // 上年=100, (元 with the bracket never closed
    if let Some((start, inner)) = open.pop()
        && !text[inner..].is_empty()
    {
        found.push((start..text.len(), &text[inner..]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codelist::Codelists;

    #[test]
    fn decoration_is_told_from_the_label() {
        let lists = Codelists::load(None).unwrap();
        for (raw, text, indent, rank, among) in [
            ("　山　东", "山东", 2, 9, false),
            ("山东①", "山东", 0, 9, false),
            ("山东[1]", "山东", 0, 9, false),
            ("一、税收收入", "税收收入", 0, 1, false),
            ("　（一）增值税", "增值税", 2, 2, false),
            ("  其中：工业", "工业", 2, 9, true),
            ("1.5万元以下", "1.5万元以下", 0, 9, false),
            ("2.农业", "农业", 0, 3, false),
            ("住房面积（m²）", "住房面积（m²）", 0, 9, false),
        ] {
            let label = Label::new(raw, &lists.table_words);
            assert_eq!(
                (label.text.as_str(), label.indent, label.rank, label.among),
                (text, indent, rank, among),
                "{raw}"
            );
        }
    }
}
