//! What is read of files of the American clearing house: made-up ones, and the samples beside the repository.

// Everything here is a test; helper functions may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod support;

use std::{fmt::Write as _, path::Path};

use portcullis_model::{Party, Payment, Role};
use portcullis_payments::{BatchFile, ColumnMap, Reject};
use proptest::prelude::*;
use support::{Batch, records};

fn open(bytes: impl AsRef<[u8]>) -> Batch {
    Batch::open(".ach", bytes)
}

/// A made-up file: batches of a header and entries, with the controls that fit them.
#[derive(Default)]
struct File {
    text: String,
    totals: [u64; 5],
    batch: [u64; 4],
}

impl File {
    fn new() -> File {
        let mut file = File::default();
        file.line(&format!(
            "101 091000019 1210428821906240000A094101{:23}{:23}{:8}",
            "Federal Reserve Bank", "My Bank Name", ""
        ));
        file
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").unwrap();
    }

    /// A batch header: service class, company, entry class, effective date.
    fn header(mut self, service: &str, company: &str, class: &str, date: &str) -> File {
        self.batch = [0; 4];
        self.line(&format!(
            "5{service}{company:16}{:20}1121042882{class}{:10}{:6}{date:6}   112104288{:07}",
            "", "PAYROLL", "", 1
        ));
        self
    }

    fn international(mut self, date: &str) -> File {
        self.batch = [0; 4];
        self.line(&format!(
            "5200{:16}FF3{:15}DE1121042882IATTRADEPAYMTEURUSD{date:6}   112104288{:07}",
            "", "", 1
        ));
        self
    }

    /// An entry: code, cents, the 37 columns behind the amount.
    fn entry(mut self, code: &str, account: &str, cents: u64, columns_40_to_76: &str) -> File {
        let count = self.batch[0] + 1;
        self.sum(code, cents);
        self.line(&format!(
            "6{code}231380104{account:17}{cents:010}{columns_40_to_76:37}  112104288{count:07}"
        ));
        self
    }

    fn international_entry(mut self, code: &str, account: &str, cents: u64) -> File {
        self.sum(code, cents);
        self.line(&format!(
            "6{code}2313801040007{:13}{cents:010}{account:35}{:4}112104288{:07}",
            "", "", 1
        ));
        self
    }

    fn sum(&mut self, code: &str, cents: u64) {
        let is_credit = code.as_bytes()[1] < b'5';
        self.batch[0] += 1;
        self.batch[1] += 23_138_010;
        self.batch[if is_credit { 3 } else { 2 }] += cents;
    }

    /// An addenda record: type, columns behind it up to 87.
    fn addenda(mut self, kind: &str, columns: &str) -> File {
        self.batch[0] += 1;
        self.line(&format!("7{kind}{columns:84}0000001"));
        self
    }

    fn end_batch(mut self) -> File {
        let [count, hash, debit, credit] = self.batch;
        self.line(&format!(
            "8200{count:06}{hash:010}{debit:012}{credit:012}1121042882{:25}12104288{:07}",
            "", 1
        ));
        self.totals[0] += 1;
        for (total, of_batch) in self.totals[1..].iter_mut().zip(self.batch) {
            *total += of_batch;
        }
        self
    }

    fn end(mut self) -> String {
        let [batches, count, hash, debit, credit] = self.totals;
        self.line(&format!(
            "9{batches:06}{:06}{count:08}{hash:010}{debit:012}{credit:012}{:39}",
            1, ""
        ));
        self.line(&"9".repeat(94));
        self.text
    }
}

/// A file of a single entry of 12.34, whose name and numbers stand in the columns 40 to 76.
fn single(service: &str, class: &str, code: &str, columns: &str) -> String {
    File::new()
        .header(service, "ACME TRADING", class, "240229")
        .entry(code, "12345678", 1234, columns)
        .end_batch()
        .end()
}

fn name(payment: &Payment<'_>, role: Role) -> String {
    payment.name_of(role).to_owned()
}

fn texts(payment: &Payment<'_>) -> Vec<(String, String)> {
    let texts = payment.texts.iter();
    texts
        .map(|text| (text.path.to_string(), text.text.to_string()))
        .collect()
}

#[test]
fn a_credit_pays_from_the_company_to_the_receiver_and_a_debit_the_other_way() {
    let columns = format!("{:15}{:22}", "EMPLOYEE 7", "Maren Ostby");
    let file = open(single("200", "PPD", "22", &columns));
    let payment = file.only().unwrap();
    assert_eq!(payment.payment_id, "121042880000001");
    assert_eq!(payment.amount.unwrap().value.to_string(), "12.34");
    assert_eq!(payment.amount.unwrap().currency.unwrap().as_str(), "USD");
    assert_eq!(payment.value_date.unwrap().to_string(), "2024-02-29");
    assert_eq!(payment.line, 3);
    assert_eq!(name(&payment, Role::Debtor), "ACME TRADING");
    assert_eq!(payment.debtor().unwrap().ids, "tax-id:121042882@US");
    assert_eq!(name(&payment, Role::Creditor), "Maren Ostby");
    assert_eq!(payment.creditor().unwrap().account, "12345678");
    assert_eq!(payment.party(Role::DebtorAgent).unwrap().ids, "other:12104288@US");
    assert_eq!(
        payment.party(Role::CreditorAgent).unwrap().ids,
        "other:231380104@US"
    );
    assert_eq!(payment.country_of(Role::CreditorAgent).unwrap().as_str(), "US");
    assert_eq!(name(&payment, Role::Sender), "My Bank Name");
    assert_eq!(name(&payment, Role::Receiver), "Federal Reserve Bank");
    assert_eq!(
        texts(&payment),
        [
            ("5 description".to_owned(), "PAYROLL".to_owned()),
            ("6".to_owned(), "EMPLOYEE 7".to_owned())
        ]
    );
    assert!(payment.notes.is_empty());
    let debit = open(single("225", "PPD", "27", &columns));
    let payment = debit.only().unwrap();
    assert!(payment.notes.is_empty());
    assert_eq!(name(&payment, Role::Creditor), "ACME TRADING");
    assert_eq!(name(&payment, Role::Debtor), "Maren Ostby");
    assert_eq!(payment.debtor().unwrap().account, "12345678");
    assert_eq!(
        payment.party(Role::DebtorAgent).unwrap().ids,
        "other:231380104@US"
    );
}

#[test]
fn an_entry_is_believed_where_its_batch_says_the_other_direction_and_that_is_noted() {
    let columns = format!("{:15}{:22}", "1", "Maren Ostby");
    let file = open(single("220", "PPD", "27", &columns));
    let payment = file.only().unwrap();
    assert_eq!(name(&payment, Role::Debtor), "Maren Ostby");
    let notes: Vec<String> = payment.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["5 service class is for entries of the other direction"]);
}

#[test]
fn a_name_that_stands_where_most_classes_have_it_is_found_there() {
    for class in ["CIE", "MTE", "SHR", "TRC"] {
        let columns = format!("{:15}{:22}", "", "Maren Ostby");
        let file = open(single("200", class, "22", &columns));
        assert_eq!(
            name(&file.only().unwrap(), Role::Creditor),
            "Maren Ostby",
            "{class}"
        );
    }
}

#[test]
fn a_payment_from_person_to_person_names_who_sends_it() {
    let columns = format!("{:15}{:22}", "Paula Example", "Maren Ostby");
    let file = open(single("220", "WEB", "22", &columns));
    let payment = file.only().unwrap();
    assert_eq!(name(&payment, Role::UltimateDebtor), "Paula Example");
    assert_eq!(name(&payment, Role::Creditor), "Maren Ostby");
    // A number, and a debit.
    for (code, number) in [("22", "C 4711"), ("27", "Paula Example")] {
        let file = open(single(
            "200",
            "WEB",
            code,
            &format!("{number:15}{:22}", "Maren Ostby"),
        ));
        assert_eq!(file.only().unwrap().party(Role::UltimateDebtor), None, "{code}");
    }
}

#[test]
fn a_routing_number_whose_check_digit_is_wrong_is_noted() {
    let columns = format!("{:15}{:22}", "", "Maren Ostby");
    let file = open(single("200", "PPD", "22", &columns).replace("622231380104", "622231380105"));
    let payment = file.only().unwrap();
    let notes: Vec<String> = payment.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["6 has the routing number `231380105`, whose check digit is wrong"]
    );
}

#[test]
fn each_class_has_its_name_where_its_rules_put_it() {
    for (class, columns, expected) in [
        (
            "CCD",
            format!("{:15}{:22}", "1", "LINDQVIST BAKERY"),
            "LINDQVIST BAKERY",
        ),
        ("WEB", format!("{:15}{:22}", "1", "Maren Ostby"), "Maren Ostby"),
        (
            "CTX",
            format!("{:15}0000{:18}", "1", "LINDQVIST BAKERY"),
            "LINDQVIST BAKERY",
        ),
        (
            "TRX",
            format!("{:15}0000{:18}", "1", "LINDQVIST BAKERY"),
            "LINDQVIST BAKERY",
        ),
        ("CIE", format!("{:15}{:22}", "Maren Ostby", "4711"), "Maren Ostby"),
        ("MTE", format!("{:22}{:15}", "Maren Ostby", "4711"), "Maren Ostby"),
        (
            "POP",
            format!("{:9}{:4}{:2}{:22}", "4711", "BERN", "CA", "Maren Ostby"),
            "Maren Ostby",
        ),
        (
            "SHR",
            format!("{:4}{:11}{:22}", "0130", "4711", "4012000000000"),
            "",
        ),
        ("XCK", format!("{:15}{:6}{:16}", "4711", "ABCDEF", "4713"), ""),
    ] {
        let file = open(single("200", class, "22", &columns));
        let payment = file.only().unwrap_or_else(|reject| panic!("{class}: {reject}"));
        assert_eq!(name(&payment, Role::Creditor), expected, "{class}");
    }
}

#[test]
fn each_class_says_how_many_characters_a_name_has_room_for() {
    for (class, columns, room) in [
        ("PPD", format!("{:15}{:22}", "1", "ISLAMIC REPUBLIC SHIPP"), 22),
        ("CTX", format!("{:15}0000{:18}", "1", "ISLAMIC REPUBLIC"), 16),
        // What runs over into the reserved columns has them as room.
        ("CTX", format!("{:15}0000{:18}", "1", "ISLAMIC REPUBLIC S"), 18),
        ("CIE", format!("{:15}{:22}", "ISLAMIC REPUBLI", "4711"), 15),
        ("MTE", format!("{:22}{:15}", "ISLAMIC REPUBLIC SHIPP", "4711"), 22),
    ] {
        let file = open(single("200", class, "22", &columns));
        let payment = file.only().unwrap_or_else(|reject| panic!("{class}: {reject}"));
        let room_of = |role| payment.party(role).unwrap().name_room;
        assert_eq!(room_of(Role::Creditor), Some(room), "{class}");
        assert_eq!(room_of(Role::Debtor), Some(16), "the company's name of the batch");
        assert_eq!(room_of(Role::Sender), Some(23), "the origin of the file");
    }
    // The names of an international entry have 35 characters, as is assumed where nothing is said.
    let file = open(international("22").end_batch().end());
    assert_eq!(file.only().unwrap().creditor().unwrap().name_room, None);
}

#[test]
fn what_is_no_payment_is_refused_by_what_it_is_and_its_names_are_screened() {
    let columns = format!("{:15}{:22}", "1", "Maren Ostby");
    for (class, code, expected) in [
        (
            "PPD",
            "21",
            "a return or notification of change (transaction code 21)",
        ),
        ("PPD", "23", "a prenotification (transaction code 23)"),
        ("PPD", "38", "a prenotification (transaction code 38)"),
        ("CCD", "24", "a zero-dollar entry (transaction code 24)"),
        ("COR", "21", "a notification of change (COR)"),
        ("DNE", "23", "a notice of a death (DNE)"),
        ("ENR", "23", "an enrollment (ENR)"),
        ("ACK", "24", "an acknowledgment (ACK)"),
    ] {
        let file = open(single("200", class, code, &columns));
        let reject = file.only().unwrap_err();
        assert_eq!(
            reject.error,
            format!("the entry is {expected}, not a payment"),
            "{class} {code}"
        );
        assert_eq!(reject.payment_id, "121042880000001");
        assert_eq!(reject.line, 3);
    }
    let returned = File::new()
        .header("200", "ACME TRADING", "PPD", "240229")
        .entry("26", "1", 1234, &columns)
        .addenda("99", "R03099912340000015      09101298Account closed")
        .end_batch()
        .end();
    let file = open(returned);
    assert_eq!(
        file.error(),
        "the entry is a return (addenda 799, R03), not a payment"
    );
    let chunk = file.file.chunks(1 << 20).next().unwrap();
    let held = file.file.hold(chunk);
    let mut records = held.records();
    assert!(records.next().unwrap().is_err());
    assert_eq!(name(records.last(), Role::Debtor), "Maren Ostby");
    assert_eq!(name(records.last(), Role::Creditor), "ACME TRADING");
}

#[test]
fn remittance_of_several_addenda_is_one_text_and_names_in_its_segments_are_parties() {
    let text = "RMR*IV*4711**250.00\\N1*PE*LINDQVIST BAKERY AB\\N3*STORGATAN 1\\N4*LUND**22100*SE\\N1*PR*ACME TRADING HOLDING\\";
    let (first, second) = text.split_at(80);
    let file = open(
        File::new()
            .header("220", "ACME TRADING", "CTX", "240229")
            .entry("22", "1", 25_000, &format!("{:15}0002LINDQVIST BAKERY", "4711"))
            .addenda("05", &format!("{first:80}0001"))
            .addenda("05", &format!("{second:80}0002"))
            .end_batch()
            .end(),
    );
    let payment = file.only().unwrap();
    assert_eq!(payment.remittance(), text);
    let payee = payment.party(Role::UltimateCreditor).unwrap();
    assert_eq!(payee.name, "LINDQVIST BAKERY AB");
    assert_eq!(payee.address, "STORGATAN 1\nLUND\n22100");
    assert_eq!(payee.country.unwrap().as_str(), "SE");
    assert_eq!(payee.path, "705/N1[PE]");
    assert_eq!(name(&payment, Role::UltimateDebtor), "ACME TRADING HOLDING");
}

/// An international entry from Berlin to Lund, with addenda 710 to 716.
fn international(code: &str) -> File {
    File::new()
        .international("240229")
        .international_entry(code, "SE3550000000054910000003", 250_000)
        .addenda(
            "10",
            &format!("BUS{:018}{:22}{:35}", 0, "", "LINDQVIST BAKERY AB"),
        )
        .addenda("11", &format!("{:35}{:35}", "HANS MUSTER GMBH", "HAUPTSTRASSE 5"))
        .addenda("12", &format!("{:35}{:35}", "BERLIN*BE\\", "DE*10115\\"))
        .addenda(
            "13",
            &format!("{:35}{:2}{:34}{:3}", "MUSTERBANK", "02", "MUSTDEBB", "DE"),
        )
        .addenda(
            "14",
            &format!("{:35}{:2}{:34}{:3}", "SPARBANKEN", "01", "5000", "SE"),
        )
        .addenda("15", &format!("{:15}{:35}", "C-77", "STORGATAN 1"))
        .addenda("16", &format!("{:35}{:35}", "LUND\\", "SE*22100\\"))
}

fn shown(party: &Party<'_>) -> [String; 6] {
    [
        &*party.name,
        &*party.address.replace('\n', "|"),
        party.country.as_ref().map_or("", |country| country.as_str()),
        &*party.account,
        &*party.bic,
        &*party.ids,
    ]
    .map(str::to_owned)
}

#[test]
fn an_international_entry_names_parties_and_banks_in_its_addenda() {
    let originator = [
        "HANS MUSTER GMBH",
        "HAUPTSTRASSE 5|BERLIN, BE|10115",
        "DE",
        "",
        "",
        "tax-id:121042882@US",
    ];
    let receiver = [
        "LINDQVIST BAKERY AB",
        "STORGATAN 1|LUND|22100",
        "SE",
        "SE3550000000054910000003",
        "",
        "",
    ];
    let odfi = ["MUSTERBANK", "", "DE", "", "MUSTDEBB", ""];
    let rdfi = ["SPARBANKEN", "", "SE", "", "", "other:5000@SE"];
    for (code, debtor, creditor, debtor_agent, creditor_agent) in [
        ("22", originator, receiver, odfi, rdfi),
        ("27", receiver, originator, rdfi, odfi),
    ] {
        let text = international(code)
            .addenda("17", &format!("{:80}0001", "INVOICE 4711"))
            .addenda(
                "18",
                &format!(
                    "{:35}{:2}{:34}{:3}      0001",
                    "BANK OF SPAIN", "02", "BSPAESMM", "ES"
                ),
            )
            .addenda(
                "18",
                &format!(
                    "{:35}{:2}{:34}{:3}      0002",
                    "BANK OF FRANCE", "01", "30001", "FR"
                ),
            )
            .end_batch()
            .end();
        let file = open(text);
        let payment = file.only().unwrap();
        assert_eq!(shown(payment.debtor().unwrap()), debtor, "{code}");
        assert_eq!(shown(payment.creditor().unwrap()), creditor, "{code}");
        assert_eq!(
            shown(payment.party(Role::DebtorAgent).unwrap()),
            debtor_agent,
            "{code}"
        );
        assert_eq!(
            shown(payment.party(Role::CreditorAgent).unwrap()),
            creditor_agent,
            "{code}"
        );
        let between: Vec<(String, u8, String)> = payment
            .agents
            .iter()
            .filter(|agent| agent.role == Role::IntermediaryAgent)
            .map(|agent| (agent.name.to_string(), agent.nth, agent.path.to_string()))
            .collect();
        assert_eq!(
            between,
            [
                ("BANK OF SPAIN".to_owned(), 1, "718".to_owned()),
                ("BANK OF FRANCE".to_owned(), 2, "718[2]".to_owned())
            ]
        );
        assert_eq!(payment.remittance(), "INVOICE 4711");
        assert_eq!(payment.amount.unwrap().value.to_string(), "2500.00");
    }
}

#[test]
fn a_country_that_is_none_is_noted_and_screened_as_text() {
    let text = international("22")
        .end_batch()
        .end()
        .replace("SE*22100\\", "SWEDEN*2\\");
    let file = open(text);
    let payment = file.only().unwrap();
    let notes: Vec<String> = payment.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["710 `SWEDEN*2\\` is not a country code and a postal code"]
    );
    assert!(payment.creditor().unwrap().address.ends_with("SWEDEN*2"));
    assert_eq!(payment.creditor().unwrap().country, None);
}

/// A file of two payments, in a batch of credits.
fn two_credits() -> String {
    let columns = format!("{:15}{:22}", "1", "Maren Ostby");
    File::new()
        .header("220", "ACME TRADING", "PPD", "240229")
        .entry("22", "1", 100, &columns)
        .entry("32", "2", 200, &columns)
        .end_batch()
        .end()
}

/// The payments of a file, and what is wrong with its other records.
fn told(text: &str) -> (usize, Vec<String>) {
    let file = open(text);
    let all = file.records(1 << 20);
    let rejects = all.iter().filter_map(|record| record.as_ref().err());
    let rejects: Vec<String> = rejects.map(|reject| reject.error.clone()).collect();
    (all.len() - rejects.len(), rejects)
}

/// A change of a good file, the payments that are left, and what is wrong.
type Damage = (&'static str, &'static str, usize, &'static [&'static str]);

const BATCH_CONTROL: &str = "82000000020046276020000000000000000000000300";
const FILE_CONTROL: &str = "9000001000001000000020046276020000000000000000000000300";

const DAMAGES: &[Damage] = &[
    (
        BATCH_CONTROL,
        "82000000030046276020000000000000000000000300",
        2,
        &["batch control: entry and addenda count is 3, but the records give 2"],
    ),
    (
        BATCH_CONTROL,
        "82000000020046276021000000000001000000000299",
        2,
        &[
            "batch control: entry hash is 46276021, but the records give 46276020; total debit in cents is 1, but the \
           records give 0; total credit in cents is 299, but the records give 300",
        ],
    ),
    (
        FILE_CONTROL,
        "9000002000001000000030046276020000000000000000000000X00",
        2,
        &[
            "file control: batch count is 2, but the records give 1; entry and addenda count is 3, but the records give 2; \
           total credit in cents `000000000X00` is not a number",
        ],
    ),
    (
        "0000000100",
        "00000O0100",
        1,
        &["amount `00000O0100` is not ten digits"],
    ),
    (
        "622231",
        "692231",
        1,
        &["`92` in columns 2 and 3 is no transaction code"],
    ),
    (
        "622231",
        "627231",
        2,
        &[
            "batch control: total debit in cents is 0, but the records give 100; total credit in cents is 300, but the \
             records give 200",
            "file control: total debit in cents is 0, but the records give 100; total credit in cents is 300, but the \
             records give 200",
        ],
    ),
    (
        "1121042880000001\n632",
        "1121O42880000001\n632",
        1,
        &["trace number `121O42880000001` is not fifteen digits"],
    ),
    (
        "Maren",
        "Mar\u{1}n",
        1,
        &["the entry holds a control character (0x01) in column 58"],
    ),
    (
        "240229",
        "240230",
        0,
        &["batch header on line 2: effective date `240230` is not a day of the calendar"; 2],
    ),
    (
        "PPD",
        "PDT",
        0,
        &["batch header on line 2: `PDT` in columns 51 to 53 is no standard entry class, so what its entries hold is not \
           known"; 2],
    ),
    (
        "\n5220",
        "\nX220",
        0,
        &[
            "`X220ACME TRADING                        …` begins with no record type (1, 5, 6, 7, 8 or 9)",
            "the entry stands in no batch, so who pays whom is not known",
            "the entry stands in no batch, so who pays whom is not known",
            "batch control: no batch is open",
            "file control: batch count is 1, but the records give 0; entry and addenda count is 2, but the records give 0; \
             entry hash is 46276020, but the records give 0; total credit in cents is 300, but the records give 0",
        ],
    ),
    (
        "\n632",
        "\n732",
        1,
        &[
            "batch control: entry hash is 46276020, but the records give 23138010; total credit in cents is 300, but the \
             records give 100",
            "file control: entry hash is 46276020, but the records give 23138010; total credit in cents is 300, but the \
             records give 100",
        ],
    ),
    (
        "\n5220",
        "\n705REMITTANCE\n5220",
        2,
        &["the addenda record stands behind no entry"],
    ),
    (
        "\n5220",
        "\n5230",
        2,
        &["batch header: `230` in columns 2 to 4 is no service class"],
    ),
    (
        "A094101",
        "A094111",
        2,
        &["file header: `094111` stands in columns 35 to 40, and not 094101; its fields are shifted"],
    ),
    (
        "101 ",
        "X01 ",
        2,
        &[
            "`X01 091000019 1210428821906240000A094101…` begins with no record type (1, 5, 6, 7, 8 or 9)",
            "file control: the file has no file header",
        ],
    ),
];

#[test]
fn bad_records_are_told_by_name_and_the_rest_of_the_file_is_read() {
    let good = two_credits();
    assert_eq!(told(&good), (2, Vec::new()));
    for (from, to, payments, errors) in DAMAGES {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let (read, rejects) = told(&bad);
        assert_eq!(rejects, *errors, "{to}");
        assert_eq!(read, *payments, "{to}");
    }
}

#[test]
fn a_file_that_is_cut_is_told() {
    let good = two_credits();
    let lines: Vec<&str> = good.lines().collect();
    let cut = |count: usize| told(&lines[..count].join("\n"));
    assert_eq!(cut(5).1, ["the file has no file control; it may be cut"]);
    assert_eq!(
        cut(4),
        (
            2,
            vec![
                "the batch of line 2 has no batch control; the file has no file control; it may be cut"
                    .to_owned()
            ]
        )
    );
    assert_eq!(
        cut(1),
        (0, vec!["the file has no file control; it may be cut".to_owned()])
    );
    let headless = told(&lines[1..].join("\n"));
    assert_eq!(
        headless,
        (2, vec!["file control: the file has no file header".to_owned()])
    );
    let twice = told(&[&lines[..4], &lines[1..]].concat().join("\n"));
    assert_eq!(twice.0, 4);
    assert_eq!(twice.1[0], "the batch of line 2 has no batch control");
    // Two files in one.
    assert_eq!(told(&good.repeat(2)), (4, Vec::new()));
}

#[test]
fn entries_alone_may_be_counted_where_nothing_else_differs() {
    let text = File::new()
        .header("220", "ACME TRADING", "PPD", "240229")
        .entry("22", "1", 100, &format!("{:15}{:22}", "1", "Maren Ostby"))
        .addenda("05", &format!("{:80}0001", "RENT"))
        .end_batch()
        .end();
    assert_eq!(told(&text), (1, Vec::new()));
    assert_eq!(
        told(&text.replace("900000100000100000002", "900000100000100000001")),
        (1, Vec::new())
    );
    assert_eq!(
        told(&text.replace("900000100000100000002", "900000100000100000003"))
            .1
            .len(),
        1
    );
}

#[test]
fn an_international_entry_is_refused_without_its_parties() {
    for (from, to, expected) in [
        (
            "\n710",
            "\n709",
            "addenda 710, with the receiver's name, is missing or holds none",
        ),
        (
            "\n711",
            "\n709",
            "addenda 711, with the originator's name, is missing or holds none",
        ),
        (
            "HANS MUSTER GMBH",
            "                ",
            "addenda 711, with the originator's name, is missing or holds none",
        ),
        (
            "SPARBANKEN",
            "SPAR\u{1a}ANKEN",
            "addenda 714 holds a control character (0x1a) in column 8",
        ),
    ] {
        let good = international("22").end_batch().end();
        let (payments, rejects) = told(&good.replacen(from, to, 1));
        assert_eq!((payments, rejects), (0, vec![expected.to_owned()]), "{to}");
    }
}

#[test]
fn the_same_file_is_read_however_it_is_written() {
    let plain = international("22")
        .addenda("17", &format!("{:80}0001", "INVOICE 4711"))
        .end_batch()
        .end();
    let as_it_is = open(&plain);
    let expected = as_it_is.records(1 << 20);
    assert_eq!(expected.iter().filter(|record| record.is_ok()).count(), 1);
    let ebcdic: Vec<u8> = plain
        .bytes()
        .filter(|byte| *byte != b'\n')
        .map(to_ebcdic)
        .collect();
    let stripped: Vec<&str> = plain.lines().map(str::trim_end).collect();
    for written in [
        plain.replace('\n', "\r\n").into_bytes(),
        plain.replace('\n', "").into_bytes(),
        format!("\u{feff}{plain}\n\n\u{1a}").into_bytes(),
        plain.replace('\n', "    \n\n").into_bytes(),
        stripped.join("\n").into_bytes(),
        ebcdic,
    ] {
        let otherwise = open(&written);
        let read = otherwise.records(1 << 20);
        for (read, expected) in read.iter().zip(&expected) {
            let expected = expected.as_ref().unwrap();
            let read = Payment {
                line: expected.line,
                ..read.clone().unwrap()
            };
            assert_eq!(&read, expected, "{}", String::from_utf8_lossy(&written));
        }
        assert_eq!(read.len(), expected.len());
    }
}

/// The byte of a character in code page 037.
fn to_ebcdic(byte: u8) -> u8 {
    match byte {
        b' ' => 0x40,
        b'0'..=b'9' => 0xF0 + (byte - b'0'),
        b'A'..=b'I' => 0xC1 + (byte - b'A'),
        b'J'..=b'R' => 0xD1 + (byte - b'J'),
        b'S'..=b'Z' => 0xE2 + (byte - b'S'),
        b'a'..=b'i' => 0x81 + (byte - b'a'),
        b'j'..=b'r' => 0x91 + (byte - b'j'),
        b's'..=b'z' => 0xA2 + (byte - b's'),
        b'*' => 0x5C,
        b'\\' => 0xE0,
        b'-' => 0x60,
        _ => panic!("{byte}"),
    }
}

#[test]
fn a_file_that_holds_no_record_of_the_format_is_refused_by_name() {
    let on_disk = tempfile::Builder::new().suffix(".ach").tempfile().unwrap();
    std::fs::write(on_disk.path(), "payment_id,amount\nP1,12.00\n").unwrap();
    let error = BatchFile::open(on_disk.path(), &ColumnMap::default())
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        format!(
            "{}: is no ACH file: no line of it begins as a file header (1), batch header (5) or entry (6) does",
            on_disk.path().display()
        )
    );
}

proptest! {
    #[test]
    fn wherever_a_file_is_cut_into_chunks_its_records_stay_the_same(
        kinds in prop::collection::vec(0usize..9, 1..40),
        unbroken in any::<bool>(),
        target in 1usize..700,
    ) {
        let whole = two_credits();
        let lines: Vec<&str> = whole.lines().collect();
        let international = international("27").end_batch().end();
        let mut text = lines[0].to_owned() + "\n";
        for kind in kinds {
            match kind {
                0..=5 => text.push_str(lines[kind]),
                6 => text.push_str(&international[95..]),
                7 => text.push_str(&format!("705{:80}00010000001", "MORE")),
                _ => text.push_str(if unbroken { "" } else { "JUNK" }),
            }
            text.push('\n');
        }
        if unbroken {
            text = text.replace('\n', "");
        }
        let file = open(&text);
        let (cut, whole) = (file.records(target), file.records(usize::MAX));
        prop_assert_eq!(cut, whole);
    }
}

/// What stands in the samples, told by eye: file, entries that are payments, others with what is said of them.
const SAMPLES: &[(&str, &[&str], &[&str])] = &[
    (
        "ach/contested_return.ach",
        &[],
        &["a contested dishonored return"],
    ),
    (
        "ach/derived_ebcdic_cp037_noeol.ach",
        &["121042880000001 1000000.00 2018-11-27 Receiver Company 12345678 > Name on Account"],
        &[],
    ),
    (
        "ach/dishonored_return.ach",
        &[],
        &["a dishonored return", "a dishonored return"],
    ),
    ("ach/fiserv_zerofile.ach", &[], &[]),
    (
        "ach/fixedlen_noeol.ach",
        &["076401255655291 105.00 2008-07-30 Bachman Eric 12345 > companyname"],
        &[],
    ),
    (
        "ach/nonascii_latin1_brokenbar.ach",
        &["111111110000001 1000000.00 2019-06-25 Receiver¦Acc Name 12345678 > Name on Account"],
        &[],
    ),
    (
        "ach/nonascii_utf8.ach",
        &["111111110000001 1000000.00 2019-06-25 Receiver¦Acc Name 12345678 > Name on Account"],
        &[],
    ),
    ("ach/return_web.ach", &[], &["a return", "a return"]),
    (
        "ach/short_line.ach",
        &["121042880000001 1000000.00 2019-06-25 Receiver Account Name 12345678 > Name on Account"],
        &[],
    ),
    (
        "ach/no_file_header.ach",
        &[
            "011600060000001 4444.00 2024-04-25 Apple > Kyle Prince 44442280852",
            "011600060000002 123.45 2024-04-25 Apple > Michael Moyer 44442280852",
            "011600060000003 4343.54 2024-04-25 Apple > Tracy Delgado 44442280852",
            "011600060000004 8910.99 2024-04-25 Apple 1111222233330000 > Apple",
            "011600060000005 20.94 2024-04-25 Key-Morse > Laura Cruz 44442280852",
            "011600060000006 16.04 2024-04-25 Key-Morse > Jillian Clayton 44449593224",
            "011600060000007 107664.99 2024-04-25 Key-Morse > Brian Waters 44449593224",
            "011600060000008 107701.97 2024-04-25 Key-Morse 121889252 > Key-Morse",
            "011600060000009 86.17 2024-04-25 Rubio Baldwin > Stephanie Flowers 4444911717",
            "011600060000010 64.83 2024-04-25 Rubio Baldwin > Catherine Martin 4444911717",
            "011600060000011 45.66 2024-04-25 Rubio Baldwin > Jason Lewis 4444911717",
            "011600060000012 196.66 2024-04-25 Rubio Baldwin 44444383427 > Rubio Baldwin",
            "011600060000016 706.90 2024-04-25 Lopez-Robinson > Robin Fleming 4444379179753",
            "011600060000017 9552.39 2024-04-25 Lopez-Robinson > Christine Keith 444459015",
            "011600060000018 10259.29 2024-04-25 Lopez-Robinson 4444389 > Lopez-Robinson",
        ],
        &[
            "a prenotification",
            "a prenotification",
            "a prenotification",
            "the file has no file header",
        ],
    ),
    (
        "iat/iat_bad10.ach",
        &[
            "231380100000001 1000.00 2001-01-01 BEK Solutions > BEK Enterprises 123456789",
            "231380100000001 20.00 2001-01-01 BEK Enterprises 123456789 > BEK Solutions",
        ],
        &[],
    ),
    (
        "iat/iat_bad13.ach",
        &[],
        &["addenda 713 holds a control character"],
    ),
    ("iat/iat_noc98.ach", &[], &["a notification of change"]),
    ("iat/iat_return99.ach", &[], &["a return"]),
];

fn samples() -> Option<std::path::PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/messages"));
    if !folder.exists() {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder.to_owned())
}

fn in_a_line(payment: &Payment<'_>) -> String {
    let side = |role| {
        let party = payment.party(role).unwrap();
        format!("{} {}", party.name, party.account).trim().to_owned()
    };
    format!(
        "{} {} {} {} > {}",
        payment.payment_id,
        payment.amount.unwrap().value,
        payment.value_date.unwrap(),
        side(Role::Debtor),
        side(Role::Creditor)
    )
}

#[test]
fn the_samples_hold_what_was_read_in_them_by_eye() {
    let Some(folder) = samples() else { return };
    for (name, payments, errors) in SAMPLES {
        let file = BatchFile::open(&folder.join("files").join(name), &ColumnMap::default()).unwrap();
        let all = records(&file, 1 << 20);
        let read: Vec<String> = all
            .iter()
            .filter_map(|record| record.as_ref().ok())
            .map(in_a_line)
            .collect();
        assert_eq!(read, *payments, "{name}");
        let rejects: Vec<&Reject> = all.iter().filter_map(|record| record.as_ref().err()).collect();
        assert_eq!(rejects.len(), errors.len(), "{name}: {rejects:?}");
        for (reject, expected) in rejects.iter().zip(*errors) {
            assert!(reject.error.contains(expected), "{name}: {reject}");
        }
    }
    // Headers a column short: nothing of their entries is certain.
    let file = BatchFile::open(&folder.join("files/ach/invalid_2011.ach"), &ColumnMap::default()).unwrap();
    let all = records(&file, 1 << 20);
    // And what is wrong with the file header, and with the file control.
    assert_eq!(all.len(), 178 + 2);
    assert!(all.iter().all(Result::is_err));
}

#[test]
fn names_in_the_remittance_of_the_samples_are_parties() {
    let Some(folder) = samples() else { return };
    for name in ["nonascii_latin1_brokenbar", "nonascii_utf8"] {
        let path = folder.join(format!("files/ach/{name}.ach"));
        let file = BatchFile::open(&path, &ColumnMap::default()).unwrap();
        let all = records(&file, 1 << 20);
        let payment = all[0].as_ref().unwrap();
        let named: Vec<(Role, &str)> = payment
            .everyone()
            .map(|party| (party.role, &*party.name))
            .collect();
        for expected in [
            (Role::UltimateDebtor, "META PLATFORMS INC"),
            (Role::UltimateCreditor, "JO SMITH"),
            (Role::CreditorAgent, "M1 FINANCE"),
        ] {
            assert!(named.contains(&expected), "{name}: {expected:?} of {named:?}");
        }
        let payee = payment.party(Role::UltimateCreditor).unwrap();
        assert_eq!(payee.address, "BELLEVUE\n98005");
        assert!(payment.remittance().starts_with("ISA¦00¦"), "{name}");
        assert_eq!(payment.flags.not_utf8, name.contains("latin1"));
    }
}

/// The international samples beside what an independent reader found in them.
#[test]
fn the_international_samples_are_as_expected() {
    let Some(folder) = samples() else { return };
    let expected = std::fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let mut compared = 0;
    for line in expected.lines() {
        let expected: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = expected["file"].as_str().unwrap();
        if !name.starts_with("iat/") || expected["category"] != "forward" {
            continue;
        }
        let file = BatchFile::open(&folder.join("files").join(name), &ColumnMap::default()).unwrap();
        let all = records(&file, 1 << 20);
        let index = usize::try_from(expected["index"].as_u64().unwrap()).unwrap();
        let payment = all[index].as_ref().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(payment.payment_id, text(&expected["payment_id"]), "{name}");
        assert_eq!(
            payment.amount.unwrap().value.to_string(),
            text(&expected["amount"]),
            "{name}"
        );
        let date = payment.value_date.unwrap().strftime("%y%m%d").to_string();
        assert_eq!(date, text(&expected["value_date"]), "{name}");
        for (role, side) in [(Role::Debtor, "debtor"), (Role::Creditor, "creditor")] {
            let party = payment.party(role).unwrap();
            assert_eq!(party.name, text(&expected[format!("{side}_name")]), "{name}");
            assert_eq!(
                party.account,
                text(&expected[format!("{side}_account")]),
                "{name}"
            );
            assert_eq!(
                party.country.unwrap().as_str(),
                if party.name.contains("Solutions") {
                    "US"
                } else {
                    "CA"
                }
            );
        }
        let is_credit = expected["direction"] == "credit";
        for (role, of_credit, of_debit) in [
            (Role::DebtorAgent, "odfi", "rdfi"),
            (Role::CreditorAgent, "rdfi", "odfi"),
        ] {
            let expected = &expected[if is_credit { of_credit } else { of_debit }];
            let agent = payment.party(role).unwrap();
            assert_eq!(agent.name, text(&expected["name"]), "{name}");
            let country = text(&expected["country"]);
            assert_eq!(
                agent.ids,
                format!("other:{}@{country}", text(&expected["id"])),
                "{name}"
            );
        }
        let between = payment
            .agents
            .iter()
            .filter(|agent| agent.role == Role::IntermediaryAgent);
        let between: Vec<&str> = between.map(|agent| &*agent.name).collect();
        let others = expected["other_parties"].as_array().unwrap();
        let others: Vec<String> = others.iter().map(|other| text(&other["name"])).collect();
        assert_eq!(between, others, "{name}");
        let remittance = expected["remittance"].as_array().unwrap();
        let remittance: Vec<String> = remittance.iter().map(&text).collect();
        assert_eq!(payment.remittance(), remittance.join("\n"), "{name}");
        compared += 1;
    }
    assert_eq!(compared, 7);
}
