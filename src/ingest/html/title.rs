//! The title of a page and the day it says it was published.

use super::content::Surroundings;
use super::dom::Dom;
use crate::ingest::parsed::Parsed;

/// Words that the names of sites end in or hold.
const SITES: &[&str] = &[
    "政府",
    "网",
    "门户",
    "委员会",
    "厅",
    "局",
    "部",
    "办公室",
    "网站",
    "平台",
    "中心",
    "频道",
    "首页",
    "公开",
    "省",
    "市",
    "委",
    "新闻",
    "日报",
    "在线",
    "信息",
    "统计",
];

/// Sets the title: what the page states, its first heading, or its window's title less the name of the site.
pub fn title(dom: &Dom, around: &Surroundings, parsed: &mut Parsed) {
    let stated = meta(dom, &["articletitle"]);
    let in_text = around.roots.iter().flat_map(|r| dom.below(*r)).find(|id| dom.name(*id) == "h1");
    let heading = in_text.map(|id| dom.line(id)).or_else(|| {
        let mut all = dom.below(0).filter(|id| dom.name(*id) == "h1");
        let only = all.next()?;
        all.next().is_none().then(|| dom.line(only))
    });
    let window = dom.find("title").map(|id| without_site(&dom.line(id)));
    let long = |t: &String| t.chars().count() >= 4;
    let window = window.filter(long);
    parsed.title = stated
        .filter(long)
        .or_else(|| heading.filter(|h| long(h) && h.chars().count() <= 100))
        .or(window)
        .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
}

/// The value of the first meta element of one of some names, in lower case.
fn meta(dom: &Dom, names: &[&str]) -> Option<String> {
    let mut found = dom.below(0).filter(|id| dom.name(*id) == "meta");
    found.find_map(|id| {
        let name = dom.attribute(id, "name").or_else(|| dom.attribute(id, "property"))?.to_lowercase();
        let content = dom.attribute(id, "content")?.trim();
        (names.contains(&name.as_str()) && !content.is_empty()).then(|| content.to_owned())
    })
}

/// The day that a meta element states, as `2024-01-22`.
pub fn published(dom: &Dom) -> Option<String> {
    let stated = meta(
        dom,
        &[
            "pubdate",
            "publishdate",
            "publish-date",
            "firstpublishedtime",
            "article:published_time",
            "dc.date",
            "date",
        ],
    )?;
    let mut parts = stated.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
    let first = parts.next()?;
    let (year, month, day): (u32, u32, u32) = if first.len() == 8 {
        (first[..4].parse().ok()?, first[4..6].parse().ok()?, first[6..].parse().ok()?)
    } else {
        (first.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
    };
    let fits = (1949..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then(|| format!("{year}-{month:02}-{day:02}"))
}

/// A window's title without the names of the site and its parts: `某公报_某市人民政府`, `某公报 - 国家统计局`.
fn without_site(title: &str) -> String {
    let mut rest = title.trim();
    while let Some((at, mark)) = rest.char_indices().rev().find(|(_, c)| "_|-–—－＿丨".contains(*c)) {
        let (before, after) = (rest[..at].trim_end(), rest[at + mark.len_utf8()..].trim());
        let before = before.trim_end_matches(['_', '|', '-', '–', '—', '－', '＿', '丨', ' ']);
        let short = after.chars().count() <= 30 && !after.chars().any(|c| c.is_ascii_digit());
        let sure = "_|＿丨".contains(mark);
        let site = SITES.iter().any(|s| after.ends_with(s)) || after.contains("政府") || after.contains('网');
        if before.chars().count() < 4 || !short || !(sure || site || after.is_empty()) {
            break;
        }
        rest = before;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_site;

    #[test]
    fn names_of_sites_are_cut_off() {
        let cases = [
            ("某市2023年统计公报_某市人民政府", "某市2023年统计公报"),
            ("某省工作要点_政策文件_中国政府网", "某省工作要点"),
            ("2023年国民经济统计公报 - 国家统计局", "2023年国民经济统计公报"),
            ("质量提升行动方案-征求意见稿", "质量提升行动方案-征求意见稿"),
            ("2016-2020年规划纲要", "2016-2020年规划纲要"),
            ("某市人民政府", "某市人民政府"),
            ("首页_某网", "首页_某网"),
        ];
        for (title, expected) in cases {
            assert_eq!(without_site(title), expected);
        }
    }
}
