//! A name beside what is written where none is known: `NOTPROVIDED WIKTOR BUT`, `WIKTOR BUT NOTPROVIDED`.

use portcullis_model::{is_placeholder, may_be_placeholder};

/// The words of the longest placeholder: `by order of one of our customers`.
const WORDS_MAX: usize = 7;

/// What is left is a name if it has so many letters.
const NAME_LETTERS_MIN: usize = 4;

/// A placeholder behind a name has so many letters.
const ENDING_LETTERS_MIN: usize = 4;

/// The name behind the longest placeholder that begins a line; `None` where none does.
pub(super) fn behind_placeholder(line: &str) -> Option<&str> {
    // What is true of the first two signs of a line is true of all its beginnings.
    if let [first, second, ..] = line.as_bytes()
        && first.is_ascii_alphanumeric()
        && second.is_ascii_alphanumeric()
        && !may_be_placeholder(line)
    {
        return None;
    }
    // Words are short: a plain loop is there before a search for the sign has begun.
    let signs = line.bytes().enumerate();
    let word_ends = signs.filter(|(_, sign)| *sign == b' ').map(|(at, _)| at);
    let last = word_ends
        .take(WORDS_MAX)
        .filter(|at| is_placeholder(&line[..*at]))
        .last()?;
    let name = line[last..].trim_start_matches(|c: char| !c.is_alphanumeric());
    is_name(name).then_some(name)
}

/// The name before the longest placeholder that ends a line; `None` where none does. Short ones end names: `Wang Na`.
pub(super) fn before_placeholder(line: &str) -> Option<&str> {
    let is_nobody = |text: &str| {
        is_placeholder(text) && text.chars().filter(|c| c.is_alphabetic()).count() >= ENDING_LETTERS_MIN
    };
    let signs = line.bytes().enumerate().rev();
    let word_ends = signs.filter(|(_, sign)| *sign == b' ').map(|(at, _)| at);
    let first = word_ends
        .take(WORDS_MAX)
        .filter(|at| is_nobody(&line[*at + 1..]))
        .last()?;
    let name = line[..first].trim_end_matches(|c: char| !c.is_alphanumeric());
    is_name(name).then_some(name)
}

fn is_name(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= NAME_LETTERS_MIN
}

#[cfg(test)]
mod tests {
    use super::{before_placeholder, behind_placeholder};

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
    #[test]
    fn a_name_stands_before_a_placeholder() {
        for (line, name) in [
            ("WIKTOR BUT NOTPROVIDED", "WIKTOR BUT"),
            ("Wiktor But, not provided", "Wiktor But"),
            ("WIKTOR BUT / ONE OF OUR CLIENTS", "WIKTOR BUT"),
            ("WIKTOR BUT UNKNOWN", "WIKTOR BUT"),
            ("HAMAS XXXX", "HAMAS"),
        ] {
            assert_eq!(before_placeholder(line), Some(name), "{line}");
        }
        for line in [
            "Wang Na",
            "Wiktor But",
            "NOTPROVIDED",
            "77 NOTPROVIDED",
            "Unknown Pleasures",
            "",
            "É",
        ] {
            assert_eq!(before_placeholder(line), None, "{line}");
        }
    }
}
