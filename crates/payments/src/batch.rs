//! One mapped batch file, its header understood.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use portcullis_sys::MappedFile;

use crate::{
    BatchError, Chunk, Chunks, Column, ColumnMap, Format, Records,
    csv::{Layout, Splitter},
    format::HEAD_BYTES,
};

/// A batch file: mapped, its format recognized, its header understood.
///
/// ```no_run
/// # use std::path::Path;
/// # use portcullis_model::Role;
/// # use portcullis_payments::{BatchFile, ColumnMap};
/// let batch = BatchFile::open(Path::new("payments.csv"), &ColumnMap::default())?;
/// for chunk in batch.chunks(1 << 20) {
///     // Chunks are `Send + Copy`; any thread may read any of them.
///     let mut records = batch.read_chunk(chunk);
///     while let Some(record) = records.next() {
///         match record {
///             Ok(payment) => println!("{} pays {}", payment.name_of(Role::Debtor), payment.name_of(Role::Creditor)),
///             Err(reject) => eprintln!("{}: {reject}", batch.path().display()),
///         }
///     }
/// }
/// # Ok::<(), portcullis_payments::BatchError>(())
/// ```
pub struct BatchFile {
    path: PathBuf,
    map: MappedFile,
    layout: Layout,
    /// First byte and one-based line after the header.
    body: (usize, u64),
    unknown_columns: Vec<String>,
}

impl std::fmt::Debug for BatchFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchFile")
            .field("path", &self.path)
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}

impl BatchFile {
    /// Maps a file of whatever format it looks like ([`Format::guess`]) and reads its header.
    ///
    /// # Errors
    /// See [`BatchError`].
    pub fn open(path: &Path, mapping: &ColumnMap) -> Result<BatchFile, BatchError> {
        BatchFile::open_as(path, None, mapping)
    }

    /// Maps a file and reads its header; `format` is taken at its word where it is given.
    ///
    /// # Errors
    /// See [`BatchError`].
    pub fn open_as(
        path: &Path,
        format: Option<Format>,
        mapping: &ColumnMap,
    ) -> Result<BatchFile, BatchError> {
        let open_error = |source| BatchError::Open {
            path: path.to_owned(),
            source,
        };
        let map = MappedFile::open(path).map_err(open_error)?;
        map.advise_sequential();
        if map.is_empty() {
            return Err(BatchError::Empty {
                path: path.to_owned(),
            });
        }
        let head = &map[..map.len().min(HEAD_BYTES)];
        let format = format.unwrap_or_else(|| Format::guess(path, head));
        if !format.is_supported() {
            return Err(BatchError::Unsupported {
                path: path.to_owned(),
                format,
            });
        }
        if let Some((looks_like, advice)) = foreign(head) {
            return Err(BatchError::NotCsv {
                path: path.to_owned(),
                looks_like,
                advice,
            });
        }
        let header = Header::read(path, &map, mapping)?;
        Ok(BatchFile {
            path: path.to_owned(),
            map,
            layout: Layout::new(header.places),
            body: header.body,
            unknown_columns: header.unknown,
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its size in bytes, header included.
    #[must_use]
    pub fn len_bytes(&self) -> u64 {
        self.map.len() as u64
    }

    /// Headers that stand for no column of ours, as the file spells them, in its order. Their fields are not
    /// read.
    #[must_use]
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown_columns
    }

    /// Cuts what follows the header into chunks of about `target_bytes`, in order and at record ends.
    ///
    /// A chunk is longer than asked for by less than one record. Cutting reads every byte once or twice with
    /// vector instructions and allocates nothing.
    #[must_use]
    pub fn chunks(&self, target_bytes: usize) -> Chunks<'_> {
        let (start, first_line) = self.body;
        Chunks::new(&self.map, start, first_line, target_bytes)
    }

    /// Reads a chunk of this file: every record, in order, as a payment or a reject.
    ///
    /// A chunk of another file gives whatever its range holds here, or nothing where this file is shorter.
    #[must_use]
    pub fn read_chunk(&self, chunk: Chunk) -> Records<'_> {
        let bytes = self.map.get(chunk.start..chunk.end).unwrap_or_default();
        Records::new(&self.layout, bytes, chunk.first_line)
    }

    /// Whether all that was read so far was in the file. Zeros stand where a file was cut short while it was read, so
    /// whoever decides something from its records asks before the decision leaves the process.
    ///
    /// # Errors
    /// [`BatchError::Shrank`], and [`BatchError::Open`] if the system does not say how long the file is.
    pub fn check_whole(&self) -> Result<(), BatchError> {
        self.map.check_whole().map_err(|error| self.unreadable(error))
    }

    /// The open file: the one whose records are read, whatever stands at its path by now.
    #[must_use]
    pub fn file(&self) -> &File {
        self.map.file()
    }

    /// What an error of reading this file says.
    #[must_use]
    pub fn unreadable(&self, source: io::Error) -> BatchError {
        let path = self.path.clone();
        match source.kind() {
            io::ErrorKind::UnexpectedEof => BatchError::Shrank { path },
            _ => BatchError::Open { path, source },
        }
    }

    /// Says that a chunk is done with, so that its part of the file need not stay in memory. Reading it again is
    /// allowed, and slow.
    pub fn release(&self, chunk: Chunk) {
        self.map.release(chunk.start..chunk.end);
    }
}

/// What a file that is no CSV looks like, and what to do about it.
fn foreign(head: &[u8]) -> Option<(&'static str, &'static str)> {
    for (magic, looks_like, advice) in [
        (&b"\xFF\xFE"[..], "UTF-16 text", "save it as UTF-8"),
        (b"\xFE\xFF", "UTF-16 text", "save it as UTF-8"),
        (
            b"PK\x03\x04",
            "a zip archive or a spreadsheet",
            "unpack it, or export the sheet as CSV",
        ),
        (
            b"\xD0\xCF\x11\xE0",
            "an old spreadsheet",
            "export the sheet as CSV",
        ),
        (b"\x1F\x8B", "a gzip archive", "unpack it first"),
        (b"\x28\xB5\x2F\xFD", "a zstandard archive", "unpack it first"),
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
    // Names and texts may hold stray NULs; a header may not.
    let line = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    if line.contains(&0) {
        let wide = line.iter().skip(1).step_by(2).take(8).all(|b| *b == 0) && line.len() > 2;
        return Some(if wide {
            ("UTF-16 text", "save it as UTF-8")
        } else {
            ("binary data", "expected a CSV header with `payment_id`")
        });
    }
    None
}

/// What the header of a file says.
struct Header {
    places: Vec<Option<Column>>,
    unknown: Vec<String>,
    body: (usize, u64),
}

/// Most columns that a file may have. Far above any export; a first line with more is not a header.
const COLUMNS_MAX: usize = 4096;

impl Header {
    fn read(path: &Path, bytes: &[u8], mapping: &ColumnMap) -> Result<Header, BatchError> {
        let path = || path.to_owned();
        let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let text = &bytes[start..];
        let mut splitter = Splitter::new(text, 1);
        let mut names: Vec<String> = Vec::new();
        let record = splitter.next_record(|place, span| {
            if place < COLUMNS_MAX {
                names.push(header_text(&span.bytes(text)));
            }
        });
        let Some(record) = record else {
            return Err(BatchError::Empty { path: path() });
        };
        let line = record.line;
        if record.fault.is_some() {
            let reason = "its quotes do not pair; correct them".to_owned();
            return Err(BatchError::Header {
                path: path(),
                line,
                reason,
            });
        }
        if record.fields > COLUMNS_MAX {
            let reason = format!(
                "{} columns, more than {COLUMNS_MAX}; is this the right file?",
                record.fields
            );
            return Err(BatchError::Header {
                path: path(),
                line,
                reason,
            });
        }
        let places: Vec<Option<Column>> = names.iter().map(|name| mapping.column_of(name)).collect();
        for (place, column) in places.iter().enumerate() {
            if let Some(column) = *column
                && places[..place].contains(&Some(column))
            {
                return Err(BatchError::DuplicateColumn {
                    path: path(),
                    line,
                    column,
                });
            }
        }
        for (column, header) in mapping.iter() {
            if !places.contains(&Some(column)) {
                let (header, found) = (header.to_owned(), listing(&names));
                return Err(BatchError::MappedColumnMissing {
                    path: path(),
                    line,
                    column,
                    header,
                    found,
                });
            }
        }
        if places.iter().all(Option::is_none) {
            let hint = match names.as_slice() {
                [only] if only.contains(';') => "; separate the fields with commas, not semicolons",
                [only] if only.contains('\t') => "; separate the fields with commas, not tabs",
                [only] if only.contains('|') => "; separate the fields with commas, not bars",
                _ => "",
            };
            return Err(BatchError::NoKnownColumn {
                path: path(),
                line,
                found: listing(&names),
                hint,
            });
        }
        if !places.contains(&Some(Column::PaymentId)) {
            return Err(BatchError::NoPaymentId {
                path: path(),
                line,
                found: listing(&names),
            });
        }
        let unknown = names
            .iter()
            .zip(&places)
            .filter(|(_, column)| column.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        let (at, next_line) = splitter.position();
        Ok(Header {
            places,
            unknown,
            body: (start + at, next_line),
        })
    }
}

/// A header as text.
fn header_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => crate::csv::windows_1252(bytes).trim().to_owned(),
    }
}

/// The headers of a file for a one-line message: the first few, each cut.
fn listing(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| crate::csv::excerpt(name))
        .collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}
