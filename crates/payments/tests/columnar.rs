//! Parquet and Arrow files, as other programs write them (`columnar/make.py`).
#![cfg(feature = "columnar")]
#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

mod support;

use std::path::{Path, PathBuf};

use portcullis_model::{Payment, Role};
use portcullis_payments::{BatchFile, Column, ColumnMap, Format, HeldChunk, Reject, payment_files};
use support::on_disk;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/columnar")
        .join(name)
}

fn open(name: &str) -> BatchFile {
    BatchFile::open(&path(name), &ColumnMap::default()).unwrap()
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

/// All records, without the lines on which they stand.
fn records(file: &BatchFile, chunk_bytes: usize) -> Vec<Result<Payment<'_>, String>> {
    let mut all = Vec::new();
    for chunk in support::chunks(file, chunk_bytes) {
        let held: &HeldChunk<'_> = Box::leak(Box::new(file.hold(chunk)));
        let again = match held.rows() {
            Some(rows) => file.hold_again(chunk, rows),
            None => file.hold(chunk),
        };
        let mut records = held.records();
        let mut position = 0;
        while let Some(record) = records.next() {
            position += 1;
            let record = record.cloned();
            assert!(records.place().is_some());
            support::assert_same_alone(&again, &records, position, &record);
            all.push(match record {
                Ok(payment) => Ok(Payment {
                    position: 0,
                    line: 0,
                    ..payment
                }),
                // As many decimals as the column has.
                Err(reject) => Err(format!(
                    "{}: {}",
                    reject.payment_id,
                    reject.error.replace("-5.0000", "-5.00")
                )),
            });
        }
    }
    all
}

fn rejects(file: &BatchFile) -> Vec<Reject> {
    let mut all = Vec::new();
    for chunk in file.chunks(1 << 20) {
        let held = file.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            all.extend(record.err());
        }
    }
    all
}

/// Why bytes are refused, without the name of the file.
fn refusal(suffix: &str, bytes: &[u8], map: &ColumnMap) -> String {
    let file = on_disk(suffix, bytes);
    let error = BatchFile::open(file.path(), map).unwrap_err().to_string();
    assert!(!error.contains('\n'), "{error}");
    let name = file.path().display().to_string();
    error.replace(&name, "F")
}

/// What every file but a few holds.
const SAME: [&str; 17] = [
    "texts.parquet",
    "typed.parquet",
    "large.parquet",
    "dictionary.parquet",
    "views.parquet",
    "binary.parquet",
    "zoned.parquet",
    "pandas.parquet",
    "polars.parquet",
    "polars.arrow",
    "polars.arrows",
    "typed.arrow",
    "typed.arrows",
    "dictionary.arrows",
    "replaced.arrows",
    "added.arrows",
    "default.feather",
];

#[test]
fn the_same_payments_are_read_whatever_writes_them_and_wherever_the_file_is_cut() {
    let csv = open("payments.csv");
    let expected = records(&csv, 1 << 20);
    assert_eq!(expected.len(), 7);
    for name in SAME {
        let file = open(name);
        let format = if name.ends_with("parquet") {
            Format::Parquet
        } else {
            Format::Arrow
        };
        assert_eq!(Format::guess(Path::new("a"), &bytes(name)), format, "{name}");
        for chunk_bytes in [1, 1 << 20] {
            assert_eq!(records(&file, chunk_bytes), expected, "{name}");
        }
    }
    let file = open("pandas.parquet");
    assert_eq!(file.ignored_columns().collect::<Vec<_>>(), ["__index_level_0__"]);
}

#[test]
fn a_record_stands_on_its_row_and_columns_are_counted() {
    let file = open("texts.parquet");
    let mut lines = Vec::new();
    let mut filled = 0;
    for chunk in file.chunks(1) {
        let held = file.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            lines.push(match record {
                Ok(payment) => payment.line,
                Err(reject) => reject.line,
            });
        }
        let place = file
            .columns()
            .iter()
            .position(|column| column.name() == "debtor_account");
        filled += records.filled().by_place[place.unwrap()];
    }
    assert_eq!(lines, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(filled, 2);
}

#[test]
fn rows_of_equal_content_have_equal_text() {
    let file = open("typed.parquet");
    let held = file.hold(file.chunks(1 << 20).next().unwrap());
    let mut records = held.records();
    let mut texts = Vec::new();
    while records.next().is_some() {
        texts.push(records.text().to_vec());
    }
    assert!(texts[0].starts_with(b"P-1\x1F2024-02-29\x1F1234.50\x1F"));
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 7);
}

#[test]
fn no_rows_are_no_records() {
    let file = open("empty.parquet");
    assert_eq!(file.chunks(1).count(), 0);
    assert_eq!(file.columns().len(), 11);
}

#[test]
fn money_in_floating_point_is_rejected_with_its_column_and_row_and_an_account_is_noted() {
    let file = open("floats.parquet");
    let rejected = rejects(&file);
    let told: Vec<(u64, &str)> = rejected
        .iter()
        .map(|reject| (reject.line, &*reject.payment_id))
        .collect();
    // Without an amount nothing of it is lost.
    assert_eq!(
        told,
        [
            (1, "P-1"),
            (2, "P-2"),
            (3, "P-3"),
            (5, "P-5"),
            (6, "P-6"),
            (7, "P-7")
        ]
    );
    assert_eq!(
        rejected[0].error,
        "amount `1234.5` is a floating-point number, which holds no exact amount; write the column as decimals or as text"
    );
    let held = file.hold(file.chunks(1 << 20).next().unwrap());
    let mut records = held.records();
    assert!(records.next().unwrap().is_err());
    let payment = records.last();
    assert_eq!(payment.name_of(Role::Creditor), "Zoë Müller");
    assert_eq!(payment.party(Role::Debtor).unwrap().account, "1234567890");
    assert_eq!(
        payment.notes[0].to_string(),
        "debtor_account `1234567890` is a floating-point number, which may lack digits; write the column as text"
    );
}

#[test]
fn parts_of_structures_are_columns_that_a_map_names() {
    let mapped = "[columns]\ndebtor_name = \"debtor.name\"\ncreditor_name = \"Creditor.Name\"\ncreditor_country = \"creditor.country\"\n";
    let map = ColumnMap::from_toml(mapped).unwrap();
    let file = BatchFile::open(&path("structures.parquet"), &map).unwrap();
    let all = records(&file, 1 << 20);
    assert_eq!(all.len(), 7);
    let first = all[0].as_ref().unwrap();
    assert_eq!(
        (first.name_of(Role::Debtor), first.name_of(Role::Creditor)),
        ("Ann Lee", "Zoë Müller")
    );
    let error = refusal(".parquet", &bytes("structures.parquet"), &ColumnMap::default());
    assert!(
        error
            .starts_with("F:1: the columns `debtor.name`, `creditor.name`, `creditor.country` are not known"),
        "{error}"
    );
}

#[test]
fn columns_that_are_missing_unknown_or_of_no_use_are_refused_by_name() {
    let plain = ColumnMap::default();
    let cases = [
        ("no_id.parquet", "F:1: no `payment_id` column in the header"),
        (
            "lists.parquet",
            "F:1: the column `others(party_name)` is not known",
        ),
        (
            "list_column.parquet",
            "F: the column `creditor_name` (creditor_name) holds lists",
        ),
    ];
    for (name, expected) in cases {
        let error = refusal(".parquet", &bytes(name), &plain);
        assert!(error.starts_with(expected), "{error}");
    }
    let required = ColumnMap::default().requiring([Column::DebtorLei]);
    let error = refusal(".parquet", &bytes("texts.parquet"), &required);
    assert!(
        error.starts_with("F:1: the required column `debtor_lei` is not in the header"),
        "{error}"
    );
}

#[test]
fn amounts_that_are_numbers_do_not_depend_on_how_texts_write_them() {
    let map = ColumnMap::from_toml("decimal = \",\"\ndates = \"day-first\"\n").unwrap();
    let file = BatchFile::open(&path("large.parquet"), &map).unwrap();
    let csv = open("payments.csv");
    let (read, expected) = (records(&file, 1 << 20), records(&csv, 1 << 20));
    assert_eq!(read[0], expected[0]);
    assert_eq!(read[2], expected[2]);
}

#[test]
fn a_file_that_is_cut_is_refused_or_read_up_to_there() {
    let map = ColumnMap::default();
    let whole = bytes("typed.parquet");
    for len in [4, 100, whole.len() / 2, whole.len() - 1] {
        let error = refusal(".parquet", &whole[..len], &map);
        assert!(
            error.starts_with("F: the Parquet file cannot be read: "),
            "{error}"
        );
    }
    for name in ["typed.arrow", "typed.arrows"] {
        let whole = bytes(name);
        let cut = on_disk(".arrow", &whole[..whole.len() * 3 / 4]);
        let file = BatchFile::open(cut.path(), &map).unwrap();
        let all = records(&file, 1 << 20);
        let (last, before) = all.split_last().unwrap();
        assert!(!before.is_empty() && before.len() < 7, "{name}: {}", before.len());
        let error = last.as_ref().unwrap_err();
        assert!(
            error.starts_with(": what follows is not read, because it is cut off in a message: get"),
            "{error}"
        );
        let reject = rejects(&file).pop().unwrap();
        assert_eq!(reject.line as usize, before.len() + 1);
    }
    let error = refusal(".arrows", &bytes("typed.arrows")[..20], &map);
    assert_eq!(
        error,
        "F: the Arrow file cannot be read: it is cut off in a message; get the whole file again"
    );
}

#[test]
fn rows_of_a_damaged_page_are_rejected_by_column_and_their_other_names_are_read() {
    // Each column of `binary.parquet` is in pages with checksums. Its creditors' names stand once in the data.
    let mut damaged = bytes("views.parquet");
    let at = damaged
        .windows(6)
        .position(|window| window == "Zoë M".as_bytes())
        .unwrap();
    // No UTF-8, in one page of one column of the whole file.
    damaged[at + 2] = 0xFF;
    let on_disk = on_disk(".parquet", &damaged);
    let file = BatchFile::open(on_disk.path(), &ColumnMap::default()).unwrap();
    let rejected = rejects(&file);
    assert_eq!(rejected.len(), 7);
    assert_eq!((&*rejected[0].payment_id, rejected[0].line), ("P-1", 1));
    assert!(
        rejected[0].error.starts_with("creditor_name cannot be read: "),
        "{}",
        rejected[0].error
    );
    let held = file.hold(file.chunks(1 << 20).next().unwrap());
    let mut records = held.records();
    let _ = records.next();
    assert_eq!(records.last().name_of(Role::Debtor), "Ann Lee");
}

/// A Parquet file of one group of rows, each column in pages of a thousand, as plain text.
fn in_pages(rows: usize) -> Vec<u8> {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::{
        arrow::ArrowWriter,
        file::properties::{EnabledStatistics, WriterProperties},
    };

    let column = |of: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new((1..=rows).map(|row| Some(of(row))).collect::<StringArray>())
    };
    let table = RecordBatch::try_from_iter([
        ("payment_id", column(&|row| format!("P-{row}"))),
        ("debtor_name", column(&|row| format!("Ann {row}"))),
        ("creditor_name", column(&|row| format!("Bob {row}."))),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_data_page_row_count_limit(1000)
        .set_write_batch_size(1000)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties)).unwrap();
    writer.write(&table).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn several_threads_read_a_group_as_one_does_from_front_to_back_or_in_any_order() {
    const ROWS: usize = 100_000;
    let file = on_disk(".parquet", in_pages(ROWS));
    let file = BatchFile::open(file.path(), &ColumnMap::default()).unwrap();
    let chunks: Vec<_> = file.chunks(1).collect();
    assert!(chunks.len() >= ROWS / 4096, "{}", chunks.len());
    let check = |chunk| {
        let held = file.hold(chunk);
        let mut records = held.records();
        let mut rows = 0;
        while let Some(record) = records.next() {
            let payment = record.unwrap();
            assert_eq!(payment.payment_id, format!("P-{}", payment.line));
            assert_eq!(payment.name_of(Role::Creditor), format!("Bob {}.", payment.line));
            rows += 1;
        }
        rows
    };
    // Each the next that nobody is at, as workers do.
    let next = std::sync::Mutex::new(chunks.iter());
    let rows: usize = std::thread::scope(|scope| {
        let work = || {
            let take = || next.lock().unwrap().next().copied();
            std::iter::from_fn(take).map(check).sum::<usize>()
        };
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(rows, ROWS);
    let backward: usize = chunks.iter().rev().copied().map(check).sum();
    assert_eq!(backward, ROWS);
    // One that was read already, and then the one behind it.
    let again: usize = [3, 3, 4, 0, 5].map(|nth: usize| check(chunks[nth])).iter().sum();
    assert_eq!(again, 5 * check(chunks[0]));
}

#[test]
fn where_a_page_cannot_be_read_the_blocks_are_read_apart_and_only_its_rows_are_rejected() {
    const ROWS: usize = 40_000;
    let intact = in_pages(ROWS);
    let mut damaged = intact.clone();
    // Row 20,500 stands in the middle of a page that has rows of two of the ten blocks of the one group.
    let at = memchr::memmem::find(&damaged, b"Bob 20500.").unwrap();
    damaged[at + 1] = 0xFF;
    let [intact, damaged] = [intact, damaged].map(|bytes| on_disk(".parquet", bytes));
    let [intact, damaged] =
        [&intact, &damaged].map(|file| BatchFile::open(file.path(), &ColumnMap::default()).unwrap());
    let expected = records(&intact, usize::MAX);
    let together = records(&damaged, usize::MAX);
    assert_eq!((expected.len(), together.len()), (ROWS, ROWS), "no row is lost");
    let rejected: Vec<usize> = (0..ROWS).filter(|row| together[*row].is_err()).collect();
    assert!(rejected.contains(&20_499), "the row itself is rejected");
    // Rows are parted down to 256, so that parts at the ends of the page may hold as many others.
    let page = 20_000 - 256..21_000 + 256;
    assert!(rejected.iter().all(|row| page.contains(row)), "{rejected:?}");
    for (row, (read, expected)) in together.iter().zip(&expected).enumerate() {
        match read {
            Ok(_) => assert_eq!(read, expected, "row {row}"),
            Err(error) => assert!(
                error.starts_with(&format!("P-{}: creditor_name cannot be read: ", row + 1)),
                "{error}"
            ),
        }
    }
    // Block by block it is the same as all blocks of the group together.
    assert_eq!(records(&damaged, 1), together);
    // What is rejected is screened by the columns that can be read.
    let mut names = 0;
    for chunk in damaged.chunks(usize::MAX) {
        let held = damaged.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            let line = match record {
                Ok(_) => continue,
                Err(reject) => reject.line,
            };
            assert_eq!(records.last().name_of(Role::Debtor), format!("Ann {line}"));
            names += 1;
        }
    }
    assert_eq!(names, rejected.len());
}

#[test]
fn a_damaged_byte_is_an_error_or_a_reject_and_never_a_lost_record() {
    for name in [
        "typed.parquet",
        "binary.parquet",
        "polars.arrow",
        "replaced.arrows",
    ] {
        let whole = bytes(name);
        for at in (0..whole.len()).step_by(97) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let on_disk = on_disk(".parquet", &damaged);
            let Ok(file) = BatchFile::open(on_disk.path(), &ColumnMap::default()) else {
                continue;
            };
            assert_eq!(records(&file, 1), records(&file, 1 << 20), "{name} at {at}");
        }
    }
}

#[test]
fn a_folder_that_spark_wrote_is_its_parts() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["part-00000-a.snappy.parquet", "part-00001-a.snappy.parquet"] {
        std::fs::copy(path("typed.parquet"), folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(format!(".{name}.crc")), b"crc").unwrap();
    }
    std::fs::write(folder.path().join("_SUCCESS"), b"").unwrap();
    std::fs::write(folder.path().join("_payments.csv"), b"payment_id\nP\n").unwrap();
    let files = payment_files(&[folder.path().to_owned()]).unwrap();
    let names: Vec<_> = files
        .iter()
        .map(|file| file.file_name().unwrap().to_str().unwrap())
        .collect();
    // What only looks like a mark of Spark's is payments.
    assert_eq!(
        names,
        [
            "_payments.csv",
            "part-00000-a.snappy.parquet",
            "part-00001-a.snappy.parquet"
        ]
    );
}
