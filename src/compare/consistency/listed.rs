//! Items that a sentence lists (《…》, “…”, a、b、c) against the count that it states for them.

use super::Corpus;
use crate::model::{Consistency, Dimension, Kind, Observation, Verdict};
use crate::say::Say;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::cmp::Ordering;

/// The name of this check.
const RULE: &str = "listed_items";
/// How far 等 may stand from its number, in characters (等执行标准4本).
const GAP: usize = 10;
const BREAKS: [char; 6] = ['，', '。', '；', '：', '！', '？'];

/// The check for every count that closes a list.
pub fn check(corpus: &Corpus<'_>) -> Vec<Consistency> {
    (0..corpus.observations.len()).filter_map(|i| of(corpus, i)).collect()
}

fn of(corpus: &Corpus<'_>, i: usize) -> Option<Consistency> {
    let o = &corpus.observations[i];
    let q = &o.quantity;
    let plain =
        q.dimension == Dimension::Count && o.kind == Kind::Level && q.low == q.high && q.unit_mult == 0;
    let stated = q.value.filter(|v| plain && *v < Decimal::ONE_THOUSAND)?.to_u32()?;
    let (before, after) = corpus.around(i)?;
    let (items, open) = list(before, after)?;
    let (n, quote, zh) = (items.len(), o.said(), corpus.lookup.say.zh);
    let (result, explanation) = match items.len().cmp(&(stated as usize)) {
        Ordering::Greater if zh => (Verdict::Flag, format!("列出{n}项，多于所写的{quote}")),
        Ordering::Greater => (Verdict::Flag, format!("{n} items listed, more than the stated {quote}")),
        Ordering::Equal if zh => (Verdict::Pass, format!("恰列出{n}项")),
        Ordering::Equal => (Verdict::Pass, format!("exactly {n} items listed")),
        Ordering::Less if open && zh => (Verdict::Pass, format!("列出{n}项，其余以“等”概括")),
        Ordering::Less if open => (Verdict::Pass, format!("{n} items listed, the others not named")),
        Ordering::Less if zh => (Verdict::Flag, format!("只列出{n}项，少于所写的{quote}")),
        Ordering::Less => (Verdict::Flag, format!("only {n} items listed, fewer than the stated {quote}")),
    };
    Some(finding(o, &items, result, explanation, &corpus.lookup.say))
}

fn finding(
    o: &Observation,
    items: &[&str],
    result: Verdict,
    explanation: String,
    say: &Say<'_>,
) -> Consistency {
    let names: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
    Consistency {
        check_id: crate::compare::id('k', RULE, std::slice::from_ref(&o.observation_id)),
        rule: RULE.into(),
        label: say.pick("列举与所写件数", "Items listed and their stated count").into(),
        inputs: vec![o.observation_id.clone()],
        stated: o.said().into_owned(),
        recomputed: format!("{}{}{}", items.len(), say.pick("项：", ": "), say.join(&names)),
        result,
        explanation,
    }
}

/// The items before a number and whether 等 leaves the list open.
fn list<'a>(before: &'a str, after: &str) -> Option<(Vec<&'a str>, bool)> {
    let Some((list, gap)) = before.rsplit_once('等') else {
        // Without 等 only titles that stand right before the number are a list.
        let titles = titles(clause(before));
        return (titles.len() > 1 && before.ends_with('》')).then_some((titles, false));
    };
    // 等 and the number enclose nothing (等13项), or the noun that the number closes (等执行标准4本。).
    let closes = after.is_empty() || after.starts_with(BREAKS);
    let near = gap.is_empty() || (closes && gap.chars().count() <= GAP && !gap.contains(BREAKS));
    near.then_some(())?;
    let clause = clause(list);
    let titles = titles(clause);
    if !titles.is_empty() {
        return Some((titles, true));
    }
    let items: Vec<&str> = split(clause, '、');
    if items.len() > 1 {
        return Some((items, true));
    }
    let quoted = enclosed(clause, '“', '”');
    (quoted.len() > 1 && clause.ends_with('”')).then_some((quoted, true))
}

/// The text after the last break that stands in no title or quotation.
fn clause(text: &str) -> &str {
    let start =
        outside(text).filter(|(_, c)| BREAKS.contains(c)).last().map_or(0, |(at, c)| at + c.len_utf8());
    &text[start..]
}

fn split(text: &str, mark: char) -> Vec<&str> {
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, c) in outside(text).filter(|(_, c)| *c == mark) {
        parts.push(&text[from..at]);
        from = at + c.len_utf8();
    }
    parts.push(&text[from..]);
    parts
}

fn titles(text: &str) -> Vec<&str> {
    enclosed(text, '《', '》')
}

/// What stands between the outermost marks, marks included.
fn enclosed(text: &str, open: char, close: char) -> Vec<&str> {
    let (mut depth, mut from, mut found) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        if c == open {
            if depth == 0 {
                from = at;
            }
            depth += 1;
        } else if c == close && depth > 0 {
            depth -= 1;
            if depth == 0 {
                found.push(&text[from..at + c.len_utf8()]);
            }
        }
    }
    found
}

/// Characters outside of 《》, “” and （）.
fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0i32;
    text.char_indices().filter(move |(_, c)| {
        match c {
            '《' | '“' | '（' => depth += 1,
            '》' | '”' | '）' => depth -= 1,
            _ => return depth <= 0,
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::list;

    fn count(before: &str, after: &str) -> Option<(usize, bool)> {
        list(before, after).map(|(items, open)| (items.len(), open))
    }

    #[test]
    fn lists_end_at_their_number() {
        assert_eq!(count("编写《甲》、《乙、丙》等执行标准", "。"), Some((2, true)));
        assert_eq!(count("上线“甲”“乙”等", "个系统"), Some((2, true)));
        assert_eq!(count("与甲会、乙会、丙会等", "家协会"), Some((3, true)));
        assert_eq!(count("发布《甲》《乙》", "项标准"), Some((2, false)));
        assert_eq!(count("在甲、乙等行业选取", "企业"), None);
        assert_eq!(count("培育企业", "。"), None);
    }
}
