//! What is written where a name or a number is asked for and there is none: `NOTPROVIDED`, `ONE OF OUR CLIENTS`, `000000`.
//!
//! Rules treat it as if it were missing: Joint Guidelines under Article 25 of Regulation (EU) 2015/847 (JC/GL/2017/16), under
//! "meaningless information". The words, with their sources, are in `data/placeholders.csv`.

use std::{collections::HashSet, sync::LazyLock};

/// The rows of `data/placeholders.csv`.
struct Placeholders {
    /// Letters and digits of each, as capitals.
    words: HashSet<&'static str>,
    /// By the first letter, a bit for each that stands second.
    beginnings: [u32; 26],
    /// By the first letter, a bit for each number of letters and digits.
    lengths: [u64; 26],
}

static PLACEHOLDERS: LazyLock<Placeholders> = LazyLock::new(|| {
    let lines = include_str!("../data/placeholders.csv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).skip(1);
    let words: HashSet<&str> = rows.filter_map(|line| line.split(',').next()).collect();
    let (mut beginnings, mut lengths) = ([0; 26], [0; 26]);
    for word in &words {
        if let [first, second, ..] = word.as_bytes() {
            beginnings[letter(*first)] |= 1 << letter(*second);
        }
        if let Some(first) = word.as_bytes().first() {
            lengths[letter(*first)] |= 1 << (word.len() % 64);
        }
    }
    Placeholders {
        words,
        beginnings,
        lengths,
    }
});

/// Which letter of the alphabet a byte is, in any case.
fn letter(byte: u8) -> usize {
    usize::from(byte.to_ascii_uppercase().saturating_sub(b'A')) % 26
}

/// A first look, which nearly no name survives: whether a text begins as a placeholder does, or as a sign that is repeated.
#[must_use]
pub fn may_be_placeholder(text: &str) -> bool {
    let (first, second) = match text.as_bytes() {
        // As nearly every text begins.
        [first, second, ..] if first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric() => {
            (*first, *second)
        }
        signs => {
            let mut signs = signs.iter().copied().filter(u8::is_ascii_alphanumeric);
            let (Some(first), Some(second)) = (signs.next(), signs.next()) else {
                return true;
            };
            (first, second)
        }
    };
    first.eq_ignore_ascii_case(&second) || PLACEHOLDERS.beginnings[letter(first)] >> letter(second) & 1 == 1
}

/// Longer texts are no placeholder.
const CHARS_MAX: usize = 40;

/// A sign that is repeated so often stands for nothing: `XXXX`, `9999`.
const REPEATED_MIN: usize = 4;

/// Whether a text that is there says nothing of who or which account it is. An empty text is not there.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    if !may_be_placeholder(text) {
        return false;
    }
    let text = text.trim();
    if text.is_empty() || text.len() > CHARS_MAX || !text.is_ascii() {
        return false;
    }
    let mut letters = [0; CHARS_MAX];
    let mut count = 0;
    for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
        letters[count] = byte.to_ascii_uppercase();
        count += 1;
    }
    let [first, others @ ..] = &letters[..count] else {
        // Signs alone.
        return true;
    };
    let is_one_sign = others.iter().all(|byte| byte == first);
    let has_length = PLACEHOLDERS.lengths[letter(*first)] >> (count % 64) & 1 == 1;
    is_one_sign && (*first == b'0' || count >= REPEATED_MIN)
        || has_length
            && std::str::from_utf8(&letters[..count]).is_ok_and(|word| PLACEHOLDERS.words.contains(word))
        || count >= 2 * REPEATED_MIN && is_placeholders(text)
}

/// Whether a text is two placeholders or more, as a form writes one for each part of a name: `UNKNOWN UNKNOWN`. Short ones are names as well.
fn is_placeholders(text: &str) -> bool {
    let letters = |text: &str| text.bytes().filter(u8::is_ascii_alphanumeric).count();
    let mut spaces = text.bytes().enumerate().filter(|(_, sign)| *sign == b' ');
    spaces.any(|(at, _)| {
        let (first, others) = (&text[..at], &text[at + 1..]);
        // What nearly no text has is asked first.
        may_be_placeholder(others)
            && letters(first) >= REPEATED_MIN
            && letters(others) >= REPEATED_MIN
            && is_placeholder(first)
            && is_placeholder(others)
    })
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn what_says_nothing_is_told_however_it_is_written() {
        for text in [
            "NOTPROVIDED",
            "Not Provided",
            "NONREF",
            "UNKNOWN",
            "N/A",
            "00000000",
            "0",
            "xxxx",
            "-",
            "...",
            "99999999",
            "ONE OF OUR CLIENTS",
            "our customer",
            "ONE OF OUR CUSTOMERS.",
            "By order of a client",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn one_for_each_part_of_a_name_says_no_more() {
        for text in [
            "UNKNOWN UNKNOWN",
            "Unknown, Unknown",
            "NOTPROVIDED NOTPROVIDED",
            "NOT PROVIDED NOT PROVIDED",
            "UNKNOWN NOTPROVIDED",
            "NONE NONE",
            "XXXX XXXX",
            "UNKNOWN UNKNOWN UNKNOWN",
            "not provided / unknown",
            "NONREF NONREF",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Unknown Legion",
            "Unknown Pleasures",
            "Na Na",
            "None Nona",
            "Wang Unknown",
            "UNKNOWN VIKTOR BOUT",
            "NOTPROVIDED LTD",
            "Test Unknown Ltd",
            "Nonato None",
            "Client Earth",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn names_and_numbers_that_hold_such_words_are_what_they_are() {
        for text in [
            "",
            "Unknown Pleasures Records Ltd",
            "Nona Reff",
            "Na Li",
            "100000",
            "0001",
            "AAA",
            "Customer Service Oy",
            "DE00000000000000000001",
            "Client Earth",
            "Não informado",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
