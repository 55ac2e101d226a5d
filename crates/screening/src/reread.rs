//! A record of the batch, read again: what the writer gets of a clear payment is its row, and seldom does it need more.

use std::cell::OnceCell;

use portcullis_model::Payment;
use portcullis_payments::{BatchFile, Chunk, ChunkRows, HeldChunk, RecordPlace, Records};

/// Reads records of a chunk again: each by itself where its place says enough, otherwise from the first of the chunk to the last
/// that is asked for, and once as long as they are asked for in order.
pub(crate) struct Reread<'h, 'i> {
    input: &'i BatchFile,
    chunk: Chunk,
    held: &'h OnceCell<HeldChunk<'i>>,
    /// The chunk's records, and how many of them were read.
    open: Option<(Records<'h>, u64)>,
    /// The record that was read by itself.
    alone: Option<Records<'h>>,
    /// How many records of the chunk stand before the piece that is settled.
    before: u64,
    /// The record of the piece, from zero, and where it stands in the chunk.
    nth: u64,
    place: Option<RecordPlace>,
}

impl<'h, 'i> Reread<'h, 'i> {
    /// `held` is where the chunk stays once it is asked for.
    pub(crate) const fn new(
        input: &'i BatchFile,
        chunk: Chunk,
        held: &'h OnceCell<HeldChunk<'i>>,
    ) -> Reread<'h, 'i> {
        Reread {
            input,
            chunk,
            held,
            open: None,
            alone: None,
            before: 0,
            nth: 0,
            place: None,
        }
    }

    /// Keeps the rows of the chunk, where they were put together in memory.
    pub(crate) fn keep(&mut self, rows: Option<ChunkRows>) {
        if let Some(rows) = rows {
            self.held.get_or_init(|| self.input.hold_again(self.chunk, rows));
        }
    }

    /// Turns to the next piece of the chunk, behind one with so many records.
    pub(crate) const fn turn_behind(&mut self, records: usize) {
        self.before += records as u64;
    }

    /// Turns to a record of the piece, counted from zero, and where it stands, if that is known.
    pub(crate) const fn turn_to(&mut self, nth: usize, place: Option<RecordPlace>) {
        self.nth = nth as u64;
        self.place = place;
    }

    /// The payment of the record; `None` where it cannot be read again, as of a file that was cut meanwhile.
    pub(crate) fn payment(&mut self) -> Option<&Payment<'h>> {
        let wanted = self.before + self.nth + 1;
        let held = self.held.get_or_init(|| self.input.hold(self.chunk));
        let alone = self.place.and_then(|place| held.record_at(place, wanted));
        if let Some(mut alone) = alone {
            alone.next()?.ok();
            return Some(self.alone.insert(alone).last());
        }
        let open = self.open.take().filter(|(_, read)| *read <= wanted);
        let (mut records, mut read) = open.unwrap_or_else(|| (held.records(), 0));
        while read < wanted {
            records.next()?.ok();
            read += 1;
        }
        Some(self.open.insert((records, read)).0.last())
    }
}
