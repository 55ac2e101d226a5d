//! Reads CSV rule files by their header, so that every complaint names the line and the column.

use crate::date::{Days, read_day};
use crate::error::{Location, Problem, Problems};
use crate::files::SourceFile;

/// One row, with its columns by position in the list of known columns.
pub(crate) struct Row {
    cells: Vec<String>,
    pub(crate) at: Location,
}

impl Row {
    /// The trimmed cell of the known column at `column`; empty where the file lacks the column.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads the days of a row from which and until which it holds; empty is open. What is wrong with them is added
/// to `problems` under the row's place.
pub(crate) fn validity(row: &Row, from: &str, until: &str, problems: &mut Problems) -> Days {
    let mut date = |column: &str, text: &str| {
        if text.is_empty() {
            return None;
        }
        let day = read_day(text).map_err(|reason| problems.add(&row.at, column, reason));
        day.ok()
    };
    let days = Days {
        from: date("valid_from", from),
        until: date("valid_until", until),
    };
    if let Some(reason) = days.reversed() {
        problems.add(&row.at, "valid_until", reason);
    }
    days
}

/// The rows of a file whose header names `columns` in any order. The first `required` of them must be there,
/// no others may.
pub(crate) fn rows(
    file: &SourceFile,
    columns: &[&str],
    required: usize,
    problems: &mut Problems,
) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(false)
        .from_reader(file.text.as_bytes());
    let first_line = Location {
        file: file.path.clone(),
        line: 1,
    };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            problems.push(broken(file, &error));
            return Vec::new();
        }
    };
    let mut places = vec![None; columns.len()];
    let mut usable = true;
    let needed = &columns[..required.min(columns.len())];
    if !header.iter().any(|title| needed.contains(&title.trim())) {
        problems.push(Problem {
            file: file.path.clone(),
            line: Some(1),
            field: None,
            reason: format!(
                "is another file: its header has none of {}, and must have all of them",
                needed.join(", ")
            ),
            named_as: None,
            mark: None,
        });
        return Vec::new();
    }
    for (at, title) in header.iter().enumerate() {
        let title = title.trim();
        match columns.iter().position(|column| *column == title) {
            None => {
                problems.add(
                    &first_line,
                    title,
                    format!("is not a known column; known are {}", columns.join(", ")),
                );
                usable = false;
            }
            Some(known) if places[known].is_some() => {
                problems.add(&first_line, title, "the column is there twice");
                usable = false;
            }
            Some(known) => places[known] = Some(at),
        }
    }
    for (column, place) in columns.iter().zip(&places).take(required) {
        if place.is_none() {
            problems.add(&first_line, *column, "the column is missing from the header");
            usable = false;
        }
    }
    if !usable {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.into_records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(1, csv::Position::line);
                let cells = places
                    .iter()
                    .map(|place| {
                        place
                            .and_then(|at| record.get(at))
                            .unwrap_or("")
                            .trim()
                            .to_owned()
                    })
                    .collect();
                rows.push(Row {
                    cells,
                    at: Location {
                        file: file.path.clone(),
                        line,
                    },
                });
            }
            Err(error) => problems.push(broken(file, &error)),
        }
    }
    rows
}

fn broken(file: &SourceFile, error: &csv::Error) -> Problem {
    let (line, reason) = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => (
            pos.as_ref().map(csv::Position::line),
            format!("the row has {len} fields, the header {expected_len}; quote fields that hold a comma"),
        ),
        _ => (error.position().map(csv::Position::line), error.to_string()),
    };
    Problem {
        file: file.path.clone(),
        line,
        field: None,
        reason,
        named_as: None,
        mark: None,
    }
}
