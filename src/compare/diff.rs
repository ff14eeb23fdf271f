//! What changed since an earlier release: added, removed and revised observations.

use crate::model::Observation;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// One observation as a release had it; enough to say what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    pub observation_id: String,
    pub document_id: String,
    pub indicator: Option<String>,
    pub label: Option<String>,
    pub kind: String,
    pub province: Option<String>,
    pub place: Option<String>,
    pub period: Option<String>,
    pub quote: String,
    pub sentence: String,
}

impl Past {
    /// What a release remembers of an observation.
    pub fn of(o: &Observation) -> Self {
        Self {
            observation_id: o.observation_id.clone(),
            document_id: o.document_id.to_string(),
            indicator: o.indicator.as_deref().map(str::to_owned),
            label: o.indicator_label.as_deref().map(str::to_owned),
            kind: o.kind.code().to_owned(),
            province: o.province().map(str::to_owned),
            place: o.place.as_ref().map(|p| p.name.clone()),
            period: o.period.as_ref().map(|p| p.code.clone()),
            quote: o.quote.clone(),
            sentence: o.sentence.to_string(),
        }
    }

    fn meaning(&self) -> Option<(String, String, String, String)> {
        let none = String::new;
        Some((
            self.indicator.clone()?,
            self.kind.clone(),
            self.place.clone().unwrap_or_else(none),
            self.period.clone().unwrap_or_else(none),
        ))
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// `added`, `removed` or `revised`.
    pub change: &'static str,
    pub old: Option<Past>,
    pub new: Option<Past>,
}

/// The changes from one release to the next, revised first: matched by id, then by place, indicator and period.
pub fn diff(old: &[Past], new: &[Past]) -> Vec<Change> {
    let olds: HashMap<&str, &Past> = old.iter().map(|p| (p.observation_id.as_str(), p)).collect();
    let news: HashMap<&str, &Past> = new.iter().map(|p| (p.observation_id.as_str(), p)).collect();
    let removed: Vec<&Past> = old.iter().filter(|p| !news.contains_key(p.observation_id.as_str())).collect();
    let added: Vec<&Past> = new.iter().filter(|p| !olds.contains_key(p.observation_id.as_str())).collect();
    let mut waiting: BTreeMap<(String, String, String, String), Vec<&Past>> = BTreeMap::new();
    for past in removed.iter().rev() {
        if let Some(meaning) = past.meaning() {
            waiting.entry(meaning).or_default().push(past);
        }
    }
    let mut matched: Vec<&str> = Vec::new();
    let (mut revised, mut fresh) = (Vec::new(), Vec::new());
    for past in added {
        match past.meaning().and_then(|m| waiting.get_mut(&m)).and_then(Vec::pop) {
            Some(was) => {
                matched.push(was.observation_id.as_str());
                revised.push(Change { change: "revised", old: Some(was.clone()), new: Some(past.clone()) });
            }
            None => fresh.push(Change { change: "added", old: None, new: Some(past.clone()) }),
        }
    }
    let gone = removed
        .into_iter()
        .filter(|p| !matched.contains(&p.observation_id.as_str()))
        .map(|p| Change { change: "removed", old: Some(p.clone()), new: None });
    revised.extend(fresh);
    revised.extend(gone);
    revised
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(id: &str, quote: &str) -> Past {
        Past {
            observation_id: id.into(),
            document_id: "d".into(),
            indicator: Some("i".into()),
            label: None,
            kind: "level".into(),
            province: None,
            place: Some("山东省".into()),
            period: Some("2021".into()),
            quote: quote.into(),
            sentence: format!("{quote}。"),
        }
    }

    #[test]
    fn a_changed_figure_is_revised_not_removed_and_added() {
        let changes =
            diff(&[past("o1", "900家"), past("o2", "30场")], &[past("o3", "950家"), past("o2", "30场")]);
        assert_eq!(changes.len(), 1);
        assert_eq!(
            (changes[0].change, changes[0].old.as_ref().unwrap().quote.as_str()),
            ("revised", "900家")
        );
    }
}
