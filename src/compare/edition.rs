//! Which documents are editions of one report: only the newest of them speaks.

use crate::model::{Batch, Issue, Severity};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known of the documents beside their observations.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// Reference period by document.
    pub reference_periods: BTreeMap<String, String>,
    /// Documents that another document of the corpus replaces: they are not compared.
    pub superseded: HashSet<String>,
    /// Documents of which a newer edition seems to be there: they stand beside it and are never ranked with it.
    pub older: HashSet<String>,
    /// What is wrong with what the documents say of each other.
    pub issues: Vec<Issue>,
}

impl Documents {
    /// From the batches of a corpus.
    pub fn of<'a>(batches: impl IntoIterator<Item = &'a Batch>) -> Self {
        let batches: Vec<&Batch> = batches.into_iter().collect();
        let mut known = Self::default();
        for batch in &batches {
            if let Some(period) = &batch.origin.reference_period {
                known.reference_periods.insert(batch.document_id.clone(), period.clone());
            }
        }
        known.replaced(&batches);
        known.guess_editions(&batches);
        known
    }

    /// What the origin files declare. A name that is none, a document that replaces itself and a circle are told and
    /// have no effect.
    fn replaced(&mut self, batches: &[&Batch]) {
        let by_name: HashMap<&str, &str> = batches
            .iter()
            .flat_map(|b| {
                [(b.source.path.as_str(), b.document_id.as_str()), (&b.document_id, &b.document_id)]
            })
            .collect();
        let mut replaces: BTreeMap<&str, &str> = BTreeMap::new();
        for batch in batches {
            let Some(name) = &batch.origin.supersedes else { continue };
            match by_name.get(name.as_str()) {
                Some(old) => {
                    replaces.insert(&batch.document_id, old);
                }
                None => self.issues.push(Issue::new(
                    "I-supersedes-unknown",
                    Severity::Warning,
                    &batch.document_id,
                    format!("supersedes = \"{name}\" 不是任何文件的编号或路径，未生效；请改为被替代文件的 id 或它在 raw/ 下的路径"),
                )),
            }
        }
        for (new, old) in &replaces {
            // the documents replaced one after another; a circle elsewhere is told where it is
            let mut at = *old;
            for _ in 0..replaces.len() {
                match replaces.get(at) {
                    Some(next) if at != *new => at = next,
                    _ => break,
                }
            }
            if at == *new {
                self.issues.push(Issue::new(
                    "I-supersedes-cycle",
                    Severity::Warning,
                    new,
                    format!("supersedes 相互循环（{new} 与 {old}），均未生效；只保留新文件中的一处"),
                ));
            } else {
                self.superseded.insert((*old).to_owned());
            }
        }
    }

    /// Documents of one title and one reference period: the one published last is the newest.
    fn guess_editions(&mut self, batches: &[&Batch]) {
        let mut titles: BTreeMap<(String, &str), Vec<&Batch>> = BTreeMap::new();
        for batch in batches {
            let title = bare(&batch.title);
            let prose = !batch.text.is_empty() && !title.is_empty();
            if prose && !self.superseded.contains(&batch.document_id) {
                let period = batch.origin.reference_period.as_deref().unwrap_or("");
                titles.entry((title, period)).or_default().push(batch);
            }
        }
        for ((title, _), mut editions) in titles.into_iter().filter(|(_, e)| e.len() > 1) {
            editions.sort_by_key(|b| (b.origin.published.clone(), b.document_id.clone()));
            let Some((newest, older)) = editions.split_last() else { continue };
            for old in older {
                self.older.insert(old.document_id.clone());
                self.issues.push(Issue::new(
                    "I-edition-unclear",
                    Severity::Warning,
                    &old.document_id,
                    format!(
                        "与 {} 同题（{title}）同期，按同一报告的两版处理：以 {} 为准，旧版只作并列。请在新版的 .toml 中写 supersedes = \"{}\"；若不是两版，请写明各自的 title 或 reference_period",
                        newest.document_id, newest.document_id, old.document_id
                    ),
                ));
            }
        }
    }
}

/// A title without what stands in brackets and without blanks: （修订版）, (第二版).
fn bare(title: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in title.chars() {
        match c {
            '（' | '(' | '〔' | '[' => depth += 1,
            '）' | ')' | '〕' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => kept.push(c),
            _ => {}
        }
    }
    kept
}
