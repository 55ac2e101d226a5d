//! Records whose fields are told apart already: what is read of a table by columns, put together row by row.
//!
//! They are held as the texts of all fields, one record after the other, each field ended by [`FIELD_END`]; and as a table that has of each
//! record its line, which of its fields hold something and where each of those ends, and what is wrong with it. Half of the fields of
//! payments are empty, and are no more than their end.

use std::ops::Range;

use portcullis_model::{Note, Payment};

use super::{
    column::{COLUMN_COUNT, Column},
    decode::{Fields, RECORD_BYTES_MAX},
    layout::Layout,
    split::{Record, Span},
};
use crate::{
    column_count::Filled,
    contract::{Decode, Mark},
    held::{FieldFault, Held, HeldFault, Spares},
    reject::Reject,
};

/// Ends each field, so that records of other fields have other bytes.
const FIELD_END: u8 = 0x1F;

/// Most bytes of text that are held of one chunk. A few kilobytes that unpack to more are no payments.
const TEXT_BYTES_MAX: usize = 512 << 20;

/// How many numbers the table has of each record before those of its fields: its line; how many of its fields hold something, and how many
/// bytes its text has; and which faults are its own, the first and how many. Behind them stand which fields those are and where each ends.
const HEAD_NUMBERS: usize = 3;

/// Writes records.
#[derive(Debug)]
pub(crate) struct RowWriter {
    held: Held,
    /// Where in the table the current record begins.
    head: usize,
    /// Where the text of the current record begins.
    start: usize,
    /// How many of its fields were told of.
    fields: usize,
    /// Of how many of the last ones, which are empty, the ends are not written yet.
    empty: usize,
    /// How many faults there are of the records before.
    faults: usize,
}

impl RowWriter {
    /// Of no records yet, in memory of those before.
    pub(crate) fn new(spares: &Spares) -> RowWriter {
        let mut writer = RowWriter {
            held: spares.take(),
            head: 0,
            start: 0,
            fields: 0,
            empty: 0,
            faults: 0,
        };
        writer.begin();
        writer
    }

    /// Writes the next field of the current record: `write` adds its text, and gives what is wrong with it.
    #[inline]
    pub(crate) fn field(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Option<FieldFault>) {
        self.end_empty();
        let begin = self.held.texts.len();
        let fault = write(&mut self.held.texts);
        let room = RECORD_BYTES_MAX.saturating_sub(begin - self.start);
        if self.held.texts.len() - begin > room {
            self.cut_to(begin + room);
            let reason = format!("the record is longer than {RECORD_BYTES_MAX} bytes");
            self.reject(reason);
        }
        if let Some(fault) = fault {
            let place = Some(self.fields);
            self.held.faults.push(HeldFault { place, fault });
        }
        if self.held.texts.len() == begin {
            self.skip(1);
        } else {
            self.end_field();
        }
    }

    /// Writes the next field of the current record, of which nothing is wrong.
    #[inline]
    pub(crate) fn text(&mut self, field: &[u8]) {
        if field.is_empty() {
            self.skip(1);
        } else if self.held.texts.len() - self.start + self.empty + field.len() > RECORD_BYTES_MAX {
            self.field(|text| {
                text.extend_from_slice(field);
                None
            });
        } else {
            self.end_empty();
            self.held.texts.extend_from_slice(field);
            self.end_field();
        }
    }

    /// Leaves the next fields of the current record empty.
    #[inline]
    pub(crate) const fn skip(&mut self, fields: usize) {
        self.fields += fields;
        self.empty += fields;
    }

    /// Writes the ends of the last fields, which are empty.
    #[inline]
    fn end_empty(&mut self) {
        // They are few, and not worth a call.
        for _ in 0..std::mem::take(&mut self.empty) {
            self.held.texts.push(FIELD_END);
        }
    }

    #[inline]
    fn end_field(&mut self) {
        self.held
            .table
            .push(pair(self.fields, self.held.texts.len() - self.start));
        self.held.texts.push(FIELD_END);
        self.fields += 1;
    }

    /// Cuts the text between characters.
    fn cut_to(&mut self, end: usize) {
        self.held.texts.truncate(end);
        while self.held.texts.last().is_some_and(|byte| byte & 0xC0 == 0x80) {
            self.held.texts.pop();
        }
        self.held.texts.pop_if(|byte| *byte >= 0xC0);
    }

    /// Ends a record, which stands on a one-based line. Fields that were not written are empty.
    pub(crate) fn end(&mut self, line: u64) {
        if self.fields > 0 {
            self.end_empty();
        }
        if self.held.texts.len() > TEXT_BYTES_MAX {
            self.held.texts.truncate(self.start);
            self.held.table.truncate(self.head + HEAD_NUMBERS);
            let reason = format!(
                "the table unpacks to more than {} MiB here, as no payments do",
                TEXT_BYTES_MAX >> 20
            );
            self.reject(reason);
        }
        let filled = self.held.table.len() - self.head - HEAD_NUMBERS;
        let head = [
            line,
            pair(filled, self.held.texts.len() - self.start),
            pair(self.faults, self.held.faults.len() - self.faults),
        ];
        self.held.table[self.head..][..HEAD_NUMBERS].copy_from_slice(&head);
        self.begin();
    }

    /// Begins a record.
    fn begin(&mut self) {
        self.head = self.held.table.len();
        self.held.table.extend([0; HEAD_NUMBERS]);
        self.start = self.held.texts.len();
        self.faults = self.held.faults.len();
        (self.fields, self.empty) = (0, 0);
    }

    /// A record of which nothing can be read, on a line, and why.
    pub(crate) fn unreadable(&mut self, line: u64, reason: &str) {
        self.reject(reason.to_owned());
        self.end(line);
    }

    /// How much is written, between two records.
    pub(crate) const fn position(&self) -> Position {
        Position {
            texts: self.start,
            table: self.head,
            faults: self.faults,
        }
    }

    /// Forgets what was written behind a position.
    pub(crate) fn go_back(&mut self, to: Position) {
        self.held.texts.truncate(to.texts);
        self.held.table.truncate(to.table);
        self.held.faults.truncate(to.faults);
        self.begin();
    }

    /// The record is rejected, and not for one of its fields.
    fn reject(&mut self, reason: String) {
        let fault = FieldFault {
            rejects: true,
            reason,
        };
        self.held.faults.push(HeldFault { place: None, fault });
    }

    /// The records, as [`RowDecoder`] reads them.
    pub(crate) fn finish(mut self) -> Held {
        self.held.table.truncate(self.head);
        self.held
    }
}

/// How much is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position {
    texts: usize,
    table: usize,
    faults: usize,
}

/// Two numbers in one. Neither is more than the rows of a chunk or [`RECORD_BYTES_MAX`] and a byte for each field.
#[inline]
fn pair(first: usize, second: usize) -> u64 {
    u64::from(length(first)) << u32::BITS | u64::from(length(second))
}

/// The two numbers of a [`pair`].
#[inline]
const fn parted(pair: u64) -> (usize, usize) {
    ((pair >> u32::BITS) as usize, (pair & u32::MAX as u64) as usize)
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// Reads what [`RowWriter`] wrote.
#[derive(Debug, Clone)]
pub(crate) struct RowDecoder<'a> {
    fields: Fields<'a>,
    /// What the table has of the records that are not read yet.
    table: &'a [u64],
    faults: &'a [HeldFault],
    /// How many numbers it has in all.
    table_numbers: usize,
    /// Where the last record begins: the number of the table, and as what comes before it the bytes of texts.
    begins: Mark,
    /// Where the text of the next record begins.
    next: usize,
    text: Range<usize>,
    records: u64,
    filled: Vec<u64>,
}

impl<'a> RowDecoder<'a> {
    /// The records from a mark on, which is the beginning or what [`Decode::begins`] gave.
    pub(crate) fn new(layout: &'a Layout, held: &'a Held, from: Mark) -> RowDecoder<'a> {
        let Held {
            texts, table, faults, ..
        } = held;
        let fields = match from.at {
            0 => Fields::new(layout, texts),
            _ => Fields::of_one_record(layout, texts),
        };
        RowDecoder {
            fields,
            table: table.get(from.at..).unwrap_or_default(),
            faults,
            table_numbers: table.len(),
            begins: from,
            next: from.before as usize,
            text: 0..0,
            records: 0,
            filled: vec![0; layout.places.len()],
        }
    }

    /// Makes the fields those of the next record, and gives its line and its faults.
    fn next_record(&mut self) -> Option<(u64, &'a [HeldFault])> {
        let places = &self.fields.layout.places;
        let (head, rest) = self.table.split_first_chunk::<HEAD_NUMBERS>()?;
        let [line, filled_and_text, faults] = *head;
        let ((filled, text), (first_fault, faults)) = (parted(filled_and_text), parted(faults));
        let (ends, rest) = rest.split_at_checked(filled)?;
        let start = self.next;
        // Behind the end of the field before, and of the empty ones between.
        let (mut begin, mut next_place) = (start, 0);
        for number in ends {
            let (place, end) = parted(*number);
            let end = start + end;
            begin += place.saturating_sub(next_place);
            let span = Span::plain_text(begin, end.max(begin));
            if let Some(filled) = self.filled.get_mut(place) {
                *filled += u64::from(!span.is_blank(self.fields.bytes));
            }
            if let Some(Some(column)) = places.get(place) {
                self.fields.spans[column.index()] = span;
            }
            (begin, next_place) = (end + 1, place + 1);
        }
        self.next = start + text;
        self.text = start..self.next;
        self.table = rest;
        Some((line, self.faults.get(first_fault..first_fault + faults)?))
    }

    /// Adds the faults of a record to what came of it.
    fn judged(
        &self,
        read: Result<(), String>,
        faults: &'a [HeldFault],
        payment: &mut Payment<'a>,
    ) -> Result<(), String> {
        let column = |place: usize| self.fields.layout.places.get(place).copied().flatten();
        for HeldFault { place, fault } in faults.iter().filter(|held| !held.fault.rejects) {
            let path = place.and_then(column).map_or("", Column::as_str).into();
            let problem = fault.reason.clone();
            payment.notes.push(Note { path, problem });
        }
        // It says more than what the missing text did.
        match faults.iter().find(|held| held.fault.rejects) {
            None => read,
            Some(HeldFault { place, fault }) => Err(match place.and_then(column) {
                Some(column) => format!("{} {}", column.as_str(), fault.reason),
                None => fault.reason.clone(),
            }),
        }
    }
}

impl<'a> Decode<'a> for RowDecoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        self.fields.spans = [Span::EMPTY; COLUMN_COUNT];
        self.begins = Mark {
            before: length(self.next),
            ..Mark::new(self.table_numbers - self.table.len(), 0)
        };
        let (line, faults) = self.next_record()?;
        self.records += 1;
        self.begins.line = line;
        payment.line = line;
        let read = self.fields.read_into(payment);
        let read = read.map_err(|(column, reason)| format!("{column} {reason}"));
        let record = Record {
            line,
            last_line: line,
            start: self.text.start,
            len_bytes: self.text.len(),
            fields: self.filled.len(),
            fault: None,
        };
        let judged = self.judged(read, faults, payment);
        Some(judged.map_err(|error| self.fields.reject(&record, error)))
    }

    fn text(&self) -> &'a [u8] {
        self.fields.bytes.get(self.text.clone()).unwrap_or_default()
    }

    fn begins(&self) -> Option<Mark> {
        Some(self.begins)
    }

    fn filled(&self) -> Filled<'_> {
        Filled {
            records: self.records,
            by_place: &self.filled,
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Payment, Role};

    use super::{RowDecoder, RowWriter};
    use crate::{
        contract::{Decode, Mark},
        csv::{column::Column, dialect::Dialect, layout::Layout},
        held::{FieldFault, Spares},
    };

    fn layout() -> Layout {
        let places = vec![
            Some(Column::PaymentId),
            None,
            Some(Column::DebtorName),
            Some(Column::Amount),
        ];
        Layout::new(places, b',', Dialect::default())
    }

    fn text(text: &str) -> impl FnOnce(&mut Vec<u8>) -> Option<FieldFault> {
        move |out| {
            out.extend_from_slice(text.as_bytes());
            None
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut writer = RowWriter::new(&Spares::default());
        for (line, fields) in [["P1", "x", "Ann", "1.5"], ["P2", "", " Bo ", ""]]
            .iter()
            .enumerate()
        {
            for field in fields {
                writer.field(text(field));
            }
            writer.end(10 + line as u64);
        }
        let (held, layout) = (writer.finish(), layout());
        let mut decoder = RowDecoder::new(&layout, &held, Mark::new(0, 1));
        let mut payment = Payment::default();
        assert_eq!(decoder.read_into(&mut payment), Some(Ok(())));
        assert_eq!((&*payment.payment_id, payment.line), ("P1", 10));
        assert_eq!(payment.name_of(Role::Debtor), "Ann");
        assert_eq!(payment.amount.unwrap().value.to_string(), "1.5");
        let first = decoder.text();
        assert_eq!(decoder.read_into(&mut payment), Some(Ok(())));
        assert_eq!(payment.name_of(Role::Debtor), "Bo");
        assert_ne!(first, decoder.text());
        assert_eq!(decoder.read_into(&mut payment), None);
        assert_eq!(decoder.filled().by_place, [2, 1, 2, 1]);
    }

    #[test]
    fn a_fault_rejects_its_record_or_is_noted_and_the_names_are_read_all_the_same() {
        let fault = |rejects| {
            move |out: &mut Vec<u8>| {
                out.extend_from_slice(b"1.5");
                let reason = "is odd".to_owned();
                Some(FieldFault { rejects, reason })
            }
        };
        let mut writer = RowWriter::new(&Spares::default());
        for rejects in [true, false] {
            writer.field(text("P"));
            writer.field(text(""));
            writer.field(text("Ann"));
            writer.field(fault(rejects));
            writer.end(1);
        }
        writer.unreadable(3, "rows 3 to 9 cannot be read");
        let (held, layout) = (writer.finish(), layout());
        let mut decoder = RowDecoder::new(&layout, &held, Mark::new(0, 1));
        let mut payment = Payment::default();
        let reject = decoder.read_into(&mut payment).unwrap().unwrap_err();
        assert_eq!((&*reject.payment_id, &*reject.error), ("P", "amount is odd"));
        assert_eq!(payment.name_of(Role::Debtor), "Ann");
        assert_eq!(decoder.read_into(&mut payment), Some(Ok(())));
        assert_eq!(payment.notes[0].to_string(), "amount is odd");
        let reject = decoder.read_into(&mut payment).unwrap().unwrap_err();
        assert_eq!((reject.line, &*reject.error), (3, "rows 3 to 9 cannot be read"));
        assert!(payment.parties.is_empty());
    }

    #[test]
    fn a_record_that_is_too_long_is_rejected() {
        let mut writer = RowWriter::new(&Spares::default());
        writer.field(text("P"));
        writer.field(text(&"é".repeat(1 << 20)));
        writer.field(text("Ann"));
        writer.end(1);
        let (held, layout) = (writer.finish(), layout());
        let mut decoder = RowDecoder::new(&layout, &held, Mark::new(0, 1));
        let reject = decoder.read_into(&mut Payment::default()).unwrap().unwrap_err();
        assert_eq!(reject.error, "the record is longer than 1048576 bytes");
        assert!(decoder.text().len() < (1 << 20) + 8);
    }
}
