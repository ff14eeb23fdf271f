//! The charts from the inputs to the files: which are drawn, what they say, what is refused, and their variants.

use super::project::Project;
use serde_json::Value;

/// The longest title, in characters.
const TITLE: usize = 24;

fn index(project: &Project) -> Vec<Value> {
    let index: Value = serde_json::from_str(&project.read("output/latest/charts/index.json")).unwrap();
    index.as_array().unwrap().clone()
}

fn chart(project: &Project, name: &str) -> Value {
    let all = index(project);
    let found = all.iter().find(|c| c["name"] == name);
    found.unwrap_or_else(|| panic!("no chart {name}: {:?}\n{:?}", names(&all), issues(project))).clone()
}

fn names(index: &[Value]) -> Vec<&str> {
    index.iter().map(|c| c["name"].as_str().unwrap()).collect()
}

fn says(chart: &Value, key: &str) -> String {
    chart[key].as_str().unwrap().to_owned()
}

fn issues(project: &Project) -> Vec<String> {
    let chart = |row: &std::collections::HashMap<String, String>| row["code"].starts_with("I-chart");
    project.table("issues").into_iter().filter(chart).map(|row| row["message"].clone()).collect()
}

fn run(project: &Project) {
    let ran = project.run(&["-q"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

fn provinces() -> Project {
    let project = Project::empty();
    let raw = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/compare/provinces/raw");
    for entry in std::fs::read_dir(raw).unwrap().flatten() {
        let name = format!("raw/{}", entry.file_name().to_str().unwrap());
        project.write(&name, std::fs::read(entry.path()).unwrap());
    }
    project
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The texts of an SVG with the colour they are set in.
fn texts(svg: &str) -> Vec<(String, String)> {
    let part = |text: &str| {
        let (tag, rest) = text.split_once('>')?;
        let colour = tag.split_once("fill=\"")?.1.split_once('"')?.0;
        Some((rest.split_once('<')?.0.trim().to_owned(), colour.to_owned()))
    };
    svg.split("<text ").skip(1).filter_map(part).collect()
}

#[test]
fn the_default_set_answers_the_questions() {
    let project = Project::seeded();
    run(&project);
    let all = index(&project);
    for (name, kind, words) in [
        ("industries-covered", "dots", "四省披露覆盖18—33行业"),
        ("subsidy-funds", "dots", "补贴资金"),
        ("certification-results", "multiples", "不作排序"),
        ("from-to", "dumbbell", "福建参与行动企业数由8家增至300家"),
        ("special-industries", "multiples", "特色产业"),
        ("coverage", "coverage", "没有一项指标八省齐全"),
    ] {
        let chart = chart(&project, name);
        assert_eq!(chart["kind"], kind, "{name}");
        let title = says(&chart, "title");
        assert!(title.contains(words) || words.replace("行业", "个行业") == title, "{title}");
    }
    assert!(all.len() <= 16, "{:?}", names(&all));
    for chart in &all {
        let title = says(chart, "title");
        assert!(title.chars().count() <= TITLE, "{title}");
        assert!(says(chart, "source").contains('（'), "{}", says(chart, "source"));
        assert!(says(chart, "alt").starts_with(&title));
        // an arrow is spoken of only where one is drawn
        let arrows = says(chart, "footnote").contains("箭头");
        let kinds = ["dots", "log-dots", "bars", "growth", "dumbbell", "trend"];
        assert!(!arrows || kinds.contains(&chart["kind"].as_str().unwrap()), "{title}");
    }
    assert!(
        says(&chart(&project, "certificates-issued"), "title").starts_with("两地"),
        "two provinces, three rows"
    );
    let coverage = project.read("output/latest/charts/coverage.svg");
    assert!(!coverage.contains("不可比") && coverage.contains("增加4538家") && !coverage.contains("+4538"));
    let sales = says(&chart(&project, "sales-revenue"), "subtitle");
    assert!(!sales.contains("概念不同") && sales.contains("行业不同"), "{sales}");
    let policies = says(&chart(&project, "policies-issued"), "footnote");
    assert!(!policies.contains("涉及不同行业") && policies.contains("有的数只限丝网"), "{policies}");
}

#[test]
fn a_province_has_one_colour_in_every_chart() {
    let project = Project::seeded();
    run(&project);
    let colours = |province: &str| {
        let files = project.files("output/latest/charts");
        let mut found = Vec::new();
        for (_, svg) in files.iter().filter(|(name, _)| name.ends_with(".svg") && *name != "coverage.svg") {
            let all = texts(&String::from_utf8_lossy(svg));
            found.extend(all.into_iter().filter(|(text, _)| text == province).map(|(_, colour)| colour));
        }
        found.sort();
        found.dedup();
        found
    };
    let (shandong, fujian) = (colours("山东"), colours("福建"));
    assert_eq!((shandong.len(), fujian.len()), (1, 1), "{shandong:?} {fujian:?}");
    assert_ne!(shandong, fujian);
    project.write("pipeline.toml", "highlight = [\"福建省\"]\n");
    run(&project);
    assert_eq!((colours("福建"), colours("山东")), (shandong, fujian));
}

#[test]
fn bounds_changes_and_places_are_worded() {
    let project = Project::empty();
    project.write(
        "raw/a.txt",
        "2021年各省情况\n\n山东省帮扶900余家企业。山东省车间利润增加10万元/月。\n\n\
         福建省帮扶近300家企业。福建省车间利润增加8万元/月。\n\n\
         福建省晋江市参与行动企业由8家增至300家，抽检批次由900批次减少到306批次。\n",
    );
    run(&project);
    assert_eq!(
        says(&chart(&project, "enterprises-assisted"), "title"),
        "两省披露帮扶或参与企业近300至超过900家"
    );
    let changes = chart(&project, "from-to");
    assert_eq!(says(&changes, "title"), "福建泉州市晋江市参与行动企业数由8家增至300家");
    let alt = says(&changes, "alt");
    assert!(alt.contains("增加292家，为原来的37.5倍") && alt.contains("减少594批次"), "{alt}");
    let profit = chart(&project, "workshop-profit-change");
    assert_eq!(profit["kind"], "growth");
    assert!(says(&profit, "subtitle").contains("万元/月") && says(&profit, "alt").contains("+10万元/月"));
    assert!(says(&profit, "footnote").starts_with("图中2个省份"));
}

#[test]
fn variants_are_files_of_the_index() {
    let project = Project::seeded();
    project.write(
        "pipeline.toml",
        "[[chart]]\nname = \"money\"\nkind = \"bars\"\nindicators = [\"subsidy_funds\"]\nhighlight = [\"福建\"]\n\
         formats = [\"svg\", \"png\", \"png-1x\", \"svg-outlined\"]\nsize = \"960x720\"\ntransparent = true\nno_title = true\n\
         [[chart]]\nname = \"own\"\nkind = \"dots\"\nindicators = [\"industries_covered\"]\nprovinces = [\"山东\", \"浙江省\"]\n\
         title = \"我的标题\"\n",
    );
    run(&project);
    let files = project.files("output/latest/charts");
    let money = chart(&project, "money");
    let variants = money["variants"].as_array().unwrap();
    assert_eq!((variants.len(), money["files"].as_array().unwrap().len()), (16, 18));
    for variant in variants {
        let name = variant["file"].as_str().unwrap();
        let bytes = &files[name];
        if let Some(size) = variant["size"].as_str() {
            let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
            assert_eq!(format!("{}x{}", side(16), side(20)), size, "{name}");
            let expected = if name.ends_with("-1x.png") { "960x720" } else { "1920x1440" };
            assert_eq!(size, expected, "{name}");
            continue;
        }
        let svg = String::from_utf8_lossy(bytes);
        let outlined = variant["format"] == "svg-outlined";
        assert_eq!(svg.contains("<text"), !outlined, "{name}");
        if !outlined {
            let titled = texts(&svg).iter().any(|(text, _)| text == "两省披露补贴资金，口径不尽相同");
            assert_eq!(titled, variant["title"] == true, "{name}");
            let ground = svg.contains("width=\"1440\" height=\"1080\" opacity=\"1\" fill=\"#FFFFFF\"");
            assert_eq!(ground, variant["transparent"] == false, "{name}");
        }
    }
    let listed: Vec<&str> = index(&project)
        .iter()
        .flat_map(|c| c["files"].as_array().unwrap().clone())
        .map(|f| f.as_str().unwrap().to_owned().leak() as &str)
        .collect();
    for name in files.keys().filter(|name| *name != "index.json") {
        assert!(listed.contains(&name.as_str()), "{name} is not in the index");
    }
    let own = chart(&project, "own");
    assert_eq!(says(&own, "title"), "我的标题");
    let foot = says(&own, "footnote");
    assert!(foot.contains("按设置只列所选省份") && !foot.contains("未报告"), "{foot}");
    assert!(says(&own, "alt").starts_with("我的标题") && !says(&own, "alt").contains("山西"));
}

#[test]
fn wrong_names_are_told_with_what_is_allowed() {
    let project = Project::seeded();
    let mut settings = String::new();
    for (name, rest) in [
        ("a", "kind = \"dots\"\nindicators = [\"industry_covered\"]"),
        ("b", "kind = \"dots\"\nindicators = [\"industries_covered\"]\nprovinces = [\"山冬\"]"),
        ("c", "kind = \"bars\"\nindicators = [\"gdp\"]\nhighlight = [\"火星\"]"),
        ("d", "kind = \"dots\"\nindicators = [\"enterprises_newly_certified\"]"),
        ("e", "kind = \"trend\"\nindicators = [\"gdp\"]"),
        ("f", "kind = \"tiles\"\nindicators = [\"subsidy_funds\"]"),
        ("g", "kind = \"composition\"\nindicators = [\"product_pass_rate\"]"),
        ("h", "kind = \"bars\"\nindicators = [\"gdp\"]\nperiod = \"2001\""),
        ("i", "kind = \"bars\"\nindicators = [\"gdp\"]\nperiod = \"去年\""),
    ] {
        settings += &format!("[[chart]]\nname = \"{name}\"\n{rest}\n");
    }
    project.write("pipeline.toml", settings);
    run(&project);
    assert_eq!(names(&index(&project)), ["c"], "a highlight that is no province does not stop a chart");
    let told = issues(&project);
    for (name, words) in [
        ("a", "industries_covered（覆盖行业领域数）"),
        ("b", "山东"),
        ("c", "“火星”不是省级行政区"),
        ("d", "multiples"),
        ("e", "两个时期"),
        ("f", "3个省份"),
        ("g", "占比"),
        ("h", "可用：2021"),
        ("i", "2021-Q1"),
    ] {
        let start = format!("图表“{name}”");
        assert!(told.iter().any(|t| t.starts_with(&start) && t.contains(words)), "{name}: {told:#?}");
    }
}

#[test]
fn trends_and_compositions_come_from_the_data() {
    let project = Project::empty();
    let bulletin = |place: &str, year: i32, gdp: &str, firms: &str| {
        format!("{place}{year}年统计公报\n\n{year}年全省实现地区生产总值{gdp}亿元。全省帮扶{firms}家企业。\n")
    };
    for (year, gdp, firms) in [(2019, "80000", "100"), (2020, "82000", "200余"), (2022, "90000", "300—320")]
    {
        project.write(&format!("raw/sd-{year}.txt"), bulletin("山东省", year, gdp, firms));
        project.write(&format!("raw/hb-{year}.txt"), bulletin("河北省", year, &gdp.replace('0', "1"), "50"));
    }
    // two sources that contradict each other
    project.write("raw/sd-2022-b.txt", "山东省2022年情况\n\n2022年全省实现地区生产总值91000亿元。\n");
    project.write(
        "raw/shares.csv",
        "地区,年份,第一产业增加值占比（%）,第二产业增加值占比（%）,第三产业增加值占比（%）\n山东省,2021,7.3,39.9,52.8\n\
         河北省,2021,10.0,20.0,30.0\n",
    );
    project.write(
        "pipeline.toml",
        "[[chart]]\nname = \"gdp\"\nkind = \"trend\"\nindicators = [\"gdp\"]\n\
         [[chart]]\nname = \"firms\"\nkind = \"trend\"\nindicators = [\"enterprises_assisted\"]\nprovinces = [\"山东\"]\n\
         [[chart]]\nname = \"parts\"\nkind = \"composition\"\nindicators = [\"value_added_share\", \"service_value_added_share\"]\n\
         [[chart]]\nname = \"no-parts\"\nkind = \"composition\"\nindicators = [\"value_added_share\", \"service_value_added_share\"]\nprovinces = [\"河北\"]\n",
    );
    run(&project);
    let gdp = chart(&project, "gdp");
    assert!(says(&gdp, "footnote").contains("山东2022年的数不一致，未画"), "{gdp}");
    assert!(!says(&gdp, "alt").contains("90,000") && says(&gdp, "alt").contains("82,000"), "{gdp}");
    let firms = chart(&project, "firms");
    assert_eq!(says(&firms, "title"), "山东帮扶企业数由100家升至300—320家");
    assert!(says(&firms, "footnote").contains("箭头"), "{firms}");
    assert!(says(&firms, "alt").contains("2020年>200家"), "{firms}");
    let parts = chart(&project, "parts");
    assert!(
        says(&parts, "title").contains("52.8%") && says(&parts, "footnote").contains("之和为100%"),
        "{parts}"
    );
    assert!(
        issues(&project).iter().any(|i| i.contains("no-parts") && i.contains("不是100%")),
        "{:?}",
        issues(&project)
    );
}

#[test]
fn parts_are_named_by_the_words_beside_their_numbers() {
    let project = Project::seeded();
    project.write(
        "pipeline.toml",
        "[[chart]]\nname = \"parts\"\nkind = \"composition\"\nindicators = [\"management_model_composition\"]\n",
    );
    run(&project);
    let alt = says(&chart(&project, "parts"), "alt");
    assert!(alt.contains("按照管理标准70%、体现行业共性20%、体现企业个性"), "{alt}");
}

#[test]
fn many_provinces_give_a_map() {
    let project = provinces();
    run(&project);
    let map = chart(&project, "map");
    assert_eq!(map["kind"], "tiles");
    let foot = says(&map, "footnote");
    assert!(foot.contains("香港、澳门、台湾未纳入") && foot.contains("示意图，不代表行政区划边界"), "{foot}");
    let drawn = texts(&project.read("output/latest/charts/map.svg"));
    assert_eq!(drawn.iter().filter(|(text, _)| text == "未纳入").count(), 3);
    for province in ["新疆", "内蒙古", "广东", "台湾", "香港", "澳门"] {
        assert!(drawn.iter().any(|(text, _)| text == province), "{province}");
    }
    for chart in index(&project) {
        assert!(says(&chart, "title").chars().count() <= TITLE, "{chart}");
    }
}

#[test]
fn english_is_english() {
    for project in [Project::seeded(), provinces()] {
        project.write("pipeline.toml", "language = \"en\"\n");
        run(&project);
        for chart in index(&project) {
            let name = says(&chart, "name");
            for key in ["title", "subtitle", "footnote"] {
                // what stands between quotation marks is from the source
                let text = says(&chart, key);
                let said: String = text.split('"').step_by(2).collect();
                assert!(!said.contains(is_chinese), "{name}: {text}");
            }
            assert!(says(&chart, "source").starts_with("Source: "));
            let drawn = texts(&project.read(&format!("output/latest/charts/{name}.svg")));
            // a quotation may run over several lines
            if drawn.iter().any(|(text, _)| text.contains("&quot;")) {
                continue;
            }
            let source = |text: &str| text.contains(['“', '《', '”', '》']);
            for (text, _) in drawn.iter().filter(|(text, _)| !source(text)) {
                assert!(!text.contains(is_chinese), "{name}: {text}");
            }
        }
    }
}

#[test]
fn a_revised_figure_is_told() {
    let project = Project::empty();
    let text = |firms: &str| format!("2021年情况\n\n山东省帮扶{firms}企业。福建省帮扶300家企业。\n");
    project.write("raw/a.txt", text("900家"));
    run(&project);
    assert!(!says(&chart(&project, "enterprises-assisted"), "footnote").contains("修订"));
    project.write("raw/a.txt", text("950家"));
    run(&project);
    let foot = says(&chart(&project, "enterprises-assisted"), "footnote");
    assert!(foot.contains("与上一次发布相比有修订：山东由900家改为950家"), "{foot}");
}

#[test]
fn questions_of_a_project_join_those_of_the_list() {
    let project = Project::seeded();
    project.write("codelist/question.csv", "name,kind,indicators,only,note_zh\nwealth,bars,gdp,,有多富\n");
    run(&project);
    let all = index(&project);
    let at = |name: &str| names(&all).iter().position(|n| *n == name);
    assert!(at("wealth").is_some_and(|at| at < 8) && at("gdp").is_none(), "{:?}", names(&all));
}
