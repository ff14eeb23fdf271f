//! `zhiliang init`: a project folder with settings, a sample, and what starts it on Windows. Nothing is overwritten.

use crate::error::Error;
use std::io::Write;
use std::path::Path;

/// What a new project holds, and how its lines end.
const FILES: [(&str, &str, Lines); 6] = [
    ("pipeline.toml", include_str!("pipeline.toml"), Lines::OfSystem),
    ("raw/示例报告.txt", include_str!("sample.txt"), Lines::OfSystem),
    ("raw/示例报告.txt.toml", include_str!("sample.toml"), Lines::OfSystem),
    ("运行.bat", include_str!("run.bat"), Lines::Batch),
    ("计划任务.xml", include_str!("task.xml"), Lines::Wide),
    ("说明.txt", include_str!("readme.txt"), Lines::Notepad),
];

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// UTF-8 with the line ends of the system.
    OfSystem,
    /// UTF-8 without a mark, which `cmd` would take for a command, with `\r\n`.
    Batch,
    /// UTF-8 with a mark and `\r\n`, as every Notepad reads it.
    Notepad,
    /// UTF-16 with a mark and `\r\n`, as `schtasks` expects it.
    Wide,
}

/// Makes a project in a folder, and says what it made. The folder may exist, and may have inputs in `raw/` already: then
/// no sample is added.
///
/// # Errors
/// The folder is a project already, or cannot be written.
pub fn init(folder: &Path, title: Option<&str>) -> Result<String, Error> {
    let settings = folder.join("pipeline.toml");
    if settings.symlink_metadata().is_ok() {
        return Err(Error::Exists { file: settings });
    }
    let raw = folder.join("raw");
    let own_inputs = std::fs::read_dir(&raw).is_ok_and(|mut entries| entries.next().is_some());
    std::fs::create_dir_all(&raw).map_err(|e| Error::output(&raw, e))?;
    let folder = &std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let exe = std::env::current_exe().unwrap_or_else(|_| "zhiliang".into());
    let (exe, place) = (exe.to_string_lossy(), folder.to_string_lossy());
    let mut made = format!("项目文件夹 {}：\n", folder.display());
    for (name, text, lines) in FILES {
        let note = if name.starts_with("raw/") && own_inputs {
            "  （raw 中已有文件，没有放入）"
        } else {
            let text = match lines {
                Lines::OfSystem => text.replace("{{title}}", &quoted(title.unwrap_or("各省典型经验数据集"))),
                Lines::Batch => text.replace("{{exe}}", &exe.replace('%', "%%")),
                Lines::Notepad => text.to_owned(),
                Lines::Wide => {
                    text.replace("{{exe}}", &escaped(&exe)).replace("{{folder}}", &escaped(&place))
                }
            };
            if write(&folder.join(name), &encode(&text, lines))? { "" } else { "  （已有，未改动）" }
        };
        made.push_str(&format!("  {name}{note}\n"));
    }
    made.push_str("把报告和表格放进 raw，然后在该文件夹中运行 zhiliang（Windows：双击 运行.bat）\n");
    Ok(made)
}

/// Writes a new file; false where there is one already.
fn write(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    let new = std::fs::File::options().write(true).create_new(true).open(path);
    match new.and_then(|mut file| file.write_all(bytes)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(Error::output(path, e)),
    }
}

fn encode(text: &str, lines: Lines) -> Vec<u8> {
    let unix = lines == Lines::OfSystem && !cfg!(windows);
    let text = if unix { text.to_owned() } else { text.replace('\n', "\r\n") };
    match lines {
        Lines::OfSystem | Lines::Batch => text.into_bytes(),
        Lines::Notepad => format!("\u{feff}{text}").into_bytes(),
        Lines::Wide => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_settings_are_the_defaults_and_every_example_in_them_is_valid() {
        let template = include_str!("pipeline.toml");
        let text = template.replace("{{title}}", &quoted("“甲\"乙\\丙"));
        let config = Config::parse(&text, Path::new("p")).unwrap();
        assert_eq!(config, Config { title: "“甲\"乙\\丙".into(), ..Config::default() });
        // every commented key, taken in
        let keys = |line: &str| {
            let line = line.trim_start_matches("# ");
            let plain = line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" = ");
            (plain || line.starts_with("[[")).then(|| line.to_owned())
        };
        let all: Vec<String> = text
            .lines()
            .map(|l| if l.starts_with('#') { keys(l).unwrap_or_default() } else { l.to_owned() })
            .collect();
        let config = Config::parse(&all.join("\n"), Path::new("p")).unwrap();
        assert_eq!((config.sheets.len(), config.checks.len(), config.charts.len()), (1, 7, 1));
        assert_eq!((config.limits, config.history), (Config::default().limits, 5));
    }
}
