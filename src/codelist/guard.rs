//! Words beside a numeral that say it is no measure: 第, 号, 级, 电话.

use super::Row;
use crate::error::Error;
use crate::model::LedgerReason;
use std::collections::HashMap;

#[derive(Debug, Clone)]
struct Guard {
    chinese: bool,
    digits: bool,
    reason: LedgerReason,
    unless: Vec<String>,
}

/// The rows of `guard.csv`.
#[derive(Default)]
pub struct GuardList {
    before: HashMap<String, Vec<Guard>>,
    after: HashMap<String, Vec<Guard>>,
    longest: usize,
}

impl GuardList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut list = Self::default();
        for row in rows {
            let reason = LedgerReason::parse(row.cell(3))
                .ok_or_else(|| row.error(format!("`{}` is no ledger reason", row.cell(3))))?;
            let (chinese, digits) = match row.cell(2) {
                "any" => (true, true),
                "chinese" => (true, false),
                "digits" => (false, true),
                other => return Err(row.error(format!("`{other}` is no script; use any, chinese or digits"))),
            };
            let unless = row.cell(4).split('|').filter(|w| !w.is_empty()).map(str::to_owned).collect();
            let side = match row.cell(1) {
                "before" => &mut list.before,
                "after" => &mut list.after,
                other => return Err(row.error(format!("`{other}` is no side; use before or after"))),
            };
            list.longest = list.longest.max(row.cell(0).chars().count());
            side.entry(row.cell(0).to_owned()).or_default().push(Guard { chinese, digits, reason, unless });
        }
        Ok(list)
    }

    /// The longest guard that ends where `before` ends: its length in bytes and the reason.
    pub fn before(&self, before: &str, chinese: bool) -> Option<(usize, LedgerReason)> {
        let starts: Vec<usize> = before.char_indices().rev().take(self.longest).map(|(i, _)| i).collect();
        starts.into_iter().rev().find_map(|i| {
            let guards = self.before.get(&before[i..])?;
            let guard = guards.iter().find(|g| if chinese { g.chinese } else { g.digits })?;
            Some((before.len() - i, guard.reason))
        })
    }

    /// The longest guard at the start of `after`: its length in bytes and the reason.
    pub fn after(&self, after: &str, chinese: bool) -> Option<(usize, LedgerReason)> {
        let ends: Vec<usize> =
            after.char_indices().take(self.longest).map(|(i, c)| i + c.len_utf8()).collect();
        ends.into_iter().rev().find_map(|end| {
            let guards = self.after.get(&after[..end])?;
            let rest = &after[end..];
            let fits = |g: &&Guard| {
                (if chinese { g.chinese } else { g.digits })
                    && !g.unless.iter().any(|w| rest.starts_with(w.as_str()))
            };
            guards.iter().find(fits).map(|g| (end, g.reason))
        })
    }
}
