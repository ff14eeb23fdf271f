//! The text of one paragraph while it is read: raised and lowered characters, invisible ones, note marks.
//!
//! A raised digit never comes to stand beside a digit of the line: m and a raised 2 give m², 10 and a raised 8
//! give 10⁸, a note mark ([1], ①) is left out and counted.

/// How a run stands on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rise {
    #[default]
    Line,
    Raised,
    Lowered,
    /// Raised and linked: digits are a note mark.
    Mark,
}

/// Collects the runs of a paragraph.
#[derive(Debug, Default)]
pub struct Inline {
    text: String,
    pending: String,
    rise: Rise,
    /// Note marks left out.
    pub marks: usize,
}

const LENGTHS: [&str; 9] = ["km", "cm", "mm", "dm", "m", "㎞", "米", "公里", "公分"];

impl Inline {
    /// Adds a run.
    pub fn push(&mut self, run: &str, rise: Rise) {
        if rise != self.rise {
            self.settle(run.chars().next());
            self.rise = rise;
        }
        let target = if rise == Rise::Line { &mut self.text } else { &mut self.pending };
        if run.contains(is_invisible) {
            target.extend(run.chars().filter(|c| !is_invisible(*c)));
        } else {
            target.push_str(run);
        }
    }

    /// Whether nothing but white space came.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.pending.trim().is_empty()
    }

    /// The characters so far end in white space, or there are none.
    pub fn ends_blank(&self) -> bool {
        let text = if self.pending.is_empty() { &self.text } else { &self.pending };
        text.chars().next_back().is_none_or(|c| c.is_ascii_whitespace())
    }

    /// The text of the paragraph and the number of note marks left out.
    pub fn finish(mut self) -> (String, usize) {
        self.settle(None);
        (self.text, self.marks)
    }

    /// Writes what is raised or lowered, now that its neighbours are known.
    fn settle(&mut self, next: Option<char>) {
        let run = std::mem::take(&mut self.pending);
        let body = run.trim();
        if body.is_empty() {
            self.text.push_str(&run);
            return;
        }
        let digits = body.chars().all(|c| c.is_ascii_digit());
        match self.rise {
            Rise::Line => self.text.push_str(&run),
            Rise::Mark if digits || is_mark(body) => self.marks += 1,
            Rise::Raised if is_mark(body) => self.marks += 1,
            Rise::Raised | Rise::Mark => {
                let area = matches!(body, "2" | "3") && LENGTHS.iter().any(|u| self.text.ends_with(u));
                let beside = self.text.ends_with(|c: char| c.is_ascii_digit())
                    || next.is_some_and(|c| c.is_ascii_digit());
                if area || digits || beside {
                    self.text.extend(body.chars().map(raised));
                } else {
                    self.text.push_str(&run);
                }
            }
            Rise::Lowered => {
                let before = self.text.ends_with(|c: char| c.is_ascii_digit());
                let after = next.is_some_and(|c| c.is_ascii_digit());
                if (before && body.starts_with(|c: char| c.is_ascii_digit()))
                    || (after && body.ends_with(|c: char| c.is_ascii_digit()))
                {
                    self.text.extend(body.chars().map(lowered));
                } else {
                    self.text.push_str(&run);
                }
            }
        }
    }
}

/// `[1]`, `[1-3]`, `〔2〕`, `（1）`, `①`, `*`, `注1`, `[注]`: what points to a note when it is raised.
fn is_mark(run: &str) -> bool {
    let mut inner = run;
    let mut bracketed = false;
    if let Some(rest) = run.strip_prefix(['[', '［', '〔', '(', '（', '【']) {
        let Some(body) = rest.strip_suffix([']', '］', '〕', ')', '）', '】']) else { return false };
        inner = body;
        bracketed = true;
    }
    let circled = |c: char| matches!(c, '①'..='⒇' | '㉑'..='㉟' | '㊀'..='㊉' | '❶'..='➓');
    if !inner.is_empty() && inner.chars().all(|c| circled(c) || "*＊※†‡#,，、".contains(c)) {
        return true;
    }
    let noted = inner.strip_prefix('注').or_else(|| inner.strip_prefix('註'));
    let number = noted.unwrap_or(inner);
    let numbers = number.chars().all(|c| c.is_ascii_digit() || ",，、-–~ ".contains(c))
        && number.chars().count() <= 12
        && (number.starts_with(|c: char| c.is_ascii_digit()) || noted.is_some());
    (bracketed || noted.is_some()) && numbers
}

/// Characters that no reader sees.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\0')
}

fn raised(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32('⁰' as u32 + (c as u32 - '0' as u32)).unwrap_or(c),
        '-' | '−' | '－' => '⁻',
        '+' => '⁺',
        _ => c,
    }
}

fn lowered(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32('₀' as u32 + (c as u32 - '0' as u32)).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Runs<'a> = &'a [(&'a str, Rise)];

    fn text(runs: Runs<'_>) -> (String, usize) {
        let mut inline = Inline::default();
        for (run, rise) in runs {
            inline.push(run, *rise);
        }
        inline.finish()
    }

    #[test]
    fn raised_characters_never_join_a_number() {
        use Rise::{Line, Lowered, Mark, Raised};
        let cases: [(Runs<'_>, &str, usize); 12] = [
            (&[("5.3", Line), ("1", Raised), ("亿元", Line)], "5.3¹亿元", 0),
            (&[("5.3", Line), ("[", Raised), ("1", Raised), ("]", Raised), ("亿元", Line)], "5.3亿元", 1),
            (&[("5.3%", Line), ("①", Raised), ("，", Line)], "5.3%，", 1),
            (&[("5.3", Line), ("1", Mark), ("亿元", Line)], "5.3亿元", 1),
            (&[("9.6万km", Line), ("2", Raised), ("，", Line)], "9.6万km²，", 0),
            (&[("30立方米", Line), ("3", Raised)], "30立方米³", 0),
            (&[("10", Line), ("-8", Raised)], "10⁻⁸", 0),
            (&[("山东", Line), ("1", Raised), ("5.3", Line)], "山东¹5.3", 0),
            (&[("CO", Line), ("2", Lowered), ("排放", Line)], "CO2排放", 0),
            (&[("X", Line), ("1", Lowered), ("5.3", Line)], "X₁5.3", 0),
            (&[("5\u{ad}.\u{200b}3", Line)], "5.3", 0),
            (&[("5", Line), ("th", Raised)], "5th", 0),
        ];
        for (runs, expected, marks) in cases {
            assert_eq!(text(runs), (expected.to_owned(), marks), "{runs:?}");
        }
    }
}
