//! What a number says of its indicator: level, change, growth, share, from or to, and which way.

use super::area;
use super::quantity::Found;
use super::site::Site;
use super::when;
use crate::codelist::cue::ChangeWord;
use crate::codelist::{CueHit, Role};
use crate::model::{Dimension, Direction, Kind, Part};

/// Kind and direction of a number, what is ambiguous, its base, and the rules that decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement<'a> {
    pub kind: Kind,
    pub direction: Option<Direction>,
    pub ambiguity: Option<String>,
    pub base: Option<String>,
    /// The row that decided: what kind of row, and which.
    pub rule: (&'static str, &'a str),
    /// The row that opened the change that the number is of.
    pub opener: Option<&'a str>,
    /// The clause before the number holds nothing but the movement: `…，增长62%`.
    pub bare: bool,
}

/// Judges the movement of each number of a sentence, in order.
pub fn movements<'a>(site: &Site<'a>, found: &[Found]) -> Vec<Movement<'a>> {
    let mut all: Vec<Movement> = Vec::with_capacity(found.len());
    for (i, f) in found.iter().enumerate() {
        let movement = one(site, found, i);
        all.push(movement);
        pair(site, found, &mut all, i);
        carry_base(site, found, &mut all, i, f);
    }
    all
}

fn one<'a>(site: &Site<'a>, found: &[Found], i: usize) -> Movement<'a> {
    let f = &found[i];
    let clause = site.clause_at(f.start);
    let clause_start = site.clauses.get(clause).map_or(site.sentence.start, |c| c.range.start);
    let previous_end = found[..i].iter().rev().map(|p| p.end).find(|e| *e > clause_start);
    let relative = f.quantity.dimension == Dimension::Ratio;
    let points = f.quantity.dimension == Dimension::Points;
    let base = base(site, clause, f, previous_end, found);
    let before = &site.text[clause_start.min(f.start)..f.start];
    let bare = is_bare(site, clause, f.start);
    let make = |kind, direction, rule: (&'static str, &'a str)| Movement {
        kind,
        direction,
        ambiguity: None,
        base: base.clone(),
        rule,
        opener: None,
        bare,
    };
    let degree = without_degree(&site.text[site.sentence.start..f.start]).1;
    if let Some(less) = degree.filter(|_| other_place(site, f.start).is_some()) {
        let direction = if less { Direction::Down } else { Direction::Up };
        return make(Kind::Change, Some(direction), ("rule:beside_place", ""));
    }
    if to_zero(site, clause, f) {
        return make(Kind::From, Some(Direction::Down), ("rule:to_zero", ""));
    }
    if relative && site.text[f.end..].starts_with("的增长") {
        return make(Kind::GrowthRate, Some(Direction::Up), ("rule:growth_behind", ""));
    }
    if f.doubling {
        return make(Kind::GrowthRate, Some(Direction::Up), ("", ""));
    }
    let word = nearest(site, clause, f, previous_end);
    let negative = f.quantity.value.or(f.quantity.low).is_some_and(|v| v.is_sign_negative() && !v.is_zero());
    if f.quantity.unit.as_deref() == Some("倍") {
        return times(before, word, &make);
    }
    if let Some((word, cue, near)) = word {
        let rule = ("cue:", cue);
        let up = if negative { Direction::Down } else { Direction::Up };
        // 降幅收窄至12.3%: a rate of growth that moves is still a rate of growth
        let rate = site.cues_before(clause, f.start).find_map(|h| match h.role {
            Role::Change(ChangeWord::GrowthUp) => Some(up),
            Role::Change(ChangeWord::GrowthDown) => Some(Direction::Down),
            _ => None,
        });
        if let (ChangeWord::ToUp | ChangeWord::ToDown | ChangeWord::To, Some(direction), true) =
            (word, rate, relative)
        {
            return make(Kind::GrowthRate, Some(direction), rule);
        }
        match word {
            ChangeWord::ToUp => return make(Kind::To, Some(Direction::Up), rule),
            ChangeWord::ToDown => return make(Kind::To, Some(Direction::Down), rule),
            ChangeWord::To if near => return make(Kind::To, None, rule),
            ChangeWord::GrowthUp if relative => return make(Kind::GrowthRate, Some(up), rule),
            ChangeWord::GrowthDown if relative => {
                return make(Kind::GrowthRate, Some(Direction::Down), rule);
            }
            ChangeWord::Up | ChangeWord::UpNear | ChangeWord::Down | ChangeWord::DownNear => {
                let far = matches!(word, ChangeWord::UpNear | ChangeWord::DownNear);
                let direction =
                    if matches!(word, ChangeWord::Up | ChangeWord::UpNear) { up } else { Direction::Down };
                if points {
                    // 压缩幅度高于全市平均水平6.3个百分点: against another place, not in time
                    let behind = before.rfind(cue).map_or("", |i| &before[i + cue.len()..]);
                    let direction = against(behind).unwrap_or(direction);
                    return make(Kind::Change, Some(direction), rule);
                }
                if relative && (near || !shared_after(site, f)) {
                    let rate = site.lists.words.ends_with_rate(subject_before(before, cue));
                    if rate
                        && f.quantity.unit.as_deref() == Some("%")
                        && !matches!(word, ChangeWord::Down if before.contains("同比"))
                        && base.as_deref() != Some("去年同期")
                    {
                        let mut movement = make(Kind::Change, Some(direction), rule);
                        movement.ambiguity = Some("百分点".into());
                        return movement;
                    }
                    return make(Kind::GrowthRate, Some(direction), rule);
                }
                if !relative && (!far || near) && moves(f, before, cue, near, base.is_some()) {
                    return make(Kind::Change, Some(direction), rule);
                }
            }
            _ => {}
        }
    }
    if points {
        let down = before.contains(['低', '降', '减', '缩', '慢']);
        return make(
            Kind::Change,
            Some(if down { Direction::Down } else { Direction::Up }),
            ("unit:", "百分点"),
        );
    }
    if relative {
        if negative && !before.contains("指数") {
            return make(Kind::GrowthRate, Some(Direction::Down), ("rule:negative", ""));
        }
        return make(Kind::Share, None, ("rule:percent", ""));
    }
    make(Kind::Level, None, ("", ""))
}

/// 高于, 低于 and their kin: which way a figure stands to another.
fn against(text: &str) -> Option<Direction> {
    let last = |words: &[&str]| words.iter().filter_map(|w| text.rfind(w)).max();
    let (up, down) =
        (last(&["高于", "快于", "多于", "优于", "好于"]), last(&["低于", "慢于", "少于", "不及"]));
    match (up, down) {
        (None, None) => None,
        (up, down) if up > down => Some(Direction::Up),
        _ => Some(Direction::Down),
    }
}

/// 由19.8%降至零: a change that ends in a word.
fn to_zero(site: &Site, clause: usize, f: &Found) -> bool {
    let after = &site.text[f.end..];
    let falls = site.cues.iter().find(|h| h.start == f.end && matches!(h.role, Role::Change(_)));
    falls.is_some_and(|h| after[h.end - f.end..].trim_start_matches(['为', '至', '到']).starts_with('零'))
        && site.cues_before(clause, f.start).any(|h| *h.role == Role::From)
}

/// Whether an amount with a word of change before it is a change: the word right before it, or a verb with its object.
fn moves(f: &Found, before: &str, cue: &str, near: bool, based: bool) -> bool {
    if near || based {
        return true;
    }
    let Some(at) = before.rfind(cue) else { return false };
    let between = &before[at + cue.len()..];
    let falls = !matches!(cue, "增长" | "增加" | "上升" | "上涨");
    let length = between.chars().count();
    // 减少返工损失平均10多万元 changes; 增加就业岗位5000个 adds a flow, still a change of the stock
    length <= 12
        && !between.contains(['的', '；'])
        && (falls || f.quantity.dimension == Dimension::Money || cue == "增加")
}

/// The words between the clause's start and a cue.
fn subject_before<'a>(before: &'a str, cue: &str) -> &'a str {
    let subject = before.rfind(cue).map_or(before, |i| &before[..i]);
    subject.trim_end_matches(['同', '比', '较', '上', '年', '去', '又', '再', '均', '分', '别', '也'])
}

/// 倍: a growth (增长1.5倍) or a multiple (是…的2.3倍).
fn times<'a>(
    before: &str,
    word: Option<(ChangeWord, &'a str, bool)>,
    make: &impl Fn(Kind, Option<Direction>, (&'static str, &'a str)) -> Movement<'a>,
) -> Movement<'a> {
    let multiple = before.contains("的")
        && ["是", "为", "达", "相当于"].iter().any(|w| before.contains(w))
        && before.trim_end().ends_with('的');
    if multiple {
        return make(Kind::Ratio, None, ("rule:multiple", ""));
    }
    match word {
        Some((ChangeWord::Up | ChangeWord::UpNear | ChangeWord::GrowthUp, cue, _)) => {
            make(Kind::GrowthRate, Some(Direction::Up), ("cue:", cue))
        }
        Some((ChangeWord::Down | ChangeWord::DownNear, cue, _)) => {
            make(Kind::GrowthRate, Some(Direction::Down), ("cue:", cue))
        }
        _ if before.ends_with(['高', '快', '多']) => {
            make(Kind::GrowthRate, Some(Direction::Up), ("rule:times", ""))
        }
        _ => make(Kind::Ratio, None, ("rule:multiple", "")),
    }
}

/// The change word that governs a number: the nearest before it in its clause, not beyond another number's share
/// word; whether it stands right before the number.
fn nearest<'a>(
    site: &Site<'a>,
    clause: usize,
    f: &Found,
    previous_end: Option<usize>,
) -> Option<(ChangeWord, &'a str, bool)> {
    let mut reached = false;
    for hit in site.cues_before(clause, f.start.max(f.numeral_start)).rev() {
        // a word inside the quote (翻) or before an earlier number of a list still governs: 分别增长5%、6%
        match hit.role {
            Role::Share if !reached => {
                let share_near = site.text[hit.end..f.start].chars().count() <= 8;
                if share_near && f.quantity.dimension == Dimension::Ratio {
                    return None;
                }
            }
            Role::Change(word) => {
                let gap = &site.text[hit.end.min(f.start)..f.start];
                let near = matches!(
                    gap,
                    "" | "了"
                        | "约"
                        | "近"
                        | "达"
                        | "达到"
                        | "至"
                        | "为"
                        | "超"
                        | "超过"
                        | "到"
                        | "幅度达"
                        | "比例达"
                        | "平均"
                );
                if *word == ChangeWord::At {
                    reached = true;
                    continue;
                }
                if *word == ChangeWord::Level {
                    return None;
                }
                if reached
                    && !matches!(word, ChangeWord::GrowthUp | ChangeWord::GrowthDown)
                    && !near
                    && hit.start < f.start
                {
                    // 增长…达到N: a level is reached after the change
                    let growth = f.quantity.dimension == Dimension::Ratio && gap.chars().count() <= 4;
                    if !growth {
                        return None;
                    }
                }
                if let Some(end) = previous_end
                    && hit.end < end
                    && !list_between(&site.text[end..f.start])
                {
                    return None;
                }
                return Some((*word, hit.cue, near));
            }
            _ => {}
        }
    }
    None
}

/// Whether only a list's separators stand between two numbers.
fn list_between(between: &str) -> bool {
    matches!(between, "、" | "和" | "及" | "与" | "，" | "以及" | "至" | "到" | "")
}

/// 5%的企业, 三成以上企业: a share of what follows.
fn shared_after(site: &Site, f: &Found) -> bool {
    let after = &site.text[f.end..];
    after.starts_with("的企业")
        || after.starts_with("的农户")
        || after.starts_with("的人")
        || after.starts_with("的群众")
}

/// The base a number's change is against: a base word or period in its clause before it.
fn base(
    site: &Site,
    clause: usize,
    f: &Found,
    previous_end: Option<usize>,
    found: &[Found],
) -> Option<String> {
    if when::of_its_base(site, f.start).is_some() {
        return None;
    }
    if let Some(other) = other_place(site, f.start) {
        return Some(other);
    }
    let start = site.clauses.get(clause).map_or(site.sentence.start, |c| c.range.start);
    let word = site.cues_before(clause, f.start).rev().find_map(|h| match h.role {
        Role::Base(base) => Some((h.end, base.clone())),
        _ => None,
    });
    let period = site
        .periods
        .iter()
        .rev()
        .find(|p| p.base.is_some() && p.range.start >= start && p.range.end <= f.start)
        .and_then(|p| p.base.clone().map(|b| (p.range.end, b)));
    let (end, base) = match (word, period) {
        (Some(w), Some(p)) => {
            if w.0 > p.0 {
                w
            } else {
                p
            }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => match framed(site, clause) {
            Some(base) => (start, base),
            None => return set_before(site, clause),
        },
    };
    if let Some(previous) = previous_end
        && previous > end
    {
        let between_ok = found
            .iter()
            .filter(|p| p.start >= end && p.end <= f.start && when::of_its_base(site, p.start).is_none())
            .all(|p| p.quantity.dimension == f.quantity.dimension);
        if !between_ok {
            return None;
        }
    }
    if base == "上期" {
        // 环比 counts from the month or quarter before, as the period says
        let part =
            site.periods.iter().rev().find(|p| p.range.end <= f.start).and_then(|p| p.expr).map(|e| e.part);
        return Some(match part {
            Some(Part::Months(a, b)) if a == b => "上月".into(),
            Some(Part::Quarters(a, b)) if a == b => "上季度".into(),
            _ => base,
        });
    }
    Some(base)
}

/// 高于全国平均水平|6.7个百分点: the place a figure is compared with, right before the number.
fn other_place(site: &Site, at: usize) -> Option<String> {
    let before = &site.text[site.sentence.start..at];
    let (beside, less) = without_degree(before);
    let place = area::AVERAGES.iter().find_map(|w| beside.strip_suffix(w)).unwrap_or(beside);
    let end = site.sentence.start + place.len();
    let scopes = site.cues.iter().filter(|h| matches!(h.role, Role::Scope(_))).map(|h| (h.start, h.end));
    let mut named = scopes.chain(site.areas.iter().map(|a| (a.start, a.end)));
    // 全国平均 is a word of its own, which says that the figure is not the nation's
    let whole = || area::WHOLES.iter().find(|w| place.ends_with(**w)).map(|w| end - w.len());
    let start = named.find(|(_, e)| *e == end).map(|(start, _)| start).or_else(whole)?;
    let compares = match less {
        None => {
            against(&site.text[site.sentence.start..start]).is_some()
                && ["于", "及"].iter().any(|w| site.text[..start].ends_with(w))
        }
        Some(_) => site.text[..start].ends_with(['比', '较']),
    };
    compares.then(|| site.text[start..site.sentence.start + beside.len()].to_owned())
}

/// 比全国平均水平|低|33.3%: the words without the degree right before a number, and whether it says less.
fn without_degree(before: &str) -> (&str, Option<bool>) {
    const DEGREES: &[(&str, bool)] =
        &[("高", false), ("快", false), ("多", false), ("低", true), ("慢", true), ("少", true)];
    let bare = before.strip_suffix('出').unwrap_or(before);
    match DEGREES.iter().find_map(|(word, less)| bare.strip_suffix(word).map(|rest| (rest, *less))) {
        Some((rest, less)) => (rest, Some(less)),
        None => (before, None),
    }
}

/// 与2010年相比，…增加: a base that a clause of its own sets for those behind it, up to the next part.
fn set_before(site: &Site, clause: usize) -> Option<String> {
    let own = site.clauses.get(clause)?;
    let earlier = site.clauses[..clause].iter().rev().take_while(|c| c.part == own.part);
    for c in earlier {
        let hit = site.periods.iter().rev().find(|p| p.base.is_some() && c.range.contains(&p.range.start));
        if let Some(hit) = hit {
            return site.text[c.range.clone()].ends_with(['比', '较']).then(|| hit.base.clone()).flatten();
        }
    }
    None
}

/// 从同比看，…；从环比看，…: a base that frames all that follows in its sentence, up to the next.
fn framed(site: &Site, clause: usize) -> Option<String> {
    let earlier = site.clauses.get(..clause)?.iter().rev();
    let frame = earlier.map(|c| c.range.clone()).find(|range| site.text[range.clone()].ends_with('看'))?;
    site.cues.iter().rev().find_map(|h| match h.role {
        Role::Base(base) if frame.contains(&h.start) => Some(base.clone()),
        _ => None,
    })
}

/// Whether the clause before the number holds only words of change and base.
fn is_bare(site: &Site, clause: usize, at: usize) -> bool {
    let start = site.clauses.get(clause).map_or(site.sentence.start, |c| c.range.start);
    let moves = |h: &&CueHit| matches!(h.role, Role::Change(_)) && h.start >= start && h.end <= at;
    if start >= at || !site.cues.iter().any(|h| moves(&h)) {
        return false;
    }
    let mut covered = vec![false; at - start];
    let mut mark = |from: usize, to: usize| {
        for slot in covered.iter_mut().take(to.min(at).saturating_sub(start)).skip(from.max(start) - start) {
            *slot = true;
        }
    };
    for hit in site.cues.iter().filter(|h| h.start >= start && h.end <= at) {
        match hit.role {
            Role::Change(_) | Role::Base(_) => mark(hit.start, hit.end),
            _ => {}
        }
    }
    for p in site.periods.iter().filter(|p| p.base.is_some() && p.range.start >= start && p.range.end <= at) {
        mark(p.range.start, p.range.end);
    }
    let rest: String =
        site.text[start..at].char_indices().filter(|(i, _)| !covered[*i]).map(|(_, c)| c).collect();
    site.lists.words.without_fillers(&rest).is_empty()
}

/// 从8家增加到300家: the first number opens a change, the second closes it. 由197个、140个压减到90个、60个: a list each.
fn pair<'a>(site: &Site<'a>, found: &[Found], all: &mut [Movement<'a>], i: usize) {
    if i == 0 {
        return;
    }
    if closes_on(site, found, all, i) {
        (all[i].kind, all[i].direction, all[i].ambiguity) = (Kind::To, all[i - 1].direction, None);
        return;
    }
    let (from, to) = (&found[i - 1], &found[i]);
    let clause = site.clause_at(to.start);
    let start = site.clauses.get(clause).map_or(site.sentence.start, |c| c.range.start);
    if site.clause_at(from.start) != clause && !site.text[from.end..to.start].starts_with('，') {
        return;
    }
    let between = &site.text[from.end..to.start];
    if between.chars().count() > 24 {
        return;
    }
    // the numbers of a list that ends with `from`
    let first =
        (1..i).rev().take_while(|&j| listed(site, &found[j - 1], &found[j])).last().map_or(i - 1, |j| j - 1);
    let open_start = site.clauses.get(site.clause_at(from.start)).map_or(start, |c| c.range.start);
    let opens = |at: usize| {
        let before = |h: &&CueHit| *h.role == Role::From && h.start >= open_start && h.end <= at;
        site.cues.iter().rev().find(before)
    };
    let (first, opener) = match (opens(found[first].start), opens(from.start)) {
        (Some(opener), _) => (first, opener),
        (None, Some(opener)) => (i - 1, opener),
        (None, None) => return,
    };
    if found[..first].iter().any(|f| f.start > opener.start)
        && !site.text[opener.end..found[first].start].contains("的")
    {
        return;
    }
    let closer = site
        .cues
        .iter()
        .rev()
        .find(|h| h.start >= from.end && h.end <= to.start && matches!(h.role, Role::Change(_)));
    let plain = ["到", "至", "达", "达到", "为"].iter().any(|w| between.ends_with(w));
    let rises = to.quantity.value.or(to.quantity.low) >= from.quantity.value.or(from.quantity.high);
    let risen = if rises { Direction::Up } else { Direction::Down };
    let direction = match closer.map(|h| h.role) {
        Some(Role::Change(ChangeWord::ToUp)) => Direction::Up,
        Some(Role::Change(ChangeWord::ToDown)) => Direction::Down,
        _ if plain => risen,
        Some(Role::Change(ChangeWord::To | ChangeWord::At)) => risen,
        _ => return,
    };
    let times = from.quantity.dimension == Dimension::Time && to.quantity.dimension == Dimension::Time;
    if from.quantity.unit != to.quantity.unit && !times {
        return;
    }
    for opened in &mut all[first..i] {
        opened.kind = Kind::From;
        opened.direction = Some(direction);
        opened.ambiguity = None;
        opened.opener = Some(opener.cue);
    }
    all[i].kind = Kind::To;
    all[i].direction = Some(direction);
    all[i].ambiguity = None;
}

/// Whether two numbers stand beside each other in a list.
fn listed(site: &Site, a: &Found, b: &Found) -> bool {
    matches!(&site.text[a.end.min(b.start)..b.start], "、" | "和" | "及" | "与" | "以及")
}

/// Whether a number continues the list that closes a change which a list of as many numbers opened.
fn closes_on(site: &Site, found: &[Found], all: &[Movement], i: usize) -> bool {
    let closed = all[..i].iter().rev().take_while(|m| m.kind == Kind::To).count();
    let opened = all[..i - closed].iter().rev().take_while(|m| m.kind == Kind::From).count();
    closed > 0 && closed < opened && listed(site, &found[i - 1], &found[i])
}

/// A bare continuation takes the base of the number before it: 比上年增加120家，增长15%.
fn carry_base(site: &Site, found: &[Found], all: &mut [Movement], i: usize, f: &Found) {
    if i == 0 || all[i].base.is_some() || !all[i].bare {
        return;
    }
    let close = site.clause_at(found[i - 1].start) + 1 == site.clause_at(f.start);
    let moved = matches!(all[i - 1].kind, Kind::Change | Kind::GrowthRate);
    if close && moved {
        all[i].base = all[i - 1].base.clone();
    }
}
