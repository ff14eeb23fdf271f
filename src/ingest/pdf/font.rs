//! Fonts: from the codes of a content stream to characters and widths.

use super::encoding::{self, Base};
use super::guard;
use super::widths::{self, cid_widths, drawn_height, simple_widths, width};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use std::collections::HashMap;
use std::rc::Rc;

/// Largest character table or encoding that is read, unpacked.
const LARGEST_TABLE: u64 = 32 << 20;

/// One code of a string: its characters (none where the font does not tell) and its advance in text units.
pub struct Shown<'a> {
    pub text: Characters<'a>,
    pub advance: f32,
    /// The one-byte code 32, to which word spacing applies.
    pub space: bool,
}

/// What a code stands for.
pub enum Characters<'a> {
    Unknown,
    Char(char),
    Text(&'a str),
}

/// A font as far as text extraction needs it.
pub struct Font {
    kind: Kind,
    to_unicode: Option<CMap>,
    identity_unicode: bool,
    /// Written downwards.
    pub vertical: bool,
    pub bold: bool,
    /// The height of its characters in text units: 1, but for fonts that are drawings (Type 3).
    pub height: f32,
}

enum Kind {
    Simple {
        chars: Box<[Option<char>; 256]>,
        widths: Box<[f32; 256]>,
    },
    Composite {
        encoding: Encoding,
        cid_unicode: Option<Rc<CMap>>,
        widths: Vec<(u32, u32, f32)>,
        default: f32,
    },
}

impl Kind {
    fn widest(&self) -> f32 {
        match self {
            Self::Simple { widths, .. } => widths.iter().copied().fold(0.0, f32::max),
            Self::Composite { .. } => 1.0,
        }
    }
}

enum Encoding {
    /// Two bytes are the character's number in the font.
    Identity,
    Map {
        map: Box<CMap>,
        /// The codes are UTF-16 themselves.
        unicode: bool,
        /// The codes are GBK or GB 18030.
        chinese: bool,
    },
}

/// Tables that several fonts of a file share.
#[derive(Default)]
pub struct Tables(HashMap<Vec<u8>, Option<Rc<CMap>>>);

impl Tables {
    fn embedded(&mut self, name: CMapName<'_>) -> Option<Rc<CMap>> {
        let key = name.to_bytes().to_vec();
        self.0
            .entry(key)
            .or_insert_with(|| CMap::parse(load_embedded(name)?, load_embedded).map(Rc::new))
            .clone()
    }
}

impl Font {
    /// Reads a font's dictionary; what is missing in it is made up for.
    pub fn new(dict: &Dict<'_>, tables: &mut Tables) -> Self {
        let subtype = dict.get::<Name<'_>>("Subtype");
        let composite = subtype.as_ref().is_some_and(|s| s.as_ref() == b"Type0");
        let descendant = dict.get::<Array<'_>>("DescendantFonts").and_then(|a| a.iter::<Dict<'_>>().next());
        let (to_unicode, identity_unicode) = to_unicode(dict);
        let descriptor =
            descendant.as_ref().unwrap_or(dict).get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let name =
            dict.get::<Name<'_>>("BaseFont").map(|n| encoding::text_string(n.as_ref())).unwrap_or_default();
        let bold = widths::is_bold(&name, &descriptor);
        let (kind, vertical) = match descendant {
            Some(descendant) if composite => composite_kind(dict, &descendant, tables),
            _ => (simple_kind(dict, &descriptor, &name), false),
        };
        let height = if subtype.is_some_and(|s| s.as_ref() == b"Type3") {
            drawn_height(dict, kind.widest())
        } else {
            1.0
        };
        Self { kind, to_unicode, identity_unicode, vertical, bold, height }
    }

    /// Calls back with every code of a string.
    pub fn decode(&self, bytes: &[u8], mut each: impl FnMut(Shown<'_>)) {
        match &self.kind {
            Kind::Simple { chars, widths } => {
                for &code in bytes {
                    let advance = widths[code as usize];
                    let space = code == b' ';
                    self.emit(u32::from(code), || chars[code as usize], advance, space, &mut each);
                }
            }
            Kind::Composite { encoding, cid_unicode, widths, default } => {
                let mut at = 0;
                while at < bytes.len() {
                    let (code, length, cid) = encoding.next(&bytes[at..]);
                    let raw = &bytes[at..at + length];
                    at += length;
                    let advance = if self.vertical { 1.0 } else { width(widths, cid).unwrap_or(*default) };
                    let fallback = || {
                        encoding.direct(raw).or_else(|| {
                            match cid_unicode.as_ref()?.lookup_bf_string(cid)? {
                                BfString::Char(c) => Some(c),
                                BfString::String(s) => s.chars().next(),
                            }
                        })
                    };
                    self.emit(code, fallback, advance, length == 1 && code == 32, &mut each);
                }
            }
        }
    }

    fn emit(
        &self,
        code: u32,
        fallback: impl FnOnce() -> Option<char>,
        advance: f32,
        space: bool,
        each: &mut impl FnMut(Shown<'_>),
    ) {
        let mapped = match &self.to_unicode {
            Some(map) => map.lookup_bf_string(code),
            None if self.identity_unicode => char::from_u32(code).map(BfString::Char),
            None => None,
        };
        match mapped {
            Some(BfString::Char(c)) if c != '\0' && c != '\u{fffd}' => {
                each(Shown { text: Characters::Char(c), advance, space });
            }
            Some(BfString::String(s)) if !s.trim_matches('\0').is_empty() => {
                each(Shown { text: Characters::Text(s.trim_matches('\0')), advance, space });
            }
            _ => {
                let text = fallback().map_or(Characters::Unknown, Characters::Char);
                each(Shown { text, advance, space });
            }
        }
    }
}

impl Encoding {
    /// The next code: its value, its length (at least 1, at most what is left) and the character's number.
    fn next(&self, bytes: &[u8]) -> (u32, usize, u32) {
        match self {
            Self::Identity => match bytes {
                [high, low, ..] => {
                    let code = u32::from(*high) << 8 | u32::from(*low);
                    (code, 2, code)
                }
                _ => (u32::from(bytes[0]), 1, 0),
            },
            Self::Map { map, unicode, .. } => {
                let mut code = 0;
                for (i, &byte) in bytes.iter().take(4).enumerate() {
                    code = code << 8 | u32::from(byte);
                    if let Some(cid) = map.lookup_cid_code(code, i as u8 + 1) {
                        return (code, i + 1, cid);
                    }
                }
                let surrogate = bytes.len() >= 4 && *unicode && (0xd8..0xdc).contains(&bytes[0]);
                let length = if surrogate {
                    4
                } else if *unicode || bytes[0] >= 0x81 {
                    2.min(bytes.len())
                } else {
                    1
                };
                let code = bytes[..length].iter().fold(0, |code, &b| code << 8 | u32::from(b));
                (code, length, 0)
            }
        }
    }

    /// The character of a code that is text itself.
    fn direct(&self, raw: &[u8]) -> Option<char> {
        let Self::Map { unicode, chinese, .. } = self else { return None };
        let encoding = match (unicode, chinese) {
            (true, _) => encoding_rs::UTF_16BE,
            (_, true) => encoding_rs::GB18030,
            _ => return None,
        };
        let (text, bad) = encoding.decode_without_bom_handling(raw);
        text.chars().next().filter(|c| !bad && *c != '\0')
    }
}

fn to_unicode(dict: &Dict<'_>) -> (Option<CMap>, bool) {
    if let Some(stream) = dict.get::<Stream<'_>>("ToUnicode") {
        let data = guard::decoded(&stream, LARGEST_TABLE).ok().flatten();
        return (data.and_then(|d| CMap::parse(&d.data, load_embedded)), false);
    }
    let identity = dict.get::<Name<'_>>("ToUnicode").is_some_and(|n| n.as_ref().starts_with(b"Identity"));
    (None, identity)
}

fn composite_kind(dict: &Dict<'_>, descendant: &Dict<'_>, tables: &mut Tables) -> (Kind, bool) {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo").unwrap_or_default();
    let string = |key: &str| {
        info.get::<hayro_syntax::object::String<'_>>(key).map(|s| s.as_bytes().to_vec()).unwrap_or_default()
    };
    let mut family = CidFamily::from_registry_ordering(&string("Registry"), &string("Ordering"));
    let mut vertical = false;
    let mut encoding = Encoding::Identity;
    if let Some(stream) = dict.get::<Stream<'_>>("Encoding") {
        let data = guard::decoded(&stream, LARGEST_TABLE).ok().flatten();
        if let Some(map) = data.and_then(|d| CMap::parse(&d.data, load_embedded)) {
            vertical = map.metadata().writing_mode == Some(WritingMode::Vertical);
            encoding = Encoding::Map { map: Box::new(map), unicode: false, chinese: false };
        }
    } else if let Some(name) = dict.get::<Name<'_>>("Encoding") {
        let name = name.as_ref();
        vertical = name.ends_with(b"-V") || name == b"V";
        if !name.starts_with(b"Identity")
            && let Some(map) = tables.embedded(CMapName::from_bytes(name))
        {
            if let Some(collection) = &map.metadata().character_collection
                && collection.family != CidFamily::AdobeIdentity
            {
                family = collection.family.clone();
            }
            let unicode = name.starts_with(b"Uni");
            let chinese = name.starts_with(b"GB");
            encoding = Encoding::Map { map: Box::new((*map).clone()), unicode, chinese };
        }
    }
    let cid_unicode = family.ucs2_cmap().and_then(|name| tables.embedded(name));
    let default = descendant.get::<f32>("DW").unwrap_or(1000.0) / 1000.0;
    let widths = descendant.get::<Array<'_>>("W").map(|w| cid_widths(&w)).unwrap_or_default();
    (Kind::Composite { encoding, cid_unicode, widths, default }, vertical)
}

fn simple_kind(dict: &Dict<'_>, descriptor: &Dict<'_>, name: &str) -> Kind {
    let truetype = dict.get::<Name<'_>>("Subtype").is_some_and(|s| s.as_ref() == b"TrueType");
    let mut base = if truetype { Base::WinAnsi } else { Base::Standard };
    let mut chars = Box::new([None; 256]);
    let mut differences = None;
    match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Name(n)) => base = Base::named(n.as_ref()).unwrap_or(base),
        Some(Object::Dict(d)) => {
            let named = d.get::<Name<'_>>("BaseEncoding").and_then(|n| Base::named(n.as_ref()));
            base = named.unwrap_or(base);
            differences = d.get::<Array<'_>>("Differences");
        }
        _ => {}
    }
    for code in 0..=255_u8 {
        chars[code as usize] = base.char(code);
    }
    let mut code = 0_usize;
    for object in differences.iter().flat_map(|d| d.iter::<Object<'_>>()).take(4096) {
        match object {
            Object::Number(n) => code = n.as_f32().clamp(0.0, 255.0) as usize,
            Object::Name(n) => {
                if let Some(slot) = chars.get_mut(code) {
                    *slot = encoding::named(n.as_ref());
                }
                code += 1;
            }
            _ => {}
        }
    }
    let widths = simple_widths(dict, descriptor, name);
    Kind::Simple { chars, widths }
}
