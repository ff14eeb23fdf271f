//! Chinese and English labels of the closed sets.

use super::Row;
use crate::error::Error;
use std::collections::HashMap;

/// The rows of `label.csv`: `set,code,zh,en,note_zh`.
pub struct Labels {
    rows: HashMap<(String, String), (String, String, String)>,
    /// Sets and their codes in the order of the list.
    order: Vec<(String, String)>,
}

impl Labels {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let (mut labels, mut order) = (HashMap::new(), Vec::with_capacity(rows.len()));
        for row in rows {
            if row.cell(2).is_empty() || row.cell(3).is_empty() {
                return Err(row.error("both labels, zh and en, must be given"));
            }
            order.push((row.cell(0).to_owned(), row.cell(1).to_owned()));
            labels.insert(
                (row.cell(0).to_owned(), row.cell(1).to_owned()),
                (row.cell(2).to_owned(), row.cell(3).to_owned(), row.cell(4).to_owned()),
            );
        }
        Ok(Self { rows: labels, order })
    }

    /// The codes of a set, in the order of the list.
    pub fn codes(&self, set: &str) -> Vec<String> {
        self.order.iter().filter(|(s, _)| s == set).map(|(_, code)| code.clone()).collect()
    }

    /// The Chinese label of a code of a closed set; the code itself where the list lacks it.
    pub fn zh<'a>(&'a self, set: &str, code: &'a str) -> &'a str {
        self.rows.get(&(set.to_owned(), code.to_owned())).map_or(code, |l| l.0.as_str())
    }

    /// The English label.
    pub fn en<'a>(&'a self, set: &str, code: &'a str) -> &'a str {
        self.rows.get(&(set.to_owned(), code.to_owned())).map_or(code, |l| l.1.as_str())
    }

    /// What the member means, in Chinese.
    pub fn note(&self, set: &str, code: &str) -> &str {
        self.rows.get(&(set.to_owned(), code.to_owned())).map_or("", |l| l.2.as_str())
    }

    /// Whether both labels exist.
    pub fn has(&self, set: &str, code: &str) -> bool {
        self.rows.contains_key(&(set.to_owned(), code.to_owned()))
    }
}
