//! Why a whole file cannot be read. Single bad records are [`crate::Reject`]s instead.

use std::{error::Error, fmt, io, path::PathBuf};

use crate::csv::column::Column;

/// Why a batch file cannot be read at all. The message is one line: the file, what is wrong, what to do.
#[derive(Debug)]
pub struct BatchError {
    /// The file.
    pub path: PathBuf,
    /// One-based line of its header, where that is what is wrong.
    pub line: Option<u64>,
    /// What is wrong with it.
    pub problem: BatchProblem,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.problem)
    }
}

impl Error for BatchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.problem.source()
    }
}

impl BatchProblem {
    /// The error that a file has it.
    pub(crate) fn of(self, path: impl Into<PathBuf>) -> BatchError {
        BatchError {
            path: path.into(),
            line: None,
            problem: self,
        }
    }

    /// The error that a file has it on a line.
    pub(crate) fn on_line(self, path: impl Into<PathBuf>, line: u64) -> BatchError {
        BatchError {
            line: Some(line),
            ..self.of(path)
        }
    }
}

/// What is wrong with a batch file, and what to do, whatever the file is called.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchProblem {
    /// The operating system refuses the file.
    #[error("cannot be read: {source}; check the path and its permissions")]
    Open {
        /// What the operating system says.
        source: io::Error,
    },
    /// A folder.
    #[error("is a folder; name the files in it")]
    Folder,
    /// A folder without files.
    #[error("no files in the folder; name the payments files, or a folder that holds them")]
    EmptyFolder,
    /// It is compressed or in another encoding, and nothing of it can be read.
    #[error(
        "is {wrapping} and cannot be read: {reason}; get the whole file again, or hand it over as plain UTF-8"
    )]
    Unpack {
        /// The compression or encoding.
        wrapping: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// It was cut short, or could not be read to its end, while it was in use.
    #[error(
        "the file shrank while it was read, so what was decided of it is not certain; \
         make sure that nothing writes to it, and screen it again"
    )]
    Shrank,
    /// Nothing in it.
    #[error("the file is empty; expected a CSV header with `payment_id`")]
    Empty,
    /// A format of the contract that this build does not read.
    #[error(
        "payment format `{format}` is not read by this build; build it with `cargo build --release -p portcullis-cli \
         --features arrow`, or convert the file to csv (columns of `payment_id, …`)"
    )]
    Unsupported {
        /// The word of its format.
        format: &'static str,
    },
    /// Messages that say nothing of a payment to be made.
    #[error("is {what}, which holds no payments to be made; screen the payments themselves")]
    NoPayments {
        /// What it is.
        what: &'static str,
    },
    /// Nothing of it is as its format has it.
    #[error("is no {format} file: {reason}")]
    NotOfFormat {
        /// What such a file is called.
        format: &'static str,
        /// What it lacks.
        reason: &'static str,
    },
    /// What a table by columns is made of cannot be read.
    #[error("the {format} file cannot be read: {reason}; get the whole file again")]
    Table {
        /// What such a file is called.
        format: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A column of a table by columns is of a type that says nothing of a payment.
    #[error(
        "the column `{header}` ({column}) {problem}, of which no payment can be read; write the column as text"
    )]
    ColumnType {
        /// Its header.
        header: String,
        /// Which column that is.
        column: Column,
        /// What it holds, in words that follow its name.
        problem: String,
    },
    /// Not CSV.
    #[error("looks like {looks_like}, not CSV; {advice}")]
    NotCsv {
        /// What it looks like.
        looks_like: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// The header line itself is malformed.
    #[error("the header cannot be read: {reason}")]
    Header {
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// No header of the file is a column that we know.
    #[error(
        "no known column in the header (found {found}); \
         expected `payment_id` and others of the payment columns, or name yours with --map"
    )]
    NoKnownColumn {
        /// The headers met, quoted and cut.
        found: String,
    },
    /// Columns we know, but not the one that every payment needs.
    #[error(
        "no `payment_id` column in the header (found {found}); \
         add it, or say which column it is with --map"
    )]
    NoPaymentId {
        /// The headers met, quoted and cut.
        found: String,
    },
    /// Two headers are the same column.
    #[error("column `{column}` appears twice in the header; remove or rename one")]
    DuplicateColumn {
        /// The column.
        column: Column,
    },
    /// The map names a header that the file does not have.
    #[error(
        "the map says that `{column}` is `{header}`, which the file does not have (found {found}); \
         correct the map"
    )]
    MappedColumnMissing {
        /// Our column.
        column: Column,
        /// The header that the map gives it.
        header: String,
        /// The headers met, quoted and cut.
        found: String,
    },
    /// The map gives a column another header than the one of its own name, which the file has too.
    #[error(
        "the map says that `{column}` is `{header}`, and the file has a column {own} as well, which would not be \
         screened; take one of the two out of the file, or give {own} another column in the map"
    )]
    MappedBesideOwn {
        /// The column.
        column: Column,
        /// The header that the map gives it.
        header: String,
        /// The header of its own name, quoted.
        own: String,
    },
    /// A header that nobody knows, under which parties, banks or accounts may stand, or a text that names some: they would not be screened.
    #[error(
        "{} not known, and what may be parties, accounts or remittance information would not be screened; say which column it is \
         (`creditor_name = \"…\"` under `[columns]`), or list it under `ignore = [\"…\"]`, in a map of columns",
        if headers.contains("`, `") { format!("the columns {headers} are") } else { format!("the column {headers} is") }
    )]
    UnknownOfParties {
        /// The headers, quoted and cut.
        headers: String,
    },
    /// Nothing that could be on a list is read of the file, though there are columns that are not read.
    #[error(
        "no column of the file would be screened, and {headers} would not be read; say which columns they are \
         (`creditor_name = \"…\"` under `[columns]`) in a map of columns"
    )]
    NothingScreened {
        /// The headers that are not read, quoted and cut.
        headers: String,
    },
    /// A required column is not there.
    #[error(
        "the required column `{column}` is not in the header (found {found}); \
         add it, or say which column it is in a map of columns"
    )]
    RequiredColumnMissing {
        /// The column.
        column: Column,
        /// The headers met, quoted and cut.
        found: String,
    },
}
