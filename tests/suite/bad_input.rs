//! More bad input: what is refused stays refused on the next run, a failed run leaves the last release alone, and
//! every wrong setting names its line.

use super::project::{Project, Ran};

const GOOD: &str = "山东省帮扶900家企业，发放补贴1200余万元。\n";

fn good() -> Project {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project
}

/// Fails without a release, a half-built one, or anything left behind in the output folder.
fn nothing_published(project: &Project) {
    let output = project.path("output");
    assert!(!output.join("latest").exists());
    let Ok(entries) = std::fs::read_dir(output) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.starts_with(".building-"), "{name} is left behind");
    }
}

fn told(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!(ran.code, code, "{}", ran.err);
    assert!(words.iter().all(|w| ran.err.contains(w)), "{words:?}: {}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
}

#[test]
fn settings_that_are_missing_or_wrong_exit_with_2() {
    let project = good();
    told(&project.run(&["--config", "none.toml"]), 2, &["E-config-missing", "none.toml", "--config"]);
    told(&project.run(&["--colour"]), 2, &["--colour"]);
    for (text, line, word) in [
        ("# 注释\nlanguage = \"fr\"\n", 2, "fr"),
        ("history = \"five\"\n", 1, "five"),
        ("title = \"t\"\n[limits]\nfiles = 3\n", 3, "files"),
        ("[[chart]]\nname = \"a\"\nkind = \"pie\"\n", 3, "pie"),
        ("[[chart]]\nkind = \"dots\"\n", 1, "name"),
        ("title = \"t\"\nraw = \n", 2, "pipeline.toml"),
    ] {
        project.write("pipeline.toml", text);
        told(&project.run(&[]), 2, &["E-config", &format!("第 {line} 行"), word]);
    }
    nothing_published(&project);
}

#[test]
fn wrong_rows_of_a_code_list_name_file_and_line() {
    let project = good();
    for (file, text, line) in [
        ("unit.csv", "unit,aliases,dimension,exponent,kind_hint\n箩,,count,0,\n筐,,count,many,\n", 3),
        ("unit.csv", "unit,aliases,dimension,exponent,kind_hint\n# 注释\n箩,,heavy,0,\n", 3),
        ("unit.csv", "unit,aliases\n箩,\n", 1),
    ] {
        project.write(&format!("codelist/{file}"), text);
        let ran = project.run(&[]);
        assert_eq!(ran.code, 2, "{text}: {}", ran.err);
        assert!(ran.err.contains("E-codelist") && ran.err.contains(file), "{}", ran.err);
        assert!(ran.err.contains(&format!("第 {line} 行")), "line {line}: {}", ran.err);
    }
    nothing_published(&project);
}

#[test]
fn what_is_refused_is_told_on_every_run() {
    let project = good();
    project.write("raw/binary.txt", [0_u8, 159, 146, 150, 0, 1]);
    project.write("raw/broken.xlsx", "PK\u{3}\u{4} but no more");
    assert_eq!(project.run(&["-q"]).code, 0);
    // the second run has nothing to do, and still says what it did not read
    let again = project.run(&["-q"]);
    assert_eq!(again.code, 0);
    assert!(again.err.contains("binary.txt") && again.err.contains("broken.xlsx"), "{:?}", again.err);
    told(&project.run(&["--strict"]), 3, &["E-strict", "binary.txt", "broken.xlsx"]);
}

#[test]
fn strict_leaves_the_last_release_alone() {
    let project = good();
    assert_eq!(project.run(&["-q", "--strict"]).code, 0);
    let before = project.files("output/latest");
    project.write("raw/more.txt", "福建省帮扶300家企业。\n");
    project.write("raw/empty.txt", "");
    told(&project.run(&["--strict"]), 3, &["E-strict", "empty.txt"]);
    assert_eq!(before, project.files("output/latest"));
    std::fs::remove_file(project.path("raw/empty.txt")).unwrap();
    assert_eq!(project.run(&["-q", "--strict"]).code, 0);
    assert_eq!(project.table("observations").len(), 3);
}

#[test]
fn a_note_about_the_data_is_no_refusal() {
    let project = good();
    project.write("raw/other.txt.toml", "title = \"来源文件旁没有报告\"\n");
    let ran = project.run(&["--strict"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("拒收"), "{}", ran.err);
    assert!(
        project.table("issues").iter().any(|i| i["code"] == "I-origin-orphan" && i["severity"] == "note")
    );
}

#[test]
fn an_input_that_goes_bad_does_not_take_the_release_with_it() {
    let project = good();
    assert_eq!(project.run(&["-q"]).code, 0);
    let before = project.files("output/latest");
    project.write("raw/good.txt", "");
    told(&project.run(&[]), 1, &["E-all-refused", "good.txt"]);
    std::fs::remove_file(project.path("raw/good.txt")).unwrap();
    told(&project.run(&[]), 1, &["E-raw-empty", ".txt"]);
    assert_eq!(before, project.files("output/latest"));
}

#[test]
fn the_same_report_twice_is_read_once() {
    let project = good();
    project.write("raw/a-copy.txt", GOOD);
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("I-duplicate-content"), "{}", ran.err);
    assert_eq!(project.table("observations").len(), 2);
    // an id that two origin files claim
    project.write("raw/a-copy.txt", "福建省帮扶300家企业。\n");
    project.write("raw/a-copy.txt.toml", "id = \"one\"\n");
    project.write("raw/good.txt.toml", "id = \"one\"\n");
    let ran = project.run(&[]);
    assert!(ran.code == 0 && ran.err.contains("I-duplicate-id") && ran.err.contains("one"), "{}", ran.err);
    assert_eq!(project.table("documents").len(), 1);
}

#[test]
fn files_beyond_the_limits_and_unknown_endings_say_what_to_do() {
    let project = good();
    project.write("raw/old.doc", "x");
    project.write("raw/no-ending", "x");
    project.write("raw/.hidden", "x");
    project.write("raw/~$open.xlsx", "x");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for file in ["old.doc", "no-ending"] {
        let issues = project.table("issues");
        let issue = issues.iter().find(|i| i["document_id"] == file).unwrap_or_else(|| panic!("{file}"));
        assert_eq!((issue["code"].as_str(), issue["severity"].as_str()), ("I-format", "refused"));
        assert!(issue["message"].contains(".docx"), "{}", issue["message"]);
    }
    assert!(!ran.err.contains("hidden") && !ran.err.contains("open.xlsx"), "{}", ran.err);
    project.write("pipeline.toml", "[limits]\nfile_megabytes = 0\n");
    told(&project.run(&[]), 1, &["I-too-large", "good.txt", "file_megabytes"]);
}

#[test]
fn a_run_that_another_holds_exits_with_4() {
    let project = good();
    std::fs::create_dir_all(project.path("output")).unwrap();
    let lock = std::fs::File::create(project.path("output/.lock")).unwrap();
    lock.try_lock().unwrap();
    told(&project.run(&[]), 4, &["E-locked", "output"]);
    nothing_published(&project);
    lock.unlock().unwrap();
    assert_eq!(project.run(&["-q"]).code, 0);
}

#[test]
fn what_a_killed_run_left_is_cleared_away() {
    let project = good();
    project.write("output/.building-killed/dataset/observations.csv", "half");
    assert_eq!(project.run(&["-q"]).code, 0);
    assert!(!project.path("output/.building-killed").exists());
    project.write("output/.shards/junk.json", "{");
    assert_eq!(project.run(&["-q", "--force"]).code, 0);
}

#[test]
fn a_dry_run_writes_nothing() {
    let project = good();
    let ran = project.run(&["--dry-run"]);
    assert!(ran.code == 0 && ran.err.contains("good.txt：新文件"), "{}", ran.err);
    assert!(!project.path("output").exists());
}
