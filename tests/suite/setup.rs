//! Setting up: `init` makes a project that runs, `check` looks at one and writes nothing, completions and man page.

use super::project::{Project, Ran};
use std::path::Path;
use std::process::Command;

fn in_folder(folder: &Path, arguments: &[&str]) -> Ran {
    let output =
        Command::new(env!("CARGO_BIN_EXE_zhiliang")).args(arguments).current_dir(folder).output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A folder with a new project in it, whose name has what paths of Windows users have.
fn made(title: &[&str]) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("张三 & 李四 100%/质量 项目");
    let arguments = [&["init", folder.to_str().unwrap()], title].concat();
    let ran = in_folder(dir.path(), &arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for name in ["pipeline.toml", "raw/示例报告.txt", "运行.bat", "计划任务.xml", "说明.txt"] {
        assert!(ran.out.contains(name) && folder.join(name).is_file(), "{name}: {}", ran.out);
    }
    (dir, folder)
}

#[test]
fn a_new_project_checks_and_publishes() {
    let (_dir, folder) = made(&["--title", "“我的” \"数据\"\\集"]);
    let checked = in_folder(&folder, &["check", "--strict"]);
    assert_eq!((checked.code, checked.err.as_str()), (0, ""), "{}", checked.out);
    assert!(checked.out.contains("设置与 1 个输入都可用"), "{}", checked.out);
    assert!(!folder.join("output").exists());
    let ran = in_folder(&folder, &["--strict", "-q"]);
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (0, "", ""));
    let latest = folder.join("output/latest");
    for name in ["workbooks/cross-province-comparison.xlsx", "report.html", "dataset/observations.parquet"] {
        assert!(latest.join(name).is_file(), "{name}");
    }
    let compared = std::fs::read_to_string(latest.join("dataset/comparisons.csv")).unwrap();
    assert!(compared.contains("enterprises_assisted") && compared.lines().count() > 9, "{compared}");
    let package = std::fs::read_to_string(latest.join("dataset/datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    assert_eq!(package["title"], "“我的” \"数据\"\\集");
}

#[test]
fn a_project_is_never_overwritten() {
    let project = Project::empty();
    let before = project.read("pipeline.toml");
    let ran = project.run(&["init", "."]);
    assert!(
        ran.code == 2 && ran.err.contains("E-exists") && ran.err.contains("pipeline.toml"),
        "{}",
        ran.err
    );
    assert_eq!((project.read("pipeline.toml"), project.path("raw").exists()), (before, false));
    // what else is there stays, and no sample goes among inputs
    project.write("new/运行.bat", "mine");
    project.write("new/raw/own.txt", "山东省帮扶900家企业。\n");
    let ran = project.run(&["init", "new"]);
    assert!(ran.code == 0 && ran.out.contains("已有，未改动"), "{}{}", ran.out, ran.err);
    assert_eq!(project.read("new/运行.bat"), "mine");
    assert_eq!(project.files("new/raw").len(), 1);
    // a file where the folder should be
    let ran = project.run(&["init", "pipeline.toml"]);
    assert!(ran.code == 1 && ran.err.contains("E-output"), "{}", ran.err);
    assert_eq!(project.run(&["init"]).code, 2);
}

#[test]
fn what_starts_it_on_windows_is_as_windows_reads_it() {
    let (_dir, folder) = made(&[]);
    let batch = std::fs::read(folder.join("运行.bat")).unwrap();
    assert!(batch.starts_with(b"@echo off\r\n"), "no byte-order mark");
    let batch = String::from_utf8(batch).unwrap();
    assert_eq!(batch.matches('\n').count(), batch.matches("\r\n").count());
    let lines: Vec<&str> = batch.lines().collect();
    let utf8 = lines.iter().position(|l| l.starts_with("chcp 65001")).unwrap();
    assert!(lines[..=utf8].iter().all(|l| l.is_ascii()), "only ASCII before the code page is set");
    assert!(batch.contains("\"%EXE%\" --config \"%~dp0pipeline.toml\"") && batch.contains("pause"));
    let exe = env!("CARGO_BIN_EXE_zhiliang");
    assert!(batch.contains(&exe.replace('%', "%%")) && !batch.contains("{{"), "{batch}");

    let task = std::fs::read(folder.join("计划任务.xml")).unwrap();
    assert!(task.starts_with(&[0xff, 0xfe]) && task.len() % 2 == 0);
    let units: Vec<u16> = task[2..].chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).unwrap();
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n") && !text.contains("{{"));
    assert!(text.contains("张三 &amp; 李四"), "{text}");
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut path, mut values) = (Vec::new(), std::collections::HashMap::new());
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(start) => path.push(start.name().as_ref().to_string()),
            Event::End(_) => drop(path.pop()),
            Event::Text(part) => {
                let at: &mut String = values.entry(path.join("/")).or_default();
                at.push_str(&part);
            }
            Event::GeneralRef(name) => {
                let at: &mut String = values.entry(path.join("/")).or_default();
                assert_eq!(&*name, "amp");
                at.push('&');
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let exec = |key: &str| values[&format!("Task/Actions/Exec/{key}")].as_str();
    assert_eq!((exec("Command"), exec("Arguments")), (exe, "run -q --wait"));
    assert_eq!(Path::new(exec("WorkingDirectory")), folder);
    assert_eq!(values["Task/Triggers/CalendarTrigger/StartBoundary"], "2024-01-01T06:00:00");
    let readme = std::fs::read(folder.join("说明.txt")).unwrap();
    assert!(readme.starts_with("\u{feff}".as_bytes()) && readme.ends_with(b"\r\n"));
}

#[test]
fn check_names_what_is_wrong_and_writes_nothing() {
    let project = Project::empty();
    project.write("raw/good.txt", "2021年，山东省帮扶企业900家。\n");
    project.write("raw/copy.txt", "2021年，山东省帮扶企业900家。\n");
    project.write("raw/sub/empty.txt", "");
    project.write("raw/old.doc", "x");
    project.write("raw/copy.txt.toml", "title = \"t\"\nyear = 2021\n");
    project.write("raw/t.csv", "表 企业数（家）\n地区,2020年\n福建省,100\n");
    let before = project.files("");
    let ran = project.run(&["check"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    for words in [
        "设置与 2 个输入都可用；拒收 3 个",
        "old.doc（I-format）",
        "sub/empty.txt（I-empty）",
        "good.txt（I-duplicate-content）",
        "copy.txt.toml 第 2 行",
        ".csv 1 个",
        "copy.txt（41 B）：1 个观测",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let strict = project.run(&["check", "--strict"]);
    assert!(strict.code == 3 && strict.err.contains("E-strict"), "{}", strict.err);
    assert_eq!(project.files(""), before);
}

#[test]
fn check_tells_every_wrong_setting_with_its_line() {
    let project = Project::empty();
    project.write("raw/good.txt", "2021年，山东省帮扶企业900家。\n");
    project.write(
        "pipeline.toml",
        "highlight = [\"山冻\"]\n[[chart]]\nname = \"a\"\nkind = \"dots\"\nindicators = [\"nothing\"]\n\
         [[chart]]\nname = \"b\"\nkind = \"dots\"\nprovinces = [\"济南\"]\n[[check]]\nkind = \"shares\"\n\
         [[check]]\nkind = \"coverage\"\nindicators = [\"nowhere\"]\n[[sheet]]\nfile = \"x*\"\nperiod = \"去年\"\n",
    );
    let ran = project.run(&["check"]);
    assert!(ran.code == 2 && ran.err.contains("E-settings") && ran.err.contains("5 处"), "{}", ran.err);
    for (line, word) in [(1, "山冻"), (2, "nothing"), (6, "济南"), (12, "nowhere"), (15, "去年")] {
        let told = ran.out.lines().any(|l| l.contains(&format!("第 {line} 行")) && l.contains(word));
        assert!(told, "{line} {word}: {}", ran.out);
    }
    assert!(ran.out.contains("file = \"x*\" 没有对应的输入"), "{}", ran.out);
    // a check of an indicator that is none stops a run too
    let run = project.run(&["-q"]);
    assert!(run.code == 2 && run.err.contains("第 12 行") && run.err.contains("nowhere"), "{}", run.err);
    for (file, text, code, words) in [
        ("pipeline.toml", "colour = 1\n", 2, "第 1 行"),
        ("pipeline.toml", "output = \"raw\"\n", 2, "E-nested"),
        ("codelist/unit.csv", "unit,aliases\n箩,\n", 2, "unit.csv 第 1 行"),
        ("codelist/derived.csv", "rule,label\n", 2, "derived.csv 第 1 行"),
    ] {
        if file != "pipeline.toml" {
            project.write("pipeline.toml", "");
        }
        project.write(file, text);
        let ran = project.run(&["check"]);
        assert!(ran.code == code && ran.err.contains(words), "{text}: {}", ran.err);
        if file != "pipeline.toml" {
            std::fs::remove_file(project.path(file)).unwrap();
        }
    }
    std::fs::remove_file(project.path("raw/good.txt")).unwrap();
    project.write("pipeline.toml", "");
    let ran = project.run(&["check"]);
    assert!(ran.code == 1 && ran.err.contains("E-raw-empty"), "{}", ran.err);
    std::fs::write(project.path("pipeline.toml"), b"# \xd6\xd0\n").unwrap();
    let ran = project.run(&["check"]);
    assert!(ran.code == 2 && ran.err.contains("UTF-8") && ran.err.contains("第 1 行"), "{}", ran.err);
}

#[test]
fn check_looks_at_the_output_folder() {
    let project = Project::empty();
    project.write("raw/good.txt", "2021年，山东省帮扶企业900家。\n");
    assert_eq!(project.run(&["-q"]).code, 0);
    let before = project.files("output");
    let lock = zhiliang::run::lock::Lock::take(&project.path("output"), None).unwrap();
    let ran = project.run(&["check"]);
    assert!(ran.code == 4 && ran.err.contains("E-locked"), "{}", ran.err);
    drop(lock);
    assert_eq!(project.run(&["check"]).code, 0);
    assert_eq!(project.files("output"), before);
    project.write("pipeline.toml", "output = \"raw/good.txt\"\n");
    assert_eq!(project.run(&["check"]).code, 2);
    project.write("file", "x");
    project.write("pipeline.toml", "output = \"file\"\n");
    let ran = project.run(&["check"]);
    assert!(ran.code == 1 && ran.err.contains("E-output"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn an_output_inside_the_inputs_is_noticed_through_links() {
    let project = Project::empty();
    project.write("raw/good.txt", "2021年，山东省帮扶企业900家。\n");
    std::os::unix::fs::symlink(project.path(""), project.path("link")).unwrap();
    project.write("pipeline.toml", "output = \"link/raw/out\"\n");
    let ran = project.run(&["check"]);
    assert!(ran.code == 2 && ran.err.contains("E-nested"), "{}", ran.err);
}

#[test]
fn settings_that_notepad_saved_are_read() {
    let project = Project::empty();
    project.write("raw/good.txt", "2021年，山东省帮扶企业900家。\r\n");
    project.write("raw/good.txt.toml", "\u{feff}title = \"标题\"\r\nissuer = \"某局\"\r\n");
    project.write("raw/Thumbs.db", "x");
    project.write("raw/desktop.ini", "x");
    project.write("pipeline.toml", "\u{feff}title = \"试验\"\r\nhistory = 2\r\n");
    let ran = project.run(&["-q", "--strict"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(project.table("documents")[0]["title"], "标题");
}

#[test]
fn texts_have_names_that_every_system_takes() {
    let project = Project::empty();
    for (at, name) in ["a/b.txt", "a_b.txt", "NUL.txt", "Con.md"].iter().enumerate() {
        project.write(&format!("raw/{name}"), format!("2021年，山东省帮扶企业{}家。\n", 900 + at));
    }
    let long = "很长的文件夹名".repeat(8);
    project.write(&format!("raw/{long}/{long}/报告.txt"), "2021年，福建省帮扶企业80家。\n");
    assert_eq!(project.run(&["-q", "--strict"]).code, 0);
    let files = project.files("output/latest/dataset/text");
    assert_eq!(files.len(), 5);
    assert!(files.contains_key("_NUL.txt.txt") && files.contains_key("_Con.md.txt"), "{:?}", files.keys());
    let texts: Vec<String> = files.values().map(|b| String::from_utf8_lossy(b).into_owned()).collect();
    assert!(["900", "901", "902", "903", "80"].iter().all(|n| texts.iter().any(|t| t.contains(n))));
}

#[test]
fn completions_and_the_man_page_are_written() {
    let project = Project::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = project.run(&["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("zhiliang") && ran.out.contains("completions"), "{shell}");
    }
    assert_eq!(project.run(&["completions", "csh"]).code, 2);
    let page = project.run(&["man"]);
    assert!(page.code == 0 && page.out.contains(".TH zhiliang") && page.out.contains("运行整条流水线"));
    let page = project.run(&["man", "check"]);
    assert!(page.code == 0 && page.out.contains(".TH") && page.out.contains("\\-\\-strict"), "{}", page.out);
    assert!(project.run(&["man", "nothing"]).err.contains("check"));
}

#[test]
fn the_help_is_chinese() {
    let project = Project::empty();
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"], &["extract", "-h"]] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, 0);
        for word in ["用法：", "选项", "显示帮助"] {
            assert!(ran.out.contains(word), "{word}: {}", ran.out);
        }
        assert!(!ran.out.contains("Usage") && !ran.out.contains("Print help"), "{}", ran.out);
    }
    assert!(project.run(&["--version"]).out.starts_with("zhiliang "));
}
