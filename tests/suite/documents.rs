//! Small files of every format, whole, mislabelled and broken: what is read in them, or why they are refused.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use zhiliang::codelist::Codelists;
use zhiliang::ingest::{self, Input, Limits};
use zhiliang::{extract, normalize};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ingest")
}

/// What a file gives: an observation a line, or the refusal; notes about the file first.
fn outcome(path: &Path, lists: &Codelists) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let extension = path.extension().unwrap().to_string_lossy().to_lowercase();
    let format = ingest::FORMATS.iter().find(|(e, _)| *e == extension).unwrap().1;
    let input = Input { relative: name, path: path.to_owned(), format };
    let read = ingest::load(&input, Limits::default())
        .and_then(|bytes| ingest::read(&input, &bytes, lists, Limits::default(), &[]));
    let document = match read {
        Ok(document) => document,
        Err(issue) => return format!("{}: {}\n", issue.code, issue.message),
    };
    let mut out = String::new();
    for issue in document.issues.iter().filter(|i| i.code != "I-origin-missing") {
        writeln!(out, "{}: {}", issue.code, issue.message).unwrap();
    }
    if let Some(encoding) = &document.source.encoding {
        writeln!(out, "encoding: {encoding}").unwrap();
    }
    let text: Vec<char> = document.text.chars().collect();
    let extraction = extract::extract(&document, lists);
    for o in normalize::normalize(document, extraction, lists).observations {
        if let (Some(start), Some(end)) = (o.start, o.end) {
            let quoted: String = text[start as usize..end as usize].iter().collect();
            assert_eq!(quoted, o.quote, "{}", path.display());
        }
        let place = o.place.as_ref().map_or("-", |p| &p.name);
        let period = o.period.as_ref().map_or("-", |p| &p.code);
        let value = o.quantity.value.map_or("-".into(), |v| v.normalize().to_string());
        let unit = o.quantity.unit.as_deref().unwrap_or("-");
        let subject = o.subject.as_deref().unwrap_or("-");
        let (kind, status) = (o.kind.code(), o.status.code());
        let at = &o.locator;
        writeln!(out, "{} | {subject} | {place} | {period} | {value} {unit} {kind} {status} | {at}", o.quote)
            .unwrap();
    }
    out
}

#[test]
fn files_are_read_or_refused_as_expected() {
    let lists = Codelists::load(None).unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join("files")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 25);
    let mut found = String::new();
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy();
        writeln!(found, "== {name}\n{}", outcome(file, &lists)).unwrap();
    }
    let path = folder().join("expected.txt");
    if std::env::var_os("ZHILIANG_WRITE_EXPECTED").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    for (found, expected) in found.split("== ").zip(expected.split("== ")) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn a_million_cells_stop_at_the_limit() {
    let rows: String = (0..2_000).map(|i| format!("甲{i},{i}\n")).collect();
    let mut issues = Vec::new();
    let limits = Limits { cells: 1_000, ..Limits::default() };
    let refusal = ingest::spreadsheet::read(rows.as_bytes(), "csv", limits, &mut issues).unwrap_err();
    assert!(refusal.contains("cells") && refusal.contains("pipeline.toml"), "{refusal}");
}

fn load(path: &Path) -> Result<Vec<u8>, zhiliang::model::Issue> {
    let relative = path.file_name().unwrap().to_string_lossy().into_owned();
    ingest::load(&Input { relative, path: path.to_owned(), format: ingest::Format::Text }, Limits::default())
}

#[test]
fn a_file_that_has_gone_or_may_not_be_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("报告 📈 2022.txt");
    assert_eq!(load(&path).unwrap_err().code, "I-unreadable");
    std::fs::write(&path, "全市帮扶企业320家。").unwrap();
    assert!(load(&path).is_ok());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
        if std::fs::read(&path).is_ok() {
            println!("skipped: this user may read everything");
            return;
        }
        let issue = load(&path).unwrap_err();
        assert_eq!(issue.code, "I-unreadable");
        assert!(issue.message.contains("权限"), "{}", issue.message);
    }
}

#[test]
fn names_with_blanks_and_signs_are_read_and_links_that_lead_out_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let raw = folder.path().join("raw");
    std::fs::create_dir(&raw).unwrap();
    std::fs::write(raw.join("质量 报告 📈（一）.txt"), "全市帮扶企业320家。").unwrap();
    #[cfg(unix)]
    {
        std::fs::write(folder.path().join("outside.txt"), "全市帮扶企业1家。").unwrap();
        std::os::unix::fs::symlink(folder.path().join("outside.txt"), raw.join("link.txt")).unwrap();
    }
    let (inputs, issues) = ingest::list(&raw).unwrap();
    assert_eq!(inputs.len(), 1);
    assert!(inputs[0].relative.contains('📈'));
    assert_eq!(issues.iter().any(|i| i.code == "I-link-outside"), cfg!(unix), "{issues:?}");
}
