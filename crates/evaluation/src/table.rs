//! CSV with a header, read whole: labelled files are small beside the batches that are screened.

use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord, Trim};

use crate::EvaluationError;

/// The rows of a labelled file.
pub(crate) struct Table {
    path: PathBuf,
    columns: Vec<String>,
    records: Vec<StringRecord>,
}

/// One row, for reading its cells by column.
pub(crate) struct Row<'a> {
    path: &'a Path,
    record: &'a StringRecord,
    /// One-based line on which the record starts.
    pub line: u64,
}

impl Table {
    /// Reads a file whole. Column names are compared without case and outer spaces; all values are trimmed.
    pub fn read(path: &Path, input: impl Read) -> Result<Table, EvaluationError> {
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(input);
        let columns: Vec<String> = reader
            .headers()
            .map_err(|e| csv_error(path, e))?
            .iter()
            .map(str::to_lowercase)
            .collect();
        let records: Vec<StringRecord> = reader
            .into_records()
            .collect::<Result<_, _>>()
            .map_err(|error| csv_error(path, error))?;
        for (place, column) in columns.iter().enumerate() {
            if !column.is_empty() && columns[..place].contains(column) {
                return Err(EvaluationError::ColumnTwice {
                    path: path.to_owned(),
                    column: column.clone(),
                });
            }
        }
        if records.is_empty() && !columns.is_empty() {
            return Err(EvaluationError::NoRows {
                path: path.to_owned(),
            });
        }
        Ok(Table {
            path: path.to_owned(),
            columns,
            records,
        })
    }

    /// The place of a column, where it is there.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The place of the first of these columns that is there.
    pub fn first(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.column(name))
    }

    /// The place of the first of these columns that is there, of which one must be.
    pub fn required(&self, names: &[&str]) -> Result<usize, EvaluationError> {
        self.first(names).ok_or_else(|| EvaluationError::MissingColumn {
            path: self.path.clone(),
            wanted: names
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(" or "),
            found: self.columns.clone(),
        })
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row {
            path: &self.path,
            record,
            line: record.position().map_or(0, Position::line),
        })
    }
}

impl<'a> Row<'a> {
    /// A cell that may be empty, or whose column may be missing.
    pub fn cell(&self, column: Option<usize>) -> &'a str {
        column.and_then(|place| self.record.get(place)).unwrap_or("")
    }

    /// A cell that must say something.
    pub fn filled(&self, column: usize, name: &'static str) -> Result<&'a str, EvaluationError> {
        match self.cell(Some(column)) {
            "" => Err(self.error(name, "is empty; fill it in or remove the row".to_owned())),
            text => Ok(text),
        }
    }

    /// An error about a cell of this row.
    pub fn error(&self, column: &'static str, reason: String) -> EvaluationError {
        EvaluationError::Value {
            path: self.path.to_owned(),
            line: self.line,
            column,
            reason,
        }
    }
}

fn csv_error(path: &Path, error: csv::Error) -> EvaluationError {
    let path = path.to_owned();
    let line = error.position().map_or(1, Position::line);
    let reason = match error.into_kind() {
        ErrorKind::Io(source) => return EvaluationError::Io { path, source },
        ErrorKind::Utf8 { err, .. } => format!("field {} is not UTF-8", err.field() + 1),
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("the header has {expected_len} fields and this line {len}")
        }
        other => format!("{other:?}"),
    };
    EvaluationError::Csv { path, line, reason }
}
