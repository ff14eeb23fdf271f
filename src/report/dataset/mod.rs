//! Every data file: Parquet and CSV of each table, the decoded texts, and the data package that describes them.

pub mod package;

use super::Release;
use crate::model::schema::{self, Column as SchemaColumn, ComparisonLine};
use crate::model::{Change, Past, file_name};
use crate::tabulate;
use anyhow::{Context, Result};
use polars::prelude::DataFrame;
use polars_io::SerWriter;
use polars_io::csv::write::CsvWriter;
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};
use std::io::Write;
use std::path::Path;

/// Writes the dataset of a release into a folder.
pub fn write(release: &Release, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder.join("text")).with_context(|| folder.display().to_string())?;
    let sections: Vec<_> = release.batches.iter().flat_map(|b| &b.sections).cloned().collect();
    let ledger: Vec<_> = release.batches.iter().flat_map(|b| &b.ledger).cloned().collect();
    table(folder, "observations", schema::OBSERVATIONS, release.observations)?;
    table(folder, "documents", schema::DOCUMENTS, release.batches)?;
    table(folder, "sections", schema::SECTIONS, &sections)?;
    table(folder, "indicators", schema::INDICATORS, &release.indicators)?;
    table(folder, "ledger", schema::LEDGER, &ledger)?;
    let lines = release.compared.comparisons.iter().map(|c| {
        let rows = c.rows.iter().zip(release.to_highest(c));
        rows.map(|(row, highest)| ComparisonLine::of(c, row, highest)).collect()
    });
    stream(folder, "comparisons", schema::COMPARISONS, lines)?;
    let contrasts = release.compared.comparisons.iter().map(|c| release.contrasts(c));
    stream(folder, "contrasts", schema::CONTRASTS, contrasts)?;
    table(folder, "derived", schema::DERIVED, &release.compared.derived)?;
    table(folder, "trends", schema::TRENDS, &release.compared.trends)?;
    table(folder, "consistency", schema::CONSISTENCY, &release.compared.consistency)?;
    table(folder, "coverage", schema::COVERAGE, &release.compared.coverage)?;
    table(folder, "coverage_totals", schema::COVERAGE_TOTALS, &release.compared.coverage_totals)?;
    table(folder, "changes", schema::CHANGES, &release.changes)?;
    table(folder, "issues", schema::ISSUES, &release.issues)?;
    let texts: Vec<_> = release.batches.iter().filter(|b| !b.text.is_empty()).collect();
    let names = file_name::distinct(texts.iter().map(|b| b.document_id.as_str()));
    for (batch, name) in texts.into_iter().zip(names) {
        let path = folder.join("text").join(format!("{name}.txt"));
        std::fs::write(&path, &batch.text).with_context(|| path.display().to_string())?;
    }
    let package = package::descriptor(release);
    let path = folder.join("datapackage.json");
    std::fs::write(&path, serde_json::to_string_pretty(&package)? + "\n")
        .with_context(|| path.display().to_string())?;
    Ok(())
}

/// The changes that a release wrote into its dataset, as far as its columns tell; none where they cannot be read.
pub fn changes(folder: &Path) -> Option<Vec<Change>> {
    let text = std::fs::read_to_string(folder.join("changes.csv")).ok()?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().ok()?.clone();
    let mut changes = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cell =
            |name: &str| headers.iter().position(|h| h == name).and_then(|i| record.get(i)).unwrap_or("");
        let side = |side: &str| {
            let own = |name: &str| format!("{side}_{name}");
            (!cell(&own("observation_id")).is_empty()).then(|| {
                Past::from_cells(Past::COLUMNS.map(|name| match name {
                    "observation_id" | "value" | "low" | "high" | "qualifier" | "quote" | "sentence" => {
                        cell(&own(name))
                    }
                    shared => cell(shared),
                }))
            })
        };
        changes.push(Change { change: cell("change").to_owned(), old: side("old"), new: side("new") });
    }
    Some(changes)
}

fn table<T>(folder: &Path, name: &str, columns: &[SchemaColumn<T>], rows: &[T]) -> Result<()> {
    let mut frame = tabulate::frame(columns, rows)?;
    let csv = folder.join(format!("{name}.csv"));
    let file = std::fs::File::create(&csv).with_context(|| csv.display().to_string())?;
    write_csv(&mut frame, std::io::BufWriter::new(file)).with_context(|| csv.display().to_string())?;
    let parquet = folder.join(format!("{name}.parquet"));
    let file = std::fs::File::create(&parquet).with_context(|| parquet.display().to_string())?;
    ParquetWriter::new(file)
        .with_compression(ParquetCompression::Zstd(None))
        .finish(&mut frame)
        .with_context(|| parquet.display().to_string())?;
    Ok(())
}

/// Rows of a table that are written together.
const BATCH: usize = 50_000;

/// Writes a table that is made piece by piece: no more than a batch of it is in memory.
fn stream<T>(
    folder: &Path,
    name: &str,
    columns: &[SchemaColumn<T>],
    pieces: impl Iterator<Item = Vec<T>>,
) -> Result<()> {
    let (csv, parquet) = (folder.join(format!("{name}.csv")), folder.join(format!("{name}.parquet")));
    let empty = tabulate::frame(columns, &[])?;
    let create = |path: &Path| std::fs::File::create(path).with_context(|| path.display().to_string());
    let mut text = std::io::BufWriter::new(create(&csv)?);
    text.write_all("\u{feff}".as_bytes())?;
    let mut lines = CsvWriter::new(text).include_header(true).batched(empty.schema())?;
    let mut groups = ParquetWriter::new(create(&parquet)?)
        .with_compression(ParquetCompression::Zstd(None))
        .batched(empty.schema())?;
    let mut batch: Vec<T> = Vec::new();
    let mut flush = |batch: &mut Vec<T>| -> Result<()> {
        let frame = tabulate::frame(columns, batch.as_slice())?;
        batch.clear();
        lines.write_batch(&frame).with_context(|| csv.display().to_string())?;
        groups.write_batch(&frame).with_context(|| parquet.display().to_string())
    };
    for mut piece in pieces {
        batch.append(&mut piece);
        if batch.len() >= BATCH {
            flush(&mut batch)?;
        }
    }
    flush(&mut batch)?;
    lines.finish().with_context(|| csv.display().to_string())?;
    groups.finish().with_context(|| parquet.display().to_string())?;
    Ok(())
}

/// CSV as Excel opens it right: UTF-8 with a byte-order mark.
pub fn write_csv(frame: &mut DataFrame, mut to: impl Write) -> Result<()> {
    to.write_all("\u{feff}".as_bytes())?;
    CsvWriter::new(&mut to).include_header(true).finish(frame)?;
    to.flush()?;
    Ok(())
}
