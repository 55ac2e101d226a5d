//! BLAKE3 that can be put down and taken up again.
//!
//! BLAKE3 hashes parts of its input by themselves and joins them in pairs, up to the root of a tree. What is known of whole parts are a few
//! values of 32 bytes, one for each bit of their number. With them, and with the bytes of the part that is not whole, whoever
//! comes later goes on as if everything before had been hashed just now.

use blake3::{
    CHUNK_LEN, Hash, Hasher,
    hazmat::{ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root},
};
use serde::{Deserialize, Serialize};

/// How many bytes are hashed by themselves: enough that BLAKE3 takes many blocks at once, few enough to be read again in no time. A
/// power of two of its chunks.
const PART_BYTES: usize = 64 * CHUNK_LEN;

/// A BLAKE3 hasher of which the state can be kept.
#[derive(Clone)]
pub(crate) struct TreeHasher {
    /// The values of whole parts, joined: the longest first.
    joined: Vec<ChainingValue>,
    /// How many parts that are.
    parts: u64,
    /// The part that comes next. It may be whole: only who knows that more follows can join it.
    part: Hasher,
    in_part: usize,
}

/// The state of a [`TreeHasher`] behind so many bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hashed {
    /// Bytes that are hashed, from the first.
    pub(crate) bytes: u64,
    /// Their BLAKE3.
    pub(crate) blake3: String,
    /// The values of whole parts, in hexadecimal.
    joined: Vec<String>,
}

impl Hashed {
    /// Where the part begins whose bytes are needed to go on.
    pub(crate) fn part_from(&self) -> u64 {
        parts_before(self.bytes) * PART_BYTES as u64
    }
}

/// Whole parts before the one that the last of so many bytes is in.
fn parts_before(bytes: u64) -> u64 {
    bytes.saturating_sub(1) / PART_BYTES as u64
}

impl TreeHasher {
    pub(crate) fn new() -> TreeHasher {
        TreeHasher {
            joined: Vec::new(),
            parts: 0,
            part: Hasher::new(),
            in_part: 0,
        }
    }

    /// Goes on behind what was hashed; `part` are the bytes from [`Hashed::part_from`]. `None` where these are not the bytes that were
    /// hashed, or the state is none.
    pub(crate) fn go_on(hashed: &Hashed, part: &[u8]) -> Option<TreeHasher> {
        let parts = parts_before(hashed.bytes);
        if hashed.part_from() + part.len() as u64 != hashed.bytes
            || hashed.joined.len() != parts.count_ones() as usize
        {
            return None;
        }
        let joined = hashed
            .joined
            .iter()
            .map(|value| Some(*Hash::from_hex(value).ok()?.as_bytes()));
        let mut hasher = TreeHasher {
            joined: joined.collect::<Option<_>>()?,
            parts,
            part: part_at(parts),
            in_part: 0,
        };
        hasher.update(part);
        (hasher.finalize().to_hex().as_str() == hashed.blake3).then_some(hasher)
    }

    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.in_part == PART_BYTES {
                self.join();
            }
            let (now, later) = bytes.split_at(bytes.len().min(PART_BYTES - self.in_part));
            self.part.update(now);
            self.in_part += now.len();
            bytes = later;
        }
    }

    /// Joins the part, which is whole and not the last, with those before it that make a larger one.
    fn join(&mut self) {
        let mut value = self.part.finalize_non_root();
        self.parts += 1;
        for _ in 0..self.parts.trailing_zeros() {
            if let Some(left) = self.joined.pop() {
                value = merge_subtrees_non_root(&left, &value, Mode::Hash);
            }
        }
        self.joined.push(value);
        self.part = part_at(self.parts);
        self.in_part = 0;
    }

    /// Bytes that are hashed.
    pub(crate) fn bytes(&self) -> u64 {
        self.parts * PART_BYTES as u64 + self.in_part as u64
    }

    /// The BLAKE3 of all that is hashed.
    pub(crate) fn finalize(&self) -> Hash {
        let Some((root, rest)) = self.joined.split_first() else {
            return self.part.finalize();
        };
        let mut value = self.part.finalize_non_root();
        for left in rest.iter().rev() {
            value = merge_subtrees_non_root(left, &value, Mode::Hash);
        }
        merge_subtrees_root(root, &value, Mode::Hash)
    }

    /// What is hashed, to go on with.
    pub(crate) fn hashed(&self) -> Hashed {
        Hashed {
            bytes: self.bytes(),
            blake3: self.finalize().to_hex().to_string(),
            joined: self
                .joined
                .iter()
                .map(|value| Hash::from_bytes(*value).to_hex().to_string())
                .collect(),
        }
    }
}

/// The hasher of a part of which so many come before.
fn part_at(parts: u64) -> Hasher {
    let mut part = Hasher::new();
    part.set_input_offset(parts * PART_BYTES as u64);
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PART_BYTES, TreeHasher};

    fn bytes(length: usize) -> Vec<u8> {
        (0..length)
            .map(|n| (n % 251) as u8 ^ (n / 65_521) as u8)
            .collect()
    }

    #[test]
    fn at_every_edge_of_a_part_it_is_blake3() {
        for parts in 0..10 {
            for edge in [-1, 0, 1, 1_024, 1_025] {
                let Some(length) = (parts * PART_BYTES).checked_add_signed(edge) else {
                    continue;
                };
                let bytes = bytes(length);
                let mut hasher = TreeHasher::new();
                hasher.update(&bytes);
                assert_eq!(hasher.finalize(), blake3::hash(&bytes), "{length} bytes");
                assert_eq!(hasher.bytes(), length as u64);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn put_down_and_taken_up_anywhere_it_is_blake3(
            length in 0usize..9 * PART_BYTES, cuts in prop::collection::vec(0usize..9 * PART_BYTES, 0..6),
        ) {
            let bytes = bytes(length);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(length)).collect();
            cuts.sort_unstable();
            let mut hasher = TreeHasher::new();
            let mut at = 0;
            for cut in cuts {
                hasher.update(&bytes[at..cut]);
                at = cut;
                let hashed = hasher.hashed();
                let text = serde_json::to_string(&hashed).unwrap();
                let read = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(&hashed, &read);
                let part = &bytes[usize::try_from(read.part_from()).unwrap()..cut];
                prop_assert!(part.len() <= PART_BYTES);
                hasher = TreeHasher::go_on(&read, part).unwrap();
                let mut other = part.to_vec();
                if let Some(last) = other.last_mut() {
                    *last ^= 1;
                    prop_assert!(TreeHasher::go_on(&read, &other).is_none());
                    other.pop();
                    prop_assert!(TreeHasher::go_on(&read, &other).is_none());
                }
            }
            hasher.update(&bytes[at..]);
            prop_assert_eq!(hasher.finalize(), blake3::hash(&bytes));
        }
    }
}
