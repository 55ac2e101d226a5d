//! Payments that come again without what stopped them.

use std::collections::BTreeMap;

use portcullis_tests::rows;

use crate::world::World;

const HEADER: &str = "payment_id,value_date,amount,currency,debtor_name,debtor_account,creditor_name,creditor_account,creditor_agent_bic,remittance_information";

/// Screens payments and gives the outcome and reason of each, by its id, and how many were told to resemble a stopped one.
fn screened(payments: &[&str], arguments: &[&str]) -> (BTreeMap<String, (String, String)>, u64) {
    let world = World::new();
    world.write("batch.csv", format!("{HEADER}\n{}\n", payments.join("\n")));
    let mut all = vec!["screen", "--index", "lists.pcx", "--out", "run"];
    all.extend(arguments);
    all.push("batch.csv");
    let done = world.program().run(all);
    assert!(done.code <= 1, "{}", done.stderr);
    world.run(["verify", "run"]).exits(0);
    let decided = rows(&world.path("run/decisions.csv"));
    let summary: serde_json::Value = serde_json::from_str(&world.read("run/summary.json")).expect("JSON");
    let outcomes = decided.into_iter().map(|row| {
        (
            row["payment_id"].clone(),
            (row["outcome"].clone(), row["reason"].clone()),
        )
    });
    let outcomes: BTreeMap<_, _> = outcomes.collect();
    assert_eq!(summary["records"], payments.len());
    let counted = &summary["outcomes"];
    for outcome in ["clear", "review", "block", "reject"] {
        let found = outcomes.values().filter(|(found, _)| found == outcome).count();
        assert_eq!(counted[outcome], found, "{outcome}");
    }
    (outcomes, summary["resubmitted"].as_u64().expect("a count"))
}

/// The stopped payment, and what it is resubmitted as; whether that needs a person.
const STOPPED: &str =
    "P1,2024-03-01,7400.00,USD,Maren Ostby,DE001,Viktor Anatolijevitch Bout,CY900,,invoice 4711";

#[test]
fn a_payment_that_comes_again_without_the_name_that_stopped_it_needs_a_person() {
    for (what, again) in [
        (
            "the name is missing",
            "P2,2024-03-01,7400,USD,Maren Ostby,DE001,,,,invoice 4711",
        ),
        (
            "it says nothing",
            "P2,2024-03-01,7400,USD,Maren Ostby,DE001,ONE OF OUR CLIENTS,,,invoice 4711",
        ),
        (
            "it is shortened",
            "P2,2024-03-02,7400.00,USD,Maren Ostby,DE001,V. B.,,,invoice 4711",
        ),
        (
            "a word is left",
            "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Viktor,LV123,,consulting",
        ),
        (
            "another name, the same account",
            "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Northwind Parts,CY900,,",
        ),
        (
            "another name and another payer, the same account",
            "P2,2024-03-01,7400.00,USD,Lindqvist Bakery,SE1,Northwind Parts,CY 900,,",
        ),
    ] {
        let (outcomes, resubmitted) = screened(&[STOPPED, again], &[]);
        assert_eq!(outcomes["P1"].0, "review", "{what}");
        let (outcome, reason) = &outcomes["P2"];
        assert_eq!(outcome, "review", "{what}: {reason}");
        assert!(
            reason.contains("resembles payment P1 on line 2 of batch.csv, which was stopped (review): creditor \"Viktor Anatolijevitch Bout\" there"),
            "{what}: {reason}"
        );
        assert_eq!(resubmitted, 1, "{what}");
    }
}

#[test]
fn what_is_another_payment_or_a_corrected_one_passes() {
    let clean = "P1,2024-03-01,7400.00,USD,Maren Ostby,DE001,Lindqvsit Bakery,SE900,,invoice 4711";
    for (what, first, second) in [
        (
            "another amount",
            STOPPED,
            "P2,2024-03-01,7400.01,USD,Maren Ostby,DE001,,,,",
        ),
        (
            "another currency",
            STOPPED,
            "P2,2024-03-01,7400.00,EUR,Maren Ostby,DE001,,,,",
        ),
        (
            "another beneficiary",
            STOPPED,
            "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Lindqvist Bakery,SE900,,invoice 4711",
        ),
        (
            "another beneficiary without a name",
            STOPPED,
            "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,,SE900,,invoice 4711",
        ),
        (
            "another payer of a nameless one",
            STOPPED,
            "P2,2024-03-01,7400.00,USD,Jonas Weber,DE777,,,,",
        ),
        (
            "a typing error of a name on no list",
            clean,
            "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Lindqvist Bakery,SE900,,invoice 4711",
        ),
        (
            "a duplicate",
            clean,
            "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Lindqvsit Bakery,SE900,,invoice 4711",
        ),
    ] {
        let (outcomes, resubmitted) = screened(&[first, second], &[]);
        assert_eq!(outcomes["P2"].0, "clear", "{what}: {}", outcomes["P2"].1);
        assert_eq!(resubmitted, 0, "{what}");
    }
    // What comes before is not what comes again.
    let (outcomes, _) = screened(
        &[
            "P2,2024-03-01,7400,USD,Maren Ostby,DE001,,,,invoice 4711",
            STOPPED,
        ],
        &[],
    );
    assert_eq!(outcomes["P2"].0, "clear");
}

#[test]
fn a_bank_or_a_text_that_was_taken_out_is_missed_between_the_same_parties() {
    let bank = "P1,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,CMSYSYDAXXX,rent March";
    let text = "P1,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,,rent for Viktor Anatolijevitch Bout";
    for (first, second, expected) in [
        (
            bank,
            "P2,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,,rent March",
            "review",
        ),
        (
            bank,
            "P2,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,NDEASESS,rent March",
            "review",
        ),
        (
            bank,
            "P2,2024-03-01,300.00,USD,Maren Ostby,DE001,Nordic Timber AB,SE901,,rent March",
            "clear",
        ),
        (
            text,
            "P2,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,,rent",
            "review",
        ),
        (
            text,
            "P2,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,,",
            "review",
        ),
        (
            text,
            "P2,2024-03-01,300.00,USD,Maren Ostby,DE001,Lindqvist Bakery AB,SE900,,bread and butter",
            "clear",
        ),
    ] {
        let (outcomes, _) = screened(&[first, second], &[]);
        assert_ne!(outcomes["P1"].0, "clear");
        assert_eq!(outcomes["P2"].0, expected, "{second}: {}", outcomes["P2"].1);
    }
}

/// Ten payments of one firm to another, all of one amount, without accounts: three are stopped, by an identifier, a text and one
/// who stands behind the creditor; the others name none of them.
#[test]
fn the_names_of_two_customers_alone_do_not_make_their_payments_one() {
    let world = World::new();
    let header = "payment_id,value_date,amount,currency,debtor_name,creditor_name,ultimate_creditor_name,creditor_agent_bic,remittance_information";
    let batch = "\
S1,2024-03-01,100.00,USD,Jane Miller,Northwind Parts,,CMSYSYDA,
S2,2024-03-01,100.00,USD,Jane Miller,Northwind Parts,,,gift for Viktor Anatolijevitch Bout
S3,2024-03-01,100.00,USD,Jane Miller,Northwind Parts,Viktor Anatolijevitch Bout,,
C1,2024-03-01,100.00,USD,Jane Miller,Northwind Parts,,,order 16209410
C2,2024-03-02,100.00,USD,Jane Miller,Seaside Hotel,,,two nights
C3,2024-03-02,100.00,USD,Jane Miller,Seaside Hotel,,,
R1,2024-03-02,100.00,USD,Jane Miller,Northwind Parts,,,gift for V
R2,2024-03-02,100.00,USD,Jane Miller,Northwind Parts,Vitkor,,
";
    // What stopped S3 is missed by whatever goes to the same creditor with nobody behind it, so it stands last.
    let lines: Vec<&str> = batch.lines().collect();
    let order = [0, 1, 3, 4, 5, 6, 2, 7];
    let rows_of: Vec<&str> = order.iter().map(|&line| lines[line]).collect();
    world.write("batch.csv", format!("{header}\n{}\n", rows_of.join("\n")));
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.csv"])
        .exits(1);
    for row in rows(&world.path("run/decisions.csv")) {
        let (id, clear) = (row["payment_id"].as_str(), row["outcome"] == "clear");
        assert_eq!(clear, id.starts_with('C'), "{id}: {}", row["reason"]);
        assert_eq!(
            row["reason"].contains("resembles payment S"),
            id.starts_with('R'),
            "{id}"
        );
    }
}

#[test]
fn wages_and_rent_are_not_flooded_because_one_of_them_is_stopped() {
    // One employer, one amount: the third of them is listed, and two more bear one of his names.
    let names = [
        "Anna Berg",
        "Viktor Sokolov",
        "Viktor Anatolijevitch Bout",
        "Viktor Petrov",
        "Anatol Bauer",
        "Ines Duarte",
        "Samir Haddad",
        "Ahmed Bouazizi",
    ];
    let payments: Vec<String> = (0..400)
        .map(|n| {
            let name = names[n % names.len()];
            format!(
                "W{n},2024-03-01,2500.00,EUR,Ostby Works GmbH,DE001,{name},LT{:05},,salary March",
                n % names.len()
            )
        })
        .collect();
    let payments: Vec<&str> = payments.iter().map(String::as_str).collect();
    let mut first = None;
    for arguments in [&["--threads", "1"][..], &["--threads", "3"]] {
        let (outcomes, resubmitted) = screened(&payments, arguments);
        assert_eq!(resubmitted, 0);
        let stopped = outcomes
            .values()
            .filter(|(outcome, _)| outcome != "clear")
            .count();
        assert_eq!(stopped, 50, "every eighth");
        assert_eq!(*first.get_or_insert_with(|| outcomes.clone()), outcomes);
    }
}

#[test]
fn the_run_is_whole_where_a_payment_that_comes_again_ends_a_line_of_the_audit_chain() {
    let clean =
        |n: usize| format!("C{n},2024-03-01,7400.00,USD,Maren Ostby,DE001,Lindqvist Bakery,SE{n},,rent");
    let again = "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Viktor,CY900,,";
    for (stopped, resubmitted) in [(998, 999), (0, 999), (999, 1000), (1, 1999)] {
        let mut payments: Vec<String> = (0..2_003).map(clean).collect();
        payments[stopped] = STOPPED.to_owned();
        payments[resubmitted] = again.to_owned();
        let payments: Vec<&str> = payments.iter().map(String::as_str).collect();
        let (outcomes, found) = screened(&payments, &[]);
        assert_eq!((outcomes["P2"].0.as_str(), found), ("review", 1));
        assert_eq!(
            outcomes
                .values()
                .filter(|(outcome, _)| outcome == "clear")
                .count(),
            2_001
        );
    }
}

#[test]
fn the_alert_of_a_payment_that_comes_again_says_what_it_resembles() {
    let world = World::new();
    let again = "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Northwind Parts,CY900,,";
    world.write("batch.csv", format!("{HEADER}\n{STOPPED}\n{again}\n"));
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.csv"])
        .exits(1);
    let alerts = world.read("run/alerts.jsonl");
    let alert: serde_json::Value = serde_json::from_str(alerts.lines().nth(1).unwrap()).unwrap();
    assert_eq!(alert["payment_id"], "P2");
    assert_eq!(alert["basis"], "resubmission");
    assert_eq!(alert["designation_id"], "custom-bout");
    assert_eq!(alert["field"], "creditor");
    assert_eq!(alert["certain"], false);
    let note = alert["evidence"][0]["note"].as_str().unwrap();
    assert!(
        note.ends_with("\"Northwind Parts\" here; amount and account are equal"),
        "{note}"
    );
    let cases = rows(&world.path("run/cases.csv"));
    assert_eq!(cases.len(), 2);
    assert!(
        cases
            .iter()
            .any(|case| case["why"].starts_with("This payment resembles payment P1 on line 2"))
    );
    let page = world.run(["report", "run"]).exits(0).stdout;
    assert!(
        page.contains("by resubmission"),
        "the page of the morning says why"
    );
}

/// A batch of two files: the stopped payment near the beginning of the first, and what it comes again as near the end of the second.
fn long_batch(world: &World, again: &str) {
    let clean =
        |n: usize| format!("C{n},2024-03-01,{n}.00,USD,Maren Ostby,DE001,Lindqvist Bakery,SE900,,rent");
    for (file, numbers, own) in [
        ("one.csv", 0..300, (2, STOPPED)),
        ("two.csv", 300..600, (297, again)),
    ] {
        let mut payments: Vec<String> = numbers.map(clean).collect();
        payments[own.0] = own.1.to_owned();
        world.write(file, format!("{HEADER}\n{}\n", payments.join("\n")));
    }
}

/// Runs a command whole, and killed after its second checkpoint and gone on with; holds the two to be equal, and gives the alerts.
fn killed_and_gone_on(world: &World, command: &[&str]) -> String {
    fn into<'a>(command: &[&'a str], out: &'a str) -> Vec<&'a str> {
        [command, &["--out", out, "one.csv", "two.csv"]].concat()
    }
    let small = || {
        let program = world.program().with("PORTCULLIS_CHUNK_BYTES", "1000");
        program.with("PORTCULLIS_CHECKPOINT_BYTES", "4000")
    };
    small().run(into(command, "whole")).exits(1);
    let died = small()
        .with("PORTCULLIS_DIE_AT", "checkpoint: made:2")
        .run(into(command, "run"));
    assert_eq!(died.code, -1, "{}", died.stderr);
    assert!(!world.path("run").exists());
    small().run(["screen", "--resume", "run"]).exits(1);
    world.run(["verify", "run"]).exits(0);
    for file in ["decisions.csv", "alerts.jsonl", "cases.csv", "audit.jsonl"] {
        let (whole, run) = (
            world.read(&format!("whole/{file}")),
            world.read(&format!("run/{file}")),
        );
        assert!(whole == run, "{file} differs");
    }
    world.read("run/alerts.jsonl")
}

#[test]
fn a_run_that_goes_on_behind_a_checkpoint_still_knows_what_was_stopped_before_it() {
    let world = World::new();
    long_batch(
        &world,
        "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Viktor,LV123,,consulting",
    );
    let alerts = killed_and_gone_on(&world, &["screen", "--index", "lists.pcx"]);
    let again = alerts.lines().last().expect("there are two");
    assert!(
        again.contains("\"basis\":\"resubmission\"") && again.contains("payment P1 on line 4 of one.csv"),
        "{again}"
    );
}

#[test]
fn a_delta_run_that_goes_on_behind_a_checkpoint_is_what_it_would_have_been() {
    let world = World::new();
    let before: Vec<&str> = crate::world::LIST
        .lines()
        .filter(|line| !line.starts_with("bout,"))
        .collect();
    world.write("before.csv", before.join("\n"));
    world
        .run(["compile", "--out", "before.pcx", "custom:before.csv"])
        .exits(0);
    long_batch(
        &world,
        "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Viktor,LV123,,consulting",
    );
    let alerts = killed_and_gone_on(
        &world,
        &["screen", "--index", "lists.pcx", "--delta", "before.pcx"],
    );
    let told: Vec<serde_json::Value> = alerts
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let told: Vec<(&str, &str, &str)> = told
        .iter()
        .map(|alert| {
            let text = |key: &str| alert[key].as_str().expect("a text");
            (text("payment_id"), text("basis"), text("delta"))
        })
        .collect();
    assert_eq!(told, [("P1", "name", "new"), ("P2", "resubmission", "new")]);
}

#[test]
fn explain_says_of_a_payment_of_a_run_what_it_resembles() {
    let world = World::new();
    let again = "P2,2024-03-01,7400.00,USD,Maren Ostby,DE001,Northwind Parts,CY900,,";
    let later = "P3,2024-03-01,11.00,USD,Maren Ostby,DE001,Lindqvist Bakery,SE900,,";
    world.write("batch.csv", format!("{HEADER}\n{STOPPED}\n{again}\n{later}\n"));
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.csv"])
        .exits(1);
    let decided = rows(&world.path("run/decisions.csv"));
    let explained = world
        .run(["explain", "--run", "run", "--json", "P2"])
        .exits(0)
        .json();
    assert_eq!(explained["outcome"], "review");
    assert_eq!(explained["reason"], decided[1]["reason"].as_str());
    let note = explained["hits"][0]["evidence"][0]["note"]
        .as_str()
        .expect("a note");
    assert!(note.starts_with("resembles payment P1 on line 2"), "{note}");
    assert_eq!(explained["hits"][0]["designation_id"], "custom-bout");
    assert_eq!(explained["obligations"][0]["designation_id"], "custom-bout");
    let said = world.run(["explain", "--run", "run", "P2"]).exits(0).stdout;
    assert!(
        said.contains("resembles payment P1 on line 2 of batch.csv"),
        "{said}"
    );
    for (payment, outcome) in [("P1", "review"), ("P3", "clear")] {
        let alone = world
            .run(["explain", "--run", "run", "--json", payment])
            .exits(0)
            .json();
        assert_eq!(alone["outcome"], outcome, "{payment}");
    }
}
