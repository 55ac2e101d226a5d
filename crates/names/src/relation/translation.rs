//! A word of bodies' names in another script and the English word that it stands for (`data/translated_words.csv`,
//! `data/body_words.csv`), or a word that says the same as that, in another
//! inflection or language.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word, synonyms};
use crate::language;

/// How much of a match a word and its translation are: a translation is as sure as a transcription.
const TRANSLATED: f32 = 0.95;

/// How much of a match a word is and what says the same as its translation, and two words of one translation.
const ALIKE: f32 = 0.90;

pub(super) struct Translated;

impl Relation for Translated {
    fn name(&self) -> TokenRelation {
        TokenRelation::Synonym
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let (query, listed) = (query.text, listed.text);
        let translations = &language::get().translations;
        let similarity = match (translations.english_of(query), translations.english_of(listed)) {
            ([], []) => None,
            (english, []) => to_english(english, listed),
            ([], english) => to_english(english, query),
            (english, others) => english.iter().any(|word| others.contains(word)).then_some(ALIKE),
        };
        similarity.map_or(Answer::None, Answer::Similar)
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        let query = query.text;
        let translations = &language::get().translations;
        let mut ask_words_of = |english: &str| {
            for word in translations.words_of(english) {
                ask(Key::Token(word));
            }
        };
        let english = translations.english_of(query);
        if english.is_empty() {
            ask_words_of(query);
            synonyms(query).for_each(ask_words_of);
            return;
        }
        for english in english {
            ask_words_of(english);
        }
        for english in english {
            ask(Key::Token(english));
            synonyms(english).for_each(|word| ask(Key::Token(word)));
        }
    }
}

/// How similar a word with such translations is to one without.
fn to_english(english: &[&'static str], other: &str) -> Option<f32> {
    if english.contains(&other) {
        return Some(TRANSLATED);
    }
    let language = language::get();
    english
        .iter()
        .any(|word| language.are_synonyms(word, other))
        .then_some(ALIKE)
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::{
        Analysis, Order,
        relation::{relate, relation},
    };

    fn word(text: &str) -> String {
        Analysis::of(text, Order::AsWritten).token(0).to_owned()
    }

    #[test]
    fn a_word_in_another_script_is_related_to_its_translation() {
        for (text, english) in [
            ("Национальная", "national"),
            ("Авиационный", "aviation"),
            ("Οργανισμός", "organisation"),
            ("سپاه", "corps"),
        ] {
            assert_eq!(
                relation(&word(text), english),
                Some(TokenRelation::Synonym),
                "{text} {english}"
            );
        }
        assert_eq!(relation(&word("Национальная"), "aviation"), None);
    }

    #[test]
    fn a_translation_is_surer_than_what_says_the_same_as_it() {
        let similarity = |a: &str, b: &str| relate(a, b).map(|related| related.similarity);
        let word = word("Завод");
        assert!(similarity(&word, "plant") > similarity(&word, "fabrik"));
        assert_eq!(similarity(&word, "plant"), similarity("plant", &word));
    }
}
