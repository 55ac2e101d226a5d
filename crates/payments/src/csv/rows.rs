//! Records whose fields are told apart already: what is read of a table by columns, put together row by row.
//!
//! They are held as bytes: the texts of all fields, one record after the other, each field ended by [`FIELD_END`]; then of each
//! record its line, which of its fields hold something and where each of those ends, and what is wrong with it; then how long the texts
//! are. Half of the fields of payments are empty, and are no more than their end.

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
    reject::Reject,
};

/// Ends each field, so that records of other fields have other bytes.
const FIELD_END: u8 = 0x1F;

/// Most bytes of text that are held of one chunk. A few kilobytes that unpack to more are no payments.
const TEXT_BYTES_MAX: usize = 512 << 20;

/// The table is made of numbers of so many bytes: of each record its line; how many of its fields hold something, and how many bytes its
/// text has; how many bytes its faults have; which fields those are and where each ends; and the faults.
const NUMBER_BYTES: usize = size_of::<u64>();

/// How many numbers stand in the table before those of the fields.
const HEAD_NUMBERS: usize = 3;

/// Where a fault stands that is of no column.
const NO_PLACE: u32 = u32::MAX;

/// What is wrong with a field, or with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    /// The record is rejected.
    Rejects = 0,
    /// It is noted.
    Noted = 1,
}

/// Writes records.
#[derive(Debug)]
pub(crate) struct RowWriter {
    texts: Vec<u8>,
    table: Vec<u64>,
    /// Where in the table the current record begins.
    head: usize,
    /// Where the text of the current record begins.
    start: usize,
    /// How many of its fields were told of.
    fields: usize,
    /// Of how many of the last ones, which are empty, the ends are not written yet.
    empty: usize,
    faults: Vec<u8>,
}

impl RowWriter {
    /// Of no records yet.
    pub(crate) fn new() -> RowWriter {
        RowWriter {
            texts: Vec::new(),
            table: vec![0; HEAD_NUMBERS],
            head: 0,
            start: 0,
            fields: 0,
            empty: 0,
            faults: Vec::new(),
        }
    }

    /// Writes the next field of the current record: `write` adds its text, and gives what is wrong with it.
    #[inline]
    pub(crate) fn field(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Option<FieldFault>) {
        self.end_empty();
        let begin = self.texts.len();
        let fault = write(&mut self.texts);
        let room = RECORD_BYTES_MAX.saturating_sub(begin - self.start);
        if self.texts.len() - begin > room {
            self.cut_to(begin + room);
            let reason = format!("the record is longer than {RECORD_BYTES_MAX} bytes");
            self.push_fault(Severity::Rejects, NO_PLACE, &reason);
        }
        if let Some(fault) = fault {
            let severity = if fault.rejects {
                Severity::Rejects
            } else {
                Severity::Noted
            };
            self.push_fault(severity, length(self.fields), &fault.reason);
        }
        if self.texts.len() == begin {
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
        } else if self.texts.len() - self.start + self.empty + field.len() > RECORD_BYTES_MAX {
            self.field(|text| {
                text.extend_from_slice(field);
                None
            });
        } else {
            self.end_empty();
            self.texts.extend_from_slice(field);
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
        if self.empty > 0 {
            self.texts.resize(self.texts.len() + self.empty, FIELD_END);
            self.empty = 0;
        }
    }

    #[inline]
    fn end_field(&mut self) {
        self.table.push(pair(self.fields, self.texts.len() - self.start));
        self.texts.push(FIELD_END);
        self.fields += 1;
    }

    /// Cuts the text between characters.
    fn cut_to(&mut self, end: usize) {
        self.texts.truncate(end);
        while self.texts.last().is_some_and(|byte| byte & 0xC0 == 0x80) {
            self.texts.pop();
        }
        self.texts.pop_if(|byte| *byte >= 0xC0);
    }

    /// Ends a record, which stands on a one-based line. Fields that were not written are empty.
    pub(crate) fn end(&mut self, line: u64) {
        if self.fields > 0 {
            self.end_empty();
        }
        if self.texts.len() > TEXT_BYTES_MAX {
            self.texts.truncate(self.start);
            self.table.truncate(self.head + HEAD_NUMBERS);
            let reason = format!(
                "the table unpacks to more than {} MiB here, as no payments do",
                TEXT_BYTES_MAX >> 20
            );
            self.push_fault(Severity::Rejects, NO_PLACE, &reason);
        }
        let filled = self.table.len() - self.head - HEAD_NUMBERS;
        let head = [
            line,
            pair(filled, self.texts.len() - self.start),
            self.faults.len() as u64,
        ];
        for (place, number) in self.table[self.head..].iter_mut().zip(head) {
            *place = number;
        }
        if !self.faults.is_empty() {
            // As whole numbers, with zeros behind.
            let (numbers, rest) = self.faults.as_chunks();
            self.table
                .extend(numbers.iter().map(|bytes| u64::from_le_bytes(*bytes)));
            let mut last = [0; NUMBER_BYTES];
            last[..rest.len()].copy_from_slice(rest);
            self.table.push(u64::from_le_bytes(last));
            self.faults.clear();
        }
        self.begin();
    }

    /// Begins a record.
    fn begin(&mut self) {
        self.head = self.table.len();
        self.table.extend([0; HEAD_NUMBERS]);
        self.start = self.texts.len();
        (self.fields, self.empty) = (0, 0);
    }

    /// A record of which nothing can be read, on a line, and why.
    pub(crate) fn unreadable(&mut self, line: u64, reason: &str) {
        self.push_fault(Severity::Rejects, NO_PLACE, reason);
        self.end(line);
    }

    /// How much is written, between two records.
    pub(crate) const fn position(&self) -> (usize, usize) {
        (self.texts.len(), self.head)
    }

    /// Forgets what was written behind a position.
    pub(crate) fn go_back(&mut self, (texts, head): (usize, usize)) {
        self.texts.truncate(texts);
        self.table.truncate(head);
        self.faults.clear();
        self.begin();
    }

    fn push_fault(&mut self, severity: Severity, place: u32, reason: &str) {
        self.faults.push(severity as u8);
        self.faults.extend_from_slice(&place.to_le_bytes());
        self.faults.extend_from_slice(&length(reason.len()).to_le_bytes());
        self.faults.extend_from_slice(reason.as_bytes());
    }

    /// The records, as [`RowDecoder`] reads them.
    pub(crate) fn finish(self) -> Vec<u8> {
        let RowWriter {
            mut texts,
            table,
            head,
            ..
        } = self;
        let length = texts.len();
        texts.resize(length + (head + 1) * NUMBER_BYTES, 0);
        let numbers = table[..head].iter().copied().chain([length as u64]);
        for (bytes, number) in texts[length..].as_chunks_mut().0.iter_mut().zip(numbers) {
            *bytes = number.to_le_bytes();
        }
        texts
    }
}

/// Two numbers in one. Neither is more than [`RECORD_BYTES_MAX`] and a byte for each field.
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

/// What is wrong with a field.
#[derive(Debug)]
pub(crate) struct FieldFault {
    /// Whether its record is rejected; otherwise it is noted.
    pub(crate) rejects: bool,
    /// In words that follow the column's name.
    pub(crate) reason: String,
}

/// Reads what [`RowWriter`] wrote.
#[derive(Debug, Clone)]
pub(crate) struct RowDecoder<'a> {
    fields: Fields<'a>,
    /// What stands of the records behind their texts, as far as it is not read.
    table: &'a [u8],
    /// How much there is of it in all.
    table_bytes: usize,
    /// Where the last record begins: the byte of the table, and as what comes before it the bytes of texts.
    begins: Mark,
    /// Where the text of the next record begins.
    next: usize,
    text: Range<usize>,
    records: u64,
    filled: Vec<u64>,
}

impl<'a> RowDecoder<'a> {
    /// The records from a mark on, which is the beginning or what [`Decode::begins`] gave.
    pub(crate) fn new(layout: &'a Layout, held: &'a [u8], from: Mark) -> RowDecoder<'a> {
        let (texts, table) = parts(held).unwrap_or_default();
        let fields = match from.at {
            0 => Fields::new(layout, texts),
            _ => Fields::of_one_record(layout, texts),
        };
        RowDecoder {
            fields,
            table: table.get(from.at..).unwrap_or_default(),
            table_bytes: table.len(),
            begins: from,
            next: from.before as usize,
            text: 0..0,
            records: 0,
            filled: vec![0; layout.places.len()],
        }
    }

    /// Makes the fields those of the next record, and gives its line and its faults.
    fn next_record(&mut self) -> Option<(u64, &'a [u8])> {
        let places = &self.fields.layout.places;
        let (head, rest) = self
            .table
            .split_first_chunk::<{ HEAD_NUMBERS * NUMBER_BYTES }>()?;
        let mut numbers = head.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        let (line, filled_and_text, faults) = (numbers.next()?, numbers.next()?, numbers.next()?);
        let ((filled, text), faults) = (parted(filled_and_text), usize::try_from(faults).ok()?);
        let (ends, rest) = rest.split_at_checked(filled * NUMBER_BYTES)?;
        let start = self.next;
        // Behind the end of the field before, and of the empty ones between.
        let (mut begin, mut next_place) = (start, 0);
        for bytes in ends.as_chunks().0 {
            let (place, end) = parted(u64::from_le_bytes(*bytes));
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
        // With zeros behind, where there are any.
        let whole = if faults == 0 {
            0
        } else {
            (faults / NUMBER_BYTES + 1) * NUMBER_BYTES
        };
        let (whole, rest) = rest.split_at_checked(whole)?;
        self.table = rest;
        Some((line, &whole[..faults]))
    }

    /// Adds the faults of a record to what came of it.
    fn judged(
        &self,
        read: Result<(), String>,
        mut faults: &'a [u8],
        payment: &mut Payment<'a>,
    ) -> Result<(), String> {
        let mut result = read;
        let mut is_told = false;
        while let Some((severity, place, reason)) = next_fault(&mut faults) {
            let column = self.fields.layout.places.get(place).copied().flatten();
            let column = column.map(Column::as_str);
            if severity == Severity::Noted as u8 {
                let path = column.unwrap_or_default().into();
                let problem = reason.to_owned();
                payment.notes.push(Note { path, problem });
            } else if !is_told {
                // It says more than what the missing text did.
                is_told = true;
                result = Err(match column {
                    Some(column) => format!("{column} {reason}"),
                    None => reason.to_owned(),
                });
            }
        }
        result
    }
}

fn parts(held: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, texts) = held.split_last_chunk()?;
    let texts = usize::try_from(u64::from_le_bytes(*texts)).ok()?;
    rest.split_at_checked(texts)
}

fn next_fault<'a>(faults: &mut &'a [u8]) -> Option<(u8, usize, &'a str)> {
    let (severity, rest) = faults.split_first()?;
    let (place, rest) = rest.split_first_chunk()?;
    let (bytes, rest) = rest.split_first_chunk()?;
    let (reason, rest) = rest.split_at_checked(u32::from_le_bytes(*bytes) as usize)?;
    *faults = rest;
    let reason = std::str::from_utf8(reason).unwrap_or_default();
    Some((*severity, u32::from_le_bytes(*place) as usize, reason))
}

impl<'a> Decode<'a> for RowDecoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        self.fields.spans = [Span::EMPTY; COLUMN_COUNT];
        self.begins = Mark {
            before: length(self.next),
            ..Mark::new(self.table_bytes - self.table.len(), 0)
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

    use super::{FieldFault, RowDecoder, RowWriter};
    use crate::{
        contract::{Decode, Mark},
        csv::{column::Column, dialect::Dialect, layout::Layout},
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
        let mut writer = RowWriter::new();
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
        let mut writer = RowWriter::new();
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
        let mut writer = RowWriter::new();
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
