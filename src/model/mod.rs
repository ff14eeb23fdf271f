//! The shared nouns of the pipeline: no input or output, no polars, no rule about language.
//!
//! `Mention` (text as found) → `Quantity` (number, exponent, unit, bounds) → `Observation` (a quantity given an
//! indicator, a place and a period). [`schema`] is the one table of columns that drives every output.

pub mod batch;
pub mod change;
mod code_points;
pub mod comparison;
pub mod correction;
pub mod document;
pub mod evidence;
pub mod file_name;
pub mod hint;
pub mod issue;
pub mod mention;
pub mod observation;
pub mod period;
pub mod quantity;
pub mod schema;
pub mod sets;
pub mod view;

pub use batch::{Batch, SectionCount};
pub use change::{Change, Past};
pub use code_points::CodePoints;
pub use comparison::{
    Comparison, ComparisonRow, Consistency, Contrast, Conversion, Coverage, CoverageTotal, Derived,
    ToHighest, Trend,
};
pub use correction::{CorrectionCounts, CorrectionRow};
pub use document::{CellValue, Document, Merge, Origin, Section, Sheet, SheetCell, Source};
pub use evidence::Locator;
pub use hint::{Orientation, SheetHint};
pub use issue::Issue;
pub use mention::{Context, Extraction, LedgerEntry, Mention, Place, Prose, Words};
pub use observation::{Indicator, Observation};
pub use period::{Part, Period, PeriodExpr, YearRef};
pub use quantity::Quantity;
pub use sets::{
    Bound, Comparability, CoverageState, Dimension, Direction, Kind, LedgerReason, Operation, PeriodBasis,
    PlaceLevel, Qualifier, Reason, Severity, Status, Verdict,
};
pub use view::View;
