//! The flow of document.xml, footnotes.xml and endnotes.xml becomes blocks, in one pass and without recursion.

mod end;
mod run;

use super::notes::Counts;
use super::numbering::{Counters, Numbering};
use super::paragraph::{Flow, Open, Run};
use super::styles::{FromStyle, Styles};
use super::table;
use super::xml::{Broken, Element, Event, Reader};
use crate::ingest::blocks::{Block, DEEPEST_TABLE};
use std::collections::HashMap;
use std::rc::Rc;

/// How far up a row looks for its table.
const NEAR: usize = 64;

/// What the other parts say of the paragraphs.
#[derive(Debug, Default)]
pub struct Setting {
    pub styles: Styles,
    pub numbering: Numbering,
}

/// Texts of notes by kind (脚注, 尾注) and id.
pub type Notes = HashMap<(&'static str, String), String>;

/// An open element that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    ParagraphProperties,
    MarkProperties,
    ListProperties,
    Run,
    RunProperties,
    Text,
    Code,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    /// A table, row or cell that is nested too deep to be one.
    Flat,
    TextBox,
    Control,
    ControlProperties,
    Alternate,
    Choice(usize),
    SimpleField(bool),
    Raised,
    Lowered,
    Note,
    Other,
}

/// Reads a flow.
pub struct Walker<'a> {
    setting: &'a Setting,
    notes: Notes,
    counts: Counts,
    counters: Counters,
    resolved: HashMap<String, Rc<FromStyle>>,
    path: Vec<Kind>,
    flows: Vec<Flow>,
    paragraphs: Vec<Open>,
    runs: Vec<Run>,
    tables: Vec<table::Open>,
    /// Open fields: the code so far, whether the result has begun, whether the result is left out.
    fields: Vec<(String, bool, bool)>,
    /// Open content controls; true is one whose content is left out.
    controls: Vec<bool>,
    /// For each open choice of contents, whether one was taken.
    alternates: Vec<bool>,
    silent: usize,
    raised: usize,
    lowered: usize,
    said: usize,
    buffer: String,
    preserve: bool,
    preserve_all: bool,
    note_kind: &'static str,
    note_id: Option<String>,
    found: Notes,
}

/// Reads a part of notes.
pub fn notes(text: &str, setting: &Setting, what: &str) -> Result<Notes, Broken> {
    let mut walker = Walker::new(setting, Notes::new(), Counts::default());
    walker.note_kind = if what == "尾注" { "尾注" } else { "脚注" };
    walker.read(text)?;
    Ok(walker.found)
}

impl<'a> Walker<'a> {
    /// A walker at the start of a part.
    pub fn new(setting: &'a Setting, notes: Notes, counts: Counts) -> Self {
        Self {
            setting,
            notes,
            counts,
            counters: Counters::default(),
            resolved: HashMap::new(),
            path: Vec::new(),
            flows: vec![Flow::default()],
            paragraphs: Vec::new(),
            runs: Vec::new(),
            tables: Vec::new(),
            fields: Vec::new(),
            controls: Vec::new(),
            alternates: Vec::new(),
            silent: 0,
            raised: 0,
            lowered: 0,
            said: 0,
            buffer: String::new(),
            preserve: false,
            preserve_all: false,
            note_kind: "脚注",
            note_id: None,
            found: Notes::new(),
        }
    }

    /// Reads a part to its end.
    pub fn read(&mut self, text: &str) -> Result<(), Broken> {
        let mut reader = Reader::new(text);
        while let Some(event) = reader.next()? {
            match event {
                Event::Start(element) => match self.start(&element) {
                    Some(kind) => self.path.push(kind),
                    None => reader.skip()?,
                },
                Event::End => {
                    if let Some(kind) = self.path.pop() {
                        self.end(kind);
                    }
                }
                Event::Text(text) => match self.path.last() {
                    Some(Kind::Text) => self.buffer.push_str(&text),
                    Some(Kind::Code) => {
                        if let Some((code, false, _)) = self.fields.last_mut() {
                            code.push_str(&text);
                        }
                    }
                    _ => {}
                },
            }
        }
        self.counts.entities += reader.entities;
        Ok(())
    }

    /// The blocks of the flow, and the counts.
    pub fn finish(mut self) -> (Vec<Block>, Counts) {
        let blocks = self.flows.drain(..).flat_map(Flow::end).collect();
        (blocks, self.counts)
    }

    /// The kind of an element that begins; none where it is passed over.
    fn start(&mut self, e: &Element<'_>) -> Option<Kind> {
        let parent = self.path.last().copied().unwrap_or(Kind::Other);
        Some(match (e.name(), parent) {
            ("document" | "footnotes" | "endnotes", _) => {
                self.preserve_all = e.attribute("space").is_some_and(|s| s == "preserve");
                Kind::Other
            }
            ("p", _) => {
                let style = self.style(None);
                self.paragraphs.push(Open { style, ..Open::default() });
                Kind::Paragraph
            }
            ("pPr", Kind::Paragraph) => Kind::ParagraphProperties,
            ("rPr", Kind::ParagraphProperties) => Kind::MarkProperties,
            ("rPr", Kind::Run) => Kind::RunProperties,
            ("trPr", Kind::Row) => Kind::RowProperties,
            ("tcPr", Kind::Cell) => Kind::CellProperties,
            ("r", _) => {
                self.runs.push(Run::default());
                Kind::Run
            }
            ("t", Kind::Run | Kind::Choice(_)) => {
                self.buffer.clear();
                self.preserve = self.preserve_all || e.attribute("space").is_some_and(|s| s == "preserve");
                Kind::Text
            }
            ("instrText", Kind::Run) => Kind::Code,
            ("tbl", _) if self.tables.len() >= DEEPEST_TABLE => {
                self.counts.deep_tables += 1;
                Kind::Flat
            }
            ("tbl", _) => {
                if let Some(flow) = self.flows.last_mut() {
                    flow.settle();
                }
                self.tables.push(table::Open::default());
                Kind::Table
            }
            ("tr", _) if self.in_table() => Kind::Row,
            ("tc", _) if self.in_row() => {
                self.flows.push(Flow::default());
                Kind::Cell
            }
            ("txbxContent", _) => {
                self.flows.push(Flow::default());
                Kind::TextBox
            }
            ("footnote" | "endnote", Kind::Other) if self.path.len() == 1 => {
                if e.attribute("type").is_some_and(|t| t != "normal") {
                    return None;
                }
                self.note_id = e.attribute("id");
                self.flows.push(Flow::default());
                Kind::Note
            }
            ("del" | "moveFrom", Kind::MarkProperties) => {
                if let Some(p) = self.paragraphs.last_mut() {
                    p.joins = true;
                }
                Kind::Other
            }
            ("del", Kind::RowProperties) => {
                self.counts.deletions += 1;
                self.leave_row_out();
                Kind::Other
            }
            ("hidden", Kind::RowProperties) if e.on() => {
                self.counts.hidden += 1;
                self.leave_row_out();
                Kind::Other
            }
            ("del" | "moveFrom", Kind::RunProperties) => Kind::Other,
            ("del" | "moveFrom", _) => {
                self.counts.deletions += 1;
                return None;
            }
            ("ins" | "moveTo", Kind::MarkProperties | Kind::RunProperties | Kind::RowProperties) => {
                Kind::Other
            }
            ("ins" | "moveTo", Kind::ListProperties) => Kind::Other,
            ("ins" | "moveTo", _) => {
                self.counts.insertions += 1;
                Kind::Other
            }
            (
                "pPrChange" | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange"
                | "numberingChange" | "tblGridChange" | "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "rt"
                | "rubyPr" | "delText" | "delInstrText",
                _,
            ) => return None,
            ("sdt", _) => {
                self.controls.push(false);
                Kind::Control
            }
            ("sdtPr", Kind::Control) => Kind::ControlProperties,
            ("sdtContent", Kind::Control) if self.controls.last() == Some(&true) => return None,
            ("AlternateContent", _) => {
                self.alternates.push(false);
                Kind::Alternate
            }
            ("Choice" | "Fallback", Kind::Alternate) => {
                if self.alternates.last() == Some(&true) {
                    return None;
                }
                Kind::Choice(self.said)
            }
            ("fldSimple", _) => {
                let out = run::is_left_out(&e.attribute("instr").unwrap_or_default());
                self.silent += usize::from(out);
                Kind::SimpleField(out)
            }
            ("sup", _) => {
                self.raised += 1;
                Kind::Raised
            }
            ("sub", _) => {
                self.lowered += 1;
                Kind::Lowered
            }
            (_, Kind::Run | Kind::Choice(_)) => self.run_content(e),
            (name, _) => {
                self.property(name, parent, e);
                if parent == Kind::ParagraphProperties && name == "numPr" {
                    Kind::ListProperties
                } else if parent == Kind::ControlProperties {
                    Kind::ControlProperties
                } else {
                    Kind::Other
                }
            }
        })
    }

    fn in_table(&self) -> bool {
        self.path.iter().rev().take(NEAR).find(|k| matches!(k, Kind::Table | Kind::Flat | Kind::Cell))
            == Some(&Kind::Table)
    }

    fn in_row(&self) -> bool {
        self.path
            .iter()
            .rev()
            .take(NEAR)
            .find(|k| matches!(k, Kind::Row | Kind::Flat | Kind::Cell | Kind::Table))
            == Some(&Kind::Row)
    }

    fn leave_row_out(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row.left_out = true;
        }
    }
}
