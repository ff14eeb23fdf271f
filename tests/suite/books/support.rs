//! Small files made by hand.
#![allow(dead_code)]

use std::io::{Cursor, Write};
use zhiliang::ingest::{Limits, Note};
use zhiliang::model::Sheet;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip file of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(body).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="0.0\%"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="57"/><xf numFmtId="170"/></cellXfs></styleSheet>"#;

/// An `.xlsx` of one sheet; `sheet` is the XML within `<worksheet>`, `strings` that of the shared strings.
pub fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    xlsx_parts(sheet, strings, "", &[])
}

/// The same with something after the sheet list and with more parts.
pub fn xlsx_parts(sheet: &str, strings: &str, book: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let sheet = if sheet.starts_with("<?xml") {
        sheet.to_owned()
    } else {
        format!("<worksheet {main}>{sheet}</worksheet>")
    };
    let strings = if strings.starts_with('<') && strings.contains("<sst") {
        strings.to_owned()
    } else {
        format!("<sst {main}>{strings}</sst>")
    };
    let book = format!(
        r#"<workbook {main}><sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets>{book}</workbook>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
    ];
    parts.extend_from_slice(more);
    zipped(&parts)
}

/// An `.ods` whose tables are this XML.
pub fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A record of an `.xlsb`.
pub fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if kind < 0x80 {
        bytes.push(kind as u8);
    } else {
        bytes.extend([(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut length = body.len();
    while length >= 0x80 {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend_from_slice(body);
    bytes
}

/// A string of an `.xlsb`.
pub fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.iter().flat_map(|u| u.to_le_bytes()));
    bytes
}

/// Numbers, little-endian.
pub fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// An `.xlsb` of one sheet with these records of cells and these after them.
pub fn xlsb(cells: &[Vec<u8>], after: &[Vec<u8>]) -> Vec<u8> {
    let sheet = [
        record(0x81, &[]),
        record(0x94, &words(&[0, 9, 0, 9])),
        record(0x186, &[]),
        record(0x3c, &[words(&[2, 3, 0, 0]), vec![1, 0]].concat()),
        record(0x187, &[]),
        record(0x91, &[]),
        cells.concat(),
        record(0x92, &[]),
        after.concat(),
        record(0x82, &[]),
    ]
    .concat();
    let book = [
        record(0x83, &[]),
        record(0x8f, &[]),
        record(0x9c, &[words(&[0, 1]), wide("rId1"), wide("表一")].concat()),
        record(0x90, &[]),
        record(0x84, &[]),
    ]
    .concat();
    let strings = [
        record(0x9f, &words(&[1, 1])),
        record(0x13, &[vec![0], wide("共享文字")].concat()),
        record(0xa0, &[]),
    ]
    .concat();
    let style =
        |format: u16| record(0x2f, &[vec![0, 0], format.to_le_bytes().to_vec(), vec![0; 12]].concat());
    let styles = [
        record(0x116, &[]),
        record(0x267, &words(&[1])),
        record(0x2c, &[170_u16.to_le_bytes().to_vec(), wide("0.0%")].concat()),
        record(0x268, &[]),
        record(0x269, &words(&[3])),
        style(0),
        style(170),
        style(14),
        record(0x26a, &[]),
    ]
    .concat();
    let rels = RELS.replace("xl/workbook.xml", "xl/workbook.bin");
    let book_rels = BOOK_RELS.replace("sheet1.xml", "sheet1.bin");
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", book_rels.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
        ("xl/sharedStrings.bin", &strings),
        ("xl/styles.bin", &styles),
    ])
}

/// Reads with the default limits.
pub fn read(bytes: &[u8], extension: &str) -> (Vec<Sheet>, Vec<Note>) {
    let mut issues = Vec::new();
    let sheets =
        zhiliang::ingest::spreadsheet::read(bytes, extension, Limits::default(), &mut issues).unwrap();
    (sheets, issues)
}

/// The refusal of some bytes.
pub fn refusal(bytes: &[u8], extension: &str) -> String {
    refusal_within(bytes, extension, Limits::default())
}

/// The refusal of some bytes within limits.
pub fn refusal_within(bytes: &[u8], extension: &str, limits: Limits) -> String {
    zhiliang::ingest::spreadsheet::read(bytes, extension, limits, &mut Vec::new()).unwrap_err()
}

/// Address, text and percent of every cell.
pub fn cells(sheet: &Sheet) -> Vec<(String, String)> {
    let mark = |c: &zhiliang::model::SheetCell| match &c.value {
        zhiliang::model::CellValue::Number(_) if c.percent => "比",
        zhiliang::model::CellValue::Number(_) => "数",
        zhiliang::model::CellValue::Text(_) => "文",
        zhiliang::model::CellValue::Date(_) => "日",
        zhiliang::model::CellValue::Error(_) => "错",
        zhiliang::model::CellValue::Uncached => "空",
    };
    let address = |c: &zhiliang::model::SheetCell| {
        format!("{}{}", zhiliang::ingest::spreadsheet::cell::column_name(c.column), c.row + 1)
    };
    sheet.cells.iter().map(|c| (address(c), format!("{}:{}", mark(c), c.text()))).collect()
}
