#![doc = include_str!("../README.md")]

mod age;
mod compile;
mod country;
mod cut;
mod dates;
mod diff;
mod documents;
mod error;
mod fetched;
mod files;
mod formats;
mod guard;
mod input;
mod located;
mod names;
mod official;
mod parse;
mod report;
mod same_party;
mod search;
mod snapshot;
mod source;
mod table;
mod text;
mod xml;

pub use age::{MaxAge, overdue};
pub use compile::{Compilation, CompileOptions, compile, read};
pub use cut::cut_short;
pub use diff::{Difference, FieldChange, Listing, field_changes};
pub use error::CompileError;
pub use fetched::note_fetched;
pub use official::{OfficialFile, OfficialFiles, snapshot_folder};
pub use parse::ParseSourceError;
pub use report::SourceReport;
pub use search::WordSearch;
pub use source::{SourceKind, SourceSpec};
