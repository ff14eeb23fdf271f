//! Corrections beside the settings: applied in every run, marked wherever the figure shows, and never applied blindly.

use super::project::Project;
use calamine::{DataType, Reader, Xlsx, open_workbook};
use std::collections::HashMap;

type Row = HashMap<String, String>;

pub(super) const SHANDONG: &str = "2021年，山东省帮扶企业7000余家。";
const FUJIAN: &str = "2021年，福建省帮扶企业3000家。";

pub(super) fn project() -> Project {
    let project = Project::empty();
    project.write("raw/a.txt", format!("{SHANDONG}\n{FUJIAN}\n"));
    project.write("raw/b.txt", "2021年，浙江省帮扶企业2000家。\n全省组建服务团队若干，编号第88号。\n");
    run(&project);
    project
}

pub(super) fn run(project: &Project) {
    let ran = project.run(&["-q"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

pub(super) fn of(project: &Project, quote: &str) -> Row {
    let found = project.table("observations").into_iter().find(|o| o["quote"] == quote);
    found.unwrap_or_else(|| panic!("{quote}"))
}

pub(super) fn id(project: &Project, quote: &str) -> String {
    of(project, quote)["observation_id"].clone()
}

pub(super) fn issues(project: &Project) -> Vec<(String, String)> {
    let of = |i: Row| (i["code"].clone(), i["message"].clone());
    let own = project.table("issues").into_iter().filter(|i| i["code"].starts_with("I-correction"));
    own.map(of).collect()
}

pub(super) fn record(project: &Project) -> serde_json::Value {
    serde_json::from_str(&project.read("output/latest/run.json")).unwrap()
}

/// Every numeral of a text is in one place: an observation or the ledger.
pub(super) fn accounted(project: &Project, document: &str) {
    let text: Vec<char> = project.read(&format!("raw/{document}")).chars().collect();
    let mut times = vec![0; text.len()];
    for table in ["observations", "ledger"] {
        for row in project.table(table).iter().filter(|r| r["document_id"] == document) {
            let (start, end): (usize, usize) = (row["start"].parse().unwrap(), row["end"].parse().unwrap());
            assert_eq!(text[start..end].iter().collect::<String>(), row["quote"]);
            times[start..end].iter_mut().for_each(|n| *n += 1);
        }
    }
    for (c, n) in text.iter().zip(times) {
        assert!(n <= 1, "{c} is counted {n} times");
        assert!(n == 1 || !c.is_ascii_digit(), "{c} is nowhere");
    }
}

#[test]
fn a_corrected_value_survives_reruns_and_edits_elsewhere_and_is_marked_everywhere() {
    let project = project();
    let one = id(&project, "3000家");
    project.write(
        "corrections.csv",
        format!("observation_id,field,value,who,why\n{one},value,3300,张三,核对原件\n{one},界,不少于,张三,原件写明\n"),
    );
    run(&project);
    for edit in 0..3 {
        let o = of(&project, "3000家");
        assert_eq!((o["value"].as_str(), o["low"].as_str(), o["high"].as_str()), ("3300.0", "3300.0", ""));
        assert_eq!((o["qualifier"].as_str(), o["sentence"].trim()), ("at_least", FUJIAN));
        assert!(o["correction"].contains("value: 3000→3300（张三：核对原件）"), "{}", o["correction"]);
        assert!(o["correction"].contains("；qualifier: ") || o["correction"].starts_with("qualifier: "));
        assert_eq!(record(&project)["corrections"]["corrected"], 2);
        project.write("raw/a.txt", format!("{SHANDONG}\n新增的一段{edit}。\n{FUJIAN}\n"));
        run(&project);
    }
    assert_eq!(issues(&project), []);
    // incremental and anew are the same
    let before = project.files("output/latest");
    assert_eq!(project.run(&["-q", "--force"]).code, 0);
    assert!(project.files("output/latest") == before);
    // page, workbooks, charts
    assert!(project.read("output/latest/report.html").contains("value: 3000→3300（张三：核对原件）"));
    assert!(project.read("output/latest/report.html").contains("3000家（更正）"));
    let evidence = sheet(&project, "cross-province-comparison", "证据");
    let row = evidence.iter().find(|r| r["原文表述"] == "3000家").unwrap();
    assert!(row["更正"].contains("张三：核对原件"));
    let observations = sheet(&project, "observations", "观测值");
    assert!(observations.iter().any(|r| r["原文表述"] == "3000家" && r["更正"].contains("3000→3300")));
    let book: Xlsx<_> = open(&project, "cross-province-comparison");
    let marked = |mut book: Xlsx<_>| {
        let names = book.sheet_names();
        let mut any = |name: &String| {
            let range = book.worksheet_range(name).unwrap();
            range.rows().flatten().any(|c| c.as_string().is_some_and(|s| s == "3000家（更正）"))
        };
        names.iter().any(&mut any)
    };
    assert!(marked(book) && marked(open(&project, "province-profiles")));
    let charts = project.files("output/latest/charts");
    let says = |bytes: &Vec<u8>, what: &str| String::from_utf8_lossy(bytes).contains(what);
    assert!(
        charts.iter().any(|(n, b)| n.ends_with(".csv") && says(b, "value: 3000→3300")),
        "{:?}",
        charts.keys()
    );
    let explained = project.run(&["explain", &one]).out;
    assert!(
        explained.contains("3300")
            && explained.contains("3000→3300")
            && explained.contains("correction:value")
    );
}

#[test]
fn a_correction_is_told_as_a_revision() {
    let project = project();
    let one = id(&project, "3000家");
    project.write(
        "corrections.csv",
        format!("observation_id,field,value,who,why\n{one},value,3300,张三,核对\n"),
    );
    assert!(project.run(&[]).err.contains("修订 1"));
    let change = &project.table("changes")[0];
    assert_eq!((change["change"].as_str(), change["old_value"].as_str()), ("revised", "3000.0"));
    assert_eq!(change["new_value"], "3300.0");
    assert!(project.run(&["diff"]).out.contains("3000家（3000 → 3300）"));
    // unchanged corrections are no reason to do anything
    assert!(project.run(&[]).err.contains("没有变化"));
    std::fs::remove_file(project.path("corrections.csv")).unwrap();
    run(&project);
    assert_eq!(of(&project, "3000家")["value"], "3000.0");
}

#[test]
fn a_list_in_gbk_with_chinese_headers_is_read() {
    let project = project();
    let one = id(&project, "3000家");
    let text = format!(
        "观测编号,字段,更正值,更正人,理由\n{one},数值,0.33万家,李四,口径有误\n{one},省,江西,李四,口径有误\n"
    );
    project.write("corrections.csv", encoding_rs::GB18030.encode(&text).0);
    run(&project);
    let o = of(&project, "3000家");
    assert_eq!(
        (o["value"].as_str(), o["unit_mult"].as_str(), o["province"].as_str()),
        ("3300.0", "4", "江西省")
    );
    assert!(o["correction"].contains("province: 福建省→江西省（李四：口径有误）"), "{}", o["correction"]);
    let book = project.path("corrections.csv");
    std::fs::write(&book, [0x81, 0xff, 0xfe, b'\n']).unwrap();
    let ran = project.run(&["-q"]);
    assert!(
        ran.code == 2 && ran.err.contains("E-corrections") && ran.err.contains("corrections.csv"),
        "{}",
        ran.err
    );
}

#[test]
fn every_field_can_be_set_and_what_cannot_be_is_told_with_what_is_allowed() {
    let project = project();
    let one = id(&project, "3000家");
    let rows = [
        ("indicator", "帮扶企业数量XX", "没有指标"),
        ("status", "大概", "实际、目标"),
        ("value", "三千", "不是数"),
        ("value", "3000元", "单位是 家"),
        ("time_period", "去年", "2021-Q1"),
        ("place", "火星省", "六位代码"),
        ("颜色", "红", "没有可更正的字段"),
        ("low", "9000", "互相矛盾"),
        ("value", "", "没有填更正值"),
        ("unit", "飞碟", "unit.csv"),
    ];
    for (field, value, says) in rows {
        project.write(
            "corrections.csv",
            format!("observation_id,field,value,who,why\n{one},{field},{value},张三,x\n"),
        );
        run(&project);
        let found = issues(&project);
        assert_eq!(found.len(), 1, "{field} {value}: {found:?}");
        let (code, message) = &found[0];
        assert_eq!(code, "I-correction-invalid");
        assert!(message.contains("corrections.csv 第 2 行") && message.contains(says), "{message}");
        assert_eq!(
            (of(&project, "3000家")["value"].as_str(), of(&project, "3000家")["correction"].as_str()),
            ("3000.0", "")
        );
    }
    let all = [
        ("kind", "变动", "kind", "change"),
        ("direction", "down", "direction", "down"),
        ("status", "目标", "status", "target"),
        ("place", "山东省临沂市", "ref_area", "371300"),
        ("time_period", "2020年上半年", "time_period", "2020-Q1/Q2"),
        ("industry", "丝网", "industry", "丝网"),
        ("subject", "中小企业", "subject", "中小企业"),
        ("per", "月", "per", "月"),
        ("comparison_base", "2019同期", "comparison_base", "2019同期"),
        ("indicator", "空", "indicator", ""),
        ("unit", "万元", "value", "-30000000.0"),
    ];
    let lines: String = all.iter().map(|(f, v, ..)| format!("{one},{f},{v},张三,x\n")).collect();
    project.write("corrections.csv", format!("observation_id,field,value,who,why\n{lines}"));
    run(&project);
    assert_eq!(issues(&project), []);
    let o = of(&project, "3000家");
    for (_, _, column, value) in all {
        assert_eq!(o[column], value, "{column}");
    }
    assert_eq!(record(&project)["corrections"]["corrected"], 11);
}

#[test]
fn of_two_rows_the_later_holds_and_that_is_told() {
    let project = project();
    let one = id(&project, "3000家");
    project.write(
        "corrections.csv",
        format!("observation_id,field,value,who,why\n{one},value,3100,甲,x\n{one},value,3200,乙,y\n{one},status,实际,乙,y\n"),
    );
    run(&project);
    assert_eq!(of(&project, "3000家")["value"], "3200.0");
    let found = issues(&project);
    let codes: Vec<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["I-correction-needless", "I-correction-repeated"]);
    assert!(found[1].1.contains("3100") && found[1].1.contains("3200"));
}

#[test]
fn a_changed_sentence_makes_a_correction_stale_and_an_unknown_id_is_told() {
    let project = project();
    let one = id(&project, "3000家");
    let corrected = project.run(&["correct", &one, "value=3300", "--why", "核对原件", "--who", "张三"]);
    assert_eq!(corrected.code, 0, "{}", corrected.err);
    project.write("raw/a.txt", format!("{SHANDONG}\n2021年，福建省累计帮扶企业3000家。\n"));
    run(&project);
    let found = issues(&project);
    assert_eq!((found.len(), found[0].0.as_str()), (1, "I-correction-stale"));
    let (message, now) = (&found[0].1, of(&project, "3000家"));
    for part in [FUJIAN, "福建省累计帮扶企业3000家", &now["observation_id"], "corrections.csv 第 2 行"]
    {
        assert!(message.contains(part), "{message}");
    }
    assert_eq!((now["value"].as_str(), now["correction"].as_str()), ("3000.0", ""));
    // another number in the same words
    project.write("raw/a.txt", format!("{SHANDONG}\n2021年，福建省帮扶企业3050家。\n"));
    run(&project);
    assert_eq!(issues(&project)[0].0, "I-correction-stale");
    assert_eq!(of(&project, "3050家")["value"], "3050.0");
    project.write("corrections.csv", "observation_id,field,value,who,why\no000000000000000,value,1,张三,x\n");
    run(&project);
    let found = issues(&project);
    assert_eq!((found.len(), found[0].0.as_str()), (1, "I-correction-unmatched"));
    let counts = &record(&project)["corrections"];
    assert_eq!((counts["unmatched"].as_u64(), counts["corrected"].as_u64()), (Some(1), Some(0)));
    assert_eq!(
        record(&project)["counts"]["observations"].as_u64(),
        Some(project.table("observations").len() as u64)
    );
}

#[test]
fn a_cell_whose_number_changed_makes_its_correction_stale() {
    let project = Project::empty();
    let table =
        |n: u32| format!("表 规模以上工业企业数（家）\n地区,2020年,2021年\n福建省,100,{n}\n山东省,300,400\n");
    project.write("raw/t.csv", table(110));
    run(&project);
    let one = id(&project, "110");
    assert_eq!(project.run(&["correct", &one, "value=115", "--why", "核对年鉴"]).code, 0);
    run(&project);
    assert_eq!(of(&project, "110")["value"], "115.0");
    project.write("raw/t.csv", table(120));
    run(&project);
    let found = issues(&project);
    assert_eq!(found[0].0, "I-correction-stale");
    assert!(found[0].1.contains("“110”") && found[0].1.contains("“120”"), "{}", found[0].1);
    assert_eq!(of(&project, "120")["value"], "120.0");
}

#[test]
fn a_rejected_observation_stands_in_the_ledger() {
    let project = project();
    let one = id(&project, "3000家");
    let ran = project.run(&["correct", &one, "--reject", "--why", "重复计算", "--who", "张三"]);
    assert!(ran.code == 0 && ran.out.contains("删除"), "{}{}", ran.out, ran.err);
    run(&project);
    assert!(project.table("observations").iter().all(|o| o["quote"] != "3000家"));
    let ledger = project.table("ledger");
    let entry = ledger.iter().find(|l| l["quote"] == "3000家").unwrap();
    assert_eq!((entry["reason"].as_str(), entry["rule"].as_str()), ("rejected", "correction:张三：重复计算"));
    accounted(&project, "a.txt");
    for section in project.table("sections") {
        let of = |c: &str| section[c].parse::<usize>().unwrap();
        assert!(of("numerals") >= of("extracted") + of("unplaced"));
    }
    assert_eq!(record(&project)["corrections"]["rejected"], 1);
    assert!(project.table("changes").iter().any(|c| c["change"] == "removed" && c["old_quote"] == "3000家"));
    let sections = project.table("sections");
    let own: Vec<usize> = sections
        .iter()
        .filter(|s| s["document_id"] == "a.txt")
        .map(|s| s["extracted"].parse().unwrap())
        .collect();
    assert_eq!(own.iter().sum::<usize>(), 1);
}

#[test]
fn an_observation_added_by_hand_takes_its_numerals_from_the_ledger() {
    let project = project();
    project.write("raw/c.txt", "河南省第3批帮扶，编号第45号。\n河南省第3批名单，编号第46号。\n");
    run(&project);
    let before = project.table("ledger").iter().filter(|l| l["document_id"] == "c.txt").count();
    let add = |more: &[&str]| {
        let mut arguments = vec![
            "correct",
            "c.txt",
            "--add",
            "quote=45号",
            "value=45家",
            "place=河南省",
            "时期=2021年",
            "--why",
            "漏提",
        ];
        arguments.extend(more);
        project.run(&arguments)
    };
    let ran = add(&["indicator=空", "--who", "王五"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    run(&project);
    let o = of(&project, "45号");
    assert_eq!((o["value"].as_str(), o["unit"].as_str(), o["province"].as_str()), ("45.0", "家", "河南省"));
    assert_eq!((o["time_period"].as_str(), o["correction"].as_str()), ("2021", "新增（王五：漏提）"));
    assert!(o["observation_id"].starts_with('o') && o["sentence"] == "河南省第3批帮扶，编号第45号。");
    accounted(&project, "c.txt");
    let after = project.table("ledger").iter().filter(|l| l["document_id"] == "c.txt").count();
    assert_eq!(after, before - 1);
    // it can be corrected in turn, and stays what it is with an edit elsewhere
    let one = id(&project, "45号");
    assert_eq!(project.run(&["correct", &one, "value=48家", "--why", "更正"]).code, 0);
    project
        .write("raw/c.txt", "开头加一句。\n河南省第3批帮扶，编号第45号。\n河南省第3批名单，编号第46号。\n");
    run(&project);
    let o = of(&project, "45号");
    assert_eq!((o["value"].as_str(), &o["observation_id"]), ("48.0", &one));
    accounted(&project, "c.txt");
    let before = project.files("output/latest");
    assert_eq!(project.run(&["-q", "--force"]).code, 0);
    assert!(project.files("output/latest") == before);
    // what recurs needs its sentence, what is not there or cut is refused
    let refused = |quote: &str, more: &str| {
        let quote = format!("quote={quote}");
        project.run(&["correct", "c.txt", "--add", &quote, "value=3", "place=河南", more, "--why", "x"])
    };
    assert!(refused("第3批", "kind=level").err.contains("2 处"));
    assert!(refused("第9批", "kind=level").err.contains("没有“第9批”"));
    assert!(refused("5号", "kind=level").err.contains("已在观测"));
    assert!(refused("6号", "kind=level").err.contains("截断"));
    let ran = refused("第3批", "sentence=河南省第3批名单，编号第46号。");
    assert_eq!(ran.code, 0, "{}", ran.err);
    run(&project);
    assert_eq!(of(&project, "第3批")["sentence"], "河南省第3批名单，编号第46号。");
    accounted(&project, "c.txt");
}

#[test]
fn the_command_checks_before_it_writes() {
    let project = project();
    let one = id(&project, "3000家");
    let list = project.path("corrections.csv");
    for (arguments, code, says) in [
        (vec!["correct", "o123", "value=1", "--why", "x"], 1, "E-not-found"),
        (vec!["correct", &one, "value=很多", "--why", "x"], 2, "不是数"),
        (vec!["correct", &one, "colour=1", "--why", "x"], 2, "数值"),
        (vec!["correct", &one, "--why", "x"], 2, "没有写要改什么"),
        (vec!["correct", &one, "value=1"], 2, "--why"),
    ] {
        let ran = project.run(&arguments);
        assert!(ran.code == code && ran.err.contains(says), "{arguments:?}: {} {}", ran.code, ran.err);
        assert!(!list.exists());
    }
    let ran =
        project.run(&["correct", &one, "value=3300", "状态=目标", "--why", "核对，原件", "--who", "张三"]);
    assert!(ran.code == 0 && ran.out.contains("数值：3000→3300（张三：核对，原件）"), "{}", ran.out);
    assert!(ran.out.contains("状态：实际→目标") && ran.out.contains("下次运行时采用"));
    let text = project.read("corrections.csv");
    assert!(text.starts_with("\u{feff}observation_id,field,value,who,why,sentence"), "{text}");
    // rows that were typed stay, in their columns
    let typed = format!("理由,观测编号,字段,更正值\n手填,{one},对象,企业\n");
    project.write("corrections.csv", encoding_rs::GB18030.encode(&typed).0);
    assert_eq!(project.run(&["correct", &one, "value=3400", "--why", "再核"]).code, 0);
    run(&project);
    let o = of(&project, "3000家");
    assert_eq!((o["value"].as_str(), o["subject"].as_str()), ("3400.0", "企业"));
    assert!(o["correction"].contains("再核") && o["correction"].contains("手填"));
}

pub(super) fn open(project: &Project, name: &str) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(project.path(&format!("output/latest/workbooks/{name}.xlsx"))).unwrap()
}

#[test]
fn a_figure_added_by_hand_that_the_program_finds_is_as_the_analyst_says() {
    let project = project();
    project.write(
        "corrections.csv",
        "operation,document_id,quote,value,place,who,why,observation_id\nadd,a.txt,3000家,3500,福建省,张三,x,\n",
    );
    run(&project);
    let o = of(&project, "3000家");
    assert_eq!((o["value"].as_str(), o["correction"].as_str()), ("3500.0", "value: 3000→3500（张三：x）"));
    let found = issues(&project);
    assert_eq!((found.len(), found[0].0.as_str()), (1, "I-correction-needless"));
    assert_eq!(record(&project)["corrections"]["added"], 1);
}

/// The table of a sheet, each row by header.
fn sheet(project: &Project, book: &str, sheet: &str) -> Vec<Row> {
    let range = open(project, book).worksheet_range(sheet).unwrap();
    let rows: Vec<Vec<String>> =
        range.rows().map(|r| r.iter().map(|c| c.as_string().unwrap_or_default()).collect()).collect();
    let head = rows.iter().position(|r| r.iter().any(|c| c == "观测编号")).unwrap();
    let of = |row: &Vec<String>| rows[head].iter().cloned().zip(row.iter().cloned()).collect();
    rows[head + 1..].iter().map(of).collect()
}

#[test]
fn a_chart_says_in_its_footnote_what_was_corrected() {
    let project = Project::seeded();
    run(&project);
    let comparisons = project.table("comparisons");
    let shown: Vec<&Row> = comparisons.iter().filter(|c| c["comparability"] != "none").collect();
    let observations = project.table("observations");
    let find = |id: &str| observations.iter().find(|o| o["observation_id"] == id).unwrap();
    let mut lines = String::new();
    for row in shown {
        let o = find(&row["observation_id"]);
        if o["value"].is_empty() || lines.contains(&row["observation_id"]) {
            continue;
        }
        let value: f64 = o["value"].parse().unwrap();
        lines.push_str(&format!("{},value,{},张三,试验\n", row["observation_id"], value + 1.0));
    }
    project.write("corrections.csv", format!("observation_id,field,value,who,why\n{lines}"));
    run(&project);
    let charts = project.files("output/latest/charts");
    let noted = charts
        .iter()
        .filter(|(name, _)| name.ends_with(".svg") || name.ends_with(".txt") || name.ends_with(".json"))
        .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("人工更正"));
    assert!(noted, "{:?}", charts.keys());
}
