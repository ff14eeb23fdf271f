//! Which format a file has: by its extension, and by its first bytes where the extension lies.

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Text,
    Html,
    Docx,
    Pdf,
    /// Workbooks and delimited text.
    Book,
}

/// Extensions and the formats behind them.
pub const FORMATS: &[(&str, Format)] = &[
    ("txt", Format::Text),
    ("md", Format::Text),
    ("docx", Format::Docx),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("pdf", Format::Pdf),
    ("xlsx", Format::Book),
    ("xlsm", Format::Book),
    ("xls", Format::Book),
    ("xlsb", Format::Book),
    ("ods", Format::Book),
    ("csv", Format::Book),
    ("tsv", Format::Book),
];

/// The extensions that are read, for messages.
pub fn formats() -> String {
    FORMATS.iter().map(|(e, _)| format!(".{e}")).collect::<Vec<_>>().join(" ")
}

/// The format that the first bytes tell, and what to say where the extension says another. Workbooks tell themselves
/// apart.
pub fn told(stated: Format, extension: &str, bytes: &[u8]) -> (Format, Option<String>) {
    let found = by_content(stated, bytes).unwrap_or(stated);
    if found == stated {
        return (stated, None);
    }
    let name = match found {
        Format::Text => "纯文本",
        Format::Html => "网页",
        Format::Docx => "Word 文档",
        Format::Pdf => "PDF",
        Format::Book => "表格",
    };
    (found, Some(format!("扩展名是 .{extension}，内容是{name}，已按内容读取。建议改正扩展名")))
}

fn by_content(stated: Format, bytes: &[u8]) -> Option<Format> {
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|w| w == part);
    if bytes.starts_with(b"%PDF-") {
        return Some(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let word = holds(b"word/document.xml");
        return Some(if word || (stated == Format::Docx && !holds(b"xl/workbook")) {
            Format::Docx
        } else {
            Format::Book
        });
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return (stated != Format::Docx).then_some(Format::Book);
    }
    let head: String = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let page = head.starts_with("<!doctype html") || head.starts_with("<html");
    match stated {
        Format::Text | Format::Docx | Format::Pdf if page => Some(Format::Html),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_beats_the_extension() {
        for (stated, bytes, format) in [
            (Format::Text, b"%PDF-1.7".as_slice(), Format::Pdf),
            (Format::Pdf, b"<!DOCTYPE html><p>", Format::Html),
            (Format::Text, b"PK\x03\x04 xl/workbook.xml", Format::Book),
            (Format::Book, b"PK\x03\x04 word/document.xml", Format::Docx),
            (Format::Text, b"a report", Format::Text),
        ] {
            assert_eq!(told(stated, "x", bytes).0, format);
        }
    }
}
