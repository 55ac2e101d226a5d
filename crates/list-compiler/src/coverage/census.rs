//! Everything that the files of a source hold, without knowing what it means.

use std::borrow::Cow;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use crate::CompileError;
use crate::formats::{Shape, TextFile, labeled_clauses};
use crate::input::{Input, InputFile};
use crate::table::{self, Dialect, Row};
use crate::text::{decode_legacy, squeeze};
use crate::{spreadsheet, xml};

/// Fields and values.
type Values = Vec<(String, String)>;

/// A record, and what it says.
pub(super) struct Held<'t> {
    /// What kind of record: its element, its sheet, its file.
    pub name: String,
    /// The record as the designation keeps it.
    pub raw: &'t str,
    /// One-based line on which it begins.
    pub line: u64,
    /// The number that it begins with, where its first field is one.
    pub number: String,
    /// Whether it stands in the main file, so that a designation may begin here.
    pub may_begin: bool,
    /// Whether it is what the file says before and between its records.
    pub is_head: bool,
    /// Fields and values.
    pub values: Values,
}

impl<'t> Held<'t> {
    fn new(name: &str, raw: &'t str, line: u64) -> Held<'t> {
        Held {
            name: name.to_owned(),
            raw,
            line,
            number: String::new(),
            may_begin: true,
            is_head: false,
            values: Vec::new(),
        }
    }

    /// Adds a value, unless it says nothing: `-`, `N/A`, and OFAC's `-0-`.
    fn push(&mut self, field: &str, value: &str) {
        let value = squeeze(value);
        if value.contains(char::is_alphanumeric) && !matches!(value.as_str(), "-0-" | "N/A") {
            self.values.push((field.to_owned(), value));
        }
    }
}

/// Reads every record of every file.
pub(super) fn records(
    input: &Input,
    shape: Shape,
    mut each: impl FnMut(Held<'_>),
) -> Result<(), CompileError> {
    match shape {
        Shape::Xml(records) => xml_records(&input.primary, records, &mut each),
        Shape::Header(delimiter, column) => {
            for file in input.present() {
                let text = decode_legacy(&file.bytes);
                let rows = table::rows(&file.path, &text, Dialect { delimiter })?;
                headed(&name_of(file), &rows, column, &mut each);
            }
            Ok(())
        }
        Shape::Sheets(column) => {
            for sheet in spreadsheet::sheets(&input.primary.path, &input.primary.bytes)? {
                headed(&sheet.name, &sheet.rows(), column, &mut each);
            }
            Ok(())
        }
        Shape::Files(delimiter, shapes) => {
            let companions = input.companions.iter().map(Option::as_ref);
            let files = std::iter::once(Some(&input.primary)).chain(companions);
            for (file, shape) in files.zip(shapes) {
                if let Some(file) = file {
                    let is_main = std::ptr::eq(file, &input.primary);
                    text_file(file, (delimiter, shape), is_main, &mut each)?;
                }
            }
            Ok(())
        }
        Shape::Entities => {
            for file in input.present() {
                entities(file, &mut each)?;
            }
            Ok(())
        }
        Shape::Objects(member) => objects(&input.primary, member, &mut each),
    }
}

fn name_of(file: &InputFile) -> String {
    let name = file.path.file_name().unwrap_or(file.path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The rows of a table with a header. What stands above it, and all of a table without it, is in fields of its own.
fn headed<'t>(name: &str, rows: &[Row<'t>], column: &str, each: &mut impl FnMut(Held<'t>)) {
    let is_header = |row: &&Row<'_>| {
        row.fields
            .iter()
            .any(|cell| cell.trim().eq_ignore_ascii_case(column))
    };
    let header = rows.iter().find(is_header);
    for row in rows {
        let mut held = Held::new(name, row.raw, row.line);
        match header {
            Some(header) if row.line == header.line => continue,
            Some(header) if row.line > header.line => {
                held.number = number(row.get(0));
                for (n, value) in row.fields.iter().enumerate() {
                    let field = header.get(n);
                    let field = if field.is_empty() {
                        "column without a name"
                    } else {
                        field
                    };
                    held.push(field, value);
                }
            }
            _ => {
                held.is_head = true;
                for value in &row.fields {
                    held.push("above the header", value);
                }
            }
        }
        each(held);
    }
}

/// The digits that a cell begins with, where nothing but letters follows.
fn number(cell: &str) -> String {
    let digits = cell.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        digits.to_owned()
    } else {
        String::new()
    }
}

fn text_file(
    file: &InputFile,
    (delimiter, shape): (Option<u8>, &TextFile),
    is_main: bool,
    each: &mut impl FnMut(Held<'_>),
) -> Result<(), CompileError> {
    let text = decode_legacy(&file.bytes);
    for row in shape.rows(&file.path, &text, delimiter)? {
        let mut held = Held::new(&name_of(file), row.raw, row.line);
        held.number = number(row.get(0));
        held.may_begin = is_main;
        for (n, value) in row.fields.iter().enumerate() {
            let column = shape.columns.get(n).copied().unwrap_or("column without a name");
            if column != "remarks" {
                held.push(column, value);
                continue;
            }
            for (label, rest) in labeled_clauses(value) {
                held.push(&format!("remarks: {label}"), &rest);
            }
        }
        each(held);
    }
    Ok(())
}

/// The lines of a file of entities; entities inside others are read with them.
fn entities(file: &InputFile, each: &mut impl FnMut(Held<'_>)) -> Result<(), CompileError> {
    let text = decode_legacy(&file.bytes);
    for (line, raw) in (1..).zip(text.lines()).filter(|(_, raw)| !raw.trim().is_empty()) {
        let value: Value = serde_json::from_str(raw)
            .map_err(|error| CompileError::format(&file.path, line, error.to_string()))?;
        let schema = value.get("schema").and_then(Value::as_str).unwrap_or("entity");
        let mut held = Held::new(schema, raw, line);
        // Lines are not where designations begin: they are kept whole.
        held.may_begin = false;
        json(&mut held, schema, &value);
        each(held);
    }
    Ok(())
}

/// The objects of an array; what stands beside it is of the list.
fn objects(file: &InputFile, member: &str, each: &mut impl FnMut(Held<'_>)) -> Result<(), CompileError> {
    let text = table::utf8(&file.path, &file.bytes)?;
    let text = text.trim_end_matches(['\u{1a}', '\0']);
    let mut document: Value =
        serde_json::from_str(text).map_err(|error| CompileError::format(&file.path, 1, error.to_string()))?;
    let mut head = Held::new("the list", "", 1);
    head.is_head = true;
    let records = match &mut document {
        Value::Object(members) => {
            let records = members.remove(member);
            for (name, value) in &*members {
                json(&mut head, name, value);
            }
            records.unwrap_or_default()
        }
        array => array.take(),
    };
    for record in records.as_array().into_iter().flatten() {
        let raw = record.to_string();
        let mut held = Held::new(member, &raw, 1);
        held.may_begin = false;
        for (name, value) in record.as_object().into_iter().flatten() {
            json(&mut held, name, value);
        }
        each(held);
    }
    each(head);
    Ok(())
}

fn json(held: &mut Held<'_>, field: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => held.push(field, &value.to_string()),
        Value::Number(value) => held.push(field, &value.to_string()),
        Value::String(value) => held.push(field, value),
        Value::Array(values) => values.iter().for_each(|value| json(held, field, value)),
        Value::Object(members) => {
            let within = members.get("schema").and_then(Value::as_str).unwrap_or(field);
            for (name, value) in members {
                let field = if name == "properties" {
                    within.to_owned()
                } else {
                    format!("{within}/{name}")
                };
                json(held, &field, value);
            }
        }
    }
}

/// The document, by a walk of its own over the parser's events.
fn xml_records(
    file: &InputFile,
    records: &[&str],
    each: &mut impl FnMut(Held<'_>),
) -> Result<(), CompileError> {
    let text = table::utf8(&file.path, &file.bytes)?;
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    let mut head = Held::new("the list", "", 1);
    head.is_head = true;
    let lines = Lines::of(text);
    loop {
        let before = offset(&reader);
        let event = reader.read_event();
        let event = event.map_err(|error| broken(&file.path, lines.at(before), &error.to_string()))?;
        match event {
            Event::Start(tag) => walk.open(&tag, before, records, &mut head),
            Event::Empty(tag) => {
                walk.open(&tag, before, records, &mut head);
                walk.close(&mut head);
            }
            Event::End(_) => walk.close(&mut head),
            Event::Text(content) => walk.text(&content.decode().unwrap_or_default()),
            Event::CData(content) => walk.text(&content.decode().unwrap_or_default()),
            Event::GeneralRef(reference) => {
                let resolved = xml::resolved(&reference);
                let resolved = resolved.map_err(|error| broken(&file.path, lines.at(before), &error))?;
                walk.text(resolved.encode_utf8(&mut [0; 4]));
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
        if let Some((name, start, values)) = walk.done.take() {
            let raw = xml::compact(text.get(start..offset(&reader)).unwrap_or(""));
            let mut held = Held::new(&name, &raw, lines.at(start));
            for (field, value) in values {
                held.push(&field, &value);
            }
            each(held);
        }
    }
    each(head);
    Ok(())
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn broken(path: &Path, line: u64, reason: &str) -> CompileError {
    CompileError::format(path, line, format!("not well-formed XML ({reason})"))
}

/// The record that is open, and the elements from it inward.
#[derive(Default)]
struct Walk {
    /// Open elements: name and text.
    open: Vec<(String, String)>,
    /// How many elements are around the record, where it starts, and what it says.
    record: Option<(usize, usize, Values)>,
    /// A record that has ended.
    done: Option<(String, usize, Values)>,
}

impl Walk {
    fn open(&mut self, tag: &BytesStart<'_>, start: usize, records: &[&str], head: &mut Held<'_>) {
        let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
        if self.record.is_none() && records.contains(&name.as_str()) {
            self.record = Some((self.open.len(), start, Vec::new()));
        }
        self.open.push((name, String::new()));
        for attribute in tag.attributes().flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            // Namespaces say how to read the file, and nothing else.
            if key.starts_with("xmlns") || key.starts_with("xsi:") {
                continue;
            }
            let value: Cow<'_, str> = attribute.unescape_value().unwrap_or_default();
            let field = format!("{}@{key}", self.path());
            self.value(field, &value, head);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, own)) = self.open.last_mut() {
            own.push_str(text);
        }
    }

    fn close(&mut self, head: &mut Held<'_>) {
        let field = self.path();
        let Some((name, text)) = self.open.pop() else {
            return;
        };
        self.value(field, &text, head);
        if self
            .record
            .as_ref()
            .is_some_and(|(depth, ..)| *depth == self.open.len())
        {
            self.done = self.record.take().map(|(_, start, values)| (name, start, values));
        }
    }

    fn value(&mut self, field: String, value: &str, head: &mut Held<'_>) {
        match &mut self.record {
            Some((_, _, values)) => values.push((field, value.to_owned())),
            None => head.push(&field, value),
        }
    }

    /// The names of the open elements, without those around the record.
    fn path(&self) -> String {
        let around = self.record.as_ref().map_or(0, |(depth, ..)| *depth);
        let names = self.open.iter().skip(around).map(|(name, _)| name.as_str());
        names.collect::<Vec<_>>().join("/")
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        Lines(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    fn at(&self, offset: usize) -> u64 {
        1 + self.0.partition_point(|at| *at < offset) as u64
    }
}
