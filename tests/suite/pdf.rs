//! The reader for .pdf against files made by `make/` and files written by hand here.

use flate2::{Compression, write::ZlibEncoder};
use std::io::Write;
use zhiliang::ingest::parsed::Parsed;
use zhiliang::ingest::pdf::{Limits, read};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/ingest/pdf/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn parsed(name: &str) -> Parsed {
    let parsed = read(file(name), Limits::default()).unwrap();
    check(&parsed);
    parsed
}

/// Offsets stand on characters, in order, and cells hold no separators.
fn check(p: &Parsed) {
    for h in &p.headings {
        assert!(!p.text[h.start..h.end].contains('\n'));
    }
    for t in &p.tables {
        assert!(p.text[t.start..t.end].ends_with('\n'));
        for c in &t.cells {
            assert!(t.start <= c.start && c.end <= t.end);
            assert!(!p.text[c.start..c.end].contains(['\n', '\t']));
        }
    }
    assert!(p.headings.windows(2).all(|w| w[0].end <= w[1].start));
    assert!(p.tables.windows(2).all(|w| w[0].end <= w[1].start));
}

fn refusal(bytes: Vec<u8>) -> String {
    read(bytes, Limits::default()).unwrap_err()
}

fn cells(p: &Parsed, table: usize) -> Vec<Vec<&str>> {
    let t = &p.tables[table];
    p.text[t.start..t.end].lines().map(|l| l.split('\t').collect()).collect()
}

fn note(p: &Parsed, code: &str) -> bool {
    p.notes.iter().any(|n| n.0 == code)
}

const P1: &str = "2023年，全省深入开展小微企业质量管理体系认证提升行动，共帮扶企业1234家，同比增长5.3%，培训人员21034人次，发放补贴资金1200余万元，推动质量基础设施协同服务进一步落地见效。";
const P2: &str = "各市州积极响应，成都市帮扶企业312家，绵阳市帮扶企业98家，德阳市帮扶企业87家；全省新增获证企业456家，认证证书数量达到78901张，较上年末增加3456张，增长4.6%。";
const P3: &str = "下一步，我们将继续加大工作力度，完善政策措施，力争2024年帮扶企业达到1500家以上。";

/// Every file of `tests/files` that has its text beside it.
#[test]
fn files_give_the_text_beside_them() {
    let mut count = 0;
    for entry in std::fs::read_dir(format!("{}/tests/cases/ingest/pdf", env!("CARGO_MANIFEST_DIR"))).unwrap()
    {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt") {
            let expected = std::fs::read_to_string(&path).unwrap();
            let name = path.with_extension("pdf");
            let p = read(std::fs::read(&name).unwrap(), Limits::default()).unwrap();
            check(&p);
            assert_eq!(p.text, expected, "{}", name.display());
            count += 1;
        }
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn headers_and_page_numbers_go_and_pages_are_joined() {
    let p = parsed("unigb.pdf");
    assert_eq!(p.title.as_deref(), Some("关于2023年质量提升行动情况的报告"));
    assert!(!p.text.contains("四川省市场监督管理局") && !p.text.contains("- 2 -"));
    assert!(p.text.lines().skip(2).all(|l| [P1, P2, P3].contains(&l)));
    assert_eq!(&p.text[p.headings[0].start..p.headings[0].end], "一、主要工作");
}

#[test]
fn a_report_with_footnotes_and_a_table() {
    let p = parsed("ty_report.pdf");
    assert!(p.text.contains("增长5.3%¹，培训"));
    assert!(p.text.contains("120km²，PM2.5浓度下降3.2%"));
    assert!(p.text.contains("\n¹增长率按可比口径计算。\n") && note(&p, "I-pdf-footnotes"));
    assert!(!p.text.contains("第1页") && !p.text.contains("第 1 页"));
    assert_eq!(p.tables[0].caption, "表1 各地区帮扶企业情况 单位：家、%");
    let spans: Vec<(u32, u32)> = p.tables[0].cells[..3].iter().map(|c| (c.row_span, c.column_span)).collect();
    assert_eq!(spans, [(2, 1), (1, 2), (2, 1)]);
    let levels: Vec<(&str, u8)> = p.headings.iter().map(|h| (&p.text[h.start..h.end], h.level)).collect();
    assert_eq!(levels, [("一、总体情况", 1), ("（一）主要做法", 2), ("二、各地区情况", 1)]);
}

#[test]
fn an_official_letter_in_its_usual_layout() {
    let p = parsed("letter.pdf");
    let title = "四川省市场监督管理局关于2023年小微企业质量管理体系认证提升行动情况的报告";
    assert_eq!(p.title.as_deref(), Some(title));
    assert!(
        p.text.contains(&format!("（一）加强组织领导。{P1}\n（二）强化政策支持。{P2}\n二、存在的问题\n"))
    );
    assert!(
        p.text.ends_with("\n四川省市场监督管理局\n2024年1月15日\n（联系人：张三，电话：028-86607000）\n"),
        "{}",
        p.text
    );
    assert!(!p.text.contains("— 1"));
}

#[test]
fn columns_are_read_one_after_the_other() {
    for name in ["two_columns.pdf", "ty_columns.pdf"] {
        let p = parsed(name);
        assert_eq!(p.title.as_deref(), Some("质量工作简报"));
        assert!(p.text.lines().skip(1).all(|l| [P1, P2, P3].contains(&l)), "{name}: {}", p.text);
    }
}

#[test]
fn paragraphs_without_indents_are_told_by_their_gaps() {
    let p = parsed("ty_blocks.pdf");
    assert_eq!(p.text.lines().collect::<Vec<_>>(), ["工作通报", P1, P2, P3, P1, P3, P2]);
    assert_eq!(p.title.as_deref(), Some("工作通报"), "a file name is no title");
}

#[test]
fn a_number_broken_over_a_line_end_is_joined() {
    let p = parsed("broken_number.pdf");
    assert!(p.text.contains("共计1234家，认证"));
    assert!(p.text.contains("2022 2023两个年份"));
}

#[test]
fn raised_marks_never_run_into_numbers() {
    let p = parsed("superscript.pdf");
    assert_eq!(p.text.trim(), "同比增长5.3%¹，面积120km²，企业达到1234[²]家，PM2.5下降。");
}

#[test]
fn ruled_tables_have_their_cells() {
    let p = parsed("ruled_table.pdf");
    let rows = cells(&p, 0);
    assert_eq!(rows[0], ["地区", "帮扶企业", "", "增长率"]);
    assert_eq!(rows[4], ["合 计", "1,400", "1,434", "…"]);
    assert_eq!(p.tables[0].caption, "表1 各地区帮扶企业情况 单位：家、%");
    assert!(p.tables[0].cells.iter().all(|c| c.heading == (c.row < 2)));
    assert!(p.text.ends_with(&format!("{P2}\n")));
}

#[test]
fn tables_without_inner_lines_have_their_cells() {
    let rows = |name: &str| cells(&parsed(name), 0).iter().map(|r| r.join("|")).collect::<Vec<_>>();
    assert_eq!(rows("aligned_table.pdf")[2], "培训人次|20 120|21 034|4.5");
    assert_eq!(rows("aligned_table.pdf")[4], "新增获证企业（家）|—|456|");
    assert_eq!(rows("ty_three_line.pdf")[3], "覆盖率|56.2%|61.0%");
    assert_eq!(rows("ty_open_sides.pdf")[2], "建筑业|175|289|−0.4");
    assert_eq!(rows("calc_sheet.pdf")[4], "合计|497|3.2");
}

#[test]
fn wrapped_cells_are_one_text() {
    let p = parsed("ty_wrapped_cells.pdf");
    assert_eq!(
        cells(&p, 0)[1],
        ["1", "开展小微企业质量管理体系认证提升行动，帮扶企业1234家以上", "省市场监管局、省经济和信息化厅"]
    );
}

#[test]
fn a_number_goes_on_in_a_narrow_cell_and_two_numbers_stay_two() {
    // Columns of 36 points: `12345` fills one and goes on as `67`, `2022` and `2023` stand one below the other.
    let mut content = String::from("0.5 w ");
    for x in [100, 136, 196] {
        content += &format!("{x} 600 m {x} 690 l S ");
    }
    for y in [600, 630, 660, 690] {
        content += &format!("100 {y} m 196 {y} l S ");
    }
    for (x, y, t) in [
        (101, 678, "12345"),
        (101, 664, "67"),
        (150, 678, "2022"),
        (150, 664, "2023"),
        (101, 640, "a"),
        (150, 640, "b"),
        (101, 610, "c"),
        (150, 610, "d"),
    ] {
        content += &format!("BT /F 12 Tf {x} {y} Td ({t}) Tj ET ");
    }
    let objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("", content.as_bytes()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    let p = read(build(&objects), Limits::default()).unwrap();
    assert_eq!(cells(&p, 0)[0], ["1234567", "2022 2023"]);
}

#[test]
fn a_table_over_two_pages_is_one() {
    for (name, rows) in [("long_table.pdf", 41), ("ty_long_table.pdf", 61)] {
        let p = parsed(name);
        assert_eq!(p.tables.len(), 1, "{name}");
        assert_eq!(cells(&p, 0).len(), rows, "{name}");
        assert!(cells(&p, 0)[1..].iter().all(|r| r[0].starts_with('第')), "{name}");
    }
}

#[test]
fn turned_pages_are_read_and_watermarks_are_not() {
    let p = parsed("rotated.pdf");
    assert_eq!(p.text.lines().collect::<Vec<_>>(), [P1, P2, P3]);
    assert!(note(&p, "I-pdf-slanted"));
}

#[test]
fn latin_lines_lose_their_hyphens_and_keep_their_spaces() {
    let p = parsed("latin.pdf");
    assert!(p.text.contains("over the previous year") && p.text.contains("quality management systems"));
    assert!(parsed("ty_mixed.pdf").text.contains("quality management systems 得到"));
}

#[test]
fn scans_are_refused_and_mixes_noted() {
    assert!(refusal(file("scan.pdf")).contains("扫描件（3 页"));
    let p = parsed("mixed.pdf");
    assert!(p.notes.iter().any(|n| n.0 == "I-pdf-scanned-pages" && n.1.contains("第 2–3 页")));
    assert!(note(&parsed("recognised.pdf"), "I-pdf-recognised"));
    assert!(refusal(file("drawing.pdf")).contains("没有文字"));
}

#[test]
fn passwords() {
    assert!(refusal(file("locked.pdf")).contains("需要密码"));
    assert!(refusal(file("aes256_locked.pdf")).contains("需要密码"));
    assert!(parsed("owner_only.pdf").text.contains("1234家"));
    assert!(parsed("aes256.pdf").text.contains("1234[²]家"));
}

// Files written here.

/// A file of numbered objects with a cross-reference table; the first is the catalog.
fn build(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let at = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF", objects.len() + 1).bytes(),
    );
    out
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
    out.extend(data);
    out.extend(b"\nendstream");
    out
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// One page whose font `F` is the given dictionary, showing a string given in hexadecimal.
fn one_page(font: &str, more: &[Vec<u8>], hex: &str) -> Vec<u8> {
    let content = format!("BT /F 12 Tf 80 700 Td <{hex}> Tj ET");
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_vec(),
        stream("", content.as_bytes()),
        font.as_bytes().to_vec(),
    ];
    objects.extend_from_slice(more);
    build(&objects)
}

fn composite(encoding: &str, hex: &str) -> String {
    let font =
        format!("<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[6 0 R]>>");
    let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/W[7716 7716 500 814 907 500]>>".to_vec();
    read(one_page(&font, &[descendant], hex), Limits::default()).unwrap().text.trim().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn predefined_character_maps_need_no_table_in_the_file() {
    let text = "帮扶1234家，增长5.3%";
    let gbk = hex(&encoding_rs::GBK.encode(text).0);
    let utf16 = hex(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    for encoding in ["GBK-EUC-H", "GBKp-EUC-H", "GBK2K-H", "GB-EUC-H", "GBpc-EUC-H"] {
        assert_eq!(composite(encoding, &gbk), text, "{encoding}");
    }
    for encoding in ["UniGB-UCS2-H", "UniGB-UTF16-H"] {
        assert_eq!(composite(encoding, &utf16), text, "{encoding}");
    }
    // The numbers of 力 控 制 in Adobe-GB1, and of the digits 1 2.
    assert_eq!(composite("Identity-H", "09ef096511c500120013"), "力控制12");
}

#[test]
fn four_byte_codes_and_traditional_characters() {
    let gb18030 = hex(&encoding_rs::GB18030.encode("镕䶮1家").0);
    assert_eq!(composite("GBK2K-H", &gb18030), "镕䶮1家");
    let font = "<</Type/Font/Subtype/Type0/BaseFont/MingLiU/Encoding/ETen-B5-H/DescendantFonts[6 0 R]>>";
    let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/MingLiU/CIDSystemInfo<</Registry(Adobe)/Ordering(CNS1)/Supplement 0>>>>".to_vec();
    let big5 = hex(&encoding_rs::BIG5.encode("臺灣省7家").0);
    assert_eq!(
        read(one_page(font, &[descendant], &big5), Limits::default()).unwrap().text.trim(),
        "臺灣省7家"
    );
}

#[test]
fn vertical_writing_is_read_downwards_from_right_to_left() {
    let content = |encoding: &str| {
        let font = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[6 0 R]>>"
        );
        let descendant = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>".to_vec();
        one_page(
            &font,
            &[descendant],
            &hex(&"质量工作简报".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()),
        )
    };
    assert_eq!(read(content("UniGB-UCS2-V"), Limits::default()).unwrap().text.trim(), "质量工作简报");
}

#[test]
fn a_table_in_the_file_wins_and_radicals_are_repaired() {
    let font =
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[6 0 R]>>";
    let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>".to_vec();
    let map = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000><ffff> endcodespacerange 3 beginbfchar <0001><2f00> <0002><3001> <0003><fb01> endbfchar 1 beginbfrange <0010><0019><0030> endbfrange endcmap";
    let bytes = one_page(font, &[descendant, stream("", map)], "0001000200110012000300110010");
    assert_eq!(read(bytes, Limits::default()).unwrap().text.trim(), "一、12fi10");
}

#[test]
fn a_font_without_any_table_is_refused_not_guessed() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>";
    let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>".to_vec();
    assert!(refusal(one_page(font, &[descendant], "00010002000300040005")).contains("没有文字对照表"));
}

#[test]
fn simple_fonts_have_encodings_and_differences() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/one/two/percent/uni4E2D 65/B]>>>>";
    assert_eq!(
        read(one_page(font, &[], "0102030441425985"), Limits::default()).unwrap().text.trim(),
        "12%中BBY…"
    );
}

#[test]
fn a_number_in_pieces_stays_whole() {
    let content = b"BT /F 12 Tf 80 700 Td [(1)-20(2)10(34)] TJ ( ) Tj (56) Tj ET BT /F 12 Tf 300 700 Td (7) Tj ET BT /F 12 Tf 306.7 700 Td (8.) Tj (9) Tj ET";
    let objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("", content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    assert_eq!(read(build(&objects), Limits::default()).unwrap().text.trim(), "1234 56\t78.9");
}

#[test]
fn wrong_widths_do_not_mix_up_a_number() {
    // The font says that its digits are twice as wide as they are drawn.
    let content = b"BT /F 12 Tf 80 700 Td (860700) Tj ET BT /G 12 Tf 116 700 Td (\\)) Tj ET";
    let wide = b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 48/LastChar 57/Widths[900 900 900 900 900 900 900 900 900 900]>>";
    let objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R/G 6 0 R>>>>>>".to_vec(),
        stream("", content),
        wide.to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    assert_eq!(read(build(&objects), Limits::default()).unwrap().text, "860700)\n");
}

#[test]
fn fonts_that_are_drawings_have_a_size() {
    let content = b"q .1 0 0 .1 0 0 cm BT /F 1 Tf 800 7000 Td (12) Tj ET Q";
    let font = b"<</Type/Font/Subtype/Type3/FontMatrix[1 0 0 1 0 0]/FontBBox[0 0 0 0]/FirstChar 49/LastChar 50/Widths[60 60]/CharProcs<<>>/Encoding<</Differences[49/one/two]>>>>";
    let objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("", content),
        font.to_vec(),
    ];
    assert_eq!(read(build(&objects), Limits::default()).unwrap().text, "12\n");
}

#[test]
fn text_in_forms_is_read_and_marked_headers_are_not() {
    let content = b"/Artifact <</Type/Pagination/Subtype/Header>> BDC BT /F 9 Tf 80 800 Td (Header 2023) Tj ET EMC q 1 0 0 1 0 -50 cm /X Do Q";
    let objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>>>"
            .to_vec(),
        stream("", content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>",
            b"BT /F 12 Tf 80 700 Td (inside 42) Tj ET",
        ),
    ];
    assert_eq!(read(build(&objects), Limits::default()).unwrap().text, "inside 42\n");
}

// Bad input.

#[test]
fn empty_foreign_and_truncated_files_are_refused() {
    assert!(refusal(Vec::new()).contains("不是 PDF"));
    assert!(refusal(b"PK\x03\x04 hello".to_vec()).contains("不是 PDF"));
    assert!(refusal("第一行文字\n".repeat(50).into_bytes()).contains("不是 PDF"));
    let whole = file("ty_report.pdf");
    for part in [9, 100, whole.len() / 4] {
        assert!(!refusal(whole[..part].to_vec()).is_empty());
    }
    assert!(refusal(b"%PDF-1.7\n%%EOF".to_vec()).contains("已损坏"));
}

#[test]
fn a_broken_cross_reference_table_is_repaired() {
    let mut bytes = file("unigb.pdf");
    let at = bytes.windows(9).rposition(|w| w == b"startxref").unwrap();
    bytes.truncate(at);
    bytes.extend(b"startxref\n7\n%%EOF");
    assert!(read(bytes, Limits::default()).unwrap().text.contains("1234家"));
    let mut shifted = b"junk before the header\n".to_vec();
    shifted.extend(file("unigb.pdf"));
    assert!(read(shifted, Limits::default()).unwrap().text.contains("1234家"));
}

#[test]
fn missing_pages_and_damage_are_told() {
    let mut bytes = file("unigb.pdf");
    let at = bytes.windows(9).rposition(|w| w == b"startxref").unwrap();
    bytes.truncate(at - 10);
    assert!(note(&read(bytes, Limits::default()).unwrap(), "I-pdf-incomplete"));
    let text = b"BT /F 12 Tf 80 700 Td (12 enterprises) Tj ET ".repeat(40);
    let mut data = packed(&text);
    let at = data.len() - 2;
    data[at] ^= 0x55;
    let objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 4/MediaBox[0 0 595 842]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("/Filter/FlateDecode", &data),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    let p = read(build(&objects), Limits::default()).unwrap();
    assert!(note(&p, "I-pdf-damaged") && note(&p, "I-pdf-incomplete"));
}

#[test]
fn cycles_end() {
    let pages = build(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>".to_vec(),
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 2>>".to_vec(),
    ]);
    assert!(!refusal(pages).is_empty());
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>";
    let forms = build(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
            .to_vec(),
        stream("", b"/X Do"),
        stream(form, b"/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do"),
    ]);
    assert!(!refusal(forms).is_empty());
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![b' '; 30 << 20];
    let limits = Limits { stream_bytes: 20 << 20, ..Limits::default() };
    let refusal = |bytes: Vec<u8>| read(bytes, limits).unwrap_err();
    let bomb = packed(&zeros);
    let page = |filter: &str, data: &[u8]| {
        build(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_vec(),
            stream(filter, data),
        ])
    };
    assert!(refusal(page("/Filter/FlateDecode", &bomb)).contains("超过上限"));
    assert!(refusal(page("/Filter/#46lateDecode", &bomb)).contains("超过上限"));
    assert!(refusal(page("/Filter[/FlateDecode/FlateDecode]", &packed(&bomb))).contains("超过上限"));
    assert!(refusal(page("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &bomb)).contains("超过上限"));
    assert!(refusal(page("/Filter 3 0 R", b"x")).contains("超过上限"));
}

#[test]
fn pages_and_characters_have_limits() {
    let few = Limits { pages: 1, ..Limits::default() };
    assert!(read(file("unigb.pdf"), few).unwrap_err().contains("超过上限 1 页"));
    let short = Limits { glyphs: 100, ..Limits::default() };
    assert!(read(file("unigb.pdf"), short).unwrap_err().contains("内容过多"));
    let small = Limits { total_bytes: 500, ..Limits::default() };
    assert!(read(file("unigb.pdf"), small).unwrap_err().contains("超过上限"));
}

#[test]
fn deep_nesting_does_not_overflow_a_small_stack() {
    let deep = |open: &str, close: &str| {
        let value = open.repeat(100_000) + &close.repeat(100_000);
        build(&[
            format!("<</Type/Catalog/Pages 2 0 R/X {value}>>").into_bytes(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Y {value}>>").into_bytes(),
            stream("", format!("{value} Tj /X {value} BDC [{value}] TJ").as_bytes()),
        ])
    };
    for bytes in [deep("[", "]"), deep("<</A ", ">>"), deep("(", ")"), deep("<</A [", "]>>")] {
        let thread =
            std::thread::Builder::new().stack_size(2 << 20).spawn(|| read(bytes, Limits::default()).is_ok());
        thread.unwrap().join().unwrap();
    }
}

#[test]
fn changed_bytes_neither_panic_nor_hang() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize % n.max(1)
    };
    let names = [
        "unigb.pdf",
        "ruled_table.pdf",
        "superscript.pdf",
        "owner_only.pdf",
        "calc_sheet.pdf",
        "ty_three_line.pdf",
    ];
    for name in names {
        let whole = file(name);
        for _ in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..1 + random(12) {
                let at = random(bytes.len());
                match random(4) {
                    0 => bytes[at] = random(256) as u8,
                    1 => bytes[at] ^= 1 << random(8),
                    2 => drop(bytes.drain(at..(at + random(40)).min(bytes.len()))),
                    _ => {
                        let from = random(bytes.len());
                        let piece = bytes[from..(from + random(60)).min(bytes.len())].to_vec();
                        bytes.splice(at..at, piece);
                    }
                }
            }
            let start = std::time::Instant::now();
            let _ = read(bytes, Limits::default()).map(|p| check(&p));
            assert!(start.elapsed().as_secs() < 10, "{name}");
        }
    }
}
