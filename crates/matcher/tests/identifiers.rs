//! Which identifiers of a payment are found, where they are looked for, and which are certain.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher};
use portcullis_model::{Designation, Hit, HitBasis, Name, NameKind, Party, Payment, Schema};

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
        &["bic:CMSYSYDA"],
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
    let mut hits = Vec::new();
    matcher.screen_payment(payment, &mut matcher.scratch(), &mut hits);
    hits
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
    Payment {
        creditor: Party {
            name: "Maren Ostby".into(),
            id: id.into(),
            ..Party::default()
        },
        ..Payment::default()
    }
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
