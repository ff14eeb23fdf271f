//! A paragraph and its runs while a document is read.

use super::body::Setting;
use super::numbering::Counters;
use super::styles::FromStyle;
use crate::ingest::blocks::{Block, Paragraph, Role};
use crate::ingest::inline::{Inline, Rise};
use crate::ingest::lines::labelled;
use std::rc::Rc;

/// The run being read.
#[derive(Debug, Default)]
pub struct Run {
    pub style: Option<Rc<FromStyle>>,
    pub hidden: Option<bool>,
    pub rise: Option<Rise>,
    /// What follows a note reference in its run is the note's own mark.
    pub mark_follows: bool,
}

/// The paragraph being read.
#[derive(Debug, Default)]
pub struct Open {
    pub inline: Inline,
    pub style: Rc<FromStyle>,
    pub outline: Option<u8>,
    pub list: Option<String>,
    pub level: Option<usize>,
    /// The paragraph's end is a tracked deletion: it runs on into the next paragraph.
    pub joins: bool,
    /// Text boxes and notes that follow the paragraph.
    pub after: Vec<Block>,
}

impl Open {
    /// How the text of a run stands here, none if it is hidden.
    pub fn rise_of(&self, run: Option<&Run>) -> Option<Rise> {
        let style = run.and_then(|r| r.style.as_deref());
        let hidden = run
            .and_then(|r| r.hidden)
            .or_else(|| style.and_then(|s| s.hidden))
            .or(self.style.hidden)
            .unwrap_or(false);
        let rise = run.and_then(|r| r.rise).or_else(|| style.and_then(|s| s.rise)).or(self.style.rise);
        (!hidden).then(|| rise.unwrap_or_default())
    }

    /// The generated number; counts even where the paragraph is empty, as Word does.
    pub fn label(&self, setting: &Setting, counters: &mut Counters) -> String {
        let (list, level) = match (&self.list, &self.style.list) {
            (Some(list), _) => (list, self.level.unwrap_or(0)),
            (None, Some(list)) => {
                let tied = self
                    .style
                    .list_style
                    .as_deref()
                    .and_then(|style| setting.numbering.level_of_style(list, style));
                (list, self.level.or(self.style.level).or(tied).unwrap_or(0))
            }
            (None, None) => return String::new(),
        };
        if list == "0" { String::new() } else { setting.numbering.next(counters, list, level) }
    }

    /// What the paragraph is for.
    pub fn role(&self) -> Role {
        match (self.outline, self.style.heading) {
            (Some(level @ 0..=8), _) => Role::Heading(level + 1),
            (None, Some(level)) => Role::Heading(level),
            _ if self.style.title => Role::Title,
            _ if self.style.caption => Role::Caption,
            _ => Role::Body,
        }
    }
}

/// Where blocks gather: the body, a cell, a text box, a note.
#[derive(Debug, Default)]
pub struct Flow {
    pub blocks: Vec<Block>,
    /// Text of paragraphs whose ends are deleted, for the next paragraph.
    carried: String,
    carried_after: Vec<Block>,
}

impl Flow {
    /// Adds the paragraph of a text.
    pub fn add(&mut self, label: &str, text: &str, role: Role, after: Vec<Block>, joins: bool) {
        if joins {
            self.carried.push_str(text);
            self.carried_after.extend(after);
            return;
        }
        let text =
            if self.carried.is_empty() { text.to_owned() } else { std::mem::take(&mut self.carried) + text };
        if !text.trim().is_empty() {
            self.blocks.push(Block::Paragraph(Paragraph { text: labelled(label, &text), role }));
        }
        self.blocks.append(&mut self.carried_after);
        self.blocks.extend(after);
    }

    /// Everything that gathered.
    pub fn end(mut self) -> Vec<Block> {
        self.settle();
        self.blocks
    }

    /// Text that waited for a next paragraph which does not come is one of its own.
    pub fn settle(&mut self) {
        if !self.carried.is_empty() || !self.carried_after.is_empty() {
            self.add("", "", Role::Body, Vec::new(), false);
        }
    }
}
