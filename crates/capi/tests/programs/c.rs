//! Programs in C and C++, compiled, linked to the shared and to the static library, and run.

use std::{fs, path::PathBuf, process::Command};

use crate::world::{World, checkout, decisions_of, has, libraries, run, succeeded};

/// The system libraries that the static library needs on Linux (`rustc --print native-static-libs`).
const SYSTEM: &[&str] = &["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lc"];

/// How a program is linked to the library.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Link {
    Shared,
    Static,
}

/// Compiles a program; `None` where there is no compiler.
fn compiled(world: &World, source: &str, link: Link, flags: &[&str]) -> Option<PathBuf> {
    let is_c = source.ends_with(".c");
    let compiler = if is_c { "cc" } else { "c++" };
    if !has(compiler) {
        return None;
    }
    let folder = checkout();
    let program = world.path(&format!(
        "{}-{link:?}{}",
        source.replace('.', "-"),
        flags.concat()
    ));
    let mut command = Command::new(compiler);
    command
        .args([
            "-Wall",
            "-Wextra",
            "-Werror",
            "-pedantic",
            "-g",
            if is_c { "-std=c11" } else { "-std=c++17" },
        ])
        .args(flags)
        .arg("-I")
        .arg(folder.join("crates/capi/include"))
        .arg(folder.join("tests/capi").join(source));
    match link {
        Link::Shared => command.arg("-L").arg(libraries()).arg("-lportcullis_capi"),
        Link::Static => command.arg(libraries().join("libportcullis_capi.a")),
    };
    command.args(SYSTEM).arg("-o").arg(&program);
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{source}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(program)
}

#[test]
fn a_program_in_c_decides_as_a_batch_does_whichever_way_it_is_linked() {
    let world = World::new();
    let expected = world.decided();
    assert!(expected.len() > 150);
    for link in [Link::Shared, Link::Static] {
        let Some(program) = compiled(&world, "screen.c", link, &[]) else {
            return;
        };
        let output = run(
            Command::new(program).arg(world.options()),
            Some(&world.payments()),
        );
        let answers = succeeded(&output);
        assert!(decisions_of(&answers) == expected, "{link:?}");
    }
}

#[test]
fn wrong_arguments_are_told_and_no_byte_is_lost_or_read_twice() {
    let flags: &[&str] = &["-fsanitize=address", "-fno-omit-frame-pointer"];
    for (link, flags) in [(Link::Shared, flags), (Link::Static, flags), (Link::Shared, &[])] {
        let world = World::new();
        let Some(program) = compiled(&world, "wrong.c", link, flags) else {
            return;
        };
        let output = run(
            Command::new(program)
                .arg(world.options())
                .arg(world.path("lists.pcx")),
            None,
        );
        assert_eq!(succeeded(&output), "every error is told\n");
    }
}

#[test]
fn valgrind_finds_nothing() {
    let world = World::new();
    if !has("valgrind") {
        return;
    }
    let Some(program) = compiled(&world, "screen.c", Link::Shared, &[]) else {
        return;
    };
    let few = world.path("few.jsonl");
    let payments = fs::read_to_string(world.payments()).unwrap();
    let lines: Vec<&str> = payments.lines().take(20).collect();
    fs::write(&few, lines.join("\n")).unwrap();
    let valgrind = [
        "--quiet",
        "--error-exitcode=99",
        "--leak-check=full",
        "--errors-for-leak-kinds=definite",
    ];
    let output = run(
        Command::new("valgrind")
            .args(valgrind)
            .arg(program)
            .arg(world.options()),
        Some(&few),
    );
    assert_eq!(succeeded(&output).lines().count(), 20);
}

#[test]
fn a_hundred_threads_get_the_answers_of_one() {
    let world = World::new();
    for flags in [&[][..], &["-fsanitize=address"]] {
        let Some(program) = compiled(&world, "threads.c", Link::Shared, flags) else {
            return;
        };
        let output = run(
            Command::new(program).arg(world.options()).arg(world.payments()),
            None,
        );
        assert_eq!(
            succeeded(&output),
            "100 threads, 64 payments each, 0 differences\n"
        );
    }
}

#[test]
fn a_program_in_cplusplus_wraps_it_in_a_page() {
    let world = World::new();
    for link in [Link::Shared, Link::Static] {
        let Some(program) = compiled(&world, "check.cc", link, &[]) else {
            return;
        };
        let output = run(
            Command::new(&program).arg(world.options()).arg("Viktor Bout"),
            None,
        );
        let answers = succeeded(&output);
        let mut answers = answers
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let (check, screening) = (answers.next().unwrap(), answers.next().unwrap());
        assert_eq!(
            check["hits"][0]["designation_id"],
            screening["hits"][0]["designation_id"]
        );
        assert_ne!(screening["decision"]["outcome"], "clear");
        let output = run(Command::new(&program).args(["{}", "A"]), None);
        assert_eq!(output.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&output.stderr).contains("missing field `index`"));
    }
}

#[test]
fn what_is_installed_is_found_by_pkg_config() {
    let world = World::new();
    if !has("pkg-config") || !has("cc") {
        return;
    }
    let (folder, prefix) = (checkout(), world.path("prefix"));
    let install = Command::new(folder.join("crates/capi/install.sh"))
        .arg("--prefix")
        .arg(&prefix)
        .arg("--from")
        .arg(libraries())
        .status();
    assert!(install.unwrap().success());
    let asked = |arguments: &[&str]| {
        let mut command = Command::new("pkg-config");
        command
            .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"))
            .args(arguments);
        succeeded(&command.output().unwrap())
    };
    assert_eq!(
        asked(&["--modversion", "portcullis_capi"]).trim(),
        env!("CARGO_PKG_VERSION")
    );
    let flags = asked(&["--cflags", "--libs", "portcullis_capi"]);
    let program = world.path("installed");
    let compiled = Command::new("cc")
        .arg(folder.join("tests/capi/screen.c"))
        .args(flags.split_whitespace())
        .arg("-o")
        .arg(&program)
        .status();
    assert!(compiled.unwrap().success());
    let output = Command::new(&program)
        .env("LD_LIBRARY_PATH", prefix.join("lib"))
        .arg(world.options())
        .stdin(fs::File::open(world.payments()).unwrap())
        .output();
    assert!(succeeded(&output.unwrap()).lines().count() > 150);
}
