//! SWIFT MT: messages of FIN, one after the other, in RJE or DOS-PCC files, with their blocks or the text alone.
//!
//! | message | is |
//! |---|---|
//! | MT103, with STP and REMIT | a customer's payment |
//! | MT202, with COV | a transfer between banks; customers of a second sequence stand under `underlying`, whatever the header says |
//! | MT101 | a payment for each `:21:`, with what the general sequence says for all |
//! | MT199 | text |
//!
//! Any of the four may stand in a file, whichever is asked for. Other messages are rejected by name.

mod decode;
mod fields;
mod framing;
mod header;
mod kind;
mod narrative;
mod needed;
mod party;
mod value;

pub(crate) use self::{
    decode::add_texts,
    fields::Field,
    party::{Lines, Met, is_bic},
};

use self::kind::Kind;
use crate::{
    contract::{Mark, MessageReader},
    lines::line_feeds,
};

/// A file of messages.
#[derive(Debug)]
pub(crate) struct MtFile;

impl MessageReader for MtFile {
    type Decoder<'a> = decode::Decoder<'a>;

    fn first_record(&self) -> Mark {
        Mark::new(0, 1)
    }

    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
        let end = framing::record_end(bytes, from.at, from.at.saturating_add(target_bytes));
        Mark::new(end, from.line + line_feeds(&bytes[from.at..end]))
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> decode::Decoder<'a> {
        decode::Decoder::new(&file[..end], from)
    }
}

/// Whether the first bytes of a file are of messages, of which the first that is no acknowledgment is of a type (`"101"`). One
/// that is not read counts as MT103.
pub(crate) fn is_told_by(head: &[u8], kind: &str) -> bool {
    if !begins_with_message(head) {
        return false;
    }
    let mut message = framing::Message::default();
    let mut at = 0;
    let mut found = Kind::Mt103;
    while framing::next_message(head, at, &mut message) {
        at = message.range.end;
        if !message.is_acknowledgment(head) {
            found = Kind::of_message(head, &message, &mut Vec::new()).unwrap_or(found);
            break;
        }
    }
    found.digits() == kind
}

/// Whether a block or a first field begins a line, and what stands before can be no table of columns.
fn begins_with_message(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let lines = head.split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut lines = lines.map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.next();
    let is_field = |line: &[u8]| matches!(line, [b':', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit());
    let is_block = |line: &[u8]| {
        let line = line.strip_prefix(b"\x01").unwrap_or(line).trim_ascii_start();
        matches!(line, [b'{', number, b':', ..] if number.is_ascii_digit())
    };
    let Some(first) = first else { return false };
    is_block(first)
        || (is_field(first)
            && (first.starts_with(b":20:") || lines.any(|line| is_block(line) || line.starts_with(b":20:"))))
}
