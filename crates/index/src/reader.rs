//! The reader: opens an index and lends its parts out, in place.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use fst::{IntoStreamer, Map, Streamer};
use portcullis_model::{Designation, IdentifierKind, NameKind, Schema};
use portcullis_names::{Class, Tokens};
use portcullis_sys::{Bytes, prefetch};
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned, little_endian::U32};

use crate::{
    Manifest, OpenError, RecordError,
    deletions::{SHORT_BYTES_MAX, for_each_deletion, for_each_short_deletion},
    details,
    filter::{self, Dictionary},
    layout::{
        CHECKSUM_BYTES, DesignationRecord, Header, IDENTIFIER_SEPARATOR, MAGIC, NameRecord, NameToken,
        Posting, SECTIONS, SectionEntry, SectionId, Text, TokenRecord, VERSION,
    },
};

/// How an index is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenOptions {
    /// Skip the checksum (and only the checksum): for an index that was just checked, on storage that is trusted.
    pub trust_checksum: bool,
}

/// An open index. Cheap to share between threads by reference or `Arc`.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    /// `Strings`, checked.
    strings: portcullis_sys::Text,
    manifest: Manifest,
    checksum: [u8; CHECKSUM_BYTES],
    tokens: Map<Bytes>,
    deletions: Map<Bytes>,
    skeletons: Map<Bytes>,
    joined: Map<Bytes>,
    identifiers: Map<Bytes>,
    ids: Map<Bytes>,
}

impl Index {
    /// Opens an index file and checks it.
    ///
    /// # Errors
    /// One line that names the file and what is wrong with it.
    pub fn open(path: &Path) -> Result<Index, OpenError> {
        Index::open_with(path, OpenOptions::default())
    }

    /// Opens an index file.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open_with(path: &Path, options: OpenOptions) -> Result<Index, OpenError> {
        let bytes = Bytes::map(path).map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        Index::read(bytes, path, options)
    }

    /// An index from bytes in memory, as [`crate::build`] makes them.
    ///
    /// # Errors
    /// As [`Index::open`], with `<memory>` for the file.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Index, OpenError> {
        Index::read(bytes.into(), Path::new("<memory>"), OpenOptions::default())
    }

    fn read(file: Bytes, path: &Path, options: OpenOptions) -> Result<Index, OpenError> {
        let damaged = |what: &str| OpenError::Damaged {
            path: path.to_owned(),
            what: what.to_owned(),
        };
        let bytes: &[u8] = &file;
        if bytes.len() < size_of::<Header>() || bytes[..8] != MAGIC {
            return Err(OpenError::Foreign {
                path: path.to_owned(),
                found: looks_like(bytes),
            });
        }
        let (header, rest) = Header::read_from_prefix(bytes).map_err(|_| damaged("its header is cut"))?;
        if header.version.get() != VERSION {
            return Err(OpenError::Version {
                path: path.to_owned(),
                found: header.version.get(),
                expected: VERSION,
            });
        }
        if header.rules.get() != u64::from(portcullis_names::RULES_VERSION) {
            return Err(OpenError::Rules {
                path: path.to_owned(),
            });
        }
        if header.file_bytes.get() != bytes.len() as u64 {
            let (expected, found) = (header.file_bytes.get(), bytes.len() as u64);
            return Err(OpenError::Length {
                path: path.to_owned(),
                expected,
                found,
            });
        }
        let table_bytes = SECTIONS * size_of::<SectionEntry>();
        if header.sections.get() as usize != SECTIONS
            || bytes.len() < size_of::<Header>() + table_bytes + CHECKSUM_BYTES
        {
            return Err(damaged("its section table is not whole"));
        }
        let body = bytes.len() - CHECKSUM_BYTES;
        let mut checksum = [0u8; CHECKSUM_BYTES];
        checksum.copy_from_slice(&bytes[body..]);
        if !options.trust_checksum && *blake3::hash(&bytes[..body]).as_bytes() != checksum {
            return Err(OpenError::Checksum {
                path: path.to_owned(),
            });
        }
        let entries = <[SectionEntry]>::ref_from_bytes(&rest[..table_bytes])
            .map_err(|_| damaged("its section table is not whole"))?;
        let mut sections: [Range<usize>; SECTIONS] = std::array::from_fn(|_| 0..0);
        let mut at = size_of::<Header>() + table_bytes;
        for (section, entry) in sections.iter_mut().zip(entries) {
            let start = usize::try_from(entry.offset.get()).map_err(|_| damaged("a section lies outside"))?;
            let length = usize::try_from(entry.bytes.get()).map_err(|_| damaged("a section lies outside"))?;
            let end = start
                .checked_add(length)
                .ok_or_else(|| damaged("a section lies outside"))?;
            if start < at || end > body {
                return Err(damaged("a section lies outside or overlaps"));
            }
            at = end;
            *section = start..end;
        }
        let manifest = serde_json::from_slice(&bytes[sections[SectionId::Manifest as usize].clone()])
            .map_err(|error| damaged(&format!("its manifest cannot be read: {error}")))?;
        let section = |id: SectionId| {
            file.slice(sections[id as usize].clone())
                .ok_or_else(|| damaged("a section lies outside"))
        };
        let map = |id: SectionId| {
            Map::new(section(id)?).map_err(|error| damaged(&format!("its {id:?} cannot be read: {error}")))
        };
        let index = Index {
            tokens: map(SectionId::TokenDictionary)?,
            deletions: map(SectionId::Deletions)?,
            skeletons: map(SectionId::Skeletons)?,
            joined: map(SectionId::Joined)?,
            identifiers: map(SectionId::Identifiers)?,
            ids: map(SectionId::Ids)?,
            strings: portcullis_sys::Text::check(section(SectionId::Strings)?)
                .map_err(|_| damaged("its text is not UTF-8"))?,
            path: path.to_owned(),
            bytes: file.clone(),
            sections,
            manifest,
            checksum,
        };
        index.validate().map_err(|what| damaged(&what))?;
        Ok(index)
    }

    /// Checks that every number that points somewhere points inside: a reader never meets one that does not.
    fn validate(&self) -> Result<(), String> {
        let strings: &str = &self.strings;
        let text = |text: Text, what: &str| {
            let (start, length) = (text.offset.get() as usize, text.bytes.get() as usize);
            let end = start + length;
            if end <= strings.len() && strings.is_char_boundary(start) && strings.is_char_boundary(end) {
                Ok(())
            } else {
                Err(format!("the text of a {what} lies outside"))
            }
        };
        let designations = self.table::<DesignationRecord>(SectionId::Designations)?;
        let names = self.table::<NameRecord>(SectionId::Names)?;
        let name_tokens = self.table::<NameToken>(SectionId::NameTokens)?;
        let tokens = self.table::<TokenRecord>(SectionId::Tokens)?;
        let details_bytes = self.section(SectionId::Details).len();
        let counted = |count: u32, records: usize| count as usize == records;
        if !counted(self.manifest.designations, designations.len())
            || !counted(self.manifest.names, names.len())
            || !counted(self.manifest.tokens, tokens.len())
        {
            return Err("its manifest and its records do not fit".to_owned());
        }
        let mut next_name = 0u64;
        for record in designations {
            text(record.id, "designation")?;
            if !details::is_inside(record.details_place(), details_bytes)
                || u64::from(record.first_name.get()) != next_name
                || usize::from(record.schema) >= Schema::ALL.len()
            {
                return Err("a designation points outside".to_owned());
            }
            next_name += u64::from(record.names.get());
        }
        if next_name != names.len() as u64 {
            return Err("designations and names do not fit".to_owned());
        }
        for record in names {
            text(record.text, "name")?;
            if record.first_token.get() as usize + usize::from(record.tokens.get()) > name_tokens.len()
                || record.designation.get() as usize >= designations.len()
                || usize::from(record.kind) >= NameKind::ALL.len()
                || usize::from(record.schema) >= Schema::ALL.len()
                || !(record.weight.get() > 0.0 || record.tokens.get() == 0)
            {
                return Err("a name points outside".to_owned());
            }
        }
        for token in name_tokens {
            let weight = token.weight.get();
            if token.token.get() as usize >= tokens.len()
                || Class::from_byte(token.class).is_none()
                || !(weight > 0.0 && weight <= 1.0)
                || !(0.0..=1.0).contains(&token.cost.get())
                || !token.telling.get().is_finite()
            {
                return Err("a token of a name points outside".to_owned());
            }
        }
        for token in tokens {
            text(token.text, "token")?;
        }
        let (offsets, postings) = (
            self.table::<U32>(SectionId::PostingOffsets)?,
            self.table::<Posting>(SectionId::Postings)?,
        );
        let ordered = offsets.windows(2).all(|pair| pair[0].get() <= pair[1].get());
        if offsets.len() != tokens.len() + 1
            || !ordered
            || offsets
                .last()
                .is_none_or(|last| last.get() as usize != postings.len())
            || postings
                .iter()
                .any(|posting| posting.name.get() as usize >= names.len())
        {
            return Err("its postings point outside".to_owned());
        }
        self.table::<U32>(SectionId::Lists)?;
        if !filter::is_valid(self.section(SectionId::Filter)) {
            return Err("its filter is not whole".to_owned());
        }
        Ok(())
    }

    fn section(&self, id: SectionId) -> &[u8] {
        &self.bytes[self.sections[id as usize].clone()]
    }

    fn table<T: FromBytes + Immutable + KnownLayout + Unaligned>(
        &self,
        id: SectionId,
    ) -> Result<&[T], String> {
        <[T]>::ref_from_bytes(self.section(id))
            .map_err(|_| format!("its {id:?} is not a whole number of records"))
    }

    /// A table whose size was checked when the index was opened.
    fn records<T: FromBytes + Immutable + KnownLayout + Unaligned>(&self, id: SectionId) -> &[T] {
        <[T]>::ref_from_bytes(self.section(id)).unwrap_or(&[])
    }

    /// A text whose bounds were checked when the index was opened.
    fn text(&self, text: Text) -> &str {
        &self.strings[text.range()]
    }

    /// Whether all that was read of it so far was in the file. Whoever decides something from an index asks before the
    /// decision leaves the process: an index that another process cut short reads as zeros behind its new end.
    ///
    /// # Errors
    /// [`OpenError::Shrank`], and [`OpenError::Io`] if the system does not say how long the file is.
    pub fn check_whole(&self) -> Result<(), OpenError> {
        self.bytes.check_whole().map_err(|source| {
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
        blake3::Hash::from_bytes(self.checksum).to_hex().to_string()
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// How many designations there are; their ordinals count from 0.
    #[must_use]
    pub fn designation_count(&self) -> u32 {
        self.manifest.designations
    }

    fn designation_record(&self, ordinal: u32) -> &DesignationRecord {
        &self.records(SectionId::Designations)[ordinal as usize]
    }

    /// The id of a designation. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn designation_id(&self, ordinal: u32) -> &str {
        self.text(self.designation_record(ordinal).id)
    }

    /// What kind of thing a designation is. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn schema(&self, ordinal: u32) -> Schema {
        Schema::ALL[usize::from(self.designation_record(ordinal).schema)]
    }

    /// Everything that is known of a designation, decoded from its stored form (tens of microseconds: for hits, not
    /// for candidates). Panics on an ordinal that is not of this index.
    ///
    /// # Errors
    /// The record cannot be read; only possible with [`OpenOptions::trust_checksum`].
    pub fn designation(&self, ordinal: u32) -> Result<Designation, RecordError> {
        let place = self.designation_record(ordinal).details_place();
        let record = details::unpack(self.section(SectionId::Details), place)?;
        Ok(serde_json::from_slice(&record)?)
    }

    /// Calls `each` with every designation's ordinal and what is stored of it: JSON, the same bytes for the same
    /// designation. In order, and a fifth of the cost of asking for each, since what is packed together is unpacked once.
    ///
    /// # Errors
    /// As [`Index::designation`], or what `each` says.
    pub fn each_record(
        &self,
        mut each: impl FnMut(u32, &[u8]) -> Result<(), RecordError>,
    ) -> Result<(), RecordError> {
        let records = self.records::<DesignationRecord>(SectionId::Designations);
        let section = self.section(SectionId::Details);
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

    /// The names of a designation, as a range of name ordinals. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn names_of(&self, ordinal: u32) -> Range<u32> {
        let record = self.designation_record(ordinal);
        record.first_name.get()..record.first_name.get() + record.names.get()
    }

    /// The ordinal of a designation id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.ids
            .get(id)
            .and_then(|ordinal| u32::try_from(ordinal).ok())
            .filter(|&n| n < self.designation_count())
    }

    /// How many names there are; their ordinals count from 0.
    #[must_use]
    pub fn name_count(&self) -> u32 {
        self.manifest.names
    }

    /// A name. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn name(&self, ordinal: u32) -> ListedName<'_> {
        let record = &self.records::<NameRecord>(SectionId::Names)[ordinal as usize];
        let first = record.first_token.get() as usize;
        let tokens = &self.records::<NameToken>(SectionId::NameTokens)
            [first..first + usize::from(record.tokens.get())];
        ListedName {
            index: self,
            record,
            tokens,
        }
    }

    /// Asks for the record of a name that [`Index::name`] will be asked for.
    pub fn prefetch_name(&self, ordinal: u32) {
        if let Some(record) = self.records::<NameRecord>(SectionId::Names).get(ordinal as usize) {
            prefetch(record);
        }
    }

    /// Asks for the tokens of a name whose record is there.
    pub fn prefetch_tokens_of(&self, ordinal: u32) {
        if let [first, .., last] = self.name(ordinal).tokens {
            prefetch(first);
            prefetch(last);
        }
    }

    /// How many distinct tokens there are; ordinals count from 0, in the order of their texts.
    #[must_use]
    pub fn token_count(&self) -> u32 {
        self.manifest.tokens
    }

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

    /// The text of a token. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn token_text(&self, token: u32) -> &str {
        self.text(self.records::<TokenRecord>(SectionId::Tokens)[token as usize].text)
    }

    /// The tokens that begin with `beginning`: their ordinals follow each other, for they are in the order of the texts.
    #[must_use]
    pub fn tokens_beginning_with(&self, beginning: &str) -> Range<u32> {
        let records = self.records::<TokenRecord>(SectionId::Tokens);
        let first = records.partition_point(|record| self.text(record.text) < beginning);
        let count = records[first..].partition_point(|record| self.text(record.text).starts_with(beginning));
        // As many as there are tokens, which are numbered with 32 bits.
        let ordinal = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        ordinal(first)..ordinal(first + count)
    }

    /// How many designations bear a token. Panics on an ordinal that is not of this index.
    #[must_use]
    pub fn listed_in(&self, token: u32) -> u32 {
        self.records::<TokenRecord>(SectionId::Tokens)[token as usize]
            .listed_in
            .get()
    }

    /// Whether a key may be in a dictionary; most that are asked for are not.
    fn may_hold(&self, dictionary: Dictionary, key: &str) -> bool {
        filter::may_hold(self.section(SectionId::Filter), dictionary, key.as_bytes())
    }

    /// Names that hold the token as a solid one, those with the highest ceiling first.
    #[must_use]
    pub fn postings(&self, token: u32) -> &[Posting] {
        let offsets = self.records::<U32>(SectionId::PostingOffsets);
        let (start, end) = (
            offsets[token as usize].get() as usize,
            offsets[token as usize + 1].get() as usize,
        );
        &self.records::<Posting>(SectionId::Postings)[start..end]
    }

    fn list(&self, at: u64) -> &[U32] {
        let items = self.records::<U32>(SectionId::Lists);
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
        let filter = self.section(SectionId::Filter);
        for_each_short_deletion(token, deletions, |variant, len| {
            filter::prefetch_short(filter, Dictionary::Deletions, len, variant);
        });
        for_each_short_deletion(token, deletions, |variant, len| {
            if filter::may_hold_short(filter, Dictionary::Deletions, len, variant) {
                self.each_by_deletion(&variant.to_le_bytes()[..len], &mut each);
            }
        });
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

/// What a file that is no index looks like instead.
pub(crate) fn looks_like(bytes: &[u8]) -> &'static str {
    let start = bytes.trim_ascii_start();
    match start {
        [] => "the file is empty",
        [b'<', ..] => "it looks like HTML or XML",
        [b'{' | b'[', ..] => "it looks like JSON",
        _ if start[..start.len().min(512)].is_ascii() => "it looks like text",
        _ => "it does not begin like one",
    }
}

/// A listed name, read in place.
#[derive(Debug, Clone, Copy)]
pub struct ListedName<'i> {
    index: &'i Index,
    record: &'i NameRecord,
    tokens: &'i [NameToken],
}

impl<'i> ListedName<'i> {
    /// The designation that bears it.
    #[must_use]
    pub fn designation(&self) -> u32 {
        self.record.designation.get()
    }

    /// The name as published.
    #[must_use]
    pub fn published(&self) -> &'i str {
        self.index.text(self.record.text)
    }

    /// What kind of name it is.
    #[must_use]
    pub fn kind(&self) -> NameKind {
        NameKind::ALL[usize::from(self.record.kind)]
    }

    /// What leaving the token at a position out costs a score, see [`portcullis_names::cost_of_leaving_out`].
    /// Panics on a position that is not of this name.
    #[must_use]
    pub fn cost(&self, position: usize) -> f32 {
        self.tokens[position].cost.get()
    }

    /// What the token at a position says when it matches, see [`portcullis_names::telling_weight`]. Panics on a
    /// position that is not of this name.
    #[must_use]
    pub fn telling(&self, position: usize) -> f32 {
        self.tokens[position].telling.get()
    }

    /// [`HAS_INITIALS`](crate::HAS_INITIALS) and the like.
    #[must_use]
    pub fn flags(&self) -> u8 {
        self.record.flags
    }

    /// What all its tokens weigh.
    #[must_use]
    pub fn total_weight(&self) -> f32 {
        self.record.weight.get()
    }

    /// What kind of thing its designation is.
    #[must_use]
    pub fn schema(&self) -> Schema {
        Schema::ALL[usize::from(self.record.schema)]
    }

    /// The ordinal of the token at a position. Panics on a position that is not of this name.
    #[must_use]
    pub fn token(&self, position: usize) -> u32 {
        self.tokens[position].token.get()
    }
}

impl Tokens for ListedName<'_> {
    fn len(&self) -> usize {
        self.tokens.len()
    }
    fn text(&self, position: usize) -> &str {
        self.index.token_text(self.token(position))
    }
    fn class(&self, position: usize) -> Class {
        // Checked when the index was opened.
        Class::from_byte(self.tokens[position].class).unwrap_or(Class::Word)
    }
    fn weight(&self, position: usize) -> f32 {
        self.tokens[position].weight.get()
    }
    fn is_person(&self) -> bool {
        self.schema() == Schema::Person
    }
    fn surname_tokens(&self) -> usize {
        usize::from(self.record.surname_tokens)
    }
}
