//! What a list said on other days counts on those days alone.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher, PartyQuery};
use portcullis_model::{
    BirthDate, Date, Designation, Former, Identifier, Name, NameKind, Party, Payment, Role, Schema,
};

fn record(names: &[(&str, NameKind)], identifiers: &[&str]) -> Designation {
    let mut designation = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
    let names = names.iter().map(|(name, kind)| Name::new(*name, *kind));
    designation.names.extend(names);
    let identifiers = identifiers.iter().map(|text| text.parse::<Identifier>().unwrap());
    designation.identifiers.extend(identifiers);
    designation
}

/// Known by a name and a number until 2020, by others since; and by a weaker spelling of the newer name until 2022.
fn matcher(exhaustive: bool) -> Matcher {
    use NameKind::{Alias, Primary};
    let mut listed = record(&[("KOVALENKO, Taras", Primary)], &["passport:FB222222@UA"]);
    listed.birth_dates = vec![BirthDate::day(Date::constant(1970, 5, 17))];
    listed.former = vec![
        Former {
            until: Date::constant(2020, 1, 1),
            record: record(&[("OSTROVSKY, Bohdan", Primary)], &["passport:FB111111@UA"]),
        },
        Former {
            until: Date::constant(2022, 1, 1),
            record: record(
                &[("KOVALENKO, Taras", Primary), ("KOVALENKA, Tarass", Alias)],
                &["passport:FB222222@UA"],
            ),
        },
    ];
    let bytes = portcullis_index::build(&[listed], &[]).unwrap();
    let options = MatchOptions {
        exhaustive,
        ..MatchOptions::default()
    };
    Matcher::new(Arc::new(Index::from_bytes(bytes).unwrap()), options)
}

/// What a payment to a name hits on a day: the listed names and identifiers.
fn hits(matcher: &Matcher, day: (i16, i8), name: &str, ids: &str) -> Vec<String> {
    let mut party = Party::named(Role::Creditor, name);
    party.ids = ids.into();
    let payment = Payment {
        payment_id: "P".into(),
        ..Payment::default()
    }
    .with(party);
    let mut findings = Findings::default();
    let day = Date::constant(day.0, day.1, 1);
    matcher.screen_payment_on(day, &payment, &mut matcher.scratch(), &mut findings);
    findings.hits.into_iter().map(|hit| hit.matched).collect()
}

#[test]
fn a_name_counts_on_the_days_on_which_the_list_had_it() {
    for matcher in [matcher(false), matcher(true)] {
        for (day, name, expected) in [
            ((2019, 12), "Bohdan Ostrovsky", &["OSTROVSKY, Bohdan"][..]),
            ((2020, 1), "Bohdan Ostrovsky", &[]),
            ((2019, 12), "Taras Kovalenko", &[]),
            ((2020, 1), "Taras Kovalenko", &["KOVALENKO, Taras"]),
            ((2030, 1), "Taras Kovalenko", &["KOVALENKO, Taras"]),
        ] {
            assert_eq!(hits(&matcher, day, name, ""), expected, "{name} {day:?}");
        }
    }
}

#[test]
fn a_former_name_that_matches_better_hides_no_name_of_the_day() {
    for matcher in [matcher(false), matcher(true)] {
        let on = |day| hits(&matcher, day, "Tarass Kovalenka", "");
        assert_eq!(on((2021, 1)), ["KOVALENKA, Tarass"]);
        assert_eq!(on((2022, 1)), ["KOVALENKO, Taras"]);
    }
}

#[test]
fn an_identifier_counts_on_the_days_on_which_the_list_had_it() {
    let matcher = matcher(false);
    for (day, number, expected) in [
        ((2019, 12), "passport:FB111111@UA", 1),
        ((2020, 1), "passport:FB111111@UA", 0),
        ((2019, 12), "passport:FB222222@UA", 0),
        ((2020, 1), "passport:FB222222@UA", 1),
    ] {
        assert_eq!(
            hits(&matcher, day, "Nobody Atall", number).len(),
            expected,
            "{number} {day:?}"
        );
    }
}

#[test]
fn a_check_without_a_day_looks_at_the_newest_records() {
    let matcher = matcher(false);
    let check = |name| {
        let query = PartyQuery {
            name,
            ..PartyQuery::default()
        };
        matcher.check(&query, &mut matcher.scratch()).hits.len()
    };
    assert_eq!((check("Taras Kovalenko"), check("Bohdan Ostrovsky")), (1, 0));
}
