//! Words right before or behind a number that say it is no measure.

use super::{Excluded, found, token_end};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// 第, 电话, GB/T before the number.
pub(super) fn guard_before(site: &Site, n: &Numeral) -> Option<Excluded> {
    let before = site.text[site.sentence.start..n.start].trim_end_matches([' ', '：', ':', '（', '(']);
    let spaced = before.len() < n.start - site.sentence.start;
    let (length, reason) = site.lists.guards.before(before, !n.arabic)?;
    if spaced && matches!(reason, LedgerReason::Ordinal | LedgerReason::HeadingNumber) {
        return None;
    }
    let mut end = n.end.min(n.digits_end.max(n.start));
    if matches!(reason, LedgerReason::Phone | LedgerReason::StandardNumber | LedgerReason::Code) {
        end = token_end(site.text, n.start);
    } else if reason == LedgerReason::Ordinal {
        end = ordinal_end(site, n);
    }
    let start = site.sentence.start + before.len() - length;
    let start = if spaced { n.start } else { start };
    found(reason, start..end, format!("guard:{}", &before[before.len() - length..]))
}

/// 第21届, 第三方: the ordinal with what it counts off.
fn ordinal_end(site: &Site, n: &Numeral) -> usize {
    let rest = &site.text[n.end..];
    if let Some((length, _)) =
        site.lists.guards.after(&site.text[site.sentence.start..n.start], rest, !n.arabic)
    {
        return n.end + length;
    }
    site.lists.units.match_at(rest, true).filter(|u| !u.noun).map_or(n.end, |u| n.end + u.length)
}

/// 号, 级, 届 behind the number.
pub(super) fn guard_after(site: &Site, n: &Numeral) -> Option<Excluded> {
    let rest = &site.text[n.end..];
    let (length, reason) =
        site.lists.guards.after(&site.text[site.sentence.start..n.start], rest, !n.arabic)?;
    let word = &rest[..length];
    // 100级台阶 has no reader; 500强 and 千亿级 do. 20个以上 never gets here.
    let longer = site.lists.units.match_at(rest, n.arabic).is_some_and(|u| u.length > length && !u.noun);
    (!longer).then(|| found(reason, n.start..n.end + length, format!("guard:{word}"))).flatten()
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("举办第21届展会，入选500强。", "guard:");
        none("共21个展会、500家企业。", "guard:");
    }
}
