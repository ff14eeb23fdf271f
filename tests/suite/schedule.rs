//! Unattended for years: killed at any moment, faults of disk and inputs, edits one after another, other clocks and
//! threads. After all of it the release is whole, and the same as one made afresh.

use super::project::Project;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A row of numbers that looks random and is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

/// Whether the latest release is there with every file that its record names, byte for byte; its id.
fn whole(project: &Project) -> String {
    let run: serde_json::Value = serde_json::from_str(&project.read("output/latest/run.json")).unwrap();
    let named = run["files"].as_object().unwrap();
    let mut found = project.files("output/latest");
    found.remove("run.json");
    assert_eq!(found.keys().collect::<Vec<_>>(), named.keys().collect::<Vec<_>>());
    for (name, bytes) in &found {
        assert_eq!(named[name]["hash"], blake3::hash(bytes).to_hex().as_str(), "{name}");
    }
    run["release_id"].as_str().unwrap().to_owned()
}

fn small(seed: u64) -> Project {
    let project = Project::empty();
    project.write(
        "pipeline.toml",
        "history = 2\nrun_records = 20\n[[chart]]\nname = \"coverage\"\nkind = \"coverage\"\n",
    );
    project.write("raw/a.txt", "2021年，山东省帮扶企业7000余家。\n2021年，福建省帮扶企业3000家。\n");
    project.write("raw/b.txt", format!("2021年，浙江省帮扶企业{}家。\n", 100 + seed));
    project
}

/// Kills runs at random moments, full and incremental, and looks after each; then the next run must succeed.
fn killed(seed: u64, times: usize) {
    let project = small(seed);
    let started = Instant::now();
    assert_eq!(project.run(&["-q"]).code, 0);
    let takes = started.elapsed().as_micros() as u64;
    let mut dice = Dice(seed);
    for n in 0..times {
        let text = format!("2021年，浙江省帮扶企业{}家。\n", 1000 + n as u64 * 7 + dice.roll(5));
        project.write("raw/b.txt", &text);
        let full = n % 2 == 0;
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhiliang"));
        command.args(if full { &["-q", "--force"][..] } else { &["-q"] });
        let mut child = command
            .current_dir(project.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(dice.roll(takes * 13 / 10)));
        let _ = child.kill();
        child.wait().unwrap();
        whole(&project);
        let next = project.run(&["-q"]);
        assert_eq!((next.code, next.err.as_str()), (0, ""), "after kill {n}");
        whole(&project);
        assert!(project.read("output/latest/dataset/text/b.txt.txt").contains(text.trim()));
        let left: Vec<String> = std::fs::read_dir(project.path("output"))
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| {
                [".building-", ".ready-", ".old-", ".removing-"].iter().any(|p| name.starts_with(p))
            })
            .collect();
        assert!(left.is_empty(), "{left:?}");
        assert!(std::fs::read_dir(project.path("output/history")).map_or(0, Iterator::count) <= 2);
        assert!(std::fs::read_dir(project.path("output/runs")).unwrap().count() <= 22);
    }
}

// two hundred kills, in parts that run side by side
#[test]
fn a_killed_run_leaves_a_whole_release_first_fifty() {
    killed(1, 50);
}
#[test]
fn a_killed_run_leaves_a_whole_release_second_fifty() {
    killed(2, 50);
}
#[test]
fn a_killed_run_leaves_a_whole_release_third_fifty() {
    killed(3, 50);
}
#[test]
fn a_killed_run_leaves_a_whole_release_fourth_fifty() {
    killed(4, 50);
}

#[test]
fn after_any_edits_an_incremental_run_and_a_forced_one_are_the_same() {
    let project = small(9);
    let mut dice = Dice(42);
    assert_eq!(project.run(&["-q"]).code, 0);
    for n in 0..12 {
        match dice.roll(7) {
            0 => project.write(
                &format!("raw/n{}.txt", dice.roll(3)),
                format!("{}年，江苏省培训{}人。\n", 2019 + dice.roll(3), n + 10),
            ),
            1 => {
                let _ = std::fs::remove_file(project.path(&format!("raw/n{}.txt", dice.roll(3))));
            }
            2 => {
                project.write("raw/a.txt.toml", format!("title = \"报告{n}\"\nreference_period = \"2021\"\n"))
            }
            3 => project.write(
                "raw/t.csv",
                format!("表 规模以上工业企业数（家）\n地区,2020年,2021年\n福建省,{},{}\n", 100 + n, 200 + n),
            ),
            6 => {
                let all = project.table("observations");
                let one = &all[dice.roll(all.len() as u64) as usize]["observation_id"];
                let what = [format!("value,{n}"), "reject,".into(), "place,全国".into()];
                let what = &what[dice.roll(3) as usize];
                project.write("corrections.csv", format!("observation_id,field,value\n{one},{what}\n"));
            }
            4 => project.write("codelist/phrase.csv", format!("phrase,reason\n四梁{n}柱,label\n")),
            _ => project.write("raw/b.txt", format!("2021年，浙江省帮扶企业{}家。\n", 500 + n)),
        }
        assert_eq!(project.run(&["-q"]).code, 0);
        let id = whole(&project);
        let incremental = project.files("output/latest");
        assert_eq!(project.run(&["-q", "--force"]).code, 0);
        assert_eq!(whole(&project), id, "edit {n}");
        let forced = project.files("output/latest");
        for (name, bytes) in &incremental {
            assert!(forced.get(name) == Some(bytes), "edit {n}: {name} differs");
        }
        assert_eq!(incremental.len(), forced.len());
    }
}

#[test]
fn without_a_history_a_forced_run_still_says_what_changed() {
    let project = small(1);
    project.write("pipeline.toml", "history = 0\n");
    assert_eq!(project.run(&["-q"]).code, 0);
    project.write("raw/b.txt", "2021年，浙江省帮扶企业999家。\n");
    assert_eq!(project.run(&["-q"]).code, 0);
    let (id, before) = (whole(&project), project.files("output/latest"));
    assert_eq!(project.run(&["-q", "--force"]).code, 0);
    assert_eq!((whole(&project), project.files("output/latest") == before), (id, true));
    assert_eq!(project.table("changes")[0]["old_quote"], "101家");
}

#[test]
fn clocks_locales_zones_and_threads_change_nothing() {
    let release = |settings: &[(&str, &str)]| -> BTreeMap<String, Vec<u8>> {
        let project = Project::seeded();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhiliang"));
        let ran = command.arg("-q").envs(settings.iter().copied()).current_dir(project.path("")).status();
        assert!(ran.unwrap().success());
        project.files("output/latest")
    };
    let one = release(&[("TZ", "Asia/Shanghai"), ("LANG", "zh_CN.UTF-8"), ("RAYON_NUM_THREADS", "1")]);
    let other = release(&[("TZ", "America/New_York"), ("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "7")]);
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} differs");
    }
}

#[test]
fn only_the_document_that_changed_is_read_and_the_log_says_why() {
    let project = Project::empty();
    for n in 0..100 {
        project.write(&format!("raw/{n:03}.txt"), format!("2021年，山东省第{n}批培训{}人。\n", n + 10));
    }
    assert!(project.run(&[]).err.contains("（新文件）"));
    project.write("raw/050.txt", "2021年，山东省培训777人。\n");
    let ran = project.run(&[]);
    let read: Vec<&str> = ran.err.lines().filter(|l| l.contains(".txt：") && !l.contains("未变")).collect();
    assert!(read.len() == 1 && read[0].contains("050.txt") && read[0].contains("内容有变化"), "{read:?}");
    project.write("raw/050.txt.toml", "title = \"第五十批\"\n");
    assert!(project.run(&[]).err.contains("来源文件有变化"));
    project.write("codelist/unit.csv", "unit,aliases,dimension,exponent,kind_hint\n箱次,,count,0,\n");
    assert!(project.run(&[]).err.contains("代码表 unit 有变化"));
    project.write("pipeline.toml", "[limits]\ncells = 1000\n");
    assert!(project.run(&[]).err.contains("读取设置有变化"));
}

#[test]
fn a_cell_that_changes_is_told_as_revised() {
    let project = Project::empty();
    let sheet =
        |n: u32| format!("表 规模以上工业企业数（家）\n地区,2020年,2021年\n福建省,100,{n}\n山东省,300,400\n");
    project.write("raw/t.csv", sheet(110));
    assert_eq!(project.run(&["-q"]).code, 0);
    let first = whole(&project);
    project.write("raw/t.csv", sheet(120));
    let ran = project.run(&[]);
    assert!(ran.err.contains("新增 0，移除 0，修订 1"), "{}", ran.err);
    let changes = project.table("changes");
    assert_eq!(changes.len(), 1);
    let of = |column: &str| changes[0][column].as_str();
    assert_eq!((of("change"), of("place"), of("time_period")), ("revised", "福建省", "2021"));
    assert_eq!((of("old_value"), of("new_value")), ("110.0", "120.0"));
    let diff = project.run(&["diff"]);
    assert!(
        diff.code == 0 && diff.out.contains("110 → 120") && diff.out.contains("共 1 处变化"),
        "{}",
        diff.out
    );
    let back = project.run(&["diff", &whole(&project), &first, "--format", "jsonl"]);
    let row: serde_json::Value = serde_json::from_str(back.out.trim()).unwrap();
    assert_eq!((row["old_value"].as_f64(), row["new_value"].as_f64()), (Some(120.0), Some(110.0)));
    let unknown = project.run(&["diff", "r000", &first]);
    assert!(
        unknown.code == 1 && unknown.err.contains("r000") && unknown.err.contains(&first),
        "{}",
        unknown.err
    );
}

#[test]
fn a_damaged_release_is_made_again() {
    let project = small(1);
    assert_eq!(project.run(&["-q"]).code, 0);
    let id = whole(&project);
    std::fs::remove_file(project.path("output/latest/dataset/observations.parquet")).unwrap();
    let ran = project.run(&[]);
    assert!(ran.code == 0 && ran.err.contains("observations.parquet 缺失或被改动"), "{}", ran.err);
    assert_eq!(whole(&project), id);
    // a shard that was damaged is not believed
    for entry in std::fs::read_dir(project.path("output/.shards")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("3000", "9000")).unwrap();
    }
    project.write("raw/b.txt", "2021年，浙江省帮扶企业555家。\n");
    assert_eq!(project.run(&["-q"]).code, 0);
    let quotes: Vec<String> = project.table("observations").iter().map(|o| o["quote"].clone()).collect();
    assert!(quotes.contains(&"3000家".to_owned()) && !quotes.contains(&"9000家".to_owned()), "{quotes:?}");
}

#[test]
fn a_second_run_waits_or_leaves() {
    let project = small(1);
    assert_eq!(project.run(&["-q"]).code, 0);
    let lock = zhiliang::run::lock::Lock::take(&project.path("output"), None).unwrap();
    let left = project.run(&[]);
    assert!(left.code == 4 && left.err.contains("--wait"), "{}", left.err);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| project.run(&["--wait"]));
        std::thread::sleep(Duration::from_millis(600));
        assert!(!waiting.is_finished());
        drop(lock);
        let ran = waiting.join().unwrap();
        assert!(ran.code == 0 && ran.err.contains("等它结束"), "{}", ran.err);
    });
}

#[cfg(unix)]
#[test]
fn an_input_that_vanishes_fails_the_run_and_leaves_the_release() {
    let project = small(1);
    project.write("shelf/c.txt", "2021年，江苏省帮扶企业800家。\n");
    project.write("raw/.shelf/c.txt", "2021年，江苏省帮扶企业800家。\n");
    std::os::unix::fs::symlink(".shelf/c.txt", project.path("raw/c.txt")).unwrap();
    assert_eq!(project.run(&["-q"]).code, 0);
    let id = whole(&project);
    std::fs::remove_file(project.path("raw/.shelf/c.txt")).unwrap();
    let ran = project.run(&["-q"]);
    assert!(
        ran.code == 1 && ran.err.contains("E-input-vanished") && ran.err.contains("c.txt"),
        "{}",
        ran.err
    );
    assert_eq!(whole(&project), id);
    // taken away on purpose, it is gone
    std::fs::remove_file(project.path("raw/c.txt")).unwrap();
    assert_eq!(project.run(&["-q"]).code, 0);
    assert_ne!(whole(&project), id);
}

#[test]
fn every_run_leaves_a_record_of_what_it_did() {
    let project = small(1);
    let last = || -> serde_json::Value {
        let mut files: Vec<_> =
            std::fs::read_dir(project.path("output/runs")).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        serde_json::from_slice(&std::fs::read(files.last().unwrap()).unwrap()).unwrap()
    };
    assert_eq!(project.run(&["-q"]).code, 0);
    let record = last();
    assert_eq!((record["result"].as_str(), record["exit_code"].as_u64()), (Some("published"), Some(0)));
    assert_eq!(record["documents"]["a.txt"], "新文件");
    assert_eq!(record["settings"]["history"], 2);
    assert!(record["release"]["inputs"]["a.txt"].as_str().is_some_and(|h| h.len() == 64));
    assert!(record["timings"].as_array().is_some_and(|t| t.len() >= 4));
    if cfg!(target_os = "linux") {
        assert!(record["peak_memory"].as_u64().is_some_and(|bytes| bytes > 1 << 20));
    }
    assert_eq!(project.run(&["-q"]).code, 0);
    assert_eq!(last()["result"], "nothing to do");
    assert!(last()["stages"]["compare"].as_str().unwrap().contains("未变"));
    project.write("raw/a.txt", "");
    project.write("raw/b.txt", "");
    assert_eq!(project.run(&["-q"]).code, 1);
    let failed = last();
    assert_eq!((failed["result"].as_str(), failed["exit_code"].as_u64()), (Some("failed"), Some(1)));
    assert!(failed["error"].as_str().unwrap().contains("E-all-refused"));
}

#[test]
fn an_output_inside_the_inputs_is_refused() {
    let project = small(1);
    project.write("pipeline.toml", "output = \"raw/out\"\n");
    let ran = project.run(&[]);
    assert!(ran.code == 2 && ran.err.contains("E-nested"), "{}", ran.err);
    assert!(!project.path("raw/out").exists());
}
