//! Bytes become text, and text becomes a view without what no reader sees.

use crate::codelist::ResidueList;
use crate::model::View;

/// Decodes bytes: UTF-8 with or without a byte-order mark, UTF-16 with one, else the legacy encoding that fits.
/// Returns the text without its mark and the name of the encoding, or why it is no text.
pub fn decode(bytes: &[u8]) -> Result<(String, String), String> {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, bad) = encoding.decode_without_bom_handling(&bytes[skip..]);
        return finish(text.into_owned(), encoding.name(), bad);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return finish(text.to_owned(), "UTF-8", false);
    }
    let encoding = guess(bytes);
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    finish(text.into_owned(), encoding.name(), bad)
}

/// The legacy encoding that fits some bytes best.
pub(super) fn guess(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    match detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow) {
        encoding if encoding != encoding_rs::GBK => encoding,
        _ if is_big5(bytes) => encoding_rs::BIG5,
        _ => encoding_rs::GB18030,
    }
}

/// Whether what the detector takes for GBK is Big5, on which it is wrong for short texts: a good part of the second
/// bytes is below 0x80, which simplified characters in GBK never have, and the first bytes are those of common
/// characters in Big5.
fn is_big5(bytes: &[u8]) -> bool {
    let (mut pairs, mut low, mut common) = (0_usize, 0_usize, 0_usize);
    let mut rest = bytes.iter();
    while let Some(lead) = rest.next() {
        if *lead >= 0x80
            && let Some(trail) = rest.next()
        {
            pairs += 1;
            low += usize::from(matches!(trail, 0x40..=0x7e));
            common += usize::from(matches!(lead, 0xa1..=0xc6));
        }
    }
    low * 7 > pairs && common * 10 > pairs * 8 && !encoding_rs::BIG5.decode_without_bom_handling(bytes).1
}

fn finish(text: String, encoding: &str, bad: bool) -> Result<(String, String), String> {
    let controls =
        text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    let total = text.chars().count().max(1);
    if controls * 50 > total || text.chars().filter(|c| *c == '\u{fffd}').count() * 50 > total {
        return Err("不是文本文件。请把报告另存为 UTF-8 文本（.txt），再放入 raw/".into());
    }
    if bad {
        return Ok((text, format!("{encoding} (有无法解码的字节)")));
    }
    Ok((text, encoding.to_owned()))
}

/// A line this long, in characters, was broken by the page; a shorter one may end where it ends.
const LONG_LINE: usize = 20;
/// A line shorter than this is a cell or a label.
const SHORT_LINE: usize = 8;

/// The cleaned view: residue and invisible characters removed, full-width digits and letters narrowed, the spaces
/// and line breaks inside a number or between Chinese characters taken out.
pub fn view(text: &str, residues: &ResidueList) -> View {
    view_without(text, residues, &[])
}

/// The same without stretches of the text that are no prose (tables), in rising order; each is a line break.
pub fn view_without(text: &str, residues: &ResidueList, tables: &[(usize, usize)]) -> View {
    let mut view = View::builder(text.len());
    let mut tables = tables.iter().peekable();
    let spans = residues.find(text);
    let mut spans = spans.iter().peekable();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut last: Option<char> = None;
    let mut line_length = 0_usize;
    let mut i = 0;
    while i < chars.len() {
        let (at, c) = chars[i];
        if let Some(&&(start, end)) = tables.peek()
            && at >= start
        {
            tables.next();
            while spans.peek().is_some_and(|s| s.0 < end) {
                spans.next();
            }
            while i < chars.len() && chars[i].0 < end {
                i += 1;
            }
            if last != Some('\n') {
                view.push("\n", at);
            }
            last = Some('\n');
            line_length = 0;
            continue;
        }
        if let Some(&&(start, end)) = spans.peek()
            && at >= start
        {
            spans.next();
            view.residue.push((start, end));
            while i < chars.len() && chars[i].0 < end {
                i += 1;
            }
            continue;
        }
        if is_invisible(c) || c == '\r' {
            i += 1;
            continue;
        }
        if is_blank(c) {
            let mut j = i;
            while j < chars.len() && (is_blank(chars[j].1) || is_invisible(chars[j].1)) {
                j += 1;
            }
            let next = chars.get(j).map(|&(_, c)| c);
            let tab = chars[i..j].iter().any(|(_, c)| *c == '\t');
            let digits = |c: Option<char>| c.is_some_and(|c| narrow(c).unwrap_or(c).is_ascii_digit());
            if (tab && digits(last) && digits(next)) || keeps_space(last, next, &chars, j) {
                view.push(" ", at);
                last = Some(' ');
            }
            i = j;
            continue;
        }
        if c == '，' && groups_of_thousand(&chars, i) {
            view.replace(",", at);
            last = Some(',');
            i += 1;
            continue;
        }
        if c == '\n' {
            let mut j = i + 1;
            while j < chars.len() && (is_blank(chars[j].1) || matches!(chars[j].1, '\r')) {
                j += 1;
            }
            if breaks_a_number(last, line_length, &chars[j..]) {
                i = j;
                line_length = 0;
                continue;
            }
            view.push("\n", at);
            last = Some('\n');
            line_length = 0;
            i += 1;
            continue;
        }
        match narrow(c) {
            Some(n) => {
                let mut buffer = [0; 4];
                view.replace(n.encode_utf8(&mut buffer), at);
                last = Some(n);
            }
            None => {
                view.push(&text[at..at + c.len_utf8()], at);
                last = Some(c);
            }
        }
        line_length += 1;
        i += 1;
    }
    view
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{c}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}

/// Full-width digits, letters and the signs of numbers, as half-width.
fn narrow(c: char) -> Option<char> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '．' | '／' | '－' | '＋' | '＜' | '＞' => {
            char::from_u32(c as u32 - 0xfee0)
        }
        '﹪' => Some('%'),
        _ => None,
    }
}

/// A blank stays between Latin words and between unrelated numbers; it goes elsewhere.
fn keeps_space(last: Option<char>, next: Option<char>, chars: &[(usize, char)], next_index: usize) -> bool {
    let (Some(last), Some(next)) = (last, next) else { return false };
    let next = narrow(next).unwrap_or(next);
    if last == '\n' || next == '\n' {
        return false;
    }
    if last.is_ascii_digit() && next.is_ascii_digit() {
        return !groups_of_three(chars, next_index);
    }
    last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()
}

/// `1 200` and `12 345 678`: exactly three digits follow the blank, then none.
fn groups_of_three(chars: &[(usize, char)], from: usize) -> bool {
    let digits = chars[from..].iter().take_while(|(_, c)| narrow(*c).unwrap_or(*c).is_ascii_digit()).count();
    digits == 3
}

/// １，５３２，４６０: a full-width comma between full-width digits, three of which follow.
fn groups_of_thousand(chars: &[(usize, char)], comma: usize) -> bool {
    let wide = |i: usize| chars.get(i).is_some_and(|(_, c)| ('０'..='９').contains(c));
    let before = comma > 0 && wide(comma - 1);
    before && (1..=3).all(|n| wide(comma + n)) && !wide(comma + 4)
}

/// A line of so many characters that ends inside a number, before what the next line starts with: `…共1200` / `余家`.
fn breaks_a_number(last: Option<char>, length: usize, next: &[(usize, char)]) -> bool {
    const NUMERALS: &str = "〇零一二三四五六七八九十百千万亿两";
    const UNITS: &str = "元家个项人户吨亩斤次件张台套公平立";
    let at = |i: usize| next.get(i).map(|&(_, c)| narrow(c).unwrap_or(c));
    let (Some(last), Some(first)) = (last, at(0)) else { return false };
    // 一、 and 12. open a heading
    let run =
        (0..).take_while(|&i| at(i).is_some_and(|c| c.is_ascii_digit() || NUMERALS.contains(c))).count();
    if run > 0 && at(run).is_some_and(|c| matches!(c, '、' | '．' | '.' | ')' | '）')) {
        return false;
    }
    let digit = last.is_ascii_digit() || last == '.';
    let numeral = digit || NUMERALS.contains(last);
    let unit = "万亿余多%".contains(first) || UNITS.contains(first);
    if length >= LONG_LINE {
        let more = first.is_ascii_digit() || NUMERALS.contains(first);
        return (digit && (unit || more))
            || (numeral && "余多万亿".contains(first))
            || ("余多万亿".contains(last) && unit);
    }
    let group = last == ',' && run == 3;
    length >= SHORT_LINE && ((numeral && unit) || group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codelist::Codelists;

    fn clean(text: &str) -> String {
        view(text, &Codelists::load(None).unwrap().residues).text().to_owned()
    }

    #[test]
    fn residue_and_width_are_cleaned() {
        assert_eq!(clean(" [bookmark: _Toc17735]一、开展"), "一、开展");
        assert_eq!(clean("１２３４．５％"), "1234.5%");
        assert_eq!(clean("共 1 200 家，Word 2016"), "共1200家，Word 2016");
        assert_eq!(clean("第一段。\n- 3 -\n第二段 7\u{200b}0家"), "第一段。\n\n第二段70家");
        assert_eq!(clean("2020 2021"), "2020 2021");
    }

    #[test]
    fn a_number_broken_over_lines_is_joined() {
        let text = "全省共帮扶小微企业质量管理体系认证提升行动企业1200\n余家，下一句。";
        assert!(clean(text).contains("1200余家"));
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "全省帮扶900家企业，发放补贴1200余万元，质量管理体系认证。";
        assert_eq!(decode(text.as_bytes()).unwrap(), (text.to_owned(), "UTF-8".to_owned()));
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        assert_eq!(decode(&gbk).unwrap(), (text.to_owned(), "gb18030".to_owned()));
        let mut bom = vec![0xef, 0xbb, 0xbf];
        bom.extend(text.as_bytes());
        assert_eq!(decode(&bom).unwrap().0, text);
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&wide).unwrap().0, text);
        assert!(decode(&[0, 1, 2, 3, 4, 5, 200, 201, 0, 0, 7]).is_err());
    }
}
