//! The stages in order: ingest → extract → normalize → tabulate → compare → report, inside one run.

mod inputs;

pub use inputs::{load, load_lists, load_lists_with, vanished};

use crate::codelist::Codelists;
use crate::compare::{self, Compared, Documents, diff};
use crate::config::{Config, Level};
use crate::error::Error;
use crate::ingest;
use crate::model::{Batch, Change, Document, Issue, Observation, Past, Period, Severity};
use crate::report::{self, Release, charts, dataset, page, workbook};
use crate::run::lock::Lock;
use crate::run::record::{self, ReleaseRecord, RunRecord};
use crate::run::release::{self, Building};
use crate::run::shard::Shards;
use crate::run::{gate, history, repair};
use crate::say::Say;
use crate::{extract, normalize};
use inputs::{Loaded, fingerprint, newest_file, rules};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Instant;

/// How a run is to be done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
    /// Do everything again.
    pub force: bool,
    /// A refused input fails the run.
    pub strict: bool,
    /// While another run holds the output, wait for it.
    pub wait: bool,
}

/// Hears what a run does, for people who watch.
pub trait Listener: Sync {
    /// One line about a stage.
    fn say(&self, line: &str);
    /// What somebody should act on: heard also by those who do not want to hear the rest.
    fn warn(&self, issue: &Issue) {
        self.say(&format!("{} {}：{}", issue.code, issue.document_id, issue.message));
    }
    /// A stage of the run begins, by its name in run records.
    fn stage(&self, _stage: &'static str) {}
    /// A long stage begins, with so many steps.
    fn begin(&self, stage: &str, steps: usize);
    /// One step is done.
    fn step(&self);
    /// The stage has ended.
    fn end(&self);
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The release in place; none after a dry run.
    pub release_id: Option<String>,
    /// Whether a release was built, or there was nothing to do.
    pub published: bool,
    /// Inputs that were not read, with the reasons.
    pub refused: Vec<Issue>,
}

/// Runs the pipeline of a settings file and records the run, whatever comes of it.
pub fn run(config_file: &Path, options: Options, listener: &dyn Listener) -> Result<Outcome, Error> {
    let config = Config::load(config_file)?;
    config.check_folders()?;
    if options.dry_run {
        let lists = load_lists(config_file)?;
        return dry_run(&config, &lists, listener);
    }
    let waiting = || listener.say("另一次运行正在使用输出文件夹，等它结束……");
    let _lock = Lock::take(&config.output, options.wait.then_some(&waiting as &dyn Fn()))?;
    repair::repair(&config.output, config.history)?;
    record::tidy(&config.output, config.run_records);
    let mut record = RunRecord::begin(&config);
    record.save(&config.output);
    let outcome = locked(config_file, &config, options, listener, &mut record);
    record.finished = chrono::Utc::now().to_rfc3339();
    record.peak_memory = record::peak_memory();
    record.result = match &outcome {
        Ok(o) if o.published => "published".into(),
        Ok(_) => "nothing to do".into(),
        Err(e) => {
            record.error = Some(e.to_string());
            record.exit_code = e.exit_code();
            "failed".into()
        }
    };
    record.save(&config.output);
    outcome
}

fn locked(
    config_file: &Path,
    config: &Config,
    options: Options,
    listener: &dyn Listener,
    record: &mut RunRecord,
) -> Result<Outcome, Error> {
    let clock = &mut Clock::start();
    let corrections = ingest::corrections::read(&config.folder, config.ingest_limits())?;
    listener.stage("load");
    let (loaded, told) = load(config)?;
    let (mut refused, notes): (Vec<Issue>, Vec<Issue>) =
        told.into_iter().partition(|i| i.severity == Severity::Refused);
    let latest = config.output.join("latest");
    let present = ReleaseRecord::load(&latest);
    if let Some(present) = &present {
        vanished(present, &refused)?;
    }
    let fingerprint = fingerprint(config, config_file, &loaded, &refused, &corrections)?;
    clock.lap("load", record);
    let same = present.as_ref().filter(|p| p.fingerprint == fingerprint && !options.force);
    let damaged = same.and_then(|p| p.damaged(&latest)).map(str::to_owned);
    if let (Some(present), None) = (same, &damaged) {
        refused.extend(present.refused.iter().filter(|i| !refused.contains(i)).cloned().collect::<Vec<_>>());
        if options.strict && !refused.is_empty() {
            return Err(strict(&refused, record, listener));
        }
        let candidate = gate::Candidate {
            observations: &[],
            totals: &[],
            earlier: None,
            latest_period: present.latest_period.as_deref(),
            newest_file: newest_file(&loaded),
            today: chrono::Local::now().date_naive(),
        };
        listener.stage("check");
        present.warned.iter().for_each(|issue| listener.warn(issue));
        if options.strict && !present.warned.is_empty() {
            return Err(Error::Checks { failed: told_rows(&present.warned) });
        }
        let of_the_day = gate::of_the_day(&config.checks);
        gates(gate::run(&of_the_day, &candidate), options, listener, record)?;
        listener.say(&format!("没有变化，无需重做（发布 {}）", present.release_id));
        record.refused = refused.iter().map(|i| format!("{}: {}", i.document_id, i.message)).collect();
        record.stages =
            STAGES.map(|stage| (stage.to_owned(), "输入、设置、代码表、更正和版本都未变".to_owned())).into();
        record.corrections = present.corrections.clone();
        record.release = Some(present.clone());
        return Ok(Outcome { release_id: Some(present.release_id.clone()), published: false, refused });
    }
    let why = match (&present, &damaged) {
        (_, Some(file)) => format!("发布中的 {file} 缺失或被改动"),
        (None, _) if latest.exists() => "上一次发布的 run.json 无法读取".to_owned(),
        (None, _) => "首次发布".to_owned(),
        (Some(_), _) if options.force => "--force".to_owned(),
        (Some(_), _) => "输入、设置、代码表、更正或版本有变化".to_owned(),
    };
    listener.say(&format!("重新发布：{why}"));
    record.stages = STAGES.map(|stage| (stage.to_owned(), why.clone())).into();
    let lists = &load_lists(config_file)?;
    if let Some((at, what)) = gate::wrong(&config.checks, lists) {
        return Err(Config::wrong(config_file, "[[check]]", at, what));
    }
    listener.stage("extract");
    let mut batches = batches(config, lists, options, &loaded, listener, record, &mut refused);
    let corrected = normalize::correct::apply(&mut batches, &corrections, lists);
    record.corrections = corrected.counts.clone();
    tell_corrections(&corrected, listener);
    clock.lap("ingest, extract, normalize", record);
    record.refused = refused.iter().map(|i| format!("{}: {}", i.document_id, i.message)).collect();
    if batches.is_empty() {
        tell(&refused, listener);
        return Err(Error::AllRefused { folder: config.raw.clone(), count: refused.len() });
    }
    if options.strict && !refused.is_empty() {
        return Err(strict(&refused, record, listener));
    }
    // with the same inputs, compare with what the present release was compared with
    let compared_with = match &present {
        Some(p) if p.fingerprint == fingerprint => p.compared_with.clone(),
        Some(p) => Some(p.release_id.clone()),
        None => None,
    };
    let earlier = compared_with
        .as_deref()
        .and_then(|id| release::find(&config.output, id))
        .and_then(|f| history::past(&f));
    // where it is gone, what the same inputs differed in is still in the present release
    let told = match (&earlier, &present) {
        (None, Some(p)) if p.fingerprint == fingerprint && compared_with.is_some() => {
            dataset::changes(&latest.join("dataset"))
        }
        _ => None,
    };
    let compared_with = compared_with.filter(|_| earlier.is_some() || told.is_some());
    listener.stage("compare");
    let observations: Vec<Observation> =
        batches.iter().flat_map(|b| b.observations.iter().cloned()).collect();
    let compared = compare::compare(&observations, &Documents::of(&batches), &Say::new(config, lists))?;
    clock.lap("compare", record);
    listener.say(&format!(
        "比较：{} 组对比、{} 个派生指标、{} 条趋势、{} 项一致性检查",
        compared.comparisons.len(),
        compared.derived.len(),
        compared.trends.len(),
        compared.consistency.len()
    ));
    let mut release_record = ReleaseRecord {
        release_id: release_id(&fingerprint, compared_with.as_deref()),
        fingerprint,
        compared_with,
        version: env!("CARGO_PKG_VERSION").into(),
        inputs: batches.iter().map(|b| (b.source.path.clone(), b.source.hash.clone())).collect(),
        code_lists: lists.fingerprints.iter().map(|(n, f)| ((*n).to_owned(), f.clone())).collect(),
        counts: counts(&batches, &compared),
        corrections: corrected.counts,
        refused: refused.clone(),
        warned: Vec::new(),
        files: BTreeMap::new(),
        latest_period: latest_period(&batches),
    };
    let changed = earlier.is_some() || told.is_some();
    let changes: Vec<Change> = match (&earlier, told) {
        (Some(old), _) => diff::diff(old, &observations.iter().map(Past::of).collect::<Vec<_>>()),
        (None, told) => told.unwrap_or_default(),
    };
    let mut issues: Vec<Issue> = refused.clone();
    issues.extend(notes);
    issues.extend(batches.iter().flat_map(|b| b.issues.iter().cloned()));
    issues.extend(corrected.issues);
    issues.extend(compared.issues.iter().cloned());
    let by_id: HashMap<&str, usize> =
        observations.iter().enumerate().map(|(i, o)| (&*o.observation_id, i)).collect();
    let find = |id: &str| by_id.get(id).map(|&i| observations[i].clone());
    let mut shown = Release {
        converted: report::converted(&compared.comparisons, find),
        by_id,
        config,
        lists,
        release_id: release_record.release_id.clone(),
        latest_source: latest_source(&batches),
        batches: &batches,
        observations: &observations,
        indicators: report::indicators(&observations, lists),
        compared: &compared,
        issues,
        changes,
        earlier: changed,
    };
    let candidate = gate::Candidate {
        observations: &observations,
        totals: &compared.coverage_totals,
        earlier: earlier.as_deref(),
        latest_period: release_record.latest_period.as_deref(),
        newest_file: newest_file(&loaded),
        today: chrono::Local::now().date_naive(),
    };
    listener.stage("check");
    release_record.warned = gates(gate::run(&config.checks, &candidate), options, listener, record)?;
    shown.issues.extend(release_record.warned.iter().cloned());
    listener.stage("report");
    let building = Building::start(&config.output)?;
    write(&mut shown, building.folder(), listener, clock, record)?;
    release_record.add_files(building.folder())?;
    release_record.save(building.folder())?;
    count(&shown, record);
    listener.stage("publish");
    let place = building.publish(&release_record.release_id, config.history)?;
    clock.lap("publish", record);
    listener.say(&format!("发布 {} → {}", release_record.release_id, place.display()));
    if shown.earlier {
        listener.say(&summary(&record.changes));
    }
    let outcome = Outcome { release_id: Some(release_record.release_id.clone()), published: true, refused };
    record.release = Some(release_record);
    Ok(outcome)
}

/// Tells what became of the corrections.
fn tell_corrections(corrected: &normalize::correct::Corrected, listener: &dyn Listener) {
    let counts = &corrected.counts;
    if counts.applied() + counts.left() == 0 {
        return;
    }
    listener.say(&format!(
        "更正：采用 {} 行（更正 {}，删除 {}，新增 {}），未采用 {} 行（原文已变 {}，对不上 {}，填写有误 {}）",
        counts.applied(),
        counts.corrected,
        counts.rejected,
        counts.added,
        counts.left(),
        counts.stale,
        counts.unmatched,
        counts.invalid
    ));
    for issue in corrected.issues.iter().filter(|i| i.severity == Severity::Warning) {
        listener.say(&format!("{} {}", issue.code, issue.message));
    }
}

/// The stages that a run with nothing to do skips.
const STAGES: [&str; 4] = ["extract", "compare", "report", "publish"];

/// Tells what the checks found: a failed one ends the run, a warning becomes an issue.
fn gates(
    outcomes: Vec<gate::Outcome>,
    options: Options,
    listener: &dyn Listener,
    record: &mut RunRecord,
) -> Result<Vec<Issue>, Error> {
    let (mut failed, mut warned) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        let fails = outcome.level == Level::Fail || options.strict;
        let rows = outcome.rows.join("；");
        let said = match (outcome.rows.is_empty(), fails) {
            (true, _) => "通过".to_owned(),
            (false, true) => format!("未通过：{rows}"),
            (false, false) => format!("警告：{rows}"),
        };
        record.checks.insert(outcome.name.clone(), said);
        let issue = Issue::new("I-check", Severity::Warning, "", format!("检查 {}：{rows}", outcome.name));
        match (outcome.rows.is_empty(), fails) {
            (true, _) => listener.say(&format!("检查 {}：通过", outcome.name)),
            (false, true) => failed.push(issue),
            (false, false) => {
                listener.warn(&issue);
                // what the day decides is no part of a release
                if !outcome.of_the_day {
                    warned.push(issue);
                }
            }
        }
    }
    if failed.is_empty() { Ok(warned) } else { Err(Error::Checks { failed: told_rows(&failed) }) }
}

/// Checks that failed, a line each.
fn told_rows(failed: &[Issue]) -> String {
    failed.iter().map(|issue| format!("\n  {}", issue.message)).collect()
}

/// The reference period among the documents that ends last.
fn latest_period(batches: &[Batch]) -> Option<String> {
    let periods = batches.iter().filter_map(|b| b.origin.reference_period.as_deref());
    periods.filter_map(Period::parse).max_by_key(|p| (p.end, p.start)).map(|p| p.code)
}

/// Findings and changes, for the record of the run.
fn count(shown: &Release, record: &mut RunRecord) {
    for issue in &shown.issues {
        *record.issues.entry(issue.severity.code().to_owned()).or_default() += 1;
    }
    for change in &shown.changes {
        *record.changes.entry(change.change.clone()).or_default() += 1;
    }
}

/// What changed, in one line.
fn summary(changes: &BTreeMap<String, usize>) -> String {
    let of = |what: &str| changes.get(what).copied().unwrap_or(0);
    let (added, removed, revised) = (of("added"), of("removed"), of("revised"));
    format!("与上一次发布相比：新增 {added}，移除 {removed}，修订 {revised}")
}

/// Writes everything a release shows into a folder.
fn write(
    shown: &mut Release,
    folder: &Path,
    listener: &dyn Listener,
    clock: &mut Clock,
    record: &mut RunRecord,
) -> Result<(), Error> {
    let failed = |e: anyhow::Error| Error::of_report(folder, e);
    let (pictures, refusals) = charts::pictures(shown);
    shown.issues.extend(refusals);
    shown.issues.sort();
    shown.issues.dedup();
    dataset::write(shown, &folder.join("dataset")).map_err(failed)?;
    clock.lap("dataset", record);
    let (books, (drawn, page)) = rayon::join(
        || {
            let steps = workbook::steps(shown);
            if steps > 0 {
                listener.begin("写工作簿", steps);
            }
            let written = workbook::write(shown, &folder.join("workbooks"), &|| listener.step());
            listener.end();
            written
        },
        || {
            let drawn = || charts::write(shown, &pictures, &folder.join("charts"));
            rayon::join(drawn, || page::write(shown, &pictures, folder))
        },
    );
    books.map_err(failed)?;
    drawn.map_err(failed)?;
    page.map_err(failed)?;
    clock.lap("workbooks, charts, page", record);
    listener.say(&format!("报告：3 个工作簿、更正表、{} 张图、证据页", pictures.len()));
    Ok(())
}

/// The key of an input's shard, and its batch with why it was made afresh, where it was.
type Made = (String, Result<(Batch, Option<String>), Issue>);

/// The batch of every input, from its shard where nothing that made it changed.
fn batches(
    config: &Config,
    lists: &Codelists,
    options: Options,
    loaded: &[Loaded],
    listener: &dyn Listener,
    record: &mut RunRecord,
    refused: &mut Vec<Issue>,
) -> Vec<Batch> {
    let limits = config.ingest_limits();
    let shards = Shards::new(&config.output, rules(config, lists));
    listener.begin("读取与提取", loaded.len());
    let made: Vec<Made> = loaded
        .par_iter()
        .map(|l| {
            let key = shards.key(&l.input, &l.content, &l.origin);
            let kept = if options.force { None } else { shards.load(&key) };
            let result = match kept {
                Some(batch) => Ok((batch, None)),
                None => ingest::read(&l.input, &l.bytes, lists, limits, &config.sheets).map(|document| {
                    let batch = batch_of(document, lists);
                    shards.save(&key, &batch);
                    (batch, Some(shards.why(&l.input.relative, &l.content, &l.origin)))
                }),
            };
            listener.step();
            (key, result)
        })
        .collect();
    listener.end();
    let keys: Vec<(String, String, blake3::Hash, Vec<u8>)> = made
        .iter()
        .zip(loaded)
        .map(|((key, _), l)| (l.input.relative.clone(), key.clone(), l.content, l.origin.clone()))
        .collect();
    let mut batches: Vec<Batch> = Vec::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    for (_, result) in made {
        match result {
            Ok((batch, fresh)) => {
                if let Some(other) = ids.insert(batch.document_id.clone(), batch.source.path.clone()) {
                    let what = format!("标识 {} 已被 {other} 使用。请在来源文件中改写 id", batch.document_id);
                    refused.push(ingest::refused("I-duplicate-id", &batch.source.path, what));
                    continue;
                }
                if let Some(twin) = batches.iter().find(|b| b.source.hash == batch.source.hash) {
                    let what = format!("内容与 {} 完全相同，未重复读取。请删除其一", twin.source.path);
                    refused.push(ingest::refused("I-duplicate-content", &batch.source.path, what));
                    continue;
                }
                let why = match fresh {
                    Some(_) if options.force => "--force".to_owned(),
                    Some(why) => why,
                    None => "未变，沿用".to_owned(),
                };
                record.documents.insert(batch.source.path.clone(), why.clone());
                listener.say(&format!(
                    "{}：{} 个观测，{} 条台账（{why}）",
                    batch.source.path,
                    batch.observations.len(),
                    batch.ledger.len()
                ));
                batches.push(batch);
            }
            Err(issue) => refused.push(issue),
        }
    }
    shards.keep_only(&keys);
    batches
}

/// A document through extract and normalize.
pub fn batch_of(document: Document, lists: &Codelists) -> Batch {
    let extraction = extract::extract(&document, lists);
    normalize::normalize(document, extraction, lists)
}

/// The batches of the present inputs with their corrections, from shards where they are kept; nothing is written.
pub fn batches_of(config: &Config, lists: &Codelists) -> Result<Vec<Batch>, Error> {
    let corrections = ingest::corrections::read(&config.folder, config.ingest_limits())?;
    let mut batches = uncorrected(config, lists)?;
    normalize::correct::apply(&mut batches, &corrections, lists);
    Ok(batches)
}

/// The batches of the present inputs as they were read.
pub fn uncorrected(config: &Config, lists: &Codelists) -> Result<Vec<Batch>, Error> {
    let (loaded, _) = load(config)?;
    let limits = config.ingest_limits();
    let shards = Shards::new(&config.output, rules(config, lists));
    let batch = |l: &Loaded| {
        let key = shards.key(&l.input, &l.content, &l.origin);
        shards.load(&key).or_else(|| {
            let document = ingest::read(&l.input, &l.bytes, lists, limits, &config.sheets).ok()?;
            Some(batch_of(document, lists))
        })
    };
    Ok(loaded.par_iter().filter_map(batch).collect())
}

fn dry_run(config: &Config, lists: &Codelists, listener: &dyn Listener) -> Result<Outcome, Error> {
    let corrections = ingest::corrections::read(&config.folder, config.ingest_limits())?;
    let (loaded, told) = load(config)?;
    let refused: Vec<Issue> = told.into_iter().filter(|i| i.severity == Severity::Refused).collect();
    let present = ReleaseRecord::load(&config.output.join("latest"));
    let shards = Shards::new(&config.output, rules(config, lists));
    let mut anything = false;
    for l in &loaded {
        let known = shards.load(&shards.key(&l.input, &l.content, &l.origin)).is_some();
        let why = if known {
            "未变，沿用".to_owned()
        } else {
            shards.why(&l.input.relative, &l.content, &l.origin)
        };
        anything |= !known;
        listener.say(&format!("{}：{why}", l.input.relative));
    }
    let gone = present.iter().flat_map(|p| p.inputs.keys());
    for path in gone.filter(|path| !loaded.iter().any(|l| l.input.relative == **path)) {
        anything = true;
        listener.say(&format!("{path}：已移走"));
    }
    if !corrections.is_empty() {
        listener.say(&format!("更正：{} 行", corrections.len()));
    }
    let publishes = anything || present.is_none();
    listener.say(if publishes {
        "运行时会重新发布"
    } else {
        "输入没有变化；设置、代码表、更正或版本有变化时仍会重新发布"
    });
    Ok(Outcome { release_id: None, published: false, refused })
}

/// Tells what was refused.
pub fn tell(refused: &[Issue], listener: &dyn Listener) {
    refused.iter().for_each(|issue| listener.warn(issue));
}

fn strict(refused: &[Issue], record: &mut RunRecord, listener: &dyn Listener) -> Error {
    tell(refused, listener);
    record.refused = refused.iter().map(|i| format!("{}: {}", i.document_id, i.message)).collect();
    Error::Strict { count: refused.len() }
}

fn release_id(fingerprint: &str, compared_with: Option<&str>) -> String {
    let text = format!("{fingerprint}|{}", compared_with.unwrap_or(""));
    format!("r{}", &blake3::hash(text.as_bytes()).to_hex()[..11])
}

/// The latest date of publication or reference period among the sources, as given.
fn latest_source(batches: &[Batch]) -> String {
    let dates = batches
        .iter()
        .filter_map(|b| b.origin.published.clone().or_else(|| b.origin.reference_period.clone()));
    dates.max().unwrap_or_default()
}

fn counts(batches: &[Batch], compared: &Compared) -> BTreeMap<String, usize> {
    let issues = batches.iter().flat_map(|b| &b.issues);
    BTreeMap::from([
        ("documents".into(), batches.len()),
        ("observations".into(), batches.iter().map(|b| b.observations.len()).sum()),
        ("ledger".into(), batches.iter().map(|b| b.ledger.len()).sum()),
        ("comparisons".into(), compared.comparisons.len()),
        ("derived".into(), compared.derived.len()),
        ("trends".into(), compared.trends.len()),
        ("consistency".into(), compared.consistency.len()),
        ("warnings".into(), issues.filter(|i| i.severity == Severity::Warning).count()),
    ])
}

/// Time by stage, for the run record.
struct Clock {
    last: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now() }
    }

    fn lap(&mut self, stage: &str, record: &mut RunRecord) {
        record.timings.push((stage.to_owned(), self.last.elapsed().as_millis()));
        self.last = Instant::now();
    }
}
