//! `docs/names.md` explains names by what `explain` prints of them; this holds the page to it.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::fs;

use portcullis_tests::checkout;

use crate::world::in_checkout;

/// Set, it writes the page instead of comparing it.
const WRITE: &str = "PORTCULLIS_WRITE_NAMES";

/// What a block with a command begins with.
const PROMPT: &str = "$ portcullis ";

#[test]
fn the_names_of_the_page_are_explained_as_it_says() {
    let path = checkout().join("docs/names.md");
    let before = fs::read_to_string(&path).unwrap();
    let mut page = String::new();
    let (mut examples, mut inside) = (0, false);
    for line in before.lines() {
        if let Some(command) = line.strip_prefix(PROMPT) {
            let done = in_checkout().run(words(command)).exits(0);
            page.push_str(&format!("{line}\n{}", done.stdout));
            examples += 1;
            inside = true;
        } else if !inside || line == "```" {
            page.push_str(&format!("{line}\n"));
            inside = false;
        }
    }
    assert!(examples >= 10, "{examples} examples");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
        return;
    }
    let first = before.lines().zip(page.lines()).find(|(was, is)| was != is);
    assert!(
        before == page,
        "{} is not what happens today, from here on: {first:#?}\nTo write it anew, and read whether its sentences still hold:\n\
         {WRITE}=1 cargo test -p portcullis-cli --test whole_program names_page",
        path.display()
    );
}

/// The words of a command line, of which some stand in double quotes.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_whitespace());
        }
    }
    words
}
