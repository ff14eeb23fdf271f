//! What an observation must be to stand for an operand.

use super::Scope;
use crate::model::{Dimension, Direction, Kind, Observation, PlaceLevel, Status};

/// Conditions of one operand. Without any it is an actual level, `to` or share of the indicator of its name,
/// and not per anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    indicators: Choice,
    kinds: Vec<Kind>,
    status: Status,
    units: Choice,
    per: Vec<String>,
    levels: Vec<PlaceLevel>,
    dimensions: Vec<Dimension>,
    excluded_dimensions: Vec<Dimension>,
    directions: Vec<Direction>,
    /// Words of which none may stand in the clause before the number.
    pub not_after: Vec<String>,
    /// Words that may not stand in the quote itself (及以上: a threshold, not an amount).
    not_quote: Vec<String>,
    /// Words of which one must stand in the sentence up to the number, from its last semicolon on.
    pub said: Vec<String>,
    /// Rules that are not printed: what fits their first operand does not fit this one.
    pub unless: Vec<String>,
    /// The first operands of those rules.
    pub refused: Vec<Self>,
    /// Words that narrow a figure down: the nearest one without any of them comes first.
    pub plain: Vec<String>,
    /// What the items of a list must share.
    pub items: Items,
    /// Words that make the number a year's amount when they stand in the clause before it.
    pub annual: Vec<String>,
    /// The operand that this one is a part of: a percentage of it is at most 100.
    pub within: Option<String>,
    /// The figure is of the period before, as its growth rate says.
    pub before: bool,
    /// Where this operand is looked for, instead of in the row's scope.
    pub at: Option<Scope>,
    /// Which figure of another document may give it, if any.
    pub elsewhere: Option<Year>,
}

/// Of which year a figure of another document must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Year {
    /// The anchor's, or else the nearest.
    Nearest,
    /// The anchor's period.
    Same,
    /// The period that the anchor's growth is against.
    Base,
}

/// What the items of a list must share to be one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Items {
    /// Nothing: the parts of a composition are told apart by their nouns.
    #[default]
    Any,
    /// Noun and verb; only the industry may differ.
    Same,
    /// The last word of the noun; or each is of one place and nothing else.
    Head,
}

/// Alternatives with `*` as wildcard, less those with `!`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Choice {
    yes: Vec<String>,
    no: Vec<String>,
    /// Nothing at all fits as well, written `-`.
    nothing: bool,
}

impl Choice {
    fn parse(text: &str) -> Self {
        let named = text.split('|').filter(|part| *part != "-");
        let (no, yes): (Vec<&str>, Vec<&str>) = named.partition(|part| part.starts_with('!'));
        Self {
            nothing: text.split('|').any(|part| part == "-"),
            yes: yes.into_iter().map(str::to_owned).collect(),
            no: no.iter().map(|part| part[1..].to_owned()).collect(),
        }
    }

    fn takes(&self, text: &str) -> bool {
        (self.yes.is_empty() || self.yes.iter().any(|p| glob(p, text)))
            && !self.no.iter().any(|p| glob(p, text))
    }
}

impl Selector {
    /// The operand of this name, without further conditions.
    pub fn of(name: &str) -> Self {
        Self {
            indicators: Choice { yes: vec![name.to_owned()], ..Choice::default() },
            kinds: vec![Kind::Level, Kind::To, Kind::Share],
            status: Status::Actual,
            units: Choice::default(),
            per: Vec::new(),
            levels: Vec::new(),
            dimensions: Vec::new(),
            excluded_dimensions: Vec::new(),
            directions: Vec::new(),
            not_after: Vec::new(),
            not_quote: Vec::new(),
            said: Vec::new(),
            unless: Vec::new(),
            refused: Vec::new(),
            plain: Vec::new(),
            items: Items::Any,
            annual: Vec::new(),
            within: None,
            before: false,
            at: None,
            elsewhere: None,
        }
    }

    /// Adds `key=value key=value`.
    pub fn narrow(&mut self, conditions: &str) -> Result<(), String> {
        for condition in conditions.split_whitespace() {
            let (key, value) =
                condition.split_once('=').ok_or(format!("`{condition}` should read `key=value`"))?;
            match key {
                "indicator" => self.indicators = Choice::parse(value),
                "unit" => self.units = Choice::parse(value),
                "kind" => self.kinds = members(key, value, Kind::parse)?,
                "status" => self.status = Status::parse(value).ok_or(unknown(key, value))?,
                "per" => self.per = words(value),
                "level" => self.levels = members(key, value, PlaceLevel::parse)?,
                "dimension" => match value.strip_prefix('!') {
                    Some(value) => self.excluded_dimensions = members(key, value, Dimension::parse)?,
                    None => self.dimensions = members(key, value, Dimension::parse)?,
                },
                "direction" => self.directions = members(key, value, Direction::parse)?,
                "not_after" => self.not_after = words(value),
                "not_quote" => self.not_quote = words(value),
                "said" => self.said = words(value),
                "unless" => self.unless = words(value),
                "plain" => self.plain = words(value),
                "items" => {
                    self.items = match value {
                        "same" => Items::Same,
                        "head" => Items::Head,
                        _ => return Err(unknown(key, value)),
                    }
                }
                "annual" => self.annual = words(value),
                "within" => self.within = Some(value.to_owned()),
                "about" if value == "base" => self.before = true,
                "about" => return Err(unknown(key, value)),
                "at" => self.at = Some(Scope::parse(value)?),
                "document" => {
                    self.elsewhere = match value {
                        "any" => Some(Year::Nearest),
                        "period" => Some(Year::Same),
                        "base" => Some(Year::Base),
                        _ => return Err(unknown(key, value)),
                    }
                }
                _ => {
                    return Err(format!(
                        "`{key}` is no condition; there are indicator, kind, status, unit, dimension, per, level, \
                         direction, at, document, annual, about, items, plain, said, unless, within, not_after, not_quote"
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whether the observation fits, the words around it aside.
    pub fn fits(&self, o: &Observation) -> bool {
        let q = &o.quantity;
        let any = |empty: bool, found: bool| empty || found;
        self.kinds.contains(&o.kind)
            && o.status == self.status
            && q.unit.as_deref().is_some_and(|u| self.units.takes(u))
            && match &q.per {
                None => self.per.is_empty() || self.per.iter().any(|p| p == "-"),
                Some(per) => self.per.contains(per),
            }
            && any(self.dimensions.is_empty(), self.dimensions.contains(&q.dimension))
            && !self.excluded_dimensions.contains(&q.dimension)
            && !self.not_quote.iter().any(|word| o.quote.contains(word.as_str()))
            && any(self.levels.is_empty(), o.place.as_ref().is_some_and(|p| self.levels.contains(&p.level)))
            && any(self.directions.is_empty(), o.direction.is_some_and(|d| self.directions.contains(&d)))
            // The dearest last.
            && o.indicator.as_deref().map_or(self.indicators.nothing, |i| self.indicators.takes(i))
    }

    /// Codes and patterns of codes.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        self.indicators.yes.iter().chain(&self.indicators.no).map(String::as_str)
    }

    /// The codes to look under; null where any code may fit.
    pub fn codes(&self) -> Option<&[String]> {
        let open = self.indicators.nothing || self.indicators.yes.iter().any(|code| code.contains('*'));
        (!open).then_some(self.indicators.yes.as_slice())
    }
}

fn words(value: &str) -> Vec<String> {
    value.split('|').map(str::to_owned).collect()
}

fn members<T>(key: &str, value: &str, parse: fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    value.split('|').map(|code| parse(code).ok_or_else(|| unknown(key, code))).collect()
}

fn unknown(key: &str, value: &str) -> String {
    format!("`{value}` is not a value of `{key}`")
}

/// Whether the text fits a pattern with `*` for any stretch.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().map(|(i, _)| i).chain([rest.len()]).any(|i| glob(tail, &rest[i..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Selector, glob};

    #[test]
    fn patterns_choose_codes() {
        assert!(glob("*_rate", "product_pass_rate"));
        assert!(!glob("*_rate", "rates"));
        assert!(glob("*", ""));
        let choice = Choice::parse("*|!gross_*");
        assert!(choice.takes("sales_revenue") && !choice.takes("gross_regional_product"));
    }

    #[test]
    fn wrong_conditions_are_named() {
        let mut selector = Selector::of("x");
        assert!(selector.narrow("kind=level|to unit=家").is_ok());
        assert_eq!(selector.narrow("kind=stock").unwrap_err(), "`stock` is not a value of `kind`");
        assert!(selector.narrow("colour=red").unwrap_err().starts_with("`colour` is no condition"));
    }
}
