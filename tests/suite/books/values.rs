//! Cell values of hand-made files.

use super::support::{cells, ods, read, record, wide, words, xlsb, xlsx, xlsx_parts};

fn pairs(found: &[(String, String)]) -> Vec<(&str, &str)> {
    found.iter().map(|(a, t)| (a.as_str(), t.as_str())).collect()
}

#[test]
fn xlsx_formulas_rich_text_and_phonetic_guides() {
    let strings = r#"<si><r><t>地区</t></r><r><t xml:space="preserve"> 生产 </t></r><r><t>总值</t></r></si><si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>"#;
    let sheet = r#"<cols><col min="3" max="16384" hidden="1"/></cols><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>内嵌</t></is></c></row>
<row r="2" hidden="1"><c r="A2"><f>B2*2</f></c><c r="B2"><f>C2</f><v></v></c><c r="C2" t="str"><f>""</f><v></v></c><c r="D2"><f>1+1</f><v>2</v></c></row>
<row r="3"><c r="A3" s="1"><v>0.28</v></c><c r="B3" s="2"><v>44260</v></c><c r="C3" s="3"><v>12.5</v></c><c r="D3" t="e"><v>#N/A</v></c><c r="E3" t="e"><v>#SPILL!</v></c><c r="F3" t="d"><v>2021-03-05T00:00:00</v></c><c r="G3" t="b"><v>0</v></c></row>
<row r="4"><c r="A4"><v>0.30000000000000004</v></c><c r="B4" s="1"/><c r="C4" t="str"><v>000123</v></c></row></sheetData>
<mergeCells><mergeCell ref="A1:B1"/></mergeCells>"#;
    let (sheets, issues) = read(&xlsx(sheet, strings), "xlsx");
    assert_eq!(
        pairs(&cells(&sheets[0])),
        [
            ("A1", "文:地区 生产 总值"),
            ("B1", "文:东京"),
            ("C1", "文:内嵌"),
            ("A2", "空:"),
            ("B2", "空:"),
            ("D2", "数:2"),
            ("A3", "比:0.28"),
            ("B3", "日:2021-03-05"),
            ("C3", "数:12.5"),
            ("D3", "错:#N/A"),
            ("F3", "日:2021-03-05"),
            ("G3", "文:FALSE"),
            ("A4", "数:0.3"),
            ("C4", "文:000123"),
        ]
    );
    assert_eq!(sheets[0].merges.len(), 1);
    let said: Vec<_> = issues.iter().map(|i| (i.code, i.message.as_str(), i.locator.as_str())).collect();
    assert_eq!(
        said,
        [
            ("I-rows-hidden", "工作表“表一”有 1 行、5 列被隐藏，仍已读取。不要的话请删除后再放入", "表一"),
            (
                "I-formula-uncached",
                "工作表“表一”有 2 个公式没有缓存值，未作为数值。请用 Excel 或 WPS 打开、保存一次，再放入",
                "表一!A2"
            ),
            (
                "I-cell-unreadable",
                "工作表“表一”有 1 个单元格无法读取（Unsupported cell error value '#SPILL!'），已跳过",
                "表一"
            ),
        ]
    );
}

#[test]
fn zeros_of_a_program_that_does_not_calculate_are_reported() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><f>B1</f><v>0</v></c></row></sheetData>"#;
    let (_, issues) = read(&xlsx_parts(sheet, "", r#"<calcPr fullCalcOnLoad="1"/>"#, &[]), "xlsx");
    assert_eq!(issues[0].code, "I-formula-zero");
    let (_, issues) = read(&xlsx(sheet, ""), "xlsx");
    assert_eq!(issues, []);
}

#[test]
fn cells_far_apart_cost_nothing() {
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#;
    let (sheets, _) = read(&xlsx(sheet, ""), "xlsx");
    assert_eq!(pairs(&cells(&sheets[0])), [("A1", "数:1"), ("XFD1048576", "数:2")]);
}

#[test]
fn ods_cells() {
    let table = r##"<table:table table:name="表一"><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell office:value-type="string" table:number-columns-spanned="2"><office:annotation><text:p>批注 12</text:p></office:annotation><text:p>某<text:s text:c="2"/>省<text:line-break/>甲<text:ruby><text:ruby-base>乙</text:ruby-base><text:ruby-text>yi</text:ruby-text></text:ruby></text:p><text:p>a &amp; b&#x4e2d;</text:p></table:table-cell><table:covered-table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:covered-table-cell><table:table-cell office:value-type="percentage" office:value="0.125"><text:p>12.5%</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="3" table:number-columns-repeated="2"><text:p>3</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2021-03-05"><text:p>2021年3月5日</text:p></table:table-cell><table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell><table:table-cell table:formula="of:=[.A1]"/><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"##;
    let (sheets, issues) = read(&ods(table), "ods");
    assert_eq!(
        pairs(&cells(&sheets[0])),
        [
            ("A3", "文:某  省\n甲乙\na & b中"),
            ("C3", "比:0.125"),
            ("A4", "数:3"),
            ("B4", "数:3"),
            ("A5", "数:3"),
            ("B5", "数:3"),
            ("A6", "日:2021-03-05"),
            ("B6", "错:#N/A"),
            ("C6", "空:"),
            ("D6", "文:TRUE"),
        ]
    );
    assert_eq!(sheets[0].merges.len(), 1);
    assert!(issues[0].message.contains("有 1 行、1 列被隐藏"), "{issues:?}");
}

#[test]
fn xlsb_cells() {
    let cell = |kind, column, style, body: Vec<u8>| record(kind, &[words(&[column, style]), body].concat());
    let row =
        |n: u32, hidden: u8| record(0, &[words(&[n, 0]), vec![0, 0, 0, hidden, 0, 0, 0, 0, 0]].concat());
    let records = [
        row(0, 0),
        cell(6, 0, 0, wide("文字")),
        cell(7, 1, 0, words(&[0])),
        cell(0x3e, 2, 0, [vec![0], wide("富文本")].concat()),
        row(4, 0x10),
        cell(1, 0, 0, vec![]),
        cell(2, 0, 1, words(&[(28 << 2) | 3])),
        cell(5, 1, 2, 44260.0_f64.to_le_bytes().to_vec()),
        cell(9, 2, 0, [1.5_f64.to_le_bytes().to_vec(), vec![0; 10]].concat()),
        cell(0xb, 3, 0, [vec![0x2a], vec![0; 10]].concat()),
        cell(3, 4, 0, vec![0x07]),
        cell(4, 5, 0, vec![1]),
    ];
    let (sheets, issues) = read(&xlsb(&records, &[record(0xb0, &words(&[0, 1, 0, 2]))]), "xlsb");
    assert_eq!(
        pairs(&cells(&sheets[0])),
        [
            ("A1", "文:文字"),
            ("B1", "文:共享文字"),
            ("C1", "文:富文本"),
            ("A5", "比:0.28"),
            ("B5", "日:2021-03-05"),
            ("C5", "数:1.5"),
            ("D5", "错:#N/A"),
            ("E5", "错:#DIV/0!"),
            ("F5", "文:TRUE"),
        ]
    );
    let merge = sheets[0].merges[0];
    assert_eq!((merge.last_row, merge.last_column), (1, 2));
    assert!(issues[0].message.contains("有 1 行、2 列被隐藏"), "{issues:?}");
}

#[test]
fn batches_hold_whole_rows_and_are_counted() {
    let mut sheet = String::from("<sheetData>");
    for row in 1..=30_000 {
        sheet.push_str(&format!(r#"<row r="{row}">"#));
        for column in ["A", "B", "C", "D", "E"] {
            sheet.push_str(&format!(r#"<c r="{column}{row}"><v>{row}</v></c>"#));
        }
        sheet.push_str("</row>");
    }
    let bytes = xlsx(&(sheet + "</sheetData>"), "");
    let mut rows: Vec<(u32, u32, usize)> = Vec::new();
    let limits = zhiliang::ingest::Limits::default();
    zhiliang::ingest::spreadsheet::stream(&bytes, "xlsx", limits, &mut Vec::new(), &mut |batch| {
        rows.push((batch.cells[0].row, batch.cells.last().unwrap().row, batch.cells.len()));
    })
    .unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.windows(2).all(|w| w[1].0 == w[0].1 + 1), "{rows:?}");
    assert!(rows.iter().all(|r| r.2 < zhiliang::ingest::spreadsheet::BATCH + 5));
    let few = zhiliang::ingest::Limits { cells: 1000, ..limits };
    assert_eq!(
        super::support::refusal_within(&bytes, "xlsx", few),
        "单元格超过上限 1000 个。请拆分，或在 pipeline.toml 的 [limits] 中提高 cells"
    );
}
