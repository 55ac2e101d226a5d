//! Files in: payments parsed, an index opened, lists read and compiled.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use portcullis_benches::names::payments;
use portcullis_benches::parse::{CHUNK_BYTES, count};
use portcullis_index::{Index, OpenOptions};
use portcullis_payments::{BatchFile, ColumnMap};

use crate::setting::setting;

/// How many payments are parsed.
const PAYMENTS: u64 = 50_000;

/// Files of the benches: gone when they are done.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Runs benches with a folder for their files.
pub(crate) fn with_folder(benches: impl FnOnce()) -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    if FOLDER.set(folder.path().to_owned()).is_ok() {
        benches();
    }
    folder.close()
}

/// Made-up payments.
fn batch() -> &'static Path {
    static BATCH: OnceLock<PathBuf> = OnceLock::new();
    BATCH.get_or_init(|| {
        let path = file("payments.csv");
        required(required(payments(PAYMENTS, true)).persist(&path));
        path
    })
}

fn file(name: &str) -> PathBuf {
    FOLDER.get().map_or_else(PathBuf::new, |folder| folder.join(name))
}

fn required<T, E: std::fmt::Display>(made: Result<T, E>) -> T {
    match made {
        Ok(made) => made,
        Err(error) => {
            eprintln!("micro: {error}");
            std::process::exit(1);
        }
    }
}

fn bytes(path: &Path) -> BytesCount {
    BytesCount::new(required(path.metadata()).len())
}

/// Records to payments: fields found, dates, amounts and codes read. One thread.
#[divan::bench(sample_count = 20)]
fn parse_payments(bencher: Bencher<'_, '_>) {
    bencher
        .counter(bytes(batch()))
        .counter(ItemsCount::new(PAYMENTS))
        .bench(|| required(count(batch(), 1)));
}

/// Cutting alone: what the reader of a batch does while workers parse.
#[divan::bench(sample_count = 20)]
fn cut_payments(bencher: Bencher<'_, '_>) {
    let batch_file = required(BatchFile::open(batch(), &ColumnMap::default()));
    bencher
        .counter(bytes(batch()))
        .counter(ItemsCount::new(PAYMENTS))
        .bench(|| batch_file.chunks(CHUNK_BYTES).count());
}

/// The rival: the `csv` crate's `ByteRecord`s, which finds fields and reads none of them.
#[divan::bench(sample_count = 20)]
fn rival_csv_fields(bencher: Bencher<'_, '_>) {
    bencher
        .counter(bytes(batch()))
        .counter(ItemsCount::new(PAYMENTS))
        .bench(|| {
            let mut reader = required(csv::Reader::from_path(batch()));
            let mut record = csv::ByteRecord::new();
            let mut fields = 0usize;
            while required(reader.read_byte_record(&mut record)) {
                fields += record.iter().filter(|field| !field.is_empty()).count();
            }
            fields
        });
}

fn index_file() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let path = file("lists.pcx");
        let bytes = required(setting().lists.compile());
        required(portcullis_sys::write_atomically(&path, &bytes));
        path
    })
}

/// An index, opened and checked.
#[divan::bench(sample_count = 20)]
fn open_index(bencher: Bencher<'_, '_>) {
    let path = index_file();
    bencher.bench(|| required(Index::open(path)).designation_count());
}

/// The same without its checksum (`--trust-index`).
#[divan::bench(sample_count = 20)]
fn open_index_trusted(bencher: Bencher<'_, '_>) {
    let path = index_file();
    let options = OpenOptions { trust_checksum: true };
    bencher.bench(|| required(Index::open_with(path, options)).designation_count());
}

/// The rival of opening: reading the same bytes and nothing else.
#[divan::bench(sample_count = 20)]
fn rival_read_index_bytes(bencher: Bencher<'_, '_>) {
    let path = index_file();
    bencher.bench(|| {
        let mut bytes = Vec::new();
        required(std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)));
        bytes.len()
    });
}

/// Lists as published to designations.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_lists(bencher: Bencher<'_, '_>) {
    let lists = &setting().lists;
    bencher.bench(|| required(lists.read()).designations.len());
}

/// Designations to an index.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn build_index(bencher: Bencher<'_, '_>) {
    let read = required(setting().lists.read());
    bencher.bench(|| required(portcullis_index::build(&read.designations, &read.sources)).len());
}
