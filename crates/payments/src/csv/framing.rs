//! Where records end, cheaply enough for one thread to feed many.

use memchr::memchr3;

use super::syntax::{QUOTE, Quotes, after_line_end, closing_quote, line_ends, starts_field};
use crate::contract::Mark;

/// The end of the record in which the byte `target_bytes` after `from` falls. Reads every byte once or twice with vector
/// instructions.
pub(super) fn cut(bytes: &[u8], from: Mark, target_bytes: usize, delimiter: u8) -> Mark {
    let at = record_end(bytes, from.at, from.at.saturating_add(target_bytes), delimiter);
    Mark::new(at, from.line + line_ends(&bytes[from.at..at]))
}

/// The end of the record (line end included) in which `goal` falls, where `start` begins a record.
///
/// Only quotes and line ends are looked for. Between them it is enough to know whether a quoted field is
/// open: a quote that is met while none is open opens one exactly when the byte before it ends a field.
fn record_end(bytes: &[u8], start: usize, goal: usize, delimiter: u8) -> usize {
    let goal = goal.min(bytes.len());
    let opens = |at: usize| starts_field((at > start).then(|| bytes[at - 1]), delimiter);
    // No quoted field is open at `at`, now and at the top of each loop.
    let mut at = start;
    let mut quotes = Quotes::default();
    while at < goal {
        match quotes.next(bytes, at, goal) {
            None => at = goal,
            Some(quote) if opens(quote) => match quotes.closing(bytes, quote + 1) {
                Some((close, _)) => at = close + 1,
                None => return bytes.len(),
            },
            Some(quote) => at = quote + 1,
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
