//! Reads `.html`: the main text without what surrounds it, headings by tag, tables; and HTML saved as `.xls`.

mod charset;
mod content;
mod dom;
mod guard;
mod list;
mod names;
mod parse;
mod sink;
mod table;
mod title;
mod walk;

#[cfg(test)]
mod tests;

pub use charset::{Decoded, decode};

use super::blocks;
use super::parsed::{Parsed, Refusal};
use content::Surroundings;

/// Reads a web page: its main text.
pub fn read(bytes: &[u8]) -> Result<Parsed, Refusal> {
    read_encoded(bytes).map(|(parsed, _)| parsed)
}

/// The same with the name of the encoding that was recognised.
pub fn read_encoded(bytes: &[u8]) -> Result<(Parsed, &'static str), Refusal> {
    parsed(bytes, false)
}

/// Reads HTML that a program saved as `.xls`: all of it, every table being data.
pub fn read_tables(bytes: &[u8]) -> Result<Parsed, Refusal> {
    parsed(bytes, true).map(|(parsed, _)| parsed)
}

fn parsed(bytes: &[u8], sheet: bool) -> Result<(Parsed, &'static str), Refusal> {
    refuse_other_formats(bytes)?;
    let decoded = decode(bytes)?;
    guard::check(&decoded.text)?;
    let page = parse::parse(&decoded.text)?;
    drop(decoded.text);
    let surroundings = if sheet { Surroundings::none(&page.dom) } else { Surroundings::find(&page.dom) };
    let walked = walk::walk(&page.dom, &surroundings, sheet);
    let mut parsed = blocks::write(walked.blocks);
    if parsed.text.is_empty() {
        return Err(if page.dom.find("frameset").is_some() {
            "网页只有框架（frameset），正文在别的文件里。请保存框架内的网页，或另存为 .xlsx、.docx".into()
        } else if page.scripts > 0 {
            "网页里没有正文，内容可能由脚本载入。请在浏览器中打开后另存为“网页，全部”，或复制正文到 .txt"
                .into()
        } else {
            "网页里没有正文。请检查是否放错了文件".to_owned()
        });
    }
    title::title(&page.dom, &surroundings, &mut parsed);
    if let Some(note) = decoded.note {
        parsed.note("I-html-encoding", note);
    }
    if let Some(date) = title::published(&page.dom) {
        parsed.note("I-html-published", format!("网页标注的发布日期是 {date}，可写入来源文件的 published"));
    }
    if walked.told.left_out > 0 || surroundings.narrowed {
        let from = surroundings.source.as_deref().unwrap_or("文字最密的部分");
        let lines = walked.told.left_out;
        parsed.note("I-html-content", format!("正文取自 {from}；略去导航、页脚、版权等 {lines} 处"));
    }
    if surroundings.hidden > 0 {
        parsed.note("I-html-hidden", format!("不显示的内容 {} 处未读取", surroundings.hidden));
    }
    if walked.told.marks > 0 {
        parsed.note("I-html-marks", format!("注释序号 {} 处未读取，以免并入数字", walked.told.marks));
    }
    if walked.told.cut_columns {
        parsed.note("I-html-wide", "有表格超过 1024 列，其后的列未读取。请另存为 .xlsx".to_owned());
    }
    if page.deep {
        parsed.note("I-html-deep", "网页嵌套超过 512 层，更深的内容并入外层".to_owned());
    }
    Ok((parsed, decoded.encoding))
}

/// What a `.html` or `.xls` turns out to be that this reader does not read.
fn refuse_other_formats(bytes: &[u8]) -> Result<(), Refusal> {
    let head = &bytes[..bytes.len().min(2048)];
    let lower = String::from_utf8_lossy(head).to_lowercase();
    let start = lower.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    Err(if bytes.is_empty() {
        "文件是空的。请放入完整的文件"
    } else if head.starts_with(b"PK\x03\x04") {
        "这是压缩包或 Office 文件，不是网页。请把扩展名改为 .docx、.xlsx 等实际的格式"
    } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        "这是旧版 Office 文件，不是网页。请把扩展名改为 .xls，或用 Word 打开后另存为 .docx"
    } else if head.starts_with(b"%PDF") {
        "这是 PDF 文件，不是网页。请把扩展名改为 .pdf"
    } else if start.starts_with("mime-version:") || lower.contains("multipart/related") {
        "这是单文件网页（MHT），不读取。请用浏览器或 Excel 打开，另存为 .html 或 .xlsx"
    } else if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") && start.starts_with("<?xml") {
        "这是 XML 电子表格 2003，不读取。请用 Excel 打开，另存为 .xlsx"
    } else {
        return Ok(());
    }
    .to_owned())
}
