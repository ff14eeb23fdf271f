//! A finding about the data that a reader should know; never a reason to stop the run.

use super::Severity;
use serde::{Deserialize, Serialize};

/// One row of the `issues` table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Issue {
    /// A stable code (`I-unit-missing`).
    pub code: String,
    pub severity: Severity,
    /// The document or file it is about; empty when it is about the whole.
    pub document_id: String,
    /// Where in it (`text:10-14`, `SHEET!B3`), or empty.
    pub locator: String,
    /// What was found and what to do, in Chinese.
    pub message: String,
}

impl Issue {
    /// An issue of this code about this document.
    pub fn new(code: &str, severity: Severity, document_id: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            severity,
            document_id: document_id.into(),
            locator: String::new(),
            message: message.into(),
        }
    }

    /// The same issue, at this place.
    pub fn at(mut self, locator: impl ToString) -> Self {
        self.locator = locator.to_string();
        self
    }
}
