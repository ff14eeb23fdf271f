//! What a figure is per: 每千人.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::{Dimension, LedgerReason};
use rust_decimal::Decimal;

/// 每千人, 每10万人口: what a figure is per.
pub(super) fn denominator(site: &Site, n: &Numeral) -> Option<Excluded> {
    let before = &site.text[site.sentence.start..n.start];
    let more = ["新增", "增加", "增长", "提高", "超过", "超", "满", "达到"];
    let each = more.iter().find_map(|w| before.strip_suffix(w)).unwrap_or(before);
    if !each.ends_with('每') {
        return None;
    }
    let unit = site.lists.units.match_at(&site.text[n.end..], true)?;
    let large = n.reading.as_ref().is_some_and(|r| r.number > Decimal::ONE || r.scale > 0);
    let time = unit.unit.dimension == Dimension::Time;
    (large && !time)
        .then(|| found(LedgerReason::Lexical, n.start..n.end + unit.length, "rule:denominator"))
        .flatten()
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("每千人拥有床位6张，每10万人中有15467人。", "rule:denominator");
        none("每3个月检查2次，覆盖千人。", "rule:denominator");
    }
}
