//! Knowledge as data: each list is a CSV file beside its loader, embedded in the program. A file of the same name
//! in `codelist/` beside `pipeline.toml` extends it, or overrides the rows of the same key.

mod affix;
pub mod area;
pub mod comparable;
pub mod conversion;
pub mod cue;
mod finder;
pub mod guard;
pub mod indicator;
pub mod industry;
pub mod label;
pub mod phrase;
pub mod question;
pub mod residue;
pub mod table_word;
pub mod unit;
pub mod word;

use crate::error::Error;
use std::collections::HashSet;
use std::path::Path;

pub use area::{Area, AreaList};
pub use comparable::ComparableList;
pub use conversion::{ConversionList, Factor};
pub use cue::{CueHit, CueList, Role};
pub use finder::{Hits, IndustryHit};
pub use guard::GuardList;
pub use indicator::{IndicatorEntry, IndicatorList};
pub use industry::IndustryList;
pub use label::Labels;
pub use phrase::PhraseList;
pub use question::{Question, QuestionList};
pub use residue::ResidueList;
pub use table_word::{TableRole, TableWordList};
pub use unit::{Unit, UnitList};
pub use word::WordList;

/// Every code list, ready for use.
pub struct Codelists {
    pub areas: AreaList,
    pub units: UnitList,
    pub conversions: ConversionList,
    pub cues: CueList,
    pub phrases: PhraseList,
    pub guards: GuardList,
    pub indicators: IndicatorList,
    pub industries: IndustryList,
    pub labels: Labels,
    pub residues: ResidueList,
    pub comparable: ComparableList,
    /// What the default charts answer.
    pub questions: QuestionList,
    pub words: WordList,
    pub table_words: TableWordList,
    finder: finder::Finder<4>,
    /// Rows of `derived.csv` and `check.csv`, the extension applied; compare parses them.
    pub derived: Vec<Row>,
    pub checks: Vec<Row>,
    /// `(file name, blake3 of its effective rows)`, in a fixed order.
    pub fingerprints: Vec<(&'static str, String)>,
}

/// The embedded lists: file name, text, how many leading columns make the key.
const EMBEDDED: &[(&str, &str, usize)] = &[
    ("area.csv", include_str!("area.csv"), 1),
    ("check.csv", include_str!("check.csv"), 1),
    ("comparable.csv", include_str!("comparable.csv"), 2),
    ("cue.csv", include_str!("cue.csv"), 2),
    ("derived.csv", include_str!("derived.csv"), 1),
    ("guard.csv", include_str!("guard.csv"), 3),
    ("indicator.csv", include_str!("indicator.csv"), 1),
    ("industry.csv", include_str!("industry.csv"), 1),
    ("label.csv", include_str!("label.csv"), 2),
    ("phrase.csv", include_str!("phrase.csv"), 1),
    ("question.csv", include_str!("question.csv"), 1),
    ("region.csv", include_str!("region.csv"), 1),
    ("residue.csv", include_str!("residue.csv"), 1),
    ("table_word.csv", include_str!("table_word.csv"), 2),
    ("unit.csv", include_str!("unit.csv"), 2),
    ("unit_conversion.csv", include_str!("unit_conversion.csv"), 1),
    ("unit_guard.csv", include_str!("unit_guard.csv"), 2),
    ("unit_noun.csv", include_str!("unit_noun.csv"), 1),
    ("word.csv", include_str!("word.csv"), 2),
];

/// A row of a code list with where it stands.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file as a reader would name it.
    pub file: String,
    pub line: usize,
    pub cells: Vec<String>,
}

impl Row {
    /// The cell of a column, trimmed; empty where the row is short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The parts of a cell joined by `;`.
    pub fn list(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cell(column).split(';').map(str::trim).filter(|s| !s.is_empty())
    }

    /// An error that names this row.
    pub fn error(&self, what: impl Into<String>) -> Error {
        Error::Codelist { file: self.file.clone(), line: self.line, what: what.into() }
    }
}

impl Codelists {
    /// Hash of the embedded lists and of the files of `folder`, by their bytes: cheaper than reading them.
    pub fn fingerprint(folder: Option<&Path>) -> Result<String, Error> {
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        for (name, text, _) in EMBEDDED {
            part(name.as_bytes());
            part(text.as_bytes());
        }
        let entries = folder.and_then(|f| std::fs::read_dir(f).ok()).into_iter().flatten().flatten();
        let mut files: Vec<std::path::PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_file()).collect();
        files.sort();
        for path in files {
            let bytes = std::fs::read(&path).map_err(|e| Error::Codelist {
                file: path.display().to_string(),
                line: 0,
                what: format!("cannot be read: {e}"),
            })?;
            part(path.file_name().unwrap_or_default().as_encoded_bytes());
            part(&bytes);
        }
        Ok(hasher.finalize().to_hex()[..32].to_owned())
    }

    /// The embedded lists, extended by the files of `folder` where it exists.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        Self::load_with(folder, "")
    }

    /// The same with one more row of `indicator.csv`, given as text; it is added to those of its code.
    pub fn load_with(folder: Option<&Path>, indicator: &str) -> Result<Self, Error> {
        let mut lists: Vec<(&'static str, Vec<Row>)> = Vec::new();
        if let Some(folder) = folder {
            reject_unknown_files(folder)?;
        }
        for &(name, text, key) in EMBEDDED {
            let mut rows = read_rows(name, text)?;
            if let Some(path) = folder.map(|f| f.join(name)).filter(|p| p.is_file()) {
                let shown = path.display().to_string();
                let text = std::fs::read_to_string(&path).map_err(|e| Error::Codelist {
                    file: shown.clone(),
                    line: 0,
                    what: match e.kind() {
                        std::io::ErrorKind::InvalidData => {
                            "不是 UTF-8 编码。请用 Excel 另存为“CSV UTF-8（逗号分隔）”，或用记事本另存为 UTF-8".into()
                        }
                        _ => format!("无法读取（{e}）"),
                    },
                })?;
                extend(&mut rows, read_rows_like(&shown, &text, header(name))?, key);
            }
            if name == "indicator.csv" && !indicator.trim().is_empty() {
                let text = format!("{}\n{indicator}\n", header(name).join(","));
                rows.extend(read_rows_like("--try", &text, header(name))?);
            }
            lists.push((name, rows));
        }
        let fingerprints = lists.iter().map(|(name, rows)| (*name, fingerprint(rows))).collect();
        let mut take = |name: &str| -> Vec<Row> {
            lists
                .iter_mut()
                .find(|(n, _)| *n == name)
                .map(|(_, rows)| std::mem::take(rows))
                .unwrap_or_default()
        };
        let areas = AreaList::new(&take("area.csv"), &take("region.csv"))?;
        let industries = IndustryList::new(&take("industry.csv"))?;
        let cues = CueList::new(&take("cue.csv"))?;
        let phrases = PhraseList::new(&take("phrase.csv"))?;
        let finder = finder::Finder::new([
            areas.weak_names().collect(),
            phrases.words().collect(),
            cues.words().collect(),
            industries.words().collect(),
        ])?;
        let units = UnitList::new(&take("unit.csv"), &take("unit_guard.csv"), &take("unit_noun.csv"))?;
        Ok(Self {
            areas,
            finder,
            cues,
            phrases,
            conversions: ConversionList::new(&take("unit_conversion.csv"), &units)?,
            units,
            guards: GuardList::new(&take("guard.csv"))?,
            indicators: IndicatorList::new(&take("indicator.csv"))?,
            industries,
            labels: Labels::new(&take("label.csv"))?,
            residues: ResidueList::new(&take("residue.csv"))?,
            comparable: ComparableList::new(&take("comparable.csv"))?,
            questions: QuestionList::new(&take("question.csv"))?,
            table_words: TableWordList::new(&take("table_word.csv"))?,
            words: WordList::new(&take("word.csv"))?,
            derived: take("derived.csv"),
            checks: take("check.csv"),
            fingerprints,
        })
    }
}

impl Codelists {
    /// Every literal that the lists look for in a text: what a bare pass over it would find.
    pub fn patterns(&self) -> Vec<&str> {
        let areas = self.areas.names();
        let words = self.phrases.words().chain(self.cues.words()).chain(self.industries.words());
        let mut all: Vec<&str> = areas.chain(words).chain(self.indicators.words()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A file in `codelist/` that no list has the name of is a mistake worth a message.
fn reject_unknown_files(folder: &Path) -> Result<(), Error> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") && !EMBEDDED.iter().any(|(n, _, _)| *n == name) {
            let known = EMBEDDED.iter().map(|(n, _, _)| *n).collect::<Vec<_>>().join(", ");
            return Err(Error::Codelist {
                file: entry.path().display().to_string(),
                line: 0,
                what: format!("no code list has this name; the lists are {known}"),
            });
        }
    }
    Ok(())
}

/// The column names of an embedded list.
pub fn header(name: &str) -> Vec<String> {
    EMBEDDED
        .iter()
        .find(|(n, _, _)| *n == name)
        .and_then(|(_, text, _)| text.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty()))
        .map(|line| line.trim_start_matches('\u{feff}').split(',').map(|c| c.trim().to_owned()).collect())
        .unwrap_or_default()
}

fn read_rows(name: &str, text: &str) -> Result<Vec<Row>, Error> {
    read_rows_like(&format!("src/codelist/{name}"), text, header(name))
}

/// Whether a header has these columns; the English texts at the end may be left out.
pub fn has_columns<'a>(found: impl Iterator<Item = &'a str>, columns: &[impl AsRef<str>]) -> bool {
    let mut columns = columns.iter().map(AsRef::as_ref);
    found.into_iter().all(|name| columns.next() == Some(name)) && columns.all(|name| name.ends_with("_en"))
}

/// Rows of a CSV whose header must be `columns`; `#` starts a comment line.
fn read_rows_like(file: &str, text: &str, columns: Vec<String>) -> Result<Vec<Row>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let bad = |line: usize, what: String| Error::Codelist { file: file.to_owned(), line, what };
    let found = reader.headers().map_err(|e| bad(1, e.to_string()))?.clone();
    if !has_columns(found.iter(), &columns) {
        let have = found.iter().collect::<Vec<_>>().join(",");
        return Err(bad(1, format!("the header must be `{}`, it is `{have}`", columns.join(","))));
    }
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.trim_start_matches('\u{feff}'), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|e| bad(e.position().map_or(0, |p| p.line() as usize), e.to_string()))?;
        let line = record.position().map_or(0, |p| lines.of(p.byte() as usize));
        if record.len() > columns.len() {
            let what = format!(
                "{} cells, the list has {} columns; quote a cell that holds a comma",
                record.len(),
                columns.len()
            );
            return Err(bad(line, what));
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        rows.push(Row { file: file.to_owned(), line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(rows)
}

/// Lines of a text by byte, asked for in rising order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the row that begins at or after a byte, comments and blank lines passed over.
    fn of(&mut self, byte: usize) -> usize {
        let byte = byte.clamp(self.at, self.text.len());
        self.line += self.text.as_bytes()[self.at..byte].iter().filter(|b| **b == b'\n').count();
        self.at = byte;
        let rest = self.text.get(byte..).unwrap_or("");
        self.line + rest.lines().take_while(|l| l.trim().is_empty() || l.starts_with('#')).count()
    }
}

/// Adds the rows of an extension; a key it names loses its embedded rows.
fn extend(rows: &mut Vec<Row>, extension: Vec<Row>, key: usize) {
    let key_of = |row: &Row| row.cells.iter().take(key).cloned().collect::<Vec<_>>();
    let replaced: HashSet<Vec<String>> = extension.iter().map(key_of).collect();
    rows.retain(|row| !replaced.contains(&key_of(row)));
    rows.extend(extension);
}

fn fingerprint(rows: &[Row]) -> String {
    let mut hasher = blake3::Hasher::new();
    for row in rows {
        for cell in &row.cells {
            hasher.update(cell.as_bytes());
            hasher.update(b"\x1f");
        }
        hasher.update(b"\x1e");
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A leftmost-longest automaton over literal patterns, or none where there are no patterns.
pub(crate) type Automaton = daachorse::CharwiseDoubleArrayAhoCorasick<u32>;

/// Builds the automaton of patterns and their values.
pub(crate) fn automaton<'a>(patterns: impl IntoIterator<Item = (&'a str, u32)>) -> Option<Automaton> {
    let patterns: Vec<(&str, u32)> = patterns.into_iter().collect();
    if patterns.is_empty() {
        return None;
    }
    daachorse::CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(daachorse::MatchKind::LeftmostLongest)
        .build_with_values(patterns)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lists_load() {
        let lists = Codelists::load(None).unwrap();
        assert_eq!(lists.fingerprints.len(), EMBEDDED.len());
    }

    #[test]
    fn an_extension_overrides_its_key_and_adds_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("phrase.csv"), "phrase,reason\n统一,label\n四梁八柱,label\n").unwrap();
        let lists = Codelists::load(Some(dir.path())).unwrap();
        let reason = |phrase| lists.phrases.reason(phrase).map(|r| r.code());
        assert_eq!((reason("统一"), reason("四梁八柱")), (Some("label"), Some("label")));
    }

    #[test]
    fn a_wrong_row_is_named_by_file_and_line() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("phrase.csv"), "phrase,reason\n四梁八柱,slogann\n").unwrap();
        let error = Codelists::load(Some(dir.path())).err().unwrap().to_string();
        assert!(error.contains("phrase.csv 第 2 行") && error.contains("slogann"), "{error}");
    }
}
