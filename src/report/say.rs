//! Names, figures and periods in the language of the project. Quotes, industries and places below the province are
//! Chinese in both.

use super::style::{self, DisplayUnit, chinese_count, short_name};
use crate::codelist::Codelists;
use crate::compare::print;
use crate::config::{Config, Language};
use crate::model::comparison::Ends;
use crate::model::quantity::shift;
use crate::model::{Bound, Comparability, Comparison, Dimension, Kind, Observation, Qualifier, Reason};
use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::{MidpointAwayFromZero, ToNegativeInfinity, ToPositiveInfinity};

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

    /// One of the two.
    pub fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.zh { zh } else { en }
    }

    /// Things one after the other: 、 in Chinese.
    pub fn join(&self, things: &[String]) -> String {
        things.join(self.pick("、", ", "))
    }

    /// Sentences or remarks one after the other.
    pub fn remarks(&self, remarks: &[String]) -> String {
        remarks.join(self.pick("；", "; "))
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

    /// A place with its province in short: 福建晋江市, Fujian 晋江市.
    pub fn place(&self, province: &str, place: &str) -> String {
        let local = place.strip_prefix(province).unwrap_or(place);
        match (province.is_empty(), local.is_empty() || place == province) {
            (true, _) if self.zh => short_name(place),
            (true, _) => self.province(place),
            (false, true) => self.province(province),
            (false, false) => format!("{}{}{local}", self.province(province), self.pick("", " ")),
        }
    }

    /// Where an observation was made.
    pub fn place_of(&self, o: &Observation) -> String {
        let place = o.place.as_ref().map_or("", |p| p.name.as_str());
        self.place(o.province().unwrap_or(""), place)
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
            Some(per) => {
                let said = self.known_owned("per", per).filter(|_| !self.zh).unwrap_or_else(|| per.clone());
                DisplayUnit { name: format!("{}/{said}", unit.name), ..unit }
            }
            None => unit,
        }
    }

    /// The base unit of an observation, with what it is per: 元, yuan.
    pub fn base_unit(&self, o: &Observation) -> String {
        let unit = o.quantity.unit.as_deref().unwrap_or_default();
        let name = self.known_owned("unit", unit).filter(|_| !self.zh).unwrap_or_else(|| unit.to_owned());
        match &o.quantity.per {
            Some(per) => format!("{name}/{per}"),
            None => name,
        }
    }

    fn english_unit(&self, o: &Observation) -> DisplayUnit {
        let unit = o.quantity.unit.as_deref().unwrap_or_default();
        let name = match self.known_owned("unit", unit) {
            Some(name) => name,
            None if o.quantity.dimension == Dimension::Count => String::new(),
            None => unit.to_owned(),
        };
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
        assert_eq!(en.place("福建省", "福建省泉州市"), "Fujian 泉州市");
        assert_eq!((zh.count(2).as_str(), en.count(31).as_str()), ("两", "31"));
    }
}
