//! Files under `raw/` become documents: decoded text with its sections, or sheets of cells.
//!
//! A file that cannot be read becomes an `Issue` of severity `refused` with what to do; the others go on.

pub mod section;
pub mod source;
pub mod spreadsheet;
pub mod text;

use crate::codelist::Codelists;
use crate::error::Error;
use crate::model::{Document, Issue, Severity, Source, View};
use std::path::{Path, PathBuf};

/// A file that ingest can read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Path under `raw/` with forward slashes.
    pub relative: String,
    pub path: PathBuf,
    pub format: Format,
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Text,
    Xlsx,
}

/// Extensions and the formats behind them.
pub const FORMATS: &[(&str, Format)] =
    &[("txt", Format::Text), ("md", Format::Text), ("xlsx", Format::Xlsx), ("xlsm", Format::Xlsx)];

/// Limits on what one file may ask for; from `pipeline.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest file, in bytes.
    pub file_bytes: u64,
    /// Most non-empty cells of a workbook.
    pub cells: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 512 << 20, cells: 20_000_000 }
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
        if file_name.starts_with('.') || file_name.starts_with("~$") {
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
                    format!("不读取 .{extension} 文件。请另存为 {}", formats().replace(' ', "、")),
                )),
            }
        }
    }
}

/// The extensions that are read, for messages.
pub fn formats() -> String {
    FORMATS.iter().map(|(e, _)| format!(".{e}")).collect::<Vec<_>>().join(" ")
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
    let bytes = std::fs::read(&input.path).map_err(|e| fail(format!("无法读取（{e}）。请检查文件和权限")))?;
    if bytes.is_empty() {
        return Err(refused("I-empty", &input.relative, "文件是空的。请放入完整的文件".into()));
    }
    Ok(bytes)
}

/// Makes a document of the bytes of an input.
pub fn read(input: &Input, bytes: &[u8], lists: &Codelists, limits: Limits) -> Result<Document, Issue> {
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
    match input.format {
        Format::Text => {
            let (decoded, encoding) =
                text::decode(bytes).map_err(|what| refused("I-not-text", &input.relative, what))?;
            prose(&mut document, decoded, lists);
            document.source.encoding = Some(encoding);
        }
        Format::Xlsx => {
            document.sheets = spreadsheet::read(bytes, limits, &document_id, &mut issues)
                .map_err(|what| refused("I-workbook", &input.relative, what))?;
            if document.sheets.iter().all(|s| s.cells.is_empty()) {
                return Err(refused(
                    "I-workbook-empty",
                    &input.relative,
                    "工作簿中没有任何单元格。请检查文件".into(),
                ));
            }
        }
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
    let (title, sections) = section::sections(document.view.text());
    document.sections = sections;
    if document.title.is_empty() {
        document.title = title;
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
