//! A row of an analyst's corrections as it was read: cells by column, nothing checked yet.

use super::Observation;
use super::schema::{OBSERVATIONS, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fields that can be corrected, in the order in which forms offer them.
pub const FIELDS: [&str; 16] = [
    "value",
    "low",
    "high",
    "qualifier",
    "unit",
    "per",
    "kind",
    "direction",
    "status",
    "indicator",
    "industry",
    "subject",
    "place",
    "province",
    "time_period",
    "comparison_base",
];

/// A row with where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRow {
    /// Name of the file.
    pub file: String,
    /// Number of the row as the program that shows the file counts.
    pub row: usize,
    /// Cells that are not blank, trimmed, by [`column`].
    pub cells: BTreeMap<String, String>,
}

impl CorrectionRow {
    /// The cell of a column; empty where there is none.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Who corrected, and why: 张三：核对原件.
    pub fn signed(&self) -> String {
        let who = if self.get("who").is_empty() { UNSIGNED } else { self.get("who") };
        match self.get("why") {
            "" => who.to_owned(),
            why => format!("{who}：{why}"),
        }
    }

    /// Where it stands, for messages.
    pub fn place(&self) -> String {
        format!("{} 第 {} 行", self.file, self.row)
    }
}

/// Stands for a name that was not given.
pub const UNSIGNED: &str = "未署名";

/// What the columns of a correction are headed, beside those of the observations: name, Chinese, English.
pub const HEADERS: [(&str, &str, &str); 6] = [
    ("operation", "操作", "Operation"),
    ("field", "字段", "Field"),
    ("new", "更正值", "Corrected value"),
    ("who", "更正人", "Corrected by"),
    ("why", "理由", "Reason"),
    ("date", "日期", "Date"),
];

/// The column that a header means; null for one that corrections do not use.
pub fn column(header: &str) -> Option<&'static str> {
    let header = header.trim().trim_start_matches('\u{feff}').trim_end_matches('*').trim();
    let is = |name: &str| header.eq_ignore_ascii_case(name);
    if let Some((name, ..)) = HEADERS.iter().find(|(name, zh, en)| is(name) || is(zh) || is(en)) {
        return Some(name);
    }
    match header {
        // of `corrections.csv`, whose `value` is the corrected one
        _ if is("value") => return Some("new"),
        "数值（展示单位）" | "Value (display unit)" => return Some("shown_value"),
        "展示单位" | "Display unit" => return Some("shown_unit"),
        "Period" => return Some("time_period"),
        "省" | "省份" => return Some("province"),
        "指标代码" => return Some("indicator"),
        _ => {}
    }
    let bare = header.trim_end_matches("（基本单位）").trim_end_matches(" (base unit)");
    let found = OBSERVATIONS.iter().find(|c| {
        c.name.eq_ignore_ascii_case(bare) || c.label_zh == bare || c.label_en.eq_ignore_ascii_case(bare)
    });
    match found.map(|c| c.name) {
        Some("indicator_label") => Some("indicator"),
        Some("value") if is("数值") || bare != header => Some("value"),
        // what a form shows besides: the mark of an earlier correction, rules, dates
        Some("correction" | "rule" | "number" | "unit_mult") => None,
        name => name,
    }
}

/// The field that an analyst names by code or label: `value`, 数值, 数值（基本单位）.
pub fn field(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let bare = name.split(['（', '(']).next().unwrap_or(name).trim();
    let code = match bare {
        "value" | "Value" | "数值" => "value",
        "省" => "province",
        _ => column(name).or_else(|| column(bare))?,
    };
    FIELDS.into_iter().find(|f| *f == code)
}

/// The label of a field: in Chinese or in English.
pub fn label(field: &str, zh: bool) -> &'static str {
    let found =
        OBSERVATIONS.iter().find(|c| c.name == if field == "indicator" { "indicator_label" } else { field });
    match (found, zh) {
        (Some(c), true) => c.label_zh,
        (Some(_), false) if field == "indicator" => "Indicator",
        (Some(c), false) => c.label_en,
        (None, _) => "",
    }
}

/// What an observation has in a field, by code; empty where it has nothing.
pub fn present(o: &Observation, field: &str) -> String {
    let number = match field {
        "value" => o.quantity.value,
        "low" => o.quantity.low,
        "high" => o.quantity.high,
        _ => {
            let column = OBSERVATIONS.iter().find(|c| c.name == field);
            return match column.map(|c| (c.get)(o)) {
                Some(Value::Str(text)) => text,
                _ => String::new(),
            };
        }
    };
    number.map_or(String::new(), |n| n.normalize().to_string())
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionCounts {
    /// Rows that changed a field, or found it as they want it.
    pub corrected: usize,
    pub rejected: usize,
    pub added: usize,
    /// The sentence has changed since.
    pub stale: usize,
    /// No observation has the id.
    pub unmatched: usize,
    /// The row says something that cannot be.
    pub invalid: usize,
    /// A later row says it again.
    pub repeated: usize,
}

impl CorrectionCounts {
    /// Rows that hold.
    pub fn applied(&self) -> usize {
        self.corrected + self.rejected + self.added
    }

    /// Rows that were not applied, for somebody to look at.
    pub fn left(&self) -> usize {
        self.stale + self.unmatched + self.invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_forms_sheets_and_lists_are_known() {
        for (header, name) in [
            ("观测编号", "observation_id"),
            ("observation_id", "observation_id"),
            ("更正值", "new"),
            ("value", "new"),
            ("数值（基本单位）", "value"),
            ("下限（基本单位）", "low"),
            ("指标", "indicator"),
            ("Indicator", "indicator"),
            ("省（区、市）", "province"),
            ("时期", "time_period"),
            ("文档", "document_id"),
            ("WHO", "who"),
        ] {
            assert_eq!(column(header), Some(name), "{header}");
        }
        assert_eq!((column("更正"), column("备注")), (None, None));
    }

    #[test]
    fn every_field_is_known_by_code_and_labels() {
        for code in FIELDS {
            assert_eq!(field(code), Some(code));
            assert_eq!(field(label(code, true)), Some(code), "{code}");
            assert_eq!(field(label(code, false)), Some(code), "{code}");
        }
        assert_eq!(field("数值（基本单位）"), Some("value"));
        assert_eq!(field("sentence"), None);
    }
}
