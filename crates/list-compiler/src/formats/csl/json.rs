//! The list as JSON, as it is published beside the table: `{"results":[…]}`, one object a party; or the array alone, as the single
//! lists of it are.
//!
//! A member of an object is a column of the table (`id` is `_id`): the publisher makes the table out of these objects, by joining the values
//! of an array with `; `, and the parts of an address or a number with `, `. It is done here as well, and then read as the table
//! is, so that both give the same designations.

use std::collections::BTreeSet;
use std::path::Path;

use csv::StringRecord;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{COLUMNS, Cells, NEEDED, Parties, SCREENING};
use crate::CompileError;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{Columns, Row};

/// The JSON.
pub(in crate::formats) struct CslJson;

impl ListFormat for CslJson {
    fn lists(&self) -> &'static [&'static List] {
        &[&SCREENING]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["json"])
    }

    fn shape(&self) -> Shape {
        Shape::Objects("results")
    }

    fn recognizes(&self, head: &Head) -> bool {
        // A FollowTheMoney entity says its schema.
        (head.starts_with("{") || head.starts_with("[")) && !head.contains("\"schema\"")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        br#"{"results":[{"id":"1","source":"Entity List (EL) - Bureau of Industry and Security","name":"A"}]}"#
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// What stands around the parties. A search of the web service answers with the same, a page at a time.
#[derive(Deserialize)]
struct Document<'t> {
    #[serde(borrow)]
    results: Option<Vec<&'t RawValue>>,
    total: Option<usize>,
}

/// Parts of an address and of a number, in the order in which the table has them.
const PARTS: [(&str, &[&str]); 2] = [
    (
        "addresses",
        &["address", "city", "state", "postal_code", "country"],
    ),
    (
        "ids",
        &["country", "expiration_date", "issue_date", "number", "type"],
    ),
];

/// What a party of a single list is nobody without.
const SINGLE_NEEDED: [&str; 3] = ["_id", "source", "name"];

fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    let text = text.trim_end_matches(['\u{1a}', '\0']);
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let results = results(&path, text)?;
    let mut lines = Lines::of(text);
    let header = Row {
        line: 1,
        raw: "",
        fields: StringRecord::from(COLUMNS.to_vec()),
        sheet: None,
    };
    let columns = Columns::new(&header);
    let mut parties = Parties::new(&path);
    let mut there: BTreeSet<String> = BTreeSet::new();
    for (n, raw) in (1..).zip(&results) {
        let line = lines.of_part(raw.get());
        let object: Map<String, Value> = serde_json::from_str(raw.get()).map_err(|error| {
            let reason = format!("result {n} is no party ({error}); is this another kind of JSON?");
            CompileError::format(&path, line, reason)
        })?;
        for name in object.keys() {
            let name = if name == "id" { "_id" } else { name };
            if there.insert(name.to_owned()) && !COLUMNS.contains(&name) {
                report.miss(format!("column: {name}"));
            }
        }
        let mut cells = StringRecord::new();
        let mut as_row = String::new();
        for column in COLUMNS {
            let own = if column == "_id" { "id" } else { column };
            let value = object.get(own).or_else(|| object.get(column));
            let text = value.map_or_else(String::new, |value| cell(column, value, report));
            let is_there = value.is_some_and(|value| !value.is_null());
            add_to_row(&mut as_row, &text, is_there, cells.is_empty());
            cells.push_field(&text);
        }
        let record = Value::Object(object).to_string();
        let row = Row {
            line,
            raw: &record,
            fields: cells,
            sheet: None,
        };
        let cells = Cells {
            row: &row,
            columns: &columns,
            result: Some((n, &as_row)),
        };
        parties.add(&cells, report)?;
    }
    // A single list has the members that its parties have.
    let needed = if is_array(text) {
        &SINGLE_NEEDED[..]
    } else {
        &NEEDED
    };
    if let Some(name) = needed.iter().find(|name| !there.contains(**name))
        && !results.is_empty()
    {
        let name = if *name == "_id" { "id" } else { name };
        let reason = format!(
            "no party has a member {name}; expected the Consolidated Screening List's JSON: download it again"
        );
        return Err(CompileError::format(&path, 1, reason));
    }
    Ok(parties.located)
}

fn is_array(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

/// The parties as they stand in the file.
fn results<'t>(path: &Path, text: &'t str) -> Result<Vec<&'t RawValue>, CompileError> {
    let broken = |error: serde_json::Error| {
        let line = u64::try_from(error.line()).unwrap_or(1).max(1);
        let reason =
            format!("cannot be read as JSON ({error}); the file is cut or damaged: download it again");
        CompileError::format(path, line, reason)
    };
    if is_array(text) {
        return serde_json::from_str(text).map_err(broken);
    }
    let document: Document<'_> = serde_json::from_str(text).map_err(broken)?;
    let Some(results) = document.results else {
        let reason =
            "there is no member results; expected the Consolidated Screening List's JSON: download it again";
        return Err(CompileError::format(path, 1, reason));
    };
    match document.total {
        Some(total) if total > results.len() => {
            let reason = format!(
                "holds {} of {total} parties: it is a page of a search and not the list; download consolidated.json",
                results.len()
            );
            Err(CompileError::format(path, 1, reason))
        }
        _ => Ok(results),
    }
}

/// A member as the cell of the table.
fn cell(column: &str, value: &Value, report: &mut SourceReport) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(values) => {
            let cells = values.iter().map(|value| cell(column, value, report));
            let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
            cells.join("; ")
        }
        Value::Object(members) => {
            let parts = PARTS.iter().find(|(of, _)| *of == column);
            let parts = parts.map_or(&[][..], |(_, parts)| parts);
            for name in members.keys().filter(|name| !parts.contains(&name.as_str())) {
                report.miss(format!("column: {column}/{name}"));
            }
            let texts = parts.iter().filter_map(|part| members.get(*part));
            let texts = texts.map(|value| cell(column, value, report));
            let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
            texts.join(", ")
        }
    }
}

/// Adds a cell to the row that the publisher makes of a party: in quotes where it needs them, and where it is a text without a
/// character.
fn add_to_row(row: &mut String, text: &str, is_there: bool, is_first: bool) {
    if !is_first {
        row.push(',');
    }
    if text.contains([',', '"', '\n', '\r']) || text.is_empty() && is_there {
        row.push('"');
        row.push_str(&text.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(text);
    }
}

/// Counts lines forward through the text, once.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Lines<'t> {
        Lines { text, at: 0, line: 1 }
    }

    /// The one-based line on which a part of the text begins; parts are asked for in their order.
    fn of_part(&mut self, part: &str) -> u64 {
        let begin = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let passed = self.text.as_bytes().get(self.at..begin).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = begin.max(self.at);
        self.line
    }
}
