#![doc = include_str!("../README.md")]

mod batch;
mod column;
mod csv;
mod error;
mod format;
mod reject;

pub use batch::BatchFile;
pub use column::{Column, ColumnMap};
pub use csv::{Chunk, Chunks, Records};
pub use error::{BatchError, ColumnMapError};
pub use format::Format;
pub use reject::Reject;
