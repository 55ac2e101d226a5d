//! The one pass over the words of a text that asks which of them may matter: for the names of listed parties, and for whatever
//! else has words to look for ([`Tag`]).
//!
//! A text is folded, and each of its words, alone and with one of the three before it, is looked up by a hash. Nearly every
//! text ends there: what follows is only for those that hold a word that is looked for.

use memchr::memchr;
use rustc_hash::FxHashMap;

/// What a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// A word of a listed name that is enough to look at the names that have it.
    NameWord = 1,
    /// Two neighboring words of a listed name of common words.
    NamePair = 2,
    /// Two neighboring words of a listed name, written as one.
    Joined = 4,
}

/// What was found in a text: a bit for each [`Tag`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tags(u8);

impl Tags {
    /// Whether something of the kind was found.
    pub const fn has(self, tag: Tag) -> bool {
        self.0 & tag as u8 != 0
    }
}

/// Two words of a name may have so many other words between them, and one more is one word further.
const APART_MAX: usize = portcullis_names::SMALL_WORDS_INSIDE_MAX + 1;

/// Bits of a filter: 32 or 64 KiB, which denies nearly every word and pair.
const WORD_BITS: u32 = 18;
const PAIR_BITS: u32 = 19;

/// The words and pairs of words that are looked for in texts.
#[derive(Debug)]
pub(crate) struct LookedFor {
    known: FxHashMap<u64, Tags>,
    /// Where two words of a name part that may be written as one.
    joined: FxHashMap<u64, u8>,
    /// The words that are looked for.
    words: Filter<WORD_BITS>,
    /// The words of pairs: most words are in none, and beside them no pair has to be asked for.
    of_pairs: Filter<WORD_BITS>,
    pairs: Filter<PAIR_BITS>,
}

impl LookedFor {
    pub fn new() -> LookedFor {
        LookedFor {
            known: FxHashMap::default(),
            joined: FxHashMap::default(),
            words: Filter::new(),
            of_pairs: Filter::new(),
            pairs: Filter::new(),
        }
    }

    /// Looks from now on for a word that is enough to look at the names that have it.
    pub fn add_word(&mut self, word: &[u8]) {
        let key = key_of(word);
        self.words.add(key);
        self.known.entry(key).or_default().0 |= Tag::NameWord as u8;
    }

    /// Looks from now on for two words beside each other. Returns the key of the two.
    pub fn add_pair(&mut self, one: &[u8], other: &[u8]) -> u64 {
        let words = [one, other].map(key_of);
        for word in words {
            self.of_pairs.add(word);
        }
        let key = pair_of(words[0], words[1]);
        self.pairs.add(key);
        self.known.entry(key).or_default().0 |= Tag::NamePair as u8;
        key
    }

    /// Makes room for so many words that are two.
    pub fn reserve_joined(&mut self, count: usize) {
        self.joined.reserve(count);
    }

    /// Looks from now on for two words of a name that are written as one, and part after so many bytes.
    pub fn add_joined(&mut self, joined: &[u8], parts_at: u8) {
        let key = key_of(joined);
        self.words.add(key);
        self.joined.insert(key, parts_at);
    }

    /// Where a word parts that is two words of a name.
    pub fn parts_at(&self, word: &[u8]) -> Option<usize> {
        let key = key_of(word);
        let known = self.words.may_have(key).then(|| self.joined.get(&key))?;
        known.map(|at| usize::from(*at))
    }

    /// Whether a word is looked for that is enough to look at the names that have it.
    pub fn is_word(&self, word: &[u8]) -> bool {
        let key = key_of(word);
        self.words.may_have(key) && self.tags(key).has(Tag::NameWord)
    }

    /// What a key is looked for that a filter does not deny.
    fn tags(&self, key: u64) -> Tags {
        self.known.get(&key).copied().unwrap_or_default()
    }

    /// What the words of a folded text are looked for.
    pub fn in_text(&self, folded: &str) -> Tags {
        // The words before that are of pairs, the nearest first.
        let mut before = [None; APART_MAX];
        let mut found = Tags::default();
        let mut each = |word: &[u8]| {
            let own = key_of(word);
            if self.words.may_have(own) {
                found.0 |= self.tags(own).0;
                if self.joined.contains_key(&own) {
                    found.0 |= Tag::Joined as u8;
                }
            }
            let of_pair = self.of_pairs.may_have(own);
            if of_pair {
                for other in before.iter().flatten() {
                    let pair = pair_of(own, *other);
                    if self.pairs.may_have(pair) {
                        found.0 |= self.tags(pair).0;
                    }
                }
            }
            before.copy_within(..APART_MAX - 1, 1);
            before[0] = of_pair.then_some(own);
        };
        if memchr(b'.', folded.as_bytes()).is_none() {
            let words = folded.as_bytes().split(|byte| !is_of_word(*byte));
            words.filter(|word| !word.is_empty()).for_each(each);
            return found;
        }
        let mut undotted = Vec::new();
        for chunk in folded.as_bytes().split(|&byte| matches!(byte, b' ' | b',')) {
            if chunk.is_empty() {
                continue;
            }
            let has_dot = chunk.contains(&b'.');
            if has_dot {
                // Letters with dots between them are one word.
                undotted.clear();
                undotted.extend(chunk.iter().filter(|&&byte| byte != b'.'));
                each(&undotted);
            }
            // The single letters of a dotted word are none, and part the words beside it by one and not by each: `Solutions S.R.L., Industrial`.
            let letters_min = if has_dot { 2 } else { 1 };
            let words = chunk.split(|byte| !is_of_word(*byte));
            words.filter(|word| word.len() >= letters_min).for_each(&mut each);
        }
        found
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The key of a word.
pub(crate) fn key_of(word: &[u8]) -> u64 {
    let mut key = 0xcbf2_9ce4_8422_2325u64;
    let (whole, rest) = word.as_chunks();
    let mut mix = |part: u64| {
        key = (key ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        key ^= key >> 32;
    };
    for part in whole {
        mix(u64::from_le_bytes(*part));
    }
    if !rest.is_empty() {
        // So few bytes that a call to copy them costs more than they do.
        mix(rest
            .iter()
            .rev()
            .fold(0, |part, byte| part << 8 | u64::from(*byte)));
    }
    key
}

/// The key of two words, whichever comes first.
pub(crate) fn pair_of(one: u64, other: u64) -> u64 {
    one.wrapping_add(other).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// Keys, by a bit of their hash: what it denies is not there.
#[derive(Debug)]
struct Filter<const BITS: u32>(Vec<u64>);

impl<const BITS: u32> Filter<BITS> {
    fn new() -> Filter<BITS> {
        Filter(vec![0; 1 << (BITS - 6)])
    }

    fn place(key: u64) -> (usize, u64) {
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
        (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
    }

    fn add(&mut self, key: u64) {
        let (word, mask) = Filter::<BITS>::place(key);
        self.0[word] |= mask;
    }

    fn may_have(&self, key: u64) -> bool {
        let (word, mask) = Filter::<BITS>::place(key);
        self.0[word] & mask != 0
    }
}

#[cfg(test)]
mod tests {
    use super::{LookedFor, Tag};

    fn looked_for() -> LookedFor {
        let mut looked_for = LookedFor::new();
        looked_for.add_word(b"irasco");
        looked_for.add_pair(b"union", b"good");
        looked_for
    }

    #[test]
    fn a_word_is_found_wherever_it_stands_and_not_as_a_part_of_another() {
        for (text, found) in [
            ("irasco", true),
            ("to irasco, thanks", true),
            ("ref/irasco.", true),
            ("i.r.a.s.c.o. invoice", true),
            ("irascos", false),
            ("mirasco", false),
            ("", false),
        ] {
            assert_eq!(looked_for().in_text(text).has(Tag::NameWord), found, "{text}");
        }
    }

    #[test]
    fn two_words_are_found_side_by_side_with_little_between_in_any_order() {
        for (text, found) in [
            ("union good", true),
            ("good union", true),
            ("the union of the good 7", true),
            ("union of all the good", false),
            ("union", false),
        ] {
            assert_eq!(looked_for().in_text(text).has(Tag::NamePair), found, "{text}");
        }
    }
}
