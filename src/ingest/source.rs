//! The origin of a file: `NAME.EXT.toml` beside it, checked against the file.

use super::Input;
use crate::model::{Issue, Origin, Severity};
use sha2::{Digest, Sha256};

/// The origin of an input, and what is missing or wrong in it. Never fatal.
pub fn origin(input: &Input, bytes: &[u8]) -> (Origin, Vec<Issue>) {
    let path = input.path.with_file_name(format!(
        "{}.toml",
        input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    ));
    let name = format!("{}.toml", input.relative);
    let warn = |code: &str, what: String| Issue::new(code, Severity::Warning, &input.relative, what);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let what = format!(
                "没有来源文件 {name}；文件标识用路径代替，相对时期（去年、全年）可能无法确定。建议写明 title、issuer、reference_period"
            );
            return (
                Origin::default(),
                vec![Issue::new("I-origin-missing", Severity::Note, &input.relative, what)],
            );
        }
        Err(e) => {
            let what = match e.kind() {
                std::io::ErrorKind::InvalidData => format!("{name} 不是 UTF-8 编码。请用记事本另存为 UTF-8"),
                _ => format!("{name} 无法读取（{e}）"),
            };
            return (Origin::default(), vec![warn("I-origin-unreadable", what)]);
        }
    };
    match toml::from_str::<Origin>(&text) {
        Ok(origin) => {
            let mut issues = Vec::new();
            let missing: Vec<&str> = [
                ("title", origin.title.is_none()),
                ("issuer", origin.issuer.is_none()),
                ("reference_period", origin.reference_period.is_none()),
            ]
            .iter()
            .filter(|(_, m)| *m)
            .map(|(n, _)| *n)
            .collect();
            if !missing.is_empty() {
                let what = format!("{name} 未写明 {}", missing.join("、"));
                issues.push(Issue::new("I-origin-incomplete", Severity::Note, &input.relative, what));
            }
            if let Some(stated) = &origin.sha256
                && !stated.eq_ignore_ascii_case(&sha256(bytes))
            {
                let what = format!("文件与 {name} 中的 sha256 不符：文件可能已被改动。核对后请更新 sha256");
                issues.push(warn("I-checksum", what));
            }
            (origin, issues)
        }
        Err(e) => {
            let line = e.span().map_or(0, |s| 1 + text[..s.start.min(text.len())].matches('\n').count());
            let what =
                format!("{name} 第 {line} 行有误：{}。该文件按没有来源处理", e.message().replace('\n', " "));
            (Origin::default(), vec![warn("I-origin-invalid", what)])
        }
    }
}

/// SHA-256 in hex, as `sha256sum` prints it.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_as_the_tools_print_them() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
