//! The UK Sanctions List (FCDO), and the OFSI Consolidated List that it replaced on 28 January 2026.
//!
//! Both are tables with a line of their date before the header, and one row for each combination of a name and an
//! address of an entry, published as CSV and as a spreadsheet; columns are found by name. The XML of the first has the
//! same columns as elements. `Name 6` is the family name or an entity's whole name, `Name 1` to
//! `Name 5` stand before it. A narrative column (`Other Information`, `UK Statement of Reasons`) mentions other
//! people and is never a name.

mod columns;
mod entry;
mod items;
mod number;
mod row;
mod words;
mod xml;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::Designation;

use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::spreadsheet;
use crate::table::{self, Columns, Dialect, Row, rows};
use crate::text::{decode_legacy, squeeze, strip_prefix_ci};
use crate::{CompileError, whole};
use columns as column;
use entry::{Entry, schema};
use row::{Layout, RowReader};

/// The UK Sanctions List, and the retired OFSI Consolidated List.
const UK: List = List {
    word: "uk",
    name: "UK Sanctions List",
    id_prefix: "uk",
    ..List::OFFICIAL
};

/// The CSV of either UK list.
pub(super) struct UkCsv;

impl ListFormat for UkCsv {
    fn lists(&self) -> &'static [&'static List] {
        &[&UK]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["csv"])
    }

    fn shape(&self) -> Shape {
        Shape::Header(b',', "Name 6")
    }

    fn recognizes(&self, head: &Head) -> bool {
        !head.is_spreadsheet() && is_header(head)
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"Report Date: 08-Oct-2026\nLast Updated,Unique ID,OFSI Group ID,Name 6\n"
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

fn is_header(head: &Head) -> bool {
    ["unique id", "group id"]
        .iter()
        .any(|column| head.has_column(column))
}

/// The same columns in a spreadsheet.
pub(super) struct UkSpreadsheet;

impl ListFormat for UkSpreadsheet {
    fn lists(&self) -> &'static [&'static List] {
        &[&UK]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xlsx", "ods"])
    }

    fn shape(&self) -> Shape {
        Shape::Sheets("Name 6")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.is_spreadsheet() && is_header(head)
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/uk.xlsx")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let path: Arc<Path> = Arc::from(input.primary.path.as_path());
        let sheet = spreadsheet::first_sheet(&path, &input.primary.bytes, report)?;
        sheet.map_or_else(|| Ok(Vec::new()), |sheet| read_rows(&path, &sheet.rows(), report))
    }
}

/// The UK Sanctions List as XML.
pub(super) struct UkXml;

impl ListFormat for UkXml {
    fn lists(&self) -> &'static [&'static List] {
        &[&UK]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["Designation"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("designations")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Designations><DateGenerated>02/09/2026</DateGenerated>"
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let (path, text) = input.primary.text()?;
        xml::read(&path, text, report)
    }
}

/// Reads the CSV, in either layout.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let text = decode_legacy(&input.primary.bytes);
    let rows = rows(&path, &text, Dialect { delimiter: b',' })?;
    read_rows(&path, &rows, report)
}

/// Reads the rows of the list, in either layout.
fn read_rows(
    path: &Arc<Path>,
    rows: &[Row<'_>],
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    // `Report Date: 08-Oct-2026`, or `Last Updated,03/06/2026`.
    let is_date_line = strip_prefix_ci(first.get(0), "report date").is_some()
        || (strip_prefix_ci(first.get(0), "last updated").is_some()
            && first.fields.iter().skip(2).all(str::is_empty));
    if is_date_line {
        report.published = published(first);
    }
    let start = usize::from(is_date_line);
    let Some(header) = rows.get(start) else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    let layout = Layout::of(path, header, columns)?;
    for name in layout.columns.names() {
        let known = column::read().any(|names| names.contains(&name.as_str()));
        if !known && !column::KEPT.contains(&name.as_str()) && !name.is_empty() {
            report.miss(format!("column: {name}"));
        }
    }

    let rows = &rows[start + 1..];
    table::refuse_uneven(path, header, rows)?;
    layout.refuse_exchanged(path, header, rows)?;
    let last_name = layout.columns.find(column::NAMES[5][0]);
    whole::by_order_of_names(
        path,
        rows.iter().map(|row| last_name.map_or("", |at| row.get(at))),
        report,
    );
    let mut entries: Vec<Entry> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let row = RowReader { row, layout: &layout };
        let id = squeeze(row.text(layout.id));
        if id.is_empty() {
            let reason = format!("the row has no {}; download the list again", layout.id[0]);
            return Err(row.row.error(path, None, reason));
        }
        let index = *by_id.entry(id.clone()).or_insert(entries.len());
        if index == entries.len() {
            let schema = schema(row.text(column::KIND), report);
            let designation = Designation::new(format!("uk-{id}"), layout.list, "UK", schema);
            entries.push(Entry {
                designation,
                line: row.row.line,
                names: Vec::new(),
            });
        }
        if let Some(entry) = entries.get_mut(index) {
            entry.read(&row, report);
        }
    }
    entries.into_iter().map(|entry| entry.finish(path)).collect()
}

/// The date in the line before the header, as the publisher writes it.
fn published(row: &Row<'_>) -> Option<String> {
    let first = row.get(0);
    let text = match first.split_once(':') {
        Some((_, date)) => date.trim(),
        None => row.get(1),
    };
    (!text.is_empty()).then(|| text.to_owned())
}
