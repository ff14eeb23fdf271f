//! Whether what the pages hold can be used as text: scans, unknown fonts and damage are refused or noted.

use super::geometry::Page;
use crate::ingest::parsed::Refusal;

/// A page with fewer characters than this, under a picture, is a scan.
const FEW: usize = 30;

/// Refuses scans and files whose text cannot be told; notes what is missing otherwise.
pub fn judge(pages: &[Page], notes: &mut Vec<(String, String)>) -> Result<(), Refusal> {
    let characters = |p: &Page| {
        let all = p.glyphs.iter().chain(p.aside.iter().flatten());
        all.filter(|g| g.c != ' ' && g.c != '\u{fffd}').count()
    };
    let count = pages.len();
    let total: usize = pages.iter().map(characters).sum();
    let unknown: usize = pages.iter().map(|p| p.unknown).sum();
    let scans: Vec<usize> = pages
        .iter()
        .filter(|p| {
            p.picture >= 0.3 && characters(p) + p.unknown < FEW
                || p.picture > 0.0 && characters(p) + p.unknown == 0
        })
        .map(|p| p.number)
        .collect();
    if scans.len() == count {
        return Err(format!(
            "PDF 是扫描件（{count} 页都是图片，没有文字），未读取。请先做文字识别（OCR）再放入，或找文字版 .docx、.txt"
        ));
    }
    if unknown > total {
        return Err(format!(
            "PDF 的字体没有文字对照表，{unknown} 个字符无法识别，未读取。请从原文件重新导出 PDF，或另存为 .docx、.txt"
        ));
    }
    let damaged: Vec<usize> = pages.iter().filter(|p| p.damaged).map(|p| p.number).collect();
    if total == 0 && !damaged.is_empty() {
        return Err("PDF 页面的数据已损坏，读不出文字。请重新下载，或从原文件重新导出后再放入 raw/".into());
    }
    if total == 0 {
        return Err(
            "PDF 中没有文字（可能都是图形），未读取。请找文字版，或做文字识别（OCR）后再放入 raw/".into()
        );
    }
    if !damaged.is_empty() {
        let what = format!("第 {} 页的数据有损坏，可能缺字。请重新下载后核对", listed(&damaged));
        notes.push(("I-pdf-damaged".into(), what));
    }
    if !scans.is_empty() {
        let what = format!("第 {} 页是图片，没有文字，未读取。需要时请做文字识别（OCR）", listed(&scans));
        notes.push(("I-pdf-scanned-pages".into(), what));
    }
    if unknown > 0 {
        let where_: Vec<usize> = pages.iter().filter(|p| p.unknown > 0).map(|p| p.number).collect();
        let what = format!("第 {} 页有 {unknown} 个字符的字体没有文字对照表，写作 \u{fffd}", listed(&where_));
        notes.push(("I-pdf-unknown-characters".into(), what));
    }
    let hidden = pages.iter().flat_map(|p| &p.glyphs).filter(|g| g.hidden).count();
    if hidden * 2 > total {
        let what = "文字是扫描后识别出来的，可能有错字。请核对数字".to_owned();
        notes.push(("I-pdf-recognised".into(), what));
    }
    let slanted: usize = pages.iter().map(|p| p.slanted).sum();
    if slanted > 0 {
        notes.push(("I-pdf-slanted".into(), format!("斜排的 {slanted} 个字符（多为水印）未读取")));
    }
    Ok(())
}

/// Page numbers for a message, runs as `3–5`, at most ten.
fn listed(pages: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &page in pages {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == page => run.1 = page,
            _ => runs.push((page, page)),
        }
    }
    let more = if runs.len() > 10 { " 等" } else { "" };
    let shown = runs.iter().take(10).map(|&(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") });
    shown.collect::<Vec<_>>().join("、") + more
}
