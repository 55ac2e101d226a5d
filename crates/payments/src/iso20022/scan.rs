//! Framing of XML: where the transactions begin and end, and which header holds for them.
//!
//! Only tags are looked at. What stands in comments, CDATA and processing instructions is none, with one exception: an envelope
//! may carry a whole message as CDATA, which is then read as if it stood there itself. The same walk cuts a file into chunks and
//! finds the records of a chunk, so both agree wherever the file is cut.

use memchr::{memchr, memchr2, memchr3, memmem};

use super::message::{self, Message};
use crate::{contract::Mark, lines::LineCounter};

/// The element of a part of a message that holds for several transactions.
pub(super) const GROUP: &[u8] = b"PmtInf";
/// As much of the end of a message that is cut as tells one such place from another.
pub(super) const TOLD_BYTES: usize = 200;
/// What is said of a message that is cut where no transaction is open.
pub(super) const UNFINISHED: &str =
    "the message is not closed: the file is cut, and transactions may be missing; get the whole file";
/// The element that holds a message and declares its namespace.
const DOCUMENT: &[u8] = b"Document";

/// What the walk comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    /// A transaction.
    Transaction {
        /// From its start tag to behind its end tag.
        start: usize,
        end: usize,
        /// Behind it, up to where the next record or its header begins.
        tail_end: usize,
        /// Whether elements stand there.
        has_tail: bool,
        /// Whether its end tag is there.
        is_closed: bool,
    },
    /// A message that is no payment.
    Other { start: usize, end: usize },
    /// The end of a message whose root is not closed, from a little before it.
    Unfinished { start: usize, end: usize },
}

/// What is wrong with a whole message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw<'a> {
    /// It has a document type declaration.
    DocumentType,
    /// Its namespace names another message.
    Namespace(&'a [u8]),
}

/// The message that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root<'a> {
    /// Local name of the root.
    pub(super) name: &'a [u8],
    /// What it is; `None`: no payment.
    pub(super) message: Option<Message>,
    /// The message that its namespace names.
    pub(super) named: Option<&'a [u8]>,
    pub(super) flaw: Option<Flaw<'a>>,
}

/// A tag, as far as framing needs it.
struct Tag<'a> {
    /// Byte of its `<`.
    at: usize,
    kind: TagKind,
    prefix: &'a [u8],
    local_name: &'a [u8],
}

#[derive(PartialEq, Eq)]
enum TagKind {
    Start,
    End,
    DocumentType,
}

/// A walk over the tags of a file.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    lines: LineCounter,
    /// Where the message begins: at the first tag behind the one before it.
    header: Option<usize>,
    /// The line of that place.
    header_line: u64,
    /// Where the part of the message begins that holds for the next transaction; 0 for none.
    pub(super) group: usize,
    /// Transactions of the message so far.
    pub(super) before: u32,
    /// The `Document` that is open, without its brackets.
    document: Option<&'a [u8]>,
    /// The namespace of its name.
    namespace: Option<&'a [u8]>,
    has_document_type: bool,
    pub(super) root: Option<Root<'a>>,
    /// Whether the message that is open ended behind the last record: whoever decodes that still asks for its header.
    is_done: bool,
    /// Whether the bytes reach to the end of the file.
    is_whole: bool,
}

impl<'a> Scanner<'a> {
    /// A walk over a file up to `end`, from a mark on.
    pub(super) fn resume(file: &'a [u8], from: Mark, end: usize) -> Scanner<'a> {
        let mut scanner = Scanner {
            bytes: file.get(..end).unwrap_or(file),
            at: from.at,
            lines: LineCounter::new(from.at, from.line),
            header: None,
            header_line: from.line,
            group: 0,
            before: 0,
            document: None,
            namespace: None,
            has_document_type: false,
            root: None,
            is_done: false,
            is_whole: end >= file.len(),
        };
        if from.before > 0 {
            // In the middle of a message: what its header says is found again.
            scanner.at = from.header;
            scanner.find_root();
            (scanner.at, scanner.group, scanner.before) = (from.at, from.group, from.before);
        }
        scanner
    }

    /// The place where the next record, or the header of its message, begins.
    pub(super) fn mark(&mut self) -> Mark {
        let at = self.at.min(self.bytes.len());
        let line = self.line_of(at);
        match self.header {
            Some(header) if self.before > 0 && !self.is_done => Mark {
                at,
                line,
                header,
                group: self.group,
                before: self.before,
            },
            _ => Mark::new(at, line),
        }
    }

    /// The place from which the transaction that was met last is met first. It begins at a byte, on a line.
    pub(super) fn mark_of_last(&self, at: usize, line: u64) -> Option<Mark> {
        let header = self.header?;
        Some(match self.before.checked_sub(1)? {
            0 => Mark::new(header, self.header_line),
            before => Mark {
                at,
                line,
                header,
                group: self.group,
                before,
            },
        })
    }

    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// Where the header of the message begins in which the last record stood.
    pub(super) fn header(&self) -> usize {
        self.header.unwrap_or(0)
    }

    /// The namespace of the document that is open.
    pub(super) const fn namespace(&self) -> Option<&'a [u8]> {
        self.namespace
    }

    /// The line of a byte that is not before those asked for so far.
    pub(super) fn line_of(&mut self, at: usize) -> u64 {
        self.lines.line_of(self.bytes, at)
    }

    /// Goes on to the root of the next message, or to the end.
    pub(super) fn find_root(&mut self) {
        while self.root.is_none()
            && let Some(tag) = self.next_tag()
        {
            self.see(&tag);
        }
    }

    /// The next record.
    pub(super) fn next(&mut self) -> Option<Record> {
        if self.is_done {
            self.leave();
        }
        loop {
            let Some(tag) = self.next_tag() else {
                return self.unfinished(self.bytes.len()).filter(|_| self.is_whole);
            };
            if let Some(root) = self.root {
                if tag.kind == TagKind::End {
                    if tag.local_name == root.name {
                        self.leave();
                    }
                    continue;
                }
                if begins_message(&tag) {
                    self.at = tag.at;
                    return self.unfinished(tag.at);
                }
            }
            self.see(&tag);
            match self.root {
                Some(root) if root.message.is_none() => return Some(self.other(root)),
                Some(Root {
                    message: Some(message),
                    ..
                }) if tag.kind == TagKind::Start => {
                    if message.is_transaction(tag.local_name) {
                        return Some(self.transaction(&tag, message));
                    }
                    if tag.local_name == GROUP {
                        self.group = tag.at;
                    }
                }
                _ => {}
            }
        }
    }

    /// The end of the message that is open, if one is.
    fn unfinished(&mut self, end: usize) -> Option<Record> {
        let header = self.header?;
        let is_open = self
            .root
            .map_or(self.document.is_some(), |root| !root.name.is_empty());
        self.leave();
        let start = end.saturating_sub(TOLD_BYTES).max(header);
        is_open.then_some(Record::Unfinished { start, end })
    }

    /// Takes notice of a tag outside of transactions.
    fn see(&mut self, tag: &Tag<'a>) {
        match tag.kind {
            TagKind::End => return,
            TagKind::DocumentType => self.has_document_type = true,
            TagKind::Start => {}
        }
        if self.header.is_none() {
            self.header = Some(tag.at);
            self.header_line = self.line_of(tag.at);
        }
        if tag.kind == TagKind::DocumentType || self.root.is_some() {
            return;
        }
        let inside = self.inside(tag);
        if tag.local_name == DOCUMENT {
            self.document = Some(inside);
            self.namespace = message::declared(inside, tag.prefix);
            return;
        }
        let of_document = self.document;
        let namespace =
            message::declared(inside, tag.prefix).or_else(|| message::declared(of_document?, tag.prefix));
        let named = namespace.and_then(message::in_namespace);
        let is_fragment = tag.local_name == Message::Pacs008.transaction().as_bytes();
        let message = Message::of_root(tag.local_name).or(is_fragment.then_some(Message::Pacs008));
        // The first element of a document is its root, whatever it is called, unless the document is said to be a payment.
        let is_other_document = self.namespace.is_some_and(|name| {
            message::in_namespace(name).is_some() && Message::of_namespace(name).is_none()
        });
        if message.is_none() && message::other(tag.local_name).is_none() && !is_other_document {
            return;
        }
        let contradicts = |message| namespace.is_some_and(|name| message::contradicts(message, name));
        let flaw = match message {
            Some(_) if self.has_document_type => Some(Flaw::DocumentType),
            Some(message) if contradicts(message) => named.map(Flaw::Namespace),
            _ => None,
        };
        self.root = Some(Root {
            name: if is_fragment { b"" } else { tag.local_name },
            message,
            named,
            flaw,
        });
    }

    /// Forgets the message that was open.
    fn leave(&mut self) {
        self.header = None;
        self.group = 0;
        self.before = 0;
        self.document = None;
        self.namespace = None;
        self.has_document_type = false;
        self.root = None;
        self.is_done = false;
    }

    /// What stands between the brackets of a start tag.
    fn inside(&self, tag: &Tag<'_>) -> &'a [u8] {
        let inside = self.bytes.get(tag.at + 1..).unwrap_or_default();
        &inside[..tag_end(inside)]
    }

    /// Goes on to the root of the next message that moves money, or to the end.
    pub(super) fn find_payment(&mut self) {
        self.find_root();
        while let Some(root) = self.root.filter(|root| root.message.is_none()) {
            self.other(root);
            self.leave();
            self.find_root();
        }
    }

    /// A message that is no payment, whose root was met.
    fn other(&mut self, root: Root<'a>) -> Record {
        let start = self.header();
        let end = loop {
            match self.next_tag() {
                None => break self.bytes.len(),
                Some(tag) if tag.kind == TagKind::End && tag.local_name == root.name => {
                    break self.after_tag(tag.at);
                }
                Some(tag) if tag.kind == TagKind::Start && Message::of_root(tag.local_name).is_some() => {
                    self.at = tag.at;
                    break tag.at;
                }
                Some(_) => {}
            }
        };
        self.is_done = true;
        self.at = end;
        Record::Other { start, end }
    }

    /// The transaction that a tag begins, and what stands behind it.
    fn transaction(&mut self, tag: &Tag<'a>, message: Message) -> Record {
        let start = tag.at;
        self.before += 1;
        let (end, is_closed) = self.end_of_transaction(tag, message);
        self.at = end;
        let mut has_tail = false;
        let root = self.root.map_or(&b""[..], |root| root.name);
        // A file that is cut here needs not be told to be twice.
        self.is_done = !is_closed && end == self.bytes.len();
        let tail_end = loop {
            let Some(tag) = self.next_tag() else {
                break self.bytes.len();
            };
            match tag.kind {
                TagKind::End => self.is_done |= tag.local_name == root && !root.is_empty(),
                _ if self.is_done || begins_message(&tag) => break tag.at,
                _ if message.is_transaction(tag.local_name) || tag.local_name == GROUP => break tag.at,
                _ => has_tail = true,
            }
        };
        self.at = tail_end;
        Record::Transaction {
            start,
            end,
            tail_end,
            has_tail,
            is_closed,
        }
    }

    /// Where a transaction ends, and whether there is an end tag.
    fn end_of_transaction(&mut self, tag: &Tag<'a>, message: Message) -> (usize, bool) {
        let after = self.after_tag(tag.at);
        if self
            .bytes
            .get(..after)
            .is_some_and(|bytes| bytes.ends_with(b"/>"))
        {
            return (after, true);
        }
        let root = self.root.map_or(&b""[..], |root| root.name);
        loop {
            let Some(tag) = self.next_tag() else {
                return (self.bytes.len(), false);
            };
            match tag.kind {
                TagKind::End if message.is_transaction(tag.local_name) => {
                    return (self.after_tag(tag.at), true);
                }
                TagKind::End if tag.local_name == root && !root.is_empty() => return (tag.at, false),
                TagKind::Start if message.is_transaction(tag.local_name) || begins_message(&tag) => {
                    return (tag.at, false);
                }
                _ => {}
            }
        }
    }

    /// Behind a tag.
    fn after_tag(&self, at: usize) -> usize {
        let inside = self.bytes.get(at + 1..).unwrap_or_default();
        (at + 1 + tag_end(inside) + 1).min(self.bytes.len())
    }

    /// The next tag, or document type declaration.
    fn next_tag(&mut self) -> Option<Tag<'a>> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let Some(open) = memchr(b'<', rest).map(|open| self.at + open) else {
                self.at = self.bytes.len();
                return None;
            };
            let markup = &self.bytes[open + 1..];
            let (kind, name) = match markup.first()? {
                b'/' => (TagKind::End, &markup[1..]),
                b'?' => {
                    self.skip(open + 1, b"?>");
                    continue;
                }
                b'!' if markup.starts_with(b"!--") => {
                    self.skip(open + 4, b"-->");
                    continue;
                }
                b'!' if markup.starts_with(b"![CDATA[") => {
                    let content = open + 1 + b"![CDATA[".len();
                    let is_markup = self.bytes[content..].trim_ascii_start().starts_with(b"<");
                    if is_markup && self.root.is_none() {
                        // The message begins in it, whatever stood outside.
                        self.leave();
                        self.at = content;
                    } else {
                        self.skip(content, b"]]>");
                    }
                    continue;
                }
                b'!' => {
                    self.at = open + 1 + document_type_end(markup);
                    return Some(Tag {
                        at: open,
                        kind: TagKind::DocumentType,
                        prefix: b"",
                        local_name: b"",
                    });
                }
                _ => (TagKind::Start, markup),
            };
            let is_end = |byte: &u8| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace();
            let name = &name[..name.iter().position(is_end).unwrap_or(name.len())];
            self.at = open + 1 + usize::from(kind == TagKind::End) + name.len();
            let colon = memchr(b':', name);
            let (prefix, local_name) = colon.map_or((&b""[..], name), |at| (&name[..at], &name[at + 1..]));
            return Some(Tag {
                at: open,
                kind,
                prefix,
                local_name,
            });
        }
    }

    /// Goes on behind the next `end`, or to the end.
    fn skip(&mut self, from: usize, end: &[u8]) {
        let found = self.bytes.get(from..).and_then(|rest| memmem::find(rest, end));
        self.at = found.map_or(self.bytes.len(), |at| from + at + end.len());
    }
}

/// Whether a tag can only stand at the beginning of a message: its end was cut off from the one before it.
fn begins_message(tag: &Tag<'_>) -> bool {
    tag.kind == TagKind::Start && Message::of_root(tag.local_name).is_some()
}

/// Where the tag ends whose inside begins here: at its `>`, quotes and what stands in them aside; before the next tag where it is
/// not closed.
fn tag_end(inside: &[u8]) -> usize {
    let inside = &inside[..memchr(b'<', inside).unwrap_or(inside.len())];
    let mut at = 0;
    while let Some(next) = memchr3(b'>', b'"', b'\'', &inside[at..]).map(|next| at + next) {
        if inside[next] == b'>' {
            return next;
        }
        match memchr(inside[next], &inside[next + 1..]) {
            Some(close) => at = next + 1 + close + 1,
            None => return memchr(b'>', inside).unwrap_or(next),
        }
    }
    inside.len().saturating_sub(1)
}

/// The length of a document type declaration, with what is declared in its brackets.
fn document_type_end(markup: &[u8]) -> usize {
    let simple = memchr2(b'[', b'>', markup);
    match simple {
        Some(at) if markup[at] == b'>' => at + 1,
        Some(at) => memmem::find(&markup[at..], b"]").map_or(markup.len(), |close| {
            let close = at + close;
            memchr(b'>', &markup[close..]).map_or(markup.len(), |end| close + end + 1)
        }),
        None => markup.len(),
    }
}

/// The end of the record in which the byte `target_bytes` after `from` falls, or of the file.
pub(super) fn cut(file: &[u8], from: Mark, target_bytes: usize) -> Mark {
    let goal = from.at.saturating_add(target_bytes);
    let mut scanner = Scanner::resume(file, from, file.len());
    loop {
        match scanner.next() {
            None => {
                let line = scanner.line_of(file.len());
                return Mark::new(file.len(), line);
            }
            // It is told by the tag behind it, which must be in the same chunk.
            Some(Record::Unfinished { .. }) => {}
            Some(_) if scanner.position() >= goal => return scanner.mark(),
            Some(_) => {}
        }
    }
}
