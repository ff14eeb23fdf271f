//! The closed sets of the dataset: each an enum whose codes are English and whose labels stand in
//! `codelist/label.csv`.

use serde::{Deserialize, Serialize};

/// Declares a closed set: the variants, their codes, `code()`, `ALL` and parsing back.
macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident, $set:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// Every member, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The name of the set, the key of its labels in `codelist/label.csv`.
            pub const SET: &'static str = $set;

            /// The code that stands in the dataset.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The member with this code.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

closed_set! {
    /// What the words say of the number: a bound, an approximation, or nothing.
    Qualifier, "qualifier" {
        /// The number as it stands.
        Exact = "exact",
        /// 约, 左右: low = high = value.
        Approx = "approx",
        /// 余, 多, 超过: above the number.
        MoreThan = "more_than",
        /// 以上, 不少于: the number or above.
        AtLeast = "at_least",
        /// 近, 将近: just below the number.
        Nearly = "nearly",
        /// 不足, 不到: below the number.
        LessThan = "less_than",
        /// 以内, 不超过: the number or below.
        AtMost = "at_most",
        /// 30%-50%: two numbers and no value.
        Range = "range",
    }
}

closed_set! {
    /// What sort of unit a quantity has.
    Dimension, "dimension" {
        Money = "money",
        Count = "count",
        Ratio = "ratio",
        Points = "points",
        Mass = "mass",
        Length = "length",
        Area = "area",
        Volume = "volume",
        Energy = "energy",
        Power = "power",
        Time = "time",
        Other = "other",
    }
}

closed_set! {
    /// How the number relates to its indicator.
    Kind, "kind" {
        /// A stock, a cumulative amount or the amount of a period.
        Level = "level",
        /// A movement in the indicator's own unit.
        Change = "change",
        /// A relative movement against a base.
        GrowthRate = "growth_rate",
        /// A part of a whole; pass and coverage rates among them.
        Share = "share",
        /// A per-N figure or a multiple.
        Ratio = "ratio",
        /// Where a stated change starts.
        From = "from",
        /// Where a stated change ends.
        To = "to",
    }
}

closed_set! {
    /// Which way a change goes.
    Direction, "direction" { Up = "up", Down = "down" }
}

closed_set! {
    /// What was done against what is intended.
    Status, "status" { Actual = "actual", Target = "target" }
}

closed_set! {
    /// Where an observation's period comes from.
    PeriodBasis, "period_basis" {
        /// Written in the sentence.
        Stated = "stated",
        /// From the title, a heading or the lead above it, or resolved by the document's reference period.
        Inherited = "inherited",
        /// The text does not say.
        None = "none",
    }
}

closed_set! {
    /// The level of a place.
    PlaceLevel, "place_level" {
        National = "national",
        Province = "province",
        Prefecture = "prefecture",
        County = "county",
        /// A place below the county, or one that the area list lacks.
        Local = "local",
    }
}

closed_set! {
    /// Why a numeral of the text is no observation.
    LedgerReason, "ledger_reason" {
        Date = "date",
        Ordinal = "ordinal",
        HeadingNumber = "heading_number",
        DocumentNumber = "document_number",
        StandardNumber = "standard_number",
        Phone = "phone",
        Code = "code",
        Label = "label",
        PlanName = "plan_name",
        Slogan = "slogan",
        Grade = "grade",
        Idiom = "idiom",
        FixedCollective = "fixed_collective",
        Lexical = "lexical",
        PlaceName = "place_name",
        Indefinite = "indefinite",
        Residue = "residue",
        /// An analyst took the observation out.
        Rejected = "rejected",
        Unknown = "unknown",
    }
}

closed_set! {
    /// What an analyst does to an observation.
    Operation, "operation" { Correct = "correct", Reject = "reject", Add = "add" }
}

closed_set! {
    /// How far two observations can be compared.
    Comparability, "comparability" { Full = "full", Partial = "partial", None = "none" }
}

closed_set! {
    /// What differs between observations that are compared.
    Reason, "reason" {
        Time = "time",
        PeriodInherited = "period_inherited",
        Level = "level",
        Definition = "definition",
        Bound = "bound",
        Denominator = "denominator",
        TargetVsActual = "target_vs_actual",
        Unit = "unit",
        Concept = "concept",
        Edition = "edition",
    }
}

closed_set! {
    /// What a computed figure says, after the bounds of its inputs.
    Bound, "bound" {
        Exact = "exact",
        Approx = "approx",
        Range = "range",
        Lower = "lower",
        Upper = "upper",
        Indeterminate = "indeterminate",
    }
}

closed_set! {
    /// What is known of an indicator in a province.
    CoverageState, "coverage_state" {
        Reported = "reported",
        TargetOnly = "target_only",
        LowerLevelOnly = "lower_level_only",
        NotReported = "not_reported",
    }
}

closed_set! {
    /// The outcome of a consistency check.
    Verdict, "verdict" { Pass = "pass", Flag = "flag", Undetermined = "undetermined" }
}

closed_set! {
    /// How much an issue matters.
    Severity, "severity" {
        /// For information.
        Note = "note",
        /// Somebody should look.
        Warning = "warning",
        /// An input was refused.
        Refused = "refused",
    }
}
