//! A tile for each province, roughly where it lies: a sketch, not a map.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::axis::grouped;
use super::figure::Figure;
use super::font::{Weight, width};
use super::frame::Frame;
use super::pattern::{self, LEGEND, State};
use super::scene::{Area, Scene, Type};
use super::style::{GUIDE, INK, MUTED, Style, WHITE};
use super::text::{elide, wrap};

/// Values by province on a grid of 34 tiles. Provinces that are not given count as without a document; Hong Kong,
/// Macao and Taiwan as not included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tiles {
    /// The words around the drawing.
    pub frame: Frame,
    /// What is known, in any order.
    pub tiles: Vec<Tile>,
    /// What tiles are called where that is not the Chinese short name: that name and the other.
    #[serde(default)]
    pub names: Vec<(String, String)>,
}

/// What is known of one province.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// The province, short or in full: `新疆` or `新疆维吾尔自治区`.
    pub province: String,
    /// What is known of it.
    pub state: State,
    /// The value; the larger, the darker its tile, where it is no bound and no range. Without one the tile is filled
    /// by its state alone.
    #[serde(default)]
    pub figure: Option<Figure>,
}

/// Name, column and row of each tile.
const PLACES: [(&str, u8, u8); 34] = [
    ("黑龙江", 6, 0),
    ("内蒙古", 4, 1),
    ("吉林", 6, 1),
    ("新疆", 0, 2),
    ("甘肃", 1, 2),
    ("宁夏", 2, 2),
    ("山西", 3, 2),
    ("北京", 4, 2),
    ("天津", 5, 2),
    ("辽宁", 6, 2),
    ("青海", 1, 3),
    ("陕西", 2, 3),
    ("河南", 3, 3),
    ("河北", 4, 3),
    ("山东", 5, 3),
    ("西藏", 0, 4),
    ("四川", 1, 4),
    ("重庆", 2, 4),
    ("湖北", 3, 4),
    ("安徽", 4, 4),
    ("江苏", 5, 4),
    ("上海", 6, 4),
    ("云南", 1, 5),
    ("贵州", 2, 5),
    ("湖南", 3, 5),
    ("江西", 4, 5),
    ("浙江", 5, 5),
    ("广西", 2, 6),
    ("广东", 3, 6),
    ("福建", 4, 6),
    ("台湾", 5, 6),
    ("海南", 2, 7),
    ("澳门", 3, 7),
    ("香港", 4, 7),
];
const NOT_INCLUDED: [&str; 3] = ["台湾", "香港", "澳门"];
const COLUMNS: f64 = 7.0;
const ROWS: f64 = 8.0;
const GAP: f64 = 3.0;
const SIDE: f64 = 400.0;

pub(super) fn lay_out(scene: &mut Scene, area: Area, chart: &Tiles, style: &Style) -> Result<()> {
    for tile in &chart.tiles {
        ensure!(PLACES.iter().any(|place| stands_for(tile, place.0)), "{}：不是省级行政区", tile.province);
        if let Some(figure) = &tile.figure {
            figure.checked(&tile.province).context("方格图")?;
        }
    }
    let high = area.height() / ROWS;
    let wide = ((area.width() - SIDE) / COLUMNS).min(high * 2.0);
    let sure = |tile: &&Tile| tile.state == State::Reported && tile.figure.as_ref().is_some_and(is_sure);
    let numbers =
        || chart.tiles.iter().filter(sure).filter_map(|tile| tile.figure.as_ref().and_then(Figure::anchor));
    let (least, most) = (numbers().fold(f64::INFINITY, f64::min), numbers().fold(0.0, f64::max));
    let shades = (if least > most * 0.5 && least < most { least } else { 0.0 }, most);
    let labels = chart.tiles.iter().filter_map(|tile| tile.figure.as_ref());
    let longest = labels.map(|figure| width(&figure.label, 1.0, Weight::Bold)).fold(1.0, f64::max);
    let label = ((wide - 20.0) / longest).clamp(14.0, high * 0.34);
    for place in &PLACES {
        let (x, y) = (area.x0 + wide * f64::from(place.1), area.y0 + high * f64::from(place.2));
        let box_ = Area::new(x, y, x + wide, y + high).inset(GAP);
        let tile = chart.tiles.iter().find(|tile| stands_for(tile, place.0));
        let name = chart.names.iter().find(|(name, _)| name == place.0).map_or(place.0, |(_, other)| other);
        draw_tile(scene, box_, (place.0, name), tile, (shades, label), style);
    }
    side(scene, Area { x0: area.x0 + wide * COLUMNS + 70.0, ..area }, chart, shades, style);

    Ok(())
}

/// Neither a bound nor a range.
fn is_sure(figure: &Figure) -> bool {
    figure.value.is_some() && figure.low.is_some() && figure.high.is_some()
}

fn stands_for(tile: &Tile, place: &str) -> bool {
    tile.province.trim().starts_with(place)
}

fn draw_tile(
    scene: &mut Scene,
    area: Area,
    (place, name): (&str, &str),
    tile: Option<&Tile>,
    ((least, most), label): ((f64, f64), f64),
    style: &Style,
) {
    let size =
        (area.height() * 0.29).min(26.0).min((area.width() - 10.0) / width(name, 1.0, Weight::Regular));
    let (x, y) = area.centre();
    if tile.is_none() && NOT_INCLUDED.contains(&place) {
        scene.hollow(area, 2.0, GUIDE);
        let set = Type::regular(size, MUTED).middle();
        let words = style.words().not_included;
        let note = Type::regular(
            (size * 0.78).min((area.width() - 8.0) / width(words, 1.0, Weight::Regular)),
            MUTED,
        );
        scene.text(name, x, set.centred(y - size * 0.6), set);
        scene.text(words, x, note.centred(y + size * 0.6), note.middle());
        return;
    }
    let state = tile.map_or(State::NoSource, |tile| tile.state);
    let figure = tile.and_then(|tile| tile.figure.as_ref());
    let value = figure.filter(|figure| is_sure(figure)).and_then(Figure::anchor).filter(|_| most > 0.0);
    let share = value.map_or(0.0, |value| ((value - least) / (most - least)).max(0.0));
    let color = if state == State::Reported { style.highlight.tint(shade(share)) } else { style.highlight };
    pattern::fill(scene, area, state, color);
    let dark = state == State::Reported && color.contrast_with_white() >= 4.5;
    let ink = match (dark, state) {
        (true, _) => WHITE,
        (false, State::NotReported | State::NoSource) => MUTED,
        (false, _) => INK,
    };
    let text =
        figure.map_or(String::new(), |figure| elide(&figure.label, label, Weight::Bold, area.width() - 8.0));
    let set = Type::regular(size, ink);
    let ground = (state, color);
    if text.is_empty() {
        pattern::text_on(scene, area, name, set.centred(y), set, ground);
        return;
    }
    pattern::text_on(scene, area, name, set.centred(y - label * 0.58), set, ground);
    let set = Type::bold(label, ink);
    pattern::text_on(scene, area, &text, set.centred(y + size * 0.62), set, ground);
}

/// Five shades without the middle tones on which neither black nor white text is read easily.
fn shade(share: f64) -> f64 {
    const SHADES: [f64; 5] = [0.12, 0.25, 0.4, 0.84, 1.0];
    SHADES[((share * 5.0).ceil() as usize).clamp(1, 5) - 1]
}

/// The legend, with the states that occur, and the remark that this is a sketch.
fn side(scene: &mut Scene, area: Area, chart: &Tiles, (least, most): (f64, f64), style: &Style) {
    let words = style.words();
    let given = PLACES.iter().filter(|place| !NOT_INCLUDED.contains(&place.0));
    let silent = given.filter(|place| !chart.tiles.iter().any(|tile| stands_for(tile, place.0))).count();
    let occurs = |state: &&State| {
        **state == State::NoSource && silent > 0 || chart.tiles.iter().any(|tile| tile.state == **state)
    };
    let mut y = area.y0 + 8.0;
    let quiet = Type::regular(LEGEND, MUTED);
    let shaded = most > 0.0;
    if shaded {
        for step in 0..5 {
            let x = area.x0 + 46.0 * f64::from(step);
            let color = style.highlight.tint(shade((f64::from(step) + 0.5) / 5.0));
            scene.rect(Area::new(x, y - 2.0, x + 43.0, y + 26.0), color);
        }
        let set = Type::regular(LEGEND * 0.9, MUTED);
        let (least, most) = (grouped(least), grouped(most));
        let apart = set.width(&least) + set.width(&most) + 20.0 <= 227.0;
        let (x, lower) = if apart { (227.0, 0.0) } else { (227.0_f64.max(set.width(&most)), LEGEND * 1.3) };
        scene.text(least, area.x0, y + 30.0 + LEGEND, set);
        scene.text(most, area.x0 + x, y + 30.0 + LEGEND + lower, set.end());
        y += 92.0 + lower;
    }

    for state in pattern::STATES.iter().filter(occurs).filter(|state| !(shaded && **state == State::Reported))
    {
        pattern::legend(scene, (area.x0, y), &[*state], false, style);
        y += 46.0;
    }
    y += 18.0 + LEGEND;
    let mut remarks =
        if shaded { wrap(words.darker, LEGEND, Weight::Regular, area.width(), 2) } else { Vec::new() };
    let bound =
        |tile: &Tile| tile.state == State::Reported && tile.figure.as_ref().is_some_and(|f| !is_sure(f));
    if shaded && chart.tiles.iter().any(bound) {
        remarks.extend(wrap(words.bounds_pale, LEGEND, Weight::Regular, area.width(), 4));
    }
    remarks.extend(wrap(words.schematic, LEGEND, Weight::Regular, area.width(), 3));
    scene.lines(&remarks, area.x0, y, LEGEND * 1.5, quiet);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::style::{INK, Style};
    use super::{PLACES, shade};

    #[test]
    fn no_two_tiles_share_a_place() {
        let places: BTreeSet<_> = PLACES.iter().map(|(_, column, row)| (column, row)).collect();
        assert_eq!(places.len(), 34);
    }

    #[test]
    fn text_is_readable_on_every_shade() {
        for share in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
            let white = Style::default().highlight.tint(shade(share)).contrast_with_white();
            assert!(white >= 4.5 || INK.contrast_with_white() / white >= 4.5, "{share}: {white}");
        }
    }
}
