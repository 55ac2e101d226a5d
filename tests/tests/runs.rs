//! `screen`, `verify`, `report`.

use std::path::Path;

use portcullis_tests::{rows, tally};

use crate::world::World;

const FILES: [&str; 11] = [
    "decisions.csv",
    "alerts.jsonl",
    "cases.csv",
    "released.jsonl",
    "suppressed.jsonl",
    "discounted.jsonl",
    "unbound.jsonl",
    "rejects.csv",
    "words.csv",
    "summary.json",
    "audit.jsonl",
];

/// A world with two thousand generated payments, some of them malformed.
fn with_batch() -> World {
    let world = World::new();
    world
        .run([
            "generate",
            "payments",
            "--count",
            "2000",
            "--hit-rate",
            "0.05",
            "--index",
            "lists.pcx",
            "--out",
            "batch.csv",
        ])
        .exits(0);
    let batch = world.read("batch.csv");
    let broken: Vec<String> = batch
        .lines()
        .enumerate()
        .map(|(n, line)| {
            if n % 97 == 96 {
                format!("{line},one field too many")
            } else {
                line.to_owned()
            }
        })
        .collect();
    world.write("batch.csv", broken.join("\n") + "\n");
    world
}

#[test]
fn every_kind_of_payment_gets_its_outcome() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let decisions = rows(&world.path("run/decisions.csv"));
    let outcomes: Vec<String> = decisions
        .iter()
        .map(|row| format!("{} {} {}", row["payment_id"], row["line"], row["outcome"]))
        .collect();
    assert_eq!(
        outcomes,
        ["P1 2 clear", "P2 3 review", "P3 4 block", "P5 6 review"]
    );
    let rejects = rows(&world.path("run/rejects.csv"));
    assert_eq!(rejects.len(), 1);
    assert_eq!(
        (rejects[0]["line"].as_str(), rejects[0]["payment_id"].as_str()),
        ("5", "P4")
    );
    assert!(rejects[0]["error"].contains("value_date"), "{rejects:?}");
}

#[test]
fn a_batch_in_which_nothing_is_found_is_exit_code_0() {
    let world = World::new();
    world.write(
        "clean.csv",
        "payment_id,creditor_name\n1,Lindqvist Bakery AB\n2,Maren Ostby\n",
    );
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "clean.csv"])
        .exits(0);
}

#[test]
fn a_record_that_cannot_be_read_needs_a_person() {
    let world = World::new();
    world.write(
        "bad.csv",
        "payment_id,creditor_name\n1,Lindqvist Bakery AB\n2,Maren Ostby,too many\n",
    );
    let done = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "bad.csv"])
        .exits(1);
    assert!(
        done.stderr.contains("1 record could not be read"),
        "{}",
        done.stderr
    );
}

#[test]
fn what_could_be_read_of_a_record_that_is_rejected_is_screened() {
    let world = World::new();
    world.write(
        "bad.csv",
        "payment_id,value_date,debtor_name,creditor_name,creditor_id\n\
         1,2024-02-30,Maren Ostby,Al Shabaab,\n\
         2,2024-02-01,Maren Ostby,Lindqvist Bakery AB,,too many\n\
         3,2024-02-01,Viktor Bout,Lindqvist Bakery AB\n\
         4,2024-02-30,Maren Ostby,Lindqvist Bakery AB,passport:21N0532664\n",
    );
    let done = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "bad.csv"])
        .exits(1);
    assert!(
        done.stderr
            .contains("3 of what could not be read touch a designation"),
        "{}",
        done.stderr
    );
    let touched: Vec<String> = rows(&world.path("run/rejects.csv"))
        .iter()
        .map(|row| format!("{} {}", row["payment_id"], row["touched"]))
        .collect();
    assert_eq!(
        touched,
        ["1 custom-shabaab", "2 ", "3 custom-bout", "4 custom-bout"]
    );
    world.run(["verify", "run"]).exits(0);
}

#[test]
fn what_is_not_understood_is_noted_and_its_record_is_decided() {
    let world = World::new();
    world.write(
        "odd.csv",
        "payment_id,value_date,creditor_name,creditor_country,creditor_birth_date,purpose\n\
         1,2024-02-01,Al Shabaab,Somalia,,charity\n\
         2,2024-02-01,Lindqvist Bakery AB,,15/07/1970,\n\
         3,2024-02-01,Lindqvist Bakery AB,Viktor Bout,,\n",
    );
    let done = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "odd.csv"])
        .exits(1);
    let said = "values not understood, and evidence for nothing: creditor_birth_date 1, creditor_country 2, purpose 1";
    assert!(done.stderr.contains(said), "{}", done.stderr);
    let decided: Vec<String> = rows(&world.path("run/decisions.csv"))
        .iter()
        .map(|row| format!("{} {} {}", row["payment_id"], row["outcome"], row["file"]))
        .collect();
    assert_eq!(
        decided,
        ["1 review odd.csv", "2 clear odd.csv", "3 review odd.csv"]
    );
    let alerts = world.read("run/alerts.jsonl");
    assert!(
        alerts.contains("creditor_country `Somalia` is not a country code"),
        "{alerts}"
    );
}

#[test]
fn a_batch_that_is_not_what_the_core_system_sent_is_exit_code_3_and_written() {
    let world = World::new();
    world.write(
        "batch.csv",
        "payment_id,amount,currency,creditor_name\n1,5.00,EUR,Maren Ostby\n",
    );
    let screen = |out: &str, control: &str| {
        world.write("control.csv", control);
        world.run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            out,
            "--control",
            "control.csv",
            "batch.csv",
        ])
    };
    screen("a", "file,records,sums\nbatch.csv,1,EUR:5\n").exits(0);
    let said = screen("b", "file,records,sums\nbatch.csv,2,EUR:5\n")
        .exits(3)
        .stderr;
    let line = "portcullis: not what the control file says: batch.csv: has 1 record, the control file says 2";
    assert!(said.lines().any(|said| said == line), "{said}");
    assert_eq!(rows(&world.path("b/decisions.csv")).len(), 1);
    let said = screen("c", "file,records\nbatch.csv,2\n").exits(3).stderr;
    assert!(
        said.starts_with("portcullis: control.csv:1: its columns are `file,records`"),
        "{said}"
    );
    assert!(!world.path("c").exists(), "nothing was decided");
}

#[test]
fn payments_that_come_twice_are_told() {
    let world = World::new();
    world.write(
        "twice.csv",
        "payment_id,creditor_name\n1,Maren Ostby\n1,Maren Ostby\n1,Lindqvist Bakery AB\n",
    );
    let done = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "twice.csv"])
        .exits(0);
    let said = "duplicates: 2 records with the id of an earlier one, 1 of them equal in all; 0 files equal";
    assert!(done.stderr.contains(said), "{}", done.stderr);
}

#[test]
fn runs_are_equal_bytes_at_any_thread_count() {
    let world = with_batch();
    for threads in ["1", "2"] {
        let out = format!("run{threads}");
        world
            .run([
                "screen",
                "--index",
                "lists.pcx",
                "--out",
                &out,
                "--threads",
                threads,
                "batch.csv",
            ])
            .exits(1);
    }
    for file in FILES.iter().filter(|file| **file != "summary.json") {
        assert_eq!(
            world.read(&format!("run1/{file}")),
            world.read(&format!("run2/{file}")),
            "{file}"
        );
    }
}

#[test]
fn the_slow_oracle_decides_the_same() {
    let world = with_batch();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "fast", "batch.csv"])
        .exits(1);
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "slow",
            "--exhaustive",
            "batch.csv",
        ])
        .exits(1);
    assert_eq!(world.read("fast/decisions.csv"), world.read("slow/decisions.csv"));
}

#[test]
fn every_record_is_decided_or_rejected() {
    let world = with_batch();
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "--json",
            "batch.csv",
        ])
        .exits(1);
    let summary = done.json();
    let (decided, rejected) = (
        rows(&world.path("run/decisions.csv")),
        rows(&world.path("run/rejects.csv")),
    );
    assert_eq!(rejected.len(), 20);
    assert_eq!(decided.len() + rejected.len(), 2000);
    assert_eq!(summary["records"], 2000);
    assert_eq!(summary["decided"], decided.len());
    assert_eq!(summary["rejected"], rejected.len());
    for (outcome, count) in tally(&decided, "outcome") {
        assert_eq!(summary["outcomes"][&outcome], count, "{outcome}");
    }
    assert_eq!(
        done.stdout,
        world.read("run/summary.json"),
        "what is printed is what is kept"
    );
}

#[test]
fn several_files_are_screened_in_their_order() {
    let world = World::new();
    world.write("first.csv", "creditor_name,payment_id\nLindqvist Bakery AB,A1\n");
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "first.csv",
            "payments.csv",
        ])
        .exits(1);
    let ids: Vec<String> = rows(&world.path("run/decisions.csv"))
        .iter()
        .map(|row| row["payment_id"].clone())
        .collect();
    assert_eq!(ids, ["A1", "P1", "P2", "P3", "P5"]);
}

#[test]
fn columns_may_go_by_other_names_and_unknown_ones_are_said() {
    let world = World::new();
    world.write("theirs.csv", "Reference,Beneficiary,Branch\n1,Al Shabaab,12\n");
    world.write(
        "map.toml",
        "[columns]\npayment_id = \"Reference\"\ncreditor_name = \"Beneficiary\"\n",
    );
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "--map",
            "map.toml",
            "theirs.csv",
        ])
        .exits(1);
    assert!(
        done.stderr.contains("theirs.csv: columns not used: Branch"),
        "{}",
        done.stderr
    );
    assert_eq!(rows(&world.path("run/decisions.csv"))[0]["outcome"], "review");
}

#[test]
fn an_intact_run_verifies_and_tells_its_head() {
    let world = with_batch();
    let screened = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.csv"])
        .exits(1);
    let done = world.run(["verify", "run"]).exits(0);
    assert!(done.stdout.contains("intact: 2,000 records"), "{}", done.stdout);
    let head = done
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("head "))
        .expect("a head")
        .to_owned();
    // Who keeps what `screen` said last needs nothing else.
    assert_eq!(
        screened.stderr.lines().last(),
        Some(&*format!("portcullis: head {head}")),
        "{}",
        screened.stderr
    );
    world.run(["verify", "--head", &head, "run"]).exits(0);
    world
        .run(["verify", "--head", &head.to_uppercase(), "run"])
        .exits(0);
    let other = "0".repeat(64);
    let done = world.run(["verify", "--head", &other, "run"]).exits(1);
    assert_eq!(
        done.stderr,
        format!(
            "portcullis: run: its head is {head}, and {other} was noted: intact, but another run than that one\n"
        )
    );
    for no_head in [
        "",
        "0",
        &head[1..],
        &head.replacen(|c: char| c.is_ascii_hexdigit(), "g", 1),
    ] {
        let (code, said) = world.says(["verify", "--head", no_head, "run"]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("a head is 64 hexadecimal digits"), "{said}");
    }
    // A run that is not what was written has no head that is worth comparing.
    let text = world.read("run/alerts.jsonl");
    world.write("run/alerts.jsonl", text.replacen("review", "blocks", 1));
    world.run(["verify", "--head", &other, "run"]).exits(3);
}

#[test]
fn verify_tells_the_first_difference_and_how_many_follow() {
    let world = with_batch();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.csv"])
        .exits(1);
    let text = world.read("run/decisions.csv");
    world.write("run/decisions.csv", text.replace(",clear,", ",clean,"));
    let done = world.run(["verify", "run"]).exits(3);
    let lines: Vec<&str> = done.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", done.stdout);
    assert!(
        lines[0].starts_with(
            "run/decisions.csv:2: was changed, in records 1 to 1000: `clean` is no outcome; lines 1 to "
        ) && lines[0].ends_with("; 1 later part of it differ too"),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[1],
        "2 differences after it (decisions.csv 2): --json lists them"
    );
    assert_eq!(
        done.stderr,
        "portcullis: run: the run is not what was written (3 differences); do not rely on it, screen the payments again\n"
    );
    let done = world.run(["verify", "--json", "run"]).exits(3);
    let found = done.json();
    assert_eq!(found["differences"], 3);
    assert_eq!(
        found["findings"].as_array().expect("as verify writes it").len(),
        3
    );
}

#[test]
fn what_replaces_a_run_keeps_its_head() {
    let world = World::new();
    let mut screen = vec!["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"];
    let head = |said: &str| {
        let head = said
            .lines()
            .find_map(|line| line.strip_prefix("portcullis: head "));
        head.expect("a head").to_owned()
    };
    let replaced = |world: &World| {
        let summary: serde_json::Value =
            serde_json::from_str(&world.read("run/summary.json")).expect("a summary");
        summary["run"]["replaced"].clone()
    };
    let first = head(&world.program().run(&screen).exits(1).stderr);
    assert!(replaced(&world).is_null());
    screen.push("--force");
    // Another day is another configuration, and so another head.
    screen.extend(["--as-of", "2024-05-01"]);
    let done = world.program().run(&screen).exits(1);
    assert!(
        done.stderr
            .contains(&format!("portcullis: replaced the run with the head {first}\n")),
        "{}",
        done.stderr
    );
    assert_ne!(head(&done.stderr), first);
    assert_eq!(replaced(&world), serde_json::json!({ "audit_head": first }));
    world.run(["verify", "run"]).exits(0);

    let log = world.read("run/audit.jsonl");
    let cut = log
        .trim_end()
        .rsplit_once('\n')
        .expect("several lines")
        .0
        .to_owned();
    world.write("run/audit.jsonl", cut + "\n");
    let done = world.program().run(&screen).exits(1);
    let problem = "audit.jsonl is cut: its last line does not close a run";
    assert!(
        done.stderr
            .contains(&format!("replaced a run whose head cannot be told: {problem}\n")),
        "{}",
        done.stderr
    );
    assert_eq!(
        replaced(&world),
        serde_json::json!({ "audit_head": null, "problem": problem })
    );
    std::fs::remove_file(world.path("run/audit.jsonl")).expect("it is there");
    world.program().run(&screen).exits(1);
    assert_eq!(replaced(&world)["problem"], "audit.jsonl is missing");
    world.run(["verify", "run"]).exits(0);

    // Nothing is replaced where there was no run.
    screen[4] = "other";
    world.program().run(&screen).exits(1);
    assert!(!world.read("other/summary.json").contains("replaced"));
}

#[test]
#[cfg(unix)]
fn a_run_is_private_unless_a_umask_says_else() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let mode = |path: &str| {
        let data = std::fs::metadata(world.path(path)).expect("it is there");
        data.permissions().mode() & 0o777
    };
    let screen = |out: &'static str, umask: &[&'static str]| {
        let named = [
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            out,
            "--ledger",
            "caps.csv",
        ];
        world
            .program()
            .run(named.iter().chain(umask).chain(&["payments.csv"]))
            .exits(1);
    };
    screen("private", &[]);
    screen("shared", &["--umask", "027"]);
    world.run(["report", "--out", "page.html", "private"]).exits(0);
    assert_eq!((mode("private"), mode("shared")), (0o700, 0o750));
    for entry in std::fs::read_dir(world.path("private")).expect("a run") {
        let name = entry.expect("a file").file_name().into_string().expect("a name");
        assert_eq!(mode(&format!("private/{name}")), 0o600, "{name}");
        assert_eq!(mode(&format!("shared/{name}")), 0o640, "{name}");
    }
    assert_eq!((mode("caps.csv"), mode("page.html")), (0o600, 0o600));
    let (code, said) = world.says(["screen", "--umask", "700", "payments.csv"]);
    assert_eq!(
        (code, &*said),
        (
            2,
            "portcullis: invalid value '700' for '--umask <OCTAL>': `700` is no umask that leaves the owner a run: octal \
             digits between 000 and 077; see `portcullis screen --help`"
        )
    );
}

#[test]
fn a_threshold_that_hardly_anybody_means_asks_for_a_yes() {
    let world = World::new();
    let one = "--threshold 1: only names that are equal alert, and one with any slip passes; add --yes if that is meant";
    let zero = "--threshold 0: every name that can be compared alerts, whatever the two have in common; add --yes if that \
                is meant";
    let screen = [
        "screen",
        "--index",
        "lists.pcx",
        "--out",
        "run",
        "payments.csv",
        "--threshold",
    ];
    let check = ["check", "--index", "lists.pcx", "Viktor Bout", "--threshold"];
    for (threshold, does) in [
        ("1", one),
        ("1.0", one),
        ("0.99999", one),
        ("0", zero),
        ("0.00001", zero),
    ] {
        for command in [&screen[..], &check[..]] {
            let mut args = command.to_vec();
            args.push(threshold);
            let done = world.program().run(&args).exits(2);
            assert_eq!(done.stderr, format!("portcullis: {does}\n"));
            args.push("--yes");
            let done = world.program().run(&args);
            assert!(done.code < 2, "{threshold}: {}", done.stderr);
            if world.path("run").exists() {
                std::fs::remove_dir_all(world.path("run")).expect("it can be removed");
            }
        }
    }
    let (code, said) = world.says([
        "check",
        "--index",
        "lists.pcx",
        "Viktor Bout",
        "--threshold",
        "87",
    ]);
    assert_eq!(
        (code, &*said),
        (
            2,
            "portcullis: invalid value '87' for '--threshold <T>': a threshold is between 0 and 1; for 87% write 0.87; see \
             `portcullis check --help`"
        )
    );
}

/// Changes one file of a run by `change` and says whether that was noticed.
#[track_caller]
fn notices(world: &World, file: &str, change: impl Fn(&str) -> String) {
    let path = world.path("run").join(file);
    let before = std::fs::read_to_string(&path).expect("the file is there");
    let after = change(&before);
    assert_ne!(before, after, "{file}: the test must change something");
    std::fs::write(&path, after).expect("the file can be written");
    let done = world.run(["verify", "run"]).exits(3);
    assert!(
        done.stdout.contains(file) || done.stderr.contains(file),
        "{file}:\n{}{}",
        done.stdout,
        done.stderr
    );
    std::fs::write(&path, before).expect("the file can be written");
}

#[test]
fn verify_notices_what_was_changed_cut_reordered_and_removed() {
    let world = with_batch();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.csv"])
        .exits(1);
    notices(&world, "decisions.csv", |text| {
        text.replacen("review", "clear", 1)
    });
    notices(&world, "decisions.csv", |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(10, 11);
        lines.join("\n") + "\n"
    });
    notices(&world, "alerts.jsonl", |text| {
        text.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n"
    });
    notices(&world, "rejects.csv", |text| {
        text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n"
    });
    notices(&world, "summary.json", |text| {
        text.replacen("\"decided\": 1", "\"decided\": 2", 1)
    });
    notices(&world, "audit.jsonl", |text| {
        text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n"
    });
    world.run(["verify", "run"]).exits(0);
    std::fs::remove_file(world.path("run/released.jsonl")).unwrap();
    world.run(["verify", "run"]).exits(3);
}

#[test]
fn a_folder_that_holds_something_is_refused_unless_forced() {
    let world = World::new();
    let screen = ["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"];
    world.run(screen).exits(1);
    let before = world.read("run/audit.jsonl");
    let done = world.run(screen).exits(2);
    assert!(
        done.stderr.contains("run: the output folder is not empty"),
        "{}",
        done.stderr
    );
    assert_eq!(world.read("run/audit.jsonl"), before);
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "--force",
            "payments.csv",
        ])
        .exits(1);
    world.run(["verify", "run"]).exits(0);
}

#[test]
fn a_run_that_fails_leaves_no_folder() {
    let world = World::new();
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "payments.csv",
            "not-there.csv",
        ])
        .exits(3);
    assert!(!world.path("run").exists());
}

#[test]
fn the_report_is_one_page_that_holds_what_it_shows() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let done = world.run(["report", "run"]).exits(0);
    assert!(done.stdout.starts_with("<!DOCTYPE html>") || done.stdout.starts_with("<!doctype html>"));
    for word in ["P2", "AL-SHABAAB", "custom-syria-bank"] {
        assert!(done.stdout.contains(word), "{word}");
    }
    world.run(["report", "--out", "page.html", "run"]).exits(0);
    assert_eq!(world.read("page.html"), done.stdout);
    assert!(!Path::new(&world.path("run/page.html")).exists());
}

#[test]
fn an_old_list_warns_on_stderr_in_the_summary_and_in_the_report_when_it_is_asked_to() {
    let world = World::new();
    world
        .run(["compile", "--out", "old.pcx", "custom@2020-01-31:list.csv"])
        .exits(0);
    let screen = |warn_age: &str, out: &str| {
        let done = world
            .run([
                "screen",
                "--index",
                "old.pcx",
                "--warn-age",
                warn_age,
                "--out",
                out,
                "payments.csv",
            ])
            .exits(1);
        let summary: serde_json::Value =
            serde_json::from_str(&world.read(&format!("{out}/summary.json"))).expect("it is JSON");
        (done.stderr, summary["run"]["warnings"].clone())
    };
    let (said, warnings) = screen("30", "run");
    let warnings: Vec<&str> = warnings
        .as_array()
        .expect("warnings are a list")
        .iter()
        .filter_map(serde_json::Value::as_str)
        .collect();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].starts_with("custom:list.csv: is of 2020-01-31, "),
        "{warnings:?}"
    );
    assert!(said.contains(&format!("warning: {}", warnings[0])), "{said}");
    world.run(["verify", "run"]).exits(0);
    world.run(["report", "--out", "run.html", "run"]).exits(0);
    assert!(world.read("run.html").contains(warnings[0]));

    let (said, warnings) = screen("100000", "young");
    assert!(!said.contains("warning"), "{said}");
    assert_eq!(warnings, serde_json::json!([]));
}

#[test]
fn a_listed_name_with_another_birth_date_is_clear_and_on_record() {
    let world = World::of_list(
        "id,name,schema,birth_dates,programs\ndwikarna,\"DWIKARNA, Agus\",person,1964-08-11,UN-A\n",
    );
    world.write(
        "payments.csv",
        "payment_id,creditor_name,creditor_birth_date\nslip,Agus Dwikarna,1964-08-12\n\
         other,Agus Dwikarna,1990-05-05\nnobody,Maren Ostby,1990-05-05\n",
    );
    let screen = |out: &str, more: &[&str]| {
        let all = ["screen", "--index", "lists.pcx", "--out", out, "payments.csv"];
        world.program().run(all.into_iter().chain(more.iter().copied()))
    };
    let done = screen("run", &[]).exits(1);
    assert!(
        done.stderr.contains("1 name match is no hit because of"),
        "{}",
        done.stderr
    );
    let decisions = world.read("run/decisions.csv");
    let row = decisions.lines().find(|row| row.starts_with("other,")).unwrap();
    assert_eq!(
        row,
        "other,3,clear,\"no hit; discounted: custom-dwikarna (born 1964-08-11, not 1990-05-05)\",,,,,,0,payments.csv"
    );
    let discounted = world.read("run/discounted.jsonl");
    let discounted: serde_json::Value = serde_json::from_str(discounted.trim_end()).unwrap();
    assert_eq!(discounted["payment_id"], "other");
    assert_eq!(
        (&discounted["score"], &discounted["factor"]),
        (&0.8.into(), &0.8.into())
    );
    assert_eq!(discounted["payment"]["creditor"]["name"], "Agus Dwikarna");
    let summary: serde_json::Value = serde_json::from_str(&world.read("run/summary.json")).unwrap();
    let counts = ["discounted", "hits", "alerts", "payments_with_hits"].map(|count| summary[count].as_u64());
    assert_eq!(counts, [Some(1); 4]);
    world.run(["verify", "run"]).exits(0);
    let short = world.read("run/discounted.jsonl").replace("other", "another");
    world.write("run/discounted.jsonl", short);
    world.run(["verify", "run"]).exits(3);

    screen("all", &["--ignore-conflicts"]).exits(1);
    assert_eq!(world.read("all/discounted.jsonl"), "");
    assert_eq!(world.read("all/alerts.jsonl").lines().count(), 2);
}
