//! Years in the names of plans.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// 五年发展规划, 三年行动计划: years in the name of a plan.
pub(super) fn plan_years(site: &Site, n: &Numeral) -> Option<Excluded> {
    let after = site.text[n.end..].strip_prefix('年')?;
    let stop = after.find(['，', '。', '；', '、', '+', '”', '》']).unwrap_or(after.len());
    let near: String = after[..stop].chars().take(8).collect();
    let plan = site.lists.words.names_a_plan(&near);
    let spent = near.starts_with(['来', '内', '以', '多']) || near.starts_with("时间");
    (plan && !spent)
        .then(|| found(LedgerReason::PlanName, n.start..n.end + '年'.len_utf8(), "rule:plan_years"))
        .flatten()
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("制定七年攻坚方案。", "rule:plan_years");
        none("三年来实施行动计划5个。", "rule:plan_years");
    }
}
