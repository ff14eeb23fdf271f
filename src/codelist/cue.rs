//! Cue words: qualifiers, changes, shares, bases, targets, scopes.

use super::Row;
use super::affix::Affixes;
use crate::error::Error;
use crate::model::{PlaceLevel, Qualifier};

/// What a change word says of the number it governs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeWord {
    Up,
    Down,
    UpNear,
    DownNear,
    ToUp,
    ToDown,
    To,
    GrowthUp,
    GrowthDown,
    At,
    Level,
}

/// How far a target word reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetReach {
    Clause,
    Onward,
    Part,
    /// Like `Part`, where the word is a verb.
    Verb,
    Before,
}

/// The whole of an area: 全省, 全市.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Level(PlaceLevel),
    /// 全市: a prefecture, or a municipality that is a province, or a county-level city.
    City,
    /// 全区: an autonomous region, or a district.
    Region,
}

/// What a cue word does.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    Change(ChangeWord),
    From,
    Share,
    Base(String),
    Target(TargetReach),
    Done,
    Scope(Scope),
}

/// A cue in a text, by bytes.
#[derive(Debug, Clone, Copy)]
pub struct CueHit<'a> {
    pub start: usize,
    pub end: usize,
    pub cue: &'a str,
    pub role: &'a Role,
}

/// The rows of `cue.csv`.
pub struct CueList {
    /// Roles of each pattern; empty for a word that only looks like a cue.
    patterns: Vec<(String, Vec<Role>)>,
    before: Affixes<Option<Qualifier>>,
    /// Qualifiers that bound a number from outside its quote: 最高.
    outside: Vec<String>,
    after: Affixes<Qualifier>,
    after_time: Affixes<Qualifier>,
    inner: Vec<(char, Qualifier)>,
}

/// Rows sorted out by where they stand beside a number.
#[derive(Default)]
struct Beside {
    outside: Vec<String>,
    before: Vec<(String, Option<Qualifier>)>,
    after: Vec<(String, Qualifier)>,
    after_time: Vec<(String, Qualifier)>,
    inner: Vec<(char, Qualifier)>,
}

impl CueList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        let mut patterns: Vec<(String, Vec<Role>)> = Vec::new();
        let mut beside = Beside::default();
        for row in rows {
            add(row, &mut patterns, &mut beside)?;
        }
        inherit(&mut patterns);
        Ok(Self {
            patterns,
            before: Affixes::suffixes(beside.before),
            outside: beside.outside,
            after: Affixes::prefixes(beside.after),
            after_time: Affixes::prefixes(beside.after_time),
            inner: beside.inner,
        })
    }

    /// The cues, by position.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|(cue, _)| cue.as_str())
    }

    /// The hits of a cue, one for each of its roles.
    pub(super) fn hits(&self, word: u32, start: usize, end: usize) -> impl Iterator<Item = CueHit<'_>> {
        let (cue, roles) = &self.patterns[word as usize];
        roles.iter().map(move |role| CueHit { start, end, cue, role })
    }

    /// The longest qualifier that ends where `before` ends: its length in bytes and what it says.
    pub fn qualifier_before(&self, before: &str) -> Option<(usize, Qualifier)> {
        self.before.at_end(before).next().and_then(|(cue, q)| q.map(|q| (cue.len(), q)))
    }

    /// Whether a qualifier before a number is no part of its quote: 最高200万元.
    pub fn stays_outside(&self, cue: &str) -> bool {
        self.outside.iter().any(|o| o == cue)
    }

    /// The longest qualifier at the start of `after`: its length in bytes and what it says.
    pub fn qualifier_after(&self, after: &str) -> Option<(usize, Qualifier)> {
        self.after.at_start(after).next().map(|(cue, q)| (cue.len(), *q))
    }

    /// 内 after a time span.
    pub fn qualifier_after_time(&self, after: &str) -> Option<(usize, Qualifier)> {
        self.after_time.at_start(after).next().map(|(cue, q)| (cue.len(), *q))
    }

    /// 余, 多, 几, 来 between the digits and what follows.
    pub fn qualifier_inner(&self, c: char) -> Option<Qualifier> {
        self.inner.iter().rev().find(|(i, _)| *i == c).map(|(_, q)| *q)
    }
}

fn add(row: &Row, patterns: &mut Vec<(String, Vec<Role>)>, beside: &mut Beside) -> Result<(), Error> {
    let (cue, role, value) = (row.cell(0), row.cell(1), row.cell(2));
    if cue.is_empty() {
        return Err(row.error("the cue is empty"));
    }
    let qualifier = || Qualifier::parse(value).ok_or_else(|| row.error(format!("`{value}` is no qualifier")));
    match role {
        "qualifier_before" => {
            let meaning = if value == "none" { None } else { Some(qualifier()?) };
            beside.before.push((cue.to_owned(), meaning));
        }
        "qualifier_outside" => {
            beside.before.push((cue.to_owned(), Some(qualifier()?)));
            beside.outside.push(cue.to_owned());
        }
        "qualifier_after" => beside.after.push((cue.to_owned(), qualifier()?)),
        "qualifier_after_time" => beside.after_time.push((cue.to_owned(), qualifier()?)),
        "qualifier_inner" => match (cue.chars().next(), cue.chars().count()) {
            (Some(c), 1) => {
                beside.inner.push((c, qualifier()?));
            }
            _ => return Err(row.error("an inner qualifier is one character")),
        },
        _ => {
            let role = parse_role(role, value)
                .ok_or_else(|| row.error(format!("`{role}`, `{value}` is no role and value")))?;
            match patterns.iter_mut().find(|(p, _)| p == cue) {
                Some((_, roles)) => roles.extend(role),
                None => patterns.push((cue.to_owned(), role.into_iter().collect())),
            }
        }
    }
    Ok(())
}

/// 将减少 is both what is intended and a change: a target that ends with another cue has its roles too.
fn inherit(patterns: &mut [(String, Vec<Role>)]) {
    let known: std::collections::HashMap<String, Vec<Role>> = patterns.iter().cloned().collect();
    for (cue, roles) in
        patterns.iter_mut().filter(|(_, roles)| roles.iter().any(|r| matches!(r, Role::Target(_))))
    {
        let tail = cue.char_indices().skip(1).find_map(|(i, _)| known.get(&cue[i..]));
        let more = tail.into_iter().flatten().filter(|r| matches!(r, Role::Change(_)) && !roles.contains(r));
        let more: Vec<Role> = more.cloned().collect();
        roles.extend(more);
    }
}

/// The role of a row; `Some(None)` for a word that only looks like a cue.
fn parse_role(role: &str, value: &str) -> Option<Option<Role>> {
    if value == "none" && matches!(role, "change" | "from" | "share" | "base" | "target" | "done" | "scope") {
        return Some(None);
    }
    let parsed = match role {
        "change" => Role::Change(match value {
            "up" => ChangeWord::Up,
            "down" => ChangeWord::Down,
            "up_near" => ChangeWord::UpNear,
            "down_near" => ChangeWord::DownNear,
            "to_up" => ChangeWord::ToUp,
            "to_down" => ChangeWord::ToDown,
            "to" => ChangeWord::To,
            "growth_up" => ChangeWord::GrowthUp,
            "growth_down" => ChangeWord::GrowthDown,
            "at" => ChangeWord::At,
            "level" => ChangeWord::Level,
            _ => return None,
        }),
        "from" => Role::From,
        "share" => Role::Share,
        "base" if !value.is_empty() => Role::Base(value.to_owned()),
        "target" => Role::Target(match value {
            "clause" => TargetReach::Clause,
            "onward" => TargetReach::Onward,
            "part" => TargetReach::Part,
            "verb" => TargetReach::Verb,
            "before" => TargetReach::Before,
            _ => return None,
        }),
        "done" => Role::Done,
        "scope" => Role::Scope(match value {
            "city" => Scope::City,
            "region" => Scope::Region,
            other => Scope::Level(PlaceLevel::parse(other)?),
        }),
        _ => return None,
    };
    Some(Some(parsed))
}
