//! Zip containers, opened with care: names, sizes, ratios and encryption are checked before anything is unzipped,
//! the sizes count against `[limits] unzipped_megabytes`, and no entry may unzip to more than it declares.

use crate::ingest::Limits;
use std::collections::HashMap;
use std::io::{Cursor, ErrorKind, Read};
use zip::read::ZipFile;
use zip::{CompressionMethod, ZipArchive};

/// Most entries of a container.
const ENTRIES: usize = 20_000;
/// From this size on, an entry that unzips to more than `RATIO` times its size is a bomb.
const RATIO_FROM: u64 = 32 << 20;
/// Real sheets stay under 100; what is made to burst reaches 1000.
const RATIO: u64 = 500;
/// Parts of a workbook that nobody reads.
const UNREAD: &[&str] =
    &["/media/", "/embeddings/", "/drawings/", "/charts/", "/pivotcache/", "/printersettings/", "pictures/"];

/// A zip container within limits.
pub struct Container<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Lower-case names with forward slashes, and the entries' numbers and declared sizes.
    names: HashMap<String, (usize, u64)>,
}

impl<'a> Container<'a> {
    /// Opens and checks a container; the error says what is wrong and what to do.
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        if zip.has_duplicate_names() {
            return Err("压缩包中有重名的部件，内容有歧义，未读取。请用 Excel 打开后另存，再放入".into());
        }
        if zip.len() > ENTRIES {
            return Err(format!(
                "压缩包中有 {} 个部件，超过上限 {ENTRIES} 个，未读取。请确认文件来源，或另存为 .xlsx",
                zip.len()
            ));
        }
        let mut container = Self { zip, names: HashMap::new() };
        let mut total = 0_u64;
        for number in 0..container.zip.len() {
            let (name, size, packed) = container.inspect(number)?;
            total = total.saturating_add(size);
            if size > RATIO_FROM && size / packed.max(1) > RATIO {
                return Err(format!(
                    "压缩包中的 {name} 由 {} KB 膨胀到 {} MB，疑似压缩炸弹，未读取。请确认文件来源",
                    packed >> 10,
                    size >> 20
                ));
            }
            let key = name.to_lowercase();
            if container.names.insert(key, (number, size)).is_some() {
                return Err(
                    "压缩包中有只差大小写的重名部件，内容有歧义，未读取。请用 Excel 打开后另存".into()
                );
            }
        }
        if total > limits.unzipped_bytes {
            return Err(burst(total, limits));
        }
        Ok(container)
    }

    /// Name, unzipped size and packed size of an entry that is fit to be read.
    fn inspect(&mut self, number: usize) -> Result<(String, u64, u64), String> {
        let entry = self.zip.by_index_raw(number).map_err(|e| broken(&e))?;
        let name = entry.name().map_err(|e| broken(&e))?.replace('\\', "/");
        if entry.encrypted() {
            return Err("压缩包已加密。请在原程序中去掉密码后另存，再放入".into());
        }
        if name.starts_with('/') || name.contains(':') || name.split('/').any(|part| part == "..") {
            return Err(format!(
                "压缩包中的路径“{name}”指向压缩包之外，未读取。请确认文件来源，用 Excel 打开后另存"
            ));
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(format!("压缩包中的 {name} 用了不支持的压缩方式。请用 Excel 打开后另存为 .xlsx"));
        }
        Ok((name, entry.size(), entry.compressed_size()))
    }

    /// Whether there is an entry of this name, whatever its case.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_lowercase())
    }

    /// The declared size of an entry; `verify` and `feed` hold it to that.
    pub fn size(&self, name: &str) -> u64 {
        self.names.get(&name.to_lowercase()).map_or(0, |(_, size)| *size)
    }

    /// The names of the entries, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// A reader of an entry that ends in an error past its declared size; none where there is no such entry.
    pub fn entry(&mut self, name: &str) -> Result<Option<Metered<'_, 'a>>, String> {
        let Some(&(number, size)) = self.names.get(&name.to_lowercase()) else { return Ok(None) };
        let inner = self.zip.by_index(number).map_err(|e| broken(&e))?;
        Ok(Some(Metered { inner, left: size }))
    }

    /// A small entry as a whole, or as much of it as `most`; none where there is no such entry.
    pub fn read(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, String> {
        let Some(entry) = self.entry(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        entry.take(most).read_to_end(&mut bytes).map_err(|e| reading(name, &e))?;
        Ok(Some(bytes))
    }

    /// Unzips an entry piece by piece and checks it against its size and checksum.
    pub fn feed(
        &mut self,
        name: &str,
        piece: &mut dyn FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(), String> {
        let Some(mut entry) = self.entry(name)? else { return Ok(()) };
        let mut buffer = vec![0; 64 << 10];
        loop {
            let n = entry.read(&mut buffer).map_err(|e| reading(name, &e))?;
            if n == 0 {
                return Ok(());
            }
            piece(&buffer[..n])?;
        }
    }

    /// Checks size and checksum of every part that a reader opens, but for those that `later` takes.
    pub fn verify(&mut self, later: &dyn Fn(&str) -> bool) -> Result<(), String> {
        let names: Vec<String> = self
            .names()
            .filter(|n| !n.ends_with('/') && !later(n) && !UNREAD.iter().any(|u| n.contains(u)))
            .map(str::to_owned)
            .collect();
        names.iter().try_for_each(|name| self.feed(name, &mut |_| Ok(())))
    }
}

/// The message about a container that unzips to too much.
fn burst(total: u64, limits: Limits) -> String {
    let most = limits.unzipped_bytes >> 20;
    format!(
        "解压后约 {} MB，超过上限 {most} MB。请确认文件来源；确要读取，请拆分，或在 pipeline.toml 的 [limits] 中提高 unzipped_megabytes",
        total >> 20
    )
}

/// The message about a container that cannot be read.
pub fn broken(error: &dyn std::fmt::Display) -> String {
    format!("文件不完整或已损坏（{error}）。可能没有复制完或下载中断；请重新获取，或用 Excel 打开后另存")
}

/// The message about an entry that cannot be read to its end.
pub fn reading(name: &str, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::FileTooLarge => {
            format!("压缩包中的 {name} 比它声称的大，疑似压缩炸弹，未读取。请确认文件来源")
        }
        _ => broken(&format!("{name}：{error}")),
    }
}

/// A reader that holds an entry to its declared size.
pub struct Metered<'z, 'a> {
    inner: ZipFile<'z, Cursor<&'a [u8]>>,
    left: u64,
}

impl Read for Metered<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or(ErrorKind::FileTooLarge)?;
        Ok(n)
    }
}
