//! Figures of the same thing that cannot both be true: the same indicator, kind, place, period and unit. Where a
//! change ends (增加到) is a level; a figure without a period is taken to be of its document's, which stays undetermined.

use super::Corpus;
use crate::compare::interval::Interval;
use crate::compare::words::place_name;
use crate::model::{Consistency, Kind, Observation, Verdict};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The name of this check.
const RULE: &str = "contradiction";
/// So many different figures of one thing are looked at by those after them.
const MOST: usize = 50;

/// A finding for every figure that excludes one before it.
pub fn check(corpus: &Corpus<'_>) -> Vec<Consistency> {
    groups(corpus).iter().flat_map(|group| within(corpus, group)).collect()
}

/// Positions of the figures of the same thing, where there are several; in order.
fn groups(corpus: &Corpus<'_>) -> Vec<Vec<usize>> {
    let observations = corpus.observations;
    let thing = |o| thing(corpus, o);
    // Most figures stand alone: sorted hashes find the few that do not in little memory.
    let mut hashes: Vec<(u64, usize)> = observations
        .iter()
        .enumerate()
        .filter(|(_, o)| o.indicator.is_some() && !matches!(o.kind, Kind::From | Kind::Change))
        .map(|(i, o)| {
            let mut hasher = DefaultHasher::new();
            thing(o).hash(&mut hasher);
            (hasher.finish(), i)
        })
        .collect();
    hashes.sort_unstable();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for alike in hashes.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let mut same: HashMap<_, Vec<usize>> = HashMap::new();
        for (_, i) in alike {
            same.entry(thing(&observations[*i])).or_default().push(*i);
        }
        groups.extend(same.into_values().filter(|group| group.len() > 1));
    }
    groups.sort_unstable();
    groups
}

fn own(o: &Observation) -> Option<&str> {
    o.period.as_ref().map(|p| p.code.as_str())
}

fn reference<'a>(corpus: &Corpus<'a>, o: &Observation) -> Option<&'a str> {
    corpus.lookup.reference_periods.get(&*o.document_id).map(String::as_str)
}

/// What a figure is of: two of the same cannot differ.
fn thing<'a>(corpus: &Corpus<'a>, o: &'a Observation) -> impl Hash + Eq + use<'a> {
    let kind = if o.kind == Kind::To { Kind::Level } else { o.kind };
    let place = o.place.as_ref().map(|p| p.name.as_str());
    let measure = (kind, o.status, &o.quantity.unit, &o.quantity.per);
    let period = own(o).or_else(|| reference(corpus, o));
    (&o.indicator, place, &o.industry, measure, period, &o.comparison_base)
}

/// Each figure against those before it that differ from each other: one finding a figure, however many say the same.
fn within(corpus: &Corpus<'_>, group: &[usize]) -> Vec<Consistency> {
    let (mut found, mut told) = (Vec::new(), Vec::<(usize, Interval)>::new());
    for &b in group {
        let y = &corpus.observations[b];
        let interval = Interval::of(y);
        let excluded = |(a, x): &(usize, Interval)| !corpus.together(*a, b) && !x.meets(&interval);
        let excludes = told.iter().filter(|x| excluded(x));
        found.extend(excludes.map(|(a, _)| finding(corpus, &corpus.observations[*a], y)).find_map(|f| f));
        // a figure that says the same as one before it tells nothing new, but where it stands may
        let known = |(a, x): &(usize, Interval)| {
            let o = &corpus.observations[*a];
            *x == interval && o.document_id == y.document_id && o.subject == y.subject && own(o) == own(y)
        };
        if told.len() < MOST && !told.iter().any(known) {
            told.push((b, interval));
        }
    }
    found
}

/// Within a document only figures of one subject and period contradict. Where a period is only that of a document,
/// they may, and that stays undetermined.
fn finding(corpus: &Corpus<'_>, a: &Observation, b: &Observation) -> Option<Consistency> {
    let same_document = a.document_id == b.document_id;
    if same_document && (a.subject.is_none() || a.subject != b.subject || own(a) != own(b)) {
        return None;
    }
    let say = &corpus.lookup.say;
    let (result, when) = match (own(a), own(b)) {
        (Some(period), Some(_)) if say.zh => (Verdict::Flag, format!("时期同为{period}")),
        (Some(period), Some(_)) => (Verdict::Flag, format!("both of {period}")),
        (None, None) if same_document => {
            (Verdict::Undetermined, say.pick("两处都未写时期", "neither names a period").to_owned())
        }
        (None, None) => {
            let period = reference(corpus, a)?;
            let when = match say.zh {
                true => format!("两处都未写时期，文件的参考期同为{period}"),
                false => format!("neither names a period; both documents are on {period}"),
            };
            (Verdict::Undetermined, when)
        }
        (Some(period), None) | (None, Some(period)) => {
            let undated = if own(a).is_none() { &a.source } else { &b.source };
            let when = match say.zh {
                true => format!("{undated}未写时期，文件的参考期为{period}，与另一处相同，但不能断定"),
                false => format!(
                    "{undated} names no period; its document is on {period}, as the other, which decides nothing"
                ),
            };
            (Verdict::Undetermined, when)
        }
    };
    let (place, what) = (place_name(a, say), say.label_or_none(a));
    let inputs = vec![a.observation_id.clone(), b.observation_id.clone()];
    Some(Consistency {
        check_id: crate::compare::id('k', RULE, &inputs),
        rule: RULE.into(),
        label: match say.zh {
            true => format!("{place}{what}前后是否一致"),
            false => format!("{what}, {place}: whether figures agree"),
        },
        inputs,
        stated: a.said().into_owned(),
        recomputed: b.said().into_owned(),
        result,
        explanation: match say.zh {
            true => format!("{}与{}写的不同（{when}）：应核对口径与版本", a.source, b.source),
            false => format!("{} and {} differ ({when}): check definitions and editions", a.source, b.source),
        },
    })
}
