use std::path::PathBuf;

/// Why a [`Screener`](crate::Screener) could not be built, reloaded or run. Each message names the file, the line where
/// there is one, and the reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The index cannot be used: absent, damaged, of another version.
    #[error(transparent)]
    Index(#[from] portcullis_index::OpenError),
    /// A file of programs, licenses, registries, good guys or the institution cannot be used.
    #[error(transparent)]
    Rules(#[from] portcullis_exemptions::RuleError),
    /// A list cannot be compiled.
    #[error(transparent)]
    Compile(#[from] portcullis_list_compiler::CompileError),
    /// A batch cannot be screened, or the institution's file and the lists do not fit
    /// ([`ScreenError::MissingLists`](portcullis_screening::ScreenError::MissingLists)).
    #[error(transparent)]
    Batch(#[from] portcullis_screening::ScreenError),
    /// A table of payments cannot be read: a column is missing, of a type that says nothing of a payment, or may hold parties
    /// that would not be screened.
    #[cfg(feature = "arrow")]
    #[error(transparent)]
    Table(#[from] portcullis_payments::BatchError),
    /// The column of a table that says where its rows stand cannot be used.
    #[cfg(feature = "arrow")]
    #[error("table:1: the column `{column}` {problem}")]
    TablePlace {
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A payment that was given as JSON is none, or cannot be decided.
    #[error(transparent)]
    Payment(#[from] portcullis_payments::ObjectError),
    /// Options, or a name to check, that were given as JSON are none.
    #[error("{what}: {reason}")]
    Json {
        /// What they should have been.
        what: &'static str,
        /// What is wrong with them; names the member.
        reason: String,
    },
    /// An answer could not be written: an error of Portcullis itself.
    #[error("an answer could not be written as JSON: {0}")]
    Answer(serde_json::Error),
    /// The builder was not told which index to open.
    #[error("no index was named; compile one with `lists::compile` and name it with `index`")]
    NoIndex,
    /// The folder of rules is not there: a misspelled path must not mean "no licenses, every program in force".
    #[error("{}: is no folder; name one that holds programs, licenses, registries", .0.display())]
    NoRules(PathBuf),
}
