use std::path::PathBuf;

/// Why an index could not be opened. One line, with the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The operating system refused.
    #[error("{}: the index cannot be read: {source}; check the path, or make one with `portcullis compile --out FILE KIND:PATH...`", path.display())]
    Io {
        /// The index file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Not an index of ours.
    #[error("{}: not a Portcullis index ({found}); make one with `portcullis compile --out FILE KIND:PATH...`", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it looks like instead.
        found: &'static str,
    },
    /// Another version of the format.
    #[error("{}: index format {found}, this program reads {expected}; compile it again", path.display())]
    Version {
        /// The index file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// Ours.
        expected: u32,
    },
    /// Built by a program that takes names apart, or scores them, by other rules.
    #[error("{}: the index was compiled by another version of Portcullis, which takes names apart or scores them differently; compile it again", path.display())]
    Rules {
        /// The index file.
        path: PathBuf,
    },
    /// Compiled with another version of the names of places.
    #[error("{}: the index holds places of version {found}, this program has version {expected}; compile it again", path.display())]
    Places {
        /// The index file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// Ours.
        expected: u32,
    },
    /// Cut short, or with bytes behind its end.
    #[error("{}: the index should have {expected} bytes and has {found}; it was cut or added to, compile it again", path.display())]
    Length {
        /// The index file.
        path: PathBuf,
        /// What its header says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// It was cut short, or could not be read to its end, while it was in use.
    #[error("{}: the index shrank while it was in use, so what was found in it is not certain; compile it again, and replace it by rename only", path.display())]
    Shrank {
        /// The index file.
        path: PathBuf,
    },
    /// The checksum does not fit.
    #[error("{}: the index is damaged (checksum does not fit); compile it again", path.display())]
    Checksum {
        /// The index file.
        path: PathBuf,
    },
    /// A section is missing, overlaps, or holds what it should not.
    #[error("{}: the index is damaged ({what}); compile it again", path.display())]
    Damaged {
        /// The index file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// Why a designation of an open index could not be read. Only damage explains it, and only in an index that was opened
/// without its checksum; who asked names the index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// What is packed does not unpack to what the index says.
    #[error("its packed record is not whole")]
    Packing,
    /// What was unpacked is no designation.
    #[error("its record is no designation: {0}")]
    Json(#[from] serde_json::Error),
}

/// Why an index could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A designation cannot be screened for.
    #[error("designation `{id}` has no name")]
    NoName {
        /// Its id.
        id: String,
    },
    /// Two designations have one id.
    #[error("designation id `{id}` is used twice")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// More than the format can number.
    #[error("too many {what} for one index (the format numbers them with 32 bits)")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// The finite-state dictionary could not be written.
    #[error("the {what} dictionary could not be built: {source}")]
    Fst {
        /// Which.
        what: &'static str,
        /// Why.
        source: fst::Error,
    },
    /// The manifest or a record could not be written as JSON.
    #[error("a record could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Why an index could not be built again.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The file is no index that can be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A designation in it is not one that this program knows.
    #[error("{}: a designation cannot be read: {source}", path.display())]
    Record {
        /// The index file.
        path: PathBuf,
        /// Why.
        source: RecordError,
    },
    /// Its designations cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
}
