//! Files under `raw/` become documents: decoded text with its sections, or sheets of cells.
//!
//! A file that cannot be read becomes an `Issue` of severity `refused` with what to do; the others go on.

pub mod blocks;
pub mod container;
pub mod corrections;
pub mod docx;
mod format;
pub mod html;
pub mod inline;
pub mod lines;
pub mod parsed;
pub mod pdf;
pub mod section;
pub mod source;
pub mod spreadsheet;
pub mod text;

use crate::codelist::Codelists;
use crate::error::Error;
use crate::model::{Document, Issue, Severity, Sheet, SheetHint, Source, View};
use parsed::Parsed;
use std::path::{Path, PathBuf};

/// A file that ingest can read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Path under `raw/` with forward slashes.
    pub relative: String,
    pub path: PathBuf,
    pub format: Format,
}

pub use format::{FORMATS, Format, formats};

/// Limits on what one file may ask for; from `pipeline.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest file, in bytes: `[limits] file_megabytes`.
    pub file_bytes: u64,
    /// Most non-empty cells of a workbook: `[limits] cells`.
    pub cells: u64,
    /// Most bytes that a compressed file may unzip to: `[limits] unzipped_megabytes`.
    pub unzipped_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 512 << 20, cells: 8_000_000, unzipped_bytes: 2 << 30 }
    }
}

impl Limits {
    /// Largest rectangle of a sheet where a library lays out the whole rectangle (.xls).
    pub fn extent(&self) -> u64 {
        self.cells / 4
    }
}

/// What a reader wants people to know; it becomes an `Issue`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A stable code (`I-sheet-hidden`).
    pub code: &'static str,
    /// What was found and what to do, in Chinese.
    pub message: String,
    /// Where in the file (`SHEET!B3`), or empty.
    pub locator: String,
}

impl Note {
    /// A note about the whole file.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locator: String::new() }
    }

    /// The same note, at this place.
    pub fn at(mut self, locator: impl ToString) -> Self {
        self.locator = locator.to_string();
        self
    }
}

/// The files under `raw/`, sorted by path, and issues for those whose format is not read.
pub fn list(raw: &Path) -> Result<(Vec<Input>, Vec<Issue>), Error> {
    if !raw.is_dir() {
        return Err(Error::RawMissing { folder: raw.to_owned() });
    }
    let (mut inputs, mut issues) = (Vec::new(), Vec::new());
    walk(raw, raw, &mut inputs, &mut issues);
    inputs.sort();
    issues.sort();
    Ok((inputs, issues))
}

fn walk(raw: &Path, folder: &Path, inputs: &mut Vec<Input>, issues: &mut Vec<Issue>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => {
            let name = relative(raw, folder);
            issues.push(refused("I-folder-unreadable", &name, format!("文件夹无法读取（{e}）。请检查权限")));
            return;
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = relative(raw, &path);
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let of_windows = ["desktop.ini", "thumbs.db", "ehthumbs.db"];
        if file_name.starts_with('.')
            || file_name.starts_with("~$")
            || of_windows.iter().any(|own| file_name.eq_ignore_ascii_case(own))
        {
            continue;
        }
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_symlink()
            && !path.canonicalize().is_ok_and(|p| raw.canonicalize().is_ok_and(|r| p.starts_with(r)))
        {
            issues.push(refused(
                "I-link-outside",
                &name,
                "链接指向输入文件夹之外，未读取。请复制文件本身".into(),
            ));
        } else if path.is_dir() {
            walk(raw, &path, inputs, issues);
        } else if is_origin(&path) {
            if !path.with_extension("").is_file() {
                let text = "来源文件旁没有对应的报告或表格。请检查文件名".to_owned();
                issues.push(Issue::new("I-origin-orphan", Severity::Note, &name, text));
            }
        } else {
            let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            match FORMATS.iter().find(|(e, _)| *e == extension) {
                Some(&(_, format)) => inputs.push(Input { relative: name, path, format }),
                None => issues.push(refused(
                    "I-format",
                    &name,
                    match extension.as_str() {
                        "" => format!(
                            "文件没有扩展名，不知道是什么格式。请加上其中之一：{}",
                            formats().replace(' ', "、")
                        ),
                        "doc" | "wps" => {
                            "不读取 .doc 和 .wps 文件。请用 Word 或 WPS 打开，另存为 .docx".into()
                        }
                        "ppt" | "pptx" => "不读取演示文稿。请把需要的内容另存为 .docx 或 .pdf".into(),
                        "zip" | "rar" | "7z" => "不读取压缩包。请解压后把其中的文件放入".into(),
                        _ => format!("不读取 .{extension} 文件。请另存为 {}", formats().replace(' ', "、")),
                    },
                )),
            }
        }
    }
}

fn is_origin(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

fn relative(raw: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(raw).unwrap_or(path).components();
    parts.map(|c| c.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

/// An issue that says a file was not read.
pub fn refused(code: &str, document_id: &str, message: String) -> Issue {
    Issue::new(code, Severity::Refused, document_id, message)
}

/// Reads the bytes of an input, within the limits.
pub fn load(input: &Input, limits: Limits) -> Result<Vec<u8>, Issue> {
    let fail = |what: String| refused("I-unreadable", &input.relative, what);
    let size =
        std::fs::metadata(&input.path).map_err(|e| fail(format!("无法读取（{e}）。请检查文件和权限")))?.len();
    if size > limits.file_bytes {
        let megabytes = limits.file_bytes >> 20;
        let what = format!(
            "文件有 {} MB，超过上限 {megabytes} MB。请拆分，或在 pipeline.toml 的 [limits] 中提高 file_megabytes",
            size >> 20
        );
        return Err(refused("I-too-large", &input.relative, what));
    }
    let state = || std::fs::metadata(&input.path).ok().map(|m| (m.len(), m.modified().ok()));
    let before = state();
    let bytes = std::fs::read(&input.path).map_err(|e| fail(format!("无法读取（{e}）。请检查文件和权限")))?;
    if state() != before || before.is_some_and(|(length, _)| length != bytes.len() as u64) {
        let what = "文件在读取时还在变化。请等它写完后再运行";
        return Err(refused("I-changing", &input.relative, what.into()));
    }
    if bytes.is_empty() {
        return Err(refused("I-empty", &input.relative, "文件是空的。请放入完整的文件".into()));
    }
    Ok(bytes)
}

/// Makes a document of the bytes of an input.
/// `hints` are what the settings say of sheets.
pub fn read(
    input: &Input,
    bytes: &[u8],
    lists: &Codelists,
    limits: Limits,
    hints: &[SheetHint],
) -> Result<Document, Issue> {
    let (origin, mut issues) = source::origin(input, bytes);
    let document_id = origin.id.clone().unwrap_or_else(|| input.relative.clone());
    let mut document = Document {
        document_id: document_id.clone(),
        title: origin.title.clone().unwrap_or_default(),
        origin,
        source: Source {
            path: input.relative.clone(),
            hash: blake3::hash(bytes).to_hex().to_string(),
            bytes: bytes.len() as u64,
            format: input.relative.rsplit('.').next().unwrap_or("").to_lowercase(),
            encoding: None,
        },
        text: String::new(),
        view: View::identity(""),
        sections: Vec::new(),
        sheets: Vec::new(),
        issues: Vec::new(),
    };
    let (format, lie) = format::told(input.format, &document.source.format, bytes);
    if let Some(what) = lie {
        issues.push(Issue::new("I-extension", Severity::Note, &document_id, what));
    }
    let refuse = |code: &str, what: String| refused(code, &input.relative, what);
    match format {
        Format::Text => {
            let (decoded, encoding) = text::decode(bytes).map_err(|what| refuse("I-not-text", what))?;
            prose(&mut document, decoded, lists);
            document.source.encoding = Some(encoding);
        }
        Format::Html => {
            let read = html::read_encoded(bytes).map_err(|what| refuse("I-html", what))?;
            let (parsed, encoding) = read;
            document.source.encoding = Some(encoding.to_owned());
            take(&mut document, parsed, lists, &mut issues);
        }
        Format::Docx => {
            let unzipped = limits.unzipped_bytes;
            let limits =
                docx::Limits { total_bytes: unzipped, part_bytes: unzipped / 2, ..Default::default() };
            let parsed = docx::read(bytes, limits).map_err(|what| refuse("I-docx", what))?;
            take(&mut document, parsed, lists, &mut issues);
        }
        Format::Pdf => {
            let limits = pdf::Limits { total_bytes: limits.unzipped_bytes, ..Default::default() };
            let parsed = pdf::read(bytes.to_vec(), limits).map_err(|what| refuse("I-pdf", what))?;
            take(&mut document, parsed, lists, &mut issues);
        }
        Format::Book => {
            let mut notes = Vec::new();
            let read = spreadsheet::read(bytes, &document.source.format, limits, &mut notes);
            // formulas without a value are listed where the table is read
            notes.retain(|note| note.code != "I-formula-uncached");
            issues.extend(notes.into_iter().map(|note| {
                let severity =
                    if note.code == "I-cell-unreadable" { Severity::Warning } else { Severity::Note };
                Issue::new(note.code, severity, &document_id, note.message).at(note.locator)
            }));
            document.sheets = read.map_err(|what| refuse("I-workbook", what))?;
            let extension = document.source.format.as_str();
            let lines =
                |s: &Sheet| s.name == spreadsheet::DELIMITED_SHEET && s.cells.iter().all(|c| c.column == 0);
            if !["csv", "tsv"].contains(&extension) && document.sheets.iter().all(lines) {
                let what =
                    "内容不是工作簿，也不是分列的文本。文件可能损坏或没有下载完；请用 Excel 另存为 .xlsx";
                return Err(refuse("I-workbook", what.into()));
            }
            for sheet in &mut document.sheets {
                if sheet.name == spreadsheet::DELIMITED_SHEET
                    && ["csv", "tsv"].contains(&document.source.format.as_str())
                {
                    let file = input.relative.rsplit('/').next().unwrap_or("");
                    sheet.name = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned();
                }
            }
        }
    }
    for sheet in &mut document.sheets {
        sheet.hint = SheetHint::of(hints, &input.relative, &sheet.name).cloned();
    }
    let prose_only = document.sheets.iter().all(|s| s.cells.is_empty());
    if prose_only && document.view.text().trim().is_empty() {
        return Err(refuse("I-no-text", "文件中没有文字，也没有表格。请检查文件".into()));
    }
    if document.title.is_empty() {
        document.title = input.relative.rsplit('/').next().unwrap_or("").to_owned();
    }
    document.issues.extend(issues);
    Ok(document)
}

/// Fills a document with decoded text: the view, the sections, and the title where none is given.
pub fn prose(document: &mut Document, decoded: String, lists: &Codelists) {
    document.view = text::view(&decoded, &lists.residues);
    document.text = decoded;
    let (title, sections) = section::sections(document.view.text(), &lists.areas);
    document.sections = sections;
    if document.title.is_empty() {
        document.title = title;
    }
}

/// Fills a document with what a reader made of it: the text with its tables as sheets, and prose beside them.
fn take(document: &mut Document, parsed: Parsed, lists: &Codelists, issues: &mut Vec<Issue>) {
    let Parsed { text, title, headings, tables, notes } = parsed;
    for (code, message) in notes {
        issues.push(Issue::new(&code, Severity::Note, &document.document_id, message));
    }
    let spans: Vec<(usize, usize)> = tables.iter().map(|t| (t.start, t.end)).collect();
    document.view = text::view_without(&text, &lists.residues, &spans);
    let styled: Vec<(usize, usize, u32)> = headings
        .iter()
        .map(|h| {
            (document.view.of_origin(h.start), document.view.of_origin(h.end), u32::from(h.level.max(1)))
        })
        .collect();
    let (first, sections) = section::sections_with(document.view.text(), &styled, &lists.areas);
    document.sections = sections;
    document.sheets = parsed::sheets(&text, &tables);
    document.text = text;
    if document.title.is_empty() {
        document.title = title.unwrap_or(first);
    }
}

/// A document of text that stands in no folder: `zhiliang extract -`.
pub fn document_of_text(document_id: &str, decoded: String, lists: &Codelists) -> Document {
    let mut document = Document {
        document_id: document_id.to_owned(),
        title: String::new(),
        origin: Default::default(),
        source: Source {
            path: document_id.to_owned(),
            hash: blake3::hash(decoded.as_bytes()).to_hex().to_string(),
            bytes: decoded.len() as u64,
            format: "txt".into(),
            encoding: Some("UTF-8".into()),
        },
        text: String::new(),
        view: View::identity(""),
        sections: Vec::new(),
        sheets: Vec::new(),
        issues: Vec::new(),
    };
    prose(&mut document, decoded, lists);
    document
}
