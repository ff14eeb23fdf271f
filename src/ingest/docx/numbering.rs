//! The numbers that Word generates: numbering.xml, and the counters while a document is read.

use super::numerals;
use super::xml::{Broken, Event, Reader};
use std::collections::{HashMap, HashSet};

/// A level of a list.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// The level whose numbers restart this one; 0 is never, none is any higher level.
    restart: Option<u32>,
    /// Numbers of higher levels show as decimals.
    legal: bool,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".into(),
            text: String::new(),
            restart: None,
            legal: false,
            style: None,
        }
    }
}

#[derive(Debug, Default)]
struct List {
    levels: [Option<Level>; 9],
    style_link: Option<String>,
    number_style: Option<String>,
}

#[derive(Debug, Default)]
struct Instance {
    list: String,
    starts: [Option<u32>; 9],
    levels: [Option<Level>; 9],
}

/// The lists of a document.
#[derive(Debug, Default)]
pub struct Numbering {
    lists: HashMap<String, List>,
    instances: HashMap<String, Instance>,
}

/// How far each list has counted.
#[derive(Debug, Default)]
pub struct Counters {
    values: HashMap<String, [Option<u32>; 9]>,
    begun: HashSet<(String, usize)>,
}

impl Numbering {
    /// Reads numbering.xml.
    pub fn parse(text: &str) -> Result<Self, Broken> {
        let mut numbering = Self::default();
        let mut reader = Reader::new(text);
        // The names of the open elements, and the ids of the open list or instance.
        let mut path: Vec<String> = Vec::new();
        let (mut list, mut instance) = (None::<String>, None::<String>);
        let mut at = 0_usize;
        while let Some(event) = reader.next()? {
            let element = match event {
                Event::Start(element) => element,
                Event::End => {
                    match path.pop().as_deref() {
                        Some("abstractNum") => list = None,
                        Some("num") => instance = None,
                        _ => {}
                    }
                    continue;
                }
                Event::Text(_) => continue,
            };
            let name = element.name().to_owned();
            match name.as_str() {
                "abstractNum" => list = element.attribute("abstractNumId"),
                "num" => instance = element.attribute("numId"),
                "lvl" | "lvlOverride" => {
                    at = element.attribute("ilvl").and_then(|v| v.parse().ok()).unwrap_or(0).min(8);
                }
                _ => {}
            }
            if let Some(id) = &list {
                let list = numbering.lists.entry(id.clone()).or_default();
                match name.as_str() {
                    "styleLink" => list.style_link = element.val(),
                    "numStyleLink" => list.number_style = element.val(),
                    "lvl" => list.levels[at] = Some(Level::default()),
                    _ => set(list.levels[at].as_mut(), &name, &element),
                }
            } else if let Some(id) = &instance {
                let instance = numbering.instances.entry(id.clone()).or_default();
                match name.as_str() {
                    "abstractNumId" => instance.list = element.val().unwrap_or_default(),
                    "startOverride" => instance.starts[at] = element.number(),
                    "lvl" => instance.levels[at] = Some(Level::default()),
                    _ => set(instance.levels[at].as_mut(), &name, &element),
                }
            }
            path.push(name);
        }
        numbering.link();
        Ok(numbering)
    }

    /// A list that names a numbering style takes the levels of the list that defines the style.
    fn link(&mut self) {
        let defined: HashMap<String, String> =
            self.lists.iter().filter_map(|(id, l)| Some((l.style_link.clone()?, id.clone()))).collect();
        let linked: Vec<(String, String)> = self
            .lists
            .iter()
            .filter_map(|(id, l)| Some((id.clone(), defined.get(l.number_style.as_ref()?)?.clone())))
            .collect();
        for (from, to) in linked {
            for instance in self.instances.values_mut().filter(|i| i.list == from) {
                instance.list.clone_from(&to);
            }
        }
    }

    /// The level of a list that a paragraph style is tied to.
    pub fn level_of_style(&self, instance: &str, style: &str) -> Option<usize> {
        let instance = self.instances.get(instance)?;
        let list = self.lists.get(&instance.list)?;
        list.levels.iter().position(|l| l.as_ref().is_some_and(|l| l.style.as_deref() == Some(style)))
    }

    /// The number of the next paragraph of a list at a level; empty for bullets and unknown lists.
    pub fn next(&self, counters: &mut Counters, id: &str, level: usize) -> String {
        let level = level.min(8);
        let Some(instance) = self.instances.get(id) else { return String::new() };
        let list = self.lists.get(&instance.list);
        let of = |i: usize| instance.levels[i].as_ref().or_else(|| list.and_then(|l| l.levels[i].as_ref()));
        let Some(own) = of(level) else { return String::new() };
        let start = |i: usize| instance.starts[i].or_else(|| of(i).map(|l| l.start)).unwrap_or(1);
        let values = counters.values.entry(instance.list.clone()).or_default();
        let first = instance.starts[level].is_some() && counters.begun.insert((id.to_owned(), level));
        values[level] = Some(match values[level] {
            Some(value) if !first => value.saturating_add(1),
            _ => start(level),
        });
        for (i, value) in values.iter_mut().enumerate().skip(level + 1) {
            let restarts = match of(i).and_then(|l| l.restart) {
                None => true,
                Some(0) => false,
                // The 1-based number of the level that restarts this one.
                Some(by) => level < by as usize,
            };
            if restarts {
                *value = None;
            }
        }
        // Levels above that have not begun show their first number.
        for (i, value) in values.iter_mut().enumerate().take(level) {
            value.get_or_insert_with(|| start(i));
        }
        if matches!(own.format.as_str(), "bullet" | "none") && !own.text.contains('%') {
            return if own.format == "none" { own.text.trim().to_owned() } else { String::new() };
        }
        if own.format == "bullet" {
            return String::new();
        }
        let mut out = String::new();
        let mut rest = own.text.as_str();
        while let Some(percent) = rest.find('%') {
            out.push_str(&rest[..percent]);
            rest = &rest[percent + 1..];
            let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)).filter(|d| *d > 0) else {
                out.push('%');
                continue;
            };
            rest = &rest[1..];
            let i = digit as usize - 1;
            let format = match of(i) {
                Some(l) if own.legal && l.format != "none" => "decimal",
                Some(l) => l.format.as_str(),
                None => "decimal",
            };
            out.push_str(&numerals::format(values[i].unwrap_or_else(|| start(i)), format));
        }
        out.push_str(rest);
        out
    }
}

fn set(level: Option<&mut Level>, name: &str, element: &super::xml::Element<'_>) {
    let Some(level) = level else { return };
    match name {
        "start" => level.start = element.number().unwrap_or(1),
        "numFmt" => {
            // A custom format stands in a choice whose fallback is one of the usual formats.
            if let Some(format) = element.val().filter(|f| f != "custom") {
                level.format = format;
            }
        }
        "lvlText" => level.text = element.val().unwrap_or_default(),
        "lvlRestart" => level.restart = element.number(),
        "isLgl" => level.legal = element.on(),
        "pStyle" => level.style = element.val(),
        _ => {}
    }
}
