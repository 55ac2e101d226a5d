//! What the reader makes of SWIFT MT messages, however they are framed.

// Everything here is a test; helper functions may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;

use portcullis_model::{Party, Payment, Text};
use portcullis_payments::{BatchFile, ColumnMap, Format};
use proptest::prelude::*;

/// The records of a file cut into chunks of a size, as lines to compare by eye.
fn read_in_chunks(bytes: &[u8], chunk_bytes: usize) -> Vec<String> {
    let mut on_disk = tempfile::Builder::new().suffix(".fin").tempfile().unwrap();
    on_disk.write_all(bytes).unwrap();
    let file = BatchFile::open_as(on_disk.path(), Some(Format::Mt103), &ColumnMap::default()).unwrap();
    let mut all = Vec::new();
    for chunk in support::chunks(&file, chunk_bytes) {
        let held = file.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            match record {
                Ok(payment) => all.extend(shown(payment)),
                Err(reject) => {
                    all.push(format!(
                        "reject {} `{}` {}",
                        reject.line, reject.payment_id, reject.error
                    ));
                    all.extend(
                        shown(records.last())
                            .split_off(1)
                            .into_iter()
                            .map(|line| format!("  {line}")),
                    );
                }
            }
        }
    }
    all
}

fn read(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let bytes = bytes.as_ref();
    let whole = read_in_chunks(bytes, usize::MAX);
    for chunk_bytes in [1, 50, 333] {
        assert_eq!(
            read_in_chunks(bytes, chunk_bytes),
            whole,
            "in chunks of {chunk_bytes}"
        );
    }
    whole
}

fn shown(payment: &Payment<'_>) -> Vec<String> {
    let date = payment
        .value_date
        .map_or_else(String::new, |date| format!(" {date}"));
    let amount = payment.amount.map_or_else(String::new, |amount| {
        format!(" {} {}", amount.value, amount.currency.unwrap())
    });
    let mut all = vec![format!(
        "{} line {}{date}{amount}",
        payment.payment_id, payment.line
    )];
    all.extend(payment.parties.iter().chain(&payment.agents).map(party));
    all.extend(payment.texts.iter().map(text));
    if let Some(below) = &payment.underlying {
        all.extend(
            below
                .parties
                .iter()
                .chain(&below.agents)
                .map(|of| format!("under {}", party(of))),
        );
        all.extend(below.texts.iter().map(|of| format!("under {}", text(of))));
    }
    all.extend(payment.notes.iter().map(|note| format!("note {note}")));
    all
}

fn party(party: &Party<'_>) -> String {
    let number = if party.nth == 1 {
        String::new()
    } else {
        format!("_{}", party.nth)
    };
    let mut shown = format!("{}{number} {}", party.role, party.path);
    let details = party.details.as_deref();
    let lines = |lines: &[std::borrow::Cow<'_, str>]| lines.join(" + ");
    for (what, value) in [
        ("name", party.name.to_string()),
        (
            "lines",
            details.map_or_else(String::new, |details| lines(&details.name_lines)),
        ),
        ("account", party.account.to_string()),
        ("bic", party.bic.to_string()),
        (
            "country",
            party
                .country
                .map_or_else(String::new, |country| country.to_string()),
        ),
        (
            "born",
            party.birth_date.map_or_else(String::new, |date| date.to_string()),
        ),
        (
            "in",
            details.map_or_else(String::new, |details| details.birth_place.to_string()),
        ),
        ("ids", party.ids.to_string()),
        ("address", party.address.replace('\n', " | ")),
    ] {
        if !value.is_empty() {
            shown.push_str(&format!(" {what}={value}"));
        }
    }
    shown
}

fn text(text: &Text<'_>) -> String {
    format!("{:?} {} {}", text.kind, text.path, text.text.replace('\n', " | "))
}

/// A message of a type with these fields, as a bank sends it.
fn message(kind: &str, fields: &str) -> String {
    format!(
        "{{1:F01BANKDEFFAXXX0000000000}}{{2:I{kind}BANKFRPPXXXXN}}{{3:{{108:REF}}}}{{4:\r\n{}\r\n-}}{{5:{{CHK:0123}}}}",
        fields.replace('\n', "\r\n")
    )
}

const SENDER: &str = "sender {1:} bic=BANKDEFFXXX";
const RECEIVER: &str = "receiver {2:} bic=BANKFRPPXXX";

/// The record that stands on a line of a file of one message, without sender and receiver.
fn read_one(kind: &str, fields: &str) -> Vec<String> {
    let all = read(message(kind, fields));
    all.into_iter()
        .filter(|line| ![SENDER, RECEIVER].contains(&line.trim_start()))
        .collect()
}

/// The lines of a payment of 1 July 2023 that say nothing of its parties.
const PLAIN: &str = ":20:A1\n:23B:CRED\n:32A:230701EUR1000,50\n";

#[test]
fn a_payment_has_its_parties_its_banks_and_its_texts() {
    let fields = ":20:A1\n:13C:/CLSTIME/0915+0100\n:23B:CRED\n:23E:HOLD/CALL MS ROE\n:32A:230701USD136500,\n:33B:USD136500,\n\
                  :50K:/DE89370400440532013000\nMAREN OSTBY\nHOHE GASSE 1\nKIEL\n:51A:SENDDEFF\n:52A:BANKDEFFXXX\n:53B:/12345\n\
                  :54A:CORRUS33\n:56A:MIDDUS33XXX\n:57D:/KOL BRANCH\nCOMMERCIAL BANK\nGALLE ROAD\n:59:/99\nLNM\nNO 450\n\
                  :70:INVOICE 7\n:71A:SHA\n:71F:USD5,\n:72:/INS/BANKDEFF\n:77B:/ORDERRES/DE//HOHE GASSE";
    assert_eq!(
        read(message("103", fields)),
        [
            "A1 line 1 2023-07-01 136500 USD",
            "debtor :50K: name=MAREN OSTBY account=DE89370400440532013000 address=HOHE GASSE 1 | KIEL",
            "creditor :59: name=LNM account=99 address=NO 450",
            SENDER,
            RECEIVER,
            "instructing_agent :51A: bic=SENDDEFF",
            "debtor_agent :52A: bic=BANKDEFFXXX",
            "reimbursement_agent :53B: account=12345",
            "reimbursement_agent_2 :54A: bic=CORRUS33",
            "intermediary_agent :56A: bic=MIDDUS33XXX",
            "creditor_agent :57D: name=COMMERCIAL BANK account=KOL BRANCH address=GALLE ROAD",
            "Other :23E: HOLD/CALL MS ROE",
            // A bank's branch where an account belongs: what has no digit may be a name.
            "Other :57D: KOL BRANCH",
            "Remittance :70: INVOICE 7",
            "Other :72: /INS/BANKDEFF",
            "Other :77B: /ORDERRES/DE//HOHE GASSE",
        ]
    );
}

#[test]
fn the_sender_of_a_delivered_message_stands_in_its_second_block() {
    let text = "{1:F01CHASUS33XXXX0000000000}{2:O1031013210511CHASGB2LAXXX00000000002105111013N}{4:\n:20:A\n:32A:210511USD1,\n\
                :50A:ANBTUS44XXX\n:59A:/7\nHNBAUS51\n-}";
    assert_eq!(
        read(text),
        [
            "A line 1 2021-05-11 1 USD",
            "debtor :50A: bic=ANBTUS44XXX",
            "creditor :59A: account=7 bic=HNBAUS51",
            "sender {2:} bic=CHASGB2LXXX",
            "receiver {1:} bic=CHASUS33XXX",
        ]
    );
}

#[test]
fn numbered_lines_say_name_address_country_birth_and_numbers() {
    let party = |lines: &str| {
        let all = read_one("103", &format!("{PLAIN}:50F:{lines}\n:59F:1/B"));
        all[1..all.len() - 1].join("\n")
    };
    for (lines, shown) in [
        (
            "/BE30001216371411\n1/PHILIPS MARK\n2/HOOGSTRAAT 6, APT 10\n3/BE/ANTWERPEN\n4/19720830\n5/BE/BRUSSELS",
            "debtor :50F: name=PHILIPS MARK account=BE30001216371411 country=BE born=1972-08-30 in=BE/BRUSSELS \
             address=HOOGSTRAAT 6, APT 10 | ANTWERPEN",
        ),
        (
            "CCPT/TR/778456\n1/MANN\n1/GEORG\n3/TR/ANKARA\n6/DE/ABC BANK/123456789/8-123456790\n7/TR/1122",
            "debtor :50F: name=MANN GEORG lines=MANN + GEORG country=TR \
             ids=CCPT/TR/778456;CUST/DE/ABC BANK/123456789/8-123456790;NIDN/TR/1122 \
             address=ANKARA",
        ),
        // The day of issue behind the number.
        (
            "CCPT/RU/03 01 767874 DD 08.08.2002\n1/SOROKIN PAVEL",
            "debtor :50F: name=SOROKIN PAVEL ids=CCPT/RU/03 01 767874 DD 08.08.2002;CCPT/RU/03 01 767874",
        ),
        // What completes a number that had no room.
        (
            "NIDN/DE/1212312343\n1/MANN GEORG\n3/DE\n8/4299",
            "debtor :50F: name=MANN GEORG country=DE ids=NIDN/DE/12123123434299",
        ),
        (
            "DRLC/BE/BRUSSELS/NB0949042\n1/DU PONT GREG\n3/BE/BRUSSELS\n3/BE/BELGIUM",
            "debtor :50F: name=DU PONT GREG country=BE ids=DRLC/BE/BRUSSELS/NB0949042 \
             address=BRUSSELS | BE/BELGIUM",
        ),
        // Lines without a number: the first is the name.
        (
            "/ 1 \nMAREN OSTBY\nKIEL",
            "debtor :50F: name=MAREN OSTBY account=1 address=KIEL",
        ),
        (
            "/NOTPROVIDED\n1/A \n3/GB/Epping",
            "debtor :50F: name=A account=NOTPROVIDED country=GB address=Epping",
        ),
    ] {
        assert_eq!(party(lines), shown, "{lines}");
    }
    let all = read_one(
        "103",
        &format!("{PLAIN}:50F:/1\n1/A\n3/XX1/KIEL\n4/19721330\n:59F:1/B"),
    );
    assert_eq!(
        all[1..],
        [
            "debtor :50F: name=A account=1 address=XX1/KIEL",
            "creditor :59F: name=B",
            "Other :50F: 4/19721330",
            "note :50F: `XX1/KIEL` begins with no country code",
            "note :50F: `1972-13-30` is not a day of the calendar",
        ]
    );
}

#[test]
fn numbered_lines_are_known_whatever_the_option() {
    let all = read_one(
        "103",
        &format!("{PLAIN}:50K:/1\n1/MAREN OSTBY\n2/GASSE 1\n:59:2/NO NAME"),
    );
    assert_eq!(
        all[1..],
        [
            "debtor :50K: name=MAREN OSTBY account=1 address=GASSE 1",
            "creditor :59: name=2/NO NAME",
        ]
    );
}

#[test]
fn a_name_that_fills_its_line_may_go_on_in_the_next_one() {
    let lines = |lines: &str| {
        let all = read_one("103", &format!("{PLAIN}:50K:{lines}\n:59:B"));
        all[1].split_once("name=").unwrap().1.to_owned()
    };
    assert_eq!(
        lines("RASA ENGINEERING SERVICES (PVT) L\nIMITED COLOMBO"),
        "RASA ENGINEERING SERVICES (PVT) L lines=RASA ENGINEERING SERVICES (PVT) L + IMITED COLOMBO address=IMITED COLOMBO"
    );
    // It ends where the next word had no room.
    assert_eq!(
        lines("ORIENTAL AND AFRICAN STRATEGIC\nINVESTMENT SERVICES\nLONDON"),
        "ORIENTAL AND AFRICAN STRATEGIC lines=ORIENTAL AND AFRICAN STRATEGIC + INVESTMENT SERVICES \
         address=INVESTMENT SERVICES | LONDON"
    );
    assert_eq!(
        lines("OPTIMA (PVT) LTD\nNO 740 COTTA ROAD"),
        "OPTIMA (PVT) LTD address=NO 740 COTTA ROAD"
    );
    // A number is no name.
    assert_eq!(
        lines("RANGEL GUILARTE MADRIZ\nR00000V01321705"),
        "RANGEL GUILARTE MADRIZ address=R00000V01321705"
    );
    // A surname on a line of its own.
    assert_eq!(
        lines("GULNARA\nKARIMOVA\nTASHKENT"),
        "GULNARA lines=GULNARA + KARIMOVA address=KARIMOVA | TASHKENT"
    );
    assert_eq!(lines("GULNARA\n12 KARIMOV ST"), "GULNARA address=12 KARIMOV ST");
    // Three full lines.
    assert_eq!(
        lines("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\nC\nD"),
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \
         lines=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA + BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB + C \
         address=BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB | C | D"
    );
}

#[test]
fn a_name_behind_an_account_is_text() {
    let all = |account: &str| read_one("103", &format!("{PLAIN}:50K:/{account}\nTASHKENT\n:59:B"));
    let found = all("123456 GULNARA KARIMOVA");
    assert_eq!(found[1], "debtor :50K: name=TASHKENT account=123456");
    assert!(
        found.iter().any(|line| line.ends_with(":50K: GULNARA KARIMOVA")),
        "{found:?}"
    );
    assert_eq!(
        all("GB29 NWBK 6016 1331 9268 19")[1],
        "debtor :50K: name=TASHKENT account=GB29 NWBK 6016 1331 9268 19"
    );
}

#[test]
fn banks_are_known_by_code_clearing_number_account_or_name() {
    let bank = |field: &str| {
        let all = read_one("103", &format!("{PLAIN}:50A:ANBTUS44\n:57{field}\n:59:B"));
        all[3..].join("\n")
    };
    for (field, shown) in [
        (
            "A://FW021000089\nCITIUS33XXX",
            "creditor_agent :57A: bic=CITIUS33XXX ids=other:021000089@US",
        ),
        (
            "A://RT\nBANKDEFF",
            "creditor_agent :57A: bic=BANKDEFF ids=other:RT",
        ),
        (
            "A://TAGBFOOOGB2LXXXB1850\nFOOOIE2X",
            "creditor_agent :57A: bic=FOOOIE2X ids=other:TAGBFOOOGB2LXXXB1850",
        ),
        (
            "A:/D/1234A0123\nFOOBARYY",
            "creditor_agent :57A: account=1234A0123 bic=FOOBARYY",
        ),
        (
            "A:/C/A00031061\nOMFNCIAB",
            "creditor_agent :57A: account=A00031061 bic=OMFNCIAB",
        ),
        ("A:BANKDEFFAXXX", "creditor_agent :57A: bic=BANKDEFFAXXX"),
        (
            "A:NO CODE BANK\nKIEL",
            "creditor_agent :57A: name=NO CODE BANK address=KIEL",
        ),
        ("B:/7\nKIEL", "creditor_agent :57B: account=7 address=KIEL"),
        ("C:/7", "creditor_agent :57C: account=7"),
        ("C:IRVTUS3NXXX", "creditor_agent :57C: bic=IRVTUS3NXXX"),
        (
            "D://SC203045\n/7\nNORTH BANK",
            "creditor_agent :57D: name=NORTH BANK account=7 ids=other:203045@GB",
        ),
        (
            "D:/MUFG LTD/\nINTERNATIONAL BANKING DEPARTME\nMARINE DRIVE",
            "creditor_agent :57D: name=INTERNATIONAL BANKING DEPARTME lines=INTERNATIONAL BANKING DEPARTME + MARINE DRIVE \
             account=MUFG LTD/ address=MARINE DRIVE\n\
             Other :57D: MUFG LTD/",
        ),
    ] {
        assert_eq!(bank(field), shown, "{field}");
    }
}

#[test]
fn words_that_are_split_at_the_end_of_a_line_are_read_both_ways() {
    let text = |fields: &str| {
        let all = read_one("103", &format!("{PLAIN}:50A:ANBTUS44\n:59:B\n{fields}"));
        all[3..].join("\n")
    };
    for (fields, shown) in [
        (
            ":70:/CNC/FRA. 66\n//MANT\n//NIMIENTO",
            "Remittance :70: /CNC/FRA. 66 | //MANT | //NIMIENTO\n\
             Remittance :70: /CNC/FRA. 66MANTNIMIENTO",
        ),
        (
            ":70:FINDERS FEES-JULY,2007-  10.00, AUG\nUST,2007",
            "Remittance :70: FINDERS FEES-JULY,2007-  10.00, AUG | UST,2007\n\
             Remittance :70: FINDERS FEES-JULY,2007-  10.00, AUGUST,2007",
        ),
        // With the lines around them, once for words that touch.
        (
            ":70:ONE\nTWO\nTHREE OF THE NAMES OF INTERNATI\n//ONAL BAN\n//K OF\nFIVE\nSIX",
            "Remittance :70: ONE | TWO | THREE OF THE NAMES OF INTERNATI | //ONAL BAN | //K OF | FIVE | SIX\n\
             Remittance :70: line 2 TWO THREE OF THE NAMES OF INTERNATIONAL BANK OF FIVE",
        ),
        (":70:INVOICE 7\nOF MAY", "Remittance :70: INVOICE 7 | OF MAY"),
        (
            ":72:/INS/DEUTSCHE BANK TRUST CO.\n//AMERICAS NEW YORK\n/ACC/RENT\n/123: NO CODE",
            "Other :72: /INS/DEUTSCHE BANK TRUST CO. | //AMERICAS NEW YORK\nOther :72: line 3 /ACC/RENT | /123: NO CODE",
        ),
        (":77T:/UEDI/UNH+123A5'DOC+", "Other :77T: /UEDI/UNH+123A5'DOC+"),
        (":99Z:WHAT IS THIS", "Other :99Z: WHAT IS THIS"),
        (":25A:/778899", "third_party :25A: account=778899"),
    ] {
        assert_eq!(text(fields), shown, "{fields}");
    }
}

#[test]
fn a_transfer_between_banks_names_banks_as_parties_and_what_it_covers() {
    let first = ":20:F1\n:21:R1\n:32A:230701EUR9,\n:52A:AAAADEFF\n:53A:BBBBDEFF\n:56A:CCCCDEFF\n:57A:DDDDDEFF\n:58A:/7\nEEEEDEFF\n\
                 :72:/BNF/X";
    let lines = [
        "F1 line 1 2023-07-01 9 EUR",
        "debtor :52A: bic=AAAADEFF",
        "creditor :58A: account=7 bic=EEEEDEFF",
        "reimbursement_agent :53A: bic=BBBBDEFF",
        "intermediary_agent :56A: bic=CCCCDEFF",
        "creditor_agent :57A: bic=DDDDDEFF",
        "Other :72: /BNF/X",
    ];
    assert_eq!(read_one("202", first), lines);
    // No {119:COV} is needed to see the customers.
    let both = format!(
        "{first}\n:50K:/1\nMAREN OSTBY\n:52A:FFFFDEFF\n:56A:GGGGDEFF\n:57A:HHHHDEFF\n:59:/2\nLNM\n:70:RENT\n:72:/INS/Y\n:33B:EUR9,"
    );
    let below = [
        "under debtor_2 :50K: name=MAREN OSTBY account=1",
        "under creditor_2 :59: name=LNM account=2",
        "under debtor_agent :52A: bic=FFFFDEFF",
        "under intermediary_agent_2 :56A: bic=GGGGDEFF",
        "under creditor_agent_2 :57A: bic=HHHHDEFF",
        "under Remittance :70: RENT",
        "under Other :72: /INS/Y",
        "note {3:} does not say that a payment is covered, and fields tell of it",
    ];
    assert_eq!(read_one("202", &both), [&lines[..], &below[..]].concat());
    let told = message("202", &both).replace("{108:REF}", "{119:COV}");
    assert!(read(told).iter().all(|line| !line.starts_with("note ")));
    // Customers that were taken out.
    let told = message("202", first).replace("{108:REF}", "{119:COV}{121:174c245f}");
    assert_eq!(
        read(told).last().unwrap(),
        "note {3:} says that a payment is covered, and no field tells of it"
    );
    // The one after it covers nothing.
    let all = read(format!("{}\r\n{}", message("202", &both), message("202", first)));
    assert_eq!(all.iter().filter(|line| line.starts_with("under ")).count(), 7);
}

#[test]
fn a_request_for_several_transfers_is_a_payment_for_each() {
    let fields = ":20:FILE1\n:21R:SUPPLIERS\n:28D:1/1\n:50L:ASKED BY ACME\n:50H:/875\nMAG-NUM INC.\nZURICH\n:52A:AAAADEFF\n:30:020905\n\
                  :21:T1\n:32B:GBP12500,\n:57A:BBBBDEFF\n:59:/109\nBENE ONE\n:70:RENT\n:71A:OUR\n\
                  :21:T2\n:32B:GBP15000,5\n:50G:/9\nCCCCDEFF\n:59A:DDDDDEFF\n:77B:/X/\n:71A:OUR\n:25A:/55";
    assert_eq!(
        read(message("101", fields)),
        [
            "T1 line 11 2002-09-05 12500 GBP",
            "initiating_party :50L: name=ASKED BY ACME",
            "debtor :50H: name=MAG-NUM INC. account=875 address=ZURICH",
            "creditor :59: name=BENE ONE account=109",
            SENDER,
            RECEIVER,
            "debtor_agent :52A: bic=AAAADEFF",
            "creditor_agent :57A: bic=BBBBDEFF",
            "Remittance :70: RENT",
            "T2 line 18 2002-09-05 15000.5 GBP",
            "initiating_party :50L: name=ASKED BY ACME",
            "debtor :50H: name=MAG-NUM INC. account=875 address=ZURICH",
            "debtor_2 :50G: account=9 bic=CCCCDEFF",
            "creditor :59A: bic=DDDDDEFF",
            "third_party :25A: account=55",
            SENDER,
            RECEIVER,
            "debtor_agent :52A: bic=AAAADEFF",
            "Other :77B: /X/",
        ]
    );
}

#[test]
fn one_bad_transfer_of_a_request_spoils_no_other() {
    let fields = ":20:F\n:28D:1/1\n:50H:/8\nACME\n:30:020905\n:21:T1\n:32B:GBP1.5\n:59:/1\nONE\n:71A:OUR\n:21:T2\n:32B:GBP2,\n:59:/2\n\
                  TWO\n:71A:OUR";
    let all = read_one("101", fields);
    assert_eq!(
        all,
        [
            "reject 7 `T1` MT101: `:32B:` on line 8: `1.5` is not an amount; an amount has digits and one comma, as in `1234,56`",
            "  debtor :50H: name=ACME account=8",
            "  creditor :59: name=ONE account=1",
            "T2 line 12 2002-09-05 2 GBP",
            "debtor :50H: name=ACME account=8",
            "creditor :59: name=TWO account=2",
        ]
    );
}

#[test]
fn a_free_message_is_text() {
    let fields =
        ":20:24986\n:21:REL\n:79:TO.   HSBC INTERNATIONAL TRUSTEE LIMITED\nATTN. FOO LAM\n.\n- BORROWING";
    assert_eq!(
        read_one("199", fields),
        [
            "24986 line 1",
            "Other :79: TO.   HSBC INTERNATIONAL TRUSTEE LIMITED | ATTN. FOO LAM | . | - BORROWING"
        ]
    );
}

/// A small payment, from block 4's brace to its dash.
const SMALL: &str = "{4:\n:20:A\n:32A:230701EUR1,\n:50A:ANBTUS44\n:59:B\n";

#[test]
fn messages_end_where_they_end_however_they_are_framed() {
    let header = "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}";
    let ids = |text: &str| -> Vec<String> {
        let all = read(text);
        all.iter()
            .filter(|line| line.contains(" line ") && !line.starts_with("Other"))
            .map(|line| line.split(" 2023").next().unwrap().to_owned())
            .collect()
    };
    let ack = "{1:F21BANKDEFFAXXX0000000000}{4:{177:1704260717}{451:0}}";
    let small = |id: &str| format!("{header}{}-}}", SMALL.replace(":20:A", &format!(":20:{id}")));
    for (text, expected) in [
        // FIN, one after the other, with and without a trailer and an acknowledgment.
        (
            format!("{}{}", small("A"), small("B")),
            vec!["A line 1", "B line 6"],
        ),
        (
            format!("{}{{5:{{CHK:1}}}}\n\n{}\n", small("A"), small("B")),
            vec!["A line 1", "B line 8"],
        ),
        (
            format!("{ack}{}\n{ack}{}", small("A"), small("B")),
            vec!["A line 1", "B line 7"],
        ),
        // RJE.
        (
            format!("{}${}$", small("A"), small("B")),
            vec!["A line 1", "B line 6"],
        ),
        (
            format!("{}\n$\n{}\n$\n", small("A"), small("B")),
            vec!["A line 1", "B line 8"],
        ),
        // DOS-PCC: sectors of 512 bytes.
        (
            format!(
                "\u{1}{:<510}\u{3}{}\u{1}{}\u{3}     ",
                small("A"),
                " ".repeat(100),
                small("B")
            ),
            vec!["A line 1", "B line 6"],
        ),
        (
            format!("\u{1}{}\u{3}   \u{1}{}\u{3}", small("A"), small("B")),
            vec!["A line 1", "B line 6"],
        ),
        // Braces too many, a trailer that is not closed.
        (
            format!("{}}}\n{}}}}}}}", small("A"), small("B")),
            vec!["A line 1", "B line 7"],
        ),
        (
            format!("{}{{5:{{CHK:1}}\n{}", small("A"), small("B")),
            vec!["A line 1", "B line 7"],
        ),
        // Blocks in another order.
        (
            format!("{{2:I103BANKFRPPXXXXN}}{{1:F01BANKDEFFAXXX0000000000}}{SMALL}-}}"),
            vec!["A line 1"],
        ),
        (format!("{SMALL}-}}{header}"), vec!["A line 1"]),
        (format!("{SMALL}-}}\n{header}\n"), vec!["A line 1"]),
        // Block 4 alone, with its braces and without; what comes after it has a header.
        (
            format!("{SMALL}-}}\n{}", SMALL.to_owned() + "-}"),
            vec!["A line 1", "A line 7"],
        ),
        (
            format!("{SMALL}-}}\n{}", small("B")),
            vec!["A line 1", "B line 7"],
        ),
        (SMALL[3..].repeat(2), vec!["A line 2", "A line 7"]),
        (
            format!("{}-}}\n{}-\n", &SMALL[4..], &SMALL[4..]),
            vec!["A line 1", "A line 6"],
        ),
        // The end of the block on the line of the last field.
        (
            format!("{header}{}:71A:SHA-}}{{5:{{CHK:1}}}}\n{}", SMALL, small("B")),
            vec!["A line 1", "B line 7"],
        ),
        // Blank lines.
        (small("A").replace('\n', "\n\n"), vec!["A line 1"]),
        // Line ends of an old Mac.
        (small("A").replace('\n', "\r"), vec!["A line 1"]),
        // All on one line.
        (small("A").replace('\n', ""), vec!["A line 1"]),
        (String::new() + "\u{feff}" + &small("A"), vec!["A line 1"]),
    ] {
        assert_eq!(ids(&text), expected, "{text}");
    }
}

#[test]
fn a_message_on_one_line_has_its_fields() {
    let text = "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}{4::20:A:23B:CRED:32A:230701EUR1,:50K:/77 MAREN OSTBY\
                :59:LNM:70:AT 12:30:45:71A:SHA-}";
    assert_eq!(
        read(text),
        [
            "A line 1 2023-07-01 1 EUR",
            "debtor :50K: name=MAREN OSTBY account=77",
            "creditor :59: name=LNM",
            SENDER,
            RECEIVER,
            "Remittance :70: AT 12:30:45",
        ]
    );
}

#[test]
fn a_brace_in_a_field_ends_nothing() {
    let all = read_one("103", &format!("{PLAIN}:50K:/1234}}5678\nA {{B}} C-}}D\n:59:B"));
    assert_eq!(all[1], "debtor :50K: name=A {B} C-}D account=1234}5678");
}

#[test]
fn what_stands_outside_the_blocks_is_text() {
    let text = format!(
        ":05:SENDER NAME\n\nGASSE 1\n{}FOO\n",
        message("103", &format!("{PLAIN}:50A:ANBTUS44\n:59:B"))
    );
    let all = read(text);
    assert_eq!(all[0], "A1 line 1 2023-07-01 1000.50 EUR");
    assert_eq!(
        all[5..],
        [
            "Other outside the blocks :05:SENDER NAME | GASSE 1",
            "Other outside the blocks FOO"
        ]
    );
}

#[test]
fn small_letters_in_a_tag_are_noted() {
    let all = read_one("103", ":20:A\n:32a:230701EUR1,\n:50k:/1\nACME\n:59:B");
    assert_eq!(
        all,
        [
            "A line 1 2023-07-01 1 EUR",
            "debtor :50k: name=ACME account=1",
            "creditor :59: name=B",
            "note :32a: is a tag in small letters; tags have capital letters",
            "note :50k: is a tag in small letters; tags have capital letters",
        ]
    );
}

#[test]
fn a_message_that_cannot_be_decided_is_rejected_by_name_and_the_others_are_read() {
    let good = message("103", ":20:GOOD\n:32A:230701EUR1,\n:50A:ANBTUS44\n:59:B");
    for (bad, expected) in [
        (message("103", ":32A:230701EUR1,\n:50A:ANBTUS44\n:59:B"), "reject 1 `` MT103: there is no `:20:`, the sender's reference"),
        (message("103", ":20:\n:32A:230701EUR1,\n:59:B"), "reject 1 `` MT103: `:20:` on line 2 is empty; every payment needs a reference"),
        (message("103", ":20:A\n:59:B"), "reject 1 `A` MT103: there is no `:32A:`, date, currency and amount"),
        (message("103", ":20:A\n:32A:230732EUR1,\n:59:B"), "reject 1 `A` MT103: `:32A:` on line 3: `2023-07-32` is not a day of the calendar"),
        (message("103", ":20:A\n:32A:2307EUR1,\n:59:B"), "reject 1 `A` MT103: `:32A:` on line 3: `2307EUR1,` is not a date, a currency and an amount, as in `230701EUR1234,56`"),
        (message("103", ":20:A\n:32A:230701EUR1.234,56\n:59:B"), "reject 1 `A` MT103: `:32A:` on line 3: `1.234,56` is not an amount; an amount has digits and one comma, as in `1234,56`"),
        (message("103", ":20:A\n:32A:230701EUR-1,\n:59:B"), "reject 1 `A` MT103: `:32A:` on line 3: `-1,` is not an amount; an amount has digits and one comma, as in `1234,56`"),
        (message("103", ":20:A\n:32A:230701E1R1,\n:59:B"), "reject 1 `A` MT103: `:32A:` on line 3: `E1R` is not a currency code of three letters (ISO 4217)"),
        (message("940", ":20:A\n:60F:C180312JPY15459988,"), "reject 1 `A` MT940 is a report and no payment; MT101, MT103, MT199 and MT202 are read"),
        (message("101", ":20:A\n:28D:1/1\n:30:230701"), "reject 1 `A` MT101: there is no `:21:`, so it holds no transfer"),
        ("{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}{5:{CHK:1}}".into(), "reject 1 `` MT103: there is no text block `{4:`"),
        ("{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}{4:\n:20:A\n:32A:230701EUR1,\n:59:B".into(), "reject 1 `A` MT103: the text block is cut off: it has no end (`-}`)"),
        ("{1:F01BANKDEFFAXXX0000000000}{2:O0941836210827NXNXXXXX0XXX00080000012345678911S}{4:{135:N}{136:X1}}".into(), "reject 1 `` MT094 is not read; MT101, MT103, MT199 and MT202 are"),
        ("{4:\n:20:A\n:25:X\n:28C:1\n:60F:C180312JPY15459988,\n-}".into(), "reject 1 `A` a statement is a report and no payment; MT101, MT103, MT199 and MT202 are read"),
        ("{1:F01BANKDEFFAXXX0000000000}{4:\n:20:A\n:13D:X\n-}".into(), "reject 1 `A` the message does not say what it is: block 2 has no message type, and its fields are of no message that is read"),
    ] {
        for text in [format!("{bad}\n{good}"), format!("{good}\n{bad}")] {
            let all = read(&text);
            let rejects: Vec<&String> = all.iter().filter(|line| line.starts_with("reject ")).collect();
            assert_eq!(rejects.len(), 1, "{text}: {all:#?}");
            let line = 1 + text[..text.find(&bad).unwrap()].matches('\n').count();
            let mut expected = expected.replacen("reject 1", &format!("reject {line}"), 1);
            for near in [2, 3] {
                expected = expected.replace(&format!("on line {near}"), &format!("on line {}", near + line - 1));
            }
            assert_eq!(*rejects[0], expected, "{text}");
            assert!(all.iter().any(|line| line.starts_with("GOOD line ")), "{all:#?}");
        }
    }
}

#[test]
fn what_a_rejected_message_names_can_be_screened() {
    let all = read_one("103", ":20:A\n:50K:/1\nACME\n:59:B\n:70:RENT");
    assert_eq!(
        all[1..],
        [
            "  debtor :50K: name=ACME account=1",
            "  creditor :59: name=B",
            "  Remittance :70: RENT"
        ]
    );
    let all = read_one("940", ":20:A\n:86:/OP/ACME\nKIEL");
    assert_eq!(all[1..], ["  Other :86: /OP/ACME | KIEL"]);
    let all = read("NO MESSAGE AT ALL\nACME");
    assert_eq!(
        all,
        [
            "reject 1 `` there is no message: neither a block such as `{1:` nor a field such as `:20:`",
            "  Other outside the blocks NO MESSAGE AT ALL | ACME",
        ]
    );
}

#[test]
fn a_payment_without_one_of_its_parties_is_noted() {
    let all = read_one("103", &format!("{PLAIN}:70:X"));
    assert_eq!(
        all[1..],
        [
            "Remittance :70: X",
            "note :50: is missing: the message names nobody who pays",
            "note :59: is missing: the message names nobody who is paid",
        ]
    );
}

#[test]
fn an_amount_finer_than_its_currency_is_noted_and_exact() {
    let read = |amount: &str| {
        read_one(
            "103",
            &format!(":20:A\n:32A:230701{amount}\n:50A:ANBTUS44\n:59:B"),
        )
    };
    assert_eq!(read("USD0,10")[0], "A line 1 2023-07-01 0.10 USD");
    assert_eq!(read("USD,5")[0], "A line 1 2023-07-01 0.5 USD");
    assert_eq!(read("USD5")[0], "A line 1 2023-07-01 5 USD");
    assert_eq!(read("KWD1,234").len(), 3);
    assert_eq!(read("JPY100,00").len(), 3);
    assert_eq!(
        read("JPY100,5")[3],
        "note :32A: has an amount of more decimals than JPY has: `100,5`"
    );
    assert_eq!(read("EUR1,005")[0], "A line 1 2023-07-01 1.005 EUR");
    assert_eq!(
        read("EUR1,005")[3],
        "note :32A: has an amount of more decimals than EUR has: `1,005`"
    );
}

#[test]
fn years_of_two_digits_are_from_1980_to_2079() {
    let read =
        |date: &str| read_one("103", &format!(":20:A\n:32A:{date}EUR1,\n:50A:ANBTUS44\n:59:B"))[0].clone();
    assert_eq!(read("981209"), "A line 1 1998-12-09 1 EUR");
    assert_eq!(read("800101"), "A line 1 1980-01-01 1 EUR");
    assert_eq!(read("791231"), "A line 1 2079-12-31 1 EUR");
}

#[test]
fn text_that_is_not_utf_8_is_read_as_western() {
    let mut bytes = message("103", &format!("{PLAIN}:50K:M_LLER\n:59:B")).into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'_').unwrap();
    // The first one is in a header.
    let at = at
        + bytes[at + 1..]
            .iter()
            .position(|byte| *byte == b'_')
            .map_or(0, |next| next + 1);
    bytes[at] = 0xDC;
    assert!(read(bytes).contains(&"debtor :50K: name=MÜLLER".to_owned()));
}

#[test]
fn files_are_known_by_their_first_message() {
    let guess = |text: &str| Format::guess(std::path::Path::new("a.txt"), text.as_bytes()).as_str();
    for kind in ["103", "202", "101", "199"] {
        assert_eq!(guess(&message(kind, ":20:A")), format!("mt{kind}"));
    }
    assert_eq!(guess(&message("940", ":20:A")), "mt103");
    assert_eq!(
        guess(&format!(
            "{{1:F21X}}{{4:{{177:1}}{{451:0}}}}{}",
            message("202", ":20:A")
        )),
        "mt202"
    );
    assert_eq!(guess("\n:20:A\n:23B:CRED\n:32A:230701EUR1,\n:59:B\n"), "mt103");
    assert_eq!(guess(":20:A\n:21:B\n:32A:230701EUR1,\n:58A:BANKDEFF\n"), "mt202");
    assert_eq!(guess(":20:A\n:28D:1/1\n:30:230701\n:21:B\n"), "mt101");
    assert_eq!(guess(":20:A\n:79:TEXT\n"), "mt199");
    assert_eq!(
        guess("\u{1}{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}{4:"),
        "mt103"
    );
    assert_eq!(
        guess(":01:1\n:05:NAME\n{1:F0124900005xxxx0001000001}{2:I100ALBPPLPWxxxxN1}{4:\n"),
        "mt103"
    );
    assert_eq!(guess("payment_id,remittance_information\n1,{4: x\n"), "csv");
}

/// A line of a field as banks write it: no character that begins something else.
const LINE: &str = "[A-Z][A-Z0-9 .,()+'?]{0,31}[A-Z0-9]";

/// How messages are put into a file.
#[derive(Debug, Clone, Copy)]
enum Frame {
    Fin,
    Rje,
    DosPcc,
    Alone,
}

fn framed(messages: &[String], frame: Frame, ending: &str) -> String {
    let header = "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}";
    let all: Vec<String> = messages
        .iter()
        .map(|fields| match frame {
            Frame::Fin | Frame::Rje => format!("{header}{{4:\n{fields}\n-}}{{5:{{CHK:1}}}}\n"),
            Frame::DosPcc => format!("\u{1}{header}{{4:\n{fields}\n-}}\u{3}   "),
            Frame::Alone => format!("{fields}\n-}}\n"),
        })
        .collect();
    let between = if matches!(frame, Frame::Rje) { "$\n" } else { "" };
    all.join(between).replace('\n', ending)
}

proptest! {
    #[test]
    fn wherever_a_file_is_cut_it_has_the_same_records(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{1:F01BANKDEFFAXXX0000000000}", "{2:I103BANKFRPPXXXXN}", "{2:I101BANKFRPPXXXXN}", "{3:{108:A}}", "{4:", "{4:\n:20:A\n",
                ":20:A\n", ":21:B\n", ":32A:230701EUR1,\n", ":59:B\n", ":50K:/1\nACME\n", "-}", "\n-}", "{5:{CHK:1}}", "\n", "$", "\r\n", "\u{1}",
                "\u{3}", "}", "{", " ", "X", "{1:F21B}{4:{177:1}{451:0}}", "é",
            ]),
            1..40,
        ),
        chunk_bytes in 1usize..60,
    ) {
        let text = pieces.concat();
        let whole = read_in_chunks(text.as_bytes(), usize::MAX);
        prop_assert_eq!(read_in_chunks(text.as_bytes(), chunk_bytes), whole);
    }

    #[test]
    fn what_a_bank_writes_is_read(
        payments in prop::collection::vec(
            (1u64..1_000_000_000, 0u32..100, LINE, prop::collection::vec(LINE, 0..4), LINE, "[A-Z0-9]{1,34}"),
            1..5,
        ),
        frame in prop::sample::select(vec![Frame::Fin, Frame::Rje, Frame::DosPcc, Frame::Alone]),
        ending in prop::sample::select(vec!["\n", "\r\n"]),
        numbered in any::<bool>(),
    ) {
        let (mut messages, mut expected) = (Vec::new(), Vec::new());
        for (at, (units, cents, name, lines, creditor, account)) in payments.into_iter().enumerate() {
            let (option, first, next) = if numbered { ("F", "1/", "\n2/") } else { ("K", "", "\n") };
            let address: String = lines.iter().flat_map(|line| [next, line]).collect();
            messages.push(format!(
                ":20:ID{at}\n:23B:CRED\n:32A:230701EUR{units},{cents:02}\n:50{option}:/{account}\n{first}{name}{address}\n:59:{creditor}"
            ));
            expected.push((format!("ID{at}"), format!("{units}.{cents:02}"), name, account, lines.join("|"), creditor));
        }
        let mut on_disk = tempfile::NamedTempFile::new().unwrap();
        on_disk.write_all(framed(&messages, frame, ending).as_bytes()).unwrap();
        let file = BatchFile::open(on_disk.path(), &ColumnMap::default()).unwrap();
        let mut all = Vec::new();
        for chunk in file.chunks(200) {
            let held = file.hold(chunk);
            let mut records = held.records();
            while let Some(record) = records.next() {
                let payment = record.unwrap();
                let debtor = payment.debtor().unwrap();
                all.push((
                    payment.payment_id.to_string(),
                    payment.amount.unwrap().value.to_string(),
                    debtor.name.to_string(),
                    debtor.account.to_string(),
                    debtor.address.lines().collect::<Vec<_>>().join("|"),
                    payment.creditor().unwrap().name.to_string(),
                ));
            }
        }
        prop_assert_eq!(all, expected);
    }
}
