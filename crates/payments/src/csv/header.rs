//! The first line of a CSV file: which column stands where.

use std::path::Path;

use super::{
    column::{Column, ColumnMap, is_of_parties},
    decode::text_in,
    dialect::Delimiter,
    split::{Record, Splitter},
    value::excerpt,
};
use crate::{
    column_count::FileColumn,
    contract::Mark,
    error::{BatchError, BatchProblem},
};

/// How much of a file is looked at to tell what it is, if it is no CSV.
const HEAD_BYTES: usize = 4096;

/// What a file that is no CSV looks like, and what to do about it.
pub(super) fn foreign(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    for (magic, looks_like, advice) in [
        (
            &b"PK\x03\x04"[..],
            "a zip archive or a spreadsheet",
            "unpack it, or export the sheet as CSV",
        ),
        (
            b"\xD0\xCF\x11\xE0",
            "an old spreadsheet",
            "export the sheet as CSV",
        ),
        (b"%PDF", "a PDF document", "ask for the batch as CSV"),
        (b"PAR1", "a Parquet file", "convert it to CSV"),
    ] {
        if head.starts_with(magic) {
            return Some((looks_like, advice));
        }
    }
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    if text.starts_with(b"<") {
        let lower = text.to_ascii_lowercase();
        let html = [&b"<!doctype html"[..], b"<html", b"<head", b"<body"]
            .iter()
            .any(|tag| memchr::memmem::find(&lower, tag).is_some());
        return Some(if html {
            (
                "an HTML page",
                "the download probably failed; fetch the file again",
            )
        } else {
            ("XML", "convert it to CSV")
        });
    }
    if text.starts_with(b"{") || text.starts_with(b"[") {
        return Some(("JSON", "convert it to CSV"));
    }
    // Names and texts may hold stray NULs and other signs that control; a header may not.
    let line = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    if line.iter().any(|b| b.is_ascii_control() && *b != b'\t') {
        let mut pairs = line.chunks_exact(2).take(8);
        let wide = line.len() > 2 && pairs.all(|pair| pair[0] != 0 && pair[1] == 0);
        return Some(if wide {
            ("UTF-16 text", "save it as UTF-8")
        } else {
            ("binary data", "expected a CSV header with `payment_id`")
        });
    }
    None
}

/// What the header of a file says.
pub(super) struct Header {
    /// The column at each place.
    pub(super) columns: Vec<FileColumn>,
    /// Where the records begin.
    pub(super) body: Mark,
    /// What stands between its fields.
    pub(super) delimiter: Delimiter,
}

/// Most columns that a file may have. Far above any export; a first line with more is not a header.
pub(crate) const COLUMNS_MAX: usize = 4096;

impl Header {
    pub(super) fn read(path: &Path, bytes: &[u8], mapping: &ColumnMap) -> Result<Header, BatchError> {
        let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let (start, first_line, said) = match separator_line(&bytes[start..]) {
            Some((said, line_bytes)) => (start + line_bytes, 2, Some(said)),
            None => (start, 1, None),
        };
        let text = &bytes[start..];
        let delimiter = mapping.dialect().delimiter.or(said);
        let delimiter = delimiter.unwrap_or_else(|| Delimiter::told_by(text, mapping));
        let mut splitter = Splitter::new(text, first_line, delimiter.byte());
        let (names, record) = headers(text, &mut splitter);
        let Some(record) = record else {
            return Err(BatchProblem::Empty.of(path));
        };
        let line = record.line;
        if record.fault.is_some() {
            let reason = "its quotes do not pair; correct them".to_owned();
            return Err(BatchProblem::Header { reason }.on_line(path, line));
        }
        if record.fields > COLUMNS_MAX {
            let reason = format!(
                "{} columns, more than {COLUMNS_MAX}; is this the right file?",
                record.fields
            );
            return Err(BatchProblem::Header { reason }.on_line(path, line));
        }
        let places = places(path, line, &names, mapping)?;
        let columns = names.into_iter().zip(places);
        let columns = columns.map(|(header, column)| FileColumn { header, column });
        let (at, line) = splitter.position();
        Ok(Header {
            columns: columns.collect(),
            body: Mark::new(start + at, line),
            delimiter,
        })
    }
}

/// What Excel writes before the header: `sep=;`. The separator, and the bytes of the line.
fn separator_line(text: &[u8]) -> Option<(Delimiter, usize)> {
    let (sep, rest) = text.split_at_checked(4)?;
    let (separator, rest) = rest.split_first()?;
    let delimiter = Delimiter::ALL
        .into_iter()
        .find(|delimiter| delimiter.byte() == *separator)?;
    let line_end = [&b"\r\n"[..], b"\n"]
        .into_iter()
        .find(|end| rest.starts_with(end))?;
    sep.eq_ignore_ascii_case(b"sep=")
        .then_some((delimiter, 5 + line_end.len()))
}

impl Delimiter {
    /// What stands between the headers of a file: the one of which most of them are known; a comma where that tells nothing.
    fn told_by(text: &[u8], mapping: &ColumnMap) -> Delimiter {
        let known = |delimiter: &Delimiter| {
            let (names, _) = headers(text, &mut Splitter::new(text, 1, delimiter.byte()));
            names
                .iter()
                .filter(|name| mapping.column_of(name).is_some())
                .count()
        };
        // The last of equal ones would win; the comma is the first.
        Delimiter::ALL
            .into_iter()
            .rev()
            .max_by_key(known)
            .unwrap_or_default()
    }
}

/// The headers of a file, and the record that they are.
fn headers(text: &[u8], splitter: &mut Splitter<'_>) -> (Vec<String>, Option<Record>) {
    let mut names: Vec<String> = Vec::new();
    let record = splitter.next_record(|place, span| {
        if place < COLUMNS_MAX {
            names.push(text_in(&span.bytes(text)));
        }
    });
    (names, record)
}

/// The column at each place of a header, which must be one that nobody is left unscreened under.
pub(crate) fn places(
    path: &Path,
    line: u64,
    names: &[String],
    mapping: &ColumnMap,
) -> Result<Vec<Option<Column>>, BatchError> {
    let places: Vec<Option<Column>> = names.iter().map(|name| mapping.column_of(name)).collect();
    for (place, column) in places.iter().enumerate() {
        if let Some(column) = *column
            && places[..place].contains(&Some(column))
        {
            return Err(BatchProblem::DuplicateColumn { column }.on_line(path, line));
        }
    }
    for (column, header) in mapping.iter() {
        if !places.contains(&Some(column)) {
            let (header, found) = (header.to_owned(), listing(names));
            return Err(BatchProblem::MappedColumnMissing {
                column,
                header,
                found,
            }
            .on_line(path, line));
        }
    }
    if places.iter().all(Option::is_none) {
        return Err(BatchProblem::NoKnownColumn {
            found: listing(names),
        }
        .on_line(path, line));
    }
    if !places.contains(&Some(Column::PaymentId)) {
        return Err(BatchProblem::NoPaymentId {
            found: listing(names),
        }
        .on_line(path, line));
    }
    if let Some(column) = mapping
        .required()
        .iter()
        .find(|column| !places.contains(&Some(**column)))
    {
        return Err(BatchProblem::RequiredColumnMissing {
            column: *column,
            found: listing(names),
        }
        .on_line(path, line));
    }
    for (column, header) in mapping.iter() {
        let own = names.iter().zip(&places).find(|(name, place)| {
            place.is_none() && Column::of_header(name) == Some(column) && !mapping.ignores(name)
        });
        if let Some((own, _)) = own {
            return Err(BatchProblem::MappedBesideOwn {
                column,
                header: header.to_owned(),
                own: excerpt(own),
            }
            .on_line(path, line));
        }
    }
    let unread = names.iter().zip(&places).filter(|(_, column)| column.is_none());
    let dangers: Vec<String> = unread
        .map(|(name, _)| name)
        .filter(|name| is_of_parties(name) && !mapping.ignores(name))
        .cloned()
        .collect();
    if !dangers.is_empty() {
        return Err(BatchProblem::UnknownOfParties {
            headers: listing(&dangers),
        }
        .on_line(path, line));
    }
    let unread: Vec<String> = names
        .iter()
        .zip(&places)
        .filter(|(name, column)| column.is_none() && !mapping.ignores(name))
        .map(|(name, _)| name.clone())
        .collect();
    // Headers in the bank's own language are no words of parties that we know: a batch of them alone would be clear.
    if !unread.is_empty() && !places.iter().flatten().any(|column| column.is_screened()) {
        return Err(BatchProblem::NothingScreened {
            headers: listing(&unread),
        }
        .on_line(path, line));
    }
    Ok(places)
}

/// The headers of a file for a one-line message: the first few, each cut.
fn listing(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| excerpt(name)).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}
