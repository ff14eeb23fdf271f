//! The consistency checks of the annotated document, and of documents that are wrong.

use super::derived::{LISTS, cell, observations};
use std::collections::BTreeMap;
use zhiliang::compare::bind::Lookup;
use zhiliang::compare::consistency::{CheckRow, check};
use zhiliang::model::{Consistency, Kind, Observation, Period, Verdict};
use zhiliang::say::Say;

fn checks(observations: &[Observation]) -> Vec<Consistency> {
    let rows = CheckRow::parse(include_str!("../../src/codelist/check.csv")).unwrap();
    check(observations, &rows, &lookup(BTreeMap::new()))
}

fn lookup(reference_periods: BTreeMap<String, String>) -> Lookup<'static> {
    Lookup { reference_periods, say: Say::chinese(&LISTS) }
}

/// The rule of a check and what it used.
fn name(c: &Consistency) -> String {
    format!("{}:{}", c.rule, c.inputs.join("+"))
}

fn find<'a>(checks: &'a [Consistency], id: &str) -> &'a Consistency {
    checks.iter().find(|c| name(c) == id).unwrap_or_else(|| panic!("{id} is not among {checks:#?}"))
}

#[test]
fn the_annotated_document_passes_but_for_one_rate() {
    let checks = checks(&observations());
    for (id, words) in [
        ("batch_pass_rate:GX-04+GX-03+GX-02", "合所写的97.7%"),
        ("composition:JS-02+JS-03+JS-04", "合为100%"),
        ("listed_items:TJ-01", "恰列出4项"),
        ("accepted_within_participants:FJ-11+FJ-10", "不多于300家"),
        ("acceptance_rate:FJ-11+FJ-12", "至少177家通过；若为通过数，已验收至多183家"),
        ("rise:FJ-10+FJ-09", "变化292"),
        ("rise:FJ-14+FJ-13", "变化13"),
        ("list_within_province:SD-06+SD-07+SD-12", "不多于全省900家"),
        ("stock_beyond_assisted:SD-01+SD-12", "引领或存量不是帮扶"),
        ("growth_plausible:SD-14+SD-15", "8462—8513"),
        ("target_within_stock:HE-08+HE-01", "不到1.16%"),
        ("listed_items:ZJ-02", "列出4项，其余以“等”概括"),
        ("listed_items:HE-05", "列出2项"),
        ("listed_items:TJ-02", "列出4项"),
        ("listed_items:ZJ-04", "列出2项"),
        ("part_within_whole:GX-06+GX-05", "不可相加"),
    ] {
        let c = find(&checks, id);
        assert_eq!(c.result, Verdict::Pass, "{c:?}");
        assert!(c.explanation.contains(words), "{c:?}");
    }
    let flagged: Vec<&Consistency> = checks.iter().filter(|c| c.result != Verdict::Pass).collect();
    assert_eq!(flagged.len(), 1, "{flagged:#?}");
    let rate = find(&checks, "certification_rate:GX-07+GX-06+GX-01");
    for words in [
        "90/106=84.9%",
        "290.74—290.84之间，其间没有整数",
        "32/106=30.19%、33/106=31.13%",
        "13/42、26/84、39/126、52/168、65/210、78/252。",
        "一家企业可有几张证书",
    ] {
        assert!(rate.explanation.contains(words), "{words}: {}", rate.explanation);
    }
}

/// The annotated document with one figure changed.
fn changed(id: &str, number: i64) -> Vec<Consistency> {
    let mut all = observations();
    let o = all.iter_mut().find(|o| *o.observation_id == *id).unwrap();
    let value = Some(number.into());
    (o.quantity.number, o.quantity.value, o.quantity.low, o.quantity.high) = (value, value, value, value);
    checks(&all)
}

#[test]
fn wrong_figures_are_flagged() {
    for (id, number, flagged) in [
        ("GX-03", 290, "batch_pass_rate:GX-04+GX-03+GX-02"),
        ("JS-04", 20, "composition:JS-02+JS-03+JS-04"),
        ("TJ-01", 3, "listed_items:TJ-01"),
        ("ZJ-02", 3, "listed_items:ZJ-02"),
        ("FJ-11", 301, "accepted_within_participants:FJ-11+FJ-10"),
        ("FJ-10", 7, "rise:FJ-10+FJ-09"),
        ("SD-12", 199, "list_within_province:SD-06+SD-07+SD-12"),
        ("SD-12", 100, "place_within_province:SD-07+SD-12"),
        ("SD-14", 3, "growth_plausible:SD-14+SD-15"),
        ("GX-06", 176, "part_within_whole:GX-06+GX-05"),
    ] {
        assert_eq!(find(&changed(id, number), flagged).result, Verdict::Flag, "{flagged}");
    }
    // The target against "more than 13,000" is open once it passes 13,000.
    let open = changed("HE-08", 13_001);
    assert_eq!(find(&open, "target_within_stock:HE-08+HE-01").result, Verdict::Undetermined);
}

#[test]
fn documents_that_exclude_each_other_are_flagged() {
    let yearbook = cell("山东省", "gdp", "2021", "83095.9", 8, "元");
    let mut bulletin = cell("山东省", "gdp", "2021", "8.31", 12, "元");
    (bulletin.observation_id, bulletin.document_id) = ("bulletin".into(), "bulletin".into());
    assert!(checks(&[yearbook.clone(), bulletin.clone()]).is_empty(), "8.31万亿 holds 83095.9亿");
    let mut revised = cell("山东省", "gdp", "2021", "82875.2", 8, "元");
    (revised.observation_id, revised.document_id) = ("revised".into(), "revised".into());
    let found = checks(&[yearbook.clone(), revised.clone()]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].result, found[0].inputs.len()), (Verdict::Flag, 2));
    let other_year = cell("山东省", "gdp", "2020", "73129.0", 8, "元");
    assert!(checks(&[yearbook.clone(), other_year]).is_empty());

    let (mut a, mut b) = (yearbook, revised);
    (a.period, b.period) = (None, None);
    assert!(checks(&[a.clone(), b.clone()]).is_empty());
    let reference_periods = ["baseline", "revised"].map(|id| (id.to_owned(), "2021".to_owned()));
    let lookup = lookup(BTreeMap::from(reference_periods));
    assert_eq!(check(&[a, b], &[], &lookup)[0].result, Verdict::Undetermined);
}

#[test]
fn mistakes_in_check_rows_name_their_line() {
    let error =
        |row: &str| CheckRow::parse(&format!("check,label,test,scope,where,pass,flag\n{row}\n")).unwrap_err();
    assert_eq!(error("a,甲,x + y,place,,是,否"), "line 2: `x + y` has none of =, <=, >=, fills, is whole");
    assert!(error("a,甲,x <= y,place,,{z},否").starts_with("line 2: `z`"));
    assert!(error("a,甲,sum(x) = 100,place,,是,否").contains("scope"));
}

#[test]
fn operands_of_checks_that_are_no_indicator_are_named_with_their_row() {
    let project = super::project::Project::empty();
    project.write("raw/a.txt", "山东省帮扶900家企业。\n");
    let header = "check,label,test,scope,where,pass,flag\n";
    project.write("codelist/check.csv", format!("{header}a,甲,enterprise_assisted <= gdp,place,,是,否\n"));
    let ran = project.run(&[]);
    assert_ne!(ran.code, 0);
    for words in ["E-codelist", "check.csv 第 2 行", "enterprise_assisted"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    project.write(
        "codelist/check.csv",
        format!("{header}a,甲,enterprises_assisted <= enterprises,place,,是,否\n"),
    );
    assert_eq!(project.run(&[]).code, 0);
}

/// Rule, quotes, result and explanation of every check of these texts, one document each.
fn run(texts: &[&str]) -> Vec<(String, String, String, String)> {
    let project = super::project::Project::empty();
    for (n, text) in texts.iter().enumerate() {
        project.write(&format!("raw/t{n:02}.txt"), format!("湖北省工作报告\n\n{text}\n"));
    }
    assert_eq!(project.run(&["-q"]).code, 0);
    let quotes: BTreeMap<String, String> = project
        .table("observations")
        .into_iter()
        .map(|o| (o["observation_id"].clone(), o["quote"].clone()))
        .collect();
    let checks = project.table("consistency");
    assert!(checks.iter().all(|c| c["check_id"].starts_with('k') && c["check_id"].len() == 16));
    let of = |c: &std::collections::HashMap<String, String>| {
        let inputs: Vec<&str> = c["inputs"].split(';').map(|id| quotes[id].as_str()).collect();
        (c["rule"].clone(), inputs.join("+"), c["result"].clone(), c["explanation"].clone())
    };
    checks.iter().map(of).collect()
}

#[test]
fn sentences_whose_figures_do_not_fit_are_flagged() {
    let texts = [
        "2021年，全省共抽检产品2000批次，不合格100批次，不合格率8%。",
        "2021年，全省帮扶企业由500家增加到700家，增长50%。",
        "2021年，产品合格率由92%提高到95%，提高5个百分点。",
        "2021年，全省获证企业900家，比上年净增200家，增长20%。",
        "2021年，全省参与提升行动企业900家，其中武汉市500家、襄阳市600家。",
        "2021年，全省举办培训40场，其中武汉市20场、襄阳市30场。",
        "2021年，甲类企业占30%、乙类企业占40%、丙类企业占50%。",
        "2021年，全省共抽检产品2000批次，不合格100批次，不合格率5%。",
        "2021年，全省帮扶企业由500家增加到700家，增长40%。",
        "2021年，产品合格率由92%提高到95%，提高3个百分点。",
        "2021年，全省获证企业900家，比上年净增150家，增长20%。",
        "2021年，全省参与提升行动企业1100家，其中武汉市500家、襄阳市600家。",
        "2021年，全省举办培训60场，其中武汉市20场、襄阳市30场。",
        "2021年，甲类企业占30%、乙类企业占40%、丙类企业占30%。",
        "2021年，全省帮扶企业由500家增加到700家，年均增长10%。",
        "2021年，女性占60%、党员占70%。",
        "2021年全省获证企业中，武汉市占60%、襄阳市占50%。",
        "2021年，大型企业占35%，中型企业占45%，小型企业占55%。",
        "2021年，本地企业占62%，外来人员占52%。",
        "2021年，武汉市女性占61%、襄阳市女性占51%。",
        "2021年，全省共抽检产品3000批次，其中不合格300批次，不合格率为8%。",
    ];
    let found = run(&texts);
    for (rule, quotes, result, words) in [
        ("failure_rate", "8%+100批次+2000批次", "flag", "不是100批次与2000批次之比"),
        ("growth_of_rise", "50%+700家+500家", "flag", "40%"),
        ("points_of_rise", "5个百分点+95%+92%", "flag", "个百分点，不是"),
        ("growth_of_increment", "20%+200家+900家", "flag", "28.6%"),
        ("parts_fill_whole", "500家+600家+900家", "flag", "多于整体900家"),
        ("parts_fill_whole", "20场+30场+40场", "flag", "互有重叠"),
        ("shares_of_one_whole", "30%+40%+50%", "flag", "超过100%"),
        ("shares_of_one_whole", "60%+50%", "flag", "超过100%"),
        ("shares_of_one_whole", "35%+45%+55%", "flag", "超过100%"),
        ("failure_rate", "8%+300批次+3000批次", "flag", "225/3000至255/3000合8%"),
        ("failure_rate", "5%+100批次+2000批次", "pass", ""),
        ("growth_of_rise", "40%+700家+500家", "pass", ""),
        ("points_of_rise", "3个百分点+95%+92%", "pass", ""),
        ("growth_of_increment", "20%+150家+900家", "pass", ""),
        ("parts_fill_whole", "500家+600家+1100家", "pass", ""),
        ("parts_fill_whole", "20场+30场+60场", "undetermined", "未写是否列全"),
    ] {
        let check = found.iter().find(|c| c.0 == rule && c.1 == quotes);
        let check = check.unwrap_or_else(|| panic!("{rule} {quotes} is not among {found:#?}"));
        assert!(check.2 == result && check.3.contains(words), "{check:?}");
    }
    for (rule, quote) in [
        ("shares_of_one_whole", "30%+40%+30%"),
        ("shares_of_one_whole", "60%+70%"),
        ("shares_of_one_whole", "61%+51%"),
        ("shares_of_one_whole", "62%+52%"),
        ("growth_of_rise", "10%+700家+500家"),
    ] {
        assert!(!found.iter().any(|c| c.0 == rule && c.1 == quote), "{rule} {quote}");
    }
}

#[test]
fn ends_of_changes_and_undated_figures_contradict_levels() {
    let all = observations();
    let level = |id: &str, document: &str, kind: Kind, number: i64, period: Option<&str>| {
        let mut o = all.iter().find(|o| &*o.observation_id == "FJ-10").unwrap().clone();
        (o.observation_id, o.document_id, o.kind) = (id.into(), document.into(), kind);
        (o.sentence, o.source) = (id.into(), format!("{document}.txt").into());
        let value = Some(number.into());
        (o.quantity.number, o.quantity.value, o.quantity.low, o.quantity.high) = (value, value, value, value);
        o.period = period.map(|code| Period::parse(code).unwrap());
        o
    };
    let lookup = lookup(BTreeMap::from([("b".to_owned(), "2021".to_owned())]));
    let found = |a: Observation, b: Observation| check(&[a, b], &[], &lookup);
    let to = level("x", "a", Kind::To, 300, Some("2021"));
    let flagged = found(to.clone(), level("y", "b", Kind::Level, 400, Some("2021")));
    assert_eq!((flagged.len(), flagged[0].result), (1, Verdict::Flag));
    let open = found(to.clone(), level("y", "b", Kind::Level, 400, None));
    assert_eq!((open.len(), open[0].result), (1, Verdict::Undetermined));
    assert!(open[0].explanation.contains("b.txt未写时期，文件的参考期为2021"), "{open:?}");
    assert!(found(to.clone(), level("y", "b", Kind::Level, 300, None)).is_empty());
    assert!(found(to.clone(), level("y", "b", Kind::From, 400, Some("2021"))).is_empty());
    assert!(
        found(to.clone(), level("y", "c", Kind::Level, 400, None)).is_empty(),
        "its document has no period"
    );
    assert!(found(to, level("y", "b", Kind::Level, 400, Some("2020"))).is_empty());
}
