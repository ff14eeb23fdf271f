//! What a release remembers of an observation, and what changed between two releases.

use super::Observation;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// One observation as a release had it; enough to say what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    pub observation_id: String,
    pub document_id: String,
    pub indicator: Option<String>,
    pub label: Option<String>,
    pub industry: Option<String>,
    pub kind: String,
    pub status: String,
    pub province: Option<String>,
    pub place: Option<String>,
    pub period: Option<String>,
    /// In base units, as the dataset has them.
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub unit: Option<String>,
    pub qualifier: String,
    pub quote: String,
    pub sentence: String,
}

impl Past {
    /// The columns of `observations` that a release remembers, in the order of the fields.
    pub const COLUMNS: [&'static str; 17] = [
        "observation_id",
        "document_id",
        "indicator",
        "indicator_label",
        "industry",
        "kind",
        "status",
        "province",
        "place",
        "time_period",
        "value",
        "low",
        "high",
        "unit",
        "qualifier",
        "quote",
        "sentence",
    ];

    /// What a release remembers of an observation.
    pub fn of(o: &Observation) -> Self {
        let q = &o.quantity;
        let own = |text: Option<&str>| text.map(str::to_owned);
        Self {
            observation_id: o.observation_id.to_string(),
            document_id: o.document_id.to_string(),
            indicator: own(o.indicator.as_deref()),
            label: own(o.indicator_label.as_deref()),
            industry: o.industry.clone(),
            kind: o.kind.code().to_owned(),
            status: o.status.code().to_owned(),
            province: own(o.province()),
            place: own(o.place.as_ref().map(|p| p.name.as_str()).filter(|name| !name.is_empty())),
            period: o.period.as_ref().map(|p| p.code.clone()),
            value: q.value.and_then(|v| v.to_f64()),
            low: q.low.and_then(|v| v.to_f64()),
            high: q.high.and_then(|v| v.to_f64()),
            unit: own(q.unit.as_deref()),
            qualifier: q.qualifier.code().to_owned(),
            quote: o.quote.clone(),
            sentence: o.sentence.to_string(),
        }
    }

    /// The same from the cells of a release's table.
    pub fn from_cells(cells: [&str; 17]) -> Self {
        let own = |n: usize| cells[n].to_owned();
        let optional = |n: usize| Some(own(n)).filter(|s| !s.is_empty());
        let number = |n: usize| cells[n].parse().ok();
        Self {
            observation_id: own(0),
            document_id: own(1),
            indicator: optional(2),
            label: optional(3),
            industry: optional(4),
            kind: own(5),
            status: own(6),
            province: optional(7),
            place: optional(8),
            period: optional(9),
            value: number(10),
            low: number(11),
            high: number(12),
            unit: optional(13),
            qualifier: own(14),
            quote: own(15),
            sentence: own(16),
        }
    }

    /// Whether both say the same of the same thing; the sentence around it may be another.
    pub fn says(&self, other: &Self) -> bool {
        let of = |p: &Self| {
            let what = (p.indicator.clone(), p.industry.clone(), p.kind.clone(), p.status.clone());
            let where_when = (p.place.clone(), p.period.clone());
            (what, where_when, [p.value, p.low, p.high], p.unit.clone(), p.qualifier.clone())
        };
        of(self) == of(other)
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `added`, `removed` or `revised`.
    pub change: String,
    pub old: Option<Past>,
    pub new: Option<Past>,
}

impl Change {
    /// The newer side that there is.
    pub fn either(&self) -> Option<&Past> {
        self.new.as_ref().or(self.old.as_ref())
    }
}
