//! One value with what is known of it. Wording, rounding and units are the caller's: `label` is printed as it is.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// One value with what is known of it, in the unit of its chart.
///
/// `value` is `None` for a range. A side that is not known is `None` in `low` or `high`; an exact value has all
/// three equal. The constructors keep these in step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The value as written, `None` where only a range is known.
    pub value: Option<f64>,
    /// The lower end, `None` where it is open.
    pub low: Option<f64>,
    /// The upper end, `None` where it is open.
    pub high: Option<f64>,
    /// What is printed beside the mark, with its unit: `>1200万元`.
    pub label: String,
    /// A target, not a result: drawn hollow.
    #[serde(default)]
    pub target: bool,
}

impl Figure {
    /// A value known exactly.
    pub fn exact(value: f64, label: impl Into<String>) -> Self {
        Self::about(value, value, value, label)
    }

    /// A value known to lie between `low` and `high`.
    pub fn about(value: f64, low: f64, high: f64, label: impl Into<String>) -> Self {
        Self { value: Some(value), low: Some(low), high: Some(high), label: label.into(), target: false }
    }

    /// A lower bound: 超过, 余, 多, 以上.
    pub fn at_least(low: f64, label: impl Into<String>) -> Self {
        Self { value: Some(low), low: Some(low), high: None, label: label.into(), target: false }
    }

    /// An upper bound: 近, 不到, 以内.
    pub fn at_most(high: f64, label: impl Into<String>) -> Self {
        Self { value: Some(high), low: None, high: Some(high), label: label.into(), target: false }
    }

    /// Two ends without a value between them.
    pub fn range(low: f64, high: f64, label: impl Into<String>) -> Self {
        Self { value: None, low: Some(low), high: Some(high), label: label.into(), target: false }
    }

    /// The same figure as a target.
    pub fn as_target(mut self) -> Self {
        self.target = true;
        self
    }

    /// Where its mark stands and what it is sorted by: the value, else the middle of the range, else its one end.
    pub fn anchor(&self) -> Option<f64> {
        match (self.value, self.low, self.high) {
            (Some(value), _, _) => Some(value),
            (None, Some(low), Some(high)) => Some((low + high) / 2.0),
            (None, low, high) => low.or(high),
        }
    }

    /// The lowest and highest point that is drawn, arrows aside.
    pub(super) fn extent(&self) -> Option<(f64, f64)> {
        let anchor = self.anchor()?;
        Some((self.low.unwrap_or(anchor).min(anchor), self.high.unwrap_or(anchor).max(anchor)))
    }

    /// The anchor, after checking that the figure can be drawn.
    pub(super) fn checked(&self, row: &str) -> Result<f64> {
        let known = [self.low, self.value, self.high];
        let mut numbers = known.into_iter().flatten();
        ensure!(numbers.clone().all(f64::is_finite), "{row}：数值不是有限数");
        ensure!(numbers.clone().is_sorted(), "{row}：下限、数值、上限次序颠倒");
        ensure!(numbers.next().is_some(), "{row}：没有可画的数值");
        Ok(self.anchor().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn a_figure_knows_its_open_side() {
        let bound = Figure::at_least(1200.0, ">1200万元");
        assert_eq!((bound.anchor(), bound.high), (Some(1200.0), None));
        assert_eq!(Figure::range(10.0, 20.0, "10—20").anchor(), Some(15.0));
        assert_eq!(Figure::range(10.0, 20.0, "10—20").extent(), Some((10.0, 20.0)));
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(Figure::default().checked("山东").is_err());
        assert!(Figure::exact(f64::NAN, "").checked("山东").is_err());
        assert!(Figure::about(1.0, 2.0, 3.0, "").checked("山东").is_err());
    }
}
