//! Columns of text for the page: values that recur stand once, with the number of each row's.

use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// A column, in the shorter of its forms.
#[derive(Debug, Serialize, PartialEq)]
#[serde(untagged)]
pub enum Column<'a> {
    /// Every row as it is.
    Plain { v: Vec<Cow<'a, str>> },
    /// The distinct values in the order of their first row, and each row's; without the rows where all are equal.
    Coded {
        d: Vec<Cow<'a, str>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        i: Vec<u32>,
    },
}

/// Columns by name.
pub type Columns<'a> = BTreeMap<&'static str, Column<'a>>;

/// The column of these values.
pub fn column<'a>(values: Vec<Cow<'a, str>>) -> Column<'a> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut first: Vec<usize> = Vec::new();
    let mut rows = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let code = *known.entry(value).or_insert_with(|| {
            first.push(at);
            first.len() as u32 - 1
        });
        rows.push(code);
    }
    if first.len() * 2 > values.len() && first.len() > 1 {
        return Column::Plain { v: values };
    }
    if first.len() <= 1 {
        rows.clear();
    }
    Column::Coded { d: first.iter().map(|&at| values[at].clone()).collect(), i: rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[&'static str]) -> String {
        serde_json::to_string(&column(values.iter().map(|v| Cow::Borrowed(*v)).collect())).unwrap()
    }

    #[test]
    fn the_shorter_form_is_taken() {
        assert_eq!(written(&["家", "元", "家", "家"]), r#"{"d":["家","元"],"i":[0,1,0,0]}"#);
        assert_eq!(written(&["家", "家"]), r#"{"d":["家"]}"#);
        assert_eq!(written(&["a", "b", "c"]), r#"{"v":["a","b","c"]}"#);
        assert_eq!(written(&[]), r#"{"d":[]}"#);
    }
}
