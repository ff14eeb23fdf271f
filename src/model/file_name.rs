//! Names as files that every system takes: Windows has the most rules.

/// So many bytes a name has at most; systems take 255, and an ending follows.
const LONGEST: usize = 180;

/// Whether Windows keeps the name for a device, whatever its ending.
pub fn reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim_end().to_uppercase();
    let numbered = |device: &str| {
        let number = stem
            .strip_prefix(device)
            .and_then(|rest| rest.chars().next().filter(|_| rest.chars().count() == 1));
        number.is_some_and(|n| matches!(n, '0'..='9' | '¹' | '²' | '³'))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// A name with what some system does not take replaced; a long one is cut.
pub fn safe(name: &str) -> String {
    let plain = |c: char| {
        let taken = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || c.is_control();
        if taken { '_' } else { c }
    };
    let mut safe: String = name.chars().map(plain).collect();
    if safe.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|&at| safe.is_char_boundary(at)).unwrap_or(0);
        safe.truncate(end);
    }
    // Windows drops dots and blanks at the end
    if safe.ends_with(['.', ' ']) || safe.is_empty() {
        safe.pop();
        safe.push('_');
    }
    if reserved(&safe) { format!("_{safe}") } else { safe }
}

/// The names as files, each its own also where upper and lower case are one: those that would meet, or were cut, end
/// in a hash of the name.
pub fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names: Vec<(&str, String)> = names.into_iter().map(|name| (name, safe(name))).collect();
    let mut met: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (_, safe) in &names {
        *met.entry(safe.to_lowercase()).or_default() += 1;
    }
    let own = |(name, safe): &(&str, String)| {
        if met[&safe.to_lowercase()] == 1 && name.len() <= LONGEST {
            return safe.clone();
        }
        format!("{safe}-{}", &blake3::hash(name.as_bytes()).to_hex()[..8])
    };
    names.iter().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_takes_the_names() {
        for (name, wanted) in [
            ("年鉴/山东.txt", "年鉴_山东.txt"),
            ("a:b?.txt", "a_b_.txt"),
            ("con", "_con"),
            ("NUL.txt", "_NUL.txt"),
            ("Com1.报告.txt", "_Com1.报告.txt"),
            ("COM¹", "_COM¹"),
            ("common.txt", "common.txt"),
            ("报告.", "报告_"),
            ("报告 ", "报告_"),
            ("a\tb", "a_b"),
            ("", "_"),
        ] {
            assert_eq!(safe(name), wanted);
        }
        assert!(safe(&"长".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn names_that_meet_are_told_apart() {
        let long = "长".repeat(300);
        let names = ["a/b.txt", "a_b.txt", "Report.txt", "report.txt", "other.txt", &long];
        let files = distinct(names);
        assert_eq!(files[4], "other.txt");
        let lower: std::collections::HashSet<String> = files.iter().map(|f| f.to_lowercase()).collect();
        assert_eq!(lower.len(), names.len(), "{files:?}");
        assert!(files.iter().all(|f| f.len() < 220));
    }
}
