//! Looking things up by what is written: tokens, keys of related tokens, joined words, identifiers.

use fst::{IntoStreamer, Map, Streamer};
use portcullis_model::IdentifierKind;
use portcullis_sys::Bytes;
use smallvec::SmallVec;
use zerocopy::little_endian::U32;

use super::Index;
use crate::{
    deletions::{SHORT_BYTES_MAX, SHORT_DELETIONS_MAX, for_each_deletion, for_each_short_deletion},
    filter::{self, Dictionary, DictionaryFilter, Place},
    layout::{IDENTIFIER_SEPARATOR, SectionId},
};

impl Index {
    /// The ordinal of a token.
    #[must_use]
    pub fn token(&self, text: &str) -> Option<u32> {
        if !self.may_hold(Dictionary::Tokens, text) {
            return None;
        }
        self.tokens
            .get(text)
            .and_then(|ordinal| u32::try_from(ordinal).ok())
            .filter(|&ordinal| ordinal < self.token_count())
    }

    /// Whether a key may be in a dictionary; most that are asked for are not.
    fn may_hold(&self, dictionary: Dictionary, key: &str) -> bool {
        filter::may_hold(self.sections.get(SectionId::Filter), dictionary, key.as_bytes())
    }

    fn list(&self, at: u64) -> &[U32] {
        let items = self.sections.records::<U32>(SectionId::Lists);
        let Some(start) = usize::try_from(at).ok().filter(|&start| start < items.len()) else {
            return &[];
        };
        let end = (start + 1 + items[start].get() as usize).min(items.len());
        &items[start + 1..end]
    }

    /// Calls `each` with every value of a key, each of so many numbers. Values whose first number is not below `count` are
    /// passed over: only a damaged index that was opened without its checksum has them.
    fn each_value<const NUMBERS: usize>(
        &self,
        map: &Map<Bytes>,
        key: &[u8],
        count: u32,
        mut each: impl FnMut([u32; NUMBERS]),
    ) {
        let mut each = |value: [u32; NUMBERS]| {
            if value[0] < count {
                each(value);
            }
        };
        let Some(value) = map.get(key) else { return };
        if value & 1 == 1 {
            let mut left = value >> 1;
            #[allow(clippy::cast_possible_truncation)] // the lower half
            each(std::array::from_fn(|_| {
                let number = left as u32;
                left >>= 32;
                number
            }));
        } else {
            for numbers in self.list(value >> 1).as_chunks::<NUMBERS>().0 {
                each(numbers.map(U32::get));
            }
        }
    }

    /// Calls `each` with every solid token that shares with `token` something that is left of it after up to
    /// `deletions` deletions and of the other after as many as its length allows; perhaps several times.
    pub fn each_by_deletions(&self, token: &str, deletions: usize, mut each: impl FnMut(u32)) {
        if token.len() > SHORT_BYTES_MAX || !token.is_ascii() {
            for_each_deletion(token, deletions, |variant| {
                if self.may_hold(Dictionary::Deletions, variant) {
                    self.each_by_deletion(variant.as_bytes(), &mut each);
                }
            });
            return;
        }
        // All are asked for at once, so that one wait is enough.
        let filter = DictionaryFilter::of(self.sections.get(SectionId::Filter), Dictionary::Deletions);
        let mut asked: SmallVec<[(u128, usize, Place); SHORT_DELETIONS_MAX]> = SmallVec::new();
        for_each_short_deletion(token, deletions, |variant, len| {
            let place = filter.place(len, variant);
            filter.prefetch(place);
            asked.push((variant, len, place));
        });
        for &(variant, len, place) in &asked {
            if filter.has(place) {
                self.each_by_deletion(&variant.to_le_bytes()[..len], &mut each);
            }
        }
    }

    fn each_by_deletion(&self, variant: &[u8], mut each: impl FnMut(u32)) {
        self.each_value(&self.deletions, variant, self.token_count(), |[token]| {
            each(token);
        });
    }

    /// Calls `each` with every solid token that has this consonant skeleton.
    pub fn each_by_skeleton(&self, skeleton: &str, mut each: impl FnMut(u32)) {
        if self.may_hold(Dictionary::Skeletons, skeleton) {
            self.each_value(
                &self.skeletons,
                skeleton.as_bytes(),
                self.token_count(),
                |[token]| each(token),
            );
        }
    }

    /// Calls `each` with every name that has neighboring tokens which, written together, are `text`, and with how many
    /// bytes of it are the first token's when there are two; `None` when there are more.
    pub fn each_by_joined(&self, text: &str, mut each: impl FnMut(u32, Option<usize>)) {
        if self.may_hold(Dictionary::Joined, text) {
            self.each_value(
                &self.joined,
                text.as_bytes(),
                self.name_count(),
                |[name, first]| {
                    each(name, (first > 0).then_some(first as usize));
                },
            );
        }
    }

    /// Whether `text` may be a solid token, or neighbouring tokens of a name written together; `false` is certain,
    /// and cheap.
    #[must_use]
    pub fn may_be_written(&self, text: &str) -> bool {
        self.may_hold(Dictionary::Written, text)
    }

    /// Calls `each` with every listed identifier of that canonical form: its kind, its designation, and its place
    /// among the designation's identifiers.
    pub fn each_identifier(&self, canonical: &str, mut each: impl FnMut(IdentifierKind, u32, u32)) {
        if !self.may_hold(Dictionary::Identifiers, canonical) {
            return;
        }
        let mut from = canonical.as_bytes().to_vec();
        from.push(IDENTIFIER_SEPARATOR);
        let mut to = canonical.as_bytes().to_vec();
        to.push(IDENTIFIER_SEPARATOR + 1);
        let mut stream = self.identifiers.range().ge(&from).lt(&to).into_stream();
        while let Some((key, value)) = stream.next() {
            self.each_of_identifier(key, value, |_, kind, designation, place| {
                each(kind, designation, place);
            });
        }
    }

    /// Calls `each` with every listed identifier: canonical form, kind, designation, place among its identifiers.
    pub fn each_listed_identifier(&self, mut each: impl FnMut(&str, IdentifierKind, u32, u32)) {
        let mut stream = self.identifiers.stream();
        while let Some((key, value)) = stream.next() {
            self.each_of_identifier(key, value, &mut each);
        }
    }

    fn each_of_identifier(
        &self,
        key: &[u8],
        value: u64,
        mut each: impl FnMut(&str, IdentifierKind, u32, u32),
    ) {
        let Some(at) = key.iter().rposition(|&b| b == IDENTIFIER_SEPARATOR) else {
            return;
        };
        let (Ok(canonical), Ok(kind)) = (
            std::str::from_utf8(&key[..at]),
            std::str::from_utf8(&key[at + 1..]),
        ) else {
            return;
        };
        let Ok(kind) = kind.parse() else { return };
        for pair in self.list(value >> 1).chunks_exact(2) {
            if pair[0].get() < self.designation_count() {
                each(canonical, kind, pair[0].get(), pair[1].get());
            }
        }
    }
}
