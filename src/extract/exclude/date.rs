//! Numerals of dates and periods.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// A date or period: 2021年6月30日, 1—9月.
pub(super) fn date(site: &Site, n: &Numeral) -> Option<Excluded> {
    let hit = site.periods.iter().find(|h| h.range.start <= n.start && n.start < h.range.end)?;
    found(LedgerReason::Date, hit.range.clone(), "rule:date")
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("2021年6月30日上午9时30分开工。", "rule:date");
        none("2021家企业用了30分钟。", "rule:date");
    }
}
