//! Words of bodies' names in other scripts, and what they are in English.

use rustc_hash::FxHashMap;

/// The rows of `data/translated_words.csv` and `data/body_words.csv`: folded words.
#[derive(Debug, Default)]
pub(crate) struct Translations {
    english_of: FxHashMap<&'static str, Vec<&'static str>>,
    words_of: FxHashMap<&'static str, Vec<&'static str>>,
}

/// Endings of Russian adjectives and nouns as they are folded, each line those of one kind of word: what is written with one of them is
/// written with the others in other names.
const ENDINGS: [&[&str]; 6] = [
    &["nyy", "naya", "noe", "nye", "nogo", "noy", "nykh"],
    &["skiy", "skaya", "skoe", "skie", "skogo", "skoy", "skikh"],
    &["ovyy", "ovaya", "ovoe", "ovye", "ovogo", "ovoy", "ovykh"],
    &["iya", "ii", "iy"],
    &["stvo", "stva", "stv"],
    &["ost", "osti"],
];

/// So many letters stand before an ending at least.
const STEM_MIN: usize = 4;

impl Translations {
    /// Of rows of an English word and one that it stands for.
    pub(super) fn of(rows: impl Iterator<Item = (&'static str, &'static str)>) -> Translations {
        let mut translations = Translations::default();
        for (english, word) in rows {
            translations.add(english, word);
            for (stem, ending) in inflections(word) {
                let inflected = format!("{stem}{ending}");
                if !translations.english_of(&inflected).contains(&english) {
                    // Made once, and kept as long as the files compiled in.
                    translations.add(english, inflected.leak());
                }
            }
        }
        translations
    }

    fn add(&mut self, english: &'static str, word: &'static str) {
        let of = self.english_of.entry(word).or_default();
        if !of.contains(&english) {
            of.push(english);
            self.words_of.entry(english).or_default().push(word);
        }
    }

    /// The English words that a word of another script stands for.
    pub fn english_of(&self, word: &str) -> &[&'static str] {
        self.english_of.get(word).map_or(&[], Vec::as_slice)
    }

    /// The words of other scripts that stand for an English word.
    pub fn words_of(&self, english: &str) -> &[&'static str] {
        self.words_of.get(english).map_or(&[], Vec::as_slice)
    }

    /// All words of other scripts, each with the English words that it stands for.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[&'static str])> {
        self.english_of
            .iter()
            .map(|(word, english)| (*word, english.as_slice()))
    }
}

/// The other inflections of a Russian word: its stem, and each of their endings.
fn inflections(word: &str) -> impl Iterator<Item = (&str, &'static str)> {
    let found = ENDINGS.iter().find_map(|endings| {
        let (stem, ending) = endings
            .iter()
            .find_map(|ending| Some((word.strip_suffix(ending)?, *ending)))?;
        (stem.len() >= STEM_MIN).then_some((stem, ending, *endings))
    });
    found.into_iter().flat_map(|(stem, own, endings)| {
        let others = endings.iter().filter(move |ending| **ending != own);
        others.map(move |ending| (stem, *ending))
    })
}

#[cfg(test)]
mod tests {
    use super::{Translations, inflections};
    use crate::{
        fold::{FoldNotes, fold_into},
        language::rows,
    };

    #[test]
    fn words_stand_in_the_file_as_names_are_folded() {
        for row in rows(include_str!("../../data/body_words.csv"), true) {
            let mut folded = String::new();
            fold_into(row[1], &mut folded, &mut FoldNotes::default());
            assert_eq!(folded.split(' ').next_back(), Some(row[2]), "{row:?}");
        }
    }

    #[test]
    fn a_russian_word_is_known_with_its_other_endings() {
        let of = |word| {
            inflections(word)
                .map(|(stem, ending)| format!("{stem}{ending}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("aviatsiya"), ["aviatsii", "aviatsiy"]);
        assert!(of("natsionalnyy").contains(&"natsionalnogo".to_owned()));
        assert!(of("zavod").is_empty() && of("most").is_empty());
    }

    #[test]
    fn a_word_has_each_of_its_translations_once() {
        let rows = [("plant", "zavod"), ("factory", "zavod"), ("plant", "zavod")];
        let translations = Translations::of(rows.into_iter());
        assert_eq!(translations.english_of("zavod"), ["plant", "factory"]);
        assert_eq!(translations.words_of("plant"), ["zavod"]);
        assert!(translations.english_of("plant").is_empty());
    }
}
