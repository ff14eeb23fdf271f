//! Numerals in the names of areas.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// The name of an area: 三明, 九江.
pub(super) fn place_name(site: &Site, n: &Numeral) -> Option<Excluded> {
    let hit = site.areas.iter().find(|h| h.start <= n.start && n.digits_end <= h.end)?;
    found(LedgerReason::PlaceName, hit.start..hit.end, format!("area:{}", &site.text[hit.start..hit.end]))
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("三明市、九江市各建成5个。", "area:");
        none("三明确、九家企业。", "area:");
    }
}
