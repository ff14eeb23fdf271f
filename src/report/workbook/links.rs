//! Finds the row that a link leads to. A link to nowhere is an error that names it.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, bail, ensure};

use super::model::Target;

/// Where the keyed rows of a workbook stand.
#[derive(Debug, Default)]
pub struct Anchors {
    rows: HashMap<String, HashMap<String, u32>>,
    streamed: HashSet<String>,
}

impl Anchors {
    /// Makes a sheet known.
    pub fn add_sheet(&mut self, sheet: &str) {
        self.rows.entry(sheet.to_owned()).or_default();
    }

    /// Makes a sheet known whose rows cannot be linked to because there are too many.
    pub fn add_streamed_sheet(&mut self, sheet: &str) {
        self.add_sheet(sheet);
        self.streamed.insert(sheet.to_owned());
    }

    /// Registers a row (counted from zero) under its key.
    pub fn add_row(&mut self, sheet: &str, key: &str, row: u32) -> Result<()> {
        let earlier = self.rows.entry(sheet.to_owned()).or_default().insert(key.to_owned(), row);
        ensure!(earlier.is_none(), "key {key:?} stands twice on sheet {sheet:?}");
        Ok(())
    }

    /// The address of a target, `internal:'证据'!A12`; none where the target sheet is too long for links.
    pub fn resolve(&self, target: &Target) -> Result<Option<String>> {
        match target {
            Target::Sheet(sheet) => {
                ensure!(self.rows.contains_key(sheet), "link to sheet {sheet:?}, which does not exist");
                Ok(Some(address(sheet, 0)))
            }
            Target::Row { sheet, key } => {
                let rows = self.rows.get(sheet);
                let rows = rows
                    .with_context(|| format!("link to {key:?} on sheet {sheet:?}, which does not exist"))?;
                match rows.get(key) {
                    Some(row) => Ok(Some(address(sheet, *row))),
                    None if self.streamed.contains(sheet) => Ok(None),
                    None => bail!("link to {key:?}, which no row of sheet {sheet:?} is named"),
                }
            }
        }
    }
}

fn address(sheet: &str, row: u32) -> String {
    format!("internal:'{}'!A{}", sheet.replace('\'', "''"), row + 1)
}

#[cfg(test)]
mod tests {
    use super::Anchors;
    use crate::report::workbook::model::Target;

    fn row(sheet: &str, key: &str) -> Target {
        Target::Row { sheet: sheet.to_owned(), key: key.to_owned() }
    }

    #[test]
    fn links_lead_to_rows_and_sheets() {
        let mut anchors = Anchors::default();
        anchors.add_row("证据", "FJ-01", 11).unwrap();
        assert_eq!(anchors.resolve(&row("证据", "FJ-01")).unwrap().unwrap(), "internal:'证据'!A12");
        assert_eq!(anchors.resolve(&Target::Sheet("证据".into())).unwrap().unwrap(), "internal:'证据'!A1");
    }

    #[test]
    fn a_link_to_nowhere_is_named() {
        let mut anchors = Anchors::default();
        anchors.add_sheet("证据");
        let error = anchors.resolve(&row("证据", "FJ-99")).unwrap_err().to_string();
        assert!(error.contains("FJ-99") && error.contains("证据"), "{error}");
        let error = anchors.resolve(&row("凭据", "FJ-01")).unwrap_err().to_string();
        assert!(error.contains("凭据"), "{error}");
    }

    #[test]
    fn a_key_stands_once_on_a_sheet() {
        let mut anchors = Anchors::default();
        anchors.add_row("证据", "FJ-01", 3).unwrap();
        assert!(anchors.add_row("证据", "FJ-01", 4).unwrap_err().to_string().contains("FJ-01"));
    }

    #[test]
    fn sheets_too_long_for_links_take_none() {
        let mut anchors = Anchors::default();
        anchors.add_streamed_sheet("观测值");
        assert_eq!(anchors.resolve(&row("观测值", "x")).unwrap(), None);
    }
}
