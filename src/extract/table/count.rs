//! How often the same labels and header were met: what keeps the ids of equal cells apart, and stable.

use super::part::Part;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// The tables of a stretch of columns.
#[derive(Default)]
pub(super) struct Counts {
    closed: Vec<Closed>,
    /// Columns of the tables that are open, by header and title.
    open: HashMap<String, u32>,
}

/// Tables that have been read.
struct Closed {
    columns: HashMap<String, u32>,
    /// How often each row's labels stood in one of them, at most.
    rows: HashMap<u64, u32>,
}

/// Columns of the same header as one.
struct Alike {
    /// Tables before, and how many such columns each has.
    earlier: Vec<(usize, u32)>,
    /// In the open tables, the column among them.
    same: u32,
    /// Of these, those to its left.
    left: u32,
}

/// Counts the rows of one open table.
pub(super) struct RowCount {
    columns: Vec<Alike>,
    rows: HashMap<u64, u32>,
}

/// A row among those of the same labels.
pub(super) struct Earlier {
    before: u32,
    /// In each closed table.
    closed: Vec<u32>,
}

impl Counts {
    /// Opens tables side by side.
    pub fn open(&mut self, parts: &[Part]) -> Vec<RowCount> {
        let text = |part: &Part, path: &str| format!("{path}\u{1}{}", part.scope.text);
        let mut left: Vec<Vec<u32>> = Vec::new();
        self.open.clear();
        for part in parts {
            let count = |c: &super::column::Column| {
                let count = self.open.entry(text(part, &c.path)).or_insert(0);
                *count += 1;
                *count - 1
            };
            left.push(part.columns.iter().map(count).collect());
        }
        parts
            .iter()
            .zip(left)
            .map(|(part, left)| {
                let alike = |(column, left): (&super::column::Column, u32)| {
                    let text = text(part, &column.path);
                    let tables = self.closed.iter().enumerate();
                    Alike {
                        earlier: tables
                            .filter_map(|(at, t)| t.columns.get(&text).map(|n| (at, *n)))
                            .collect(),
                        same: self.open.get(&text).copied().unwrap_or(1),
                        left,
                    }
                };
                let columns = part.columns.iter().zip(left).map(alike).collect();
                RowCount { columns, rows: HashMap::new() }
            })
            .collect()
    }

    /// Closes the tables.
    pub fn close(&mut self, counts: impl Iterator<Item = RowCount>) {
        let mut rows: HashMap<u64, u32> = HashMap::new();
        for (key, n) in counts.flat_map(|c| c.rows) {
            let most = rows.entry(key).or_insert(0);
            *most = n.max(*most);
        }
        self.closed.push(Closed { columns: std::mem::take(&mut self.open), rows });
    }
}

impl RowCount {
    /// Counts a row by its labels.
    pub fn row(&mut self, labels: &str, counts: &Counts) -> Earlier {
        let mut hasher = DefaultHasher::new();
        labels.hash(&mut hasher);
        let key = hasher.finish();
        let here = self.rows.entry(key).or_insert(0);
        *here += 1;
        let closed = counts.closed.iter().map(|t| t.rows.get(&key).copied().unwrap_or(0)).collect();
        Earlier { before: *here - 1, closed }
    }

    /// How many cells of the same labels and header stand before the one of this column.
    pub fn cell(&self, column: usize, row: &Earlier) -> u32 {
        let Some(alike) = self.columns.get(column) else { return 0 };
        let rows = |table: usize| row.closed.get(table).copied().unwrap_or(0);
        let others: u32 = alike.earlier.iter().map(|(table, n)| n * rows(*table)).sum();
        others + row.before * alike.same + alike.left
    }
}
