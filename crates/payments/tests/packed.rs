//! Files that are compressed or in another encoding.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

mod support;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use portcullis_model::Role;
use portcullis_payments::{BatchFile, ColumnMap, payment_files};
use tempfile::TempDir;

const CSV: &str = "payment_id,creditor_name\nP1,Müller\nP2,Đorđe\n";

struct World(TempDir);

impl World {
    fn new() -> World {
        World(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Each record as `id: creditor`, or the reject's error.
fn read(path: &Path, chunk_bytes: usize) -> Vec<String> {
    let batch = BatchFile::open(path, &ColumnMap::default()).unwrap();
    let mut read = Vec::new();
    for chunk in support::chunks(&batch, chunk_bytes) {
        let held = batch.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            read.push(match record {
                Ok(payment) => format!("{}: {}", payment.payment_id, payment.name_of(Role::Creditor)),
                Err(reject) => format!("line {}: {}", reject.line, reject.error),
            });
        }
    }
    batch.check_whole().unwrap();
    read
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_is_compressed_or_in_utf_16_is_read_like_what_it_holds() {
    let world = World::new();
    let plain = world.write("plain.csv", CSV.as_bytes());
    let expected = ["P1: Müller", "P2: Đorđe"];
    assert_eq!(read(&plain, 1), expected);
    let both = [
        gzip(b"payment_id,creditor_name\n"),
        gzip("P1,Müller\nP2,Đorđe\n".as_bytes()),
    ]
    .concat();
    let frames = [
        zstandard(b"payment_id,creditor_name\n"),
        zstandard("P1,Müller\nP2,Đorđe\n".as_bytes()),
    ]
    .concat();
    for (name, bytes) in [
        ("a.csv.gz", gzip(CSV.as_bytes())),
        ("members.gz", both),
        ("a.csv.zst", zstandard(CSV.as_bytes())),
        ("frames.zst", frames),
        ("wide.csv", utf16(CSV)),
        ("wide.csv.gz", gzip(&utf16(CSV))),
    ] {
        let path = world.write(name, &bytes);
        for chunk_bytes in [1, 1 << 20] {
            assert_eq!(read(&path, chunk_bytes), expected, "{name}");
        }
    }
}

/// Twenty thousand records, without a pattern, so that a half of the packed bytes is about a half of the records.
#[test]
fn of_a_file_in_utf_16_that_ends_within_a_sign_whole_lines_are_read_and_the_rest_is_rejected() {
    let world = World::new();
    let wide = utf16(CSV);
    for (cut, kept) in [(1, 1), (3, 1), (2 * "P2,Đorđe\n".chars().count() + 1, 0)] {
        let path = world.write("wide.csv", &wide[..wide.len() - cut]);
        for chunk_bytes in [1, usize::MAX] {
            let read = read(&path, chunk_bytes);
            assert_eq!(read.len(), kept + 1, "{cut}: {read:?}");
            assert!(read[kept].contains("it ends too early"), "{cut}: {read:?}");
        }
    }
}

fn long_text() -> String {
    let mut text = "payment_id,amount,creditor_name\n".to_owned();
    for n in 0..20_000 {
        text.push_str(&format!(
            "P{n},{},Name {:x}\n",
            n % 97,
            n * 2_654_435_761_u64 % 1_000_003
        ));
    }
    text
}

#[test]
fn of_a_compressed_file_that_is_cut_all_whole_lines_are_read_and_the_rest_is_rejected_and_screened() {
    let text = long_text();
    let world = World::new();
    let whole = gzip(text.as_bytes());
    let path = world.write("a.csv.gz", &whole[..whole.len() / 2]);
    let records = read(&path, 1 << 16);
    let (last, read) = records.split_last().unwrap();
    assert!(last.contains("cannot be read to its end"), "{last}");
    assert!((5_000..15_000).contains(&read.len()), "{}", read.len());
    assert!(
        read.iter()
            .enumerate()
            .all(|(n, record)| record.starts_with(&format!("P{n}: Name ")))
    );
    // What was read of the line that is cut is lent to be screened, and is no payment.
    let batch = BatchFile::open(&path, &ColumnMap::default()).unwrap();
    let end = batch.chunks(1 << 30).last().unwrap();
    let held = batch.hold(end);
    let mut records = held.records();
    assert!(records.next().unwrap().is_err() && records.next().is_none());
    assert_eq!(records.last().line, u64::try_from(read.len()).unwrap() + 2);
    assert!(records.last().parties.is_empty() && records.last().texts[0].text.starts_with('P'));
}

#[test]
fn of_a_zstandard_file_that_is_cut_all_whole_blocks_are_read() {
    // A block has 128 KiB of text.
    let text = long_text();
    let world = World::new();
    let whole = zstandard(text.as_bytes());
    for (kept, expected) in [
        (whole.len() / 2, 5_000..15_000),
        (whole.len() - 1, 20_000..20_001),
        (whole.len() / 20, 0..1),
        (20, 0..1),
    ] {
        let records = read(&world.write("a.csv.zst", &whole[..kept]), 1 << 16);
        let (last, read) = records.split_last().unwrap();
        assert!(
            last.contains("the zstandard stream cannot be read to its end"),
            "{last}"
        );
        assert!(expected.contains(&read.len()), "{kept} bytes: {}", read.len());
        assert!(
            read.iter()
                .enumerate()
                .all(|(n, record)| record.starts_with(&format!("P{n}: Name ")))
        );
    }
}

#[test]
fn a_file_that_is_cut_before_its_first_line_is_one_reject_and_the_others_are_read() {
    let world = World::new();
    let whole = gzip(CSV.as_bytes());
    for (name, bytes) in [
        ("a.csv.gz", &whole[..12]),
        ("a.csv.zst", &zstandard(CSV.as_bytes())[..20]),
    ] {
        let records = read(&world.write(name, bytes), 1);
        assert_eq!(records.len(), 1, "{records:?}");
        assert!(records[0].contains("get the whole file"), "{}", records[0]);
    }
}

#[test]
fn a_zstandard_file_that_unpacks_to_what_no_payments_do_is_refused() {
    let world = World::new();
    let open = |bytes: &[u8]| {
        let path = world.write("bomb.csv.zst", bytes);
        BatchFile::open(&path, &ColumnMap::default())
            .unwrap_err()
            .to_string()
    };
    let message = open(&zstandard(&vec![b'0'; 80 << 20]));
    assert!(message.contains("more than 200 times its size"), "{message}");
    // A frame of no content that asks for a window of 2 TiB.
    let message = open(b"\x28\xB5\x2F\xFD\x00\xF8\x01\x00\x00");
    assert!(message.contains("is zstandard and cannot be read"), "{message}");
}

#[test]
fn a_folder_stands_for_its_files_by_name_and_an_empty_one_is_refused() {
    let world = World::new();
    for name in ["b.csv", "a.csv", ".hidden"] {
        world.write(name, CSV.as_bytes());
    }
    let folder = world.0.path();
    fs::create_dir(folder.join("empty")).unwrap();
    let files = payment_files(&[folder.join("b.csv"), folder.to_owned()]).unwrap();
    assert_eq!(files, ["b.csv", "a.csv", "b.csv"].map(|name| folder.join(name)));
    let error = payment_files(&[folder.join("empty")]).unwrap_err().to_string();
    assert!(error.contains("empty: no files"), "{error}");
}

#[test]
fn what_is_damaged_from_its_start_or_unpacks_to_a_flood_is_refused() {
    let world = World::new();
    let error = |name: &str, bytes: &[u8]| {
        let path = world.write(name, bytes);
        BatchFile::open(&path, &ColumnMap::default())
            .unwrap_err()
            .to_string()
    };
    let message = error("a.gz", b"\x1F\x8Bnot at all");
    assert!(message.contains("a.gz: is gzip and cannot be read"), "{message}");
    let message = error("a.zst", b"\x28\xB5\x2F\xFD");
    assert!(
        message.contains("a.zst: is zstandard and cannot be read"),
        "{message}"
    );
    let bomb = gzip(&vec![b'0'; 80 << 20]);
    let message = error("bomb.gz", &bomb);
    assert!(message.contains("more than 200 times its size"), "{message}");
}

#[test]
fn a_checksum_that_does_not_fit_is_told() {
    let world = World::new();
    let mut packed = gzip(CSV.as_bytes());
    let crc = packed.len() - 8;
    packed[crc] ^= 1;
    let records = read(&world.write("a.csv.gz", &packed), 1 << 20);
    assert_eq!(records.len(), 3);
    assert!(records[2].contains("cannot be read to its end"), "{}", records[2]);
}
