//! Parties, banks and sentences in which nothing was found, remembered by all threads together.
//!
//! Payments repeat their parties, and nearly all of them are nobody that is listed. One question to this cache answers
//! for a whole party: its name, account, identifications and address. What is remembered is the text itself, so the
//! answer is exact, and a text that was searched once is searched by no thread again.
//!
//! **Layout.** A table of [`SLOTS`] slots of two cache lines, in which a key has two places side by side. A slot holds its
//! state, a header (the kind of key and how long its parts are) and up to [`TEXT_BYTES_MAX`] bytes of text; longer keys
//! are not remembered. The table is asked for zeroed and takes memory as it fills: 64 MiB at the most, however many
//! threads and payments there are.
//!
//! **Sharing.** Nobody waits. A slot is a sequence lock: who writes makes its state odd first and even again behind it, and
//! who reads takes what it read for nothing when the state was odd or changed meanwhile. A writer that finds another at
//! work leaves the key out. (Boehm, *Can seqlocks get along with programming language memory models?*, 2012.)

use std::{
    hash::Hasher,
    sync::atomic::{
        AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
        fence,
    },
};

use portcullis_sys::{SharedWords, prefetch};
use rustc_hash::FxHasher;

/// How many slots; a power of two.
const SLOTS: usize = 1 << 19;
const SLOT_WORDS: usize = 16;
/// The state is no part of a key.
const KEY_WORDS: usize = SLOT_WORDS - 1;
/// The first word of a key: its kind, and how long its parts are.
const HEADER_BYTES: usize = WORD_BYTES;
const PARTS_MAX: usize = HEADER_BYTES - 1;
const WORD_BYTES: usize = size_of::<u64>();
const KEY_BYTES: usize = KEY_WORDS * WORD_BYTES;
const TEXT_BYTES_MAX: usize = KEY_BYTES - HEADER_BYTES;

/// What a key is of. Two of different kinds are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A party or agent.
    Party = 1,
    Sentence = 2,
    /// A sentence with `#` for the digits of its plain numbers.
    Numbered = 3,
    /// A party or agent whose name fills a field of a known room, so that it may be cut.
    Filling = 4,
    /// A party or agent whose name does not fill a field of a known room.
    Fitting = 5,
}

/// Everything that a search depends on, in a few words. Reusable: it is filled anew for each question.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    bytes: [u8; KEY_BYTES],
    /// How many of them it has, in whole words; 0 when there is no key.
    used: usize,
    hash: u64,
}

impl Default for Key {
    fn default() -> Key {
        Key {
            bytes: [0; KEY_BYTES],
            used: 0,
            hash: 0,
        }
    }
}

impl Key {
    /// Makes it no key: what it stands for is not remembered.
    pub fn clear(&mut self) {
        self.used = 0;
    }

    /// Makes it the key of some texts, or no key when they are empty or too long.
    pub fn fill<const PARTS: usize>(&mut self, kind: Kind, parts: [&str; PARTS]) {
        const {
            assert!(
                PARTS <= PARTS_MAX,
                "the header has no room for the length of another part"
            );
        };
        self.used = 0;
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if length == 0 || length > TEXT_BYTES_MAX {
            return;
        }
        let bytes = &mut self.bytes;
        // The last word, which the parts may fill in part only.
        let used = (HEADER_BYTES + length).next_multiple_of(WORD_BYTES);
        bytes[used - WORD_BYTES..used].fill(0);
        let mut header = [0; HEADER_BYTES];
        header[0] = kind as u8;
        let mut end = HEADER_BYTES;
        for (part, length) in parts.iter().zip(&mut header[1..]) {
            // Most parts of a party are not stated.
            if part.is_empty() {
                continue;
            }
            bytes[end..end + part.len()].copy_from_slice(part.as_bytes());
            end += part.len();
            // No part is longer than all may be.
            *length = u8::try_from(part.len()).unwrap_or(u8::MAX);
        }
        bytes[..HEADER_BYTES].copy_from_slice(&header);
        let mut hasher = FxHasher::default();
        hasher.write(&bytes[..used]);
        self.hash = hasher.finish();
        self.used = used;
    }

    fn words(&self) -> impl Iterator<Item = u64> {
        let words = self.bytes[..self.used].as_chunks().0.iter();
        words.map(|word| u64::from_le_bytes(*word))
    }

    fn is_none(&self) -> bool {
        self.used == 0
    }
}

/// A set of texts in which nothing was found, shared by all threads; see the module.
pub(crate) struct NoHitCache {
    /// Slots end to end; `None` where there was no room: nothing is remembered then.
    words: Option<SharedWords>,
}

#[derive(Clone, Copy)]
struct Slot<'c> {
    /// 0 when empty, odd while somebody writes; [`ASKED_FOR`] is set when it was asked for since it was written, and the
    /// rest counts the writes.
    state: &'c AtomicU64,
    /// Of the key.
    words: &'c [AtomicU64],
}

const WRITING: u64 = 1;
const ASKED_FOR: u64 = 2;
const WRITES: u64 = 4;

impl NoHitCache {
    pub fn new() -> NoHitCache {
        NoHitCache {
            words: SharedWords::zeroed(SLOTS * SLOT_WORDS).ok(),
        }
    }

    /// One that remembers nothing.
    pub const fn none() -> NoHitCache {
        NoHitCache { words: None }
    }

    fn slot(&self, at: usize) -> Option<Slot<'_>> {
        let slots = self.words.as_deref()?.as_chunks::<SLOT_WORDS>().0;
        let (state, words) = slots.get(at)?.split_first()?;
        Some(Slot { state, words })
    }

    fn places(&self, key: &Key) -> Option<[Slot<'_>; 2]> {
        if key.is_none() {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)] // of a hash any bits will do
        let at = key.hash as usize % SLOTS;
        Some([self.slot(at)?, self.slot(at ^ 1)?])
    }

    /// Asks for what [`NoHitCache::has`] will read.
    pub fn prefetch(&self, key: &Key) {
        if let Some([first, second]) = self.places(key) {
            prefetch(first.state);
            prefetch(&first.words[KEY_WORDS / 2]);
            // Of what is not remembered no more is read.
            prefetch(second.state);
        }
    }

    /// Whether the key is remembered.
    pub fn has(&self, key: &Key) -> bool {
        self.places(key)
            .is_some_and(|places| places.into_iter().any(|slot| slot.holds(key)))
    }

    /// Remembers a key that is not remembered. It may take the place of one that was not asked for again.
    pub fn add(&self, key: &Key) {
        let Some([first, second]) = self.places(key) else {
            return;
        };
        let states = [first, second].map(|slot| slot.state.load(Relaxed));
        let chosen = match states {
            [0, _] => first,
            [_, 0] => second,
            [state, _] if state & ASKED_FOR == 0 => first,
            [_, state] if state & ASKED_FOR == 0 => second,
            _ => {
                // Both are in use: the next one to come may have the place of what is not asked for until then.
                second.state.fetch_and(!ASKED_FOR, Relaxed);
                first
            }
        };
        chosen.write(key);
    }
}

impl Slot<'_> {
    fn holds(self, key: &Key) -> bool {
        let before = self.state.load(Acquire);
        if before == 0 || before & WRITING != 0 {
            return false;
        }
        let same = key
            .words()
            .zip(self.words)
            .all(|(wanted, word)| word.load(Relaxed) == wanted);
        // What was read is read before the state is read again.
        fence(Acquire);
        let after = self.state.load(Relaxed);
        if !same || before & !ASKED_FOR != after & !ASKED_FOR {
            return false;
        }
        if after & ASKED_FOR == 0 {
            // Once for an entry: a line that is only read stays in the caches of all processors.
            let _ = self
                .state
                .compare_exchange(after, after | ASKED_FOR, Relaxed, Relaxed);
        }
        true
    }

    fn write(self, key: &Key) {
        let before = self.state.load(Relaxed);
        let writing = ((before & !ASKED_FOR) + WRITES) | WRITING;
        if before & WRITING != 0
            || self
                .state
                .compare_exchange(before, writing, Acquire, Relaxed)
                .is_err()
        {
            return;
        }
        // Nobody sees a new word with the old state.
        fence(Release);
        for (new, word) in key.words().zip(self.words) {
            word.store(new, Relaxed);
        }
        self.state.store(writing & !WRITING, Release);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicBool, Ordering::Relaxed},
        thread,
    };

    use super::{HEADER_BYTES, Key, Kind, NoHitCache, TEXT_BYTES_MAX};

    fn key<const PARTS: usize>(kind: Kind, parts: [&str; PARTS]) -> Key {
        let mut key = Key::default();
        key.fill(kind, parts);
        key
    }

    fn party(name: &str, account: &str) -> Key {
        key(Kind::Party, [name, account, "", ""])
    }

    #[test]
    fn what_was_added_is_there_and_nothing_else() {
        let cache = NoHitCache::new();
        cache.add(&party("ANNA", "DE1"));
        assert!(cache.has(&party("ANNA", "DE1")));
        assert!(!cache.has(&party("ANNA", "DE2")));
        assert!(
            !cache.has(&party("ANNAD", "E1")),
            "the same letters, otherwise divided"
        );
        assert!(!cache.has(&key(Kind::Sentence, ["ANNADE1"])));
        assert!(!cache.has(&key(Kind::Party, ["ANNA", "", "DE1", ""])));
    }

    #[test]
    fn a_key_that_was_another_before_is_only_what_it_is_now() {
        let cache = NoHitCache::new();
        let mut key = party("ANNA MARIA MAGDALENA", "DE89 3704 0044");
        key.fill(Kind::Party, ["ANNA", "DE1", "", ""]);
        cache.add(&key);
        assert!(cache.has(&party("ANNA", "DE1")));
    }

    #[test]
    fn an_empty_text_and_one_that_is_too_long_are_not_remembered() {
        let longest = "x".repeat(TEXT_BYTES_MAX);
        let cache = NoHitCache::new();
        let remembered = |key: &Key| {
            cache.add(key);
            cache.has(key)
        };
        assert!(remembered(&key(Kind::Sentence, [longest.as_str()])));
        assert!(!remembered(&key(
            Kind::Sentence,
            [format!("{longest}x").as_str()]
        )));
        assert!(!remembered(&party("x", longest.as_str())));
        assert!(!remembered(&party("", "")));
    }

    #[test]
    fn what_is_asked_for_again_outlives_what_is_met_once() {
        let cache = NoHitCache::new();
        let often = party("OFTEN", "");
        cache.add(&often);
        for n in 0..1_500_000 {
            cache.add(&party(&format!("ONCE {n}"), ""));
            if n % 1_000 == 0 {
                assert!(cache.has(&often), "after {n}");
            }
        }
    }

    #[test]
    fn threads_that_write_one_place_do_not_mix_what_they_write() {
        let cache = NoHitCache::new();
        // The same place for all of them, so that half of one and half of another is a third.
        let mixed = |a: u8, b: u8| {
            let mut key = party(&"A".repeat(56), &"B".repeat(40));
            key.bytes[HEADER_BYTES] = a;
            key.bytes[HEADER_BYTES + 95] = b;
            key
        };
        let key = |n: u8| mixed(n, n);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            for writer in 0..2u8 {
                let (cache, done) = (&cache, &done);
                scope.spawn(move || {
                    while !done.load(Relaxed) {
                        for n in 0..4 {
                            cache.add(&key(2 * n + writer));
                        }
                    }
                });
            }
            let mut seen = 0;
            for round in 0..200_000u32 {
                let [a, b] = [round, round / 8].map(|n| u8::try_from(n % 8).unwrap());
                if a != b {
                    assert!(!cache.has(&mixed(a, b)), "a mixture of {a} and {b}");
                }
                seen += u64::from(cache.has(&key(a)));
            }
            done.store(true, Relaxed);
            assert!(seen > 0, "the readers met nothing that was written");
        });
    }
}
