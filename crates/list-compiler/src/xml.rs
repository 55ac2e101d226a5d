//! XML as small trees, one record at a time.
//!
//! A list is a long sequence of records; each is read into a tree of its own and dropped again, so memory does not
//! grow with the list. Document type declarations are skipped and no entity but XML's five is ever expanded, so a
//! file cannot blow up; depth is limited, and a document that ends inside an element is an error with its line.

use std::borrow::Cow;
use std::mem;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::CompileError;
use crate::error::shown;
use crate::text::unescaped;
use crate::xml_names::{self, Unknown};

/// Deeper than any list format nests.
const DEPTH_MAX: usize = 64;

/// How deep the elements below the root stand.
const BELOW_ROOT: usize = 2;

/// An element with everything in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    /// Local name.
    pub name: String,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    /// Text directly inside it.
    pub text: String,
    /// Elements directly inside it.
    pub children: Vec<Element>,
}

impl Element {
    /// An attribute, trimmed; empty when absent.
    pub fn attr(&self, name: &str) -> &str {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The items of the lists of that name: `<akaList><aka>…</aka><aka>…</aka></akaList>`.
    pub fn items<'e>(&'e self, list: &'e str, item: &'e str) -> impl Iterator<Item = &'e Element> {
        self.all(list).flat_map(move |list| list.all(item))
    }

    /// The text of the first child of that name, trimmed; empty when absent.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }
}

/// A record: its tree, its own text in the file, and its line.
#[derive(Debug)]
pub(crate) struct Record<'t> {
    /// The tree.
    pub element: Element,
    /// The element as it stands in the file.
    pub raw: &'t str,
    /// One-based line of its start tag.
    pub line: u64,
}

/// An element's own text without the white space that only indents its elements. White space inside a text stays.
pub(crate) fn compact(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(end) = rest.find('>') {
        let (tag, after) = rest.split_at(end + 1);
        out.push_str(tag);
        let next = after.trim_start();
        rest = if next.starts_with('<') { next } else { after };
    }
    out.push_str(rest);
    out
}

/// Refuses a document whose root is not the list's; `expected` is the root as a person knows it.
pub(crate) fn expect_root(root: &Element, name: &str, expected: &str) -> Result<(), String> {
    if root.name == name {
        return Ok(());
    }
    Err(format!(
        "expected {expected} and found <{}>; is this another list's XML?",
        shown(&root.name)
    ))
}

/// What is added where the root is not the list's.
const BEHIND_DOCTYPE: &str =
    " A document type declaration (DOCTYPE) stands before it, which no official list has";

/// A longer document is taken apart by a thread of its own, while another makes designations of its records.
const APART_BYTES_MIN: usize = 1 << 20;

/// Records that go from one thread to the other at once, and how many such batches may wait.
const BATCH_RECORDS: usize = 64;
const BATCHES_WAITING: usize = 8;

/// What a document consists of, in its order.
enum Part<'t> {
    /// The root element, without its content.
    Root {
        element: Element,
        line: u64,
        /// What stands before it that no list has.
        behind: &'static str,
    },
    Record(Record<'t>),
}

/// Reads a document: `root` sees the root element (without its content), `record` every element whose name is one
/// of `records`, wherever it stands. What the document holds that its format is not known to have is returned, to be counted.
pub(crate) fn read<'t>(
    path: &Path,
    text: &'t str,
    records: &[&str],
    mut root: impl FnMut(&Element) -> Result<(), String>,
    mut record: impl FnMut(Record<'t>) -> Result<(), CompileError>,
) -> Result<Unknown, CompileError> {
    let mut take = |part| match part {
        Part::Root {
            element,
            line,
            behind,
        } => root(&element).map_err(|e| CompileError::format(path, line, e + behind)),
        Part::Record(one) => record(one),
    };
    if text.len() < APART_BYTES_MIN {
        return parse(path, text, records, &mut take);
    }
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(BATCHES_WAITING);
        let parser = thread::Builder::new().spawn_scoped(scope, move || send(path, text, records, &sender));
        let Ok(parser) = parser else {
            return parse(path, text, records, &mut take);
        };
        // What is wrong with a record comes before what is wrong further on. Without a receiver the parser ends.
        for part in batches.into_iter().flatten() {
            take(part)?;
        }
        parser
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Takes a document apart and sends its parts, until nobody wants more of them.
fn send<'t>(
    path: &Path,
    text: &'t str,
    records: &[&str],
    sender: &SyncSender<Vec<Part<'t>>>,
) -> Result<Unknown, CompileError> {
    let mut batch = Vec::with_capacity(BATCH_RECORDS);
    let result = parse(path, text, records, &mut |part| {
        batch.push(part);
        if batch.len() < BATCH_RECORDS {
            return Ok(());
        }
        sender
            .send(mem::take(&mut batch))
            .map_err(|_| broken(path, 1, "what is wrong with it was told"))
    });
    // Whoever receives no more has an error of its own to tell.
    let _ = sender.send(batch);
    result
}

// Longer than other functions: one loop over the parser's events, whose arms share the record that is open.
fn parse<'t>(
    path: &Path,
    text: &'t str,
    records: &[&str],
    take: &mut impl FnMut(Part<'t>) -> Result<(), CompileError>,
) -> Result<Unknown, CompileError> {
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;

    let mut depth = 0_usize;
    let mut seen_root = false;
    let mut behind = "";
    let (mut known, mut unknown) = (None, Unknown::default());
    // The record that is being read: the open elements, outermost first, and where the record starts.
    let mut open: Vec<Element> = Vec::new();
    let (mut start, mut start_line) = (0_usize, 1_u64);
    loop {
        let before = position(&reader);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                return Err(broken(path, lines.at(at), &error.to_string()));
            }
        };
        match event {
            Event::Start(tag) => {
                if depth == 0 && seen_root {
                    return Err(broken(path, lines.at(before), "a second root element"));
                }
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(broken(
                        path,
                        lines.at(before),
                        "elements nested deeper than any list",
                    ));
                }
                let element = element(&tag).map_err(|e| broken(path, lines.at(before), &e))?;
                if !seen_root {
                    known = xml_names::of_root(&element.name);
                }
                unknown.note(known, &element.name, own_attributes(&tag));
                if !seen_root {
                    seen_root = true;
                    take(Part::Root {
                        element: element.clone(),
                        line: lines.at(before),
                        behind,
                    })?;
                }
                if !open.is_empty() {
                    open.push(element);
                } else if records.contains(&element.name.as_str()) {
                    (start, start_line) = (before, lines.at(before));
                    open.push(element);
                } else if depth == BELOW_ROOT {
                    unknown.note_beside_records(known, &element.name);
                }
            }
            Event::Empty(tag) => {
                if depth == 0 && seen_root {
                    return Err(broken(path, lines.at(before), "a second root element"));
                }
                let element = element(&tag).map_err(|e| broken(path, lines.at(before), &e))?;
                unknown.note(known, &element.name, own_attributes(&tag));
                if !seen_root {
                    seen_root = true;
                    take(Part::Root {
                        element,
                        line: lines.at(before),
                        behind,
                    })?;
                } else if let Some(parent) = open.last_mut() {
                    parent.children.push(element);
                } else if records.contains(&element.name.as_str()) {
                    let raw = text.get(before..position(&reader)).unwrap_or("");
                    take(Part::Record(Record {
                        element,
                        raw,
                        line: lines.at(before),
                    }))?;
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let Some(mut done) = open.pop() {
                    if let Cow::Owned(text) = unescaped(&done.text) {
                        done.text = text;
                    }
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => {
                            let raw = text.get(start..position(&reader)).unwrap_or("");
                            take(Part::Record(Record {
                                element: done,
                                raw,
                                line: start_line,
                            }))?;
                        }
                    }
                }
            }
            Event::Text(content) => {
                let content = content.decode();
                let content = content.map_err(|e| broken(path, lines.at(before), &e.to_string()))?;
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&content);
                }
            }
            Event::CData(content) => {
                let content = content.decode();
                let content = content.map_err(|e| broken(path, lines.at(before), &e.to_string()))?;
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&content);
                }
            }
            Event::GeneralRef(reference) => {
                let resolved = resolved(&reference).map_err(|e| broken(path, lines.at(before), &e))?;
                if let Some(element) = open.last_mut() {
                    element.text.push(resolved);
                }
            }
            Event::Eof => break,
            Event::DocType(_) => behind = BEHIND_DOCTYPE,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if depth > 0 {
        let reason = "the end of the file inside an element: the download was cut";
        return Err(broken(path, lines.at(text.len()), reason));
    }
    if !seen_root {
        return Err(broken(path, 1, "no element at all"));
    }
    Ok(unknown)
}

/// The character that a reference stands for: one by its number, or one of XML's five entities.
pub(crate) fn resolved(reference: &BytesRef<'_>) -> Result<char, String> {
    let name = reference.decode().map_err(|e| e.to_string())?;
    if let Some(c) = reference.resolve_char_ref().map_err(|e| e.to_string())? {
        return Ok(c);
    }
    match name.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!(
            "the entity `&{other};`; lists use none, and it is not expanded"
        )),
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let local = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value = attribute.unescape_value().map_err(|e| e.to_string())?;
        let name = local(attribute.key.local_name().as_ref());
        attributes.push((name, unescaped(&value).into_owned()));
    }
    Ok(Element {
        name: local(tag.local_name().as_ref()),
        attributes,
        ..Element::default()
    })
}

/// The attributes of an element that are the list's: those of XML itself and of schemas have a prefix.
fn own_attributes<'a>(tag: &'a BytesStart<'_>) -> impl Iterator<Item = &'a str> {
    let names = tag.attributes().flatten().map(|attribute| attribute.key);
    names
        .filter(|name| name.prefix().is_none() && name.as_ref() != b"xmlns")
        .filter_map(|name| std::str::from_utf8(name.into_inner()).ok())
}

fn broken(path: &Path, line: u64, reason: &str) -> CompileError {
    CompileError::format(
        path,
        line,
        format!("not well-formed XML ({reason}); download the list again"),
    )
}

/// Counts lines forward through the text, once.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> u64 {
        let offset = offset.min(self.text.len());
        let count = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count() as u64;
        if offset < self.at {
            return 1 + count(&self.text.as_bytes()[..offset]);
        }
        self.line += count(&self.text.as_bytes()[self.at..offset]);
        self.at = offset;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Record, read};

    fn records(text: &str) -> Result<Vec<(String, u64)>, String> {
        let mut out = Vec::new();
        read(
            Path::new("x.xml"),
            text,
            &["R"],
            |_| Ok(()),
            |record: Record<'_>| {
                out.push((record.element.text_of("A").to_owned(), record.line));
                Ok(())
            },
        )
        .map(|_| out)
        .map_err(|error| error.to_string())
    }

    #[test]
    fn records_are_read_with_their_lines_and_references_resolved() {
        // `&amp;#39;` was escaped twice.
        let text = "<?xml version='1.0'?>\n<L>\n<R><A>a &amp; b &#x41;&amp;#39;</A></R>\n\n<x><R><A><![CDATA[<c>]]></A></R></x></L>";
        assert_eq!(
            records(text).unwrap(),
            [("a & b A'".to_owned(), 3), ("<c>".to_owned(), 5)]
        );
    }

    #[test]
    fn a_cut_document_is_an_error_with_its_last_line() {
        let error = records("<L>\n<R><A>a</A></R>\n<R><A>b").unwrap_err();
        assert!(
            error.starts_with("x.xml:3: ") && error.contains("download was cut"),
            "{error}"
        );
        assert!(
            records("<L>\n<R></A></R></L>")
                .unwrap_err()
                .starts_with("x.xml:2: ")
        );
        assert!(records("   ").unwrap_err().contains("no element"));
    }

    #[test]
    fn entities_are_never_expanded() {
        let bomb =
            "<!DOCTYPE L [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<L><R><A>&b;</A></R></L>";
        assert!(records(bomb).unwrap_err().contains("not expanded"));
        let external = "<!DOCTYPE L SYSTEM \"file:///etc/passwd\">\n<L><R><A>b</A></R></L>";
        assert_eq!(records(external).unwrap(), [("b".to_owned(), 2)]);
    }

    #[test]
    fn a_compact_element_has_no_white_space_between_tags_and_all_of_its_text() {
        assert_eq!(
            super::compact("<a>\r\n\t<b> x  y </b>\n  <c/>\n</a>"),
            "<a><b> x  y </b><c/></a>"
        );
    }

    #[test]
    fn nesting_is_limited() {
        let text = format!("{}{}", "<R>".repeat(100), "</R>".repeat(100));
        assert!(records(&text).unwrap_err().contains("nested deeper"));
    }

    #[test]
    fn a_long_document_is_read_by_two_threads_and_says_the_same() {
        let record = |n: usize| format!("<R><A>{n}</A><B>{}</B></R>\n", "x".repeat(600));
        let many: String = (0..2_000).map(record).collect();
        let text = format!("<L>\n{many}</L>");
        assert!(text.len() > super::APART_BYTES_MIN);
        let found = records(&text).unwrap();
        assert_eq!(found.len(), 2_000);
        assert_eq!(found[1_999], ("1999".to_owned(), 2_001));
        // Cut: all records before the cut are read, and the error is of the last line.
        let error = records(&text[..text.len() - 30]).unwrap_err();
        assert!(error.starts_with("x.xml:2001: "), "{error}");
        // A record that is refused comes before what is wrong behind it, and its error is told.
        let refused = read(
            Path::new("x.xml"),
            &text[..text.len() - 30],
            &["R"],
            |_| Ok(()),
            |record: Record<'_>| match record.line {
                7 => Err(super::broken(Path::new("x.xml"), 7, "seven")),
                _ => Ok(()),
            },
        );
        assert!(refused.unwrap_err().to_string().contains("seven"));
        // So is a root of another list.
        let refused = read(
            Path::new("x.xml"),
            &text,
            &["R"],
            |_| Err("another list".to_owned()),
            |_: Record<'_>| Ok(()),
        );
        assert!(refused.unwrap_err().to_string().contains("x.xml:1: another list"));
    }
}
