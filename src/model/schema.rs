//! The one table of columns: name, type, unit, SDMX concept, labels and description, and how a row yields the
//! value. Frames, CSV, JSON keys, the data package, workbook headers and `zhiliang schema` all come from here.

use super::sets::*;
use super::{
    Batch, Change, Consistency, Contrast, Coverage, CoverageTotal, Derived, Indicator, Issue, LedgerEntry,
    Observation, Past, SectionCount, ToHighest, Trend,
};
use super::{Comparison, ComparisonRow, comparison::Ends};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    String,
    Integer,
    Number,
    Date,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Str(String),
    Int(i64),
    Num(f64),
    Date(NaiveDate),
}

/// One column of a table whose rows are `T`.
pub struct Column<T> {
    pub name: &'static str,
    pub ty: Type,
    /// Unit of a numeric column, where it is the same for all rows.
    pub unit: &'static str,
    /// The SDMX concept it corresponds to, or empty.
    pub sdmx: &'static str,
    pub label_zh: &'static str,
    pub label_en: &'static str,
    pub description: &'static str,
    /// Codes of the closed set, where it is one.
    pub categories: fn() -> Vec<&'static str>,
    /// The name of the closed set, the key of its labels.
    pub set: &'static str,
    pub get: fn(&T) -> Value,
}

/// A row of `comparisons`: an observation inside a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonLine {
    pub comparison_id: String,
    pub label: String,
    pub kind: Kind,
    pub unit: Option<String>,
    pub per: Option<String>,
    pub status: Status,
    pub caveat: String,
    pub median: Option<Ends>,
    /// Against the highest of the comparison; null for itself and for what is not compared.
    pub to_highest: Option<ToHighest>,
    pub row: ComparisonRow,
}

impl ComparisonLine {
    /// The line of a row.
    pub fn of(c: &Comparison, row: &ComparisonRow, to_highest: Option<ToHighest>) -> Self {
        Self {
            comparison_id: c.comparison_id.clone(),
            label: c.label.clone(),
            kind: c.kind,
            unit: c.unit.clone(),
            per: c.per.clone(),
            status: c.status,
            caveat: c.caveat.clone(),
            median: c.median,
            to_highest,
            row: row.clone(),
        }
    }
}

fn text(value: impl AsRef<str>) -> Value {
    Value::Str(value.as_ref().to_owned())
}
fn opt(value: Option<&str>) -> Value {
    value.map_or(Value::Null, text)
}
fn num(value: Option<Decimal>) -> Value {
    value.and_then(|d| d.to_f64()).map_or(Value::Null, Value::Num)
}
fn int(value: Option<impl Into<i64>>) -> Value {
    value.map_or(Value::Null, |v| Value::Int(v.into()))
}
fn nonempty(value: &str) -> Value {
    if value.is_empty() { Value::Null } else { text(value) }
}
fn join<T: ToString>(items: &[T]) -> Value {
    nonempty(&items.iter().map(T::to_string).collect::<Vec<_>>().join(";"))
}
fn none() -> Vec<&'static str> {
    Vec::new()
}
fn end(ends: &Ends, pick: fn(&Ends) -> Option<Decimal>) -> Value {
    num(pick(ends))
}
fn part(ends: &Option<Ends>, pick: fn(&Ends) -> Option<Decimal>) -> Value {
    ends.as_ref().map_or(Value::Null, |e| end(e, pick))
}
fn bound(ends: &Option<Ends>) -> Value {
    opt(ends.as_ref().map(|e| e.bound.code()))
}
/// Ends that are not reached: `low`, `high`, both joined by `;`, or null.
fn open(ends: &Ends) -> Value {
    let of = [(ends.low_open, "low"), (ends.high_open, "high")];
    join(&of.iter().filter(|(open, _)| *open).map(|(_, name)| *name).collect::<Vec<_>>())
}

macro_rules! columns {
    ($row:ty; $( $name:literal $ty:ident $zh:literal $en:literal $desc:literal
        $(unit $unit:literal)? $(sdmx $sdmx:literal)? $(set $set:ident)? => $get:expr; )+) => {
        &[ $( Column::<$row> {
            name: $name, ty: Type::$ty, label_zh: $zh, label_en: $en, description: $desc,
            unit: concat!($($unit)?), sdmx: concat!($($sdmx)?),
            categories: columns!(@codes $($set)?), set: columns!(@set $($set)?),
            get: $get,
        } ),+ ]
    };
    (@codes) => { none };
    (@codes $set:ident) => { || $set::ALL.iter().map(|m| m.code()).collect() };
    (@set) => { "" };
    (@set $set:ident) => { $set::SET };
}

/// `observations`: one row per measure, whether read in a sentence or in a cell.
pub const OBSERVATIONS: &[Column<Observation>] = columns![Observation;
    "observation_id" String "观测编号" "Observation id" "Starts with o; a hash of the document, the sentence and the numeral, so that edits elsewhere do not change it"
        => |o| text(&o.observation_id);
    "document_id" String "文档" "Document" "Id of the origin file, or the path under raw/" => |o| text(&o.document_id);
    "section" String "章节" "Section" "Heading the sentence stands under; for cells the sheet" => |o| nonempty(&o.section);
    "sentence" String "原句" "Sentence" "The sentence the figure was read from; for cells the row and column headers" sdmx "COMMENT_OBS" => |o| text(&o.sentence);
    "source" String "来源文件" "Source file" "Path of the file under raw/" sdmx "SOURCE_DETAIL" => |o| text(&o.source);
    "locator" String "位置" "Locator" "text:START-END in code points of the decoded text, or SHEET!CELL" => |o| text(o.locator.to_string());
    "quote" String "原文表述" "Quote" "Exact text of the number with its approximators and unit" => |o| text(&o.quote);
    "start" Integer "起始" "Start" "Code-point offset of the quote's first character; null for spreadsheet files" => |o| int(o.start);
    "end" Integer "结束" "End" "Code-point offset after the quote's last character; null for spreadsheet files" => |o| int(o.end);
    "indicator" String "指标代码" "Indicator" "Code of the indicator list; null where nothing fits" sdmx "INDICATOR" => |o| opt(o.indicator.as_deref());
    "indicator_label" String "指标" "Indicator label" "Chinese label of the indicator" => |o| opt(o.indicator_label.as_deref());
    "industry" String "行业" "Industry" "Industry or product the figure is about" sdmx "ACTIVITY" => |o| opt(o.industry.as_deref());
    "subject" String "对象" "Subject" "The noun phrase as written" => |o| opt(o.subject.as_deref());
    "province" String "省（区、市）" "Province" "Full name of the province; null for the nation and for aggregates" => |o| opt(o.province());
    "ref_area" String "行政区划代码" "Reference area" "Six-digit GB/T 2260 code of the place" sdmx "REF_AREA" => |o| opt(o.place.as_ref().and_then(|p| p.ref_area.as_deref()));
    "place" String "地点" "Place" "Finest place the figure is about, full name" => |o| o.place.as_ref().map_or(Value::Null, |p| nonempty(&p.name));
    "place_level" String "地点层级" "Place level" "Level of the place" set PlaceLevel => |o| o.place.as_ref().map_or(Value::Null, |p| text(p.level.code()));
    "places" String "涉及地点" "Places" "Further places where one figure is about several, joined by ;" => |o| join(&o.places.iter().map(|p| p.name.clone()).collect::<Vec<_>>());
    "time_period" String "时期" "Time period" "Period code: 2021, 2021-06, 2021-Q1, 2021-Q1/Q3, 2018/2022" sdmx "TIME_PERIOD" => |o| opt(o.period.as_ref().map(|p| p.code.as_str()));
    "period_start" Date "期初" "Period start" "First day of the period" => |o| o.period.as_ref().map_or(Value::Null, |p| Value::Date(p.start));
    "period_end" Date "期末" "Period end" "Last day of the period" => |o| o.period.as_ref().map_or(Value::Null, |p| Value::Date(p.end));
    "period_basis" String "时期依据" "Period basis" "Whether the sentence states the period, it is inherited, or there is none" set PeriodBasis => |o| text(o.period_basis.code());
    "comparison_base" String "对比基期" "Comparison base" "What a change or growth rate is against" => |o| opt(o.comparison_base.as_deref());
    "dimension" String "量纲" "Dimension" "What sort of unit" set Dimension => |o| text(o.quantity.dimension.code());
    "kind" String "类型" "Kind" "How the number relates to the indicator" set Kind => |o| text(o.kind.code());
    "direction" String "方向" "Direction" "Which way a change goes" set Direction => |o| opt(o.direction.map(|d| d.code()));
    "status" String "状态" "Status" "Done, or intended" sdmx "OBS_STATUS" set Status => |o| text(o.status.code());
    "number" Number "书写数字" "Number" "The number as written, before the exponent; null for a range" => |o| num(o.quantity.number);
    "unit_mult" Integer "数量级" "Unit multiplier" "Base-10 exponent removed: 万 4, 亿 8" sdmx "UNIT_MULT" => |o| Value::Int(o.quantity.unit_mult.into());
    "value" Number "数值" "Value" "In base units (money in 元, percent as percent), signed for changes; null for a range" sdmx "OBS_VALUE" => |o| num(o.quantity.value);
    "low" Number "下限" "Low" "Lower bound in base units; null is unbounded" => |o| num(o.quantity.low);
    "high" Number "上限" "High" "Upper bound in base units; null is unbounded" => |o| num(o.quantity.high);
    "qualifier" String "界" "Qualifier" "What the words say of the number" set Qualifier => |o| text(o.quantity.qualifier.code());
    "unit" String "单位" "Unit" "Base unit; null where nothing tells it" sdmx "UNIT_MEASURE" => |o| opt(o.quantity.unit.as_deref());
    "per" String "每" "Per" "What each unit is per (月, 人), as written; does not rescale the value" => |o| opt(o.quantity.per.as_deref());
    "ambiguity" String "歧义" "Ambiguity" "The other reading, where two are open" => |o| opt(o.ambiguity.as_deref());
    "rule" String "规则" "Rule" "Which rows of which code list decided" => |o| nonempty(&o.rule);
    "correction" String "更正" "Correction" "The analyst's correction that applies" => |o| opt(o.correction.as_deref());
];

/// `ledger`: every numeral that is no observation, with its reason.
pub const LEDGER: &[Column<LedgerEntry>] = columns![LedgerEntry;
    "document_id" String "文档" "Document" "Id of the document" => |l| text(&l.document_id);
    "start" Integer "起始" "Start" "Code-point offset; null for cells" => |l| int(l.start);
    "end" Integer "结束" "End" "Code-point offset; null for cells" => |l| int(l.end);
    "locator" String "位置" "Locator" "text:START-END, or SHEET!CELL" => |l| text(l.locator.to_string());
    "quote" String "原文" "Quote" "The numeral with what makes it no measure" => |l| text(&l.quote);
    "reason" String "原因" "Reason" "Why it is no measure" set LedgerReason => |l| text(l.reason.code());
    "rule" String "规则" "Rule" "Which row or rule decided" => |l| nonempty(&l.rule);
];

/// `documents`: what was read.
pub const DOCUMENTS: &[Column<Batch>] = columns![Batch;
    "document_id" String "文档" "Document" "Id of the document" => |b| text(&b.document_id);
    "title" String "标题" "Title" "Title of the document" => |b| nonempty(&b.title);
    "issuer" String "发布机构" "Issuer" "Who issued it" => |b| opt(b.origin.issuer.as_deref());
    "published" String "发布日期" "Published" "Date of publication as given" => |b| opt(b.origin.published.as_deref());
    "reference_period" String "所属时期" "Reference period" "The period the document speaks of" => |b| opt(b.origin.reference_period.as_deref());
    "source" String "来源文件" "Source file" "Path under raw/" => |b| text(&b.source.path);
    "format" String "格式" "Format" "Recognised format" => |b| text(&b.source.format);
    "encoding" String "编码" "Encoding" "Recognised text encoding" => |b| opt(b.source.encoding.as_deref());
    "bytes" Integer "字节数" "Bytes" "Size of the file" unit "byte" => |b| Value::Int(b.source.bytes as i64);
    "hash" String "哈希" "Hash" "blake3 of the file" => |b| text(&b.source.hash);
    "url" String "网址" "URL" "Where it was published" => |b| opt(b.origin.url.as_deref());
    "licence" String "许可" "Licence" "Licence of the source" => |b| opt(b.origin.licence.as_deref());
    "supersedes" String "替代" "Supersedes" "The document this one replaces" => |b| opt(b.origin.supersedes.as_deref());
    "sections" Integer "章节数" "Sections" "Number of sections" => |b| Value::Int(b.sections.len() as i64);
    "observations" Integer "观测数" "Observations" "Number of observations" => |b| Value::Int(b.observations.len() as i64);
    "ledger" Integer "台账条数" "Ledger entries" "Number of numerals in the ledger" => |b| Value::Int(b.ledger.len() as i64);
];

/// `sections`: stretches of the documents, with their numerals accounted for.
pub const SECTIONS: &[Column<SectionCount>] = columns![SectionCount;
    "document_id" String "文档" "Document" "Id of the document" => |s| text(&s.document_id);
    "section_number" Integer "序号" "Number" "1-based, in text order; 0 before the first heading" => |s| Value::Int(s.section.number.into());
    "level" Integer "级别" "Level" "Depth of the heading" => |s| Value::Int(s.section.level.into());
    "heading" String "标题" "Heading" "Heading without its number" => |s| nonempty(&s.section.heading);
    "start" Integer "起始" "Start" "Code-point offset" => |s| int(Some(s.start));
    "end" Integer "结束" "End" "Code-point offset" => |s| int(Some(s.end));
    "province" String "省（区、市）" "Province" "The province it is about" => |s| opt(s.province.as_deref());
    "numerals" Integer "数字数" "Numerals" "Numerals found: extracted and in the ledger" => |s| Value::Int(s.numerals.into());
    "extracted" Integer "已提取" "Extracted" "Numerals inside observations" => |s| Value::Int(s.extracted.into());
    "unplaced" Integer "未归类" "Unplaced" "Ledger entries with reason unknown" => |s| Value::Int(s.unplaced.into());
];

/// `indicators`: the concepts of the code list that were met.
pub const INDICATORS: &[Column<Indicator>] = columns![Indicator;
    "indicator" String "指标代码" "Indicator" "Code of the indicator list" sdmx "INDICATOR" => |i| text(&i.indicator);
    "label_zh" String "指标" "Label (zh)" "Chinese label" => |i| text(&i.label_zh);
    "label_en" String "英文名称" "Label (en)" "English label" => |i| text(&i.label_en);
    "theme" String "主题" "Theme" "Theme it belongs to" => |i| text(&i.theme);
    "dimension" String "量纲" "Dimension" "Dimension of its level" set Dimension => |i| text(&i.dimension);
    "unit" String "单位" "Unit" "Base units of its level" => |i| nonempty(&i.unit);
    "display_unit" String "展示单位" "Display unit" "The unit people see" => |i| nonempty(&i.display_unit);
    "observations" Integer "观测数" "Observations" "How many observations" => |i| Value::Int(i.observations.into());
    "provinces" Integer "省份数" "Provinces" "In how many provinces" => |i| Value::Int(i.provinces.into());
];

fn ratio(line: &ComparisonLine, pick: fn(&Ends) -> Option<Decimal>) -> Value {
    part(&line.to_highest.and_then(|h| h.ratio), pick)
}

/// `comparisons`: observations of several provinces side by side.
pub const COMPARISONS: &[Column<ComparisonLine>] = columns![ComparisonLine;
    "comparison_id" String "比较编号" "Comparison id" "The comparison the row belongs to" => |c| text(&c.comparison_id);
    "indicator" String "指标代码" "Indicator" "Indicator of the row" sdmx "INDICATOR" => |c| text(&c.row.indicator);
    "kind" String "类型" "Kind" "How the number relates to the indicator" set Kind => |c| text(c.kind.code());
    "unit" String "单位" "Unit" "Base unit" sdmx "UNIT_MEASURE" => |c| opt(c.unit.as_deref());
    "per" String "每" "Per" "What each unit is per" => |c| opt(c.per.as_deref());
    "status" String "状态" "Status" "Done, or intended" set Status => |c| text(c.status.code());
    "province" String "省（区、市）" "Province" "Full name" => |c| text(&c.row.province);
    "ref_area" String "行政区划代码" "Reference area" "GB/T 2260 code of the place" sdmx "REF_AREA" => |c| opt(c.row.ref_area.as_deref());
    "place" String "地点" "Place" "The place the figure is about" => |c| text(&c.row.place);
    "time_period" String "比较时期" "Period compared by" "The figure's own period or its document's" => |c| opt(c.row.period.as_deref());
    "observation_id" String "观测编号" "Observation id" "The figure" => |c| text(&c.row.observation_id);
    "value" Number "数值" "Value" "In the unit of the comparison" => |c| num(c.row.value);
    "low" Number "下限" "Low" "Null is unbounded" => |c| num(c.row.low);
    "high" Number "上限" "High" "Null is unbounded" => |c| num(c.row.high);
    "conversion" String "换算" "Conversion" "Where the figure is written in another unit: 1公顷=15亩" => |c| c.row.conversion.as_ref().map_or(Value::Null, |c| text(c.to_string()));
    "rank_min" Integer "最高名次" "Best rank" "Best rank the bounds allow" => |c| int(c.row.rank_min);
    "rank_max" Integer "最低名次" "Worst rank" "Worst rank the bounds allow" => |c| int(c.row.rank_max);
    "ratio_to_highest" Number "与最高之比" "Ratio to the highest" "Null where it says nothing" => |c| ratio(c, |e| e.value);
    "ratio_low" Number "比值下限" "Ratio, low" "Null is unbounded" => |c| ratio(c, |e| e.low);
    "ratio_high" Number "比值上限" "Ratio, high" "Null is unbounded" => |c| ratio(c, |e| e.high);
    "ratio_bound" String "比值的界" "Bound of the ratio" "What the figures leave open" set Bound => |c| bound(&c.to_highest.and_then(|h| h.ratio));
    "difference_to_highest" Number "与最高之差" "Difference to the highest" "This less the highest; percent differ in 百分点" => |c| part(&c.to_highest.map(|h| h.difference), |e| e.value);
    "difference_low" Number "差值下限" "Difference, low" "Null is unbounded" => |c| part(&c.to_highest.map(|h| h.difference), |e| e.low);
    "difference_high" Number "差值上限" "Difference, high" "Null is unbounded" => |c| part(&c.to_highest.map(|h| h.difference), |e| e.high);
    "difference_bound" String "差值的界" "Bound of the difference" "What the figures leave open" set Bound => |c| bound(&c.to_highest.map(|h| h.difference));
    "median" Number "中位数" "Median" "Of the comparison; only from five provinces on" => |c| part(&c.median, |e| e.value);
    "median_low" Number "中位数下限" "Median, low" "Null is unbounded" => |c| part(&c.median, |e| e.low);
    "median_high" Number "中位数上限" "Median, high" "Null is unbounded" => |c| part(&c.median, |e| e.high);
    "median_bound" String "中位数的界" "Bound of the median" "What the figures leave open" set Bound => |c| bound(&c.median);
    "comparability" String "可比性" "Comparability" "Grade of the comparison" set Comparability => |c| text(c.row.comparability.code());
    "reasons" String "差异" "Reasons" "What differs, joined by ;" => |c| join(&c.row.reasons);
    "caveat" String "说明" "Caveat" "What differs, in words" => |c| nonempty(&c.caveat);
];

/// `contrasts`: two provinces against each other.
pub const CONTRASTS: &[Column<Contrast>] = columns![Contrast;
    "comparison_id" String "比较编号" "Comparison id" "The comparison it belongs to" => |c| text(&c.comparison_id);
    "indicator" String "指标代码" "Indicator" "Indicator of the first figure" => |c| text(&c.indicator);
    "observation_id_a" String "观测甲" "Observation a" "The first figure" => |c| text(&c.observation_id_a);
    "observation_id_b" String "观测乙" "Observation b" "The second figure" => |c| text(&c.observation_id_b);
    "province_a" String "省份甲" "Province a" "Of the first figure" => |c| text(&c.province_a);
    "province_b" String "省份乙" "Province b" "Of the second figure" => |c| text(&c.province_b);
    "difference" Number "差" "Difference" "a − b in base units" => |c| end(&c.difference, |e| e.value);
    "difference_low" Number "差下限" "Difference, low" "Null is unbounded" => |c| end(&c.difference, |e| e.low);
    "difference_high" Number "差上限" "Difference, high" "Null is unbounded" => |c| end(&c.difference, |e| e.high);
    "difference_bound" String "差的界" "Bound of the difference" "What it says" set Bound => |c| text(c.difference.bound.code());
    "difference_open" String "差的开端" "Open ends of the difference" "Ends that are not reached (余, 超过, 近): low, high, joined by ;" => |c| open(&c.difference);
    "difference_unit" String "差的单位" "Unit of the difference" "Percent differ in 百分点" => |c| opt(c.difference_unit.as_deref());
    "ratio" Number "比" "Ratio" "a ÷ b" => |c| part(&c.ratio, |e| e.value);
    "ratio_low" Number "比下限" "Ratio, low" "Null is unbounded" => |c| part(&c.ratio, |e| e.low);
    "ratio_high" Number "比上限" "Ratio, high" "Null is unbounded" => |c| part(&c.ratio, |e| e.high);
    "ratio_bound" String "比的界" "Bound of the ratio" "What it says" set Bound => |c| bound(&c.ratio);
    "ratio_open" String "比的开端" "Open ends of the ratio" "Ends that are not reached (余, 超过, 近): low, high, joined by ;" => |c| c.ratio.as_ref().map_or(Value::Null, open);
    "comparability" String "可比性" "Comparability" "Grade" set Comparability => |c| text(c.comparability.code());
    "reasons" String "差异" "Reasons" "What differs, joined by ;" => |c| join(&c.reasons);
];

/// `derived`: figures computed from others.
pub const DERIVED: &[Column<Derived>] = columns![Derived;
    "derived_id" String "派生编号" "Derived id" "Starts with d; a hash of the rule and its inputs" => |d| text(&d.derived_id);
    "label" String "名称" "Label" "What it is" => |d| text(&d.label);
    "province" String "省（区、市）" "Province" "Full name" => |d| opt(d.province.as_deref());
    "place" String "地点" "Place" "Full name" => |d| opt(d.place.as_deref());
    "time_period" String "时期" "Time period" "The period it is about: of the figure it hangs on, of another input, or of the document; a base is of the period before" sdmx "TIME_PERIOD" => |d| opt(d.period.as_deref());
    "value" Number "数值" "Value" "In the unit of the row" => |d| end(&d.result, |e| e.value);
    "low" Number "下限" "Low" "Null is unbounded" => |d| end(&d.result, |e| e.low);
    "high" Number "上限" "High" "Null is unbounded" => |d| end(&d.result, |e| e.high);
    "unit" String "单位" "Unit" "Unit of the figure" => |d| opt(d.unit.as_deref());
    "bound" String "界" "Bound" "What the inputs leave open" set Bound => |d| text(d.result.bound.code());
    "open_ends" String "开端" "Open ends" "Ends that are not reached (余, 超过, 近): low, high, joined by ;" => |d| open(&d.result);
    "rank_min" Integer "最高名次" "Best rank" "Best rank the bounds allow, among the provinces that have the figure for the same period; from three on" => |d| int(d.rank_min);
    "rank_max" Integer "最低名次" "Worst rank" "Worst rank the bounds allow" => |d| int(d.rank_max);
    "ranked" Integer "参加排名省份" "Provinces ranked" "How many provinces are ranked" => |d| int(d.ranked);
    "formula" String "公式" "Formula" "Over observation ids" => |d| text(&d.formula);
    "inputs" String "输入" "Inputs" "Observation ids, joined by ;" => |d| join(&d.inputs);
    "comparability" String "可比性" "Comparability" "How far it can be set beside the same figure of another province" set Comparability => |d| text(d.comparability.code());
    "reasons" String "差异" "Reasons" "What stands against that, joined by ;" => |d| join(&d.reasons);
    "assumption" String "假定" "Assumption" "What is assumed, apart from what is bounded" => |d| nonempty(&d.assumption);
    "caveat" String "说明" "Caveat" "What to keep in mind" => |d| nonempty(&d.caveat);
    "rule" String "规则" "Rule" "The declared row or the automatic rule" => |d| text(&d.rule);
];

/// `trends`: an indicator of a place from one period to another.
pub const TRENDS: &[Column<Trend>] = columns![Trend;
    "trend_id" String "趋势编号" "Trend id" "Starts with t" => |t| text(t.trend_id());
    "indicator" String "指标代码" "Indicator" "Code of the indicator list" sdmx "INDICATOR" => |t| text(&t.indicator);
    "indicator_label" String "指标" "Indicator label" "Chinese label of the indicator" => |t| text(&t.label);
    "kind" String "类型" "Kind" "How the number relates to the indicator; where a change ends counts as level or share" set Kind => |t| text(t.kind.code());
    "industry" String "行业" "Industry" "Industry or product the figures are about" sdmx "ACTIVITY" => |t| opt(t.industry.as_deref());
    "province" String "省（区、市）" "Province" "Full name" => |t| opt(t.place.province.as_deref());
    "ref_area" String "行政区划代码" "Reference area" "GB/T 2260 code of the place" sdmx "REF_AREA" => |t| opt(t.place.ref_area.as_deref());
    "place" String "地点" "Place" "Full name" => |t| nonempty(&t.place.name);
    "unit" String "单位" "Unit" "Base unit; of the first figure where the series breaks" sdmx "UNIT_MEASURE" => |t| opt(t.unit.as_deref());
    "per" String "每" "Per" "What each unit is per" => |t| opt(t.per.as_deref());
    "from_period" String "起" "From" "Period of the first figure" => |t| text(&t.from);
    "to_period" String "止" "To" "Period of the last figure" => |t| text(&t.to);
    "periods" Integer "期数" "Periods" "Periods of the series from the first to the last; 2 for neighbours" => |t| Value::Int(t.periods.into());
    "inputs" String "输入" "Inputs" "Observation ids joined by ;: the first figure, the last, those that contradict one of them" => |t| join(&t.inputs);
    "change" Number "变化" "Change" "Last less first in the unit of the change; null across a break" => |t| part(&t.change, |e| e.value);
    "change_low" Number "变化下限" "Change, low" "Null is unbounded" => |t| part(&t.change, |e| e.low);
    "change_high" Number "变化上限" "Change, high" "Null is unbounded" => |t| part(&t.change, |e| e.high);
    "change_bound" String "变化的界" "Bound of the change" "What the figures leave open" set Bound => |t| bound(&t.change);
    "change_unit" String "变化的单位" "Unit of the change" "Percent change in 百分点" => |t| opt(t.change_unit.as_deref());
    "growth" Number "增速" "Growth" "Last ÷ first less 1; amounts only" unit "%" => |t| part(&t.growth, |e| e.value);
    "growth_low" Number "增速下限" "Growth, low" "Null is unbounded" unit "%" => |t| part(&t.growth, |e| e.low);
    "growth_high" Number "增速上限" "Growth, high" "Null is unbounded" unit "%" => |t| part(&t.growth, |e| e.high);
    "growth_bound" String "增速的界" "Bound of the growth" "What the figures leave open" set Bound => |t| bound(&t.growth);
    "cagr" Number "年均增速" "Average annual growth" "Compound; only where whole years lie more than one apart" unit "%" => |t| part(&t.cagr, |e| e.value);
    "cagr_low" Number "年均增速下限" "Average annual growth, low" "Rounded down at the eighth decimal" unit "%" => |t| part(&t.cagr, |e| e.low);
    "cagr_high" Number "年均增速上限" "Average annual growth, high" "Rounded up at the eighth decimal" unit "%" => |t| part(&t.cagr, |e| e.high);
    "cagr_bound" String "年均增速的界" "Bound of the average annual growth" "What the figures leave open" set Bound => |t| bound(&t.cagr);
    "break" String "中断原因" "Break" "Why the two figures are not the same series; nothing is computed across it" set Reason => |t| opt(t.break_reason.map(|r| r.code()));
    "caveat" String "说明" "Caveat" "The break in words, and what to keep in mind" => |t| nonempty(&t.caveat);
];

/// `consistency`: checks of what the text states.
pub const CONSISTENCY: &[Column<Consistency>] = columns![Consistency;
    "check_id" String "检查编号" "Check id" "Starts with k; a hash of the rule and its inputs" => |c| text(&c.check_id);
    "label" String "名称" "Label" "What is checked" => |c| text(&c.label);
    "inputs" String "输入" "Inputs" "Observation ids, joined by ;" => |c| join(&c.inputs);
    "stated" String "原文" "Stated" "What the text says" => |c| nonempty(&c.stated);
    "recomputed" String "复算" "Recomputed" "What its parts give" => |c| nonempty(&c.recomputed);
    "result" String "结果" "Result" "Outcome" set Verdict => |c| text(c.result.code());
    "explanation" String "说明" "Explanation" "Why" => |c| nonempty(&c.explanation);
    "rule" String "规则" "Rule" "The declared row or the automatic rule" => |c| text(&c.rule);
];

/// `coverage`: province by indicator, reported or not.
pub const COVERAGE: &[Column<Coverage>] = columns![Coverage;
    "indicator" String "指标代码" "Indicator" "Code of the indicator list" => |c| text(&c.indicator);
    "province" String "省（区、市）" "Province" "Full name" => |c| text(&c.province);
    "state" String "状态" "State" "What is known" set CoverageState => |c| text(c.state.code());
    "observations" String "观测编号" "Observations" "Ids, joined by ;" => |c| join(&c.observations);
];

/// `coverage_totals`: by indicator, how many provinces report it.
pub const COVERAGE_TOTALS: &[Column<CoverageTotal>] = columns![CoverageTotal;
    "indicator" String "指标代码" "Indicator" "Code of the indicator list" => |c| text(&c.indicator);
    "label" String "指标" "Indicator label" "Chinese label of the indicator" => |c| text(&c.label);
    "reported" Integer "已报告省份" "Reporting provinces" "Of the provinces that the documents are about, those with a figure of their own" => |c| Value::Int(c.reported.into());
    "lower_level_only" Integer "仅有下级数据省份" "Lower level only" "Only for places below the province" => |c| Value::Int(c.lower_level_only.into());
    "target_only" Integer "仅有目标省份" "Target only" "Only intended" => |c| Value::Int(c.target_only.into());
    "not_reported" Integer "未报告省份" "Not reported" "No figure; not the same as nothing done" => |c| Value::Int(c.not_reported.into());
    "provinces" Integer "文件涉及省份" "Provinces of the documents" "The four before add up to it" => |c| Value::Int(c.provinces.into());
    "of_31" Integer "全国31省中已报告" "Of 31 provinces" "Of the 31 provinces of the mainland, how many report it, in documents or spreadsheets" => |c| Value::Int(c.of_all.into());
    "from" String "来自" "From" "document where prose reports it, else spreadsheet" => |c| text(if c.prose { "document" } else { "spreadsheet" });
];

fn old<T>(c: &Change, pick: fn(&Past) -> T) -> Option<T> {
    c.old.as_ref().map(pick)
}
fn new<T>(c: &Change, pick: fn(&Past) -> T) -> Option<T> {
    c.new.as_ref().map(pick)
}
fn one(c: &Change, pick: fn(&Past) -> Option<&str>) -> Value {
    opt(c.either().and_then(pick))
}
fn float(value: Option<Option<f64>>) -> Value {
    value.flatten().map_or(Value::Null, Value::Num)
}
fn words(value: Option<String>) -> Value {
    opt(value.as_deref())
}

/// `changes`: what was added, removed and revised since the release compared with.
pub const CHANGES: &[Column<Change>] = columns![Change;
    "change" String "变化" "Change" "added, removed or revised" => |c| text(&c.change);
    "document_id" String "文档" "Document" "Of the newer side" => |c| one(c, |p| Some(&p.document_id));
    "indicator" String "指标代码" "Indicator" "Code of the indicator list" sdmx "INDICATOR" => |c| one(c, |p| p.indicator.as_deref());
    "indicator_label" String "指标" "Indicator label" "Chinese label of the indicator" => |c| one(c, |p| p.label.as_deref());
    "industry" String "行业" "Industry" "Industry or product the figure is about" => |c| one(c, |p| p.industry.as_deref());
    "kind" String "类型" "Kind" "How the number relates to the indicator" set Kind => |c| one(c, |p| Some(&p.kind));
    "status" String "状态" "Status" "Done, or intended" set Status => |c| one(c, |p| Some(&p.status));
    "province" String "省（区、市）" "Province" "Full name" => |c| one(c, |p| p.province.as_deref());
    "place" String "地点" "Place" "Full name" => |c| one(c, |p| p.place.as_deref());
    "time_period" String "时期" "Time period" "Period code" sdmx "TIME_PERIOD" => |c| one(c, |p| p.period.as_deref());
    "unit" String "单位" "Unit" "Base unit of the newer side" => |c| one(c, |p| p.unit.as_deref());
    "old_observation_id" String "上期观测编号" "Old observation id" "Null where it was added" => |c| words(old(c, |p| p.observation_id.clone()));
    "old_value" Number "上期数值" "Old value" "In base units" => |c| float(old(c, |p| p.value));
    "old_low" Number "上期下限" "Old low" "Null is unbounded" => |c| float(old(c, |p| p.low));
    "old_high" Number "上期上限" "Old high" "Null is unbounded" => |c| float(old(c, |p| p.high));
    "old_qualifier" String "上期的界" "Old qualifier" "What the words said" set Qualifier => |c| words(old(c, |p| p.qualifier.clone()));
    "old_quote" String "上期原文" "Old quote" "As it was written" => |c| words(old(c, |p| p.quote.clone()));
    "old_sentence" String "上期原句" "Old sentence" "The sentence it stood in" => |c| words(old(c, |p| p.sentence.clone()));
    "new_observation_id" String "本期观测编号" "New observation id" "Null where it was removed" => |c| words(new(c, |p| p.observation_id.clone()));
    "new_value" Number "本期数值" "New value" "In base units" => |c| float(new(c, |p| p.value));
    "new_low" Number "本期下限" "New low" "Null is unbounded" => |c| float(new(c, |p| p.low));
    "new_high" Number "本期上限" "New high" "Null is unbounded" => |c| float(new(c, |p| p.high));
    "new_qualifier" String "本期的界" "New qualifier" "What the words say" set Qualifier => |c| words(new(c, |p| p.qualifier.clone()));
    "new_quote" String "本期原文" "New quote" "As it is written" => |c| words(new(c, |p| p.quote.clone()));
    "new_sentence" String "本期原句" "New sentence" "The sentence it stands in" => |c| words(new(c, |p| p.sentence.clone()));
];

/// `issues`: findings about the data.
pub const ISSUES: &[Column<Issue>] = columns![Issue;
    "code" String "代码" "Code" "Stable code" => |i| text(&i.code);
    "severity" String "级别" "Severity" "How much it matters" set Severity => |i| text(i.severity.code());
    "document_id" String "文档" "Document" "The document or file it is about" => |i| nonempty(&i.document_id);
    "locator" String "位置" "Locator" "Where in it" => |i| nonempty(&i.locator);
    "message" String "说明" "Message" "What was found and what to do" => |i| text(&i.message);
];
