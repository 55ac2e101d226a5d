//! The same payments in each format, read back.

// Everything here is a test; helper functions may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use portcullis_model::{Payment, Role, Schema, StatedIdentifier};
use portcullis_payments::{BatchFile, ColumnMap, Format};
use portcullis_synthetic::{GenerateError, GeneratorOptions, Listed, ListedBic, ListedName, generate};

const MESSAGES: [Format; 4] = [Format::Pacs008, Format::Mt103, Format::Ach, Format::Fedwire];

fn options(format: Format) -> GeneratorOptions {
    GeneratorOptions {
        count: 700,
        hit_rate: 0.3,
        listed: Listed {
            names: vec![ListedName {
                designation_id: "custom-1".to_owned(),
                text: "WQZXV & SONS GENERAL TRADING AND CONTRACTING COMPANY LLC".to_owned(),
                schema: Schema::Organization,
            }],
            bics: vec![ListedBic {
                designation_ids: vec!["custom-3".to_owned()],
                text: "ZZZZSYDA".to_owned(),
            }],
        },
        format,
        ..GeneratorOptions::default()
    }
}

fn written(options: &GeneratorOptions) -> (String, String) {
    let (bytes, answers) = bytes_written(options);
    (String::from_utf8(bytes).unwrap(), answers)
}

fn bytes_written(options: &GeneratorOptions) -> (Vec<u8>, String) {
    let (mut bytes, mut answers) = (Vec::new(), Vec::new());
    generate(options, &mut bytes, Some(&mut answers), |_| {}).unwrap();
    (bytes, String::from_utf8(answers).unwrap())
}

/// What a payment says, whatever it was written in: white space and the marks of formats apart.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    payment_id: String,
    value_date: String,
    amount: String,
    currency: String,
    /// Of debtor and creditor: name, account, country, address, birth date, identifications.
    parties: Vec<[String; 6]>,
    /// Of the banks and ultimate parties: role, name, BIC.
    others: Vec<(Role, String, String)>,
    remittance: String,
    purpose_code: String,
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Said {
    fn of(payment: &Payment<'_>) -> Said {
        let amount = payment.amount.unwrap();
        let parties = [Role::Debtor, Role::Creditor].map(|role| {
            let party = payment.party(role).unwrap();
            let mut ids = StatedIdentifier::all_in(&party.ids)
                .map(|id| format!("{:?}", (id.kind, id.value, id.country)));
            // The originator of every ACH batch has a number of its own.
            let ids = ids
                .next()
                .filter(|id| !id.contains("990000000"))
                .unwrap_or_default();
            let lei = party.lei();
            let ids = if lei.is_empty() {
                ids
            } else {
                format!(
                    "{:?}",
                    (Some(portcullis_model::IdentifierKind::Lei), lei, None::<()>)
                )
            };
            [
                words(&party.name),
                party.account.to_string(),
                party
                    .country
                    .as_ref()
                    .map_or("", |country| country.as_str())
                    .to_owned(),
                words(&party.address),
                party.birth_date.map(|date| date.to_string()).unwrap_or_default(),
                ids,
            ]
        });
        let mut others: Vec<(Role, String, String)> = payment
            .everyone()
            .filter(|party| {
                let is_said_otherwise = matches!(
                    party.role,
                    Role::Debtor | Role::Creditor | Role::Sender | Role::Receiver
                );
                // The header of a batch names the country that its entries go to, and nobody there.
                !is_said_otherwise && party.path != "5 destination country"
            })
            .map(|party| (party.role, words(&party.name), party.bic.to_string()))
            .collect();
        others.sort();
        let texts = payment
            .texts
            .iter()
            .filter(|text| !text.path.starts_with(['5', '6', '7']) || text.path == "717");
        Said {
            payment_id: payment.payment_id.to_string(),
            value_date: payment.value_date.unwrap().to_string(),
            amount: amount.value.normalize().to_string(),
            currency: amount.currency.unwrap().to_string(),
            parties: parties.to_vec(),
            others,
            // Lines that may break a word are there a second time, joined.
            remittance: words(texts.map(|text| &*text.text).next().unwrap_or_default()),
            purpose_code: payment.purpose_code.to_string(),
        }
    }
}

/// What the payments of a file say, and the lines on which they begin.
fn read(text: impl AsRef<[u8]>) -> Vec<(Said, u64)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    // The format is told by the content.
    let batch = BatchFile::open(file.path(), &ColumnMap::default()).unwrap();
    let mut all = Vec::new();
    for chunk in batch.chunks(10_000) {
        let held = batch.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            let payment = record.unwrap_or_else(|reject| panic!("{reject}"));
            assert_eq!(payment.notes, [], "{payment:?}");
            all.push((Said::of(payment), payment.line));
        }
    }
    all
}

#[test]
fn the_same_payments_say_the_same_in_csv_and_in_each_format_that_carries_it() {
    for format in MESSAGES {
        let (message, _) = written(&options(format));
        let (csv, _) = written(&GeneratorOptions {
            carried_by: Some(format),
            ..options(Format::Csv)
        });
        let twice = GeneratorOptions {
            carried_by: Some(format),
            ..options(format)
        };
        assert!(
            written(&twice).0 == message,
            "{format}: what it carries it carries"
        );
        let (message, csv) = (read(&message), read(&csv));
        assert_eq!(message.len(), 700, "{format}");
        for ((message, _), (csv, _)) in message.iter().zip(&csv) {
            assert_eq!(message, csv, "{format}");
        }
        assert_eq!(message.len(), csv.len(), "{format}");
    }
}

#[test]
fn the_answer_key_names_payments_by_the_id_and_line_that_they_have_in_the_file() {
    for format in MESSAGES {
        let (text, answers) = written(&options(format));
        let read = read(&text);
        let mut rows = csv::Reader::from_reader(answers.as_bytes());
        let mut count = 0;
        for row in rows.records() {
            let row = row.unwrap();
            let found = read.iter().find(|(said, _)| said.payment_id == row[0]);
            let (said, line) = found.unwrap_or_else(|| panic!("{format}: {row:?}"));
            assert_eq!(line.to_string(), row[1], "{format}: {row:?}");
            let written = words(&row[6]);
            let is_there = format!("{said:?}").contains(&format!("{written:?}")[1..=written.len()]);
            assert!(is_there, "{format}: {row:?} {said:?}");
            count += 1;
        }
        assert!((150..=210).contains(&count), "{format}: {count}");
    }
}

/// A table has all that CSV has, and its rows are its lines.
#[test]
#[cfg(feature = "columnar")]
fn tables_by_columns_hold_what_csv_does() {
    let (csv, csv_answers) = written(&options(Format::Csv));
    let rows = read(&csv);
    for format in [Format::Parquet, Format::Arrow] {
        let (bytes, answers) = bytes_written(&options(format));
        assert_eq!(bytes, bytes_written(&options(format)).0, "{format}");
        let table = read(&bytes);
        assert_eq!(table.len(), 700, "{format}");
        for (row, ((table, line), (csv, _))) in table.iter().zip(&rows).enumerate() {
            assert_eq!(table, csv, "{format}");
            assert_eq!(*line, row as u64 + 1, "{format}");
        }
        let ids = |answers: &str| -> Vec<(String, u64)> {
            let mut rows = csv::Reader::from_reader(answers.as_bytes());
            let rows = rows.records().map(Result::unwrap);
            rows.map(|row| (row[0].to_owned(), row[1].parse().unwrap()))
                .collect()
        };
        let (of_table, of_csv) = (ids(&answers), ids(&csv_answers));
        let names = |ids: &[(String, u64)]| ids.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        assert_eq!(names(&of_table), names(&of_csv), "{format}");
        for (id, row) in of_table {
            assert_eq!(
                table[usize::try_from(row - 1).unwrap()].0.payment_id,
                id,
                "{format}"
            );
        }
    }
}

#[test]
fn a_format_that_is_read_only_is_refused_by_name() {
    for options in [
        options(Format::Mt199),
        GeneratorOptions {
            carried_by: Some(Format::Mt199),
            ..options(Format::Csv)
        },
    ] {
        let error = generate(&options, std::io::sink(), None, |_| {}).unwrap_err();
        assert!(matches!(error, GenerateError::Format { .. }));
        let error = error.to_string();
        let expected =
            "payments are not generated as mt199; the formats are csv, pacs008, mt103, ach, fedwire";
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_file_of_the_clearing_house_has_controls_that_hold_over_dates_batches_and_files() {
    // Amounts of weak currencies fill the totals of a file, so that another begins.
    let options = GeneratorOptions {
        count: 30_000,
        hit_rate: 0.0,
        ..options(Format::Ach)
    };
    let (text, _) = written(&options);
    let headers = text.lines().filter(|line| line.starts_with("101 ")).count();
    let batches = text.lines().filter(|line| line.starts_with('5')).count();
    assert!(headers > 1 && batches >= 5, "{headers} {batches}");
    assert!(text.lines().all(|line| line.chars().count() == 94));
    assert_eq!(text.lines().count() % 10, 0);
    assert_eq!(read(&text).len(), 30_000);
}
