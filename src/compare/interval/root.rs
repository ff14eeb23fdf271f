//! Roots of quotients: ends are rounded outwards, and every step towards them is decided on decimals.

use super::{At, Edge, Interval};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Decimals of a root. An end lies no further out than one unit of the last of them, but for quotients so small that
/// their powers leave the decimals.
const DECIMALS: u32 = 10;

impl Interval {
    /// The `n`th root of self ÷ divisor, both surely positive; [`Interval::unknown`] otherwise.
    pub fn root_over(&self, divisor: &Self, n: u32) -> Self {
        if self.sign() != Some(1) || divisor.sign() != Some(1) || n == 0 {
            return Self::unknown(None);
        }
        let quotient = self.over(divisor);
        let edge =
            |from: Edge, x: At, y: At, root: fn(Decimal, Decimal, u32) -> Option<Decimal>| match (x, y) {
                (At::Exactly(x), At::Exactly(y)) if !y.is_zero() => root(x, y, n)
                    .map_or(Edge::infinite(At::Above), |root| Edge { at: At::Exactly(root), ..from }),
                _ => from,
            };
        let value = self.value.zip(divisor.value).and_then(|(x, y)| {
            if x <= Decimal::ZERO || y <= Decimal::ZERO {
                return None;
            }
            below(x, y, n)
        });
        Self {
            value,
            low: edge(quotient.low, self.low.at, divisor.high.at, below),
            high: edge(quotient.high, self.high.at, divisor.low.at, above),
            worded: quotient.worded,
        }
    }
}

/// The greatest number of so many decimals that surely lies at or below the `n`th root of x ÷ y.
fn below(x: Decimal, y: Decimal, n: u32) -> Option<Decimal> {
    decimal(last(near(x, y, n), |k| power(k, n, y, true).is_some_and(|p| p <= x)))
}

/// The least number of so many decimals that surely lies at or above it; null where no decimal does.
fn above(x: Decimal, y: Decimal, n: u32) -> Option<Decimal> {
    // what no decimal can hold is greater
    decimal(last(near(x, y, n), |k| power(k, n, y, false).is_some_and(|p| p < x)) + 1)
}

/// The last number for which it holds, of those from 0 on; the search begins at a guess.
fn last(guess: i128, holds: impl Fn(i128) -> bool) -> i128 {
    let (mut low, mut high, mut step) = ((guess - 1).max(0), guess + 1, 1);
    while low > 0 && !holds(low) {
        high = low;
        step *= 4;
        low = (low - step).max(0);
    }
    while holds(high) {
        low = high;
        step *= 4;
        high += step;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

/// Where to look first. Only the number of steps depends on it.
fn near(x: Decimal, y: Decimal, n: u32) -> i128 {
    let quotient = x.to_f64().unwrap_or(1.0) / y.to_f64().unwrap_or(1.0);
    let root = quotient.powf(1.0 / f64::from(n)) * 10f64.powi(DECIMALS as i32);
    if root.is_finite() { root.clamp(1.0, 1e27) as i128 } else { 1 }
}

fn decimal(k: i128) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(k, DECIMALS).ok().map(|d| d.normalize())
}

/// (k units)ⁿ × y, never below the true product where rounded `up`, never above it otherwise.
fn power(k: i128, n: u32, y: Decimal, up: bool) -> Option<Decimal> {
    let base = decimal(k)?;
    (0..n).try_fold(y.normalize(), |product, _| times(product, base, up))
}

fn times(a: Decimal, b: Decimal, up: bool) -> Option<Decimal> {
    let product = a.checked_mul(b)?;
    if a.is_zero() || b.is_zero() || product.scale() == a.scale() + b.scale() {
        return Some(product.normalize());
    }
    let unit = Decimal::new(1, if product.is_zero() { Decimal::MAX_SCALE } else { product.scale() });
    if up { product.checked_add(unit) } else { Some((product - unit).max(Decimal::ZERO)) }
}

#[cfg(test)]
mod tests {
    use super::{above, below};
    use crate::compare::interval::Interval;
    use crate::compare::interval::fixture::{count, d, shown};
    use crate::model::{Bound, Qualifier};
    use proptest::prelude::{prop_assert, proptest};
    use rust_decimal::Decimal;

    #[test]
    fn exact_roots_stay_exact() {
        let root = count("1331", 0, Qualifier::Exact).root_over(&count("1000", 0, Qualifier::Exact), 3);
        assert_eq!((root.value, root.ends().bound), (Some(d("1.1")), Bound::Exact));
        let root = count("729", 0, Qualifier::Exact).root_over(&count("1000", 0, Qualifier::Exact), 3);
        assert_eq!((root.value, root.ends().bound), (Some(d("0.9")), Bound::Exact));
        let two = count("2", 0, Qualifier::Exact).root_over(&count("1", 0, Qualifier::Exact), 2);
        assert_eq!(two.low.finite().zip(two.high.finite()), Some((d("1.4142135623"), d("1.4142135624"))));
    }

    #[test]
    fn open_ends_stay_open() {
        let hundred = count("100", 0, Qualifier::Exact);
        assert_eq!(shown(&count("400", 0, Qualifier::MoreThan).root_over(&hundred, 2)), "2 - lower");
        assert_eq!(shown(&count("400", 0, Qualifier::Nearly).root_over(&hundred, 2)), "- 2 upper");
        assert!(hundred.root_over(&count("25", 0, Qualifier::Nearly), 2).ends().low_open);
        assert_eq!(shown(&hundred.root_over(&Interval::unknown(None), 2)), "- - indeterminate");
    }

    proptest! {
        #[test]
        fn the_ends_enclose_the_root_closely(x in 1i64..1_000_000_000_000, y in 1i64..1_000_000_000, n in 2u32..12) {
            let (x, y) = (Decimal::from(x), Decimal::from(y));
            let (low, high) = (below(x, y, n).unwrap(), above(x, y, n).unwrap());
            prop_assert!(low <= high && high - low <= Decimal::new(3, 10), "{low} {high}");
            // checked against the quotient with a slack for its own rounding
            let power = |f: Decimal| (0..n).fold(y, |p, _| p * f);
            let slack = x * Decimal::new(1, 18) + Decimal::new(1, 18);
            prop_assert!(power(low) <= x + slack && power(high) >= x - slack, "{low} {high}");
        }
    }
}
