//! Why a stated rate cannot be the quotient of two stated counts: the search for whole numbers that would fit.

use super::{Binding, CheckRow};
use crate::compare::interval::{Edge, Interval};
use crate::model::{Dimension, Observation};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Counts beyond this are not searched.
const LARGEST: i64 = 10_000;
/// How many fractions are named.
const NAMED: usize = 8;

/// The explanation where the row asks whether a rate is `part / whole * 100`; null for other rows.
pub fn explain(row: &CheckRow, binding: &Binding<'_>) -> Option<String> {
    let (part, whole) = row.right.percentage()?;
    let rate = binding.of(&row.left.atoms.first()?.name).first()?;
    let (part, whole) = (count(binding.of(&part.name).first()?)?, count(binding.of(&whole.name).first()?)?);
    let range = Interval::of(rate);
    let quote = &*rate.said();
    let mut sentences =
        vec![format!("{part}/{whole}={}%，不是{quote}", percent(part, whole).round_dp(1).normalize())];
    sentences.push(as_numerator(part, &range, quote)?);
    sentences.push(as_denominator(whole, &range, quote));
    let fractions = fractions(part, &range);
    if !fractions.is_empty() {
        let more = if fractions.len() > NAMED { "等" } else { "" };
        let named: Vec<String> = fractions.iter().take(NAMED).map(|(p, w)| format!("{p}/{w}")).collect();
        sentences.push(format!("分子不超过{part}而合{quote}的分数有{}{more}", named.join("、")));
    }
    Some(sentences.join("；"))
}

fn count(o: &Observation) -> Option<i64> {
    let q = &o.quantity;
    let exact = q.low == q.high && q.dimension == Dimension::Count;
    q.value.filter(|v| exact && v.fract().is_zero())?.to_i64().filter(|n| (1..=LARGEST).contains(n))
}

fn percent(part: i64, whole: i64) -> Decimal {
    Decimal::from(part) / Decimal::from(whole) * Decimal::ONE_HUNDRED
}

fn as_numerator(part: i64, rate: &Interval, quote: &str) -> Option<String> {
    let hundred = Interval::exactly(Decimal::ONE_HUNDRED);
    let wholes = Interval::exactly(part.into()).over(rate).times(&hundred).ends();
    let (low, high) = (wholes.low?, wholes.high?);
    let between = format!("分母应在{}—{}之间", low.round_dp(2).normalize(), high.round_dp(2).normalize());
    let first = low.ceil();
    Some(if first > high {
        format!("以{part}为分子而合{quote}，{between}，其间没有整数")
    } else {
        format!("以{part}为分子而合{quote}，{between}，例如{first}")
    })
}

fn as_denominator(whole: i64, rate: &Interval, quote: &str) -> String {
    let below = (1..=whole).take_while(|p| percent(*p, whole) < at(rate.low)).last().unwrap_or(0);
    let fits: Vec<String> = (below + 1..=whole)
        .take_while(|p| rate.contains(percent(*p, whole)))
        .map(|p| format!("{p}/{whole}"))
        .collect();
    if fits.is_empty() {
        let near: Vec<String> = [below, below + 1]
            .iter()
            .map(|p| format!("{p}/{whole}={}%", percent(*p, whole).round_dp(2).normalize()))
            .collect();
        format!("以{whole}为分母，{}，都不是{quote}", near.join("、"))
    } else {
        let named = match fits.as_slice() {
            [first, .., last] if fits.len() > NAMED => format!("{first}至{last}"),
            _ => fits.join("、"),
        };
        format!("以{whole}为分母，{named}合{quote}")
    }
}

/// Every fraction with a numerator up to `part` that the rate's digits allow.
fn fractions(part: i64, rate: &Interval) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    let (low, high) = (at(rate.low), at(rate.high));
    if low <= Decimal::ZERO {
        return found;
    }
    for p in 1..=part {
        let numerator = Decimal::from(p) * Decimal::ONE_HUNDRED;
        let (from, to) = ((numerator / high).ceil(), (numerator / low).floor());
        if let (Some(from), Some(to)) = (from.to_i64(), to.to_i64()) {
            found.extend((from.max(p)..=to).map(|whole| (p, whole)));
        }
        if found.len() > NAMED {
            break;
        }
    }
    found
}

fn at(edge: Edge) -> Decimal {
    edge.finite().unwrap_or(Decimal::ZERO)
}
