//! A bank's own names, with what it knows of them.

use std::fs::File;
use std::path::Path;

use csv::ReaderBuilder;
use serde::Serialize;

use crate::EvaluationError;
use crate::table::Table;

/// The columns that hold a name, the first that is there. A file with none of them holds no names of its own.
const NAMES: [&str; 4] = ["query", "full_name", "name", "creditor_name"];

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Nothing.
    Unlabelled,
    /// It should find nothing.
    Clean,
    /// It should find one of these designations.
    ShouldFind(Vec<String>),
}

/// A name to tune with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedName {
    /// Where it stands: a line of a CSV file, or the id of a payment and a role.
    pub row: String,
    /// The name.
    pub name: String,
    /// What is known of it.
    pub label: Label,
}

/// Reads a CSV file of names: the column `query`, `full_name` or `name`; or `creditor_name` beside `list_id`. With a column
/// `list_id` the names are labelled: ids joined by `;`, or nothing for a name that should find nothing. `None` for a file that
/// has no such column, be it payments of whatever format.
///
/// # Errors
/// The file cannot be read, or has such a column and is no CSV file with as many fields on each line.
pub fn read_asked(path: &Path) -> Result<Option<Vec<AskedName>>, EvaluationError> {
    let open = || {
        File::open(path).map_err(|source| EvaluationError::Io {
            path: path.to_owned(),
            source,
        })
    };
    let heads = ReaderBuilder::new().from_reader(open()?).headers().cloned();
    let has = |wanted: &str| {
        heads
            .as_ref()
            .is_ok_and(|heads| heads.iter().any(|head| head.trim().eq_ignore_ascii_case(wanted)))
    };
    let labelled = has("list_id");
    if !NAMES
        .iter()
        .any(|name| has(name) && (labelled || *name != "creditor_name"))
    {
        return Ok(None);
    }
    let table = Table::read(path, open()?)?;
    let (name, list_id) = (table.required(&NAMES)?, table.column("list_id"));
    let read = |row: crate::table::Row<'_>| {
        let ids = row
            .cell(list_id)
            .split(';')
            .map(str::trim)
            .filter(|id| !id.is_empty());
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        Ok(AskedName {
            row: row.line.to_string(),
            name: row.filled(name, "name")?.to_owned(),
            label: match (list_id, ids.is_empty()) {
                (None, _) => Label::Unlabelled,
                (Some(_), true) => Label::Clean,
                (Some(_), false) => Label::ShouldFind(ids),
            },
        })
    };
    table.rows().map(read).collect::<Result<_, _>>().map(Some)
}
