//! Names, figures and periods in the language of the project. Quotes are Chinese in both.

pub mod print;
pub mod style;

use crate::codelist::Codelists;
use crate::config::{Config, Language};
use crate::model::comparison::Ends;
use crate::model::quantity::shift;
use crate::model::{Bound, Comparability, Comparison, Dimension, Kind, Observation, Qualifier, Reason};
use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::{MidpointAwayFromZero, ToNegativeInfinity, ToPositiveInfinity};
use style::{DisplayUnit, chinese_count, short_name};

/// Speaks one of the two languages.
#[derive(Clone, Copy)]
pub struct Say<'a> {
    pub lists: &'a Codelists,
    /// Chinese; else English.
    pub zh: bool,
}

impl<'a> Say<'a> {
    /// In the language of the settings.
    pub fn new(config: &Config, lists: &'a Codelists) -> Self {
        Self { lists, zh: config.language == Language::Zh }
    }

    /// In Chinese.
    pub fn chinese(lists: &'a Codelists) -> Self {
        Self { lists, zh: true }
    }

    /// One of the two.
    pub fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.zh { zh } else { en }
    }

    /// Things one after the other: 、 in Chinese; in English commas, or semicolons where the things have commas.
    pub fn join(&self, things: &[String]) -> String {
        let commas = things.iter().any(|thing| thing.contains(", "));
        things.join(self.pick("、", if commas { "; " } else { ", " }))
    }

    /// Sentences or remarks one after the other; empty ones are left out.
    pub fn remarks(&self, remarks: &[String]) -> String {
        let said: Vec<&str> = remarks.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        said.join(self.pick("；", "; "))
    }

    /// The label of a code of a closed set.
    pub fn word<'c>(&self, set: &str, code: &'c str) -> &'c str
    where
        'a: 'c,
    {
        if self.zh { self.lists.labels.zh(set, code) } else { self.lists.labels.en(set, code) }
    }

    /// The label of a code of a set; the code itself where it has none.
    pub fn word_or(&self, set: &str, code: &str) -> String {
        self.known_owned(set, code).unwrap_or_else(|| code.to_owned())
    }

    /// A province in short: 山东, Shandong.
    pub fn province(&self, name: &str) -> String {
        let short = short_name(name);
        if self.zh {
            return short;
        }
        let known = self.lists.labels.has("province", &short);
        if known { self.lists.labels.en("province", &short).to_owned() } else { short }
    }

    /// A place with its province in short: 福建泉州市晋江市; Jinjiang City, Quanzhou, Fujian.
    pub fn place(&self, province: &str, place: &str) -> String {
        let local = self.local(province, place);
        match (province.is_empty(), local.is_empty()) {
            (true, _) if self.zh => short_name(place),
            (true, _) => self.province(place),
            (false, true) => self.province(province),
            (false, false) if self.zh => format!("{}{local}", self.province(province)),
            (false, false) => format!("{local}, {}", self.province(province)),
        }
    }

    /// A place without its province: 泉州市晋江市; Jinjiang City, Quanzhou. Empty where it is one; several are joined.
    pub fn local(&self, province: &str, place: &str) -> String {
        if place == province {
            return String::new();
        }
        let local = |one: &'_ str| one.strip_prefix(province).unwrap_or(one).to_owned();
        let parts = place.split('、').map(local).filter(|one| !one.is_empty());
        if self.zh {
            return parts.collect::<Vec<_>>().join("、");
        }
        let within = format!(", {}", self.lists.areas.english(province));
        let english = |one: String| {
            let full = self.lists.areas.english(&format!("{province}{one}"));
            full.strip_suffix(&within).map(str::to_owned).unwrap_or(full)
        };
        parts.map(english).collect::<Vec<_>>().join("; ")
    }

    /// Where an observation was made, without its province; empty where it is of all of it.
    pub fn local_of(&self, o: &Observation) -> String {
        let place = o.place.as_ref().map_or("", |p| p.name.as_str());
        self.local(o.province().unwrap_or(""), place)
    }

    /// The full name of a place: 福建省泉州市; Quanzhou, Fujian.
    pub fn full_place(&self, place: &str) -> String {
        match place {
            _ if self.zh => place.to_owned(),
            "全国" => "China".to_owned(),
            _ => self.lists.areas.english(place),
        }
    }

    /// A remark in brackets behind something: （花饽饽）; in English with a space before it. Nothing for nothing.
    pub fn bracketed(&self, remark: &str) -> String {
        match (remark.is_empty(), self.zh) {
            (true, _) => String::new(),
            (false, true) => format!("（{remark}）"),
            (false, false) => format!(" ({remark})"),
        }
    }

    /// A name and what is said of it: 来源：…; Source: ….
    pub fn named(&self, name: &str, what: &str) -> String {
        format!("{name}{}{what}", self.colon())
    }

    /// What stands between a name and what is said of it.
    pub fn colon(&self) -> &'static str {
        if self.zh { "：" } else { ": " }
    }

    /// Something in quotation marks.
    pub fn quoted(&self, text: &str) -> String {
        if self.zh { format!("“{text}”") } else { format!("\"{text}\"") }
    }

    /// An industry by its Chinese label.
    pub fn industry<'t>(&self, label: &'t str) -> &'t str
    where
        'a: 't,
    {
        if self.zh { label } else { self.lists.industries.english(label) }
    }

    /// What a change or growth is against: 2020年同期; the same period of 2020. As written where no label is known.
    pub fn base(&self, base: &str) -> String {
        if self.zh {
            return base.to_owned();
        }
        let digits = base.len() - base.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (year, words) = base.split_at(digits);
        let words = words.trim_start_matches('年');
        match (year, words, self.known_owned("comparison_base", words)) {
            ("", _, Some(said)) => said,
            (_, "", _) => year.to_owned(),
            (_, _, Some(said)) => format!("{said} of {year}"),
            _ => base.to_owned(),
        }
    }

    /// Where an observation was made.
    pub fn place_of(&self, o: &Observation) -> String {
        let place = o.place.as_ref().map_or("", |p| p.name.as_str());
        self.place(o.province().unwrap_or(""), place)
    }

    /// The label of an observation's indicator, or that it has none.
    pub fn label_or_none(&self, o: &Observation) -> String {
        match (o.indicator.as_deref(), o.indicator_label.as_deref()) {
            (Some(code), label) if !self.zh => self
                .lists
                .indicators
                .get(code)
                .map_or(label.unwrap_or(code).to_owned(), |e| e.label_en.clone()),
            (code, label) => label.or(code).unwrap_or(self.pick("未归类指标", "no indicator")).to_owned(),
        }
    }

    /// The label of an indicator.
    pub fn indicator(&self, code: &str) -> String {
        let Some(entry) = self.lists.indicators.get(code) else { return code.to_owned() };
        if self.zh { entry.label_zh.to_string() } else { entry.label_en.clone() }
    }

    /// What an observation measures: its indicator, or its subject as written.
    pub fn what(&self, o: &Observation) -> String {
        match o.indicator.as_deref() {
            Some(code) => self.indicator(code),
            None => o.subject.clone().unwrap_or_default(),
        }
    }

    /// The label of a comparison, all indicators of it.
    pub fn label(&self, comparison: &Comparison) -> String {
        let labels: Vec<String> = comparison.indicators.iter().map(|i| self.indicator(i)).collect();
        labels.join(" / ")
    }

    /// The label in short: the name of the family where several indicators meet.
    pub fn topic(&self, comparison: &Comparison) -> String {
        let first = comparison.indicators.first().map_or("", String::as_str);
        let family = self.lists.comparable.get(first).map_or("", |k| k.family.as_str());
        let several = comparison.indicators.len() > 1;
        match self.known_owned("family", family) {
            Some(name) if several || !self.zh => name,
            _ if several => {
                let first = self.indicator(first);
                if self.zh { format!("{first}等") } else { format!("{first} and others") }
            }
            _ => self.indicator(first),
        }
    }

    fn known_owned(&self, set: &str, code: &str) -> Option<String> {
        let labels = &self.lists.labels;
        let said = if self.zh { labels.zh(set, code) } else { labels.en(set, code) };
        labels.has(set, code).then(|| said.to_owned())
    }

    /// A count in words up to ten: 四, four.
    pub fn count(&self, n: usize) -> String {
        const WORDS: [&str; 11] =
            ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        if self.zh {
            return if n > 10 { n.to_string() } else { chinese_count(n) };
        }
        WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
    }

    /// A grade of comparability.
    pub fn grade(&self, grade: Comparability) -> &'a str {
        match (self.zh, grade) {
            (true, grade) => self.word("comparability", grade.code()),
            (false, Comparability::Full) => "comparable",
            (false, Comparability::Partial) => "partly comparable",
            (false, Comparability::None) => "not comparable",
        }
    }

    /// The reasons why a comparison is only partial or none.
    pub fn reasons(&self, reasons: &[Reason]) -> String {
        let said: Vec<String> = reasons.iter().map(|r| self.word("reason", r.code()).to_owned()).collect();
        self.join(&said)
    }

    /// The unit in which an observation is shown, with what it is per: 万元/月, million yuan/month.
    pub fn unit(&self, o: &Observation) -> DisplayUnit {
        let unit = if self.zh { style::display_unit(o, self.lists) } else { self.english_unit(o) };
        match &o.quantity.per {
            Some(per) => DisplayUnit { name: format!("{}/{}", unit.name, self.per(per)), ..unit },
            None => unit,
        }
    }

    /// The base unit of an observation, with what it is per: 元, yuan.
    pub fn base_unit(&self, o: &Observation) -> String {
        let name = self.unit_name(o.quantity.unit.as_deref().unwrap_or_default());
        match &o.quantity.per {
            Some(per) => format!("{name}/{}", self.per(per)),
            None => name,
        }
    }

    /// A unit by its Chinese name: 元/家, yuan/enterprise. Measure words have no English.
    pub fn unit_name(&self, unit: &str) -> String {
        if self.zh {
            return unit.to_owned();
        }
        let (over, per) = unit.split_once('/').map_or((unit, None), |(a, b)| (a, Some(b)));
        let name = match self.known_owned("unit", over) {
            Some(name) => name,
            None if self.counts(over) => String::new(),
            None => over.to_owned(),
        };
        match per {
            Some(per) if name.is_empty() => format!("per {}", self.per(per)),
            Some(per) => format!("{name}/{}", self.per(per)),
            None => name,
        }
    }

    /// What a figure is per: 月, month.
    pub fn per(&self, per: &str) -> String {
        if self.zh {
            return per.to_owned();
        }
        match self.known_owned("per", per).or_else(|| self.known_owned("unit", per)) {
            Some(said) => said,
            None if self.counts(per) => "each".to_owned(),
            None => per.to_owned(),
        }
    }

    fn counts(&self, unit: &str) -> bool {
        self.lists.units.spelled(unit).is_some_and(|u| u.dimension == Dimension::Count)
    }

    fn english_unit(&self, o: &Observation) -> DisplayUnit {
        let unit = o.quantity.unit.as_deref().unwrap_or_default();
        let name = self.unit_name(unit);
        let size =
            [o.quantity.value, o.quantity.low, o.quantity.high].into_iter().flatten().map(|v| v.abs()).max();
        let size = size.unwrap_or_default();
        let (exponent, scale) = match o.quantity.dimension {
            Dimension::Ratio | Dimension::Points | Dimension::Time => (0, ""),
            _ if size >= Decimal::from(10_000_000_000_i64) => (9, "billion"),
            _ if size >= Decimal::from(1_000_000) => (6, "million"),
            _ => (0, ""),
        };
        let name = [scale, &name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        DisplayUnit { name, exponent }
    }

    /// The figure in short, for a cell: English leaves out all of its unit but the scale.
    pub fn short(&self, o: &Observation) -> String {
        let mut unit = self.unit(o);
        if !self.zh && o.quantity.dimension != Dimension::Ratio {
            unit.name = match unit.exponent {
                9 => "billion".into(),
                6 => "million".into(),
                _ => String::new(),
            };
        }
        match o.kind {
            Kind::Change | Kind::GrowthRate => self.worded(o, &unit),
            _ => self.figure(o, &unit),
        }
    }

    /// A number with its unit.
    pub fn with_unit(&self, number: &str, unit: &DisplayUnit) -> String {
        let apart = !self.zh && unit.name.starts_with(|c: char| c.is_ascii_alphabetic());
        format!("{number}{}{}", if apart { " " } else { "" }, unit.name)
    }

    /// The figure in a unit, with its sign: >1200万元, +28%, 30—50%.
    pub fn figure(&self, o: &Observation, unit: &DisplayUnit) -> String {
        let moves = matches!(o.kind, Kind::Change | Kind::GrowthRate);
        let in_unit = |v: Decimal| {
            let plus = if moves && v.is_sign_positive() && !v.is_zero() { "+" } else { "" };
            format!("{plus}{}", style::number(shift(v, -unit.exponent)).replace('-', "−"))
        };
        let body = match (o.quantity.value, o.quantity.low, o.quantity.high) {
            (Some(v), _, _) => format!("{}{}", style::sign(o), in_unit(v)),
            (None, Some(low), Some(high)) => {
                let dash = if low.is_sign_negative() || moves {
                    self.pick("至", " to ")
                } else {
                    self.pick("—", "–")
                };
                format!("{}{dash}{}", in_unit(low), in_unit(high))
            }
            _ => return o.quote.clone(),
        };
        self.with_unit(&body, unit)
    }

    /// The figure in its own unit.
    pub fn label_of(&self, o: &Observation) -> String {
        self.figure(o, &self.unit(o))
    }

    /// The figure for a sentence: levels with words for their bounds, movements as movements: 超过1200万元, 增加4538家.
    pub fn worded(&self, o: &Observation, unit: &DisplayUnit) -> String {
        let q = &o.quantity;
        let size = |v: Decimal| style::number(shift(v.abs(), -unit.exponent));
        let body = match (q.value, q.low, q.high) {
            (Some(v), _, _) => {
                let (zh, en) = bound_words(q.qualifier);
                format!("{}{}", self.pick(zh, en), size(v))
            }
            (None, Some(low), Some(high)) => {
                let (low, high) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
                format!("{}{}{}", size(low), self.pick("—", "–"), size(high))
            }
            _ => return o.quote.clone(),
        };
        let negative = q.value.or(q.high).or(q.low).is_some_and(|v| v.is_sign_negative() && !v.is_zero());
        let rate = matches!(q.dimension, Dimension::Ratio | Dimension::Points);
        let verb = match (o.kind, negative, rate) {
            (Kind::Change, false, false) => self.pick("增加", "up "),
            (Kind::Change, true, false) => self.pick("减少", "down "),
            (Kind::Change, false, true) => self.pick("提高", "up "),
            (Kind::GrowthRate, false, _) => self.pick("增长", "up "),
            (Kind::Change | Kind::GrowthRate, true, _) => self.pick("下降", "down "),
            _ => "",
        };
        format!("{verb}{}", self.with_unit(&body, unit))
    }

    /// A period by its code: 2021年前三季度, 2018—2022年.
    pub fn period(&self, code: &str) -> String {
        let (head, tail) = code.split_once('/').map_or((code, None), |(h, t)| (h, Some(t)));
        let (year, part) = head.split_once('-').map_or((head, ""), |(y, p)| (y, p));
        let bare = |text: &str| text.trim_start_matches('Q').trim_start_matches('0').to_owned();
        match (part, tail) {
            ("", None) if self.zh => format!("{year}年"),
            ("", None) => year.to_owned(),
            ("", Some(to)) if self.zh => format!("{year}—{to}年"),
            ("", Some(to)) => format!("{year}–{to}"),
            (part, tail) if part.starts_with('Q') => {
                let (from, to) = (bare(part), bare(tail.unwrap_or(part)));
                let word = match (from.as_str(), to.as_str()) {
                    ("1", "2") => Some(self.pick("上半年", "first half")),
                    ("1", "3") => Some(self.pick("前三季度", "first three quarters")),
                    ("1", "4") => Some(self.pick("全年", "whole year")),
                    ("3", "4") => Some(self.pick("下半年", "second half")),
                    _ => None,
                };
                match (word, self.zh) {
                    (Some(word), true) => format!("{year}年{word}"),
                    (Some(word), false) => format!("{word} of {year}"),
                    (None, true) if from == to => {
                        format!(
                            "{year}年第{}季度",
                            ["", "一", "二", "三", "四"]
                                .get(from.parse::<usize>().unwrap_or(0))
                                .unwrap_or(&"")
                        )
                    }
                    (None, false) if from == to => format!("Q{from} {year}"),
                    (None, true) => format!("{year}年第{from}至{to}季度"),
                    (None, false) => format!("Q{from}–Q{to} {year}"),
                }
            }
            (part, None) if self.zh => format!("{year}年{}月", bare(part)),
            ("01", Some("06")) => {
                self.pick("", "first half of ").to_owned() + year + self.pick("年上半年", "")
            }
            (part, Some(to)) if self.zh => format!("{year}年{}—{}月", bare(part), bare(to)),
            _ => code.to_owned(),
        }
    }

    /// The same in Chinese units of ten to the `exponent`; English has its own.
    pub fn print_in(&self, ends: &Ends, exponent: u32, unit: &str) -> String {
        if self.zh { print::print_scaled(ends, exponent, unit) } else { self.print(ends, unit) }
    }

    /// A computed figure with its bounds and the unit named, in 亿 or 万, billion or million where it is of that size.
    pub fn print(&self, ends: &Ends, unit: &str) -> String {
        if self.zh {
            return print::print(ends, unit);
        }
        let size = [ends.value, ends.low, ends.high].into_iter().flatten().map(|n| n.abs()).max();
        let (exponent, scale) = match size.unwrap_or_default() {
            _ if unit.is_empty() => (0, ""),
            size if size >= Decimal::from(1_000_000_000) => (9, "billion"),
            size if size >= Decimal::from(1_000_000) => (6, "million"),
            _ => (0, ""),
        };
        let name = self.unit_name(unit);
        let name = [scale, &name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let unit = DisplayUnit { name, exponent };
        match (ends.bound, ends.value) {
            (Bound::Approx, Some(_)) => {
                let bare = DisplayUnit { name: String::new(), exponent };
                let between = self.ends(&Ends { bound: Bound::Range, value: None, ..*ends }, &bare);
                format!("{} ({between})", self.ends(ends, &unit))
            }
            _ => self.ends(ends, &unit),
        }
    }

    /// A computed figure with its bounds.
    pub fn ends(&self, ends: &Ends, unit: &DisplayUnit) -> String {
        let base = DisplayUnit { name: String::new(), exponent: 0 };
        if self.zh && unit.exponent.is_negative() {
            return print::print(ends, &base.name);
        }
        let say = |v: Decimal, how| {
            let scaled = shift(v, -unit.exponent);
            style::number(scaled.round_dp_with_strategy(digits(scaled), how)).replace('-', "−")
        };
        let body = match (ends.bound, ends.low, ends.high) {
            (Bound::Exact, Some(v), _) => say(v, MidpointAwayFromZero),
            (Bound::Approx, Some(_), Some(_)) if ends.value.is_some() => {
                let value = ends.value.unwrap_or_default();
                format!("{}{}", self.pick("约", "about "), say(value, MidpointAwayFromZero))
            }
            (Bound::Approx | Bound::Range, Some(low), Some(high)) => {
                let dash = self.pick("—", "–");
                format!("{}{dash}{}", say(low, ToNegativeInfinity), say(high, ToPositiveInfinity))
            }
            (Bound::Lower, Some(low), _) => {
                let word = if ends.low_open {
                    self.pick("超过", "more than ")
                } else {
                    self.pick("至少", "at least ")
                };
                format!("{word}{}", say(low, ToNegativeInfinity))
            }
            (Bound::Upper, _, Some(high)) => {
                let word = if ends.high_open {
                    self.pick("不到", "less than ")
                } else {
                    self.pick("至多", "at most ")
                };
                format!("{word}{}", say(high, ToPositiveInfinity))
            }
            _ => return self.pick("界不定", "undetermined").to_owned(),
        };
        self.with_unit(&body, unit)
    }
}

/// As many decimals as a printed figure needs: three significant digits below one, fewer the larger it is.
fn digits(v: Decimal) -> u32 {
    let size = v.abs();
    if size >= Decimal::ONE_THOUSAND {
        0
    } else if size >= Decimal::TEN {
        1
    } else if size >= Decimal::ONE {
        2
    } else {
        4
    }
}

/// What the qualifier adds before a number.
pub fn bound_words(qualifier: Qualifier) -> (&'static str, &'static str) {
    match qualifier {
        Qualifier::MoreThan => ("超过", "more than "),
        Qualifier::AtLeast => ("至少", "at least "),
        Qualifier::Nearly => ("近", "nearly "),
        Qualifier::LessThan => ("不足", "less than "),
        Qualifier::AtMost => ("至多", "at most "),
        Qualifier::Approx => ("约", "about "),
        Qualifier::Exact | Qualifier::Range => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::Say;
    use crate::codelist::Codelists;

    #[test]
    fn periods_and_places_read_in_both_languages() {
        let lists = Codelists::load(None).unwrap();
        let (zh, en) = (Say { lists: &lists, zh: true }, Say { lists: &lists, zh: false });
        for (code, chinese, english) in [
            ("2021", "2021年", "2021"),
            ("2018/2022", "2018—2022年", "2018–2022"),
            ("2021-Q1/Q3", "2021年前三季度", "first three quarters of 2021"),
            ("2021-Q2", "2021年第二季度", "Q2 2021"),
            ("2021-06", "2021年6月", "2021-06"),
            ("2021-01/06", "2021年上半年", "first half of 2021"),
            ("2021-01/09", "2021年1—9月", "2021-01/09"),
        ] {
            assert_eq!((zh.period(code).as_str(), en.period(code).as_str()), (chinese, english), "{code}");
        }
        assert_eq!(zh.place("福建省", "福建省泉州市晋江市"), "福建泉州市晋江市");
        assert_eq!(en.place("广西壮族自治区", "广西壮族自治区"), "Guangxi");
        assert_eq!(en.place("福建省", "福建省泉州市晋江市"), "Jinjiang City, Quanzhou, Fujian");
        assert_eq!(
            en.place("江苏省", "南京市雨花台区、江苏省镇江市"),
            "Yuhuatai District, Nanjing; Zhenjiang, Jiangsu"
        );
        assert_eq!(en.local("河北省", "河北省衡水市安平县某某镇"), "某某镇, Anping County, Hengshui");
        assert_eq!(
            (en.base("2020同期"), en.base("去年同期")),
            ("the same period of 2020".into(), "the same period of the year before".into())
        );
        assert_eq!(
            (en.unit_name("元/家"), en.unit_name("家"), en.unit_name("张/家")),
            ("yuan/enterprise".into(), String::new(), "per enterprise".into())
        );
        assert_eq!((zh.count(2).as_str(), en.count(31).as_str()), ("两", "31"));
    }
}
