//! Made-up files of payments, and what is read of them.

#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use portcullis_model::Payment;
use portcullis_payments::{BatchError, BatchFile, Chunk, ColumnMap, HeldChunk, Records, Reject};

/// What is read of a record.
pub type Record<'a> = Result<Payment<'a>, Reject>;

/// A batch file with the given bytes; the temporary file lives as long as the batch.
pub struct Batch {
    pub file: BatchFile,
    _on_disk: tempfile::NamedTempFile,
}

/// A file with a name that ends so.
pub fn on_disk(suffix: &str, bytes: impl AsRef<[u8]>) -> tempfile::NamedTempFile {
    let on_disk = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    std::fs::write(on_disk.path(), bytes).unwrap();
    on_disk
}

/// Why such a file is refused: one line that names it.
pub fn refusal(suffix: &str, bytes: impl AsRef<[u8]>) -> String {
    let on_disk = on_disk(suffix, bytes);
    let error = BatchFile::open(on_disk.path(), &ColumnMap::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(&on_disk.path().display().to_string()),
        "names the file: {error}"
    );
    assert!(!error.contains('\n'), "one line: {error}");
    error
}

impl Batch {
    pub fn open(suffix: &str, bytes: impl AsRef<[u8]>) -> Batch {
        Batch::try_open(suffix, bytes).unwrap()
    }

    pub fn try_open(suffix: &str, bytes: impl AsRef<[u8]>) -> Result<Batch, BatchError> {
        let on_disk = on_disk(suffix, bytes);
        Ok(Batch {
            file: BatchFile::open(on_disk.path(), &ColumnMap::default())?,
            _on_disk: on_disk,
        })
    }

    pub fn records(&self, chunk_bytes: usize) -> Vec<Record<'_>> {
        records(&self.file, chunk_bytes)
    }

    pub fn only(&self) -> Record<'_> {
        let mut all = self.records(1 << 20);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    pub fn error(&self) -> String {
        self.only().unwrap_err().error
    }
}

/// The chunks of a file, each of which is cut again from where it begins, with the one behind it.
pub fn chunks(file: &BatchFile, chunk_bytes: usize) -> Vec<Chunk> {
    let chunks: Vec<Chunk> = file.chunks(chunk_bytes).collect();
    for (n, chunk) in chunks.iter().enumerate() {
        let two: Vec<Chunk> = file.chunks_from(chunk.start(), chunk_bytes).take(2).collect();
        assert_eq!(two, chunks[n..chunks.len().min(n + 2)]);
    }
    chunks
}

/// Holds that the record which was read last is the same where it is read by itself, if it has a place.
pub fn assert_same_alone(held: &HeldChunk<'_>, records: &Records<'_>, position: u64, record: &Record<'_>) {
    let Some(place) = records.place() else { return };
    let mut alone = held.record_at(place, position).unwrap();
    assert_eq!(
        alone.next().unwrap().cloned(),
        *record,
        "read by itself, the same"
    );
    assert_eq!(alone.text(), records.text());
}

/// All records of a file that is cut into chunks of a size, without the places in their chunks.
pub fn records(file: &BatchFile, chunk_bytes: usize) -> Vec<Record<'_>> {
    let mut all = Vec::new();
    for chunk in chunks(file, chunk_bytes) {
        // What is read is compared after the chunk is done.
        let held: &HeldChunk<'_> = Box::leak(Box::new(file.hold(chunk)));
        let mut records = held.records();
        let mut position = 0;
        while let Some(record) = records.next() {
            position += 1;
            let record = record.cloned();
            assert_same_alone(held, &records, position, &record);
            all.push(record.map(|payment| Payment {
                position: 0,
                ..payment
            }));
        }
    }
    all
}
