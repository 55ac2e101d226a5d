//! Files of the American automated clearing house (ACH), as the Nacha Operating Rules lay them out.
//!
//! A file is a header (1), batches and a control (9); a batch a header (5), entries and a control (8); an entry a record (6)
//! and its addenda (7). An entry is a payment: its batch says who originates it and when, its transaction code which way the
//! money goes. A debit makes the originator the creditor. International entries (IAT) name all parties in addenda.
//!
//! - Returns, notifications of change, prenotifications, zero-dollar entries, advices and acknowledgments are no payments, and
//!   are rejects that say so.
//! - A control whose counts, hash or totals are not those of the records is a reject of its own, and so is the lack of one.
//!   The entries are payments all the same.

mod class;
mod control;
mod decode;
mod entry;
mod header;
mod international;
mod record;
mod texts;

use std::path::Path;

use memchr::memmem;

use self::{
    control::Survey,
    header::FORMAT_MARK,
    record::{Framing, Kind, RECORD_CHARS, RawRecords},
};
use crate::{
    contract::{Mark, MessageReader},
    error::{BatchError, BatchProblem},
};

/// The header of a mark before which no batch is open.
const NO_BATCH: usize = usize::MAX;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A NACHA file.
#[derive(Debug)]
pub(crate) struct NachaFile {
    framing: Framing,
    /// Where its records begin.
    start: usize,
    survey: Survey,
}

/// Whether a file can be nothing else, by its first bytes: a file header, also one whose fields are wrong where a batch header
/// stands below it; or, where it is missing, a batch header and an entry below it.
pub(crate) fn is_told_by(head: &[u8]) -> bool {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let first = &head[..head.len().min(45)];
    let is_header = head.starts_with(b"101");
    if is_header && memmem::find(first, FORMAT_MARK.as_bytes()).is_some() {
        return true;
    }
    let is_batch = |record: &[u8]| {
        let codes = [b"5200", b"5220", b"5225", b"5280"];
        record.len() > RECORD_CHARS / 2 && codes.iter().any(|code| record.starts_with(*code))
    };
    let mut records = RawRecords::new(head, 0, 1, Framing::of(head));
    let (Some((first, _)), Some((second, _))) = (records.next(), records.next()) else {
        return false;
    };
    if is_header {
        first.bytes.len() > RECORD_CHARS / 2 && is_batch(second.bytes)
    } else {
        is_batch(first.bytes) && second.kind() == Kind::Entry
    }
}

/// Opens a file: looks at what begins and ends its parts, and holds its controls to its records.
pub(crate) fn open(path: &Path, bytes: &[u8]) -> Result<NachaFile, BatchError> {
    let start = if bytes.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    let framing = Framing::of(&bytes[start..]);
    let survey = Survey::of(RawRecords::new(bytes, start, 1, framing));
    if survey.is_of_no_ach_file() {
        return Err(BatchProblem::NotOfFormat {
            format: "ACH",
            reason: "no line of it begins as a file header (1), batch header (5) or entry (6) does",
        }
        .of(path));
    }
    Ok(NachaFile {
        framing,
        start,
        survey,
    })
}

impl MessageReader for NachaFile {
    type Decoder<'a> = decode::Decoder<'a>;

    fn first_record(&self) -> Mark {
        Mark {
            header: NO_BATCH,
            ..Mark::new(self.start, 1)
        }
    }

    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
        let goal = from.at.saturating_add(target_bytes);
        // The batch header that holds, and its line.
        let (mut header, mut header_line) = (from.header, from.line.saturating_sub(u64::from(from.before)));
        let mut records = RawRecords::new(bytes, from.at, from.line, self.framing);
        loop {
            let (at, line) = records.position();
            let mark = |header, header_line| Mark {
                header,
                before: u32::try_from(line - header_line).unwrap_or(u32::MAX),
                ..Mark::new(at, line)
            };
            let Some(record) = records.peek() else {
                return mark(header, header_line);
            };
            let kind = record.kind();
            if at >= goal && at > from.at && !matches!(kind, Kind::Addenda | Kind::Filler) {
                return mark(header, header_line);
            }
            match kind {
                Kind::BatchHeader => (header, header_line) = (at, line),
                Kind::FileHeader | Kind::BatchControl | Kind::FileControl => {
                    (header, header_line) = (NO_BATCH, line);
                }
                Kind::Entry | Kind::Addenda | Kind::Filler | Kind::Unknown => {}
            }
            records.next();
        }
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> decode::Decoder<'a> {
        decode::Decoder::new(self, file, from, end)
    }
}
