//! What stands in quotes or parentheses on the line of a name: a nickname, a former name, a place.
//!
//! A person is listed without it, and it may be a name by itself. A company bears such words as a part of its name
//! (`OOO "ROMASHKA"`), so only the name of a person is read without them.

use super::{JOINT_WORDS_MIN, Reading, is_no_business};

/// The signs that open and close what is set apart.
const PAIRS: [(char, char); 8] = [
    ('"', '"'),
    ('\'', '\''),
    ('(', ')'),
    ('[', ']'),
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
];

/// A first look: whether there is a sign that sets words apart, or may.
pub(super) fn may_set_apart(line: &str) -> bool {
    // Counted, because that takes many bytes at once.
    let is_sign = |byte: &u8| matches!(byte, b'"' | b'\'' | b'(' | b'[' | 0x80..);
    line.bytes().filter(is_sign).count() > 0
}

/// Calls `each` with the name that a line is without what is set apart in it, where that is a person's, and with what is set apart.
pub(super) fn each_set_apart(line: &str, each: &mut impl FnMut(&str, Reading)) {
    let Some((before, inside, behind)) = first_set_apart(line) else {
        return;
    };
    let rest = format!("{} {}", before.trim(), behind.trim());
    let rest = rest.trim();
    let words = rest.split_whitespace().filter(|word| word.chars().count() > 1);
    let is_name = words.count() >= JOINT_WORDS_MIN;
    if is_name && is_no_business(&[rest]) {
        each(rest, Reading::Own);
    }
    if is_name {
        each(inside, Reading::Text);
    }
}

/// What stands before the first words that are set apart, these words, and what stands behind.
fn first_set_apart(line: &str) -> Option<(&str, &str, &str)> {
    line.char_indices().find_map(|(at, open)| {
        let (_, close) = PAIRS.iter().find(|pair| pair.0 == open)?;
        let (before, from) = (&line[..at], at + open.len_utf8());
        // An apostrophe stands inside a word.
        let begins = before.chars().next_back().is_none_or(char::is_whitespace);
        let end = line[from..].match_indices(*close).find_map(|(end, _)| {
            let behind = &line[from + end + close.len_utf8()..];
            let ends = behind.chars().next().is_none_or(|c| !c.is_alphanumeric());
            ends.then_some(end)
        })?;
        let inside = line[from..from + end].trim();
        let behind = &line[from + end + close.len_utf8()..];
        (begins && inside.chars().any(char::is_alphabetic)).then_some((before, inside, behind))
    })
}
