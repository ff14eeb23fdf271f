//! Small pictures of every kind of chart, held against those that are kept in `tests/snapshots/charts/`.
//!
//! A change of look that is wanted: run the test with `ZHILIANG_WRITE_EXPECTED=1`, look at the pictures, keep them.

use std::path::PathBuf;

use resvg::tiny_skia::Pixmap;

use super::tests::{charts, kind};
use super::{Style, png, svg};

/// Pictures of 480×270.
const SCALE: f32 = 0.25;
/// The picture is compared in squares of so many pixels a side.
const SQUARE: usize = 30;
/// The mean difference of a square, of 255, that is still the same look.
const NEAR: f64 = 4.0;

fn kept(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/charts");
    folder.join(format!("{name}.png"))
}

/// The squares that differ, by column and row, the largest difference first.
fn differences(drawn: &Pixmap, kept: &Pixmap) -> Vec<((usize, usize), f64)> {
    let (width, height) = (drawn.width() as usize, drawn.height() as usize);
    let mut found = Vec::new();
    for row in 0..height.div_ceil(SQUARE) {
        for column in 0..width.div_ceil(SQUARE) {
            let (mut sum, mut count) = (0.0, 0.0);
            for y in row * SQUARE..((row + 1) * SQUARE).min(height) {
                for x in column * SQUARE..((column + 1) * SQUARE).min(width) {
                    let at = (y * width + x) * 4;
                    let pair = drawn.data()[at..at + 3].iter().zip(&kept.data()[at..at + 3]);
                    sum += pair.map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>();
                    count += 3.0;
                }
            }
            if sum / count > NEAR {
                found.push(((column, row), sum / count));
            }
        }
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

#[test]
fn every_kind_looks_as_it_did() {
    let renew = std::env::var_os("ZHILIANG_WRITE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for chart in charts(8, "全省") {
        let mut name = kind(&chart).replace(' ', "-");
        if names.contains(&name) {
            name += "-2";
        }
        let picture = png(&svg(&chart, &Style::default()).unwrap(), SCALE).unwrap();
        let path = kept(&name);
        names.push(name.clone());
        if renew {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &picture).unwrap();
            continue;
        }
        let Ok(before) = std::fs::read(&path) else {
            wrong.push(format!("{name}: no picture is kept at {}", path.display()));
            continue;
        };
        let (drawn, before) = (Pixmap::decode_png(&picture).unwrap(), Pixmap::decode_png(&before).unwrap());
        if (drawn.width(), drawn.height()) != (before.width(), before.height()) {
            wrong.push(format!("{name}: another size"));
            continue;
        }
        if let Some(((column, row), by)) = differences(&drawn, &before).first() {
            let folder = std::env::temp_dir().join("zhiliang-charts");
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(format!("{name}.png"));
            std::fs::write(&file, &picture).unwrap();
            let (x, y) = (column * SQUARE * 4, row * SQUARE * 4);
            wrong.push(format!(
                "{name}: differs most by {by:.1} around x {x}, y {y}; drawn now: {}",
                file.display()
            ));
        }
    }
    let renewed = "where the new look is wanted, run with ZHILIANG_WRITE_EXPECTED=1";
    assert!(wrong.is_empty(), "{}\n{renewed}", wrong.join("\n"));
}

#[test]
fn a_moved_mark_is_noticed() {
    let mut charts = charts(8, "全省");
    let before = png(&svg(&charts[2], &Style::default()).unwrap(), SCALE).unwrap();
    let super::Chart::Dots(dots) = &mut charts[2] else { panic!("dots") };
    dots.rows[0].figure = super::Figure::exact(2000.0, "2000家");
    let after = png(&svg(&charts[2], &Style::default()).unwrap(), SCALE).unwrap();
    let (before, after) = (Pixmap::decode_png(&before).unwrap(), Pixmap::decode_png(&after).unwrap());
    assert!(!differences(&before, &after).is_empty() && differences(&before, &before).is_empty());
}
