//! Patterns of what a converter left in a text: bookmarks, field codes, page numbers.

use super::Row;
use crate::error::Error;
use regex::Regex;

/// The rows of `residue.csv`, compiled.
pub struct ResidueList {
    patterns: Vec<Regex>,
}

impl ResidueList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let compile = |row: &Row| {
            Regex::new(row.cell(0)).map_err(|e| row.error(format!("`{}` is no pattern: {e}", row.cell(0))))
        };
        Ok(Self { patterns: rows.iter().map(compile).collect::<Result<_, _>>()? })
    }

    /// Byte spans of residue in a text, merged and in order.
    pub fn find(&self, text: &str) -> Vec<(usize, usize)> {
        let mut spans: Vec<(usize, usize)> =
            self.patterns.iter().flat_map(|p| p.find_iter(text)).map(|m| (m.start(), m.end())).collect();
        spans.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (start, end) in spans {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        merged
    }
}
