//! The template of a rule. To add one: copy this file, say in one line what the numeral is then, write the rule and
//! its cases, name it in `mod.rs` at its place in `BEFORE`, and give the rule a reason of `LedgerReason`. Words that
//! it looks for are rows of `codelist/word.csv`, `guard.csv` or `phrase.csv`, not text in here.

use super::{Excluded, found};
use crate::extract::numeral::Numeral;
use crate::extract::site::Site;
use crate::model::LedgerReason;

/// An example in the text, and what the rule says of it.
#[expect(dead_code, reason = "the template decides nothing")]
pub(super) fn template(site: &Site, n: &Numeral) -> Option<Excluded> {
    let (before, after) = (&site.text[site.sentence.start..n.start], &site.text[n.end..]);
    (before.ends_with('〖') && after.starts_with('〗'))
        .then(|| found(LedgerReason::Label, n.start..n.end, "rule:template"))
        .flatten()
}

#[cfg(test)]
mod tests {
    use crate::extract::exclude::testing::{none, some};

    #[test]
    fn it_holds_and_does_not() {
        some("国发〔2021〕12号", "rule:document_number");
        none("共帮扶12家", "rule:document_number");
    }
}
