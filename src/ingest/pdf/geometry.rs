//! What stands on a page: characters with their places, ruling lines, pictures.

/// A character at its place; y grows downwards and is the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    pub c: char,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    /// Height of the font.
    pub size: f32,
    pub bold: bool,
    /// Drawn invisibly: the text layer of a recognised scan.
    pub hidden: bool,
}

impl Glyph {
    /// The middle of the character's body.
    pub fn middle(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, self.y - 0.35 * self.size)
    }
}

/// A horizontal or vertical ruling line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub horizontal: bool,
    /// The y of a horizontal line, the x of a vertical one.
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

/// A page, turned so that most of its text runs from left to right.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub number: usize,
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    /// Text that runs another way, one list per direction, each turned to run from left to right.
    pub aside: Vec<Vec<Glyph>>,
    pub rules: Vec<Rule>,
    /// The part of the page that pictures cover, 0 to 1 and more.
    pub picture: f32,
    /// Data of its content broke off or could not be unpacked.
    pub damaged: bool,
    /// Codes that no table gives a character for.
    pub unknown: usize,
    /// Characters on a slant: watermarks, left out.
    pub slanted: usize,
    /// Characters inside marked headers, footers and watermarks, left out.
    pub marked: usize,
}

/// An affine transform, as six numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f32; 6]);

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First `self`, then `next`.
    pub fn then(self, next: Self) -> Self {
        let (a, b) = (self.0, next.0);
        Self([
            a[0] * b[0] + a[1] * b[2],
            a[0] * b[1] + a[1] * b[3],
            a[2] * b[0] + a[3] * b[2],
            a[2] * b[1] + a[3] * b[3],
            a[4] * b[0] + a[5] * b[2] + b[4],
            a[4] * b[1] + a[5] * b[3] + b[5],
        ])
    }

    pub fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let m = self.0;
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
    }
}
