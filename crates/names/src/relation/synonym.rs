//! Words that say one thing in the names of companies, in other languages, inflected or abbreviated: the tokens stand in
//! one class of `data/company_words.csv` or `data/places.csv`.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};
use crate::language;

/// How much of a match two such words are.
const SIMILARITY: f32 = 0.90;

pub(super) struct Synonym;

impl Relation for Synonym {
    fn name(&self) -> TokenRelation {
        TokenRelation::Synonym
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        if language::get().are_synonyms(query.text, listed.text) {
            Answer::Similar(SIMILARITY)
        } else {
            Answer::None
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        for word in synonyms(query.text) {
            ask(Key::Token(word));
        }
    }
}

/// The words that say what a word of a company's name says, in other languages, inflected or abbreviated
/// (`trading` has `comercio`); over all its classes, may repeat, and may contain the token itself.
pub fn synonyms(token: &str) -> impl Iterator<Item = &'static str> {
    language::get().synonyms(token)
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::relation;

    #[test]
    fn a_word_in_another_language_is_related_to_it() {
        assert_eq!(
            relation("trading", "comercializadora"),
            Some(TokenRelation::Synonym)
        );
        assert_eq!(relation("iran", "iranian"), Some(TokenRelation::Synonym));
    }
}
