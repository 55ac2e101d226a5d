//! Cutting a file into chunks of whole records, cheaply enough for one thread to feed many.

use memchr::{memchr, memchr3};

use super::syntax::{QUOTE, after_line_end, closing_quote, line_ends, starts_field};

/// A stretch of whole records of one file. What it points at is read with [`crate::BatchFile::read_chunk`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// First byte, from the start of the file.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// One-based physical line of the first byte.
    pub first_line: u64,
}

impl Chunk {
    /// Size in bytes.
    #[must_use]
    pub const fn len_bytes(&self) -> usize {
        self.end.saturating_sub(self.start)
    }
}

/// The chunks of a file, in order, without gaps. See [`crate::BatchFile::chunks`].
#[derive(Debug, Clone)]
pub struct Chunks<'a> {
    bytes: &'a [u8],
    next: Chunk,
    target_bytes: usize,
}

impl<'a> Chunks<'a> {
    /// Chunks of `bytes` from the record start `start`, which is on line `first_line`.
    pub(crate) fn new(bytes: &'a [u8], start: usize, first_line: u64, target_bytes: usize) -> Chunks<'a> {
        Chunks {
            bytes,
            next: Chunk {
                start,
                end: start,
                first_line,
            },
            target_bytes: target_bytes.max(1),
        }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let Chunk {
            start, first_line, ..
        } = self.next;
        if start >= self.bytes.len() {
            return None;
        }
        let end = record_end(self.bytes, start, start.saturating_add(self.target_bytes));
        let chunk = Chunk {
            start,
            end,
            first_line,
        };
        let lines = line_ends(&self.bytes[start..end]);
        self.next = Chunk {
            start: end,
            end,
            first_line: first_line + lines,
        };
        Some(chunk)
    }
}

/// The end of the record (line end included) in which `goal` falls, where `start` begins a record.
///
/// Only quotes and line ends are looked for. Between them it is enough to know whether a quoted field is
/// open: a quote that is met while none is open opens one exactly when the byte before it ends a field.
fn record_end(bytes: &[u8], start: usize, goal: usize) -> usize {
    let goal = goal.min(bytes.len());
    let opens = |at: usize| starts_field((at > start).then(|| bytes[at - 1]));
    // No quoted field is open at `at`, now and at the top of each loop.
    let mut at = start;
    while at < goal {
        match memchr(QUOTE, &bytes[at..goal]) {
            None => at = goal,
            Some(i) if opens(at + i) => match closing_quote(bytes, at + i + 1) {
                Some((close, _)) => at = close + 1,
                None => return bytes.len(),
            },
            Some(i) => at += i + 1,
        }
    }
    while at < bytes.len() {
        let Some(i) = memchr3(QUOTE, b'\n', b'\r', &bytes[at..]) else {
            return bytes.len();
        };
        at += i;
        if bytes[at] != QUOTE {
            return after_line_end(bytes, at);
        }
        if opens(at) {
            match closing_quote(bytes, at + 1) {
                Some((close, _)) => at = close + 1,
                None => return bytes.len(),
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}
