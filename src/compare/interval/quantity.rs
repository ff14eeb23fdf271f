//! From the quantity as written to the interval it stands for: worded bounds, digits, natural limits.

use super::{At, Edge, HUNDRED, Interval};
use crate::model::{Dimension, Direction, Kind, Qualifier, Quantity};
use rust_decimal::Decimal;

impl Interval {
    /// What a quantity says, within the natural limits of its kind.
    pub fn of_quantity(quantity: &Quantity, kind: Kind, direction: Option<Direction>) -> Self {
        let q = quantity;
        let open = matches!(q.qualifier, Qualifier::MoreThan | Qualifier::Nearly | Qualifier::LessThan);
        let worded = !matches!(q.qualifier, Qualifier::Exact | Qualifier::Approx);
        let slack = slack(q);
        let edge = |end: Option<Decimal>, slack: Decimal, far: At| {
            end.map_or(Edge::infinite(far), |d| Edge { open, ..Edge::closed(d + slack) })
        };
        let mut it = Self {
            value: q.value,
            low: edge(q.low, -slack, At::Below),
            high: edge(q.high, slack, At::Above),
            worded,
        };
        it.limit(q, kind, direction);
        it
    }

    /// Cuts the interval at what the kind allows. Natural ends are open unless the words allow them (以内, 不足).
    fn limit(&mut self, q: &Quantity, kind: Kind, direction: Option<Direction>) {
        let within = |low: i64, high: i64| {
            let inside = |d: Option<Decimal>| d.is_none_or(|d| Decimal::from(low) <= d && d <= high.into());
            inside(q.low) && inside(q.high)
        };
        let percent = q.unit.as_deref() == Some("%");
        let (mut floor, mut ceiling) = (None, None);
        match kind {
            Kind::Share if q.dimension == Dimension::Ratio && within(0, 100) => {
                (floor, ceiling) = (Some(Decimal::ZERO), Some(HUNDRED));
            }
            Kind::Share | Kind::Ratio | Kind::Level | Kind::From | Kind::To => {
                if q.dimension != Dimension::Other && within(0, i64::MAX) {
                    floor = Some(Decimal::ZERO);
                }
            }
            Kind::Change | Kind::GrowthRate => {
                if kind == Kind::GrowthRate && percent && within(-100, i64::MAX) {
                    floor = Some(-HUNDRED);
                }
                match direction {
                    Some(Direction::Up) if within(0, i64::MAX) => floor = Some(Decimal::ZERO),
                    Some(Direction::Down) if within(i64::MIN, 0) => ceiling = Some(Decimal::ZERO),
                    _ => {}
                }
            }
        }
        let open = !matches!(q.qualifier, Qualifier::LessThan | Qualifier::AtMost);
        if let Some(floor) = floor.filter(|f| self.low.at < At::Exactly(*f)) {
            let natural = self.low.at == At::Below;
            self.low = Edge { at: At::Exactly(floor), open: natural && open, natural };
        }
        if let Some(ceiling) = ceiling.filter(|c| self.high.at > At::Exactly(*c)) {
            // The whole of a whole is a bound worth saying (98%以上 is at most 100%); 0 is not.
            let natural = self.high.at == At::Above && ceiling.is_zero();
            self.high = Edge { at: At::Exactly(ceiling), open: natural && open, natural };
        }
    }
}

/// How far the true number may lie from the written one on either side.
///
/// Half of the last written digit for percentages, for 万 and 亿, and for decimals; nothing for a count written in
/// full; for 约 half of the last digit that is not 0, and of the second where only the first is not.
fn slack(q: &Quantity) -> Decimal {
    let digits = matches!(q.dimension, Dimension::Ratio | Dimension::Points)
        || q.unit_mult > 0
        || q.number.is_some_and(|n| n.normalize().scale() > 0 || n.scale() > 0);
    match q.qualifier {
        Qualifier::Exact if digits => q.step / Decimal::TWO,
        Qualifier::Approx => rounded_to(q).max(if digits { q.step } else { Decimal::ZERO }) / Decimal::TWO,
        _ => Decimal::ZERO,
    }
}

/// One unit of the digit that 约 rounds to.
fn rounded_to(q: &Quantity) -> Decimal {
    let Some(value) = q.value.filter(|v| !v.is_zero()) else { return q.step };
    let mut unit = q.step;
    loop {
        let Some(coarser) = unit.checked_mul(Decimal::TEN) else { return unit };
        // The next digit must still leave two significant ones.
        if coarser * Decimal::TEN > value.abs() || !(value % coarser).is_zero() {
            return unit;
        }
        unit = coarser;
    }
}

#[cfg(test)]
mod tests {
    use crate::compare::interval::Interval;
    use crate::compare::interval::fixture::{count, d, percent, shown};
    use crate::model::{Dimension, Direction, Kind, Qualifier, Quantity};

    #[test]
    fn digits_and_words_give_the_ends() {
        assert_eq!(shown(&count("13750", 0, Qualifier::Exact)), "13750 13750 exact");
        assert_eq!(shown(&count("1.3", 4, Qualifier::MoreThan)), "13000 - lower");
        assert_eq!(shown(&count("100", 0, Qualifier::Nearly)), "- 100 upper");
        assert_eq!(shown(&count("217", 8, Qualifier::Exact)), "21650000000 21750000000 approx");
        assert_eq!(shown(&count("1200", 0, Qualifier::Approx)), "1150 1250 approx");
        assert_eq!(shown(&count("100", 0, Qualifier::Approx)), "95 105 approx");
        assert_eq!(shown(&percent("62", Qualifier::Exact, Kind::GrowthRate)), "61.5 62.5 approx");
        assert_eq!(shown(&percent("100", Qualifier::Exact, Kind::Share)), "99.5 100 approx");
        assert_eq!(shown(&percent("120", Qualifier::Exact, Kind::Share)), "119.5 120.5 approx");
        assert_eq!(shown(&percent("98", Qualifier::AtLeast, Kind::Share)), "98 100 range");
        assert_eq!(shown(&percent("5", Qualifier::LessThan, Kind::Share)), "- 5 upper");
    }

    #[test]
    fn falls_end_at_minus_one_hundred() {
        let mut q = Quantity::worded(d("50"), 0, Qualifier::AtLeast, Some("%".into()), Dimension::Ratio);
        q.negate();
        let fall = Interval::of_quantity(&q, Kind::GrowthRate, Some(Direction::Down));
        assert_eq!(shown(&fall), "- -50 upper");
        assert_eq!(fall.low.finite(), Some(d("-100")));
        let before = count("300", 0, Qualifier::Exact).before_growth(&fall);
        assert_eq!(shown(&before), "600 - lower");
    }
}
