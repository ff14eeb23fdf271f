//! Reads `.docx`: paragraphs, headings by style, the numbers that Word generates, tables, footnotes.
//!
//! Elements are told by their local names, so strict and transitional documents read alike. Nothing outside the
//! package is ever read and no entity of a document's own is expanded.

mod body;
mod notes;
mod numbering;
mod numerals;
mod package;
mod paragraph;
mod styles;
mod table;
mod xml;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sound;

use super::blocks;
use super::parsed::{Parsed, Refusal};
pub(crate) use numerals::format as numeral;

use body::{Setting, Walker};
use notes::Counts;
use numbering::Numbering;
use package::Package;
use std::collections::HashMap;
use styles::Styles;

/// Limits on what one package may unfold to.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most unzipped bytes of one part.
    pub part_bytes: u64,
    /// Most unzipped bytes of all parts that are read.
    pub total_bytes: u64,
    /// Most unzipped bytes for a zipped one, for parts of more than 16 MB.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { part_bytes: 256 << 20, total_bytes: 512 << 20, ratio: 400 }
    }
}

/// Reads the bytes of a .docx. The refusal says what is wrong and what to do.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Parsed, Refusal> {
    let mut package = Package::open(bytes, limits)?;
    let parts = package.parts()?;
    let Some(document) = package.text(&parts.document)? else {
        return Err("文件包里没有正文（word/document.xml）。请用 Word 打开并另存为 .docx".into());
    };
    let mut asides = Vec::new();
    let styles = part(&mut package, parts.styles.as_deref(), "样式", Styles::parse, &mut asides)?;
    let numbering = part(&mut package, parts.numbering.as_deref(), "编号", Numbering::parse, &mut asides)?;
    let setting = Setting { styles, numbering };
    let mut counts = Counts { climbing: package.climbing, ..Counts::default() };
    let mut notes = HashMap::new();
    for (name, what) in [(&parts.footnotes, "脚注"), (&parts.endnotes, "尾注")] {
        let read = |text: &str| body::notes(text, &setting, what);
        notes.extend(part(&mut package, name.as_deref(), what, read, &mut asides)?);
    }
    let comments = part(&mut package, parts.comments.as_deref(), "批注", count_comments, &mut asides)?;
    counts.comments = comments;
    let mut walker = Walker::new(&setting, notes, counts);
    walker.read(&document).map_err(|broken| {
        format!(
            "正文（{}）{}，文件可能损坏或不完整。请用 Word 打开（可选“打开并修复”）并另存为 .docx",
            parts.document,
            broken.reason()
        )
    })?;
    drop(document);
    let (blocks, counts) = walker.finish();
    let mut parsed = blocks::write(blocks);
    if parsed.text.is_empty() {
        return Err(if counts.pictures > 0 {
            "文件里只有图片，没有文字。请提供文字版，或先做文字识别再另存为 .docx".into()
        } else if counts.chunks > 0 {
            "正文在嵌入的文档片段（altChunk）里，未读取。请用 Word 打开并另存为 .docx".into()
        } else {
            "文件里没有文字。请检查是否放错了文件".to_owned()
        });
    }
    counts.report(&mut parsed);
    parsed.notes.extend(asides);
    Ok(parsed)
}

/// Reads a part that a document can do without; a broken one is noted.
fn part<T: Default>(
    package: &mut Package<'_>,
    name: Option<&str>,
    what: &str,
    read: impl Fn(&str) -> Result<T, xml::Broken>,
    asides: &mut Vec<(String, String)>,
) -> Result<T, Refusal> {
    let Some(name) = name else { return Ok(T::default()) };
    let Some(text) = package.text(name)? else { return Ok(T::default()) };
    Ok(read(&text).unwrap_or_else(|broken| {
        let message = format!("{what}部分（{name}）{}，未读取；其余内容已读取", broken.reason());
        asides.push(("I-docx-part".to_owned(), message));
        T::default()
    }))
}

fn count_comments(text: &str) -> Result<usize, xml::Broken> {
    let mut reader = xml::Reader::new(text);
    let mut count = 0;
    while let Some(event) = reader.next()? {
        if let xml::Event::Start(element) = event
            && element.name() == "comment"
        {
            count += 1;
        }
    }
    Ok(count)
}
