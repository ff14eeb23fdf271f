//! A computed figure in Chinese words: no more than its bounds allow.
//!
//! Lower ends are rounded down and upper ends up, so what is printed is always true: 3.073 and more reads
//! 超过3.07倍. 余 and 多 read 超过, 以上 至少, 近 and 不足 不到, 以内 至多; what nothing bounds reads 界不定.

use crate::model::{Bound, comparison::Ends};
use rust_decimal::{Decimal, RoundingStrategy};

const DOWN: RoundingStrategy = RoundingStrategy::ToNegativeInfinity;
const UP: RoundingStrategy = RoundingStrategy::ToPositiveInfinity;
const NEAREST: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;

/// The figure with its unit, in 亿 or 万 where it is of that size.
pub fn print(ends: &Ends, unit: &str) -> String {
    let size = [ends.value, ends.low, ends.high].into_iter().flatten().map(|n| n.abs()).max();
    let exponent = match size {
        Some(size) if !unit.is_empty() && size >= Decimal::from(100_000_000) => 8,
        Some(size) if !unit.is_empty() && size >= Decimal::from(1_000_000) => 4,
        _ => 0,
    };
    print_scaled(ends, exponent, unit)
}

/// The figure in units of ten to the `exponent`: 4 prints 万, 8 亿.
pub fn print_scaled(ends: &Ends, exponent: u32, unit: &str) -> String {
    let unit = match exponent {
        4 => format!("万{unit}"),
        8 => format!("亿{unit}"),
        _ => unit.to_owned(),
    };
    let say = |number: Decimal, rounding: RoundingStrategy| -> String {
        let scaled = number / Decimal::from(10u64.pow(exponent.min(18)));
        round(scaled, rounding).to_string()
    };
    // Below 0 the words for more and less would be read as sizes.
    let side = |end: Decimal, open: bool, words: [&'static str; 4]| {
        words[usize::from(end.is_sign_negative()) * 2 + usize::from(!open)]
    };
    match (ends.bound, ends.low, ends.high) {
        (Bound::Exact, Some(n), _) => format!("{}{unit}", say(n, NEAREST)),
        (Bound::Approx | Bound::Range, Some(low), Some(high)) => {
            let between = format!("{}—{}{unit}", say(low, DOWN), say(high, UP));
            match ends.value {
                Some(v) if ends.bound == Bound::Approx => format!("约{}{unit}（{between}）", say(v, NEAREST)),
                _ => between,
            }
        }
        (Bound::Lower, Some(low), _) => {
            let word = side(low, ends.low_open, ["超过", "至少", "高于", "不低于"]);
            format!("{word}{}{unit}", say(low, DOWN))
        }
        (Bound::Upper, _, Some(high)) => {
            let word = side(high, ends.high_open, ["不到", "至多", "低于", "不高于"]);
            format!("{word}{}{unit}", say(high, UP))
        }
        _ => "界不定".to_owned(),
    }
}

/// Whole numbers from 1,000 on, one decimal from 10, two from 1, three significant digits below.
fn round(number: Decimal, rounding: RoundingStrategy) -> Decimal {
    let size = number.abs();
    let decimals = if size >= Decimal::ONE_THOUSAND {
        0
    } else if size >= Decimal::TEN {
        1
    } else if size >= Decimal::ONE {
        2
    } else {
        let mut zeros = 0;
        let mut digits = size;
        while !digits.is_zero() && digits < Decimal::new(1, 1) && zeros < 20 {
            digits *= Decimal::TEN;
            zeros += 1;
        }
        3 + zeros
    };
    number.round_dp_with_strategy(decimals, rounding).normalize()
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::compare::interval::{Interval, fixture};
    use crate::model::{Kind, Qualifier};

    fn exact(number: &str) -> Interval {
        fixture::count(number, 0, Qualifier::Exact)
    }

    #[test]
    fn ends_are_rounded_away_from_what_is_not_known() {
        let subsidy = fixture::count("1200", 4, Qualifier::MoreThan);
        let other = fixture::count("390", 4, Qualifier::Exact);
        assert_eq!(print(&subsidy.over(&other).ends(), "倍"), "超过3.07倍");
        assert_eq!(print(&subsidy.over(&exact("900")).ends(), "元/家"), "超过13333元/家");
        let visits = exact("7890").over(&fixture::count("50", 0, Qualifier::MoreThan));
        assert_eq!(print(&visits.ends(), "人次/场"), "不到157.8人次/场");
        let growth = fixture::percent("62", Qualifier::Exact, Kind::GrowthRate);
        assert_eq!(print(&exact("13750").before_growth(&growth).ends(), "家"), "约8488家（8461—8514家）");
        let share = fixture::percent("98", Qualifier::AtLeast, Kind::Share);
        assert_eq!(print(&share.percent_of(&exact("180")).ends(), "家"), "176.4—180家");
        assert_eq!(print(&fixture::count("98", 0, Qualifier::AtLeast).ends(), "家"), "至少98家");
        assert_eq!(print(&fixture::count("100", 0, Qualifier::Nearly).ends(), "家"), "不到100家");
    }

    #[test]
    fn falls_are_not_read_as_sizes() {
        let fall =
            fixture::count("1.5", 0, Qualifier::Nearly).minus(&fixture::count("4", 0, Qualifier::MoreThan));
        assert_eq!(print(&fall.ends(), "小时"), "低于-2.5小时");
    }

    #[test]
    fn large_figures_are_printed_in_their_size() {
        let sales = fixture::count("217", 8, Qualifier::Exact);
        assert_eq!(print(&sales.ends(), "元"), "约217亿元（216.5—217.5亿元）");
        assert_eq!(print(&fixture::count("1200", 4, Qualifier::MoreThan).ends(), "元"), "超过1200万元");
    }

    #[test]
    fn nothing_is_printed_where_nothing_is_known() {
        let (a, b) =
            (fixture::count("600", 8, Qualifier::MoreThan), fixture::count("1", 4, Qualifier::MoreThan));
        assert_eq!(print(&a.over(&b).ends(), "元/家"), "界不定");
    }

    #[test]
    fn small_numbers_keep_three_digits() {
        assert_eq!(print(&exact("1").over(&exact("300")).ends(), "家/人"), "0.00333家/人");
        assert_eq!(print(&exact("297").over(&exact("304")).ends(), ""), "0.977");
        assert_eq!(print(&exact("0").ends(), "家"), "0家");
    }
}
