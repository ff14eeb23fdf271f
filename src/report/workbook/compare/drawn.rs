//! The native charts of the comparison sheets and the one sheet they draw from, so that the tables stay narrow.

use super::super::chart::{ChartKind, ChartSource, NativeChart};
use super::super::model::{Body, Column, Row, Sheet, SheetKind, Table};
use super::super::say;
use super::theme::comparison_name;
use crate::model::{Comparability, Comparison, Dimension, Kind, Observation, Qualifier, Status};
use crate::report::Release;
use crate::report::finding::side_by_side;
use crate::say::style::DisplayUnit;
use std::collections::HashSet;

/// The sheet, and its columns of labels and values.
const SHEET: (&str, &str) = ("图表数据", "Chart data");
const LABEL: (&str, &str) = ("图中标签", "Chart label");
const VALUE: (&str, &str) = ("图中数值（见单位列）", "Chart value (see unit)");

/// Most charts beside one table.
const CHARTS: usize = 4;
/// The most points of a chart that can be read.
const POINTS: usize = 40;

/// The points of all charts so far.
#[derive(Default)]
pub struct Drawn {
    rows: Vec<Row>,
}

impl Drawn {
    /// The charts of a sheet: for each indicator and kind the latest period, those of most provinces first. What is
    /// graded `none` is not drawn, nor what has no exact figure.
    pub fn charts(
        &mut self,
        release: &Release,
        sheet: &str,
        comparisons: &[&Comparison],
        unit: &DisplayUnit,
        named: &str,
    ) -> Vec<NativeChart> {
        let mut order: Vec<&Comparison> = comparisons
            .iter()
            .copied()
            .filter(|c| c.comparability != Comparability::None && c.status == Status::Actual)
            .filter(|c| (2..=POINTS).contains(&side_by_side(c).len()))
            .collect();
        let period = |c: &Comparison| c.rows.first().and_then(|r| r.period.clone());
        order.sort_by_key(|c| std::cmp::Reverse((side_by_side(c).len(), period(c))));
        let mut seen: HashSet<(&[String], Kind)> = HashSet::new();
        let mut charts = Vec::new();
        for comparison in order {
            if charts.len() < CHARTS && seen.insert((&comparison.indicators, comparison.kind)) {
                charts.extend(self.chart(release, sheet, comparison, unit, named));
            }
        }
        charts
    }

    fn chart(
        &mut self,
        release: &Release,
        sheet: &str,
        comparison: &Comparison,
        unit: &DisplayUnit,
        named: &str,
    ) -> Option<NativeChart> {
        let p = |zh, en| release.config.pick(zh, en);
        let shown: Vec<(String, &Observation)> = side_by_side(comparison)
            .into_iter()
            .filter_map(|row| {
                release
                    .compared_as(comparison, row)
                    .map(|o| (release.say().place(&row.province, &row.place), o))
            })
            .collect();
        let exact = |o: &Observation| o.quantity.qualifier == Qualifier::Exact && o.quantity.value.is_some();
        if !shown.iter().any(|(_, o)| exact(o)) {
            return None;
        }
        let first = self.rows.len();
        let highest = shown.iter().position(|(_, o)| exact(o));
        // a bound on top of the exact ones: the highest is not known
        let highest = highest.filter(|at| *at == 0);
        let say = release.say();
        for (name, o) in &shown {
            let text =
                if exact(o) { name.clone() } else { format!("{name}{}", say.bracketed(&say.label_of(o))) };
            let value = o.quantity.value.filter(|_| exact(o));
            self.rows.push(Row::from(vec![
                sheet.into(),
                comparison_name(release, comparison).into(),
                name.clone().into(),
                text.into(),
                say::number(value, unit.exponent),
                named.into(),
            ]));
        }
        let known: Vec<_> =
            shown.iter().filter(|(_, o)| exact(o)).filter_map(|(_, o)| o.quantity.value).collect();
        let wide = known.iter().max().zip(known.iter().min()).is_some_and(|(max, min)| {
            comparison.dimension == Dimension::Money
                && min.is_sign_positive()
                && !min.is_zero()
                && *max / *min > rust_decimal::Decimal::from(50)
        });
        let ratio = comparison.dimension == Dimension::Ratio;
        let when = say::period(release, comparison.rows.first().and_then(|r| r.period.as_deref()));
        let kind = match comparison.kind {
            Kind::Level | Kind::Share => String::new(),
            kind => format!("·{}", super::super::parts::word(release, Kind::SET, kind.code())),
        };
        let comma = if when.is_empty() { "" } else { p("，", ", ") };
        let title = format!(
            "{}{kind}{}",
            comparison_name(release, comparison),
            say.bracketed(&format!("{named}{comma}{when}"))
        );
        let log = if wide { p("，对数刻度", ", log scale") } else { "" };
        Some(NativeChart {
            kind: if ratio || wide { ChartKind::Dot } else { ChartKind::Bar },
            alt_text: say.named(
                &title,
                &say.join(
                    &shown
                        .iter()
                        .map(|(n, o)| format!("{n}{}{}", p("", " "), say.label_of(o)))
                        .collect::<Vec<_>>(),
                ),
            ),
            title,
            unit: format!("{named}{log}"),
            source: ChartSource {
                sheet: Some(p(SHEET.0, SHEET.1).into()),
                labels: p(LABEL.0, LABEL.1).into(),
                values: p(VALUE.0, VALUE.1).into(),
                before: None,
                rows: Some(first..self.rows.len()),
            },
            highlight: highest.into_iter().collect(),
            log: wide,
        })
    }

    /// The sheet that the charts draw from.
    pub fn sheet(self, release: &Release) -> Sheet<'static> {
        let p = |zh, en| release.config.pick(zh, en);
        let table = Table {
            name: p("图表数据表", "Chart_data_table").into(),
            columns: vec![
                Column::text(p("工作表", "Sheet")),
                Column::prose(p("对比", "Comparison")).width(24.0),
                Column::text(p("地区", "Place")),
                Column::text(p(LABEL.0, LABEL.1)),
                Column::number(p(VALUE.0, VALUE.1)),
                Column::text(p("单位", "Unit")),
            ],
            rows: self.rows,
        };
        let mut sheet = Sheet::new(
            p(SHEET.0, SHEET.1),
            p("图表数据：各对比表中的图所用数据", "Data of the native charts"),
            p("各对比表中的图所用数据", "Data of the charts beside the tables"),
            SheetKind::Data,
            Body::Table(table),
        );
        sheet.lines = vec![
            p(
                "有界的数不画成点，界写在标签里，数值留空。",
                "A bound is never drawn as a point: it stands in the label, and the value is blank.",
            )
            .to_owned(),
        ];
        sheet
    }
}
