//! A name that is given twice on one line, in Latin letters and in another script: `김정은 (KIM JONG UN)`.

use unicode_script::Script;

use super::{JOINT_WORDS_MIN, is_of_word};
use crate::scripts::script_of;

/// What stands before is Latin letters and marks.
const FIRST_OTHER: char = '\u{370}';

/// In scripts that are written without spaces, one word of so many characters is a name.
const UNSPACED_CHARACTERS_MIN: usize = 2;

/// The words of one line in one kind of script that stand together.
struct Run {
    is_latin: bool,
    start: usize,
    end: usize,
    words: usize,
    unspaced: usize,
}

/// Calls `each` with the names of a line that has one in Latin letters and one in another script, and with nothing of any other line.
pub(super) fn each_of_one_script(line: &str, mut each: impl FnMut(&str)) {
    if !line.chars().any(|c| c >= FIRST_OTHER) || !line.bytes().any(|b| b.is_ascii_alphabetic()) {
        return;
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    for chunk in line.split_inclusive(|c| !is_of_word(c)) {
        let word = chunk.trim_end_matches(|c| !is_of_word(c));
        let (start, end) = (at, at + word.len());
        at += chunk.len();
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let Some(first) = letters().next() else {
            continue;
        };
        let is_latin = script_of(first) == Script::Latin;
        // Letters of two scripts in one word hide it; what is read for that is the line.
        if letters().any(|c| (script_of(c) == Script::Latin) != is_latin) {
            return;
        }
        let unspaced = letters().filter(|c| is_unspaced(*c)).count();
        match runs.last_mut() {
            Some(run) if run.is_latin == is_latin => {
                run.end = end;
                run.words += 1;
                run.unspaced = run.unspaced.max(unspaced);
            }
            _ => runs.push(Run {
                is_latin,
                start,
                end,
                words: 1,
                unspaced,
            }),
        }
    }
    let is_name = |run: &&Run| run.words >= JOINT_WORDS_MIN || run.unspaced >= UNSPACED_CHARACTERS_MIN;
    let names = || runs.iter().filter(is_name);
    if names().any(|run| run.is_latin) && names().any(|run| !run.is_latin) {
        names().for_each(|run| each(&line[run.start..run.end]));
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(
        script_of(c),
        Script::Han | Script::Hangul | Script::Hiragana | Script::Katakana
    )
}

#[cfg(test)]
mod tests {
    use super::each_of_one_script;

    fn names(line: &str) -> Vec<String> {
        let mut names = Vec::new();
        each_of_one_script(line, |name| names.push(name.to_owned()));
        names
    }

    #[test]
    fn a_name_in_two_scripts_is_read_in_each() {
        assert_eq!(names("김정은 (KIM JONG UN)"), ["김정은", "KIM JONG UN"]);
        assert_eq!(
            names("Oleg Deripaska / Олег Дерипаска"),
            ["Oleg Deripaska", "Олег Дерипаска"]
        );
    }

    #[test]
    fn a_name_of_words_in_two_scripts_is_one_name() {
        for line in [
            "Олег Deripaska",
            "Müller & Söhne",
            "АО Rosneft Oil",
            "Rаmzan Kadyrov Чечня Россия",
            "김정은",
        ] {
            assert!(names(line).is_empty(), "{line}");
        }
    }
}
