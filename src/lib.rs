//! `zhiliang` (质量: turning 质, prose, into 量, quantity): raw government text and spreadsheets go in; one audited
//! table of observations comes out, and from it provinces are compared, workbooks written and charts drawn.
//!
//! ```text
//! raw/*.docx .html .pdf .txt .md ───────┐
//! raw/**/*.xlsx .xls .xlsb .ods .csv ───┤
//!                 ▼
//!  ingest ──► extract ──► normalize ──► tabulate ──► compare ──► report
//!  Document    Mention     Batch of      DataFrame    Comparison   dataset, workbooks,
//!  Sheet       + Ledger    Observations  parquet/csv  Derived …    charts, page
//!  └──────────────── run: lock, shards, record, atomic release, history ────────────────┘
//! ```
//!
//! Where everything lives:
//!
//! - [`model`]: the shared nouns, and `model::schema`, the one table of columns behind every output.
//! - [`codelist`]: knowledge as data — units, places, indicators, cue words, phrases that measure nothing. A CSV file
//!   and a small loader each; `codelist/` beside `pipeline.toml` extends them.
//! - [`say`]: names, figures, bounds and periods as people read them, in Chinese or English.
//! - [`ingest`] → [`extract`] → [`normalize`] → [`tabulate`] → [`compare`] → [`report`]: the stages, a folder each.
//! - [`run`]: what surrounds the stages; [`pipeline`] puts them in order and reads as a table of contents.
//! - [`config`], [`cli`], [`error`]: the frame. [`evaluate`], [`explain`], [`indicators`] and
//!   [`releases`] answer questions about the result; [`correct`] notes what an analyst says instead; [`init`] makes a
//!   project folder, [`check`] looks at one.
//!
//! What holds everywhere, and is tested:
//!
//! - Stages never import each other; they meet in `model`. Only `pipeline` (and the questions) knows their order.
//! - Stages exchange a [`model::Batch`] per document, kept on disk as a shard by content, origin, rules and version.
//! - `text[start..end] == quote` in Unicode code points of the decoded text, for every observation of a text.
//! - Every numeral of a text is inside an observation or in the ledger with its reason.
//! - Shards hold what was read; an analyst's corrections are applied after them, in every run anew.
//! - Numbers are exact decimals until they become columns; both ends of every bound are kept through every formula.
//! - `extract` and `normalize` do no input or output and never fail: what they cannot place becomes an `Issue`.
//! - Equal input gives equal data files, byte for byte. Clocks stand in run records alone.

pub mod model;

pub mod codelist;

pub mod say;

pub mod ingest;

pub mod extract;

pub mod normalize;

pub mod tabulate;

pub mod compare;

pub mod report;

pub mod run;

pub mod pipeline;

pub mod check;
pub mod cli;
pub mod config;
pub mod correct;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod indicators;
pub mod init;
pub mod releases;
