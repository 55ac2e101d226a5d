//! The jar, its test and its example.

use std::{path::PathBuf, process::Command};

use crate::world::{World, checkout, decisions_of, has, libraries, run, succeeded};

/// A class that is run; `None`, and a line that says so, where there is no Java or no JNA.
fn class(world: &World, name: &str) -> Option<Command> {
    if !has("java") {
        return None;
    }
    let folder = world.path("java");
    let build = checkout().join("crates/capi/java/build.sh");
    let built = succeeded(&run(Command::new(build).arg(&folder), None));
    if built.starts_with("skipped:") {
        eprint!("{built}");
        return None;
    }
    let jna =
        std::env::var_os("JNA_JAR").map_or_else(|| PathBuf::from("/usr/share/java/jna.jar"), PathBuf::from);
    let path = [folder.join("portcullis.jar"), folder.join("programs"), jna];
    let mut java = Command::new("java");
    java.arg(format!("-Djna.library.path={}", libraries().display()))
        .arg("-Dfile.encoding=UTF-8")
        .arg("-cp")
        .arg(std::env::join_paths(path).unwrap())
        .arg(name);
    Some(java)
}

#[test]
fn every_method_does_what_it_says_and_its_errors_are_exceptions() {
    let world = World::new();
    let Some(mut test) = class(&world, "ScreenerTest") else {
        return;
    };
    let output = run(test.arg(world.options()).arg(world.path("lists.pcx")), None);
    assert_eq!(succeeded(&output), "every method does what it says\n");
}

#[test]
fn a_payment_core_in_java_decides_as_a_batch_does() {
    let world = World::new();
    let Some(mut core) = class(&world, "PaymentCore") else {
        return;
    };
    let output = run(core.arg(world.options()).arg(world.payments()), None);
    assert!(decisions_of(&succeeded(&output)) == world.decided());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.contains("booked") && errors.contains("sent back"),
        "{errors}"
    );
}
