//! The three kinds of labelled file, read and checked.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use portcullis_model::Schema;

use crate::EvaluationError;
use crate::stated::{StatedColumns, StatedFacts};
use crate::table::{Row, Table};

/// Two names, and whether they are one party's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledPair {
    /// One-based line on which it starts in its file.
    pub line: u64,
    /// What kind of party; [`Schema::Unknown`] where the file does not say.
    pub schema: Schema,
    /// One name.
    pub name1: String,
    /// The other.
    pub name2: String,
    /// The label.
    pub is_match: bool,
    /// `case_group`, where the file has that column; `-` for an empty cell.
    pub case_group: Option<String>,
    /// `quality`, upper case: how sure whoever labelled the pair was (`STRONG`, `MEDIUM`, `WEAK`).
    pub quality: Option<String>,
}

/// A name that must find a designation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// One-based line on which it starts in its file.
    pub line: u64,
    /// The name.
    pub query: String,
    /// What is searched; `None` for designations of every kind.
    pub schema: Option<Schema>,
    /// The designations it may find: any is right. Never empty.
    pub list_ids: Vec<String>,
    /// What was done to the name, or what kind of row it is, where the file says.
    pub category: Option<String>,
    /// What the row states of the party besides its name.
    pub stated: StatedFacts,
}

/// A name that must find nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negative {
    /// One-based line on which it starts in its file.
    pub line: u64,
    /// The name.
    pub name: String,
    /// What was done to the name, where the file says.
    pub category: Option<String>,
    /// What the row states of the party besides its name.
    pub stated: StatedFacts,
}

/// A labelled file: its rows, where they came from, and what reports call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledFile<R> {
    /// What reports call it: the file's stem, or its path where another file has the same stem.
    pub label: String,
    /// The path as it was given.
    pub path: PathBuf,
    /// Its rows, in order.
    pub rows: Vec<R>,
}

/// A kind of row that a labelled file may hold.
pub trait LabelledRow: Sized {
    /// Reads all rows of a file; `path` is for errors only.
    ///
    /// # Errors
    /// [`EvaluationError`], naming file, line and column.
    fn read(path: &Path, input: impl Read) -> Result<Vec<Self>, EvaluationError>;
}

impl LabelledRow for LabelledPair {
    fn read(path: &Path, input: impl Read) -> Result<Vec<LabelledPair>, EvaluationError> {
        let table = Table::read(path, input)?;
        let (schema, name1) = (table.required(&["schema"])?, table.required(&["name1"])?);
        let (name2, is_match) = (table.required(&["name2"])?, table.required(&["is_match"])?);
        let (case_group, quality) = (table.column("case_group"), table.column("quality"));
        table
            .rows()
            .map(|row| {
                let group = match row.cell(case_group) {
                    "" => "-",
                    group if group == ALL || group.starts_with(QUALITY_PREFIX) => {
                        let reason =
                            format!("`{group}` is the name of a group that is always reported; rename it");
                        return Err(row.error("case_group", reason));
                    }
                    group => group,
                };
                Ok(LabelledPair {
                    line: row.line,
                    schema: schema_of(&row, Some(schema))?.unwrap_or(Schema::Unknown),
                    name1: row.filled(name1, "name1")?.to_owned(),
                    name2: row.filled(name2, "name2")?.to_owned(),
                    is_match: truth(&row, is_match)?,
                    case_group: case_group.map(|_| group.to_owned()),
                    quality: some(row.cell(quality)).map(|word| word.to_uppercase()),
                })
            })
            .collect()
    }
}

/// The group of all pairs.
pub(crate) const ALL: &str = "all";

/// What the names of groups by label quality begin with.
pub(crate) const QUALITY_PREFIX: &str = "quality:";

impl LabelledRow for Query {
    fn read(path: &Path, input: impl Read) -> Result<Vec<Query>, EvaluationError> {
        let table = Table::read(path, input)?;
        // A batch of payments may be labelled too: the creditor is asked for.
        let query = table.required(&["query", "creditor_name"])?;
        let list_id = table.required(&["list_id"])?;
        let (schema, category) = (table.column("schema"), table.first(&["category", "kind"]));
        let stated = StatedColumns::of(&table);
        table
            .rows()
            .map(|row| {
                let ids = row.filled(list_id, "list_id")?;
                let list_ids: Vec<String> = ids
                    .split(';')
                    .map(str::trim)
                    .filter(|id| !id.is_empty())
                    .map(str::to_owned)
                    .collect();
                if list_ids.is_empty() {
                    let reason = format!("`{ids}` holds no id; write ids joined by `;`");
                    return Err(row.error("list_id", reason));
                }
                Ok(Query {
                    line: row.line,
                    query: row.filled(query, "query")?.to_owned(),
                    schema: schema_of(&row, schema)?,
                    list_ids,
                    category: some(row.cell(category)),
                    stated: stated.read(&row),
                })
            })
            .collect()
    }
}

impl LabelledRow for Negative {
    fn read(path: &Path, input: impl Read) -> Result<Vec<Negative>, EvaluationError> {
        let table = Table::read(path, input)?;
        let name = table.required(&["full_name", "name"])?;
        let category = table.first(&["category", "kind"]);
        let stated = StatedColumns::of(&table);
        table
            .rows()
            .map(|row| {
                Ok(Negative {
                    line: row.line,
                    name: row.filled(name, "name")?.to_owned(),
                    category: some(row.cell(category)),
                    stated: stated.read(&row),
                })
            })
            .collect()
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn truth(row: &Row<'_>, column: usize) -> Result<bool, EvaluationError> {
    let word = row.cell(Some(column));
    match word.to_lowercase().as_str() {
        "true" | "1" | "yes" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        _ => Err(row.error("is_match", format!("is `{word}`; write true or false"))),
    }
}

/// The kind of party that a cell names: our own words in any case, and those of FollowTheMoney, in which public
/// benchmarks are written. `None` for an empty cell and for `unknown`: every kind is then searched.
fn schema_of(row: &Row<'_>, column: Option<usize>) -> Result<Option<Schema>, EvaluationError> {
    let word = row.cell(column);
    Ok(match word.to_lowercase().as_str() {
        "" | "unknown" | "thing" => None,
        "person" => Some(Schema::Person),
        "organization" | "company" | "legalentity" | "publicbody" => Some(Schema::Organization),
        "vessel" => Some(Schema::Vessel),
        "aircraft" | "airplane" => Some(Schema::Aircraft),
        _ => {
            let known =
                "person, organization (also Company, LegalEntity, PublicBody), vessel, aircraft, or nothing";
            return Err(row.error("schema", format!("is `{word}`; write one of {known}")));
        }
    })
}

/// Reads labelled files and names them for reports.
///
/// # Errors
/// [`EvaluationError`]: a file that cannot be read, is not what it should be, or is given twice.
pub fn read_files<R: LabelledRow>(paths: &[PathBuf]) -> Result<Vec<LabelledFile<R>>, EvaluationError> {
    let labels = labels(paths)?;
    paths
        .iter()
        .zip(labels)
        .map(|(path, label)| {
            let input = File::open(path).map_err(|source| EvaluationError::Io {
                path: path.clone(),
                source,
            })?;
            Ok(LabelledFile {
                label,
                path: path.clone(),
                rows: R::read(path, input)?,
            })
        })
        .collect()
}

/// What reports call each file: its stem, or its path as given where two files share a stem.
fn labels(paths: &[PathBuf]) -> Result<Vec<String>, EvaluationError> {
    let stem = |path: &Path| {
        path.file_stem()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned()
    };
    let mut bearers: BTreeMap<String, u32> = BTreeMap::new();
    for (place, path) in paths.iter().enumerate() {
        if paths[..place].contains(path) {
            return Err(EvaluationError::FileTwice { path: path.clone() });
        }
        *bearers.entry(stem(path)).or_default() += 1;
    }
    let name = |path: &PathBuf| match stem(path) {
        stem if bearers.get(&stem) == Some(&1) => stem,
        _ => path.display().to_string(),
    };
    Ok(paths.iter().map(name).collect())
}
