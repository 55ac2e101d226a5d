//! Names that their field had no room for: each format says how much room that is.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher};
use portcullis_model::{Designation, Name, NameKind, Party, Payment, Role, Schema};

fn matcher(names: &[&str]) -> Matcher {
    let designations: Vec<Designation> = names
        .iter()
        .enumerate()
        .map(|(nth, name)| {
            let mut designation = Designation::new(format!("d{nth:03}"), "List", "US", Schema::Organization);
            designation.names.push(Name::new(*name, NameKind::Primary));
            designation
        })
        .collect();
    let bytes = portcullis_index::build(&designations, &[]).unwrap();
    Matcher::new(
        Arc::new(Index::from_bytes(bytes).unwrap()),
        MatchOptions::default(),
    )
}

fn hits(matcher: &Matcher, name: &'static str, room: Option<u8>) -> usize {
    let payment = Payment::default().with(Party {
        name_room: room,
        ..Party::named(Role::Creditor, name)
    });
    let mut findings = Findings::default();
    matcher.screen_payment(&payment, &mut matcher.scratch(), &mut findings);
    findings.hits.len()
}

const LISTED: [&str; 3] = [
    "VOSTOKNEFT SHIPBUILDING COMPANY",
    "DZERZHINSKY PETROCHEMICAL CORPORATION",
    "KHATAM KARGAH GHORB NOOH",
];

#[test]
fn a_name_that_fills_its_field_is_found_where_the_format_says_how_much_room_that_is() {
    let matcher = matcher(&LISTED);
    for (name, room) in [
        ("DZERZHINSKY PETROCHEMI", 22),
        ("VOSTOKNEFT SHIPB", 16),
        ("VOSTOKNEFT SHIPBUI", 18),
    ] {
        assert_eq!(name.len(), usize::from(room));
        assert_eq!(hits(&matcher, name, Some(room)), 1, "{name} in {room}");
        // Whatever is remembered of it, the same name in a field with room left is what is written.
        assert_eq!(hits(&matcher, name, Some(room + 10)), 0, "{name} with room");
        assert_eq!(hits(&matcher, name, None), 0, "{name}, room not known");
        assert_eq!(hits(&matcher, name, Some(room)), 1, "{name} in {room} again");
    }
}

#[test]
fn a_short_field_does_not_make_a_match_of_a_common_beginning() {
    let matcher = matcher(&LISTED);
    for (name, room) in [
        ("VOSTOKNEFT SHIP SUPPLY", 22),
        ("BANK MELLON CORP", 16),
        ("NORTHWIND SHIPB", 15),
        ("SHIPBUILDING COM", 16),
        ("KARGAH PLUMBING SUPPLI", 22),
    ] {
        assert_eq!(name.len(), usize::from(room));
        assert_eq!(hits(&matcher, name, Some(room)), 0, "{name} in {room}");
    }
}
