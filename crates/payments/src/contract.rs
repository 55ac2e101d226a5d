//! What a message format implements: [`MessageReader`] for an open file, [`Decode`] for a chunk of it.

use portcullis_model::Payment;
use serde::{Deserialize, Serialize};

use crate::{
    column_count::{FileColumn, Filled},
    held::Held,
    reject::Reject,
};

/// A place between two records, and what whoever reads on from there must know of what came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Byte, from the start of the file.
    pub(crate) at: usize,
    /// One-based line on which that byte stands.
    pub(crate) line: u64,
    /// Byte at which the header begins that holds for the record: a group header, a batch header, a general sequence.
    /// Where a format has none, or the next record begins with its own, it is 0.
    pub(crate) header: usize,
    /// Byte at which the part of that header's message begins that holds for the record, where messages have parts
    /// (`PmtInf`); otherwise 0.
    pub(crate) group: usize,
    /// How many records of that header come before this place.
    pub(crate) before: u32,
}

impl Mark {
    /// A place of which a format needs to know no more.
    pub(crate) const fn new(at: usize, line: u64) -> Mark {
        Mark {
            at,
            line,
            header: 0,
            group: 0,
            before: 0,
        }
    }
}

/// An open file of one format.
pub(crate) trait MessageReader {
    /// What decodes a chunk.
    type Decoder<'a>: Decode<'a>
    where
        Self: 'a;

    /// Where the first record begins.
    fn first_record(&self) -> Mark;

    /// **Framing.** The end of the record in which the byte `target_bytes` after `from` falls, or of the file.
    ///
    /// `from` begins a record. Looks for the ends of records only, so that one thread can cut for many that decode.
    /// Gives a place after `from` as long as there are bytes.
    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark;

    /// **Decoding.** The records of `file` from a mark up to `end`, which [`cut`](MessageReader::cut) gave. What holds for
    /// several records is read again from the mark's header.
    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> Self::Decoder<'a>;

    /// The records of the chunk from a mark up to `end`, put together in memory, where the file does not hold them as such.
    fn held(&self, _file: &[u8], _from: Mark, _end: usize) -> Option<Held> {
        None
    }

    /// The records that [`held`](MessageReader::held) put together, from the first or from what [`Decode::begins`] gave of one.
    fn decode_held<'a>(&'a self, held: &'a Held, from: Mark) -> Self::Decoder<'a> {
        self.decode(&held.texts, from, held.texts.len())
    }

    /// The columns of a table, in the file's order; none where the format is no table.
    fn columns(&self) -> &[FileColumn] {
        &[]
    }
}

/// The records of a chunk, one after the other.
pub(crate) trait Decode<'a> {
    /// Reads the next record into a payment. Everything of the payment but its position is set, whatever it was before.
    /// After a reject it holds the names and identifiers of the record, as far as they can be told.
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>>;

    /// The bytes of the record that was read last.
    fn text(&self) -> &'a [u8];

    /// The mark from which [`MessageReader::decode`] reads first the record that was read last. `None` where a decoder cannot
    /// begin there without what comes before.
    fn begins(&self) -> Option<Mark> {
        None
    }

    /// How often each column held something, in the records so far.
    fn filled(&self) -> Filled<'_> {
        Filled::default()
    }
}
