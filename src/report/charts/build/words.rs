//! The words around a comparison: scope and periods for the subtitle, and what the footnote has to say.

use super::{Order, is_open};
use crate::model::{Comparability, Comparison, CoverageState, Observation, Reason};
use crate::report::finding::{Shown, provinces_of};
use crate::say::style::DisplayUnit;

impl<'a> Order<'a> {
    /// 指标（单位），省级，2021年.
    pub(super) fn subtitle(&self, what: &str, unit: &DisplayUnit, figures: &[Shown]) -> String {
        let unit = match unit.name.as_str() {
            "" => String::new(),
            name => format!("{}{name}{}", self.pick("（", " ("), self.pick("）", ")")),
        };
        let whole = figures.iter().all(|(r, _)| r.place == r.province);
        let parts = figures.iter().all(|(r, _)| r.place != r.province);
        let scope = match (whole, parts) {
            (true, _) => self.pick("省级", "provincial figures"),
            (_, true) => self.pick("市县级", "figures below the province"),
            _ => self.pick("省级和市县级", "figures of provinces and of places in them"),
        };
        let comma = self.pick("，", ", ");
        let periods = self.periods(figures.iter().filter_map(|(r, _)| r.period.as_deref()));
        [format!("{what}{unit}"), scope.to_owned(), periods]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(comma)
    }

    /// The periods, each once.
    pub(super) fn periods<'p>(&self, codes: impl Iterator<Item = &'p str>) -> String {
        let mut codes: Vec<&str> = codes.collect();
        codes.sort_unstable();
        codes.dedup();
        let said: Vec<String> = codes.iter().map(|c| self.say.period(c)).collect();
        self.say.join(&said)
    }

    /// The footnote of a comparison: who is shown and who is not, how far it holds, what was revised.
    pub(super) fn footnote(&self, comparison: &Comparison, figures: &[Shown], arrows: bool) -> Vec<String> {
        let mut foot = vec![self.who(comparison, figures)];
        if !comparison.reasons.is_empty() {
            let grade = self.say.grade(comparison.comparability);
            let reasons = self.say.reasons(&self.reasons(comparison, figures));
            if !reasons.is_empty() {
                foot.push(format!("{grade}{}{reasons}", self.pick("：", ": ")));
            }
        }
        foot.extend(self.caveats(comparison, figures));
        if arrows && figures.iter().any(|(_, o)| is_open(o)) {
            foot.push(
                self.pick(
                    "箭头表示原文只给出下限或上限",
                    "an arrow: only a lower or an upper bound is given",
                )
                .into(),
            );
        }
        foot.extend(self.marked(figures.iter().map(|(_, o)| *o)));
        foot
    }

    /// The reasons that hold for what is shown.
    fn reasons(&self, comparison: &Comparison, figures: &[Shown]) -> Vec<Reason> {
        let holds = |reason: &Reason| match reason {
            Reason::Level => figures.iter().any(|(r, _)| r.place != r.province),
            Reason::Bound => figures.iter().any(|(_, o)| is_open(o)),
            Reason::PeriodInherited => {
                figures.iter().any(|(r, _)| r.reasons.contains(&Reason::PeriodInherited))
            }
            _ => true,
        };
        comparison.reasons.iter().copied().filter(holds).collect()
    }

    /// The caveats of a comparison that hold for what is shown.
    pub(super) fn caveats(&self, comparison: &Comparison, figures: &[Shown]) -> Vec<String> {
        let mut industries: Vec<&str> = figures.iter().filter_map(|(_, o)| o.industry.as_deref()).collect();
        industries.sort_unstable();
        industries.dedup();
        let all = figures.iter().all(|(_, o)| o.industry.is_some());
        let mut said = Vec::new();
        let mut rest = comparison.caveat.as_str();
        for code in &comparison.indicators {
            let Some([zh, en]) = self.release.lists.comparable.get(code).map(|kin| &kin.caveat) else {
                continue;
            };
            let caveat = self.pick(zh, en);
            let Some(at) = rest.find(caveat).filter(|_| !caveat.is_empty()) else { continue };
            said.push(caveat.to_owned());
            rest = &rest[at + caveat.len()..];
        }
        for part in rest.split(self.pick("；", "; ")).filter(|part| !part.is_empty()) {
            if part.starts_with(self.pick("涉及不同行业", "industries differ")) {
                let names: Vec<String> =
                    industries.iter().map(|industry| self.say.industry(industry).to_owned()).collect();
                let names = self.say.join(&names);
                match (industries.len(), all) {
                    (0, _) | (1, true) => {}
                    (1, false) => said.push(match self.say.zh {
                        true => format!("有的数只限{names}"),
                        false => format!("some figures are of {names} only"),
                    }),
                    _ => said.push(format!("{}{names}", self.pick("涉及不同行业：", "industries differ: "))),
                }
            } else {
                said.push(part.to_owned());
            }
        }
        said
    }

    /// How many provinces are shown, and why others are not.
    fn who(&self, comparison: &Comparison, figures: &[Shown]) -> String {
        let n = provinces_of(figures);
        let mut said = vec![match (self.say.zh, n) {
            (true, _) => format!("图中{n}个省份"),
            (false, 1) => "1 province shown".to_owned(),
            (false, _) => format!("{n} provinces shown"),
        }];
        let shown = |p: &str| figures.iter().any(|(r, _)| *r.province == *p);
        let chosen = !self.settings.provinces.is_empty();
        if chosen {
            said.push(self.pick("按设置只列所选省份", "only those chosen in the settings").to_owned());
        }
        let mut apart: Vec<String> = Vec::new();
        let mut silent = 0;
        let others: Vec<String> = self.release.provinces();
        let mut unwanted = others.clone();
        unwanted.extend(comparison.rows.iter().map(|r| r.province.to_string()));
        unwanted.sort();
        unwanted.dedup();
        for province in others.iter().chain(unwanted.iter().filter(|p| !others.contains(p))) {
            if shown(province) || !self.wants(province) {
                continue;
            }
            let row = comparison.rows.iter().find(|r| *r.province == **province);
            let has = row.is_some() || self.other(comparison, province).is_some();
            if !has {
                silent += 1;
                continue;
            }
            let why = match row.filter(|r| r.comparability == Comparability::None) {
                Some(row) => {
                    let reasons = self.say.reasons(&row.reasons);
                    format!("{}{reasons}{}", self.pick("（", " ("), self.pick("）", ")"))
                }
                None => self.other(comparison, province).unwrap_or_default(),
            };
            apart.push(format!("{}{why}", self.say.province(province)));
        }
        if !apart.is_empty() {
            let more = apart.len().saturating_sub(4);
            apart.truncate(4);
            let names = self.say.join(&apart);
            said.push(match (self.say.zh, more) {
                (true, 0) => format!("{names}不列入"),
                (true, more) => format!("{names}等{}个不列入", more + 4),
                (false, 0) => format!("not shown: {names}"),
                (false, more) => format!("not shown: {names} and {more} more"),
            });
        }
        if silent > 0 && figures.iter().any(|(_, o)| o.start.is_some()) {
            said.push(match self.say.zh {
                true => format!("其余{silent}个省份的文件未报告此项，不等于没有开展"),
                false if silent == 1 => {
                    "the documents on 1 other do not report it, which does not mean zero".to_owned()
                }
                false => {
                    format!("the documents on {silent} others do not report it, which does not mean zero")
                }
            });
        }
        said.join(self.pick("，", ", "))
    }

    /// What a province has of these indicators that is not shown: only targets, only places below, or others.
    fn other(&self, comparison: &Comparison, province: &str) -> Option<String> {
        let cells = self.release.compared.coverage.iter();
        let states: Vec<CoverageState> = cells
            .filter(|c| c.province == province && comparison.indicators.contains(&c.indicator))
            .map(|c| c.state)
            .filter(|state| *state != CoverageState::NotReported)
            .collect();
        let first = *states.first()?;
        let said = match states.contains(&CoverageState::Reported) {
            true => self.pick("时期或类型不同", "another period or kind"),
            false => self.say.word(CoverageState::SET, first.code()),
        };
        Some(format!("{}{said}{}", self.pick("（", " ("), self.pick("）", ")")))
    }

    /// Which of the figures were revised since the earlier release, and which an analyst corrected.
    pub(super) fn marked<'o>(&self, figures: impl Iterator<Item = &'o Observation>) -> Vec<String> {
        let figures: Vec<&Observation> = figures.collect();
        let corrected = self.corrected(&figures);
        self.revised(figures.into_iter()).into_iter().chain(corrected).collect()
    }

    /// Which of the figures are not as the documents have them.
    fn corrected(&self, figures: &[&Observation]) -> Option<String> {
        let mut said: Vec<String> = Vec::new();
        for o in figures.iter().filter(|o| o.correction.is_some()) {
            let (place, figure) = (self.say.place_of(o), self.say.label_of(o));
            let one = match self.say.zh {
                true => format!("{place}{figure}（原文{}）", o.quote),
                false => format!("{place} {figure} (in the text {})", o.quote),
            };
            if !said.contains(&one) {
                said.push(one);
            }
        }
        self.listed(self.pick("含人工更正的数", "corrected by hand"), said)
    }

    /// Some figures behind what they have in common, three of them named; null for none.
    fn listed(&self, what: &str, mut said: Vec<String>) -> Option<String> {
        if said.is_empty() {
            return None;
        }
        let more = said.len().saturating_sub(3);
        said.truncate(3);
        let listed = self.say.join(&said);
        Some(match (self.say.zh, more) {
            (true, 0) => format!("{what}：{listed}"),
            (true, more) => format!("{what}：{listed}等{}项", more + 3),
            (false, 0) => format!("{what}: {listed}"),
            (false, more) => format!("{what}: {listed} and {more} more"),
        })
    }

    /// Which of the figures were revised since the earlier release.
    fn revised<'o>(&self, figures: impl Iterator<Item = &'o Observation>) -> Option<String> {
        let mut said: Vec<String> = Vec::new();
        for o in figures {
            let revision = self.release.changes.iter().find(|c| {
                c.change == "revised"
                    && c.new.as_ref().is_some_and(|new| *new.observation_id == *o.observation_id)
            });
            let Some(old) = revision.and_then(|r| r.old.as_ref()) else { continue };
            if old.quote == o.quote {
                continue;
            }
            let place = self.say.place_of(o);
            said.push(match self.say.zh {
                true => format!("{place}由{}改为{}", old.quote, o.quote),
                false => format!("{place} from {} to {}", old.quote, o.quote),
            });
        }
        self.listed(self.pick("与上一次发布相比有修订", "revised since the last release"), said)
    }
}
