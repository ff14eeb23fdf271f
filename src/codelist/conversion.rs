//! Units of one measure with a fixed factor: 公顷 and 亩. Only comparisons convert.

use super::{Row, UnitList};
use crate::error::Error;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// What a number in one unit is multiplied by to stand in another, as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    pub times: Decimal,
    pub over: Decimal,
}

/// The rows of `unit_conversion.csv`.
pub struct ConversionList {
    units: HashMap<String, (Arc<str>, Factor)>,
}

impl ConversionList {
    pub(super) fn new(rows: &[Row], list: &UnitList) -> Result<Self, Error> {
        let mut units = HashMap::new();
        for row in rows {
            let known = |name: &str| {
                let unit = list.spelled(name).filter(|u| &*u.unit == name && u.exponent == 0);
                unit.ok_or_else(|| row.error(format!("`{name}` is no base unit of unit.csv")))
            };
            let (unit, to) = (known(row.cell(0))?, known(row.cell(1))?);
            if unit.dimension != to.dimension {
                return Err(row.error(format!("`{}` and `{}` measure different things", unit.unit, to.unit)));
            }
            let number = |text: &str| text.trim().parse().ok().filter(|d: &Decimal| *d > Decimal::ZERO);
            let (times, over) = row.cell(2).split_once('/').unwrap_or((row.cell(2), "1"));
            let factor = number(times).zip(number(over)).map(|(times, over)| Factor { times, over });
            let factor = factor.ok_or_else(|| row.error(format!("`{}` is no factor", row.cell(2))))?;
            units.insert(row.cell(0).to_owned(), (to.unit.clone(), factor));
        }
        if let Some(row) = rows.iter().find(|row| units.contains_key(row.cell(1))) {
            let what = format!("`{}` is converted itself; give the factor to its own unit", row.cell(1));
            return Err(row.error(what));
        }
        Ok(Self { units })
    }

    /// The unit that stands for all that convert into each other.
    pub fn family<'a>(&'a self, unit: &'a str) -> &'a str {
        self.units.get(unit).map_or(unit, |(to, _)| to)
    }

    /// From one unit to another; null where there is no fixed factor or nothing to convert.
    pub fn factor(&self, from: &str, to: &str) -> Option<Factor> {
        if from == to || self.family(from) != self.family(to) {
            return None;
        }
        let one = Factor { times: Decimal::ONE, over: Decimal::ONE };
        let of = |unit: &str| self.units.get(unit).map_or(one, |(_, factor)| *factor);
        let (a, b) = (of(from), of(to));
        let (times, over) = (a.times.checked_mul(b.over)?, a.over.checked_mul(b.times)?);
        // 15/1 rather than 1500/100
        let whole = times.checked_div(over).filter(|q| q.checked_mul(over) == Some(times) && q.scale() <= 12);
        Some(match whole {
            Some(times) => Factor { times: times.normalize(), over: Decimal::ONE },
            None => Factor { times: times.normalize(), over: over.normalize() },
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::codelist::Codelists;
    use crate::error::Error;

    #[test]
    fn units_of_one_measure_convert_either_way() {
        let lists = Codelists::load(None).unwrap();
        let shown = |from, to| lists.conversions.factor(from, to).map(|f| format!("{}/{}", f.times, f.over));
        assert_eq!(shown("公顷", "亩").as_deref(), Some("15/1"));
        assert_eq!(shown("亩", "公顷").as_deref(), Some("1/15"));
        assert_eq!(shown("平方公里", "公顷").as_deref(), Some("100/1"));
        assert_eq!(shown("平方米", "亩").as_deref(), Some("0.0015/1"));
        assert_eq!(shown("亩", "亩"), None);
        assert_eq!(shown("美元", "元"), None);
    }

    #[test]
    fn a_chain_and_unlike_measures_are_refused() {
        for (row, what) in [("亩,平方米,666.7", "`亩` is converted itself"), ("元,家,2", "different things")]
        {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join("unit_conversion.csv"), format!("unit,to,factor\n{row}\n"))
                .unwrap();
            let error: Error = Codelists::load(Some(dir.path())).err().unwrap();
            assert!(error.to_string().contains(what), "{error}");
        }
    }
}
