//! Decoding of XML: the events of `quick-xml` to a draft, transaction by transaction.
//!
//! Names count without their prefix. Entities are XML's five and numbers of characters; no document type declaration is read, so
//! nothing can blow up.

use std::borrow::Cow;

use portcullis_model::Payment;
use quick_xml::{
    Reader,
    errors::{Error, IllFormedError},
    events::{BytesStart, Event},
};

use super::{
    assemble::Assembler,
    draft::Draft,
    message::{self, Message},
    place::Section,
    scan::{self, Flaw, GROUP, Record, Root, Scanner},
};
use crate::{
    contract::{Decode, Mark, MessageReader},
    csv::value::excerpt,
    reject::Reject,
};

/// A longer transaction is none.
const RECORD_BYTES_MAX: usize = 16 << 20;
/// As much of a record as is read to find the names of one that is too long.
const READ_BYTES_MAX: usize = 1 << 20;
/// A file of messages as XML, as UTF-8.
#[derive(Debug)]
pub(crate) struct XmlFile;

impl MessageReader for XmlFile {
    type Decoder<'a> = XmlDecoder<'a>;

    fn first_record(&self) -> Mark {
        Mark::new(0, 1)
    }

    fn cut(&self, bytes: &[u8], from: Mark, target_bytes: usize) -> Mark {
        scan::cut(bytes, from, target_bytes)
    }

    fn decode<'a>(&'a self, file: &'a [u8], from: Mark, end: usize) -> XmlDecoder<'a> {
        XmlDecoder {
            file,
            scanner: Scanner::resume(file, from, end),
            assembler: Assembler::default(),
            header: Header::default(),
            reader: None,
            text: &[],
            begins: None,
        }
    }
}

/// What holds for several transactions.
#[derive(Debug, Clone, Default)]
struct Header<'a> {
    /// Where it begins; `None`: none was read.
    at: Option<(usize, usize)>,
    /// Of the part of the message, and of the message.
    drafts: [Draft<'a>; 2],
    /// Why they cannot be read.
    problems: [Option<String>; 2],
}

/// The records of a chunk.
#[derive(Debug, Clone)]
pub(crate) struct XmlDecoder<'a> {
    file: &'a [u8],
    scanner: Scanner<'a>,
    assembler: Assembler<'a>,
    header: Header<'a>,
    /// Used again from record to record, for its buffers.
    reader: Option<Reader<&'a [u8]>>,
    text: &'a [u8],
    /// Where the last record begins, if it is a transaction.
    begins: Option<Mark>,
}

/// Where reading stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// Behind the element that is opened first.
    Closed,
    /// Before the first transaction or group.
    Header(Message),
    /// At the end of the bytes.
    End,
}

impl<'a> Decode<'a> for XmlDecoder<'a> {
    fn read_into(&mut self, payment: &mut Payment<'a>) -> Option<Result<(), Reject>> {
        let record = self.scanner.next()?;
        self.assembler.pool.recycle(payment);
        let (start, end) = match record {
            Record::Transaction { start, end, .. }
            | Record::Other { start, end }
            | Record::Unfinished { start, end } => (start, end),
        };
        self.text = self.file.get(start..end).unwrap_or_default();
        let is_unfinished = matches!(record, Record::Unfinished { .. });
        payment.line = self.scanner.line_of(if is_unfinished { end } else { start });
        let is_transaction = matches!(record, Record::Transaction { .. });
        self.begins = is_transaction
            .then(|| self.scanner.mark_of_last(start, payment.line))
            .flatten();
        let read = match (record, self.scanner.root) {
            (
                Record::Transaction {
                    tail_end,
                    has_tail,
                    is_closed,
                    ..
                },
                Some(Root {
                    message: Some(message),
                    flaw,
                    ..
                }),
            ) => {
                let tail = if has_tail { end..tail_end } else { end..end };
                let read = self.transaction(start, message, is_closed, tail, payment);
                read.and(flaw.map_or(Ok(()), |flaw| Err(flaw_of(message, flaw))))
            }
            (Record::Unfinished { .. }, _) => Err(scan::UNFINISHED.to_owned()),
            (_, root) => Err(no_payment(root)),
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
        self.begins
    }
}

impl<'a> XmlDecoder<'a> {
    /// Reads a transaction, with what stands behind it and belongs to no other.
    fn transaction(
        &mut self,
        start: usize,
        message: Message,
        is_closed: bool,
        tail: std::ops::Range<usize>,
        payment: &mut Payment<'a>,
    ) -> Result<(), String> {
        self.read_header(message);
        let text = self.text;
        let is_long = text.len() > RECORD_BYTES_MAX;
        let text = if is_long { &text[..READ_BYTES_MAX] } else { text };
        self.assembler.draft.clear();
        self.assembler.begin(None, Some(message), self.scanner.before);
        let mut read = self.read(start, text, Stop::Closed);
        if read.is_err() {
            self.assembler.close_all();
        }
        if is_long {
            read = Err(format!(
                "the transaction is {} bytes long, more than {RECORD_BYTES_MAX}",
                self.text.len()
            ));
        } else if !is_closed {
            let element = message.transaction();
            read = Err(format!(
                "{element} is not closed: the message is cut or damaged here"
            ));
        }
        if !tail.is_empty() {
            self.assembler.begin(Some(Section::Group), Some(message), 0);
            let text = self.file.get(tail.clone()).unwrap_or_default();
            let tail = self.read(tail.start, text, Stop::End);
            self.assembler.close_all();
            read = read.and(tail);
        }
        let [group, header] = &self.header.drafts;
        let Assembler { draft, pool, .. } = &mut self.assembler;
        let finished = draft.finish(payment, [group, header], message, pool);
        let problem = self.header.problems.iter().rev().flatten().next();
        let header = problem.map_or(Ok(()), |problem| Err(problem.clone()));
        read.and(header).and(finished)
    }

    /// Reads the header of the message and of the part of it in which the transaction stands, unless that is done.
    fn read_header(&mut self, message: Message) {
        let place = (self.scanner.header(), self.scanner.group);
        if self.header.at == Some(place) {
            return;
        }
        let is_same_message = self.header.at.is_some_and(|(header, _)| header == place.0);
        self.header.at = Some(place);
        let own = std::mem::take(&mut self.assembler.draft);
        for (which, at) in [(1, place.0), (0, place.1)] {
            if which == 1 && is_same_message {
                continue;
            }
            self.header.drafts[which].clear();
            self.header.problems[which] = None;
            if which == 0 && at == 0 {
                continue;
            }
            self.assembler.draft = std::mem::take(&mut self.header.drafts[which]);
            self.assembler.begin(None, Some(message), 0);
            let text = self.file.get(at..).unwrap_or_default();
            self.reader = None;
            let read = self.read(at, text, Stop::Header(message));
            self.reader = None;
            self.assembler.close_all();
            if let Err(problem) = read {
                self.header.problems[which] = Some(format!("what stands before the transactions: {problem}"));
            }
            self.header.drafts[which] = std::mem::take(&mut self.assembler.draft);
        }
        self.assembler.draft = own;
    }

    /// Reads the elements of `bytes`, which stand at `at` in the file, into the draft.
    fn read(&mut self, at: usize, bytes: &'a [u8], stop: Stop) -> Result<(), String> {
        let mut reader = match self.reader.take() {
            Some(mut reader) if stop == Stop::Closed => {
                *reader.get_mut() = bytes;
                reader
            }
            _ => {
                let mut reader = Reader::from_reader(bytes);
                reader.config_mut().allow_unmatched_ends = true;
                reader
            }
        };
        // Where the reader counts from.
        let base = at.wrapping_sub(position(&reader));
        let mut depth = 0_usize;
        loop {
            let tag_at = base.wrapping_add(position(&reader));
            let event = reader.read_event();
            match event.map_err(|error| problem_of(&error))? {
                Event::Start(tag) => {
                    let name = self.local_name(tag_at, &tag);
                    if is_stop(stop, name, depth) {
                        return Ok(());
                    }
                    self.open(name, tag_at, &tag)?;
                    depth += 1;
                }
                Event::Empty(tag) => {
                    let name = self.local_name(tag_at, &tag);
                    self.open(name, tag_at, &tag)?;
                    self.assembler.close();
                    if depth == 0 && stop == Stop::Closed {
                        break;
                    }
                }
                Event::End(_) => {
                    self.assembler.close();
                    depth = depth.saturating_sub(1);
                    if depth == 0 && stop == Stop::Closed {
                        break;
                    }
                }
                Event::Text(text) => self.text(text.into_inner()),
                Event::CData(text) => self.text(text.into_inner()),
                Event::GeneralRef(entity) => {
                    let resolved = entity.resolve_char_ref().map_err(|error| problem_of(&error))?;
                    self.entity(&entity.into_inner(), resolved)?;
                }
                Event::DocType(_) => return Err(DOCUMENT_TYPE.to_owned()),
                Event::Eof if stop == Stop::Closed => {
                    return Err("it ends before its elements are closed".to_owned());
                }
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            }
        }
        self.reader = Some(reader);
        Ok(())
    }

    /// The local name of a start tag that stands at a byte of the file.
    fn local_name(&self, at: usize, tag: &BytesStart<'_>) -> &'a [u8] {
        let len = tag.name().as_ref().len();
        let name = self.file.get(at + 1..at + 1 + len).unwrap_or_default();
        memchr::memrchr(b':', name).map_or(name, |colon| &name[colon + 1..])
    }

    fn open(&mut self, name: &'a [u8], at: usize, tag: &BytesStart<'_>) -> Result<(), String> {
        if !self.assembler.open(name) {
            return Err("elements are nested deeper than in any message".to_owned());
        }
        if self.assembler.is_amount() {
            let inside = self.file.get(at + 1..at + 1 + tag.len()).unwrap_or_default();
            let currency = message::attribute(inside, b"Ccy").and_then(|code| std::str::from_utf8(code).ok());
            if let Some(currency) = currency {
                self.assembler.currency(Cow::Borrowed(currency));
            }
        }
        Ok(())
    }

    /// Text as the file holds it.
    fn text(&mut self, bytes: Cow<'a, [u8]>) {
        // Most text is the white space between elements.
        if !self.assembler.wants_text(bytes.trim_ascii_start().is_empty()) {
            return;
        }
        let text = match bytes {
            Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => self.decoded(bytes),
            },
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Cow::Owned(text),
                Err(error) => self.decoded(error.as_bytes()),
            },
        };
        self.assembler.text(text);
    }

    /// Text that is not UTF-8, though the file does not say so: as Western systems write.
    fn decoded(&mut self, bytes: &[u8]) -> Cow<'a, str> {
        self.assembler.draft.flags.not_utf8 = true;
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
        Cow::Owned(text.into_owned())
    }

    fn entity(&mut self, name: &[u8], number: Option<char>) -> Result<(), String> {
        let mut buffer = [0; 4];
        let text = match (number, name) {
            (Some(character), _) => character.encode_utf8(&mut buffer),
            (None, b"amp") => "&",
            (None, b"lt") => "<",
            (None, b"gt") => ">",
            (None, b"quot") => "\"",
            (None, b"apos") => "'",
            _ => {
                let name = String::from_utf8_lossy(name);
                return Err(format!(
                    "{} is no entity of XML; entities are not expanded",
                    excerpt(&format!("&{name};"))
                ));
            }
        };
        if self.assembler.wants_text(false) {
            let mut owned = self.assembler.pool.string();
            owned.push_str(text);
            self.assembler.text(Cow::Owned(owned));
        }
        Ok(())
    }
}

const DOCUMENT_TYPE: &str =
    "a document type declaration (<!DOCTYPE) is not read: no message has one, and entities are not expanded";

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Whether reading stops before an element.
fn is_stop(stop: Stop, name: &[u8], depth: usize) -> bool {
    match stop {
        // A group begins with its own tag.
        Stop::Header(message) => message.is_transaction(name) || (name == GROUP && depth > 0),
        Stop::Closed | Stop::End => false,
    }
}

fn flaw_of(message: Message, flaw: Flaw<'_>) -> String {
    match flaw {
        Flaw::DocumentType => DOCUMENT_TYPE.to_owned(),
        Flaw::Namespace(name) => format!(
            "the namespace says {} and the message is {}; one of the two is wrong",
            excerpt(&String::from_utf8_lossy(name)),
            message.family()
        ),
    }
}

/// What is said of a message that moves no money.
fn no_payment(root: Option<Root<'_>>) -> String {
    let Some(root) = root else {
        return "this is no message that is read".to_owned();
    };
    let named = root.named.map(|name| excerpt(&String::from_utf8_lossy(name)));
    let what = message::other(root.name).map(str::to_owned).or(named);
    let what = what.unwrap_or_else(|| excerpt(&String::from_utf8_lossy(root.name)));
    format!("this message is {what}, which moves no money and is not screened as a payment")
}

/// What is wrong with the XML, in a line.
fn problem_of(error: &Error) -> String {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!(
                "{} ends where {} is open",
                excerpt(&format!("</{found}>")),
                excerpt(&format!("<{expected}>"))
            )
        }
        error => format!("the XML is damaged: {}", one_line(&error.to_string())),
    }
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}
