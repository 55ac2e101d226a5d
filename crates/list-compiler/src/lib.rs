#![doc = include_str!("../README.md")]

mod age;
mod compile;
mod country;
mod dates;
mod documents;
mod error;
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
mod snapshot;
mod source;
mod table;
mod text;
mod xml;

pub use age::{MaxAge, overdue};
pub use compile::{Compilation, CompileOptions, compile, read};
pub use error::CompileError;
pub use official::{OfficialFile, official_files, official_files_in};
pub use parse::ParseSourceError;
pub use report::SourceReport;
pub use source::{SourceKind, SourceSpec};
