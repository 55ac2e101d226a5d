//! The one pass over the words of a text that asks which of them may matter: for the names of listed parties, and for whatever
//! else has words to look for ([`Tag`]).
//!
//! A text is folded, and each of its words, alone and with one of the three before it, is looked up by a hash. Nearly every
//! text ends there: what follows is only for those that hold a word that is looked for.

use rustc_hash::FxHashMap;

/// What a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// A word of a listed name that is enough to look at the names that have it.
    NameWord = 1,
    /// Two neighboring words of a listed name of common words.
    NamePair = 2,
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

/// Bits of [`LookedFor::bits`]: 64 KiB, which denies nearly every word.
const BITS: u32 = 19;

/// The words and pairs of words that are looked for in texts.
#[derive(Debug)]
pub(crate) struct LookedFor {
    known: FxHashMap<u64, Tags>,
    bits: Vec<u64>,
}

impl LookedFor {
    pub fn new() -> LookedFor {
        LookedFor {
            known: FxHashMap::default(),
            bits: vec![0; 1 << (BITS - 6)],
        }
    }

    /// Looks for a key from now on.
    pub fn add(&mut self, key: u64, tag: Tag) {
        let (word, mask) = bit(key);
        self.bits[word] |= mask;
        self.known.entry(key).or_default().0 |= tag as u8;
    }

    /// What a key is looked for.
    fn tags(&self, key: u64) -> Tags {
        let (word, mask) = bit(key);
        if self.bits[word] & mask == 0 {
            return Tags::default();
        }
        self.known.get(&key).copied().unwrap_or_default()
    }

    /// What the words of a folded text are looked for.
    pub fn in_text(&self, folded: &str) -> Tags {
        let mut before = [0u64; APART_MAX];
        let mut found = Tags::default();
        let mut each = |word: &[u8]| {
            let own = key_of(word);
            found.0 |= self.tags(own).0;
            for other in before {
                found.0 |= self.tags(pair_of(own, other)).0;
            }
            before.rotate_right(1);
            before[0] = own;
        };
        let mut undotted = Vec::new();
        for chunk in folded.as_bytes().split(|&byte| matches!(byte, b' ' | b',')) {
            if chunk.is_empty() {
                continue;
            }
            if chunk.contains(&b'.') {
                // Letters with dots between them are one word.
                undotted.clear();
                undotted.extend(chunk.iter().filter(|&&byte| byte != b'.'));
                each(&undotted);
            }
            chunk
                .split(|byte| !is_of_word(*byte))
                .filter(|word| !word.is_empty())
                .for_each(&mut each);
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
    for part in word.chunks(8) {
        let mut bytes = [0u8; 8];
        bytes[..part.len()].copy_from_slice(part);
        key = (key ^ u64::from_le_bytes(bytes)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        key ^= key >> 32;
    }
    key
}

/// The key of two words, whichever comes first.
pub(crate) fn pair_of(one: u64, other: u64) -> u64 {
    one.wrapping_add(other).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

fn bit(key: u64) -> (usize, u64) {
    let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
    (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::{LookedFor, Tag, key_of, pair_of};

    fn looked_for() -> LookedFor {
        let mut looked_for = LookedFor::new();
        looked_for.add(key_of(b"irasco"), Tag::NameWord);
        looked_for.add(pair_of(key_of(b"union"), key_of(b"good")), Tag::NamePair);
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
