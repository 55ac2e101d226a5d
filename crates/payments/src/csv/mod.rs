//! The CSV form: cutting a mapped file into chunks, chunks into records, records into payments.
//!
//! The grammar is the `csv` crate's default (RFC 4180 with its usual tolerance), held equal by property test:
//!
//! - a comma ends a field; `\n`, `\r\n` or a lone `\r` ends a record; empty lines are skipped;
//! - a quote opens quoting only as the first byte of a field; inside, `""` is one quote, and commas and line
//!   ends are text; a quote anywhere else is text;
//! - what follows a closing quote before the next comma belongs to the field. (The `csv` crate keeps such a
//!   record; here it is rejected, because it is how a forgotten quote swallows the payments after it.)

mod chunks;
mod records;
mod split;
mod syntax;
mod value;

pub use chunks::{Chunk, Chunks};
pub use records::Records;
pub(crate) use records::{Layout, windows_1252};
pub(crate) use split::{Span, Splitter};
pub(crate) use value::excerpt;
