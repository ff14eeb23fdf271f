//! Arguments and subcommands. `zhiliang` alone is `zhiliang run`.

mod help;
mod log;

use crate::codelist::Codelists;
use crate::config::Config;
use crate::error::Error;
use crate::evaluate::{self, Gold, Negative};
use crate::ingest::{self, Format, Input};
use crate::model::schema::{self, Value};
use crate::model::{Batch, LedgerEntry, Observation};
use crate::pipeline::{self, Options};
use crate::report::dataset;
use crate::{check, correct, explain, indicators, init, releases, tabulate};
use anyhow::{Context, Result};
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// 从政府报告和表格中找出每一个数，比较各省，写出工作簿和图。
#[derive(Debug, Parser)]
#[command(name = "zhiliang", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 运行整条流水线（默认）
    Run(RunArgs),
    /// 把任意文件中的观测输出到标准输出，`-` 读标准输入
    Extract(ExtractArgs),
    /// 对照标注，给出查全率、查准率和各字段正确率
    Eval(EvalArgs),
    /// 说明一个编号：观测的原句和规则；比较和派生指标所用的观测
    Explain(ExplainArgs),
    /// 列出没有指标的主语，或预览一行新指标会改变什么
    Indicators(IndicatorsArgs),
    /// 更正、删除或新增一个观测：在 corrections.csv 中加一行，以后每次运行都采用
    Correct(CorrectArgs),
    /// 两次发布之间新增、移除和修订的观测
    Diff(DiffArgs),
    /// 输出数据集的列，即数据包中的描述
    Schema,
    /// 新建一个项目文件夹：设置、示例、Windows 上双击运行和定时运行的文件
    Init(InitArgs),
    /// 不运行，只检查设置、代码表和输入是否可用；什么也不写
    Check(CheckArgs),
    /// 输出命令行补全脚本
    Completions {
        /// 所用的 shell
        shell: clap_complete::Shell,
    },
    /// 输出手册页（man）
    Man {
        /// 某个命令的；省略时为总的一页
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
struct InitArgs {
    /// 项目文件夹，没有则新建
    #[arg(value_name = "文件夹")]
    folder: PathBuf,
    /// 数据集的标题
    #[arg(long)]
    title: Option<String>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// 设置文件
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
    /// 有文件被拒收时退出码为 3
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Args)]
struct RunArgs {
    /// 设置文件
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
    /// 只说明会做什么
    #[arg(long)]
    dry_run: bool,
    /// 全部重做
    #[arg(long)]
    force: bool,
    /// 有文件被拒收时不发布，退出码 3
    #[arg(long)]
    strict: bool,
    /// 另一次运行未结束时等待，而不是退出
    #[arg(long)]
    wait: bool,
    /// 运行信息的格式
    #[arg(long, value_enum, default_value = "text")]
    log_format: LogFormat,
    /// 成功时不输出；被拒收的文件和检查的警告仍会输出
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
struct ExtractArgs {
    /// 文件，`-` 为标准输入
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 输出格式
    #[arg(long, value_enum, default_value = "jsonl")]
    format: OutputFormat,
    /// 输出数字台账而不是观测
    #[arg(long)]
    ledger: bool,
    /// 设置文件；其旁的 codelist/ 会生效
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Jsonl,
    Csv,
    Arrow,
}

#[derive(Debug, Args)]
struct EvalArgs {
    /// 标注文件（JSON 行）；同一文件夹中的 negatives.jsonl 一并使用
    #[arg(long)]
    gold: PathBuf,
    /// 被标注的文档
    #[arg(long)]
    doc: PathBuf,
    /// 列出每一处不同
    #[arg(long)]
    details: bool,
    /// 设置文件；其旁的 codelist/ 会生效
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// 观测、比较、派生指标或检查的编号
    id: String,
    /// 设置文件
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct CorrectArgs {
    /// 观测编号；新增时为文档标识或 raw/ 下的路径
    id: String,
    /// 字段=值，如 value=1300万、状态=目标；新增时还有 quote=原文表述、sentence=原句
    #[arg(value_name = "字段=值")]
    fields: Vec<String>,
    /// 该处不是观测值：删除，移入数字台账
    #[arg(long, conflicts_with_all = ["fields", "add"])]
    reject: bool,
    /// 新增一个程序没有提取的数
    #[arg(long)]
    add: bool,
    /// 理由
    #[arg(long)]
    why: String,
    /// 更正人；省略时为系统用户名
    #[arg(long)]
    who: Option<String>,
    /// 设置文件
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
}

impl CorrectArgs {
    fn execute(self) -> Result<()> {
        let config = Config::load(&self.config)?;
        let lists = pipeline::load_lists(&self.config)?;
        let what = match (self.reject, self.add) {
            (true, _) => correct::What::Reject,
            (_, true) => correct::What::Add(self.fields),
            _ => correct::What::Fields(self.fields),
        };
        let order = correct::Order { id: self.id, what, why: self.why, who: self.who };
        write_out(correct::correct(&config, &lists, order)?.as_bytes())
    }
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// 较早的发布编号；省略时为最新发布所比较的那一次
    old: Option<String>,
    /// 较晚的发布编号；省略时为最新发布
    new: Option<String>,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
    /// 设置文件
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Jsonl,
    Csv,
}

#[derive(Debug, Args)]
struct IndicatorsArgs {
    /// 要预览的一行，列与 codelist/indicator.csv 相同
    #[arg(long, value_name = "行")]
    r#try: Option<String>,
    /// 设置文件
    #[arg(long, default_value = "pipeline.toml")]
    config: PathBuf,
}

impl Cli {
    /// The arguments of this process. Wrong ones are told, and end in an exit code.
    pub fn of_process() -> Result<Self, u8> {
        let parsed = help::command().try_get_matches().and_then(|matches| Self::from_arg_matches(&matches));
        parsed.map_err(|wrong| {
            let words: Vec<_> = std::env::args_os().collect();
            let json = words.windows(2).any(|pair| pair[0] == "--log-format" && pair[1] == "json")
                || words.iter().any(|word| word == "--log-format=json");
            if json && wrong.use_stderr() {
                log::error(&anyhow::anyhow!("{}", wrong.to_string().trim_end()), LogFormat::Json, 2);
            } else {
                let _ = wrong.print();
            }
            wrong.exit_code() as u8
        })
    }

    /// How the error that ends the program is told.
    pub fn teller(&self) -> impl Fn(&anyhow::Error, u8) + use<> {
        let format = match &self.command {
            None => self.run.log_format,
            Some(Command::Run(args)) => args.log_format,
            Some(_) => LogFormat::Text,
        };
        move |error, exit_code| log::error(error, format, exit_code)
    }

    /// Does what was asked; results go to standard output, messages to standard error.
    pub fn execute(self) -> Result<()> {
        match self.command {
            None => run(&self.run),
            Some(Command::Run(args)) => run(&args),
            Some(Command::Extract(args)) => extract_files(&args),
            Some(Command::Eval(args)) => eval(&args),
            Some(Command::Explain(args)) => {
                let config = Config::load(&args.config)?;
                let lists = pipeline::load_lists(&args.config)?;
                write_out(explain::explain(&config, &lists, &args.id)?.as_bytes())
            }
            Some(Command::Indicators(args)) => {
                let config = Config::load(&args.config)?;
                let text = match &args.r#try {
                    Some(row) => indicators::preview(&args.config, &config, row)?,
                    None => indicators::unmapped(&config, &pipeline::load_lists(&args.config)?)?,
                };
                write_out(text.as_bytes())
            }
            Some(Command::Correct(args)) => args.execute(),
            Some(Command::Diff(args)) => {
                let config = Config::load(&args.config)?;
                let changes = releases::diff(&config, args.old.as_deref(), args.new.as_deref())?;
                match args.format {
                    DiffFormat::Text => write_out(releases::text(&changes).as_bytes()),
                    DiffFormat::Jsonl => output(schema::CHANGES, &changes, OutputFormat::Jsonl),
                    DiffFormat::Csv => output(schema::CHANGES, &changes, OutputFormat::Csv),
                }
            }
            Some(Command::Schema) => {
                let lists = Codelists::load(None)?;
                let tables = dataset::package::resources(&lists.labels);
                write_out((serde_json::to_string_pretty(&tables)? + "\n").as_bytes())
            }
            Some(Command::Init(args)) => {
                let made = init::init(&args.folder, args.title.as_deref())?;
                write_out(made.as_bytes())
            }
            Some(Command::Check(args)) => {
                let found = check::check(&args.config, args.strict)?;
                write_out(found.text.as_bytes())?;
                found.error.map_or(Ok(()), |error| Err(error.into()))
            }
            Some(Command::Completions { shell }) => write_out(&help::completions(shell)),
            Some(Command::Man { command }) => write_out(&help::man(command.as_deref())?),
        }
    }
}

/// Standard output; a reader that has gone away is no error.
fn write_out(bytes: &[u8]) -> Result<()> {
    match std::io::stdout().lock().write_all(bytes) {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

fn run(args: &RunArgs) -> Result<()> {
    let watcher = log::Watcher::new(args.quiet, args.log_format);
    let options = Options { dry_run: args.dry_run, force: args.force, strict: args.strict, wait: args.wait };
    let outcome = pipeline::run(&args.config, options, &watcher)?;
    pipeline::tell(&outcome.refused, &watcher);
    Ok(())
}

/// The batch of one file, outside a project.
fn batch_of(file: &Path, lists: &Codelists, config: &Config) -> Result<Batch> {
    let limits = config.ingest_limits();
    let shown = file.display().to_string();
    let bad = |what: String| Error::Input { path: shown.clone(), what };
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("标准输入")?;
        let (text, _) = ingest::text::decode(&bytes).map_err(bad)?;
        return Ok(pipeline::batch_of(ingest::document_of_text("-", text, lists), lists));
    }
    let extension = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let format = ingest::FORMATS.iter().find(|(e, _)| *e == extension).map_or(Format::Text, |(_, f)| *f);
    let relative = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let input = Input { relative, path: file.to_owned(), format };
    let bytes = ingest::load(&input, limits).map_err(|i| bad(i.message))?;
    let document = ingest::read(&input, &bytes, lists, limits, &config.sheets).map_err(|i| bad(i.message))?;
    Ok(pipeline::batch_of(document, lists))
}

fn extract_files(args: &ExtractArgs) -> Result<()> {
    let lists = pipeline::load_lists(&args.config)?;
    let mut observations: Vec<Observation> = Vec::new();
    let mut ledger: Vec<LedgerEntry> = Vec::new();
    let config = if args.config.is_file() { Config::load(&args.config)? } else { Config::default() };
    for file in &args.files {
        let batch = batch_of(file, &lists, &config)?;
        observations.extend(batch.observations);
        ledger.extend(batch.ledger);
    }
    if args.ledger {
        output(schema::LEDGER, &ledger, args.format)
    } else {
        output(schema::OBSERVATIONS, &observations, args.format)
    }
}

fn output<T>(columns: &[schema::Column<T>], rows: &[T], format: OutputFormat) -> Result<()> {
    let mut bytes = Vec::new();
    match format {
        OutputFormat::Jsonl => {
            for row in rows {
                bytes.extend(json_line(columns, row)?.as_bytes());
            }
        }
        OutputFormat::Csv => dataset::write_csv(&mut tabulate::frame(columns, rows)?, &mut bytes)?,
        OutputFormat::Arrow => {
            use polars_io::SerWriter;
            polars_io::ipc::IpcWriter::new(&mut bytes).finish(&mut tabulate::frame(columns, rows)?)?;
        }
    }
    write_out(&bytes)
}

/// A row as one JSON object whose keys are the columns, in their order.
fn json_line<T>(columns: &[schema::Column<T>], row: &T) -> Result<String> {
    let mut line = String::from("{");
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            line.push_str(", ");
        }
        let value = match (column.get)(row) {
            Value::Null => "null".to_owned(),
            Value::Str(s) => serde_json::to_string(&s)?,
            Value::Int(n) => n.to_string(),
            Value::Num(n) => serde_json::to_string(&n)?,
            Value::Date(d) => format!("\"{d}\""),
        };
        line.push_str(&format!("\"{}\": {value}", column.name));
    }
    line.push_str("}\n");
    Ok(line)
}

fn eval(args: &EvalArgs) -> Result<()> {
    let lists = pipeline::load_lists(&args.config)?;
    let gold: Vec<Gold> = lines(&args.gold)?;
    let beside = args.gold.with_file_name("negatives.jsonl");
    let negatives: Vec<Negative> = if beside.is_file() { lines(&beside)? } else { Vec::new() };
    let meta = args.gold.with_file_name("meta.json");
    let batch = evaluated(&args.doc, &meta, &lists)?;
    let score = evaluate::score(&batch.observations, &gold, &negatives);
    write_out(evaluate::report(&score, args.details).as_bytes())
}

/// The batch of an annotated document; title and reference period from `meta.json` where no origin gives them.
fn evaluated(doc: &Path, meta: &Path, lists: &Codelists) -> Result<Batch> {
    let shown = doc.display().to_string();
    let bytes = std::fs::read(doc).with_context(|| shown.clone())?;
    let (text, _) = ingest::text::decode(&bytes).map_err(|what| Error::Input { path: shown, what })?;
    let mut document = ingest::document_of_text("eval", String::new(), lists);
    if let Ok(text) = std::fs::read_to_string(meta) {
        let meta: serde_json::Value =
            serde_json::from_str(&text).with_context(|| meta.display().to_string())?;
        document.title = meta["title"].as_str().unwrap_or("").to_owned();
        document.origin.reference_period = meta["reference_period"].as_str().map(str::to_owned);
    }
    ingest::prose(&mut document, text, lists);
    Ok(pipeline::batch_of(document, lists))
}

fn lines<T: serde::de::DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .map(|(i, l)| serde_json::from_str(l).with_context(|| format!("{} 第 {} 行", file.display(), i + 1)))
        .collect()
}
