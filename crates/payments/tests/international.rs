//! International entries of the American clearing house as banks send them: five made-up files after the Nacha Operating Rules
//! (appendix three, IAT) and what was reported of real ones, each with what is to be read of it, written down first.
#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

mod support;

use portcullis_model::{Party, Payment};
use support::Batch;

/// A record of fields, each with its width. One that is too long is a mistake of the test.
fn record(fields: &[(&str, usize)]) -> String {
    let mut record = String::new();
    for (text, width) in fields {
        assert!(
            text.chars().count() <= *width,
            "{text:?} has more than {width} characters"
        );
        record.push_str(&format!("{text:width$}"));
    }
    assert!(record.len() <= 94, "{record:?}");
    record
}

fn file_header() -> String {
    record(&[
        ("101 091000019 1210428822402290000A094101", 40),
        ("FEDERAL RESERVE BANK", 23),
        ("MUSTER BANK", 23),
    ])
}

/// The header of a batch: service class, how money is exchanged, destination, originator, currencies.
fn batch_header(
    service: &str,
    exchange: &str,
    destination: &str,
    originator: &str,
    currencies: &str,
) -> String {
    record(&[
        ("5", 1),
        (service, 3),
        ("", 16),
        (exchange, 18),
        (destination, 2),
        (originator, 10),
        ("IAT", 3),
        ("TRADE PAY", 10),
        (currencies, 6),
        ("240229", 6),
        ("   1", 4),
        ("12104288", 8),
        ("0000001", 7),
    ])
}

/// An entry: code, cents, account, the two indicators of what screening found before.
fn entry(code: &str, cents: &str, account: &str, indicators: &str, nth: u8) -> String {
    let cents = format!("{cents:0>10}");
    let trace = format!("12104288{nth:07}");
    record(&[
        ("6", 1),
        (code, 2),
        ("091000019", 9),
        ("0007", 4),
        ("", 13),
        (&cents, 10),
        (account, 35),
        ("", 2),
        (indicators, 2),
        ("1", 1),
        (&trace, 15),
    ])
}

fn addenda(kind: &str, fields: &[(&str, usize)]) -> String {
    let mut all = vec![("7", 1), (kind, 2)];
    all.extend(fields);
    format!("{:87}{:07}", record(&all), 1)
}

/// Type, foreign amount, foreign trace number, name of the receiver.
fn receiver(kind: &str, foreign: &str, trace: &str, name: &str) -> String {
    let foreign = format!("{foreign:0>18}");
    addenda("10", &[(kind, 3), (&foreign, 18), (trace, 22), (name, 35)])
}

/// Name and address of the originator.
fn originator(name: &str, street: &str, town: &str, country: &str) -> String {
    let name = addenda("11", &[(name, 35), (street, 35)]);
    format!("{name}\n{}", addenda("12", &[(town, 35), (country, 35)]))
}

/// A bank: name, kind of its number, number, country.
fn bank(kind: &str, name: &str, qualifier: &str, number: &str, country: &str) -> String {
    addenda(kind, &[(name, 35), (qualifier, 2), (number, 34), (country, 3)])
}

/// Identification and address of the receiver.
fn receiver_address(id: &str, street: &str, town: &str, country: &str) -> String {
    let id = addenda("15", &[(id, 15), (street, 35)]);
    format!("{id}\n{}", addenda("16", &[(town, 35), (country, 35)]))
}

/// What a party or bank is, in a line.
fn told(party: &Party<'_>) -> String {
    let country = party.country.as_ref().map_or("", |country| country.as_str());
    let address = party.address.replace('\n', ", ");
    let parts = [
        ("", &*party.name),
        ("account ", &*party.account),
        ("bic ", &*party.bic),
        ("id ", &*party.ids),
        ("at ", &*address),
        ("in ", country),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| format!("{label}{text}"))
        .collect();
    format!("{}: {}", party.role, parts.join(" | "))
}

/// A payment, in lines: id, amount and date; parties and banks; texts; notes.
fn lines(payment: &Payment<'_>) -> Vec<String> {
    let amount = payment.amount.as_ref().unwrap();
    let mut lines = vec![format!(
        "{} {} {} {}",
        payment.payment_id,
        amount.value,
        amount.currency.unwrap().as_str(),
        payment.value_date.unwrap()
    )];
    lines.extend(payment.parties.iter().chain(&payment.agents).map(told));
    lines.extend(
        payment
            .texts
            .iter()
            .map(|text| format!("{}: {}", text.path, text.text.replace('\n', " / "))),
    );
    lines.extend(payment.notes.iter().map(|note| format!("note: {note}")));
    lines
}

/// Holds what is read of a file to the expected lines; a reject is `rejected: …` up to where the expected line ends.
fn hold(lines_of_file: &[String], expected: &[&[&str]]) {
    let mut text = lines_of_file.join("\n");
    text.push('\n');
    let batch = Batch::open(".ach", &text);
    // The batches and the file have no controls, which are rejects of their own.
    let is_control = |record: &support::Record<'_>| {
        record
            .as_ref()
            .is_err_and(|reject| reject.error.contains("no batch control"))
    };
    let all = batch.records(1 << 20);
    let (controls, records): (Vec<_>, Vec<_>) = all.iter().partition(|record| is_control(record));
    assert!(!controls.is_empty());
    assert_eq!(records.len(), expected.len());
    for (record, expected) in records.into_iter().zip(expected) {
        match record {
            Ok(payment) => assert_eq!(lines(payment), *expected),
            Err(reject) => {
                let told = format!("rejected: {} {}", reject.payment_id, reject.error);
                assert!(expected.len() == 1 && told.starts_with(expected[0]), "{told}");
            }
        }
    }
}

#[test]
fn a_credit_to_mexico_has_a_receiver_with_account_address_and_bank_there() {
    // The type in small letters (moov-io/ach issue 1126), a town without state, two lines of remittance.
    hold(
        &[
            file_header(),
            batch_header("220", "FV3", "MX", "1121042882", "USDMXN"),
            entry("22", "152075", "032180000118359719", "  ", 1),
            receiver("rem", "2595000", "FX-99812", "MARIA GUADALUPE HERNANDEZ LOPEZ"),
            originator(
                "ACME TRADING LLC",
                "1200 COMMERCE STREET",
                "DALLAS*TX\\",
                "US*75202\\",
            ),
            bank("13", "MUSTER BANK", "01", "121042882", "US"),
            bank("14", "BANCO EJEMPLO SA", "01", "032180000", "MX"),
            receiver_address("CTE-4471", "AV VALLARTA 1500", "GUADALAJARA\\", "MX*44100\\"),
            addenda("17", &[("FACTURA 8841 ENERO", 80), ("0001", 4)]),
            addenda("17", &[("Y FEBRERO", 80), ("0002", 4)]),
        ],
        &[&[
            "121042880000001 1520.75 USD 2024-02-29",
            "debtor: ACME TRADING LLC | id tax-id:121042882@US | at 1200 COMMERCE STREET, DALLAS, TX, 75202 | in US",
            "creditor: MARIA GUADALUPE HERNANDEZ LOPEZ | account 032180000118359719 | at AV VALLARTA 1500, GUADALAJARA, 44100 | in MX",
            "debtor_agent: MUSTER BANK | id other:121042882@US | in US",
            "creditor_agent: BANCO EJEMPLO SA | id other:032180000@MX | in MX",
            "sender: MUSTER BANK | id other:121042882@US",
            "receiver: FEDERAL RESERVE BANK | id other:091000019@US",
            "710: FX-99812",
            "715: CTE-4471",
            "5 description: TRADE PAY",
            "717: FACTURA 8841 ENERO / Y FEBRERO",
        ]],
    );
}

#[test]
fn a_credit_from_london_names_a_bank_by_its_bic_and_the_class_as_its_type() {
    // Large banks write the class where the type belongs (moov-io/ach issue 1195).
    hold(
        &[
            file_header(),
            batch_header("220", "FF3", "US", "1121042882", "USDUSD"),
            entry("32", "5000000", "8839201", "0 ", 1),
            receiver("IAT", "5000000", "", "LINDQVIST BAKERY OF NEW YORK INC"),
            originator(
                "J SMITH & SONS (LONDON) LTD",
                "14 CANNON STREET 2ND FLOOR",
                "LONDON*GB-LND\\",
                "GB*EC4N 6AE\\",
            ),
            bank("13", "EXAMPLE BANK PLC", "02", "EXMPGB2LXXX", "GB"),
            bank("14", "MINNESOTA EXAMPLE BANK", "01", "091000019", "US"),
            receiver_address("", "77 HUDSON ST APT 4", "NEW YORK*NY\\", "US*10013\\"),
            bank("18", "CORRESPONDENT BANK AG", "02", "CORRDEFF", "DE"),
        ],
        &[&[
            "121042880000001 50000.00 USD 2024-02-29",
            "debtor: J SMITH & SONS (LONDON) LTD | id tax-id:121042882@US | at 14 CANNON STREET 2ND FLOOR, LONDON, GB-LND, EC4N 6AE | in GB",
            "creditor: LINDQVIST BAKERY OF NEW YORK INC | account 8839201 | at 77 HUDSON ST APT 4, NEW YORK, NY, 10013 | in US",
            "intermediary_agent: CORRESPONDENT BANK AG | bic CORRDEFF | in DE",
            "debtor_agent: EXAMPLE BANK PLC | bic EXMPGB2LXXX | in GB",
            "creditor_agent: MINNESOTA EXAMPLE BANK | id other:091000019@US | in US",
            "sender: MUSTER BANK | id other:121042882@US",
            "receiver: FEDERAL RESERVE BANK | id other:091000019@US",
            "5 description: TRADE PAY",
        ]],
    );
}

#[test]
fn a_debit_in_canada_takes_from_the_receiver_and_a_gateway_that_suspected_somebody_is_noted() {
    hold(
        &[
            file_header(),
            batch_header("225", "FV1       1.3425", "CA", "3121042882", "USDCAD"),
            entry("27", "9900", "0003-10201-8812345", "10", 1),
            receiver("WEB", "13291", "", "TREMBLAY ÉRIC"),
            originator("STREAMING EXAMPLE INC", "PO BOX 9", "SEATTLE*WA\\", "US*98101\\"),
            bank("13", "MUSTER BANK", "01", "121042882", "US"),
            bank("14", "BANQUE EXEMPLE DU CANADA", "01", "000310201", "CA "),
            receiver_address("A-1", "4 RUE SAINT-PAUL O", "MONTREAL*QC\\", "CA*H2Y 1Y8\\"),
            bank("18", "FIRST CORRESPONDENT", "01", "021000021", "US"),
            bank("18", "SECOND CORRESPONDENT", "03", "GB29NWBK60161331926819", "GB"),
        ],
        &[&[
            "121042880000001 99.00 USD 2024-02-29",
            "creditor: STREAMING EXAMPLE INC | id other:121042882 | at PO BOX 9, SEATTLE, WA, 98101 | in US",
            "debtor: TREMBLAY ÉRIC | account 0003-10201-8812345 | at 4 RUE SAINT-PAUL O, MONTREAL, QC, H2Y 1Y8 | in CA",
            "intermediary_agent: FIRST CORRESPONDENT | id other:021000021@US | in US",
            "intermediary_agent: SECOND CORRESPONDENT | account GB29NWBK60161331926819 | in GB",
            "creditor_agent: MUSTER BANK | id other:121042882@US | in US",
            "debtor_agent: BANQUE EXEMPLE DU CANADA | id other:000310201@CA | in CA",
            "sender: MUSTER BANK | id other:121042882@US",
            "receiver: FEDERAL RESERVE BANK | id other:091000019@US",
            "715: A-1",
            "5 description: TRADE PAY",
            "note: 6 says in column 77 that screening before found who may be blocked (OFAC indicator 1)",
        ]],
    );
}

#[test]
fn a_destination_that_no_address_names_is_a_country_of_the_payment() {
    // A country in small letters, a town with a comma for the asterisk, a type that is none; the batch goes to Cuba.
    hold(
        &[
            file_header(),
            batch_header("220", "FF3", "CU", "CUSTOMER-1", "USDUSD"),
            entry("22", "10000", "12345", "  ", 1),
            receiver(
                "BIL",
                "10000",
                "",
                "LINDQVIST BAKERY AB OF LUND IN SWEDE"[..35].trim_end(),
            ),
            originator("MAREN OSTBY", "1 MAIN ST", "MIAMI, FL\\", "us*33101\\"),
            bank("13", "MUSTER BANK", "01", "121042882", "US"),
            bank("14", "EXAMPLE BANK OF PANAMA", "01", "0001", "PA"),
            receiver_address("", "CALLE 50", "PANAMA*\\", "PA\\"),
        ],
        &[&[
            "121042880000001 100.00 USD 2024-02-29",
            "debtor: MAREN OSTBY | at 1 MAIN ST, MIAMI, FL, 33101 | in US",
            "creditor: LINDQVIST BAKERY AB OF LUND IN SWED | account 12345 | at CALLE 50, PANAMA | in PA",
            "third_party: in CU",
            "debtor_agent: MUSTER BANK | id other:121042882@US | in US",
            "creditor_agent: EXAMPLE BANK OF PANAMA | id other:0001@PA | in PA",
            "sender: MUSTER BANK | id other:121042882@US",
            "receiver: FEDERAL RESERVE BANK | id other:091000019@US",
            "5 identification: CUSTOMER-1",
            "5 description: TRADE PAY",
            "note: 710 `BIL` in columns 4 to 6 is no transaction type",
        ]],
    );
}

#[test]
fn a_return_a_correction_and_an_entry_without_money_among_payments_are_no_payments() {
    let parties = |name: &str| {
        [
            receiver("BUS", "10000", "", name),
            originator(
                "ACME TRADING LLC",
                "1200 COMMERCE STREET",
                "DALLAS*TX\\",
                "US*75202\\",
            ),
            bank("13", "MUSTER BANK", "01", "121042882", "US"),
            bank("14", "BANK BEISPIEL", "02", "BEISDEFF", "DE"),
            receiver_address("", "HAUPTSTRASSE 1", "KIEL*\\", "DE*24103\\"),
        ]
        .join("\n")
    };
    let correction = batch_header("220", "FF3", "DE", "1121042882", "USDUSD");
    hold(
        &[
            file_header(),
            batch_header("220", "FF3", "DE", "1121042882", "USDUSD"),
            entry("21", "10000", "1", "  ", 1),
            parties("HANS MUSTER"),
            addenda("99", &[("R03", 3), ("121042880000009", 15)]),
            // A correction need not have the addenda of its parties (moov-io/ach issue 1385).
            correction
                .replace("5220                ", "5220IATCOR          ")
                .replace("IATTRADE", "CORTRADE"),
            entry("21", "0", "2", "  ", 2),
            addenda("98", &[("C01", 3), ("121042880000009", 15)]),
            batch_header("220", "FF3", "DE", "1121042882", "USDUSD"),
            entry("24", "0", "3", "  ", 3),
            parties("GRETE MUSTER"),
            entry("22", "10000", "DE89370400440532013000", "  ", 4),
            parties("EVA MUSTER"),
        ],
        &[
            &["rejected: 121042880000001 the entry is a return"],
            &["rejected: 121042880000002 the entry is a notification of change"],
            &["rejected: 121042880000003 the entry is a zero-dollar entry"],
            &[
                "121042880000004 100.00 USD 2024-02-29",
                "debtor: ACME TRADING LLC | id tax-id:121042882@US | at 1200 COMMERCE STREET, DALLAS, TX, 75202 | in US",
                "creditor: EVA MUSTER | account DE89370400440532013000 | at HAUPTSTRASSE 1, KIEL, 24103 | in DE",
                "debtor_agent: MUSTER BANK | id other:121042882@US | in US",
                "creditor_agent: BANK BEISPIEL | bic BEISDEFF | in DE",
                "sender: MUSTER BANK | id other:121042882@US",
                "receiver: FEDERAL RESERVE BANK | id other:091000019@US",
                "5 description: TRADE PAY",
            ],
        ],
    );
}
