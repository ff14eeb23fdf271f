//! Lines of text: headings, lines that name tables, list numbers before their text.

/// Longest line that can name a table, in characters.
pub const LONGEST_CAPTION: usize = 60;
/// Longest heading, in characters.
const LONGEST_HEADING: usize = 80;

/// A cell's text without tabs: a line break between digits, a space elsewhere.
pub fn untabbed(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\t' {
            out.push(c);
            continue;
        }
        let digits =
            out.ends_with(|c: char| c.is_ascii_digit()) && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if digits { '\n' } else { ' ' });
    }
    out
}

/// How much of a paragraph in a heading's style is the heading: all of a short one, the first sentence of one that
/// runs on into its text, none of a long one without such a sentence.
pub fn heading_length(text: &str) -> Option<usize> {
    if text.chars().count() <= LONGEST_HEADING {
        return Some(text.len());
    }
    let stop = text.find('。')?;
    (text[..stop].chars().count() <= LONGEST_HEADING).then_some(stop)
}

/// A heading on one line: breaks go between Chinese characters and become spaces elsewhere.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split(['\n', '\t']).map(str::trim).filter(|p| !p.is_empty()) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        if latin(out.chars().next_back()) && latin(part.chars().next()) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// 单位：万元, （单位：亿元、%）, 计量单位：家.
pub fn is_unit_line(line: &str) -> bool {
    let bare = line.trim_start_matches(['（', '(', '【', '[', ' ', '\u{3000}', '\t']);
    line.chars().count() <= LONGEST_CAPTION
        && (bare.starts_with("单位") || bare.starts_with("计量单位") || bare.starts_with("计算单位"))
        && bare.chars().take(8).any(|c| matches!(c, '：' | ':' | '为'))
}

/// 表1 …, 表 1-2 …, 附表…, 续表, 专栏1 …, Table 1.
pub fn names_table(line: &str) -> bool {
    let rest = line
        .trim_start_matches(['附', '续'])
        .strip_prefix('表')
        .or_else(|| line.strip_prefix("专栏"))
        .or_else(|| line.strip_prefix("Table"));
    let Some(rest) = rest else { return line.ends_with('表') && line.chars().count() <= 40 };
    let rest = rest.trim_start();
    rest.is_empty()
        || rest.starts_with(|c: char| {
            c.is_ascii_digit() || "一二三四五六七八九十０１２３４５６７８９：:".contains(c)
        })
        || line.starts_with("续表")
        || line.starts_with("附表")
}

/// Joins a list or heading number to its text so that the two never make one number.
pub fn labelled(label: &str, text: &str) -> String {
    let label = label.trim();
    if label.is_empty() {
        return text.to_owned();
    }
    let text = text.trim_start();
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let starts = text.starts_with(|c: char| digit(c) || "〇零一二三四五六七八九十百千.．%％".contains(c));
    let open = label.ends_with(|c: char| digit(c) || c.is_alphabetic());
    let dotted = label.ends_with(['.', '．']);
    if starts && (label.ends_with(digit) || dotted) {
        return format!("{}、{text}", label.trim_end_matches(['.', '．']));
    }
    let spaced = open || (dotted && text.starts_with(|c: char| c.is_ascii_alphabetic()));
    format!("{label}{}{text}", if spaced { " " } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_list_never_joins_its_text() {
        let cases = [
            ("1.", "5万家", "1、5万家"),
            ("1", "200万元", "1、200万元"),
            ("1.2", "2023年", "1.2、2023年"),
            ("1.", "加强监管", "1.加强监管"),
            ("一、", "总体要求", "一、总体要求"),
            ("第一章", "总则", "第一章 总则"),
            ("（1）", "5万家", "（1）5万家"),
            ("A.", "Text", "A. Text"),
            ("", "x", "x"),
        ];
        for (label, text, expected) in cases {
            assert_eq!(labelled(label, text), expected);
        }
    }

    #[test]
    fn lines_that_name_tables() {
        for yes in [
            "表1 各地区生产总值",
            "表 2-1  指标",
            "附表1",
            "续表",
            "专栏1 主要指标",
            "2023年主要指标完成情况表",
        ] {
            assert!(names_table(yes), "{yes}");
        }
        for no in ["表示祝贺", "表明", "各地区发展情况"] {
            assert!(!names_table(no), "{no}");
        }
        assert!(
            is_unit_line("（单位：亿元、%）") && is_unit_line("单位：万元") && !is_unit_line("单位职工增加")
        );
    }
}
