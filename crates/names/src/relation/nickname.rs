//! Forms of one given name: the tokens stand in one class of `data/nicknames.csv`.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};
use crate::language;

/// How much of a match two forms of one given name are.
const SIMILARITY: f32 = 0.75;

pub(super) struct Nickname;

impl Relation for Nickname {
    fn name(&self) -> TokenRelation {
        TokenRelation::Nickname
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        if language::get().are_nicknames(query.text, listed.text) {
            Answer::Similar(SIMILARITY)
        } else {
            Answer::None
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        for word in language::get().nicknames(query.text) {
            ask(Key::Token(word));
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::relation;

    #[test]
    fn another_form_of_a_given_name_is_related_to_it() {
        assert_eq!(relation("bob", "robert"), Some(TokenRelation::Nickname));
    }
}
