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

/// A figure: the name of its family, its labels and its value.
type Figure = (String, Vec<(String, String)>, f64);

/// A label's value from behind its opening quotation mark, and what follows the closing one.
fn label_value(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut rest = text.chars();
    loop {
        match rest.next().expect("a label's value ends") {
            '"' => return (value, rest.as_str()),
            '\\' => value.push(match rest.next() {
                Some('n') => '\n',
                Some(escaped @ ('\\' | '"')) => escaped,
                other => panic!("`{other:?}` is not escaped: {text}"),
            }),
            plain => value.push(plain),
        }
    }
}

/// A line of the exposition format.
fn figure(line: &str) -> Figure {
    let is_name = |text: &str| {
        let mut bytes = text.bytes();
        bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
            && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let end = line.find(['{', ' ']).expect("a name ends");
    let (name, mut rest) = line.split_at(end);
    assert!(is_name(name), "{line}");
    let mut labels: Vec<(String, String)> = Vec::new();
    if let Some(mut inside) = rest.strip_prefix('{') {
        loop {
            let (label, text) = inside.split_once("=\"").expect("a label has a value");
            assert!(is_name(label), "{line}");
            assert!(labels.iter().all(|(other, _)| other != label), "{line}");
            let (value, behind) = label_value(text);
            labels.push((label.to_owned(), value));
            match behind.strip_prefix(',') {
                Some(next) => inside = next,
                None => {
                    rest = behind.strip_prefix('}').expect("the labels end");
                    break;
                }
            }
        }
    }
    let value = rest.strip_prefix(' ').expect("a value");
    (name.to_owned(), labels, value.parse().expect("a number"))
}

/// The figures of a file in the exposition format 0.0.4, held to its rules: what a family is stands once, above all of its figures; no
/// figure stands twice.
fn figures(text: &str) -> Vec<Figure> {
    assert!(text.ends_with('\n'));
    let mut families: BTreeSet<&str> = BTreeSet::new();
    let mut figures: Vec<Figure> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let help = line
            .strip_prefix("# HELP ")
            .expect("a family begins with its help");
        let (family, help) = help.split_once(' ').expect("a help");
        assert!(!help.is_empty() && !help.contains('\\'), "{line}");
        assert!(families.insert(family), "{family} stands twice");
        let kind = lines.next().and_then(|line| line.strip_prefix("# TYPE "));
        let (name, kind) = kind.and_then(|kind| kind.split_once(' ')).expect("a type");
        assert_eq!(name, family);
        assert!(["counter", "gauge"].contains(&kind), "{kind}");
        assert_eq!(kind == "counter", name.ends_with("_total"), "{name}");
        let before = figures.len();
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            let figure = figure(line);
            assert_eq!(figure.0, family, "figures stand below what they are");
            let is_new = figures
                .iter()
                .all(|(name, labels, _)| (name, labels) != (&figure.0, &figure.1));
            assert!(is_new, "{line} stands twice");
            figures.push(figure);
        }
        assert!(figures.len() > before, "{family} has no figure");
    }
    figures
}

/// Prometheus itself, where it is there.
fn ask_promtool(text: &str) {
    let promtool = std::process::Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let Ok(mut promtool) = promtool else {
        eprintln!("skipped: promtool is not there");
        return;
    };
    let mut input = promtool.stdin.take().expect("it is piped");
    std::io::Write::write_all(&mut input, text.as_bytes()).expect("promtool reads");
    drop(input);
    let done = promtool.wait_with_output().expect("promtool ends");
    let said = String::from_utf8_lossy(&done.stderr) + String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.is_empty(), "{said}");
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
    let figures = figures(&text);
    ask_promtool(&text);
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
