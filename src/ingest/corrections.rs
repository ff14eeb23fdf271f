//! An analyst's corrections beside the settings file: `更正.xlsx` and `corrections.csv`, read into rows by their headers.
//! A file that cannot be read is an error: without its corrections nothing must be published.

use super::{Limits, spreadsheet};
use crate::error::Error;
use crate::model::correction::column;
use crate::model::document::shortest;
use crate::model::{CellValue, CorrectionRow, Sheet, SheetCell};
use std::collections::BTreeMap;
use std::path::Path;

/// The files in the order in which they are read; a later row wins.
pub const FILES: [&str; 4] = ["更正.xlsx", "corrections.xlsx", "更正.csv", CSV];
/// The file that the program itself adds rows to.
pub const CSV: &str = "corrections.csv";

/// Rows of a sheet in which its header may stand.
const HEADER_WITHIN: u32 = 60;
/// A row that has none of these says nothing.
const SAYING: [&str; 6] = ["operation", "field", "new", "observation_id", "quote", "document_id"];

/// The corrections beside the settings of a project.
///
/// # Errors
/// A file that cannot be read, or that has no table of corrections; it is named.
pub fn read(folder: &Path, limits: Limits) -> Result<Vec<CorrectionRow>, Error> {
    let mut rows = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            Err(e) => return Err(bad(&path, format!("无法读取（{e}）。如正用其他程序打开，请关闭"))),
        };
        let found =
            if name.ends_with(".csv") { csv_rows(name, &bytes) } else { book_rows(name, &bytes, limits) };
        rows.extend(found.map_err(|what| bad(&path, what))?);
    }
    Ok(rows)
}

fn bad(path: &Path, what: String) -> Error {
    Error::Corrections { file: path.display().to_string(), what }
}

/// The rows of a workbook: of every sheet that has the headers.
fn book_rows(name: &str, bytes: &[u8], limits: Limits) -> Result<Vec<CorrectionRow>, String> {
    if !bytes.starts_with(b"PK") {
        return Err("不是 .xlsx 工作簿，或已损坏。请从发布的 workbooks 文件夹重新复制更正表".into());
    }
    let sheets = spreadsheet::read(bytes, "xlsx", limits, &mut Vec::new())?;
    let found: Vec<Vec<CorrectionRow>> = sheets.iter().filter_map(|sheet| sheet_rows(name, sheet)).collect();
    if found.is_empty() {
        return Err(
            "没有一张工作表有“操作”“字段”“更正值”“观测编号”这样的表头。请用发布的 workbooks 文件夹中的更正表"
                .into(),
        );
    }
    Ok(found.into_iter().flatten().collect())
}

/// The rows below the header; none where the sheet has none.
fn sheet_rows(name: &str, sheet: &Sheet) -> Option<Vec<CorrectionRow>> {
    let mut by_row: BTreeMap<u32, Vec<&SheetCell>> = BTreeMap::new();
    for cell in &sheet.cells {
        by_row.entry(cell.row).or_default().push(cell);
    }
    let columns_of = |cells: &[&SheetCell]| -> BTreeMap<u32, &'static str> {
        cells.iter().filter_map(|c| Some((c.column, column(&c.text())?))).collect()
    };
    let heads = |columns: &BTreeMap<u32, &'static str>| {
        let has = |name: &str| columns.values().any(|c| *c == name);
        has("observation_id") && (has("field") || has("operation"))
    };
    let within = by_row.range(..HEADER_WITHIN).map(|(row, cells)| (*row, columns_of(cells)));
    let (head, columns) = within.into_iter().find(|(_, columns)| heads(columns))?;
    let rows = by_row.range(head + 1..).map(|(row, cells)| {
        let given = cells.iter().filter_map(|c| Some((*columns.get(&c.column)?, written(c))));
        CorrectionRow { file: name.to_owned(), row: *row as usize + 1, cells: cells_of(given) }
    });
    Some(rows.filter(says).collect())
}

/// What a cell shows, as somebody would type it.
fn written(cell: &SheetCell) -> String {
    match &cell.value {
        CellValue::Number(number) if cell.percent => format!("{}%", shortest(number * 100.0)),
        _ => cell.text().into_owned(),
    }
}

/// Cells that are not blank, the first of each column.
fn cells_of(given: impl Iterator<Item = (&'static str, String)>) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    for (column, text) in given {
        let text = text.trim();
        if !text.is_empty() {
            cells.entry(column.to_owned()).or_insert_with(|| text.to_owned());
        }
    }
    cells
}

fn says(row: &CorrectionRow) -> bool {
    SAYING.iter().any(|column| !row.get(column).is_empty())
}

fn csv_rows(name: &str, bytes: &[u8]) -> Result<Vec<CorrectionRow>, String> {
    let text = decode(bytes)?;
    let (records, header) = records(&text)?;
    let columns: Vec<Option<&'static str>> = header.iter().map(|h| column(h)).collect();
    let has = |name: &str| columns.contains(&Some(name));
    if records.is_empty() && header.iter().all(|h| h.is_empty()) {
        return Ok(Vec::new());
    }
    if !has("observation_id") || !(has("field") || has("operation")) {
        return Err(format!(
            "第 1 行须是表头 observation_id,field,value,who,why（或 观测编号,字段,更正值,更正人,理由），现为“{}”",
            header.join(",")
        ));
    }
    let rows = records.into_iter().map(|(line, cells)| {
        let given = columns.iter().zip(cells).filter_map(|(column, text)| Some(((*column)?, text)));
        CorrectionRow { file: name.to_owned(), row: line, cells: cells_of(given) }
    });
    Ok(rows.filter(says).collect())
}

/// UTF-8 with or without its mark, UTF-16 with one, else GB 18030.
pub fn decode(bytes: &[u8]) -> Result<String, String> {
    if encoding_rs::Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return super::text::decode(bytes).map(|(text, _)| text);
    }
    let (text, bad) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if bad {
        return Err("编码不是 UTF-8 或 GB 18030（GBK）。请另存为“CSV UTF-8（逗号分隔）”".into());
    }
    Ok(text.into_owned())
}

/// Records of a delimited text with the lines they begin on, and the header.
#[allow(clippy::type_complexity)]
pub fn records(text: &str) -> Result<(Vec<(usize, Vec<String>)>, Vec<String>), String> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or("");
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|d| {
        // of equals the last would win: the comma is meant to
        (first.bytes().filter(|b| b == d).count(), *d == b',')
    });
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let wrong = |e: csv::Error| format!("不是 CSV（{e}）");
    let header: Vec<String> = reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let line = record.position().map_or(0, |p| p.line() as usize);
        records.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok((records, header))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(rows: &[CorrectionRow], at: usize, column: &str) -> String {
        rows[at].get(column).to_owned()
    }

    #[test]
    fn lists_are_read_in_either_encoding_and_with_any_order_of_columns() {
        let text = "why,who,观测编号,field,value,备注\n核对原件,张三,o1,数值,1300万,x\n,,,,,\n,,o2,删除,,\n";
        let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
        for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), gbk] {
            let rows = csv_rows("corrections.csv", &bytes).unwrap();
            assert_eq!(rows.len(), 2);
            assert_eq!((get(&rows, 0, "new"), get(&rows, 0, "who")), ("1300万".into(), "张三".into()));
            assert_eq!((rows[1].row, get(&rows, 1, "field")), (4, "删除".into()));
        }
        let tabs = csv_rows("corrections.csv", "observation_id\tfield\tvalue\no1\tvalue\t1,300\n".as_bytes());
        assert_eq!(get(&tabs.unwrap(), 0, "new"), "1,300");
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(csv_rows("c", "编号,值\no1,3\n".as_bytes()).unwrap_err().contains("表头"));
        assert!(csv_rows("c", &[0x81, 0xff, b'\n', 0xff]).is_err());
        assert!(csv_rows("c", b"").unwrap().is_empty());
        assert!(book_rows("b", b"no book", Limits::default()).is_err());
    }
}
