//! Rows become polars frames, column by column as the schema says; shards are scanned one after another.

use crate::model::schema::{Column as SchemaColumn, Type, Value};
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, PolarsResult, Series};

/// The frame of a table: one column for each of the schema's, one row for each of `rows`.
pub fn frame<'a, T: 'a>(
    columns: &[SchemaColumn<T>],
    rows: impl IntoIterator<Item = &'a T> + Clone,
) -> PolarsResult<DataFrame> {
    let height = rows.clone().into_iter().count();
    let columns = columns.iter().map(|c| column(c, rows.clone())).collect::<PolarsResult<Vec<Column>>>()?;
    DataFrame::new(height, columns)
}

fn column<'a, T: 'a>(
    column: &SchemaColumn<T>,
    rows: impl IntoIterator<Item = &'a T>,
) -> PolarsResult<Column> {
    let values = rows.into_iter().map(|row| (column.get)(row));
    let name = column.name.into();
    let series = match column.ty {
        Type::String => Series::new(name, values.map(as_text).collect::<Vec<Option<String>>>()),
        Type::Integer => Series::new(name, values.map(as_integer).collect::<Vec<Option<i64>>>()),
        Type::Number => Series::new(name, values.map(as_number).collect::<Vec<Option<f64>>>()),
        Type::Date => {
            let days: Vec<Option<i32>> = values.map(as_days).collect();
            Series::new(name, days).cast(&DataType::Date)?
        }
    };
    Ok(series.into_column())
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::Str(s) => Some(s),
        _ => None,
    }
}

fn as_integer(value: Value) -> Option<i64> {
    match value {
        Value::Int(i) => Some(i),
        _ => None,
    }
}

fn as_number(value: Value) -> Option<f64> {
    match value {
        Value::Num(n) => Some(n),
        Value::Int(i) => Some(i as f64),
        _ => None,
    }
}

/// Days since 1970-01-01.
fn as_days(value: Value) -> Option<i32> {
    match value {
        Value::Date(d) => {
            i32::try_from(d.signed_duration_since(chrono::NaiveDate::default()).num_days()).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::ISSUES;
    use crate::model::{Issue, Severity};

    #[test]
    fn a_frame_has_the_columns_of_the_schema() {
        let rows = [Issue::new("I-x", Severity::Note, "d", "说明")];
        let frame = frame(ISSUES, &rows).unwrap();
        assert_eq!((frame.height(), frame.width()), (1, ISSUES.len()));
        let names: Vec<_> = frame.get_column_names().iter().map(|n| n.to_string()).collect();
        assert_eq!(names, ["code", "severity", "document_id", "locator", "message"]);
        assert_eq!(frame.column("locator").unwrap().null_count(), 1);
    }
}
