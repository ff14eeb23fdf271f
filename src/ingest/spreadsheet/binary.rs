//! `.xlsb`: the records are read beside the library's cell reader, which tells the values; they tell percent formats,
//! hidden rows and columns, merged areas and formula errors, and they are checked before the library sees them.

use super::batch::Batches;
use super::cell::{self, percent, percent_builtin};
use super::compound::{u16_at, u32_at};
use super::parts;
use crate::ingest::container::{Container, Metered, broken, reading};
use crate::ingest::{Limits, Note};
use crate::model::{CellValue, Merge, SheetCell};
use calamine::{Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use std::collections::HashMap;
use std::io::{BufReader, Cursor, ErrorKind, Read};

/// Longest record: a cell holds at most 32767 characters, a formula less.
const RECORD: usize = 4 << 20;
const STRINGS: &str = "xl/sharedStrings.bin";

/// Streams the sheets of an `.xlsb`.
pub fn stream(bytes: &[u8], limits: Limits, issues: &mut Vec<Note>, out: &mut Batches) -> Result<(), String> {
    let mut container = Container::open(bytes, limits)?;
    let paths = sheets(&mut container)?;
    container.verify(&|name| paths.iter().any(|p| p.eq_ignore_ascii_case(name)))?;
    let most = limits.unzipped_bytes / 4;
    if container.size(STRINGS) > most {
        return Err(format!(
            "工作簿的文字超过上限 {} MB。请拆分，或在 pipeline.toml 的 [limits] 中提高 unzipped_megabytes（文字最多占其四分之一）",
            most >> 20
        ));
    }
    let mut strings = 0_u32;
    each(&mut container, STRINGS, &mut |kind, _| strings += u32::from(kind == 0x13))?;
    let styles = styles(&mut container)?;
    let mut book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let metas = book.sheets_metadata().to_vec();
    for (number, meta) in metas.iter().enumerate().filter(|(_, m)| m.typ == SheetType::WorkSheet) {
        let Some(path) = paths.get(number) else { continue };
        let Some(entry) = container.entry(path)? else { continue };
        let hidden = meta.visible != SheetVisible::Visible;
        out.begin(&meta.name, hidden, Vec::new());
        let records = Records::new(path, entry);
        let mut sheet =
            SheetReader { records, strings, styles: &styles, hidden_rows: 0, hidden_columns: vec![] };
        sheet.read(&mut book, &meta.name, out)?;
        let (rows, columns) = (sheet.hidden_rows, sheet.hidden_columns);
        super::hidden_notes(&meta.name, hidden, rows, &columns, out.extent.1, issues);
        out.end();
    }
    Ok(())
}

/// The paths of the sheets, in order.
fn sheets(container: &mut Container) -> Result<Vec<String>, String> {
    let targets = parts::relationships(container, "xl/_rels/workbook.bin.rels")?;
    let mut paths = Vec::new();
    each(container, "xl/workbook.bin", &mut |kind, data| {
        if kind == 0x9c {
            let id = wide(data, 8).unwrap_or_default();
            paths.push(targets.get(&id).map(|(t, _)| parts::full("xl/", t)).unwrap_or_default());
        }
    })?;
    Ok(paths)
}

/// Whether each style shows percent.
fn styles(container: &mut Container) -> Result<Vec<bool>, String> {
    let mut formats: HashMap<u16, bool> = HashMap::new();
    let (mut styles, mut in_cells) = (Vec::new(), false);
    each(container, "xl/styles.bin", &mut |kind, data| match kind {
        0x2c => _ = formats.insert(u16_at(data, 0), wide(data, 2).is_some_and(|code| percent(&code))),
        0x0269 => in_cells = true,
        0x026a => in_cells = false,
        0x2f if in_cells => {
            let id = u16_at(data, 2);
            styles.push(formats.get(&id).copied().unwrap_or(percent_builtin(id)));
        }
        _ => {}
    })?;
    Ok(styles)
}

fn each(container: &mut Container, path: &str, record: &mut dyn FnMut(u16, &[u8])) -> Result<(), String> {
    let Some(entry) = container.entry(path)? else { return Ok(()) };
    let mut records = Records::new(path, entry);
    while let Some(kind) = records.next()? {
        record(kind, &records.data);
    }
    Ok(())
}

struct SheetReader<'r, 'z, 'a> {
    records: Records<'z, 'a>,
    strings: u32,
    styles: &'r [bool],
    hidden_rows: u32,
    hidden_columns: Vec<(u32, u32)>,
}

impl SheetReader<'_, '_, '_> {
    fn read(&mut self, book: &mut Xlsb<Cursor<&[u8]>>, name: &str, out: &mut Batches) -> Result<(), String> {
        let bad = |what: &str| broken(&format!("工作表“{name}”：{what}"));
        let mut sized = false;
        loop {
            match self.records.next()? {
                Some(0x94) if self.records.data.len() >= 16 => sized = true,
                Some(0x94) => return Err(bad("尺寸记录不全")),
                Some(0x3c)
                    if u16_at(&self.records.data, 16) & 1 != 0 && self.hidden_columns.len() < 20_000 =>
                {
                    let data = &self.records.data;
                    self.hidden_columns.push((u32_at(data, 0), u32_at(data, 4)));
                }
                Some(0x91) if sized => break,
                Some(_) => {}
                None => return Err(bad("没有数据")),
            }
        }
        let mut cells = book.worksheet_cells_reader(name).map_err(|e| bad(&e.to_string()))?;
        let mut row = 0;
        while let Some(kind) = self.records.next()? {
            let data = &self.records.data;
            match kind {
                0x00 => {
                    row = u32_at(data, 0);
                    if data.len() < 12 || row > 0xf_ffff {
                        return Err(bad("行号超出范围"));
                    }
                    self.hidden_rows += u32::from(data[11] & 0x10 != 0);
                }
                0x01..=0x0b | 0x3e => {
                    let column = u32_at(data, 0);
                    let style = u32_at(data, 4) & 0x00ff_ffff;
                    if column > 16_383 || !whole(kind, data, self.strings) {
                        return Err(bad("单元格记录不全"));
                    }
                    let value = match kind {
                        0x01 => None,
                        0x03 | 0x0b => Some(CellValue::Error(error_name(data[8]).into())),
                        0x3e => cell::text(&wide(data, 9).unwrap_or_default()),
                        _ => None,
                    };
                    let told = match kind {
                        0x01 | 0x0b | 0x3e => None,
                        _ => match cells.next_cell() {
                            Ok(found) => found.and_then(|c| cell::value(c.get_value().clone())),
                            Err(XlsbError::CellError(_)) => None,
                            Err(e) => return Err(bad(&e.to_string())),
                        },
                    };
                    let Some(value) = value.or(told) else { continue };
                    let number = matches!(value, CellValue::Number(_));
                    let percent = number && self.styles.get(style as usize).copied().unwrap_or(false);
                    out.push(SheetCell { row, column, value, percent, span: None })?;
                }
                0xb0 if data.len() >= 16 => {
                    let at = |i: usize| u32_at(data, 4 * i);
                    let (first_row, last_row, first_column, last_column) = (at(0), at(1), at(2), at(3));
                    out.merge(Merge { first_row, first_column, last_row, last_column })?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a cell record is long enough for what the library takes from it.
fn whole(kind: u16, data: &[u8], strings: u32) -> bool {
    let length = match kind {
        0x02 | 0x07 => 12,
        0x03 | 0x04 | 0x0a | 0x0b => 9,
        0x05 | 0x09 => 16,
        0x06 | 0x08 => return wide(data, 8).is_some(),
        0x3e => return wide(data, 9).is_some(),
        _ => 8,
    };
    data.len() >= length && (kind != 0x07 || u32_at(data, 8) < strings)
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    }
}

/// A string of UTF-16 with its length before it; none where it is cut off.
fn wide(data: &[u8], at: usize) -> Option<String> {
    let length = (data.len() >= at + 4).then(|| u32_at(data, at) as usize)?;
    let bytes = data.get(at + 4..)?.get(..length.checked_mul(2)?)?;
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).collect();
    Some(String::from_utf16_lossy(&units))
}

/// The records of a part.
struct Records<'z, 'a> {
    name: String,
    input: BufReader<Metered<'z, 'a>>,
    data: Vec<u8>,
}

impl<'z, 'a> Records<'z, 'a> {
    fn new(name: &str, entry: Metered<'z, 'a>) -> Self {
        Self { name: name.to_owned(), input: BufReader::new(entry), data: Vec::new() }
    }

    /// The kind of the next record, whose body is then in `data`.
    fn next(&mut self) -> Result<Option<u16>, String> {
        self.step().map_err(|e| reading(&self.name, &e))
    }

    fn step(&mut self) -> std::io::Result<Option<u16>> {
        let mut kind = match self.byte() {
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            first => u16::from(first?),
        };
        if kind & 0x80 != 0 {
            kind = kind & 0x7f | u16::from(self.byte()? & 0x7f) << 7;
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > RECORD {
            return Err(ErrorKind::InvalidData.into());
        }
        self.data.resize(length, 0);
        self.input.read_exact(&mut self.data)?;
        Ok(Some(kind))
    }

    fn byte(&mut self) -> std::io::Result<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte).map(|()| byte[0])
    }
}
