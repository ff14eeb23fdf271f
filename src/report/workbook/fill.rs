//! Writes a form: headers over empty rows of text, with drop-downs.

use anyhow::{Context, Result};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{DataValidation, Formula, Worksheet};

use super::cells::{Pen, write_header};
use super::model::{Choices, Form};
use super::page::set_print_area;
use super::plan::{Planned, PlannedBody};
use super::style::{BodyLook, Look};

/// The format of text: what is typed stays as it is typed, 2021-06 is no date and 5% no fraction.
const TEXT: &str = "@";

/// Writes the headers, the rows and the drop-downs.
///
/// # Errors
/// Choices that stand on no sheet of the book, or are too long for Excel.
pub fn write_form(
    sheet: &mut Worksheet,
    planned: &Planned<'_>,
    form: &Form,
    all: &[Planned<'_>],
    pen: &mut Pen,
) -> Result<()> {
    write_header(sheet, planned.first_row, &form.columns, &planned.widths, pen)?;
    let (first, last) = (planned.first_row + 1, planned.first_row + form.rows.max(1));
    for row in first..=last {
        for at in 0..form.columns.len() as u16 {
            let look = BodyLook { number: TEXT.to_owned(), first: at == 0, ..BodyLook::default() };
            sheet.write_blank(row, at, pen.formats.of(&Look::Body(look)))?;
        }
    }
    for (at, choices) in form.choices.iter().enumerate() {
        let header = &form.columns[at].header;
        let list = DataValidation::new().ignore_blank(true);
        let list = match choices {
            Choices::Free => continue,
            Choices::Only(words) => list.allow_list_strings(words).with_context(|| header.clone())?,
            Choices::Offered(words) => {
                list.allow_list_strings(words).with_context(|| header.clone())?.show_error_message(false)
            }
            Choices::Under { sheet, named_in } => {
                let formula =
                    under(all, sheet, &format!("${}{}", column_number_to_name(*named_in), first + 1))?;
                list.allow_list_formula(Formula::new(formula)).show_error_message(false)
            }
        };
        sheet.add_data_validation(first, at as u16, last, at as u16, &list)?;
    }
    set_print_area(sheet, planned, last, 0)
}

/// The cells of a table below the header that a cell names.
fn under(all: &[Planned<'_>], sheet: &str, named: &str) -> Result<String> {
    let found = all.iter().find(|planned| planned.name == sheet).and_then(|planned| match &planned.body {
        PlannedBody::Held(table) => Some((planned.first_row, table)),
        _ => None,
    });
    let (first_row, table) = found.with_context(|| format!("no table on sheet {sheet:?}"))?;
    let sheet = format!("'{}'", sheet.replace('\'', "''"));
    let last = column_number_to_name(table.columns.len() as u16 - 1);
    let (head, body) = (first_row + 1, first_row + 2);
    let end = first_row + 1 + table.rows.len().max(1) as u32;
    let at = format!("MATCH({named},{sheet}!$A${head}:${last}${head},0)-1");
    Ok(format!("=OFFSET({sheet}!$A${body},0,{at},COUNTA(OFFSET({sheet}!$A${body}:$A${end},0,{at})),1)"))
}
