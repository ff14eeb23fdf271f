//! A light pass over the XML of a sheet for what the cell reader does not tell: merged areas, hidden rows and
//! columns, formulas without a cached value. It looks for a few marks only, so it costs little more than unzipping.

use super::cell::{address, area};
use crate::model::Merge;
use memchr::memmem::{self, Finder};
use memchr::{memchr, memchr2, memrchr};

/// Pieces are joined to this size before they are looked through.
const WINDOW: usize = 512 << 10;

/// What a sheet tells beside its cells.
#[derive(Debug, Default)]
pub struct Extras {
    pub merges: Vec<Merge>,
    pub hidden_rows: u32,
    /// First and last, 0-based.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Row and column of formulas without a cached value, in file order.
    pub uncached: Vec<(u32, u32)>,
    /// Formulas whose cached value is 0: suspicious where the file asks for recalculation.
    pub zeros: u32,
}

/// Looks through the XML of one sheet.
pub struct Scanner {
    extras: Extras,
    buffer: Vec<u8>,
    marks: Option<Marks>,
    /// Most merged areas and uncached formulas.
    most: usize,
}

/// What is looked for, with the namespace prefix that the sheet uses.
struct Marks {
    hidden: Finder<'static>,
    merge: Finder<'static>,
    formula: Finder<'static>,
    cell_end: Finder<'static>,
    row_end: Finder<'static>,
    prefix: Vec<u8>,
}

impl Marks {
    fn new(prefix: &[u8]) -> Self {
        let finder = |open: &[u8], name: &[u8]| Finder::new(&[open, prefix, name].concat()).into_owned();
        Self {
            hidden: Finder::new(b" hidden=").into_owned(),
            merge: finder(b"<", b"mergeCell "),
            formula: finder(b"<", b"f"),
            cell_end: finder(b"</", b"c>"),
            row_end: finder(b"</", b"row>"),
            prefix: prefix.to_owned(),
        }
    }
}

impl Scanner {
    /// A scanner that keeps at most so many places.
    pub fn new(most: u64) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self { extras: Extras::default(), buffer: Vec::new(), marks: None, most }
    }

    /// The next piece of the XML; false where there is more than can be kept.
    pub fn feed(&mut self, piece: &[u8]) -> bool {
        self.buffer.extend_from_slice(piece);
        if self.buffer.len() >= WINDOW {
            self.look(false);
        }
        self.extras.merges.len().max(self.extras.uncached.len()) <= self.most
    }

    /// What was found.
    pub fn finish(mut self) -> Extras {
        self.look(true);
        self.extras
    }

    fn look(&mut self, last: bool) {
        let buffer = std::mem::take(&mut self.buffer);
        let marks = self.marks.get_or_insert_with(|| Marks::new(prefix(&buffer)));
        let end = if last { buffer.len() } else { cut(&buffer, marks) };
        let window = &buffer[..end];
        for at in marks.hidden.find_iter(window) {
            hidden(&mut self.extras, marks, window, at);
        }
        for at in marks.merge.find_iter(window) {
            let merge = attribute(tag(&window[at..]), b" ref").and_then(area);
            self.extras.merges.extend(merge);
        }
        for at in marks.formula.find_iter(window) {
            formula(&mut self.extras, marks, window, at);
        }
        self.buffer = buffer;
        self.buffer.drain(..end);
    }
}

/// The namespace prefix of the root element, with its colon.
fn prefix(buffer: &[u8]) -> &[u8] {
    let Some(at) = memmem::find(buffer, b"worksheet") else { return b"" };
    let start = memrchr(b'<', &buffer[..at]).map_or(at, |open| open + 1);
    if buffer[..at].ends_with(b":") { &buffer[start..at] } else { b"" }
}

/// Where the window ends: after a row, else after a cell, else after a tag.
fn cut(buffer: &[u8], marks: &Marks) -> usize {
    let after = |finder: &Finder| memmem::rfind(buffer, finder.needle()).map(|at| at + finder.needle().len());
    after(&marks.row_end)
        .or_else(|| after(&marks.cell_end))
        .or_else(|| memrchr(b'>', buffer).map(|at| at + 1))
        .unwrap_or(buffer.len())
}

/// The start tag at the beginning of some XML, up to its `>`.
fn tag(xml: &[u8]) -> &[u8] {
    memchr(b'>', xml).map_or(xml, |end| &xml[..end])
}

/// The value of an attribute, its name given with a blank before it.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let start =
        memmem::find_iter(tag, name).map(|at| at + name.len()).find(|at| tag.get(*at) == Some(&b'='))?;
    let value = tag.get(start + 2..)?;
    let quote = *tag.get(start + 1)?;
    let end = memchr(quote, value)?;
    matches!(quote, b'"' | b'\'').then(|| std::str::from_utf8(&value[..end]).ok())?
}

fn hidden(extras: &mut Extras, marks: &Marks, window: &[u8], at: usize) {
    let Some(open) = memrchr(b'<', &window[..at]) else { return };
    let tag = tag(&window[open + 1..]);
    let Some(name) = tag.strip_prefix(marks.prefix.as_slice()) else { return };
    if !matches!(attribute(tag, b" hidden"), Some("1" | "true")) {
        return;
    }
    if name.starts_with(b"row ") {
        extras.hidden_rows = extras.hidden_rows.saturating_add(1);
    } else if name.starts_with(b"col ") && extras.hidden_columns.len() < 20_000 {
        let number = |name: &[u8]| attribute(tag, name).and_then(|v| v.parse::<u32>().ok()?.checked_sub(1));
        if let (Some(first), Some(last)) = (number(b" min"), number(b" max")) {
            extras.hidden_columns.push((first, last));
        }
    }
}

fn formula(extras: &mut Extras, marks: &Marks, window: &[u8], at: usize) {
    let after = at + marks.formula.needle().len();
    if !matches!(window.get(after), Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t')) {
        return;
    }
    let Some(length) = marks.cell_end.find(&window[after..]) else { return };
    let rest = &window[after..after + length];
    let value = cached(rest, &marks.prefix);
    if let Some(value) = value
        && !value.is_empty()
    {
        extras.zeros = extras.zeros.saturating_add(u32::from(value == b"0"));
        return;
    }
    let Some(open) = memrchr(b'<', &window[..at]) else { return };
    let cell = tag(&window[open..]);
    if value.is_some() && attribute(cell, b" t") == Some("str") {
        return;
    }
    extras.uncached.extend(attribute(cell, b" r").and_then(address));
}

/// What stands in the first `<v>`; none where there is no such element.
fn cached<'a>(xml: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let needle = [b"<", prefix, b"v"].concat();
    let at = memmem::find(xml, &needle)?;
    let rest = &xml[at + needle.len()..];
    let end = memchr(b'>', rest)?;
    if rest[..end].ends_with(b"/") {
        return Some(b"");
    }
    let value = &rest[end + 1..];
    Some(&value[..memchr2(b'<', b'&', value).unwrap_or(value.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(xml: &str, piece: usize) -> Extras {
        let mut scanner = Scanner::new(1000);
        xml.as_bytes().chunks(piece).for_each(|p| assert!(scanner.feed(p)));
        scanner.finish()
    }

    #[test]
    fn marks_are_found_with_and_without_a_prefix() {
        let plain = r#"<?xml version="1.0"?><worksheet><cols><col min="2" max="3" width="9" hidden="1"/><col min="4" max="4" hidden="0"/></cols>
<sheetData><row r="1" hidden="1"><c r="A1"><f>B1</f></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>1</f><v>0</v></c></row>
<row r="2" hidden='true'><c r="A2"><f t="shared" si="0"/><v/></c><c r="B2"><f>1+1</f><v>2</v></c></row></sheetData>
<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C1:C1"/></mergeCells></worksheet>"#;
        let prefixed = [
            "worksheet",
            "cols",
            "col ",
            "sheetData",
            "row",
            "c ",
            "c>",
            "f>",
            "f ",
            "v>",
            "v/",
            "mergeCell",
        ]
        .iter()
        .fold(plain.to_owned(), |xml, name| {
            xml.replace(&format!("<{name}"), &format!("<x:{name}"))
                .replace(&format!("</{name}"), &format!("</x:{name}"))
        });
        for xml in [plain, &prefixed] {
            let found = scan(xml, 7);
            assert_eq!(found.hidden_rows, 2, "{xml}");
            assert_eq!(found.hidden_columns, [(1, 2)]);
            assert_eq!(found.uncached, [(0, 0), (1, 0)]);
            assert_eq!(found.zeros, 1);
            assert_eq!(found.merges.len(), 1);
        }
    }

    #[test]
    fn windows_do_not_split_rows() {
        let mut xml = String::from("<worksheet><sheetData>");
        for row in 1..=20_000 {
            xml.push_str(&format!(
                r#"<row r="{row}" hidden="1"><c r="A{row}" s="3"><f>SUM(B{row}:Z{row})</f></c></row>"#
            ));
        }
        xml.push_str("</sheetData></worksheet>");
        let mut scanner = Scanner::new(u64::MAX);
        xml.as_bytes().chunks(65_536).for_each(|p| assert!(scanner.feed(p)));
        let found = scanner.finish();
        assert_eq!((found.hidden_rows, found.uncached.len()), (20_000, 20_000));
        assert_eq!(found.uncached.last(), Some(&(19_999, 0)));
    }
}
