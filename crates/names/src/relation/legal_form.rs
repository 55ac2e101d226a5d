//! Legal forms, folded to their family (`=llc`): the same family or nothing. One letter tells one form from another, so
//! no other relation is asked.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};

/// Stands before the family of a legal form.
const SIGN: char = '=';

pub(super) struct LegalForm;

impl Relation for LegalForm {
    fn name(&self) -> TokenRelation {
        TokenRelation::LegalForm
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        if query.text.starts_with(SIGN) || listed.text.starts_with(SIGN) {
            Answer::Final((query.text == listed.text).then_some(1.0))
        } else {
            Answer::None
        }
    }

    fn may_rule_out(&self) -> bool {
        true
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        if query.text.starts_with(SIGN) {
            ask(Key::Token(query.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::relation;

    #[test]
    fn a_legal_form_is_related_to_its_own_family_only() {
        assert_eq!(relation("=llc", "=llc"), Some(TokenRelation::LegalForm));
        assert_eq!(relation("=llc", "=ltd"), None);
        assert_eq!(relation("=llc", "llc"), None);
    }
}
