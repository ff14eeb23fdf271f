//! Sets the fields of an observation to what an analyst gives, each value checked.

use super::amount::{Amount, amount, unit};
use super::when;
use crate::codelist::{Codelists, Labels};
use crate::model::quantity::shift;
use crate::model::{
    Direction, Kind, Observation, PeriodBasis, Place, PlaceLevel, Qualifier, Quantity, Status, correction,
};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What empties a field.
const NOTHING: [&str; 6] = ["空", "（空）", "(空)", "无", "null", "none"];
/// The place of figures about the whole country.
const NATION: &str = "全国";
const NATION_EN: &str = "China";
/// So many candidates are named.
const NAMED: usize = 8;

/// The order in which fields are set: what scales and words a number before the number, its bounds last.
const ORDER: [&str; 16] = [
    "unit",
    "per",
    "kind",
    "status",
    "qualifier",
    "value",
    "low",
    "high",
    "direction",
    "indicator",
    "industry",
    "subject",
    "province",
    "place",
    "time_period",
    "comparison_base",
];

/// Where a field stands in the order of setting.
pub fn order(field: &str) -> usize {
    ORDER.iter().position(|f| *f == field).unwrap_or(ORDER.len())
}

/// An observation on its way, and what the fields set before say of those to come.
pub struct Setter<'a> {
    pub o: Observation,
    lists: &'a Codelists,
    /// The power of ten in the unit that was set: 万元 is 4.
    scale: Option<i32>,
}

impl<'a> Setter<'a> {
    pub fn new(o: Observation, lists: &'a Codelists) -> Self {
        Self { o, lists, scale: None }
    }

    /// Sets a field, or says what is wrong and what is allowed.
    pub fn set(&mut self, field: &str, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("没有填更正值；要清空请写“空”".into());
        }
        let given = (!NOTHING.iter().any(|n| n.eq_ignore_ascii_case(text))).then_some(text);
        let needed = || given.ok_or_else(|| format!("“{}”不能为空", correction::label(field, true)));
        let labels = &self.lists.labels;
        match field {
            "value" => self.value(needed()?)?,
            "low" => self.o.quantity.low = self.bound(given)?,
            "high" => self.o.quantity.high = self.bound(given)?,
            "qualifier" => {
                let code =
                    member(labels, Qualifier::SET, Qualifier::ALL.iter().map(|m| m.code()), needed()?)?;
                self.qualifier(Qualifier::parse(code).unwrap_or(Qualifier::Exact));
            }
            "unit" => self.unit(given)?,
            "per" => self.o.quantity.per = given.map(str::to_owned),
            "kind" => {
                let code = member(labels, Kind::SET, Kind::ALL.iter().map(|m| m.code()), needed()?)?;
                self.o.kind = Kind::parse(code).unwrap_or(self.o.kind);
                self.align();
            }
            "status" => {
                let code = member(labels, Status::SET, Status::ALL.iter().map(|m| m.code()), needed()?)?;
                self.o.status = Status::parse(code).unwrap_or(self.o.status);
            }
            "direction" => {
                self.o.direction = match given {
                    Some(text) => {
                        let all = Direction::ALL.iter().map(|m| m.code());
                        Direction::parse(member(labels, Direction::SET, all, text)?)
                    }
                    None => None,
                };
                self.align();
            }
            "indicator" => self.indicator(given)?,
            "industry" => {
                let known = |name: &str| {
                    let label = self.lists.industries.named(name).map(str::to_owned);
                    label
                        .ok_or_else(|| format!("没有行业“{name}”，可用的见 industry.csv 的 code 和 label_zh"))
                };
                self.o.industry = given.map(known).transpose()?;
            }
            "subject" => self.o.subject = given.map(str::to_owned),
            "place" | "province" => {
                self.o.place = self.place(given, field == "province")?;
                self.o.places.clear();
            }
            "time_period" => {
                self.o.period = match given {
                    Some(text) => Some(when::period(text).ok_or_else(|| {
                        format!("“{text}”不是时期。可写 2021、2021-06、2021-Q1、2021-Q1/Q3、2018/2022 或 2021年上半年")
                    })?),
                    None => None,
                };
                self.o.period_basis =
                    if self.o.period.is_some() { PeriodBasis::Stated } else { PeriodBasis::None };
            }
            "comparison_base" => self.o.comparison_base = given.map(str::to_owned),
            _ => return Err(format!("没有可更正的字段“{field}”")),
        }
        Ok(())
    }

    /// What a number with its bounds must be, once everything is set.
    pub fn check(&mut self) -> Result<(), String> {
        let q = &mut self.o.quantity;
        let text = |n: Option<Decimal>| n.map_or("无界".to_owned(), |n| n.normalize().to_string());
        let crossed = q.low.zip(q.high).is_some_and(|(low, high)| low > high);
        let outside = q.value.is_some_and(|v| q.low.is_some_and(|l| v < l) || q.high.is_some_and(|h| v > h));
        if crossed || outside {
            return Err(format!(
                "数值 {}、下限 {}、上限 {} 互相矛盾",
                text(q.value),
                text(q.low),
                text(q.high)
            ));
        }
        if q.qualifier == Qualifier::Range {
            if q.low.is_none() || q.high.is_none() {
                return Err("界为“区间”时，下限和上限都要填".into());
            }
            (q.value, q.number) = (None, None);
        }
        Ok(())
    }

    fn moves(&self) -> bool {
        matches!(self.o.kind, Kind::Change | Kind::GrowthRate)
    }

    /// The amount in base units with the exponent that was written, or that of the unit that was set.
    fn amount(&self, text: &str) -> Result<(Amount, i32), String> {
        let amount = amount(text, &self.lists.units)?;
        let own = self.o.quantity.unit.as_deref();
        if let Some(unit) = &amount.unit
            && own.is_some_and(|own| own != &*unit.unit)
        {
            return Err(format!(
                "单位是 {}，更正值写的是 {}；要改单位，请另加一行“单位”",
                own.unwrap_or("（无）"),
                unit.unit
            ));
        }
        let exponent = amount.exponent.or(self.scale).unwrap_or(0);
        Ok((amount, exponent))
    }

    fn value(&mut self, text: &str) -> Result<(), String> {
        let (amount, exponent) = self.amount(text)?;
        let moves = self.moves();
        let q = &mut self.o.quantity;
        if q.unit.is_none()
            && let Some(unit) = amount.unit
        {
            (q.unit, q.dimension) = (Some(unit.unit), unit.dimension);
        }
        let qualifier = if q.qualifier == Qualifier::Range { Qualifier::Exact } else { q.qualifier };
        let falls = moves && amount.number.is_sign_negative();
        let number = if falls { -amount.number } else { amount.number };
        let per = q.per.take();
        *q = Quantity { per, ..Quantity::worded(number, exponent, qualifier, q.unit.take(), q.dimension) };
        if falls {
            q.negate();
        }
        if moves && !number.is_zero() {
            self.o.direction = Some(if falls { Direction::Down } else { Direction::Up });
        }
        Ok(())
    }

    fn bound(&self, text: Option<&str>) -> Result<Option<Decimal>, String> {
        let Some(text) = text else { return Ok(None) };
        let (amount, exponent) = self.amount(text)?;
        Ok(Some(shift(amount.number, exponent)))
    }

    /// The bounds follow the words.
    fn qualifier(&mut self, qualifier: Qualifier) {
        let q = &mut self.o.quantity;
        let falls =
            q.value.is_some_and(|v| v.is_sign_negative()) && q.number.is_some_and(|n| !n.is_sign_negative());
        if qualifier == Qualifier::Range {
            q.qualifier = qualifier;
            return;
        }
        *q = q.clone().with_qualifier(qualifier);
        q.qualifier = qualifier;
        if falls {
            q.negate();
        }
    }

    fn unit(&mut self, text: Option<&str>) -> Result<(), String> {
        let q = &mut self.o.quantity;
        let Some(text) = text else {
            q.unit = None;
            return Ok(());
        };
        let (exponent, unit) = match unit(text, &self.lists.units) {
            Some((exponent, Some(unit))) => (exponent, unit),
            _ => {
                return Err(format!(
                    "“{text}”不是已知的单位，可用的见 unit.csv；新单位请先加入 codelist/unit.csv"
                ));
            }
        };
        // 万元 says what the written number counts; a bare unit leaves the scale as it was read
        if exponent != 0 && exponent != q.unit_mult {
            let by = exponent - q.unit_mult;
            for end in [&mut q.value, &mut q.low, &mut q.high] {
                *end = end.map(|v| shift(v, by));
            }
            (q.step, q.unit_mult) = (shift(q.step, by), exponent);
        }
        (q.unit, q.dimension) = (Some(unit.unit), unit.dimension);
        self.scale = Some(exponent);
        Ok(())
    }

    /// What moves down is negative, what moves up is not.
    fn align(&mut self) {
        let moves = self.moves();
        let q = &mut self.o.quantity;
        let Some(v) = q.value.or(q.low).or(q.high).filter(|v| !v.is_zero()) else { return };
        let wrong = match self.o.direction {
            Some(Direction::Down) => !v.is_sign_negative(),
            Some(Direction::Up) => v.is_sign_negative(),
            None => false,
        };
        if moves && wrong {
            q.negate();
        }
    }

    fn indicator(&mut self, text: Option<&str>) -> Result<(), String> {
        let Some(text) = text else {
            (self.o.indicator, self.o.indicator_label) = (None, None);
            return Ok(());
        };
        let indicators = &self.lists.indicators;
        // sheets show the label with its industry: 销售收入（丝网）, Sales revenue (Wire mesh)
        let bare = text.rsplit_once(['（', '(']).map_or(text, |(label, _)| label).trim();
        let named = |name: &str| {
            let is = |e: &&crate::codelist::IndicatorEntry| {
                &*e.label_zh == name || e.label_en.eq_ignore_ascii_case(name)
            };
            indicators.entries().iter().filter(is).collect::<Vec<_>>()
        };
        let entry = match indicators.get(text) {
            Some(entry) => entry,
            None => {
                let found =
                    Some(named(text)).filter(|found| !found.is_empty()).unwrap_or_else(|| named(bare));
                match found.as_slice() {
                    [one] => *one,
                    [] => return Err(format!("没有指标“{text}”。可写 indicator.csv 中的代码或中文名称")),
                    many => {
                        let codes: Vec<&str> = many.iter().take(NAMED).map(|e| &*e.code).collect();
                        return Err(format!("名称“{text}”有几个指标，请写代码：{}", codes.join("、")));
                    }
                }
            }
        };
        (self.o.indicator, self.o.indicator_label) = (Some(entry.code.clone()), Some(entry.label_zh.clone()));
        Ok(())
    }

    /// The place of a code or name; none for the nation.
    fn place(&self, text: Option<&str>, province: bool) -> Result<Option<Arc<Place>>, String> {
        let Some(name) = text.filter(|t| *t != NATION && *t != NATION_EN) else { return Ok(None) };
        let areas = &self.lists.areas;
        let mut found: Vec<usize> = match areas.by_code(name) {
            Some(index) => vec![index],
            None => {
                let exact = |i: &usize| areas.place(*i).name == name || areas.get(*i).name == name;
                let named: Vec<usize> = areas.named(name).to_vec();
                let hits = areas.find(name);
                let last = hits.last().filter(|hit| hit.end == name.len() && !hit.all);
                let ending = last.map_or(&[][..], |hit| hit.candidates).iter().copied();
                let ending: Vec<usize> = ending.filter(exact).collect();
                match (ending.is_empty(), named.is_empty()) {
                    (false, _) => ending,
                    (true, false) => named,
                    (true, true) => areas.named_in_english(name),
                }
            }
        };
        // 河南 is the province before the county of that name
        let whole = |i: &&usize| areas.get(**i).level == PlaceLevel::Province;
        if found.len() > 1
            && let Some(one) = found.iter().find(whole).copied()
        {
            found = vec![one];
        }
        if province {
            found.retain(|&i| areas.get(i).level == PlaceLevel::Province);
        }
        match found.as_slice() {
            [one] => Ok(Some(areas.place(*one))),
            [] if province => {
                Err(format!("“{name}”不是省（区、市）。可写全称、简称或六位代码；全国写“全国”"))
            }
            [] => Err(format!("地名表中没有“{name}”。可写全称（山东省临沂市）或六位代码；全国写“全国”")),
            many => {
                let say = |i: &usize| format!("{} {}", areas.get(*i).code, areas.place(*i).name);
                let names: Vec<String> = many.iter().take(NAMED).map(say).collect();
                Err(format!("“{name}”有几处，请写六位代码：{}", names.join("、")))
            }
        }
    }
}

/// The code of a member of a closed set, given by code or label.
pub fn member(
    labels: &Labels,
    set: &str,
    codes: impl Iterator<Item = &'static str>,
    text: &str,
) -> Result<&'static str, String> {
    let codes: Vec<&'static str> = codes.collect();
    let is = |code: &&&'static str| {
        code.eq_ignore_ascii_case(text)
            || labels.zh(set, code) == text
            || labels.en(set, code).eq_ignore_ascii_case(text)
    };
    codes.iter().find(is).copied().ok_or_else(|| {
        let allowed: Vec<&str> = codes.iter().map(|code| labels.zh(set, code)).collect();
        format!("“{text}”不在可选的值中：{}", allowed.join("、"))
    })
}
