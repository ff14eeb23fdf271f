//! Words that rules look for beside a number: what ends a subject, what a rate is called, what is only compared with.

use super::affix::Affixes;
use super::{Automaton, Row, automaton};
use crate::error::Error;

/// The rows of `word.csv`, by role. The file says what each role is for.
#[derive(Default)]
pub struct WordList {
    subject_end: Affixes<()>,
    subject_open: [Affixes<()>; 2],
    amount_noun: Affixes<()>,
    rate_noun: Affixes<()>,
    average: Vec<(String, String)>,
    /// The last characters of those words.
    average_ends: Vec<char>,
    target_heading: Vec<String>,
    done_heading: Vec<String>,
    name_tail: Affixes<()>,
    compared: Affixes<bool>,
    /// Whether the word speaks against a name only where it opens it.
    not_county: Affixes<bool>,
    filler: Vec<String>,
    plan_noun: Vec<String>,
    age_noun: Vec<String>,
    index_noun: Vec<String>,
    landmark_tail: Affixes<()>,
    village_tail: Affixes<()>,
    office: Affixes<()>,
    speech: Affixes<()>,
    implied_unit: Vec<(String, String)>,
    /// With the names of the parts, where they have names.
    proportion: Vec<(String, Vec<String>)>,
    before_plan: Affixes<()>,
    /// The longest words first.
    same_name: Vec<(String, String)>,
    cumulative: Vec<String>,
    constant_prices: Option<Automaton>,
    no_zero: Vec<String>,
}

const ROLES: &[&str] = &[
    "subject_end",
    "subject_open",
    "amount_noun",
    "rate_noun",
    "average",
    "target_heading",
    "done_heading",
    "name_tail",
    "compared",
    "not_compared",
    "not_county",
    "filler",
    "plan_noun",
    "age_noun",
    "index_noun",
    "landmark_tail",
    "village_tail",
    "office",
    "speech",
    "implied_unit",
    "proportion",
    "before_plan",
    "same_name",
    "cumulative",
    "constant_prices",
    "no_zero",
];

impl WordList {
    pub(super) fn new(rows: &[Row]) -> Result<Self, Error> {
        for row in rows {
            if !ROLES.contains(&row.cell(0)) {
                let what = format!("`{}` is no role; the roles are {}", row.cell(0), ROLES.join(", "));
                return Err(row.error(what));
            }
            if row.cell(1).is_empty() {
                return Err(row.error("the word is empty"));
            }
            if ["average", "implied_unit"].contains(&row.cell(0)) && row.cell(2).is_empty() {
                return Err(row.error("the value is missing: what an average is per, or the unit implied"));
            }
        }
        let of = |role: &'static str| rows.iter().filter(move |r| r.cell(0) == role);
        let words = |role| of(role).map(|r| r.cell(1).to_owned()).collect::<Vec<_>>();
        let keys = |role| of(role).map(|r| (r.cell(1).to_owned(), ()));
        let compared = of("compared").map(|r| (r.cell(1).to_owned(), true));
        let not = of("not_compared").map(|r| (r.cell(1).to_owned(), false));
        let average: Vec<(String, String)> =
            of("average").map(|r| (r.cell(1).to_owned(), r.cell(2).to_owned())).collect();
        let mut average_ends: Vec<char> = average.iter().filter_map(|(w, _)| w.chars().next_back()).collect();
        let mut same_name: Vec<(String, String)> =
            of("same_name").map(|r| (r.cell(1).to_owned(), r.cell(2).to_owned())).collect();
        same_name.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        average_ends.sort_unstable();
        average_ends.dedup();
        Ok(Self {
            subject_end: Affixes::prefixes(keys("subject_end")),
            subject_open: [Affixes::prefixes(keys("subject_open")), Affixes::suffixes(keys("subject_open"))],
            amount_noun: Affixes::suffixes(keys("amount_noun")),
            rate_noun: Affixes::suffixes(keys("rate_noun")),
            average,
            average_ends,
            target_heading: words("target_heading"),
            done_heading: words("done_heading"),
            name_tail: Affixes::prefixes(keys("name_tail")),
            compared: Affixes::suffixes(compared.chain(not)),
            not_county: Affixes::prefixes(
                of("not_county").map(|r| (r.cell(1).to_owned(), r.cell(2) != "anywhere")),
            ),
            filler: words("filler"),
            plan_noun: words("plan_noun"),
            age_noun: words("age_noun"),
            index_noun: words("index_noun"),
            landmark_tail: Affixes::prefixes(keys("landmark_tail")),
            village_tail: Affixes::prefixes(keys("village_tail")),
            office: Affixes::prefixes(keys("office")),
            speech: Affixes::prefixes(keys("speech")),
            before_plan: Affixes::suffixes(keys("before_plan")),
            same_name,
            cumulative: words("cumulative"),
            constant_prices: automaton(of("constant_prices").map(|r| (r.cell(1), 0))),
            no_zero: words("no_zero"),
            proportion: of("proportion")
                .map(|r| {
                    let parts = r.cell(2).split('|').filter(|part| !part.is_empty());
                    (r.cell(1).to_owned(), parts.map(str::to_owned).collect())
                })
                .collect(),
            implied_unit: of("implied_unit").map(|r| (r.cell(1).to_owned(), r.cell(2).to_owned())).collect(),
        })
    }

    /// The bytes of `text` before the first word that ends a noun phrase.
    pub fn subject_length(&self, text: &str) -> usize {
        let ends = |(i, _): &(usize, char)| self.subject_end.at_start(&text[*i..]).next().is_some();
        text.char_indices().find(ends).map_or(text.len(), |(i, _)| i)
    }

    /// `text` without a word that opens it and is no part of a noun phrase.
    pub fn without_opening<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.subject_open[0].at_start(text).next().map(|(word, ())| &text[word.len()..])
    }

    /// `text` without such a word at its end.
    pub fn without_closing<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.subject_open[1].at_end(text).next().map(|(word, ())| &text[..text.len() - word.len()])
    }

    /// Whether a text ends with a noun of amounts or rates.
    pub fn ends_with_amount(&self, text: &str) -> bool {
        self.amount_noun.at_end(text).next().is_some()
    }

    /// Whether 计划 behind `text` is a verb.
    pub fn may_plan(&self, text: &str) -> bool {
        self.before_plan.at_end(text).next().is_some()
    }

    /// Whether a text ends with what a rate is called.
    pub fn ends_with_rate(&self, text: &str) -> bool {
        self.rate_noun.at_end(text).next().is_some()
    }

    /// The first word of average in a text: where it starts last, and what it is per.
    pub fn average<'a>(&'a self, text: &str) -> Option<(usize, &'a str)> {
        if !text.contains(self.average_ends.as_slice()) {
            return None;
        }
        self.average.iter().find_map(|(word, per)| text.rfind(word.as_str()).map(|at| (at, per.as_str())))
    }

    /// Whether what stands under a heading is intended unless it says otherwise.
    pub fn intends(&self, heading: &str) -> bool {
        let holds = |words: &[String]| words.iter().any(|w| heading.contains(w.as_str()));
        holds(&self.target_heading) && !holds(&self.done_heading)
    }

    /// Whether an area name before `text` is part of another name.
    pub fn name_goes_on(&self, text: &str) -> bool {
        self.name_tail.at_start(text).next().is_some()
    }

    /// Whether a place behind `text` is only compared with.
    pub fn compares(&self, text: &str) -> bool {
        self.compared.at_end(text).next().is_some_and(|(_, compared)| *compared)
    }

    /// Whether a word that ends in 县 or 旗 is no county's name, from what stands at a position of it.
    pub fn is_no_county(&self, text: &str, opens: bool) -> bool {
        self.not_county.at_start(text).any(|(_, opening)| opens || !opening)
    }

    /// `text` without the words at its ends that say nothing beside a word of change, each once and in their order.
    pub fn without_fillers<'t>(&self, text: &'t str) -> &'t str {
        let mut rest = text;
        for filler in &self.filler {
            rest = rest.strip_prefix(filler.as_str()).unwrap_or(rest);
            rest = rest.strip_suffix(filler.as_str()).unwrap_or(rest);
        }
        rest
    }

    /// Whether a text speaks of an age that is measured (平均, 寿命).
    pub fn measures_age(&self, text: &str) -> bool {
        self.age_noun.iter().any(|w| text.contains(w.as_str()))
    }

    /// Where a text last names a figure that has no unit (指数, 性别比): the end of the name.
    pub fn index_named(&self, text: &str) -> Option<usize> {
        self.index_noun.iter().filter_map(|w| text.rfind(w.as_str()).map(|i| i + w.len())).max()
    }

    /// Whether an area name before `text` is part of a landmark's name: 宁波|港.
    pub fn is_landmark(&self, text: &str) -> bool {
        self.landmark_tail.at_start(text).next().is_some()
    }

    /// Whether a short area name before `text` is part of the name of a village.
    pub fn is_village(&self, text: &str) -> bool {
        self.village_tail.at_start(text).next().is_some()
    }

    /// Whether `text` behind an area name makes it an office that signs documents.
    pub fn names_an_office(&self, text: &str) -> bool {
        self.office.at_start(text).next().is_some()
    }

    /// Whether `text` behind 在北京 makes it the scene of a speech or meeting.
    pub fn opens_speech(&self, text: &str) -> bool {
        self.speech.at_start(text).next().is_some()
    }

    /// The unit that the last noun of a text implies for a number without one: 人口 人, 收入 元.
    pub fn implied_unit(&self, text: &str) -> Option<&str> {
        let last = |(word, unit): &(String, String)| {
            text.rfind(word.as_str()).map(|at| (at + word.len(), word.len(), unit.clone()))
        };
        let best =
            self.implied_unit.iter().filter_map(last).max_by_key(|(end, length, _)| (*end, *length))?;
        self.implied_unit.iter().find(|(_, unit)| *unit == best.2).map(|(_, unit)| unit.as_str())
    }

    /// The names of the parts of what a text says is divided (三次产业), none where it names none (结构); null where
    /// nothing is divided.
    pub fn proportion(&self, text: &str) -> Option<&[String]> {
        let named = self.proportion.iter().filter(|(word, _)| text.contains(word.as_str()));
        named.max_by_key(|(_, parts)| parts.len()).map(|(_, parts)| parts.as_slice())
    }

    /// Whether a text holds a word for plans.
    pub fn names_a_plan(&self, text: &str) -> bool {
        self.plan_noun.iter().any(|w| text.contains(w.as_str()))
    }

    /// A text without the words that tell no figures of a series apart, and with one name for what has several.
    pub fn same_names(&self, text: &str) -> String {
        self.same_name.iter().fold(text.to_owned(), |text, (word, name)| match text.contains(word.as_str()) {
            true => text.replace(word.as_str(), name),
            false => text,
        })
    }

    /// Whether a text says that its figure is a sum since some earlier time.
    pub fn is_cumulative(&self, text: &str) -> bool {
        self.cumulative.iter().any(|w| text.contains(w.as_str()))
    }

    /// Where a text first says that it measures at the prices of one year.
    pub fn constant_prices(&self, text: &str) -> Option<(usize, usize)> {
        let found = self.constant_prices.as_ref()?.leftmost_find_iter(text).next()?;
        Some((found.start(), found.end()))
    }

    /// Whether the 0 of a unit is not nothing, so that its quotients say nothing.
    pub fn has_no_zero(&self, unit: &str) -> bool {
        self.no_zero.iter().any(|w| w == unit)
    }
}
