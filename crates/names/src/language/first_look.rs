//! A first look at sets of words: most words that are asked for are in none, and need not be looked up to know it.

/// So many bits that nearly all stay empty, and so few that they lie in the nearest cache.
const BITS: u32 = 16;

/// A bit for what words begin with, end with and have of bytes. What it denies is not there.
#[derive(Debug)]
pub(super) struct FirstLook(Vec<u64>);

impl Default for FirstLook {
    fn default() -> FirstLook {
        FirstLook(vec![0; 1 << (BITS - u64::BITS.ilog2())])
    }
}

impl FirstLook {
    fn place(word: &str) -> (usize, u64) {
        let bytes = word.as_bytes();
        let (begin, last) = match bytes {
            [a, b, c, .., last] => ([*a, *b, *c], *last),
            [a, b, c] => ([*a, *b, *c], 0),
            [a, b] => ([*a, *b, 0], 0),
            [a] => ([*a, 0, 0], 0),
            [] => ([0; 3], 0),
        };
        let [a, b, c] = begin;
        let outline = u64::from(u32::from_le_bytes([a, b, c, last])) ^ (bytes.len() as u64) << u32::BITS;
        let hash = outline.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BITS);
        (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
    }

    pub(super) fn add(&mut self, word: &str) {
        let (at, bit) = FirstLook::place(word);
        self.0[at] |= bit;
    }

    /// Whether the word may have been added.
    #[inline]
    pub(super) fn may_have(&self, word: &str) -> bool {
        let [may_have] = FirstLook::may_each_have([self], word);
        may_have
    }

    /// The same of several sets.
    #[inline]
    pub(super) fn may_each_have<const SETS: usize>(looks: [&FirstLook; SETS], word: &str) -> [bool; SETS] {
        let (at, bit) = FirstLook::place(word);
        looks.map(|look| look.0.get(at).is_some_and(|bits| bits & bit != 0))
    }
}

#[cfg(test)]
mod tests {
    use super::FirstLook;

    #[test]
    fn what_was_added_may_be_there_and_most_else_is_not() {
        let mut look = FirstLook::default();
        let words = ["", "a", "ab", "abc", "limited", "株式会社", "trading"];
        words.iter().for_each(|word| look.add(word));
        assert!(words.iter().all(|word| look.may_have(word)));
        for other in ["b", "limiter", "limitd", "tradings", "ba", "會社"] {
            assert!(!look.may_have(other), "{other}");
        }
    }
}
