//! A name behind what is written where none is known: `NOTPROVIDED WIKTOR BUT`.

use portcullis_model::is_placeholder;

/// The words of the longest placeholder: `by order of one of our customers`.
const WORDS_MAX: usize = 7;

/// What is left is a name if it has so many letters.
const NAME_LETTERS_MIN: usize = 4;

/// The name behind the longest placeholder that begins a line; `None` where none does.
pub(super) fn behind_placeholder(line: &str) -> Option<&str> {
    let word_ends = line.match_indices(' ').map(|(at, _)| at);
    let last = word_ends
        .take(WORDS_MAX)
        .filter(|at| is_placeholder(&line[..*at]))
        .last()?;
    let name = line[last..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= NAME_LETTERS_MIN).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::behind_placeholder;

    #[test]
    fn a_name_stands_behind_a_placeholder() {
        for (line, name) in [
            ("NOTPROVIDED WIKTOR BUT", "WIKTOR BUT"),
            ("Not provided / Wiktor But", "Wiktor But"),
            ("ONE OF OUR CLIENTS: WIKTOR BUT", "WIKTOR BUT"),
            ("BY ORDER OF ONE OF OUR CUSTOMERS WIKTOR BUT", "WIKTOR BUT"),
            ("0000 WIKTOR BUT", "WIKTOR BUT"),
            ("XXXX WIKTOR BUT", "WIKTOR BUT"),
            ("TBA WIKTOR BUT", "WIKTOR BUT"),
        ] {
            assert_eq!(behind_placeholder(line), Some(name), "{line}");
        }
        for line in [
            "NOTPROVIDED",
            "NA LI",
            "NOTPROVIDED 77",
            "Nona Reff",
            "Our Lady School",
            "",
            "É",
        ] {
            assert_eq!(behind_placeholder(line), None, "{line}");
        }
    }
}
