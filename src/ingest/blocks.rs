//! Paragraphs and tables as a reader finds them, and the text made of them.

use super::lines::{LONGEST_CAPTION, heading_length, is_unit_line, names_table, one_line, untabbed};
use super::parsed::{Heading, Parsed, Table, TableCell};

/// Tables nested deeper than this are read as part of the cell around them.
pub const DEEPEST_TABLE: usize = 16;

/// A block of a document's flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Paragraph),
    Table(Grid),
}

/// What a paragraph is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    #[default]
    Body,
    /// A heading of this level, 1 being topmost.
    Heading(u8),
    /// The title of the document.
    Title,
    /// The caption of a table or figure.
    Caption,
    /// A footnote or endnote.
    Note,
}

/// A paragraph, its generated number included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    pub text: String,
    pub role: Role,
}

/// A table before it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    pub cells: Vec<GridCell>,
}

/// A cell of a grid, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GridCell {
    pub row: u32,
    pub column: u32,
    pub row_span: u32,
    pub column_span: u32,
    pub heading: bool,
    pub blocks: Vec<Block>,
}

impl Grid {
    /// A box around text rather than a table of data: one column, or one cell.
    fn is_box(&self) -> bool {
        self.cells.iter().all(|c| c.column == 0)
    }

    fn has_rows(&self) -> bool {
        self.cells.iter().any(|c| c.row > 0)
    }
}

/// Writes blocks as text with headings and tables.
pub fn write(blocks: Vec<Block>) -> Parsed {
    let mut writer = Writer::default();
    writer.flow(blocks);
    writer.parsed
}

#[derive(Default)]
struct Writer {
    parsed: Parsed,
    /// The last lines since the last table, for its caption.
    recent: Vec<(Role, String)>,
    hoisted: usize,
    title_open: bool,
}

impl Writer {
    fn flow(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(&paragraph),
                Block::Table(grid) if grid.is_box() => {
                    for cell in grid.cells {
                        self.flow(cell.blocks);
                    }
                }
                Block::Table(grid) => self.table(grid),
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let text = paragraph.text.trim_matches(|c: char| c.is_whitespace() && c != '\u{3000}').trim_end();
        if text.trim().is_empty() {
            return;
        }
        let start = self.parsed.text.len();
        let line = matches!(paragraph.role, Role::Heading(_) | Role::Title).then(|| one_line(text));
        self.parsed.text.push_str(line.as_deref().unwrap_or(text));
        if let Role::Heading(level) = paragraph.role
            && let Some(length) = heading_length(&self.parsed.text[start..])
        {
            self.parsed.headings.push(Heading { start, end: start + length, level: level.max(1) });
        }
        if paragraph.role == Role::Title {
            let part = self.parsed.text[start..].trim();
            match &mut self.parsed.title {
                Some(title) if self.title_open => title.push_str(part),
                Some(_) => {}
                None => self.parsed.title = Some(part.to_owned()),
            }
        }
        self.title_open = paragraph.role == Role::Title;
        if paragraph.role != Role::Note {
            if self.recent.len() == 3 {
                self.recent.remove(0);
            }
            self.recent.push((paragraph.role, self.parsed.text[start..].trim().to_owned()));
        }
        self.parsed.text.push('\n');
    }

    fn table(&mut self, grid: Grid) {
        let caption = self.caption();
        let start = self.parsed.text.len();
        let (mut cells, mut hoisted): (Vec<TableCell>, Vec<Grid>) = (Vec::new(), Vec::new());
        let mut row = 0;
        for cell in grid.cells {
            if let Some(last) = cells.last() {
                self.parsed.text.push(if last.row == cell.row { '\t' } else { '\n' });
            }
            row = row.max(cell.row);
            let from = self.parsed.text.len();
            let mut lines = Vec::new();
            lines_of(cell.blocks, &mut lines, &mut hoisted);
            self.parsed.text.push_str(&lines.join("\n"));
            cells.push(TableCell {
                row: cell.row,
                column: cell.column,
                row_span: cell.row_span.max(1),
                column_span: cell.column_span.max(1),
                start: from,
                end: self.parsed.text.len(),
                heading: cell.heading,
            });
        }
        let empty = self.parsed.text[start..].trim().is_empty();
        if empty {
            self.parsed.text.truncate(start);
        } else {
            let end = self.parsed.text.len();
            self.parsed.text.push('\n');
            self.parsed.tables.push(Table { start, end, caption, cells });
        }
        self.recent.clear();
        self.title_open = false;
        self.hoisted += hoisted.len();
        for grid in hoisted {
            self.table(grid);
        }
    }

    /// The lines just above a table that name it or give its unit.
    fn caption(&self) -> String {
        let mut taken: Vec<&str> = Vec::new();
        for (role, line) in self.recent.iter().rev() {
            let unit = is_unit_line(line);
            let short = line.chars().count() <= LONGEST_CAPTION && !line.contains('。');
            let names = *role == Role::Caption || (short && names_table(line));
            // A short line above the unit line is what the table is called.
            let above_unit = short
                && taken.last().is_some_and(|l| is_unit_line(l))
                && !line.ends_with(['；', ';', '，', ',', '：', ':']);
            if !(unit || names || above_unit) {
                break;
            }
            taken.push(line);
            if names || above_unit {
                break;
            }
        }
        taken.reverse();
        taken.join("\n")
    }
}

/// The lines of a cell: its paragraphs, and what small tables inside it say; larger ones are hoisted.
fn lines_of(blocks: Vec<Block>, lines: &mut Vec<String>, hoisted: &mut Vec<Grid>) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let text = paragraph.text.trim();
                if !text.is_empty() {
                    lines.push(untabbed(text));
                }
            }
            Block::Table(grid) if grid.is_box() || !grid.has_rows() => {
                for cell in grid.cells {
                    lines_of(cell.blocks, lines, hoisted);
                }
            }
            Block::Table(grid) => hoisted.push(grid),
        }
    }
}
