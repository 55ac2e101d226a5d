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

/// Text in which the character references of web pages (`O&#39;Brien`, `Sea &amp; Sun`) are the characters that they stand for:
/// publishers export pages, and escape twice.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut rest, mut from) = (text, 0);
    while let Some(at) = rest[from..].find('&').map(|at| from + at) {
        match reference(&rest[at..]) {
            Some((c, length)) => {
                out.push_str(&rest[..at]);
                out.push(c);
                (rest, from) = (&rest[at + length..], 0);
            }
            None => from = at + 1,
        }
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of the reference that a text begins with, and the bytes of the reference.
fn reference(text: &str) -> Option<(char, usize)> {
    const BYTES_MAX: usize = 10;
    let end = text.bytes().take(BYTES_MAX).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| !c.is_control())?
        }
    };
    Some((c, end + 1))
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

/// The id of a program by its name: the authority's prefix and the name's words, which are letters and digits. Apostrophes
/// join: `ISIL (Da'esh)` of the `UK` is `UK-ISIL-Daesh`. `None` for a name without any.
pub(crate) fn program_id(prefix: &str, name: &str) -> Option<String> {
    let mut id = String::from(prefix);
    for word in name.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '\u{2019}')) {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        if !word.is_empty() {
            id.push('-');
            id.push_str(&word);
        }
    }
    (id.len() > prefix.len()).then_some(id)
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

/// The items of a text that enumerates them, `a) Kabul b) Kandahar` or `(a) Kabul (b) Kandahar`, without their letters and
/// the `;` or `,` between them; a text that does not is one item. What stands before `a)` is an item of its own.
pub(crate) fn lettered(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = text;
    for letter in 'a'..='z' {
        let Some((start, end)) = marker(rest, letter) else {
            break;
        };
        items.push(&rest[..start]);
        rest = &rest[end..];
    }
    items.push(rest);
    items
        .into_iter()
        .map(|item| squeeze(item.trim().trim_end_matches([';', ','])))
        .filter(|item| !item.is_empty())
        .collect()
}

/// Where `a)` or `(a)` stands as a word of its own: its first byte, and the one after it.
fn marker(text: &str, letter: char) -> Option<(usize, usize)> {
    text.match_indices(&format!("{letter})")).find_map(|(at, found)| {
        let start = if text[..at].ends_with('(') { at - 1 } else { at };
        let before = text[..start].chars().next_back();
        let stands_alone = before.is_none_or(|c| c.is_whitespace() || c == ';' || c == ',' || c == ':');
        stands_alone.then_some((start, at + found.len()))
    })
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
    use super::{decode_legacy, is_original_script, lettered, program_id, squeeze, unescaped};

    #[test]
    fn character_references_are_the_characters_that_they_stand_for() {
        assert_eq!(
            unescaped("O&#39;BRIEN &amp; S&#xF6;hne &quot;X&quot;"),
            "O'BRIEN & Söhne \"X\""
        );
        // Once: what was escaped more often is no list's.
        assert_eq!(unescaped("a &amp;lt; b"), "a &lt; b");
        for text in [
            "AT&T; Ltd",
            "R & D",
            "&",
            "&;",
            "&#;",
            "&#0;",
            "&#x110000;",
            "a&unknown;b",
            "&ääää;",
            "&#-5;",
        ] {
            assert_eq!(unescaped(text), text);
        }
    }

    #[test]
    fn windows_1252_and_utf_8_are_both_read() {
        assert_eq!(decode_legacy(b"AL-QA\x92IDA, Jos\xE9"), "AL-QA\u{2019}IDA, José");
        assert_eq!(decode_legacy("\u{feff}José".as_bytes()), "José");
    }

    #[test]
    fn a_program_has_the_words_of_its_name() {
        assert_eq!(
            program_id("UK", "ISIL (Da'esh) and Al-Qaida").as_deref(),
            Some("UK-ISIL-Daesh-and-Al-Qaida")
        );
        assert_eq!(program_id("CH", " -- "), None);
    }

    #[test]
    fn white_space_of_any_kind_becomes_one_space() {
        assert_eq!(squeeze("  a\r\n\t b\u{a0}c "), "a b c");
    }

    #[test]
    fn enumerated_items_are_told_apart() {
        assert_eq!(
            lettered("a) Naw Deh village, Uruzgan; b)Noori village c) Kabul"),
            ["Naw Deh village, Uruzgan", "Noori village", "Kabul"]
        );
        assert_eq!(lettered("(a) Malaysia (b) Indonesia"), ["Malaysia", "Indonesia"]);
        assert_eq!(lettered("formerly: a) Kabul"), ["formerly:", "Kabul"]);
        assert_eq!(lettered("Beltsy (Balta), Moldova"), ["Beltsy (Balta), Moldova"]);
        assert_eq!(lettered(" "), Vec::<String>::new());
    }

    #[test]
    fn the_script_of_most_letters_decides() {
        assert!(is_original_script("Абу Банат (1)"));
        assert!(!is_original_script("Łukasz Šarić 23"));
        assert!(!is_original_script("123"));
    }
}
