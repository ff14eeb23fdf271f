//! Leaves out the characters that XML forbids: one of them anywhere makes the whole workbook unreadable.

/// The text without control characters (line feeds and tabs stay) and without U+FFFE and U+FFFF.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| is_allowed(*c)).collect()
}

fn is_allowed(c: char) -> bool {
    matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_xml_forbids_is_left_out() {
        assert_eq!(clean("企\u{1}业\u{b}\r\n质\t量\u{fffe}𠮷"), "企业\n质\t量𠮷");
    }
}
