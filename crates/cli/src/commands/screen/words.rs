//! `screen --words`: what reviewers said of cases before.

use std::path::Path;

use portcullis_exemptions::Rulebook;
use portcullis_screening::with_words;

use super::Args;
use crate::failure::Failure;
use crate::output::counted;

/// The rules with the words that were named, and with what these were said of; or as if there were neither words nor good guys.
pub fn given(args: &Args, rulebook: Rulebook, out: &Path) -> Result<Rulebook, Failure> {
    let rulebook = if args.words.is_empty() {
        rulebook
    } else {
        with_words(
            rulebook,
            &args.words,
            &[out],
            "of the runs beside the file of words or beside the new run; `portcullis cases decide --run DIR` writes a word with \
             all that it is said of",
        )?
    };
    Ok(if args.no_suppressions {
        rulebook.without_suppressions()
    } else {
        rulebook
    })
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
