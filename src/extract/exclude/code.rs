//! Document numbers, standards, telephones, model names and formulas.

use super::{Excluded, found, token_end};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// 〔2021〕12号, ISO9001, 0571-87654321, 5G, 1:3.
pub(super) fn code(site: &Site, n: &Numeral) -> Option<Excluded> {
    if !n.arabic {
        return None;
    }
    let (before, after) = (&site.text[site.sentence.start..n.start], &site.text[n.digits_end..]);
    if before.ends_with(['〔', '［', '[', '【']) && after.starts_with(['〕', '］', ']', '】']) {
        let close = after.chars().next().map_or(0, char::len_utf8);
        return found(LedgerReason::DocumentNumber, n.start..n.digits_end + close, "rule:document_number");
    }
    if before.ends_with(['〕', '］', ']', '】']) && after.starts_with('号') {
        return found(
            LedgerReason::DocumentNumber,
            n.start..n.digits_end + '号'.len_utf8(),
            "rule:document_number",
        );
    }
    let end = token_end(site.text, n.start);
    let token = &site.text[n.start..end];
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let measured = || site.lists.units.match_at(after, true).is_some();
    if is_phone(token) && !measured() {
        return found(LedgerReason::Phone, n.start..end, "rule:phone");
    }
    let last = before.chars().next_back();
    let word = before
        .rsplit(|c: char| !c.is_ascii_alphabetic() && c != '/' && c != '-' && c != ' ')
        .next()
        .unwrap_or("");
    let lettered = last.is_some_and(|c| c.is_ascii_alphabetic())
        || (matches!(last, Some('-' | '.' | '/' | '_' | ' ')) && word.trim().len() >= 2);
    if lettered && !word.trim_end().ends_with("RMB") {
        let standard = word.trim().chars().filter(char::is_ascii_uppercase).count() >= 2 && digits >= 4;
        let reason = if standard { LedgerReason::StandardNumber } else { LedgerReason::Code };
        return found(reason, n.start..end, "rule:letters_before");
    }
    if before.ends_with(['-', '—', '–'])
        && before.trim_end_matches(['-', '—', '–']).ends_with(|c: char| c.is_ascii_digit())
        && digits >= 4
    {
        // the second half of GB/T 19001-2016 or of a phone
        let head = before
            .trim_end_matches(['-', '—', '–'])
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        if head.ends_with(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '/') {
            return found(LedgerReason::StandardNumber, n.start..n.digits_end, "rule:standard_number");
        }
    }
    if let Some(c) = after.chars().next()
        && matches!(c, ':' | '：' | '×' | '*' | '+')
        && after[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'N' | 'X'))
    {
        return found(LedgerReason::Label, n.start..n.digits_end, "rule:formula");
    }
    if let Some(operand) = before.strip_suffix([':', '×', '*', '+'])
        && operand.ends_with(|c: char| c.is_ascii_alphanumeric())
    {
        return found(LedgerReason::Label, n.start..n.digits_end, "rule:formula");
    }
    let rest = after.chars().next();
    if rest.is_some_and(|c| c.is_ascii_alphabetic()) && !measured() {
        return found(LedgerReason::Code, n.start..end, "rule:letters_after");
    }
    if digits >= 8 && digits == token.len() && !measured() {
        return found(LedgerReason::Code, n.start..end, "rule:long_number");
    }
    None
}

/// Area code and number, or a mobile number.
fn is_phone(token: &str) -> bool {
    if token.len() < 10 {
        return false;
    }
    let digits: String = token.chars().filter(char::is_ascii_digit).collect();
    let only = token.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '—' | '–'));
    let mobile = digits.len() == 11
        && digits.starts_with('1')
        && !digits.starts_with("10")
        && digits.len() == token.len();
    let split = token.find(['-', '—', '–']);
    let landline = digits.starts_with('0')
        && split.is_some_and(|i| (3..=4).contains(&i))
        && (10..=12).contains(&digits.len());
    let service =
        (digits.starts_with("400") || digits.starts_with("800")) && digits.len() == 10 && split == Some(3);
    only && (mobile || landline || service)
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("依据国发〔2021〕12号和GB/T 19001，电话0571-87654321。", "rule:document_number");
        none("共2021家、12个、19001吨。", "rule:document_number");
    }
}
