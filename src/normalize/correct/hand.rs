//! An observation added by hand: its quote is found in the document, and the ledger gives its numerals up.

use super::amount::{from_digit, of_quote};
use super::set::{Setter, order};
use super::{enter, recount, stale};
use crate::codelist::Codelists;
use crate::model::mention::sentence_key;
use crate::model::{
    Batch, CodePoints, CorrectionRow, Dimension, Kind, LedgerEntry, Locator, Observation, PeriodBasis,
    Qualifier, Quantity, Status, correction,
};
use crate::normalize::id;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::Arc;

/// What came of a row.
pub enum Added {
    /// The id of a new observation.
    New(String),
    /// The program has it already, at this batch and position: what the row says of its fields.
    Known(usize, usize, Vec<(&'static str, CorrectionRow)>),
}

/// Why nothing was added.
pub enum Refusal {
    Invalid(String),
    Stale(String),
    Unmatched(String),
}

/// Where a quote stands.
enum Site {
    /// Bytes of the text, with those of the sentence.
    Text { quote: Range<usize>, sentence: Range<usize> },
    /// Position of the ledger entry of a cell.
    Cell(usize),
    /// Position of the observation that stands there.
    Known(usize),
}

/// Adds the observation of a row to the document it names.
pub fn add(batches: &mut [Batch], row: &CorrectionRow, lists: &Codelists) -> Result<Added, Refusal> {
    let named = [row.get("document_id"), row.get("source")];
    if named.iter().all(|n| n.is_empty()) {
        return Err(Refusal::Invalid("新增时请填文档（文档标识，或 raw/ 下的路径）".into()));
    }
    let is = |b: &Batch| named.iter().any(|n| !n.is_empty() && (*n == b.document_id || *n == b.source.path));
    let Some(at) = batches.iter().position(is) else {
        let name = named.iter().find(|n| !n.is_empty()).unwrap_or(&"");
        return Err(Refusal::Unmatched(format!("没有文档“{name}”。请写文档标识，或 raw/ 下的路径")));
    };
    let site = site(&batches[at], row)?;
    let wanted = wanted(row);
    if let Site::Known(i) = site {
        let rows = wanted.into_iter().map(|(field, text)| {
            let mut row = row.clone();
            row.cells.insert("new".into(), text);
            (field, row)
        });
        return Ok(Added::Known(at, i, rows.collect()));
    }
    if row.get("place").is_empty() && row.get("province").is_empty() {
        return Err(Refusal::Invalid("新增时请填地点或省；全国写“全国”".into()));
    }
    let batch = &mut batches[at];
    let blank = blank(batch, row, &site);
    let observation = fill(blank, wanted, lists).map_err(Refusal::Invalid)?;
    let id = observation.observation_id.clone();
    give_up(batch, &site, &observation);
    let later = |o: &Observation| o.start > observation.start;
    let place = match observation.start {
        Some(_) => batch.observations.iter().position(later),
        None => None,
    };
    batch.observations.insert(place.unwrap_or(batch.observations.len()), observation);
    recount(batch);
    Ok(Added::New(id.to_string()))
}

/// What a row gives of the fields, the value as people may have given it.
fn wanted(row: &CorrectionRow) -> Vec<(&'static str, String)> {
    let mut wanted: Vec<(&'static str, String)> = correction::FIELDS
        .into_iter()
        .filter(|f| *f != "value" && !row.get(f).is_empty())
        .map(|f| (f, row.get(f).to_owned()))
        .collect();
    // the finest place that is given
    if !row.get("place").is_empty() {
        wanted.retain(|(f, _)| *f != "province");
    }
    let value = match (row.get("new"), row.get("value"), row.get("shown_value")) {
        ("", "", "") => String::new(),
        ("", "", shown) => format!("{shown}{}", row.get("shown_unit").split('/').next().unwrap_or("")),
        ("", value, _) => value.to_owned(),
        (new, ..) => new.to_owned(),
    };
    match correction::field(row.get("field")).filter(|f| *f != "value") {
        Some(field) if !row.get("new").is_empty() => {
            wanted.retain(|(f, _)| *f != field);
            wanted.push((field, row.get("new").to_owned()));
        }
        _ if !value.is_empty() => wanted.push(("value", value)),
        _ => {}
    }
    wanted.sort_by_key(|(field, _)| order(field));
    wanted
}

fn site(batch: &Batch, row: &CorrectionRow) -> Result<Site, Refusal> {
    let (quote, locator) = (row.get("quote"), row.get("locator"));
    if batch.text.is_empty() || (locator.contains('!') && quote.is_empty()) {
        return cell(batch, locator, quote);
    }
    if quote.is_empty() {
        return Err(Refusal::Invalid("新增时请填原文表述，须与文档中的文字完全一致".into()));
    }
    let text = &batch.text;
    let all: Vec<Range<usize>> = text.match_indices(quote).map(|(at, _)| at..at + quote.len()).collect();
    if all.is_empty() {
        return Err(Refusal::Unmatched(format!(
            "文档 {} 中没有“{quote}”。请逐字照抄原文",
            batch.document_id
        )));
    }
    let sentence = row.get("sentence");
    let around = if sentence.is_empty() { Vec::new() } else { places(text, sentence) };
    if !sentence.is_empty() && around.is_empty() {
        let now = text[sentence_at(text, &all[0])].trim();
        return Err(Refusal::Stale(format!("文档中已没有原句“{sentence}”；“{quote}”现在所在的是“{now}”")));
    }
    let within = |q: &Range<usize>| around.iter().find(|s| s.start <= q.start && q.end <= s.end);
    let fits: Vec<Range<usize>> =
        all.into_iter().filter(|q| sentence.is_empty() || within(q).is_some()).collect();
    let points = CodePoints::new(text);
    let meets = |q: &Range<usize>| {
        let (start, end) = (points.at(q.start), points.at(q.end));
        batch.observations.iter().position(|o| overlap(o.start, o.end, start, end))
    };
    let free: Vec<&Range<usize>> = fits.iter().filter(|q| meets(q).is_none()).collect();
    let one = match free.as_slice() {
        [] => {
            let Some((q, i)) = fits.iter().find_map(|q| meets(q).map(|i| (q, i))) else {
                return Err(Refusal::Unmatched(format!("原句“{sentence}”中没有“{quote}”")));
            };
            let o = &batch.observations[i];
            let whole = (o.start, o.end) == (Some(points.at(q.start)), Some(points.at(q.end)));
            return if whole && fits.len() == 1 {
                Ok(Site::Known(i))
            } else {
                let (id, said) = (&o.observation_id, &o.quote);
                Err(Refusal::Invalid(format!(
                    "“{quote}”已在观测 {id}（“{said}”）中，请更正该观测，或先删除它"
                )))
            };
        }
        [one] => *one,
        [first, ..] if around.len() == 1 => *first,
        many => {
            let n = many.len();
            return Err(Refusal::Invalid(format!("“{quote}”在文档中有 {n} 处，请在“原句”中填它所在的整句")));
        }
    };
    if cuts(text, one) {
        return Err(Refusal::Invalid(format!("“{quote}”截断了一个数，请写出完整的数")));
    }
    let sentence = within(one).cloned().unwrap_or_else(|| sentence_at(text, one));
    Ok(Site::Text { quote: one.clone(), sentence })
}

/// A cell of a spreadsheet: what stands there is known from the ledger.
fn cell(batch: &Batch, locator: &str, quote: &str) -> Result<Site, Refusal> {
    if locator.is_empty() {
        return Err(Refusal::Invalid("新增表格中的数时请填位置，写作 工作表!单元格，如 Sheet1!B3".into()));
    }
    let changed = |now: &str| !quote.is_empty() && !stale::same_quote(quote, now);
    let told = |now: &str| Refusal::Stale(format!("{locator} 填写时为“{quote}”，现在为“{now}”"));
    if let Some(i) = batch.observations.iter().position(|o| o.locator.to_string() == locator) {
        let now = &batch.observations[i].quote;
        return if changed(now) { Err(told(now)) } else { Ok(Site::Known(i)) };
    }
    match batch.ledger.iter().position(|l| l.locator.to_string() == locator) {
        Some(i) if changed(&batch.ledger[i].quote) => Err(told(&batch.ledger[i].quote)),
        Some(i) => Ok(Site::Cell(i)),
        None => {
            let name = &batch.source.path;
            Err(Refusal::Unmatched(format!("{name} 的 {locator} 中没有数。请按 工作表!单元格 填写位置")))
        }
    }
}

/// Where a sentence stands, white space aside.
fn places(text: &str, sentence: &str) -> Vec<Range<usize>> {
    let exact: Vec<Range<usize>> =
        text.match_indices(sentence).map(|(at, _)| at..at + sentence.len()).collect();
    if !exact.is_empty() {
        return exact;
    }
    let kept = |c: &char| !c.is_whitespace() && !c.is_control();
    let wanted: String = sentence.chars().filter(kept).collect();
    let (mut bare, mut at) = (String::new(), Vec::new());
    for (i, c) in text.char_indices().filter(|(_, c)| kept(c)) {
        bare.push(c);
        at.extend(std::iter::repeat_n(i, c.len_utf8()));
    }
    let end = |byte: usize| at[byte] + text[at[byte]..].chars().next().map_or(0, char::len_utf8);
    let found = bare.match_indices(&wanted).filter(|_| !wanted.is_empty());
    found.map(|(from, _)| at[from]..end(from + wanted.len() - 1)).collect()
}

/// The sentence around a stretch of text.
fn sentence_at(text: &str, quote: &Range<usize>) -> Range<usize> {
    let stops = ['。', '！', '？', '\n', '\r'];
    let from = text[..quote.start].char_indices().rev().find(|(_, c)| stops.contains(c));
    let from = from.map_or(0, |(i, c)| i + c.len_utf8());
    let to = text[quote.end..].char_indices().find(|(_, c)| stops.contains(c));
    let to = to.map_or(text.len(), |(i, c)| quote.end + i + if c.is_control() { 0 } else { c.len_utf8() });
    let blank = text[from..to].len() - text[from..to].trim_start().len();
    (from + blank).min(quote.start)..to
}

/// Whether a stretch begins or ends inside a run of digits.
fn cuts(text: &str, quote: &Range<usize>) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let (before, after) = (&text[..quote.start], &text[quote.end..]);
    let own = &text[quote.clone()];
    (inside(before.chars().next_back()) && inside(own.chars().next()))
        || (inside(own.chars().next_back()) && inside(after.chars().next()))
}

fn overlap(start: Option<u32>, end: Option<u32>, from: u32, to: u32) -> bool {
    start.zip(end).is_some_and(|(start, end)| start < to && from < end)
}

/// The observation with its place in the document and no meaning yet.
fn blank(batch: &Batch, row: &CorrectionRow, site: &Site) -> Observation {
    let points = CodePoints::new(&batch.text);
    let key = id::document_key(&batch.document_id);
    let sheet = |locator: &Locator| match locator {
        Locator::Cell { sheet, .. } => sheet.clone(),
        Locator::Text { .. } => String::new(),
    };
    let (locator, quote, start, end, sentence, before, earlier) = match site {
        Site::Text { quote, sentence } => {
            let (start, end) = (points.at(quote.start), points.at(quote.end));
            let written = &batch.text[sentence.clone()];
            let numeral = numeral(&batch.text[quote.clone()]);
            let before = batch.text[sentence.start..quote.start].matches(numeral).count() as u32;
            let earlier = batch.text[..sentence.start].matches(written).count() as u32;
            let text = batch.text[quote.clone()].to_owned();
            (Locator::Text { start, end }, text, Some(start), Some(end), written.to_owned(), before, earlier)
        }
        Site::Cell(i) | Site::Known(i) => {
            let entry = &batch.ledger[*i];
            let sentence = match row.get("sentence") {
                "" => entry.locator.to_string(),
                text => text.to_owned(),
            };
            (entry.locator.clone(), entry.quote.clone(), entry.start, entry.end, sentence, 0, 0)
        }
    };
    let section = start.and_then(|start| batch.sections.iter().rfind(|s| s.start <= start && start < s.end));
    let heading = section.map_or_else(|| sheet(&locator), |s| s.section.heading.clone());
    let taken = |id: &str| batch.observations.iter().any(|o| *o.observation_id == *id);
    let make = |n: u32| id::id_of(key, sentence_key(&sentence), n, earlier, numeral(&quote), &locator);
    let observation_id = (before..).map(make).find(|id| !taken(id)).unwrap_or_default();
    Observation {
        observation_id: observation_id.into(),
        document_id: batch.document_id.as_str().into(),
        source: batch.source.path.as_str().into(),
        section: heading.into(),
        section_number: match site {
            Site::Text { .. } => section.map_or(0, |s| s.section.number),
            Site::Cell(i) | Site::Known(i) => batch.ledger[*i].section_number,
        },
        sentence: Arc::from(sentence),
        locator,
        quote,
        start,
        end,
        indicator: None,
        indicator_label: None,
        industry: None,
        subject: None,
        place: None,
        places: Vec::new(),
        period: None,
        period_basis: PeriodBasis::None,
        comparison_base: None,
        quantity: Quantity::worded(Decimal::ZERO, 0, Qualifier::Exact, None, Dimension::Other),
        kind: Kind::Level,
        direction: None,
        status: Status::Actual,
        ambiguity: None,
        rule: "correction:add".into(),
        correction: Some(format!("新增（{}）", row.signed())),
    }
}

/// Sets the fields that were given, and what the quote itself says where no value was.
fn fill(
    blank: Observation,
    mut wanted: Vec<(&'static str, String)>,
    lists: &Codelists,
) -> Result<Observation, String> {
    let gives = |field: &str| wanted.iter().any(|(f, _)| *f == field);
    if !gives("value") {
        if gives("low") || gives("high") {
            let range = gives("low") && gives("high") && !gives("qualifier");
            let mut set = blank;
            set.quantity = Quantity { number: None, value: None, low: None, high: None, ..set.quantity };
            if range {
                set.quantity.qualifier = Qualifier::Range;
            }
            return settle(set, &wanted, lists);
        }
        let said = from_digit(&blank.quote).filter(|_| of_quote(&blank.quote, &lists.units).is_some());
        let said = said.ok_or("没有填更正值，从原文表述中也读不出数。请填更正值，如 1300万元")?;
        wanted.push(("value", said.to_owned()));
        wanted.sort_by_key(|(field, _)| order(field));
    }
    settle(blank, &wanted, lists)
}

fn settle(
    o: Observation,
    wanted: &[(&'static str, String)],
    lists: &Codelists,
) -> Result<Observation, String> {
    let mut setter = Setter::new(o, lists);
    for (field, text) in wanted {
        setter.set(field, text)?;
    }
    setter.check()?;
    Ok(setter.o)
}

/// The ledger gives up what the observation has now; what of an entry lies beside it stays.
fn give_up(batch: &mut Batch, site: &Site, o: &Observation) {
    if let Site::Cell(i) = site {
        batch.ledger.remove(*i);
        return;
    }
    let (Some(from), Some(to)) = (o.start, o.end) else { return };
    let (met, kept): (Vec<LedgerEntry>, Vec<LedgerEntry>) =
        std::mem::take(&mut batch.ledger).into_iter().partition(|l| overlap(l.start, l.end, from, to));
    batch.ledger = kept;
    let points: Vec<char> = batch.text.chars().collect();
    for entry in met {
        let (start, end) = (entry.start.unwrap_or(from), entry.end.unwrap_or(to));
        for (start, end) in [(start, from.max(start)), (to.min(end), end)] {
            let rest: String = points.get(start as usize..end as usize).unwrap_or(&[]).iter().collect();
            if rest.chars().any(is_numeral) {
                let locator = match &entry.locator {
                    Locator::Text { .. } => Locator::Text { start, end },
                    cell => cell.clone(),
                };
                let part =
                    LedgerEntry { start: Some(start), end: Some(end), locator, quote: rest, ..entry.clone() };
                enter(&mut batch.ledger, part);
            }
        }
    }
}

/// The first numeral of a quote; the quote itself where it has none.
fn numeral(quote: &str) -> &str {
    let part = |c: char| is_numeral(c) || matches!(c, '.' | ',' | '．' | '，');
    let Some(from) = quote.find(is_numeral) else { return quote };
    let rest = &quote[from..];
    let end = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ',', '．', '，'])
}

fn is_numeral(c: char) -> bool {
    c.is_numeric() || "〇零一二三四五六七八九十百千万亿两半几双壹贰叁肆伍陆柒捌玖拾佰仟".contains(c)
}
