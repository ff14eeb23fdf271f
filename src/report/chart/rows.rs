//! Rows of names with room for a drawing beside them: one name a row, its remark below it, or at the right edge where
//! rows are too low for two lines.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::axis::TICK;
use super::figure::Figure;
use super::font::{Weight, width};
use super::scene::{Area, Scene, Type};
use super::style::{MUTED, Style};
use super::text::{elide, fits, wrap};

/// A row of a chart: who, how much, and what the reader has to know about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The province, or what else the row is about.
    pub name: String,
    /// A remark in small type: concept, period, base. May be empty.
    #[serde(default)]
    pub note: String,
    /// Drawn in the highlight colour.
    #[serde(default)]
    pub highlight: bool,
    /// The value.
    pub figure: Figure,
}

/// Where the rows stand.
pub(super) struct Rows {
    /// The middle of each row.
    pub centres: Vec<f64>,
    /// The distance between rows.
    pub height: f64,
    /// Where the drawing goes.
    pub plot: Area,
    /// The type size of names and labels.
    pub size: f64,
}

const MOST_ROWS: usize = 40;
const TWO_LINES: f64 = 58.0;
/// The largest part of the width that names take.
const WIDEST: f64 = 0.26;
const USABLE: f64 = 0.94;
const LEADING: f64 = 1.2;
const NOTE_LEADING: f64 = 1.3;
const NOTE_SHARE: f64 = 0.68;

/// Places the rows in `area` and writes names and remarks.
///
/// `caption` is the axis caption, written at the left under the rows.
pub(super) fn lay_out(
    scene: &mut Scene,
    area: Area,
    names: &[Name<'_>],
    caption: &str,
    style: &Style,
) -> Result<Rows> {
    ensure!(!names.is_empty(), "没有可画的行");
    ensure!(names.len() <= MOST_ROWS, "一张图最多{MOST_ROWS}行，现有{}行", names.len());
    let height = (area.height() / names.len() as f64).min(236.0);
    let spare = area.height() - height * names.len() as f64;
    let top = area.y0 + spare * 0.36;
    let below = height >= TWO_LINES;
    let size = name_size(names, height, area.width() * WIDEST);
    let note_size = (size * NOTE_SHARE).clamp(13.0, 25.0);

    let name_set = Type::bold(size, style.text_color(false));
    let note_set = Type::regular(note_size, MUTED);
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let mut left = widest(&mut names.iter().map(|name| name_set.width(name.name))).min(area.width() * WIDEST);
    let notes = widest(&mut names.iter().map(|name| note_set.width(name.note)));
    let caption_set = Type::regular(TICK, MUTED);
    left = left.max(caption_set.width(caption).min(area.width() * WIDEST));
    let mut right = 0.0;
    if below {
        left = left.max(notes.min(area.width() * WIDEST));
    } else if notes > 0.0 {
        right = notes.min(area.width() * 0.27) + 36.0;
    }

    let mut centres = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let y = top + height * (at as f64 + 0.5);
        let color = style.text_color(name.highlight);
        centres.push(y);
        if below {
            stack(
                scene,
                name,
                Type { color, ..name_set },
                note_set,
                Area::new(area.x0, y, area.x0 + left, y + height),
            );
        } else {
            let short = elide(name.name, size, Weight::Bold, left);
            scene.text(short, area.x0, name_set.centred(y), Type { color, ..name_set });
            let note = elide(name.note, note_size, Weight::Regular, (right - 36.0).max(0.0));
            scene.text(note, area.x1 - right + 36.0, note_set.centred(y), note_set);
        }
    }
    let bottom = top + height * names.len() as f64;
    scene.text(elide(caption, TICK, Weight::Regular, left), area.x0, bottom + 12.0 + TICK, caption_set);
    let plot = Area::new(area.x0 + left + 36.0, top, area.x1 - right, bottom);
    Ok(Rows { centres, height, plot, size })
}

/// The type size of names: as large as the rows allow, smaller where a name would be shortened.
fn name_size(names: &[Name<'_>], height: f64, room: f64) -> f64 {
    const LEAST: f64 = 17.0;
    if height < TWO_LINES {
        let largest = (height * 0.84).clamp(13.0, 28.0);
        let widest = names.iter().map(|name| width(name.name, 1.0, Weight::Bold)).fold(1.0, f64::max);
        return largest.min((room / widest).max(13.0));
    }
    let note =
        f64::from(u8::from(names.iter().any(|name| !name.note.is_empty()))) * NOTE_LEADING * NOTE_SHARE;
    let largest = (height * 0.2 + 17.0).min(height * USABLE / (LEADING + note)).min(42.0);
    let all_fit = |size: &f64| {
        let lines = if height * USABLE >= size * (2.0 * LEADING + note) { 2 } else { 1 };
        names.iter().all(|name| fits(name.name, *size, Weight::Bold, room, lines))
    };
    let steps = (0..).map(|step| largest - f64::from(step)).take_while(|size| *size >= LEAST);
    steps.into_iter().find(all_fit).unwrap_or(largest.min(22.0))
}

/// The type size of labels: that of the names, smaller where the longest label would take more than `room`.
pub(super) fn label_size<'a>(labels: impl Iterator<Item = &'a str>, size: f64, room: f64) -> f64 {
    let widest = labels.map(|label| width(label, 1.0, Weight::Bold)).fold(1.0, f64::max);
    (room / widest).clamp(size * 0.6, size)
}

/// The words of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub name: &'a str,
    pub note: &'a str,
    pub highlight: bool,
}

impl<'a> From<&'a Row> for Name<'a> {
    fn from(row: &'a Row) -> Self {
        Self { name: &row.name, note: &row.note, highlight: row.highlight }
    }
}

/// Name above remark, as many lines as the row takes, centred on the upper edge of `room`.
fn stack(scene: &mut Scene, name: &Name<'_>, name_set: Type, note_set: Type, room: Area) {
    let (name_leading, note_leading) = (name_set.size * LEADING, note_set.size * NOTE_LEADING);
    let usable = room.height() * USABLE;
    let long = !fits(name.name, name_set.size, Weight::Bold, room.width(), 1);
    let note_lines_beside =
        |lines: f64| ((usable - name_leading * lines) / note_leading).floor().max(0.0) as usize;
    let two = long && note_lines_beside(2.0) >= usize::from(!name.note.is_empty());
    let names = wrap(name.name, name_set.size, Weight::Bold, room.width(), if two { 2 } else { 1 });
    let most = note_lines_beside(names.len() as f64).min(3);
    let notes = wrap(name.note, note_set.size, Weight::Regular, room.width(), most);
    let block = name_leading * names.len() as f64 + note_leading * notes.len() as f64;
    let first = room.y0 - block / 2.0 + name_leading * 0.5;
    let next = scene.lines(&names, room.x0, name_set.centred(first), name_leading, name_set);
    if !notes.is_empty() {
        let gap = (note_leading + name_leading) / 2.0 - name_leading;
        let baseline = next + gap - name_set.centred(0.0) + note_set.centred(0.0);
        scene.lines(&notes, room.x0, baseline, note_leading, note_set);
    }
}

/// Rows sorted by value, largest first; equal values keep their order.
pub(super) fn sorted(rows: &[Row]) -> Result<Vec<&Row>> {
    for row in rows {
        row.figure.checked(&row.name)?;
    }
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| {
        b.figure.anchor().partial_cmp(&a.figure.anchor()).unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(sorted)
}
