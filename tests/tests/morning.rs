//! `tests/morning.sh` does what a compliance team does in a morning, and `docs/morning.md` is what it printed.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::fs;

use portcullis_tests::checkout;

use crate::world::World;

/// Set, it writes the page instead of comparing it.
const WRITE: &str = "PORTCULLIS_WRITE_MORNING";

#[test]
#[cfg(unix)]
fn the_working_morning_goes_as_its_page_says() {
    let done = World::empty()
        .program()
        .run_script(&checkout().join("tests/morning.sh"))
        .exits(0);
    assert_eq!(done.stderr, "", "all that is said is in the transcript");
    let page = without_what_varies(&done.stdout);
    let path = checkout().join("docs/morning.md");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    let first = before.lines().zip(page.lines()).find(|(was, is)| was != is);
    assert!(
        before == page,
        "{} is not what happens today, from here on: {first:#?}\nTo write it anew, and read it as somebody new would:\n\
         {WRITE}=1 cargo test -p portcullis-cli --test whole_program morning",
        path.display()
    );
}

/// The text without digests, times and sizes, which `…` stands for.
fn without_what_varies(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line_without_what_varies).collect();
    lines.join("\n") + "\n"
}

fn line_without_what_varies(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let varies = |at: usize| {
        let next = |n: usize| {
            words
                .get(at + n)
                .map_or("", |word| word.trim_end_matches([',', ';']))
        };
        let is_measure = matches!(next(1), "s" | "kB") || (next(1), next(2)) == ("a", "second");
        // The beginning of a digest, as `verify` tells one.
        let is_beginning = at > 0 && words[at - 1] == "digest" || (next(1), next(2)) == ("was", "expected");
        (is_number(words[at]) && is_measure)
            || is_digest(words[at], 64)
            || is_beginning && is_digest(words[at], 16)
    };
    let words: Vec<&str> = words
        .iter()
        .enumerate()
        .map(|(at, word)| match varies(at) {
            true if word.ends_with(',') => "…,",
            true => "…",
            false => word,
        })
        .collect();
    words.join(" ")
}

/// Whether a word is so many hexadecimal digits of a BLAKE3 digest, with or without a comma.
fn is_digest(word: &str, digits: usize) -> bool {
    let word = word.trim_end_matches(',');
    word.len() == digits && word.bytes().all(|b| b.is_ascii_hexdigit())
}

#[test]
fn only_what_varies_from_run_to_run_is_taken_out_of_the_transcript() {
    let head = "a1".repeat(32);
    assert_eq!(
        without_what_varies(&format!(
            "200 records: 3 hits; 0.72 s, 1,279 a second\nx.pcx: 188 designations, 343.0 kB in 0.6 s\nhead {head}\n 0.96  BOUT\n\
             lines 1 to 9 have the digest f1bae4af3fc67603, and 8e8487ba5bbb50fc was expected"
        )),
        "200 records: 3 hits; … s, … a second\nx.pcx: 188 designations, … kB in … s\nhead …\n 0.96  BOUT\n\
         lines 1 to 9 have the digest …, and … was expected\n"
    );
}
