//! Shares of a whole written as a proportion: 三次产业结构由7.9:44.3:47.8调整为7.6:44.8:47.6.

use super::change::Movement;
use super::numeral::Numeral;
use super::quantity::Found;
use super::site::Site;
use crate::model::{Dimension, Kind, Qualifier, Quantity};
use rust_decimal::Decimal;
use std::ops::Range;

/// The rule of such a share.
pub const RULE: &str = "rule:composition";
/// Signs between the parts.
const SIGNS: [char; 5] = [':', '：', '∶', '﹕', '︰'];
/// A proportion has so many parts at least: a:b compares two things, or tells the time.
const LEAST: usize = 3;

/// The share that a number of a proportion is: three parts or more that make 100 as far as their digits go, of
/// something that is a structure.
pub fn read(site: &Site, n: &Numeral) -> Option<Found> {
    let beside = |c: Option<char>| c.is_some_and(|c| SIGNS.contains(&c));
    let text = site.text;
    if !beside(text[n.digits_end..].chars().next()) && !beside(text[..n.start].chars().next_back()) {
        return None;
    }
    let reading =
        n.reading.as_ref().filter(|r| n.arabic && r.scale == 0 && !r.percent && r.upper.is_none())?;
    divided(site, around(site, n)?[0].0)?;
    let quantity = Quantity::worded(reading.number, 0, Qualifier::Exact, Some("%".into()), Dimension::Ratio);
    Some(Found {
        start: n.start,
        end: n.digits_end,
        numeral_start: n.start,
        numeral_end: n.digits_end,
        quantity,
        rule: RULE.into(),
        doubling: false,
        bound_carried: false,
    })
}

/// A number of a sentence as a member of a proportion; most are none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Member<'a> {
    /// It goes on with the proportion of the number before it.
    pub follows: bool,
    /// The part of the whole that it is the share of, where the parts have names.
    pub part: Option<&'a str>,
}

/// The numbers of a sentence as members of proportions; empty where it has none. What holds for the first part of a
/// proportion holds for all, and no part says which way it moves; 由…调整为…: the proportion before one that something
/// came to is where it came from.
pub fn carry<'a>(site: &Site<'a>, found: &[Found], movements: &mut [Movement]) -> Vec<Member<'a>> {
    if !found.iter().any(is_share) {
        return Vec::new();
    }
    let mut members = vec![Member::default(); found.len()];
    let mut before: Option<Range<usize>> = None;
    let mut i = 0;
    while i < found.len() {
        let end = i + 1 + (i + 1..found.len()).take_while(|at| joined(site, found, *at)).count();
        if end - i >= LEAST {
            if movements[i].kind == Kind::To
                && let Some(from) = before.filter(|b| b.end == i && b.len() == end - i)
            {
                movements[from].iter_mut().for_each(|m| m.kind = Kind::From);
            }
            let (kind, base) = (movements[i].kind, movements[i].base.clone());
            for movement in &mut movements[i..end] {
                (movement.kind, movement.direction) = (kind, None);
                movement.base.clone_from(&base);
            }
            let names = divided(site, found[i].start).filter(|names| names.len() == end - i).unwrap_or(&[]);
            for (n, member) in members[i..end].iter_mut().enumerate() {
                *member = Member { follows: n > 0, part: names.get(n).map(String::as_str) };
            }
            before = Some(i..end);
        }
        i = end;
    }
    members
}

/// The names of the parts of what the clause before a proportion says is divided; null where it says so of nothing.
fn divided<'a>(site: &Site<'a>, start: usize) -> Option<&'a [String]> {
    let clause = site.clauses.get(site.clause_at(start)).map_or(site.sentence.start, |c| c.range.start);
    site.lists.words.proportion(&site.text[clause.min(start)..start])
}

/// Whether a share goes on with the proportion of the number before it.
fn joined(site: &Site, found: &[Found], i: usize) -> bool {
    let Some(before) = i.checked_sub(1).map(|at| &found[at]) else { return false };
    let mut between = site.text[before.end..found[i].start].chars();
    is_share(before)
        && is_share(&found[i])
        && between.next().is_some_and(|c| SIGNS.contains(&c))
        && between.next().is_none()
}

fn is_share(f: &Found) -> bool {
    f.rule.starts_with(RULE)
}

/// The parts of the proportion that a number stands in, by bytes.
fn around(site: &Site, n: &Numeral) -> Option<Vec<(usize, usize)>> {
    let text = site.text;
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let mut parts = vec![(n.start, n.digits_end)];
    while let Some(rest) = text[site.sentence.start..parts[0].0].strip_suffix(SIGNS) {
        let start = rest.trim_end_matches(digits).len();
        if start == rest.len() {
            break;
        }
        parts.insert(0, (site.sentence.start + start, site.sentence.start + rest.len()));
    }
    while let Some(rest) = text[parts[parts.len() - 1].1..site.sentence.end].strip_prefix(SIGNS) {
        let length = rest.len() - rest.trim_start_matches(digits).len();
        if length == 0 {
            break;
        }
        let start = site.sentence.end - rest.len();
        parts.push((start, start + length));
    }
    if parts.len() < LEAST {
        return None;
    }
    let numbers: Vec<Decimal> =
        parts.iter().map(|(start, end)| text[*start..*end].parse().ok()).collect::<Option<_>>()?;
    let sum: Decimal = numbers.iter().sum();
    let scale = numbers.iter().map(Decimal::scale).max()?;
    let rounding = Decimal::new(parts.len() as i64 * 5, scale + 1);
    ((sum - Decimal::ONE_HUNDRED).abs() <= rounding).then_some(parts)
}

#[cfg(test)]
mod tests {
    use crate::codelist::Codelists;
    use crate::model::Kind;
    use crate::{extract, ingest};

    fn shares(text: &str) -> Vec<(String, Kind, Option<String>)> {
        let lists = Codelists::load(None).unwrap();
        let found =
            extract::extract(&ingest::document_of_text("t", text.to_owned(), &lists), &lists).mentions;
        found.into_iter().map(|m| (m.quote, m.kind, m.industry)).collect()
    }

    #[test]
    fn proportions_that_make_a_whole_are_shares() {
        let part = |quote: &str, kind, name: &str| (quote.to_owned(), kind, Some(name.to_owned()));
        assert_eq!(
            shares("三次产业结构由上年的7.9:44.3:47.8调整为7.6：44.8：47.6。"),
            [
                part("7.9", Kind::From, "第一产业"),
                part("44.3", Kind::From, "第二产业"),
                part("47.8", Kind::From, "第三产业"),
                part("7.6", Kind::To, "第一产业"),
                part("44.8", Kind::To, "第二产业"),
                part("47.6", Kind::To, "第三产业"),
            ]
        );
        let plain = shares("能源消费构成为55∶30∶15。");
        assert!(
            plain.len() == 3 && plain.iter().all(|(_, kind, name)| *kind == Kind::Share && name.is_none())
        );
        // two parts, a sum that is no whole, and no structure
        assert!(shares("水泥与砂的比例为1:3。").is_empty());
        assert!(shares("三者比例为5:3:1。").is_empty());
        assert!(shares("会议于10:30:60开始。").is_empty());
    }
}
