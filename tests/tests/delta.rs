//! `screen --delta`: a batch against what changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use portcullis_tests::{copy_folder, shared};

use crate::world::{LIST, PAYMENTS, World};

/// For each payment, everything that a full run wrote of it.
fn by_payment(world: &World, run: &str) -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in world.read(&format!("{run}/decisions.csv")).lines().skip(1) {
        let id = row.split(',').next().expect("as a run writes it").to_owned();
        told.entry(id).or_default().push(row.to_owned());
    }
    for name in [
        "alerts.jsonl",
        "released.jsonl",
        "suppressed.jsonl",
        "discounted.jsonl",
        "unbound.jsonl",
    ] {
        for line in world.read(&format!("{run}/{name}")).lines() {
            let id = json(line)["payment_id"]
                .as_str()
                .expect("as a run writes it")
                .to_owned();
            told.entry(id).or_default().push(line.to_owned());
        }
    }
    told
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).expect("as a run writes it")
}

/// The lines of a file of a run, without the last member, which a delta run adds.
fn without(world: &World, file: &str, member: &str) -> Vec<String> {
    let mark = format!(",\"{member}\":");
    let text = world.read(file);
    let lines = text.lines();
    lines
        .map(|line| format!("{}}}", &line[..line.rfind(&mark).expect("as a run writes it")]))
        .collect()
}

/// Screens with both indexes and against what changed, and holds the third against the first two. Returns the summary of
/// the delta run.
fn check(world: &World, payments: &str) -> serde_json::Value {
    for (index, out) in [("old.pcx", "old"), ("new.pcx", "new")] {
        let done = world.run([
            "screen",
            "--index",
            index,
            "--as-of",
            "2024-01-08",
            "--out",
            out,
            payments,
        ]);
        assert!(done.code <= 1, "{}", done.stderr);
    }
    let done = world.run([
        "screen",
        "--index",
        "new.pcx",
        "--delta",
        "old.pcx",
        "--as-of",
        "2024-01-08",
        "--out",
        "delta",
        "--json",
        payments,
    ]);
    assert!(done.code <= 1, "{}", done.stderr);
    let (old, new) = (by_payment(world, "old"), by_payment(world, "new"));
    let differs = |id: &str| old.get(id) != new.get(id);

    let lines = |file: &str| world.read(file).lines().map(str::to_owned).collect::<Vec<_>>();
    // The rows are those of today, in their order, and only of payments of which something differs.
    let now = lines("new/decisions.csv");
    let rows = lines("delta/decisions.csv");
    let id_of = |row: &String| row.split(',').next().expect("as a run writes it").to_owned();
    let with_row: BTreeSet<String> = rows.iter().skip(1).map(id_of).collect();
    assert!(with_row.iter().all(|id| differs(id)));
    let of_today: Vec<&String> = now
        .iter()
        .enumerate()
        .filter(|(n, row)| *n == 0 || with_row.contains(&id_of(row)))
        .map(|(_, row)| row)
        .collect();
    assert_eq!(rows.iter().collect::<Vec<_>>(), of_today);
    // Of the others nothing is decided in another way.
    let outcome = |row: &String| row.split(',').nth(2).expect("as a run writes it").to_owned();
    let outcomes = |run: &str| -> BTreeMap<String, String> {
        lines(run).iter().map(|row| (id_of(row), outcome(row))).collect()
    };
    let (before, today) = (outcomes("old/decisions.csv"), outcomes("new/decisions.csv"));
    assert!(
        today
            .iter()
            .all(|(id, outcome)| before[id] == *outcome || with_row.contains(id))
    );

    let (alerts_old, alerts_new) = (lines("old/alerts.jsonl"), lines("new/alerts.jsonl"));
    let raised: BTreeSet<&String> = alerts_old.iter().collect();
    let written = without(world, "delta/alerts.jsonl", "delta");
    let told: BTreeSet<&String> = written.iter().collect();
    let differing: Vec<&String> = alerts_new.iter().filter(|line| !raised.contains(line)).collect();
    assert!(told.iter().all(|line| differing.contains(line)));
    let of_payment = |line: &String| {
        json(line)["payment_id"]
            .as_str()
            .expect("as a run writes it")
            .to_owned()
    };
    assert!(written.iter().all(|line| with_row.contains(&of_payment(line))));

    let id = |line: &String| {
        json(line)["alert_id"]
            .as_str()
            .expect("as a run writes it")
            .to_owned()
    };
    let known: BTreeSet<String> = alerts_old.iter().map(id).collect();
    for line in &differing {
        assert!(
            known.contains(&id(line)) || told.contains(line),
            "a new alert is missing: {line}"
        );
    }
    let standing: BTreeSet<String> = alerts_new.iter().map(id).collect();
    let expected: Vec<&String> = alerts_old
        .iter()
        .filter(|line| !standing.contains(&id(line)))
        .collect();
    assert_eq!(
        without(world, "delta/ended.jsonl", "ended")
            .iter()
            .collect::<Vec<_>>(),
        expected
    );

    world.run(["verify", "delta"]).exits(0);
    let summary = done.json();
    let count = |name: &str| summary["delta"][name].as_u64().expect("as a run writes it");
    assert_eq!(
        summary["records"].as_u64().expect("as a run writes it"),
        old.len() as u64
    );
    assert_eq!(count("differing"), rows.len() as u64 - 1);
    assert_eq!(count("unchanged") + count("differing"), old.len() as u64);
    assert_eq!(count("alerts_ended"), expected.len() as u64);
    // Whatever is not written is counted.
    let all_that_differ = new.keys().filter(|id| differs(id)).count() as u64;
    assert_eq!(count("differing") + count("evidence_only"), all_that_differ);
    assert_eq!(
        count("alerts_new") + count("alerts_changed") + count("alerts_evidence_only"),
        differing.len() as u64
    );
    summary
}

/// Payments with names of either list among many of nobody.
fn payments(world: &World, names: &[String]) {
    let mut batch = String::new();
    for (seed, index) in [("1", "old.pcx"), ("2", "new.pcx")] {
        let generated = world
            .run([
                "generate",
                "payments",
                "--count",
                "1500",
                "--hit-rate",
                "0.1",
                "--seed",
                seed,
                "--index",
                index,
            ])
            .exits(0)
            .stdout;
        let mut lines = generated.lines();
        let header = lines.next().expect("as a run writes it");
        if batch.is_empty() {
            batch = format!("{header}\n");
        }
        for line in lines {
            batch.push_str(&format!("{seed}{line}\n"));
        }
    }
    let header = batch.lines().next().expect("as a run writes it").to_owned();
    let columns: Vec<&str> = header.split(',').collect();
    for (n, name) in names.iter().enumerate() {
        let cells = columns.iter().map(|column| match *column {
            "payment_id" => format!("N{n}"),
            "creditor_name" => format!("\"{name}\""),
            _ => String::new(),
        });
        batch.push_str(&(cells.collect::<Vec<_>>().join(",") + "\n"));
    }
    world.write("batch.csv", batch);
}

fn compile(world: &World, folder: &Path, index: &str) {
    world
        .run([
            "compile",
            "--out",
            index,
            &format!("ofac-sdn:{}", folder.display()),
        ])
        .exits(0);
}

#[test]
fn two_years_of_ofac_are_the_difference_of_two_full_runs() {
    let (Some(old), Some(new)) = (shared("lists/ofac-sdn-2019-01"), shared("lists/ofac-sdn-2021-07")) else {
        return;
    };
    let world = World::empty();
    compile(&world, &old, "old.pcx");
    compile(&world, &new, "new.pcx");
    payments(&world, &[]);
    let delta = check(&world, "batch.csv")["delta"].clone();
    assert_eq!(
        (&delta["designations"]["added"], &delta["designations"]["removed"]),
        (&1_858.into(), &261.into())
    );
    assert!(
        delta["alerts_new"].as_u64().unwrap() > 0 && delta["alerts_ended"].as_u64().unwrap() > 0,
        "{delta}"
    );
}

/// The rows of a companion file whose entities the list has: others would say that the list was cut.
fn of_entities(sdn: &[u8], rows: &[u8]) -> Vec<u8> {
    let number = |row: &[u8]| row.split(|&b| b == b',').next().unwrap_or_default().to_vec();
    let listed: HashSet<Vec<u8>> = sdn.split_inclusive(|&b| b == b'\n').map(number).collect();
    rows.split_inclusive(|&b| b == b'\n')
        .filter(|row| listed.contains(&number(row)))
        .flatten()
        .copied()
        .collect()
}

#[test]
fn a_day_of_ofac_is_the_difference_of_two_full_runs_and_changes_few() {
    let Some(list) = shared("lists/ofac-sdn-2021-07") else {
        return;
    };
    let world = World::empty();
    copy_folder(&list, &world.path("before"));
    copy_folder(&list, &world.path("after"));
    // Of the rows, twenty come, ten go and ten get another name, here and there on the list.
    let bytes = std::fs::read(list.join("sdn.csv")).unwrap();
    let rows: Vec<&[u8]> = bytes.split_inclusive(|&b| b == b'\n').collect();
    let (mut before, mut after, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (n, row) in rows.iter().enumerate() {
        let text = String::from_utf8_lossy(row);
        let name = text.split('"').nth(1).unwrap_or_default().to_owned();
        let (comes, goes, renamed) = (n % 440 == 7, n % 880 == 11, n % 880 == 23);
        if !comes {
            before.extend_from_slice(row);
        }
        if renamed {
            after.extend_from_slice(text.replacen('"', "\"QASIMOV ", 1).as_bytes());
        } else if !goes {
            after.extend_from_slice(row);
        }
        if comes || goes || renamed {
            names.push(name);
        }
    }
    for (folder, sdn) in [("before", before), ("after", after)] {
        for file in ["alt.csv", "add.csv"] {
            let rows = std::fs::read(list.join(file)).unwrap();
            world.write(&format!("{folder}/{file}"), of_entities(&sdn, &rows));
        }
        world.write(&format!("{folder}/sdn.csv"), sdn);
    }
    compile(&world, &world.path("before"), "old.pcx");
    compile(&world, &world.path("after"), "new.pcx");
    payments(&world, &names);
    let delta = check(&world, "batch.csv")["delta"].clone();
    let lists = &delta["designations"];
    assert_eq!((&lists["added"], &lists["removed"]), (&21.into(), &11.into()));
    // Some of the rest name one that came or went.
    assert!(lists["changed"].as_u64().unwrap() >= 11, "{lists}");
    let (unchanged, differing) = (
        delta["unchanged"].as_u64().unwrap(),
        delta["differing"].as_u64().unwrap(),
    );
    assert!(differing < unchanged / 5, "{delta}");
    assert!(
        delta["alerts_new"].as_u64().unwrap() >= 15 && delta["alerts_ended"].as_u64().unwrap() >= 10,
        "{delta}"
    );
}

#[test]
fn the_files_of_a_delta_run_say_what_began_and_what_ended() {
    let world = World::new();
    let list = LIST
        .replace(
            "trading,ZAGROS PETROLEUM TRADING LLC,organization,UN,UN-Iran,,,,,\n",
            "",
        )
        .replace("COMMERCIAL BANK OF SYRIA", "SYRIAN COMMERCIAL BANK")
        + "bakery,LINDQVIST BAKERY AB,organization,UN,UN-SY,,,,,\n";
    world.write("list.csv", list);
    world
        .run(["compile", "--allow-shrink", "--out", "new.pcx", "custom:list.csv"])
        .exits(0);
    let done = world
        .run([
            "screen",
            "--index",
            "new.pcx",
            "--delta",
            "lists.pcx",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    assert!(
        done.stderr
            .contains("5 records: 1 as before, 3 decided, 1 rejected"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr
            .contains("lists: 1 designation added, 1 removed, 1 changed"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr
            .contains("alerts: 2 new, 1 changed, 1 ended: see alerts.jsonl and ended.jsonl"),
        "{}",
        done.stderr
    );
    let alerts: Vec<(String, String)> = world
        .read("run/alerts.jsonl")
        .lines()
        .map(|line| {
            let alert = json(line);
            let text = |name: &str| alert[name].as_str().unwrap().to_owned();
            (
                format!("{} {}", text("payment_id"), text("designation_id")),
                text("delta"),
            )
        })
        .collect();
    let expected = [
        ("P1 custom-bakery", "new"),
        ("P3 custom-syria-bank", "changed"),
        ("P3 custom-bakery", "new"),
    ];
    assert_eq!(
        alerts,
        expected.map(|(alert, delta)| (alert.to_owned(), delta.to_owned()))
    );
    let text = world.read("run/alerts.jsonl");
    let changed = text
        .lines()
        .find(|line| line.contains("\"delta\":\"changed\""))
        .expect("one changed");
    let name = |text: &str| serde_json::json!([{ "text": text, "kind": "primary" }]);
    assert_eq!(
        json(changed)["changes"],
        serde_json::json!([{
            "member": "designation.names",
            "old": name("COMMERCIAL BANK OF SYRIA"),
            "new": name("SYRIAN COMMERCIAL BANK"),
        }])
    );
    let ended = json(world.read("run/ended.jsonl").trim_end());
    assert_eq!(
        (&ended["payment_id"], &ended["score"]),
        (&"P5".into(), &json(world_alert(&world).trim_end())["score"])
    );
    assert_eq!(ended["ended"]["cause"], "removed");
    assert_eq!(ended["ended"]["outcome_now"], "clear");
    world.run(["verify", "run"]).exits(0);
    world.run(["report", "--out", "run.html", "run"]).exits(0);
    let page = world.read("run.html");
    for text in [
        "<h2>1 alert that ended</h2>",
        "<span class=\"tag\">new</span>",
        "<span class=\"tag\">changed</span>",
        "changed: <bdi>designation names</bdi>, was <bdi>primary COMMERCIAL BANK OF SYRIA</bdi>, is \
         <bdi>primary SYRIAN COMMERCIAL BANK</bdi>",
    ] {
        assert!(page.contains(text), "{text}");
    }

    // What ended is part of what was written.
    let text = world.read("run/ended.jsonl");
    world.write("run/ended.jsonl", text.replace("P5", "P6"));
    let done = world.run(["verify", "run"]).exits(3);
    assert!(
        done.stdout.contains("ended.jsonl:1: was changed"),
        "{}",
        done.stdout
    );
    std::fs::remove_file(world.path("run/ended.jsonl")).unwrap();
    let done = world.run(["verify", "run"]).exits(3);
    assert!(done.stdout.contains("ended.jsonl: is missing"), "{}", done.stdout);
}

/// The alert of P5 in a full run with the first lists.
fn world_alert(world: &World) -> String {
    world
        .run(["screen", "--index", "lists.pcx", "--out", "full", "payments.csv"])
        .exits(1);
    let alerts = world.read("full/alerts.jsonl");
    alerts
        .lines()
        .find(|line| line.contains("\"P5\""))
        .expect("as a run writes it")
        .to_owned()
}

#[test]
fn what_does_not_go_with_a_delta_is_refused_by_name() {
    let world = World::new();
    let (code, said) = world.says(["screen", "--delta", "lists.pcx", "payments.csv"]);
    assert_eq!(code, 2);
    assert!(said.contains("--index"), "{said}");
    let ledger = [
        "screen",
        "--index",
        "lists.pcx",
        "--delta",
        "lists.pcx",
        "--ledger",
        "caps.csv",
        "payments.csv",
    ];
    let (code, said) = world.says(ledger);
    assert_eq!(code, 2);
    assert!(said.contains("--ledger"), "{said}");
    world.write("not.pcx", PAYMENTS);
    let foreign = [
        "screen",
        "--index",
        "lists.pcx",
        "--delta",
        "not.pcx",
        "--out",
        "run",
        "payments.csv",
    ];
    assert_eq!(
        world.says(foreign),
        (
            3,
            "portcullis: not.pcx: not a Portcullis index (it looks like text); make one with `portcullis compile \
             --out FILE KIND:PATH...`"
                .to_owned()
        )
    );
    assert!(!world.path("run").exists());
}
