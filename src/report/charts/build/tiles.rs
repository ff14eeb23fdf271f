//! One tile a province: a comparison of whole provinces, roughly where they lie.

use super::{Built, Order, moves};
use crate::model::{Comparability, CoverageState};
use crate::report::chart::{Chart, State, Tile, Tiles};
use crate::report::finding::{Shown, headline, kind_word};

/// A map of fewer provinces says less than a list.
const LEAST: usize = 3;

pub(super) fn build(order: &Order) -> Result<Built, String> {
    let say = order.say;
    if order.settings.indicators.is_empty() {
        return Err("这种图要写 indicators".into());
    }
    if !order.settings.provinces.is_empty() {
        return Err("方格图列出全国，不接受 provinces；突出某些省份用 highlight 和别的图".into());
    }
    let whole = |c: &crate::model::Comparison| c.comparability != Comparability::None;
    let comparison = order
        .comparison(|c| whole(c) && !moves(c.kind))
        .or_else(|_| order.comparison(whole))
        .map_err(|why| match order.comparison(|_| true) {
            Ok(c) => format!("“{}”不可比（{}），不能画成方格图", say.label(c), say.reasons(&c.reasons)),
            Err(_) => why,
        })?;
    let figures: Vec<Shown> = order
        .figures(comparison)
        .into_iter()
        .filter(|(r, o)| r.place == r.province && o.places.is_empty())
        .collect();
    if figures.len() < LEAST {
        return Err(format!("方格图至少要{LEAST}个省份的省级数，现有{}个", figures.len()));
    }
    let observations: Vec<_> = figures.iter().map(|(_, o)| *o).collect();
    let unit = order.unit(&observations);
    let title = headline(order.release, comparison, &figures, &unit, false);
    let sources = order.release.provinces();
    let mut tiles: Vec<Tile> = Vec::new();
    for area in order.release.lists.areas.provinces() {
        let name = area.name.to_string();
        let short = crate::say::style::short_name(&name);
        if let Some((_, o)) = figures.iter().find(|(r, _)| *r.province == *name) {
            let mut figure = order.figure(o, &unit);
            // the unit stands in the subtitle
            if figure.label.ends_with(&unit.name) && unit.name != "%" {
                figure.label.truncate(figure.label.len() - unit.name.len());
                figure.label = figure.label.trim_end().to_owned();
            }
            tiles.push(Tile { province: short, state: State::Reported, figure: Some(figure) });
            continue;
        }
        let row = comparison.rows.iter().find(|r| *r.province == *name);
        let cells = order.release.compared.coverage.iter();
        let mut states = cells
            .filter(|c| c.province == name && comparison.indicators.contains(&c.indicator))
            .map(|c| c.state);
        let state = match (row, states.find(|s| *s != CoverageState::NotReported)) {
            (_, Some(CoverageState::TargetOnly)) => State::TargetOnly,
            (_, Some(CoverageState::LowerLevelOnly)) => State::LowerLevelOnly,
            (Some(_), _) | (None, Some(_)) => State::NotComparable,
            (None, None) if sources.contains(&name) => State::NotReported,
            (None, None) => continue,
        };
        tiles.push(Tile { province: short, state, figure: None });
    }
    let what = format!("{}{}", say.label(comparison), kind_word(order.release, comparison.kind));
    let subtitle = order.subtitle(&what, &unit, &figures);
    let mut foot = order.footnote(comparison, &figures, false);
    if figures.iter().any(|(_, o)| super::is_open(o)) {
        foot.push(
            order
                .pick("＞、＜、≥、≤为原文所写的界", ">, <, ≥, ≤ are bounds as worded in the source")
                .to_owned(),
        );
    }
    foot.push(
        order.pick("香港、澳门、台湾未纳入", "Hong Kong, Macao and Taiwan are not included").to_owned(),
    );
    foot.push(
        order.pick("示意图，不代表行政区划边界", "schematic; not a statement on boundaries").to_owned(),
    );
    let listed: Vec<String> = figures
        .iter()
        .map(|(r, o)| format!("{}{}{}", say.province(&r.province), order.pick("", " "), say.figure(o, &unit)))
        .collect();
    let shown = format!("{}{}", order.pick("由高到低：", "Highest first: "), say.join(&listed));
    let frame = order.frame(title, subtitle, &shown, foot, &observations);
    let names = match say.zh {
        true => Vec::new(),
        false => NAMES.iter().map(|name| ((*name).to_owned(), say.province(name))).collect(),
    };
    Ok((Chart::Tiles(Tiles { frame, tiles, names }), order.table_of(&figures, Some(&unit))))
}

const NAMES: [&str; 34] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
];
