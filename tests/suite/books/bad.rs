//! Bad input: each case has its message, none panics, none takes memory it should not.

use super::support::{
    cells, ods, read, record, refusal, refusal_within, words, xlsb, xlsx, xlsx_parts, zipped,
};
use std::io::Write;
use zhiliang::ingest::Limits;

const SHEET: &str = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;

fn file(extension: &str) -> Vec<u8> {
    std::fs::read(format!("tests/cases/ingest/books/base.{extension}")).unwrap()
}

#[test]
fn empty_and_truncated() {
    for extension in ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv"] {
        assert_eq!(refusal(b"", extension), "文件是空的。请放入完整的文件");
    }
    let xlsb = xlsb(&[record(0, &words(&[0, 0, 0, 0]))], &[]);
    for (extension, whole) in
        [("xlsx", file("xlsx")), ("xls", file("xls")), ("ods", file("ods")), ("xlsb", xlsb)]
    {
        for part in [10, 100, 600, whole.len() / 2, whole.len() - 30] {
            let Some(bytes) = whole.get(..part) else { continue };
            let what = match zhiliang::ingest::spreadsheet::read(
                bytes,
                extension,
                Limits::default(),
                &mut Vec::new(),
            ) {
                Ok(_) => continue,
                Err(what) => what,
            };
            assert!(what.starts_with("文件不完整或已损坏（"), "{extension} {part}: {what}");
        }
        let half = refusal(&whole[..whole.len() / 2], extension);
        assert!(half.contains("请重新获取，或用 Excel 打开后另存"), "{extension}: {half}");
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let xlsb = xlsb(&[record(0, &words(&[0, 0, 0, 0])), record(2, &words(&[0, 0, 7]))], &[]);
    for (extension, whole) in
        [("xlsx", file("xlsx")), ("xls", file("xls")), ("ods", file("ods")), ("xlsb", xlsb)]
    {
        for seed in 0..300_usize {
            let mut bytes = whole.clone();
            for k in 0..1 + seed % 4 {
                let at = (seed * 7919 + k * 104_729) % bytes.len();
                bytes[at] ^= 1 << ((seed + k) % 8) | if seed % 3 == 0 { 0x80 } else { 0 };
            }
            let _ =
                zhiliang::ingest::spreadsheet::read(&bytes, extension, Limits::default(), &mut Vec::new());
        }
    }
}

#[test]
fn a_panic_inside_a_library_is_a_refusal_and_one_of_the_caller_is_not() {
    for sheet in [
        r#"<sheetData><row r="1"><c r="A99999999999"><v>1</v></c></row></sheetData>"#,
        r#"<dimension ref="B5:A1"/><sheetData/>"#,
    ] {
        let what = refusal(&xlsx(sheet, ""), "xlsx");
        assert!(
            ["文件不完整或已损坏（", "工作表“表一”声称有", "表格中没有任何"]
                .iter()
                .any(|w| what.starts_with(w)),
            "{what}"
        );
    }
    let outcome = std::panic::catch_unwind(|| {
        let sink = &mut |_| panic!("the caller's own");
        zhiliang::ingest::spreadsheet::stream(
            &xlsx(SHEET, ""),
            "xlsx",
            Limits::default(),
            &mut Vec::new(),
            sink,
        )
    });
    assert!(outcome.is_err());
}

#[test]
fn corrupted_parts() {
    let mut bytes = xlsx(SHEET, "");
    let at = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[at + 16] ^= 0xff;
    assert!(refusal(&bytes, "xlsx").starts_with("文件不完整或已损坏（"), "{}", refusal(&bytes, "xlsx"));
    let open = xlsx(r#"<?xml version="1.0"?><worksheet><sheetData><row r="1"><c r="A1"><v>1</v>"#, "");
    assert!(refusal(&open, "xlsx").contains("工作表“表一”读取中断"), "{}", refusal(&open, "xlsx"));
    let missing =
        zipped(&[("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", super::support::RELS.as_bytes())]);
    assert_eq!(
        refusal(&missing, "xlsx"),
        "压缩包中缺少工作簿部件，文件不完整。请重新获取，或用 Excel 打开后另存"
    );
    let claim = xlsx(SHEET, r#"<sst uniqueCount="99999999999999999999"></sst>"#);
    assert!(refusal(&claim, "xlsx").contains("声称的文字条数"), "{}", refusal(&claim, "xlsx"));
}

#[test]
fn other_containers() {
    assert_eq!(
        refusal(&zipped(&[("word/document.xml", b"<a/>")]), "xlsx"),
        "内容是Word 文档，请改成 .docx，再放入"
    );
    assert_eq!(refusal(&zipped(&[("a.txt", b"a")]), "xlsx"), "内容是普通压缩包，请解压，再放入");
}

#[test]
fn encrypted() {
    let bytes = compound("EncryptedPackage");
    for extension in ["xlsx", "xls", "csv"] {
        assert_eq!(
            refusal(&bytes, extension),
            "工作簿已加密，无法读取。请在 Excel 中去掉打开密码后另存，再放入"
        );
    }
    assert!(refusal(&compound("WordDocument"), "xls").contains("Word 97-2003 文档"));
    let manifest = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", b"..."),
    ]);
    assert!(refusal(&manifest, "ods").starts_with("工作簿已加密"));
}

/// A compound file with one entry.
fn compound(name: &str) -> Vec<u8> {
    let mut bytes = vec![0_u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[26..34].copy_from_slice(&[3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[60..64].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    bytes[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    bytes[76..512].fill(0xff);
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[512..1024].fill(0xff);
    bytes[512..520].copy_from_slice(&[0xfd, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff]);
    for (slot, name) in ["Root Entry", name].iter().enumerate() {
        let entry = &mut bytes[1024 + 128 * slot..][..128];
        let units: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = units.len() as u8;
        entry[116..120].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    }
    bytes
}

#[test]
fn zip_bombs() {
    let bomb = xlsx_parts(SHEET, "", "", &[("xl/bomb.xml", &vec![b' '; 64 << 20])]);
    assert!(refusal(&bomb, "xlsx").contains("疑似压缩炸弹，未读取"), "{}", refusal(&bomb, "xlsx"));
    let limits = Limits { unzipped_bytes: 1 << 20, ..Limits::default() };
    let large = xlsx_parts(SHEET, "", "", &[("xl/large.xml", &vec![b' '; 3 << 20])]);
    assert_eq!(
        refusal_within(&large, "xlsx", limits),
        "解压后约 3 MB，超过上限 1 MB。请确认文件来源；确要读取，请拆分，或在 pipeline.toml 的 [limits] 中提高 unzipped_megabytes"
    );
    // An entry that declares less than it unzips to.
    let mut liar = xlsx_parts(SHEET, "", "", &[("xl/zz.xml", &vec![b' '; 3 << 20])]);
    let size = (3_u32 << 20).to_le_bytes();
    while let Some(at) = liar.windows(4).position(|w| w == size) {
        liar[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let what = refusal(&liar, "xlsx");
    assert!(what.contains("比它声称的大") || what.starts_with("文件不完整或已损坏"), "{what}");
    let strings = format!("<si><t>{}</t></si>", "文".repeat(200_000));
    let what = refusal_within(&xlsx(SHEET, &strings), "xlsx", limits);
    assert!(what.contains("unzipped_megabytes（文字最多占其四分之一）"), "{what}");
}

#[test]
fn names_that_climb_out_and_duplicates() {
    for name in ["../x", "/etc/x", "xl/../../x", "C:/x", "..\\x"] {
        let bytes = xlsx_parts(SHEET, "", "", &[(name, b"x")]);
        assert!(
            refusal(&bytes, "xlsx").contains("指向压缩包之外，未读取"),
            "{name}: {}",
            refusal(&bytes, "xlsx")
        );
    }
    let bytes = xlsx_parts(SHEET, "", "", &[("XL/Workbook.xml", b"x")]);
    assert!(refusal(&bytes, "xlsx").contains("重名"));
    let mut bytes = xlsx_parts(SHEET, "", "", &[("xl/workbook.xm_", b"x")]);
    while let Some(at) = bytes.windows(15).position(|w| w == b"xl/workbook.xm_") {
        bytes[at + 14] = b'l';
    }
    assert!(refusal(&bytes, "xlsx").contains("重名"), "{}", refusal(&bytes, "xlsx"));
}

#[test]
fn claims_of_a_billion_rows() {
    let sheet = r#"<dimension ref="A1:A1000000000"/><sheetData><row r="1000000000"><c r="A1000000000"><v>1</v></c></row></sheetData>"#;
    assert_eq!(
        refusal(&xlsx(sheet, ""), "xlsx"),
        "工作表“表一”声称有 1000000000 行、1 列，超过表格的上限（1048576 行、16384 列），文件损坏或不可信，未读取"
    );
    let row = r#"<table:table-row table:number-rows-repeated="1000000000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>"#;
    let table = format!(r#"<table:table table:name="表一">{row}</table:table>"#);
    assert_eq!(
        refusal(&ods(&table), "ods"),
        "工作表“表一”声称有 1000000000 行、1 列，超过表格的上限（1048576 行、16384 列），文件损坏或不可信，未读取"
    );
    let row = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>"#;
    let table = format!(r#"<table:table table:name="表一">{row}</table:table>"#);
    let limits = Limits { cells: 100_000, ..Limits::default() };
    assert!(refusal_within(&ods(&table), "ods", limits).contains("提高 cells"));
    let what = refusal(
        &xlsb(&[record(0, &words(&[1_000_000_000, 0, 0, 0])), record(2, &words(&[0, 0, 7]))], &[]),
        "xlsb",
    );
    assert!(what.contains("行号超出范围"), "{what}");
}

#[test]
fn an_xls_of_far_cells_is_refused_before_it_is_laid_out() {
    let limits = Limits { cells: 80, ..Limits::default() };
    let what = refusal_within(&file("xls"), "xls", limits);
    assert!(what.contains("散布在") && what.contains("[limits] 中提高 cells"), "{what}");
    let mut bytes = file("xls");
    let at = bytes.windows(4).position(|w| w == b"\x00\x02\x0e\x00").unwrap();
    bytes[at + 8..at + 12].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    assert!(refusal(&bytes, "xls").contains("声称有 1000000000 行"), "{}", refusal(&bytes, "xls"));
}

#[test]
fn entities_are_not_expanded() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>"#;
    for entity in ["b", "x"] {
        let sheet = format!(
            r#"{laughs}<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&{entity};</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>"#
        );
        let what = refusal(&xlsx(&sheet, ""), "xlsx");
        assert!(what.contains("读取中断") && !what.contains("root:"), "{what}");
        let strings = format!("{laughs}<sst><si><t>&{entity};</t></si></sst>");
        let what = refusal(&xlsx(SHEET, &strings), "xlsx");
        assert!(what.starts_with("文件不完整或已损坏（") && what.len() < 300, "{what}");
        let content = format!(
            r#"{laughs}<office:document-content><table:table table:name="表一"><table:table-row><table:table-cell office:value-type="string"><text:p>甲&{entity};乙</text:p></table:table-cell></table:table-row></table:table></office:document-content>"#
        );
        let bytes = zipped(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_bytes()),
        ]);
        let (sheets, _) = read(&bytes, "ods");
        assert_eq!(cells(&sheets[0])[0].1, "文:甲乙");
    }
}

#[test]
fn a_file_beyond_the_limit() {
    let limits = Limits { file_bytes: 1 << 20, ..Limits::default() };
    let mut bytes = Vec::new();
    bytes.write_all(&vec![b'1'; 2 << 20]).unwrap();
    assert!(refusal_within(&bytes, "csv", limits).contains("提高 file_megabytes"));
}
