//! From characters to lines of text: what stands on one baseline, with its gaps, raised and lowered marks.

use super::geometry::Glyph;
use super::repair::{subscript, superscript};

/// A gap of this many heights parts a line into segments.
const PARTS: f32 = 1.5;
/// A gap of this many heights between letters or digits is a space.
const WORD: f32 = 0.22;
/// A gap of this many heights between other characters is a space.
const WIDE: f32 = 0.9;

/// Characters that stand together on one baseline.
#[derive(Debug, Clone, Default)]
pub struct Segment {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    /// The baseline, downwards.
    pub y: f32,
    pub size: f32,
    /// More than four fifths of its characters are bold.
    pub bold: bool,
    pub chars: usize,
    /// A blank was drawn after its last character.
    pub blank_after: bool,
    /// The width of what cannot be broken at its start: a number, a word, or one character.
    pub first_token: f32,
    /// It begins with a raised mark.
    pub raised_start: bool,
}

impl Segment {
    pub fn top(&self) -> f32 {
        self.y - 0.8 * self.size
    }

    pub fn bottom(&self) -> f32 {
        self.y + 0.2 * self.size
    }

    /// Whether two segments stand on one line: half of the lower one's height is shared.
    pub fn beside(&self, other: &Self) -> bool {
        let shared = self.bottom().min(other.bottom()) - self.top().max(other.top());
        shared >= 0.5 * self.size.min(other.size)
    }
}

/// The segments of the characters, from top to bottom, those of one line from left to right.
pub fn segments(glyphs: &[Glyph]) -> Vec<Segment> {
    rows(glyphs).iter().flat_map(|row| parts(row)).collect()
}

/// Characters line by line, each line in reading order; blanks are kept.
fn rows(glyphs: &[Glyph]) -> Vec<Vec<Glyph>> {
    let blank = |g: &Glyph| g.c == ' ' || g.c == '\u{3000}';
    let mut sorted: Vec<usize> = (0..glyphs.len()).collect();
    sorted.sort_by(|&a, &b| glyphs[a].y.total_cmp(&glyphs[b].y).then(glyphs[a].x0.total_cmp(&glyphs[b].x0)));
    struct Row {
        y: f32,
        size: f32,
        places: Vec<usize>,
    }
    let mut rows: Vec<Row> = Vec::new();
    for &i in sorted.iter().filter(|&&i| !blank(&glyphs[i])) {
        let glyph = &glyphs[i];
        // A raised mark comes before the line it belongs to, a lowered one after; both fit some row of the last few.
        let fits = |row: &Row| {
            let top = (row.y - 0.8 * row.size).max(glyph.y - 0.8 * glyph.size);
            let bottom = (row.y + 0.2 * row.size).min(glyph.y + 0.2 * glyph.size);
            bottom - top >= 0.55 * row.size.min(glyph.size)
        };
        let recent = rows.len().saturating_sub(4);
        let best = rows[recent..].iter().enumerate().filter(|(_, r)| fits(r));
        let best = best.min_by(|a, b| (a.1.y - glyph.y).abs().total_cmp(&(b.1.y - glyph.y).abs()));
        match best.map(|(i, _)| i + recent) {
            Some(place) => {
                let row = &mut rows[place];
                if glyph.size > row.size * 1.1 {
                    (row.y, row.size) = (glyph.y, glyph.size);
                }
                row.places.push(i);
            }
            None => rows.push(Row { y: glyph.y, size: glyph.size, places: vec![i] }),
        }
    }
    let blanks: Vec<usize> = sorted.into_iter().filter(|&i| blank(&glyphs[i])).collect();
    let mut from = 0;
    rows.sort_by(|a, b| a.y.total_cmp(&b.y));
    for row in &mut rows {
        let (top, bottom) = (row.y - 0.5 * row.size, row.y + 0.3 * row.size);
        while blanks.get(from).is_some_and(|&b| glyphs[b].y < top) {
            from += 1;
        }
        row.places.extend(blanks[from..].iter().take_while(|&&b| glyphs[b].y <= bottom));
    }
    rows.into_iter().map(|r| in_order(glyphs, r.places)).collect()
}

/// The characters of a line from left to right. What was drawn in one go stays in that order even where the widths
/// that the file gives are wrong and the next piece seems to begin before its end.
fn in_order(glyphs: &[Glyph], mut places: Vec<usize>) -> Vec<Glyph> {
    places.sort_unstable();
    let mut runs: Vec<Vec<Glyph>> = Vec::new();
    let mut last: Option<usize> = None;
    for place in places {
        let glyph = glyphs[place];
        let goes_on = last.is_some_and(|l| {
            let before = &glyphs[l];
            l + 1 == place && glyph.x0 >= before.x0 && glyph.x0 - before.x1 < 0.25 * glyph.size
        });
        match runs.last_mut() {
            Some(run) if goes_on => run.push(glyph),
            _ => runs.push(vec![glyph]),
        }
        last = Some(place);
    }
    runs.sort_by(|a, b| a[0].x0.total_cmp(&b[0].x0));
    runs.into_iter().flatten().collect()
}

/// The segments of one line.
fn parts(row: &[Glyph]) -> Vec<Segment> {
    let (size, base) = measure(row);
    let mut out = Vec::new();
    let mut current: Vec<Glyph> = Vec::new();
    let mut end = f32::MIN;
    let visible = |g: &Glyph| g.c != ' ' && g.c != '\u{3000}';
    for glyph in row {
        let gap = glyph.x0 - end;
        if visible(glyph) && gap > PARTS * size && current.iter().any(visible) {
            out.extend(segment(&std::mem::take(&mut current), size, base));
        }
        current.push(*glyph);
        if visible(glyph) {
            end = end.max(ink_end(glyph));
        }
    }
    out.extend(segment(&current, size, base));
    out
}

/// Where the ink of a character ends: a full-width stop or bracket leaves half of its width free.
fn ink_end(glyph: &Glyph) -> f32 {
    match "，。、；：）”’》】！？".contains(glyph.c) {
        true => glyph.x1.min(glyph.x0 + 0.5 * glyph.size),
        false => glyph.x1,
    }
}

/// The height and the baseline that most of the characters share.
fn measure(row: &[Glyph]) -> (f32, f32) {
    let most = |value: &dyn Fn(&Glyph) -> f32| {
        let mut values: Vec<f32> = row.iter().filter(|g| g.c != ' ').map(value).collect();
        values.sort_by(f32::total_cmp);
        let (mut best, mut count, mut i) = (values.first().copied().unwrap_or(0.0), 0, 0);
        while i < values.len() {
            let j = i + values[i..].iter().take_while(|v| **v - values[i] < 0.5).count();
            if j - i >= count {
                (best, count) = (values[(i + j) / 2], j - i);
            }
            i = j;
        }
        best
    };
    (most(&|g| g.size).max(0.5), most(&|g| g.y))
}

fn segment(glyphs: &[Glyph], row_size: f32, row_base: f32) -> Option<Segment> {
    let visible = |g: &&Glyph| g.c != ' ' && g.c != '\u{3000}';
    let first = glyphs.iter().position(|g| visible(&g))?;
    let last = glyphs.iter().rposition(|g| visible(&g))?;
    let (own_size, own_base) = measure(&glyphs[first..=last]);
    // A lone raised mark keeps the measure of its line.
    let lone = own_size < 0.8 * row_size && (own_base - row_base).abs() > 0.12 * row_size;
    let (size, base) = if lone { (row_size, row_base) } else { (own_size, own_base) };
    let body = &glyphs[first..=last];
    let tracking = tracking(body);
    let mut s = Segment { y: base, size, x0: f32::MAX, x1: f32::MIN, ..Segment::default() };
    s.blank_after = glyphs.len() > last + 1;
    let (mut bold, mut blank, mut end, mut token_open) = (0, false, f32::MIN, true);
    let mut before: Option<char> = None;
    for glyph in body {
        if !visible(&glyph) {
            blank |= glyph.x1 - glyph.x0 > 0.05 * size;
            continue;
        }
        let small = glyph.size <= 0.82 * size;
        let raised = small && glyph.y < base - 0.13 * size;
        let lowered = small && glyph.y > base + 0.06 * size;
        let c = match glyph.c {
            c if raised => superscript(c),
            c if lowered && before.is_some_and(|b| b.is_ascii_digit()) => subscript(c),
            c => c,
        };
        if let Some(previous) = before {
            let gap = glyph.x0 - end;
            let word = is_word(previous) && is_word(c);
            let limit = tracking + if word { WORD * size } else { WIDE * size };
            if gap > 4.0 * size || (gap > WIDE * size && word) {
                s.text.push('\t');
            } else if (blank && gap > 0.05 * size) || gap > limit {
                s.text.push(' ');
            }
            token_open &= word && !blank && gap <= limit;
        } else {
            s.raised_start = raised;
        }
        s.text.push(c);
        s.chars += 1;
        bold += usize::from(glyph.bold);
        s.x0 = s.x0.min(glyph.x0);
        s.x1 = s.x1.max(glyph.x1);
        end = glyph.x1.max(end);
        if token_open {
            s.first_token = s.x1 - s.x0;
        }
        (before, blank) = (Some(c), false);
    }
    s.bold = bold * 5 > s.chars * 4;
    Some(s)
}

/// The gap that letter-spacing puts between all characters of a line.
fn tracking(body: &[Glyph]) -> f32 {
    let mut gaps: Vec<f32> = body.windows(2).map(|w| w[1].x0 - w[0].x1).collect();
    if gaps.len() < 4 {
        return 0.0;
    }
    gaps.sort_by(f32::total_cmp);
    gaps[gaps.len() / 2].clamp(0.0, 0.35 * body[0].size)
}

/// Part of a word, a number or what stands around them: between two of these a gap means something.
fn is_word(c: char) -> bool {
    c.is_ascii_graphic() || matches!(c, '’' | '‘' | '“' | '”') || ('\u{c0}'..='\u{24f}').contains(&c)
}
