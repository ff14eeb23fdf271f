//! The form for corrections: its drop-downs, its columns, and what comes of one that is filled in or broken.

use super::corrections::{SHANDONG, accounted, id, issues, of, open, project, record, run};
use super::project::Project;
use calamine::{Data, DataType, Reader};
use rust_xlsxwriter::Workbook;

#[test]
fn the_form_has_drop_downs_and_the_columns_of_the_observations() {
    let project = project();
    let mut book = open(&project, "corrections");
    assert_eq!(book.sheet_names(), ["更正", "填写说明", "可选值"]);
    let range = book.worksheet_range("更正").unwrap();
    let head: Vec<Vec<String>> = range
        .rows()
        .map(|r| r.iter().filter_map(|c| c.as_string()).collect::<Vec<_>>())
        .filter(|r| r.contains(&"观测编号".to_owned()) && r.len() > 5)
        .collect();
    assert_eq!(head[0][..6], ["操作", "字段", "更正值", "更正人", "理由", "观测编号"]);
    let mut observations = open(&project, "observations").worksheet_range("观测值").unwrap();
    let start = observations.rows().position(|r| r[0] == Data::String("观测编号".into())).unwrap();
    let wanted: Vec<String> =
        observations.rows().nth(start).unwrap().iter().filter_map(|c| c.as_string()).collect();
    assert_eq!(head[0][5..], wanted);
    observations.set_value((0, 0), Data::Empty);
    let file = std::fs::File::open(project.path("output/latest/workbooks/corrections.xlsx")).unwrap();
    let mut package = zip::ZipArchive::new(file).unwrap();
    let xml = std::io::read_to_string(package.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    for part in ["<dataValidations", "更正,删除,新增", "数值,下限,上限", "OFFSET('可选值'!", "确数,约数"]
    {
        assert!(xml.contains(part), "{part}");
    }
    let choices = book.worksheet_range("可选值").unwrap();
    let all: Vec<String> = choices.rows().flatten().filter_map(|c| c.as_string()).collect();
    for part in ["超过", "占比", "山东省", "全国", "丝网"] {
        assert!(all.iter().any(|c| c == part), "{part}");
    }
    // copied as it is, it says nothing
    std::fs::copy(project.path("output/latest/workbooks/corrections.xlsx"), project.path("更正.xlsx"))
        .unwrap();
    assert!(project.run(&[]).err.contains("没有变化"));
}

/// A row of the form: its own cells, a pasted observation, and cells that are set beside it.
type Filled<'a> = ([&'a str; 5], Option<&'a str>, &'a [(&'a str, &'a str)]);

/// A filled form: the leading columns, then a row of the sheet of observations as it is pasted.
fn filled(project: &Project, rows: &[Filled]) {
    let range = open(project, "observations").worksheet_range("观测值").unwrap();
    let all: Vec<&[Data]> = range.rows().collect();
    let start = all.iter().position(|r| r[0] == Data::String("观测编号".into())).unwrap();
    let headers: Vec<String> = all[start].iter().filter_map(|c| c.as_string()).collect();
    let quote = headers.iter().position(|h| h == "原文表述").unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "更正表").unwrap();
    for (i, header) in ["操作", "字段", "更正值", "更正人", "理由"].iter().enumerate() {
        sheet.write(3, i as u16, *header).unwrap();
    }
    for (i, header) in headers.iter().enumerate() {
        sheet.write(3, i as u16 + 5, header).unwrap();
    }
    for ((lead, pasted, cells), at) in rows.iter().zip(4..) {
        for (i, text) in lead.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            sheet.write(at, i as u16, *text).unwrap();
        }
        let row = pasted.map(|p| all.iter().find(|r| r[quote] == Data::String(p.to_owned())).unwrap());
        for (i, cell) in row.iter().flat_map(|r| r.iter().enumerate()) {
            match cell {
                Data::Float(n) => sheet.write(at, i as u16 + 5, *n).unwrap(),
                Data::Empty => continue,
                other => sheet.write(at, i as u16 + 5, other.as_string().unwrap_or_default()).unwrap(),
            };
        }
        for (header, text) in *cells {
            let i = headers.iter().position(|h| h == header).unwrap();
            sheet.write(at, i as u16 + 5, *text).unwrap();
        }
    }
    book.save(project.path("更正.xlsx")).unwrap();
}

#[test]
fn a_filled_form_with_pasted_rows_corrects_rejects_and_adds() {
    let project = project();
    filled(
        &project,
        &[
            (["", "数值", "0.31万家", "张三", "核对原件"], Some("3000家"), &[]),
            (["删除", "", "", "张三", "不是本省"], Some("2000家"), &[]),
            (
                ["新增", "", "100", "张三", "漏提"],
                None,
                &[
                    ("文档", "b.txt"),
                    ("原文表述", "88号"),
                    ("单位", "人"),
                    ("地点", "浙江省"),
                    ("界", "约数"),
                ],
            ),
        ],
    );
    project.write("~$更正.xlsx", "lock");
    run(&project);
    assert_eq!(issues(&project), []);
    assert_eq!(of(&project, "3000家")["value"], "3100.0");
    let added = of(&project, "88号");
    assert_eq!((added["value"].as_str(), added["qualifier"].as_str()), ("100.0", "approx"));
    assert!(project.table("ledger").iter().any(|l| l["quote"] == "2000家" && l["reason"] == "rejected"));
    accounted(&project, "b.txt");
    let counts = &record(&project)["corrections"];
    assert_eq!(
        (&counts["corrected"], &counts["rejected"], &counts["added"]),
        (&1.into(), &1.into(), &1.into())
    );
    // the list is read after it and wins
    let one = id(&project, "3000家");
    project.write("corrections.csv", format!("observation_id,field,value\n{one},value,3200\n"));
    run(&project);
    assert_eq!(of(&project, "3000家")["value"], "3200.0");
    assert_eq!(issues(&project)[0].0, "I-correction-repeated");
    // the sentence that was pasted tells when it is another
    std::fs::remove_file(project.path("corrections.csv")).unwrap();
    project.write("raw/a.txt", format!("{SHANDONG}\n2021年，福建省累计帮扶企业3000家。\n"));
    run(&project);
    assert_eq!(issues(&project)[0].0, "I-correction-stale");
    assert_eq!(of(&project, "3000家")["value"], "3000.0");
}

#[test]
fn a_broken_form_fails_the_run_and_leaves_the_release() {
    let project = project();
    let before = project.files("output/latest");
    let good = std::fs::read(project.path("output/latest/workbooks/corrections.xlsx")).unwrap();
    for broken in [b"not a book".to_vec(), good[..good.len() / 2].to_vec(), Vec::new()] {
        project.write("更正.xlsx", broken);
        let ran = project.run(&["-q"]);
        assert!(
            ran.code == 2 && ran.err.contains("E-corrections") && ran.err.contains("更正.xlsx"),
            "{}",
            ran.err
        );
        assert!(project.files("output/latest") == before);
    }
    // a workbook without the headers
    std::fs::copy(project.path("output/latest/workbooks/province-profiles.xlsx"), project.path("更正.xlsx"))
        .unwrap();
    let ran = project.run(&["-q"]);
    assert!(ran.code == 2 && ran.err.contains("表头"), "{}", ran.err);
    assert!(project.files("output/latest") == before);
}

#[test]
fn a_form_in_english_is_understood() {
    let project = project();
    project.write("pipeline.toml", "title = \"试验\"\nlanguage = \"en\"\n");
    run(&project);
    let range = open(&project, "corrections").worksheet_range("Corrections").unwrap();
    let head = range.rows().find(|r| r.contains(&Data::String("Observation id".into()))).unwrap();
    let column = |c: &Data| zhiliang::model::correction::column(&c.as_string().unwrap_or_default());
    let unknown: Vec<String> =
        head.iter().filter(|c| column(c).is_none()).filter_map(|c| c.as_string()).collect();
    assert_eq!(unknown, ["Rule", "Correction"]);
    std::fs::copy(project.path("output/latest/workbooks/corrections.xlsx"), project.path("corrections.xlsx"))
        .unwrap();
    assert!(project.run(&[]).err.contains("没有变化"));
}
