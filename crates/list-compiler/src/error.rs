use std::io;
use std::path::{Path, PathBuf};

use crate::SourceKind;
use crate::text::squeeze;

/// Why lists could not be read or compiled. Each is one line that names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// Nothing is at the path, or a folder lacks the file that the format needs.
    #[error("{path}: {what}; {todo}", path = path.display())]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
        /// What is missing.
        what: String,
        /// What to do about it.
        todo: String,
    },
    /// The file is there but cannot be read.
    #[error("{path}: cannot be read: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is larger than any list is.
    #[error("{path}: {bytes} bytes is more than the {limit} that a list may have; is it the right file?", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is something else: an HTML error page, a JSON answer, an archive.
    #[error("{path}: is {found}, not {expected}; download the list again and look at the file before compiling", path = path.display())]
    NotAList {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        found: &'static str,
        /// What was expected.
        expected: String,
    },
    /// The file or the whole list holds no designation.
    #[error("{path}: the {kind} list is empty; download it again", path = path.display())]
    Empty {
        /// The file or folder.
        path: PathBuf,
        /// What was expected in it.
        kind: SourceKind,
    },
    /// A line or element is not what the format says.
    #[error("{path}:{line}: {reason}", path = path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// One-based line.
        line: u64,
        /// What was expected, what was found, and what to do.
        reason: String,
    },
    /// A spreadsheet, or a cell of it, is not what the format says.
    #[error("{path}{at}: {reason}", path = path.display(), at = behind(at.as_deref()))]
    Spreadsheet {
        /// The file.
        path: PathBuf,
        /// The cell (`Sheet1!B7`) or the sheet; `None` for all of the file.
        at: Option<String>,
        /// What was expected, what was found, and what to do.
        reason: String,
    },
    /// Two designations have one id.
    #[error("{second}: designation `{id}` is already defined at {first}; {todo}")]
    Duplicate {
        /// The id.
        id: String,
        /// `file:line` of the first.
        first: String,
        /// `file:line` of the second.
        second: String,
        /// What to do about it.
        todo: &'static str,
    },
    /// Several snapshots of a list were given, and one does not say of which day it is.
    #[error(
        "{path}: several {kind} lists are given, so each is a snapshot and needs a day, which neither the file nor its name says; write {kind}@YYYY-MM-DD:{path}",
        path = path.display()
    )]
    Undated {
        /// The kind.
        kind: SourceKind,
        /// The file or folder.
        path: PathBuf,
    },
    /// Files of the list are missing or cut, and so would be what they say.
    #[error("{path}: {what}; {todo}", path = path.display())]
    Incomplete {
        /// The file that shows it.
        path: PathBuf,
        /// What is missing.
        what: String,
        /// What to do about it.
        todo: String,
    },
    /// The list is dated with a day that has not begun anywhere.
    #[error(
        "{source_name}: is dated {day}, a day that has not begun anywhere; check the list's date, and this computer's"
    )]
    Future {
        /// The source.
        source_name: String,
        /// Its day.
        day: String,
    },
    /// The list is older than the one in the index that it would replace.
    #[error(
        "{source_name}: is of {now}, but {previous} was compiled with the list of {before}: an older list would take the place of a newer one; check the download",
        previous = previous.display()
    )]
    Older {
        /// The source or kind that is older.
        source_name: String,
        /// Its day, or the first and last of its month.
        now: String,
        /// The day of the list in the previous index.
        before: String,
        /// The previous index.
        previous: PathBuf,
    },
    /// No source was given.
    #[error("no list was given; name at least one, for example ofac-sdn:lists/ofac-sdn")]
    NoSources,
    /// A list lost more than 5% of its designations, names, identifiers or addresses against the index it replaces.
    #[error(
        "{source_name}: {now} {what}, but {previous} was compiled with {before}: more than 5% would be lost; check the download",
        previous = previous.display()
    )]
    Shrunk {
        /// The source or kind that shrank.
        source_name: String,
        /// What was lost: `designations`, `names`, `identifiers` or `addresses`.
        what: &'static str,
        /// How many there are now.
        now: u64,
        /// How many are in the previous index.
        before: u64,
        /// The previous index.
        previous: PathBuf,
    },
    /// The previous index cannot be compared against.
    #[error("cannot compare with the index before, so a shrunken list could go unseen: {reason}")]
    Previous {
        /// Which file and why it cannot be read.
        reason: String,
    },
    /// The index could not be built.
    #[error("cannot build the index: {0}")]
    Build(#[from] portcullis_index::BuildError),
    /// The index could not be written.
    #[error("{path}: cannot be written: {source}", path = path.display())]
    Write {
        /// The index.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl CompileError {
    /// The reason becomes one line, whatever a parser's message or a file's text put into it.
    pub(crate) fn format(path: &Path, line: u64, reason: impl AsRef<str>) -> CompileError {
        let reason = squeeze(reason.as_ref());
        CompileError::Format {
            path: path.to_owned(),
            line,
            reason,
        }
    }

    /// The same of a spreadsheet.
    pub(crate) fn spreadsheet(path: &Path, at: Option<&str>, reason: impl AsRef<str>) -> CompileError {
        CompileError::Spreadsheet {
            path: path.to_owned(),
            at: at.map(shown),
            reason: squeeze(reason.as_ref()),
        }
    }
}

/// A place in a file, as it stands behind the file's name.
fn behind(at: Option<&str>) -> String {
    at.map(|at| format!(":{at}")).unwrap_or_default()
}

/// Characters of a file's text that a message quotes.
const SHOWN_MAX: usize = 60;

/// A file's text for a message: one line, and short even when a stray quote made a field of half the file.
pub(crate) fn shown(text: &str) -> String {
    let text = squeeze(text);
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
