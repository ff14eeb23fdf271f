//! styles.xml: what a paragraph or a run has from its style.

use super::xml::{Broken, Event, Reader};
use crate::ingest::inline::Rise;
use std::collections::HashMap;

/// Longest chain of styles based on one another.
const LONGEST_CHAIN: usize = 32;

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    level: Option<usize>,
    hidden: Option<bool>,
    rise: Option<Rise>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    styles: HashMap<String, Style>,
    default_paragraph: Option<String>,
}

/// What a paragraph has from its style.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FromStyle {
    /// Level of a heading, 1 being topmost.
    pub heading: Option<u8>,
    pub title: bool,
    pub caption: bool,
    /// A line of a table of contents.
    pub contents: bool,
    pub list: Option<String>,
    pub level: Option<usize>,
    /// The style that gives the list.
    pub list_style: Option<String>,
    pub hidden: Option<bool>,
    pub rise: Option<Rise>,
}

impl Styles {
    /// Reads styles.xml.
    pub fn parse(text: &str) -> Result<Self, Broken> {
        let mut styles = Self::default();
        let mut reader = Reader::new(text);
        let mut current: Option<(String, Style)> = None;
        let mut depth = 0_usize;
        while let Some(event) = reader.next()? {
            let element = match event {
                Event::Start(element) => element,
                Event::End => {
                    if current.is_some() && depth == 0 {
                        if let Some((id, style)) = current.take() {
                            styles.styles.insert(id, style);
                        }
                    } else {
                        depth = depth.saturating_sub(1);
                    }
                    continue;
                }
                Event::Text(_) => continue,
            };
            let Some((_, style)) = &mut current else {
                if element.name() == "style" {
                    let id = element.attribute("styleId").unwrap_or_default();
                    let paragraph = element.attribute("type").is_none_or(|t| t == "paragraph");
                    let default = element.attribute("default").is_some_and(|d| d == "1" || d == "true");
                    if paragraph && default {
                        styles.default_paragraph = Some(id.clone());
                    }
                    current = Some((id, Style::default()));
                    depth = 0;
                }
                continue;
            };
            match element.name() {
                "name" if depth == 0 => style.name = element.val().unwrap_or_default(),
                "basedOn" => style.based_on = element.val(),
                "outlineLvl" => style.outline = element.number(),
                "numId" => style.list = element.val(),
                "ilvl" => style.level = element.number(),
                "vanish" => style.hidden = Some(element.on()),
                "vertAlign" => style.rise = element.val().map(|v| rise(&v)),
                // Formats of parts of a table are not those of a paragraph.
                "tblStylePr" | "rPrChange" | "pPrChange" => {
                    reader.skip()?;
                    continue;
                }
                _ => {}
            }
            depth += 1;
        }
        Ok(styles)
    }

    /// What a style gives, the styles it is based on included; none is the default style.
    pub fn resolve(&self, id: Option<&str>) -> FromStyle {
        let mut found = FromStyle::default();
        let mut outline = None;
        let mut next = id.or(self.default_paragraph.as_deref()).map(str::to_owned);
        for _ in 0..LONGEST_CHAIN {
            let Some(id) = next.take() else { break };
            let style = self.styles.get(&id);
            let empty = Style { name: id.clone(), ..Style::default() };
            let style = style.unwrap_or(&empty);
            let kind = kind_of(&style.name);
            outline = outline.or(style.outline);
            found.heading = found.heading.or(match kind {
                Kind::Heading(level) => Some(level),
                _ => None,
            });
            found.title |= kind == Kind::Title && found.heading.is_none();
            found.caption |= kind == Kind::Caption;
            found.contents |= kind == Kind::Contents;
            found.hidden = found.hidden.or(style.hidden);
            found.rise = found.rise.or(style.rise);
            if found.list.is_none() && style.list.is_some() {
                found.list.clone_from(&style.list);
                found.list_style = Some(id.clone());
            }
            found.level = found.level.or(style.level);
            next.clone_from(&style.based_on);
        }
        match outline {
            Some(level @ 0..=8) => found.heading = Some(level + 1),
            Some(_) => found.heading = None,
            None => {}
        }
        found
    }
}

/// Raised, lowered or on the line.
pub fn rise(value: &str) -> Rise {
    match value {
        "superscript" => Rise::Raised,
        "subscript" => Rise::Lowered,
        _ => Rise::Line,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Heading(u8),
    Title,
    Caption,
    Contents,
    Other,
}

/// What the name of a style says: heading 1, 标题 2, 一级标题, Title, toc 3.
fn kind_of(name: &str) -> Kind {
    let lower: String = name.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let level = |rest: &str| -> Option<u8> {
        let mut chars = rest.chars();
        let digit = chars.next().and_then(|c| c.to_digit(10).or_else(|| numeral(c)))?;
        (1..=9)
            .contains(&digit)
            .then_some(digit as u8)
            .filter(|_| !chars.next().is_some_and(|c| c.is_ascii_digit()))
    };
    for prefix in ["heading", "标题", "標題"] {
        if let Some(level) = lower.strip_prefix(prefix).and_then(level) {
            return Kind::Heading(level);
        }
    }
    for suffix in ["级标题", "級標題"] {
        if let Some(level) = lower
            .strip_suffix(suffix)
            .and_then(|r| r.chars().next_back())
            .and_then(|c| c.to_digit(10).or_else(|| numeral(c)).filter(|d| (1..=9).contains(d)))
        {
            return Kind::Heading(level as u8);
        }
    }
    match lower.as_str() {
        "title" | "标题" | "標題" | "文档标题" => Kind::Title,
        "caption" | "题注" | "表题" | "表标题" => Kind::Caption,
        _ if (lower.starts_with("toc")
            && lower[3..].chars().all(|c| c.is_ascii_digit())
            && lower.len() > 3)
            || (lower.starts_with("目录") && lower.chars().count() == 3)
            || lower == "tableoffigures" =>
        {
            Kind::Contents
        }
        _ => Kind::Other,
    }
}

fn numeral(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().position(|n| n == c).map(|i| i as u32 + 1)
}
