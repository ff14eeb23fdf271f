//! The colours of the page, light and dark: every text reaches the contrast of WCAG AA, every line that carries meaning
//! that of graphics.

use super::STYLE;
use std::collections::HashMap;

const TEXT: f64 = 4.5;
const LINE: f64 = 3.0;
const KINDS: [&str; 7] = ["level", "change", "growth_rate", "share", "ratio", "from", "to"];

/// The colours declared after a selector, up to its closing brace.
fn colours(selector: &str) -> HashMap<&str, [f64; 3]> {
    let (_, rest) = STYLE.split_once(selector).unwrap();
    let (block, _) = rest.split_once('}').unwrap();
    let colour = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let value = value.trim_end_matches(';');
        let part = |at: usize| f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap()) / 255.0;
        Some((name, [part(0), part(2), part(4)]))
    };
    block.lines().filter_map(colour).collect()
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let light = |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
    let (a, b) = (light(a), light(b));
    (a / b).max(b / a)
}

fn check(selector: &str) {
    let colours = colours(selector);
    let mut low = Vec::new();
    let mut pair = |front: &str, back: &str, least: f64| {
        let found = contrast(colours[front], colours[back]);
        if found < least {
            low.push(format!("{front} on {back}: {found:.2}"));
        }
    };
    for back in ["paper", "card", "soft", "hover"] {
        for front in ["ink", "muted", "accent"] {
            pair(front, back, TEXT);
        }
    }
    for front in ["full", "partial", "apart"] {
        pair(front, "card", TEXT);
        pair(front, "paper", TEXT);
        pair(front, "soft", TEXT);
        pair(front, "hover", TEXT);
    }
    for kind in KINDS {
        pair("ink", kind, TEXT);
        pair(&format!("{kind}-line"), kind, TEXT);
        pair(&format!("{kind}-line"), "card", LINE);
        pair("accent", kind, LINE);
    }
    pair("ledger-line", "ledger", TEXT);
    pair("ink", "ledger", TEXT);
    pair("edge", "card", LINE);
    assert!(low.is_empty(), "{selector} {low:#?}");
}

#[test]
fn light_colours_contrast() {
    check(":root {");
}

#[test]
fn dark_colours_contrast() {
    check(":root[data-theme=\"dark\"] {");
}

#[test]
fn both_sets_name_the_same_colours() {
    let names = |selector| {
        let mut names: Vec<&str> = colours(selector).into_keys().collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(":root {"), names(":root[data-theme=\"dark\"] {"));
}

#[test]
fn no_other_colour_is_used() {
    let rules = STYLE.split_once("* { box-sizing").unwrap().1;
    let fixed: Vec<&str> = rules
        .lines()
        .filter(|l| l.contains('#') && !l.trim_start().starts_with('#'))
        .filter(|l| l.match_indices(": #").any(|(at, _)| !l[at + 2..].starts_with("#fff")))
        .collect();
    assert!(fixed.is_empty(), "{fixed:#?}");
}
