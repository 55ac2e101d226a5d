//! One mapped batch file.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use crate::{
    column_count::FileColumn,
    csv::column::ColumnMap,
    error::{BatchError, BatchProblem},
    format::{Format, HEAD_BYTES},
    reader::{Chunk, ChunkRows, ChunkStart, Chunks, HeldChunk, Reader},
    source::Source,
};

/// A file of payments: mapped, its format recognized, what stands before the first record understood.
///
/// ```no_run
/// # use std::path::Path;
/// # use portcullis_model::Role;
/// # use portcullis_payments::{BatchFile, ColumnMap};
/// let batch = BatchFile::open(Path::new("payments.csv"), &ColumnMap::default())?;
/// for chunk in batch.chunks(1 << 20) {
///     // Chunks are `Send + Copy`; any thread may read any of them.
///     let held = batch.hold(chunk);
///     let mut records = held.records();
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
    source: Source,
    reader: Reader,
    /// Why nothing of it can be read.
    refusal: Option<BatchError>,
    /// So much of it from its beginning is released.
    released: AtomicUsize,
}

/// So many bytes are released at once: to take pages from a running program stops all of its threads.
const RELEASED_TOGETHER: usize = 4 << 20;

impl std::fmt::Debug for BatchFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchFile")
            .field("path", &self.path)
            .field("reader", &self.reader)
            .finish_non_exhaustive()
    }
}

impl BatchFile {
    /// Maps a file of whatever format it looks like ([`Format::guess`]).
    ///
    /// # Errors
    /// See [`BatchError`].
    pub fn open(path: &Path, mapping: &ColumnMap) -> Result<BatchFile, BatchError> {
        BatchFile::open_as(path, None, mapping)
    }

    /// Maps a file; `format` is taken at its word where it is given.
    ///
    /// # Errors
    /// See [`BatchError`].
    pub fn open_as(
        path: &Path,
        format: Option<Format>,
        mapping: &ColumnMap,
    ) -> Result<BatchFile, BatchError> {
        let mut file = BatchFile::open_anyway(path, format, mapping)?;
        file.refusal.take().map_or(Ok(file), Err)
    }

    /// Maps a file of a batch of which the others are to be read, whatever is wrong with this one: a file of which nothing can be read
    /// ([`BatchFile::refusal`]) holds one record, a reject that says why, and its text is what it says.
    ///
    /// # Errors
    /// [`BatchProblem::Open`] and [`BatchProblem::Folder`]: there is no such file.
    pub fn open_anyway(
        path: &Path,
        format: Option<Format>,
        mapping: &ColumnMap,
    ) -> Result<BatchFile, BatchError> {
        let mut source = Source::map(path)?;
        let (reader, refusal) = match reader_of(path, &mut source, format, mapping) {
            Ok(reader) => (reader, None),
            Err(error) => {
                source.refuse(error.problem.to_string());
                (Reader::empty(), Some(error))
            }
        };
        Ok(BatchFile {
            path: path.to_owned(),
            source,
            reader,
            refusal,
            released: AtomicUsize::new(0),
        })
    }

    /// Why nothing of it can be read.
    #[must_use]
    pub const fn refusal(&self) -> Option<&BatchError> {
        self.refusal.as_ref()
    }

    /// The same, for whoever reads nothing else of the file.
    #[must_use]
    pub fn into_refusal(self) -> Option<BatchError> {
        self.refusal
    }

    /// The same under another name: messages and results call it so, wherever it lies.
    #[must_use]
    pub fn named(mut self, path: &Path) -> BatchFile {
        path.clone_into(&mut self.path);
        self
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes of its records: those of the file, or what they are once unpacked and in UTF-8.
    #[must_use]
    pub fn len_bytes(&self) -> u64 {
        self.source.len() as u64
    }

    /// The size of the file as it is stored, in bytes.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        self.source.file().len() as u64
    }

    /// Whether its records are read from the file as it is stored: not from a compressed one, nor from another encoding
    /// than UTF-8.
    #[must_use]
    pub const fn is_as_stored(&self) -> bool {
        self.source.is_as_stored()
    }

    /// The columns of a table, in the file's order; none where the format is no table.
    #[must_use]
    pub fn columns(&self) -> &[FileColumn] {
        self.reader.columns()
    }

    /// Columns of a table that stand for nothing that is known, as the file spells them, in its order. They are not read.
    pub fn ignored_columns(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns().iter();
        columns
            .filter(|column| column.column.is_none())
            .map(|column| column.header.as_str())
    }

    /// Cuts its records into chunks of about `target_bytes`, in order and at record ends.
    ///
    /// A chunk is longer than asked for by less than one record. Cutting allocates nothing, and is fast enough for one
    /// thread to feed many.
    #[must_use]
    pub fn chunks(&self, target_bytes: usize) -> Chunks<'_> {
        Chunks::new(&self.reader, &self.source, None, target_bytes)
    }

    /// The chunks that [`BatchFile::chunks`] gives from one of them on, without those before it being cut again. `from` is of this very
    /// file, and `target_bytes` the size that it was cut with.
    #[must_use]
    pub fn chunks_from(&self, from: ChunkStart, target_bytes: usize) -> Chunks<'_> {
        Chunks::new(&self.reader, &self.source, Some(from), target_bytes)
    }

    /// Makes ready a chunk of this file, of which every record is then read ([`HeldChunk::records`]), in order, as a payment or
    /// a reject.
    ///
    /// A chunk of another file gives whatever its range holds here, or nothing where this file is shorter.
    #[must_use]
    pub fn hold(&self, chunk: Chunk) -> HeldChunk<'_> {
        HeldChunk::new(&self.reader, &self.source, chunk, None)
    }

    /// Makes ready a chunk whose rows were put together before ([`HeldChunk::rows`]).
    #[must_use]
    pub fn hold_again(&self, chunk: Chunk, rows: ChunkRows) -> HeldChunk<'_> {
        HeldChunk::new(&self.reader, &self.source, chunk, Some(rows))
    }

    /// Whether all that was read so far was in the file. Zeros stand where a file was cut short while it was read, so
    /// whoever decides something from its records asks before the decision leaves the process.
    ///
    /// # Errors
    /// [`BatchProblem::Shrank`], and [`BatchProblem::Open`] if the system does not say how long the file is.
    pub fn check_whole(&self) -> Result<(), BatchError> {
        self.source
            .file()
            .check_whole()
            .map_err(|error| self.unreadable(error))
    }

    /// The open file: the one whose records are read, whatever stands at its path by now.
    #[must_use]
    pub fn file(&self) -> &File {
        self.source.file().file()
    }

    /// What an error of reading this file says.
    #[must_use]
    pub fn unreadable(&self, source: io::Error) -> BatchError {
        let path = self.path.clone();
        match source.kind() {
            io::ErrorKind::UnexpectedEof => BatchProblem::Shrank.of(path),
            _ => BatchProblem::Open { source }.of(path),
        }
    }

    /// Says that a chunk and all before it are done with, so that their part of the file need not stay in memory. Reading them again is
    /// allowed, and slow.
    pub fn release(&self, chunk: Chunk) {
        let (from, end) = (self.released.load(Relaxed), chunk.range().end);
        if end.saturating_sub(from) >= RELEASED_TOGETHER {
            self.released.store(end, Relaxed);
            self.source.release(from..end);
        }
    }
}

/// Maps the files of a batch, each a path where it lies and what messages and results call it. One of which nothing can be read is a
/// reject among the records of the others ([`BatchFile::open_anyway`]).
///
/// # Errors
/// One of them is not there; or of none of them anything can be read: then why not, of each.
pub fn open_batch<'p>(
    files: impl IntoIterator<Item = (&'p Path, &'p Path)>,
    format: Option<Format>,
    mapping: &ColumnMap,
) -> Result<Vec<BatchFile>, Vec<BatchError>> {
    let files = files.into_iter().map(|(path, name)| {
        let file = BatchFile::open_anyway(path, format, mapping)?;
        Ok(file.named(name))
    });
    let files: Vec<BatchFile> = files
        .collect::<Result<_, BatchError>>()
        .map_err(|error| vec![error])?;
    if files.is_empty() || files.iter().any(|file| file.refusal.is_none()) {
        return Ok(files);
    }
    Err(files.into_iter().filter_map(BatchFile::into_refusal).collect())
}

/// Unpacks a file and reads what stands before its first record.
fn reader_of(
    path: &Path,
    source: &mut Source,
    format: Option<Format>,
    mapping: &ColumnMap,
) -> Result<Reader, BatchError> {
    source.unwrap_all(path)?;
    if source.is_empty() && source.fault().is_none() {
        return Err(BatchProblem::Empty.of(path));
    }
    let head = &source[..source.len().min(HEAD_BYTES)];
    let format = format.unwrap_or_else(|| Format::guess(path, head));
    match format.open(path, source, mapping) {
        // Of a stream that is cut before its first record nothing is read, in whatever format: its one record says why.
        Err(_) if source.fault().is_some() => {
            source.keep_none();
            Ok(Reader::empty())
        }
        opened => opened,
    }
}

/// What Hadoop, Spark and their like put beside the files of a table, by name or by the beginning of it: that it was written,
/// and what the schema of its parts is. (Their readers leave out whatever begins with `_`; payments may be called so.)
const MARKS_OF_TABLES: [&str; 3] = ["_SUCCESS", "_metadata", "_common_metadata"];
const MARKS_OF_COMMITS: [&str; 2] = ["_committed_", "_started_"];

/// Whether a file in a folder holds no payments, by its name.
fn is_no_payments(name: &str) -> bool {
    name.starts_with('.')
        || MARKS_OF_TABLES.contains(&name)
        || MARKS_OF_COMMITS.iter().any(|mark| name.starts_with(mark))
}

/// The files that some paths stand for, in their order: of a folder those in it, by name. Files whose names begin with a
/// point, what Spark puts beside the parts of a table, and folders in a folder, are left out.
///
/// # Errors
/// A folder that cannot be read or holds no file.
pub fn payment_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, BatchError> {
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let error = |source| BatchProblem::Open { source }.of(path.clone());
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(error)? {
            let entry = entry.map_err(error)?;
            // As what a link leads to.
            if !is_no_payments(&entry.file_name().to_string_lossy()) && entry.path().is_file() {
                inside.push(entry.path());
            }
        }
        if inside.is_empty() {
            return Err(BatchProblem::EmptyFolder.of(path.clone()));
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}
