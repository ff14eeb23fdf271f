//! The graphics state of a content stream, as far as text needs it.

use super::font::Font;
use super::geometry::Matrix;
use std::rc::Rc;

/// What `q` saves and `Q` brings back, and the text matrices.
#[derive(Clone)]
pub struct State {
    pub matrix: Matrix,
    pub font: Option<Rc<Font>>,
    pub size: f32,
    pub char_space: f32,
    pub word_space: f32,
    pub stretch: f32,
    pub leading: f32,
    pub rise: f32,
    pub mode: i64,
    pub text: Matrix,
    pub line: Matrix,
}

impl State {
    /// As a page begins.
    pub fn new() -> Self {
        Self {
            matrix: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
        }
    }

    /// Begins a line at an offset from the start of this one.
    pub fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.line);
        self.text = self.line;
    }

    /// Moves the pen.
    pub fn forward(&mut self, x: f32, y: f32) {
        self.text = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.text);
    }

    /// The place of the pen on the page, and the height of the font there.
    pub fn pen(&self) -> ((f32, f32), f32) {
        let to_page = self.text.then(self.matrix);
        let pen = to_page.apply(0.0, self.rise);
        let top = to_page.apply(0.0, self.rise + self.size);
        (pen, (top.0 - pen.0).hypot(top.1 - pen.1))
    }
}
