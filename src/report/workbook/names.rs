//! Names that Excel accepts: sheets and tables. Refuses a bad name instead of mending it.

use std::collections::HashSet;

use anyhow::{Result, bail, ensure};

/// Characters in a sheet name, as Excel counts them (UTF-16).
pub const SHEET_NAME_LIMIT: usize = 31;

/// The names given so far in one workbook.
#[derive(Debug, Default)]
pub struct Names {
    sheets: HashSet<String>,
    tables: HashSet<String>,
}

impl Names {
    /// Takes a sheet name; an error names it and the rule that it breaks.
    pub fn take_sheet(&mut self, name: &str) -> Result<()> {
        check_sheet(name)?;
        ensure!(self.sheets.insert(name.to_lowercase()), "sheet name {name:?} is used twice");
        Ok(())
    }

    /// Takes a table name; an error names it and the rule that it breaks.
    pub fn take_table(&mut self, name: &str) -> Result<()> {
        check_table(name)?;
        ensure!(self.tables.insert(name.to_lowercase()), "table name {name:?} is used twice");
        Ok(())
    }
}

fn check_sheet(name: &str) -> Result<()> {
    let length = name.encode_utf16().count();
    ensure!(!name.trim().is_empty(), "a sheet name is blank");
    ensure!(
        length <= SHEET_NAME_LIMIT,
        "sheet name {name:?} has {length} characters, Excel takes {SHEET_NAME_LIMIT}"
    );
    if let Some(bad) = name.chars().find(|c| "[]:*?/\\".contains(*c) || c.is_control()) {
        bail!("sheet name {name:?} contains {bad:?}, which Excel forbids");
    }
    ensure!(!name.starts_with('\'') && !name.ends_with('\''), "sheet name {name:?} begins or ends with '");
    ensure!(!name.eq_ignore_ascii_case("history"), "sheet name {name:?} is reserved by Excel");
    Ok(())
}

fn check_table(name: &str) -> Result<()> {
    let mut characters = name.chars();
    let Some(first) = characters.next() else { bail!("a table name is blank") };
    ensure!(name.encode_utf16().count() <= 255, "table name {name:?} is longer than 255 characters");
    ensure!(first.is_alphabetic() || first == '_', "table name {name:?} must begin with a letter or _");
    if let Some(bad) = characters.find(|c| !c.is_alphanumeric() && *c != '_' && *c != '.') {
        bail!("table name {name:?} contains {bad:?}; letters, digits, _ and . are allowed");
    }
    ensure!(!is_address(name), "table name {name:?} reads as a cell address");
    Ok(())
}

/// `AB12`, `R1C1`, `R` and `C` are addresses to Excel.
fn is_address(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let letters = upper.chars().take_while(char::is_ascii_uppercase).count();
    let rest = &upper[letters..];
    let a1 = (1..=3).contains(&letters) && !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    let r1c1 = upper.strip_prefix('R').is_some_and(|tail| {
        let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit());
        tail.is_empty()
            || tail.strip_prefix('C').is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()))
    });
    let column = upper.strip_prefix('C').is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()));
    a1 || r1c1 || column
}

/// The name of the `number`th sheet of a table that needs several: `观测值`, `观测值(2)`, `观测值(3)`.
pub fn numbered_sheet(base: &str, number: usize) -> String {
    if number <= 1 {
        return base.to_owned();
    }
    let suffix = format!("({number})");
    let mut name = String::new();
    for c in base.chars() {
        if name.encode_utf16().count() + c.len_utf16() + suffix.len() > SHEET_NAME_LIMIT {
            break;
        }
        name.push(c);
    }
    name + &suffix
}

#[cfg(test)]
mod tests {
    use super::{Names, is_address, numbered_sheet};

    fn sheet_error(name: &str) -> String {
        Names::default().take_sheet(name).unwrap_err().to_string()
    }

    #[test]
    fn bad_sheet_names_are_named_in_the_error() {
        for name in ["补贴/奖励", "a:b", "[1]", "什么?", "'引号", "History", &"长".repeat(32)] {
            assert!(sheet_error(name).contains(name), "{name}");
        }
        assert!(sheet_error(" ").contains("blank"));
        assert!(Names::default().take_sheet(&"长".repeat(31)).is_ok());
    }

    #[test]
    fn sheet_names_are_unique_whatever_the_case() {
        let mut names = Names::default();
        names.take_sheet("QMS").unwrap();
        assert!(names.take_sheet("qms").unwrap_err().to_string().contains("qms"));
    }

    #[test]
    fn table_names_follow_excels_rules() {
        let mut names = Names::default();
        names.take_table("认证企业对比").unwrap();
        for name in ["", "认证 企业", "1月", "A1", "r1c1", "认证企业对比", "a-b"] {
            assert!(names.take_table(name).is_err(), "{name}");
        }
    }

    #[test]
    fn addresses_are_told_from_words() {
        for address in ["A1", "XFD1048576", "R", "C", "R2", "C3", "r1c1", "RC"] {
            assert!(is_address(address), "{address}");
        }
        for word in ["观测值", "Results", "Coverage", "ABCD1", "R1C1x"] {
            assert!(!is_address(word), "{word}");
        }
    }

    #[test]
    fn further_sheets_are_numbered_within_the_limit() {
        assert_eq!(numbered_sheet("观测值", 1), "观测值");
        assert_eq!(numbered_sheet("观测值", 2), "观测值(2)");
        let long = numbered_sheet(&"长".repeat(31), 12);
        assert_eq!(long, "长".repeat(27) + "(12)");
    }
}
