//! The tutorials of `docs/`: every command in them is run, and says what they say.

use portcullis_tests::{checkout, copy_folder};

use crate::world::World;

/// A command of a tutorial, with the lines that it prints.
struct Step {
    command: String,
    expected: Vec<String>,
}

/// The commands of the console blocks of a page.
fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut in_console = false;
    for line in page.lines() {
        match line {
            "```console" => in_console = true,
            "```" => in_console = false,
            _ if !in_console => {}
            _ => match line.strip_prefix("$ portcullis ") {
                Some(command) => steps.push(Step {
                    command: command.to_owned(),
                    expected: Vec::new(),
                }),
                None => {
                    let step = steps.last_mut().expect("a block begins with a command");
                    step.expected.push(line.to_owned());
                }
            },
        }
    }
    steps
}

/// The words of a command; there are no quotes in tutorials.
fn words(command: &str) -> Vec<&str> {
    command.split(' ').filter(|word| !word.is_empty()).collect()
}

/// Holds what was printed to what is expected: `…` stands for any lines, and at the end of a line for any rest of it.
fn check(step: &Step, printed: &str) {
    let printed: Vec<&str> = printed.lines().collect();
    let mut at = 0;
    let mut any = false;
    for expected in &step.expected {
        if expected == "…" {
            any = true;
            continue;
        }
        let fits = |line: &&str| match expected.strip_suffix('…') {
            Some(start) => line.starts_with(start.trim_end()),
            None => line.trim_end() == expected.trim_end(),
        };
        let found = if any {
            printed[at..].iter().position(fits).map(|skipped| at + skipped)
        } else {
            printed.get(at).filter(|line| fits(line)).map(|_| at)
        };
        let Some(found) = found else {
            panic!(
                "$ portcullis {}\nexpected: {expected}\nprinted:\n{}",
                step.command,
                printed[at..].join("\n")
            );
        };
        at = found + 1;
        any = false;
    }
    assert!(
        any || at == printed.len() || step.expected.is_empty(),
        "$ portcullis {}\nprints more:\n{}",
        step.command,
        printed[at..].join("\n")
    );
}

#[test]
fn the_tutorial_of_a_program_says_what_the_program_does() {
    let docs = checkout().join("docs");
    let world = World::empty();
    let folder = world.path("snapback");
    copy_folder(&docs.join("snapback"), &folder);
    let page = std::fs::read_to_string(docs.join("snapback.md")).expect("the page");
    let steps = steps(&page);
    assert!(steps.len() >= 8, "{}", steps.len());
    for step in &steps {
        let done = world.program_in("snapback").run(words(&step.command)).exits(0);
        check(step, &done.stdout);
    }
}
