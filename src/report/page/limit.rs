//! What the page holds of a release that is larger than a browser takes.

use super::panels;
use crate::model::Comparison;
use crate::report::Release;
use std::collections::HashSet;

/// Most of each that the page holds; beyond, it says so and points to the workbook and the dataset.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub observations: usize,
    pub ledger: usize,
    /// Bytes of the documents' texts together.
    pub text: usize,
    /// Rows of one comparison table, and of all together.
    pub rows: usize,
    pub all_rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { observations: 200_000, ledger: 200_000, text: 24 << 20, rows: 150, all_rows: 6_000 }
    }
}

/// What of a release stands on the page.
pub struct Shown {
    /// Positions of observations in the release, rising.
    pub observations: Vec<usize>,
    /// For each document: whether its text stands there, and how many entries of its ledger do.
    pub texts: Vec<bool>,
    pub ledger: Vec<usize>,
    /// How many comparisons, from the first of those with two rows that stand side by side.
    pub comparisons: usize,
}

/// Chooses: first what comparison tables lead to, then documents of prose, then tables, each in their order.
pub fn choose(release: &Release, compared: &[&Comparison], limits: Limits) -> Shown {
    let mut rows = 0;
    let fits = |c: &&&Comparison| {
        rows += c.rows.len().min(limits.rows);
        rows <= limits.all_rows
    };
    let comparisons = compared.iter().take_while(fits).count();
    let (mut texts, mut bytes) = (Vec::new(), 0);
    for batch in release.batches {
        let fits = !batch.text.is_empty() && bytes + batch.text.len() <= limits.text;
        bytes += if fits { batch.text.len() } else { 0 };
        texts.push(fits);
    }
    let mut left = limits.ledger;
    let ledger = release.batches.iter().map(|b| {
        let taken = b.ledger.len().min(left);
        left -= taken;
        taken
    });
    Shown {
        observations: observations(release, compared, limits),
        texts,
        ledger: ledger.collect(),
        comparisons,
    }
}

fn observations(release: &Release, compared: &[&Comparison], limits: Limits) -> Vec<usize> {
    let all = release.observations.len();
    if all <= limits.observations {
        return (0..all).collect();
    }
    let linked = compared.iter().flat_map(|c| panels::rows(c).into_iter().take(limits.rows));
    let linked = linked.filter_map(|(r, _)| release.by_id.get(&*r.observation_id));
    let prose: HashSet<&str> =
        release.batches.iter().filter(|b| !b.text.is_empty()).map(|b| b.document_id.as_str()).collect();
    let is_prose = |i: &usize| prose.contains(&*release.observations[*i].document_id);
    let order = linked.copied().chain((0..all).filter(is_prose)).chain(0..all);
    first(order, all, limits.observations)
}

/// The first `most` different positions of an order, rising.
fn first(order: impl Iterator<Item = usize>, all: usize, most: usize) -> Vec<usize> {
    let mut taken = vec![false; all];
    let mut count = 0;
    for i in order {
        if count == most {
            break;
        }
        count += usize::from(!taken[i]);
        taken[i] = true;
    }
    (0..all).filter(|&i| taken[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn what_comes_first_is_taken_once_and_stands_in_order() {
        let order = [7, 2, 7, 2].into_iter().chain(0..10);
        assert_eq!(first(order, 10, 4), [0, 1, 2, 7]);
        assert_eq!(first(0..3, 3, 9), [0, 1, 2]);
    }
}
