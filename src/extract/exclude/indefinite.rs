//! 一 before a measure word.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::{Dimension, LedgerReason};

/// 一 before a measure word counts nothing, except a unit of 每.
pub(super) fn indefinite(site: &Site, n: &Numeral) -> Option<Excluded> {
    if n.arabic || site.text[n.start..n.end] != *"一" {
        return None;
    }
    if site.per_before(n.start) {
        return None;
    }
    let unit = site.lists.units.match_at(&site.text[n.end..], false)?;
    let bounded =
        site.lists.cues.qualifier_after(&site.text[n.end + unit.length..]).is_some_and(|(l, _)| l > 3);
    let relative = matches!(unit.unit.dimension, Dimension::Ratio | Dimension::Points);
    // 一年半 is a length of time
    let half = unit.unit.dimension == Dimension::Time && site.text[n.end + unit.length..].starts_with('半');
    (!bounded && !relative && !half)
        .then(|| found(LedgerReason::Indefinite, n.start..n.end + unit.length, "rule:indefinite"))
        .flatten()
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("打捞一艘渔船。", "rule:indefinite");
        none("提高一个百分点，历时一年半。", "rule:indefinite");
    }
}
