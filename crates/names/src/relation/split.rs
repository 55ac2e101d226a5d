//! Two neighboring query tokens that are one listed word, written apart: `sando val`. Written together they are the word,
//! or they are not related. (A slip in a word that was split as well is two faults, and looking for it would take most
//! of the time of a search.)

use portcullis_model::TokenRelation;

use super::{Answer, Key, Relation};
use crate::transliterate::{HAN, UNVOWELED};

/// Words are written together or apart only from this many bytes on; shorter ones meet by chance.
pub const JOINED_MIN_BYTES: usize = 5;

/// How much of a match a word is that was written apart.
const SIMILARITY: f32 = 0.97;

pub(super) struct Split;

impl Relation for Split {
    fn name(&self) -> TokenRelation {
        TokenRelation::Split
    }

    fn relate(&self, joined: &str, listed: &str) -> Answer {
        let same =
            joined.len() >= JOINED_MIN_BYTES && joined == listed && !joined.starts_with([HAN, UNVOWELED]);
        if same {
            Answer::Similar(SIMILARITY)
        } else {
            Answer::None
        }
    }

    fn each_asked_key(&self, joined: &str, ask: &mut dyn FnMut(Key<'_>)) {
        ask(Key::Token(joined));
    }
}

#[cfg(test)]
mod tests {
    use crate::relation::relate_split;

    #[test]
    fn words_written_apart_are_related_to_the_word() {
        assert!(relate_split("sandoval", "sandoval").is_some());
        assert!(relate_split("sandovl", "sandoval").is_none());
        assert!(relate_split("abcd", "abcd").is_none());
    }
}
