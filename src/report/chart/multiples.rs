//! Small multiples: figures of different concepts side by side, each alone in its panel, never ranked.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::font::{Weight, width};
use super::frame::Frame;
use super::scene::{Area, Scene, Type};
use super::style::{GUIDE, MUTED, PALE, Style};
use super::text::{elide, wrap, wrap_evenly};

/// Figures that look alike and are not comparable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SmallMultiples {
    /// The words around the drawing.
    pub frame: Frame,
    /// The panels, in the order drawn.
    pub panels: Vec<Panel>,
}

/// One figure with its concept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// The concept, in full: 当年新获证小微企业.
    pub title: String,
    /// The province.
    pub province: String,
    /// The figure as printed: `13750家`.
    pub figure: String,
    /// Base, period, scope.
    #[serde(default)]
    pub note: String,
    /// Printed in the highlight colour.
    #[serde(default)]
    pub highlight: bool,
}

const GAP: f64 = 24.0;
const SMALLEST: f64 = 0.44;

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &SmallMultiples, style: &Style) -> Result<()> {
    let count = chart.panels.len();
    ensure!(count > 0, "没有可画的数值");
    ensure!(count <= 40, "一张图最多40格，现有{count}格");
    let mut area = area;
    if count > 1 {
        let badge = Type::regular(22.0, MUTED);
        scene.rect(Area::new(area.x0, area.y0, area.x0 + 5.0, area.y0 + 28.0), MUTED);
        scene.text(style.words().unranked, area.x0 + 18.0, badge.centred(area.y0 + 14.0), badge);
        area.y0 += 56.0;
    }
    let columns = match count {
        1..=4 => count,
        5..=6 => 3,
        7..=12 => 4,
        13..=20 => 5,
        21..=30 => 6,
        _ => 8,
    };
    let lines = count.div_ceil(columns);
    let gap = if lines > 3 { 12.0 } else { GAP };
    let wide = (area.width() - gap * (columns - 1) as f64) / columns as f64;
    let slot = (area.height() - gap * (lines - 1) as f64) / lines as f64;
    let cards = Cards::fitting(&chart.panels, wide, slot, [1.8, 1.5, 1.4, 1.25][count.min(4) - 1]);
    let high = cards.height(&chart.panels).min(slot);
    let spare = area.height() - high * lines as f64 - gap * (lines - 1) as f64;
    let top = area.y0 + spare * 0.3;
    for (at, panel) in chart.panels.iter().enumerate() {
        let x = area.x0 + (wide + gap) * (at % columns) as f64;
        let y = top + (high + gap) * (at / columns) as f64;
        cards.draw(scene, Area::new(x, y, x + wide, y + high), panel, style);
    }
    Ok(())
}

/// The type sizes that all panels share.
struct Cards {
    province: f64,
    title: f64,
    figure: f64,
    note: f64,
    pad: f64,
    width: f64,
}

impl Cards {
    /// The largest sizes at which every panel fits into its slot; figures are never shortened.
    fn fitting(panels: &[Panel], wide: f64, high: f64, largest: f64) -> Self {
        let widest = panels.iter().map(|panel| width(&panel.figure, 1.0, Weight::Bold)).fold(1.0, f64::max);
        let at = |scale: f64| {
            let pad = (34.0 * scale).min(wide * 0.06).max(8.0);
            let inner = wide - 2.0 * pad;
            let figure = (88.0 * scale).min(inner / widest);
            Self {
                province: 36.0 * scale,
                title: 29.0 * scale,
                figure,
                note: 25.0 * scale,
                pad,
                width: inner,
            }
        };
        let steps = (0..).map(|step| largest - 0.03 * f64::from(step)).take_while(|scale| *scale > SMALLEST);
        steps.map(at).find(|cards| cards.height(panels) <= high).unwrap_or_else(|| at(SMALLEST))
    }

    fn titles(&self, panel: &Panel, lines: usize) -> Vec<String> {
        wrap_evenly(&panel.title, self.title, Weight::Regular, self.width, lines)
    }

    fn notes(&self, panel: &Panel, lines: usize) -> Vec<String> {
        wrap_evenly(&panel.note, self.note, Weight::Regular, self.width, lines)
    }

    /// The lines that the longest title takes, so that all figures stand at one height.
    fn title_lines(&self, panels: &[Panel]) -> usize {
        let lines = |panel: &Panel| wrap(&panel.title, self.title, Weight::Regular, self.width, 9).len();
        panels.iter().map(lines).max().unwrap_or(1)
    }

    fn height(&self, panels: &[Panel]) -> f64 {
        let lines = |panel: &Panel| wrap(&panel.note, self.note, Weight::Regular, self.width, 9).len();
        let notes = panels.iter().map(lines).max().unwrap_or(0);
        self.note_top(self.title_lines(panels)) + self.note * 1.35 * notes as f64 + self.pad
    }

    fn figure_baseline(&self, title_lines: usize) -> f64 {
        let titles = self.province * 1.2 + self.title * 1.3 * title_lines as f64;
        self.pad + 5.0 + titles + self.title * 0.55 + self.figure * 0.95
    }

    fn note_top(&self, title_lines: usize) -> f64 {
        self.figure_baseline(title_lines) + self.figure * 0.16 + self.note * 0.6
    }

    fn draw(&self, scene: &mut Scene, area: Area, panel: &Panel, style: &Style) {
        scene.rect(area, PALE);
        let mark = if panel.highlight { style.highlight } else { GUIDE };
        scene.rect(Area { y1: area.y0 + 5.0, ..area }, mark);
        let x = area.x0 + self.pad;
        let most = |from: f64, to: f64, leading: f64| ((to - from).max(0.0) / leading + 1e-6) as usize;
        let titles_end = area.height() - self.pad - self.note * 1.35 - self.figure * 1.2;
        let lines = most(self.pad + 5.0 + self.province * 1.2, titles_end, self.title * 1.3).max(1);
        let titles = self.titles(panel, lines);

        let mut y = area.y0 + self.pad + 5.0 + self.province * 0.9;
        let size = (self.width / width(&panel.province, 1.0, Weight::Bold))
            .clamp(self.province * 0.55, self.province);
        let name = elide(&panel.province, size, Weight::Bold, self.width);
        scene.text(name, x, y, Type::bold(size, style.text_color(panel.highlight)));
        y += self.province * 0.3 + self.title;
        scene.lines(&titles, x, y, self.title * 1.3, Type::regular(self.title, MUTED));
        let set = Type::bold(self.figure, style.text_color(panel.highlight));
        scene.text(&panel.figure, x, area.y0 + self.figure_baseline(titles.len()), set);
        let top = area.y0 + self.note_top(titles.len());
        let notes = self.notes(panel, most(top, area.y1 - self.pad * 0.6, self.note * 1.35));
        scene.lines(&notes, x, top + self.note, self.note * 1.35, Type::regular(self.note, MUTED));
    }
}
