//! The package: what is refused, what is bounded, what is harmless.

use super::{W, codes, document, p, package, zipped};
use crate::ingest::docx::{Limits, read};

fn refusal(bytes: &[u8]) -> String {
    read(bytes, Limits::default()).err().unwrap()
}

#[test]
fn what_is_no_docx_says_what_it_is() {
    let ole = |name: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "空"),
        (ole("EncryptedPackage"), "密码"),
        (ole("WordDocument"), "另存为 .docx"),
        (ole("Workbook"), ".xls"),
        (ole("x"), "旧版 Office"),
        (b"{\\rtf1 x}".to_vec(), "RTF"),
        (b"%PDF-1.7".to_vec(), "PDF"),
        (b"<!DOCTYPE html><p>".to_vec(), ".html"),
        (b"<?xml version=\"1.0\"?><w:wordDocument/>".to_vec(), "XML"),
        ("普通文字".as_bytes().to_vec(), "不是 Word 文件"),
        (zipped(&[("xl/workbook.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>")]), ".xlsx"),
        (zipped(&[("ppt/presentation.xml", b"<x/>")]), "PowerPoint"),
        (zipped(&[("content.xml", b"<x/>"), ("mimetype", b"x")]), "OpenDocument"),
        (zipped(&[("a.txt", b"x")]), "压缩包里没有"),
    ];
    for (bytes, expected) in cases {
        let message = refusal(&bytes);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn truncated_files_are_refused() {
    let whole = package(&document(&p(&"全省帮扶900家。".repeat(50))), &[]);
    for cut in [whole.len() / 4, whole.len() / 2, whole.len() - 30] {
        let message = refusal(&whole[..cut]);
        assert!(message.contains("不完整") || message.contains("损坏"), "{message}");
    }
    let text = document(&p("甲"));
    let message = refusal(&package(&text[..text.len() - 20], &[]));
    assert!(message.contains("正文") && message.contains("不完整"), "{message}");
    let message = refusal(&package(&document("<w:p><w:r></w:p>"), &[]));
    assert!(message.contains("不是合法的 XML"), "{message}");
    for damaged in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[damaged] ^= 0x55;
        let _ = read(&bytes, Limits::default());
    }
}

#[test]
fn bombs_are_refused_by_size_and_by_ratio() {
    let many = document(&p(&"a".repeat(40 << 20)));
    let bytes = package(&many, &[]);
    let message = refusal(&bytes);
    assert!(message.contains("压缩炸弹") && message.contains("unzipped_megabytes"), "{message}");
    let limits = Limits { part_bytes: 1 << 20, ..Limits::default() };
    let message = read(&bytes, limits).err().unwrap();
    assert!(message.contains("超过上限 1 MB"), "{message}");
    let limits = Limits { ratio: u64::MAX, ..Limits::default() };
    assert!(read(&bytes, limits).is_ok());
    let limits = Limits { total_bytes: 600, ..Limits::default() };
    assert!(
        read(&package(&document(&p(&"文".repeat(999))), &[]), limits).err().unwrap().contains("超过上限")
    );
}

#[test]
fn entities_are_never_expanded_or_fetched() {
    let mut laughs = String::from("<!ENTITY l0 \"哈哈\">");
    for i in 1..20 {
        laughs += &format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10));
    }
    let text = format!(
        r#"<?xml version="1.0"?><!DOCTYPE d [{laughs}<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1/x">]><w:document {W}><w:body><w:p><w:pPr><w:pStyle w:val="&l19;"/></w:pPr><w:r><w:t>前&l19;&x;&y;后</w:t></w:r></w:p></w:body></w:document>"#
    );
    let parsed = read(&package(&text, &[]), Limits::default()).unwrap();
    assert_eq!(parsed.text, "前后\n");
    assert_eq!(codes(&parsed), ["I-docx-entity"]);
    assert!(parsed.notes[0].1.contains("3 处"));
}

#[test]
fn entries_that_climb_out_are_ignored() {
    let relations = r#"<Relationships><Relationship Type="x/styles" Target="../../../etc/passwd"/><Relationship Type="x/comments" TargetMode="External" Target="http://127.0.0.1/"/></Relationships>"#;
    let text = document(&p("甲"));
    let bytes = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", text.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("../../etc/passwd", b"x"),
        ("..\\x", b"x"),
    ]);
    let parsed = read(&bytes, Limits::default()).unwrap();
    assert_eq!(parsed.text, "甲\n");
    assert_eq!(codes(&parsed), ["I-docx-entry"]);
}

#[test]
fn a_broken_side_part_is_noted_and_the_text_is_read() {
    let parsed = read(
        &package(&document(&p("甲")), &[("styles", "<w:styles>"), ("numbering", "<a></b>")]),
        Limits::default(),
    )
    .unwrap();
    assert_eq!(parsed.text, "甲\n");
    assert_eq!(codes(&parsed), ["I-docx-part", "I-docx-part"]);
    assert!(parsed.notes[0].1.contains("样式"));
}

#[test]
fn a_document_without_text_is_refused() {
    assert!(refusal(&package(&document(""), &[])).contains("没有文字"));
    let picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>";
    assert!(refusal(&package(&document(picture), &[])).contains("只有图片"));
    assert!(refusal(&package(&document("<w:altChunk r:id='1'/>"), &[])).contains("altChunk"));
}

#[test]
fn an_encrypted_entry_is_refused() {
    let mut bytes = package(&document(&p("甲")), &[]);
    // Set the encryption flag of every local and central header.
    for i in 0..bytes.len() - 10 {
        match &bytes[i..i + 4] {
            b"PK\x03\x04" => bytes[i + 6] |= 1,
            b"PK\x01\x02" => bytes[i + 8] |= 1,
            _ => {}
        }
    }
    assert!(refusal(&bytes).contains("密码"));
}

#[test]
fn very_deep_xml_is_read_without_recursion() {
    let deep = |name: &str| {
        format!(
            "{}{}{}",
            format!("<w:{name}>").repeat(100_000),
            p("底"),
            format!("</w:{name}>").repeat(100_000)
        )
    };
    for name in ["sdt", "p", "ins", "smartTag", "txbxContent", "hyperlink"] {
        let parsed = read(&package(&document(&deep(name)), &[]), Limits::default()).unwrap();
        assert!(parsed.text.starts_with("底"), "{name}");
    }
}

#[test]
fn damaged_xml_never_panics() {
    let text = document(&format!(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge/></w:tcPr>{}</w:tc></w:tr></w:tbl><w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/><w:t>5&amp;3</w:t></w:r></w:p>",
        p("甲")
    ));
    let tokens = [
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "</w:r>",
        "<w:tc>",
        "<w:del/>",
        "<w:del>",
        "&x;",
        "<w:tr>",
        "</w:tbl>",
        "<w:t>9</w:t>",
    ];
    let mut seed = 0x9e37_79b9_u32;
    for _ in 0..2000 {
        let mut broken = text.clone();
        for _ in 0..4 {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            let mut at = seed as usize % broken.len();
            while !broken.is_char_boundary(at) {
                at -= 1;
            }
            broken.insert_str(at, tokens[(seed >> 16) as usize % tokens.len()]);
        }
        if let Ok(parsed) = read(&package(&broken, &[]), Limits::default()) {
            super::sound(&parsed);
        }
    }
}
