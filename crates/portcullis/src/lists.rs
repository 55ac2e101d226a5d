//! Official lists to an index file: what `portcullis compile` does.
//!
//! ```no_run
//! use portcullis::lists::{CompileOptions, SourceSpec, compile};
//!
//! let sources: Vec<SourceSpec> = vec!["ofac-sdn:lists/ofac".parse()?, "un:lists/un.xml".parse()?];
//! let reports = compile(&sources, "lists.pcx".as_ref(), &CompileOptions::default())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use portcullis_list_compiler::{CompileOptions, SourceKind, SourceReport, SourceSpec, compile};
