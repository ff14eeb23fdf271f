//! A quantity given an indicator, a place and a period: one row of the product.

use super::{Dimension, Direction, Kind, Locator, Period, PeriodBasis, Place, Quantity, Status};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One row of `observations`. The columns and their meaning stand in [`super::schema`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub observation_id: Arc<str>,
    pub document_id: Arc<str>,
    /// Path of the file under `raw/`.
    pub source: Arc<str>,
    pub section: Arc<str>,
    pub section_number: u32,
    pub sentence: Arc<str>,
    pub locator: Locator,
    /// Exact text of number, approximator and unit.
    pub quote: String,
    /// Code points of the decoded text; null for spreadsheet files.
    pub start: Option<u32>,
    pub end: Option<u32>,
    /// Code of the indicator list; null where nothing fits.
    pub indicator: Option<Arc<str>>,
    /// Chinese label of the indicator.
    pub indicator_label: Option<Arc<str>>,
    pub industry: Option<String>,
    pub subject: Option<String>,
    pub place: Option<Arc<Place>>,
    pub places: Vec<Arc<Place>>,
    pub period: Option<Period>,
    pub period_basis: PeriodBasis,
    pub comparison_base: Option<String>,
    pub quantity: Quantity,
    pub kind: Kind,
    pub direction: Option<Direction>,
    pub status: Status,
    pub ambiguity: Option<String>,
    pub rule: String,
    pub correction: Option<String>,
}

impl Observation {
    /// The kind it is compared as: where a change arrived (`to`) is a level, or a share where it is in percent.
    pub fn stands_as(&self) -> Kind {
        match (self.kind, self.quantity.dimension) {
            (Kind::To, Dimension::Ratio | Dimension::Points) => Kind::Share,
            (Kind::To, _) => Kind::Level,
            (kind, _) => kind,
        }
    }

    /// The quote, marked where an analyst's correction says something else.
    pub fn said(&self) -> std::borrow::Cow<'_, str> {
        match self.correction {
            Some(_) => format!("{}（更正）", self.quote).into(),
            None => self.quote.as_str().into(),
        }
    }

    /// Full name of the province, where the observation is about one or a place in it.
    pub fn province(&self) -> Option<&str> {
        self.place.as_ref().and_then(|p| p.province.as_deref())
    }
}

/// One row of the `indicators` table: a concept of the code list, with how often it was met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    pub indicator: String,
    pub label_zh: String,
    pub label_en: String,
    pub theme: String,
    pub dimension: String,
    pub unit: String,
    pub display_unit: String,
    pub observations: u32,
    pub provinces: u32,
}
