//! What a run says on standard error: lines for people, with a progress bar on a terminal, or JSON for machines.

use super::LogFormat;
use crate::error::Error;
use crate::model::{Issue, Severity};
use crate::pipeline::Listener;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;

/// One line of the log. The keys are the same in every version; those that say nothing are left out.
#[derive(Debug, Default, Serialize)]
struct Line<'a> {
    /// RFC 3339, in UTC.
    time: String,
    /// `info`, `warning` or `error`.
    level: &'static str,
    /// `load`, `extract`, `compare`, `check`, `report` or `publish`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    message: &'a str,
    /// Of an issue (`I-…`) or an error (`E-…`).
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    /// The document or file it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
}

impl Line<'_> {
    fn write(self) {
        let line =
            Self { time: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true), ..self };
        tell(&serde_json::to_string(&line).unwrap_or_default());
    }
}

/// A line on standard error; one that nobody reads is no error.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The error that ends the program.
pub(super) fn error(error: &anyhow::Error, format: LogFormat, exit_code: u8) {
    let text = format!("{error:#}");
    if format == LogFormat::Text {
        return tell(&text);
    }
    let known = error.downcast_ref::<Error>();
    let (code, document) = (known.map(Error::code), known.and_then(Error::document));
    let message = code.as_deref().and_then(|c| text.strip_prefix(c)?.strip_prefix(": ")).unwrap_or(&text);
    let (code, document, exit_code) = (code.as_deref(), document.as_deref(), Some(exit_code));
    Line { level: "error", message, code, document, exit_code, ..Line::default() }.write();
}

/// Tells people or machines what a run does.
pub(super) struct Watcher {
    quiet: bool,
    format: LogFormat,
    bars: bool,
    bar: Mutex<Option<ProgressBar>>,
    stage: Mutex<Option<&'static str>>,
}

impl Watcher {
    /// Whether it says what goes well, and how.
    pub(super) fn new(quiet: bool, format: LogFormat) -> Self {
        let plain = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let bars = !quiet
            && format == LogFormat::Text
            && std::io::stderr().is_terminal()
            && !plain("NO_COLOR")
            && !dumb;
        Self { quiet, format, bars, bar: Mutex::new(None), stage: Mutex::new(None) }
    }

    fn line(&self, text: &str, line: Line) {
        match (self.format, self.bar.lock().ok().and_then(|slot| slot.clone())) {
            (LogFormat::Json, _) => {
                let stage = self.stage.lock().ok().and_then(|stage| *stage);
                Line { stage, ..line }.write();
            }
            (LogFormat::Text, Some(bar)) => bar.suspend(|| tell(text)),
            (LogFormat::Text, None) => tell(text),
        }
    }
}

impl Listener for Watcher {
    fn say(&self, line: &str) {
        if !self.quiet {
            self.line(line, Line { level: "info", message: line, ..Line::default() });
        }
    }

    fn warn(&self, issue: &Issue) {
        let Issue { code, document_id, message, .. } = issue;
        let word = if issue.severity == Severity::Refused { "拒收" } else { "警告" };
        let text = match document_id.is_empty() {
            true => format!("{word}（{code}）：{message}"),
            false => format!("{word} {document_id}（{code}）：{message}"),
        };
        let document = Some(document_id.as_str()).filter(|id| !id.is_empty());
        self.line(&text, Line { level: "warning", message, code: Some(code), document, ..Line::default() });
    }

    fn stage(&self, stage: &'static str) {
        if let Ok(mut slot) = self.stage.lock() {
            *slot = Some(stage);
        }
    }

    fn begin(&self, stage: &str, steps: usize) {
        if !self.bars {
            return;
        }
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(stage.to_owned());
        // a long read shows that it goes on
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn step(&self) {
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = slot.as_ref()
        {
            bar.inc(1);
        }
    }

    fn end(&self) {
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
    }
}
