//! The checks before a release: each kind passes and fails, what fails is told with its rows and publishes nothing, a
//! warning is published as an issue and told on every run.

use super::project::{Project, Ran};
use std::time::{Duration, SystemTime};

const FIRST: &str = "2021年，山东省帮扶小微企业7000余家。2021年，山东省获证企业占比为95%。\n";
const SECOND: &str = "2021年，浙江省帮扶小微企业5000家。2021年，浙江省培训企业人员1.2万人次。\n";

fn project(settings: &str) -> Project {
    let project = Project::empty();
    project.write("raw/a.txt", FIRST);
    project.write("raw/a.txt.toml", "id = \"a\"\nreference_period = \"2021\"\n");
    project.write("raw/b.txt", SECOND);
    project.write("pipeline.toml", format!("{settings}\n[[chart]]\nname = \"c\"\nkind = \"coverage\"\n"));
    project
}

fn passes(project: &Project) {
    let ran = project.run(&["-q"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(record(project)["checks"].as_object().unwrap().values().all(|said| said == "通过"));
}

/// The record of the last run.
fn record(project: &Project) -> serde_json::Value {
    let records = std::fs::read_dir(project.path("output/runs")).unwrap();
    let last = records.map(|e| e.unwrap().path()).max().unwrap();
    serde_json::from_slice(&std::fs::read(last).unwrap()).unwrap()
}

/// The run fails with these words and leaves the release as it was.
fn fails(project: &Project, words: &[&str]) -> Ran {
    let latest = project.path("output/latest");
    let before = latest.exists().then(|| project.files("output/latest"));
    let ran = project.run(&["-q"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("E-check") && ran.err.contains("没有发布"), "{}", ran.err);
    assert!(words.iter().all(|word| ran.err.contains(word)), "{words:?}: {}", ran.err);
    assert_eq!(latest.exists().then(|| project.files("output/latest")), before);
    let record = record(project);
    assert_eq!((&record["result"], &record["exit_code"]), (&"failed".into(), &3.into()));
    assert!(
        record["checks"]
            .as_object()
            .unwrap()
            .values()
            .any(|said| said.as_str().unwrap().starts_with("未通过"))
    );
    ran
}

#[test]
fn shares_lie_within_0_and_100() {
    let project = project("[[check]]\nkind = \"shares\"\n");
    passes(&project);
    project.write(
        "raw/a.txt",
        "2021年，山东省高新技术产品占全省产品的120%。2021年，山东省获证企业占比为100%。\n",
    );
    let ran = fails(&project, &["120%", "山东省", "a.txt", "占比在 0—100 之间"]);
    assert!(!ran.err.contains("：100%"), "{}", ran.err);
    // of other indicators only
    project.write("pipeline.toml", "[[check]]\nkind = \"shares\"\nindicators = [\"certification_rate\"]\n");
    passes(&project);
    project.write("pipeline.toml", "[[check]]\nkind = \"shares\"\nindicators = [\"product_share\"]\n");
    fails(&project, &["120%", "product_share"]);
}

#[test]
fn the_provinces_named_have_figures() {
    let project = project("[[check]]\nkind = \"provinces\"\nprovinces = [\"山东\", \"浙江省\"]\n");
    passes(&project);
    project.write(
        "pipeline.toml",
        "[[check]]\nkind = \"provinces\"\nprovinces = [\"山东\", \"福建\", \"内蒙古\"]\n",
    );
    let ran = fails(&project, &["福建 没有数据", "内蒙古 没有数据"]);
    assert!(!ran.err.contains("山东 没有"), "{}", ran.err);
    project.write(
        "pipeline.toml",
        "[[check]]\nkind = \"provinces\"\nprovinces = [\"山东\", \"浙江\"]\nindicators = [\"people_trained\"]\n",
    );
    fails(&project, &["山东 没有数据", "people_trained"]);
}

#[test]
fn an_indicator_is_reported_by_so_many_provinces() {
    let check = |indicator: &str, minimum: u32| {
        format!("[[check]]\nkind = \"coverage\"\nindicators = [\"{indicator}\"]\nminimum = {minimum}\n")
    };
    let project = project(&check("enterprises_assisted", 2));
    passes(&project);
    project.write("pipeline.toml", check("enterprises_assisted", 3));
    fails(&project, &["帮扶企业数（enterprises_assisted）只有 2 个省份报告，少于 3"]);
    project.write("pipeline.toml", check("industries_covered", 1));
    fails(&project, &["只有 0 个省份"]);
    // a spreadsheet counts, also for provinces that no report is about
    project.write("raw/t.csv", "表 帮扶企业数（家）\n地区,2021年\n福建省,100\n江苏省,200\n");
    project.write("pipeline.toml", check("enterprises_assisted", 4));
    passes(&project);
}

#[test]
fn no_indicator_is_lost() {
    let project = project("[[check]]\nkind = \"indicators\"\n");
    passes(&project);
    project.write("raw/b.txt", "2021年，浙江省帮扶小微企业5000家。\n");
    fails(&project, &["（people_trained）上期有，本期没有"]);
    // and again: the failed run did not count
    fails(&project, &["people_trained"]);
    project.write(
        "pipeline.toml",
        "[[check]]\nkind = \"indicators\"\nindicators = [\"enterprises_assisted\"]\n",
    );
    passes(&project);
}

#[test]
fn figures_lie_within_a_factor_of_the_last() {
    let project = project("[[check]]\nkind = \"factor\"\nfactor = 5\n");
    passes(&project);
    project.write("raw/b.txt", SECOND.replace("5000", "20000"));
    passes(&project);
    project.write("raw/b.txt", SECOND.replace("5000家", "20000万家"));
    fails(&project, &["浙江省 帮扶企业数：20000万家", "上期 20000家", "b.txt"]);
    // a new period is held against the one before
    project.write("raw/b.txt", SECOND.replace("2021年", "2022年").replace("5000", "200000"));
    fails(&project, &["200000家", "上期 20000家"]);
    // other units, places and statuses are other figures
    project.write("raw/b.txt", SECOND.replace("5000家", "900000户").replace("浙江", "福建"));
    passes(&project);
    project.write(
        "raw/b.txt",
        "到2025年，福建省力争帮扶小微企业90000000户。2021年，福建省帮扶小微企业900000户。\n",
    );
    passes(&project);
}

#[test]
fn a_series_is_compared_year_by_year() {
    let project = project("[[check]]\nkind = \"factor\"\nfactor = 3\n");
    let table = |last: u32| {
        format!(
            "表 规模以上工业企业数（家）\n地区,1990年,2000年,2010年\n福建省,10,1000,{last}\n山东省,20,3000,400000\n"
        )
    };
    project.write("raw/t.csv", table(100_000));
    passes(&project);
    project.write("raw/c.txt", "2021年，江苏省帮扶小微企业5000家。\n");
    passes(&project);
    project.write("raw/t.csv", table(20_000));
    fails(&project, &["福建省", "20000", "上期 100000"]);
}

#[test]
fn periods_and_files_have_an_age() {
    let project = project(
        "[[check]]\nkind = \"period-age\"\nmonths = 1200\n[[check]]\nkind = \"file-age\"\ndays = 30\n",
    );
    passes(&project);
    let old = SystemTime::now() - Duration::from_secs(86_400 * 40);
    for name in ["raw/a.txt", "raw/b.txt"] {
        let file = std::fs::File::options().write(true).open(project.path(name)).unwrap();
        file.set_modified(old).unwrap();
    }
    // also where nothing changed
    fails(&project, &["最新的输入文件是", "超过 30 天"]);
    project.write("pipeline.toml", "[[check]]\nkind = \"period-age\"\nmonths = 12\n");
    fails(&project, &["最新的所属时期 2021 已过去", "超过 12 个月"]);
    std::fs::remove_file(project.path("raw/a.txt.toml")).unwrap();
    fails(&project, &["没有文件写明所属时期"]);
}

#[test]
fn a_warning_is_an_issue_and_told_on_every_run() {
    let warn = "[[check]]\nkind = \"provinces\"\nprovinces = [\"福建\"]\nlevel = \"warn\"\n\
                [[check]]\nkind = \"period-age\"\nmonths = 12\nlevel = \"warn\"\n";
    let project = project(warn);
    for _ in 0..2 {
        let ran = project.run(&["-q"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let told: Vec<&str> = ran.err.lines().collect();
        assert_eq!(told.len(), 2, "{}", ran.err);
        assert!(told[0].starts_with("警告（I-check）") && told[0].contains("福建 没有数据"), "{}", ran.err);
        assert!(told[1].contains("最新的所属时期 2021"), "{}", ran.err);
        let issues = project.table("issues");
        let of_checks: Vec<_> = issues.iter().filter(|i| i["code"] == "I-check").collect();
        // what the day decides is no part of a release
        assert_eq!(of_checks.len(), 1);
        assert!(of_checks[0]["severity"] == "warning" && of_checks[0]["message"].contains("福建"));
        let checks = record(&project)["checks"].clone();
        assert!(checks.as_object().unwrap().values().all(|said| said.as_str().unwrap().starts_with("警告")));
    }
    let before = project.files("output/latest");
    for arguments in [&["--strict", "-q"][..], &["--strict", "--force"]] {
        let strict = project.run(arguments);
        assert!(strict.code == 3 && strict.err.contains("E-check"), "{}", strict.err);
        assert!(strict.err.contains("福建 没有数据"), "{}", strict.err);
        assert_eq!(project.files("output/latest"), before);
    }
}

#[test]
fn only_the_first_rows_are_told_and_all_checks_are_run() {
    let project = project(
        "[[check]]\nkind = \"shares\"\n[[check]]\nkind = \"provinces\"\nprovinces = [\"福建\"]\n\
         [[check]]\nkind = \"provinces\"\nprovinces = [\"山东\"]\n",
    );
    let places = ["济南市", "青岛市", "烟台市", "潍坊市", "临沂市"];
    let text: Vec<String> =
        (0..25).map(|n| format!("2021年，{}获证企业占比为{}%。\n", places[n % 5], 101 + n)).collect();
    project.write("raw/a.txt", text.concat());
    let ran = fails(&project, &["另有 5 处", "福建 没有数据"]);
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
    let checks = record(&project)["checks"].as_object().unwrap().len();
    assert_eq!(checks, 3);
}
