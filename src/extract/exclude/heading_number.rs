//! Numbers of headings and of enumerations.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// 一、 （一） 1. （1） ① at the start of a line or clause; 一是, 二是.
pub(super) fn heading_number(site: &Site, n: &Numeral) -> Option<Excluded> {
    let (before, after) = (&site.text[..n.start], &site.text[n.digits_end..]);
    let line_start = before.is_empty() || before.ends_with(['\n', '#', ' ']);
    if line_start
        && n.arabic
        && let Some(end) = section_number(site, n.start)
    {
        return found(LedgerReason::HeadingNumber, n.start..end, "rule:heading_number");
    }
    let opens = |b: &str| b.is_empty() || b.ends_with(['\n', '。', '；', '：', '，', ' ']);
    if let Some(outer) = before.strip_suffix(['（', '(']) {
        let closes = after.starts_with(['）', ')']);
        if closes && n.digits_end - n.start <= 9 && opens(outer) {
            return found(
                LedgerReason::HeadingNumber,
                n.start - '（'.len_utf8().min(before.len() - outer.len())
                    ..n.digits_end + after.chars().next().map_or(0, char::len_utf8),
                "rule:heading_number",
            );
        }
    }
    let short = n.digits_end - n.start <= 9;
    if line_start && short {
        let mark = after.chars().next().filter(|c| matches!(c, '、' | '．' | '.' | ')' | '）'));
        let decimal = n.arabic && mark == Some('.') && after[1..].starts_with(|c: char| c.is_ascii_digit());
        if let Some(c) = mark.filter(|_| !decimal) {
            return found(
                LedgerReason::HeadingNumber,
                n.start..n.digits_end + c.len_utf8(),
                "rule:heading_number",
            );
        }
    }
    let enclosed =
        n.reading.is_none() && n.arabic && !site.text[n.start..].starts_with(|c: char| c.is_ascii());
    if enclosed {
        return found(LedgerReason::HeadingNumber, n.start..n.end, "rule:heading_number");
    }
    let counted = !n.arabic && n.digits_end - n.start <= 6 && after.starts_with(['是', '要', '则']);
    if counted && opens(before) && !after.starts_with("是一") {
        return found(
            LedgerReason::HeadingNumber,
            n.start..n.digits_end + '是'.len_utf8(),
            "rule:enumeration",
        );
    }
    None
}

/// 1.2.3 and 2.1 where a line starts and no unit but at most a noun follows: where it ends.
fn section_number(site: &Site, start: usize) -> Option<usize> {
    let text = &site.text[start..];
    let length = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let token = text[..length].trim_end_matches('.');
    let parts: Vec<&str> = token.split('.').collect();
    if parts.len() < 2 || parts.iter().any(|p| p.is_empty() || p.len() > 2) {
        return None;
    }
    let rest = text[length..].trim_start();
    let counted = site.lists.units.match_at(rest, true).is_some_and(|u| !u.noun);
    let noun = rest.starts_with(|c: char| c.is_alphabetic());
    let exponent = rest.starts_with(['万', '亿', '千', '百', '%']);
    (parts.len() > 2 || (noun && !counted && !exponent)).then_some(start + length)
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("一、总体要求", "rule:heading_number");
        none("共有一百、二百家企业。", "rule:heading_number");
    }
}
