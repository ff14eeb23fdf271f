//! Why a stated rate cannot be the quotient of two stated counts: the search for whole numbers that would fit.

use super::{Binding, CheckRow};
use crate::compare::interval::{Edge, Interval};
use crate::model::{Dimension, Observation};
use crate::say::Say;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Counts beyond this are not searched.
const LARGEST: i64 = 10_000;
/// How many fractions are named.
const NAMED: usize = 8;

/// The explanation where the row asks whether a rate is `part / whole * 100`; null for other rows.
pub fn explain(row: &CheckRow, binding: &Binding<'_>, say: &Say<'_>) -> Option<String> {
    let (part, whole) = row.right.percentage()?;
    let rate = binding.of(&row.left.atoms.first()?.name).first()?;
    let (part, whole) = (count(binding.of(&part.name).first()?)?, count(binding.of(&whole.name).first()?)?);
    let range = Interval::of(rate);
    let quote = &*rate.said();
    let not = say.pick("，不是", ", not ");
    let mut sentences =
        vec![format!("{part}/{whole}={}%{not}{quote}", percent(part, whole).round_dp(1).normalize())];
    sentences.push(as_numerator(part, &range, quote, say)?);
    sentences.push(as_denominator(whole, &range, quote, say));
    let fractions = fractions(part, &range);
    if !fractions.is_empty() {
        let more = if fractions.len() > NAMED { say.pick("等", " and others") } else { "" };
        let named: Vec<String> = fractions.iter().take(NAMED).map(|(p, w)| format!("{p}/{w}")).collect();
        let named = say.join(&named);
        sentences.push(match say.zh {
            true => format!("分子不超过{part}而合{quote}的分数有{named}{more}"),
            false => format!("fractions with a numerator up to {part} that give {quote}: {named}{more}"),
        });
    }
    Some(say.remarks(&sentences))
}

fn count(o: &Observation) -> Option<i64> {
    let q = &o.quantity;
    let exact = q.low == q.high && q.dimension == Dimension::Count;
    q.value.filter(|v| exact && v.fract().is_zero())?.to_i64().filter(|n| (1..=LARGEST).contains(n))
}

fn percent(part: i64, whole: i64) -> Decimal {
    Decimal::from(part) / Decimal::from(whole) * Decimal::ONE_HUNDRED
}

fn as_numerator(part: i64, rate: &Interval, quote: &str, say: &Say<'_>) -> Option<String> {
    let hundred = Interval::exactly(Decimal::ONE_HUNDRED);
    let wholes = Interval::exactly(part.into()).over(rate).times(&hundred).ends();
    let (low, high) = (wholes.low?, wholes.high?);
    let (from, to) = (low.round_dp(2).normalize(), high.round_dp(2).normalize());
    let first = low.ceil();
    Some(match (say.zh, first > high) {
        (true, true) => format!("以{part}为分子而合{quote}，分母应在{from}—{to}之间，其间没有整数"),
        (true, false) => format!("以{part}为分子而合{quote}，分母应在{from}—{to}之间，例如{first}"),
        (false, true) => format!(
            "with {part} as the numerator {quote} needs a denominator from {from} to {to}, and no whole number lies there"
        ),
        (false, false) => format!(
            "with {part} as the numerator {quote} needs a denominator from {from} to {to}, for instance {first}"
        ),
    })
}

fn as_denominator(whole: i64, rate: &Interval, quote: &str, say: &Say<'_>) -> String {
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
        let near = say.join(&near);
        match say.zh {
            true => format!("以{whole}为分母，{near}，都不是{quote}"),
            false => format!("with {whole} as the denominator: {near}, neither is {quote}"),
        }
    } else {
        let named = match fits.as_slice() {
            [first, .., last] if fits.len() > NAMED => format!("{first}{}{last}", say.pick("至", " to ")),
            _ => say.join(&fits),
        };
        match say.zh {
            true => format!("以{whole}为分母，{named}合{quote}"),
            false => format!("with {whole} as the denominator {named} gives {quote}"),
        }
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
