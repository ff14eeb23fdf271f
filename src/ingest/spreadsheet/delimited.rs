//! `.csv`, `.tsv` and other text tables: encoding, delimiter and quotes are told by the content.

use super::batch::Batches;
use super::cell;
use crate::ingest::Note;
use crate::model::{CellValue, SheetCell};
use csv::{ByteRecord, Reader, ReaderBuilder};

/// The name of the only sheet; the caller may put the file's name in its place.
pub const SHEET: &str = "Sheet1";
/// Records that are looked at to tell the delimiter.
const SAMPLE: usize = 200;
/// A field with more lines than this was opened by a stray quote.
const LINES: usize = 30;
/// Most digits of a number that a float holds.
const DIGITS: usize = 15;

/// Streams the table in some text.
pub fn stream(
    bytes: &[u8],
    extension: &str,
    issues: &mut Vec<Note>,
    out: &mut Batches,
) -> Result<(), String> {
    let (text, encoding) = decode(bytes)?;
    let (text, given) = separator(&text);
    let delimiter = given.unwrap_or_else(|| sniff(text, extension));
    if encoding != "UTF-8" {
        issues.push(Note::new("I-encoding", format!("文字编码识别为 {encoding}")));
    }
    let quoting = !stray_quote(text, delimiter);
    if !quoting {
        let what = "有引号没有配对，已按不含引号的文本读取；请检查引号附近的列是否错位".to_owned();
        issues.push(Note::new("I-csv-quote", what));
    }
    out.begin(SHEET, false, Vec::new());
    let mut reader = reader(text, delimiter, quoting);
    let mut record = ByteRecord::new();
    let mut row = 0_u32;
    while reader.read_byte_record(&mut record).map_err(|e| format!("文本表格读取中断（{e}）"))? {
        let start = record.position().map_or(0, |p| p.byte() as usize);
        row = row.saturating_add(blank_lines(text.as_bytes(), start));
        for (column, field) in record.iter().enumerate() {
            if let Some(value) = value(&String::from_utf8_lossy(field)) {
                out.push(SheetCell::new(row, column as u32, value))?;
            }
        }
        row = row.saturating_add(1);
    }
    out.end();
    Ok(())
}

/// Decodes the text; UTF-16 without a mark is told by its zeros.
fn decode(bytes: &[u8]) -> Result<(String, String), String> {
    let marked = encoding_rs::Encoding::for_bom(bytes).is_some();
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    if !marked && bytes.len().is_multiple_of(2) && (zeros(0) + zeros(1)) * 20 > head.len() {
        let encoding = if zeros(1) > zeros(0) { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        if !bad && !text.contains('\0') {
            return Ok((text.into_owned(), encoding.name().to_owned()));
        }
    }
    crate::ingest::text::decode(bytes).map_err(|_| {
        "既不是表格也不是文本，文件可能已损坏或扩展名不符。请用 Excel 打开后另存为 .xlsx，再放入".to_owned()
    })
}

/// Excel's own first line `sep=;`, and the text after it.
fn separator(text: &str) -> (&str, Option<u8>) {
    let Some(rest) = text.strip_prefix("sep=").or_else(|| text.strip_prefix("\"sep=")) else {
        return (text, None);
    };
    match (rest.bytes().next(), rest.split_once('\n')) {
        (Some(delimiter @ (b',' | b';' | b'\t' | b'|')), Some((line, rest))) if line.len() <= 3 => {
            (rest, Some(delimiter))
        }
        _ => (text, None),
    }
}

fn reader(text: &str, delimiter: u8, quoting: bool) -> Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quoting(quoting);
    builder.from_reader(text.as_bytes())
}

/// The delimiter by which the most records fall into the same number of fields.
fn sniff(text: &str, extension: &str) -> u8 {
    let first = if extension.trim_start_matches('.').eq_ignore_ascii_case("csv") { b',' } else { b'\t' };
    let mut best = (0, 0, first);
    let candidates = [b'\t', b',', b';', b'|'];
    for delimiter in std::iter::once(first).chain(candidates.into_iter().filter(|d| *d != first)) {
        let mut widths: Vec<usize> = Vec::new();
        let mut reader = reader(text, delimiter, true);
        let mut record = ByteRecord::new();
        while widths.len() < SAMPLE && reader.read_byte_record(&mut record).unwrap_or(false) {
            widths.push(record.len());
        }
        widths.retain(|w| *w > 1);
        widths.sort_unstable();
        let common = widths.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0])).max().unwrap_or((0, 0));
        if (common.0, common.1) > (best.0, best.1) {
            best = (common.0, common.1, delimiter);
        }
    }
    best.2
}

/// Whether a quote that nothing closes swallows the lines after it.
fn stray_quote(text: &str, delimiter: u8) -> bool {
    if !text.contains('"') {
        return false;
    }
    let mut reader = reader(text, delimiter, true);
    let mut record = ByteRecord::new();
    let mut runs_on = false;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let lines = |f: &[u8]| f.iter().filter(|b| **b == b'\n').count();
        if record.iter().any(|f| f.len() > LINES && lines(f) > LINES) {
            return true;
        }
        runs_on = record.iter().next_back().is_some_and(|f| f.contains(&b'\n'));
    }
    // A quote still open at the end of the file: the last field runs over line ends.
    runs_on && text.bytes().filter(|b| *b == b'"').count() % 2 == 1
}

/// Empty lines before a record: the parser passes over them, but they are rows.
fn blank_lines(text: &[u8], start: usize) -> u32 {
    let mut rest = text.get(start..).unwrap_or_default();
    if start > 0 && text.get(start - 1) == Some(&b'\r') && rest.first() == Some(&b'\n') {
        rest = &rest[1..];
    }
    let mut lines = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\n' | b'\r', rest @ ..] => rest,
            _ => return lines,
        };
        lines += 1;
    }
}

/// The value of a field: a number only where it is plainly one, so that codes keep their digits.
fn value(field: &str) -> Option<CellValue> {
    match plain_number(field.trim_matches([' ', '\t'])) {
        Some(number) => Some(CellValue::Number(number)),
        None => cell::text(field),
    }
}

/// A plain decimal: no leading zeros, no more digits than a float holds, and not the look of a telephone number.
fn plain_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let plain = digits(whole)
        && fraction.is_none_or(digits)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && exponent.is_none_or(|e| e.strip_prefix(['+', '-']).is_some_and(|d| digits(d) && d.len() <= 3));
    let telephone =
        whole.len() == 11 && fraction.is_none() && matches!(whole.as_bytes(), [b'1', b'3'..=b'9', ..]);
    if !plain || telephone || (fraction.is_none() && whole.len() > DIGITS) {
        return None;
    }
    text.parse().ok().filter(|n: &f64| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_numbers() {
        for (text, number) in [
            ("0", Some(0.0)),
            ("-0.5", Some(-0.5)),
            (" 1234.50 ", Some(1234.5)),
            ("1.5E+3", Some(1500.0)),
            ("110000", Some(110000.0)),
            ("114367000000000", Some(114367000000000.0)),
            ("000123", None),
            ("00", None),
            ("13912345678", None),
            ("110101199003077758", None),
            ("1E5", None),
            ("1,234", None),
            ("12.5%", None),
            ("1.", None),
            (".5", None),
            ("+5", None),
            ("--", None),
            ("inf", None),
            ("NaN", None),
            ("0x10", None),
            ("１２", None),
        ] {
            let found = value(text);
            match number {
                Some(n) => assert_eq!(found, Some(CellValue::Number(n)), "{text}"),
                None => assert_eq!(found, Some(CellValue::Text(text.into())), "{text}"),
            }
        }
        assert_eq!((value(""), value(" 　 ")), (None, None));
    }

    #[test]
    fn delimiters_are_told_by_the_shape() {
        assert_eq!(sniff("省份\t数值\n北京\t\"1,234\"\n天津\t2,345\n", "csv"), b'\t');
        assert_eq!(sniff("省份;数值\n北京;1,5\n天津;2,5\n", "csv"), b';');
        assert_eq!(sniff("表1，某表\n单位,万元\n省份,数值\n北京,1\n", "csv"), b',');
        assert_eq!(sniff("甲|乙|丙\n1|2|3\n", "csv"), b'|');
        assert_eq!(sniff("只有一列\n1\n", "csv"), b',');
        assert_eq!(separator("sep=;\r\na;b"), ("a;b", Some(b';')));
    }
}
