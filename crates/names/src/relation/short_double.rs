//! Short words that are the same but for doubled letters: `yyu` and `yu`.

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation, Word, edit::EDIT_MIN_BYTES, spelling::undoubled};

/// How much of a match they are.
const SIMILARITY: f32 = 0.86;

/// Stands before the keys of this relation.
const SIGN: char = '%';

pub(super) struct ShortDouble;

impl Relation for ShortDouble {
    fn name(&self) -> TokenRelation {
        TokenRelation::Edit
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let (query, listed) = (query.text, listed.text);
        // Longer ones are related by edits.
        let short =
            query.len().min(listed.len()) < EDIT_MIN_BYTES && query.len().max(listed.len()) <= EDIT_MIN_BYTES;
        if short && is_word(query) && is_word(listed) && undoubled(query).eq(undoubled(listed)) {
            Answer::Similar(SIMILARITY)
        } else {
            Answer::None
        }
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        let listed = listed.text;
        if listed.len() <= EDIT_MIN_BYTES && is_word(listed) {
            let key: String = std::iter::once(SIGN)
                .chain(undoubled(listed).map(char::from))
                .collect();
            file(Key::Skeleton(&key));
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        self.each_filed_key(query, ask);
    }
}

fn is_word(token: &str) -> bool {
    token.len() >= 2 && token.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation;

    use crate::relation::relation;

    #[test]
    fn a_doubled_letter_makes_no_other_word_of_a_short_one() {
        assert_eq!(relation("yyu", "yu"), Some(TokenRelation::Edit));
        assert_eq!(relation("yu", "yi"), None);
    }
}
