//! Help, completions, manual pages, and a reader that goes away.

use std::io::Read;
use std::process::Stdio;

use crate::world::World;

const COMMANDS: [&[&str]; 22] = [
    &["compile"],
    &["screen"],
    &["check"],
    &["explain"],
    &["lists"],
    &["lists", "show"],
    &["lists", "diff"],
    &["lists", "stats"],
    &["programs"],
    &["programs", "show"],
    &["programs", "timeline"],
    &["programs", "simulate"],
    &["licenses"],
    &["licenses", "list"],
    &["licenses", "check"],
    &["evaluate", "pairs"],
    &["evaluate", "screening"],
    &["evaluate", "selftest"],
    &["evaluate", "tune"],
    &["verify"],
    &["report"],
    &["generate", "payments"],
];

#[test]
fn every_command_has_help_with_examples_and_no_colors_when_piped() {
    let world = World::empty();
    for command in COMMANDS {
        let done = world
            .program()
            .run(command.iter().copied().chain(["--help"]))
            .exits(0);
        assert!(done.stdout.contains("Usage: portcullis"), "{command:?}");
        assert!(
            done.stdout.contains("Examples:\n  portcullis "),
            "{command:?}:\n{}",
            done.stdout
        );
        assert!(!done.stdout.contains('\x1b'), "{command:?} is colored");
        assert!(done.stdout.contains("\nExit codes:\n  0  "), "{command:?}");
    }
}

#[test]
fn the_examples_of_the_help_are_command_lines_that_parse() {
    let world = World::empty();
    for command in COMMANDS {
        let help = world
            .program()
            .run(command.iter().copied().chain(["--help"]))
            .stdout;
        let examples = help
            .split("Examples:\n")
            .nth(1)
            .unwrap_or_default()
            .replace("\\\n", " ");
        for example in examples
            .lines()
            .filter_map(|line| line.trim().strip_prefix("portcullis "))
        {
            let example = example.split(['|', '>']).next().unwrap_or_default();
            // A million payments would parse no better.
            let words: Vec<String> = words(&example.replace("1000000", "10"));
            let done = world.program().run(&words);
            assert!(!done.stderr.contains("--help`"), "{example}: {}", done.stderr);
        }
    }
}

/// Splits as a shell does, as far as the examples need it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.split('"').enumerate() {
        if n % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn completions_and_manual_pages_are_written() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            world
                .run(["completions", shell])
                .exits(0)
                .stdout
                .contains("portcullis"),
            "{shell}"
        );
    }
    assert!(
        world.run(["man"]).exits(0).stdout.starts_with(".ie"),
        "a page in roff"
    );
    std::fs::create_dir(world.path("man")).unwrap();
    world.run(["man", "--out", "man"]).exits(0);
    for page in ["portcullis.1", "portcullis-screen.1", "portcullis-lists-diff.1"] {
        assert!(world.path("man").join(page).is_file(), "{page}");
    }
    for page in std::fs::read_dir(world.path("man")).unwrap() {
        let page = page.unwrap().path();
        let text = std::fs::read_to_string(&page).unwrap();
        for section in [".SH \"EXIT STATUS\"", ".SH FILES", ".SH EXAMPLES"] {
            assert!(text.contains(section), "{section} in {}", page.display());
        }
    }
    let check = std::fs::read_to_string(world.path("man").join("portcullis-check.1")).unwrap();
    for said in [
        "\nthere is a hit\n",
        "\nfemale\n",
        "\nvessel\n",
        "[default: balanced]",
        "passport, ",
    ] {
        assert!(check.contains(said), "{said:?} in:\n{check}");
    }
}

#[test]
fn the_version_is_told() {
    let version = World::empty().run(["--version"]).exits(0).stdout;
    assert!(
        version.starts_with("portcullis ") && version.trim_end().ends_with(|c: char| c.is_ascii_digit()),
        "{version}"
    );
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let world = World::empty();
    let mut child = world
        .program()
        .command(["generate", "payments", "--count", "200000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    // The pipe is closed here, with most of the payments still to come.
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
