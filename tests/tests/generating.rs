//! `generate`, and what comes of its payments.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_tests::rows;

use crate::world::World;

#[test]
fn equal_seeds_give_equal_payments_and_other_seeds_do_not() {
    let world = World::empty();
    let payments = |seed: &str| {
        world
            .run(["generate", "payments", "--count", "50", "--seed", seed])
            .exits(0)
            .stdout
    };
    assert_eq!(payments("7"), payments("7"));
    assert_ne!(payments("7"), payments("8"));
    // A field may hold a line end, so records are counted and not lines.
    world.write("p.csv", payments("7"));
    assert_eq!(rows(&world.path("p.csv")).len(), 50);
}

#[test]
fn what_goes_to_a_file_is_what_goes_to_standard_output() {
    let world = World::empty();
    let shown = world
        .run(["generate", "payments", "--count", "20"])
        .exits(0)
        .stdout;
    world
        .run(["generate", "payments", "--count", "20", "--out", "p.csv"])
        .exits(0);
    assert_eq!(world.read("p.csv"), shown);
}

#[test]
fn distinct_payments_repeat_no_party() {
    let world = World::empty();
    world
        .run([
            "generate",
            "payments",
            "--count",
            "500",
            "--distinct",
            "--out",
            "p.csv",
        ])
        .exits(0);
    let mut names: Vec<String> = rows(&world.path("p.csv"))
        .into_iter()
        .flat_map(|row| [row["debtor_name"].clone(), row["creditor_name"].clone()])
        .collect();
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn listed_parties_are_carried_by_the_share_that_was_asked_for_and_are_found_again() {
    let world = World::new();
    let done = world
        .run([
            "generate",
            "payments",
            "--count",
            "400",
            "--hit-rate",
            "0.5",
            "--index",
            "lists.pcx",
            "--out",
            "p.csv",
        ])
        .exits(0);
    assert!(done.stderr.contains("with a listed name"), "{}", done.stderr);
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "--sensitivity",
            "broad",
            "p.csv",
        ])
        .exits(1);
    let found = rows(&world.path("run/decisions.csv"))
        .iter()
        .filter(|row| row["hits"] != "0")
        .count();
    assert!((120..=240).contains(&found), "{found} of about 200");
}

#[test]
fn the_answer_key_names_everything_that_was_planted_and_agrees_with_the_payments() {
    let world = World::empty();
    let done = world
        .run([
            "generate",
            "payments",
            "--count",
            "600",
            "--hit-rate",
            "0.5",
            "--out",
            "p.csv",
            "--answers",
            "answers.csv",
        ])
        .exits(0);
    let answers = rows(&world.path("answers.csv"));
    let count = |kind| answers.iter().filter(|answer| answer["kind"] == kind).count();
    let told = format!(
        "{} with a listed name, {} with a listed BIC",
        count("name"),
        count("bic")
    );
    assert!(done.stderr.contains(&told), "{told}: {}", done.stderr);
    assert!(
        (240..=360).contains(&answers.len()) && count("bic") > 10,
        "{told}"
    );

    world.run(["screen", "--out", "run", "p.csv"]).exits(1);
    let payments = rows(&world.path("p.csv"));
    let decisions = rows(&world.path("run/decisions.csv"));
    for answer in &answers {
        let of_payment = |row: &&BTreeMap<String, String>| row["payment_id"] == answer["payment_id"];
        let field = &payments.iter().find(of_payment).unwrap()[&answer["field"]];
        // A remittance text has other words before the name.
        let is_text = answer["field"] == "remittance_information";
        let written = &answer["written"];
        assert!(
            field == written || is_text && field.ends_with(written),
            "{answer:?}"
        );
        assert_eq!(decisions.iter().find(of_payment).unwrap()["line"], answer["line"]);
        let as_listed = answer["listed"] == *written;
        assert_eq!(answer["changes"].is_empty(), as_listed, "{answer:?}");
    }

    let ids: BTreeSet<&str> = answers
        .iter()
        .flat_map(|answer| answer["designation_id"].split(';'))
        .collect();
    let shown = world
        .program()
        .run(["lists", "show", "--json"].into_iter().chain(ids))
        .exits(0)
        .json();
    let listed: BTreeMap<&str, String> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|designation| (designation["id"].as_str().unwrap(), designation.to_string()))
        .collect();
    for answer in &answers {
        // As JSON writes it.
        let text = serde_json::Value::from(answer["listed"].as_str()).to_string();
        for id in answer["designation_id"].split(';') {
            assert!(listed[id].contains(&text), "{id} is not listed as {text}");
        }
    }
}

#[test]
fn the_same_payments_have_the_same_outcomes_in_every_format_that_carries_what_they_say() {
    let world = World::new();
    let generate = |format: &str, carried_by: &str, out: &str| {
        world
            .run([
                "generate",
                "payments",
                "--count",
                "400",
                "--seed",
                "5",
                "--hit-rate",
                "0.3",
                "--index",
                "lists.pcx",
                "--format",
                format,
                "--carried-by",
                carried_by,
                "--out",
                out,
            ])
            .exits(0);
    };
    // The outcome of each payment, by its id.
    let outcomes = |file: &str| -> BTreeMap<String, String> {
        let run = format!("run-{file}");
        world
            .run(["screen", "--index", "lists.pcx", "--out", &run, file])
            .exits(1);
        assert_eq!(
            rows(&world.path(&format!("{run}/rejects.csv"))).len(),
            0,
            "{file}"
        );
        let decisions = rows(&world.path(&format!("{run}/decisions.csv")));
        decisions
            .iter()
            .map(|row| (row["payment_id"].clone(), row["outcome"].clone()))
            .collect()
    };
    // Tables by columns are of a feature, which the program has or not.
    let tables = ["parquet", "arrow"]
        .into_iter()
        .filter(|_| cfg!(feature = "arrow"));
    for format in ["pacs008", "mt103", "ach", "fedwire"].into_iter().chain(tables) {
        let (message, csv) = (format!("{format}.msg"), format!("{format}.csv"));
        generate(format, format, &message);
        generate("csv", format, &csv);
        let (in_messages, in_rows) = (outcomes(&message), outcomes(&csv));
        assert_eq!(in_messages.len(), 400, "{format}");
        assert_eq!(in_messages, in_rows, "{format}");
        let stopped = in_messages.values().filter(|outcome| *outcome != "clear").count();
        assert!((60..=140).contains(&stopped), "{format}: {stopped}");
    }
}
