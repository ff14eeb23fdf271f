//! A cleaned view of a text with the way back: extract reads the view, offsets are given in the original.

/// Cleaned text. Every byte of it comes from a known byte of the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    text: String,
    /// `(byte in the view, byte in the original)`: from each pair on, both run side by side.
    runs: Vec<(usize, usize)>,
    original: usize,
    /// Byte spans of the original that cleaning removed because they are no text.
    pub residue: Vec<(usize, usize)>,
}

impl View {
    /// A view that changes nothing.
    pub fn identity(text: &str) -> Self {
        Self { text: text.to_owned(), runs: vec![(0, 0)], original: text.len(), residue: Vec::new() }
    }

    /// An empty view of a text of this many bytes, to be filled in order.
    pub fn builder(original: usize) -> Self {
        Self { text: String::new(), runs: Vec::new(), original, residue: Vec::new() }
    }

    /// Appends `piece`, which stands for the original's bytes from `at`.
    pub fn push(&mut self, piece: &str, at: usize) {
        let here = self.text.len();
        let in_step = self.runs.last().is_some_and(|&(v, o)| here - v + o == at);
        if !in_step {
            self.runs.push((here, at));
        }
        self.text.push_str(piece);
    }

    /// Appends a replacement of another length for one stretch of the original; what follows starts a new run.
    pub fn replace(&mut self, piece: &str, at: usize) {
        self.runs.push((self.text.len(), at));
        self.text.push_str(piece);
    }

    /// The cleaned text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the original where this byte of the view comes from.
    pub fn origin(&self, byte: usize) -> usize {
        if byte >= self.text.len() {
            return self.original;
        }
        let i = self.runs.partition_point(|&(v, _)| v <= byte).saturating_sub(1);
        self.runs.get(i).map_or(byte, |&(v, o)| o + (byte - v)).min(self.original)
    }

    /// The same with a guess where the run is, for asking in rising order; the guess is moved on.
    pub fn span_near(&self, start: usize, end: usize, original: &str, guess: &mut usize) -> (usize, usize) {
        let from = self.origin_near(start, guess);
        let last = self.text[start..end].char_indices().next_back().map_or(start, |(i, _)| start + i);
        let at = self.origin_near(last, &mut guess.clone());
        let width = original[at..].chars().next().map_or(0, char::len_utf8);
        (from, at + width)
    }

    fn origin_near(&self, byte: usize, guess: &mut usize) -> usize {
        /// Runs that are tried before the whole list is searched.
        const NEAR: usize = 8;
        if byte >= self.text.len() || self.runs.get(*guess).is_none_or(|r| r.0 > byte) {
            return self.origin(byte);
        }
        let next = self.runs[*guess..].iter().take(NEAR).take_while(|r| r.0 <= byte).count();
        if next == NEAR {
            *guess = self.runs.partition_point(|&(v, _)| v <= byte) - 1;
        } else {
            *guess += next - 1;
        }
        let (v, o) = self.runs[*guess];
        (o + (byte - v)).min(self.original)
    }

    /// The byte of the view where what stands at this byte of the original begins, or what comes after it.
    pub fn of_origin(&self, byte: usize) -> usize {
        let i = self.runs.partition_point(|&(_, o)| o <= byte);
        let Some(&(v, o)) = i.checked_sub(1).and_then(|i| self.runs.get(i)) else { return 0 };
        let end = self.runs.get(i).map_or(self.text.len(), |r| r.0);
        let mut at = (v + (byte - o)).min(end);
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// The original's byte range of a non-empty range of the view: from its first to just after its last character.
    pub fn span(&self, start: usize, end: usize, original: &str) -> (usize, usize) {
        let from = self.origin(start);
        let last = self.text[start..end].char_indices().next_back().map_or(start, |(i, _)| start + i);
        let at = self.origin(last);
        let width = original[at..].chars().next().map_or(0, char::len_utf8);
        (from, at + width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_map_back_over_removed_and_narrowed_text() {
        let original = "[x]１２家，3 000家";
        let mut view = View::builder(original.len());
        view.replace("1", 3);
        view.replace("2", 6);
        view.push("家，3", 9);
        view.push("000家", 17);
        assert_eq!(view.text(), "12家，3000家");
        let (a, b) = view.span(0, 5, original);
        assert_eq!(&original[a..b], "１２家");
        let start = view.text().find("3000").unwrap();
        let (a, b) = view.span(start, start + 7, original);
        assert_eq!(&original[a..b], "3 000家");
    }
}
