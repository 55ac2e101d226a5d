//! Second readings of Chinese names: characters in Cantonese, characters that are read in several ways, and Latin letters by Wade-Giles, which
//! Taiwan and older papers write. Lists have most of these names in pinyin.

use crate::{
    language::{self, WADE_GILES_BYTES_MAX},
    pinyin::is_syllable_of_pinyin,
    transliterate::HAN,
};

/// A second reading of a Chinese name.
pub(super) struct Second {
    /// Its words, folded.
    pub words: Vec<String>,
    /// It is how Cantonese reads the characters.
    pub is_cantonese: bool,
}

/// The second reading of a Chinese name; `None` of nearly every text. `is_listed` says whether some listed name has a token.
pub(super) fn second_reading(text: &str, is_listed: &dyn Fn(&str) -> bool) -> Option<Second> {
    const FIRST_CHARACTER: char = '\u{4e00}';
    if text.starts_with(|c| c >= FIRST_CHARACTER) {
        let scripts = &language::get().scripts;
        // One word of characters, as its first reading is: what is not spelled just so is another name.
        let (word, is_cantonese) = match scripts.other_reading(text, is_listed) {
            Some(word) => (word, false),
            None => (scripts.in_cantonese(text)?, true),
        };
        return Some(Second {
            words: vec![format!("{HAN}{word}")],
            is_cantonese,
        });
    }
    let words = from_wade_giles(text, is_listed)?;
    Some(Second {
        words: words.into(),
        is_cantonese: false,
    })
}

/// Syllables of a name of a Chinese person: a surname, and a given name of two.
const SYLLABLES: usize = 3;

/// A name that is written by Wade-Giles, and not by pinyin, as pinyin has it: its surname, and its given name in one word, which is listed.
fn from_wade_giles(text: &str, is_listed: &dyn Fn(&str) -> bool) -> Option<[String; 2]> {
    // Nearly every name begins with a word of letters that is no syllable.
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters > 0
        && matches!(text.as_bytes().get(letters), None | Some(b' ' | b',' | b'-'))
        && !language::get().wade_giles.has(&text[..letters])
    {
        return None;
    }
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '-');
    let syllables: Vec<&str> = {
        let mut parts = text.split(is_between).filter(|part| !part.is_empty());
        // Nearly every name begins otherwise, or has another number of syllables.
        let wade_giles = &language::get().wade_giles;
        let first = parts.next().filter(|part| wade_giles.has(part))?;
        std::iter::once(first).chain(parts.take(SYLLABLES)).collect()
    };
    let in_two = |word: &str| -> Vec<[String; 2]> {
        let wade_giles = &language::get().wade_giles;
        word.char_indices()
            .skip(1)
            .map(|(at, _)| [word[..at].to_owned(), word[at..].to_owned()])
            .filter(|[first, second]| wade_giles.has(first) && wade_giles.has(second))
            .collect()
    };
    match syllables[..] {
        [first, second, third] => {
            // A hyphen says which two are the given name; without one the surname stands first.
            let is_surname_last = hyphen_behind(text, first);
            let [surname, given_first, given_second] = if is_surname_last {
                [third, first, second]
            } else {
                [first, second, third]
            };
            in_pinyin(
                surname,
                [given_first, given_second],
                text.contains('-'),
                is_listed,
            )
        }
        [surname, given] if given.len() <= 2 * WADE_GILES_BYTES_MAX => in_two(given)
            .iter()
            .find_map(|[first, second]| in_pinyin(surname, [first, second], false, is_listed)),
        _ => None,
    }
}

/// Whether a hyphen stands behind the first word of a text.
fn hyphen_behind(text: &str, first: &str) -> bool {
    text.trim_start()
        .get(first.len()..)
        .is_some_and(|rest| rest.starts_with('-'))
}

fn in_pinyin(
    surname: &str,
    given: [&str; 2],
    has_hyphen: bool,
    is_listed: &dyn Fn(&str) -> bool,
) -> Option<[String; 2]> {
    let wade_giles = &language::get().wade_giles;
    let syllables = [surname, given[0], given[1]];
    let marks_breath = syllables
        .iter()
        .any(|syllable| syllable.contains(crate::is_apostrophe));
    let readings = syllables.map(|syllable| wade_giles.readings(syllable, marks_breath));
    if readings.iter().any(Vec::is_empty) {
        return None;
    }
    // What is pinyin as it stands is taken for that, unless a hyphen parts the given name, which pinyin writes in one word.
    let is_pinyin = |syllable: &&str| is_syllable_of_pinyin(&syllable.to_lowercase());
    if !has_hyphen && syllables.iter().all(is_pinyin) {
        return None;
    }
    let [surnames, firsts, seconds] = readings;
    let given = firsts
        .iter()
        .flat_map(|first| seconds.iter().map(move |second| format!("{first}{second}")))
        .find(|given| is_listed(given))?;
    Some([surnames[0].to_owned(), given])
}
