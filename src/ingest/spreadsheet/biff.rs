//! A pass over the records of an `.xls` for what the library does not tell (percent formats, hidden rows and
//! columns) and for what it must not be given (claims of size and places that are not in the file).

use super::cell::{percent, percent_builtin};
use super::compound::{u16_at, u32_at};
use crate::ingest::container::broken;
use std::collections::HashMap;

/// What the records of a sheet tell.
#[derive(Debug, Default)]
pub struct SheetRecords {
    pub hidden_rows: u32,
    /// First and last, 0-based.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Rows and columns (row << 16 | column) of numbers with a percent format, sorted.
    pub percent: Vec<u32>,
    /// First and last row, first and last column that hold values.
    extent: Option<[u16; 4]>,
}

impl SheetRecords {
    /// Cells of the rectangle around the values.
    pub fn rectangle(&self) -> u64 {
        self.extent.map_or(0, |[top, bottom, left, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }

    /// Whether the number here has a percent format.
    pub fn is_percent(&self, row: u32, column: u32) -> bool {
        self.percent.binary_search(&(row << 16 | column)).is_ok()
    }

    fn cover(&mut self, row: u16, first: u16, last: u16) {
        let [top, bottom, left, right] = self.extent.get_or_insert([row, row, first, last]);
        (*top, *bottom) = ((*top).min(row), (*bottom).max(row));
        (*left, *right) = ((*left).min(first), (*right).max(last));
    }
}

/// The sheets of a workbook stream, in the order of its sheet list.
pub fn scan(stream: &[u8]) -> Result<Vec<SheetRecords>, String> {
    let mut formats: HashMap<u16, bool> = HashMap::new();
    let mut styles = Vec::new();
    let mut starts = Vec::new();
    for record in (Records { stream, at: 0 }) {
        let (kind, data) = record?;
        match kind {
            0x002f if u16_at(data, 0) != 0 || data.len() < 2 => return Err(super::ENCRYPTED.into()),
            0x0042 => needs(data, 2)?,
            0x041e => _ = formats.insert(u16_at(data, 0), percent(&format_code(data))),
            0x00e0 => {
                needs(data, 4)?;
                styles.push(u16_at(data, 2));
            }
            0x0085 => {
                needs(data, 8)?;
                let start = u32_at(data, 0) as usize;
                if start >= stream.len() {
                    return Err(broken(&"工作表的位置超出文件"));
                }
                starts.push(start);
            }
            0x000a => break,
            _ => {}
        }
    }
    let styles: Vec<bool> =
        styles.iter().map(|id| formats.get(id).copied().unwrap_or(percent_builtin(*id))).collect();
    starts.into_iter().map(|at| sheet(stream, at, &styles)).collect()
}

fn sheet(stream: &[u8], at: usize, styles: &[bool]) -> Result<SheetRecords, String> {
    let mut found = SheetRecords::default();
    let mut depth = 0_usize;
    let is_percent = |style: u16| styles.get(usize::from(style)).copied().unwrap_or(false);
    for record in (Records { stream, at }) {
        let (kind, data) = record?;
        let (row, column, style) = (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4));
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            _ if depth > 1 => {}
            0x0200 => dimensions(data)?,
            0x0208 if u32_at(data, 12) & 0x20 != 0 => found.hidden_rows += 1,
            0x007d if u16_at(data, 8) & 1 != 0 => found.hidden_columns.push((row.into(), column.into())),
            0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x00d6 | 0x00fd | 0x027e => {
                found.cover(row, column, column);
                if matches!(kind, 0x0203 | 0x0006 | 0x027e) && is_percent(style) {
                    found.percent.push(u32::from(row) << 16 | u32::from(column));
                }
            }
            0x00bd => {
                let last = u16_at(data, data.len().saturating_sub(2));
                let count =
                    usize::from(last.checked_sub(column).ok_or_else(|| broken(&"MULRK 记录不对"))?) + 1;
                if data.len() != 6 + 6 * count {
                    return Err(broken(&"MULRK 记录不对"));
                }
                found.cover(row, column, last);
                for i in (0..count).filter(|i| is_percent(u16_at(data, 4 + 6 * i))) {
                    found.percent.push(u32::from(row) << 16 | (u32::from(column) + i as u32));
                }
            }
            0x00e5 => needs(data, 2 + 8 * usize::from(row))?,
            _ => {}
        }
    }
    found.percent.sort_unstable();
    Ok(found)
}

/// The claimed size of a sheet must be one that the format allows.
fn dimensions(data: &[u8]) -> Result<(), String> {
    let (first, last, right) = match data.len() {
        10 => (u16_at(data, 0).into(), u16_at(data, 2).into(), u16_at(data, 6)),
        14 | 16 => (u32_at(data, 0), u32_at(data, 4), u16_at(data, 10)),
        _ => return Err(broken(&"DIMENSIONS 记录不对")),
    };
    let claimed = u64::from(last).saturating_mul(right.into());
    if claimed > 65_536 * 256 || (last > 0 && right > 0 && first >= last) {
        return Err(format!(
            "工作表声称有 {last} 行、{right} 列，超出 .xls 的上限（65536 行、256 列），文件损坏或不可信，未读取"
        ));
    }
    Ok(())
}

fn needs(data: &[u8], length: usize) -> Result<(), String> {
    if data.len() < length { Err(broken(&"记录不全")) } else { Ok(()) }
}

/// The text of a FORMAT record, as far as it is Latin: enough to see a percent sign and quotes.
fn format_code(data: &[u8]) -> String {
    let (start, wide) = match data.get(4) {
        Some(flags) if data.get(3) == Some(&0) => (5, flags & 1 == 1),
        _ => (3, false),
    };
    let body = data.get(start..).unwrap_or_default();
    if wide {
        let units: Vec<u16> = body.as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).collect();
        return String::from_utf16_lossy(&units);
    }
    body.iter().map(|b| char::from(*b)).collect()
}

/// The records of a stream from a place on.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<(u16, &'a [u8]), String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.stream.len() {
            return None;
        }
        let length = usize::from(u16_at(self.stream, self.at + 2));
        let kind = u16_at(self.stream, self.at);
        let Some(data) = self.stream.get(self.at + 4..self.at + 4 + length) else {
            self.at = self.stream.len();
            return Some(Err(broken(&"记录在中途结束")));
        };
        self.at += 4 + length;
        Some(Ok((kind, data)))
    }
}
