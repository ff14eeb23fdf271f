//! The zip container of a .docx: its parts, read within limits, and refusals of what is no .docx.

use super::Limits;
use super::xml::{self, Event};
use crate::ingest::parsed::Refusal;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Parts smaller than this are never held to the ratio.
const RATIO_FROM: u64 = 16 << 20;
/// Most entries of a package.
const MOST_ENTRIES: usize = 20_000;

/// An open package.
pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limits: Limits,
    left: u64,
    /// Entries whose names climb out of the package.
    pub climbing: usize,
}

/// The parts that the main part names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub document: String,
    pub styles: Option<String>,
    pub numbering: Option<String>,
    pub footnotes: Option<String>,
    pub endnotes: Option<String>,
    pub comments: Option<String>,
}

impl<'a> Package<'a> {
    /// Opens the bytes, or says what they are instead of a .docx.
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, Refusal> {
        if let Some(other) = other_format(bytes) {
            return Err(other.to_owned());
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| {
            if bytes.starts_with(b"PK") {
                format!("Word 文件不完整（{e}），可能下载或复制中断。请重新获取完整的 .docx")
            } else {
                "不是 Word 文件（.docx）。请用 Word 打开并另存为 .docx，或改成与内容相符的扩展名".to_owned()
            }
        })?;
        if zip.len() > MOST_ENTRIES {
            let (n, most) = (zip.len(), MOST_ENTRIES);
            return Err(format!(
                "文件包内有 {n} 个条目，超过上限 {most}，未读取。请用 Word 打开并另存为 .docx"
            ));
        }
        let mut package = Self { zip, limits, left: limits.total_bytes, climbing: 0 };
        let names: Vec<String> = package.zip.file_names().flatten().map(|n| n.into_owned()).collect();
        package.climbing = names.iter().filter(|n| climbs(n)).count();
        if !names.iter().any(|n| n == "word/document.xml" || n == "[Content_Types].xml") {
            return Err(foreign(&names).to_owned());
        }
        Ok(package)
    }

    /// The parts that the relations name, with the usual names where they do not.
    pub fn parts(&mut self) -> Result<Parts, Refusal> {
        let mut parts = Parts::default();
        let root = self.text("_rels/.rels")?.unwrap_or_default();
        for (kind, target) in relations(&root) {
            if kind == "officeDocument" {
                parts.document = resolve("", &target);
            }
        }
        if parts.document.is_empty() || self.zip.index_for_name(&parts.document).is_none() {
            parts.document = "word/document.xml".into();
        }
        if self.zip.index_for_name(&parts.document).is_none() || !parts.document.ends_with(".xml") {
            let names: Vec<String> = self.zip.file_names().flatten().map(|n| n.into_owned()).collect();
            return Err(foreign(&names).to_owned());
        }
        let (folder, name) = parts.document.rsplit_once('/').unwrap_or(("", &parts.document));
        let folder = folder.to_owned();
        let beside = format!("{folder}/_rels/{name}.rels");
        let text = self.text(beside.trim_start_matches('/'))?.unwrap_or_default();
        for (kind, target) in relations(&text) {
            let slot = match kind.as_str() {
                "styles" => &mut parts.styles,
                "numbering" => &mut parts.numbering,
                "footnotes" => &mut parts.footnotes,
                "endnotes" => &mut parts.endnotes,
                "comments" => &mut parts.comments,
                _ => continue,
            };
            *slot = Some(resolve(&folder, &target));
        }
        if parts.document.starts_with("xl/") || parts.document.starts_with("ppt/") {
            return Err(foreign(std::slice::from_ref(&parts.document)).to_owned());
        }
        Ok(parts)
    }

    /// The decoded text of a part; none where there is no such part or its name climbs out.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        if climbs(name) {
            return Ok(None);
        }
        let Some(index) = self.zip.index_for_name(name) else { return Ok(None) };
        let bomb = |what: String| {
            format!(
                "文件包内的 {name} 解压后{what}，未读取。若文件可信，请在 pipeline.toml 的 [limits] 中提高 unzipped_megabytes，或拆分文件"
            )
        };
        let entry = self.zip.by_index(index).map_err(|e| match e {
            zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword => {
                "文件有密码，无法读取。请在 Word 中取消密码后另存为 .docx".to_owned()
            }
            e => format!("文件包内的 {name} 无法读取（{e}）；文件可能损坏。请用 Word 打开并另存为 .docx"),
        })?;
        let packed = entry.compressed_size().max(1);
        let most = self.limits.part_bytes.min(self.left);
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(RATIO_FROM);
        let mut bytes = Vec::new();
        let mut bounded = entry.take(most.min(by_ratio).saturating_add(1));
        bounded.read_to_end(&mut bytes).map_err(|e| {
            format!("文件包内的 {name} 损坏（{e}）。请重新获取完整的文件，或用 Word 打开并另存为 .docx")
        })?;
        let read = bytes.len() as u64;
        if read > most {
            return Err(bomb(format!("超过上限 {} MB", most >> 20)));
        }
        if read > by_ratio {
            return Err(bomb(format!("超过压缩前的 {} 倍，像是压缩炸弹", self.limits.ratio)));
        }
        self.left -= read;
        Ok(Some(decode(bytes)))
    }
}

/// XML is UTF-8 unless its byte-order mark says UTF-16; bytes that are neither become U+FFFD.
fn decode(bytes: Vec<u8>) -> String {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(&bytes) {
        return encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// The last step of each relation's type, with its target; external ones are never followed.
fn relations(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut reader = xml::Reader::new(text);
    while let Ok(Some(event)) = reader.next() {
        if let Event::Start(e) = event
            && e.name() == "Relationship"
            && e.attribute("TargetMode").is_none_or(|m| m != "External")
            && let (Some(kind), Some(target)) = (e.attribute("Type"), e.attribute("Target"))
        {
            found.push((kind.rsplit('/').next().unwrap_or("").to_owned(), target));
        }
    }
    found
}

/// A target relative to the folder of the part that names it.
fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|s| !s.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn climbs(name: &str) -> bool {
    name.starts_with(['/', '\\']) || name.contains(':') || name.split(['/', '\\']).any(|s| s == "..")
}

/// What the bytes are where they are no zip, by their first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let wide = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.len() >= name.len() && bytes.windows(name.len()).any(|w| w == name)
    };
    let text = &bytes[..bytes.len().min(1024)];
    let start = text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let head = text[start..].to_ascii_lowercase();
    if bytes.is_empty() {
        return Some("文件是空的。请放入完整的文件");
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(if wide("EncryptedPackage") {
            "文件有密码，无法读取。请在 Word 中取消密码后另存为 .docx"
        } else if wide("WordDocument") {
            "这是旧版 Word 文件（.doc），扩展名不符。请用 Word 或 WPS 打开，另存为 .docx"
        } else if wide("Workbook") || wide("Book") {
            "这是旧版 Excel 工作簿，扩展名不符。请把扩展名改为 .xls"
        } else {
            "这是旧版 Office 文件或加密文件，不是 .docx。请用 Word 打开，另存为 .docx"
        });
    }
    if bytes.starts_with(b"{\\rtf") {
        return Some("这是 RTF 文件，扩展名不符。请用 Word 打开，另存为 .docx");
    }
    if bytes.starts_with(b"%PDF") {
        return Some("这是 PDF 文件，扩展名不符。请把扩展名改为 .pdf");
    }
    if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") {
        return Some("这是网页，扩展名不符。请把扩展名改为 .html");
    }
    if head.starts_with(b"<?xml") || head.starts_with(b"mime-version") {
        return Some("这是 Word 的 XML 或 MHT 文件，不是 .docx。请用 Word 打开，另存为 .docx");
    }
    None
}

/// What a zip without a Word document is.
fn foreign(names: &[String]) -> &'static str {
    let has = |prefix: &str| names.iter().any(|n| n.starts_with(prefix));
    if has("xl/") {
        "这是 Excel 工作簿，扩展名不符。请把扩展名改为 .xlsx"
    } else if has("ppt/") {
        "这是 PowerPoint 演示文稿，不读取。请把需要的内容另存为 .docx 或 .pdf"
    } else if has("content.xml") {
        "这是 OpenDocument 文件，扩展名不符。请用 Word 或 LibreOffice 打开，另存为 .docx（表格为 .ods）"
    } else if has("Index/") {
        "这是 Apple Pages 文件，扩展名不符。请导出为 .docx"
    } else {
        "压缩包里没有 Word 正文（word/document.xml），不是 .docx。请放入压缩包里的文件本身，或用 Word 另存为 .docx"
    }
}
