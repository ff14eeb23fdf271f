//! Headings and sections by numbering style: 一、 （一） 第一章 and Markdown's #; and by lines that only name an area.

use crate::codelist::AreaList;
use crate::model::{PlaceLevel, Section};

/// Longest heading, in characters.
const LONGEST_HEADING: usize = 60;
/// A heading that runs on into its paragraph ends at a full stop within this many characters.
const LONGEST_INLINE: usize = 40;
/// Longest line that may be the name of an area, in characters.
const LONGEST_NAME: usize = 12;
/// Longest line that may be the name of a village with what it is in, in characters.
const LONGEST_VILLAGE: usize = 20;
/// What names of villages, towns and their like end with.
const VILLAGES: [&str; 5] = ["村", "镇", "乡", "街道", "社区"];
/// The level of a line that names an area, under all numbered headings.
const AREA_LEVEL: u32 = 9;
const NUMERALS: &str = "〇零一二三四五六七八九十百";

/// The title (what stands before the first heading, where it is short) and the sections of a cleaned text.
/// Section 0 is what stands before the first heading; it is there when it holds text.
pub fn sections(text: &str, areas: &AreaList) -> (String, Vec<Section>) {
    sections_with(text, &[], areas)
}

/// The same for a text whose headings are partly known by style or tag: `(start, end, level)` in bytes, in order.
/// Headings by their numbers stand under them.
pub fn sections_with(text: &str, styled: &[(usize, usize, u32)], areas: &AreaList) -> (String, Vec<Section>) {
    let named = named_lines(text, areas);
    // 山东省, 一、…, 浙江省, 一、…: the numbers stand under the areas
    let above = named.first().is_some_and(|first| {
        lines(text).find(|(_, body)| heading(body).is_some()).is_some_and(|(number, _)| *first < number)
    });
    let deepest = styled.iter().map(|s| s.2).max().unwrap_or(0) + u32::from(above);
    let named_level = if above { deepest } else { AREA_LEVEL };
    let mut styled = styled.iter().peekable();
    let mut sections: Vec<Section> = Vec::new();
    let mut title = String::new();
    let mut title_open = true;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        let offset = at + (line.len() - line.trim_start().len());
        at += line.len();
        if body.is_empty() {
            continue;
        }
        let mut known = None;
        while let Some(&&(start, _, level)) = styled.peek().filter(|s| s.0 < at) {
            known = (start + line.len() >= at).then_some(level).or(known);
            styled.next();
        }
        let by_style = known.map(|level| {
            let number = number(body).map_or(0, |(_, length)| length);
            (level, number, &body[number..])
        });
        let by_name = || named.binary_search(&offset).is_ok().then_some((named_level, 0, body));
        let by_number = || heading(body).map(|(level, number, heading)| (deepest + level, number, heading));
        if let Some((level, number, heading)) = by_style.or_else(by_name).or_else(by_number) {
            title_open = false;
            let start = offset;
            sections.push(Section {
                number: 0,
                level,
                heading: heading.to_owned(),
                start,
                end: text.len(),
                body: offset + number + heading.len(),
            });
        } else if title_open {
            if body.chars().count() <= LONGEST_HEADING
                && !body.ends_with(['。', '；'])
                && title.chars().count() < 100
            {
                title.push_str(body);
            } else {
                title_open = false;
            }
        }
    }
    let first = sections.first().map_or(text.len(), |s| s.start);
    if !text[..first].trim().is_empty() {
        let lead = Section { number: 0, level: 0, heading: String::new(), start: 0, end: first, body: 0 };
        sections.insert(0, lead);
    }
    let starts: Vec<usize> = sections.iter().map(|s| s.start).collect();
    let offset = usize::from(sections.first().is_none_or(|s| s.level > 0));
    for (i, section) in sections.iter_mut().enumerate() {
        section.number = (i + offset) as u32;
        section.end = starts.get(i + 1).copied().unwrap_or(text.len());
    }
    (title, sections)
}

/// The lines that hold something: where each starts, without blanks around it.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let offset = at + (line.len() - line.trim_start().len());
        at += line.len();
        let body = line.trim();
        (!body.is_empty()).then_some((offset, body))
    })
}

/// Where lines start that are nothing but the name of an area, in a text with two of them or more: a part for each.
fn named_lines(text: &str, areas: &AreaList) -> Vec<usize> {
    let whole = |body: &str| {
        areas.named(body).iter().any(|&i| {
            let area = areas.get(i);
            area.name == body || area.level == PlaceLevel::Province
        })
    };
    // 赤壁市新店镇大湖岭村: a village with the county or city that it is in
    let village = |body: &str| {
        VILLAGES.iter().any(|tail| body.ends_with(tail))
            && body.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            && areas.find(body).first().is_some_and(|hit| {
                hit.start == 0 && hit.candidates.iter().any(|&i| body[..hit.end] == areas.get(i).name)
            })
    };
    let names_one = |body: &str| {
        (body.chars().nth(LONGEST_NAME).is_none() && whole(body))
            || (body.chars().nth(LONGEST_VILLAGE).is_none() && village(body))
    };
    let found: Vec<(usize, &str)> = lines(text).filter(|(_, body)| names_one(body)).collect();
    let several = found.iter().any(|(_, name)| *name != found[0].1);
    if several { found.into_iter().map(|(at, _)| at).collect() } else { Vec::new() }
}

/// Level, byte length of the number, and the heading of a line that is one.
fn heading(line: &str) -> Option<(u32, usize, &str)> {
    let (level, length) = number(line)?;
    let rest = &line[length..];
    let whole = rest.trim_end_matches('。');
    if whole.chars().count() <= LONGEST_HEADING && !whole.contains(['。', '；']) {
        return (!whole.is_empty()).then_some((level, length, rest));
    }
    let inline = rest.find('。')?;
    let heading = &rest[..inline];
    (heading.chars().count() <= LONGEST_INLINE && !heading.contains('，')).then_some((level, length, heading))
}

/// Level and byte length of the number a heading starts with.
fn number(line: &str) -> Option<(u32, usize)> {
    if line.starts_with('#') {
        let depth = line.chars().take_while(|c| *c == '#').count();
        let rest = line[depth..].trim_start();
        let own = number(rest).map_or(0, |(_, n)| n);
        return (depth <= 6).then(|| (depth as u32, line.len() - rest.len() + own));
    }
    let run = |s: &str| s.chars().take_while(|c| NUMERALS.contains(*c)).map(char::len_utf8).sum::<usize>();
    if let Some(rest) = line.strip_prefix('第') {
        let digits = run(rest);
        let unit = rest[digits..].chars().next()?;
        let level = if unit == '条' { 3 } else { 1 };
        return (digits > 0 && "章节篇部条".contains(unit))
            .then(|| (level, '第'.len_utf8() + digits + unit.len_utf8()));
    }
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let digits = run(rest);
        let close = rest[digits..].chars().next()?;
        let open = line.len() - rest.len();
        return (digits > 0 && "）)".contains(close)).then(|| (2, open + digits + close.len_utf8()));
    }
    let digits = run(line);
    let close = line[digits..].chars().next()?;
    (digits > 0 && "、．.".contains(close)).then(|| (1, digits + close.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codelist::Codelists;
    use std::sync::LazyLock;

    static LISTS: LazyLock<Codelists> = LazyLock::new(|| Codelists::load(None).expect("lists"));

    #[test]
    fn lines_that_name_areas_open_sections() {
        let (_, found) = sections("某报告\n山东省\n建成3个。\n浙江\n建成4个。\n", &LISTS.areas);
        let headings: Vec<&str> = found.iter().map(|s| s.heading.as_str()).collect();
        assert_eq!(headings, ["", "山东省", "浙江"]);
        let (_, found) = sections("山东省\n质量报告\n建成3个。", &LISTS.areas);
        assert_eq!(found.len(), 1, "one name alone is no part");
        let (_, found) = sections("山东省\n一、成效\n建成3个。\n浙江省\n一、成效\n建成4个。", &LISTS.areas);
        assert_eq!(found.iter().map(|s| s.level).collect::<Vec<_>>(), [1, 2, 1, 2]);
    }

    #[test]
    fn headings_open_sections() {
        let text = "某行动\n地方典型经验\n一、开展活动，实现提升\n山东省帮扶900家。\n二、多措并举。\n（一）总体要求。坚持质量第一。\n三是抓落实。\n";
        let (title, sections) = sections(text, &LISTS.areas);
        assert_eq!(title, "某行动地方典型经验");
        let found: Vec<_> = sections.iter().map(|s| (s.number, s.level, s.heading.as_str())).collect();
        assert_eq!(
            found,
            [(0, 0, ""), (1, 1, "开展活动，实现提升"), (2, 1, "多措并举。"), (3, 2, "总体要求")]
        );
        assert_eq!(&text[sections[1].body..sections[1].end].trim(), &"山东省帮扶900家。");
    }

    #[test]
    fn a_text_without_headings_is_one_section() {
        let (_, sections) = sections("全省帮扶900家企业。", &LISTS.areas);
        assert_eq!(sections.len(), 1);
        assert_eq!(sections[0].number, 0);
    }
}
