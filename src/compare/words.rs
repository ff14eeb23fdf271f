//! Words of labels and explanations: templates in both languages with places for what a binding holds.
//!
//! `{x}` is the label of x's indicator, `{x.quote}` its text, `{x.unit}`, `{x.industry}`, `{x.place}` the fields;
//! `{show: a / b}` prints a formula with its bounds, `{at_least: …}` and `{at_most: …}` the whole numbers within.

use super::bind::Binding;
use super::formula::Formula;
use crate::model::Observation;
use crate::say::Say;
use rust_decimal::Decimal;

/// A template in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    zh: String,
    en: String,
}

impl Template {
    /// Of both texts; the Chinese one where the English is not given.
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: if en.is_empty() { zh } else { en }.to_owned() }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty()
    }

    /// Whether it is a unit of pure numbers.
    pub fn is_pure(&self) -> bool {
        matches!(self.zh.as_str(), "%" | "倍" | "百分点")
    }

    /// Finds a mistake in either text; see [`validate`].
    pub fn validate(&self, names: &[&str]) -> Result<(), String> {
        validate(&self.zh, names)?;
        validate(&self.en, names)
    }

    /// The text of the language with its places filled.
    pub fn fill(&self, binding: &Binding<'_>, say: &Say<'_>) -> String {
        fill(say.pick(&self.zh, &self.en), binding, say)
    }
}

/// The template with its places filled.
pub fn fill(template: &str, binding: &Binding<'_>, say: &Say<'_>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(&value(place.trim(), binding, say));
        rest = after;
    }
    text + rest
}

/// Finds a template's mistakes: an open brace, a name that is no operand, a formula that does not parse.
pub fn validate(template: &str, names: &[&str]) -> Result<(), String> {
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let (place, after) =
            after.split_once('}').ok_or_else(|| format!("a brace of `{template}` is not closed"))?;
        match place.split_once(':') {
            Some((directive, formula)) => {
                if !["show", "at_least", "at_most"].contains(&directive.trim()) {
                    return Err(format!("`{directive}` is not show, at_least or at_most"));
                }
                let formula = Formula::parse(formula)?;
                if let Some(atom) = formula.atoms.iter().find(|a| !names.contains(&a.name.as_str())) {
                    return Err(format!("`{}` in `{template}` is no operand of the row", atom.name));
                }
            }
            None => {
                let name = place.split('.').next().unwrap_or(place).trim();
                if !names.contains(&name) {
                    return Err(format!("`{name}` in `{template}` is no operand of the row"));
                }
            }
        }
        rest = after;
    }
    Ok(())
}

fn value(place: &str, binding: &Binding<'_>, say: &Say<'_>) -> String {
    let unknown = || say.pick("界不定", "undetermined").to_owned();
    if let Some((directive, formula)) = place.split_once(':') {
        let result = Formula::parse(formula).ok().and_then(|f| binding.evaluate(&f));
        let Some((interval, _)) = result else { return unknown() };
        let number = |n: Option<Decimal>| n.map_or_else(unknown, |n| n.normalize().to_string());
        return match directive.trim() {
            "at_least" => number(interval.ends().low.map(|n| n.ceil())),
            "at_most" => number(interval.ends().high.map(|n| n.floor())),
            _ => say.print(&interval.ends(), ""),
        };
    }
    let (name, field) = place.split_once('.').unwrap_or((place, ""));
    let list = binding.of(name);
    let Some(first) = list.first() else { return String::new() };
    match field {
        "quote" => quotes(list.iter().copied(), say),
        "unit" => first.quantity.unit.as_deref().unwrap_or_default().to_owned(),
        "industry" => match (first.industry.as_deref(), first.subject.as_deref()) {
            (Some(industry), _) => say.industry(industry).to_owned(),
            (None, Some(subject)) => subject.to_owned(),
            (None, None) => say.pick("部分", "part").to_owned(),
        },
        "place" => place_name(first, say),
        _ => say.label_or_none(first),
    }
}

/// The figures as written, one after the other.
pub fn quotes<'a>(of: impl Iterator<Item = &'a Observation>, say: &Say<'_>) -> String {
    let said: Vec<String> = of.map(|o| o.said().into_owned()).collect();
    say.join(&said)
}

/// The full name of where an observation was made.
pub fn place_name(o: &Observation, say: &Say<'_>) -> String {
    say.full_place(o.place.as_ref().map_or("全国", |p| &p.name))
}

/// The Chinese label of an observation's indicator, or its code.
pub fn label(o: &Observation) -> &str {
    o.indicator_label.as_deref().or(o.indicator.as_deref()).unwrap_or("未归类指标")
}
