//! Labels and slogans in quotation marks.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;
use rust_decimal::Decimal;

/// In quotes: a label, or a slogan where it reads as a sentence. What is long enough to be speech is read on where
/// the number has a unit and is no small one.
pub(super) fn quoted(site: &Site, n: &Numeral) -> Option<Excluded> {
    let (open, close) = site.quote_at(n.start)?;
    let inside = &site.text[open..close];
    let length = inside.chars().count();
    let reading = n.reading.as_ref();
    let large = reading.is_some_and(|r| n.arabic || r.scale > 0 || r.number >= Decimal::TEN);
    let measured = large && site.lists.units.match_at(&site.text[n.end..], true).is_some();
    if length > 18 || (measured && length > 10) {
        return None;
    }
    let slogan = inside.contains(['、', '，', '；']) || length > 8;
    let reason = if slogan { LedgerReason::Slogan } else { LedgerReason::Label };
    found(reason, n.start..n.end.min(close), "rule:quoted")
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("推行“721”模式。", "rule:quoted");
        none("他说：“今年种了三千二百亩，收成很好，大家都高兴”。", "rule:quoted");
    }
}
