//! Lists over time: a series of snapshots, screened and compared as of its days.

use crate::world::World;

const HEAD: &str = "id,name,schema,authority,programs\n";

/// Three snapshots: Kovalenko leaves and comes back under another program, Ostrovsky gets another name.
fn world() -> World {
    let world = World::empty();
    for (day, rows) in [
        (
            "2024-01-10",
            "1,\"KOVALENKO, Taras\",person,US,SDGT\n2,\"OSTROVSKY, Bohdan\",person,US,SDGT\n",
        ),
        ("2024-02-10", "2,\"OSTROVSKY, Bohdan\",person,US,SDGT\n"),
        (
            "2024-03-10",
            "1,\"KOVALENKO, Taras\",person,US,IRGC\n2,\"HRYHORENKO, Bohdan\",person,US,SDGT\n",
        ),
    ] {
        world.write(&format!("series/list_{day}_x.csv"), format!("{HEAD}{rows}"));
    }
    world
        .run(["compile", "--out", "lists.pcx", "custom:series"])
        .exits(0);
    world
}

#[test]
fn a_payment_is_judged_by_what_the_list_said_on_its_value_date() {
    let world = world();
    world.write(
        "payments.csv",
        "payment_id,value_date,amount,currency,creditor_name\n\
         A,2024-01-15,1.00,EUR,Taras Kovalenko\n\
         B,2024-02-15,1.00,EUR,Taras Kovalenko\n\
         C,2024-03-15,1.00,EUR,Taras Kovalenko\n\
         D,2024-02-15,1.00,EUR,Bohdan Ostrovsky\n\
         E,2024-03-15,1.00,EUR,Bohdan Ostrovsky\n\
         F,2024-02-15,1.00,EUR,Bohdan Hryhorenko\n\
         G,2024-03-15,1.00,EUR,Bohdan Hryhorenko\n",
    );
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let decisions = world.read("run/decisions.csv");
    let decided: Vec<String> = decisions
        .lines()
        .skip(1)
        .map(|line| line.split(',').take(3).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        decided,
        [
            "A 2 review",
            "B 3 clear",
            "C 4 review",
            "D 5 review",
            "E 6 clear",
            "F 7 clear",
            "G 8 review"
        ]
    );
    let unbound = world.read("run/unbound.jsonl");
    assert!(
        unbound.contains("delisted on 2024-02-10, listed again on 2024-03-10"),
        "{unbound}"
    );
    let alerts = world.read("run/alerts.jsonl");
    let programs = |id: &str| {
        let line = alerts
            .lines()
            .find(|line| line.contains(&format!("\"{id}\"")))
            .unwrap();
        let alert: serde_json::Value = serde_json::from_str(line).unwrap();
        alert["designation"]["programs"].clone()
    };
    assert_eq!(
        (programs("A"), programs("C")),
        (serde_json::json!(["SDGT"]), serde_json::json!(["IRGC"]))
    );
}

#[test]
fn a_history_and_the_difference_of_two_days_tell_what_changed() {
    let world = world();
    let history = world
        .run(["lists", "history", "--index", "lists.pcx", "custom-1"])
        .exits(0);
    assert_eq!(
        history.stdout,
        "custom-1  KOVALENKO, Taras\nCustom\nearlier     listed\n2024-02-10  delisted\n\
         2024-03-10  listed again\n2024-03-10  changed\n            programs: - SDGT\n            programs: + IRGC\n"
    );
    let difference = |from, to| {
        let done = world
            .run(["lists", "diff", "lists.pcx", "--from", from, "--to", to, "--json"])
            .exits(0);
        let json = done.json();
        [&json["added_ids"], &json["removed_ids"], &json["changed_ids"]].map(ToString::to_string)
    };
    assert_eq!(
        difference("2024-01-10", "2024-03-09"),
        ["[]", "[\"custom-1\"]", "[]"]
    );
    assert_eq!(
        difference("2024-02-10", "2024-03-10"),
        ["[\"custom-1\"]", "[]", "[\"custom-2\"]"]
    );
    assert_eq!(
        difference("2024-01-10", "2024-03-10"),
        ["[]", "[]", "[\"custom-1\",\"custom-2\"]"]
    );

    let (code, said) = world.says(["lists", "diff", "lists.pcx", "--from", "2024-01-10"]);
    assert!(code == 2 && said.contains("--to"), "{said}");
    let shown = world
        .run([
            "lists",
            "show",
            "--index",
            "lists.pcx",
            "--as-of",
            "2024-02-10",
            "custom-2",
        ])
        .exits(0);
    assert!(
        shown.stdout.contains("OSTROVSKY, Bohdan") && !shown.stdout.contains("HRYHORENKO"),
        "{}",
        shown.stdout
    );
    let (code, said) = world.says([
        "lists",
        "show",
        "--index",
        "lists.pcx",
        "--as-of",
        "2024-02-10",
        "custom-1",
    ]);
    assert!(
        code == 2 && said.contains("was not listed on 2024-02-10"),
        "{said}"
    );
}

#[test]
fn a_check_as_of_a_day_is_against_the_list_of_that_day() {
    let world = world();
    let check =
        |day: &str, name: &str| world.run(["check", "--index", "lists.pcx", "--as-of", day, "--json", name]);
    for (day, name, hits, not_listed) in [
        (
            "2024-01-15",
            "Taras Kovalenko",
            &[("custom-1", "SDGT")][..],
            &[][..],
        ),
        ("2024-02-15", "Taras Kovalenko", &[], &["custom-1"]),
        ("2024-03-15", "Taras Kovalenko", &[("custom-1", "IRGC")], &[]),
        ("2024-02-15", "Bohdan Ostrovsky", &[("custom-2", "SDGT")], &[]),
        ("2024-03-15", "Bohdan Ostrovsky", &[], &[]),
    ] {
        let answer = check(day, name).exits(i32::from(!hits.is_empty())).json();
        assert_eq!(answer["as_of"], day);
        let found: Vec<(&str, &str)> = answer["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| {
                (
                    hit["designation_id"].as_str().unwrap(),
                    hit["programs"][0].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(found, hits, "{name} on {day}");
        assert_eq!(
            answer["not_listed"],
            serde_json::json!(not_listed),
            "{name} on {day}"
        );
    }
    let said = world
        .run([
            "check",
            "--index",
            "lists.pcx",
            "--as-of",
            "2024-02-15",
            "Taras Kovalenko",
        ])
        .exits(0)
        .stdout;
    assert!(
        said.contains("not listed on 2024-02-15, so no hit: custom-1 KOVALENKO, Taras"),
        "{said}"
    );
    assert!(said.contains("no hit at 0.8950 or more"), "{said}");
    // A slip in the year would clear everybody.
    world
        .run([
            "check",
            "--index",
            "lists.pcx",
            "--as-of",
            "0204-02-15",
            "Taras Kovalenko",
        ])
        .exits(2);
    let without = world
        .run(["check", "--index", "lists.pcx", "--json", "Taras Kovalenko"])
        .exits(1)
        .json();
    assert!(without.get("as_of").is_none() && without.get("not_listed").is_none());
}
