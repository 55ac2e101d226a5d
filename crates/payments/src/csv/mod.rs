//! The CSV form: a header, and a record a payment.
//!
//! The grammar is the `csv` crate's default (RFC 4180 with its usual tolerance), held equal by property test:
//!
//! - a comma ends a field, or what the header tells instead (`;`, a tab, `|`); `\n`, `\r\n` or a lone `\r` ends a record; empty lines are skipped;
//! - a quote opens quoting only as the first byte of a field; inside, `""` is one quote, and commas and line
//!   ends are text; a quote anywhere else is text;
//! - what follows a closing quote before the next comma belongs to the field. (The `csv` crate keeps such a
//!   record; here it is rejected, because it is how a forgotten quote swallows the payments after it.)

pub(crate) mod column;
mod decode;
pub(crate) mod dialect;
mod framing;
pub(crate) mod header;
pub(crate) mod layout;
#[cfg(feature = "columnar")]
pub(crate) mod rows;
mod split;
mod syntax;
pub(crate) mod value;

use std::path::Path;

use self::{column::ColumnMap, header::Header, layout::Layout};
use crate::{
    column_count::FileColumn,
    contract::{Mark, MessageReader},
    error::{BatchError, BatchProblem},
};

/// A CSV file, its header understood.
#[derive(Debug)]
pub(crate) struct CsvFile {
    layout: Layout,
    body: Mark,
    columns: Vec<FileColumn>,
}

/// Reads the header of a file.
pub(crate) fn open(path: &Path, bytes: &[u8], mapping: &ColumnMap) -> Result<CsvFile, BatchError> {
    if let Some((looks_like, advice)) = header::foreign(bytes) {
        return Err(BatchProblem::NotCsv { looks_like, advice }.of(path));
    }
    let header = Header::read(path, bytes, mapping)?;
    Ok(CsvFile {
        layout: Layout::new(
            header.columns.iter().map(|column| column.column).collect(),
            header.delimiter.byte(),
            mapping.dialect(),
        ),
        body: header.body,
        columns: header.columns,
    })
}

impl MessageReader for CsvFile {
    type Decoder<'a> = decode::Decoder<'a>;

    fn first_record(&self) -> Mark {
        self.body
    }

    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
        framing::cut(bytes, from, target_bytes, self.layout.delimiter)
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> decode::Decoder<'a> {
        let chunk = file.get(from.at..end).unwrap_or_default();
        decode::Decoder::new(&self.layout, chunk, from)
    }

    fn columns(&self) -> &[FileColumn] {
        &self.columns
    }
}
