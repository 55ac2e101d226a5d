//! A newcomer's first commands on a fresh checkout.

use portcullis_tests::{checkout, copy_folder, rows, tally};

use crate::world::{World, in_checkout};

/// A fresh checkout as far as the program cares: its `data`.
fn fresh() -> World {
    let world = World::empty();
    copy_folder(&checkout().join("data"), &world.path("data"));
    world
}

#[test]
fn the_first_command_decides_the_sample_payments_and_every_outcome_appears() {
    let world = fresh();
    let done = world.run(["screen", "data/payments/sample.csv"]).exits(1);
    assert!(done.stderr.contains("demonstration lists"), "{}", done.stderr);
    assert!(done.stderr.contains("results: runs/"), "{}", done.stderr);
    assert_eq!(done.stdout, "", "data goes to files");
    let last = done.stderr.lines().last().unwrap();
    assert!(
        last.starts_with("portcullis: the lists were the demonstration's in ")
            && last.ends_with("name the full lists with --index"),
        "{last}"
    );

    let runs: Vec<_> = std::fs::read_dir(world.path("runs"))
        .unwrap()
        .map(|run| run.unwrap().path())
        .collect();
    let [run] = runs.as_slice() else {
        panic!("one run: {runs:?}")
    };
    let decisions = rows(&run.join("decisions.csv"));
    let outcomes = tally(&decisions, "outcome");
    for outcome in ["clear", "licensed", "review", "reject", "block"] {
        assert!(
            outcomes.get(outcome).is_some_and(|&n| n > 0),
            "{outcome} of {outcomes:?}"
        );
    }
    assert_eq!(decisions.len() + rows(&run.join("rejects.csv")).len(), 200);
}

#[test]
fn the_demonstration_proves_nothing_by_finding_nothing_and_a_hit_says_whose_it_is() {
    let world = fresh();
    for json in [&[][..], &["--json"]] {
        let ask = |name| world.program().run(["check", name].iter().chain(json).copied());
        let none = ask("Quentin Overbridge").exits(3);
        assert_eq!(none.stdout, "", "an empty list of hits would be believed");
        let last = none.stderr.lines().last().unwrap();
        for words in [
            "no hit at 0.8950 or more",
            "demonstration lists",
            "prove nothing",
            "--index",
        ] {
            assert!(last.contains(words), "{words} in: {last}");
        }
        let hit = ask("al-shabaab").exits(1);
        assert!(hit.stdout.contains("AL-SHABAAB"), "{}", hit.stdout);
        let last = hit.stderr.lines().last().unwrap();
        assert!(
            last.starts_with("portcullis: these hits are on the demonstration lists in "),
            "{last}"
        );
    }
}

#[test]
fn a_name_that_facts_alone_discount_is_shown_and_no_more_a_clean_bill_than_none() {
    let world = fresh();
    let done = world
        .run(["check", "--born", "2001-01-05", "viktor bout"])
        .exits(3);
    assert!(
        done.stdout.contains("discounted, no hit because of facts alone"),
        "{}",
        done.stdout
    );
    assert!(done.stderr.contains("which prove nothing"), "{}", done.stderr);
}

#[test]
fn nothing_is_written_into_the_checkout_but_the_run() {
    let world = fresh();
    world.run(["check", "viktor bout"]).exits(1);
    let left: Vec<_> = std::fs::read_dir(world.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["data"]);
}

#[test]
fn the_demonstration_is_found_from_a_folder_below_and_through_the_environment() {
    let world = fresh();
    std::fs::create_dir_all(world.path("a/b")).unwrap();
    let elsewhere = World::empty();
    let data = world.path("data").to_string_lossy().into_owned();
    for (what, done) in [
        ("below", world.program_in("a/b").run(["check", "al-shabaab"])),
        (
            "by PORTCULLIS_DATA",
            elsewhere
                .program()
                .with("PORTCULLIS_DATA", &data)
                .run(["check", "al-shabaab"]),
        ),
    ] {
        let done = done.exits(1);
        assert!(done.stderr.contains(&data), "{what}: {}", done.stderr);
        assert!(done.stdout.contains("AL-SHABAAB"), "{what}: {}", done.stdout);
    }
}

#[test]
fn a_damaged_cache_is_made_again() {
    let world = fresh();
    let cache = world.path("cache").to_string_lossy().into_owned();
    let program = world.program().with("XDG_CACHE_HOME", &cache);
    program.run(["check", "al-shabaab"]).exits(1);
    let files: Vec<_> = std::fs::read_dir(world.path("cache/portcullis"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let [index] = files.as_slice() else {
        panic!("one index: {files:?}")
    };
    let mut bytes = std::fs::read(index).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(index, bytes).unwrap();
    program.run(["check", "al-shabaab"]).exits(1);
}

#[test]
fn a_list_that_was_changed_is_compiled_again() {
    let world = fresh();
    world.run(["check", "Quentin Overbridge"]).exits(3);
    let mut list = world.read("data/lists/starter.csv");
    let columns = list.lines().next().unwrap().split(',').count();
    list.push_str(&format!(
        "mine,Quentin Overbridge,person{}\n",
        ",".repeat(columns - 3)
    ));
    world.write("data/lists/starter.csv", list);
    world.run(["check", "Quentin Overbridge"]).exits(1);
}

#[test]
fn the_checkout_itself_answers_what_the_readme_asks() {
    let done = in_checkout().run(["check", "viktor bout"]).exits(1);
    for word in [
        "score",
        "BOUT, Viktor",
        "OFAC SDN",
        "DRCONGO",
        "custom-us-viktor-bout",
    ] {
        assert!(done.stdout.contains(word), "{word} in:\n{}", done.stdout);
    }
}
