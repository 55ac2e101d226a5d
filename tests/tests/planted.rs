//! What a case list is worth: generated payments with planted names, against real lists.
//!
//! `cargo test -p portcullis-cli --test whole_program -- --ignored --nocapture planted::` prints the table of
//! `docs/measurements/2026-11-cases.md`.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use portcullis_tests::{rows, shared};
use serde_json::Value;

use crate::world::World;

/// The lists that the payments are held against.
const LISTS: [(&str, &str); 4] = [
    ("ofac-sdn", "lists/ofac-sdn-2023-12"),
    ("un", "lists/un-2026-08"),
    ("uk", "lists/uk-ofsi-2020-04/ConList.csv"),
    ("bis-dpl", "lists/bis-dpl-2022-09"),
];

/// What came of the planted names of a batch.
#[derive(Debug)]
struct Found {
    alerts: usize,
    cases: usize,
    planted: usize,
    /// Planted names that alert, and so are in a case.
    in_cases: usize,
    /// Planted names that a fact rules out, or that bind nothing: on record elsewhere.
    let_go: usize,
    /// Of each case with a planted name, how many cases without one stand above it; ascending.
    others_above: Vec<usize>,
}

impl Found {
    /// How many other cases stand above the case with a planted name of which so many hundredths are at least as high.
    fn above(&self, hundredths: usize) -> usize {
        let last = self.others_above.len() - 1;
        self.others_above[last * hundredths / 100]
    }
}

/// A world with the index of [`LISTS`]; `None` where the lists are not.
fn world() -> Option<World> {
    let sources = LISTS
        .iter()
        .map(|(kind, path)| shared(path).map(|path: PathBuf| format!("{kind}:{}", path.display())))
        .collect::<Option<Vec<String>>>();
    let Some(sources) = sources else {
        eprintln!("skipped: the lists of planted names are not beside the checkout");
        return None;
    };
    let world = World::empty();
    let arguments = ["compile", "--allow-shrink", "--out", "lists.pcx"].map(str::to_owned);
    let compiled = world.program().run(arguments.into_iter().chain(sources));
    compiled.exits(0);
    Some(world)
}

fn found(world: &World, seed: &str) -> Found {
    world
        .run([
            "generate",
            "payments",
            "--count",
            "50000",
            "--seed",
            seed,
            "--hit-rate",
            "0.002",
            "--index",
            "lists.pcx",
            "--out",
            "payments.csv",
            "--answers",
            "answers.csv",
        ])
        .exits(0);
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--force",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    let hit = |record: &Value, designation: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&record["payment_id"]), text(&designation["designation_id"]))
    };
    let lines = |file: &str| -> Vec<Value> {
        let text = world.read(&format!("run/{file}"));
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let alerts = lines("alerts.jsonl");
    // Whoever is on several lists is found when the payment alerts on any entry of his.
    let mut case_of: BTreeMap<(String, String), &str> = BTreeMap::new();
    for alert in &alerts {
        let case_id = alert["case_id"].as_str().unwrap();
        let payment = alert["payment_id"].as_str().unwrap();
        for id in alert["designation"]["same_as"].as_array().into_iter().flatten() {
            let key = (payment.to_owned(), id.as_str().unwrap().to_owned());
            case_of.entry(key).or_insert(case_id);
        }
    }
    case_of.extend(
        alerts
            .iter()
            .map(|alert| (hit(alert, alert), alert["case_id"].as_str().unwrap())),
    );
    let mut let_go: BTreeSet<(String, String)> = lines("discounted.jsonl")
        .iter()
        .map(|line| hit(line, line))
        .collect();
    for line in lines("unbound.jsonl") {
        let hits = line["hits"].as_array().unwrap();
        let_go.extend(hits.iter().map(|designation| hit(&line, designation)));
    }
    let planted: BTreeSet<(String, String)> = rows(&world.path("answers.csv"))
        .iter()
        .map(|row| (row["payment_id"].clone(), row["designation_id"].clone()))
        .collect();
    let planted_cases: BTreeSet<&str> = planted
        .iter()
        .filter_map(|key| case_of.get(key).copied())
        .collect();
    let cases = rows(&world.path("run/cases.csv"));
    let (mut others, mut others_above) = (0, Vec::new());
    for case in &cases {
        if planted_cases.contains(case["case_id"].as_str()) {
            others_above.push(others);
        } else {
            others += 1;
        }
    }
    assert_eq!(
        others_above.len(),
        planted_cases.len(),
        "a case of an alert has no row"
    );
    Found {
        alerts: alerts.len(),
        cases: cases.len(),
        in_cases: planted.iter().filter(|key| case_of.contains_key(key)).count(),
        let_go: planted
            .iter()
            .filter(|key| !case_of.contains_key(key) && let_go.contains(key))
            .count(),
        planted: planted.len(),
        others_above,
    }
}

#[test]
fn hundreds_of_alerts_are_cases_that_one_person_decides_in_a_morning() {
    let Some(world) = world() else { return };
    let found = found(&world, "42");
    assert!(found.alerts > 400 && found.cases <= 170, "{found:?}");
    assert!(found.in_cases * 100 >= found.planted * 88, "{found:?}");
    // Nine in ten of the planted names are reached before twenty others.
    assert!(found.above(90) < 20, "{found:?}");
}

#[test]
#[ignore = "prints a table; takes a minute for each seed in a debug build"]
fn planted_names_stand_near_the_top_whatever_the_seed() {
    let Some(world) = world() else { return };
    println!(
        "| seed | alerts | cases | planted | in cases | let go on record | others above 50% | 90% | all |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for seed in ["42", "7", "99", "1234"] {
        let found = found(&world, seed);
        println!(
            "| {seed} | {} | {} | {} | {} | {} | {} | {} | {} |",
            found.alerts,
            found.cases,
            found.planted,
            found.in_cases,
            found.let_go,
            found.above(50),
            found.above(90),
            found.above(100)
        );
        assert!(found.above(90) < 25, "{found:?}");
    }
}
