//! The derived figures and checks of the annotated document: every expected one, with its ends and what they say.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use zhiliang::codelist::{Codelists, Row};
use zhiliang::compare::bind::Lookup;
use zhiliang::compare::derive::{DerivedRow, contrast, derive};
use zhiliang::compare::interval::Interval;
use zhiliang::model::comparison::Ends;
use zhiliang::model::{
    Comparability, Derived, Dimension, Direction, Issue, Kind, Locator, Observation, Period, PeriodBasis,
    Place, PlaceLevel, Qualifier, Quantity, Reason, Status,
};
use zhiliang::say::Say;

pub(super) static LISTS: LazyLock<Codelists> = LazyLock::new(|| Codelists::load(None).unwrap());
const ROWS: &str = include_str!("../../src/codelist/derived.csv");

fn gold(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/gold/smc-2021/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.lines().filter(|l| !l.is_empty()).map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn text(record: &Value, key: &str) -> Option<String> {
    record[key].as_str().map(str::to_owned)
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.is_number().then(|| value.to_string().parse::<Decimal>().unwrap().normalize())
}

fn place(name: &str, province: &str) -> Arc<Place> {
    let level = match name.strip_prefix(province).unwrap_or(name) {
        "" => PlaceLevel::Province,
        rest if rest.ends_with('市') => PlaceLevel::Prefecture,
        _ => PlaceLevel::County,
    };
    Place { name: name.into(), ref_area: None, level, province: Some(province.into()) }.into()
}

fn period(code: &str) -> Period {
    let (from, to) = match code {
        "2021-Q1/Q3" => ("2021-01-01", "2021-09-30"),
        _ => ("2021-01-01", "2021-12-31"),
    };
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Period { code: code.into(), start: day(from), end: day(to) }
}

fn observation(record: &Value) -> Observation {
    let province = text(record, "province").unwrap();
    let scale = i32::try_from(record["unit_mult"].as_i64().unwrap()).unwrap();
    let (unit, dimension) = (
        text(record, "unit").map(Into::into),
        Dimension::parse(record["dimension"].as_str().unwrap()).unwrap(),
    );
    let direction = text(record, "direction").and_then(|d| Direction::parse(&d));
    let kind = Kind::parse(record["kind"].as_str().unwrap()).unwrap();
    let qualifier = Qualifier::parse(record["qualifier"].as_str().unwrap()).unwrap();
    let mut quantity = match decimal(&record["number"]) {
        Some(number) => Quantity::worded(number, scale, qualifier, unit, dimension),
        None => Quantity::range(30.into(), 50.into(), 0, unit, dimension),
    };
    quantity.per = text(record, "per");
    if direction == Some(Direction::Down) && matches!(kind, Kind::Change | Kind::GrowthRate) {
        quantity.negate();
    }
    assert_eq!(quantity.low, decimal(&record["low"]), "{record}");
    let start = u32::try_from(record["start"].as_u64().unwrap()).unwrap();
    let end = u32::try_from(record["end"].as_u64().unwrap()).unwrap();
    let time_period = text(record, "time_period");
    Observation {
        observation_id: text(record, "id").unwrap().into(),
        document_id: "smc-2021".into(),
        source: "smc-2021.txt".into(),
        section: "".into(),
        section_number: u32::try_from(record["section"].as_u64().unwrap()).unwrap(),
        sentence: text(record, "sentence").unwrap().into(),
        locator: Locator::Text { start, end },
        quote: text(record, "quote").unwrap(),
        start: Some(start),
        end: Some(end),
        indicator: text(record, "indicator").map(Into::into),
        indicator_label: None,
        industry: text(record, "industry"),
        subject: text(record, "subject"),
        place: Some(place(record["place"].as_str().unwrap(), &province)),
        places: record["places"]
            .as_array()
            .map(|list| list.iter().map(|p| place(p.as_str().unwrap(), &province)).collect())
            .unwrap_or_default(),
        period_basis: if time_period.is_some() { PeriodBasis::Stated } else { PeriodBasis::None },
        period: time_period.as_deref().map(period),
        comparison_base: text(record, "comparison_base"),
        quantity,
        kind,
        direction,
        status: Status::parse(record["status"].as_str().unwrap()).unwrap(),
        ambiguity: None,
        rule: String::new(),
        correction: None,
    }
}

/// The annotated document as observations, with the ids of the annotation.
pub fn observations() -> Vec<Observation> {
    gold("gold.jsonl").iter().map(observation).collect()
}

/// A figure of a yearbook table.
pub fn cell(
    province: &str,
    indicator: &str,
    year: &str,
    number: &str,
    scale: i32,
    unit: &str,
) -> Observation {
    let dimension = if unit == "元" { Dimension::Money } else { Dimension::Count };
    let day = |md: &str| format!("{year}-{md}").parse::<NaiveDate>().unwrap();
    let mut o = observations().remove(0);
    o.observation_id = format!("{province}-{indicator}-{year}").into();
    o.document_id = "baseline".into();
    o.sentence = "".into();
    o.locator = Locator::Cell { sheet: "分地区".into(), row: 4, column: 1 };
    (o.start, o.end) = (None, None);
    o.indicator = Some(indicator.into());
    o.industry = None;
    o.place = Some(place(province, province));
    o.period = Some(Period { code: year.into(), start: day("01-01"), end: day("12-31") });
    o.quantity =
        Quantity::worded(number.parse().unwrap(), scale, Qualifier::Exact, Some(unit.into()), dimension);
    o
}

fn rows() -> Vec<DerivedRow> {
    DerivedRow::parse(ROWS).unwrap()
}

fn all(observations: &[Observation]) -> (Vec<Derived>, Vec<Issue>) {
    let reference_periods = BTreeMap::from([("smc-2021".to_owned(), "2021".to_owned())]);
    derive(observations, &rows(), &Lookup { reference_periods, say: Say::chinese(&LISTS) })
}

fn near(number: Option<Decimal>, expected: &Value) -> bool {
    match (number, decimal(expected)) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let places = if b.abs() > Decimal::from(100_000_000) { 0 } else { b.scale().clamp(2, 4) };
            a.round_dp(places) == b.round_dp(places)
        }
        _ => false,
    }
}

fn agrees(ends: &Ends, expected: &Value) -> bool {
    near(ends.value, &expected["expected"])
        && near(ends.low, &expected["low"])
        && near(ends.high, &expected["high"])
        && Some(ends.bound.code()) == expected["bound"].as_str()
}

fn inputs(expected: &Value) -> BTreeSet<String> {
    expected["inputs"].as_array().unwrap().iter().map(|i| i.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_printable_figure_comes_out_and_no_other_of_the_list() {
    let (derived, _) = all(&observations());
    let mut wrong = Vec::new();
    for expected in gold("derived.jsonl") {
        let id = expected["id"].as_str().unwrap();
        if id.starts_with('X') && expected["printable"] == true {
            continue;
        }
        let with_inputs: Vec<&Derived> = derived
            .iter()
            .filter(|d| {
                d.inputs.iter().map(|id| id.to_string()).collect::<BTreeSet<_>>() == inputs(&expected)
            })
            .collect();
        let found = with_inputs.iter().find(|d| agrees(&d.result, &expected));
        if expected["printable"] == true {
            match found {
                None => wrong.push(format!("{id}: {expected}\n  {:#?}", with_inputs)),
                Some(d) if d.unit.as_deref() != expected["unit"].as_str() => {
                    wrong.push(format!("{id}: unit {:?}, expected {}", d.unit, expected["unit"]));
                }
                Some(d) if !expected["assumption"].is_null() && d.assumption.is_empty() => {
                    wrong.push(format!("{id}: no assumption"));
                }
                Some(_) => {}
            }
        } else if !with_inputs.is_empty() {
            wrong.push(format!("{id} should not be printed: {with_inputs:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn provinces_are_contrasted_with_their_bounds() {
    let observations = observations();
    let find = |id: &str| observations.iter().find(|o| *o.observation_id == *id).unwrap();
    let contrast_of =
        |a: &Observation, b: &Observation| contrast((a, &Interval::of(a)), (b, &Interval::of(b)));
    for expected in gold("derived.jsonl") {
        let id = expected["id"].as_str().unwrap();
        if !id.starts_with('X') || expected["printable"] == false {
            continue;
        }
        let (a, b) = expected["formula"].as_str().unwrap().split_once(['/']).unwrap_or(("FJ-04", "GX-04"));
        let (difference, ratio) = contrast_of(find(a), find(b));
        let result = if id == "X-05" { difference } else { ratio.unwrap() };
        assert!(agrees(&result, &expected), "{id}: {result:?} {expected}");
    }
    assert_eq!(contrast_of(find("FJ-04"), find("GX-04")).1, None);
}

#[test]
fn what_an_expert_would_not_print_is_named_with_its_reason() {
    let (_, issues) = all(&observations());
    let says = |words: &[&str]| issues.iter().any(|i| words.iter().all(|w| i.message.contains(w)));
    assert!(says(&["12家", "900家", "口径不同"]));
    assert!(says(&["900家", "13750家", "不是转化率"]));
    assert!(says(&["90张", "106家", "不是获证率"]));
    assert!(says(&["90张", "30.95%", "没有意义"]));
    assert!(says(&["106家", "30.95%", "分母"]));
    assert!(says(&["1200余万元", "390万元", "8省中只有2省披露"]));
    assert!(says(&["33个", "行业有重叠"]));
    assert!(says(&["subsidy_funds", "分母口径不同", "山东省", "福建省"]));
}

#[test]
fn alternative_indicators_give_the_same_figures() {
    let mut observations = observations();
    let mut set = |id: &str, indicator: &str| {
        let o = observations.iter_mut().find(|o| *o.observation_id == *id).unwrap();
        o.indicator = Some(indicator.into());
    };
    for (id, indicator) in [
        ("SD-01", "enterprises_guided"),
        ("SD-09", "enterprises_assisted"),
        ("ZJ-07", "services_provided"),
        ("ZJ-13", "certificates_issued"),
        ("HE-08", "enterprises_assisted"),
        ("JS-01", "pilot_enterprises"),
        ("JS-05", "enterprises_assisted"),
        ("GX-01", "enterprises_in_industry"),
        ("GX-05", "certificates_issued"),
        ("GX-06", "certificates_issued"),
    ] {
        set(id, indicator);
    }
    let (derived, _) = all(&observations);
    for expected in gold("derived.jsonl").iter().filter(|e| e["id"].as_str().unwrap().starts_with('D')) {
        let found = derived.iter().any(|d| {
            d.inputs.iter().map(|id| id.to_string()).collect::<BTreeSet<_>>() == inputs(expected)
                && agrees(&d.result, expected)
        });
        assert_eq!(found, expected["printable"] == true, "{expected}");
    }
}

#[test]
fn subsidies_are_set_against_the_province_of_the_year() {
    let mut observations = observations();
    for (province, gdp, people) in [("山东省", "83095.9", "10170"), ("福建省", "48810.4", "4187")] {
        observations.push(cell(province, "gdp", "2020", "40000.0", 8, "元"));
        observations.push(cell(province, "gdp", "2021", gdp, 8, "元"));
        observations.push(cell(province, "resident_population", "2021", people, 4, "人"));
    }
    let (derived, _) = all(&observations);
    let of = |rule: &str, province: &str| {
        derived.iter().find(|d| d.rule == rule && d.province.as_deref() == Some(province)).unwrap()
    };
    let shown = |d: &Derived| zhiliang::say::print::print(&d.result, d.unit.as_deref().unwrap());
    assert_eq!(shown(of("subsidy_per_gdp", "山东省")), "超过144.4元/亿元");
    let fujian = of("subsidy_per_gdp", "福建省");
    assert_eq!(fujian.result.value.unwrap().round_dp(1), "79.9".parse().unwrap());
    assert!(fujian.caveat.contains("分子时期：2021（文件的参考期，文中未写）；分母时期：2021"), "{fujian:?}");
    assert!(shown(of("subsidy_per_resident", "山东省")).starts_with("超过1179元/万人"));

    let none = Lookup { reference_periods: BTreeMap::new(), say: Say::chinese(&LISTS) };
    observations.retain(|o| o.period.as_ref().is_none_or(|p| p.code == "2020"));
    let (derived, _) = derive(&observations, &rows(), &none);
    let late = derived.iter().find(|d| d.rule == "subsidy_per_gdp").unwrap();
    assert!(late.caveat.contains("时期不一致"), "{late:?}");
}

#[test]
fn mistakes_in_rows_name_their_line() {
    let header = "rule,label,formula,unit,scope,where,printed,assumption,caveat,reasons\n";
    let error = |row: &str| DerivedRow::parse(&format!("{header}# note\n{row}\n")).unwrap_err();
    assert_eq!(error("a,甲,x /,元,place,,yes,,,"), "line 3: the formula ends where an operand should stand");
    assert!(error("a,甲,x / y,元,near,,yes,,,").contains("`near` is no scope"));
    assert!(error("a,甲,x / y,元,place,z: kind=level,yes,,,").contains("`z`"));
    assert!(error("a,甲{z},x / y,元,place,,yes,,,").contains("no operand"));
    assert!(error("a,甲,x / y,元,place,,no,,,").contains("reason"));
    assert!(error("a,甲,x / y").contains("3 columns instead of 10"));
    let lists = Codelists::load(None).unwrap();
    let cells = ["a", "甲", "x / y", "元", "near"].map(str::to_owned).to_vec();
    let row = Row { file: "codelist/derived.csv".into(), line: 7, cells };
    let message = DerivedRow::rows(&[row], &lists.indicators).unwrap_err().to_string();
    assert!(message.contains("codelist/derived.csv 第 7 行：`near` is no scope"), "{message}");
}

/// A figure of a made-up sentence: the first of the annotated ones, with another quote and meaning.
fn figure(sentence: &str, quote: &str, indicator: &str, kind: Kind, number: &str, unit: &str) -> Observation {
    let mut o = observations().remove(0);
    let start = u32::try_from(sentence[..sentence.find(quote).unwrap()].chars().count()).unwrap();
    o.observation_id = quote.into();
    o.document_id = "other".into();
    (o.sentence, o.quote) = (sentence.into(), quote.into());
    o.start = Some(start);
    (o.indicator, o.industry, o.subject) = (Some(indicator.into()), None, None);
    o.kind = kind;
    o.direction = (kind == Kind::GrowthRate).then_some(Direction::Up);
    let dimension = match unit {
        "元" => Dimension::Money,
        "%" => Dimension::Ratio,
        _ => Dimension::Count,
    };
    let number = number.parse().unwrap();
    o.quantity = Quantity::worded(number, 0, Qualifier::Exact, Some(unit.into()), dimension);
    o
}

fn rules_and_inputs(observations: &[Observation]) -> Vec<String> {
    all(observations).0.iter().map(|d| format!("{} {}", d.rule, d.inputs.join("+"))).collect()
}

#[test]
fn rates_after_respectively_keep_their_order() {
    let text = "出口5089元、进口1623元，分别增长38.7%、24.2%。";
    let level =
        |quote: &str, code: &str| figure(text, quote, code, Kind::Level, quote.trim_end_matches('元'), "元");
    let rate = |quote: &str, code: &str| {
        figure(text, quote, code, Kind::GrowthRate, quote.trim_end_matches('%'), "%")
    };
    let (x, y) = (level("5089元", "exports"), level("1623元", "imports"));
    let right = [x.clone(), y.clone(), rate("38.7%", "exports"), rate("24.2%", "imports")];
    let found = rules_and_inputs(&right);
    assert!(found.contains(&"growth_base 5089元+38.7%".to_owned()), "{found:?}");
    assert!(found.contains(&"growth_base 1623元+24.2%".to_owned()), "{found:?}");
    // A rate that was given the nearest indicator instead of its own gives nothing.
    let wrong = [x, y, rate("38.7%", "imports"), rate("24.2%", "imports")];
    let found = rules_and_inputs(&wrong);
    assert!(!found.iter().any(|f| f.contains("38.7%")), "{found:?}");
}

#[test]
fn amounts_that_are_no_level_are_not_derived_from() {
    let text = "总产量430斤，减产81斤，下降1.8%。";
    let fall = figure(text, "81斤", "grain_output", Kind::Level, "81", "斤");
    let rate = figure(text, "1.8%", "grain_output", Kind::GrowthRate, "1.8", "%");
    assert_eq!(rules_and_inputs(&[fall, rate]), Vec::<String>::new());
    let text = "收入231元，同口径增长13.8%。";
    let level = figure(text, "231元", "general_budget_revenue", Kind::Level, "231", "元");
    let rate = figure(text, "13.8%", "general_budget_revenue", Kind::GrowthRate, "13.8", "%");
    assert_eq!(rules_and_inputs(&[level, rate]), Vec::<String>::new());
    let text = "指年主营业务收入2000万元及以上的工业企业。";
    let threshold = figure(text, "2000万元及以上", "operating_revenue", Kind::Level, "20000000", "元");
    assert_eq!(rules_and_inputs(&[threshold]), Vec::<String>::new());
    let text = "计收基本水费12元/月。";
    let mut price = figure(text, "12元/月", "water_price", Kind::Level, "12", "元");
    price.quantity.per = Some("月".into());
    assert_eq!(rules_and_inputs(&[price]), Vec::<String>::new());
    let text = "支持甲区、乙区各建设2个园区。";
    let mut each = figure(text, "2个", "parks_built", Kind::Level, "2", "个");
    each.places = ["山东省临沂市甲区", "山东省临沂市乙区"].map(|name| place(name, "山东省")).into();
    assert_eq!(rules_and_inputs(&[each]), Vec::<String>::new());
}

/// Gives a field another reading; false where the figures do not depend on it.
fn reread(o: &mut Observation, field: &str, value: &Value) -> bool {
    match (field, value.as_str()) {
        ("time_period", code) => o.period = code.map(period),
        ("comparison_base", base) => o.comparison_base = base.map(str::to_owned),
        ("industry", industry) => o.industry = industry.map(str::to_owned),
        // The joint name of several places is no place of an observation.
        ("place", Some(name)) if !name.contains('、') => {
            let province = o.province().unwrap().to_owned();
            o.place = Some(place(name, &province));
        }
        ("indicator", Some(code)) => o.indicator = Some(code.into()),
        _ => return false,
    }
    true
}

#[test]
fn every_alternative_of_the_annotation_gives_the_same_figures() {
    let (annotated, records, expected) = (observations(), gold("gold.jsonl"), gold("derived.jsonl"));
    let printed = |e: &&Value| e["printable"] == true && e["id"].as_str().unwrap().starts_with('D');
    let mut missing = Vec::new();
    for (n, record) in records.iter().enumerate() {
        for (field, value) in
            record["alt"].as_object().unwrap().iter().flat_map(|(field, values)| {
                values.as_array().unwrap().iter().map(move |value| (field, value))
            })
        {
            // Figures of one indicator in one place are read alike.
            let mut changed = annotated.clone();
            let mut any = false;
            for (o, other) in changed.iter_mut().zip(&records) {
                let alike = o.indicator == annotated[n].indicator && o.place == annotated[n].place;
                let open = other["alt"][field].as_array().is_some_and(|all| all.contains(value));
                any |= alike && open && reread(o, field, value);
            }
            if !any {
                continue;
            }
            let (derived, _) = all(&changed);
            for expected in expected.iter().filter(printed) {
                let found = derived.iter().any(|d| {
                    d.inputs.iter().map(|id| id.to_string()).collect::<BTreeSet<_>>() == inputs(expected)
                        && agrees(&d.result, expected)
                });
                if !found {
                    missing.push(format!("{} with {field} {value} of {}", expected["id"], record["id"]));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Counted enterprises or services of a sentence in 滨州市.
fn listed(text: &str, indicator: &str, quotes: &[&str]) -> Vec<Observation> {
    let number = |quote: &str| quote.chars().take_while(char::is_ascii_digit).collect::<String>();
    let unit = |quote: &str| quote.chars().last().unwrap().to_string();
    let all = quotes.iter().map(|quote| {
        let mut o = figure(text, quote, indicator, Kind::Level, &number(quote), &unit(quote));
        o.place = Some(place("山东省滨州市", "山东省"));
        o
    });
    all.collect()
}

#[test]
fn a_list_adds_up_only_where_its_items_are_of_one_noun_and_verb() {
    let sums = |all: &[Observation]| {
        let found = rules_and_inputs(all);
        found.into_iter().filter(|f| f.starts_with("listed_sum")).collect::<Vec<_>>()
    };
    for (text, quotes) in [
        ("实验室提供质量服务4000次、5200次技术服务。", ["4000次", "5200次"]),
        ("滨州市培训企业80家、帮扶企业120家。", ["80家", "120家"]),
        ("滨州市培训80家企业、帮扶120家企业。", ["80家", "120家"]),
        ("滨州市帮扶80家企业、120家小微企业。", ["80家", "120家"]),
    ] {
        assert_eq!(sums(&listed(text, "enterprises_assisted", &quotes)), Vec::<String>::new(), "{text}");
    }
    for text in [
        "滨州市帮扶企业80家、120家。",
        "滨州市帮扶80家企业、120家企业。",
        "滨州市帮扶80家企业、帮扶120家企业。",
        "滨州市帮扶企业80家和120家企业。",
    ] {
        let all = listed(text, "enterprises_assisted", &["80家", "120家"]);
        assert_eq!(sums(&all), ["listed_sum 80家+120家"], "{text}");
    }
    let text = "滨州市帮扶家具企业80家、建材企业120家。";
    let mut all = listed(text, "enterprises_assisted", &["80家", "120家"]);
    (all[0].industry, all[1].industry) = (Some("家具".into()), Some("建材".into()));
    assert_eq!(sums(&all), ["listed_sum 80家+120家"]);
}

#[test]
fn the_whole_of_a_province_is_the_unqualified_one() {
    let text = "全省帮扶企业900家，其中小微企业500家。";
    let mut all = listed("滨州市帮扶企业80家、120家。", "enterprises_assisted", &["80家", "120家"]);
    for mut o in listed(text, "enterprises_assisted", &["900家", "500家"]) {
        o.place = Some(place("山东省", "山东省"));
        all.push(o);
    }
    let found = rules_and_inputs(&all);
    assert!(found.contains(&"listed_share 80家+120家+900家".to_owned()), "{found:?}");
    assert!(!found.contains(&"listed_share 80家+120家+500家".to_owned()), "{found:?}");
}

#[test]
fn growth_on_a_comparable_basis_is_not_inverted() {
    let found = |text: &str, indicator: &str| {
        let mut level = figure(text, "1000元", indicator, Kind::Level, "1000", "元");
        let mut rate = figure(text, "12%", indicator, Kind::GrowthRate, "12", "%");
        (level.place, rate.place) = (Some(place("山东省", "山东省")), Some(place("山东省", "山东省")));
        all(&[level, rate])
    };
    for (text, indicator, why) in [
        ("固定资产投资1000元，增长12%。", "fixed_asset_investment", "可比口径"),
        ("地区生产总值1000元，增长12%。", "gdp", "不变价"),
        ("工业增加值1000元，增长12%。", "industrial_value_added", "不变价"),
        ("规模以上工业企业实现利润总额1000元，增长12%。", "total_profit", "规模（限额）以上"),
        ("规上工业营业收入1000元，增长12%。", "operating_revenue", "规模（限额）以上"),
        ("国有企业利润总额1000元，增长12%。", "total_profit", "规模以上企业调查"),
    ] {
        let (derived, issues) = found(text, indicator);
        assert!(!derived.iter().any(|d| d.rule.starts_with("growth")), "{text} {derived:?}");
        let refused: Vec<_> = issues.iter().filter(|i| i.code == "I-derived-refused").collect();
        assert_eq!(refused.len(), 1, "{issues:?}");
        assert!(refused[0].message.contains(why), "{refused:?}");
    }
    for (text, indicator) in [
        ("一般公共预算收入1000元，增长12%。", "general_budget_revenue"),
        ("规模以上工业增长；税收收入1000元，增长12%。", "tax_revenue"),
        ("产业销售收入1000元，增长12%。", "sales_revenue"),
    ] {
        let (derived, issues) = found(text, indicator);
        assert!(derived.iter().any(|d| d.rule == "growth_base"), "{text}");
        assert!(issues.is_empty(), "{issues:?}");
    }
}

#[test]
fn a_rule_that_is_not_printed_must_exist_for_unless() {
    let header = "rule,label,formula,unit,scope,where,printed,assumption,caveat,reasons\n";
    let error = DerivedRow::parse(&format!("{header}a,甲,x / y,元,place,x: unless=b,yes,,,\n")).unwrap_err();
    assert_eq!(error, "line 2: `unless=b` names no rule that is not printed");
}

#[test]
fn operands_that_are_no_indicator_are_named_with_their_row() {
    let lists = Codelists::load(None).unwrap();
    let error = |formula: &str, conditions: &str| {
        let cells = ["a", "甲", formula, "元", "place", conditions].map(str::to_owned).to_vec();
        let row = Row { file: "codelist/derived.csv".into(), line: 7, cells };
        DerivedRow::rows(&[row], &lists.indicators).map_err(|e| e.to_string())
    };
    let message = error("enterprise_assisted / gdp", "").unwrap_err();
    assert!(message.starts_with("E-codelist"), "{message}");
    assert!(
        message.contains("codelist/derived.csv 第 7 行") && message.contains("`enterprise_assisted`"),
        "{message}"
    );
    assert!(message.contains("enterprises_assisted"), "{message}");
    assert!(error("x / gdp", "x: indicator=*_assistd").unwrap_err().contains("`*_assistd`"));
    assert!(error("x / gdp", "x: indicator=*|!gpd").unwrap_err().contains("`gpd`"));
    assert!(error("x / gdp", "x: indicator=*_assisted|!gdp").is_ok());
}

/// What 山东省 says of 2021, and sheets of other years.
fn with_sheets(sheets: &[(&str, &str)]) -> Vec<Observation> {
    let text = "2021年，全省帮扶企业900家，培训企业1200家。";
    let mut all = vec![
        figure(text, "900家", "enterprises_assisted", Kind::Level, "900", "家"),
        figure(text, "1200家", "enterprises_trained", Kind::Level, "1200", "家"),
    ];
    for o in &mut all {
        o.place = Some(place("山东省", "山东省"));
        o.period = Some(period("2021"));
    }
    for (indicator, year) in sheets {
        let (number, scale, unit) = match *indicator {
            "gdp" => ("80000", 8, "元"),
            "resident_population" => ("10000", 4, "人"),
            _ => ("3000000", 0, "家"),
        };
        all.push(cell("山东省", indicator, year, number, scale, unit));
    }
    all
}

#[test]
fn counts_are_set_against_sheets_of_their_year() {
    let sheets =
        [("resident_population", "2020"), ("resident_population", "2021"), ("resident_population", "2023")];
    let (derived, _) = all(&with_sheets(&sheets));
    let per: Vec<&Derived> = derived.iter().filter(|d| d.rule == "per_resident").collect();
    assert_eq!(per.len(), 2, "{derived:?}");
    for d in per {
        assert!(d.inputs.contains(&"山东省-resident_population-2021".into()), "{d:?}");
        assert_eq!(d.caveat, "分子时期：2021；分母时期：2021");
        assert_eq!((d.comparability, d.period.as_deref()), (Comparability::Full, Some("2021")));
    }
    let rules = |sheet: &str| {
        let (derived, _) = all(&with_sheets(&[(sheet, "2021")]));
        derived.iter().map(|d| format!("{} {}", d.rule, d.unit.clone().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(rules("gdp"), ["per_gdp 家/亿元", "per_gdp 家/亿元"]);
    assert_eq!(rules("enterprises"), ["per_enterprise 家/万家", "per_enterprise 家/万家"]);
}

#[test]
fn another_year_is_the_nearest_and_grades_the_figure_down() {
    for (years, taken) in [
        (["2018", "2020", "2023"], "2020"),
        (["2010", "2022", "2023"], "2022"),
        (["2019", "2020", "2022"], "2020"),
    ] {
        let sheets: Vec<(&str, &str)> = years.iter().map(|year| ("resident_population", *year)).collect();
        let (derived, _) = all(&with_sheets(&sheets));
        let d = derived.iter().find(|d| d.rule == "per_resident").unwrap();
        assert!(d.inputs.contains(&format!("山东省-resident_population-{taken}").into()), "{d:?}");
        assert!(d.caveat.contains(&format!("两者时期不一致（2021年与{taken}年）")), "{d:?}");
        assert_eq!((d.comparability, &d.reasons[..]), (Comparability::Partial, &[Reason::Time][..]));
    }
}

#[test]
fn parts_are_at_most_all_of_their_whole() {
    let text = "全省完成验收近300家，参与企业200余家。";
    let mut part = figure(text, "近300家", "enterprises_acceptance_completed", Kind::Level, "300", "家");
    part.quantity = Quantity::worded(300.into(), 0, Qualifier::Nearly, Some("家".into()), Dimension::Count);
    let mut whole = figure(text, "200余家", "enterprises_participating", Kind::Level, "200", "家");
    whole.quantity =
        Quantity::worded(200.into(), 0, Qualifier::MoreThan, Some("家".into()), Dimension::Count);
    let (derived, _) = all(&[part.clone(), whole.clone()]);
    let share = derived.iter().find(|d| d.rule == "accepted_share").unwrap();
    assert_eq!((share.result.value, share.result.high), (None, Some(100.into())), "{share:?}");
    // Surely more than its whole: a finding of the checks, and no percentage.
    part.quantity = Quantity::worded(300.into(), 0, Qualifier::Exact, Some("家".into()), Dimension::Count);
    whole.quantity = Quantity::worded(200.into(), 0, Qualifier::Exact, Some("家".into()), Dimension::Count);
    let (derived, _) = all(&[part, whole]);
    assert!(!derived.iter().any(|d| d.rule == "accepted_share"), "{derived:?}");
}

#[test]
fn figures_of_different_denominators_and_bounds_say_why_they_differ() {
    let (derived, _) = all(&observations());
    let of = |rule: &str| derived.iter().find(|d| d.rule == rule).unwrap();
    let reasons = &of("subsidy_per_assisted").reasons;
    for reason in [Reason::Denominator, Reason::PeriodInherited, Reason::Bound] {
        assert!(reasons.contains(&reason), "{reasons:?}");
    }
    assert_eq!(of("from_to_change").period.as_deref(), Some("2021"));
    let sales =
        derived.iter().find(|d| d.rule == "growth_base" && d.label.starts_with("sales_revenue")).unwrap();
    assert_eq!(sales.period.as_deref(), Some("2020-Q1/Q3"), "the base is of the year before");
}

#[test]
fn sheets_are_known_by_their_headings() {
    let project = super::project::Project::empty();
    project.write("raw/a.txt", "2021年，山东省帮扶企业900家。\n");
    let headings = [
        ("企业数（家）", "enterprises"),
        ("企业单位数（个）", "enterprises"),
        ("企业法人单位数（个）", "enterprises"),
        ("经营主体数（户）", "market_entities"),
        ("常住人口（万人）", "resident_population"),
        ("年末常住人口（万人）", "resident_population"),
        ("地区生产总值（亿元）", "gdp"),
        ("GDP（亿元）", "gdp"),
    ];
    for (n, (heading, _)) in headings.iter().enumerate() {
        let sheet = format!("2021年分地区情况,\n地区,{heading}\n山东省,80000\n福建省,40000\n江苏省,90000\n");
        project.write(&format!("raw/s{n}.csv"), sheet);
    }
    assert_eq!(project.run(&["-q"]).code, 0);
    let table = project.table("observations");
    for (n, (heading, indicator)) in headings.iter().enumerate() {
        let row = table.iter().find(|o| o["document_id"] == format!("s{n}.csv")).unwrap();
        assert_eq!(row["indicator"], *indicator, "{heading}");
    }
    let derived = project.table("derived");
    for rule in ["per_gdp", "per_resident", "per_enterprise", "per_market_entity"] {
        let row = derived.iter().find(|d| d["rule"] == rule).unwrap_or_else(|| panic!("{rule}"));
        assert_eq!(row["time_period"], "2021");
        assert!(row["caveat"].contains("分子时期：2021；分母时期：2021"), "{row:?}");
        assert!(row["comparability"] == "partial" && row["reasons"].contains("definition"), "{row:?}");
    }
}

#[test]
fn yearly_figures_are_told_apart_by_their_period() {
    let mut all_years = Vec::new();
    for (year, people, trained) in [("2020", "10000", "500"), ("2021", "20000", "1500")] {
        all_years.push(cell("山东省", "resident_population", year, people, 4, "人"));
        let mut o = cell("山东省", "enterprises_trained", year, trained, 0, "家");
        o.document_id = "yearbook".into();
        all_years.push(o);
    }
    let (derived, _) = all(&all_years);
    let per: Vec<_> = derived
        .iter()
        .map(|d| {
            (d.period.as_deref().unwrap(), d.result.value.unwrap().normalize().to_string(), d.comparability)
        })
        .collect();
    let full = Comparability::Full;
    assert_eq!(per, [("2020", "0.05".to_owned(), full), ("2021", "0.075".to_owned(), full)]);
    let ids: BTreeSet<&str> = derived.iter().map(|d| d.derived_id.as_str()).collect();
    assert!(ids.len() == 2 && ids.iter().all(|id| id.starts_with('d') && id.len() == 16), "{ids:?}");
    // A run over more observations gives the same figure the same id.
    all_years.extend(observations());
    let (again, _) = all(&all_years);
    assert!(ids.iter().all(|id| again.iter().any(|d| d.derived_id == **id)));
}
