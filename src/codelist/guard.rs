//! Words beside a numeral that say it is no measure: 第, 号, 级, 电话.

use super::Row;
use super::affix::Affixes;
use crate::error::Error;
use crate::model::LedgerReason;

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
    before: Affixes<Guard>,
    after: Affixes<Guard>,
}

impl GuardList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
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
                "before" => &mut before,
                "after" => &mut after,
                other => return Err(row.error(format!("`{other}` is no side; use before or after"))),
            };
            side.push((row.cell(0).to_owned(), Guard { chinese, digits, reason, unless }));
        }
        Ok(Self { before: Affixes::suffixes(before), after: Affixes::prefixes(after) })
    }

    /// The longest guard that ends where `before` ends: its length in bytes and the reason.
    pub fn before(&self, before: &str, chinese: bool) -> Option<(usize, LedgerReason)> {
        let mut fitting = self.before.at_end(before).filter(|(_, g)| g.script(chinese));
        fitting.next().map(|(word, guard)| (word.len(), guard.reason))
    }

    /// The longest guard at the start of `after`: its length in bytes and the reason.
    /// `before` is what stands before the number.
    pub fn after(&self, before: &str, after: &str, chinese: bool) -> Option<(usize, LedgerReason)> {
        let fits = |(word, guard): &(&str, &Guard)| {
            let rest = &after[word.len()..];
            let lifted = |w: &String| match w.strip_prefix('<') {
                Some(w) => before.ends_with(w),
                None => rest.starts_with(w.as_str()),
            };
            guard.script(chinese) && !guard.unless.iter().any(lifted)
        };
        self.after.at_start(after).find(fits).map(|(word, guard)| (word.len(), guard.reason))
    }
}

impl Guard {
    fn script(&self, chinese: bool) -> bool {
        if chinese { self.chinese } else { self.digits }
    }
}
