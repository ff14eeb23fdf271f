//! Words looked up where a text starts or ends, the longest first.

/// Words by their first (or last) character.
pub(crate) struct Affixes<T> {
    /// A bit for each character of the basic plane that is a key: most characters are none.
    present: Vec<u64>,
    keys: Vec<char>,
    buckets: Vec<Vec<Word<T>>>,
}

/// A word with the character next to its key: most words of a bucket are told apart by it.
struct Word<T> {
    text: Box<str>,
    next: Option<char>,
    value: T,
}

impl<T> Word<T> {
    /// Whether a text goes on as the word does; `next` is its character next to the key.
    fn may_match(&self, next: Option<char>) -> bool {
        self.next.is_none() || self.next == next
    }
}

impl<T> Default for Affixes<T> {
    fn default() -> Self {
        Self { present: vec![0; 1024], keys: Vec::new(), buckets: Vec::new() }
    }
}

impl<T> Affixes<T> {
    /// Words that are looked up at the start of a text. Words of equal length keep their order.
    pub fn prefixes(words: impl IntoIterator<Item = (String, T)>) -> Self {
        Self::new(words, first_two)
    }

    /// Words that are looked up at the end of a text.
    pub fn suffixes(words: impl IntoIterator<Item = (String, T)>) -> Self {
        Self::new(words, last_two)
    }

    fn new(
        words: impl IntoIterator<Item = (String, T)>,
        ends: fn(&str) -> (Option<char>, Option<char>),
    ) -> Self {
        let mut list = Self::default();
        for (word, value) in words {
            let (Some(c), next) = ends(&word) else { continue };
            if let Some(bits) = list.present.get_mut(c as usize / 64) {
                *bits |= 1 << (c as usize % 64);
            }
            let at = match list.keys.binary_search(&c) {
                Ok(at) => at,
                Err(at) => {
                    list.keys.insert(at, c);
                    list.buckets.insert(at, Vec::new());
                    at
                }
            };
            list.buckets[at].push(Word { text: word.into(), next, value });
        }
        for bucket in &mut list.buckets {
            bucket.sort_by_key(|word| std::cmp::Reverse(word.text.len()));
        }
        list
    }

    fn bucket(&self, key: Option<char>) -> &[Word<T>] {
        let near =
            |c: &char| self.present.get(*c as usize / 64).is_none_or(|b| b >> (*c as usize % 64) & 1 == 1);
        let at = key.filter(near).and_then(|c| self.keys.binary_search(&c).ok());
        at.map_or(&[], |at| &self.buckets[at])
    }

    /// The words that `text` starts with, longest first.
    pub fn at_start<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = (&'a str, &'a T)> + use<'a, 't, T> {
        let (key, next) = first_two(text);
        let starts = move |word: &&'a Word<T>| {
            word.may_match(next) && text.as_bytes().starts_with(word.text.as_bytes())
        };
        self.bucket(key).iter().filter(starts).map(|word| (&*word.text, &word.value))
    }

    /// The words that `text` ends with, longest first.
    pub fn at_end<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = (&'a str, &'a T)> + use<'a, 't, T> {
        let (key, next) = last_two(text);
        let ends =
            move |word: &&'a Word<T>| word.may_match(next) && text.as_bytes().ends_with(word.text.as_bytes());
        self.bucket(key).iter().filter(ends).map(|word| (&*word.text, &word.value))
    }
}

/// The first character of a text, and the one after it.
fn first_two(text: &str) -> (Option<char>, Option<char>) {
    let mut chars = text.chars();
    (chars.next(), chars.next())
}

/// The last character of a text, and the one before it.
fn last_two(text: &str) -> (Option<char>, Option<char>) {
    let mut chars = text.chars().rev();
    (chars.next(), chars.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_comes_first() {
        let words = || [("万".to_owned(), 1), ("万元".to_owned(), 2), ("元".to_owned(), 3)];
        let starts = Affixes::prefixes(words());
        assert_eq!(starts.at_start("万元以上").map(|(_, v)| *v).collect::<Vec<_>>(), [2, 1]);
        let ends = Affixes::suffixes(words());
        assert_eq!(ends.at_end("10万元").map(|(_, v)| *v).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(starts.at_start("").count() + ends.at_end("家").count(), 0);
    }
}
