//! Where in a stretch of a file something stands that no run writes.
//!
//! The audit log knows a digest for a thousand records, not for each. Most of what people do to a file by hand leaves a line
//! that cannot have been written: a row with other fields, no JSON, an outcome that is none, a record out of its order.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use portcullis_model::Outcome;
use serde::Deserialize;

use crate::{
    files,
    output::{DecisionRow, OUTCOME_COLUMN, RejectRow},
};

/// Longer stretches are not looked into.
const STRETCH_BYTES_MAX: u64 = 64 << 20;

/// Bytes of a file.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) from: u64,
    pub(super) to: u64,
    /// The line that they begin with.
    pub(super) first_line: u64,
    /// Whether the records of one payments file stand in its order: not where a file was screened twice.
    pub(super) ordered: bool,
}

/// The first line of a stretch of a file that no run writes, and why.
pub(super) fn odd_line(name: &str, path: &Path, place: Place) -> io::Result<Option<(u64, String)>> {
    let bytes = place.to.saturating_sub(place.from);
    if bytes > STRETCH_BYTES_MAX {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    if !name.ends_with(".jsonl") && is_older(name, &mut file)? {
        return Ok(None);
    }
    let stretch = whole_lines(file, place.from, bytes)?;
    Ok(if name.ends_with(".jsonl") {
        odd_json(&stretch, place)
    } else {
        odd_row(name, &stretch, place)
    })
}

/// The whole lines among some bytes of a file. Where lines are missing before them, their end lies within a line.
fn whole_lines(mut file: File, from: u64, bytes: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut stretch = Vec::new();
    file.take(bytes).read_to_end(&mut stretch)?;
    let whole = stretch
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    stretch.truncate(whole);
    Ok(stretch)
}

/// The first row of a stretch of `decisions.csv`, at `path`, of whose payment the alerts of the same run say another outcome,
/// and what they say. `alerts` are the bytes that the same records wrote to `alerts.jsonl`.
pub(super) fn row_against_alerts(
    path: &Path,
    place: Place,
    alerts: (u64, u64),
) -> io::Result<Option<(u64, String)>> {
    #[derive(Deserialize)]
    struct Alerted {
        file: String,
        line: u64,
        outcome: String,
    }
    let (from, to) = alerts;
    let sizes = [place.to.saturating_sub(place.from), to.saturating_sub(from)];
    if !place.ordered || sizes.iter().any(|bytes| *bytes > STRETCH_BYTES_MAX) {
        return Ok(None);
    }
    let Ok(file) = File::open(path.with_file_name(files::ALERTS)) else {
        return Ok(None);
    };
    let alerts = whole_lines(file, from, sizes[1])?;
    let outcomes: BTreeMap<(String, u64), String> = alerts
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Alerted>(line).ok())
        .map(|alert| ((alert.file, alert.line), alert.outcome))
        .collect();
    let stretch = whole_lines(File::open(path)?, place.from, sizes[0])?;
    let columns: Vec<&str> = header_of(files::DECISIONS).split(',').collect();
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let Some((file, line)) = column("file").zip(column("line")) else {
        return Ok(None);
    };
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(stretch.as_slice());
    let mut row = csv::StringRecord::new();
    loop {
        let at = place.first_line + rows.position().line() - 1;
        if !matches!(rows.read_record(&mut row), Ok(true)) {
            return Ok(None);
        }
        let payment = row
            .get(file)
            .zip(row.get(line).and_then(|line| line.parse().ok()));
        let Some((file, line)) = payment else { continue };
        let (Some(said), Some(decided)) = (outcomes.get(&(file.to_owned(), line)), row.get(OUTCOME_COLUMN))
        else {
            continue;
        };
        if said != decided {
            let why = format!(
                "it says `{decided}`, and {} says `{said}` of this payment",
                files::ALERTS
            );
            return Ok(Some((at, why)));
        }
    }
}

/// Whether a file has only the first of the columns, as an older version wrote them.
fn is_older(name: &str, file: &mut File) -> io::Result<bool> {
    let mut first = vec![0; header_of(name).len()];
    let mut read = 0;
    while read < first.len() {
        match file.read(&mut first[read..])? {
            0 => break,
            bytes => read += bytes,
        }
    }
    let header = first[..read]
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    Ok(header.len() < header_of(name).len() && header_of(name).as_bytes().starts_with(header))
}

/// The header of a CSV file of a run, without its line end.
fn header_of(name: &str) -> &'static str {
    let file = files::FILES.iter().find(|file| file.name == name);
    file.map_or("", |file| file.header.trim_end())
}

/// The record before: its file and line.
#[derive(Default)]
struct Order {
    /// Whether there is one.
    ordered: bool,
    file: String,
    line: u64,
}

impl Order {
    /// Whether a record may stand here: those of one file come in its order.
    fn follow(&mut self, file: &str, line: u64) -> Result<(), String> {
        if self.ordered && self.file == file && line < self.line {
            return Err(format!(
                "line {line} of {file} stands after line {} of it",
                self.line
            ));
        }
        file.clone_into(&mut self.file);
        self.line = line;
        Ok(())
    }
}

fn odd_json(stretch: &[u8], place: Place) -> Option<(u64, String)> {
    #[derive(Deserialize)]
    struct Payment {
        file: String,
        line: u64,
    }
    let mut order = Order {
        ordered: place.ordered,
        ..Order::default()
    };
    for (line, text) in (place.first_line..).zip(stretch.split_inclusive(|byte| *byte == b'\n')) {
        let read = serde_json::from_slice::<Payment>(text).map_err(|e| {
            // Where it stands in the line is its column.
            format!(
                "is no record: {}",
                e.to_string().replace(" at line 1 column", " at column")
            )
        });
        if let Err(why) = read.and_then(|payment| order.follow(&payment.file, payment.line)) {
            return Some((line, why));
        }
    }
    None
}

fn odd_row(name: &str, stretch: &[u8], place: Place) -> Option<(u64, String)> {
    let header = header_of(name);
    let columns: Vec<&str> = header.split(',').collect();
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let place_of = column("file").zip(column("line"));
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(stretch);
    let mut order = Order {
        ordered: place.ordered,
        ..Order::default()
    };
    let mut row = csv::StringRecord::new();
    let mut is_header = place.from == 0;
    loop {
        let line = place.first_line + rows.position().line() - 1;
        let odd = match rows.read_record(&mut row) {
            Ok(false) => return None,
            Err(e) if e.is_io_error() => return None,
            Err(_) => Some("is not UTF-8".to_owned()),
            Ok(true) if std::mem::take(&mut is_header) => {
                (row.iter().ne(columns.iter().copied())).then(|| format!("is not the header `{header}`"))
            }
            Ok(true) if row.len() != columns.len() => Some(format!(
                "has {} fields, and {} were expected",
                row.len(),
                columns.len()
            )),
            Ok(true) => odd_value(name, &row).or_else(|| {
                let (file, line) = place_of?;
                match row[line].parse() {
                    Ok(of_file) => order.follow(&row[file], of_file).err(),
                    Err(_) => Some(format!("`{}` is no line of a file", &row[line])),
                }
            }),
        };
        if let Some(why) = odd {
            return Some((line, why));
        }
    }
}

/// What no run writes in a row by itself.
fn odd_value(name: &str, row: &csv::StringRecord) -> Option<String> {
    let read = match name {
        files::DECISIONS => {
            let outcome = &row[OUTCOME_COLUMN];
            if outcome.parse::<Outcome>().is_err() {
                return Some(format!("`{outcome}` is no outcome"));
            }
            row.deserialize::<DecisionRow<'_>>(None).map(drop)
        }
        files::REJECTS => row.deserialize::<RejectRow<'_>>(None).map(drop),
        _ => Ok(()),
    };
    read.err()
        .map(|_| "holds a value that is not of its column".to_owned())
}
