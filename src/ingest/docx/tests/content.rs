//! Paragraphs, runs, fields, revisions, notes, text boxes.

use super::{W, body, codes, document, p, with};
use crate::ingest::docx::{Limits, read};

fn run(properties: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn raised(text: &str) -> String {
    run(r#"<w:vertAlign w:val="superscript"/>"#, text)
}

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="my"><w:name w:val="公文小标题"/><w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="no"><w:name w:val="TOC Heading"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="lv3"><w:name w:val="三级标题"/></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="c"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="x"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="character" w:styleId="fr"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="h"><w:name w:val="gone"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#;

fn styled(style: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
}

#[test]
fn headings_come_from_styles_chains_and_outline_levels() {
    let text = [
        styled("t", "某省统计公报"),
        styled("t", "（2023年）"),
        styled("1", "一、综合"),
        p("全年增长5.3%。"),
        styled("my", "（一）工业"),
        styled("lv3", "1.制造业"),
        styled("no", "目录之题"),
        styled("loop", "正文甲"),
        styled("unknown", "正文乙"),
        r#"<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>直接大纲</w:t></w:r></w:p>"#.into(),
        r#"<w:p><w:pPr><w:pStyle w:val="1"/><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>降为正文</w:t></w:r></w:p>"#.into(),
    ];
    let parsed = with(&text.concat(), &[("styles", STYLES)]);
    assert_eq!(parsed.title.as_deref(), Some("某省统计公报（2023年）"));
    let found: Vec<(u8, &str)> =
        parsed.headings.iter().map(|h| (h.level, &parsed.text[h.start..h.end])).collect();
    assert_eq!(found, [(1, "一、综合"), (2, "（一）工业"), (3, "1.制造业"), (2, "直接大纲")]);
    assert!(parsed.text.starts_with("某省统计公报\n（2023年）\n一、综合\n全年增长5.3%。\n"));
    assert!(parsed.text.contains("正文甲\n正文乙\n"));
}

#[test]
fn a_heading_style_on_a_whole_paragraph_marks_its_first_sentence() {
    let long = "落实各项政策措施，推动高质量发展。".repeat(8);
    let parsed = with(&styled("1", &format!("（一）总体要求。{long}")), &[("styles", STYLES)]);
    assert_eq!(&parsed.text[parsed.headings[0].start..parsed.headings[0].end], "（一）总体要求");
    let parsed = with(&styled("1", &"推动发展，".repeat(40)), &[("styles", STYLES)]);
    assert!(parsed.headings.is_empty());
}

#[test]
fn tracked_changes_keep_what_is_inserted() {
    let text = r#"<w:p><w:r><w:t>增长</w:t></w:r><w:del><w:r><w:delText>4.9</w:delText></w:r></w:del><w:ins><w:r><w:t>5.3</w:t></w:r></w:ins><w:r><w:t>%</w:t></w:r>
<w:moveFrom><w:r><w:t>移走88</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>"#;
    let parsed = body(text);
    assert_eq!(parsed.text, "增长5.3%移来\n");
    assert_eq!(codes(&parsed), ["I-docx-revisions"]);
    assert!(parsed.notes[0].1.contains("删除的 2 处") && parsed.notes[0].1.contains("插入的 2 处"));
}

#[test]
fn a_deleted_paragraph_end_joins_the_next_paragraph() {
    let text = r#"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>"#.to_owned()
        + &p("后半");
    assert_eq!(body(&text).text, "前半后半\n");
    let last = p("甲") + r#"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>"#;
    assert_eq!(body(&last).text, "甲\n乙\n");
}

#[test]
fn old_properties_of_a_tracked_change_do_not_count() {
    let text = r#"<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="1"/></w:pPr></w:pPrChange></w:pPr><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>正文</w:t></w:r></w:p>"#;
    let parsed = with(text, &[("styles", STYLES)]);
    assert_eq!((parsed.text.as_str(), parsed.headings.len(), parsed.notes.len()), ("正文\n", 0, 0));
}

#[test]
fn fields_show_their_results_and_never_their_codes_or_page_numbers() {
    let field = |code: &str, result: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let text = format!(
        "<w:p><w:r><w:t>表</w:t></w:r>{}<w:r><w:t>共</w:t></w:r>{}<w:r><w:t>家</w:t></w:r>{}</w:p><w:p>{}</w:p>",
        field(" SEQ 表 \\* ARABIC 77 ", "1"),
        field(" =SUM(ABOVE) ", "1200"),
        field(" PAGEREF _Toc17735 \\h ", "33"),
        r#"<w:fldSimple w:instr=" PAGE "><w:r><w:t>5</w:t></w:r></w:fldSimple><w:fldSimple w:instr="DOCPROPERTY x"><w:r><w:t>值</w:t></w:r></w:fldSimple>"#
    );
    assert_eq!(body(&text).text, "表1共1200家\n值\n");
    // A field without its end does not swallow the paragraphs below.
    let broken = r#"<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r></w:p>"#.to_owned() + &p("乙");
    assert_eq!(body(&broken).text, "甲\n乙\n");
}

#[test]
fn a_table_of_contents_is_left_out() {
    let contents = styled("c", "一、综合	3")
        + r#"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>目录 12</w:t></w:r></w:p></w:sdtContent></w:sdt>"#
        + r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \o</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>二、工业 4</w:t></w:r></w:p><w:p><w:r><w:t>三、农业 5</w:t></w:r></w:p>"#
        + &styled("1", "一、综合");
    let parsed = with(&(contents + &p("正文")), &[("styles", STYLES)]);
    assert_eq!(parsed.text, "一、综合\n正文\n");
    assert_eq!(codes(&parsed), ["I-docx-contents"]);
}

#[test]
fn footnotes_follow_their_paragraph_and_their_marks_touch_no_number() {
    let footnotes = format!(
        r#"<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> 2023年数据为初步核算数。</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>自定标记</w:t></w:r></w:p></w:footnote><w:footnote w:id="3"><w:p><w:r><w:t>无人引用</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    let endnotes = format!(
        r#"<w:endnotes {W}><w:endnote w:id="1"><w:p><w:r><w:t>尾注文字</w:t></w:r></w:p></w:endnote></w:endnotes>"#
    );
    let text = r#"<w:p><w:r><w:t>增长5.3</w:t></w:r><w:r><w:rPr><w:rStyle w:val="fr"/></w:rPr><w:footnoteReference w:id="1"/></w:r><w:r><w:t>%，共12</w:t></w:r><w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>1</w:t></w:r><w:r><w:t>家</w:t></w:r><w:r><w:endnoteReference w:id="1"/></w:r></w:p>"#.to_owned()
        + &p("下一段");
    let parsed = with(&text, &[("styles", STYLES), ("footnotes", &footnotes), ("endnotes", &endnotes)]);
    assert_eq!(
        parsed.text,
        "增长5.3%，共12家\n〔脚注〕2023年数据为初步核算数。\n〔脚注〕自定标记\n〔尾注〕尾注文字\n下一段\n"
    );
    assert_eq!(codes(&parsed), ["I-docx-notes"]);
    assert!(parsed.notes[0].1.contains("脚注 2 条、尾注 1 条"));
}

#[test]
fn typed_note_marks_and_raised_digits() {
    let text = format!(
        "<w:p>{}{}{}{}{}{}{}</w:p>",
        run("", "增长5.3%"),
        raised("[1]"),
        run("", "，面积9.6万km"),
        raised("2"),
        run("", "，共5"),
        raised("1"),
        run("", "家"),
    );
    let parsed = body(&text);
    assert_eq!(parsed.text, "增长5.3%，面积9.6万km²，共5¹家\n");
    assert_eq!(codes(&parsed), ["I-docx-marks"]);
}

#[test]
fn characters_that_have_elements_of_their_own() {
    let text = r#"<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>电话010</w:t><w:noBreakHyphen/><w:t>8</w:t><w:softHyphen/><w:t>8</w:t><w:sym w:font="Symbol" w:char="F0B0"/><w:sym w:font="Wingdings" w:char="F06C"/><w:sym w:font="宋体" w:char="2460"/><w:lastRenderedPageBreak/><w:t>&amp;&#x4e2d;&lt;</w:t></w:r></w:p>"#;
    assert_eq!(body(text).text, "甲\t乙\n电话010-88°①&中<\n");
}

#[test]
fn ruby_shows_its_base_and_bookmarks_nothing() {
    let text = r#"<w:p><w:bookmarkStart w:id="0" w:name="_Toc17735"/><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r><w:bookmarkEnd w:id="0"/><w:r><w:t>字</w:t></w:r></w:p>"#;
    assert_eq!(body(text).text, "汉字\n");
}

#[test]
fn a_text_box_is_read_once() {
    let inner = |t: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(t));
    let text = format!(
        "<w:p><w:r><w:t>正</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>文</w:t></w:r></w:p>",
        inner("框内20家"),
        inner("框内20家")
    );
    assert_eq!(body(&text).text, "正文\n框内20家\n");
    // A choice that says nothing gives way to the fallback.
    let text = "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"x\"><w:symEx/></mc:Choice><mc:Fallback><w:t>甲</w:t></mc:Fallback></mc:AlternateContent><w:t>乙</w:t></w:r></w:p>";
    assert_eq!(body(text).text, "甲乙\n");
}

#[test]
fn hidden_text_and_comments_are_left_out_with_a_note() {
    let comments = format!(
        r#"<w:comments {W}><w:comment w:id="0"><w:p><w:r><w:t>请核对999</w:t></w:r></w:p></w:comment></w:comments>"#
    );
    let text = format!(
        r#"<w:p><w:commentRangeStart w:id="0"/>{}{}{}{}<w:r><w:commentReference w:id="0"/></w:r></w:p>"#,
        run("", "共12"),
        run("<w:vanish/>", "隐藏34"),
        run(r#"<w:rStyle w:val="h"/>"#, "样式隐藏"),
        run(r#"<w:rStyle w:val="h"/><w:vanish w:val="0"/>"#, "家")
    );
    let parsed = with(&text, &[("styles", STYLES), ("comments", &comments)]);
    assert_eq!(parsed.text, "共12家\n");
    assert_eq!(codes(&parsed), ["I-docx-hidden", "I-docx-comments"]);
    assert!(parsed.notes[0].1.contains("8 字"));
}

#[test]
fn content_controls_are_read_and_placeholders_are_not() {
    let control = |properties: &str, content: &str| {
        format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let text = control("", &p("块"))
        + "<w:p>"
        + &control("", "<w:r><w:t>行内</w:t></w:r>")
        + &control("<w:showingPlcHdr/>", "<w:r><w:t>单击此处输入文字</w:t></w:r>")
        + "<w:hyperlink><w:smartTag><w:r><w:t>链接</w:t></w:r></w:smartTag></w:hyperlink></w:p>";
    assert_eq!(body(&text).text, "块\n行内链接\n");
}

#[test]
fn what_cannot_be_read_is_noted() {
    let text = p("正文")
        + r#"<w:altChunk r:id="x"/><w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r><w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r><w:r><w:drawing><c:chart/></w:drawing><w:drawing><a:blip/></w:drawing></w:r></w:p>"#;
    let parsed = body(&text);
    assert_eq!(codes(&parsed), ["I-docx-chunk", "I-docx-object", "I-docx-chart", "I-docx-picture"]);
    assert!(parsed.notes[1].1.contains("1 个对象"));
}

#[test]
fn formulas_keep_their_powers_and_fractions() {
    let text = "<w:p><m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>8</m:t></m:r></m:sup></m:sSup><m:r><m:t>+</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>";
    assert_eq!(body(text).text, "10⁸+1/2\n");
}

#[test]
fn a_strict_document_reads_alike() {
    let strict = r#"<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>严格 5.3</x:t></x:r></x:p></x:body></x:document>"#;
    let relations = r#"<Relationships><Relationship Id="1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/main.xml"/></Relationships>"#;
    let bytes = super::zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations.as_bytes()),
        ("word/main.xml", strict.as_bytes()),
    ]);
    assert_eq!(read(&bytes, Limits::default()).unwrap().text, "严格 5.3\n");
}

#[test]
fn white_space_counts_where_it_is_preserved() {
    let text = "<w:p><w:r><w:t>\n  5.</w:t></w:r><w:r><w:t>3 \n</w:t></w:r><w:r><w:t xml:space=\"preserve\"> 亿</w:t></w:r></w:p>";
    assert_eq!(body(text).text, "5.3 亿\n");
}

#[test]
fn utf_16_parts_are_decoded() {
    let text = document(&p("双字节")).replace("UTF-8", "UTF-16");
    let mut wide = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let bytes = super::zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &wide)]);
    assert_eq!(read(&bytes, Limits::default()).unwrap().text, "双字节\n");
}

/// A report as a program writes it (`office/make.py`, python-docx): styles, a list numbered by its style, merged cells.
#[test]
fn a_report_of_a_program_reads_right() {
    let parsed = read(include_bytes!("report.docx"), Limits::default()).unwrap();
    super::sound(&parsed);
    assert_eq!(parsed.title.as_deref(), Some("某省2023年质量公报"));
    assert!(parsed.text.contains("面积9.6万km²。\n1.帮扶企业1200家；\n2、5万家企业受益；\n3.其他。\n要点\n"));
    let found: Vec<(u8, &str)> =
        parsed.headings.iter().map(|h| (h.level, &parsed.text[h.start..h.end])).collect();
    assert_eq!(found, [(1, "一、综合"), (1, "二、分地区情况"), (2, "（一）各市")]);
    assert_eq!(parsed.tables[0].caption, "表1 各市情况\n单位：亿元、%");
    assert_eq!(parsed.tables[0].cells.len(), 10);
    assert!(!parsed.text.contains("页眉") && !parsed.text.contains("- 5 -"));
}
