//! Footnotes: small lines at the foot of a page, the first of which begins with a raised mark.

use super::flow::{Item, Line, Region};
use super::join::push_line;
use super::paragraph::{Block, Paragraph};

/// The footnotes at the foot of a region: small lines of which the first begins with a raised mark.
pub fn split_notes(region: &mut Region, body: f32) -> Vec<Line> {
    let small = |i: &Item| matches!(i, Item::Line(l) if l.size() <= 0.93 * body);
    let from = region.items.len() - region.items.iter().rev().take_while(|i| small(i)).count();
    let marked = |i: &Item| match i {
        Item::Line(l) => {
            let first = l.text().chars().next().unwrap_or(' ');
            l.parts.first().is_some_and(|p| p.raised_start) || ('①'..='⑳').contains(&first)
        }
        Item::Table(_) => false,
    };
    let Some(start) = region.items[from..].iter().position(marked).map(|i| i + from) else {
        return Vec::new();
    };
    if start == 0 {
        return Vec::new();
    }
    let notes = region.items.split_off(start).into_iter();
    notes.filter_map(|i| if let Item::Line(l) = i { Some(l) } else { None }).collect()
}

/// The footnotes as paragraphs; each raised mark begins one.
pub fn note_blocks(notes: Vec<Line>, page: usize) -> Vec<Block> {
    let mut out: Vec<Paragraph> = Vec::new();
    let mut last: Option<Line> = None;
    for line in notes {
        let first = line.text().chars().next().unwrap_or(' ');
        let begins = line.parts.first().is_some_and(|p| p.raised_start) || ('①'..='⑳').contains(&first);
        match (out.last_mut(), &last) {
            (Some(p), Some(last)) if !begins => push_line(&mut p.text, last, &line, true),
            _ => out.push(Paragraph {
                text: line.text(),
                size: line.size(),
                page,
                lines: 1,
                footnote: true,
                ..Paragraph::default()
            }),
        }
        last = Some(line);
    }
    out.into_iter().map(Block::Paragraph).collect()
}
