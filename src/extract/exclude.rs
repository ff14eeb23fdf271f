//! Why a numeral is no measure: one small rule after another, in order; the first that holds decides.

use super::numeral::{Numeral, is_chinese_numeral};
use super::quantity::Found;
use super::site::Site;
use crate::model::{Dimension, LedgerReason, Qualifier};
use rust_decimal::Decimal;
use std::ops::Range;

/// The reason, the bytes it covers and the row or rule that decided.
pub struct Excluded {
    pub reason: LedgerReason,
    pub range: Range<usize>,
    pub rule: String,
}

/// No code is longer than this many characters.
const LONGEST_CODE: usize = 64;

type Rule = fn(&Site, &Numeral) -> Option<Excluded>;

/// Rules that come before a quantity is tried.
const BEFORE: &[Rule] = &[
    phrase,
    denominator,
    place_name,
    date,
    heading_number,
    book_title,
    guard_before,
    code,
    guard_after,
    plan_years,
    quoted,
    indefinite,
];

/// What says that a numeral is no measure, before its unit is looked at.
pub fn excluded(site: &Site, numeral: &Numeral) -> Option<Excluded> {
    BEFORE.iter().find_map(|rule| rule(site, numeral))
}

/// What remains when no unit made it a measure.
pub fn leftover(site: &Site, numeral: &Numeral) -> Excluded {
    let range = numeral.start..numeral.end;
    let rule = |reason, rule: &str| Excluded { reason, range: range.clone(), rule: rule.into() };
    if site.quote_at(numeral.start).is_some() {
        return rule(LedgerReason::Label, "rule:quoted");
    }
    if numeral.arabic {
        return rule(LedgerReason::Unknown, "rule:no_unit");
    }
    let single = site.text[range.clone()].chars().count() == 1;
    rule(if single { LedgerReason::Lexical } else { LedgerReason::Unknown }, "rule:no_unit")
}

fn found(reason: LedgerReason, range: Range<usize>, rule: impl Into<String>) -> Option<Excluded> {
    Some(Excluded { reason, range, rule: rule.into() })
}

/// A phrase of the list that covers the whole numeral.
fn phrase(site: &Site, n: &Numeral) -> Option<Excluded> {
    let run = run(site.text, n);
    let hit = site.phrases.iter().find(|h| h.start <= run.start && run.end <= h.end)?;
    // 3.15万吨 is no day of consumers
    let counts = |rest: &str| {
        rest.starts_with(['万', '亿', '千', '百', '%'])
            || site.lists.units.match_at(rest, true).is_some_and(|u| !u.noun)
    };
    if hit.phrase.ends_with(|c: char| c.is_ascii_digit()) && counts(&site.text[hit.end..]) {
        return None;
    }
    // 每季度一次 counts, and “一次认证、多国证书” is a slogan
    if hit.reason == LedgerReason::Indefinite
        && (site.per_before(n.start) || site.quote_at(n.start).is_some())
    {
        return None;
    }
    found(hit.reason, hit.start..hit.end, format!("phrase:{}", hit.phrase))
}

/// The whole run of numeral characters around a numeral.
fn run(text: &str, n: &Numeral) -> Range<usize> {
    if n.arabic {
        return n.start..n.digits_end;
    }
    let start = text[..n.start]
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_chinese_numeral(*c))
        .last()
        .map_or(n.start, |(i, _)| i);
    let end = text[n.start..].find(|c| !is_chinese_numeral(c)).map_or(text.len(), |i| n.start + i);
    start..end
}

/// 每千人, 每10万人口: what a figure is per.
fn denominator(site: &Site, n: &Numeral) -> Option<Excluded> {
    if !site.text[site.sentence.start..n.start].ends_with('每') {
        return None;
    }
    let unit = site.lists.units.match_at(&site.text[n.end..], true)?;
    let large = n.reading.as_ref().is_some_and(|r| r.number > Decimal::ONE || r.scale > 0);
    let time = unit.unit.dimension == Dimension::Time;
    (large && !time)
        .then(|| found(LedgerReason::Lexical, n.start..n.end + unit.length, "rule:denominator"))
        .flatten()
}

/// The name of an area: 三明, 九江.
fn place_name(site: &Site, n: &Numeral) -> Option<Excluded> {
    let hit = site.areas.iter().find(|h| h.start <= n.start && n.digits_end <= h.end)?;
    found(LedgerReason::PlaceName, hit.start..hit.end, format!("area:{}", &site.text[hit.start..hit.end]))
}

fn date(site: &Site, n: &Numeral) -> Option<Excluded> {
    let hit = site.periods.iter().find(|h| h.range.start <= n.start && n.start < h.range.end)?;
    found(LedgerReason::Date, hit.range.clone(), "rule:date")
}

/// 一、 （一） 1. （1） ① at the start of a line or clause; 一是, 二是.
fn heading_number(site: &Site, n: &Numeral) -> Option<Excluded> {
    let (before, after) = (&site.text[..n.start], &site.text[n.digits_end..]);
    let line_start = before.is_empty() || before.ends_with(['\n', '#', ' ']);
    if line_start
        && n.arabic
        && let Some(end) = section_number(site, n.start)
    {
        return found(LedgerReason::HeadingNumber, n.start..end, "rule:heading_number");
    }
    let opens = |b: &str| b.is_empty() || b.ends_with(['\n', '。', '；', '：', '，', ' ']);
    if let Some(outer) = before.strip_suffix(['（', '(']) {
        let closes = after.starts_with(['）', ')']);
        if closes && n.digits_end - n.start <= 9 && opens(outer) {
            return found(
                LedgerReason::HeadingNumber,
                n.start - '（'.len_utf8().min(before.len() - outer.len())
                    ..n.digits_end + after.chars().next().map_or(0, char::len_utf8),
                "rule:heading_number",
            );
        }
    }
    let short = n.digits_end - n.start <= 9;
    if line_start && short {
        let mark = after.chars().next().filter(|c| matches!(c, '、' | '．' | '.' | ')' | '）'));
        let decimal = n.arabic && mark == Some('.') && after[1..].starts_with(|c: char| c.is_ascii_digit());
        if let Some(c) = mark.filter(|_| !decimal) {
            return found(
                LedgerReason::HeadingNumber,
                n.start..n.digits_end + c.len_utf8(),
                "rule:heading_number",
            );
        }
    }
    let enclosed =
        n.reading.is_none() && n.arabic && !site.text[n.start..].starts_with(|c: char| c.is_ascii());
    if enclosed {
        return found(LedgerReason::HeadingNumber, n.start..n.end, "rule:heading_number");
    }
    let counted = !n.arabic && n.digits_end - n.start <= 6 && after.starts_with(['是', '要', '则']);
    if counted && opens(before) && !after.starts_with("是一") {
        return found(
            LedgerReason::HeadingNumber,
            n.start..n.digits_end + '是'.len_utf8(),
            "rule:enumeration",
        );
    }
    None
}

/// 1.2.3 and 2.1 where a line starts and no unit but at most a noun follows: where it ends.
fn section_number(site: &Site, start: usize) -> Option<usize> {
    let text = &site.text[start..];
    let length = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let token = text[..length].trim_end_matches('.');
    let parts: Vec<&str> = token.split('.').collect();
    if parts.len() < 2 || parts.iter().any(|p| p.is_empty() || p.len() > 2) {
        return None;
    }
    let rest = text[length..].trim_start();
    let counted = site.lists.units.match_at(rest, true).is_some_and(|u| !u.noun);
    let noun = rest.starts_with(|c: char| c.is_alphabetic());
    let exponent = rest.starts_with(['万', '亿', '千', '百', '%']);
    (parts.len() > 2 || (noun && !counted && !exponent)).then_some(start + length)
}

/// Inside 《》: the title of a plan, a document, a standard.
fn book_title(site: &Site, n: &Numeral) -> Option<Excluded> {
    let before = &site.text[site.sentence.start..n.start];
    let open = before.rfind('《').map(|i| site.sentence.start + i)?;
    if site.text[open..n.start].contains('》') {
        return None;
    }
    let close = site.text[n.start..].find('》').map(|i| n.start + i + '》'.len_utf8())?;
    (close <= site.sentence.end.max(n.end) + 3).then_some(())?;
    found(LedgerReason::PlanName, n.start..n.end.min(close), "rule:book_title")
}

/// 第, 电话, GB/T before the number.
fn guard_before(site: &Site, n: &Numeral) -> Option<Excluded> {
    let before = site.text[site.sentence.start..n.start].trim_end_matches([' ', '：', ':', '（', '(']);
    let spaced = before.len() < n.start - site.sentence.start;
    let (length, reason) = site.lists.guards.before(before, !n.arabic)?;
    if spaced && matches!(reason, LedgerReason::Ordinal | LedgerReason::HeadingNumber) {
        return None;
    }
    let mut end = n.end.min(n.digits_end.max(n.start));
    if matches!(reason, LedgerReason::Phone | LedgerReason::StandardNumber | LedgerReason::Code) {
        end = token_end(site.text, n.start);
    } else if reason == LedgerReason::Ordinal {
        end = ordinal_end(site, n);
    }
    let start = site.sentence.start + before.len() - length;
    let start = if spaced { n.start } else { start };
    found(reason, start..end, format!("guard:{}", &before[before.len() - length..]))
}

/// 第21届, 第三方: the ordinal with what it counts off.
fn ordinal_end(site: &Site, n: &Numeral) -> usize {
    let rest = &site.text[n.end..];
    if let Some((length, _)) =
        site.lists.guards.after(&site.text[site.sentence.start..n.start], rest, !n.arabic)
    {
        return n.end + length;
    }
    site.lists.units.match_at(rest, true).filter(|u| !u.noun).map_or(n.end, |u| n.end + u.length)
}

/// The end of a run of letters, digits and the signs of codes.
fn token_end(text: &str, start: usize) -> usize {
    let in_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '—' | '–' | ':' | '_');
    let mut end = start;
    for c in text[start..].chars().take(LONGEST_CODE).take_while(|c| in_code(*c)) {
        end += c.len_utf8();
    }
    end
}

/// 〔2021〕12号, ISO9001, 0571-87654321, 5G, 1:3.
fn code(site: &Site, n: &Numeral) -> Option<Excluded> {
    if !n.arabic {
        return None;
    }
    let (before, after) = (&site.text[site.sentence.start..n.start], &site.text[n.digits_end..]);
    if before.ends_with(['〔', '［', '[', '【']) && after.starts_with(['〕', '］', ']', '】']) {
        let close = after.chars().next().map_or(0, char::len_utf8);
        return found(LedgerReason::DocumentNumber, n.start..n.digits_end + close, "rule:document_number");
    }
    if before.ends_with(['〕', '］', ']', '】']) && after.starts_with('号') {
        return found(
            LedgerReason::DocumentNumber,
            n.start..n.digits_end + '号'.len_utf8(),
            "rule:document_number",
        );
    }
    let end = token_end(site.text, n.start);
    let token = &site.text[n.start..end];
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let measured = site.lists.units.match_at(after, true).is_some();
    if is_phone(token) && !measured {
        return found(LedgerReason::Phone, n.start..end, "rule:phone");
    }
    let last = before.chars().next_back();
    let word = before
        .rsplit(|c: char| !c.is_ascii_alphabetic() && c != '/' && c != '-' && c != ' ')
        .next()
        .unwrap_or("");
    let lettered = last.is_some_and(|c| c.is_ascii_alphabetic())
        || (matches!(last, Some('-' | '.' | '/' | '_' | ' ')) && word.trim().len() >= 2);
    if lettered && !word.trim_end().ends_with("RMB") {
        let standard = word.trim().chars().filter(char::is_ascii_uppercase).count() >= 2 && digits >= 4;
        let reason = if standard { LedgerReason::StandardNumber } else { LedgerReason::Code };
        return found(reason, n.start..end, "rule:letters_before");
    }
    if before.ends_with(['-', '—', '–'])
        && before.trim_end_matches(['-', '—', '–']).ends_with(|c: char| c.is_ascii_digit())
        && digits >= 4
    {
        // the second half of GB/T 19001-2016 or of a phone
        let head = before
            .trim_end_matches(['-', '—', '–'])
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        if head.ends_with(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '/') {
            return found(LedgerReason::StandardNumber, n.start..n.digits_end, "rule:standard_number");
        }
    }
    if let Some(c) = after.chars().next()
        && matches!(c, ':' | '：' | '×' | '*' | '+')
        && after[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'N' | 'X'))
    {
        return found(LedgerReason::Label, n.start..n.digits_end, "rule:formula");
    }
    if let Some(operand) = before.strip_suffix([':', '×', '*', '+'])
        && operand.ends_with(|c: char| c.is_ascii_alphanumeric())
    {
        return found(LedgerReason::Label, n.start..n.digits_end, "rule:formula");
    }
    let rest = after.chars().next();
    if rest.is_some_and(|c| c.is_ascii_alphabetic()) && site.lists.units.match_at(after, true).is_none() {
        return found(LedgerReason::Code, n.start..end, "rule:letters_after");
    }
    if digits >= 8 && digits == token.len() && !measured {
        return found(LedgerReason::Code, n.start..end, "rule:long_number");
    }
    None
}

/// Area code and number, or a mobile number.
fn is_phone(token: &str) -> bool {
    let digits: String = token.chars().filter(char::is_ascii_digit).collect();
    let only = token.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '—' | '–'));
    let mobile = digits.len() == 11
        && digits.starts_with('1')
        && !digits.starts_with("10")
        && digits.len() == token.len();
    let split = token.find(['-', '—', '–']);
    let landline = digits.starts_with('0')
        && split.is_some_and(|i| (3..=4).contains(&i))
        && (10..=12).contains(&digits.len());
    let service =
        (digits.starts_with("400") || digits.starts_with("800")) && digits.len() == 10 && split == Some(3);
    only && (mobile || landline || service)
}

/// 号, 级, 届 behind the number.
fn guard_after(site: &Site, n: &Numeral) -> Option<Excluded> {
    let rest = &site.text[n.end..];
    let (length, reason) =
        site.lists.guards.after(&site.text[site.sentence.start..n.start], rest, !n.arabic)?;
    let word = &rest[..length];
    // 100级台阶 has no reader; 500强 and 千亿级 do. 20个以上 never gets here.
    let longer = site.lists.units.match_at(rest, n.arabic).is_some_and(|u| u.length > length && !u.noun);
    (!longer).then(|| found(reason, n.start..n.end + length, format!("guard:{word}"))).flatten()
}

/// 五年发展规划, 三年行动计划: years in the name of a plan.
fn plan_years(site: &Site, n: &Numeral) -> Option<Excluded> {
    let after = site.text[n.end..].strip_prefix('年')?;
    let stop = after.find(['，', '。', '；', '、', '+', '”', '》']).unwrap_or(after.len());
    let near: String = after[..stop].chars().take(8).collect();
    let plan = site.lists.words.names_a_plan(&near);
    let spent = near.starts_with(['来', '内', '以', '多']) || near.starts_with("时间");
    (plan && !spent)
        .then(|| found(LedgerReason::PlanName, n.start..n.end + '年'.len_utf8(), "rule:plan_years"))
        .flatten()
}

/// In quotes: a label, or a slogan where it reads as a sentence. What is long enough to be speech is read on where
/// the number has a unit and is no small one.
fn quoted(site: &Site, n: &Numeral) -> Option<Excluded> {
    let (open, close) = site.quote_at(n.start)?;
    let inside = &site.text[open..close];
    let length = inside.chars().count();
    let reading = n.reading.as_ref();
    let large = reading.is_some_and(|r| n.arabic || r.scale > 0 || r.number >= Decimal::TEN);
    let measured = large && site.lists.units.match_at(&site.text[n.end..], true).is_some();
    if length > 18 || (measured && length > 10) {
        return None;
    }
    let slogan = inside.contains(['、', '，', '；']) || length > 8;
    let reason = if slogan { LedgerReason::Slogan } else { LedgerReason::Label };
    found(reason, n.start..n.end.min(close), "rule:quoted")
}

/// 一 before a measure word counts nothing, except a unit of 每.
fn indefinite(site: &Site, n: &Numeral) -> Option<Excluded> {
    if n.arabic || site.text[n.start..n.end] != *"一" {
        return None;
    }
    if site.per_before(n.start) {
        return None;
    }
    let unit = site.lists.units.match_at(&site.text[n.end..], false)?;
    let bounded =
        site.lists.cues.qualifier_after(&site.text[n.end + unit.length..]).is_some_and(|(l, _)| l > 3);
    let relative = matches!(unit.unit.dimension, Dimension::Ratio | Dimension::Points);
    // 一年半 is a length of time
    let half = unit.unit.dimension == Dimension::Time && site.text[n.end + unit.length..].starts_with('半');
    (!bounded && !relative && !half)
        .then(|| found(LedgerReason::Indefinite, n.start..n.end + unit.length, "rule:indefinite"))
        .flatten()
}

/// 60岁及以上人口, 0—14岁: the bound of a group, not an age that was measured.
pub fn age_group(site: &Site, f: &Found) -> Option<Excluded> {
    if f.quantity.unit.as_deref() != Some("岁") {
        return None;
    }
    let bounded = !matches!(f.quantity.qualifier, Qualifier::Exact | Qualifier::Approx);
    let clause = site.clauses.get(site.clause_at(f.start)).map_or(site.sentence.start, |c| c.range.start);
    let measured = site.lists.words.measures_age(&site.text[clause.min(f.start)..f.start]);
    (bounded && !measured).then(|| found(LedgerReason::Label, f.start..f.end, "rule:age_group")).flatten()
}
