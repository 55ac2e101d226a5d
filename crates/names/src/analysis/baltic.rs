//! A Slavic name as Latvian and Lithuanian write it: each word of a man's name has the ending of the language behind it (`Igors Sečins`,
//! `Igoris Sečinas`), so that two words have a slip each.

use super::Analysis;
use crate::language::is_borne;

/// Endings behind a given name that only Slavic ones have, and what stands in their place …
const SLAVIC_GIVEN: [(&str, &str); 4] = [("ijus", "iy"), ("ejus", "ey"), ("ijs", "iy"), ("ejs", "ey")];

/// … and those that any may have. The longest first.
const ANY_GIVEN: [&str; 5] = ["as", "is", "us", "ys", "s"];

/// Endings behind a surname.
const SURNAME: [&str; 3] = ["as", "is", "s"];

/// What a surname ends in without them.
const SLAVIC: [&str; 5] = ["ov", "ev", "in", "yn", "sk"];

/// A name has so many words.
const WORDS: std::ops::RangeInclusive<usize> = 2..=3;

/// Shorter stems are not taken for names.
const STEM_BYTES_MIN: usize = 4;

impl Analysis {
    /// The words of a name without the endings that Latvian and Lithuanian give them; `None` where they have none, or where a word is a
    /// name of its own with it (`Jonas`, `Collins`). Most given names are listed without the ending: `is_listed` says whether some
    /// listed name has a token.
    pub(super) fn without_baltic_endings(&self, is_listed: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
        // Most names have a word that ends in another letter.
        if !WORDS.contains(&self.words.len())
            || !self.words.iter().all(|word| self.word(*word).ends_with('s'))
        {
            return None;
        }
        let mut stems = Vec::with_capacity(self.words.len());
        let mut has_surname = false;
        for word in &self.words {
            let word = self.word(*word);
            if is_borne(word) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
                return None;
            }
            let surname = SURNAME
                .iter()
                .find_map(|ending| slavic_stem(word.strip_suffix(ending)?));
            if let Some(stem) = surname {
                has_surname = true;
                stems.push(stem);
                continue;
            }
            let slavic = SLAVIC_GIVEN
                .iter()
                .find_map(|(ending, instead)| Some(format!("{}{instead}", word.strip_suffix(ending)?)));
            let any = || {
                let mut stems = ANY_GIVEN.iter().filter_map(|ending| word.strip_suffix(ending));
                stems.find(|stem| is_listed(stem)).map(str::to_owned)
            };
            stems.push(slavic.or_else(any).filter(|stem| stem.len() >= STEM_BYTES_MIN)?);
        }
        has_surname.then_some(stems)
    }
}

/// The stem as the lists have the surname, where it is one of a Slav.
fn slavic_stem(stem: &str) -> Option<String> {
    if stem.len() < STEM_BYTES_MIN + 1 {
        return None;
    }
    let end = SLAVIC.iter().find(|end| stem.ends_with(**end))?;
    Some(if *end == "sk" {
        format!("{stem}iy")
    } else {
        stem.to_owned()
    })
}
