//! `zhiliang correct`: adds rows to `corrections.csv` beside the settings, after trying what they would do.

use crate::codelist::Codelists;
use crate::config::Config;
use crate::error::Error;
use crate::ingest::corrections::{self, CSV};
use crate::model::correction::{self, UNSIGNED};
use crate::model::{Batch, CorrectionRow, Observation, Severity};
use crate::normalize::correct::apply;
use crate::pipeline;
use crate::run::record::write_whole;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What is to be noted.
pub struct Order {
    /// Id of the observation; of something added the document.
    pub id: String,
    pub what: What,
    pub why: String,
    /// Who says so; the user of the system where it is not given.
    pub who: Option<String>,
}

/// What is to become of the observation.
pub enum What {
    /// `field=value`, each a row.
    Fields(Vec<String>),
    Reject,
    /// `column=value`, all of one row.
    Add(Vec<String>),
}

/// The columns of a new list, in this order; rows may bring others.
const COLUMNS: [&str; 11] = [
    "observation_id",
    "field",
    "new",
    "who",
    "why",
    "sentence",
    "date",
    "document_id",
    "quote",
    "place",
    "indicator",
];

/// Notes a correction and says what the next run will make of it.
///
/// # Errors
/// No observation has the id, a value cannot be, or the list cannot be read or written: then nothing is noted.
pub fn correct(config: &Config, lists: &Codelists, order: Order) -> Result<String, Error> {
    let wrong = |what: String| Error::Correction { what };
    let earlier = corrections::read(&config.folder, config.ingest_limits())?;
    let plain = pipeline::uncorrected(config, lists)?;
    let mut present = plain.clone();
    let before = apply(&mut present, &earlier, lists);
    let path = config.folder.join(CSV);
    let mut list = List::read(&path)?;
    let mut rows = rows(&order, &plain, &present)?;
    for (i, row) in rows.iter_mut().enumerate() {
        row.row = list.next_line + i;
    }
    let mut tried = plain;
    let all: Vec<CorrectionRow> = earlier.into_iter().chain(rows.iter().cloned()).collect();
    let after = apply(&mut tried, &all, lists);
    let new: Vec<_> = after.issues.into_iter().filter(|i| !before.issues.contains(i)).collect();
    if let Some(issue) = new.iter().find(|i| i.severity == Severity::Warning) {
        return Err(wrong(issue.message.clone()));
    }
    rows.iter().for_each(|row| list.add(row));
    list.write(&path)?;
    let mut text = String::new();
    for line in after.lines.iter().filter(|line| !before.lines.contains(line)) {
        let _ = writeln!(text, "{line}");
    }
    for note in new {
        let _ = writeln!(text, "提示：{}", note.message);
    }
    let _ = writeln!(text, "已写入 {}，下次运行时采用", path.display());
    Ok(text)
}

/// The rows of an order, with what tells later whether its sentence has changed.
fn rows(order: &Order, plain: &[Batch], present: &[Batch]) -> Result<Vec<CorrectionRow>, Error> {
    let wrong = |what: String| Error::Correction { what };
    let user =
        || ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|u| !u.is_empty());
    let who = order.who.clone().or_else(user).unwrap_or_else(|| UNSIGNED.to_owned());
    let today = chrono::Local::now().date_naive().to_string();
    let row = |cells: &[(&str, &str)]| {
        let signed = [("who", who.as_str()), ("why", order.why.trim()), ("date", today.as_str())];
        let all = cells.iter().chain(&signed).filter(|(_, text)| !text.trim().is_empty());
        let cells: BTreeMap<String, String> =
            all.map(|(column, text)| ((*column).to_owned(), text.trim().to_owned())).collect();
        CorrectionRow { file: CSV.to_owned(), row: 0, cells }
    };
    let pair = |text: &String| {
        let (name, value) =
            text.split_once(['=', '＝']).map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned()))?;
        Some((name, value))
    };
    let pairs = |given: &[String]| -> Result<Vec<(String, String)>, Error> {
        let told = |text: &String| wrong(format!("“{text}”不是“字段=值”"));
        given.iter().map(|text| pair(text).ok_or_else(|| told(text))).collect()
    };
    if let What::Add(given) = &order.what {
        let pairs = pairs(given)?;
        let mut cells: Vec<(&str, &str)> = vec![("field", "add"), ("document_id", &order.id)];
        for (name, value) in &pairs {
            // `value` of a list is the corrected one
            let column = match correction::field(name) {
                Some("value") => Some("new"),
                Some(field) => Some(field),
                None => correction::column(name)
                    .filter(|c| matches!(*c, "quote" | "sentence" | "locator" | "source")),
            };
            cells.push((column.ok_or_else(|| wrong(unknown(name)))?, value));
        }
        return Ok(vec![row(&cells)]);
    }
    let find = |batches: &'_ [Batch]| -> Option<Observation> {
        let all = batches.iter().flat_map(|b| &b.observations);
        all.into_iter().find(|o| *o.observation_id == *order.id).cloned()
    };
    let o = find(plain).or_else(|| find(present)).ok_or_else(|| Error::NotFound { id: order.id.clone() })?;
    let place = o.place.as_ref().map_or("", |p| p.name.as_str());
    let known = [
        ("observation_id", &*o.observation_id),
        ("sentence", &o.sentence),
        ("document_id", &o.document_id),
        ("quote", &o.quote),
        ("place", place),
        ("indicator", o.indicator.as_deref().unwrap_or("")),
    ];
    match &order.what {
        What::Fields(given) if given.is_empty() => {
            Err(wrong("没有写要改什么。请写 字段=值，如 value=1300万；或用 --reject 删除".into()))
        }
        What::Fields(given) => {
            let one = |(name, value): (String, String)| {
                let field = correction::field(&name).ok_or_else(|| wrong(unknown(&name)))?;
                let cells: Vec<(&str, &str)> =
                    known.into_iter().chain([("field", field), ("new", value.as_str())]).collect();
                Ok(row(&cells))
            };
            pairs(given)?.into_iter().map(one).collect()
        }
        _ => Ok(vec![row(&known.into_iter().chain([("field", "reject")]).collect::<Vec<_>>())]),
    }
}

fn unknown(name: &str) -> String {
    let fields = correction::FIELDS.map(|f| format!("{f}（{}）", correction::label(f, true)));
    format!("没有可更正的字段“{name}”。可选：{}", fields.join("、"))
}

/// A list of corrections as it lies on disk.
struct List {
    header: Vec<String>,
    records: Vec<Vec<String>>,
    next_line: usize,
}

impl List {
    fn read(path: &Path) -> Result<Self, Error> {
        let bad = |what: String| Error::Corrections { file: path.display().to_string(), what };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(bad(e.to_string())),
        };
        let text = corrections::decode(&bytes).map_err(bad)?;
        let (records, header) = corrections::records(&text).map_err(bad)?;
        let empty = header.iter().all(|h| h.is_empty());
        let name = |column: &&str| csv_name(column).to_owned();
        Ok(Self {
            header: if empty { COLUMNS.iter().map(name).collect() } else { header },
            next_line: records.last().map_or(1, |(line, _)| *line) + 1,
            records: records.into_iter().map(|(_, cells)| cells).collect(),
        })
    }

    fn add(&mut self, row: &CorrectionRow) {
        let mut record = vec![String::new(); self.header.len()];
        for (column, text) in &row.cells {
            let at = self.header.iter().position(|h| correction::column(h) == Some(column.as_str()));
            let at = at.unwrap_or_else(|| {
                self.header.push(csv_name(column).to_owned());
                record.push(String::new());
                self.header.len() - 1
            });
            record[at].clone_from(text);
        }
        self.records.push(record);
    }

    /// UTF-8 with its mark, so that a spreadsheet program opens it right; whole or not at all.
    fn write(&self, path: &Path) -> Result<(), Error> {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut bytes);
        let width = self.records.iter().map(Vec::len).max().unwrap_or(0).max(self.header.len());
        let failed = |e: csv::Error| Error::output(path, e.into());
        for record in std::iter::once(&self.header).chain(&self.records) {
            let blank = String::new();
            let cells = (0..width).map(|i| record.get(i).unwrap_or(&blank));
            writer.write_record(cells).map_err(failed)?;
        }
        writer.flush().map_err(|e| Error::output(path, e))?;
        drop(writer);
        write_whole(path, &bytes).map_err(|e| Error::output(path, e))
    }
}

/// The header of a column in a list.
fn csv_name(column: &str) -> &str {
    if column == "new" { "value" } else { column }
}
