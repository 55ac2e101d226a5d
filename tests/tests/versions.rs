//! A run of an earlier version of the program, in the hands of this one: `earlier-run` was made with `screen --keep`, and nothing else of it is left.

use portcullis_tests::checkout;

use crate::world::World;

/// The run, in a folder of its own.
fn earlier() -> World {
    let world = World::empty();
    let kept = checkout().join("tests/earlier-run/run");
    portcullis_tests::copy_folder(&kept, &world.path("run"));
    world
}

#[test]
fn a_run_of_an_earlier_version_is_intact_and_is_read() {
    let world = earlier();
    let done = world.run(["verify", "run"]).exits(0);
    assert!(
        done.stdout
            .starts_with("run: intact: 5 records, 4 decided (2 clear, 1 licensed, 1 review"),
        "{}",
        done.stdout
    );
    world.run(["report", "--out", "page.html", "run"]).exits(0);
    assert!(world.read("page.html").contains("Viktor Bout"));
    world.run(["impact", "run"]).exits(0);
    world.run(["duties", "run"]).exits(0);
}

#[test]
fn a_run_of_an_earlier_version_is_made_again_and_what_differs_is_listed() {
    let world = earlier();
    let done = world.run(["replay", "run"]).exits(1);
    assert!(
        done.stderr
            .contains("kept/index.pcx: another version compiled it; its 3 designations are compiled anew"),
        "{}",
        done.stderr
    );
    // The earlier version found no name of titles alone.
    for line in [
        "decisions.csv: 1 difference\n",
        "  5: was P4,5,clear,no hit",
        "    is  P4,5,review,",
        "  index_digest: was ",
    ] {
        assert!(done.stdout.contains(line), "{line}: {}", done.stdout);
    }
    let json = world.run(["replay", "--json", "run"]).exits(1).json();
    assert_eq!((&json["equal"], &json["records"]), (&false.into(), &5.into()));
    assert_ne!(json["recorded_head"], json["replayed_head"]);
}

#[test]
fn an_index_that_is_not_the_one_of_the_run_is_refused_whichever_version_compiled_it() {
    let world = earlier();
    let index = world.path("run/kept/index.pcx");
    let mut bytes = std::fs::read(&index).expect("it is kept");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&index, &bytes).expect("it can be written");
    let verified = world.run(["verify", "run"]).exits(3);
    assert!(
        verified
            .stderr
            .contains("run/kept/index.pcx: is not what the run was made from"),
        "{}",
        verified.stderr
    );
    let replayed = world.run(["replay", "run"]).exits(3);
    assert!(
        replayed.stderr.contains("index.pcx: the index is damaged"),
        "{}",
        replayed.stderr
    );
    // One that holds together, of other lists.
    let body = bytes.len() - 32;
    let sealed = blake3::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(sealed.as_bytes());
    std::fs::write(&index, &bytes).expect("it can be written");
    world.run(["verify", "run"]).exits(3);
    let replayed = world.run(["replay", "run"]).exits(3);
    assert!(
        replayed.stderr.contains("is not the index of the run any more"),
        "{}",
        replayed.stderr
    );
}
