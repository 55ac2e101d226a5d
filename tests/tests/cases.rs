//! `cases.csv`: a case is a party, not a line.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::collections::{BTreeMap, BTreeSet};

use portcullis_tests::rows;
use serde_json::Value;

use crate::world::World;

/// Two namesakes, of whom the same words remind, a company with a common name, and a bank.
const LIST: &str = "\
id,name,schema,authority,programs,aliases,weak_aliases,birth_dates,identifiers,addresses
nachar,\"NACHAR, Ali\",person,US,SDGT,,,1968-03-11,,
nasher,\"ALI, Nasher\",person,US,SDGT,,,1962-07-19,,
alfa,ALFA TRADING COMPANY,organization,UN,UN-Iraq,,,,,
bank,BM BANK JSC,organization,US,RUSSIA-EO14024,,,,bic:MOSWRUMM,
";

const PAYMENTS: &str = "\
payment_id,value_date,amount,currency,debtor_name,debtor_account,creditor_name,creditor_account,creditor_country,creditor_address,creditor_agent_bic,remittance_information
P1,2024-03-01,100.10,USD,Maren Ostby,,Ali Nachar,111222333,LB,,,
P2,2024-03-01,200.20,USD,ALI NACHAR,111222333,Lindqvist Bakery AB,,SE,,,
P3,2024-03-01,5,EUR,Maren Ostby,,Ali Nachar,111222333,LB,,,
P4,2024-03-01,7,EUR,Maren Ostby,,Ali Nachar,999888777,LB,,,
P5,2024-03-01,1000000,PHP,Maren Ostby,,Alpha Trading CORP,555,PH,\"12 Mango Avenue, Cebu\",,
P6,2024-03-01,50,EUR,Maren Ostby,,Lindqvist Bakery AB,,SE,,MOSWRUMMXXX,
P7,2024-03-01,50,EUR,Maren Ostby,,Lindqvist Bakery AB,,SE,,,RENT 78 / ALI NACHAR
P8,2024-03-01,50,EUR,Maren Ostby,,Lindqvist Bakery AB,,SE,,,rent 77 Ali Nachar
";

fn world() -> World {
    let world = World::of_list(LIST);
    world.write("payments.csv", PAYMENTS);
    world
}

fn screened() -> World {
    let world = world();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    world
}

fn alerts(world: &World, file: &str) -> Vec<Value> {
    let text = world.read(file);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The payments of each case, by the ids of the alerts.
fn payments_by_case(world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let mut cases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for alert in alerts(world, "run/alerts.jsonl") {
        let text = |member: &str| alert[member].as_str().unwrap().to_owned();
        cases
            .entry(text("case_id"))
            .or_default()
            .insert(text("payment_id"));
    }
    cases
}

#[test]
fn alerts_on_one_party_are_one_case_whatever_its_role() {
    let world = screened();
    let mut cases: Vec<String> = payments_by_case(&world)
        .into_values()
        .map(|payments| payments.into_iter().collect::<Vec<_>>().join(" "))
        .collect();
    cases.sort();
    // Another account is another party; what a text names has no account.
    assert_eq!(cases, ["P1 P2 P3", "P4", "P5", "P6", "P7 P8"]);
}

#[test]
fn a_case_counts_its_payments_once_and_sums_them_exactly() {
    let world = screened();
    let cases = rows(&world.path("run/cases.csv"));
    assert_eq!(cases.len(), payments_by_case(&world).len());
    let summary: Value = serde_json::from_str(&world.read("run/summary.json")).unwrap();
    assert_eq!(summary["cases"], cases.len());
    let case = cases
        .iter()
        .find(|case| case["first_payment_id"] == "P1")
        .unwrap();
    // Two designations, six alerts, three payments.
    assert_eq!(case["payments"], "3");
    assert_eq!(case["amounts"], "EUR:5.00;USD:300.30");
    assert_eq!(case["party"], "Ali Nachar");
    assert_eq!(case["party_country"], "LB");
    assert_eq!(case["listed"], "NACHAR, Ali (custom-nachar)");
    assert_eq!(case["score"], "1.0000");
    assert_eq!(
        (case["outcome"].as_str(), case["programs"].as_str()),
        ("review", "SDGT")
    );
}

#[test]
fn the_case_to_look_at_first_is_on_top() {
    let world = screened();
    let cases = rows(&world.path("run/cases.csv"));
    let priorities: Vec<u32> = cases
        .iter()
        .map(|case| case["priority"].parse().unwrap())
        .collect();
    assert!(priorities.is_sorted_by(|a, b| a >= b), "{priorities:?}");
    let order: Vec<&str> = cases
        .iter()
        .map(|case| case["first_payment_id"].as_str())
        .collect();
    assert_eq!(order.first(), Some(&"P6"), "an exact identifier: {order:?}");
    assert_eq!(
        order.last(),
        Some(&"P5"),
        "a common and a generic word: {order:?}"
    );
}

#[test]
fn a_sentence_says_who_resembles_whom_and_what_to_do() {
    let world = screened();
    let cases = rows(&world.path("run/cases.csv"));
    let why = |payment: &str| {
        let case = cases
            .iter()
            .find(|case| case["first_payment_id"] == payment)
            .unwrap();
        case["why"].clone()
    };
    assert_eq!(
        why("P5"),
        "Beneficiary 'Alpha Trading CORP' (Cebu, PH) resembles 'ALFA TRADING COMPANY', UN-Iraq. Same: Alpha/ALFA; TRADING, generic. \
         No identifier to compare. Likely false. If true: freeze; no license."
    );
    assert_eq!(
        why("P6"),
        "Beneficiary bank MOSWRUMM is BM BANK JSC, listed by the US (exact BIC), RUSSIA-EO14024. Freeze; no license."
    );
    assert_eq!(
        why("P1"),
        "Beneficiary 'Ali Nachar' (LB) has the name of 'NACHAR, Ali' (born 1968-03-11), SDGT. Same: the whole name; rare: NACHAR. \
         Birth date missing. Ask for the birth date. If true: freeze; no license."
    );
}

#[test]
fn cases_are_the_same_at_any_number_of_threads_and_their_file_is_proved() {
    let world = screened();
    for threads in ["1", "4"] {
        let run = world.run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            threads,
            "--threads",
            threads,
            "payments.csv",
        ]);
        run.exits(1);
        assert_eq!(
            world.read(&format!("{threads}/cases.csv")),
            world.read("run/cases.csv")
        );
    }
    let cases = world.read("run/cases.csv");
    world.write("run/cases.csv", cases.replacen("Ali Nachar", "Ali Nachor", 1));
    let verified = world.run(["verify", "run"]).exits(3);
    assert!(verified.stdout.contains("cases.csv"), "{}", verified.stdout);
}

#[test]
fn the_first_line_that_a_person_reads_counts_cases() {
    let world = world();
    let screened = world.run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"]);
    let first = screened
        .stderr
        .lines()
        .find(|line| line.contains("cases"))
        .unwrap();
    assert!(
        first.starts_with("5 cases for a person to decide, in 1"),
        "{first}"
    );
}

#[test]
fn what_is_let_go_because_nothing_binds_has_its_sentence_too() {
    let world = world();
    world.write(
        "institution.toml",
        "authorities = [\"UN\"]\n\n[[nexus]]\nauthority = \"US\"\ncurrency = \"USD\"\n",
    );
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--institution",
            "institution.toml",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    let unbound = alerts(&world, "run/unbound.jsonl");
    let of_bank = unbound.iter().find(|line| line["payment_id"] == "P6").unwrap();
    assert_eq!(
        of_bank["why"],
        "Beneficiary bank MOSWRUMM is BM BANK JSC, listed by the US (exact BIC), RUSSIA-EO14024. Not stopped: US binds the \
         institution only in USD, and this payment is in EUR. Confirm."
    );
}

#[test]
fn a_name_that_hides_comes_before_the_same_name_in_plain_letters_and_one_that_fills_its_field_is_not_likely_false()
 {
    let world = World::of_list(
        "id,name,schema,authority,programs\n\
         bout,\"BOUT, Viktor Anatolijevitch\",person,US,DRCONGO\n\
         xpcc,XINJIANG PRODUCTION AND CONSTRUCTION CORPS,organization,US,GLOMAG\n",
    );
    world.write(
        "payments.csv",
        "payment_id,value_date,amount,currency,creditor_name,creditor_account\n\
         P1,2025-03-01,100,USD,Viktor Bout,111\n\
         P2,2025-03-01,100,USD,Vikтоr Вout,222\n\
         P3,2025-03-01,100,USD,V1ktor Bout,333\n\
         P4,2025-03-01,100,USD,Vik\u{200b}tor Bout,444\n\
         P5,2025-03-01,100,USD,XINJIANG PRODUCTION AND CONSTRUCTIO,555\n",
    );
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let cases = rows(&world.path("run/cases.csv"));
    let of = |payment: &str| {
        let case = cases.iter().find(|case| case["first_payment_id"] == payment);
        let case = case.unwrap_or_else(|| panic!("{payment} has no case: {cases:?}"));
        (case["priority"].parse::<u8>().unwrap(), case["why"].clone())
    };
    let (plain, why) = of("P1");
    assert!(!why.contains("Written"), "{why}");
    for (payment, how) in [
        ("P2", "with letters of two scripts"),
        ("P3", "with digits for letters"),
        ("P4", "with characters that cannot be seen"),
    ] {
        let (priority, why) = of(payment);
        assert!(priority > plain, "{priority} {plain}: {why}");
        assert!(why.contains(&format!(" Written {how}.")), "{why}");
    }
    let (_, why) = of("P5");
    assert!(
        why.contains(" The name fills its field: CORPS may be cut off.") && !why.contains("Likely false"),
        "{why}"
    );
}
