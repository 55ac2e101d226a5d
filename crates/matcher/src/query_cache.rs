//! What a thread found for the queries that it met: payments repeat their parties.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use portcullis_model::Score;
use rustc_hash::FxBuildHasher;

use crate::span::Span;

/// A listed name that scores at or above the threshold: the best of its designation, or one of a former record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameMatch {
    pub designation: u32,
    pub name: u32,
    pub score: Score,
}

/// Queries seen before, with what was found for them, by a key in bytes: the text of a name, the tokens of a sentence.
///
/// Two generations: when the young one is full it becomes the old one, and what is asked for again moves back. So a
/// name that is met often is remembered however many are met once.
#[derive(Debug, Default)]
pub(crate) struct QueryCache {
    young: Generation,
    old: Generation,
}

#[derive(Debug, Default)]
struct Generation {
    table: HashTable<KnownQuery>,
    keys: Vec<u8>,
    matches: Vec<NameMatch>,
}

#[derive(Debug, Clone, Copy)]
struct KnownQuery {
    hash: u64,
    key: Span,
    matches: Span,
}

/// Queries of a generation. One takes about 80 bytes.
pub(crate) const NAMES_MAX: usize = 65_536;
const MATCHES_MAX: usize = 100_000;

impl QueryCache {
    /// Puts what was found for a key into `found` (cleared first); `false` when the key is not remembered.
    pub fn recall(&mut self, key: &[u8], found: &mut Vec<NameMatch>) -> bool {
        found.clear();
        let hash = FxBuildHasher.hash_one(key);
        if let Some(known) = self.young.find(hash, key) {
            found.extend_from_slice(known.matches.of(&self.young.matches));
            return true;
        }
        let Some(known) = self.old.find(hash, key) else {
            return false;
        };
        found.extend_from_slice(known.matches.of(&self.old.matches));
        self.insert(hash, key, found);
        true
    }

    /// Remembers what was found for a key that is not remembered.
    pub fn remember(&mut self, key: &[u8], found: &[NameMatch]) {
        self.insert(FxBuildHasher.hash_one(key), key, found);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    fn insert(&mut self, hash: u64, key: &[u8], found: &[NameMatch]) {
        if self.young.table.len() >= NAMES_MAX || self.young.matches.len() >= MATCHES_MAX {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        let young = &mut self.young;
        let (start, first) = (young.keys.len(), young.matches.len());
        young.keys.extend_from_slice(key);
        young.matches.extend_from_slice(found);
        let known = KnownQuery {
            hash,
            key: Span::since(start, &young.keys),
            matches: Span::since(first, &young.matches),
        };
        young.table.insert_unique(hash, known, |known| known.hash);
    }
}

impl Generation {
    fn find(&self, hash: u64, key: &[u8]) -> Option<KnownQuery> {
        self.table
            .find(hash, |known| {
                known.hash == hash && known.key.of(&self.keys) == key
            })
            .copied()
    }

    fn clear(&mut self) {
        self.table.clear();
        self.keys.clear();
        self.matches.clear();
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::Score;

    use super::{NAMES_MAX, NameMatch, QueryCache};

    #[test]
    fn a_name_that_is_asked_for_again_outlives_those_met_once() {
        let mut memory = QueryCache::default();
        let hit = NameMatch {
            designation: 1,
            name: 2,
            score: Score::ONE,
        };
        memory.remember(b"often", &[hit]);
        memory.remember(b"once", &[]);
        let mut found = Vec::new();
        for n in 0..5 * NAMES_MAX / 2 {
            memory.remember(format!("other {n}").as_bytes(), &[]);
            if n % 1_000 == 0 {
                assert!(memory.recall(b"often", &mut found) && found == [hit], "after {n}");
            }
        }
        assert!(!memory.recall(b"once", &mut found) && found.is_empty());
    }
}
