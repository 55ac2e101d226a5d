//! What one thread remembers of a batch: payments repeat their words, and their parties.
//!
//! Each thread remembers for itself: nothing is shared, so nothing is waited for. Texts and lists lie end to end in
//! a few long buffers, so that remembering takes no allocation of its own.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use portcullis_model::Score;
use portcullis_names::Class;
use rustc_hash::FxBuildHasher;

use crate::{candidates::Prospect, relations::RelatedToken};

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

/// What is known of a query token, whoever bears it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenFacts {
    text: Span,
    /// The first bytes of the text: most tokens have no more, and are told apart without a look at the text.
    beginning: [u8; BEGINNING_BYTES],
    class: Class,
    /// What it weighs.
    pub weight: f32,
    /// The listed token with the same text.
    pub exact: Option<u32>,
    related: Span,
    prospects: Span,
    joined: Span,
}

/// What is found out of a token before it is remembered.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    pub weight: f32,
    pub exact: Option<u32>,
    /// Listed tokens related to it.
    pub related: Vec<RelatedToken>,
    /// Names that may reach the threshold when the token is related to the heaviest of their tokens that match.
    pub prospects: Vec<Prospect>,
    /// Names of which it is several words written together.
    pub joined: Vec<u32>,
}

/// Tokens seen before.
#[derive(Debug, Default)]
pub(crate) struct TokenMemory {
    table: HashTable<u32>,
    facts: Vec<TokenFacts>,
    text: Vec<u8>,
    related: Vec<RelatedToken>,
    prospects: Vec<Prospect>,
    joined: Vec<u32>,
}

/// Past this many tokens, or this many names and relations kept for them, the memory is emptied. A token takes about
/// 150 bytes.
const TOKENS_MAX: usize = 100_000;
const LISTED_MAX: usize = 4_000_000;

impl TokenMemory {
    /// Forgets everything when it is full, and says so: ordinals given out before are void then.
    pub fn make_room(&mut self) -> bool {
        let listed = self.related.len() + self.prospects.len() + self.joined.len();
        let full = self.facts.len() >= TOKENS_MAX || listed >= LISTED_MAX;
        if full {
            self.table.clear();
            self.facts.clear();
            self.text.clear();
            self.related.clear();
            self.prospects.clear();
            self.joined.clear();
        }
        full
    }

    fn hash(token: &str, class: Class) -> u64 {
        FxBuildHasher.hash_one((token, class as u8))
    }

    /// The ordinal of a token that is remembered.
    pub fn find(&self, token: &str, class: Class) -> Option<u32> {
        let token_beginning = beginning(token.as_bytes());
        self.table
            .find(Self::hash(token, class), |&at| {
                let facts = &self.facts[at as usize];
                facts.class == class
                    && facts.beginning == token_beginning
                    && facts.text.len as usize == token.len()
                    && (token.len() <= BEGINNING_BYTES || facts.text.of(&self.text) == token.as_bytes())
            })
            .copied()
    }

    /// Remembers a token and returns its ordinal.
    pub fn insert(&mut self, token: &str, class: Class, learned: &Learned) -> u32 {
        let (text, related) = (self.text.len(), self.related.len());
        let (prospects, joined) = (self.prospects.len(), self.joined.len());
        self.text.extend_from_slice(token.as_bytes());
        self.related.extend_from_slice(&learned.related);
        self.prospects.extend_from_slice(&learned.prospects);
        self.joined.extend_from_slice(&learned.joined);
        let ordinal = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        self.facts.push(TokenFacts {
            text: Span::since(text, &self.text),
            beginning: beginning(token.as_bytes()),
            class,
            weight: learned.weight,
            exact: learned.exact,
            related: Span::since(related, &self.related),
            prospects: Span::since(prospects, &self.prospects),
            joined: Span::since(joined, &self.joined),
        });
        let (facts, text) = (&self.facts, &self.text);
        self.table
            .insert_unique(Self::hash(token, class), ordinal, |&at| {
                let facts = &facts[at as usize];
                let token = std::str::from_utf8(facts.text.of(text)).unwrap_or_default();
                Self::hash(token, facts.class)
            });
        ordinal
    }

    pub fn facts(&self, ordinal: u32) -> &TokenFacts {
        &self.facts[ordinal as usize]
    }

    pub fn related(&self, facts: &TokenFacts) -> &[RelatedToken] {
        facts.related.of(&self.related)
    }

    pub fn prospects(&self, facts: &TokenFacts) -> &[Prospect] {
        facts.prospects.of(&self.prospects)
    }

    pub fn joined(&self, facts: &TokenFacts) -> &[u32] {
        facts.joined.of(&self.joined)
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
pub(crate) const NAMES_MAX: usize = 300_000;
const MATCHES_MAX: usize = 1_000_000;

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
