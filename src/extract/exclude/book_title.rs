//! Numerals in the titles of plans, documents and standards.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// Inside 《》: the title of a plan, a document, a standard.
pub(super) fn book_title(site: &Site, n: &Numeral) -> Option<Excluded> {
    if !site.in_title(n.start) {
        return None;
    }
    let limit = (site.sentence.end + '》'.len_utf8()).min(site.text.len());
    let close = site.text.get(n.start..limit)?.find('》').map(|i| n.start + i + '》'.len_utf8())?;
    (close <= site.sentence.end.max(n.end) + 3).then_some(())?;
    found(LedgerReason::PlanName, n.start..n.end.min(close), "rule:book_title")
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("印发《帮扶300家企业方案》。", "rule:book_title");
        none("《方案》提出帮扶300家。", "rule:book_title");
    }
}
