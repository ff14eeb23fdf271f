//! Words of tables: what a row, a column or a cell of that name is, and what a label says of its numbers.

use super::Row;
use super::affix::Affixes;
use crate::error::Error;
use crate::model::Dimension;
use std::collections::{HashMap, HashSet};

/// What a word of `table_word.csv` does; the file says more of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableRole {
    National,
    Total,
    TotalEnd,
    Region,
    Scope,
    AreaEnd,
    Note,
    Missing,
    Ordinal,
    Code,
    Period,
    UnitColumn,
    UnitLine,
    Remark,
    AreaColumn,
    LabelColumn,
    Generic,
    Among,
    Growth,
    Change,
    Share,
    Level,
    Target,
    Index,
    Fits,
    Title,
    TitleOpen,
    Continued,
    Up,
    Down,
    Legend,
}

const ROLES: &[(&str, TableRole)] = &[
    ("national", TableRole::National),
    ("total", TableRole::Total),
    ("total_end", TableRole::TotalEnd),
    ("region", TableRole::Region),
    ("scope", TableRole::Scope),
    ("area_end", TableRole::AreaEnd),
    ("note", TableRole::Note),
    ("missing", TableRole::Missing),
    ("ordinal", TableRole::Ordinal),
    ("code", TableRole::Code),
    ("period", TableRole::Period),
    ("unit_column", TableRole::UnitColumn),
    ("unit_line", TableRole::UnitLine),
    ("remark", TableRole::Remark),
    ("area_column", TableRole::AreaColumn),
    ("label_column", TableRole::LabelColumn),
    ("generic", TableRole::Generic),
    ("among", TableRole::Among),
    ("growth", TableRole::Growth),
    ("change", TableRole::Change),
    ("share", TableRole::Share),
    ("level", TableRole::Level),
    ("target", TableRole::Target),
    ("index", TableRole::Index),
    ("fits", TableRole::Fits),
    ("title", TableRole::Title),
    ("title_open", TableRole::TitleOpen),
    ("continued", TableRole::Continued),
    ("up", TableRole::Up),
    ("down", TableRole::Down),
    ("legend", TableRole::Legend),
];

/// What a label's words say its numbers measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub dimension: Dimension,
    /// The units it is counted in, where the word says so; empty where any unit of the dimension will do.
    pub units: Vec<String>,
}

/// The words of one role.
#[derive(Default)]
struct Words {
    exact: HashSet<String>,
    starts: Affixes<()>,
    ends: Affixes<()>,
    longest_first: Vec<String>,
}

/// The rows of `table_word.csv`.
pub struct TableWordList {
    roles: HashMap<TableRole, Words>,
    fits: Affixes<Fit>,
}

impl TableWordList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut words: HashMap<TableRole, Vec<String>> = HashMap::new();
        let mut fits: Vec<(String, Fit)> = Vec::new();
        for row in rows {
            let (name, word) = (row.cell(0), row.cell(1));
            let Some(&(_, role)) = ROLES.iter().find(|(n, _)| *n == name) else {
                let known = ROLES.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ");
                return Err(row.error(format!("`{name}` is no role; the roles are {known}")));
            };
            if word.is_empty() {
                return Err(row.error("the word is empty"));
            }
            if role == TableRole::Fits {
                let mut parts = row.list(2);
                let dimension = parts.next().and_then(Dimension::parse).ok_or_else(|| {
                    row.error(format!("`{}` must begin with a dimension (money;万元)", row.cell(2)))
                })?;
                let units = parts.map(str::to_owned).collect();
                fits.push((word.to_owned(), Fit { dimension, units }));
            }
            words.entry(role).or_default().push(word.to_owned());
        }
        let roles = words
            .into_iter()
            .map(|(role, mut list)| {
                list.sort_by_key(|w| std::cmp::Reverse(w.len()));
                let keys = || list.iter().map(|w| (w.clone(), ()));
                let (starts, ends) = (Affixes::prefixes(keys()), Affixes::suffixes(keys()));
                let exact = list.iter().cloned().collect();
                (role, Words { exact, starts, ends, longest_first: list })
            })
            .collect();
        Ok(Self { roles, fits: Affixes::suffixes(fits) })
    }

    /// Whether a text without white space is a word of the role.
    pub fn is(&self, role: TableRole, text: &str) -> bool {
        self.roles.get(&role).is_some_and(|w| w.exact.contains(text))
    }

    /// The longest word of the role that the text starts with.
    pub fn starts(&self, role: TableRole, text: &str) -> Option<&str> {
        self.roles.get(&role)?.starts.at_start(text).next().map(|(word, _)| word)
    }

    /// The longest word of the role that the text ends with.
    pub fn ends(&self, role: TableRole, text: &str) -> Option<&str> {
        self.roles.get(&role)?.ends.at_end(text).next().map(|(word, _)| word)
    }

    /// The word of the role that ends last in the text: where it starts, and where it ends.
    pub fn last_within(&self, role: TableRole, text: &str) -> Option<(usize, usize)> {
        let words = &self.roles.get(&role)?.longest_first;
        let found = words.iter().filter_map(|w| text.rfind(w.as_str()).map(|i| (i, i + w.len())));
        found.max_by_key(|&(start, end)| (end, std::cmp::Reverse(start)))
    }

    /// What the longest word at the end of a label says it measures.
    pub fn fit(&self, label: &str) -> Option<&Fit> {
        self.fits.at_end(label).next().map(|(_, fit)| fit)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Codelists;
    use super::*;

    #[test]
    fn the_word_that_ends_last_decides() {
        let lists = Codelists::load(None).unwrap();
        let words = &lists.table_words;
        assert!(words.is(TableRole::Missing, "…"));
        let growth = words.last_within(TableRole::Growth, "比重比上年增长").unwrap();
        assert!(growth > words.last_within(TableRole::Share, "比重比上年增长").unwrap());
        assert_eq!(words.fit("企业数").map(|f| f.dimension), Some(Dimension::Count));
    }
}
