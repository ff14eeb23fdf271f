//! The format of a spreadsheet, told by its content; an extension that says otherwise is reported.

use super::compound::{Compound, MAGIC};
use crate::ingest::Limits;
use crate::ingest::container::Container;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
    Html,
    Text,
}

impl Kind {
    /// What the format is called and the extensions that go with it.
    fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Xlsx => ("Excel 工作簿（.xlsx）", &["xlsx", "xlsm"]),
            Self::Xlsb => ("Excel 二进制工作簿（.xlsb）", &["xlsb"]),
            Self::Ods => ("OpenDocument 表格（.ods）", &["ods"]),
            Self::Xls => ("Excel 97-2003 工作簿（.xls）", &["xls"]),
            Self::Html => ("网页（HTML）表格", &["html", "htm"]),
            Self::Text => ("文本表格（CSV）", &["csv", "tsv"]),
        }
    }

    /// What to say where the extension does not fit the content.
    pub fn lie(self, extension: &str) -> Option<String> {
        let (name, extensions) = self.names();
        let extension = extension.trim_start_matches('.').to_lowercase();
        (!extensions.contains(&extension.as_str())).then(|| {
            format!("扩展名是 .{extension}，内容其实是{name}，已按内容读取。建议改成 .{}", extensions[0])
        })
    }
}

/// The format of some bytes; the error says what they are instead and what to do.
pub fn sniff(bytes: &[u8], limits: Limits) -> Result<Kind, String> {
    if bytes.is_empty() {
        return Err("文件是空的。请放入完整的文件".into());
    }
    if bytes.starts_with(b"PK") && bytes.get(2).is_some_and(|b| *b < 9) {
        return zipped(bytes, limits);
    }
    if bytes.starts_with(MAGIC) {
        return compound(bytes);
    }
    let other: &[(&[u8], &str)] = &[
        (b"%PDF", "PDF 文件，请改成 .pdf"),
        (b"{\\rtf", "RTF 文档，请用 Word 另存为 .docx"),
        (b"\x1f\x8b", "gzip 压缩包，请解压"),
        (b"Rar!", "RAR 压缩包，请解压"),
        (b"7z\xbc\xaf", "7z 压缩包，请解压"),
        (b"\x89PNG", "图片，请放入有文字的表格"),
        (b"\xff\xd8\xff", "图片，请放入有文字的表格"),
        (b"PAR1", "Parquet 文件，请导出为 CSV"),
        (b"SQLite format", "数据库，请导出为 CSV"),
        (b"\x09\x08", "很旧的 Excel 格式，请用 Excel 另存为 .xlsx"),
        (b"\x09\x04", "很旧的 Excel 格式，请用 Excel 另存为 .xlsx"),
        (b"\x09\x02", "很旧的 Excel 格式，请用 Excel 另存为 .xlsx"),
        (b"\x09\x00", "很旧的 Excel 格式，请用 Excel 另存为 .xlsx"),
        (b"MIME-Version:", "单个文件网页（MHTML），请用 Excel 打开后另存为 .xlsx"),
    ];
    if let Some((_, what)) = other.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(format!("内容是{what}，再放入"));
    }
    if bytes.iter().all(|b| *b == 0) {
        return Err("文件全是空字节，可能没有下载或复制完。请重新获取".into());
    }
    markup(bytes)
}

/// Web pages and the like start with a `<`.
fn markup(bytes: &[u8]) -> Result<Kind, String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8192)]).replace('\0', "").to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    if !head.starts_with('<') {
        return Ok(Kind::Text);
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.contains("<workbook") {
        return Err("内容是 Excel 2003 的 XML 表格，不读取。请用 Excel 打开后另存为 .xlsx，再放入".into());
    }
    if ["<html", "<table", "<!doctype html", "<body", "<head", "<meta"].iter().any(|t| head.contains(t)) {
        return Ok(Kind::Html);
    }
    if head.starts_with("<?xml") {
        return Err("内容是 XML，不是表格。请用 Excel 另存为 .xlsx，再放入".into());
    }
    Ok(Kind::Text)
}

fn zipped(bytes: &[u8], limits: Limits) -> Result<Kind, String> {
    let mut container = Container::open(bytes, limits)?;
    if container.has("xl/workbook.bin") {
        return Ok(Kind::Xlsb);
    }
    if container.has("xl/workbook.xml") {
        return Ok(Kind::Xlsx);
    }
    let mime = container.read("mimetype", 128)?.unwrap_or_default();
    let mime = String::from_utf8_lossy(&mime).into_owned();
    if mime.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Kind::Ods);
    }
    let what = if mime.starts_with("application/vnd.oasis.opendocument.text") {
        "OpenDocument 文档，请另存为 .docx"
    } else if container.has("word/document.xml") {
        "Word 文档，请改成 .docx"
    } else if container.has("ppt/presentation.xml") {
        "演示文稿，请把其中的表格另存为 .xlsx"
    } else if container.has("[Content_Types].xml")
        && container.names().any(|n| n.ends_with(".xml") && n.contains("workbook"))
    {
        return Ok(Kind::Xlsx);
    } else if container.has("[Content_Types].xml") {
        return Err("压缩包中缺少工作簿部件，文件不完整。请重新获取，或用 Excel 打开后另存".into());
    } else {
        "普通压缩包，请解压"
    };
    Err(format!("内容是{what}，再放入"))
}

fn compound(bytes: &[u8]) -> Result<Kind, String> {
    let file = Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(super::ENCRYPTED.into());
    }
    if file.has("Workbook") || file.has("Book") {
        return Ok(Kind::Xls);
    }
    let what = match () {
        () if file.has("WordDocument") => "Word 97-2003 文档，请用 Word 另存为 .docx",
        () if file.has("PowerPoint Document") => "演示文稿，请把其中的表格另存为 .xlsx",
        () => "不认识的 Office 文件，请用 Excel 另存为 .xlsx",
    };
    Err(format!("内容是{what}，再放入"))
}
