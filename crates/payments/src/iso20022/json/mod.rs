//! Messages as JSON: the element names of the XML as keys, a message an object; one, several in lines, or an array of them, in any
//! envelope.
//!
//! Numbers are taken as they are written, never as floating point.

mod walk;

use std::ops::Range;

use memchr::{memchr2, memchr3};
use portcullis_model::Payment;

use self::walk::{CUT, Found, Transaction, Walk};
use super::{
    assemble::Assembler,
    draft::Draft,
    message::{self, Message},
    place::Section,
    scan::{TOLD_BYTES, UNFINISHED},
};
use crate::{
    contract::{Decode, Mark, MessageReader},
    lines::{LineCounter, line_feeds},
    reject::Reject,
};

/// A file of messages as JSON.
#[derive(Debug)]
pub(crate) struct JsonFile;

/// The message that moves money of which a file's first bytes are.
pub(super) fn told(head: &[u8]) -> Option<Message> {
    let any = || message::key_in(head, b"CdtTrfTxInf").map(|_| Message::Pacs008);
    is_json(head).then(|| message::in_keys(head).or_else(any))?
}

/// What a file is of whose messages none moves money, as far as its first bytes say.
pub(super) fn no_payments(head: &[u8]) -> Option<&'static str> {
    if !is_json(head) || told(head).is_some() {
        return None;
    }
    message::other_in_keys(head)
}

/// Whether a file begins as JSON does.
pub(super) fn is_json(head: &[u8]) -> bool {
    matches!(super::text_of(head).first(), Some(b'{' | b'['))
}

impl MessageReader for JsonFile {
    type Decoder<'a> = JsonDecoder<'a>;

    fn first_record(&self) -> Mark {
        Mark::new(0, 1)
    }

    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
        let goal = from.at.saturating_add(target_bytes);
        let mut at = from.at;
        while at < goal
            && let Some(range) = next_message(bytes, at)
        {
            at = range.end;
        }
        // What separates messages is no chunk of its own.
        if next_message(bytes, at).is_none() {
            at = bytes.len();
        }
        let line = from.line + line_feeds(&bytes[from.at.min(at)..at]);
        Mark::new(at, line)
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> JsonDecoder<'a> {
        JsonDecoder {
            bytes: file.get(..end).unwrap_or(file),
            at: from.at,
            lines: LineCounter::new(from.at, from.line),
            message: Range::default(),
            message_line: from.line,
            found: Found::default(),
            next: 0,
            problem: None,
            cut_is_due: false,
            is_at_cut: false,
            assembler: Assembler::default(),
            text: &[],
        }
    }
}

/// The next object from a place on, or what stands there and is none.
fn next_message(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let between = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']' | 0 | 0x1a | 0xEF | 0xBB | 0xBF)
    };
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().position(|byte| !between(byte))?;
    let end = if bytes[start] == b'{' {
        value_end(bytes, start).unwrap_or(bytes.len())
    } else {
        memchr::memchr(b'{', &bytes[start..]).map_or(bytes.len(), |at| start + at)
    };
    Some(start..end)
}

/// Behind the object, array or string that begins at a place; `None` where it is not closed.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    let is_array = bytes.get(start) == Some(&b'[');
    let (open, close) = if is_array { (b'[', b']') } else { (b'{', b'}') };
    while let Some(next) = memchr3(b'"', open, close, bytes.get(at..).unwrap_or_default()) {
        at += next;
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at)?;
                if depth == 0 {
                    return Some(at);
                }
                continue;
            }
            byte if byte == open => depth += 1,
            _ => depth = depth.saturating_sub(1),
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Behind the string that begins at a place; `None` where it is not closed.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while let Some(next) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += next;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
    None
}

/// The records of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct JsonDecoder<'a> {
    bytes: &'a [u8],
    at: usize,
    lines: LineCounter,
    /// The message that is open, and the line on which it begins.
    message: Range<usize>,
    message_line: u64,
    /// Its transactions, and what holds for them.
    found: Found<'a>,
    next: usize,
    /// What is wrong with the message.
    problem: Option<String>,
    /// Whether it is still to be said that the message is cut behind its last transaction.
    cut_is_due: bool,
    /// Whether that was said last.
    is_at_cut: bool,
    assembler: Assembler<'a>,
    text: &'a [u8],
}

impl<'a> Decode<'a> for JsonDecoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        self.is_at_cut = self.next >= self.found.transactions.len() && std::mem::take(&mut self.cut_is_due);
        if self.is_at_cut {
            return Some(Err(self.cut_off(payment)));
        }
        if self.next >= self.found.transactions.len() {
            let message = next_message(self.bytes, self.at)?;
            self.at = message.end;
            self.message_line = self.lines.line_of(self.bytes, message.start);
            self.message = message;
            self.read_message();
        }
        self.assembler.pool.recycle(payment);
        self.assembler.draft.clear();
        let transaction = self.found.transactions.get(self.next).cloned();
        let record = transaction
            .as_ref()
            .map_or(&self.message, |transaction| &transaction.range)
            .clone();
        self.text = self.bytes.get(record.clone()).unwrap_or_default();
        payment.line = self.lines.line_of(self.bytes, record.start);
        let message = self.found.message;
        let mut read = Ok(());
        if transaction.is_some() {
            self.next += 1;
            let nth = u32::try_from(self.next).unwrap_or(u32::MAX);
            self.assembler.begin(None, Some(message), nth);
            let mut walk = Walk::new(&self.bytes[..record.end], record.start, &mut self.assembler);
            read = walk
                .value(message.transaction().as_bytes(), 0)
                .map_err(str::to_owned);
            self.assembler.close_all();
        }
        let nothing = Draft::default();
        let group = transaction
            .as_ref()
            .and_then(|transaction| self.found.groups.get(transaction.group?));
        let Assembler { draft, pool, .. } = &mut self.assembler;
        let groups = [group.unwrap_or(&nothing), &self.found.header];
        let finished = draft.finish(payment, groups, message, pool);
        let is_known = |transaction: &Transaction| self.found.is_known_before_cut(transaction);
        let problem = self
            .problem
            .clone()
            .filter(|_| !transaction.as_ref().is_some_and(is_known));
        let problem = problem.map_or(Ok(()), Err);
        let read = match transaction {
            Some(_) => problem.and(read).and(finished),
            None => problem,
        };
        Some(read.map_err(|error| Reject {
            line: payment.line,
            payment_id: payment.payment_id.clone().into_owned(),
            error,
        }))
    }

    fn text(&self) -> &'a [u8] {
        self.text
    }

    fn begins(&self) -> Option<Mark> {
        // Where the others of a message are is found from its beginning.
        (self.next <= 1 && !self.is_at_cut).then(|| Mark::new(self.message.start, self.message_line))
    }
}

impl<'a> JsonDecoder<'a> {
    /// The end of a message that is cut behind its last transaction, from a little before it.
    fn cut_off(&mut self, payment: &mut Payment<'a>) -> Reject {
        self.assembler.pool.recycle(payment);
        self.assembler.draft.clear();
        let end = self.message.end;
        let last = self
            .found
            .transactions
            .last()
            .map_or(self.message.start, |last| last.range.end);
        self.text = self
            .bytes
            .get(last.max(end.saturating_sub(TOLD_BYTES))..end)
            .unwrap_or_default();
        payment.line = self.lines.line_of(self.bytes, end);
        Reject {
            line: payment.line,
            payment_id: String::new(),
            error: UNFINISHED.to_owned(),
        }
    }

    /// Finds the transactions of the message, and reads what holds for them.
    fn read_message(&mut self) {
        self.next = 0;
        self.found = Found::default();
        self.assembler.draft.clear();
        self.assembler.begin(Some(Section::Group), None, 0);
        let bytes = &self.bytes[..self.message.end];
        let mut walk = Walk::new(bytes, self.message.start, &mut self.assembler);
        let read = walk.message(&mut self.found, None, 0);
        self.assembler.close_all();
        self.found.header = std::mem::take(&mut self.assembler.draft);
        self.found.is_cut = read == Err(CUT);
        self.cut_is_due =
            self.found.is_cut && self.found.transactions.last().is_some_and(|last| last.is_closed);
        self.problem = read.err().map(str::to_owned);
        if self.found.transactions.is_empty() && self.problem.is_none() {
            let none = || {
                format!(
                    "the message has no transaction ({})",
                    self.found.message.transaction()
                )
            };
            let other = |what| {
                format!("this message is {what}, which moves no money and is not screened as a payment")
            };
            self.problem = Some(self.found.other.map_or_else(none, other));
        }
    }
}
