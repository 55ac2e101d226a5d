use std::path::Path;

use portcullis_sys::MappedFile;
use serde::{Deserialize, Serialize};
use zerocopy::FromBytes;

use crate::{
    OpenError,
    layout::{CHECKSUM_BYTES, Header, MAGIC, SectionEntry, VERSION},
    looks_like::looks_like,
};

/// The oldest version of the format whose manifest is read.
const OLDEST_VERSION: u32 = 2;

/// Where designations came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// Kind of source, as on the command line: `ofac-sdn`, `un`, `custom`, …
    pub kind: String,
    /// Path as given to the compiler.
    pub path: String,
    /// Size of all its files, in bytes.
    pub bytes: u64,
    /// BLAKE3 of its files, in hex; of several files, of their digests in order.
    pub blake3: String,
    /// Publication date, as the publisher states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The day of which it is a snapshot (`YYYY-MM-DD`), where the publisher, the command line or the path said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The last day of which it can be, where only a month is known; `day` is then the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_until: Option<String>,
    /// The day of the next snapshot of the same list; absent for the newest, which is the list as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_on: Option<String>,
    /// How many designations it gave.
    pub designations: u32,
    /// How many names.
    pub names: u32,
    /// How many addresses.
    pub addresses: u32,
    /// How many identifiers.
    pub identifiers: u32,
    /// When each of its files was fetched and from where, as far as whoever fetched them left a note.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fetched: Vec<FetchedFile>,
    /// Records that the publisher cut at the most characters that its format can hold, and that nothing given continues.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut_records: Vec<CutRecord>,
}

/// A file of a source, and its way here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedFile {
    /// Its name, without folders.
    pub file: String,
    /// When it was fetched: UTC, ISO 8601.
    pub fetched_at: String,
    /// The address or path that it was fetched from.
    pub from: String,
}

/// A record of which the end is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutRecord {
    /// The id of its designation.
    pub id: String,
    /// Its primary name.
    pub name: String,
}

/// What an index was built from, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program that built it.
    pub program_version: String,
    /// Every source, in the order given.
    pub sources: Vec<Source>,
    /// Designations.
    pub designations: u32,
    /// Names of all kinds.
    pub names: u32,
    /// Distinct tokens.
    pub tokens: u32,
    /// Distinct canonical identifiers.
    pub identifiers: u32,
}

impl Manifest {
    /// Reads the manifest of an index file, whichever version of the format it is (from the second on) and by
    /// whatever rules its names were taken apart: what it was built from is known where it cannot be searched.
    ///
    /// All versions share the header, the form of the section table, the manifest as the first section, and the
    /// checksum at the end; the other sections differ, and are not looked at.
    ///
    /// # Errors
    /// As [`crate::Index::open`], but never [`OpenError::Rules`]: one line that names the file and what is wrong with it.
    /// The checksum of the whole file must fit.
    pub fn read(path: &Path) -> Result<Manifest, OpenError> {
        Manifest::read_with_digest(path).map(|(manifest, _)| manifest)
    }

    /// The manifest, as [`Manifest::read`] reads it, and the digest that names the index ([`crate::Index::digest`]).
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn read_with_digest(path: &Path) -> Result<(Manifest, String), OpenError> {
        let damaged = |what: String| OpenError::Damaged {
            path: path.to_owned(),
            what,
        };
        let map = MappedFile::open(path).map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        let bytes: &[u8] = &map;
        let header = Header::read_from_prefix(bytes).ok();
        let Some((header, rest)) = header.filter(|(header, _)| header.magic == MAGIC) else {
            return Err(OpenError::Foreign {
                path: path.to_owned(),
                found: looks_like(bytes),
            });
        };
        if header.version.get() < OLDEST_VERSION {
            return Err(OpenError::Version {
                path: path.to_owned(),
                found: header.version.get(),
                expected: VERSION,
            });
        }
        let (expected, found) = (header.file_bytes.get(), bytes.len() as u64);
        if expected != found {
            return Err(OpenError::Length {
                path: path.to_owned(),
                expected,
                found,
            });
        }
        let Some((body, checksum)) = bytes.split_last_chunk::<CHECKSUM_BYTES>() else {
            return Err(damaged("its checksum is cut".to_owned()));
        };
        if crate::checksum::checksum(body) != *checksum {
            return Err(OpenError::Checksum {
                path: path.to_owned(),
            });
        }
        let table = u64::from(header.sections.get()) * size_of::<SectionEntry>() as u64;
        let table_end = size_of::<Header>() as u64 + table;
        let entry = SectionEntry::read_from_prefix(rest).ok();
        let (entry, _) = entry
            .filter(|_| header.sections.get() > 0 && table_end <= body.len() as u64)
            .ok_or_else(|| damaged("its section table is not whole".to_owned()))?;
        let start = entry.offset.get();
        let section = start
            .checked_add(entry.bytes.get())
            .filter(|_| start >= table_end)
            .and_then(|end| body.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?))
            .ok_or_else(|| damaged("its manifest lies outside".to_owned()))?;
        let manifest = serde_json::from_slice(section)
            .map_err(|error| damaged(format!("its manifest cannot be read: {error}")))?;
        Ok((manifest, blake3::Hash::from_bytes(*checksum).to_hex().to_string()))
    }
}
