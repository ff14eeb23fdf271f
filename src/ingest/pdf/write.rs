//! Blocks become the text with its offsets: headings, tables with their captions, the title.

use super::encoding::text_string;
use super::furniture::is_page_number;
use super::grid::{Cell, Grid, is_figure};
use super::paragraph::{Block, Paragraph};
use crate::ingest::parsed::{Heading, Parsed, Table, TableCell};

/// Longest heading and longest title, in characters.
const LONGEST_HEADING: usize = 60;
const LONGEST_TITLE: usize = 100;
/// Most kinds of headings told apart by size.
const LEVELS: usize = 5;

/// Puts the blocks in one text.
pub fn write(blocks: Vec<Block>, info_title: Option<&[u8]>, body: f32) -> Parsed {
    let blocks = continued(blocks);
    let shown_title = shown_title(&blocks, body);
    let levels = levels(&blocks, body, shown_title);
    let mut parsed = Parsed::default();
    let mut footnotes = 0;
    for (i, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(p) => {
                let start = parsed.text.len();
                parsed.text.push_str(p.text.trim());
                let end = parsed.text.len();
                if end == start {
                    continue;
                }
                parsed.text.push('\n');
                footnotes += usize::from(p.footnote);
                if Some(i) != shown_title
                    && let Some(level) = levels.of(p)
                {
                    parsed.headings.push(Heading { start, end, level });
                }
            }
            Block::Table { grid, .. } => {
                let caption = caption(&blocks[..i]);
                put_table(&mut parsed, grid, caption);
            }
        }
    }
    let shown = shown_title.and_then(|i| match &blocks[i] {
        Block::Paragraph(p) => Some(p.text.replace('\t', " ").trim().to_owned()),
        Block::Table { .. } => None,
    });
    parsed.title = info_title.and_then(given_title).or(shown);
    if footnotes > 0 {
        let what = format!("页脚的 {footnotes} 条脚注移到了所在段落之后");
        parsed.notes.push(("I-pdf-footnotes".into(), what));
    }
    parsed
}

fn put_table(parsed: &mut Parsed, grid: &Grid, caption: String) {
    let figure = |c: &&Cell| c.column > 0 && is_figure(&c.text) && !is_year(&c.text);
    let figures_from = grid.cells.iter().find(figure).map(|c| c.row);
    let heads = figures_from.unwrap_or(1).min(4);
    let mut table = Table { start: parsed.text.len(), caption, ..Table::default() };
    let mut cells = grid.cells.iter().peekable();
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            if column > 0 {
                parsed.text.push('\t');
            }
            let Some(cell) = cells.next_if(|c| c.row == row && c.column == column) else { continue };
            let start = parsed.text.len();
            parsed.text.extend(cell.text.chars().map(|c| if matches!(c, '\t' | '\n') { ' ' } else { c }));
            table.cells.push(TableCell {
                row: row as u32,
                column: column as u32,
                row_span: cell.row_span as u32,
                column_span: cell.column_span as u32,
                start,
                end: parsed.text.len(),
                heading: row < heads,
            });
        }
        parsed.text.push('\n');
    }
    table.end = parsed.text.len();
    parsed.tables.push(table);
}

fn is_year(text: &str) -> bool {
    let digits = text.trim().trim_end_matches('年');
    digits.len() == 4
        && digits.chars().all(|c| c.is_ascii_digit())
        && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Tables that go on on the next page, as one; a header row that is printed again is left out.
fn continued(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        if let (Some(Block::Table { grid: first, page: p }), Block::Table { grid: next, page: q }) =
            (out.last_mut(), &block)
            && *q == *p + 1
            && first.columns == next.columns
            && first.borders.iter().zip(&next.borders).all(|(a, b)| (a - b).abs() <= 6.0)
        {
            let row = |g: &Grid, r: usize| -> Vec<(usize, String)> {
                g.cells
                    .iter()
                    .take_while(|c| c.row <= r)
                    .filter(|c| c.row == r)
                    .map(|c| (c.column, c.text.clone()))
                    .collect()
            };
            // A header row that is marked as repeated was left out and is an empty row here.
            let empty = |r: &usize| next.cells.iter().all(|c| c.row != *r || c.text.is_empty());
            let mut again = (0..4.min(next.rows - 1)).take_while(empty).count();
            let same = |r: &usize| *r < first.rows && row(first, *r) == row(next, *r);
            again = again.max((0..4.min(next.rows - 1)).take_while(same).count());
            let offset = first.rows;
            first.cells.extend(next.cells.iter().filter(|c| c.row >= again).map(|c| {
                let mut c = c.clone();
                c.row = c.row - again + offset;
                c
            }));
            first.rows += next.rows - again;
            *p = *q;
            continue;
        }
        out.push(block);
    }
    out
}

/// The paragraphs just above a table that name it or give its unit.
fn caption(before: &[Block]) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for block in before.iter().rev().take(3) {
        let Block::Paragraph(p) = block else { break };
        let text = p.text.trim();
        let unit = text.contains("单位：") || text.contains("单位:") || text.contains("计量单位");
        let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let after = ["附表", "续表", "表"].iter().find_map(|s| text.strip_prefix(s)).map(str::trim_start);
        let named = after.is_some_and(|a| a.is_empty() || a.starts_with(digit) || a.starts_with(['：', ':']));
        let short = text.chars().count() <= 50 && !text.ends_with(['。', '；', '，', '：']);
        let named = (named && short) || (p.centred && short && !super::join::starts_numbered(text));
        if !(unit && text.chars().count() <= 60 || named) {
            break;
        }
        lines.push(text);
        if named {
            break;
        }
    }
    lines.reverse();
    lines.join(" ")
}

/// The paragraph of the first page that is set largest.
fn shown_title(blocks: &[Block], body: f32) -> Option<usize> {
    let first = blocks.iter().find_map(|b| if let Block::Paragraph(p) = b { Some(p.page) } else { None })?;
    let candidates = blocks.iter().enumerate().filter_map(|(i, b)| match b {
        Block::Paragraph(p) if p.page == first && !p.footnote => Some((i, p)),
        _ => None,
    });
    let readable = candidates.filter(|(_, p)| {
        let n = p.text.chars().count();
        (2..=LONGEST_TITLE).contains(&n)
            && p.text.chars().any(char::is_alphabetic)
            && !p.text.trim_end().ends_with(['。', '；', '，', '：'])
            && !is_page_number(&p.text)
    });
    let readable: Vec<(usize, &Paragraph)> = readable.collect();
    let largest = readable.iter().map(|(_, p)| p.size).fold(0.0, f32::max);
    if largest < 1.1 * body {
        return readable.first().filter(|(_, p)| p.centred || p.bold).map(|(i, _)| *i);
    }
    let top = readable.iter().find(|(_, p)| p.size > largest - 0.6)?;
    // The head of an official letter names its issuer, larger than the title below it.
    let issuer = ["局", "厅", "委", "会", "府", "室", "部", "院", "文件"]
        .iter()
        .any(|e| top.1.text.trim_end().ends_with(e));
    let kinds = [
        "报告", "通知", "公报", "意见", "方案", "情况", "总结", "函", "通报", "公告", "简报", "决定", "规划",
        "纪要",
    ];
    let named = |p: &Paragraph| {
        let text = p.text.trim_end();
        p.size >= 1.12 * body && (text.contains("关于") || kinds.iter().any(|k| text.ends_with(k)))
    };
    let below = readable.iter().find(|(i, p)| *i > top.0 && named(p));
    Some(below.filter(|_| issuer && !named(top.1)).unwrap_or(top).0)
}

/// The title in the file's properties, where it is no file name and no placeholder.
fn given_title(bytes: &[u8]) -> Option<String> {
    let text = text_string(bytes);
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text
        .trim()
        .trim_start_matches("Microsoft Word - ")
        .trim_start_matches("Microsoft PowerPoint - ")
        .trim();
    let lower = text.to_lowercase();
    let extensions = [
        ".doc", ".docx", ".wps", ".pdf", ".xls", ".xlsx", ".ppt", ".pptx", ".txt", ".odt", ".html", ".tmp",
        ".cdr", ".indd", ".ofd", ".s10", ".s72", ".s92", ".fbd", ".rtf", ".dot",
    ];
    let placeholders = [
        "untitled",
        "无标题",
        "未命名",
        "文档",
        "document",
        "幻灯片",
        "powerpoint",
        "slide",
        "新建",
        "正文",
        "title",
        "普通",
    ];
    let n = text.chars().count();
    let file = extensions.iter().any(|e| lower.ends_with(e)) || text.contains(['\\', '/', '_', '\u{fffd}']);
    let placeholder = placeholders.iter().any(|p| lower.starts_with(p));
    let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let words = text.split_whitespace().count();
    ((4..=LONGEST_TITLE).contains(&n) && !file && !placeholder && (chinese >= 4 || words >= 3))
        .then(|| text.to_owned())
}

/// Which sizes are headings, and whether bold is.
struct Levels {
    sizes: Vec<f32>,
    bold: bool,
    body: f32,
}

fn levels(blocks: &[Block], body: f32, title: Option<usize>) -> Levels {
    let mut sizes: Vec<f32> = Vec::new();
    let (mut bold, mut all) = (0, 0);
    for (i, block) in blocks.iter().enumerate() {
        let Block::Paragraph(p) = block else { continue };
        all += p.text.len();
        bold += if p.bold { p.text.len() } else { 0 };
        if Some(i) != title && p.size >= 1.12 * body && may_head(p) {
            sizes.push(p.size);
        }
    }
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|b, a| *a - *b <= 0.6);
    sizes.truncate(LEVELS);
    Levels { sizes, bold: bold * 4 <= all, body }
}

impl Levels {
    fn of(&self, p: &Paragraph) -> Option<u8> {
        if !may_head(p) {
            return None;
        }
        if p.size >= 1.12 * self.body {
            return self.sizes.iter().position(|s| s - p.size <= 0.6).map(|i| i as u8 + 1);
        }
        let bold = self.bold && p.bold && p.size >= 0.95 * self.body && p.lines == 1;
        (bold && p.text.chars().count() <= 40).then_some(self.sizes.len() as u8 + 1)
    }
}

fn may_head(p: &Paragraph) -> bool {
    let text = p.text.trim();
    !p.footnote
        && text.chars().count() <= LONGEST_HEADING
        && p.lines <= 3
        && text.chars().any(char::is_alphabetic)
        && !text.contains('\t')
        && !text.ends_with(['。', '；', '，', '：', ':', '、'])
        && !text.contains("单位：")
}
