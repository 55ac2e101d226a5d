//! Where records end, and what stands in their columns.
//!
//! A record has 94 characters. It ends at a line end, before which trailing blanks may be missing, or, in a file without
//! line ends, where the next one begins.

use std::borrow::Cow;

use memchr::memchr2;

use crate::text::decoded;

/// Characters of a record. Source: Nacha Operating Rules, appendix three, ACH record format specifications.
pub(super) const RECORD_CHARS: usize = 94;

/// The most bytes that a record and its line end take, at four bytes a character.
const RECORD_BYTES_MAX: usize = RECORD_CHARS * 4 + 2;

/// A record as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawRecord<'a> {
    /// Byte at which it begins, from the start of the file.
    pub(super) at: usize,
    /// Its bytes, without the line end.
    pub(super) bytes: &'a [u8],
    /// Byte at which the next one begins.
    pub(super) next: usize,
    /// Whether the next one stands on another line.
    pub(super) ends_line: bool,
}

/// The records of a file, from some place on.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRecords<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    framing: Framing,
}

/// Whether a file has line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// A record ends at a line end at the latest.
    Lines,
    /// Records follow each other. Each counts as a line, so that a place can be told: `fold -w 94` shows it.
    Unbroken,
}

impl Framing {
    /// How a file is framed, told by its beginning.
    pub(super) fn of(bytes: &[u8]) -> Framing {
        let head = &bytes[..bytes.len().min(RECORD_BYTES_MAX)];
        match memchr2(b'\n', b'\r', head) {
            None if bytes.len() > RECORD_CHARS => Framing::Unbroken,
            _ => Framing::Lines,
        }
    }
}

impl<'a> RawRecords<'a> {
    /// The records from byte `at` on, which stands on the one-based line `line`.
    pub(super) const fn new(bytes: &'a [u8], at: usize, line: u64, framing: Framing) -> RawRecords<'a> {
        RawRecords {
            bytes,
            at,
            line,
            framing,
        }
    }

    /// Byte and line of the next record.
    pub(super) const fn position(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    pub(super) const fn framing(&self) -> Framing {
        self.framing
    }

    /// The next record without going past it.
    pub(super) fn peek(&self) -> Option<RawRecord<'a>> {
        let window = self.bytes.get(self.at..)?;
        let window = &window[..window.len().min(RECORD_BYTES_MAX)];
        if window.is_empty() {
            return None;
        }
        let line_end = memchr2(b'\n', b'\r', window);
        let line = &window[..line_end.unwrap_or(window.len())];
        let record_bytes = record_len(line);
        let (bytes, rest) = line.split_at(record_bytes);
        // Blanks behind the last column belong to the record.
        let is_whole = rest.iter().all(|byte| *byte == b' ');
        let (next, ends_line) = match line_end {
            Some(end) if is_whole => (self.at + end + line_end_len(&window[end..]), true),
            _ => (self.at + record_bytes, false),
        };
        Some(RawRecord {
            at: self.at,
            bytes,
            next,
            ends_line,
        })
    }
}

impl<'a> Iterator for RawRecords<'a> {
    /// A record and the line on which it stands.
    type Item = (RawRecord<'a>, u64);

    fn next(&mut self) -> Option<(RawRecord<'a>, u64)> {
        let record = self.peek()?;
        let line = self.line;
        self.at = record.next;
        self.line += u64::from(record.ends_line || self.framing == Framing::Unbroken);
        Some((record, line))
    }
}

/// Bytes of the line end that begins here: one, or two of a carriage return and a line feed.
fn line_end_len(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\r\n") { 2 } else { 1 }
}

/// Bytes of the first record of a line.
fn record_len(line: &[u8]) -> usize {
    if line.len() <= RECORD_CHARS {
        return line.len();
    }
    if line[..RECORD_CHARS].is_ascii() {
        return RECORD_CHARS;
    }
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        // The window ends within a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default()
        }
        // A byte a character.
        Err(_) => return RECORD_CHARS,
    };
    text.char_indices()
        .nth(RECORD_CHARS)
        .map_or(line.len(), |(at, _)| at)
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 1: begins a file.
    FileHeader,
    /// 5: begins a batch.
    BatchHeader,
    /// 6: a transaction.
    Entry,
    /// 7: more of the entry before it.
    Addenda,
    /// 8: ends a batch.
    BatchControl,
    /// 9: ends a file.
    FileControl,
    /// Fills a block of ten records, or the end of the file.
    Filler,
    /// None of these.
    Unknown,
}

impl RawRecord<'_> {
    /// What it is.
    pub(super) fn kind(&self) -> Kind {
        match self.bytes.first() {
            Some(b'1') => Kind::FileHeader,
            Some(b'5') => Kind::BatchHeader,
            Some(b'6') => Kind::Entry,
            Some(b'7') => Kind::Addenda,
            Some(b'8') => Kind::BatchControl,
            Some(b'9') if self.bytes.trim_ascii_end().iter().all(|byte| *byte == b'9') => Kind::Filler,
            Some(b'9') => Kind::FileControl,
            // Blank lines, and the mark by which DOS ends a text.
            _ if self
                .bytes
                .iter()
                .all(|byte| matches!(byte, b' ' | b'\t' | 0 | 0x1A)) =>
            {
                Kind::Filler
            }
            _ => Kind::Unknown,
        }
    }
}

/// A record whose columns can be told apart.
#[derive(Debug, Clone)]
pub(super) struct Record<'a> {
    text: Cow<'a, str>,
    /// Whether a column is a byte.
    by_bytes: bool,
    /// Whether its bytes were no UTF-8.
    pub(super) not_utf8: bool,
}

impl<'a> Record<'a> {
    /// Reads a record. Columns are characters; of a record of 94 bytes, which has fewer characters where some take
    /// several bytes, whoever wrote it counted bytes.
    pub(super) fn new(raw: &RawRecord<'a>) -> Record<'a> {
        let (text, not_utf8) = decoded(raw.bytes);
        let by_bytes = text.is_ascii() || (text.len() == RECORD_CHARS && !not_utf8);
        Record {
            text,
            by_bytes,
            not_utf8,
        }
    }

    /// The text of the columns from `first` to `last`, which count from 1 as in the rules; empty where the record is
    /// shorter. Blanks are kept.
    pub(super) fn columns(&self, first: usize, last: usize) -> Cow<'a, str> {
        let range = if self.by_bytes {
            // Within a character there is nothing to cut.
            let boundary = |mut at: usize| {
                at = at.min(self.text.len());
                while !self.text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            boundary(first - 1)..boundary(last)
        } else {
            let mut starts = self.text.char_indices().map(|(at, _)| at);
            let start = starts.nth(first - 1).unwrap_or(self.text.len());
            let end = starts.nth(last - first).unwrap_or(self.text.len());
            start..end
        };
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    }

    /// The text of columns without the blanks around it.
    pub(super) fn field(&self, first: usize, last: usize) -> Cow<'a, str> {
        match self.columns(first, last) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// The number in columns; `None` where they hold anything but digits.
    pub(super) fn number(&self, first: usize, last: usize) -> Option<u64> {
        let text = self.columns(first, last);
        let is_number = text.len() == last - first + 1 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    }

    /// The whole record, without trailing blanks.
    pub(super) fn whole(&self) -> Cow<'a, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// The column of the first control character.
    pub(super) fn control_character(&self) -> Option<(usize, char)> {
        // Of nearly all records: bytes are told without decoding them.
        if !self.text.bytes().any(|byte| byte < b' ' || byte == 0x7F) {
            return None;
        }
        let mut chars = self.text.chars().enumerate();
        chars
            .find(|(_, c)| c.is_ascii_control())
            .map(|(at, c)| (at + 1, c))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Framing, Kind, RECORD_CHARS, RawRecord, RawRecords, Record};

    fn split(bytes: &[u8]) -> Vec<(Vec<u8>, u64)> {
        RawRecords::new(bytes, 0, 1, Framing::of(bytes))
            .map(|(record, line)| (record.bytes.to_vec(), line))
            .collect()
    }

    fn record(text: &str) -> Record<'_> {
        Record::new(&RawRecord {
            at: 0,
            bytes: text.as_bytes(),
            next: text.len(),
            ends_line: false,
        })
    }

    #[test]
    fn a_record_ends_at_a_line_end_or_after_its_last_column() {
        let whole = format!("6{:93}", "");
        for line_end in ["\n", "\r\n", "\r"] {
            let file = format!("{whole}{line_end}5200{line_end}{whole}");
            let expected: Vec<(Vec<u8>, u64)> = vec![
                (whole.clone().into(), 1),
                (b"5200".to_vec(), 2),
                (whole.clone().into(), 3),
            ];
            assert_eq!(split(file.as_bytes()), expected, "{line_end:?}");
        }
        let lines: Vec<u64> = split(whole.repeat(5).as_bytes())
            .iter()
            .map(|(_, line)| *line)
            .collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn blanks_behind_the_last_column_are_no_record_and_text_there_is_one() {
        let padded = format!("6{:99}\n8\n", "");
        assert_eq!(split(padded.as_bytes()).len(), 2);
        let glued = format!("6{:93}7{:93}\n8\n", "", "");
        let lines: Vec<u64> = split(glued.as_bytes()).iter().map(|(_, line)| *line).collect();
        assert_eq!(lines, [1, 1, 2]);
    }

    #[test]
    fn a_character_is_a_column_whatever_its_bytes() {
        let utf8 = format!("705{:80}00010000001", "N1¦PE¦JO SMITH");
        let (text, latin1) = (record(&utf8), utf8.replace('¦', "\u{1}"));
        let latin1: Vec<u8> = latin1.bytes().map(|b| if b == 1 { 0xA6 } else { b }).collect();
        let raw = RawRecord {
            at: 0,
            bytes: &latin1,
            next: 0,
            ends_line: false,
        };
        for record in [text, Record::new(&raw)] {
            assert_eq!(record.field(4, 83), "N1¦PE¦JO SMITH");
            assert_eq!(record.number(84, 87), Some(1));
            assert_eq!(record.number(88, 94), Some(1));
        }
    }

    #[test]
    fn a_record_of_94_bytes_was_counted_in_bytes() {
        let text = format!("627{:51}{:21}  0{:015}", "", "José", 7);
        assert_eq!(text.len(), RECORD_CHARS);
        assert_eq!(record(&text).field(55, 76), "José");
        assert_eq!(record(&text).number(80, 94), Some(7));
    }

    #[test]
    fn what_fills_a_block_is_no_record() {
        let kind = |text: &str| {
            RawRecord {
                at: 0,
                bytes: text.as_bytes(),
                next: 0,
                ends_line: true,
            }
            .kind()
        };
        assert_eq!(kind(&"9".repeat(94)), Kind::Filler);
        assert_eq!(kind("  "), Kind::Filler);
        assert_eq!(kind("\u{1a}"), Kind::Filler);
        assert_eq!(kind("9000001000001"), Kind::FileControl);
        assert_eq!(kind("AB"), Kind::Unknown);
    }

    proptest! {
        #[test]
        fn every_byte_is_in_a_record_or_ends_one(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
            let mut at = 0;
            let records = RawRecords::new(&bytes, 0, 1, Framing::of(&bytes));
            for (record, _) in records {
                prop_assert_eq!(record.at, at);
                prop_assert!(record.next > at);
                at = record.next;
                let record = Record::new(&record);
                let _ = (record.columns(1, 94), record.field(55, 76), record.number(30, 39));
            }
            prop_assert_eq!(at, bytes.len());
        }
    }
}
