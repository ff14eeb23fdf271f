//! What elements leave behind when they end: text, paragraphs, cells, tables, notes.

use super::{Kind, Walker};
use crate::ingest::blocks::{Block, Role};
use crate::ingest::docx::paragraph::Flow;

impl Walker<'_> {
    /// What an element that ends leaves behind.
    pub(super) fn end(&mut self, kind: Kind) {
        match kind {
            Kind::Paragraph => self.end_paragraph(),
            Kind::Run => {
                self.runs.pop();
            }
            Kind::Text => {
                let text = std::mem::take(&mut self.buffer);
                let text =
                    if self.preserve { text.as_str() } else { text.trim_matches([' ', '\n', '\r', '\t']) };
                self.say(text);
            }
            Kind::Cell => {
                let blocks = self.flows.pop().map(Flow::end).unwrap_or_default();
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell(blocks);
                }
            }
            Kind::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_row();
                }
            }
            Kind::Table => self.end_table(),
            Kind::TextBox => {
                let blocks = self.flows.pop().map(Flow::end).unwrap_or_default();
                match self.paragraphs.last_mut() {
                    Some(paragraph) => paragraph.after.extend(blocks),
                    None => self.add_blocks(blocks),
                }
            }
            Kind::Note => {
                let blocks = self.flows.pop().map(Flow::end).unwrap_or_default();
                let text = crate::ingest::blocks::write(blocks).text.trim().replace('\t', " ");
                if let Some(id) = self.note_id.take().filter(|_| !text.is_empty()) {
                    self.found.insert((self.note_kind, id), text);
                }
            }
            Kind::Control => {
                self.controls.pop();
            }
            Kind::Alternate => {
                self.alternates.pop();
            }
            Kind::Choice(before) => {
                if let Some(taken) = self.alternates.last_mut() {
                    *taken |= self.said > before;
                }
            }
            Kind::SimpleField(out) => self.silent = self.silent.saturating_sub(usize::from(out)),
            Kind::Raised => self.raised = self.raised.saturating_sub(1),
            Kind::Lowered => self.lowered = self.lowered.saturating_sub(1),
            _ => {}
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        if self.paragraphs.is_empty() {
            // A field whose code does not end in its paragraph is broken; it must not swallow the rest.
            while self.fields.last().is_some_and(|(_, begun, _)| !begun) {
                self.end_field();
            }
        }
        let role = paragraph.role();
        let (text, marks) = std::mem::take(&mut paragraph.inline).finish();
        let contents = paragraph.style.contents && role == Role::Body;
        if contents && !text.trim().is_empty() {
            self.counts.contents += 1;
        }
        self.counts.marks += marks;
        let counted = !paragraph.joins && !contents;
        let label = if counted { paragraph.label(self.setting, &mut self.counters) } else { String::new() };
        let text = if contents { "" } else { text.as_str() };
        let blocks = std::mem::take(&mut paragraph.after);
        if let Some(flow) = self.flows.last_mut() {
            flow.add(&label, text, role, blocks, paragraph.joins);
        }
    }

    pub(super) fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        let (grid, notes) = table.end();
        self.add_blocks(vec![Block::Table(grid)]);
        self.add_blocks(notes);
    }

    pub(super) fn add_blocks(&mut self, blocks: Vec<Block>) {
        if let Some(flow) = self.flows.last_mut() {
            Flow::settle(flow);
            flow.blocks.extend(blocks);
        }
    }
}
