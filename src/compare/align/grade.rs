//! How far figures are comparable, with every reason named.

use super::{Cell, Figure, subject};
use crate::model::{Comparability, Dimension, Kind, Reason, Status};
use crate::say::Say;
use std::collections::BTreeSet;

/// So many subjects are quoted where they differ.
const QUOTED: usize = 4;

/// The grade of figures that stand side by side, what differs, and what to say of it.
pub(super) struct Grade {
    pub grade: Comparability,
    pub reasons: Vec<Reason>,
    pub caveat: String,
}

impl Grade {
    fn lower(&mut self, to: Comparability, reason: Reason) {
        self.grade = self.grade.max(to);
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}

/// Grades the figures of one comparison.
pub(super) fn grade(figures: &[&Figure], say: &Say<'_>, concepts_differ: bool) -> Grade {
    let mut all = Grade { grade: Comparability::Full, reasons: Vec::new(), caveat: String::new() };
    let mut caveats: Vec<String> = Vec::new();
    let indicators: BTreeSet<&str> = figures.iter().map(|f| f.indicator()).collect();
    let industries = industries_differ(figures);
    let subjects = subject::differ(figures);
    let mut linked = false;
    // what the list says of linked indicators holds where several meet, or where one has different subjects
    if indicators.len() > 1 || industries || subjects || concepts_differ {
        for kin in indicators.iter().filter_map(|i| say.lists.comparable.get(i)) {
            linked = true;
            all.lower(kin.grade, kin.reason);
            let [zh, en] = &kin.caveat;
            let caveat = say.pick(zh, en);
            if !caveats.iter().any(|known| known == caveat) {
                caveats.push(caveat.to_owned());
            }
        }
    }
    if figures.iter().any(|f| f.inherited && f.period.is_some()) {
        all.lower(Comparability::Partial, Reason::PeriodInherited);
    }
    if figures.iter().any(|f| f.period.is_none()) {
        all.lower(Comparability::None, Reason::Time);
        let said = "neither the sentence nor the document names a period: not compared";
        caveats.push(say.pick("原句和文件都没有写时期，不作比较", said).to_owned());
    }
    if figures.iter().any(|f| !f.provincial()) {
        all.lower(Comparability::Partial, Reason::Level);
    }
    let differ = |pick: fn(&Figure) -> String| figures.windows(2).any(|w| pick(w[0]) != pick(w[1]));
    if differ(|f| f.code().to_owned()) {
        all.lower(Comparability::Partial, Reason::Time);
    }
    if differ(|f| f.base.clone().unwrap_or_default()) {
        all.lower(Comparability::Partial, Reason::Denominator);
        let said = "some growth rates do not say against what";
        caveats.push(say.pick("有的增速没有写明与何时相比", said).to_owned());
    }
    if figures.iter().any(|f| f.older) {
        all.lower(Comparability::Partial, Reason::Edition);
    }
    if industries {
        let money = matches!(figures[0].observation.quantity.dimension, Dimension::Money);
        let growth = figures[0].observation.kind == Kind::GrowthRate;
        if money || growth {
            all.lower(Comparability::None, Reason::Concept);
        } else {
            all.lower(Comparability::Partial, Reason::Definition);
        }
        let industries = figures.iter().filter_map(|f| f.observation.industry.as_deref());
        let mut names: Vec<String> = industries.map(|industry| say.industry(industry).to_owned()).collect();
        names.dedup();
        caveats.push(format!("{}{}", say.pick("涉及不同行业：", "industries differ: "), say.join(&names)));
    }
    if subjects && !linked && !industries {
        all.lower(Comparability::Partial, Reason::Definition);
        let mut said: Vec<&str> = figures.iter().filter_map(|f| f.observation.subject.as_deref()).collect();
        said.sort_unstable();
        said.dedup();
        let more = if said.len() > QUOTED { say.pick("等", " and others") } else { "" };
        said.truncate(QUOTED);
        let quoted: Vec<String> = said.iter().map(|subject| say.quoted(subject)).collect();
        let quoted = quoted.join(say.pick("", ", "));
        let what = say.pick("所指可能不同：", "what is counted may differ: ");
        caveats.push(format!("{what}{quoted}{more}"));
    }
    let open = |f: &&Figure| f.observation.quantity.low.is_none() || f.observation.quantity.high.is_none();
    if figures.iter().any(open) {
        all.lower(Comparability::Partial, Reason::Bound);
    }
    all.caveat = say.remarks(&caveats);
    all
}

/// Whether figures are of different industries.
pub(super) fn industries_differ(figures: &[&Figure]) -> bool {
    figures.windows(2).any(|w| w[0].observation.industry != w[1].observation.industry)
}

/// Of the reasons of a group, those that hold for a row of it.
pub(super) fn row_reasons(figure: &Figure, group: &[Reason]) -> Vec<Reason> {
    let q = &figure.observation.quantity;
    let own = |reason: &Reason| match reason {
        Reason::PeriodInherited => figure.inherited,
        Reason::Level => !figure.provincial(),
        Reason::Bound => q.low.is_none() || q.high.is_none(),
        Reason::Edition => figure.older,
        _ => true,
    };
    group.iter().copied().filter(own).collect()
}

/// Why a figure stands beside those of a cell and is not ranked with them.
pub(super) fn apart_reasons(figure: &Figure, cell: &Cell) -> Vec<Reason> {
    let (_, _, status, measure, period, base) = *cell;
    let mut reasons = Vec::new();
    let mut when = |holds: bool, reason: Reason| {
        if holds {
            reasons.push(reason);
        }
    };
    when(figure.older, Reason::Edition);
    when(!figure.provincial(), Reason::Level);
    when(figure.observation.status != status && status == Status::Actual, Reason::TargetVsActual);
    when(figure.code() != period, Reason::Time);
    when(figure.measure != measure, Reason::Unit);
    when(figure.base.as_deref().is_some_and(|b| b != base), Reason::Denominator);
    reasons
}
