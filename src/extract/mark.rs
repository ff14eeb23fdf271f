//! The characters that rules start from: numerals, pauses, quotation marks, what may open a date. A line is decoded
//! once; everything else goes from mark to mark.

use super::numeral;
use std::ops::Range;
use std::sync::LazyLock;

/// A numeral of any sort.
pub const NUMERAL: u8 = 1;
/// May open a date or period; numerals may as well.
pub const PERIOD: u8 = 2;
/// Splits clauses, or opens or closes the title of a book.
pub const CLAUSE: u8 = 4;
/// A quotation mark.
pub const QUOTE: u8 = 8;
/// Ends a sentence.
pub const STOP: u8 = 16;
/// A pause where a sentence that is too long is cut.
pub const PAUSE: u8 = 32;

/// Opens or closes a bracket.
pub const BRACKET: u8 = 64;

/// May end the name of a county.
pub const COUNTY: u8 = 128;

/// A marked character, by its byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub at: usize,
    pub c: char,
    pub class: u8,
}

static CLASSES: LazyLock<Vec<u8>> =
    LazyLock::new(|| (0..=0xffff_u32).map(|u| char::from_u32(u).map_or(0, class)).collect());

fn class(c: char) -> u8 {
    let mut class = 0;
    if numeral::is_numeral(c) {
        class |= NUMERAL;
    }
    class |= match c {
        '去' | '今' | '本' | '上' | '下' | '前' | '当' | '明' | '全' | '近' | '过' | '未' | '后' | '同'
        | '第' | '年' | '最' | '这' => PERIOD,
        '“' => PERIOD | QUOTE,
        '”' | '‘' | '’' | '「' | '」' | '"' => QUOTE,
        '，' | '；' | ',' | ';' => CLAUSE | PAUSE,
        '、' => PAUSE,
        '县' | '旗' => COUNTY,
        '：' | '《' | '》' | '〈' | '〉' => CLAUSE,
        '（' | '）' | '(' | ')' => BRACKET,
        '。' | '！' | '？' => CLAUSE | STOP,
        '!' | '?' => STOP,
        _ => 0,
    };
    class
}

/// The marks of a stretch of text, in order.
pub fn marks(text: &str, range: Range<usize>, found: &mut Vec<Mark>) {
    found.clear();
    let classes = CLASSES.as_slice();
    let base = range.start;
    for (i, c) in text[range].char_indices() {
        let class = classes.get(c as usize).copied().unwrap_or(0);
        if class != 0 {
            found.push(Mark { at: base + i, c, class });
        }
    }
}

/// The marks inside a range.
pub fn inside(marks: &[Mark], range: Range<usize>) -> &[Mark] {
    let from = marks.partition_point(|m| m.at < range.start);
    let to = from + marks[from..].partition_point(|m| m.at < range.end);
    &marks[from..to]
}
