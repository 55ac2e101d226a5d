//! The UK Sanctions List as XML (root `Designations`): its elements as the columns and rows of the CSV.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;

use super::read_rows;
use crate::CompileError;
use crate::located::Located;
use crate::report::SourceReport;
use crate::table::Row;
use crate::text::squeeze;
use crate::xml::{self, Element, Record};

/// Elements of the XML, and the column of the CSV that each is.
const COLUMNS: [(&str, &str); 54] = [
    ("LastUpdated", "last updated"),
    ("DateDesignated", "date designated"),
    ("UniqueID", "unique id"),
    ("OFSIGroupID", "ofsi group id"),
    ("UNReferenceNumber", "un reference number"),
    ("Name1", "name 1"),
    ("Name2", "name 2"),
    ("Name3", "name 3"),
    ("Name4", "name 4"),
    ("Name5", "name 5"),
    ("Name6", "name 6"),
    ("NameType", "name type"),
    ("AliasStrength", "alias strength"),
    ("Title", "title"),
    ("NameNonLatinScript", "name non-latin script"),
    ("NonLatinScriptType", "non-latin script type"),
    ("NonLatinScriptLanguage", "non-latin script language"),
    ("RegimeName", "regime name"),
    ("IndividualEntityShip", "designation type"),
    ("DesignationType", "designation type"),
    ("DesignationSource", "designation source"),
    ("SanctionsImposed", "sanctions imposed"),
    ("OtherInformation", "other information"),
    ("UKStatementofReasons", "uk statement of reasons"),
    ("AddressLine1", "address line 1"),
    ("AddressLine2", "address line 2"),
    ("AddressLine3", "address line 3"),
    ("AddressLine4", "address line 4"),
    ("AddressLine5", "address line 5"),
    ("AddressLine6", "address line 6"),
    ("AddressPostalCode", "address postal code"),
    ("AddressCountry", "address country"),
    ("PhoneNumber", "phone number"),
    ("Website", "website"),
    ("EmailAddress", "email address"),
    ("DOB", "d.o.b"),
    ("Nationality", "nationality(/ies)"),
    ("NationalIdentifierNumber", "national identifier number"),
    (
        "NationalIdentifierAdditionalInformation",
        "national identifier additional information",
    ),
    ("PassportNumber", "passport number"),
    ("PassportAdditionalInformation", "passport additional information"),
    ("Position", "position"),
    ("Gender", "gender"),
    ("TownOfBirth", "town of birth"),
    ("CountryOfBirth", "country of birth"),
    ("TypeOfEntity", "type of entity"),
    ("Subsidiary", "subsidiaries"),
    ("ParentCompany", "parent company"),
    ("BusinessRegistrationNumber", "business registration number (s)"),
    ("IMONumber", "imo number"),
    ("CurrentOwnerOperator", "current owner/operator (s)"),
    ("CurrentBelievedFlagOfShip", "current believed flag of ship"),
    ("PreviousFlag", "previous flags"),
    ("HullIdentificationNumber", "hull identification number (hin)"),
];

/// Elements of which each is a row of its own.
const ROWS: [&str; 3] = ["Name", "NonLatinName", "Address"];

/// The records of the document.
const RECORDS: [&str; 2] = ["DateGenerated", "Designation"];

/// What stands between several values of one column.
const BETWEEN: &str = "|";

pub(super) fn read(
    path: &Arc<Path>,
    text: &str,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let mut records: Vec<(u64, String, Vec<StringRecord>)> = Vec::new();
    let mut published = None;
    let unknown = xml::read(
        path,
        text,
        &RECORDS,
        |root| xml::expect_root(root, "Designations", "the UK's <Designations>"),
        |Record { element, raw, line }| {
            if element.name == RECORDS[0] {
                published = Some(squeeze(&element.text)).filter(|date| !date.is_empty());
            } else {
                records.push((line, xml::compact(raw), rows_of(&element)));
            }
            Ok(())
        },
    )?;
    unknown.count(report);
    report.published = published;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let header = Row {
        line: 1,
        raw: "",
        fields: COLUMNS.iter().map(|(_, column)| *column).collect(),
        sheet: None,
    };
    let mut rows = vec![header];
    for (line, raw, fields) in &records {
        for (n, fields) in fields.iter().enumerate() {
            rows.push(Row {
                line: *line,
                // The record stands once.
                raw: if n == 0 { raw.as_str() } else { "" },
                fields: fields.clone(),
                sheet: None,
            });
        }
    }
    read_rows(path, &rows, report)
}

/// The rows of a designation: what is said of all of it in the first, with a name or an address each.
fn rows_of(designation: &Element) -> Vec<StringRecord> {
    let mut whole: BTreeMap<usize, String> = BTreeMap::new();
    let mut rows: Vec<BTreeMap<usize, String>> = Vec::new();
    collect(designation, &mut whole, &mut rows);
    if rows.is_empty() {
        rows.push(BTreeMap::new());
    }
    // Every row tells whose it is; the columns that name the entry and its kind are read of each.
    for (n, row) in rows.iter_mut().enumerate() {
        for (column, value) in &whole {
            let names_it = matches!(
                COLUMNS[*column].0,
                "UniqueID" | "OFSIGroupID" | "IndividualEntityShip" | "DesignationType"
            );
            if n == 0 || names_it {
                row.entry(*column).or_insert_with(|| value.clone());
            }
        }
    }
    rows.into_iter()
        .map(|row| {
            let cell = |at: usize| row.get(&at).map_or("", String::as_str);
            (0..COLUMNS.len()).map(cell).collect()
        })
        .collect()
}

/// Where the column of an element stands: the first that has its name.
fn column_of(element: &str) -> Option<usize> {
    let (_, column) = COLUMNS.iter().find(|(name, _)| *name == element)?;
    COLUMNS.iter().position(|(_, other)| other == column)
}

fn collect(element: &Element, into: &mut BTreeMap<usize, String>, rows: &mut Vec<BTreeMap<usize, String>>) {
    for child in &element.children {
        if ROWS.contains(&child.name.as_str()) && !child.children.is_empty() {
            let mut row = BTreeMap::new();
            collect(child, &mut row, &mut Vec::new());
            rows.push(row);
        } else if !child.children.is_empty() {
            collect(child, into, rows);
        } else if let Some(column) = column_of(&child.name) {
            let value = squeeze(&child.text);
            if value.is_empty() {
                continue;
            }
            into.entry(column)
                .and_modify(|known| {
                    known.push_str(BETWEEN);
                    known.push_str(&value);
                })
                .or_insert(value);
        }
    }
}
