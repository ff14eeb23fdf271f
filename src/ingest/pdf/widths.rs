//! The measures of a font in text units: how far each character moves the pen, how high and how heavy it is.

use hayro_syntax::object::{Array, Dict, Object};

/// Most entries of a width table.
const MOST_WIDTHS: usize = 200_000;

/// The width of a character by its number, from ranges sorted by their first.
pub fn width(widths: &[(u32, u32, f32)], cid: u32) -> Option<f32> {
    let i = widths.partition_point(|w| w.0 <= cid).checked_sub(1)?;
    (cid <= widths[i].1).then_some(widths[i].2)
}

/// The width table of a composite font: `first [w w w]` and `first last w`.
pub fn cid_widths(array: &Array<'_>) -> Vec<(u32, u32, f32)> {
    let mut widths = Vec::new();
    let mut pending: Vec<f32> = Vec::new();
    for object in array.iter::<Object<'_>>() {
        if widths.len() > MOST_WIDTHS {
            break;
        }
        match object {
            Object::Number(n) => {
                pending.push(n.as_f32());
                if let [first, last, w] = pending[..] {
                    widths.push((first as u32, last as u32, w / 1000.0));
                    pending.clear();
                }
            }
            Object::Array(list) => {
                if let Some(&first) = pending.last() {
                    let each = list.iter::<Object<'_>>().take(65_536).enumerate();
                    widths.extend(each.filter_map(|(i, w)| {
                        let cid = (first as u32).saturating_add(i as u32);
                        Some((cid, cid, w.into_f32()? / 1000.0))
                    }));
                }
                pending.clear();
            }
            _ => pending.clear(),
        }
    }
    widths.sort_by_key(|w| w.0);
    widths
}

/// The widths of the 256 codes of a simple font; those of the standard fonts are near enough where none are given.
pub fn simple_widths(dict: &Dict<'_>, descriptor: &Dict<'_>, name: &str) -> Box<[f32; 256]> {
    let type3 = dict.get::<Array<'_>>("FontMatrix").and_then(|m| m.iter::<f32>().next());
    let unit = type3.map_or(0.001, |m| m.abs().clamp(1e-6, 1.0));
    let missing = descriptor.get::<f32>("MissingWidth").filter(|w| *w > 0.0).map(|w| w * unit);
    let mut widths = Box::new([missing.unwrap_or(0.5); 256]);
    if name.contains("Courier") || name.contains("Mono") {
        widths.fill(0.6);
    } else if missing.is_none() {
        for (slot, w) in widths[32..].iter_mut().zip(standard(name)) {
            *slot = f32::from(*w) / 1000.0;
        }
    }
    let first = dict.get::<f32>("FirstChar").unwrap_or(0.0).clamp(0.0, 255.0) as usize;
    for (i, object) in dict.get::<Array<'_>>("Widths").iter().flat_map(|w| w.iter::<Object<'_>>()).enumerate()
    {
        let Some(slot) = widths.get_mut(first + i) else { break };
        if let Some(w) = object.into_f32() {
            *slot = w * unit;
        }
    }
    widths
}

/// The widths of the characters from 32 to 126 in the standard font that a name means.
fn standard(name: &str) -> &'static [u16; 95] {
    let bold = name.contains("Bold");
    let slanted = name.contains("Italic") || name.contains("Oblique");
    match (name.contains("Times") || name.contains("Roman") || name.contains("Serif"), bold, slanted) {
        (true, true, _) => &TIMES_BOLD,
        (true, false, true) => &TIMES_ITALIC,
        (true, false, false) => &TIMES,
        (false, true, _) => &HELVETICA_BOLD,
        _ => &HELVETICA,
    }
}

/// The height of a font whose characters are drawings: that of its box, or of its widest character.
pub fn drawn_height(dict: &Dict<'_>, widest: f32) -> f32 {
    let numbers = |key: &str| dict.get::<Array<'_>>(key).map(|a| a.iter::<f32>().take(6).collect::<Vec<_>>());
    let scale = numbers("FontMatrix").and_then(|m| m.get(3).copied()).unwrap_or(0.001).abs();
    let boxed = numbers("FontBBox").and_then(|b| Some((b.get(3)? - b.get(1)?).abs() * scale)).unwrap_or(0.0);
    if boxed > 0.0 { boxed } else { widest }
}

/// Whether a font is bold, by its name or its description; 黑体 counts.
pub fn is_bold(name: &str, descriptor: &Dict<'_>) -> bool {
    let marks = ["Bold", "Black", "Heavy", "SimHei", "STHeiti", "黑体", "FZHT", "FZHei", "FZXBS", "小标宋"];
    marks.iter().any(|m| name.contains(m))
        || name.ends_with("-B")
        || descriptor.get::<f32>("FontWeight").is_some_and(|w| w >= 600.0)
        || descriptor.get::<f32>("Flags").is_some_and(|f| f >= 0.0 && (f as u32) & (1 << 18) != 0)
}

#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778,
    722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
    278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[rustfmt::skip]
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778,
    722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333,
    278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

#[rustfmt::skip]
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722,
    722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333,
    278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

#[rustfmt::skip]
const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778,
    778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333,
    278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500,
    556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];

#[rustfmt::skip]
const TIMES_ITALIC: [u16; 95] = [
    250, 333, 420, 500, 500, 833, 778, 214, 333, 333, 500, 675, 250, 333, 250, 278, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 333, 333, 675, 675, 675, 500, 920, 611, 611, 667, 722, 611, 611, 722,
    722, 333, 444, 667, 556, 833, 667, 722, 611, 722, 611, 500, 556, 722, 611, 833, 611, 556, 556, 389,
    278, 389, 422, 500, 333, 500, 500, 444, 500, 444, 278, 500, 500, 278, 278, 444, 278, 722, 500, 500,
    500, 500, 389, 389, 278, 500, 444, 667, 444, 444, 389, 400, 275, 400, 541,
];
