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
    file: Option<Box<FileHeader<'a>>>,
    /// Those at or behind where the chunk is read.
    faults: &'a [Fault],
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
        Decoder {
            bytes,
            records: RawRecords::new(bytes, from.at, from.line, nacha.framing),
            end,
            batch: batch.map(|raw| {
                let line = from.line.saturating_sub(u64::from(from.before));
                Box::new(BatchHeader::read(&raw, line))
            }),
            file: file.map(|raw| Box::new(FileHeader::read(&raw))),
            faults: &survey.faults[faults..],
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
        let record = RawRecords::new(self.bytes, fault.at, fault.line, self.records.framing()).peek();
        self.text = record.map_or(&[], |record| record.bytes);
        Some(Reject {
            line: fault.line,
            payment_id: String::new(),
            error: fault.error.clone(),
        })
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
                Kind::BatchHeader => self.batch = Some(Box::new(BatchHeader::read(&raw, line))),
                Kind::BatchControl | Kind::FileControl => self.batch = None,
                Kind::Filler => {}
            }
        }
    }

    fn text(&self) -> &'a [u8] {
        self.text
    }
}
