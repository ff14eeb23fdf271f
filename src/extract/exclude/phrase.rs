//! Phrases of the list whose numerals measure nothing.

use super::{Excluded, found};
use crate::extract::numeral::{Numeral, is_chinese_numeral};
use crate::extract::site::Site;
use crate::model::LedgerReason;
use std::ops::Range;

/// A phrase of the list that covers the whole numeral.
pub(super) fn phrase(site: &Site, n: &Numeral) -> Option<Excluded> {
    let run = run(site.text, n);
    let hit = site.phrases.iter().find(|h| h.start <= run.start && run.end <= h.end)?;
    // 3.15万吨 is no day of consumers
    let counts = |rest: &str| {
        rest.starts_with(['万', '亿', '千', '百', '%'])
            || site.lists.units.match_at(rest, true).is_some_and(|u| !u.noun)
    };
    if hit.phrase.ends_with(|c: char| c.is_ascii_digit()) && counts(&site.text[hit.end..]) {
        return None;
    }
    // 每季度一次 counts, and “一次认证、多国证书” is a slogan
    if hit.reason == LedgerReason::Indefinite
        && (site.per_before(n.start) || site.quote_at(n.start).is_some())
    {
        return None;
    }
    found(hit.reason, hit.start..hit.end, format!("phrase:{}", hit.phrase))
}

/// The whole run of numeral characters around a numeral.
fn run(text: &str, n: &Numeral) -> Range<usize> {
    if n.arabic {
        return n.start..n.digits_end;
    }
    let start = text[..n.start]
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_chinese_numeral(*c))
        .last()
        .map_or(n.start, |(i, _)| i);
    let end = text[n.start..].find(|c| !is_chinese_numeral(c)).map_or(text.len(), |i| n.start + i);
    start..end
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("进一步统一标准，千方百计稳就业。", "phrase:进一步");
        none("整改3.15万吨。", "phrase:");
        none("每季度一次检查2家。", "phrase:");
    }
}
