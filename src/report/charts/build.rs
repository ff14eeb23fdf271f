//! From a chart's settings and the comparison to plain figures with their words.

use super::Picture;
use crate::config::{ChartKind, ChartSettings};
use crate::model::{
    Comparability, Comparison, ComparisonRow, CoverageState, Kind, Observation, Qualifier, Status,
};
use crate::report::Release;
use crate::report::chart::{
    Bars, Cell, Change, Chart, Dots, Dumbbell, Figure, Frame, Growth, Heatmap, Panel, Row, SmallMultiples,
    State,
};
use crate::report::finding::{pairs, side_by_side};
use crate::report::style::{
    DisplayUnit, chinese_count, display_unit, label, local_name, number, short_name, shown,
};
use rust_decimal::Decimal;

/// Most indicators of a coverage chart.
const COVERED: usize = 12;

/// The picture that settings ask for, or why it is not drawn, in Chinese.
pub fn picture(release: &Release, settings: &ChartSettings) -> Result<Picture, String> {
    let (mut chart, data) = match settings.kind {
        ChartKind::Coverage => coverage(release, settings)?,
        ChartKind::Dumbbell => dumbbell(release, settings)?,
        ChartKind::Multiples => multiples(release, settings)?,
        ChartKind::Dots | ChartKind::LogDots | ChartKind::Bars | ChartKind::Growth => {
            comparison(release, settings)?
        }
    };
    if let Some(title) = &settings.title {
        frame_mut(&mut chart).title.clone_from(title);
    }
    Ok(Picture { name: settings.name.clone(), chart, data, transparent: settings.transparent })
}

fn frame_mut(chart: &mut Chart) -> &mut Frame {
    match chart {
        Chart::Dots(c) => &mut c.frame,
        Chart::Bars(c) => &mut c.frame,
        Chart::Dumbbell(c) => &mut c.frame,
        Chart::Growth(c) => &mut c.frame,
        Chart::Heatmap(c) => &mut c.frame,
        Chart::SmallMultiples(c) => &mut c.frame,
        Chart::Composition(c) => &mut c.frame,
        Chart::Trend(c) => &mut c.frame,
        Chart::Tiles(c) => &mut c.frame,
    }
}

type Built = (Chart, Vec<Vec<String>>);

fn wanted(settings: &ChartSettings, province: &str) -> bool {
    settings.provinces.is_empty() || settings.provinces.iter().any(|p| short_name(p) == short_name(province))
}

fn highlighted(settings: &ChartSettings, province: &str, first: bool) -> bool {
    if settings.highlight.is_empty() {
        first
    } else {
        settings.highlight.iter().any(|p| short_name(p) == short_name(province))
    }
}

/// The comparison of a chart's indicators, of the kind the chart shows.
fn find<'a>(release: &'a Release, settings: &ChartSettings) -> Result<&'a Comparison, String> {
    let growth = settings.kind == ChartKind::Growth;
    let all = &release.compared.comparisons;
    let fits = |c: &&Comparison| {
        let moves = matches!(c.kind, Kind::GrowthRate | Kind::Change);
        c.indicators.iter().any(|i| settings.indicators.contains(i))
            && c.status == Status::Actual
            && (moves == growth || settings.kind == ChartKind::Multiples)
    };
    let multiples = settings.kind == ChartKind::Multiples;
    all.iter()
        .filter(fits)
        .max_by_key(|c| {
            let grade = (c.comparability == Comparability::None) == multiples;
            (grade, side_by_side(c).len())
        })
        .ok_or_else(|| format!("没有两个省份以上同时披露 {}", settings.indicators.join("、")))
}

fn comparison(release: &Release, settings: &ChartSettings) -> Result<Built, String> {
    let comparison = find(release, settings)?;
    if comparison.comparability == Comparability::None {
        return Err(format!(
            "“{}”不可比（{}），改用 kind = \"multiples\"",
            comparison.label, comparison.caveat
        ));
    }
    let figures = figures(release, comparison, settings);
    if figures.is_empty() {
        return Err("所选省份没有数据".into());
    }
    let largest = figures.iter().map(|(_, o)| *o).max_by_key(|o| known(o).map(|v| v.abs()));
    let unit = largest
        .map(|o| display_unit(o, release.lists))
        .unwrap_or(DisplayUnit { name: String::new(), exponent: 0 });
    let rows: Vec<Row> = figures
        .iter()
        .enumerate()
        .map(|(i, (row, o))| Row {
            name: short_name(&row.province),
            note: note(row, o),
            highlight: highlighted(settings, &row.province, i == 0),
            figure: figure(o, &unit, &in_unit(o, &unit)),
        })
        .collect();
    let frame = frame(release, comparison, &figures, &unit);
    let data = data(release, &figures, &unit);
    let chart = match settings.kind {
        ChartKind::Bars
            if figures.iter().all(|(_, o)| o.quantity.value.is_some_and(|v| !v.is_sign_negative())) =>
        {
            Chart::Bars(Bars { frame, unit: unit.name, rows })
        }
        ChartKind::Growth => Chart::Growth(Growth { frame, unit: unit.name, unranked: false, rows }),
        kind => Chart::Dots(Dots { frame, unit: unit.name, log: kind == ChartKind::LogDots, rows }),
    };
    Ok((chart, data))
}

fn known(o: &Observation) -> Option<Decimal> {
    o.quantity.value.or(o.quantity.low).or(o.quantity.high)
}

/// The rows of a comparison that the chart shows, the highest first.
fn figures<'a>(
    release: &'a Release,
    comparison: &'a Comparison,
    settings: &ChartSettings,
) -> Vec<(&'a ComparisonRow, &'a Observation)> {
    side_by_side(comparison)
        .into_iter()
        .filter(|r| wanted(settings, &r.province))
        .filter_map(|r| release.observation(&r.observation_id).map(|o| (r, o)))
        .collect()
}

/// What a row says beside its name: the place in the province, the industry.
fn note(row: &ComparisonRow, o: &Observation) -> String {
    let local = if row.place.starts_with(row.province.as_str())
        && row.place.len() > row.province.len()
        && o.places.is_empty()
    {
        local_name(o)
    } else {
        String::new()
    };
    let industry = o.industry.clone().unwrap_or_default();
    [local, industry].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("·")
}

/// The figure in a display unit, with its sign: >1200万元.
fn in_unit(o: &Observation, unit: &DisplayUnit) -> String {
    let shift = |v: Decimal| number(crate::model::quantity::shift(v, -unit.exponent));
    let body = match (o.quantity.value, o.quantity.low, o.quantity.high) {
        (Some(v), _, _) => shift(v),
        (None, Some(low), Some(high)) => format!("{}—{}", shift(low), shift(high)),
        _ => return o.quote.clone(),
    };
    let moves = matches!(o.kind, Kind::Change | Kind::GrowthRate);
    let plus = if moves && !body.starts_with('-') { "+" } else { "" };
    format!("{}{plus}{body}{}", crate::report::style::sign(o), unit.name)
}

fn figure(o: &Observation, unit: &DisplayUnit, label: &str) -> Figure {
    let q = &o.quantity;
    let (low, high) = match q.qualifier {
        Qualifier::Exact | Qualifier::Approx => (q.value, q.value),
        _ => (q.low, q.high),
    };
    Figure {
        value: shown(q.value, unit),
        low: shown(low, unit),
        high: shown(high, unit),
        label: label.to_owned(),
        target: o.status == Status::Target,
    }
}

/// Title, subtitle, source, footnote and alternative text of a comparison.
fn frame(
    release: &Release,
    comparison: &Comparison,
    figures: &[(&ComparisonRow, &Observation)],
    unit: &DisplayUnit,
) -> Frame {
    let n = chinese_count(figures.len());
    let at = |pick: fn(&mut dyn Iterator<Item = Decimal>) -> Option<Decimal>| {
        pick(&mut figures.iter().filter_map(|(_, o)| known(o)))
            .map(|v| number(crate::model::quantity::shift(v, -unit.exponent)))
    };
    let (min, max) = (at(|i| i.min()).unwrap_or_default(), at(|i| i.max()).unwrap_or_default());
    let range = if min == max { max.clone() } else { format!("{min}—{max}") };
    let template = comparison
        .indicators
        .first()
        .and_then(|i| release.lists.comparable.get(i))
        .map(|k| k.title.clone())
        .filter(|t| !t.is_empty());
    let plain = if comparison.comparability == Comparability::Full && figures.len() >= 3 {
        format!("{}{}居首", short_name(&figures[0].0.province), comparison.label)
    } else {
        format!("{n}省披露{}", comparison.label)
    };
    let title = template.map_or(plain, |t| t.replace("{n}", &n).replace("{range}", &range));
    let periods = periods(figures);
    let subtitle = format!("{}（{}），{}{}", comparison.label, unit.name, scope(figures), periods);
    let reasons: Vec<&str> =
        comparison.reasons.iter().map(|r| release.lists.labels.zh("reason", r.code())).collect();
    let mut foot = Vec::new();
    foot.extend(absent(release, comparison, figures));
    if !reasons.is_empty() {
        let grade = release.lists.labels.zh("comparability", comparison.comparability.code());
        foot.push(format!("{grade}：{}", reasons.join("、")));
    }
    if !comparison.caveat.is_empty() {
        foot.push(comparison.caveat.clone());
    }
    if figures.iter().any(|(_, o)| o.quantity.low.is_none() || o.quantity.high.is_none()) {
        foot.push("箭头表示原文只给出下限或上限".into());
    }
    let shown: Vec<String> =
        figures.iter().map(|(r, o)| format!("{}{}", short_name(&r.province), in_unit(o, unit))).collect();
    let caveat =
        if reasons.is_empty() { String::new() } else { format!("注意：{}。", reasons.join("、")) };
    Frame {
        alt: format!("{title}。{subtitle}。共{}项：{}。{caveat}", figures.len(), shown.join("，")),
        title,
        subtitle,
        source: format!("来源：{}", release.sources(figures.iter().map(|(_, o)| *o))),
        footnote: foot.join("；"),
    }
}

/// Why the other provinces of the documents are not in the chart.
fn absent(
    release: &Release,
    comparison: &Comparison,
    figures: &[(&ComparisonRow, &Observation)],
) -> Option<String> {
    let prose = figures.iter().any(|(_, o)| o.start.is_some());
    let shown = |p: &str| figures.iter().any(|(r, _)| r.province == p);
    let others: Vec<String> = release.provinces().into_iter().filter(|p| !shown(p)).collect();
    if others.is_empty() || !prose {
        return None;
    }
    let other_figures = |p: &&String| {
        release.compared.coverage.iter().any(|c| {
            &c.province == *p
                && comparison.indicators.contains(&c.indicator)
                && c.state != CoverageState::NotReported
        })
    };
    let (apart, silent): (Vec<&String>, Vec<&String>) = others.iter().partition(other_figures);
    let mut said = vec![format!("图中{}个省份", figures.len())];
    if !apart.is_empty() {
        let names: Vec<String> = apart.iter().map(|p| short_name(p)).collect();
        said.push(format!("{}只有下级数据、目标或另一类数，未列入", names.join("、")));
    }
    if !silent.is_empty() {
        said.push(format!("其余{}个省份的文件未报告此项，不等于没有开展", silent.len()));
    }
    Some(said.join("，"))
}

fn scope(figures: &[(&ComparisonRow, &Observation)]) -> &'static str {
    let provincial = figures.iter().all(|(r, _)| r.place == r.province);
    if provincial { "省级" } else { "各地" }
}

/// 2021年, where all figures are of one period.
fn periods(figures: &[(&ComparisonRow, &Observation)]) -> String {
    let mut codes: Vec<&str> = figures.iter().filter_map(|(r, _)| r.period.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    match codes.as_slice() {
        [] => String::new(),
        [one] => format!("，{}", period(one)),
        many => format!("，{}", many.iter().map(|c| period(c)).collect::<Vec<_>>().join("、")),
    }
}

fn period(code: &str) -> String {
    match code.split_once("-Q1/Q") {
        Some((year, last)) => {
            let words = ["", "一季度", "上半年", "前三季度", "全年"];
            format!("{year}年{}", last.parse::<usize>().ok().and_then(|n| words.get(n)).unwrap_or(&""))
        }
        None if code.len() == 4 => format!("{code}年"),
        None => code.to_owned(),
    }
}

/// The figures as a table: header and rows.
fn data(
    release: &Release,
    figures: &[(&ComparisonRow, &Observation)],
    unit: &DisplayUnit,
) -> Vec<Vec<String>> {
    let head = [
        "province",
        "place",
        "indicator",
        "value",
        "low",
        "high",
        "unit",
        "label",
        "time_period",
        "observation_id",
        "quote",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let text = |v: Option<Decimal>| {
        v.map(|v| crate::model::quantity::shift(v, -unit.exponent).to_string()).unwrap_or_default()
    };
    for (row, o) in figures {
        let q = &o.quantity;
        rows.push(vec![
            row.province.clone(),
            row.place.clone(),
            row.indicator.clone(),
            text(q.value),
            text(q.low),
            text(q.high),
            unit.name.clone(),
            label(o, release.lists),
            row.period.clone().unwrap_or_default(),
            row.observation_id.clone(),
            o.quote.clone(),
        ]);
    }
    rows
}

fn multiples(release: &Release, settings: &ChartSettings) -> Result<Built, String> {
    let comparison = find(release, settings)?;
    let figures = figures(release, comparison, settings);
    let panels: Vec<Panel> = figures
        .iter()
        .map(|(row, o)| {
            let mut notes = Vec::new();
            if let Some(growth) = growth_of(release, o) {
                let base = growth.comparison_base.as_deref().map(|b| format!("比{b}")).unwrap_or_default();
                notes.push(format!("{base}{}", label(growth, release.lists)));
            }
            if let Some(base) = &o.comparison_base {
                notes.push(format!("对比基期：{base}"));
            }
            if row.place != row.province {
                notes.push(local_name(o));
            }
            if let Some(period) = &o.period {
                notes.push(self::period(&period.code));
            }
            Panel {
                title: concept(o),
                province: short_name(&row.province),
                figure: label(o, release.lists),
                note: notes.join("，"),
                highlight: false,
            }
        })
        .collect();
    let unit = figures.first().map(|(_, o)| display_unit(o, release.lists)).ok_or("所选省份没有数据")?;
    let mut frame = frame(release, comparison, &figures, &unit);
    frame.subtitle = format!("{}；各图概念不同，不可相互比较", comparison.label);
    let shown: Vec<String> = figures
        .iter()
        .map(|(r, o)| format!("{}{}{}", short_name(&r.province), concept(o), label(o, release.lists)))
        .collect();
    frame.alt = format!("{}。{}。不作排序。", frame.title, shown.join("；"));
    let data = data(
        release,
        &figures,
        &DisplayUnit {
            name: figures[0].1.quantity.unit.as_deref().unwrap_or_default().to_owned(),
            exponent: 0,
        },
    );
    Ok((Chart::SmallMultiples(SmallMultiples { frame, panels }), data))
}

/// What a figure measures, with its movement: 获证企业数（净增）.
fn concept(o: &Observation) -> String {
    let what = o.indicator_label.as_deref().or(o.subject.as_deref()).unwrap_or_default().to_owned();
    let what = match &o.industry {
        Some(industry) => format!("{what}（{industry}）"),
        None => what,
    };
    match o.kind {
        Kind::Change => format!("{what}（净变动）"),
        Kind::GrowthRate => format!("{what}（增长率）"),
        _ => what,
    }
}

/// The growth rate stated of a figure in its sentence.
fn growth_of<'a>(release: &'a Release, o: &Observation) -> Option<&'a Observation> {
    release.observations.iter().find(|g| {
        g.kind == Kind::GrowthRate
            && g.indicator == o.indicator
            && g.document_id == o.document_id
            && g.sentence == o.sentence
            && g.start > o.start
    })
}

fn dumbbell(release: &Release, settings: &ChartSettings) -> Result<Built, String> {
    let all: Vec<(&Observation, &Observation)> = pairs(release)
        .into_iter()
        .filter(|(_, to)| {
            settings.indicators.is_empty()
                || to.indicator.as_deref().is_some_and(|i| settings.indicators.iter().any(|s| s == i))
        })
        .filter(|(_, to)| wanted(settings, to.province().unwrap_or_default()))
        .take(12)
        .collect();
    let Some((first_from, first_to)) = all.first() else {
        return Err("没有“由…到…”的数据".into());
    };
    let rows: Vec<Change> = all
        .iter()
        .map(|(from, to)| {
            let unit = display_unit(to, release.lists);
            let multiple = release
                .compared
                .derived
                .iter()
                .find(|d| d.rule == "from_to_change" && d.inputs.contains(&to.observation_id))
                .map(|d| {
                    format!(
                        "净变化{}",
                        crate::compare::print::print(&d.result, d.unit.as_deref().unwrap_or(""))
                    )
                })
                .unwrap_or_default();
            Change {
                name: format!("{}·{}", local_name(to), to.indicator_label.clone().unwrap_or_default()),
                note: multiple,
                unit: unit.name.clone(),
                highlight: highlighted(settings, to.province().unwrap_or_default(), true),
                from: figure(from, &unit, &in_unit(from, &unit)),
                to: figure(to, &unit, &in_unit(to, &unit)),
            }
        })
        .collect();
    let what = first_to.indicator_label.clone().unwrap_or_default();
    let verb = if first_to.direction == Some(crate::model::Direction::Down) { "降至" } else { "增至" };
    let title = format!(
        "{}{what}由{}{verb}{}",
        local_name(first_to),
        label(first_from, release.lists),
        label(first_to, release.lists)
    );
    let shown: Vec<String> = all
        .iter()
        .map(|(f, t)| {
            let what = t.indicator_label.clone().unwrap_or_default();
            format!("{}{what}由{}到{}", local_name(t), label(f, release.lists), label(t, release.lists))
        })
        .collect();
    let frame = Frame {
        alt: format!("{title}。{}。", shown.join("；")),
        title,
        subtitle: "同一指标的起点与终点；各行单位不同，分别标尺".into(),
        source: format!("来源：{}", release.sources(all.iter().map(|(_, to)| *to))),
        footnote: "起点与终点是一次变化的两端，不与其他省份的水平值混排".into(),
    };
    let mut data =
        vec![["place", "indicator", "from", "to", "unit", "from_id", "to_id"].map(str::to_owned).to_vec()];
    for (from, to) in &all {
        data.push(vec![
            to.place.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
            to.indicator.as_deref().unwrap_or_default().to_owned(),
            known(from).map(|v| v.to_string()).unwrap_or_default(),
            known(to).map(|v| v.to_string()).unwrap_or_default(),
            to.quantity.unit.as_deref().unwrap_or_default().to_owned(),
            from.observation_id.clone(),
            to.observation_id.clone(),
        ]);
    }
    let chart = Dumbbell { frame, from_name: "起点".into(), to_name: "终点".into(), rows };
    Ok((Chart::Dumbbell(chart), data))
}

fn coverage(release: &Release, settings: &ChartSettings) -> Result<Built, String> {
    let cells = &release.compared.coverage;
    let provinces: Vec<String> = release.provinces().into_iter().filter(|p| wanted(settings, p)).collect();
    let mut indicators: Vec<(String, usize)> = Vec::new();
    for cell in cells {
        if !settings.indicators.is_empty() && !settings.indicators.contains(&cell.indicator) {
            continue;
        }
        let counts = usize::from(cell.state != CoverageState::NotReported)
            * if cell.state == CoverageState::Reported { 2 } else { 1 };
        match indicators.iter_mut().find(|(i, _)| *i == cell.indicator) {
            Some((_, n)) => *n += counts,
            None => indicators.push((cell.indicator.clone(), counts)),
        }
    }
    let all = indicators.len();
    indicators.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    indicators.truncate(COVERED);
    if provinces.is_empty() || indicators.is_empty() {
        return Err("没有可画的省份或指标".into());
    }
    let find = |p: &str, i: &str| cells.iter().find(|c| c.province == p && c.indicator == i);
    let grid: Vec<Vec<Cell>> = provinces
        .iter()
        .map(|p| {
            indicators
                .iter()
                .map(|(i, _)| {
                    let Some(cell) = find(p, i) else { return Cell::default() };
                    let o = best(release, cell);
                    Cell {
                        state: match cell.state {
                            CoverageState::Reported => State::Reported,
                            CoverageState::TargetOnly => State::TargetOnly,
                            CoverageState::LowerLevelOnly => State::LowerLevelOnly,
                            CoverageState::NotReported => State::NotReported,
                        },
                        text: o.map(|o| label(o, release.lists)).unwrap_or_default(),
                    }
                })
                .collect()
        })
        .collect();
    let names = |i: &str| release.lists.indicators.get(i).map_or(i.to_owned(), |e| e.label_zh.to_string());
    let widest = indicators
        .iter()
        .map(|(i, _)| {
            provinces
                .iter()
                .filter(|p| find(p, i).is_some_and(|c| c.state == CoverageState::Reported))
                .count()
        })
        .max();
    let widest = widest.unwrap_or(0);
    let title = if widest == provinces.len() {
        format!("{}省均披露的指标不多", chinese_count(provinces.len()))
    } else {
        format!("没有一项指标{}省齐全，最多{}省", chinese_count(provinces.len()), chinese_count(widest))
    };
    let mut data =
        vec![["province", "indicator", "label", "state", "observations"].map(str::to_owned).to_vec()];
    for cell in cells.iter().filter(|c| provinces.contains(&c.province)) {
        data.push(vec![
            cell.province.clone(),
            cell.indicator.clone(),
            names(&cell.indicator),
            cell.state.code().to_owned(),
            cell.observations.join(";"),
        ]);
    }
    let frame = Frame {
        alt: format!(
            "{title}。{}个省份、{all}项指标中列出最常见的{}项的披露情况。",
            provinces.len(),
            indicators.len()
        ),
        title,
        subtitle: format!(
            "{}个省份×最常见的{}项指标（共{all}项），格内为原文数值",
            provinces.len(),
            indicators.len()
        ),
        source: format!(
            "来源：{}",
            release.sources(release.observations.iter().filter(|o| o.start.is_some()))
        ),
        footnote: "未报告不等于没有开展，更不是零".into(),
    };
    let chart = Heatmap {
        frame,
        provinces: provinces.iter().map(|p| short_name(p)).collect(),
        indicators: indicators.iter().map(|(i, _)| names(i)).collect(),
        cells: grid,
    };
    Ok((Chart::Heatmap(chart), data))
}

/// The figure a coverage cell shows: the province's own, the level before a change.
fn best<'a>(release: &'a Release, cell: &crate::model::Coverage) -> Option<&'a Observation> {
    let all: Vec<&Observation> = cell.observations.iter().filter_map(|id| release.observation(id)).collect();
    all.iter().copied().min_by_key(|o| {
        let provincial = o.place.as_ref().is_some_and(|p| p.level == crate::model::PlaceLevel::Province);
        (o.kind == Kind::From, !provincial, o.kind == Kind::GrowthRate, o.industry.is_some())
    })
}
