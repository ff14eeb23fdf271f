//! The tree becomes blocks, in reading order and without recursion but for tables inside tables.

use super::content::Surroundings;
use super::dom::{Dom, Id, Link};
use super::list::List;
use super::names::is_idle_line;
use super::table;
use crate::ingest::blocks::{Block, DEEPEST_TABLE, Paragraph, Role};
use crate::ingest::inline::{Inline, Rise};
use crate::ingest::lines::labelled;

/// What a walk found.
pub struct Walked {
    pub blocks: Vec<Block>,
    pub told: Told,
}

/// What is counted on the way.
#[derive(Debug, Default)]
pub struct Told {
    pub left_out: usize,
    pub marks: usize,
    /// A table was wider than is read.
    pub cut_columns: bool,
}

/// The blocks of the main text.
pub fn walk(dom: &Dom, around: &Surroundings, sheet: bool) -> Walked {
    let mut told = Told::default();
    let mut all = Vec::new();
    for root in &around.roots {
        all.extend(blocks(dom, around, *root, sheet, 0, &mut told));
    }
    Walked { blocks: all, told }
}

/// The blocks under a node.
pub fn blocks(
    dom: &Dom,
    around: &Surroundings,
    root: Id,
    sheet: bool,
    depth: usize,
    told: &mut Told,
) -> Vec<Block> {
    let mut walker = Walker {
        dom,
        told,
        sheet,
        blocks: Vec::new(),
        inline: Inline::default(),
        heading: None,
        caption: 0,
        lists: Vec::new(),
        label: String::new(),
        raised: 0,
        lowered: 0,
        preformatted: 0,
    };
    let mut at = root;
    loop {
        let out = around.out.get(at as usize).copied().unwrap_or(false);
        let mut inside = !out;
        if out {
            walker.told.left_out += usize::from(!dom.name(at).is_empty() && is_counted(dom.name(at)));
        } else if dom.name(at) == "table" && walker.is_grid(around, at, depth) {
            walker.flush();
            if let Some(caption) = dom.children(at).find(|id| dom.name(*id) == "caption") {
                let text = dom.line(caption);
                walker.blocks.push(Block::Paragraph(Paragraph { text, role: Role::Caption }));
            }
            let grid = table::grid(dom, around, at, sheet, depth, walker.told);
            walker.blocks.push(Block::Table(grid));
            inside = false;
        } else {
            walker.enter(at);
        }
        let first = dom.node(at).map(|n| n.first).filter(|f| inside && dom.node(*f).is_some());
        if let Some(first) = first {
            at = first;
            continue;
        }
        // Leave what ends here, up to the next sibling.
        let mut entered = inside;
        loop {
            if entered {
                walker.leave(at);
            }
            if at == root {
                walker.flush();
                return walker.blocks;
            }
            let Some(node) = dom.node(at) else { return walker.blocks };
            if dom.node(node.next).is_some() {
                at = node.next;
                break;
            }
            at = node.parent;
            entered = true;
        }
    }
}

struct Walker<'a> {
    dom: &'a Dom,
    told: &'a mut Told,
    sheet: bool,
    blocks: Vec<Block>,
    inline: Inline,
    heading: Option<u8>,
    caption: usize,
    lists: Vec<List>,
    label: String,
    raised: usize,
    lowered: usize,
    preformatted: usize,
}

impl Walker<'_> {
    fn is_grid(&self, around: &Surroundings, id: Id, depth: usize) -> bool {
        depth < DEEPEST_TABLE && (self.sheet || table::is_data(self.dom, around, id))
    }

    fn enter(&mut self, id: Id) {
        if let Some((words, link)) = self.dom.words(id) {
            self.say(words, link);
            return;
        }
        let name = self.dom.name(id);
        if is_block(name) {
            self.flush();
        }
        match name {
            "br" if self.heading.is_some() => self.inline.push("\n", Rise::Line),
            "br" => self.flush(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = name[1..].parse().ok(),
            "caption" | "figcaption" => self.caption += 1,
            "ol" | "ul" => self.lists.push(List::of(self.dom, id)),
            "li" => self.label = self.lists.last_mut().map(|l| l.label(self.dom, id)).unwrap_or_default(),
            "pre" | "listing" | "xmp" => self.preformatted += 1,
            _ if self.is_raised(id) => self.raised += 1,
            "sub" => self.lowered += 1,
            _ => {}
        }
    }

    fn leave(&mut self, id: Id) {
        let name = self.dom.name(id);
        if is_block(name) {
            self.flush();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "caption" | "figcaption" => self.caption = self.caption.saturating_sub(1),
            "ol" | "ul" => {
                self.lists.pop();
            }
            "li" => self.label.clear(),
            "pre" | "listing" | "xmp" => self.preformatted = self.preformatted.saturating_sub(1),
            _ if self.is_raised(id) => self.raised = self.raised.saturating_sub(1),
            "sub" => self.lowered = self.lowered.saturating_sub(1),
            _ => {}
        }
    }

    fn is_raised(&self, id: Id) -> bool {
        match self.dom.name(id) {
            "sup" => true,
            "span" => self.dom.attribute(id, "style").is_some_and(|s| {
                s.len() < 4096 && s.split(';').any(|d| d.contains("vertical-align") && d.contains("super"))
            }),
            _ => false,
        }
    }

    fn say(&mut self, words: &str, link: Link) {
        let rise = match (self.raised > 0, self.lowered > 0) {
            (true, _) if link != Link::None => Rise::Mark,
            (true, _) => Rise::Raised,
            (_, true) => Rise::Lowered,
            // [1] as a link to a place on the page is a note mark also where it is not raised.
            _ if link == Link::Within && words.trim().starts_with(['[', '［', '〔', '【']) => Rise::Mark,
            _ => Rise::Line,
        };
        if self.preformatted > 0 {
            self.inline.push(&words.replace('\r', ""), rise);
            return;
        }
        let mut out = String::with_capacity(words.len());
        let mut blank = rise == Rise::Line && self.inline.ends_blank();
        for c in words.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !blank {
                    out.push(' ');
                }
                blank = true;
            } else {
                out.push(if c == '\u{a0}' { ' ' } else { c });
                blank = false;
            }
        }
        if !out.is_empty() {
            let rise = if out.trim().is_empty() { Rise::Line } else { rise };
            self.inline.push(&out, rise);
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let (text, marks) = std::mem::take(&mut self.inline).finish();
        self.told.marks += marks;
        let text = text.trim_matches([' ', '\n', '\t']);
        if text.trim().is_empty() {
            return;
        }
        if !self.sheet && is_idle_line(text.trim()) {
            self.told.left_out += 1;
            return;
        }
        let role = match self.heading {
            Some(level) => Role::Heading(level),
            None if self.caption > 0 => Role::Caption,
            None => Role::Body,
        };
        let label = std::mem::take(&mut self.label);
        let numbered = !label.is_empty()
            && text.trim_start().starts_with(label.trim_end_matches(['.', '、']))
            && text.trim_start()[label.trim_end_matches(['.', '、']).len()..]
                .starts_with(['.', '、', '．', ')', '）']);
        let text = if numbered { text.to_owned() } else { labelled(&label, text) };
        self.blocks.push(Block::Paragraph(Paragraph { text, role }));
    }
}

fn is_counted(name: &str) -> bool {
    !matches!(name, "head" | "script" | "style" | "noscript" | "template" | "rt" | "rp" | "input" | "svg")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "blockquote"
            | "pre"
            | "hr"
            | "figure"
            | "figcaption"
            | "address"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "fieldset"
            | "legend"
            | "form"
            | "center"
            | "details"
            | "summary"
            | "body"
            | "html"
            | "listing"
            | "xmp"
            | "dir"
            | "menu"
            | "optgroup"
            | "hgroup"
            | "search"
    )
}
