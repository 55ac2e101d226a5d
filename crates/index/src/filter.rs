//! A filter in front of the dictionaries: most of what is looked up is not there, and a filter says so in a few
//! nanoseconds where walking a finite-state map takes some hundred.
//!
//! It is a Bloom filter whose four bits of a key lie in one word of 64, so a question touches one cache line. It
//! errs one way only: what it denies is not there. A filter that reads as zeros, since its file was cut while it was mapped,
//! denies nothing. Each dictionary has a filter of its own: those of the small ones,
//! which every payment asks, stay in the processor's nearest cache.
//!
//! The section begins with two 32-bit numbers for each dictionary, in the order of their numbers: the place of its
//! first word of 64 bits in the section, and how many it has, a power of two.

use portcullis_sys::prefetch;

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

/// How many dictionaries there are; they are numbered from 1.
const DICTIONARIES: usize = 6;

/// Bytes before the first filter.
const HEAD_BYTES: usize = DICTIONARIES * 8;

/// Bits for each key, at least: about one question in a hundred for what is not there is passed on.
const BITS_A_KEY: usize = 10;

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a key. Part of the file format: it must not change without a new version.
pub(crate) fn hash(dictionary: Dictionary, key: &[u8]) -> u64 {
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
    // Two halves that may overlap, where they say the same: no loop over the bytes, of which there are a few.
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let (low, high) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            u64::from(low) | u64::from(high) << (8 * (bytes.len() - 4))
        }
        _ => bytes
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The word of a key, and its bits in it.
fn place(hash: u64, words: usize) -> (usize, u64) {
    // `words` is a power of two; none where the head reads as zeros.
    let word = usize::try_from(hash >> 24).unwrap_or(usize::MAX) & words.saturating_sub(1);
    let bit = |shift: u32| 1u64 << (hash >> shift & 63);
    (word, bit(0) | bit(6) | bit(12) | bit(18))
}

/// Collects keys and writes the filters.
#[derive(Debug, Default)]
pub(crate) struct FilterBuilder {
    hashes: [Vec<u64>; DICTIONARIES],
}

impl FilterBuilder {
    pub fn add(&mut self, dictionary: Dictionary, key: &[u8]) {
        self.add_hashes(dictionary, [hash(dictionary, key)]);
    }

    /// Adds keys by their hashes.
    pub fn add_hashes(&mut self, dictionary: Dictionary, hashes: impl IntoIterator<Item = u64>) {
        self.hashes[dictionary as usize - 1].extend(hashes);
    }

    pub fn finish(self) -> Vec<u8> {
        let (mut head, mut filters) = (Vec::with_capacity(HEAD_BYTES), Vec::new());
        for mut hashes in self.hashes {
            hashes.sort_unstable();
            hashes.dedup();
            let words = (hashes.len() * BITS_A_KEY / 64 + 1).next_power_of_two();
            let mut bits = vec![0u64; words];
            for hash in hashes {
                let (word, mask) = place(hash, words);
                bits[word] |= mask;
            }
            // Both stay far below 32 bits: a filter of 2^32 words would stand before three billion keys.
            for number in [HEAD_BYTES / 8 + filters.len(), words] {
                head.extend_from_slice(&u32::try_from(number).unwrap_or(0).to_le_bytes());
            }
            filters.append(&mut bits);
        }
        head.extend(filters.iter().flat_map(|word| word.to_le_bytes()));
        head
    }
}

/// The first word of a dictionary's filter, and how many it has.
fn extent(section: &[u8], dictionary: usize) -> (usize, usize) {
    let number = |at: usize| {
        let mut bytes = [0u8; 4];
        bytes.copy_from_slice(&section[at..at + 4]);
        u32::from_le_bytes(bytes) as usize
    };
    let at = (dictionary - 1) * 8;
    (number(at), number(at + 4))
}

/// Whether the bytes of the section are whole, usable filters.
pub(crate) fn is_valid(section: &[u8]) -> bool {
    section.len() >= HEAD_BYTES
        && (1..=DICTIONARIES).all(|dictionary| {
            let (first, words) = extent(section, dictionary);
            words.is_power_of_two() && (first + words) * 8 <= section.len()
        })
}

/// Whether a key may be in a dictionary; `false` is certain.
pub(crate) fn may_hold(section: &[u8], dictionary: Dictionary, key: &[u8]) -> bool {
    let filter = DictionaryFilter::of(section, dictionary);
    filter.has(filter.hash(key))
}

/// The filter of one dictionary, for whoever asks it for many keys or has more to do with their hashes.
pub(crate) struct DictionaryFilter<'a> {
    dictionary: Dictionary,
    words: &'a [[u8; 8]],
}

impl<'a> DictionaryFilter<'a> {
    /// That of a section that [`is_valid`].
    pub fn of(section: &'a [u8], dictionary: Dictionary) -> DictionaryFilter<'a> {
        let (first, words) = extent(section, dictionary as usize);
        DictionaryFilter {
            dictionary,
            words: section.as_chunks().0.get(first..first + words).unwrap_or(&[]),
        }
    }

    /// The hash of a key.
    pub fn hash(&self, key: &[u8]) -> u64 {
        hash(self.dictionary, key)
    }

    /// The hash of a key of so many bytes, at most 16, that stand in a number, the first the least.
    pub fn hash_short(&self, bytes: usize, key: u128) -> u64 {
        hash_short(self.dictionary, bytes, key)
    }

    /// Asks for the word that [`has`](DictionaryFilter::has) will look at.
    pub fn prefetch(&self, hash: u64) {
        if let Some(word) = self.words.get(place(hash, self.words.len()).0) {
            prefetch(word);
        }
    }

    /// Whether the key of a hash may be in the dictionary; `false` is certain.
    pub fn has(&self, hash: u64) -> bool {
        let (word, mask) = place(hash, self.words.len());
        self.words
            .get(word)
            .is_none_or(|word| u64::from_le_bytes(*word) & mask == mask)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, DictionaryFilter, FilterBuilder, hash, hash_short, is_valid, may_hold};

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
    fn a_filter_whose_file_was_cut_denies_nothing() {
        let zeros = vec![0; FilterBuilder::default().finish().len()];
        assert!(!is_valid(&zeros));
        assert!(may_hold(&zeros, Dictionary::Tokens, b"bout"));
        let filter = DictionaryFilter::of(&zeros, Dictionary::Deletions);
        let hash = filter.hash_short(4, 7);
        filter.prefetch(hash);
        assert!(filter.has(hash));
    }

    #[test]
    fn an_empty_filter_denies_everything() {
        let filter = FilterBuilder::default().finish();
        assert!(is_valid(&filter) && !may_hold(&filter, Dictionary::Tokens, b"a"));
    }
}
