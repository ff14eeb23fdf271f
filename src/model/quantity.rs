//! A number with its exponent, unit and bounds: exact decimals throughout.

use super::{Dimension, Qualifier};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is written, and what it says in base units. Bounds are null where nothing limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number as written, before the exponent; null for a range.
    pub number: Option<Decimal>,
    /// Base-10 exponent that was removed: 万 4, 亿 8.
    pub unit_mult: i32,
    /// In base units; null for a range.
    pub value: Option<Decimal>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub qualifier: Qualifier,
    /// The base unit (元, 家, %); null when nothing tells it.
    pub unit: Option<Arc<str>>,
    pub dimension: Dimension,
    /// What each unit is per (月, 人), as written.
    pub per: Option<String>,
    /// One unit of the last written digit, in base units: 1 for 62%, 1e8 for 217亿元.
    pub step: Decimal,
}

impl Quantity {
    /// A quantity from a number and what the words say of it. `scale` is the base-10 exponent.
    pub fn worded(
        number: Decimal,
        scale: i32,
        qualifier: Qualifier,
        unit: Option<Arc<str>>,
        dimension: Dimension,
    ) -> Self {
        let value = shift(number, scale);
        let (low, high) = match qualifier {
            Qualifier::Exact | Qualifier::Approx | Qualifier::Range => (Some(value), Some(value)),
            Qualifier::MoreThan | Qualifier::AtLeast => (Some(value), None),
            Qualifier::Nearly | Qualifier::LessThan | Qualifier::AtMost => (None, Some(value)),
        };
        let step = shift(Decimal::new(1, number.scale()), scale);
        Self {
            number: Some(number),
            unit_mult: scale,
            value: Some(value),
            low,
            high,
            qualifier,
            unit,
            dimension,
            per: None,
            step,
        }
    }

    /// A range between two numbers in base units.
    pub fn range(
        low: Decimal,
        high: Decimal,
        scale: i32,
        unit: Option<Arc<str>>,
        dimension: Dimension,
    ) -> Self {
        let step = shift(Decimal::new(1, low.scale().max(high.scale())), scale);
        let (low, high) = (shift(low, scale), shift(high, scale));
        Self {
            number: None,
            unit_mult: scale,
            value: None,
            low: Some(low.min(high)),
            high: Some(low.max(high)),
            qualifier: Qualifier::Range,
            unit,
            dimension,
            per: None,
            step,
        }
    }

    /// The same number under another qualifier, with its bounds; a range stays as it is.
    pub fn with_qualifier(self, qualifier: Qualifier) -> Self {
        match self.number {
            Some(number) => {
                let again = Self::worded(number, self.unit_mult, qualifier, self.unit, self.dimension);
                Self { per: self.per, ..again }
            }
            None => self,
        }
    }

    /// The same quantity as a fall: value and bounds negated, the bounds swapped.
    pub fn negate(&mut self) {
        self.value = self.value.map(|v| -v);
        (self.low, self.high) = (self.high.map(|v| -v), self.low.map(|v| -v));
    }
}

/// `number × 10^exponent`, exact; saturates at the largest decimal instead of panicking.
pub fn shift(number: Decimal, exponent: i32) -> Decimal {
    let mut value = number;
    if exponent >= 0 {
        for _ in 0..exponent {
            value = value.checked_mul(Decimal::TEN).unwrap_or(Decimal::MAX);
        }
    } else {
        for _ in 0..-exponent {
            value = value.checked_div(Decimal::TEN).unwrap_or(Decimal::ZERO);
        }
    }
    value.normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_leave_no_float_noise() {
        let q =
            Quantity::worded(Decimal::new(164, 1), 8, Qualifier::Exact, Some("元".into()), Dimension::Money);
        assert_eq!(q.value, Some(Decimal::from(1_640_000_000_i64)));
        assert_eq!(q.step, Decimal::from(10_000_000));
    }

    #[test]
    fn a_fall_swaps_its_bounds() {
        let mut q =
            Quantity::worded(Decimal::from(50), 0, Qualifier::AtLeast, Some("%".into()), Dimension::Ratio);
        q.negate();
        assert_eq!((q.value, q.low, q.high), (Some(Decimal::from(-50)), None, Some(Decimal::from(-50))));
    }
}
