//! What a run proves: `replay`, signatures, and the certificate of a check.

use std::path::{Path, PathBuf};
use std::process::Command;

use portcullis_tests::Done;

use crate::world::World;

/// The key pair of RFC 8410, section 10.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";
/// Another public key.
const OTHER: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
";

const LICENSE: &str = r#"
[[license]]
id = "us-food"
authority = "US"
kind = "general"
citation = "31 CFR part 594"
programs = ["SDGT", "NPWMD"]
valid_from = 2022-12-21
purposes = ["food", "commercial"]
cap = { value = "350.00", currency = "USD", per = "month" }
"#;

fn screened(more: &[&str]) -> World {
    let world = World::new();
    world.write("licenses.toml", LICENSE);
    world.write("key.pem", PRIVATE);
    world.write("key.pub", PUBLIC);
    let mut command = vec![
        "screen",
        "--index",
        "lists.pcx",
        "--licenses",
        "licenses.toml",
        "--out",
        "run",
    ];
    command.extend(more);
    command.push("payments.csv");
    world.program().run(command).exits(1);
    world
}

#[test]
fn a_run_made_again_is_equal_at_any_number_of_threads_and_from_any_folder() {
    let world = screened(&[]);
    for threads in ["1", "3"] {
        let done = world.run(["replay", "--threads", threads, "run"]).exits(0);
        assert!(
            done.stdout
                .starts_with("run: made again, and equal: 5 records, head "),
            "{}",
            done.stdout
        );
    }
    std::fs::create_dir(world.path("elsewhere")).expect("a folder can be made");
    world.program_in("elsewhere").run(["replay", "../run"]).exits(0);
}

#[test]
fn a_run_made_again_with_others_says_what_they_decide_otherwise() {
    let world = screened(&[]);
    world.write(
        "rules/licenses/none.toml",
        LICENSE.replace("\"commercial\"", "\"medicine\""),
    );
    let done = world.run(["replay", "--rules", "rules", "run"]).exits(1);
    assert!(
        done.stdout.contains("decisions.csv: ") && done.stdout.contains("was P2,3,licensed"),
        "{}",
        done.stdout
    );
    let json = world
        .run(["replay", "--rules", "rules", "--json", "run"])
        .exits(1)
        .json();
    assert_eq!(json["equal"], false);
    assert!(
        json["differences"]
            .as_array()
            .is_some_and(|files| files.len() > 2),
        "{json}"
    );
    world.write(
        "other.csv",
        "id,name,schema,authority,programs\na,LINDQVIST BAKERY AB,organization,US,SDGT\n",
    );
    world
        .run(["compile", "--out", "other.pcx", "custom:other.csv"])
        .exits(0);
    let done = world.run(["replay", "--index", "other.pcx", "run"]).exits(1);
    assert!(done.stdout.contains("index_digest: was "), "{}", done.stdout);
}

#[test]
fn a_run_is_made_again_only_from_what_it_was_made_from() {
    let world = screened(&["--ledger", "ledger.csv"]);
    world.run(["replay", "run"]).exits(0);
    let refused = |file: &str, text: &str, why: &str| {
        let was = std::fs::read(world.path(file)).expect("it is there");
        world.write(file, text);
        let done = world.run(["replay", "run"]).exits(3);
        assert!(done.stderr.contains(why), "{}", done.stderr);
        world.write(file, was);
    };
    refused(
        "payments.csv",
        "payment_id\nP1\n",
        "payments.csv: is not the file that was screened",
    );
    refused(
        "licenses.toml",
        &LICENSE.replace("350", "50"),
        "the rule files are not those of the run any more",
    );
    let audit = world.read("run/audit.jsonl").replacen("decided", "DECIDED", 1);
    refused("run/audit.jsonl", &audit, "the run is not what was written");
    // The second run spends what the first one left; the ledger before it is kept with it.
    let again = [
        "screen",
        "--index",
        "lists.pcx",
        "--licenses",
        "licenses.toml",
        "--ledger",
        "ledger.csv",
    ];
    world
        .program()
        .run(again.into_iter().chain(["--out", "second", "payments.csv"]))
        .exits(1);
    assert_ne!(
        world.read("run/decisions.csv"),
        world.read("second/decisions.csv")
    );
    world.run(["replay", "second"]).exits(0);
    world.run(["replay", "run"]).exits(0);
}

#[test]
fn a_run_that_keeps_everything_is_made_again_when_nothing_else_is_left() {
    let world = screened(&["--keep"]);
    for gone in ["lists.pcx", "licenses.toml", "payments.csv"] {
        std::fs::remove_file(world.path(gone)).expect("it is there");
    }
    world.run(["verify", "run"]).exits(0);
    world.run(["replay", "run"]).exits(0);
    let other = World::empty();
    portcullis_tests::copy_folder(&world.path("run"), &other.path("moved"));
    drop(world);
    other.run(["replay", "moved"]).exits(0);
}

#[test]
fn a_payment_of_a_run_that_keeps_everything_is_explained_from_the_copies() {
    let world = screened(&["--keep"]);
    let explain = ["explain", "--run", "run", "--json", "P2"];
    let before = world.run(explain).exits(0).json();
    assert_eq!(before["outcome"], "licensed");
    // What was named when the run was made says something else by now: the copies count.
    world.write("payments.csv", "payment_id\nP2\n");
    world.write("licenses.toml", LICENSE.replace("\"commercial\"", "\"medicine\""));
    std::fs::remove_file(world.path("lists.pcx")).expect("it is there");
    let after = world.run(explain).exits(0).json();
    assert_eq!(after["outcome"], "licensed");
    assert_eq!(after["obligations"], before["obligations"]);

    // The run may be carried elsewhere.
    let other = World::empty();
    portcullis_tests::copy_folder(&world.path("run"), &other.path("moved"));
    drop(world);
    other.run(["explain", "--run", "moved", "P2"]).exits(0);

    // A copy that is not what it was is refused by its name.
    let refused = |folder: &str, file: &str, from: &str, to: &str, why: &str| {
        let copies = std::fs::read_dir(other.path(folder)).expect("it is there");
        let mut copies = copies.map(|entry| entry.expect("it can be read").file_name());
        let name = copies.find(|name| name.to_string_lossy().ends_with(file));
        let name = name.expect("it was kept").to_string_lossy().into_owned();
        let path = format!("{folder}/{name}");
        let was = other.read(&path);
        other.write(&path, was.replace(from, to));
        let done = other.run(["explain", "--run", "moved", "P2"]).exits(3);
        assert!(done.stderr.contains(why), "{}", done.stderr);
        other.write(&path, was);
    };
    refused(
        "moved/kept/payments",
        "payments.csv",
        "P2",
        "P3",
        "-payments.csv: is not what the run read",
    );
    refused(
        "moved/kept/licenses",
        "licenses.toml",
        "350",
        "50",
        "kept: the rules that are kept there are not those of the run",
    );
    let payments = other.path("moved/kept/payments");
    std::fs::remove_dir_all(payments).expect("it is there");
    let done = other.run(["explain", "--run", "moved", "P2"]).exits(3);
    assert!(done.stderr.contains("payments.csv: "), "{}", done.stderr);
}

#[test]
fn a_signed_run_is_held_to_its_key() {
    let world = screened(&["--sign-key", "key.pem"]);
    let done = world.run(["verify", "--public-key", "key.pub", "run"]).exits(0);
    assert!(done.stderr.contains("signed by 19bf4409"), "{}", done.stderr);
    assert!(
        world
            .read("run/summary.json")
            .contains("\"signed_by\": \"19bf4409")
    );
    world.write("other.pub", OTHER);
    let done = world.run(["verify", "--public-key", "other.pub", "run"]).exits(3);
    assert!(
        done.stderr
            .contains("run/audit.sig: does not fit: the key d75a9801"),
        "{}",
        done.stderr
    );
    for (key, why) in [
        ("key.pem", "it is a private key"),
        ("payments.csv", "no line `-----BEGIN PUBLIC KEY-----`"),
        ("gone", "cannot be read"),
    ] {
        let done = world.run(["verify", "--public-key", key, "run"]).exits(3);
        assert!(done.stderr.contains(why), "{}", done.stderr);
    }
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--sign-key",
            "key.pub",
            "--out",
            "no",
            "payments.csv",
        ])
        .exits(3);
    assert!(
        done.stderr.contains("key.pub: is no private Ed25519 key"),
        "{}",
        done.stderr
    );
    assert!(!world.path("no").exists());
    // Whoever has no key can make the run again and put it in its place; the signature stays the other's.
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "forged",
            "payments.csv",
        ])
        .exits(1);
    std::fs::copy(world.path("run/audit.sig"), world.path("forged/audit.sig")).expect("it can be copied");
    world.run(["verify", "forged"]).exits(0);
    world
        .run(["verify", "--public-key", "key.pub", "forged"])
        .exits(3);
    std::fs::remove_file(world.path("run/audit.sig")).expect("it is there");
    let done = world.run(["verify", "--public-key", "key.pub", "run"]).exits(3);
    assert!(done.stderr.contains("the run is not signed"), "{}", done.stderr);
}

#[test]
fn openssl_makes_the_keys_and_reads_the_signature() {
    let world = World::new();
    let openssl = |arguments: &str| {
        let words = arguments.split(' ');
        Command::new("openssl")
            .args(words)
            .current_dir(world.folder())
            .output()
    };
    if openssl("genpkey -algorithm ed25519 -out own.pem").is_err() {
        eprintln!("skipped: openssl is not installed");
        return;
    }
    let done = openssl("pkey -in own.pem -pubout -out own.pub").expect("openssl runs");
    assert!(done.status.success());
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--sign-key",
            "own.pem",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    world.run(["verify", "--public-key", "own.pub", "run"]).exits(0);
    let log = world.read("run/audit.jsonl");
    let last = log.trim_end().rsplit('\n').next().expect("it has lines");
    world.write("line", format!("{last}\n"));
    let done = openssl("pkeyutl -verify -pubin -inkey own.pub -rawin -in line -sigfile run/audit.sig")
        .expect("openssl runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let done = openssl("genpkey -algorithm RSA -out rsa.pem").expect("openssl runs");
    assert!(done.status.success());
    let refused = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--sign-key",
            "rsa.pem",
            "--out",
            "no",
            "payments.csv",
        ])
        .exits(3);
    assert!(
        refused
            .stderr
            .contains("rsa.pem: is no private Ed25519 key in PEM (PKCS #8): it is another kind of key"),
        "{}",
        refused.stderr
    );
}

#[test]
fn every_file_of_a_signed_run_that_is_tampered_with_is_told_by_its_name() {
    let world = screened(&["--sign-key", "key.pem", "--keep", "--ledger", "ledger.csv"]);
    let mut files = files_in(&world.path("run"));
    files.retain(|path| std::fs::metadata(path).is_ok_and(|file| file.len() > 0));
    assert!(files.len() >= 12, "{files:?}");
    let verify = ["verify", "--public-key", "key.pub", "run"];
    for path in files {
        let name = path.strip_prefix(world.path("run")).expect("it is in the run");
        let name = name.to_string_lossy().into_owned();
        // Rules are told by the folder of copies: their digest is one.
        let told = match name.split('/').nth(1) {
            Some("licenses" | "programs" | "registry" | "institution") => "kept: the rules".to_owned(),
            _ => name.clone(),
        };
        let is_told = |done: Done| {
            assert_eq!(done.code, 3, "{name}: {}", done.stderr);
            let said = done.stdout + &done.stderr;
            assert!(said.contains(&told), "{name}: {said}");
        };
        let was = std::fs::read(&path).expect("it can be read");
        let mut changed = was.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        for tampered in [
            changed,
            was[..was.len() - 1].to_vec(),
            [was.as_slice(), b"x"].concat(),
        ] {
            std::fs::write(&path, tampered).expect("it can be written");
            is_told(world.run(verify));
        }
        std::fs::remove_file(&path).expect("it is there");
        let done = world.run(verify);
        assert_eq!(done.code, 3, "{name}: {}", done.stderr);
        std::fs::write(&path, was).expect("it can be written");
    }
    world.run(verify).exits(0);
}

/// All files in a folder and in those in it.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn a_certificate_says_what_was_checked_against_what_and_what_came_of_it() {
    let world = World::new();
    let check = |name: &str, file: &str, code| {
        let command = [
            "check",
            "--index",
            "lists.pcx",
            "--born",
            "1967-01-13",
            "--operator",
            "M. Ostby",
            "--certificate",
            file,
            name,
        ];
        world.run(command).exits(code)
    };
    check("Viktor Bout", "hit.json", 1);
    let hit: serde_json::Value = serde_json::from_str(&world.read("hit.json")).expect("it is JSON");
    assert_eq!(
        (&hit["result"], &hit["operator"]),
        (&"hit".into(), &"M. Ostby".into())
    );
    assert_eq!(
        (&hit["query"]["name"], &hit["query"]["born"]),
        (&"Viktor Bout".into(), &"1967-01-13".into())
    );
    assert_eq!(hit["hits"][0]["designation_id"], "custom-bout");
    assert_eq!(hit["lists"][0]["source"], "custom:list.csv");
    assert_eq!(hit["lists"][0]["blake3"].as_str().map(str::len), Some(64));
    assert_eq!(hit["lists"][0]["designations"], 6);
    assert_eq!(hit["index_digest"].as_str().map(str::len), Some(64));
    assert!(
        hit["engine"]
            .as_str()
            .is_some_and(|engine| engine.starts_with("portcullis "))
    );
    assert!(hit["checked_at"].as_str().is_some_and(|at| at.ends_with('Z')) && hit["host"].is_string());
    check("<b>Lindqvist</b> Bakery", "none.html", 0);
    let page = world.read("none.html");
    assert!(
        page.contains("No hit at 0.8950 or more among") && page.contains("&lt;b&gt;Lindqvist"),
        "{page}"
    );
    assert!(!page.contains("<b>") && page.contains("M. Ostby") && page.contains("custom:list.csv"));
    let wrong = check("Viktor Bout", "hit.pdf", 2);
    assert!(
        wrong.stderr.contains("hit.pdf: a certificate is a page or JSON"),
        "{}",
        wrong.stderr
    );
    assert!(!world.path("hit.pdf").exists());
}

#[test]
fn a_run_says_who_made_it_and_where() {
    let world = screened(&["--operator", "M. Ostby"]);
    let summary: serde_json::Value =
        serde_json::from_str(&world.read("run/summary.json")).expect("it is JSON");
    let run = &summary["run"];
    assert_eq!(run["operator"], "M. Ostby");
    assert!(run["host"].as_str().is_some_and(|host| !host.is_empty()));
    assert!(
        summary["program"]
            .as_str()
            .is_some_and(|program| program.starts_with("portcullis "))
    );
    assert_eq!(run["command"][1], "screen");
    let other = world.program().with("USER", "the-user").run([
        "screen",
        "--index",
        "lists.pcx",
        "--out",
        "two",
        "payments.csv",
    ]);
    other.exits(1);
    assert!(
        world
            .read("two/summary.json")
            .contains("\"operator\": \"the-user\"")
    );
}
