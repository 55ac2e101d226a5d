//! What a list said on other days counts on those days alone.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher, PartyQuery};
use portcullis_model::{
    BirthDate, Date, Designation, Former, Identifier, Name, NameKind, Party, Payment, Role, Schema,
};
use portcullis_names::facts::Facts;

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
            record: Designation {
                birth_dates: vec![BirthDate::day(Date::constant(1951, 2, 3))],
                ..record(&[("OSTROVSKY, Bohdan", Primary)], &["passport:FB111111@UA"])
            },
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

/// Hits and discounted matches of a check of a name as of a day.
fn checked(matcher: &Matcher, day: Option<Date>, name: &str, born: Option<Date>) -> (usize, usize) {
    let query = PartyQuery {
        name,
        facts: Facts {
            birth_date: born.map(BirthDate::day),
            ..Facts::default()
        },
        as_of: day,
        ..PartyQuery::default()
    };
    let found = matcher.check(&query, &mut matcher.scratch());
    (found.hits.len(), found.discounted.len())
}

#[test]
fn a_check_as_of_a_day_looks_at_the_records_of_the_day() {
    for matcher in [matcher(false), matcher(true)] {
        let check = |name, day: Option<Date>| checked(&matcher, day, name, None).0;
        let (then, since) = (Date::constant(2019, 12, 31), Date::constant(2020, 1, 1));
        assert_eq!(check("Bohdan Ostrovsky", Some(then)), 1);
        assert_eq!(check("Bohdan Ostrovsky", Some(since)), 0);
        assert_eq!(check("Taras Kovalenko", Some(then)), 0);
        assert_eq!(check("Taras Kovalenko", Some(since)), 1);
        assert_eq!(
            (check("Taras Kovalenko", None), check("Bohdan Ostrovsky", None)),
            (1, 0)
        );
    }
}

#[test]
fn a_birth_date_is_held_against_that_of_the_day() {
    let (old, new) = (Date::constant(1951, 2, 3), Date::constant(1970, 5, 17));
    for matcher in [matcher(false), matcher(true)] {
        let on = |day, name, born| checked(&matcher, Some(day), name, Some(born));
        let (then, now) = (Date::constant(2019, 6, 1), Date::constant(2023, 6, 1));
        assert_eq!(on(then, "Bohdan Ostrovsky", old), (1, 0));
        assert_eq!(on(then, "Bohdan Ostrovsky", new), (0, 1));
        assert_eq!(on(now, "Taras Kovalenko", new), (1, 0));
        assert_eq!(on(now, "Taras Kovalenko", old), (0, 1));
    }
}

/// A payment to somebody who bears a name much like a listed one, and was born on a day.
fn hits_of_born(matcher: &Matcher, day: Date, name: &str, born: Date) -> usize {
    let mut party = Party::named(Role::Creditor, name);
    party.birth_date = Some(born);
    let payment = Payment::default().with(party);
    let mut findings = Findings::default();
    matcher.screen_payment_on(day, &payment, &mut matcher.scratch(), &mut findings);
    findings.hits.len()
}

#[test]
fn a_birth_date_raises_a_name_on_the_days_on_which_the_list_had_it_whatever_was_asked_before() {
    let old = Date::constant(1951, 2, 3);
    // Below the threshold by less than an equal birth date adds.
    let name = "Bogdan Petrovich Ostrovka";
    let (then, now) = (Date::constant(2019, 6, 1), Date::constant(2023, 6, 1));
    for matcher in [matcher(false), matcher(true)] {
        assert_eq!(hits_of_born(&matcher, then, name, Date::constant(1951, 2, 4)), 0);
        assert_eq!(hits_of_born(&matcher, now, name, old), 0);
        assert_eq!(hits_of_born(&matcher, then, name, old), 1);
        assert_eq!(hits_of_born(&matcher, now, name, old), 0);
    }
}

#[test]
fn what_came_near_is_of_the_day_too() {
    let matcher = matcher(false);
    let near = |day: Option<Date>| {
        let query = PartyQuery {
            name: "Bogdan Petrovich Ostrovka",
            as_of: day,
            ..PartyQuery::default()
        };
        let scratch = &mut matcher.scratch();
        let found = matcher.check(&query, scratch);
        let near = matcher.near(&query, &found, 3, scratch);
        let below = near.below.into_iter().map(|miss| miss.hit.matched);
        below.collect::<Vec<_>>()
    };
    assert_eq!(near(Some(Date::constant(2019, 6, 1))), ["OSTROVSKY, Bohdan"]);
    assert_eq!(near(Some(Date::constant(2023, 6, 1))), Vec::<String>::new());
    assert_eq!(near(None), Vec::<String>::new());
}
