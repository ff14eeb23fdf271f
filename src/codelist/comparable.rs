//! Which indicators may stand side by side, how far, and with what caveat.

use super::Row;
use crate::error::Error;
use crate::model::{Comparability, Reason};
use std::collections::HashMap;

/// A member of a family of indicators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinship {
    pub family: String,
    pub grade: Comparability,
    pub reason: Reason,
    /// What to keep in mind, in Chinese and in English.
    pub caveat: [String; 2],
    /// Title of its chart in both; `{n}` and `{range}` are filled in.
    pub title: [String; 2],
}

/// The rows of `comparable.csv`.
pub struct ComparableList {
    members: HashMap<String, Kinship>,
}

impl ComparableList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut members = HashMap::new();
        for row in rows {
            let grade = Comparability::parse(row.cell(2))
                .ok_or_else(|| row.error(format!("`{}` is no grade", row.cell(2))))?;
            let reason = Reason::parse(row.cell(3))
                .ok_or_else(|| row.error(format!("`{}` is no reason", row.cell(3))))?;
            let kinship = Kinship {
                family: row.cell(0).to_owned(),
                grade,
                reason,
                caveat: both(row, 4),
                title: both(row, 5),
            };
            members.insert(row.cell(1).to_owned(), kinship);
        }
        Ok(Self { members })
    }

    /// The members of a family, in the order of their codes.
    pub fn members(&self, family: &str) -> Vec<&str> {
        let of = self.members.iter().filter(|(_, kin)| kin.family == family);
        let mut codes: Vec<&str> = of.map(|(code, _)| code.as_str()).collect();
        codes.sort_unstable();
        codes
    }

    /// The members of a family, or the indicator itself where the name is of none.
    pub fn named<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        let members = self.members(name);
        if members.is_empty() { vec![name] } else { members }
    }

    /// The family of an indicator, where it has one.
    pub fn get(&self, indicator: &str) -> Option<&Kinship> {
        self.members.get(indicator)
    }
}

/// A text in Chinese from its column and in English from the one two further on; Chinese where that is empty.
fn both(row: &Row, column: usize) -> [String; 2] {
    let (zh, en) = (row.cell(column), row.cell(column + 2));
    [zh.to_owned(), if en.is_empty() { zh } else { en }.to_owned()]
}
