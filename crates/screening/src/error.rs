use std::{io, path::PathBuf};

use portcullis_exemptions::{MissingList, RuleError};
use portcullis_index::OpenError;
use portcullis_payments::BatchError;

/// Why a run could not be done. Each names the file, and the line where there is one. What to do about it depends on the
/// program that asked, which says so itself.
///
/// When a run fails, no output folder appears (see [`crate::STAGING_PREFIX`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScreenError {
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] OpenError),
    /// The institution's file names authorities of which the index has no list.
    #[error("{}", lists.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    MissingLists {
        /// Each, with where it is named. Never empty.
        lists: Vec<MissingList>,
    },
    /// A designation cannot be read. Only an index that was opened without its checksum can say so.
    #[error("the index is damaged: a designation cannot be read ({reason}); compile the index again")]
    DamagedRecord {
        /// What is wrong with the record.
        reason: String,
    },
    /// The index before cannot be compared with.
    #[error("{}: what changed since cannot be told: {source}", path.display())]
    Delta {
        /// The index before.
        path: PathBuf,
        /// Why.
        source: portcullis_index::RecordError,
    },
    /// A license with a cap decides by what the payments before it spent, which differs between the two lists.
    #[error("license `{license}` has a cap, and with the other lists other payments spend it")]
    DeltaCap {
        /// The license.
        license: String,
    },
    /// A ledger of caps is for whole batches.
    #[error("a delta run compares two runs and cannot keep a ledger of what one of them spends")]
    DeltaLedger,
    /// Programs, licenses, registry, institution or the ledger of caps cannot be used.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// What a reviewer's word was said of cannot be looked up in a run.
    #[error(transparent)]
    Reviewed(#[from] crate::ReportError),
    /// A payments file cannot be used.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// None of several payments files can be used.
    #[error("none of {} payments files can be read", .0.len())]
    Batches(Vec<BatchError>),
    /// A file could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The control file is none.
    #[error(
        "{}:{line}: {reason}; a control file has the columns file,records,sums, with sums like USD:100.00;EUR:5.00",
        path.display()
    )]
    Control {
        /// The control file.
        path: PathBuf,
        /// One-based line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A file of what should come of payments does not fit them, or is none.
    #[error("{}:{line}: {reason}", path.display())]
    Scenarios {
        /// The file of expectations.
        path: PathBuf,
        /// One-based line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// No payments file was given.
    #[error("no payments file was given; name at least one")]
    NoInput,
    /// The output folder holds something already.
    #[error("{}: the output folder is not empty", path.display())]
    OutputNotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The folder whose run is to be replaced holds other things, and no run.
    #[error("{}: holds no run that could be replaced, and the folder is not empty", path.display())]
    OutputNotARun {
        /// The folder.
        path: PathBuf,
    },
    /// A file that is read is one that the run would replace.
    #[error("{}: is read by this run, which would write over it", path.display())]
    OutputIsInput {
        /// The file.
        path: PathBuf,
    },
    /// What was spent before is of licenses that the rules do not know, so that every cap would start from nothing.
    #[error(
        "{}: is of other rules: it tells what was spent of {licenses}, and no rule file has such a license, so every cap \
         would start from nothing",
        path.display()
    )]
    OtherLedger {
        /// The ledger.
        path: PathBuf,
        /// Its licenses, the first few.
        licenses: String,
    },
    /// A run into the folder was interrupted, and what was done of it is kept.
    #[error(
        "{}: a run into this folder was interrupted after {records} records; what it did is kept in {}",
        path.display(), hidden.display()
    )]
    OutputUnfinished {
        /// The folder.
        path: PathBuf,
        /// Where the unfinished run is.
        hidden: PathBuf,
        /// Records that need not be screened again.
        records: u64,
    },
    /// Another process writes a run into the folder.
    #[error("{}: another process is writing a run into this folder", path.display())]
    OutputBusy {
        /// The folder.
        path: PathBuf,
    },
    /// There is no unfinished run to go on with.
    #[error("{}: no unfinished run into this folder is kept", path.display())]
    NothingToResume {
        /// The folder.
        path: PathBuf,
    },
    /// What an unfinished run began with is not there any more.
    #[error("{}", reasons.iter().map(|reason| format!("{}: cannot go on: {reason}", path.display())).collect::<Vec<_>>().join("\n"))]
    CannotResume {
        /// The folder of the run, or the file of it that is damaged.
        path: PathBuf,
        /// What is not as it was, one a line. Never empty.
        reasons: Vec<String>,
    },
    /// The run came to an early end; what it did is kept and can be gone on with.
    #[error(
        "{}{}: interrupted after {records} records, which are kept",
        cause.as_ref().map(|cause| format!("{cause}; ")).unwrap_or_default().replace("; no result was left behind", ""),
        path.display()
    )]
    Interrupted {
        /// The folder of the run.
        path: PathBuf,
        /// Records that need not be screened again.
        records: u64,
        /// What interrupted it; `None` where somebody asked for it.
        cause: Option<Box<ScreenError>>,
    },
    /// A summary is none.
    #[error("{}: {reason}", path.display())]
    Summary {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The output folder is a file.
    #[error("{}: is a file; the output must be a folder", path.display())]
    OutputNotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// An output could not be written.
    #[error("{}: cannot be written: {source}; no result was left behind", path.display())]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A thread could not be started.
    #[error("the worker threads could not be started: {reason}")]
    Threads {
        /// What the operating system says.
        reason: String,
    },
    /// The program itself is at fault.
    #[error(
        "internal error{}: {message}; no result was left behind, please report this",
        place.as_ref().map(|(file, line)| format!(" at {}:{line}", file.display())).unwrap_or_default()
    )]
    Internal {
        /// The payment that was being screened: file and line.
        place: Option<(PathBuf, u64)>,
        /// What went wrong.
        message: String,
    },
}

impl From<Vec<BatchError>> for ScreenError {
    fn from(mut errors: Vec<BatchError>) -> ScreenError {
        match (errors.len(), errors.pop()) {
            (1, Some(only)) => only.into(),
            (_, last) => {
                errors.extend(last);
                ScreenError::Batches(errors)
            }
        }
    }
}

impl ScreenError {
    /// An internal error that no payment is known for.
    pub(crate) fn internal(message: impl Into<String>) -> ScreenError {
        ScreenError::Internal {
            place: None,
            message: message.into(),
        }
    }
}
