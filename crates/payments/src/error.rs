//! Why a whole file cannot be read. Single bad records are [`crate::Reject`]s instead.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::csv::column::Column;

/// Why a batch file cannot be read at all. Each message is one line: the file, what is wrong, what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The operating system refuses the file.
    #[error("{}: cannot be read: {source}; check the path and its permissions", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A folder.
    #[error("{}: is a folder; name the files in it", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A folder without files.
    #[error("{}: no files in the folder; name the payments files, or a folder that holds them", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// It is compressed or in another encoding, and nothing of it can be read.
    #[error("{}: is {wrapping} and cannot be read: {reason}; get the whole file again, or hand it over as plain UTF-8", path.display())]
    Unpack {
        /// The file.
        path: PathBuf,
        /// The compression or encoding.
        wrapping: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// It was cut short, or could not be read to its end, while it was in use.
    #[error(
        "{}: the file shrank while it was read, so what was decided of it is not certain; \
         make sure that nothing writes to it, and screen it again",
        path.display()
    )]
    Shrank {
        /// The file.
        path: PathBuf,
    },
    /// Nothing in it.
    #[error("{}: the file is empty; expected a CSV header with `payment_id`", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A format of the contract that this build does not read.
    #[error(
        "{}: payment format `{format}` is not read by this build; build it with `cargo build --release -p portcullis-cli \
         --features arrow`, or convert the file to csv (columns of `payment_id, …`)",
        path.display()
    )]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The word of its format.
        format: &'static str,
    },
    /// Messages that say nothing of a payment to be made.
    #[error("{}: is {what}, which holds no payments to be made; screen the payments themselves", path.display())]
    NoPayments {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Nothing of it is as its format has it.
    #[error("{}: is no {format} file: {reason}", path.display())]
    NotOfFormat {
        /// The file.
        path: PathBuf,
        /// What such a file is called.
        format: &'static str,
        /// What it lacks.
        reason: &'static str,
    },
    /// What a table by columns is made of cannot be read.
    #[error("{}: the {format} file cannot be read: {reason}; get the whole file again", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What such a file is called.
        format: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A column of a table by columns is of a type that says nothing of a payment.
    #[error(
        "{}: the column `{header}` ({column}) {problem}, of which no payment can be read; write the column as text",
        path.display()
    )]
    ColumnType {
        /// The file.
        path: PathBuf,
        /// Its header.
        header: String,
        /// Which column that is.
        column: Column,
        /// What it holds, in words that follow its name.
        problem: String,
    },
    /// Not CSV.
    #[error("{}: looks like {looks_like}, not CSV; {advice}", path.display())]
    NotCsv {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        looks_like: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// The header line itself is malformed.
    #[error("{}:{line}: the header cannot be read: {reason}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// No header of the file is a column that we know.
    #[error(
        "{}:{line}: no known column in the header (found {found}); \
         expected `payment_id` and others of the payment columns, or name yours with --map",
        path.display()
    )]
    NoKnownColumn {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The headers met, quoted and cut.
        found: String,
    },
    /// Columns we know, but not the one that every payment needs.
    #[error(
        "{}:{line}: no `payment_id` column in the header (found {found}); \
         add it, or say which column it is with --map",
        path.display()
    )]
    NoPaymentId {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The headers met, quoted and cut.
        found: String,
    },
    /// Two headers are the same column.
    #[error(
        "{}:{line}: column `{column}` appears twice in the header; remove or rename one",
        path.display()
    )]
    DuplicateColumn {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The column.
        column: Column,
    },
    /// The map names a header that the file does not have.
    #[error(
        "{}:{line}: the map says that `{column}` is `{header}`, which the file does not have (found {found}); \
         correct the map",
        path.display()
    )]
    MappedColumnMissing {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// Our column.
        column: Column,
        /// The header that the map gives it.
        header: String,
        /// The headers met, quoted and cut.
        found: String,
    },
    /// The map gives a column another header than the one of its own name, which the file has too.
    #[error(
        "{}:{line}: the map says that `{column}` is `{header}`, and the file has a column {own} as well, which would not be \
         screened; take one of the two out of the file, or give {own} another column in the map",
        path.display()
    )]
    MappedBesideOwn {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The column.
        column: Column,
        /// The header that the map gives it.
        header: String,
        /// The header of its own name, quoted.
        own: String,
    },
    /// A header that nobody knows, under which parties, banks or accounts may stand, or a text that names some: they would not be screened.
    #[error(
        "{}:{line}: {} not known, and what may be parties, accounts or remittance information would not be screened; say which column it is \
         (`creditor_name = \"…\"` under `[columns]`), or list it under `ignore = [\"…\"]`, in a map of columns",
        path.display(),
        if headers.contains("`, `") { format!("the columns {headers} are") } else { format!("the column {headers} is") }
    )]
    UnknownOfParties {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The headers, quoted and cut.
        headers: String,
    },
    /// Nothing that could be on a list is read of the file, though there are columns that are not read.
    #[error(
        "{}:{line}: no column of the file would be screened, and {headers} would not be read; say which columns they are \
         (`creditor_name = \"…\"` under `[columns]`) in a map of columns",
        path.display()
    )]
    NothingScreened {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The headers that are not read, quoted and cut.
        headers: String,
    },
    /// A required column is not there.
    #[error(
        "{}:{line}: the required column `{column}` is not in the header (found {found}); \
         add it, or say which column it is in a map of columns",
        path.display()
    )]
    RequiredColumnMissing {
        /// The file.
        path: PathBuf,
        /// One-based line of the header.
        line: u64,
        /// The column.
        column: Column,
        /// The headers met, quoted and cut.
        found: String,
    },
}

impl BatchError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            BatchError::Open { path, .. }
            | BatchError::Folder { path }
            | BatchError::EmptyFolder { path }
            | BatchError::Unpack { path, .. }
            | BatchError::Shrank { path }
            | BatchError::Empty { path }
            | BatchError::Unsupported { path, .. }
            | BatchError::NoPayments { path, .. }
            | BatchError::NotOfFormat { path, .. }
            | BatchError::Table { path, .. }
            | BatchError::ColumnType { path, .. }
            | BatchError::NotCsv { path, .. }
            | BatchError::Header { path, .. }
            | BatchError::NoKnownColumn { path, .. }
            | BatchError::NoPaymentId { path, .. }
            | BatchError::DuplicateColumn { path, .. }
            | BatchError::MappedColumnMissing { path, .. }
            | BatchError::MappedBesideOwn { path, .. }
            | BatchError::UnknownOfParties { path, .. }
            | BatchError::NothingScreened { path, .. }
            | BatchError::RequiredColumnMissing { path, .. } => path,
        }
    }

    /// What is wrong, without the name of the file and the line: of a file that is read under another name it is the same.
    #[must_use]
    pub fn reason(&self) -> String {
        let whole = self.to_string();
        let named = self.path().display().to_string();
        let behind = whole.strip_prefix(&named).and_then(|rest| rest.split_once(": "));
        behind.map_or(whole.clone(), |(_, reason)| reason.to_owned())
    }
}
