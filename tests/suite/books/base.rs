//! The same workbook in three formats reads the same.

use chrono::NaiveDate;
use zhiliang::ingest::spreadsheet::read;
use zhiliang::ingest::{Limits, Note};
use zhiliang::model::{CellValue, Merge, Sheet};

fn load(extension: &str) -> (Vec<Sheet>, Vec<Note>) {
    let bytes = std::fs::read(format!("tests/cases/ingest/books/base.{extension}")).unwrap();
    let mut issues = Vec::new();
    let sheets = read(&bytes, extension, Limits::default(), &mut issues).unwrap();
    (sheets, issues)
}

fn check(extension: &str) {
    let (sheets, issues) = load(extension);
    assert_eq!(
        sheets.iter().map(|s| (s.name.as_str(), s.hidden)).collect::<Vec<_>>(),
        [("数据", false), ("隐藏表", true)]
    );
    let sheet = &sheets[0];
    let at = |row, column| {
        let cell = sheet.cells.iter().find(|c| (c.row, c.column) == (row, column));
        cell.unwrap_or_else(|| panic!("{extension}: no cell {row} {column}"))
    };
    let value = |row| at(row, 1).value.clone();
    let text = |t: &str| CellValue::Text(t.into());
    assert_eq!(at(0, 0).value, text("某省主要指标"));
    assert_eq!(at(2, 0).value, text("　山　东"));
    assert_eq!((value(2), at(2, 1).percent), (CellValue::Number(21034.5), false));
    assert_eq!((value(3), at(3, 1).percent), (CellValue::Number(0.28), true), "{extension}");
    assert_eq!((value(4), at(4, 1).percent), (CellValue::Number(12.5), false), "{extension}");
    assert_eq!(value(5), CellValue::Date(NaiveDate::from_ymd_opt(2021, 3, 5).unwrap()), "{extension}");
    assert_eq!(value(6), CellValue::Date(NaiveDate::from_ymd_opt(2022, 1, 1).unwrap()), "{extension}");
    assert_eq!(value(7), CellValue::Number(42069.0));
    assert_eq!(value(8), CellValue::Error("#DIV/0!".into()));
    // The program that made the .xls wrote no result of this formula.
    if extension != "xls" {
        assert_eq!(value(9), text("甲乙"));
    }
    assert_eq!(value(10), text("TRUE"));
    assert_eq!(value(11), text("000123"));
    assert_eq!(at(12, 1).text(), "0.3");
    assert_eq!(at(13, 1).text(), "1011");
    assert_eq!((at(13, 3).text().as_ref(), at(13, 3).percent), ("0.5", true), "{extension}");
    assert_eq!((at(14, 0).value.clone(), at(14, 1).value.clone()), (text("两行\n文字"), text("a & <b>")));
    let merge = |first_row, first_column, last_row, last_column| Merge {
        first_row,
        first_column,
        last_row,
        last_column,
    };
    assert_eq!(sheet.merges, [merge(0, 0, 0, 3), merge(15, 0, 16, 1)], "{extension}");
    assert!(sheet.cells.is_sorted_by_key(|c| (c.row, c.column)));
    let said: Vec<_> = issues.iter().map(|i| (i.code, i.message.as_str())).collect();
    assert_eq!(
        said,
        [
            ("I-rows-hidden", "工作表“数据”有 1 行、1 列被隐藏，仍已读取。不要的话请删除后再放入"),
            ("I-sheet-hidden", "工作表“隐藏表”是隐藏的，仍已读取"),
        ],
        "{extension}"
    );
}

#[test]
fn xlsx() {
    check("xlsx");
}

#[test]
fn xls() {
    check("xls");
}

#[test]
fn ods() {
    check("ods");
}
