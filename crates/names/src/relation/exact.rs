//! Tokens that are equal after folding.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};

pub(super) struct Exact;

impl Relation for Exact {
    fn name(&self) -> TokenRelation {
        TokenRelation::Exact
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        if query.text == listed.text {
            Answer::Final(Some(1.0))
        } else {
            Answer::None
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        ask(Key::Token(query.text));
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::relation;

    #[test]
    fn a_token_is_itself() {
        assert_eq!(relation("bout", "bout"), Some(TokenRelation::Exact));
        assert_eq!(relation("~hsin", "~hsin"), Some(TokenRelation::Exact));
    }
}
