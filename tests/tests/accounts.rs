//! Accounts of what was done: `impact`, a year of runs counted, and counted again by another program; and programs as rows of a
//! research database.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use portcullis_tests::{checkout, rows};

use crate::world::{BINARY, World, in_checkout};

/// Screens a month of made-up payments.
fn month(world: &World, year: u32, month: u32) -> PathBuf {
    let payments = world.path(&format!("{year}-{month:02}.csv"));
    let run = world.path(&format!("runs/{year}-{month:02}"));
    let seed = (year * 100 + month).to_string();
    in_checkout()
        .run([
            "generate",
            "payments",
            "--count",
            "400",
            "--seed",
            &seed,
            "--hit-rate",
            "0.2",
            "--out",
            &payments.to_string_lossy(),
        ])
        .exits(0);
    let day = format!("{year}-{month:02}-14");
    let done = in_checkout().run([
        "screen",
        "--as-of",
        &day,
        "--out",
        &run.to_string_lossy(),
        &payments.to_string_lossy(),
    ]);
    assert!(done.code <= 1, "{}", done.stderr);
    run
}

/// Words on every second case: every fourth is let go. Some are said twice, some before the payments.
fn words(runs: &[PathBuf]) -> String {
    let mut text = "case,word,who,when,why\n".to_owned();
    for run in runs {
        let month = run.file_name().expect("it has a name").to_string_lossy();
        if month == "again" {
            continue;
        }
        for (n, case) in rows(&run.join("cases.csv")).into_iter().enumerate() {
            let (word, day) = match n % 8 {
                0 => ("false-positive", "20"),
                2 => ("escalate", "15"),
                4 => ("release", "28"),
                6 => ("false-positive", "01"),
                _ => continue,
            };
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{},{word},A. Bank,{month}-{day}T10:00:00Z,checked",
                case["case_id"]
            );
        }
    }
    text
}

/// The duties of the runs, two of three met, some of these too late.
fn duties(runs: &[PathBuf]) -> String {
    let mut text = String::new();
    for run in runs {
        let printed = in_checkout()
            .run(["duties", &run.to_string_lossy()])
            .exits(0)
            .stdout;
        for (n, row) in printed.lines().enumerate() {
            let met_on = match n {
                0 if text.is_empty() => "met_on",
                0 => continue,
                _ => ["", "2000-01-01", "2999-01-01"][n % 3],
            };
            let _ = writeln!(text, "{row},{met_on}");
        }
    }
    text
}

#[test]
fn a_year_of_runs_is_accounted_for_as_another_program_counts_it_and_tells_of_nobody() {
    let world = World::empty();
    std::fs::create_dir_all(world.path("runs")).expect("a folder can be made");
    let mut runs: Vec<PathBuf> = (1..=12).map(|n| month(&world, 2025, n)).collect();
    runs.push(month(&world, 2026, 1));
    // The payments of February are screened once more: none of them counts twice.
    let again = world.path("runs/again");
    let february = world.path("2025-02.csv");
    let done = in_checkout().run([
        "screen",
        "--as-of",
        "2025-03-03",
        "--out",
        &again.to_string_lossy(),
        &february.to_string_lossy(),
    ]);
    assert!(done.code <= 1, "{}", done.stderr);
    runs.push(again);
    world.write("words.csv", words(&runs));
    world.write("met.csv", duties(&runs));
    let path = |name: &str| world.path(name).to_string_lossy().into_owned();
    let (words, met) = (path("words.csv"), path("met.csv"));
    let (html, csv) = (path("account.html"), path("account.csv"));
    let named: Vec<String> = runs
        .iter()
        .map(|run| run.to_string_lossy().into_owned())
        .collect();
    let mut arguments: Vec<&str> = vec![
        "impact", "--json", "--html", &html, "--csv", &csv, "--words", &words, "--duties", &met,
    ];
    // In any order.
    arguments.extend(named.iter().rev().map(String::as_str));
    let done = in_checkout().run(&arguments).exits(0);
    let account = done.json();
    world.write("account.json", &done.stdout);
    assert_eq!(account["runs"].as_array().map(Vec::len), Some(14));
    let periods = account["periods"].as_array().expect("it has periods");
    assert_eq!(periods.last().and_then(|last| last.as_str()), Some("all"));
    let of = |table: &str, group: &str| -> u64 {
        let tables = account["tables"].as_array().expect("it has tables");
        let table = tables.iter().find(|one| one["id"] == table).expect("it is there");
        let rows = table["rows"].as_array().expect("it has rows");
        let row = rows
            .iter()
            .find(|row| row["group"] == group)
            .expect("the group is there");
        let counts = row["counts"].as_array().expect("it has counts");
        counts.last().and_then(serde_json::Value::as_u64).unwrap_or(0)
    };
    for (table, group) in [
        ("outcomes", "total"),
        ("affected", "people"),
        ("stopped", "released later by a reviewer's word"),
        ("humanitarian", "total"),
        ("duties", "met in time"),
        ("duties", "met late"),
        ("words", "false-positive"),
    ] {
        assert!(of(table, group) >= 5, "{table}: {group}: {account}");
    }
    the_page_and_the_table_name_nobody(&world, &runs);
    let recount = Command::new("python3")
        .arg(checkout().join("tests/impact.py"))
        .args(["--portcullis", BINARY, "--words", &words, "--duties", &met])
        .arg(path("account.json"))
        .args(&runs)
        .current_dir(checkout())
        .output();
    let Ok(recount) = recount else {
        eprintln!("skipped: there is no python3 to run tests/impact.py");
        return;
    };
    let told = String::from_utf8_lossy(&recount.stdout) + String::from_utf8_lossy(&recount.stderr);
    assert!(recount.status.success(), "{told}");
    println!("{told}");
}

/// Neither names of parties nor ids of payments stand in what may be published.
fn the_page_and_the_table_name_nobody(world: &World, runs: &[PathBuf]) {
    let (page, csv) = (world.read("account.html"), world.read("account.csv"));
    assert!(csv.starts_with("table,group,period,unit,count,hidden\n"), "{csv}");
    let mut names = BTreeSet::new();
    for run in runs {
        for case in rows(&run.join("cases.csv")) {
            names.insert(case["party"].clone());
            names.insert(case["case_id"].clone());
            names.insert(case["first_payment_id"].clone());
        }
    }
    assert!(names.len() > 100, "{}", names.len());
    for name in names.iter().filter(|name| name.len() > 6) {
        assert!(
            !page.contains(name.as_str()) && !csv.contains(name.as_str()),
            "{name}"
        );
    }
    for text in ["<script", "<img", "<link", "src=\"", "url("] {
        assert!(!page.contains(text), "{text}");
    }
    for row in csv.lines().skip(1).filter(|row| !row.starts_with("shares,")) {
        let fields: Vec<&str> = row.split(',').collect();
        let [.., count, _] = fields.as_slice() else {
            panic!("{row}");
        };
        assert!(!["1", "2", "3", "4"].contains(count), "{row}");
    }
}

#[test]
fn runs_that_cannot_be_counted_are_refused_by_name() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let refused = |arguments: &[&str], says: &str| {
        let done = world.program().run(arguments);
        assert_eq!(done.code, 3, "{}", done.stderr);
        assert!(done.stderr.contains(says), "{}", done.stderr);
        assert_eq!(done.stdout, "");
    };
    let rules = ["--programs", "p.toml", "--licenses", "l.toml"];
    world.write(
        "p.toml",
        "[[program]]\nid = \"SDGT\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n[[program.phase]]\n\
         from = 2001-09-23\nstate = \"in-force\"\n",
    );
    world.write(
        "l.toml",
        "[[license]]\nid = \"us-food\"\nauthority = \"US\"\nkind = \"general\"\ncitation = \"for tests\"\n\
         programs = [\"SDGT\"]\npurposes = [\"food\"]\nvalid_from = 2020-01-01\n",
    );
    let with = |more: &[&'static str]| -> Vec<&'static str> {
        ["impact"].iter().chain(&rules).chain(more).copied().collect()
    };
    let done = world.program().run(with(&["run"])).exits(0);
    // Three payments of a small run: nothing of them is told but that they are few.
    assert!(done.stdout.contains("hidden"), "{}", done.stdout);
    refused(&with(&["absent"]), "absent");
    refused(&with(&["run", "run"]), "run: is named twice");
    world.write(
        "words.csv",
        "case,word,who,when,why\nabc,release,A,yesterday,checked\n",
    );
    refused(
        &with(&["--words", "words.csv", "run"]),
        "words.csv:2: yesterday is no time",
    );
    world.write("met.csv", "payment_id,duty\n");
    refused(
        &with(&["--duties", "met.csv", "run"]),
        "met.csv:1: has no column due",
    );
    let decisions = world.read("run/decisions.csv");
    world.write("run/decisions.csv", decisions.replace(",review,", ",clear,"));
    refused(
        &with(&["run"]),
        "run: is not as it was written, and is not counted",
    );
}

#[test]
fn runs_are_accounted_for_where_no_rules_are_and_unused_licenses_are_said_not_to_be_told() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let done = world
        .program()
        .with("PORTCULLIS_DATA", "nowhere")
        .run(["impact", "run"])
        .exits(0);
    assert!(
        done.stderr
            .contains("unused ones are not told: name them with --licenses"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_folder_of_runs_is_accounted_for_as_the_runs_in_it() {
    let world = World::new();
    world.write("others.csv", world.read("payments.csv").replace("\nP", "\nQ"));
    for (out, payments) in [("runs/one", "payments.csv"), ("runs/two", "others.csv")] {
        world
            .run(["screen", "--index", "lists.pcx", "--out", out, payments])
            .exits(1);
    }
    // What else lies there is no run.
    world.write("runs/words.csv", "case,word,who,when,why\n");
    world.write("runs/notes/read-me.txt", "nothing");
    let named = world.run(["impact", "--json", "runs/one", "runs/two"]).exits(0);
    let found = world.run(["impact", "--json", "runs"]).exits(0);
    assert_eq!(found.json(), named.json());
    let twice = world.run(["impact", "runs", "runs/two"]).exits(3);
    assert!(
        twice.stderr.contains("runs/two: is named twice"),
        "{}",
        twice.stderr
    );
    let none = world.run(["impact", "runs/notes"]).exits(3);
    assert!(none.stderr.contains("runs/notes"), "{}", none.stderr);
}

#[test]
fn programs_are_exported_in_the_columns_of_the_global_sanctions_database() {
    let world = World::empty();
    let printed = in_checkout()
        .run(["programs", "export", "--gsdb", "--as-of", "2026-02-01"])
        .exits(0)
        .stdout;
    assert_eq!(
        printed.lines().next(),
        Some(
            "case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,\
             target_mult,sender_mult,objective,success"
        )
    );
    let rows = rows(&world.write("gsdb.csv", &printed));
    let of = |case_id: &str| -> Vec<String> {
        let row = rows.iter().find(|row| row["case_id"] == case_id);
        let row = row.unwrap_or_else(|| panic!("{case_id} is not among them"));
        let columns = [
            "sanctioned_state",
            "sanctioning_state",
            "begin",
            "end",
            "trade",
            "descr_trade",
            "financial",
            "sender_mult",
            "objective",
            "success",
        ];
        columns.iter().map(|column| row[*column].clone()).collect()
    };
    // Phases with equal measures are one stretch; what was terminated and came back is two.
    assert_eq!(
        of("UN-1737"),
        ["Iran", "UN", "2006", "2023", "0", "", "1", "1", "prevent_war", ""]
    );
    assert_eq!(
        of("UN-1737/2"),
        [
            "Iran",
            "UN",
            "2025",
            "2026",
            "0",
            "",
            "1",
            "1",
            "prevent_war",
            "ongoing"
        ]
    );
    assert_eq!(
        of("SUDAN"),
        [
            "Sudan",
            "United States",
            "1997",
            "2017",
            "0",
            "",
            "1",
            "0",
            "terrorism,human_rights",
            ""
        ]
    );
    // A freeze that was added to a trade ban begins a new stretch.
    let trade = "exp_compl,imp_compl";
    assert_eq!(
        of("DPRK-EMBARGO"),
        [
            "North Korea",
            "United States",
            "2016",
            "2017",
            "1",
            trade,
            "0",
            "0",
            "prevent_war",
            ""
        ]
    );
    assert_eq!(
        of("DPRK-EMBARGO/2"),
        [
            "North Korea",
            "United States",
            "2017",
            "2026",
            "1",
            trade,
            "1",
            "0",
            "prevent_war",
            "ongoing"
        ]
    );
    let shown: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["case_id"].split('/').next().unwrap_or_default())
        .collect();
    assert!(shown.len() > 100, "{}", shown.len());
    for row in &rows {
        assert!(
            row["begin"] <= row["end"] && row["end"].as_str() <= "2026",
            "{row:?}"
        );
        for flag in [
            "trade",
            "arms",
            "military",
            "financial",
            "travel",
            "other",
            "target_mult",
            "sender_mult",
        ] {
            assert!(["0", "1"].contains(&row[flag].as_str()), "{row:?}");
        }
    }
    // Programs of one's own, which bind by places.
    world.write(
        "own.toml",
        "[[program]]\nid = \"OWN\"\nauthority = \"US\"\nmeasures = [\"arms-embargo\", \"export-control\"]\nplaces = [\"IR\", \"SY\"]\n\
         [[program.phase]]\nfrom = 2020-05-01\nstate = \"in-force\"\n",
    );
    let printed = world
        .run([
            "programs",
            "export",
            "--gsdb",
            "--programs",
            "own.toml",
            "--as-of",
            "2021-01-01",
        ])
        .exits(0)
        .stdout;
    let of_own: Vec<&str> = printed.lines().skip(1).collect();
    assert_eq!(
        of_own,
        [
            "OWN,IR,United States,2020,2021,1,exp_part,1,0,0,0,0,1,0,,ongoing",
            "OWN,SY,United States,2020,2021,1,exp_part,1,0,0,0,0,1,0,,ongoing",
        ]
    );
    world.run(["programs", "export"]).exits(2);
}
