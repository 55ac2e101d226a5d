//! Lines that hold more than a name: what is found in them, and that a company whose own name has an `and` is no two parties.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher};
use portcullis_model::{Date, Designation, Name, NameKind, Party, PartyDetails, Payment, Role, Schema};

fn matcher() -> Matcher {
    let listed = [
        ("bout", Schema::Person, "BOUT, Viktor Anatolijevitch"),
        ("smith", Schema::Organization, "SMITH"),
        ("hamas", Schema::Organization, "HAMAS"),
        ("mahan", Schema::Organization, "MAHAN AIR"),
        (
            "andina",
            Schema::Organization,
            "COMERCIALIZADORA INTERNACIONAL ANDINA LIMITADA",
        ),
        ("melli", Schema::Organization, "BANK MELLI IRAN"),
        ("born", Schema::Person, "HAQQANI, Khalil Ahmed"),
    ];
    let designations: Vec<Designation> = listed
        .into_iter()
        .map(|(id, schema, name)| Designation {
            names: vec![Name::new(name, NameKind::Primary)],
            birth_dates: if id == "born" {
                vec!["1966-01-01".parse().unwrap()]
            } else {
                Vec::new()
            },
            ..Designation::new(id, "Test", "US", schema)
        })
        .collect();
    let index = Index::from_bytes(portcullis_index::build(&designations, &[]).unwrap()).unwrap();
    Matcher::new(Arc::new(index), MatchOptions::default())
}

fn found(matcher: &Matcher, party: Party<'_>) -> Vec<String> {
    let mut findings = Findings::default();
    let payment = Payment::new("p").with(party);
    // Twice: what was remembered of the first time changes nothing.
    let mut scratch = matcher.scratch();
    matcher.screen_payment(&payment, &mut scratch, &mut findings);
    let first = findings.clone();
    matcher.screen_payment(&payment, &mut scratch, &mut findings);
    assert_eq!(first, findings);
    let ids = findings
        .hits
        .iter()
        .map(|hit| matcher.index().designation_id(hit.designation).to_owned());
    ids.collect()
}

#[test]
fn a_misspelled_name_is_found_behind_what_stands_for_none_and_in_the_address_below_it() {
    let matcher = matcher();
    let found = |name: &str, address: &str| {
        found(
            &matcher,
            Party {
                address: address.to_owned().into(),
                ..Party::named(Role::Creditor, name.to_owned())
            },
        )
    };
    for (name, address, id) in [
        ("NOTPROVIDED WIKTOR BUT", "", "bout"),
        ("ONE OF OUR CLIENTS: WIKTOR BUT", "", "bout"),
        ("NOTPROVIDED", "WIKTOR BUT\nLENINA 12", "bout"),
        ("UNKNOWN", "BANK MELI IRAN\nFERDOWSI AVE", "melli"),
    ] {
        assert_eq!(found(name, address), [id], "{name}#{address}");
    }
    for (name, address) in [
        ("NOTPROVIDED JANE MILLER", ""),
        ("JANE MILLER", "WIKTOR BUT\nLENINA 12"),
        ("", "WIKTOR BUT\nLENINA 12"),
        ("NOTPROVIDED", "LENINA 12\nWIKTOR BUT"),
    ] {
        assert_eq!(found(name, address), [""; 0], "{name}#{address}");
    }
}

#[test]
fn both_names_of_a_line_are_screened() {
    let matcher = matcher();
    for (name, id) in [
        ("1/Viktor BOUT", "bout"),
        ("1/HAMAS", "hamas"),
        ("1/BANK MELLI IRAN 2/FERDOWSI AVE 3/IR/TEHRAN", "melli"),
        ("1/JANE MILLER 2/C/O BANK MELLI IRAN", "melli"),
        ("JANE MILLER AND VIKTOR BOUT", "bout"),
        ("JANE MARGARET ELIZABETH MILLER OR VIKTOR BOUT", "bout"),
        ("JANE MILLER / VIKTOR BOUT", "bout"),
        ("JANE MILLER & VIKTOR BOUT", "bout"),
        ("C/O HAMAS", "hamas"),
        ("NORTHWIND PARTS LIMITED C/O HAMAS", "hamas"),
        ("NORTHWIND PARTS LTD FBO VIKTOR BOUT", "bout"),
        ("NORTHWIND PARTS ATTN: HAMAS", "hamas"),
        ("FIRST STATE BANK FOR FURTHER CREDIT TO VIKTOR BOUT", "bout"),
        ("GULF TRAVEL IN FAVOR OF HAMAS", "hamas"),
        ("NORTHWIND FLIGHT BROKERS ON BEHALF OF MAHAN AIR", "mahan"),
        ("MÜLLER REISEN GMBH z.Hd. HAMAS", "hamas"),
        ("DUPONT VOYAGES SARL POUR COMPTE DE HAMAS", "hamas"),
        ("VIAJES PEREZ POR CUENTA DE HAMAS", "hamas"),
        ("ACE TRAVEL D/B/A MAHAN AIR", "mahan"),
        ("ACE TRAVEL TRADING AS MAHAN AIR", "mahan"),
        ("ACE TRAVEL T/A MAHAN AIR", "mahan"),
        ("VIKTOR BOUT 40817810500001234567", "bout"),
        ("/40817810500001234567 HAMAS", "hamas"),
    ] {
        assert_eq!(
            found(&matcher, Party::named(Role::Creditor, name)),
            [id],
            "{name}"
        );
    }
}

#[test]
fn a_company_that_bears_an_and_is_one_party() {
    let matcher = matcher();
    for name in [
        "Smith and Wesson",
        "Smith & Wesson Holding Corporation",
        "Smith & Sons Ltd",
        "Marks and Smith Group plc",
        "Miller and Smith Trading",
    ] {
        assert!(
            found(&matcher, Party::named(Role::Creditor, name)).is_empty(),
            "{name}"
        );
    }
}

#[test]
fn a_name_that_fills_its_line_goes_on_in_the_next() {
    let matcher = matcher();
    let lines = |lines: &[&'static str]| Party {
        details: Some(Box::new(PartyDetails {
            name_lines: lines.iter().map(|&line| line.into()).collect(),
            ..PartyDetails::default()
        })),
        ..Party::named(Role::Creditor, lines[0])
    };
    let cut = lines(&["COMERCIALIZADORA INTERNACIONAL ANDI", "NA LIMITADA"]);
    assert_eq!(found(&matcher, cut), ["andina"]);
    let apart = lines(&["JANE MARGARET ELIZABETH MILLER AND ", "VIKTOR BOUT"]);
    assert_eq!(found(&matcher, apart), ["bout"]);
    // The lines of an address may be full, too.
    let address = lines(&[
        "COMERCIALIZADORA INTERNACIONAL ANDI",
        "NA LIMITADA Y SUS SUCURSALES EN CHI",
        "CALLE CIEN CON CARRERA OCTAVA TORRE",
        "BOGOTA DISTRITO CAPITAL",
    ]);
    assert_eq!(found(&matcher, address), ["andina"]);
}

#[test]
fn a_name_that_goes_on_is_found_although_its_first_line_was_seen_before() {
    let matcher = matcher();
    let party = |lines: Vec<std::borrow::Cow<'static, str>>| Party {
        address: "BOUT".into(),
        details: Some(Box::new(PartyDetails {
            name_lines: lines,
            ..PartyDetails::default()
        })),
        ..Party::named(Role::Creditor, "VIKTOR")
    };
    assert_eq!(found(&matcher, party(Vec::new())), [""; 0]);
    assert_eq!(
        found(&matcher, party(vec!["VIKTOR".into(), "BOUT".into()])),
        ["bout"]
    );
}

#[test]
fn what_is_known_of_the_party_is_not_known_of_whom_it_acts_for() {
    let matcher = matcher();
    let born = |name: &'static str| Party {
        birth_date: Some("1990-05-05".parse::<Date>().unwrap()),
        ..Party::named(Role::Creditor, name)
    };
    assert_eq!(found(&matcher, born("1/KHALIL AHMED HAQQANI")), [""; 0]);
    assert_eq!(
        found(&matcher, born("JANE MILLER C/O KHALIL AHMED HAQQANI")),
        ["born"]
    );
}
