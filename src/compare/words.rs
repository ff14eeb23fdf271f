//! Words of labels and explanations: templates with places for what a binding holds.
//!
//! `{x}` is the label of x's indicator, `{x.quote}` its text, `{x.unit}`, `{x.industry}`, `{x.place}` the fields;
//! `{show: a / b}` prints a formula with its bounds, `{at_least: …}` and `{at_most: …}` the whole numbers within.

use super::bind::Binding;
use super::formula::Formula;
use super::print::print;
use crate::model::Observation;
use rust_decimal::Decimal;

/// The template with its places filled.
pub fn fill(template: &str, binding: &Binding<'_>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(&value(place.trim(), binding));
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

fn value(place: &str, binding: &Binding<'_>) -> String {
    if let Some((directive, formula)) = place.split_once(':') {
        let result = Formula::parse(formula).ok().and_then(|f| binding.evaluate(&f));
        let Some((interval, _)) = result else { return "界不定".to_owned() };
        let number = |n: Option<Decimal>| n.map_or("界不定".to_owned(), |n| n.normalize().to_string());
        return match directive.trim() {
            "at_least" => number(interval.ends().low.map(|n| n.ceil())),
            "at_most" => number(interval.ends().high.map(|n| n.floor())),
            _ => print(&interval.ends(), ""),
        };
    }
    let (name, field) = place.split_once('.').unwrap_or((place, ""));
    let list = binding.of(name);
    let Some(first) = list.first() else { return String::new() };
    match field {
        "quote" => list.iter().map(|o| o.said()).collect::<Vec<_>>().join("、"),
        "unit" => first.quantity.unit.as_deref().unwrap_or_default().to_owned(),
        "industry" => first.industry.clone().or(first.subject.clone()).unwrap_or_else(|| "部分".to_owned()),
        "place" => place_name(first).to_owned(),
        _ => label(first).to_owned(),
    }
}

fn place_name(o: &Observation) -> &str {
    o.place.as_ref().map_or("全国", |p| &p.name)
}

/// The label of an observation's indicator, or its code.
pub fn label(o: &Observation) -> &str {
    o.indicator_label.as_deref().or(o.indicator.as_deref()).unwrap_or("未归类指标")
}
