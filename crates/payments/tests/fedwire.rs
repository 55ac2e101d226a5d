//! What is read of Fedwire messages: made-up ones, and the samples beside the repository.

// Everything here is a test; helper functions may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use portcullis_model::{Party, Payment, Role};
use portcullis_payments::{BatchFile, ColumnMap};
use proptest::prelude::*;
use support::{Batch, records};

fn open(text: impl AsRef<[u8]>) -> Batch {
    Batch::open(".fedwire", text)
}

const TRANSFER: &str = "{1500}30REF0001 T \n{1510}1000\n{1520}20240229MMQFMP31000007\n{2000}000000123456\n\
    {3100}121042882MUSTER BANK*\n{3400}231380104SPAR BANK*\n{3600}CTR*\n{3320}INVOICE-4711*\n\
    {4000}BMUSTDEBBXXX*MUSTERBANK AG*HAUPTSTRASSE 1*FRANKFURT*DE*\n{4100}F021000021*SPAR BANK*1 WALL ST*NEW YORK NY**\n\
    {4200}D5512345*LINDQVIST BAKERY AB*STORGATAN 1*LUND*SWEDEN*\n{5000}1X1234567*MAREN OSTBY*1 MAIN ST*NEW YORK NY**\n\
    {5100}D998877*FIRST BANK*158 ANYWHERE ST***\n{5200}TQAAADEF0/7788*SECOND BANK****\n\
    {6000}FOR FLOUR AND SUGAR*IN JANUARY*\n{6100}LINE OF A BANK*\n{6210}LTRCALL THE BENEFICIARY*\n{6500}/BNF/KEEP FOR PICK UP*\n";

fn shown(party: &Party<'_>) -> [String; 6] {
    [
        &*party.name,
        &*party.address.replace('\n', "|"),
        &*party.account,
        &*party.bic,
        &*party.ids,
        &*party.path,
    ]
    .map(str::to_owned)
}

fn texts<'p>(payment: &'p Payment<'_>) -> Vec<(&'p str, &'p str)> {
    payment
        .texts
        .iter()
        .map(|text| (&*text.path, &*text.text))
        .collect()
}

/// The message with other line ends, and with elements padded to their width.
fn fixed_width(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let (tag, content) = line.trim_end().split_at(6);
            let widths: &[usize] = match tag {
                "{3100}" | "{3400}" => &[27],
                "{4000}" | "{4100}" | "{4200}" | "{5000}" | "{5100}" | "{5200}" => &[35; 5],
                "{6000}" => &[35; 4],
                _ => &[0],
            };
            let parts = content.split('*');
            let padded: String = parts
                .zip(widths.iter().chain(std::iter::repeat(&0)))
                .map(|(part, width)| format!("{part:width$}"))
                .collect();
            format!("{tag}{padded}\n")
        })
        .collect()
}

#[test]
fn a_transfer_names_parties_and_banks_by_tag() {
    for text in [
        TRANSFER.to_owned(),
        TRANSFER.replace('\n', ""),
        TRANSFER.replace('\n', "\r\n"),
        format!("\u{feff}{TRANSFER}\n\n"),
        fixed_width(TRANSFER),
    ] {
        let file = open(&text);
        let payment = file.only().unwrap();
        assert_eq!(payment.payment_id, "20240229MMQFMP31000007");
        assert_eq!(payment.value_date.unwrap().to_string(), "2024-02-29");
        assert_eq!(payment.amount.unwrap().value.to_string(), "1234.56");
        assert_eq!(payment.amount.unwrap().currency.unwrap().as_str(), "USD");
        let of = |role| shown(payment.party(role).unwrap());
        assert_eq!(
            of(Role::Debtor),
            [
                "MAREN OSTBY",
                "1 MAIN ST|NEW YORK NY",
                "",
                "",
                "passport:X1234567",
                "{5000}"
            ]
        );
        assert_eq!(
            of(Role::Creditor),
            [
                "LINDQVIST BAKERY AB",
                "STORGATAN 1|LUND|SWEDEN",
                "5512345",
                "",
                "",
                "{4200}"
            ]
        );
        assert_eq!(
            of(Role::IntermediaryAgent),
            [
                "MUSTERBANK AG",
                "HAUPTSTRASSE 1|FRANKFURT|DE",
                "",
                "MUSTDEBBXXX",
                "",
                "{4000}"
            ]
        );
        assert_eq!(
            of(Role::CreditorAgent),
            [
                "SPAR BANK",
                "1 WALL ST|NEW YORK NY",
                "",
                "",
                "other:021000021@US",
                "{4100}"
            ]
        );
        assert_eq!(
            of(Role::DebtorAgent),
            ["FIRST BANK", "158 ANYWHERE ST", "998877", "", "", "{5100}"]
        );
        assert_eq!(
            of(Role::InstructingAgent),
            ["SECOND BANK", "", "7788", "QAAADEF0", "", "{5200}"]
        );
        assert_eq!(
            of(Role::Sender),
            ["MUSTER BANK", "", "", "", "other:121042882@US", "{3100}"]
        );
        assert_eq!(
            of(Role::Receiver),
            ["SPAR BANK", "", "", "", "other:231380104@US", "{3400}"]
        );
        assert_eq!(payment.remittance(), "FOR FLOUR AND SUGAR\nIN JANUARY");
        assert_eq!(
            texts(&payment),
            [
                ("{3320}", "INVOICE-4711"),
                ("{6000}", "FOR FLOUR AND SUGAR\nIN JANUARY"),
                ("{6100}", "LINE OF A BANK"),
                ("{6210}", "CALL THE BENEFICIARY"),
                ("{6500}", "/BNF/KEEP FOR PICK UP"),
            ]
        );
        assert_eq!(payment.notes, []);
    }
}

#[test]
fn a_number_is_of_the_kind_that_its_code_says() {
    for (code, ids, account, bic) in [
        ("B", "", "", "QAAADEF0"),
        ("C", "other:QAAADEF0@US", "", ""),
        ("D", "", "QAAADEF0", ""),
        ("F", "other:QAAADEF0@US", "", ""),
        ("T", "", "", "QAAADEF0"),
        ("U", "other:QAAADEF0@US", "", ""),
        ("1", "passport:QAAADEF0", "", ""),
        ("2", "tax-id:QAAADEF0", "", ""),
        ("3", "DRLC:QAAADEF0", "", ""),
        ("4", "ARNU:QAAADEF0", "", ""),
        ("5", "registration:QAAADEF0", "", ""),
        ("9", "other:QAAADEF0", "", ""),
        ("X", "", "QAAADEF0", ""),
    ] {
        let text = TRANSFER.replace("{4200}D5512345", &format!("{{4200}}{code}QAAADEF0"));
        let file = open(&text);
        let payment = file.only().unwrap();
        let creditor = payment.creditor().unwrap();
        assert_eq!(
            (&*creditor.ids, &*creditor.account, &*creditor.bic),
            (ids, account, bic),
            "{code}"
        );
    }
}

#[test]
fn a_cover_has_the_payment_that_it_covers_below_it() {
    let covered = "{7050}50K*/DE89370400440532013000*HANS MUSTER*HAUPTSTRASSE 5*BERLIN*\n\
        {7052}52A*MUSTDEBB*\n{7056}56A  QAAAFRP0*\n{7057}57D*SPARBANKEN*LUND*\n\
        {7059}59F*/SE3550000000054910000003*1/LINDQVIST BAKERY AB*2/STORGATAN 1*3/SE/LUND*\n\
        {7070}70*INVOICE 4711*\n{7072}72*/INS/THIRD BANK*\n";
    let file = open(format!("{TRANSFER}{covered}"));
    let payment = file.only().unwrap();
    let below = payment.underlying.as_ref().unwrap();
    let of = |side: &[Party<'_>]| -> Vec<(Role, u8, [String; 6])> {
        side.iter()
            .map(|party| (party.role, party.nth, shown(party)))
            .collect()
    };
    let strings = |texts: [&str; 6]| texts.map(str::to_owned);
    assert_eq!(
        of(&below.parties),
        [
            (
                Role::Debtor,
                2,
                strings([
                    "HANS MUSTER",
                    "HAUPTSTRASSE 5|BERLIN",
                    "DE89370400440532013000",
                    "",
                    "",
                    "{7050}"
                ])
            ),
            (
                Role::Creditor,
                2,
                strings([
                    "LINDQVIST BAKERY AB",
                    "STORGATAN 1|LUND",
                    "SE3550000000054910000003",
                    "",
                    "",
                    "{7059}"
                ])
            ),
        ]
    );
    assert_eq!(below.parties[1].country.unwrap().as_str(), "SE");
    assert_eq!(
        of(&below.agents),
        [
            (
                Role::DebtorAgent,
                2,
                strings(["", "", "", "MUSTDEBB", "", "{7052}"])
            ),
            (
                Role::IntermediaryAgent,
                2,
                strings(["", "", "", "QAAAFRP0", "", "{7056}"])
            ),
            (
                Role::CreditorAgent,
                2,
                strings(["SPARBANKEN", "LUND", "", "", "", "{7057}"])
            ),
        ]
    );
    let texts: Vec<(&str, &str)> = below
        .texts
        .iter()
        .map(|text| (&*text.path, &*text.text))
        .collect();
    assert_eq!(texts, [("{7070}", "INVOICE 4711"), ("{7072}", "/INS/THIRD BANK")]);
}

#[test]
fn names_in_remittance_are_parties() {
    let remittance = "{8200}0064RMR*IV*4711\\N1*PE*SOCIETE EXEMPLE\\N4*LYON**69001*FR\\N1*PR*ACME*\n\
        {8250}ADVICE 7*EDIC*advice@example.com*ANNA EXAMPLE*ADDR****5*8001*ZURICH**CH*\n\
        {8300}OITXID*HANS MUSTER GMBH*DE123456789*FINANZAMT**ADDR***HAUPTSTRASSE*5*10115*BERLIN**DE*********EVA CONTACT*+49301234567**\
        *eva@example.com*\n\
        {8350}LINDQVIST BAKERY AB*PI*NIDN*19720830-1234**19720830LUND*ADDR***STORGATAN*1*22100*LUND**SE********SE*\n\
        {8700}SOAC*222222*ISSUER TWO*\n{8750}FIRST LINE*SECOND LINE*\n\
        {3620}1paula@example.com*PAULA EXAMPLE*5555551212*\n";
    let file = open(format!("{TRANSFER}{remittance}"));
    let payment = file.only().unwrap();
    let all: Vec<(Role, [String; 6])> = payment
        .parties
        .iter()
        .skip(2)
        .map(|party| (party.role, shown(party)))
        .collect();
    let strings = |texts: [&str; 6]| texts.map(str::to_owned);
    assert_eq!(
        all,
        [
            (
                Role::UltimateCreditor,
                strings(["SOCIETE EXEMPLE", "LYON|69001", "", "", "", "{8200}/N1[PE]"])
            ),
            (
                Role::UltimateDebtor,
                strings(["ACME", "", "", "", "", "{8200}/N1[PR]"])
            ),
            (
                Role::ThirdParty,
                strings(["ANNA EXAMPLE", "5|8001|ZURICH", "", "", "", "{8250}"])
            ),
            (
                Role::Invoicee,
                strings([
                    "HANS MUSTER GMBH",
                    "HAUPTSTRASSE|5|10115|BERLIN",
                    "",
                    "",
                    "TXID:DE123456789",
                    "{8300}"
                ])
            ),
            (
                Role::ThirdParty,
                strings([
                    "EVA CONTACT",
                    "",
                    "",
                    "",
                    "email:eva@example.com;phone:+49301234567",
                    "{8300}"
                ])
            ),
            (
                Role::Invoicer,
                strings([
                    "LINDQVIST BAKERY AB",
                    "STORGATAN|1|22100|LUND",
                    "",
                    "",
                    "NIDN:19720830-1234",
                    "{8350}"
                ])
            ),
            (
                Role::ThirdParty,
                strings([
                    "PAULA EXAMPLE",
                    "",
                    "",
                    "",
                    "email:paula@example.com;phone:5555551212",
                    "{3620}"
                ])
            ),
        ]
    );
    let invoicer = payment.party(Role::Invoicer).unwrap();
    assert_eq!(invoicer.birth_date.unwrap().to_string(), "1972-08-30");
    assert_eq!(invoicer.details.as_ref().unwrap().birth_place, "LUND");
    assert_eq!(invoicer.country.unwrap().as_str(), "SE");
    assert_eq!(
        payment.party(Role::Invoicee).unwrap().country.unwrap().as_str(),
        "DE"
    );
    let remittance = payment.remittance();
    for text in [
        "RMR*IV*4711",
        "ADVICE 7",
        "advice@example.com",
        "222222\nISSUER TWO",
        "FIRST LINE\nSECOND LINE",
    ] {
        assert!(remittance.contains(text), "{text}: {remittance}");
    }
}

#[test]
fn an_originator_in_numbered_lines_is_read_as_swift_writes_them() {
    let text = TRANSFER.replace(
        "{5000}1X1234567*MAREN OSTBY*1 MAIN ST*NEW YORK NY**",
        "{5010}CCPT/NO/X1234567*1/MAREN OSTBY*2/1 MAIN ST*3/US/NEW YORK*4/19720830*",
    );
    let file = open(&text);
    let payment = file.only().unwrap();
    let debtor = payment.debtor().unwrap();
    assert_eq!(
        shown(debtor),
        [
            "MAREN OSTBY",
            "1 MAIN ST|NEW YORK",
            "",
            "",
            "CCPT/NO/X1234567",
            "{5010}"
        ]
    );
    assert_eq!(debtor.birth_date.unwrap().to_string(), "1972-08-30");
    assert_eq!(debtor.country.unwrap().as_str(), "US");
}

#[test]
fn line_ends_part_what_an_asterisk_ends_and_words_where_an_electronic_address_belongs_are_a_name() {
    let text = TRANSFER
        .replace(
            "{5000}1X1234567*MAREN OSTBY*1 MAIN ST*NEW YORK NY**",
            "{5010}/SE4550000000058398257466\n1/MAREN OSTBY\n2/1 MAIN ST\n3/US/NEW YORK*",
        )
        .replace(
            "*LINDQVIST BAKERY AB*STORGATAN 1*",
            "*LINDQVIST BAKERY AB\nSTORGATAN 1*",
        );
    let file = open(format!("{text}{{3620}}2MR PAUL ADAMS*\n"));
    let payment = file.only().unwrap();
    let debtor = payment.debtor().unwrap();
    assert_eq!(
        (&*debtor.name, &*debtor.account),
        ("MAREN OSTBY", "SE4550000000058398257466")
    );
    let creditor = payment.creditor().unwrap();
    assert_eq!(
        (&*creditor.name, &*creditor.address),
        ("LINDQVIST BAKERY AB", "STORGATAN 1\nLUND\nSWEDEN")
    );
    assert_eq!(payment.name_of(Role::ThirdParty), "MR PAUL ADAMS");
}

#[test]
fn what_is_not_known_is_text_and_what_is_missing_is_noted() {
    let text = TRANSFER
        .replace("{4200}", "{4299}")
        .replace("{3600}CTR", "{3600}CTX");
    let file = open(&text);
    let payment = file.only().unwrap();
    assert!(texts(&payment).contains(&(
        "{4299}",
        "D5512345\nLINDQVIST BAKERY AB\nSTORGATAN 1\nLUND\nSWEDEN"
    )));
    let notes =
        |payment: &Payment<'_>| -> Vec<String> { payment.notes.iter().map(ToString::to_string).collect() };
    let unknown = |tag: &str| format!("{tag} is no tag of the format; what stands there is screened as text");
    assert_eq!(
        notes(&payment),
        [
            "{3600} `CTX` is no business function".to_owned(),
            unknown("{4299}")
        ]
    );
    let text = TRANSFER.replace("{4200}", "{4299}").replace("{5000}", "{5099}");
    let file = open(text.replace("{1510}1000\n", ""));
    assert_eq!(
        notes(&file.only().unwrap()),
        [
            "{1510} is missing, although every message has it".to_owned(),
            "{5000} is missing: the originator is not named".to_owned(),
            "{4200} is missing: the beneficiary is not named".to_owned(),
            unknown("{4299}"),
            unknown("{5099}"),
        ]
    );
}

/// A change of the message, and what is wrong then.
const DAMAGES: &[(&str, &str, &str)] = &[
    (
        "{2000}000000123456",
        "{2000}0000001234,56",
        "{2000} `0000001234,56` is not an amount of twelve digits, in cents",
    ),
    (
        "{2000}000000123456",
        "{2000}123456",
        "{2000} `123456` is not an amount of twelve digits, in cents",
    ),
    ("{2000}000000123456\n", "", "there is no {2000}, the amount"),
    (
        "{1520}20240229",
        "{1520}20230229",
        "{1520} `20230229` is not a date; write CCYYMMDD",
    ),
    (
        "{1520}20240229",
        "{1520}00240229",
        "{1520} `0024-02-29` is not plausible",
    ),
    (
        "{1510}1000",
        "{1510}1001",
        "the message is a request for reversal ({1510} `1001`), not a payment",
    ),
    (
        "{1510}1000",
        "{1510}1033",
        "the message is a refusal of a request for credit ({1510} `1033`), not a payment",
    ),
    (
        "{1510}1000",
        "{1510}1590",
        "the message is a service message ({1510} `1590`), not a payment",
    ),
    (
        "{3600}CTR",
        "{3600}SVC",
        "the message is a service message ({3600}SVC), not a payment",
    ),
];

#[test]
fn what_an_interface_writes_before_the_first_tag_hides_no_message() {
    for before in ["YFT811  ", "FTI0811 XFT811  ", "  "] {
        let batch = Batch::open(".txt", format!("{before}{TRANSFER}"));
        let payment = batch.only().unwrap();
        assert_eq!(payment.payment_id, "20240229MMQFMP31000007", "{before}");
    }
    let batch = Batch::open(
        ".fedwire",
        TRANSFER.replace("{5200}TQAAADEF0/7788*", "{5200}T100011*QAAADEF0*"),
    );
    let payment = batch.only().unwrap();
    let bank = payment
        .agents
        .iter()
        .find(|agent| agent.path == "{5200}")
        .unwrap();
    assert_eq!(
        (&*bank.account, &*bank.bic, &*bank.name),
        ("100011", "", "QAAADEF0")
    );
}

#[test]
fn bad_messages_are_told_by_name_their_names_are_screened_and_the_rest_of_the_file_is_read() {
    for (from, to, expected) in DAMAGES {
        let bad = TRANSFER.replacen(from, to, 1);
        assert_ne!(bad, TRANSFER, "{from}");
        let file = open(format!("{bad}{TRANSFER}"));
        let all = file.records(1 << 20);
        assert_eq!(all.len(), 2, "{to}");
        assert_eq!(all[0].as_ref().unwrap_err().error, *expected);
        assert!(all[1].is_ok(), "{to}");
        let chunk = file.file.chunks(1 << 20).next().unwrap();
        let held = file.file.hold(chunk);
        let mut records = held.records();
        assert!(records.next().unwrap().is_err());
        assert_eq!(records.last().name_of(Role::Creditor), "LINDQVIST BAKERY AB");
    }
}

#[test]
fn the_id_is_that_of_the_other_side_or_of_the_sender_where_the_message_has_none_of_its_own() {
    let without = TRANSFER.replace("{1520}20240229MMQFMP31000007\n", "");
    let file = open(&without);
    let payment = file.only().unwrap();
    assert_eq!(payment.payment_id, "INVOICE-4711");
    assert_eq!(payment.value_date, None);
    let added = format!("{without}{{1100}}30P 2\n{{1120}}20240229QQQQQQQQ00000105021230B123\n");
    assert_eq!(open(&added).only().unwrap().payment_id, "20240229QQQQQQQQ000001");
    let nothing = without.replace("{3320}INVOICE-4711*\n", "");
    let error = open(&nothing).only().unwrap_err().error;
    assert_eq!(error, "there is no {1520}, by which the message is known");
}

#[test]
fn a_file_without_tags_is_refused_by_name() {
    let on_disk = tempfile::Builder::new().suffix(".fedwire").tempfile().unwrap();
    std::fs::write(on_disk.path(), "payment_id,amount\nP1,12.00\n").unwrap();
    let error = BatchFile::open(on_disk.path(), &ColumnMap::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("is no Fedwire file: there is no tag of four digits in it, as in `{1500}`"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn wherever_a_file_is_cut_into_chunks_its_records_stay_the_same(
        count in 1usize..6,
        pieces in prop::collection::vec(("[{}*a-z0-9 \n]{0,6}", 0usize..600), 0..6),
        target in 1usize..1500,
    ) {
        let mut text = TRANSFER.repeat(count);
        for (piece, at) in pieces {
            text.insert_str(at.min(text.len()), &piece);
        }
        let file = open(&text);
        prop_assert_eq!(file.records(target), file.records(usize::MAX));
    }
}

/// What stands in the samples, told by eye: file, id, amount, date; debtor; creditor; its bank; how many parties there are.
const SAMPLES: &[(&str, [&str; 6], usize)] = &[
    (
        "covs_fixed_width",
        [
            "20190508Source08000001",
            "12345.67",
            "2019-05-08",
            "Name passport:1234",
            "Name DRLC:1234",
            "FI Name 123456789",
        ],
        4 + 2,
    ),
    (
        "ctp_related_remit_fixed",
        [
            "20190509Source08000001",
            "12345.67",
            "2019-05-09",
            "Name passport:1234",
            "Name DRLC:1234",
            "FI Name 123456789",
        ],
        5,
    ),
    (
        "ctp_structured_remit",
        [
            "20190509Source08000001",
            "12345.67",
            "2019-05-09",
            "Name passport:1234",
            "Name DRLC:1234",
            "FI Name 123456789",
        ],
        7,
    ),
    (
        "customer_transfer",
        [
            "20190410Source08000001",
            "12345.67",
            "2019-04-10",
            "Name passport:1234",
            "Name DRLC:1234",
            "FI Name 123456789",
        ],
        2,
    ),
    (
        "fed_appended_tags",
        [
            "20190410Source08000001",
            "12345.67",
            "2019-04-10",
            "Name passport:1234",
            "Name DRLC:1234",
            "FI Name 123456789",
        ],
        2,
    ),
    (
        "fiserv_oneline",
        [
            "2022032400000000000001",
            "222.00",
            "2022-03-24",
            "John Doe 123456",
            "Test Name 123455",
            "JPMC other:021000021@US",
        ],
        2,
    ),
];

#[test]
fn the_samples_hold_what_was_read_in_them_by_eye() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/messages/files/fedwire"
    ));
    if !folder.exists() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    for (name, expected, parties) in SAMPLES {
        let file = BatchFile::open(&folder.join(format!("{name}.txt")), &ColumnMap::default()).unwrap();
        let all = records(&file, 1 << 20);
        assert_eq!(all.len(), 1, "{name}");
        let payment = all[0].as_ref().unwrap();
        let of = |role| {
            let party = payment.party(role).unwrap();
            format!("{} {}{}", party.name, party.account, party.ids)
        };
        let read = [
            payment.payment_id.to_string(),
            payment.amount.unwrap().value.to_string(),
            payment.value_date.unwrap().to_string(),
            of(Role::Debtor),
            of(Role::Creditor),
            of(Role::CreditorAgent),
        ];
        assert_eq!(read, *expected, "{name}");
        let everyone: Vec<&Party<'_>> = payment
            .everyone()
            .filter(|party| !party.role.is_agent())
            .collect();
        assert_eq!(everyone.len(), *parties, "{name}: {everyone:?}");
    }
    let file = BatchFile::open(&folder.join("covs_fixed_width.txt"), &ColumnMap::default()).unwrap();
    let all = records(&file, 1 << 20);
    let below = all[0].as_ref().unwrap().underlying.as_ref().unwrap();
    assert_eq!(below.parties[0].name, "Swift Line One");
    assert_eq!(below.parties[0].address.lines().count(), 4);
    assert_eq!(
        (below.parties.len(), below.agents.len(), below.texts.len()),
        (2, 3, 2)
    );
    let file = BatchFile::open(&folder.join("ctp_structured_remit.txt"), &ColumnMap::default()).unwrap();
    let all = records(&file, 1 << 20);
    let payment = all[0].as_ref().unwrap();
    let invoicee = payment.party(Role::Invoicee).unwrap();
    assert_eq!((&*invoicee.name, &*invoicee.ids), ("Name", "CUST:111111"));
    assert!(
        invoicee
            .address
            .starts_with("Department\nSub-Department\nStreet Name\n16\n19405\nAnyTown\nPA\nAddress Line One")
    );
    assert_eq!(invoicee.country.unwrap().as_str(), "UA");
}
