//! The one font of the charts, Noto Sans SC, measured and handed to the renderer. No other font is ever used.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The family named in every text of the SVG; the others are for viewers without it, never for the PNG.
pub(super) const FAMILY: &str =
    "Noto Sans SC, Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif";

/// Drawn for a character that the font lacks.
const STAND_IN: char = '〓';

static REGULAR: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/NotoSansSC-Regular.ttf"));
static BOLD: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/NotoSansSC-Bold.ttf"));

/// Regular or bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The advance in em of every character by its code point, not a number where the font lacks it; read once.
struct Face(Vec<f64>);

impl Face {
    fn new(data: &'static [u8]) -> Self {
        let font = FontRef::new(data).expect("the embedded font is sound");
        let advances = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let mut table = vec![f64::NAN; 0x1_0000];
        for (c, glyph) in font.charmap().mappings() {
            if let (Some(entry), Some(advance)) = (table.get_mut(c as usize), advances.advance_width(glyph)) {
                *entry = f64::from(advance);
            }
        }
        Self(table)
    }

    fn advance(&self, c: char) -> f64 {
        self.known(c).or_else(|| self.known(STAND_IN)).unwrap_or(1.0)
    }

    fn known(&self, c: char) -> Option<f64> {
        self.0.get(c as usize).copied().filter(|advance| !advance.is_nan())
    }

    fn lacks(&self, c: char) -> bool {
        self.known(c).is_none()
    }
}

static FACES: LazyLock<[Face; 2]> = LazyLock::new(|| [Face::new(REGULAR), Face::new(BOLD)]);

/// The width of a line of text at a font size, in pixels.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let face = &FACES[weight as usize];
    text.chars().map(|c| face.advance(c)).sum::<f64>() * size
}

/// Subscript digits, which the font lacks, are drawn as plain ones.
fn plain(c: char) -> char {
    match c {
        '₀'..='₉' => char::from(b'0' + (c as u32 - '₀' as u32) as u8),
        c => c,
    }
}

/// The characters of `text` that the font cannot draw, each once, in code point order. White space does not count.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let lacks = |c: &char| !c.is_whitespace() && FACES[0].lacks(plain(*c));
    text.chars().filter(lacks).collect::<BTreeSet<_>>().into_iter().collect()
}

/// `text` on one line, with 〓 for each character that the font cannot draw.
pub(super) fn drawable(text: &str) -> String {
    let one = |c: char| match plain(c) {
        c if c.is_whitespace() => ' ',
        c if FACES[0].lacks(c) => STAND_IN,
        c => c,
    };
    text.trim().chars().map(one).collect()
}

/// The renderer's fonts: the two embedded faces, loaded once.
pub(super) fn database() -> Arc<Database> {
    static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        for data in [REGULAR, BOLD] {
            fonts.load_font_source(Source::Binary(Arc::new(data)));
        }
        fonts.set_sans_serif_family("Noto Sans SC");
        Arc::new(fonts)
    });
    Arc::clone(&FONTS)
}

#[cfg(test)]
mod tests {
    use super::{Weight, drawable, missing_glyphs, width};

    #[test]
    fn chinese_is_one_em_wide() {
        assert!((width("质量认证", 10.0, Weight::Regular) - 40.0).abs() < 0.01);
        assert!(width("1234", 10.0, Weight::Bold) < 30.0);
    }

    #[test]
    fn the_font_covers_gb_2312_and_the_code_lists() {
        let rows = (0xB0..=0xF7).flat_map(|row| (0xA1..=0xFE).map(move |cell| [row, cell]));
        let characters = rows.map(|pair| encoding_rs::GBK.decode(&pair).0.into_owned());
        let hanzi: String = characters.filter(|c| c.chars().all(|c| ('一'..='龥').contains(&c))).collect();
        assert_eq!(hanzi.chars().count(), 6763);
        assert_eq!(missing_glyphs(&hanzi), Vec::<char>::new());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/codelist");
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().extension().is_some_and(|e| e == "csv") {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                assert_eq!(missing_glyphs(&text), Vec::<char>::new(), "{}", entry.path().display());
            }
        }
    }

    #[test]
    fn what_the_font_lacks_is_told_and_replaced() {
        assert_eq!(missing_glyphs("山东 《》（）“”—…≥"), Vec::<char>::new());
        assert_eq!(missing_glyphs("a😀b😀"), ['😀']);
        assert_eq!(drawable(" a😀\nb "), "a〓 b");
        assert_eq!(
            (missing_glyphs("PM₂₅朱鹮⋯﹕").as_slice(), drawable("PM₂.₅").as_str()),
            ([].as_slice(), "PM2.5")
        );
    }
}
