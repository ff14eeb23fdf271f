//! Ranks and medians of intervals: what the bounds leave open stays open.

use super::{At, Edge, Interval};
use rust_decimal::Decimal;

/// Rank from the highest of each, as what the intervals leave open: `(best, worst)`. Equal exact numbers share a
/// rank.
pub fn rank_bounds(intervals: &[Interval]) -> Vec<(u32, u32)> {
    let mut lows: Vec<(At, bool)> = intervals.iter().map(|i| (i.low.at, i.low.open)).collect();
    let mut highs: Vec<At> = intervals.iter().map(|i| i.high.at).collect();
    lows.sort_unstable();
    highs.sort_unstable();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    intervals
        .iter()
        .map(|i| {
            // Surely greater is what starts above this high end, or at it where one of the two does not reach it.
            let beyond = (i.high.at, !i.high.open);
            let surely = match i.high.at {
                At::Exactly(_) => lows.len() - lows.partition_point(|low| *low < beyond),
                At::Below | At::Above => 0,
            };
            let possibly = highs.len() - highs.partition_point(|high| *high <= i.low.at);
            let itself = usize::from(i.high.at > i.low.at);
            (count(1 + surely), count(1 + possibly - itself))
        })
        .collect()
}

/// The median, with the medians of the lower and of the upper ends; null for nothing.
pub fn median(intervals: &[Interval]) -> Option<Interval> {
    if intervals.is_empty() {
        return None;
    }
    let middle = |mut edges: Vec<Edge>, far: At| {
        edges.sort_by_key(|e| e.at);
        let (a, b) = (edges[(edges.len() - 1) / 2], edges[edges.len() / 2]);
        match (a.at, b.at) {
            (At::Exactly(x), At::Exactly(y)) => a.joined(b, At::Exactly(between(x, y))),
            _ => Edge::infinite(far),
        }
    };
    let mut values: Vec<Decimal> = intervals.iter().filter_map(|i| i.value).collect();
    values.sort_unstable();
    let value = (values.len() == intervals.len())
        .then(|| between(values[(values.len() - 1) / 2], values[values.len() / 2]));
    Some(Interval {
        value,
        low: middle(intervals.iter().map(|i| i.low).collect(), At::Below),
        high: middle(intervals.iter().map(|i| i.high).collect(), At::Above),
        worded: intervals.iter().any(|i| i.worded),
    })
}

fn between(a: Decimal, b: Decimal) -> Decimal {
    a + (b - a) / Decimal::TWO
}

#[cfg(test)]
mod tests {
    use super::{median, rank_bounds};
    use crate::compare::interval::fixture::{count, operand, shown};
    use crate::model::Qualifier;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn ranks_are_what_the_bounds_leave_open() {
        let more = |n| count(n, 0, Qualifier::MoreThan);
        let is = |n| count(n, 0, Qualifier::Exact);
        assert_eq!(rank_bounds(&[is("33"), is("25"), is("24"), is("18")]), [(1, 1), (2, 2), (3, 3), (4, 4)]);
        assert_eq!(rank_bounds(&[more("7000"), more("13000"), is("106")]), [(1, 2), (1, 2), (3, 3)]);
        assert_eq!(rank_bounds(&[is("5"), is("5"), is("3")]), [(1, 1), (1, 1), (3, 3)]);
        // 50余 is above 50, 近50 below it.
        assert_eq!(rank_bounds(&[is("50"), more("50")]), [(2, 2), (1, 1)]);
        assert_eq!(rank_bounds(&[is("50"), count("50", 0, Qualifier::Nearly)]), [(1, 1), (2, 2)]);
    }

    #[test]
    fn the_median_has_the_medians_of_the_ends() {
        let five = [
            count("33", 0, Qualifier::Exact),
            count("25", 0, Qualifier::MoreThan),
            count("24", 0, Qualifier::Exact),
            count("20", 0, Qualifier::Nearly),
            count("18", 0, Qualifier::Exact),
        ];
        assert_eq!(shown(&median(&five).unwrap()), "24 24 exact");
        assert_eq!(shown(&median(&five[..2]).unwrap()), "29 - lower");
        assert_eq!(median(&[]), None);
    }

    proptest! {
        #[test]
        fn ranks_agree_with_every_choice((a, xs) in operand(), (b, ys) in operand(), (c, zs) in operand()) {
            let bounds = rank_bounds(&[a, b, c]);
            for x in &xs {
                for y in &ys {
                    for z in &zs {
                        let all = [*x, *y, *z];
                        for (i, n) in all.iter().enumerate() {
                            let rank = 1 + u32::try_from(all.iter().filter(|m| *m > n).count()).unwrap();
                            prop_assert!(bounds[i].0 <= rank && rank <= bounds[i].1);
                        }
                    }
                }
            }
        }
    }
}
