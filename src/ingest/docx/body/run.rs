//! What stands in runs, what properties say, and how paragraphs and tables end.

use super::{Kind, Walker};
use crate::ingest::blocks::{Block, Paragraph, Role};
use crate::ingest::docx::styles::{self, FromStyle};
use crate::ingest::docx::table::Merge;
use crate::ingest::docx::xml::Element;
use crate::ingest::inline::Rise;
use std::rc::Rc;

impl Walker<'_> {
    /// A child of a run.
    pub(super) fn run_content(&mut self, e: &Element<'_>) -> Kind {
        match e.name() {
            "tab" | "ptab" => self.say("\t"),
            "br" | "cr" => self.say("\n"),
            "noBreakHyphen" => self.say("-"),
            "sym" => {
                let symbol =
                    e.attribute("char").and_then(|c| u32::from_str_radix(&c, 16).ok()).and_then(symbol);
                if let Some(c) = symbol {
                    self.say(c.encode_utf8(&mut [0; 4]));
                }
            }
            "fldChar" => match e.attribute("fldCharType").as_deref() {
                Some("begin") => {
                    self.silent += 1;
                    self.fields.push((String::new(), false, false));
                }
                Some("separate") => {
                    if let Some((code, begun @ false, out)) = self.fields.last_mut() {
                        *begun = true;
                        *out = is_left_out(code);
                        if code.trim_start().starts_with("TOC") {
                            self.counts.contents += 1;
                        }
                        self.silent = self.silent.saturating_sub(usize::from(!*out));
                    }
                }
                Some("end") => self.end_field(),
                _ => {}
            },
            "footnoteReference" => self.refer("脚注", e),
            "endnoteReference" => self.refer("尾注", e),
            name => self.property(name, Kind::Other, e),
        }
        Kind::Other
    }

    pub(super) fn end_field(&mut self) {
        if let Some((_, begun, out)) = self.fields.pop() {
            self.silent = self.silent.saturating_sub(usize::from(!begun || out));
        }
    }

    /// A reference to a note: the text of the note follows the paragraph, or the table around it.
    fn refer(&mut self, kind: &'static str, e: &Element<'_>) {
        if let Some(run) = self.runs.last_mut() {
            run.mark_follows = e.attribute("customMarkFollows").is_some_and(|v| v != "0" && v != "false");
        }
        let Some(id) = e.attribute("id") else { return };
        let Some(text) = self.notes.remove(&(kind, id)) else { return };
        self.said += 1;
        if kind == "尾注" {
            self.counts.endnotes += 1;
        } else {
            self.counts.footnotes += 1;
        }
        let note = Block::Paragraph(Paragraph { text: format!("〔{kind}〕{text}"), role: Role::Note });
        match (self.tables.first_mut(), self.paragraphs.last_mut()) {
            (Some(table), _) => table.notes.push(note),
            (None, Some(paragraph)) => paragraph.after.push(note),
            (None, None) => self.add_blocks(vec![note]),
        }
    }

    /// An element that only says something about what it stands in, or that is counted.
    pub(super) fn property(&mut self, name: &str, parent: Kind, e: &Element<'_>) {
        match (name, parent) {
            ("pStyle", Kind::ParagraphProperties) => {
                let style = self.style(e.val().as_deref());
                if style.heading.is_some() && self.paragraphs.len() == 1 {
                    // No table of contents runs on into a heading: its field lacks an end.
                    while self.fields.last().is_some_and(|(_, begun, out)| *begun && *out) {
                        self.end_field();
                    }
                }
                if let Some(p) = self.paragraphs.last_mut() {
                    p.style = style;
                }
            }
            ("outlineLvl", Kind::ParagraphProperties) => {
                if let Some(p) = self.paragraphs.last_mut() {
                    p.outline = e.number();
                }
            }
            ("numId", Kind::ListProperties) => {
                if let Some(p) = self.paragraphs.last_mut() {
                    p.list = e.val();
                }
            }
            ("ilvl", Kind::ListProperties) => {
                if let Some(p) = self.paragraphs.last_mut() {
                    p.level = e.number();
                }
            }
            ("rStyle" | "vanish" | "vertAlign", Kind::RunProperties) => {
                let style = (name == "rStyle").then(|| self.style(Some(&e.val().unwrap_or_default())));
                if let Some(run) = self.runs.last_mut() {
                    match name {
                        "rStyle" => run.style = style,
                        "vanish" => run.hidden = Some(e.on()),
                        _ => run.rise = e.val().map(|v| styles::rise(&v)),
                    }
                }
            }
            ("tblHeader" | "gridBefore", Kind::RowProperties) => {
                if let Some(table) = self.tables.last_mut() {
                    match name {
                        "tblHeader" => table.row.heading = e.on(),
                        _ => table.row.before = e.number().unwrap_or(0),
                    }
                }
            }
            ("gridSpan" | "vMerge" | "hMerge" | "cellDel", Kind::CellProperties) => {
                if let Some(table) = self.tables.last_mut() {
                    match name {
                        "gridSpan" => table.cell.span = e.number(),
                        "vMerge" => table.cell.down = Merge::of(e.val().as_deref()),
                        "hMerge" => table.cell.across = Merge::of(e.val().as_deref()),
                        _ => table.cell.deleted = true,
                    }
                }
            }
            ("docPartGallery", Kind::ControlProperties)
                if e.val().is_some_and(|v| v == "Table of Contents" || v == "目录") =>
            {
                self.counts.contents += 1;
                self.leave_control_out();
            }
            ("showingPlcHdr", Kind::ControlProperties) if e.on() => self.leave_control_out(),
            ("den", _) => self.say("/"),
            ("blip", _) => self.counts.pictures += 1,
            ("chart", _) => self.counts.charts += 1,
            ("altChunk", _) => self.counts.chunks += 1,
            ("OLEObject", _) if !e.attribute("ProgID").is_some_and(|p| p.starts_with("Equation")) => {
                self.counts.objects += 1;
            }
            _ => {}
        }
    }

    fn leave_control_out(&mut self) {
        if let Some(out) = self.controls.last_mut() {
            *out = true;
        }
    }

    /// Adds text to the open paragraph, if it is to be seen.
    pub(super) fn say(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let run = self.runs.last();
        if text.is_empty() || self.silent > 0 || run.is_some_and(|r| r.mark_follows) {
            return;
        }
        let Some(mut rise) = paragraph.rise_of(run) else {
            self.counts.hidden += text.chars().filter(|c| !c.is_whitespace()).count();
            return;
        };
        if self.raised > 0 {
            rise = Rise::Raised;
        } else if self.lowered > 0 {
            rise = Rise::Lowered;
        }
        if text.trim().is_empty() {
            rise = Rise::Line;
        }
        self.said += 1;
        if text.contains(is_symbol_font) {
            let mapped: String = text
                .chars()
                .filter_map(|c| if is_symbol_font(c) { symbol(c as u32) } else { Some(c) })
                .collect();
            paragraph.inline.push(&mapped, rise);
        } else {
            paragraph.inline.push(text, rise);
        }
    }

    /// What a style gives, looked up once.
    pub(super) fn style(&mut self, id: Option<&str>) -> Rc<FromStyle> {
        let key = id.unwrap_or("");
        if let Some(found) = self.resolved.get(key) {
            return Rc::clone(found);
        }
        let found = Rc::new(self.setting.styles.resolve(id));
        self.resolved.insert(key.to_owned(), Rc::clone(&found));
        found
    }
}

/// Fields whose results are page numbers or repeat the headings.
pub(super) fn is_left_out(code: &str) -> bool {
    let word = code.split_whitespace().next().unwrap_or("");
    ["PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES", "TOC", "INDEX"]
        .iter()
        .any(|f| word.eq_ignore_ascii_case(f))
}

fn is_symbol_font(c: char) -> bool {
    ('\u{f000}'..='\u{f0ff}').contains(&c)
}

/// The character of a `w:sym`: those of the symbol fonts that matter beside numbers, none for ornaments.
fn symbol(code: u32) -> Option<char> {
    Some(match code {
        0xf0b0 => '°',
        0xf0b1 => '±',
        0xf0b4 => '×',
        0xf0b8 => '÷',
        0xf0a3 => '≤',
        0xf0b3 => '≥',
        0xf0b9 => '≠',
        0xf0bb => '≈',
        0xf025 => '%',
        0xf02d => '-',
        0xf061 => 'α',
        0xf062 => 'β',
        0xf06d => 'μ',
        0xf0fe | 0xf052 => '☑',
        0xe000..=0xf8ff => return None,
        code => return char::from_u32(code).filter(|c| !c.is_control()),
    })
}
