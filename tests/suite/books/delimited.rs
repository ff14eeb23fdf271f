//! Text tables: encodings, delimiters, quotes, rows.

use super::support::{cells, read, refusal};

fn pairs(bytes: &[u8], extension: &str) -> (Vec<(String, String)>, Vec<String>) {
    let (sheets, issues) = read(bytes, extension);
    (cells(&sheets[0]), issues.into_iter().map(|i| i.message).collect())
}

const TEXT: &str = "省份,地区生产总值（亿元）,代码\r\n北京,\"40,269.6\",000123\r\n\r\n　山　东,83095.9,110000\r\n合计,\"多\r\n行\",\r\n";

fn expected() -> Vec<(String, String)> {
    [
        ("A1", "文:省份"),
        ("B1", "文:地区生产总值（亿元）"),
        ("C1", "文:代码"),
        ("A2", "文:北京"),
        ("B2", "文:40,269.6"),
        ("C2", "文:000123"),
        ("A4", "文:　山　东"),
        ("B4", "数:83095.9"),
        ("C4", "数:110000"),
        ("A5", "文:合计"),
        ("B5", "文:多\r\n行"),
    ]
    .map(|(a, t)| (a.to_owned(), t.to_owned()))
    .to_vec()
}

#[test]
fn encodings() {
    let (found, said) = pairs(TEXT.as_bytes(), "csv");
    assert_eq!((found, said), (expected(), vec![]));
    let bom = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
    assert_eq!(pairs(&bom, "csv").0, expected());
    let (gbk, _, _) = encoding_rs::GBK.encode(TEXT);
    assert_eq!(pairs(&gbk, "csv"), (expected(), vec!["文字编码识别为 gb18030".to_owned()]));
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(pairs(&[b"\xff\xfe", wide.as_slice()].concat(), "csv").0, expected());
    assert_eq!(pairs(&wide, "csv"), (expected(), vec!["文字编码识别为 UTF-16LE".to_owned()]));
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(pairs(&[b"\xfe\xff", wide.as_slice()].concat(), "csv").0, expected());
    let traditional =
        "縣市,總人口數,性別比例\r\n臺北市,2602418,91.05\r\n高雄市,2765932,97.58\r\n臺灣省,7112367,101.2\r\n";
    let (big5, _, _) = encoding_rs::BIG5.encode(traditional);
    let (found, said) = pairs(&big5, "csv");
    assert_eq!(found[3], ("A2".to_owned(), "文:臺北市".to_owned()));
    assert_eq!(said, ["文字编码识别为 Big5"]);
}

#[test]
fn delimiters_and_ragged_rows() {
    let (found, _) = pairs("表1 某表\n单位：万元\n\n省份\t数值\n北京\t1\t备注\n天津\t2\n".as_bytes(), "tsv");
    let ends: Vec<&str> = found.iter().map(|(a, _)| a.as_str()).collect();
    assert_eq!(ends, ["A1", "A2", "A4", "B4", "A5", "B5", "C5", "A6", "B6"]);
    let (found, said) = pairs("sep=;\n甲;乙\n1;2\n".as_bytes(), "csv");
    assert_eq!((found.len(), found[2].0.as_str(), said.len()), (4, "A2", 0));
}

#[test]
fn a_stray_quote_swallows_nothing() {
    let mut text = String::from("名称,数值\n\"甲,1\n");
    (0..100).for_each(|n| text.push_str(&format!("乙{n},{n}\n")));
    let (found, said) = pairs(text.as_bytes(), "csv");
    assert_eq!(found.len(), 204);
    assert!(said[0].starts_with("有引号没有配对"), "{said:?}");
    let (found, said) = pairs("名称,数值\n\"甲,1\n乙,2\n".as_bytes(), "csv");
    assert_eq!((found.len(), said.len()), (6, 1));
    let (found, said) = pairs("名称,数值\n5\" 管,1\n乙,2\n".as_bytes(), "csv");
    assert_eq!((found.len(), said.len()), (6, 0));
}

#[test]
fn an_extension_that_lies_is_reported() {
    let (found, said) = pairs("省份\t数值\n北京\t1\n".as_bytes(), "xls");
    assert_eq!(found.len(), 4);
    assert_eq!(said, ["扩展名是 .xls，内容其实是文本表格（CSV），已按内容读取。建议改成 .csv"]);
    let base = std::fs::read("tests/cases/ingest/books/base.xlsx").unwrap();
    let (_, issues) = read(&base, "csv");
    assert_eq!(
        issues[0].message,
        "扩展名是 .csv，内容其实是Excel 工作簿（.xlsx），已按内容读取。建议改成 .xlsx"
    );
}

#[test]
fn what_is_no_table_is_refused() {
    assert_eq!(refusal(b"", "csv"), "文件是空的。请放入完整的文件");
    assert_eq!(refusal(b"\r\n \r\n", "csv"), "表格中没有任何单元格。请检查文件");
    assert_eq!(refusal(&[0; 4096], "csv"), "文件全是空字节，可能没有下载或复制完。请重新获取");
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(refusal(&noise, "csv").starts_with("既不是表格也不是文本"), "{}", refusal(&noise, "csv"));
    assert_eq!(refusal(b"%PDF-1.7 ...", "csv"), "内容是PDF 文件，请改成 .pdf，再放入");
    assert!(
        refusal(
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
            "xls"
        )
        .contains("Excel 2003 的 XML")
    );
    assert!(refusal(b"<html><body>x</body></html>", "xls").contains("网页"));
}
