//! What a number says as an interval: worded bounds, what the written digits leave open, and exact arithmetic.
//!
//! An end is open (余, 多, 近: not reached) or closed, at a decimal or at infinity. A *natural* end is one that
//! no words give (a count is not below 0): it counts in arithmetic and ranks and is not reported as a bound.
//! Operands of the methods are taken as independent; a formula in which one occurs twice goes through
//! [`super::formula`].

#[cfg(test)]
pub(crate) mod fixture;
mod order;
mod quantity;
mod root;

pub use order::{median, rank_bounds};

use crate::model::{Bound, Conversion, Observation, comparison::Ends};
use rust_decimal::Decimal;

/// Two known ends are `approx` when they lie no further apart than a third of the value, and `range` beyond.
const CLOSE: Decimal = Decimal::from_parts(34, 0, 0, false, 2);
const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

/// A place on the number line, its two far ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// Minus infinity.
    Below,
    Exactly(Decimal),
    /// Plus infinity.
    Above,
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub at: At,
    /// The end itself is not reached.
    pub open: bool,
    /// Nothing written gives this end; it lies in the nature of the figure.
    pub natural: bool,
}

/// Everything a figure may be, and the value to show for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The number as written or computed from such; null for a range.
    pub value: Option<Decimal>,
    pub low: Edge,
    pub high: Edge,
    /// Words (以上, a range), not digits alone, decide an end.
    pub worded: bool,
}

impl At {
    fn finite(self) -> Option<Decimal> {
        match self {
            Self::Exactly(d) => Some(d),
            Self::Below | Self::Above => None,
        }
    }

    /// −1, 0 or 1.
    fn sign(self) -> i8 {
        match self {
            Self::Below => -1,
            Self::Above => 1,
            Self::Exactly(d) if d.is_zero() => 0,
            Self::Exactly(d) if d.is_sign_negative() => -1,
            Self::Exactly(_) => 1,
        }
    }

    fn infinite(sign: i8) -> Self {
        if sign < 0 { Self::Below } else { Self::Above }
    }

    fn negated(self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::Above => Self::Below,
            Self::Exactly(d) => Self::Exactly(-d),
        }
    }

    /// Null for the sum of opposite infinities. What no decimal can hold counts as infinite.
    fn plus(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Exactly(a), Self::Exactly(b)) => {
                Some(a.checked_add(b).map_or(Self::infinite(self.sign()), Self::Exactly))
            }
            (Self::Exactly(_), infinite) | (infinite, Self::Exactly(_)) => Some(infinite),
            (a, b) => (a == b).then_some(a),
        }
    }

    fn times(self, other: Self) -> Self {
        let sign = self.sign() * other.sign();
        match (self, other) {
            (Self::Exactly(a), Self::Exactly(b)) => {
                a.checked_mul(b).map_or(Self::infinite(sign), |d| Self::Exactly(d.normalize()))
            }
            _ if sign == 0 => Self::Exactly(Decimal::ZERO),
            _ => Self::infinite(sign),
        }
    }
}

impl Edge {
    /// The end is reached, at this number.
    pub fn closed(at: Decimal) -> Self {
        Self { at: At::Exactly(at), open: false, natural: false }
    }

    fn infinite(at: At) -> Self {
        Self { at, open: true, natural: false }
    }

    /// The number of the end, where there is one that words or digits give.
    pub fn stated(&self) -> Option<Decimal> {
        if self.natural { None } else { self.at.finite() }
    }

    /// The number of the end, natural ones included; null where unbounded.
    pub fn finite(&self) -> Option<Decimal> {
        self.at.finite()
    }

    fn negated(self) -> Self {
        Self { at: self.at.negated(), ..self }
    }

    fn joined(self, other: Self, at: At) -> Self {
        Self { at, open: self.open || other.open, natural: self.natural || other.natural }
    }
}

impl Interval {
    /// One number, known exactly.
    pub fn exactly(value: Decimal) -> Self {
        Self { value: Some(value), low: Edge::closed(value), high: Edge::closed(value), worded: false }
    }

    /// Nothing is known but the value that the written numbers would give.
    pub fn unknown(value: Option<Decimal>) -> Self {
        Self { value, low: Edge::infinite(At::Below), high: Edge::infinite(At::Above), worded: true }
    }

    /// What an observation says.
    pub fn of(observation: &Observation) -> Self {
        Self::of_quantity(&observation.quantity, observation.kind, observation.direction)
    }

    /// The same in another unit.
    pub fn converted(observation: &Observation, conversion: Option<&Conversion>) -> Self {
        let it = Self::of(observation);
        match conversion {
            None => it,
            Some(c) => it.times(&Self::exactly(c.times)).over(&Self::exactly(c.over)),
        }
    }

    /// The interval of a reported result.
    pub fn of_ends(ends: &Ends) -> Self {
        let edge = |end: Option<Decimal>, open: bool, far: At| {
            end.map_or(Edge::infinite(far), |d| Edge { open, ..Edge::closed(d) })
        };
        Self {
            value: ends.value,
            low: edge(ends.low, ends.low_open, At::Below),
            high: edge(ends.high, ends.high_open, At::Above),
            worded: !matches!(ends.bound, Bound::Exact | Bound::Approx),
        }
    }

    /// What can be reported: both ends where something gives them, and what they amount to.
    pub fn ends(&self) -> Ends {
        let (low, high) = (self.low.stated(), self.high.stated());
        let bound = match (low, high) {
            (Some(low), Some(high)) if low == high => Bound::Exact,
            (Some(low), Some(high)) => {
                let middle = self.value.unwrap_or((low + high) / Decimal::TWO).abs();
                if !self.worded && high - low <= CLOSE * middle { Bound::Approx } else { Bound::Range }
            }
            (Some(_), None) => Bound::Lower,
            (None, Some(_)) => Bound::Upper,
            (None, None) => Bound::Indeterminate,
        };
        Ends {
            value: self.value,
            low,
            high,
            bound,
            low_open: low.is_some() && self.low.open,
            high_open: high.is_some() && self.high.open,
        }
    }

    /// Whether this number may be the true one.
    pub fn contains(&self, number: Decimal) -> bool {
        let at = At::Exactly(number);
        let above = self.low.at < at || (self.low.at == at && !self.low.open);
        let below = at < self.high.at || (self.high.at == at && !self.high.open);
        above && below
    }

    /// Whether some number may be true of both.
    pub fn meets(&self, other: &Self) -> bool {
        !self.surely_above(other) && !other.surely_above(self)
    }

    /// Whether every number of this one is greater than every number of the other.
    pub fn surely_above(&self, other: &Self) -> bool {
        self.low.at > other.high.at
            || (self.low.at == other.high.at
                && (self.low.open || other.high.open)
                && self.low.at.finite().is_some())
    }

    /// The same as a percentage of a whole that holds the part; null where it is surely more than all of it.
    pub fn within_whole(mut self) -> Option<Self> {
        let all = At::Exactly(HUNDRED);
        if self.low.at > all || (self.low.at == all && self.low.open) {
            return None;
        }
        if self.high.at > all {
            self.high = Edge::closed(HUNDRED);
            self.value = self.value.filter(|v| *v <= HUNDRED);
        }
        Some(self)
    }

    /// The interval mirrored at 0.
    pub fn negated(&self) -> Self {
        Self {
            value: self.value.map(|v| -v),
            low: self.high.negated(),
            high: self.low.negated(),
            worded: self.worded,
        }
    }

    /// The sum of two independent figures.
    pub fn plus(&self, other: &Self) -> Self {
        let edge =
            |a: Edge, b: Edge, far: At| a.at.plus(b.at).map_or(Edge::infinite(far), |at| a.joined(b, at));
        Self {
            value: both(self.value, other.value, Decimal::checked_add),
            low: edge(self.low, other.low, At::Below),
            high: edge(self.high, other.high, At::Above),
            worded: self.worded || other.worded,
        }
    }

    /// The difference of two independent figures.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// The product of two independent figures.
    pub fn times(&self, other: &Self) -> Self {
        if let Some(exact) = self.exact_with(other, Decimal::checked_mul) {
            return exact;
        }
        let mut corners = Vec::with_capacity(4);
        for a in [self.low, self.high] {
            for b in [other.low, other.high] {
                let mut corner = a.joined(b, a.at.times(b.at));
                // 0 times an unbounded end is a limit that nothing written gives.
                corner.natural |=
                    corner.at.sign() == 0 && (a.at.finite().is_none() || b.at.finite().is_none());
                // An end at a reached 0 is reached whatever the other factor does.
                corner.open &= !(reaches_zero(a) || reaches_zero(b));
                corners.push(corner);
            }
        }
        hull(both(self.value, other.value, Decimal::checked_mul), &corners, self.worded || other.worded)
    }

    /// The result for two figures known exactly, without looking at corners; null for others.
    fn exact_with(&self, other: &Self, of: fn(Decimal, Decimal) -> Option<Decimal>) -> Option<Self> {
        let number = of(self.point()?, other.point()?)?;
        let worded = self.worded || other.worded;
        Some(Self { worded, ..Self::exactly(number.normalize()) })
    }

    /// The one number it is, where both ends and the value are reached there.
    fn point(&self) -> Option<Decimal> {
        let (At::Exactly(low), At::Exactly(high)) = (self.low.at, self.high.at) else { return None };
        let plain = |edge: &Edge| !edge.open && !edge.natural;
        (low == high && self.value == Some(low) && plain(&self.low) && plain(&self.high)).then_some(low)
    }

    /// The quotient of two independent figures; [`Interval::unknown`] when the divisor may be 0.
    pub fn over(&self, divisor: &Self) -> Self {
        if let Some(exact) = self.exact_with(divisor, Decimal::checked_div) {
            return exact;
        }
        let value = both(self.value, divisor.value, Decimal::checked_div);
        let Some(sign) = divisor.sign() else { return Self::unknown(value) };
        let mut corners = Vec::with_capacity(8);
        for a in [self.low, self.high] {
            for b in [divisor.low, divisor.high] {
                let slope = a.at.sign() * sign;
                match (a.at, b.at) {
                    (At::Exactly(_), At::Exactly(y)) if y.is_zero() => {
                        // Towards the excluded 0 the quotient grows beyond all bounds, or is 0/0: anything up to there.
                        corners.push(Edge::infinite(if slope == 0 {
                            At::Above
                        } else {
                            At::infinite(slope)
                        }));
                        if slope == 0 {
                            corners.push(Edge::infinite(At::Below));
                        }
                    }
                    (At::Exactly(x), At::Exactly(y)) => {
                        let at = x.checked_div(y).map_or(At::infinite(slope), At::Exactly);
                        let mut corner = a.joined(b, at);
                        corner.open &= !reaches_zero(a);
                        corners.push(corner);
                    }
                    (At::Exactly(_), _) => {
                        corners.push(Edge {
                            at: At::Exactly(Decimal::ZERO),
                            open: slope != 0,
                            natural: true,
                        });
                    }
                    (_, At::Exactly(_)) => corners.push(Edge::infinite(At::infinite(slope))),
                    (..) => {
                        corners.push(Edge { at: At::Exactly(Decimal::ZERO), open: true, natural: true });
                        corners.push(Edge::infinite(At::infinite(slope)));
                    }
                }
            }
        }
        hull(value, &corners, self.worded || divisor.worded)
    }

    /// Whether its low end is known and negative.
    pub fn reaches_below_zero(&self) -> bool {
        self.low.finite().is_some_and(|low| low.is_sign_negative() && !low.is_zero())
    }

    /// 1 or −1 when no number of the interval is 0 or of the other sign; null when it may be 0.
    pub fn sign(&self) -> Option<i8> {
        let zero = At::Exactly(Decimal::ZERO);
        if self.low.at > zero || (self.low.at == zero && self.low.open) {
            Some(1)
        } else if self.high.at < zero || (self.high.at == zero && self.high.open) {
            Some(-1)
        } else {
            None
        }
    }

    /// The level before a growth rate in percent: level / (1 + growth/100).
    pub fn before_growth(&self, growth: &Self) -> Self {
        self.over(&growth.over(&Self::exactly(HUNDRED)).plus(&Self::exactly(Decimal::ONE)))
    }

    /// What a growth rate in percent added to reach this level; the level and the rate count once each.
    pub fn increment_of_growth(&self, growth: &Self) -> Self {
        let hundred = Self::exactly(HUNDRED);
        self.times(&Self::exactly(Decimal::ONE).minus(&hundred.over(&hundred.plus(growth))))
    }

    /// This many percent of a whole.
    pub fn percent_of(&self, whole: &Self) -> Self {
        self.times(whole).over(&Self::exactly(HUNDRED))
    }
}

fn both(
    a: Option<Decimal>,
    b: Option<Decimal>,
    op: fn(Decimal, Decimal) -> Option<Decimal>,
) -> Option<Decimal> {
    op(a?, b?)
}

fn reaches_zero(edge: Edge) -> bool {
    !edge.open && edge.at.sign() == 0
}

/// From the least to the greatest corner. Where corners coincide, the end is reached if one of them is.
fn hull(value: Option<Decimal>, corners: &[Edge], worded: bool) -> Interval {
    let merge = |at: At| {
        let same = || corners.iter().filter(|c| c.at == at);
        Edge { at, open: same().all(|c| c.open), natural: same().all(|c| c.natural) }
    };
    let low = corners.iter().map(|c| c.at).min().unwrap_or(At::Below);
    let high = corners.iter().map(|c| c.at).max().unwrap_or(At::Above);
    Interval { value, low: merge(low), high: merge(high), worded }
}

#[cfg(test)]
mod tests {
    use super::fixture::{count, d, operand, percent, shown};
    use super::{At, Edge, Interval};
    use crate::model::{Bound, Kind, Qualifier};
    use proptest::prelude::{prop_assert, proptest};
    use rust_decimal::Decimal;

    #[test]
    fn growth_is_inverted_between_its_digits() {
        let (level, growth) =
            (count("13750", 0, Qualifier::Exact), percent("62", Qualifier::Exact, Kind::GrowthRate));
        assert_eq!(shown(&level.before_growth(&growth)), "8461.5385 8513.9319 approx");
        assert_eq!(shown(&level.increment_of_growth(&growth)), "5236.0681 5288.4615 approx");
    }

    #[test]
    fn half_lines_divide() {
        let subsidy = count("1200", 4, Qualifier::MoreThan);
        assert_eq!(shown(&subsidy.over(&count("900", 0, Qualifier::Exact))), "13333.3333 - lower");
        let visits = count("7890", 0, Qualifier::Exact).over(&count("50", 0, Qualifier::MoreThan));
        assert_eq!(shown(&visits), "- 157.8 upper");
        let both = count("600", 8, Qualifier::MoreThan).over(&count("1.3", 4, Qualifier::MoreThan));
        assert_eq!(shown(&both), "- - indeterminate");
        assert_eq!(shown(&subsidy.over(&count("3", 0, Qualifier::Nearly))), "4000000 - lower");
        assert_eq!(shown(&subsidy.over(&count("3", 0, Qualifier::AtMost))), "- - indeterminate");
        assert_eq!(shown(&subsidy.over(&count("0", 0, Qualifier::Exact))), "- - indeterminate");
        let passed = count("180", 0, Qualifier::Exact);
        assert_eq!(
            shown(&percent("98", Qualifier::AtLeast, Kind::Share).percent_of(&passed)),
            "176.4 180 range"
        );
    }

    fn holds(result: &Interval, number: Decimal) -> bool {
        let slack = number.abs().max(Decimal::ONE) * Decimal::new(1, 20);
        result.contains(number) || result.contains(number + slack) || result.contains(number - slack)
    }

    proptest! {
        #[test]
        fn the_true_result_lies_inside((a, xs) in operand(), (b, ys) in operand()) {
            for x in &xs {
                for y in &ys {
                    prop_assert!(holds(&a.plus(&b), x + y), "{x} + {y}");
                    prop_assert!(holds(&a.minus(&b), x - y), "{x} - {y}");
                    prop_assert!(holds(&a.times(&b), x * y), "{x} × {y}");
                    if !y.is_zero() {
                        prop_assert!(holds(&a.over(&b), x / y), "{x} ÷ {y}");
                    }
                }
            }
        }

        #[test]
        fn both_ends_are_attained_or_approached((a, _) in operand(), (b, _) in operand()) {
            let near = |end: At| match end {
                At::Exactly(n) => n,
                At::Below => d("-100000000000000000000"),
                At::Above => d("100000000000000000000"),
            };
            for result in [a.plus(&b), a.minus(&b), a.times(&b)] {
                prop_assert!(result.low.at <= result.high.at);
            }
            let quotient = a.over(&b);
            if b.sign().is_none() {
                prop_assert!(quotient.low.at == At::Below && quotient.high.at == At::Above);
            } else {
                let mut corners = Vec::new();
                for x in [a.low.at, a.high.at] {
                    for y in [b.low.at, b.high.at] {
                        if !near(y).is_zero() {
                            corners.push(near(x) / near(y));
                        }
                    }
                }
                let close = |end: Decimal| {
                    corners.iter().any(|c| (c - end).abs() <= end.abs().max(d("0.1")) / d("1000"))
                };
                prop_assert!(quotient.low.finite().is_none_or(close), "{quotient:?}");
                prop_assert!(quotient.high.finite().is_none_or(close), "{quotient:?}");
            }
        }

        #[test]
        fn a_divisor_that_may_be_zero_gives_indeterminate((a, _) in operand(), n in 1i64..1000) {
            let around = Interval { low: Edge::closed(Decimal::from(-n)), ..Interval::exactly(n.into()) };
            prop_assert!(a.over(&around).ends().bound == Bound::Indeterminate);
        }
    }
}
