//! What a run says: lines for people, JSON for machines, nothing under `-q` but what somebody should act on.

use super::project::Project;
use serde_json::Value;
use std::process::Command;

const GOOD: &str = "山东省帮扶900家企业，发放补贴1200余万元。\n";
const KEYS: [&str; 7] = ["time", "level", "stage", "message", "code", "document", "exit_code"];

fn good() -> Project {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project
}

/// The lines of a JSON log, each an object of known keys in their order.
fn lines(log: &str) -> Vec<Value> {
    let line = |line: &str| -> Value {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let keys: Vec<&str> = KEYS.into_iter().filter(|key| value.get(*key).is_some()).collect();
        assert_eq!(value.as_object().unwrap().len(), keys.len(), "{line}");
        let places: Vec<usize> = keys.iter().map(|k| line.find(&format!("\"{k}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{line}");
        assert!(["info", "warning", "error"].contains(&value["level"].as_str().unwrap()), "{line}");
        assert!(chrono::DateTime::parse_from_rfc3339(value["time"].as_str().unwrap()).is_ok(), "{line}");
        assert!(value["message"].as_str().is_some_and(|m| !m.is_empty()), "{line}");
        value
    };
    log.lines().map(line).collect()
}

#[test]
fn json_lines_have_the_same_keys_and_name_the_stage() {
    let project = good();
    project.write("raw/empty.txt", "");
    let ran = project.run(&["--log-format", "json"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    let log = lines(&ran.err);
    let stages: Vec<&str> = log.iter().filter_map(|l| l["stage"].as_str()).collect();
    for stage in ["load", "extract", "compare", "publish"] {
        assert!(stages.contains(&stage), "{stage}: {}", ran.err);
    }
    let refused: Vec<&Value> = log.iter().filter(|l| l["level"] == "warning").collect();
    assert_eq!(refused.len(), 1, "{}", ran.err);
    assert_eq!((&refused[0]["code"], &refused[0]["document"]), (&"I-empty".into(), &"empty.txt".into()));
    assert!(log.iter().all(|l| l["level"] != "error"));
}

#[test]
fn an_error_is_a_json_line_too() {
    let project = good();
    project.write("raw/empty.txt", "");
    for (arguments, code, name) in [
        (&["--log-format", "json", "--strict", "-q"][..], 3, Some("E-strict")),
        (&["--log-format=json", "--config", "none.toml"], 2, Some("E-config-missing")),
        (&["run", "--log-format", "json", "--colour"], 2, None),
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, code);
        let log = lines(&ran.err);
        let last = log.last().unwrap();
        assert_eq!((&last["level"], &last["exit_code"]), (&"error".into(), &code.into()), "{}", ran.err);
        assert_eq!(last["code"].as_str(), name);
        assert!(!last["message"].as_str().unwrap().starts_with("E-"));
    }
    // the refused file that made it fail is named before
    let log = lines(&project.run(&["--log-format", "json", "--strict", "-q"]).err);
    assert!(log.len() == 2 && log[0]["document"] == "empty.txt", "{log:?}");
}

#[test]
fn quiet_is_silent_on_success_and_loud_on_trouble() {
    let project = good();
    for _ in 0..2 {
        let ran = project.run(&["-q"]);
        assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (0, "", ""));
    }
    project.write("raw/empty.txt", "");
    for _ in 0..2 {
        let ran = project.run(&["-q"]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""));
        assert!(
            ran.err.lines().count() == 1 && ran.err.starts_with("拒收 empty.txt（I-empty）"),
            "{}",
            ran.err
        );
    }
    let strict = project.run(&["-q", "--strict"]);
    assert!(strict.code == 3 && strict.err.contains("empty.txt") && strict.err.contains("E-strict"));
    std::fs::remove_file(project.path("raw/good.txt")).unwrap();
    let all = project.run(&["-q"]);
    assert!(
        all.code == 1 && all.err.contains("拒收 empty.txt") && all.err.contains("E-all-refused"),
        "{}",
        all.err
    );
}

#[test]
fn nothing_but_a_terminal_gets_escapes() {
    let project = good();
    let ran = |arguments: &[&str], settings: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhiliang"));
        command.args(arguments).current_dir(project.path("")).env("TERM", "xterm-256color");
        let output = command.envs(settings.iter().copied()).output().unwrap();
        [output.stdout, output.stderr].concat()
    };
    for arguments in [&["--force"][..], &["--help"], &["--colour"], &["check"], &["man"]] {
        for settings in [&[][..], &[("NO_COLOR", "1")]] {
            let told = ran(arguments, settings);
            assert!(!told.is_empty() && !told.contains(&0x1b), "{arguments:?} {settings:?}");
        }
    }
}

/// On a terminal, which `script` makes; skipped where there is none.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_a_progress_bar_unless_it_asks_for_none() {
    let project = good();
    for n in 0..40 {
        project.write(&format!("raw/{n}.txt"), format!("2021年，山东省第{n}批培训{}人。\n", n + 10));
    }
    let told = |settings: &[(&str, &str)], more: &str| -> Option<Vec<u8>> {
        let line = format!("'{}' --force {more}", env!("CARGO_BIN_EXE_zhiliang"));
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(project.path(""));
        command.env("TERM", "xterm").env_remove("NO_COLOR").envs(settings.iter().copied());
        let output = command.stdin(std::process::Stdio::null()).output().ok()?;
        assert!(output.status.success());
        Some(output.stdout)
    };
    let Some(plain) = told(&[], "") else {
        eprintln!("no `script`: the progress bar is not tested");
        return;
    };
    assert!(plain.contains(&0x1b), "{}", String::from_utf8_lossy(&plain));
    for (settings, more) in
        [(&[("NO_COLOR", "1")][..], ""), (&[("TERM", "dumb")], ""), (&[], "-q"), (&[], "--log-format json")]
    {
        assert!(!told(settings, more).unwrap().contains(&0x1b), "{settings:?} {more}");
    }
}
