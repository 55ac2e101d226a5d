//! A filter in front of the dictionaries: most of what is looked up is not there, and a filter says so in a few
//! nanoseconds where walking a finite-state map takes some hundred.
//!
//! It is a Bloom filter whose two bits of a key lie in one word of 64, so a question touches one cache line. It
//! errs one way only: what it denies is not there.

/// The dictionaries it stands in front of. The number goes into the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dictionary {
    Tokens = 1,
    Deletions = 2,
    Skeletons = 3,
    Joined = 4,
    Identifiers = 5,
    /// What two neighbouring words of a query, written together, are asked for: solid tokens, and runs of listed
    /// tokens written together. Two dictionaries behind one question, since nearly every answer is no.
    Written = 6,
}

impl Dictionary {
    /// What it holds, for error messages.
    pub const fn name(self) -> &'static str {
        match self {
            Dictionary::Tokens => "token",
            Dictionary::Deletions => "deletion",
            Dictionary::Skeletons => "skeleton",
            Dictionary::Joined => "joined words",
            Dictionary::Identifiers => "identifier",
            Dictionary::Written => "written words",
        }
    }
}

/// Bits for each key: about one question in twenty for what is not there is passed on.
const BITS_A_KEY: usize = 10;

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a key. Part of the file format: it must not change without a new version.
fn hash(dictionary: Dictionary, key: &[u8]) -> u64 {
    let mut hash = start(dictionary, key.len());
    let mut chunks = key.chunks_exact(8);
    for chunk in &mut chunks {
        hash = add(hash, word(chunk));
    }
    finish(hash, word(chunks.remainder()))
}

/// The hash of a key of so many bytes, at most 16, that stand in a number, the first the least. The same as [`hash`].
fn hash_short(dictionary: Dictionary, bytes: usize, key: u128) -> u64 {
    let hash = start(dictionary, bytes);
    // The two halves of the number.
    #[allow(clippy::cast_possible_truncation)]
    let (low, high) = (key as u64, (key >> 64) as u64);
    match bytes {
        0..8 => finish(hash, low),
        8..16 => finish(add(hash, low), high),
        _ => finish(add(add(hash, low), high), 0),
    }
}

fn start(dictionary: Dictionary, bytes: usize) -> u64 {
    (dictionary as u64).wrapping_mul(FACTOR) ^ bytes as u64
}

fn add(hash: u64, word: u64) -> u64 {
    let hash = (hash ^ word).wrapping_mul(FACTOR);
    hash ^ hash >> 32
}

fn finish(hash: u64, word: u64) -> u64 {
    let mut hash = (hash ^ word).wrapping_mul(FACTOR);
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(FACTOR);
    hash ^ (hash >> 32)
}

/// Up to eight bytes as a number, the first the least.
fn word(bytes: &[u8]) -> u64 {
    let mut word = [0u8; 8];
    word[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

/// The word of a key, and its two bits in it.
fn place(hash: u64, words: usize) -> (usize, u64) {
    // `words` is a power of two.
    let word = usize::try_from(hash >> 16).unwrap_or(usize::MAX) & (words - 1);
    (word, 1 << (hash & 63) | 1 << (hash >> 6 & 63))
}

/// Collects keys and writes the filter.
#[derive(Debug, Default)]
pub(crate) struct FilterBuilder {
    hashes: Vec<u64>,
}

impl FilterBuilder {
    pub fn add(&mut self, dictionary: Dictionary, key: &[u8]) {
        self.hashes.push(hash(dictionary, key));
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        let words = (self.hashes.len() * BITS_A_KEY / 64 + 1).next_power_of_two();
        let mut bits = vec![0u64; words];
        for hash in self.hashes {
            let (word, mask) = place(hash, words);
            bits[word] |= mask;
        }
        bits.iter().flat_map(|word| word.to_le_bytes()).collect()
    }
}

/// Whether the filter's bytes are a whole, usable filter.
pub(crate) fn is_valid(filter: &[u8]) -> bool {
    filter.len() >= 8 && (filter.len() / 8).is_power_of_two() && filter.len().is_multiple_of(8)
}

/// Whether a key may be in a dictionary; `false` is certain.
pub(crate) fn may_hold(filter: &[u8], dictionary: Dictionary, key: &[u8]) -> bool {
    has(filter, hash(dictionary, key))
}

/// The same for a key of so many bytes, at most 16, that stand in a number, the first the least.
pub(crate) fn may_hold_short(filter: &[u8], dictionary: Dictionary, bytes: usize, key: u128) -> bool {
    has(filter, hash_short(dictionary, bytes, key))
}

fn has(filter: &[u8], hash: u64) -> bool {
    let (word, mask) = place(hash, filter.len() / 8);
    let mut bytes = [0u8; 8];
    bytes.copy_from_slice(&filter[word * 8..word * 8 + 8]);
    u64::from_le_bytes(bytes) & mask == mask
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, FilterBuilder, hash, hash_short, is_valid, may_hold};

    #[test]
    fn a_short_key_has_one_hash_however_it_is_held() {
        let key = b"abdurrahmanovich";
        for len in 0..=key.len() {
            let mut bytes = [0u8; 16];
            bytes[..len].copy_from_slice(&key[..len]);
            assert_eq!(
                hash_short(Dictionary::Deletions, len, u128::from_le_bytes(bytes)),
                hash(Dictionary::Deletions, &key[..len]),
                "{len}"
            );
        }
    }

    #[test]
    fn what_was_added_is_never_denied_and_most_of_the_rest_is() {
        let mut builder = FilterBuilder::default();
        let keys: Vec<String> = (0..20_000).map(|i| format!("key{}", i * 7)).collect();
        keys.iter()
            .for_each(|key| builder.add(Dictionary::Joined, key.as_bytes()));
        let filter = builder.finish();
        assert!(is_valid(&filter));
        assert!(
            keys.iter()
                .all(|key| may_hold(&filter, Dictionary::Joined, key.as_bytes()))
        );
        let passed = keys
            .iter()
            .filter(|key| may_hold(&filter, Dictionary::Tokens, key.as_bytes()))
            .count();
        assert!(
            passed < 2_000,
            "{passed} of 20,000 that are not there were passed on"
        );
    }

    #[test]
    fn an_empty_filter_denies_everything() {
        let filter = FilterBuilder::default().finish();
        assert!(is_valid(&filter) && !may_hold(&filter, Dictionary::Tokens, b"a"));
    }
}
