//! What a run tells the machines that watch it: `--log` and `--metrics`.

use std::collections::BTreeSet;

use portcullis_tests::rows;
use serde_json::Value;

use crate::world::World;

#[test]
fn a_log_has_events_and_nothing_of_what_stands_in_payments() {
    let world = World::new();
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--log",
            "json",
            "--log-file",
            "run.log",
            "--log-level",
            "debug",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    assert!(!done.stderr.contains("\"level\""), "{}", done.stderr);
    let log = world.read("run.log");
    let events: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let said: Vec<&str> = events
        .iter()
        .filter_map(|event| event["message"].as_str())
        .collect();
    assert_eq!(said, ["begins", "screening begins", "screening ends", "ends"]);
    assert_eq!(
        (&events[3]["command"], &events[3]["exit"]),
        (&"screen".into(), &1.into())
    );
    assert_eq!(events[2]["records"], 5);
    for row in rows(&world.path("payments.csv")) {
        for column in [
            "payment_id",
            "debtor_name",
            "creditor_name",
            "creditor_agent_bic",
            "amount",
        ] {
            let value = &row[column];
            assert!(
                value.is_empty() || !log.contains(value.as_str()),
                "{column} {value}: {log}"
            );
        }
    }
    // What went wrong is told on standard error, and the log has only that it did.
    world.run([
        "screen",
        "--log",
        "text",
        "--log-file",
        "text.log",
        "--index",
        "none.pcx",
        "secret-name.csv",
    ]);
    let log = world.read("text.log");
    assert!(
        log.contains("ERROR") && log.contains("exit=3") && !log.contains("secret-name"),
        "{log}"
    );
    // Without it, there is none.
    let done = world
        .run(["check", "--index", "lists.pcx", "Maren Ostby"])
        .exits(0);
    assert!(!done.stderr.contains("begins"), "{}", done.stderr);
    let done = world
        .run(["check", "--log", "json", "--index", "lists.pcx", "Maren Ostby"])
        .exits(0);
    assert!(
        done.stderr.contains("\"message\":\"begins\"") && !done.stderr.contains("Maren"),
        "{}",
        done.stderr
    );
}

/// A line of the exposition format: name, labels and value.
fn figure(line: &str) -> (String, Vec<(String, String)>, f64) {
    let (named, value) = line.rsplit_once(' ').expect("a value");
    let (name, labels) = match named.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').expect("the labels end")),
        None => (named, ""),
    };
    let is_name = |text: &str| {
        let mut bytes = text.bytes();
        bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
            && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    assert!(is_name(name), "{line}");
    let labels = labels.split("\",").filter(|label| !label.is_empty());
    let labels = labels.map(|label| {
        let (label, value) = label
            .split_once("=\"")
            .expect("a label has a value in quotation marks");
        assert!(is_name(label), "{line}");
        (label.to_owned(), value.trim_end_matches('"').to_owned())
    });
    (
        name.to_owned(),
        labels.collect(),
        value.parse().expect("a number"),
    )
}

#[test]
fn metrics_are_a_file_that_prometheus_reads_with_the_counts_of_the_summary() {
    let world = World::new();
    let command = [
        "screen",
        "--index",
        "lists.pcx",
        "--metrics",
        "run.prom",
        "--out",
        "run",
        "payments.csv",
    ];
    world.run(command).exits(1);
    let text = world.read("run.prom");
    let mut families: BTreeSet<String> = BTreeSet::new();
    let mut figures = Vec::new();
    let mut family = String::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            family = help.split(' ').next().expect("a name").to_owned();
            assert!(families.insert(family.clone()), "{family} stands twice");
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect("a type");
            assert_eq!(name, family);
            assert!(["counter", "gauge"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
        } else {
            let figure = figure(line);
            assert_eq!(figure.0, family, "figures stand below what they are");
            figures.push(figure);
        }
    }
    assert!(text.ends_with('\n'));
    let of = |name: &str, label: &str| {
        let mut all = figures.iter();
        let found = all.find(|(of, labels, _)| {
            of == name && (label.is_empty() || labels.iter().any(|(_, l)| l == label))
        });
        found.unwrap_or_else(|| panic!("{name} {label}: {text}")).2
    };
    let summary: Value = serde_json::from_str(&world.read("run/summary.json")).expect("JSON");
    let count = |value: &Value| value.as_f64().expect("a number");
    for outcome in ["clear", "licensed", "review", "reject", "block"] {
        let said = of("portcullis_run_payments_total", outcome);
        assert!(
            (said - count(&summary["outcomes"][outcome])).abs() < 0.5,
            "{outcome}"
        );
    }
    for (name, label, member) in [
        ("portcullis_run_records_total", "", &summary["records"]),
        ("portcullis_run_rejected_records_total", "", &summary["rejected"]),
        ("portcullis_run_cases_total", "", &summary["cases"]),
        ("portcullis_run_words", "given", &summary["words"]["cases"]),
        (
            "portcullis_run_let_go_total",
            "discounted",
            &summary["discounted"],
        ),
    ] {
        assert!((of(name, label) - count(member)).abs() < 0.5, "{name}");
    }
    assert!((of("portcullis_run_finished", "") - 1.0).abs() < 0.5);
    assert!(!text.contains("Maren") && !text.contains("CMSYSYDA"));
}
