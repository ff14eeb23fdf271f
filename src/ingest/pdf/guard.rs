//! Streams that unpack to far more than they are: found before the library unpacks them without a bound.

use super::Limits;
use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};

/// The most that one byte of a run-length or LZW stream can become.
const LZW_RATIO: u64 = 2_800;
/// How far before `stream` its dictionary is looked for.
const DICTIONARY: usize = 16 << 10;
/// The longest object stream of an encrypted file, whose content cannot be measured beforehand.
const SEALED: usize = 256 << 10;
/// Pictures may unpack to this many times the limit of other streams.
const PICTURE: u64 = 4;

/// Looks at every stream of the file; says why the file is refused.
///
/// The library unpacks object and cross-reference streams on its own while it opens a file, without a bound; which
/// streams those are is only known then, so all are measured.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), String> {
    let encrypted = find(bytes, b"/Encrypt").is_some();
    let (mut total, mut pictures) = (0_u64, 0_u64);
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let keyword = at + found;
        at = keyword + 6;
        if bytes[..keyword].ends_with(b"end") {
            continue;
        }
        let before = &bytes[keyword.saturating_sub(DICTIONARY)..keyword];
        let names = unescaped(rfind(before, b"obj").map_or(before, |i| &before[i..]));
        let data = &bytes[at..];
        let data = data.strip_prefix(b"\r\n").or(data.strip_prefix(b"\n")).unwrap_or(data);
        let end = find(data, b"endstream").unwrap_or(data.len());
        at = bytes.len() - data.len() + end;
        let has = |name: &[u8]| find(&names, name).is_some();
        let picture = has(b"/Image");
        // Cross-reference streams are never encrypted; of object streams only the length can be looked at.
        if encrypted && !has(b"/XRef") {
            if end > SEALED && has(b"/ObjStm") {
                return Err(bomb(limits));
            }
            continue;
        }
        let named = |long: &[u8], short: &[u8]| count(&names, long) + count(&names, short);
        let flates = named(b"/FlateDecode", b"/Fl");
        let others = named(b"/LZWDecode", b"/LZW") + named(b"/RunLengthDecode", b"/RL");
        if !picture {
            let elsewhere = find(&names, b"/Filter").is_some_and(|i| {
                names[i + 7..].iter().find(|b| !b.is_ascii_whitespace()).is_some_and(u8::is_ascii_digit)
            });
            let chained = flates > 3 || others > 1 || (others > 0 && flates > 0);
            let long = others > 0 && end as u64 * LZW_RATIO > limits.stream_bytes;
            if elsewhere || chained || long {
                return Err(bomb(limits));
            }
        }
        if flates == 0 {
            continue;
        }
        let times = if picture { PICTURE } else { 1 };
        // Not up to `endstream`: the data may hold that word, and deflate data knows its own end.
        let size = inflated(data, flates, limits.stream_bytes.saturating_mul(times));
        let sum = if picture { &mut pictures } else { &mut total };
        *sum += size;
        if size > limits.stream_bytes.saturating_mul(times) || *sum > limits.total_bytes.saturating_mul(times)
        {
            return Err(bomb(limits));
        }
    }
    Ok(())
}

fn bomb(limits: &Limits) -> String {
    format!(
        "PDF 中有压缩数据解开后超过上限 {} MB，未读取。请检查文件来源；确是正常文件时，请在 PDF 阅读器中重新导出后再放入 raw/",
        limits.stream_bytes >> 20
    )
}

/// How many bytes deflate data becomes when it is unpacked `times` over, counted up to just above the limit.
fn inflated(data: &[u8], times: usize, limit: u64) -> u64 {
    let mut reader: Box<dyn BufRead> = Box::new(data);
    for _ in 0..times.clamp(1, 3) {
        let zlib = reader.fill_buf().is_ok_and(|b| {
            b.len() >= 2 && b[0] & 0x0f == 8 && (u16::from(b[0]) << 8 | u16::from(b[1])).is_multiple_of(31)
        });
        reader = if zlib {
            Box::new(BufReader::new(ZlibDecoder::new(reader)))
        } else {
            Box::new(BufReader::new(DeflateDecoder::new(reader)))
        };
    }
    let mut size = 0;
    loop {
        match reader.fill_buf() {
            Ok([]) | Err(_) => return size,
            Ok(b) => {
                let n = b.len();
                size += n as u64;
                if size > limit {
                    return size;
                }
                reader.consume(n);
            }
        }
    }
}

/// The decoded bytes of a stream that is no picture.
pub struct Unpacked<'a> {
    pub data: Cow<'a, [u8]>,
    /// The data broke off or its checksum is wrong: something may be missing.
    pub damaged: bool,
}

/// The stream's bytes, at most `limit`; `Err` where they would be more, none where the filter is not for text.
pub fn decoded<'a>(stream: &Stream<'a>, limit: u64) -> Result<Option<Unpacked<'a>>, ()> {
    let filters = stream.filters();
    let raw = stream.raw_data();
    let packed = filters.iter().filter(|f| !matches!(f, Filter::Crypt)).count();
    if packed == 0 {
        return Ok(Some(Unpacked { data: raw, damaged: false }));
    }
    let plain = packed == 1 && filters.first() == Some(&Filter::FlateDecode);
    if plain && !["DecodeParms", "DP"].iter().any(|k| stream.dict().contains_key(k)) {
        let mut data = Vec::with_capacity((raw.len() * 3).min(16 << 20));
        let whole = ZlibDecoder::new(&raw[..]).take(limit + 1).read_to_end(&mut data).is_ok();
        if data.len() as u64 > limit {
            return Err(());
        }
        if whole {
            return Ok(Some(Unpacked { data: data.into(), damaged: false }));
        }
    }
    let bound = filters.iter().try_fold(raw.len() as u64, |size, filter| match filter {
        Filter::FlateDecode => size.checked_mul(1_032),
        Filter::LzwDecode | Filter::RunLengthDecode => size.checked_mul(LZW_RATIO),
        _ => Some(size),
    });
    if bound.is_none_or(|b| b > limit) && !(plain && inflated(&raw, 1, limit) <= limit) {
        return Err(());
    }
    // The library is lenient: what can be unpacked before the damage comes back.
    Ok(stream
        .decoded_data()
        .ok()
        .map(|data| Unpacked { data, damaged: plain && !stream.dict().contains_key("DecodeParms") }))
}

/// The dictionary with `#xx` in names written out.
fn unescaped(dictionary: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(dictionary.len());
    let mut i = 0;
    while i < dictionary.len() {
        let hex = (dictionary[i] == b'#').then(|| dictionary.get(i + 1..i + 3)).flatten();
        let byte = hex.and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match byte {
            Some(b) => {
                out.push(b);
                i += 3;
            }
            None => {
                out.push(dictionary[i]);
                i += 1;
            }
        }
    }
    out
}

/// How often a name stands in a dictionary.
fn count(haystack: &[u8], name: &[u8]) -> usize {
    let (mut n, mut at) = (0, 0);
    while let Some(i) = find(&haystack[at..], name) {
        at += i + name.len();
        n += usize::from(!haystack.get(at).is_some_and(u8::is_ascii_alphanumeric));
    }
    n
}

/// Where a pattern first stands.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(i) = haystack[at..].iter().position(|&b| b == first) {
        if haystack[at + i..].starts_with(needle) {
            return Some(at + i);
        }
        at += i + 1;
    }
    None
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|w| w == needle)
}
