//! A .pdf with a text layer: text in reading order, its paragraphs, headings and tables.
//!
//! hayro-syntax reads objects, cross references, filters and encryption, hayro-cmap the character maps; what the
//! pages show is worked out here. `guard` measures streams before anything is unpacked; `content` runs a page (with
//! `state`, `shared`, `font`, `encoding`, `widths`, `repair`, `paths`); `turn` sets it upright; `judge` refuses scans
//! and unknown fonts; `grid` and `frame` take ruled tables off; `lines` makes lines; `furniture` takes headers and
//! footers off; `flow` puts columns in order; `aligned` finds tables without lines; `paragraph`, `join` and `notes`
//! join lines and move footnotes; `write` puts all in one text.

mod aligned;
mod content;
mod encoding;
mod flow;
mod font;
mod frame;
mod furniture;
mod geometry;
mod grid;
mod guard;
mod join;
mod judge;
mod lines;
mod notes;
mod paragraph;
mod paths;
mod repair;
mod shared;
mod state;
mod turn;
mod widths;
mod write;

use crate::ingest::parsed::{Parsed, Refusal};
use furniture::Sheet;
use geometry::Page;
use hayro_syntax::object::Dict;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use paragraph::PageFlow;
use shared::{Shared, Stop};

/// What one file may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub pages: usize,
    /// Bytes that one stream may unpack to.
    pub stream_bytes: u64,
    /// Bytes that all streams together may unpack to.
    pub total_bytes: u64,
    /// Characters of all pages.
    pub glyphs: usize,
    /// Drawing operators of one page, those of forms counted each time they are shown.
    pub operators_of_page: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pages: 5_000,
            stream_bytes: 256 << 20,
            total_bytes: 1 << 30,
            glyphs: 20_000_000,
            operators_of_page: 5_000_000,
        }
    }
}

/// Reads a PDF.
pub fn read(bytes: Vec<u8>, limits: Limits) -> Result<Parsed, Refusal> {
    let head = &bytes[..bytes.len().min(1024)];
    if guard::find(head, b"%PDF-").is_none() && guard::find(&bytes, b" obj").is_none() {
        return Err("不是 PDF 文件，或文件开头已损坏。请重新下载，或另存为 .docx、.txt 再放入 raw/".into());
    }
    guard::check(&bytes, &limits)?;
    let unfinished = guard::find(&bytes[bytes.len().saturating_sub(2048)..], b"startxref").is_none();
    let pdf = Pdf::new(bytes).map_err(|e| refusal(&e))?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err("PDF 中没有可读的页，文件可能不完整。请重新下载或重新导出".into());
    }
    if count > limits.pages {
        return Err(format!("PDF 有 {count} 页，超过上限 {} 页。请拆分后再放入 raw/", limits.pages));
    }
    let mut shared = Shared::new(limits);
    let mut pages = Vec::with_capacity(count);
    for (i, page) in pdf.pages().iter().enumerate() {
        pages.push(content::read(page, i + 1, &mut shared).map_err(|stop| stopped(stop, i + 1, &limits))?);
    }
    let mut notes = Vec::new();
    judge::judge(&pages, &mut notes)?;
    let declared = declared_pages(&pdf);
    if declared > count {
        let what = format!("PDF 声明有 {declared} 页，只找到 {count} 页，文件可能不完整。请重新下载后核对");
        notes.push(("I-pdf-incomplete".into(), what));
    } else if unfinished {
        let what = "PDF 的结尾缺失，已尽量恢复，可能缺页。请重新下载后核对".to_owned();
        notes.push(("I-pdf-incomplete".into(), what));
    }
    let mut parsed = arrange(pages, pdf.metadata().title.as_deref());
    notes.append(&mut parsed.notes);
    parsed.notes = notes;
    Ok(parsed)
}

/// The number of pages that the file says it has.
fn declared_pages(pdf: &Pdf) -> usize {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let pages = root.and_then(|r| r.get::<Dict<'_>>("Pages"));
    pages.and_then(|p| p.get::<f32>("Count")).map_or(0, |n| n.clamp(0.0, 1e6) as usize)
}

fn refusal(error: &LoadPdfError) -> String {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "PDF 需要密码才能打开，未读取。请用密码打开后另存为不加密的 PDF，再放入 raw/".into()
        }
        LoadPdfError::Decryption(_) => {
            "PDF 的加密方式不支持或加密信息已损坏，未读取。请在 PDF 阅读器中打开后另存为不加密的 PDF".into()
        }
        LoadPdfError::Invalid => {
            "PDF 已损坏或不完整，找不到页面，未读取。请重新下载，或在 PDF 阅读器中打开后重新导出".into()
        }
    }
}

fn stopped(stop: Stop, page: usize, limits: &Limits) -> String {
    match stop {
        Stop::Bytes => format!(
            "PDF 第 {page} 页的压缩数据解开后超过上限（单个 {} MB，合计 {} MB），未读取。请检查文件来源",
            limits.stream_bytes >> 20,
            limits.total_bytes >> 20
        ),
        Stop::Length => format!("PDF 第 {page} 页的内容过多（字符或绘图指令超过上限），未读取。请拆分文件"),
    }
}

fn arrange(mut pages: Vec<Page>, info_title: Option<&[u8]>) -> Parsed {
    let grids: Vec<_> = pages.iter_mut().map(grid::take).collect();
    let mut sheets: Vec<Sheet> = pages
        .iter()
        .map(|p| Sheet { number: p.number, height: p.height, segments: lines::segments(&p.glyphs) })
        .collect();
    let body = body_size(&sheets);
    furniture::strip(&mut sheets);
    let mut flows = Vec::with_capacity(pages.len());
    for ((page, sheet), grids) in pages.iter().zip(sheets).zip(grids) {
        let mut regions = flow::regions(sheet.segments, grids);
        for region in &mut regions {
            aligned::find(region, &page.rules);
        }
        for aside in &page.aside {
            let mut segments = lines::segments(aside);
            segments.retain(|s| {
                !furniture::is_page_number(&s.text) && !s.text.trim().chars().all(|c| c.is_ascii_digit())
            });
            regions.extend(flow::regions(segments, Vec::new()));
        }
        flows.push(PageFlow { number: page.number, width: page.width, regions });
    }
    write::write(paragraph::blocks(flows, body), info_title, body)
}

/// The size that most of the text is set in.
fn body_size(sheets: &[Sheet]) -> f32 {
    let mut counts: std::collections::BTreeMap<i32, usize> = Default::default();
    for segment in sheets.iter().flat_map(|s| &s.segments) {
        *counts.entry((segment.size * 2.0).round() as i32).or_default() += segment.chars;
    }
    counts.into_iter().max_by_key(|c| c.1).map_or(10.5, |c| c.0 as f32 / 2.0)
}
