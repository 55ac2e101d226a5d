//! ISO 20022: pacs.008, pacs.009 with and without the payment that it covers, pacs.004 and pain.001, of every version, bare or in
//! any envelope, as XML or as JSON.
//!
//! ```text
//! scan ──► where a transaction begins and ends, and its header       framing of XML: tags only
//! xml  ──► the events of its elements ┐
//! json ──► the same of JSON           ├──► assemble ──► draft ──► Payment
//! place ─► what an element means      ┘
//! ```
//!
//! A message is told by its root element, elements by their local names. What is not known is text, and screened.

mod assemble;
mod draft;
mod json;
pub(crate) mod message;
mod numbers;
mod place;
mod pool;
mod scan;
mod text;
mod xml;

use std::path::Path;

pub(crate) use self::{json::JsonFile, xml::XmlFile};
use self::{message::Message, scan::Scanner};
use crate::{
    contract::Mark,
    error::{BatchError, BatchProblem},
    reader::Reader,
};

/// The message that moves money of which a file's first bytes are.
pub(crate) fn told(head: &[u8]) -> Option<Message> {
    if json::is_json(head) {
        return json::told(head);
    }
    let mut scanner = walk(head)?;
    scanner.find_payment();
    match scanner.root {
        Some(root) => root.message,
        None => Message::of_namespace(scanner.namespace()?),
    }
}

/// What a file is of whose messages none moves money, as far as its first bytes say.
pub(crate) fn no_payments(head: &[u8]) -> Option<&'static str> {
    if json::is_json(head) {
        return json::no_payments(head);
    }
    let mut scanner = walk(head)?;
    scanner.find_root();
    let first = scanner.root.filter(|root| root.message.is_none())?;
    scanner.find_payment();
    scanner
        .root
        .is_none()
        .then(|| message::other(first.name).unwrap_or("an ISO 20022 message of another kind"))
}

/// Opens a file of messages.
pub(crate) fn open(path: &Path, bytes: &[u8]) -> Result<Reader, BatchError> {
    if json::is_json(bytes) {
        return Ok(Reader::Iso20022Json(JsonFile));
    }
    let is_message = walk(bytes).is_some_and(|mut scanner| {
        scanner.find_root();
        scanner.root.is_some()
    });
    if is_message {
        return Ok(Reader::Iso20022Xml(XmlFile));
    }
    Err(BatchProblem::NotOfFormat {
        format: "ISO 20022",
        reason: "it has no pacs.008, pacs.009, pacs.004 or pain.001, as XML or as JSON",
    }
    .of(path))
}

/// The beginning of a file without marks and white space.
fn text_of(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

/// A walk over a file, if it is XML.
fn walk(bytes: &[u8]) -> Option<Scanner<'_>> {
    let is_xml = text_of(bytes).starts_with(b"<");
    is_xml.then(|| Scanner::resume(bytes, Mark::new(0, 1), bytes.len()))
}
