//! What people who write in Arabic script are commonly called by, as they write it.

use std::{collections::HashSet, sync::LazyLock};

use crate::transliterate::{arabic, plain_arabic_word};

static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| rows().map(as_looked_up_arabic).collect());

/// The tokens that they become.
static TOKENS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    // The letter that ends many of them is written with its dots and without.
    let spellings = rows().flat_map(|name| [name.to_owned(), name.trim_end_matches('ي').to_owned() + "ى"]);
    let tokens = spellings.map(|name| {
        let mut token = String::new();
        arabic(&name, &mut token);
        token
    });
    tokens.collect()
});

/// The rows of `data/arabic_names.csv`.
fn rows() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../../data/arabic_names.csv").lines();
    lines.filter(|line| !line.starts_with('#')).skip(1)
}

/// A word in Arabic script as names are looked up by: many write no dots on the ة that ends a word.
pub(crate) fn as_looked_up_arabic(word: &str) -> String {
    plain_arabic_word(word).replace('ة', "ه")
}

/// Whether a word in Arabic script is what people are commonly called by, or has the form of a family name: `التكريتي`, who is of Tikrit.
pub(crate) fn is_arabic_name(word: &str) -> bool {
    const FAMILY_NAME_LETTERS_MIN: usize = 5;
    let word = as_looked_up_arabic(word);
    let is_of_a_place = word.starts_with("ال") && word.ends_with('ي');
    (is_of_a_place && word.chars().count() >= FAMILY_NAME_LETTERS_MIN) || NAMES.contains(&word)
}

/// Whether a token in Arabic letters is what people are commonly called by, as it is written: of its consonants alone many are.
pub(crate) fn is_token_of_arabic_name(token: &str) -> bool {
    TOKENS.contains(token)
}
