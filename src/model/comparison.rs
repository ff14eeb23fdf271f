//! What compare makes of the observations. Ends are decimals in base units; null is unbounded.

use super::{Bound, Comparability, CoverageState, Dimension, Kind, Place, Quantity, Reason, Status, Verdict};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// Observations of several provinces that stand side by side, with the grade of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub comparison_id: String,
    /// The indicators that meet in it: one, or several that the code list links.
    pub indicators: Vec<String>,
    pub label: String,
    pub kind: Kind,
    pub dimension: Dimension,
    pub unit: Option<String>,
    pub per: Option<String>,
    pub status: Status,
    pub comparability: Comparability,
    pub reasons: Vec<Reason>,
    /// What differs, in words.
    pub caveat: String,
    pub rows: Vec<ComparisonRow>,
    /// Median of the figures with its ends; only from five provinces on.
    pub median: Option<Ends>,
}

/// One observation inside a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    pub observation_id: Arc<str>,
    pub indicator: Arc<str>,
    pub province: Arc<str>,
    pub ref_area: Option<Arc<str>>,
    /// The place the figure is about, as a full name.
    pub place: Arc<str>,
    /// In the unit of the comparison.
    pub value: Option<Decimal>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    /// Where the figure is written in another unit with a fixed factor.
    pub conversion: Option<Box<Conversion>>,
    /// The period compared by: the figure's own, or its document's.
    pub period: Option<Arc<str>>,
    /// Ranks from the highest; only in a group of three provinces or more that is not `none`.
    pub rank_min: Option<u32>,
    pub rank_max: Option<u32>,
    pub comparability: Comparability,
    /// How this row differs from the group's first.
    pub reasons: Vec<Reason>,
}

/// How a figure was brought to the unit of its comparison: 10万公顷 × 15 are 150万亩.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// The unit as written, and the one it stands in.
    pub from: Arc<str>,
    pub to: Arc<str>,
    pub times: Decimal,
    pub over: Decimal,
}

impl Conversion {
    /// A number in the unit as written, in the other; saturates at the largest decimal.
    pub fn of(&self, number: Decimal) -> Decimal {
        let product = number.checked_mul(self.times).unwrap_or(Decimal::MAX);
        product.checked_div(self.over).unwrap_or(Decimal::MAX)
    }

    /// A quantity in the other unit.
    pub fn apply(&self, q: &Quantity) -> Quantity {
        let of = |number: Option<Decimal>| number.map(|n| self.of(n));
        Quantity {
            number: of(q.number),
            value: of(q.value),
            low: of(q.low),
            high: of(q.high),
            unit: Some(self.to.clone()),
            step: self.of(q.step),
            ..q.clone()
        }
    }
}

impl Conversion {
    /// 1公顷=15亩, with the names of units as given.
    pub fn say(&self, name: impl Fn(&str) -> String) -> String {
        let (from, to) = (name(&self.from), name(&self.to));
        if self.times >= self.over {
            format!("1{from}={}{to}", self.of(Decimal::ONE).round_dp(8).normalize())
        } else {
            let back = self.over.checked_div(self.times).unwrap_or(self.over);
            format!("1{to}={}{from}", back.round_dp(8).normalize())
        }
    }
}

impl std::fmt::Display for Conversion {
    /// 1公顷=15亩
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(str::to_owned))
    }
}

/// A computed figure with both ends and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ends {
    pub value: Option<Decimal>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub bound: Bound,
    /// The low end itself is not reached (余, 多, 超过).
    pub low_open: bool,
    /// The high end itself is not reached (近, 不足).
    pub high_open: bool,
}

/// Two provinces against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    pub comparison_id: String,
    pub indicator: String,
    pub observation_id_a: String,
    pub observation_id_b: String,
    pub province_a: String,
    pub province_b: String,
    pub difference: Ends,
    pub difference_unit: Option<String>,
    /// Null where a ratio says nothing (rates, growth, changes).
    pub ratio: Option<Ends>,
    pub comparability: Comparability,
    pub reasons: Vec<Reason>,
}

/// A figure computed from others by a declared row or an automatic rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    pub derived_id: String,
    /// The row of `codelist/derived.csv` or the automatic rule.
    pub rule: String,
    pub label: String,
    pub province: Option<String>,
    pub place: Option<String>,
    /// The period it is about: of the figure it hangs on, of another one it uses, or of the document.
    pub period: Option<String>,
    pub result: Ends,
    pub unit: Option<String>,
    /// The formula over observation ids.
    pub formula: String,
    pub inputs: Vec<Arc<str>>,
    /// How far it can be set beside the same figure of another province.
    pub comparability: Comparability,
    /// What stands against that.
    pub reasons: Vec<Reason>,
    /// Its rank from the highest among the provinces that have the same figure of the same period, where three do.
    pub rank_min: Option<u32>,
    pub rank_max: Option<u32>,
    /// How many provinces that are.
    pub ranked: Option<u32>,
    pub assumption: String,
    pub caveat: String,
}

/// An indicator of a place from one period to another, or why the two are not the same series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    pub indicator: Arc<str>,
    pub label: Arc<str>,
    pub kind: Kind,
    pub industry: Option<String>,
    pub place: Arc<Place>,
    /// Unit of the figures; of the first where it breaks.
    pub unit: Option<Arc<str>>,
    pub per: Option<String>,
    /// Codes of the two periods.
    pub from: Arc<str>,
    pub to: Arc<str>,
    /// How many periods of the series lie within, both ends among them.
    pub periods: u32,
    /// Observation ids: the first, the last, and those that contradict one of them.
    pub inputs: Vec<Arc<str>>,
    /// Last less first, in the unit of the figures; shares differ in 百分点.
    pub change: Option<Ends>,
    pub change_unit: Option<Arc<str>>,
    /// In percent; only of amounts.
    pub growth: Option<Ends>,
    /// A year on average in percent; only where whole years lie more than one apart.
    pub cagr: Option<Ends>,
    /// Why the two are not the same series.
    pub break_reason: Option<Reason>,
    /// The reason in words, or what else to keep in mind.
    pub caveat: Cow<'static, str>,
}

impl Trend {
    /// Its id: of the first and the last figure.
    pub fn trend_id(&self) -> String {
        format!("trend:{}", self.inputs[..self.inputs.len().min(2)].join("+"))
    }
}

/// A figure against the highest of its comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToHighest {
    /// This less the highest.
    pub difference: Ends,
    /// Null where a ratio says nothing.
    pub ratio: Option<Ends>,
}

/// A check of what the text states against what it implies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consistency {
    pub check_id: String,
    /// The row of `codelist/check.csv`, or the name of a check that is no formula.
    pub rule: String,
    pub label: String,
    pub inputs: Vec<Arc<str>>,
    pub stated: String,
    pub recomputed: String,
    pub result: Verdict,
    pub explanation: String,
}

/// What is known of an indicator in a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub indicator: String,
    pub province: String,
    pub state: CoverageState,
    /// Ids of the observations that say so.
    pub observations: Vec<Arc<str>>,
}

/// How many provinces report an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageTotal {
    pub indicator: String,
    pub label: String,
    /// Provinces of the documents by what is known of them; the four add up to `provinces`.
    pub reported: u32,
    pub lower_level_only: u32,
    pub target_only: u32,
    pub not_reported: u32,
    /// The provinces that the documents are about.
    pub provinces: u32,
    /// Of the 31 provinces of the mainland, how many report it, in documents or spreadsheets.
    pub of_all: u32,
    /// Whether prose reports it, or spreadsheets alone.
    pub prose: bool,
}
