//! Changes from one level to another within a place.

use super::{Built, Order, is_open, known};
use crate::model::Observation;
use crate::report::chart::{Change, Chart, Dumbbell};
use crate::report::finding::{fitting, pair_change, pair_headline, pairs, small};

/// More rows than this are too low.
const MOST: usize = 12;

pub(super) fn build(order: &Order) -> Result<Built, String> {
    let say = order.say;
    let period = order.settings.period.as_deref();
    let mut all: Vec<(&Observation, &Observation)> = pairs(order.release)
        .into_iter()
        .filter(|(_, to)| order.shows(to.indicator.as_deref()))
        .filter(|(_, to)| order.wants(to.province().unwrap_or_default()))
        .filter(|(_, to)| period.is_none_or(|p| to.period.as_ref().is_some_and(|have| have.code == p)))
        .filter(|(from, to)| known(from).is_some() && known(to).is_some())
        .collect();
    let Some(&(first_from, first_to)) = all.first() else {
        return Err("没有“由…到…”的数据".into());
    };
    let left_out = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let rows: Vec<Change> = all
        .iter()
        .map(|(from, to)| {
            let unit = order.unit(&[from, to]);
            Change {
                name: format!("{}{}{}", say.place_of(to), order.pick("·", ": "), say.what(to)),
                note: pair_change(order.release, to),
                unit: unit.name.clone(),
                highlight: order.highlights(to.province().unwrap_or_default()),
                from: order.figure(from, &unit),
                to: order.figure(to, &unit),
            }
        })
        .collect();
    let place = say.place_of(first_to);
    let one_place = all.iter().all(|(_, to)| say.place_of(to) == place);
    let mut candidates = vec![pair_headline(order.release, first_from, first_to)];
    if say.zh {
        candidates.push(if one_place {
            format!("{place}{}项指标的起点与终点", all.len())
        } else {
            "各地指标的起点与终点".into()
        });
    } else {
        candidates.push(if one_place {
            format!("{place}: where it started, where it arrived")
        } else {
            "Where places started and arrived".into()
        });
    }
    let title = fitting(candidates, say.zh);
    let units: Vec<&str> = rows.iter().map(|r| r.unit.as_str()).collect();
    let shared = units.windows(2).all(|w| w[0] == w[1]);
    let periods = order.periods(all.iter().filter_map(|(_, to)| to.period.as_ref().map(|p| p.code.as_str())));
    let mut subtitle =
        vec![order.pick("同一指标的起点与终点", "First and last figure of the same indicator").to_owned()];
    if !shared {
        subtitle
            .push(order.pick("各行单位不同，分别标尺", "units differ, each row has its own scale").into());
    }
    if !periods.is_empty() {
        subtitle.push(periods);
    }
    let mut foot = vec![
        order
            .pick(
                "起点与终点是一次变化的两端，不与其他省份的水平值混排",
                "the two ends are of one change and do not stand beside levels of others",
            )
            .to_owned(),
    ];
    if left_out > 0 {
        foot.push(match say.zh {
            true => format!("图中{}项变化，另有{left_out}项未列入", rows.len()),
            false => format!("{} changes shown, {left_out} more left out", rows.len()),
        });
    }
    if all.iter().any(|(from, to)| is_open(from) || is_open(to)) {
        foot.push(
            order
                .pick("箭头表示原文只给出下限或上限", "an arrow: only a lower or an upper bound is given")
                .into(),
        );
    }
    foot.extend(order.marked(all.iter().flat_map(|(from, to)| [*from, *to])));
    let said: Vec<String> = all
        .iter()
        .zip(&rows)
        .map(|((from, to), row)| {
            let what = say.what(to);
            let (a, b) = (say.label_of(from), say.label_of(to));
            let more = if row.note.is_empty() {
                String::new()
            } else {
                format!("{}{}", order.pick("，", ", "), row.note)
            };
            match say.zh {
                true => format!("{}{what}由{a}到{b}{more}", say.place_of(to)),
                false => format!("{}: {} from {a} to {b}{more}", say.place_of(to), small(&what)),
            }
        })
        .collect();
    let observations: Vec<&Observation> = all.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let subtitle = subtitle.join(order.pick("；", "; "));
    let frame = order.frame(title, subtitle, &said.join(order.pick("；", "; ")), foot, &observations);
    let table: Vec<_> = observations
        .iter()
        .map(|o| {
            let period = o.period.as_ref().map(|p| p.code.as_str());
            (o.province().unwrap_or_default(), o.place.as_ref().map_or("", |p| p.name.as_str()), period, *o)
        })
        .collect();
    let data = order.table(&table, None);
    let (from_name, to_name) = (order.pick("起点", "from").to_owned(), order.pick("终点", "to").to_owned());
    Ok((Chart::Dumbbell(Dumbbell { frame, from_name, to_name, rows }), data))
}
