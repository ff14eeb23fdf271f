//! Turns the SVG of a chart into a picture or into outlines, with the embedded font alone.

use anyhow::{Context, Result, ensure};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, WriteOptions};

use super::font::database;

/// The SVG with every text as outlines, for programs that lack the font.
pub fn outlined(svg: &str) -> Result<String> {
    Ok(tree(svg)?.to_string(&WriteOptions::default()))
}

/// The SVG as a PNG file; at a scale of 1 a canvas of 1920×1080 gives as many pixels, at 2 it gives 3840×2160.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    ensure!(scale > 0.0 && scale <= 8.0, "图片倍率须在0到8之间");
    let tree = tree(svg)?;
    let pixels = |length: f32| (length * scale).round() as u32;
    let mut pixmap =
        Pixmap::new(pixels(tree.size().width()), pixels(tree.size().height())).context("图片尺寸为零")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().context("图片编码失败")
}

fn tree(svg: &str) -> Result<Tree> {
    let options =
        Options { fontdb: database(), font_family: "Noto Sans SC".to_owned(), ..Options::default() };
    Tree::from_str(svg, &options).context("图表的SVG不合规")
}
