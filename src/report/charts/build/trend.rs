//! Lines over periods, from the trends of the comparison: joined where nothing breaks, apart where something does.

use super::{Built, Order, is_open};
use crate::model::{Kind, Observation, PlaceLevel, Reason, Trend};
use crate::report::Release;
use crate::report::chart::{Chart, Series, Trend as Picture};
use crate::report::finding::{capital, fitting, movement, small};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More lines than this cannot be told apart.
const MOST: usize = 31;

/// What the lines of one chart share: indicator, kind, unit, what it is per, industry.
type Key<'a> = (&'a str, Kind, &'a str, &'a str, &'a str);

/// The indicators whose trends can be drawn, those of most places first; of prose before those of tables.
pub fn drawable(release: &Release) -> Vec<String> {
    let mut found: Vec<(&str, BTreeSet<&str>, bool)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for t in release.compared.trends.iter().filter(|t| t.break_reason.is_none() && t.industry.is_none()) {
        if t.place.level > PlaceLevel::Province {
            continue;
        }
        let prose = t.inputs.iter().filter_map(|id| release.observation(id)).any(|o| o.start.is_some());
        let at = *known.entry(&t.indicator).or_insert_with(|| {
            found.push((&t.indicator, BTreeSet::new(), false));
            found.len() - 1
        });
        found[at].1.insert(&t.place.name);
        found[at].2 |= prose;
    }
    found.sort_by_key(|(_, places, prose)| (!prose, std::cmp::Reverse(places.len())));
    found.into_iter().map(|(i, _, _)| i.to_owned()).collect()
}

/// A figure of a line.
struct Point<'a> {
    o: &'a Observation,
    at: (chrono::NaiveDate, chrono::NaiveDate),
}

/// The figures of a place, by period, with what joins and what parts them.
#[derive(Default)]
struct Line<'a> {
    points: Vec<Point<'a>>,
    joined: Vec<(&'a str, &'a str)>,
    breaks: Vec<&'a Trend>,
    /// Periods whose figures contradict each other.
    contradictory: BTreeSet<&'a str>,

    /// Another definition that overlaps this one in time.
    left_out: usize,
}

pub(super) fn build(order: &Order) -> Result<Built, String> {
    let say = order.say;
    if order.settings.indicators.is_empty() {
        return Err("趋势图要写 indicators".into());
    }
    let of_chart = |t: &&Trend| {
        let place = t.place.province.as_deref().unwrap_or("");
        order.settings.indicators.iter().any(|i| *i == *t.indicator)
            && (order.settings.provinces.is_empty() || order.wants(place))
    };
    let mut groups: BTreeMap<(Key, bool), Vec<&Trend>> = BTreeMap::new();
    for t in order.release.compared.trends.iter().filter(of_chart) {
        let key = (
            &*t.indicator,
            t.kind,
            t.unit.as_deref().unwrap_or(""),
            t.per.as_deref().unwrap_or(""),
            t.industry.as_deref().unwrap_or(""),
        );
        groups.entry((key, t.place.level > PlaceLevel::Province)).or_default().push(t);
    }
    let places =
        |trends: &[&Trend]| trends.iter().map(|t| t.place.name.as_str()).collect::<BTreeSet<_>>().len();
    let best = groups.iter().max_by_key(|((_, local), trends)| {
        let whole = trends.iter().filter(|t| t.break_reason.is_none()).count();
        (whole > 0, !local, places(trends), whole)
    });
    let Some(((key, _), trends)) = best.filter(|(_, trends)| trends.iter().any(|t| t.break_reason.is_none()))
    else {
        return Err("没有可以连线的趋势：同一地区同一口径至少要有两个时期".into());
    };
    let mut lines: Vec<(&str, &str, Line)> = Vec::new();
    let mut by_place: HashMap<&str, Vec<&Trend>> = HashMap::new();
    for t in trends {
        let name = t.place.name.as_str();
        if !by_place.contains_key(name) {
            lines.push((t.place.province.as_deref().unwrap_or(""), name, Line::default()));
        }
        by_place.entry(name).or_default().push(t);
    }
    for (_, name, line) in &mut lines {
        *line = line_of(order, &by_place[name]);
    }
    lines.retain(|(_, _, line)| line.points.len() >= 2);
    if lines.is_empty() {
        return Err("没有可以连线的趋势".into());
    }
    let last = |line: &Line| line.points.last().and_then(|p| super::known(p.o));
    lines.sort_by_key(|(_, _, line)| std::cmp::Reverse(last(line)));
    let left_out = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    let observations: Vec<&Observation> =
        lines.iter().flat_map(|(_, _, l)| l.points.iter().map(|p| p.o)).collect();
    let unit = order.unit(&observations);
    let mut periods: Vec<_> = lines.iter().flat_map(|(_, _, l)| l.points.iter().map(|p| p.at)).collect();
    periods.sort_unstable();
    periods.dedup();
    let at: HashMap<_, usize> = periods.iter().enumerate().map(|(i, p)| (*p, i)).collect();
    let code = |p: &(chrono::NaiveDate, chrono::NaiveDate)| {
        observations.iter().filter_map(|o| o.period.as_ref()).find(|have| (have.start, have.end) == *p)
    };
    let codes: Vec<String> = periods.iter().filter_map(|p| code(p).map(|have| have.code.clone())).collect();
    let series: Vec<Series> = lines
        .iter()
        .map(|(province, place, line)| {
            let mut values = vec![None; periods.len()];
            let mut of: HashMap<&str, usize> = HashMap::new();
            for point in &line.points {
                values[at[&point.at]] = Some(order.figure(point.o, &unit));
                of.insert(&point.o.observation_id, at[&point.at]);
            }
            let links = line.joined.iter().filter_map(|(a, b)| Some((*of.get(a)?, *of.get(b)?))).collect();
            let highlight = order.highlights(province);
            Series { name: say.place(province, place), highlight, values, links }
        })
        .collect();
    let title = title(order, key, &lines, &codes);
    let name = match key.4 {
        "" => say.indicator(key.0),
        industry => {
            format!("{}{}", say.indicator(key.0), say.bracketed(say.industry(industry)))
        }
    };
    let span = match (codes.first(), codes.last(), say.zh) {
        (Some(a), Some(b), true) => format!("{}至{}", say.period(a), say.period(b)),
        (Some(a), Some(b), false) => format!("{} to {}", say.period(a), say.period(b)),
        _ => String::new(),
    };
    let unit_said = if unit.name.is_empty() {
        String::new()
    } else {
        format!("{}{}{}", order.pick("（", " ("), unit.name, order.pick("）", ")"))
    };
    let subtitle = [format!("{name}{unit_said}"), span].join(order.pick("，", ", "));
    let foot = footnote(order, &lines, left_out);
    let said: Vec<String> = lines
        .iter()
        .map(|(province, place, line)| {
            let figures: Vec<String> = line
                .points
                .iter()
                .map(|p| {
                    let period = p.o.period.as_ref().map_or(String::new(), |p| say.period(&p.code));
                    format!("{period}{}{}", order.pick("", " "), say.figure(p.o, &unit))
                })
                .collect();
            format!("{}{}{}", say.place(province, place), order.pick("：", ": "), say.join(&figures))
        })
        .collect();
    let frame = order.frame(title, subtitle, &said.join(order.pick("；", "; ")), foot, &observations);
    let table: Vec<_> = lines
        .iter()
        .flat_map(|(province, place, line)| {
            line.points.iter().map(|p| (*province, *place, p.o.period.as_ref().map(|p| p.code.as_str()), p.o))
        })
        .collect();
    let data = order.table(&table, Some(&unit));
    let times = periods
        .iter()
        .map(|(start, end)| ((*start - *end).num_days() as f64 / -2.0) + days(*start))
        .collect();
    let names = codes.iter().map(|c| say.period(c)).collect();
    Ok((Chart::Trend(Picture { frame, unit: unit.name, periods: names, times, series }), data))
}

fn days(date: chrono::NaiveDate) -> f64 {
    use chrono::Datelike;
    f64::from(date.num_days_from_ce())
}

/// The line of a place: its figures of one definition after the other. Where two overlap, the longer is kept; a period
/// whose figures contradict each other has none.
fn line_of<'a>(order: &Order<'a>, trends: &[&'a Trend]) -> Line<'a> {
    let find = |id: &str| order.release.observation(id);
    let mut contradictory: BTreeSet<&'a str> = BTreeSet::new();
    for t in trends.iter().filter(|t| t.inputs.len() > 2) {
        for id in &t.inputs[2..] {
            let code = find(id).and_then(|o| o.period.as_ref()).map(|p| p.code.as_str());
            contradictory.extend(code);
        }
    }
    let mut line = Line {
        breaks: trends.iter().copied().filter(|t| t.break_reason.is_some()).collect(),
        ..Line::default()
    };
    // figures that a trend without a break joins are of one definition
    let mut parts: Vec<Vec<&'a str>> = Vec::new();
    let of = |parts: &[Vec<&str>], id: &str| parts.iter().position(|part| part.contains(&id));
    for t in trends {
        let (a, b) = (&*t.inputs[0], &*t.inputs[1]);
        for id in [a, b] {
            if of(&parts, id).is_none() {
                parts.push(vec![id]);
            }
        }
        if t.break_reason.is_none() && t.periods == 2 {
            line.joined.push((a, b));
            if let (Some(x), Some(y)) = (of(&parts, a), of(&parts, b))
                && x != y
            {
                let moved = parts.remove(x.max(y));
                parts[x.min(y)].extend(moved);
            }
        }
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let mut taken: Vec<(chrono::NaiveDate, chrono::NaiveDate)> = Vec::new();
    for part in &parts {
        let points: Vec<Point> = part
            .iter()
            .filter_map(|id| find(id))
            .filter_map(|o| o.period.as_ref().map(|p| Point { o, at: (p.start, p.end) }))
            .filter(|p| p.o.period.as_ref().is_some_and(|have| !contradictory.contains(have.code.as_str())))
            .collect();
        let span = (points.iter().map(|p| p.at).min(), points.iter().map(|p| p.at).max());
        let (Some(first), Some(last)) = span else { continue };
        // a definition inside the time of another would cross its line
        if taken.iter().any(|at| *at >= first && *at <= last) || inside(&line, first) {
            line.left_out += points.len();
            continue;
        }
        taken.extend(points.iter().map(|p| p.at));
        line.points.extend(points);
    }
    line.points.sort_by_key(|p| p.at);
    line.contradictory = contradictory;
    line
}

/// Whether a day lies between the figures that a line joins.
fn inside(line: &Line, at: (chrono::NaiveDate, chrono::NaiveDate)) -> bool {
    let when = |id: &str| line.points.iter().find(|p| *p.o.observation_id == *id).map(|p| p.at);
    line.joined.iter().any(|(a, b)| when(a).zip(when(b)).is_some_and(|(a, b)| a < at && at < b))
}

/// The finding: where each place went from the first period to the last, as far as that is sure.
fn title(order: &Order, key: &Key, lines: &[(&str, &str, Line)], codes: &[String]) -> String {
    let say = order.say;
    let label = say.indicator(key.0);
    let label = if say.zh { label } else { small(&label) };
    if let [(province, place, line)] = lines {
        let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else { return label };
        let whole = whole_change(order, first.o, last.o);
        let (a, b) = (say.worded(first.o, &say.unit(first.o)), say.worded(last.o, &say.unit(last.o)));
        let where_ = say.place(province, place);
        if a == b {
            let candidates = match say.zh {
                true => vec![format!("{where_}{label}首末期均为{b}"), format!("{where_}历年变化")],
                false => vec![
                    format!("{where_}: {label} {b} at both ends"),
                    format!("{where_}: {label} over time"),
                ],
            };
            return fitting(candidates, say.zh);
        }

        let verb = match (whole, say.zh) {
            (Some(true), true) => "升至",
            (Some(false), true) => "降至",
            (Some(true), false) => "rose to",
            (Some(false), false) => "fell to",
            (None, true) => "到",
            (None, false) => "to",
        };
        let candidates = match say.zh {
            true => vec![
                format!("{where_}{label}由{a}{verb}{b}"),
                format!("{where_}{label}{verb}{b}"),
                format!("{where_}{label}的变化"),
                format!("{where_}历年变化"),
            ],
            false => {
                vec![format!("{where_}: {label} from {a} {verb} {b}"), format!("{where_}: {label} over time")]
            }
        };
        return fitting(candidates, say.zh);
    }
    let ways: Vec<Option<bool>> = lines
        .iter()
        .map(|(_, _, line)| whole_change(order, line.points.first()?.o, line.points.last()?.o))
        .collect();
    let (up, down) = (
        ways.iter().filter(|w| **w == Some(true)).count(),
        ways.iter().filter(|w| **w == Some(false)).count(),
    );
    let n = say.count(lines.len());
    let noun = if lines.iter().all(|(p, place, _)| p == place) {
        order.pick("省", "provinces")
    } else {
        order.pick("地", "places")
    };
    let code_of = |p: Option<&Point>| p.and_then(|p| p.o.period.as_ref()).map(|have| have.code.clone());
    let whole = lines.iter().all(|(_, _, line)| {
        code_of(line.points.first()) == codes.first().cloned()
            && code_of(line.points.last()) == codes.last().cloned()
    });
    let since = match (codes.first().filter(|_| whole), say.zh) {
        (None, _) => String::new(),
        (Some(code), true) => format!("{}以来", say.period(code)),
        (Some(code), false) => format!(" since {}", say.period(code)),
    };

    let candidates = match (up == lines.len(), down == lines.len(), up + down == lines.len(), say.zh) {
        (true, _, _, true) => {
            vec![
                format!("{since}{n}{noun}{label}都上升"),
                format!("{n}{noun}{label}都上升"),
                format!("{n}{noun}都上升"),
            ]
        }
        (_, true, _, true) => {
            vec![
                format!("{since}{n}{noun}{label}都下降"),
                format!("{n}{noun}{label}都下降"),
                format!("{n}{noun}都下降"),
            ]
        }
        (_, _, true, true) => vec![
            format!("{label}：{up}{noun}上升、{down}{noun}下降"),
            format!("{up}{noun}上升、{down}{noun}下降"),
        ],
        (_, _, _, true) => vec![format!("{n}{noun}{label}的变化"), format!("{n}{noun}历年变化")],
        (true, _, _, false) => vec![
            format!("{} rose in all {n} {noun}{since}", capital(&label)),
            format!("{} rose in all {n} {noun}", capital(&label)),
        ],
        (_, true, _, false) => vec![
            format!("{} fell in all {n} {noun}{since}", capital(&label)),
            format!("{} fell in all {n} {noun}", capital(&label)),
        ],
        (_, _, true, false) => vec![format!("{}: up in {up} {noun}, down in {down}", capital(&label))],
        (_, _, _, false) => vec![format!("{} of {n} {noun} over time", capital(&label))],
    };
    fitting(candidates, say.zh)
}

/// Whether a figure rose (or fell) for sure over the whole line; none where it broke or is not sure.
fn whole_change(order: &Order, first: &Observation, last: &Observation) -> Option<bool> {
    let of = |t: &&Trend| *t.inputs[0] == *first.observation_id && *t.inputs[1] == *last.observation_id;
    let trend = order.release.compared.trends.iter().find(of)?;
    let change = trend.change.as_ref().filter(|_| trend.break_reason.is_none())?;
    if change.value.is_some_and(|v| v.is_zero()) {
        return None;
    }
    movement(change).0.map(|way| way == crate::model::Direction::Up)
}

fn footnote(order: &Order, lines: &[(&str, &str, Line)], left_out: usize) -> Vec<String> {
    let say = order.say;
    let mut foot = vec![match say.zh {
        true => format!("图中{}个地区，只连接口径相同的相邻时期", lines.len()),
        false => format!("{} places; only neighbouring periods of one definition are joined", lines.len()),
    }];
    if left_out > 0 {
        foot.push(match say.zh {
            true => format!("另有{left_out}个地区未列入"),
            false => format!("{left_out} more places left out"),
        });
    }
    let mut breaks: BTreeMap<(Reason, String), Vec<String>> = BTreeMap::new();
    for (province, place, line) in lines {
        for t in line.breaks.iter().filter(|t| t.inputs.len() == 2) {
            let Some(reason) = t.break_reason else { continue };
            let caveat = t.caveat.to_string();
            let span = match t.from == t.to {
                true => say.period(&t.from),
                false => format!("{}{}{}", say.period(&t.from), order.pick("—", "–"), say.period(&t.to)),
            };
            let named = breaks.entry((reason, caveat)).or_default();
            let name = format!("{}{span}", say.place(province, place) + order.pick("", " "));
            if !named.contains(&name) {
                named.push(name);
            }
        }
    }
    let mut unlike: Vec<String> = Vec::new();
    for (province, place, line) in lines {
        let name = say.place(province, place);
        unlike.extend(
            line.contradictory.iter().map(|p| format!("{name}{}{}", order.pick("", " "), say.period(p))),
        );
    }
    if !unlike.is_empty() {
        foot.push(match say.zh {
            true => format!("{}的数不一致，未画", say.join(&unlike)),
            false => format!("figures contradict each other and are not drawn: {}", say.join(&unlike)),
        });
    }
    for ((reason, caveat), mut names) in breaks {
        let more = names.len() > 3;
        names.truncate(3);
        let reason = say.word("reason", reason.code());
        let why = if caveat.is_empty() {
            reason.to_owned()
        } else {
            format!("{reason}{}{caveat}", order.pick("，", ", "))
        };
        foot.push(match say.zh {
            true => format!("{}{}处不连线（{why}）", say.join(&names), if more { "等" } else { "" }),
            false => {
                format!("not joined: {}{} ({why})", say.join(&names), if more { " and more" } else { "" })
            }
        });
    }
    let dropped: usize = lines.iter().map(|(_, _, line)| line.left_out).sum();
    if dropped > 0 {
        foot.push(match say.zh {
            true => format!("另有{dropped}个口径不同的数与所画的线时间重叠，未画"),
            false => format!("{dropped} figures of another definition overlap in time and are not drawn"),
        });
    }
    if lines
        .iter()
        .any(|(_, _, line)| line.points.iter().any(|p| is_open(p.o) && p.o.quantity.value.is_some()))
    {
        foot.push(
            order
                .pick(
                    "箭头表示原文只给出下限或上限，浅色线连着这样的数",
                    "an arrow: only a bound is given; pale lines lead to such figures",
                )
                .into(),
        );
    }
    foot.extend(order.marked(lines.iter().flat_map(|(_, _, line)| line.points.iter().map(|p| p.o))));
    foot
}
