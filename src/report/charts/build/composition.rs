//! Shares of one whole that make up 100 % within what their digits leave open.

use super::{Built, Order, is_open};
use crate::model::{Dimension, Kind, Locator, Observation, Status};
use crate::report::chart::{Chart, Composition, Row};
use crate::report::finding::{capital, fitting};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) fn build(order: &Order) -> Result<Built, String> {
    let say = order.say;
    if order.settings.indicators.is_empty() {
        return Err("构成图要写 indicators".into());
    }
    let parts = whole(order)?;
    let names = names(order, &parts).ok_or("原文没有分别写明各部分的名称")?;
    let unit = order.unit(&parts);
    let share = |o: &Observation| o.quantity.value.unwrap_or_default();
    let top = (0..parts.len()).max_by_key(|i| share(parts[*i])).unwrap_or_default();
    let sure = parts.iter().enumerate().all(|(i, o)| i == top || share(o) < share(parts[top]));
    let rows: Vec<Row> = parts
        .iter()
        .zip(&names)
        .enumerate()
        .map(|(i, (o, name))| Row {
            name: name.clone(),
            note: String::new(),
            highlight: sure && i == top,
            figure: order.figure(o, &unit),
        })
        .collect();
    let first = parts[0];
    let (province, place) = (first.province().unwrap_or(""), say.place_of(first));
    let label = match parts.windows(2).all(|w| w[0].indicator == w[1].indicator) {
        true => say.what(first),
        false => order.pick("构成", "composition").to_owned(),
    };
    let figure = &rows[top].figure.label;
    let verb = if names[top].contains('占') || names[top].ends_with("比重") { "为" } else { "占" };
    let candidates = match (sure, say.zh) {
        (true, true) => vec![
            format!("{place}{label}：{}{verb}{figure}", names[top]),
            format!("{place}：{}{verb}{figure}", names[top]),
            format!("{place}{label}"),
            format!("{place}的构成"),
        ],
        (true, false) => {
            vec![format!("{place}: {} is {figure} of the whole", names[top]), format!("{place}: {label}")]
        }
        (false, true) => vec![format!("{place}{label}"), format!("{place}的构成")],
        (false, false) => vec![format!("{place}: {label}")],
    };
    let title = fitting(candidates, say.zh);
    let period = first.period.as_ref().map(|p| say.period(&p.code)).unwrap_or_default();
    let mut subtitle = vec![format!(
        "{}{}",
        capital(&label),
        order.pick("，各部分占整体的百分比", ", parts in percent of the whole")
    )];
    if !period.is_empty() {
        subtitle.push(period);
    }
    let total: Decimal = parts.iter().map(|o| share(o)).sum();
    let mut foot = Vec::new();
    if total != Decimal::ONE_HUNDRED {
        foot.push(match say.zh {
            true => format!("各部分之和为{}%，与100%之差在四舍五入的范围内", total.normalize()),
            false => format!("the parts add up to {}%, within rounding of 100%", total.normalize()),
        });
    } else {
        foot.push(order.pick("各部分之和为100%", "the parts add up to 100%").to_owned());
    }
    foot.extend(order.marked(parts.iter().copied()));
    let said: Vec<String> =
        rows.iter().map(|r| format!("{}{}{}", r.name, order.pick("", " "), r.figure.label)).collect();
    let frame = order.frame(title, subtitle.join(order.pick("，", ", ")), &say.join(&said), foot, &parts);
    let table: Vec<_> = parts
        .iter()
        .map(|o| {
            let period = o.period.as_ref().map(|p| p.code.as_str());
            (province, o.place.as_ref().map_or("", |p| p.name.as_str()), period, *o)
        })
        .collect();
    let mut data = order.table(&table, Some(&unit));
    data[0].push("part".to_owned());
    for (row, name) in data[1..].iter_mut().zip(&names) {
        row.push(name.clone());
    }
    Ok((Chart::Composition(Composition { frame, parts: rows }), data))
}

/// The shares of the chart's indicators in one place that add up to 100 %, the latest where there are several.
fn whole<'a>(order: &Order<'a>) -> Result<Vec<&'a Observation>, String> {
    let is_share = |o: &&Observation| {
        order.shows(o.indicator.as_deref())
            && o.kind == Kind::Share
            && o.status == Status::Actual
            && o.quantity.dimension == Dimension::Ratio
            && (order.settings.provinces.is_empty() || o.province().is_some_and(|p| order.wants(p)))
            && order
                .settings
                .period
                .as_deref()
                .is_none_or(|p| o.period.as_ref().is_some_and(|have| have.code == p))
    };
    let all: Vec<&Observation> = order.release.observations.iter().filter(is_share).collect();
    if all.is_empty() {
        return Err("所列指标没有占比数据".into());
    }
    type Group<'g> = (&'g str, Option<&'g str>, Option<&'g str>, String);
    let mut groups: BTreeMap<Group, Vec<&Observation>> = BTreeMap::new();
    for o in &all {
        // of prose a sentence, of a table a sheet
        let part = match &o.locator {
            Locator::Text { .. } => o.sentence.to_string(),
            _ => o.section.to_string(),
        };
        let place = o.place.as_ref().map(|p| p.name.as_str());
        let period = o.period.as_ref().map(|p| p.code.as_str());
        groups.entry((&o.document_id, place, period, part)).or_default().push(o);
    }
    let mut wholes: Vec<&Vec<&Observation>> =
        groups.values().filter(|parts| parts.len() >= 2 && is_whole(parts)).collect();
    wholes.sort_by_key(|parts| {
        let end = parts[0].period.as_ref().map(|p| p.end);
        let area = parts[0].place.as_ref().and_then(|p| p.ref_area.clone());
        (std::cmp::Reverse(end), area)
    });
    if let Some(parts) = wholes.first() {
        return Ok((*parts).clone());
    }
    let open = all.iter().any(|o| is_open(o) || o.quantity.value.is_none());
    let largest = groups.values().filter(|parts| parts.len() >= 2).max_by_key(|parts| parts.len());
    Err(match (open, largest) {
        (true, _) => "有的占比只有下限、上限或区间，合不成100%".to_owned(),
        (false, Some(parts)) => {
            let total: Decimal = parts.iter().filter_map(|o| o.quantity.value).sum();
            format!("各部分之和为{}%，在数字精度内也不是100%", total.normalize())
        }
        (false, None) => "同一地区、同一时期、同一处没有两个以上的占比".to_owned(),
    })
}

/// Whether 100 lies between the sums of what the written digits leave open.
fn is_whole(parts: &[&Observation]) -> bool {
    let half = Decimal::new(5, 1);
    let ends = |o: &&Observation| {
        let q = &o.quantity;
        let value = q.value.filter(|v| q.low == Some(*v) && q.high == Some(*v) && !v.is_sign_negative())?;
        let unit = q.unit.as_deref() == Some("%");
        unit.then_some((value - q.step * half, value + q.step * half))
    };
    let ends: Option<Vec<(Decimal, Decimal)>> = parts.iter().map(ends).collect();
    ends.is_some_and(|ends| {
        let (low, high): (Vec<Decimal>, Vec<Decimal>) = ends.into_iter().unzip();
        low.iter().sum::<Decimal>() <= Decimal::ONE_HUNDRED
            && high.iter().sum::<Decimal>() >= Decimal::ONE_HUNDRED
    })
}

/// What the parts are called, where all differ: by the words beside their numbers, by industry, subject or indicator.
fn names(order: &Order, parts: &[&Observation]) -> Option<Vec<String>> {
    let apart = |names: Vec<Option<String>>| -> Option<Vec<String>> {
        let names: Vec<String> = names.into_iter().collect::<Option<_>>()?;
        let different =
            names.iter().all(|n| !n.is_empty() && names.iter().filter(|other| *other == n).count() == 1);
        different.then_some(names)
    };
    let of = |pick: &dyn Fn(&Observation) -> Option<String>| apart(parts.iter().map(|o| pick(o)).collect());
    let prose = parts.iter().all(|o| o.start.is_some());
    let industry = of(&|o| o.industry.as_deref().map(|industry| order.say.industry(industry).to_owned()));
    let indicator = of(&|o| o.indicator.as_deref().map(|i| order.say.indicator(i)));
    if prose {
        return industry.or(indicator).or_else(|| apart(beside(parts)));
    }
    industry.or_else(|| of(&|o| o.subject.clone())).or(indicator)
}

/// The words beside each number of one sentence: after it, where every number has such words and none before it;
/// otherwise before it.
fn beside(parts: &[&Observation]) -> Vec<Option<String>> {
    const ENDS: &str = "，、；。：,;:（）()及和与";
    let sentence: &str = &parts[0].sentence;
    let mut places = Vec::new();
    let mut from = 0;
    for o in parts {
        let Some(at) = sentence[from..].find(o.quote.as_str()) else { return vec![None; parts.len()] };
        places.push((from + at, from + at + o.quote.len()));
        from += at + o.quote.len();
    }
    let clean = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || "“”\"".contains(c)).to_owned();
    let after = |i: usize| {
        let end = places.get(i + 1).map_or(sentence.len(), |next| next.0);
        clean(sentence[places[i].1..end].split(|c| ENDS.contains(c)).next().unwrap_or(""))
    };
    let before = |i: usize| {
        let start = if i == 0 { 0 } else { places[i - 1].1 };
        let text = clean(sentence[start..places[i].0].rsplit(|c| ENDS.contains(c)).next().unwrap_or(""));
        ["所占比重为", "比重为", "占比为", "分别为", "占比", "占", "为"]
            .iter()
            .find_map(|verb| text.strip_suffix(verb))
            .unwrap_or(&text)
            .to_owned()
    };
    let follow =
        (0..parts.len()).all(|i| !after(i).is_empty()) && (1..parts.len()).all(|i| before(i).is_empty());
    let name = |i: usize| if follow { after(i) } else { before(i) };
    (0..parts.len()).map(|i| Some(name(i)).filter(|n| !n.is_empty() && n.chars().count() <= 24)).collect()
}
