//! Looking things up by what is written: tokens, keys of related tokens, joined words, identifiers.

use portcullis_model::IdentifierKind;
use smallvec::SmallVec;
use zerocopy::little_endian::U32;

use super::Index;
use crate::{
    buckets::Buckets,
    deletions::{SHORT_BYTES_MAX, SHORT_DELETIONS_MAX, for_each_deletion, for_each_short_deletion},
    filter::{self, Dictionary, DictionaryFilter},
    layout::{IdentifierRecord, SectionId},
};

impl Index {
    /// The ordinal of a token.
    #[must_use]
    pub fn token(&self, text: &str) -> Option<u32> {
        let mut found = None;
        self.each_in_bucket(Dictionary::Tokens, SectionId::TokenDictionary, text, |token| {
            if self.token_text(token) == text {
                found = Some(token);
            }
        });
        found
    }

    fn filter(&self, dictionary: Dictionary) -> DictionaryFilter<'_> {
        DictionaryFilter::of(self.sections.get(SectionId::Filter), dictionary)
    }

    pub(super) fn buckets(&self, id: SectionId) -> Buckets<'_> {
        Buckets::of(self.sections.get(id), self.token_count())
    }

    /// Calls `each` with the tokens that are filed under a key in a dictionary whose section is buckets, and perhaps with others.
    fn each_in_bucket(&self, dictionary: Dictionary, section: SectionId, key: &str, each: impl FnMut(u32)) {
        let filter = self.filter(dictionary);
        let hash = filter.hash(key.as_bytes());
        if filter.has(hash) {
            self.buckets(section).each(hash, each);
        }
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

    /// Calls `each` with every solid token that shares with `token` something that is left of it after up to
    /// `deletions` deletions and of the other after as many as its length allows; perhaps several times, and with others.
    pub fn each_by_deletions(&self, token: &str, deletions: usize, mut each: impl FnMut(u32)) {
        let (filter, buckets) = (
            self.filter(Dictionary::Deletions),
            self.buckets(SectionId::Deletions),
        );
        let mut each_of = |hash: u64| {
            if filter.has(hash) {
                buckets.each(hash, &mut each);
            }
        };
        if token.len() > SHORT_BYTES_MAX || !token.is_ascii() {
            for_each_deletion(token, deletions, |variant| {
                each_of(filter.hash(variant.as_bytes()));
            });
            return;
        }
        // All are asked for at once, so that one wait is enough.
        let mut asked: SmallVec<[u64; SHORT_DELETIONS_MAX]> = SmallVec::new();
        for_each_short_deletion(token, deletions, |variant, len| {
            let hash = filter.hash_short(len, variant);
            filter.prefetch(hash);
            asked.push(hash);
        });
        asked.into_iter().for_each(each_of);
    }

    /// Calls `each` with every solid token that has this consonant skeleton, and perhaps with others.
    pub fn each_by_skeleton(&self, skeleton: &str, each: impl FnMut(u32)) {
        self.each_in_bucket(Dictionary::Skeletons, SectionId::Skeletons, skeleton, each);
    }

    /// Calls `each` with every name that has neighboring tokens which, written together, are `text`, and with how many
    /// bytes of it are the first token's when there are two; `None` when there are more.
    pub fn each_by_joined(&self, text: &str, mut each: impl FnMut(u32, Option<usize>)) {
        if !self.may_hold(Dictionary::Joined, text) {
            return;
        }
        let Some(value) = self.joined.get(text) else {
            return;
        };
        // Only a damaged index that was opened without its checksum has names that are not there.
        let mut each = |name: u32, first: u32| {
            if name < self.name_count() {
                each(name, (first > 0).then_some(first as usize));
            }
        };
        if value & 1 == 1 {
            #[allow(clippy::cast_possible_truncation)] // the two halves
            each((value >> 1) as u32, (value >> 33) as u32);
        } else {
            for [name, first] in self.list(value >> 1).as_chunks::<2>().0 {
                each(name.get(), first.get());
            }
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
        let records = self.identifiers();
        let first = records.partition_point(|record| self.text(record.canonical) < canonical);
        for record in &records[first..] {
            if self.text(record.canonical) != canonical {
                break;
            }
            self.each_of_identifier(record, &mut each);
        }
    }

    /// Calls `each` with every listed identifier: canonical form, kind, designation, place among its identifiers.
    pub fn each_listed_identifier(&self, mut each: impl FnMut(&str, IdentifierKind, u32, u32)) {
        for record in self.identifiers() {
            let canonical = self.text(record.canonical);
            self.each_of_identifier(record, |kind, designation, place| {
                each(canonical, kind, designation, place);
            });
        }
    }

    fn identifiers(&self) -> &[IdentifierRecord] {
        self.sections.records(SectionId::Identifiers)
    }

    fn each_of_identifier(&self, record: &IdentifierRecord, mut each: impl FnMut(IdentifierKind, u32, u32)) {
        let Some(&kind) = IdentifierKind::ALL.get(usize::from(record.kind)) else {
            return;
        };
        for [designation, place] in self.list(record.list.get().into()).as_chunks::<2>().0 {
            // Only a damaged index that was opened without its checksum has designations that are not there.
            if designation.get() < self.designation_count() {
                each(kind, designation.get(), place.get());
            }
        }
    }
}
