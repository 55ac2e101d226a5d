//! Decisions under rule files; `programs` and `licenses`.

use std::collections::BTreeMap;

use portcullis_tests::{rows, shared};

use crate::world::{World, full_index};

const PROGRAMS: &str = r#"
[[program]]
id = "UN-1737"
aliases = ["UN-Iran"]
authority = "UN"
measures = ["asset-freeze"]
  [[program.phase]]
  from = 2006-12-23
  state = "in-force"
  basis = "S/RES/1737 (2006)"
  [[program.phase]]
  from = 2016-01-16
  state = "terminated"
  basis = "S/RES/2231 (2015)"
  [[program.phase]]
  from = 2025-09-28
  state = "in-force"
  basis = "snapback"
  review_by = 2026-01-01

[[program]]
id = "SDGT"
authority = "US"
measures = ["asset-freeze"]
"#;

const LICENSES: &str = r#"
[[license]]
id = "us-food"
authority = "US"
kind = "general"
citation = "31 CFR part 594"
programs = ["SDGT"]
valid_from = 2022-12-21
purposes = ["food"]
cap = { value = "250.00", currency = "USD", per = "month" }
"#;

fn ruled() -> World {
    let world = World::new();
    world.write("programs/all.toml", PROGRAMS);
    world.write("licenses/all.toml", LICENSES);
    world
}

#[test]
fn the_licensing_scenarios_come_out_as_expected_all_forty() {
    let (Some(folder), Some(index)) = (shared("scenarios/licensing"), full_index()) else {
        return;
    };
    let world = World::empty();
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    world
        .run([
            "screen",
            "--index",
            &index.to_string_lossy(),
            "--out",
            "run",
            "--institution",
            &file("institution.toml"),
            "--programs",
            &file("programs.toml"),
            "--licenses",
            &file("licenses.toml"),
            "--registry",
            &file("registry.csv"),
            &file("payments.csv"),
        ])
        .exits(1);
    let mut found: BTreeMap<String, (String, String)> = rows(&world.path("run/decisions.csv"))
        .into_iter()
        .map(|row| {
            (
                row["payment_id"].clone(),
                (row["outcome"].clone(), row["license_ids"].clone()),
            )
        })
        .collect();
    for row in rows(&world.path("run/rejects.csv")) {
        found.insert(
            row["payment_id"].clone(),
            ("rejected-record".to_owned(), String::new()),
        );
    }
    let expected: BTreeMap<String, (String, String)> = rows(&folder.join("expected.csv"))
        .into_iter()
        .map(|row| {
            (
                row["payment_id"].clone(),
                (row["outcome"].clone(), row["license_id"].clone()),
            )
        })
        .collect();
    assert_eq!(expected.len(), 40);
    assert_eq!(found, expected);
}

#[test]
fn the_snapback_decides_the_same_payment_by_its_day() {
    let Some(index) = full_index() else { return };
    let world = ruled();
    world.write(
        "snapback.csv",
        "payment_id,value_date,amount,currency,creditor_name\n\
         S1,2015-05-04,10,EUR,ALI HAJINIA LEILABADI\nS2,2020-05-04,10,EUR,ALI HAJINIA LEILABADI\n\
         S3,2025-09-27,10,EUR,ALI HAJINIA LEILABADI\nS4,2025-09-28,10,EUR,ALI HAJINIA LEILABADI\n",
    );
    let index = index.to_string_lossy();
    world
        .run([
            "screen",
            "--index",
            &index,
            "--out",
            "run",
            "--programs",
            "programs",
            "snapback.csv",
        ])
        .exits(1);
    let outcomes: Vec<String> = rows(&world.path("run/decisions.csv"))
        .iter()
        .map(|row| row["outcome"].clone())
        .collect();
    assert_eq!(outcomes, ["review", "clear", "clear", "review"]);
}

#[test]
fn with_no_rule_files_an_explicit_index_is_decided_by_the_defaults() {
    let world = World::new();
    world.write(
        "p.csv",
        "payment_id,value_date,creditor_name,purpose\n1,2020-05-04,Zagros Petroleum Trading LLC,food\n",
    );
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "p.csv"])
        .exits(1);
    let decision = &rows(&world.path("run/decisions.csv"))[0];
    assert_eq!(
        (decision["outcome"].as_str(), decision["license_ids"].as_str()),
        ("review", "")
    );
    assert_eq!(decision["programs"], "UN-Iran");
}

#[test]
fn a_license_releases_until_its_cap_is_spent_over_two_runs() {
    let world = ruled();
    world.write(
        "food.csv",
        "payment_id,value_date,amount,currency,creditor_name,purpose\n\
         F1,2024-03-01,100,USD,AL-SHABAAB,food\nF2,2024-03-02,100,USD,AL-SHABAAB,food\n",
    );
    let screen = |out: &str| {
        world.run([
            "screen",
            "--index",
            "lists.pcx",
            "--licenses",
            "licenses",
            "--ledger",
            "ledger.csv",
            "--out",
            out,
            "food.csv",
        ])
    };
    screen("one").exits(0);
    let released = world.read("one/released.jsonl");
    assert_eq!(released.lines().count(), 2);
    assert!(released.contains("us-food"), "{released}");
    screen("two").exits(1);
    let outcomes: Vec<String> = rows(&world.path("two/decisions.csv"))
        .iter()
        .map(|row| row["outcome"].clone())
        .collect();
    assert_eq!(
        outcomes,
        ["review", "review"],
        "250 a month: 200 are spent, 100 more do not fit"
    );
}

#[test]
fn a_program_is_shown_as_it_stood_on_a_day() {
    let world = ruled();
    let standing = |day: &str| {
        let done = world
            .run([
                "programs",
                "show",
                "--programs",
                "programs",
                "--as-of",
                day,
                "--json",
                "UN-Iran",
            ])
            .exits(0);
        done.json()["standing"].as_str().unwrap().to_owned()
    };
    assert_eq!(standing("2015-05-04"), "in-force");
    assert_eq!(standing("2020-05-04"), "terminated");
    assert_eq!(standing("2025-09-28"), "in-force");
    let all = world
        .run([
            "programs",
            "show",
            "--programs",
            "programs",
            "--as-of",
            "2026-02-01",
        ])
        .exits(0)
        .stdout;
    assert!(
        all.contains("SDGT") && all.contains("2026-01-01 OVERDUE"),
        "{all}"
    );
    let history = world
        .run(["programs", "timeline", "--programs", "programs", "UN-1737"])
        .exits(0)
        .stdout;
    let dates: Vec<&str> = history
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(dates, ["2006-12-23", "2016-01-16", "2025-09-28"]);
}

#[test]
fn a_simulation_says_what_would_change_and_for_whom() {
    let world = ruled();
    world.write(
        "p.csv",
        "payment_id,value_date,amount,currency,debtor_name,debtor_country,creditor_name,creditor_country,purpose\n\
         1,2020-05-04,10,EUR,Maren Ostby,NO,Zagros Petroleum Trading LLC,IR,food\n\
         2,2020-05-04,20,EUR,Maren Ostby,NO,Lindqvist Bakery AB,SE,commercial\n",
    );
    let simulate = |json: bool| {
        let arguments = [
            "programs",
            "simulate",
            "--program",
            "UN-1737",
            "--state",
            "in-force",
            "--from",
            "2019-01-01",
            "--index",
            "lists.pcx",
            "--programs",
            "programs",
            "p.csv",
        ];
        let json = json.then_some("--json");
        world.program().run(arguments.into_iter().chain(json)).exits(0)
    };
    let report = simulate(true).json();
    assert_eq!(
        (&report["payments"], &report["changed"]),
        (&2.into(), &1.into()),
        "{report}"
    );
    assert_eq!(report["moves"][0]["from"], "clear");
    assert_eq!(report["moves"][0]["to"], "review");
    assert_eq!(report["corridors"][0]["name"], "NO>IR");
    assert_eq!(report["humanitarian"]["caught"]["payments"], 1);
    let text = simulate(false).stdout;
    for word in ["1 of 2 payments", "NO>IR", "food", "Maren Ostby", "10 EUR"] {
        assert!(text.contains(word), "{word} in:\n{text}");
    }
}

#[test]
fn an_authority_in_lower_case_binds_and_what_none_binds_is_on_record() {
    let world = World::new();
    let screen = |institution: &str, out: &str| {
        world.write("i.toml", institution);
        world
            .run([
                "screen",
                "--index",
                "lists.pcx",
                "--out",
                out,
                "--institution",
                "i.toml",
                "payments.csv",
            ])
            .exits(1)
    };
    let outcomes = |out: &str| -> Vec<String> {
        let decisions = rows(&world.path(&format!("{out}/decisions.csv")));
        decisions.iter().map(|row| row["outcome"].clone()).collect()
    };
    screen("authorities = [\"us\", \"un\"]\n", "both");
    assert_eq!(outcomes("both"), ["clear", "review", "block", "review"]);
    assert_eq!(world.read("both/unbound.jsonl"), "");
    let done = screen("authorities = [\"un\"]\n", "one");
    assert_eq!(outcomes("one"), ["clear", "clear", "clear", "review"]);
    assert!(
        done.stderr
            .contains("nothing binds: 2 payments with hits are clear for that: see unbound.jsonl"),
        "{}",
        done.stderr
    );
    let unbound: Vec<serde_json::Value> = world
        .read("one/unbound.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(unbound.len(), 2);
    assert_eq!(unbound[0]["payment_id"], "P2");
    assert_eq!(unbound[0]["hits"][0]["designation_id"], "custom-shabaab");
    assert_eq!(unbound[0]["dormant"][0]["reason"], "no-jurisdiction");
    let summary: serde_json::Value = serde_json::from_str(&world.read("one/summary.json")).expect("JSON");
    assert_eq!(summary["unbound"], 2);
    assert_eq!(
        summary["unbound_by_authority"],
        serde_json::json!({"US": {"no-jurisdiction": 2}})
    );
    world.run(["verify", "one"]).exits(0);
    world.write("one/unbound.jsonl", "");
    let done = world.run(["verify", "one"]).exits(3);
    assert!(done.stderr.contains("unbound.jsonl") || done.stdout.contains("unbound.jsonl"));
}

#[test]
fn a_list_that_is_missing_on_purpose_is_repeated_by_the_summary_and_the_report() {
    let world = World::new();
    world.write("i.toml", "authorities = [\"UN\", \"US\", \"EU\"]\n");
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "--institution",
            "i.toml",
            "--allow-missing-lists",
            "payments.csv",
        ])
        .exits(1);
    let told = "i.toml:1: institution: authorities: no list of `EU` is in the index";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    let summary: serde_json::Value = serde_json::from_str(&world.read("run/summary.json")).expect("JSON");
    assert_eq!(summary["missing_lists"], serde_json::json!(["EU"]));
    let page = world.run(["report", "run"]).exits(0).stdout;
    assert!(page.contains("no list of `EU` is in the index"));
}

#[test]
fn licenses_are_listed_with_their_terms() {
    let world = ruled();
    let text = world
        .run(["licenses", "list", "--licenses", "licenses"])
        .exits(0)
        .stdout;
    for word in [
        "us-food",
        "SDGT",
        "purposes food",
        "cap 250.00 USD per month",
        "31 CFR part 594",
        "1 license",
    ] {
        assert!(text.contains(word), "{word} in:\n{text}");
    }
    let none = world
        .run([
            "licenses",
            "list",
            "--licenses",
            "licenses",
            "--as-of",
            "2020-01-01",
        ])
        .exits(0)
        .stdout;
    assert!(none.contains("0 licenses valid on 2020-01-01"), "{none}");
}

#[test]
fn a_license_that_ended_and_cites_nothing_is_found_by_the_lint() {
    let world = ruled();
    world.run(["licenses", "check", "licenses"]).exits(0);
    world.write(
        "old.toml",
        "[[license]]\nid = \"old\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"SDGT\"]\nvalid_from = 2010-01-01\n\
         valid_until = 2011-12-31\npurposes = [\"food\"]\n",
    );
    let done = world.run(["licenses", "check", "old.toml"]).exits(1);
    for word in ["old.toml:1", "expired", "no-citation", "1 license, 2 findings"] {
        assert!(done.stdout.contains(word), "{word} in:\n{}", done.stdout);
    }
}

#[test]
fn an_authority_of_the_institution_without_a_list_is_found_where_an_index_is_named() {
    let world = ruled();
    world.write("i.toml", "authorities = [\"US\", \"EU\"]\n");
    let check = |more: &[&str]| {
        let all = ["licenses", "check", "--institution", "i.toml"].into_iter();
        world
            .program()
            .run(all.chain(more.iter().copied()).chain(["licenses"]))
    };
    check(&[]).exits(0);
    let done = check(&["--index", "lists.pcx"]).exits(1);
    assert!(
        done.stderr.contains("no list of `EU` is in the index"),
        "{}",
        done.stderr
    );
    world.write("i.toml", "authorities = [\"US\"]\n");
    check(&["--index", "lists.pcx"]).exits(0);
}

#[test]
fn the_rules_that_ship_read_without_errors() {
    let world = World::empty();
    let data = portcullis_tests::checkout().join("data");
    let program = world.program().with("PORTCULLIS_DATA", &data.to_string_lossy());
    assert!(
        program
            .run(["programs", "show"])
            .exits(0)
            .stdout
            .contains("UN-1737")
    );
    assert!(program.run(["licenses", "list"]).exits(0).stdout.lines().count() > 5);
}

const GOOD_GUYS: &str = "\
designation_id,party_account,party_bic,party_lei,party_id,valid_from,valid_until,reviewer,reason
custom-bout,NO93 8601 1117 947,,,,2024-01-01,2024-12-31,m.lie,\"born 1990, another face\"
custom-nobody,,,,passport:X1@NO,,,m.lie,a designation that is gone
";

#[test]
fn a_good_guy_passes_by_his_account_and_everyone_is_told() {
    let world = World::new();
    world.write("good-guys.csv", GOOD_GUYS);
    world.write(
        "p.csv",
        "payment_id,value_date,creditor_name,creditor_account\n\
         G1,2024-03-01,Viktor Bout,NO9386011117947\n\
         G2,2025-03-01,Viktor Bout,NO9386011117947\n\
         G3,2024-03-01,Viktor Bout,NO9386011117948\n",
    );
    let rules = ["--index", "lists.pcx", "--good-guys", "good-guys.csv"];
    let screen = ["screen", "--out", "run", "p.csv"].into_iter().chain(rules);
    let done = world.program().run(screen).exits(1);
    assert!(
        done.stderr.contains("good guys: 1 hit let pass, 1 payment clear"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("custom-nobody"),
        "an entry that does nothing is named: {}",
        done.stderr
    );
    let decisions = world.read("run/decisions.csv");
    let outcomes: Vec<&str> = decisions
        .lines()
        .skip(1)
        .map(|row| row.split(',').nth(2).expect("an outcome"))
        .collect();
    assert_eq!(outcomes, ["clear", "review", "review"]);
    assert!(decisions.contains("decided by m.lie: born 1990"), "{decisions}");
    assert_eq!(world.read("run/released.jsonl").lines().count(), 1);
    world.run(["verify", "run"]).exits(0);

    let explain = ["explain", "--payment", "G1", "p.csv"].into_iter().chain(rules);
    let told = world.program().run(explain).exits(0).stdout;
    assert!(
        told.contains("good guy: creditor is not custom-bout") && told.contains("account NO9386011117947"),
        "{told}"
    );
}

#[test]
fn the_summary_names_the_index_that_was_screened_against() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let summary: serde_json::Value = serde_json::from_str(&world.read("run/summary.json")).expect("JSON");
    assert_eq!(summary["run"]["index_path"], "lists.pcx");
}
