//! The names by which pages tell their main text from what surrounds it.

use super::dom::{Dom, Id};

/// Containers of the main text in the systems that government sites are made with, surest first: names of ids and
/// classes in lower case.
const CONTAINERS: [&[&str]; 2] = [
    &[
        "trs_editor",
        "trs_ueditor",
        "trs_editor_view",
        "ucap-content",
        "zoom",
        "zoomcon",
        "pages_content",
        "custom_unionstyle",
        "view_content",
        "article-content",
        "article_content",
        "articlecontent",
        "artcontent",
        "article-body",
        "article_body",
        "articlebody",
        "news_content",
        "newscontent",
        "news-content",
        "content_text",
        "text_content",
        "con_text",
        "detail-content",
        "detail_content",
        "xl_content",
        "xxgk_content",
        "zwxxgk_content",
        "js_content",
        "rich_media_content",
        "main-text",
        "maintext",
        "text-content",
        "wzcon",
        "wz_content",
        "zw_content",
        "info_content",
        "infocontent",
        "txt_content",
        "textcon",
        "nr_content",
        "content-txt",
    ],
    &[
        "article",
        "content",
        "contents",
        "main",
        "main-content",
        "maincontent",
        "main_content",
        "con",
        "zw",
        "nr",
        "txt",
    ],
];
/// Words of ids and classes that name what surrounds the main text.
const AROUND: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "mianbaoxie",
    "footer",
    "foot",
    "bottom",
    "header",
    "topbar",
    "sidebar",
    "aside",
    "share",
    "sharebox",
    "bdsharebuttonbox",
    "jiathis",
    "related",
    "relate",
    "relates",
    "recommend",
    "xgwj",
    "xgyd",
    "xglj",
    "copyright",
    "pagination",
    "pager",
    "pagebar",
    "toolbar",
    "tools",
    "qrcode",
    "ewm",
    "erweima",
    "login",
    "search",
    "searchbox",
    "language",
    "banner",
    "location",
    "position",
    "dqwz",
    "weizhi",
    "friendlink",
    "friendlinks",
    "links",
    "ad",
    "ads",
    "advert",
    "comment",
    "comments",
    "print",
    "fontsize",
    "prevnext",
    "hidden",
    "skip",
    "statement",
    "logo",
];

/// The tier of container that an element is.
pub fn tier(dom: &Dom, id: Id) -> Option<usize> {
    (0..CONTAINERS.len()).find(|t| container(dom, id, *t).is_some())
}

/// The name by which an element is a container of a tier.
pub fn container(dom: &Dom, id: Id, tier: usize) -> Option<&'static str> {
    let names = CONTAINERS.get(tier)?;
    let of = |value: &str| {
        let mut words = value.split_whitespace();
        words.find_map(|w| names.iter().find(|n| w.eq_ignore_ascii_case(n)).copied())
    };
    if let Some(name) = dom.attribute(id, "id").and_then(of) {
        return Some(name);
    }
    if let Some(name) = dom.attribute(id, "class").and_then(of) {
        return Some(name);
    }
    let element = dom.name(id);
    let stated = dom.attribute(id, "itemprop") == Some("articleBody");
    match tier {
        0 if stated => Some("article-body"),
        1 if element == "article" => Some("article"),
        1 if element == "main" || dom.attribute(id, "role") == Some("main") => Some("main"),
        _ => None,
    }
}

/// Elements that are never text.
pub fn never_shown(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "input"
            | "select"
            | "button"
            | "option"
            | "textarea"
            | "datalist"
            | "noframes"
            | "noembed"
            | "rt"
            | "rp"
            | "dialog"
            | "progress"
            | "meter"
    )
}

/// The element says that it is not shown.
pub fn is_hidden(dom: &Dom, id: Id) -> bool {
    if dom.attribute(id, "hidden").is_some_and(|h| h != "until-found") {
        return true;
    }
    dom.attribute(id, "style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        style.contains("display:none")
            || style.contains("visibility:hidden")
            || style.contains("mso-hide:all")
    })
}

/// The element's name, role, id or class says that it surrounds the main text.
pub fn is_around(dom: &Dom, id: Id) -> bool {
    if matches!(dom.name(id), "nav" | "footer" | "aside" | "header" | "menu") {
        return true;
    }
    if let Some(role) = dom.attribute(id, "role")
        && matches!(
            role,
            "navigation" | "banner" | "contentinfo" | "search" | "complementary" | "menu" | "dialog"
        )
    {
        return true;
    }
    if !matches!(
        dom.name(id),
        "div" | "ul" | "ol" | "p" | "section" | "td" | "table" | "span" | "dl" | "li" | "form"
    ) {
        return false;
    }
    let named = |value: &str| {
        let mut lower = String::with_capacity(value.len() + 8);
        let mut small = false;
        for c in value.chars().take(512) {
            // fontSize is two words.
            if c.is_ascii_uppercase() && small {
                lower.push(' ');
            }
            small = c.is_ascii_lowercase();
            lower.extend(c.to_lowercase());
        }
        lower
            .split([' ', '-', '_', '\t', '\n'])
            .any(|w| AROUND.contains(&w.trim_end_matches(|c: char| c.is_ascii_digit())))
    };
    ["id", "class"].iter().any(|a| dom.attribute(id, a).is_some_and(named))
}

/// A line that says nothing of the subject: where the page stands, whose it is, how often it was read.
pub fn is_idle_line(line: &str) -> bool {
    if line.chars().count() > 120 {
        return false;
    }
    const BEGINS: &[&str] = &[
        "当前位置",
        "您的位置",
        "您当前的位置",
        "您现在的位置",
        "你的位置",
        "首页>",
        "首页 >",
        "首页»",
        "分享到",
        "分享：",
        "分享:",
        "扫一扫",
        "打印本页",
        "【打印",
        "[打印",
        "关闭窗口",
        "【关闭",
        "[关闭",
        "关闭本页",
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "相关链接",
        "相关阅读",
        "相关文章",
        "相关新闻",
        "相关稿件",
        "责任编辑",
        "【字体",
        "[字体",
        "字体：",
        "字号：",
        "【大",
        "返回顶部",
        "收藏本站",
        "设为首页",
        "网站地图",
        "版权所有",
        "Copyright",
        "copyright",
        "©",
        "点击数",
        "浏览次数",
        "阅读次数",
        "点击量",
        "访问量",
        "主办单位：",
        "主办：",
        "承办：",
        "承办单位：",
        "技术支持",
        "网站标识码",
        "扫描二维码",
        "用微信扫",
        "微信扫",
    ];
    const HOLDS: &[&str] = &[
        "ICP备",
        "ICP证",
        "公网安备",
        "网站标识码",
        "版权所有",
        "浏览次数",
        "All Rights Reserved",
        "您是第",
    ];
    let line = line.trim();
    BEGINS.iter().any(|b| line.starts_with(b))
        || HOLDS.iter().any(|h| line.contains(h))
        || (line.starts_with("来源")
            && ["发布时间", "发布日期", "时间：", "日期："].iter().any(|w| line.contains(w)))
        || ((line.starts_with("发布时间") || line.starts_with("发布日期") || line.starts_with("时间："))
            && line.chars().count() < 60)
}
