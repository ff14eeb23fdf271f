//! From a chart's settings and the comparison to plain figures with their words; a file for what a kind shows.

mod check;
mod comparison;
mod composition;
mod coverage;
mod dumbbell;
mod multiples;
mod tiles;
mod trend;
mod words;

use super::Picture;
use crate::config::{ChartKind, ChartSettings};
use crate::model::{Comparability, Comparison, Kind, Observation, Qualifier, Status};
use crate::report::Release;
use crate::report::chart::{Chart, Figure, Frame};
use crate::report::finding::{Shown, capital, side_by_side};
use crate::say::Say;
use crate::say::style::{DisplayUnit, short_name, shown};
use rust_decimal::Decimal;

pub use check::complaints;
pub use trend::drawable as trends;

/// A chart and the table of its figures: header and rows.
type Built = (Chart, Vec<Vec<String>>);

/// What a chart is made from.
struct Order<'a> {
    release: &'a Release<'a>,
    settings: &'a ChartSettings,
    /// Provinces in the highlight colour.
    focus: &'a [String],
    say: Say<'a>,
}

/// The picture that settings ask for, or why it is not drawn.
pub fn picture(release: &Release, settings: &ChartSettings, focus: &[String]) -> Result<Picture, String> {
    let focus = if settings.highlight.is_empty() { focus } else { &settings.highlight };
    let order = Order { release, settings, focus, say: release.say() };
    check::usable(&order)?;
    let (mut chart, data) = match settings.kind {
        ChartKind::Coverage => coverage::build(&order)?,
        ChartKind::Dumbbell => dumbbell::build(&order)?,
        ChartKind::Multiples => multiples::build(&order)?,
        ChartKind::Composition => composition::build(&order)?,
        ChartKind::Trend => trend::build(&order)?,
        ChartKind::Tiles => tiles::build(&order)?,
        ChartKind::Dots | ChartKind::LogDots | ChartKind::Bars | ChartKind::Growth => {
            comparison::build(&order)?
        }
    };
    if let Some(title) = &settings.title {
        chart.frame_mut().title.clone_from(title);
    }
    Ok(Picture { settings: settings.clone(), chart, data })
}

impl<'a> Order<'a> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.say.pick(zh, en)
    }

    /// Whether a province belongs into the chart.
    fn wants(&self, province: &str) -> bool {
        let of = &self.settings.provinces;
        of.is_empty() || of.iter().any(|p| short_name(p) == short_name(province))
    }

    /// Whether a province has the highlight colour.
    fn highlights(&self, province: &str) -> bool {
        self.focus.iter().any(|p| short_name(p) == short_name(province))
    }

    /// Whether an indicator belongs into the chart.
    fn shows(&self, indicator: Option<&str>) -> bool {
        let of = &self.settings.indicators;
        of.is_empty() || indicator.is_some_and(|i| of.iter().any(|o| o == i))
    }

    /// The comparison of the chart's indicators that `fits`: of those, a graded one with the most provinces, or the
    /// latest.
    fn comparison(&self, fits: impl Fn(&Comparison) -> bool) -> Result<&'a Comparison, String> {
        let named = |c: &&Comparison| {
            c.indicators.iter().any(|i| self.settings.indicators.contains(i)) && c.status == Status::Actual
        };
        let all: Vec<&Comparison> =
            self.release.compared.comparisons.iter().filter(named).filter(|c| fits(c)).collect();
        let period = |c: &Comparison| c.rows.iter().filter_map(|r| r.period.clone()).max();
        let of_period = |c: &&&Comparison| {
            self.settings.period.is_none() || period(c).as_deref() == self.settings.period.as_deref()
        };
        let best = all.iter().filter(of_period).max_by_key(|c| {
            let rows = side_by_side(c);
            let wanted = rows.iter().filter(|r| self.wants(&r.province)).count();
            (c.comparability != Comparability::None, wanted, period(c))
        });
        best.copied().ok_or_else(|| {
            let labels: Vec<String> =
                self.settings.indicators.iter().map(|i| self.say.indicator(i)).collect();
            let labels = self.say.join(&labels);
            let mut periods: Vec<_> = all.iter().filter_map(|c| period(c)).collect();
            periods.sort_unstable();
            periods.dedup();
            match &self.settings.period {
                Some(asked) if !periods.is_empty() => format!(
                    "{} {asked}{}{}",
                    self.pick("没有时期", "no comparison of"),
                    self.pick(" 的对比；可用：", "; there are: "),
                    periods.join(self.pick("、", ", "))
                ),
                _ => {
                    format!("{}{labels}", self.pick("没有两个省份以上同时披露 ", "no two provinces report "))
                }
            }
        })
    }

    /// The rows of a comparison that the chart shows, the highest first.
    fn figures(&self, comparison: &'a Comparison) -> Vec<Shown<'a>> {
        side_by_side(comparison)
            .into_iter()
            .filter(|r| self.wants(&r.province))
            .filter_map(|r| self.release.compared_as(comparison, r).map(|o| (r, o)))
            .collect()
    }

    /// What a row says beside its name: the place in the province, the industry, the indicator where they differ.
    fn note(&self, (row, o): &Shown, several: bool) -> String {
        let mut parts = Vec::new();
        if o.places.is_empty() {
            parts.push(self.say.local(&row.province, &row.place));
        }
        parts.extend(o.industry.as_deref().map(|industry| self.say.industry(industry).to_owned()));
        if several {
            parts.push(self.say.indicator(&row.indicator));
        }
        parts.retain(|part| !part.is_empty());
        parts.join("·")
    }

    /// A figure for a painter, in the unit of its chart.
    fn figure(&self, o: &Observation, unit: &DisplayUnit) -> Figure {
        let q = &o.quantity;
        let (low, high) = match q.qualifier {
            Qualifier::Exact | Qualifier::Approx => (q.value, q.value),
            _ => (q.low, q.high),
        };
        Figure {
            value: shown(q.value, unit),
            low: shown(low, unit),
            high: shown(high, unit),
            label: self.say.figure(o, unit),
            target: o.status == Status::Target,
        }
    }

    /// The unit that suits all of these.
    fn unit(&self, figures: &[&Observation]) -> DisplayUnit {
        let size = |o: &Observation| known(o).map(|v| v.abs());
        let largest = figures.iter().max_by_key(|o| size(o));
        largest.map_or(DisplayUnit { name: String::new(), exponent: 0 }, |o| self.say.unit(o))
    }

    /// The figures as a table.
    fn table(
        &self,
        figures: &[(&str, &str, Option<&str>, &Observation)],
        unit: Option<&DisplayUnit>,
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
            "kind",
            "time_period",
            "observation_id",
            "quote",
            "correction",
        ];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for (province, place, period, o) in figures {
            let own = self.say.unit(o);
            let unit = unit.unwrap_or(&own);
            let q = &o.quantity;
            let text = |v: Option<Decimal>| {
                v.map(|v| crate::model::quantity::shift(v, -unit.exponent).to_string()).unwrap_or_default()
            };
            rows.push(vec![
                (*province).to_owned(),
                (*place).to_owned(),
                o.indicator.as_deref().unwrap_or_default().to_owned(),
                text(q.value),
                text(q.low),
                text(q.high),
                unit.name.clone(),
                self.say.figure(o, unit),
                o.kind.code().to_owned(),
                period.unwrap_or_default().to_owned(),
                o.observation_id.to_string(),
                o.quote.clone(),
                o.correction.clone().unwrap_or_default(),
            ]);
        }
        rows
    }

    /// The same for rows of a comparison.
    fn table_of(&self, figures: &[Shown], unit: Option<&DisplayUnit>) -> Vec<Vec<String>> {
        let rows: Vec<_> =
            figures.iter().map(|(r, o)| (&*r.province, &*r.place, r.period.as_deref(), *o)).collect();
        self.table(&rows, unit)
    }

    /// The frame of a chart that says all of these; the alternative text repeats title and subtitle.
    fn frame(
        &self,
        title: String,
        subtitle: String,
        shown: &str,
        foot: Vec<String>,
        of: &[&Observation],
    ) -> Frame {
        let stop = self.pick("。", ". ");
        let title_said = self.settings.title.as_deref().unwrap_or(&title);
        let remarks = capital(&self.say.remarks(&foot));
        let subtitle = capital(&subtitle);
        let mut alt = vec![title_said.to_owned(), subtitle.clone(), shown.to_owned(), remarks.clone()];
        alt.retain(|part| !part.is_empty());
        Frame {
            alt: format!("{}{}", alt.join(stop), self.pick("。", ".")),
            title,
            subtitle,
            source: format!(
                "{}{}",
                self.pick("来源：", "Source: "),
                self.release.sources(of.iter().copied())
            ),
            footnote: remarks,
        }
    }
}

/// The number by which figures are sorted.
fn known(o: &Observation) -> Option<Decimal> {
    o.quantity.value.or(o.quantity.low).or(o.quantity.high)
}

/// A movement, not a level.
fn moves(kind: Kind) -> bool {
    matches!(kind, Kind::GrowthRate | Kind::Change)
}

/// One end is not known: painters draw an arrow.
fn is_open(o: &Observation) -> bool {
    o.quantity.low.is_none() || o.quantity.high.is_none()
}
