//! Facts are graded and hide nothing: what they alone bring below the threshold is told as discounted, and an equal date
//! of birth raises what is a little short.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher, PartyQuery};
use portcullis_model::{
    BirthDate, Designation, Evidence, Gender, Name, NameKind, Party, Payment, Role, Schema, Score,
};
use portcullis_names::facts::Facts;

/// Two people, born on days that are known.
fn matcher(ignore_conflicts: bool) -> Matcher {
    let person = |id: &str, name: &str, born: &str| {
        let mut person = Designation::new(id, "Test", "UN", Schema::Person);
        person.names.push(Name::new(name, NameKind::Primary));
        person.birth_dates.push(born.parse().unwrap());
        person.gender = Some(Gender::Male);
        person
    };
    let listed = [
        person("dwikarna", "DWIKARNA, Agus", "1964-08-11"),
        person("ramirez", "RAMIREZ PONCE, Juan Carlos", "1963-02-16"),
    ];
    let index = Index::from_bytes(portcullis_index::build(&listed, &[]).unwrap()).unwrap();
    let options = MatchOptions {
        ignore_conflicts,
        ..MatchOptions::default()
    };
    Matcher::new(Arc::new(index), options)
}

fn check(matcher: &Matcher, name: &str, born: &str) -> Findings {
    let query = PartyQuery {
        name,
        facts: Facts {
            birth_date: (!born.is_empty()).then(|| born.parse::<BirthDate>().unwrap()),
            ..Facts::default()
        },
        ..PartyQuery::default()
    };
    matcher.check(&query, &mut matcher.scratch())
}

fn threshold() -> Score {
    MatchOptions::default().threshold
}

#[test]
fn a_slip_in_a_birth_date_hides_no_exact_name() {
    let matcher = matcher(false);
    for born in [
        "1964-08-12",
        "1964-11-08",
        "1964-01-01",
        "1966-08-11",
        "1974-08-11",
        "1900-01-01",
        "1966",
    ] {
        let found = check(&matcher, "Agus Dwikarna", born);
        assert_eq!((found.hits.len(), found.discounted.len()), (1, 0), "{born}");
    }
}

#[test]
fn what_only_a_birth_date_rules_out_is_told_with_its_factor() {
    let found = check(&matcher(false), "Agus Dwikarna", "1990-01-01");
    let [discounted] = &found.discounted[..] else {
        panic!("{found:?}")
    };
    assert!(found.hits.is_empty() && (discounted.factor - 0.80).abs() < 1e-6);
    assert_eq!(discounted.hit.score, Score::from_fraction(0.80));
    let reason = "born more than five years from the listed date";
    let adjusted =
        |piece: &Evidence| matches!(piece, Evidence::Adjustment { reason: said, .. } if said == reason);
    assert!(discounted.hit.evidence.iter().any(adjusted));
}

#[test]
fn conflicts_that_are_ignored_discount_nothing() {
    let found = check(&matcher(true), "Agus Dwikarna", "1990-01-01");
    assert!(found.discounted.is_empty() && found.hits[0].score == Score::ONE);
}

#[test]
fn a_name_that_is_too_far_off_without_facts_is_not_discounted() {
    let matcher = matcher(false);
    assert!(check(&matcher, "Juan Ramirez Lopez", "").is_empty());
    assert!(check(&matcher, "Juan Ramirez Lopez", "1990-05-05").is_empty());
}

#[test]
fn an_equal_birth_date_raises_what_is_a_little_short() {
    let matcher = matcher(false);
    let name = "Juan Carlos Ramirez Garcia";
    let without = check(&matcher, name, "");
    let score = matcher.explain(name, 1, &mut matcher.scratch()).unwrap().score;
    assert!(without.is_empty() && score < threshold(), "{score}");
    assert!(score.fraction() >= threshold().fraction() - 0.04, "{score}");
    let raised = check(&matcher, name, "1963-02-16");
    assert_eq!(raised.hits[0].score, threshold());
    // A slip is no proof, and neither is a date that stands for a year.
    for born in ["1963-02-17", "1963-01-01", "1963"] {
        assert!(check(&matcher, name, born).is_empty(), "{born}");
    }
    assert!(
        check(&matcher, "Juan Ramirez Lopez", "1963-02-16").is_empty(),
        "what is far off stays so"
    );
}

#[test]
fn a_payment_finds_what_a_birth_date_raises_and_discounts_although_the_same_name_had_no_hit() {
    let matcher = matcher(false);
    let mut scratch = matcher.scratch();
    let mut screen = |name: &str, born: Option<&str>| {
        let payment = Payment::default().with(Party {
            birth_date: born.map(|born| born.parse().unwrap()),
            ..Party::named(Role::Creditor, name)
        });
        let mut findings = Findings::default();
        matcher.screen_payment(&payment, &mut scratch, &mut findings);
        (findings.hits.len(), findings.discounted.len())
    };
    let name = "Juan Carlos Ramirez Garcia";
    for _ in 0..2 {
        assert_eq!(screen(name, None), (0, 0));
        assert_eq!(screen(name, Some("1990-05-05")), (0, 0));
        assert_eq!(screen(name, Some("1963-02-16")), (1, 0));
        assert_eq!(screen("Agus Dwikarna", Some("1990-05-05")), (0, 1));
        assert_eq!(screen("Agus Dwikarna", Some("1964-08-11")), (1, 0));
    }
}
