//! Names behind the codes that announce them in a text: `/NAME/WIKTOR BUT/REMI/RENT`, `SVWZ+RENT ABWA+WIKTOR BUT`.
//!
//! The codes are in `data/name_codes.csv`.

use std::{collections::HashSet, sync::LazyLock};

use super::coded::has_code_at;

const FILE: &str = include_str!("../../data/name_codes.csv");

/// The codes, each with the sign that ends it.
static CODES: LazyLock<HashSet<(&str, u8)>> = LazyLock::new(|| {
    let rows = FILE.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut parts = row.split(',');
        Some((parts.next()?, *parts.next()?.as_bytes().first()?))
    })
    .collect()
});

/// A code before a plus has so many letters: `SVWZ+`.
const LETTERS_BEFORE_PLUS: usize = 4;

/// A slash parts a name from a country or the number of a house: what has fewer letters is no name.
const NAME_LETTERS_MIN: usize = 4;

/// Calls `each` with what stands in a text behind the codes that announce a name, up to the next code or line.
pub fn each_announced(text: &str, mut each: impl FnMut(&str)) {
    // A first look, which takes many bytes at once: nearly every text has fewer such signs.
    if text.bytes().filter(|byte| matches!(byte, b'/' | b'+')).count() == 0 {
        return;
    }
    let bytes = text.as_bytes();
    let (mut begun, mut at) = (None, 0);
    while at <= bytes.len() {
        let code = code_at(text, at);
        let ends = code.is_some() || bytes.get(at).is_none_or(|byte| *byte == b'\n');
        if ends && let Some(start) = begun.take() {
            each_part(&text[start..at], &mut each);
        }
        match code {
            Some((announces, length)) => {
                at += length;
                begun = announces.then_some(at);
            }
            None => at += 1,
        }
    }
}

/// Whether the code at a byte announces a name, and how long it is.
fn code_at(text: &str, at: usize) -> Option<(bool, usize)> {
    let bytes = text.as_bytes();
    if *bytes.get(at)? == b'/' {
        let (_, length) = has_code_at(text, at)?;
        let word = &text[at + 1..at + length - 1];
        return Some((CODES.contains(&(word, b'/')), length));
    }
    let behind = at + LETTERS_BEFORE_PLUS;
    let begins = at == 0 || !bytes[at - 1].is_ascii_alphabetic();
    let is_code =
        begins && bytes.get(behind) == Some(&b'+') && bytes[at..behind].iter().all(u8::is_ascii_uppercase);
    is_code.then(|| {
        (
            CODES.contains(&(&text[at..behind], b'+')),
            LETTERS_BEFORE_PLUS + 1,
        )
    })
}

/// What stands behind a code: all of it, and where slashes part it, as a number or a country from the name behind it, each part.
fn each_part(announced: &str, each: &mut impl FnMut(&str)) {
    let mut each_long = |part: &str| {
        let part = part.trim();
        if part.chars().filter(|c| c.is_alphabetic()).count() >= NAME_LETTERS_MIN {
            each(part);
        }
    };
    each_long(announced.trim_matches('/'));
    let is_parted = announced.trim_matches('/').contains('/');
    if is_parted {
        announced.split('/').for_each(each_long);
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, each_announced};

    fn announced(text: &str) -> Vec<String> {
        let mut names = Vec::new();
        each_announced(text, |name| names.push(name.to_owned()));
        names
    }

    #[test]
    fn what_follows_the_code_of_a_name_is_one() {
        for (text, names) in [
            (
                "/IBAN/NL91ABNA0417164300/NAME/WIKTOR BUT/REMI/RENT",
                &["WIKTOR BUT"][..],
            ),
            ("RENT /BNF/WIKTOR BUT\nMOSCOW", &["WIKTOR BUT"]),
            ("/ORDERRES/RU//WIKTOR BUT", &["RU//WIKTOR BUT", "WIKTOR BUT"]),
            ("?20SVWZ+RENT ABWA+WIKTOR BUT", &["WIKTOR BUT"]),
            ("/ULTD//NAME/WIKTOR BUT", &["WIKTOR BUT"]),
            ("/NPY/ŁUKASZ WIŚNIEWSKI/LCC/7", &["ŁUKASZ WIŚNIEWSKI"]),
        ] {
            assert_eq!(announced(text), names, "{text}");
        }
        for text in [
            "/REMI/WIKTOR BUT",
            "name/WIKTOR",
            "/NAME/",
            "A+B/NAME",
            "INV 7/2024",
            "",
        ] {
            assert_eq!(announced(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn every_code_has_the_form_that_is_looked_for() {
        assert!(CODES.len() > 15);
        for (code, sign) in &*CODES {
            let text = match sign {
                b'/' => format!("/{code}/WIKTOR"),
                _ => format!("{code}+WIKTOR"),
            };
            assert_eq!(announced(&text), ["WIKTOR"], "{text}");
        }
    }
}
