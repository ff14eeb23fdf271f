//! Workbooks through calamine: non-empty cells in reading order, streamed, within limits.

use super::Limits;
use crate::model::evidence::column_name;
use crate::model::{Issue, Severity, Sheet, SheetCell};
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;

/// The sheets of an `.xlsx` or `.xlsm`; error cells and hidden sheets are issues. The error says what to do.
pub fn read(
    bytes: &[u8],
    limits: Limits,
    document_id: &str,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Sheet>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| {
        format!("不是可读取的 Excel 工作簿（{e}）。文件可能损坏、加密或扩展名不符；请用 Excel 另存为 .xlsx")
    })?;
    let metas: Vec<(String, SheetVisible, SheetType)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible, s.typ)).collect();
    let mut left = limits.cells;
    let mut sheets = Vec::new();
    for (name, visible, kind) in metas {
        if kind != SheetType::WorkSheet {
            continue;
        }
        let hidden = visible != SheetVisible::Visible;
        if hidden {
            let what = format!("工作表“{name}”是隐藏的，仍已读取");
            issues.push(Issue::new("I-sheet-hidden", Severity::Note, document_id, what));
        }
        let mut reader =
            book.worksheet_cells_reader(&name).map_err(|e| format!("工作表“{name}”无法读取（{e}）"))?;
        let percent: Vec<bool> = reader
            .styles()
            .iter()
            .map(|s| s.number_format.as_ref().is_some_and(|f| f.format_code.contains('%')))
            .collect();
        let mut cells = Vec::new();
        loop {
            let next =
                reader.next_cell_with_style_id().map_err(|e| format!("工作表“{name}”读取中断（{e}）"))?;
            let Some((cell, style)) = next else { break };
            let (row, column) = cell.get_position();
            let value: Data = cell.get_value().clone().into();
            if let DataRef::Error(e) = cell.get_value() {
                let at = format!("{name}!{}{}", column_name(column), row + 1);
                let what = format!("单元格是错误值 {e}，未作为数值");
                issues.push(Issue::new("I-cell-error", Severity::Warning, document_id, what).at(at));
                continue;
            }
            let Some((text, numeric)) = shown(&value) else { continue };
            left = left.checked_sub(1).ok_or_else(|| {
                format!(
                    "单元格超过上限 {} 个。请拆分，或在 pipeline.toml 的 [limits] 中提高 cells",
                    limits.cells
                )
            })?;
            let percent = numeric && percent.get(style).copied().unwrap_or(false);
            cells.push(SheetCell { row, column, text, numeric, percent });
        }
        sheets.push(Sheet { name, cells, hidden });
    }
    Ok(sheets)
}

/// The text of a cell and whether it is a number; none for blanks.
fn shown(value: &Data) -> Option<(String, bool)> {
    match value {
        Data::Int(i) => Some((i.to_string(), true)),
        Data::Float(f) if f.is_finite() => Some((shortest(*f), true)),
        Data::String(s) if !s.trim().is_empty() => Some((s.clone(), false)),
        Data::Bool(b) => Some((b.to_string(), false)),
        Data::DateTime(d) => {
            Some((d.as_datetime().map_or_else(|| d.to_string(), |t| t.date().to_string()), false))
        }
        Data::DateTimeIso(s) | Data::DurationIso(s) => Some((s.clone(), false)),
        _ => None,
    }
}

/// The decimal of at most 15 significant digits that Excel would show for a float.
fn shortest(value: f64) -> String {
    let text = format!("{value}");
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits <= 15 {
        return text;
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_show_as_excel_shows_them() {
        assert_eq!(shortest(0.1 + 0.2), "0.3");
        assert_eq!(shortest(15695.0), "15695");
        assert_eq!(shortest(40391.3), "40391.3");
    }
}
