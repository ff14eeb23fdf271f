//! Tests of all charts together: nothing is clipped or overlaps with 1, 2, 8 and 31 provinces and the longest names,
//! judged by the layout and, independently, by the renderer's own boxes of the drawn glyphs.

use resvg::tiny_skia::Pixmap;
use resvg::usvg::{Group, Node, Options, Tree};

use super::scene::{Scene, Shape};
use super::{
    Bars, Cell, Change, Chart, Composition, Dots, Dumbbell, Figure, Frame, Growth, Heatmap, Language, Panel,
    Row, Series, SmallMultiples, State, Style, Tile, Tiles, Trend, font, lay_out, layout_boxes, png, svg,
    svg_outlined,
};

const LONG_NOTE: &str =
    "自提升行动开展以来累计帮助获得质量管理体系认证证书的小微企业，限24个行业，含各类规模";
/// With this note, names are very long too.
const VERY_LONG: &str =
    "自提升行动开展以来（含2020年同期）GB/T19001-2016/ISO9001:2015累计获证，全省口径，不含个体工商户";
const PROVINCES: [&str; 31] = [
    "新疆维吾尔自治区",
    "广西壮族自治区",
    "宁夏回族自治区",
    "内蒙古自治区",
    "西藏自治区",
    "黑龙江省",
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
    "青海省",
];

fn frame() -> Frame {
    Frame {
        title: "各省（区、市）帮扶企业数量差异较大的一句结论题".to_owned(),
        subtitle: "帮扶企业数（家），全省口径，截至2021年12月31日".to_owned(),
        source: "来源：《小微企业质量管理体系认证提升行动》（2022年1月5日）".to_owned(),
        footnote: "31省中显示全部；未报告不等于未开展。".repeat(12),
        alt: "示例图<1>".to_owned(),
    }
}

fn figure(at: usize) -> Figure {
    let value = 300.0 + 415.0 * at as f64;
    match at % 6 {
        0 => Figure::exact(value, format!("{value}家")),
        1 => Figure::at_least(value, format!(">{value}家（+62%，比2020年同期）")),
        2 => Figure::at_most(value, format!("近{value}家")),
        3 => Figure::range(value * 0.6, value * 1.4, format!("{}—{}家", value * 0.6, value * 1.4)),
        4 => Figure::about(value, value * 0.8, value * 1.2, format!("约{value}家")),
        _ => Figure::exact(value, format!("{value}家（目标）")).as_target(),
    }
}

fn rows(count: usize, note: &str) -> Vec<Row> {
    let row = |(at, name): (usize, &&str)| Row {
        name: if note == VERY_LONG {
            format!("{name}食用菌及其制品加工产业集群")
        } else {
            (*name).to_owned()
        },
        note: note.to_owned(),
        highlight: at == 1,
        figure: figure(at),
    };
    PROVINCES[..count].iter().enumerate().map(row).collect()
}

fn signed(mut row: Row, at: usize) -> Row {
    if at.is_multiple_of(2) {
        let flip = |end: Option<f64>| end.map(|end| -end);
        let Figure { value, low, high, .. } = row.figure;
        row.figure = Figure { value: flip(value), low: flip(high), high: flip(low), ..row.figure };
    }
    row
}

const STATES: [State; 5] =
    [State::Reported, State::TargetOnly, State::LowerLevelOnly, State::NotReported, State::NotComparable];

fn heatmap(names: &[String], columns: usize) -> Chart {
    let cell = |at: usize| Cell { state: STATES[at % 5], text: [">1200万元", ""][at / 5 % 2].to_owned() };
    Chart::Heatmap(Heatmap {
        frame: frame(),
        provinces: names.to_vec(),
        indicators: (0..columns).map(|at| ["参与提升行动企业数量", "补贴资金"][at % 2].to_owned()).collect(),
        cells: (0..names.len()).map(|row| (0..columns).map(|at| cell(row * 3 + at)).collect()).collect(),
    })
}

/// Every kind of chart, with `count` provinces.
pub(super) fn charts(count: usize, note: &str) -> Vec<Chart> {
    let frame = frame();
    let unit = "家".to_owned();
    let bars = rows(count, note).into_iter().filter(|row| row.figure.value.is_some()).collect();
    let changes = |units: [&str; 2]| {
        let change = |(at, row): (usize, Row)| Change {
            name: row.name,
            note: row.note,
            unit: units[at % 2].to_owned(),
            highlight: row.highlight,
            from: Figure::exact(8.0 + 70.0 * (at % 5) as f64, format!("{}家", 8 + 70 * (at % 5))),
            to: Figure::exact(150.0, "150家"),
        };
        let rows = rows(count, note).into_iter().enumerate().map(change).collect();
        let (from_name, to_name) = ("提升行动开展前".to_owned(), "2021年12月底".to_owned());
        Chart::Dumbbell(Dumbbell { frame: frame.clone(), from_name, to_name, rows })
    };
    let names: Vec<String> = rows(count, note).into_iter().map(|row| row.name).collect();
    let panel = |name: &String| Panel {
        title: LONG_NOTE[..60].to_owned(),
        province: name.clone(),
        figure: ">13750家（+62%）".to_owned(),
        note: note.to_owned(),
        highlight: name.starts_with("新疆"),
    };
    let part = |mut row: Row| {
        row.figure = Figure::exact(100.0 / count as f64, format!("{:.1}%", 100.0 / count as f64));
        row
    };
    let growth = rows(count, note).into_iter().enumerate().map(|(at, row)| signed(row, at)).collect();
    let series = |(at, row): (usize, Row)| Series {
        name: row.name,
        highlight: row.highlight,
        values: vec![
            Some(figure(at / 3)),
            None,
            Some(figure(at + 2)),
            Some(figure(at / 2)).filter(|_| at != 4),
        ],
        links: vec![(0, 2), (2, 3)],
    };
    let tile = |(at, row): (usize, Row)| Tile {
        province: row.name,
        state: STATES[at % 5],
        figure: Some(row.figure).filter(|_| at % 7 != 3),
    };
    vec![
        Chart::Trend(Trend {
            frame: frame.clone(),
            unit: unit.clone(),
            periods: (2018..2022).map(|year| format!("{year}年前三季度（1—9月）")).collect(),
            times: vec![0.0, 2.0, 2.5, 6.0],
            series: rows(count, note).into_iter().enumerate().map(series).collect(),
        }),
        Chart::Tiles(Tiles {
            frame: frame.clone(),
            tiles: rows(count, note).into_iter().enumerate().map(tile).collect(),
            names: Vec::new(),
        }),
        Chart::Dots(Dots { frame: frame.clone(), unit: unit.clone(), log: false, rows: rows(count, note) }),
        Chart::Dots(Dots { frame: frame.clone(), unit: unit.clone(), log: true, rows: rows(count, note) }),
        Chart::Growth(Growth { frame: frame.clone(), unit: "%".to_owned(), unranked: false, rows: growth }),
        changes(["家", "家"]),
        changes(["家", "个"]),
        Chart::Bars(Bars { frame: frame.clone(), unit, rows: bars }),
        Chart::SmallMultiples(SmallMultiples {
            frame: frame.clone(),
            panels: names.iter().map(panel).collect(),
        }),
        Chart::Composition(Composition {
            frame: frame.clone(),
            parts: rows(count, note).into_iter().map(part).collect(),
        }),
        heatmap(&names, 12),
        heatmap(&names, 34),
    ]
}

/// Text and its left, upper, right and lower edge.
type Placed = (String, [f64; 4]);

fn check_boxes(what: &str, boxes: &[Placed], style: &Style) {
    assert!(!boxes.is_empty(), "{what}: no text");
    for (at, (text, [x0, y0, x1, y1])) in boxes.iter().enumerate() {
        let inside = *x0 >= 40.0 && *x1 <= style.width - 40.0 && *y0 >= 20.0 && *y1 <= style.height - 20.0;
        assert!(inside, "{what}: {text} is clipped: {x0} {y0} {x1} {y1}");
        for (other, [u0, v0, u1, v1]) in &boxes[..at] {
            let apart = x0 >= u1 || u0 >= x1 || y0 >= v1 || v0 >= y1;
            assert!(apart, "{what}: {text} [{x0} {y0} {x1} {y1}] overlaps {other} [{u0} {v0} {u1} {v1}]");
        }
    }
}

/// The boxes of the glyphs as the renderer sets them.
fn glyph_boxes(group: &Group, into: &mut Vec<Placed>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => glyph_boxes(inner, into),
            Node::Text(text) => {
                let ink = text.flattened().abs_bounding_box();
                let words = text.chunks().iter().map(|chunk| chunk.text()).collect::<String>();
                into.push((words, [ink.left(), ink.top(), ink.right(), ink.bottom()].map(f64::from)));
            }
            _ => {}
        }
    }
}

/// Marks and lines stay clear of the text; fills may carry it.
fn check_marks(what: &str, scene: &Scene) {
    for text in scene.text_boxes() {
        for shape in &scene.shapes {
            let (x0, y0, x1, y1) = match shape {
                Shape::Disc { x, y, radius, .. } if *radius > 4.0 => {
                    (x - radius, y - radius, x + radius, y + radius)
                }
                Shape::Ring { x, y, radius, .. } => (x - radius, y - radius, x + radius, y + radius),
                Shape::Line { points, .. } => points.iter().fold(
                    (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY),
                    |(x0, y0, x1, y1), (x, y)| (x0.min(*x), y0.min(*y), x1.max(*x), y1.max(*y)),
                ),
                _ => continue,
            };
            let apart = text.x0 >= x1 || x0 >= text.x1 || text.y0 >= y1 || y0 >= text.y1;
            assert!(apart, "{what}: {} is crossed by {shape:?}", text.text);
        }
    }
}

pub(super) fn kind(chart: &Chart) -> &'static str {
    match chart {
        Chart::Dots(chart) if chart.log => "log dots",
        Chart::Dots(_) => "dots",
        Chart::Bars(_) => "bars",
        Chart::Dumbbell(_) => "dumbbell",
        Chart::Growth(_) => "growth",
        Chart::Heatmap(_) => "heat map",
        Chart::SmallMultiples(_) => "small multiples",
        Chart::Composition(_) => "composition",
        Chart::Trend(_) => "trend",
        Chart::Tiles(_) => "tiles",
    }
}

#[test]
fn nothing_is_clipped_or_overlaps() {
    for count in [1, 2, 3, 5, 8, 13, 20, 31] {
        for note in ["", "全省", LONG_NOTE, VERY_LONG] {
            let usual = Style::default();
            let mut styles = vec![usual.clone()];
            if note == LONG_NOTE {
                styles.push(Style { title: false, ..usual.clone() });
                styles.push(Style { language: Language::En, ..usual.clone() });
                styles.extend(
                    [(1440.0, 1080.0), (1440.0, 1440.0), (2700.0, 1080.0)]
                        .map(|canvas| usual.clone().on_canvas(canvas)),
                );
            }
            for style in styles {
                for chart in charts(count, note) {
                    let what = format!(
                        "{} with {count} provinces, note “{note}”, {}×{}",
                        kind(&chart),
                        style.width,
                        style.height
                    );
                    let boxes = layout_boxes(&chart, &style).expect(&what);
                    let boxes: Vec<Placed> =
                        boxes.into_iter().map(|b| (b.text, [b.x0, b.y0, b.x1, b.y1])).collect();
                    check_boxes(&what, &boxes, &style);
                    if !matches!(chart, Chart::Heatmap(_) | Chart::Composition(_) | Chart::Tiles(_)) {
                        check_marks(&what, &lay_out(&chart, &style).expect(&what));
                    }
                }
            }
        }
    }
}

#[test]
fn every_row_keeps_its_name_its_remark_and_its_figure() {
    for count in [1, 2, 8, 11, 13, 14, 20, 31] {
        let rows = rows(count, "全省");
        let expected = rows.clone();
        let chart = Chart::Dots(Dots { frame: frame(), unit: "家".to_owned(), log: false, rows });
        let texts: Vec<String> =
            layout_boxes(&chart, &Style::default()).unwrap().into_iter().map(|drawn| drawn.text).collect();
        for row in expected {
            assert!(texts.contains(&row.name) && texts.contains(&row.figure.label), "{count}: {row:?}");
        }
        assert_eq!(texts.iter().filter(|text| *text == "全省").count(), count);
    }
}

#[test]
fn the_renderer_agrees_with_the_layout() {
    let options = Options { fontdb: font::database(), ..Options::default() };
    for count in [1, 8, 31] {
        for chart in charts(count, LONG_NOTE) {
            let what = format!("{} with {count} provinces", kind(&chart));
            let drawn = svg(&chart, &Style::default()).expect(&what);
            let mut boxes = Vec::new();
            glyph_boxes(Tree::from_str(&drawn, &options).expect(&what).root(), &mut boxes);
            let expected = layout_boxes(&chart, &Style::default()).expect(&what).len();
            assert_eq!(boxes.len(), expected, "{what}: texts drawn");
            check_boxes(&what, &boxes, &Style::default());
        }
    }
}

#[test]
fn a_picture_has_its_size_and_its_transparency() {
    let chart = &charts(2, "")[2];
    let style = Style { transparent: true, ..Style::default() };
    let picture = png(&svg(chart, &style).unwrap(), 2.0).unwrap();
    let pixmap = Pixmap::decode_png(&picture).unwrap();
    assert_eq!((pixmap.width(), pixmap.height()), (3840, 2160));
    assert_eq!(pixmap.pixel(0, 0).unwrap().alpha(), 0);
    let opaque = png(&svg(chart, &Style::default()).unwrap(), 0.5).unwrap();
    assert_eq!(Pixmap::decode_png(&opaque).unwrap().pixel(0, 0).unwrap().alpha(), 255);
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    for chart in charts(8, "全省") {
        let drawn = svg(&chart, &Style::default()).unwrap();
        assert_eq!(drawn, svg(&chart, &Style::default()).unwrap());
        assert!(drawn.contains("<desc>示例图&lt;1&gt;</desc>"));
        assert!(drawn.contains("font-family=\"Noto Sans SC"));
    }
}

#[test]
fn outlines_need_no_font() {
    let outlined = svg_outlined(&charts(2, "")[2], &Style::default()).unwrap();
    assert!(!outlined.contains("<text") && outlined.contains("<path"));
    assert!(outlined.contains("<desc>示例图&lt;1&gt;</desc>"));
    assert!(Tree::from_str(&outlined, &Options::default()).is_ok());
}

#[test]
fn what_a_chart_cannot_say_is_refused() {
    let refused = |chart: Chart| svg(&chart, &Style::default()).is_err();
    let range = Row { figure: Figure::range(1.0, 2.0, "1—2"), ..Row::default() };
    let zero = Row { figure: Figure::exact(0.0, "0"), ..Row::default() };
    assert!(refused(Chart::Dots(Dots::default())));
    assert!(refused(Chart::Bars(Bars { rows: vec![range], ..Bars::default() })));
    assert!(refused(Chart::Dots(Dots { log: true, rows: vec![zero.clone()], ..Dots::default() })));
    assert!(refused(Chart::Composition(Composition { parts: vec![zero], ..Composition::default() })));
    let ragged =
        Heatmap { provinces: vec!["山东".into()], indicators: vec!["补贴".into()], ..Heatmap::default() };
    assert!(refused(Chart::Heatmap(ragged)));
}
