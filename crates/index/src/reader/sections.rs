use std::path::Path;

use portcullis_sys::Bytes;
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

use crate::{
    OpenError,
    layout::{CHECKSUM_BYTES, Header, MAGIC, SECTIONS, SectionEntry, SectionId, VERSION},
    looks_like::looks_like,
};

/// How an index is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenOptions {
    /// Skip the checksum (and only the checksum): for an index that was just checked, on storage that is trusted.
    pub trust_checksum: bool,
}

/// A file whose frame was checked: header, length, and that its sections lie inside.
#[derive(Debug)]
pub(super) struct Sections {
    bytes: Bytes,
    parts: [Bytes; SECTIONS],
    checksum: [u8; CHECKSUM_BYTES],
    rules: u64,
}

impl Sections {
    /// The sections of a file. Its checksum is not looked at: see [`Sections::is_whole`].
    pub fn open(file: Bytes, path: &Path) -> Result<Sections, OpenError> {
        Sections::open_since(file, path, VERSION)
    }

    /// Opens a file of this format, or of one since `oldest`: that its sections are what they are in this one, the caller knows.
    pub fn open_since(file: Bytes, path: &Path, oldest: u32) -> Result<Sections, OpenError> {
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
        if !(oldest..=VERSION).contains(&header.version.get()) {
            return Err(OpenError::Version {
                path: path.to_owned(),
                found: header.version.get(),
                expected: VERSION,
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
        let entries = <[SectionEntry]>::ref_from_bytes(&rest[..table_bytes])
            .map_err(|_| damaged("its section table is not whole"))?;
        let mut parts: [Bytes; SECTIONS] = std::array::from_fn(|_| file.clone());
        let mut at = size_of::<Header>() + table_bytes;
        for (part, entry) in parts.iter_mut().zip(entries) {
            let start = usize::try_from(entry.offset.get()).map_err(|_| damaged("a section lies outside"))?;
            let length = usize::try_from(entry.bytes.get()).map_err(|_| damaged("a section lies outside"))?;
            let end = start
                .checked_add(length)
                .ok_or_else(|| damaged("a section lies outside"))?;
            if start < at || end > body {
                return Err(damaged("a section lies outside or overlaps"));
            }
            at = end;
            *part = file
                .slice(start..end)
                .ok_or_else(|| damaged("a section lies outside"))?;
        }
        Ok(Sections {
            bytes: file,
            parts,
            checksum,
            rules: header.rules.get(),
        })
    }

    /// Whether a file has the checksum that stands at its end.
    pub fn is_whole(file: &[u8]) -> bool {
        let body = file.len().saturating_sub(CHECKSUM_BYTES);
        crate::checksum::checksum(&file[..body]) == file[body..]
    }

    /// Whether its names were taken apart and weighed by the rules of this program: only then can they be searched.
    pub fn has_our_rules(&self) -> bool {
        self.rules == u64::from(portcullis_names::RULES_VERSION)
    }

    /// The whole file.
    pub fn file(&self) -> &Bytes {
        &self.bytes
    }

    /// The checksum at its end.
    pub fn checksum(&self) -> [u8; CHECKSUM_BYTES] {
        self.checksum
    }

    #[inline]
    pub fn get(&self, id: SectionId) -> &[u8] {
        &self.parts[id as usize]
    }

    /// A section that keeps the file alive.
    pub fn share(&self, id: SectionId) -> Bytes {
        self.parts[id as usize].clone()
    }

    /// The records of a section.
    ///
    /// # Errors
    /// It is not a whole number of them.
    pub fn table<T: FromBytes + Immutable + KnownLayout + Unaligned>(
        &self,
        id: SectionId,
    ) -> Result<&[T], String> {
        <[T]>::ref_from_bytes(self.get(id))
            .map_err(|_| format!("its {id:?} is not a whole number of records"))
    }

    /// The records of a section whose size was checked when the index was opened.
    #[inline]
    pub fn records<T: FromBytes + Immutable + KnownLayout + Unaligned>(&self, id: SectionId) -> &[T] {
        <[T]>::ref_from_bytes(self.get(id)).unwrap_or(&[])
    }
}
