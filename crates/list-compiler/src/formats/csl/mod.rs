//! The US Consolidated Screening List (International Trade Administration): one table of the lists of the Departments of Commerce,
//! State and the Treasury, or the same as JSON.
//!
//! A row is a party on one of the lists; a party that stands on two of OFAC's has two rows with one number.

mod json;
mod party;
mod source;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{self, Columns, Dialect, Row};
use crate::unite::unite;
use crate::{CompileError, country, dates, whole};

pub(super) use json::CslJson;

/// The Consolidated Screening List.
const SCREENING: List = List {
    word: "csl",
    name: "US Consolidated Screening List",
    id_prefix: "csl",
    repeats: &["ofac", "bis-dpl"],
    ..List::OFFICIAL
};

/// The table, with commas or tabs.
pub(super) struct CslCsv;

impl ListFormat for CslCsv {
    fn lists(&self) -> &'static [&'static List] {
        &[&SCREENING]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["csv", "tsv"])
    }

    fn shape(&self) -> Shape {
        Shape::Header(b',', "source")
    }

    fn recognizes(&self, head: &Head) -> bool {
        // Older issues have no `_id`.
        head.has_column("source") && (head.has_column("_id") || head.has_column("entity_number"))
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"_id,source,entity_number,type,programs,name,title\n"
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

/// Columns that are read.
const COLUMNS: [&str; 29] = [
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "source_information_url",
    "ids",
];

/// Without these a row would be nobody, or under nothing.
const NEEDED: [&str; 5] = ["source", "programs", "name", "alt_names", "addresses"];

/// The table has these besides; JSON has no member where a party has none.
const TABLE_NEEDED: [&str; 2] = ["entity_number", "type"];

/// A row by the names of its columns.
struct Cells<'r, 't> {
    row: &'r Row<'t>,
    columns: &'r Columns,
    /// In JSON, which of the parties it is, from 1, and the row that it is in the table.
    result: Option<(usize, &'r str)>,
}

impl<'r> Cells<'r, '_> {
    /// A cell; empty where there is no such column.
    fn get(&self, column: &str) -> &'r str {
        self.columns.find(column).map_or("", |at| self.row.get(at))
    }

    /// The values of a cell that joins several with `; `.
    fn values(&self, column: &str) -> impl Iterator<Item = &'r str> {
        self.get(column)
            .split(';')
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// The row as it stands in the table, or would stand there.
    fn as_row(&self) -> &'r str {
        self.result.map_or(self.row.raw, |(_, row)| row)
    }

    fn error(&self, path: &Path, column: &str, reason: &str) -> CompileError {
        match self.result {
            None => self.row.error(path, self.columns.find(column), reason),
            Some((nth, _)) => self
                .row
                .error(path, None, format!("result {nth}, {column}: {reason}")),
        }
    }
}

/// The parties of a file, as they are read.
struct Parties<'p> {
    path: &'p Arc<Path>,
    located: Vec<Located>,
    by_id: HashMap<String, usize>,
}

impl<'p> Parties<'p> {
    fn new(path: &'p Arc<Path>) -> Parties<'p> {
        Parties {
            path,
            located: Vec::new(),
            by_id: HashMap::new(),
        }
    }

    /// Reads a row.
    fn add(&mut self, cells: &Cells<'_, '_>, report: &mut SourceReport) -> Result<(), CompileError> {
        let designation = party::designation(self.path, cells, report)?;
        let first = self.by_id.get(&designation.id);
        match first.and_then(|at| self.located.get_mut(*at)) {
            // On two of OFAC's lists.
            Some(first) => unite(&mut first.designation, designation),
            None => {
                self.by_id.insert(designation.id.clone(), self.located.len());
                self.located.push(Located {
                    designation,
                    path: Arc::clone(self.path),
                    line: cells.row.line,
                });
            }
        }
        Ok(())
    }
}

/// What columns of the table hold by their headers.
fn said(columns: &Columns) -> Vec<table::Said<'static>> {
    const SAID: [(&str, &str, table::IsOne<'static>); 6] = [
        ("type", "kinds of party", &is_kind),
        ("start_date", "days", &is_day),
        ("end_date", "days", &is_day),
        ("citizenships", "countries", &are_countries),
        ("nationalities", "countries", &are_countries),
        ("dates_of_birth", "dates", &are_dates),
    ];
    let said = SAID.into_iter();
    said.filter_map(|(name, what, is_one)| Some((columns.find(name)?, what, is_one)))
        .collect()
}

fn is_kind(text: &str) -> bool {
    ["individual", "entity", "vessel", "aircraft"].contains(&text.to_ascii_lowercase().as_str())
}

fn is_day(text: &str) -> bool {
    dates::iso(text).is_some()
}

fn are_countries(text: &str) -> bool {
    text.split(';')
        .map(str::trim)
        .any(|one| country::iso_code(one).or_else(|| country::code(one)).is_some())
}

fn are_dates(text: &str) -> bool {
    text.split(';').map(str::trim).any(|one| {
        dates::partial_iso(one, false)
            .or_else(|| dates::birth_date_words(one))
            .is_some()
    })
}

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    // It is published with tabs as well.
    let has_tabs = text.lines().next().is_some_and(|header| header.contains('\t'));
    let delimiter = if has_tabs { b'\t' } else { b',' };
    let rows = table::rows(&path, text, Dialect { delimiter })?;
    let Some((header, rows)) = rows.split_first() else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    for name in NEEDED.into_iter().chain(TABLE_NEEDED) {
        if columns.find(name).is_none() {
            let reason = format!(
                "there is no column {name}; expected the header of the Consolidated Screening List's CSV: download it again"
            );
            return Err(header.error(&path, None, reason));
        }
    }
    for name in columns.names() {
        if !COLUMNS.contains(&name.as_str()) {
            report.miss(format!("column: {name}"));
        }
    }
    table::refuse_uneven(&path, header, rows)?;
    table::refuse_exchanged(&path, (header, rows), &said(&columns))?;
    let name = columns.find("name").unwrap_or(0);
    whole::by_order_of_names(&path, rows.iter().map(|row| row.get(name)), report);
    let mut parties = Parties::new(&path);
    for row in rows {
        let cells = Cells {
            row,
            columns: &columns,
            result: None,
        };
        parties.add(&cells, report)?;
    }
    Ok(parties.located)
}
