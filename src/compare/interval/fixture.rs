//! Operands for the tests of intervals.

use super::Interval;
use crate::model::{Dimension, Direction, Kind, Qualifier, Quantity};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use rust_decimal::Decimal;

pub fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn count(number: &str, scale: i32, qualifier: Qualifier) -> Interval {
    let q = Quantity::worded(d(number), scale, qualifier, Some("家".into()), Dimension::Count);
    Interval::of_quantity(&q, Kind::Level, None)
}

pub fn percent(number: &str, qualifier: Qualifier, kind: Kind) -> Interval {
    let q = Quantity::worded(d(number), 0, qualifier, Some("%".into()), Dimension::Ratio);
    Interval::of_quantity(&q, kind, None)
}

/// `low high bound` with four decimals at most.
pub fn shown(interval: &Interval) -> String {
    let ends = interval.ends();
    let end = |e: Option<Decimal>| e.map_or("-".into(), |e| e.round_dp(4).normalize().to_string());
    format!("{} {} {}", end(ends.low), end(ends.high), ends.bound)
}

/// An operand with numbers that lie inside it.
pub fn operand() -> impl Strategy<Value = (Interval, Vec<Decimal>)> {
    let qualifier = prop_oneof![
        Just(Qualifier::Exact),
        Just(Qualifier::MoreThan),
        Just(Qualifier::AtLeast),
        Just(Qualifier::Nearly),
        Just(Qualifier::AtMost),
        Just(Qualifier::Approx)
    ];
    let kind = prop_oneof![Just(Kind::Level), Just(Kind::Change), Just(Kind::GrowthRate)];
    (1i64..99_999, 0u32..3, 0i32..5, qualifier, kind, any::<bool>(), 1i64..1000).prop_map(
        |(number, decimals, scale, qualifier, kind, fall, far)| {
            let number = Decimal::new(number, decimals);
            let mut q = Quantity::worded(number, scale, qualifier, None, Dimension::Count);
            let moves = kind != Kind::Level;
            if moves && fall {
                q.negate();
            }
            let direction = moves.then_some(if fall { Direction::Down } else { Direction::Up });
            let interval = Interval::of_quantity(&q, kind, direction);
            (interval, inside(&interval, far))
        },
    )
}

fn inside(interval: &Interval, far: i64) -> Vec<Decimal> {
    let far = Decimal::from(far);
    let low = interval.low.finite().unwrap_or_else(|| interval.high.finite().unwrap() - far);
    let high = interval.high.finite().unwrap_or(low + far);
    let tiny = (high - low) / Decimal::from(1_000_000);
    [low, low + tiny, low + (high - low) / Decimal::from(3), high - tiny, high]
        .into_iter()
        .filter(|n| interval.contains(*n))
        .collect()
}
