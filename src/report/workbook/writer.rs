//! Turns a [`Book`] into an Excel file: plain data in, bytes or a file out, nothing else read or written.

use std::fs::File;
#[cfg(test)]
use std::io::Cursor;
use std::io::{Read, Seek, Write};
use std::path::Path;

use anyhow::{Context, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::cells::Pen;
use super::chart::Charted;
use super::clean::clean;
use super::fill::write_form;
use super::model::{Body, Book, Properties};
use super::package::write_core_properties;
use super::page::{Frame, write_top};
use super::plan::{Planned, PlannedBody, limits, plan};
use super::sheet::{DrawnChart, Listed, write_contents, write_facts, write_table};
use super::stream::{Rows, write_stream};
use super::style::{Formats, base};
use super::words::Words;

impl Book<'_> {
    /// The workbook as bytes; equal books give equal bytes.
    ///
    /// # Errors
    /// Names that Excel refuses, links to nowhere, tables that Excel would repair: each is named.
    #[cfg(test)]
    pub fn into_bytes_for_tests(self) -> Result<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        write_to(self, &mut bytes, &mut |_| ())?;
        Ok(bytes.into_inner())
    }

    /// Writes the workbook to a file, which is replaced.
    ///
    /// # Errors
    /// Names that Excel refuses, links to nowhere, tables that Excel would repair: each is named; and a file that
    /// cannot be written.
    pub fn save(self, path: &Path) -> Result<()> {
        self.save_with_progress(path, &mut |_| ())
    }

    /// As [`Book::save`], reporting from time to time how many rows of a long table are written.
    ///
    /// # Errors
    /// As [`Book::save`].
    pub fn save_with_progress(self, path: &Path, progress: &mut dyn FnMut(usize)) -> Result<()> {
        let open = || File::options().read(true).write(true).create(true).truncate(true).open(path);
        let mut file = open().with_context(|| format!("cannot write {}", path.display()))?;
        write_to(self, &mut file, progress).with_context(|| format!("workbook {}", path.display()))
    }
}

fn write_to<F: Read + Write + Seek + Send>(
    book: Book<'_>,
    file: &mut F,
    progress: &mut dyn FnMut(usize),
) -> Result<()> {
    let limits = limits(&book)?;
    let Book { properties, sheets, .. } = book;
    let words = Words::of(&properties.language);
    let contents = sheets.iter().find(|sheet| matches!(sheet.body, Body::Contents));
    let contents = contents.map(|sheet| sheet.name.clone());
    let (mut planned, anchors) = plan(sheets, &limits, &words)?;
    let mut pen = Pen { formats: Formats::default(), anchors, words };
    let frame = Frame { title: &properties.title, contents: contents.as_deref() };

    let mut workbook = Workbook::new();
    workbook.set_default_format(&base(), 22, 64)?;
    workbook.set_properties(&document_properties(&properties)?);
    let streams = take_streams(&mut planned);
    let mut listed = Vec::new();
    let mut contents_at = None;
    for (at, (sheet, stream)) in planned.iter().zip(streams).enumerate() {
        if let Some(rows) = stream {
            let written =
                write_stream(&mut workbook, sheet, rows, limits.rows_per_sheet, &frame, &mut pen, progress)
                    .with_context(|| format!("sheet {:?}", sheet.name))?;
            for (number, (name, rows)) in written.into_iter().enumerate() {
                let more = if number > 0 { words.continued } else { "" };
                pen.anchors.add_sheet(&name);
                listed.push(Listed { name, purpose: format!("{}{more}", sheet.purpose), rows: Some(rows) });
            }
            continue;
        }
        let rows = match &sheet.body {
            PlannedBody::Held(table) => Some(table.rows.len()),
            _ => None,
        };
        listed.push(Listed { name: sheet.name.clone(), purpose: sheet.purpose.clone(), rows });
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        let result = write_top(worksheet, sheet, &frame, &mut pen).and_then(|()| match &sheet.body {
            PlannedBody::Facts(facts) => write_facts(worksheet, sheet, facts, &mut pen),
            PlannedBody::Form(form) => write_form(worksheet, sheet, form, &planned, &mut pen),
            PlannedBody::Held(table) => {
                write_table(worksheet, sheet, table, &charts(sheet, &planned)?, &mut pen)
            }
            PlannedBody::Contents | PlannedBody::Streamed { .. } => {
                contents_at = Some((at, listed.len() - 1));
                Ok(())
            }
        });
        result.with_context(|| format!("sheet {:?}", sheet.name))?;
    }
    // The contents come last because only now the number of sheets of long tables is known.
    if let Some((at, index)) = contents_at {
        write_contents(workbook.worksheet_from_index(index)?, &planned[at], &listed, &mut pen)?;
    }
    workbook.worksheet_from_index(0)?.set_active(true);
    workbook.save_to_writer(&mut *file)?;
    write_core_properties(file, &properties)
}

/// Takes the long tables out of the plan, because writing uses them up.
fn take_streams<'a>(planned: &mut [Planned<'a>]) -> Vec<Option<Rows<'a>>> {
    let take = |sheet: &mut Planned<'a>| match std::mem::replace(&mut sheet.body, PlannedBody::Contents) {
        PlannedBody::Streamed { columns, read, rest } => Some(Rows { columns, read, rest }),
        other => {
            sheet.body = other;
            None
        }
    };
    planned.iter_mut().map(take).collect()
}

/// The charts of a sheet with the tables they draw from.
fn charts<'p>(sheet: &'p Planned<'_>, planned: &'p [Planned<'_>]) -> Result<Vec<DrawnChart<'p>>> {
    let find = |name: &str| planned.iter().find(|sheet| sheet.name == name);
    sheet
        .charts
        .iter()
        .map(|chart| {
            let name = chart.source.sheet.as_deref().unwrap_or(&sheet.name);
            let source = find(name).and_then(|source| match &source.body {
                PlannedBody::Held(table) => Some(Charted {
                    sheet: &source.name,
                    header_row: source.first_row,
                    columns: &table.columns,
                    rows: &table.rows,
                }),
                _ => None,
            });
            let source =
                source.with_context(|| format!("chart {:?}: no table on sheet {name:?}", chart.title))?;
            Ok((chart, source))
        })
        .collect()
}

fn document_properties(properties: &Properties) -> Result<DocProperties> {
    let (year, month, day) = properties.created;
    let created = ExcelDateTime::from_ymd(year, month, day).context("creation date")?;
    Ok(DocProperties::new()
        .set_title(clean(&properties.title))
        .set_subject(clean(&properties.subject))
        .set_author(clean(&properties.creator))
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests {
    use crate::report::workbook::model::{
        Body, Book, Cell, Column, Fact, Limits, Properties, Row, Sheet, SheetKind, Stream, Table,
    };

    fn properties() -> Properties {
        Properties {
            title: "各省对比".into(),
            subject: "质量认证".into(),
            creator: "质量数据".into(),
            language: "zh-CN".into(),
            created: (2021, 12, 31),
        }
    }

    fn columns() -> Vec<Column> {
        vec![Column::text("省份"), Column::number("企业（家）")]
    }

    fn sheet(name: &str, body: Body<'static>) -> Sheet<'static> {
        Sheet::new(name, name, "用途", SheetKind::Data, body)
    }

    fn figures(cell: Cell) -> Sheet<'static> {
        let rows = vec![Row::keyed("福建", vec!["福建省".into(), cell])];
        sheet("认证", Body::Table(Table { name: "认证".into(), columns: columns(), rows }))
    }

    fn long(rows: usize) -> Sheet<'static> {
        let rows = (0..rows).map(|n| Ok(Row::from(vec![format!("第{n}行").into(), Cell::number(n as f64)])));
        let stream = Stream { name: "观测值".into(), columns: columns(), rows: Box::new(rows) };
        sheet("观测值", Body::Stream(stream))
    }

    fn book(sheets: Vec<Sheet<'static>>) -> Book<'static> {
        let cover = Sheet::new(
            "封面",
            "各省对比",
            "封面",
            SheetKind::Cover,
            Body::Facts(vec![Fact::new("期间", "2021年")]),
        );
        let contents = Sheet::new("目录", "目录", "目录", SheetKind::Contents, Body::Contents);
        Book::new(properties(), [cover, contents].into_iter().chain(sheets).collect())
    }

    fn error(sheets: Vec<Sheet<'static>>) -> String {
        format!("{:#}", book(sheets).into_bytes_for_tests().unwrap_err())
    }

    #[test]
    fn equal_books_give_equal_bytes() {
        let bytes = || {
            book(vec![figures(Cell::number(13.5).leading_to_row("认证", "福建")), long(5)])
                .into_bytes_for_tests()
                .unwrap()
        };
        let first = bytes();
        assert!(first.starts_with(b"PK"));
        assert_eq!(first, bytes());
    }

    #[test]
    fn a_link_to_nowhere_names_itself_and_its_place() {
        let message = error(vec![figures(Cell::number(1.0).leading_to_row("认证", "FJ-99"))]);
        for part in ["认证", "FJ-99", "企业（家）"] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn what_excel_would_repair_is_refused() {
        assert!(error(vec![figures(Cell::number(f64::NAN))]).contains("NaN"));
        assert!(error(vec![figures(Cell::empty()), figures(Cell::empty())]).contains("used twice"));
        let rows = vec![Row::from(vec![Cell::empty(), Cell::text(" ")])];
        let table = Table { name: "空行".into(), columns: columns(), rows };
        assert!(error(vec![sheet("空行", Body::Table(table))]).contains("blank"));
        let columns = vec![Column::text("省份"), Column::text("省份")];
        let table = Table { name: "重复".into(), columns, rows: vec![] };
        assert!(error(vec![sheet("重复", Body::Table(table))]).contains("省份"));
    }

    #[test]
    fn long_tables_go_on_over_sheets() {
        let mut book = book(vec![long(25)]);
        book.limits = Limits { held_rows: 9, rows_per_sheet: 10, ..Limits::default() };
        let folder = std::env::temp_dir().join(format!("workbook-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("long.xlsx");
        book.save(&path).unwrap();
        let written = std::fs::read(&path).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let has = |part: &[u8]| written.windows(part.len()).any(|window| window == part);
        assert!(has(b"xl/worksheets/sheet5.xml") && !has(b"xl/worksheets/sheet6.xml"));
    }

    #[test]
    fn an_error_in_a_stream_comes_through() {
        let rows = (0..3).map(|n| {
            if n < 2 {
                Ok(Row::from(vec!["行".into(), Cell::empty()]))
            } else {
                anyhow::bail!("源文件断了")
            }
        });
        let stream = Stream { name: "流".into(), columns: columns(), rows: Box::new(rows) };
        assert!(error(vec![sheet("流", Body::Stream(stream))]).contains("源文件断了"));
    }
}
