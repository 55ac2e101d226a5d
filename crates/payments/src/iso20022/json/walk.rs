//! Decoding of JSON: values to elements.

use std::{borrow::Cow, ops::Range};

use super::{string_end, value_end};
use crate::iso20022::{
    assemble::Assembler,
    draft::Draft,
    message::{self, Message},
    scan::GROUP,
};

/// The key of what holds for all transactions of a message.
const HEADER: &[u8] = b"GrpHdr";
/// The first key of a group that its transactions need, in the order of the standard.
const PAYER: &[u8] = b"Dbtr";

/// Deeper than any message nests.
const DEPTH_MAX: usize = 64;

/// Under what keys converters of XML write the text of an element that has attributes: xmltodict and fast-xml-parser, Badgerfish, xml-js,
/// xml2js, x2js, xml2json, node-soap, org.json, and the names of properties in C# and Java.
const TEXT_KEYS: [&[u8]; 10] = [
    b"#text", b"$", b"_text", b"_", b"__text", b"$t", b"$value", b"content", b"value", b"Value",
];

/// Under what keys they write the attributes together: xml2js, xml-js, PHP's SimpleXML.
const ATTRIBUTES_KEYS: [&[u8]; 4] = [b"$", b"_attributes", b"@attributes", b"attributes"];

/// The attribute that counts.
const CURRENCY: &[u8] = b"Ccy";

/// What is found of a message.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    pub(super) message: Message,
    /// What it is, where it moves no money.
    pub(super) other: Option<&'static str>,
    /// Its transactions.
    pub(super) transactions: Vec<Transaction>,
    /// What holds for the transactions of each group (`PmtInf`).
    pub(super) groups: Vec<Draft<'a>>,
    /// Of each, whether its transactions can be read where the message is cut: it is closed, or who pays stands before them, as in the
    /// order of the standard.
    known_groups: Vec<bool>,
    /// What holds for all.
    pub(super) header: Draft<'a>,
    /// Whether the header of the message was read to its end.
    has_header: bool,
    /// Whether the message ends before its objects are closed.
    pub(super) is_cut: bool,
}

/// A transaction of a message.
#[derive(Debug, Clone)]
pub(super) struct Transaction {
    pub(super) range: Range<usize>,
    /// The number of its group.
    pub(super) group: Option<usize>,
    /// Whether its object is closed.
    pub(super) is_closed: bool,
}

impl Found<'_> {
    /// Whether the message is cut behind a transaction, and all that holds for it stands before that: it is decided like any other.
    pub(super) fn is_known_before_cut(&self, transaction: &Transaction) -> bool {
        let is_group_known = |group: usize| self.known_groups.get(group).copied().unwrap_or_default();
        self.is_cut
            && self.has_header
            && transaction.is_closed
            && transaction.group.is_none_or(is_group_known)
    }
}

impl Default for Found<'_> {
    fn default() -> Self {
        Found {
            message: Message::Pacs008,
            other: None,
            transactions: Vec::new(),
            groups: Vec::new(),
            known_groups: Vec::new(),
            header: Draft::default(),
            has_header: false,
            is_cut: false,
        }
    }
}

/// A walk over values, each told to the assembler as an element.
pub(super) struct Walk<'w, 'a> {
    bytes: &'a [u8],
    at: usize,
    assembler: &'w mut Assembler<'a>,
}

pub(super) const CUT: &str = "the JSON ends before its objects are closed: the message is cut";
const DAMAGED: &str = "the JSON is damaged";
const DEEP: &str = "objects are nested deeper than in any message";

impl<'w, 'a> Walk<'w, 'a> {
    /// A walk from a byte on.
    pub(super) fn new(bytes: &'a [u8], at: usize, assembler: &'w mut Assembler<'a>) -> Walk<'w, 'a> {
        Walk { bytes, at, assembler }
    }

    /// A whole message, or a group of it: notes its transactions, and reads the rest.
    pub(super) fn message(
        &mut self,
        found: &mut Found<'a>,
        group: Option<usize>,
        depth: usize,
    ) -> Result<(), &'static str> {
        if depth >= DEPTH_MAX {
            return Err(DEEP);
        }
        self.expect(b'{')?;
        while let Some(key) = self.key()? {
            if found.message.is_transaction(key) {
                self.each(&mut |walk| walk.transaction(found, group))?;
            } else if let Some(message) = Message::of_root(key) {
                found.message = message;
                self.each(&mut |walk| walk.message(found, group, depth + 1))?;
            } else if let Some(what) = message::other(key) {
                found.other = Some(what);
                self.skip()?;
            } else if key == GROUP {
                self.each(&mut |walk| walk.group(found, depth))?;
            } else if self.holds_message() {
                self.each(&mut |walk| walk.message(found, group, depth + 1))?;
            } else {
                self.value(key, depth)?;
                found.has_header |= key == HEADER;
                if key == PAYER
                    && let Some(group) = group
                {
                    let is_first = found
                        .transactions
                        .iter()
                        .all(|transaction| transaction.group != Some(group));
                    found.known_groups[group] |= is_first;
                }
            }
        }
        Ok(())
    }

    /// A group of transactions, with what holds for them.
    fn group(&mut self, found: &mut Found<'a>, depth: usize) -> Result<(), &'static str> {
        let outer = std::mem::take(&mut self.assembler.draft);
        // No other message has groups.
        found.message = Message::Pain001;
        let group = found.groups.len();
        found.groups.push(Draft::default());
        found.known_groups.push(false);
        let mut read = self.open(GROUP);
        if read.is_ok() {
            read = self.message(found, Some(group), depth + 1);
            self.assembler.close_all();
        }
        found.known_groups[group] |= read.is_ok();
        found.groups[group] = std::mem::replace(&mut self.assembler.draft, outer);
        read
    }

    /// A transaction, which is read later.
    fn transaction(&mut self, found: &mut Found<'a>, group: Option<usize>) -> Result<(), &'static str> {
        let start = self.at;
        let read = self.skip();
        found.transactions.push(Transaction {
            range: start..self.at,
            group,
            is_closed: read.is_ok(),
        });
        read
    }

    /// Whether the next value is an envelope of messages.
    fn holds_message(&mut self) -> bool {
        if !matches!(self.peek(), Some(b'{' | b'[')) {
            return false;
        }
        let end = value_end(self.bytes, self.at).unwrap_or(self.bytes.len());
        let value = &self.bytes[self.at..end];
        [&b"CdtTrfTxInf"[..], b"TxInf"]
            .iter()
            .any(|key| message::key_in(value, key).is_some())
    }

    /// Reads the object that comes, or each object of the array.
    fn each(
        &mut self,
        read: &mut dyn FnMut(&mut Self) -> Result<(), &'static str>,
    ) -> Result<(), &'static str> {
        match self.peek().ok_or(CUT)? {
            b'{' => read(self),
            b'[' => {
                self.at += 1;
                loop {
                    match self.peek().ok_or(CUT)? {
                        b'{' => read(self)?,
                        b',' => self.at += 1,
                        b']' => {
                            self.at += 1;
                            return Ok(());
                        }
                        _ => return Err(DAMAGED),
                    }
                }
            }
            _ => Err(DAMAGED),
        }
    }

    /// Goes on behind the next value, an object or an array.
    fn skip(&mut self) -> Result<(), &'static str> {
        let first = self.peek().ok_or(CUT)?;
        if !matches!(first, b'{' | b'[') {
            return Err(DAMAGED);
        }
        let end = value_end(self.bytes, self.at);
        self.at = end.unwrap_or(self.bytes.len());
        end.map(|_| ()).ok_or(CUT)
    }

    /// The value of a key: an element with what stands in it; of an array, an element each.
    pub(super) fn value(&mut self, name: &'a [u8], depth: usize) -> Result<(), &'static str> {
        if depth >= DEPTH_MAX {
            return Err(DEEP);
        }
        match self.peek().ok_or(CUT)? {
            b'{' => {
                self.open(name)?;
                self.at += 1;
                while let Some(key) = self.key()? {
                    let first = self.peek();
                    if TEXT_KEYS.contains(&key) && !matches!(first, Some(b'{' | b'[')) {
                        self.scalar()?;
                    } else if ATTRIBUTES_KEYS.contains(&key) && first == Some(b'{') {
                        self.attributes()?;
                    } else if let Some(attribute) = attribute_of(key)
                        && attribute == CURRENCY
                    {
                        self.value(attribute, depth + 1)?;
                    } else {
                        self.value(key, depth + 1)?;
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

    /// The attributes of the element that is open, in an object of their own: its currency counts.
    fn attributes(&mut self) -> Result<(), &'static str> {
        self.at += 1;
        while let Some(key) = self.key()? {
            if key == CURRENCY || attribute_of(key) == Some(CURRENCY) {
                self.value(CURRENCY, 0)?;
            } else if matches!(self.peek().ok_or(CUT)?, b'{' | b'[') {
                self.skip()?;
            } else {
                self.plain()?;
            }
        }
        Ok(())
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
        let is_string = self.peek() == Some(b'"');
        let start = self.at;
        let plain = self.plain();
        // What there is of a string that is cut.
        let is_cut_string = is_string && plain == Err(CUT);
        let text = match plain {
            Err(_) if is_cut_string => &self.bytes[start + 1..],
            plain => plain?,
        };
        if self.assembler.wants_text(false) {
            let text = unescaped(text, &mut self.assembler.draft.flags.not_utf8);
            self.assembler.text(text);
        }
        if is_cut_string { Err(CUT) } else { Ok(()) }
    }

    /// What a string, a number or a truth value is written as; nothing of null.
    fn plain(&mut self) -> Result<&'a [u8], &'static str> {
        if self.peek().ok_or(CUT)? == b'"' {
            return self.string();
        }
        let rest = &self.bytes[self.at..];
        let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
        let len = rest.iter().position(is_end).ok_or(CUT)?;
        if len == 0 || matches!(rest[0], b'{' | b'[' | b':') {
            return Err(DAMAGED);
        }
        self.at += len;
        let written = &rest[..len];
        Ok(if written == b"null" { &[] } else { written })
    }

    /// What stands between the quotes of a string.
    fn string(&mut self) -> Result<&'a [u8], &'static str> {
        let start = self.at;
        let end = string_end(self.bytes, start);
        self.at = end.unwrap_or(self.bytes.len());
        let end = end.ok_or(CUT)?;
        Ok(&self.bytes[start + 1..end - 1])
    }

    /// The local name of the next key of the object that is open, with its colon; `None` at its end.
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
                Ok(Some(local_name(key)))
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

/// The name of a key without the prefix of its namespace, as `xmltodict` writes it: `ns2:Document`.
fn local_name(key: &[u8]) -> &[u8] {
    let begins_as_name = key.first().is_some_and(u8::is_ascii_alphabetic);
    let colon = memchr::memrchr(b':', key).filter(|_| begins_as_name);
    colon.map_or(key, |at| &key[at + 1..])
}

/// The name of the attribute that a key says: `@Ccy`, `_Ccy`, `-Ccy`, `@_Ccy`.
fn attribute_of(key: &[u8]) -> Option<&[u8]> {
    let signs = key
        .iter()
        .take_while(|byte| matches!(byte, b'@' | b'_' | b'-' | b'$'));
    let signs = signs.count();
    (signs > 0).then(|| &key[signs..])
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
