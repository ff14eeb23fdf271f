//! Words looked up where a text starts or ends, the longest first.

/// Words by their first (or last) character.
pub(crate) struct Affixes<T> {
    /// A bit for each character of the basic plane that is a key: most characters are none.
    present: Vec<u64>,
    keys: Vec<char>,
    buckets: Vec<Vec<(Box<str>, T)>>,
}

impl<T> Default for Affixes<T> {
    fn default() -> Self {
        Self { present: vec![0; 1024], keys: Vec::new(), buckets: Vec::new() }
    }
}

impl<T> Affixes<T> {
    /// Words that are looked up at the start of a text. Words of equal length keep their order.
    pub fn prefixes(words: impl IntoIterator<Item = (String, T)>) -> Self {
        Self::new(words, |word| word.chars().next())
    }

    /// Words that are looked up at the end of a text.
    pub fn suffixes(words: impl IntoIterator<Item = (String, T)>) -> Self {
        Self::new(words, |word| word.chars().next_back())
    }

    fn new(words: impl IntoIterator<Item = (String, T)>, key: fn(&str) -> Option<char>) -> Self {
        let mut list = Self::default();
        for (word, value) in words {
            let Some(c) = key(&word) else { continue };
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
            list.buckets[at].push((word.into(), value));
        }
        for bucket in &mut list.buckets {
            bucket.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        list
    }

    fn bucket(&self, key: Option<char>) -> &[(Box<str>, T)] {
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
        let starts = move |(word, _): &&'a (Box<str>, T)| text.as_bytes().starts_with(word.as_bytes());
        self.bucket(text.chars().next()).iter().filter(starts).map(|(word, value)| (&**word, value))
    }

    /// The words that `text` ends with, longest first.
    pub fn at_end<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = (&'a str, &'a T)> + use<'a, 't, T> {
        let ends = move |(word, _): &&'a (Box<str>, T)| text.as_bytes().ends_with(word.as_bytes());
        self.bucket(text.chars().next_back()).iter().filter(ends).map(|(word, value)| (&**word, value))
    }
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
