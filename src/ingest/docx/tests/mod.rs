//! Small packages made by hand, each with the text that is expected of it.

mod container;
mod content;
mod lists;
mod tables;

use super::{Limits, read};
use crate::ingest::parsed::Parsed;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

pub const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart""#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip of entries.
pub fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The content types and relations of a package with every part that the reader looks for.
pub fn package(document: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let root = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let mut relations = String::from(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for (i, (name, _)) in others.iter().enumerate() {
        relations += &format!(r#"<Relationship Id="r{i}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>"#);
    }
    relations += "</Relationships>";
    let names: Vec<String> = others.iter().map(|(n, _)| format!("word/{n}.xml")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
    ];
    for (name, (_, text)) in names.iter().zip(others) {
        entries.push((name, text.as_bytes()));
    }
    zipped(&entries)
}

/// A document around its body.
pub fn document(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"#
    )
}

/// Reads a body beside other parts.
pub fn with(body: &str, others: &[(&str, &str)]) -> Parsed {
    let parsed = read(&package(&document(body), others), Limits::default()).unwrap();
    sound(&parsed);
    parsed
}

/// Reads a body.
pub fn body(text: &str) -> Parsed {
    with(text, &[])
}

/// A paragraph of plain runs.
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell of a paragraph, with properties.
pub fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

/// The codes of the notes.
pub fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.notes.iter().map(|(code, _)| code.as_str()).collect()
}

/// Every range lies in the text, on boundaries of characters, in order.
pub(crate) fn sound(parsed: &Parsed) {
    let mut last = 0;
    for heading in &parsed.headings {
        assert!(heading.start >= last && parsed.text.get(heading.start..heading.end).is_some());
        last = heading.end;
    }
    for table in &parsed.tables {
        assert!(parsed.text.get(table.start..table.end).is_some());
        let mut at = table.start;
        for cell in &table.cells {
            assert!(
                cell.start >= at && cell.end <= table.end && parsed.text.get(cell.start..cell.end).is_some()
            );
            at = cell.end;
        }
    }
}
