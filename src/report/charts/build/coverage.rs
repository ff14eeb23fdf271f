//! Which province reports what.

use super::{Built, Order};
use crate::model::{Coverage, CoverageState, Kind, Observation, PlaceLevel};
use crate::report::chart::{Cell, Chart, Heatmap, State};

use std::collections::{HashMap, HashSet};

/// Most indicators of a coverage chart.
const MOST: usize = 12;
/// Cells of more provinces are too low for their figures.
const LEGIBLE: usize = 22;

pub(super) fn build(order: &Order) -> Result<Built, String> {
    let cells = &order.release.compared.coverage;
    let say = order.say;
    let all_provinces = order.release.provinces();
    let provinces: Vec<String> = all_provinces.iter().filter(|p| order.wants(p)).cloned().collect();
    // what spreadsheets alone give for every province says nothing of the reports
    let totals = &order.release.compared.coverage_totals;
    let written: HashSet<&str> = totals.iter().filter(|t| t.prose).map(|t| t.indicator.as_str()).collect();
    let chosen = !order.settings.indicators.is_empty() || written.is_empty();
    let cells: Vec<&Coverage> =
        cells.iter().filter(|c| chosen || written.contains(c.indicator.as_str())).collect();
    let mut indicators: Vec<(String, usize)> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for cell in cells.iter().filter(|c| order.shows(Some(&c.indicator)) && order.wants(&c.province)) {
        let counts = match cell.state {
            CoverageState::NotReported => 0,
            CoverageState::Reported => 2,
            _ => 1,
        };
        let place = *at.entry(&cell.indicator).or_insert_with(|| {
            indicators.push((cell.indicator.clone(), 0));
            indicators.len() - 1
        });
        indicators[place].1 += counts;
    }
    let all = indicators.iter().filter(|(_, n)| *n > 0).count();
    indicators.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    indicators.truncate(MOST);
    if provinces.is_empty() || indicators.is_empty() {
        return Err("没有可画的省份或指标".into());
    }
    let by_cell: HashMap<(&str, &str), &Coverage> =
        cells.iter().map(|c| ((c.province.as_str(), c.indicator.as_str()), *c)).collect();
    let find = |p: &str, i: &str| by_cell.get(&(p, i)).copied();
    let mut grid: Vec<Vec<Cell>> = provinces
        .iter()
        .map(|p| {
            indicators
                .iter()
                .map(|(i, _)| find(p, i).map_or_else(Cell::default, |c| cell(order, c)))
                .collect()
        })
        .collect();
    for (column, (indicator, _)) in indicators.iter().enumerate() {
        for row in apart(order, &provinces, |p| find(p, indicator)) {
            grid[row][column].state = State::NotComparable;
        }
    }
    let reported = |i: &str| {
        provinces.iter().filter(|p| find(p, i).is_some_and(|c| c.state == CoverageState::Reported)).count()
    };
    let widest = indicators.iter().map(|(i, _)| reported(i)).max().unwrap_or(0);
    let n = provinces.len();
    let complete = indicators.iter().filter(|(i, _)| reported(i) == n).count();
    let title = match (widest == n, say.zh) {
        (_, true) if n == 1 => format!("{}披露的指标", say.province(&provinces[0])),
        (_, false) if n == 1 => format!("What {} reports", say.province(&provinces[0])),
        (true, true) => format!("{}省都披露的指标有{complete}项", say.count(n)),
        (true, false) => format!("All {n} provinces report {complete} of the indicators"),
        (false, true) if widest == 0 => "所列指标各省都没有本级数据".to_owned(),
        (false, false) if widest == 0 => "No province reports any of these for itself".to_owned(),
        (false, true) => format!("没有一项指标{}省齐全，最多{}省", say.count(n), say.count(widest)),
        (false, false) => {
            format!("No indicator is reported by all {n} provinces, {} at most", say.count(widest))
        }
    };
    let mut data = vec![
        ["province", "indicator", "label", "state", "figure", "observations"].map(str::to_owned).to_vec(),
    ];
    for cell in cells.iter().filter(|c| provinces.contains(&c.province) && order.shows(Some(&c.indicator))) {
        data.push(vec![
            cell.province.clone(),
            cell.indicator.clone(),
            say.indicator(&cell.indicator),
            cell.state.code().to_owned(),
            self::cell(order, cell).text,
            cell.observations.join(";"),
        ]);
    }
    let shown = indicators.len();
    // lower rows have no room for figures
    let legible = n <= LEGIBLE;
    let inside = match legible {
        true => order.pick("，格内为所报的数", ", with the figures reported"),
        false => "",
    };
    let subtitle = match (say.zh, all > shown) {
        (true, true) => format!("{n}个省份×最常见的{shown}项指标（共{all}项）{inside}"),
        (true, false) => format!("{n}个省份×{shown}项指标{inside}"),

        (false, true) => {
            format!("{n} provinces by the {shown} most common of {all} indicators{inside}")
        }
        (false, false) => format!("{n} provinces by {shown} indicators{inside}"),
    };
    let mut foot = Vec::new();
    if provinces.len() < all_provinces.len() {
        foot.push(match say.zh {
            true => format!("按设置只列{n}个省份，文件涉及{}个", all_provinces.len()),
            false => format!("{n} of {} provinces, as chosen in the settings", all_provinces.len()),
        });
    } else {
        foot.push(match say.zh {
            true => format!("图中为文件涉及的{n}个省份"),
            false => format!("the {n} provinces that documents are about"),
        });
    }
    foot.push(
        order.pick("未报告不等于没有开展，更不是零", "not reported is neither not done nor zero").to_owned(),
    );
    let figures = grid.iter().flatten().filter(|c| {
        c.text.starts_with(['增', '减', '提', '下'])
            || c.text.starts_with("up ")
            || c.text.starts_with("down ")
    });
    if legible && figures.count() > 0 {
        foot.push(
            order.pick("“增加”“提高”等为变动，不是总数", "up and down are changes, not levels").to_owned(),
        );
    }
    let list: Vec<String> = indicators
        .iter()
        .map(|(i, _)| {
            format!(
                "{}{}{}",
                say.indicator(i),
                order.pick("", " "),
                match say.zh {
                    true => format!("{}省", reported(i)),
                    false => format!("({})", reported(i)),
                }
            )
        })
        .collect();
    let said = format!(
        "{}{}",
        order.pick("有本级数据的省份：", "Provinces with figures of their own: "),
        say.join(&list)
    );
    let observations: Vec<&Observation> =
        order.release.observations.iter().filter(|o| o.start.is_some()).collect();
    let frame = order.frame(title, subtitle, &said, foot, &observations);
    let chart = Heatmap {
        frame,
        provinces: provinces.iter().map(|p| say.province(p)).collect(),
        indicators: indicators.iter().map(|(i, _)| say.indicator(i)).collect(),
        cells: grid,
    };
    Ok((Chart::Heatmap(chart), data))
}

/// The state of a cell and the figure it shows; a change is worded as one.
fn cell(order: &Order, cell: &Coverage) -> Cell {
    let text = best(order, cell).map(|o| order.say.short(o));
    let state = match cell.state {
        CoverageState::Reported => State::Reported,
        CoverageState::TargetOnly => State::TargetOnly,
        CoverageState::LowerLevelOnly => State::LowerLevelOnly,
        CoverageState::NotReported => State::NotReported,
    };
    Cell { state, text: text.unwrap_or_default() }
}

/// The rows of a column whose figures are of another kind or unit than those of most provinces.
fn apart<'a>(
    order: &Order<'a>,
    provinces: &[String],
    find: impl Fn(&str) -> Option<&'a Coverage>,
) -> Vec<usize> {
    let mut sorts: Vec<(usize, (bool, Option<&str>))> = Vec::new();
    for (row, province) in provinces.iter().enumerate() {
        let reported = find(province).filter(|c| c.state == CoverageState::Reported);
        if let Some(o) = reported.and_then(|c| best(order, c)) {
            sorts.push((row, (super::moves(o.kind), o.quantity.unit.as_deref())));
        }
    }
    let count = |sort: &(bool, Option<&str>)| sorts.iter().filter(|(_, other)| other == sort).count();
    let Some(usual) = sorts.iter().map(|(_, sort)| *sort).max_by_key(|sort| (count(sort), !sort.0)) else {
        return Vec::new();
    };
    if count(&usual) < 2 {
        return Vec::new();
    }
    sorts.iter().filter(|(_, sort)| *sort != usual).map(|(row, _)| *row).collect()
}

/// The figure a coverage cell shows: the province's own, a level before a change, the latest.
fn best<'a>(order: &Order<'a>, cell: &Coverage) -> Option<&'a Observation> {
    let all = cell.observations.iter().filter_map(|id| order.release.observation(id));
    all.min_by_key(|o| {
        let province = o.place.as_ref().is_some_and(|p| p.level == PlaceLevel::Province);
        let level = match (province, o.places.is_empty()) {
            (true, true) => 0,
            (_, false) => 1,
            (false, true) => 2,
        };

        let target = o.status == crate::model::Status::Target && cell.state != CoverageState::TargetOnly;
        let latest = std::cmp::Reverse(o.period.as_ref().map(|p| p.end));
        (target, o.kind == Kind::From, level, super::moves(o.kind), o.industry.is_some(), latest)
    })
}
