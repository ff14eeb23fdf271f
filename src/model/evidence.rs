//! Where an observation stands: a span of the text, or a cell of a sheet.

use serde::{Deserialize, Serialize};

/// The place of a quote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Locator {
    /// Code points `start..end` of the document's decoded text.
    Text { start: u32, end: u32 },
    /// `SHEET!CELL`; row and column are 0-based.
    Cell { sheet: String, row: u32, column: u32 },
}

impl std::fmt::Display for Locator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text { start, end } => write!(f, "text:{start}-{end}"),
            Self::Cell { sheet, row, column } => write!(f, "{sheet}!{}{}", column_name(*column), row + 1),
        }
    }
}

/// The letters of a 0-based column: 0 is A, 26 is AA.
pub fn column_name(mut column: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_as_excel_does() {
        assert_eq!(column_name(0), "A");
        assert_eq!(column_name(25), "Z");
        assert_eq!(column_name(26), "AA");
        assert_eq!(column_name(16383), "XFD");
        let cell = Locator::Cell { sheet: "分地区".into(), row: 4, column: 1 };
        assert_eq!(cell.to_string(), "分地区!B5");
    }
}
