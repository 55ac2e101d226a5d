//! Slips in what is not the name itself: they are undone in a second reading, and the evidence says so.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery};
use portcullis_model::{Designation, Evidence, Hit, Name, NameKind, Schema};
use portcullis_names::facts::Facts;

const LISTED: [(&str, Schema, &str); 6] = [
    ("saiid", Schema::Person, "SAI'ID, Shaykh"),
    ("gonzalez", Schema::Person, "GONZALEZ VALENCIA, Abigail"),
    ("ayeras", Schema::Person, "AYERAS, Abdul Karim"),
    (
        "npv",
        Schema::Organization,
        "NPV ENGINEERING OPEN JOINT STOCK COMPANY",
    ),
    ("biestra", Schema::Organization, "BIESTRA S.A."),
    ("p912", Schema::Vessel, "P-912"),
];

fn matcher() -> Matcher {
    let list: Vec<Designation> = LISTED
        .iter()
        .map(|(id, schema, name)| {
            let mut party = Designation::new(*id, "Test", "UN", *schema);
            party.names = vec![Name::new(*name, NameKind::Primary)];
            party.birth_dates = vec!["1967-01-13".parse().unwrap()];
            party
        })
        .collect();
    let index = Index::from_bytes(portcullis_index::build(&list, &[]).unwrap()).unwrap();
    Matcher::new(Arc::new(index), MatchOptions::default())
}

fn hits(matcher: &Matcher, query: &PartyQuery<'_>) -> Vec<Hit> {
    matcher.check(query, &mut matcher.scratch()).hits
}

fn named(name: &str) -> PartyQuery<'_> {
    PartyQuery {
        name,
        ..PartyQuery::default()
    }
}

#[test]
fn a_slip_in_what_is_not_the_name_is_undone_and_the_evidence_says_so() {
    let matcher = matcher();
    for (query, id) in [
        ("Saiid, Shaykth", "saiid"),
        ("Abigail G.NZALEZ VALENCIA", "gonzalez"),
        ("GONZALEZ VALE*CIA, Abigail", "gonzalez"),
        ("Ayeras Adbul Karim", "ayeras"),
        ("Karim Ayeras Abdul", "ayeras"),
        ("NPV ENGINEERING OPEN JOINT STCOK COMPANY", "npv"),
        ("S.A. BIESTRA", "biestra"),
        ("P912", "p912"),
    ] {
        let found = hits(&matcher, &named(query));
        let ids: Vec<&str> = found
            .iter()
            .map(|hit| matcher.index().designation_id(hit.designation))
            .collect();
        assert_eq!(ids, [id], "{query}");
        let says_so =
            |piece: &Evidence| matches!(piece, Evidence::Text { note } if note.contains("slips undone"));
        assert!(
            found[0].evidence.iter().any(says_so),
            "{query}: {:?}",
            found[0].evidence
        );
        let explained = matcher
            .explain(query, found[0].designation, &mut matcher.scratch())
            .unwrap();
        assert_eq!(explained.score, found[0].score, "{query}");
    }
}

#[test]
fn a_name_without_such_a_slip_has_one_reading() {
    let matcher = matcher();
    let found = hits(&matcher, &named("Gonzalez Valencia, Abigail"));
    let is_said = |piece: &Evidence| matches!(piece, Evidence::Text { .. });
    assert!(
        found.len() == 1 && !found[0].evidence.iter().any(is_said),
        "{:?}",
        found[0].evidence
    );
    for clear in [
        "J.P. Morgan",
        "Abul Karim Ayers",
        "info@g.nzalez.com",
        "Jane Miller",
    ] {
        assert!(hits(&matcher, &named(clear)).is_empty(), "{clear}");
    }
}

#[test]
fn a_day_of_birth_raises_the_second_reading_too() {
    let matcher = matcher();
    let born = |name| PartyQuery {
        facts: Facts {
            birth_date: Some("1967-01-13".parse().unwrap()),
            ..Facts::default()
        },
        ..named(name)
    };
    // A slip in the name beside the one in the title: short of the threshold by itself.
    assert!(hits(&matcher, &named("Shaykth Saild")).is_empty());
    assert_eq!(hits(&matcher, &born("Shaykth Saild")).len(), 1);
}
