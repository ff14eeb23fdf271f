//! A horizontal value axis: where a value stands, where the ticks are and how they read.

use super::scene::{Area, Scene, Type};
use super::style::{GREY, GUIDE, MUTED, Words};

/// The height an axis takes under the plot.
pub(super) const AXIS_HEIGHT: f64 = 46.0;
/// The type size of ticks and caption.
pub(super) const TICK: f64 = 20.0;
/// Room for half of the last tick's label.
const TICK_END: f64 = 34.0;
const TICK_GAP: f64 = 150.0;

/// A linear or logarithmic scale; pixels are set once the labels are measured.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub log: bool,
    pub x0: f64,
    pub x1: f64,
}

impl Scale {
    /// A scale over `low..high` that ends on round numbers; a linear one always shows zero.
    pub fn round(low: f64, high: f64, log: bool) -> Self {
        let (low, high) = if log { log_ends(low, high) } else { linear_ends(low, high) };
        Self { low, high, log, x0: 0.0, x1: 1.0 }
    }

    /// Where a value stands, 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        let place = |value: f64| if self.log { value.log10() } else { value };
        (place(value) - place(self.low)) / (place(self.high) - place(self.low))
    }

    /// Where a value stands, in pixels.
    pub fn at(&self, value: f64) -> f64 {
        self.x0 + self.share(value) * (self.x1 - self.x0)
    }

    /// What is written under or beside the axis: its unit, and that it is logarithmic.
    pub fn caption(unit: &str, log: bool, words: &Words) -> String {
        let unit =
            if unit.is_empty() || unit == "%" { String::new() } else { format!("{}{unit}", words.unit) };
        match (unit.is_empty(), log) {
            (false, true) => format!("{unit}{}{}", words.comma, words.log),
            (true, true) => words.log.to_owned(),
            (_, false) => unit,
        }
    }

    /// Spreads the scale over as much of `left..right` as leaves room beside each mark: `reaches` holds the lowest
    /// and highest value of a mark and the pixels it and its label take to the left and to the right of them.
    pub fn spread(&mut self, left: f64, right: f64, reaches: &[Reach]) {
        (self.x0, self.x1) = (left, right - TICK_END);
        let least = (right - left) * 0.25;
        for _ in 0..24 {
            for reach in reaches {
                let (near, far) = (self.share(reach.low), self.share(reach.high));
                if near < 1.0 {
                    self.x0 = self.x0.max((left + reach.left - near * self.x1) / (1.0 - near));
                }
                if far > 0.0 {
                    self.x1 = self.x1.min((right - reach.right - (1.0 - far) * self.x0) / far);
                }
            }
            self.x1 = self.x1.max(self.x0 + least);
        }
    }

    /// The round values that get a grid line.
    pub fn ticks(&self) -> Vec<f64> {
        self.ticks_apart(TICK_GAP)
    }

    /// The round values that get a grid line where labels need `gap` pixels each.
    pub fn ticks_apart(&self, gap: f64) -> Vec<f64> {
        let most = ((self.x1 - self.x0).abs() / gap).floor().max(1.0);
        if self.log {
            return log_ticks(self.low, self.high, most);
        }
        let step = round_step((self.high - self.low) / most);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|tick| tick as f64 * step).collect()
    }

    /// Draws grid lines through `plot` and the axis below it; `zero` marks the line that values grow from.
    pub fn draw(&self, scene: &mut Scene, plot: Area, unit: &str, signed: bool, words: &Words) {
        let ticks = self.ticks();
        let set = Type::regular(TICK, MUTED).middle();
        for &tick in &ticks {
            let x = self.at(tick);
            let zero = tick == 0.0 && !self.log;
            let (width, color) = if zero { (2.0, GREY) } else { (1.0, GUIDE) };
            scene.guide((x, plot.y0), (x, plot.y1), width, color);
            let sign = if signed && tick > 0.0 { "+" } else { "" };
            let percent = if unit == "%" { "%" } else { "" };
            let text = format!("{sign}{}{percent}", tick_label(tick, &ticks, unit, self.log, words));
            scene.text(text, x, plot.y1 + 12.0 + TICK, set);
        }
    }
}

impl Scale {
    /// Draws the axis of a single row, with the unit on its last tick.
    pub fn draw_own(&self, scene: &mut Scene, y: f64, unit: &str, words: &Words) {
        let ticks = self.ticks();
        let set = Type::regular(TICK, MUTED).middle();
        scene.guide((self.x0, y), (self.x1, y), 2.0, GUIDE);
        for (at, &tick) in ticks.iter().enumerate() {
            let x = self.at(tick);
            scene.line(vec![(x, y), (x, y + 8.0)], 2.0, GUIDE);
            let unit = if at + 1 == ticks.len() { unit } else { "" };
            let text = tick_label(tick, &ticks, unit, self.log, words) + unit;
            scene.text(text, x, y + 14.0 + TICK, set);
        }
    }
}

/// The room a mark and its label take beside its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub low: f64,
    pub high: f64,
    pub left: f64,
    pub right: f64,
}

fn linear_ends(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = (low.min(0.0), high.max(0.0));
    if low == high {
        return (0.0, 1.0);
    }
    let step = round_step((high - low) / 8.0);
    ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step)
}

fn log_ends(low: f64, high: f64) -> (f64, f64) {
    let floor = |value: f64| 10f64.powf((value.log10() + 1e-9).floor());
    let (start, end) = (floor(low), floor(high));
    let low = [5.0, 2.0, 1.0].map(|step| step * start).into_iter().find(|at| *at <= low * 0.95);
    let high = [1.0, 2.0, 5.0, 10.0].map(|step| step * end).into_iter().find(|at| *at >= high * 1.05);
    (low.unwrap_or(start / 2.0), high.unwrap_or(end * 20.0))
}

/// The step of 1, 2 or 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf((least.log10() - 1e-9).floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|step| step * power)
        .into_iter()
        .find(|step| *step >= least * 0.999)
        .unwrap_or(least)
}

/// Powers of ten, with 2 and 5 between them where there is room, and fewer of them where there is none.
fn log_ticks(low: f64, high: f64, most: f64) -> Vec<f64> {
    let first = (low.log10() - 1e-9).floor() as i32;
    let last = (high.log10() + 1e-9).ceil() as i32;
    let decades = |steps: &[f64], every: usize| -> Vec<f64> {
        let powers =
            (first..=last).step_by(every).flat_map(|power| steps.iter().map(move |step| (power, *step)));
        let values = powers.map(|(power, step)| step * 10f64.powi(power));
        values.filter(|value| *value >= low * 0.999 && *value <= high * 1.001).collect()
    };
    let fine = decades(&[1.0, 2.0, 5.0], 1);
    if fine.len() as f64 <= most + 1.0 {
        return fine;
    }
    let every = ((high / low).log10() / most).ceil().max(1.0) as usize;
    decades(&[1.0], every)
}

/// A tick as it reads: 1,200, as labels do, and 1亿 where the unit is not itself counted in 亿.
pub(super) fn tick_label(tick: f64, ticks: &[f64], unit: &str, log: bool, words: &Words) -> String {
    let scaled_already = words.scales.iter().any(|(_, name)| unit.starts_with(name));
    let steps = ticks.iter().map(|at| at.abs()).filter(|at| *at > 0.0);
    let least = if log { tick.abs() } else { steps.fold(f64::INFINITY, f64::min) };
    let scale = words.scales.iter().rev().find(|(size, _)| least >= *size && !scaled_already);
    let (size, name) = scale.copied().unwrap_or((1.0, ""));
    if tick == 0.0 { "0".to_owned() } else { grouped(tick / size) + name }
}

/// A number with thousands separators and no digits that say nothing.
pub(super) fn grouped(number: f64) -> String {
    let plain = format!("{:.6}", number.abs());
    let plain = plain.trim_end_matches('0').trim_end_matches('.');
    let (whole, part) = plain.split_once('.').map_or((plain, ""), |(whole, part)| (whole, part));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if number < 0.0 { "−" } else { "" };
    if part.is_empty() { format!("{sign}{text}") } else { format!("{sign}{text}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::super::style::Style;
    use super::{Reach, Scale, grouped, tick_label};

    #[test]
    fn scales_end_on_round_numbers_and_show_zero() {
        let scale = Scale::round(18.0, 33.0, false);
        assert_eq!((scale.low, scale.high), (0.0, 35.0));
        let scale = Scale::round(-3.0, 62.0, false);
        assert_eq!((scale.low, scale.high), (-10.0, 70.0));
        let scale = Scale::round(390.0, 1200.0, true);
        assert_eq!((scale.low, scale.high), (200.0, 2000.0));
    }

    #[test]
    fn labels_get_their_room() {
        let mut scale = Scale::round(0.0, 100.0, false);
        scale.spread(0.0, 1000.0, &[Reach { low: 100.0, high: 100.0, left: 0.0, right: 300.0 }]);
        assert_eq!((scale.x0, scale.x1.round()), (0.0, 700.0));
    }

    #[test]
    fn large_numbers_read_in_chinese() {
        let words = Style::default().words();
        assert_eq!(tick_label(2e8, &[0.0, 2e8], "家", false, words), "2亿");
        assert_eq!(tick_label(20_000.0, &[0.0, 20_000.0], "家", false, words), "20,000");

        assert_eq!(tick_label(20_000.0, &[5_000.0, 20_000.0], "家", false, words), "20,000");
        assert_eq!(tick_label(20_000.0, &[0.0, 20_000.0], "万元", false, words), "20,000");
        assert_eq!((grouped(-1234.5).as_str(), grouped(100.0).as_str()), ("−1,234.5", "100"));
    }
}
