//! Match quality as a bank measures it on its own lists and names.

use serde_json::Value;

use crate::world::World;

/// A person with a weak alias, which no search looks at, and a company.
const LIST: &str = "\
id,name,schema,authority,list,aliases,weak_aliases
bout,\"BOUT, Viktor Anatolijevitch\",person,US,List A,\"SERGITOV, Vitali\",BONT
trading,ZAGROS PETROLEUM TRADING LLC,organization,UN,List B,,
";

fn selftest(world: &World, more: &[&str]) -> Value {
    let all = ["evaluate", "selftest", "--index", "lists.pcx", "--json"];
    world
        .program()
        .run(all.into_iter().chain(more.iter().copied()))
        .exits(0)
        .json()
}

#[test]
fn each_listed_name_is_asked_for_in_every_way_that_it_has_room_for() {
    let world = World::of_list(LIST);
    let report = selftest(&world, &[]);
    assert_eq!((&report["list_names"], &report["names"]), (&3.into(), &3.into()));
    let n = |kind: &str| report["by_kind"][kind]["n"].as_u64().unwrap_or(0);
    for (kind, names) in [
        ("as-listed", 3),
        ("case", 3),
        // Nobody has an accent, or more than 35 characters.
        ("accents", 0),
        ("cut-35", 0),
        ("cut-35+edit", 0),
        // Two have a comma.
        ("punctuation-lost", 2),
        ("punctuation-space", 2),
        ("substituted", 3),
        ("deleted", 3),
        ("inserted", 3),
        ("swapped", 3),
        ("lost-letter", 3),
        // Nothing is between two words of `SERGITOV, Vitali` but a comma, and it has no middle.
        ("space-lost", 2),
        ("space-added", 3),
        ("order", 3),
        ("initial", 1),
        ("two-edits", 3),
        ("middle-dropped", 2),
        ("middle-dropped+edit", 2),
        ("vowels", 3),
    ] {
        assert_eq!(n(kind), names, "{kind}");
    }
    assert_eq!(report["n"], 44);
    let found = |of: &Value| of["found"].as_u64().expect("a count");
    assert_eq!(
        report["by_severity"]["exact"],
        serde_json::json!({"n": 6, "found": 6, "recall": 1.0})
    );
    for groups in ["by_kind", "by_script", "by_list", "by_schema"] {
        let groups = report[groups].as_object().expect("groups").values();
        assert_eq!(groups.map(found).sum::<u64>(), found(&report));
    }
    let keys = |groups: &str| {
        report[groups]
            .as_object()
            .expect("groups")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys("by_list"), ["List A", "List B"]);
    assert_eq!(keys("by_schema"), ["organization", "person"]);
    assert_eq!(keys("by_script"), ["Latin"]);
    // What is not found is told, with what was asked for and how near it came.
    let misses = report["misses"].as_array().expect("misses");
    assert_eq!(misses.len() as u64, 44 - found(&report));
    for miss in misses {
        let name = miss["listed"].as_str().expect("a name");
        assert!(LIST.contains(name));
        assert_ne!(miss["variant"], miss["listed"]);
        assert!(miss["score"].as_f64().expect("a score") < report["threshold"].as_f64().expect("a score"));
    }
}

#[test]
fn a_self_test_is_fixed_by_its_seed_whatever_the_threads_and_the_other_names() {
    let world = World::of_list(LIST);
    let arguments = [
        "evaluate",
        "selftest",
        "--index",
        "lists.pcx",
        "--json",
        "--threshold",
        "0.99",
    ];
    let first = world.run(arguments).exits(0).stdout;
    let alone = world
        .program()
        .with("RAYON_NUM_THREADS", "1")
        .run(arguments)
        .exits(0)
        .stdout;
    assert_eq!(first, alone);
    let misses = |report: &Value| report["misses"].as_array().expect("misses").clone();
    let strict = selftest(&world, &["--threshold", "0.99"]);
    assert!(misses(&strict).len() > 5, "hardly a slip scores so much");
    assert_ne!(
        misses(&strict),
        misses(&selftest(&world, &["--threshold", "0.99", "--seed", "2"]))
    );
    // The company alone is written as it is written beside others.
    let fewer = World::of_list(
        &LIST
            .lines()
            .filter(|line| !line.starts_with("bout"))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let of_company = |misses: Vec<Value>| -> Vec<Value> {
        misses
            .into_iter()
            .filter(|m| m["designation_id"] == "custom-trading")
            .map(|m| m["variant"].clone())
            .collect()
    };
    assert_eq!(
        of_company(misses(&strict)),
        of_company(misses(&selftest(&fewer, &["--threshold", "0.99"])))
    );
    let sample = selftest(&world, &["--sample", "1"]);
    assert_eq!((&sample["names"], &sample["list_names"]), (&1.into(), &3.into()));
}

#[test]
fn a_self_test_is_a_table_and_its_misses_are_a_file() {
    let world = World::of_list(LIST);
    let text = world
        .run([
            "evaluate",
            "selftest",
            "--index",
            "lists.pcx",
            "--threshold",
            "0.99",
            "--misses",
            "misses.csv",
        ])
        .exits(0)
        .stdout;
    assert!(text.starts_with("variants  kind"), "{text}");
    for row in [
        "exact     all ",
        "minor     order ",
        "major     two-edits ",
        "List B ",
        "organization ",
        "Latin ",
    ] {
        assert!(text.lines().any(|line| line.starts_with(row)), "{row} in {text}");
    }
    assert!(
        text.contains(" of 44 variants of 3 listed names found: recall 0."),
        "{text}"
    );
    let misses = world.read("misses.csv");
    assert!(
        misses.starts_with("kind,severity,designation_id,list,schema,script,listed,variant,score,nearest\n"),
        "{misses}"
    );
    assert_eq!(
        misses.lines().count() - 1,
        selftest(&world, &["--threshold", "0.99"])["misses"]
            .as_array()
            .expect("misses")
            .len()
    );
    world
        .run(["evaluate", "selftest", "--index", "lists.pcx", "--sample", "0"])
        .exits(2);
    world
        .run(["evaluate", "selftest", "--index", "missing.pcx"])
        .exits(3);
    world
        .run(["evaluate", "selftest", "--index", "lists.pcx", "--threshold", "1"])
        .exits(2);
}

#[test]
fn what_a_threshold_costs_is_counted_on_labelled_names() {
    let world = World::of_list(LIST);
    // Two are found whatever the threshold, one has a slip, one is clean and alerts, one is clean and does not.
    world.write(
        "names.csv",
        "name,list_id\nViktor Anatolijevitch Bout,custom-bout\nZagros Petroleum Trading LLC,custom-trading\n\
         Vitalij Sergitow,custom-bout\nViktor Anatolijevitch Bout,\nMaren Ostby,\n",
    );
    let arguments = ["evaluate", "tune", "--index", "lists.pcx", "--json", "names.csv"];
    let report = world.run(arguments).exits(0).json();
    assert_eq!(
        (&report["names"], &report["should_find"], &report["clean"]),
        (&5.into(), &3.into(), &2.into())
    );
    let costs = report["costs"].as_array().expect("costs");
    assert_eq!(
        (&costs[0]["threshold"], &costs[costs.len() - 1]["threshold"]),
        (&0.7.into(), &1.0.into())
    );
    for cost in costs {
        assert_eq!(
            cost["false_alerts"],
            serde_json::json!({"n": 2, "alerted": 1, "rate": 0.5}),
            "{cost}"
        );
        let found = cost["found"]["found"].as_u64().expect("a count");
        assert!(found == 2 || found == 3, "{cost}");
        assert_eq!(cost["alerts"]["alerted"], found + 1);
    }
    assert_eq!(costs[0]["found"]["found"], 3);
    assert_eq!(costs[costs.len() - 1]["found"]["found"], 2);
    let named = costs.iter().filter(|cost| cost.get("sensitivity").is_some());
    assert_eq!(
        named.map(|cost| cost["sensitivity"].clone()).collect::<Vec<_>>(),
        ["broad", "balanced", "strict"]
    );
    // A name of no label has no recall.
    world.write("bare.csv", "name\nMaren Ostby\n");
    let bare = world
        .run(["evaluate", "tune", "--index", "lists.pcx", "--json", "bare.csv"])
        .exits(0)
        .json();
    assert!(bare["costs"][0].get("found").is_none() && bare["costs"][0].get("false_alerts").is_none());
    assert_eq!(bare["samples"], serde_json::json!([]));
}

#[test]
fn names_above_and_below_the_line_are_drawn_for_a_person_to_look_at() {
    let world = World::of_list(LIST);
    world.write(
        "names.csv",
        "name,list_id\nVitalij Sergitow,custom-bout\nVitalij Sergitow,custom-bout\nViktor Anatolijevitch Bout,\n",
    );
    let slip = world.run([
        "check",
        "--index",
        "lists.pcx",
        "--json",
        "--threshold",
        "0.7",
        "Vitalij Sergitow",
    ]);
    let score = slip.exits(1).json()["hits"][0]["score"]
        .as_f64()
        .expect("a score");
    let around = format!("{:.4}", score + 0.0001);
    let tune = [
        "evaluate",
        "tune",
        "--index",
        "lists.pcx",
        "--around",
        &around,
        "--width",
        "0.01",
    ];
    let report = world
        .program()
        .run(tune.into_iter().chain([
            "--costs",
            "costs.csv",
            "--samples",
            "samples.csv",
            "--json",
            "names.csv",
        ]))
        .exits(0)
        .json();
    // What stands in two rows is looked at once; what is a full match is far above the line.
    let samples = report["samples"].as_array().expect("samples");
    assert_eq!(samples.len(), 1, "{samples:?}");
    let sampled = &samples[0];
    assert_eq!(
        (&sampled["side"], &sampled["row"], &sampled["of"]),
        (&"below".into(), &"2".into(), &1.into())
    );
    assert_eq!(sampled["designation_id"], "custom-bout");
    assert_eq!(
        (&sampled["matched_name"], &sampled["label"]),
        (&"SERGITOV, Vitali".into(), &"custom-bout".into())
    );
    let csv = world.read("samples.csv");
    assert!(
        csv.starts_with("threshold,side,of,row,name,score,designation_id,matched_name,list,label,decision\n"),
        "{csv}"
    );
    assert!(csv.trim_end().ends_with(",List A,custom-bout,"), "{csv}");
    let costs = world.read("costs.csv");
    assert!(
        costs.contains("\n0.895,balanced,") || costs.contains("\n0.8950,balanced,"),
        "{costs}"
    );
    let text = world
        .program()
        .run(tune.into_iter().chain(["names.csv"]))
        .exits(0)
        .stdout;
    assert!(text.contains("below (of 1)"), "{text}");
    assert!(
        text.contains("3 names against 3 listed names; 2 should find something, 1 nothing; seed 1\n"),
        "{text}"
    );
}

#[test]
fn payments_are_tuned_by_the_names_of_all_their_parties() {
    let world = World::new();
    let around = ["--around", "0.99", "--width", "0.04"];
    let tune = [
        "evaluate",
        "tune",
        "--index",
        "lists.pcx",
        "--json",
        "payments.csv",
    ];
    let report = world.program().run(tune.into_iter().chain(around)).exits(0);
    // Four payments of two parties each; the fifth record cannot be read, and that is said.
    assert!(
        report.stderr.contains("payments.csv: 1 record could not be read"),
        "{}",
        report.stderr
    );
    let report = report.json();
    assert_eq!(
        (&report["names"], &report["should_find"], &report["clean"]),
        (&8.into(), &0.into(), &0.into())
    );
    let balanced = report["costs"]
        .as_array()
        .expect("costs")
        .iter()
        .find(|cost| cost["sensitivity"] == "balanced");
    assert_eq!(balanced.expect("a sensitivity")["alerts"]["alerted"], 2);
    let rows = report["samples"]
        .as_array()
        .expect("samples")
        .iter()
        .map(|s| s["row"].clone());
    assert!(rows.collect::<Vec<_>>().contains(&"P5 creditor".into()));
    // What cannot be used is told by name.
    world.write("ids.csv", "name,list_id\nBout,custom-nobody\n");
    let wrong = world
        .run(["evaluate", "tune", "--index", "lists.pcx", "ids.csv"])
        .exits(3);
    assert!(
        wrong
            .stderr
            .contains("ids.csv:2: list_id `custom-nobody` is not in the index"),
        "{}",
        wrong.stderr
    );
    world
        .run([
            "evaluate",
            "tune",
            "--index",
            "lists.pcx",
            "--width",
            "0",
            "ids.csv",
        ])
        .exits(2);
}
