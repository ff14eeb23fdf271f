//! A sheet a theme and unit: every comparison of the theme, the figures that one province alone reports, and native
//! charts. Comparisons beyond the number of sheets that people can leaf through stand together on one last sheet.

use super::super::model::{Body, Cell, Column, Row, Sheet, SheetKind, Stream, Table};
use super::super::parts::{linked, quote, word};
use super::super::{notes, say};
use super::drawn::Drawn;
use crate::model::comparison::Ends;
use crate::model::{
    Comparability, Comparison, ComparisonRow, Dimension, Kind, Locator, Observation, Qualifier, Status,
};
use crate::report::Release;
use crate::report::finding::{capital, side_by_side};
use crate::say::style::DisplayUnit;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Most sheets of themes.
const SHEETS: usize = 30;
/// A sheet with more rows is written as it comes, without charts.
const HELD: usize = 20_000;

/// The comparisons of one theme in one unit.
pub struct Theme<'a> {
    code: String,
    unit: DisplayUnit,
    /// The unit with what it is per.
    named: String,
    base: String,
    comparisons: Vec<&'a Comparison>,
    /// Figures of prose that meet no other.
    alone: Vec<&'a Observation>,
    prose: bool,
}

/// What decides the sheet of a figure: theme, unit, per. Amounts of money share a sheet.
type Key = (usize, String, String);

/// The themes of a release, those of prose first, and the comparisons that got no sheet of their own.
pub fn themes<'a>(release: &'a Release) -> (Vec<Theme<'a>>, Vec<&'a Comparison>) {
    let order: HashMap<String, usize> =
        release.lists.labels.codes("theme").into_iter().enumerate().map(|(i, c)| (c, i)).collect();
    let mut groups: BTreeMap<Key, Theme<'a>> = BTreeMap::new();
    let mut compared: HashSet<&str> = HashSet::new();
    for comparison in release.compared.comparisons.iter().filter(|c| side_by_side(c).len() >= 2) {
        let figures = figures(release, comparison);
        let same = figures.iter().filter(|(_, o)| o.quantity.unit.as_deref() == comparison.unit.as_deref());
        let size =
            |o: &&Observation| o.quantity.value.or(o.quantity.high).or(o.quantity.low).map(|v| v.abs());
        let Some(largest) = same.map(|(_, o)| *o).max_by_key(size) else { continue };
        let prose = figures.iter().any(|(_, o)| matches!(o.locator, Locator::Text { .. }));
        compared.extend(comparison.rows.iter().map(|r| &*r.observation_id));
        let (code, key) = key(release, &order, &comparison.indicators[0], largest);
        let theme = groups.entry(key).or_insert_with(|| Theme::of(release, code, largest));
        theme.prose |= prose;
        theme.comparisons.push(comparison);
    }
    for o in release.observations.iter().filter(|o| stands_alone(o)) {
        let Some(indicator) = o.indicator.as_deref().filter(|_| !compared.contains(&*o.observation_id))
        else {
            continue;
        };
        if let Some(theme) = groups.get_mut(&key(release, &order, indicator, o).1) {
            theme.alone.push(o);
        }
    }
    let mut all: Vec<(Key, Theme)> = groups.into_iter().collect();
    all.sort_by_key(|(key, theme)| (!theme.prose, key.0, std::cmp::Reverse(theme.rows()), key.clone()));
    let rest = all.split_off(all.len().min(SHEETS));
    let rest = rest.into_iter().flat_map(|(_, theme)| theme.comparisons).collect();
    (all.into_iter().map(|(_, theme)| theme).collect(), rest)
}

/// Figures of prose about a province or a place in it; where a change began stands on the sheet of changes.
fn stands_alone(o: &Observation) -> bool {
    matches!(o.locator, Locator::Text { .. }) && o.province().is_some() && o.kind != Kind::From
}

fn key(release: &Release, order: &HashMap<String, usize>, indicator: &str, o: &Observation) -> (String, Key) {
    let code = release.lists.indicators.get(indicator).map_or("other", |e| e.theme.as_str()).to_owned();
    let unit = match o.quantity.dimension {
        Dimension::Money => o.quantity.unit.as_deref().unwrap_or_default().to_owned(),
        _ => release.say().unit(o).name,
    };
    let at = order.get(&code).copied().unwrap_or(usize::MAX);
    (code, (at, unit, o.quantity.per.clone().unwrap_or_default()))
}

impl<'a> Theme<'a> {
    fn of(release: &Release, code: String, o: &Observation) -> Self {
        let unit = release.say().unit(o);
        let named =
            if unit.name.is_empty() { release.config.pick("个", "n").to_owned() } else { unit.name.clone() };
        let base = release.say().base_unit(o);
        Self { code, unit, named, base, comparisons: Vec::new(), alone: Vec::new(), prose: false }
    }

    fn rows(&self) -> usize {
        self.comparisons.iter().map(|c| c.rows.len()).sum::<usize>() + self.alone.len()
    }

    /// The sheet, with its charts; `taken` are the names in use.
    pub fn sheet(
        self,
        release: &'a Release,
        taken: &mut Vec<String>,
        used: &mut Vec<&'a Observation>,
        drawn: &mut Drawn,
    ) -> Sheet<'a> {
        let p = |zh, en| release.config.pick(zh, en);
        let label = capital(&word(release, "theme", &self.code));
        let name = sheet_name(&label, &self.named.replace('/', p("每", " per ")), taken);
        used.extend(
            self.comparisons
                .iter()
                .flat_map(|c| &c.rows)
                .filter_map(|r| release.observation(&r.observation_id)),
        );
        used.extend(&self.alone);
        let shape = Shape::of(release, &self);
        let columns = shape.columns(release, Some((&self.named, &self.base)));
        let say = release.say();
        let title = say.named(
            &format!("{label}{}", say.bracketed(&self.named)),
            p("各省数字并列，可比的排名", "the provinces side by side, ranked where comparable"),
        );
        let lines = lines(release, &self.comparisons, &self.alone);
        let charts = if self.rows() > HELD {
            Vec::new()
        } else {
            drawn.charts(release, &name, &self.comparisons, &self.unit, &self.named)
        };
        let held = self.rows() <= HELD;
        let unit = self.unit.clone();
        let rows = self
            .comparisons
            .into_iter()
            .flat_map(move |c| ordered(release, c).into_iter().map(move |ranked| (c, ranked)))
            .map({
                let (unit, shape) = (unit.clone(), shape);
                move |(c, ranked)| shape.row(release, Some((c, ranked)), ranked.1, &unit, false)
            })
            .chain(self.alone.into_iter().map(move |o| shape.row(release, None, o, &unit, false)));
        let table = say::table_name(release, &name);
        let body = match held {
            true => Body::Table(Table { name: table, columns, rows: rows.collect() }),
            false => Body::Stream(Stream { name: table, columns, rows: Box::new(rows.map(Ok)) }),
        };
        let purpose =
            format!("{label}{}", p("：各省对比与单独披露的数字", ": comparisons and figures reported alone"));
        let mut sheet = Sheet::new(&name, &title, &purpose, SheetKind::Data, body);
        sheet.frozen_columns = 3;
        sheet.lines = lines;
        sheet.charts = charts;
        sheet
    }
}

/// The sheet of the comparisons that have none of their own; units stand in a column.
pub fn rest<'a>(
    release: &'a Release,
    comparisons: Vec<&'a Comparison>,
    used: &mut Vec<&'a Observation>,
) -> Option<Sheet<'a>> {
    let p = |zh, en| release.config.pick(zh, en);
    if comparisons.is_empty() {
        return None;
    }
    used.extend(
        comparisons.iter().flat_map(|c| &c.rows).filter_map(|r| release.observation(&r.observation_id)),
    );
    let shape = Shape { target: true, local: true, industry: true, bounded: true, scaled: false };
    let columns = shape.columns(release, None);
    let count = comparisons.len();
    let rows = comparisons
        .into_iter()
        .flat_map(move |c| ordered(release, c).into_iter().map(move |ranked| (c, ranked)))
        .map(move |(c, ranked)| {
            Ok(shape.row(release, Some((c, ranked)), ranked.1, &release.say().unit(ranked.1), true))
        });
    let stream = Stream { name: p("其余对比表", "Further_table").into(), columns, rows: Box::new(rows) };
    let mut sheet = Sheet::new(
        p("其余对比", "Further comparisons"),
        p("其余对比：未单列工作表的各组对比", "Further comparisons, without a sheet of their own"),
        p(
            "数量多而未单列的对比，按指标筛选",
            "Comparisons without a sheet of their own: filter by indicator",
        ),
        SheetKind::Data,
        Body::Stream(stream),
    );
    sheet.frozen_columns = 3;
    sheet.lines = vec![match release.config.language {
        crate::config::Language::Zh => format!("共{count}组对比。数值用“单位”列的单位；请按“对比”列筛选。"),
        crate::config::Language::En => {
            format!("{count} comparisons. Values are in the unit of the column Unit; filter by Comparison.")
        }
    }];
    Some(sheet)
}

/// The rows of a comparison with their figures, in the unit of the comparison.
fn figures<'a>(release: &'a Release, c: &'a Comparison) -> Vec<(&'a ComparisonRow, &'a Observation)> {
    c.rows.iter().filter_map(|r| release.compared_as(c, r).map(|o| (r, o))).collect()
}

/// A row of a comparison, its figure, and its ratio to the highest.
type Ranked<'a> = (&'a ComparisonRow, &'a Observation, Option<Ends>);

/// The same in GB/T 2260 order, each against the highest.
fn ordered<'a>(release: &'a Release, c: &'a Comparison) -> Vec<Ranked<'a>> {
    let highest = release.to_highest(c);
    let ranked = c.rows.iter().zip(highest);
    let mut rows: Vec<Ranked> = ranked
        .filter_map(|(r, h)| release.compared_as(c, r).map(|o| (r, o, h.and_then(|h| h.ratio))))
        .collect();
    rows.sort_by_key(|(row, _, _)| (province_code(release, &row.province), row.ref_area.clone()));
    rows
}

fn province_code(release: &Release, province: &str) -> String {
    release.lists.areas.code_of(province).unwrap_or("999999").to_owned()
}

fn lines(release: &Release, comparisons: &[&Comparison], alone: &[&Observation]) -> Vec<String> {
    let p = |zh, en| release.config.pick(zh, en);
    let of_rows =
        comparisons.iter().flat_map(|c| &c.rows).filter_map(|r| release.observation(&r.observation_id));
    let source = release.sources(of_rows.chain(alone.iter().copied()));
    let mut lines = vec![
        release.say().named(p("来源", "Source"), &source),
        format!(
            "{}{}{}{}{}{}",
            p("界的说法见", "Bounds: "),
            notes::marker(release, "界"),
            p("，空白与零的区别见", "; blanks and zero: "),
            notes::marker(release, "四种空白"),
            p("，时期推定见", "; periods: "),
            notes::marker(release, "时期"),
        ),
    ];
    let mut caveats: Vec<String> = Vec::new();
    for c in comparisons.iter().filter(|c| !c.caveat.is_empty()) {
        let line = release.say().named(&c.label, &c.caveat);
        if !caveats.contains(&line) {
            caveats.push(line);
        }
    }
    let more = caveats.len().saturating_sub(CAVEATS);
    caveats.truncate(CAVEATS);
    lines.extend(caveats);
    if more > 0 {
        lines.push(format!(
            "{}{more}{}",
            p("另有", "And "),
            p("组对比的说明见数据集 comparisons 表。", " more, in the table comparisons.")
        ));
    }
    for (c, median) in comparisons.iter().filter_map(|c| c.median.as_ref().map(|m| (c, m))).take(CAVEATS) {
        let unit = c.unit.as_deref().unwrap_or_default();
        let exponent = if c.dimension == Dimension::Money { 8 } else { 0 };
        let said = match exponent {
            0 => say::ends(release, median, unit),
            _ => release.say().print_in(median, exponent, unit),
        };
        let when = c.rows.first().and_then(|r| r.period.as_deref());
        let what = [c.label.clone(), say::period(release, when), p("中位数", "median").to_owned()];
        lines.push(release.say().named(&what.join(p("", " ")), &said));
    }
    lines
}

/// Most letters of the name of a sheet: a number may have to follow.
const MOST_LETTERS: usize = 28;

/// Caveats and medians that stand above a table.
const CAVEATS: usize = 6;

/// Which columns a sheet needs.
#[derive(Clone, Copy)]
struct Shape {
    target: bool,
    local: bool,
    industry: bool,
    bounded: bool,
    /// The display unit is not the base unit.
    scaled: bool,
}

impl Shape {
    fn of(release: &Release, theme: &Theme) -> Self {
        let mut shape = Self {
            target: false,
            local: false,
            industry: false,
            bounded: false,
            scaled: theme.unit.exponent != 0,
        };
        let mut see = |o: &Observation, local: bool| {
            shape.target |= o.status == Status::Target;
            shape.local |= local;
            shape.industry |= o.industry.is_some();
            shape.bounded |= o.quantity.qualifier != Qualifier::Exact;
        };
        for c in &theme.comparisons {
            for (row, o) in figures(release, c) {
                see(o, row.place != row.province);
            }
        }
        for o in &theme.alone {
            see(o, o.place.as_ref().is_some_and(|p| Some(p.name.as_str()) != o.province()));
        }
        shape
    }

    /// `unit`: display and base unit of the whole sheet; none where each row has its own.
    fn columns(&self, release: &Release, unit: Option<(&str, &str)>) -> Vec<Column> {
        let p = |zh, en| release.config.pick(zh, en);
        let with = |zh: &'static str, en: &'static str| {
            let word = p(zh, en);
            match unit {
                Some((unit, _)) if !unit.is_empty() => format!("{word}{}", release.say().bracketed(unit)),
                _ => format!("{word}{}", release.say().bracketed(p("见单位列", "see unit"))),
            }
        };
        let mut columns = vec![
            Column::prose(p("对比", "Comparison")).width(23.0),
            Column::text(p("代码", "Code")),
            Column::text(p("省（区、市）", "Province")),
            Column::text(p("时期", "Period")),
        ];
        if self.local {
            columns.push(Column::prose(p("地点", "Place")).width(16.0));
        }
        if self.industry {
            columns.push(Column::prose(p("行业", "Industry")).width(12.0));
        }
        columns.push(Column::text(p("类型", "Kind")));
        if self.target {
            columns.push(Column::text(p("状态", "Status")));
        }
        columns.extend([
            Column::prose(p("原文表述", "Quote")).width(16.0),
            Column::text(p("界", "Qualifier")),
            Column::number(&with("数值", "Value")),
        ]);
        if self.bounded {
            columns.extend([Column::number(&with("下限", "Low")), Column::number(&with("上限", "High"))]);
        }
        match unit {
            Some((_, base)) if self.scaled => {
                columns.push(Column::number(&format!(
                    "{}{}",
                    p("基本单位数值", "In the base unit"),
                    release.say().bracketed(base)
                )));
            }
            Some(_) => {}
            None => columns.push(Column::text(p("单位", "Unit"))),
        }
        columns.extend([
            Column::text(p("名次", "Rank")),
            Column::prose(p("与最高之比", "Ratio to the highest")).width(14.0),
            Column::text(p("可比性", "Comparability")),
            Column::prose(p("差异", "Reasons")).width(24.0),
        ]);
        columns
    }

    fn row(
        &self,
        release: &Release,
        compared: Option<(&Comparison, Ranked)>,
        o: &Observation,
        unit: &DisplayUnit,
        own_unit: bool,
    ) -> Row {
        let p = |zh, en| release.config.pick(zh, en);
        let comparison = compared.map(|(c, _)| c);
        let row = compared.map(|(_, (row, _, _))| row);
        let province = o.province().unwrap_or_default();
        let what = match comparison {
            Some(c) => comparison_name(release, c),
            None => say::indicator(release, o),
        };
        let period = row.map_or(o.period.as_ref().map(|p| p.code.as_str()), |r| r.period.as_deref());
        let mut cells: Vec<Cell> = vec![
            what.into(),
            province_code(release, province).into(),
            say::province(release, province).into(),
            say::period(release, period).into(),
        ];
        if self.local {
            let whole = o.places.is_empty() && o.place.as_ref().is_some_and(|p| p.name == province);
            let all = row.map(|r| &*r.place).or(o.place.as_ref().map(|p| p.name.as_str()));
            let place = release.say().local(province, all.unwrap_or_default());
            cells.push(say::or_whole(release, if whole { String::new() } else { place }).into());
        }
        if self.industry {
            cells.push(o.industry.as_deref().map_or("", |industry| release.say().industry(industry)).into());
        }
        cells.push(word(release, Kind::SET, o.kind.code()).into());
        if self.target {
            cells.push(word(release, Status::SET, o.status.code()).into());
        }
        // a figure in a unit that does not convert stands in the quote alone
        let same = comparison.is_none_or(|c| o.quantity.unit.as_deref() == c.unit.as_deref());
        let q = &o.quantity;
        let (value, low, high) = if same { (q.value, q.low, q.high) } else { (None, None, None) };
        cells.extend([
            linked(release, Cell::text(quote(release, o)), o),
            word(release, Qualifier::SET, q.qualifier.code()).into(),
            linked(release, say::number(value, unit.exponent), o),
        ]);
        if self.bounded {
            cells.extend([say::number(low, unit.exponent), say::number(high, unit.exponent)]);
        }
        if own_unit {
            cells.push(if same { unit.name.clone().into() } else { Cell::empty() });
        } else if self.scaled {
            cells.push(say::number(value, 0));
        }
        let ranked = comparison.is_some_and(|c| c.rows.iter().any(|r| r.rank_min.is_some()));
        cells.push(match row.and_then(|r| r.rank_min.zip(r.rank_max)) {
            Some((best, worst)) if best == worst => Cell::number(f64::from(best)),
            Some((best, worst)) => Cell::text(format!("{best}—{worst}")),
            None => Cell::text(if ranked { p("不排名", "not ranked") } else { "—" }),
        });
        let ratio = compared.and_then(|(_, (_, _, ratio))| ratio);
        cells.push(ratio.map_or_else(Cell::empty, |ends| Cell::text(say::ends(release, &ends, "倍"))));
        match row {
            Some(row) => {
                let reasons: Vec<String> =
                    row.reasons.iter().map(|r| word(release, "reason", r.code())).collect();
                cells.push(word(release, Comparability::SET, row.comparability.code()).into());
                cells.push(reasons.join(p("、", ", ")).into());
            }
            None => cells.extend([Cell::text(p("单独披露", "reported alone")), Cell::empty()]),
        }
        Row::from(cells)
    }
}

/// The indicators of a comparison, with what else sets it apart from others of the theme.
pub fn comparison_name(release: &Release, c: &Comparison) -> String {
    let names: Vec<String> = c.indicators.iter().map(|i| release.say().indicator(i)).collect();
    let target = match c.status {
        Status::Target => release.config.pick("（目标）", " (target)"),
        Status::Actual => "",
    };
    format!("{}{target}", names.join(" / "))
}

/// A name of at most 31 characters that no sheet has.
fn sheet_name(theme: &str, unit: &str, taken: &mut Vec<String>) -> String {
    // a theme of several words gives way to the unit
    let room = MOST_LETTERS.saturating_sub(unit.chars().count() + 1);
    let mut words = theme.match_indices(' ').map(|(at, _)| &theme[..at]).filter(|t| t.chars().count() < room);
    let short = match theme.chars().count() > room {
        true => words
            .next_back()
            .map(|words| format!("{}…", words.trim_end_matches([',', ' ']).trim_end_matches(" and"))),
        false => None,
    };
    let wanted = format!("{}·{unit}", short.as_deref().unwrap_or(theme));
    let clean: String = wanted.chars().map(|c| if "[]:*?/\\'".contains(c) { '·' } else { c }).collect();
    let base: String = clean.trim().trim_end_matches('·').chars().take(MOST_LETTERS).collect();
    let base = base.trim_end().to_owned();
    let mut name = base.clone();
    let mut n = 2;
    let used = |name: &str| taken.iter().any(|t| t.to_lowercase() == name.to_lowercase());
    while used(&name) {
        name = format!("{base}{n}");
        n += 1;
    }
    taken.push(name.clone());
    name
}
