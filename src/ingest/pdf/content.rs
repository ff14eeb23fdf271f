//! Runs a page's content stream: where each character, ruling line and picture stands.

use super::font::{Characters, Font};
use super::geometry::{Matrix, Page};
use super::guard;
use super::paths::Paths;
use super::repair::{Repaired, repaired};
use super::shared::{Shared, Stop};
use super::state::State;
use super::turn::{self, Placed};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::dict::keys::CONTENTS;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page as PdfPage, Resources};
use std::rc::Rc;

/// How deep forms may stand inside forms.
const DEEPEST_FORM: usize = 16;
/// How many graphics states may be saved.
const DEEPEST_STATE: usize = 512;

/// Reads a page.
pub fn read(page: &PdfPage<'_>, number: usize, shared: &mut Shared) -> Result<Page, Stop> {
    let (width, height) = page.render_dimensions();
    let c = page.initial_transform(true).as_coeffs().map(|v| v as f32);
    let operators_left = shared.limits.operators_of_page;
    let mut run = Run {
        shared,
        state: State { matrix: Matrix(c), ..State::new() },
        saved: Vec::new(),
        placed: Vec::new(),
        paths: Paths::default(),
        out: Page { number, width, height, ..Page::default() },
        marks: Vec::new(),
        operators_left,
    };
    let mut content = Vec::new();
    let single = page.raw().get::<Stream<'_>>(CONTENTS);
    let several = page.raw().get::<Array<'_>>(CONTENTS);
    for stream in single.into_iter().chain(several.iter().flat_map(|a| a.iter::<Stream<'_>>())) {
        run.unpack(&stream, &mut content)?;
        content.push(b'\n');
    }
    run.run(&content, page.resources(), 0)?;
    let Run { placed, paths, out, .. } = run;
    Ok(turn::upright(out, placed, paths))
}

struct Run<'s> {
    shared: &'s mut Shared,
    state: State,
    saved: Vec<State>,
    placed: Vec<Placed>,
    paths: Paths,
    out: Page,
    /// For each open marked content whether it is a header, footer or watermark.
    marks: Vec<bool>,
    operators_left: u64,
}

impl Run<'_> {
    fn unpack(&mut self, stream: &Stream<'_>, into: &mut Vec<u8>) -> Result<(), Stop> {
        let limit = self.shared.limits.stream_bytes.min(self.shared.bytes_left);
        let data = guard::decoded(stream, limit).map_err(|()| Stop::Bytes)?;
        let Some(unpacked) = data else {
            self.out.damaged = true;
            return Ok(());
        };
        let data = unpacked.data;
        self.out.damaged |= unpacked.damaged;
        self.shared.bytes_left = self.shared.bytes_left.checked_sub(data.len() as u64).ok_or(Stop::Bytes)?;
        into.extend_from_slice(&data);
        Ok(())
    }

    fn run(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) -> Result<(), Stop> {
        let mut operations = TypedIter::new(content);
        let floor = self.saved.len();
        while let Some(op) = operations.next() {
            self.operators_left = self.operators_left.checked_sub(1).ok_or(Stop::Length)?;
            self.step(op, resources, depth, floor)?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        op: Op<'_, '_>,
        resources: &Resources<'_>,
        depth: usize,
        floor: usize,
    ) -> Result<(), Stop> {
        let f = |n: Number| n.as_f32();
        match op {
            Op::SaveState(_) if self.saved.len() < DEEPEST_STATE => self.saved.push(self.state.clone()),
            Op::RestoreState(_) if self.saved.len() > floor => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            Op::Transform(t) => {
                let m = Matrix([f(t.0), f(t.1), f(t.2), f(t.3), f(t.4), f(t.5)]);
                self.state.matrix = m.then(self.state.matrix);
            }
            Op::BeginText(_) => (self.state.text, self.state.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Op::CharacterSpacing(v) => self.state.char_space = f(v.0),
            Op::WordSpacing(v) => self.state.word_space = f(v.0),
            Op::HorizontalScaling(v) => self.state.stretch = f(v.0) / 100.0,
            Op::TextLeading(v) => self.state.leading = f(v.0),
            Op::TextRise(v) => self.state.rise = f(v.0),
            Op::TextRenderingMode(v) => self.state.mode = v.0.as_i64(),
            Op::TextFont(v) => {
                self.state.size = f(v.1);
                self.state.font = self.font(v.0, resources);
            }
            Op::NextLine(v) => self.state.next_line(f(v.0), f(v.1)),
            Op::NextLineAndSetLeading(v) => {
                self.state.leading = -f(v.1);
                self.state.next_line(f(v.0), f(v.1));
            }
            Op::SetTextMatrix(t) => {
                self.state.line = Matrix([f(t.0), f(t.1), f(t.2), f(t.3), f(t.4), f(t.5)]);
                self.state.text = self.state.line;
            }
            Op::NextLineUsingLeading(_) => self.state.next_line(0.0, -self.state.leading),
            Op::ShowText(s) => self.show(s.0.as_bytes())?,
            Op::NextLineAndShowText(s) => {
                self.state.next_line(0.0, -self.state.leading);
                self.show(s.0.as_bytes())?;
            }
            Op::ShowTextWithParameters(s) => {
                (self.state.word_space, self.state.char_space) = (f(s.0), f(s.1));
                self.state.next_line(0.0, -self.state.leading);
                self.show(s.2.as_bytes())?;
            }
            Op::ShowTexts(list) => {
                for object in list.0.iter::<Object<'_>>() {
                    match object {
                        Object::String(s) => self.show(s.as_bytes())?,
                        Object::Number(n) => {
                            let by = -f(n) / 1000.0 * self.state.size;
                            match self.state.font.as_ref().is_some_and(|font| font.vertical) {
                                true => self.state.forward(0.0, by),
                                false => self.state.forward(by * self.state.stretch, 0.0),
                            }
                        }
                        _ => {}
                    }
                }
            }
            Op::XObject(x) => self.object(x.0, resources, depth)?,
            Op::InlineImage(_) => self.picture(),
            Op::BeginMarkedContent(_) => self.marks.push(false),
            Op::BeginMarkedContentWithProperties(m) => {
                let furniture = m.0.as_ref() == b"Artifact" && is_furniture(m.1, resources);
                self.marks.push(furniture);
            }
            Op::EndMarkedContent(_) => drop(self.marks.pop()),
            other => self.paths.step(&other, self.state.matrix),
        }
        Ok(())
    }

    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>) -> Option<Rc<Font>> {
        let reference = resources.fonts.get_ref(name).map(|r| (r.obj_number, r.gen_number));
        if let Some(font) = reference.and_then(|r| self.shared.fonts.get(&r)) {
            return Some(font.clone());
        }
        let font = Rc::new(Font::new(&resources.get_font(name)?, &mut self.shared.tables));
        if let Some(reference) = reference {
            self.shared.fonts.insert(reference, font.clone());
        }
        Some(font)
    }

    fn object(&mut self, name: &Name<'_>, resources: &Resources<'_>, depth: usize) -> Result<(), Stop> {
        let Some(stream) = resources.get_x_object(name) else { return Ok(()) };
        let dict = stream.dict();
        let form = dict.get::<Name<'_>>("Subtype").is_none_or(|s| s.as_ref() != b"Image");
        if !form {
            self.picture();
            return Ok(());
        }
        if depth >= DEEPEST_FORM {
            return Ok(());
        }
        let mut content = Vec::new();
        self.unpack(&stream, &mut content)?;
        let mut matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        for (slot, v) in
            matrix.iter_mut().zip(dict.get::<Array<'_>>("Matrix").iter().flat_map(|m| m.iter::<f32>()))
        {
            *slot = v;
        }
        let before = self.state.clone();
        self.state.matrix = Matrix(matrix).then(self.state.matrix);
        let own = dict.get::<Dict<'_>>("Resources").map(Resources::new);
        let (saved, marks) = (self.saved.len(), self.marks.len());
        self.run(&content, own.as_ref().unwrap_or(resources), depth + 1)?;
        self.saved.truncate(saved);
        self.marks.truncate(marks.max(self.marks.len().min(marks)));
        self.state = before;
        Ok(())
    }

    fn picture(&mut self) {
        let m = self.state.matrix.0;
        let area = (m[0] * m[3] - m[1] * m[2]).abs();
        let page = self.out.width * self.out.height;
        if area.is_finite() && page > 0.0 {
            self.out.picture += (area / page).min(1.0);
        }
    }

    fn show(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let Some(font) = self.state.font.clone() else { return Ok(()) };
        let furniture = self.marks.contains(&true);
        let mut full = false;
        font.decode(bytes, |shown| {
            let (from, up) = self.state.pen();
            let gap = self.state.char_space + if shown.space { self.state.word_space } else { 0.0 };
            let own = shown.advance * self.state.size;
            if font.vertical {
                self.state.forward(0.0, -own);
            } else {
                self.state.forward(own * self.state.stretch, 0.0);
            }
            let to = self.state.pen().0;
            match font.vertical {
                true => self.state.forward(0.0, -gap),
                false => self.state.forward(gap * self.state.stretch, 0.0),
            }
            let mut one = |c: char, part: f32, parts: f32| {
                let between =
                    |k: f32| (from.0 + (to.0 - from.0) * k / parts, from.1 + (to.1 - from.1) * k / parts);
                let placed = Placed {
                    c,
                    from: between(part),
                    to: between(part + 1.0),
                    size: up * font.height,
                    bold: font.bold || self.state.mode == 2,
                    hidden: self.state.mode == 3,
                };
                match self.shared.glyphs_left.checked_sub(1) {
                    None => full = true,
                    Some(_) if furniture => self.out.marked += 1,
                    Some(left) => {
                        self.shared.glyphs_left = left;
                        if placed.is_sound() {
                            self.placed.push(placed);
                        }
                    }
                }
            };
            match shown.text {
                Characters::Unknown => {
                    if shown.advance > 0.0 {
                        self.out.unknown += 1;
                        one('\u{fffd}', 0.0, 1.0);
                    }
                }
                Characters::Char(c) => match repaired(c) {
                    Repaired::Nothing => {}
                    Repaired::Char(c) => one(c, 0.0, 1.0),
                    Repaired::Letters(s) => spread(s, &mut one),
                },
                Characters::Text(s) => spread(s, &mut one),
            }
        });
        if full { Err(Stop::Length) } else { Ok(()) }
    }
}

fn spread(text: &str, one: &mut impl FnMut(char, f32, f32)) {
    let parts = text.chars().count().max(1) as f32;
    for (i, c) in text.chars().take(64).enumerate() {
        if let Repaired::Char(c) = repaired(c) {
            one(c, i as f32, parts);
        }
    }
}

/// Whether the properties of an artifact say that it is a header, a footer, a page number or a watermark.
fn is_furniture(properties: &Object<'_>, resources: &Resources<'_>) -> bool {
    let dict = match properties {
        Object::Dict(d) => d.clone(),
        Object::Name(n) => resources.properties.get::<Dict<'_>>(n).unwrap_or_default(),
        _ => return false,
    };
    let is =
        |key: &str, values: &[&[u8]]| dict.get::<Name<'_>>(key).is_some_and(|n| values.contains(&n.as_ref()));
    is("Type", &[b"Pagination"]) || is("Subtype", &[b"Header", b"Footer", b"Watermark", b"PageNum"])
}
