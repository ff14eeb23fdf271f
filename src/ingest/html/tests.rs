//! Small pages, each with the text that is expected of it.

use super::{decode, read, read_tables};
use crate::ingest::parsed::Parsed;

fn page(html: &str) -> Parsed {
    let parsed = read(html.as_bytes()).unwrap();
    crate::ingest::docx::sound(&parsed);
    parsed
}

fn text(html: &str) -> String {
    page(html).text
}

fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.notes.iter().map(|(code, _)| code.as_str()).collect()
}

fn cells(parsed: &Parsed, table: usize) -> Vec<(u32, u32, u32, u32, &str)> {
    let cells = &parsed.tables[table].cells;
    cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span, parsed.cell_text(c))).collect()
}

const LONG: &str = "初步核算，全年全市地区生产总值12345.6亿元，按不变价格计算，比上年增长5.3%，其中第一产业增加值567.8亿元。";

fn government(main: &str) -> String {
    format!(
        r##"<!DOCTYPE html><html><head><meta charset="utf-8"><title>2023年统计公报_某市人民政府</title><meta name="ArticleTitle" content="某市2023年国民经济和社会发展统计公报"><meta name="PubDate" content="2024-03-05 09:30"><style>p{{color:red}}</style><script>var n=9999;</script></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">政务公开 88</a></li></ul></div>
<div class="breadcrumb">当前位置：<a href="/">首页</a> > 统计公报</div>
<div class="wrap"><h1>某市2023年国民经济和社会发展统计公报</h1><p>来源：统计局 发布时间：2024-03-05 浏览次数：1234</p>{main}
<div class="share">分享到：微信</div></div>
<div class="related"><a href="/1">2022年统计公报</a><a href="/2">2021年统计公报</a></div>
<div class="footer">主办单位：某市人民政府 京ICP备12345678号 京公网安备11010102000001号</div></body></html>"##
    )
}

#[test]
fn the_text_of_a_known_container_is_read() {
    for (container, source) in [
        (r#"<div class="TRS_Editor">"#, ".trs_editor"),
        (r#"<div id="zoom">"#, "#zoom"),
        (r#"<div id="UCAP-CONTENT">"#, "#ucap-content"),
        (r#"<div class="box pages_content">"#, ".pages_content"),
        ("<article>", "article"),
        (r#"<div role="main">"#, ".main"),
    ] {
        let end = if container.starts_with("<article") { "</article>" } else { "</div>" };
        let parsed = page(&government(&format!("{container}<p>{LONG}</p><p>　　第二段。</p>{end}")));
        assert_eq!(parsed.text, format!("{LONG}\n　　第二段。\n"), "{container}");
        assert_eq!(parsed.title.as_deref(), Some("某市2023年国民经济和社会发展统计公报"));
        assert_eq!(codes(&parsed), ["I-html-published", "I-html-content"]);
        assert!(parsed.notes[0].1.contains("2024-03-05") && parsed.notes[1].1.contains(source), "{source}");
    }
}

#[test]
fn without_a_known_container_the_densest_part_is_read() {
    let parsed = page(&government(&format!("<div class='x1'><p>{LONG}</p><p>{LONG}</p><p>短句。</p></div>")));
    assert_eq!(parsed.text, format!("某市2023年国民经济和社会发展统计公报\n{LONG}\n{LONG}\n短句。\n"));
    // Text that stands in the body itself.
    let bare = format!(
        "<body><div class=nav><a href=/>首页</a></div>{LONG}<br>{LONG}<div id=footer>版权所有 2024</div>"
    );
    assert_eq!(text(&bare), format!("{LONG}\n{LONG}\n"));
    assert_eq!(text(&format!("<p>{LONG}</p>")), format!("{LONG}\n"));
}

#[test]
fn an_editor_in_several_parts_is_read_whole() {
    let part = |t: &str| format!("<div class=TRS_Editor><div class=TRS_Editor><p>{t}</p></div></div>");
    let html = government(&format!("{}<hr>{}", part(LONG), part(&LONG.replace("全年", "上半年"))));
    assert_eq!(text(&html), format!("{LONG}\n{}\n", LONG.replace("全年", "上半年")));
}

#[test]
fn a_small_container_does_not_hide_the_text() {
    let html = government(&format!(
        "<div class=TRS_Editor>摘要。</div><div><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div>"
    ));
    assert!(text(&html).matches("12345.6").count() == 3);
    // What is called a footer or a header but holds the text is read.
    assert!(text(&format!("<body><div class='header'><p>{LONG}</p></div>")).contains("12345.6"));
}

#[test]
fn idle_lines_inside_the_text_are_left_out() {
    let html = format!(
        "<div class=TRS_Editor><p>当前位置：首页 > 公报</p><p>{LONG}</p><p>来源：国家统计局</p><p>浏览次数：1,234</p><p>【字体：大 中 小】</p><p>版权所有：某局</p><p>京ICP备05034770号</p></div>"
    );
    assert_eq!(text(&html), format!("{LONG}\n来源：国家统计局\n"));
}

#[test]
fn headings_by_tag() {
    let parsed = page(
        "<article><h1>总标题</h1><h2>一、综合<br>情况</h2><p>正文。</p><h3><b>（一）</b>工业</h3>文字</article>",
    );
    let found: Vec<(u8, &str)> =
        parsed.headings.iter().map(|h| (h.level, &parsed.text[h.start..h.end])).collect();
    assert_eq!(found, [(1, "总标题"), (2, "一、综合情况"), (3, "（一）工业")]);
    assert_eq!(parsed.text, "总标题\n一、综合情况\n正文。\n（一）工业\n文字\n");
}

#[test]
fn inline_markup_breaks_no_number() {
    let html = "<p>增长<b>5</b><span>.</span><font color=red>3</font>%，共<a href=x>1</a>&#50;家&nbsp;&amp;&nbsp;A&shy;B&#8203;C<wbr>D\n\t E</p>";
    assert_eq!(text(html), "增长5.3%，共12家 & ABCD E\n");
    assert_eq!(text("<p>甲<br>乙<br/>丙</p><div>丁<div>戊</div>己</div>"), "甲\n乙\n丙\n丁\n戊\n己\n");
    assert_eq!(text("<pre>甲  1\n乙  2</pre>"), "甲  1\n乙  2\n");
}

#[test]
fn raised_text_and_note_marks() {
    let html = "<p>面积9.6万km<sup>2</sup>，增长5.3%<sup>[1]</sup>，共5<sup><a href='#n1'>1</a></sup>家，10<sup>8</sup>元，CO<sub>2</sub>，甲<a href='#_ftn1'>[2]</a>乙，面积3m<span style='vertical-align: super'>3</span></p>";
    let parsed = page(html);
    assert_eq!(parsed.text, "面积9.6万km²，增长5.3%，共5家，10⁸元，CO2，甲乙，面积3m³\n");
    assert_eq!(codes(&parsed), ["I-html-marks"]);
    assert_eq!(text("<p><ruby>汉<rp>(</rp><rt>han4</rt></ruby>字</p>"), "汉字\n");
}

#[test]
fn what_is_hidden_is_not_text() {
    let html = format!(
        "<p>{LONG}<span style='display: none'>88</span><font style='display:none'>99</font></p><div hidden>77</div><!-- 66 --><template>55</template><noscript>44</noscript><textarea>33</textarea><select><option>22</select><svg><text>11</text></svg>"
    );
    let parsed = page(&html);
    assert_eq!(parsed.text, format!("{LONG}\n"));
    assert!(codes(&parsed).contains(&"I-html-hidden"));
}

#[test]
fn lists_show_their_numbers() {
    assert_eq!(text("<ol><li>甲<li>5万家<li><p>丙</p><p>丙二</p></ol>"), "1.甲\n2、5万家\n3.丙\n丙二\n");
    assert_eq!(text("<ol start=3 type=a><li>甲<ul><li>子</ul><li value=9>乙</ol>"), "c.甲\n子\ni.乙\n");
    assert_eq!(text("<ol reversed><li>甲<li>乙</ol>"), "2.甲\n1.乙\n");
    assert_eq!(text("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>"), "一、甲\n二、乙\n");
    assert_eq!(text("<ol style='list-style:none'><li>甲</ol><ol><li>1、已有编号</ol>"), "甲\n1、已有编号\n");
}

#[test]
fn tables_have_spans_and_captions() {
    let html = "<div><p>表1 各地区情况</p><p>单位：万元、家</p><table border=1><thead><tr><th rowspan=2>地区<th colspan=2>企业</tr><tr><th>家数<th>金额</thead><tr><td>山东<td>1,234<td>5.6<tr><td>河南<td colspan=9>—</table><p>后</p></div>";
    let parsed = page(html);
    assert_eq!(
        parsed.text,
        "表1 各地区情况\n单位：万元、家\n地区\t企业\n家数\t金额\n山东\t1,234\t5.6\n河南\t—\n后\n"
    );
    assert_eq!(parsed.tables[0].caption, "表1 各地区情况\n单位：万元、家");
    assert_eq!(
        cells(&parsed, 0),
        [
            (0, 0, 2, 1, "地区"),
            (0, 1, 1, 2, "企业"),
            (1, 1, 1, 1, "家数"),
            (1, 2, 1, 1, "金额"),
            (2, 0, 1, 1, "山东"),
            (2, 1, 1, 1, "1,234"),
            (2, 2, 1, 1, "5.6"),
            (3, 0, 1, 1, "河南"),
            (3, 1, 1, 9, "—"),
        ]
    );
    assert!(parsed.tables[0].cells[3].heading && !parsed.tables[0].cells[4].heading);
    let parsed = page("<table><caption>人口</caption><tr><td>甲<td>1<tr><td>乙<td>2</table>");
    assert_eq!((parsed.text.as_str(), parsed.tables[0].caption.as_str()), ("人口\n甲\t1\n乙\t2\n", "人口"));
}

#[test]
fn odd_spans_stay_within_the_table() {
    let parsed = page(
        "<table><tr><td rowspan=0>甲<td rowspan=99999>乙<td>丙<tr><td>1<tr><td>2<td colspan=-3>3</table>",
    );
    assert_eq!(
        cells(&parsed, 0),
        [
            (0, 0, 3, 1, "甲"),
            (0, 1, 3, 1, "乙"),
            (0, 2, 1, 1, "丙"),
            (1, 2, 1, 1, "1"),
            (2, 2, 1, 1, "2"),
            (2, 3, 1, 1, "3")
        ]
    );
}

#[test]
fn a_table_that_lays_out_the_page_is_no_table() {
    let data = "<table><tr><td>年份<td>家数<tr><td>2023<td>12</table>";
    let html = format!(
        "<table width=100%><tr><td><a href=/>首页</a><td><a href=/b>公开</a></tr><tr><td>&nbsp;<td><h2>一、综合</h2><p>{LONG}</p>{data}</table>"
    );
    let parsed = page(&html);
    assert!(parsed.text.ends_with(&format!("一、综合\n{LONG}\n年份\t家数\n2023\t12\n")), "{}", parsed.text);
    assert_eq!(parsed.tables.len(), 1);
    let parsed = page(&format!("<table><tr><td>{LONG}</td><td>{LONG}</td></tr></table>"));
    assert_eq!((parsed.text.as_str(), parsed.tables.len()), (format!("{LONG}\n{LONG}\n").as_str(), 0));
}

#[test]
fn paragraphs_and_breaks_inside_cells() {
    let parsed =
        page("<table><tr><td>地区<td>生产总值<br>（亿元）<tr><td><p>山</p><p>东</p><td>12\t345</table>");
    assert_eq!(
        cells(&parsed, 0).iter().map(|c| c.4).collect::<Vec<_>>(),
        ["地区", "生产总值\n（亿元）", "山\n东", "12 345"]
    );
}

#[test]
fn sheets_saved_as_html_are_read_whole() {
    let html = r#"<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><style>td{mso-number-format:"\@"}</style></head><body><table class="nav"><tr><td colspan=2>版权所有情况表</td></tr><tr style='display:none'><td>x<td>9</tr><tr><td>山东<td style='mso-number-format:"0.0%"'>5.3%</tr><![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td></tr><![endif]></table><table><tr><td>单列</td></tr></table></body></html>"#;
    let (gbk, _, _) = encoding_rs::GBK.encode(html);
    let parsed = read_tables(&gbk).unwrap();
    assert_eq!(parsed.text, "版权所有情况表\n山东\t5.3%\n单列\n");
    assert_eq!(
        cells(&parsed, 0),
        [(0, 0, 1, 2, "版权所有情况表"), (1, 0, 1, 1, "山东"), (1, 1, 1, 1, "5.3%")]
    );
}

#[test]
fn encodings_and_charsets_that_lie() {
    let html = |charset: &str| format!("<meta charset={charset}><title>公报标题甲</title><p>{LONG}</p>");
    let gbk = |charset: &str| encoding_rs::GBK.encode(&html(charset)).0.into_owned();
    let big5 = encoding_rs::BIG5
        .encode("<meta charset=big5><p>全年生產總值增長百分之五點三，質量提升行動</p>")
        .0
        .into_owned();
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(html("utf-8").encode_utf16().flat_map(u16::to_le_bytes));
    let cases: Vec<(Vec<u8>, &str, bool)> = vec![
        (html("utf-8").into_bytes(), "UTF-8", false),
        (html("gb2312").into_bytes(), "UTF-8", true),
        (gbk("gb2312"), "gb18030", false),
        (gbk("utf-8"), "gb18030", true),
        (gbk("nonsense"), "gb18030", false),
        (big5, "Big5", false),
        (utf16, "UTF-16LE", false),
        ([b"\xef\xbb\xbf".as_slice(), html("gbk").as_bytes()].concat(), "UTF-8", false),
    ];
    for (bytes, encoding, noted) in cases {
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.note.is_some()), (encoding, noted), "{:?}", decoded.note);
        assert!(read(&bytes).unwrap().text.chars().all(|c| c != '\u{fffd}'));
    }
    // A page cut within a character.
    let whole = html("utf-8");
    assert_eq!(decode(&whole.as_bytes()[..whole.len() - 5]).unwrap().encoding, "UTF-8");
}

#[test]
fn what_is_no_page_is_refused() {
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "空"),
        (b"PK\x03\x04xx".to_vec(), "压缩包"),
        (vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1], "旧版 Office"),
        (b"%PDF-1.4".to_vec(), ".pdf"),
        (b"MIME-Version: 1.0\r\n".to_vec(), "MHT"),
        (
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
                .to_vec(),
            "XML 电子表格",
        ),
        (b"<html><frameset><frame src=x></frameset></html>".to_vec(), "frameset"),
        (b"<div id=app></div><script>x()</script>".to_vec(), "脚本"),
        (b"<p> </p>".to_vec(), "没有正文"),
        (
            (0..4000_u32)
                .map(|i| (i * 7919 % 256) as u8)
                .map(|b| if b == b'<' { 0 } else { b % 8 })
                .collect(),
            "不是网页",
        ),
    ];
    for (bytes, expected) in cases {
        let message = read(&bytes).err().unwrap();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn truncated_and_malformed_pages_are_read() {
    assert_eq!(
        text("<p>甲<p>乙<div>丙</p>丁<table><tr><td>1<td>2<tr><td>3<td>4"),
        "甲\n乙\n丙\n丁\n1\t2\n3\t4\n"
    );
    assert_eq!(text("<p>甲</span></div></td>乙<b><i>丙</b>丁</i>"), "甲乙丙丁\n");
    let html = government(&format!("<div class=TRS_Editor><p>{LONG}</p></div>"));
    for cut in (0..html.len()).filter(|i| html.is_char_boundary(*i)) {
        let _ = read(&html.as_bytes()[..cut]);
    }
}

/// Shapes that are quadratic or recursive where no care is taken.
#[test]
fn hostile_shapes_stay_linear() {
    let n = 100_000;
    let nested = |tag: &str| format!("{}底{}", format!("<{tag}>").repeat(n), format!("</{tag}>").repeat(n));
    let mut pages: Vec<String> = [
        "div",
        "b",
        "a href=x",
        "font color=red style=x",
        "table><tr><td",
        "ul><li",
        "span",
        "select",
        "svg",
        "form",
        "template",
        "sup",
        "button",
    ]
    .iter()
    .map(|t| nested(t))
    .collect();
    pages.push((0..n).map(|i| format!("<b id={i}><p>")).collect::<String>() + "底");
    pages.push(format!("<table>{}<tr><td>底</table>", "<p>x".repeat(n)));
    pages.push(format!(
        "<table><tr>{}{}</table>底",
        "<td rowspan=9999>1".repeat(1000),
        "<tr><td>2".repeat(n)
    ));
    pages.push(format!("<table><tr>{}</table>底", "<td colspan=1000>1".repeat(n)));
    pages.push("</p>".repeat(n) + "底");
    pages.push("<!--".repeat(n) + "-->底");
    pages.push(format!("底{}", "<a<".repeat(n)));
    pages.push(format!("底{}", "&amp".repeat(n)));
    pages.push(format!("底<script>{}", "<!--<script>".repeat(n)));
    let start = std::time::Instant::now();
    for html in pages {
        let begun = start.elapsed();
        let name: String = html.chars().take(12).collect();
        let read = read(html.as_bytes());
        assert!(read.is_ok() || read.is_err());
        let took = start.elapsed() - begun;
        println!("{name} {took:?}");
        assert!(took.as_secs() < 20, "{name}: {took:?}");
    }
    let deep = page(&nested("div"));
    assert_eq!(deep.text.trim(), "底");
    assert!(codes(&deep).contains(&"I-html-deep"));
}

#[test]
#[ignore = "50 MB, for measuring"]
fn a_large_page() {
    let row = "<tr><td>山东省济南市</td><td>12345.6</td><td>7.8%</td></tr>\n";
    let html = format!(
        "<div class=TRS_Editor><p>{LONG}</p><table>{}</table></div>",
        row.repeat((50 << 20) / row.len())
    );
    let start = std::time::Instant::now();
    let parsed = read(html.as_bytes()).unwrap();
    println!("{} MB, {} cells, {:?}", html.len() >> 20, parsed.tables[0].cells.len(), start.elapsed());
}

#[test]
fn damaged_pages_and_packages_never_panic() {
    let html = government(&format!(
        "<div class=TRS_Editor><p>{LONG}<sup>[1]</sup></p><ol><li>甲</ol><table><tr><td rowspan=2>1<td>2<tr><td>3</table></div>"
    ));
    let mut seed = 0x2545_f491_u32;
    for _ in 0..3000 {
        let mut bytes = html.clone().into_bytes();
        for _ in 0..6 {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            let at = seed as usize % bytes.len();
            match seed >> 29 {
                0..3 => bytes[at] = (seed >> 8) as u8,
                3..5 => {
                    bytes.remove(at);
                }
                5 => bytes.insert(at, b"<>/='\"& "[(seed >> 8) as usize % 8]),
                _ => {
                    let end = (at + 40).min(bytes.len());
                    let copy = bytes[at..end].to_vec();
                    bytes.extend(copy);
                }
            }
        }
        if let Ok(parsed) = read(&bytes) {
            crate::ingest::docx::sound(&parsed);
        }
        let _ = read_tables(&bytes);
    }
}
