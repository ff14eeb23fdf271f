//! Which part of a page is its main text, and which parts around and inside it are not.

use super::dom::{Dom, Id, Link};
use super::names::{container, is_around, is_hidden, never_shown, tier};
use super::table;
use std::collections::HashMap;

/// What is read of a page and what is left out.
#[derive(Debug)]
pub struct Surroundings {
    /// The roots of the main text, in reading order.
    pub roots: Vec<Id>,
    /// For each node, whether it and all below it is left out.
    pub out: Vec<bool>,
    /// The container that was recognised, as a selector.
    pub source: Option<String>,
    /// Less than the whole body is read.
    pub narrowed: bool,
    /// Elements that the page does not show.
    pub hidden: usize,
}

/// Characters of text under a node.
#[derive(Debug, Default, Clone, Copy)]
struct Weight {
    plain: u64,
    linked: u64,
    holds_container: bool,
}

impl Surroundings {
    /// The whole body, only what is never shown left out.
    pub fn none(dom: &Dom) -> Self {
        let mut all = Self::empty(dom);
        for id in dom.below(0) {
            all.out[id as usize] = never_shown(dom.name(id));
            if is_hidden(dom, id) {
                all.out[id as usize] = true;
                all.hidden += 1;
            }
        }
        all
    }

    fn empty(dom: &Dom) -> Self {
        Self {
            roots: vec![dom.find("body").unwrap_or(0)],
            out: vec![false; dom.nodes.len()],
            source: None,
            narrowed: false,
            hidden: 0,
        }
    }

    /// Finds the main text.
    pub fn find(dom: &Dom) -> Self {
        let mut found = Self::empty(dom);
        let body = found.roots[0];
        for id in dom.below(0) {
            found.out[id as usize] = never_shown(dom.name(id));
        }
        let weights = weigh(dom, &found.out);
        let of = |id: Id| weights.get(id as usize).copied().unwrap_or_default();
        let total = of(body).plain;
        for id in dom.below(body) {
            let weight = of(id);
            // Whatever it is called, what holds the text of the page is not around it.
            if id == body || weight.plain * 2 > total || weight.holds_container || tier(dom, id) == Some(0) {
                continue;
            }
            if is_hidden(dom, id) {
                found.out[id as usize] = true;
                found.hidden += usize::from(weight.plain + weight.linked > 0);
            } else if is_around(dom, id) {
                found.out[id as usize] = true;
            }
        }
        let weights = weigh(dom, &found.out);
        let of = |id: Id| weights.get(id as usize).copied().unwrap_or_default();
        let total = of(body).plain;
        for (wanted, share) in [(0, 4), (1, 2)] {
            let named: HashMap<Id, &str> =
                dom.below(body).filter_map(|id| Some((id, container(dom, id, wanted)?))).collect();
            let Some((best, key)) = named
                .iter()
                .map(|(id, key)| (*id, *key))
                .max_by_key(|(id, _)| (of(*id).plain, u32::MAX - id))
            else {
                continue;
            };
            if of(best).plain == 0 || of(best).plain * share < total {
                continue;
            }
            // An editor may have left its mark on each of several parts.
            let mut roots: Vec<Id> = Vec::new();
            let mut end = None;
            for id in dom.below(body) {
                if end == Some(id) {
                    end = None;
                }
                let same = named.get(&id) == Some(&key);
                if end.is_none() && same && of(id).plain * 20 >= of(best).plain {
                    roots.push(id);
                    match dom.after(body, id) {
                        Some(next) => end = Some(next),
                        None => break,
                    }
                }
            }
            let id = dom.attribute(best, "id").is_some_and(|i| i.eq_ignore_ascii_case(key));
            let sign = if id {
                "#"
            } else if dom.name(best) == key {
                ""
            } else {
                "."
            };
            found.source = Some(format!("{sign}{key}"));
            found.narrowed = true;
            found.roots = roots;
            return found;
        }
        found.leave_out_links(dom, body, &weights);
        let weights = weigh(dom, &found.out);
        let densest = found.densest(dom, body, &weights);
        found.narrowed = densest != body;
        found.roots = vec![densest];
        found
    }

    /// The smallest element that holds nearly all of the text that is not linked.
    fn densest(&self, dom: &Dom, body: Id, weights: &[Weight]) -> Id {
        let plain = |id: Id| weights.get(id as usize).map_or(0, |w| w.plain);
        let block = |id: Id| match dom.name(id) {
            "div" | "section" | "main" | "article" | "form" | "center" | "td" | "tbody" | "tr" => true,
            "table" => !table::is_data(dom, self, id),
            _ => false,
        };
        let mut at = body;
        loop {
            match dom.children(at).max_by_key(|id| plain(*id)) {
                Some(child) if plain(child) > 0 && plain(child) * 5 >= plain(at) * 4 && block(child) => {
                    at = child
                }
                _ => return at,
            }
        }
    }

    /// Lists and boxes that are nearly all links.
    fn leave_out_links(&mut self, dom: &Dom, body: Id, weights: &[Weight]) {
        for id in dom.below(body) {
            let Some(weight) = weights.get(id as usize) else { continue };
            let all = weight.plain + weight.linked;
            let block = matches!(dom.name(id), "ul" | "ol" | "div" | "dl" | "table" | "td" | "section" | "p");
            if block && weight.linked > 8 && weight.linked * 4 > all * 3 {
                self.out[id as usize] = true;
            }
        }
    }
}

/// The text under each node, what is left out not counted. Children are weighed before their parents.
fn weigh(dom: &Dom, out: &[bool]) -> Vec<Weight> {
    let mut weights = vec![Weight::default(); dom.nodes.len()];
    let mut order: Vec<Id> = Vec::new();
    let mut next = Some(0);
    while let Some(id) = next {
        if out.get(id as usize).copied().unwrap_or(false) {
            next = dom.after(0, id);
            continue;
        }
        order.push(id);
        next = dom.follow(0, id);
    }
    for id in order.into_iter().rev() {
        if let Some((words, link)) = dom.words(id) {
            let count = words.chars().filter(|c| !c.is_whitespace()).count() as u64;
            if let Some(weight) = weights.get_mut(id as usize) {
                *(if link == Link::Away { &mut weight.linked } else { &mut weight.plain }) += count;
            }
        }
        let own = weights.get(id as usize).copied().unwrap_or_default();
        let holds = own.holds_container || tier(dom, id) == Some(0);
        let parent = dom.node(id).map_or(u32::MAX, |n| n.parent);
        if let Some(weight) = weights.get_mut(parent as usize) {
            weight.plain += own.plain;
            weight.linked += own.linked;
            weight.holds_container |= holds;
        }
    }
    weights
}
