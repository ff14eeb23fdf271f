//! `zhiliang check`: whether settings, code lists, inputs and the output folder can be used. Nothing is written.

use crate::codelist::Codelists;
use crate::compare::consistency::CheckRow;
use crate::compare::derive::DerivedRow;
use crate::config::{ChartSettings, Config};
use crate::error::Error;
use crate::ingest;
use crate::model::{Batch, Issue, Period, Severity};
use crate::pipeline;
use crate::run::{gate, lock, record::ReleaseRecord};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// For people, a line each.
    pub text: String,
    /// What a run would end in; none where everything can be used.
    pub error: Option<Error>,
}

/// Looks at a project. With `strict`, a refused input is an error.
///
/// # Errors
/// What leaves nothing more to look at: settings or code lists that cannot be read, no inputs.
pub fn check(config_file: &Path, strict: bool) -> Result<Found, Error> {
    let config = Config::load(config_file)?;
    config.check_folders()?;
    let lists = pipeline::load_lists(config_file)?;
    DerivedRow::rows(&lists.derived, &lists.indicators)?;
    CheckRow::rows(&lists.checks, &lists.indicators)?;
    let (loaded, told) = pipeline::load(&config)?;
    let (mut refused, mut notes): (Vec<Issue>, Vec<Issue>) =
        told.into_iter().partition(|i| i.severity == Severity::Refused);
    let vanished = ReleaseRecord::load(&config.output.join("latest"))
        .and_then(|present| pipeline::vanished(&present, &refused).err());

    let limits = config.ingest_limits();
    let read: Vec<Result<Batch, Issue>> = loaded
        .par_iter()
        .map(|l| {
            let document = ingest::read(&l.input, &l.bytes, &lists, limits, &config.sheets)?;
            Ok(pipeline::batch_of(document, &lists))
        })
        .collect();
    let (mut lines, mut good) = (Vec::new(), Vec::<Batch>::new());
    let mut formats: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    for (l, result) in loaded.iter().zip(read) {
        let result = result.and_then(|batch| alone(&batch, &mut ids, &good).map(|()| batch));
        match result {
            Ok(batch) => {
                let format = formats.entry(batch.source.format.clone()).or_default();
                *format = (format.0 + 1, format.1 + batch.source.bytes);
                let warnings = batch.issues.iter().filter(|i| i.severity == Severity::Warning).count();
                let warned = if warnings > 0 { format!("，{warnings} 个警告") } else { String::new() };
                lines.push(format!(
                    "  {}（{}）：{} 个观测，{} 条台账{warned}",
                    l.input.relative,
                    size(batch.source.bytes),
                    batch.observations.len(),
                    batch.ledger.len()
                ));
                notes.extend(
                    batch
                        .issues
                        .iter()
                        .filter(|i| i.code.starts_with("I-origin") || i.code == "I-checksum")
                        .cloned(),
                );
                good.push(batch);
            }
            Err(issue) => refused.push(issue),
        }
    }

    let settings = settings(config_file, &config, &lists);
    let mut text =
        format!("{}：{}\n", config_file.display(), if settings.is_empty() { "可用" } else { "有误" });
    for error in &settings {
        text.push_str(&format!("  {error}\n"));
    }
    for unused in unused_hints(&config, &good) {
        text.push_str(&format!("  {unused}\n"));
    }
    let kinds: Vec<String> =
        formats.iter().map(|(ending, (n, bytes))| format!(".{ending} {n} 个（{}）", size(*bytes))).collect();
    text.push_str(&format!("输入：{}\n", kinds.join("、")));
    section(&mut text, "", &lines);
    let say = |i: &Issue| format!("  {}（{}）：{}", i.document_id, i.code, i.message);
    section(&mut text, "来源文件和文件夹：", &notes.iter().map(say).collect::<Vec<_>>());
    section(&mut text, "拒收：", &refused.iter().map(say).collect::<Vec<_>>());

    let count = refused.len();
    let output = lock::free(&config.output).err();
    let error = if !settings.is_empty() {
        Some(Error::Settings { count: settings.len() })
    } else if vanished.is_some() {
        vanished
    } else if good.is_empty() {
        Some(Error::AllRefused { folder: config.raw.clone(), count })
    } else if strict && count > 0 {
        Some(Error::Strict { count })
    } else {
        output
    };
    if error.is_none() {
        let rest = if count > 0 { format!("；拒收 {count} 个") } else { String::new() };
        text.push_str(&format!("设置与 {} 个输入都可用{rest}\n", good.len()));
    }
    Ok(Found { text, error })
}

/// What a run refuses of two files that claim one place.
fn alone(batch: &Batch, ids: &mut HashMap<String, String>, good: &[Batch]) -> Result<(), Issue> {
    let path = &batch.source.path;
    if let Some(other) = ids.insert(batch.document_id.clone(), path.clone()) {
        let what = format!("标识 {} 已被 {other} 使用。请在来源文件中改写 id", batch.document_id);
        return Err(ingest::refused("I-duplicate-id", path, what));
    }
    match good.iter().find(|b| b.source.hash == batch.source.hash) {
        Some(twin) => {
            let what = format!("内容与 {} 完全相同，不会重复读取。请删除其一", twin.source.path);
            Err(ingest::refused("I-duplicate-content", path, what))
        }
        None => Ok(()),
    }
}

/// What charts, checks and hints about sheets name that does not exist.
fn settings(file: &Path, config: &Config, lists: &Codelists) -> Vec<Error> {
    let mut wrong = Vec::new();
    for (at, chart) in config.charts.iter().enumerate() {
        let what = chart_wrong(chart, lists);
        wrong.extend(
            what.map(|what| Config::wrong(file, "[[chart]]", at, format!("图 {}：{what}", chart.name))),
        );
    }
    for (at, check) in config.checks.iter().enumerate() {
        let what = gate::wrong(std::slice::from_ref(check), lists);
        wrong.extend(what.map(|(_, what)| Config::wrong(file, "[[check]]", at, what)));
    }
    for (at, sheet) in config.sheets.iter().enumerate() {
        let period = sheet.period.as_deref().filter(|p| Period::parse(p).is_none());
        let what =
            period.map(|p| format!("period = \"{p}\" 不是时期；写成 2021、2021-06、2021-Q1 或 2018/2022"));
        wrong.extend(what.map(|what| Config::wrong(file, "[[sheet]]", at, what)));
    }
    let unknown = config.highlight.iter().find(|name| !gate::is_province(lists, name));
    wrong.extend(unknown.map(|name| {
        Config::wrong(file, "highlight", 0, format!("highlight 中的“{name}”不是省级行政区，写简称或全称"))
    }));
    wrong
}

fn chart_wrong(chart: &ChartSettings, lists: &Codelists) -> Option<String> {
    if let Some(code) = chart.indicators.iter().find(|code| lists.indicators.get(code).is_none()) {
        return Some(format!("没有指标“{code}”，代码见 codelist/indicator.csv"));
    }
    let named = chart.provinces.iter().chain(&chart.highlight);
    if let Some(name) = named.into_iter().find(|name| !gate::is_province(lists, name)) {
        return Some(format!("“{name}”不是省级行政区，写简称或全称"));
    }
    let period = chart.period.as_deref().filter(|p| Period::parse(p).is_none())?;
    Some(format!("period = \"{period}\" 不是时期；写成 2021、2021-06、2021-Q1、2021-Q1/Q3 或 2018/2022"))
}

/// Hints that fit no input: no mistake, but mostly one.
fn unused_hints(config: &Config, good: &[Batch]) -> Vec<String> {
    let unused = |hint: &&crate::model::SheetHint| !good.iter().any(|b| hint.fits_file(&b.source.path));
    let say =
        |hint: &crate::model::SheetHint| format!("提示：[[sheet]] file = \"{}\" 没有对应的输入", hint.file);
    config.sheets.iter().filter(unused).map(say).collect()
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() && !title.is_empty() {
        text.push_str(&format!("{title}\n"));
    }
    for line in lines {
        text.push_str(&format!("{line}\n"));
    }
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
