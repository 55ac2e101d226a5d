use std::{path::Path, sync::OnceLock};

use fst::Map;
use portcullis_sys::{Bytes, Text, threads::both};

use super::{Index, OpenOptions, sections::Sections};
use crate::{OpenError, layout::SectionId};

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
        let whole = file.clone();
        // What is no index is refused before its bytes are read.
        let sections = match Sections::open(file, path) {
            Err(error) if !matches!(error, OpenError::Damaged { .. }) => return Err(error),
            sections => sections,
        };
        if options.trust_checksum {
            return Index::of(sections?, path);
        }
        // The checksum takes longer than all else, and nothing else waits for it.
        let (is_whole, index) = both(|| Sections::is_whole(&whole), || Index::of(sections?, path));
        match index {
            // Who compiles it again is helped by either, and this says why.
            Err(error @ OpenError::Rules { .. }) => Err(error),
            index if is_whole => index,
            _ => Err(OpenError::Checksum {
                path: path.to_owned(),
            }),
        }
    }

    /// The index in a file that may be damaged, checked but for its checksum.
    fn of(sections: Sections, path: &Path) -> Result<Index, OpenError> {
        if !sections.has_our_rules() {
            return Err(OpenError::Rules {
                path: path.to_owned(),
            });
        }
        let damaged = |what: &str| OpenError::Damaged {
            path: path.to_owned(),
            what: what.to_owned(),
        };
        let manifest = serde_json::from_slice(sections.get(SectionId::Manifest))
            .map_err(|error| damaged(&format!("its manifest cannot be read: {error}")))?;
        let map = |id: SectionId| {
            Map::new(sections.share(id))
                .map_err(|error| damaged(&format!("its {id:?} cannot be read: {error}")))
        };
        let index = Index {
            joined: map(SectionId::Joined)?,
            ids: map(SectionId::Ids)?,
            strings: Text::check(sections.share(SectionId::Strings))
                .map_err(|_| damaged("its text is not UTF-8"))?,
            places: Text::check(sections.share(SectionId::Places))
                .map_err(|_| damaged("its places are not UTF-8"))?,
            place_ids: OnceLock::new(),
            place_names: OnceLock::new(),
            stated: OnceLock::new(),
            decoded: super::decoded::Decoded::default(),
            path: path.to_owned(),
            sections,
            manifest,
        };
        index.validate_places()?;
        index.validate().map_err(|what| damaged(&what))?;
        Ok(index)
    }
}
