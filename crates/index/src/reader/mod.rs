//! The reader: opens an index and lends its parts out, in place.

mod decoded;
mod dictionaries;
mod listed_name;
mod open;
mod places;
mod rebuild;
mod sections;
mod validate;

use std::{ops::Range, path::PathBuf, sync::OnceLock};

use fst::Map;
use portcullis_model::{Date, Designation, PlaceCode, Schema};
use portcullis_sys::{Bytes, prefetch};
use serde::Deserialize;
use zerocopy::little_endian::U32;

use self::sections::Sections;
pub use self::{listed_name::ListedName, sections::OpenOptions};
use crate::{
    Manifest, OpenError, RecordError, Stated, details,
    layout::{
        BirthDay, DesignationRecord, NameRecord, NameToken, Posting, SectionId, Text, TokenRecord, day_number,
    },
};

/// An open index. Cheap to share between threads by reference or `Arc`.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    sections: Sections,
    /// `Strings`, checked.
    strings: portcullis_sys::Text,
    /// `Places`, checked.
    places: portcullis_sys::Text,
    /// Ids of places, made when one is asked for.
    place_ids: OnceLock<Vec<String>>,
    /// Names of places, likewise.
    place_names: OnceLock<Vec<String>>,
    manifest: Manifest,
    joined: Map<Bytes>,
    ids: Map<Bytes>,
    /// What the designations state of law, read when it is asked for.
    stated: OnceLock<Stated>,
    decoded: decoded::Decoded,
}

/// Calls `each` with every designation's ordinal and record. That the records lie inside was checked.
fn each_record(
    sections: &Sections,
    mut each: impl FnMut(u32, &[u8]) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let records = sections.records::<DesignationRecord>(SectionId::Designations);
    let section = sections.get(SectionId::Details);
    let mut ordinal = 0;
    for together in records.chunk_by(|a, b| a.details_block.range() == b.details_block.range()) {
        let end = together.iter().map(|record| record.details.range().end).max();
        let block = details::unpack_to(section, together[0].details_block, end.unwrap_or(0))?;
        for record in together {
            each(ordinal, &block[record.details.range()])?;
            ordinal += 1;
        }
    }
    Ok(())
}

impl Index {
    /// A text whose bounds were checked when the index was opened.
    #[inline]
    fn text(&self, text: Text) -> &str {
        &self.strings[text.range()]
    }

    /// Whether all that was read of it so far was in the file. Whoever decides something from an index asks before the
    /// decision leaves the process: an index that another process cut short reads as zeros behind its new end.
    ///
    /// # Errors
    /// [`OpenError::Shrank`], and [`OpenError::Io`] if the system does not say how long the file is.
    pub fn check_whole(&self) -> Result<(), OpenError> {
        self.sections.file().check_whole().map_err(|source| {
            let path = self.path.clone();
            match source.kind() {
                std::io::ErrorKind::UnexpectedEof => OpenError::Shrank { path },
                _ => OpenError::Io { path, source },
            }
        })
    }

    /// What it was built from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The checksum at its end, in hex: names the index in summaries and audit logs.
    #[must_use]
    pub fn digest(&self) -> String {
        blake3::Hash::from_bytes(self.sections.checksum())
            .to_hex()
            .to_string()
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        self.sections.file().len()
    }

    /// How many designations there are; their ordinals count from 0. Those of places follow ([`Index::place_ordinal`]).
    #[must_use]
    #[inline]
    pub fn designation_count(&self) -> u32 {
        self.manifest.designations
    }

    fn designation_record(&self, ordinal: u32) -> &DesignationRecord {
        &self
            .sections
            .records::<DesignationRecord>(SectionId::Designations)[ordinal as usize]
    }

    /// The id of a designation. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn designation_id(&self, ordinal: u32) -> &str {
        if let Some(place) = self.place_at(ordinal) {
            return &self.place_ids()[place.number() as usize];
        }
        self.text(self.designation_record(ordinal).id)
    }

    /// What kind of thing a designation is. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn schema(&self, ordinal: u32) -> Schema {
        if self.place_at(ordinal).is_some() {
            return Schema::Unknown;
        }
        Schema::ALL[usize::from(self.designation_record(ordinal).schema)]
    }

    /// Everything that is known of a designation, decoded from its stored form (tens of microseconds: for hits, not
    /// for candidates). Panics on an ordinal that is not of this index.
    ///
    /// # Errors
    /// The record cannot be read; only possible with [`OpenOptions::trust_checksum`].
    pub fn designation(&self, ordinal: u32) -> Result<Designation, RecordError> {
        if let Some(place) = self.place_at(ordinal) {
            return Ok(self.place_record(place));
        }
        let place = self.designation_record(ordinal).details_place();
        let record = details::unpack(self.sections.get(SectionId::Details), place)?;
        Ok(serde_json::from_slice(&record)?)
    }

    /// Calls `each` with every designation's ordinal and what is stored of it: JSON, the same bytes for the same
    /// designation. In order, and a fifth of the cost of asking for each, since what is packed together is unpacked once.
    ///
    /// # Errors
    /// As [`Index::designation`], or what `each` says.
    pub fn each_record(
        &self,
        each: impl FnMut(u32, &[u8]) -> Result<(), RecordError>,
    ) -> Result<(), RecordError> {
        each_record(&self.sections, each)
    }

    /// The authorities and the programs that designations state, each once and sorted.
    ///
    /// # Errors
    /// The index is damaged.
    pub fn stated(&self) -> Result<&Stated, RecordError> {
        /// What is read here of the first section.
        #[derive(Deserialize)]
        struct Head {
            stated: Stated,
        }
        if let Some(stated) = self.stated.get() {
            return Ok(stated);
        }
        let Head { stated } = serde_json::from_slice(self.sections.get(SectionId::Manifest))?;
        if !stated.is_inside(self.designation_count()) {
            return Err(RecordError::Packing);
        }
        Ok(self.stated.get_or_init(|| stated))
    }

    /// The names of a designation, as a range of name ordinals. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn names_of(&self, ordinal: u32) -> Range<u32> {
        if self.place_at(ordinal).is_some() {
            return 0..0;
        }
        let record = self.designation_record(ordinal);
        record.first_name.get()..record.first_name.get() + record.names.get()
    }

    /// Whether the record of a designation holds former ones: what is found of it then depends on the day. Panics on an
    /// ordinal that is not of this index.
    #[must_use]
    pub fn has_former(&self, ordinal: u32) -> bool {
        self.place_at(ordinal).is_none() && self.designation_record(ordinal).has_former != 0
    }

    /// The ordinal of the id of a designation or place.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        if let Some(place) = PlaceCode::from_id(id) {
            return Some(self.place_ordinal(place));
        }
        self.ids
            .get(id)
            .and_then(|ordinal| u32::try_from(ordinal).ok())
            .filter(|&n| n < self.designation_count())
    }

    /// The designations of which one birth date is this day, ascending.
    pub fn born_on(&self, date: Date) -> impl Iterator<Item = u32> {
        let all = self.sections.records::<BirthDay>(SectionId::BirthDays);
        let day = day_number(date).unwrap_or(0);
        let first = all.partition_point(|born| born.day.get() < day);
        let same = all[first..].iter().take_while(move |born| born.day.get() == day);
        same.map(|born| born.designation.get())
    }

    /// Every day on which somebody listed was born, ascending; some several times.
    pub fn birth_days(&self) -> impl Iterator<Item = Date> {
        let all = self.sections.records::<BirthDay>(SectionId::BirthDays);
        all.iter().filter_map(|born| {
            let number = born.day.get();
            let part = |number: u32| i8::try_from(number % 100).ok();
            let year = i16::try_from(number / 10_000).ok()?;
            Date::new(year, part(number / 100)?, part(number)?).ok()
        })
    }

    /// How many names there are; their ordinals count from 0.
    #[must_use]
    #[inline]
    pub fn name_count(&self) -> u32 {
        self.manifest.names
    }

    /// A name. Panics on an ordinal that is not of this index.
    #[must_use]
    #[inline]
    pub fn name(&self, ordinal: u32) -> ListedName<'_> {
        let record = &self.sections.records::<NameRecord>(SectionId::Names)[ordinal as usize];
        let first = record.first_token.get() as usize;
        let tokens = &self.sections.records::<NameToken>(SectionId::NameTokens)
            [first..first + usize::from(record.tokens.get())];
        ListedName {
            index: self,
            record,
            tokens,
        }
    }

    /// Asks for the record of a name that [`Index::name`] will be asked for.
    #[inline]
    pub fn prefetch_name(&self, ordinal: u32) {
        if let Some(record) = self
            .sections
            .records::<NameRecord>(SectionId::Names)
            .get(ordinal as usize)
        {
            prefetch(record);
        }
    }

    /// Asks for the tokens of a name whose record is there.
    #[inline]
    pub fn prefetch_tokens_of(&self, ordinal: u32) {
        if let [first, .., last] = self.name(ordinal).tokens {
            prefetch(first);
            prefetch(last);
        }
    }

    /// How many distinct tokens there are; ordinals count from 0, in the order of their texts.
    #[must_use]
    #[inline]
    pub fn token_count(&self) -> u32 {
        self.manifest.tokens
    }

    /// The text of a token. Panics on an ordinal that is not of this index.
    #[must_use]
    #[inline]
    pub fn token_text(&self, token: u32) -> &str {
        self.text(self.sections.records::<TokenRecord>(SectionId::Tokens)[token as usize].text)
    }

    /// The tokens that begin with `beginning`: their ordinals follow each other, for they are in the order of the texts.
    #[must_use]
    pub fn tokens_beginning_with(&self, beginning: &str) -> Range<u32> {
        let records = self.sections.records::<TokenRecord>(SectionId::Tokens);
        let first = records.partition_point(|record| self.text(record.text) < beginning);
        let count = records[first..].partition_point(|record| self.text(record.text).starts_with(beginning));
        // As many as there are tokens, which are numbered with 32 bits.
        let ordinal = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        ordinal(first)..ordinal(first + count)
    }

    /// How many designations bear a token, if it is as common in the index as on the list where it is most common: the
    /// number of bearers where the index holds one list. Panics on an ordinal that is not of this index.
    #[must_use]
    #[inline]
    pub fn listed_in(&self, token: u32) -> u32 {
        self.sections.records::<TokenRecord>(SectionId::Tokens)[token as usize]
            .listed_in
            .get()
    }

    /// Names that hold the token as a solid one, those with the highest ceiling first.
    #[must_use]
    #[inline]
    pub fn postings(&self, token: u32) -> &[Posting] {
        let offsets = self.sections.records::<U32>(SectionId::PostingOffsets);
        let (start, end) = (
            offsets[token as usize].get() as usize,
            offsets[token as usize + 1].get() as usize,
        );
        &self.sections.records::<Posting>(SectionId::Postings)[start..end]
    }
}
