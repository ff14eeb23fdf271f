//! The numbers that Word generates.

use super::{W, with};

fn numbering(inner: &str) -> String {
    format!("<w:numbering {W}>{inner}</w:numbering>")
}

fn level(i: u32, start: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

fn list(id: u32, levels: &[String]) -> String {
    format!(r#"<w:abstractNum w:abstractNumId="{id}">{}</w:abstractNum>"#, levels.concat())
}

fn instance(id: u32, list: u32, more: &str) -> String {
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{list}"/>{more}</w:num>"#)
}

fn item(id: u32, level: u32, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

fn text(numbers: &str, items: &[String]) -> String {
    with(&items.concat(), &[("numbering", numbers)]).text
}

#[test]
fn levels_count_and_restart() {
    let numbers = numbering(
        &(list(
            0,
            &[
                level(0, 1, "chineseCountingThousand", "%1、", ""),
                level(1, 1, "japaneseCounting", "（%2）", ""),
                level(2, 1, "decimal", "%3.", ""),
            ],
        ) + &instance(1, 0, "")),
    );
    let items = [
        item(1, 0, "综合"),
        item(1, 1, "工业"),
        item(1, 2, "制造业"),
        item(1, 2, "5家企业"),
        item(1, 1, "农业"),
        item(1, 2, "粮食"),
        item(1, 0, "贸易"),
        item(1, 1, "出口"),
    ];
    assert_eq!(
        text(&numbers, &items),
        "一、综合\n（一）工业\n1.制造业\n2、5家企业\n（二）农业\n1.粮食\n二、贸易\n（一）出口\n"
    );
}

#[test]
fn texts_of_levels_name_the_levels_above() {
    let numbers = numbering(
        &(list(
            0,
            &[
                level(0, 1, "chineseCounting", "第%1章", ""),
                level(1, 1, "decimal", "%1.%2", "<w:isLgl/>"),
                level(2, 1, "decimal", "%1.%2.%3", "<w:isLgl/>"),
            ],
        ) + &instance(1, 0, "")),
    );
    let items = [item(1, 0, "总则"), item(1, 1, "目的"), item(1, 2, "范围"), item(1, 1, "2023年目标")];
    assert_eq!(text(&numbers, &items), "第一章 总则\n1.1 目的\n1.1.1 范围\n1.2、2023年目标\n");
    // A level used before those above it shows their first numbers.
    assert_eq!(text(&numbers, &[item(1, 2, "先到")]), "1.1.1 先到\n");
}

#[test]
fn starts_and_overrides() {
    let numbers = numbering(
        &(list(
            0,
            &[
                level(0, 5, "decimal", "%1.", ""),
                level(1, 1, "lowerLetter", "%2)", r#"<w:lvlRestart w:val="0"/>"#),
            ],
        ) + &instance(1, 0, "")
            + &instance(2, 0, r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>"#)
            + &instance(
                3,
                0,
                &format!(
                    r#"<w:lvlOverride w:ilvl="0">{}</w:lvlOverride>"#,
                    level(0, 1, "upperRoman", "%1-", "")
                ),
            )),
    );
    let items = [
        item(1, 0, "甲"),
        item(1, 1, "子"),
        item(1, 0, "乙"),
        item(1, 1, "丑"),
        item(2, 0, "丙"),
        item(2, 0, "丁"),
        item(3, 0, "戊"),
    ];
    assert_eq!(text(&numbers, &items), "5.甲\na)子\n6.乙\nb)丑\n1.丙\n2.丁\nIII-戊\n");
}

#[test]
fn formats_of_chinese_lists() {
    let formats = [
        ("decimalEnclosedCircle", "%1", "① 甲"),
        ("ideographTraditional", "%1、", "甲、甲"),
        ("upperLetter", "%1.", "A.甲"),
        ("lowerRoman", "(%1)", "(i)甲"),
        ("bullet", "", "甲"),
        ("decimalZero", "%1", "01 甲"),
        ("none", "附：", "附：甲"),
    ];
    for (format, shape, expected) in formats {
        let numbers = numbering(&(list(0, &[level(0, 1, format, shape, "")]) + &instance(1, 0, "")));
        assert_eq!(
            text(&numbers, &[item(1, 0, "甲")]),
            format!("{expected}\n").replace("① ", "①"),
            "{format}"
        );
    }
}

#[test]
fn headings_are_numbered_by_their_styles() {
    let numbers = numbering(
        &(list(
            7,
            &[
                level(0, 1, "chineseCounting", "第%1章", r#"<w:pStyle w:val="H1"/>"#),
                level(1, 1, "chineseCounting", "第%2节", r#"<w:pStyle w:val="H2"/>"#),
            ],
        ) + &instance(3, 7, "")),
    );
    let styles = format!(
        r#"<w:styles {W}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr></w:style></w:styles>"#
    );
    let styled = |s: &str, t: &str, more: &str| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="{s}"/>{more}</w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>"#)
    };
    let none = r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#;
    let body = styled("H1", "总则", "")
        + &styled("H2", "目标", "")
        + &styled("H2", "任务", "")
        + &styled("H1", "附件", none)
        + &styled("H1", "附则", "");
    let parsed = with(&body, &[("styles", &styles), ("numbering", &numbers)]);
    let found: Vec<(u8, &str)> =
        parsed.headings.iter().map(|h| (h.level, &parsed.text[h.start..h.end])).collect();
    assert_eq!(
        found,
        [(1, "第一章 总则"), (2, "第一节 目标"), (2, "第二节 任务"), (1, "附件"), (1, "第二章 附则")]
    );
}

#[test]
fn a_list_may_take_its_levels_from_a_numbering_style() {
    let numbers = numbering(
        &(r#"<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="S"/>"#.to_owned()
            + &level(0, 1, "decimal", "（%1）", "")
            + r#"</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="S"/></w:abstractNum>"#
            + &instance(9, 2, "")),
    );
    assert_eq!(text(&numbers, &[item(9, 0, "甲"), item(9, 0, "乙")]), "（1）甲\n（2）乙\n");
}

#[test]
fn unknown_lists_and_deleted_items_have_no_number() {
    let numbers = numbering(&(list(0, &[level(0, 1, "decimal", "%1.", "")]) + &instance(1, 0, "")));
    let gone = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"#;
    let items = [item(1, 0, "甲"), gone.into(), item(1, 0, "乙"), item(44, 0, "丙"), item(1, 77, "丁")];
    assert_eq!(text(&numbers, &items), "1.甲\n2.乙\n丙\n丁\n");
}
