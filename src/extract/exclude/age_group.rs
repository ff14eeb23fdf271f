//! The bounds of age groups.

use super::{Excluded, found};
use crate::extract::quantity::Found;
use crate::extract::site::Site;
use crate::model::{LedgerReason, Qualifier};

/// 60岁及以上人口, 0—14岁: the bound of a group, not an age that was measured.
pub(super) fn age_group(site: &Site, f: &Found) -> Option<Excluded> {
    if f.quantity.unit.as_deref() != Some("岁") {
        return None;
    }
    let bounded = !matches!(f.quantity.qualifier, Qualifier::Exact | Qualifier::Approx);
    let clause = site.clauses.get(site.clause_at(f.start)).map_or(site.sentence.start, |c| c.range.start);
    let measured = site.lists.words.measures_age(&site.text[clause.min(f.start)..f.start]);
    (bounded && !measured).then(|| found(LedgerReason::Label, f.start..f.end, "rule:age_group")).flatten()
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("60岁及以上人口占20%。", "rule:age_group");
        none("人均预期寿命达到78岁以上。", "rule:age_group");
    }
}
