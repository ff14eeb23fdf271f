//! Decides, before anything is written, what stands where: names, widths, broken lines, rows that links lead to.
//! Whatever Excel would refuse or repair is found here and named.

use std::collections::HashSet;

use anyhow::{Context, Result, bail, ensure};

use super::chart::NativeChart;
use super::clean::clean;
use super::links::Anchors;
use super::model::{Body, Book, Column, Fact, Form, Limits, Row, Sheet, SheetKind, Stream, Table, Value};
use super::names::Names;
use super::width::{break_text, of_columns, of_text};
use super::words::Words;

/// Least width, in characters, that the lines above a table may use.
const LINES_WIDTH: f64 = 110.0;
/// How much wider the text of A1 is than ordinary text.
const TITLE_SCALE: f64 = 1.5;
/// Widths of the labels and values of a cover.
const FACT_WIDTHS: [f64; 2] = [18.0, 96.0];

/// Rows that arrive one by one.
pub type Rest<'a> = Box<dyn Iterator<Item = Result<Row>> + 'a>;

/// A sheet with every place decided.
pub struct Planned<'a> {
    /// Name on the tab.
    pub name: String,
    /// A1.
    pub title: String,
    /// For the contents sheet.
    pub purpose: String,
    /// The role of the sheet.
    pub kind: SheetKind,
    /// Columns that stay in view.
    pub frozen_columns: u16,
    /// Native charts.
    pub charts: Vec<NativeChart>,
    /// The lines below the title, broken to fit.
    pub lines: Vec<String>,
    /// The row of the link back to the contents, where there is one.
    pub back_row: Option<u32>,
    /// The row of the table's header, or of the first fact.
    pub first_row: u32,
    /// Width of each column in characters.
    pub widths: Vec<f64>,
    /// Width in characters that title and lines take.
    pub text_width: f64,
    /// What stands below.
    pub body: PlannedBody<'a>,
}

/// What stands below the lines of a planned sheet.
pub enum PlannedBody<'a> {
    /// Labels and values.
    Facts(Vec<Fact>),
    /// The list of sheets.
    Contents,
    /// Empty rows.
    Form(Form),
    /// A table in memory.
    Held(Table),
    /// A table that is too long to hold.
    Streamed {
        /// Its columns.
        columns: Vec<Column>,
        /// The rows read so far.
        read: Vec<Row>,
        /// The rows still to come.
        rest: Rest<'a>,
    },
}

/// Plans every sheet of a book; the anchors know every row that a link can lead to.
///
/// # Errors
/// A name that Excel refuses, a header that is blank or stands twice, a row of another length than the header,
/// a blank row, a number that is not finite, a key that stands twice on a sheet.
pub fn plan<'a>(
    sheets: Vec<Sheet<'a>>,
    limits: &Limits,
    words: &Words,
) -> Result<(Vec<Planned<'a>>, Anchors)> {
    ensure!(!sheets.is_empty(), "a workbook needs a sheet");
    let mut names = Names::default();
    let mut anchors = Anchors::default();
    let has_contents = sheets.iter().any(|sheet| matches!(sheet.body, Body::Contents));
    let mut planned = Vec::new();
    for sheet in sheets {
        names.take_sheet(&sheet.name)?;
        let name = sheet.name.clone();
        let sheet = plan_sheet(sheet, limits, words, has_contents, &mut names, &mut anchors);
        planned.push(sheet.with_context(|| format!("sheet {name:?}"))?);
    }
    Ok((planned, anchors))
}

fn plan_sheet<'a>(
    sheet: Sheet<'a>,
    limits: &Limits,
    words: &Words,
    has_contents: bool,
    names: &mut Names,
    anchors: &mut Anchors,
) -> Result<Planned<'a>> {
    let Sheet { name, title, purpose, mut lines, kind, frozen_columns, body, charts } = sheet;
    ensure!(!title.trim().is_empty(), "the title is blank");
    ensure!(
        charts.is_empty() || matches!(body, Body::Table(_)),
        "charts stand beside a table that is held in memory only"
    );
    let mut body = plan_body(body, limits, words, names)?;
    let (columns, rows): (&[Column], &[Row]) = match &body {
        PlannedBody::Held(table) => (&table.columns, &table.rows),
        PlannedBody::Streamed { columns, read, .. } => (columns, read),
        PlannedBody::Form(form) => (&form.columns, &[]),
        PlannedBody::Facts(_) | PlannedBody::Contents => (&[], &[]),
    };
    let widths = match &body {
        PlannedBody::Facts(_) => FACT_WIDTHS.to_vec(),
        PlannedBody::Contents => vec![8.0, 24.0, 80.0, 16.0],
        _ => of_columns(columns, rows),
    };
    let links = rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.link.is_some()).count();
    if matches!(body, PlannedBody::Streamed { .. }) {
        anchors.add_streamed_sheet(&name);
        lines.extend([words.links_left_out, words.one_line].map(str::to_owned));
    } else if links > limits.links {
        lines.push(words.links_left_out.to_owned());
        drop_links(&mut body);
    }

    let table_width: f64 = widths.iter().sum();
    let lines_width = table_width.max(LINES_WIDTH);
    let lines: Vec<String> = lines.iter().flat_map(|line| break_text(&clean(line), lines_width)).collect();
    let title_width = of_text(&title) * if kind == SheetKind::Cover { 2.3 } else { TITLE_SCALE };
    let text_width = lines.iter().map(|line| of_text(line)).fold(title_width, f64::max);
    let back = has_contents && !matches!(body, PlannedBody::Contents) && kind != SheetKind::Cover;
    let back_row = back.then_some(1 + lines.len() as u32);
    // One narrow row parts the text from the table.
    let first_row = 1 + lines.len() as u32 + u32::from(back) + 1;

    anchors.add_sheet(&name);
    if let PlannedBody::Held(table) = &body {
        for (row, at) in table.rows.iter().zip(first_row + 1..) {
            if let Some(key) = &row.key {
                anchors.add_row(&name, key, at)?;
            }
        }
    }
    Ok(Planned {
        name,
        title: clean(&title),
        purpose,
        kind,
        frozen_columns,
        charts,
        lines,
        back_row,
        first_row,
        widths,
        text_width,
        body,
    })
}

fn plan_body<'a>(
    body: Body<'a>,
    limits: &Limits,
    words: &Words,
    names: &mut Names,
) -> Result<PlannedBody<'a>> {
    match body {
        Body::Facts(facts) => Ok(PlannedBody::Facts(facts)),
        Body::Contents => {
            names.take_table(words.contents_table)?;
            Ok(PlannedBody::Contents)
        }
        Body::Form(form) => {
            check_headers(&form.columns)?;
            ensure!(form.columns.len() == form.choices.len(), "every column of a form has its choices");
            Ok(PlannedBody::Form(form))
        }
        Body::Table(table) => {
            names.take_table(&table.name)?;
            check_headers(&table.columns)?;
            for (at, row) in table.rows.iter().enumerate() {
                check_row(row, &table.columns, at)?;
            }
            Ok(PlannedBody::Held(table))
        }
        Body::Stream(Stream { name, columns, mut rows }) => {
            names.take_table(&name)?;
            check_headers(&columns)?;
            let mut read = Vec::new();
            while read.len() <= limits.held_rows {
                let Some(row) = rows.next() else {
                    return Ok(PlannedBody::Held(Table { name, columns, rows: read }));
                };
                let row = row?;
                check_row(&row, &columns, read.len())?;
                read.push(row);
            }
            Ok(PlannedBody::Streamed { columns, read, rest: rows })
        }
    }
}

fn check_headers(columns: &[Column]) -> Result<()> {
    ensure!(!columns.is_empty(), "the table has no columns");
    let mut seen = HashSet::new();
    for (at, column) in columns.iter().enumerate() {
        ensure!(!column.header.trim().is_empty(), "the header of column {} is blank", at + 1);
        ensure!(!column.header.contains(char::is_control), "header {:?} has a line feed", column.header);
        ensure!(seen.insert(column.header.to_lowercase()), "header {:?} stands twice", column.header);
    }
    Ok(())
}

/// Refuses a row that would damage the table; `at` counts the rows from zero.
pub fn check_row(row: &Row, columns: &[Column], at: usize) -> Result<()> {
    let (cells, at) = (&row.cells, at + 1);
    ensure!(cells.len() == columns.len(), "row {at} has {} cells, the header {}", cells.len(), columns.len());
    ensure!(cells.iter().any(|cell| !cell.is_blank()), "row {at} is blank");
    for (cell, column) in cells.iter().zip(columns) {
        if let Value::Number(number) = cell.value
            && !number.is_finite()
        {
            bail!("row {at}, column {:?}: {number} is not a number that Excel can hold", column.header);
        }
    }
    Ok(())
}

fn drop_links(body: &mut PlannedBody<'_>) {
    if let PlannedBody::Held(table) = body {
        for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.link = None;
        }
    }
}

/// The limits of a book, kept apart because planning takes the sheets.
pub fn limits(book: &Book<'_>) -> Result<Limits> {
    let limits = book.limits;
    ensure!((1..=1_048_000).contains(&limits.rows_per_sheet), "rows_per_sheet is not within 1 to 1,048,000");
    ensure!(limits.links <= 65_530, "Excel takes 65,530 links a sheet, the limit says {}", limits.links);
    Ok(limits)
}
