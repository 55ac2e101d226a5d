//! Fedwire funds transfers in the tagged format of the Fedwire application interface manual (FAIM).
//!
//! A message is a row of tags, `{5000}` the originator, `{4200}` the beneficiary. Elements of a tag end at an asterisk, or have
//! fixed widths. Several messages may stand in a file, with line ends between their tags or without. A message that moves no
//! money (a service message, a request for reversal) is rejected by what it is.

mod decode;
mod framing;
mod party;
mod tags;

use std::path::Path;

use self::framing::Added;
use crate::{
    contract::{Mark, MessageReader},
    error::{BatchError, BatchProblem},
    lines::line_feeds,
};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file of messages.
#[derive(Debug)]
pub(crate) struct FedwireFile {
    added: Added,
    /// Where its text begins.
    start: usize,
}

/// Whether a file can be nothing else, by its first bytes: a tag of four digits.
pub(crate) fn is_told_by(head: &[u8]) -> bool {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let is_of_interface =
        |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte.is_ascii_whitespace();
    let before = head.iter().take_while(|byte| is_of_interface(byte)).count();
    let is_tag = framing::number_at(&head[before..]).is_some_and(|number| number >= 1000);
    is_tag && head[..before].trim_ascii().len() <= INTERFACE_BYTES_MAX
}

/// What systems write before the first tag for the service's interface has so many bytes at most: `FTI0811 XFT811`, `YFT811`.
const INTERFACE_BYTES_MAX: usize = 24;

/// Opens a file: looks where the tags stand that the service adds.
pub(crate) fn open(path: &Path, bytes: &[u8]) -> Result<FedwireFile, BatchError> {
    let added = Added::of(bytes).ok_or_else(|| {
        BatchProblem::NotOfFormat {
            format: "Fedwire",
            reason: "there is no tag of four digits in it, as in `{1500}`",
        }
        .of(path)
    })?;
    let start = if bytes.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    Ok(FedwireFile { added, start })
}

impl MessageReader for FedwireFile {
    type Decoder<'a> = decode::Decoder<'a>;

    fn first_record(&self) -> Mark {
        Mark::new(self.start, 1)
    }

    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
        let goal = from.at.saturating_add(target_bytes);
        let mut at = from.at;
        while at < bytes.len() && (at == from.at || at < goal) {
            at = self.added.message_end(bytes, at);
        }
        Mark::new(at, from.line + line_feeds(&bytes[from.at..at]))
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> decode::Decoder<'a> {
        decode::Decoder::new(self.added, &file[..end.min(file.len())], from)
    }
}
