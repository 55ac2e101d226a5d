//! How a file is read, whatever its format: cut into chunks at record ends, each chunk decoded by any thread.
//!
//! The formats are variants of an enum, a line of `readers!` each, so that a record costs no call through a table.

use std::{borrow::Cow, ops::Range, sync::Arc};

use portcullis_model::{Payment, Text, TextKind};
use serde::{Deserialize, Serialize};

#[cfg(feature = "columnar")]
use crate::columnar;
use crate::{
    column_count::{FileColumn, Filled},
    contract::{Decode, Mark, MessageReader},
    cover, csv, fedwire,
    held::Held,
    iso20022, nacha,
    record_place::RecordPlace,
    reject::Reject,
    source::Source,
    swift_mt,
};

macro_rules! readers {
    ($( $(#[$meta:meta])* $format:ident($reader:ty), )+) => {
        /// An open file.
        #[derive(Debug)]
        pub(crate) enum Reader { $( $(#[$meta])* $format($reader), )+ }

        #[derive(Debug, Clone)]
        #[allow(clippy::large_enum_variant)] // there is one for a chunk
        enum Decoder<'a> { $( $(#[$meta])* $format(<$reader as MessageReader>::Decoder<'a>), )+ }

        impl Reader {
            pub(crate) fn first_record(&self) -> Mark {
                match self { $( $(#[$meta])* Reader::$format(reader) => reader.first_record(), )+ }
            }

            fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
                match self { $( $(#[$meta])* Reader::$format(reader) => reader.cut(bytes, from, target_bytes), )+ }
            }

            fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> Decoder<'a> {
                match self { $( $(#[$meta])* Reader::$format(reader) => Decoder::$format(reader.decode(file, from, end)), )+ }
            }

            fn decode_held<'a>(&'a self, held: &'a Held, from: Mark) -> Decoder<'a> {
                match self { $( $(#[$meta])* Reader::$format(reader) => Decoder::$format(reader.decode_held(held, from)), )+ }
            }

            fn held(&self, file: &[u8], from: Mark, end: usize) -> Option<Held> {
                match self { $( $(#[$meta])* Reader::$format(reader) => reader.held(file, from, end), )+ }
            }

            pub(crate) fn columns(&self) -> &[FileColumn] {
                match self { $( $(#[$meta])* Reader::$format(reader) => reader.columns(), )+ }
            }
        }

        impl<'a> Decode<'a> for Decoder<'a> {
            #[inline]
            fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
                match self { $( $(#[$meta])* Decoder::$format(decoder) => decoder.read_into(payment), )+ }
            }

            fn text(&self) -> &'a [u8] {
                match self { $( $(#[$meta])* Decoder::$format(decoder) => decoder.text(), )+ }
            }

            fn begins(&self) -> Option<Mark> {
                match self { $( $(#[$meta])* Decoder::$format(decoder) => decoder.begins(), )+ }
            }

            fn filled(&self) -> Filled<'_> {
                match self { $( $(#[$meta])* Decoder::$format(decoder) => decoder.filled(), )+ }
            }
        }
    };
}

impl Reader {
    /// A reader of no bytes: one whose format has no header.
    pub(crate) const fn empty() -> Reader {
        Reader::SwiftMt(swift_mt::MtFile)
    }
}

readers! {
    Csv(csv::CsvFile),
    SwiftMt(swift_mt::MtFile),
    Ach(nacha::NachaFile),
    Fedwire(fedwire::FedwireFile),
    Iso20022Xml(iso20022::XmlFile),
    Iso20022Json(iso20022::JsonFile),
    #[cfg(feature = "columnar")]
    Columnar(columnar::ColumnarFile),
}

/// Whole records of one file. What it points at is read with [`crate::BatchFile::hold`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    start: Mark,
    end: usize,
}

impl Chunk {
    /// Its bytes, from the start of the file.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start.at..self.end
    }

    /// Size in bytes.
    #[must_use]
    pub const fn len_bytes(&self) -> usize {
        self.end.saturating_sub(self.start.at)
    }

    /// One-based line of its first byte.
    #[must_use]
    pub const fn first_line(&self) -> u64 {
        self.start.line
    }

    /// Where it begins.
    #[must_use]
    pub const fn start(&self) -> ChunkStart {
        ChunkStart(self.start)
    }
}

/// Where a chunk begins, with what must be known there of what came before. It can be kept: from there a file is cut into the same
/// chunks again, see [`crate::BatchFile::chunks_from`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkStart(Mark);

/// The chunks of a file, in order, without gaps. See [`crate::BatchFile::chunks`].
#[derive(Debug, Clone)]
pub struct Chunks<'a> {
    reader: &'a Reader,
    source: &'a Source,
    next: Mark,
    target_bytes: usize,
    /// Whether it is still to be said that the file cannot be read to its end.
    fault_is_due: bool,
}

impl<'a> Chunks<'a> {
    pub(crate) fn new(
        reader: &'a Reader,
        source: &'a Source,
        from: Option<ChunkStart>,
        target_bytes: usize,
    ) -> Chunks<'a> {
        Chunks {
            reader,
            source,
            next: from.map_or_else(|| reader.first_record(), |start| start.0),
            target_bytes: target_bytes.max(1),
            fault_is_due: source.fault().is_some(),
        }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let start = self.next;
        if start.at >= self.source.len() {
            // Of no bytes: its one record says why there are no more.
            let end = start.at;
            return std::mem::take(&mut self.fault_is_due).then_some(Chunk { start, end });
        }
        let end = self.reader.cut(self.source, start, self.target_bytes);
        self.next = end;
        Some(Chunk { start, end: end.at })
    }
}

/// What a chunk holds, ready to be read. Most of it lies in the map; of a table by columns its rows are put together here, in
/// memory. See [`crate::BatchFile::hold`].
#[derive(Debug)]
pub struct HeldChunk<'a> {
    reader: &'a Reader,
    source: &'a Source,
    from: Mark,
    end: usize,
    held: Option<ChunkRows>,
}

/// The rows of a chunk of a table by columns, put together in memory: whoever reads the chunk again needs not do it again.
#[derive(Debug, Clone)]
pub struct ChunkRows(Arc<Held>);

impl<'a> HeldChunk<'a> {
    /// `rows` are those of the chunk, if they were put together before.
    pub(crate) fn new(
        reader: &'a Reader,
        source: &'a Source,
        chunk: Chunk,
        rows: Option<ChunkRows>,
    ) -> HeldChunk<'a> {
        let bytes: &[u8] = source;
        // A chunk of another, longer file has nothing here.
        let (from, end) = match bytes.get(chunk.range()) {
            Some(_) => (chunk.start, chunk.end),
            None => (Mark::new(0, 1), 0),
        };
        HeldChunk {
            reader,
            source,
            from,
            end,
            held: rows.or_else(|| reader.held(bytes, from, end).map(Arc::new).map(ChunkRows)),
        }
    }

    /// Its rows, where they were put together in memory. See [`crate::BatchFile::hold_again`].
    #[must_use]
    pub fn rows(&self) -> Option<ChunkRows> {
        self.held.clone()
    }

    /// Its records, in order, each a payment or a reject.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        let decoder = match &self.held {
            Some(ChunkRows(held)) => self.reader.decode_held(held, Mark::new(0, self.from.line)),
            None => self.reader.decode(self.source, self.from, self.end),
        };
        let is_at_end = self.from.at == self.source.len() && self.from.at == self.end;
        Records {
            decoder,
            payment: Payment::default(),
            position: 0,
            fault: self.source.fault().filter(|_| is_at_end),
            first_line: self.from.line,
        }
    }

    /// The record that stands at a place of this chunk, which [`Records::place`] gave; only the first that is read counts. `position`
    /// is its number among the records of the chunk, from one. `None` where it can only be read behind those before it.
    #[must_use]
    pub fn record_at(&self, place: RecordPlace, position: u64) -> Option<Records<'_>> {
        let from = place.mark();
        let decoder = match &self.held {
            Some(ChunkRows(held)) => self.reader.decode_held(held, from),
            None if (self.from.at..self.end).contains(&from.at) => {
                let end = self.reader.cut(&self.source[..self.end], from, 1).at;
                self.reader.decode(self.source, from, end)
            }
            None => return None,
        };
        Some(Records {
            decoder,
            payment: Payment::default(),
            position: position.saturating_sub(1),
            fault: None,
            first_line: from.line,
        })
    }
}

/// The records of a chunk, each a payment or a reject, in file order.
///
/// One payment is filled again and again. Its text is lent from the map and lives as long as that; it is owned only
/// where the file does not hold it as such, so the steady state allocates nothing.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    decoder: Decoder<'a>,
    payment: Payment<'a>,
    position: u64,
    /// Where the file cannot be read to its end, at that end: why, and what was read of the line there.
    fault: Option<(&'a str, &'a [u8])>,
    first_line: u64,
}

impl<'a> Records<'a> {
    /// Those of rows that were put together.
    #[cfg(feature = "columnar")]
    pub(crate) fn of_rows(layout: &'a csv::layout::Layout, held: &'a Held) -> Records<'a> {
        Records {
            decoder: Decoder::Columnar(csv::rows::RowDecoder::new(layout, held, Mark::new(0, 1))),
            payment: Payment::default(),
            position: 0,
            fault: None,
            first_line: 1,
        }
    }

    /// The next record: a payment, lent until the next call, or a reject.
    #[allow(clippy::should_implement_trait)] // an iterator cannot lend
    pub fn next(&mut self) -> Option<Result<&Payment<'a>, Reject>> {
        let Some(record) = self.decoder.read_into(&mut self.payment) else {
            return self.fault.take().map(|fault| Err(self.cut_off(fault)));
        };
        self.position += 1;
        self.payment.position = self.position;
        if self.payment.underlying.is_some() && record.is_ok() {
            cover::note_differences(&mut self.payment);
        }
        Some(record.map(|()| &self.payment))
    }

    /// The reject of all that a file would hold where it cannot be read any further.
    fn cut_off(&mut self, (why, line): (&'a str, &'a [u8])) -> Reject {
        self.payment.clear();
        self.payment.line = self.first_line;
        let text = String::from_utf8_lossy(line.trim_ascii());
        if !text.is_empty() {
            self.payment.texts.push(Text {
                kind: TextKind::Other,
                path: Cow::Borrowed(""),
                text,
            });
        }
        Reject {
            line: self.first_line,
            payment_id: String::new(),
            error: why.to_owned(),
        }
    }

    /// The payment that was read last; where it is rejected, what could be read of it, to be screened all the same. Where
    /// its fields cannot be told apart each may be anything, and stands as a third party's name and as its identifier. Of the
    /// text of such a record the first mebibyte is read, and the first ten thousand fields.
    #[must_use]
    pub fn last(&self) -> &Payment<'a> {
        &self.payment
    }

    /// The bytes of the record that was read last, as they stand in the file; of a table by columns, its fields one after the
    /// other.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        self.decoder.text()
    }

    /// Where the record that was read last stands; `None` where it can only be read behind those before it.
    #[must_use]
    pub fn place(&self) -> Option<RecordPlace> {
        self.decoder.begins().map(RecordPlace::new)
    }

    /// How often each column held something, in the records so far.
    #[must_use]
    pub fn filled(&self) -> Filled<'_> {
        self.decoder.filled()
    }
}
