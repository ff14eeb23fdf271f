//! Figures derived from others, as the rows of `codelist/derived.csv` declare them.
//!
//! What is assumed is stated apart from what is bounded. A row that is not printed says why in the issues: it is
//! there so that nobody computes the figure by hand and believes it.

use super::bind::{Binding, Corpus, Lookup, Pattern, Scope, base_period};
use super::formula::{Atom, Formula, Function, unit};
use super::interval::Interval;
use super::words::{Template, quotes};
use crate::codelist::{ComparableList, IndicatorList, Row, has_columns};
use crate::error::Error;
use crate::model::{
    Bound, Comparability, Derived, Issue, Kind, Observation, Reason, Severity, comparison::Ends,
};
use crate::say::Say;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The columns of `derived.csv`; the English texts may be left out.
const COLUMNS: [&str; 13] = [
    "rule",
    "label",
    "formula",
    "unit",
    "scope",
    "where",
    "printed",
    "assumption",
    "caveat",
    "reasons",
    "label_en",
    "assumption_en",
    "caveat_en",
];

/// A declared figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedRow {
    pub rule: String,
    /// The file's line, for messages.
    pub line: u64,
    pub label: Template,
    pub formula: Formula,
    pub unit: Template,
    pub pattern: Pattern,
    /// Whether the figure is given, or only named among the issues with the caveat as reason.
    pub printed: bool,
    pub assumption: Template,
    pub caveat: Template,
    /// Why the figures of two provinces are not quite the same.
    pub reasons: Vec<Reason>,
}

impl DerivedRow {
    /// Reads the rows of a file; a message names the line and what is wrong there.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        let mut rows: Vec<Self> = Vec::new();
        for (line, fields) in records(text, &COLUMNS)? {
            let row = Self::read(line, &fields).map_err(|e| format!("line {line}: {e}"))?;
            if rows.iter().any(|r| r.rule == row.rule) {
                return Err(format!("line {line}: the rule `{}` stands twice", row.rule));
            }
            rows.push(row);
        }
        link(&mut rows).map_err(|(n, e)| format!("line {}: {e}", rows[n].line))?;
        Ok(rows)
    }

    /// Reads the rows of the code list, whose operands must be indicators; an error names the file and line they stand
    /// on.
    pub fn rows(list: &[Row], indicators: &IndicatorList) -> Result<Vec<Self>, Error> {
        let mut rows: Vec<Self> = Vec::new();
        for row in list {
            let fields: Vec<String> = (0..COLUMNS.len()).map(|i| row.cell(i).to_owned()).collect();
            let read = Self::read(row.line as u64, &fields).map_err(|e| row.error(e))?;
            read.pattern.validate(indicators).map_err(|e| row.error(e))?;
            if rows.iter().any(|r| r.rule == read.rule) {
                return Err(row.error(format!("the rule `{}` stands twice", read.rule)));
            }
            rows.push(read);
        }
        link(&mut rows).map_err(|(n, e)| list[n].error(e))?;
        Ok(rows)
    }

    fn read(line: u64, fields: &[String]) -> Result<Self, String> {
        let [
            rule,
            label,
            formula,
            unit,
            scope,
            conditions,
            printed,
            assumption,
            caveat,
            reasons,
            english @ ..,
        ] = fields
        else {
            return Err(format!("expected {} columns", COLUMNS.len()));
        };
        let english = |n: usize| english.get(n).map_or("", String::as_str);
        if rule.is_empty() || label.is_empty() {
            return Err("rule and label are needed".into());
        }
        let formula = Formula::parse(formula)?;
        let pattern = Pattern::parse(&[&formula], scope, conditions)?;
        let names: Vec<&str> = pattern.operands.iter().map(|(name, _)| name.as_str()).collect();
        let label = Template::new(label, english(0));
        let unit = Template::new(unit, "");
        let (assumption, caveat) = (Template::new(assumption, english(1)), Template::new(caveat, english(2)));
        for template in [&label, &unit, &assumption, &caveat] {
            template.validate(&names)?;
        }
        let printed = match printed.as_str() {
            "yes" | "" => true,
            "no" if caveat.is_empty() => {
                return Err("a row that is not printed needs its reason as caveat".into());
            }
            "no" => false,
            other => return Err(format!("`{other}` in `printed` is neither yes nor no")),
        };
        Ok(Self {
            rule: rule.clone(),
            line,
            label,
            formula,
            unit,
            pattern,
            printed,
            assumption,
            caveat,
            reasons: reasons
                .split(';')
                .filter(|code| !code.is_empty())
                .map(|code| Reason::parse(code).ok_or(format!("`{code}` in `reasons` is no reason")))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// Gives `unless` the first operands of the rules that it names; an error comes with the position of its row.
fn link(rows: &mut [DerivedRow]) -> Result<(), (usize, String)> {
    for n in 0..rows.len() {
        for at in 0..rows[n].pattern.operands.len() {
            let mut refused = Vec::new();
            for name in rows[n].pattern.operands[at].1.unless.clone() {
                let row = rows.iter().find(|row| row.rule == name && !row.printed);
                let row = row.ok_or((n, format!("`unless={name}` names no rule that is not printed")))?;
                refused.push(row.pattern.operands[0].1.clone());
            }
            rows[n].pattern.operands[at].1.refused = refused;
        }
    }
    Ok(())
}

/// The records of a CSV text with these columns: line and trimmed fields. `#` starts a comment.
pub(super) fn records(text: &str, columns: &[&str]) -> Result<Vec<(u64, Vec<String>)>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let skipped = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    if !has_columns(header.iter(), columns) {
        return Err(format!("line 1: the columns should be {}", columns.join(",")));
    }
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        // The reader counts from where it stood, before the comments that it skipped.
        let from = record.position().map_or(1, csv::Position::line);
        let before = usize::try_from(from).unwrap_or(1).saturating_sub(1);
        let line = from + text.lines().skip(before).take_while(skipped).count() as u64;
        if record.len() != header.len() {
            return Err(format!("line {line}: {} columns instead of {}", record.len(), header.len()));
        }
        let missing = columns.len().saturating_sub(header.len());
        let cells = record.iter().chain(std::iter::repeat_n("", missing));
        records.push((line, cells.map(str::to_owned).collect()));
    }
    Ok(records)
}

/// Computes every declared figure that the observations give, and names those an expert would not print.
///
/// Sorted by row and by the order of the observations; no figure is given twice by a row.
pub fn derive(
    observations: &[Observation],
    rows: &[DerivedRow],
    lookup: &Lookup<'_>,
) -> (Vec<Derived>, Vec<Issue>) {
    derive_from(&Corpus::new(observations, lookup), rows)
}

/// The same from a corpus.
pub fn derive_from(corpus: &Corpus<'_>, rows: &[DerivedRow]) -> (Vec<Derived>, Vec<Issue>) {
    let found: Vec<Found> = rows.par_iter().map(|row| Found::of(row, corpus)).collect();
    let (mut derived, mut issues, mut quotients) = (Vec::new(), Vec::new(), Vec::new());
    for of_row in found {
        derived.extend(of_row.derived);
        issues.extend(of_row.issues);
        quotients.extend(of_row.quotients);
    }
    let (unlike, ids) = unlike_denominators(&quotients, &corpus.lookup.say);
    issues.extend(unlike);
    for d in derived.iter_mut().filter(|d| ids.contains(&d.derived_id)) {
        add_reason(d, Reason::Denominator);
    }
    (derived, issues)
}

/// What one row gives.
#[derive(Default)]
struct Found {
    derived: Vec<Derived>,
    issues: Vec<Issue>,
    quotients: Vec<Quotient>,
}

impl Found {
    fn of(row: &DerivedRow, corpus: &Corpus<'_>) -> Self {
        let mut found = Self::default();
        let mut seen = BTreeSet::new();
        for binding in corpus.bindings(&row.pattern) {
            let Some(ends) = compute(row, &binding) else { continue };
            let mut key = binding.inputs();
            key.sort_unstable();
            if !seen.insert(key) {
                continue;
            }
            if row.printed {
                let figure = figure(row, &binding, ends, corpus.lookup);
                found.quotients.extend(quotient(row, &binding, &figure, &corpus.lookup.say));
                found.derived.push(figure);
            } else {
                found.issues.extend(refusal(row, &binding, &corpus.lookup.say));
            }
        }
        found
    }
}

/// The ends of the result; null where the units of a printed figure do not fit or no number can be given.
fn compute(row: &DerivedRow, binding: &Binding<'_>) -> Option<Ends> {
    let (interval, found) = binding.evaluate(&row.formula)?;
    let pure = row.unit.is_pure();
    if row.printed && pure && found != unit("") {
        return None;
    }
    let part = row.pattern.operands.iter().any(|(_, selector)| selector.within.is_some());
    let ends = if part { interval.within_whole()? } else { interval }.ends();
    (ends.value.is_some() || ends.bound != Bound::Indeterminate).then_some(ends)
}

fn figure(row: &DerivedRow, binding: &Binding<'_>, result: Ends, lookup: &Lookup<'_>) -> Derived {
    let (anchor, say) = (binding.anchor(), &lookup.say);
    let inputs = binding.inputs();
    let (period, inherited) = period(row, binding, lookup);
    let mut reasons: BTreeSet<Reason> = row.reasons.iter().chain(&binding.reasons).copied().collect();
    if inherited {
        reasons.insert(Reason::PeriodInherited);
    }
    if matches!(result.bound, Bound::Lower | Bound::Upper | Bound::Indeterminate) {
        reasons.insert(Reason::Bound);
    }
    let ids = |atom: &Atom| {
        let ids: Vec<&str> = binding.of(&atom.name).iter().map(|o| &*o.observation_id).collect();
        let ids = ids.join("+");
        match atom.function {
            Function::Itself => ids,
            Function::Sum => format!("({ids})"),
            Function::Months => format!("months({ids})"),
            Function::Places => format!("places({ids})"),
        }
    };
    Derived {
        derived_id: super::id('d', &row.rule, &inputs),
        rule: row.rule.clone(),
        label: row.label.fill(binding, say),
        province: anchor.province().map(str::to_owned),
        place: anchor.place.as_ref().map(|p| p.name.clone()),
        period,
        result,
        unit: Some(row.unit.fill(binding, say)).filter(|unit| !unit.is_empty()),
        formula: row.formula.show(&ids),
        inputs,
        comparability: if reasons.is_empty() { Comparability::Full } else { Comparability::Partial },
        reasons: reasons.into_iter().collect(),
        rank_min: None,
        rank_max: None,
        ranked: None,
        assumption: assumption(row, binding, say),
        caveat: say.remarks(&[row.caveat.fill(binding, say), binding.note.clone()]),
    }
}

/// The period that a figure is about, and whether its document alone gives it.
fn period(row: &DerivedRow, binding: &Binding<'_>, lookup: &Lookup<'_>) -> (Option<String>, bool) {
    let anchor = binding.anchor();
    let of = |o: &Observation| o.period.as_ref().map(|p| p.code.clone());
    let here = || binding.observations().filter(|o| o.document_id == anchor.document_id);
    let said = of(anchor).or_else(|| here().find_map(of));
    let inherited = said.is_none();
    let period = said.or_else(|| lookup.reference_periods.get(&*anchor.document_id).cloned());
    let inherited = inherited && period.is_some();
    if row.pattern.operands[0].1.before {
        let base = here().find(|o| o.kind == Kind::GrowthRate).map(|o| o.comparison_base.as_deref());
        return (period.and_then(|code| base_period(&code, base.flatten())), inherited);
    }
    (period, inherited)
}

/// Adds what `comparable.csv` says of the inputs: provinces count an indicator of a family each in their own way.
pub fn add_definitions(derived: &mut [Derived], observations: &[Observation], list: &ComparableList) {
    let doubtful: HashSet<&str> = observations
        .iter()
        .filter(|o| o.indicator.as_deref().is_some_and(|i| list.get(i).is_some()))
        .map(|o| &*o.observation_id)
        .collect();
    for d in derived {
        if d.inputs.iter().any(|id| doubtful.contains(&**id)) {
            add_reason(d, Reason::Definition);
        }
    }
}

fn add_reason(d: &mut Derived, reason: Reason) {
    if !d.reasons.contains(&reason) {
        d.reasons.push(reason);
        d.reasons.sort_unstable();
    }
    d.comparability = Comparability::Partial;
}

/// The row's assumption, and that a growth rate without a base is one against the year before.
fn assumption(row: &DerivedRow, binding: &Binding<'_>, say: &Say<'_>) -> String {
    let mut parts = vec![row.assumption.fill(binding, say)];
    for o in binding.observations() {
        if o.kind == Kind::GrowthRate && o.comparison_base.is_none() {
            let quote = o.said();
            parts.push(match say.zh {
                true => format!("{quote}为同比（文中未写基期）"),
                false => format!("{quote} is against a year earlier (the text names no base)"),
            });
        }
    }
    say.remarks(&parts)
}

fn refusal(row: &DerivedRow, binding: &Binding<'_>, say: &Say<'_>) -> Option<Issue> {
    let across = row.pattern.scope == Scope::Provinces;
    let complete = across && binding.note.is_empty();
    let open = row.pattern.operands[0].1.codes().is_none();
    if complete && open {
        return None;
    }
    let anchor = binding.anchor();
    let said = format!(
        "{}{}{}{}",
        say.quoted(&row.label.fill(binding, say)),
        say.bracketed(&quotes(binding.observations(), say)),
        say.colon(),
        row.caveat.fill(binding, say)
    );
    let note = if across && !complete { binding.note.clone() } else { String::new() };
    let message = say.remarks(&[format!("{}{said}", say.pick("不列出", "Not given: ")), note]);
    let document = if across { "" } else { &*anchor.document_id };
    let issue = Issue::new("I-derived-refused", Severity::Note, document, message);
    Some(if across { issue } else { issue.at(&anchor.locator) })
}

/// A printed quotient of two figures: what is divided, and by what, where.
struct Quotient {
    derived_id: String,
    unit: String,
    above: String,
    below: String,
    province: String,
}

fn quotient(row: &DerivedRow, binding: &Binding<'_>, figure: &Derived, say: &Say<'_>) -> Option<Quotient> {
    let (above, below) = row.formula.quotient()?;
    if [above, below].iter().any(|atom| atom.function != Function::Itself) {
        return None;
    }
    let name = |atom: &Atom| binding.of(&atom.name).first().map(|o| say.label_or_none(o));
    Some(Quotient {
        derived_id: figure.derived_id.clone(),
        unit: binding.of(&above.name).first()?.quantity.unit.as_deref()?.to_owned(),
        above: name(above)?,
        below: name(below)?,
        province: binding.anchor().province()?.to_owned(),
    })
}

/// Quotients of one indicator by different denominators in different provinces are never set against each other:
/// what says so, and the ids of those figures.
fn unlike_denominators(quotients: &[Quotient], say: &Say<'_>) -> (Vec<Issue>, HashSet<String>) {
    let mut groups: BTreeMap<(&str, &str), BTreeMap<&str, Vec<&Quotient>>> = BTreeMap::new();
    for q in quotients {
        groups.entry((&q.above, &q.unit)).or_default().entry(&q.below).or_default().push(q);
    }
    let (mut issues, mut ids) = (Vec::new(), HashSet::new());
    for ((above, _), below) in groups {
        let provinces = |of: &[&Quotient]| of.iter().map(|q| q.province.clone()).collect::<BTreeSet<_>>();
        let all: BTreeSet<String> = below.values().flat_map(|of| provinces(of)).collect();
        if below.len() < 2 || all.len() < 2 {
            continue;
        }
        let each: Vec<String> = below
            .iter()
            .map(|(label, of)| {
                let provinces: Vec<String> = provinces(of).iter().map(|p| say.full_place(p)).collect();
                format!("{}{}{}", say.join(&provinces), say.pick("按", " by "), say.quoted(label))
            })
            .collect();
        let message = format!(
            "{}{}{}{}",
            say.quoted(above),
            say.pick("的平均数分母口径不同", ": averages by different denominators"),
            say.bracketed(&each.join(say.pick("，", ", "))),
            say.pick("，各自列出，不作省际差与比", ", given one by one and never set against each other")
        );
        issues.push(Issue::new("I-derived-denominators", Severity::Note, "", message));
        ids.extend(below.values().flatten().map(|q| q.derived_id.clone()));
    }
    (issues, ids)
}

/// One observation against another, each with its interval in one unit: the difference, and the ratio where one says something.
///
/// Rates, growth and changes have a difference only, and so has what may be negative.
pub fn contrast(
    (a, x): (&Observation, &Interval),
    (b, y): (&Observation, &Interval),
) -> (Ends, Option<Ends>) {
    let ratio = |o: &Observation| matches!(o.kind, Kind::Level | Kind::To | Kind::From | Kind::Ratio);
    (
        x.minus(y).ends(),
        (ratio(a) && ratio(b) && !x.reaches_below_zero() && !y.reaches_below_zero())
            .then(|| x.over(y).ends()),
    )
}
