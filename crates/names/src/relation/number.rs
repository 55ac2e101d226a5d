//! Numbers of one value: `vii`, `7` and `seven`. Two numbers of different values are not a slip apart.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word};
use crate::language;

/// How much of a match two ways to write one number are.
const SIMILARITY: f32 = 0.97;

pub(super) struct Number;

impl Relation for Number {
    fn name(&self) -> TokenRelation {
        TokenRelation::Number
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let Some(value) = query.number() else {
            return Answer::None;
        };
        listed.number().map_or(Answer::None, |other| {
            Answer::Final((value == other).then_some(SIMILARITY))
        })
    }

    fn may_rule_out(&self) -> bool {
        true
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        let Some(value) = query.number() else {
            return;
        };
        for &word in language::get().number_words(value) {
            ask(Key::Token(word));
        }
        ask(Key::Token(&value.to_string()));
    }
}

/// Whether a token writes a number in digits that has no other form: no word, no Roman numeral.
#[must_use]
pub fn is_plain_number(token: &str) -> bool {
    let language = language::get();
    token.bytes().all(|b| b.is_ascii_digit())
        && language
            .number(token)
            .is_none_or(|value| language.number_words(value).is_empty())
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::relation;

    #[test]
    fn a_number_is_related_to_its_value_however_it_is_written() {
        assert_eq!(relation("vii", "7"), Some(TokenRelation::Number));
        assert_eq!(relation("vii", "8"), None);
        assert_eq!(relation("313", "303"), None);
    }
}
