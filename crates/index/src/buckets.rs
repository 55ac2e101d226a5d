//! Tokens under the hashes of their keys: what a query asks for most often, and of which a wrong answer now and then costs a look and
//! nothing else, since each token that is found is held to the relation that asked.
//!
//! ```text
//! how many buckets │ where each begins, and the end │ entries
//! ```
//!
//! All are numbers of 32 bits. A bucket holds the entries of the keys whose hashes are near each other, some eight of them. An entry is a
//! token in the low bits, as many as the tokens of the index need, and in the rest of them a mark: low bits of the hash of the key. Two keys
//! of one bucket and mark are taken for each other. No keys are stored: a section is as large as its tokens.

use zerocopy::{FromBytes, little_endian::U32};

use crate::{
    BuildError,
    number::{little_endian, number},
};

/// How many entries a bucket has: what a cache line holds, about.
const ENTRIES_A_BUCKET: usize = 8;

/// The bucket of a key: its upper half, scaled.
fn bucket(hash: u64, buckets: usize) -> usize {
    usize::try_from(((hash >> 32) * buckets as u64) >> 32).unwrap_or(usize::MAX)
}

/// How many bits the tokens of an index need.
const fn token_bits(tokens: u32) -> u32 {
    u32::BITS - tokens.saturating_sub(1).leading_zeros()
}

/// What stands above the token in an entry.
#[allow(clippy::cast_possible_truncation)] // of a hash any bits will do
const fn mark(hash: u64, token_bits: u32) -> u32 {
    (hash << token_bits) as u32
}

/// The section of keys, each by its hash with a token, for an index of so many tokens.
pub(crate) fn section(mut keys: Vec<(u64, u32)>, tokens: u32) -> Result<Vec<u8>, BuildError> {
    keys.sort_unstable();
    keys.dedup();
    number(keys.len(), "keys of tokens")?;
    let buckets = keys.len() / ENTRIES_A_BUCKET + 1;
    let bits = token_bits(tokens);
    let mut numbers = Vec::with_capacity(2 + buckets + keys.len());
    numbers.push(number(buckets, "buckets")?);
    // Buckets follow each other as hashes do.
    let mut end = 0;
    for at in 0..buckets {
        numbers.push(number(end, "keys of tokens")?);
        end += keys[end..].partition_point(|&(hash, _)| bucket(hash, buckets) <= at);
    }
    numbers.push(number(end, "keys of tokens")?);
    numbers.extend(keys.iter().map(|&(hash, token)| mark(hash, bits) | token));
    Ok(little_endian(&numbers))
}

/// The buckets of a section.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Buckets<'a> {
    starts: &'a [U32],
    entries: &'a [U32],
    token_bits: u32,
}

impl<'a> Buckets<'a> {
    /// Those of a section of an index of so many tokens. What is no such section has none.
    pub fn of(section: &'a [u8], tokens: u32) -> Buckets<'a> {
        let numbers = <[U32]>::ref_from_bytes(section).unwrap_or(&[]);
        let (starts, entries) = match numbers {
            [buckets, rest @ ..] => rest
                .split_at_checked(buckets.get() as usize + 1)
                .unwrap_or((&[], &[])),
            [] => (&[][..], &[][..]),
        };
        Buckets {
            starts,
            entries,
            token_bits: token_bits(tokens),
        }
    }

    /// Whether the bytes of the section are whole, usable buckets of tokens that there are.
    pub fn is_valid(&self, tokens: u32) -> bool {
        let token = |entry: &U32| u64::from(entry.get()) & ((1 << self.token_bits) - 1);
        self.starts.len() > 1
            && self.entries.iter().all(|entry| token(entry) < u64::from(tokens))
            && self.starts.is_sorted_by_key(|start| start.get())
            && self
                .starts
                .last()
                .is_some_and(|end| end.get() as usize == self.entries.len())
    }

    /// Calls `each` with every token of the key of this hash, and perhaps with others.
    pub fn each(&self, hash: u64, mut each: impl FnMut(u32)) {
        let at = bucket(hash, self.starts.len().saturating_sub(1));
        // A file that was cut while it was mapped reads as zeros.
        let Some([start, end]) = self.starts.get(at..at + 2) else {
            return;
        };
        let entries = self.entries.get(start.get() as usize..end.get() as usize);
        let mark = mark(hash, self.token_bits);
        for entry in entries.unwrap_or(&[]) {
            let token = entry.get() ^ mark;
            // No number of so many bits is the mark of another.
            if u64::from(token) >> self.token_bits == 0 {
                each(token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Buckets, section};

    /// Hashes that are spread as hashes are.
    fn hash(n: u32) -> u64 {
        u64::from(n + 1)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(17)
    }

    fn found(section: &[u8], tokens: u32, hash: u64) -> Vec<u32> {
        let mut found = Vec::new();
        Buckets::of(section, tokens).each(hash, |token| found.push(token));
        found
    }

    #[test]
    fn every_token_is_found_under_its_keys_and_hardly_another() {
        let tokens = 5_000;
        let keys: Vec<(u64, u32)> = (0..20_000).map(|n| (hash(n / 2), n % tokens)).collect();
        let bytes = section(keys.clone(), tokens).unwrap();
        assert!(Buckets::of(&bytes, tokens).is_valid(tokens));
        let mut more = 0;
        for (hash, token) in keys {
            let found = found(&bytes, tokens, hash);
            assert!(found.contains(&token));
            more += found.len() - 2;
        }
        let others: usize = (20_000..40_000)
            .map(|n| found(&bytes, tokens, hash(n)).len())
            .sum();
        assert!(more + others < 100, "{more} {others}");
    }

    #[test]
    fn an_index_without_tokens_and_one_of_one_have_buckets() {
        let none = section(Vec::new(), 0).unwrap();
        assert!(Buckets::of(&none, 0).is_valid(0));
        assert!(found(&none, 0, hash(1)).is_empty());
        let one = section(vec![(hash(1), 0)], 1).unwrap();
        assert_eq!(found(&one, 1, hash(1)), [0]);
        assert!(found(&one, 1, hash(2)).is_empty());
    }

    #[test]
    fn a_section_that_was_cut_has_nothing() {
        let bytes = section(vec![(hash(1), 0), (hash(2), 1)], 2).unwrap();
        for zeros in [
            vec![0; bytes.len()],
            bytes[..bytes.len() - 1].to_vec(),
            Vec::new(),
        ] {
            assert!(!Buckets::of(&zeros, 2).is_valid(2));
            assert!(found(&zeros, 2, hash(1)).is_empty());
        }
    }
}
