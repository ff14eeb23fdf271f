//! `report.html` in a real browser: search, sort, filters, both ways between text and table, keyboard, print; and that
//! a document is text to it and never markup. Skipped with a message where Chromium is missing.

use super::browser::Browser;
use super::project::Project;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A project of the inputs that are checked in, run.
fn released() -> Project {
    let project = Project::seeded();
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("证据页"), "{}", ran.err);
    project
}

fn open(project: &Project, browser: &mut Browser, fragment: &str) {
    browser.open(&project.path("output/latest/report.html"), fragment);
    browser.wait("document.querySelector('#rows .row')");
}

/// The row of an observation with this quote.
fn with_quote(project: &Project, quote: &str) -> HashMap<String, String> {
    project.table("observations").into_iter().find(|r| r["quote"] == quote).unwrap()
}

/// How many rows the count says are shown.
fn shown(browser: &mut Browser) -> u64 {
    let count = browser.text("document.getElementById('count').textContent.split('显示')[1] || ''");
    let digits: String =
        count.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no count in {count:?}"))
}

/// The texts of a column in the rows that are drawn, from the top.
fn column(browser: &mut Browser, name: &str) -> Vec<String> {
    let cells =
        browser.js(&format!("[...document.querySelectorAll('#rows .c-{name}')].map((c) => c.textContent)"));
    cells.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect()
}

const SELECTED: &str = "document.querySelector('#rows .row.on .c-quote')?.textContent || ''";
const MARKED: &str = "document.querySelector('#text .on')?.textContent || ''";
const DETAIL: &str = "document.getElementById('detail').textContent";

#[test]
fn the_page_answers_in_a_browser() {
    let Some(mut browser) = Browser::start(1440, 900) else { return };
    let project = released();
    open(&project, &mut browser, "");
    let all = project.table("observations").len() as u64;
    assert_eq!(shown(&mut browser), all);
    search_and_filters(&mut browser, all);
    sort(&mut browser);
    both_ways(&project, &mut browser);
    ledger(&mut browser);
    keyboard(&mut browser);
    comparisons_and_charts(&mut browser);
    addresses(&project, &mut browser);
    themes_and_print(&project, &mut browser);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn search_and_filters(browser: &mut Browser, all: u64) {
    browser.key("/");
    assert_eq!(browser.text("document.activeElement.id"), "search");
    // the words of the sentence count, not only the quote
    browser.write("1200余万元");
    browser.wait("document.querySelectorAll('#rows .row').length < 9");
    assert_eq!(column(browser, "quote"), ["33个", "900家", "1200余万元", "13750家", "62%"]);
    assert_eq!(column(browser, "figure")[2], ">1200万元");
    browser.key("Escape");
    browser.wait("document.querySelectorAll('#rows .row').length > 5");
    // two words and full-width digits
    browser.write("福建　１８");
    browser.wait("document.querySelectorAll('#rows .row').length < 9");
    assert!(column(browser, "province").iter().all(|p| p.starts_with("福建")));
    browser.click("#reset");
    browser.wait("document.querySelectorAll('#rows .row').length > 9");
    assert_eq!(shown(browser), all);
    let choose = |id: &str, value: &str| {
        format!(
            "(() => {{ const s = document.getElementById('{id}'); s.value = '={value}'; s.dispatchEvent(new Event('change')); return s.value; }})()"
        )
    };
    assert_eq!(browser.text(&choose("f-kind", "growth_rate")), "=growth_rate");
    assert!(column(browser, "kind").iter().all(|k| k == "增长率"));
    let growth = shown(browser);
    assert!(growth > 2 && growth < all, "{growth}");
    browser.js(&choose("f-province", "山东省"));
    assert!(shown(browser) < growth && column(browser, "province").iter().all(|p| p.starts_with("山东")));
    browser.click("#reset");
    browser.wait("document.getElementById('f-kind').value === ''");
    browser.js(&choose("f-status", "目标"));
    assert!(shown(browser) > 0 && column(browser, "status").iter().all(|s| s == "目标"));
    browser.click("#reset");
    browser.wait("document.getElementById('f-status').value === ''");
    browser.js(&choose("f-indicator", "地区生产总值"));
    assert_eq!(shown(browser), 8);
}

/// With the eight provincial products in view.
fn sort(browser: &mut Browser) {
    let figures = |browser: &mut Browser| -> Vec<f64> {
        let number = |t: String| t.replace(',', "").trim_end_matches("亿元").parse().unwrap();
        column(browser, "figure").into_iter().map(number).collect()
    };
    browser.click("[data-sort=figure]");
    let up = figures(browser);
    assert!(up.is_sorted() && up.len() == 8, "{up:?}");
    browser.click("[data-sort=figure]");
    let mut down = figures(browser);
    down.reverse();
    assert_eq!(up, down);
    assert_eq!(
        browser.text("document.querySelector('.c-figure[aria-sort]').getAttribute('aria-sort')"),
        "descending"
    );
    browser.click("[data-sort=province]");
    assert_eq!(column(browser, "province")[0], "天津", "by the codes of the areas");
    browser.click("#reset");
    browser.wait("document.querySelectorAll('#rows .row').length > 9");
    for _ in 0..2 {
        browser.click("[data-sort=province]");
    }
}

fn both_ways(project: &Project, browser: &mut Browser) {
    // from the table to the text
    browser.key("/");
    browser.write("30%-50%");
    browser.wait("document.querySelectorAll('#rows .row').length < 9");
    let row = "[...document.querySelectorAll('#rows .row')].find((r) => r.querySelector('.c-quote').textContent === '30%-50%').id";
    let row = browser.text(row);
    browser.click(&format!("#{row} .c-quote"));
    browser.wait("document.querySelector('#text .on')");
    assert_eq!(browser.text(MARKED), "30%-50%");
    let detail = browser.text(DETAIL);
    for words in ["下限", "30", "上限", "50", "区间", "福建", "规则", "text:"] {
        assert!(detail.contains(words), "{words}: {detail}");
    }
    assert_eq!(
        browser.text("location.hash.slice(1)"),
        with_quote(project, "30%-50%")["observation_id"],
        "the address can be mailed"
    );
    // what is selected lies within the pane
    let visible = "(() => { const a = document.querySelector('#text .on').getBoundingClientRect(), \
        b = document.getElementById('text').getBoundingClientRect(); return a.top >= b.top && a.bottom <= b.bottom; })()";
    assert_eq!(browser.js(visible), json!(true));
    // from the text to the table: the search stays, and the row stands first
    let next =
        "[...document.querySelectorAll('#text .q')].find((q) => q.textContent === '390万元').id = 'here'";
    browser.js(next);
    browser.click("#here");
    browser.wait(&format!("({SELECTED}) === '390万元'"));
    assert_eq!(browser.js("document.querySelectorAll('#rows .row.outside').length"), json!(1));
    browser.click("#reset");
    browser.wait("document.querySelectorAll('#rows .row').length > 9 && !document.querySelector('.outside')");
    assert_eq!(browser.text(SELECTED), "390万元", "the selected row is in view");
    // a bound
    browser.js(
        "[...document.querySelectorAll('#text .q')].find((q) => q.textContent === '7000余家').id = 'bound'",
    );
    browser.click("#bound");
    browser.wait(&format!("({SELECTED}) === '7000余家'"));
    let detail = browser.text(DETAIL);
    assert!(detail.contains("上限无界") && detail.contains("界超过"), "{detail}");
    // kinds differ by more than colour
    let lines = browser.js(
        "[...new Set([...document.querySelectorAll('#text .q:not(.k-from):not(.k-to)')].map((q) => [...q.classList].find((c) => c.startsWith('k-'))))]\
         .map((k) => getComputedStyle(document.querySelector('#text .' + k)).textDecorationStyle)",
    );
    let mut styles: Vec<String> = lines.as_array().unwrap().iter().map(Value::to_string).collect();
    let kinds = styles.len();
    styles.sort();
    styles.dedup();
    assert!(kinds >= 4 && styles.len() == kinds, "{styles:?}");
    // a cell of a spreadsheet
    browser.key("/");
    browser.write("116364.2");
    browser.wait("document.querySelectorAll('#rows .row').length === 1");
    browser.click("#rows .row .c-quote");
    browser.wait(&format!("({MARKED}) === '116364.2'"));
    assert!(browser.text(DETAIL).contains("分地区!B"), "the cell is named");
    browser.click("#reset");
    browser.wait("document.querySelectorAll('#rows .row').length > 9");
}

fn ledger(browser: &mut Browser) {
    let back = "(() => { const s = document.getElementById('document'); \
        s.selectedIndex = [...s.options].findIndex((o) => o.textContent.includes('典型经验')); \
        s.dispatchEvent(new Event('change')); })()";
    browser.js(back);
    browser.wait("document.querySelector('#text .l')");
    browser.js(
        "[...document.querySelectorAll('#text .l')].find((l) => l.textContent === '“三同”').id = 'entry'",
    );
    browser.click("#entry");
    browser.wait(&format!("({DETAIL}).includes('固定合称')"));
    assert!(browser.text("document.getElementById('entry').getAttribute('aria-label')").contains("固定合称"));
    browser.key("Escape");
    assert_eq!(browser.js("document.getElementById('detail').hidden"), json!(true));
    // the legend hides a kind
    browser.click("#legend .k-level");
    let background = "getComputedStyle(document.querySelector('#text .k-level')).backgroundColor";
    assert_eq!(browser.text(background), "rgba(0, 0, 0, 0)");
    browser.click("#legend .k-level");
    assert_ne!(browser.text(background), "rgba(0, 0, 0, 0)");
}

fn keyboard(browser: &mut Browser) {
    // along the table: down, down, the end, the start, and into the text
    browser.js("document.getElementById('grid').focus()");
    browser.key("Home");
    let at = "document.getElementById(document.getElementById('grid').getAttribute('aria-activedescendant')).getAttribute('aria-rowindex')";
    assert_eq!(browser.text(at), "2");
    browser.key("ArrowDown");
    browser.key("ArrowDown");
    assert_eq!(browser.text(at), "4");
    browser.key("End");
    browser.wait(&format!("Number({at}) > 90"));
    browser.key("Home");
    browser.key("Enter");
    let quote = browser.text("document.querySelector('#rows .row.at .c-quote').textContent");
    browser.wait("document.querySelector('#text .on')");
    assert_eq!(browser.text(MARKED), quote);
    assert_eq!(browser.text("document.activeElement.id"), "grid", "the focus stays");
    browser.key("Escape");
    assert_eq!(browser.js("document.getElementById('detail').hidden"), json!(true));
    // along the text, observations and ledger alike
    browser.js("document.getElementById('text').focus()");
    browser.key("ArrowRight");
    let first = browser.text("document.activeElement.dataset.k");
    browser.key("ArrowRight");
    browser.key("ArrowLeft");
    assert_eq!(browser.text("document.activeElement.dataset.k"), first);
    while browser.js("document.activeElement.classList.contains('q')") != json!(true) {
        browser.key("ArrowRight");
    }
    let quote = browser.text("document.activeElement.textContent");
    browser.key("Enter");
    browser.wait(&format!("({SELECTED}) !== ''"));
    assert_eq!(browser.text(SELECTED), quote);
    // Tab reaches every control from the top of the page, and what has the focus shows it
    browser.js("scrollTo(0, 0); document.activeElement.blur()");
    let mut met = Vec::new();
    for _ in 0..90 {
        browser.key("Tab");
        met.push(browser.text("document.activeElement.id"));
        let seen = browser.js("document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'");
        assert_eq!(seen, json!(true), "no focus is seen on {:?}", met.last());
    }
    for id in [
        "theme",
        "print",
        "document",
        "text",
        "search",
        "f-province",
        "f-indicator",
        "f-kind",
        "f-status",
        "reset",
        "grid",
    ] {
        assert!(met.iter().any(|m| m == id), "Tab does not reach {id}: {met:?}");
    }
}

fn comparisons_and_charts(browser: &mut Browser) {
    browser.js("[...document.querySelectorAll('#panels a')].find((a) => a.textContent.includes('覆盖行业领域数')).id = 'industries'");
    browser.click("#industries");
    browser.wait("document.querySelector('.panel.on h3').textContent.includes('覆盖行业领域数')");
    let provinces =
        browser.js("[...document.querySelectorAll('.panel.on tbody th')].map((c) => c.textContent)");
    assert_eq!(provinces, json!(["山东省", "浙江省", "山西省", "福建省"]));
    browser.click(".panel.on tbody a");
    browser.wait(&format!("({SELECTED}) === '33个'"));
    assert_eq!(browser.text(MARKED), "33个");
    assert!(browser.text(DETAIL).contains("用于对比"));
    // every picture is there and drawn
    let broken = "[...document.querySelectorAll('.zoom img')].filter((i) => !i.complete || !i.naturalWidth || !i.alt).length";
    assert_eq!(browser.js(broken), json!(0));
    browser.click(".zoom");
    assert_eq!(browser.js("document.getElementById('large').open"), json!(true));
    browser.key("ArrowRight");
    browser.key("Escape");
    browser.wait("!document.getElementById('large').open");
    // every link within the page leads somewhere
    let dead = "(() => { const ids = new Set(JSON.parse(document.getElementById('data').textContent).records.columns.id.v); \
        return [...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1)).filter((h) => !ids.has(h) && !document.getElementById(h)); })()";
    assert_eq!(browser.js(dead), json!([]));
}

fn addresses(project: &Project, browser: &mut Browser) {
    let row = with_quote(project, "13.42亿元");
    open(project, browser, &row["observation_id"]);
    browser.wait(&format!("({SELECTED}) === '13.42亿元'"));
    assert_eq!(browser.text(MARKED), "13.42亿元");
    assert!(
        browser.js("document.getElementById('evidence').getBoundingClientRect().top < innerHeight / 2")
            == json!(true)
    );
    let detail = browser.text(DETAIL);
    assert!(detail.contains("1,342,000,000 元") && detail.contains("13.42亿元"), "{detail}");
    // another address while the page is open
    let other = with_quote(project, "97.7%");
    browser.js(&format!("location.hash = '{}'", other["observation_id"]));
    browser.wait(&format!("({SELECTED}) === '97.7%'"));
    browser.js("location.hash = 'o0000000000000000'");
    browser.wait("document.getElementById('live').textContent.includes('o0000000000000000')");
}

fn themes_and_print(project: &Project, browser: &mut Browser) {
    let background = "getComputedStyle(document.body).backgroundColor";
    let light = browser.text(background);
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.call("Emulation.setEmulatedMedia", dark);
    browser.wait("document.documentElement.dataset.theme === 'dark'");
    let night = browser.text(background);
    assert_ne!(night, light);
    browser.click("#theme");
    assert_eq!(browser.text(background), light);
    browser.click("#theme");
    assert_eq!(browser.text(background), night);
    // on paper: light, all comparisons, the whole text, no controls
    open(project, browser, "");
    let printed = browser.call("Page.printToPDF", json!({ "printBackground": true }));
    assert!(printed["data"].as_str().unwrap().len() > 100_000);
    assert_eq!(
        browser.js("[...document.querySelectorAll('.chunk')].every((c) => c.children.length)"),
        json!(true)
    );
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let hidden = "['theme', 'panels', 'right', 'keys'].every((id) => !document.getElementById(id).offsetParent) && \
        [...document.querySelectorAll('.panel')].every((p) => p.offsetHeight > 50)";
    assert_eq!(browser.js(hidden), json!(true));
    assert_eq!(browser.text(background), "rgb(255, 255, 255)");
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "", "features": [] }));
}

#[test]
fn a_document_is_text_and_never_markup() {
    let Some(mut browser) = Browser::start(400, 800) else { return };
    let project = Project::empty();
    project.write(
        "pipeline.toml",
        "title = \"<script>window.hacked = 0</script>试验&amp;\"\nlanguage = \"en\"\n",
    );
    let text = "关于<script>window.hacked=1</script>的报告\n\u{20bb7}林\u{20bb7}县共有7000余家企业，<img src=x onerror=\"window.hacked=2\">增长28%，第三次会议。</script><!--\n\
        福建省企业由8家增加到300家。\u{2028}\n";
    project.write("raw/a<b>.txt", text);
    project.write("raw/a<b>.txt.toml", "title = \"</script><script>window.hacked = 3</script>\"\n");
    project.write("raw/empty.txt", "没有数的文件。\n");
    project.write("raw/t.csv", "地区,地区生产总值（亿元）\n山东,<b>1</b>\n福建,20\n浙江,30\n");
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    open(&project, &mut browser, "");
    let pane = browser.text("document.getElementById('text').textContent");
    assert!(pane.contains("<script>window.hacked=1</script>") && pane.contains("onerror"), "{pane}");
    assert_eq!(browser.js("window.hacked"), Value::Null);
    assert_eq!(
        browser.js("document.querySelectorAll('#text script, #text img, h1 script').length"),
        json!(0)
    );
    assert!(browser.text("document.querySelector('h1').textContent").contains("<script>"));
    // characters of two units before a quote
    let marks = browser.js("[...document.querySelectorAll('#text .q')].map((q) => q.textContent)");
    assert_eq!(marks, json!(["7000余家", "28%", "8家", "300家"]));
    // English words, Chinese quotes; narrow, one under the other
    assert!(browser.text("document.getElementById('count').textContent").ends_with("shown"));
    assert_eq!(
        browser.js("document.documentElement.scrollWidth <= innerWidth"),
        json!(true),
        "no sideways scrolling"
    );
    browser.click("#text .q");
    browser.wait(&format!("({DETAIL}).includes('more than')"));
    assert!(browser.text(DETAIL).contains("unbounded"));
    // a document without figures, and a table
    for (name, words) in [("empty", "没有数的文件"), ("t.csv", "20")] {
        browser.js(&format!(
            "(() => {{ const s = document.getElementById('document'); const d = JSON.parse(document.getElementById('data').textContent).documents; \
             s.value = d.findIndex((x) => x.id.includes('{name}')); s.dispatchEvent(new Event('change')); }})()"
        ));
        browser.wait(&format!("document.getElementById('text').textContent.includes('{words}')"));
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn fifty_thousand_observations_are_searched() {
    let Some(mut browser) = Browser::start(1440, 900) else { return };
    let project = Project::empty();
    let mut table = String::from("地区");
    for n in 0..100 {
        table.push_str(&format!(",第{n}类试验事项（件）"));
    }
    for n in 0..500 {
        table.push_str(&format!("\n甲{n}县"));
        for m in 0..100 {
            table.push_str(&format!(",{}", 1000 + n * 100 + m));
        }
    }
    project.write("raw/t.csv", table);
    let ran = project.run(&["-q"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    open(&project, &mut browser, "");
    assert_eq!(shown(&mut browser), 50_000);
    assert_eq!(browser.js("document.querySelectorAll('#rows .row').length < 80"), json!(true));
    browser.key("/");
    browser.write("50999");
    browser.wait("document.querySelectorAll('#rows .row').length === 1");
    browser.click("#rows .row .c-quote");
    browser.wait(&format!("({MARKED}) === '50999'"));
    browser.click("#reset");
    browser.wait("document.querySelectorAll('#rows .row').length > 9");
    browser.click("[data-sort=figure]");
    browser.click("[data-sort=figure]");
    assert_eq!(column(&mut browser, "quote")[0], "50999");
    browser.js("document.getElementById('grid').focus()");
    browser.key("End");
    browser.wait("document.getElementById('rows').lastChild.textContent.includes('1000')");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
