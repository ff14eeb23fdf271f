//! Sheets become mentions: the header found by its shape, units from the header, places from the first columns.

use super::period;
use crate::codelist::Codelists;
use crate::model::mention::sentence_key;
use crate::model::quantity::shift;
use crate::model::{
    Context, Dimension, Document, Extraction, Issue, Kind, LedgerEntry, LedgerReason, Locator, Mention,
    PeriodBasis, PeriodExpr, Place, Qualifier, Quantity, Severity, Sheet, SheetCell, Status, Words,
};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A column of figures: its header, and what the header says.
struct Figures {
    header: String,
    label: String,
    unit: Option<(String, Dimension, i32)>,
    kind: Kind,
    period: Option<PeriodExpr>,
    words: Arc<Words>,
}

/// Reads a sheet whose rows are areas and whose columns are indicators; anything else is an issue.
pub fn sheet(document: &Document, sheet: &Sheet, lists: &Codelists, out: &mut Extraction) {
    let mut rows: BTreeMap<u32, Vec<&SheetCell>> = BTreeMap::new();
    for cell in &sheet.cells {
        rows.entry(cell.row).or_default().push(cell);
    }
    let Some((&header_row, header)) = rows.iter().find(|(row, cells)| is_header(&rows, **row, cells)) else {
        let what =
            format!("工作表“{}”没有找到表头：需要一行列名，其下至少两行数据。未读取其中数字", sheet.name);
        out.issues.push(
            Issue::new("I-table-no-header", Severity::Warning, &document.document_id, what).at(&sheet.name),
        );
        ledger(document, sheet.cells.iter(), sheet, out);
        return;
    };
    let above: String = rows
        .range(..header_row)
        .flat_map(|(_, cells)| cells.iter().map(|c| c.text.as_str()))
        .collect::<Vec<_>>()
        .join(" ");
    let title_unit = stated_unit(&above).and_then(|u| unit_of(lists, &u));
    let title_period =
        period::find(&above, 0..above.len()).into_iter().find(|h| h.base.is_none()).and_then(|h| h.expr);
    let columns: HashMap<u32, Figures> = header
        .iter()
        .skip(1)
        .map(|cell| {
            let mut figures = figures(lists, &cell.text, title_unit.clone(), title_period);
            figures.words = Arc::new(Words {
                head: figures.label.clone(),
                clause: figures.label.clone(),
                sentence: above.clone(),
                section: sheet.name.clone(),
            });
            (cell.column, figures)
        })
        .collect();
    let section: Arc<str> = sheet.name.as_str().into();
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    let mut unitless: Vec<String> = Vec::new();
    for (row, cells) in rows.range(header_row + 1..) {
        let Some(first) = cells.first().filter(|c| !c.numeric) else {
            ledger(document, cells.iter().copied(), sheet, out);
            continue;
        };
        if is_foot(&first.text) {
            ledger(document, cells.iter().copied(), sheet, out);
            continue;
        }
        let name: String = first.text.chars().filter(|c| !c.is_whitespace()).collect();
        let place = area(lists, &name);
        for cell in cells.iter().skip(1) {
            let Some(figures) = columns.get(&cell.column) else {
                ledger(document, std::iter::once(*cell), sheet, out);
                continue;
            };
            let Some(quantity) = quantity(cell, figures) else {
                if cell.text.chars().any(super::numeral::is_numeral) {
                    ledger(document, std::iter::once(*cell), sheet, out);
                }
                continue;
            };
            if quantity.unit.is_none() && !unitless.contains(&figures.header) {
                unitless.push(figures.header.clone());
            }
            let occurrence = {
                let count = seen.entry((name.clone(), figures.header.clone())).or_insert(0);
                *count += 1;
                *count - 1
            };
            let sentence = format!("{name} | {}", figures.header);
            let sentence: Arc<str> =
                if above.is_empty() { sentence } else { format!("{sentence} | {above}") }.into();
            let stated = figures.period.is_some();
            out.mentions.push(Mention {
                locator: Locator::Cell { sheet: sheet.name.clone(), row: *row, column: cell.column },
                quote: cell.text.clone(),
                numeral: String::new(),
                view_start: 0,
                sentence_key: sentence_key(&sentence),
                sentence,
                sentence_occurrence: 0,
                occurrence,
                section: section.clone(),
                section_number: 0,
                quantity,
                kind: figures.kind,
                direction: None,
                status: Status::Actual,
                ambiguity: None,
                place: place.clone(),
                places: Vec::new(),
                period: figures.period,
                period_basis: if stated { PeriodBasis::Inherited } else { PeriodBasis::None },
                comparison_base: None,
                subject: Some(figures.label.clone()),
                industry: None,
                context: Context::Words(figures.words.clone()),
                continues: None,
                rules: format!("header:{}", figures.header),
            });
        }
    }
    for header in unitless {
        let what = format!(
            "工作表“{}”的列“{header}”没有写明单位，单位留空。请在列名中写明，如“{header}（万元）”",
            sheet.name
        );
        out.issues.push(
            Issue::new("I-unit-missing", Severity::Warning, &document.document_id, what).at(&sheet.name),
        );
    }
}

/// A header: two cells of text or more, none a figure, and figures in the rows below.
fn is_header(rows: &BTreeMap<u32, Vec<&SheetCell>>, row: u32, cells: &[&SheetCell]) -> bool {
    if cells.len() < 2 || cells.iter().any(|c| c.numeric) {
        return false;
    }
    let below = rows
        .range(row + 1..)
        .take(3)
        .filter(|(_, below)| below.iter().filter(|c| c.numeric).count() >= 1)
        .count();
    below >= 1
}

/// Notes and sources under a table.
fn is_foot(text: &str) -> bool {
    let text = text.trim();
    ["注", "资料来源", "数据来源", "来源", "说明", "本表"].iter().any(|w| text.starts_with(w))
}

/// 单位：万元 in the lines above.
fn stated_unit(above: &str) -> Option<String> {
    let rest = above.split("单位：").nth(1).or_else(|| above.split("单位:").nth(1))?;
    let unit: String =
        rest.chars().take_while(|c| !c.is_whitespace() && !matches!(c, '、' | '，' | '）' | ')')).collect();
    (!unit.is_empty()).then_some(unit)
}

/// A unit as headers write it (亿元, 万人, %): base unit, dimension, exponent.
fn unit_of(lists: &Codelists, written: &str) -> Option<(String, Dimension, i32)> {
    let mut rest = written.trim();
    let mut exponent = 0;
    while lists.units.spelled(rest).is_none() {
        let c = rest.chars().next()?;
        exponent += match c {
            '十' => 1,
            '百' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => return None,
        };
        rest = &rest[c.len_utf8()..];
    }
    let unit = lists.units.spelled(rest)?;
    Some((unit.unit.clone(), unit.dimension, exponent + unit.exponent))
}

fn figures(
    lists: &Codelists,
    header: &str,
    title_unit: Option<(String, Dimension, i32)>,
    title_period: Option<PeriodExpr>,
) -> Figures {
    let header: String = header.chars().filter(|c| !c.is_whitespace()).collect();
    let bracket = header.rfind(['（', '(']).filter(|_| header.ends_with(['）', ')']));
    let inside = bracket.map(|i| {
        let open = header[i..].chars().next().map_or(0, char::len_utf8);
        let close = header.chars().next_back().map_or(0, char::len_utf8);
        header[i + open..header.len() - close].to_owned()
    });
    let own = inside.as_deref().and_then(|u| unit_of(lists, u));
    let label = match (&own, bracket) {
        (Some(_), Some(i)) => header[..i].to_owned(),
        _ => header.clone(),
    };
    let percent = (own.is_none() && header.ends_with('%')).then(|| ("%".to_owned(), Dimension::Ratio, 0));
    let unit = own.or(percent).or(title_unit);
    let ratio = unit.as_ref().is_some_and(|u| u.1 == Dimension::Ratio);
    let growth = ratio && ["增长", "增速", "增幅", "比上年"].iter().any(|w| label.contains(w));
    let kind = if growth {
        Kind::GrowthRate
    } else if ratio {
        Kind::Share
    } else {
        Kind::Level
    };
    let own_period =
        period::find(&label, 0..label.len()).into_iter().find(|h| h.base.is_none()).and_then(|h| h.expr);
    let own_period = own_period.filter(|e| matches!(e.from, crate::model::YearRef::Absolute(_)));
    Figures { label, unit, kind, period: own_period.or(title_period), header, words: Arc::default() }
}

/// The area of a row: a province, prefecture or county by any of its names; none for totals and regions.
fn area(lists: &Codelists, name: &str) -> Option<Arc<Place>> {
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '*' | '①' | '②' | '③'));
    let candidates = lists.areas.named(name);
    let level = candidates.iter().map(|&c| lists.areas.get(c).level).min()?;
    let mut best = candidates.iter().filter(|&&c| lists.areas.get(c).level == level);
    let first = *best.next()?;
    best.next().is_none().then(|| lists.areas.place(first))
}

fn quantity(cell: &SheetCell, figures: &Figures) -> Option<Quantity> {
    let text: String = cell.text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let (text, own_percent) = match text.strip_suffix('%') {
        Some(number) => (number.to_owned(), true),
        None => (text, cell.percent),
    };
    let mut number: Decimal = text.parse().ok()?;
    if cell.percent && cell.numeric {
        number = shift(number, 2);
    }
    let unit = if own_percent { Some(("%".to_owned(), Dimension::Ratio, 0)) } else { figures.unit.clone() };
    let (unit, dimension, exponent) = unit.map_or((None, Dimension::Other, 0), |(u, d, e)| (Some(u), d, e));
    Some(Quantity::worded(number, exponent, Qualifier::Exact, unit, dimension))
}

/// Cells that hold numerals and became no observation.
fn ledger<'a>(
    document: &Document,
    cells: impl Iterator<Item = &'a SheetCell>,
    sheet: &Sheet,
    out: &mut Extraction,
) {
    for cell in cells.filter(|c| c.text.chars().any(super::numeral::is_numeral)) {
        let dated = !period::find(&cell.text, 0..cell.text.len()).is_empty();
        out.ledger.push(LedgerEntry {
            document_id: document.document_id.clone(),
            start: None,
            end: None,
            locator: Locator::Cell { sheet: sheet.name.clone(), row: cell.row, column: cell.column },
            quote: cell.text.clone(),
            reason: if dated {
                LedgerReason::Date
            } else if cell.numeric {
                LedgerReason::Unknown
            } else {
                LedgerReason::Label
            },
            rule: "table".into(),
            section_number: 0,
        });
    }
}
