//! The numbers of `<ol>`.

use super::dom::{Dom, Id};
use crate::ingest::docx::numeral;

/// An open list.
#[derive(Debug, Clone, Copy)]
pub struct List {
    next: i64,
    step: i64,
    style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    None,
    Decimal,
    Upper,
    Lower,
    UpperRoman,
    LowerRoman,
    Chinese,
}

impl List {
    /// The list of a `<ul>` or `<ol>`.
    pub fn of(dom: &Dom, id: Id) -> Self {
        if dom.name(id) != "ol" {
            return Self { next: 1, step: 1, style: Style::None };
        }
        let start = dom.attribute(id, "start").and_then(|s| s.trim().parse().ok());
        let reversed = dom.attribute(id, "reversed").is_some();
        let items = || dom.children(id).filter(|c| dom.name(*c) == "li").count() as i64;
        Self {
            next: start.unwrap_or_else(|| if reversed { items() } else { 1 }),
            step: if reversed { -1 } else { 1 },
            style: style(dom, id),
        }
    }

    /// The number of the next item.
    pub fn label(&mut self, dom: &Dom, item: Id) -> String {
        if let Some(value) = dom.attribute(item, "value").and_then(|v| v.trim().parse().ok()) {
            self.next = value;
        }
        let number = self.next;
        self.next = self.next.saturating_add(self.step);
        let Ok(n) = u32::try_from(number) else {
            return if self.style == Style::None { String::new() } else { format!("{number}.") };
        };
        let format = match self.style {
            Style::None => return String::new(),
            Style::Chinese => return format!("{}、", numeral(n, "chineseCountingThousand")),
            Style::Decimal => "decimal",
            Style::Upper => "upperLetter",
            Style::Lower => "lowerLetter",
            Style::UpperRoman => "upperRoman",
            Style::LowerRoman => "lowerRoman",
        };
        format!("{}.", numeral(n, format))
    }
}

fn style(dom: &Dom, id: Id) -> Style {
    let css = dom.attribute(id, "style").unwrap_or("").to_lowercase();
    if css.contains("list-style") {
        for (name, style) in [
            ("none", Style::None),
            ("disc", Style::None),
            ("circle", Style::None),
            ("square", Style::None),
            ("cjk-ideographic", Style::Chinese),
            ("simp-chinese", Style::Chinese),
            ("upper-alpha", Style::Upper),
            ("upper-latin", Style::Upper),
            ("lower-alpha", Style::Lower),
            ("lower-latin", Style::Lower),
            ("upper-roman", Style::UpperRoman),
            ("lower-roman", Style::LowerRoman),
        ] {
            if css.contains(name) {
                return style;
            }
        }
    }
    match dom.attribute(id, "type") {
        Some("A") => Style::Upper,
        Some("a") => Style::Lower,
        Some("I") => Style::UpperRoman,
        Some("i") => Style::LowerRoman,
        Some("none" | "disc" | "circle" | "square") => Style::None,
        _ => Style::Decimal,
    }
}
