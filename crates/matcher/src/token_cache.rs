//! What is known of query tokens: payments repeat their words, and what is known of a word is dear to find out.
//!
//! Each thread numbers the tokens that it met ([`SeenTokens`]) and asks the cache of all threads ([`TokenCache`]) for
//! those that are new to it.

use std::{
    hash::BuildHasher,
    sync::{Arc, Mutex},
};

use hashbrown::HashTable;
use portcullis_index::Index;
use portcullis_names::Class;
use portcullis_sys::{prefetch, threads::unless_in_use};
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use crate::{
    plain_numbers::PlainNumbers, pruned_postings::PrunedPostings, relations::RelatedToken, span::Span,
};

const BEGINNING_BYTES: usize = 16;

/// The first bytes of a token as a number, zeros behind what it has.
fn beginning(token: &[u8]) -> u128 {
    if let Some(first) = token.first_chunk::<BEGINNING_BYTES>() {
        return u128::from_le_bytes(*first);
    }
    // Two halves that overlap are read in two steps, however many bytes there are.
    let (low, high): (u128, u128) = match token.len() {
        8.. => {
            let first = token.first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
            let last = token.last_chunk().map_or(0, |b| u64::from_le_bytes(*b));
            (first.into(), last.into())
        }
        4.. => {
            let first = token.first_chunk().map_or(0, |b| u32::from_le_bytes(*b));
            let last = token.last_chunk().map_or(0, |b| u32::from_le_bytes(*b));
            (first.into(), last.into())
        }
        _ => {
            let bytes = token.iter().rev();
            return bytes.fold(0, |number, byte| number << 8 | u128::from(*byte));
        }
    };
    let bytes_each = if token.len() < 8 { 4 } else { 8 };
    low | high << (8 * (token.len() - bytes_each))
}

/// What is known of a query token, whoever bears it and beside whatever it stands.
#[derive(Debug, Clone)]
pub(crate) struct Learned {
    /// What it weighs.
    pub weight: f32,
    /// It is on no list, and may be another word with a slip in it.
    pub is_mendable: bool,
    /// What it leads to; `None` for most tokens, which lead nowhere.
    pub leads: Option<Arc<Leads>>,
}

/// The listed tokens and names that a query token leads to.
#[derive(Debug, Default)]
pub(crate) struct Leads {
    /// The listed token with the same text.
    pub exact: Option<u32>,
    /// Listed tokens related to it: those of most tokens lie here.
    pub related: SmallVec<[RelatedToken; RELATED_INLINE]>,
    /// Names that may reach the threshold when the token is related to the heaviest of their tokens that match.
    pub pruned_postings: PrunedPostings,
    /// Names of which it is several words written together.
    pub joined: Box<[u32]>,
}

const RELATED_INLINE: usize = 4;

impl Leads {
    /// Asks for what a search reads first.
    fn prefetch(&self) {
        prefetch(self);
        prefetch(&self.joined);
    }

    /// It, shared, unless it leads nowhere.
    pub fn somewhere(self) -> Option<Arc<Leads>> {
        (self.exact.is_some() || self.listed() > 0).then(|| Arc::new(self))
    }

    /// How many relations and names are kept.
    fn listed(&self) -> usize {
        self.related.len() + self.pruned_postings.len() + self.joined.len()
    }
}

/// Past this many tokens, or this many names and relations kept for them, the memory of a thread is emptied. A token takes
/// about 70 bytes, and what it leads to, which threads share.
const TOKENS_MAX: usize = 100_000;
const LISTED_MAX: usize = 4_000_000;

/// The same of a shard of what all threads learned: 262,144 tokens in all. To learn a token takes a hundred times as long as to
/// ask here for it, so more are kept than by a thread.
const SHARD_TOKENS_MAX: usize = (1 << 18) / SHARDS;
const SHARD_LISTED_MAX: usize = LISTED_MAX / SHARDS;

/// What all threads learned of tokens. A thread asks here for what it does not remember itself, which is seldom. Nobody
/// waits: who finds a shard in use learns the token by itself.
pub(crate) struct TokenCache {
    shards: [Mutex<SeenTokens>; SHARDS],
    remembers: bool,
    pub plain_numbers: PlainNumbers,
}

const SHARDS: usize = 64;

impl TokenCache {
    /// One of an index; without `remembers` it learns every token that it is asked for.
    pub fn new(index: &Index, remembers: bool) -> TokenCache {
        TokenCache {
            remembers,
            plain_numbers: PlainNumbers::new(index),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// One of the same index that learns every token that it is asked for, for a search with another threshold: what a token leads to
    /// depends on it.
    pub fn forgetful(&self) -> TokenCache {
        TokenCache {
            remembers: false,
            plain_numbers: self.plain_numbers,
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// What is known of a token; what nobody knows is learned here.
    pub fn learned(&self, token: &str, class: Class, learn: impl FnOnce() -> Learned) -> Learned {
        if !self.remembers {
            return learn();
        }
        #[allow(clippy::cast_possible_truncation)] // of a hash any bits will do
        let shard = &self.shards[(hash(token.as_bytes(), class) >> 32) as usize % SHARDS];
        if let Some(shard) = unless_in_use(shard)
            && let Some(known) = shard.find(token, class)
        {
            return shard.seen[known as usize].learned.clone();
        }
        // Not under the lock: two threads may learn the same, and one of them in vain.
        let learned = learn();
        if let Some(mut shard) = unless_in_use(shard) {
            shard.make_room(SHARD_TOKENS_MAX, SHARD_LISTED_MAX);
            shard.insert(token, class, learned.clone());
        }
        learned
    }
}

fn hash(token: &[u8], class: Class) -> u64 {
    FxBuildHasher.hash_one((token, class as u8))
}

/// A token that was seen before.
#[derive(Debug)]
struct SeenToken {
    text: Span,
    /// The first bytes of the text: most tokens have no more, and are told apart without a look at the text.
    beginning: u128,
    class: Class,
    learned: Learned,
}

/// Tokens that were seen before, each by an ordinal.
#[derive(Debug, Default)]
pub(crate) struct SeenTokens {
    table: HashTable<u32>,
    seen: Vec<SeenToken>,
    text: Vec<u8>,
    listed: usize,
}

impl SeenTokens {
    /// Forgets everything when a thread's memory is full: ordinals given out before are void then.
    pub fn make_room_of_thread(&mut self) {
        self.make_room(TOKENS_MAX, LISTED_MAX);
    }

    fn make_room(&mut self, tokens: usize, listed: usize) {
        if self.seen.len() >= tokens || self.listed >= listed {
            self.table.clear();
            self.seen.clear();
            self.text.clear();
            self.listed = 0;
        }
    }

    /// The ordinal of a token that is remembered.
    pub fn find(&self, token: &str, class: Class) -> Option<u32> {
        let token_beginning = beginning(token.as_bytes());
        self.table
            .find(hash(token.as_bytes(), class), |&at| {
                let seen = &self.seen[at as usize];
                seen.class == class
                    && seen.beginning == token_beginning
                    && seen.text.len as usize == token.len()
                    && (token.len() <= BEGINNING_BYTES || seen.text.of(&self.text) == token.as_bytes())
            })
            .copied()
    }

    /// Remembers a token and returns its ordinal.
    pub fn insert(&mut self, token: &str, class: Class, learned: Learned) -> u32 {
        let start = self.text.len();
        self.text.extend_from_slice(token.as_bytes());
        self.listed += learned.leads.as_ref().map_or(0, |leads| leads.listed());
        let ordinal = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        self.seen.push(SeenToken {
            text: Span::since(start, &self.text),
            beginning: beginning(token.as_bytes()),
            class,
            learned,
        });
        let (seen, text) = (&self.seen, &self.text);
        self.table
            .insert_unique(hash(token.as_bytes(), class), ordinal, |&at| {
                let seen = &seen[at as usize];
                hash(seen.text.of(text), seen.class)
            });
        ordinal
    }

    /// What a token weighs.
    pub fn weight(&self, ordinal: u32) -> f32 {
        self.seen[ordinal as usize].learned.weight
    }

    /// Asks for what a token leads to, which is read when all of a name are found.
    pub fn prefetch_leads(&self, ordinal: u32) {
        if let Some(leads) = self.leading(ordinal) {
            leads.prefetch();
        }
    }

    /// Whether a token may be another word with a slip in it.
    pub fn is_mendable(&self, ordinal: u32) -> bool {
        self.seen[ordinal as usize].learned.is_mendable
    }

    /// What a token leads to, where it leads anywhere: most lead nowhere.
    pub fn leading(&self, ordinal: u32) -> Option<&Leads> {
        self.seen[ordinal as usize].learned.leads.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGINNING_BYTES, beginning};

    #[test]
    fn the_beginning_of_a_token_is_its_first_bytes_and_zeros() {
        let token = b"abdelrahmanovich-ibn";
        for bytes in 0..=token.len() {
            let mut expected = [0; BEGINNING_BYTES];
            let first = bytes.min(BEGINNING_BYTES);
            expected[..first].copy_from_slice(&token[..first]);
            assert_eq!(beginning(&token[..bytes]).to_le_bytes(), expected, "{bytes}");
        }
    }
}
