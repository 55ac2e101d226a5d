//! Runs that are killed, and go on: `screen --resume`. Nothing is lost and nothing comes twice, wherever a run dies.
//!
//! The deaths are chosen by a seed. `PORTCULLIS_KILLS` says how many there are, `PORTCULLIS_SEED` another seed; `.ci/run-all`
//! makes 200 of them.

use std::collections::BTreeMap;
use std::path::Path;

use portcullis_tests::{Done, Portcullis};

use crate::world::World;

/// A license of which a month's allowance is soon spent: what is left of it depends on every payment before.
const LICENSE: &str = r#"
[[license]]
id = "us-food"
authority = "US"
kind = "general"
citation = "31 CFR part 594"
programs = ["SDGT", "DRCONGO"]
valid_from = 2022-12-21
purposes = ["food"]
cap = { value = "2500.00", currency = "USD", per = "month" }
"#;

/// Payments of which every fifth hits, half of those for food, in two files.
fn batch(world: &World) {
    for (file, count) in [("one.csv", 300), ("two.csv", 140)] {
        let mut text =
            "payment_id,value_date,amount,currency,debtor_name,creditor_name,creditor_country,purpose\n"
                .to_owned();
        for n in 0..count {
            let creditor = match n % 10 {
                3 => "Al Shabaab",
                8 => "Viktor Bout",
                _ => "Lindqvist Bakery AB",
            };
            let purpose = if n % 20 < 10 { "food" } else { "commercial" };
            let date = if n % 31 == 30 { "2024-02-30" } else { "2024-03-01" };
            text.push_str(&format!(
                "{file}-{n},{date},{}.10,USD,Maren Ostby,{creditor},SE,{purpose}\n",
                100 + n
            ));
        }
        world.write(file, text);
    }
}

/// What a run left: its files, the summary up to the clock, and the ledger.
fn left(world: &World, run: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(world.path(run)).expect("the run is there") {
        let name = entry
            .expect("it can be read")
            .file_name()
            .to_string_lossy()
            .into_owned();
        if name == "kept" {
            let ledger = world.path(&format!("{run}/kept/ledger.csv"));
            assert!(!ledger.exists(), "there was no ledger before");
            continue;
        }
        let mut text = world.read(&format!("{run}/{name}"));
        if name == "summary.json" {
            text.truncate(
                text.find("\n  \"run\": {")
                    .expect("a summary has a part of the run"),
            );
        }
        files.insert(name, text);
    }
    files.insert("the ledger".to_owned(), world.read(&format!("{run}.ledger.csv")));
    files
}

fn arguments<'a>(run: &'a str, ledger: &'a str) -> Vec<&'a str> {
    vec![
        "screen",
        "--index",
        "lists.pcx",
        "--licenses",
        "licenses.toml",
        "--ledger",
        ledger,
        "--out",
        run,
        "one.csv",
        "two.csv",
    ]
}

/// With chunks and checkpoints so small that there are many.
fn small(program: Portcullis) -> Portcullis {
    program
        .with("PORTCULLIS_CHUNK_BYTES", "1000")
        .with("PORTCULLIS_CHECKPOINT_BYTES", "4000")
}

fn world() -> World {
    let world = World::new();
    world.write("licenses.toml", LICENSE);
    batch(&world);
    world
}

/// A generator of numbers that anybody can write again (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % count as u64) as usize
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("it is a number"))
}

/// Goes on until the run is done; a run that died before it had begun is begun again.
fn go_on(world: &World, run: &str, ledger: &str, forced: bool) -> Done {
    let done = small(world.program()).run(["screen", "--resume", run]);
    if done.code == 3 && done.stderr.contains("no unfinished run") {
        let mut again = arguments(run, ledger);
        if forced {
            again.push("--force");
        }
        return small(world.program()).run(again);
    }
    done
}

#[test]
fn a_run_that_is_killed_anywhere_goes_on_to_what_it_would_have_been() {
    let world = world();
    small(world.program())
        .with("PORTCULLIS_PLACES", "places")
        .run(arguments("whole", "whole.ledger.csv"))
        .exits(1);
    let expected = left(&world, "whole");
    assert!(expected["released.jsonl"].lines().count() > 5 && expected["alerts.jsonl"].lines().count() > 20);
    let places = world.read("places");
    let count = |kind: &str| places.lines().filter(|place| place.starts_with(kind)).count();
    let kinds = ["checkpoint", "rename", "ledger", ""];
    let seed = number("PORTCULLIS_SEED", 19);
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut killed: BTreeMap<&str, u64> = BTreeMap::new();
    for n in 0..number("PORTCULLIS_KILLS", 16) {
        let kind = kinds[n as usize % kinds.len()];
        // Into a folder of its own, or in the place of a run that is there.
        let forced = dice.below(3) == 0;
        let (run, ledger) = (format!("run-{n}"), format!("run-{n}.ledger.csv"));
        let mut command = arguments(&run, &ledger);
        if forced {
            std::fs::create_dir(world.path(&run)).expect("a folder can be made");
            std::fs::copy(
                world.path("whole/audit.jsonl"),
                world.path(&format!("{run}/audit.jsonl")),
            )
            .expect("the run is there");
            command.push("--force");
        }
        let die_at = format!("{kind}:{}", 1 + dice.below(count(kind)));
        let died = small(world.program())
            .with("PORTCULLIS_DIE_AT", &die_at)
            .run(command);
        let tells = || format!("seed {seed}, death {n} at {die_at}, forced {forced}");
        assert_eq!(died.code, -1, "{}: {}", tells(), died.stderr);
        *killed.entry(kind).or_default() += 1;
        if dice.below(3) == 0 {
            // And once more, while it goes on.
            let again = format!(":{}", 1 + dice.below(20));
            small(world.program())
                .with("PORTCULLIS_DIE_AT", &again)
                .run(["screen", "--resume", &run]);
        }
        let done = go_on(&world, &run, &ledger, forced);
        assert_eq!(done.code, 1, "{}: {}", tells(), done.stderr);
        let is = left(&world, &run);
        for (file, text) in &expected {
            assert!(is.get(file) == Some(text), "{}: {file} differs", tells());
        }
        assert_eq!(is.len(), expected.len(), "{}: {:?}", tells(), is.keys());
        world.run(["verify", &run]).exits(0);
        assert_eq!(hidden(world.folder()), Vec::<String>::new(), "{}", tells());
    }
    eprintln!("killed and gone on, with the seed {seed}: {killed:?}");
}

/// What is hidden in a folder.
fn hidden(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("the folder is there");
    names
        .map(|entry| {
            entry
                .expect("it can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with(".portcullis-partial-"))
        .collect()
}

/// A run that died after its second checkpoint.
fn killed() -> World {
    let world = world();
    let died = small(world.program())
        .with("PORTCULLIS_DIE_AT", "checkpoint: made:2")
        .run(arguments("run", "run.ledger.csv"));
    assert_eq!(died.code, -1, "{}", died.stderr);
    world
}

#[test]
fn a_run_that_died_is_told_of_and_never_begun_anew_in_silence() {
    let world = killed();
    let again = world.program().run(arguments("run", "run.ledger.csv")).exits(2);
    assert!(
        again
            .stderr
            .contains("run: a run into this folder was interrupted after")
            && again
                .stderr
                .contains("go on with `portcullis screen --resume run`, or delete"),
        "{}",
        again.stderr
    );
    // Whoever looks for the run is told, too.
    for command in [
        &["verify", "run"][..],
        &["report", "run"],
        &["duties", "run"],
        &["impact", "run"],
        &["replay", "run"],
    ] {
        let told = world.program().run(command.iter().copied()).exits(3);
        assert!(
            told.stderr.contains("run: the run was interrupted after")
                && told
                    .stderr
                    .contains("go on with `portcullis screen --resume run`"),
            "{command:?}: {}",
            told.stderr
        );
    }
    let done = world.run(["screen", "--resume", "run"]).exits(1);
    assert!(done.stderr.contains("run: going on after"), "{}", done.stderr);
    let complete = world.run(["screen", "--resume", "run"]).exits(1);
    assert!(
        complete.stderr.contains("the run is complete"),
        "{}",
        complete.stderr
    );
    let none = world.run(["screen", "--resume", "other"]).exits(3);
    assert!(
        none.stderr.contains("other: no unfinished run"),
        "{}",
        none.stderr
    );
}

#[test]
fn a_run_without_a_name_tells_of_those_beside_it_that_were_interrupted() {
    let world = world();
    let died = small(world.program())
        .with("PORTCULLIS_DIE_AT", "checkpoint: made:1")
        .run(arguments("runs/one", "one.ledger.csv"));
    assert_eq!(died.code, -1, "{}", died.stderr);
    let done = world
        .run(["screen", "--index", "lists.pcx", "payments.csv"])
        .exits(1);
    assert!(
        done.stderr
            .contains("`portcullis screen --resume runs/one` goes on with it"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_run_goes_on_from_another_folder_too() {
    let world = killed();
    std::fs::create_dir(world.path("elsewhere")).expect("a folder can be made");
    world
        .program_in("elsewhere")
        .run(["screen", "--resume", "../run"])
        .exits(1);
    small(world.program())
        .run(arguments("whole", "whole.ledger.csv"))
        .exits(1);
    assert_eq!(left(&world, "run"), left(&world, "whole"));
}

#[test]
fn a_run_goes_on_only_with_what_it_began_with() {
    let world = killed();
    let refused = |arguments: &[&str], why: &str| {
        let done = world.program().run(arguments.iter().copied()).exits(3);
        assert!(
            done.stderr.contains("run: cannot go on: ") && done.stderr.contains(why),
            "{}",
            done.stderr
        );
        assert!(!world.path("run").exists());
    };
    let resume = ["screen", "--resume", "run"];
    let change = |file: &str, text: &str, why: &str| {
        let was = world.read(file);
        world.write(file, text);
        refused(&resume, why);
        world.write(file, was);
    };
    change(
        "licenses.toml",
        &LICENSE.replace("2500", "9500"),
        "the rules changed",
    );
    change(
        "two.csv",
        "payment_id,creditor_name\nP1,Maren Ostby\n",
        "the payments file two.csv changed",
    );
    world.write(
        "run.ledger.csv",
        "license_id,value_date,currency,spent,payments\nus-food,2024-03-01,USD,5.00,1\n",
    );
    refused(&resume, "the ledger of caps changed");
    std::fs::remove_file(world.path("run.ledger.csv")).expect("it is there");
    world.write(
        "other.csv",
        "id,name,schema,authority,programs\na,SOMEBODY ELSE,person,US,SDGT\n",
    );
    world
        .run(["compile", "--out", "other.pcx", "custom:other.csv"])
        .exits(0);
    refused(
        &["screen", "--resume", "run", "--index", "other.pcx"],
        "the index changed",
    );
    let mut threshold = resume.to_vec();
    threshold.extend([
        "--index",
        "lists.pcx",
        "--licenses",
        "licenses.toml",
        "--ledger",
        "run.ledger.csv",
        "--threshold",
        "0.8",
    ]);
    threshold.extend(["one.csv", "two.csv"]);
    refused(&threshold, "the configuration changed");
    world.run(resume).exits(1);
}

#[test]
fn a_run_that_another_version_began_is_refused_by_both_names() {
    let world = killed();
    let plan = world.path(&hidden(world.folder())[0]).join("plan.json");
    let was = std::fs::read_to_string(&plan).expect("it is kept");
    let record = was.lines().next().expect("it has a record");
    let ours = format!("portcullis {}", env!("CARGO_PKG_VERSION"));
    assert!(record.contains(&ours), "{record}");
    let other = record.replace(&ours, "portcullis 0.0.9");
    let digest = blake3::hash(other.as_bytes()).to_hex();
    std::fs::write(&plan, format!("{other}\n{digest}\n")).expect("it can be written");
    let refused = world.run(["screen", "--resume", "run"]).exits(3);
    assert!(
        refused
            .stderr
            .contains(&format!("it was begun by portcullis 0.0.9, and this is {ours}")),
        "{}",
        refused.stderr
    );
    assert!(!world.path("run").exists());
    std::fs::write(&plan, was).expect("it can be written");
    world.run(["screen", "--resume", "run"]).exits(1);
}

#[test]
#[cfg(unix)]
fn a_run_that_is_told_to_end_finishes_its_chunk_and_goes_on_later() {
    let world = world();
    let mut command = small(world.program()).command(arguments("run", "run.ledger.csv"));
    let mut running = command
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    while hidden(world.folder()).is_empty() && running.try_wait().expect("it can be asked").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &running.id().to_string()])
        .status();
    assert!(killed.expect("kill is there").success());
    let done = running.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(
        said.contains("ended early as asked") && said.contains("portcullis screen --resume run"),
        "{said}"
    );
    assert!(!world.path("run").exists());
    world.run(["screen", "--resume", "run"]).exits(1);
    small(world.program())
        .run(arguments("whole", "whole.ledger.csv"))
        .exits(1);
    assert_eq!(left(&world, "run"), left(&world, "whole"));
}

/// Has a run going on stand still behind its first checkpoint, changes something, lets it go on, and gives what it ends with.
#[cfg(unix)]
fn changed_meanwhile(world: &World, change: impl FnOnce()) -> Done {
    let signal = |name: &str, id: u32| {
        let status = std::process::Command::new("kill")
            .args([name, &id.to_string()])
            .status();
        assert!(status.expect("kill is there").success());
    };
    let mut command = small(world.program()).command(arguments("run", "run.ledger.csv"));
    let mut running = command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let checkpoint = world.path(".portcullis-partial-run/checkpoint.json");
    while !checkpoint.exists() {
        assert!(
            running.try_wait().expect("it can be asked").is_none(),
            "no checkpoint"
        );
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    signal("-STOP", running.id());
    change();
    signal("-CONT", running.id());
    let done = running.wait_with_output().expect("it ends");
    Done {
        code: done.status.code().expect("it ends by itself"),
        stdout: String::new(),
        stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

#[test]
#[cfg(unix)]
fn a_run_whose_hidden_folder_is_removed_publishes_and_spends_nothing() {
    let world = world();
    let done = changed_meanwhile(&world, || {
        std::fs::remove_dir_all(world.path(".portcullis-partial-run")).expect("it is there");
    });
    assert_eq!(done.code, 4, "{}", done.stderr);
    assert!(
        done.stderr.contains("run") && done.stderr.contains("cannot be written"),
        "{}",
        done.stderr
    );
    assert!(!world.path("run").exists() && !world.path("run.ledger.csv").exists());
    let none = world.run(["screen", "--resume", "run"]).exits(3);
    assert!(none.stderr.contains("run: no unfinished run"), "{}", none.stderr);
    small(world.program())
        .run(arguments("run", "run.ledger.csv"))
        .exits(1);
}

#[test]
#[cfg(unix)]
fn a_run_whose_payments_shrink_meanwhile_publishes_and_spends_nothing_until_they_are_back() {
    let world = world();
    let was = world.read("two.csv");
    let done = changed_meanwhile(&world, || {
        let file = std::fs::File::options().write(true).open(world.path("two.csv"));
        file.and_then(|file| file.set_len(100)).expect("it can be cut");
    });
    assert_eq!(done.code, 3, "{}", done.stderr);
    assert!(
        done.stderr.contains("two.csv: the file shrank"),
        "{}",
        done.stderr
    );
    assert!(!world.path("run").exists() && !world.path("run.ledger.csv").exists());
    let refused = world.run(["screen", "--resume", "run"]).exits(3);
    assert!(
        refused
            .stderr
            .contains("two.csv changed since the run began: it had"),
        "{}",
        refused.stderr
    );
    world.write("two.csv", was);
    world.run(["screen", "--resume", "run"]).exits(1);
    small(world.program())
        .run(arguments("whole", "whole.ledger.csv"))
        .exits(1);
    assert_eq!(left(&world, "run"), left(&world, "whole"));
}

#[test]
fn payments_that_are_replaced_by_others_of_the_same_size_are_refused() {
    let world = killed();
    let was = world.read("one.csv");
    world.write("other.csv", was.replace("Al Shabaab", "Al Shabeeb"));
    std::fs::rename(world.path("other.csv"), world.path("one.csv")).expect("it can be renamed");
    let refused = world.run(["screen", "--resume", "run"]).exits(3);
    assert!(
        refused
            .stderr
            .contains("one.csv changed since the run began: its first")
            && refused.stderr.contains("bytes are others"),
        "{}",
        refused.stderr
    );
    assert!(!world.path("run").exists() && !world.path("run.ledger.csv").exists());
    // A copy of what was there will do: it is what it holds that counts.
    world.write("one.csv", was);
    world.run(["screen", "--resume", "run"]).exits(1);
}

#[test]
#[cfg(unix)]
fn a_run_that_fills_the_disk_goes_on_when_there_is_room() {
    let world = world();
    let full = small(world.program())
        .run_limited(60, arguments("run", "run.ledger.csv"))
        .exits(4);
    assert!(
        full.stderr.contains("cannot be written")
            && full
                .stderr
                .contains("go on with `portcullis screen --resume run`"),
        "{}",
        full.stderr
    );
    assert!(!world.path("run").exists() && !world.path("run.ledger.csv").exists());
    world.run(["screen", "--resume", "run"]).exits(1);
    small(world.program())
        .run(arguments("whole", "whole.ledger.csv"))
        .exits(1);
    assert_eq!(left(&world, "run"), left(&world, "whole"));
}
