//! `screen --words`: what reviewers said of cases before.

use std::path::{Path, PathBuf};

use portcullis_exemptions::{ReviewWords, Rulebook};
use portcullis_screening::{runs_in, said_of_in};

use super::Args;
use crate::failure::Failure;
use crate::output::counted;

/// The rules with the words that were named, and with what these were said of; or as if there were neither words nor good guys.
pub fn given(args: &Args, rulebook: Rulebook, out: &Path) -> Result<Rulebook, Failure> {
    let rulebook = if args.words.is_empty() {
        rulebook
    } else {
        let words = ReviewWords::read(&args.words, &rulebook.word_policy())?;
        let words = complete(words, &args.words, out)?;
        rulebook.with_words(words)
    };
    Ok(if args.no_suppressions {
        rulebook.without_suppressions()
    } else {
        rulebook
    })
}

/// Looks up what words were said of that do not say it themselves: in the runs beside the files of words, and beside the new
/// one.
fn complete(words: ReviewWords, files: &[PathBuf], out: &Path) -> Result<ReviewWords, Failure> {
    let mut runs: Option<Vec<PathBuf>> = None;
    words.complete(
        "of the runs beside the file of words or beside the new run; `portcullis cases decide --run DIR` writes a word with all \
         that it is said of",
        |word| {
            let runs = runs.get_or_insert_with(|| runs_in(&folders(files, out)));
            Ok(said_of_in(runs, word)?)
        },
    )
}

/// The folders of the files of words, and that of the new run.
fn folders(files: &[PathBuf], out: &Path) -> Vec<PathBuf> {
    let parent = |path: &Path| match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let of_words = files
        .iter()
        .map(|file| if file.is_dir() { file.clone() } else { parent(file) });
    of_words.chain([parent(out)]).collect()
}

/// What whoever reads the results should know of words: which wait, and that none was applied.
pub fn warnings(rulebook: &Rulebook) -> Vec<String> {
    let words = rulebook.words();
    let mut warnings = Vec::new();
    if words.are_left_out() {
        warnings.push("no good guy and no word of a reviewer is applied (--no-suppressions)".to_owned());
    } else if words.waiting() > 0 {
        warnings.push(format!(
            "{} of a case {} for the same word of a second person",
            counted(words.waiting() as u64, "false-positive", "false-positives"),
            if words.waiting() == 1 { "waits" } else { "wait" }
        ));
    }
    warnings
}
