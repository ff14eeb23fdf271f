//! Dates and periods: 2021年前三季度, 1—9月, 上半年, 截至2021年底, “十三五”期间. Bases of comparison are told apart.

mod base;

use super::mark::{self, Mark, NUMERAL, PERIOD};
use super::numeral;
use crate::model::{Part, PeriodExpr, YearRef};
use base::{base_of, dates_a_report, dates_a_source};
use rust_decimal::prelude::ToPrimitive;
use std::ops::Range;

/// A date or period in the text, by bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodHit {
    pub range: Range<usize>,
    /// None for a date that names no period (30日).
    pub expr: Option<PeriodExpr>,
    /// What a change is against: 比2020年同期, 较2019年.
    pub base: Option<String>,
    /// A date that only says until or from when (截至, 自…起) keeps its meaning as a period.
    pub target: bool,
}

/// The dates and periods of a stretch of text, in order.
pub fn find(text: &str, range: Range<usize>) -> Vec<PeriodHit> {
    let mut marks = Vec::new();
    mark::marks(text, range.clone(), &mut marks);
    find_at(text, range, &marks)
}

/// The dates and periods of a stretch of text whose marks are known.
pub fn find_at(text: &str, range: Range<usize>, marks: &[Mark]) -> Vec<PeriodHit> {
    let mut hits: Vec<PeriodHit> = Vec::new();
    let mut at = range.start;
    for mark in marks.iter().filter(|m| m.class & (NUMERAL | PERIOD) != 0) {
        if mark.at < at {
            continue;
        }
        at = mark.at;
        let previous = text[range.start..at].chars().next_back();
        match scan(text, at, range.end, previous) {
            Some((end, expr)) => {
                let end = end.min(range.end);
                let base = base_of(text, range.start, at, end, expr);
                let (mut end, base) = base.map_or((end, None), |(end, base)| (end, Some(base)));
                let mut expr = expr;
                // 2018年以来 runs up to the year that the document speaks of
                if base.is_none()
                    && (text[end..].starts_with("以来") || text[end..].starts_with("至今"))
                    && let Some(e) = expr.as_mut().filter(|e| e.part == Part::Whole && e.to.is_none())
                    && matches!(e.from, YearRef::Absolute(_))
                {
                    e.to = Some(YearRef::Relative(0));
                    end += "以来".len();
                }
                // 2022年前三季度…，2019年同期为: the same part of that year
                if base.is_none()
                    && text[end..].starts_with("同期")
                    && let Some(e) = expr.as_mut().filter(|e| e.part == Part::Whole && e.to.is_none())
                    && let Some(before) = hits.iter().rev().find_map(|h| h.expr)
                {
                    e.part = before.part;
                    end += "同期".len();
                }
                let before = &text[range.start..at];
                let until = before.ends_with('到') && !before.ends_with("达到");
                let by = text[end..].starts_with('前') && !text[end..].starts_with("前三") && expr.is_some();
                // 到24日 is no aim; 完成全年任务 says of what
                let target = (until && (expr.is_some() || text[end..].starts_with('前'))) || by;
                let whole = matches!(&text[at..end], "全年" | "年度");
                let aim =
                    whole && ["任务", "目标", "计划", "预算"].iter().any(|w| text[end..].starts_with(w));
                let expr = expr.filter(|_| !aim && !dates_a_source(before, &text[end..]));
                // 2021年10月20日电 and 2020年1月5日在…会议上 date a report
                let expr = expr.filter(|_| !(text[..end].ends_with('日') && dates_a_report(&text[end..])));
                hits.push(PeriodHit { range: at..end, expr, base, target });
                at = end;
            }
            None => at += skip(text, at, mark.c),
        }
    }
    hits
}

/// Past a character, or past the whole run of digits that starts here.
fn skip(text: &str, at: usize, c: char) -> usize {
    if c.is_ascii_digit() {
        return text[at..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.' || *b == b',').count();
    }
    if numeral::is_chinese_numeral(c) {
        return text[at..].chars().take_while(|c| numeral::is_chinese_numeral(*c)).map(char::len_utf8).sum();
    }
    c.len_utf8()
}

/// Digits of a year in Chinese.
const YEAR_DIGITS: &str = "〇零一二三四五六七八九";

/// What may stand behind the first number of a date, a time of day or a period.
const BEHIND: &[char] = &[
    '年', '月', '日', '号', '时', '点', '季', '个', '至', '到', '、', ':', '：', '.', '-', '/', '—', '–',
    '－', '~', '～',
];

/// One period at a position: its end and what it says.
fn scan(text: &str, at: usize, limit: usize, previous: Option<char>) -> Option<(usize, Option<PeriodExpr>)> {
    let rest = &text[at..limit];
    let first = rest.chars().next()?;
    let number = |c: char| c.is_ascii_digit() || c == '十' || YEAR_DIGITS.contains(c);
    if number(first) && first != '十' && !rest.trim_start_matches(number).starts_with(BEHIND) {
        return None; // 3846家
    }
    if first.is_ascii_digit() {
        return years_ago(rest, at, previous)
            .or_else(|| time_of_day(rest, at, previous))
            .or_else(|| absolute_year(text, at, limit, previous))
            .or_else(|| part_only(rest, at, previous));
    }
    if numeral::is_chinese_numeral(first) {
        return plan_period(rest, at)
            .or_else(|| years_ago(rest, at, previous))
            .or_else(|| absolute_year(text, at, limit, previous))
            .or_else(|| part_only(rest, at, previous));
    }
    match first {
        '“' => plan_period(rest, at),
        _ => relative_year(rest, at, previous).or_else(|| recent_years(rest, at)).or_else(|| {
            matches!(first, '上' | '下' | '全' | '前' | '第').then(|| part_only(rest, at, previous))?
        }),
    }
}

/// 十三五期间, “十四五”时期: the years of the plan. Without 期间 it is the name of a plan.
fn plan_period(rest: &str, at: usize) -> Option<(usize, Option<PeriodExpr>)> {
    const PLANS: &[(&str, i32)] = &[
        ("十五五", 2026),
        ("十四五", 2021),
        ("十三五", 2016),
        ("十二五", 2011),
        ("十一五", 2006),
        ("十五", 2001),
    ];
    let inner = rest.trim_start_matches('“');
    if !inner.starts_with('十') {
        return None;
    }
    let (name, first) = PLANS.iter().find(|(name, _)| inner.starts_with(name))?;
    let after = inner[name.len()..].trim_start_matches('”');
    let word = ["期间", "时期", "以来", "末"].iter().find(|w| after.starts_with(**w))?;
    let end = at + rest.len() - after.len() + word.len();
    let expr = if *word == "末" {
        PeriodExpr::year(first + 4)
    } else {
        PeriodExpr {
            from: YearRef::Absolute(*first),
            to: Some(YearRef::Absolute(first + 4)),
            part: Part::Whole,
        }
    };
    Some((end, Some(expr)))
}

/// 五年前: a year counted back from the reference year.
fn years_ago(rest: &str, at: usize, previous: Option<char>) -> Option<(usize, Option<PeriodExpr>)> {
    if previous.is_some_and(|c| c.is_ascii_alphanumeric() || numeral::is_chinese_numeral(c) || c == '第') {
        return None;
    }
    let (n, length) = small(rest)?;
    let tail = rest[length..].strip_prefix("年前")?;
    let n = i32::try_from(n).ok().filter(|n| (1..=50).contains(n))?;
    let expr = PeriodExpr { from: YearRef::Relative(-n), to: None, part: Part::Whole };
    (!tail.starts_with(['期', '三', '列', '后'])).then(|| (at + rest.len() - tail.len(), Some(expr)))
}

/// 9时30分, 15:30: no period, but no measure either.
fn time_of_day(rest: &str, at: usize, previous: Option<char>) -> Option<(usize, Option<PeriodExpr>)> {
    if previous.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '：')) {
        return None;
    }
    let hours = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..hours].parse::<u32>().ok().filter(|hour| *hour <= 24)?;
    let after = &rest[hours..];
    let minutes = |tail: &str| tail.bytes().take_while(u8::is_ascii_digit).count();
    if let Some(tail) = after.strip_prefix('时').or_else(|| after.strip_prefix('点')) {
        let digits = minutes(tail);
        let end = rest.len() - tail.len() + digits + '分'.len_utf8();
        return (digits > 0 && digits <= 2 && tail[digits..].starts_with('分')).then_some((at + end, None));
    }
    let tail = after.strip_prefix(':').or_else(|| after.strip_prefix('：'))?;
    let digits = minutes(tail);
    let clock = hours == 2 && digits == 2 && tail[..2].parse::<u32>().is_ok_and(|m| m < 60);
    let closes = !tail[digits..]
        .starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '：' | '%'));
    (clock && closes).then(|| (at + rest.len() - tail.len() + digits, None))
}

/// 去年, 今年上半年, 上年末, 本年.
fn relative_year(rest: &str, at: usize, previous: Option<char>) -> Option<(usize, Option<PeriodExpr>)> {
    const WORDS: &[(&str, i32)] = &[
        ("今年以来", 0),
        ("本年度", 0),
        ("上年度", -1),
        ("今年", 0),
        ("本年", 0),
        ("当年", 0),
        ("全年", 0),
        ("去年", -1),
        ("上年", -1),
        ("上一年", -1),
        ("前年", -2),
        ("明年", 1),
        ("年内", 0),
        ("年底", 0),
        ("年末", 0),
    ];
    let second = rest.chars().nth(1)?;
    if !matches!(second, '年' | '内' | '底' | '末' | '一' | '度') {
        return None; // 前后, 本地, 全面
    }
    let (word, offset) = WORDS.iter().find(|(w, _)| rest.starts_with(w))?;
    if matches!(*word, "年内" | "年底" | "年末")
        && previous.is_some_and(|c| c.is_ascii_digit() || numeral::is_chinese_numeral(c))
    {
        return None;
    }
    if (*word == "前年" || *word == "本年") && rest[word.len()..].starts_with(['龄', '代']) {
        return None;
    }
    let mut end = at + word.len();
    let mut part = if *word == "今年以来" { Part::SoFar } else { Part::Whole };
    if let Some((length, p)) = part_of_year(&rest[word.len()..]) {
        part = p;
        end += length;
    } else {
        end += edge(&rest[word.len()..]);
    }
    Some((end, Some(PeriodExpr { from: YearRef::Relative(*offset), to: None, part })))
}

/// 底, 末, 初 and 度 after a year.
fn edge(rest: &str) -> usize {
    ["年底", "底", "末", "初", "度"].iter().find(|e| rest.starts_with(**e)).map_or(0, |e| e.len())
}

/// 2021年…, 2018—2022年, 二〇二一年….
fn absolute_year(
    text: &str,
    at: usize,
    limit: usize,
    previous: Option<char>,
) -> Option<(usize, Option<PeriodExpr>)> {
    if previous.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '第')) {
        return None;
    }
    let (year, mut end) = year(text, at, limit)?;
    let rest = &text[end..limit];
    let mut to = None;
    if let Some((connector, second)) = ["——", "—", "–", "-", "~", "～", "至", "到", "－"]
        .iter()
        .find_map(|c| rest.strip_prefix(c).map(|_| c.len()))
        .and_then(|c| self::year(text, end + c, limit).map(|y| (c, y)))
        .or_else(|| {
            let bridged = ["年至", "年—", "年到", "年-", "年～"].iter().find(|c| rest.starts_with(**c))?;
            self::year(text, end + bridged.len(), limit).map(|y| (bridged.len(), y))
        })
        && connector > 0
    {
        to = Some(YearRef::Absolute(second.0));
        end = second.1;
    }
    let rest = &text[end..limit];
    let Some(after) = rest.strip_prefix('年') else {
        return iso_date(rest, end, year, to).or_else(|| dotted_date(rest, end, year));
    };
    if after.starts_with("代") {
        return Some((end + '年'.len_utf8() + '代'.len_utf8(), None));
    }
    end += '年'.len_utf8();
    let mut part = Part::Whole;
    if let Some((length, p)) = part_of_year(after) {
        part = p;
        end += length;
    } else {
        end += edge(after);
    }
    Some((end, Some(PeriodExpr { from: YearRef::Absolute(year), to, part })))
}

/// Four digits 1900–2100, half-width or Chinese.
fn year(text: &str, at: usize, limit: usize) -> Option<(i32, usize)> {
    let rest = &text[at..limit];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 4 {
        let year: i32 = rest[..4].parse().ok()?;
        return (1900..=2100).contains(&year).then_some((year, at + 4));
    }
    if digits > 0 {
        return None;
    }
    // 二0一0年 and 二○一〇年
    let digit = |c: char| if matches!(c, '0' | '○' | 'Ｏ') { '〇' } else { c };
    let written: String = rest.chars().take_while(|c| YEAR_DIGITS.contains(digit(*c))).collect();
    if written.chars().count() != 4 {
        return None;
    }
    let year = numeral::read_run(&written.chars().map(digit).collect::<String>())?.number.to_i32()?;
    let run = written;
    ((1900..=2100).contains(&year) && rest[run.len()..].starts_with('年')).then_some((year, at + run.len()))
}

/// 2021-06-30 and 2021/6/30.
fn iso_date(rest: &str, end: usize, year: i32, to: Option<YearRef>) -> Option<(usize, Option<PeriodExpr>)> {
    if to.is_some() {
        return Some((end, Some(PeriodExpr { from: YearRef::Absolute(year), to, part: Part::Whole })))
            .filter(|_| rest.starts_with("年"));
    }
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/'))?;
    let mut parts = rest[1..].splitn(2, separator);
    let month = parts.next()?;
    let day: String = parts.next()?.chars().take_while(char::is_ascii_digit).collect();
    let month_number: u32 = month.parse().ok().filter(|m| (1..=12).contains(m))?;
    day.parse::<u32>().ok().filter(|d| (1..=31).contains(d))?;
    let end = end + 1 + month.len() + 1 + day.len();
    let part = Part::Months(month_number, month_number);
    Some((end, Some(PeriodExpr { from: YearRef::Absolute(year), to: None, part })))
}

/// 2021.06 and 2021.6.30 as dates.
fn dotted_date(rest: &str, end: usize, year: i32) -> Option<(usize, Option<PeriodExpr>)> {
    let after = rest.strip_prefix('.')?;
    let month: String = after.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = month.parse().ok().filter(|m| (1..=12).contains(m))?;
    let mut end = end + 1 + month.len();
    let day = after[month.len()..].strip_prefix('.')?;
    let digits = day.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    end += 1 + digits;
    let part = Part::Months(number, number);
    Some((end, Some(PeriodExpr { from: YearRef::Absolute(year), to: None, part })))
}

/// A small number, half-width or Chinese: its value and length.
fn small(rest: &str) -> Option<(u32, usize)> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return (digits <= 2).then(|| rest[..digits].parse().ok().map(|n| (n, digits))).flatten();
    }
    // 三, 十, 十二, 三十, 二十一: nothing longer names a part of a year
    let digit = |c: char| match c {
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    let mut run = [' '; 4];
    let mut length = 0;
    for c in rest.chars().take_while(|c| *c == '十' || digit(*c).is_some()) {
        *run.get_mut(length)? = c;
        length += 1;
    }
    let value = match (length, run) {
        (1, ['十', ..]) => 10,
        (1, [a, ..]) => digit(a)?,
        (2, ['十', b, ..]) => 10 + digit(b)?,
        (2, [a, '十', ..]) => 10 * digit(a)?,
        (3, [a, '十', c, _]) => 10 * digit(a)? + digit(c)?,
        _ => return None,
    };
    Some((value, length * '十'.len_utf8()))
}

/// The part of a year at the start of a text: 前三季度, 第一季度, 上半年, 6月, 1—9月, 6月30日.
fn part_of_year(rest: &str) -> Option<(usize, Part)> {
    for (word, part) in
        [("上半年", Part::Months(1, 6)), ("下半年", Part::Months(7, 12)), ("全年", Part::Whole)]
    {
        if rest.starts_with(word) {
            return Some((word.len(), part));
        }
    }
    let lead = ["前", "第"].iter().find(|p| rest.starts_with(**p)).copied().unwrap_or("");
    let body = &rest[lead.len()..];
    let (first, length) = small(body)?;
    let after = &body[length..];
    if let Some(tail) = after.strip_prefix("个季度").or_else(|| after.strip_prefix("季度")) {
        if !(1..=4).contains(&first) {
            return None;
        }
        let end = rest.len() - tail.len();
        return Some((
            end,
            if lead == "前" { Part::Quarters(1, first) } else { Part::Quarters(first, first) },
        ));
    }
    if lead == "前" && (after.starts_with("个月") || after.starts_with('月')) && (1..=12).contains(&first)
    {
        let end = lead.len() + length + if after.starts_with('个') { "个月".len() } else { "月".len() };
        return Some((end, Part::Months(1, first)));
    }
    if !lead.is_empty() || !(1..=12).contains(&first) {
        return None;
    }
    let dash = ["——", "—", "–", "-", "~", "～", "至", "到", "月至", "月—", "月-", "月到", "月～"];
    if let Some((connector, (last, more))) = dash
        .iter()
        .filter(|d| after.starts_with(**d))
        .find_map(|d| small(&after[d.len()..]).map(|s| (d.len(), s)))
        && (first..=12).contains(&last)
        && after[connector + more..].starts_with('月')
    {
        let mut end = length + connector + more + "月".len();
        if rest[end..].starts_with('份') {
            end += "份".len();
        }
        return Some((end, Part::Months(first, last)));
    }
    let tail = after.strip_prefix('月')?;
    let mut end = rest.len() - tail.len();
    if let Some(more) = tail.strip_prefix('份') {
        return Some((rest.len() - more.len(), Part::Months(first, first)));
    }
    end += day(tail);
    end += ["上旬", "中旬", "下旬", "底", "末", "初"]
        .iter()
        .find(|e| rest[end..].starts_with(**e))
        .map_or(0, |e| e.len());
    Some((end, Part::Months(first, first)))
}

/// The length of a day after a month: 30日, 3日—5日, 1日至3日.
fn day(rest: &str) -> usize {
    let Some((n, length)) = small(rest).filter(|(n, _)| (1..=31).contains(n)) else { return 0 };
    let after = &rest[length..];
    let _ = n;
    if let Some(tail) = after.strip_prefix('日').or_else(|| after.strip_prefix('号')) {
        return rest.len() - tail.len();
    }
    let connector = ["—", "-", "至", "～", "、"].iter().find(|c| after.starts_with(**c));
    connector.map_or(0, |c| {
        let more = day(&after[c.len()..]);
        if more > 0 { length + c.len() + more } else { 0 }
    })
}

/// 近三年, 过去五年, 未来三年, 今后五年: years up to or after the reference year.
fn recent_years(rest: &str, at: usize) -> Option<(usize, Option<PeriodExpr>)> {
    const WORDS: &[(&str, bool)] = &[
        ("近", true),
        ("最近", true),
        ("过去", true),
        ("前", true),
        ("这", true),
        ("未来", false),
        ("今后", false),
    ];
    let (word, past) = WORDS.iter().find(|(w, _)| rest.starts_with(w))?;
    let (n, length) = small(&rest[word.len()..])?;
    let after = &rest[word.len() + length..];
    if *word == "前" && after.starts_with(['天', '日']) {
        return Some((at + word.len() + length + '天'.len_utf8(), None));
    }
    let unit = ["个月", "年", "季度"].iter().find(|u| after.starts_with(**u))?;
    if *unit != "年" || after["年".len()..].starts_with(['多', '级']) || n == 0 || n > 30 {
        return None;
    }
    let mut end = at + word.len() + length + unit.len();
    end += ["来", "间", "时间"].iter().find(|w| after["年".len()..].starts_with(**w)).map_or(0, |w| w.len());
    let n = i32::try_from(n).ok()?;
    let (from, to) = if *past { (1 - n, 0) } else { (1, n) };
    let expr =
        PeriodExpr { from: YearRef::Relative(from), to: Some(YearRef::Relative(to)), part: Part::Whole };
    Some((end, Some(expr)))
}

/// 上半年, 前三季度, 6月, 6月30日, 30日 without a year.
fn part_only(rest: &str, at: usize, previous: Option<char>) -> Option<(usize, Option<PeriodExpr>)> {
    if previous
        .is_some_and(|c| c.is_ascii_alphanumeric() || c == '.' || numeral::is_chinese_numeral(c) || c == '个')
    {
        return None;
    }
    if let Some((length, part)) = part_of_year(rest).filter(|(_, p)| *p != Part::Whole) {
        return Some((at + length, Some(PeriodExpr { from: YearRef::Unsaid, to: None, part })));
    }
    let (n, length) = small(rest)?;
    let tail = rest[length..].strip_prefix('日')?;
    if previous == Some('起') && tail.starts_with('后') {
        return None; // 自发布之日起30日后
    }
    let span = tail.starts_with(['内', '以', '之', '均', '处', '产', '前', '龄', '游', '元'])
        && !tail.starts_with("前后");
    ((1..=31).contains(&n) && !span && rest.as_bytes()[0].is_ascii_digit())
        .then_some((at + rest.len() - tail.len(), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Period;

    fn codes(text: &str) -> Vec<(String, Option<String>)> {
        let year = |y: YearRef| match y {
            YearRef::Absolute(y) => y,
            YearRef::Relative(n) => 2021 + n,
            YearRef::Unsaid => 2021,
        };
        find(text, 0..text.len())
            .into_iter()
            .map(|h| {
                let code = h
                    .expr
                    .and_then(|e| Period::resolved(year(e.from), e.to.map(year), e.part))
                    .map(|p| p.code);
                (text[h.range].to_owned(), h.base.or(code))
            })
            .collect()
    }

    #[test]
    fn periods_are_found() {
        for (text, quote, code) in [
            ("2021年前三季度，实现", "2021年前三季度", Some("2021-Q1/Q3")),
            ("1—9月完成", "1—9月", Some("2021-01/09")),
            ("上半年", "上半年", Some("2021-01/06")),
            ("截至2021年底", "2021年底", Some("2021")),
            ("截至2021年6月30日", "2021年6月30日", Some("2021-06")),
            ("“十三五”期间", "“十三五”期间", Some("2016/2020")),
            ("2018—2022年", "2018—2022年", Some("2018/2022")),
            ("2018年至2022年", "2018年至2022年", Some("2018/2022")),
            ("近三年", "近三年", Some("2019/2021")),
            ("全年共", "全年", Some("2021")),
            ("比2020年同期增长", "2020年同期", Some("2020同期")),
            ("较上年末增加", "上年末", Some("上年末")),
            ("二〇二二年", "二〇二二年", Some("2022")),
            ("第一季度", "第一季度", Some("2021-Q1")),
            ("6月30日前", "6月30日", Some("2021-06")),
        ] {
            assert_eq!(codes(text), [(quote.to_owned(), code.map(str::to_owned))], "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_dates_are_left() {
        for text in ["2021家企业", "用了3个月", "第21届", "1200余家", "50日内", "10多年"] {
            assert_eq!(codes(text), [], "{text}");
        }
    }
}
