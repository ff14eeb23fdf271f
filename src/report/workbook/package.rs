//! States the language among the document properties, which the spreadsheet library cannot do: the entry
//! `docProps/core.xml` of a finished package is replaced, and what follows it in the file moves along.
//!
//! The layout of the package follows PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.

use std::io::{Read, Seek, SeekFrom, Write};

use anyhow::{Context, Result, ensure};

use super::model::Properties;

const ENTRY: &[u8] = b"docProps/core.xml";
const LOCAL: usize = 30;
const CENTRAL: usize = 46;
const END: usize = 22;
/// The flag that sizes follow the content.
const DESCRIPTOR: u8 = 1 << 3;

/// Replaces the core properties of the package in `file`.
pub fn write_core_properties<F: Read + Write + Seek>(file: &mut F, properties: &Properties) -> Result<()> {
    let size = file.seek(SeekFrom::End(0))?;
    ensure!(size >= END as u64, "the workbook is not a zip package");
    let mut end = read_at(file, size - END as u64, END)?;
    ensure!(end.starts_with(b"PK\x05\x06"), "the workbook ends in an unexpected way");
    let directory_size = u32_at(&end, 12);
    let directory_start = u32_at(&end, 16);
    ensure!(directory_start != u32::MAX, "the workbook is larger than 4 GB");
    let mut directory = read_at(file, directory_start.into(), directory_size as usize)?;

    let entries = entries(&directory)?;
    let core = *entries.iter().find(|&&at| name(&directory, at) == ENTRY).context("no core properties")?;
    let core_start = u32_at(&directory, core + 42);
    let mut header = read_at(file, core_start.into(), LOCAL)?;
    // The entry ends where the next one begins, whether or not a data descriptor follows its content.
    let starts = entries.iter().map(|&at| u32_at(&directory, at + 42));
    let tail_start = starts.filter(|&start| start > core_start).min().unwrap_or(directory_start);
    let tail = read_at(file, tail_start.into(), (directory_start - tail_start) as usize)?;

    let mut content = core_xml(properties).into_bytes();
    // The file never shrinks: spaces after the last element are allowed in XML.
    let content_start = core_start + (LOCAL + ENTRY.len()) as u32;
    content.resize(content.len().max((tail_start - content_start) as usize), b' ');
    let length = u32::try_from(content.len())?;
    let moved = content_start + length - tail_start;

    let sizes = [crc32(&content).to_le_bytes(), length.to_le_bytes(), length.to_le_bytes()].concat();
    header[6] &= !DESCRIPTOR;
    header[8..10].fill(0);
    header[14..26].copy_from_slice(&sizes);
    header[28..30].fill(0);
    directory[core + 8] &= !DESCRIPTOR;
    directory[core + 10..core + 12].fill(0);
    directory[core + 16..core + 28].copy_from_slice(&sizes);
    for at in entries {
        let start = u32_at(&directory, at + 42);
        if start > core_start {
            directory[at + 42..at + 46].copy_from_slice(&(start + moved).to_le_bytes());
        }
    }
    end[16..20].copy_from_slice(&(directory_start + moved).to_le_bytes());

    file.seek(SeekFrom::Start(core_start.into()))?;
    for part in [&header, ENTRY, &content, &tail, &directory, &end] {
        file.write_all(part)?;
    }
    file.flush()?;
    Ok(())
}

/// Where the entries of the central directory begin.
fn entries(directory: &[u8]) -> Result<Vec<usize>> {
    let mut starts = Vec::new();
    let mut at = 0;
    while at + CENTRAL <= directory.len() {
        ensure!(directory[at..].starts_with(b"PK\x01\x02"), "the directory of the workbook is damaged");
        starts.push(at);
        let extra = [28, 30, 32].map(|field| usize::from(u16_at(directory, at + field)));
        at += CENTRAL + extra.iter().sum::<usize>();
    }
    Ok(starts)
}

fn name(directory: &[u8], at: usize) -> &[u8] {
    let length = usize::from(u16_at(directory, at + 28));
    directory.get(at + CENTRAL..at + CENTRAL + length).unwrap_or_default()
}

fn read_at<F: Read + Seek>(file: &mut F, start: u64, length: usize) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The checksum of zip packages (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn core_xml(properties: &Properties) -> String {
    let Properties { title, subject, creator, language, created: (year, month, day) } = properties;
    let [title, subject, creator, language] = [title, subject, creator, language].map(|text| escape(text));
    let created = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    format!(
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
            "<cp:coreProperties",
            " xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"",
            " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\"",
            " xmlns:dcmitype=\"http://purl.org/dc/dcmitype/\"",
            " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
            "<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{creator}</dc:creator>",
            "<cp:lastModifiedBy>{creator}</cp:lastModifiedBy>",
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:created>",
            "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:modified>",
            "<dc:language>{language}</dc:language>",
            "</cp:coreProperties>",
        ),
        title = title,
        subject = subject,
        creator = creator,
        language = language,
        created = created,
    )
}

fn escape(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control()).collect();
    kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{core_xml, crc32};
    use crate::report::workbook::model::Properties;

    #[test]
    fn checksum_of_the_usual_example() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn properties_are_escaped() {
        let properties = Properties {
            title: "甲 & 乙".into(),
            subject: "<b>".into(),
            creator: "质量".into(),
            language: "zh-CN".into(),
            created: (2021, 12, 31),
        };
        let xml = core_xml(&properties);
        assert!(xml.contains("<dc:title>甲 &amp; 乙</dc:title>") && xml.contains("&lt;b&gt;"));
        assert!(xml.contains("<dc:language>zh-CN</dc:language>") && xml.contains("2021-12-31T00:00:00Z"));
    }
}
