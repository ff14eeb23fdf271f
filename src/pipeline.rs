//! The stages in order: ingest → extract → normalize → tabulate → compare → report, inside one run.

use crate::codelist::Codelists;
use crate::compare::{self, Compared, Documents, diff};
use crate::config::Config;
use crate::error::Error;
use crate::ingest::{self, Input};
use crate::model::{Batch, Document, Issue, Observation, Severity};
use crate::report::{self, Release, charts, dataset, workbook};
use crate::run::lock::Lock;
use crate::run::record::{ReleaseRecord, RunRecord};
use crate::run::release::{self, Building};
use crate::run::shard::Shards;
use crate::{extract, normalize};
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
}

/// Hears what a run does, for people who watch.
pub trait Listener: Sync {
    /// One line about a stage.
    fn say(&self, line: &str);
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
    let lists = load_lists(config_file)?;
    if options.dry_run {
        return dry_run(&config, &lists, listener);
    }
    let _lock = Lock::take(&config.output)?;
    let started = chrono::Utc::now();
    let mut record = RunRecord {
        run_id: started.format("%Y%m%dT%H%M%S%3fZ").to_string(),
        started: started.to_rfc3339(),
        finished: String::new(),
        version: env!("CARGO_PKG_VERSION").into(),
        release: None,
        result: String::new(),
        documents: BTreeMap::new(),
        timings: Vec::new(),
        refused: Vec::new(),
        error: None,
    };
    let outcome = locked(&config, &lists, options, listener, &mut record);
    record.finished = chrono::Utc::now().to_rfc3339();
    record.result = match &outcome {
        Ok(o) if o.published => "published".into(),
        Ok(_) => "nothing to do".into(),
        Err(e) => {
            record.error = Some(e.to_string());
            "failed".into()
        }
    };
    record.save(&config.output);
    outcome
}

/// The code lists with the extension beside a settings file.
pub fn load_lists(config_file: &Path) -> Result<Codelists, Error> {
    load_lists_with(config_file, "")
}

/// The same with one more row of `indicator.csv`.
pub fn load_lists_with(config_file: &Path, indicator: &str) -> Result<Codelists, Error> {
    let folder = config_file.parent().unwrap_or(Path::new("")).join("codelist");
    Codelists::load_with(folder.is_dir().then_some(folder.as_path()), indicator)
}

/// An input with its bytes and origin.
struct Loaded {
    input: Input,
    bytes: Vec<u8>,
    origin: Vec<u8>,
}

fn locked(
    config: &Config,
    lists: &Codelists,
    options: Options,
    listener: &dyn Listener,
    record: &mut RunRecord,
) -> Result<Outcome, Error> {
    let clock = &mut Clock::start();
    let (loaded, told) = load(config)?;
    let (mut refused, notes): (Vec<Issue>, Vec<Issue>) =
        told.into_iter().partition(|i| i.severity == Severity::Refused);
    let fingerprint = fingerprint(config, lists, &loaded);
    let latest = config.output.join("latest");
    let present = ReleaseRecord::load(&latest);
    clock.lap("load", record);
    if let Some(present) = present.as_ref().filter(|p| p.fingerprint == fingerprint && !options.force) {
        refused.extend(present.refused.iter().filter(|i| !refused.contains(i)).cloned().collect::<Vec<_>>());
        if options.strict && !refused.is_empty() {
            return Err(strict(&refused, record, listener));
        }
        listener.say(&format!("没有变化，无需重做（发布 {}）", present.release_id));
        record.refused = refused.iter().map(|i| format!("{}: {}", i.document_id, i.message)).collect();
        record.release = Some(present.clone());
        return Ok(Outcome { release_id: Some(present.release_id.clone()), published: false, refused });
    }
    let batches = batches(config, lists, options, &loaded, listener, record, &mut refused);
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
        .and_then(|f| release::past(&f));
    let compared_with = compared_with.filter(|_| earlier.is_some());
    let observations: Vec<Observation> =
        batches.iter().flat_map(|b| b.observations.iter().cloned()).collect();
    let compared = compare::compare(&observations, &Documents::of(&batches), lists)?;
    clock.lap("compare", record);
    listener.say(&format!(
        "比较：{} 组对比、{} 个派生指标、{} 条趋势、{} 项一致性检查",
        compared.comparisons.len(),
        compared.derived.len(),
        compared.trends.len(),
        compared.consistency.len()
    ));
    let release_record = ReleaseRecord {
        release_id: release_id(&fingerprint, compared_with.as_deref()),
        fingerprint,
        compared_with,
        version: env!("CARGO_PKG_VERSION").into(),
        inputs: batches.iter().map(|b| (b.source.path.clone(), b.source.hash.clone())).collect(),
        code_lists: lists.fingerprints.iter().map(|(n, f)| ((*n).to_owned(), f.clone())).collect(),
        counts: counts(&batches, &compared),
        refused: refused.clone(),
    };
    let news: Vec<diff::Past> = observations.iter().map(diff::Past::of).collect();
    let changes = earlier.as_ref().map(|old| diff::diff(old, &news)).unwrap_or_default();
    let mut issues: Vec<Issue> = refused.clone();
    issues.extend(notes);
    issues.extend(batches.iter().flat_map(|b| b.issues.iter().cloned()));
    issues.extend(compared.issues.iter().cloned());
    let by_id: HashMap<&str, usize> =
        observations.iter().enumerate().map(|(i, o)| (o.observation_id.as_str(), i)).collect();
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
        earlier: earlier.is_some(),
    };
    let building = Building::start(&config.output)?;
    write(&mut shown, building.folder(), listener, clock, record)?;
    release_record.save(building.folder())?;
    let place = building.publish(config.history)?;
    clock.lap("publish", record);
    listener.say(&format!("发布 {} → {}", release_record.release_id, place.display()));
    if shown.earlier {
        listener.say(&format!("与上一次发布相比：{} 处变化", shown.changes.len()));
    }
    let outcome = Outcome { release_id: Some(release_record.release_id.clone()), published: true, refused };
    record.release = Some(release_record);
    Ok(outcome)
}

/// Writes everything a release shows into a folder.
fn write(
    shown: &mut Release,
    folder: &Path,
    listener: &dyn Listener,
    clock: &mut Clock,
    record: &mut RunRecord,
) -> Result<(), Error> {
    let failed = |e: anyhow::Error| match e.downcast::<std::io::Error>() {
        Ok(io) => Error::output(folder, io),
        Err(e) => Error::Report { what: format!("{e:#}") },
    };
    let (pictures, refusals) = charts::pictures(shown);
    shown.issues.extend(refusals);
    shown.issues.sort();
    shown.issues.dedup();
    dataset::write(shown, &folder.join("dataset")).map_err(failed)?;
    clock.lap("dataset", record);
    let (books, drawn) = rayon::join(
        || workbook::write(shown, &folder.join("workbooks")),
        || charts::write(shown, &pictures, &folder.join("charts")),
    );
    books.map_err(failed)?;
    drawn.map_err(failed)?;
    clock.lap("workbooks, charts", record);
    listener.say(&format!("报告：2 个工作簿、{} 张图", pictures.len()));
    Ok(())
}

/// Reads the inputs' bytes; what cannot be read is refused.
fn load(config: &Config) -> Result<(Vec<Loaded>, Vec<Issue>), Error> {
    let (inputs, mut refused) = ingest::list(&config.raw)?;
    let empty = || Error::RawEmpty { folder: config.raw.clone(), formats: ingest::formats() };
    if inputs.is_empty() && refused.is_empty() {
        return Err(empty());
    }
    let limits = config.ingest_limits();
    let read: Vec<Result<Loaded, Issue>> = inputs
        .par_iter()
        .map(|input| {
            let bytes = ingest::load(input, limits)?;
            let name = input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let origin = std::fs::read(input.path.with_file_name(format!("{name}.toml"))).unwrap_or_default();
            Ok(Loaded { input: input.clone(), bytes, origin })
        })
        .collect();
    let mut loaded = Vec::new();
    for result in read {
        match result {
            Ok(l) => loaded.push(l),
            Err(issue) => refused.push(issue),
        }
    }
    Ok((loaded, refused))
}

/// The key of an input's shard, and its batch: whether it was made afresh.
type Made = (String, Result<(Batch, bool), Issue>);

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
    let rules = rules(lists) + &format!("{limits:?}{:?}", config.sheets);
    let shards = Shards::new(&config.output, &rules);
    listener.begin("读取与提取", loaded.len());
    let made: Vec<Made> = loaded
        .par_iter()
        .map(|l| {
            let key = shards.key(&l.input, &l.bytes, &l.origin);
            let kept = if options.force { None } else { shards.load(&key) };
            let result = match kept {
                Some(batch) => Ok((batch, false)),
                None => ingest::read(&l.input, &l.bytes, lists, limits, &config.sheets).map(|document| {
                    let batch = batch_of(document, lists);
                    shards.save(&key, &batch);
                    (batch, true)
                }),
            };
            listener.step();
            (key, result)
        })
        .collect();
    listener.end();
    let keys: Vec<String> = made.iter().map(|(k, _)| k.clone()).collect();
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
                let why = if options.force {
                    "--force"
                } else if fresh {
                    "新增或有变化"
                } else {
                    "未变，沿用"
                };
                record.documents.insert(batch.source.path.clone(), why.into());
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

/// The batches of the present inputs, from shards where they are kept; nothing is written.
pub fn batches_of(config: &Config, lists: &Codelists) -> Result<Vec<Batch>, Error> {
    let (loaded, _) = load(config)?;
    let limits = config.ingest_limits();
    let shards = Shards::new(&config.output, &(rules(lists) + &format!("{limits:?}{:?}", config.sheets)));
    let batch = |l: &Loaded| {
        let key = shards.key(&l.input, &l.bytes, &l.origin);
        shards.load(&key).or_else(|| {
            let document = ingest::read(&l.input, &l.bytes, lists, limits, &config.sheets).ok()?;
            Some(batch_of(document, lists))
        })
    };
    Ok(loaded.par_iter().filter_map(batch).collect())
}

fn dry_run(config: &Config, lists: &Codelists, listener: &dyn Listener) -> Result<Outcome, Error> {
    let (loaded, refused) = load(config)?;
    let fingerprint = fingerprint(config, lists, &loaded);
    let present = ReleaseRecord::load(&config.output.join("latest"));
    let same = present.as_ref().is_some_and(|p| p.fingerprint == fingerprint);
    for l in &loaded {
        let hash = blake3::hash(&l.bytes).to_hex().to_string();
        let known = present.as_ref().and_then(|p| p.inputs.get(&l.input.relative));
        let why = match known {
            Some(h) if *h == hash => "内容未变",
            Some(_) => "内容有变化",
            None => "新文件",
        };
        listener.say(&format!("{}：{why}", l.input.relative));
    }
    listener.say(if same { "没有变化，运行时无需重做" } else { "运行时会重新发布" });
    Ok(Outcome { release_id: None, published: false, refused })
}

/// Tells what was refused.
pub fn tell(refused: &[Issue], listener: &dyn Listener) {
    for issue in refused {
        listener.say(&format!("{} {}：{}", issue.code, issue.document_id, issue.message));
    }
}

fn strict(refused: &[Issue], record: &mut RunRecord, listener: &dyn Listener) -> Error {
    tell(refused, listener);
    record.refused = refused.iter().map(|i| format!("{}: {}", i.document_id, i.message)).collect();
    Error::Strict { count: refused.len() }
}

/// Fingerprint of what documents are read with: version and code lists.
fn rules(lists: &Codelists) -> String {
    let lists: Vec<String> = lists.fingerprints.iter().map(|(n, f)| format!("{n}={f}")).collect();
    format!("{};{}", env!("CARGO_PKG_VERSION"), lists.join(";"))
}

/// Hash of inputs, settings, code lists and version.
fn fingerprint(config: &Config, lists: &Codelists, loaded: &[Loaded]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    // where a project lies is no part of what it says
    let settings = Config { raw: "raw".into(), output: "output".into(), ..config.clone() };
    part(serde_json::to_string(&settings).unwrap_or_default().as_bytes());
    part(rules(lists).as_bytes());
    for l in loaded {
        part(l.input.relative.as_bytes());
        part(blake3::hash(&l.bytes).as_bytes());
        part(&l.origin);
    }
    hasher.finalize().to_hex()[..32].to_owned()
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
