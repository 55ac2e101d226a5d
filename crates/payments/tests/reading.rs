//! What the reader makes of files: payments, rejects and errors.

// Everything here is a test; helper functions may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod support;

use std::{borrow::Cow, path::Path};

use portcullis_model::{Payment, Role, TextKind};
use portcullis_payments::{BatchFile, BatchProblem, Column, ColumnMap, Format, Reject};
use proptest::prelude::*;
use support::Batch;

fn on_disk(bytes: impl AsRef<[u8]>) -> tempfile::NamedTempFile {
    support::on_disk(".csv", bytes)
}

fn open(bytes: impl AsRef<[u8]>) -> Batch {
    Batch::open(".csv", bytes)
}

fn open_error(bytes: impl AsRef<[u8]>) -> String {
    support::refusal(".csv", bytes)
}

impl Batch {
    fn payments(&self) -> Vec<Payment<'_>> {
        self.records(1 << 20)
            .into_iter()
            .map(|record| record.unwrap())
            .collect()
    }

    fn rejects(&self) -> Vec<Reject> {
        self.records(1 << 20)
            .into_iter()
            .filter_map(Result::err)
            .collect()
    }
}

/// The only reject of a one-record file with the given columns.
fn reject(header: &str, record: &str) -> Reject {
    let batch = open(format!("{header}\n{record}\n"));
    let mut rejects = batch.rejects();
    assert_eq!(rejects.len(), 1, "{record}");
    rejects.remove(0)
}

#[test]
fn every_column_lands_in_its_field() {
    let header = Column::ALL
        .iter()
        .map(|column| column.as_str())
        .collect::<Vec<_>>()
        .join(",");
    let record = "P-1,2024-03-05,1250.00,chf,Anna Muster,CH9300762011623852957,CH,Seestrasse 1,1980-02-29,\
                  passport:X1@CH,Muster Trust,QBKXCHZ0,Bank A,QIMXDEF0,Bank I,QCRXUAK0XXX,Bank C,Olha Koval,UA21,UA,\
                  Kyiv,1991-12-01,lei:5299,Koval Family,CHAR,relief,winter aid,SY-2023-123,loan,14,2024-02-01,Muster Treuhand,\
                  QIMYDEF0,Bank J,Betreibungsamt,QMUSCHZ0,QKOVUAK0,5299A,5299B";
    let batch = open(format!("{header}\n{record}\n"));
    let payments = batch.payments();
    let [p] = payments.as_slice() else {
        panic!("one payment")
    };
    assert_eq!((p.payment_id.as_ref(), p.line), ("P-1", 2));
    assert_eq!(p.value_date.unwrap().to_string(), "2024-03-05");
    let amount = p.amount.unwrap();
    assert_eq!(
        (
            amount.value.to_string().as_str(),
            amount.currency.unwrap().as_str()
        ),
        ("1250.00", "CHF")
    );
    let d = p.debtor().unwrap();
    assert_eq!(
        (d.name.as_ref(), d.account.as_ref(), d.country.unwrap().as_str()),
        ("Anna Muster", "CH9300762011623852957", "CH")
    );
    assert_eq!(
        (d.address.as_ref(), d.ids.as_ref()),
        ("Seestrasse 1", "passport:X1@CH")
    );
    assert_eq!(d.birth_date.unwrap().to_string(), "1980-02-29");
    assert_eq!(p.name_of(Role::UltimateDebtor), "Muster Trust");
    let agents = p.agents.iter().map(|a| (a.role, &*a.bic, &*a.name));
    assert_eq!(
        agents.collect::<Vec<_>>(),
        [
            (Role::DebtorAgent, "QBKXCHZ0", "Bank A"),
            (Role::IntermediaryAgent, "QIMXDEF0", "Bank I"),
            (Role::IntermediaryAgent, "QIMYDEF0", "Bank J"),
            (Role::CreditorAgent, "QCRXUAK0XXX", "Bank C"),
        ]
    );
    let c = p.creditor().unwrap();
    assert_eq!(
        (c.name.as_ref(), c.account.as_ref(), c.country.unwrap().as_str()),
        ("Olha Koval", "UA21", "UA")
    );
    assert_eq!((c.address.as_ref(), c.ids.as_ref()), ("Kyiv", "lei:5299"));
    assert_eq!(c.birth_date.unwrap().to_string(), "1991-12-01");
    assert_eq!(p.name_of(Role::UltimateCreditor), "Koval Family");
    assert_eq!(
        (p.purpose_code.as_ref(), p.purpose.unwrap().as_str()),
        ("CHAR", "relief")
    );
    assert_eq!(
        (p.remittance().as_ref(), p.license_reference.as_ref()),
        ("winter aid", "SY-2023-123")
    );
    assert_eq!((p.instrument.as_ref(), p.debt_tenor_days), ("loan", Some(14)));
    assert_eq!(p.debt_issued_on.unwrap().to_string(), "2024-02-01");
    assert_eq!(p.name_of(Role::InitiatingParty), "Muster Treuhand");
    assert_eq!(p.name_of(Role::ThirdParty), "Betreibungsamt");
    assert_eq!((d.bic.as_ref(), d.lei()), ("QMUSCHZ0", "5299A"));
    assert_eq!((c.bic.as_ref(), c.lei()), ("QKOVUAK0", "5299B"));
    assert!(!p.flags.not_utf8);
}

#[test]
fn columns_stand_in_any_order_and_case_and_unknown_ones_are_named_once() {
    let batch = open("Branch, Creditor_Name ,payment_id,Notes\n12,ACME LTD  ,P1,x\n");
    assert_eq!(
        batch.file.ignored_columns().collect::<Vec<_>>(),
        ["Branch", "Notes"]
    );
    let payments = batch.payments();
    assert_eq!(
        (
            payments[0].payment_id.as_ref(),
            payments[0].name_of(Role::Creditor)
        ),
        ("P1", "ACME LTD")
    );
    assert_eq!(payments[0].amount, None);
    assert_eq!(payments[0].name_of(Role::Debtor), "");
}

#[test]
fn the_header_tells_what_stands_between_fields_and_a_map_how_amounts_and_dates_are_written() {
    let map = ColumnMap::from_toml("decimal = \",\"\ndates = \"day-first\"\n").unwrap();
    for (delimiter, quoted) in [(';', "\"A; B\""), ('\t', "\"A\t B\""), ('|', "\"A| B\"")] {
        let header = "payment_id,value_date,amount,creditor_name,creditor_birth_date"
            .replace(',', &delimiter.to_string());
        let row = ["P1", "31.12.2024", "1.234,50", quoted, "1/2/1970"].join(&delimiter.to_string());
        let file = on_disk(format!("{header}\n{row}\n").as_bytes());
        let batch = BatchFile::open(file.path(), &map).unwrap();
        let held = batch.hold(batch.chunks(1).next().unwrap());
        let mut records = held.records();
        let payment = records.next().unwrap().unwrap();
        assert_eq!(payment.value_date.unwrap().to_string(), "2024-12-31");
        assert_eq!(payment.amount.unwrap().value.to_string(), "1234.50");
        let creditor = payment.creditor().unwrap();
        assert_eq!(creditor.name, quoted.trim_matches('"'));
        assert_eq!(creditor.birth_date.unwrap().to_string(), "1970-02-01");
    }
    // A header of one column is no reason to look for anything but commas, and a word of the map wins.
    let only = on_disk(b"payment_id\nA;B\n");
    let batch = BatchFile::open(only.path(), &ColumnMap::default()).unwrap();
    let held = batch.hold(batch.chunks(1).next().unwrap());
    let mut records = held.records();
    assert_eq!(records.next().unwrap().unwrap().payment_id, "A;B");
    let commas = ColumnMap::from_toml("delimiter = \",\"\n").unwrap();
    let file = on_disk(b"payment_id;creditor_name\nA;B\n");
    assert!(BatchFile::open(file.path(), &commas).is_err());
}

#[test]
fn byte_order_mark_crlf_and_embedded_newlines_work_and_lines_are_physical() {
    let batch = open("\u{feff}payment_id,creditor_address\r\nP1,\"12 Main St\r\nLondon\"\r\n\r\nP2,\r\n");
    let payments = batch.payments();
    assert_eq!(payments[0].creditor().unwrap().address, "12 Main St\r\nLondon");
    assert_eq!((payments[0].line, payments[1].line), (2, 5));
}

#[test]
fn text_is_lent_from_the_file_and_owned_only_where_quotes_are_undone() {
    let batch = open("payment_id,creditor_name,debtor_name\nP1,\"ACME, LTD\",\"OOO \"\"ROMASHKA\"\"\"\n");
    let payments = batch.payments();
    assert!(matches!(
        payments[0].party(Role::Creditor).unwrap().name,
        Cow::Borrowed("ACME, LTD")
    ));
    assert_eq!(payments[0].name_of(Role::Debtor), "OOO \"ROMASHKA\"");
    assert!(matches!(
        payments[0].party(Role::Debtor).unwrap().name,
        Cow::Owned(_)
    ));
}

#[test]
fn text_that_is_not_utf8_is_kept_read_as_windows_1252_and_flagged() {
    let mut bytes = "payment_id,creditor_name,debtor_name\nP1,".as_bytes().to_vec();
    bytes.extend_from_slice(b"M\xDCLLER \x80,\xC3\xA9t\xC3\xA9\nP2,Muller,\"\"\"\xE9\"\"\"\nP3,\xC3\xA9,x\n");
    let batch = open(&bytes);
    let payments = batch.payments();
    assert_eq!(payments[0].name_of(Role::Creditor), "MÜLLER €");
    assert_eq!(
        payments[0].name_of(Role::Debtor),
        "été",
        "each field is judged by itself"
    );
    assert_eq!(payments[1].name_of(Role::Debtor), "\"é\"");
    assert_eq!(payments[2].name_of(Role::Creditor), "é");
    assert_eq!(
        payments.iter().map(|p| p.flags.not_utf8).collect::<Vec<_>>(),
        [true, true, false]
    );
}

#[test]
fn a_payment_id_is_kept_byte_for_byte_and_nul_is_text() {
    let batch = open("payment_id,creditor_name\n \"P1 ,A\0B\n");
    let payments = batch.payments();
    assert_eq!(
        (
            payments[0].payment_id.as_ref(),
            payments[0].name_of(Role::Creditor)
        ),
        (" \"P1 ", "A\0B")
    );
}

#[test]
fn white_space_alone_is_an_absent_value() {
    let batch = open("payment_id,value_date,amount,debtor_country,purpose,debtor_name\nP1, , ,  , ,   \n");
    let payments = batch.payments();
    let p = &payments[0];
    assert_eq!(
        (p.value_date, p.amount, p.debtor(), p.purpose),
        (None, None, None, None)
    );
}

#[test]
fn a_malformed_value_rejects_its_record_and_names_its_column() {
    for (column, text, part) in [
        (
            "value_date",
            "2023-02-30",
            "value_date `2023-02-30` is not a day of the calendar",
        ),
        (
            "value_date",
            "30/02/2023",
            "value_date `30/02/2023` is not a date",
        ),
        ("amount", "\"12,00.x\"", "amount `12,00.x` holds a comma"),
        ("amount", "\"1,000.00\"", "amount `1,000.00` holds a comma"),
        ("amount", "12.0.0", "amount `12.0.0` is not a decimal number"),
        ("amount", "-5", "amount `-5` is negative"),
        ("currency", "EURO", "currency `EURO` is not a currency code"),
        (
            "debt_tenor_days",
            "two",
            "debt_tenor_days `two` is not a whole number",
        ),
        ("debt_issued_on", "2023", "debt_issued_on `2023` is not a date"),
        ("value_date", "2023-01-\u{e9}1", "value_date"),
    ] {
        let reject = reject(&format!("payment_id,{column}"), &format!("P1,{text}"));
        assert_eq!((reject.line, reject.payment_id.as_str()), (2, "P1"));
        assert!(reject.error.starts_with(part), "{}", reject.error);
        assert!(!reject.error.contains('\n'), "{}", reject.error);
    }
}

#[test]
fn a_value_that_is_not_understood_and_not_needed_is_kept_as_text_and_noted() {
    for (column, text, note) in [
        (
            "debtor_country",
            "Switzerland",
            "debtor_country `Switzerland` is not a country code",
        ),
        (
            "creditor_country",
            "C1",
            "creditor_country `C1` is not a country code",
        ),
        (
            "debtor_birth_date",
            "1980",
            "debtor_birth_date `1980` is not a date",
        ),
        (
            "creditor_birth_date",
            "0001-01-01",
            "creditor_birth_date `0001-01-01` is not plausible",
        ),
        (
            "purpose",
            "charity",
            "purpose `charity` is not a purpose; known are food,",
        ),
        (
            "instrument",
            "zork",
            "instrument `zork` is not an instrument that is known,",
        ),
    ] {
        let batch = open(format!(
            "payment_id,{column},debtor_name,creditor_name\nP1,{text},A,B\n"
        ));
        let payments = batch.payments();
        let [payment] = payments.as_slice() else {
            panic!("{column}")
        };
        let notes: Vec<String> = payment.notes.iter().map(ToString::to_string).collect();
        assert!(notes.len() == 1 && notes[0].starts_with(note), "{notes:?}");
        assert_eq!(payment.text_of(TextKind::Other), text);
        assert_eq!((payment.purpose, payment.country_of(Role::Debtor)), (None, None));
        assert!(payment.everyone().all(|party| party.birth_date.is_none()));
    }
    let batch = open("payment_id,debtor_id\nP1,passprt:X1;bic:QBKXCHZ0\nP2,passport:X1\n");
    let payments = batch.payments();
    assert_eq!(
        payments[0].notes[0].to_string(),
        "debtor_id `passprt` is not a kind of identifier"
    );
    assert_eq!((payments[0].texts.len(), payments[1].notes.len()), (0, 0));
}

/// What could be read of the only record, which is rejected.
fn names_of_rejected(header: &str, record: &str) -> Vec<String> {
    let batch = open(format!("{header}\n{record}\n"));
    let chunk = batch.file.chunks(1 << 20).next().unwrap();
    let held = batch.file.hold(chunk);
    let mut records = held.records();
    assert!(records.next().unwrap().is_err());
    let everyone = records.last().everyone();
    everyone
        .map(|party| format!("{}={}", party.role, party.name))
        .collect()
}

#[test]
fn a_record_that_is_rejected_gives_its_names_all_the_same() {
    let header = "payment_id,value_date,amount,creditor_name,debtor_name";
    assert_eq!(
        names_of_rejected(header, "P1,2023-02-30,1,ACME,Anna"),
        ["debtor=Anna", "creditor=ACME"]
    );
    assert_eq!(names_of_rejected(header, ",,x,ACME,"), ["creditor=ACME"]);
    assert_eq!(
        names_of_rejected(header, "P1,,5,ACME, LTD,Anna"),
        [
            "third_party=P1",
            "third_party=5",
            "third_party=ACME",
            "third_party=LTD",
            "third_party=Anna"
        ]
    );
    assert_eq!(
        names_of_rejected("payment_id,creditor_name", "P1,\"ACME\nP2,\"BOUT, Viktor\""),
        [
            "third_party=P1",
            "third_party=ACME",
            "third_party=P2",
            "third_party=BOUT, Viktor"
        ]
    );
}

#[test]
fn what_each_column_held_is_counted_of_the_records_whose_fields_can_be_told_apart() {
    let batch =
        open("payment_id,amount,Branch,creditor_name\nP1,5,,ACME\nP2,x,7,  \nP3,5,7\nP4,,7,B,C\nP5,1,,Z\n");
    for chunk_bytes in [1, 1 << 20] {
        let (mut records, mut filled) = (0, [0; 4]);
        for chunk in batch.file.chunks(chunk_bytes) {
            let held = batch.file.hold(chunk);
            let mut read = held.records();
            while read.next().is_some() {}
            records += read.filled().records;
            for (sum, more) in filled.iter_mut().zip(read.filled().by_place) {
                *sum += more;
            }
        }
        assert_eq!((records, filled), (3, [3, 3, 1, 2]));
    }
    let columns = batch.file.columns();
    assert_eq!((columns[2].name(), columns[2].is_screened()), ("Branch", false));
    assert_eq!(
        (columns[3].name(), columns[3].is_screened()),
        ("creditor_name", true)
    );
}

#[test]
fn a_record_without_an_id_or_with_a_wrong_field_count_is_rejected() {
    assert!(
        reject("payment_id,amount", ",5")
            .error
            .contains("payment_id is empty")
    );
    assert!(
        reject("payment_id,amount", "  ,5")
            .error
            .contains("payment_id is empty")
    );
    let long = reject("payment_id,amount", "P1,5,6");
    assert_eq!(
        (long.payment_id.as_str(), long.error.as_str()),
        (
            "P1",
            "3 fields, but the header has 2; quote fields that hold commas"
        )
    );
    let short = reject("amount,payment_id", "5");
    assert_eq!(
        (short.payment_id.as_str(), short.error.starts_with("1 field,")),
        ("", true)
    );
}

#[test]
fn a_reject_does_not_show_the_id_of_the_record_before_it() {
    let batch = open("amount,payment_id\n1,P1\n2\n3,P3\n");
    let records = batch.records(1 << 20);
    assert_eq!(records[1].as_ref().unwrap_err().payment_id, "");
    assert_eq!(records[2].as_ref().unwrap().payment_id, "P3");
}

#[test]
fn a_quote_that_is_never_closed_makes_one_reject_of_the_rest() {
    let batch = open("payment_id,creditor_name\nP1,A\nP2,\"B\nP3,C\nP4,D\n");
    let records = batch.records(1 << 20);
    assert_eq!(records.len(), 2);
    let reject = records[1].as_ref().unwrap_err();
    assert_eq!((reject.line, reject.payment_id.as_str()), (3, "P2"));
    assert!(
        reject
            .error
            .starts_with("column 2 (creditor_name): a quote is opened and never closed"),
        "{}",
        reject.error
    );
    assert!(
        reject.error.ends_with("(the record spans lines 3 to 6)"),
        "{}",
        reject.error
    );
}

#[test]
fn an_id_that_swallowed_the_rest_of_the_file_is_shown_to_its_line_end() {
    let reject = reject(
        "payment_id,creditor_name",
        &format!("\"P1,A\nP2,{}", "x".repeat(5000)),
    );
    assert_eq!(reject.payment_id, "P1,A");
}

#[test]
fn a_forgotten_quote_that_swallows_a_payment_is_a_reject_and_not_a_strange_name() {
    // Without this rule the record would have two fields, the second `ACME\nP2,BETA"`.
    let batch = open("payment_id,creditor_name\nP1,\"ACME\nP2,\"BETA\"\nP3,C\n");
    let records = batch.records(1 << 20);
    let reject = records[0].as_ref().unwrap_err();
    assert!(
        reject.error.contains("text after the closing quote"),
        "{}",
        reject.error
    );
    assert!(reject.error.contains("lines 2 to 3"), "{}", reject.error);
    assert_eq!(records[1].as_ref().unwrap().payment_id, "P3");
}

#[test]
fn a_record_of_more_than_a_mebibyte_is_rejected() {
    let reject = reject(
        "payment_id,remittance_information",
        &format!("P1,{}", "x".repeat(1 << 20)),
    );
    assert_eq!(reject.payment_id, "P1");
    assert!(reject.error.contains("1048579 bytes long"), "{}", reject.error);
}

#[test]
fn a_long_id_in_a_reject_is_cut_between_characters() {
    let reject = reject("payment_id,amount", &format!("{},x", "é".repeat(1000)));
    assert!(
        reject.payment_id.len() <= 256 && reject.payment_id.chars().all(|c| c == 'é'),
        "{}",
        reject.payment_id
    );
}

#[test]
fn files_that_are_no_batch_are_one_line_errors_that_say_what_to_do() {
    for (bytes, part) in [
        (&b""[..], "the file is empty"),
        (b"\xEF\xBB\xBF", "the file is empty"),
        (b"\n\r\n", "the file is empty"),
        (
            b"<!DOCTYPE html><html><body>404</body></html>",
            "looks like an HTML page",
        ),
        (b"\xEF\xBB\xBF\n<?xml version=\"1.0\"?><a/>", "looks like XML"),
        (b"[{\"payment_id\":1}]", "looks like JSON"),
        (
            b"\xFF\xFEp\0a\0y\0",
            "no known column in the header (found `pay`)",
        ),
        (b"p\0a\0y\0m\0e\0n\0t\0_\0i\0d\0\n\0", "looks like UTF-16 text"),
        (b"\x7FELF\0\x01\x02", "looks like binary data"),
        (b"PK\x03\x04....", "export the sheet as CSV"),
        (
            b"PAR1....",
            if cfg!(feature = "columnar") {
                "the Parquet file cannot be read"
            } else {
                "payment format `parquet` is not read by this build"
            },
        ),
        (
            b"a,b,c\n1,2,3\n",
            "no known column in the header (found `a`, `b`, `c`)",
        ),
        (
            b"payment id:amount\n1:2\n",
            "no known column in the header (found `payment id:amount`)",
        ),
        (
            b"amount,currency\n1,EUR\n",
            "no `payment_id` column in the header (found `amount`, `currency`)",
        ),
        (
            b"payment_id,amount,Payment_ID\n",
            "column `payment_id` appears twice",
        ),
        (b"payment_id,\"amount\n1,2\n", "its quotes do not pair"),
    ] {
        let error = open_error(bytes);
        assert!(error.contains(part), "{error}");
    }
    let error = open_error("x,".repeat(5000));
    assert!(error.contains("5001 columns, more than 4096"), "{error}");
}

#[test]
fn a_missing_file_and_a_folder_are_errors_that_name_them() {
    let missing = BatchFile::open(Path::new("/no/such/batch.csv"), &ColumnMap::default()).unwrap_err();
    assert!(matches!(missing.problem, BatchProblem::Open { .. }));
    assert!(
        missing
            .to_string()
            .starts_with("/no/such/batch.csv: cannot be read")
    );
    let folder = tempfile::tempdir().unwrap();
    let error = BatchFile::open(folder.path(), &ColumnMap::default()).unwrap_err();
    assert!(
        error.to_string().ends_with(": is a folder; name the files in it"),
        "{error}"
    );
}

#[test]
fn a_format_that_is_given_is_taken_at_its_word() {
    let file = on_disk(b"payment_id\nP1\n");
    let error = BatchFile::open_as(file.path(), Some(Format::Ach), &ColumnMap::default()).unwrap_err();
    assert!(error.to_string().contains("is no ACH file"), "{error}");
    assert!(BatchFile::open_as(file.path(), Some(Format::Csv), &ColumnMap::default()).is_ok());
}

#[test]
fn a_header_alone_is_a_batch_of_no_payments() {
    assert_eq!(open("payment_id").records(1 << 20), []);
    assert_eq!(open("payment_id,amount\r\n").records(1), []);
}

#[test]
fn a_map_names_the_columns_of_another_program() {
    let file = on_disk(b"Ref,Beneficiary,creditor_name\nP1,ACME,ignored\n");
    let map = ColumnMap::from_toml(
        "ignore = [\"Creditor Name\"]\n[columns]\npayment_id = \"ref\"\ncreditor_name = \"Beneficiary\"\n",
    )
    .unwrap();
    let batch = BatchFile::open(file.path(), &map).unwrap();
    assert_eq!(batch.ignored_columns().collect::<Vec<_>>(), ["creditor_name"]);
    let chunk = batch.chunks(1 << 20).next().unwrap();
    let held = batch.hold(chunk);
    let mut records = held.records();
    let payment = records.next().unwrap().unwrap();
    assert_eq!(
        (payment.payment_id.as_ref(), payment.name_of(Role::Creditor)),
        ("P1", "ACME")
    );

    let map = map.with(Column::DebtorName, "Orderer");
    let error = BatchFile::open(file.path(), &map).unwrap_err().to_string();
    assert!(
        error.contains("the map says that `debtor_name` is `Orderer`"),
        "{error}"
    );
}

#[test]
fn a_header_that_may_hold_parties_and_is_not_known_refuses_the_file() {
    let error = open_error("payment_id,creditor_nmae,Branch\nP1,ACME,12\n");
    assert!(
        error.contains(":1: the column `creditor_nmae` is not known"),
        "{error}"
    );
    let error = open_error("payment_id,Swift code,amount,Payee\n");
    assert!(
        error.contains("the columns `Swift code`, `Payee` are not known"),
        "{error}"
    );
    // What a map takes the name of is not read either.
    let file = on_disk(b"payment_id,Beneficiary,creditor_name\n");
    let map = ColumnMap::default().with(Column::CreditorName, "beneficiary");
    let error = BatchFile::open(file.path(), &map).unwrap_err().to_string();
    assert!(
        error.contains("the map says that `creditor_name` is `beneficiary`, and the file has a column `creditor_name` as well"),
        "{error}"
    );
}

#[test]
fn a_file_without_a_required_column_is_refused() {
    let file = on_disk(b"payment_id,creditor_name\n");
    let map = |column| ColumnMap::default().requiring([column]);
    assert!(BatchFile::open(file.path(), &map(Column::CreditorName)).is_ok());
    let error = BatchFile::open(file.path(), &map(Column::DebtorName)).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("the required column `debtor_name` is not in the header"),
        "{error}"
    );
}

#[test]
fn the_second_bank_in_between_is_the_second_also_where_there_is_no_first() {
    let batch = open("payment_id,intermediary_agent_name,intermediary_agent_2_name\nP1,,Bank J\n");
    let payments = batch.payments();
    let agents: Vec<_> = payments[0]
        .agents
        .iter()
        .map(|agent| (agent.nth, &*agent.name))
        .collect();
    assert_eq!(agents, [(2, "Bank J")]);
}

#[test]
fn a_chunk_of_another_file_does_not_panic() {
    let long = open(format!("payment_id\n{}", "P1\n".repeat(1000)));
    let short = open("payment_id\nP1\n");
    for chunk in long.file.chunks(700) {
        let held = short.file.hold(chunk);
        let mut records = held.records();
        while records.next().is_some() {}
    }
}

#[test]
fn a_record_that_is_found_from_one_before_it_has_no_place() {
    let request =
        ":20:R\n:30:240305\n:21:P1\n:32B:EUR1,\n:59:A\n:71A:SHA\n:21:P2\n:32B:EUR2,\n:59:B\n:71A:SHA\n";
    let text = format!("{{1:F01BANKBEBBAXXX0000000000}}{{2:I101BANKDEFFXXXXN}}{{4:\n{request}-}}\n");
    let batch = Batch::open(".fin", text.repeat(2));
    let chunk = batch.file.chunks(1 << 20).next().unwrap();
    let held = batch.file.hold(chunk);
    let mut records = held.records();
    let mut have_places = Vec::new();
    while records.next().is_some() {
        have_places.push(records.place().is_some());
    }
    assert_eq!(have_places, [true, false, true, false]);
}

#[test]
fn a_place_of_another_chunk_is_none_of_this() {
    let batch = open(format!("payment_id\n{}", "P1\n".repeat(100)));
    let chunks: Vec<_> = batch.file.chunks(100).collect();
    let held = batch.file.hold(chunks[1]);
    let mut records = held.records();
    assert!(records.next().is_some());
    let place = records.place().unwrap();
    assert!(held.record_at(place, 1).is_some());
    assert!(batch.file.hold(chunks[0]).record_at(place, 1).is_none());
}

/// Records in which everything that can go wrong does, often.
fn record() -> impl Strategy<Value = Vec<u8>> {
    let field = prop_oneof![
        Just(b"".to_vec()),
        Just(b"P1".to_vec()),
        Just(b"2024-03-05".to_vec()),
        Just(b"2023-02-30".to_vec()),
        Just(b"12.50".to_vec()),
        Just(b"EUR".to_vec()),
        Just(b"\"ACME, \"\"LTD\"\"\nLondon\"".to_vec()),
        Just(b"5\" pipe".to_vec()),
        Just(b"\"ab\"c".to_vec()),
        Just(b"M\xFCller".to_vec()),
        Just("Мюллер".as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(field, 4..7).prop_map(|fields| fields.join(&b','))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_record_that_the_csv_crate_sees_is_one_payment_or_one_reject(
        records in proptest::collection::vec(record(), 0..12),
        crlf in any::<bool>(),
        chunk_bytes in 1usize..200,
    ) {
        let mut bytes = b"payment_id,value_date,amount,currency,creditor_name".to_vec();
        let line_end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
        for record in &records {
            bytes.extend_from_slice(line_end);
            bytes.extend_from_slice(record);
        }
        let batch = open(&bytes);
        let whole = batch.records(usize::MAX);
        let reference: Vec<csv::ByteRecord> = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(bytes.as_slice())
            .byte_records()
            .map(Result::unwrap)
            .collect();
        prop_assert_eq!(whole.len(), reference.len());
        for (ours, theirs) in whole.iter().zip(&reference) {
            let Ok(payment) = ours else { continue };
            prop_assert_eq!(theirs.len(), 5);
            prop_assert_eq!(!payment.flags.not_utf8, [0, 4].iter().all(|&i| std::str::from_utf8(&theirs[i]).is_ok()));
            if !payment.flags.not_utf8 {
                prop_assert_eq!(payment.payment_id.as_bytes(), &theirs[0]);
                prop_assert_eq!(payment.name_of(Role::Creditor), std::str::from_utf8(&theirs[4]).unwrap().trim());
            }
        }
        prop_assert_eq!(batch.records(chunk_bytes), whole, "cut anywhere, the same");
        for chunk in batch.file.chunks(chunk_bytes) {
            let held = batch.file.hold(chunk);
            let mut records = held.records();
            let mut number = 0;
            while let Some(record) = records.next() {
                number += 1;
                let record = record.cloned();
                let place = records.place().ok_or_else(|| TestCaseError::fail("it has no place"))?;
                let mut alone = held.record_at(place, number).unwrap();
                let again = alone.next().ok_or_else(|| TestCaseError::fail("it is not there"))?;
                prop_assert_eq!(again.cloned(), record, "read by itself, the same");
                prop_assert_eq!(alone.text(), records.text());
                prop_assert!(alone.next().is_none());
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), chunk_bytes in 0usize..50) {
        let file = on_disk([&b"payment_id,amount,creditor_name\n"[..], &bytes].concat());
        let batch = BatchFile::open(file.path(), &ColumnMap::default()).unwrap();
        for chunk in batch.chunks(chunk_bytes) {
            let held = batch.hold(chunk);
            let mut records = held.records();
            while records.next().is_some() {}
        }
        let file = on_disk(&bytes);
        let _ = BatchFile::open(file.path(), &ColumnMap::default());
    }
}
