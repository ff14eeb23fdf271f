//! Bad input: a clear message with file and remedy, the right exit code, nothing half-written, the rest still done.

use super::project::Project;

const GOOD: &str = "山东省帮扶900家企业，发放补贴1200余万元。\n";

fn published(project: &Project) -> bool {
    project.path("output/latest").exists()
}

#[test]
fn a_missing_or_empty_raw_is_told() {
    let project = Project::empty();
    let ran = project.run(&[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("E-raw-missing") && ran.err.contains("raw"), "{}", ran.err);
    std::fs::create_dir(project.path("raw")).unwrap();
    let ran = project.run(&[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("E-raw-empty") && ran.err.contains(".xlsx"), "{}", ran.err);
    assert!(!published(&project));
}

#[test]
fn what_cannot_be_read_is_refused_and_the_rest_goes_on() {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project.write("raw/binary.txt", [0_u8, 1, 2, 3, 255, 254, 0, 0, 9, 8]);
    project.write("raw/empty.txt", "");
    project.write("raw/slides.pptx", "x");
    project.write("raw/broken.xlsx", "this is no workbook");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for (file, code) in [
        ("binary.txt", "I-not-text"),
        ("empty.txt", "I-empty"),
        ("slides.pptx", "I-format"),
        ("broken.xlsx", "I-workbook"),
    ] {
        assert!(ran.err.contains(file) && ran.err.contains(code), "{file}: {}", ran.err);
        assert!(project.read("output/latest/dataset/issues.csv").contains(file), "{file}");
    }
    assert_eq!(project.table("observations").len(), 2);
    // quiet runs still tell what was refused
    assert!(project.run(&["-q", "--force"]).err.contains("broken.xlsx"));
}

#[test]
fn strict_publishes_nothing_when_something_is_refused() {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project.write("raw/empty.txt", "");
    let ran = project.run(&["--strict"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("E-strict") && !published(&project));
}

#[test]
fn nothing_readable_fails() {
    let project = Project::empty();
    project.write("raw/empty.txt", "");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("E-all-refused") && !published(&project), "{}", ran.err);
}

#[test]
fn wrong_settings_and_code_lists_name_the_line() {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project.write("pipeline.toml", "title = \"t\"\n\ncolour = \"red\"\n");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("pipeline.toml 第 3 行") && ran.err.contains("colour"), "{}", ran.err);
    project.write("pipeline.toml", "");
    project.write("codelist/unit.csv", "unit,aliases,dimension,exponent,kind_hint\n箩,,counts,0,\n");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("unit.csv 第 2 行") && ran.err.contains("counts"), "{}", ran.err);
    assert!(!published(&project));
    project.write("codelist/unit.csv", "unit,aliases,dimension,exponent,kind_hint\n箩,,count,0,\n");
    project.write("raw/good.txt", "全县收获杨梅300余箩。\n");
    assert_eq!(project.run(&[]).code, 0);
    assert_eq!(project.table("observations")[0]["quote"], "300余箩");
}

#[test]
fn a_sheet_without_a_header_is_an_issue() {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("数据").unwrap();
    for row in 0..3_u32 {
        sheet.write_number(row, 0, f64::from(row)).unwrap();
        sheet.write_number(row, 1, 7.0).unwrap();
    }
    std::fs::create_dir_all(project.path("raw")).unwrap();
    book.save(project.path("raw/bare.xlsx")).unwrap();
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let issues = project.table("issues");
    assert!(
        issues.iter().any(|i| i["code"] == "I-table-no-header" && i["message"].contains("数据")),
        "{issues:?}"
    );
    let ledger = project.table("ledger");
    assert_eq!(ledger.iter().filter(|l| l["document_id"] == "bare.xlsx").count(), 6);
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project.write("output", "a file where the folder should be");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("E-output") && ran.err.contains("output"), "{}", ran.err);
}

#[test]
fn a_wrong_origin_is_an_issue() {
    let project = Project::empty();
    project.write("raw/good.txt", GOOD);
    project.write("raw/good.txt.toml", "title = \"t\"\nyear = 2021\n");
    assert_eq!(project.run(&[]).code, 0);
    let issues = project.table("issues");
    assert!(
        issues.iter().any(|i| i["code"] == "I-origin-invalid" && i["message"].contains("第 2 行")),
        "{issues:?}"
    );
}
