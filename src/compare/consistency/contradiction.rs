//! Figures of the same thing that cannot both be true: the same indicator, kind, place, period and unit.

use super::Corpus;
use crate::compare::interval::Interval;
use crate::compare::words::label;
use crate::model::{Consistency, Kind, Observation, Verdict};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Groups beyond this are compared by their first members alone.
const LARGEST: usize = 200;

/// A finding for every two figures that exclude each other.
pub fn check(corpus: &Corpus<'_>) -> Vec<Consistency> {
    groups(corpus.observations).iter().flat_map(|group| within(corpus, group)).collect()
}

/// Positions of the figures of the same thing, where there are several; in order.
fn groups(observations: &[Observation]) -> Vec<Vec<usize>> {
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

/// What a figure is of: two of the same cannot differ.
fn thing(o: &Observation) -> impl Hash + Eq + '_ {
    let place = o.place.as_ref().map(|p| p.name.as_str());
    let measure = (o.kind, o.status, &o.quantity.unit, &o.quantity.per);
    let period = o.period.as_ref().map(|p| p.code.as_str());
    (&o.indicator, place, &o.industry, measure, period, &o.comparison_base)
}

fn within(corpus: &Corpus<'_>, group: &[usize]) -> Vec<Consistency> {
    let group = &group[..group.len().min(LARGEST)];
    let mut found = Vec::new();
    for (n, &a) in group.iter().enumerate() {
        for &b in &group[n + 1..] {
            let (x, y) = (&corpus.observations[a], &corpus.observations[b]);
            if !corpus.together(a, b) && !Interval::of(x).meets(&Interval::of(y)) {
                found.extend(finding(corpus, x, y));
            }
        }
    }
    found
}

/// Within a document only figures of one subject contradict; without a period only those of one reference period
/// may, and that stays undetermined.
fn finding(corpus: &Corpus<'_>, a: &Observation, b: &Observation) -> Option<Consistency> {
    let reference = |o: &Observation| corpus.lookup.reference_periods.get(&*o.document_id);
    let same_document = a.document_id == b.document_id;
    if same_document && (a.subject.is_none() || a.subject != b.subject) {
        return None;
    }
    let period = a.period.as_ref().map(|p| p.code.as_str());
    let (result, when) = match period {
        Some(period) => (Verdict::Flag, format!("时期同为{period}")),
        None if same_document => (Verdict::Undetermined, "两处都未写时期".to_owned()),
        None => {
            let period = reference(a).filter(|period| reference(b) == Some(period))?;
            (Verdict::Undetermined, format!("两处都未写时期，文件的参考期同为{period}"))
        }
    };
    let place = a.place.as_ref().map_or("全国", |p| &p.name);
    Some(Consistency {
        check_id: format!("contradiction:{}+{}", a.observation_id, b.observation_id),
        label: format!("{place}{}前后是否一致", label(a)),
        inputs: vec![a.observation_id.clone(), b.observation_id.clone()],
        stated: a.quote.clone(),
        recomputed: b.quote.clone(),
        result,
        explanation: format!("{}与{}写的不同（{when}）：应核对口径与版本", a.source, b.source),
    })
}
