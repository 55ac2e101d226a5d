//! What came near and is no hit: nothing that scores the floor or more is left out.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, NEAR_FLOOR, Near, PartyQuery};
use portcullis_model::{Designation, Name, NameKind, Schema, Score};
use portcullis_names::facts::Facts;

fn list() -> Vec<Designation> {
    let party = |id: &str, schema, names: &[(&str, NameKind)]| {
        let mut party = Designation::new(id, "Test", "UN", schema);
        party.names = names.iter().map(|(name, kind)| Name::new(*name, *kind)).collect();
        party
    };
    let mut listed = vec![
        party(
            "bout",
            Schema::Person,
            &[
                ("BOUT, Viktor Anatolijevitch", NameKind::Primary),
                ("BONT", NameKind::WeakAlias),
            ],
        ),
        party(
            "zagros",
            Schema::Organization,
            &[("ZAGROS PETROLEUM TRADING LLC", NameKind::Primary)],
        ),
        party(
            "zagros-food",
            Schema::Organization,
            &[("ZAGROS FOOD IMPORT COMPANY", NameKind::Primary)],
        ),
        party(
            "alvand",
            Schema::Organization,
            &[("ALVAND PETROLEUM TRADING", NameKind::Primary)],
        ),
        party("vessel", Schema::Vessel, &[("ZAGROS STAR", NameKind::Primary)]),
        party(
            "dwikarna",
            Schema::Person,
            &[("DWIKARNA, Agus", NameKind::Primary)],
        ),
        party(
            "dwikarna-b",
            Schema::Person,
            &[("DWIKARNA, Agung", NameKind::Primary)],
        ),
    ];
    listed[0].birth_dates.push("1967-01-13".parse().unwrap());
    listed[5].birth_dates.push("1964-08-11".parse().unwrap());
    listed
}

fn matcher() -> Matcher {
    let index = Index::from_bytes(portcullis_index::build(&list(), &[]).unwrap()).unwrap();
    Matcher::new(Arc::new(index), MatchOptions::default())
}

fn near(matcher: &Matcher, query: &PartyQuery<'_>, limit: usize) -> Near {
    let mut scratch = matcher.scratch();
    let findings = matcher.check(query, &mut scratch);
    matcher.near(query, &findings, limit, &mut scratch)
}

fn named(name: &str) -> PartyQuery<'_> {
    PartyQuery {
        name,
        ..PartyQuery::default()
    }
}

fn ids(matcher: &Matcher, near: &Near) -> Vec<String> {
    let id =
        |miss: &portcullis_matcher::NearMiss| matcher.index().designation_id(miss.hit.designation).to_owned();
    near.below.iter().map(id).collect()
}

#[test]
fn everyone_who_scores_the_floor_or_more_is_near_and_nobody_else() {
    let matcher = matcher();
    let threshold = matcher.options().threshold;
    for name in [
        "Zagros Petroleum Bakery",
        "Zagros Petroleum",
        "Petroleum Trading",
        "Viktor Anatolijevitch Nowak",
        "Viktor Boot",
        "Viktor Anatolijevitch",
        "Agus Dwikarta",
        "Zagros Stars",
        "Maren Ostby",
    ] {
        let mut scratch = matcher.scratch();
        let mut expected: Vec<(Score, String)> = (0..matcher.index().designation_count())
            .filter_map(|designation| {
                let score = matcher.explain(name, designation, &mut scratch)?.score;
                let id = matcher.index().designation_id(designation).to_owned();
                (NEAR_FLOOR..threshold).contains(&score).then_some((score, id))
            })
            .collect();
        expected.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let near = near(&matcher, &named(name), usize::MAX);
        let mut found: Vec<(Score, String)> = near
            .below
            .iter()
            .map(|miss| {
                (
                    miss.hit.score,
                    matcher.index().designation_id(miss.hit.designation).to_owned(),
                )
            })
            .collect();
        assert!(found.is_sorted_by(|a, b| a.0 >= b.0), "{name}: nearest first");
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_nearest_are_kept_and_say_what_would_make_a_hit() {
    let matcher = matcher();
    let all = near(&matcher, &named("Petroleum Trading"), usize::MAX);
    assert_eq!(ids(&matcher, &all), ["zagros", "alvand"]);
    let one = near(&matcher, &named("Petroleum Trading"), 1);
    assert_eq!(one.below, all.below[..1]);
    let (changed, score) = one.below[0].counterfactual.would_hit.clone().unwrap();
    assert!(score >= matcher.options().threshold);
    let missing = &one.below[0].counterfactual.tokens[changed[0]];
    assert_eq!(
        (&missing.query, missing.listed.as_deref()),
        (&None, Some("zagros"))
    );
}

#[test]
fn a_weak_alias_that_is_not_counted_is_told_apart() {
    let matcher = matcher();
    let found = near(&matcher, &named("Bont"), 3);
    assert_eq!(found.weak_aliases.len(), 1);
    assert_eq!(found.weak_aliases[0].hit.matched, "BONT");
    assert_eq!(found.weak_aliases[0].hit.name_kind, Some(NameKind::WeakAlias));
    assert!(found.weak_aliases[0].hit.score >= matcher.options().threshold);
}

#[test]
fn what_facts_cost_counts_and_what_was_found_is_not_near() {
    let matcher = matcher();
    let born = |name, born: &str| PartyQuery {
        facts: Facts {
            birth_date: Some(born.parse().unwrap()),
            ..Facts::default()
        },
        ..named(name)
    };
    let fits = near(&matcher, &born("Viktor Anatolijevitch Nowak", "1967"), 3);
    assert_eq!(ids(&matcher, &fits), ["bout"]);
    assert!(fits.below[0].factor >= 1.0 && fits.below[0].hit.score == fits.below[0].of_name);
    let other = near(&matcher, &born("Viktor Anatolijevitch Nowak", "1969"), 3);
    assert_eq!(ids(&matcher, &other), ["bout"]);
    assert!(other.below[0].factor < 1.0 && other.below[0].hit.score < other.below[0].of_name);
    // Neither a hit nor what facts discount is near.
    for day in ["1964-08-11", "1920-05-05"] {
        assert_eq!(
            ids(&matcher, &near(&matcher, &born("Agus Dwikarna", day), 3)),
            [""; 0],
            "{day}"
        );
    }
    // A kind of party narrows what is near, as it narrows what is found.
    let of_kind = |schema| PartyQuery {
        schema,
        ..named("Petroleum Trading")
    };
    assert_eq!(near(&matcher, &of_kind(Some(Schema::Vessel)), 9), Near::default());
    assert_eq!(
        ids(&matcher, &near(&matcher, &of_kind(Some(Schema::Organization)), 9)),
        ["zagros", "alvand"]
    );
}
