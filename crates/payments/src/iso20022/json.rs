//! pacs.008 as JSON: the element names of the XML as keys, a message an object; one, several in lines, or an array of them.
//!
//! Numbers are taken as they are written, never as floating point.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr_iter, memchr2, memchr3, memmem};
use portcullis_model::Payment;

use super::{assemble::Assembler, draft::Draft, message::Message, place::Section};
use crate::{
    contract::{Decode, Mark, MessageReader},
    reject::Reject,
};

/// Deeper than any message nests.
const DEPTH_MAX: usize = 64;
/// The key of the transactions.
const TRANSACTION: &[u8] = b"CdtTrfTxInf";

/// A file of messages as JSON.
#[derive(Debug)]
pub(crate) struct JsonFile;

/// Whether a file's first bytes are of such messages.
pub(crate) fn is_told(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
        && [&b"FIToFICstmrCdtTrf\""[..], b"CdtTrfTxInf\""]
            .iter()
            .any(|key| memmem::find(head, key).is_some())
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
        let line = from.line + lines(&bytes[from.at.min(at)..at]);
        Mark::new(at, line)
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> JsonDecoder<'a> {
        JsonDecoder {
            bytes: file.get(..end).unwrap_or(file),
            at: from.at,
            line: from.line,
            line_at: from.at,
            message: Range::default(),
            transactions: Vec::new(),
            next: 0,
            header: Draft::default(),
            problem: None,
            assembler: Assembler::default(),
            text: &[],
        }
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// The next object from a place on, or what stands there and is none.
fn next_message(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let between = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']' | 0 | 0x1a | 0xEF | 0xBB | 0xBF)
    };
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().position(|byte| !between(byte))?;
    let end = if bytes[start] == b'{' {
        value_end(bytes, start)
    } else {
        memchr::memchr(b'{', &bytes[start..]).map_or(bytes.len(), |at| start + at)
    };
    Some(start..end)
}

/// Behind the object, array or string that begins at a place; at the end where it is not closed.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    let is_array = bytes.get(start) == Some(&b'[');
    let (open, close) = if is_array { (b'[', b']') } else { (b'{', b'}') };
    while let Some(next) = memchr3(b'"', open, close, bytes.get(at..).unwrap_or_default()) {
        at += next;
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            byte if byte == open => depth += 1,
            _ => depth = depth.saturating_sub(1),
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// Behind the string that begins at a place.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(next) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += next;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// The records of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct JsonDecoder<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Line of the byte `line_at`.
    line: u64,
    line_at: usize,
    /// The message that is open.
    message: Range<usize>,
    /// Its transactions.
    transactions: Vec<Range<usize>>,
    next: usize,
    /// What holds for all of them.
    header: Draft<'a>,
    /// What is wrong with the message.
    problem: Option<String>,
    assembler: Assembler<'a>,
    text: &'a [u8],
}

impl<'a> Decode<'a> for JsonDecoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        let mut is_empty = false;
        if self.next >= self.transactions.len() {
            let message = next_message(self.bytes, self.at)?;
            self.at = message.end;
            self.message = message;
            self.read_message();
            is_empty = self.transactions.is_empty();
        }
        self.assembler.pool.recycle(payment);
        self.assembler.draft.clear();
        let record = if is_empty {
            self.message.clone()
        } else {
            self.transactions[self.next].clone()
        };
        self.text = self.bytes.get(record.clone()).unwrap_or_default();
        payment.line = self.line_of(record.start);
        let mut read = Ok(());
        if !is_empty {
            self.next += 1;
            let nth = u32::try_from(self.next).unwrap_or(u32::MAX);
            self.assembler.begin(None, Some(Message::Pacs008), nth);
            let mut walk = Walk {
                bytes: &self.bytes[..record.end],
                at: record.start,
                assembler: &mut self.assembler,
            };
            read = walk.value(TRANSACTION, 0).map_err(str::to_owned);
            self.assembler.close_all();
        }
        let nothing = Draft::default();
        let Assembler { draft, pool, .. } = &mut self.assembler;
        let finished = draft.finish(payment, [&nothing, &self.header], Message::Pacs008, pool);
        let problem = self.problem.clone().map_or(Ok(()), Err);
        let read = if is_empty {
            problem
        } else {
            problem.and(read).and(finished)
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
}

impl JsonDecoder<'_> {
    /// Finds the transactions of the message, and reads what holds for them.
    fn read_message(&mut self) {
        self.transactions.clear();
        self.next = 0;
        self.problem = None;
        self.header.clear();
        std::mem::swap(&mut self.header, &mut self.assembler.draft);
        self.assembler
            .begin(Some(Section::Group), Some(Message::Pacs008), 0);
        let bytes = &self.bytes[..self.message.end];
        let mut walk = Walk {
            bytes,
            at: self.message.start,
            assembler: &mut self.assembler,
        };
        let read = walk.message(&mut self.transactions, 0);
        self.assembler.close_all();
        std::mem::swap(&mut self.header, &mut self.assembler.draft);
        self.problem = read.err().map(str::to_owned);
        if self.transactions.is_empty() {
            let none = "the message has no transaction (CdtTrfTxInf); as JSON only pacs.008 is read";
            self.problem.get_or_insert_with(|| none.to_owned());
        }
    }

    fn line_of(&mut self, at: usize) -> u64 {
        self.line += lines(self.bytes.get(self.line_at..at).unwrap_or_default());
        self.line_at = self.line_at.max(at);
        self.line
    }
}

/// A walk over values, each told to the assembler as an element.
struct Walk<'w, 'a> {
    bytes: &'a [u8],
    at: usize,
    assembler: &'w mut Assembler<'a>,
}

const CUT: &str = "the JSON ends before its objects are closed: the message is cut";
const DAMAGED: &str = "the JSON is damaged";
const DEEP: &str = "objects are nested deeper than in any message";

impl<'a> Walk<'_, 'a> {
    /// A whole message: notes its transactions, and reads the rest.
    fn message(&mut self, transactions: &mut Vec<Range<usize>>, depth: usize) -> Result<(), &'static str> {
        if depth >= DEPTH_MAX {
            return Err(DEEP);
        }
        self.expect(b'{')?;
        while let Some(key) = self.key()? {
            let is_object = self.peek() == Some(b'{');
            if key == TRANSACTION {
                self.transactions(transactions)?;
            } else if is_object && (Message::of_root(key).is_some() || key == b"Document") {
                self.message(transactions, depth + 1)?;
            } else {
                self.value(key, depth)?;
            }
        }
        Ok(())
    }

    fn transactions(&mut self, transactions: &mut Vec<Range<usize>>) -> Result<(), &'static str> {
        let is_array = self.peek() == Some(b'[');
        if is_array {
            self.at += 1;
        }
        loop {
            match self.peek() {
                Some(b'{') => {
                    let start = self.at;
                    self.at = value_end(self.bytes, start);
                    transactions.push(start..self.at);
                    if !self.bytes[..self.at].ends_with(b"}") {
                        return Err(CUT);
                    }
                }
                Some(b',') if is_array => self.at += 1,
                Some(b']') if is_array => {
                    self.at += 1;
                    return Ok(());
                }
                None => return Err(CUT),
                Some(_) => return Err(DAMAGED),
            }
            if !is_array {
                return Ok(());
            }
        }
    }

    /// The value of a key: an element with what stands in it; of an array, an element each.
    fn value(&mut self, name: &'a [u8], depth: usize) -> Result<(), &'static str> {
        if depth >= DEPTH_MAX {
            return Err(DEEP);
        }
        match self.peek().ok_or(CUT)? {
            b'{' => {
                self.open(name)?;
                self.at += 1;
                while let Some(key) = self.key()? {
                    match key {
                        // How converters write the text of an element that has attributes.
                        b"#text" | b"$" | b"_text" | b"value" => self.scalar()?,
                        [b'@' | b'_', attribute @ ..] if attribute == b"Ccy" => {
                            self.value(attribute, depth + 1)?;
                        }
                        _ => self.value(key, depth + 1)?,
                    }
                }
                self.assembler.close();
                Ok(())
            }
            b'[' => {
                self.at += 1;
                loop {
                    match self.peek().ok_or(CUT)? {
                        b',' => self.at += 1,
                        b']' => {
                            self.at += 1;
                            return Ok(());
                        }
                        _ => self.value(name, depth + 1)?,
                    }
                }
            }
            _ => {
                self.open(name)?;
                self.scalar()?;
                self.assembler.close();
                Ok(())
            }
        }
    }

    fn open(&mut self, name: &'a [u8]) -> Result<(), &'static str> {
        if self.assembler.open(name) {
            Ok(())
        } else {
            Err(DEEP)
        }
    }

    /// A string, a number, a truth value or null, as text.
    fn scalar(&mut self) -> Result<(), &'static str> {
        let text = if self.peek().ok_or(CUT)? == b'"' {
            self.string()?
        } else {
            let rest = &self.bytes[self.at..];
            let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
            let len = rest.iter().position(is_end).ok_or(CUT)?;
            if len == 0 || matches!(rest[0], b'{' | b'[' | b':') {
                return Err(DAMAGED);
            }
            self.at += len;
            if &rest[..len] == b"null" {
                &[]
            } else {
                &rest[..len]
            }
        };
        if self.assembler.wants_text(false) {
            let text = unescaped(text, &mut self.assembler.draft.flags.not_utf8);
            self.assembler.text(text);
        }
        Ok(())
    }

    /// What stands between the quotes of a string.
    fn string(&mut self) -> Result<&'a [u8], &'static str> {
        let start = self.at;
        let end = string_end(self.bytes, start);
        self.at = end;
        if end < start + 2 || self.bytes[end - 1] != b'"' {
            return Err(CUT);
        }
        Ok(&self.bytes[start + 1..end - 1])
    }

    /// The next key of the object that is open, with its colon; `None` at its end.
    fn key(&mut self) -> Result<Option<&'a [u8]>, &'static str> {
        if self.peek() == Some(b',') {
            self.at += 1;
        }
        match self.peek().ok_or(CUT)? {
            b'}' => {
                self.at += 1;
                Ok(None)
            }
            b'"' => {
                let key = self.string()?;
                self.expect(b':')?;
                Ok(Some(key))
            }
            _ => Err(DAMAGED),
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), &'static str> {
        if self.peek().ok_or(CUT)? == byte {
            self.at += 1;
            Ok(())
        } else {
            Err(DAMAGED)
        }
    }

    /// The next byte that is no white space, and stays.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..)?;
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.bytes.get(self.at).copied()
    }
}

/// The text of a string.
fn unescaped<'a>(raw: &'a [u8], not_utf8: &mut bool) -> Cow<'a, str> {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            *not_utf8 = true;
            Cow::Owned(
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(raw)
                    .0
                    .into_owned(),
            )
        }
    };
    if !text.contains('\\') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let mut escape = rest[at + 1..].chars();
        match escape.next() {
            Some('u') => {
                let (character, len) = code_unit(&rest[at..]);
                out.push(character);
                rest = &rest[at + len..];
                continue;
            }
            Some('n' | 'r' | 't' | 'b' | 'f') => out.push(' '),
            Some(character) => out.push(character),
            None => {}
        }
        rest = escape.as_str();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of `\uXXXX`, or of two of them, and how long that is.
fn code_unit(text: &str) -> (char, usize) {
    const LEN: usize = 6;
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(text) else {
        return (char::REPLACEMENT_CHARACTER, 2);
    };
    if let Some(character) = char::from_u32(u32::from(first)) {
        return (character, LEN);
    }
    let second = text.get(LEN..).and_then(unit);
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    pair.map_or((char::REPLACEMENT_CHARACTER, LEN), |character| {
        (character, 2 * LEN)
    })
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_of_json_are_characters() {
        for (raw, text) in [
            (r"plain", "plain"),
            (r#"a \"b\" \\ c"#, r#"a "b" \ c"#),
            (r"\u0416\u0435", "Же"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d!", "\u{fffd}!"),
            (r"line\nend", "line end"),
        ] {
            assert_eq!(unescaped(raw.as_bytes(), &mut false), text, "{raw}");
        }
    }
}
