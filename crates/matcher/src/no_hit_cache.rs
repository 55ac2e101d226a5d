//! Parties, banks and sentences in which nothing was found, remembered by all threads together.
//!
//! Payments repeat their parties, and nearly all of them are nobody that is listed. One question to this cache answers
//! for a whole party: its name, account, identifications and address. What is remembered is the text itself, so the
//! answer is exact, and a text that was searched once is searched by no thread again.
//!
//! **Layout.** A table of [`BUCKETS`] buckets of four cache lines. A bucket holds its state and, end to end and the oldest first, as
//! many keys as have room: each a header (the kind of key and how long its parts are) and the text. A party takes twice the room
//! of a sentence, and neither more than it needs; a key of more than [`TEXT_BYTES_MAX`] bytes is not remembered. Where its bucket
//! is full a key goes into the one beside it, and where both are, what was not asked for again leaves. The table is asked for
//! zeroed and takes memory as it fills: 64 MiB at the most, however many threads and payments there are.
//!
//! **Sharing.** Nobody waits. A bucket is a sequence lock: who writes makes its state odd first and even again behind it, and
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

/// How many buckets; a power of two.
const BUCKETS: usize = 1 << 18;
const BUCKET_WORDS: usize = 32;
/// The state is no part of a key.
const ROOM: usize = BUCKET_WORDS - 1;
/// A key has a header of one word and at least one of text.
const KEYS_MAX: usize = ROOM / 2;
const WORD_BYTES: usize = size_of::<u64>();
/// The first word of a key: its kind and how many words of text follow, and how long its parts are.
const HEADER_BYTES: usize = WORD_BYTES;
const PARTS_MAX: usize = HEADER_BYTES - 1;
const KEY_BYTES: usize = ROOM * WORD_BYTES;
const TEXT_BYTES_MAX: usize = KEY_BYTES - HEADER_BYTES;
/// So many bits of a header, the lowest, tell how many words of text follow.
const WORDS_BITS: u32 = 5;
const _: () = assert!(
    ROOM < 1 << WORDS_BITS,
    "a header has no room for the words of the longest key"
);

/// What a key is of. Two of different kinds are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A party or agent.
    Party = 1,
    Sentence = 2,
    /// A sentence without the digits of its plain numbers.
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
        #[allow(clippy::cast_possible_truncation)] // no more than a bucket has
        let words = (used / WORD_BYTES - 1) as u8;
        header[0] = (kind as u8) << WORDS_BITS | words;
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

    /// The first of its words.
    fn header(&self) -> u64 {
        self.words().next().unwrap_or(0)
    }

    fn is_none(&self) -> bool {
        self.used == 0
    }
}

/// How many words a key has whose header is this one.
fn words_of(header: u64) -> usize {
    #[allow(clippy::cast_possible_truncation)] // five bits
    let of_text = (header & ((1 << WORDS_BITS) - 1)) as usize;
    1 + of_text
}

/// A set of texts in which nothing was found, shared by all threads; see the module.
pub(crate) struct NoHitCache {
    /// Buckets end to end; `None` where there was no room: nothing is remembered then.
    words: Option<SharedWords>,
}

#[derive(Clone, Copy)]
struct Bucket<'c> {
    /// 0 when empty, odd while somebody writes; behind that a bit for each key, by its place, that says whether it was asked for
    /// since it was written; and the rest counts the writes.
    state: &'c AtomicU64,
    /// Of the keys; behind the last one 0.
    words: &'c [AtomicU64; ROOM],
}

const WRITING: u64 = 1;
const ASKED_FOR: u64 = 2;
const ALL_ASKED_FOR: u64 = WRITES - ASKED_FOR;
const WRITES: u64 = ASKED_FOR << KEYS_MAX;

impl NoHitCache {
    pub fn new() -> NoHitCache {
        NoHitCache {
            words: SharedWords::zeroed(BUCKETS * BUCKET_WORDS).ok(),
        }
    }

    /// One that remembers nothing.
    pub const fn none() -> NoHitCache {
        NoHitCache { words: None }
    }

    /// The two buckets, side by side, that a key may be in. It is in the second where the first had no room.
    fn buckets(&self, key: &Key) -> Option<[Bucket<'_>; 2]> {
        if key.is_none() {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)] // of a hash any bits will do
        let at = key.hash as usize % BUCKETS;
        let all = self.words.as_deref()?.as_chunks::<BUCKET_WORDS>().0;
        let bucket = |at: usize| {
            let (state, words) = all.get(at)?.split_first()?;
            let words = words.first_chunk()?;
            Some(Bucket { state, words })
        };
        Some([bucket(at)?, bucket(at ^ 1)?])
    }

    /// Asks for what [`NoHitCache::has`] will read.
    pub fn prefetch(&self, key: &Key) {
        const LINE_WORDS: usize = 64 / WORD_BYTES;
        if let Some([first, second]) = self.buckets(key) {
            prefetch(first.state);
            for line in 1..BUCKET_WORDS / LINE_WORDS {
                prefetch(&first.words[line * LINE_WORDS - 1]);
            }
            // Few keys are there, and of what is not remembered hardly more is read.
            prefetch(second.state);
        }
    }

    /// Whether the key is remembered.
    pub fn has(&self, key: &Key) -> bool {
        self.buckets(key)
            .is_some_and(|buckets| buckets.into_iter().any(|bucket| bucket.has(key)))
    }

    /// Remembers a key that is not remembered. It may take the place of some that were not asked for again.
    pub fn add(&self, key: &Key) {
        if let Some([first, second]) = self.buckets(key) {
            let _ = first.add(key, IfFull::Leave)
                || second.add(key, IfFull::Leave)
                || first.add(key, IfFull::Forget);
        }
    }
}

/// What to do with a key for which a bucket has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IfFull {
    Leave,
    /// Others leave: those that were not asked for again, the oldest first.
    Forget,
}

impl Bucket<'_> {
    fn has(self, key: &Key) -> bool {
        let before = self.state.load(Acquire);
        if before == 0 || before & WRITING != 0 {
            return false;
        }
        let place = self.find(key);
        // What was read is read before the state is read again.
        fence(Acquire);
        let after = self.state.load(Relaxed);
        let Some(place) = place else { return false };
        if before & !ALL_ASKED_FOR != after & !ALL_ASKED_FOR {
            return false;
        }
        let asked_for = ASKED_FOR << place;
        if after & asked_for == 0 {
            // Once for a key: a line that is only read stays in the caches of all processors.
            let _ = self
                .state
                .compare_exchange(after, after | asked_for, Relaxed, Relaxed);
        }
        true
    }

    /// Which of the keys of the bucket it is. What is read while another writes may be anything, and is never beyond the bucket.
    fn find(self, key: &Key) -> Option<usize> {
        let header = key.header();
        let (mut at, mut place) = (0, 0);
        while let Some(first) = self.words.get(at) {
            let found = first.load(Relaxed);
            if found == 0 {
                return None;
            }
            let is_same = || {
                let words = key.words().zip(&self.words[at..]);
                words.skip(1).all(|(wanted, word)| word.load(Relaxed) == wanted)
            };
            // A header that is the same says that the key has room behind it.
            if found == header && at + words_of(header) <= ROOM && is_same() {
                return (place < KEYS_MAX).then_some(place);
            }
            at += words_of(found);
            place += 1;
        }
        None
    }

    /// Remembers a key, and says whether it is there now. A bucket that is in use is left alone.
    fn add(self, key: &Key, if_full: IfFull) -> bool {
        let before = self.state.load(Relaxed);
        let (starts, keys) = starts(&self.read());
        let is_full = starts[keys] + key.used / WORD_BYTES > ROOM;
        if is_full && if_full == IfFull::Leave || before & WRITING != 0 {
            return false;
        }
        let taken = self
            .state
            .compare_exchange(before, before | WRITING, Acquire, Relaxed);
        if taken.is_err() {
            return false;
        }
        // Nobody sees a new word with the old state.
        fence(Release);
        let asked_for = if self.find(key).is_some() {
            before & ALL_ASKED_FOR
        } else {
            self.put(key, before & ALL_ASKED_FOR)
        };
        let writes = (before & !ALL_ASKED_FOR).wrapping_add(WRITES);
        self.state.store(writes | asked_for, Release);
        true
    }

    fn read(self) -> [u64; ROOM] {
        self.words.each_ref().map(|word| word.load(Relaxed))
    }

    /// Puts a key behind the others, of which some leave where there is no room. Returns which are asked for then.
    fn put(self, key: &Key, mut asked_for: u64) -> u64 {
        let mut words = self.read();
        let used = loop {
            let (starts, keys) = starts(&words);
            let used = starts[keys];
            if used + key.used / WORD_BYTES <= ROOM {
                break used;
            }
            let idle = (0..keys).find(|place| asked_for & ASKED_FOR << place == 0);
            let leaves = idle.unwrap_or_else(|| {
                // All are in use: the next one to come may have the place of what is not asked for until then.
                asked_for = 0;
                0
            });
            words.copy_within(starts[leaves + 1]..used, starts[leaves]);
            words[used - (starts[leaves + 1] - starts[leaves])..].fill(0);
            let before = (ASKED_FOR << leaves) - 1;
            asked_for = asked_for & before | asked_for >> 1 & !before;
        };
        for (word, new) in words[used..].iter_mut().zip(key.words()) {
            *word = new;
        }
        for (word, new) in self.words.iter().zip(words) {
            word.store(new, Relaxed);
        }
        asked_for
    }
}

/// Where each key in the words of a bucket begins, and behind them where the last one ends; and how many they are.
fn starts(words: &[u64; ROOM]) -> ([usize; KEYS_MAX + 1], usize) {
    let mut starts = [0; KEYS_MAX + 1];
    let (mut at, mut keys) = (0, 0);
    while keys < KEYS_MAX && at < ROOM && words[at] != 0 {
        at += words_of(words[at]);
        keys += 1;
        starts[keys] = at;
    }
    (starts, keys)
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
    fn of_a_full_bucket_the_oldest_leaves_that_was_not_asked_for_again() {
        let cache = NoHitCache::new();
        // What is beside it is full.
        let mut beside = party(&"x".repeat(200), &"y".repeat(32));
        beside.hash = 6;
        cache.add(&beside);
        // Of one bucket, which has room for five of them.
        let key = |n: usize| {
            let mut key = party(&format!("{n:040}"), "");
            key.hash = 7;
            key
        };
        let keys: Vec<_> = (0..9).map(key).collect();
        for key in &keys[..5] {
            cache.add(key);
        }
        assert!(cache.has(&keys[0]) && cache.has(&keys[2]));
        cache.add(&keys[5]);
        cache.add(&keys[6]);
        let [bucket, _] = cache.buckets(&keys[0]).unwrap();
        let held = || {
            keys.iter()
                .map(|key| bucket.find(key).is_some())
                .collect::<Vec<_>>()
        };
        let expected = [true, false, true, false, true, true, true, false, false];
        assert_eq!(held(), expected);
        // All are in use: the oldest leaves, and the others have to be asked for anew.
        for place in [4, 5, 6] {
            assert!(cache.has(&keys[place]));
        }
        cache.add(&keys[7]);
        let expected = [false, false, true, false, true, true, true, true, false];
        assert_eq!(held(), expected);
        // What leaves may have been asked for last: it is the oldest of those that were not asked for since.
        assert!(cache.has(&keys[2]));
        cache.add(&keys[8]);
        let expected = [false, false, true, false, false, true, true, true, true];
        assert_eq!(held(), expected);
        // A key of many words takes the room of some.
        let mut long = party(&"x".repeat(90), &"y".repeat(90));
        long.hash = 7;
        cache.add(&long);
        assert!(cache.has(&long) && cache.has(&keys[2]));
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
