//! Tables: spans, merges, captions, nesting.

use super::{body, codes, p, tc, with};
use crate::ingest::parsed::Parsed;

fn table(rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|r| format!("<w:tr>{r}</w:tr>")).collect();
    format!("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl>")
}

fn cells(parsed: &Parsed, table: usize) -> Vec<(u32, u32, u32, u32, &str)> {
    let cells = &parsed.tables[table].cells;
    cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span, parsed.cell_text(c))).collect()
}

#[test]
fn cells_have_offsets_and_spans() {
    let rows = [
        tc(r#"<w:vMerge w:val="restart"/>"#, "地区") + &tc(r#"<w:gridSpan w:val="2"/>"#, "生产总值"),
        tc("<w:vMerge/>", "") + &tc("", "总量") + &tc("", "增速"),
        tc("", "山东") + &tc("", "92069") + &tc("", "6.0"),
    ];
    let text = p("表1 各地区生产总值")
        + &p("单位：亿元、%")
        + &table(&rows.each_ref().map(String::as_str))
        + &p("后文");
    let parsed = body(&text);
    assert_eq!(
        parsed.text,
        "表1 各地区生产总值\n单位：亿元、%\n地区\t生产总值\n总量\t增速\n山东\t92069\t6.0\n后文\n"
    );
    assert_eq!(parsed.tables[0].caption, "表1 各地区生产总值\n单位：亿元、%");
    assert_eq!(
        cells(&parsed, 0),
        [
            (0, 0, 2, 1, "地区"),
            (0, 1, 1, 2, "生产总值"),
            (1, 1, 1, 1, "总量"),
            (1, 2, 1, 1, "增速"),
            (2, 0, 1, 1, "山东"),
            (2, 1, 1, 1, "92069"),
            (2, 2, 1, 1, "6.0"),
        ]
    );
    let table = &parsed.tables[0];
    assert!(
        parsed.text[table.start..table.end].starts_with("地区\t")
            && parsed.text[..table.end].ends_with("6.0")
    );
}

#[test]
fn heading_rows_old_merges_and_skipped_columns() {
    let rows = [
        "<w:trPr><w:tblHeader/></w:trPr>".to_owned()
            + &tc(r#"<w:hMerge w:val="restart"/>"#, "甲")
            + &tc("<w:hMerge/>", "")
            + &tc("", "乙"),
        r#"<w:trPr><w:gridBefore w:val="1"/></w:trPr>"#.to_owned() + &tc("", "1") + &tc("", "2"),
    ];
    let parsed = body(&table(&rows.each_ref().map(String::as_str)));
    assert_eq!(
        cells(&parsed, 0),
        [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")]
    );
    assert!(parsed.tables[0].cells[0].heading && !parsed.tables[0].cells[2].heading);
}

#[test]
fn deleted_and_hidden_rows_are_no_text() {
    let rows = [
        tc("", "甲") + &tc("", "1"),
        "<w:trPr><w:del/></w:trPr>".to_owned() + &tc("", "乙") + &tc("", "2"),
        "<w:trPr><w:hidden/></w:trPr>".to_owned() + &tc("", "丙") + &tc("", "3"),
        tc("", "丁") + &tc("", "4"),
    ];
    let parsed = body(&table(&rows.each_ref().map(String::as_str)));
    assert_eq!(parsed.text, "甲\t1\n丁\t4\n");
    assert_eq!(parsed.tables[0].cells[2].row, 1);
    assert_eq!(codes(&parsed), ["I-docx-revisions", "I-docx-hidden"]);
}

#[test]
fn a_box_around_text_is_no_table() {
    let inner = table(&[&(tc("", "年份") + &tc("", "2023")), &(tc("", "家数") + &tc("", "12"))]);
    let outer =
        format!("<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>", p("专栏1 主要指标"), p("说明文字。"));
    let parsed = body(&outer);
    assert_eq!(parsed.text, "专栏1 主要指标\n年份\t2023\n家数\t12\n说明文字。\n");
    assert_eq!((parsed.tables.len(), parsed.tables[0].caption.as_str()), (1, "专栏1 主要指标"));
}

#[test]
fn tables_inside_cells_follow_the_table_or_become_lines() {
    let small = table(&[&(tc("", "12") + &tc("", "345"))]);
    let large = table(&[&(tc("", "a") + &tc("", "b")), &(tc("", "c") + &tc("", "d"))]);
    let row = tc("", "甲")
        + &format!("<w:tc>{small}{}</w:tc>", p(""))
        + &format!("<w:tc>{}{large}</w:tc>", p("乙"));
    let parsed = body(&table(&[&row, &(tc("", "1") + &tc("", "2") + &tc("", "3"))]));
    assert_eq!(parsed.text, "甲\t12\n345\t乙\n1\t2\t3\na\tb\nc\td\n");
    assert_eq!(cells(&parsed, 0)[1].4, "12\n345");
    assert_eq!(
        cells(&parsed, 1),
        [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")]
    );
}

#[test]
fn a_table_in_a_text_box_follows_its_paragraph() {
    let inner = table(&[&(tc("", "甲") + &tc("", "1")), &(tc("", "乙") + &tc("", "2"))]);
    let text = format!(
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    );
    let parsed = body(&text);
    assert_eq!((parsed.text.as_str(), parsed.tables.len()), ("正文\n甲\t1\n乙\t2\n", 1));
}

#[test]
fn a_footnote_of_a_cell_follows_the_table() {
    let footnotes = format!(
        r#"<w:footnotes {}><w:footnote w:id="1"><w:p><w:r><w:t>含深圳</w:t></w:r></w:p></w:footnote></w:footnotes>"#,
        super::W
    );
    let cell = r#"<w:tc><w:p><w:r><w:t>12</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p><w:p><w:r><w:t>二段	x</w:t></w:r></w:p></w:tc>"#;
    let parsed = with(
        &table(&[&(tc("", "广东") + cell), &(tc("", "a") + &tc("", "b"))]),
        &[("footnotes", &footnotes)],
    );
    assert_eq!(parsed.text, "广东\t12\n二段 x\na\tb\n〔脚注〕含深圳\n");
    assert_eq!(cells(&parsed, 0)[1].4, "12\n二段 x");
}

#[test]
fn tables_nested_very_deep_are_flattened() {
    let mut text = p("底");
    for _ in 0..3000 {
        text = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{text}</w:tc></w:tr></w:tbl>", p("x"));
    }
    let parsed = body(&text);
    assert!(parsed.text.contains("底") && codes(&parsed).contains(&"I-docx-deep-table"));
}
