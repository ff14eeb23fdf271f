//! Streams of a compound file (OLE), the container of `.xls` and of encrypted workbooks.

use crate::ingest::container::broken;

/// The first bytes of a compound file.
pub const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Sector numbers from here on have a special meaning.
const SPECIAL: u32 = 0xffff_fffa;

/// A compound file whose directory was read.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    /// Name, first sector and length of every entry.
    entries: Vec<(String, u32, u64)>,
}

impl<'a> Compound<'a> {
    /// Reads the directory of a compound file.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let header =
            bytes.get(..512).filter(|h| h.starts_with(MAGIC)).ok_or_else(|| broken(&"OLE 文件头不全"))?;
        let sector = match u16_at(header, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(broken(&"OLE 扇区大小不对")),
        };
        let mut file =
            Self { bytes, sector, table: vec![], small_table: vec![], small: vec![], entries: vec![] };
        let mut tables: Vec<u32> = (0..109).map(|i| u32_at(header, 76 + 4 * i)).collect();
        let mut next = u32_at(header, 68);
        let mut steps = bytes.len() / sector + 1;
        while next < SPECIAL && steps > 0 {
            let part = file.sector(next)?;
            let last = part.len() - part.len() % 4;
            tables.extend(words(&part[..last.saturating_sub(4)]));
            next = u32_at(part, last.saturating_sub(4));
            steps -= 1;
        }
        for number in tables.into_iter().filter(|n| *n < SPECIAL) {
            let part = file.sector(number)?;
            file.table.extend(words(part));
            if file.table.len() > bytes.len() / sector + 2 * sector {
                break;
            }
        }
        let directory = file.chain(u32_at(header, 48), u64::MAX)?;
        for entry in directory.as_chunks::<128>().0 {
            let length = usize::from(u16_at(entry, 64)).min(64) / 2;
            let name: Vec<u16> = (0..length.saturating_sub(1)).map(|i| u16_at(entry, 2 * i)).collect();
            let size = u64::from(u32_at(entry, 120));
            file.entries.push((String::from_utf16_lossy(&name), u32_at(entry, 116), size));
        }
        if let Some(&(_, start, size)) = file.entries.first()
            && start < SPECIAL
        {
            file.small = file.chain(start, size)?;
            let table = file.chain(u32_at(header, 60), u64::MAX).unwrap_or_default();
            file.small_table = words(&table).collect();
        }
        Ok(file)
    }

    /// Whether there is an entry of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(n, ..)| n.eq_ignore_ascii_case(name))
    }

    /// The bytes of an entry.
    pub fn stream(&self, name: &str) -> Result<Vec<u8>, String> {
        let found = self.entries.iter().find(|(n, ..)| n.eq_ignore_ascii_case(name));
        let &(_, start, size) = found.ok_or_else(|| broken(&format!("缺少 {name} 流")))?;
        if size >= 4096 {
            return self.chain(start, size);
        }
        let mut bytes = Vec::new();
        let mut next = start;
        while next < SPECIAL && (bytes.len() as u64) < size {
            let at = next as usize * 64;
            bytes.extend_from_slice(self.small.get(at..at + 64).ok_or_else(|| broken(&"OLE 短扇区不全"))?);
            next = self.small_table.get(next as usize).copied().unwrap_or(SPECIAL);
        }
        bytes.truncate(size as usize);
        Ok(bytes)
    }

    /// A sector; the last one of a file may be short.
    fn sector(&self, number: u32) -> Result<&'a [u8], String> {
        let start = (number as usize + 1) * self.sector;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end).filter(|s| !s.is_empty()).ok_or_else(|| broken(&"OLE 扇区不全"))
    }

    fn chain(&self, first: u32, size: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut next = first;
        while next < SPECIAL && (bytes.len() as u64) < size {
            bytes.extend_from_slice(self.sector(next)?);
            next = self.table.get(next as usize).copied().unwrap_or(SPECIAL);
            if bytes.len() > self.bytes.len() {
                return Err(broken(&"OLE 扇区成环"));
            }
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(bytes)
    }
}

/// A little-endian number, 0 where there are no such bytes.
pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

/// A little-endian number, 0 where there are no such bytes.
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b))
}
