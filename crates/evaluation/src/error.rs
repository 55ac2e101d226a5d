use std::path::PathBuf;

use portcullis_model::Score;

/// Why an evaluation could not be made. Each names the file, the line where there is one, the reason, and what
/// to do about it.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// A file could not be opened, read or written.
    #[error("{}: cannot be read or written: {source}; check the path and its permissions", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// What was found could not be written down.
    #[error("the result could not be written: {0}; check that there is room where it goes")]
    Write(#[source] std::io::Error),
    /// A file is not CSV with a header, in UTF-8.
    #[error("{}:{line}: {reason}; give CSV in UTF-8, with a header and the same number of fields on each line", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// One-based line on which the record starts.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A column is not there.
    #[error("{}:1: there is no column {wanted} (found {}); add it, or rename the column that holds it", path.display(), list(found))]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column, or the columns of which one is needed.
        wanted: String,
        /// The columns that are there.
        found: Vec<String>,
    },
    /// A column is there twice, so nobody can tell which is meant.
    #[error("{}:1: the column `{column}` is there twice; rename or remove one", path.display())]
    ColumnTwice {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A value cannot be understood.
    #[error("{}:{line}: {column} {reason}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// One-based line on which the record starts.
        line: u64,
        /// The column.
        column: &'static str,
        /// What is wrong with it, and what would be right.
        reason: String,
    },
    /// A file has a header and nothing else.
    #[error("{}: there are no rows below the header, so there is nothing to measure; name a file that has some", path.display())]
    NoRows {
        /// The file.
        path: PathBuf,
    },
    /// A file was given more than once.
    #[error("{}: given twice; give each file once", path.display())]
    FileTwice {
        /// The file.
        path: PathBuf,
    },
    /// Neither queries nor negatives were given.
    #[error("no labelled files were given; give files of queries, of negatives, or of both")]
    NoFiles,
    /// A picture has two axes.
    #[error("there is nothing to draw; a picture needs at least one file of queries and one of negatives")]
    NothingToDraw,
    /// A query should find a designation that the index does not have.
    #[error(
        "{}:{line}: list_id `{id}` is not in the index; compile the list that has it, or remove the row",
        path.display()
    )]
    UnknownDesignation {
        /// The file.
        path: PathBuf,
        /// One-based line on which the record starts.
        line: u64,
        /// The id.
        id: String,
    },
    /// There is nothing to make variants of.
    #[error(
        "the index has no name that a search looks at, so there is nothing to test; compile a list that has some"
    )]
    NothingListed,
    /// A record of the index cannot be read.
    #[error("the record of {id} in the index cannot be read: {reason}; compile the lists again")]
    Record {
        /// The designation.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A threshold is below the one that the names were screened at, so what lies between is not known.
    #[error(
        "names were screened at {floor}; nothing is known at {threshold}; screen them at {threshold} or lower"
    )]
    BelowFloor {
        /// The threshold that was asked for.
        threshold: Score,
        /// The matcher's threshold.
        floor: Score,
    },
    /// A file of peers' figures cannot be understood.
    #[error("{}: {reason}; give JSON of the form {{PEER: {{\"recall\": {{FILE: 0.9}}, \"alert_rate\": {{FILE: 0.01}}}}}}", path.display())]
    Peers {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

fn list(columns: &[String]) -> String {
    if columns.is_empty() {
        "none".to_owned()
    } else {
        columns.join(", ")
    }
}
