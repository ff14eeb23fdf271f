//! What changed since an earlier release: added, removed and revised observations.

use crate::model::{Change, Past};
use std::collections::{HashMap, HashSet};

/// What a figure is of: two releases have it once each, whatever its number.
type Meaning<'a> = (&'a str, Option<&'a str>, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

fn meaning(p: &Past) -> Option<Meaning<'_>> {
    Some((
        p.indicator.as_deref()?,
        p.industry.as_deref(),
        &p.kind,
        &p.status,
        p.place.as_deref(),
        p.period.as_deref(),
    ))
}

/// The changes from one release to the next, revised first: matched by id, then by place, indicator and period.
pub fn diff(old: &[Past], new: &[Past]) -> Vec<Change> {
    let olds: HashMap<&str, &Past> = old.iter().map(|p| (p.observation_id.as_str(), p)).collect();
    let news: HashSet<&str> = new.iter().map(|p| p.observation_id.as_str()).collect();
    let mut waiting: HashMap<Meaning, Vec<&Past>> = HashMap::new();
    for past in old.iter().rev().filter(|p| !news.contains(p.observation_id.as_str())) {
        if let Some(meaning) = meaning(past) {
            waiting.entry(meaning).or_default().push(past);
        }
    }
    let mut matched: HashSet<&str> = HashSet::new();
    let (mut revised, mut added) = (Vec::new(), Vec::new());
    let change = |change: &str, old: Option<&Past>, new: Option<&Past>| Change {
        change: change.to_owned(),
        old: old.cloned(),
        new: new.cloned(),
    };
    for past in new {
        if let Some(was) = olds.get(past.observation_id.as_str()) {
            // a cell keeps its id when its number changes, and a sentence when a list of codes does
            if !was.says(past) {
                revised.push(change("revised", Some(was), Some(past)));
            }
            continue;
        }
        match meaning(past).and_then(|m| waiting.get_mut(&m)).and_then(Vec::pop) {
            Some(was) => {
                matched.insert(&was.observation_id);
                // the same figure in a new sentence is no change
                if !was.says(past) {
                    revised.push(change("revised", Some(was), Some(past)));
                }
            }
            None => added.push(change("added", None, Some(past))),
        }
    }
    let gone = old.iter().filter(|p| {
        let id = p.observation_id.as_str();
        !news.contains(id) && !matched.contains(id)
    });
    revised.extend(added);
    revised.extend(gone.map(|p| change("removed", Some(p), None)));
    revised
}

#[cfg(test)]
mod tests {
    use super::diff;
    use crate::model::Past;

    fn past(id: &str, quote: &str, value: f64) -> Past {
        let number = value.to_string();
        let mut cells = [""; 17];
        (cells[0], cells[1], cells[2], cells[5], cells[6]) = (id, "d", "i", "level", "actual");
        (cells[8], cells[9], cells[14], cells[15]) = ("山东省", "2021", "exact", quote);
        (cells[10], cells[11], cells[12]) = (&number, &number, &number);
        Past::from_cells(cells)
    }

    #[test]
    fn a_changed_figure_is_revised_not_removed_and_added() {
        let changes = diff(
            &[past("o1", "900家", 900.0), past("o2", "30场", 30.0)],
            &[past("o3", "950家", 950.0), past("o2", "30场", 30.0)],
        );
        assert_eq!(changes.len(), 1);
        assert_eq!(
            (changes[0].change.as_str(), changes[0].old.as_ref().unwrap().quote.as_str()),
            ("revised", "900家")
        );
    }

    #[test]
    fn a_cell_with_another_number_is_revised_although_its_id_stays() {
        let changes = diff(&[past("o1", "900", 900.0)], &[past("o1", "950", 950.0)]);
        assert_eq!((changes.len(), changes[0].change.as_str()), (1, "revised"));
        assert!(diff(&[past("o1", "900", 900.0)], &[past("o1", "900", 900.0)]).is_empty());
    }

    #[test]
    fn a_figure_in_a_new_sentence_is_no_change() {
        assert!(diff(&[past("o1", "900家", 900.0)], &[past("o9", "900家", 900.0)]).is_empty());
    }
}
