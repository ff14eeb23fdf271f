//! Small multiples: what cannot be ranked, each figure in a panel of its own.

use super::{Built, Order};
use crate::model::{Comparability, Comparison, Kind, Observation, PlaceLevel, Reason, Status};
use crate::report::chart::{Chart, Panel, SmallMultiples};
use crate::report::finding::{Shown, capital, headline, small};
use crate::say::style::DisplayUnit;
use std::collections::BTreeSet;

/// More panels than this are too small.
const MOST: usize = 12;

pub(super) fn build(order: &Order) -> Result<Built, String> {
    if order.settings.indicators.is_empty() {
        return Err("这种图要写 indicators".into());
    }
    let family = |code: &String| {
        order.release.lists.comparable.get(code).map_or(code.clone(), |kin| kin.family.clone())
    };
    let families: BTreeSet<String> = order.settings.indicators.iter().map(family).collect();
    if families.len() > 1 || order.settings.by_industry {
        return of_indicators(order);
    }
    let apart = order.comparison(|c| c.comparability == Comparability::None);
    of_comparison(order, apart.or_else(|_| order.comparison(|_| true))?)
}

fn of_comparison<'a>(order: &Order<'a>, comparison: &'a Comparison) -> Result<Built, String> {
    let figures: Vec<Shown> = order.figures(comparison);
    if figures.is_empty() {
        return Err("所选省份没有数据".into());
    }
    let chosen = !order.settings.provinces.is_empty();
    let unit = order.say.unit(figures[0].1);
    let title = headline(order.release, comparison, &figures, &unit, chosen);
    let several = comparison.indicators.len() > 1;
    let differ =
        |pick: fn(&Observation) -> Option<&str>| figures.windows(2).any(|w| pick(w[0].1) != pick(w[1].1));
    let mut why: Vec<String> = Vec::new();
    if differ(|o| o.industry.as_deref()) {
        why.push(order.pick("行业不同", "industries differ").to_owned());
    }
    let named = [Reason::Time, Reason::Denominator, Reason::Unit, Reason::Definition, Reason::TargetVsActual];
    let reasons: Vec<Reason> = comparison.reasons.iter().copied().filter(|r| named.contains(r)).collect();
    why.extend(Some(order.say.reasons(&reasons)).filter(|said| !said.is_empty()));
    if why.is_empty() {
        why.push(order.pick("所指不同", "what is counted differs").to_owned());
    }
    let why = order.say.join(&why);
    let differ = match (several, order.say.zh) {
        (true, true) => "各图概念不同，不可相互比较".to_owned(),
        (true, false) => "each panel is a different concept: they do not compare".to_owned(),
        (false, true) => format!("{why}，不可相互比较"),
        (false, false) => format!("not comparable: {why}"),
    };
    let subtitle = format!("{}{}{differ}", order.say.topic(comparison), order.pick("；", "; "));
    let foot = order.footnote(comparison, &figures, false);
    let rows: Vec<(&str, &Observation, Option<&str>)> =
        figures.iter().map(|(r, o)| (&*r.province, *o, r.period.as_deref())).collect();
    finish(order, title, subtitle, foot, &rows)
}

/// Figures of several indicators that no comparison holds together: of each province and indicator the one that says
/// most.
fn of_indicators(order: &Order) -> Result<Built, String> {
    let mut found: Vec<&Observation> = Vec::new();
    for code in &order.settings.indicators {
        let of = |o: &&Observation| {
            o.indicator.as_deref() == Some(code)
                && o.status == Status::Actual
                && (o.industry.is_some() || !order.settings.by_industry)
                && matches!(o.kind, Kind::Level | Kind::Share | Kind::Ratio | Kind::To)
                && o.province().is_some_and(|p| order.wants(p))
                && order
                    .settings
                    .period
                    .as_deref()
                    .is_none_or(|p| o.period.as_ref().is_some_and(|have| have.code == p))
        };
        for o in order.release.observations.iter().filter(of) {
            let preference = |o: &Observation| {
                let provincial = o.place.as_ref().is_some_and(|p| p.level == PlaceLevel::Province);
                (!provincial, o.period.is_none(), std::cmp::Reverse(o.period.as_ref().map(|p| p.end)))
            };
            let same = |have: &&mut &Observation| {
                have.indicator == o.indicator
                    && have.province() == o.province()
                    && have.industry == o.industry
            };
            match found.iter_mut().find(same) {
                Some(have) if preference(o) < preference(have) => *have = o,
                Some(_) => {}
                None => found.push(o),
            }
        }
    }
    if found.is_empty() {
        return Err("所列指标没有数据".into());
    }
    // the places with most figures first, the figures of a place together
    let count = |o: &Observation| {
        found.iter().filter(|other| other.place == o.place && other.industry == o.industry).count()
    };
    let mut order_of: Vec<(usize, &Observation)> = found.iter().map(|o| (count(o), *o)).collect();
    order_of.sort_by_key(|(n, o)| {
        let area = o.place.as_ref().and_then(|p| p.ref_area.clone());
        (std::cmp::Reverse(*n), area, o.industry.clone())
    });
    let left_out = order_of.len().saturating_sub(MOST);
    order_of.truncate(MOST);
    let rows: Vec<(&str, &Observation, Option<&str>)> = order_of
        .iter()
        .map(|(_, o)| (o.province().unwrap_or(""), *o, o.period.as_ref().map(|p| p.code.as_str())))
        .collect();
    let industries = rows.iter().filter_map(|(_, o, _)| o.industry.as_deref()).collect::<BTreeSet<_>>().len();
    let provinces = rows.iter().map(|(p, _, _)| *p).collect::<BTreeSet<_>>().len();
    let all = rows.iter().all(|(_, o, _)| o.industry.is_some());
    let count = order.say.count(if all { industries } else { provinces });
    let title = match (all, order.say.zh) {
        (true, true) => format!("{count}个特色产业的规模与质量，不作排序"),
        (true, false) => format!("{} special industries: size and quality, not ranked", capital(&count)),
        (false, true) => format!("{count}省的{}项指标，不作排序", order.settings.indicators.len()),
        (false, false) => format!("{} provinces in their own figures, not ranked", capital(&count)),
    };
    let labels: Vec<String> = order
        .settings
        .indicators
        .iter()
        .filter(|i| rows.iter().any(|(_, o, _)| o.indicator.as_deref() == Some(i)))
        .map(|i| if order.say.zh { order.say.indicator(i) } else { small(&order.say.indicator(i)) })
        .collect();
    let subtitle = format!(
        "{}{}",
        capital(&order.say.join(&labels)),
        order.pick(
            "；行业、指标和时期不同，不可相互比较",
            "; industries, indicators and periods differ: not comparable"
        )
    );
    let mut foot = vec![match order.say.zh {
        true => format!("图中{provinces}个省份，其他省份的文件没有这些指标"),
        false => format!("{provinces} provinces shown; the documents of others have none of these"),
    }];
    if !order.settings.provinces.is_empty() {
        foot[0] = match order.say.zh {
            true => format!("图中{provinces}个省份，按设置只列所选省份"),
            false => format!("{provinces} provinces shown, only those chosen in the settings"),
        };
    }
    if left_out > 0 {
        foot.push(match order.say.zh {
            true => format!("另有{left_out}项未列入"),
            false => format!("{left_out} more figures are left out"),
        });
    }
    foot.extend(order.marked(rows.iter().map(|(_, o, _)| *o)));
    finish(order, title, subtitle, foot, &rows)
}

fn finish(
    order: &Order,
    title: String,
    subtitle: String,
    mut foot: Vec<String>,
    rows: &[(&str, &Observation, Option<&str>)],
) -> Result<Built, String> {
    let mut rows = rows.to_vec();
    if rows.len() > 40 {
        foot.push(match order.say.zh {
            true => format!("另有{}项未列入", rows.len() - 40),
            false => format!("{} more figures are left out", rows.len() - 40),
        });
        rows.truncate(40);
    }
    if rows.iter().any(|(_, o, _)| super::is_open(o)) {
        foot.push(
            order
                .pick("＞、＜、≥、≤为原文所写的界", ">, <, ≥, ≤ are bounds as worded in the source")
                .to_owned(),
        );
    }
    let panels: Vec<Panel> = rows
        .iter()
        .map(|(province, o, period)| Panel {
            title: panel_title(order, o),
            province: match &o.industry {
                Some(industry) => {
                    format!("{}·{}", order.say.province(province), order.say.industry(industry))
                }
                None => order.say.province(province),
            },
            figure: order.say.label_of(o),
            note: note(order, province, o, *period),
            highlight: order.highlights(province),
        })
        .collect();
    let listed: Vec<String> = panels
        .iter()
        .map(|p| {
            format!("{}{}{}{}{}", p.province, order.pick("", " "), p.title, order.pick("", " "), p.figure)
        })
        .collect();
    let shown = format!(
        "{}{}{}",
        listed.join(order.pick("；", "; ")),
        order.pick("。", ". "),
        order.pick("不作排序", "Not ranked")
    );
    let observations: Vec<&Observation> = rows.iter().map(|(_, o, _)| *o).collect();
    let frame = order.frame(title, subtitle, &shown, foot, &observations);
    let table: Vec<_> = rows
        .iter()
        .map(|(province, o, period)| {
            (*province, o.place.as_ref().map_or("", |p| p.name.as_str()), *period, *o)
        })
        .collect();
    let none: Option<&DisplayUnit> = None;
    Ok((Chart::SmallMultiples(SmallMultiples { frame, panels }), order.table(&table, none)))
}

/// What a panel measures; a movement is named as one.
fn panel_title(order: &Order, o: &Observation) -> String {
    let what = order.say.what(o);
    match o.kind {
        Kind::Change => format!("{what}{}", order.pick("（净增减，不是总数）", " (net change)")),
        Kind::GrowthRate => format!("{what}{}", order.pick("（增长率）", " (growth)")),
        _ => what,
    }
}

fn note(order: &Order, province: &str, o: &Observation, period: Option<&str>) -> String {
    let mut notes = Vec::new();
    if let Some(growth) = growth_of(order, o) {
        let said = order.say.worded(growth, &order.say.unit(growth));
        notes.push(match growth.comparison_base.as_deref().map(|base| order.say.base(base)) {
            None => said,
            Some(base) if order.say.zh => format!("比{base}{said}"),
            Some(base) => format!("{said} against {base}"),
        });
    }
    if let Some(base) = &o.comparison_base {
        notes.push(format!("{}{}", order.pick("对比基期：", "against "), order.say.base(base)));
    }
    let local = order.say.local(province, o.place.as_ref().map_or("", |p| p.name.as_str()));
    notes.extend(Some(local).filter(|local| !local.is_empty()));
    if let Some(period) = o.period.as_ref().map(|p| p.code.as_str()).or(period) {
        notes.push(order.say.period(period));
    }
    notes.join(order.pick("，", ", "))
}

/// The growth that the same sentence states of a level.
fn growth_of<'a>(order: &Order<'a>, o: &Observation) -> Option<&'a Observation> {
    order.release.observations.iter().find(|g| {
        g.kind == Kind::GrowthRate
            && o.kind == Kind::Level
            && g.document_id == o.document_id
            && g.indicator == o.indicator
            && g.place == o.place
            && g.sentence == o.sentence
            && g.start > o.start
    })
}
