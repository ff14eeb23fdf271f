//! Whether the names in a chart's settings mean something.

use super::Order;
use crate::config::ChartSettings;
use crate::model::Period;
use crate::report::Release;
use crate::say::style::short_name;

/// So many indicators are named as what might have been meant.
const MEANT: usize = 8;

/// What stops a chart: an indicator, a province or a period that is none.
pub fn usable(order: &Order) -> Result<(), String> {
    let settings = order.settings;
    let lists = order.release.lists;
    for code in &settings.indicators {
        if lists.indicators.get(code).is_none() {
            return Err(format!("没有指标“{code}”；{}", meant(order.release, code)));
        }
    }
    if let Some(wrong) = settings.provinces.iter().find(|p| !is_province(order.release, p)) {
        return Err(format!("provinces 中的“{wrong}”不是省级行政区；{}", allowed(order.release)));
    }
    match settings.period.as_deref() {
        Some(period) if Period::parse(period).is_none() => Err(format!(
            "period = \"{period}\" 不是时期；写成 2021、2021-06、2021-Q1、2021-Q1/Q3 或 2018/2022"
        )),
        _ => Ok(()),
    }
}

/// What is wrong with settings although the chart can be drawn.
pub fn complaints(release: &Release, settings: &ChartSettings) -> Vec<String> {
    let wrong = settings.highlight.iter().filter(|p| !is_province(release, p));
    wrong.map(|p| format!("highlight 中的“{p}”不是省级行政区；{}", allowed(release))).collect()
}

/// Whether a name, short or full, is a province's.
pub fn is_province(release: &Release, name: &str) -> bool {
    release.lists.areas.provinces().any(|area| short_name(&area.name) == short_name(name.trim()))
}

fn allowed(release: &Release) -> String {
    let names: Vec<String> = release.lists.areas.provinces().map(|area| short_name(&area.name)).collect();
    format!("可用（简称或全称）：{}", names.join("、"))
}

fn meant(release: &Release, code: &str) -> String {
    let parts: Vec<&str> = code.split('_').filter(|part| part.len() > 3).collect();
    let alike = |c: &str, label: &str| label == code || parts.iter().any(|part| c.contains(part));
    let named = release.indicators.iter().filter(|i| alike(&i.indicator, &i.label_zh));
    let mut found: Vec<String> = named.map(|i| format!("{}（{}）", i.indicator, i.label_zh)).collect();
    if found.is_empty() {
        found = release.indicators.iter().map(|i| format!("{}（{}）", i.indicator, i.label_zh)).collect();
    }
    let more = if found.len() > MEANT { "等" } else { "" };
    found.truncate(MEANT);
    format!("指标代码见 src/codelist/indicator.csv，本数据集有：{}{more}", found.join("、"))
}
