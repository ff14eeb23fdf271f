//! Which part of an Excel workbook holds which sheet.

use crate::ingest::container::{Container, broken};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::HashMap;

/// Largest part that lists sheets or relationships.
const LISTING: u64 = 16 << 20;

/// The sheets of a workbook in order.
#[derive(Debug, Default)]
pub struct Workbook {
    /// Folder of the parts, with its slash.
    pub folder: String,
    /// Name and path of each sheet.
    pub sheets: Vec<(String, String)>,
    /// The file asks to be recalculated when it is opened: its program did not calculate.
    pub recalculate: bool,
}

impl Workbook {
    /// The lower-case paths of the sheets.
    pub fn is_sheet(&self, name: &str) -> bool {
        self.sheets.iter().any(|(_, path)| path.eq_ignore_ascii_case(name))
    }
}

/// The sheets of an `.xlsx` or `.xlsm`.
pub fn workbook(container: &mut Container) -> Result<Workbook, String> {
    let package = relationships(container, "_rels/.rels")?;
    let main = package
        .values()
        .find(|(_, kind)| kind.ends_with("/officeDocument"))
        .map_or("xl/workbook.xml", |(target, _)| target.trim_start_matches('/'))
        .to_owned();
    let (folder, file) = main.rsplit_once('/').map_or(("", main.as_str()), |(f, n)| (f, n));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let targets = relationships(container, &format!("{folder}_rels/{file}.rels"))?;
    let mut book = Workbook { folder, ..Workbook::default() };
    let xml = container.read(&main, LISTING)?.unwrap_or_default();
    elements(&xml, &mut |element| match element.local_name().as_ref() {
        "sheet" => {
            let id = attribute(element, "id").unwrap_or_default();
            let path = targets.get(&id).map(|(target, _)| full(&book.folder, target)).unwrap_or_default();
            book.sheets.push((attribute(element, "name").unwrap_or_default(), path));
        }
        "calcPr" => {
            let full = attribute(element, "fullCalcOnLoad");
            book.recalculate = matches!(full.as_deref(), Some("1" | "true"));
        }
        _ => {}
    })?;
    Ok(book)
}

/// The path of a relationship's target.
pub fn full(folder: &str, target: &str) -> String {
    target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned)
}

/// Target and type of every relationship of a part, by id.
pub fn relationships(
    container: &mut Container,
    path: &str,
) -> Result<HashMap<String, (String, String)>, String> {
    let xml = container.read(path, LISTING)?.unwrap_or_default();
    let mut found = HashMap::new();
    elements(&xml, &mut |element| {
        if element.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
        {
            found.insert(id, (target, attribute(element, "Type").unwrap_or_default()));
        }
    })?;
    Ok(found)
}

/// Calls for every element of some XML. Entities that a document declares are not expanded.
fn elements(xml: &[u8], element: &mut dyn FnMut(&BytesStart)) -> Result<(), String> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| broken(&e))? {
            Event::Start(start) | Event::Empty(start) => element(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, by its local name; none where it cannot be read.
pub fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found =
        element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}
