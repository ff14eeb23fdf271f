//! Dots, log dots, bars and growth: one comparison on one scale.

use super::{Built, Order, known, moves};
use crate::config::ChartKind;
use crate::model::Comparability;
use crate::report::chart::{Bars, Chart, Dots, Growth, Row};
use crate::report::finding::{headline, kind_word};

/// More rows than this are not readable in one chart.
const MOST: usize = 34;

pub(super) fn build(order: &Order) -> Result<Built, String> {
    let growth = order.settings.kind == ChartKind::Growth;
    if order.settings.indicators.is_empty() {
        return Err("这种图要写 indicators".into());
    }
    let comparison = order.comparison(|c| moves(c.kind) == growth)?;
    if comparison.comparability == Comparability::None {
        let reasons = order.say.reasons(&comparison.reasons);
        let label = order.say.label(comparison);
        let caveat = if comparison.caveat.is_empty() { reasons } else { comparison.caveat.clone() };
        return Err(format!("“{label}”不可比（{caveat}），改用 kind = \"multiples\""));
    }
    let mut figures = order.figures(comparison);
    if figures.is_empty() {
        return Err("所选省份没有数据".into());
    }
    let left_out = figures.len().saturating_sub(MOST);
    let observations: Vec<_> = figures.iter().map(|(_, o)| *o).collect();
    let unit = order.unit(&observations);
    let chosen = !order.settings.provinces.is_empty();
    let title = headline(order.release, comparison, &figures, &unit, chosen);
    figures.truncate(MOST);
    let several = comparison.indicators.len() > 1;
    let rows: Vec<Row> = figures
        .iter()
        .map(|shown| Row {
            name: order.say.province(&shown.0.province),
            note: order.note(shown, several),
            highlight: order.highlights(&shown.0.province),
            figure: order.figure(shown.1, &unit),
        })
        .collect();
    if order.settings.kind == ChartKind::LogDots
        && let Some((row, _)) =
            figures.iter().find(|(_, o)| known(o).is_none_or(|v| v <= rust_decimal::Decimal::ZERO))
    {
        return Err(format!("{}的数不大于零，不能用对数刻度；改用 kind = \"dots\"", row.province));
    }
    let what = format!("{}{}", order.say.label(comparison), kind_word(order.release, comparison.kind));
    let subtitle = order.subtitle(&what, &unit, &figures);
    let listed: Vec<String> =
        rows.iter().map(|row| format!("{}{}{}", row.name, order.pick("", " "), row.figure.label)).collect();
    let shown = match order.say.zh {
        true => format!("共{}项，由高到低：{}", rows.len(), listed.join("，")),
        false => format!("{} figures, highest first: {}", rows.len(), listed.join(", ")),
    };
    let mut foot = order.footnote(comparison, &figures, true);
    let exact = |row: &Row| row.figure.value.is_some_and(|v| v >= 0.0);
    if left_out > 0 {
        foot.push(match order.say.zh {
            true => format!("只列最高的{MOST}项，另有{left_out}项见数据文件所在的对比表"),
            false => format!("the highest {MOST} only; {left_out} more stand in the comparison"),
        });
    }
    if order.settings.kind == ChartKind::Bars && !rows.iter().all(exact) {
        foot.push(
            order
                .pick("有区间或负数，画成点而不画条形", "with ranges or negative figures: dots, not bars")
                .to_owned(),
        );
    }
    let frame = order.frame(title, subtitle, &shown, foot, &observations);
    let data = order.table_of(&figures, Some(&unit));

    let chart = match order.settings.kind {
        ChartKind::Bars if rows.iter().all(exact) => Chart::Bars(Bars { frame, unit: unit.name, rows }),
        ChartKind::Growth => Chart::Growth(Growth { frame, unit: unit.name, unranked: false, rows }),
        kind => Chart::Dots(Dots { frame, unit: unit.name, log: kind == ChartKind::LogDots, rows }),
    };
    Ok((chart, data))
}
