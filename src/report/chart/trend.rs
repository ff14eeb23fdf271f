//! Lines over periods, each named at its end.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::axis::{Scale, TICK, tick_label};
use super::figure::Figure;
use super::font::Weight;
use super::frame::Frame;
use super::scene::{Area, Scene, Type};
use super::style::{GREY, GUIDE, MUTED, Rgb, Style};
use super::text::elide;

/// Lines over periods, on one scale from zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The words around the drawing.
    pub frame: Frame,
    /// The unit of the values, for the axis.
    pub unit: String,
    /// The periods, earliest first.
    pub periods: Vec<String>,
    /// Where each period stands in time, in any unit; at equal distances where empty.
    #[serde(default)]
    pub times: Vec<f64>,
    /// The lines.
    pub series: Vec<Series>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What it is called at its end.
    pub name: String,
    /// Drawn in the highlight colour.
    #[serde(default)]
    pub highlight: bool,
    /// A value a period, where it has one.
    pub values: Vec<Option<Figure>>,
    /// The positions of values that a line joins; nothing is joined across a break.
    #[serde(default)]
    pub links: Vec<(usize, usize)>,
}

const MOST_SERIES: usize = 40;

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Trend, style: &Style) -> Result<()> {
    let count = chart.periods.len();
    ensure!(count >= 2, "趋势图至少要两个时期，现有{count}个");
    ensure!(!chart.series.is_empty() && chart.series.len() <= MOST_SERIES, "趋势图画1至{MOST_SERIES}条线");
    let timed = chart.times.len() == count && chart.times.windows(2).all(|pair| pair[0] < pair[1]);
    ensure!(chart.times.is_empty() || timed, "时期的先后不对");
    let (mut low, mut high) = (0.0f64, 0.0f64);
    for series in &chart.series {
        ensure!(series.values.len() == count, "{}：数值个数与时期不符", series.name);
        ensure!(series.values.iter().any(Option::is_some), "{}：没有可画的数值", series.name);
        for figure in series.values.iter().flatten() {
            figure.checked(&series.name)?;
            let (from, to) = figure.extent().unwrap_or_default();
            (low, high) = (low.min(from), high.max(to));
        }
    }
    let plot_height = (area.y0 + 44.0, area.y1 - 48.0);
    let mut scale = Scale::round(low, high, false);
    (scale.x0, scale.x1) = (plot_height.1, plot_height.0);

    let ticks = scale.ticks_apart(110.0);
    let tick_set = Type::regular(TICK, MUTED);
    let tick_texts: Vec<String> =
        ticks.iter().map(|&tick| tick_label(tick, &ticks, &chart.unit, false, style.words())).collect();
    let left = tick_texts.iter().map(|text| tick_set.width(text)).fold(0.0, f64::max) + 18.0;
    let size = ((plot_height.1 - plot_height.0) / chart.series.len() as f64 / 1.2).clamp(13.0, 30.0);
    let set = Type::bold(size, MUTED);
    let ends = chart.series.iter().map(|series| end_label(chart, series, size, area.width() * 0.3, style));
    let ends: Vec<String> = ends.collect();
    let right = ends.iter().map(|text| set.width(text)).fold(0.0, f64::max) + 64.0;
    let plot = Area::new(area.x0 + left, plot_height.0, area.x1 - right, plot_height.1);

    let caption = Scale::caption(if chart.unit == "%" { "" } else { &chart.unit }, false, style.words());
    scene.text(caption, area.x0, area.y0 + TICK * 0.7, tick_set);
    for (&tick, text) in ticks.iter().zip(&tick_texts) {
        let y = scale.at(tick);
        let (width, color) = if tick == 0.0 { (2.0, GREY) } else { (1.0, GUIDE) };
        scene.guide((plot.x0, y), (plot.x1, y), width, color);
        let percent = if chart.unit == "%" { "%" } else { "" };
        scene.text(format!("{text}{percent}"), area.x0, tick_set.centred(y), tick_set);
    }
    let share = |at: usize| match (chart.times.first(), chart.times.last()) {
        (Some(first), Some(last)) => (chart.times[at] - first) / (last - first),
        _ => at as f64 / (count - 1) as f64,
    };
    let at_period = |at: usize| plot.x0 + 24.0 + (plot.width() - 48.0) * share(at);
    period_names(scene, chart, &at_period, (area.x0, plot.y1 + 14.0 + TICK));

    let order = |series: &&Series| series.highlight;
    let (strong, quiet): (Vec<&Series>, Vec<&Series>) = chart.series.iter().partition(order);
    let crowded = chart.series.len() > 8 && !strong.is_empty();
    for series in quiet.into_iter().chain(strong) {
        let pen = match (series.highlight, crowded) {
            (true, _) => Pen { width: 5.0, radius: 9.0, color: style.highlight },
            (false, false) => Pen { width: 3.0, radius: 7.0, color: GREY },
            (false, true) => Pen { width: 2.0, radius: 4.0, color: GREY.tint(0.7) },
        };
        draw_line(scene, series, &scale, &at_period, &pen);
    }
    let last = |series: &Series| series.values.iter().rposition(Option::is_some).unwrap_or_default();
    let wanted: Vec<(f64, f64)> = chart
        .series
        .iter()
        .map(|series| {
            let at = last(series);
            (
                at_period(at),
                series.values[at].as_ref().and_then(Figure::anchor).map_or(0.0, |value| scale.at(value)),
            )
        })
        .collect();
    let placed = apart(&wanted.iter().map(|point| point.1).collect::<Vec<_>>(), size * 1.16, plot);
    for (((series, text), (x, y)), to) in chart.series.iter().zip(&ends).zip(wanted).zip(placed) {
        let color = if series.highlight { style.highlight } else { MUTED };
        let start = plot.x1 + 50.0;
        if (to - y).abs() > 4.0 || x < at_period(count - 1) {
            scene.guide((x + 14.0, y), (plot.x1, y), 1.0, GUIDE);
            scene.line(vec![(plot.x1, y), (start - 14.0, to), (start - 6.0, to)], 1.0, GREY);
        }
        scene.text(text, start, set.centred(to), Type { color, ..set });
    }
    Ok(())
}

/// Name and last value, with its period where that is not the last of all.
fn end_label(chart: &Trend, series: &Series, size: f64, room: f64, style: &Style) -> String {
    let last = series.values.iter().rposition(Option::is_some).unwrap_or_default();
    let value = series.values.get(last).and_then(Option::as_ref).map_or("", |figure| &figure.label);
    let [open, close] = style.words().brackets;
    let when = match chart.periods.get(last) {
        Some(period) if last + 1 < chart.periods.len() => format!("{open}{period}{close}"),
        _ => String::new(),
    };
    elide(&format!("{} {value}{when}", series.name), size, Weight::Bold, room)
}

/// As many period names as fit beside each other, the last one always.
fn period_names(
    scene: &mut Scene,
    chart: &Trend,
    at_period: &dyn Fn(usize) -> f64,
    (left, baseline): (f64, f64),
) {
    let set = Type::regular(TICK, MUTED).middle();
    let mut free = f64::INFINITY;
    for (at, name) in chart.periods.iter().enumerate().rev() {
        let name = elide(name, TICK, Weight::Regular, 260.0);
        let half = set.width(&name) / 2.0;
        let x = at_period(at).max(left + half);
        if x + half + 24.0 <= free {
            free = x - half;
            scene.text(name, x, baseline, set);
        }
    }
}

struct Pen {
    width: f64,
    radius: f64,
    color: Rgb,
}

fn draw_line(scene: &mut Scene, series: &Series, scale: &Scale, at_period: &dyn Fn(usize) -> f64, pen: &Pen) {
    let Pen { width, radius, color } = *pen;
    let point = |at: usize| {
        let figure = series.values.get(at)?.as_ref()?;
        Some((figure, (at_period(at), scale.at(figure.anchor()?))))
    };
    let sure = |figure: &Figure| figure.value.is_some() && figure.low == figure.high;
    for (from, to) in &series.links {
        let (Some((a, start)), Some((b, end))) = (point(*from), point(*to)) else { continue };
        let color = if sure(a) && sure(b) { color } else { color.tint(0.45) };
        scene.line(vec![start, end], width, color);
    }
    for at in 0..series.values.len() {
        let Some((figure, (x, y))) = point(at) else { continue };
        if let (None, Some(low), Some(high)) = (figure.value, figure.low, figure.high) {
            let (low, high) = (scale.at(low), scale.at(high));
            scene.line(vec![(x, low), (x, high)], 3.0, color);
            scene.line(vec![(x - radius, low), (x + radius, low)], 3.0, color);
            scene.line(vec![(x - radius, high), (x + radius, high)], 3.0, color);
            continue;
        }
        match (figure.low.is_none(), figure.high.is_none()) {
            (false, true) => scene.arrow_upright(x, y, -36.0, 3.0, color),
            (true, false) => scene.arrow_upright(x, y, 36.0, 3.0, color),
            _ => {}
        }
        if figure.target {
            scene.ring(x, y, radius, 3.0, color);
        } else {
            scene.disc(x, y, radius, color);
        }
    }
}

/// Heights near the wanted ones, at least `step` from each other and inside the plot.
fn apart(wanted: &[f64], step: f64, plot: Area) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut placed = wanted.to_vec();
    let mut least = plot.y0;
    for &at in &order {
        placed[at] = placed[at].max(least);
        least = placed[at] + step;
    }
    let mut most = plot.y1;
    for &at in order.iter().rev() {
        placed[at] = placed[at].min(most);
        most = placed[at] - step;
    }
    placed
}
