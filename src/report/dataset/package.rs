//! `datapackage.json`: Data Package v2, each field with type, unit, categories and its SDMX concept.

use super::Release;
use crate::codelist::Labels;
use crate::model::schema::{self, Column, Type};
use serde_json::{Value, json};

/// The descriptor of a release's dataset.
pub fn descriptor(release: &Release) -> Value {
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zhiliang-dataset",
        "title": release.config.title,
        "version": release.release_id,
        "created_from": release.latest_source,
        "sources": release.batches.iter().map(|b| {
            let mut source = json!({ "title": b.title, "path": b.source.path });
            if let Some(url) = &b.origin.url { source["url"] = json!(url); }
            source
        }).collect::<Vec<_>>(),
        "resources": resources(&release.lists.labels),
    })
}

/// The tables with their fields, as the data package and `zhiliang schema` give them.
pub fn resources(labels: &Labels) -> Vec<Value> {
    vec![
        resource("observations", schema::OBSERVATIONS, labels, &["observation_id"]),
        resource("documents", schema::DOCUMENTS, labels, &["document_id"]),
        resource("sections", schema::SECTIONS, labels, &["document_id", "section_number"]),
        resource("indicators", schema::INDICATORS, labels, &["indicator"]),
        resource("ledger", schema::LEDGER, labels, &[]),
        resource("comparisons", schema::COMPARISONS, labels, &["comparison_id", "observation_id"]),
        resource("contrasts", schema::CONTRASTS, labels, &[]),
        resource("derived", schema::DERIVED, labels, &["derived_id"]),
        resource("trends", schema::TRENDS, labels, &["trend_id"]),
        resource("consistency", schema::CONSISTENCY, labels, &["check_id"]),
        resource("coverage", schema::COVERAGE, labels, &["indicator", "province"]),
        resource("coverage_totals", schema::COVERAGE_TOTALS, labels, &["indicator"]),
        resource("changes", schema::CHANGES, labels, &[]),
        resource("issues", schema::ISSUES, labels, &[]),
    ]
}

fn resource<T>(name: &str, columns: &[Column<T>], labels: &Labels, key: &[&str]) -> Value {
    let mut schema = json!({
        "fields": columns.iter().map(|c| field(c, labels)).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if !key.is_empty() {
        schema["primaryKey"] = json!(key);
    }
    json!({
        "name": name,
        "path": format!("{name}.csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn field<T>(column: &Column<T>, labels: &Labels) -> Value {
    let ty = match column.ty {
        Type::String => "string",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Date => "date",
    };
    let mut field = json!({
        "name": column.name,
        "type": ty,
        "title": column.label_zh,
        "title_en": column.label_en,
        "description": column.description,
    });
    if !column.unit.is_empty() {
        field["unit"] = json!(column.unit);
    }
    if !column.sdmx.is_empty() {
        field["sdmx_concept"] = json!(column.sdmx);
    }
    let codes = (column.categories)();
    if !codes.is_empty() {
        field["categories"] = codes
            .iter()
            .map(|code| json!({ "value": code, "label": labels.zh(column.set, code), "label_en": labels.en(column.set, code) }))
            .collect();
    }
    field
}
