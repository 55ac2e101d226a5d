//! Bytes to text, and the small repairs that every publisher's text needs.

use std::borrow::Cow;

use encoding_rs::{UTF_8, WINDOWS_1252};
use unicode_script::{Script, UnicodeScript};

/// Decodes a legacy CSV file: UTF-8 where the bytes are valid UTF-8, else Windows-1252, which is what OFAC and BIS
/// write (its 0x92 apostrophe is a control character in Latin-1). Windows-1252 text with accents is practically
/// never valid UTF-8 by accident.
pub(crate) fn decode_legacy(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text,
        None => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// White space of any kind and length becomes one space; outer white space goes.
pub(crate) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Joins what is not empty with `, `.
pub(crate) fn join_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for part in parts {
        let part = part.trim().trim_end_matches(',').trim_end();
        if part.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(part);
    }
    out
}

/// Whether a letter is written in the Latin script; `None` for what is no letter.
pub(crate) fn is_latin(c: char) -> Option<bool> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(matches!(
        c.script(),
        Script::Latin | Script::Common | Script::Inherited
    ))
}

/// Whether most letters of the text are in another script than Latin.
pub(crate) fn is_original_script(text: &str) -> bool {
    let (mut latin, mut other) = (0, 0);
    for c in text.chars() {
        match is_latin(c) {
            Some(true) => latin += 1,
            Some(false) => other += 1,
            None => {}
        }
    }
    other > latin
}

/// `text` without `prefix`, compared without regard to ASCII case.
pub(crate) fn strip_prefix_ci<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Where `needle` (ASCII) first stands in `text`, compared without regard to ASCII case.
pub(crate) fn find_ci(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    // An ASCII needle can only match at character boundaries.
    text.windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle))
}

/// The part of `text` before the first of the (ASCII) needles.
pub(crate) fn cut_at_ci<'a>(text: &'a str, needles: &[&str]) -> &'a str {
    let end = needles
        .iter()
        .filter_map(|needle| find_ci(text, needle))
        .min()
        .unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::{decode_legacy, is_original_script, squeeze};

    #[test]
    fn windows_1252_and_utf_8_are_both_read() {
        assert_eq!(decode_legacy(b"AL-QA\x92IDA, Jos\xE9"), "AL-QA\u{2019}IDA, José");
        assert_eq!(decode_legacy("\u{feff}José".as_bytes()), "José");
    }

    #[test]
    fn white_space_of_any_kind_becomes_one_space() {
        assert_eq!(squeeze("  a\r\n\t b\u{a0}c "), "a b c");
    }

    #[test]
    fn the_script_of_most_letters_decides() {
        assert!(is_original_script("Абу Банат (1)"));
        assert!(!is_original_script("Łukasz Šarić 23"));
        assert!(!is_original_script("123"));
    }
}
