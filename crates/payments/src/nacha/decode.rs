//! The records of a chunk, one after the other.

use std::borrow::Cow;

use portcullis_model::{Party, Payment, Role};

use super::{
    NO_BATCH, NachaFile,
    control::Fault,
    entry::Entry,
    header::{BatchHeader, FileHeader},
    record::{Kind, RawRecord, RawRecords, Record},
};
use crate::{
    contract::{Decode, Mark},
    csv::value::excerpt,
    reject::Reject,
};

/// The records of a chunk: entries with their addenda, and what is wrong with controls.
#[derive(Debug, Clone)]
pub(crate) struct Decoder<'a> {
    bytes: &'a [u8],
    records: RawRecords<'a>,
    end: usize,
    batch: Option<Box<BatchHeader<'a>>>,
    /// Byte and line of the batch header that holds.
    batch_at: (usize, u64),
    /// Where the last record begins, if it is an entry.
    begins: Option<Mark>,
    file: Option<Box<FileHeader<'a>>>,
    /// Those at or behind where the chunk is read.
    faults: &'a [Fault],
    /// Where the last fault that was told is.
    fault_at: Option<usize>,
    /// The bytes of the last record.
    text: &'a [u8],
}

impl<'a> Decoder<'a> {
    pub(super) fn new(nacha: &'a NachaFile, bytes: &'a [u8], from: Mark, end: usize) -> Decoder<'a> {
        let survey = &nacha.survey;
        let read_header = |at: usize| RawRecords::new(bytes, at, 0, nacha.framing).peek();
        let batch = (from.header != NO_BATCH)
            .then(|| read_header(from.header))
            .flatten();
        let headers = survey.file_headers.partition_point(|at| *at < from.at);
        let file = headers
            .checked_sub(1)
            .and_then(|last| read_header(survey.file_headers[last]));
        let faults = survey.faults.partition_point(|fault| fault.at < from.at);
        let batch_line = from.line.saturating_sub(u64::from(from.before));
        Decoder {
            bytes,
            records: RawRecords::new(bytes, from.at, from.line, nacha.framing),
            end,
            batch: batch.map(|raw| Box::new(BatchHeader::read(&raw, batch_line))),
            batch_at: (from.header, batch_line),
            begins: None,
            file: file.map(|raw| Box::new(FileHeader::read(&raw))),
            faults: &survey.faults[faults..],
            fault_at: None,
            text: &[],
        }
    }

    /// The fault that is due before the record at `at` is read.
    fn due_fault(&mut self, at: usize) -> Option<Reject> {
        let (fault, rest) = self.faults.split_first()?;
        // One that shows at the next chunk's first record is that chunk's.
        let is_here = fault.at <= at && (fault.at < self.end || self.end >= self.bytes.len());
        if !is_here {
            return None;
        }
        self.faults = rest;
        self.fault_at = Some(fault.at);
        let record = RawRecords::new(self.bytes, fault.at, fault.line, self.records.framing()).peek();
        self.text = record.map_or(&[], |record| record.bytes);
        Some(Reject {
            line: fault.line,
            payment_id: String::new(),
            error: fault.error.clone(),
        })
    }

    /// The mark of a record of the batch that is open.
    fn mark_of(&self, at: usize, line: u64) -> Mark {
        let mark = Mark::new(at, line);
        let (header, header_line) = self.batch_at;
        match self.batch {
            Some(_) => Mark {
                header,
                before: u32::try_from(line - header_line).unwrap_or(u32::MAX),
                ..mark
            },
            None => Mark {
                header: NO_BATCH,
                ..mark
            },
        }
    }

    /// An entry and the addenda behind it.
    fn read_entry(
        &mut self,
        raw: &RawRecord<'a>,
        line: u64,
        payment: &mut Payment<'a>,
    ) -> Result<(), Reject> {
        let addenda = self.records;
        let mut end = raw.at + raw.bytes.len();
        while let Some(next) = self.records.peek() {
            match next.kind() {
                Kind::Addenda => end = next.at + next.bytes.len(),
                Kind::Filler => {}
                _ => break,
            }
            self.records.next();
        }
        self.text = self.bytes.get(raw.at..end).unwrap_or_default();
        // From where a fault shows that fault is read first.
        self.begins = (self.fault_at != Some(raw.at)).then(|| self.mark_of(raw.at, line));
        let entry = Entry {
            record: Record::new(raw),
            addenda,
            batch: self.batch.as_deref(),
            file: self.file.as_deref(),
        };
        let read = entry.read_into(payment);
        payment.line = line;
        read.map_err(|error| Reject {
            line,
            payment_id: payment.payment_id.to_string(),
            error,
        })
    }

    /// A record that is none of an ACH file, or stands where it cannot. What it holds is screened all the same.
    fn refuse(&mut self, raw: &RawRecord<'a>, line: u64, payment: &mut Payment<'a>) -> Reject {
        self.text = raw.bytes;
        let record = Record::new(raw);
        payment.flags.not_utf8 = record.not_utf8;
        // Several blanks part the columns of whatever it is.
        for piece in record
            .whole()
            .split("  ")
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
        {
            payment.push(Party {
                ids: Cow::Owned(piece.to_owned()),
                ..Party::named(Role::ThirdParty, piece.to_owned())
            });
        }
        let error = match raw.kind() {
            Kind::Addenda => "the addenda record stands behind no entry".to_owned(),
            _ => format!(
                "{} begins with no record type (1, 5, 6, 7, 8 or 9)",
                excerpt(&record.whole())
            ),
        };
        Reject {
            line,
            payment_id: String::new(),
            error,
        }
    }
}

impl<'a> Decode<'a> for Decoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        self.begins = None;
        loop {
            let (at, line) = self.records.position();
            if let Some(reject) = self.due_fault(at) {
                payment.clear();
                payment.line = reject.line;
                return Some(Err(reject));
            }
            if at >= self.end {
                return None;
            }
            let (raw, _) = self.records.next()?;
            match raw.kind() {
                Kind::Entry => return Some(self.read_entry(&raw, line, payment)),
                Kind::Addenda | Kind::Unknown => {
                    payment.clear();
                    payment.line = line;
                    return Some(Err(self.refuse(&raw, line, payment)));
                }
                Kind::FileHeader => {
                    self.file = Some(Box::new(FileHeader::read(&raw)));
                    self.batch = None;
                }
                Kind::BatchHeader => {
                    self.batch = Some(Box::new(BatchHeader::read(&raw, line)));
                    self.batch_at = (raw.at, line);
                }
                Kind::BatchControl | Kind::FileControl => self.batch = None,
                Kind::Filler => {}
            }
        }
    }

    fn text(&self) -> &'a [u8] {
        self.text
    }

    fn begins(&self) -> Option<Mark> {
        self.begins
    }
}
