//! What threads remember of a batch: payments repeat their words, and their parties.
//!
//! Each thread remembers for itself which words it met and what it found for names: nothing of it is shared, so nothing
//! is waited for. What is known of a word is dear to find out, and all threads keep it together ([`Lexicon`]). Of the
//! parties in which nothing was found see [`crate::cleared`].

use std::{
    hash::BuildHasher,
    sync::{Arc, Mutex, MutexGuard, TryLockError},
};

use hashbrown::HashTable;
use portcullis_index::Index;
use portcullis_model::Score;
use portcullis_names::Class;
use rustc_hash::FxBuildHasher;

use crate::{candidates::Prospects, plain_numbers::PlainNumbers, relations::RelatedToken};

/// A listed name that scores at or above the threshold: the best of its designation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameMatch {
    pub designation: u32,
    pub name: u32,
    pub score: Score,
}

/// A stretch of a buffer.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    len: u32,
}

impl Span {
    /// What was pushed since the buffer had `start` items. Buffers are emptied long before 32 bits are short.
    fn since<T>(start: usize, buffer: &[T]) -> Span {
        Span {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            len: u32::try_from(buffer.len() - start).unwrap_or(0),
        }
    }

    fn of<T>(self, buffer: &[T]) -> &[T] {
        &buffer[self.start as usize..self.start as usize + self.len as usize]
    }
}

const BEGINNING_BYTES: usize = 16;

fn beginning(token: &[u8]) -> [u8; BEGINNING_BYTES] {
    let mut beginning = [0; BEGINNING_BYTES];
    let bytes = token.len().min(BEGINNING_BYTES);
    beginning[..bytes].copy_from_slice(&token[..bytes]);
    beginning
}

/// What is known of a query token, whoever bears it and beside whatever it stands.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// What it weighs.
    pub weight: f32,
    /// The listed token with the same text.
    pub exact: Option<u32>,
    /// Listed tokens related to it.
    pub related: Box<[RelatedToken]>,
    /// Names that may reach the threshold when the token is related to the heaviest of their tokens that match.
    pub prospects: Prospects,
    /// Names of which it is several words written together.
    pub joined: Box<[u32]>,
}

impl Learned {
    /// How many relations and names are kept for it.
    fn listed(&self) -> usize {
        self.related.len() + self.prospects.len() + self.joined.len()
    }
}

/// Past this many tokens, or this many names and relations kept for them, a memory of tokens is emptied. A token takes
/// about 200 bytes.
const TOKENS_MAX: usize = 100_000;
const LISTED_MAX: usize = 4_000_000;

/// What all threads learned of tokens. A thread asks here for what it does not remember itself, which is seldom. Nobody
/// waits: who finds a shard in use learns the token by itself, which costs a microsecond or two.
pub(crate) struct Lexicon {
    shards: [Mutex<Shard>; SHARDS],
    pub plain_numbers: PlainNumbers,
}

#[derive(Default)]
struct Shard {
    tokens: HashTable<KnownToken>,
    listed: usize,
}

struct KnownToken {
    text: Box<str>,
    class: Class,
    learned: Arc<Learned>,
}

const SHARDS: usize = 64;

impl Lexicon {
    pub fn new(index: &Index) -> Lexicon {
        Lexicon {
            plain_numbers: PlainNumbers::new(index),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// What is known of a token; what nobody knows is learned here.
    pub fn learned(&self, token: &str, class: Class, learn: impl FnOnce() -> Learned) -> Arc<Learned> {
        let hash = hash(token, class);
        #[allow(clippy::cast_possible_truncation)] // of a hash any bits will do
        let shard = &self.shards[(hash >> 32) as usize % SHARDS];
        let is_it = |known: &KnownToken| known.class == class && *known.text == *token;
        if let Some(shard) = unless_in_use(shard)
            && let Some(known) = shard.tokens.find(hash, is_it)
        {
            return Arc::clone(&known.learned);
        }
        // Not under the lock: two threads may learn the same, and one of them in vain.
        let learned = Arc::new(learn());
        let Some(mut shard) = unless_in_use(shard) else {
            return learned;
        };
        if shard.tokens.len() >= TOKENS_MAX / SHARDS || shard.listed >= LISTED_MAX / SHARDS {
            *shard = Shard::default();
        }
        shard.listed += learned.listed();
        let known = KnownToken {
            text: token.into(),
            class,
            learned: Arc::clone(&learned),
        };
        let hash_of = |known: &KnownToken| self::hash(&known.text, known.class);
        shard.tokens.insert_unique(hash, known, hash_of);
        learned
    }
}

fn unless_in_use(shard: &Mutex<Shard>) -> Option<MutexGuard<'_, Shard>> {
    match shard.try_lock() {
        Ok(shard) => Some(shard),
        // What a panic left is whole: tokens are added when everything about them is known.
        Err(TryLockError::Poisoned(shard)) => Some(shard.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn hash(token: &str, class: Class) -> u64 {
    FxBuildHasher.hash_one((token, class as u8))
}

/// A token that one thread has seen before.
#[derive(Debug)]
struct SeenToken {
    text: Span,
    /// The first bytes of the text: most tokens have no more, and are told apart without a look at the text.
    beginning: [u8; BEGINNING_BYTES],
    class: Class,
    learned: Arc<Learned>,
}

/// Tokens that one thread has seen before, each by an ordinal.
#[derive(Debug, Default)]
pub(crate) struct TokenMemory {
    table: HashTable<u32>,
    seen: Vec<SeenToken>,
    text: Vec<u8>,
    listed: usize,
}

impl TokenMemory {
    /// Forgets everything when it is full, and says so: ordinals given out before are void then.
    pub fn make_room(&mut self) -> bool {
        let full = self.seen.len() >= TOKENS_MAX || self.listed >= LISTED_MAX;
        if full {
            self.table.clear();
            self.seen.clear();
            self.text.clear();
            self.listed = 0;
        }
        full
    }

    /// The ordinal of a token that is remembered.
    pub fn find(&self, token: &str, class: Class) -> Option<u32> {
        let token_beginning = beginning(token.as_bytes());
        self.table
            .find(hash(token, class), |&at| {
                let seen = &self.seen[at as usize];
                seen.class == class
                    && seen.beginning == token_beginning
                    && seen.text.len as usize == token.len()
                    && (token.len() <= BEGINNING_BYTES || seen.text.of(&self.text) == token.as_bytes())
            })
            .copied()
    }

    /// Remembers a token and returns its ordinal.
    pub fn insert(&mut self, token: &str, class: Class, learned: Arc<Learned>) -> u32 {
        let start = self.text.len();
        self.text.extend_from_slice(token.as_bytes());
        self.listed += learned.listed();
        let ordinal = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        self.seen.push(SeenToken {
            text: Span::since(start, &self.text),
            beginning: beginning(token.as_bytes()),
            class,
            learned,
        });
        let (seen, text) = (&self.seen, &self.text);
        self.table.insert_unique(hash(token, class), ordinal, |&at| {
            let seen = &seen[at as usize];
            let token = std::str::from_utf8(seen.text.of(text)).unwrap_or_default();
            hash(token, seen.class)
        });
        ordinal
    }

    /// What is known of a token that was inserted since the memory was last emptied.
    pub fn learned(&self, ordinal: u32) -> &Learned {
        &self.seen[ordinal as usize].learned
    }
}

/// Queries seen before, with what was found for them, by a key in bytes: the text of a name, the tokens of a sentence.
///
/// Two generations: when the young one is full it becomes the old one, and what is asked for again moves back. So a
/// name that is met often is remembered however many are met once.
#[derive(Debug, Default)]
pub(crate) struct QueryMemory {
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

impl QueryMemory {
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

    use super::{NAMES_MAX, NameMatch, QueryMemory};

    #[test]
    fn a_name_that_is_asked_for_again_outlives_those_met_once() {
        let mut memory = QueryMemory::default();
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
