//! What a source is: a list, and the file or folder that holds it. The words of the command line are read in
//! [`parse`](crate::parse).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use portcullis_model::Date;
use serde::{Serialize, Serializer};

/// A list that can be compiled, whatever format it is published in. Each is described beside the format that reads it,
/// and found through the table of formats.
#[derive(Debug)]
pub(crate) struct List {
    /// The word of `KIND:PATH`.
    pub word: &'static str,
    /// Its name, as designations carry it and people read it.
    pub name: &'static str,
    /// What stands before the first number of its designation ids: `ofac` of `ofac-1234`. Lists that share it number
    /// a party once over all of them, so an id that stands on two of them is one party.
    pub id_prefix: &'static str,
    /// The prefixes of other lists whose parties it repeats. An id of theirs that stands on it is the same party.
    pub repeats: &'static [&'static str],
    /// Whether several sources of it are snapshots of one list.
    pub snapshots: Snapshots,
    /// Whether it is an institution's own: it need not say how old it is.
    pub is_own: bool,
    /// Whether it is about parties on the other lists: it is read after them, and may rightly give no designation.
    pub is_derived: bool,
    /// What to do about an id that stands on it twice.
    pub duplicate_todo: &'static str,
}

impl List {
    /// What holds for a list that an authority publishes.
    pub const OFFICIAL: List = List {
        word: "",
        name: "",
        id_prefix: "",
        repeats: &[],
        snapshots: Snapshots::Always,
        is_own: false,
        is_derived: false,
        duplicate_todo: "the file holds one record twice; download it again",
    };
}

/// When several sources of a list are snapshots of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Snapshots {
    /// Always: an authority has one list of the kind.
    Always,
    /// When each is given with its day: an institution may have several lists of its own.
    WhenDated,
    /// Never: several sources add up.
    Never,
}

/// Which list a file or folder holds: the words of `portcullis compile KIND:PATH`.
#[derive(Clone, Copy)]
pub struct SourceKind(&'static List);

impl SourceKind {
    pub(crate) const fn new(list: &'static List) -> SourceKind {
        SourceKind(list)
    }

    pub(crate) const fn list(self) -> &'static List {
        self.0
    }

    /// The word that the command line uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.word
    }

    /// What its designation ids begin with, before the `-`: `ofac` of `ofac-1234`.
    #[must_use]
    pub const fn id_prefix(self) -> &'static str {
        self.0.id_prefix
    }

    /// The name of the list, as designations carry it and people read it.
    #[must_use]
    pub const fn list_name(self) -> &'static str {
        self.0.name
    }

    /// Whether it is somebody else's list, and not the institution's own.
    #[must_use]
    pub const fn is_published(self) -> bool {
        !self.0.is_own && !self.0.is_derived
    }
}

impl PartialEq for SourceKind {
    fn eq(&self, other: &SourceKind) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SourceKind {}

impl Hash for SourceKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for SourceKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A list to read: its kind, and the file or folder that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpec {
    /// Which list it is.
    pub kind: SourceKind,
    /// A file, or a folder that holds the files of the list.
    pub path: PathBuf,
    /// The day of which it is a snapshot, where it was said; most publishers write it into the list.
    pub date: Option<Date>,
}

impl SourceSpec {
    /// A list of the given kind at the given path.
    #[must_use]
    pub fn new(kind: SourceKind, path: impl Into<PathBuf>) -> SourceSpec {
        SourceSpec {
            kind,
            path: path.into(),
            date: None,
        }
    }

    /// The list as it stood on a day.
    #[must_use]
    pub fn on(self, date: Date) -> SourceSpec {
        SourceSpec {
            date: Some(date),
            ..self
        }
    }
}

impl fmt::Display for SourceSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date {
            Some(date) => write!(f, "{}@{date}:{}", self.kind, self.path.display()),
            None => write!(f, "{}:{}", self.kind, self.path.display()),
        }
    }
}
