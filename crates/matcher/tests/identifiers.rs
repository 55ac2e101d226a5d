//! Which identifiers of a payment are found, where they are looked for, and which are certain.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::{Index, OpenOptions};
use portcullis_matcher::{Findings, MatchOptions, Matcher, PartyQuery};
use portcullis_model::{
    Date, Designation, Evidence, Hit, HitBasis, Name, NameKind, Party, Payment, Role, Schema,
};

fn listed(id: &str, name: &str, schema: Schema, identifiers: &[&str]) -> Designation {
    let mut designation = Designation::new(id, "List", "US", schema);
    designation.names.push(Name::new(name, NameKind::Primary));
    designation
        .identifiers
        .extend(identifiers.iter().map(|text| text.parse().unwrap()));
    designation
}

fn index_bytes() -> Vec<u8> {
    let person = listed(
        "person",
        "BOUT, Viktor Anatolijevitch",
        Schema::Person,
        &["passport:A1234567@RU", "tax-id:5512"],
    );
    let bank = listed(
        "bank",
        "COMMERCIAL BANK OF SYRIA",
        Schema::Organization,
        &[
            "bic:CMSYSYDA",
            "email:Office@Bank.Example",
            "website:https://www.bank.example/",
            "imo:9187629",
            "registration:SY-10 4711",
        ],
    );
    portcullis_index::build(&[person, bank], &[]).unwrap()
}

fn matcher() -> Matcher {
    matcher_over(Index::from_bytes(index_bytes()).unwrap())
}

fn matcher_over(index: Index) -> Matcher {
    Matcher::new(Arc::new(index), MatchOptions::default())
}

fn screen(matcher: &Matcher, payment: &Payment<'_>) -> Vec<Hit> {
    let mut findings = Findings::default();
    matcher.screen_payment(payment, &mut matcher.scratch(), &mut findings);
    findings.hits
}

/// The designations that a payment hits by an identifier, and whether that is certain.
fn identified<'m>(matcher: &'m Matcher, payment: &Payment<'_>) -> Vec<(&'m str, bool)> {
    screen(matcher, payment)
        .iter()
        .filter(|hit| hit.basis == HitBasis::Identifier)
        .map(|hit| (matcher.index().designation_id(hit.designation), hit.certain))
        .collect()
}

fn with_id(id: &str) -> Payment<'_> {
    Payment::default().with(Party {
        ids: id.into(),
        ..Party::named(Role::Creditor, "Maren Ostby")
    })
}

#[test]
fn an_identification_is_found_whatever_its_kind_is_called() {
    let matcher = matcher();
    for id in [
        "passport:A1234567",
        "PASSPORT: a-123 4567 @ru",
        "A1234567",
        "passprt:A1234567",
        "passprt:A1234567@RU",
        "reference:77; passprt:A1234567",
    ] {
        assert_eq!(identified(&matcher, &with_id(id)), [("person", true)], "{id}");
    }
}

#[test]
fn an_identification_of_another_kind_or_country_is_not_found() {
    let matcher = matcher();
    for id in [
        "tax-id:A1234567",
        "passport:A1234567@IR",
        "passprt:A1234567@IR",
        "A1234568",
    ] {
        assert_eq!(identified(&matcher, &with_id(id)), [], "{id}");
    }
}

#[test]
fn a_short_number_of_no_stated_kind_is_not_certain() {
    let matcher = matcher();
    assert_eq!(identified(&matcher, &with_id("tax-id:5512")), [("person", true)]);
    assert_eq!(identified(&matcher, &with_id("5512")), [("person", false)]);
    assert_eq!(identified(&matcher, &with_id("taxid:5512")), [("person", false)]);
}

/// The index with every record of a designation damaged, opened as `--trust-index` opens it.
fn with_damaged_records() -> Index {
    let mut bytes = index_bytes();
    // The third entry of the section table, behind a header of 32 bytes: offset and length of the records.
    let number =
        |at: usize| usize::try_from(u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())).unwrap();
    let (start, length) = (number(32 + 2 * 16), number(32 + 2 * 16 + 8));
    bytes[start..start + length].fill(0xFF);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Index::open_with(file.path(), OpenOptions { trust_checksum: true }).unwrap()
}

fn says_unreadable(hit: &Hit) -> bool {
    hit.evidence
        .iter()
        .any(|piece| matches!(piece, Evidence::Text { note } if note.contains("cannot be read")))
}

#[test]
fn an_identifier_whose_record_cannot_be_read_is_a_hit_for_a_person() {
    let matcher = matcher_over(with_damaged_records());
    let hits = screen(&matcher, &with_id("passport:A1234567"));
    assert_eq!(hits.len(), 1);
    assert!(!hits[0].certain && says_unreadable(&hits[0]), "{:?}", hits[0]);
    assert_eq!(hits[0].matched, "passport:A1234567");
}

#[test]
fn facts_that_cannot_be_compared_take_no_hit_away() {
    let matcher = matcher_over(with_damaged_records());
    let payment = Payment::default().with(Party {
        birth_date: Some(Date::constant(1999, 1, 1)),
        ..Party::named(Role::Creditor, "Viktor Bout")
    });
    let hits = screen(&matcher, &payment);
    assert_eq!(hits.len(), 1);
    assert!(says_unreadable(&hits[0]), "{:?}", hits[0]);
}

fn with_remittance(text: &str) -> Payment<'_> {
    Payment::default().with_remittance(text)
}

#[test]
fn a_listed_email_address_in_a_text_is_certain() {
    let matcher = matcher();
    for text in [
        "PayPal office@bank.example",
        "EMAIL:OFFICE@BANK.EXAMPLE.",
        "invoice 7 (mailto:office@bank.example)",
        "CONTACT OFFICE(AT)BANK.EXAMPLE",
        "mail to office [at] bank.example, thanks",
        "office at bank.example",
    ] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("bank", true)],
            "{text}"
        );
    }
    for text in [
        "backoffice@bank.example",
        "office@bank.example.org",
        "office @ bank.example.se",
        "office(at)bank.example.org",
        "the office at the bank",
    ] {
        assert_eq!(identified(&matcher, &with_remittance(text)), [], "{text}");
    }
}

#[test]
fn a_listed_website_in_a_text_is_for_a_person() {
    let matcher = matcher();
    for text in [
        "order at bank.example",
        "http://www.Bank.example/",
        "URL:www.bank.example, order 7",
        "see https://bank.example.",
    ] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("bank", false)],
            "{text}"
        );
    }
    for text in ["mybank.example", "bank.example.org", "bank example"] {
        assert_eq!(identified(&matcher, &with_remittance(text)), [], "{text}");
    }
}

#[test]
fn a_party_is_known_by_an_email_address_or_website_of_its_own() {
    let matcher = matcher();
    for id in [
        "office@bank.example",
        "email:office@bank.example",
        "www.bank.example",
        "website:bank.example",
    ] {
        assert_eq!(identified(&matcher, &with_id(id)), [("bank", true)], "{id}");
    }
    let payment = Payment::default().with(Party {
        account: "office@bank.example".into(),
        ..Party::new(Role::Debtor)
    });
    assert_eq!(identified(&matcher, &payment), [("bank", true)]);
}

#[test]
fn a_code_in_a_text_begins_and_ends_with_a_word() {
    let matcher = matcher();
    for (text, certain) in [
        ("VIA CMSYSYDA", true),
        ("VIA CMSYSYDAXXX REF 7", true),
        ("cmsysyda", true),
        ("MV STAR IMO 9187629", true),
        ("MV STAR IMO9187629 LOADED", true),
        ("MV RENAMED STAR 9187629", false),
        ("REG SY 104711", false),
        ("SY.10.47 11 AND MORE", false),
    ] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("bank", certain)],
            "{text}"
        );
    }
    for text in [
        "VIA CMSY SYDA",
        "9187629",
        "918-7629",
        "INVOICE 9187629",
        "ACMSYSYDA",
        "CMSYSYDAXX",
        "XIMO9187629",
        "91876290",
        "IMO 19187629",
        "ASY104711",
        "SY104711B",
        "IMOCMSYSYDA",
    ] {
        assert_eq!(identified(&matcher, &with_remittance(text)), [], "{text}");
    }
}

#[test]
fn a_code_that_stands_where_a_name_belongs_is_found_as_check_finds_it() {
    let matcher = matcher();
    for (name, certain) in [
        ("CMSYSYDA", true),
        ("//RU044525745 CMSYSYDAXXX", true),
        ("MV RENAMED STAR IMO 9187629", true),
        ("office@bank.example", true),
        ("SHOP BANK.EXAMPLE", false),
    ] {
        let as_party = Payment::default().with(Party::named(Role::UltimateCreditor, name));
        let as_agent = Payment::default().with(Party::named(Role::IntermediaryAgent, name));
        let query = PartyQuery {
            name,
            ..PartyQuery::default()
        };
        let checked = matcher.check(&query, &mut matcher.scratch()).hits;
        assert_eq!((checked.len(), checked[0].certain), (1, certain), "{name}");
        for payment in [as_party, as_agent] {
            assert_eq!(identified(&matcher, &payment), [("bank", certain)], "{name}");
        }
    }
}

/// Numbers of the kinds that people write with words around them.
fn numbers() -> Matcher {
    let person = listed(
        "person",
        "BUENDIA MARQUEZ, Aureliano",
        Schema::Person,
        &[
            "national-id:16209410@CO",
            "passport:778456@TR",
            "phone:+98 21 8873 2000",
            "registration:1027700132195",
            "iban:GB33BUKB20201555555555",
            "crypto:1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE",
            "crypto:0x8576acc5c05d6ce88f4e49bf65bdf0c62f91353c",
            "crypto:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
        ],
    );
    let bank = listed("bank", "BELINVESTBANK", Schema::Organization, &["bic:BLBBBY2X"]);
    let plane = listed(
        "plane",
        "EP-XYZ",
        Schema::Aircraft,
        &["tail:EP-MNP", "mmsi:572469210"],
    );
    matcher_over(Index::from_bytes(portcullis_index::build(&[person, bank, plane], &[]).unwrap()).unwrap())
}

fn with_account(account: &str) -> Payment<'_> {
    Payment::default().with(Party {
        account: account.into(),
        ..Party::named(Role::Creditor, "Maren Ostby")
    })
}

fn with_name(name: &str) -> Payment<'_> {
    Payment::default().with(Party::named(Role::Creditor, name))
}

#[test]
fn a_bic_has_8_11_or_12_characters_and_may_have_words_around_it() {
    let matcher = numbers();
    for bic in [
        "BLBBBY2X",
        "blbbby2xxxx",
        "BLBBBY2XAXXX",
        "BLBB BY 2X",
        "BIC: BLBBBY2X",
        "SWIFT BLBBBY2XAXXX",
        "SWIFTBLBBBY2X",
    ] {
        let agent = Payment::default().with(Party {
            bic: bic.into(),
            ..Party::new(Role::CreditorAgent)
        });
        assert_eq!(identified(&matcher, &agent), [("bank", true)], "{bic}");
    }
    for text in ["CHAIN FROM BLBBBY2XAXXX", "BICBLBBBY2X", "/BLBBBY2XXXX/"] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("bank", true)],
            "{text}"
        );
        assert_eq!(identified(&matcher, &with_name(text)), [("bank", true)], "{text}");
    }
    for text in ["BLBBBY2XAXXXX", "BLBBBY2XA", "XBLBBBY2X", "IMOBLBBBY2X"] {
        assert_eq!(identified(&matcher, &with_remittance(text)), [], "{text}");
    }
}

#[test]
fn an_iban_names_its_bank() {
    let matcher = numbers();
    let account = "BY96BLBB30120000000000000001";
    for account in [
        account.to_owned(),
        format!("IBAN {account}"),
        format!("{} {}", &account[..4], &account[4..]),
    ] {
        assert_eq!(
            identified(&matcher, &with_account(&account)),
            [("bank", false)],
            "{account}"
        );
    }
    let hits = screen(&matcher, &with_account(account));
    assert!(
        hits[0]
            .evidence
            .iter()
            .any(|piece| matches!(piece, Evidence::Text { note } if note.contains("IBAN names"))),
        "{:?}",
        hits[0].evidence
    );
    let misprinted = account.replace("0001", "0002");
    for account in ["BY48AKBB30120000000000000001", misprinted.as_str()] {
        assert_eq!(identified(&matcher, &with_account(account)), [], "{account}");
    }
}

#[test]
fn a_number_of_a_party_has_codes_labels_and_countries_around_it() {
    let matcher = numbers();
    for (id, certain) in [
        ("CCPT/TR/778456", true),
        ("/CCPT/TR/778456", true),
        ("CCPT/778456/TR", true),
        ("PASSPORT NO 778456", true),
        ("Passport No.: 778456 (TR)", true),
        ("passport: No 778456", true),
        ("passport: TR-778456", true),
        ("NIDN/CO/16.209.410", true),
        ("DRLC/CO/BOGOTA/16209410", true),
        // That a bank's number for a customer is one of the state's as well is chance.
        ("CUST/CO/BANCO UNO/16209410", false),
        ("CUST/16209410", false),
        ("C.C. 16.209.410", true),
        ("Cedula 16209410 CO", true),
        ("16209410 CO", false),
        ("16209410", true),
    ] {
        assert_eq!(identified(&matcher, &with_id(id)), [("person", certain)], "{id}");
    }
    for id in [
        "CCPT/IR/778456",
        "PASSPORT 778456 (IR)",
        "PASSPORT NO 16209410",
        "NIDN/VE/16209410",
        "Order no 16209410",
        "passport: order 778456",
    ] {
        assert_eq!(identified(&matcher, &with_id(id)), [], "{id}");
    }
}

#[test]
fn a_number_in_a_sentence_counts_with_a_label_an_unmistakable_form_or_a_name_beside_it() {
    let matcher = numbers();
    for text in [
        "for passport 778456",
        "rent, C.C. 16.209.410",
        "Cédula de ciudadanía No. 16209410",
        "ID 16209410 thanks",
        "Sr. Buendia 16209410",
        "ОГРН 1027700132195",
        "to 1027700132195",
        "call +98 21 8873 2000",
        "tel 982188732000",
    ] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("person", false)],
            "{text}"
        );
    }
    for text in [
        "aircraft EP-MNP parts",
        "MMSI 572469210",
        "tail EPMNP",
        "LEASE A/C REG. EPMNP",
    ] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("plane", false)],
            "{text}"
        );
    }
    for text in [
        "Order no 16209410",
        "16209410",
        "invoice 16209410 of May",
        "Maria 16209410",
        "passport 16209410",
        "778456",
        "invoice 1027700132195",
        "572469210",
        "EPMNP",
        "982188732000",
    ] {
        assert_eq!(identified(&matcher, &with_remittance(text)), [], "{text}");
    }
    let address = |text: &'static str| {
        Payment::default().with(Party {
            address: text.into(),
            ..Party::named(Role::Creditor, "Maren Ostby")
        })
    };
    assert_eq!(identified(&matcher, &address("Calle 7, 16209410 Bogota")), []);
    assert_eq!(
        identified(&matcher, &address("Calle 7, CC 16209410")),
        [("person", false)]
    );
}

#[test]
fn a_bare_number_where_a_name_belongs_is_for_a_person_unless_it_is_that_of_an_order() {
    let matcher = numbers();
    assert_eq!(
        identified(&matcher, &with_name("Maren Ostby 16209410")),
        [("person", false)]
    );
    for name in ["Order no 16209410", "Maren Ostby 778456"] {
        assert_eq!(identified(&matcher, &with_name(name)), [], "{name}");
    }
    for id in [
        "order:16209410",
        "Order no. 16209410",
        "passport:7; invoice:16209410",
    ] {
        assert_eq!(identified(&matcher, &with_id(id)), [], "{id}");
    }
    for id in [
        "16209410",
        "ordr:16209410",
        "order:7; 16209410",
        "order:7;cc:16209410",
    ] {
        assert_ne!(identified(&matcher, &with_id(id)), [], "{id}");
    }
}

#[test]
fn a_wallet_is_found_in_the_links_that_people_pay_with() {
    let matcher = numbers();
    for account in [
        "bitcoin:1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE?amount=0.5",
        "bitcoin:1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE",
        "'1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE",
        "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE (BTC)",
        "ethereum:0x8576acc5c05d6ce88f4e49bf65bdf0c62f91353c@1",
        "ethereum:pay-0x8576aCC5c05D6cE88f4E49bF65BdF0C62F91353C@1?value=1e18",
        "0X8576ACC5C05D6CE88F4E49BF65BDF0C62F91353C",
        "8576acc5c05d6ce88f4e49bf65bdf0c62f91353c",
        "BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KYGT080?amount=1",
        "https://pay.example/?uri=bitcoin%3A1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE%3Famount%3D1",
    ] {
        assert_eq!(
            identified(&matcher, &with_account(account)),
            [("person", true)],
            "{account}"
        );
        assert_eq!(
            identified(&matcher, &with_remittance(account)),
            [("person", true)],
            "{account}"
        );
        assert_eq!(
            identified(&matcher, &with_id(&format!("crypto:{account}"))),
            [("person", true)]
        );
    }
}

#[test]
fn a_wallet_that_a_blank_or_a_line_end_parts_is_found_in_the_field_of_an_account() {
    let matcher = numbers();
    for account in [
        "1EfMVkxQQuZfBdocpJu6 RUsCJvenQWbQyE",
        "0x8576acc5c05d6ce88f4e\n49bf65bdf0c62f91353c",
    ] {
        let found = identified(&matcher, &with_account(account));
        assert_eq!(found, [("person", true)], "{account}");
    }
    let another = with_account("1EfMVkxQQuZfBdocpJu6 RUsCJvenQWbQyE7x");
    assert!(identified(&matcher, &another).iter().all(|(_, certain)| !certain));
}

#[test]
fn a_telephone_number_may_have_the_zero_that_is_dialed_in_its_country() {
    let matcher = numbers();
    for text in ["Agent tel. +98 (0)21 8873 2000", "phone +98 21 88732000"] {
        assert_eq!(
            identified(&matcher, &with_remittance(text)),
            [("person", false)],
            "{text}"
        );
    }
    assert_eq!(
        identified(&matcher, &with_id("phone:+98 (0)21 8873 2000")),
        [("person", true)]
    );
    assert_eq!(
        identified(&matcher, &with_remittance("tel. +98 (0)21 8873 2001")),
        []
    );
}

#[test]
fn a_long_identifier_with_one_slip_is_for_a_person() {
    let matcher = numbers();
    for account in [
        "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyF",
        "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE7",
        "bitcoin:1EfMVkxQQuZfBdocJu6RUsCJvenQWbQyE",
        "0x8576acc5c05d6ce88f4e49bf65bdf0c62f91353d",
        "GB33BUKB20201555555556",
        "IBAN GB33 BUKB 2021 5555 5555 5",
    ] {
        assert_eq!(
            identified(&matcher, &with_account(account)),
            [("person", false)],
            "{account}"
        );
    }
    for account in [
        "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQFy7",
        "GB94BARC10201530093459",
        "GB33BUKB20201555555566",
    ] {
        assert_eq!(identified(&matcher, &with_account(account)), [], "{account}");
    }
}

#[test]
fn a_base58_address_in_other_letter_case_is_for_a_person() {
    let matcher = numbers();
    for account in [
        "1EFMVKXQQUZFBDOCPJU6RUSCJVENQWBQYE",
        "1efmvkxqquzfbdocpju6ruscjvenqwbqye",
    ] {
        assert_eq!(
            identified(&matcher, &with_account(account)),
            [("person", false)],
            "{account}"
        );
    }
}

#[test]
fn an_identifier_on_one_list_finds_the_same_party_on_another_for_a_person_to_look_at() {
    let mut stated = listed("us-bank", "VTB BANK", Schema::Organization, &["bic:VTBRRUMM"]);
    let mut named = listed("eu-bank", "VTB Bank", Schema::Organization, &[]);
    stated.same_as = vec!["eu-bank".into()];
    named.same_as = vec!["us-bank".into()];
    let apart = listed("uk-bank", "Bank VTB", Schema::Organization, &[]);
    let built = portcullis_index::build(&[stated, named, apart], &[]).unwrap();
    let matcher = matcher_over(Index::from_bytes(built).unwrap());
    let agent = Payment::default().with(Party {
        bic: "VTBRRUMMXXX".into(),
        ..Party::new(Role::CreditorAgent)
    });
    assert_eq!(
        identified(&matcher, &agent),
        [("us-bank", true), ("eu-bank", false)]
    );
    // Where its name is stated too, that is told, once.
    let agent = Payment::default().with(Party {
        bic: "VTBRRUMMXXX".into(),
        ..Party::named(Role::CreditorAgent, "VTB Bank")
    });
    let hits = screen(&matcher, &agent);
    let of = |id: &str| {
        let ordinal = matcher.index().find(id);
        hits.iter()
            .filter(move |hit| Some(hit.designation) == ordinal)
            .count()
    };
    assert_eq!((of("us-bank"), of("eu-bank"), of("uk-bank")), (1, 1, 1));
}
