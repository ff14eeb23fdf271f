//! What area a document or a section is about, from the names in it.

use super::{LONGEST_OFFICE, LONGEST_TITLE, Tracker};
use crate::codelist::area::AreaHit;

impl Tracker<'_> {
    /// The area whose government or office signs the document: 衡阳市人民政府办公室 on a line of its own.
    pub(super) fn issuer(&self, text: &str, hits: &[AreaHit]) -> Option<usize> {
        hits.iter().filter(|h| !h.all).find_map(|hit| {
            let before = text[..hit.start].trim_end_matches([' ', '\t', '\u{3000}']);
            if !before.is_empty() && !before.ends_with('\n') {
                return None;
            }
            let line = text[hit.end..].split('\n').next().unwrap_or("");
            let office = self.words.names_an_office(line) && line.chars().nth(LONGEST_OFFICE).is_none();
            (office && !line.contains('。')).then(|| self.sole(hit.candidates)).flatten()
        })
    }

    /// The county of two characters that a title opens with: 佳县推动农业高质量发展. Elsewhere such names are words.
    pub(super) fn opening_county(&self, title: &str) -> Option<usize> {
        let end = title.char_indices().nth(2).map_or(title.len(), |(at, _)| at);
        let name = title.get(..end).filter(|name| name.ends_with('县'))?;
        let named = self.areas.named(name).iter().copied().filter(|&i| self.areas.get(i).name == name);
        self.sole(&named.collect::<Vec<_>>())
    }

    /// Whether a place is only where somebody speaks: 国新办在北京举行发布会, 王某26日在北京介绍.
    pub(super) fn is_scene(&self, before: &str, after: &str) -> bool {
        if !before.ends_with('在') {
            return false;
        }
        let clause = after.split(['，', '。', '；', '：', '\n', ',', ';']).next().unwrap_or("");
        self.words.opens_speech(clause) && !clause.contains(|c: char| c.is_ascii_digit())
    }

    /// The area that a stretch of text with these names is about: the smallest that holds all places of its main
    /// province. The stretch starts at byte `base` of the text that the hits are of.
    pub(super) fn about(&self, text: &str, hits: &[AreaHit], base: usize) -> Option<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut last_end = usize::MAX;
        for hit in hits.iter().filter(|h| !h.all) {
            let after = &text[hit.end - base..];
            let scene = self.is_scene(&text[..hit.start - base], after);
            if self.words.name_goes_on(after) || self.words.is_landmark(after) || dateline(after) || scene {
                continue;
            }
            let parent = found.last().copied();
            let pick =
                hit.candidates.iter().copied().find(|&c| parent.is_some_and(|p| self.areas.within(c, p)));
            // 绍兴市柯桥区 is one place, and the district
            if pick.is_some() && last_end == hit.start && text.len() <= LONGEST_TITLE {
                found.pop();
            }
            last_end = hit.end;
            let pick = pick.or_else(|| self.sole(hit.candidates));
            found.extend(pick);
        }
        // a report on the whole country names a place in passing
        let national = |w: &str| memchr::memmem::find_iter(text.as_bytes(), w).count();
        if !found.is_empty() && national("全国") + national("我国") > found.len() {
            return None;
        }
        let provinces: Vec<usize> = found.iter().filter_map(|&i| self.areas.province_of(i)).collect();
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for &p in &provinces {
            match counts.iter_mut().find(|(province, _)| *province == p) {
                Some((_, count)) => *count += 1,
                None => counts.push((p, 1)),
            }
        }
        // the first of those named most
        let most = counts.iter().map(|(_, count)| *count).max()?;
        let main = counts.iter().find(|(_, count)| *count == most)?.0;
        let inside: Vec<usize> =
            found.iter().copied().filter(|&i| self.areas.province_of(i) == Some(main)).collect();
        if inside.len() * 2 <= found.len() {
            return None;
        }
        let first = *inside.first()?;
        if inside.iter().all(|&i| i == first) {
            return Some(first);
        }
        let prefecture = self.areas.prefecture_of(first);
        if let Some(p) = prefecture
            && inside.iter().all(|&i| self.areas.prefecture_of(i) == Some(p) || self.areas.within(i, first))
        {
            return Some(p);
        }
        Some(main)
    }
}

/// Whether what follows a place is the date of a dispatch: 北京3月28日电.
pub(super) fn dateline(after: &str) -> bool {
    let date = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日');
    let rest = after.trim_start_matches(date);
    rest.len() < after.len()
        && after[..after.len() - rest.len()].ends_with('日')
        && rest.starts_with(['电', '讯'])
}
